# task: t6
# mistake: passes the slopes through the layer before instead of the one behind, where the shapes allow it
# message: do they pass the weights of the layer behind
# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k], dZ.sum(axis=0)))
        W = parameters[k][0]
        if k and parameters[k - 1][0].shape == W.shape:
            W = parameters[k - 1][0]
        dZ = (dZ @ W) * (values[k] > 0)
    return gradients
