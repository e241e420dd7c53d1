# %% grade_id="t1_momentum_step"
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    theta, m, g = (np.asarray(array, dtype=np.float32) for array in (theta, m, g))
    m = np.float32(beta) * m + g
    if nesterov:
        return theta - np.float32(eta) * (np.float32(beta) * m + g), m
    return theta - np.float32(eta) * m, m


# %% grade_id="t2_adagrad_step"
def adagrad_step(theta, v, g, eta, eps=1e-10):
    theta, v, g = (np.asarray(array, dtype=np.float32) for array in (theta, v, g))
    v = v + np.square(g)
    return theta - np.float32(eta) * (g / (v**0.5 + np.float32(eps))), v


# %% grade_id="t2_rmsprop_step"
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    theta, v, g = (np.asarray(array, dtype=np.float32) for array in (theta, v, g))
    v = np.float32(beta2) * v + np.float32(1 - beta2) * np.square(g)
    return theta - np.float32(eta) * (g / (np.sqrt(v) + np.float32(eps))), v


# %% grade_id="t3_adam_step"
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    theta, m, v, g = (np.asarray(array, dtype=np.float32) for array in (theta, m, v, g))
    m = np.float32(beta1) * m + np.float32(1 - beta1) * g
    v = np.float32(beta2) * v + np.float32(1 - beta2) * g * g
    size = np.sqrt(v / np.float32(1 - beta2**t)) + np.float32(eps)
    return theta - np.float32(eta / (1 - beta1**t)) * m / size, m, v


# %% grade_id="t4_adamw_step"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    theta, m, v, g = (np.asarray(array, dtype=np.float32) for array in (theta, m, v, g))
    m = np.float32(beta1) * m + np.float32(1 - beta1) * g
    v = np.float32(beta2) * v + np.float32(1 - beta2) * g * g
    size = np.sqrt(v / np.float32(1 - beta2**t)) + np.float32(eps)
    shrunk = np.float32(1 - eta * decay) * theta
    return shrunk - np.float32(eta / (1 - beta1**t)) * m / size, m, v


# %% grade_id="t5_rate"
def rate(t, T, warmup, peak, floor):
    steps = np.arange(T + 1, dtype=np.float32)
    rising = np.float32(peak) * steps / np.float32(max(warmup, 1))
    turn = np.float32(np.pi) * (steps - warmup) / np.float32(max(T - warmup, 1))
    falling = np.float32(floor) + np.float32(peak - floor) * (1 + np.cos(turn)) / 2
    return np.where(steps < warmup, rising, falling)[t]


# %% grade_id="t6_clip_by_norm"
def clip_by_norm(gradients, bound):
    norm = np.linalg.norm([np.linalg.norm(g) for g in gradients])
    if norm <= bound:
        return tuple(gradients)
    return tuple((g * (bound / norm)).astype(np.float32) for g in gradients)


# %% grade_id="t7_minimize"
def minimize(gradient, theta, stepper, steps):
    path, memory = [np.array(theta, dtype=np.float32)], None
    for t in range(1, steps + 1):
        now = path[-1].astype(np.float64)
        moved, memory = stepper(now, memory, gradient(now), t)
        path.append(moved.astype(np.float32))
    return np.array(path)
