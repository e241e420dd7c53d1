# task: t2
# mistake: forgets the margin
# message: the right side alone is not enough
# %% grade_id="t2_hinge_loss"
def hinge_loss(z, y):
    return np.maximum(-y * z, 0)
