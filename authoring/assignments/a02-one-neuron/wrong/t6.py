# %% grade_id="t6_standardize" mistake="adds a small number to every deviation" message="must be that constant and the returned std 1"
def standardize(X):
    mean, std = X.mean(axis=0), X.std(axis=0) + 1e-8
    return (X - mean) / std, mean, std


# %% grade_id="t6_standardize" mistake="minds constant columns only where all are" message="Is something divided by 0"
def standardize(X):
    mean, std = X.mean(axis=0), X.std(axis=0)
    if not std.any():
        std = np.ones_like(std)
    with np.errstate(invalid="ignore"):
        return (X - mean) / std, mean, std


# %% grade_id="t6_to_raw_units" mistake="returns one bias per input" message="the bias is a number"
def to_raw_units(w, b, mean, std):
    return w / std, b - w * mean / std


# %% grade_id="t6_to_raw_units" mistake="moves the bias by the weights for standardized inputs" message="should be 32"
def to_raw_units(w, b, mean, std):
    return w / std, b - np.sum(w * mean)


# %% grade_id="t6_to_raw_units" mistake="leaves the bias as it is" message="should be 32"
def to_raw_units(w, b, mean, std):
    return w / std, b


# %% grade_id="t6_to_raw_units" mistake="moves the bias the wrong way" message="should be 32"
def to_raw_units(w, b, mean, std):
    return w / std, b + np.sum(w * mean / std)


# %% grade_id="t6_standardize" mistake="divides a constant column by 0" message="Is something divided by 0"
def standardize(X):
    mean, std = X.mean(axis=0), X.std(axis=0)
    with np.errstate(invalid="ignore"):
        return (X - mean) / std, mean, std


# %% grade_id="t6_to_raw_units" mistake="multiplies by the deviation on the way back" message="Multiplied or divided by std"
def to_raw_units(w, b, mean, std):
    return w * std, b - np.sum(w * std * mean)


# %% grade_id="t6_standardize" mistake="standardizes the rows" message="Which axis"
def standardize(X):
    mean, std = X.mean(axis=1), X.std(axis=1)
    std = np.where(std == 0, 1.0, std)
    return (X - mean[:, None]) / std[:, None], mean, std


# %% grade_id="t6_standardize" mistake="divides by n - 1" message="Divided by n - 1"
def standardize(X):
    mean, std = X.mean(axis=0), np.sqrt(((X - X.mean(axis=0)) ** 2).sum(axis=0) / max(len(X) - 1, 1))
    std = np.where(std == 0, 1.0, std)
    return (X - mean) / std, mean, std


# %% grade_id="t6_standardize" mistake="divides by the variance" message="The square root forgotten"
def standardize(X):
    mean, std = X.mean(axis=0), X.var(axis=0)
    std = np.where(std == 0, 1.0, std)
    return (X - mean) / std, mean, std


# %% grade_id="t6_standardize" mistake="takes one mean for the whole array" message="Which axis"
def standardize(X):
    mean, std = X.mean(), X.std()
    return (X - mean) / std, mean, std
