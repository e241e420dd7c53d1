# %% grade_id="t4_cross_entropy_gradient" mistake="subtracts 1 in whole columns" message="Something else"
def cross_entropy_gradient(y_hat, y):
    dZ = y_hat.copy()
    dZ[:, y] -= 1
    return dZ / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="divides by the number of classes" message="Is the mean part of it?"
def cross_entropy_gradient(y_hat, y):
    return (y_hat - np.eye(y_hat.shape[1])[y]) / y_hat.shape[1]


# %% grade_id="t4_cross_entropy_gradient" mistake="subtracts in the array of the caller" message="Did you subtract in place (-=)?"
def cross_entropy_gradient(y_hat, y):
    y_hat[np.arange(len(y)), y] -= 1
    return y_hat / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="subtracts the number of the class" message="Something else"
def cross_entropy_gradient(y_hat, y):
    return (y_hat - y[:, None]) / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="forgets the mean" message="the mean is missing"
def cross_entropy_gradient(y_hat, y):
    return y_hat - np.eye(y_hat.shape[1])[y]


# %% grade_id="t4_cross_entropy_gradient" mistake="differentiates with respect to the probabilities" message="Something else: are right and other classes treated"
def cross_entropy_gradient(y_hat, y):
    truth = np.eye(y_hat.shape[1])[y]
    return -truth / np.maximum(y_hat, 1e-12) / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="gives the right class a slope and the others none" message="Something else: are right and other classes treated"
def cross_entropy_gradient(y_hat, y):
    truth = np.eye(y_hat.shape[1])[y]
    return truth * (y_hat - truth) / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="truth minus prediction" message="Opposite signs"
def cross_entropy_gradient(y_hat, y):
    return (np.eye(y_hat.shape[1])[y] - y_hat) / len(y)


# %% grade_id="t4_cross_entropy_gradient" mistake="multiplies with y_hat (1 - y_hat) once more" message="Something else"
def cross_entropy_gradient(y_hat, y):
    return (y_hat - np.eye(y_hat.shape[1])[y]) * y_hat * (1 - y_hat) / len(y)
