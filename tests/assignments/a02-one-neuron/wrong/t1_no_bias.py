# task: t1
# mistake: forgets the bias
# message: is the bias added once
# %% grade_id="t1_pre_activation"
def pre_activation(X, w, b):
    return X @ w
