# task: t3
# mistake: forgets the label
# message: should be 0, -1, -1, 0 and 1
# %% grade_id="t3_hinge_slope"
def hinge_slope(z, y):
    return np.where(y * z < 1, -1.0, 0.0)
