# task: t2
# mistake: puts a ReLU after the last layer too
# message: Does the last layer go without ReLU?
# %% grade_id="t2_forward"
def forward(parameters, X):
    values = [X]
    for W, b in parameters:
        values.append(np.maximum(values[-1] @ W.T + b, 0))
    return values
