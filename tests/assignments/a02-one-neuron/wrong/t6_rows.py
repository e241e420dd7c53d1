# task: t6
# mistake: standardizes the rows
# message: Which axis
# %% grade_id="t6_standardize"
def standardize(X):
    mean, std = X.mean(axis=1), X.std(axis=1)
    std = np.where(std == 0, 1.0, std)
    return (X - mean[:, None]) / std[:, None], mean, std
