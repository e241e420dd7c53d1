# task: t3
# mistake: turns labels into signs in the caller's array
# message: in-place operation
# %% grade_id="t3_margin"
def margin(y, z):
    y[y == 0] = -1
    return y * z
