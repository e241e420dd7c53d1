# task: t3
# mistake: shifts the logits of the caller
# message: Did you shift in place (-=)?
# %% grade_id="t3_softmax"
def softmax(Z):
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)
