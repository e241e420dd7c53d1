# task: t3
# mistake: stops pulling at margin 0
# message: Which way must z move to get a margin of 1
# %% grade_id="t3_hinge_slope"
def hinge_slope(z, y):
    return np.where(y * z < 0, -y, 0.0)
