# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 2: One neuron
#
# You will build one neuron out of small parts: the sum, four losses with their slopes, the gradient, the descent.
# With them it is linear regression, a perceptron, a support vector machine or logistic regression, whichever loss you
# plug in.
#
# **Practices** [lecture 4, One neuron, four models](../../course/04-one-neuron-four-models.ipynb). **Time** 75 to 100
# minutes. **You need** NumPy only.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | the sum and its activation | 2 |
# | t2 | four losses | 4 |
# | t3 | their slopes | 4 |
# | t4 | the gradient, with a penalty | 3 |
# | t5 | the descent, with a rule when to stop | 2 |
# | t6 | standardizing, and the way back to raw units | 3 |
# | t7 | the answer, and who holds the boundary | 2 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cell below it: no output
# means that the visible tests pass. Most test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back. Your
# functions return something new, and leave the arrays and lists that they are given as they are.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a02-one-neuron/one-neuron.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code you submit must be your own, you must
# be able to explain every line, and a comment in the cell names the tool and what it helped with.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import numpy as np

from helpers import ask  # calls your functions with copies of the inputs, and says in a sentence what goes wrong

# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: the sum and its activation (2 points)
#
# A neuron adds up its inputs, each times a weight, plus a bias, and passes the sum through an activation. For $n$
# examples at once, one per row of $X$:
#
# $$z = X w + b \qquad a = \sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# Write both. The sigmoid has to give an honest number, no `nan`, for every $z$ between −10,000 and 10,000.


# %% nbgrader={"grade": false, "grade_id": "t1_pre_activation", "locked": false, "schema_version": 3, "solution": true, "task": false}
def pre_activation(X, w, b):
    """Return z for every example.

    X: array (n, d), one example per row
    w: array (d,), the weights
    b: number, the bias

    Returns an array (n,).
    """
    ### BEGIN SOLUTION
    return X @ w + b
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t1_sigmoid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid(z):
    """Return 1 / (1 + exp(-z)) for every entry of z, an array (n,)."""
    ### BEGIN SOLUTION
    return (1 + np.tanh(z / 2)) / 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_pre_activation_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two examples with three inputs each, weights 1, -2 and 0.5, bias 3.
z = ask.numbers(pre_activation, np.array([[1.0, 2.0, 4.0], [0.0, 1.0, 0.0]]), np.array([1.0, -2.0, 0.5]), 3.0)
assert z.shape == (2,), f"Two examples make two sums, shape (2,); got {z.shape}. One sum for each row of X?"
assert np.allclose(z, [2.0, 1.0]), (
    f"The sums should be 2 and 1, but are {z}. Does each input meet its own weight, and is the bias added once?"
)

