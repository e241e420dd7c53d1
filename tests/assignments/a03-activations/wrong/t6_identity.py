# task: t6
# mistake: forgets the probability before the bracket
# message: There, k = j
# %% grade_id="t6_softmax_jacobian"
def softmax_jacobian(p):
    return np.eye(len(p)) - np.outer(p, p)
