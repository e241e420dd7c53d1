# %% grade_id="t6_layer_norm" mistake="normalizes along the columns" message="taken along the columns"
def layer_norm(X, gamma, beta, eps):
    center = X.mean(axis=0, keepdims=True)
    spread = X.var(axis=0, keepdims=True)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="divides the variance by p - 1" message="divides by p - 1"
def layer_norm(X, gamma, beta, eps):
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, ddof=1, keepdims=True)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="adds eps outside the root" message="has eps outside the root"
def layer_norm(X, gamma, beta, eps):
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return gamma * (X - center) / (np.sqrt(spread) + eps) + beta


# %% grade_id="t6_layer_norm" mistake="forgets eps" message="has no eps"
def layer_norm(X, gamma, beta, eps):
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return gamma * (X - center) / np.sqrt(spread) + beta


# %% grade_id="t6_layer_norm" mistake="forgets the root" message="has no root"
def layer_norm(X, gamma, beta, eps):
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return gamma * (X - center) / (spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="gives gamma and beta to the rows of square batches" message="Do gamma and beta belong to the columns?"
def layer_norm(X, gamma, beta, eps):
    if len(X) == len(gamma):
        gamma, beta = gamma[:, None], beta[:, None]
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="takes the size of gamma" message="has lost gamma's"
def layer_norm(X, gamma, beta, eps):
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return np.abs(gamma) * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="swaps gamma and beta" message="The output should be"
def layer_norm(X, gamma, beta, eps):
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return beta * (X - center) / np.sqrt(spread + eps) + gamma


# %% grade_id="t6_layer_norm" mistake="forgets beta" message="has no beta"
def layer_norm(X, gamma, beta, eps):
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return gamma * (X - center) / np.sqrt(spread + eps)


# %% grade_id="t6_layer_norm" mistake="forgets gamma" message="The output should be"
def layer_norm(X, gamma, beta, eps):
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="takes the mean of all entries" message="The output should be"
def layer_norm(X, gamma, beta, eps):
    center = X.mean()
    spread = X.var()
    return gamma * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="forgets to return the result" message="Does it end with a return?"
def layer_norm(X, gamma, beta, eps):
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    Y = gamma * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="centers X in place" message="layer_norm changed X"
def layer_norm(X, gamma, beta, eps):
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    X -= center
    return gamma * X / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="cuts large numbers off in place" message="where the largest entry of X is"
def layer_norm(X, gamma, beta, eps):
    X[X > 1000] = 1000
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="cuts large numbers off" message="stretched and moved before must come out the same"
def layer_norm(X, gamma, beta, eps):
    X = np.clip(X, -1000, 1000)
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="adds a tiny number to eps" message="stretched and moved before must come out the same"
def layer_norm(X, gamma, beta, eps):
    eps = eps + 1e-8
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="squeezes a single row" message="must stay so"
def layer_norm(X, gamma, beta, eps):
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return np.squeeze(gamma * (X - center) / np.sqrt(spread + eps) + beta)


# %% grade_id="t6_layer_norm" mistake="makes float64 of float32" message="Where all arrays are float32"
def layer_norm(X, gamma, beta, eps):
    X = X.astype(np.float64)
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="centers the whole batch first" message="to the last bit"
def layer_norm(X, gamma, beta, eps):
    X = X - X.mean()
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="takes the root mean square alone" message="The output should be"
def layer_norm(X, gamma, beta, eps):
    center = X.mean(axis=1, keepdims=True)
    spread = (X**2).mean(axis=1, keepdims=True)
    return gamma * X / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="uses the usual eps in place of the argument" message="has no eps"
def layer_norm(X, gamma, beta, eps):
    eps = 1e-5
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t6_layer_norm" mistake="takes the square of the mean from the mean of the squares" message="subtracted before the squares are taken?"
def layer_norm(X, gamma, beta, eps):
    mu = X.mean(axis=1, keepdims=True)
    s2 = (X * X).mean(axis=1, keepdims=True) - mu**2
    return gamma * (X - mu) / np.sqrt(s2 + eps) + beta
