# %% grade_id="t1_linear_autoencoder"
def linear_autoencoder(X, k):
    X = X.float()
    mean = torch.mean(X, dim=0, keepdim=True)
    _, _, V = torch.svd(X - mean)
    directions = V[:, :k]

    def encode(X):
        return torch.matmul(X.float() - mean, directions)

    def decode(z):
        return torch.matmul(z, directions.t()).add(mean)

    return encode, decode


# %% grade_id="t2_rbm_energy"
def rbm_energy(v, h, W, b, c):
    return torch.from_numpy(-np.diag((v @ W @ h.T).numpy()) - v.numpy() @ b.numpy() - h.numpy() @ c.numpy())


# %% grade_id="t2_free_energy"
def softplus(a):
    return torch.logaddexp(a, torch.zeros_like(a))


def free_energy(v, W, b, c):
    v, W, b, c = (t.float() for t in (v, W, b, c))
    return torch.neg(torch.mv(v, b) + torch.sum(softplus(torch.addmm(c, v, W)), dim=1))


# %% grade_id="t3_p_hidden"
def p_hidden(v, W, c):
    return 1 / (1 + torch.exp(-(v @ W + c)))


# %% grade_id="t3_p_visible"
def p_visible(h, W, b):
    return torch.softmax(torch.stack([torch.zeros(len(h), len(b)).double(), b + h @ W.t()]), dim=0)[1]


# %% grade_id="t3_gibbs_step"
def gibbs_step(v, W, b, c, generator):
    u = torch.rand(len(v), len(b) + len(c), generator=generator)
    h = torch.heaviside(p_hidden(v, W, c) - u[:, : len(c)], torch.tensor(0.0).double())
    return h, torch.where(u[:, len(c) :] < p_visible(h, W, b), 1.0, 0.0)


# %% grade_id="t4_cd_gradient"
def cd_gradient(v0, vk, W, b, c):
    # both phases in one product, each row with its weight
    v = torch.cat([v0, vk])
    weight = torch.cat([torch.full((len(v0),), 1 / len(v0)), torch.full((len(vk),), -1 / len(vk))]).double()
    p = torch.sigmoid(v @ W + c)
    return v.T @ (weight[:, None] * p), weight @ v, weight @ p


# %% grade_id="t5_reparameterize"
def reparameterize(mu, log_var, generator):
    # Box and Muller
    u = 1 - torch.rand(mu.shape, generator=generator, dtype=torch.float64)
    t = torch.rand(mu.shape, generator=generator, dtype=torch.float64)
    eps = torch.sqrt(-2 * torch.log(u)) * torch.cos(2 * math.pi * t)
    return torch.addcmul(mu, torch.exp(input=0.5 * log_var), eps)


# %% grade_id="t6_gaussian_kl"
def gaussian_kl(mu, log_var):
    ln_p = -0.5 * (math.log(2 * math.pi) + mu**2 + torch.exp(log_var))
    ln_q = -0.5 * (math.log(2 * math.pi) + log_var + 1)
    return torch.einsum("nk->n", ln_q - ln_p)


# %% grade_id="t7_elbo"
def elbo(x, logits, mu, log_var):
    return (x * logits - torch.logaddexp(torch.zeros_like(logits), logits)).sum(-1) + torch.sum(
        0.5 * (1 + log_var - mu * mu - log_var.exp()), -1
    )


# %% grade_id="t7_importance_bound"
def importance_bound(log_w):
    return torch.logcumsumexp(log_w - np.log(log_w.size(1)), dim=1)[:, -1]
