# task: t5
# mistake: forgets eta
# message: Is the example subtracted, times eta
# %% grade_id="t5_update"
def update(w, b, x, y, eta):
    error = y - int(w @ x + b >= 0)
    return w + error * x, b + error
