# task: t6
# mistake: minds constant columns only where all are
# message: Is something divided by 0
# %% grade_id="t6_standardize"
def standardize(X):
    mean, std = X.mean(axis=0), X.std(axis=0)
    if not std.any():
        std = np.ones_like(std)
    with np.errstate(invalid="ignore"):
        return (X - mean) / std, mean, std
