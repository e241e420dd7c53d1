# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 1: Threshold neurons
#
# You will build the first neurons in the order in which they were invented: the threshold unit of 1943, networks of it
# that compute anything, Hebb's memory of 1949, and the perceptron, which finds its own weights. At the end you show what
# a single one cannot do.
#
# **Practices** lecture 2, Threshold neurons, and [lecture 3, The perceptron](../../course/03-perceptron.ipynb).
# **Time** 60 to 100 minutes. **You need** NumPy only.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | the threshold unit | 2 |
# | t2 | gates: AND, OR, NOR, majority | 2 |
# | t3 | a network for any truth table | 2 |
# | t4 | Hebb's rule and recall | 3 |
# | t5 | the perceptron rule: one update, one epoch | 4 |
# | t6 | training until it stops, and the mistake bound | 3 |
# | t7 | XOR: what one neuron cannot do and two layers can | 2 |
# | t8 | a written question | 2 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cell below it: no output
# means that the visible tests pass. Every test cell also holds hidden tests that run when your work is graded; a
# comment says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come
# back. Your functions return something new, and leave the arrays and lists that they are given as they are.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a01-threshold-neurons/threshold-neurons.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code and the sentences you submit must be
# your own, you must be able to explain every line, and a comment in the cell names the tool and what it helped with.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
from itertools import product

import numpy as np

from helpers import ask  # calls your functions with copies of the inputs, and says in a sentence what goes wrong


def all_inputs(n):
    """Return every row of n bits, an array (2**n, n), in counting order: 00, 01, 10, 11 for n = 2."""
    return np.array(list(product([0, 1], repeat=n)))


def run_network(network, X, forgive=0.0):
    """Return the answers (rows,) of two layers of threshold units to the rows of X.

    network: (W, thresholds, v, threshold); row j of W and thresholds[j] are hidden unit j, v and threshold the output
    forgive: by how much a sum may miss its threshold
    """
    W, thresholds, v, threshold = network
    sums = X @ np.reshape(W, (-1, X.shape[1])).T  # (rows, hidden)
    hidden = sums >= np.reshape(thresholds, -1) - forgive  # (rows, hidden)
    return (hidden @ np.reshape(v, -1) >= threshold - forgive).astype(int)  # (rows,)


def nearest_answers(network, X, wanted):
    """Return the answers of a network: as they are, or where rounding alone spoils them, those with a millionth less.

    (In a computer three times 1/3 and ten times 0.1 need not add up to 1. That is no mistake of the network's.)
    """
    forgiving = run_network(network, X, forgive=1e-6)
    return forgiving if np.array_equal(forgiving, wanted) else run_network(network, X)


def one_unit(weights, threshold):
    """Return the network that answers what one threshold unit does."""
    return np.reshape(weights, (1, -1)), [threshold], [1], 1


# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: the threshold unit (2 points)
#
# A threshold unit adds up its inputs, each times its weight, and **fires** (answers 1) if the sum reaches the
# threshold; otherwise it answers 0:
#
# $$y = \begin{cases} 1 & \text{if } \sum_j w_j x_j \ge \text{threshold} \\ 0 & \text{otherwise} \end{cases}$$
#
# Write it for a whole batch of inputs at once. Reaching the threshold exactly is enough.


# %% nbgrader={"grade": false, "grade_id": "t1_threshold_unit", "locked": false, "schema_version": 3, "solution": true, "task": false}
def threshold_unit(X, weights, threshold):
    """Return the answers of one threshold unit.

    X: array (n, d), one input per row; n may be 0
    weights: array (d,)
    threshold: number

    Returns an array (n,) of 0 and 1.
    """
    ### BEGIN SOLUTION
    return (X @ weights >= threshold).astype(int)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_threshold_unit_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Weights 1, 1, -2: two inputs speak for firing, the third against it. The sums of the four rows are 2, 1, 0 and -1.
X = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1], [1, 0, 1]])
said = ask.numbers(threshold_unit, X, np.array([1, 1, -2]), 1)
assert said.shape == (4,), (
    f"Four rows need four answers, shape (4,); got {said.shape}. Is the sum taken over the inputs of each row?"
)
assert np.array_equal(said, [1, 1, 0, 0]), (
    f"With threshold 1 the sums 2, 1, 0, -1 should give 1, 1, 0, 0, but gave {said}. "
    "What should happen where the sum is exactly the threshold?"
)

# %% nbgrader={"grade": true, "grade_id": "t1_threshold_unit_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random inputs that are no whole numbers, thresholds at a sum and just above it, one row, no rows.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, d in [(8, 3), (9, 5), (7, 1), (1, 4), (0, 3)]:
    X = (2 * rng.integers(-8, 8, size=(n, d)) + 1) / 8  # odd eighths, whose products and sums are exact
    weights = (2 * rng.integers(0, 8, size=d) + 1) * rng.choice([-1, 1], size=d) / 8
    sums = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in X]
    for threshold in [-3.0, 0.0, 2.5, *sums, *(total + 1 / 64 for total in sums)]:
        said = ask.numbers(threshold_unit, X, weights, threshold)
        assert said.shape == (n,), (
            f"{n} rows of {d} inputs need an answer of shape ({n},); got {said.shape}. "
            "Was an axis of length 1 dropped or kept?"
        )
        assert set(said.tolist()) <= {0, 1}, f"The answers must be 0 or 1; got {sorted(set(said.tolist()))}."
        for answer, total in zip(said, sums, strict=True):
            assert not (answer == 1 and threshold - 1 < total < threshold), (
                "A unit fired although its sum is a little below the threshold. Sums and thresholds need not be whole "
                "numbers: is something rounded, or 1 added?"
            )
            assert not (answer == 1 and total < threshold), (
                f"A unit with threshold {threshold} fired although its sum is below it. Which way does it compare?"
            )
            assert not (answer == 0 and total == threshold), (
                "A unit kept silent although its sum is exactly the threshold. Is reaching it enough? Is the sum rounded?"
            )
            assert not (answer == 0 and total > threshold), (
                f"A unit with threshold {threshold} kept silent although its sum is above it. Which way does it compare?"
            )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: gates (2 points)
