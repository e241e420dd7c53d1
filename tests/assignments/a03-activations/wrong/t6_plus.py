# task: t6
# mistake: adds the outer product
# message: Off the diagonal delta is 0
# %% grade_id="t6_softmax_jacobian"
def softmax_jacobian(p):
    jacobian = np.outer(p, p)
    np.fill_diagonal(jacobian, p * (1 - p))
    return jacobian
