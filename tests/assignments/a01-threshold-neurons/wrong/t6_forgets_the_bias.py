# task: t6
# mistake: keeps the bias of the start
# message: Are the last weights returned
# %% grade_id="t6_train"
def train(run_epoch, w, b, max_epochs):
    counts = []
    for _ in range(max_epochs):
        w, _, mistakes = run_epoch(w, b)
        counts.append(mistakes)
        if mistakes == 0:
            break
    return w, b, counts