#
# A gate is a choice of weights and a threshold. For any number $n \ge 1$ of inputs (0 or 1), choose them so that the
# unit of task 1 computes
#
# - `"and"`: 1 if all inputs are 1,
# - `"or"`: 1 if at least one input is 1,
# - `"nor"`: 1 if no input is 1 (for $n = 1$ this is NOT),
# - `"majority"`: 1 if **more than half** of the inputs are 1.
#
# Many choices are right. The tests try yours on every row of the truth table.


# %% nbgrader={"grade": false, "grade_id": "t2_gate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gate(name, n):
    """Return the weights and the threshold of a gate with n inputs.

    name: "and", "or", "nor" or "majority"
    n: number of inputs, 1 or more

    Returns a pair: the weights, an array (n,), and the threshold, a number.
    """
    ### BEGIN SOLUTION
    if name == "nor":
        return -np.ones(n), 0
    thresholds = {"and": n, "or": 1, "majority": n // 2 + 1}
    return np.ones(n), thresholds[name]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_gate_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two inputs for AND, OR and NOR, three for the majority. Rows in counting order: 00, 01, 10, 11.
tables = {
    ("and", 2): [0, 0, 0, 1],
    ("or", 2): [0, 1, 1, 1],
    ("nor", 2): [1, 0, 0, 0],
    ("majority", 3): [0, 0, 0, 1, 0, 1, 1, 1],
}
for (name, n), table in tables.items():
    weights, threshold = ask.all_numbers("weights, threshold", gate, name, n)
    assert weights.shape == (n,) and threshold.shape == (), (
        f"gate({name!r}, {n}) should return {n} weights and one threshold, in this order; "
        f"got shapes {weights.shape} and {threshold.shape}."
    )
    said = nearest_answers(one_unit(weights, threshold), all_inputs(n), table)
    assert np.array_equal(said, table), (
        f"gate({name!r}, {n}) should answer {table} to the rows in counting order, but answers {said.tolist()}. "
        "How large is the sum in the rows that should fire, and in those that should not?"
    )

# %% nbgrader={"grade": true, "grade_id": "t2_gate_sizes", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: all four gates with 1 to 7 inputs.
### BEGIN HIDDEN TESTS
for n in range(1, 8):
    on = all_inputs(n).sum(axis=1)
    for name, fires in [("and", on == n), ("or", on > 0), ("nor", on == 0), ("majority", 2 * on > n)]:
        weights, threshold = ask.all_numbers("weights, threshold", gate, name, n)
        assert weights.shape == (n,) and threshold.shape == (), (
            f"gate({name!r}, {n}) should return {n} weights and one threshold; "
            f"got shapes {weights.shape} and {threshold.shape}. Does the number of weights follow n?"
        )
        said = nearest_answers(one_unit(weights, threshold), all_inputs(n), fires)
        wrong = sorted(set(on[said != fires].tolist()))
        assert not wrong, (
            f"gate({name!r}, {n}) is wrong on rows with this many inputs at 1: {wrong}. "
            "Does the threshold follow n? If n is even: what about exactly half of the inputs?"
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: a network for any truth table (2 points)
#
# One unit can do little, but two layers can compute **every** function of bits. The recipe takes one hidden unit per
# row of the truth table at which the function is 1:
#
# 1. A hidden unit that fires for *this one row* and for no other (a detector).
# 2. An output unit that fires as soon as any detector does.
#
# Write the detector first, then the whole network. If no row is 1, there is no hidden unit, and the network must answer
# 0 everywhere. `run_network` above shows how the four parts are used.


# %% nbgrader={"grade": false, "grade_id": "t3_detector", "locked": false, "schema_version": 3, "solution": true, "task": false}
def detector(row):
    """Return weights and threshold of a unit that fires for this row of bits and for no other row of bits.

    row: array (n,) of 0 and 1

    Returns a pair: the weights, an array (n,), and the threshold, a number.
    """
    ### BEGIN SOLUTION
    return 2 * row - 1, np.sum(row)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_detector_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A detector of 101 must fire for 101 and stay silent for the other seven rows.
weights, threshold = ask.all_numbers("weights, threshold", detector, np.array([1, 0, 1]))
assert weights.shape == (3,) and threshold.shape == (), (
    f"A detector of 3 bits has 3 weights and one threshold; got shapes {weights.shape} and {threshold.shape}."
)
alone = (all_inputs(3) == [1, 0, 1]).all(axis=1)
fires = all_inputs(3)[nearest_answers(one_unit(weights, threshold), all_inputs(3), alone) == 1].tolist()
assert [1, 0, 1] in fires, (
    f"The detector of 101 does not fire for 101 itself; it fires for {fires}. Is the threshold too high?"
)
assert fires == [[1, 0, 1]], (
    f"The detector of 101 should fire for 101 alone, but fires for {fires}. "
    "What does an input that should be 0 do to the sum when it is 1?"
)

# Hidden tests: every row of 1 to 5 bits, all zeros and all ones among them; the row is not modified.
### BEGIN HIDDEN TESTS
for n in range(1, 6):
    for row in all_inputs(n):
        weights, threshold = ask.all_numbers("weights, threshold", detector, row)
        assert weights.shape == (n,) and threshold.shape == (), (
            f"A detector of {n} bits has {n} weights and one threshold; "
            f"got shapes {weights.shape} and {threshold.shape}."
        )
        itself = np.all(all_inputs(n) == row, axis=1)
        fires = nearest_answers(one_unit(weights, threshold), all_inputs(n), itself) == 1
        assert fires[itself].all(), f"The detector of {row.tolist()} does not fire for its own row. Threshold too high?"
        assert not fires[~itself].any(), (
            f"The detector of {row.tolist()} fires for {fires.sum()} rows, not for one. "
            "What do the inputs that should be 0 do to the sum?"
        )
### END HIDDEN TESTS


# %% nbgrader={"grade": false, "grade_id": "t3_truth_table_network", "locked": false, "schema_version": 3, "solution": true, "task": false}
def truth_table_network(inputs, outputs):
    """Return two layers of threshold units that compute a truth table, with one hidden unit per row whose output is 1.

    inputs: array (rows, n) of 0 and 1, all 2**n rows of bits, in any order
    outputs: array (rows,) of 0 and 1, the function's value at each row

    Returns (W, thresholds, v, threshold): the hidden weights, an array (h, n), and thresholds, an array (h,); the output
    weights, an array (h,), and the output threshold, a number.
    """
    ### BEGIN SOLUTION
    rows = inputs[outputs.astype(bool)]
    return 2 * rows - 1, rows.sum(axis=1), np.ones(len(rows)), 1
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_truth_table_network_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# XOR is 1 in two rows, 01 and 10, so its network has two hidden units.
network = ask.all_numbers("W, thresholds, v, threshold", truth_table_network, all_inputs(2), np.array([0, 1, 1, 0]))
assert network[0].shape == (2, 2), (
    f"XOR needs 2 hidden units with 2 weights each, W of shape (2, 2); got {network[0].shape}. "
    "Is there one hidden unit per row whose output is 1?"
)
assert network[1].shape == network[2].shape == (2,) and network[3].shape == (), (
    "Two hidden units have two thresholds and two output weights, and the output has one threshold; got shapes "
    f"{network[1].shape}, {network[2].shape} and {network[3].shape}."
)
said = nearest_answers(network, all_inputs(2), [0, 1, 1, 0])
assert np.array_equal(said, [0, 1, 1, 0]), (
    f"The network for XOR should answer 0, 1, 1, 0, but answers {said}. "
    "Does each hidden unit fire for its own row only, and the output as soon as one of them does?"
)

# Hidden tests: all functions of two bits, random functions of 1 to 5 bits, rows in any order; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
tasks = [(all_inputs(2), all_inputs(4)[k]) for k in range(16)]
for n in (1, 3, 4, 5):
    rows = np.roll(rng.permutation(all_inputs(n)), 1, axis=0)
    while np.array_equal(rows, all_inputs(n)):
        rows = rng.permutation(rows)
    tasks += [(rows, rng.permutation(np.arange(2**n) < ones).astype(int)) for ones in (0, 1, 2**n // 2, 2**n - 1, 2**n)]
backward = all_inputs(3)[::-1]
tasks += [(backward, (backward[:, 0] == 1).astype(int)), (backward, np.arange(8) == 1)]
for rows, outputs in tasks:
    n, ones = rows.shape[1], int(outputs.sum())
    network = ask.all_numbers("W, thresholds, v, threshold", truth_table_network, rows, outputs.astype(int))
    assert network[0].size == n * ones and network[1].shape == network[2].shape == (ones,), (
        f"A table of {n} inputs with {ones} rows at 1 needs as many hidden units; got W, thresholds and v of shapes "
        f"{[part.shape for part in network[:3]]}. Is there one unit per row whose output is 1, and none for the others?"
    )
    assert network[3].shape == (), f"The output has one threshold, a number; got shape {network[3].shape}."
    said = nearest_answers(network, rows, outputs)
    assert not np.any(said[outputs == 0]), (
        f"A network of {n} inputs answers 1 to a row that should give 0; the table has {ones} rows at 1. "
        "Does each hidden unit fire for its own row only? And without any hidden unit, is the output silent?"
    )
    assert np.all(said[outputs == 1]), (
        f"A network of {n} inputs answers 0 to a row that should give 1; the table has {ones} rows at 1. "
        "Does each row have its own hidden unit, and does one of them suffice to make the output fire?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: Hebb's rule (3 points)
#
# A network of $N$ units whose states are $-1$ or $1$ stores $P$ patterns $\mathbf{s}^{(1)}, \dots, \mathbf{s}^{(P)}$ by
# Hebb's rule: units that are alike in a pattern are bound together, units that differ are pushed apart, and no unit is
# bound to itself:
#
# $$w_{ij} = \frac{1}{N} \sum_{p=1}^{P} s_i^{(p)} s_j^{(p)} \quad (i \ne j), \qquad w_{ii} = 0$$
#
# To **recall**, show the network a state $\mathbf{x}$. All units look at the *same* old state and answer at once:
#
# $$x_i^{\text{new}} = \begin{cases} 1 & \text{if } \sum_j w_{ij} x_j \ge 0 \\ -1 & \text{otherwise} \end{cases}$$
#
# Write both. In `recall`, return a new array.


# %% nbgrader={"grade": false, "grade_id": "t4_hebb_weights", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hebb_weights(patterns):
    """Return the weights that Hebb's rule gives to a set of patterns.

    patterns: array (P, N) of -1 and 1, one pattern per row

    Returns an array (N, N).
    """
    ### BEGIN SOLUTION
    W = patterns.T @ patterns / patterns.shape[1]
    np.fill_diagonal(W, 0)
    return W
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_hebb_weights_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two patterns of four units. Units 0 and 1 agree in both patterns, 0 and 3 differ in both, 0 and 2 agree in one only.
W = ask.numbers(hebb_weights, np.array([[1, 1, 1, -1], [1, 1, -1, -1]]))
assert W.shape == (4, 4), (
    f"Four units have weights of shape (4, 4), one for each pair of units; got {W.shape}. "
    "Is the sum taken over the patterns?"
)
assert np.allclose(np.diag(W), 0), f"No unit is bound to itself, but the diagonal holds {np.diag(W)}."
assert np.isclose(W[0, 1], 0.5), (
    f"Units 0 and 1 agree in both patterns: (1 + 1) / 4 = 0.5, but W[0, 1] is {W[0, 1]}. "
    "Divided by the number of patterns instead of the number of units, or not at all?"
)
assert np.isclose(W[0, 3], -0.5) and np.isclose(W[0, 2], 0), (
    f"W[0, 3] should be -0.5 (they differ in both) and W[0, 2] should be 0 (once alike, once not); "
    f"got {W[0, 3]} and {W[0, 2]}. Is it the product of the two states that is added?"
)

# %% nbgrader={"grade": true, "grade_id": "t4_hebb_weights_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random patterns, one of them twice, against the formula; a single unit; what must not matter does not.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for P, N in [(1, 5), (3, 8), (6, 4), (4, 4), (2, 1)]:
    patterns = rng.choice([-1, 1], size=(P, N))
    patterns[0, :3] = [1, -1, 1][:N]
    patterns[-1] = patterns[0]
    W = ask.numbers(hebb_weights, patterns)
    assert W.shape == (N, N), f"{N} units have weights of shape ({N}, {N}); got {W.shape}."
    assert np.allclose(np.diag(W), 0, atol=1e-6), "No unit is bound to itself, but the diagonal is not zero."
    assert np.allclose(W, np.transpose(W), atol=1e-6), (
        "Two units are alike or not, whichever comes first, but the weights are not symmetric."
    )
    pairs = [(i, j) for i in range(N) for j in range(N) if i != j]
    off = [pair for pair in pairs if abs(N * W[pair] - sum(s[pair[0]] * s[pair[1]] for s in patterns)) > 1e-4]
    assert not off, (
        f"With {P} patterns of {N} units, {len(off)} of {len(pairs)} weights are not what Hebb's rule gives. "
        "Which number divides the sum? Does every pattern enter, one that comes twice as well?"
    )
    assert np.allclose(ask.numbers(hebb_weights, -patterns), W, atol=1e-6), (
        "With all signs flipped the same units are alike, but the weights changed. Is it the product that is added?"
    )
    assert np.allclose(ask.numbers(hebb_weights, patterns[::-1]), W, atol=1e-6), (
        "The order of the patterns must not matter, but it does. Does the last one overwrite the others?"
    )
### END HIDDEN TESTS


# %% nbgrader={"grade": false, "grade_id": "t4_recall", "locked": false, "schema_version": 3, "solution": true, "task": false}
def recall(W, state):
    """Return the state after all units answered once, together.

    W: array (N, N), any weights, also on the diagonal; W[i, j] binds unit i to unit j
    state: array (N,) of -1 and 1; it is not modified

    Returns an array (N,) of -1 and 1.
    """
    ### BEGIN SOLUTION
    return np.where(W @ state >= 0, 1, -1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_recall_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One pattern is stored; the network is shown a copy with the first unit wrong.
pattern = np.array([1, -1, -1, 1, 1, -1, 1, -1])
W = np.outer(pattern, pattern) - np.eye(8)
damaged = pattern.copy()
damaged[0] = -1
answer = ask.numbers(recall, W, damaged)
assert answer.shape == (8,), f"Eight units give eight answers, shape (8,); got {answer.shape}."
assert set(answer.tolist()) <= {-1, 1}, (
    f"Answers must be -1 or 1; got {answer.tolist()}. Is the sum turned into a state?"
)
assert np.array_equal(answer, pattern), (
    f"The stored pattern {pattern.tolist()} should come back, but the network answered {answer.tolist()}."
)

# Hidden tests: any weights, with sums that are 0 or nearly 0; all units at once; nothing is modified.
### BEGIN HIDDEN TESTS
swap = np.array([[0, 1], [1, 0]])
answer = ask.numbers(recall, swap, np.array([1, -1]))
assert np.array_equal(answer, [-1, 1]), (
    "Two units that copy each other must exchange their states, but did not. "
    "Does the second unit already see the first one's new state?"
)
for state in ([1, 1, -1], [-1, -1, -1]):
    answer = ask.numbers(recall, np.zeros((3, 3)), np.array(state))
    assert np.array_equal(answer, np.ones(3)), (
        "Where every sum is exactly 0 the answers are not what the formula says. On which side does 0 count?"
    )
rng = np.random.default_rng()
for N in (1, 4, 9):
    state = rng.choice([-1, 1], size=N)
    for close in (0.0, -1 / 64, 1 / 64):
        W = (2 * rng.integers(-12, 12, size=(N, N)) + 1) / 8  # not symmetric, and a diagonal like any other entry
        W[0, -1] = (close - W[0, :-1] @ state[:-1]) * state[-1]  # unit 0 has this sum
        answer = ask.numbers(recall, W, state)
        assert answer.shape == (N,), f"{N} units give {N} answers, shape ({N},); got {answer.shape}."
        sums = np.array([sum(W[i, j] * state[j] for j in range(N)) for i in range(N)])
        assert np.all(answer[sums > 0] == 1) and np.all(answer[sums < 0] == -1), (
            f"With {N} units and random weights some unit answers against the sign of its sum. Does W[i, j] bind unit "
            "i to unit j, do all entries count, and is nothing rounded?"
        )
        assert np.all(answer[sums == 0] == 1), (
            "Where a unit's sum is exactly 0 its answer is not what the formula says. On which side does 0 count?"
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: the perceptron rule (4 points)
#
# A perceptron is a threshold unit with a bias $b$ in place of minus the threshold. It answers $\hat y = 1$ if
# $z = \mathbf{w}^\top \mathbf{x} + b \ge 0$, otherwise 0, and learns from its mistakes:
#
# $$\mathbf{w} \leftarrow \mathbf{w} + \eta\,(y - \hat y)\,\mathbf{x} \qquad b \leftarrow b + \eta\,(y - \hat y)$$
#
# Labels and answers are 0 or 1. Write
#
# - `update`: one example, one step of the rule;
# - `epoch`: all examples once, **in their order**, each met with the weights that the one before it left; it also
#   counts the mistakes (the wrong answers *at the moment of asking*).
#
# Return new weights; the arrays that you are given must keep their values.


# %% nbgrader={"grade": false, "grade_id": "t5_update", "locked": false, "schema_version": 3, "solution": true, "task": false}
def update(w, b, x, y, eta):
    """Return the weights and the bias after one example.

    w: array (d,), the weights; b: number, the bias
    x: array (d,), the example; y: 0 or 1, its label
    eta: positive number, the learning rate

    Returns a pair: the new weights, an array (d,), and the new bias, a number.
    """
    ### BEGIN SOLUTION
    y_hat = int(np.sum(w * x) + b >= 0)
    return w + eta * (y - y_hat) * x, b + eta * (y - y_hat)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_update_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# w = (1, -1), b = 0. The example x = (2, -1) gives z = 3, so the neuron says 1.
w, b, x = np.array([1.0, -1.0]), 0.0, np.array([2.0, -1.0])
new_w, new_b = ask.all_numbers("w, b", update, w, b, x, 1, 0.5)
assert np.allclose(new_w, [1, -1]) and np.isclose(new_b, 0), (
    f"The label is 1 and the neuron says 1: nothing should change, but w became {new_w} and b {new_b}. "
    "Is the label compared with the answer, 0 or 1, and not with z?"
)
new_w, new_b = ask.all_numbers("w, b", update, w, b, x, 0, 0.5)
assert np.allclose(new_w, [0, -0.5]), (
    f"The label is 0 and the neuron says 1: w should become (0, -0.5), but became {new_w}. "
    "Is the example subtracted, times eta?"
)
assert np.isclose(new_b, -0.5), (
    f"The label is 0 and the neuron says 1: b should go from 0 to -0.5, but became {new_b}. "
    "Is the bias corrected, times eta, like the weight of an input that is always 1?"
)
new_w, new_b = ask.all_numbers("w, b", update, -w, b, x, 1, 0.5)
assert np.allclose(new_w, [0, 0.5]) and np.isclose(new_b, 0.5), (
    f"With weights (-1, 1) it says 0; for the label 1 w should become (0, 0.5) and b 0.5; got {new_w} and {new_b}. "
    "Is the example added, times eta?"
)

# %% nbgrader={"grade": true, "grade_id": "t5_update_cases", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: both labels with z above, below and exactly at 0; several sizes and rates; no whole numbers.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for d, eta in [(1, 1.0), (3, 0.25), (6, 2.0), (2, 0.125)]:
    for z, says in [(3.0, 1), (0.5, 1), (1 / 64, 1), (0.0, 1), (-1 / 64, 0), (-0.5, 0), (-2.0, 0)]:
        for y in (0, 1):
            x = (2 * rng.integers(0, 8, size=d) + 1) * rng.choice([-1, 1], size=d) / 8
            w = (2 * rng.integers(-8, 8, size=d) + 1) / 8
            b = float(z - w @ x)
            new_w, new_b = ask.all_numbers("w, b", update, w, b, x, y, eta)
            assert new_w.shape == (d,) and new_b.shape == (), (
                f"With {d} inputs the new weights have shape ({d},) and the bias is a number; "
                f"got shapes {new_w.shape} and {new_b.shape}."
            )
            if says == y:
                assert np.allclose(new_w, w) and np.isclose(new_b, b), (
                    f"z is {z:g} and the label {y}: the answer is right, so nothing may change, but something did. "
                    "Does the bias enter z? What does the neuron say where z is exactly 0?"
                )
                continue
            assert not np.allclose(new_w, w), (
                f"z is {z:g} and the label {y}: the answer is wrong, but the weights did not change. "
                "Does the bias enter z? What does the neuron say where z is exactly 0?"
            )
            moved = new_w - w
            assert np.allclose(np.abs(moved), eta * np.abs(x)), (
                f"After a mistake with eta = {eta:g} the weights moved by a wrong amount. Is it eta times the example?"
            )
            assert np.sign(moved @ x) == y - says, (
                f"z is {z:g} and the label {y}: the weights moved the wrong way. Truth minus answer, or the reverse?"
            )
            assert np.allclose(moved, eta * (y - says) * x), "Some weights moved with, some against their inputs."
            assert np.isclose(new_b, b + eta * (y - says)), (
                f"After a mistake with eta = {eta:g} the bias is wrong. It is corrected, times eta, like the weight of "
                "an input that is always 1."
            )
### END HIDDEN TESTS


# %% nbgrader={"grade": false, "grade_id": "t5_epoch", "locked": false, "schema_version": 3, "solution": true, "task": false}
def epoch(w, b, X, y, eta):
    """Return the weights and the bias after one pass over all examples, and the number of mistakes on the way.

    w: array (d,), the weights at the beginning; b: number, the bias
    X: array (n, d), one example per row; y: array (n,) of 0 and 1
    eta: positive number, the learning rate

    Returns (w, b, mistakes): an array (d,), a number, and a whole number.
    """
    ### BEGIN SOLUTION
    mistakes = 0
    for i in range(len(X)):
        error = y[i] - int(np.sum(w * X[i]) + b >= 0)
        w, b = w + eta * error * X[i], b + eta * error
        mistakes += error != 0
    return w, b, mistakes
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_epoch_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The first epoch of AND from w = 0, b = 0 with eta = 1. z is 0 for 00: it says 1, a mistake, and b becomes -1. Then 01
# and 10 give z = -1, right. 11 gives z = -1, a mistake: w becomes (1, 1) and b 0.
w, b, mistakes = ask.all_numbers("w, b, mistakes", epoch, np.zeros(2), 0.0, all_inputs(2), np.array([0, 0, 0, 1]), 1.0)
assert mistakes.shape == () and mistakes == 2, (
    f"The first epoch of AND makes 2 mistakes, but {mistakes} were counted. "
    "Are the examples met in their order? Is every answer counted at the moment of asking, with the weights that the example before left?"
)
assert np.allclose(w, [1, 1]) and np.isclose(b, 0), (
    f"After the first epoch of AND, w should be (1, 1) and b 0; got {w} and {b}. "
    "Does every example meet the weights that the one before it left?"
)
start = np.array([1.0, 1.0])
w, b, mistakes = ask.all_numbers("w, b, mistakes", epoch, start, -1.5, all_inputs(2), np.array([0, 0, 0, 1]), 1.0)
assert mistakes == 0 and np.allclose(w, [1, 1]) and np.isclose(b, -1.5), (
    f"w = (1, 1), b = -1.5 compute AND, so an epoch makes 0 mistakes and changes nothing; "
    f"got {mistakes} mistakes, w = {w}, b = {b}."
)

# %% nbgrader={"grade": true, "grade_id": "t5_epoch_random", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random examples in their order; both kinds of mistakes count; one example; one input; other rates.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def by_the_rule(w, b, X, y, eta, order, eta_of_bias):
    """Return weights, bias and errors (0, 1 or -1 each) of one epoch with the examples in the given order."""
    errors = []
    for i in order:
        errors.append(int(y[i]) - (1 if sum(w * X[i]) + b >= 0 else 0))
        w, b = w + eta * errors[-1] * X[i], b + eta_of_bias * errors[-1]
    return w, b, errors


for n, d, eta in [(12, 3, 0.25), (20, 2, 1.0), (15, 5, 2.0), (24, 1, 0.125), (1, 4, 1.0)]:
    while True:  # until the order matters, mistakes of both kinds happen, and a frozen start or bias would tell
        X = (2 * rng.integers(-8, 8, size=(n, d)) + 1) / 8
        y = rng.integers(0, 2, size=n)
        w, b = (2 * rng.integers(-4, 4, size=d) + 1) / 8, float(rng.integers(-8, 8) / 8 + 1 / 16)
        right_w, right_b, errors = by_the_rule(w, b, X, y, eta, range(n), eta)
        back_w, _, back_errors = by_the_rule(w, b, X, y, eta, range(n)[::-1], eta)
        plain_w, plain_b, _ = by_the_rule(w, b, X, y, eta, range(n), 1.0)
        right, back = np.count_nonzero(errors), np.count_nonzero(back_errors)
        frozen = np.count_nonzero(y != (X @ w + b >= 0))
        after = np.count_nonzero(y != (X @ right_w + right_b >= 0))
        both = errors.count(1) >= 2 and errors.count(-1) >= 2
        tells = right not in (back, frozen, after) and not np.allclose(right_w, back_w)
        if n == 1 or (both and tells and sum(errors) != 0 and (eta == 1 or not np.isclose(plain_b, right_b))):
            break
    new_w, new_b, mistakes = ask.all_numbers("w, b, mistakes", epoch, w, b, X, y, eta)
    assert new_w.shape == (d,) and new_b.shape == () and mistakes.shape == (), (
        f"With {d} inputs an epoch returns weights of shape ({d},), a bias and a number of mistakes; "
        f"got shapes {new_w.shape}, {new_b.shape} and {mistakes.shape}."
    )
    assert eta == 1 or n == 1 or not (np.allclose(new_w, plain_w) and np.isclose(new_b, plain_b)), (
        f"With eta = {eta:g} the bias moves by 1 after a mistake. Is it corrected like the weight of an input that is "
        "always 1, times eta?"
    )
    assert mistakes == right or mistakes not in (back, frozen, after), (
        f"With {n} random examples the number of mistakes is wrong. Are the examples met in their order, and is every "
        "answer counted before its correction, with the weights that the example before it left?"
    )
    assert mistakes == right, (
        f"With {n} random examples the number of mistakes is wrong. Do mistakes of both kinds count, one each? Does "
        "every example meet the weights and the bias that the one before it left, and is nothing rounded?"
    )
    assert np.allclose(new_w, right_w) and np.isclose(new_b, right_b), (
        f"With {n} random examples the weights or the bias are wrong after one epoch. "
        "Does every example meet the weights that the one before it left, and is the bias corrected too?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: training until it stops (3 points)
#
# Run epochs until one of them makes no mistake, but no more than `max_epochs`. So that this task does not depend on
# task 5, the epoch comes in as a *function*: `run_epoch(w, b)` does one pass from these weights and returns
# `(w, b, mistakes)`.
#
# If a boundary exists, training ends, and Novikoff's theorem says how many mistakes it can make on the way. Append the
# constant 1 to every example, $\tilde{\mathbf{x}} = (\mathbf{x}, 1)$, and let $\tilde{\mathbf{u}} = (\mathbf{w}, b)$ be any
# weights that separate the classes. From a start at zero there are at most
#
# $$\left(\frac{R}{\gamma}\right)^2 \text{ mistakes, with } R = \max_i \lVert \tilde{\mathbf{x}}_i \rVert, \quad
# \gamma = \min_i \frac{s_i\, \tilde{\mathbf{u}}^\top \tilde{\mathbf{x}}_i}{\lVert \tilde{\mathbf{u}} \rVert}, \quad
# s_i = \begin{cases} 1 & y_i = 1 \\ -1 & y_i = 0 \end{cases}$$
#
# Write `train`, and write `mistake_bound` for weights that you are given. If these weights do not separate the classes,
# or an example lies exactly on the boundary (as all do where $\tilde{\mathbf{u}}$ is zero), then $\gamma$ is not positive,
# and there is no bound: return `np.inf`.


# %% nbgrader={"grade": false, "grade_id": "t6_train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(run_epoch, w, b, max_epochs):
    """Return the weights and the bias at the end of training, and the mistakes of each epoch.

    run_epoch: function; run_epoch(w, b) returns (w, b, mistakes) after one pass over the examples
    w: array (d,), b: number; where to start
    max_epochs: the largest number of epochs, 0 or more

    Returns (w, b, counts); counts is a list with one number for each epoch that was run.
    """
    ### BEGIN SOLUTION
    counts = []
    while len(counts) < max_epochs and 0 not in counts:
        w, b, mistakes = run_epoch(w, b)
        counts.append(mistakes)
    return w, b, counts
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_train_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# This run_epoch only pretends: it adds 1 to every weight and makes 3, 1, 2, 0, 0, 0 ... mistakes.
script = [3, 1, 2, 0, 0, 0, 0, 0]


def pretend(w, b):
    return w + 1, b - 1, script[int(w[0])]


w, b, counts = ask.results("w, b, counts", train, pretend, np.array([0.0, 5.0]), 0.0, 8)
assert isinstance(counts, list), f"counts is a list with one number per epoch; got {type(counts).__name__}."
assert counts == [3, 1, 2, 0], (
    f"With 3, 1, 2, 0, ... mistakes training ends after the fourth epoch, counts [3, 1, 2, 0]; got {counts}. "
    "Does each epoch start from what the one before returned? Does training stop at the first epoch without mistakes?"
)
w, b = ask.as_numbers(w, "for w, train returned"), ask.as_numbers(b, "for b, train returned")
assert np.allclose(w, [4, 9]) and np.isclose(b, -4), (
    f"After four pretended epochs w should be (4, 9) and b -4; got {w} and {b}. Are the last weights returned?"
)
_, _, counts = ask.results("w, b, counts", train, pretend, np.array([0.0, 5.0]), 0.0, 2)
assert counts == [3, 1], f"With max_epochs = 2 there are two epochs, counts [3, 1]; got {counts}."

# %% nbgrader={"grade": true, "grade_id": "t6_train_random", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: other runs of mistakes, a clean first epoch, one that never ends, no epochs at all.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
given, scripted = [], []


def scripted_epoch(w, b):
    given.append((np.array(w), float(b)))
    return 2 * np.array(w) + 1, float(b) + 3, scripted[min(len(given), len(scripted)) - 1]


for clean, limit in [(0, 50), (1, 50), (6, 50), (9, 0), (9, 1), (9, 7)]:
    given.clear()
    scripted[:] = [*np.repeat(rng.integers(1, 9, size=clean), 2)[:clean].tolist(), 0, 4]  # the same count twice
    epochs = min(clean + 1, limit)
    start = (2 * rng.integers(-20, 20, size=3) + 1) / 8
    w, b, counts = ask.results("w, b, counts", train, scripted_epoch, start, -1.125, limit)
    w, b = ask.as_numbers(w, "for w, train returned"), ask.as_numbers(b, "for b, train returned")
    assert len(given) == epochs, (
        f"With max_epochs = {limit} and the first clean epoch number {clean + 1}, {len(given)} epochs were run. "
        "When should training stop?"
    )
    assert isinstance(counts, list) and counts == scripted[:epochs], (
        f"With max_epochs = {limit} and the first clean epoch number {clean + 1}, the counts are not the mistakes of the "
        "epochs, one number each, a clean last one included."
    )
    now_w, now_b = start, -1.125
    for t, (w_given, b_given) in enumerate(given, start=1):
        assert np.allclose(w_given, now_w) and np.isclose(b_given, now_b), (
            f"Epoch {t} did not start from the weights and the bias that the epoch before returned."
        )
        now_w, now_b = 2 * now_w + 1, now_b + 3
    assert np.allclose(w, now_w) and np.isclose(b, now_b), (
        f"After {epochs} epochs the weights or the bias are not those that the last epoch returned. "
        "Without any epoch they are those at the start."
    )
### END HIDDEN TESTS


# %% nbgrader={"grade": false, "grade_id": "t6_mistake_bound", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mistake_bound(X, y, w, b):
    """Return the largest number of mistakes that Novikoff's theorem allows, (R / gamma)**2, or np.inf.

    X: array (n, d), one example per row; y: array (n,) of 0 and 1
    w: array (d,), b: number; weights and bias that may or may not separate the classes

    The bound is a number such as 4.0625; it is not rounded.
    """
    ### BEGIN SOLUTION
    margin = np.min((2 * y - 1) * (X @ w + b))
    if margin <= 0:
        return np.inf
    R_squared = np.max(np.sum(X**2, axis=1)) + 1
    return R_squared * (np.sum(w**2) + b**2) / margin**2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_mistake_bound_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# OR with w = (2, 2), b = -1: the longest extended example is (1, 1, 1), so R squared is 3. The weights have length 3 and
# z is -1, 1, 1, 3, so gamma is 1/3. The bound is 3 / (1/9) = 27.
bound = ask.numbers(mistake_bound, all_inputs(2), np.array([0, 1, 1, 1]), np.array([2.0, 2.0]), -1.0)
assert bound.shape == (), f"The bound is one number; got shape {bound.shape}."
assert np.isclose(bound, 27), (
    f"The bound for OR should be 27, but came out as {bound}. Is the constant 1 part of R, and b part of the length of "
    "the weights? Is the ratio squared?"
)
bound = ask.numbers(mistake_bound, all_inputs(2), np.array([0, 0, 0, 1]), np.array([2.0, 2.0]), -1.0)
assert bound == np.inf, (
    f"These weights compute OR, not AND, so they give no bound for AND: np.inf; got {bound}. "
    "What if gamma is not positive?"
)

# Hidden tests: random separable examples, the closest of either class; bounds that are no whole numbers; longer weights
# change nothing; examples on the boundary; weights that are all 0.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
small = ask.numbers(mistake_bound, np.array([[1.5], [-0.5]]), np.array([1, 0]), np.array([2.0]), -1.0)
assert np.isclose(small, 65 / 16, rtol=1e-4), "A bound need not be a whole number. Is it rounded, up or down?"
for n, d, closest in [(10, 2, 0), (25, 4, 1), (6, 1, 0), (8, 3, 1)]:
    w = rng.uniform(0.5, 2, size=d) * rng.choice([-1, 1], size=d)
    b = rng.uniform(0.5, 1) * rng.choice([-1, 1])
    X = rng.uniform(-5, 5, size=(600, d))
    X = X[np.abs(X @ w + b) > 1.5][:n]
    X[0], X[1] = ((z - b) * w / (w @ w) for z in (4.0, -4.0))  # one of each class
    X[2] = ((2 * closest - 1) * 0.75 - b) * w / (w @ w)
    y = (X @ w + b > 0).astype(int)
    bound = ask.numbers(mistake_bound, X, y, w, b)
    assert bound.shape == () and np.isfinite(bound), (
        f"These weights separate {len(X)} examples with {d} inputs, so the bound is one finite number; got {bound}. "
        "What is s for the label 0?"
    )
    unit = np.append(w, b) / np.linalg.norm(np.append(w, b))
    extended = [np.append(x, 1) for x in X]
    ratio = max(np.linalg.norm(x) for x in extended) / min(abs(unit @ x) for x in extended)
    assert np.isclose(bound, ratio**2, rtol=1e-3), (
        f"The bound for {len(X)} random examples with {d} inputs is wrong. Is the 1 part of the examples, b of the "
        "weights' length, the longest example taken for R and the closest for gamma, and the ratio squared?"
    )
    assert np.isclose(ask.numbers(mistake_bound, X, y, 8 * w, 8 * b), bound, rtol=1e-3), (
        "Weights and bias eight times as long describe the same boundary, but the bound changed. "
        "Is gamma divided by the length of the weights?"
    )
    assert ask.numbers(mistake_bound, X, 1 - y, w, b) == np.inf, (
        "With the labels exchanged every example is on the wrong side, but the bound is finite. What is gamma then?"
    )
for label in (0, 1):
    touching = np.array([[3.0, 1.0], [-2.0, -1.0], [0.5, 0.0]])  # with w = (2, 4), b = -1 the last example has z = 0
    edge = ask.numbers(mistake_bound, touching, np.array([1, 0, label]), np.array([2.0, 4.0]), -1.0)
    assert edge == np.inf, (
        f"An example of label {label} lies exactly on the boundary, so gamma is not positive and there is no bound, "
        f"but yours is {edge}."
    )
    edge = ask.numbers(mistake_bound, touching[:2], np.array([label, 1]), np.zeros(2), 0.0)
    assert edge == np.inf, (
        "Where all weights and the bias are 0 every example lies on the boundary, so there is no bound, "
        f"but yours is {edge}. What is gamma if the weights have no length?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: XOR (2 points)
#
# **What one neuron cannot do.** Write `best_score`: given a truth table of two inputs, the answers to 00, 01, 10 and 11,
# return the largest number of rows that *one* threshold unit can get right, over all weights and thresholds. Search: a
# few whole numbers for each weight and a few thresholds are enough, if you choose them well.
#
# **What two layers can.** XOR means "exactly one of two". Set by hand, for any $n$ and $k$ with $0 \le k \le n$, a network
# with **two** hidden units that fires if **exactly $k$** of its $n$ inputs are 1. Hint: "at least $k$" and
# "at most $k$".


# %% nbgrader={"grade": false, "grade_id": "t7_best_score", "locked": false, "schema_version": 3, "solution": true, "task": false}
def best_score(table):
    """Return the largest number of rows of a truth table that one threshold unit gets right.

    table: array (4,) of 0 and 1, the wanted answers to 00, 01, 10 and 11

    Returns a whole number from 0 to 4.
    """
    ### BEGIN SOLUTION
    units = product((-1, 0, 1), (-1, 0, 1), (-1, 0, 1, 2))
    return max(np.sum((all_inputs(2) @ (w1, w2) >= threshold) == table) for w1, w2, threshold in units)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_best_score_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One unit computes AND, NAND and "always 0" without a mistake.
for name, table in [("AND", [0, 0, 0, 1]), ("NAND", [1, 1, 1, 0]), ("always 0", [0, 0, 0, 0])]:
    score = ask.numbers(best_score, np.array(table))
    assert score.shape == () and score == 4, (
        f"One threshold unit computes {name}, so its best score is 4; got {score}. "
        "Are negative weights and negative thresholds among those that you try?"
    )

# Hidden tests: all sixteen truth tables.
### BEGIN HIDDEN TESTS
for table in all_inputs(4):
    score = ask.numbers(best_score, table)
    assert score.shape == (), f"The best score is one number; got shape {score.shape}."
    alike = table[0] == table[3] and table[1] == table[2] and table[0] != table[1]
    if alike:
        assert score != 4, (
            f"best_score says that one threshold unit computes {table.tolist()}, but none does. "
            "Are the answers those of one unit, the same for all four rows?"
        )
        assert score == 3, (
            f"The best score for {table.tolist()} is not right. Is the best of all settings kept, and not the last?"
        )
    else:
        assert score == 4, (
            f"One threshold unit computes {table.tolist()}, but best_score says {score}. "
            "Which weights and thresholds are missing from the search? Mixed signs? Zero? Negative thresholds?"
        )
### END HIDDEN TESTS


# %% nbgrader={"grade": false, "grade_id": "t7_exactly", "locked": false, "schema_version": 3, "solution": true, "task": false}
def exactly(n, k):
    """Return two layers of threshold units that fire if exactly k of n inputs are 1, with two hidden units.

    n: number of inputs, 1 or more
    k: whole number, 0 to n

    Returns (W, thresholds, v, threshold) as in task 3: arrays (2, n), (2,), (2,), and a number.
    """
    ### BEGIN SOLUTION
    return np.outer([1, -1], np.ones(n)), np.array([k, -k]), np.array([1, 1]), 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_exactly_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# XOR is "exactly 1 of 2".
network = ask.all_numbers("W, thresholds, v, threshold", exactly, 2, 1)
assert network[0].shape == (2, 2), (
    f"Two hidden units with two inputs have weights of shape (2, 2); got {network[0].shape}."
)
assert network[1].shape == network[2].shape == (2,) and network[3].shape == (), (
    "Two hidden units have two thresholds and two output weights, and the output has one threshold; got shapes "
    f"{network[1].shape}, {network[2].shape} and {network[3].shape}."
)
said = nearest_answers(network, all_inputs(2), [0, 1, 1, 0])
assert np.array_equal(said, [0, 1, 1, 0]), (
    f"Exactly 1 of 2 should answer 0, 1, 1, 0 (XOR), but answers {said}. "
    "When does each hidden unit fire, and what does the output make of them?"
)

# Hidden tests: every k for 1 to 6 inputs.
### BEGIN HIDDEN TESTS
for n in range(1, 7):
    on = all_inputs(n).sum(axis=1)
    for k in range(n + 1):
        network = ask.all_numbers("W, thresholds, v, threshold", exactly, n, k)
        assert network[0].shape == (2, n) and network[1].shape == network[2].shape == (2,) and network[3].shape == (), (
            f"exactly({n}, {k}) should have two hidden units with {n} weights each; got W, thresholds, v and threshold "
            f"of shapes {', '.join(str(part.shape) for part in network)}."
        )
        said = nearest_answers(network, all_inputs(n), on == k)
        wrong = sorted(set(on[said != (on == k)].tolist()))
        assert not wrong, (
            f"exactly({n}, {k}) is wrong on rows with this many inputs at 1: {wrong}. "
            "When does each hidden unit fire, and what does the output make of them? What about k = 0 and k = n?"
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t8_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 8: a written question (2 points)
#
# (a) XNOR answers 1 if its two inputs are *equal*. Write down the four inequalities that one neuron (1 if
# $w_1 x_1 + w_2 x_2 + b \ge 0$, otherwise 0) would have to satisfy, and derive a contradiction. (b) Two layers compute
# XNOR. Why can the perceptron rule of task 5 not be used to *train* the hidden layer? Three to six sentences for (b),
# graded by hand.

# %% [markdown] nbgrader={"grade": true, "grade_id": "t8_written", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# (a) $b \ge 0$ (row 00), $w_2 + b < 0$ (01), $w_1 + b < 0$ (10), $w_1 + w_2 + b \ge 0$ (11). Adding the two in the middle
# gives $w_1 + w_2 + 2b < 0$. Subtracting the last from it gives $b < 0$, which contradicts the first.
#
# (b) The rule corrects a neuron by the difference between the right answer and its answer. For the output neuron the
# right answer is the label. For a hidden neuron nobody says what it should have answered: many different hidden answers
# could lead to a right output. A slope cannot replace it, because a small change of a hidden weight almost never changes
# any answer: the step is flat, its derivative is 0 wherever it exists.
#
# **Rubric.** 1 point for (a): all four inequalities with the right strictness (1/2); a valid contradiction, by these
# steps or others (1/2). 1 point for (b): there is no target for a hidden neuron (1/2); and either the step has no useful
# slope or it is not known which hidden neuron is to blame (1/2). "It takes too long" or "it does not converge" earn
# nothing.
# ### END SOLUTION
