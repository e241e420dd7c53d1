# task: t6
# mistake: divides by n - 1
# message: Divided by n - 1
# %% grade_id="t6_standardize"
def standardize(X):
    mean, std = X.mean(axis=0), np.sqrt(((X - X.mean(axis=0)) ** 2).sum(axis=0) / max(len(X) - 1, 1))
    std = np.where(std == 0, 1.0, std)
    return (X - mean) / std, mean, std
