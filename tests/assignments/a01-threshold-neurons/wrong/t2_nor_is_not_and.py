# task: t2
# mistake: NAND for NOR
# message: How large is the sum in the rows that should fire
# %% grade_id="t2_gate"
def gate(name, n):
    if name == "nor":
        return -np.ones(n), 1 - n
    return np.ones(n), {"and": n, "or": 1, "majority": n // 2 + 1}[name]
