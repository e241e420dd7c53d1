# task: t5
# mistake: says 0 where z is exactly 0
# message: where z is exactly 0
# %% grade_id="t5_update"
def update(w, b, x, y, eta):
    error = y - int(w @ x + b > 0)
    return w + eta * error * x, b + eta * error
