# task: t2
# mistake: cuts probabilities off before the logarithm
# message: cut off before the logarithm
# %% grade_id="t2_logistic_loss"
def logistic_loss(z, y):
    a = np.clip(1 / (1 + np.exp(-z)), 1e-12, 1 - 1e-12)
    return -y * np.log(a) - (1 - y) * np.log(1 - a)
