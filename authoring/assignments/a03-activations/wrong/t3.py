# %% grade_id="t3_softplus" mistake="forgets the linear part on the right" message="is hardly different from z"
def softplus(z, beta):
    return np.log1p(np.exp(np.minimum(beta * z, 500))) / beta


# %% grade_id="t3_softplus" mistake="takes the logarithm to base 2" message="Natural logarithm?"
def softplus(z, beta):
    return np.logaddexp2(0, beta * z) / beta


# %% grade_id="t3_softplus" mistake="ignores beta" message="Where does beta enter?"
def softplus(z, beta):
    return np.logaddexp(0, z)


# %% grade_id="t3_softplus" mistake="divides by beta only" message="Where does beta enter?"
def softplus(z, beta):
    return np.logaddexp(0, z) / beta


# %% grade_id="t3_softplus" mistake="adds 1 to a tiny number" message="Then the tiny number is rounded away"
def softplus(z, beta):
    return np.maximum(z, 0) + np.log(1 + np.exp(-beta * np.abs(z))) / beta


# %% grade_id="t3_softplus" mistake="forgets to divide by beta" message="Where does beta enter?"
def softplus(z, beta):
    return np.logaddexp(0, beta * z)


# %% grade_id="t3_softplus" mistake="becomes ReLU too early" message="not right to three digits"
def softplus(z, beta):
    near = np.clip(beta * z, -25, 25)
    return np.where(np.abs(beta * z) < 25, np.log1p(np.exp(near)) / beta, np.maximum(z, 0))


# %% grade_id="t3_softplus" mistake="types the formula as it stands" message="Does exp() overflow?"
def softplus(z, beta):
    return np.log(1 + np.exp(beta * z)) / beta


# %% grade_id="t3_softplus" mistake="cuts the given numbers off" message="softplus changed its argument z"
def softplus(z, beta):
    np.maximum(z, -650 / beta, out=z)
    return np.logaddexp(0, beta * z) / beta


# %% grade_id="t3_softplus" mistake="cuts off at 60" message="Or is z cut off"
def softplus(z, beta):
    low = np.maximum(beta * z, -60)
    return np.logaddexp(0, low) / beta
