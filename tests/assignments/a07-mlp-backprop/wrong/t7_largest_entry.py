# task: t7
# mistake: compares the largest entries
# message: Is the length taken over all entries?
# %% grade_id="t7_relative_error"
def relative_error(a, b):
    longer = max(np.abs(a).max(), np.abs(b).max())
    return np.abs(a - b).max() / longer if longer > 0 else 0.0
