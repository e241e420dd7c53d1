# task: t6
# mistake: treats softmax like a function of one number
# message: Off the diagonal delta is 0
# %% grade_id="t6_softmax_jacobian"
def softmax_jacobian(p):
    return np.diag(p * (1 - p))
