# %% grade_id="t1_xavier_uniform"
import math


def xavier_uniform(n_in, n_out, rng):
    c = math.sqrt(6) / math.sqrt(n_in + n_out)
    rows = []
    for _ in range(n_out):
        rows.append([2 * c * rng.random() - c for _ in range(n_in)])
    return np.array(rows)


# %% grade_id="t2_he_normal"
import math


def he_normal(n_in, n_out, rng, slope=0):
    sigma = math.sqrt(2.0) / math.sqrt(n_in * (1 + slope * slope))
    W = np.empty((n_out, n_in))
    for k in range(n_out):
        W[k] = [sigma * z for z in rng.standard_normal(n_in)]
    return W


# %% grade_id="t3_signal"
import math


def signal(X, weights, f):
    rows = [[float(x) for x in row] for row in X]
    sizes = []
    for W in weights:
        moved = []
        for row in rows:
            moved.append([float(f(sum(w * x for w, x in zip(line, row)))) for line in W.tolist()])
        rows = moved
        entries = [x for row in rows for x in row]
        mean = sum(entries) / len(entries)
        sizes.append(math.sqrt(sum((x - mean) ** 2 for x in entries) / len(entries)))
    return sizes


# %% grade_id="t4_batch_norm_forward"
import math


def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    B, p = X.shape
    Y, new_mean, new_var = np.empty_like(X), mean.copy(), var.copy()
    for j in range(p):
        column = [float(x) for x in X[:, j]]
        mu, square = float(mean[j]), float(var[j])
        if training:
            mu = sum(column) / B
            total = sum((x - mu) ** 2 for x in column)
            square = total / B
            new_mean[j] += momentum * (mu - mean[j])
            new_var[j] += momentum * (total / (B - 1) - var[j])
        for i in range(B):
            Y[i, j] = gamma[j] * (column[i] - mu) / math.sqrt(square + eps) + beta[j]
    return Y, new_mean, new_var


# %% grade_id="t5_batch_norm_backward"
def batch_norm_backward(dY, cache):
    normal, s, gamma = cache
    B, p = dY.shape
    dX, dgamma, dbeta = np.zeros_like(dY), np.zeros_like(gamma), np.zeros_like(gamma)
    for j in range(p):
        for i in range(B):
            dbeta[j] += dY[i, j]
            dgamma[j] += dY[i, j] * normal[i, j]
        for i in range(B):
            for k in range(B):
                own = 1.0 if i == k else 0.0
                dX[i, j] += dY[k, j] * gamma[j] / s[j] * (own - 1 / B - normal[i, j] * normal[k, j] / B)
    return dX, dgamma, dbeta


# %% grade_id="t6_layer_norm"
import math


def layer_norm(X, gamma, beta, eps):
    out = []
    for row in X.tolist():
        mean = sum(row) / len(row)
        root = math.sqrt(sum((x - mean) ** 2 for x in row) / len(row) + eps)
        out.append([g * (x - mean) / root + b for x, g, b in zip(row, gamma.tolist(), beta.tolist())])
    return np.array(out, dtype=X.dtype)
