# task: t2
# mistake: adds a bias to each example instead of each neuron where the shapes allow it
# message: add its own bias
# %% grade_id="t2_linear"
def linear(X, W, b):
    return (X @ W.T) + (b[:, None] if len(b) == len(X) else b)
