# task: t6
# mistake: squares a negative margin
# message: What if gamma is not positive
# %% grade_id="t6_mistake_bound"
def mistake_bound(X, y, w, b):
    u = np.append(w, b)
    extended = np.column_stack([X, np.ones(len(X))])
    R = np.linalg.norm(extended, axis=1).max()
    gamma = ((2 * y - 1) * (extended @ u)).min() / np.linalg.norm(u)
    return (R / gamma) ** 2
