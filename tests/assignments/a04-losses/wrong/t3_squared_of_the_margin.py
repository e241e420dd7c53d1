# task: t3
# mistake: squares the margin itself
# message: The squared losses should be 4, 0 and 4
# %% grade_id="t3_squared"
def squared(m):
    return m**2
