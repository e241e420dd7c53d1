# task: t3
# mistake: divides the logits by their sum, without exponentials
# message: must add up to 1
# %% grade_id="t3_softmax"
def softmax(Z):
    return Z / np.abs(Z).sum(axis=1, keepdims=True).clip(1)
