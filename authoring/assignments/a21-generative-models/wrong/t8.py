# %% grade_id="t8_guided" mistake="counts w from the positive guess" message="Does w count from the positive guess on?"
def guided(eps_negative, eps_positive, w):
    return (1 + w) * eps_positive - w * eps_negative


# %% grade_id="t8_guided" mistake="adds the positive guess itself" message="Is only the positive guess multiplied?"
def guided(eps_negative, eps_positive, w):
    return eps_negative + w * eps_positive


# %% grade_id="t8_guided" mistake="switches guidance off below 1" message="With w = 0 the guess is off"
def guided(eps_negative, eps_positive, w):
    return eps_negative + (w if w > 1 else 1) * (eps_positive - eps_negative)


# %% grade_id="t8_guided" mistake="works in place" message="changed its argument eps_negative"
def guided(eps_negative, eps_positive, w):
    eps_negative += w * (eps_positive - eps_negative)
    return eps_negative


# %% grade_id="t8_ddim_step" mistake="goes to the time before" message="Is that the step to the time before?"
def ddim_step(xt, eps, t, earlier, alpha_bar):
    shape = [-1] + [1] * (xt.ndim - 1)
    a, b = alpha_bar[t].view(shape), alpha_bar[t - 1].view(shape)
    return b.sqrt() * (xt - (1 - a).sqrt() * eps) / a.sqrt() + (1 - b).sqrt() * eps


# %% grade_id="t8_ddim_step" mistake="takes a single step's alpha" message="Is the clean point found with a single step's factor"
def ddim_step(xt, eps, t, earlier, alpha_bar):
    shape = [-1] + [1] * (xt.ndim - 1)
    a, b = (alpha_bar[t] / alpha_bar[t - 1]).view(shape), alpha_bar[earlier].view(shape)
    return b.sqrt() * (xt - (1 - a).sqrt() * eps) / a.sqrt() + (1 - b).sqrt() * eps


# %% grade_id="t8_ddim_step" mistake="adds no noise again" message="Is the noise there that time 1 has?"
def ddim_step(xt, eps, t, earlier, alpha_bar):
    shape = [-1] + [1] * (xt.ndim - 1)
    a, b = alpha_bar[t].view(shape), alpha_bar[earlier].view(shape)
    return b.sqrt() * (xt - (1 - a).sqrt() * eps) / a.sqrt()


# %% grade_id="t8_ddim_step" mistake="keeps the noise of time t" message="Is that the noise of time 3?"
def ddim_step(xt, eps, t, earlier, alpha_bar):
    shape = [-1] + [1] * (xt.ndim - 1)
    a, b = alpha_bar[t].view(shape), alpha_bar[earlier].view(shape)
    return b.sqrt() * (xt - (1 - a).sqrt() * eps) / a.sqrt() + (1 - a).sqrt() * eps


# %% grade_id="t8_ddim_step" mistake="draws new noise" message="The point should come to"
def ddim_step(xt, eps, t, earlier, alpha_bar):
    shape = [-1] + [1] * (xt.ndim - 1)
    a, b = alpha_bar[t].view(shape), alpha_bar[earlier].view(shape)
    return b.sqrt() * (xt - (1 - a).sqrt() * eps) / a.sqrt() + (1 - b).sqrt() * torch.randn_like(xt)


# %% grade_id="t8_ddim_step" mistake="cuts the clean picture off" message="off"
def ddim_step(xt, eps, t, earlier, alpha_bar):
    shape = [-1] + [1] * (xt.ndim - 1)
    a, b = alpha_bar[t].view(shape), alpha_bar[earlier].view(shape)
    clean = ((xt - (1 - a).sqrt() * eps) / a.sqrt()).clamp(-30, 30)
    return b.sqrt() * clean + (1 - b).sqrt() * eps


# %% grade_id="t8_ddim_step" mistake="broadcasts times over columns" message="ddim_step raised RuntimeError"
def ddim_step(xt, eps, t, earlier, alpha_bar):
    a, b = alpha_bar[t], alpha_bar[earlier]
    return b.sqrt() * (xt - (1 - a).sqrt() * eps) / a.sqrt() + (1 - b).sqrt() * eps


# %% grade_id="t8_ddim_step" mistake="knows points and pictures alone" message="Has each row its own two times?"
def ddim_step(xt, eps, t, earlier, alpha_bar):
    a, b = alpha_bar[t], alpha_bar[earlier]
    if xt.ndim == 2:
        a, b = a[:, None], b[:, None]
    if xt.ndim == 4:
        a, b = a[:, None, None, None], b[:, None, None, None]
    return b.sqrt() * (xt - (1 - a).sqrt() * eps) / a.sqrt() + (1 - b).sqrt() * eps
