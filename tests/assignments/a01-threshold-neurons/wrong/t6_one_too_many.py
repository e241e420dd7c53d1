# task: t6
# mistake: one epoch more than allowed
# message: counts [3, 1]
# %% grade_id="t6_train"
def train(run_epoch, w, b, max_epochs):
    counts = []
    for _ in range(max_epochs + 1):
        w, b, mistakes = run_epoch(w, b)
        counts.append(mistakes)
        if mistakes == 0:
            break
    return w, b, counts
