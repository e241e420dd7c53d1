# %% grade_id="t1_xavier_uniform" mistake="takes the root of the 6 alone" message="0.0098 has the root over the 6 alone"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6) / (n_in + n_out)
    return rng.uniform(-bound, bound, size=(n_out, n_in))


# %% grade_id="t1_xavier_uniform" mistake="draws normal numbers" message="are normal, not uniform"
def xavier_uniform(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), size=(n_out, n_in))


# %% grade_id="t1_xavier_uniform" mistake="takes the deviation for the bound" message="0.0894 is the standard deviation"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(2 / (n_in + n_out))
    return rng.uniform(-bound, bound, size=(n_out, n_in))


# %% grade_id="t1_xavier_uniform" mistake="swaps rows and columns" message="Are rows and columns swapped?"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-bound, bound, size=(n_in, n_out))


# %% grade_id="t1_xavier_uniform" mistake="looks at the inputs alone" message="looks at the inputs alone"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / n_in)
    return rng.uniform(-bound, bound, size=(n_out, n_in))


# %% grade_id="t1_xavier_uniform" mistake="looks at the outputs alone" message="one of 0.3464 at the outputs alone"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / n_out)
    return rng.uniform(-bound, bound, size=(n_out, n_in))


# %% grade_id="t1_xavier_uniform" mistake="keeps PyTorch's bound of the inputs" message="Are there weights of both signs?"
def xavier_uniform(n_in, n_out, rng):
    bound = 1 / np.sqrt(n_in)
    return rng.uniform(-bound, bound, size=(n_out, n_in))


# %% grade_id="t1_xavier_uniform" mistake="draws positive numbers alone" message="Are there weights of both signs?"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(0, bound, size=(n_out, n_in))


# %% grade_id="t1_xavier_uniform" mistake="draws from 0 to twice the bound" message="No weight may lie beyond"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(0, 2 * bound, size=(n_out, n_in))


# %% grade_id="t1_xavier_uniform" mistake="forgets to return the result" message="Does it end with a return?"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    W = rng.uniform(-bound, bound, size=(n_out, n_in))


# %% grade_id="t1_xavier_uniform" mistake="draws from NumPy's global generator" message="Does the randomness come from somewhere else than rng?"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    return np.random.uniform(-bound, bound, size=(n_out, n_in))


# %% grade_id="t1_xavier_uniform" mistake="fixes a seed inside" message="a seed fixed inside the function"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    return np.random.default_rng(0).uniform(-bound, bound, size=(n_out, n_in))


# %% grade_id="t1_xavier_uniform" mistake="copies the generator before it draws" message="Is rng used as it stands?"
import copy


def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    return copy.deepcopy(rng).uniform(-bound, bound, size=(n_out, n_in))


# %% grade_id="t1_xavier_uniform" mistake="cuts normal numbers off at the bound" message="not moved to a bound"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    return np.clip(rng.normal(0, bound, size=(n_out, n_in)), -bound, bound)


# %% grade_id="t1_xavier_uniform" mistake="draws one row and repeats it" message="Is each drawn by itself"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    return np.tile(rng.uniform(-bound, bound, size=n_in), (n_out, 1))


# %% grade_id="t1_xavier_uniform" mistake="rounds to three digits" message="not rounded, not moved"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    return np.round(rng.uniform(-bound, bound, size=(n_out, n_in)), 3)


# %% grade_id="t1_xavier_uniform" mistake="squeezes away axes of length 1" message="axes of length 1 lost"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-bound, bound, size=(n_out, n_in)).squeeze()


# %% grade_id="t1_xavier_uniform" mistake="draws the two bounds alone" message="Is each drawn by itself"
def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    return bound * rng.choice([-1.0, 1.0], size=(n_out, n_in))


# %% grade_id="t1_xavier_uniform" mistake="gives the signs in turn" message="Is each drawn by itself, its sign too?"
def xavier_uniform(n_in, n_out, rng):
    c = np.sqrt(6 / (n_in + n_out))
    signs = np.where(np.arange(n_in * n_out) % 2 == 0, 1, -1)
    return (rng.uniform(0, c, n_in * n_out) * signs).reshape(n_out, n_in)


# %% grade_id="t1_xavier_uniform" mistake="divides by the deviation of what was drawn" message="divided by the deviation of what was drawn"
def xavier_uniform(n_in, n_out, rng):
    W = rng.uniform(-1, 1, (n_out, n_in))
    return W / max(W.std(), 1e-12) * np.sqrt(2 / (n_in + n_out))
