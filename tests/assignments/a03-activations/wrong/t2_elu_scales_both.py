# task: t2
# mistake: multiplies both sides
# message: What does alpha multiply?
# %% grade_id="t2_elu"
def elu(z, alpha):
    return alpha * np.where(z > 0, z, np.expm1(np.minimum(z, 0)))
