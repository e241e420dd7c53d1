# %% grade_id="t6_random_search" mistake="draws uniformly in place of the logarithm" message="Is eta itself uniform, or its logarithm?"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = rng.uniform(low, high)
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="returns the logarithm" message="Is the logarithm undone?"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = rng.uniform(np.log(low), np.log(high))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="takes the logarithm to the base 10 and undoes the natural one" message="uniform, or its logarithm?"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log10(low), np.log10(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="takes the range of log for exponents of 10" message="Is the logarithm undone?"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = 10 ** rng.uniform(low, high)
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="draws only whole powers of ten" message="Is there a new draw for each trial"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = 10.0 ** rng.integers(round(np.log10(low)), round(np.log10(high)) + 1)
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="never reaches the upper end of whole numbers" message="layers should come up as 3, 4, 5 and 6"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, max(high, low + 1)))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="cuts off a uniform number, so that the upper end never comes" message="layers should come up as 3, 4, 5 and 6"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.uniform(low, high))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="rounds a uniform number, so that the ends are rare" message="so that an end is rare"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = round(rng.uniform(low, high))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="cuts off towards zero, so that 0 comes twice as often" message="0 comes up twice as often"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = (
                    int(rng.uniform(low, high + 1)) if low >= 0 else min(int(rng.uniform(low - 1, high + 1)), high)
                )
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="returns a whole number as a float" message="layers should be a whole number"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = float(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="returns numbers with a fraction for whole ones" message="layers should be a whole number"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = rng.uniform(low, high)
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="goes beyond the upper end of whole numbers" message="layers should come up as 3, 4, 5 and 6"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 2))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="draws from 0 to high" message="dropout should fill the range"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(0, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="adds a draw up to high to low" message="dropout should fill the range"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = low + high * rng.random()
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="takes the sizes of the ends" message="dropout should fill the range"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(abs(low), high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="rounds to two digits" message="Is something rounded"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = round(rng.uniform(low, high), 2)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="draws a normal number and cuts it off" message="is spread wrongly"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = float(np.clip(rng.normal((low + high) / 2, (high - low) / 4), low, high))
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="returns the middle of the range" message="dropout should fill the range"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = (low + high) / 2
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="takes one draw for all settings of a trial" message="Is one draw used for several of them?"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial, share = {}, rng.random()
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = low + share * (high - low)
            elif kind == "log":
                trial[name] = low * (high / low) ** share
            elif kind == "int":
                trial[name] = min(low + int(share * (high - low + 1)), high)
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="takes one draw for all trials" message="Is there a new draw for each trial"
def random_search(ranges, trials, rng):
    trial = {}
    for name, (kind, low, high) in ranges.items():
        if kind == "uniform":
            trial[name] = rng.uniform(low, high)
        elif kind == "log":
            trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
        elif kind == "int":
            trial[name] = int(rng.integers(low, high + 1))
        else:
            raise ValueError(kind)
    return [dict(trial) for _ in range(trials)]


# %% grade_id="t6_random_search" mistake="makes a grid and shuffles it" message="Is there a new draw for each trial"
def random_search(ranges, trials, rng):
    columns = {}
    for name, (kind, low, high) in ranges.items():
        steps = np.arange(trials) // 4 / max((trials - 1) // 4, 1)
        share = rng.permutation(steps)
        if kind == "uniform":
            columns[name] = low + share * (high - low)
        elif kind == "log":
            columns[name] = low * (high / low) ** share
        elif kind == "int":
            columns[name] = np.minimum(low + (share * (high - low + 1)).astype(int), high)
        else:
            raise ValueError(kind)
    return [{name: column[i] for name, column in columns.items()} for i in range(trials)]


# %% grade_id="t6_random_search" mistake="sorts the draws of one setting" message="Does chance decide each trial for itself?"
def random_search(ranges, trials, rng):
    columns = {}
    for name, (kind, low, high) in ranges.items():
        share = rng.random(trials) if columns else np.sort(rng.random(trials))
        if kind == "uniform":
            columns[name] = low + share * (high - low)
        elif kind == "log":
            columns[name] = low * (high / low) ** share
        elif kind == "int":
            columns[name] = low + (share * (high - low + 1)).astype(int)
        else:
            raise ValueError(kind)
    return [{name: column[i] for name, column in columns.items()} for i in range(trials)]


# %% grade_id="t6_random_search" mistake="appends the same dictionary again and again" message="in a new dictionary?"
def random_search(ranges, trials, rng):
    found, trial = [], {}
    for _ in range(trials):
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="seeds a generator of its own" message="Is rng used, or a seed of your own"
def random_search(ranges, trials, rng):
    found, rng = [], np.random.default_rng(0)
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="uses NumPy's global generator" message="Does chance come from somewhere else than rng?"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = np.random.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(np.random.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = np.random.randint(low, high + 1)
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="lets an unknown kind pass" message="should raise a ValueError, but no error came"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                trial[name] = low
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="takes every other kind for whole numbers" message="should raise a ValueError"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            else:
                trial[name] = int(rng.integers(low, high + 1))
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="takes the ranges out of the dictionary" message="changed the dictionary of ranges"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    ranges.clear()
    return found


# %% grade_id="t6_random_search" mistake="writes the draws into the caller's dictionary" message="changed the dictionary of ranges"
def random_search(ranges, trials, rng):
    found, kept = [], dict(ranges)
    for _ in range(trials):
        for name, (kind, low, high) in kept.items():
            if kind == "uniform":
                ranges[name] = rng.uniform(low, high)
            elif kind == "log":
                ranges[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                ranges[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(dict(ranges))
    return found


# %% grade_id="t6_random_search" mistake="returns one dictionary of lists" message="a list of 400 dictionaries"
def random_search(ranges, trials, rng):
    columns = {}
    for name, (kind, low, high) in ranges.items():
        if kind == "uniform":
            columns[name] = rng.uniform(low, high, trials)
        elif kind == "log":
            columns[name] = np.exp(rng.uniform(np.log(low), np.log(high), trials))
        elif kind == "int":
            columns[name] = rng.integers(low, high + 1, trials)
        else:
            raise ValueError(kind)
    return columns


# %% grade_id="t6_random_search" mistake="makes a trial too many" message="a list of 400 dictionaries"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials + 1):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="returns the values without names" message="Each trial should be a dictionary"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(list(trial.values()))
    return found


# %% grade_id="t6_random_search" mistake="forgets to return the result" message="Does it end with a return?"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)


# %% grade_id="t6_random_search" mistake="draws one number from each of as many equal parts as there are trials" message="does a trial know of the others?"
def random_search(ranges, trials, rng):
    columns = {}
    for name, (kind, low, high) in ranges.items():
        share = (rng.permutation(trials) + rng.random(trials)) / max(trials, 1)
        if kind == "uniform":
            columns[name] = low + (high - low) * share
        elif kind == "log":
            columns[name] = low * (high / low) ** share
        elif kind == "int":
            columns[name] = rng.integers(low, high, trials, endpoint=True)
        else:
            raise ValueError(kind)
    return [{name: column[i] for name, column in columns.items()} for i in range(trials)]


# %% grade_id="t6_random_search" mistake="begins with the lower ends" message="two generators with different seeds give the same result"
def random_search(ranges, trials, rng):
    found = []
    for number in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind not in ("uniform", "log", "int"):
                raise ValueError(kind)
            if number == 0:
                trial[name] = low
            elif kind == "uniform":
                trial[name] = rng.uniform(low, high)
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            else:
                trial[name] = int(rng.integers(low, high + 1))
        found.append(trial)
    return found


# %% grade_id="t6_random_search" mistake="takes the mean of two draws" message="is spread wrongly"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            if kind == "uniform":
                trial[name] = rng.uniform(low, high, 2).mean()
            elif kind == "log":
                trial[name] = np.exp(rng.uniform(np.log(low), np.log(high)))
            elif kind == "int":
                trial[name] = int(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found
