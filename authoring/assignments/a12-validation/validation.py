# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 12: Validation
#
# You will build what stands between a model and a number that you may believe: a split, folds of three kinds, a
# cross-validation in which no test row gets into the training, a random search, and the two formulas that say what a
# score is worth, alone and as the best of many. In the last cell they unmask the diagnosis from coin flips.
#
# **Practices** [lecture 15, Validation and search](../../course/15-validation-and-search.ipynb). **Time** 60 to 90
# minutes. **You need** NumPy, and for the last task SciPy or `math`.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | a split into training and test rows | 2 |
# | t2 | k folds | 3 |
# | t3 | stratified folds | 3 |
# | t4 | grouped folds | 2 |
# | t5 | cross-validation without a leak | 4 |
# | t6 | random search | 3 |
# | t7 | what a score is worth | 3 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cells below it: no output
# means that the visible tests pass. Test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back.
# Write the functions yourself: scikit-learn has most of them, but is not the answer.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a12-validation/validation.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code you submit must be your own, you must
# be able to explain every line, and a comment in the cell names the tool and what it helped with.
#
# **Rules for all tasks.** Rows are numbered from 0 to $n-1$. A **part** of a split is an array or a list of row
# numbers, in any order, and a **split** is a pair (training part, test part), in this order, which together hold every
# row exactly once. All chance comes from `rng`, a NumPy generator (`np.random.default_rng(...)`): use it as it is, so
# that the same generator gives the same result, and the next call another one. Every function **leaves what it was
# given as it was**; only `rng` moves on.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
from collections import namedtuple

import numpy as np

# %% nbgrader={"grade": false, "grade_id": "tools", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Nothing to write here: what the tests use. The first two look at splits and folds, the others at chance and errors.
# A stand-in for a pipeline: two functions. Nothing more of one is used.
PipelineStandIn = namedtuple("PipelineStandIn", ["fit", "predict"])


def check_split(name, pair, n):
    """Check that a pair is a split of n rows; return its two parts as lists."""
    assert pair is not None, f"{name} returned None. Does it end with a return?"
    assert isinstance(pair, (tuple, list)) and len(pair) == 2, (
        f"{name}: a split should be a pair (training part, test part), but is a {type(pair).__name__}"
        + (f" of {len(pair)}." if isinstance(pair, (tuple, list)) else ".")
    )
    for side, part in zip(("training", "test"), pair, strict=True):
        try:
            array = np.asarray(part)
        except ValueError:
            array = np.array(None)
        assert array.ndim == 1, (
            f"{name}: the {side} part should be an array or a list of row numbers, but is a {type(part).__name__} of "
            f"shape {array.shape}."
        )
        assert len(array), f"{name}: the {side} part is empty. Each side needs at least one row."
        assert array.dtype.kind in "iu", (
            f"{name}: the {side} part should hold row numbers, whole numbers that can index an array, but holds values "
            f"of type {array.dtype}."
        )
    train, test = ([int(row) for row in np.asarray(part)] for part in pair)
    outside = [row for row in train + test if not 0 <= row < n]
    assert not outside, f"{name}: with n = {n} the rows go from 0 to {n - 1}, but row {outside[0]} is there."
    both = set(train) & set(test)
    assert not both, f"{name}: row {min(both)} is in the training part and in the test part of one split."
    missing = set(range(n)) - set(train + test)
    assert not missing, f"{name}: row {min(missing)} is in neither part of a split. The two parts hold all n rows."
    assert len(train + test) == n, f"{name}: a row is twice in one part. Were rows drawn with replacement?"
    return train, test


def check_folds(name, folds, n, k):
    """Check that folds are k splits of n rows which test each row once; return them as pairs of lists."""
    assert folds is not None, f"{name} returned None. Does it end with a return?"
    assert isinstance(folds, (tuple, list)), (
        f"{name} should return a list of {k} pairs (training part, test part), but returned a {type(folds).__name__}."
    )
    assert len(folds) == k, f"{name} should return one pair for each of {k} folds, but returned {len(folds)}."
    folds = [check_split(name, pair, n) for pair in folds]
    tested = [sum(row in test for _, test in folds) for row in range(n)]
    wrong = [row for row in range(n) if tested[row] != 1]
    assert not wrong, (
        f"{name}: in {k} folds each row should be in one test part, but row {wrong[0]} is in {tested[wrong[0]]} of "
        "them. Is the order shuffled once, before the cut, and no row left over? Are the two parts of the pairs swapped?"
    )
    return folds


def tests_of(folds):
    """Return the test parts of folds, as sets of rows."""
    return [frozenset(map(int, np.asarray(test))) for _, test in folds]


def check_generator(name, draw, seed):
    """Check that draw(rng) is decided by the generator rng, which moves on from call to call."""
    first, again, other = (draw(np.random.default_rng(s)) for s in (seed, seed, seed + 1))
    assert first == again, (
        f"{name}: two generators with the same seed must give the same result, but do not. "
        "Does chance come from somewhere else than rng?"
    )
    assert first != other, (
        f"{name}: two generators with different seeds give the same result. Is rng used, or a seed of your own, or no "
        "chance at all?"
    )
    rng = np.random.default_rng(seed)
    assert draw(rng) != draw(rng), f"{name}: a second call with the same rng repeats the first. Is rng made anew?"


def check_number(name, value):
    """Check that a single number came, and return it."""
    assert value is not None, f"{name} returned None. Does it end with a return?"
    array = np.asarray(value)
    assert array.shape == () and array.dtype.kind in "iuf", (
        f"{name} should return a single number, but returned a {type(value).__name__} of shape {array.shape}."
    )
    return float(array)


def check_scores(scores, k):
    """Check that cross_validate returned k numbers, and return them as an array."""
    assert scores is not None, "cross_validate returned None. Does it end with a return?"
    assert isinstance(scores, (list, tuple)) or hasattr(scores, "shape"), (
        f"cross_validate should return an array or a list of {k} numbers, but returned a {type(scores).__name__}."
    )
    scores = np.array(
        [check_number("each score of cross_validate", score) for score in scores] if np.ndim(scores) else 0
    )
    assert scores.shape == (k,), (
        f"{k} folds make an array or a list of {k} scores, but the result has the shape {scores.shape}. "
        "Is their mean taken, or does the function end too early?"
    )
    return scores


def check_inputs(X):
    """Check what a pipeline was given as X, and return it as an array."""
    X = np.asarray(X, dtype=float)
    assert X.ndim == 2, f"A pipeline was given inputs of shape {X.shape}. It takes rows of X, an array (m, d)."
    return X


def check_trials(found, trials, names):
    """Check that random_search returned a list of trials, each a dictionary from the names to numbers."""
    assert found is not None, "random_search returned None. Does it end with a return?"
    assert isinstance(found, (list, tuple)), (
        f"random_search should return a list of {trials} dictionaries, but returned a {type(found).__name__}."
    )
    assert len(found) == trials, f"{trials} trials make a list of {trials} dictionaries, but {len(found)} came."
    for trial in found:
        assert isinstance(trial, dict) and set(trial) == set(names), (
            f"Each trial should be a dictionary with the names {sorted(names)}, but one is {str(trial)[:80]}."
        )
        for value in trial.values():
            check_number("random_search, for each setting,", value)


