# task: t2
# mistake: cuts probabilities off before the logarithm
# message: cut off before the logarithm
# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    answer = np.clip(1 / (1 + np.exp(-z)), 1e-12, 1 - 1e-12)
    return -y * np.log(answer) - (1 - y) * np.log(1 - answer)
