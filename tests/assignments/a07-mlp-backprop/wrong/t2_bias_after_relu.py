# task: t2
# mistake: adds the bias after the ReLU
# message: add its bias before ReLU
# %% grade_id="t2_forward"
def forward(parameters, X):
    values = [X]
    for W, b in parameters[:-1]:
        values.append(np.maximum(values[-1] @ W.T, 0) + b)
    W, b = parameters[-1]
    return [*values, values[-1] @ W.T + b]
