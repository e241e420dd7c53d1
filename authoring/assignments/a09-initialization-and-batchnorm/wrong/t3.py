# %% grade_id="t3_signal" mistake="takes the size in front of the activation" message="stand in front of the activation"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        Z = X @ W.T
        sizes.append(np.std(Z))
        X = f(Z)
    return sizes


# %% grade_id="t3_signal" mistake="takes a deviation for each column" message="yours has a whole row of them"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = f(X @ W.T)
        sizes.append(np.std(X, axis=0))
    return sizes


# %% grade_id="t3_signal" mistake="takes the mean of the columns' deviations" message="1.667 is a mean of columns"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = f(X @ W.T)
        sizes.append(np.mean(np.std(X, axis=0)))
    return sizes


# %% grade_id="t3_signal" mistake="takes the root mean square" message="do not subtract the mean"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = f(X @ W.T)
        sizes.append(np.sqrt(np.mean(X**2)))
    return sizes


# %% grade_id="t3_signal" mistake="takes the variance" message="are variances"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = f(X @ W.T)
        sizes.append(np.var(X))
    return sizes


# %% grade_id="t3_signal" mistake="divides by one less" message="divide by one less"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = f(X @ W.T)
        sizes.append(np.std(X, ddof=1))
    return sizes


# %% grade_id="t3_signal" mistake="has X in the list" message="Is X in the list"
def signal(X, weights, f):
    sizes = [np.std(X)]
    for W in weights:
        X = f(X @ W.T)
        sizes.append(np.std(X))
    return sizes


# %% grade_id="t3_signal" mistake="centers X in place" message="signal changed X"
def signal(X, weights, f):
    X -= X.mean(axis=0)
    sizes = []
    for W in weights:
        X = f(X @ W.T)
        sizes.append(np.std(X))
    return sizes


# %% grade_id="t3_signal" mistake="takes matrices off the list" message="signal changed X, the list"
def signal(X, weights, f):
    sizes = []
    while weights:
        X = f(X @ weights.pop(0).T)
        sizes.append(np.std(X))
    return sizes


# %% grade_id="t3_signal" mistake="cuts large numbers off in place" message="signal changed X"
def signal(X, weights, f):
    sizes = []
    np.clip(X, -100, 100, out=X)
    for W in weights:
        X = f(X @ W.T)
        sizes.append(np.std(X))
    return sizes


# %% grade_id="t3_signal" mistake="returns the last size alone" message="Is every size kept?"
def signal(X, weights, f):
    for W in weights:
        X = f(X @ W.T)
    return np.std(X)


# %% grade_id="t3_signal" mistake="forgets to return the result" message="Does it end with a return?"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = f(X @ W.T)
        sizes.append(np.std(X))


# %% grade_id="t3_signal" mistake="forgets the activation after the last layer" message="The sizes should be"
def signal(X, weights, f):
    sizes = []
    for k, W in enumerate(weights):
        X = X @ W.T
        if k < len(weights) - 1:
            X = f(X)
        sizes.append(np.std(X))
    return sizes


# %% grade_id="t3_signal" mistake="uses ReLU whatever f is" message="after the activation?"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = np.maximum(X @ W.T, 0)
        sizes.append(np.std(X))
    return sizes


# %% grade_id="t3_signal" mistake="lets every layer see the first input where it fits" message="Does each layer get what the layer before has made of X"
def signal(X, weights, f):
    sizes = []
    A = X
    for W in weights:
        A = f((X if W.shape[1] == X.shape[1] and W.shape[0] == W.shape[1] else A) @ W.T)
        sizes.append(np.std(A))
    return sizes


# %% grade_id="t3_signal" mistake="forgets the transpose of square matrices" message="through W's transpose?"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = f(X @ (W if len(W) == len(W[0]) else W.T))
        sizes.append(np.std(X))
    return sizes


# %% grade_id="t3_signal" mistake="rounds to six digits" message="Is something cut off, rounded"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = f(X @ W.T)
        sizes.append(round(float(np.std(X)), 6))
    return sizes


# %% grade_id="t3_signal" mistake="adds a tiny number" message="Is something cut off, rounded, squared or added?"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = f(X @ W.T)
        sizes.append(np.std(X) + 1e-8)
    return sizes


# %% grade_id="t3_signal" mistake="cuts the signal off at 100" message="Is something cut off"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = np.clip(f(X @ W.T), -100, 100)
        sizes.append(np.std(X))
    return sizes


# %% grade_id="t3_signal" mistake="takes the mean of the rows' deviations" message="The sizes should be"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = f(X @ W.T)
        sizes.append(np.mean(np.std(X, axis=1)))
    return sizes


# %% grade_id="t3_signal" mistake="stops at the first dead layer" message="make a list of 3 numbers"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = f(X @ W.T)
        if not X.any():
            break
        sizes.append(np.std(X))
    return sizes


# %% grade_id="t3_signal" mistake="takes the square of the mean from the mean of the squares" message="subtracted before the squares are taken?"
def signal(X, weights, f):
    sizes = []
    for W in weights:
        X = f(X @ W.T)
        sizes.append(np.sqrt(np.mean(X**2) - np.mean(X) ** 2))
    return sizes
