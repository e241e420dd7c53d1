# task: t6
# mistake: divides by the variance
# message: The square root forgotten
# %% grade_id="t6_standardize"
def standardize(X):
    mean, std = X.mean(axis=0), X.var(axis=0)
    std = np.where(std == 0, 1.0, std)
    return (X - mean) / std, mean, std
