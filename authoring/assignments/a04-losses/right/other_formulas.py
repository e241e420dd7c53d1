# %% grade_id="t1_entropy"
def entropy(p):
    return -(p * np.log2(p, out=np.zeros(p.shape), where=p > 0)).sum(axis=-1)


# %% grade_id="t1_cross_entropy"
def cross_entropy(p, q):
    surprise = -np.log2(q, out=np.full(q.shape, -np.inf), where=q > 0)
    return np.sum(p * np.where(p == 0, 0, surprise), axis=-1)


# %% grade_id="t1_kl_divergence"
def kl_divergence(p, q):
    with np.errstate(all="ignore"):
        terms = p * (np.log(p) - np.log(q)) / np.log(2)
    terms[p == 0] = 0
    return terms.sum(axis=-1)


# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z


# %% grade_id="t3_margin"
def margin(y, z):
    return np.where(y > 0, z, -z)


# %% grade_id="t3_perceptron"
def perceptron(m):
    return (np.abs(m) - m) / 2


# %% grade_id="t3_hinge"
def hinge(m):
    return np.where(m < 1, 1 - m, 0)


# %% grade_id="t3_squared"
def squared(m):
    return np.abs(1 - m) * np.abs(m - 1)


# %% grade_id="t3_logistic"
def logistic(m):
    return np.logaddexp(m, 0) - m + (m > 15) * (np.exp(-np.abs(m)) - (np.logaddexp(m, 0) - m))


# %% grade_id="t4_log_sum_exp"
def log_sum_exp(z):
    return np.logaddexp.reduce(z, axis=-1)


# %% grade_id="t4_softmax_cross_entropy"
def softmax_cross_entropy(y, z):
    one_hot = np.eye(z.shape[1])[y]
    return np.sum(np.logaddexp.reduce(z, axis=1) - np.sum(one_hot * z, axis=1)) / len(z)


# %% grade_id="t5_binary_gradient"
def binary_gradient(y, z):
    return (np.exp(-np.logaddexp(0, -z)) - y) * (1 / y.size)


# %% grade_id="t5_softmax_gradient"
def softmax_gradient(y, z):
    p = np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))
    return np.where(np.arange(z.shape[1]) == y[:, None], p - 1, p) / len(z)


# %% grade_id="t6_network_rss"
def network_rss(X, y, alpha, beta_0, beta):
    units = 1 / (1 + np.exp(-np.einsum("nd,md->nm", X, alpha)))
    with_one = np.hstack([np.ones((len(X), 1)), units])
    return np.linalg.norm(y - with_one @ np.append(beta_0, beta)) ** 2


# %% grade_id="t6_deviance"
def deviance(y, p):
    return -np.sum(np.log(np.square(p[range(len(y)), y])))


# %% grade_id="t6_gaussian_nll"
def gaussian_nll(y, y_hat, sigma):
    n, rss = len(y), np.sum((y_hat - y) ** 2)
    return 0.5 * (rss / sigma**2 + n * np.log(2 * np.pi * sigma**2))
