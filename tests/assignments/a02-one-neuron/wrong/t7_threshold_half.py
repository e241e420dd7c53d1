# task: t7
# mistake: uses the threshold of a probability on the sum
# message: Is the threshold at 0
# %% grade_id="t7_predict"
def predict(X, w, b, negative):
    return np.where(X @ w + b > 0.5, 1, negative)
