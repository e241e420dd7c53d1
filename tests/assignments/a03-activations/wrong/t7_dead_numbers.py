# task: t7
# mistake: returns numbers of units
# message: Four units make an array of shape (4,)
# %% grade_id="t7_dead_units"
def dead_units(z):
    return np.flatnonzero(np.all(z <= 0, axis=0))
