# task: t2
# mistake: puts the ReLU into the layer
# message: A layer by itself has no ReLU
# %% grade_id="t2_linear"
def linear(X, W, b):
    return np.maximum(X @ W.T + b, 0)
