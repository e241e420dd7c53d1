# task: t5
# mistake: forgets 1/n
# message: Is 1/n forgotten
# %% grade_id="t5_binary_gradient"
def binary_gradient(y, z):
    return (1 + np.tanh(z / 2)) / 2 - y
