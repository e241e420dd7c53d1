# task: t6
# mistake: returns the slopes from the last layer to the first
# message: In the order of the layers?
# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.append((dZ.T @ values[k], dZ.sum(axis=0)))
        dZ = (dZ @ parameters[k][0]) * (values[k] > 0)
    return gradients
