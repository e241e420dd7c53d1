# %% grade_id="t5_expected_dropout_loss" mistake="forgets the half" message="24.25 has no half"
def expected_dropout_loss(X, y, theta, p):
    return np.mean((y - X @ theta) ** 2 + p / (1 - p) * (X**2 @ theta**2))


# %% grade_id="t5_expected_dropout_loss" mistake="has 1 / (1 - p) as variance" message="19.625 has 1 / (1 - p)"
def expected_dropout_loss(X, y, theta, p):
    return np.mean((y - X @ theta) ** 2 + 1 / (1 - p) * (X**2 @ theta**2)) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="has p as variance" message="11.75 has p"
def expected_dropout_loss(X, y, theta, p):
    return np.mean((y - X @ theta) ** 2 + p * (X**2 @ theta**2)) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="has the variance of a mask that is not rescaled" message="11.45 has p (1 - p) as variance"
def expected_dropout_loss(X, y, theta, p):
    return np.mean((y - X @ theta) ** 2 + p * (1 - p) * (X**2 @ theta**2)) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="forgets the norms of the columns" message="takes no account of how large the features are"
def expected_dropout_loss(X, y, theta, p):
    return np.mean((y - X @ theta) ** 2) / 2 + p / (1 - p) * np.sum(theta**2) / (2 * len(y))


# %% grade_id="t5_expected_dropout_loss" mistake="has cross terms" message="lets the features of an example fall together"
def expected_dropout_loss(X, y, theta, p):
    return np.mean((y - X @ theta) ** 2 + p / (1 - p) * (X @ theta) ** 2) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="does not divide the penalty by n" message="14 does not take the mean of the penalty"
def expected_dropout_loss(X, y, theta, p):
    return np.mean((y - X @ theta) ** 2) / 2 + p / (1 - p) * np.sum(X**2 @ theta**2) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="sums over the examples" message="The loss should be 12.125"
def expected_dropout_loss(X, y, theta, p):
    return np.sum((y - X @ theta) ** 2 + p / (1 - p) * (X**2 @ theta**2)) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="takes the penalty away" message="The loss should be 12.125"
def expected_dropout_loss(X, y, theta, p):
    return np.mean((y - X @ theta) ** 2 - p / (1 - p) * (X**2 @ theta**2)) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="forgets the penalty" message="The loss should be 12.125"
def expected_dropout_loss(X, y, theta, p):
    return np.mean((y - X @ theta) ** 2) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="takes p as the probability of keeping" message="The loss should be 12.125"
def expected_dropout_loss(X, y, theta, p):
    return np.mean((y - X @ theta) ** 2 + (1 - p) / max(p, 1e-12) * (X**2 @ theta**2)) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="takes the norms of the rows for those of the columns" message="The loss should be 12.125"
def expected_dropout_loss(X, y, theta, p):
    n = len(y)
    norms = np.resize(np.sum(X**2, axis=1), len(theta))
    return np.mean((y - X @ theta) ** 2) / 2 + p / (1 - p) * norms @ theta**2 / (2 * n)


# %% grade_id="t5_expected_dropout_loss" mistake="forgets to square the weights" message="The loss should be 12.125"
def expected_dropout_loss(X, y, theta, p):
    return np.mean((y - X @ theta) ** 2 + p / (1 - p) * (X**2 @ theta)) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="forgets to square the features" message="The loss should be 12.125"
def expected_dropout_loss(X, y, theta, p):
    return np.mean((y - X @ theta) ** 2 + p / (1 - p) * (np.abs(X) @ theta**2)) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="shrinks the mean of the prediction" message="The loss should be 12.125"
def expected_dropout_loss(X, y, theta, p):
    return np.mean((y - (1 - p) * X @ theta) ** 2 + p / (1 - p) * (X**2 @ theta**2)) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="keeps the whole square where all are dropped together" message="lets the features of an example fall together"
def expected_dropout_loss(X, y, theta, p):
    dropped, kept = y**2, (y - X @ theta / (1 - p)) ** 2
    return np.mean(p * dropped + (1 - p) * kept) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="returns the loss of each example" message="returns a single number"
def expected_dropout_loss(X, y, theta, p):
    return ((y - X @ theta) ** 2 + p / (1 - p) * (X**2 @ theta**2)) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="cuts large probabilities off" message="the mean over all 16 masks"
def expected_dropout_loss(X, y, theta, p):
    p = min(p, 0.9)
    return np.mean((y - X @ theta) ** 2 + p / (1 - p) * (X**2 @ theta**2)) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="squares the caller's features" message="expected_dropout_loss changed an array"
def expected_dropout_loss(X, y, theta, p):
    loss = np.mean((y - X @ theta) ** 2) / 2
    X **= 2
    return loss + p / (1 - p) * np.mean(X @ theta**2) / 2


# %% grade_id="t5_expected_dropout_loss" mistake="forgets to return the loss" message="expected_dropout_loss returned None"
def expected_dropout_loss(X, y, theta, p):
    loss = np.mean((y - X @ theta) ** 2 + p / (1 - p) * (X**2 @ theta**2)) / 2
