# task: t2
# mistake: uses the hinge for the perceptron criterion
# message: Who is on the wrong side
# %% grade_id="t2_perceptron_loss"
def perceptron_loss(z, y):
    return np.maximum(1 - y * z, 0)
