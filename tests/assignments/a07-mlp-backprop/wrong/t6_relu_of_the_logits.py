# task: t6
# mistake: treats the logits as if they had a ReLU
# message: In the last layer dW should be
# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        dZ = dZ * (values[k + 1] > 0)
        gradients.insert(0, (dZ.T @ values[k], dZ.sum(axis=0)))
        dZ = dZ @ parameters[k][0]
    return gradients
