# task: t2
# mistake: counts mistakes instead of measuring them
# message: Who is on the wrong side
# %% grade_id="t2_perceptron_loss"
def perceptron_loss(z, y):
    return np.where(y * z < 0, 1.0, 0.0)
