# task: t7
# mistake: measures the distance from the boundary on either side
# message: Does the label enter the margin
# %% grade_id="t7_support_vectors"
def support_vectors(X, y, w, b, tolerance):
    return np.flatnonzero(np.abs(X @ w + b) <= 1 + tolerance)
