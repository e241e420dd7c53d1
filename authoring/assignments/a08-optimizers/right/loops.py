# %% grade_id="t1_momentum_step"
import math


def momentum_step(theta, m, g, eta, beta, nesterov=False):
    new_theta, new_m = [], []
    for x, old, slope in zip(np.ravel(theta).tolist(), np.ravel(m).tolist(), np.ravel(g).tolist()):
        now = beta * old + slope
        along = now
        if nesterov:
            along = slope + beta * now
        new_theta.append(x - eta * along)
        new_m.append(now)
    return np.array(new_theta).reshape(theta.shape), np.array(new_m).reshape(theta.shape)


# %% grade_id="t2_adagrad_step"
import math


def adagrad_step(theta, v, g, eta, eps=1e-10):
    new_theta, new_v = np.empty(np.shape(theta)), np.empty(np.shape(theta))
    for place in np.ndindex(np.shape(theta)):
        new_v[place] = v[place] + g[place] * g[place]
        new_theta[place] = theta[place] - eta * g[place] / (math.sqrt(new_v[place]) + eps)
    return new_theta, new_v


# %% grade_id="t2_rmsprop_step"
import math


def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    new_theta, new_v = np.empty(np.shape(theta)), np.empty(np.shape(theta))
    for place in np.ndindex(np.shape(theta)):
        new_v[place] = v[place] + (1 - beta2) * (g[place] ** 2 - v[place])
        new_theta[place] = theta[place] - eta * g[place] / (math.sqrt(new_v[place]) + eps)
    return new_theta, new_v


# %% grade_id="t3_adam_step"
import math


def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    shape = np.shape(theta)
    rows = []
    for x, a, b, slope in zip(*(np.ravel(array).tolist() for array in (theta, m, v, g))):
        a = beta1 * a + (1 - beta1) * slope
        b = beta2 * b + (1 - beta2) * slope**2
        step = eta * (a / (1 - beta1**t)) / (math.sqrt(b / (1 - beta2**t)) + eps)
        rows.append((x - step, a, b))
    return [np.array([row[k] for row in rows]).reshape(shape) for k in range(3)]


# %% grade_id="t4_adamw_step"
import math


def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    new_theta, new_m, new_v = theta.copy(), m.copy(), v.copy()
    for place in np.ndindex(theta.shape):
        new_m[place] = beta1 * m[place] + (1 - beta1) * g[place]
        new_v[place] = beta2 * v[place] + (1 - beta2) * g[place] ** 2
        new_theta[place] *= 1 - eta * decay
        size = math.sqrt(new_v[place] / (1 - math.pow(beta2, t)))
        new_theta[place] -= eta * new_m[place] / (1 - math.pow(beta1, t)) / (size + eps)
    return new_theta, new_m, new_v


# %% grade_id="t5_rate"
import math


def rate(t, T, warmup, peak, floor):
    if t <= warmup:
        return peak * (t / warmup if warmup > 0 else 1)
    part = (t - warmup) / (T - warmup)
    return floor + (peak - floor) * math.cos(math.pi / 2 * part) ** 2


# %% grade_id="t6_clip_by_norm"
import math


def clip_by_norm(gradients, bound):
    total = 0.0
    for g in gradients:
        for entry in np.ravel(g).tolist():
            total += entry**2
    norm = math.sqrt(total)
    clipped = []
    for g in gradients:
        if norm <= bound:
            clipped.append(np.array(g))
        else:
            clipped.append(np.array([entry / norm * bound for entry in np.ravel(g).tolist()]).reshape(g.shape))
    return clipped


# %% grade_id="t7_minimize"
def minimize(gradient, theta, stepper, steps):
    path = np.zeros((steps + 1, len(theta)))
    path[0] = theta
    memory = None
    t = 1
    while t <= steps:
        g = gradient(path[t - 1].copy())
        path[t], memory = stepper(path[t - 1].copy(), memory, g, t)
        t += 1
    return path
