# %% grade_id="t5_softmax" mistake="clips the logits" message="must change nothing, but did"
def softmax(z, axis, temperature):
    e = np.exp(np.clip(z / temperature, -500, 500))
    return e / e.sum(axis=axis, keepdims=True)


# %% grade_id="t5_softmax" mistake="always takes the last axis" message="Is the argument axis used?"
def softmax(z, axis, temperature):
    z = z / temperature
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# %% grade_id="t5_softmax" mistake="subtracts the largest logit of the whole batch" message="the same number subtracted for all examples"
def softmax(z, axis, temperature):
    z = z / temperature
    e = np.exp(z - z.max())
    return e / e.sum(axis=axis, keepdims=True)


# %% grade_id="t5_softmax" mistake="subtracts the largest logit as it was before the division" message="At a temperature of 0.001 some"
def softmax(z, axis, temperature):
    e = np.exp(z / temperature - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# %% grade_id="t5_softmax" mistake="subtracts the mean, so that large logits still overflow" message="logits of 10,000, 0 and -10,000 some"
def softmax(z, axis, temperature):
    z = z / temperature
    e = np.exp(z - z.mean(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# %% grade_id="t5_softmax" mistake="divides in the caller's array" message="softmax changed its argument z"
def softmax(z, axis, temperature):
    if temperature != 1:
        z /= temperature
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# %% grade_id="t5_softmax" mistake="divides after exp, where it cancels" message="divided by T, before exp()?"
def softmax(z, axis, temperature):
    e = np.exp(z - z.max(axis=axis, keepdims=True)) / temperature
    return e / e.sum(axis=axis, keepdims=True)


# %% grade_id="t5_softmax" mistake="multiplies by the temperature" message="divided by T"
def softmax(z, axis, temperature):
    z = z * temperature
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# %% grade_id="t5_softmax" mistake="types the formula as it stands" message="Does exp() overflow, or 0 divide 0?"
def softmax(z, axis, temperature):
    e = np.exp(z / temperature)
    return e / e.sum(axis=axis, keepdims=True)


# %% grade_id="t5_softmax" mistake="sums over everything" message="Which axis is summed over?"
def softmax(z, axis, temperature):
    e = np.exp(z / temperature - np.max(z / temperature))
    return e / e.sum()


# %% grade_id="t5_softmax" mistake="always sums over the first axis" message="Which axis is summed over?"
def softmax(z, axis, temperature):
    e = np.exp((z - z.max()) / temperature)
    return e / e.sum(axis=0, keepdims=True)


# %% grade_id="t5_softmax" mistake="subtracts the largest in place" message="softmax changed its argument z"
def softmax(z, axis, temperature):
    z -= z.max(axis=axis, keepdims=True)
    shares = np.exp(z / temperature)
    return shares / shares.sum(axis=axis, keepdims=True)


# %% grade_id="t5_softmax" mistake="divides logits that are too large" message="must change nothing"
def softmax(z, axis, temperature):
    z = z / temperature
    size = np.max(np.abs(np.where(np.isfinite(z), z, 0)), axis=axis, keepdims=True)
    shifted = np.where(size > 700, (z - np.max(z, axis=axis, keepdims=True)) / np.maximum(size / 700, 1), z)
    e = np.exp(shifted)
    return e / e.sum(axis=axis, keepdims=True)


# %% grade_id="t5_softmax" mistake="writes a large number for minus infinity" message="softmax changed its argument z"
def softmax(z, axis, temperature):
    z[z == -np.inf] = -1e9
    e = np.exp((z - z.max(axis=axis, keepdims=True)) / temperature)
    return e / e.sum(axis=axis, keepdims=True)
