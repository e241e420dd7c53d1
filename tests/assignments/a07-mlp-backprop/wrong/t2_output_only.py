# task: t2
# mistake: returns the output alone
# message: Is X at its beginning?
# %% grade_id="t2_forward"
def forward(parameters, X):
    A = X
    for W, b in parameters[:-1]:
        A = np.maximum(A @ W.T + b, 0)
    W, b = parameters[-1]
    return [A @ W.T + b]
