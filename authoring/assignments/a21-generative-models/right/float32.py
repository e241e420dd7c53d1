# %% grade_id="t1_discriminator_loss"
def discriminator_loss(real_logits, fake_logits):
    real, fake = real_logits.float(), fake_logits.float()
    return -F.logsigmoid(real).mean() - F.logsigmoid(-fake).mean()


# %% grade_id="t2_generator_loss"
def generator_loss(fake_logits, saturating):
    d = fake_logits.float()
    zeros = torch.zeros_like(d)
    if saturating == True:  # noqa: E712
        return -torch.logaddexp(zeros, d).mean()
    else:
        return torch.logaddexp(zeros, -d).mean()


# %% grade_id="t2_generator_step"
def generator_step(G, D, optimizer, z):
    optimizer.zero_grad()
    fakes = G(z)
    seen = fakes.detach().requires_grad_()
    logits = D(seen).float()
    loss = F.softplus(-logits).mean()
    (slope,) = torch.autograd.grad(loss, seen)
    fakes.backward(slope)
    optimizer.step()
    return loss.detach().numpy()


# %% grade_id="t3_coupling"
def coupling(x, s, t, mask):
    h = x * mask
    y = mask * x + (1 - mask) * (x * s(h).exp() + t(h))
    return y, (s(h) * (1 - mask)).sum(1)


# %% grade_id="t3_coupling_inverse"
def coupling_inverse(y, s, t, mask):
    h = y * mask
    x = mask * y + (1 - mask) * (y - t(h)) * torch.exp(-s(h))
    return x, -((1 - mask) * s(h)).sum(1)


# %% grade_id="t4_flow_nll"
def flow_nll(x, layers):
    z = x.float()
    total = torch.zeros(len(x))
    for layer in layers:
        z, log_det = layer(z)
        z = z.float()
        total += log_det.float()
    return 0.5 * torch.sum(z**2 + np.log(2 * np.pi), dim=1) - total


# %% grade_id="t5_masked_kernel"
def masked_kernel(size, kind):
    if kind not in ["A", "B"] or size % 2 == 0:
        raise ValueError
    m = torch.ones(size, size)
    c = size // 2
    m[c + 1 :, :] = 0
    m[c, c + 1 :] = 0
    if kind == "A":
        m[c, c] = 0
    return m


# %% grade_id="t6_q_sample"
def q_sample(x0, t, eps, alpha_bar):
    a = alpha_bar.float()[t]
    while a.dim() < x0.dim():
        a = a.unsqueeze(-1)
    return a.sqrt() * x0.float() + (1 - a).sqrt() * eps.float()


# %% grade_id="t7_posterior"
def posterior(x0, xt, t, betas):
    alphas = 1 - betas
    bars = torch.ones(len(betas) + 1, dtype=torch.float64)
    for i in range(len(betas)):
        bars[i + 1] = bars[i] * alphas[i]
    variance = betas[t - 1] * (1 - bars[t - 1]) / (1 - bars[t])
    eps_factor = betas[t - 1] / (1 - bars[t])
    shape = [len(t)] + [1] * (x0.dim() - 1)
    rest = xt - bars[t].sqrt().view(shape) * x0
    return (xt - eps_factor.view(shape) * rest) / alphas[t - 1].sqrt().view(shape), variance


# %% grade_id="t8_guided"
def guided(eps_negative, eps_positive, w):
    return eps_negative.float() + w * (eps_positive.float() - eps_negative.float())


# %% grade_id="t8_ddim_step"
def ddim_step(xt, eps, t, earlier, alpha_bar):
    shape = [-1] + [1] * (xt.dim() - 1)
    a, b = alpha_bar[t].view(shape), alpha_bar[earlier].view(shape)
    x0 = (xt - (1 - a).sqrt() * eps) / a.sqrt()
    return b.sqrt().float() * x0.float() + (1 - b).sqrt().float() * eps.float()