def check_ranges(ranges, kept):
    """Check that the ranges are as they were."""
    assert set(ranges) == set(kept) and all(
        isinstance(ends, tuple) and ends == kept[name] for name, ends in ranges.items()
    ), "random_search changed the dictionary of ranges that it was given."


def call_for_folds(name, function, *arguments, **named):
    """Return what a function returns where folds can be made; a ValueError becomes a sentence."""
    try:
        return function(*arguments, **named)
    except ValueError as error:
        raise AssertionError(
            f"{name} raised a ValueError where folds can be made ({str(error) or 'without a message'}). "
            "Does it refuse too much, the largest k perhaps?"
        ) from error


def refusal(function, *arguments):
    """Return what came, in words, where a ValueError should come, and an empty text where it did."""
    try:
        function(*arguments)
    except ValueError:
        return ""
    except (TypeError, LookupError, ArithmeticError) as error:
        return f"{type(error).__name__} came"
    return "no error came"


# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: a split (2 points)
#
# Put aside a test part: of $n$ rows, the nearest whole number to $n\cdot\text{fraction}$, but at least one row on both
# sides, whatever the fraction. (The tests ask for no fraction that falls half-way between two numbers.) Chance decides
# which rows: every choice of that many rows is equally likely.


# %% nbgrader={"grade": false, "grade_id": "t1_train_test_split", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_test_split(n, fraction, rng):
    """Split n rows by chance.

    n: number of rows, 2 or more
    fraction: number from 0 to 1, the share of the test rows
    rng: NumPy generator

    Returns a pair (training part, test part) of arrays or lists of row numbers.
    """
    ### BEGIN SOLUTION
    size = min(max(round(n * fraction), 1), n - 1)
    shuffled = rng.permutation(n)
    return shuffled[size:], shuffled[:size]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_train_test_split_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Ten rows, 30 % of them for the test; and five rows with 2 %, which is less than one row.
for n, fraction, wanted in [(10, 0.3, 3), (5, 0.02, 1)]:
    train, test = check_split("train_test_split", train_test_split(n, fraction, np.random.default_rng(0)), n)
    assert len(test) == wanted, (
        f"With n = {n} and fraction = {fraction} the test part should hold {wanted}, but the training part holds "
        f"{len(train)} rows and the test part {len(test)}. Are the two parts swapped, or the size cut off?"
    )
train, test = train_test_split(50, 0.4, np.random.default_rng(0))
assert sorted(map(int, test)) not in (list(range(20)), list(range(30, 50))), (
    "The test part is the beginning or the end of the file. Are the rows shuffled before they are cut?"
)

