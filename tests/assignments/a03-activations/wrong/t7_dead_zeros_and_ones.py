# task: t7
# mistake: returns zeros and ones
# message: Return True or False for each unit
# %% grade_id="t7_dead_units"
def dead_units(z):
    return 1 * np.all(z <= 0, axis=0)
