# task: t6
# mistake: leaves the clean epoch out of the counts
# message: counts [3, 1, 2, 0]
# %% grade_id="t6_train"
def train(run_epoch, w, b, max_epochs):
    counts = []
    for _ in range(max_epochs):
        w, b, mistakes = run_epoch(w, b)
        if mistakes == 0:
            break
        counts.append(mistakes)
    return w, b, counts
