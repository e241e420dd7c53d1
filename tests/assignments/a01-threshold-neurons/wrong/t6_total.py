# task: t6
# mistake: returns the total of the mistakes
# message: counts is a list
# %% grade_id="t6_train"
def train(run_epoch, w, b, max_epochs):
    counts = []
    for _ in range(max_epochs):
        w, b, mistakes = run_epoch(w, b)
        counts.append(mistakes)
        if mistakes == 0:
            break
    return w, b, sum(counts)
