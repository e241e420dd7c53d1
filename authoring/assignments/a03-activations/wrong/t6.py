# %% grade_id="t6_softmax_backward" mistake="uses the diagonal alone" message="How large is the one number"
def softmax_backward(p, grad_p):
    return grad_p * p * (1 - p)


# %% grade_id="t6_softmax_backward" mistake="subtracts in the caller's array" message="softmax_backward changed its argument"
def softmax_backward(p, grad_p):
    grad_p -= np.sum(p * grad_p, axis=1, keepdims=True)
    return p * grad_p


# %% grade_id="t6_softmax_backward" mistake="forgets the probability in front" message="How large is the one number"
def softmax_backward(p, grad_p):
    return grad_p - np.sum(p * grad_p, axis=1, keepdims=True)


# %% grade_id="t6_softmax_backward" mistake="sums over everything" message="Does every example have a sum of its own?"
def softmax_backward(p, grad_p):
    return p * (grad_p - np.sum(p * grad_p))


# %% grade_id="t6_softmax_backward" mistake="sums over the examples" message="Does every example have a sum of its own?"
def softmax_backward(p, grad_p):
    total = np.sum(p * grad_p, axis=0 if len(p) > 1 else 1, keepdims=True)
    return p * (grad_p - total)


# %% grade_id="t6_softmax_backward" mistake="takes the plain mean for the weighted one" message="How large is the one number"
def softmax_backward(p, grad_p):
    return p * (grad_p - np.mean(grad_p, axis=1, keepdims=True))


# %% grade_id="t6_softmax_backward" mistake="forgets the weights in the sum" message="How large is the one number"
def softmax_backward(p, grad_p):
    return p * (grad_p - np.sum(grad_p, axis=1, keepdims=True))


# %% grade_id="t6_softmax_jacobian" mistake="treats softmax like a function of one number" message="Off the diagonal delta is 0"
def softmax_jacobian(p):
    return np.diag(p * (1 - p))


# %% grade_id="t6_softmax_jacobian" mistake="forgets the probability before the bracket" message="There, k = j"
def softmax_jacobian(p):
    return np.eye(len(p)) - np.outer(p, p)


# %% grade_id="t6_softmax_jacobian" mistake="takes an inner product" message="make a matrix of shape (3, 3)"
def softmax_jacobian(p):
    return p - p @ p


# %% grade_id="t6_softmax_jacobian" mistake="forgets delta" message="There, k = j"
def softmax_jacobian(p):
    return -np.outer(p, p)


# %% grade_id="t6_softmax_jacobian" mistake="adds the outer product" message="Off the diagonal delta is 0"
def softmax_jacobian(p):
    jacobian = np.outer(p, p)
    np.fill_diagonal(jacobian, p * (1 - p))
    return jacobian
