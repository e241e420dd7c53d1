# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 3: Activations
#
# You will build activations and their slopes, so that they are right for a pre-activation of ten thousand as well as
# for one of two; then softmax and its Jacobian; and at last three instruments that show what a stack of layers does
# to a gradient.
#
# **Practices** [lecture 5, Activations](../../course/05-activations.ipynb). **Time** 75 to 100 minutes. **You need**
# NumPy only.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | sigmoid, and the slopes of sigmoid and tanh | 3 |
# | t2 | leaky ReLU and ELU, with slopes | 4 |
# | t3 | softplus | 2 |
# | t4 | GELU, with its slope | 2 |
# | t5 | softmax, with a temperature | 3 |
# | t6 | the Jacobian of softmax | 3 |
# | t7 | saturated units, dead units, shrinking gradients | 3 |
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
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a03-activations/activations.ipynb),
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
import math

import numpy as np

from helpers import ask  # calls your functions with copies of the inputs, and says in a sentence what goes wrong


def three_digits(values, exact):
    """Return whether values are right to three digits; what is too small for a number of their type may be 0."""
    smallest = max(np.finfo(values.dtype).tiny, 1e-300) if values.dtype.kind == "f" else 0
    return bool(np.all(np.abs(values - exact) <= 1e-3 * np.abs(exact) + smallest))


# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: sigmoid, and two slopes (3 points)
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} \qquad \sigma'(z) = \sigma(z)\,\bigl(1 - \sigma(z)\bigr) \qquad
# \tanh'(z) = 1 - \tanh^2(z)$$
#
# Write these three for arrays of any shape. (NumPy already has `np.tanh` itself.) They have to be right to three
# digits for every $z$ between −10,000 and 10,000, *also where the result is tiny*: a slope of $10^{-20}$ is small,
# but it is not 0. (Below $10^{-300}$ or so, with single precision below $10^{-38}$, a computer runs out of numbers;
# there, 0 is right, and so is any number that is as small.) The two formulas on the right, typed as they stand, fail:
# what is $1 - \sigma(50)$ in a computer that keeps 16 digits? So rewrite them on paper first.
#
# Two hints. $1 - \sigma(z) = \sigma(-z)$, which needs no subtraction. And both slopes are even functions,
# $f'(z) = f'(-z)$, so you may work with $\lvert z\rvert$ and never let a positive number into an exponent. A warning
# about an overflow costs no points as long as the number is right, but it is a good reason to look again.


# %% nbgrader={"grade": false, "grade_id": "t1_sigmoid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid(z):
    """Return the sigmoid of every entry of z, an array of any shape."""
    ### BEGIN SOLUTION
    return np.exp(-np.logaddexp(0, -z))
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t1_sigmoid_slope", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid_slope(z):
    """Return the slope of the sigmoid at every entry of z, an array of any shape."""
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t1_tanh_slope", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tanh_slope(z):
    """Return the slope of the hyperbolic tangent at every entry of z, an array of any shape."""
    ### BEGIN SOLUTION
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e) ** 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_sigmoid_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The sigmoid of 0 is a half; of log 4 it is 4/5, of -log 4 it is 1/5, of log 9 it is 9/10.
a = ask.numbers(sigmoid, np.array([[0.0, np.log(4)], [-np.log(4), np.log(9)]]))
assert a.shape == (2, 2), f"z of shape (2, 2) has activations of the same shape; got {a.shape}."
assert np.allclose(a, [[0.5, 0.8], [0.2, 0.9]]), (
    f"The activations should be 0.5, 0.8, 0.2 and 0.9, but are {np.ravel(a)}. Check the sign in the exponent."
)

# Hidden tests: random z of several shapes; tiny values to three digits; z of 10,000; the argument is not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(9,), (2, 3), (2, 1, 3)]:
    z = rng.uniform(0.2, 6, size=shape) * np.resize([1, -1], shape)
    a = ask.numbers(sigmoid, z)
    assert a.shape == shape, f"z of shape {shape} has activations of the same shape; got {a.shape}."
    assert np.allclose(a * (1 + np.exp(-z)), 1, rtol=1e-3), (
        "At random z the activation is not 1 / (1 + exp(-z)). Check the sign in the exponent."
    )
