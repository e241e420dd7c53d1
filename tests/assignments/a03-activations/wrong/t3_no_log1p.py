# task: t3
# mistake: adds 1 to a tiny number
# message: Then the tiny number is rounded away
# %% grade_id="t3_softplus"
def softplus(z, beta):
    return np.maximum(z, 0) + np.log(1 + np.exp(-beta * np.abs(z))) / beta
