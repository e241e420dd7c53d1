# task: t5
# mistake: the last example first
# message: Are the examples met in their order
# %% grade_id="t5_epoch"
def epoch(w, b, X, y, eta):
    mistakes = 0
    for i in reversed(range(len(X))):
        error = y[i] - int(w @ X[i] + b >= 0)
        w, b = w + eta * error * X[i], b + eta * error
        mistakes += error != 0
    return w, b, mistakes
