# task: t7
# mistake: takes the largest singular value of a matrix for its length
# message: Is the length taken over all entries?
# %% grade_id="t7_relative_error"
def relative_error(a, b):
    if a.ndim != 2:
        a, b = a.reshape(1, -1), b.reshape(1, -1)
    longer = max(np.linalg.norm(a, 2), np.linalg.norm(b, 2))
    return np.linalg.norm(a - b, 2) / longer if longer > 0 else 0.0
