# task: t7
# mistake: returns a mask
# message: not a mask and not the rows
# %% grade_id="t7_support_vectors"
def support_vectors(X, y, w, b, tolerance):
    return y * (X @ w + b) <= 1 + tolerance
