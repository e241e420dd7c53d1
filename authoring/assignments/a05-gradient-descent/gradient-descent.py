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
# **How exact.** Your numbers may be off by 0.0001, or by one part in 10,000 where they are larger than 1, so float32 is
# exact enough. Where a docstring says *array*, return an array, not a list. No function changes its arguments.
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

from helpers import ask

# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: one update step (2 points)
#
# The gradient points uphill. One step of gradient descent goes the other way, by an amount that the learning rate
# $\eta$ sets:
#
# $$\theta_{t+1} = \theta_t - \eta \, \nabla L(\theta_t)$$
#
# Write that step. The parameters may be a single number or an array of any shape, of whole numbers too; the gradient
# has the same shape. Return a new value and leave the arguments as they were: the caller may still need them.


# %% nbgrader={"grade": false, "grade_id": "t1_gd_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gd_step(theta, gradient, eta):
    """Return the parameters after one step of gradient descent.

    theta: number or array, the parameters now, of whole numbers or decimals
    gradient: number or array of the same shape, the gradient of the loss at theta
    eta: positive number, the learning rate
    """
    ### BEGIN SOLUTION
    return theta - eta * gradient
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_gd_step_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Exercise 5.1: L(x) = x², so the gradient is 2x. Start at x = 9 with learning rate 0.1 and make three updates.
x = 9.0
for expected in (7.2, 5.76, 4.608):
    likely = {
        "That is a step uphill: does it go against the gradient?": x + 0.2 * x,
        "That is a step as long as the gradient: is it scaled by eta?": x - 2 * x,
        "That is eta times the gradient alone: from where does the step start?": 0.2 * x,
    }
    stepped = ask.number(ask.result(gd_step, x, 2 * x, 0.1), "The parameter after an update")
    assert ask.close(stepped, expected), (
        f"An update from {x} should lead to {expected}, but led to {stepped}. "
        f"{ask.cause(stepped, likely, 'Does the step go against the gradient, scaled by eta?')}"
    )
    x = expected

