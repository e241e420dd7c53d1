# %% grade_id="t1_input_gradient"
import copy


def input_gradient(model, X, y):
    small = copy.deepcopy(model).float()
    X = X.float().requires_grad_()
    F.cross_entropy(small(X), y, reduction="sum").backward()
    return X.grad


# %% grade_id="t2_fgsm"
def fgsm(model, X, y, eps, low, high, targeted=False):
    net = copy.deepcopy(model)  # whose gradients may be filled
    x = X.clone()
    x.requires_grad = True
    sign = -1 if targeted else 1
    (sign * F.cross_entropy(net(x), y)).backward()
    with torch.no_grad():
        return (x.float() + eps * x.grad.sign().float()).clamp(low, high)


# %% grade_id="t3_pgd"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    delta = torch.zeros_like(X)
    if generator is not None:
        delta = (torch.rand(X.shape, generator=generator) - 0.5) * 2 * eps
        delta = (X + delta).clamp(low, high) - X
    for _ in range(steps):
        x = (X + delta).requires_grad_()
        g = torch.autograd.grad(F.cross_entropy(model(x), y, reduction="sum"), x)[0]
        delta = (delta + step_size * g.sign()).clamp(-eps, eps)
        delta = (X + delta).clamp(low, high) - X
    return (X + delta).float()


# %% grade_id="t4_corrupt"
def corrupt(X, kind, severity, generator):
    if severity not in range(1, 6) or kind not in ["noise", "contrast", "brightness"]:
        raise ValueError
    X = X.float()
    a = STRENGTH[kind][severity - 1]
    if kind == "noise":
        return (X + a * torch.randn(*X.shape, generator=generator)).clamp(0, 1)
    if kind == "brightness":
        return torch.minimum(X + a, torch.tensor(1.0))
    m = X.mean(dim=[-1, -2, -3], keepdim=True)
    return m + a * (X - m)


# %% grade_id="t4_corruption_error"
def corruption_error(errors, baseline):
    return (errors.float().sum(1) / baseline.float().sum(1)).mean()


# %% grade_id="t5_grad_cam"
def grad_cam(features, gradients):
    A, g = features.numpy().astype(np.float32), gradients.numpy().astype(np.float32)
    heat = np.einsum("chw,cij->ij", g, A) / np.float32(g[0].size)
    return torch.from_numpy(np.maximum(heat, 0))


# %% grade_id="t6_nt_xent"
def nt_xent(Z1, Z2, temperature):
    z = torch.vstack([F.normalize(Z1.float()), F.normalize(Z2.float())])
    n = len(z)
    sim = torch.mm(z, z.t()) / temperature
    sim = sim - torch.diag(torch.full((n,), 1e9))
    positive = torch.cat([torch.diag(sim, n // 2), torch.diag(sim, -(n // 2))])
    return (torch.logsumexp(sim, dim=1) - positive).mean()
