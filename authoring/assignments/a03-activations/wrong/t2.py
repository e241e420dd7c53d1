# %% grade_id="t2_elu" mistake="multiplies the exponential alone" message="What does alpha multiply?"
def elu(z, alpha):
    return np.where(z > 0, z, alpha * np.exp(np.minimum(z, 0)) - 1)


# %% grade_id="t2_elu" mistake="multiplies infinity by 0" message="is infinity multiplied by 0?"
def elu(z, alpha):
    return (z > 0) * z + (z <= 0) * alpha * np.expm1(z)


# %% grade_id="t2_elu" mistake="forgets the -1" message="Is the -1 forgotten?"
def elu(z, alpha):
    return np.where(z > 0, z, alpha * np.exp(z))


# %% grade_id="t2_elu" mistake="subtracts 1 from a number near 1" message="Is 1 subtracted from a number near 1?"
def elu(z, alpha):
    return np.where(z > 0, z, alpha * (np.exp(np.minimum(z, 0)) - 1))


# %% grade_id="t2_elu" mistake="multiplies both sides" message="What does alpha multiply?"
def elu(z, alpha):
    return alpha * np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


# %% grade_id="t2_elu_slope" mistake="takes the slope from the right at the corner" message="not as agreed above"
def elu_slope(z, alpha):
    return np.where(z >= 0, 1.0, alpha * np.exp(-np.abs(z)))


# %% grade_id="t2_elu_slope" mistake="returns the value, not the slope" message="What is the derivative of the bracket?"
def elu_slope(z, alpha):
    return np.where(z > 0, 1.0, alpha * np.expm1(np.minimum(z, 0)))


# %% grade_id="t2_elu_slope" mistake="loses alpha" message="What is the derivative of the bracket?"
def elu_slope(z, alpha):
    return np.where(z > 0, 1.0, np.exp(np.minimum(z, 0)))


# %% grade_id="t2_elu_slope" mistake="multiplies infinity by 0" message="Does exp() overflow?"
def elu_slope(z, alpha):
    return (z > 0) + (z <= 0) * alpha * np.exp(z)


# %% grade_id="t2_leaky_relu" mistake="forgets the sign of the leak" message="Which side is multiplied by alpha"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * np.abs(z))


# %% grade_id="t2_leaky_relu" mistake="uses the exercise's alpha" message="Is alpha the argument, or a fixed number?"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, 0.1 * z)


# %% grade_id="t2_leaky_relu" mistake="multiplies in the caller's array" message="leaky_relu changed its argument z"
def leaky_relu(z, alpha):
    z[z < 0] *= alpha
    return z


# %% grade_id="t2_leaky_relu" mistake="multiplies the wrong side" message="Which side is multiplied by alpha"
def leaky_relu(z, alpha):
    return np.where(z > 0, alpha * z, z)


# %% grade_id="t2_leaky_relu_slope" mistake="takes the mean of both slopes at the corner" message="not as agreed above"
def leaky_relu_slope(z, alpha):
    return np.where(z > 0, 1.0, np.where(z < 0, alpha, (1 + alpha) / 2))


# %% grade_id="t2_leaky_relu_slope" mistake="takes the slope from the right at the corner" message="not as agreed above"
def leaky_relu_slope(z, alpha):
    return np.where(z >= 0, 1.0, alpha)


# %% grade_id="t2_leaky_relu_slope" mistake="returns the value on the left" message="should be 1 and 0.1"
def leaky_relu_slope(z, alpha):
    return np.where(z > 0, 1.0, alpha * z)


# %% grade_id="t2_leaky_relu_slope" mistake="takes ReLU's slope at the corner" message="not as agreed above"
def leaky_relu_slope(z, alpha):
    return np.where(z > 0, 1.0, np.where(z < 0, alpha, 0.0))


# %% grade_id="t2_elu_slope" mistake="sets the positive numbers to 0 in place" message="elu_slope changed its argument z"
def elu_slope(z, alpha):
    right = z > 0
    z[right] = 0
    return np.where(right, 1.0, alpha * np.exp(z))


# %% grade_id="t2_leaky_relu_slope" mistake="a type of whole numbers for the slopes" message="should be 1 and 0.1"
def leaky_relu_slope(z, alpha):
    slopes = np.ones(z.shape, dtype=int)
    slopes[z <= 0] = alpha
    return slopes
