# task: t4
# mistake: draws every index with replacement
# message: Were they drawn with replacement?
# %% grade_id="t4_minibatches"
def minibatches(n, batch_size, rng):
    order = rng.integers(0, max(n, 1), size=n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
