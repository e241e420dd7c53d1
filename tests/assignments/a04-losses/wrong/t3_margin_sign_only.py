# task: t3
# mistake: says only whether it is right
# message: What is the sign of class 0
# %% grade_id="t3_margin"
def margin(y, z):
    return np.where((z > 0) == (y == 1), 1.0, -1.0)
