# task: t5
# mistake: answers -1 and 1 against labels 0 and 1
# message: Is the example subtracted, times eta
# %% grade_id="t5_update"
def update(w, b, x, y, eta):
    error = y - (1 if w @ x + b >= 0 else -1)
    if y == 0:
        error = -1 - (1 if w @ x + b >= 0 else -1)
    return w + eta * error * x, b + eta * error
