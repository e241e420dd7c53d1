# %% grade_id="t1_entropy"
def entropy(p):
    p = p.astype(np.float32)
    bits = np.zeros_like(p)
    bits[p > 0] = -np.log2(p[p > 0])
    return (p * bits).sum(axis=-1)


# %% grade_id="t1_cross_entropy"
def cross_entropy(p, q):
    p, q = p.astype(np.float32), q.astype(np.float32)
    bits = np.zeros_like(p)
    known = (p > 0) & (q > 0)
    bits[known] = -np.log2(q[known])
    bits[(p > 0) & (q == 0)] = np.inf
    return (p * bits).sum(axis=-1)


# %% grade_id="t1_kl_divergence"
def kl_divergence(p, q):
    p, q = p.astype(np.float32), q.astype(np.float32)
    bits = np.where((p > 0) & (q == 0), np.float32(np.inf), np.float32(0))
    known = (p > 0) & (q > 0)
    bits[known] = p[known] * np.log2(p[known] / q[known])
    return bits.sum(axis=-1)


# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    y, z = y.astype(np.float32), z.astype(np.float32)
    return y * np.logaddexp(np.float32(0), -z) + (1 - y) * np.logaddexp(np.float32(0), z)


# %% grade_id="t3_margin"
def margin(y, z):
    return np.float32(z) * (2 * np.float32(y) - 1)


# %% grade_id="t3_perceptron"
def perceptron(m):
    return np.clip(-np.float32(m), 0, None)


# %% grade_id="t3_hinge"
def hinge(m):
    slack = 1 - np.float32(m)
    return slack * (slack > 0)


# %% grade_id="t3_squared"
def squared(m):
    return np.square(np.float32(m) - 1)


# %% grade_id="t3_logistic"
def logistic(m):
    m = np.float32(m)
    return np.maximum(-m, 0) + np.log1p(np.exp(-np.abs(m)))


# %% grade_id="t4_log_sum_exp"
def log_sum_exp(z):
    z = z.astype(np.float32)
    largest = z.max(axis=-1, keepdims=True)
    return (largest + np.log(np.exp(z - largest).sum(axis=-1, keepdims=True))).squeeze(-1)


# %% grade_id="t4_softmax_cross_entropy"
def softmax_cross_entropy(y, z):
    z = z.astype(np.float32)
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -log_p[range(len(y)), y].mean()


# %% grade_id="t5_binary_gradient"
def binary_gradient(y, z):
    y, z = y.astype(np.float32), z.astype(np.float32)
    e = np.exp(-np.abs(z))
    answer = np.where(z >= 0, 1, e) / (1 + e)
    return (answer - y) / np.float32(len(y))


# %% grade_id="t5_softmax_gradient"
def softmax_gradient(y, z):
    z = z.astype(np.float32)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[range(len(y)), y] -= 1
    return p / np.float32(len(y))


# %% grade_id="t6_network_rss"
def network_rss(X, y, alpha, beta_0, beta):
    z = np.float32(X) @ np.float32(alpha).T
    f = np.float32(beta_0) + (0.5 + 0.5 * np.tanh(z / 2)) @ np.float32(beta)
    residual = f - np.float32(y)
    return residual @ residual


# %% grade_id="t6_deviance"
def deviance(y, p):
    return -2 * np.log(np.take_along_axis(np.float32(p), y[:, None], axis=1)).sum()


# %% grade_id="t6_gaussian_nll"
def gaussian_nll(y, y_hat, sigma):
    scaled = (np.float32(y) - np.float32(y_hat)) / np.float32(sigma)
    return np.sum(scaled**2 / 2 + np.float32(np.log(2 * np.pi) / 2) + np.log(np.float32(sigma)))
