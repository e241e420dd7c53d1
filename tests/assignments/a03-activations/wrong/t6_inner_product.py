# task: t6
# mistake: takes an inner product
# message: make a matrix of shape (3, 3)
# %% grade_id="t6_softmax_jacobian"
def softmax_jacobian(p):
    return p - p @ p