far = ask.numbers(sigmoid, np.array([-1e4, -800.0, 800.0, 1e4]))
assert np.all(np.isfinite(far)), (
    f"For z of -10,000, -800, 800 and 10,000 the activations are {far}. Does exp() of a large number overflow, and is "
    "infinity divided by infinity?"
)
assert np.allclose(far, [0, 0, 1, 1], atol=1e-6), (
    "Far from 0 the sigmoid must be at its ends, but for z of -10,000, -800, 800 and 10,000 it is not."
)
z = np.array([-20.0, -35.0, -50.0, -70.0, -100.0, -200.0, -400.0, -600.0, -800.0, -1e4])
a = ask.numbers(sigmoid, z)
for i in range(len(z)):
    assert three_digits(a[i], np.exp(z[i])), (
        f"For z of {z[i]:g} the activation, {a[i]}, is not right to three digits. Is a number near 1 subtracted from 1, "
        "or one near -1 added to it? Then the digits that matter are rounded away. Or is z cut off somewhere?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_sigmoid_slope_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Where the sigmoid is 0.5, 0.8, 0.2 and 0.9.
slopes = ask.numbers(sigmoid_slope, np.array([[0.0, np.log(4)], [-np.log(4), np.log(9)]]))
assert slopes.shape == (2, 2), f"z of shape (2, 2) has slopes of the same shape; got {slopes.shape}."
assert np.allclose(slopes, [[0.25, 0.16], [0.16, 0.09]]), (
    f"The slopes should be 0.25, 0.16, 0.16 and 0.09, but are {np.ravel(slopes)}. Is it a function of z, or of a?"
)

# Hidden tests: finite differences at random z; tiny slopes on both sides; z of 10,000; the argument is not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(2, 4), (7,), (1, 3, 1)]:
    z = rng.uniform(0.1, 6, size=shape) * np.resize([1, -1], shape)
    slopes = ask.numbers(sigmoid_slope, z)
    assert slopes.shape == shape, f"z of shape {shape} has slopes of the same shape; got {slopes.shape}."
    above, below = (1 / (1 + np.exp(-(z + h))) for h in (1e-4, -1e-4))
    assert np.allclose(slopes, (above - below) / 2e-4, rtol=1e-3, atol=1e-5), (
        "At random z the slope disagrees with finite differences of the sigmoid, by up to "
        f"{np.max(np.abs(slopes - (above - below) / 2e-4)):.3g}. A factor lost, or the wrong sign?"
    )
far = ask.numbers(sigmoid_slope, np.array([-1e4, -800.0, 800.0, 1e4]))
assert np.all(np.isfinite(far)), (
    f"For z of -10,000, -800, 800 and 10,000 the slopes are {far}. Does exp() of a large number overflow, and is "
    "infinity divided by infinity?"
)
assert np.allclose(far, 0, atol=1e-9), "For |z| of 800 and 10,000 the sigmoid is flat, but some slopes are not 0."
sizes = np.array([20.0, 35.0, 50.0, 70.0, 100.0, 200.0, 400.0, 600.0, 800.0, 1e4])
slopes = ask.numbers(sigmoid_slope, np.stack([-sizes, sizes]))
for i, size in enumerate(sizes):
    assert three_digits(slopes[:, i], np.exp(-size)), (
        f"For |z| of {size:g} the slopes, {slopes[:, i]}, are not right to three digits on both sides. Is a number near 1 "
        "subtracted from 1? Then the digits that matter are rounded away. Or is z cut off somewhere?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_tanh_slope_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# tanh of 0, log 2 and -log 3 is 0, 0.6 and -0.8.
slopes = ask.numbers(tanh_slope, np.array([0.0, np.log(2), -np.log(3)]))
assert slopes.shape == (3,), f"Three z have three slopes, shape (3,); got {slopes.shape}."
assert np.allclose(slopes, [1.0, 0.64, 0.36]), (
    f"The slopes should be 1, 0.64 and 0.36, but are {slopes}. A factor 2 in an exponent, or the square, lost?"
)

# Hidden tests: finite differences at random z; tiny slopes on both sides; z of 10,000; the argument is not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(2, 4), (7,), (1, 3, 1)]:
    z = rng.uniform(0.1, 3, size=shape) * np.resize([1, -1], shape)
    slopes = ask.numbers(tanh_slope, z)
    assert slopes.shape == shape, f"z of shape {shape} has slopes of the same shape; got {slopes.shape}."
    measured = (np.tanh(z + 1e-4) - np.tanh(z - 1e-4)) / 2e-4
    assert np.allclose(slopes, measured, rtol=1e-3, atol=1e-5), (
        "At random z the slope disagrees with finite differences of tanh, by up to "
        f"{np.max(np.abs(slopes - measured)):.3g}. A factor lost, or the wrong sign?"
    )
far = ask.numbers(tanh_slope, np.array([-1e4, -800.0, 800.0, 1e4]))
assert np.all(np.isfinite(far)), (
    f"For z of -10,000, -800, 800 and 10,000 the slopes are {far}. Does exp() of a large number overflow, and is "
    "infinity divided by infinity?"
)
assert np.allclose(far, 0, atol=1e-9), "For |z| of 800 and 10,000 tanh is flat, but some slopes are not 0."
sizes = np.array([10.0, 20.0, 25.0, 40.0, 100.0, 200.0, 300.0, 340.0, 800.0, 1e4])
slopes = ask.numbers(tanh_slope, np.stack([-sizes, sizes]))
for i, size in enumerate(sizes):
    assert three_digits(slopes[:, i], 4 * np.exp(-2 * size)), (
        f"For |z| of {size:g} the slopes, {slopes[:, i]}, are not right to three digits on both sides. Is a number near 1 "
        "subtracted from 1? Then the digits that matter are rounded away. Or is z cut off somewhere?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: leaky ReLU and ELU (4 points)
#
# Both leave positive numbers as they are. Below zero one leaks a little, the other bends toward a floor:
#
# $$\text{leaky ReLU}(z) = \begin{cases} z & z \gt 0 \\ \alpha z & z \le 0 \end{cases} \qquad
# \text{ELU}(z) = \begin{cases} z & z \gt 0 \\ \alpha\,(e^z - 1) & z \le 0 \end{cases} \qquad 0 \le \alpha \le 1$$
#
# With $\alpha = 0$ each of them is ReLU. Write both and their slopes. At the corner, $z = 0$, there are two slopes to
# choose from; we agree on the one *from the left*, which belongs to $z \le 0$ in the formulas. Everything has to be
# right for $\lvert z\rvert$ up to 10,000, and ELU also close to 0: $e^z - 1$ is a small difference of two numbers
# near 1, and `np.expm1` computes it without losing digits.


# %% nbgrader={"grade": false, "grade_id": "t2_leaky_relu", "locked": false, "schema_version": 3, "solution": true, "task": false}
def leaky_relu(z, alpha):
    """Return the leaky ReLU of every entry of z.

    z: array of any shape
    alpha: number from 0 to 1

    Returns an array of the shape of z.
    """
    ### BEGIN SOLUTION
    return np.maximum(z, 0) + alpha * np.minimum(z, 0)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_leaky_relu_slope", "locked": false, "schema_version": 3, "solution": true, "task": false}
def leaky_relu_slope(z, alpha):
    """Return the slope of the leaky ReLU at every entry of z.

    z: array of any shape
    alpha: number from 0 to 1

    Returns an array of the shape of z.
    """
    ### BEGIN SOLUTION
    return np.where(z > 0, 1.0, alpha)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_elu", "locked": false, "schema_version": 3, "solution": true, "task": false}
def elu(z, alpha):
    """Return the ELU of every entry of z.

    z: array of any shape
    alpha: number from 0 to 1

    Returns an array of the shape of z.
    """
    ### BEGIN SOLUTION
    return np.maximum(z, 0) + alpha * np.expm1(np.minimum(z, 0))
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_elu_slope", "locked": false, "schema_version": 3, "solution": true, "task": false}
def elu_slope(z, alpha):
    """Return the slope of the ELU at every entry of z.

    z: array of any shape
    alpha: number from 0 to 1

    Returns an array of the shape of z.
    """
    ### BEGIN SOLUTION
    return np.where(z > 0, 1.0, alpha * np.exp(-np.abs(z)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_leaky_relu_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# With alpha = 0.1 a positive number stays, a negative one is left with a tenth.
a = ask.numbers(leaky_relu, np.array([3.0, -2.0, 0.0]), 0.1)
assert a.shape == (3,), f"Three z have three activations, shape (3,); got {a.shape}."
assert np.allclose(a, [3.0, -0.2, 0.0]), (
    f"The activations should be 3, -0.2 and 0, but are {a}. Which side is multiplied by alpha?"
)

# Hidden tests: random z, alpha of 0 and 1 among others; large z; other shapes; the argument is not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
sizes = [rng.uniform(0.1, 0.9, size=(2, 2)), rng.uniform(1.1, 4, size=(2, 2)), np.full((2, 2), 1e4)]
z = np.concatenate(sizes, axis=1) * np.array([1, -1, 1, -1, 1, -1])
for alpha in (0.325, 0.01, 0.0, 1.0):
    a = ask.numbers(leaky_relu, z, alpha)
    assert a.shape == (2, 6), f"z of shape (2, 6) has activations of the same shape; got {a.shape}."
    assert np.allclose(a[z > 0], z[z > 0], rtol=1e-4), (
        f"With alpha = {alpha:.3g}, positive numbers must stay as they are, but some changed."
    )
    assert np.allclose(a[z < 0], alpha * z[z < 0], rtol=1e-4, atol=1e-6), (
        f"With alpha = {alpha:.3g}, negative numbers do not come out right. Is alpha the argument, or a fixed number?"
    )
shape = ask.numbers(leaky_relu, z[:1, None], 0.325).shape
assert shape == (1, 1, 6), f"z of shape (1, 1, 6) has activations of the same shape; got {shape}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_leaky_relu_slope_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# With alpha = 0.1 the slope is 1 on the right and 0.1 on the left. At the corner, 0, we agreed on the left.
slopes = ask.numbers(leaky_relu_slope, np.array([3.0, -2.0, 0.0]), 0.1)
assert slopes.shape == (3,), f"Three z have three slopes, shape (3,); got {slopes.shape}."
assert np.allclose(slopes[:2], [1.0, 0.1]), f"The slopes at 3 and -2 should be 1 and 0.1, but are {slopes[:2]}."
assert np.isclose(slopes[2], 0.1), f"At the corner the slope is not as agreed above: got {slopes[2]}."

# Hidden tests: random z, alpha of 0 and 1 among others; at the corner and very close; large z; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
sizes = [np.full((2, 2), 0.01), rng.uniform(0.1, 4, size=(2, 2)), np.full((2, 2), 1e4)]
z = np.concatenate(sizes, axis=1) * np.array([1, -1, 1, -1, 1, -1])
for alpha in (0.325, 0.01, 0.0, 1.0):
    slopes = ask.numbers(leaky_relu_slope, z, alpha)
    assert slopes.shape == (2, 6), f"z of shape (2, 6) has slopes of the same shape; got {slopes.shape}."
    assert np.allclose(slopes[z > 0], 1, rtol=1e-4), (
        f"With alpha = {alpha:.3g}, some slopes at positive z are wrong. Does it depend on how large z is?"
    )
    assert np.allclose(slopes[z < 0], alpha, rtol=1e-4, atol=1e-6), (
        f"With alpha = {alpha:.3g}, some slopes at negative z are wrong. Is alpha the argument, or a fixed number?"
    )
    corner = ask.numbers(leaky_relu_slope, np.zeros(2), alpha)
    assert np.allclose(corner, alpha, rtol=1e-4, atol=1e-6), (
        f"With alpha = {alpha:.3g}, the slope at the corner, z = 0, is not the one that we agreed on: got {corner}."
    )
shape = ask.numbers(leaky_relu_slope, z[:1, None], 0.325).shape
assert shape == (1, 1, 6), f"z of shape (1, 1, 6) has slopes of the same shape; got {shape}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_elu_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# exp(-log 2) is a half, and exp(-log 4) a quarter.
a = ask.numbers(elu, np.array([2.0, 0.0, -np.log(2), -np.log(4)]), 1.0)
assert a.shape == (4,), f"Four z have four activations, shape (4,); got {a.shape}."
assert np.allclose(a, [2.0, 0.0, -0.5, -0.75]), (
    f"With alpha = 1 the activations should be 2, 0, -0.5 and -0.75, but are {a}. Is the -1 forgotten?"
)
a = ask.numbers(elu, np.array([2.0, 0.0, -np.log(2), -np.log(4)]), 0.4)
assert np.allclose(a, [2.0, 0.0, -0.2, -0.3]), (
    f"With alpha = 0.4 the activations should be 2, 0, -0.2 and -0.3, but are {a}. What does alpha multiply?"
)

# Hidden tests: random z; several alpha; z of 100 and 10,000; z very close to 0; other shapes; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
sizes = [rng.uniform(0.1, 0.9, size=(2, 2)), rng.uniform(1.1, 4, size=(2, 2)), np.array([[100.0, 100.0], [1e4, 1e4]])]
z = np.concatenate(sizes, axis=1) * np.array([1, -1, 1, -1, 1, -1])
for alpha in (0.325, 0.01, 0.0, 1.0):
    a = ask.numbers(elu, z, alpha)
    assert a.shape == (2, 6), f"z of shape (2, 6) has activations of the same shape; got {a.shape}."
    assert np.all(np.isfinite(a)), (
        f"With alpha = {alpha:.3g}, for z of 10,000 and -10,000 among others, the activations are {np.ravel(a)}. "
        "Does exp() get a large number, and is infinity multiplied by 0?"
    )
    assert np.allclose(a[z > 0], z[z > 0], rtol=1e-4), (
        f"With alpha = {alpha:.3g}, positive numbers must stay as they are, but some changed."
    )
    expected = [alpha * (math.exp(one) - 1) for one in z[z < 0]]
    assert np.allclose(a[z < 0], expected, rtol=1e-3, atol=1e-5), (
        f"With alpha = {alpha:.3g}, negative numbers do not come out right. Does alpha multiply the whole bracket?"
    )
tiny = np.array([[[-1e-20, -3e-20, -1e-12]]])
a = ask.numbers(elu, tiny, 1.0)
assert a.shape == (1, 1, 3), f"z of shape (1, 1, 3) has activations of the same shape; got {a.shape}."
assert np.all(np.abs(a / tiny - 1) < 1e-3), (
    f"For z of -1e-20, -3e-20 and -1e-12 the activations, {a}, are not right to three digits. Is 1 subtracted from a "
    "number near 1?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_elu_slope_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# With alpha = 0.4: on the right the slope is 1; where exp(z) is 1/2 and 1/4, it is 0.2 and 0.1; at 0 we agreed on the
# left.
slopes = ask.numbers(elu_slope, np.array([2.0, -np.log(2), -np.log(4), 0.0]), 0.4)
assert slopes.shape == (4,), f"Four z have four slopes, shape (4,); got {slopes.shape}."
assert np.allclose(slopes[:3], [1.0, 0.2, 0.1]), (
    f"The first three slopes should be 1, 0.2 and 0.1, but are {slopes[:3]}. What is the derivative of the bracket?"
)
assert np.isclose(slopes[3], 0.4), f"At the corner the slope is not as agreed above: got {slopes[3]}."

# Hidden tests: finite differences at random z, for several alpha; the corner; z of 10,000; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
sizes = [rng.uniform(0.1, 0.9, size=(2, 2)), rng.uniform(1.1, 4, size=(2, 2))]
z = np.concatenate(sizes, axis=1) * np.array([1, -1, 1, -1])
for alpha in (0.325, 0.01, 0.0, 1.0):
    slopes = ask.numbers(elu_slope, z, alpha)
    assert slopes.shape == (2, 4), f"z of shape (2, 4) has slopes of the same shape; got {slopes.shape}."
    above, under = (np.where(y > 0, y, alpha * (np.exp(y) - 1)) for y in (z + 1e-4, z - 1e-4))
    assert np.allclose(slopes, (above - under) / 2e-4, rtol=1e-3, atol=1e-5), (
        f"With alpha = {alpha:.3g}, the slope disagrees with finite differences of ELU at random z, by up to "
        f"{np.max(np.abs(slopes - (above - under) / 2e-4)):.3g}."
    )
    corner = ask.numbers(elu_slope, np.zeros((1, 2)), alpha)
    assert corner.shape == (1, 2), f"z of shape (1, 2) has slopes of the same shape; got {corner.shape}."
    assert np.allclose(corner, alpha, rtol=1e-4, atol=1e-6), (
        f"With alpha = {alpha:.3g}, the slope at the corner, z = 0, is not the one that we agreed on: got {corner[0]}."
    )
    far = ask.numbers(elu_slope, np.array([1e4, -1e4]), alpha)
    assert np.all(np.isfinite(far)) and np.allclose(far, [1, 0], atol=1e-6), (
        f"With alpha = {alpha:.3g}, for z of 10,000 and -10,000 the slopes are {far}. Does exp() overflow?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: softplus (2 points)
#
# Softplus is ReLU with a round corner; the larger $\beta \gt 0$, the sharper it is:
#
# $$\text{softplus}_\beta(z) = \frac{1}{\beta} \ln\bigl(1 + e^{\beta z}\bigr)$$
#
# Typed like that, it is `inf` at $z = 1000$, where it should be 1000, and 0 at $z = -50$, where with $\beta = 1$ it
# should be about $e^{-50}$. Take the largest exponent out of the logarithm on paper, separately for $z \gt 0$ and
# $z \le 0$. Then find one formula for both that needs $e^{-\beta \lvert z\rvert}$ only. `np.log1p(t)` is
# $\ln(1 + t)$, with all its digits even where $t$ is tiny. The result has to be right to three digits for
# $\lvert z\rvert$ up to 10,000.


# %% nbgrader={"grade": false, "grade_id": "t3_softplus", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softplus(z, beta):
    """Return the softplus of every entry of z.

    z: array of any shape
    beta: positive number

    Returns an array of the shape of z.
    """
    ### BEGIN SOLUTION
    return np.maximum(z, 0) + np.log1p(np.exp(-beta * np.abs(z))) / beta
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_softplus_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# With beta = 1: 1 + exp(z) is 2 at z = 0, 4 at z = log 3 and 4/3 at z = -log 3.
a = ask.numbers(softplus, np.array([0.0, np.log(3), -np.log(3)]), 1.0)
assert a.shape == (3,), f"Three z have three activations, shape (3,); got {a.shape}."
assert np.allclose(a, np.log([2, 4, 4 / 3])), (
    f"With beta = 1 the activations should be 0.6931, 1.3863 and 0.2877, but are {a}. Natural logarithm?"
)
a = ask.numbers(softplus, np.array([0.0, np.log(3) / 2]), 2.0)
assert np.allclose(a, np.log([2, 4]) / 2), (
    f"With beta = 2 the activations at 0 and 0.5493 should be 0.3466 and 0.6931, but are {a}. Where does beta enter?"
)

# Hidden tests: random z and several beta against the formula; softplus(z) - softplus(-z) = z; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for beta in (1.0, 0.35, 2.15):
    for shape in [(2, 4), (1, 3, 1)]:
        z = rng.uniform(0.1, 3, size=shape) * np.resize([1, -1], shape)
        a = ask.numbers(softplus, z, beta)
        assert a.shape == shape, f"z of shape {shape} has activations of the same shape; got {a.shape}."
        assert np.allclose(np.exp(beta * a), 1 + np.exp(beta * z), rtol=1e-3), (
            f"At random z, with beta = {beta:.3f}, the activation is not what the formula says. Where does beta enter?"
        )
        assert np.allclose(a - ask.numbers(softplus, -z, beta), z, rtol=1e-3, atol=1e-5), (
            f"With beta = {beta:.3f}, softplus(z) - softplus(-z) must be z, but is not."
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_softplus_far", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: z of 10,000 on both sides; tiny values to three digits; a large beta makes it ReLU; nothing is modified.
### BEGIN HIDDEN TESTS
for beta in (0.5, 1.0, 2.0):
    far = ask.numbers(softplus, np.array([100.0, 1000.0, 1e4, -1000.0, -1e4]), beta)
    assert np.all(np.isfinite(far)), (
        f"For z of 1,000, 10,000, -1,000 and -10,000, with beta = {beta}, the activations are {far[1:]}. "
        "Does exp() overflow?"
    )
    assert np.allclose(far[:3], [100.0, 1000.0, 1e4], rtol=1e-4), (
        f"For z of 100, 1,000 and 10,000, with beta = {beta}, softplus is hardly different from z; yours is: {far[:3]}."
    )
    assert np.allclose(far[3:], 0, atol=1e-6), (
        f"For z of -1,000 and -10,000, with beta = {beta}, softplus is hardly different from 0; yours is: {far[3:]}."
    )
    z = np.array([-20.0, -30.0, -40.0, -70.0, -100.0, -200.0, -400.0, -600.0, -1e4]) / beta
    a = ask.numbers(softplus, z, beta)
    for i in range(len(z)):
        assert three_digits(beta * a[i], np.exp(beta * z[i])), (
            f"At z of {z[i]:g}, with beta = {beta}, the activation {a[i]} is not right to three digits. Is 1 added to "
            "a tiny number before the logarithm is taken? Then the tiny number is rounded away. Or is z cut off?"
        )
sharp = ask.numbers(softplus, np.array([-2.0, -0.5, 0.5, 2.0]), 1000.0)
assert np.allclose(sharp, [0, 0, 0.5, 2], atol=1e-4), (
    f"With beta = 1000 softplus must be hardly different from ReLU, but at -2, -0.5, 0.5 and 2 it is {sharp}."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: GELU (2 points)
#
# Transformers bend with
#
# $$\text{GELU}(z) = z \, \Phi(z) \qquad \Phi(z) = \frac12 \Bigl(1 + \operatorname{erf}\frac{z}{\sqrt 2}\Bigr)
# \qquad \Phi'(z) = \varphi(z) = \frac{1}{\sqrt{2\pi}}\, e^{-z^2/2}$$
#
# where $\Phi$ is the share of a standard normal distribution that lies below $z$. Write GELU itself, not one of its
# approximations, and its slope, which the product rule gives. `math.erf` takes one number at a time; how do you get
# it through an array of any shape?


# %% nbgrader={"grade": false, "grade_id": "t4_gelu", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gelu(z):
    """Return the GELU of every entry of z, an array of any shape."""
    ### BEGIN SOLUTION
    return z * (1 + np.vectorize(math.erf)(z / np.sqrt(2))) / 2
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t4_gelu_slope", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gelu_slope(z):
    """Return the slope of the GELU at every entry of z, an array of any shape."""
    ### BEGIN SOLUTION
    below = (1 + np.vectorize(math.erf)(z / np.sqrt(2))) / 2
    return below + z * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_gelu_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# 84.13 % of a normal distribution lie below 1, and 15.87 % below -1.
a = ask.numbers(gelu, np.array([[0.0], [1.0], [-1.0]]))
assert a.shape == (3, 1), f"z of shape (3, 1) has activations of the same shape; got {a.shape}."
assert np.allclose(np.ravel(a), [0.0, 0.8413, -0.1587], atol=0.03), (
    f"The activations should be 0, 0.8413 and -0.1587, but are {np.ravel(a)}. "
    "What is inside erf, and what multiplies Phi?"
)
assert np.allclose(np.ravel(a), [0.0, 0.8413, -0.1587], atol=1e-4), (
    f"The activations should be 0, 0.8413 and -0.1587, but are {np.ravel(a)}: close, but not GELU itself. "
    "Is this one of its approximations?"
)

# Hidden tests: random z; where the approximations are off; GELU(z) - GELU(-z) = z; z of 10,000; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
z = rng.uniform(0.2, 3, size=(2, 4)) * np.array([1, -1, 1, -1])
z[:, 2:] = [[2.7, -2.7], [1.25, -1.25]]
a = ask.numbers(gelu, z)
assert a.shape == (2, 4), f"z of shape (2, 4) has activations of the same shape; got {a.shape}."
off = np.abs(a - np.array([[one * (1 + math.erf(one / math.sqrt(2))) / 2 for one in row] for row in z]))
assert np.max(off) < 0.03, (
    f"At random z GELU is off by up to {np.max(off):.3g}. What is inside erf, what multiplies Phi?"
)
assert np.max(off) < 1e-4, (
    f"At random z GELU is nearly right, but off by up to {np.max(off):.1e}. Is this one of its approximations?"
)
assert np.allclose(a - ask.numbers(gelu, -z), z, rtol=1e-3, atol=1e-5), "GELU(z) - GELU(-z) must be z, but is not."
far = ask.numbers(gelu, np.array([1e4, -1e4]))
assert np.all(np.isfinite(far)) and np.allclose(far, [1e4, 0.0], rtol=1e-4, atol=1e-4), (
    f"For z of 10,000 and -10,000 GELU is {far}. On the right it should hardly change z, on the left leave nothing."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_gelu_slope_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# At 0 the slope is a half. At 1, where Phi is 0.8413 and phi 0.2420, it is 1.0833: steeper than ReLU.
slopes = ask.numbers(gelu_slope, np.array([[0.0], [1.0], [-1.0]]))
assert slopes.shape == (3, 1), f"z of shape (3, 1) has slopes of the same shape; got {slopes.shape}."
assert np.allclose(np.ravel(slopes), [0.5, 1.0833, -0.0833], atol=1e-4), (
    f"The slopes should be 0.5, 1.0833 and -0.0833, but are {np.ravel(slopes)}. The product rule has two terms."
)

# Hidden tests: finite differences at random z; the slopes at z and -z add up to 1; z of 10,000; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
z = rng.uniform(0.2, 3, size=(2, 4)) * np.array([1, -1, 1, -1])
slopes = ask.numbers(gelu_slope, z)
assert slopes.shape == (2, 4), f"z of shape (2, 4) has slopes of the same shape; got {slopes.shape}."


def gelu_of(one):
    return one * (1 + math.erf(one / math.sqrt(2))) / 2


measured = np.array([[(gelu_of(one + 1e-4) - gelu_of(one - 1e-4)) / 2e-4 for one in row] for row in z])
assert np.allclose(slopes, measured, rtol=1e-3, atol=1e-4), (
    "At random z the slope disagrees with finite differences of GELU, by up to "
    f"{np.max(np.abs(slopes - measured)):.3g}. The product rule has two terms; is the density's exponent right?"
)
assert np.allclose(slopes + ask.numbers(gelu_slope, -z), 1, atol=1e-4), (
    "The slopes at z and -z must add up to 1; yours do not."
)
far = ask.numbers(gelu_slope, np.array([1e4, -1e4]))
assert np.all(np.isfinite(far)) and np.allclose(far, [1, 0], atol=1e-4), (
    f"For z of 10,000 and -10,000 the slopes are {far}. There GELU is straight: z on the right, 0 on the left."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: softmax (3 points)
#
# Softmax turns logits into probabilities along one axis of an array. With a temperature $T \gt 0$:
#
# $$p_k = \frac{e^{z_k / T}}{\sum_{j=1}^K e^{z_j / T}}$$
#
# `axis` says along which axis the classes $1, \dots, K$ lie: for logits of shape $(n, K)$, one example per row, it is
# 1 or −1. The probabilities have the shape of the logits and add up to 1 along that axis.
#
# Use the freedom that the lecture showed: adding a number to all logits of one example changes nothing. Choose the
# number so that no exponent is positive, *for each example by itself*, and logits of $\pm 10{,}000$ do no harm. A
# logit of $-\infty$ is allowed too, as long as another one of the same example is finite: such a class gets the
# probability 0.


# %% nbgrader={"grade": false, "grade_id": "t5_softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax(z, axis, temperature):
    """Return the softmax of z along an axis.

    z: array of any shape, the logits
    axis: integer, the axis along which the probabilities add up to 1
    temperature: positive number

    Returns an array of the shape of z.
    """
    ### BEGIN SOLUTION
    z = z / temperature
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_softmax_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two examples, three classes. exp of the logits is 1, 2, 5 and 3, 3, 4.
z = np.log(np.array([[1.0, 2.0, 5.0], [3.0, 3.0, 4.0]]))
p = ask.numbers(softmax, z, 1, 1.0)
assert p.shape == (2, 3), f"Probabilities have the shape of the logits, (2, 3); got {p.shape}."
assert np.allclose(np.sum(p, axis=1), 1), (
    f"With axis = 1 every row must add up to 1, but the rows add up to {np.sum(p, axis=1)}. Which axis is summed over?"
)
assert np.allclose(p, [[0.125, 0.25, 0.625], [0.3, 0.3, 0.4]]), (
    f"The probabilities should be 1/8, 2/8, 5/8 and 3/10, 3/10, 4/10, but are {p.tolist()}."
)
p = ask.numbers(softmax, z, 0, 1.0)
assert np.allclose(p[:, 0], [0.25, 0.75]), (
    f"With axis = 0 the first column, from 1 and 3, should be 1/4 and 3/4, but is {p[:, 0]}. Is the argument axis used?"
)

# Hidden tests: random logits with one, two and three axes, along each of them; other orders; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape, axis in [((4,), 0), ((3, 5), 1), ((3, 5), 0), ((3, 3), -1), ((4, 1), 1), ((2, 3, 4), 1), ((2, 3, 4), -3)]:
    z = rng.uniform(-3, 3, size=shape)
    p = ask.numbers(softmax, z, axis, 1.0)
    assert p.shape == shape, f"Logits of shape {shape} have probabilities of the same shape; got {p.shape}."
    assert np.allclose(np.sum(p, axis=axis), 1, rtol=1e-3), (
        f"For logits of shape {shape} and axis = {axis} the probabilities do not add up to 1 along that axis."
    )
    ratio = np.log(p) - z
    assert np.allclose(ratio, np.mean(ratio, axis=axis, keepdims=True), atol=1e-3), (
        f"For random logits of shape {shape} and axis = {axis} the probabilities are not in proportion to exp(z)."
    )
    turned = ask.numbers(softmax, np.flip(z, axis=axis), axis, 1.0)
    assert np.allclose(turned, np.flip(p, axis=axis), rtol=1e-3, atol=1e-6), (
        f"With the classes in reverse order (shape {shape}, axis = {axis}) the probabilities must be reversed, too; "
        "yours are not."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_softmax_shift", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a shift changes nothing, another one for each example; logits of 10,000 and of minus infinity.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
z = rng.uniform(-3, 3, size=(4, 5))
plain = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)
for shift in (1.0, -700.0, 1000.0):
    p = ask.numbers(softmax, z + shift, 1, 1.0)
    assert np.all(np.isfinite(p)), (
        f"With {shift:g} added to all logits some probabilities are not finite. Does exp() overflow, or 0 divide 0?"
    )
    assert np.allclose(p, plain, rtol=1e-3, atol=1e-4), f"Adding {shift:g} to all logits must change nothing, but did."
levels = np.array([[-1e4], [-50.0], [0.0], [1e4]])
p = ask.numbers(softmax, z + levels, 1, 1.0)
assert np.all(np.isfinite(p)), (
    "With logits near -10,000 in one example and near 10,000 in another some probabilities are not finite. Is the same "
    "number subtracted for all examples?"
)
assert np.allclose(p, plain, rtol=1e-2, atol=1e-2), (
    "Adding another number to the logits of each example must change nothing, but it did. Is the number that is "
    "subtracted chosen for each example by itself?"
)
extremes = [[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [1e4, 0.0, 1e4], [-1e4, 0.0, 9999.0], [-1e4, 9999.0, 1e4]]
p = ask.numbers(softmax, np.array(extremes), -1, 1.0)
assert np.all(np.isfinite(p)), "With logits of 10,000, 0 and -10,000 some probabilities are not finite."
right = [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3], [0.5, 0, 0.5], [0, 0, 1], [0, 1 / (1 + np.e), np.e / (1 + np.e)]]
assert np.allclose(p, right, atol=1e-4), (
    f"With logits of 10,000, 9,999, 0 and -10,000 the probabilities are not right: {p.tolist()}. Are large logits cut "
    "off, or divided?"
)
masked = z[:2].copy()
masked[0, 1], masked[1, 4] = -np.inf, -np.inf
p = ask.numbers(softmax, masked, 1, 1.0)
assert np.all(np.isfinite(p)), "With a logit of minus infinity some probabilities are not finite."
share = np.where(np.isfinite(masked), np.exp(z[:2]), 0)
assert np.allclose(p, share / np.sum(share, axis=1, keepdims=True), rtol=1e-3, atol=1e-6), (
    "A class with a logit of minus infinity must get nothing and leave the others as they are without it, but does not."
)
masked -= 1e4
assert np.allclose(ask.numbers(softmax, masked, 1, 1.0), p, rtol=1e-2, atol=1e-2), (
    "With a logit of minus infinity among logits near -10,000 the probabilities are not right. What stands for infinity?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_softmax_temperature", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# exp of the logits is 1, 4 and 9. With T = 2 their square roots count: 1, 2 and 3. With T = 1/2, their squares.
z = np.log(np.array([1.0, 4.0, 9.0]))
p = ask.numbers(softmax, z, 0, 2.0)
assert np.allclose(p, [1 / 6, 2 / 6, 3 / 6]), (
    f"With T = 2 the probabilities should be 1/6, 2/6 and 3/6, but are {p}. Is every logit divided by T, before exp()?"
)
p = ask.numbers(softmax, z, 0, 0.5)
assert np.allclose(p, np.array([1, 16, 81]) / 98), (
    f"With T = 1/2 the probabilities should be 0.0102, 0.1633 and 0.8265, but are {p}. Divide or multiply by T?"
)

# Hidden tests: other temperatures; very cold and very hot; the argument is not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
z = rng.permutation(5) + rng.uniform(0, 0.4, size=5)
z = np.stack([z, -2 * z])
for T in (0.37, 2.25, 1.0):
    p = ask.numbers(softmax, z, 1, T)
    e = np.exp(z / T)
    assert np.allclose(p, e / np.sum(e, axis=1, keepdims=True), rtol=1e-3, atol=1e-6), (
        f"At a temperature of {T:.3f} the probabilities of random logits are not right."
    )
cold = ask.numbers(softmax, z, 1, 1e-3)
assert np.all(np.isfinite(cold)), "At a temperature of 0.001 some probabilities are not finite. Does exp() overflow?"
winner = z == np.max(z, axis=1, keepdims=True)
assert np.allclose(cold, winner, atol=1e-4), "At a temperature of 0.001 the largest logit must get nearly everything."
assert np.allclose(ask.numbers(softmax, z, 1, 1e6), 0.2, atol=1e-3), (
    "At a temperature of a million all five classes must get nearly the same, but they do not."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: the Jacobian of softmax (3 points)
#
# Every probability depends on every logit, so the slope of softmax is a matrix. With $\delta_{kj} = 1$ if $k = j$ and
# 0 otherwise,
#
# $$\frac{\partial p_k}{\partial z_j} = p_k\,(\delta_{kj} - p_j)$$
#
# (a) `softmax_jacobian(p)` returns this matrix for one example, whose probabilities $p$ are given: row $k$,
# column $j$.
#
# (b) Training never builds it. What it needs is the gradient of a loss $L$ with respect to the logits, when that with
# respect to the probabilities is known:
#
# $$\frac{\partial L}{\partial z_j} = \sum_{k=1}^K \frac{\partial L}{\partial p_k} \frac{\partial p_k}{\partial z_j}$$
#
# Put the first formula into the second and simplify: the sum over $\delta_{kj}$ leaves one term, the rest is one
# number for each example. `softmax_backward` does this for $n$ examples at once, without any $K \times K$ matrix.


# %% nbgrader={"grade": false, "grade_id": "t6_softmax_jacobian", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_jacobian(p):
    """Return the Jacobian of softmax.

    p: array (K,), the probabilities of one example

    Returns an array (K, K): entry (k, j) is the derivative of p[k] with respect to logit j.
    """
    ### BEGIN SOLUTION
    return np.diag(p) - np.outer(p, p)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t6_softmax_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_backward(p, grad_p):
    """Return the gradient of a loss with respect to the logits.

    p: array (n, K), the probabilities, one example per row
    grad_p: array (n, K), the gradient of the loss with respect to p

    Returns an array (n, K).
    """
    ### BEGIN SOLUTION
    return p * (grad_p - np.sum(p * grad_p, axis=1, keepdims=True))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_softmax_jacobian_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# For probabilities of 0.2, 0.3 and 0.5: what one class gains, the others lose.
J = ask.numbers(softmax_jacobian, np.array([0.2, 0.3, 0.5]))
assert J.shape == (3, 3), f"Three probabilities and three logits make a matrix of shape (3, 3); got {J.shape}."
assert np.allclose(np.diagonal(J), [0.16, 0.21, 0.25]), (
    f"On the diagonal should be 0.16, 0.21 and 0.25, but there is {np.diagonal(J)}. There, k = j."
)
assert np.allclose(J[0], [0.16, -0.06, -0.1]), (
    f"The first row should be 0.16, -0.06 and -0.1, but is {J[0]}. Off the diagonal delta is 0."
)

# Hidden tests: random probabilities against finite differences of softmax; one class; the argument is not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def share(z):
    return np.exp(z) / np.sum(np.exp(z))


for K in (5, 2, 1):
    z = rng.permutation(K) / 2 + rng.uniform(0, 0.3, size=K)
    J = ask.numbers(softmax_jacobian, share(z))
    assert J.shape == (K, K), f"For {K} classes the Jacobian has shape ({K}, {K}); got {J.shape}."
    measured = np.stack([(share(z + h) - share(z - h)) / 2e-4 for h in 1e-4 * np.eye(K)], axis=1)
    assert np.allclose(J, measured, rtol=1e-3, atol=1e-5), (
        f"For {K} random probabilities the Jacobian disagrees with finite differences of softmax, by up to "
        f"{np.max(np.abs(J - measured)):.3g}. The sign off the diagonal? A factor lost?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_softmax_backward_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One example. The loss grows by 1 for each unit of the first probability, by 4 for the second, not for the third.
grad_z = ask.numbers(softmax_backward, np.array([[0.2, 0.3, 0.5]]), np.array([[1.0, 4.0, 0.0]]))
assert grad_z.shape == (1, 3), f"One example with three logits has a gradient of shape (1, 3); got {grad_z.shape}."
assert np.allclose(grad_z, [[-0.08, 0.78, -0.7]]), (
    f"The gradient should be -0.08, 0.78 and -0.7, but is {grad_z[0]}. How large is the one number, the sum over k?"
)

# Hidden tests: random examples, each against its own Jacobian written out; slopes of both signs; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, K in [(4, 3), (3, 3), (1, 5), (6, 2), (3, 1)]:
    e = rng.uniform(1, 4, size=(n, K))
    p, grad_p = e / np.sum(e, axis=1, keepdims=True), rng.uniform(1, 2, size=(n, K)) * (-2.0) ** np.arange(K)
    grad_z = ask.numbers(softmax_backward, p, grad_p)
    assert grad_z.shape == (n, K), f"For {n} examples and {K} classes the gradient has shape ({n}, {K})."
    one_by_one = np.zeros((n, K))
    for i in range(n):
        for j in range(K):
            one_by_one[i, j] = sum(grad_p[i, k] * p[i, k] * ((k == j) - p[i, j]) for k in range(K))
    assert np.allclose(grad_z, one_by_one, rtol=1e-3, atol=1e-4), (
        f"For {n} random examples with {K} classes the gradient is wrong. Does every example have a sum of its own? "
        "Which probability stands in front, and which is inside the sum?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_softmax_backward_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the entries of each example add up to 0; a slope that is the same for all classes moves nothing; an
# example does not depend on the others.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
n, K = 4, 6
e = rng.uniform(1, 4, size=(n, K))
p, grad_p = e / np.sum(e, axis=1, keepdims=True), rng.uniform(1, 2, size=(n, K)) * (-2.0) ** np.arange(K)
grad_z = ask.numbers(softmax_backward, p, grad_p)
assert grad_z.shape == (n, K), f"For {n} examples and {K} classes the gradient has shape ({n}, {K})."
assert np.max(np.abs(grad_z)) > 0.05, "On random examples the gradient came out as zero. Is it returned unfilled?"
assert np.allclose(np.sum(grad_z, axis=1), 0, atol=1e-3), (
    "A shift of all logits changes no probability, so the gradient of each example must add up to 0; yours does not."
)
same = ask.numbers(softmax_backward, p, np.tile(rng.uniform(2, 5, size=(n, 1)), K))
assert np.allclose(same, 0, atol=1e-4), (
    "The probabilities always add up to 1. So a loss that grows equally with each of them cannot change; yours does."
)
alone = np.concatenate([ask.numbers(softmax_backward, p[i : i + 1], grad_p[i : i + 1]) for i in range(n)])
assert np.allclose(alone, grad_z, rtol=1e-3, atol=1e-4), (
    "An example's gradient must not depend on the other examples in the batch, but it does. Which axis is summed over?"
)
sure = ask.numbers(softmax_backward, np.array([[1.0, 0.0, 0.0]]), np.array([[-3.0, 5.0, 2.0]]))
assert np.allclose(sure, 0, atol=1e-6), "Where softmax is quite sure, it is flat: the gradient must be 0, but is not."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: saturated, dead, shrunk (3 points)
#
# Three instruments for the inside of a network. Layer $l = 1, \dots, L$ has pre-activations $z_l$, an array of shape
# $(n, \text{width})$ with one example per row, and slopes $f'(z_l)$, an array of the same shape. Widths differ from
# layer to layer, so what belongs to all layers comes as a *list* of arrays, first layer first.
#
# (a) **Saturated.** A unit is saturated for an example if the size of its slope is at most 5 % of the largest
# slope that its activation has anywhere. Return, for each layer, the share of all its units and examples of which
# this is true.
#
# (b) **Dead.** A ReLU unit is dead if its $z$ is 0 or less for *every* example: no gradient will ever move it again.
#
# (c) **Shrunk.** In lecture 5 the gradient shrank from layer $l + 1$ to layer $l$ by the RMS, the root mean square,
# of layer $l$'s slopes. Compared with the last layer, the gradient of layer $l$ should therefore have the size
#
# $$r_l = \prod_{k=l}^{L-1} \text{RMS}_k \qquad r_L = 1 \qquad \text{RMS}_k = \sqrt{\text{mean of } f'(z_k)^2}$$
#
# where the mean is over all units and examples of the layer. The last layer's own slopes play no part.


# %% nbgrader={"grade": false, "grade_id": "t7_saturated_shares", "locked": false, "schema_version": 3, "solution": true, "task": false}
def saturated_shares(slopes, largest):
    """Return the share of saturated units of each layer.

    slopes: list of arrays (n, width), the slopes of each layer; the widths may differ
    largest: positive number, the largest slope that the activation has

    Returns an array (layers,) of numbers from 0 to 1.
    """
    ### BEGIN SOLUTION
    return np.array([np.mean(np.abs(slope) <= 0.05 * largest) for slope in slopes])
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t7_dead_units", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dead_units(z):
    """Return which units of one layer are dead.

    z: array (n, width), the pre-activations, one example per row

    Returns a Boolean array (width,).
    """
    ### BEGIN SOLUTION
    return np.all(z <= 0, axis=0)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t7_shrinkage", "locked": false, "schema_version": 3, "solution": true, "task": false}
def shrinkage(slopes):
    """Return the size that the gradient should have in each layer, compared with the last one.

    slopes: list of arrays (n, width), the slopes of each layer, first layer first; the widths may differ

    Returns an array (layers,), of which the last entry is 1.
    """
    ### BEGIN SOLUTION
    rms = [np.sqrt(np.mean(slope**2)) for slope in slopes[:-1]]
    return np.cumprod([1.0, *rms[::-1]])[::-1]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_saturated_shares_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two layers of tanh, whose largest slope is 1: two examples with three units, then with two.
slopes = [np.array([[0.9, 0.01, 0.3], [0.05, 1.0, 0.06]]), np.array([[0.02, 0.8], [0.7, 0.6]])]
shares = ask.numbers(saturated_shares, slopes, 1.0)
assert shares.shape == (2,), f"Two layers have two shares, shape (2,); got {shares.shape}. One for each layer?"
assert np.allclose(shares, [2 / 6, 1 / 4]), (
    f"The shares should be 2/6 and 1/4, but are {shares}. At most 5 %: does 0.05 itself count?"
)

# Hidden tests: random slopes of both signs in layers of several widths; other largest slopes; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for largest, shapes in [(1.0, [(5, 4), (5, 9)]), (0.25, [(8, 3)]), (4.0, [(2, 7), (2, 2), (2, 5)])]:
    slopes, counted = [], []
    for shape in shapes:
        flat = rng.random(shape) < 0.5
        flat.flat[:2] = [True, False]
        size = np.where(flat, rng.uniform(0, 0.045, size=shape), rng.uniform(0.06, 1, size=shape))
        size.flat[0] = 0.05
        slopes.append(largest * size * np.where(np.arange(shape[1]) % 2, 1, -1))
        counted.append(np.sum(flat) / (shape[0] * shape[1]))
    shares = ask.numbers(saturated_shares, slopes, largest)
    assert shares.shape == (len(shapes),), (
        f"{len(shapes)} layers have {len(shapes)} shares, shape ({len(shapes)},); got {shares.shape}."
    )
    assert np.allclose(shares, counted, atol=1e-3), (
        f"For {len(shapes)} random layers and a largest slope of {largest} some shares are wrong. Does the limit "
        "depend on the largest slope? Is the size of a negative slope looked at? Does exactly 5 % count?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_dead_units_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Three examples, four units: the first is always below 0, the second never; the third is once above, the last is 0.
dead = ask.numbers(dead_units, np.array([[-1.0, 2.0, -3.0, 0.0], [-2.0, 1.0, 0.5, 0.0], [-0.1, 3.0, -1.0, 0.0]]))
assert dead.shape == (4,), f"Four units make an array of shape (4,); got {dead.shape}. Over the examples?"
assert dead.dtype == bool, f"Return True or False for each unit, a Boolean array; got {dead.dtype}."
assert dead.tolist() == [True, False, False, True], (
    f"Dead should be the first and the last unit, but yours are {dead.tolist()}. On every example, and what about 0?"
)

# Hidden tests: random layers, one example, one unit; units that one example keeps alive; 0 among negative numbers.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, width in [(6, 9), (5, 5), (1, 4), (7, 1), (40, 3)]:
    z = -rng.uniform(0.01, 3, size=(n, width))
    z[rng.integers(n), :] = 0.0  # whoever is dead is at 0 on this example, and mostly below it on others
    alive = np.arange(width) % 2 == 0
    z[rng.integers(n, size=width)[alive], np.flatnonzero(alive)] = 0.01
    dead = ask.numbers(dead_units, z)
    assert dead.shape == (width,) and dead.dtype == bool, (
        f"{width} units make a Boolean array of shape ({width},); got {dead.dtype} of shape {dead.shape}."
    )
    missed, wrongly = np.sum(~dead & ~alive), np.sum(dead & alive)
    assert not wrongly, f"{wrongly} of {width} units are called dead, although one of {n} examples keeps them alive."
    assert not missed, (
        f"{missed} of {width} units are at 0 or below it on all of {n} examples, so they are dead, but are not called so."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_shrinkage_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Three layers whose slopes have the root mean squares 0.5, 0.25 and 0.1. Then two layers; the squares of the first are
# 0.09 and 0.16.
r = ask.numbers(shrinkage, [np.array([[0.5, -0.5]]), np.array([[0.25]]), np.array([[0.1, 0.1, 0.1]])])
assert r.shape == (3,), f"Three layers have three sizes, shape (3,); got {r.shape}."
assert np.isclose(r[2], 1), f"The last layer is compared with itself, so its entry is 1; got {r[2]}."
assert np.allclose(r, [0.125, 0.25, 1.0]), (
    f"The sizes should be 0.125, 0.25 and 1, but are {r}. Which layers' factors does each entry collect?"
)
r = ask.numbers(shrinkage, [np.array([[0.3, 0.4], [0.4, 0.3]]), np.array([[1.0], [1.0]])])
assert np.allclose(r, [np.sqrt(0.125), 1.0]), (
    f"The sizes should be 0.3536 and 1, but are {r}. Root of the mean of the squares, over all units and examples?"
)

# Hidden tests: random layers of several widths, with units that are 0; sigmoids at their steepest; a single layer.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for widths in ([3, 5, 2, 4], [2, 2], [2, 6, 6], [4]):
    slopes = [rng.uniform(0.2, 1, size=(6, width)) * rng.choice([1, -1], size=(6, width)) for width in widths]
    for slope in slopes:
        slope[::2, 0] = 0.0
    r = ask.numbers(shrinkage, slopes)
    assert r.shape == (len(widths),), f"{len(widths)} layers have {len(widths)} sizes; got shape {r.shape}."
    assert np.isclose(r[-1], 1, rtol=1e-4), "The last layer is compared with itself, so its entry is 1; yours is not."
    for at in range(len(widths) - 1):
        square = np.sum(slopes[at] ** 2) / slopes[at].size
        assert np.isclose((r[at] / r[at + 1]) ** 2, square, rtol=1e-3), (
            f"In a random network of {len(widths)} layers the step from layer {at + 2} to layer {at + 1} is wrong. "
            "Root mean square, over all entries, zeros included, and of which layer's slopes?"
        )
tenth = ask.numbers(shrinkage, [np.full((2, 3), 0.25)] * 11)[0]
assert np.isclose(tenth * 2.0**20, 1, rtol=1e-3), (
    f"Through eleven layers of sigmoids at their steepest the gradient of the first is off: {tenth}. Count the factors."
)
### END HIDDEN TESTS
