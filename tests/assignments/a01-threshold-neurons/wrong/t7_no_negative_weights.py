# task: t7
# mistake: searches positive weights only
# message: Are negative weights
# %% grade_id="t7_best_score"
def best_score(table):
    best = 0
    for w1, w2, t in product((0, 1, 2), (0, 1, 2), (-1.5, -0.5, 0.5, 1.5)):
        best = max(best, int(np.sum((all_inputs(2) @ (w1, w2) >= t) == table)))
    return best
