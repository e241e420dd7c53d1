# task: t3
# mistake: loses the factor 2
# message: A factor of 2 lost
# %% grade_id="t3_squared_slope"
def squared_slope(z, y):
    return z - y
