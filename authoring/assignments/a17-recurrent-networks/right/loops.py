# %% grade_id="t1_rnn_forward"
import math


def rnn_forward(X, h0, W_x, W_h, b):
    B, T, d = X.shape
    n = len(b)
    out = np.zeros((B, T, n), dtype=X.dtype)
    for s in range(B):
        h = [float(value) for value in h0[s]]
        for t in range(T):
            new = []
            for k in range(n):
                total = float(b[k])
                for j in range(d):
                    total += float(W_x[k, j]) * float(X[s, t, j])
                for j in range(n):
                    total += float(W_h[k, j]) * h[j]
                new.append(math.tanh(total))
            h = new
            out[s, t] = h
    return out


# %% grade_id="t2_rnn_backward"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    B, T, d = X.shape
    n = W_h.shape[0]
    dX, dh0 = np.zeros((B, T, d)), np.zeros((B, n))
    dW_x, dW_h, db = np.zeros((n, d)), np.zeros((n, n)), np.zeros(n)
    for s in range(B):
        g = [0.0] * n
        for t in range(T - 1, -1, -1):
            delta = [(g[k] + float(d_out[s, t, k])) * (1 - float(H[s, t + 1, k]) ** 2) for k in range(n)]
            g = [0.0] * n
            for k in range(n):
                db[k] += delta[k]
                for j in range(d):
                    dX[s, t, j] += delta[k] * W_x[k, j]
                    dW_x[k, j] += delta[k] * X[s, t, j]
                for j in range(n):
                    g[j] += delta[k] * float(W_h[k, j])
                    dW_h[k, j] += delta[k] * H[s, t, j]
        dh0[s] = g
    return [part.astype(X.dtype) for part in (dX, dh0, dW_x, dW_h, db)]


# %% grade_id="t3_clip_by_norm"
import math


def clip_by_norm(grads, c):
    total = 0.0
    for g in grads:
        for value in g.ravel():
            total += float(value) * float(value)
    norm = math.sqrt(total)
    clipped = []
    for g in grads:
        one = g.copy()
        if norm > c:
            for place in np.ndindex(g.shape):
                one[place] = g[place] / norm * c
        clipped.append(one)
    return clipped, norm


# %% grade_id="t4_lstm_step"
import math


def gate(z):
    return 1 / (1 + math.exp(-z)) if z > 0 else 1 - 1 / (1 + math.exp(z)) if z > -30 else math.exp(z)


def lstm_step(x, h, c, W, U, b):
    B, d = x.shape
    n = h.shape[1]
    h_new, c_new = np.zeros((B, n), h.dtype), np.zeros((B, n), h.dtype)
    for s in range(B):
        z = [float(value) for value in b]
        for row in range(4 * n):
            for j in range(d):
                z[row] += float(W[row, j]) * float(x[s, j])
            for j in range(n):
                z[row] += float(U[row, j]) * float(h[s, j])
        for k in range(n):
            c_k = gate(z[n + k]) * float(c[s, k]) + gate(z[k]) * math.tanh(z[2 * n + k])
            c_new[s, k] = c_k
            h_new[s, k] = gate(z[3 * n + k]) * math.tanh(c_k)
    return h_new, c_new


# %% grade_id="t5_gru_step"
import math


def gru_step(x, h, W, U, b, b_hh):
    B, n = h.shape
    new = np.zeros_like(h)

    def side(matrix, vector, bias, row):
        return sum((float(w) * float(v) for w, v in zip(matrix[row], vector, strict=True)), float(bias[row]))

    def gate(z):
        return 0.5 + 0.5 * math.tanh(z / 2)

    for s in range(B):
        for k in range(n):
            r = gate(side(W, x[s], b, k) + side(U, h[s], b_hh, k))
            u = gate(side(W, x[s], b, n + k) + side(U, h[s], b_hh, n + k))
            candidate = math.tanh(side(W, x[s], b, 2 * n + k) + r * side(U, h[s], b_hh, 2 * n + k))
            new[s, k] = candidate + u * (float(h[s, k]) - candidate)
    return new


# %% grade_id="t6_last_valid"
def last_valid(out, lengths):
    rows = []
    for row, length in zip(out, lengths.tolist(), strict=True):
        rows.append(row[length - 1])
    return np.stack(rows)


# %% grade_id="t7_memory_horizon"
import math


def memory_horizon(forget_bias, fraction):
    if forget_bias < 10:
        f, left, t = 1 / (1 + math.exp(-forget_bias)), 1.0, 0
        while left >= fraction:
            left *= f
            t += 1
        return t
    rate = math.log1p(math.exp(-forget_bias))
    return math.floor(-math.log(fraction) / rate) + 1
