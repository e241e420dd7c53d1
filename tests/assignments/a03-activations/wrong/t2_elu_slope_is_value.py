# task: t2
# mistake: returns the value, not the slope
# message: What is the derivative of the bracket?
# %% grade_id="t2_elu_slope"
def elu_slope(z, alpha):
    return np.where(z > 0, 1.0, alpha * np.expm1(np.minimum(z, 0)))
