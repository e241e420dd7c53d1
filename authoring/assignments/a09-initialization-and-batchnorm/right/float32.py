# %% grade_id="t1_xavier_uniform"
def xavier_uniform(n_in, n_out, rng):
    bound = np.float32((6 / (n_in + n_out)) ** 0.5)
    return (2 * rng.random((n_out, n_in), dtype=np.float32) - 1) * bound


# %% grade_id="t2_he_normal"
def he_normal(n_in, n_out, rng, slope=0):
    W = rng.standard_normal((n_out, n_in), dtype=np.float32)
    return W * np.float32((2 / (n_in * (1 + slope**2))) ** 0.5)


# %% grade_id="t3_signal"
def signal(X, weights, f):
    A, sizes = X.astype(np.float32), []
    for W in weights:
        A = np.asarray(f(A @ W.astype(np.float32).T), dtype=np.float32)
        sizes.append(A.std())
    return np.array(sizes, dtype=np.float32)


# %% grade_id="t4_batch_norm_forward"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    X, gamma, beta, mean, var = (np.float32(array) for array in (X, gamma, beta, mean, var))
    if training:
        B = np.float32(X.shape[0])
        mu, square = np.mean(X, axis=0, keepdims=True), np.var(X, axis=0, keepdims=True)
        new_mean = np.float32(1 - momentum) * mean + np.float32(momentum) * mu[0]
        new_var = np.float32(1 - momentum) * var + np.float32(momentum) * square[0] * (B / (B - 1))
    else:
        mu, square, new_mean, new_var = mean, var, mean, var
    scale = gamma / np.sqrt(square + np.float32(eps))
    return [(X - mu) * scale + beta, new_mean, new_var]


# %% grade_id="t5_batch_norm_backward"
def batch_norm_backward(dY, cache):
    dY, (X_hat, s, gamma) = dY.astype(np.float32), (array.astype(np.float32) for array in cache)
    B = dY.shape[0]
    remove = np.eye(B, dtype=np.float32) - np.float32(1 / B)
    dX = remove @ dY - X_hat * np.average(dY * X_hat, axis=0).astype(np.float32)
    return dX * gamma / s, np.sum(dY * X_hat, axis=0), np.sum(dY, axis=0)


# %% grade_id="t6_layer_norm"
def layer_norm(X, gamma, beta, eps):
    X = X.astype(np.float32)
    off = X - np.mean(X, axis=-1, keepdims=True)
    root = np.sqrt(np.mean(off * off, axis=-1, keepdims=True) + np.float32(eps))
    return (off / root * gamma.astype(np.float32) + beta.astype(np.float32)).astype(np.float32)
