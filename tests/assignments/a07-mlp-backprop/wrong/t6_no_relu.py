# task: t6
# mistake: forgets the ReLUs on the way back
# message: only the ReLUs that are on
# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k], dZ.sum(axis=0)))
        dZ = dZ @ parameters[k][0]
    return gradients
