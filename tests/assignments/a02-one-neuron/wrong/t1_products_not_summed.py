# task: t1
# mistake: multiplies without adding up
# message: One sum for each row of X
# %% grade_id="t1_pre_activation"
def pre_activation(X, w, b):
    return X * w + b
