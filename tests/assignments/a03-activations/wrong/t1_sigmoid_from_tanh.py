# task: t1
# mistake: adds 1 to a number near -1, which loses the digits of small activations
# message: not right to three digits
# %% grade_id="t1_sigmoid"
def sigmoid(z):
    return (1 + np.tanh(z / 2)) / 2
