# task: t3
# mistake: types the formula as it stands
# message: Does exp() overflow?
# %% grade_id="t3_softplus"
def softplus(z, beta):
    return np.log(1 + np.exp(beta * z)) / beta
