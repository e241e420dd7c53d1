# task: t6
# mistake: forgets the probability in front
# message: How large is the one number
# %% grade_id="t6_softmax_backward"
def softmax_backward(p, grad_p):
    return grad_p - np.sum(p * grad_p, axis=1, keepdims=True)
