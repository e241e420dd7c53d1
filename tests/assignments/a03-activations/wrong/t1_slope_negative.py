# task: t1
# mistake: loses a minus of the chain rule
# message: Is it a function of z, or of a?
# %% grade_id="t1_sigmoid_slope"
def sigmoid_slope(z):
    e = np.exp(-np.abs(z))
    return -e / (1 + e) ** 2
