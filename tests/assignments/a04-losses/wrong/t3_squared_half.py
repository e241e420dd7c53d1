# task: t3
# mistake: puts a half before the square
# message: A factor 1/2 added?
# %% grade_id="t3_squared"
def squared(m):
    return (1 - m) ** 2 / 2
