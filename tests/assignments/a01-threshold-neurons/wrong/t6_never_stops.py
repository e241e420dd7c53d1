# task: t6
# mistake: always runs all epochs
# message: stop at the first epoch without mistakes
# %% grade_id="t6_train"
def train(run_epoch, w, b, max_epochs):
    counts = []
    for _ in range(max_epochs):
        w, b, mistakes = run_epoch(w, b)
        counts.append(mistakes)
    return w, b, counts
