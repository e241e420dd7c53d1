# task: t2
# mistake: types the formula as it stands
# message: Does a logarithm get a 0
# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    answer = 1 / (1 + np.exp(-z))
    return -y * np.log(answer) - (1 - y) * np.log(1 - answer)
