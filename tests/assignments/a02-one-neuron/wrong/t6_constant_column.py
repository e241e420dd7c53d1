# task: t6
# mistake: divides a constant column by 0
# message: Is something divided by 0
# %% grade_id="t6_standardize"
def standardize(X):
    mean, std = X.mean(axis=0), X.std(axis=0)
    with np.errstate(invalid="ignore"):
        return (X - mean) / std, mean, std
