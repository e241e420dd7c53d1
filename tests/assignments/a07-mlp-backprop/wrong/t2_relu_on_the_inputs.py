# task: t2
# mistake: sends the inputs through a ReLU too
# message: these entries of the list are wrong
# %% grade_id="t2_forward"
def forward(parameters, X):
    values = [np.maximum(X, 0)]
    for W, b in parameters[:-1]:
        values.append(np.maximum(values[-1] @ W.T + b, 0))
    W, b = parameters[-1]
    return [*values, values[-1] @ W.T + b]
