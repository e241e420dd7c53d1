# %% grade_id="t1_entropy"
def entropy(p):
    total = 0.0
    for k in range(p.shape[-1]):
        share = p[..., k]
        total = total - share * np.log2(np.maximum(share, 1e-300))
    return total


# %% grade_id="t1_cross_entropy"
def cross_entropy(p, q):
    if p.ndim > 1:
        return np.array([cross_entropy(one, other) for one, other in zip(p, q, strict=True)])
    total = 0.0
    for a, b in zip(p, q, strict=True):
        if a == 0:
            continue
        if b == 0:
            return np.inf
        total -= a * np.log2(b)
    return total


# %% grade_id="t1_kl_divergence"
def kl_divergence(p, q):
    prices = []
    for one, other in zip(p.reshape(-1, p.shape[-1]), q.reshape(-1, p.shape[-1]), strict=True):
        price = 0.0
        for a, b in zip(one, other, strict=True):
            if a > 0:
                price += np.inf if b == 0 else a * np.log2(a / b)
        prices.append(price)
    return np.array(prices).reshape(p.shape[:-1])


# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    losses = []
    for right, one in zip(y, z, strict=True):
        rest = np.log1p(np.exp(-abs(one)))
        yes, no = (rest, one + rest) if one > 0 else (rest - one, rest)
        losses.append(right * yes + (1 - right) * no)
    return np.array(losses)


# %% grade_id="t3_margin"
def margin(y, z):
    return np.array([one if right == 1 else -one for right, one in zip(y, z, strict=True)])


# %% grade_id="t3_perceptron"
def perceptron(m):
    return np.array([0.0 if one > 0 else -one for one in m])


# %% grade_id="t3_hinge"
def hinge(m):
    return np.array([max(1 - one, 0) for one in m])


# %% grade_id="t3_squared"
def squared(m):
    return np.array([1 - 2 * one + one * one for one in m])


# %% grade_id="t3_logistic"
def logistic(m):
    losses = np.zeros(len(m))
    for i, one in enumerate(m):
        losses[i] = np.log1p(np.exp(-one)) if one > 0 else -one + np.log1p(np.exp(one))
    return losses


# %% grade_id="t4_log_sum_exp"
def log_sum_exp(z):
    total = z[..., 0]
    for k in range(1, z.shape[-1]):
        total = np.logaddexp(total, z[..., k])
    return total


# %% grade_id="t4_softmax_cross_entropy"
def softmax_cross_entropy(y, z):
    loss = 0.0
    for right, row in zip(y, z, strict=True):
        above = row - row[right]
        largest = max(above)
        loss += largest + np.log(sum(np.exp(one - largest) for one in above))
    return loss / len(y)


# %% grade_id="t5_binary_gradient"
def binary_gradient(y, z):
    slopes = []
    for right, one in zip(y, z, strict=True):
        answer = 1 / (1 + np.exp(-one)) if one > 0 else np.exp(one) / (1 + np.exp(one))
        slopes.append((answer - right) / len(y))
    return np.array(slopes)


# %% grade_id="t5_softmax_gradient"
def softmax_gradient(y, z):
    n, K = z.shape
    slopes = np.zeros((n, K))
    for i in range(n):
        shares = [np.exp(one - max(z[i])) for one in z[i]]
        for k in range(K):
            slopes[i, k] = (shares[k] / sum(shares) - (1 if k == y[i] else 0)) / n
    return slopes


# %% grade_id="t6_network_rss"
def network_rss(X, y, alpha, beta_0, beta):
    total = 0.0
    for x, right in zip(X, y, strict=True):
        f = beta_0
        for unit, weight in zip(alpha, beta, strict=True):
            f += weight / (1 + np.exp(-sum(a * b for a, b in zip(unit, x, strict=True))))
        total += (right - f) ** 2
    return total


# %% grade_id="t6_deviance"
def deviance(y, p):
    total = 0.0
    for i in range(len(y)):
        total -= 2 * np.log(p[i, y[i]])
    return total


# %% grade_id="t6_gaussian_nll"
def gaussian_nll(y, y_hat, sigma):
    total = 0.0
    for one, other in zip(y, y_hat, strict=True):
        total += 0.5 * ((one - other) / sigma) ** 2 + np.log(sigma) + 0.5 * np.log(2 * np.pi)
    return total
