# task: t5
# mistake: uses z in place of the answer, as for a linear neuron
# message: and not with z
# %% grade_id="t5_update"
def update(w, b, x, y, eta):
    error = y - (w @ x + b)
    return w + eta * error * x, b + eta * error
