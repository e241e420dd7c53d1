# task: t6
# mistake: keeps only the positive inputs
# message: X has no ReLU
# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ np.maximum(values[k], 0), dZ.sum(axis=0)))
        dZ = (dZ @ parameters[k][0]) * (values[k] > 0)
    return gradients
