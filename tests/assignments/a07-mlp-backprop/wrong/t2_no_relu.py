# task: t2
# mistake: forgets the ReLU
# message: Is ReLU applied in the hidden layer?
# %% grade_id="t2_forward"
def forward(parameters, X):
    values = [X]
    for W, b in parameters:
        values.append(values[-1] @ W.T + b)
    return values
