# %% grade_id="t6_gaussian_kl" mistake="takes the mean over dimensions" message="Is that the mean over dimensions? They add up."
def gaussian_kl(mu, log_var):
    return 0.5 * (mu**2 + log_var.exp() - 1 - log_var).mean(1)


# %% grade_id="t6_gaussian_kl" mistake="sums over the batch" message="There is one number for each row"
def gaussian_kl(mu, log_var):
    return 0.5 * (mu**2 + log_var.exp() - 1 - log_var).sum()


# %% grade_id="t6_gaussian_kl" mistake="forgets the half" message="Is a half missing?"
def gaussian_kl(mu, log_var):
    return (mu**2 + log_var.exp() - 1 - log_var).sum(1)


# %% grade_id="t6_gaussian_kl" mistake="takes exp(log_var) for sigma" message="Is exp(log_var) taken for sigma?"
def gaussian_kl(mu, log_var):
    sigma = torch.exp(log_var)
    return 0.5 * (mu**2 + sigma**2 - 1 - 2 * log_var).sum(1)


# %% grade_id="t6_gaussian_kl" mistake="squares exp(log_var)" message="Is exp(log_var) squared?"
def gaussian_kl(mu, log_var):
    return 0.5 * (mu**2 + log_var.exp() ** 2 - 1 - log_var).sum(1)


# %% grade_id="t6_gaussian_kl" mistake="turns the sign" message="Is the sign turned?"
def gaussian_kl(mu, log_var):
    return 0.5 * (1 + log_var - mu**2 - log_var.exp()).sum(1)


# %% grade_id="t6_gaussian_kl" mistake="goes through the logarithm of sigma" message="What gaussian_kl returns holds nan or infinity"
def gaussian_kl(mu, log_var):
    sigma = torch.exp(log_var / 2)
    return (0.5 * (mu**2 + sigma**2 - 1) - sigma.log()).sum(1)


# %% grade_id="t6_gaussian_kl" mistake="adds a little before the logarithm" message="does the logarithm of sigma come from sigma?"
def gaussian_kl(mu, log_var):
    variance = torch.exp(log_var)
    return 0.5 * (mu**2 + variance - 1 - torch.log(variance + 1e-12)).sum(1)


# %% grade_id="t6_gaussian_kl" mistake="takes the divergence the other way round" message="What does each of the two densities contribute"
def gaussian_kl(mu, log_var):
    return 0.5 * ((1 + mu**2) / log_var.exp() - 1 + log_var).sum(1)


# %% grade_id="t6_gaussian_kl" mistake="cuts the gradient off" message="No gradient goes back from what gaussian_kl returns"
def gaussian_kl(mu, log_var):
    mu, log_var = mu.detach(), log_var.detach()
    return 0.5 * (mu**2 + log_var.exp() - 1 - log_var).sum(1)
