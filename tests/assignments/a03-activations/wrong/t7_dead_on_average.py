# task: t7
# mistake: asks for a mean below 0
# message: On every example
# %% grade_id="t7_dead_units"
def dead_units(z):
    return z.mean(axis=0) <= 0
