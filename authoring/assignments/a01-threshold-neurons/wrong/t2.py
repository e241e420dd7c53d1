# %% grade_id="t2_gate" mistake="a threshold that fits two inputs only" message="Does the threshold follow n"
def gate(name, n):
    thresholds = {"and": 1.5, "or": 0.5, "majority": 1.5}
    if name == "nor":
        return -np.ones(n), -0.5
    return np.ones(n), thresholds[name]


# %% grade_id="t2_gate" mistake="fires with exactly half of the inputs" message="what about exactly half of the inputs"
def gate(name, n):
    if name == "nor":
        return -np.ones(n), 0
    return np.ones(n), {"and": n, "or": 1, "majority": n / 2}[name]


# %% grade_id="t2_gate" mistake="NAND for NOR" message="How large is the sum in the rows that should fire"
def gate(name, n):
    if name == "nor":
        return -np.ones(n), 1 - n
    return np.ones(n), {"and": n, "or": 1, "majority": n // 2 + 1}[name]


# %% grade_id="t2_gate" mistake="returns the threshold first" message="in this order"
def gate(name, n):
    if name == "nor":
        return 0, -np.ones(n)
    return {"and": n, "or": 1, "majority": n // 2 + 1}[name], np.ones(n)


# %% grade_id="t2_gate" mistake="always two or three weights" message="Does the number of weights follow n"
def gate(name, n):
    n = max(n, 2)
    if name == "nor":
        return -np.ones(n), 0
    return np.ones(n), {"and": n, "or": 1, "majority": n // 2 + 1}[name]


# %% grade_id="t2_gate" mistake="leaves nor out" message="gate raised UnboundLocalError"
def gate(name, n):
    if name == "and":
        threshold = n
    elif name == "or":
        threshold = 1
    elif name == "majority":
        threshold = n // 2 + 1
    return np.ones(n), threshold


# %% grade_id="t2_gate" mistake="returns the weights alone" message="where 2 things are needed"
def gate(name, n):
    return -np.ones(n) if name == "nor" else np.ones(n)
