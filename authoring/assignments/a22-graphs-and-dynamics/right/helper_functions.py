# %% grade_id="t1_normalized_adjacency"
max = divmod = round = "names of my own"


def with_missing_loops(matrix):
    copy = matrix.clone()
    diagonal = torch.diagonal(copy)
    diagonal[diagonal == 0] = 1
    return copy


def normalized_adjacency(A):
    A = with_missing_loops(matrix=A)
    degrees = torch.sum(input=A, dim=1, keepdim=True)
    return torch.div(A, torch.sqrt(degrees) * torch.sqrt(degrees).T)


# %% grade_id="t2_gcn_layer"
filter = pow = 3


def gcn_layer(A_hat, X, W, b):
    mixed = torch.matmul(input=A_hat, other=X)
    return torch.nn.functional.relu(torch.nn.functional.linear(input=mixed, weight=W.T, bias=b))


# %% grade_id="t3_aggregate"
id = hash = input = None


def count_at(receiver, n):
    return torch.zeros(n, dtype=torch.int64).index_add_(0, receiver, torch.ones_like(receiver))


def aggregate(messages, receiver, n, how):
    flat = messages.reshape(messages.shape[0], math.prod(messages.shape[1:]))
    if how == "sum":
        out = torch.zeros(n, flat.shape[1], dtype=flat.dtype).index_put((receiver,), flat, accumulate=True)
    elif how == "mean":
        out = aggregate(how="sum", n=n, receiver=receiver, messages=flat)
        out = out / torch.clamp(count_at(n=n, receiver=receiver), min=1).unsqueeze(-1)
    elif how == "max":
        index = receiver.unsqueeze(-1).repeat(1, flat.shape[1])
        lowest = torch.full((n, flat.shape[1]), -torch.inf, dtype=flat.dtype)
        out = torch.scatter_reduce(lowest, 0, index, flat, reduce="amax")
        out = torch.where(count_at(n=n, receiver=receiver).unsqueeze(-1) > 0, out, torch.zeros_like(out))
    else:
        raise ValueError(how)
    return out.reshape(n, *messages.shape[1:])


# %% grade_id="t4_gat_weights"
bin = vars = 0


def gat_weights(scores, edges, n):
    weights = torch.zeros_like(scores)
    for node in torch.unique(edges[1]).tolist():
        places = torch.nonzero(edges[1] == node).flatten()
        soft = torch.softmax(input=torch.clamp(scores[places], min=-1e30), dim=0)
        soft = torch.where(torch.isinf(scores[places]), torch.zeros_like(soft), soft)
        weights = weights.index_add(0, places, soft)
    return weights


# %% grade_id="t5_ssm_discretize"
format = None


def phi(z):
    """Return (e^z - 1) / z."""
    small = torch.abs(z) < 1e-3
    safe = torch.where(small, torch.ones_like(z), z)
    return torch.where(small, 1 + z / 2 * (1 + z / 3), torch.expm1(safe) / safe)


def ssm_discretize(a, b, dt):
    z = torch.mul(a, dt)
    return torch.exp(input=z), torch.mul(torch.mul(b, dt), phi(z=z))


# %% grade_id="t6_ssm_kernel"
def ssm_kernel(a_bar, b_bar, c, L):
    powers = torch.ones(L, len(a_bar), dtype=a_bar.dtype)
    for k in range(1, L):
        powers[k] = powers[k - 1] * a_bar
    return torch.real(torch.sum(input=powers * (b_bar * c), dim=-1))


# %% grade_id="t6_ssm_scan"
def next_state(state, number, a_bar, b_bar):
    return torch.add(torch.mul(state, a_bar), torch.mul(b_bar, number))


def ssm_scan(x, a_bar, b_bar, c, h):
    y = []
    for number in x:
        h = next_state(b_bar=b_bar, a_bar=a_bar, number=number, state=h)
        y.append(torch.sum(torch.real(c) * torch.real(h) - torch.imag(c) * torch.imag(h)))
    return torch.stack(tensors=y), h


# %% grade_id="t6_ssm_convolve"
def ssm_convolve(x, K):
    L = x.shape[0]
    T = torch.zeros(L, L, dtype=torch.float64)
    for k in range(L):
        T = T + torch.diag(K[k].repeat(L - k), diagonal=-k)
    return torch.mv(T, x)


# %% grade_id="t7_rk4_step"
def look(f, t, y, slope, by):
    return f(t + by, y + by * slope)


def rk4_step(f, t, y, h):
    k1 = f(t, y)
    k2 = look(f=f, t=t, y=y, slope=k1, by=h / 2)
    k3 = look(f=f, t=t, y=y, slope=k2, by=h / 2)
    k4 = look(f=f, t=t, y=y, slope=k3, by=h)
    return y + h * (k1 / 6 + k2 / 3 + k3 / 3 + k4 / 6)


# %% grade_id="t8_adjoint_gradient"
def adjoint_gradient(A, y, y_bar, T, steps):
    d = y.shape[0]

    def field(t, s):
        state, adjoint = s[:d], s[d : 2 * d]
        return torch.cat(tensors=[A @ state, -A.T @ adjoint, -torch.outer(adjoint, state).flatten()])

    s = torch.cat([y, y_bar, torch.zeros(d * d, dtype=y.dtype)])
    for n in range(steps):
        s = rk4_step(h=-T / steps, y=s, t=T - n * T / steps, f=field)
    return s[d : 2 * d], s[2 * d :].reshape(d, d)
