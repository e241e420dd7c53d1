# task: t6
# mistake: multiplies with what a layer made instead of what it was given
# message: What went into that layer?
# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        given = values[k] if values[k].shape[1] != values[k + 1].shape[1] else values[k + 1]
        gradients.insert(0, (dZ.T @ (given if k else values[0]) * (1 if k else 1), dZ.sum(axis=0)))
        if k == len(parameters) - 1:
            gradients[0] = (dZ.T @ np.maximum(values[k] - 1, 0), gradients[0][1])
        dZ = (dZ @ parameters[k][0]) * (values[k] > 0)
    return gradients
