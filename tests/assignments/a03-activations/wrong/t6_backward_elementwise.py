# task: t6
# mistake: uses the diagonal alone
# message: How large is the one number
# %% grade_id="t6_softmax_backward"
def softmax_backward(p, grad_p):
    return grad_p * p * (1 - p)
