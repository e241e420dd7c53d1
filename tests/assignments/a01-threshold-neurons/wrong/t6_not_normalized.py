# task: t6
# mistake: does not divide by the length of the weights
# message: b part of the length of the weights
# %% grade_id="t6_mistake_bound"
def mistake_bound(X, y, w, b):
    u = np.append(w, b)
    extended = np.column_stack([X, np.ones(len(X))])
    R = np.linalg.norm(extended, axis=1).max()
    gamma = ((2 * y - 1) * (extended @ u)).min()
    return (R / gamma) ** 2 if gamma > 0 else np.inf
