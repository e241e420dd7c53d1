# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 9: Initialization and batch norm
#
# You will build what decides whether a deep network can learn before it has learned anything: two ways to draw its
# first weights, the instrument that shows what its layers do to a signal, batch normalization with its way back, and
# layer normalization. In the last cell your instrument looks at twenty layers.
#
# **Practices** [lecture 12, Initialization and normalization](../../course/12-initialization-and-normalization.ipynb).
# **Time** 90 minutes. **You need** NumPy only.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | Xavier's weights, uniform | 2 |
# | t2 | He's weights, normal | 2 |
# | t3 | the size of a signal, layer by layer | 3 |
# | t4 | batch norm | 4 |
# | t5 | batch norm's way back | 5 |
# | t6 | layer norm | 2 |
# | t7 | a written question | 2 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cells below it: no output
# means that the visible tests pass. Test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a09-initialization-and-batchnorm/initialization-and-batchnorm.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code you submit must be your own, you must
# be able to explain every line, and a comment in the cell names the tool and what it helped with.
#
# **Rules for all tasks.** A layer with $p$ inputs and $M$ outputs has a weight matrix $W$ of shape $(M, p)$, as
# `nn.Linear` has it, and turns a batch $X$ of shape $(B, p)$, one example a row, into $X W^\top$ of shape $(B, M)$.
# Every function returns something new and **leaves the arrays and lists that it was given as they were**.
#
# **How exact.** The tests use float64, and your numbers may be off by 0.0001, or by one part in 10,000 where they are
# larger than 1. So float32 is exact enough, unless a text asks for more. Tasks 4 to 6 also meet float32: where all
# arrays that come in are float32, those that go out are float32 too.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import numpy as np

# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: Xavier's weights, uniform (2 points)
#
# Glorot and Bengio wanted a factor near 1 on both ways through a layer, and settled on the variance
# $v = \frac{2}{p + M}$. Draw the weights independently and uniformly between two bounds, $-c$ and $c$, such that this is
# their variance. A uniform number between $-c$ and $c$ has the variance $c^2 / 3$.
#
# All randomness comes from `rng`, a NumPy generator such as `np.random.default_rng(0)`, and from nothing else, so that
# a run can be repeated: draw with the methods of `rng`. The next call with the same `rng` gives other weights.


# %% nbgrader={"grade": false, "grade_id": "t1_xavier_uniform", "locked": false, "schema_version": 3, "solution": true, "task": false}
def xavier_uniform(n_in, n_out, rng):
    """Draw the first weights of a layer, uniformly, for forward and back.

    n_in: number of inputs p, 1 or more
    n_out: number of outputs M, 1 or more
    rng: numpy.random.Generator, the only source of randomness

    Returns a new array (n_out, n_in).
    """
    ### BEGIN SOLUTION
    bound = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-bound, bound, size=(n_out, n_in))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_xavier_uniform_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A layer of 200 inputs and 50 outputs, which has 10,000 weights between -0.1549 and 0.1549.
W = xavier_uniform(200, 50, np.random.default_rng(0))
assert W is not None, "xavier_uniform returned None. Does it end with a return?"
assert np.shape(W) == (50, 200), (
    f"200 inputs and 50 outputs make W of shape (50, 200); got {np.shape(W)}. Are rows and columns swapped?"
)
assert len(np.unique(W)) > 9000, (
    f"Of the 10,000 weights only {len(np.unique(W)):,} differ. Is each drawn by itself, not rounded, not moved to a bound?"
)
low, high = np.min(W), np.max(W)
assert high < 0.15493 and low > -0.15493, (
    f"No weight may lie beyond -0.1549 and 0.1549, but yours go from {low:.4f} to {high:.4f}. A bound of 0.1732 looks at "
    "the inputs alone, one of 0.3464 at the outputs alone. Numbers that go far beyond, to 0.3 or more, are normal, not "
    "uniform."
)
assert high > 0.1544 and low < -0.1544, (
    f"10,000 weights should nearly reach -0.1549 and 0.1549, but yours go from {low:.4f} to {high:.4f}. 0.0894 is the "
    "standard deviation, not the bound; 0.0098 has the root over the 6 alone; 0.1225 looks at the inputs alone, and not "
    "at Xavier's mean of both. Are there weights of both signs?"
)

