# %% grade_id="t4_gelu" mistake="takes erf for Phi" message="what multiplies Phi"
def gelu(z):
    return z * np.vectorize(math.erf)(z / 2**0.5)


# %% grade_id="t4_gelu" mistake="loses the shape" message="of the same shape"
def gelu(z):
    return np.array([one * (1 + math.erf(one / 2**0.5)) / 2 for one in z.ravel()])


# %% grade_id="t4_gelu" mistake="forgets the square root of 2" message="What is inside erf"
def gelu(z):
    return z * (1 + np.vectorize(math.erf)(z)) / 2


# %% grade_id="t4_gelu" mistake="returns Phi" message="what multiplies Phi"
def gelu(z):
    return (1 + np.vectorize(math.erf)(z / 2**0.5)) / 2


# %% grade_id="t4_gelu" mistake="uses the sigmoid approximation" message="Is this one of its approximations?"
def gelu(z):
    return z / (1 + np.exp(np.minimum(-1.702 * z, 500)))


# %% grade_id="t4_gelu_slope" mistake="takes the size of the second term" message="should be 0.5, 1.0833 and -0.0833"
def gelu_slope(z):
    below = (1 + np.vectorize(math.erf)(z / 2**0.5)) / 2
    return below + np.abs(z) * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


# %% grade_id="t4_gelu_slope" mistake="uses a density with another width" message="should be 0.5, 1.0833 and -0.0833"
def gelu_slope(z):
    below = (1 + np.vectorize(math.erf)(z / 2**0.5)) / 2
    return below + z * np.exp(-(z**2)) / np.sqrt(np.pi)


# %% grade_id="t4_gelu_slope" mistake="forgets the factor z" message="The product rule has two terms"
def gelu_slope(z):
    below = (1 + np.vectorize(math.erf)(z / 2**0.5)) / 2
    return below + np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


# %% grade_id="t4_gelu_slope" mistake="forgets a term of the product rule" message="The product rule has two terms"
def gelu_slope(z):
    return (1 + np.vectorize(math.erf)(z / 2**0.5)) / 2


# %% grade_id="t4_gelu" mistake="uses the tanh approximation" message="Is this one of its approximations?"
def gelu(z):
    return z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))


# %% grade_id="t4_gelu" mistake="hands the whole array to math.erf" message="gelu raised TypeError"
def gelu(z):
    return z * (1 + math.erf(z / np.sqrt(2))) / 2


# %% grade_id="t4_gelu_slope" mistake="squares in place" message="gelu_slope changed its argument z"
def gelu_slope(z):
    below = (1 + np.vectorize(math.erf)(z / np.sqrt(2))) / 2
    kept = z.copy()
    z *= z
    return below + kept * np.exp(-z / 2) / np.sqrt(2 * np.pi)
