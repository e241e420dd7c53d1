# task: t4
# mistake: differentiates with respect to the probabilities
# message: Something else: are right and other classes treated
# %% grade_id="t4_cross_entropy_gradient"
def cross_entropy_gradient(y_hat, y):
    truth = np.eye(y_hat.shape[1])[y]
    return -truth / np.maximum(y_hat, 1e-12) / len(y)
