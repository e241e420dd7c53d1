# task: t6
# mistake: sums over everything
# message: Does every example have a sum of its own?
# %% grade_id="t6_softmax_backward"
def softmax_backward(p, grad_p):
    return p * (grad_p - np.sum(p * grad_p))
