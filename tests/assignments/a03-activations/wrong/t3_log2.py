# task: t3
# mistake: takes the logarithm to base 2
# message: Natural logarithm?
# %% grade_id="t3_softplus"
def softplus(z, beta):
    return np.logaddexp2(0, beta * z) / beta
