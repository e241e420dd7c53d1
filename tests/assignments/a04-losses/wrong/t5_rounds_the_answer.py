# task: t5
# mistake: decides before it compares
# message: Is 1/n forgotten, or a factor left
# %% grade_id="t5_binary_gradient"
def binary_gradient(y, z):
    return ((z > 0) - y) / len(y)
