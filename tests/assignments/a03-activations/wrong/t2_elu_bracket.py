# task: t2
# mistake: multiplies the exponential alone
# message: What does alpha multiply?
# %% grade_id="t2_elu"
def elu(z, alpha):
    return np.where(z > 0, z, alpha * np.exp(np.minimum(z, 0)) - 1)
