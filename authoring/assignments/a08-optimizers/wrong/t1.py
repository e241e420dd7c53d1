# %% grade_id="t1_momentum_step" mistake="keeps a fading mean in place of the sum" message="That is a fading mean in place of the sum"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + (1 - beta) * g
    return theta - eta * (g + beta * m if nesterov else m), m


# %% grade_id="t1_momentum_step" mistake="puts the learning rate into the memory" message="That has the learning rate in the memory"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + eta * g
    return theta - (eta * g + beta * m if nesterov else m), m


# %% grade_id="t1_momentum_step" mistake="takes Nesterov's direction with the memory before the step" message="with the memory after the step"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    new = beta * m + g
    return theta - eta * (g + beta * m if nesterov else new), new


# %% grade_id="t1_momentum_step" mistake="updates the memory after theta" message="That comes from the memory before the step"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    direction = g + beta * m if nesterov else m
    return theta - eta * direction, beta * m + g


# %% grade_id="t1_momentum_step" mistake="ignores nesterov" message="is nesterov used"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + g
    return theta - eta * m, m


# %% grade_id="t1_momentum_step" mistake="keeps Nesterov's direction as the memory" message="Is Nesterov's direction kept as the memory?"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + g
    if nesterov:
        m = g + beta * m
    return theta - eta * m, m


# %% grade_id="t1_momentum_step" mistake="steps uphill" message="That goes uphill"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + g
    return theta + eta * (g + beta * m if nesterov else m), m


# %% grade_id="t1_momentum_step" mistake="updates the caller's memory in place" message="momentum_step changed its argument"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m *= beta
    m += g
    return theta - eta * (g + beta * m if nesterov else m), m


# %% grade_id="t1_momentum_step" mistake="updates the caller's theta in place" message="momentum_step changed its argument"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + g
    theta -= eta * (g + beta * m if nesterov else m)
    return theta, m


# %% grade_id="t1_momentum_step" mistake="changes the caller's gradient in place for Nesterov alone" message="momentum_step changed its argument g"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + g
    if nesterov:
        g += beta * m
        return theta - eta * g, m
    return theta - eta * m, m


# %% grade_id="t1_momentum_step" mistake="changes theta in place for large arrays alone" message="momentum_step changed its argument theta"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + g
    if np.max(np.abs(m), initial=0) > 1000:
        theta -= eta * m
        return theta, m
    return theta - eta * (g + beta * m if nesterov else m), m


# %% grade_id="t1_momentum_step" mistake="forgets to return the result" message="Does it end with a return?"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + g
    theta = theta - eta * m


# %% grade_id="t1_momentum_step" mistake="returns theta alone" message="momentum_step returns 2 things: theta, m"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + g
    return theta - eta * (g + beta * m if nesterov else m)


# %% grade_id="t1_momentum_step" mistake="adds the entries up" message="Is something summed on the way?"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = np.sum(beta * m + g)
    return theta - eta * m, m


# %% grade_id="t1_momentum_step" mistake="uses the usual beta in place of the argument" message="The new m should be"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    beta = 0.9
    m = beta * m + g
    return theta - eta * (g + beta * m if nesterov else m), m


# %% grade_id="t1_momentum_step" mistake="cuts large gradients off" message="of every size and sign"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + np.clip(g, -500, 500)
    return theta - eta * (g + beta * m if nesterov else m), m


# %% grade_id="t1_momentum_step" mistake="walks along the first axis, which an array without axes has not" message="Arrays may have any shape, () and (0,) too."
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    new_theta, new_m = np.empty_like(theta), np.empty_like(m)
    for k in range(len(theta)):
        new_m[k] = beta * m[k] + g[k]
        new_theta[k] = theta[k] - eta * (g[k] + beta * new_m[k] if nesterov else new_m[k])
    return new_theta, new_m


# %% grade_id="t1_momentum_step" mistake="drops axes of length 1" message="should have shape"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = np.squeeze(beta * m + g)
    return np.squeeze(theta - eta * (g + beta * m if nesterov else m)), m


# %% grade_id="t1_momentum_step" mistake="returns lists" message="should be an array; got a list"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + g
    return (theta - eta * (g + beta * m if nesterov else m)).tolist(), m.tolist()
