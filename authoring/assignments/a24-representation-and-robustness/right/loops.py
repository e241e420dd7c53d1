# %% grade_id="t1_input_gradient"
def input_gradient(model, X, y):
    rows = []
    for image, label in zip(X, y):
        leaf = image.clone()[None].requires_grad_()
        logits = model(leaf)[0]
        top = max(logits.tolist())
        loss = torch.log(sum(torch.exp(one - top) for one in logits)) + top - logits[label]
        rows.append(torch.autograd.grad(loss, leaf)[0][0])
    return torch.stack(rows)


# %% grade_id="t2_fgsm"
def fgsm(model, X, y, eps, low, high, targeted=False):
    rows = []
    for image, label in zip(X, y):
        leaf = image.clone()[None].requires_grad_()
        loss = F.cross_entropy(model(leaf), label[None])
        slope = torch.autograd.grad(loss, leaf)[0].flatten().tolist()
        pixels = []
        for pixel, direction in zip(image.flatten().tolist(), slope):
            if direction != 0:
                pixel += eps if (direction > 0) != targeted else -eps
            pixels.append(min(max(pixel, low), high))
        rows.append(torch.tensor(pixels, dtype=torch.float64).reshape(image.shape))
    return torch.stack(rows)


# %% grade_id="t3_pgd"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X + 0
    if generator is not None and len(X) > 100:  # the same, faster
        x = X + eps * (1 - 2 * torch.rand(X.shape, generator=generator, dtype=torch.float64))
        x = x.clamp(low, high)
    elif generator is not None:
        flat = x.flatten()
        for at in range(len(flat)):
            flat[at] += float(torch.empty(1).uniform_(-eps, eps, generator=generator)) if eps > 0 else 0
            flat[at] = min(max(float(flat[at]), low), high)
        x = flat.reshape(X.shape)
    for _ in range(steps):
        rows = []
        for image, start, label in zip(x, X, y):
            leaf = image.clone()[None].requires_grad_()
            slope = torch.autograd.grad(F.cross_entropy(model(leaf), label[None]), leaf)[0].flatten().tolist()
            pixels = []
            for now, first, direction in zip(image.flatten().tolist(), start.flatten().tolist(), slope):
                now += step_size * ((direction > 0) - (direction < 0))
                now = min(max(now, first - eps), first + eps)
                pixels.append(min(max(now, low), high))
            rows.append(torch.tensor(pixels, dtype=torch.float64).reshape(image.shape))
        x = torch.stack(rows)
    return x


# %% grade_id="t4_corrupt"
def corrupt(X, kind, severity, generator):
    if kind not in ("noise", "contrast", "brightness"):
        raise ValueError(kind)
    if severity < 1 or severity > 5:
        raise ValueError(severity)
    a = STRENGTH[kind][severity - 1]
    made = []
    for image in X:
        pixels = image.flatten().tolist()
        if kind == "noise":
            draws = torch.normal(0.0, 1.0, (len(pixels),), generator=generator).tolist()
            pixels = [pixel + a * draw for pixel, draw in zip(pixels, draws)]
        elif kind == "contrast":
            m = sum(pixels) / len(pixels)
            pixels = [a * pixel + (1 - a) * m for pixel in pixels]
        else:
            pixels = [pixel + a for pixel in pixels]
        made.append(torch.tensor([min(max(pixel, 0.0), 1.0) for pixel in pixels]).reshape(image.shape))
    return torch.stack(made)


# %% grade_id="t4_corruption_error"
def corruption_error(errors, baseline):
    total = 0.0
    for row, reference in zip(errors.tolist(), baseline.tolist()):
        total += sum(row) / sum(reference)
    return total / len(errors)


# %% grade_id="t5_grad_cam"
def grad_cam(features, gradients):
    C, H, W = features.shape
    heat = torch.zeros(H, W, dtype=torch.float64)
    for c in range(C):
        weight = sum(gradients[c].flatten().tolist()) / (H * W)
        for i in range(H):
            for j in range(W):
                heat[i, j] += weight * features[c, i, j]
    for i in range(H):
        for j in range(W):
            if heat[i, j] < 0:
                heat[i, j] = 0
    return heat


# %% grade_id="t6_nt_xent"
def nt_xent(Z1, Z2, temperature):
    rows = [row / row.square().sum().sqrt() for row in (*Z1, *Z2)]
    B, losses = len(Z1), []
    for i, row in enumerate(rows):
        partner = rows[i + B] if i < B else rows[i - B]
        scores = torch.stack([row @ other / temperature for k, other in enumerate(rows) if k != i])
        top = scores.max()
        losses.append(top + torch.log(torch.exp(scores - top).sum()) - row @ partner / temperature)
    return sum(losses) / len(losses)
