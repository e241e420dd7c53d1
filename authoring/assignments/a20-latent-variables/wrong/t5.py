# %% grade_id="t5_reparameterize" mistake="takes the variance for sigma" message="is the variance taken for sigma?"
def reparameterize(mu, log_var, generator):
    return mu + torch.exp(log_var) * torch.randn(mu.shape, generator=generator, dtype=torch.float64)


# %% grade_id="t5_reparameterize" mistake="takes log_var for sigma" message="Is sigma 1 there, as ln 1 = 0 says?"
def reparameterize(mu, log_var, generator):
    return mu + log_var * torch.randn(mu.shape, generator=generator, dtype=torch.float64)


# %% grade_id="t5_reparameterize" mistake="cuts the gradient off" message="No gradient goes back from what reparameterize returns"
def reparameterize(mu, log_var, generator):
    with torch.no_grad():
        return mu + torch.exp(log_var / 2) * torch.randn(mu.shape, generator=generator, dtype=torch.float64)


# %% grade_id="t5_reparameterize" mistake="draws with torch.normal" message="No gradient goes back"
def reparameterize(mu, log_var, generator):
    return torch.normal(mu.detach(), torch.exp(log_var / 2).detach(), generator=generator)


# %% grade_id="t5_reparameterize" mistake="scales the mean, too" message="Is the noise scaled by sigma alone"
def reparameterize(mu, log_var, generator):
    return (mu + 1) * torch.exp(log_var / 2) * torch.randn(mu.shape, generator=generator, dtype=torch.float64)


# %% grade_id="t5_reparameterize" mistake="uses the global generator" message="Does every draw come from the generator?"
def reparameterize(mu, log_var, generator):
    return mu + torch.exp(log_var / 2) * torch.randn_like(mu)


# %% grade_id="t5_reparameterize" mistake="has one draw for each row" message="Does every entry have a draw of its own?"
def reparameterize(mu, log_var, generator):
    return mu + torch.exp(log_var / 2) * torch.randn(len(mu), 1, generator=generator, dtype=torch.float64)


# %% grade_id="t5_reparameterize" mistake="draws uniform noise" message="Of a normal distribution 68.27 %"
def reparameterize(mu, log_var, generator):
    eps = (torch.rand(mu.shape, generator=generator, dtype=torch.float64) - 0.5) * 12**0.5
    return mu + torch.exp(log_var / 2) * eps


# %% grade_id="t5_reparameterize" mistake="adds a little to sigma" message="should be three times as far from mu"
def reparameterize(mu, log_var, generator):
    return mu + (torch.exp(log_var / 2) + 1e-6) * torch.randn(mu.shape, generator=generator, dtype=torch.float64)


# %% grade_id="t5_reparameterize" mistake="works in float32" message="and all in float64?"
def reparameterize(mu, log_var, generator):
    return mu.float() + torch.exp(log_var.float() / 2) * torch.randn(mu.shape, generator=generator)


# %% grade_id="t5_reparameterize" mistake="cuts log_var off" message="z should be mu to 12 digits"
def reparameterize(mu, log_var, generator):
    sigma = torch.exp(log_var.clamp(-20, 20) / 2)
    return mu + sigma * torch.randn(mu.shape, generator=generator, dtype=torch.float64)


# %% grade_id="t5_reparameterize" mistake="lets torch.normal draw around mu" message="Does torch.normal draw around mu?"
def reparameterize(mu, log_var, generator):
    return torch.normal(mu, torch.exp(log_var / 2), generator=generator)
