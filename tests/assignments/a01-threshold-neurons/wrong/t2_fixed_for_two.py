# task: t2
# mistake: a threshold that fits two inputs only
# message: Does the threshold follow n
# %% grade_id="t2_gate"
def gate(name, n):
    thresholds = {"and": 1.5, "or": 0.5, "majority": 1.5}
    if name == "nor":
        return -np.ones(n), -0.5
    return np.ones(n), thresholds[name]
