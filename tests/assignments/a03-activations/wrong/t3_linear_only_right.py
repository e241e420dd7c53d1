# task: t3
# mistake: forgets the linear part on the right
# message: is hardly different from z
# %% grade_id="t3_softplus"
def softplus(z, beta):
    return np.log1p(np.exp(np.minimum(beta * z, 500))) / beta
