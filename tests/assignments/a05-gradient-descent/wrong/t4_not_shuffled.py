# task: t4
# mistake: does not shuffle
# message: Were they shuffled at all?
# %% grade_id="t4_minibatches"
def minibatches(n, batch_size, rng):
    return [np.arange(start, min(start + batch_size, n)) for start in range(0, n, batch_size)]
