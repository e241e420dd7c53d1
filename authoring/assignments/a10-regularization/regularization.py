# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 10: Regularization
#
# You will build what keeps a model from believing too much: ridge, the soft threshold and a step of the elastic net,
# dropout and the penalty that it is in disguise, early stopping, and an augmentation policy. In the last cell yours
# look for three true weights among twelve.
#
# **Practices** [lecture 13, Regularization](../../course/13-regularization.ipynb). **Time** 90 minutes. **You need**
# NumPy, and PyTorch tensors in task 7 ([lecture 10](../../course/10-training-in-pytorch.ipynb)).
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | ridge | 3 |
# | t2 | the soft threshold | 2 |
# | t3 | a step of the elastic net | 4 |
# | t4 | dropout | 3 |
# | t5 | what dropout costs on average | 2 |
# | t6 | early stopping | 3 |
# | t7 | an augmentation policy | 3 |
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
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a10-regularization/regularization.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code you submit must be your own, you must
# be able to explain every line, and a comment in the cell names the tool and what it helped with.
#
# **One convention for tasks 1, 3 and 5.** $X$ has $n$ rows, one an example, and $d$ columns; $y$ has $n$ entries and
# $\theta$ has $d$. What is minimized is *half the mean* of the squared errors and a penalty,
#
# $$J(\theta) = \frac{1}{2n} \lVert y - X\theta \rVert^2 + \text{penalty}$$
#
# There is no intercept: add no column of ones, and center nothing. Where a function of a library means the sum by its
# loss, its λ is another one. All sizes $n \geq 1$ and $d \geq 1$ occur, $d > n$ too.
#
# **Rules.** Functions return new arrays and **leave what they were given as it was**, arrays and lists.
#
# **How exact.** The tests use float64, and your numbers may be off by 0.0001, or by one part in 10,000 where they are
# larger than 1. So float32 is exact enough, unless a text asks for more.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import numpy as np
import torch

# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: ridge (3 points)
#
# Ridge takes half of the squared length of the weights, times a strength λ, as its penalty:
#
# $$J(\theta) = \frac{1}{2n} \lVert y - X\theta \rVert^2 + \frac{\lambda}{2} \lVert \theta \rVert^2$$
#
# Return the $\theta$ at which $J$ is lowest. Where λ > 0 there is exactly one, whatever $X$ is, more columns than rows
# and two equal columns included. λ = 0 is least squares; then the columns of $X$ are linearly independent.


# %% nbgrader={"grade": false, "grade_id": "t1_ridge", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ridge(X, y, lam):
    """Return the weights that minimize half the mean squared error and the ridge penalty.

    X: array (n, d), one row an example
    y: array (n,), the targets
    lam: number, 0 or more, the strength λ; 0 only if the columns of X are linearly independent

    Returns an array (d,).
    """
    ### BEGIN SOLUTION
    n, d = X.shape
    return np.linalg.solve(X.T @ X / n + lam * np.eye(d), X.T @ y / n)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_ridge_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Four examples with two features, and λ = 0.5.
X, y = np.array([[1.0, 2.0], [3.0, -1.0], [2.0, 0.0], [0.0, 1.0]]), np.array([-4.0, 6.0, 2.0, -3.0])
theta = ridge(X, y, 0.5)
assert theta is not None, "ridge returned None. Does it end with a return?"
assert np.array_equal(X, [[1, 2], [3, -1], [2, 0], [0, 1]]) and np.array_equal(y, [-4, 6, 2, -3]), (
    "ridge changed an array that it was given. Did you use += or write into it? Make a new array instead."
)
assert np.shape(theta) == (2,), f"Two features make weights of shape (2,); got {np.shape(theta)}."
assert np.allclose(theta, [1, -2], atol=1e-4), (
    f"The weights should be 1 and -2, but are {np.round(np.asarray(theta), 4).tolist()}. 1.0724 and -2.4504 forget "
    "that the loss is a mean over n; 0.9106 and -1.6089 have twice the strength (the penalty has a half), 1.0481 and "
    "-2.2788 half of it (the loss has one, too, and its n is that of the examples); 1.0964 and -2.6506 have no penalty; "
    "4 and -8 divide one of two sums by n, and not the other; 1.3788 and -1.7121 have an intercept."
)
theta = ridge(X.copy(), y.copy(), 0)
assert np.shape(theta) == (2,) and np.allclose(theta, np.linalg.lstsq(X, y)[0], atol=1e-4), (
    f"With λ = 0 the weights should be those of least squares, 1.0964 and -2.6506, but are "
    f"{np.round(np.asarray(theta), 4).tolist()}."
)

# Hidden tests: correlated columns and targets far from 0, against scikit-learn's Ridge with its strength converted.
### BEGIN HIDDEN TESTS
from sklearn.linear_model import Ridge

rng = np.random.default_rng()
mixing = np.array([[1.0, 0.9, 0.2], [0.0, 0.5, -0.7], [0.0, 0.0, 2.0]])
for n, strengths in ((5, (0.05, 1.1)), (40, (0.0, 0.05, 0.7, 6.0))):
    for lam in strengths:
        X = rng.normal(size=(n, 3)) @ mixing + [0.5, -1.0, 0.3]
        y = X @ [1.5, -2.5, 0.8] + 7 + rng.normal(size=n)
        given = [X.copy(), y.copy()]
        theta = ridge(lam=lam, y=given[1], X=given[0])
        assert theta is not None, "ridge returned None. Does it end with a return?"
        assert np.array_equal(given[0], X) and np.array_equal(given[1], y), "ridge changed an array that it was given."
        assert np.shape(theta) == (3,), f"Three features make weights of shape (3,); got {np.shape(theta)}."
        if lam > 0:
            expected = Ridge(alpha=n * lam, fit_intercept=False, solver="cholesky").fit(X, y).coef_
        else:
            expected = np.linalg.lstsq(X, y)[0]
        assert np.allclose(theta, expected, rtol=1e-4, atol=1e-4), (
            f"With {n} examples, correlated columns and λ = {lam}, the weights disagree with those of scikit-learn, "
            "whose strength was converted to the loss of the text. Is the loss a mean over n? Is there no intercept, "
            "and nothing centered or scaled?"
        )
