# task: t1
# mistake: divides infinity by infinity
# message: infinity divided by infinity
# %% grade_id="t1_sigmoid_slope"
def sigmoid_slope(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2
