# task: t7
# mistake: divides 0 by 0 for two arrays of zeros
# message: Is 0 divided by 0?
# %% grade_id="t7_relative_error"
def relative_error(a, b):
    return np.linalg.norm(a - b) / np.maximum(np.linalg.norm(a), np.linalg.norm(b))
