# task: t7
# mistake: applies the tolerance the wrong way
# message: The one on the edge
# %% grade_id="t7_support_vectors"
def support_vectors(X, y, w, b, tolerance):
    return np.flatnonzero(y * (X @ w + b) <= 1 - tolerance)
