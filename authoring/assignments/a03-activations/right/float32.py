# %% grade_id="t1_sigmoid"
def sigmoid(z):
    z = z.astype(np.float32)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


# %% grade_id="t1_sigmoid_slope"
def sigmoid_slope(z):
    e = np.exp(-np.abs(np.float32(z)))
    larger = 1 / (1 + e)
    return larger * (e * larger)


# %% grade_id="t1_tanh_slope"
def tanh_slope(z):
    with np.errstate(over="ignore"):
        return 1 / np.square(np.cosh(z.astype(np.float32)))


# %% grade_id="t2_leaky_relu"
def leaky_relu(z, alpha):
    z = z.astype(np.float32)
    return np.where(z > 0, np.float32(1), np.float32(alpha)) * z


# %% grade_id="t2_leaky_relu_slope"
def leaky_relu_slope(z, alpha):
    slopes = np.full(z.shape, alpha, dtype=np.float32)
    slopes[z > 0] = 1
    return slopes


# %% grade_id="t2_elu"
def elu(z, alpha):
    a = z.astype(np.float32)
    low = a <= 0
    a[low] = np.float32(alpha) * np.expm1(a[low])
    return a


# %% grade_id="t2_elu_slope"
def elu_slope(z, alpha):
    z = np.float32(z)
    return (z > 0) + (z <= 0) * np.float32(alpha) * np.exp(np.minimum(z, 0))


# %% grade_id="t3_softplus"
def softplus(z, beta):
    return np.logaddexp(np.float32(0), np.float32(beta) * np.float32(z)) / np.float32(beta)


# %% grade_id="t4_gelu"
def gelu(z):
    erf = np.array([math.erf(one / 2**0.5) for one in np.float32(z).ravel()], dtype=np.float32).reshape(z.shape)
    return np.float32(0.5) * np.float32(z) * (1 + erf)


# %% grade_id="t4_gelu_slope"
def gelu_slope(z):
    z32 = z.astype(np.float32)
    erf = np.array([math.erf(one / 2**0.5) for one in z32.ravel()], dtype=np.float32).reshape(z.shape)
    return (1 + erf) / 2 + z32 * np.exp(-np.square(z32) / 2) / np.float32(math.sqrt(2 * math.pi))


# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    z = z.astype(np.float32)
    z -= z.max(axis=axis, keepdims=True)
    e = np.exp(z / np.float32(temperature))
    return e / e.sum(axis=axis, keepdims=True)


# %% grade_id="t6_softmax_jacobian"
def softmax_jacobian(p):
    p = p.astype(np.float32)
    return p[:, None] * (np.eye(len(p), dtype=np.float32) - p)


# %% grade_id="t6_softmax_backward"
def softmax_backward(p, grad_p):
    p, grad_p = p.astype(np.float32), grad_p.astype(np.float32)
    return p * grad_p - p * np.einsum("nk,nk->n", p, grad_p)[:, None]


# %% grade_id="t7_saturated_shares"
def saturated_shares(slopes, largest):
    return np.float32([(np.abs(slope.astype(np.float32)) <= 0.05 * largest).mean() for slope in slopes])


# %% grade_id="t7_dead_units"
def dead_units(z):
    return z.astype(np.float32).max(axis=0) <= 0


# %% grade_id="t7_shrinkage"
def shrinkage(slopes):
    r = np.ones(len(slopes), dtype=np.float32)
    for layer in range(len(slopes) - 2, -1, -1):
        r[layer] = r[layer + 1] * np.sqrt((slopes[layer].astype(np.float32) ** 2).mean())
    return r
