# task: t6
# mistake: adds a small number to every deviation
# message: must be that constant and the returned std 1
# %% grade_id="t6_standardize"
def standardize(X):
    mean, std = X.mean(axis=0), X.std(axis=0) + 1e-8
    return (X - mean) / std, mean, std