# Hidden tests: random inputs of both signs against sums written out; one example, one input; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, d in [(5, 3), (3, 3), (1, 4), (6, 1), (1, 1)]:
    X, w = rng.uniform(1, 2, size=(n, d)), rng.uniform(1, 2, size=d) * 3.0 ** np.arange(d)
    X[::2], w[::3] = -X[::2], -w[::3]
    b = -rng.uniform(1, 2)
    z = ask.numbers(pre_activation, X, w, b)
    assert z.shape == (n,), f"For {n} examples and {d} inputs z has shape ({n},); got {z.shape}."
    expected = [sum(X[i, j] * w[j] for j in range(d)) + b for i in range(n)]
    assert np.allclose(z, expected, rtol=1e-4, atol=1e-4), (
        f"For {n} random examples with {d} inputs z is wrong. Does each input meet its own weight, with its sign? Is the "
        "bias added once?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_sigmoid_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The sigmoid of 0 is one half; of log 3 it is 3/4, and of -log 3 it is 1/4.
a = ask.numbers(sigmoid, np.array([0.0, np.log(3), -np.log(3)]))
assert a.shape == (3,), f"Three sums make three activations, shape (3,); got {a.shape}."
assert np.allclose(a, [0.5, 0.75, 0.25]), (
    f"The activations should be 0.5, 0.75 and 0.25, but are {a}. Check the sign in the exponent."
)

# Hidden tests: random z; sigmoid(z) + sigmoid(-z) = 1; z of plus and minus 10,000; one z; the argument is not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
z = rng.uniform(0.2, 6, size=8) * np.array([1, -1] * 4)
a = ask.numbers(sigmoid, z)
assert a.shape == (8,), f"Eight sums make eight activations, shape (8,); got {a.shape}."
assert np.allclose(a * (1 + np.exp(-z)), 1, rtol=1e-4, atol=1e-4), (
    "At random z the activation is not 1 / (1 + exp(-z)). Check the sign in the exponent."
)
assert np.allclose(a + ask.numbers(sigmoid, -z), 1, rtol=1e-4, atol=1e-4), (
    "The sigmoid of z and that of -z must add up to 1, but they do not."
)
assert ask.numbers(sigmoid, z[:1]).shape == (1,), "A single sum makes a single activation, an array of shape (1,)."
extreme = ask.numbers(sigmoid, np.array([-1e4, -800.0, 800.0, 1e4]))
assert np.all(np.isfinite(extreme)), (
    f"For z of -10,000, -800, 800 and 10,000 the activations are {extreme}. Does exp() of a large number overflow, and is "
    "infinity divided by infinity?"
)
assert np.allclose(extreme, [0, 0, 1, 1], atol=1e-6), (
    "Far from 0 the sigmoid must be at its ends, but for z of -10,000, -800, 800 and 10,000 it is not."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: four losses (4 points)
#
# Each loss says how bad the sum $z$ is for the right answer $y$. Mind the labels: they differ from loss to loss, and
# no error message will tell you if you mix them up.
#
# | loss | formula | labels $y$ |
# | --- | --- | --- |
# | squared error | $(z - y)^2$ | any number |
# | perceptron criterion | $\max(-y z,\; 0)$ | −1 and +1 |
# | hinge | $\max(1 - y z,\; 0)$ | −1 and +1 |
# | logistic | $-y \log \sigma(z) - (1 - y) \log (1 - \sigma(z))$ | 0 and 1 |
#
# Each function takes arrays `z` and `y` of shape $(n,)$ and returns the $n$ losses, not their mean.
#
# The logistic loss takes care. Typed as it stands, it fails at $z = 1000$: $1 - \sigma(z)$ rounds to 0 and the
# logarithm of 0 is not a number you can use. Simplify on paper first: what is $-\log \sigma(z)$, and what is
# $-\log(1 - \sigma(z))$, without $\sigma$? Then `np.logaddexp(0, t)`, which is $\log(e^0 + e^t)$ and never overflows,
# is all you need. The result has to be right for $|z|$ up to 10,000, on both sides.


# %% nbgrader={"grade": false, "grade_id": "t2_squared_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def squared_loss(z, y):
    """Return the squared error of every example.

    z: array (n,), the sums
    y: array (n,), any numbers
    """
    ### BEGIN SOLUTION
    return (z - y) ** 2
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_perceptron_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def perceptron_loss(z, y):
    """Return the perceptron criterion of every example.

    z: array (n,), the sums
    y: array (n,) of -1 and +1
    """
    ### BEGIN SOLUTION
    return np.maximum(-y * z, 0)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_hinge_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hinge_loss(z, y):
    """Return the hinge loss of every example.

    z: array (n,), the sums
    y: array (n,) of -1 and +1
    """
    ### BEGIN SOLUTION
    return np.maximum(1 - y * z, 0)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_logistic_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def logistic_loss(z, y):
    """Return the logistic loss (cross-entropy of sigmoid(z)) of every example.

    z: array (n,), the sums
    y: array (n,) of 0 and 1
    """
    ### BEGIN SOLUTION
    return np.logaddexp(0, (1 - 2 * y) * z)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_squared_loss_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Sums 3, 1 and -2 where 1, 1 and 1 were right: off by 2, 0 and -3.
losses = ask.numbers(squared_loss, np.array([3.0, 1.0, -2.0]), np.array([1.0, 1.0, 1.0]))
assert losses.shape == (3,), f"Three examples have three losses, shape (3,); got {losses.shape}. Averaged?"
assert np.allclose(losses, [4.0, 0.0, 9.0]), (
    f"The losses should be 4, 0 and 9, but are {losses}. Is a factor 1/2 added?"
)

# Hidden tests: random numbers of both signs; one example; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n in (8, 1):
    y = rng.uniform(2, 3, size=n) * np.resize([-1, 1, 1, -1], n)
    off = rng.uniform(1.5, 1.9, size=n) * np.resize([-1, 1], n)
    losses = ask.numbers(squared_loss, y + off, y)
    assert losses.shape == (n,), f"{n} examples have {n} losses, shape ({n},); got {losses.shape}. Averaged?"
    assert np.allclose(np.sqrt(losses), np.abs(off), rtol=1e-4, atol=1e-4), (
        "On random numbers the squared error is wrong. It must be the difference of z and y, times itself."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_perceptron_loss_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Label +1 with sums 2 and -2, then label -1 with the same sums: right, wrong, wrong, right.
losses = ask.numbers(perceptron_loss, np.array([2.0, -2.0, 2.0, -2.0]), np.array([1.0, 1.0, -1.0, -1.0]))
assert losses.shape == (4,), f"Four examples have four losses, shape (4,); got {losses.shape}. Averaged?"
assert np.allclose(losses, [0.0, 2.0, 2.0, 0.0]), (
    f"The losses should be 0, 2, 2 and 0, but are {losses}. Who is on the wrong side, and by how much?"
)

# Hidden tests: random sums on both sides for both labels; one example; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
margin = rng.uniform(0.1, 3, size=12) * np.repeat([1.0, -1.0], 6)
y = np.tile([1.0, -1.0], 6)
losses = ask.numbers(perceptron_loss, margin * y, y)
assert losses.shape == (12,), f"Twelve examples have twelve losses, shape (12,); got {losses.shape}. Averaged?"
assert np.allclose(losses[:6], 0, atol=1e-6), (
    "Examples on the right side must cost nothing, even close to the boundary, but some do. Is this the hinge loss?"
)
assert np.allclose(losses[6:], -margin[6:], rtol=1e-4, atol=1e-4), (
    "Examples on the wrong side must cost as much as their sum is large, for both labels, but some do not."
)
alone = ask.numbers(perceptron_loss, margin[6:7], -y[:1])
assert alone.shape == (1,), f"One example has one loss, an array of shape (1,); got {alone.shape}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_hinge_loss_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Label +1 with sums 2, 0.5 and -2; label -1 with the sum -0.5.
losses = ask.numbers(hinge_loss, np.array([2.0, 0.5, -2.0, -0.5]), np.array([1.0, 1.0, 1.0, -1.0]))
assert losses.shape == (4,), f"Four examples have four losses, shape (4,); got {losses.shape}. Averaged?"
assert np.allclose(losses, [0.0, 0.5, 3.0, 0.5]), (
    f"The losses should be 0, 0.5, 3 and 0.5, but are {losses}. "
    "The hinge wants a margin of 1: the right side alone is not enough."
)

# Hidden tests: random margins below and above 1 for both labels; one example; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
margin = np.concatenate([rng.uniform(1.1, 4, size=6), rng.uniform(0.1, 0.9, size=6), rng.uniform(-3, -0.1, size=6)])
y = np.tile([1.0, -1.0], 9)
losses = ask.numbers(hinge_loss, margin * y, y)
assert losses.shape == (18,), f"18 examples have 18 losses, shape (18,); got {losses.shape}. Averaged?"
assert np.allclose(losses[:6], 0, atol=1e-6), "Examples with a margin above 1 must cost nothing, but some do."
assert np.allclose(losses[6:] + margin[6:], 1, rtol=1e-4, atol=1e-4), (
    "Examples with a margin below 1 must cost what they lack, for both labels, but some do not. "
    "Do those on the right side with a small margin cost something?"
)
alone = ask.numbers(hinge_loss, margin[6:7], y[:1])
assert alone.shape == (1,), f"One example has one loss, an array of shape (1,); got {alone.shape}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_logistic_loss_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# At z = 0 both labels cost log 2. At z = log 3 the probability of class 1 is 3/4: it costs log 4/3, class 0 log 4.
losses = ask.numbers(logistic_loss, np.array([0.0, 0.0, np.log(3), np.log(3)]), np.array([1.0, 0.0, 1.0, 0.0]))
assert losses.shape == (4,), f"Four examples have four losses, shape (4,); got {losses.shape}. Averaged?"
assert np.allclose(losses[:2], np.log(2)), f"At z = 0 both losses should be log 2 = 0.6931, but are {losses[:2]}."
assert np.allclose(losses[2:], np.log([4 / 3, 4])), (
    f"At z = log 3 the losses should be 0.2877 for label 1 and 1.3863 for label 0, but are {losses[2:]}. "
    "Are the labels 0 and 1 mixed up, or taken for -1 and +1?"
)

# Hidden tests: random z against the formula, with labels as whole numbers too; very large z; no argument is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
z = rng.uniform(0.3, 6, size=10) * np.array([1, -1] * 5)
for y in (np.repeat([0.0, 1.0], 5), np.repeat([0, 1], 5)):
    losses = ask.numbers(logistic_loss, z, y)
    assert losses.shape == (10,), f"Ten examples have ten losses, shape (10,); got {losses.shape}. Averaged?"
    p = 1 / (1 + np.exp(-z))
    assert np.allclose(np.exp(-losses), np.where(y == 1, p, 1 - p), rtol=1e-3, atol=1e-4), (
        f"At random z, with labels of type {y.dtype}, the loss is not minus the logarithm of the probability of the right "
        "class. Are the labels mixed up?"
    )
alone = ask.numbers(logistic_loss, z[:1], np.array([1.0]))
assert alone.shape == (1,), f"One example has one loss, an array of shape (1,); got {alone.shape}."
far = np.array([100.0, -100.0, 1000.0, -1000.0, 1e4, -1e4])
right = (far > 0).astype(float)
wrong, good = ask.numbers(logistic_loss, far, 1 - right), ask.numbers(logistic_loss, far, right)
assert np.all(np.isfinite(wrong)) and np.all(np.isfinite(good)), (
    "For |z| of 100, 1,000 and 10,000 some losses are infinite or nan. Does a logarithm get a 0, or exp() a large number?"
)
assert np.allclose(wrong, np.abs(far), rtol=1e-4), (
    "For |z| of 100, 1,000 and 10,000 on the wrong side the losses are not right. Were probabilities cut off before the "
    "logarithm, or z? Then the loss stops growing."
)
assert np.allclose(good, 0, atol=1e-3), "For |z| of 100 and more on the right side the loss must be 0, but is not."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: their slopes (4 points)
#
# Training needs $\partial L / \partial z$: how the loss of each example changes if its sum grows. Differentiate the
# four losses of task 2 with respect to $z$; $y$ is a constant. Labels are as in task 2.
#
# Two losses have a corner, where there is no slope. We agree on these values there:
#
# - perceptron criterion, at $y z = 0$: as on the wrong side, $-y$, so that a neuron that starts with zero weights
#   can start;
# - hinge, at $y z = 1$: as on the right side, 0.
#
# For the logistic loss, use the chain rule on paper: the derivative of $\sigma$ is $\sigma (1 - \sigma)$, and almost
# everything cancels. The result has to be right for $|z|$ up to 10,000.


# %% nbgrader={"grade": false, "grade_id": "t3_squared_slope", "locked": false, "schema_version": 3, "solution": true, "task": false}
def squared_slope(z, y):
    """Return the slope of the squared error of every example with respect to z.

    z: array (n,), the sums
    y: array (n,), any numbers
    """
    ### BEGIN SOLUTION
    return 2 * (z - y)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t3_perceptron_slope", "locked": false, "schema_version": 3, "solution": true, "task": false}
def perceptron_slope(z, y):
    """Return the slope of the perceptron criterion of every example with respect to z.

    z: array (n,), the sums
    y: array (n,) of -1 and +1
    """
    ### BEGIN SOLUTION
    return np.where(y * z <= 0, -y, 0.0)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t3_hinge_slope", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hinge_slope(z, y):
    """Return the slope of the hinge loss of every example with respect to z.

    z: array (n,), the sums
    y: array (n,) of -1 and +1
    """
    ### BEGIN SOLUTION
    return np.where(y * z < 1, -y, 0.0)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t3_logistic_slope", "locked": false, "schema_version": 3, "solution": true, "task": false}
def logistic_slope(z, y):
    """Return the slope of the logistic loss of every example with respect to z.

    z: array (n,), the sums
    y: array (n,) of 0 and 1
    """
    ### BEGIN SOLUTION
    return (1 + np.tanh(z / 2)) / 2 - y
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_squared_slope_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Sums 3, 1 and -2 where 1, 1 and 1 were right.
slopes = ask.numbers(squared_slope, np.array([3.0, 1.0, -2.0]), np.array([1.0, 1.0, 1.0]))
assert slopes.shape == (3,), f"Three examples have three slopes, shape (3,); got {slopes.shape}."
assert np.allclose(slopes, [4.0, 0.0, -6.0]), (
    f"The slopes should be 4, 0 and -6, but are {slopes}. A factor of 2 lost? Opposite sign: z minus y, or y minus z?"
)

# Hidden tests: finite differences at random z and y of both signs; one example; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n in (8, 1):
    y = rng.uniform(2, 3, size=n) * np.resize([-1, 1, 1, -1], n)
    z = y + rng.uniform(0.3, 1.9, size=n) * np.resize([-1, 1], n)
    slopes = ask.numbers(squared_slope, z, y)
    assert slopes.shape == (n,), f"{n} examples have {n} slopes, shape ({n},); got {slopes.shape}."
    measured = ((z + 1e-4 - y) ** 2 - (z - 1e-4 - y) ** 2) / 2e-4
    assert np.allclose(slopes, measured, rtol=1e-3, atol=1e-3), (
        "On random numbers the slope disagrees with finite differences, by up to "
        f"{np.max(np.abs(slopes - measured)):.3g}. A factor or the sign?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_perceptron_slope_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Label +1 with sums 2, -2 and 0; label -1 with sums 2 and -2.
slopes = ask.numbers(perceptron_slope, np.array([2.0, -2.0, 0.0, 2.0, -2.0]), np.array([1.0, 1.0, 1.0, -1.0, -1.0]))
assert slopes.shape == (5,), f"Five examples have five slopes, shape (5,); got {slopes.shape}."
assert np.allclose(slopes, [0.0, -1.0, -1.0, 1.0, 0.0]), (
    f"The slopes should be 0, -1, -1, 1 and 0, but are {slopes}. "
    "Which way must z move to be right? And what did we agree on at the corner?"
)

# Hidden tests: finite differences, also very close to the corner; the corner for both labels; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
y = np.tile([1.0, -1.0], 7)
z = y * np.repeat([1.0, -1.0], 7) * [*rng.uniform(0.1, 3, size=6), 0.01, 0.01, *rng.uniform(0.1, 3, size=6)]
slopes = ask.numbers(perceptron_slope, z, y)
assert slopes.shape == (14,), f"14 examples have 14 slopes, shape (14,); got {slopes.shape}."
measured = (np.maximum(-y * (z + 1e-4), 0) - np.maximum(-y * (z - 1e-4), 0)) / 2e-4
assert np.allclose(slopes, measured, rtol=1e-3, atol=1e-3), (
    "On random numbers the slope disagrees with finite differences. "
    "Wrong sign for one of the labels? Does it depend on how large z is? Does an example on the right side still pull?"
)
corner = ask.numbers(perceptron_slope, np.zeros(2), np.array([1.0, -1.0]))
assert np.allclose(corner, [-1, 1], atol=1e-6), (
    f"At the corner, z = 0, the slopes for labels +1 and -1 are {corner}: not as agreed above, for at least one label."
)
alone = ask.numbers(perceptron_slope, z[:1], y[:1])
assert alone.shape == (1,), f"One example has one slope, an array of shape (1,); got {alone.shape}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_hinge_slope_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Label +1 with sums 2, 0.5, -2 and 1; label -1 with the sum -0.5.
slopes = ask.numbers(hinge_slope, np.array([2.0, 0.5, -2.0, 1.0, -0.5]), np.array([1.0, 1.0, 1.0, 1.0, -1.0]))
assert slopes.shape == (5,), f"Five examples have five slopes, shape (5,); got {slopes.shape}."
assert np.allclose(slopes, [0.0, -1.0, -1.0, 0.0, 1.0]), (
    f"The slopes should be 0, -1, -1, 0 and 1, but are {slopes}. "
    "Which way must z move to get a margin of 1? And what did we agree on at the corner?"
)

# Hidden tests: finite differences, also very close to the corner; the corner for both labels; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
y = np.tile([1.0, -1.0], 9)
margin = np.concatenate([rng.uniform(1.1, 4, size=5), rng.uniform(0.1, 0.9, size=5), rng.uniform(-3, -0.1, size=6)])
margin = np.append(margin, [1.01, 0.99])
slopes = ask.numbers(hinge_slope, margin * y, y)
assert slopes.shape == (18,), f"18 examples have 18 slopes, shape (18,); got {slopes.shape}."
up, down = (np.maximum(1 - y * (margin * y + h), 0) for h in (1e-4, -1e-4))
assert np.allclose(slopes, (up - down) / 2e-4, rtol=1e-3, atol=1e-3), (
    "On random numbers the slope disagrees with finite differences. "
    "Wrong sign for one of the labels? Does an example on the right side with a margin below 1 pull?"
)
corner = ask.numbers(hinge_slope, np.array([1.0, -1.0]), np.array([1.0, -1.0]))
assert np.allclose(corner, 0, atol=1e-6), (
    f"At the corner, margin 1, the slopes for labels +1 and -1 are {corner}: not as agreed above, for at least one label."
)
alone = ask.numbers(hinge_slope, margin[:1], y[:1])
assert alone.shape == (1,), f"One example has one slope, an array of shape (1,); got {alone.shape}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_logistic_slope_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# At z = log 3 the neuron says 3/4. That is 1/4 too little if the label is 1, and 3/4 too much if it is 0.
slopes = ask.numbers(logistic_slope, np.array([np.log(3), np.log(3)]), np.array([1.0, 0.0]))
assert slopes.shape == (2,), f"Two examples have two slopes, shape (2,); got {slopes.shape}."
assert np.allclose(slopes, [-0.25, 0.75]), (
    f"The slopes should be -0.25 and 0.75, but are {slopes}. Opposite sign? Is a factor left that should cancel?"
)

# Hidden tests: finite differences at random z; very large z; one example; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
z = rng.uniform(0.3, 5, size=12) * np.array([1, -1] * 6)
for y in (np.repeat([0.0, 1.0], 6), np.repeat([0, 1], 6)):
    slopes = ask.numbers(logistic_slope, z, y)
    assert slopes.shape == (12,), f"Twelve examples have twelve slopes, shape (12,); got {slopes.shape}."
    up, down = (np.log1p(np.exp(z + h)) - y * (z + h) for h in (1e-4, -1e-4))
    assert np.allclose(slopes, (up - down) / 2e-4, rtol=1e-3, atol=1e-3), (
        f"At random z, with labels of type {y.dtype}, the slope disagrees with finite differences, by up to "
        f"{np.max(np.abs(slopes - (up - down) / 2e-4)):.3g}. Wrong sign, labels mixed up, or a factor that should cancel?"
    )
alone = ask.numbers(logistic_slope, z[:1], np.array([1.0]))
assert alone.shape == (1,), f"One example has one slope, an array of shape (1,); got {alone.shape}."
far = np.array([-1e4, -800.0, 800.0, 1e4])
for label in (0.0, 1.0):
    slopes = ask.numbers(logistic_slope, far, np.full(4, label))
    assert np.all(np.isfinite(slopes)), (
        f"For z of -10,000, -800, 800 and 10,000 some slopes are not finite: {slopes}. Is 0 divided by 0 somewhere?"
    )
    assert np.allclose(slopes + label, [0, 0, 1, 1], atol=1e-4), (
        "For |z| of 800 and 10,000 some slopes are not right. Does an example that is wrong by far still pull?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: the gradient, with a penalty (3 points)
#
# Now put the neuron together, for any loss whose slope you are given. With $z = Xw + b$ the cost is
#
# $$J(w, b) = \frac1n \sum_{i=1}^n L(z_i, y_i) + \frac\lambda2 \lVert w \rVert^2$$
#
# Here `slope(z, y)` is a function such as those of task 3: it takes the arrays of all sums and labels and returns
# $\partial L / \partial z_i$ for every example. Use the chain rule: by how much does $z_i$ change with $w_j$, and with
# $b$? Then do not forget the penalty, and look at the formula to see whom it penalizes and whom not.


# %% nbgrader={"grade": false, "grade_id": "t4_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient(X, y, w, b, slope, l2):
    """Return the gradient of the cost J.

    X: array (n, d), one example per row
    y: array (n,), the labels
    w: array (d,), the weights
    b: number, the bias
    slope: function; slope(z, y) is the array (n,) of the slopes of the losses with respect to z
    l2: number, 0 or more, the lambda of the penalty

    Returns a pair: the gradient with respect to w, an array (d,), and with respect to b, a number.
    """
    ### BEGIN SOLUTION
    slopes = slope(X @ w + b, y)  # (n,)
    return X.T @ slopes / len(y) + l2 * w, np.mean(slopes)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_gradient_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Squared error, two examples, two inputs. The sums are 1 and 3, the labels 0 and 5, so the slopes are 2 and -4.
X, y, w = np.array([[1.0, 0.0], [1.0, 2.0]]), np.array([0.0, 5.0]), np.array([1.0, 1.0])
grad_w, grad_b = ask.all_numbers("the gradient of w, that of b", gradient, X, y, w, 0.0, lambda z, y: 2 * (z - y), 0.0)
assert grad_w.shape == (2,), (
    f"The gradient with respect to w has one number per weight, shape (2,); got {grad_w.shape}. Is X transposed?"
)
assert grad_b.shape == (), f"The gradient with respect to b is one number; got shape {grad_b.shape}."
assert np.allclose(grad_w, [-1.0, -4.0]), (
    f"Without penalty the gradient with respect to w should be -1 and -4, but is {grad_w}. A sum instead of the mean?"
)
assert np.isclose(grad_b, -1.0), f"The gradient with respect to b should be -1, but is {grad_b}. A sum, not the mean?"
grad_w, grad_b = ask.all_numbers("the gradient of w, that of b", gradient, X, y, w, 0.0, lambda z, y: 2 * (z - y), 0.5)
assert np.allclose(grad_w, [-0.5, -3.5]), (
    f"With l2 = 0.5 the gradient with respect to w should be -0.5 and -3.5, but is {grad_w}. What is the derivative of "
    "half the square?"
)

# %% nbgrader={"grade": true, "grade_id": "t4_gradient_finite_differences", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: on random data both gradients agree with finite differences of the cost, for three losses.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
n, d = 7, 3
X, w, b = rng.normal(size=(n, d)), rng.uniform(1, 2, size=d) * np.array([1, -1, 1]), -rng.uniform(1, 2)
sums = rng.uniform(0.5, 2, size=n) * np.resize([1, -1], n)  # on both sides, for the loss that is flat on one
X[:, 0] += (sums - b - X @ w) / w[0]
y = np.array([1.0, 0, 1, 0, 1, 0, 0])
CASES = {
    "squared error": (lambda z: np.mean((z - y) ** 2), lambda z, y: 2 * (z - y)),
    "logistic loss": (lambda z: np.mean(np.logaddexp(0, z) - y * z), lambda z, y: 1 / (1 + np.exp(-z)) - y),
    "loss max(z, 0)": (lambda z: np.mean(np.maximum(z, 0)), lambda z, y: (z > 0) * 1.0),
}
for name, (mean_loss, slope) in CASES.items():
    for l2 in (0.0, 0.73):
        h, measured = 1e-5, []
        for unit in np.eye(d + 1):
            costs = []
            for t in (h, -h):
                moved = np.append(w, b) + t * unit
                costs.append(mean_loss(X @ moved[:-1] + moved[-1]) + l2 / 2 * np.sum(moved[:-1] ** 2))
            measured.append((costs[0] - costs[1]) / (2 * h))
        grad_w, grad_b = ask.all_numbers("the gradient of w, that of b", gradient, X, y, w, b, slope, l2)
        assert grad_w.shape == (d,) and grad_b.shape == (), (
            f"With {d} inputs the gradients have shapes ({d},) and (); got {grad_w.shape} and {grad_b.shape}."
        )
        assert np.allclose(grad_w, measured[:-1], rtol=1e-3, atol=1e-3), (
            f"With the {name} and l2 = {l2} the gradient with respect to w disagrees with finite differences, by up to "
            f"{np.max(np.abs(grad_w - np.array(measured[:-1]))):.3g}. Does the bias enter z? A sum instead of the mean, "
            "over all examples? Is the penalty's derivative right?"
        )
        assert np.isclose(grad_b, measured[-1], rtol=1e-3, atol=1e-3), (
            f"With the {name} and l2 = {l2} the gradient with respect to b disagrees with finite differences, by "
            f"{abs(grad_b - measured[-1]):.3g}. Is the bias penalized? Look at the formula of J."
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_gradient_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: slope() gets the sums and labels of all examples; every example twice changes nothing; one example, one
# input; some slopes are 0, or all, which leaves the penalty; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def recorder(slopes, asked):
    def slope(z, y):
        asked.append((np.array(z), np.array(y)))
        return np.resize(slopes, len(z))

    return slope


for n, d in [(6, 4), (5, 5), (1, 3), (5, 1), (1, 1)]:
    X, w, b = rng.uniform(1, 2, size=(n, d)), rng.uniform(1, 2, size=d), -rng.uniform(1, 2)
    X[::2], w[::3] = -X[::2], -w[::3]
    y, slopes = rng.choice([-1.0, 1.0], size=n), rng.uniform(1, 2, size=n)
    slopes[1::2] = 0  # these examples do not pull, but count
    asked = []
    names = "the gradient of w, that of b"
    grad_w, grad_b = ask.all_numbers(names, gradient, X, y, w, b, recorder(slopes, asked), 0.0)
    assert asked, "slope(z, y) was never called. It knows the loss; nothing else does."
    for z, labels in asked:
        assert z.shape == labels.shape == (n,), (
            f"slope(z, y) must get arrays of shape ({n},), all examples at once; it got {z.shape} and {labels.shape}."
        )
        assert np.allclose(z, [row @ w + b for row in X], rtol=1e-4, atol=1e-4) and np.array_equal(labels, y), (
            "slope(z, y) was called with wrong numbers. The sums first, then the labels? Does the bias enter the sums?"
        )
    assert grad_w.shape == (d,) and grad_b.shape == (), (
        f"For {n} examples and {d} inputs the gradients have shapes ({d},) and (); "
        f"got {grad_w.shape} and {grad_b.shape}."
    )
    repeated = np.concatenate([X, X]), np.concatenate([y, y])
    twice_w, twice_b = ask.all_numbers(names, gradient, *repeated, w, b, recorder(slopes, []), 0.0)
    assert np.allclose(twice_w, grad_w, rtol=1e-4, atol=1e-5) and np.isclose(twice_b, grad_b, rtol=1e-4), (
        "With every example repeated the mean loss is the same, so its gradient is too; yours changed. A sum?"
    )
    assert np.isclose(grad_b, sum(slopes) / n, rtol=1e-4), (
        f"With {n} examples the gradient with respect to b is wrong. Is it the mean over all examples, those with a slope "
        "of 0 included?"
    )
    assert np.allclose(grad_w, [sum(column * slopes) / n for column in X.T], rtol=1e-4, atol=1e-5), (
        f"With {n} examples and {d} inputs the gradient with respect to w is wrong. Does every weight get its own column? "
        "Is it the mean over all examples, those with a slope of 0 included?"
    )
    only_w, only_b = ask.all_numbers(names, gradient, X, y, w, b, recorder(np.zeros(n), []), 3.125)
    assert np.allclose(only_w / w, 3.125, rtol=1e-4), (
        "Where all slopes are 0, only the penalty is left in the gradient with respect to w, but yours is something else. "
        "Half, double, or averaged over the examples?"
    )
    assert np.isclose(only_b, 0, atol=1e-6), "Where all slopes are 0 the bias must not move. Is it penalized?"
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: the descent, with a rule when to stop (2 points)
#
# Repeat the step
#
# $$w \leftarrow w - \eta \, \frac{\partial J}{\partial w} \qquad b \leftarrow b - \eta \, \frac{\partial J}{\partial b}$$
#
# until the ground is flat: stop as soon as *no* entry of the gradient, of $w$ and of $b$, is larger in size than
# `tolerance`, and in any case after `limit` steps. Both gradients of a step are taken at the same place, before either
# parameter moves. Count the steps, so that two runs can be compared.
#
# The gradient is a *function* that you call: `gradient(w, b)` returns a pair, an array of shape $(d,)$ and a number.


# %% nbgrader={"grade": false, "grade_id": "t5_descend", "locked": false, "schema_version": 3, "solution": true, "task": false}
def descend(gradient, w, b, eta, tolerance, limit):
    """Walk downhill until the gradient is flat.

    gradient: function; gradient(w, b) is the pair of gradients at w and b, an array (d,) and a number
    w: array (d,), the weights at the start; it is not modified
    b: number, the bias at the start
    eta: positive number, the learning rate
    tolerance: positive number; stop where every entry of both gradients is at most this in size
    limit: the largest number of steps, 0 or more

    Returns (w, b, steps): where the walk ended, and the number of steps made.
    """
    ### BEGIN SOLUTION
    for steps in range(limit):
        grad_w, grad_b = gradient(w, b)
        if max(np.abs(grad_w).max(), abs(grad_b)) <= tolerance:
            return w, b, steps
        w, b = w - eta * grad_w, b - eta * grad_b
    return w, b, limit
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_descend_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A round bowl with its lowest point at w = 3, b = -1. With eta = 0.25 every step halves the distance, and the slope of w:
# 6, 3, 1.5, 0.75, 0.375, 0.1875, 0.09375. After six steps no slope is larger than 0.1.
def bowl(w, b):
    return 2 * (w - 3), 2 * (b + 1)


w, b, steps = ask.all_numbers("w, b, steps", descend, bowl, np.array([0.0]), 0.0, 0.25, 0.1, 100)
assert w.shape == (1,) and b.shape == () and steps.shape == (), (
    f"With one weight w has shape (1,), and b and steps are numbers; got shapes {w.shape}, {b.shape} and {steps.shape}."
)
assert steps == 6, (
    f"The walk should take 6 steps, but took {steps}. "
    "Is the gradient looked at before every step, and does the walk go on until every entry is flat?"
)
assert np.allclose(w, 3 - 3 / 64) and np.isclose(b, -1 + 1 / 64), (
    f"The walk should end at w = 2.953 and b = -0.984, but ended at {w} and {b}. Does each step go against the slope?"
)
w, b, steps = ask.all_numbers("w, b, steps", descend, bowl, np.array([0.0]), 0.0, 0.25, 0.1, 2)
assert steps == 2 and np.allclose(w, 2.25) and np.isclose(b, -0.75), (
    f"With a limit of 2 the walk should end at 2.25 and -0.75 after 2 steps, but ended at {w} and {b} after {steps}."
)

# Hidden tests: random round bowls with several weights, every step against the closed form.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def round_bowl(goal, curvature):
    return lambda w, b: (curvature * (w - goal[:-1]), curvature * (b - goal[-1]))


for d, k in [(1, 1), (3, 7), (4, 30)]:
    goal = rng.uniform(0.3, 0.7, size=d + 1)
    start = goal - rng.uniform(1, 2, size=d + 1)  # below 0
    start[0] = goal[0] + rng.choice([-3.0, 3.0])  # the steepest: it decides when to stop
    curvature = rng.uniform(0.5, 2)
    eta = rng.uniform(0.1, 0.4) / curvature
    factor = 1 - eta * curvature
    tolerance = curvature * np.max(np.abs(start - goal)) * factor ** (k - 0.5)  # reached in step k, half a step early
    w, b, steps = ask.all_numbers(
        "w, b, steps", descend, round_bowl(goal, curvature), start[:-1], start[-1], eta, tolerance, 500
    )
    assert w.shape == (d,) and b.shape == () and steps.shape == (), (
        f"With {d} weights w has shape ({d},), and b and steps are numbers; "
        f"got shapes {w.shape}, {b.shape} and {steps.shape}."
    )
    assert np.allclose(np.append(w, b), goal + factor**steps * (start - goal), rtol=1e-3, atol=1e-3), (
        f"On a random bowl with {d} weights the walk is not where {steps} steps lead. "
        "Does each step go against both slopes, taken at the same place? Is the number of steps right?"
    )
    assert steps == k, (
        f"On a random bowl with {d} weights the walk has the wrong number of steps. "
        "Does it stop as soon as no entry of the gradient is larger than the tolerance, and not before?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_descend_rules", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: who decides when to stop (one weight alone, the bias alone, negative slopes); w and b that depend on each
# other; flat ground; a limit of 0; walks that never settle; the start is not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
size, names = rng.uniform(1, 2), "w, b, steps"
for last in range(4):
    for sign in (1.0, -1.0):
        start = np.zeros(4)
        start[last] = sign * size
        w, b, steps = ask.all_numbers(
            names, descend, lambda w, b: (1.0 * w, 1.0 * b), start[:3], start[3], 0.5, size / 6, 50
        )
        assert steps == 3, (
            f"Where {'the bias' if last == 3 else 'one of three weights'} alone is not yet flat, with a slope that is "
            f"{'positive' if sign > 0 else 'negative'}, the walk makes the wrong number of steps ({steps}). "
            "Does the rule look at every entry of both gradients, and at its size?"
        )
        assert np.allclose(np.append(w, b), start / 8, rtol=1e-3, atol=1e-6), (
            "Halving the distance three times must leave an eighth of it, but the walk ended elsewhere."
        )
expected_w, expected_b = np.array([1.0, 2.0]), 0.5
w, b, steps = ask.all_numbers(
    names, descend, lambda w, b: (w + b, np.sum(w) + 3 * b), expected_w, expected_b, 0.1, 1e-12, 4
)
for _ in range(4):
    move_w, move_b = expected_w + expected_b, np.sum(expected_w) + 3 * expected_b
    expected_w, expected_b = expected_w - 0.1 * move_w, expected_b - 0.1 * move_b
assert steps == 4, f"With a limit of 4, a walk that is not flat by then has made 4 steps; yours says {steps}."
assert np.allclose(w, expected_w, rtol=1e-4, atol=1e-4) and np.isclose(b, expected_b, rtol=1e-4, atol=1e-4), (
    "Where the slopes of w and b depend on each other the walk goes astray. "
    "Was the bias moved with a gradient taken after the weights had moved?"
)
for start, limit in [(np.zeros(2), 50), (np.ones(2), 0)]:
    w, b, steps = ask.all_numbers(names, descend, lambda w, b: (1.0 * w, 1.0 * b), start, 0.0, 0.5, 1e-3, limit)
    assert steps == 0 and np.array_equal(w, start) and b == 0, (
        f"{'On flat ground' if limit else 'With a limit of 0'} there must be no step, but there were {steps}."
    )
w, b, steps = ask.all_numbers(names, descend, lambda w, b: (3 * w, 3 * b), np.ones(2), 1.0, 1.0, 1e-3, 5)
assert steps == 5 and np.allclose(np.append(w, b), (-2.0) ** 5, rtol=1e-4), (
    f"A walk that grows must go on to the limit of 5 steps and end where they lead; yours made {steps}."
)
w, b, steps = ask.all_numbers(names, descend, lambda w, b: (2.0 * np.sign(w), 0.0), np.full(2, 8.0), 0.0, 1.0, 2.0, 9)
assert steps == 0, "A slope exactly as large as the tolerance is flat enough: at most, says the rule."
w, b, steps = ask.all_numbers(names, descend, lambda w, b: (1.0 * w, 1.0 * b), np.full(2, 8.0), 0.0, 0.5, 0.04, 50)
assert steps == 8, (
    f"From a slope of 8, which every step halves, to one of at most 0.04 there are 8 steps; yours made {steps}. Is the "
    "tolerance taken as it is?"
)
w, b, steps = ask.all_numbers(names, descend, lambda w, b: (np.ones(3), -1.0), np.ones(3), 0.0, 0.5, 1.25, 9)
assert steps == 0, (
    "Where no single entry is larger than the tolerance the ground is flat, however many entries there are; yours goes "
    "on. Is the length of the gradient looked at, or its sum?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: standardizing, and the way back to raw units (3 points)
#
# With raw inputs, descent takes thousands of steps where dozens suffice for standardized ones (lecture 4 shows it with
# eight thermometer readings). Standardizing shifts and scales every column of $X$ by its own mean $m_j$ and standard
# deviation $s_j$:
#
# $$u_{ij} = \frac{x_{ij} - m_j}{s_j} \qquad m_j = \frac1n \sum_i x_{ij} \qquad s_j^2 = \frac1n \sum_i (x_{ij} - m_j)^2$$
#
# Note the $n$ in $s_j$, not $n - 1$. A column that is constant has $s_j = 0$ and cannot be divided by it: use
# $s_j = 1$ for such a column, so that it becomes 0.
#
# A neuron trained on $u$ has weights per standard deviation. Nobody reads a thermometer in those. Find the weights and
# the bias that give, on *raw* inputs, the same sums for every possible example:
#
# $$\sum_j w_j \, u_{ij} + b \;=\; \sum_j w^{\text{raw}}_j \, x_{ij} + b^{\text{raw}}$$


# %% nbgrader={"grade": false, "grade_id": "t6_standardize", "locked": false, "schema_version": 3, "solution": true, "task": false}
def standardize(X):
    """Return X standardized, with what is needed to do the same to new examples.

    X: array (n, d), one example per row, n at least 1

    Returns (U, mean, std): an array (n, d), and two arrays (d,); std is 1 for a constant column.
    """
    ### BEGIN SOLUTION
    mean, std = X.mean(axis=0), X.std(axis=0)
    std = np.where(std == 0, 1.0, std)
    return (X - mean) / std, mean, std
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t6_to_raw_units", "locked": false, "schema_version": 3, "solution": true, "task": false}
def to_raw_units(w, b, mean, std):
    """Return weights and bias for raw inputs that give the sums which w and b give for standardized ones.

    w: array (d,), the weights for standardized inputs
    b: number, the bias for standardized inputs
    mean: array (d,), the means of the raw inputs
    std: array (d,), their standard deviations, none of them 0

    Returns a pair: the weights for raw inputs, an array (d,), and the bias, a number.
    """
    ### BEGIN SOLUTION
    raw = w / std
    return raw, b - np.sum(raw * mean)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_standardize_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two columns of three: 1, 3, 5 with mean 3, and 10, 10, 40 with mean 20.
U, mean, std = ask.all_numbers("U, mean, std", standardize, np.array([[1.0, 10.0], [3.0, 10.0], [5.0, 40.0]]))
assert U.shape == (3, 2) and mean.shape == (2,) and std.shape == (2,), (
    f"The shapes should be (3, 2), (2,) and (2,); got {U.shape}, {mean.shape}, {std.shape}. Which axis?"
)
assert np.allclose(mean, [3, 20]), f"The means of the columns should be 3 and 20, but are {mean}. Which axis?"
assert np.allclose(std, [np.sqrt(8 / 3), np.sqrt(200)]), (
    f"The standard deviations should be 1.633 and 14.142, but are {std}. Divided by n - 1? The square root forgotten?"
)
assert np.allclose(U[:, 0], [-1.2247, 0, 1.2247], atol=1e-4), (
    f"The first column should be -1.22, 0, 1.22; is {U[:, 0]}."
)

# Hidden tests: random columns of very different size, in no order, come out with mean 0 and mean square 1; nothing is
# modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, d in [(9, 3), (4, 4), (2, 1)]:
    scale, shift = 10.0 ** np.arange(d), -rng.uniform(0.3, 0.7, size=d)
    X = scale * (shift + np.linspace(0, 1, n)[::-1, None] ** rng.uniform(0.5, 2, size=d))
    U, mean, std = ask.all_numbers("U, mean, std", standardize, X)
    assert U.shape == (n, d) and mean.shape == (d,) and std.shape == (d,), (
        f"For X of shape ({n}, {d}) the shapes should be ({n}, {d}), ({d},) and ({d},); "
        f"got {U.shape}, {mean.shape} and {std.shape}."
    )
    assert np.allclose(np.mean(U, axis=0), 0, atol=1e-3) and np.allclose(np.mean(U**2, axis=0), 1, rtol=1e-3), (
        f"For X of shape ({n}, {d}) the standardized columns must have mean 0 and mean square 1, but some have not. "
        "Divided by n - 1? Over the wrong axis?"
    )
    assert np.allclose(U * std + mean, X, rtol=1e-4, atol=1e-4), (
        "U times std plus mean must be X again, row by row, but is not. Are the returned mean and std those that were "
        "used, and do the rows keep their order?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_standardize_constant", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: constant columns among others; a single example.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
constant = float(rng.integers(2, 9))
column = rng.permutation([0.0, 2.0, 4.0, 10.0])
U, mean, std = ask.all_numbers("U, mean, std", standardize, np.column_stack([column, np.full(4, constant), 2 * column]))
assert U.shape == (4, 3) and mean.shape == std.shape == (3,), (
    f"The shapes should be (4, 3), (3,) and (3,); got {U.shape}, {mean.shape} and {std.shape}."
)
assert np.all(np.isfinite(U)), "With a constant column the result is not finite. Is something divided by 0?"
assert np.allclose(U[:, 1], 0, atol=1e-6), "A constant column must become 0, but does not."
assert np.isclose(mean[1], constant) and np.isclose(std[1], 1), (
    "For a constant column the mean must be that constant and the returned std 1, but they are not."
)
assert np.isclose(std[0] ** 2, 14, rtol=1e-4) and np.isclose(std[2] ** 2, 56, rtol=1e-4), (
    "A constant column must not change what is returned for the others, but it does. Is something added to every std?"
)
assert np.allclose(U[:, 0], U[:, 2], atol=1e-4) and not np.allclose(U[:, 0], 0), (
    "A column and its double must come out the same when standardized, and not as 0, but they do not."
)
U, mean, std = ask.all_numbers("U, mean, std", standardize, np.array([[constant, -1.0]]))
assert U.shape == (1, 2) and np.allclose(U, 0, atol=1e-6) and np.allclose(std, 1), (
    "With a single example every column is constant, so it becomes 0 with std 1, but it does not."
)
U, mean, std = ask.all_numbers("U, mean, std", standardize, np.array([[0.0], [2.0**-40]]))
assert np.allclose(np.abs(U), 1, rtol=1e-3), (
    "A column that varies little is not constant: it must be standardized like any other, but it is not."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_to_raw_units_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Celsius to Fahrenheit, F = 1.8 C + 32. For readings with mean 10 and standard deviation 20, the standardized rule is
# F = 36 u + 50: one standard deviation is 36 degrees Fahrenheit, and the mean reading is 50.
w, b = ask.all_numbers("w, b", to_raw_units, np.array([36.0]), 50.0, np.array([10.0]), np.array([20.0]))
assert w.shape == (1,) and b.shape == (), (
    f"The weights have shape (1,) and the bias is a number; got shapes {w.shape} and {b.shape}."
)
assert np.allclose(w, 1.8), f"The weight should be 1.8 degrees per degree, but is {w}. Multiplied or divided by std?"
assert np.isclose(b, 32), f"The bias should be 32, the Fahrenheit of 0 degrees Celsius, but is {b}."

# Hidden tests: with several inputs, raw and standardized rule give the same sums for examples never seen; no argument is
# modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for d in (1, 2, 5):
    w, b, mean = rng.uniform(1, 2, size=d), -rng.uniform(1, 2), rng.uniform(1, 3, size=d) * (-1.0) ** np.arange(d)
    std = rng.uniform(2, 4, size=d)
    w[::3] *= -1
    raw_w, raw_b = ask.all_numbers("w, b", to_raw_units, w, b, mean, std)
    assert raw_w.shape == (d,) and raw_b.shape == (), (
        f"With {d} inputs the weights have shape ({d},) and the bias is a number; "
        f"got shapes {raw_w.shape} and {raw_b.shape}."
    )
    new = rng.normal(size=(6, d))
    assert np.allclose(new @ raw_w + raw_b, (new - mean) / std @ w + b, rtol=1e-3, atol=1e-3), (
        f"With {d} inputs the raw rule and the standardized rule disagree on new examples. "
        "Put the definition of u into the sum and collect what multiplies x and what does not."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: the answer, and who holds the boundary (2 points)
#
# **The answer.** The neuron says class 1 where $z > 0$, and the negative class otherwise, at $z = 0$ too. What the
# negative class is *called* depends on the labels in use, −1 or 0, so the caller says it: `negative`.
#
# **Who holds the boundary.** With labels −1 and +1, the **margin** of example $i$ is $y_i z_i$: positive if the answer
# is right, large if it is right by far. The hinge loss is 0 from a margin of 1 on, so those examples do not pull. The
# others hold the boundary where it is, and so do those that stand on the edge, at a margin of exactly 1: the **support
# vectors**. Numbers from a computer are rarely *exactly* 1, so every margin up to 1 + `tolerance` counts.


# %% nbgrader={"grade": false, "grade_id": "t7_predict", "locked": false, "schema_version": 3, "solution": true, "task": false}
def predict(X, w, b, negative):
    """Return the label of every example.

    X: array (n, d), one example per row
    w: array (d,), the weights
    b: number, the bias
    negative: what the negative class is called, -1 or 0

    Returns an array (n,) that holds 1 and `negative`.
    """
    ### BEGIN SOLUTION
    return np.where(X @ w + b > 0, 1, negative)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t7_support_vectors", "locked": false, "schema_version": 3, "solution": true, "task": false}
def support_vectors(X, y, w, b, tolerance):
    """Return which examples are support vectors.

    X: array (n, d), one example per row
    y: array (n,), the labels, -1 and +1
    w: array (d,), the weights
    b: number, the bias
    tolerance: number, 0 or more

    Returns an integer array: the row numbers of the examples with margin at most 1 + tolerance, ascending.
    """
    ### BEGIN SOLUTION
    return np.flatnonzero(y * (X @ w + b) <= 1 + tolerance)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_predict_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One input, weight 2, bias -1: the sums are 3, 0 and -5. The boundary itself belongs to the negative class.
X, w = np.array([[2.0], [0.5], [-2.0]]), np.array([2.0])
labels = ask.numbers(predict, X, w, -1.0, -1)
assert labels.shape == (3,), f"Three examples get three labels, shape (3,); got {labels.shape}."
assert np.array_equal(labels, [1, -1, -1]), (
    f"With negative = -1 the labels should be 1, -1, -1, but are {labels}. What is said at z = 0?"
)
labels = ask.numbers(predict, X, w, -1.0, 0)
assert np.array_equal(labels, [1, 0, 0]), f"With negative = 0 the labels should be 1, 0, 0, but are {labels}."

# Hidden tests: random examples on both sides, both namings; examples on the boundary; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, d in [(60, 3), (3, 3), (1, 2), (50, 1)]:
    for sign in (1, -1):
        w = (2 * rng.integers(4, 12, size=d) + 1) * rng.choice([-1, 1], size=d) / 8
        w[0] = sign / 4  # so that all of this is exact
        b = sign * (2 * rng.integers(2, 5) + 1) / 16
        X = (2 * rng.integers(-8, 8, size=(n, d)) + 1) / 8
        sums = np.resize([1, -1], n) * np.where(np.arange(n) % 4 < 2, 1 / 64, 1 / 8)  # smaller than the bias
        X[:, 0] += (sums - b - X @ w) / w[0]
        for negative in (-1, 0):
            labels = ask.numbers(predict, X, w, b, negative)
            assert labels.shape == (n,), f"{n} examples get {n} labels, shape ({n},); got {labels.shape}."
            wrong = [i for i in range(n) if labels[i] != (1 if sums[i] > 0 else negative)]
            assert not wrong, (
                f"With negative = {negative} the labels of {len(wrong)} of {n} random examples are wrong. "
                "Does the bias enter the sum? Is the threshold at 0? Is something rounded?"
            )
    on_it = ask.numbers(predict, np.zeros((2, d)), w, 0.0, -1)
    assert np.array_equal(on_it, [-1, -1]), "Examples with z = 0 belong to the negative class, as agreed; yours do not."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_support_vectors_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One input, weight 1, bias 0. Margins: 3, 1, 0.5 for label +1, then 2 and -1 (a mistake) for label -1.
X, y = np.array([[3.0], [1.0], [0.5], [-2.0], [1.0]]), np.array([1.0, 1.0, 1.0, -1.0, -1.0])
found = ask.numbers(support_vectors, X, y, np.array([1.0]), 0.0, 1e-6)
assert found.dtype.kind in "iu", "Return row numbers, an array of integers, not a mask and not the rows."
assert np.array_equal(found, [1, 2, 4]), (
    f"The support vectors should be rows 1, 2 and 4, but are {found}. "
    "The one on the edge, the one inside, and the one on the wrong side all count."
)

# Hidden tests: random margins for both labels; the tolerance; all, one and none; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for margins in (
    [
        *rng.uniform(1.2, 4, 4),
        *rng.uniform(0.1, 0.8, 4),
        *rng.uniform(-1, -0.1, 2),
        *rng.uniform(-3, -1.2, 2),  # mistakes so far off that their absolute value looks right by far
        *(1.05, 1.05, 1.115, 1.115, 1.14, 1.14, 1.0, 1.0, 1.5),
    ],
    rng.uniform(1.2, 4, 6),
    [*rng.uniform(1.2, 4, 5), 0.5],
    rng.uniform(-1, 0.8, 6),
):
    for sign in (1, -1):
        margins = rng.permutation(margins)
        n = len(margins)
        y = rng.permutation((-1.0) ** np.arange(n))
        w, b = rng.uniform(1, 2, size=3) * np.array([1, -1, 1]), sign * 1.453
        X = rng.normal(size=(n, 3))
        X[:, 2] += (margins * y - b - X @ w) / w[2]
        found = ask.numbers(support_vectors, X, y, w, b, 0.125)
        expected = [i for i in range(n) if margins[i] < 1.125]
        assert found.ndim == 1, (
            f"Return a flat array of row numbers, also where there is only one; got shape {found.shape} for "
            f"{len(expected)} support vectors."
        )
        assert not len(found) or found.dtype.kind in "iu", f"Return an array of integers; got {found.dtype}."
        missed, extra = set(expected) - set(found.tolist()), set(found.tolist()) - set(expected)
        assert not missed, (
            f"{len(missed)} of {len(expected)} support vectors are missing: margins "
            f"{', '.join(f'{margins[i]:.3f}' for i in sorted(missed))}, tolerance 0.125. Does the label enter the margin?"
        )
        assert not extra, (
            f"{len(extra)} examples are no support vectors but were returned: margins "
            f"{', '.join(f'{margins[int(i)]:.3f}' for i in sorted(extra) if 0 <= i < n)}, tolerance 0.125."
        )
        assert found.tolist() == expected, "The row numbers are not in ascending order, or some appear twice."
on_the_edge = ask.numbers(
    support_vectors, np.array([[2.0], [1.0], [-1.0]]), np.array([1.0, 1, -1]), np.ones(1), 0.0, 0.0
)
assert on_the_edge.tolist() == [1, 2], (
    "With a tolerance of 0 an example whose margin is exactly 1 is still a support vector, for both labels."
)
### END HIDDEN TESTS
