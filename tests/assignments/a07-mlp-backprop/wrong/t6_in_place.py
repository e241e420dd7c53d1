# task: t6
# mistake: sets activations of the caller to 0 and 1
# message: changed an array that it was given
# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k], dZ.sum(axis=0)))
        if k:
            values[k][values[k] > 0] = 1
            dZ = (dZ @ parameters[k][0]) * values[k]
    return gradients
