# task: t5
# mistake: leaves the slope of the sigmoid in
# message: a factor left that should cancel
# %% grade_id="t5_binary_gradient"
def binary_gradient(y, z):
    answer = (1 + np.tanh(z / 2)) / 2
    return (answer - y) * answer * (1 - answer) / len(y)
