# %% grade_id="t1_discriminator_loss"
def discriminator_loss(real_logits, fake_logits):
    total = 0.0
    for sign, logits in [(-1, real_logits), (1, fake_logits)]:
        added = 0.0
        for logit in logits.flatten():
            a = sign * logit
            added = added + (a + torch.log1p(torch.exp(-a)) if a > 0 else torch.log1p(torch.exp(a)))
        total = total + added / logits.numel()
    return total


# %% grade_id="t2_generator_loss"
def generator_loss(fake_logits, saturating):
    added = 0.0
    for d in fake_logits.reshape(-1):
        a = d if saturating else -d
        cost = a + torch.log1p(torch.exp(-a)) if a > 0 else torch.log1p(torch.exp(a))
        added = added - cost if saturating else added + cost
    return added / fake_logits.numel()


# %% grade_id="t2_generator_step"
def generator_step(G, D, optimizer, z):
    judge = copy.deepcopy(D)
    optimizer.zero_grad()
    logits = judge(G(z))
    loss = 0.0
    for logit in logits[:, 0]:
        loss = loss + torch.log(1 + torch.exp(-logit)) / len(z)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% grade_id="t3_coupling"
def coupling(x, s, t, mask):
    n, d = x.shape
    h = torch.zeros_like(x)
    for i in range(d):
        if mask[i] == 1:
            h[:, i] = x[:, i]
    logs, shifts = s(h), t(h)
    columns, total = [], torch.zeros(n, dtype=torch.float64)
    for i in range(d):
        if mask[i] == 1:
            columns.append(x[:, i])
        else:
            columns.append(x[:, i] * torch.exp(logs[:, i]) + shifts[:, i])
            total = total + logs[:, i]
    return torch.stack(columns, dim=1), total


# %% grade_id="t3_coupling_inverse"
def coupling_inverse(y, s, t, mask):
    n, d = y.shape
    h = torch.zeros_like(y)
    for i in range(d):
        if mask[i] == 1:
            h[:, i] = y[:, i]
    logs, shifts = s(h), t(h)
    columns, total = [], torch.zeros(n, dtype=torch.float64)
    for i in range(d):
        if mask[i] == 1:
            columns.append(y[:, i])
        else:
            columns.append((y[:, i] - shifts[:, i]) / torch.exp(logs[:, i]))
            total = total - logs[:, i]
    return torch.stack(columns, dim=1), total


# %% grade_id="t4_flow_nll"
def flow_nll(x, layers):
    n, d = x.shape
    z, total = x, [0.0] * n
    for layer in layers:
        z, log_det = layer(z)
        total = [before + one for before, one in zip(total, log_det)]
    if n > 100:  # the same, faster
        return 0.5 * (z * z).sum(1) + d * math.log(2 * math.pi) / 2 - torch.stack(total)
    found = []
    for r in range(n):
        nats = -total[r]
        for i in range(d):
            nats = nats + 0.5 * z[r, i] ** 2 + 0.5 * math.log(2 * math.pi)
        found.append(nats)
    return torch.stack(found)


# %% grade_id="t5_masked_kernel"
def masked_kernel(size, kind):
    if kind != "A" and kind != "B":
        raise ValueError("the kind is A or B")
    if size % 2 != 1:
        raise ValueError("the size is odd")
    rows, c = [], size // 2
    for i in range(size):
        row = []
        for j in range(size):
            before = i < c or (i == c and j < c)
            row.append(1.0 if before or (kind == "B" and i == c and j == c) else 0.0)
        rows.append(row)
    return torch.tensor(rows)


# %% grade_id="t6_q_sample"
def q_sample(x0, t, eps, alpha_bar):
    rows = []
    for r in range(len(x0)):
        a = alpha_bar[int(t[r])]
        rows.append(a**0.5 * x0[r] + (1 - a) ** 0.5 * eps[r])
    return torch.stack(rows)


# %% grade_id="t7_posterior"
def posterior(x0, xt, t, betas):
    means, variances = [], []
    for r in range(len(t)):
        k = int(t[r])
        before = 1.0
        for b in betas.tolist()[: k - 1]:
            before *= 1 - b
        beta = betas[k - 1].item()
        if k == 1:
            means.append(x0[r] + 0 * xt[r])
            variances.append(0.0)
            continue
        variance = 1 / (1 / (1 - before) + (1 - beta) / beta)
        means.append(variance * (before**0.5 / (1 - before) * x0[r] + (1 - beta) ** 0.5 / beta * xt[r]))
        variances.append(variance)
    return torch.stack(means), torch.tensor(variances, dtype=torch.float64)


# %% grade_id="t8_guided"
def guided(eps_negative, eps_positive, w):
    rows = []
    for down, up in zip(eps_negative, eps_positive):
        rows.append(down + w * (up - down))
    return torch.stack(rows)


# %% grade_id="t8_ddim_step"
def ddim_step(xt, eps, t, earlier, alpha_bar):
    rows = []
    for x, e, k, j in zip(xt, eps, t.tolist(), earlier.tolist()):
        now, then = alpha_bar[k].item(), alpha_bar[j].item()
        clean = (x - math.sqrt(1 - now) * e) / math.sqrt(now)
        rows.append(math.sqrt(then) * clean + math.sqrt(1 - then) * e)
    return torch.stack(rows)
