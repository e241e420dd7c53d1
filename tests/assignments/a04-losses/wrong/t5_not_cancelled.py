# task: t5
# mistake: divides 0 by 0 far out
# message: some slopes are not finite
# %% grade_id="t5_binary_gradient"
def binary_gradient(y, z):
    answer = 1 / (1 + np.exp(-z))
    return (-y / answer + (1 - y) / (1 - answer)) * answer * (1 - answer) / len(y)
