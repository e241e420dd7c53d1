# %% grade_id="t1_sigmoid"
def sigmoid(z):
    a = np.zeros(z.size)
    for i, one in enumerate(z.flat):
        a[i] = 1 / (1 + math.exp(-one)) if one >= 0 else math.exp(one) / (1 + math.exp(one))
    return a.reshape(z.shape)


# %% grade_id="t1_sigmoid_slope"
def sigmoid_slope(z):
    slopes = np.zeros(z.shape)
    for place in np.ndindex(z.shape):
        small = math.exp(-abs(z[place]))
        slopes[place] = small / (1 + small) / (1 + small)
    return slopes


# %% grade_id="t1_tanh_slope"
def tanh_slope(z):
    slopes = []
    for one in z.ravel():
        size = min(abs(one), 350)
        slopes.append((2 / (math.exp(size) + math.exp(-size))) ** 2)
    return np.array(slopes).reshape(z.shape)


# %% grade_id="t2_leaky_relu"
def leaky_relu(z, alpha):
    return np.array([one if one > 0 else alpha * one for one in z.ravel()]).reshape(z.shape)


# %% grade_id="t2_leaky_relu_slope"
def leaky_relu_slope(z, alpha):
    return np.array([1 if one > 0 else alpha for one in z.ravel()]).reshape(z.shape)


# %% grade_id="t2_elu"
def elu(z, alpha):
    a = z.copy()
    for place in np.ndindex(z.shape):
        if z[place] <= 0:
            a[place] = alpha * math.expm1(z[place])
    return a


# %% grade_id="t2_elu_slope"
def elu_slope(z, alpha):
    slopes = np.ones(z.shape)
    for place in np.ndindex(z.shape):
        if z[place] <= 0:
            slopes[place] = alpha * math.exp(z[place])
    return slopes


# %% grade_id="t3_softplus"
def softplus(z, beta):
    a = []
    for one in z.ravel():
        if one > 0:
            a.append(one + math.log1p(math.exp(-beta * one)) / beta)
        else:
            a.append(math.log1p(math.exp(beta * one)) / beta)
    return np.array(a).reshape(z.shape)


# %% grade_id="t4_gelu"
def gelu(z):
    return np.array([one * (1 - math.erf(-one / math.sqrt(2))) / 2 for one in z.ravel()]).reshape(z.shape)


# %% grade_id="t4_gelu_slope"
def gelu_slope(z):
    slopes = np.zeros(z.shape)
    for place in np.ndindex(z.shape):
        one = z[place]
        density = math.exp(-one * one / 2) / math.sqrt(2 * math.pi)
        slopes[place] = 0.5 + 0.5 * math.erf(one / math.sqrt(2)) + one * density
    return slopes


# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    p = np.zeros(z.shape)
    rows, places = np.moveaxis(z, axis, -1), np.moveaxis(p, axis, -1)
    for index in np.ndindex(rows.shape[:-1]):
        largest = max(rows[index])
        shares = [math.exp((one - largest) / temperature) for one in rows[index]]
        places[index] = [share / sum(shares) for share in shares]
    return p


# %% grade_id="t6_softmax_jacobian"
def softmax_jacobian(p):
    K = len(p)
    return np.array([[p[k] * ((1 if k == j else 0) - p[j]) for j in range(K)] for k in range(K)])


# %% grade_id="t6_softmax_backward"
def softmax_backward(p, grad_p):
    grad_z = np.zeros(p.shape)
    for i in range(len(p)):
        mean = 0.0
        for k in range(p.shape[1]):
            mean += p[i, k] * grad_p[i, k]
        for j in range(p.shape[1]):
            grad_z[i, j] = p[i, j] * (grad_p[i, j] - mean)
    return grad_z


# %% grade_id="t7_saturated_shares"
def saturated_shares(slopes, largest):
    shares = []
    for slope in slopes:
        flat = 0
        for one in slope.ravel():
            if abs(one) / largest <= 0.05:
                flat += 1
        shares.append(flat / slope.size)
    return np.array(shares)


# %% grade_id="t7_dead_units"
def dead_units(z):
    dead = []
    for unit in range(z.shape[1]):
        dead.append(not any(z[i, unit] > 0 for i in range(len(z))))
    return np.array(dead)


# %% grade_id="t7_shrinkage"
def shrinkage(slopes):
    r = [1.0]
    for slope in reversed(slopes[:-1]):
        squares = [one * one for one in slope.ravel()]
        r.insert(0, r[0] * math.sqrt(sum(squares) / len(squares)))
    return np.array(r)
