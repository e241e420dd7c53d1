# task: t4
# mistake: drops the small last batch
# message: Was the small last batch dropped
# %% grade_id="t4_minibatches"
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size)]
