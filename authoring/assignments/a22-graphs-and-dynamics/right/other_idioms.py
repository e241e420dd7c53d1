# %% grade_id="t1_normalized_adjacency"
def normalized_adjacency(A):
    A = A.numpy().copy()
    A[np.diag(A) == 0, np.diag(A) == 0] = 1
    D = np.diag(np.sum(A, axis=1) ** -0.5)
    return torch.from_numpy(D @ A @ D)


# %% grade_id="t2_gcn_layer"
def gcn_layer(A_hat, X, W, b):
    return torch.einsum("ij,jk,kh->ih", A_hat, X, W).add(b).clamp(min=0)


# %% grade_id="t3_aggregate"
def aggregate(messages, receiver, n, how):
    if how not in {"sum", "mean", "max"}:
        raise ValueError(f"unknown: {how}")
    arrives = torch.arange(n)[:, None] == receiver  # (n, E)
    arrives = arrives.reshape(*arrives.shape, *[1] * (messages.dim() - 1))
    if how == "max":
        if len(messages) == 0:
            return messages.sum(0).expand(n, *messages.shape[1:])
        top = torch.where(arrives, messages, -torch.inf).max(1).values
        return torch.where(arrives.any(1), top, 0)
    total = (arrives * messages).sum(1)
    return total if how == "sum" else total / arrives.sum(1).clamp(min=1)


# %% grade_id="t4_gat_weights"
def gat_weights(scores, edges, n):
    if scores.dim() == 1:
        return gat_weights(scores[:, None], edges, n)[:, 0]
    E = scores.shape[0]
    table = torch.full((n, E, scores.shape[1]), -torch.inf, dtype=scores.dtype)
    table = table.index_put((edges[1], torch.arange(E)), scores)
    alpha = table.clamp(min=-1e300).softmax(1)[edges[1], torch.arange(E)]
    return torch.where(torch.isneginf(scores), torch.zeros_like(alpha), alpha)


# %% grade_id="t5_ssm_discretize"
def ssm_discretize(a, b, dt):
    half = dt * a / 2
    # (e^z - 1) / z is e^(z/2) sinh(z/2) / (z/2)
    ratio = np.where(half.numpy() == 0, 1, np.sinh(half.numpy()) / np.where(half.numpy() == 0, 1, half.numpy()))
    gentle = torch.from_numpy(ratio) * torch.exp(half) * dt * b
    with np.errstate(all="ignore"):
        plain = (torch.exp(dt * a) - 1) / a * b
    return torch.exp(dt * a), torch.where(half.abs() < 0.1, gentle, plain)


# %% grade_id="t6_ssm_kernel"
def ssm_kernel(a_bar, b_bar, c, L):
    powers = np.vander(a_bar.numpy(), L, increasing=True)
    return torch.from_numpy((c * b_bar).numpy() @ powers).real


# %% grade_id="t6_ssm_scan"
def ssm_scan(x, a_bar, b_bar, c, h):
    states = []
    for number in x:
        h = torch.addcmul(b_bar * number, a_bar, h)
        states.append(h)
    states = torch.stack(states)
    return (states @ c).real, states[-1]


# %% grade_id="t6_ssm_convolve"
def ssm_convolve(x, K):
    L = len(x)
    padded = torch.nn.functional.pad(x, (L - 1, 0))
    return torch.nn.functional.conv1d(padded[None, None], K.flip(0)[None, None])[0, 0]


# %% grade_id="t7_rk4_step"
def rk4_step(f, t, y, h):
    a = h * f(t, y)
    b = h * f(t + 0.5 * h, torch.add(y, a, alpha=0.5))
    c = h * f(t + 0.5 * h, torch.add(y, b, alpha=0.5))
    d = h * f(t + h, y + c)
    return torch.stack([y, a / 6, b / 3, c / 3, d / 6]).sum(0)


# %% grade_id="t8_adjoint_gradient"
def adjoint_gradient(A, y, y_bar, T, steps):
    A = A.clone().requires_grad_()
    y0 = torch.linalg.solve(torch.matrix_exp(T * A), y).detach().requires_grad_()
    (torch.matrix_exp(T * A) @ y0).backward(y_bar)
    return y0.grad, A.grad
