# task: t3
# mistake: multiplies by the sigmoid's slope once more
# message: Is a factor left that should cancel
# %% grade_id="t3_logistic_slope"
def logistic_slope(z, y):
    a = 1 / (1 + np.exp(-z))
    return (a - y) * a * (1 - a)
