# task: t3
# mistake: adds 1 to a tiny number
# message: Then the tiny number is rounded away
# %% grade_id="t3_logistic"
def logistic(m):
    return np.maximum(0, -m) + np.log(1 + np.exp(-np.abs(m)))
