# task: t6
# mistake: subtracts in the caller's array
# message: in-place operation
# %% grade_id="t6_softmax_backward"
def softmax_backward(p, grad_p):
    grad_p -= np.sum(p * grad_p, axis=1, keepdims=True)
    return p * grad_p
