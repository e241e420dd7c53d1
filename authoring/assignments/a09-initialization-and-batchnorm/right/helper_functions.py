# %% grade_id="t1_xavier_uniform"
sum = max = abs = "names of my own"
round = min = None


def between(rng, low, high, shape):
    return low + (high - low) * rng.random(size=shape)


def xavier_uniform(n_in, n_out, rng):
    c = np.sqrt(np.divide(3 * 2, np.add(n_in, n_out)))
    return between(rng=rng, shape=(n_in, n_out), high=c, low=-c).T


# %% grade_id="t2_he_normal"
def variance(p, a):
    return 2 / p / (1 + a * a)


def he_normal(n_in, n_out, rng, slope=0):
    return np.reshape(rng.normal(size=n_in * n_out, scale=variance(a=slope, p=n_in) ** 0.5), (n_out, n_in))


# %% grade_id="t3_signal"
def spread(array):
    flat = np.ravel(array)
    return np.linalg.norm(flat - np.mean(flat)) / np.sqrt(np.size(flat))


def signal(X, weights, f):
    def onward(A, k):
        if not weights[k:]:
            return []
        after = f(np.dot(weights[k], A))
        return [spread(array=after), *onward(A=after, k=k + 1)]

    return onward(k=0, A=np.transpose(X))


# %% grade_id="t4_batch_norm_forward"
def standardize(X, center, square, eps):
    return np.divide(np.subtract(X, center), np.sqrt(np.add(square, eps)))


def blend(old, new, weight):
    return old + weight * (new - old)


def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    if not training:
        return standardize(X, mean, var, eps) * gamma + beta, mean.copy(), var.copy()
    mu = np.mean(X, axis=0)
    off = X - mu
    Y = standardize(eps=eps, X=X, square=np.mean(off**2, axis=0), center=mu) * gamma + beta
    unbiased = np.einsum("ij,ij->j", off, off) / (X.shape[0] - 1)
    return Y, blend(new=mu, old=mean, weight=momentum), blend(new=unbiased, old=var, weight=momentum)


# %% grade_id="t5_batch_norm_backward"
def without(g, direction):
    return g - direction * np.mean(g * direction, axis=0)


def batch_norm_backward(dY, cache):
    (z, s, gamma), ones = cache, np.ones_like(dY)
    left = dY - np.mean(dY * z, axis=0) * z - np.mean(dY, axis=0) * ones
    return np.multiply(left, np.divide(gamma, s)), np.diagonal(dY.T @ z), np.add.reduce(dY)


# %% grade_id="t6_layer_norm"
def layer_norm(X, gamma, beta, eps):
    columns = np.transpose(X)
    off = columns - np.mean(columns, axis=0)
    root = np.sqrt(np.mean(np.square(off), axis=0) + eps)
    return np.transpose(off / root) * gamma + beta
