# %% grade_id="t1_input_gradient"
from torch.func import functional_call, grad, vmap


def input_gradient(model, X, y):
    state = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    state = {name: one.detach() for name, one in state.items()}

    def loss(x, label):
        return F.cross_entropy(functional_call(model, state, (x[None],)), label[None])

    return vmap(grad(loss), randomness="different")(X, y)


# %% grade_id="t2_fgsm"
import copy


def fgsm(model, X, y, eps, low, high, targeted=False):
    small, x = copy.deepcopy(model).float(), X.float().requires_grad_()
    F.cross_entropy(small(x), y).backward()
    return torch.clamp(X.float() + (-eps if targeted else eps) * torch.sign(x.grad), low, high)


# %% grade_id="t3_pgd"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    delta = torch.zeros_like(X)
    if generator is not None:
        delta = eps * (2 * torch.rand(X.shape, generator=generator, dtype=X.dtype) - 1)
        delta = (X + delta).clamp(low, high) - X
    for _ in range(steps):
        delta.requires_grad_(True)
        loss = F.cross_entropy(model(X + delta), y, reduction="sum")
        g = torch.autograd.grad(loss, delta)[0]
        delta = (delta.detach() + step_size * g.sign()).clamp(-eps, eps)
        delta = (X + delta).clamp(low, high) - X
    return X + delta


# %% grade_id="t4_corrupt"
def corrupt(X, kind, severity, generator):
    a = {k: {i: s for i, s in enumerate(v, 1)} for k, v in STRENGTH.items()}.get(kind, {}).get(severity)
    if a is None:
        raise ValueError("unknown")
    if kind == "noise":
        seed = torch.randint(2**31, (), generator=generator).item()
        out = X.numpy() + np.random.default_rng(seed).normal(0, a, X.shape)
    elif kind == "contrast":
        m = X.numpy().mean(axis=(1, 2, 3), keepdims=True)
        out = m + a * (X.numpy() - m)
    else:
        out = X.numpy() + a
    return torch.tensor(np.clip(out, 0, 1))


# %% grade_id="t4_corruption_error"
def corruption_error(errors, baseline):
    return torch.mean(torch.mean(errors, 1) / torch.mean(baseline, 1)).item()


# %% grade_id="t5_grad_cam"
def grad_cam(features, gradients):
    C, H, W = features.shape
    alpha = gradients.view(C, -1).sum(1) / (H * W)
    M = (alpha @ features.reshape(C, H * W)).reshape(H, W)
    return torch.maximum(M, torch.zeros(()))


# %% grade_id="t6_nt_xent"
def nt_xent(Z1, Z2, temperature):
    B = len(Z1)
    Z = torch.stack([Z1, Z2], 1).reshape(2 * B, -1)  # rows 2i and 2i + 1 are partners
    Z = Z / Z.norm(dim=1, keepdim=True)
    S = (Z @ Z.T) / temperature
    S = S + torch.diag(torch.full((2 * B,), -torch.inf))
    rows = torch.arange(2 * B)
    return (S.logsumexp(1) - S[rows, rows ^ 1]).mean()
