# task: t2
# mistake: squares the hinge
# message: should be 0, 0.5, 3 and 0.5
# %% grade_id="t2_hinge_loss"
def hinge_loss(z, y):
    return np.maximum(1 - y * z, 0) ** 2
