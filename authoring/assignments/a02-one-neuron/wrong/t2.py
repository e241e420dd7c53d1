# %% grade_id="t2_squared_loss" mistake="takes the absolute difference" message="should be 4, 0 and 9"
def squared_loss(z, y):
    return np.abs(z - y)


# %% grade_id="t2_squared_loss" mistake="puts a factor one half before the square" message="Is a factor 1/2 added"
def squared_loss(z, y):
    return (z - y) ** 2 / 2


# %% grade_id="t2_hinge_loss" mistake="forgets the margin" message="the right side alone is not enough"
def hinge_loss(z, y):
    return np.maximum(-y * z, 0)


# %% grade_id="t2_hinge_loss" mistake="forgets the zero" message="should be 0, 0.5, 3 and 0.5"
def hinge_loss(z, y):
    return 1 - y * z


# %% grade_id="t2_hinge_loss" mistake="squares the hinge" message="should be 0, 0.5, 3 and 0.5"
def hinge_loss(z, y):
    return np.maximum(1 - y * z, 0) ** 2


# %% grade_id="t2_logistic_loss" mistake="cuts probabilities off before the logarithm" message="cut off before the logarithm"
def logistic_loss(z, y):
    a = np.clip(1 / (1 + np.exp(-z)), 1e-12, 1 - 1e-12)
    return -y * np.log(a) - (1 - y) * np.log(1 - a)


# %% grade_id="t2_logistic_loss" mistake="swaps the two labels" message="labels 0 and 1 mixed up"
def logistic_loss(z, y):
    return np.logaddexp(0, (2 * y - 1) * z)


# %% grade_id="t2_logistic_loss" mistake="takes the labels for -1 and +1" message="taken for -1 and +1"
def logistic_loss(z, y):
    return np.logaddexp(0, -y * z)


# %% grade_id="t2_logistic_loss" mistake="takes the logarithm of 0" message="Does a logarithm get a 0"
def logistic_loss(z, y):
    a = 1 / (1 + np.exp(-z))
    return -y * np.log(a) - (1 - y) * np.log(1 - a)


# %% grade_id="t2_squared_loss" mistake="returns the mean" message="Averaged?"
def squared_loss(z, y):
    return np.mean((z - y) ** 2)


# %% grade_id="t2_perceptron_loss" mistake="counts mistakes instead of measuring them" message="Who is on the wrong side"
def perceptron_loss(z, y):
    return np.where(y * z < 0, 1.0, 0.0)


# %% grade_id="t2_perceptron_loss" mistake="uses the hinge for the perceptron criterion" message="Who is on the wrong side"
def perceptron_loss(z, y):
    return np.maximum(1 - y * z, 0)


# %% grade_id="t2_perceptron_loss" mistake="charges the right side" message="Who is on the wrong side"
def perceptron_loss(z, y):
    return np.maximum(y * z, 0)


# %% grade_id="t2_perceptron_loss" mistake="sets the sums of the right side to 0 in place" message="changed its argument z"
def perceptron_loss(z, y):
    z[y * z > 0] = 0
    return np.abs(z)


# %% grade_id="t2_hinge_loss" mistake="makes margins of the sums in place" message="changed its argument z"
def hinge_loss(z, y):
    z *= y
    return np.maximum(1 - z, 0)


# %% grade_id="t2_logistic_loss" mistake="cuts z off at 60" message="Then the loss stops growing"
def logistic_loss(z, y):
    return np.log(1 + np.exp(np.clip((1 - 2 * y) * z, -60, 60)))
