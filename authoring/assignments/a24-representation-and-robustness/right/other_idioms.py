# %% grade_id="t1_input_gradient"
def input_gradient(model, X, y):
    def loss(x):
        return -F.log_softmax(model(x), dim=1)[torch.arange(len(y)), y].sum()

    return torch.func.grad(loss)(X)


# %% grade_id="t2_fgsm"
def fgsm(model, X, y, eps, low, high, targeted=False):
    slope = torch.func.grad(lambda x: nn.CrossEntropyLoss(reduction="sum")(model(x), y))(X).detach()
    way = np.sign(slope.numpy()) * (-1 if targeted else 1)
    return torch.from_numpy(np.clip(X.numpy() + eps * way, low, high))


# %% grade_id="t3_pgd"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    least, most = (X - eps).clamp(min=low), (X + eps).clamp(max=high)
    x = X.detach().clone()
    if generator is not None:
        x += torch.empty_like(X).uniform_(-1, 1, generator=generator) * eps
        x = x.clamp(low, high)
    for _ in range(steps):
        slope = torch.func.grad(lambda x: F.nll_loss(model(x).log_softmax(1), y))(x).detach()
        x = x.add(slope.sign(), alpha=step_size).clip(least, most)
    return x


# %% grade_id="t4_corrupt"
def corrupt(X, kind, severity, generator):
    try:
        a = dict(enumerate(STRENGTH[kind], start=1))[severity]
    except KeyError as error:
        raise ValueError(f"{kind} {severity}") from error
    match kind:
        case "noise":
            X = torch.normal(X, a, generator=generator)
        case "contrast":
            X = torch.lerp(X.flatten(1).mean(1)[:, None, None, None], X, a)
        case "brightness":
            X = X + a
    return X.clip(0, 1)


# %% grade_id="t4_corruption_error"
def corruption_error(errors, baseline):
    return np.mean(errors.numpy().mean(axis=1) / baseline.numpy().mean(axis=1))


# %% grade_id="t5_grad_cam"
def grad_cam(features, gradients):
    C, H, W = features.shape
    weights = gradients.reshape(C, H * W).mean(-1)
    return torch.clamp((weights @ features.reshape(C, -1)).view(H, W), min=0)


# %% grade_id="t6_nt_xent"
def nt_xent(Z1, Z2, temperature):
    a, b = (Z / torch.linalg.vector_norm(Z, dim=1, keepdim=True) for Z in (Z1, Z2))
    away = torch.diag(torch.full((len(a),), float("inf"), dtype=a.dtype))
    ab, label = a @ b.T, torch.arange(len(a))
    first = torch.cat([ab / temperature, a @ a.T / temperature - away], 1)
    second = torch.cat([ab.T / temperature, b @ b.T / temperature - away], 1)
    return (F.cross_entropy(first, label) + F.cross_entropy(second, label)) / 2
