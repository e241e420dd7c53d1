# task: t2
# mistake: takes the slope from the right at the corner
# message: not as agreed above
# %% grade_id="t2_elu_slope"
def elu_slope(z, alpha):
    return np.where(z >= 0, 1.0, alpha * np.exp(-np.abs(z)))