X, y = np.array([[3.0, 0.1], [1.0, -0.2], [-2.0, 0.15]]), np.array([4.0, -1.5, 2.0])
assert np.allclose(ridge(X.copy(), y.copy(), 0), np.linalg.lstsq(X, y)[0], rtol=1e-4, atol=1e-4), (
    "With λ = 0 and a column that is small beside the other, the weights are not those of least squares. Does something "
    "take small numbers for 0?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_ridge_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the gradient of J is 0 at your weights; all examples twice; turned features; ever larger λ; features of
# very different sizes.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def solved(X, y, lam):
    """Return what ridge returns for copies of X and y, after a look at its form."""
    given = [X.copy(), y.copy()]
    theta = ridge(*given, lam)
    assert theta is not None, "ridge returned None. Does it end with a return?"
    assert np.array_equal(given[0], X) and np.array_equal(given[1], y), (
        "ridge changed an array that it was given. Did you use += or write into it?"
    )
    assert np.shape(theta) == X.shape[1:], f"{X.shape[1]} features make that many weights; got shape {np.shape(theta)}."
    return np.asarray(theta, dtype=float)


mixing = np.array([[1.0, 0.9, 0.2, 0.0], [0.0, 0.5, -0.7, 0.3], [0.0, 0.0, 2.0, 0.4], [0.0, 0.0, 0.0, 0.8]])
X = rng.normal(size=(30, 4)) @ mixing + [0.5, -1.0, 0.3, 0.0]
y = X @ [1.5, -2.5, 0.8, 3.0] - 4 + rng.normal(size=30)
for lam in (0.2, 1.3):
    theta = solved(X, y, lam)
    slope = X.T @ (X @ theta - y) / 30 + lam * theta
    assert np.allclose(slope, 0, atol=3e-3), (
        f"At your weights for λ = {lam} the gradient of J is {np.round(slope, 3).tolist()}, not 0. "
        "What is the derivative of each of the two terms?"
    )
    twice = solved(np.concatenate([X, X]), np.concatenate([y, y]), lam)
    assert np.allclose(twice, theta, rtol=2e-4, atol=2e-4), (
        "With every example twice, a mean stays as it is, and so must the weights; yours change. Where is the n?"
    )
    Q = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    assert np.allclose(solved(X @ Q, y, lam), Q.T @ theta, rtol=2e-4, atol=5e-4), (
        "When the features are turned, X to XQ, ridge's weights must turn with them, but yours do not. "
        "Is the penalty the sum of all squares?"
    )
sizes = np.array([1.0, 1.0, 20.0])
uneven = rng.normal(size=(40, 3)) * sizes
goals = uneven @ [1.5, -2.5, 0.2] + rng.normal(size=40)
theta = solved(uneven, goals, 0.05)
slope = uneven.T @ (uneven @ theta - goals) / 40 + 0.05 * theta
assert np.allclose(slope / sizes**2, 0, atol=1e-2), (
    "Where one feature is 20 times as large as the others, the gradient of J is not 0 at your weights. Does something "
    "take small numbers for 0?"
)
norms = [np.linalg.norm(solved(X, y, lam)) for lam in (0.0, 0.1, 1.0, 10.0, 100.0)]
assert np.all(np.diff(norms) < 0), (
    f"The length of the weights must fall as λ grows from 0 to 100, but yours is {np.round(norms, 3).tolist()}."
)
far = solved(X, 1e6 * y, 1e6)
assert np.allclose(far, X.T @ y / 30, rtol=1e-3, atol=1e-3), (
    "With a huge λ the weights must shrink as 1 / λ, in the direction of the gradient at 0; yours do not."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_ridge_wide", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: more features than examples, equal columns, a single example, a single feature.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, d in [(5, 12), (3, 4), (1, 6), (1, 1), (9, 1), (6, 6)]:
    for lam, scale in ((0.08, 1.0), (0.9, 1e5)):
        X, y = rng.normal(size=(n, d)) + 0.4, scale * (3 * rng.normal(size=n) + 2)
        given = [X.copy(), y.copy()]
        theta = ridge(*given, lam)
        assert theta is not None, "ridge returned None. Does it end with a return?"
        assert np.array_equal(given[0], X) and np.array_equal(given[1], y), "ridge changed an array that it was given."
        assert np.shape(theta) == (d,), (
            f"With n = {n} and d = {d} the weights have shape ({d},); got {np.shape(theta)}."
        )
        expected = X.T @ np.linalg.solve(X @ X.T + n * lam * np.eye(n), y)
        assert np.allclose(theta, expected, rtol=1e-4, atol=1e-4 * scale), (
            f"With {n} examples, {d} features, λ = {lam} and targets of size {scale:g} the weights are wrong. "
            "Where fewer features work, is something inverted that has no inverse before λ is added?"
        )
X, y = rng.normal(size=(8, 2)), 2 * rng.normal(size=8) + 3
theta = ridge(X[:, [0, 1, 0]], y.copy(), 0.3)
assert np.shape(theta) == (3,), f"Three features make weights of shape (3,); got {np.shape(theta)}."
half = np.linalg.solve(X.T @ X / 8 + 0.3 * np.diag([0.5, 1.0]), X.T @ y / 8) * [0.5, 1.0]
assert np.allclose(theta, half[[0, 1, 0]], rtol=1e-4, atol=1e-4), (
    "Two equal columns must share their weight half and half, but in your weights they do not. Is something inverted "
    "that has no inverse before λ is added?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: the soft threshold (2 points)
#
# For a number $z$ and a threshold $t \geq 0$, the soft threshold is the $u$ that is best at being near $z$ and small:
#
# $$\operatorname{soft}(z, t) = \arg\min_u \; \tfrac12 (u - z)^2 + t\, \lvert u \rvert$$
#
# It moves $z$ by $t$ toward 0, and stops there: what lies between $-t$ and $t$, both included, becomes *exactly* 0. (A
# 0 with a minus sign, which computers know too, counts as 0.) Apply it to every entry of an array by itself.


# %% nbgrader={"grade": false, "grade_id": "t2_soft_threshold", "locked": false, "schema_version": 3, "solution": true, "task": false}
def soft_threshold(z, t):
    """Return the soft threshold of each entry.

    z: array of any shape, () and (0,) too
    t: number, 0 or more

    Returns a new array of the same shape.
    """
    ### BEGIN SOLUTION
    return np.sign(z) * np.maximum(np.abs(z) - t, 0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_soft_threshold_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Six numbers and the threshold 1.
z = np.array([[2.5, -3.0, 0.5], [-0.25, 1.0, 0.0]])
u = soft_threshold(z, 1.0)
assert u is not None, "soft_threshold returned None. Does it end with a return?"
assert np.array_equal(z, [[2.5, -3, 0.5], [-0.25, 1, 0]]), (
    "soft_threshold changed the array that it was given. Did you write into it? Make a new array instead."
)
assert np.shape(u) == (2, 3), f"An array of shape (2, 3) keeps its shape; got {np.shape(u)}."
assert np.allclose(u, [[1.5, -2, 0], [0, 0, 0]], atol=1e-4), (
    f"2.5, -3, 0.5, -0.25, 1, 0 should become 1.5, -2, 0, 0, 0, 0, but became {np.ravel(u).tolist()}. 2.5 and -3 that "
    "stay as they are come from a hard threshold; 2 in place of -2 has lost its sign, -4 moved away from 0; -0.5 went "
    "past 0."
)

# Hidden tests: other thresholds and signs, every number between -t and t.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for t in (0.3, 2.75):
    within = np.concatenate([[t, -t, 0.0], rng.uniform(-t, t, size=20)])
    beyond = rng.choice([-1.0, 1.0], size=20) * (t + rng.uniform(0.01, 5, size=20))
    z = np.concatenate([within, beyond, [t + 0.001, -t - 0.001]])
    given = z.copy()
    u = soft_threshold(z=given, t=t)
    assert u is not None, "soft_threshold returned None. Does it end with a return?"
    assert np.array_equal(given, z), "soft_threshold changed the array that it was given. Did you write into it?"
    assert np.shape(u) == z.shape, f"An array of shape {z.shape} keeps its shape; got {np.shape(u)}."
    u = np.asarray(u)
    assert np.all(u[:23] == 0), (
        f"With t = {t} the numbers from -t to t, both included, must become exactly 0, but became "
        f"{u[:23][u[:23] != 0][:3].tolist()}."
    )
    assert np.all(np.sign(u[23:]) == np.sign(z[23:])), (
        f"With t = {t} a number beyond the threshold must keep its sign and not become 0; yours do not."
    )
    assert np.allclose(np.abs(u[23:]), np.abs(z[23:]) - t, rtol=1e-4, atol=1e-4), (
        f"With t = {t} a number beyond the threshold must come nearer to 0 by t; yours do not."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_soft_threshold_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: it minimizes what the text says; any shape and size; it is odd; two results are no farther apart than
# the two numbers; t = 0 changes nothing.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
grid = np.linspace(-8, 8, 16001)
for t in (0.0, 0.4, 1.9):
    z = rng.uniform(-7, 7, size=40)
    u = soft_threshold(z.copy(), t)
    assert np.shape(u) == (40,), f"An array of shape (40,) keeps its shape; got {np.shape(u)}."
    best = grid[np.argmin((grid - z[:, None]) ** 2 / 2 + t * np.abs(grid), axis=1)]
    assert np.allclose(u, best, atol=1.2e-3), (
        f"With t = {t} your numbers do not minimize (u - z)² / 2 + t |u|: on a grid, others are better."
    )
for shape in [(), (0,), (1,), (4, 3), (2, 3, 2)]:
    for scale in (0.0, 1.0, 1e6):
        z = np.asarray(scale * rng.normal(size=shape[::-1])).T
        for t in (0.0, 0.7, 40.0):
            given = z.copy()
            u = soft_threshold(given, t)
            assert u is not None, "soft_threshold returned None. Does it end with a return?"
            assert np.array_equal(given, z), "soft_threshold changed the array that it was given."
            assert np.shape(u) == shape, f"An array of shape {shape} keeps its shape; got {np.shape(u)}."
            expected = np.where(z > t, z - t, np.where(z < -t, z + t, 0))
            assert np.allclose(u, expected, rtol=1e-4, atol=1e-4), (
                f"With an array of shape {shape}, entries of size {scale:g} and t = {t} the result is wrong."
                + (" Does t = 0 change nothing?" if t == 0 else "")
            )
            assert np.allclose(soft_threshold(np.asarray(-z), t), -np.asarray(u), rtol=1e-4, atol=1e-4), (
                "Numbers with the other sign must give the results with the other sign, but do not."
            )
a, b = 3 * rng.normal(size=(2, 500))
apart = np.abs(np.asarray(soft_threshold(a.copy(), 1.1)) - np.asarray(soft_threshold(b.copy(), 1.1)))
assert np.allclose(np.maximum(apart - np.abs(a - b), 0), 0, atol=2e-4), (
    "Two results must not be farther apart than the two numbers were; somewhere yours jumps."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: a step of the elastic net (4 points)
#
# The elastic net mixes both penalties. $\lVert\theta\rVert_1$ is the sum of the absolute values:
#
# $$J(\theta) = \frac{1}{2n} \lVert y - X\theta \rVert^2
# + \lambda \left[ (1 - \alpha) \lVert\theta\rVert_1 + \frac{\alpha}{2} \lVert\theta\rVert^2 \right]$$
#
# **Mind the order.** Here α is the share of the *squares*, so α = 0 is the lasso and α = 1 is ridge. Lecture 13's
# `ista` has it the other way, as scikit-learn's `l1_ratio`: its α is $1 - \alpha$ here. Papers use both; read the
# objective before you use somebody's α.
#
# A step with learning rate η goes downhill on the first term, with its gradient $g$ at $\theta$. What comes out is
# moved toward 0 by the soft threshold of task 2, and then divided:
#
# $$\theta \leftarrow \frac{\operatorname{soft}\big(\theta - \eta\, g,\;\; \eta \lambda (1 - \alpha)\big)}
# {1 + \eta \lambda \alpha}$$
#
# Work out $g$, the gradient of $\frac{1}{2n} \lVert y - X\theta \rVert^2$ alone. (Other steps have the same goal, such
# as the one with the squares inside the gradient; the tests want this one. You may copy your line of task 2. Calling
# `soft_threshold` is allowed, too, but then its mistakes cost points here as well.)


# %% nbgrader={"grade": false, "grade_id": "t3_elastic_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def elastic_step(theta, X, y, lam, alpha, eta):
    """Make one step of the elastic net.

    theta: array (d,), the weights now
    X: array (n, d), one row an example
    y: array (n,), the targets
    lam: number, 0 or more, the strength λ
    alpha: number from 0 to 1, both included, the share of the squares
    eta: positive number, the learning rate

    Returns a new array (d,), the weights after the step.
    """
    ### BEGIN SOLUTION
    moved = theta - eta * (X.T @ (X @ theta - y)) / len(y)
    shrunk = np.sign(moved) * np.maximum(np.abs(moved) - eta * lam * (1 - alpha), 0)
    return shrunk / (1 + eta * lam * alpha)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_elastic_step_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two examples with three features, λ = 0.8, α = 0.25 and η = 0.5. The gradient g is 1.2, 1 and -0.6.
theta, X, y = np.array([2.0, -2.0, -0.1]), np.array([[1.0, 2.0, -1.0], [3.0, -1.0, 0.0]]), np.array([-3.1, 7.6])
stepped = elastic_step(theta, X, y, 0.8, 0.25, 0.5)
assert stepped is not None, "elastic_step returned None. Does it end with a return?"
assert (
    np.array_equal(theta, [2, -2, -0.1])
    and np.array_equal(X, [[1, 2, -1], [3, -1, 0]])
    and np.array_equal(y, [-3.1, 7.6])
), "elastic_step changed an array that it was given. Did you use -= or write into it? Make a new array instead."
assert np.shape(stepped) == (3,), f"The weights keep the shape (3,); got {np.shape(stepped)}."
assert np.allclose(stepped, [1, -2, 0], atol=1e-4), (
    f"The step should lead to 1, -2, 0, but leads to {np.round(np.asarray(stepped), 4).tolist()}. 0.4545, -2.4545, "
    "0.1818 come from the sum in place of the mean; 0.7273, -1.7273, 0 forget the learning rate in the threshold; 1, "
    "-1.8462, 0.0769 have α the other way; 1.1, -2.2, 0 do not divide; 0.2727 in the last place means that the "
    "threshold came first; 2.0909 in the first goes uphill, 0.9 has the squares inside the gradient."
)

# %% nbgrader={"grade": true, "grade_id": "t3_elastic_step_random", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random steps against the formula, λ = 0, α = 0 and α = 1, one example, one feature; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, d in [(7, 4), (3, 6), (1, 3), (5, 1), (1, 1)]:
    for lam, alpha, eta, scale in [
        (0.0, 0.4, 0.3, 1.0),
        (0.9, 0.0, 0.2, 1.0),
        (0.9, 1.0, 0.2, 1.0),
        (1.73, 0.3, 0.15, 1.0),
        (2.2, 0.8, 0.6, 1.0),
        (0.6, 0.5, 0.3, 1e4),
    ]:
        X, y, theta = rng.normal(size=(n, d)) + 0.3, 2 * rng.normal(size=n) + 1, 2 * rng.normal(size=d)
        theta[0] = 0.01
        y, theta = scale * y, scale * theta
        given = [theta.copy(), X.copy(), y.copy()]
        stepped = elastic_step(eta=eta, alpha=alpha, lam=lam, y=given[2], X=given[1], theta=given[0])
        assert stepped is not None, "elastic_step returned None. Does it end with a return?"
        assert all(np.array_equal(a, b) for a, b in zip(given, (theta, X, y), strict=True)), (
            "elastic_step changed an array that it was given. Did you use -= or write into it?"
        )
        assert np.shape(stepped) == (d,), f"With n = {n} the weights keep the shape ({d},); got {np.shape(stepped)}."
        z, t = theta - eta * X.T @ (X @ theta - y) / n, eta * lam * (1 - alpha)
        expected = np.where(z > t, z - t, np.where(z < -t, z + t, 0)) / (1 + eta * lam * alpha)
        assert np.allclose(stepped, expected, rtol=1e-4, atol=1e-4 * scale), (
            f"With n = {n}, d = {d}, λ = {lam}, α = {alpha} and η = {eta} the step is wrong. Compare each of its three "
            "parts with the formula: gradient of the mean, threshold, division."
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_elastic_step_fixed", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: at the solutions of scikit-learn's Lasso, ElasticNet and Ridge, a step leads nowhere.
### BEGIN HIDDEN TESTS
from sklearn.linear_model import ElasticNet, Lasso, Ridge

rng = np.random.default_rng()
mixing = np.eye(6) + 0.5 * np.eye(6, k=1)
X = rng.normal(size=(50, 6)) @ mixing
y = X @ [3.0, 0.0, -2.0, 0.0, 1.5, 0.0] + 0.3 * rng.normal(size=50)
for lam, alpha, library in [
    (0.6, 0.0, Lasso(alpha=0.6, fit_intercept=False, tol=1e-12, max_iter=100_000)),
    (0.9, 0.3, ElasticNet(alpha=0.9, l1_ratio=0.7, fit_intercept=False, tol=1e-12, max_iter=100_000)),
    (0.7, 0.8, ElasticNet(alpha=0.7, l1_ratio=0.2, fit_intercept=False, tol=1e-12, max_iter=100_000)),
    (0.5, 1.0, Ridge(alpha=25.0, fit_intercept=False)),
]:
    best = library.fit(X, y).coef_
    for eta in (0.05, 0.4):
        given = [best.copy(), X.copy(), y.copy()]
        stepped = elastic_step(*given, lam, alpha, eta)
        assert stepped is not None, "elastic_step returned None. Does it end with a return?"
        assert all(np.array_equal(a, b) for a, b in zip(given, (best, X, y), strict=True)), (
            "elastic_step changed an array that it was given. Did you use -= or write into it?"
        )
        assert np.shape(stepped) == (6,), f"The weights keep the shape (6,); got {np.shape(stepped)}."
        assert np.allclose(stepped, best, rtol=1e-4, atol=1e-4), (
            f"For λ = {lam} and α = {alpha} scikit-learn's {type(library).__name__} found where J is lowest. A step "
            f"from there with η = {eta} must stay there, but yours goes away by "
            f"{np.abs(np.asarray(stepped) - best).max():.3g}. Do threshold and division belong to this J?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_elastic_step_descent", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: with a small enough η, J never rises; after many steps nothing is left to gain.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
X = np.linalg.qr(rng.normal(size=(25, 5)))[0] @ np.diag([3.0, 4.0, 5.0, 6.0, 8.0]) @ (np.eye(5) + 0.3 * np.eye(5, k=1))
y = X @ [1.5, 0.0, -2.0, 0.0, 1.0] + rng.normal(size=25)
H = X.T @ X / 25
largest = 1 / np.linalg.eigvalsh(H)[-1]
start = 0.2 * rng.uniform(-1, 1, size=5)
stepped = elastic_step(start, X.copy(), X @ start, 5.0, 0.0, largest)
assert stepped is not None, "elastic_step returned None. Does it end with a return?"
stepped = np.asarray(stepped)
assert np.all(stepped == 0), (
    "With α = 0, which is the lasso, and a threshold larger than all weights, all must become exactly 0, but they are "
    f"{stepped.tolist()}."
)
for alpha in (0.0, 0.35, 1.0):
    lam, theta, last = 0.4, 3 * rng.normal(size=5), np.inf
    for step in range(1, 151):
        given = theta.copy()
        stepped = elastic_step(given, X.copy(), y.copy(), lam, alpha, largest)
        assert np.array_equal(given, theta), "elastic_step changed the weights that it was given. Did you use -= ?"
        assert np.shape(stepped) == (5,), f"The weights keep the shape (5,); got {np.shape(stepped)}."
        theta = np.asarray(stepped, dtype=float)
        penalty = (1 - alpha) * np.abs(theta).sum() + alpha / 2 * (theta**2).sum()
        J = ((y - X @ theta) ** 2).sum() / 50 + lam * penalty
        assert last - J > -1e-3, (
            f"With α = {alpha} and an η of one over the largest curvature J must never rise, but in step {step} it "
            f"rose from {last:.4f} to {J:.4f}."
        )
        last = J
    slope = X.T @ (X @ theta - y) / 25 + lam * alpha * theta
    zero, bound = theta == 0, lam * (1 - alpha)
    assert np.allclose(slope[~zero], -bound * np.sign(theta[~zero]), atol=3e-3), (
        f"After 150 steps with α = {alpha}, the smooth part of J must pull at every weight that is not 0 just as hard "
        "as the absolute values do, the other way; at yours it does not."
    )
    assert np.all(np.abs(slope[zero]) <= bound + 3e-3), (
        f"After 150 steps with α = {alpha} some weight is 0 although J would be lower without that."
    )
    if alpha == 1:
        assert not np.any(zero), "With α = 1, which is ridge, no weight becomes exactly 0; some of yours did."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: dropout (3 points)
#
# In training, each entry of $X$ is set to 0 with probability $p$, by itself, whatever happens to the others. The
# entries that are kept are divided by $1 - p$, so that the mean stays the same. In evaluation nothing changes, and no
# random number is drawn.
#
# Take the random numbers from `rng`, a NumPy generator such as `np.random.default_rng(0)`, and from nothing else, so
# that a run can be repeated: see `rng.random`. The next call with the same `rng` must drop others.


# %% nbgrader={"grade": false, "grade_id": "t4_dropout", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dropout(X, p, rng, training):
    """Return X after dropout.

    X: array of any shape, () and (0,) too
    p: number from 0 up to, but not including, 1: the probability of being dropped
    rng: numpy.random.Generator, the only source of randomness; not touched in evaluation
    training: True in training, False in evaluation

    Returns an array of the same shape; in evaluation it may be X itself.
    """
    ### BEGIN SOLUTION
    if not training:
        return X
    return np.where(rng.random(np.shape(X)) < p, 0, X / (1 - p))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_dropout_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Six numbers in evaluation, then in training with p = 0.2; then many numbers.
X = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]])
same = dropout(X, 0.2, np.random.default_rng(0), False)
assert same is not None, "In evaluation dropout returned None. Does it end with a return?"
assert np.array_equal(X, [[1, -2, 3], [4, 5, -6]]), "In evaluation dropout changed the array that it was given."
assert np.shape(same) == (2, 3) and np.allclose(same, X, atol=1e-4), (
    f"In evaluation X must stay as it is, but 1, -2, 3, 4, 5, -6 became {np.round(np.ravel(same), 4).tolist()}. Is "
    "training looked at? Are the numbers rescaled at test time?"
)
dropped = dropout(X, 0.2, np.random.default_rng(0), True)
assert dropped is not None, "In training dropout returned None. Does it end with a return?"
assert np.array_equal(X, [[1, -2, 3], [4, 5, -6]]), (
    "In training dropout changed the array that it was given. Did you use *= or write into it? Make a new array "
    "instead."
)
assert np.shape(dropped) == (2, 3), f"An array of shape (2, 3) keeps its shape; got {np.shape(dropped)}."
dropped = np.asarray(dropout(np.full((200, 50), 4.0), 0.2, np.random.default_rng(1), True))
kept = dropped[dropped != 0]
assert 0.18 < np.mean(dropped == 0) < 0.22, (
    f"With p = 0.2 about 20 percent of 10,000 numbers should become 0; of yours {np.mean(dropped == 0):.1%} did. "
    "80 percent: is p the probability of keeping? Nearly 20: does every entry have a random number of its own?"
)
assert np.allclose(kept, 5, atol=1e-4), (
    f"With p = 0.2 a 4 that is kept should become 5, but became {kept[0]:.4f}. 4 is not rescaled, 3.2 was multiplied, "
    "20 was divided by p."
)

# %% nbgrader={"grade": true, "grade_id": "t4_dropout_generator", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the same seed drops the same, the next call others; evaluation leaves rng as it was.
### BEGIN HIDDEN TESTS
seed = int(np.random.default_rng().integers(2**31))
X = np.linspace(-3, 7.3, 300).reshape(20, 15)


def called(rng, training=True, p=0.4):
    """Return what dropout makes of a copy of X."""
    given = X.copy()
    returned = dropout(rng=rng, training=training, p=p, X=given)
    assert returned is not None, "dropout returned None. Does it end with a return, in training and in evaluation?"
    assert np.array_equal(given, X), "dropout changed the array that it was given. Did you use *= or write into it?"
    assert np.shape(returned) == X.shape, f"An array of shape {X.shape} keeps its shape; got {np.shape(returned)}."
    return np.asarray(returned)


first, again, other = (called(np.random.default_rng(number)) for number in (seed, seed, seed + 1))
assert np.array_equal(first, again), (
    "Two generators with the same seed must drop the same entries, but yours differ. Does the randomness come from "
    "somewhere else than rng?"
)
assert not np.array_equal(first, other), (
    "Two generators with different seeds dropped the same entries. Is rng used, or a seed fixed inside the function?"
)
rng = np.random.default_rng(seed)
assert not np.array_equal(called(rng), called(rng)), (
    "The second call with the same generator drops what the first one dropped. Is rng used as it stands?"
)
rng = np.random.default_rng(seed)
for p in (0.0, 0.3, 0.95):
    assert np.allclose(called(rng, training=False, p=p), X, rtol=1e-4, atol=1e-4), (
        f"In evaluation with p = {p} the numbers must stay as they are, but they changed."
    )
assert np.array_equal(called(rng), first), (
    "After three calls in evaluation the generator drops others than a new one with its seed, so evaluation used it. "
    "No random number may be drawn there."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_dropout_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: every entry is 0 or rescaled, and falls by itself; shares and means within five standard deviations, for
# a tiny p too; p = 0; any shape and size.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(), (0,), (1,), (4, 3), (2, 3, 2)]:
    for scale in (0.0, 1.0, 1e6):
        for p in (0.0, 0.25, 0.9):
            X = np.asarray(scale * rng.normal(size=shape[::-1])).T
            given = X.copy()
            dropped = dropout(given, p, rng, True)
            assert dropped is not None, "In training dropout returned None. Does it end with a return?"
            assert np.array_equal(given, X), "dropout changed the array that it was given."
            assert np.shape(dropped) == shape, f"An array of shape {shape} keeps its shape; got {np.shape(dropped)}."
            dropped = np.asarray(dropped)
            if p == 0:
                assert np.allclose(dropped, X, rtol=1e-4, atol=1e-4), "With p = 0 nothing is dropped, but X changed."
            right = (dropped == 0) | np.isclose(dropped, X / (1 - p), rtol=1e-4, atol=1e-4)
            assert np.all(right), (
                f"With p = {p} and entries of size {scale:g} every entry must become 0 or itself divided by 1 - p; "
                "some of yours are neither."
            )
for p in (0.2, 0.4, 0.85):
    X = rng.uniform(1, 3, size=(400, 150)) * rng.choice([-1.0, 1.0, 1.0], size=(400, 150))
    dropped = np.asarray(dropout(X.copy(), p, rng, True))
    assert dropped.shape == X.shape, f"An array of shape (400, 150) keeps its shape; got {dropped.shape}."
    gone = dropped == 0
    for axis, name in ((1, "row"), (0, "column")):
        shares = gone.mean(axis=axis)
        assert np.all((shares > 0) & (shares < 1)), (
            f"With p = {p} some {name} was dropped or kept as a whole. Does each entry have a random number of its own?"
        )
    for axis, name in ((1, "row"), (0, "column")):
        expected = p * (1 - p) / gone.shape[axis]
        assert 0.4 * expected < gone.mean(axis=axis).var() < 2.5 * expected, (
            f"With p = {p} the shares that are dropped from each {name} vary by another amount than chance. "
            "Does each entry fall by itself, with a random number of its own?"
        )
    apart = 5 * np.sqrt(p * (1 - p))
    assert np.abs(gone.mean() - p) < apart / np.sqrt(gone.size), (
        f"With p = {p} a share of {gone.mean():.4f} of 60,000 entries was dropped, too far from p to be chance."
    )
    spread = np.sqrt((X**2).sum() * p / (1 - p)) / X.size
    assert np.abs(dropped.mean() - X.mean()) < 5 * spread, (
        f"With p = {p} the mean of 60,000 entries went from {X.mean():.4f} to {dropped.mean():.4f}, too far to be "
        "chance. Are the entries that are kept divided by the right number?"
    )
share = np.mean(np.equal(dropout(np.ones(60_000), 0.005, rng, True), 0))
assert np.abs(share - 0.005) < 5 * np.sqrt(0.005 * 0.995 / 60_000), (
    f"With p = 0.005 a share of {share:.5f} of 60,000 entries was dropped, too far from p to be chance. Are the random "
    "numbers rounded?"
)
counts = {int(np.sum(np.equal(dropout(np.ones(1000), 0.3, rng, True), 0))) for _ in range(12)}
assert len(counts) > 2, (
    f"In twelve calls just {sorted(counts)} of 1,000 entries were dropped. Is their number fixed? Each falls by itself."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: what dropout costs on average (2 points)
#
# A linear neuron is trained with dropout on its inputs: in each step every entry of $X$ is dropped or kept as in task
# 4. Its loss, half the mean of the squared errors, is then a random number. On average over all that can be dropped it
# is
#
# $$E(\theta) = \mathbb{E} \; \frac{1}{2n} \lVert y - (M \circ X)\,\theta \rVert^2$$
#
# where $\circ$ multiplies entry by entry, and the entries of $M$ are independent, 0 with probability $p$ and
# $\frac{1}{1-p}$ otherwise.
#
# Return $E(\theta)$ by a formula, with no random number and without going through the masks: with 40 features, as in a
# test, there are too many. For one number $m$ that is 0 or $\frac1{1-p}$, what are mean and variance? A mean square is
# the square of the mean plus the variance. $E$ will turn out to be the plain loss plus a penalty like ridge's.


# %% nbgrader={"grade": false, "grade_id": "t5_expected_dropout_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def expected_dropout_loss(X, y, theta, p):
    """Return half the mean squared error of a linear neuron, on average over dropout of its inputs.

    X: array (n, d), one row an example
    y: array (n,), the targets
    theta: array (d,), the weights
    p: number from 0 up to, but not including, 1: the probability of being dropped

    Returns a number.
    """
    ### BEGIN SOLUTION
    squares = (y - X @ theta) ** 2 + p / (1 - p) * (X**2 @ theta**2)
    return np.mean(squares) / 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_expected_dropout_loss_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two examples with two features and p = 0.2. Without dropout the errors are 5 and -4, so that the loss is 10.25.
X, y, theta = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([2.0, 1.0]), np.array([1.0, -2.0])
loss = expected_dropout_loss(X, y, theta, 0.2)
assert loss is not None, "expected_dropout_loss returned None. Does it end with a return?"
assert np.array_equal(X, [[1, 2], [3, -1]]) and np.array_equal(y, [2, 1]) and np.array_equal(theta, [1, -2]), (
    "expected_dropout_loss changed an array that it was given. Did you use *= or **= ? Make a new array instead."
)
assert np.shape(loss) == (), f"expected_dropout_loss returns a single number; got an array of shape {np.shape(loss)}."
assert np.isclose(loss, 12.125, rtol=1e-4), (
    f"The loss should be 12.125, but is {loss:.4f}. 24.25 has no half; 19.625 has 1 / (1 - p), 11.75 has p, and 11.45 "
    "has p (1 - p) as variance; 10.5625 takes no account of how large the features are; 12.375 lets the features of an "
    "example fall together; 14 does not take the mean of the penalty, 11.1875 takes it over the features, too; 11.5 takes "
    "the features' variance for their mean square."
)
assert np.isclose(expected_dropout_loss(X.copy(), y.copy(), theta.copy(), 0), 10.25, rtol=1e-4), (
    "With p = 0 the loss should be the plain one, 10.25."
)

# %% nbgrader={"grade": true, "grade_id": "t5_expected_dropout_loss_masks", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the mean over every mask of four features, each with its probability; 40 features; p = 0 and large p;
# one example, one feature.
### BEGIN HIDDEN TESTS
import itertools

rng = np.random.default_rng()


def called(X, y, theta, p):
    """Return the loss for copies of the arrays."""
    given = [X.copy(), y.copy(), theta.copy()]
    loss = expected_dropout_loss(theta=given[2], p=p, y=given[1], X=given[0])
    assert loss is not None, "expected_dropout_loss returned None. Does it end with a return?"
    assert all(np.array_equal(a, b) for a, b in zip(given, (X, y, theta), strict=True)), (
        "expected_dropout_loss changed an array that it was given. Did you use *= or **= ?"
    )
    assert np.shape(loss) == (), f"expected_dropout_loss returns a single number; got shape {np.shape(loss)}."
    return float(loss)


for n in (1, 3, 8):
    for p in (0.0, 0.15, 0.5, 0.8, 0.99):
        X = rng.normal(size=(n, 4)) * [0.5, 1.0, 2.0, 3.0] - [0.0, 1.0, 0.4, 0.2]
        y, theta = 2 * rng.normal(size=n) + 1, rng.uniform(0.3, 2, size=4) * [1, -1, 1, -1]
        if n == 8:
            X[-1], y[-1] = 0.0, 0.0  # an example without any error counts as well
        expected = 0.0
        for kept in itertools.product([0, 1], repeat=4):
            probability = np.prod([1 - p if keep else p for keep in kept])
            expected += probability * np.mean((y - X @ (np.array(kept) / (1 - p) * theta)) ** 2) / 2
        loss = called(X, y, theta, p)
        assert np.isclose(loss, expected, rtol=1e-4, atol=1e-4), (
            f"With {n} examples, four features and p = {p}, your formula gives {loss:.4f}. That is not the mean over "
            "all 16 masks, each with its probability. What is the variance of an entry of M, and which squares does it "
            "multiply?"
        )
for n, d, scale in [(6, 40, 1.0), (2, 1, 1.0), (1, 1, 1.0), (5, 7, 1e4)]:
    X, y, theta = rng.normal(size=(n, d)) + 0.3, scale * (rng.normal(size=n) - 2), scale * rng.normal(size=d)
    penalty = np.sum([(theta[j] * np.linalg.norm(X[:, j])) ** 2 for j in range(d)]) * 0.3 / 0.7
    expected = (np.linalg.norm(y - X @ theta) ** 2 + penalty) / (2 * n)
    loss = called(X, y, theta, 0.3)
    assert np.isclose(loss, expected, rtol=1e-4, atol=1e-4), (
        f"With {n} examples, {d} features, numbers of size {scale:g} and p = 0.3 the loss is wrong: {loss:.4f}. "
        "Does each feature's weight have its own penalty?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: early stopping (3 points)
#
# After each epoch, the loss on validation data is measured. The best epoch so far is the one with the lowest loss; of
# equal ones it is the first. Training stops after the first epoch that lies `patience` epochs behind the best so far.
# If that never happens, it stops after the last epoch of the list. What came after the stop was never seen, however
# good it would have been.
#
# A loss that is `nan` (not a number: the training blew up) never counts as better than another, and every number
# counts as better than `nan`. So if all are `nan`, epoch 0 stays the best. Any difference counts, however small:
# compare the numbers as they are.


# %% nbgrader={"grade": false, "grade_id": "t6_early_stopping", "locked": false, "schema_version": 3, "solution": true, "task": false}
def early_stopping(losses, patience):
    """Return the best epoch and the epoch after which training stops.

    losses: list of at least one float, the validation loss after each epoch; of both signs; inf and nan may be among them
    patience: integer, 1 or more: the number of epochs without a new best after which training stops

    Returns a pair of integers, both counted from 0: the best epoch and the last one that is trained.
    """
    ### BEGIN SOLUTION
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or (np.isnan(losses[best]) and not np.isnan(loss)):
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_early_stopping_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The lowest loss, 0.6, comes too late: with a patience of 3, training stops before.
losses = [0.9, 0.7, 0.75, 0.7, 0.72, 0.71, 0.73, 0.6]
returned = early_stopping(losses, 3)
assert returned is not None, "early_stopping returned None. Does it end with a return?"
assert losses == [0.9, 0.7, 0.75, 0.7, 0.72, 0.71, 0.73, 0.6], "early_stopping changed the list that it was given."
assert isinstance(returned, (tuple, list)) and len(returned) == 2, "early_stopping returns a pair, two epochs."
assert returned[0] == 1, (
    f"The best epoch should be 1, the first with a loss of 0.7, but is {returned[0]}. 3 is the last of two equal ones, "
    "2 counts from 1; 7 comes after the stop, or is every loss compared with the one before it, not with the best?"
)
assert returned[1] == 4, (
    f"Training should stop after epoch 4, three after the best, but stops after {returned[1]}. 3 is one too early, 5 "
    "one too late; is every loss compared with the best, not with the one before?"
)
returned = early_stopping([3.0, 3.5, 2.0, 2.5, 1.0, 1.5, 0.5, 0.6], 3)
assert returned is not None, "Where patience is not used up, early_stopping returned None. Is there a return for that?"
assert tuple(returned) == (6, 7), (
    "In 3, 3.5, 2, 2.5, 1, 1.5, 0.5, 0.6 the best epoch is 6, and patience lasts to the end, epoch 7; got "
    f"{tuple(returned)}. Does the count start anew at each new best?"
)

# %% nbgrader={"grade": true, "grade_id": "t6_early_stopping_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random lists of both signs with equal numbers; more than one new best; losses that fall all the time; a
# list with one loss; the same number added to all.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def called(losses, patience):
    """Return best epoch and stop for a copy of the list."""
    given = list(losses)
    returned = early_stopping(patience=patience, losses=given)
    assert returned is not None, "early_stopping returned None. Does it end with a return, whenever it stops?"
    assert given == list(losses), "early_stopping changed the list that it was given. Were losses taken out of it?"
    assert isinstance(returned, (tuple, list)) and len(returned) == 2, "early_stopping returns a pair, two epochs."
    assert all(np.asarray(epoch).dtype.kind in "iu" and np.shape(epoch) == () for epoch in returned), (
        f"The two epochs are integers; got {returned[0]!r} and {returned[1]!r}."
    )
    return tuple(int(epoch) for epoch in returned)


def expected_of(losses, patience):
    """Return what the text asks for: the first epoch that is patience behind the first minimum up to it."""
    for stop in range(len(losses)):
        best = int(np.argmin(losses[: stop + 1]))
        if stop - best >= patience:
            return best, stop
    return best, len(losses) - 1


fixed = [
    ([5.0], 1),
    ([5.0, 4.0], 1),
    ([4.0, 5.0], 1),
    ([4.0, 4.0, 4.0, 4.0], 2),
    ([4.0, 5.0, 3.0, 3.5, 3.6, 2.0, 2.5, 2.4, 2.3, 1.0], 3),
    ([1.0, 9.0, 8.0, 7.0, 6.0, 5.0], 4),
    ([-0.5, -2.0, -1.0, -1.5, -2.5], 2),
    ([-0.5, -2.0, -1.0, -1.5, -2.5], 3),
    ([0.0, 0.2, -0.3, 0.1, 0.0], 7),
    ([0.3, 0.3 - 1e-9, 0.3 - 2e-9, 0.4, 0.5], 2),
    ([1e9, 1e6, 1e3, 1.0], 1),
    ([2.0, float("inf"), 3.0, 1.0], 3),
    ([float("inf"), 2.0, 3.0], 1),
]
for losses, patience in fixed:
    got, expected = called(losses, patience), expected_of(losses, patience)
    assert got[0] == expected[0], (
        f"For the losses {losses} and a patience of {patience} your best epoch is wrong. Is it the first with the "
        "lowest of all losses up to the stop, of both signs and compared as they are?"
    )
    assert got[1] == expected[1], (
        f"For the losses {losses} and a patience of {patience} you stop after the wrong epoch. Is it `patience` after "
        "the best so far, wherever that is, and otherwise the last?"
    )
for _ in range(40):
    losses = np.round(rng.normal(size=int(rng.integers(2, 25))), 1).tolist()
    patience = int(rng.integers(1, 7))
    got, expected = called(losses, patience), expected_of(losses, patience)
    assert got[0] == expected[0], (
        f"For the losses {losses} and a patience of {patience} your best epoch is wrong. Is it the first with the "
        "lowest of all losses up to the stop, of both signs and compared as they are?"
    )
    assert got[1] == expected[1], (
        f"For the losses {losses} and a patience of {patience} you stop after the wrong epoch. Is it `patience` after "
        "the best so far, wherever that is, and otherwise the last?"
    )
    assert called([8 * loss + 100 for loss in losses], patience) == got, (
        "In other units, all losses times 8 and 100 more, training must stop at the same epoch, but it does not. Is "
        "only compared which of two losses is smaller?"
    )
falling = [2.0 - 0.01 * epoch for epoch in range(300)]
assert called(falling, 1) == (299, 299), "While every loss is lower than all before, training must go on to the end."
assert called([1.0, *[2.0] * 400], 300) == (0, 300), (
    "With a patience of 300 and a best epoch 0, training must stop after epoch 300. Are numbers compared by their value?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_early_stopping_nan", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: nan at the start, in the middle, at the end, and everywhere.
### BEGIN HIDDEN TESTS
import math

nan = math.nan
for losses, patience, expected in [
    ([0.8, nan, 0.7, nan, nan, 0.5], 2, (2, 4)),
    ([0.8, nan, 0.7, nan, nan, 0.5], 3, (5, 5)),
    ([nan, 0.9, 0.8, 0.85], 2, (2, 3)),
    ([nan, nan, 0.9, 1.0], 3, (2, 3)),
    ([nan, nan, nan, 0.9], 2, (0, 2)),
    ([nan, -3.0, nan, nan, nan, -4.0], 3, (1, 4)),
    ([nan, nan, nan], 5, (0, 2)),
    ([nan, nan, nan], 1, (0, 1)),
    ([nan], 1, (0, 0)),
    ([1.0, nan], 1, (0, 1)),
    ([1.0, nan, nan, nan], 9, (0, 3)),
]:
    given = list(losses)
    returned = early_stopping(given, patience)
    assert returned is not None, "Where losses are nan, early_stopping returned None. Does it end with a return?"
    assert len(given) == len(losses) and all(
        now == was or (math.isnan(now) and math.isnan(was)) for now, was in zip(given, losses, strict=True)
    ), "early_stopping changed the list that it was given. Was nan replaced in it?"
    assert isinstance(returned, (tuple, list)) and len(returned) == 2, "early_stopping returns a pair, two epochs."
    assert tuple(returned) == expected, (
        f"For the losses {losses} and a patience of {patience} your best epoch or your stop is wrong. nan is never "
        "better, and every number is better than nan, but an epoch it is."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: an augmentation policy (3 points)
#
# A policy is a list of triples (operation, probability, magnitude). Its operations are tried one after another, in the
# order of the list. For *each image by itself* chance decides, with the probability of the triple, whether the
# operation is applied to what the ones before have made of that image. There are four:
#
# | operation | what it does to an image | magnitude $m$ |
# | --- | --- | --- |
# | `"shift"` | moves it $m$ columns to the right; what leaves is lost, what becomes free is 0 | an integer; to the left if it is negative; may be larger than the image |
# | `"flip"` | mirrors it, left becomes right | not used |
# | `"invert"` | makes $v + m\,(1 - 2v)$ of every value $v$, so that $m = 1$ exchanges black and white | from 0 to 1 |
# | `"noise"` | adds to each pixel its own random number, normal with mean 0 and standard deviation $m$; nothing is cut off | 0 or more |
#
# For another name raise a `ValueError`. All randomness comes from `rng`, a `torch.Generator`: see the argument
# `generator` of `torch.rand` and `torch.randn`. The images keep order, shape and dtype (float32 or float64), and
# nothing that you were given is changed.


# %% nbgrader={"grade": false, "grade_id": "t7_apply_policy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def apply_policy(images, policy, rng):
    """Return images changed by an augmentation policy.

    images: tensor (N, H, W) of floats, N, H and W 1 or more
    policy: list of triples (operation, probability, magnitude), which may be empty
    rng: torch.Generator, the only source of randomness

    Returns a tensor (N, H, W) of the same dtype; where nothing happens it may be images itself. Raises ValueError for
    an operation with another name.
    """
    ### BEGIN SOLUTION
    for operation, probability, m in policy:
        if operation == "shift":
            source = torch.arange(images.shape[2]) - m
            inside = (source >= 0) & (source < images.shape[2])
            changed = images[:, :, source.clamp(0, images.shape[2] - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(f"no operation is called {operation!r}")
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_apply_policy_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two images with two rows and three columns, and operations that happen always.
images = torch.tensor([[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], [[0.7, 0.8, 0.9], [1.0, 0.0, 0.25]]])
before = images.clone()
for policy, expected, hint in [
    ([], before, "an empty policy does nothing"),
    (
        [("shift", 1.0, 1)],
        [[[0, 0.1, 0.2], [0, 0.4, 0.5]], [[0, 0.7, 0.8], [0, 1, 0]]],
        "columns, to the right, 0 comes in",
    ),
    (
        [("shift", 1.0, -2)],
        [[[0.3, 0, 0], [0.6, 0, 0]], [[0.9, 0, 0], [0.25, 0, 0]]],
        "columns, to the left, 0 comes in",
    ),
    ([("flip", 1.0, 3)], [[[0.3, 0.2, 0.1], [0.6, 0.5, 0.4]], [[0.9, 0.8, 0.7], [0.25, 0, 1]]], "left becomes right"),
    (
        [("invert", 1.0, 1)],
        [[[0.9, 0.8, 0.7], [0.6, 0.5, 0.4]], [[0.3, 0.2, 0.1], [0, 1, 0.75]]],
        "black becomes white",
    ),
    (
        [("shift", 1.0, 1), ("flip", 1.0, 0)],
        [[[0.2, 0.1, 0], [0.5, 0.4, 0]], [[0.8, 0.7, 0], [0, 1, 0]]],
        "one after another, in the order of the list",
    ),
    ([("shift", 0.0, 1), ("flip", 0.0, 1), ("invert", 0.0, 1), ("noise", 0.0, 1.0)], before, "probability 0 is never"),
]:
    changed = apply_policy(images, policy, torch.Generator().manual_seed(0))
    assert changed is not None, f"For the policy {policy} apply_policy returned None. Does it end with a return?"
    assert torch.equal(images, before), (
        f"For the policy {policy} apply_policy changed the images that it was given. Did you write into them?"
    )
    assert isinstance(changed, torch.Tensor), f"apply_policy returns a tensor; got {type(changed).__name__}."
    assert changed.shape == (2, 2, 3), f"Images of shape (2, 2, 3) keep it; got {tuple(changed.shape)}."
    assert torch.allclose(changed.double(), torch.as_tensor(expected).double(), atol=1e-4), (
        f"For the policy {policy} the images should become "
        f"{np.round(torch.as_tensor(expected).double().numpy(), 4).tolist()}, but became "
        f"{np.round(changed.double().numpy(), 4).tolist()}. The rule is: {hint}."
    )


# Hidden tests: random images and longer policies; shifts larger than the image; there and back again; the dtype; an
# operation that does not exist.
### BEGIN HIDDEN TESTS
def by_hand(image, policy):
    """Return what a policy makes of an array (H, W) if everything happens."""
    width = image.shape[1]
    for operation, _, m in policy:
        if operation == "shift":
            image = np.pad(image, ((0, 0), (width + 20, width + 20)))[:, width + 20 - m : 2 * width + 20 - m]
        elif operation == "flip":
            image = image[:, ::-1]
        else:
            image = (1 - m) * image + m * (1 - image)
    return image


rng = np.random.default_rng()
for n, height, width in [(3, 4, 5), (1, 1, 1), (2, 6, 1), (1, 2, 7), (5, 3, 3)]:
    for policy in (
        [("shift", 1.0, 2)],
        [("shift", 1.0, -1)],
        [("shift", 1.0, 0)],
        [("invert", 1.0, 0.0)],
        [("noise", 1.0, 0.0)],
        [("shift", 1.0, width)],
        [("shift", 1.0, -width)],
        [("shift", 1.0, width + 2)],
        [("shift", 1.0, -width - 2)],
        [("shift", 1.0, -2 * width - 1)],
        [("invert", 1.0, 0.3)],
        [("invert", 1.0, 0.75), ("shift", 1.0, -1), ("invert", 1.0, 0.25)],
        [("flip", 1.0, 0), ("shift", 1.0, 1), ("invert", 1.0, 1), ("shift", 1.0, -2), ("flip", 1.0, 9)],
        [("invert", 1.0, 1.0), ("shift", 1.0, 1)],
        [("shift", 1.0, 1), ("shift", 1.0, -1)],
    ):
        images = rng.normal(size=(n, height, width))
        for dtype, slack in ((torch.float32, 1e-4), (torch.float64, 1e-4)):
            given, listed = torch.tensor(images, dtype=dtype), list(policy)
            before = given.clone()
            changed = apply_policy(rng=torch.Generator().manual_seed(5), images=given, policy=listed)
            assert changed is not None, f"For the policy {policy} apply_policy returned None."
            assert torch.equal(given, before), f"For the policy {policy} apply_policy changed the images it was given."
            assert listed == policy, f"apply_policy changed the policy {policy} that it was given."
            assert isinstance(changed, torch.Tensor), f"apply_policy returns a tensor; got {type(changed).__name__}."
            assert changed.dtype == dtype, f"Images of dtype {dtype} keep it, but came back as {changed.dtype}."
            assert changed.shape == given.shape, (
                f"Images of shape {tuple(given.shape)} keep it; got {tuple(changed.shape)}."
            )
            expected = np.stack([by_hand(image, policy) for image in images])
            assert np.allclose(changed.numpy(), expected, rtol=slack, atol=slack), (
                f"For images of shape {tuple(given.shape)} and the policy {policy}, in which everything happens, the "
                "result is wrong. "
                + (
                    "Is each operation applied to what came out of the one before?"
                    if len(policy) > 1
                    else "What does the table say of this magnitude?"
                )
            )
for name in ("Flip", "rotate", ""):
    try:
        apply_policy(torch.zeros(2, 3, 4), [("flip", 1.0, 0), (name, 1.0, 1)], torch.Generator().manual_seed(0))
        came = "nothing was raised"
    except Exception as error:
        came = "" if isinstance(error, ValueError) else f"a {type(error).__name__} was raised"
    assert not came, f"An operation called {name!r} does not exist, which must raise a ValueError, but {came}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_apply_policy_chance", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: how often each operation happens, image by image and independently of the others, within five standard
# deviations.
### BEGIN HIDDEN TESTS
rng = torch.Generator().manual_seed(int(np.random.default_rng().integers(2**31)))
images = torch.linspace(0.05, 0.35, 6).reshape(1, 2, 3).repeat(3000, 1, 1)


def happened(policy):
    """Return for each image whether it was flipped and whether it was inverted."""
    given = images.clone()
    changed = apply_policy(given, list(policy), rng)
    assert changed is not None, f"For the policy {policy} apply_policy returned None. Does it end with a return?"
    assert isinstance(changed, torch.Tensor), f"apply_policy returns a tensor; got {type(changed).__name__}."
    assert changed.shape == images.shape, (
        f"3,000 images of shape (2, 3) must come back in that shape, not {tuple(changed.shape)}."
    )
    assert torch.equal(given, images), f"For the policy {policy} apply_policy changed the images that it was given."
    inverted = changed[:, 0, 1] > 0.5
    upright = torch.where(inverted[:, None, None], 1 - changed, changed)
    flipped = upright[:, 0, 0] > upright[:, 0, 2]
    whole = torch.where(flipped[:, None, None], images.flip(2), images)
    assert torch.allclose(upright, whole, atol=1e-4), (
        f"After the policy {policy} some image is neither as it was nor flipped, inverted or both, as a whole. Does "
        "each image stay one piece?"
    )
    return flipped.numpy(), inverted.numpy()


def near(share, expected, deviations=5):
    return np.abs(share - expected) <= deviations * np.sqrt(expected * (1 - expected) / 3000)


for first, second in [(0.3, 0.8), (0.0, 0.6), (1.0, 0.15), (0.5, 0.5)]:
    flipped, inverted = happened([("flip", first, 0), ("invert", second, 1)])
    for name, share, expected in [("flip", flipped.mean(), first), ("invert", inverted.mean(), second)]:
        assert near(share, expected), (
            f"In 3,000 images {name} with probability {expected} happened to a share of {share:.4f}, too far off to be "
            "chance. Is the probability used, and does chance decide for each image by itself?"
        )
    both = np.mean(flipped & inverted)
    assert near(both, first * second), (
        f"With probabilities {first} and {second}, both operations happened to a share of {both:.4f} of 3,000 images. "
        f"If chance decides anew for each of them it would be near {first * second:.2f}."
    )
    if 0 < first < 1:
        repeated = np.mean(flipped[1:] == flipped[:-1])
        assert near(repeated, first**2 + (1 - first) ** 2, deviations=7), (
            "Whether an image is flipped depends on what happened to the image before it. Does chance decide for each?"
        )
flipped, _ = happened([("flip", 0.5, 0), ("flip", 0.5, 0)])
assert near(flipped.mean(), 0.5), (
    f"Two flips with probability 0.5 each must leave half of the images flipped, but left {flipped.mean():.4f}. "
    "Does chance decide anew for each entry of the policy?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_apply_policy_noise", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: noise of the right size, for each pixel its own; the same seed does the same, the next call something
# else.
### BEGIN HIDDEN TESTS
seed = int(np.random.default_rng().integers(2**31))
mixed = [("noise", 0.5, 0.4), ("flip", 0.5, 0), ("shift", 0.5, 1), ("invert", 0.5, 0.8)]
for dtype in (torch.float32, torch.float64):
    images = torch.linspace(-0.5, 1.5, 4800, dtype=dtype).reshape(60, 8, 10)

    def called(policy, rng, images=images):
        """Return what a policy makes of a copy of the images."""
        given = images.clone()
        changed = apply_policy(given, list(policy), rng)
        assert torch.equal(given, images), "apply_policy changed the images that it was given. Did you write there?"
        assert changed is not None, "apply_policy returned None. Does it end with a return?"
        assert isinstance(changed, torch.Tensor), f"apply_policy returns a tensor; got {type(changed).__name__}."
        assert changed.shape == images.shape, (
            f"Images of shape {tuple(images.shape)} must keep it; got {tuple(changed.shape)}."
        )
        assert changed.dtype == images.dtype, f"Images of dtype {images.dtype} keep it, but came back {changed.dtype}."
        return changed

    for policy in (mixed, [("noise", 1.0, 0.7)]):
        first, again, other = (
            called(policy, torch.Generator().manual_seed(number)) for number in (seed, seed, seed + 1)
        )
        assert torch.equal(first, again), (
            "Two generators with the same seed must do the same to the images, but yours differ. Does some randomness "
            "come from somewhere else than rng?"
        )
        assert not torch.equal(first, other), (
            "Two generators with different seeds did the same to the images. Is rng used, or a seed fixed inside?"
        )
        rng = torch.Generator().manual_seed(seed)
        assert not torch.equal(called(policy, rng), called(policy, rng)), (
            "The second call with the same generator does what the first one did. Is rng used as it stands?"
        )
    for m in (0.2, 3.0):
        rng = torch.Generator().manual_seed(seed)
        noise = (called([("noise", 1.0, m)], rng) - images).double().numpy() / m
        for axis, name in ((0, "images"), (1, "rows"), (2, "columns")):
            spread = noise.std(axis=axis)
            assert spread.min() > 0.05, (
                f"All {name} get the same noise somewhere, or it is cut off there. Each pixel has its own random "
                "number."
            )
        assert np.abs(noise.mean()) < 5 * noise.std() / np.sqrt(4800), (
            f"The mean of the noise should be 0, but is {m * noise.mean():.4f}."
        )
        assert np.abs(noise.std() - 1) < 5 / np.sqrt(2 * 4800), (
            f"Noise of magnitude {m} should have this standard deviation, but it is {m * noise.std():.4f}. "
            "Is something cut off, or m taken for the variance?"
        )
        assert np.abs(np.mean(np.abs(noise) > 2) - 0.0455) < 5 * np.sqrt(0.0455 * 0.9545 / 4800), (
            "Of normal noise about 4.6 percent lie beyond two standard deviations, but of yours another share. Is it "
            "normal?"
        )
        noise = (called([("noise", 0.5, m)], rng) - images).double().numpy() / m
        noisy = np.mean(noise**2, axis=(1, 2)) > 0.1
        assert 0.1 < noisy.mean() < 0.9 and np.allclose(noise[~noisy], 0, atol=1e-4), (
            "With probability 0.5 about half of 60 images must get noise, and the others none at all, but yours do not."
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# Nothing to write here, and no points: run the cell. Twenty examples have twelve features, of which only the first
# three matter; their true weights are 3, -2 and 1. Another 200 examples serve for validation. What does each penalty
# make of the nine others? How much of its work does stopping early do without any penalty? And does α = 1 agree with
# your ridge?


# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
rng = np.random.default_rng(1)
X = rng.normal(size=(220, 12))
y = X @ np.concatenate([[3.0, -2.0, 1.0], np.zeros(9)]) + 2 * rng.normal(size=220)
eta = 1 / np.linalg.eigvalsh(X[:20].T @ X[:20] / 20)[-1]

try:
    for lam, alpha in [(0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (0.5, 1.0)]:
        theta, losses = np.zeros(12), []
        for _ in range(500):
            theta = elastic_step(theta, X[:20], y[:20], lam, alpha, eta)
            losses.append(float(np.mean((X[20:] @ theta - y[20:]) ** 2)))
        best, stop = early_stopping(losses, 20)
        print(f"λ = {lam}, α = {alpha}: {np.round(theta, 1) + 0}, {np.sum(theta == 0)} of them 0")
        print(
            f"    validation loss {losses[-1]:.2f} in the end, {losses[best]:.2f} in epoch {best}; stopped after {stop}"
        )
    print(f"your ridge:     {np.round(ridge(X[:20], y[:20], 0.5), 1) + 0}")
except NotImplementedError:
    print("Some tasks are still open. Come back when all are done.")
