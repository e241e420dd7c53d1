# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 5: Gradient descent
#
# You will build gradient descent from its single step up to the mini-batch version that trains every network in this
# course, and then work out, before running anything, which learning rates are safe.
#
# **Practices** [lecture 7, Gradient descent](../../course/07-gradient-descent.ipynb).
# **Time** 60 to 90 minutes. **You need** NumPy only.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | one update step | 2 |
# | t2 | the gradient of the mean squared error | 4 |
# | t3 | the gradient descent loop and its path | 3 |
# | t4 | cutting an epoch into mini-batches | 3 |
# | t5 | mini-batch gradient descent | 3 |
# | t6 | which learning rates converge | 3 |
# | t7 | a written question | 2 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cell below it: no output
# means that the visible tests pass. Every test cell also holds hidden tests that run when your work is graded; a
# comment says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come
# back.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a05-gradient-descent/gradient-descent.ipynb),
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
import numpy as np

# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: one update step (2 points)
#
# The gradient points uphill. One step of gradient descent goes the other way, by an amount that the learning rate
# $\eta$ sets:
#
# $$\theta_{t+1} = \theta_t - \eta \, \nabla L(\theta_t)$$
#
# Write that step. The parameters may be a single number or an array of any shape; the gradient has the same shape.
# Return a new value and leave the argument as it was: the caller may still need it.


# %% nbgrader={"grade": false, "grade_id": "t1_gd_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gd_step(theta, gradient, eta):
    """Return the parameters after one step of gradient descent.

    theta: number or array, the parameters now
    gradient: number or array of the same shape, the gradient of the loss at theta
    eta: positive number, the learning rate
    """
    ### BEGIN SOLUTION
    return theta - eta * gradient
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_gd_step_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Exercise 5.1: L(x) = x², so the gradient is 2x. Start at x = 9 with learning rate 0.1 and make three updates.
x = gd_step(9.0, 2 * 9.0, 0.1)
assert x is not None, "gd_step returned None. Does it end with a return?"
assert np.isclose(x, 7.2), (
    f"The first update should take 9 to 7.2, but gave {x}. Does the step go against the gradient, scaled by eta?"
)
x = gd_step(x, 2 * x, 0.1)
assert np.isclose(x, 5.76), (
    f"The second update should take 7.2 to 5.76, but gave {x}. Does every step start from the current x?"
)
x = gd_step(x, 2 * x, 0.1)
assert np.isclose(x, 4.608), (
    f"The third update should take 5.76 to 4.608, but gave {x}. Does every step start from the current x?"
)

