# %% grade_id="t4_batch_norm_forward" mistake="adds eps outside the root" message="10.857 has eps outside the root"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / (np.sqrt(spread) + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="divides the batch's variance by B - 1" message="11.867 a variance divided by B - 1"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0, ddof=1)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="forgets eps" message="13 no eps"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="forgets the root" message="10.667 no root"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / (spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="normalizes with the running values before they move" message="15.669 the running values"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    old, old_var = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - old) / np.sqrt(old_var + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="normalizes with the running values after they moved" message="14.556 or 15.669 the running values"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - mean) / np.sqrt(var + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="normalizes along the row" message="11.225 is taken along the row"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - X.mean(axis=1, keepdims=True)) / np.sqrt(X.var(axis=1, keepdims=True) + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="takes the size of gamma" message="has lost gamma's"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return np.abs(gamma) * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="swaps gamma and beta" message="The output should be"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return beta * (X - center) / np.sqrt(spread + eps) + gamma, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="forgets beta" message="has no beta"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps), mean, var


# %% grade_id="t4_batch_norm_forward" mistake="learns the variance divided by B" message="learn from a variance divided by B"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="turns the momentum round" message="have the momentum the other way round"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = momentum * mean + (1 - momentum) * center
        var = momentum * var + (1 - momentum) * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="does not move the running values" message="0 and 10 were not moved"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="forgets the past" message="3 and 1 forget the past"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = center
        var = X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="lets eps into the running variance" message="The running variance should become"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * (X.var(axis=0, ddof=1) + eps)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="adds the new without letting the old fade" message="The running mean should become"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = mean + momentum * center
        var = var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="uses the usual momentum in place of the argument" message="The running mean should become"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    momentum = 0.1
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="uses the usual eps in place of the argument" message="13 no eps"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    eps = 1e-5
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="takes the batch's statistics in evaluation" message="was the row's own mean used"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    center, spread = X.mean(axis=0), X.var(axis=0)
    if training:
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="moves the running values in evaluation" message="In evaluation the running mean and variance stay"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
    B = max(len(X), 2)
    mean = (1 - momentum) * mean + momentum * X.mean(axis=0)
    var = (1 - momentum) * var + momentum * X.var(axis=0) * B / (B - 1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="returns the output alone in evaluation" message="In evaluation too."
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    if not training:
        return gamma * (X - mean) / np.sqrt(var + eps) + beta
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="returns nothing in evaluation" message="Does each way through it end with a return?"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    if training:
        return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="forgets eps in evaluation" message="Is eps added under the root here too?"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    if not training:
        return gamma * (X - mean) / np.sqrt(var) + beta, mean, var
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="forgets to return the result" message="batch_norm_forward returned None"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    Y = gamma * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t4_batch_norm_forward" mistake="returns the output alone" message="returns three arrays"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta


# %% grade_id="t4_batch_norm_forward" mistake="moves the running mean in place" message="changed the running mean or variance"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean *= 1 - momentum
        mean += momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="centers X in place" message="batch_norm_forward changed X"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    X -= center
    return gamma * X / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="centers X in place in evaluation alone" message="In evaluation batch_norm_forward changed X"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    if not training:
        X -= mean
        X /= np.sqrt(var + eps)
        return gamma * X + beta, mean, var
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="cuts large numbers off in place" message="where the largest entry of X is"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    np.clip(X, -1000, 1000, out=X)
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="cuts large numbers off" message="stretched and moved before must come out the same"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    X = np.clip(X, -1000, 1000)
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="adds a tiny number to eps" message="stretched and moved before must come out the same"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    eps = eps + 1e-8
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="keeps an axis too many in the running values" message="Is a keepdims left over?"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0, keepdims=True), X.var(axis=0, keepdims=True)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1, keepdims=True)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="normalizes over all entries at once" message="12.121 over all entries"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(), X.var()
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="makes float64 of float32" message="Where all arrays are float32"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    X = X.astype(np.float64)
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var


# %% grade_id="t4_batch_norm_forward" mistake="cuts the output off at 10" message="The output should be"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return np.clip(gamma * (X - center) / np.sqrt(spread + eps) + beta, -10, 10), mean, var


# %% grade_id="t4_batch_norm_forward" mistake="squeezes a single row" message="One row with two features stays so"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return np.squeeze(gamma * (X - center) / np.sqrt(spread + eps) + beta), mean, var


# %% grade_id="t4_batch_norm_forward" mistake="takes the square of the mean from the mean of the squares" message="subtracted before the squares are taken?"
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    if not training:
        return gamma * (X - mean) / np.sqrt(var + eps) + beta, mean, var
    mu, B = X.mean(axis=0), len(X)
    s2 = (X**2).mean(axis=0) - mu**2
    moved = (1 - momentum) * mean + momentum * mu, (1 - momentum) * var + momentum * B / (B - 1) * s2
    return gamma * (X - mu) / np.sqrt(s2 + eps) + beta, *moved
