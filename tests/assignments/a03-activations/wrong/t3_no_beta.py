# task: t3
# mistake: ignores beta
# message: Where does beta enter?
# %% grade_id="t3_softplus"
def softplus(z, beta):
    return np.logaddexp(0, z)
