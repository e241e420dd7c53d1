# task: t5
# mistake: shuffles the examples
# message: Is every answer counted at the moment of asking
# %% grade_id="t5_epoch"
def epoch(w, b, X, y, eta):
    mistakes = 0
    for i in np.random.default_rng(4).permutation(len(X)):
        error = y[i] - int(w @ X[i] + b >= 0)
        w, b = w + eta * error * X[i], b + eta * error
        mistakes += error != 0
    return w, b, mistakes
