# task: t3
# mistake: divides by log 2
# message: The logistic losses should be
# %% grade_id="t3_logistic"
def logistic(m):
    return np.logaddexp(0, -m) / np.log(2)
