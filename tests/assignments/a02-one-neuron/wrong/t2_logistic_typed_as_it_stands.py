# task: t2
# mistake: takes the logarithm of 0
# message: Does a logarithm get a 0
# %% grade_id="t2_logistic_loss"
def logistic_loss(z, y):
    a = 1 / (1 + np.exp(-z))
    return -y * np.log(a) - (1 - y) * np.log(1 - a)
