# task: t3
# mistake: forgets the margin of 1
# message: The right side alone is not enough for the hinge
# %% grade_id="t3_hinge"
def hinge(m):
    return np.maximum(0, -m)
