# task: t3
# mistake: lets an example at the corner pull
# message: what did we agree on at the corner
# %% grade_id="t3_hinge_slope"
def hinge_slope(z, y):
    return np.where(y * z <= 1, -y, 0.0)
