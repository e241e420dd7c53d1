# %% grade_id="t1_sigmoid" mistake="forgets the return" message="Does it end with a return?"
def sigmoid(z):
    a = 1 / (1 + np.exp(-z))


# %% grade_id="t1_sigmoid" mistake="cuts the pre-activation off too early" message="not right to three digits"
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -30, 30)))


# %% grade_id="t1_sigmoid" mistake="loses the shape" message="of the same shape"
def sigmoid(z):
    return np.array([1 / (1 + np.exp(-one)) for one in z.ravel()])


# %% grade_id="t1_sigmoid" mistake="adds 1 to a number near -1, which loses the digits of small activations" message="not right to three digits"
def sigmoid(z):
    return (1 + np.tanh(z / 2)) / 2


# %% grade_id="t1_sigmoid" mistake="works in the caller's array" message="sigmoid changed its argument z"
def sigmoid(z):
    z *= -1
    return 1 / (1 + np.exp(z))


# %% grade_id="t1_sigmoid" mistake="divides infinity by infinity" message="infinity divided by infinity"
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))


# %% grade_id="t1_sigmoid" mistake="the sign in the exponent is lost" message="Check the sign in the exponent"
def sigmoid(z):
    return 1 / (1 + np.exp(z))


# %% grade_id="t1_sigmoid_slope" mistake="loses a minus of the chain rule" message="Is it a function of z, or of a?"
def sigmoid_slope(z):
    e = np.exp(-np.abs(z))
    return -e / (1 + e) ** 2


# %% grade_id="t1_sigmoid_slope" mistake="takes z for the activation" message="Is it a function of z, or of a?"
def sigmoid_slope(z):
    return z * (1 - z)


# %% grade_id="t1_sigmoid_slope" mistake="divides infinity by infinity" message="infinity divided by infinity"
def sigmoid_slope(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


# %% grade_id="t1_sigmoid_slope" mistake="subtracts a number near 1 from 1" message="not right to three digits on both sides"
def sigmoid_slope(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)


# %% grade_id="t1_sigmoid_slope" mistake="calls a small slope 0" message="not right to three digits on both sides"
def sigmoid_slope(z):
    safe = np.clip(z, -40, 40)
    return np.where(np.abs(z) > 40, 0, np.exp(-np.abs(safe)) / (1 + np.exp(-np.abs(safe))) ** 2)


# %% grade_id="t1_tanh_slope" mistake="factors the difference, which does not help" message="not right to three digits on both sides"
def tanh_slope(z):
    a = np.tanh(z)
    return (1 - a) * (1 + a)


# %% grade_id="t1_tanh_slope" mistake="forgets the 2 in the exponent" message="A factor 2 in an exponent"
def tanh_slope(z):
    e = np.exp(-np.abs(z))
    return 4 * e / (1 + e) ** 2


# %% grade_id="t1_tanh_slope" mistake="forgets the square" message="or the square, lost"
def tanh_slope(z):
    return 1 - np.tanh(z)


# %% grade_id="t1_tanh_slope" mistake="divides infinity by infinity" message="infinity divided by infinity"
def tanh_slope(z):
    return 4 * np.exp(2 * z) / (np.exp(2 * z) + 1) ** 2


# %% grade_id="t1_tanh_slope" mistake="subtracts a number near 1 from 1" message="not right to three digits on both sides"
def tanh_slope(z):
    return 1 - np.tanh(z) ** 2


# %% grade_id="t1_sigmoid" mistake="cuts the logits off at 60" message="Or is z cut off somewhere"
def sigmoid(z):
    kept = np.maximum(np.minimum(z, 60), -60)
    return 1 / (1 + np.exp(-kept))


# %% grade_id="t1_sigmoid" mistake="cuts the given logits off where exp overflows" message="sigmoid changed its argument z"
def sigmoid(z):
    z[z < -709] = -709
    return 1 / (1 + np.exp(-z))


# %% grade_id="t1_sigmoid_slope" mistake="cuts the logits off at 100" message="Or is z cut off somewhere"
def sigmoid_slope(z):
    e = np.exp(-np.minimum(np.abs(z), 100))
    return e / (1 + e) ** 2


# %% grade_id="t1_sigmoid_slope" mistake="takes the size of the given logits in place" message="changed its argument z"
def sigmoid_slope(z):
    e = np.exp(-np.abs(z, out=z))
    return e / (1 + e) ** 2


# %% grade_id="t1_tanh_slope" mistake="cuts the pre-activations off at 100" message="Or is z cut off somewhere"
def tanh_slope(z):
    e = np.exp(-2 * np.minimum(np.abs(z), 100))
    return 4 * e / (1 + e) ** 2


# %% grade_id="t1_tanh_slope" mistake="cuts the given pre-activations off" message="tanh_slope changed its argument z"
def tanh_slope(z):
    z[np.abs(z) > 350] = 350
    return np.cosh(z) ** -2.0