# Hidden tests: sizes for many n and fractions, 0 and 1 among them.
### BEGIN HIDDEN TESTS
for n, fraction, wanted in [
    (2, 0.5, 1),
    (2, 0.9, 1),
    (3, 0.49, 1),
    (7, 0.4, 3),
    (11, 0.3, 3),
    (13, 0.21, 3),
    (9, 0.96, 8),
    (9, 0.02, 1),
    (5, 0.0, 1),
    (6, 1.0, 5),
    (250, 0.001, 1),
    (250, 0.999, 249),
    (1001, 0.2504, 251),
    (1001, 0.7496, 750),
]:
    pair = train_test_split(fraction=fraction, rng=np.random.default_rng(), n=n)
    train, test = check_split("train_test_split", pair, n)
    assert len(test) == wanted, (
        f"With n = {n} and fraction = {fraction}, where n times fraction is {n * fraction:.4f}, the test part holds "
        f"{len(test)} rows. Is that the nearest whole number, with at least one row left on both sides?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_train_test_split_chance", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the split follows the generator, and every choice of rows comes up equally often.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def drawn(generator):
    """Return the two parts of a split of 40 rows, sorted."""
    return [sorted(part) for part in check_split("train_test_split", train_test_split(40, 0.3, generator), 40)]


check_generator("train_test_split", drawn, int(rng.integers(2**31)))
for n, fraction, choices in [(4, 0.5, 6), (6, 1 / 3, 15)]:
    counts = {}
    for _ in range(30 * choices):
        _, test = check_split("train_test_split", train_test_split(n, fraction, rng), n)
        counts[frozenset(test)] = counts.get(frozenset(test), 0) + 1
    assert len(counts) == choices, (
        f"There are {choices} ways to choose the test rows from {n} with fraction = {fraction:.4g}, but in {30 * choices} "
        f"calls only {len(counts)} came up. Are the rows shuffled one by one?"
    )
    assert min(counts.values()) > 5 and max(counts.values()) < 65, (
        f"Every choice of test rows should come up about as often; with n = {n} and fraction = {fraction:.4g}, one came up "
        f"{min(counts.values())} times and another {max(counts.values())} times."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: k folds (3 points)
#
# Shuffle the rows **once**, cut them into $k$ parts, and let each part in turn be the test part of a split, with all
# other rows for training. So every row is tested exactly once. Where $k$ does not divide $n$, the sizes of the test
# parts differ by at most 1: eleven rows in three folds make 4, 4 and 3. Which folds are the larger ones is up to you.
# Every way to cut the rows so is equally likely.
#
# $k$ may be anything from 2 to $n$ ($k=n$ is leave-one-out). For any other $k$, raise a `ValueError`.


# %% nbgrader={"grade": false, "grade_id": "t2_k_folds", "locked": false, "schema_version": 3, "solution": true, "task": false}
def k_folds(n, k, rng):
    """Return k splits of n rows that test each row once.

    n: number of rows, 1 or more
    k: number of folds
    rng: NumPy generator

    Returns a list of k pairs (training part, test part). Raises ValueError unless k is from 2 to n.
    """
    ### BEGIN SOLUTION
    if not 2 <= k <= n:
        raise ValueError(f"k = {k} folds of {n} rows cannot be made")
    shuffled = rng.permutation(n)
    place = np.arange(n) % k
    return [(shuffled[place != i], shuffled[place == i]) for i in range(k)]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_k_folds_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Eleven rows in three folds; then in two and in eleven, where each fold tests a single row.
for k, wanted in [(3, [3, 4, 4]), (2, [5, 6]), (11, [1] * 11)]:
    folds = check_folds("k_folds", call_for_folds("k_folds", k_folds, 11, k, np.random.default_rng(0)), 11, k)
    sizes = sorted(len(test) for _, test in folds)
    assert sizes == wanted, (
        f"Eleven rows in {k} folds should make test parts of {wanted} rows, but yours have {sizes}. "
        "Where do the rows go that are left over?"
    )

# %% nbgrader={"grade": true, "grade_id": "t2_k_folds_sizes", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: many n and k; whatever cannot be cut is refused.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, k in [(2, 2), (3, 2), (7, 2), (7, 3), (16, 7), (16, 5), (11, 11), (19, 12), (59, 10), (60, 59), (100, 9)]:
    folds = check_folds("k_folds", call_for_folds("k_folds", k_folds, k=k, rng=rng, n=n), n, k)
    sizes = [len(test) for _, test in folds]
    assert max(sizes) - min(sizes) <= 1, (
        f"{n} rows in {k} folds: the sizes of the test parts should differ by at most 1, but are {sizes}. "
        "Does one fold take, or lack, all that is left over?"
    )
for n, k in [(7, 1), (7, 0), (7, -2), (7, 8), (7, 70), (2, 3), (1, 1), (1, 2)]:
    came = refusal(k_folds, n, k, np.random.default_rng(0))
    assert not came, f"k_folds with n = {n} and k = {k} should raise a ValueError, but {came}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_k_folds_chance", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the folds follow the generator, and every way to cut the rows comes up equally often.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def drawn(generator):
    """Return the test parts of five folds of 38 rows, sorted."""
    folds = check_folds("k_folds", k_folds(38, 5, generator), 38, 5)
    return [sorted(test) for _, test in folds]


check_generator("k_folds", drawn, int(rng.integers(2**31)))
for n, k, ways in [(5, 2, 10), (6, 3, 15)]:
    counts = {}
    for _ in range(20 * ways):
        cut = frozenset(tests_of(check_folds("k_folds", k_folds(n, k, rng), n, k)))
        counts[cut] = counts.get(cut, 0) + 1
    assert len(counts) == ways, (
        f"There are {ways} ways to cut {n} rows into {k} folds, the larger ones always first or always last, but in "
        f"{20 * ways} calls {len(counts)} came up. Are the rows shuffled one by one, all of them, before the cut?"
    )
    assert min(counts.values()) > 2 and max(counts.values()) < 50, (
        f"Every way to cut {n} rows into {k} folds should come up about as often, but one came up "
        f"{min(counts.values())} times and another {max(counts.values())} times."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: stratified folds (3 points)
#
# Plain folds mix the classes by chance. Stratified ones divide each class evenly:
#
# - of **each class**, the numbers of rows in the $k$ test parts differ by at most 1;
# - the **sizes** of the test parts, all classes together, differ by at most 1 as well, so what is left over of the
#   classes must not pile up in the same fold;
# - inside a class chance decides, and what it does in one class has nothing to do with another: every choice of a
#   class's rows for a fold is as likely as any other.
#
# A class with fewer than $k$ rows is missing from some test parts, and that is all right. Labels may be any integers,
# $-3$ and $40$ as well as 0 and 1, or texts, in any order. $k$ goes from 2 to $n$, the number of rows; for any other
# $k$, raise a `ValueError`.


# %% nbgrader={"grade": false, "grade_id": "t3_stratified_folds", "locked": false, "schema_version": 3, "solution": true, "task": false}
def stratified_folds(y, k, rng):
    """Return k splits that test each row once and divide each class evenly.

    y: array (n,) of integers or of texts, the label of each row; n is 1 or more
    k: number of folds
    rng: NumPy generator

    Returns a list of k pairs (training part, test part). Raises ValueError unless k is from 2 to n.
    """
    ### BEGIN SOLUTION
    if not 2 <= k <= len(y):
        raise ValueError(f"k = {k} folds of {len(y)} rows cannot be made")
    dealt = np.concatenate([rng.permutation(np.flatnonzero(y == label)) for label in np.unique(y)])
    place = np.arange(len(y)) % k
    return [(dealt[place != i], dealt[place == i]) for i in range(k)]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_stratified_folds_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Ten rows in three folds. Each tests two of six ill people and one of three healthy ones, whatever chance decides.
y = np.array(["ill", "healthy", "ill", "ill", "healthy", "unknown", "ill", "ill", "ill", "healthy"])
given = y.copy()
for seed in range(5):
    folds = call_for_folds("stratified_folds", stratified_folds, y, 3, np.random.default_rng(seed))
    assert np.array_equal(y, given), (
        "stratified_folds changed the labels that it was given. Did you sort them in place?"
    )
    for _, test in check_folds("stratified_folds", folds, 10, 3):
        counts = [int(np.sum(y[test] == label)) for label in ("ill", "healthy")]
        assert counts == [2, 1], (
            f"Each of three folds should test 2 of the 6 ill and 1 of the 3 healthy, but one tests {counts[0]} and "
            f"{counts[1]}. Is each class divided by itself?"
        )

# %% nbgrader={"grade": true, "grade_id": "t3_stratified_folds_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: classes that k does not divide, labels of all kinds, classes smaller than k, a single class, as many
# classes as rows; whatever cannot be cut is refused.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
cases = [
    ({-3: 6, 40: 11, 2: 1, 0: 16}, 5),
    ({7: 9, -1: 4, 12: 9, 3: 4}, 5),
    ({1: 3, 0: 21}, 8),
    ({"cat": 7, "a dog": 5, "": 3}, 2),
    ({"b": 2, "B": 13, "aa": 1}, 4),
    ({5: 17}, 3),
    (dict.fromkeys((9, -9, 4, 1000, 3, 0, 2), 1), 3),
    ({2: 4, -2: 3}, 7),
    ({0: 1, 1: 1}, 2),
]
cases += [({label: int(rng.integers(1, 14)) for label in (3, 10, -20, 8)}, int(rng.integers(2, 5))) for _ in range(12)]
for sizes, k in cases:
    y = rng.permutation(np.repeat(list(sizes), list(sizes.values())))
    given = y.copy()
    folds = call_for_folds("stratified_folds", stratified_folds, rng=rng, k=k, y=y)
    assert np.array_equal(y, given), (
        "stratified_folds changed the labels that it was given. Did you sort them in place?"
    )
    folds = check_folds("stratified_folds", folds, len(y), k)
    for label, size in sizes.items():
        counts = [int(np.sum(y[test] == label)) for _, test in folds]
        assert max(counts) - min(counts) <= 1, (
            f"A class of {size} rows among {len(y)}, in {k} folds: the test parts should hold as many of it, give or "
            f"take one, but hold {counts}. Is each class divided by itself, whatever its label is called?"
        )
    lengths = [len(test) for _, test in folds]
    assert max(lengths) - min(lengths) <= 1, (
        f"With classes of {list(sizes.values())} rows and {k} folds the sizes of the test parts should differ by at "
        f"most 1, but are {lengths}. Does what is left over of every class go to the same fold?"
    )
for n, k in [(6, 1), (6, 0), (6, -2), (6, 7), (6, 60), (1, 1), (1, 2)]:
    came = refusal(stratified_folds, np.array([4, 5, 4, 4, 5, 4])[:n], k, np.random.default_rng(0))
    assert not came, f"stratified_folds with {n} rows and k = {k} should raise a ValueError, but {came}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_stratified_folds_chance", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the folds follow the generator; inside a class every choice comes up, whatever the other class does.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
y = rng.permutation(np.repeat([4, -7, 1], [15, 9, 14]))


def drawn(generator):
    """Return the test parts of five folds of 38 rows, sorted."""
    folds = check_folds("stratified_folds", stratified_folds(y.copy(), 5, generator), 38, 5)
    return [sorted(test) for _, test in folds]


check_generator("stratified_folds", drawn, int(rng.integers(2**31)))
y = np.array([5, 2, 2, 5, 2, 5, 5, 2])
counts = {}
for _ in range(360):
    folds = check_folds("stratified_folds", stratified_folds(y.copy(), 2, rng), 8, 2)
    cut = frozenset(tests_of(folds))
    counts[cut] = counts.get(cut, 0) + 1
assert len(counts) == 18, (
    "Two classes of 4 rows each can be divided in 18 ways between two folds, but in 360 calls "
    f"{len(counts)} came up. Is every class shuffled, row by row, and for itself?"
)
assert min(counts.values()) > 2 and max(counts.values()) < 50, (
    "Every way to divide two classes of 4 rows between two folds should come up about as often, but one came up "
    f"{min(counts.values())} times and another {max(counts.values())} times in 360 calls."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: grouped folds (2 points)
#
# Where several rows come from one person, a random split tests the model on people that it knows. Grouped folds keep
# **all rows of a group together**: shuffle the *groups*, cut them into $k$ parts, and let each part of the groups give
# the test part of one fold. So the numbers of groups in the test parts differ by at most 1 (their numbers of rows may
# differ as they like), no group is on both sides of a split, and every way to cut the groups so is equally likely.
#
# The names of the groups may be any integers or texts, in any order, and their rows need not be neighbors. $k$ goes
# from 2 to the number of groups; for any other $k$, raise a `ValueError`.


# %% nbgrader={"grade": false, "grade_id": "t4_group_folds", "locked": false, "schema_version": 3, "solution": true, "task": false}
def group_folds(groups, k, rng):
    """Return k splits that test each row once and keep each group on one side.

    groups: array (n,) of integers or of texts, the group of each row; n is 1 or more
    k: number of folds
    rng: NumPy generator

    Returns a list of k pairs (training part, test part). Raises ValueError unless k is from 2 to the number of groups.
    """
    ### BEGIN SOLUTION
    names = rng.permutation(np.unique(groups))
    if not 2 <= k <= len(names):
        raise ValueError(f"k = {k} folds of {len(names)} groups cannot be made")
    tested = [np.isin(groups, names[i::k]) for i in range(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_group_folds_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Eleven rows that six people wrote, in three folds: each tests two people.
groups = np.array(["Cy", "Ada", "Bo", "Cy", "Di", "Cy", "Ada", "Eve", "Cy", "Flo", "Bo"])
given = groups.copy()
folds = call_for_folds("group_folds", group_folds, groups, 3, np.random.default_rng(0))
assert np.array_equal(groups, given), "group_folds changed the groups that it was given. Did you sort them in place?"
for train, test in check_folds("group_folds", folds, 11, 3):
    both = sorted(set(groups[train].tolist()) & set(groups[test].tolist()))
    assert not both, f"{both[0]} is in the training part and in the test part of one fold. Are groups cut, or rows?"
    people = len(set(groups[test].tolist()))
    assert people == 2, f"Six people in three folds: each should test 2 of them, but one tests {people}."

# %% nbgrader={"grade": true, "grade_id": "t4_group_folds_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: groups of all sizes and names; the folds follow the generator, and every way to cut the groups comes up
# equally often; too few groups are refused.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
cases = [
    ({3: 1, -8: 9, 0: 2, 100: 2, 41: 5, 6: 1, 7: 1}, 3),
    ({3: 1, -8: 9, 0: 2, 100: 2, 41: 5, 6: 1, 7: 1}, 7),
    ({"x": 30, "X": 1, "": 2, "a b": 1, "zz": 4}, 2),
    ({"x": 3, "y": 8}, 2),
    (dict.fromkeys(range(11), 1), 4),
    ({3 * number - 40: int(rng.integers(1, 9)) for number in range(23)}, 5),
]
for sizes, k in cases:
    groups = rng.permutation(np.repeat(list(sizes), list(sizes.values())))
    given = groups.copy()
    folds = call_for_folds("group_folds", group_folds, rng=rng, groups=groups, k=k)
    assert np.array_equal(groups, given), (
        "group_folds changed the groups that it was given. Did you sort them in place?"
    )
    folds = check_folds("group_folds", folds, len(groups), k)
    for train, test in folds:
        both = set(groups[train].tolist()) & set(groups[test].tolist())
        assert not both, (
            f"With groups of {list(sizes.values())} rows and {k} folds, {len(both)} of the groups on both sides of "
            "one fold, in training and test. Are groups cut, or rows?"
        )
    numbers = [len(set(groups[test].tolist())) for _, test in folds]
    assert max(numbers) - min(numbers) <= 1, (
        f"{len(sizes)} groups in {k} folds: the numbers of groups in the test parts should differ by at most 1, but are "
        f"{numbers}. Does one fold take, or lack, all that is left over, or do you count rows?"
    )
groups = np.array([5, 9, 9, -4, 5, 9, -4, 9])
for rows, k in [(8, 4), (8, 8), (8, 1), (8, 0), (8, -1), (3, 3), (1, 1)]:
    came = refusal(group_folds, groups[:rows].copy(), k, np.random.default_rng(0))
    assert not came, (
        f"{rows} rows of {len(set(groups[:rows].tolist()))} groups with k = {k} should raise a ValueError, but {came}."
    )
groups = rng.permutation(np.repeat(np.arange(20), 3))


def drawn(generator):
    """Return the test parts of five folds, sorted."""
    folds = check_folds("group_folds", group_folds(groups.copy(), 5, generator), 60, 5)
    return [sorted(test) for _, test in folds]


check_generator("group_folds", drawn, int(rng.integers(2**31)))
# A large group and four of one row: whoever shuffles rows meets the large one first nearly always.
groups = np.array(["d", *["b"] * 12, "e", "c", *["b"] * 4, "a"])
counts = {}
for _ in range(300):
    folds = check_folds("group_folds", group_folds(groups.copy(), 2, rng), 20, 2)
    cut = frozenset(frozenset(groups[list(test)].tolist()) for _, test in folds)
    counts[cut] = counts.get(cut, 0) + 1
assert len(counts) == 10 and min(counts.values()) > 5 and max(counts.values()) < 65, (
    f"There are 10 ways to cut 5 groups into 2 folds, and each should come up in about 30 of 300 calls, but {len(counts)} "
    f"came up, between {min(counts.values())} and {max(counts.values())} times. Are the groups shuffled, with rng, "
    "before the cut?"
)
small = sum(count for cut, count in counts.items() if "b" in min(cut, key=len))
assert 75 < small < 165, (
    f"Of 5 groups in 2 folds, one has 16 rows and the others 1. It should be in the fold of 2 groups in about 120 of 300 "
    f"calls, but was in {small}. Are the groups shuffled, or the rows, so that a large group is met first?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: cross-validation without a leak (4 points)
#
# A **pipeline** is everything that is fitted to data, scaling and choice of features included. Call `make_pipeline()`
# once for each fold; every call returns a new pipeline that has seen nothing yet. A pipeline can do two things:
#
# - `pipeline.fit(X, y)` fits all of it to the inputs `X` (m, d) and the labels `y` (m,), and returns the pipeline;
# - `pipeline.predict(X)` returns an array (m,), the labels that it gives to the inputs `X` (m, d).
#
# Go through the folds in the order in which they come. Fit each fold's pipeline once, to the rows of its training part
# as they are in `X` and `y`, with nothing computed from other rows. Its score is the **accuracy** on the test part, the
# share of its rows that get the right label. The folds may be of different sizes, and there may be rows that no fold
# uses. Labels are integers or texts. The scores may be off by 0.000001.


# %% nbgrader={"grade": false, "grade_id": "t5_cross_validate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cross_validate(make_pipeline, X, y, folds):
    """Return the accuracy on the test part of each fold, of a pipeline fitted to its training part.

    make_pipeline: function without arguments; returns a new pipeline with fit(X, y) and predict(X)
    X: array (n, d), the inputs
    y: array (n,) of integers or of texts, the labels
    folds: list of at least one pair (training part, test part) of integer arrays

    Returns an array or a list of as many numbers as there are folds, in their order.
    """
    ### BEGIN SOLUTION
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
    return scores
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_cross_validate_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A pipeline that answers with the label that it has met most often. Seven rows, three folds.
def make_majority():
    """Return a new pipeline that counts labels."""
    met = []

    def fit(X, y):
        check_inputs(X)
        met.extend(np.asarray(y).tolist())
        return pipeline

    def predict(X):
        assert met, "A pipeline was asked to predict before it was fitted."
        return np.full(len(check_inputs(X)), max(sorted(set(met)), key=met.count))

    pipeline = PipelineStandIn(fit, predict)
    return pipeline


X, y = np.arange(14.0).reshape(7, 2), np.array([0, 0, 1, 0, 1, 1, 1])
folds = [
    (np.array([3, 4, 5, 6]), np.array([0, 1, 2])),
    (np.array([0, 1, 2, 5, 6]), np.array([3, 4])),
    (np.array([0, 1, 2, 3, 4]), np.array([5, 6])),
]
scores = cross_validate(make_majority, X, y, folds)
assert np.array_equal(X, np.arange(14.0).reshape(7, 2)) and np.array_equal(y, [0, 0, 1, 0, 1, 1, 1]), (
    "cross_validate changed the inputs or the labels that it was given."
)
assert [len(part) for pair in folds for part in pair] == [4, 3, 5, 2, 5, 2], (
    "cross_validate changed the list of folds or a part in it."
)
scores = check_scores(scores, 3)
assert np.allclose(scores, [1 / 3, 1 / 2, 0], atol=1e-6), (
    f"The three scores should be 0.3333, 0.5 and 0, but are {np.round(scores, 4).tolist()}. 0.3333, 0.5, 1 "
    "come from a pipeline that knows test rows: is it fitted to all rows, or the same one for all folds? "
    "0.75, 0.6, 0.6 are measured on the training parts; 0.25, 0.4, 0.4 have the two parts swapped; 0.6667, 0.5, 1 are "
    "shares of errors; 1, 1, 0 count rows."
)

# %% nbgrader={"grade": true, "grade_id": "t5_cross_validate_rows", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a pipeline that notes which rows it was fitted to, in each of its parts. The rows of the training part
# are there, with their labels, and no others.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def make_noting():
    """Return a new pipeline of a scaler and a model; it notes what they are fitted to and asked for."""
    mean = []

    def fit(X, y):
        events.append(("fit", check_inputs(X), np.array(y)))
        mean.append(np.mean(X[0]))
        return pipeline

    def predict(X):
        return (check_inputs(X)[:, 0] > (mean or [0.0])[-1]).astype(int)

    pipeline = PipelineStandIn(fit, predict)
    return pipeline


for n, cuts in [(11, [3, 3, 5]), (24, [1, 6, 2, 9, 4]), (6, [1] * 6), (9, [4, 2])]:
    X = np.column_stack([rng.permutation(n) - 4.0, rng.integers(-40, 40, size=(n, 2)) / 8])
    y = rng.permutation(np.arange(n) % 3)
    order = rng.permutation(n)
    parts = np.split(order, np.cumsum(cuts))[: len(cuts)]
    folds = [(rng.permutation(np.setdiff1d(order[: sum(cuts) + 1], part)), part) for part in parts]
    given = X.copy(), y.copy(), [(train.copy(), test.copy()) for train, test in folds]
    events = []
    scores = cross_validate(X=X, y=y, make_pipeline=make_noting, folds=folds)
    assert np.array_equal(X, given[0]) and np.array_equal(y, given[1]), (
        "cross_validate changed the inputs or the labels that it was given."
    )
    assert len(folds) == len(cuts) and all(
        np.array_equal(part, was)
        for pair, kept in zip(folds, given[2], strict=True)
        for part, was in zip(pair, kept, strict=True)
    ), "cross_validate changed the list of folds or a part in it."
    check_scores(scores, len(cuts))
    fits = [(at, labels) for _, at, labels in events]
    assert len(fits) == len(cuts), f"{len(cuts)} folds need {len(cuts)} calls of fit, but there were {len(fits)}."
    number_of = {tuple(row): number for number, row in enumerate(X.tolist())}
    for number, ((train, test), (at, labels)) in enumerate(zip(folds, fits, strict=True), 1):
        assert labels.shape == (len(at),), (
            f"In fold {number} fit was given inputs of shape {at.shape} and labels of shape {labels.shape}."
        )
        rows = [number_of.get(tuple(row)) for row in at.tolist()]
        assert None not in rows, (
            f"In fold {number} fit was given a row that is not in X. Is something computed outside the pipeline, "
            "from rows of both parts?"
        )
        seen = sorted(set(rows) & set(test.tolist()))
        assert not seen, (
            f"In fold {number} the pipeline was fitted to {len(seen)} of the {len(test)} test rows. Whatever is fitted "
            "may only see the training part. Are the two parts swapped, or are all rows taken?"
        )
        assert sorted(rows) == sorted(train.tolist()), (
            f"In fold {number} the pipeline was fitted to {len(rows)} rows, but they are not the {len(train)} rows of "
            "this fold's training part."
        )
        assert np.array_equal(labels, y[rows]), f"In fold {number} fit was given rows with the labels of other rows."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_cross_validate_fresh", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: how often make_pipeline is called; every fold has a pipeline of its own, which is fitted once and then
# asked for the test rows.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def make_numbered():
    """Return a new pipeline with a number; it notes its number whenever it is used."""
    number = len(made)
    made.append(number)

    def fit(X, y):
        events.append(("fit", number, len(X)))
        return pipeline

    def predict(X):
        events.append(("predict", number, len(X)))
        return np.zeros(len(X), dtype=int)

    pipeline = PipelineStandIn(fit, predict)
    return pipeline


for n, k in [(10, 2), (17, 5), (8, 8), (5, 1)]:
    X, y = rng.normal(size=(n, 4)), rng.integers(0, 3, size=n)
    parts = np.array_split(rng.permutation(n), max(k, 2))[:k]
    folds = [(np.setdiff1d(np.arange(n), part), part) for part in parts]
    made, events = [], []
    scores = cross_validate(make_numbered, X.copy(), y.copy(), list(folds))
    check_scores(scores, k)
    assert len(made) == k, (
        f"make_pipeline should be called once for each of {k} folds, but was called {len(made)} times."
    )
    fitted = [number for kind, number, _ in events if kind == "fit"]
    assert len(fitted) == k and len(set(fitted)) == k, (
        f"{k} folds should fit {k} new pipelines, each once, but fit was called {len(fitted)} times, on {len(set(fitted))} "
        "pipelines. Does one pipeline go from fold to fold?"
    )
    for fold, number in enumerate(fitted):
        own = [(kind, size) for kind, owner, size in events if owner == number]
        assert own[0][0] == "fit", f"In fold {fold + 1} the pipeline was asked to predict before it was fitted."
        asked = sum(size for kind, size in own if kind == "predict")
        assert asked >= len(folds[fold][1]), (
            f"In fold {fold + 1} the pipeline that was fitted was asked for {asked} labels, but the test part has "
            f"{len(folds[fold][1])} rows. Is another fold's pipeline asked?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_cross_validate_scores", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the scores of a nearest neighbor, for integers and texts, for folds of different sizes and single rows.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def make_nearest():
    """Return a new pipeline that scales what it is given and answers with the label of the nearest row."""
    known = {}

    def fit(X, y):
        X = check_inputs(X)
        known.update(mean=X.mean(axis=0), spread=X.std(axis=0) + 1e-9, y=np.asarray(y))
        known["rows"] = (X - known["mean"]) / known["spread"]
        return pipeline

    def predict(X):
        rows = (check_inputs(X) - known["mean"]) / known["spread"]
        return known["y"][((rows[:, None] - known["rows"]) ** 2).sum(axis=2).argmin(axis=1)]

    pipeline = PipelineStandIn(fit, predict)
    return pipeline


for names in ([0, 1, 2], [-7, 3, 40], ["ill", "healthy", "a third"]):
    y = rng.permutation(np.repeat(names, [14, 9, 11]))
    X = rng.normal(size=(34, 3)) * [1, 30, 1] + 2 * (y == names[0])[:, None]
    parts = np.split(rng.permutation(34), [1, 9, 12, 27])
    folds = [(rng.permutation(np.setdiff1d(np.arange(34), part)), part) for part in parts]
    expected = []
    for train, test in folds:
        expected.append(np.mean(make_nearest().fit(X[train], y[train]).predict(X[test]) == y[test]))
    scores = check_scores(cross_validate(make_nearest, X.copy(), y.copy(), list(folds)), 5)
    wrong = [number for number in range(5) if not np.isclose(scores[number], expected[number], atol=1e-6)]
    assert not wrong, (
        f"With labels {names} and the nearest neighbor the scores of the folds {[number + 1 for number in wrong]} are wrong. "
        "Is each the share of right labels in its own test part, in the order of the folds?"
    )


def make_memory():
    """Return a new pipeline that gives every row the number of its first column."""
    pipeline = PipelineStandIn(lambda X, y: pipeline, lambda X: check_inputs(X)[:, 0].astype(int))
    return pipeline


for right in ([0, 3, 1, 4], [7, 0, 0, 2], [1, 0, 1, 0]):
    sizes = [7, 3, 1, 6]
    hits = np.concatenate([np.arange(size) < number for size, number in zip(sizes, right, strict=True)])
    y = rng.integers(-5, 5, size=17)
    X = np.column_stack([np.where(hits, y, y + 1), np.arange(17)]).astype(float)
    parts = np.split(np.arange(17), np.cumsum(sizes)[:-1])
    folds = [(np.setdiff1d(np.arange(17), part), rng.permutation(part)) for part in parts]
    scores = check_scores(cross_validate(make_memory, X.copy(), y.copy(), list(folds)), 4)
    expected = [min(number, size) / size for size, number in zip(sizes, right, strict=True)]
    assert np.allclose(scores, expected, atol=1e-6), (
        "Four folds of one to seven test rows, with a pipeline that gets some of them right: the "
        "scores are wrong. Is each the share of right labels, neither a number of rows nor a share of errors?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: random search (3 points)
#
# A search draws each trial anew. What to draw is a dictionary from the name of each setting to its range:
#
# | range | the setting is | example |
# | --- | --- | --- |
# | `("uniform", low, high)` | a number from low to high, all parts of the range equally likely | dropout |
# | `("log", low, high)` | a number from low to high whose *logarithm* is uniform; low > 0 | learning rate |
# | `("int", low, high)` | a whole number from low to high, **both ends included**, all equally likely | layers |
#
# Draw every setting of every trial for itself. The ends of a range may be equal, `low` is never larger than `high`, and
# except in `"log"` they may be negative. A number may miss the ends of its range by one part in 100,000, as rounding
# does. Any other kind of range is a `ValueError`.


# %% nbgrader={"grade": false, "grade_id": "t6_random_search", "locked": false, "schema_version": 3, "solution": true, "task": false}
def random_search(ranges, trials, rng):
    """Draw settings by chance.

    ranges: dictionary from names to ranges (kind, low, high)
    trials: number of trials, 0 or more
    rng: NumPy generator

    Returns a list of as many dictionaries as there are trials, each from all names to numbers. Raises ValueError for a
    kind other than "uniform", "log" and "int", where there are trials.
    """
    ### BEGIN SOLUTION

    def value(kind, low, high):
        if kind == "uniform":
            return rng.uniform(low, high)
        if kind == "log":
            return np.exp(rng.uniform(np.log(low), np.log(high)))
        if kind == "int":
            return rng.integers(low, high + 1)
        raise ValueError(f"there is no range of the kind {kind}")

    return [{name: value(*ends) for name, ends in ranges.items()} for _ in range(trials)]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_random_search_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# 400 trials of three settings.
ranges = {"eta": ("log", 0.0001, 1.0), "dropout": ("uniform", -0.5, 1.5), "layers": ("int", 3, 6)}
found = random_search(ranges, 400, np.random.default_rng(0))
check_ranges(ranges, {"eta": ("log", 0.0001, 1.0), "dropout": ("uniform", -0.5, 1.5), "layers": ("int", 3, 6)})
check_trials(found, 400, ranges)
eta, dropout = ([float(trial[name]) for trial in found] for name in ("eta", "dropout"))
assert len(set(eta)) > 390, (
    f"400 trials should make 400 different eta, but yours make {len(set(eta))}. Is there a new draw for each trial, in a "
    "new dictionary?"
)
assert min(eta) > 0.000099 and max(eta) < 1.00001, (
    f"eta should lie between 0.0001 and 1, but goes from {min(eta):.3g} to {max(eta):.3g}. Is the logarithm undone?"
)
small = sum(value < 0.01 for value in eta)
assert 140 < small < 260, (
    f"Half of all eta should be below 0.01, half-way between 0.0001 and 1 for a logarithm, but {small} of 400 are. "
    "Is eta itself uniform, or its logarithm?"
)
assert -0.500005 < min(dropout) < -0.4 and 1.4 < max(dropout) < 1.500015, (
    f"dropout should fill the range from -0.5 to 1.5, but goes from {min(dropout):.4f} to {max(dropout):.4f}."
)
assert all(np.asarray(trial["layers"]).dtype.kind in "iu" for trial in found), (
    f"layers should be a whole number, an int, but the first is {found[0]['layers']!r}."
)
layers = sorted({int(trial["layers"]) for trial in found})
assert layers == [3, 4, 5, 6], f"In 400 trials layers should come up as 3, 4, 5 and 6, but comes up as {layers}."

# %% nbgrader={"grade": true, "grade_id": "t6_random_search_spread", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: how the numbers of 800 trials are spread over their ranges, and that no setting knows of another.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
ranges = {
    "rate": ("log", 1e-6, 1e3),
    "narrow": ("log", 0.2, 7.0),
    "shift": ("uniform", -3.0, 0.5),
    "share": ("uniform", 0.25, 0.75),
    "step": ("int", -1, 1),
    "width": ("int", 8, 300),
}
found = random_search(rng=rng, ranges=dict(ranges), trials=800)
check_trials(found, 800, ranges)
columns, even = {}, 0
for name, (kind, low, high) in ranges.items():
    column = np.array([float(trial[name]) for trial in found])
    bottom, top = low - 1e-5 * np.abs(low) - 1e-9, high + 1e-5 * np.abs(high) + 1e-9
    inside = np.all(column > bottom) and np.all(column < top)
    assert inside, (
        f"A setting with the range {kind} from {low} to {high} goes from {column.min():.6g} to {column.max():.6g}."
    )
    if kind == "int":
        whole = np.all(column == np.round(column))
        assert whole, f"A whole number from {low} to {high} is expected, but one of yours is none."
    else:
        ends = np.log([low, high]) if kind == "log" else np.array([low, high])
        column = np.log(column) if kind == "log" else column
        where = ", in its logarithm," if kind == "log" else ""
        quarters = [int(count) for count in np.histogram(np.clip(column, *ends), bins=4, range=ends)[0]]
        # Five and a half standard deviations of a binomial of 800 draws, a quarter each.
        assert all(133 < count < 267 for count in quarters), (
            f"A setting with the range {kind} from {low:g} to {high:g} is spread wrongly: the four quarters of the range"
            f"{where} hold {quarters} of 800 trials. Uniform itself, or its logarithm? From the lower end to the upper one?"
        )
        even += quarters == [200] * 4
    columns[name] = column
assert even < 2, (
    "In 800 trials every quarter of a range comes up exactly 200 times, which chance hardly ever does. Is there a grid, or "
    "does a trial know of the others?"
)
counts = [int(np.sum(columns["step"] == value)) for value in (-1, 0, 1)]
assert all(193 < count < 340 for count in counts), (
    f"In 800 trials each whole number from -1 to 1 should come up about 267 times, but they come up {counts} times. "
    "Is a number rounded or cut off, so that an end is rare or 0 comes up twice as often?"
)
assert np.min(columns["width"]) < 20 and np.max(columns["width"]) > 288, (
    "Whole numbers do not fill a range of 8 to 300."
)
between = np.corrcoef(list(columns.values())) - np.eye(6)
assert np.max(np.abs(between)) < 5.5 / np.sqrt(800), (
    "Two settings go up and down together from trial to trial. Is one draw used for several of them?"
)
after = [np.corrcoef(column[:-1], column[1:])[0, 1] for column in columns.values()]
assert np.max(np.abs(after)) < 5.5 / np.sqrt(800), (
    "A setting goes along with its value of the trial before. Does chance decide each trial for itself?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_random_search_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a new value for every trial; no trials; equal ends; the ends of the whole numbers; the draws follow the
# generator; the ranges are left as they were; other kinds are refused.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
ranges = {"b": ("log", 1e-3, 1e2), "a": ("uniform", -1.0, 2.0), "c d": ("int", 0, 10**6), "": ("uniform", 5, 6)}
kept = dict(ranges)
for trials in (0, 1, 2, 150):
    found = random_search(ranges, trials, rng)
    check_ranges(ranges, kept)
    check_trials(found, trials, kept)
    for name in kept:
        different = len({float(trial[name]) for trial in found})
        assert different >= 0.8 * trials - 1, (
            f"{trials} trials of a range with many values should make as many different values, but yours make "
            f"{different}. Is there a new draw for each trial? Is something rounded, or a grid?"
        )
for kind, low in [("uniform", -0.3), ("uniform", 0.0), ("log", 0.03), ("log", 3e-12), ("int", -7), ("int", 0)]:
    found = random_search({"only": (kind, low, low)}, 1, rng)
    check_trials(found, 1, ["only"])
    trial = found[0]
    assert np.isclose(float(trial["only"]), low, rtol=1e-5, atol=0), (
        f"A range of the kind {kind} that begins and ends at {low} leaves no choice, but {trial['only']} came."
    )
found = random_search({"n": ("int", -1, 0)}, 200, rng)
check_trials(found, 200, ["n"])
ends = [int(trial["n"]) for trial in found]
assert set(ends) == {-1, 0}, f"200 whole numbers from -1 to 0 should be -1 and 0, but are {sorted(set(ends))}."
check_trials(random_search({}, 3, rng), 3, [])


for name in kept:

    def drawn(generator, name=name):
        """Return what a single trial draws for one setting."""
        found = random_search(dict(kept), 1, generator)
        check_trials(found, 1, kept)
        return float(found[0][name])

    check_generator("random_search", drawn, int(rng.integers(2**31)))
for kind in ("normal", "LOG", "", "integer"):
    came = refusal(random_search, {"a": ("int", 1, 2), "b": (kind, 1.0, 2.0)}, 3, np.random.default_rng(0))
    assert not came, f"A range of the kind {kind!r} should raise a ValueError, but {came}."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: what a score is worth (3 points)
#
# A model with the true accuracy $p$ is tested on $n$ independent rows. Its number of hits is binomial, and its score,
# hits divided by $n$, has the standard error $\sqrt{p(1-p)/n}$.
#
# Now test $k$ models that are equally good, each on $n$ rows of its own, and report the best score. It is too good, and
# `expected_best` says how good it is in the mean, exactly, without any simulation: if $F(m)$ is the probability that
# one model has at most $m$ hits, the best of $k$ has at most $m$ with the probability $F(m)^k$, since none of them may
# have more. Lecture 15 shows under "The best of K, exactly" what the mean comes to. (`scipy.stats.binom` or `math.comb`
# helps.)
#
# Both return a number, which may be off by one part in 10,000. $p$ may be 0 or 1, and $n$ and $k$ may be as large as
# 1,000.


# %% nbgrader={"grade": false, "grade_id": "t7_expected_best", "locked": false, "schema_version": 3, "solution": true, "task": false}
def expected_best(p, n, k):
    """Return the mean of the best score of k models.

    p: number from 0 to 1, the true accuracy of each model
    n: integer from 1 to 1,000, the number of test rows
    k: integer from 1 to 1,000, the number of models
    """
    ### BEGIN SOLUTION
    from scipy.stats import binom

    at_most = binom.cdf(np.arange(n), n, p) ** k
    return 1 - np.mean(at_most)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t7_standard_error", "locked": false, "schema_version": 3, "solution": true, "task": false}
def standard_error(p, n):
    """Return the standard error of a score.

    p: number from 0 to 1, the true accuracy
    n: positive integer, the number of test rows
    """
    ### BEGIN SOLUTION
    variance = p * (1 - p) / n
    return np.sqrt(variance)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_expected_best_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two models that flip a coin for each of two rows: the better one has 0, 1 or 2 hits with probability 1/16, 8/16, 7/16.
best = check_number("expected_best", expected_best(0.5, 2, 2))
assert np.isclose(best, 0.6875, rtol=1e-4), (
    f"The better of two coins on two rows scores 0.6875 in the mean, but {best:.4f} came. 1.375 counts hits; 0.3125 is the "
    "worse of the two; 0.9688 or 0.2188 begin the sum one too early or too late; 0.7188 leaves out m = 0; 0.6995 comes "
    "from a normal distribution."
)
alone = check_number("expected_best", expected_best(0.5, 2, 1))
assert np.isclose(alone, 0.5, rtol=1e-4), f"A single model scores p = 0.5 in the mean, but {alone:.4f} came."
# Three models on one row: the best fails only if all three do.
best = check_number("expected_best", expected_best(0.8, 1, 3))
assert np.isclose(best, 0.992, rtol=1e-4), (
    f"The best of three models of accuracy 0.8 on one row scores 0.992 in the mean, but {best:.4f} came. 0.488 takes 1 - p "
    "for p; 0.8 takes n for k."
)

# %% nbgrader={"grade": true, "grade_id": "t7_expected_best_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: against the whole distribution, few rows and many; against all pairs of results; a single model; more
# models; more rows; p = 0 and p = 1.
### BEGIN HIDDEN TESTS
from scipy import stats

rng = np.random.default_rng()
for p, n, k in [
    (0.8, 1, 3),
    (0.8, 5, 4),
    (0.02, 3, 2),
    (0.97, 7, 6),
    (0.3, 11, 40),
    (0.65, 50, 100),
    (0.9, 1000, 1000),
    (0.001, 1000, 2),
    (rng.uniform(0.1, 0.9), int(rng.integers(2, 60)), int(rng.integers(2, 60))),
]:
    hits = np.arange(n + 1)
    below = np.concatenate([[0.0], np.cumsum(stats.binom.pmf(hits, n, p))])
    exact = np.dot(hits, below[1:] ** k - below[:-1] ** k) / n
    best = check_number("expected_best", expected_best(k=k, p=p, n=n))
    assert np.isclose(best, exact, rtol=1e-4, atol=0), (
        f"With p = {p:.3g}, n = {n} and k = {k} the mean of the best score is wrong. Does the sum go over all numbers of "
        "hits, with the binomial itself and not a normal distribution, and is k where it belongs?"
    )
for p, n in [(0.7, 8), (0.15, 20)]:
    chances = stats.binom.pmf(np.arange(n + 1), n, p)
    pairs = np.outer(chances, chances) * np.maximum.outer(np.arange(n + 1), np.arange(n + 1))
    best = check_number("expected_best", expected_best(p, n, 2))
    assert np.isclose(best, pairs.sum() / n, rtol=1e-4), (
        f"With p = {p}, n = {n} and k = 2, all pairs of results that two models can have make another mean than yours."
    )
for p in (0.0, 0.04, 0.9, 1.0):
    for n in (1, 6, 90):
        more = [check_number("expected_best", expected_best(p, n, k)) for k in (1, 2, 30)]
        assert np.isclose(more[0], p, rtol=1e-4, atol=1e-9), (
            f"A single model of accuracy {p} on {n} rows should score p in the mean; yours does not."
        )
        if 0 < p < 1:
            assert all(np.diff(more) > 0), (
                f"With p = {p} and n = {n} more models must make a better best; yours do not."
            )
        else:
            assert np.allclose(more, p, atol=1e-9), f"Where p is {p:g} every model scores {p:g}, and so does the best."
for p in (0.2, 0.75):
    falling = [check_number("expected_best", expected_best(p, n, 20)) for n in (5, 40, 400)]
    assert all(np.diff(falling) < 0) and p < falling[-1] < p + 0.05, (
        f"With more rows the best of 20 models must come down toward p = {p}; yours does not."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_standard_error_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Accuracy 0.8 on 100 rows.
error = check_number("standard_error", standard_error(0.8, 100))
assert np.isclose(error, 0.04, rtol=1e-4), (
    f"With p = 0.8 and n = 100 the standard error is 0.04, but {error:.5f} came. 0.0016 lacks the root, 0.4 the "
    "number of rows; 0.004 divides by n outside the root; 0.0402 divides by n - 1; 0.08944 lacks a factor."
)

# Hidden tests: p and 1 - p; four times the rows; p = 0 and p = 1; against the whole distribution.
### BEGIN HIDDEN TESTS
import math

rng = np.random.default_rng()
for p in (0.0, 0.003, 0.25, 0.5, 0.61, 0.98, 1.0):
    for n in (1, 2, 7, 250):
        error = check_number("standard_error", standard_error(n=n, p=p))
        other = check_number("standard_error", standard_error(1 - p, n))
        assert np.isclose(error, other, rtol=1e-4, atol=0 if 0 < p < 1 else 1e-12), (
            f"Accuracies of {p} and {1 - p:g} on {n} rows are equally uncertain, but yours differ."
        )
        quarter = check_number("standard_error", standard_error(p, 4 * n))
        assert np.isclose(2 * quarter, error, rtol=1e-4, atol=1e-12), (
            f"Four times the rows should halve the standard error; with p = {p} and n = {n} they do not."
        )
        assert (error > 0) == (0 < p < 1), (
            f"A score is certain where p is 0 or 1, and nowhere else; with p = {p} and n = {n} you give {error:.4g}."
        )
for p, n in [(0.07, 30), (0.4, 3), (0.88, 250), (rng.uniform(0.2, 0.8), 12)]:
    chances = np.array([math.comb(n, hits) * p**hits * (1 - p) ** (n - hits) for hits in range(n + 1)])
    spread = np.sqrt(np.dot(chances, (np.arange(n + 1) / n - p) ** 2))
    error = check_number("standard_error", standard_error(p, n))
    assert np.isclose(error, spread, rtol=1e-4), (
        f"With p = {p:.3g} and n = {n} the scores from 0 to 1, each with its probability, scatter differently from your "
        "standard error. Where does the number of rows enter?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# Nothing to write here, and no points: run the cell. It repeats the diagnosis from coin flips: genes that know nothing,
# once with the best chosen before the folds, once inside them. Then it searches in the noise, with your folds, and
# holds the best of 30 trials against what the best of 30 coins would show.


# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
def make_selecting(genes=20, neighbors=5):
    """Return a function that makes pipelines: choose genes whose means differ, then ask the nearest neighbors."""
    from sklearn.feature_selection import SelectKBest, f_classif
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline

    # A tree finds the same neighbors as brute force, which looks up the computer's threads: grading forbids that.
    return lambda: make_pipeline(SelectKBest(f_classif, k=genes), KNeighborsClassifier(neighbors, algorithm="kd_tree"))


try:
    rng = np.random.default_rng(0)
    genes, sick = rng.standard_normal((50, 2000)), rng.permutation(np.repeat([0, 1], 25))
    folds = stratified_folds(sick, 5, rng)
    difference = np.abs(genes[sick == 1].mean(axis=0) - genes[sick == 0].mean(axis=0))
    chosen = genes[:, np.argsort(difference)[-20:]]
    leaky = np.mean(cross_validate(make_selecting(20), chosen, sick, folds))
    honest = np.mean(cross_validate(make_selecting(20), genes, sick, folds))
    print(f"genes chosen before the folds: {leaky:.2f}; inside: {honest:.2f} ± {2 * standard_error(0.5, 50):.2f}")
    trials = random_search({"genes": ("log", 1, 500), "neighbors": ("int", 1, 15)}, 30, rng)
    best = max(
        np.mean(cross_validate(make_selecting(round(trial["genes"]), int(trial["neighbors"])), genes, sick, folds))
        for trial in trials
    )
    print(f"best of 30 trials on noise: {best:.2f}; best of 30 coins in the mean: {expected_best(0.5, 50, 30):.2f}")
    train, test = train_test_split(50, 0.3, rng)
    by_hospital = group_folds(np.arange(50) // 5, 5, rng)
    print(f"{len(train)} rows to train and {len(test)} to test; {len(by_hospital)} folds of whole hospitals")
    print(f"plain folds hold {[int(np.sum(sick[test])) for _, test in k_folds(50, 5, rng)]} sick people, stratified 5")
except NotImplementedError:
    print("Some tasks are still open. Come back when all are done.")
