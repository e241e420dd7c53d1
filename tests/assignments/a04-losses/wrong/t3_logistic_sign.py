# task: t3
# mistake: loses the minus in the exponent
# message: The sign in the exponent?
# %% grade_id="t3_logistic"
def logistic(m):
    return np.logaddexp(0, m)
