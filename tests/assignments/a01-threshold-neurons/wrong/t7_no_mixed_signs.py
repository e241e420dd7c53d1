# task: t7
# mistake: both weights have the same sign
# message: Mixed signs
# %% grade_id="t7_best_score"
def best_score(table):
    best = 0
    for w1, t in product((-1, 0, 1), (-1.5, -0.5, 0.5, 1.5)):
        best = max(best, int(np.sum((all_inputs(2) @ (w1, w1) >= t) == table)))
    return best
