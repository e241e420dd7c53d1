# task: t2
# mistake: leaves X out of the list
# message: Is X at its beginning?
# %% grade_id="t2_forward"
def forward(parameters, X):
    values = []
    for W, b in parameters[:-1]:
        X = np.maximum(X @ W.T + b, 0)
        values.append(X)
    W, b = parameters[-1]
    return [*values, X @ W.T + b]
