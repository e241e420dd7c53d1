# %% grade_id="t1_gd_step"
def gd_step(theta, gradient, eta):
    change = -eta * np.asarray(gradient)
    return np.add(theta, change)


# %% grade_id="t2_mse_gradient"
def mse_gradient(X, y, w, b):
    n, d = X.shape
    by_weight = [0.0] * d
    by_bias = 0.0
    for i in range(n):
        prediction = b
        for j in range(d):
            prediction += w[j] * X[i, j]
        for j in range(d):
            by_weight[j] += 2 * (prediction - y[i]) * X[i, j] / n
        by_bias += 2 * (prediction - y[i]) / n
    return np.array(by_weight), by_bias


# %% grade_id="t3_gradient_descent"
def gradient_descent(gradient, theta, eta, steps):
    path = np.zeros((steps + 1, len(theta)))
    path[0] = theta
    for t in range(steps):
        slope = gradient(path[t])
        for j in range(len(theta)):
            path[t + 1, j] = path[t, j] - eta * slope[j]
    return path


# %% grade_id="t4_minibatches"
def minibatches(n, batch_size, rng):
    # Fisher and Yates, by hand
    indices = list(range(n))
    for last in range(n - 1, 0, -1):
        other = int(rng.integers(0, last + 1))
        indices[last], indices[other] = indices[other], indices[last]
    batches, batch = [], []
    for index in indices:
        batch.append(index)
        if len(batch) == batch_size:
            batches.append(np.array(batch))
            batch = []
    if batch:
        batches.append(np.array(batch))
    return batches


# %% grade_id="t5_sgd"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    current = np.array(theta, dtype=float)
    path = [current.copy()]
    epoch = 0
    while epoch < epochs:
        for indices in draw_batches():
            rows = np.array([X[i] for i in indices])
            targets = np.array([y[i] for i in indices])
            slope = gradient(current, rows, targets)
            current = np.array([value - eta * s for value, s in zip(current, slope)])
            path.append(current.copy())
        epoch += 1
    return np.array(path)


# %% grade_id="t6_largest_learning_rate"
def largest_learning_rate(A):
    # power iteration: the length of A v tends to the largest eigenvalue
    v = np.arange(1, len(A) + 1, dtype=float)
    for _ in range(500):
        v = A @ v
        size = np.sqrt(np.sum(v**2))
        v = v / size
    return 2.0 / size


# %% grade_id="t6_behavior"
def behavior(A, eta):
    word = "converges"
    for curvature in np.linalg.eigh(A)[0]:
        factor = 1 - eta * curvature
        if factor <= -1:
            return "diverges"
        if factor < 0:
            word = "wiggles"
    return word
