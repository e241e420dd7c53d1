# task: t1
# mistake: works in the caller's array
# message: in-place operation
# %% grade_id="t1_sigmoid"
def sigmoid(z):
    z *= -1
    return 1 / (1 + np.exp(z))