# Hidden tests: other starting points and learning rates, of both signs and any size.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for size in (1e-2, 1.0, 1e3, 1e5):
    for sign in (1, -1):
        x, slope, eta = size * rng.uniform(2, 9), sign * size * rng.uniform(1, 2), rng.uniform(0.2, 0.9)
        stepped = ask.number(ask.result(gd_step, x, slope, eta), "The parameter after an update")
        likely = {
            "Does the step use the arguments it is given rather than the numbers of the exercise?": x - 0.1 * slope,
            "Does the step go against the gradient, whatever its sign?": x + eta * slope,
            "Does the step go back where the gradient is negative?": x - eta * abs(slope),
        }
        assert ask.close(stepped, x - eta * slope), (
            f"From x = {x:.4g} with the gradient {slope:.4g} and the learning rate {eta:.4f} the update gave "
            f"{stepped:.6g}, which is not right. "
            f"{ask.cause(stepped, likely, 'Is the gradient taken as it is, however large or small?')}"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_gd_step_arrays", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: arrays of any shape and size, of whole numbers too; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(3, 4), (4, 4), (1,), (2, 3, 2)]:
    for size in (1.0, 1e5):
        theta, slope, eta = size * rng.normal(size=shape), size * rng.normal(size=shape), rng.uniform(0.1, 0.9)
        stepped = ask.array(
            ask.result(gd_step, theta, slope, eta),
            shape,
            "The parameters after an update",
            "Is something summed on the way?",
        )
        assert np.all(np.abs(stepped - (theta - eta * slope)) <= 1e-4 * max(1, size)), (
            f"With an array of shape {shape} some entries do not move as the formula says. "
            "Is every entry moved by its own gradient, the negative ones too?"
        )
whole = np.array([9, -4, 0])
stepped = ask.array(ask.result(gd_step, whole, np.array([2.5, 1.5, -3.5]), 0.5), (3,), "The parameters after an update")
assert ask.close(stepped, [7.75, -4.75, 1.75]), (
    "Where the parameters are whole numbers the update is not exact. Are its decimals cut off?"
)
theta = rng.normal(size=(3, 4))
stepped = ask.array(ask.result(gd_step, theta, np.zeros((3, 4)), 0.3), (3, 4), "The parameters after an update")
assert ask.close(stepped, theta), "Where the gradient is zero the parameters must stay where they are, but they moved."
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
grad_w, grad_b = ask.results(
    "the gradient of w, that of b", mse_gradient, X, np.array([0.0, 5.0]), np.array([1.0, 1.0]), 0.0
)
grad_w = ask.array(
    grad_w, (2,), "The gradient with respect to w", "One number per weight: is X transposed as it has to be?"
)
grad_b = ask.number(grad_b, "The gradient with respect to b", "Is the mean missing?")
likely = {
    "That is half of it: where is the 2 from the square?": np.array([-0.5, -2.0]),
    "That is twice as much: a sum where the mean belongs?": np.array([-2.0, -8.0]),
    "That is the opposite sign: prediction minus target?": np.array([1.0, 4.0]),
    "Is X transposed where it has to be?": np.array([1.0, -3.0]),
    "Which axis is summed? Each weight adds up its own feature, a column of X, over the examples.": np.array(
        [1.0, -6.0]
    ),
}
assert ask.close(grad_w, [-1.0, -4.0]), (
    f"The gradient with respect to w should be -1 and -4, but is {grad_w.tolist()}. "
    f"{ask.cause(grad_w, likely, 'Is every error multiplied by the features of its example?')}"
)
likely = {
    "That is half of it: where is the 2 from the square?": -0.5,
    "That is twice as much: a sum where the mean belongs?": -2.0,
    "That is the opposite sign: prediction minus target?": 1.0,
}
assert ask.close(grad_b, -1.0), (
    f"The gradient with respect to b should be -1, but is {grad_b}. "
    f"{ask.cause(grad_b, likely, 'Is every error multiplied by the 1 that the bias has in the prediction?')}"
)

# %% nbgrader={"grade": true, "grade_id": "t2_mse_gradient_finite_differences", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: on random data, square data too, both gradients agree with finite differences,
# (L(w + h) - L(w - h)) / 2h, one parameter at a time.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def mean_squared_error(X, y, w, b):
    return np.mean((X @ w + b - y) ** 2)


for n, d in [(7, 3), (4, 4), (2, 5)]:
    X, y, w, b = rng.normal(size=(n, d)), rng.normal(size=n), rng.normal(size=d), (-1) ** d * rng.uniform(1, 2)
    steps = [(unit[:-1], unit[-1]) for unit in 1e-4 * np.eye(d + 1)]
    slopes = [
        (mean_squared_error(X, y, w + up, b + aside) - mean_squared_error(X, y, w - up, b - aside)) / 2e-4
        for up, aside in steps
    ]
    grad_w, grad_b = ask.results("the gradient of w, that of b", mse_gradient, X, y, w, b)
    grad_w = ask.array(grad_w, (d,), "The gradient with respect to w", "Is X transposed where it has to be?")
    grad_b = ask.number(grad_b, "The gradient with respect to b", "Is the mean missing?")
    measured = np.array(slopes)
    unbiased = X @ w - y
    hints = {
        "A constant factor: where is the 2 from the square?": measured / 2,
        "A sum where the mean belongs?": n * measured,
        "The opposite sign: prediction minus target?": -measured,
        "Does the bias enter the prediction?": 2 * np.append(X.T @ unbiased, unbiased.sum()) / n,
        "Is it divided by the number of features in place of that of examples?": measured * n / d,
    }
    assert ask.close(grad_w, measured[:-1]), (
        "The gradient with respect to w disagrees with finite differences of the mean squared error, by up to "
        f"{np.max(np.abs(grad_w - measured[:-1])):.3g}, with {n} examples and {d} features. "
        + ask.cause(
            grad_w, {text: value[:-1] for text, value in hints.items()}, "Is the sum taken over the wrong axis?"
        )
    )
    assert ask.close(grad_b, measured[-1]), (
        "The gradient with respect to b disagrees with finite differences of the mean squared error, by "
        f"{abs(grad_b - measured[-1]):.3g}, with {n} examples and {d} features. "
        + ask.cause(grad_b, {text: value[-1] for text, value in hints.items()}, "Is it the mean over the examples?")
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_mse_gradient_mean", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: showing every example twice, or in another order, changes nothing.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def gradient_of(X, y, w, b):
    """Return both gradients as one array."""
    grad_w, grad_b = ask.results("the gradient of w, that of b", mse_gradient, X, y, w, b)
    grad_w = ask.array(grad_w, (len(w),), "The gradient with respect to w", "Is X transposed where it has to be?")
    return np.append(grad_w, ask.number(grad_b, "The gradient with respect to b", "Is the mean missing?"))


X, w, b = rng.normal(size=(6, 4)), rng.normal(size=4), rng.normal()
y = X @ w + b + rng.uniform(1, 2, size=6) * [1, 1, 1, 1, 1, -1]  # so that neither gradient is nearly zero
once = gradient_of(X, y, w, b)
assert np.any(np.abs(once) > 1e-3), "On random data the gradients came out as zero. Are they returned unfilled?"
assert ask.close(gradient_of(np.concatenate([X, X]), np.concatenate([y, y]), w, b), once), (
    "With every example repeated the mean squared error is the same, so its gradient is too; yours changed. "
    "A sum where the mean belongs?"
)
order = np.array([3, 0, 5, 1, 4, 2])
assert ask.close(gradient_of(X[order], y[order], w, b), once), (
    "The order of the examples must not matter, but the gradient changed when they were reordered. "
    "Does every example count alike?"
)
features = np.array([2, 0, 3, 1])
assert ask.close(gradient_of(X[:, features].copy(), y, w[features], b), once[[2, 0, 3, 1, 4]]), (
    "With the features in another order the gradient must come out in that order too, but it did not. "
    "Does every weight get the slope of its own feature?"
)
assert ask.close(gradient_of(X, y + 3, w, b + 3), once), (
    "With bias and targets raised by 3 the errors are the same, so the gradient is too; yours changed. "
    "Does the bias enter the prediction?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_mse_gradient_shapes", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: one example, one feature, large numbers, errors of both signs, a perfect fit.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, d, size in [(1, 3, 1.0), (5, 1, 1.0), (1, 1, 1.0), (9, 2, 1.0), (3, 3, 300.0)]:
    X, w, b = size * rng.uniform(1, 2, size=(n, d)), rng.uniform(1, 2, size=d), size * rng.uniform(1, 2)
    exact = X @ w + b
    for sign in (0, 1, -1):
        errors = sign * 10 * size * rng.uniform(1, 2, size=n)
        errors[1::2] = 0  # every second example is predicted exactly, and counts all the same
        case = f"With {n} examples and {d} features"
        grad_w, grad_b = ask.results("the gradient of w, that of b", mse_gradient, X, exact - errors, w, b)
        grad_w = ask.array(
            grad_w, (d,), f"{case} the gradient with respect to w", "Was an axis of length 1 dropped or kept?"
        )
        grad_b = ask.number(grad_b, f"{case} the gradient with respect to b", "Was an axis of length 1 kept?")
        if sign == 0:
            slack = 1e-4 * size**2
            assert np.all(np.abs(grad_w) <= slack) and abs(grad_b) <= slack, (
                f"{case}, all of them predicted exactly, both gradients are zero; yours are not. "
                "Does the bias enter the prediction?"
            )
            continue
        how = "too high" if sign > 0 else "too low"
        assert ask.close(grad_b, 2 * errors.mean()), (
            f"{case}, some of them predicted {how}, the gradient with respect to b is wrong. "
            "A constant factor, or the sign?"
        )
        assert ask.close(grad_w, [2 * np.mean(errors * column) for column in X.T]), (
            f"{case}, some of them predicted {how}, the gradient with respect to w is wrong. "
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
# Here the gradient is a *function* that you call, and there is always one row for each step, also where a step changes
# nothing. Beware of updating one array in place and appending it to a list
# again and again: all the entries of such a list are the same array, and show only where it ended.


# %% nbgrader={"grade": false, "grade_id": "t3_gradient_descent", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient_descent(gradient, theta, eta, steps):
    """Return the path of gradient descent.

    gradient: function; gradient(theta) is the gradient of the loss at theta, an array (p,)
    theta: array (p,), the start, of whole numbers or decimals; it is not modified
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
answer = ask.result(gradient_descent, lambda theta: 2 * theta, np.array([9.0]), 0.1, 3)
path = ask.array(
    answer,
    (4, 1),
    "The path of three steps from one parameter, start included,",
    "Is the start or the last step missing?",
)
assert not np.all(path == path[0]), (
    f"All rows of the path are the same, {path[-1]}. Was one array updated in place and stored again and again?"
)
assert ask.close(path[0], 9), (
    f"Row 0 of the path should be the start, 9, but is {path[0]}. Is the start kept as it was?"
)
likely = {
    "Is the gradient taken at the current theta, before every step?": np.array([9, 7.2, 5.4, 3.6]),
    "Is the step against the gradient?": 9 * 1.2 ** np.arange(4),
}
assert ask.close(path[:, 0], [9.0, 7.2, 5.76, 4.608]), (
    f"The path should be 9, 7.2, 5.76, 4.608, but is {path[:, 0].tolist()}. "
    f"{ask.cause(path[:, 0], likely, 'Does every step start from the row before?')}"
)

# %% nbgrader={"grade": true, "grade_id": "t3_gradient_descent_closed_form", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: bowls tilted against the axes, with several parameters; every row of the path, also where it diverges.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for p, steps, eta in [(3, 1, 0.34), (3, 2, 0.27), (2, 12, 0.13), (1, 5, 1.13), (3, 5, 1.16)]:
    # Every entry of the gradient depends on every parameter.
    A, lowest, start = np.eye(p) + 0.5 + rng.uniform(0, 0.3, size=(p, p)), rng.normal(size=p), 3 * rng.normal(size=p)

    def slope(theta, A=A, lowest=lowest, p=p):
        return A @ (ask.array(theta, (p,), "In the call gradient(theta), theta") - lowest)

    path = ask.result(gradient_descent, slope, start, eta, steps)
    path = ask.array(
        path, (steps + 1, p), f"The path of {steps} steps with {p} parameters", "Is the start or the last step missing?"
    )
    expected = [start]
    for _ in range(steps):
        expected.append(expected[-1] - eta * (A @ (expected[-1] - lowest)))
    wrong_rows = [t for t in range(steps + 1) if not ask.close(path[t], expected[t])]
    assert 0 not in wrong_rows, "Row 0 of the path is not the start. Was it left out, or overwritten by a later step?"
    assert not wrong_rows, (
        f"On a tilted bowl with {p} parameters, these rows of the path are wrong: {wrong_rows} (row 0 is the start). "
        "Is the gradient taken afresh at the current theta before every step, once for all coordinates together? "
        "Is the step against it, and as long as eta says?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_gradient_descent_start", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: no steps at all, a straight slope, a start at the minimum, whole numbers; the start is not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for p in (1, 4):
    start, slope = rng.normal(size=p), rng.uniform(1, 2, size=p) * (-1.0) ** np.arange(p)
    path = ask.result(gradient_descent, lambda theta, slope=slope: slope.copy(), start, 0.5, 0)
    path = ask.array(path, (1, p), "With no steps the path, which holds the start alone,")
    assert ask.close(path[0], start), "With no steps the path must hold the start itself, but it holds something else."
    path = ask.result(gradient_descent, lambda theta, slope=slope: slope.copy(), start, 0.5, 3)
    path = ask.array(path, (4, p), f"The path of 3 steps with {p} parameters", "Is the start or the last step missing?")
    assert ask.close(path[0], start), (
        "Row 0 of the path must be the start. Was it left out, or overwritten by a later step?"
    )
    assert ask.close(np.diff(path, axis=0), np.tile(-0.5 * slope, (3, 1))), (
        "On a straight slope every step must be the same, against the slope and as long as eta says, but yours are not. "
        "Were rows stored before they were complete, or overwritten later?"
    )
    path = ask.result(gradient_descent, lambda theta: 0 * np.array(theta), start, 0.5, 6)
    path = ask.array(path, (7, p), "The path of 6 steps from the minimum", "Does the loop end early where it is flat?")
    assert ask.close(path, np.tile(start, (7, 1))), (
        "From the minimum, where the slope is 0, nothing may move, but it did."
    )
whole = np.array([9, -4, 5])
path = ask.result(gradient_descent, lambda theta: np.array([2, 1, 3]) * theta, whole, 0.1, 30)
path = ask.array(
    path, (31, 3), "The path of 30 steps from whole numbers", "Does the loop end early where it is almost flat?"
)
assert ask.close(path, whole * np.array([0.8, 0.9, 0.7]) ** np.arange(31)[:, None]), (
    "From a start of whole numbers the path is wrong. Are the decimals cut off, as in an array of integers?"
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


# %% nbgrader={"grade": false, "grade_id": "t4_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
# A tool for the tests: several epochs in a row, all from one generator that is made of a seed.
def from_seed(function):
    def epochs(n, batch_size, seed, count):
        rng = np.random.default_rng(seed)
        return [function(n, batch_size, rng) for _ in range(count)]

    return epochs


epochs_of = from_seed(minibatches)

# %% nbgrader={"grade": true, "grade_id": "t4_minibatches_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Seven examples in batches of three: two full batches and one with the example that is left.
batches = ask.result(minibatches, 7, 3, np.random.default_rng(0))
assert isinstance(batches, (list, tuple)), (
    f"minibatches returns a list of arrays; got an object of type {type(batches).__name__}. "
    "A generator (yield) would have to be collected in a list, an array cut."
)
assert all(np.ndim(batch) == 1 for batch in batches), (
    "Every batch should be an array with one axis, its indices; yours are not. Is the list cut into batches?"
)
sizes = [len(batch) for batch in batches]
assert sizes == [3, 3, 1], (
    f"7 examples in batches of 3 make batches of 3, 3 and 1; got {sizes}. "
    "Was the small last batch dropped, padded, or the rest spread evenly?"
)
batches = [ask.array(batch, (size,), "A batch") for batch, size in zip(batches, sizes, strict=True)]
assert all(batch.dtype.kind in "iu" for batch in batches), (
    f"The batches should hold integers, because they will index an array; got {batches[0].dtype}."
)
seen = sorted(int(index) for batch in batches for index in batch)
assert seen == [0, 1, 2, 3, 4, 5, 6], (
    f"Every index from 0 to 6 belongs to exactly one batch; sorted, yours are {seen}. Were they drawn with replacement?"
)

# %% nbgrader={"grade": true, "grade_id": "t4_minibatches_sizes", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: every index once for many sizes, among them no examples, one example, batches of one, and batches larger
# than n.
### BEGIN HIDDEN TESTS
cases = [(0, 4), (1, 1), (1, 5), (5, 1), (6, 3), (6, 4), (6, 6), (6, 7), (6, 100), (41, 8), (101, 2), (1001, 2)]
for n, batch_size in cases:
    case = f"With n = {n} and batch_size = {batch_size}"
    batches = ask.result(minibatches, n, batch_size, np.random.default_rng())
    assert isinstance(batches, (list, tuple)) and all(np.ndim(batch) == 1 for batch in batches), (
        f"{case} the result should be a list of arrays with one axis."
    )
    sizes = [len(batch) for batch in batches]
    assert 0 not in sizes, f"{case} there is an empty batch. Does the cutting go on after the last example?"
    batches = [ask.array(batch, (size,), f"{case} a batch") for batch, size in zip(batches, sizes, strict=True)]
    assert all(batch.dtype.kind in "iu" for batch in batches), (
        f"{case} a batch does not hold integers, which it must, because it will index an array."
    )
    assert all(size == batch_size for size in sizes[:-1]), (
        f"{case} the batches have {sizes} examples; all but the last one must be full. Was the rest spread evenly?"
    )
    assert sum(sizes) == n, (
        f"{case} the batches hold {sum(sizes)} indices in all, not n. Was the small last batch dropped, or padded?"
    )
    assert all(size <= batch_size for size in sizes), f"{case} a batch is too large: {sizes}."
    assert sorted(int(index) for batch in batches for index in batch) == list(range(n)), (
        f"{case} some index from 0 to n - 1 is missing, repeated or out of range. "
        "Drawn with replacement, or counted from 1?"
    )
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t4_minibatches_generator", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the shuffle follows the generator that is given, every call shuffles anew, and every order is possible.
### BEGIN HIDDEN TESTS
def orders(n, batch_size, seed, count):
    """Return the order of the indices in each of so many epochs."""
    epochs = ask.result(epochs_of, n, batch_size, seed, count)
    assert all(isinstance(epoch, (list, tuple)) and len(epoch) for epoch in epochs), (
        "minibatches returns a list of arrays, one for each batch; yours is none, or empty."
    )
    return [tuple(np.concatenate([np.ravel(batch) for batch in epoch]).tolist()) for epoch in epochs]


seed = int(np.random.default_rng().integers(2**31))
first, second = orders(60, 7, seed, 2)
assert first != tuple(range(60)), "The indices come out in their original order. Were they shuffled at all?"
assert orders(60, 7, seed, 1)[0] == first, (
    "Two generators with the same seed must give the same batches, but they differ. "
    "Does the randomness come from somewhere else than rng?"
)
assert orders(60, 7, seed + 1, 1)[0] != first, (
    "Two generators with different seeds gave the same batches. Is rng used, or a seed fixed inside the function?"
)
assert first != second, (
    "The second epoch with the same generator repeats the first. "
    "Is rng used as it stands, without seeding anything from it?"
)
different = len(set(orders(4, 2, seed, 700)))
assert different == 24, (
    "Four indices have 24 orders, and in 700 epochs all should turn up; only some of them did. "
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
    theta: array (p,), the start, of whole numbers or decimals; it is not modified
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
    assert np.ndim(X_batch) == 2 and np.ndim(y_batch) == 1 and len(X_batch) == len(y_batch), (
        f"gradient() was given X_batch of shape {np.shape(X_batch)} and y_batch of shape {np.shape(y_batch)}. "
        "Does the batch index the rows of both X and y?"
    )
    return 2 * X_batch.T @ (X_batch @ theta - y_batch) / len(y_batch)


answer = ask.result(
    sgd, squared_error_gradient, lambda: [np.array([0]), np.array([1, 2])], np.array([0.0]), X, y, 0.1, 1
)
path = ask.array(
    answer,
    (3, 1),
    "One epoch of 2 batches makes 2 updates: the path, with the start,",
    "Is there an update after every batch, and is the start kept?",
)
likely = {
    "Is the gradient taken on the batch alone?": np.array([0.0, 1.8667, 1.9911]),
    "Is the gradient taken at the current theta?": np.array([0.0, 0.4, 3.0]),
    "Is the gradient, a mean already, scaled once more?": np.array([0.0, 0.4, 1.44]),
    "Is the step against the gradient?": np.array([0.0, -0.4, -3.52]),
}
assert ask.close(path[0], 0), (
    f"Row 0 of the path should be the start, 0, but is {path[0]}. Is the start kept as it was?"
)
assert ask.close(path[:, 0], [0.0, 0.4, 2.48]), (
    f"The weight should go from 0 to 0.4 to 2.48, but went {path[:, 0].tolist()}. "
    f"{ask.cause(path[:, 0], likely, 'Are both batches used, in their order?')}"
)

# %% nbgrader={"grade": true, "grade_id": "t5_sgd_full_batch", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: with one batch that holds everything it is plain gradient descent; no epochs; a start at the minimum.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
X, y, start = rng.normal(size=(8, 3)), rng.normal(size=8), rng.normal(size=3)
X[:, 0] += X[:, 1]  # features that depend on each other couple the parameters


def full_gradient(theta, X_batch, y_batch):
    theta = ask.array(theta, (3,), "In the call gradient(theta, X_batch, y_batch), theta")
    assert np.shape(X_batch) == (8, 3) and np.shape(y_batch) == (8,), (
        f"gradient() was given X_batch of shape {np.shape(X_batch)} and y_batch of shape {np.shape(y_batch)}. "
        "Does the batch index the rows of both X and y?"
    )
    return 2 * X_batch.T @ (X_batch @ theta - y_batch) / 8


def all_at_once():
    return [np.arange(8)]


for begin in (start, np.array([3, -2, 1])):
    expected = [begin]
    for _ in range(4):
        expected.append(expected[-1] - 0.05 * full_gradient(expected[-1], X, y))
    path = ask.result(sgd, full_gradient, all_at_once, begin, X, y, 0.05, 4)
    path = ask.array(path, (5, 3), "The path of 4 epochs of one batch", "Is there one update after every batch?")
    wrong_rows = [t for t in range(5) if not ask.close(path[t], expected[t])]
    assert 0 not in wrong_rows, "Row 0 of the path is not the start. Was it left out, or overwritten by a later step?"
    assert not wrong_rows, (
        "With one batch of all examples the path must be that of plain gradient descent; "
        f"rows {wrong_rows} are not (row 0 is the start). Is the gradient, a mean already, scaled once more? "
        "Was one array updated in place and stored again and again? Are decimals cut off where the start is whole?"
    )
path = ask.result(sgd, full_gradient, all_at_once, start, X, y, 0.05, 0)
path = ask.array(path, (1, 3), "With no epochs the path, which holds the start alone,")
assert ask.close(path[0], start), "With no epochs the path must hold the start itself, but it holds something else."
path = ask.array(
    ask.result(sgd, full_gradient, all_at_once, start, X, X @ start, 0.05, 5), (6, 3), "The path of 5 epochs"
)
assert ask.close(path, np.tile(start, (6, 1))), "Where every example is predicted exactly nothing may move, but it did."
path = ask.result(
    sgd,
    lambda theta, X_batch, y_batch: np.mean(y_batch) * np.array([1.0, -2.0, 3.0]),
    lambda: [np.array([0, 1]), np.array([2]), np.array([3])],
    start,
    X[:4],
    np.array([1.0, 0.5, 0.0, -2.25]),
    0.125,
    2,
)
path = ask.array(
    path, (7, 3), "The path of 2 epochs of 3 batches, one of them flat,", "Does an epoch end where it is flat?"
)
moved = np.cumsum([0, 0.75, 0, -2.25, 0.75, 0, -2.25])
assert ask.close(path, start - 0.125 * np.outer(moved, [1, -2, 3])), (
    "Where the gradient of one batch is 0 the path goes wrong. Do the batches after it move theta as before?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_sgd_batches", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: over several epochs, the batches are drawn afresh and used in their order, each example with its own
# target; batches of one, and epochs of different numbers of batches.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
X, y, start = rng.normal(size=(11, 2)), rng.normal(size=11), rng.normal(size=2)
cuts = [[4, 8], [1, 5, 9], [10]]
drawn, given = [], []


def draw_batches():
    drawn.append(np.split(rng.permutation(11), cuts[len(drawn) % 3]))
    return [batch.copy() for batch in drawn[-1]]


def batch_gradient(theta, X_batch, y_batch):
    theta = ask.array(theta, (2,), "In the call gradient(theta, X_batch, y_batch), theta")
    assert np.ndim(X_batch) == 2 and np.shape(X_batch)[1] == 2 and np.shape(y_batch) == (len(X_batch),), (
        f"gradient() was given X_batch of shape {np.shape(X_batch)} and y_batch of shape {np.shape(y_batch)}. "
        "Does the batch index the rows of both X and y, also where it holds a single one?"
    )
    given.append(len(y_batch))
    return 2 * X_batch.T @ (X_batch @ theta - y_batch) / len(y_batch)


path = ask.result(sgd, batch_gradient, draw_batches, start, X, y, 0.1, 3)
assert len(drawn) == 3, (
    f"In 3 epochs draw_batches() must be called 3 times, once per epoch; it was called {len(drawn)} times. "
    "Is every epoch given a new shuffle?"
)
path = ask.array(
    path, (10, 2), "The path of 3, 4 and 2 batches", "Is there an update after every batch, and is the start kept?"
)
expected = [start]
for batch in [batch for epoch in drawn for batch in epoch]:
    step = 2 * X[batch].T @ (X[batch] @ expected[-1] - y[batch]) / len(batch)
    expected.append(expected[-1] - 0.1 * step)
wrong_rows = [t for t in range(10) if not ask.close(path[t], expected[t])]
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

    Returns a number, exact to one part in 10,000.
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
# The curvatures of this bowl are 1 along the first axis and 4 along the second.
limit = ask.number(
    ask.result(largest_learning_rate, np.array([[1.0, 0.0], [0.0, 4.0]])), "The limit", "Which curvature decides?"
)
likely = {
    "That is 1 over the largest curvature: when does its factor reach size 1?": 0.25,
    "That is the limit of the smallest curvature. Which curvature decides?": 2.0,
    "That is 1 over the smallest curvature. Which curvature decides, and when does its factor reach size 1?": 1.0,
    "That is the largest curvature itself.": 4.0,
    "That is the limit of a mean curvature. Which curvature decides?": 0.8,
}
assert ask.close(limit, 0.5), (
    f"With curvatures 1 and 4 the limit is 0.5, but came out as {limit}. "
    f"{ask.cause(limit, likely, 'Which curvature decides, and when does its factor reach size 1?')}"
)

# Hidden tests: the curvatures in any order along the axes; bowls tilted against the axes; small and large curvatures.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
bowls = [np.diag(curvatures) for curvatures in ([0.9, 0.2, 0.5], [0.2, 0.5, 0.9], [0.5, 0.9, 0.2], [0.7])]
bowls += [np.array([[0.6, s], [s, 0.6]]) for s in (0.4, -0.4)] + [1e-3 * bowls[0], 1e3 * bowls[2]]
for p in (2, 4, 5):
    axes = np.linalg.qr(rng.normal(size=(p, p)))[0]
    A = axes @ np.diag(rng.uniform(0.5, 1, size=p) * 3.0 ** -rng.permutation(p)) @ axes.T
    bowls.append((A + A.T) / 2)
for A in bowls:
    p, curvatures = len(A), np.linalg.eigvalsh(A)
    tilted = "tilted" if np.any(np.diag(np.diag(A)) != A) else "along the axes"
    limit = ask.result(largest_learning_rate, A)
    limit = ask.number(limit, f"The limit of a bowl with {p} parameters", "Which curvature decides?")
    likely = {
        "Is the bowl tilted, so that the diagonal of A does not tell?": 2 / np.diag(A).max(),
        "Which curvature decides? It is another one than yours.": 2 / curvatures.min(),
        "When does the factor of the curvature that decides reach size 1?": 1 / curvatures.max(),
    }
    assert abs(limit * curvatures.max() / 2 - 1) <= 1e-4, (
        f"On a bowl with {p} parameters, {tilted}, your limit is not the one at which paths stop converging. "
        f"{ask.cause(limit, likely, 'Which curvature decides, whatever the order they come in?')}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_behavior_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The bowl x² has curvature 2: Exercise 5.1 walks straight in; 0.9 overshoots at every step and still gets there; 1.1
# does not. In the second bowl the first parameter alone walks in, the second one does something else.
flat, two = np.array([[2.0]]), np.array([[0.1, 0.0], [0.0, 2.0]])
for A, name in ((flat, "x²"), (two, "a bowl with curvatures 0.1 and 2")):
    for eta, expected in [(0.1, "converges"), (0.9, "wiggles"), (1.1, "diverges")]:
        said = ask.result(behavior, A, eta)
        assert isinstance(said, str) and said == expected, (
            f"On {name} a learning rate of {eta} {expected}; behavior() says {said!r}. "
            "Look at the sign and the size of the factor, of every curvature."
        )

# Hidden tests: the curvatures in any order; bowls tilted against the axes; learning rates in each of the three ranges.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
bowls = [np.diag(curvatures) for curvatures in ([4.0, 0.5, 1.0], [0.5, 1.0, 4.0], [1.0, 4.0, 0.5])]
bowls += [np.array([[3.0, s], [s, 3.0]]) for s in (2.0, -2.0)]
for p in (2, 3, 5):
    axes = np.linalg.qr(rng.normal(size=(p, p)))[0]
    A = axes @ np.diag(rng.uniform(0.5, 1, size=p) * 4.0 ** rng.permutation(p)) @ axes.T
    bowls.append((A + A.T) / 2)
cases = {1e-4: "converges", 0.2: "converges", 0.999: "converges", 1.001: "wiggles", 1.5: "wiggles", 1.999: "wiggles"}
cases |= {2.001: "diverges", 9.0: "diverges", 1e6: "diverges"}
for A in bowls:
    for share, expected in cases.items():
        said = ask.result(behavior, A, share / np.linalg.eigvalsh(A).max())
        assert isinstance(said, str) and said == expected, (
            f"On a bowl with {len(A)} parameters, behavior() says {said!r} for a learning rate at which that is not so. "
            "Do you look at every curvature, in whatever order they come, and at the sign and the size of its factor? "
            "Is the bowl tilted, so that the diagonal of A does not tell?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_behavior_limits", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: learning rates exactly between two of the words; many equal curvatures.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for power in (-3, int(rng.integers(-2, 3)), 3):
    curvature = float(2.0**power)  # a power of two, so that the factor is exact
    said = ask.result(behavior, np.array([[curvature]]), 1 / curvature)
    assert isinstance(said, str) and said == "converges", (
        f"Where one step lands exactly on the minimum and stays, behavior() says {said!r}. "
        "Does any part change its sign there?"
    )
    said = ask.result(behavior, np.array([[curvature]]), 2 / curvature)
    assert isinstance(said, str) and said == "diverges", (
        f"Where theta flips its sign for ever without shrinking, behavior() says {said!r}. Does it go to 0 there?"
    )
    said = [str(ask.result(behavior, curvature * np.eye(3), share / curvature)) for share in (0.5, 1.5, 2.5)]
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
