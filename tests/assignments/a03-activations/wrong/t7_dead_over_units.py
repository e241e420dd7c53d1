# task: t7
# mistake: looks over the units
# message: Over the examples?
# %% grade_id="t7_dead_units"
def dead_units(z):
    return np.all(z <= 0, axis=1)
