# task: t2
# mistake: swaps the two labels
# message: labels 0 and 1 mixed up
# %% grade_id="t2_logistic_loss"
def logistic_loss(z, y):
    return np.logaddexp(0, (2 * y - 1) * z)
