# task: t2
# mistake: forgets the zero
# message: should be 0, 0.5, 3 and 0.5
# %% grade_id="t2_hinge_loss"
def hinge_loss(z, y):
    return 1 - y * z
