# %% grade_id="t1_train_test_split" mistake="cuts without shuffling, the test rows first" message="Are the rows shuffled before they are cut?"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    rows = np.arange(n)
    return rows[size:], rows[:size]


# %% grade_id="t1_train_test_split" mistake="cuts without shuffling, the test rows last" message="Are the rows shuffled before they are cut?"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    return list(range(n - size)), list(range(n - size, n))


# %% grade_id="t1_train_test_split" mistake="draws with replacement" message="is in neither part"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    test = rng.integers(0, n, size)
    train = [row for row in rng.integers(0, n, 5 * n).tolist() if row not in test][: n - size]
    return train, test


# %% grade_id="t1_train_test_split" mistake="draws the test rows with replacement" message="Were rows drawn with replacement?"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    test = rng.choice(n, size)
    return np.setdiff1d(np.arange(n), test), test


# %% grade_id="t1_train_test_split" mistake="draws both parts for themselves, so that they overlap" message="in the training part and in the test part"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    return rng.permutation(n)[size:], rng.permutation(n)[:size]


# %% grade_id="t1_train_test_split" mistake="keeps all rows for the training" message="in the training part and in the test part"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    return np.arange(n), rng.permutation(n)[:size]


# %% grade_id="t1_train_test_split" mistake="rounds the size down" message="Is that the nearest whole number"
def train_test_split(n, fraction, rng):
    size = min(max(int(n * fraction), 1), n - 1)
    rows = rng.permutation(n)
    return rows[size:], rows[:size]


# %% grade_id="t1_train_test_split" mistake="rounds the size up" message="Is that the nearest whole number"
def train_test_split(n, fraction, rng):
    size = min(max(int(np.ceil(n * fraction)), 1), n - 1)
    rows = rng.permutation(n)
    return rows[size:], rows[:size]


# %% grade_id="t1_train_test_split" mistake="lets the test part be empty" message="Each side needs at least one row."
def train_test_split(n, fraction, rng):
    size = round(n * fraction)
    rows = rng.permutation(n)
    return rows[size:], rows[:size]


# %% grade_id="t1_train_test_split" mistake="lets the training part be empty" message="Each side needs at least one row."
def train_test_split(n, fraction, rng):
    size = max(round(n * fraction), 1)
    rows = rng.permutation(n)
    return rows[size:], rows[:size]


# %% grade_id="t1_train_test_split" mistake="rounds the training part down and gives the rest to the test" message="Is that the nearest whole number"
def train_test_split(n, fraction, rng):
    size = min(max(n - int(n * (1 - fraction) + 1e-9), 1), n - 1)
    rows = rng.permutation(n)
    return rows[size:], rows[:size]


# %% grade_id="t1_train_test_split" mistake="swaps the parts" message="Are the two parts swapped"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    rows = rng.permutation(n)
    return rows[:size], rows[size:]


# %% grade_id="t1_train_test_split" mistake="makes a generator of its own" message="Is rng used, or a seed of your own"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    rows = np.random.default_rng(0).permutation(n)
    return rows[size:], rows[:size]


# %% grade_id="t1_train_test_split" mistake="uses NumPy's global generator" message="Does chance come from somewhere else than rng?"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    rows = np.random.permutation(n)
    return rows[size:], rows[:size]


# %% grade_id="t1_train_test_split" mistake="tests a stretch of neighbors that begins somewhere" message="Are the rows shuffled one by one?"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    rows = np.roll(np.arange(n), -rng.integers(n))
    return rows[size:], rows[:size]


# %% grade_id="t1_train_test_split" mistake="lets each row decide by a coin" message="the test part should hold"
def train_test_split(n, fraction, rng):
    inside = rng.random(n) < fraction
    inside[0], inside[1] = True, False
    return np.flatnonzero(~inside), np.flatnonzero(inside)


# %% grade_id="t1_train_test_split" mistake="counts the rows from 1" message="the rows go from 0 to"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    rows = rng.permutation(n) + 1
    return rows[size:], rows[:size]


# %% grade_id="t1_train_test_split" mistake="returns masks in place of row numbers" message="should hold row numbers"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    inside = rng.permutation(n) < size
    return ~inside, inside


# %% grade_id="t1_train_test_split" mistake="returns row numbers that are no whole numbers" message="should hold row numbers"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    rows = rng.permutation(np.arange(float(n)))
    return rows[size:], rows[:size]


# %% grade_id="t1_train_test_split" mistake="squeezes a part of a single row" message="an array or a list of row numbers"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    rows = rng.permutation(n)
    return rows[size:].squeeze(), rows[:size].squeeze()


# %% grade_id="t1_train_test_split" mistake="returns the test part alone" message="should be a pair"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    return rng.permutation(n)[:size]


# %% grade_id="t1_train_test_split" mistake="forgets to return the result" message="Does it end with a return?"
def train_test_split(n, fraction, rng):
    size = min(max(round(n * fraction), 1), n - 1)
    rows = rng.permutation(n)
    rows[size:], rows[:size]
