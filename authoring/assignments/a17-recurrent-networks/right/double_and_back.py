# %% grade_id="t1_rnn_forward"
def rnn_forward(X, h0, W_x, W_h, b):
    kind = X.dtype
    X, h0, W_x, W_h, b = (part.astype(np.float64) for part in (X, h0, W_x, W_h, b))
    fed = np.einsum("btd,nd->tbn", X, W_x) + b
    out = [h0]
    for z in fed:
        out.append(np.tanh(z + np.einsum("bm,nm->bn", out[-1], W_h)))
    return np.array(out[1:]).transpose(1, 0, 2).astype(kind)


# %% grade_id="t2_rnn_backward"
def rnn_backward(cache, d_out):
    kind = d_out.dtype
    X, H, W_x, W_h = (part.astype(np.longdouble) for part in cache)
    T, n = d_out.shape[1:]
    deltas = np.zeros((T + 1, len(X), n), dtype=np.longdouble)
    for t in range(T, 0, -1):
        comes = d_out[:, t - 1] + (deltas[t] @ W_h if t < T else 0)
        deltas[t - 1] = comes * (1 - H[:, t]) * (1 + H[:, t])
    deltas = deltas[:T]
    return tuple(
        part.astype(kind)
        for part in (
            np.einsum("tbn,nd->btd", deltas, W_x),
            deltas[0] @ W_h,
            np.einsum("tbn,btd->nd", deltas, X),
            np.einsum("tbn,btm->nm", deltas, H[:, :T]),
            np.einsum("tbn->n", deltas),
        )
    )


# %% grade_id="t3_clip_by_norm"
def clip_by_norm(grads, c):
    everything = np.concatenate([g.reshape(-1) for g in grads]).astype(float)
    norm = float(np.linalg.norm(everything))
    factor = 1.0
    if norm > c:
        factor = c / (norm + 1e-6)
    parts, start = [], 0
    for g in grads:
        parts.append((factor * everything[start : start + g.size]).reshape(g.shape).astype(g.dtype))
        start += g.size
    return parts, np.array(norm)


# %% grade_id="t4_lstm_step"
def lstm_step(x, h, c, W, U, b):
    kind, (B, n) = x.dtype, h.shape
    z = np.einsum("bd,kd->bk", x, W, dtype=float) + np.einsum("bm,km->bk", h, U, dtype=float) + b
    z = z.reshape(B, 4, n)
    with np.errstate(over="ignore"):
        gates = 1 / (1 + np.exp(-z[:, [0, 1, 3]]))
    new = gates[:, 1] * c.astype(float) + gates[:, 0] * np.tanh(z[:, 2])
    return np.array([gates[:, 2] * np.tanh(new), new]).astype(kind)


# %% grade_id="t5_gru_step"
def gru_step(x, h, W, U, b, b_hh):
    kind, n = x.dtype, h.shape[-1]
    x, h, W, U, b, b_hh = (part.astype(float) for part in (x, h, W, U, b, b_hh))
    W_r, W_u, W_n = W[:n], W[n : 2 * n], W[2 * n :]
    U_r, U_u, U_n = U[:n], U[n : 2 * n], U[2 * n :]
    r = sigmoid(x @ W_r.T + h @ U_r.T + b[:n] + b_hh[:n])
    u = sigmoid(x @ W_u.T + h @ U_u.T + b[n : 2 * n] + b_hh[n : 2 * n])
    candidate = np.tanh(x @ W_n.T + b[2 * n :] + r * (h @ U_n.T + b_hh[2 * n :]))
    return (candidate + u * (h - candidate)).astype(kind)


# %% grade_id="t6_last_valid"
def last_valid(out, lengths):
    return out[np.arange(out.shape[1]) == lengths[:, np.newaxis] - 1]


# %% grade_id="t7_memory_horizon"
def memory_horizon(forget_bias, fraction):
    y = np.exp(-forget_bias)
    rate = np.log(1 + y) if y > 1e-3 else y * (1 - y / 2 + y * y / 3 - y**3 / 4)
    steps = np.log(fraction) / -rate
    return int(np.ceil(steps)) if steps > np.floor(steps) else int(steps) + 1
