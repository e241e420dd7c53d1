# %% grade_id="t1_pre_activation" mistake="adds the bias to the weights in place" message="changed its argument"
def pre_activation(X, w, b):
    X *= w
    return X.sum(axis=1) + b


# %% grade_id="t1_pre_activation" mistake="adds the bias once for every input" message="is the bias added once"
def pre_activation(X, w, b):
    return np.sum(X * w + b, axis=1)


# %% grade_id="t1_pre_activation" mistake="forgets the bias" message="is the bias added once"
def pre_activation(X, w, b):
    return X @ w


# %% grade_id="t1_sigmoid" mistake="divides infinity by infinity" message="infinity divided by infinity"
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))


# %% grade_id="t1_pre_activation" mistake="multiplies without adding up" message="One sum for each row of X"
def pre_activation(X, w, b):
    return X * w + b


# %% grade_id="t1_sigmoid" mistake="loses the minus sign in the exponent" message="Check the sign in the exponent"
def sigmoid(z):
    return 1 / (1 + np.exp(z))


# %% grade_id="t1_sigmoid" mistake="uses the hyperbolic tangent unshifted" message="should be 0.5, 0.75 and 0.25"
def sigmoid(z):
    return np.tanh(z)


# %% grade_id="t1_sigmoid" mistake="cuts the given sums off where exp overflows" message="sigmoid changed its argument z"
def sigmoid(z):
    z[z < -700] = -700
    return 1 / (1 + np.exp(-z))


# %% grade_id="t1_pre_activation" mistake="prints instead of returning" message="Does it end with a return"
def pre_activation(X, w, b):
    print(X @ w + b)


# %% grade_id="t1_pre_activation" mistake="the size of every weight" message="Does each input meet its own weight"
def pre_activation(X, w, b):
    return X @ np.abs(w) + b


# %% grade_id="t1_sigmoid" mistake="a number for a single sum" message="an array of shape (1,)"
def sigmoid(z):
    return np.squeeze(1 / (1 + np.exp(-z)))
