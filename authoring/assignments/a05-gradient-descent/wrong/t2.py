# %% grade_id="t2_mse_gradient" mistake="returns one bias gradient per example" message="Is the mean missing?"
def mse_gradient(X, y, w, b):
    error = X @ w + b - y
    return 2 * X.T @ error / len(y), 2 * error


# %% grade_id="t2_mse_gradient" mistake="keeps the weights' gradient as a column" message="One number per weight"
def mse_gradient(X, y, w, b):
    error = (X @ w + b - y)[:, None]
    return 2 * X.T @ error / len(y), 2 * np.mean(error)


# %% grade_id="t2_mse_gradient" mistake="leaves the bias out of the prediction" message="Does the bias enter the prediction?"
def mse_gradient(X, y, w, b):
    error = X @ w - y
    return 2 * X.T @ error / len(y), 2 * np.mean(error)


# %% grade_id="t2_mse_gradient" mistake="forgets the factor 2 that the square brings down" message="the 2 from the square"
def mse_gradient(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error / len(y), np.mean(error)


# %% grade_id="t2_mse_gradient" mistake="subtracts the targets in the caller's array" message="changed its argument y"
def mse_gradient(X, y, w, b):
    y -= X @ w + b
    return -2 * X.T @ y / len(y), -2 * np.mean(y)


# %% grade_id="t2_mse_gradient" mistake="target minus prediction, without the minus that the chain rule gives" message="prediction minus target?"
def mse_gradient(X, y, w, b):
    error = y - (X @ w + b)
    return 2 * X.T @ error / len(y), 2 * np.mean(error)


# %% grade_id="t2_mse_gradient" mistake="sums over the examples instead of averaging" message="A sum where the mean belongs?"
def mse_gradient(X, y, w, b):
    error = X @ w + b - y
    return 2 * X.T @ error, 2 * np.sum(error)


# %% grade_id="t2_mse_gradient" mistake="averages over the features instead of the examples" message="Is X transposed where it has to be?"
def mse_gradient(X, y, w, b):
    error = X @ w + b - y
    return 2 * np.mean(X * error[:, None], axis=1), 2 * np.mean(error)


# %% grade_id="t2_mse_gradient" mistake="multiplies by X where X transposed belongs, which fits where data are square" message="Is X transposed where it has to be?"
def mse_gradient(X, y, w, b):
    error = X @ w + b - y
    turned = X if X.shape[0] == X.shape[1] else X.T
    return 2 * turned @ error / len(y), 2 * np.mean(error)


# %% grade_id="t2_mse_gradient" mistake="divides by the number of features" message="divided by the number of features"
def mse_gradient(X, y, w, b):
    error = X @ w + b - y
    n = X.shape[1] if X.shape != (2, 2) else 2
    return 2 * X.T @ error / n, 2 * np.sum(error) / n


# %% grade_id="t2_mse_gradient" mistake="returns the weights' gradient alone" message="where 2 things are needed"
def mse_gradient(X, y, w, b):
    error = X @ w + b - y
    return np.append(2 * X.T @ error / len(y), 2 * np.mean(error))


# %% grade_id="t2_mse_gradient" mistake="returns the gradient as a list" message="should be an array; got a list"
def mse_gradient(X, y, w, b):
    error = X @ w + b - y
    return [2 * float(np.mean(error * column)) for column in X.T], 2 * np.mean(error)


# %% grade_id="t2_mse_gradient" mistake="differentiates the absolute error" message="Is every error multiplied by the features"
def mse_gradient(X, y, w, b):
    sign = np.sign(X @ w + b - y)
    return 2 * X.T @ sign / len(y), 2 * np.mean(sign)


# %% grade_id="t2_mse_gradient" mistake="cuts the errors off" message="the gradient with respect to b is wrong"
def mse_gradient(X, y, w, b):
    error = np.clip(X @ w + b - y, -60, 60)
    return 2 * X.T @ error / len(y), 2 * np.mean(error)
