# task: t2
# mistake: takes the last layer out of the caller's list
# message: Did you use pop
# %% grade_id="t2_forward"
def forward(parameters, X):
    W_last, b_last = parameters.pop()
    values = [X]
    for W, b in parameters:
        values.append(np.maximum(values[-1] @ W.T + b, 0))
    return [*values, values[-1] @ W_last.T + b_last]
