# task: t3
# mistake: lets large margins cost nothing
# message: The squared losses should be 4, 0 and 4
# %% grade_id="t3_squared"
def squared(m):
    return np.maximum(0, 1 - m) ** 2
