# %% grade_id="t7_smooth_l1" mistake="forgets beta" message="Is beta forgotten"
def smooth_l1(x, beta):
    size = x.abs()
    return torch.where(size < 1, 0.5 * size**2 / 1, size - 0.5)


# %% grade_id="t7_smooth_l1" mistake="lets the slope jump" message="Does the slope have a jump at beta?"
def smooth_l1(x, beta):
    size = x.abs()
    return torch.where(size < beta, size**2 / beta, size)


# %% grade_id="t7_smooth_l1" mistake="does not divide the parabola by beta" message="Is the 2 forgotten in the parabola?"
def smooth_l1(x, beta):
    size = x.abs()
    return torch.where(size < beta, 0.5 * size**2, size - 0.5 * beta)


# %% grade_id="t7_smooth_l1" mistake="lets the value jump" message="The lines begin where the parabola ends"
def smooth_l1(x, beta):
    size = x.abs()
    return torch.where(size < beta, 0.5 * size**2 / beta, size)


# %% grade_id="t7_smooth_l1" mistake="begins the lines at 0" message="What do the lines have to lose?"
def smooth_l1(x, beta):
    size = x.abs()
    return torch.where(size < beta, 0.5 * size**2 / beta, size - beta)


# %% grade_id="t7_smooth_l1" mistake="computes the Huber loss" message="Huber"
def smooth_l1(x, beta):
    size = x.abs()
    return torch.where(size < beta, 0.5 * size**2, beta * (size - 0.5 * beta))


# %% grade_id="t7_smooth_l1" mistake="exchanges parabola and lines" message="Are parabola and lines exchanged?"
def smooth_l1(x, beta):
    size = x.abs()
    return torch.where(size >= beta, 0.5 * size**2 / beta, size - 0.5 * beta)


# %% grade_id="t7_smooth_l1" mistake="forgets the absolute value" message="Is it even?"
def smooth_l1(x, beta):
    size = x
    return torch.where(size < beta, 0.5 * size**2 / beta, size - 0.5 * beta)


# %% grade_id="t7_smooth_l1" mistake="forgets the absolute value beyond beta" message="Is it even?"
def smooth_l1(x, beta):
    size = x.abs()
    return torch.where(size < beta, 0.5 * size**2 / beta, x - 0.5 * beta)


# %% grade_id="t7_smooth_l1" mistake="takes the mean" message="There is no mean."
def smooth_l1(x, beta):
    size = x.abs()
    return torch.where(size < beta, 0.5 * size**2 / beta, size - 0.5 * beta).mean()


# %% grade_id="t7_smooth_l1" mistake="takes the sum of a row" message="should have shape"
def smooth_l1(x, beta):
    size = x.abs()
    return torch.where(size < beta, 0.5 * size**2 / beta, size - 0.5 * beta).sum(-1)


# %% grade_id="t7_smooth_l1" mistake="squares in place" message="changed its argument x"
def smooth_l1(x, beta):
    size = x.abs_()
    return torch.where(size < beta, 0.5 * size**2 / beta, size - 0.5 * beta)


# %% grade_id="t7_smooth_l1" mistake="limits large errors" message="cut off"
def smooth_l1(x, beta):
    size = x.abs().clamp(max=1000)
    return torch.where(size < beta, 0.5 * size**2 / beta, size - 0.5 * beta)


# %% grade_id="t7_smooth_l1" mistake="decides for all errors at once" message="The losses should be"
def smooth_l1(x, beta):
    size = x.abs()
    return 0.5 * size**2 / beta if (size < beta).all() else size - 0.5 * beta


# %% grade_id="t7_smooth_l1" mistake="returns one axis" message="should have shape"
def smooth_l1(x, beta):
    size = x.abs().flatten()
    return torch.where(size < beta, 0.5 * size**2 / beta, size - 0.5 * beta)


# %% grade_id="t7_smooth_l1" mistake="gives the sign back" message="Is the loss even?"
def smooth_l1(x, beta):
    size = x.abs()
    return torch.where(size < beta, 0.5 * size**2 / beta, size - 0.5 * beta) * x.sign()


# %% grade_id="t7_smooth_l1" mistake="lets the lines lose a half, whatever beta" message="depends on beta"
def smooth_l1(x, beta):
    return torch.where(x.abs() < beta, x**2 / (2 * beta), x.abs() - 0.5)


# %% grade_id="t7_smooth_l1" mistake="takes the smaller of parabola and line" message="for small errors, too"
def smooth_l1(x, beta):
    return torch.minimum(x**2 / (2 * beta), x.abs() - beta / 2)
