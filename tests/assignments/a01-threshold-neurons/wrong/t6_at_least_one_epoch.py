# task: t6
# mistake: runs an epoch even where none is allowed
# message: When should training stop
# %% grade_id="t6_train"
def train(run_epoch, w, b, max_epochs):
    counts = []
    while True:
        w, b, mistakes = run_epoch(w, b)
        counts.append(mistakes)
        if mistakes == 0 or len(counts) >= max_epochs:
            return w, b, counts
