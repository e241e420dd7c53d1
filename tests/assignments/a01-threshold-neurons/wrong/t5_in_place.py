# task: t5
# mistake: corrects the array that it was given
# message: Did you write w +=
# %% grade_id="t5_update"
def update(w, b, x, y, eta):
    error = y - int(w @ x + b >= 0)
    new = w
    new += eta * error * x
    return new.copy(), b + eta * error
