# task: t3
# mistake: differentiates with respect to y
# message: Opposite sign
# %% grade_id="t3_squared_slope"
def squared_slope(z, y):
    return 2 * (y - z)