# Hidden tests: other starting points and learning rates.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
x, eta = rng.uniform(2, 9), rng.uniform(0.2, 0.9)
stepped = gd_step(x, 2 * x, eta)
assert np.isclose(stepped, (1 - 2 * eta) * x, rtol=1e-4, atol=1e-4), (
    f"On L(x) = x² with a random start ({x:.4f}) and learning rate ({eta:.4f}) the update gave {stepped}, which is "
    "not right. "
    "Does the step use the arguments it is given rather than the numbers of the exercise?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_gd_step_arrays", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: arrays of parameters; the argument is not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
theta, slope = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
before, slope_before = theta.copy(), slope.copy()
stepped = gd_step(theta, slope, 0.3)
assert np.array_equal(theta, before), (
    "gd_step changed the array theta that it was given. Did you update in place (-=)? Return a new array instead."
)
assert np.array_equal(slope, slope_before), (
    "gd_step changed the gradient that it was given. Did you scale it in place (*=)? Work with a new array instead."
)
assert np.shape(stepped) == (3, 4), (
    f"Parameters of shape (3, 4) must give an update of shape (3, 4); got {np.shape(stepped)}. "
    "Is something summed on the way?"
)
assert np.allclose(stepped, before - 0.3 * slope, rtol=1e-4, atol=1e-4), (
    "With an array of parameters some entries do not move as the formula says. "
    "Is every entry moved by its own gradient?"
)
twice = gd_step(gd_step(theta, slope, 0.2), slope, 0.2)
assert np.allclose(twice, gd_step(theta, slope, 0.4), rtol=1e-4, atol=1e-4), (
    "On a constant slope two steps must go as far as one step with twice the learning rate, but they do not. "
    "How does the step length depend on eta?"
)
assert np.allclose(gd_step(theta, 0 * slope, 0.3), before, rtol=1e-4, atol=1e-4), (
    "Where the gradient is zero the parameters must stay where they are, but they moved."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: the gradient of the mean squared error (4 points)
#
# Linear regression predicts $\hat y^{(i)} = \mathbf{w}^\top \mathbf{x}^{(i)} + b$ for each of $n$ examples and pays
# the mean squared error
#
# $$L(\mathbf{w}, b) = \frac{1}{n} \sum_{i=1}^{n} \left(\hat y^{(i)} - y^{(i)}\right)^2$$
#
# Differentiate $L$ with respect to every weight and to the bias, and write both gradients for the whole data set at
# once: arrays, no loop over the examples. Work the derivative out on paper first. The chain rule gives three factors;
# lose none of them.


# %% nbgrader={"grade": false, "grade_id": "t2_mse_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mse_gradient(X, y, w, b):
    """Return the gradient of the mean squared error of a linear regression.

    X: array (n, d), one example per row
    y: array (n,), the targets
    w: array (d,), the weights
    b: number, the bias

    Returns a pair: the gradient with respect to w, an array (d,), and with respect to b, a number.
    """
    ### BEGIN SOLUTION
    error = X @ w + b - y  # (n,)
    return 2 * X.T @ error / len(y), 2 * np.mean(error)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_mse_gradient_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two examples, two features. The predictions are 1 and 3, the targets 0 and 5, so the errors are +1 and -2.
X = np.array([[1.0, 0.0], [1.0, 2.0]])
grad_w, grad_b = mse_gradient(X, np.array([0.0, 5.0]), np.array([1.0, 1.0]), 0.0)
assert np.shape(grad_w) == (2,), (
    f"The gradient with respect to w needs one number per weight, shape (2,); got {np.shape(grad_w)}. "
    "Is X transposed where it has to be?"
)
assert np.shape(grad_b) == (), (
    f"The gradient with respect to b is a single number; got an array of shape {np.shape(grad_b)}. Is the mean missing?"
)
assert np.allclose(grad_w, [-1.0, -4.0]), (
    f"The gradient with respect to w should be -1 and -4, but came out as {grad_w}. "
    "A constant factor off: the 2 from the square, or the mean? Opposite sign: prediction minus target? "
    "Something else: which axis is summed?"
)
assert np.isclose(grad_b, -1.0), (
    f"The gradient with respect to b should be -1, but came out as {grad_b}. "
    "A constant factor off: the 2 from the square, or the mean? Opposite sign: prediction minus target?"
)

# %% nbgrader={"grade": true, "grade_id": "t2_mse_gradient_finite_differences", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: on random data both gradients agree with finite differences, (L(w + h) - L(w - h)) / 2h, one parameter
# at a time.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
n, d = 7, 3
X, y, w, b = rng.normal(size=(n, d)), rng.normal(size=n), rng.normal(size=d), rng.normal()


def mean_squared_error(parameters):
    return np.mean((X @ parameters[:-1] + parameters[-1] - y) ** 2)


h = 1e-5
slopes = [
    (mean_squared_error(np.append(w, b) + h * unit) - mean_squared_error(np.append(w, b) - h * unit)) / (2 * h)
    for unit in np.eye(d + 1)
]
grad_w, grad_b = mse_gradient(X, y, w, b)
assert np.shape(grad_w) == (d,), (
    f"With {d} features the gradient with respect to w has shape ({d},); got {np.shape(grad_w)}. "
    "Is X transposed where it has to be?"
)
assert np.allclose(grad_w, slopes[:-1], rtol=1e-3, atol=1e-3), (
    "The gradient with respect to w disagrees with finite differences of the mean squared error, by up to "
    f"{np.max(np.abs(grad_w - np.array(slopes[:-1]))):.3g}. "
    "A constant factor, the sign, or the wrong axis? Does the bias enter the prediction?"
)
assert np.isclose(grad_b, slopes[-1], rtol=1e-3, atol=1e-3), (
    "The gradient with respect to b disagrees with finite differences of the mean squared error, by "
    f"{abs(grad_b - slopes[-1]):.3g}. "
    "A constant factor or the sign? Does the bias enter the prediction?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_mse_gradient_mean", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: showing every example twice, or in another order, changes nothing.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
X, y, w, b = rng.normal(size=(6, 4)), rng.normal(size=6), rng.normal(size=4), rng.normal()
grad_w, grad_b = mse_gradient(X, y, w, b)
assert np.shape(grad_w) == (4,), (
    f"With 4 features the gradient with respect to w has shape (4,); got {np.shape(grad_w)}."
)
assert not np.allclose(grad_w, 0, atol=1e-6), (
    "On random data the gradient with respect to w came out as zero. Is it returned unfilled?"
)
assert not np.isclose(grad_b, 0, atol=1e-9), (
    "On random data the gradient with respect to b came out as zero. Is it returned unfilled?"
)
twice_w, twice_b = mse_gradient(np.concatenate([X, X]), np.concatenate([y, y]), w, b)
assert np.allclose(twice_w, grad_w, rtol=1e-4, atol=1e-4), (
    "With every example repeated the mean squared error is the same, so its gradient is too; "
    "yours with respect to w changed. A sum where the mean belongs?"
)
assert np.isclose(twice_b, grad_b, rtol=1e-4, atol=1e-4), (
    "With every example repeated the mean squared error is the same, so its gradient is too; "
    "yours with respect to b changed. A sum where the mean belongs?"
)
order = np.roll(np.arange(6), 1)
moved_w, moved_b = mse_gradient(X[order], y[order], w, b)
assert np.allclose(moved_w, grad_w, rtol=1e-4, atol=1e-4) and np.isclose(moved_b, grad_b, rtol=1e-4, atol=1e-4), (
    "The order of the examples must not matter, but the gradient changed when they were reordered. "
    "Does every example count alike?"
)
swapped_w, swapped_b = mse_gradient(X[:, ::-1].copy(), y, w[::-1].copy(), b)
assert np.allclose(swapped_w, grad_w[::-1], rtol=1e-4, atol=1e-4) and np.isclose(
    swapped_b, grad_b, rtol=1e-4, atol=1e-4
), (
    "With the features in reverse order the gradient must come out reversed too, but it did not. "
    "Does every weight get the slope of its own feature?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_mse_gradient_shapes", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: one example, one feature, float32, a perfect fit; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, d, dtype in [(1, 3, np.float64), (5, 1, np.float64), (1, 1, np.float64), (9, 2, np.float32)]:
    X, w = rng.normal(size=(n, d)).astype(dtype), rng.normal(size=d).astype(dtype)
    b = float(rng.normal())
    noise = rng.uniform(1, 2, size=n).astype(dtype)
    y = X @ w + dtype(b)
    copies = X.copy(), y.copy(), w.copy()
    at_best_w, at_best_b = mse_gradient(X, y, w, b)
    assert np.array_equal(X, copies[0]) and np.array_equal(y, copies[1]) and np.array_equal(w, copies[2]), (
        "mse_gradient changed an array that it was given. Did you use an in-place operation such as -= ?"
    )
    assert np.shape(at_best_w) == (d,) and np.shape(at_best_b) == (), (
        f"For {n} examples and {d} features the gradients have shapes ({d},) and (); "
        f"got {np.shape(at_best_w)} and {np.shape(at_best_b)}. Was an axis of length 1 dropped or kept?"
    )
    assert np.allclose(at_best_w, 0, atol=1e-3) and np.isclose(at_best_b, 0, atol=1e-3), (
        f"Where every prediction is exact both gradients are zero; with {n} examples and {d} features yours are not. "
        "Does the bias enter the prediction?"
    )
    off_w, off_b = mse_gradient(X, y - noise, w, b)
    assert np.isclose(off_b, 2 * noise.mean(), rtol=1e-3, atol=1e-3), (
        f"With {n} examples that are all predicted too high, the gradient with respect to b is wrong. "
        "A constant factor or the sign?"
    )
    assert np.allclose(off_w, [2 * np.mean(noise * column) for column in X.T], rtol=1e-3, atol=1e-3), (
        f"With {n} examples and {d} features the gradient with respect to w is wrong. "
        "A constant factor, the sign, or the wrong axis?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: the loop and its path (3 points)
#
# Repeat the step, and keep the whole path so that it can be looked at: row 0 is the start, row $t$ the parameters
# after $t$ steps.
#
# $$\theta_{t+1} = \theta_t - \eta \, \nabla L(\theta_t), \qquad t = 0, \dots, \text{steps} - 1$$
#
# Here the gradient is a *function* that you call. Beware of updating one array in place and appending it to a list
# again and again: all the entries of such a list are the same array, and show only where it ended.


# %% nbgrader={"grade": false, "grade_id": "t3_gradient_descent", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient_descent(gradient, theta, eta, steps):
    """Return the path of gradient descent.

    gradient: function; gradient(theta) is the gradient of the loss at theta, an array (p,)
    theta: array (p,), the start; it is not modified
    eta: positive number, the learning rate
    steps: number of updates, 0 or more

    Returns an array (steps + 1, p): the start, then the parameters after each step.
    """
    ### BEGIN SOLUTION
    path = [theta]
    for _ in range(steps):
        theta = theta - eta * gradient(theta)
        path.append(theta)
    return np.stack(path)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_gradient_descent_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Exercise 5.1 again, as a path: 9, 7.2, 5.76, 4.608.
path = gradient_descent(lambda theta: 2 * theta, np.array([9.0]), 0.1, 3)
assert np.shape(path) == (4, 1), (
    f"Three steps from one parameter make a path of shape (4, 1), start included; got {np.shape(path)}. "
    "Is the start or the last step missing?"
)
assert not np.allclose(path, path[-1]), (
    f"All rows of the path are the same, {path[-1]}. Was one array updated in place and stored again and again?"
)
assert np.allclose(path[:, 0], [9.0, 7.2, 5.76, 4.608]), (
    f"The path should be 9, 7.2, 5.76, 4.608, but is {path[:, 0]}. "
    "Is the gradient taken at the current theta, and is the step against it?"
)

# %% nbgrader={"grade": true, "grade_id": "t3_gradient_descent_closed_form", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: on a random bowl with several parameters, every row of the path agrees with the closed form.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
curvature, lowest, start = rng.uniform(0.5, 2, size=3), rng.normal(size=3), rng.normal(size=3)
eta = rng.uniform(0.1, 0.4)
for steps in (1, 2, 12):
    path = gradient_descent(lambda theta: curvature * (theta - lowest), start, eta, steps)
    assert np.shape(path) == (steps + 1, 3), (
        f"{steps} steps with 3 parameters make a path of shape ({steps + 1}, 3); got {np.shape(path)}. "
        "Is the start or the last step missing?"
    )
    expected = [lowest + (1 - eta * curvature) ** t * (start - lowest) for t in range(steps + 1)]
    wrong_rows = [t for t in range(steps + 1) if not np.allclose(path[t], expected[t], rtol=1e-4, atol=1e-4)]
    assert not wrong_rows, (
        f"On a bowl with 3 parameters, these rows of the path are wrong: {wrong_rows} (row 0 is the start). "
        "Is the gradient taken afresh at the current theta before every step, and is the step against it?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_gradient_descent_start", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: no steps at all, a straight slope; neither the start nor the slope is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
start, slope = rng.normal(size=4), rng.uniform(1, 2, size=4)
start_before, slope_before = start.copy(), slope.copy()
path = gradient_descent(lambda theta: slope, start, 0.5, 0)
assert np.shape(path) == (1, 4), f"With no steps the path holds the start alone, shape (1, 4); got {np.shape(path)}."
assert np.allclose(path[0], start_before, rtol=1e-4, atol=1e-4), (
    "With no steps the path must hold the start itself, but it holds something else."
)
path = gradient_descent(lambda theta: slope, start, 0.5, 3)
assert np.array_equal(start, start_before), (
    "gradient_descent changed the start that it was given. Did you update in place (-=)?"
)
assert np.array_equal(slope, slope_before), (
    "gradient_descent changed the array that gradient() returned. Did you scale it in place (*=)?"
)
assert np.shape(path) == (4, 4), (
    f"Three steps with 4 parameters make a path of shape (4, 4); got {np.shape(path)}. "
    "Is the start or the last step missing?"
)
assert np.allclose(path[0], start_before, rtol=1e-4, atol=1e-4), (
    "Row 0 of the path must be the start. Was it overwritten by a later step?"
)
assert np.allclose(np.diff(path, axis=0), -0.5 * slope_before, rtol=1e-4, atol=1e-4), (
    "On a straight slope every step must be the same, against the slope and as long as eta says, but yours are not. "
    "Were rows stored before they were complete, or overwritten later?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: mini-batches (3 points)
#
# An epoch shows every example once. Shuffle the indices $0, \dots, n-1$ and cut them, in their shuffled order, into
# batches of `batch_size`. When `batch_size` does not divide $n$, the last batch is smaller; it is kept, and there are
# never empty batches.
#
# The shuffle takes its randomness from `rng`, a NumPy generator such as `np.random.default_rng(0)`, and from nothing
# else, so that a run can be repeated: see `rng.permutation`. All orders must be possible, and the next call with the
# same `rng` must give a new shuffle.


# %% nbgrader={"grade": false, "grade_id": "t4_minibatches", "locked": false, "schema_version": 3, "solution": true, "task": false}
def minibatches(n, batch_size, rng):
    """Return one epoch of shuffled mini-batches.

    n: number of examples, 0 or more
    batch_size: largest number of examples in a batch, 1 or more
    rng: numpy.random.Generator, the only source of randomness

    Returns a list of integer arrays. Together they hold every index from 0 to n - 1 once; all but the last have
    batch_size entries.
    """
    ### BEGIN SOLUTION
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_minibatches_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Seven examples in batches of three: two full batches and one with the example that is left.
batches = minibatches(7, 3, np.random.default_rng(0))
assert isinstance(batches, list), (
    f"Return a list of arrays; got {type(batches).__name__}. A generator (yield) would have to be collected in a list."
)
assert [len(batch) for batch in batches] == [3, 3, 1], (
    f"7 examples in batches of 3 make batches of 3, 3 and 1; got {[len(batch) for batch in batches]}. "
    "Was the small last batch dropped, padded, or the rest spread evenly?"
)
seen = sorted(int(index) for batch in batches for index in batch)
assert seen == [0, 1, 2, 3, 4, 5, 6], (
    f"Every index from 0 to 6 belongs to exactly one batch; sorted, yours are {seen}. Were they drawn with replacement?"
)

# %% nbgrader={"grade": true, "grade_id": "t4_minibatches_sizes", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: every index once for many sizes, among them no examples, one example, batches of one, and batches larger
# than n.
### BEGIN HIDDEN TESTS
for n, batch_size in [
    (0, 4),
    (1, 1),
    (1, 5),
    (5, 1),
    (6, 3),
    (6, 4),
    (6, 6),
    (6, 7),
    (6, 100),
    (41, 8),
    (101, 2),
    (1001, 2),
]:
    batches = minibatches(n, batch_size, np.random.default_rng())
    sizes = [len(batch) for batch in batches]
    assert 0 not in sizes, (
        f"With n = {n} and batch_size = {batch_size} there is an empty batch. "
        "Does the cutting go on after the last example?"
    )
    assert all(size == batch_size for size in sizes[:-1]), (
        f"With n = {n} and batch_size = {batch_size} the batches have {sizes} examples; "
        "all but the last one must be full. Was the rest spread evenly?"
    )
    assert sum(sizes) == n, (
        f"With n = {n} and batch_size = {batch_size} the batches hold {sum(sizes)} indices in all, not n. "
        "Was the small last batch dropped, or padded?"
    )
    assert all(size <= batch_size for size in sizes), (
        f"With n = {n} and batch_size = {batch_size} a batch is too large: {sizes}."
    )
    assert all(np.asarray(batch).dtype.kind in "iu" for batch in batches), (
        "The batches must hold integers, because they will index an array."
    )
    assert sorted(int(index) for batch in batches for index in batch) == list(range(n)), (
        f"With n = {n} and batch_size = {batch_size} some index from 0 to n - 1 is missing, repeated or out of range. "
        "Drawn with replacement, or counted from 1?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_minibatches_generator", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the shuffle follows the generator that is given, every call shuffles anew, and every order is possible.
### BEGIN HIDDEN TESTS
seed = int(np.random.default_rng().integers(2**31))
first = np.concatenate(minibatches(60, 7, np.random.default_rng(seed))).tolist()
again = np.concatenate(minibatches(60, 7, np.random.default_rng(seed))).tolist()
other = np.concatenate(minibatches(60, 7, np.random.default_rng(seed + 1))).tolist()
assert first == again, (
    "Two generators with the same seed must give the same batches, but they differ. "
    "Does the randomness come from somewhere else than rng?"
)
assert first != list(range(60)), "The indices come out in their original order. Were they shuffled at all?"
assert first != other, (
    "Two generators with different seeds gave the same batches. Is rng used, or a seed fixed inside the function?"
)
rng = np.random.default_rng(seed)
epochs = [np.concatenate(minibatches(60, 7, rng)).tolist() for _ in range(2)]
assert epochs[0] != epochs[1], (
    "The second epoch with the same generator repeats the first. "
    "Is rng used as it stands, without seeding anything from it?"
)
orders = {tuple(np.concatenate(minibatches(3, 2, rng)).tolist()) for _ in range(250)}
assert len(orders) == 6, (
    f"Three indices have 6 orders, and in 250 epochs all should turn up; only {len(orders)} did. "
    "Are the indices shuffled one by one, across batches, and left unsorted?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: mini-batch gradient descent (3 points)
#
# Now the gradient of all $n$ examples is replaced by the gradient of one mini-batch $B$, and there is an update after
# every mini-batch:
#
# $$\theta \leftarrow \theta - \frac{\eta}{|B|} \sum_{i \in B} \nabla L_i(\theta)$$
#
# Here $L_i$ is the loss of example $i$, and $|B|$ the number of examples in the batch.
#
# Everything that you need comes in as an argument: `gradient(theta, X_batch, y_batch)` returns the gradient averaged
# over the examples that you hand it, and `draw_batches()` returns one epoch of batches, a list of index arrays such
# as those of task 4. Call it once at the beginning of every epoch, so that each epoch gets a new shuffle, and use the
# batches in the order in which they come.


# %% nbgrader={"grade": false, "grade_id": "t5_sgd", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    """Return the path of mini-batch (stochastic) gradient descent.

    gradient: function; gradient(theta, X_batch, y_batch) is the mean gradient over that batch, an array (p,)
    draw_batches: function without arguments; returns a list of index arrays, one epoch of mini-batches
    theta: array (p,), the start; it is not modified
    X: array (n, d), the inputs
    y: array (n,), the targets
    eta: positive number, the learning rate
    epochs: number of passes over the data, 0 or more

    Returns an array (updates + 1, p): the start, then the parameters after each update.
    """
    ### BEGIN SOLUTION
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            theta = theta - eta * gradient(theta, X[batch], y[batch])
            path.append(theta)
    return np.stack(path)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_sgd_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# y = 2x, three examples, one weight that starts at 0. First example 0 alone, then examples 1 and 2 together.
X, y = np.array([[1.0], [2.0], [3.0]]), np.array([2.0, 4.0, 6.0])


def squared_error_gradient(theta, X_batch, y_batch):
    """Return the gradient of the mean squared error of X_batch @ theta."""
    assert len(X_batch) == len(y_batch), (
        f"gradient() was given {len(X_batch)} rows of X but {len(y_batch)} targets. Does the batch index both X and y?"
    )
    return 2 * X_batch.T @ (X_batch @ theta - y_batch) / len(y_batch)


path = sgd(squared_error_gradient, lambda: [np.array([0]), np.array([1, 2])], np.array([0.0]), X, y, 0.1, 1)
assert np.shape(path) == (3, 1), (
    f"One epoch of 2 batches makes 2 updates and, with the start, a path of shape (3, 1); got {np.shape(path)}. "
    "Is there an update after every batch, and is the start kept?"
)
assert np.allclose(path[:, 0], [0.0, 0.4, 2.48]), (
    f"The weight should go from 0 to 0.4 to 2.48, but went {path[:, 0]}. "
    "Is the gradient taken on the batch alone, at the current theta, and the step against it?"
)

# %% nbgrader={"grade": true, "grade_id": "t5_sgd_full_batch", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: with one batch that holds everything it is plain gradient descent; no epochs; the arguments are not
# modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
X, y, start = rng.normal(size=(8, 3)), rng.normal(size=8), rng.normal(size=3)
copies = X.copy(), y.copy(), start.copy()


def full_gradient(theta, X_batch, y_batch):
    return 2 * X_batch.T @ (X_batch @ theta - y_batch) / 8


path = sgd(full_gradient, lambda: [np.arange(8)], start, X, y, 0.05, 4)
assert np.array_equal(X, copies[0]) and np.array_equal(y, copies[1]), (
    "sgd changed X or y. Were the data shuffled in place?"
)
assert np.array_equal(start, copies[2]), "sgd changed the start that it was given. Did you update in place (-=)?"
assert np.shape(path) == (5, 3), (
    f"Four epochs of one batch make 4 updates and a path of shape (5, 3); got {np.shape(path)}. "
    "Is there an update after every batch, and is the start kept?"
)
expected = [copies[2]]
for _ in range(4):
    expected.append(expected[-1] - 0.05 * full_gradient(expected[-1], X, y))
wrong_rows = [t for t in range(5) if not np.allclose(path[t], expected[t], rtol=1e-4, atol=1e-4)]
assert not wrong_rows, (
    "With one batch of all examples the path must be that of plain gradient descent; "
    f"rows {wrong_rows} are not (row 0 is the start). "
    "Is the gradient, a mean already, scaled once more? Was one array updated in place and stored again and again?"
)
path = sgd(full_gradient, lambda: [np.arange(8)], start, X, y, 0.05, 0)
assert np.shape(path) == (1, 3) and np.allclose(path[0], copies[2], rtol=1e-4, atol=1e-4), (
    f"With no epochs the path holds the start alone, shape (1, 3); got shape {np.shape(path)} or other values."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_sgd_batches", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: over several epochs, the batches are drawn afresh and used in their order, each example with its own
# target.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
X, y, start = rng.normal(size=(11, 2)), rng.normal(size=11), rng.normal(size=2)
drawn = []
given = []


def draw_batches():
    drawn.append(np.split(rng.permutation(11), [4, 8]))
    return drawn[-1]


def batch_gradient(theta, X_batch, y_batch):
    assert np.shape(X_batch)[1:] == (2,) and len(X_batch) == len(y_batch), (
        f"gradient() was given X of shape {np.shape(X_batch)} and y of shape {np.shape(y_batch)}. "
        "Does the batch index the rows of both X and y?"
    )
    given.append(len(y_batch))
    return 2 * X_batch.T @ (X_batch @ theta - y_batch) / len(y_batch)


path = sgd(batch_gradient, draw_batches, start, X, y, 0.1, 3)
assert len(drawn) == 3, (
    f"In 3 epochs draw_batches() must be called 3 times, once per epoch; it was called {len(drawn)} times. "
    "Is every epoch given a new shuffle?"
)
assert np.shape(path) == (10, 2), (
    f"3 epochs of 3 batches make 9 updates and a path of shape (10, 2); got {np.shape(path)}. "
    "Is there an update after every batch, and is the start kept?"
)
expected = [start]
for batch in [batch for epoch in drawn for batch in epoch]:
    step = 2 * X[batch].T @ (X[batch] @ expected[-1] - y[batch]) / len(batch)
    expected.append(expected[-1] - 0.1 * step)
wrong_rows = [t for t in range(10) if not np.allclose(path[t], expected[t], rtol=1e-4, atol=1e-4)]
assert not wrong_rows, (
    f"These rows of the path are wrong: {wrong_rows} (row 0 is the start; "
    f"gradient() was given batches of {given} examples). "
    "Are all batches used, in their order, each example with its own target, from the theta that the last batch left?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: which learning rates converge (3 points)
#
# Near a minimum every smooth loss looks like a bowl, $L(\theta) = \frac{1}{2} \theta^\top A \, \theta$, with a
# symmetric matrix $A$ whose eigenvalues, the curvatures $\lambda_1, \dots, \lambda_p$, are all positive. Its gradient
# is $A\theta$, so one step multiplies the part of $\theta$ along the eigenvector of $\lambda_i$ by
#
# $$1 - \eta \lambda_i$$
#
# Work out from this factor (lecture 7 has the picture):
#
# - `largest_learning_rate(A)`: the limit below which every $\eta$ converges to the minimum and above which none does;
# - `behavior(A, eta)`, one of three words for a path that starts anywhere: `"converges"` if every part goes to 0 and
#   none ever changes sign (landing exactly on 0 is fine), `"wiggles"` if every part goes to 0 but some change sign at
#   every step, `"diverges"` if some part does not go to 0, whether it grows or only flips for ever.


# %% nbgrader={"grade": false, "grade_id": "t6_largest_learning_rate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def largest_learning_rate(A):
    """Return the learning rate at which gradient descent on f(theta) = theta @ A @ theta / 2 stops converging.

    A: array (p, p), symmetric, all eigenvalues positive
    """
    ### BEGIN SOLUTION
    return 2 / np.linalg.eigvalsh(A).max()
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t6_behavior", "locked": false, "schema_version": 3, "solution": true, "task": false}
def behavior(A, eta):
    """Say what gradient descent on f(theta) = theta @ A @ theta / 2 does.

    A: array (p, p), symmetric, all eigenvalues positive
    eta: positive number, the learning rate

    Returns "converges", "wiggles" or "diverges".
    """
    ### BEGIN SOLUTION
    factors = 1 - eta * np.linalg.eigvalsh(A)
    if np.any(np.abs(factors) >= 1):
        return "diverges"
    return "wiggles" if np.any(factors < 0) else "converges"
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_largest_learning_rate_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The curvatures of this bowl are 4 along the first axis and 1 along the second.
limit = largest_learning_rate(np.array([[4.0, 0.0], [0.0, 1.0]]))
assert np.shape(limit) == (), (
    f"The limit is a single number; got shape {np.shape(limit)}. Which of the curvatures decides?"
)
assert np.isclose(limit, 0.5), (
    f"With curvatures 4 and 1 the limit is 0.5, but came out as {limit}. "
    "Which curvature decides, and when does its factor reach size 1?"
)

# Hidden tests: random bowls, tilted against the axes; just below your limit paths shrink and just above it they grow.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for p in (1, 2, 4):
    axes = np.linalg.qr(rng.normal(size=(p, p)))[0]
    A = axes @ np.diag(rng.uniform(0.5, 1, size=p) * 3 ** np.arange(p)) @ axes.T
    A = (A + A.T) / 2
    before = A.copy()
    limit = largest_learning_rate(A)
    assert np.array_equal(A, before), "largest_learning_rate changed the matrix that it was given."
    assert np.shape(limit) == () and limit > 0, (
        f"On a random bowl with {p} parameters the limit must be one positive number; got {limit}."
    )
    start = rng.normal(size=p)
    below = above = start
    for _ in range(2000):
        below = below - 0.99 * limit * A @ below
        above = above - 1.01 * limit * A @ above
    assert np.linalg.norm(below) < 0.01 * np.linalg.norm(start), (
        f"On a random bowl with {p} parameters, a learning rate 1 % below your limit still diverges. "
        "Which curvature decides? Is the bowl tilted, so that the diagonal of A does not tell?"
    )
    assert np.linalg.norm(above) > 100 * np.linalg.norm(start), (
        f"On a random bowl with {p} parameters, a learning rate 1 % above your limit still converges. "
        "Which curvature decides, and when does its factor reach size 1?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_behavior_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The bowl x² has curvature 2: Exercise 5.1 walks straight in; 0.9 overshoots at every step and still gets there; 1.1
# does not.
for eta, expected in [(0.1, "converges"), (0.9, "wiggles"), (1.1, "diverges")]:
    said = behavior(np.array([[2.0]]), eta)
    assert said == expected, (
        f"On x² a learning rate of {eta} {expected}; behavior() says {said!r}. "
        "Look at the sign and the size of the factor."
    )

# Hidden tests: random bowls, tilted against the axes, with learning rates in each of the three ranges.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
cases = {0.2: "converges", 0.95: "converges", 1.05: "wiggles", 1.95: "wiggles", 2.05: "diverges", 9.0: "diverges"}
for p in (2, 3, 5):
    axes = np.linalg.qr(rng.normal(size=(p, p)))[0]
    curvatures = rng.uniform(0.5, 1, size=p) * 4.0 ** np.arange(p)
    A = axes @ np.diag(curvatures) @ axes.T
    A = (A + A.T) / 2
    for share, expected in cases.items():
        said = behavior(A, share / curvatures.max())
        assert said == expected, (
            f"On a random bowl with {p} parameters, behavior() says {said!r} for a learning rate at which that is not "
            "so. "
            "Do you look at every curvature, and at the sign and the size of its factor? "
            "Is the bowl tilted, so that the diagonal of A does not tell?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_behavior_limits", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: learning rates exactly between two of the words; many equal curvatures.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for power in rng.integers(-3, 4, size=3):
    curvature = float(2.0**power)  # a power of two, so that the factor is exact
    said = behavior(np.array([[curvature]]), 1 / curvature)
    assert said == "converges", (
        f"Where one step lands exactly on the minimum and stays, behavior() says {said!r}. "
        "Does any part change its sign there?"
    )
    said = behavior(np.array([[curvature]]), 2 / curvature)
    assert said == "diverges", (
        f"Where theta flips its sign for ever without shrinking, behavior() says {said!r}. Does it go to 0 there?"
    )
    said = [behavior(curvature * np.eye(3), share / curvature) for share in (0.5, 1.5, 2.5)]
    assert said == ["converges", "wiggles", "diverges"], (
        f"On a round bowl, where all curvatures are equal, the three ranges came out as {said}."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: a written question (2 points)
#
# A linear regression predicts rent from two features: floor area in square feet (around 900) and distance to the
# nearest station in miles (around 0.5). With $\eta = 0.1$ the loss is `nan` after a few steps. With $\eta = 10^{-7}$
# it falls quickly and then hardly at all: after 10,000 steps the weight of the distance has barely moved.
#
# (a) Explain both observations with the factor $1 - \eta \lambda_i$. (b) Name one change that lets gradient descent
# solve this problem in few steps, and say what it does to the curvatures. Four to eight sentences, graded by hand.

# %% [markdown] nbgrader={"grade": true, "grade_id": "t7_written", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# (a) The curvature along a weight grows with the mean square of its feature: about $2 \cdot 900^2$, more than a
# million, for the area and about $2 \cdot 0.5^2 = 0.5$ for the distance. With $\eta = 0.1$ the factor of the area's
# direction is about $-160{,}000$: every step multiplies the error by that, until the numbers overflow. With $\eta =
# 10^{-7}$ that factor is about $0.84$, so the error along the area shrinks quickly and the loss falls; the factor of
# the distance's direction is about $1 - 5 \cdot 10^{-8}$, so ten thousand steps change it by less than a thousandth.
# One learning rate has to serve both, and the largest curvature limits it.
#
# (b) Standardize both features (subtract the mean, divide by the standard deviation). All curvatures are then of
# about the same size, so one learning rate is neither too large for one direction nor too small for another.
#
# **Rubric.** 1 point for (a): the largest curvature sets the limit and is exceeded (1/2); a small curvature's factor
# is almost 1 (1/2). 1 point for (b): a change that works (standardizing, scaling the units, a preconditioner or a
# step size per parameter) (1/2), with what it does to the curvatures or to the steps (1/2). "A smaller learning
# rate", "more steps" or "more data" earn nothing in (b). Do not take points for numbers that are off by a factor of
# 2.
# ### END SOLUTION
