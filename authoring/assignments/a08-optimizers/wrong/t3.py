# %% grade_id="t3_adam_step" mistake="makes no bias correction" message="That has no correction"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m
    v_hat = v
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="corrects m alone" message="Is v corrected too, with its own beta?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="corrects v alone" message="Is m corrected too, with its own beta?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="counts t from 0" message="one that counts t from 0"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1 ** (t - 1)) if t > 1 else m
    v_hat = v / (1 - beta2 ** (t - 1)) if t > 1 else v
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="counts t from 0 and adds 1 to it" message="That is one step ahead"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="swaps the corrections" message="Are the two corrections swapped?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta2**t)
    v_hat = v / (1 - beta1**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="uses beta1 for both memories" message="That uses beta1"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta1 * v + (1 - beta1) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta1**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="uses beta1 in both corrections" message="Is each memory corrected with its own beta?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta1**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="squares the mean of the gradient's entries" message="Is each entry squared by itself?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * np.mean(g) ** 2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="averages the squares over the entries" message="Is each entry squared by itself?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * np.mean(g**2)
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="squares the memory m in place of the gradient" message="Is the gradient squared, and not the memory m?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * m**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="remembers the corrected memories" message="That is corrected already"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m_hat, v_hat


# %% grade_id="t3_adam_step" mistake="remembers the sum of task 1" message="That is the sum of task 1"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="adds eps inside the root" message="Is eps added to the root"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / np.sqrt(v_hat + eps), m, v


# %% grade_id="t3_adam_step" mistake="adds eps before the correction" message="Is eps added to the root, after the correction?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / ((np.sqrt(v) + eps) / np.sqrt(1 - beta2**t)), m, v


# %% grade_id="t3_adam_step" mistake="forgets the root" message="Is v's root taken"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (v_hat + eps), m, v


# %% grade_id="t3_adam_step" mistake="multiplies the betas by t" message="with its beta to the power t"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1 / t)
    v_hat = v / (1 - beta2 / t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="corrects every step like the first" message="one that stays at t = 1"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1)
    v_hat = v / (1 - beta2)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="steps uphill" message="That goes uphill"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta + eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="returns theta alone" message="adam_step returns 3 things: theta, m, v"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps)


# %% grade_id="t3_adam_step" mistake="updates the caller's memories in place" message="adam_step changed its argument m"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m *= beta1
    m += (1 - beta1) * g
    v *= beta2
    v += (1 - beta2) * g**2
    return theta - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


# %% grade_id="t3_adam_step" mistake="updates the caller's theta in place" message="adam_step changed its argument theta"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    theta -= eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return theta, m, v


# %% grade_id="t3_adam_step" mistake="forgets to return the result" message="Does it end with a return?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    theta = theta - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)


# %% grade_id="t3_adam_step" mistake="divides by the memory of the size before the step" message="Is v the one that knows this gradient?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    size = np.sqrt(v / (1 - beta2**t)) + eps
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * m / (1 - beta1**t) / size, m, v


# %% grade_id="t3_adam_step" mistake="counts t from 0, which divides by 0 at the first step" message="one that counts t from 0"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    with np.errstate(all="ignore"):
        m_hat, v_hat = m / (1 - beta1 ** (t - 1)), v / (1 - beta2 ** (t - 1))
        return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="takes no notice of the eps that is handed over" message="Is eps used"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + 1e-8), m, v


# %% grade_id="t3_adam_step" mistake="corrects as if each step were the first, where memories are given" message="Does the correction know t? That has the one of step 1."
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * m / (1 - beta1) / (np.sqrt(v / (1 - beta2)) + eps), m, v


# %% grade_id="t3_adam_step" mistake="fails where an array has no axes" message="Arrays may have any shape, () and (0,) too."
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    theta, m, v = theta.copy(), m.copy(), v.copy()
    for k, slope in enumerate(g):
        m[k] = beta1 * m[k] + (1 - beta1) * slope
        v[k] = beta2 * v[k] + (1 - beta2) * slope**2
        theta[k] -= eta * m[k] / (1 - beta1**t) / (np.sqrt(v[k] / (1 - beta2**t)) + eps)
    return theta, m, v


# %% grade_id="t3_adam_step" mistake="adds eps inside the root, where the correction is" message="Is eps outside the root?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + eps), m, v
