# task: t4
# mistake: makes a generator of its own with a fixed seed
# message: a seed fixed inside the function
# %% grade_id="t4_minibatches"
def minibatches(n, batch_size, rng):
    order = np.random.default_rng(0).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
