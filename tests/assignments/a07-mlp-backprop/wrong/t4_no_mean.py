# task: t4
# mistake: forgets the mean
# message: the mean is missing
# %% grade_id="t4_cross_entropy_gradient"
def cross_entropy_gradient(y_hat, y):
    return y_hat - np.eye(y_hat.shape[1])[y]
