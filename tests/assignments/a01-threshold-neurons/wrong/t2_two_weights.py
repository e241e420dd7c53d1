# task: t2
# mistake: always two or three weights
# message: Does the number of weights follow n
# %% grade_id="t2_gate"
def gate(name, n):
    n = max(n, 2)
    if name == "nor":
        return -np.ones(n), 0
    return np.ones(n), {"and": n, "or": 1, "majority": n // 2 + 1}[name]
