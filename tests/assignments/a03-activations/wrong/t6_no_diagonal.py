# task: t6
# mistake: forgets delta
# message: There, k = j
# %% grade_id="t6_softmax_jacobian"
def softmax_jacobian(p):
    return -np.outer(p, p)
