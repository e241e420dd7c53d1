# task: t4
# mistake: spreads the rest over all batches
# message: the rest spread evenly
# %% grade_id="t4_minibatches"
def minibatches(n, batch_size, rng):
    return list(np.array_split(rng.permutation(n), -(-n // batch_size))) if n else []
