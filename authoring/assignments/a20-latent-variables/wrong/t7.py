# %% grade_id="t7_elbo" mistake="takes the mean over pixels" message="Is that the mean over pixels? They add up."
def elbo(x, logits, mu, log_var):
    pixels = -F.binary_cross_entropy_with_logits(logits, x, reduction="none").mean(1)
    return pixels - 0.5 * (mu**2 + log_var.exp() - 1 - log_var).sum(1)


# %% grade_id="t7_elbo" mistake="adds the divergence" message="Is the divergence added?"
def elbo(x, logits, mu, log_var):
    pixels = -F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    return pixels + 0.5 * (mu**2 + log_var.exp() - 1 - log_var).sum(1)


# %% grade_id="t7_elbo" mistake="returns a loss" message="Is the sign turned?"
def elbo(x, logits, mu, log_var):
    pixels = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    return pixels + 0.5 * (mu**2 + log_var.exp() - 1 - log_var).sum(1)


# %% grade_id="t7_elbo" mistake="takes logarithms of probabilities" message="holds nan or infinity"
def elbo(x, logits, mu, log_var):
    p = torch.sigmoid(logits)
    pixels = (x * p.log() + (1 - x) * (1 - p).log()).sum(1)
    return pixels - 0.5 * (mu**2 + log_var.exp() - 1 - log_var).sum(1)


# %% grade_id="t7_elbo" mistake="lets PyTorch cut probabilities off" message="Is a probability cut off, or 0?"
def elbo(x, logits, mu, log_var):
    pixels = -F.binary_cross_entropy(torch.sigmoid(logits), x, reduction="none").sum(1)
    return pixels - 0.5 * (mu**2 + log_var.exp() - 1 - log_var).sum(1)


# %% grade_id="t7_elbo" mistake="scores only the pixels that are on" message="Do the pixels count that are 0?"
def elbo(x, logits, mu, log_var):
    return (x * F.logsigmoid(logits)).sum(1) - 0.5 * (mu**2 + log_var.exp() - 1 - log_var).sum(1)


# %% grade_id="t7_elbo" mistake="takes the mean over dimensions" message="Is the mean taken over dimensions?"
def elbo(x, logits, mu, log_var):
    pixels = -F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    return pixels - 0.5 * (mu**2 + log_var.exp() - 1 - log_var).mean(1)


# %% grade_id="t7_elbo" mistake="takes one divergence for the whole batch" message="and not that of the whole batch?"
def elbo(x, logits, mu, log_var):
    pixels = -F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    return pixels - 0.5 * (mu**2 + log_var.exp() - 1 - log_var).sum()


# %% grade_id="t7_elbo" mistake="sums over the batch" message="There is one number for each row"
def elbo(x, logits, mu, log_var):
    pixels = -F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return pixels - 0.5 * (mu**2 + log_var.exp() - 1 - log_var).sum()


# %% grade_id="t7_importance_bound" mistake="takes the mean of logarithms" message="Is that the mean of the logarithms?"
def importance_bound(log_w):
    return log_w.mean(1)


# %% grade_id="t7_importance_bound" mistake="forgets to divide by K" message="Is that the logarithm of the sum?"
def importance_bound(log_w):
    return torch.logsumexp(log_w, 1)


# %% grade_id="t7_importance_bound" mistake="divides by K twice" message="Is it divided by K twice?"
def importance_bound(log_w):
    return (log_w - math.log(log_w.shape[1])).logsumexp(1) - math.log(log_w.shape[1])


# %% grade_id="t7_importance_bound" mistake="overflows" message="holds nan or infinity"
def importance_bound(log_w):
    return log_w.exp().mean(1).log()


# %% grade_id="t7_importance_bound" mistake="adds a little before the logarithm" message="Is something cut off, or too large for a float?"
def importance_bound(log_w):
    return (log_w.clamp(max=700).exp().mean(1) + 1e-12).log()


# %% grade_id="t7_importance_bound" mistake="takes the mean over pictures" message="There is one number for each row"
def importance_bound(log_w):
    return torch.logsumexp(log_w, 0) - math.log(len(log_w))


# %% grade_id="t7_importance_bound" mistake="shifts by the largest of all pictures" message="holds nan or infinity"
def importance_bound(log_w):
    top = log_w.max()
    return (log_w - top).exp().mean(1).log() + top


# %% grade_id="t7_elbo" mistake="takes the mean divergence of the batch" message="and not the mean over pictures?"
def elbo(x, logits, mu, log_var):
    pixels = -F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    return pixels - 0.5 * (mu**2 + log_var.exp() - 1 - log_var).sum(1).mean()


# %% grade_id="t7_importance_bound" mistake="divides by the number of pictures" message="Is it divided by the number of pictures?"
def importance_bound(log_w):
    return torch.logsumexp(log_w, 1) - math.log(len(log_w))
