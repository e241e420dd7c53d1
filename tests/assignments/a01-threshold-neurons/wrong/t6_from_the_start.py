# task: t6
# mistake: every epoch starts from the first weights
# message: start from what the one before returned
# %% grade_id="t6_train"
def train(run_epoch, w, b, max_epochs):
    counts = []
    for _ in range(max_epochs):
        end_w, end_b, mistakes = run_epoch(w, b)
        counts.append(mistakes)
        if mistakes == 0:
            break
    return end_w, end_b, counts
