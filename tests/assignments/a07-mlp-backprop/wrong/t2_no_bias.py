# task: t2
# mistake: forgets the bias of a layer
# message: add its own bias
# %% grade_id="t2_linear"
def linear(X, W, b):
    return X @ W.T
