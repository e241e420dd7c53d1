# task: t2
# mistake: cuts the negative inputs off in the caller's array
# message: forward changed X
# %% grade_id="t2_forward"
def forward(parameters, X):
    values = [X.copy()]
    A = X
    for k, (W, b) in enumerate(parameters):
        Z = A @ W.T + b
        A[A < 0] = 0
        if k < len(parameters) - 1:
            Z[Z < 0] = 0
        values.append(Z)
        A = Z
    return values