# Hidden tests: other sizes, a layer of a single weight too; arguments by name.
### BEGIN HIDDEN TESTS
for n_in, n_out in [(1, 1), (1, 6), (7, 1), (3, 40), (300, 200), (50, 800)]:
    W = xavier_uniform(rng=np.random.default_rng(), n_out=n_out, n_in=n_in)
    assert np.shape(W) == (n_out, n_in), (
        f"A layer of {n_in} input(s) and {n_out} output(s) has a W of shape ({n_out}, {n_in}); got {np.shape(W)}. "
        "Are rows and columns swapped, or axes of length 1 lost?"
    )
    share = np.max(np.abs(W)) / np.sqrt(6 / (n_in + n_out))
    assert share < 1 + 1e-4, (
        f"With {n_in} inputs and {n_out} outputs a weight lies beyond the bound, at {share:.3f} times of it. "
        "Do both numbers count? Is something divided by the deviation of what was drawn?"
    )
    assert n_in * n_out < 12_000 or share > 0.995, (
        f"With {n_in} inputs and {n_out} outputs the largest weight has only {share:.3f} times the size of the bound. "
        "Do both numbers count?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_xavier_uniform_chance", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: 40,000 weights have the right variance and no preference within the bounds; each is drawn by itself; they
# follow the generator that is given. A right answer fails these less than once in a million runs.
### BEGIN HIDDEN TESTS
few = [np.array(xavier_uniform(5, 8, np.random.default_rng()), dtype=float) for _ in range(30)]
assert all(np.max(np.abs(W)) < np.sqrt(6 / 13) * (1 + 1e-4) for W in few), (
    "Among 30 layers of 5 inputs and 8 outputs a weight lies beyond the bound. Is something divided by the deviation of "
    "what was drawn?"
)
for n_in, n_out in [(100, 400), (400, 100)]:
    W = np.array(xavier_uniform(n_in, n_out, np.random.default_rng()), dtype=float)
    assert W.shape == (n_out, n_in), (
        f"{n_in} inputs and {n_out} outputs make W of shape ({n_out}, {n_in}); got {W.shape}."
    )
    assert len(np.unique(W)) > 0.95 * W.size, (
        f"Of {W.size:,} weights only {len(np.unique(W)):,} differ. Is each drawn by itself, not rounded, not moved to a bound?"
    )
    bound = np.sqrt(6 / (n_in + n_out))
    assert np.max(np.abs(W)) < bound * (1 + 1e-4), (
        f"With {n_in} inputs and {n_out} outputs the weights go from {W.min():.4f} to {W.max():.4f}, beyond the bound."
    )
    assert np.abs(W.mean()) < 6 * bound / np.sqrt(3 * W.size), (
        f"The mean of {W.size:,} weights should be near 0, but is {W.mean():.4f}. Are there weights of both signs?"
    )
    assert np.abs(W.var() * (n_in + n_out) / 2 - 1) < 6 * np.sqrt(4 / 5 / W.size), (
        f"With {n_in} inputs and {n_out} outputs the variance is {W.var() * (n_in + n_out) / 2:.3f} times what the text "
        "asks for. How is it connected with the bound? Are the numbers uniform, none of them moved to the bounds?"
    )
    shares = np.histogram(W, bins=4, range=(-bound, bound))[0] / W.size
    assert np.all(np.abs(shares - 0.25) < 6 * np.sqrt(0.25 * 0.75 / W.size)), (
        f"Each quarter between the bounds should get a quarter of the weights; yours get {shares.round(3).tolist()}. "
        "Are they drawn uniformly, or moved to the bounds?"
    )
    together = np.mean(W.ravel()[1:] * W.ravel()[:-1]) / W.var()
    assert np.abs(together) < 6 / np.sqrt(W.size), (
        f"Weights that stand side by side should know nothing of each other, but have a correlation of {together:.3f}. "
        "Is each drawn by itself, its sign too?"
    )
seed = int(np.random.default_rng().integers(2**31))
first, again, other = (
    np.array(xavier_uniform(4, 3, np.random.default_rng(number))) for number in (seed, seed, seed + 1)
)
assert np.array_equal(first, again), (
    "Two generators with the same seed must give the same weights, but they differ. "
    "Does the randomness come from somewhere else than rng?"
)
assert not np.array_equal(first, other), (
    "Two generators with different seeds gave the same weights. Is rng used, or a seed fixed inside the function?"
)
rng = np.random.default_rng(seed)
layers = [np.array(xavier_uniform(4, 3, rng)) for _ in range(2)]
assert not np.array_equal(*layers), (
    "The second layer that was drawn with the same generator repeats the first. Is rng used as it stands?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: He's weights, normal (2 points)
#
# Behind a ReLU half of the mean square is lost, and He and others make up for it. A leaky ReLU, which multiplies negative
# numbers by $a$, keeps $a^2$ of the other half, so that less is to be made up for:
#
# $$v = \frac{2}{(1 + a^2)\, p}$$
#
# Draw the weights independently from the normal distribution with mean 0 and this variance. The number of outputs has
# no part in it. `slope` is $a$: 0 for ReLU itself, 1 for no activation at all, and larger than 1 in the formula
# from which PyTorch has its own start. As in task 1, all randomness comes from `rng` and its methods.


# %% nbgrader={"grade": false, "grade_id": "t2_he_normal", "locked": false, "schema_version": 3, "solution": true, "task": false}
def he_normal(n_in, n_out, rng, slope=0):
    """Draw the first weights of a layer in front of a leaky ReLU, from the normal distribution.

    n_in: number of inputs p, 1 or more
    n_out: number of outputs M, 1 or more
    rng: numpy.random.Generator, the only source of randomness
    slope: number a, by which the activation multiplies negative numbers

    Returns a new array (n_out, n_in).
    """
    ### BEGIN SOLUTION
    deviation = np.sqrt(2 / ((1 + slope**2) * n_in))
    return rng.normal(0, deviation, size=(n_out, n_in))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_he_normal_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A layer of 200 inputs and 50 outputs: 10,000 weights with a standard deviation near 0.1, and 0.0447 for a slope of 2.
W = he_normal(200, 50, np.random.default_rng(0))
assert W is not None, "he_normal returned None. Does it end with a return?"
assert np.shape(W) == (50, 200), (
    f"200 inputs and 50 outputs make W of shape (50, 200); got {np.shape(W)}. Are rows and columns swapped?"
)
assert len(np.unique(W)) > 9000, (
    f"Of the 10,000 weights only {len(np.unique(W)):,} differ. Is every weight drawn by itself, and not rounded?"
)
assert np.abs(np.mean(W)) < 0.006, (
    f"The mean should be near 0, but is {np.mean(W):.4f}. Are there weights of both signs?"
)
assert np.abs(np.std(W) - 0.1) < 0.0045, (
    f"10,000 weights should have a standard deviation near 0.1; yours have {np.std(W):.4f}. Near 0.2 it looks at the "
    "outputs; near 0.01 the variance was taken for the deviation; near 0.0707 the 2 for ReLU is missing; near 0.0894 it "
    "is Xavier's; near 0.0577 a 3 stands where 1 + 0² is 1: a power is written **, not ^."
)
W = he_normal(200, 50, np.random.default_rng(0), slope=2)
assert np.shape(W) == (50, 200) and np.abs(np.std(W) - 0.0447) < 0.002, (
    f"With slope=2 the standard deviation should be near 0.0447; yours is {np.std(W):.4f}. Near 0.1 the slope is not "
    "used; near 0.0577 it is not squared; near 0.0707 it was taken for 1; near 0.0316 the formula has lost its 2 or counts p twice."
)

# Hidden tests: other sizes, a layer of a single weight too; the number of outputs; four times the inputs; arguments by
# name.
### BEGIN HIDDEN TESTS
for n_in, n_out in [(1, 1), (1, 6), (7, 1), (3, 4)]:
    W = he_normal(slope=0.3, rng=np.random.default_rng(), n_out=n_out, n_in=n_in)
    assert np.shape(W) == (n_out, n_in), (
        f"A layer of {n_in} input(s) and {n_out} output(s) has a W of shape ({n_out}, {n_in}); got {np.shape(W)}. "
        "Are rows and columns swapped, or axes of length 1 lost?"
    )
rng = np.random.default_rng()
singles = np.array([he_normal(1, 1, rng) for _ in range(200)], dtype=float)
assert np.abs(singles.std() / 2**0.5 - 1) < 6 / np.sqrt(400), (
    f"200 layers of a single weight should have weights with a deviation near 1.414; yours have {singles.std():.3f}. Is "
    "the mean or the deviation of what was drawn taken out of it?"
)
narrow, wide, tall = (
    np.std(he_normal(n_in, n_out, np.random.default_rng())) for n_in, n_out in [(100, 400), (400, 400), (100, 1600)]
)
assert np.abs(narrow / wide - 2) < 0.05, (
    f"Four times the inputs must halve the standard deviation; it fell by a factor of {narrow / wide:.3f}."
)
assert np.abs(tall / narrow - 1) < 0.03, (
    f"Four times the outputs must leave the standard deviation as it is; it changed by a factor of {tall / narrow:.3f}."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_he_normal_chance", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: 40,000 weights have the right mean and deviation and the shape of a bell, for several slopes; all are
# drawn; they follow the generator. A right answer fails these less than once in a million runs.
### BEGIN HIDDEN TESTS
for n_in, n_out, slope in [(100, 400, 0), (400, 100, 0.5), (400, 100, 5**0.5), (200, 200, -0.7), (100, 400, 1)]:
    W = np.array(he_normal(n_in, n_out, np.random.default_rng(), slope), dtype=float)
    assert W.shape == (n_out, n_in), (
        f"{n_in} inputs and {n_out} outputs make W of shape ({n_out}, {n_in}); got {W.shape}."
    )
    assert len(np.unique(W)) > 0.95 * W.size, (
        f"Of {W.size:,} weights only {len(np.unique(W)):,} differ. Is every weight drawn by itself, and not rounded?"
    )
    assert np.abs(W.mean()) < 6 * W.std() / np.sqrt(W.size), (
        f"The mean of {W.size:,} weights should be near 0, but is {W.mean():.4f}. Are there weights of both signs?"
    )
    units = (W - W.mean()) / W.std()
    tails, inside = np.mean(units**4), np.mean(np.abs(units) < 0.67449)
    assert np.abs(tails - 3) < 7 * np.sqrt(24 / W.size) and np.abs(inside - 0.5) < 3 / np.sqrt(W.size), (
        "In units of their deviation, normal numbers have a mean fourth power of 3, and half of them lie within 0.674 of the "
        f"mean; for your weights it is {tails:.2f} and {inside:.1%}. Are they drawn from a normal distribution, and not cut "
        "off?"
    )
    assert np.max(np.abs(units)) > 3.3, (
        f"Of {W.size:,} normal numbers some lie beyond 3.3 deviations; the farthest of yours lies at "
        f"{np.max(np.abs(units)):.2f}. Are they cut off?"
    )
    share = W.std() / np.sqrt(2 / ((1 + slope**2) * n_in))
    assert np.abs(share - 1) < 6 / np.sqrt(2 * W.size), (
        f"With {n_in} inputs, {n_out} outputs and a slope of {slope:.3g} the standard deviation is {share:.3f} times what "
        "the text asks for. Where does each of them enter?"
    )
spread = np.std(he_normal(400, 1000, np.random.default_rng(), 0.95)) / np.sqrt(2 / ((1 + 0.95**2) * 400))
assert np.abs(spread - 1) < 6 / np.sqrt(800_000), (
    f"With a slope of 0.95 the standard deviation of 400,000 weights is {spread:.4f} times what the text asks for. Is the "
    "slope rounded?"
)
seed = int(np.random.default_rng().integers(2**31))
first, again, other = (np.array(he_normal(4, 3, np.random.default_rng(number))) for number in (seed, seed, seed + 1))
assert np.array_equal(first, again), (
    "Two generators with the same seed must give the same weights, but they differ. "
    "Does the randomness come from somewhere else than rng?"
)
assert not np.array_equal(first, other), (
    "Two generators with different seeds gave the same weights. Is rng used, or a seed fixed inside the function?"
)
rng = np.random.default_rng(seed)
layers = [np.array(he_normal(4, 3, rng)) for _ in range(2)]
assert not np.array_equal(*layers), (
    "The second layer that was drawn with the same generator repeats the first. Is rng used as it stands?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: the size of a signal (3 points)
#
# Send a batch $X$ through a network without biases and write down, after each layer, how large the signal is:
#
# $$A_0 = X \qquad A_k = f(A_{k-1} W_k^\top) \qquad
# \sigma_k = \text{standard deviation of all entries of } A_k$$
#
# The deviation is that of a population: it divides by the number of entries. It is taken over the whole array,
# all examples and all neurons together, and **after** the activation. $X$ itself is not in the list. Signals may become
# tiny, and here one part in 10,000 is asked for however small the numbers are.


# %% nbgrader={"grade": false, "grade_id": "t3_signal", "locked": false, "schema_version": 3, "solution": true, "task": false}
def signal(X, weights, f):
    """Return the standard deviation of the signal after each layer.

    X: array (B, p) of one or more rows, the inputs
    weights: list of arrays; number k has the shape (outputs of layer k, inputs of layer k)
    f: function, the activation; f(z) works entry by entry on an array of any shape and returns a new one

    Returns a list of numbers, one for each layer.
    """
    ### BEGIN SOLUTION
    sizes = []
    for W in weights:
        X = f(X @ W.T)
        sizes.append(np.std(X))
    return sizes
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_signal_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two examples, three hidden neurons, two outputs, and ReLU. After the first layer the signal is [[3, 0, 2], [2, 7, 0]],
# after the second [[7, 0], [0, 7]].
X = np.array([[1.0, 2.0], [3.0, -1.0]])
weights = [np.array([[1.0, 1.0], [2.0, -1.0], [0.0, 1.0]]), np.array([[1.0, -1.0, 2.0], [0.0, 1.0, -1.0]])]
sizes = signal(X, weights, lambda z: np.maximum(z, 0))
assert sizes is not None, "signal returned None. Does it end with a return?"
assert (
    np.array_equal(X, [[1, 2], [3, -1]])
    and len(weights) == 2
    and np.array_equal(weights[0], [[1, 1], [2, -1], [0, 1]])
    and np.array_equal(weights[1], [[1, -1, 2], [0, 1, -1]])
), "signal changed X, the list or a weight matrix that it was given. Did you write into one, or use *= or pop?"
assert isinstance(sizes, (list, tuple, np.ndarray)), (
    f"signal returns a list of two numbers here, but returned a single {type(sizes).__name__}. Is every size kept?"
)
assert len(sizes) == 2, f"Two layers make a list of 2 numbers; yours has {len(sizes)}. Is X in the list?"
assert all(np.ndim(size) == 0 for size in sizes), (
    "Each layer makes one number, the deviation of all entries, but yours has a whole row of them. Is there an axis?"
)
assert np.allclose(sizes, [2.3570226, 3.5], rtol=1e-4, atol=0), (
    f"The sizes should be 2.357 and 3.5, but are {np.round(np.array(sizes, dtype=float), 3).tolist()}. 2.544 and 5.356 stand in "
    "front of the activation; 2.582 and 4.041 divide by one less; 3.317 and 4.95 do not subtract the mean; 1.667 is a "
    "mean of columns; 5.556 and 12.25 are variances."
)

# Hidden tests: random networks of several widths, square ones too, against sums written out; arguments by name.
### BEGIN HIDDEN TESTS
import itertools
import math

rng = np.random.default_rng()


def sizes_of(X, weights, f):
    """Return what signal returns, as an array, when it has been found to be a list of numbers."""
    given, lent, largest = X.copy(), [W.copy() for W in weights], np.abs(X).max()
    sizes = signal(f=f, weights=lent, X=given)
    assert (
        np.array_equal(given, X)
        and len(lent) == len(weights)
        and all(np.array_equal(W, was) for W, was in zip(lent, weights, strict=True))
    ), (
        "signal changed X, the list or a weight matrix that it was given, where the largest input is "
        f"{largest:.3g}. Did you write into one, or use *= or pop?"
    )
    assert isinstance(sizes, (list, tuple, np.ndarray)) and len(sizes) == len(weights), (
        f"{len(weights)} layers make a list of {len(weights)} numbers; got {type(sizes).__name__} of the shape "
        f"{np.shape(sizes)}."
    )
    assert all(np.ndim(size) == 0 for size in sizes), "Each layer makes one number, but a whole row of them came."
    return np.array(sizes, dtype=float)


for widths, f in [
    ([3, 5], lambda z: np.tanh(z)),
    ([4, 4, 4, 4], lambda z: np.where(z > 0, z, 0.25 * z)),
    ([2, 6, 1, 5], lambda z: np.where(z > 0, z, -0.5 * z)),
    ([5, 3, 4], lambda z: np.minimum(z, 0.5) + 0.3),
]:
    X = 2 * rng.normal(size=(7, widths[0])) + 0.5
    weights = [rng.normal(size=(n_out, n_in)) for n_in, n_out in itertools.pairwise(widths)]
    sizes = sizes_of(X, weights, f)
    rows = X.tolist()
    for k, W in enumerate(weights):
        rows = [
            [float(f(math.fsum(a * w for a, w in zip(row, line, strict=True)))) for line in W.tolist()] for row in rows
        ]
        entries = [entry for row in rows for entry in row]
        mean = math.fsum(entries) / len(entries)
        size = math.sqrt(math.fsum((entry - mean) ** 2 for entry in entries) / len(entries))
        assert np.isclose(sizes[k], size, rtol=1e-4, atol=0), (
            f"In a network of the widths {widths} the size after layer {k + 1} is wrong. Does each layer get what the "
            "layer before has made of X, through W's transpose? Is the deviation that of all entries, after the "
            "activation?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_signal_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: for ReLU, c times the inputs have c times the sizes, in twenty layers in which the signal fades too;
# examples in another order; every example twice; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def sizes_of(X, weights, f):
    """Return what signal returns, as an array, when it has been found to be a list of numbers."""
    given, lent, largest = X.copy(), [W.copy() for W in weights], np.abs(X).max()
    sizes = signal(f=f, weights=lent, X=given)
    assert (
        np.array_equal(given, X)
        and len(lent) == len(weights)
        and all(np.array_equal(W, was) for W, was in zip(lent, weights, strict=True))
    ), (
        "signal changed X, the list or a weight matrix that it was given, where the largest input is "
        f"{largest:.3g}. Did you write into one, or use *= or pop?"
    )
    assert isinstance(sizes, (list, tuple, np.ndarray)) and len(sizes) == len(weights), (
        f"{len(weights)} layers make a list of {len(weights)} numbers; got {type(sizes).__name__} of the shape "
        f"{np.shape(sizes)}."
    )
    assert all(np.ndim(size) == 0 for size in sizes), "Each layer makes one number, but a whole row of them came."
    return np.array(sizes, dtype=float)


X = rng.normal(size=(9, 30))
for deviation in (0.06, 0.25, 0.8):
    weights = [deviation * rng.normal(size=(30, 30)) for _ in range(20)]
    sizes = sizes_of(X, weights, lambda z: np.maximum(z, 0.0))
    for c in (1000.0, 0.003):
        assert np.allclose(sizes_of(c * X, weights, lambda z: np.maximum(z, 0.0)), c * sizes, rtol=1e-4, atol=0), (
            f"With ReLU and no biases {c:g} times the inputs must have {c:g} times the sizes in every layer; yours have "
            "not. Is something cut off, rounded, squared or added?"
        )
    A = X
    for k, W in enumerate(weights):
        A = np.maximum(A @ W.T, 0)
        assert np.isclose(sizes[k], np.sqrt(((A - A.mean()) ** 2).mean()), rtol=1e-4, atol=0), (
            f"In a network of 20 layers with weights of size {deviation}, the size after layer {k + 1} is wrong. Does each "
            "layer get what the layer before has made of X, through W's transpose? Is the deviation that of all entries, "
            "after the activation?"
        )
    order = rng.permutation(9)
    shuffled = sizes_of(X[order], weights, lambda z: np.maximum(z, 0.0))
    twice = sizes_of(np.concatenate([X, X]), weights, lambda z: np.maximum(z, 0.0))
    assert np.allclose(shuffled, sizes, rtol=1e-4, atol=0), (
        "Examples in another order must leave the sizes as they are, but they do not."
    )
    one_twice = sizes_of(np.concatenate([X, X[:1]]), weights[:1], lambda z: np.maximum(z, 0.0))
    A = np.maximum(np.concatenate([X, X[:1]]) @ weights[0].T, 0)
    assert np.isclose(one_twice[0], np.sqrt(((A - A.mean()) ** 2).mean()), rtol=1e-4, atol=0), (
        "When one example is there twice it counts twice; yours does not. Are equal rows left out?"
    )
    assert np.allclose(twice, sizes, rtol=1e-4, atol=0), (
        "When every example is there twice the sizes must stay, but they do not. Which number do you divide by?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_signal_special", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: no layers; one layer; one example; one neuron; a layer whose neurons are all dead; equal entries.
### BEGIN HIDDEN TESTS
import itertools

rng = np.random.default_rng()


def sizes_of(X, weights, f):
    """Return what signal returns, as an array, when it has been found to be a list of numbers."""
    given, lent, largest = X.copy(), [W.copy() for W in weights], np.abs(X).max()
    sizes = signal(f=f, weights=lent, X=given)
    assert (
        np.array_equal(given, X)
        and len(lent) == len(weights)
        and all(np.array_equal(W, was) for W, was in zip(lent, weights, strict=True))
    ), (
        "signal changed X, the list or a weight matrix that it was given, where the largest input is "
        f"{largest:.3g}. Did you write into one, or use *= or pop?"
    )
    assert isinstance(sizes, (list, tuple, np.ndarray)) and len(sizes) == len(weights), (
        f"{len(weights)} layers make a list of {len(weights)} numbers; got {type(sizes).__name__} of the shape "
        f"{np.shape(sizes)}."
    )
    assert all(np.ndim(size) == 0 for size in sizes), "Each layer makes one number, but a whole row of them came."
    return np.array(sizes, dtype=float)


X = rng.normal(size=(4, 3)) + 0.4
sizes_of(X, [], lambda z: np.tanh(z))
for B, widths in [(1, [3, 4]), (1, [3, 1]), (4, [3, 1]), (4, [3, 5, 1, 2]), (1, [3, 2, 6])]:
    weights = [rng.normal(size=(n_out, n_in)) for n_in, n_out in itertools.pairwise(widths)]
    sizes = sizes_of(X[:B], weights, lambda z: np.tanh(z))
    A = X[:B]
    for k, W in enumerate(weights):
        A = np.tanh(A @ W.T)
        size = np.sqrt(((A - A.mean()) ** 2).mean())
        assert np.isclose(sizes[k], size, rtol=1e-4, atol=1e-6 if A.size == 1 else 0), (
            f"With {B} example(s) and the widths {widths} the size after layer {k + 1} is wrong. Is the deviation that of "
            "all entries together, and the activation applied?"
        )
weights = [np.abs(rng.normal(size=(4, 3))) + 0.1, -np.abs(rng.normal(size=(2, 4))) - 0.1, rng.normal(size=(3, 2))]
sizes = sizes_of(np.abs(X), weights, lambda z: np.maximum(z, 0.0))
assert sizes[0] > 0 and np.array_equal(sizes[1:], [0, 0]), (
    "Where all neurons of a layer are dead, the signal is exactly 0 from there on, and so is its deviation; yours is "
    "not. Does each layer get what the activation left?"
)
for value in (0.1, 0.7, 1.1, 3.3):
    for B in (3, 6, 7):
        sizes = sizes_of(np.full((B, 1), value), [np.ones((1, 1))], lambda z: np.abs(z))
        assert np.allclose(sizes, 0, atol=1e-6), (
            f"Where all entries are equal, {B} times {value}, their deviation is 0; yours is {sizes[0]:.3g}. Is the mean "
            "subtracted before the squares are taken?"
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: batch norm (4 points)
#
# In training, batch norm standardizes each feature, that is each column $j$, over the $B$ rows of the batch:
#
# $$\mu_j = \frac1B \sum_i x_{ij} \qquad s_j^2 = \frac1B \sum_i (x_{ij} - \mu_j)^2 \qquad
# y_{ij} = \gamma_j\, \frac{x_{ij} - \mu_j}{\sqrt{s_j^2 + \varepsilon}} + \beta_j$$
#
# It also moves the running mean and the running variance a bit towards those of the batch, as PyTorch does, so that
# $m$ is the weight of the **new**:
#
# $$\text{mean} \leftarrow (1 - m)\, \text{mean} + m\, \mu \qquad
# \text{var} \leftarrow (1 - m)\, \text{var} + m\, \frac{B}{B - 1}\, s^2$$
#
# The output uses $s^2$, divided by $B$; the running variance learns the variance divided by $B - 1$.
#
# In evaluation, where `training` is false, the running mean and variance stand in the place of $\mu$ and $s^2$. Nothing
# moves: both are returned with the values that they had. Evaluation works for a single row; in training $B$ is at
# least 2. $\varepsilon$ is positive, but may be so tiny that it has no effect. A column may be constant in training; its
# output is then $\beta_j$.


# %% nbgrader={"grade": false, "grade_id": "t4_batch_norm_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    """Normalize each column of a batch.

    X: array (B, p), one example a row; B is 2 or more in training, 1 or more in evaluation
    gamma, beta: arrays (p,), the learned scale, which may be negative, and shift
    mean, var: arrays (p,), the running mean and the running variance
    momentum: number m from 0 to 1, the weight of the new in the running values
    eps: positive number, which is added to the variance under the root
    training: True to use the batch and move the running values, False to use the running values

    Returns three arrays: the output (B, p), and mean and var (p,) afterwards.
    """
    ### BEGIN SOLUTION
    center, spread = mean, var
    if training:
        center, spread = X.mean(axis=0), X.var(axis=0)
        mean = (1 - momentum) * mean + momentum * center
        var = (1 - momentum) * var + momentum * X.var(axis=0, ddof=1)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta, mean, var
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_batch_norm_forward_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Training, four examples with two features. The means are 3 and 1, the variances 4 and 20, and eps = 5 makes roots of 3
# and 5.
X = np.array([[5.0, 3.0], [1.0, -5.0], [1.0, 7.0], [5.0, -1.0]])
gamma, beta, mean, var = np.array([3.0, -5.0]), np.array([10.0, 0.5]), np.array([0.0, 10.0]), np.array([2.0, 1.0])
returned = batch_norm_forward(X, gamma, beta, mean, var, 0.25, 5.0, True)
assert returned is not None, "batch_norm_forward returned None. Does it end with a return?"
assert isinstance(returned, (list, tuple)) and len(returned) == 3, (
    "batch_norm_forward returns three arrays: the output, the running mean and the running variance."
)
assert np.array_equal(X, [[5, 3], [1, -5], [1, 7], [5, -1]]), (
    "batch_norm_forward changed X. Did you use -= or /= ? Make a new array instead."
)
assert np.array_equal(gamma, [3, -5]) and np.array_equal(beta, [10, 0.5]), "batch_norm_forward changed gamma or beta."
assert np.array_equal(mean, [0, 10]) and np.array_equal(var, [2, 1]), (
    "batch_norm_forward changed the running mean or variance that it was given. Did you use *= or += ? Return new ones."
)
Y = returned[0]
assert np.shape(Y) == (4, 2), f"Four rows with two features stay so; the output has the shape {np.shape(Y)}."
assert np.allclose(Y, [[12, -1.5], [8, 6.5], [8, -5.5], [12, 2.5]]), (
    f"The output should be [[12, -1.5], [8, 6.5], [8, -5.5], [12, 2.5]], but is {np.round(Y, 3).tolist()}. A first entry "
    "of 10.857 has eps outside the root, 11.867 a variance divided by B - 1, 13 no eps, 10.667 no root, 14.556 or 15.669 "
    "the running values; 11.225 is taken along the row, 12.121 over all entries; 2 has no beta; 12 and 2.5 has lost gamma's "
    "sign."
)

# Hidden tests: random batches, more features than rows and square ones too, against torch's batch_norm.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
for B, p, eps in [(5, 3, 1e-5), (3, 6, 0.5), (4, 4, 0.2), (2, 3, 0.1), (30, 1, 0.3)]:
    X = rng.normal(size=(B, p)) * rng.uniform(0.5, 3, size=p) + rng.uniform(1, 2, size=p)
    gamma, beta = rng.uniform(0.5, 2, size=p) * (-1.0) ** np.arange(p), rng.normal(size=p)
    mean, var = rng.normal(size=p) - 3, rng.uniform(4, 6, size=p)
    expected = torch.nn.functional.batch_norm(
        *map(torch.tensor, (X, mean, var, gamma, beta)), training=True, momentum=0.3, eps=eps
    )
    returned = batch_norm_forward(X.copy(), gamma.copy(), beta.copy(), mean.copy(), var.copy(), 0.3, eps, True)
    assert isinstance(returned, (list, tuple)) and len(returned) == 3, (
        "batch_norm_forward returns three arrays: the output, the running mean and the running variance."
    )
    assert np.shape(returned[0]) == (B, p), (
        f"A batch of shape ({B}, {p}) must stay so; the output has the shape {np.shape(returned[0])}."
    )
    assert np.allclose(returned[0], expected.numpy(), rtol=1e-4, atol=1e-4), (
        f"In training, with a batch of shape ({B}, {p}) and eps = {eps:g}, the output disagrees with torch's batch_norm. "
        "Are mean and variance those of each column of the batch, divided by B? Is eps under the root? Do gamma and beta "
        "belong to the columns?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_batch_norm_forward_running", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The same batch: the running mean was 0 and 10, the running variance 2 and 1; the momentum is 0.25.
X = np.array([[5.0, 3.0], [1.0, -5.0], [1.0, 7.0], [5.0, -1.0]])
gamma, beta, mean, var = np.array([3.0, -5.0]), np.array([10.0, 0.5]), np.array([0.0, 10.0]), np.array([2.0, 1.0])
returned = batch_norm_forward(X, gamma, beta, mean, var, 0.25, 5.0, True)
assert returned is not None, "batch_norm_forward returned None. Does it end with a return?"
assert isinstance(returned, (list, tuple)) and len(returned) == 3, (
    "batch_norm_forward returns three arrays: the output, the running mean and the running variance."
)
assert np.array_equal(mean, [0, 10]) and np.array_equal(var, [2, 1]), (
    "batch_norm_forward changed the running mean or variance that it was given. Did you use *= or += ? Return new ones."
)
assert np.shape(returned[1]) == (2,) and np.shape(returned[2]) == (2,), (
    f"Running mean and variance keep the shape (2,); got {np.shape(returned[1])} and {np.shape(returned[2])}. "
    "Is a keepdims left over?"
)
assert np.allclose(returned[1], [0.75, 7.75]), (
    f"The running mean should become 0.75 and 7.75, but is {np.round(returned[1], 4).tolist()}. 2.25 and 3.25 have the "
    "momentum the other way round; 0 and 10 were not moved; 3 and 1 forget the past."
)
assert np.allclose(returned[2], [17 / 6, 89 / 12]), (
    f"The running variance should become 2.8333 and 7.4167, but is {np.round(returned[2], 4).tolist()}. 2.5 and 5.75 "
    "learn from a variance divided by B; 4.5 and 20.25 have the momentum the other way round; 2 and 1 were not moved."
)

# Hidden tests: the running values of five batches in a row, against torch's batch_norm; a momentum of 0 and of 1.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
for B, p, momentum in [(2, 4, 0.1), (3, 3, 0.3), (5, 2, 0.8), (4, 1, 0.6), (3, 5, 0.0), (3, 5, 1.0)]:
    mean, var = rng.normal(size=p) - 3, rng.uniform(4, 6, size=p)
    running = torch.tensor(mean), torch.tensor(var)
    gamma, beta = rng.uniform(0.5, 2, size=p), rng.normal(size=p)
    for t in range(5):
        X = rng.normal(size=(B, p)) * rng.uniform(2, 3, size=p) + rng.uniform(1, 2, size=p)
        torch.nn.functional.batch_norm(torch.tensor(X), *running, training=True, momentum=momentum, eps=0.4)
        given = [X, gamma, beta, mean, var]
        copies = [array.copy() for array in given]
        returned = batch_norm_forward(*given, training=True, eps=0.4, momentum=momentum)
        assert all(np.array_equal(array, copy) for array, copy in zip(given, copies, strict=True)), (
            "batch_norm_forward changed an array that it was given, in training. Did you use an in-place operation?"
        )
        assert isinstance(returned, (list, tuple)) and len(returned) == 3, (
            "batch_norm_forward returns three arrays: the output, the running mean and the running variance."
        )
        mean, var = np.array(returned[1], dtype=float), np.array(returned[2], dtype=float)
        assert mean.shape == var.shape == (p,), (
            f"Running mean and variance keep the shape ({p},); got {mean.shape} and {var.shape}."
        )
        assert np.allclose(mean, running[0].numpy(), rtol=1e-4, atol=1e-4), (
            f"After {t + 1} batches of {B} rows with a momentum of {momentum} the running mean disagrees with torch's. "
            "Which of old and new does the momentum weigh?"
        )
        assert np.allclose(var, running[1].numpy(), rtol=1e-4, atol=1e-4), (
            f"After {t + 1} batches of {B} rows with a momentum of {momentum} the running variance disagrees with torch's. "
            "Which of old and new does the momentum weigh? What is the new variance divided by? Has eps got into it?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_batch_norm_forward_eval", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Evaluation of a single row. The running variances are 4 and 20, and eps = 5 makes roots of 3 and 5.
X, mean, var = np.array([[5.0, 3.0]]), np.array([2.0, 4.0]), np.array([4.0, 20.0])
gamma, beta = np.array([3.0, -5.0]), np.array([10.0, 0.5])
returned = batch_norm_forward(X, gamma, beta, mean, var, 0.25, 5.0, False)
assert returned is not None, (
    "In evaluation batch_norm_forward returned None. Does each way through it end with a return?"
)
assert isinstance(returned, (list, tuple)) and len(returned) == 3, (
    "batch_norm_forward returns three arrays: the output, the running mean and the running variance. In evaluation too."
)
assert np.array_equal(X, [[5, 3]]) and np.array_equal(mean, [2, 4]) and np.array_equal(var, [4, 20]), (
    "In evaluation batch_norm_forward changed X, mean or var. Did you use -= or += ? Make a new array instead."
)
assert np.shape(returned[0]) == (1, 2), (
    f"One row with two features stays so; the output has the shape {np.shape(returned[0])}."
)
assert np.allclose(returned[0], [[13, 1.5]]), (
    f"The output should be [[13, 1.5]], but is {np.round(returned[0], 4).tolist()}. 10 and 0.5 are beta: was the row's own "
    "mean used? Is eps added under the root here too?"
)
assert np.shape(returned[1]) == np.shape(returned[2]) == (2,) and np.allclose(returned[1:], [[2, 4], [4, 20]]), (
    f"In evaluation the running mean and variance stay 2, 4 and 4, 20, but became {np.round(returned[1], 4).tolist()} and "
    f"{np.round(returned[2], 4).tolist()}."
)

# Hidden tests: random batches of 1 to 30 rows, large numbers too, against torch's batch_norm; the rows do not depend on
# each other; float32.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
for B, p, eps, scale in [(1, 1, 0.2, 3), (1, 5, 1e-5, 3), (2, 3, 0.5, 1e5), (4, 4, 0.3, 3), (30, 2, 0.1, 3)]:
    X = scale * rng.normal(size=(B, p)) + 1
    gamma, beta = rng.uniform(0.5, 2, size=p) * (-1.0) ** np.arange(p), rng.normal(size=p)
    mean, var = rng.normal(size=p) - 2, rng.uniform(0.5, 6, size=p)
    expected = torch.nn.functional.batch_norm(*map(torch.tensor, (X, mean, var, gamma, beta)), training=False, eps=eps)
    given = [X, gamma, beta, mean, var]
    copies = [array.copy() for array in given]
    returned = batch_norm_forward(*given, momentum=0.6, training=False, eps=eps)
    assert all(np.array_equal(array, copy) for array, copy in zip(given, copies, strict=True)), (
        "batch_norm_forward changed an array that it was given, in evaluation. Did you use an in-place operation?"
    )
    assert isinstance(returned, (list, tuple)) and len(returned) == 3, (
        "batch_norm_forward returns three arrays: the output, the running mean and the running variance."
    )
    shapes = list(map(np.shape, returned))
    assert shapes == [(B, p), (p,), (p,)], (
        f"In evaluation a batch of shape ({B}, {p}) and running values of shape ({p},) must stay so; got {shapes}."
    )
    assert np.allclose(returned[0], expected.numpy(), rtol=1e-4, atol=1e-4), (
        f"In evaluation, with a batch of shape ({B}, {p}) and eps = {eps:g}, the output disagrees with torch's batch_norm. "
        "Are the running mean and variance used, and eps under the root?"
    )
    assert np.allclose(returned[1], mean, rtol=1e-4, atol=1e-4) and np.allclose(
        returned[2], var, rtol=1e-4, atol=1e-4
    ), f"In evaluation with a batch of shape ({B}, {p}) the running mean or variance moved. They have to stay."
    alone = batch_norm_forward(X[-1:].copy(), *(array.copy() for array in given[1:]), 0.6, eps, False)[0]
    assert np.allclose(alone, expected.numpy()[-1:], rtol=1e-4, atol=1e-4), (
        "In evaluation a row must have the same output alone as among others, but it has not."
    )
    narrow = batch_norm_forward(*(array.astype(np.float32) for array in given), 0.6, eps, False)
    assert all(np.asarray(array).dtype == np.float32 for array in narrow), (
        "Where all arrays are float32 the results must be so in evaluation too; got "
        f"{[str(np.asarray(array).dtype) for array in narrow]}."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_batch_norm_forward_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests, in training: each column gets the mean beta and the size gamma; columns that are stretched and moved
# beforehand; batches of two; a constant column; float32, near 3,000 too; large numbers; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def trained(X, gamma, beta, eps):
    """Return the output of batch_norm_forward in training."""
    given = [X, gamma, beta, np.zeros(len(gamma)), np.ones(len(gamma))]
    given = [array.astype(X.dtype) for array in given]
    copies = [array.copy() for array in given]
    returned = batch_norm_forward(*given, 0.2, eps, True)
    assert all(np.array_equal(array, copy) for array, copy in zip(given, copies, strict=True)), (
        f"batch_norm_forward changed an array that it was given, where the largest entry of X is {np.abs(X).max():.3g}. "
        "Did you use an in-place operation?"
    )
    assert isinstance(returned, (list, tuple)) and len(returned) == 3, (
        "batch_norm_forward returns three arrays: the output, the running mean and the running variance."
    )
    assert np.shape(returned[0]) == X.shape, f"The shape {X.shape} must stay; the output has {np.shape(returned[0])}."
    assert X.dtype == np.float64 or all(np.asarray(array).dtype == X.dtype for array in returned), (
        f"Where all arrays are float32 the results must be so too; got {[str(np.asarray(a).dtype) for a in returned]}."
    )
    return np.array(returned[0], dtype=float)


for B, p in [(6, 4), (4, 6), (5, 5), (2, 3), (40, 1)]:
    X = rng.permuted(np.tile(np.arange(B)[:, None], p), axis=0) + rng.uniform(-0.3, 0.3, size=(B, p))
    beta = rng.normal(size=p)
    gamma = rng.uniform(0.5, 2, size=p) * (-1.0) ** np.arange(p)
    Y = trained(X, gamma, beta, 1e-30)
    assert np.allclose(Y.mean(axis=0), beta, rtol=1e-4, atol=1e-4), (
        "In training the mean of each column of the output must be its beta, but is not. Is the batch's mean subtracted?"
    )
    assert np.allclose(np.sqrt(((Y - beta) ** 2).mean(axis=0)), np.abs(gamma), rtol=1e-4, atol=1e-4), (
        "In training, with eps near 0, the population deviation of each column of the output must have the size of its "
        "gamma, but has not. What is the variance divided by?"
    )
    assert np.all((Y - beta) * gamma * (X - X.mean(axis=0)) > -1e-3), (
        "A positive gamma keeps the order of a column, a negative one turns it round; yours do not. Is gamma's sign lost?"
    )
    for scale in (1e-4, 1.0, 1e6):
        moved = scale * (X * rng.uniform(0.5, 3, size=p) + rng.uniform(-2, 2, size=p))
        assert np.allclose(trained(moved, gamma, beta, 1e-30), Y, rtol=1e-4, atol=1e-4), (
            f"With eps near 0, a column that is stretched and moved before must come out the same, but does not where its "
            f"entries have the size {scale:g}. Is something added, cut off or rounded?"
        )
    order = rng.permutation(B)
    assert np.allclose(trained(X[order], gamma, beta, 1e-30), Y[order], rtol=1e-4, atol=1e-4), (
        "Rows in another order must give the same output in that order, but they do not."
    )
Y = trained(np.array([[3.0, -7.5], [-1.0, 2.25]]), np.array([1.5, -0.75]), np.array([0.25, 4.0]), 1e-30)
assert np.allclose(Y, [[1.75, 4.75], [-1.25, 3.25]], rtol=1e-4, atol=1e-4), (
    "With a batch of two and eps near 0 every output is beta plus or minus gamma, whatever the two numbers are; yours is "
    "not. What is the variance divided by?"
)
X = rng.normal(size=(5, 3))
X[:, 1], X[:, 2] = 2.5, -40.0
gamma, beta = np.array([2.0, -3.0, 0.5]), np.array([1.0, -0.5, 6.0])
for dtype in (np.float64, np.float32):
    Y = trained(X.astype(dtype), gamma, beta, 1e-5)
    assert np.allclose(Y[:, 1:], beta[1:], rtol=1e-4, atol=1e-4), (
        f"A column that is constant must come out as its beta, but came out as {np.round(Y[:, 1], 4).tolist()}."
    )
    assert np.allclose(Y[:, 0].mean(), 1, atol=1e-3), (
        "A constant column beside it must not change what a column becomes, but the first one has a wrong mean."
    )
X = (3000 + rng.uniform(-(3**0.5), 3**0.5, size=(20, 3))).astype(np.float32)
D = X.astype(float) - X.astype(float).mean(axis=0)
assert np.allclose(trained(X, gamma, beta, 1e-5), gamma * D / np.sqrt((D**2).mean(axis=0) + 1e-5) + beta, atol=0.05), (
    "With numbers near 3,000 and a deviation near 1, in float32, the output is wrong. Is the mean subtracted before the "
    "squares are taken?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: batch norm's way back (5 points)
#
# The way back of training, $B \ge 2$. On its way forward, batch norm has kept three things, which it now finds in
# `cache`: the normalized batch, the root, and $\gamma$.
#
# $$\hat x_{ij} = \frac{x_{ij} - \mu_j}{s_j} \qquad s_j = \sqrt{s^2_j + \varepsilon} \qquad
# y_{ij} = \gamma_j\, \hat x_{ij} + \beta_j$$
#
# (On the left, $s_j$ is the root with $\varepsilon$ in it.) The caller gives $\partial L / \partial y_{ij}$ as an array
# `dY`. Find the derivatives of the loss $L$ with respect to every $x_{ij}$, $\gamma_j$ and $\beta_j$. One $\gamma_j$
# and one $\beta_j$ have a part in all $B$ rows, so their derivatives are **sums** over the rows. One $x_{ij}$ has a part
# in all $B$ outputs of its column, since the mean and the variance depend on it: lecture 12 names the three terms that
# the chain rule collects, under *Deeper: batch norm's way back*. They hold for any $\varepsilon \ge 0$, and for a column
# that is constant, in which all $\hat x_{ij}$ are 0.


# %% nbgrader={"grade": false, "grade_id": "t5_batch_norm_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def batch_norm_backward(dY, cache):
    """Return the gradients of batch norm in training.

    dY: array (B, p), the derivative of the loss with respect to each output
    cache: tuple of three arrays: the normalized batch (B, p), the roots s (p,), gamma (p,)

    Returns three arrays, the derivatives with respect to: the inputs (B, p), gamma (p,), beta (p,).
    """
    ### BEGIN SOLUTION
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dgamma, dbeta
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_batch_norm_backward_learned", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Four rows, two features; only the derivatives with respect to gamma and beta are looked at here.
X_hat = np.array([[1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0], [1.0, 1.0]])
cache = X_hat.copy(), np.array([2.0, 0.5]), np.array([4.0, -1.0])
dY = np.array([[3.0, 1.0], [0.0, 2.0], [1.0, -2.0], [2.0, -5.0]])
returned = batch_norm_backward(dY, cache)
assert returned is not None, "batch_norm_backward returned None. Does it end with a return?"
assert isinstance(returned, (list, tuple)) and len(returned) == 3, (
    "batch_norm_backward returns three arrays: the derivatives with respect to the inputs, gamma and beta."
)
assert np.array_equal(dY, [[3, 1], [0, 2], [1, -2], [2, -5]]) and np.array_equal(cache[0], X_hat), (
    "batch_norm_backward changed dY or the normalized batch. Did you use *= or -= ? Make a new array instead."
)
_, dgamma, dbeta = returned
assert np.shape(dgamma) == (2,) and np.shape(dbeta) == (2,), (
    f"The derivatives with respect to gamma and beta have the shape (2,); got {np.shape(dgamma)} and {np.shape(dbeta)}. "
    "Are they summed over the rows?"
)
assert np.allclose(dbeta, [6, -4]), (
    f"The derivative with respect to beta should be 6 and -4, but is {np.round(dbeta, 4).tolist()}. 1.5 and -1 are means; "
    "4 and -2 belong to gamma: are the two swapped?"
)
assert np.allclose(dgamma, [4, -2]), (
    f"The derivative with respect to gamma should be 4 and -2, but is {np.round(dgamma, 4).tolist()}. 1 and -0.5 are "
    "means; 8 and -1 have the root s in it, 16 and 2 gamma; 6 and -4 forget the normalized batch."
)

# Hidden tests: random batches, against torch's autograd.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
for B, p, eps in [(5, 3, 1e-5), (3, 5, 0.4), (4, 4, 0.2), (2, 1, 0.1), (30, 2, 0.3)]:
    X, dY = 2 * rng.normal(size=(B, p)) + 1, rng.normal(size=(B, p)) + 0.3
    gamma = torch.tensor(rng.uniform(0.5, 2, size=p) * (-1.0) ** np.arange(p), requires_grad=True)
    beta = torch.tensor(rng.normal(size=p), requires_grad=True)
    Y = torch.nn.functional.batch_norm(torch.tensor(X), None, None, gamma, beta, training=True, eps=eps)
    expected = torch.autograd.grad(Y, (gamma, beta), torch.tensor(dY))
    s = np.sqrt(((X - X.mean(axis=0)) ** 2).mean(axis=0) + eps)
    cache = (X - X.mean(axis=0)) / s, s, gamma.detach().numpy().copy()
    returned = batch_norm_backward(cache=cache, dY=dY.copy())
    assert isinstance(returned, (list, tuple)) and len(returned) == 3, (
        "batch_norm_backward returns three arrays. Does it end with a return of all three?"
    )
    shapes = list(map(np.shape, returned[1:]))
    assert shapes == [(p,), (p,)], (
        f"With {p} features the derivatives with respect to gamma and beta have the shape ({p},); got {shapes}."
    )
    assert np.allclose(returned[1], expected[0].numpy(), rtol=1e-4, atol=1e-4), (
        f"With a batch of shape ({B}, {p}) the derivative with respect to gamma disagrees with torch's autograd. "
        "Through what does gamma get into an output?"
    )
    assert np.allclose(returned[2], expected[1].numpy(), rtol=1e-4, atol=1e-4), (
        f"With a batch of shape ({B}, {p}) the derivative with respect to beta disagrees with torch's autograd. "
        "Is it a sum over the rows?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_batch_norm_backward_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The same four rows; now the derivative with respect to the inputs. Each of its columns adds up to 0.
X_hat = np.array([[1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0], [1.0, 1.0]])
cache = X_hat.copy(), np.array([2.0, 0.5]), np.array([4.0, -1.0])
dY = np.array([[3.0, 1.0], [0.0, 2.0], [1.0, -2.0], [2.0, -5.0]])
returned = batch_norm_backward(dY, cache)
assert returned is not None, "batch_norm_backward returned None. Does it end with a return?"
assert isinstance(returned, (list, tuple)) and len(returned) == 3, (
    "batch_norm_backward returns three arrays: the derivatives with respect to the inputs, gamma and beta."
)
assert (
    np.array_equal(dY, [[3, 1], [0, 2], [1, -2], [2, -5]])
    and np.array_equal(cache[0], X_hat)
    and np.array_equal(cache[1], [2, 0.5])
    and np.array_equal(cache[2], [4, -1])
), "batch_norm_backward changed dY or an array of the cache. Did you use *= or -= ? Make a new array instead."
dX = returned[0]
assert np.shape(dX) == (4, 2), f"The derivative with respect to the inputs has the shape (4, 2); got {np.shape(dX)}."
assert np.allclose(dX, [[1, -3], [-1, -7], [1, 3], [-1, 7]]), (
    f"The derivative should be [[1, -3], [-1, -7], [1, 3], [-1, 7]], but is {np.round(dX, 4).tolist()}. A first row of 6 "
    "and -2 takes mean and variance for constants; 3 and -4 has the term with the mean alone, 4 and -1 the other alone; "
    "5 and -5 adds the second term; -14 and -6 forgets to divide by B, -0.667 and -3.333 divides by less; 0.25 and 3 has "
    "lost gamma, 1 and 3 its sign, 2 and -1.5 the root; 4 and -0.75 multiplies by the root."
)

# %% nbgrader={"grade": true, "grade_id": "t5_batch_norm_backward_autograd", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random batches, more features than rows and square ones too, against torch's autograd.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
for B, p, eps, scale in [
    (5, 3, 1e-5, 1),
    (3, 5, 0.4, 1),
    (4, 4, 0.2, 1),
    (2, 3, 0.5, 1),
    (30, 2, 0.3, 1000),
    (6, 1, 0.1, 1),
]:
    X = rng.normal(size=(B, p)) * rng.uniform(0.5, 3, size=p) + 1
    dY = scale * (rng.normal(size=(B, p)) + 0.3)
    gamma, beta = rng.uniform(0.5, 2, size=p) * (-1.0) ** np.arange(p), rng.normal(size=p)
    inputs = torch.tensor(X, requires_grad=True)
    Y = torch.nn.functional.batch_norm(
        inputs, None, None, torch.tensor(gamma), torch.tensor(beta), training=True, eps=eps
    )
    expected = torch.autograd.grad(Y, inputs, torch.tensor(dY))[0].numpy()
    s = np.sqrt(((X - X.mean(axis=0)) ** 2).mean(axis=0) + eps)
    given = [dY, (X - X.mean(axis=0)) / s, s, gamma]
    copies = [array.copy() for array in given]
    returned = batch_norm_backward(given[0], tuple(given[1:]))
    assert all(np.array_equal(array, copy) for array, copy in zip(given, copies, strict=True)), (
        "batch_norm_backward changed dY or an array of the cache. Did you use an in-place operation such as *= ?"
    )
    assert isinstance(returned, (list, tuple)) and len(returned) == 3, (
        "batch_norm_backward returns three arrays. Does it end with a return of all three?"
    )
    assert np.shape(returned[0]) == (B, p), (
        f"With a batch of shape ({B}, {p}) the derivative with respect to the inputs has that shape too; got "
        f"{np.shape(returned[0])}."
    )
    assert np.allclose(returned[0], expected, rtol=1e-4, atol=1e-4 * scale), (
        f"With a batch of shape ({B}, {p}) and eps = {eps:g} the derivative with respect to the inputs disagrees with "
        "torch's autograd. Are all three terms there, the means taken over the batch, and the whole multiplied by gamma "
        "over the root?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_batch_norm_backward_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: for eps = 0 the columns of the derivative are orthogonal to those of the normalized batch; they add up to
# 0; a dY that is constant in each column, or a multiple of the normalized batch, has no effect; sums of two dY; columns
# stay apart; rows in another order.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def of_inputs(dY, cache):
    """Return the derivative with respect to the inputs."""
    returned = batch_norm_backward(dY.copy(), tuple(array.copy() for array in cache))
    assert isinstance(returned, (list, tuple)) and len(returned) == 3, (
        "batch_norm_backward returns three arrays. Does it end with a return of all three?"
    )
    assert np.shape(returned[0]) == dY.shape, (
        f"The derivative with respect to the inputs has the shape {dY.shape}; got {np.shape(returned[0])}."
    )
    return np.array(returned[0], dtype=float)


for B, p in [(7, 3), (4, 4), (5, 8)]:
    X = rng.normal(size=(B, p)) + 0.7
    s = np.sqrt(((X - X.mean(axis=0)) ** 2).mean(axis=0))
    X_hat, gamma = (X - X.mean(axis=0)) / s, rng.uniform(0.5, 2, size=p) * (-1.0) ** np.arange(p)
    cache = X_hat, rng.uniform(0.4, 2, size=p), gamma
    dY, other = rng.normal(size=(B, p)) + 0.5 * X_hat + 0.4, rng.normal(size=(B, p))
    dX = of_inputs(dY, cache)
    assert np.any(np.abs(dX) > 1e-3), "The derivative with respect to the inputs is 0 everywhere."
    assert np.allclose(dX.sum(axis=0), 0, atol=1e-3), (
        "Adding the same number to a whole column changes no output, so each column of the derivative with respect to the "
        "inputs must add up to 0; yours does not. Is the mean of dY subtracted?"
    )
    assert np.allclose((dX * X_hat).sum(axis=0), 0, atol=1e-3), (
        "With eps = 0, stretching a column changes no output, so the derivative must be orthogonal to the normalized "
        "column; yours is not. Is the second term there, and divided by B?"
    )
    constant = np.tile(rng.normal(size=p) + 2, (B, 1))
    assert np.allclose(of_inputs(constant, cache), 0, atol=1e-3), (
        "A dY that is the same in all rows must have no effect on the inputs, but has."
    )
    assert np.allclose(of_inputs(X_hat * rng.uniform(1, 2, size=p), cache), 0, atol=1e-3), (
        "With eps = 0, a dY whose columns are multiples of the normalized ones must have no effect on the inputs, but has."
    )
    assert np.allclose(
        of_inputs(2 * dY - 3 * other, cache), 2 * dX - 3 * of_inputs(other, cache), rtol=1e-4, atol=1e-3
    ), (
        "Twice one dY minus three times another must give twice the one derivative minus three times the other; yours do "
        "not. Is something squared, cut off or taken by its size?"
    )
    mixed = np.where(np.arange(p) == 1, other, dY)
    assert np.allclose(np.delete(of_inputs(mixed, cache), 1, axis=1), np.delete(dX, 1, axis=1), rtol=1e-4, atol=1e-4), (
        "When one column of dY changes, the other columns of the derivative must stay, but they do not. "
        "Are the means taken over the batch?"
    )
    order = rng.permutation(B)
    assert np.allclose(of_inputs(dY[order], (X_hat[order], *cache[1:])), dX[order], rtol=1e-4, atol=1e-4), (
        "Rows in another order must give the same derivative in that order, but they do not."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_batch_norm_backward_special", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a constant column; batches of two; large numbers; float32; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def backward(dY, *cache):
    """Return what batch_norm_backward returns."""
    copies = [array.copy() for array in (dY, *cache)]
    returned = batch_norm_backward(dY, cache)
    assert all(np.array_equal(array, copy) for array, copy in zip((dY, *cache), copies, strict=True)), (
        f"batch_norm_backward changed dY or an array of the cache, where the largest entry of dY is "
        f"{np.abs(dY).max():.3g}. Did you use an in-place operation such as *= ?"
    )
    assert isinstance(returned, (list, tuple)) and len(returned) == 3, (
        "batch_norm_backward returns three arrays. Does it end with a return of all three?"
    )
    shapes = list(map(np.shape, returned))
    assert shapes == [dY.shape, dY.shape[1:], dY.shape[1:]], (
        f"The three derivatives should have the shapes of the batch, of gamma and of beta; got {shapes}."
    )
    assert dY.dtype == np.float64 or all(np.asarray(array).dtype == dY.dtype for array in returned), (
        f"Where all arrays are float32 the results must be so too; got {[str(np.asarray(a).dtype) for a in returned]}."
    )
    return [np.array(array, dtype=float) for array in returned]


for dtype in (np.float64, np.float32):
    X_hat = np.array([[0.0, 1.2], [0.0, -0.8], [0.0, -0.4]], dtype=dtype)
    s, gamma = np.array([0.25, 2.0], dtype=dtype), np.array([-1.5, 3.0], dtype=dtype)
    dY = np.array([[1.0, -2.5], [-4.0, 0.5], [0.0, 3.5]], dtype=dtype)
    dX, dgamma, dbeta = backward(dY, X_hat, s, gamma)
    assert np.allclose(dX[:, 0], [-12, 18, -6], rtol=1e-4, atol=1e-4), (
        "For a column that was constant the derivative with respect to the inputs is wrong; it is finite, and what "
        "subtracting the mean leaves, multiplied by gamma over the root."
    )
    assert np.allclose(dgamma, [0, -4.8], rtol=1e-4, atol=1e-4) and np.allclose(
        dbeta, [-3, 1.5], rtol=1e-4, atol=1e-4
    ), "With a constant column in the batch the derivatives with respect to gamma and beta are wrong."
signs = np.array([[1.0, -1.0, 1.0], [-1.0, 1.0, -1.0]])
s, gamma = rng.uniform(0.5, 2, size=3), np.array([0.7, -1.3, 2.2])
assert np.allclose(backward(rng.normal(size=(2, 3)), signs, s, gamma)[0], 0, atol=1e-3), (
    "With a batch of two and eps = 0 every output is beta plus or minus gamma, whatever the inputs are, so that their "
    "derivative is 0; yours is not. What are the means divided by?"
)
X_hat = np.array([[1.5, 0.2], [-0.5, 0.9], [-1.0, -1.1]])
dY = np.array([[2.0, -0.7], [-1.5, 0.4], [0.3, 1.9]])
s, gamma = np.array([0.5, 1.25]), np.array([-2.0, 0.6])
small = backward(dY, X_hat, s, gamma)
for scale in (1e-3, 1e3, 1e6):
    large = backward(scale * dY, X_hat.copy(), s.copy(), gamma.copy())
    assert all(np.allclose(a, scale * b, rtol=1e-4, atol=1e-4 * scale) for a, b in zip(large, small, strict=True)), (
        f"{scale:g} times dY must give {scale:g} times every derivative, but does not. Is something cut off or rounded?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: layer norm (2 points)
#
# Layer norm uses the formulas of task 4, but takes mean and variance of each **row**, over the $p$ features of one
# example. $\gamma$ and $\beta$ still belong to the features. There is no batch in it, so there are no running values and
# no second mode, one row is enough, and no row depends on another one: whatever happens to the others, the output of a
# row stays the same **to the last bit**. The variance is divided by $p$. A row may be constant; its output is then
# $\beta$.


# %% nbgrader={"grade": false, "grade_id": "t6_layer_norm", "locked": false, "schema_version": 3, "solution": true, "task": false}
def layer_norm(X, gamma, beta, eps):
    """Normalize each row of a batch.

    X: array (B, p), one example a row; B and p are 1 or more
    gamma, beta: arrays (p,), the learned scale, which may be negative, and shift of each feature
    eps: positive number, which is added to the variance under the root

    Returns a new array (B, p).
    """
    ### BEGIN SOLUTION
    center = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return gamma * (X - center) / np.sqrt(spread + eps) + beta
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_layer_norm_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two examples with three features. The means are 2 and -1, the variances 2 and 14, and eps = 2 makes roots of 2 and 4.
X = np.array([[3.0, 0.0, 3.0], [3.0, 0.0, -6.0]])
gamma, beta = np.array([2.0, 4.0, -8.0]), np.array([0.0, 1.0, 10.0])
Y = layer_norm(X, gamma, beta, 2.0)
assert Y is not None, "layer_norm returned None. Does it end with a return?"
assert np.array_equal(X, [[3, 0, 3], [3, 0, -6]]), (
    "layer_norm changed X. Did you use -= or /= ? Make a new array instead."
)
assert np.array_equal(gamma, [2, 4, -8]) and np.array_equal(beta, [0, 1, 10]), "layer_norm changed gamma or beta."
assert np.shape(Y) == (2, 3), f"Two rows with three features stay so; the output has the shape {np.shape(Y)}."
assert np.allclose(Y, [[1, -3, 6], [2, 2, 20]]), (
    f"The output should be [[1, -3, 6], [2, 2, 20]], but is {np.round(Y, 4).tolist()}. A first row of 0, 1, 2.368 is "
    "taken along the columns; 0.894, -2.578, 6.422 divides by p - 1; 0.586, -1.343, 7.657 has eps outside the root; "
    "1.414, -4.657, 4.343 has no eps; 0.5, -1, 8 has no root; 1, -3, 14 has lost gamma's sign; 1, -4, -4 has no beta."
)

# Hidden tests: random batches, square ones and single rows too, against torch's layer_norm; arguments by name.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
for B, p, eps in [(5, 3, 1e-5), (3, 6, 0.5), (4, 4, 0.2), (1, 7, 0.1), (30, 2, 0.3), (1, 2, 0.4)]:
    X = rng.normal(size=(B, p)) * rng.uniform(0.5, 3, size=p) + rng.uniform(1, 2, size=p)
    gamma, beta = rng.uniform(0.5, 2, size=p) * (-1.0) ** np.arange(p), rng.normal(size=p)
    expected = torch.nn.functional.layer_norm(torch.tensor(X), (p,), torch.tensor(gamma), torch.tensor(beta), eps)
    given = [X, gamma, beta]
    copies = [array.copy() for array in given]
    Y = layer_norm(eps=eps, beta=beta, gamma=gamma, X=X)
    assert all(np.array_equal(array, copy) for array, copy in zip(given, copies, strict=True)), (
        "layer_norm changed an array that it was given. Did you use an in-place operation?"
    )
    assert np.shape(Y) == (B, p), f"A batch of shape ({B}, {p}) must stay so; the output has the shape {np.shape(Y)}."
    assert np.allclose(Y, expected.numpy(), rtol=1e-4, atol=1e-4), (
        f"With a batch of shape ({B}, {p}) and eps = {eps:g} the output disagrees with torch's layer_norm. Are mean and "
        "variance those of each row, divided by p? Is eps under the root? Do gamma and beta belong to the columns?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_layer_norm_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: no row depends on another; rows that are stretched and moved beforehand; a constant row; one feature;
# large numbers; float32, near 3,000 too; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def normalized(X, gamma, beta, eps):
    """Return the output of layer_norm."""
    given = [array.astype(X.dtype) for array in (X, gamma, beta)]
    copies = [array.copy() for array in given]
    Y = layer_norm(*given, eps)
    assert Y is not None, "layer_norm returned None. Does it end with a return?"
    assert all(np.array_equal(array, copy) for array, copy in zip(given, copies, strict=True)), (
        f"layer_norm changed an array that it was given, where the largest entry of X is {np.abs(X).max():.3g}. Did you "
        "use an in-place operation?"
    )
    assert np.shape(Y) == X.shape, f"The shape {X.shape} must stay; the output has {np.shape(Y)}."
    assert X.dtype == np.float64 or np.asarray(Y).dtype == X.dtype, (
        f"Where all arrays are float32 the result must be so too; got {np.asarray(Y).dtype}."
    )
    return np.array(Y, dtype=float)


for B, p in [(4, 5), (5, 5), (6, 3)]:
    X = rng.permuted(np.tile(np.arange(p), (B, 1)), axis=1) + rng.uniform(-0.3, 0.3, size=(B, p))
    beta = rng.normal(size=p)
    gamma = rng.uniform(0.5, 2, size=p) * (-1.0) ** np.arange(p)
    Y = normalized(X, gamma, beta, 1e-30)
    for row in range(B):
        changed = np.where(np.arange(B)[:, None] == row, X, 50 * rng.normal(size=(B, p)) + 7)
        assert np.array_equal(normalized(changed, gamma, beta, 1e-30)[row], Y[row]), (
            "When the other rows change, the output of a row must stay the same to the last bit, but it changes. "
            "Are mean and variance taken over the row?"
        )
    for scale in (1e-4, 1.0, 1e6):
        moved = scale * (X * rng.uniform(0.5, 3, size=(B, 1)) + rng.uniform(-2, 2, size=(B, 1)))
        assert np.allclose(normalized(moved, gamma, beta, 1e-30), Y, rtol=1e-4, atol=1e-4), (
            "With eps near 0, a row that is stretched and moved before must come out the same, but does not where its entries "
            f"have the size {scale:g}. Is something added, cut off or rounded?"
        )
    X_hat = (Y - beta) / gamma
    assert np.allclose(X_hat.mean(axis=1), 0, atol=1e-3) and np.allclose((X_hat**2).mean(axis=1), 1, atol=1e-3), (
        "With eps near 0, beta taken off and gamma divided out, every row must have the mean 0 and the mean square 1; yours "
        "have not. What is the variance divided by?"
    )
X = rng.normal(size=(3, 4))
X[0], X[2] = 2.5, -40.0
gamma, beta = np.array([2.0, -3.0, 0.5, 1.0]), np.array([1.0, -0.5, 6.0, 0.0])
for dtype in (np.float64, np.float32):
    Y = normalized(X.astype(dtype), gamma, beta, 1e-5)
    assert np.allclose(Y[[0, 2]], beta, rtol=1e-4, atol=1e-4), (
        f"A row that is constant must come out as beta, but came out as {np.round(Y[0], 4).tolist()}."
    )
    assert np.all(np.isfinite(Y[1])), "A constant row beside it must not change what a row becomes, but it does."
X = (3000 + rng.normal(size=(5, 20))).astype(np.float32)
gamma, beta = np.linspace(-3, 3, 20), np.linspace(1, 0, 20)
D = X.astype(float) - X.astype(float).mean(axis=1, keepdims=True)
expected = gamma * D / np.sqrt((D**2).mean(axis=1, keepdims=True) + 1e-5) + beta
assert np.allclose(normalized(X, gamma, beta, 1e-5), expected, atol=0.05), (
    "With numbers near 3,000 and a deviation near 1, in float32, the output is wrong. Is the mean subtracted before the "
    "squares are taken?"
)
Y = normalized(np.array([[3.5], [-2.0]]), np.array([4.0]), np.array([0.75]), 0.1)
assert np.allclose(Y, 0.75, rtol=1e-4, atol=1e-4), (
    f"With a single feature every row is constant, and the output is beta; yours is {np.round(Y, 4).tolist()}."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: a written question (2 points)
#
# Lecture 12 begins with a network of twenty layers of 64 ReLU neurons. With the weights that PyTorch ships, whose
# variance is $1/(3p)$, it gets no further than guessing. With batch norm in front of every ReLU it stays below 40%.
#
# (a) By which factor does each layer of the shipped network multiply the mean square of the signal, and by which its
# size? What is left of the gradient when it has gone back through twenty layers? Say where the factor comes from.
#
# (b) The biases keep the size of the shipped network's signal up, and Adam makes steps of the same size from any
# gradient. Why does the network learn nothing all the same?
#
# (c) Batch norm repairs what (a) and (b) describe. What does it break instead, by which factor a layer, and what does
# that make of twenty layers?
#
# Six to ten sentences in all, graded by hand.

# %% [markdown] nbgrader={"grade": true, "grade_id": "t7_written", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# (a) Each product of a weight and an input adds its own part to the mean square of $z$, which makes a factor of
# $p \cdot \frac{1}{3p} = \frac13$; ReLU keeps half of that. So each layer multiplies the mean square by
# $\frac16$ and the size by $\sqrt{1/6} \approx 0.41$. Back through the same square weights and the same ReLUs the factor is the
# same, so that after twenty layers the gradient has $6^{-10} \approx 2 \cdot 10^{-8}$ of its size.
#
# (b) What the biases keep up is the same for every image, while the part that depends on the image still shrinks by
# the factor of (a). After twenty layers all images arrive as the same vector, up to less than one part in ten million,
# so the output can learn no more than how frequent each digit is. Adam rescales the gradient, but cannot put a
# difference between images into it that the layers have lost.
#
# (c) Batch norm subtracts each neuron's mean, which keeps the images apart, and divides by the deviation, which keeps
# the size. Behind a ReLU this deviation is smaller than the root mean square, since the mean has been subtracted, and on
# the way back the gradient is divided by it. So it **grows**, by $\sqrt{\pi/(\pi-1)} \approx 1.21$ a layer, or by about
# $1.21^{20} \approx 45$ in all: the first layers jump about while the last ones learn, and one learning rate does not fit
# both.
#
# **Rubric.** (a) 3/4 point: $1/6$ for the mean square or $\sqrt{1/6}$ for the size (1/4; either one is enough if it is said
# which it is), its reason, $pv$ and the half that ReLU loses (1/4), a gradient of about $10^{-8}$ (1/4; do not take
# points for a factor of 10, nor for 19 layers in place of 20). (b) 1/2 point: the output no longer depends on the input, or all
# images become alike (1/2); "the gradient vanishes" alone earns nothing here, since Adam makes up for its size. (c) 3/4
# point: it is the gradient that grows, or explodes (1/4), by about 1.21 a layer or 40 to 50 in all (1/4), so that the first
# layers take steps that are too large compared with the last (1/4). "Batch norm needs larger batches" or "it was in the wrong
# mode" earn nothing.
# ### END SOLUTION

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# Nothing to write here, and no points: run the cell. It sends a batch through twenty layers of 64 ReLU neurons with
# three starts, and then a gradient back through twenty layers with batch norm. Which numbers of your answer to task 7
# do you find again?


# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
def relu(z):
    """Set negative numbers to 0."""
    return np.maximum(z, 0)


rng = np.random.default_rng(0)
X, ones, zeros = rng.normal(size=(64, 64)), np.ones(64), np.zeros(64)
starts = [
    ("He", lambda: he_normal(64, 64, rng)),
    ("Xavier", lambda: xavier_uniform(64, 64, rng)),
    ("as PyTorch ships it", lambda: he_normal(64, 64, rng, slope=5**0.5)),
]
try:
    for name, start in starts:
        sizes = signal(X, [start() for _ in range(20)], relu)
        print(f"{name}: size {sizes[0]:.3f} after the first layer, {sizes[-1]:.3g} after the last")
    A, ways = X, []
    for _ in range(20):
        W = he_normal(64, 64, rng)
        Z = A @ W.T
        Y, _, _ = batch_norm_forward(Z, ones, zeros, zeros, ones, 0.1, 1e-5, True)
        s = np.sqrt(Z.var(axis=0) + 1e-5)
        ways.append((W, ((Z - Z.mean(axis=0)) / s, s, ones), Y > 0))
        A = relu(Y)
    G = rng.normal(size=A.shape)
    before = np.linalg.norm(G)
    for W, cache, alive in reversed(ways):
        G = batch_norm_backward(G * alive, cache)[0] @ W
    grown = np.linalg.norm(G) / before
    print(f"batch norm: the gradient grew by a factor of {grown:.1f}, which is {grown ** (1 / 20):.3f} a layer")
except NotImplementedError:
    print("Some tasks are still open. Come back when all are done.")
