# %% grade_id="t4_dropout" mistake="does not rescale" message="4 is not rescaled"
def dropout(X, p, rng, training):
    if not training:
        return X
    return np.where(rng.random(X.shape) < p, 0, X)


# %% grade_id="t4_dropout" mistake="rescales at test time" message="Are the numbers rescaled at test time?"
def dropout(X, p, rng, training):
    if not training:
        return X * (1 - p)
    return np.where(rng.random(X.shape) < p, 0, X)


# %% grade_id="t4_dropout" mistake="multiplies in place of dividing" message="3.2 was multiplied"
def dropout(X, p, rng, training):
    if not training:
        return X
    return np.where(rng.random(X.shape) < p, 0, X * (1 - p))


# %% grade_id="t4_dropout" mistake="divides by p" message="20 was divided by p"
def dropout(X, p, rng, training):
    if not training:
        return X
    return np.where(rng.random(X.shape) < p, 0, X / max(p, 1e-9))


# %% grade_id="t4_dropout" mistake="takes p as the probability of keeping" message="is p the probability of keeping?"
def dropout(X, p, rng, training):
    if not training:
        return X
    return np.where(rng.random(X.shape) < p, X / max(p, 1e-9), 0)


# %% grade_id="t4_dropout" mistake="keeps with probability p, but divides by 1 - p" message="is p the probability of keeping?"
def dropout(X, p, rng, training):
    if not training:
        return X
    return np.where(rng.random(X.shape) < p, X / (1 - p), 0)


# %% grade_id="t4_dropout" mistake="drops in evaluation too" message="Is training looked at?"
def dropout(X, p, rng, training):
    return np.where(rng.random(X.shape) < p, 0, X / (1 - p))


# %% grade_id="t4_dropout" mistake="has training the wrong way round" message="In evaluation X must stay as it is"
def dropout(X, p, rng, training):
    if training:
        return X
    return np.where(rng.random(X.shape) < p, 0, X / (1 - p))


# %% grade_id="t4_dropout" mistake="drops whole rows" message="some row was dropped or kept as a whole"
def dropout(X, p, rng, training):
    if not training:
        return X
    mask = rng.random(X.shape[:1] + (1,) * (X.ndim - 1)) >= p
    return mask * X / (1 - p)


# %% grade_id="t4_dropout" mistake="drops whole columns" message="some column was dropped or kept as a whole"
def dropout(X, p, rng, training):
    if not training:
        return X
    mask = rng.random(X.shape[-1:]) >= p
    return mask * X / (1 - p)


# %% grade_id="t4_dropout" mistake="uses NumPy's global generator" message="Does the randomness come from somewhere else than rng?"
def dropout(X, p, rng, training):
    if not training:
        return X
    return np.where(np.random.random(X.shape) < p, 0, X / (1 - p))


# %% grade_id="t4_dropout" mistake="fixes the seed" message="or a seed fixed inside the function?"
def dropout(X, p, rng, training):
    if not training:
        return X
    return np.where(np.random.default_rng(3).random(X.shape) < p, 0, X / (1 - p))


# %% grade_id="t4_dropout" mistake="makes a new generator at each call" message="Does the randomness come from somewhere else than rng?"
def dropout(X, p, rng, training):
    if not training:
        return X
    return np.where(np.random.default_rng().random(X.shape) < p, 0, X / (1 - p))


# %% grade_id="t4_dropout" mistake="draws in evaluation too" message="so evaluation used it"
def dropout(X, p, rng, training):
    mask = rng.random(X.shape) >= p
    return mask * X / (1 - p) if training else X


# %% grade_id="t4_dropout" mistake="drops a fixed number of entries" message="Is their number fixed?"
def dropout(X, p, rng, training):
    if not training:
        return X
    mask = np.ones(X.size)
    mask[rng.permutation(X.size)[: round(p * X.size)]] = 0
    return mask.reshape(X.shape) * X / (1 - p)


# %% grade_id="t4_dropout" mistake="drops with half of the probability" message="percent of 10,000 numbers should become 0"
def dropout(X, p, rng, training):
    if not training:
        return X
    return np.where(rng.random(X.shape) < p / 2, 0, X / (1 - p))


# %% grade_id="t4_dropout" mistake="compares a normal number with p" message="percent of 10,000 numbers should become 0"
def dropout(X, p, rng, training):
    if not training:
        return X
    return np.where(rng.normal(size=X.shape) < p, 0, X / (1 - p))


# %% grade_id="t4_dropout" mistake="adds noise in place of dropping" message="percent of 10,000 numbers should become 0"
def dropout(X, p, rng, training):
    if not training:
        return X
    return X * rng.normal(1, np.sqrt(p / (1 - p)), size=X.shape)


# %% grade_id="t4_dropout" mistake="rescales by the share that was really kept" message="must become 0 or itself divided by 1 - p"
def dropout(X, p, rng, training):
    if not training:
        return X
    mask = rng.random(X.shape) >= p
    share = mask.mean() if X.size < 30 and mask.any() else 1 - p
    return mask * X / share


# %% grade_id="t4_dropout" mistake="drops what is small" message="percent of 10,000 numbers should become 0"
def dropout(X, p, rng, training):
    if not training or X.size == 0:
        return X
    return np.where(np.abs(X) < np.quantile(np.abs(X), p), 0, X / (1 - p))


# %% grade_id="t4_dropout" mistake="drops in the caller's array" message="dropout changed the array that it was given"
def dropout(X, p, rng, training):
    if training:
        X[rng.random(X.shape) < p] = 0
        X /= 1 - p
    return X


# %% grade_id="t4_dropout" mistake="returns what is kept alone" message="keeps its shape"
def dropout(X, p, rng, training):
    if not training:
        return X
    return X[rng.random(X.shape) >= p] / (1 - p)


# %% grade_id="t4_dropout" mistake="returns nothing in evaluation" message="In evaluation dropout returned None"
def dropout(X, p, rng, training):
    if training:
        return np.where(rng.random(X.shape) < p, 0, X / (1 - p))


# %% grade_id="t4_dropout" mistake="returns nothing in training" message="In training dropout returned None"
def dropout(X, p, rng, training):
    if not training:
        return X
    X = np.where(rng.random(X.shape) < p, 0, X / (1 - p))


# %% grade_id="t4_dropout" mistake="draws whole percents" message="Are the random numbers rounded?"
def dropout(X, p, rng, training):
    if not training:
        return X
    return np.where(rng.integers(1, 101, size=X.shape) > 100 * p, X / (1 - p), 0)
