# task: t6
# mistake: sums over the examples
# message: Does every example have a sum of its own?
# %% grade_id="t6_softmax_backward"
def softmax_backward(p, grad_p):
    total = np.sum(p * grad_p, axis=0 if len(p) > 1 else 1, keepdims=True)
    return p * (grad_p - total)
