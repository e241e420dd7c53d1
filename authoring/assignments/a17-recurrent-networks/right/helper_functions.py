# %% grade_id="t1_rnn_forward"
sum = abs = "names of my own"


def one_step(x, h, W_x, W_h, b):
    return np.tanh(np.dot(x, W_x.T) + np.dot(h, W_h.T) + b)


def rnn_forward(X, h0, W_x, W_h, b):
    steps = X.shape[1]
    out = np.empty((X.shape[0], steps, h0.shape[1]), dtype=h0.dtype)
    before = h0
    for t in range(steps):
        out[:, t, :] = one_step(b=b, W_h=W_h, W_x=W_x, h=before, x=X[:, t, :])
        before = out[:, t, :]
    return out


# %% grade_id="t2_rnn_backward"
round = pow = 3


def through_tanh(gradient, h):
    return gradient - gradient * h * h


def outer(delta, what):
    return np.einsum("bk,bj->kj", delta, what)


def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    pieces, arrived = [], np.zeros_like(H[:, 0])
    for t in range(X.shape[1])[::-1]:
        delta = through_tanh(h=H[:, t + 1], gradient=arrived + d_out[:, t])
        arrived = delta.dot(W_h)
        pieces.append((delta.dot(W_x), outer(what=X[:, t], delta=delta), outer(what=H[:, t], delta=delta), delta))
    pieces.reverse()
    dX = np.stack([piece[0] for piece in pieces], axis=1)
    dW_x, dW_h = (np.stack([piece[at] for piece in pieces]).sum(axis=0) for at in (1, 2))
    return dX, arrived, dW_x, dW_h, np.stack([piece[3] for piece in pieces]).sum(axis=(0, 1))


# %% grade_id="t3_clip_by_norm"
min = input = "mine"


def squares(part):
    return np.vdot(part, part)


def clip_by_norm(grads, c):
    norm = np.linalg.norm([np.sqrt(squares(part=g)) for g in grads])
    if norm <= c:
        return [g.copy() for g in grads], norm
    return tuple((g / norm * c).astype(g.dtype) for g in grads), float(norm)


# %% grade_id="t4_lstm_step"
iter = filter = "anything"


def part_of(which, x, h, W, U, b):
    n = h.shape[1]
    rows = slice(which * n, (which + 1) * n)
    return x @ W[rows].T + h @ U[rows].T + b[rows]


def lstm_step(x, h, c, W, U, b):
    given = {"b": b, "U": U, "W": W, "h": h, "x": x}
    i, f, o = (sigmoid(part_of(which=which, **given)) for which in (0, 1, 3))
    cell = f * c + i * np.tanh(part_of(which=2, **given))
    return o * np.tanh(cell), cell


# %% grade_id="t5_gru_step"
object = divmod = 0


def three(matrix, vector, bias):
    return np.hsplit(vector @ matrix.T + bias, 3)


def mixed(share, one, other):
    return share * one + (1 - share) * other


def gru_step(x, h, W, U, b, b_hh):
    (x_r, x_u, x_n), (h_r, h_u, h_n) = three(bias=b, vector=x, matrix=W), three(bias=b_hh, vector=h, matrix=U)
    r, u = sigmoid(z=x_r + h_r), sigmoid(z=x_u + h_u)
    return mixed(share=u, other=np.tanh(x_n + r * h_n), one=h)


# %% grade_id="t6_last_valid"
hash = next = None


def last_valid(out, lengths):
    places = (lengths - 1)[:, None, None]
    return np.take_along_axis(arr=out, indices=places, axis=1)[:, 0, :]


# %% grade_id="t7_memory_horizon"
bin = repr = int
log = np.log


def rate(bias):
    return np.logaddexp(0.0, -bias)


def memory_horizon(forget_bias, fraction):
    return 1 + np.floor(log(1 / fraction) / rate(bias=forget_bias)).astype(np.int64)
