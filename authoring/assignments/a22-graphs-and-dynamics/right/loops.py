# %% grade_id="t1_normalized_adjacency"
def normalized_adjacency(A):
    n = len(A)
    rows = A.tolist()
    for i in range(n):
        if rows[i][i] == 0:
            rows[i][i] = 1.0
    degrees = [sum(row) for row in rows]
    for i in range(n):
        for j in range(n):
            rows[i][j] = rows[i][j] / math.sqrt(degrees[i]) / math.sqrt(degrees[j])
    return torch.tensor(rows, dtype=torch.float64)


# %% grade_id="t2_gcn_layer"
def gcn_layer(A_hat, X, W, b):
    rows = []
    for i in range(len(X)):
        mixed = sum(A_hat[i, j] * X[j] for j in range(len(X)))
        row = b + sum(mixed[k] * W[k] for k in range(len(W)))
        rows.append(torch.where(row > 0, row, torch.zeros_like(row)))
    return torch.stack(rows)


# %% grade_id="t3_aggregate"
def aggregate(messages, receiver, n, how):
    if how != "sum" and how != "mean" and how != "max":
        raise ValueError
    rows = []
    for node in range(n):
        mine = [message for message, at in zip(messages, receiver.tolist()) if at == node]
        if not mine:
            rows.append(torch.zeros(messages.shape[1:], dtype=torch.float64))
            continue
        row = mine[0]
        for other in mine[1:]:
            row = torch.maximum(row, other) if how == "max" else row + other
        rows.append(row / len(mine) if how == "mean" else row)
    return torch.stack(rows)


# %% grade_id="t4_gat_weights"
def gat_weights(scores, edges, n):
    receivers, weights = edges[1].tolist(), []
    if not receivers:
        return scores * 1
    for e, to in enumerate(receivers):
        mine = torch.stack([scores[k] for k, other in enumerate(receivers) if other == to])
        top = mine.max(dim=0).values
        top = torch.where(torch.isinf(top), torch.zeros_like(top), top).detach()
        total = torch.exp(mine - top).sum(dim=0)
        weights.append(torch.exp(scores[e] - top) / torch.where(total > 0, total, torch.ones_like(total)))
    return torch.stack(weights)


# %% grade_id="t5_ssm_discretize"
import cmath


def ssm_discretize(a, b, dt):
    state, entering = [], []
    for rate, factor in zip(a.tolist(), b.tolist()):
        z = dt * rate
        state.append(cmath.exp(z))
        if abs(z) < 0.01:
            entering.append(dt * factor * (1 + z / 2 + z * z / 6 + z * z * z / 24))
        else:
            entering.append((cmath.exp(z) - 1) / rate * factor)
    return torch.tensor(state, dtype=torch.complex128), torch.tensor(entering, dtype=torch.complex128)


# %% grade_id="t6_ssm_kernel"
def ssm_kernel(a_bar, b_bar, c, L):
    triples = list(zip(a_bar.tolist(), b_bar.tolist(), c.tolist()))
    return torch.tensor([sum(w * a**k * b for a, b, w in triples).real for k in range(L)])


# %% grade_id="t6_ssm_scan"
def ssm_scan(x, a_bar, b_bar, c, h):
    state, outputs = h.tolist(), []
    for entering in x.tolist():
        state = [a * one + b * entering for a, b, one in zip(a_bar.tolist(), b_bar.tolist(), state)]
        outputs.append(sum(w * one for w, one in zip(c.tolist(), state)).real)
    return torch.tensor(outputs), torch.tensor(state)


# %% grade_id="t6_ssm_convolve"
def ssm_convolve(x, K):
    x, K = x.tolist(), K.tolist()
    return torch.tensor([sum(K[k] * x[t - k] for k in range(t + 1)) for t in range(len(x))])


# %% grade_id="t7_rk4_step"
def rk4_step(f, t, y, h):
    total, k = torch.zeros_like(y), torch.zeros_like(y)
    for fraction, weight in [(0, 1), (0.5, 2), (0.5, 2), (1, 1)]:
        k = f(t + fraction * h, y + fraction * h * k)
        total += weight * k
    return y + total * h / 6


# %% grade_id="t8_adjoint_gradient"
def adjoint_gradient(A, y, y_bar, T, steps):
    d, h = len(y), T / steps
    matrix = A.tolist()
    y, y_bar = y.tolist(), y_bar.tolist()

    def backward(y, y_bar):
        dy = [-sum(matrix[i][j] * y[j] for j in range(d)) for i in range(d)]
        dy_bar = [sum(matrix[j][i] * y_bar[j] for j in range(d)) for i in range(d)]
        return dy, dy_bar

    def moved(one, slope, by):
        return [number + by * s for number, s in zip(one, slope)]

    collected = [[0.0] * d for _ in range(d)]
    for _ in range(steps):
        looks, states = [backward(y, y_bar)], [(y, y_bar)]
        for by in (h / 2, h / 2, h):
            states.append((moved(y, looks[-1][0], by), moved(y_bar, looks[-1][1], by)))
            looks.append(backward(*states[-1]))
        for weight, (dy, dy_bar), (state, adjoint) in zip((1, 2, 2, 1), looks, states):
            y, y_bar = moved(y, dy, weight * h / 6), moved(y_bar, dy_bar, weight * h / 6)
            for i in range(d):
                for j in range(d):
                    collected[i][j] += weight * h / 6 * adjoint[i] * state[j]
    return torch.tensor(y_bar), torch.tensor(collected)
