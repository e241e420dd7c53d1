# task: t7
# mistake: takes a unit at 0 for alive
# message: and what about 0?
# %% grade_id="t7_dead_units"
def dead_units(z):
    return np.all(z < 0, axis=0)
