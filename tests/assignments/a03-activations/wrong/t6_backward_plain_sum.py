# task: t6
# mistake: forgets the weights in the sum
# message: How large is the one number
# %% grade_id="t6_softmax_backward"
def softmax_backward(p, grad_p):
    return p * (grad_p - np.sum(grad_p, axis=1, keepdims=True))
