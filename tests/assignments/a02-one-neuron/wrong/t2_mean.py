# task: t2
# mistake: returns the mean
# message: Averaged?
# %% grade_id="t2_squared_loss"
def squared_loss(z, y):
    return np.mean((z - y) ** 2)
