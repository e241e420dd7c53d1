# task: t7
# mistake: ignores what the negative class is called
# message: With negative = 0 the labels should be
# %% grade_id="t7_predict"
def predict(X, w, b, negative):
    return np.where(X @ w + b > 0, 1, -1)
