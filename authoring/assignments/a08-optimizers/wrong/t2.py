# %% grade_id="t2_adagrad_step" mistake="adds eps inside the root" message="Is eps outside the root?"
def adagrad_step(theta, v, g, eta, eps=1e-10):
    v = v + g**2
    return theta - eta * g / np.sqrt(v + eps), v


# %% grade_id="t2_rmsprop_step" mistake="adds eps inside the root" message="Is eps outside the root?"
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * g / np.sqrt(v + eps), v


# %% grade_id="t2_adagrad_step" mistake="keeps a mean in place of the sum" message="Is it a sum, not a mean, of squares"
def adagrad_step(theta, v, g, eta, eps=1e-10):
    v = (v + g**2) / 2
    return theta - eta * g / (np.sqrt(v) + eps), v


# %% grade_id="t2_adagrad_step" mistake="divides by v, not by its root" message="That divides by v, not by its root"
def adagrad_step(theta, v, g, eta, eps=1e-10):
    v = v + g**2
    return theta - eta * g / (v + eps), v


# %% grade_id="t2_rmsprop_step" mistake="divides by v, not by its root" message="That divides by v, not by its root"
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * g / (v + eps), v


# %% grade_id="t2_adagrad_step" mistake="divides by the memory before the step" message="Does v know this gradient before you divide by it?"
def adagrad_step(theta, v, g, eta, eps=1e-10):
    return theta - eta * g / (np.sqrt(v) + eps), v + g**2


# %% grade_id="t2_rmsprop_step" mistake="divides by the memory before the step" message="Does v know this gradient before you divide by it?"
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    return theta - eta * g / (np.sqrt(v) + eps), beta2 * v + (1 - beta2) * g**2


# %% grade_id="t2_rmsprop_step" mistake="swaps the two weights" message="Those are the two weights swapped"
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    v = (1 - beta2) * v + beta2 * g**2
    return theta - eta * g / (np.sqrt(v) + eps), v


# %% grade_id="t2_rmsprop_step" mistake="keeps AdaGrad's sum" message="That is a sum"
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    v = beta2 * v + g**2
    return theta - eta * g / (np.sqrt(v) + eps), v


# %% grade_id="t2_adagrad_step" mistake="takes the square of all entries together" message="Does each entry keep its own sum?"
def adagrad_step(theta, v, g, eta, eps=1e-10):
    v = v + np.sum(g**2)
    return theta - eta * g / (np.sqrt(v) + eps), v


# %% grade_id="t2_rmsprop_step" mistake="averages the squares over the entries" message="Does each entry keep its own mean?"
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * np.mean(g**2)
    return theta - eta * g / (np.sqrt(v) + eps), v


# %% grade_id="t2_adagrad_step" mistake="adds up absolute values" message="Is it a sum, not a mean, of squares"
def adagrad_step(theta, v, g, eta, eps=1e-10):
    v = v + np.abs(g)
    return theta - eta * g / (np.sqrt(v) + eps), v


# %% grade_id="t2_adagrad_step" mistake="adds to the caller's memory in place" message="adagrad_step changed its argument v"
def adagrad_step(theta, v, g, eta, eps=1e-10):
    v += g**2
    return theta - eta * g / (np.sqrt(v) + eps), v


# %% grade_id="t2_rmsprop_step" mistake="changes the caller's memory in place" message="rmsprop_step changed its argument v"
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    v *= beta2
    v += (1 - beta2) * g**2
    return theta - eta * g / (np.sqrt(v) + eps), v


# %% grade_id="t2_rmsprop_step" mistake="puts a tiny number into the caller's zeros" message="rmsprop_step changed its argument v"
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    v[v == 0] = 1e-12
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * g / (np.sqrt(v) + eps), v


# %% grade_id="t2_adagrad_step" mistake="forgets eps" message="Is eps used at all"
def adagrad_step(theta, v, g, eta, eps=1e-10):
    v = v + g**2
    with np.errstate(all="ignore"):
        return theta - eta * g / np.sqrt(v), v


# %% grade_id="t2_rmsprop_step" mistake="keeps the usual beta2 whatever is asked for" message="The new v should be 7 and 1"
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    v = 0.99 * v + 0.01 * g**2
    return theta - eta * g / (np.sqrt(v) + eps), v


# %% grade_id="t2_adagrad_step" mistake="forgets to return the result" message="Does it end with a return?"
def adagrad_step(theta, v, g, eta, eps=1e-10):
    v = v + g**2
    theta = theta - eta * g / (np.sqrt(v) + eps)


# %% grade_id="t2_rmsprop_step" mistake="returns theta alone" message="rmsprop_step returns 2 things: theta, v"
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * g / (np.sqrt(v) + eps)


# %% grade_id="t2_adagrad_step" mistake="takes no notice of the eps that is handed over" message="Is eps"
def adagrad_step(theta, v, g, eta, eps=1e-10):
    v = v + g * g
    return theta - eta * g / (np.sqrt(v) + 1e-10), v


# %% grade_id="t2_rmsprop_step" mistake="adds a tiny number in place of eps" message="Is eps"
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * g * g
    return theta - eta * g / np.maximum(np.sqrt(v), 1e-12), v


# %% grade_id="t2_rmsprop_step" mistake="has another beta2 than the docstring says" message="the new v is wrong"
def rmsprop_step(theta, v, g, eta, beta2=0.9, eps=1e-8):
    v = beta2 * v + (1 - beta2) * g * g
    return theta - eta * g / (np.sqrt(v) + eps), v


# %% grade_id="t2_adagrad_step" mistake="fails where an array has no axes" message="Arrays may have any shape, () and (0,) too."
def adagrad_step(theta, v, g, eta, eps=1e-10):
    v = np.array([a + b**2 for a, b in zip(v, g)]).reshape(len(theta), *theta.shape[1:])
    return theta - eta * g / (np.sqrt(v) + eps), v


# %% grade_id="t2_rmsprop_step" mistake="squares the gradient of the caller in place" message="rmsprop_step changed its argument g"
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    step = g.copy()
    g **= 2
    v = beta2 * v + (1 - beta2) * g
    return theta - eta * step / (np.sqrt(v) + eps), v
