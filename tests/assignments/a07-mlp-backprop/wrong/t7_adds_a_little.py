# task: t7
# mistake: adds a little to what it divides by
# message: by nothing else?
# %% grade_id="t7_relative_error"
def relative_error(a, b):
    return np.linalg.norm(a - b) / (max(np.linalg.norm(a), np.linalg.norm(b)) + 1e-6)
