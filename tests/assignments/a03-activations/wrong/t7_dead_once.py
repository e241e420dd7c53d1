# task: t7
# mistake: calls a unit dead that is off once
# message: On every example
# %% grade_id="t7_dead_units"
def dead_units(z):
    return np.any(z <= 0, axis=0)
