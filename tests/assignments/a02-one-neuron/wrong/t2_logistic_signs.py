# task: t2
# mistake: takes the labels for -1 and +1
# message: taken for -1 and +1
# %% grade_id="t2_logistic_loss"
def logistic_loss(z, y):
    return np.logaddexp(0, -y * z)
