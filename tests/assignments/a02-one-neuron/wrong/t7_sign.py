# task: t7
# mistake: returns the sign
# message: What is said at z = 0
# %% grade_id="t7_predict"
def predict(X, w, b, negative):
    return np.sign(X @ w + b)
