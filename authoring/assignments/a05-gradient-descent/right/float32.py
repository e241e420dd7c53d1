# %% grade_id="t1_gd_step"
def gd_step(theta, gradient, eta):
    return np.float32(theta) - np.float32(eta) * np.float32(gradient)


# %% grade_id="t2_mse_gradient"
def mse_gradient(X, y, w, b):
    data = np.column_stack([X, np.ones(len(X))]).astype(np.float32)
    parameters = np.append(w, b).astype(np.float32)
    residual = y.astype(np.float32) - data @ parameters
    slopes = (-2 * residual[:, None] * data).mean(axis=0)
    return slopes[:-1], slopes[-1]


# %% grade_id="t3_gradient_descent"
def gradient_descent(gradient, theta, eta, steps):
    theta = theta.astype(np.float32)
    path = np.tile(theta, (steps + 1, 1))
    for t in range(1, steps + 1):
        path[t] = path[t - 1] - eta * gradient(path[t - 1].copy()).astype(np.float32)
    return path


# %% grade_id="t4_minibatches"
def minibatches(n, batch_size, rng):
    order = np.arange(n, dtype=np.int32)
    rng.shuffle(order)
    return np.split(order, range(batch_size, n, batch_size)) if n else []


# %% grade_id="t5_sgd"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    theta, X, y = theta.astype(np.float32), X.astype(np.float32), y.astype(np.float32)
    path = [theta]
    for _ in range(epochs):
        path.extend(_one_epoch(gradient, draw_batches(), path[-1], X, y, np.float32(eta)))
    return np.vstack(path)


def _one_epoch(gradient, batches, theta, X, y, eta):
    for batch in batches:
        theta = theta - eta * gradient(theta, np.take(X, batch, axis=0), np.take(y, batch))
        yield theta


# %% grade_id="t6_largest_learning_rate"
def largest_learning_rate(A):
    return 2 / np.linalg.svd(A.astype(np.float32), compute_uv=False)[0]


# %% grade_id="t6_behavior"
def behavior(A, eta):
    factors = np.linalg.eigvalsh(np.eye(len(A), dtype=np.float32) - np.float32(eta) * A.astype(np.float32))
    smallest = factors.min()
    return "diverges" if smallest <= -1 else "converges" if smallest >= -1e-6 else "wiggles"
