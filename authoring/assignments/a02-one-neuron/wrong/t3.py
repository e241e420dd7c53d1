# %% grade_id="t3_hinge_slope" mistake="forgets the label" message="should be 0, -1, -1, 0 and 1"
def hinge_slope(z, y):
    return np.where(y * z < 1, -1.0, 0.0)


# %% grade_id="t3_hinge_slope" mistake="lets an example at the corner pull" message="what did we agree on at the corner"
def hinge_slope(z, y):
    return np.where(y * z <= 1, -y, 0.0)


# %% grade_id="t3_hinge_slope" mistake="stops pulling at margin 0" message="Which way must z move to get a margin of 1"
def hinge_slope(z, y):
    return np.where(y * z < 0, -y, 0.0)


# %% grade_id="t3_logistic_slope" mistake="loses the pull of examples that are wrong by far" message="Does an example that is wrong by far still pull"
def logistic_slope(z, y):
    return np.where(np.abs(z) > 500, 0.0, 1 / (1 + np.exp(-np.clip(z, -500, 500))) - y)


# %% grade_id="t3_logistic_slope" mistake="multiplies by the sigmoid's slope once more" message="Is a factor left that should cancel"
def logistic_slope(z, y):
    a = 1 / (1 + np.exp(-z))
    return (a - y) * a * (1 - a)


# %% grade_id="t3_logistic_slope" mistake="multiplies and divides by a factor that becomes 0" message="Is 0 divided by 0 somewhere"
def logistic_slope(z, y):
    a = 1 / (1 + np.exp(-z))
    return (a - y) / (a * (1 - a)) * (a * (1 - a))


# %% grade_id="t3_logistic_slope" mistake="returns the pull, not the slope" message="Opposite sign"
def logistic_slope(z, y):
    return y - 1 / (1 + np.exp(-z))


# %% grade_id="t3_perceptron_slope" mistake="lets an example at the corner not pull" message="what did we agree on at the corner"
def perceptron_slope(z, y):
    return np.where(y * z < 0, -y, 0.0)


# %% grade_id="t3_perceptron_slope" mistake="treats the corner by the sign of z alone" message="for at least one label"
def perceptron_slope(z, y):
    return np.where(np.where(z > 0, 1, -1) != y, -y, 0.0)


# %% grade_id="t3_perceptron_slope" mistake="returns the pull, not the slope" message="Which way must z move"
def perceptron_slope(z, y):
    return np.where(y * z <= 0, y, 0.0)


# %% grade_id="t3_perceptron_slope" mistake="differentiates with respect to y" message="Which way must z move"
def perceptron_slope(z, y):
    return np.where(y * z <= 0, -z, 0.0)


# %% grade_id="t3_squared_slope" mistake="loses the factor 2" message="A factor of 2 lost"
def squared_slope(z, y):
    return z - y


# %% grade_id="t3_squared_slope" mistake="differentiates with respect to y" message="Opposite sign"
def squared_slope(z, y):
    return 2 * (y - z)


# %% grade_id="t3_logistic_slope" mistake="cuts z off in place" message="logistic_slope changed its argument z"
def logistic_slope(z, y):
    np.minimum(z, 600, out=z)
    np.maximum(z, -600, out=z)
    return 1 / (1 + np.exp(-z)) - y
