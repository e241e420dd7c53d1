# %% grade_id="t6_q_sample" mistake="forgets the roots" message="Are the roots there?"
def q_sample(x0, t, eps, alpha_bar):
    a = alpha_bar[t].view(-1, *[1] * (x0.ndim - 1))
    return a * x0 + (1 - a) * eps


# %% grade_id="t6_q_sample" mistake="forgets the root of the noise" message="Is the root of the noise's factor there?"
def q_sample(x0, t, eps, alpha_bar):
    a = alpha_bar[t].view(-1, *[1] * (x0.ndim - 1))
    return a.sqrt() * x0 + (1 - a) * eps


# %% grade_id="t6_q_sample" mistake="takes the alpha of a single step" message="Is that the factor of a single step"
def q_sample(x0, t, eps, alpha_bar):
    a = (alpha_bar[t] / alpha_bar[(t - 1).clamp(min=0)]).view(-1, *[1] * (x0.ndim - 1))
    return a.sqrt() * x0 + (1 - a).sqrt() * eps


# %% grade_id="t6_q_sample" mistake="multiplies alpha_bar up again" message="The two points should become"
def q_sample(x0, t, eps, alpha_bar):
    a = alpha_bar.cumprod(0)[t].view(-1, *[1] * (x0.ndim - 1))
    return a.sqrt() * x0 + (1 - a).sqrt() * eps


# %% grade_id="t6_q_sample" mistake="broadcasts times over columns" message="Does a time go with each column?"
def q_sample(x0, t, eps, alpha_bar):
    a = alpha_bar[t]
    return a.sqrt() * x0 + (1 - a).sqrt() * eps


# %% grade_id="t6_q_sample" mistake="knows points alone" message="q_sample raised"
def q_sample(x0, t, eps, alpha_bar):
    a = alpha_bar[t][:, None]
    return torch.addcmul(a.sqrt() * x0, (1 - a).sqrt().expand(x0.shape[0], x0.shape[1]), eps)


# %% grade_id="t6_q_sample" mistake="is a time late" message="Is the time one less?"
def q_sample(x0, t, eps, alpha_bar):
    a = alpha_bar[t - 1].view(-1, *[1] * (x0.ndim - 1))
    return a.sqrt() * x0 + (1 - a).sqrt() * eps


# %% grade_id="t6_q_sample" mistake="takes the time of the first row" message="The two points should become"
def q_sample(x0, t, eps, alpha_bar):
    a = alpha_bar[t[0]]
    return a.sqrt() * x0 + (1 - a).sqrt() * eps


# %% grade_id="t6_q_sample" mistake="exchanges picture and noise" message="Are picture and noise exchanged?"
def q_sample(x0, t, eps, alpha_bar):
    a = alpha_bar[t].view(-1, *[1] * (x0.ndim - 1))
    return (1 - a).sqrt() * x0 + a.sqrt() * eps


# %% grade_id="t6_q_sample" mistake="works in place" message="changed its argument"
def q_sample(x0, t, eps, alpha_bar):
    a = alpha_bar[t].view(-1, *[1] * (x0.ndim - 1))
    x0 *= a.sqrt()
    return x0 + (1 - a).sqrt() * eps
