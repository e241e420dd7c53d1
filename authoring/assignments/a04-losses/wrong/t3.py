# %% grade_id="t3_hinge" mistake="lets the right side cost nothing" message="The right side alone is not enough for the hinge"
def hinge(m):
    return np.where(m > 0, 0, 1 - m)


# %% grade_id="t3_hinge" mistake="forgets the margin of 1" message="The right side alone is not enough for the hinge"
def hinge(m):
    return np.maximum(0, -m)


# %% grade_id="t3_hinge" mistake="forgets the zero" message="The hinge losses should be 0, 0.5 and 3"
def hinge(m):
    return 1 - m


# %% grade_id="t3_logistic" mistake="divides by log 2" message="The logistic losses should be"
def logistic(m):
    return np.logaddexp(0, -m) / np.log(2)


# %% grade_id="t3_logistic" mistake="subtracts two numbers that are nearly equal" message="not right to three digits"
def logistic(m):
    return np.logaddexp(0, m) - m


# %% grade_id="t3_logistic" mistake="adds 1 to a tiny number" message="Then the tiny number is rounded away"
def logistic(m):
    return np.maximum(0, -m) + np.log(1 + np.exp(-np.abs(m)))


# %% grade_id="t3_logistic" mistake="types the formula as it stands" message="Does exp() overflow?"
def logistic(m):
    return np.log1p(np.exp(-m))


# %% grade_id="t3_logistic" mistake="loses the minus in the exponent" message="The sign in the exponent?"
def logistic(m):
    return np.logaddexp(0, m)


# %% grade_id="t3_margin" mistake="turns labels into signs in the caller's array" message="margin changed its argument y"
def margin(y, z):
    y[y == 0] = -1
    return y * z


# %% grade_id="t3_margin" mistake="says only whether it is right" message="What is the sign of class 0"
def margin(y, z):
    return np.where((z > 0) == (y == 1), 1.0, -1.0)


# %% grade_id="t3_margin" mistake="swaps the classes" message="What is the sign of class 0"
def margin(y, z):
    return (1 - 2 * y) * z


# %% grade_id="t3_margin" mistake="takes label 0 for a sign" message="is 0 taken for it?"
def margin(y, z):
    return y * z


# %% grade_id="t3_perceptron" mistake="counts mistakes" message="The perceptron criterion should be 0, 0 and 2"
def perceptron(m):
    return (m < 0).astype(float)


# %% grade_id="t3_perceptron" mistake="uses the hinge" message="The perceptron criterion should be 0, 0 and 2"
def perceptron(m):
    return np.maximum(0, 1 - m)


# %% grade_id="t3_perceptron" mistake="charges the right side" message="The perceptron criterion should be 0, 0 and 2"
def perceptron(m):
    return np.maximum(0, m)


# %% grade_id="t3_squared" mistake="puts a half before the square" message="A factor 1/2 added?"
def squared(m):
    return (1 - m) ** 2 / 2


# %% grade_id="t3_squared" mistake="lets large margins cost nothing" message="The squared losses should be 4, 0 and 4"
def squared(m):
    return np.maximum(0, 1 - m) ** 2


# %% grade_id="t3_squared" mistake="squares the margin itself" message="The squared losses should be 4, 0 and 4"
def squared(m):
    return m**2


# %% grade_id="t3_logistic" mistake="margins of 100 and more cost what 100 does" message="Or is the margin cut off"
def logistic(m):
    return np.logaddexp(0, -np.where(m > 100, 100, m))


# %% grade_id="t3_logistic" mistake="cuts the given margins off" message="logistic changed its argument m"
def logistic(m):
    m[m > 690] = 690
    return np.log1p(np.exp(-np.abs(m))) + np.where(m < 0, -m, 0)


# %% grade_id="t3_perceptron" mistake="sets the given margins to 0" message="perceptron changed its argument m"
def perceptron(m):
    np.minimum(m, 0, out=m)
    return -m


# %% grade_id="t3_hinge" mistake="forgets the return" message="hinge returned None"
def hinge(m):
    np.maximum(0, 1 - m)
