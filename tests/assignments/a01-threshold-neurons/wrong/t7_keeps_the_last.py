# task: t7
# mistake: returns the score of the last setting
# message: Are negative weights
# %% grade_id="t7_best_score"
def best_score(table):
    best = 0
    for w1, w2, t in product((-1, 0, 1), (-1, 0, 1), (-1.5, -0.5, 0.5, 1.5)):
        best = int(np.sum((all_inputs(2) @ (w1, w2) >= t) == table))
    return best
