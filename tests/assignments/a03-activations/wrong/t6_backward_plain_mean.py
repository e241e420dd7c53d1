# task: t6
# mistake: takes the plain mean for the weighted one
# message: How large is the one number
# %% grade_id="t6_softmax_backward"
def softmax_backward(p, grad_p):
    return p * (grad_p - np.mean(grad_p, axis=1, keepdims=True))
