# task: t5
# mistake: stops at the first mistake
# message: Is every answer counted at the moment of asking
# %% grade_id="t5_epoch"
def epoch(w, b, X, y, eta):
    mistakes = 0
    for i in range(len(X)):
        error = y[i] - int(w @ X[i] + b >= 0)
        w, b = w + eta * error * X[i], b + eta * error
        mistakes += error != 0
        if error:
            break
    return w, b, mistakes
