# task: t3
# mistake: forgets the zero
# message: The hinge losses should be 0, 0.5 and 3
# %% grade_id="t3_hinge"
def hinge(m):
    return 1 - m
