# %% grade_id="t3_coupling" mistake="adds up the log-determinants of all rows" message="It has one number for each row"
def coupling(x, s, t, mask):
    a, b = s(x * mask), t(x * mask)
    return torch.where(mask == 1, x, x * a.exp() + b), (a * (1 - mask)).sum()


# %% grade_id="t3_coupling" mistake="counts coordinates that stay" message="Do coordinates that stay count, too?"
def coupling(x, s, t, mask):
    a, b = s(x * mask), t(x * mask)
    return torch.where(mask == 1, x, x * a.exp() + b), a.sum(1)


# %% grade_id="t3_coupling" mistake="shows s and t the coordinates that move" message="were shown a coordinate that moves"
def coupling(x, s, t, mask):
    a, b = s(x * (1 - mask)), t(x * (1 - mask))
    return torch.where(mask == 1, x, x * a.exp() + b), (a * (1 - mask)).sum(1)


# %% grade_id="t3_coupling" mistake="shows s and t all of x" message="were shown a coordinate that moves"
def coupling(x, s, t, mask):
    a, b = s(x), t(x)
    return torch.where(mask == 1, x, x * a.exp() + b), (a * (1 - mask)).sum(1)


# %% grade_id="t3_coupling" mistake="scales by s" message="Is it scaled by s, and not by e to the s?"
def coupling(x, s, t, mask):
    a, b = s(x * mask), t(x * mask)
    return torch.where(mask == 1, x, x * a + b), (a * (1 - mask)).sum(1)


# %% grade_id="t3_coupling" mistake="shifts before it scales" message="Is it scaled first, and then shifted?"
def coupling(x, s, t, mask):
    a, b = s(x * mask), t(x * mask)
    return torch.where(mask == 1, x, (x + b) * a.exp()), (a * (1 - mask)).sum(1)


# %% grade_id="t3_coupling" mistake="turns the sign of the log-determinant" message="Is the sign turned?"
def coupling(x, s, t, mask):
    a, b = s(x * mask), t(x * mask)
    return torch.where(mask == 1, x, x * a.exp() + b), -(a * (1 - mask)).sum(1)


# %% grade_id="t3_coupling" mistake="works in place" message="changed its argument x"
def coupling(x, s, t, mask):
    a, b = s(x * mask) * (1 - mask), t(x * mask) * (1 - mask)
    x *= a.exp()
    x += b
    return x, a.sum(1)


# %% grade_id="t3_coupling" mistake="rounds to float32" message="to the last bit"
def coupling(x, s, t, mask):
    a, b = s(x * mask).float(), t(x * mask).float()
    return torch.where(mask == 1, x.float(), x.float() * a.exp() + b), (a * (1 - mask)).sum(1)


# %% grade_id="t3_coupling" mistake="cuts s off" message="is not exact"
def coupling(x, s, t, mask):
    a, b = s(x * mask).clamp(-5, 5), t(x * mask)
    return torch.where(mask == 1, x, x * a.exp() + b), (a * (1 - mask)).sum(1)


# %% grade_id="t3_coupling_inverse" mistake="scales back before the shift" message="Is the shift taken away before the scale is?"
def coupling_inverse(y, s, t, mask):
    a, b = s(y * mask), t(y * mask)
    return torch.where(mask == 1, y, y * torch.exp(-a) - b), ((mask - 1) * a).sum(1)


# %% grade_id="t3_coupling_inverse" mistake="returns the log-determinant of the way there" message="Is that the log-determinant of the way there?"
def coupling_inverse(y, s, t, mask):
    a, b = s(y * mask), t(y * mask)
    return torch.where(mask == 1, y, (y - b) * torch.exp(-a)), ((1 - mask) * a).sum(1)


# %% grade_id="t3_coupling_inverse" mistake="multiplies by the scale" message="Is it multiplied where it should be divided?"
def coupling_inverse(y, s, t, mask):
    a, b = s(y * mask), t(y * mask)
    return torch.where(mask == 1, y, (y - b) * torch.exp(a)), ((mask - 1) * a).sum(1)


# %% grade_id="t3_coupling_inverse" mistake="adds a little to the scale" message="is off by up to"
def coupling_inverse(y, s, t, mask):
    a, b = s(y * mask), t(y * mask)
    return torch.where(mask == 1, y, (y - b) / (torch.exp(a) + 1e-6)), ((mask - 1) * a).sum(1)


# %% grade_id="t3_coupling" mistake="takes the logarithm of the product of all scales" message="a number too large for a float?"
def coupling(x, s, t, mask):
    h = x * mask
    scale = torch.exp(s(h) * (1 - mask))
    return x * scale + (1 - mask) * t(h), torch.log(scale.prod(dim=1))


# %% grade_id="t3_coupling_inverse" mistake="detaches what s and t look at" message="Do y, s and t all take part?"
def coupling_inverse(y, s, t, mask):
    h = (y * mask).detach()
    log_scale = s(h) * (1 - mask)
    return torch.where(mask == 1, y, (y - t(h)) * torch.exp(-log_scale)), -log_scale.sum(dim=1)


# %% grade_id="t3_coupling_inverse" mistake="detaches the log-determinant" message="No gradient goes back"
def coupling_inverse(y, s, t, mask):
    h = y * mask
    log_scale = s(h) * (1 - mask)
    return torch.where(mask == 1, y, (y - t(h)) * torch.exp(-log_scale)), -log_scale.sum(dim=1).detach()
