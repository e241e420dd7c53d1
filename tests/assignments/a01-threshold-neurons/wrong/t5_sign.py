# task: t5
# mistake: answer minus truth
# message: Is the example subtracted, times eta
# %% grade_id="t5_update"
def update(w, b, x, y, eta):
    error = int(w @ x + b >= 0) - y
    return w + eta * error * x, b + eta * error
