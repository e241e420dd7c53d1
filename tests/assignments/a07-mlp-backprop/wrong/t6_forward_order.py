# task: t6
# mistake: walks from the first layer to the last
# message: shaped like
# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    gradients = []
    for k in range(len(parameters)):
        slopes = dZ
        for W, _ in parameters[:k:-1]:
            slopes = slopes @ W
        gradients.append((slopes.T @ values[k + 1], slopes.sum(axis=0)))
    return gradients
