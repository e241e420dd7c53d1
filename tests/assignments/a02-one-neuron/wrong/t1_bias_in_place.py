# task: t1
# mistake: adds the bias to the weights in place
# message: changed an array that it was given
# %% grade_id="t1_pre_activation"
def pre_activation(X, w, b):
    X *= w
    return X.sum(axis=1) + b
