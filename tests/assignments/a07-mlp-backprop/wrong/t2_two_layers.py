# task: t2
# mistake: knows networks with one hidden layer only
# message: Is it X, hidden activations, output?
# %% grade_id="t2_forward"
def forward(parameters, X):
    (W1, b1), (W2, b2) = parameters[0], parameters[-1]
    A = np.maximum(X @ W1.T + b1, 0)
    return [X, A, A @ W2.T + b2]
