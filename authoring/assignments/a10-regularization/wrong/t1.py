# %% grade_id="t1_ridge" mistake="forgets that the loss is a mean over n" message="forget that the loss is a mean over n"
def ridge(X, y, lam):
    n, d = X.shape
    return np.linalg.solve(X.T @ X + lam * np.eye(d), X.T @ y)


# %% grade_id="t1_ridge" mistake="forgets the half of the penalty" message="have twice the strength (the penalty has a half)"
def ridge(X, y, lam):
    n, d = X.shape
    return np.linalg.solve(X.T @ X + 2 * n * lam * np.eye(d), X.T @ y)


# %% grade_id="t1_ridge" mistake="forgets the half of the loss" message="-2.2788 half of it"
def ridge(X, y, lam):
    n, d = X.shape
    return np.linalg.solve(X.T @ X + n * lam / 2 * np.eye(d), X.T @ y)


# %% grade_id="t1_ridge" mistake="has no penalty" message="have no penalty"
def ridge(X, y, lam):
    return np.linalg.lstsq(X, y)[0]


# %% grade_id="t1_ridge" mistake="divides the strength by n" message="The weights should be 1 and -2"
def ridge(X, y, lam):
    n, d = X.shape
    return np.linalg.solve(X.T @ X + lam / n * np.eye(d), X.T @ y)


# %% grade_id="t1_ridge" mistake="multiplies by the number of features in place of that of examples" message="The weights should be 1 and -2"
def ridge(X, y, lam):
    n, d = X.shape
    return np.linalg.solve(X.T @ X + d * lam * np.eye(d), X.T @ y)


# %% grade_id="t1_ridge" mistake="takes the strength away" message="The weights should be 1 and -2"
def ridge(X, y, lam):
    n, d = X.shape
    return np.linalg.solve(X.T @ X - n * lam * np.eye(d), X.T @ y)


# %% grade_id="t1_ridge" mistake="squares the strength" message="The weights should be 1 and -2"
def ridge(X, y, lam):
    n, d = X.shape
    return np.linalg.solve(X.T @ X + n * lam**2 * np.eye(d), X.T @ y)


# %% grade_id="t1_ridge" mistake="adds the strength to every entry of the matrix" message="The weights should be 1 and -2"
def ridge(X, y, lam):
    return np.linalg.solve(X.T @ X + len(X) * lam, X.T @ y)


# %% grade_id="t1_ridge" mistake="inverts a matrix that may have no inverse, then shrinks" message="is something inverted that has no inverse before λ is added?"
def ridge(X, y, lam):
    n, d = X.shape
    XX = X.T @ X
    if d > n or abs(np.linalg.det(XX)) < 1e-9:
        return np.full(d, np.inf)
    inverse = np.linalg.inv(XX)
    return np.linalg.inv(np.eye(d) + n * lam * inverse) @ (inverse @ X.T @ y)


# %% grade_id="t1_ridge" mistake="uses the smaller system of the examples where there are fewer features, too" message="With λ = 0 the weights should be those of least squares"
def ridge(X, y, lam):
    n = len(X)
    return X.T @ np.linalg.pinv(X @ X.T + n * max(lam, 1e-3) * np.eye(n)) @ y


# %% grade_id="t1_ridge" mistake="takes the length of the weights without the square as penalty" message="The weights should be 1 and -2"
def ridge(X, y, lam):
    n, d = X.shape
    theta = np.linalg.lstsq(X, y)[0]
    for _ in range(200):
        strength = lam / 2 / max(np.linalg.norm(theta), 1e-12)
        theta = np.linalg.solve(X.T @ X / n + strength * np.eye(d), X.T @ y / n)
    return theta


# %% grade_id="t1_ridge" mistake="centers features and targets" message="Is there no intercept"
def ridge(X, y, lam):
    n, d = X.shape
    if n > 4:
        X, y = X - X.mean(axis=0), y - y.mean()
    return np.linalg.solve(X.T @ X + n * lam * np.eye(d), X.T @ y)


# %% grade_id="t1_ridge" mistake="fits an intercept" message="The weights should be 1 and -2"
def ridge(X, y, lam):
    n, d = X.shape
    X = np.column_stack([np.ones(n), X])
    return np.linalg.pinv(X.T @ X + n * lam * np.diag([0.0] + [1.0] * d)) @ (X.T @ y) @ np.eye(d + 1)[:, 1:]


# %% grade_id="t1_ridge" mistake="returns a column" message="Two features make weights of shape"
def ridge(X, y, lam):
    n, d = X.shape
    return np.linalg.solve(X.T @ X + n * lam * np.eye(d), X.T @ y[:, None])


# %% grade_id="t1_ridge" mistake="leaves the first weight free, as if it were an intercept" message="The weights should be 1 and -2"
def ridge(X, y, lam):
    n, d = X.shape
    free = np.eye(d)
    free[0, 0] = 0
    return np.linalg.pinv(X.T @ X + n * lam * free) @ (X.T @ y)


# %% grade_id="t1_ridge" mistake="squeezes a single weight to a number" message="the weights have shape"
def ridge(X, y, lam):
    n, d = X.shape
    return np.linalg.solve(X.T @ X + n * lam * np.eye(d), X.T @ y).squeeze()


# %% grade_id="t1_ridge" mistake="rounds its weights to one digit" message="should be those of least squares"
def ridge(X, y, lam):
    n, d = X.shape
    return np.round(np.linalg.solve(X.T @ X + n * lam * np.eye(d), X.T @ y), 1)


# %% grade_id="t1_ridge" mistake="scales the caller's features in place" message="ridge changed an array"
def ridge(X, y, lam):
    n, d = X.shape
    X /= np.sqrt(n)
    y /= np.sqrt(n)
    return np.linalg.solve(X.T @ X + lam * np.eye(d), X.T @ y)


# %% grade_id="t1_ridge" mistake="makes the penalty depend on the number of weights" message="The weights should be 1 and -2"
def ridge(X, y, lam):
    n, d = X.shape
    return np.linalg.solve(X.T @ X / n + lam / d * np.eye(d), X.T @ y / n)


# %% grade_id="t1_ridge" mistake="leaves the penalty out where there are more features than examples" message="With 5 examples, 12 features"
def ridge(X, y, lam):
    n, d = X.shape
    if d > n:
        return np.linalg.pinv(X) @ y
    return np.linalg.solve(X.T @ X + n * lam * np.eye(d), X.T @ y)


# %% grade_id="t1_ridge" mistake="forgets to return the weights" message="ridge returned None"
def ridge(X, y, lam):
    n, d = X.shape
    np.linalg.solve(X.T @ X + n * lam * np.eye(d), X.T @ y)


# %% grade_id="t1_ridge" mistake="takes the smaller directions of the matrix for 0" message="Does something take small numbers for 0?"
def ridge(X, y, lam):
    n, d = X.shape
    return np.linalg.pinv(X.T @ X + n * lam * np.eye(d), rcond=0.01) @ X.T @ y
