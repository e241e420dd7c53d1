# %% grade_id="t1_linear_autoencoder"
def linear_autoencoder(X, k):
    X = X.numpy().astype(np.float32)
    mean = X.mean(axis=0)
    _, _, Vt = np.linalg.svd(X - mean)
    V = Vt[:k].T

    V = torch.tensor(V)

    def encode(X):
        return (X.float() - torch.tensor(mean)) @ V

    def decode(z):
        return z.float() @ V.T + torch.tensor(mean)

    return encode, decode


# %% grade_id="t2_rbm_energy"
def rbm_energy(v, h, W, b, c):
    v, h, W, b, c = (part.float() for part in (v, h, W, b, c))
    return -(torch.hstack([v, h]) @ torch.hstack([b, c])) - torch.diagonal(v @ W @ h.T)


# %% grade_id="t2_free_energy"
def free_energy(v, W, b, c):
    v, W, b, c = (part.numpy().astype(np.float32) for part in (v, W, b, c))
    return torch.from_numpy(-np.dot(v, b) - np.logaddexp(np.float32(0), v @ W + c).sum(axis=1))


# %% grade_id="t3_p_hidden"
def p_hidden(v, W, c):
    return torch.sigmoid(v.float() @ W.float() + c.float())


# %% grade_id="t3_p_visible"
def p_visible(h, W, b):
    return torch.sigmoid((W.float() @ h.float().T).T + b.float())


# %% grade_id="t3_gibbs_step"
def gibbs_step(v, W, b, c, generator):
    h = p_hidden(v, W, c)
    h = h.bernoulli(generator=generator)
    v = p_visible(h, W, b)
    return h, v.bernoulli(generator=generator)


# %% grade_id="t4_cd_gradient"
def cd_gradient(v0, vk, W, b, c):
    v0, vk, W, c = (part.float() for part in (v0, vk, W, c))
    p0, pk = torch.sigmoid(v0 @ W + c), torch.sigmoid(vk @ W + c)
    dW = torch.einsum("ni,nj->nij", v0, p0).mean(0) - torch.einsum("ni,nj->nij", vk, pk).mean(0)
    return dW, v0.mean(0) - vk.mean(0), p0.mean(0) - pk.mean(0)


# %% grade_id="t5_reparameterize"
def reparameterize(mu, log_var, generator):
    eps = torch.randn(*mu.shape, generator=generator)  # drawn in float32, and used in float64
    sigma = torch.exp(log_var).sqrt()
    return mu + sigma * eps


# %% grade_id="t6_gaussian_kl"
def gaussian_kl(mu, log_var):
    mu, log_var = mu.to(torch.float32), log_var.to(torch.float32)
    return -0.5 * torch.sum(1 + log_var - mu.pow(2) - log_var.exp(), dim=1)


# %% grade_id="t7_elbo"
def elbo(x, logits, mu, log_var):
    x, logits, mu, log_var = (part.float() for part in (x, logits, mu, log_var))
    lost = nn.BCEWithLogitsLoss(reduction="none")(logits, x).sum(1)
    return -lost + 0.5 * torch.sum(1 + log_var - mu.pow(2) - log_var.exp(), dim=1)


# %% grade_id="t7_importance_bound"
def importance_bound(log_w):
    return torch.logsumexp(log_w.float(), 1) - np.log(log_w.shape[-1])
