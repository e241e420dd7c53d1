# task: t2
# mistake: subtracts 1 from a number near 1
# message: Is 1 subtracted from a number near 1?
# %% grade_id="t2_elu"
def elu(z, alpha):
    return np.where(z > 0, z, alpha * (np.exp(np.minimum(z, 0)) - 1))
