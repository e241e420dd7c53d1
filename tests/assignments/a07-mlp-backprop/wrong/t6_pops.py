# task: t6
# mistake: takes the lists of the caller apart
# message: Did you use pop?
# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    gradients = []
    values.pop()
    while parameters:
        (W, _), A = parameters.pop(), values.pop()
        gradients.insert(0, (dZ.T @ A, dZ.sum(axis=0)))
        dZ = (dZ @ W) * (A > 0)
    return gradients
