# task: t7
# mistake: does not divide
# message: The relative error should be 5 / 10
# %% grade_id="t7_relative_error"
def relative_error(a, b):
    return np.linalg.norm(a - b)
