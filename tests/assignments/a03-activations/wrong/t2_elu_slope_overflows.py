# task: t2
# mistake: multiplies infinity by 0
# message: Does exp() overflow?
# %% grade_id="t2_elu_slope"
def elu_slope(z, alpha):
    return (z > 0) + (z <= 0) * alpha * np.exp(z)
