# task: t2
# mistake: charges the right side
# message: Who is on the wrong side
# %% grade_id="t2_perceptron_loss"
def perceptron_loss(z, y):
    return np.maximum(y * z, 0)
