# task: t3
# mistake: multiplies and divides by a factor that becomes 0
# message: Is 0 divided by 0 somewhere
# %% grade_id="t3_logistic_slope"
def logistic_slope(z, y):
    a = 1 / (1 + np.exp(-z))
    return (a - y) / (a * (1 - a)) * (a * (1 - a))
