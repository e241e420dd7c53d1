# task: t6
# mistake: takes the labels 0 and 1 for signs
# message: should be 27
# %% grade_id="t6_mistake_bound"
def mistake_bound(X, y, w, b):
    u = np.append(w, b)
    extended = np.column_stack([X, np.ones(len(X))])
    R = np.linalg.norm(extended, axis=1).max()
    gamma = (y * (extended @ u)).min() / np.linalg.norm(u)
    return (R / gamma) ** 2 if gamma > 0 else np.inf
