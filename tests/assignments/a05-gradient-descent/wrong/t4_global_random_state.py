# task: t4
# mistake: shuffles with NumPy's global random state
# message: Does the randomness come from somewhere else than rng?
# %% grade_id="t4_minibatches"
def minibatches(n, batch_size, rng):
    order = np.random.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
