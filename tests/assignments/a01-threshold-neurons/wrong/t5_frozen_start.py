# task: t5
# mistake: all answers with the weights of the beginning
# message: with the weights that the example before left
# %% grade_id="t5_epoch"
def epoch(w, b, X, y, eta):
    errors = y - (X @ w + b >= 0)
    return w + eta * errors @ X, b + eta * errors.sum(), int(np.abs(errors).sum())
