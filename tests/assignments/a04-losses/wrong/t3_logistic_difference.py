# task: t3
# mistake: subtracts two numbers that are nearly equal
# message: not right to three digits
# %% grade_id="t3_logistic"
def logistic(m):
    return np.logaddexp(0, m) - m
