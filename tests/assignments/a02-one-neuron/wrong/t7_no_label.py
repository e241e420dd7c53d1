# task: t7
# mistake: forgets the label
# message: the one on the wrong side all count
# %% grade_id="t7_support_vectors"
def support_vectors(X, y, w, b, tolerance):
    return np.flatnonzero(X @ w + b <= 1 + tolerance)
