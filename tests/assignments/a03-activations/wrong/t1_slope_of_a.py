# task: t1
# mistake: takes z for the activation
# message: Is it a function of z, or of a?
# %% grade_id="t1_sigmoid_slope"
def sigmoid_slope(z):
    return z * (1 - z)
