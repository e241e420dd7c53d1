# task: t3
# mistake: lets the right side cost nothing
# message: The right side alone is not enough for the hinge
# %% grade_id="t3_hinge"
def hinge(m):
    return np.where(m > 0, 0, 1 - m)
