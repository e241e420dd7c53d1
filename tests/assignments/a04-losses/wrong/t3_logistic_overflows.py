# task: t3
# mistake: types the formula as it stands
# message: Does exp() overflow?
# %% grade_id="t3_logistic"
def logistic(m):
    return np.log1p(np.exp(-m))
