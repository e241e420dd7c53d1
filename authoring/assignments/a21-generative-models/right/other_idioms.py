# %% grade_id="t1_discriminator_loss"
def discriminator_loss(real_logits, fake_logits):
    real = F.binary_cross_entropy_with_logits(real_logits, torch.ones_like(real_logits))
    return real + F.binary_cross_entropy_with_logits(fake_logits, torch.zeros_like(fake_logits))


# %% grade_id="t2_generator_loss"
def generator_loss(fake_logits, saturating):
    return F.logsigmoid(-fake_logits).mean() if saturating else -F.logsigmoid(fake_logits).mean()


# %% grade_id="t2_generator_step"
def generator_step(G, D, optimizer, z):
    flags = [p.requires_grad for p in D.parameters()]
    for p in D.parameters():
        p.requires_grad_(False)
    logits = D(G(z))
    loss = nn.BCEWithLogitsLoss()(logits, torch.ones_like(logits))
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    for p, flag in zip(D.parameters(), flags):
        p.requires_grad_(flag)
    return loss.item()


# %% grade_id="t3_coupling"
def coupling(x, s, t, mask):
    stays = mask.bool()
    h = x.masked_fill(~stays, 0.0)
    a = s(h).masked_fill(stays, 0.0)
    b = t(h).masked_fill(stays, 0.0)
    return [torch.addcmul(b, x, a.exp()), torch.einsum("nd->n", a)]


# %% grade_id="t3_coupling_inverse"
def coupling_inverse(y, s, t, mask):
    h = torch.einsum("nd,d->nd", y, mask)
    move = 1 - mask
    a, b = s(h) * move, t(h) * move
    return torch.sub(y, b).div(a.exp()), a.neg().sum(-1)


# %% grade_id="t4_flow_nll"
def flow_nll(x, layers):
    z, log_dets = x, []
    for layer in layers:
        z, log_det = layer(z)
        log_dets.append(log_det)
    base = torch.distributions.Normal(0.0, 1.0)
    total = torch.stack(log_dets).sum(0) if log_dets else 0.0
    return -(base.log_prob(z).sum(1) + total)


# %% grade_id="t5_masked_kernel"
def masked_kernel(size, kind):
    if size % 2 == 0:
        raise ValueError("an even kernel has no middle")
    if kind not in {"A", "B"}:
        raise ValueError(f"no kind {kind}")
    mask = np.zeros((size, size))
    mask.flat[: size**2 // 2 + ["A", "B"].index(kind)] = 1
    return torch.from_numpy(mask)


# %% grade_id="t6_q_sample"
def q_sample(x0, t, eps, alpha_bar):
    signal, noise = alpha_bar.sqrt()[t], (1 - alpha_bar).sqrt()[t]
    return torch.einsum("n,n...->n...", signal, x0) + torch.einsum("n,n...->n...", noise, eps)


# %% grade_id="t7_posterior"
def posterior(x0, xt, t, betas):
    after = torch.cumprod(1 - betas, 0)
    before = torch.ones_like(after)
    before[1:] = after[:-1]
    variances = betas * (1 - before) / (1 - after)
    at = t - 1
    alpha, a, b = (1 - betas)[at], before[at], after[at]
    p, q = a.sqrt() * (1 - alpha) / (1 - b), alpha.sqrt() * (1 - a) / (1 - b)
    return torch.einsum("n,n...->n...", p, x0) + torch.einsum("n,n...->n...", q, xt), variances[at]


# %% grade_id="t8_guided"
def guided(eps_negative, eps_positive, w):
    return torch.lerp(eps_negative, eps_positive, float(w))


# %% grade_id="t8_ddim_step"
def ddim_step(xt, eps, t, earlier, alpha_bar):
    ratio = (alpha_bar[earlier] / alpha_bar[t]).sqrt()
    extra = (1 - alpha_bar[earlier]).sqrt() - ratio * (1 - alpha_bar[t]).sqrt()
    return (ratio * xt.movedim(0, -1) + extra * eps.movedim(0, -1)).movedim(-1, 0)
