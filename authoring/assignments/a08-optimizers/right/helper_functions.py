# %% grade_id="t1_momentum_step"
sum = abs = "names of my own"
round = None


def fade(old, new, keep, add):
    return np.add(np.multiply(old, keep), np.multiply(new, add))


def momentum_step(theta, m, g, eta, beta, nesterov=False):
    memory = fade(old=m, new=g, keep=beta, add=1)
    ahead = fade(old=memory, new=g, keep=beta, add=1)
    return fade(old=theta, new=(memory, ahead)[bool(nesterov)], keep=1, add=-eta), memory


# %% grade_id="t2_adagrad_step"
def divided(theta, g, v, eta, eps):
    return np.subtract(theta, np.divide(np.multiply(eta, g), np.add(np.sqrt(v), eps)))


def adagrad_step(theta, v, g, eta, eps=1e-10):
    total = np.add(v, np.multiply(g, g))
    return divided(theta=theta, g=g, v=total, eta=eta, eps=eps), total


# %% grade_id="t2_rmsprop_step"
def fading_mean(old, new, keep):
    return np.add(keep * old, (1 - keep) * new)


def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    mean = fading_mean(new=np.square(g), old=v, keep=beta2)
    return np.subtract(theta, eta * g * np.reciprocal(np.sqrt(mean) + eps)), mean


# %% grade_id="t3_adam_step"
def corrected(memory, beta, t):
    return memory / -np.expm1(t * np.log(beta)) if beta > 0 else memory


def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (g * g - v)
    return (
        theta - eta * corrected(memory=m, beta=beta1, t=t) / (corrected(t=t, memory=v, beta=beta2) ** 0.5 + eps),
        m,
        v,
    )


# %% grade_id="t4_adamw_step"
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    moved, m, v = adam_step(g=g, m=m, v=v, theta=theta, eta=eta, t=t, eps=eps, beta1=beta1, beta2=beta2)
    return moved - eta * decay * theta, m, v


# %% grade_id="t5_rate"
max = min = 0  # the two ends of my notes


def rate(t, T, warmup, peak, floor):
    if t == warmup:
        return float(peak)
    if t > warmup:
        return (peak + floor) / 2 + (peak - floor) / 2 * np.sin(np.pi * (0.5 - (t - warmup) / (T - warmup)))
    return np.interp(t, [0, warmup], [0, peak])


# %% grade_id="t6_clip_by_norm"
def joint_norm(arrays):
    return np.sqrt(np.sum([np.vdot(array, array) for array in arrays]))


def clip_by_norm(gradients, bound):
    with np.errstate(all="ignore"):
        factor = np.fmin(np.nan_to_num(bound / joint_norm(arrays=gradients), nan=1.0), 1.0)
    return [array if factor == 1 else factor * array for array in gradients]


# %% grade_id="t7_minimize"
def minimize(gradient, theta, stepper, steps):
    def onward(theta, memory, t):
        if t > steps:
            return [theta]
        after = stepper(t=t, g=gradient(theta), memory=memory, theta=theta)
        return [theta, *onward(*after, t + 1)]

    return np.vstack(onward(theta=theta, memory=None, t=1))
