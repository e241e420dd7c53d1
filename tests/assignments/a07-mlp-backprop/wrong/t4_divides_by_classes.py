# task: t4
# mistake: divides by the number of classes
# message: Is the mean part of it?
# %% grade_id="t4_cross_entropy_gradient"
def cross_entropy_gradient(y_hat, y):
    return (y_hat - np.eye(y_hat.shape[1])[y]) / y_hat.shape[1]
