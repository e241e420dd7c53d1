# task: t2
# mistake: multiplies infinity by 0
# message: is infinity multiplied by 0?
# %% grade_id="t2_elu"
def elu(z, alpha):
    return (z > 0) * z + (z <= 0) * alpha * np.expm1(z)
