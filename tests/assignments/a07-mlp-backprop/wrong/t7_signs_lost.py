# task: t7
# mistake: compares the sizes of the entries
# message: An array and its opposite
# %% grade_id="t7_relative_error"
def relative_error(a, b):
    longer = max(np.linalg.norm(a), np.linalg.norm(b))
    return np.linalg.norm(np.abs(a) - np.abs(b)) / longer if longer > 0 else 0.0
