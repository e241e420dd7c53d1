# task: t4
# mistake: shuffles the batches but not the examples
# message: Are the indices shuffled one by one
# %% grade_id="t4_minibatches"
def minibatches(n, batch_size, rng):
    batches = [np.arange(start, min(start + batch_size, n)) for start in range(0, n, batch_size)]
    return [batches[k] for k in rng.permutation(len(batches))]
