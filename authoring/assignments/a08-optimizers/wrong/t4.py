# %% grade_id="t4_adamw_step" mistake="adds the decay to the gradient" message="Does the decay get into the memories?"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    g = g + decay * theta
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


# %% grade_id="t4_adamw_step" mistake="decays the new theta" message="comes from a decay of the new theta"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    theta = theta - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return theta * (1 - eta * decay), m, v


# %% grade_id="t4_adamw_step" mistake="forgets the learning rate in the decay" message="forgets the learning rate"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps) - decay * theta, m, v


# %% grade_id="t4_adamw_step" mistake="divides the decay like the gradient" message="comes from Adam's division"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return (
        theta
        - eta * (m / (1 - beta1**t) + decay * theta) / (np.sqrt(v / (1 - beta2**t)) + np.abs(decay * theta) + eps),
        m,
        v,
    )


# %% grade_id="t4_adamw_step" mistake="lets the weights grow" message="grows"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * (m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps) - decay * theta), m, v


# %% grade_id="t4_adamw_step" mistake="forgets the decay" message="should become -2.4"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


# %% grade_id="t4_adamw_step" mistake="makes no bias correction" message="should become 1.1"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * (m / (np.sqrt(v) + eps) + decay * theta), m, v


# %% grade_id="t4_adamw_step" mistake="decays by the sign of theta" message="should become -2.4"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * (m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps) + decay * np.sign(theta)), m, v


# %% grade_id="t4_adamw_step" mistake="shrinks the caller's theta in place" message="adamw_step changed its argument"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    theta *= 1 - eta * decay
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


# %% grade_id="t4_adamw_step" mistake="adds the decay to the caller's gradient in place" message="adamw_step changed its argument"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    g += decay * theta
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


# %% grade_id="t4_adamw_step" mistake="returns theta alone" message="adamw_step returns 3 things: theta, m, v"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * (m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps) + decay * theta)


# %% grade_id="t4_adamw_step" mistake="multiplies the memories by the decay" message="Does the decay get into the memories?"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return (
        theta - eta * (m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps) + decay * theta),
        m + decay * theta,
        v,
    )


# %% grade_id="t4_adamw_step" mistake="adds eps inside the root" message="theta disagrees with torch.optim.AdamW"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * (m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + eps) + decay * theta), m, v


# %% grade_id="t4_adamw_step" mistake="forgets to return the result" message="Does it end with a return?"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    theta = theta - eta * (m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps) + decay * theta)


# %% grade_id="t4_adamw_step" mistake="takes no notice of the eps that is handed over" message="Is eps used"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    step = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + 1e-8)
    return theta - eta * (step + decay * theta), m, v


# %% grade_id="t4_adamw_step" mistake="adds eps before the correction" message="Is eps added after the correction?"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    step = m / (1 - beta1**t) / ((np.sqrt(v) + eps) / np.sqrt(1 - beta2**t))
    return theta - eta * (step + decay * theta), m, v


# %% grade_id="t4_adamw_step" mistake="fails where an array has no axes" message="Arrays may have any shape, () and (0,) too."
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    rows = []
    for x, a, b, slope in zip(theta, m, v, g):
        a = beta1 * a + (1 - beta1) * slope
        b = beta2 * b + (1 - beta2) * slope**2
        rows.append((x - eta * (a / (1 - beta1**t) / (np.sqrt(b / (1 - beta2**t)) + eps) + decay * x), a, b))
    return [np.array([row[k] for row in rows]) for k in range(3)]


# %% grade_id="t4_adamw_step" mistake="fails where an array is empty" message="Arrays may have any shape, () and (0,) too."
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    if np.max(np.abs(theta)) == np.inf:
        raise ValueError("theta has grown too large")
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * (m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps) + decay * theta), m, v
