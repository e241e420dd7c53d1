# task: t5
# mistake: subtracts the wrong way round
# message: Opposite sign?
# %% grade_id="t5_binary_gradient"
def binary_gradient(y, z):
    return (y - (1 + np.tanh(z / 2)) / 2) / len(y)
