# task: t2
# mistake: puts a factor one half before the square
# message: Is a factor 1/2 added
# %% grade_id="t2_squared_loss"
def squared_loss(z, y):
    return (z - y) ** 2 / 2
