# task: t7
# mistake: takes only those on the edge
# message: the one inside, and the one on the wrong side all count
# %% grade_id="t7_support_vectors"
def support_vectors(X, y, w, b, tolerance):
    return np.flatnonzero(np.abs(y * (X @ w + b) - 1) <= tolerance)
