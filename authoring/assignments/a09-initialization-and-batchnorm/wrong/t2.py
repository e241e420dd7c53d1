# %% grade_id="t2_he_normal" mistake="looks at the outputs" message="Near 0.2 it looks at the outputs"
def he_normal(n_in, n_out, rng, slope=0):
    return rng.normal(0, np.sqrt(2 / ((1 + slope**2) * n_out)), size=(n_out, n_in))


# %% grade_id="t2_he_normal" mistake="takes the variance for the deviation" message="near 0.01 the variance was taken for the deviation"
def he_normal(n_in, n_out, rng, slope=0):
    return rng.normal(0, 2 / ((1 + slope**2) * n_in), size=(n_out, n_in))


# %% grade_id="t2_he_normal" mistake="ignores the slope" message="Near 0.1 the slope is not used"
def he_normal(n_in, n_out, rng, slope=0):
    return rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))


# %% grade_id="t2_he_normal" mistake="does not square the slope" message="near 0.0577 it is not squared"
def he_normal(n_in, n_out, rng, slope=0):
    return rng.normal(0, np.sqrt(2 / ((1 + slope) * n_in)), size=(n_out, n_in))


# %% grade_id="t2_he_normal" mistake="forgets the 2 for ReLU" message="near 0.0707 the 2 for ReLU is missing"
def he_normal(n_in, n_out, rng, slope=0):
    return rng.normal(0, np.sqrt(1 / ((1 + slope**2) * n_in)), size=(n_out, n_in))


# %% grade_id="t2_he_normal" mistake="takes Xavier's variance" message="near 0.0894 it is Xavier's"
def he_normal(n_in, n_out, rng, slope=0):
    return rng.normal(0, np.sqrt(2 / ((1 + slope**2) * (n_in + n_out))), size=(n_out, n_in))


# %% grade_id="t2_he_normal" mistake="draws uniformly with the same deviation" message="Are they drawn from a normal distribution"
def he_normal(n_in, n_out, rng, slope=0):
    bound = np.sqrt(6 / ((1 + slope**2) * n_in))
    return rng.uniform(-bound, bound, size=(n_out, n_in))


# %% grade_id="t2_he_normal" mistake="swaps rows and columns" message="Are rows and columns swapped?"
def he_normal(n_in, n_out, rng, slope=0):
    return rng.normal(0, np.sqrt(2 / ((1 + slope**2) * n_in)), size=(n_in, n_out))


# %% grade_id="t2_he_normal" mistake="forgets to return the result" message="Does it end with a return?"
def he_normal(n_in, n_out, rng, slope=0):
    W = rng.normal(0, np.sqrt(2 / ((1 + slope**2) * n_in)), size=(n_out, n_in))


# %% grade_id="t2_he_normal" mistake="draws from NumPy's global generator" message="Does the randomness come from somewhere else than rng?"
def he_normal(n_in, n_out, rng, slope=0):
    return np.random.normal(0, np.sqrt(2 / ((1 + slope**2) * n_in)), size=(n_out, n_in))


# %% grade_id="t2_he_normal" mistake="fixes a seed inside" message="a seed fixed inside the function"
def he_normal(n_in, n_out, rng, slope=0):
    return np.random.default_rng(1).normal(0, np.sqrt(2 / ((1 + slope**2) * n_in)), size=(n_out, n_in))


# %% grade_id="t2_he_normal" mistake="makes a generator of its own without a seed" message="Does the randomness come from somewhere else than rng?"
def he_normal(n_in, n_out, rng, slope=0):
    return np.random.default_rng().normal(0, np.sqrt(2 / ((1 + slope**2) * n_in)), size=(n_out, n_in))


# %% grade_id="t2_he_normal" mistake="takes weights of one sign" message="Are there weights of both signs?"
def he_normal(n_in, n_out, rng, slope=0):
    return np.abs(rng.normal(0, np.sqrt(2 / ((1 + slope**2) * n_in)), size=(n_out, n_in)))


# %% grade_id="t2_he_normal" mistake="cuts off beyond two deviations" message="and not cut off"
def he_normal(n_in, n_out, rng, slope=0):
    deviation = np.sqrt(2 / ((1 + slope**2) * n_in))
    return np.clip(rng.normal(0, deviation, size=(n_out, n_in)), -2 * deviation, 2 * deviation)


# %% grade_id="t2_he_normal" mistake="rounds to two digits" message="and not rounded?"
def he_normal(n_in, n_out, rng, slope=0):
    return np.round(rng.normal(0, np.sqrt(2 / ((1 + slope**2) * n_in)), size=(n_out, n_in)), 2)


# %% grade_id="t2_he_normal" mistake="draws one row and repeats it" message="Is every weight drawn by itself"
def he_normal(n_in, n_out, rng, slope=0):
    row = rng.normal(0, np.sqrt(2 / ((1 + slope**2) * n_in)), size=n_in)
    return np.tile(row, (n_out, 1))


# %% grade_id="t2_he_normal" mistake="takes a negative slope for none" message="Where does each of them enter?"
def he_normal(n_in, n_out, rng, slope=0):
    slope = max(slope, 0)
    return rng.normal(0, np.sqrt(2 / ((1 + slope**2) * n_in)), size=(n_out, n_in))


# %% grade_id="t2_he_normal" mistake="takes a slope above 1 for 1" message="near 0.0707 it was taken for 1"
def he_normal(n_in, n_out, rng, slope=0):
    slope = min(slope, 1)
    return rng.normal(0, np.sqrt(2 / ((1 + slope**2) * n_in)), size=(n_out, n_in))


# %% grade_id="t2_he_normal" mistake="squeezes away axes of length 1" message="axes of length 1 lost"
def he_normal(n_in, n_out, rng, slope=0):
    return rng.normal(0, np.sqrt(2 / ((1 + slope**2) * n_in)), size=(n_out, n_in)).squeeze()


# %% grade_id="t2_he_normal" mistake="divides by the deviation of what was drawn" message="the deviation of what was drawn taken out"
def he_normal(n_in, n_out, rng, slope=0):
    W = rng.standard_normal((n_out, n_in))
    return W / max(W.std(), 1e-12) * np.sqrt(2 / ((1 + slope**2) * n_in))


# %% grade_id="t2_he_normal" mistake="takes the mean of what was drawn out of it" message="Is the mean or the deviation of what was drawn"
def he_normal(n_in, n_out, rng, slope=0):
    W = rng.normal(0, np.sqrt(2 / ((1 + slope**2) * n_in)), (n_out, n_in))
    return W - W.mean()


# %% grade_id="t2_he_normal" mistake="cuts off at three deviations" message="Are they cut off?"
def he_normal(n_in, n_out, rng, slope=0):
    sd = np.sqrt(2 / ((1 + slope**2) * n_in))
    return np.clip(rng.normal(0, sd, (n_out, n_in)), -3 * sd, 3 * sd)


# %% grade_id="t2_he_normal" mistake="writes a power as an exclusive or" message="a power is written **, not ^"
def he_normal(n_in, n_out, rng, slope=0):
    return rng.normal(0, np.sqrt(2 / ((1 + int(slope) ^ 2) * n_in)), (n_out, n_in))
