# %% grade_id="t1_linear_autoencoder"
def linear_autoencoder(X, k):
    mean = torch.mean(X, 0, keepdim=True)
    covariance = torch.einsum("ni,nj->ij", X - mean, X - mean)
    _, vectors = torch.linalg.eigh(covariance)
    basis = vectors.flip(1)[:, :k]
    scales = torch.arange(1, k + 1, dtype=torch.float64)  # the numbers of the codes are free
    return (
        lambda rows: torch.einsum("nd,dk->nk", torch.sub(rows, mean), basis) / scales,
        lambda z: torch.einsum("nk,dk->nd", z * scales, basis) + mean,
    )


# %% grade_id="t2_rbm_energy"
def rbm_energy(v, h, W, b, c):
    weights = torch.einsum("ni,ij,nj->n", v, W, h)
    return torch.neg(weights) - torch.mv(v, b) - torch.mv(h, c)


# %% grade_id="t2_free_energy"
def free_energy(v, W, b, c):
    arriving = torch.addmm(c, v, W)
    factors = torch.logaddexp(arriving, torch.zeros_like(arriving))
    return torch.neg(torch.add(torch.mv(v, b), factors.sum(-1)))


# %% grade_id="t3_p_hidden"
def p_hidden(v, W, c):
    return F.linear(v, W.mT, c).sigmoid()


# %% grade_id="t3_p_visible"
def p_visible(h, W, b):
    return 0.5 * (1 + torch.tanh(F.linear(h, W, b) / 2))


# %% grade_id="t3_gibbs_step"
def gibbs_step(v, W, b, c, generator):
    p = p_hidden(v, W, c)
    h = torch.zeros_like(p).masked_fill(torch.rand(p.shape, generator=generator, dtype=p.dtype) < p, 1.0)
    p = p_visible(h, W, b)
    return [h, torch.where(torch.rand(p.shape, generator=generator, dtype=p.dtype) < p, 1.0, 0.0).double()]


# %% grade_id="t4_cd_gradient"
def cd_gradient(v0, vk, W, b, c):
    W, b, c = (part.clone().requires_grad_() for part in (W, b, c))

    def free(v):
        return (-(v @ b) - torch.nn.Softplus(threshold=50)(v @ W + c).sum(1)).mean()

    return torch.autograd.grad(free(vk) - free(v0), [W, b, c])


# %% grade_id="t5_reparameterize"
def reparameterize(mu, log_var, generator):
    eps = torch.empty_like(mu).detach().normal_(generator=generator)
    return torch.addcmul(mu, log_var.mul(0.5).exp(), eps)


# %% grade_id="t6_gaussian_kl"
def gaussian_kl(mu, log_var):
    terms = torch.stack([torch.expm1(log_var), mu * mu, -log_var])
    return terms.sum(dim=(0, 2)).mul(0.5)


# %% grade_id="t7_elbo"
def elbo(x, logits, mu, log_var):
    pixels = x * F.logsigmoid(logits) + (1 - x) * F.logsigmoid(-logits)
    return torch.einsum("nd->n", pixels) - 0.5 * torch.einsum("nk->n", torch.expm1(log_var) + mu * mu - log_var)


# %% grade_id="t7_importance_bound"
def importance_bound(log_w):
    top = log_w.amax(1, keepdim=True).detach()
    return (log_w - top).exp().mean(1).log() + top.squeeze(1)
