# %% grade_id="t4_softmax_cross_entropy" mistake="indexes whole columns" message="The mean loss should be 0.8370"
def softmax_cross_entropy(y, z):
    return np.mean(np.logaddexp.reduce(z, axis=1) - z[:, y])


# %% grade_id="t4_log_sum_exp" mistake="subtracts the mean" message="logits of 10,000, 0 and -10,000 in the same example"
def log_sum_exp(z):
    c = np.mean(z, axis=-1, keepdims=True)
    return c[..., 0] + np.log(np.sum(np.exp(z - c), axis=-1))


# %% grade_id="t4_log_sum_exp" mistake="forgets to add c" message="Is c added back"
def log_sum_exp(z):
    c = np.max(z, axis=-1, keepdims=True)
    return np.log(np.sum(np.exp(z - c), axis=-1))


# %% grade_id="t4_softmax_cross_entropy" mistake="counts classes from 1" message="Classes counted from 1?"
def softmax_cross_entropy(y, z):
    return np.mean(np.logaddexp.reduce(z, axis=1) - z[np.arange(len(y)), y - 1])


# %% grade_id="t4_log_sum_exp" mistake="sums over the first axis" message="Which axis is summed?"
def log_sum_exp(z):
    return np.logaddexp.reduce(z, axis=0)


# %% grade_id="t4_log_sum_exp" mistake="subtracts in the caller's array" message="log_sum_exp changed its argument z"
def log_sum_exp(z):
    c = np.max(z, axis=-1)
    z -= c[..., None]
    return c + np.log(np.sum(np.exp(z), axis=-1))


# %% grade_id="t4_log_sum_exp" mistake="keeps the axis" message="Which axis is summed?"
def log_sum_exp(z):
    c = np.max(z, axis=-1, keepdims=True)
    return c + np.log(np.sum(np.exp(z - c), axis=-1, keepdims=True))


# %% grade_id="t4_softmax_cross_entropy" mistake="takes the logarithm of a rounded probability" message="Is a probability computed?"
def softmax_cross_entropy(y, z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


# %% grade_id="t4_log_sum_exp" mistake="averages the exponentials" message="should be log 8"
def log_sum_exp(z):
    c = np.max(z, axis=-1)
    return c + np.log(np.mean(np.exp(z - c[..., None]), axis=-1))


# %% grade_id="t4_softmax_cross_entropy" mistake="averages over examples and classes" message="The mean loss should be 0.8370"
def softmax_cross_entropy(y, z):
    log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    return -np.mean(log_p * np.eye(z.shape[1])[y])


# %% grade_id="t4_log_sum_exp" mistake="takes the largest logit of the whole batch" message="Is c the same for all examples"
def log_sum_exp(z):
    c = np.max(z)
    return c + np.log(np.sum(np.exp(z - c), axis=-1))


# %% grade_id="t4_softmax_cross_entropy" mistake="subtracts the largest logit of the whole batch" message="or a logarithm get a 0"
def softmax_cross_entropy(y, z):
    z = z - z.max()
    return np.mean(np.log(np.sum(np.exp(z), axis=1)) - z[np.arange(len(y)), y])


# %% grade_id="t4_softmax_cross_entropy" mistake="normalizes over the examples" message="The mean loss should be 0.8370"
def softmax_cross_entropy(y, z):
    log_p = z - np.logaddexp.reduce(z, axis=0, keepdims=True)
    return -np.mean(log_p[np.arange(len(y)), y])


# %% grade_id="t4_log_sum_exp" mistake="types the formula as it stands" message="With logits of 1,000"
def log_sum_exp(z):
    return np.log(np.sum(np.exp(z), axis=-1))


# %% grade_id="t4_softmax_cross_entropy" mistake="cuts probabilities off" message="Are probabilities cut off before the logarithm?"
def softmax_cross_entropy(y, z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = np.maximum(e / e.sum(axis=1, keepdims=True), 1e-12)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


# %% grade_id="t4_softmax_cross_entropy" mistake="takes the softmax twice" message="The mean loss should be 0.8370"
def softmax_cross_entropy(y, z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return np.mean(np.log(np.sum(np.exp(p), axis=1)) - p[np.arange(len(y)), y])


# %% grade_id="t4_softmax_cross_entropy" mistake="adds instead of averaging" message="A sum instead of the mean?"
def softmax_cross_entropy(y, z):
    return np.sum(np.logaddexp.reduce(z, axis=1) - z[np.arange(len(y)), y])


# %% grade_id="t4_log_sum_exp" mistake="writes a large number for minus infinity" message="log_sum_exp changed its argument z"
def log_sum_exp(z):
    np.maximum(z, -1e7, out=z)
    c = np.max(z, axis=-1)
    return c + np.log(np.sum(np.exp(z - c[..., None]), axis=-1))


# %% grade_id="t4_log_sum_exp" mistake="subtracts the first logit" message="not right"
def log_sum_exp(z):
    c = z[..., 0]
    return c + np.log(np.sum(np.exp(z - z[..., :1]), axis=-1))


# %% grade_id="t4_softmax_cross_entropy" mistake="the mean over the examples that cost something" message="Is it the mean over all examples"
def softmax_cross_entropy(y, z):
    c = z.max(axis=1)
    losses = c + np.log(np.exp(z - c[:, None]).sum(axis=1)) - z[np.arange(len(y)), y]
    return losses.sum() / max(np.count_nonzero(losses), 1)
