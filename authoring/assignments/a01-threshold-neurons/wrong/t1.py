# %% grade_id="t1_threshold_unit" mistake="multiplies the inputs in place" message="changed its argument X"
def threshold_unit(X, weights, threshold):
    X *= weights
    return (X.sum(axis=1) >= threshold).astype(int)


# %% grade_id="t1_threshold_unit" mistake="never fires if the threshold is negative" message="kept silent"
def threshold_unit(X, weights, threshold):
    sums = X @ weights
    if threshold < 0:
        return np.zeros(len(X), dtype=int)
    return (sums >= threshold).astype(int)


# %% grade_id="t1_threshold_unit" mistake="prints instead of returning" message="Does it end with a return"
def threshold_unit(X, weights, threshold):
    print((X @ weights >= threshold).astype(int))


# %% grade_id="t1_threshold_unit" mistake="answers -1 and 1" message="should give 1, 1, 0, 0"
def threshold_unit(X, weights, threshold):
    return np.where(X @ weights >= threshold, 1, -1)


# %% grade_id="t1_threshold_unit" mistake="fires only above the threshold" message="where the sum is exactly the threshold"
def threshold_unit(X, weights, threshold):
    return (X @ weights > threshold).astype(int)


# %% grade_id="t1_threshold_unit" mistake="sums over the rows" message="Is the sum taken over the inputs of each row"
def threshold_unit(X, weights, threshold):
    return ((X * weights).sum(axis=0) >= threshold).astype(int)


# %% grade_id="t1_threshold_unit" mistake="cuts every sum to a whole number" message="need not be whole numbers"
def threshold_unit(X, weights, threshold):
    sums = (X @ weights).astype(int)
    return (sums >= threshold).astype(int)


# %% grade_id="t1_threshold_unit" mistake="above one less in place of at least" message="or 1 added"
def threshold_unit(X, weights, threshold):
    sums = np.array([np.dot(row, weights) for row in X])
    return (sums > threshold - 1).astype(int)


# %% grade_id="t1_threshold_unit" mistake="rounds the sums" message="rounded"
def threshold_unit(X, weights, threshold):
    return (np.round(X @ weights) >= threshold).astype(int)


# %% grade_id="t1_threshold_unit" mistake="squeezes the answers of a single row" message="Was an axis of length 1 dropped"
def threshold_unit(X, weights, threshold):
    return np.squeeze((X @ weights >= threshold).astype(int))


# %% grade_id="t1_threshold_unit" mistake="fails without rows" message="threshold_unit raised"
def threshold_unit(X, weights, threshold):
    return np.stack([int(row @ weights >= threshold) for row in X])
