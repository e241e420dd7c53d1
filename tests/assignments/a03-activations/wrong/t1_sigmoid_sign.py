# task: t1
# mistake: the sign in the exponent is lost
# message: Check the sign in the exponent
# %% grade_id="t1_sigmoid"
def sigmoid(z):
    return 1 / (1 + np.exp(z))
