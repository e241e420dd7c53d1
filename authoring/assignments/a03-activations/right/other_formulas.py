# %% grade_id="t1_sigmoid"
def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


# %% grade_id="t1_sigmoid_slope"
def sigmoid_slope(z):
    def logistic(values):
        return 1 / (1 + np.exp(-np.clip(values, -700, 700)))

    return logistic(z) * logistic(-z)


# %% grade_id="t1_tanh_slope"
def tanh_slope(z):
    return np.exp(2 * (np.log(2) - np.logaddexp(z, -z)))


# %% grade_id="t2_leaky_relu"
def leaky_relu(z, alpha):
    return np.maximum(z, alpha * z)


# %% grade_id="t2_leaky_relu_slope"
def leaky_relu_slope(z, alpha):
    return np.heaviside(z, 0) * (1 - alpha) + alpha


# %% grade_id="t2_elu"
def elu(z, alpha):
    return np.select([z > 0], [z], alpha * np.expm1(np.clip(z, None, 0)))


# %% grade_id="t2_elu_slope"
def elu_slope(z, alpha):
    below = alpha * np.expm1(np.minimum(z, 0))
    return np.where(z > 0, 1, below + alpha)


# %% grade_id="t3_softplus"
def softplus(z, beta):
    soft = np.log1p(np.exp(-np.abs(beta * z))) / beta
    return np.where(z > 0, z + soft, soft)


# %% grade_id="t4_gelu"
def gelu(z):
    erfc = np.frompyfunc(math.erfc, 1, 1)
    return z * erfc(-z / 2**0.5).astype(float) / 2


# %% grade_id="t4_gelu_slope"
def gelu_slope(z):
    erfc = np.frompyfunc(math.erfc, 1, 1)
    return erfc(-z / 2**0.5).astype(float) / 2 + z * np.exp(-0.5 * z * z) * 0.3989422804014327


# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    scaled = z / temperature
    log_total = np.logaddexp.reduce(scaled, axis=axis, keepdims=True)
    return np.exp(scaled - log_total)


# %% grade_id="t6_softmax_jacobian"
def softmax_jacobian(p):
    jacobian = -p[:, None] @ p[None, :]
    jacobian[np.diag_indices(len(p))] += p
    return jacobian


# %% grade_id="t6_softmax_backward"
def softmax_backward(p, grad_p):
    return np.stack([(np.diag(row) - np.outer(row, row)) @ grad for row, grad in zip(p, grad_p, strict=True)])


# %% grade_id="t7_saturated_shares"
def saturated_shares(slopes, largest):
    limit = largest * 0.05
    return np.array([np.count_nonzero((s <= limit) & (s >= -limit)) / s.size for s in slopes])


# %% grade_id="t7_dead_units"
def dead_units(z):
    return ~np.any(z > 0, axis=0)


# %% grade_id="t7_shrinkage"
def shrinkage(slopes):
    if len(slopes) == 1:
        return np.ones(1)
    rest = shrinkage(slopes[1:])
    return np.append(np.linalg.norm(slopes[0]) / np.sqrt(slopes[0].size) * rest[0], rest)
