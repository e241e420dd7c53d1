# task: t2
# mistake: keeps the hidden Z in place of the activations
# message: Is ReLU applied in the hidden layer?
# %% grade_id="t2_forward"
def forward(parameters, X):
    values, A = [X], X
    for W, b in parameters:
        Z = A @ W.T + b
        values.append(Z)
        A = np.maximum(Z, 0)
    return values
