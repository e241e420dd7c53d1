# task: t7
# mistake: counts the boundary as positive
# message: What is said at z = 0
# %% grade_id="t7_predict"
def predict(X, w, b, negative):
    return np.where(X @ w + b >= 0, 1, negative)
