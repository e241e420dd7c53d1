# task: t7
# mistake: ignores the tolerance
# message: are missing
# %% grade_id="t7_support_vectors"
def support_vectors(X, y, w, b, tolerance):
    return np.flatnonzero(y * (X @ w + b) <= 1 + 1e-9)
