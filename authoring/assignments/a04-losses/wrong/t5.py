# %% grade_id="t5_binary_gradient" mistake="loses the pull of examples that are wrong by far" message="Does an example that is wrong by far still pull?"
def binary_gradient(y, z):
    return np.where(np.abs(z) > 100, 0.0, (1 / (1 + np.exp(-np.clip(z, -100, 100))) - y) / len(y))


# %% grade_id="t5_binary_gradient" mistake="forgets 1/n" message="Is 1/n forgotten"
def binary_gradient(y, z):
    return (1 + np.tanh(z / 2)) / 2 - y


# %% grade_id="t5_binary_gradient" mistake="leaves the slope of the sigmoid in" message="a factor left that should cancel"
def binary_gradient(y, z):
    answer = (1 + np.tanh(z / 2)) / 2
    return (answer - y) * answer * (1 - answer) / len(y)


# %% grade_id="t5_binary_gradient" mistake="divides 0 by 0 far out" message="some slopes are not finite"
def binary_gradient(y, z):
    answer = 1 / (1 + np.exp(-z))
    return (-y / answer + (1 - y) / (1 - answer)) * answer * (1 - answer) / len(y)


# %% grade_id="t5_binary_gradient" mistake="decides before it compares" message="Is 1/n forgotten, or a factor left"
def binary_gradient(y, z):
    return ((z > 0) - y) / len(y)


# %% grade_id="t5_binary_gradient" mistake="subtracts the wrong way round" message="Opposite sign?"
def binary_gradient(y, z):
    return (y - (1 + np.tanh(z / 2)) / 2) / len(y)


# %% grade_id="t5_softmax_gradient" mistake="subtracts 1 from whole columns" message="Has every class a slope"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    p[:, y] -= 1
    return p / len(y)


# %% grade_id="t5_softmax_gradient" mistake="divides by all entries" message="Is 1/n forgotten?"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return (e / np.sum(e, axis=1, keepdims=True) - np.eye(z.shape[1])[y]) / z.size


# %% grade_id="t5_softmax_gradient" mistake="forgets 1/n" message="Is 1/n forgotten?"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True) - np.eye(z.shape[1])[y]


# %% grade_id="t5_softmax_gradient" mistake="subtracts in the caller's array" message="softmax_gradient changed its argument z"
def softmax_gradient(y, z):
    z -= np.max(z, axis=1, keepdims=True)
    e = np.exp(z)
    return (e / np.sum(e, axis=1, keepdims=True) - np.eye(z.shape[1])[y]) / len(y)


# %% grade_id="t5_softmax_gradient" mistake="leaves the factor p(1 - p) in" message="Has every class a slope"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return (p - np.eye(z.shape[1])[y]) * p * (1 - p) / len(y)


# %% grade_id="t5_softmax_gradient" mistake="returns the answer" message="Has every class a slope"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True) / len(y)


# %% grade_id="t5_softmax_gradient" mistake="subtracts the largest logit of the whole batch" message="the same number subtracted for all examples"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z))
    return (e / np.sum(e, axis=1, keepdims=True) - np.eye(z.shape[1])[y]) / len(y)


# %% grade_id="t5_softmax_gradient" mistake="lets exp overflow" message="Does exp() overflow"
def softmax_gradient(y, z):
    e = np.exp(z)
    return (e / np.sum(e, axis=1, keepdims=True) - np.eye(z.shape[1])[y]) / len(y)


# %% grade_id="t5_softmax_gradient" mistake="gives only the right class a slope" message="Has every class a slope"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return np.eye(z.shape[1])[y] * (p - 1) / len(y)


# %% grade_id="t5_softmax_gradient" mistake="subtracts the wrong way round" message="Opposite sign?"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return (np.eye(z.shape[1])[y] - e / np.sum(e, axis=1, keepdims=True)) / len(y)


# %% grade_id="t5_binary_gradient" mistake="cuts the given logits off" message="binary_gradient changed its argument z"
def binary_gradient(y, z):
    z[z < -700] = -700
    return (1 / (1 + np.exp(-z)) - y) / len(y)
