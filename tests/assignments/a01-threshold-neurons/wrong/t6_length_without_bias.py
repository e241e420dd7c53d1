# task: t6
# mistake: divides by the length of w alone
# message: b part of the length of the weights
# %% grade_id="t6_mistake_bound"
def mistake_bound(X, y, w, b):
    u = np.append(w, b)
    extended = np.column_stack([X, np.ones(len(X))])
    R = np.linalg.norm(extended, axis=1).max()
    gamma = ((2 * y - 1) * (extended @ u)).min() / np.linalg.norm(w)
    return (R / gamma) ** 2 if gamma > 0 else np.inf
