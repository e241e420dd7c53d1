# task: t6
# mistake: forgets that the slopes of the biases pass the ReLU too
# message: and db 1, 20
# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    gradients, before = [], dZ
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k], before.sum(axis=0)))
        before = dZ @ parameters[k][0]
        dZ = before * (values[k] > 0)
    return gradients
