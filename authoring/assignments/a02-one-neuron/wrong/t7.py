# %% grade_id="t7_support_vectors" mistake="measures the distance from the boundary on either side" message="Does the label enter the margin"
def support_vectors(X, y, w, b, tolerance):
    return np.flatnonzero(np.abs(X @ w + b) <= 1 + tolerance)


# %% grade_id="t7_predict" mistake="ignores what the negative class is called" message="With negative = 0 the labels should be"
def predict(X, w, b, negative):
    return np.where(X @ w + b > 0, 1, -1)


# %% grade_id="t7_predict" mistake="counts the boundary as positive" message="What is said at z = 0"
def predict(X, w, b, negative):
    return np.where(X @ w + b >= 0, 1, negative)


# %% grade_id="t7_support_vectors" mistake="takes only those on the edge" message="the one inside, and the one on the wrong side all count"
def support_vectors(X, y, w, b, tolerance):
    return np.flatnonzero(np.abs(y * (X @ w + b) - 1) <= tolerance)


# %% grade_id="t7_support_vectors" mistake="returns a mask" message="not a mask and not the rows"
def support_vectors(X, y, w, b, tolerance):
    return y * (X @ w + b) <= 1 + tolerance


# %% grade_id="t7_support_vectors" mistake="forgets the label" message="the one on the wrong side all count"
def support_vectors(X, y, w, b, tolerance):
    return np.flatnonzero(X @ w + b <= 1 + tolerance)


# %% grade_id="t7_support_vectors" mistake="ignores the tolerance" message="are missing"
def support_vectors(X, y, w, b, tolerance):
    return np.flatnonzero(y * (X @ w + b) <= 1 + 1e-9)


# %% grade_id="t7_predict" mistake="returns the sign" message="What is said at z = 0"
def predict(X, w, b, negative):
    return np.sign(X @ w + b)


# %% grade_id="t7_predict" mistake="uses the threshold of a probability on the sum" message="Is the threshold at 0"
def predict(X, w, b, negative):
    return np.where(X @ w + b > 0.5, 1, negative)


# %% grade_id="t7_support_vectors" mistake="applies the tolerance the wrong way" message="The one on the edge"
def support_vectors(X, y, w, b, tolerance):
    return np.flatnonzero(y * (X @ w + b) <= 1 - tolerance)


# %% grade_id="t7_predict" mistake="weighs the inputs in place" message="predict changed its argument X"
def predict(X, w, b, negative):
    for j in range(len(w)):
        X[:, j] *= w[j]
    return np.where(X.sum(axis=1) + b > 0, 1, negative)


# %% grade_id="t7_support_vectors" mistake="a number where there is one support vector" message="also where there is only one"
def support_vectors(X, y, w, b, tolerance):
    return np.squeeze(np.nonzero(y * (X @ w + b) <= 1 + tolerance))


# %% grade_id="t7_support_vectors" mistake="rounds the margins" message="are no support vectors"
def support_vectors(X, y, w, b, tolerance):
    return np.flatnonzero(np.round(y * (X @ w + b), 1) <= 1 + tolerance)


# %% grade_id="t7_predict" mistake="cuts the sums to whole numbers" message="Is something rounded"
def predict(X, w, b, negative):
    return np.where((X @ w + b).astype(int) > 0, 1, negative)
