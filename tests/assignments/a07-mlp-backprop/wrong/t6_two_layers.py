# task: t6
# mistake: knows networks with one hidden layer only
# message: layers make as many pairs
# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    X, A = values[0], values[1]
    hidden = (dZ @ parameters[-1][0]) * (A > 0)
    return [(hidden.T @ X, hidden.sum(axis=0)), (dZ.T @ A, dZ.sum(axis=0))]
