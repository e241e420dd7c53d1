# task: t2
# mistake: fires with exactly half of the inputs
# message: what about exactly half of the inputs
# %% grade_id="t2_gate"
def gate(name, n):
    if name == "nor":
        return -np.ones(n), 0
    return np.ones(n), {"and": n, "or": 1, "majority": n / 2}[name]
