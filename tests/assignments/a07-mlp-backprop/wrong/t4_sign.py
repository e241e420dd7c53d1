# task: t4
# mistake: truth minus prediction
# message: Opposite signs
# %% grade_id="t4_cross_entropy_gradient"
def cross_entropy_gradient(y_hat, y):
    return (np.eye(y_hat.shape[1])[y] - y_hat) / len(y)
