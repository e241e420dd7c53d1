# %% grade_id="t2_binary_cross_entropy" mistake="takes the logarithm to base 2" message="Natural logarithm?"
def binary_cross_entropy(y, z):
    return (np.logaddexp(0, z) - y * z) / np.log(2)


# %% grade_id="t2_binary_cross_entropy" mistake="cuts probabilities off before the logarithm" message="cut off before the logarithm"
def binary_cross_entropy(y, z):
    answer = np.clip(1 / (1 + np.exp(-z)), 1e-12, 1 - 1e-12)
    return -y * np.log(answer) - (1 - y) * np.log(1 - answer)


# %% grade_id="t2_binary_cross_entropy" mistake="takes every label for 0 or 1" message="Does your formula take y for granted"
def binary_cross_entropy(y, z):
    return np.where(y > 0.5, np.logaddexp(0, -z), np.logaddexp(0, z))


# %% grade_id="t2_binary_cross_entropy" mistake="swaps the labels" message="Are the labels mixed up"
def binary_cross_entropy(y, z):
    return np.logaddexp(0, z) - (1 - y) * z


# %% grade_id="t2_binary_cross_entropy" mistake="cuts logits off" message="cut off before the logarithm"
def binary_cross_entropy(y, z):
    z = np.clip(z, -100, 100)
    return np.logaddexp(0, z) - y * z


# %% grade_id="t2_binary_cross_entropy" mistake="makes a sign of a label in doubt" message="Does your formula take y for granted"
def binary_cross_entropy(y, z):
    return np.logaddexp(0, -(2 * y - 1) * z)


# %% grade_id="t2_binary_cross_entropy" mistake="averages" message="Averaged?"
def binary_cross_entropy(y, z):
    return np.mean(np.logaddexp(0, z) - y * z)


# %% grade_id="t2_binary_cross_entropy" mistake="forgets the other term" message="Is a term lost?"
def binary_cross_entropy(y, z):
    return y * np.logaddexp(0, -z)


# %% grade_id="t2_binary_cross_entropy" mistake="takes the labels for signs" message="taken for -1 and +1"
def binary_cross_entropy(y, z):
    return np.logaddexp(0, -y * z)


# %% grade_id="t2_binary_cross_entropy" mistake="types the formula as it stands" message="Does a logarithm get a 0"
def binary_cross_entropy(y, z):
    answer = 1 / (1 + np.exp(-z))
    return -y * np.log(answer) - (1 - y) * np.log(1 - answer)


# %% grade_id="t2_binary_cross_entropy" mistake="cuts the logits off at 60" message="or logits? Then the loss stops growing"
def binary_cross_entropy(y, z):
    near = np.clip(z, -60, 60)
    return np.log1p(np.exp(near)) - y * near
