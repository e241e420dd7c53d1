# task: t5
# mistake: does not correct the bias
# message: Is the bias corrected like the weight
# %% grade_id="t5_update"
def update(w, b, x, y, eta):
    error = y - int(w @ x + b >= 0)
    return w + eta * error * x, b
