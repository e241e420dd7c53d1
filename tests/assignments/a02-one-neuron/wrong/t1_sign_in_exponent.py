# task: t1
# mistake: loses the minus sign in the exponent
# message: Check the sign in the exponent
# %% grade_id="t1_sigmoid"
def sigmoid(z):
    return 1 / (1 + np.exp(z))
