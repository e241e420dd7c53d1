# task: t2
# mistake: loses alpha
# message: What is the derivative of the bracket?
# %% grade_id="t2_elu_slope"
def elu_slope(z, alpha):
    return np.where(z > 0, 1.0, np.exp(np.minimum(z, 0)))
