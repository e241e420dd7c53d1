# task: t3
# mistake: swaps the classes
# message: What is the sign of class 0
# %% grade_id="t3_margin"
def margin(y, z):
    return (1 - 2 * y) * z
