# %% grade_id="t1_pre_activation"
def pre_activation(X, w, b):
    z = []
    for row in X:
        total = b
        for x, weight in zip(row, w, strict=True):
            total += weight * x
        z.append(total)
    return np.array(z)


# %% grade_id="t1_sigmoid"
def sigmoid(z):
    a = np.zeros(len(z))
    for i, value in enumerate(z):
        a[i] = 1 / (1 + np.exp(-value)) if value >= 0 else np.exp(value) / (1 + np.exp(value))
    return a


# %% grade_id="t2_squared_loss"
def squared_loss(z, y):
    return np.array([(one - right) * (one - right) for one, right in zip(z, y, strict=True)])


# %% grade_id="t2_perceptron_loss"
def perceptron_loss(z, y):
    return np.array([abs(one) if one * right < 0 else 0.0 for one, right in zip(z, y, strict=True)])


# %% grade_id="t2_hinge_loss"
def hinge_loss(z, y):
    return np.array([max(1 - one * right, 0) for one, right in zip(z, y, strict=True)])


# %% grade_id="t2_logistic_loss"
def logistic_loss(z, y):
    losses = []
    for one, right in zip(z, y, strict=True):
        t = -one if right == 1 else one
        losses.append(max(t, 0) + np.log1p(np.exp(-abs(t))))
    return np.array(losses)


# %% grade_id="t3_squared_slope"
def squared_slope(z, y):
    return np.array([2 * (one - right) for one, right in zip(z, y, strict=True)])


# %% grade_id="t3_perceptron_slope"
def perceptron_slope(z, y):
    slopes = np.zeros(len(z))
    for i in range(len(z)):
        if z[i] * y[i] > 0:
            continue
        slopes[i] = -y[i]
    return slopes


# %% grade_id="t3_hinge_slope"
def hinge_slope(z, y):
    slopes = np.zeros(len(z))
    for i in range(len(z)):
        if z[i] * y[i] < 1:
            slopes[i] = -y[i]
    return slopes


# %% grade_id="t3_logistic_slope"
def logistic_slope(z, y):
    slopes = []
    for one, right in zip(z, y, strict=True):
        probability = 1 / (1 + np.exp(-one)) if one > 0 else 1 - 1 / (1 + np.exp(one))
        slopes.append(probability - right)
    return np.array(slopes)


# %% grade_id="t4_gradient"
def gradient(X, y, w, b, slope, l2):
    n, d = X.shape
    z = np.array([sum(X[i, j] * w[j] for j in range(d)) + b for i in range(n)])
    pulls = slope(z, y)
    by_weight, by_bias = [l2 * w[j] for j in range(d)], 0.0
    for i in range(n):
        by_bias += pulls[i] / n
        for j in range(d):
            by_weight[j] += pulls[i] * X[i, j] / n
    return np.array(by_weight), by_bias


# %% grade_id="t5_descend"
def descend(gradient, w, b, eta, tolerance, limit):
    w, steps = w.copy(), 0
    while steps < limit:
        by_weight, by_bias = gradient(w.copy(), b)
        if all(abs(entry) <= tolerance for entry in [*by_weight, by_bias]):
            break
        for j in range(len(w)):
            w[j] -= eta * by_weight[j]
        b -= eta * by_bias
        steps += 1
    return w, b, steps


# %% grade_id="t6_standardize"
def standardize(X):
    n, d = X.shape
    U, mean, std = np.zeros((n, d)), np.zeros(d), np.ones(d)
    for j in range(d):
        mean[j] = sum(X[:, j]) / n
        variance = sum((x - mean[j]) ** 2 for x in X[:, j]) / n
        if variance > 0:
            std[j] = variance**0.5
        U[:, j] = (X[:, j] - mean[j]) / std[j]
    return U, mean, std


# %% grade_id="t6_to_raw_units"
def to_raw_units(w, b, mean, std):
    raw = np.zeros(len(w))
    for j in range(len(w)):
        raw[j] = w[j] / std[j]
        b = b - w[j] * mean[j] / std[j]
    return raw, b


# %% grade_id="t7_predict"
def predict(X, w, b, negative):
    return np.array([1 if sum(row * w) + b > 0 else negative for row in X])


# %% grade_id="t7_support_vectors"
def support_vectors(X, y, w, b, tolerance):
    found = []
    for i in range(len(y)):
        if y[i] * (X[i] @ w + b) - tolerance <= 1:
            found.append(i)
    return np.array(found, dtype=int)
