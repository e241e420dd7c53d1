# task: t2
# mistake: forgets the -1
# message: Is the -1 forgotten?
# %% grade_id="t2_elu"
def elu(z, alpha):
    return np.where(z > 0, z, alpha * np.exp(z))
