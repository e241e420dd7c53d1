# %% grade_id="t5_ssm_discretize" mistake="takes Euler's step" message="Is that Euler's step"
def ssm_discretize(a, b, dt):
    return 1 + dt * a, dt * b


# %% grade_id="t5_ssm_discretize" mistake="divides by 0" message="Is 0 divided by 0"
def ssm_discretize(a, b, dt):
    a_bar = torch.exp(dt * a)
    return a_bar, (a_bar - 1) / a * b


# %% grade_id="t5_ssm_discretize" mistake="knows the limit at 0 alone" message="Are digits lost in a difference?"
def ssm_discretize(a, b, dt):
    a_bar = torch.exp(dt * a)
    return a_bar, torch.where(a == 0, dt * b, (a_bar - 1) / torch.where(a == 0, 1, a) * b)


# %% grade_id="t5_ssm_discretize" mistake="takes the limit too early" message="the factor of the input is off by"
def ssm_discretize(a, b, dt):
    small = (dt * a).abs() < 0.05
    return torch.exp(dt * a), torch.where(small, dt * b, torch.expm1(dt * a) / torch.where(small, 1, a) * b)


# %% grade_id="t5_ssm_discretize" mistake="takes the bilinear rule" message="Is that the bilinear rule?"
def ssm_discretize(a, b, dt):
    return (1 + dt * a / 2) / (1 - dt * a / 2), dt * b / (1 - dt * a / 2)


# %% grade_id="t5_ssm_discretize" mistake="holds nothing" message="Is it dt b for every rate?"
def ssm_discretize(a, b, dt):
    return torch.exp(dt * a), dt * b


# %% grade_id="t5_ssm_discretize" mistake="forgets b" message="Does b count?"
def ssm_discretize(a, b, dt):
    return torch.exp(dt * a), torch.where(a == 0, dt, torch.expm1(dt * a) / torch.where(a == 0, 1, a))


# %% grade_id="t5_ssm_discretize" mistake="divides by dt a" message="Is it divided by dt a?"
def ssm_discretize(a, b, dt):
    return torch.exp(dt * a), torch.where(a == 0, 1, torch.expm1(dt * a) / torch.where(a == 0, 1, dt * a)) * b


# %% grade_id="t5_ssm_discretize" mistake="sets nan to 0" message="Is it 0 where a is 0?"
def ssm_discretize(a, b, dt):
    return torch.exp(dt * a), torch.nan_to_num((torch.exp(dt * a) - 1) / a) * b


# %% grade_id="t5_ssm_discretize" mistake="returns them in the other order" message="Are the two results exchanged?"
def ssm_discretize(a, b, dt):
    held = torch.where(a == 0, dt, torch.expm1(dt * a) / torch.where(a == 0, 1, a)) * b
    return held, torch.exp(dt * a)


# %% grade_id="t5_ssm_discretize" mistake="works in place" message="changed its argument a"
def ssm_discretize(a, b, dt):
    a *= dt
    return a.exp(), torch.where(a == 0, 1, torch.expm1(a) / torch.where(a == 0, 1, a)) * dt * b


# %% grade_id="t5_ssm_discretize" mistake="cuts the turning off" message="Is only the real part used?"
def ssm_discretize(a, b, dt):
    a = a.real
    return torch.exp(dt * a) + 0j, torch.where(a == 0, dt, torch.expm1(dt * a) / torch.where(a == 0, 1, a)) * b


# %% grade_id="t5_ssm_discretize" mistake="adds something to a" message="the factor of the input is off by"
def ssm_discretize(a, b, dt):
    return torch.exp(dt * a), torch.expm1(dt * a) / (a + 1e-8) * b + (a == 0) * dt * b


# %% grade_id="t5_ssm_discretize" mistake="takes the limit far too early" message="the factor of the input is off by"
def ssm_discretize(a, b, dt):
    zero = a.abs() < 1e-2
    safe = torch.where(zero, torch.ones_like(a), a)
    return torch.exp(dt * a), torch.where(zero, dt * b, torch.expm1(dt * safe) / safe * b)


# %% grade_id="t5_ssm_discretize" mistake="adds 1e-8 to a" message="Is 0 divided by 0"
def ssm_discretize(a, b, dt):
    a = a + 1e-8
    return torch.exp(dt * a), (torch.exp(dt * a) - 1) / a * b


# %% grade_id="t5_ssm_discretize" mistake="takes a rate that only turns for 0" message="two halves of a step should add"
def ssm_discretize(a, b, dt):
    zero = a.real == 0
    safe = torch.where(zero, torch.ones_like(a), a)
    return torch.exp(dt * a), torch.where(zero, dt * b, torch.expm1(dt * safe) / safe * b)
