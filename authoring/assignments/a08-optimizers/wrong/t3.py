# %% grade_id="t3_adam_step" mistake="makes no bias correction" message="A step of 0.316 has no correction"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m
    v_hat = v
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="corrects m alone" message="Does each memory get its own?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="corrects v alone" message="Does each memory get its own?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="counts t from 0" message="Does each memory get its own?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1 ** (t - 1)) if t > 1 else m
    v_hat = v / (1 - beta2 ** (t - 1)) if t > 1 else v
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="counts t from 0 and adds 1 to it" message="Does each memory get its own?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="swaps the corrections" message="those of m and v swapped or the same"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta2**t)
    v_hat = v / (1 - beta1**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="uses beta1 for both memories" message="1.5 and 8.5 use beta1"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta1 * v + (1 - beta1) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta1**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="uses beta1 in both corrections" message="those of m and v swapped or the same"
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


# %% grade_id="t3_adam_step" mistake="squares the memory m in place of the gradient" message="Is each entry squared by itself?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * m**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="remembers the corrected memories" message="are corrected already"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m_hat, v_hat


# %% grade_id="t3_adam_step" mistake="remembers the sum of task 1" message="are the sum of task 1"
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


# %% grade_id="t3_adam_step" mistake="forgets the root" message="Is v's under the root?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (v_hat + eps), m, v


# %% grade_id="t3_adam_step" mistake="multiplies the betas by t" message="Does each memory get its own?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1 / t)
    v_hat = v / (1 - beta2 / t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="corrects every step like the first" message="Does each memory get its own?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1)
    v_hat = v / (1 - beta2)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="steps uphill" message="Does the sign come from the gradient?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta + eta * m_hat / (np.sqrt(v_hat) + eps), m, v


# %% grade_id="t3_adam_step" mistake="returns theta alone" message="adam_step returns three arrays"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps)


# %% grade_id="t3_adam_step" mistake="updates the caller's memories in place" message="adam_step changed an array"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m *= beta1
    m += (1 - beta1) * g
    v *= beta2
    v += (1 - beta2) * g**2
    return theta - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


# %% grade_id="t3_adam_step" mistake="updates the caller's theta in place" message="adam_step changed an array"
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


# %% grade_id="t3_adam_step" mistake="divides by the memory of the size before the step" message="Does each memory get its own?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    size = np.sqrt(v / (1 - beta2**t)) + eps
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * m / (1 - beta1**t) / size, m, v


# %% grade_id="t3_adam_step" mistake="counts t from 0, which divides by 0 at the first step" message="Does each memory get its own?"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    with np.errstate(all="ignore"):
        m_hat, v_hat = m / (1 - beta1 ** (t - 1)), v / (1 - beta2 ** (t - 1))
        return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v
