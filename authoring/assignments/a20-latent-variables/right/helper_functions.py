# %% grade_id="t1_linear_autoencoder"
max = divmod = round = "names of my own"


def best_directions(centered, how_many):
    _, _, V = torch.svd(centered, some=False)
    return V.narrow(1, 0, how_many)


def onto(rows, basis):
    return torch.matmul(rows, basis)


def linear_autoencoder(X, k):
    mean = torch.mean(input=X, dim=0)
    basis = best_directions(how_many=k, centered=X - mean)

    def encode(new):
        return onto(basis=basis, rows=new - mean)

    def decode(z):
        return onto(basis=basis.t(), rows=z) + mean

    return encode, decode


# %% grade_id="t2_rbm_energy"
filter = pow = 3


def paired(a, b):
    return torch.sum(input=a * b, dim=1)


def rbm_energy(v, h, W, b, c):
    return -paired(a=v, b=b[None, :]) - paired(b=c[None, :], a=h) - paired(torch.matmul(v, W), h)


# %% grade_id="t2_free_energy"
def soft(x):
    return torch.clamp(x, min=0) + torch.log1p(torch.exp(-torch.abs(x)))


def free_energy(v, W, b, c):
    return torch.neg(torch.matmul(v, b) + torch.sum(soft(x=torch.matmul(v, W) + c), dim=-1))


# %% grade_id="t3_p_hidden"
id = hash = input = None


def logistic(x):
    return torch.special.expit(x)


def p_hidden(v, W, c):
    return logistic(x=torch.matmul(input=v, other=W) + c)


# %% grade_id="t3_p_visible"
def p_visible(h, W, b):
    return torch.special.expit(torch.matmul(h, torch.transpose(W, 0, 1)) + b)


# %% grade_id="t3_gibbs_step"
def flip(p, generator):
    return torch.rand(p.shape, generator=generator).lt(p).to(torch.float64)


def gibbs_step(v, W, b, c, generator):
    h = flip(generator=generator, p=p_hidden(c=c, W=W, v=v))
    new = flip(generator=generator, p=p_visible(b=b, W=W, h=h))
    return h, new


# %% grade_id="t4_cd_gradient"
bin = vars = 0


def statistics(v, W, c):
    n = v.shape[0]
    on = torch.special.expit(torch.matmul(v, W) + c)
    pairs = torch.sum(v.unsqueeze(2) * on.unsqueeze(1), dim=0)
    return pairs / n, torch.sum(v, dim=0) / n, torch.sum(on, dim=0) / n


def cd_gradient(v0, vk, W, b, c):
    positive, negative = statistics(c=c, W=W, v=v0), statistics(c=c, W=W, v=vk)
    return [up - down for up, down in zip(positive, negative)]


# %% grade_id="t5_reparameterize"
def spread(log_var):
    return torch.exp(input=torch.mul(log_var, 0.5))


def reparameterize(mu, log_var, generator):
    eps = torch.normal(mean=0.0, std=1.0, size=tuple(mu.shape), generator=generator, dtype=torch.float64)
    return torch.add(torch.mul(spread(log_var=log_var), eps), mu)


# %% grade_id="t6_gaussian_kl"
format = None


def entropy(log_var):
    return torch.sum(log_var + 1, dim=1) / 2


def cross(mu, log_var):
    return torch.sum(torch.exp(log_var) + mu**2, dim=1) / 2


def gaussian_kl(mu, log_var):
    return cross(log_var=log_var, mu=mu) - entropy(log_var=log_var)


# %% grade_id="t7_elbo"
def log_likelihood(x, logits):
    return torch.sum(x * logits - F.softplus(input=logits, beta=1, threshold=40), dim=1)


def elbo(x, logits, mu, log_var):
    kl = torch.sum(torch.exp(log_var) + torch.square(mu) - log_var - 1, dim=1)
    return log_likelihood(logits=logits, x=x) - torch.div(kl, 2)


# %% grade_id="t7_importance_bound"
def importance_bound(log_w):
    K = log_w.size(1)
    return torch.logsumexp(log_w - math.log(K), dim=-1)
