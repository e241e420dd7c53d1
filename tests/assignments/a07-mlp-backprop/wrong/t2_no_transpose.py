# task: t2
# mistake: multiplies with W put into the other shape
# message: Does every neuron use its own row of W
# %% grade_id="t2_linear"
def linear(X, W, b):
    return X @ W.reshape(X.shape[1], -1) + b
