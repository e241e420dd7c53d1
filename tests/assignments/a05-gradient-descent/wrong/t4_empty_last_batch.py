# task: t4
# mistake: an empty batch at the end when the size divides n
# message: there is an empty batch
# %% grade_id="t4_minibatches"
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size + 1)]
