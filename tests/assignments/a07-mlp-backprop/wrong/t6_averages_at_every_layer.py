# task: t6
# mistake: divides by the number of examples at every layer
# message: In the last layer dW should be
# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k] / len(dZ), dZ.mean(axis=0)))
        dZ = (dZ @ parameters[k][0]) * (values[k] > 0)
    return gradients
