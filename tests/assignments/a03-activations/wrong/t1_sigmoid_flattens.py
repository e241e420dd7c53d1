# task: t1
# mistake: loses the shape
# message: of the same shape
# %% grade_id="t1_sigmoid"
def sigmoid(z):
    return np.array([1 / (1 + np.exp(-one)) for one in z.ravel()])
