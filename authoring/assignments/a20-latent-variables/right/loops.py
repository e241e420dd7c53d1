# %% grade_id="t1_linear_autoencoder"
def linear_autoencoder(X, k):
    n, d = X.shape
    middle = [sum(X[i, j].item() for i in range(n)) / n for j in range(d)]
    shifted = np.array([[X[i, j].item() - middle[j] for j in range(d)] for i in range(n)])
    axes = np.linalg.svd(shifted)[2].tolist()[:k]

    def encode(rows):
        codes = [
            [sum((row[j] - middle[j]) * axis[j] for j in range(d)) for axis in axes] for row in rows.double().tolist()
        ]
        return torch.tensor(codes, dtype=torch.float64).reshape(len(rows), k)

    def decode(z):
        made = []
        for code in z.tolist():
            row = list(middle)
            for at, number in enumerate(code):
                for j in range(d):
                    row[j] += number * axes[at][j]
            made.append(row)
        return torch.tensor(made, dtype=torch.float64)

    return encode, decode


# %% grade_id="t2_rbm_energy"
def rbm_energy(v, h, W, b, c):
    energies = []
    for on, hidden in zip(v, h):
        energy = 0.0
        for i in range(len(b)):
            energy -= b[i] * on[i]
            for j in range(len(c)):
                energy -= on[i] * W[i, j] * hidden[j]
        for j in range(len(c)):
            energy -= c[j] * hidden[j]
        energies.append(float(energy))
    return torch.tensor(energies)


# %% grade_id="t2_free_energy"
def free_energy(v, W, b, c):
    found = []
    for row in v.tolist():
        total = 0.0
        for i, on in enumerate(row):
            total -= b[i].item() * on
        for j in range(len(c)):
            x = c[j].item()
            for i, on in enumerate(row):
                x += on * W[i, j].item()
            total -= x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))
        found.append(total)
    return torch.tensor(found, dtype=torch.float64)


# %% grade_id="t3_p_hidden"
def logistic_of(x):
    if x < 0:
        return math.exp(x) / (1 + math.exp(x))
    return 1 / (1 + math.exp(-x))


def p_hidden(v, W, c):
    d, m = W.shape
    p = [[logistic_of(float(c[j] + sum(row[i] * W[i, j] for i in range(d)))) for j in range(m)] for row in v]
    return torch.tensor(p, dtype=torch.float64)


# %% grade_id="t3_p_visible"
def p_visible(h, W, b):
    d, m = W.shape
    p = [[logistic_of(float(b[i] + sum(row[j] * W[i, j] for j in range(m)))) for i in range(d)] for row in h]
    return torch.tensor(p, dtype=torch.float64)


# %% grade_id="t3_gibbs_step"
def gibbs_step(v, W, b, c, generator):
    if len(v) > 100:  # the same, faster
        h = (torch.rand(len(v), len(c), generator=generator) < torch.sigmoid(v @ W + c)).double()
        return h, (torch.rand(len(v), len(b), generator=generator) < torch.sigmoid(h @ W.T + b)).double()
    hs, vs = [], []
    for row in v:
        h = [float(torch.rand((), generator=generator) < p) for p in p_hidden(row[None], W, c)[0].tolist()]
        p = p_visible(torch.tensor([h], dtype=torch.float64), W, b)[0].tolist()
        hs.append(h)
        vs.append([float(torch.rand((), generator=generator) < one) for one in p])
    return torch.tensor(hs), torch.tensor(vs)


# %% grade_id="t4_cd_gradient"
def cd_gradient(v0, vk, W, b, c):
    d, m = W.shape
    dW, db, dc = np.zeros((d, m)), np.zeros(d), np.zeros(m)
    for rows, sign in [(v0, 1), (vk, -1)]:
        part_W, part_b, part_c = np.zeros((d, m)), np.zeros(d), np.zeros(m)
        for v in rows.tolist():
            for j in range(m):
                x = c[j].item() + sum(v[i] * W[i, j].item() for i in range(d))
                on = 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))
                part_c[j] += on / len(rows)
                for i in range(d):
                    part_W[i, j] += v[i] * on / len(rows)
            for i in range(d):
                part_b[i] += v[i] / len(rows)
        dW, db, dc = dW + sign * part_W, db + sign * part_b, dc + sign * part_c
    return torch.tensor(dW), torch.tensor(db), torch.tensor(dc)


# %% grade_id="t5_reparameterize"
def reparameterize(mu, log_var, generator):
    rows = []
    for means, logs in zip(mu, log_var):
        entries = []
        for mean, log in zip(means, logs):
            eps = torch.normal(0.0, 1.0, (1,), generator=generator)[0].double()
            entries.append(mean + torch.sqrt(torch.exp(log)) * eps if log > -600 else mean + torch.exp(log / 2) * eps)
        rows.append(torch.stack(entries))
        if len(mu) > 1000:  # one by one takes too long
            eps = torch.randn(mu.shape, generator=generator, dtype=torch.float64)
            return mu + torch.exp(log_var * 0.5) * eps
    return torch.stack(rows)


# %% grade_id="t6_gaussian_kl"
def gaussian_kl(mu, log_var):
    found = []
    for means, logs in zip(mu, log_var):
        total = 0.0
        for mean, log in zip(means, logs):
            variance = torch.exp(log)
            total = total + 0.5 * variance + 0.5 * mean * mean - 0.5 - 0.5 * log
        found.append(total)
    return torch.stack(found)


# %% grade_id="t7_elbo"
def elbo(x, logits, mu, log_var):
    found = []
    for pixels, row, means, logs in zip(x, logits, mu, log_var):
        bound = 0.0
        for pixel, logit in zip(pixels.tolist(), row):
            a = logit if pixel == 1 else -logit
            bound = bound - (torch.log1p(torch.exp(-a)) if a > 0 else torch.log1p(torch.exp(a)) - a)
        for mean, log in zip(means, logs):
            bound = bound - (torch.exp(log) + mean**2 - 1 - log) / 2
        found.append(bound)
    return torch.stack(found)


# %% grade_id="t7_importance_bound"
def importance_bound(log_w):
    found = []
    for row in log_w:
        top = row[0]
        for one in row:
            top = one if one > top else top
        total = 0.0
        for one in row:
            total = total + torch.exp(one - top)
        found.append(top + torch.log(total / len(row)))
    return torch.stack(found)
