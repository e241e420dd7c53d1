# task: t4
# mistake: gives the right class a slope and the others none
# message: Something else: are right and other classes treated
# %% grade_id="t4_cross_entropy_gradient"
def cross_entropy_gradient(y_hat, y):
    truth = np.eye(y_hat.shape[1])[y]
    return truth * (y_hat - truth) / len(y)
