# task: t6
# mistake: the distance whatever the side
# message: What if gamma is not positive
# %% grade_id="t6_mistake_bound"
def mistake_bound(X, y, w, b):
    u = np.append(w, b)
    extended = np.column_stack([X, np.ones(len(X))])
    R = np.linalg.norm(extended, axis=1).max()
    gamma = np.abs(extended @ u).min() / np.linalg.norm(u)
    return (R / gamma) ** 2 if gamma > 0 else np.inf
