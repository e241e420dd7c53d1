# task: t2
# mistake: returns the threshold first
# message: in this order
# %% grade_id="t2_gate"
def gate(name, n):
    if name == "nor":
        return 0, -np.ones(n)
    return {"and": n, "or": 1, "majority": n // 2 + 1}[name], np.ones(n)
