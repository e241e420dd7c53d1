# task: t6
# mistake: uses the ReLU of the wrong layer where the shapes allow it
# message: the ReLU whose activations went into it
# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k], dZ.sum(axis=0)))
        mask = values[k - 1] if k > 1 and values[k - 1].shape == values[k].shape else values[k]
        dZ = (dZ @ parameters[k][0]) * (mask > 0)
    return gradients
