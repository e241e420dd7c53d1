# task: t5
# mistake: leaves the bias out of z
# message: Does the bias enter z
# %% grade_id="t5_update"
def update(w, b, x, y, eta):
    error = y - int(w @ x >= 0)
    return w + eta * error * x, b + eta * error
