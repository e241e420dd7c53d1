# %% grade_id="t1_momentum_step" mistake="keeps a fading mean in place of the sum" message="1.25 and -1.5 come from a fading mean"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + (1 - beta) * g
    return theta - eta * (g + beta * m if nesterov else m), m


# %% grade_id="t1_momentum_step" mistake="puts the learning rate into the memory" message="0.45 and 0.1 have the learning rate in the memory"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + eta * g
    return theta - (eta * g + beta * m if nesterov else m), m


# %% grade_id="t1_momentum_step" mistake="takes Nesterov's direction with the memory before the step" message="with the memory after the step"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    new = beta * m + g
    return theta - eta * (g + beta * m if nesterov else new), new


# %% grade_id="t1_momentum_step" mistake="updates the memory after theta" message="0.95 and -2.1 come from the memory before the step"
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


# %% grade_id="t1_momentum_step" mistake="steps uphill" message="go uphill"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + g
    return theta + eta * (g + beta * m if nesterov else m), m


# %% grade_id="t1_momentum_step" mistake="updates the caller's memory in place" message="Did you use += or *= ?"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m *= beta
    m += g
    return theta - eta * (g + beta * m if nesterov else m), m


# %% grade_id="t1_momentum_step" mistake="updates the caller's theta in place" message="Did you use += or *= ?"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + g
    theta -= eta * (g + beta * m if nesterov else m)
    return theta, m


# %% grade_id="t1_momentum_step" mistake="changes the caller's gradient in place for Nesterov alone" message="With nesterov=True momentum_step changed"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    m = beta * m + g
    if nesterov:
        g += beta * m
        return theta - eta * g, m
    return theta - eta * m, m


# %% grade_id="t1_momentum_step" mistake="changes theta in place for large arrays alone" message="momentum_step changed an array"
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


# %% grade_id="t1_momentum_step" mistake="returns theta alone" message="momentum_step returns a pair"
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
