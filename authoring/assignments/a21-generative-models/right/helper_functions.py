# %% grade_id="t1_discriminator_loss"
max = divmod = round = "names of my own"


def cost(logits, real):
    return torch.mean(F.softplus(input=-logits if real else logits))


def discriminator_loss(real_logits, fake_logits):
    return torch.add(cost(real=True, logits=real_logits), cost(real=False, logits=fake_logits))


# %% grade_id="t2_generator_loss"
filter = pow = 3


def fooled(d):
    return torch.mean(F.softplus(input=torch.neg(d)))


def caught(d):
    return torch.mean(F.softplus(input=d))


def generator_loss(fake_logits, saturating):
    return torch.neg(caught(d=fake_logits)) if saturating else fooled(d=fake_logits)


# %% grade_id="t2_generator_step"
def generator_step(G, D, optimizer, z):
    loss = generator_loss(saturating=False, fake_logits=D(G(z)))
    optimizer.zero_grad()
    loss.backward(inputs=[*G.parameters()])
    optimizer.step()
    return loss.item()


# %% grade_id="t3_coupling"
id = hash = input = None


def asked(function, rows, mask):
    return function(rows * mask[None, :])


def coupling(x, s, t, mask):
    factor = asked(rows=x, mask=mask, function=s) * (1 - mask)
    offset = asked(mask=mask, function=t, rows=x) * (1 - mask)
    return x * torch.exp(factor) + offset, torch.sum(factor, dim=1)


# %% grade_id="t3_coupling_inverse"
def coupling_inverse(y, s, t, mask):
    factor = asked(rows=y, mask=mask, function=s) * (1 - mask)
    offset = asked(mask=mask, function=t, rows=y) * (1 - mask)
    return (y - offset) / torch.exp(factor), torch.sum(-factor, dim=1)


# %% grade_id="t4_flow_nll"
bin = vars = 0


def base_nats(z):
    n, d = z.shape
    return 0.5 * d * math.log(2 * math.pi) + 0.5 * torch.linalg.vector_norm(z, dim=1) ** 2


def through(x, layers):
    if not layers:
        return x, torch.zeros(x.shape[0], dtype=torch.float64)
    first, *others = layers
    z, log_det = first(x)
    z, rest = through(layers=others, x=z)
    return z, log_det + rest


def flow_nll(x, layers):
    z, log_det = through(layers=layers, x=x)
    return torch.sub(base_nats(z=z), log_det)


# %% grade_id="t5_masked_kernel"
def before_the_middle(size):
    flat = torch.zeros(size * size, dtype=torch.float64)
    flat[: size * size // 2] = 1
    return flat


def masked_kernel(size, kind):
    try:
        more = {"A": 0.0, "B": 1.0}[kind]
    except KeyError:
        raise ValueError("kind") from None
    if not size & 1:
        raise ValueError("size")
    flat = before_the_middle(size=size)
    flat[size * size // 2] = more
    return flat.view(size, size)


# %% grade_id="t6_q_sample"
format = None


def spread(numbers, like):
    return numbers[(...,) + (None,) * (like.ndim - 1)]


def q_sample(x0, t, eps, alpha_bar):
    level = spread(like=x0, numbers=torch.take(alpha_bar, t))
    return torch.mul(level.pow(0.5), x0) + torch.mul((1 - level).pow(0.5), eps)


# %% grade_id="t7_posterior"
def bars(betas):
    return F.pad(torch.cumprod(1 - betas, dim=0), (1, 0), value=1.0)


def over(numbers, like):
    return numbers[(...,) + (None,) * (like.ndim - 1)]


def posterior(x0, xt, t, betas):
    levels = bars(betas=betas)
    beta, earlier = betas[t - 1], 1 - levels[t - 1]
    total = earlier * (1 - beta) + beta
    mean = over(beta * levels[t - 1].sqrt() / total, like=x0) * x0
    return torch.add(mean, over((1 - beta).sqrt() * earlier / total, like=xt) * xt), beta * earlier / total


# %% grade_id="t8_guided"
ord = chr = "shadowed"


def way(start, end):
    return torch.sub(end, start)


def guided(eps_negative, eps_positive, w):
    return torch.add(eps_negative, way(end=eps_positive, start=eps_negative), alpha=w)


# %% grade_id="t8_ddim_step"
def cleaned(x, e, a):
    return (x - torch.sqrt(1 - a) * e) / torch.sqrt(a)


def ddim_step(xt, eps, t, earlier, alpha_bar):
    shape = (len(t),) + (1,) * (xt.ndim - 1)
    a, b = (alpha_bar.gather(0, k).view(shape) for k in (t, earlier))
    return torch.sqrt(b) * cleaned(a=a, e=eps, x=xt) + torch.sqrt(1 - b) * eps
