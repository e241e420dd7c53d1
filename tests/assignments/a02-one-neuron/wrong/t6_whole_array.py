# task: t6
# mistake: takes one mean for the whole array
# message: Which axis
# %% grade_id="t6_standardize"
def standardize(X):
    mean, std = X.mean(), X.std()
    return (X - mean) / std, mean, std
