# task: t1
# mistake: adds the bias once for every input
# message: is the bias added once
# %% grade_id="t1_pre_activation"
def pre_activation(X, w, b):
    return np.sum(X * w + b, axis=1)
