# %% grade_id="t3_elastic_step" mistake="steps on the sum of the losses" message="come from the sum in place of the mean"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0) / (1 + eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="forgets the learning rate in the threshold" message="forget the learning rate in the threshold"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    return np.sign(moved) * np.maximum(np.abs(moved) - lam * (1 - alpha), 0) / (1 + eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="mixes the other way" message="have α the other way"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * alpha, 0) / (1 + eta * lam * (1 - alpha))


# %% grade_id="t3_elastic_step" mistake="forgets the squares" message="do not divide"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0)


# %% grade_id="t3_elastic_step" mistake="thresholds before the gradient step" message="means that the threshold came first"
def elastic_step(theta, X, y, lam, alpha, eta):
    shrunk = np.sign(theta) * np.maximum(np.abs(theta) - eta * lam * (1 - alpha), 0)
    return (shrunk - eta * X.T @ (X @ theta - y) / len(y)) / (1 + eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="thresholds and divides before the gradient step" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    shrunk = np.sign(theta) * np.maximum(np.abs(theta) - eta * lam * (1 - alpha), 0) / (1 + eta * lam * alpha)
    return shrunk - eta * X.T @ (X @ shrunk - y) / len(y)


# %% grade_id="t3_elastic_step" mistake="counts the squares twice" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * (X.T @ (X @ theta - y) / len(y) + lam * alpha * theta)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0) / (1 + eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="puts the squares into the gradient" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * (X.T @ (X @ theta - y) / len(y) + lam * alpha * theta)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0)


# %% grade_id="t3_elastic_step" mistake="goes along the subgradient of everything" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    slope = X.T @ (X @ theta - y) / len(y)
    return theta - eta * (slope + lam * (1 - alpha) * np.sign(theta) + lam * alpha * theta)


# %% grade_id="t3_elastic_step" mistake="forgets the share of the absolute values" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam, 0) / (1 + eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="forgets the half of the squared penalty" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0) / (1 + 2 * eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="divides without the learning rate" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0) / (1 + lam * alpha)


# %% grade_id="t3_elastic_step" mistake="multiplies in place of dividing" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0) * (1 - eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="divides before the threshold" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = (theta - eta * X.T @ (X @ theta - y) / len(y)) / (1 + eta * lam * alpha)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0)


# %% grade_id="t3_elastic_step" mistake="steps uphill" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta + eta * X.T @ (X @ theta - y) / len(y)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0) / (1 + eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="has twice the gradient, that of the mean without its half" message="come from the sum in place of the mean"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * 2 * X.T @ (X @ theta - y) / len(y)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0) / (1 + eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="divides the gradient by the number of features" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(theta)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0) / (1 + eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="uses a hard threshold" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    return np.where(np.abs(moved) > eta * lam * (1 - alpha), moved, 0) / (1 + eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="loses the sign" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    return np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0) / (1 + eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="moves one weight after the other, each with the gradient at the ones before" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    theta = theta.copy()
    for j in range(len(theta)):
        moved = theta[j] - eta * X[:, j] @ (X @ theta - y) / len(y)
        theta[j] = np.sign(moved) * max(abs(moved) - eta * lam * (1 - alpha), 0) / (1 + eta * lam * alpha)
    return theta


# %% grade_id="t3_elastic_step" mistake="leaves the first weight out of the penalty" message="The step should lead to 1, -2, 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    shrunk = np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0) / (1 + eta * lam * alpha)
    return np.concatenate([moved[:1], shrunk[1:]])


# %% grade_id="t3_elastic_step" mistake="cuts the weights to whole numbers" message="the step is wrong"
def elastic_step(theta, X, y, lam, alpha, eta):
    theta = np.trunc(theta)
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    shrunk = np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0)
    return shrunk / (1 + eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="goes down the caller's weights in place" message="elastic_step changed an array"
def elastic_step(theta, X, y, lam, alpha, eta):
    theta -= eta * X.T @ (X @ theta - y) / len(y)
    return np.sign(theta) * np.maximum(np.abs(theta) - eta * lam * (1 - alpha), 0) / (1 + eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="never sets a weight to exactly 0" message="all must become exactly 0"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    return np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 1e-6) / (1 + eta * lam * alpha)


# %% grade_id="t3_elastic_step" mistake="returns a column" message="keep the shape"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    return (np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0) / (1 + eta * lam * alpha))[:, None]


# %% grade_id="t3_elastic_step" mistake="forgets to return the weights" message="elastic_step returned None"
def elastic_step(theta, X, y, lam, alpha, eta):
    moved = theta - eta * X.T @ (X @ theta - y) / len(y)
    theta = np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0) / (1 + eta * lam * alpha)
