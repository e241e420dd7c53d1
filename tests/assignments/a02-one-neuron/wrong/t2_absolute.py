# task: t2
# mistake: takes the absolute difference
# message: should be 4, 0 and 9
# %% grade_id="t2_squared_loss"
def squared_loss(z, y):
    return np.abs(z - y)
