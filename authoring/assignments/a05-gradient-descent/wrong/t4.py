# %% grade_id="t4_minibatches" mistake="drops the small last batch" message="Was the small last batch dropped"
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size)]


# %% grade_id="t4_minibatches" mistake="an empty batch at the end when the size divides n" message="there is an empty batch"
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size + 1)]


# %% grade_id="t4_minibatches" mistake="shuffles with NumPy's global random state" message="Does the randomness come from somewhere else than rng?"
def minibatches(n, batch_size, rng):
    order = np.random.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% grade_id="t4_minibatches" mistake="does not shuffle" message="Were they shuffled at all?"
def minibatches(n, batch_size, rng):
    return [np.arange(start, min(start + batch_size, n)) for start in range(0, n, batch_size)]


# %% grade_id="t4_minibatches" mistake="makes a generator of its own with a fixed seed" message="a seed fixed inside the function"
def minibatches(n, batch_size, rng):
    order = np.random.default_rng(0).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% grade_id="t4_minibatches" mistake="shuffles the batches but not the examples" message="Are the indices shuffled one by one"
def minibatches(n, batch_size, rng):
    batches = [np.arange(start, min(start + batch_size, n)) for start in range(0, n, batch_size)]
    return [batches[k] for k in rng.permutation(len(batches))]


# %% grade_id="t4_minibatches" mistake="spreads the rest over all batches" message="the rest spread evenly"
def minibatches(n, batch_size, rng):
    return list(np.array_split(rng.permutation(n), -(-n // batch_size))) if n else []


# %% grade_id="t4_minibatches" mistake="draws every index with replacement" message="Were they drawn with replacement?"
def minibatches(n, batch_size, rng):
    order = rng.integers(0, max(n, 1), size=n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% grade_id="t4_minibatches" mistake="makes Python lists of the batches" message="A batch should be an array; got a list"
def minibatches(n, batch_size, rng):
    indices = [int(index) for index in rng.permutation(n)]
    return [indices[start : start + batch_size] for start in range(0, n, batch_size)]


# %% grade_id="t4_minibatches" mistake="makes batches of decimal numbers" message="should hold integers"
def minibatches(n, batch_size, rng):
    order = np.zeros(n)
    order[:] = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% grade_id="t4_minibatches" mistake="sorts every batch" message="and left unsorted"
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [np.sort(order[start : start + batch_size]) for start in range(0, n, batch_size)]


# %% grade_id="t4_minibatches" mistake="begins the original order at a random place" message="Are the indices shuffled one by one"
def minibatches(n, batch_size, rng):
    order = np.roll(np.arange(n), rng.integers(max(n, 1)))
    if rng.random() < 0.5:
        order = order[::-1]
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% grade_id="t4_minibatches" mistake="makes a new generator from the first number of rng, which it puts back" message="repeats the first"
def minibatches(n, batch_size, rng):
    before = rng.bit_generator.state
    seed = rng.integers(2**31)
    rng.bit_generator.state = before
    order = np.random.default_rng(seed).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% grade_id="t4_minibatches" mistake="returns the whole order as one array" message="minibatches returns a list of arrays"
def minibatches(n, batch_size, rng):
    return rng.permutation(n)


# %% grade_id="t4_minibatches" mistake="yields the batches" message="would have to be collected in a list"
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]
