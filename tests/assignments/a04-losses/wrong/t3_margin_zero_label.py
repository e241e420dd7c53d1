# task: t3
# mistake: takes label 0 for a sign
# message: is 0 taken for it?
# %% grade_id="t3_margin"
def margin(y, z):
    return y * z
