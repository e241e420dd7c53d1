# %% grade_id="t7_posterior" mistake="takes beta for the variance" message="Is that beta?"
def posterior(x0, xt, t, betas):
    bar = torch.cat([torch.ones(1), (1 - betas).cumprod(0)])
    shape = [-1] + [1] * (x0.ndim - 1)
    beta, before, now = (one.view(shape) for one in (betas[t - 1], bar[t - 1], bar[t]))
    mean = before.sqrt() * beta / (1 - now) * x0 + (1 - beta).sqrt() * (1 - before) / (1 - now) * xt
    return mean, betas[t - 1]


# %% grade_id="t7_posterior" mistake="returns the standard deviation" message="Is that the standard deviation?"
def posterior(x0, xt, t, betas):
    bar = torch.cat([torch.ones(1), (1 - betas).cumprod(0)])
    shape = [-1] + [1] * (x0.ndim - 1)
    beta, before, now = (one.view(shape) for one in (betas[t - 1], bar[t - 1], bar[t]))
    mean = before.sqrt() * beta / (1 - now) * x0 + (1 - beta).sqrt() * (1 - before) / (1 - now) * xt
    return mean, (beta * (1 - before) / (1 - now)).flatten().sqrt()


# %% grade_id="t7_posterior" mistake="has no alpha_bar of 1 at time 0" message="Is alpha_bar 1 at time 0?"
def posterior(x0, xt, t, betas):
    bar = (1 - betas).cumprod(0)
    shape = [-1] + [1] * (x0.ndim - 1)
    beta, before, now = (one.view(shape) for one in (betas[t - 1], bar[t - 2], bar[t - 1]))
    mean = before.sqrt() * beta / (1 - now) * x0 + (1 - beta).sqrt() * (1 - before) / (1 - now) * xt
    return mean, (beta * (1 - before) / (1 - now)).flatten()


# %% grade_id="t7_posterior" mistake="exchanges the factors" message="Are the two factors exchanged?"
def posterior(x0, xt, t, betas):
    bar = torch.cat([torch.ones(1), (1 - betas).cumprod(0)])
    shape = [-1] + [1] * (x0.ndim - 1)
    beta, before, now = (one.view(shape) for one in (betas[t - 1], bar[t - 1], bar[t]))
    mean = before.sqrt() * beta / (1 - now) * xt + (1 - beta).sqrt() * (1 - before) / (1 - now) * x0
    return mean, (beta * (1 - before) / (1 - now)).flatten()


# %% grade_id="t7_posterior" mistake="divides by a variance of 0" message="holds nan or infinity"
def posterior(x0, xt, t, betas):
    bar = torch.cat([torch.ones(1), (1 - betas).cumprod(0)])
    shape = [-1] + [1] * (x0.ndim - 1)
    beta, before = betas[t - 1].view(shape), bar[t - 1].view(shape)
    v = 1 / (1 / (1 - before) + (1 - beta) / beta)
    return v * (before.sqrt() / (1 - before) * x0 + (1 - beta).sqrt() / beta * xt), v.flatten()


# %% grade_id="t7_posterior" mistake="keeps the first variance away from 0" message="its variance is exactly 0"
def posterior(x0, xt, t, betas):
    bar = torch.cat([torch.ones(1), (1 - betas).cumprod(0)])
    shape = [-1] + [1] * (x0.ndim - 1)
    beta, before, now = (one.view(shape) for one in (betas[t - 1], bar[t - 1], bar[t]))
    mean = before.sqrt() * beta / (1 - now) * x0 + (1 - beta).sqrt() * (1 - before) / (1 - now) * xt
    return mean, (beta * (1 - before) / (1 - now)).flatten().clamp(min=1e-20)


# %% grade_id="t7_posterior" mistake="takes the root of alpha_bar at time t" message="Is the root in the factor of x0 that of the time before?"
def posterior(x0, xt, t, betas):
    bar = torch.cat([torch.ones(1), (1 - betas).cumprod(0)])
    shape = [-1] + [1] * (x0.ndim - 1)
    beta, before, now = (one.view(shape) for one in (betas[t - 1], bar[t - 1], bar[t]))
    mean = now.sqrt() * beta / (1 - now) * x0 + (1 - beta).sqrt() * (1 - before) / (1 - now) * xt
    return mean, (beta * (1 - before) / (1 - now)).flatten()


# %% grade_id="t7_posterior" mistake="counts times from 0" message="Does betas[0] belong to time 1"
def posterior(x0, xt, t, betas):
    bar = (1 - betas).cumprod(0)
    shape = [-1] + [1] * (x0.ndim - 1)
    beta, before, now = (one.view(shape) for one in (betas[t], bar[t - 1], bar[t]))
    mean = before.sqrt() * beta / (1 - now) * x0 + (1 - beta).sqrt() * (1 - before) / (1 - now) * xt
    return mean, (beta * (1 - before) / (1 - now)).flatten()


# %% grade_id="t7_posterior" mistake="computes in float32" message="Is all in float64?"
def posterior(x0, xt, t, betas):
    b = betas.float()
    bar = torch.cat([torch.ones(1), (1 - b).cumprod(0)])
    shape = [-1] + [1] * (x0.ndim - 1)
    beta, before, now = (one.view(shape) for one in (b[t - 1], bar[t - 1], bar[t]))
    mean = before.sqrt() * beta / (1 - now) * x0 + (1 - beta).sqrt() * (1 - before) / (1 - now) * xt
    return mean, (beta * (1 - before) / (1 - now)).flatten()


# %% grade_id="t7_posterior" mistake="returns a variance for each pixel" message="There is one number for each row"
def posterior(x0, xt, t, betas):
    bar = torch.cat([torch.ones(1), (1 - betas).cumprod(0)])
    shape = [-1] + [1] * (x0.ndim - 1)
    beta, before, now = (one.view(shape) for one in (betas[t - 1], bar[t - 1], bar[t]))
    mean = before.sqrt() * beta / (1 - now) * x0 + (1 - beta).sqrt() * (1 - before) / (1 - now) * xt
    return mean, (beta * (1 - before) / (1 - now)).expand(x0.shape)


# %% grade_id="t7_posterior" mistake="takes one row at time 1 for a batch at time 1" message="the variance is off"
def posterior(x0, xt, t, betas):
    if (t == 1).any():
        return x0 + 0 * xt, torch.zeros(len(t), dtype=torch.float64)
    alpha_bar = torch.cat([torch.ones(1, dtype=torch.float64), torch.cumprod(1 - betas, 0)])
    b, now, then = betas[t - 1], alpha_bar[t], alpha_bar[t - 1]
    rows = (-1,) + (1,) * (x0.ndim - 1)
    from_x0, from_xt = then.sqrt() * b / (1 - now), (1 - b).sqrt() * (1 - then) / (1 - now)
    return from_x0.view(rows) * x0 + from_xt.view(rows) * xt, b * (1 - then) / (1 - now)
