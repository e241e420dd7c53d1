# task: t5
# mistake: sums db over everything
# message: Which axis are the examples?
# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.sum(), dZ @ W
