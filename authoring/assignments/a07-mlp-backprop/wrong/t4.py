# %% grade_id="t4_cross_entropy_gradient" mistake="subtracts 1 in whole columns" message="Are right and other classes treated as the two cases?"
def cross_entropy_gradient(y_hat, y):
    dZ = y_hat.copy()
    dZ[:, y] -= 1
    return dZ / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="divides by the number of classes" message="Is it divided by the number of classes?"
def cross_entropy_gradient(y_hat, y):
    return (y_hat - np.eye(y_hat.shape[1])[y]) / y_hat.shape[1]


# %% grade_id="t4_cross_entropy_gradient" mistake="subtracts in the array of the caller" message="changed its argument y_hat"
def cross_entropy_gradient(y_hat, y):
    y_hat[np.arange(len(y)), y] -= 1
    return y_hat / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="subtracts the number of the class" message="Are right and other classes treated as the two cases?"
def cross_entropy_gradient(y_hat, y):
    return (y_hat - y[:, None]) / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="forgets the mean" message="is the mean part of it?"
def cross_entropy_gradient(y_hat, y):
    return y_hat - np.eye(y_hat.shape[1])[y]


# %% grade_id="t4_cross_entropy_gradient" mistake="differentiates with respect to the probabilities" message="Are right and other classes treated as the two cases?"
def cross_entropy_gradient(y_hat, y):
    truth = np.eye(y_hat.shape[1])[y]
    return -truth / np.maximum(y_hat, 1e-12) / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="gives the right class a gradient and the others none" message="Is the other class left out?"
def cross_entropy_gradient(y_hat, y):
    truth = np.eye(y_hat.shape[1])[y]
    return truth * (y_hat - truth) / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="truth minus prediction" message="Opposite signs"
def cross_entropy_gradient(y_hat, y):
    return (np.eye(y_hat.shape[1])[y] - y_hat) / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="multiplies with y_hat (1 - y_hat) once more" message="Are right and other classes treated as the two cases?"
def cross_entropy_gradient(y_hat, y):
    return (y_hat - np.eye(y_hat.shape[1])[y]) * y_hat * (1 - y_hat) / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="keeps probabilities away from 0 and 1" message="Is it made of the probabilities as they are"
def cross_entropy_gradient(y_hat, y):
    kept = np.clip(y_hat, 0.01, 0.99)
    kept[np.arange(len(y)), y] -= 1
    return kept / len(y) * (np.abs(y_hat).max(axis=1, keepdims=True) > 0)


# %% grade_id="t4_cross_entropy_gradient" mistake="leaves the other classes out" message="Is the other class left out?"
def cross_entropy_gradient(y_hat, y):
    right = np.eye(y_hat.shape[1])[y]
    return right * (y_hat - 1) / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="returns the gradient of the right classes alone" message="should have shape"
def cross_entropy_gradient(y_hat, y):
    return (y_hat[np.arange(len(y)), y] - 1) / len(y)
