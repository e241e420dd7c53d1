# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 6: Autograd
#
# You will build the machine that finds the whole gradient of a computation in one backward pass (automatic
# differentiation): the local derivatives, the numbers that remember where they came from, the order, and the pass itself.
# At the end, your own pieces train a network. "The slope of L along w" is short for the derivative of L with respect to w.
#
# **Practices** [lecture 8, Backpropagation](../../course/08-backpropagation.ipynb).
# **Time** 90 to 120 minutes. **You need** plain Python and its `math` module; NumPy only serves the tests.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | the chain rule on paper, for one neuron | 2 |
# | t2 | functions that know their own derivative | 3 |
# | t3 | the class `Value`, a number that remembers | 5 |
# | t4 | the topological order of a graph | 3 |
# | t5 | the backward pass | 3 |
# | t6 | a gradient check by finite differences | 2 |
# | t7 | a network of neurons | 2 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cell below it: no output
# means that the visible tests pass. Every test cell also holds hidden tests that run when your work is graded; a
# comment says what they look at. No task needs another task to be solved first, so if you are stuck, go on and
# come back later.
#
# **How exact.** Your numbers may be off by 0.0001, or by one part in 10,000 where they are larger than 1 (of the largest,
# where there are several), unless a task asks for more. Where a docstring says *list*, a tuple will do as well. No function changes its arguments.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a06-autograd/autograd.ipynb),
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
from functools import partial
from itertools import pairwise

import numpy as np

from helpers import ask

# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: the chain rule on paper (2 points)
#
# One neuron with a squared error and a penalty on its weight:
#
# $$z = wx + b, \qquad a = \tanh z, \qquad L = (a - y)^2 + \lambda w^2$$
#
# Work out on paper how fast $L$ changes with $w$, with $x$ and with $b$. Multiply the local derivatives along a path, and
# add over the paths: one of the three has two. (The slope of $\tanh$ at $z$ is $1 - \tanh^2 z$.) Then write down what
# you found, with nothing but `math`.


# %% nbgrader={"grade": false, "grade_id": "t1_neuron_slopes", "locked": false, "schema_version": 3, "solution": true, "task": false}
def neuron_slopes(w, x, b, y, penalty):
    """Return the loss of one neuron and its slopes.

    w, x, b: numbers, the weight, the input and the bias
    y: number, the target
    penalty: number, 0 or more, the factor lambda of the squared weight

    Returns four numbers: the loss, and its slopes along w, x and b.
    """
    ### BEGIN SOLUTION
    a = math.tanh(w * x + b)
    e = a - y
    slope_z = 2 * e * (1 - a**2)
    return e**2 + penalty * w**2, slope_z * x + 2 * penalty * w, slope_z * w, slope_z
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_neuron_slopes_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# w = 2, x = 0.5, b = -1: z is 0, where tanh is 0 with slope 1. The target 1 is missed by 1.
four = "the loss, its slope along w, its slope along x, its slope along b"
loss, slope_w, slope_x, slope_b = ask.results(four, neuron_slopes, 2.0, 0.5, -1.0, 1.0, 0.5)
loss = ask.number(loss, "The loss")
likely = {"That is without the penalty. Are both terms there?": 1.0, "Is the weight squared in the penalty?": 2.0}
assert ask.close(loss, 3.0), (
    f"The loss should be 3: squared error 1, penalty 0.5 * 4. It came out as {loss}. "
    f"{ask.cause(loss, likely, 'Are both terms there?')}"
)
slope_b = ask.number(slope_b, "The slope along b")
likely = {"That is half of it: where is the 2 from the square?": -1.0, "Opposite sign: answer minus target?": 2.0}
assert ask.close(slope_b, -2.0), (
    f"The slope along b should be -2, but came out as {slope_b}. "
    f"{ask.cause(slope_b, likely, 'Which local derivatives lie on the path from b to the loss?')}"
)
slope_x = ask.number(slope_x, "The slope along x")
likely = {"Opposite sign: answer minus target?": 4.0, "That is half of it: where is the 2 from the square?": -2.0}
assert ask.close(slope_x, -4.0), (
    f"The slope along x should be -4, but came out as {slope_x}. "
    f"{ask.cause(slope_x, likely, 'Which number does the product w x hand on to x?')}"
)
slope_w = ask.number(slope_w, "The slope along w")
assert ask.close(slope_w, 1.0), (
    f"The slope along w should be 1, but came out as {slope_w}. "
    "Two paths lead from w to the loss. Are both there, each with its own factors, and added?"
)

# %% nbgrader={"grade": true, "grade_id": "t1_neuron_slopes_nudged", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random numbers of both signs, where tanh is bent, with and without penalty; every slope agrees with
# finite differences.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def loss_of(w, x, b, y, penalty):
    return (math.tanh(w * x + b) - y) ** 2 + penalty * w**2


four = "the loss, its slope along w, its slope along x, its slope along b"
for case in range(12):
    sign_w, sign_x, sign_z, sign_y = (1 - 2 * (case >> bit & 1) for bit in range(4))
    w, x, z = sign_w * rng.uniform(0.5, 1.5), sign_x * rng.uniform(1.6, 2.5), sign_z * rng.uniform(0.4, 1.0)
    penalty = (0.0, float(rng.uniform(0.2, 0.9)), 30.25)[case % 3]
    point = [float(number) for number in (w, x, z - w * x, sign_y * rng.uniform(2, 3), penalty)]
    loss, *slopes = ask.results(four, neuron_slopes, *point)
    loss = ask.number(loss, "The loss")
    assert ask.close(loss, loss_of(*point)), (
        f"With random numbers the loss came out as {loss}, which is not right. Is every argument used, the penalty too?"
    )
    a = math.tanh(z)
    bent = {"w": 2 * (a - point[3]) * x + 2 * penalty * w, "x": 2 * (a - point[3]) * w, "b": 2 * (a - point[3])}
    for i, (name, slope) in enumerate(zip("wxb", slopes, strict=True)):
        slope = ask.number(slope, f"The slope along {name}")
        up, down = (loss_of(*(number + h * (i == j) for j, number in enumerate(point))) for h in (1e-5, -1e-5))
        hints = {"Is the slope of tanh missing on the path?": bent[name]}
        assert ask.close(slope, (up - down) / 2e-5), (
            f"With random numbers the slope along {name} disagrees with finite differences. "
            + ask.cause(slope, hints, "Is the slope of tanh taken where the neuron stands?")
            + " Is every factor of the path there, with its sign, on each path?"
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: functions that know their derivative (3 points)
#
# An engine needs, for every function, its value *and* its local derivative. Write four functions that return both, as a pair
# of numbers:
#
# | function | value | hint for the derivative |
# | --- | --- | --- |
# | `power(x, n)` | $x^n$, for a fixed number $n$ | the power rule; $n$ may be negative, 0 or a fraction |
# | `exp(x)` | $e^x$ | |
# | `tanh(x)` | $\tanh x$ | can be had from the value |
# | `softplus(x)` | $\log(1 + e^x)$ | the sigmoid of $x$ |
#
# `power` has to be right where $x$ is negative, too, if $n$ is a whole number, and at $x = 0$ if $n$ is 1 or larger. `exp`
# has to be right for every $x$ from −80 to 80, the last two for every $x$ from −1000 to 1000, and softplus and its slope to
# three digits also where they are tiny, down to $10^{-280}$. At $x = 1000$, $e^x$ is too large for a float, though
# softplus is just 1000. At $x = -40$ softplus is tiny, about $4 \cdot 10^{-18}$, but not 0; `math.log(1 + tiny)` would
# lose it, and `math.log1p(tiny)` keeps it. A formula that only ever uses $e^{-|x|}$ solves both.


# %% nbgrader={"grade": false, "grade_id": "t2_power", "locked": false, "schema_version": 3, "solution": true, "task": false}
def power(x, n):
    """Return x to the power n, and the slope of that along x.

    n is a plain number. Where x is negative it is a whole one, and where x is 0 it is 1 or larger.
    """
    ### BEGIN SOLUTION
    return x**n, n * x ** (n - 1)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_exp", "locked": false, "schema_version": 3, "solution": true, "task": false}
def exp(x):
    """Return e to the power x, and its slope, for every x from -80 to 80."""
    ### BEGIN SOLUTION
    return math.exp(x), math.exp(x)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_tanh", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tanh(x):
    """Return the hyperbolic tangent of x, and its slope, for every x from -1000 to 1000."""
    ### BEGIN SOLUTION
    value = math.tanh(x)
    return value, 1 - value**2
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_softplus", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softplus(x):
    """Return log(1 + e to the power x), and its slope, for every x from -1000 to 1000."""
    ### BEGIN SOLUTION
    small = math.exp(-abs(x))
    return max(x, 0.0) + math.log1p(small), math.exp(min(x, 0.0)) / (1 + small)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def pair_of(hint, function, *numbers):
    """Return the value and the slope that a function of yours returns; the hint ends every complaint."""
    try:
        value, slope = ask.results("the value, the slope", function, *numbers)
        name = f"{function.__name__}({', '.join(map(str, numbers))})"
        return ask.number(value, f"The value of {name}"), ask.number(slope, f"The slope of {name}")
    except AssertionError as error:
        raise AssertionError(f"{error} {hint}".rstrip()) from error


# %% nbgrader={"grade": true, "grade_id": "t2_power_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# 3 squared is 9, with slope 6. One over 2 is 0.5, with slope -1/4.
for x, n, expected in [(3.0, 2, (9.0, 6.0)), (2.0, -1, (0.5, -0.25)), (4.0, 0.5, (2.0, 0.25))]:
    value, slope = pair_of("", power, x, n)
    assert ask.close(value, expected[0]), f"power({x}, {n}) has the value {expected[0]}; got {value}."
    likely = {
        "Is the exponent one less in the slope?": n * x**n,
        "The exponent in the slope is one less, not one more.": n * x ** (n + 1),
        "Does n come down as a factor?": x ** (n - 1),
    }
    assert ask.close(slope, expected[1]), (
        f"power({x}, {n}) has the slope {expected[1]}; got {slope}. "
        f"{ask.cause(slope, likely, 'By which power is n multiplied?')}"
    )

# Hidden tests: random numbers and powers, large ones too; x = 0, negative x; the slope agrees with finite differences.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n in (3, 1, 0, -2, 1.5, -0.5, 6):
    for low, high in ((1.2, 3), (0.3, 0.8), (11, 13)):
        x = float(rng.uniform(low, high))
        value, slope = pair_of("", power, x, n)
        assert ask.close(value, x**n), f"At a random x, power(x, {n}) has a wrong value, {value}."
        measured = ((x + 1e-5) ** n - (x - 1e-5) ** n) / 2e-5
        assert ask.close(slope, measured), (
            f"At a random x, the slope of power(x, {n}) disagrees with finite differences. "
            "What happens to n, and to the exponent?"
        )
for x, n, expected in [
    (-2.5, 3, (-15.625, 18.75)),
    (-2.0, 2, (4.0, -4.0)),
    (-0.5, -1, (-2.0, -4.0)),
    (-3.5, 1, (-3.5, 1)),
]:
    value, slope = pair_of("Does a logarithm creep in?", power, x, n)
    assert ask.close([value, slope], expected), (
        f"At x = {x}, power(x, {n}) and its slope came out as {value} and {slope}. "
        "Does a logarithm or an absolute value creep in?"
    )
for n, expected in [(1, (0.0, 1.0)), (2, (0.0, 0.0)), (3, (0.0, 0.0)), (1.5, (0.0, 0.0))]:
    value, slope = pair_of("Do you divide by x, or take its logarithm?", power, 0.0, n)
    assert ask.close([value, slope], expected), (
        f"At x = 0, power(x, {n}) and its slope came out as {value} and {slope}. "
        "Is x = 0 a case of its own, or x to the power 0?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_exp_tanh_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# At 0: e to the 0 is 1, with slope 1; tanh is 0, with slope 1.
value, slope = pair_of("", exp, 0.0)
assert ask.close([value, slope], [1.0, 1.0]), (
    f"exp(0.0) has the value 1 and the slope 1; got {value} and {slope}. Which function is its own slope?"
)
value, slope = pair_of("", tanh, 0.0)
assert ask.close([value, slope], [0.0, 1.0]), (
    f"tanh(0.0) has the value 0 and the slope 1; got {value} and {slope}. The slope is made of the value."
)
value, slope = pair_of("", tanh, 1.0)
assert ask.close([value, slope], [0.761594, 0.419974]), (
    f"tanh(1.0) has the value 0.7616 and the slope 0.4200; got {value} and {slope}. The slope is made of the value."
)

# Hidden tests: random x of both signs, near 0 and further out; the slopes agree with finite differences; far out.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for function, exact in [(exp, math.exp), (tanh, math.tanh)]:
    name = exact.__name__
    for sign in (-1, 1):
        for low, high in ((0.4, 1.5), (0.01, 0.3), (2, 4)):
            x = float(sign * rng.uniform(low, high))
            value, slope = pair_of("", function, x)
            assert ask.close(value, exact(x)), f"At a random x, {name}(x) has a wrong value, {value}."
            assert ask.close(slope, (exact(x + 1e-5) - exact(x - 1e-5)) / 2e-5), (
                f"At a random x, the slope of {name} disagrees with finite differences. Is it the slope at x?"
            )
for x in (-80.0, 40.5, 80.0):
    value, slope = pair_of("Is x cut off?", exp, x)
    assert ask.close(value, math.exp(x)) and ask.close(slope, math.exp(x)), (
        f"Far out, at x = {x}, e to the power x and its slope came out as {value} and {slope}. Is x cut off?"
    )
for x in (-1000.0, -30.0, -8.5, 8.5, 30.0, 1000.0):
    value, slope = pair_of("Is it made of exponentials that grow too large?", tanh, x)
    assert ask.close([value, slope], [math.tanh(x), 0.0]), (
        f"Far out, at x = {x}, tanh is flat; value and slope came out as {value} and {slope}. "
        "Is it made of exponentials that grow too large?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_softplus_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# At 0 the value is log 2 = 0.6931 and the slope one half. Far to the right softplus is x itself, with slope 1.
value, slope = pair_of("", softplus, 0.0)
assert ask.close([value, slope], [0.693147, 0.5]), (
    f"softplus(0.0) has the value 0.6931 and the slope 0.5; got {value} and {slope}. Is the slope the sigmoid?"
)
hint = "e to the power 1000 is too large for a float. Which exponent is never large?"
value, slope = pair_of(hint, softplus, 1000.0)
assert ask.close(value, 1000.0), f"softplus(1000.0) has the value 1000; got {value}. Is the larger of 0 and x added?"
assert ask.close(slope, 1.0), (
    f"softplus(1000.0) has the slope 1; got {slope}. Does the formula of the slope hold on both sides of 0?"
)

# Hidden tests: random x of both signs; the slope agrees with finite differences; far to the left, tiny but not 0.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for sign in (-1, 1):
    for low, high in ((0.5, 3), (5, 8), (0.01, 0.1)):
        x = float(sign * rng.uniform(low, high))
        value, slope = pair_of("", softplus, x)
        assert ask.close(value, math.log(1 + math.exp(x))), (
            f"At a random x of sign {sign:+d}, softplus(x) has a wrong value, {value}. "
            "Does the formula hold on both sides?"
        )
        measured = (math.log(1 + math.exp(x + 1e-5)) - math.log(1 + math.exp(x - 1e-5))) / 2e-5
        assert ask.close(slope, measured), (
            f"At a random x of sign {sign:+d}, the slope of softplus disagrees with finite differences. "
            "Is it the sigmoid of x, on both sides?"
        )
for x in (50.5, 400.25, 705.5, 720.5):
    value, slope = pair_of("Which exponent is never large?", softplus, x)
    assert ask.close([value, slope], [x, 1.0]), (
        f"At x = {x} softplus is x itself, with slope 1; got {value} and {slope}. Is x cut off?"
    )
value, slope = pair_of("Which exponent is never large, on either side?", softplus, -1000.0)
assert abs(value) < 1e-9 and abs(slope) < 1e-9, (
    f"softplus(-1000.0) and its slope are as good as 0; got {value} and {slope}. Which sign has the exponent?"
)
for x in (-float(rng.uniform(38, 42)), -20.5, -99.5, -300.5, -650.5):
    value, slope = pair_of("", softplus, x)
    assert math.isclose(value, math.exp(x), rel_tol=1e-3), (
        f"At x = {x:.1f} softplus is tiny, but not 0; got {value}. "
        "Was a tiny number lost when it was added to 1, or x cut off?"
    )
    assert math.isclose(slope, math.exp(x), rel_tol=1e-3), (
        f"At x = {x:.1f} the slope of softplus is tiny, but not 0; got {slope}. Is it one number near 1 minus another?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: a number that remembers (5 points)
#
# A `Value` holds a number, `data`; its slope, `grad`, which the backward pass will fill; and its `edges`, one pair
# `(input, local derivative)` for each `Value` that it was computed from. A number that nobody computed has no edges.
#
# Give it arithmetic. Every method, also for $a + 0$ or $1 \cdot a$, returns a **new** `Value` with the right `data` and the right `edges`, and changes
# nothing else. The edges have to lead to the very objects that were used, not to copies. `other` may be a `Value` or a
# plain number; make a `Value` of a plain number first. For $a \cdot b$, the local derivative along $a$ is the number $b$.
#
# Python calls `a.__add__(b)` for `a + b`. For `2 + a` it calls `a.__radd__(2)`, since the number 2 does not know what
# to do with `a`. Mind the order in `a.__rsub__(2)`, which is $2 - a$, and in `a.__rtruediv__(2)`, which is $2 / a$.
#
# The cell below the class holds a tool for the tests: it walks all paths from a result back to its inputs.


# %% nbgrader={"grade": false, "grade_id": "t3_value", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Value:
    """A number that remembers what it was computed from."""

    def __init__(self, data, edges=()):
        self.data = data  # a number
        self.grad = 0.0  # the slope of some result along it
        self.edges = edges  # pairs (Value, local derivative)

    def __add__(self, other):
        """Return self + other."""
        ### BEGIN SOLUTION
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
        ### END SOLUTION

    def __radd__(self, other):
        """Return other + self, where other is a plain number."""
        ### BEGIN SOLUTION
        return Value(other) + self
        ### END SOLUTION

    def __mul__(self, other):
        """Return self * other."""
        ### BEGIN SOLUTION
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))
        ### END SOLUTION

    def __rmul__(self, other):
        """Return other * self, where other is a plain number."""
        ### BEGIN SOLUTION
        return Value(other) * self
        ### END SOLUTION

    def __neg__(self):
        """Return -self."""
        ### BEGIN SOLUTION
        return Value(-self.data, ((self, -1.0),))
        ### END SOLUTION

    def __sub__(self, other):
        """Return self - other."""
        ### BEGIN SOLUTION
        return self + -other
        ### END SOLUTION

    def __rsub__(self, other):
        """Return other - self, where other is a plain number."""
        ### BEGIN SOLUTION
        return -self + other
        ### END SOLUTION

    def __truediv__(self, other):
        """Return self / other."""
        ### BEGIN SOLUTION
        other = other if isinstance(other, Value) else Value(other)
        return self * Value(1 / other.data, ((other, -1 / other.data**2),))
        ### END SOLUTION

    def __rtruediv__(self, other):
        """Return other / self, where other is a plain number."""
        ### BEGIN SOLUTION
        return Value(other) / self
        ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t3_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def made(name, operation, *values):
    """Return the Value that an operation on values makes; complain unless it is one that is new, and nothing changed."""
    operation.__name__ = name
    for number, value in enumerate(values, start=3):
        value.grad = float(number)  # a mark that the operation has to leave alone
    before = [(value.data, len(value.edges)) for value in values]
    result = ask.result(operation, *values)
    assert isinstance(result, Value), f"{name} should be a Value; it is {ask.kind_of(result)}."
    ask.number(result.data, f"The data of {name}")
    assert [(value.data, len(value.edges)) for value in values] == before, (
        f"After {name} the data or the edges of what it was made of are no longer what they were. Return a new Value. "
        "Is its list of edges shared?"
    )
    assert result.grad == 0, (
        f"{name} is a new Value, whose grad is 0; yours has {result.grad}. Is it one of those it was made of?"
    )
    for number, value in enumerate(values, start=3):
        assert value.grad == number, f"After {name} the grad of a Value is no longer what it was. Leave grad alone."
        value.grad = 0.0
    return result


def slopes_along(result, *inputs):
    """Return the slope of result along each of the inputs: multiply along every path of edges, add over the paths."""
    for number, node in enumerate(inputs, start=1):
        node.grad = float(number)  # a mark to know the input by
    totals = dict.fromkeys(range(1, len(inputs) + 1), 0.0)
    steps = [0]

    def walk(node, product):
        steps[0] += 1
        assert steps[0] < 5000, "The edges lead round in a circle. Does a Value have itself among its edges?"
        if node.grad in totals:
            totals[node.grad] += product
        for edge in node.edges:
            pair = isinstance(edge, (tuple, list)) and len(edge) == 2 and isinstance(edge[0], Value)
            assert pair, f"An edge is a pair, a Value and a number; yours is {ask.kind_of(edge)}."
            source, local = edge
            walk(
                source,
                product * ask.number(local, "A local derivative", "Is it the data of a Value that belongs there?"),
            )

    walk(result, 1.0)
    for node in inputs:
        node.grad = 0.0
    return list(totals.values())


# %% nbgrader={"grade": true, "grade_id": "t3_value_add", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# 2 + 3 is 5, and grows as fast as either of them. Plain numbers may stand on both sides.
a, b = Value(2.0), Value(3.0)
c = made("a + b", lambda a, b: a + b, a, b)
assert ask.close(c.data, 5.0), f"2 + 3 has the data 5; got {c.data}."
assert len(c.edges) == 2, f"a + b was computed from two values, so it has two edges; got {len(c.edges)}."
assert ask.close(slopes_along(c, a, b), [1.0, 1.0]), (
    f"a + b has slope 1 along a and along b; got {slopes_along(c, a, b)}. Do the edges lead to a and b themselves?"
)
c = made("a + 1", lambda a: a + 1, a)
assert ask.close(c.data, 3.0), f"With a = 2, a + 1 has the data 3; got {c.data}."
try:
    total = made("sum([a, b, 4])", lambda a, b: sum([a, b, 4]), a, b)
except AssertionError as error:
    raise AssertionError(f"{error} A sum begins with 0 + a; which method does Python call?") from error
assert ask.close(total.data, 9.0), f"sum([a, b, 4]) has the data 9; got {total.data}."

# Hidden tests: random numbers of both signs; zero; a value added to itself; nothing else is changed.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for sign in (1, -1):
    x, y = (float(number) for number in rng.uniform(1, 9, size=2))
    a, b = Value(sign * x), Value(-y)
    for name, operation, expected in [
        ("a + b", lambda a, b: a + b, lambda a, b: a + b),
        ("a + 2.5", lambda a, b: a + 2.5, lambda a, b: a + 2.5),
        ("2.5 + a", lambda a, b: 2.5 + a, lambda a, b: a + 2.5),
        ("a + 0", lambda a, b: a + 0, lambda a, b: a),
        ("0 + a", lambda a, b: 0 + a, lambda a, b: a),
        ("a + (-7)", lambda a, b: a + -7, lambda a, b: a - 7),
        ("-3.75 + a", lambda a, b: -3.75 + a, lambda a, b: a - 3.75),
        ("a + 1e6", lambda a, b: a + 1e6, lambda a, b: a + 1e6),
    ]:
        result = made(name, operation, a, b)
        assert ask.close(result.data, expected(sign * x, -y)), f"With random numbers, {name} is wrong."
        along_a = slopes_along(result, a)[0]
        assert ask.close(along_a, 1.0), f"{name} grows exactly as fast as a, but its edges say otherwise."
    along_b = slopes_along(made("a + b", lambda a, b: a + b, a, b), b)[0]
    assert ask.close(along_b, 1.0), "a + b grows exactly as fast as b, but its edges say otherwise."
    twice = slopes_along(made("a + a", lambda a: a + a, a), a)[0]
    assert ask.close(twice, 2.0), (
        "a + a grows twice as fast as a, but its edges say otherwise. Is there an edge for each of the two?"
    )
assert len(Value(1.0).edges) == 0, "A Value that nobody computed has no edges, but a new one has. Is a list shared?"
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_value_multiply", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# 2 * 3 is 6. It grows 3 times as fast as the 2, and twice as fast as the 3.
a, b = Value(2.0), Value(3.0)
c = made("a * b", lambda a, b: a * b, a, b)
assert ask.close(c.data, 6.0), f"2 * 3 has the data 6; got {c.data}."
assert ask.close(slopes_along(c, a, b), [3.0, 2.0]), (
    f"With a = 2 and b = 3, a * b has slope 3 along a and 2 along b; got {slopes_along(c, a, b)}. "
    "Which number stands on which edge, and are the slopes numbers?"
)
c = made("a * 4", lambda a: a * 4, a)
assert ask.close(c.data, 8.0), f"With a = 2, a * 4 has the data 8; got {c.data}."
try:
    product = made("4 * a", lambda a: 4 * a, a)
except AssertionError as error:
    raise AssertionError(f"{error} Which method does Python call when a number stands on the left?") from error
assert ask.close(product.data, 8.0), f"With a = 2, 4 * a has the data 8; got {product.data}."

# Hidden tests: random numbers of both signs; zero and one; a value times itself; nothing else is changed.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for sign in (1, -1):
    x, y = sign * float(rng.uniform(1.5, 3)), -float(rng.uniform(4, 9))
    a, b = Value(x), Value(y)
    for name, operation, value, along in [
        ("a * b", lambda a, b: a * b, x * y, [y, x]),
        ("a * 2.5", lambda a, b: a * 2.5, 2.5 * x, [2.5, 0]),
        ("2.5 * a", lambda a, b: 2.5 * a, 2.5 * x, [2.5, 0]),
        ("-3.75 * a", lambda a, b: -3.75 * a, -3.75 * x, [-3.75, 0]),
        ("a * 1", lambda a, b: a * 1, x, [1, 0]),
        ("1 * a", lambda a, b: 1 * a, x, [1, 0]),
        ("a * 0", lambda a, b: a * 0, 0, [0, 0]),
        ("0 * a", lambda a, b: 0 * a, 0, [0, 0]),
        ("a * a", lambda a, b: a * a, x * x, [2 * x, 0]),
        ("a * a * b", lambda a, b: a * a * b, x * x * y, [2 * x * y, x * x]),
        ("1000 * a * b", lambda a, b: 1000 * a * b, 1000 * x * y, [1000 * y, 1000 * x]),
    ]:
        result = made(name, operation, a, b)
        assert ask.close(result.data, value), f"With random numbers, {name} has wrong data."
        assert ask.close(slopes_along(result, a, b), along), (
            f"With random numbers, the edges of {name} give a wrong slope. Which factor is left when the other moves?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_value_minus", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# With a = 2 and b = 3: -a is -2, a - b is -1, 10 - a is 8 and falls when a grows.
a, b = Value(2.0), Value(3.0)
c = made("-a", lambda a: -a, a)
assert ask.close(c.data, -2.0), f"-a has the data -2; got {c.data}."
c = made("a - b", lambda a, b: a - b, a, b)
assert ask.close(c.data, -1.0), f"a - b has the data -1; got {c.data}. In which order?"
assert ask.close(slopes_along(c, a, b), [1.0, -1.0]), (
    f"a - b has slope 1 along a and -1 along b; got {slopes_along(c, a, b)}. What happens to it when b grows?"
)
try:
    difference = made("10 - a", lambda a: 10 - a, a)
except AssertionError as error:
    raise AssertionError(f"{error} Which method does Python call when a number stands on the left?") from error
assert ask.close(difference.data, 8.0), (
    f"10 - a has the data 8; got {difference.data}. In which order does __rsub__ subtract?"
)

# Hidden tests: random numbers of both signs; plain numbers on both sides, zero too; nothing else is changed.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for sign in (1, -1):
    x, y = sign * float(rng.uniform(1.5, 3)), float(rng.uniform(4, 9))
    a, b = Value(x), Value(y)
    for name, operation, value, along in [
        ("-a", lambda a, b: -a, -x, [-1.0, 0.0]),
        ("-(0 - a)", lambda a, b: -(0 - a), x, [1.0, 0.0]),
        ("a - b", lambda a, b: a - b, x - y, [1.0, -1.0]),
        ("b - a", lambda a, b: b - a, y - x, [-1.0, 1.0]),
        ("a - 2.5", lambda a, b: a - 2.5, x - 2.5, [1.0, 0.0]),
        ("2.5 - a", lambda a, b: 2.5 - a, 2.5 - x, [-1.0, 0.0]),
        ("-3.75 - a", lambda a, b: -3.75 - a, -3.75 - x, [-1.0, 0.0]),
        ("a - 0", lambda a, b: a - 0, x, [1.0, 0.0]),
        ("0 - a", lambda a, b: 0 - a, -x, [-1.0, 0.0]),
        ("-(a - b)", lambda a, b: -(a - b), y - x, [-1.0, 1.0]),
        ("a - a", lambda a, b: a - a, 0.0, [0.0, 0.0]),
    ]:
        result = made(name, operation, a, b)
        assert ask.close(result.data, value), f"With random numbers, {name} has wrong data."
        assert ask.close(slopes_along(result, a, b), along), (
            f"With random numbers, the edges of {name} give wrong slopes. Does it rise or fall when a grows, or b?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_value_divide", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# With a = 6 and b = 2: a / b is 3. It grows half as fast as a, and falls by 6 / 4 when b grows.
a, b = Value(6.0), Value(2.0)
quotient = made("a / b", lambda a, b: a / b, a, b)
assert ask.close(quotient.data, 3.0), f"6 / 2 has the data 3; got {quotient.data}. In which order?"
assert ask.close(slopes_along(quotient, a, b), [0.5, -1.5]), (
    f"With a = 6 and b = 2, a / b has slope 0.5 along a and -1.5 along b; got {slopes_along(quotient, a, b)}. "
    "How fast does 1 / b change with b?"
)
try:
    quotient = made("12 / a", lambda a: 12 / a, a)
except AssertionError as error:
    raise AssertionError(f"{error} Which method does Python call when a number stands on the left?") from error
assert ask.close(quotient.data, 2.0), (
    f"With a = 6, 12 / a has the data 2; got {quotient.data}. In which order does __rtruediv__ divide?"
)

# Hidden tests: random numbers of both signs; plain numbers on both sides, zero above and one below; nothing else is
# changed.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for sign in (1, -1):
    x, y = sign * float(rng.uniform(1.5, 3)), -float(rng.uniform(4, 9))
    a, b = Value(x), Value(y)
    for name, operation, value, along in [
        ("a / b", lambda a, b: a / b, x / y, [1 / y, -x / y**2]),
        ("b / a", lambda a, b: b / a, y / x, [-y / x**2, 1 / x]),
        ("a / 2.5", lambda a, b: a / 2.5, x / 2.5, [0.4, 0.0]),
        ("2.5 / a", lambda a, b: 2.5 / a, 2.5 / x, [-2.5 / x**2, 0.0]),
        ("-3.75 / a", lambda a, b: -3.75 / a, -3.75 / x, [3.75 / x**2, 0.0]),
        ("a / 1", lambda a, b: a / 1, x, [1.0, 0.0]),
        ("0 / a", lambda a, b: 0 / a, 0.0, [0.0, 0.0]),
        ("a / a", lambda a, b: a / a, 1.0, [0.0, 0.0]),
        ("b * b / a", lambda a, b: b * b / a, y * y / x, [-y * y / x**2, 2 * y / x]),
    ]:
        result = made(name, operation, a, b)
        assert ask.close(result.data, value), f"With random numbers, {name} has wrong data."
        assert ask.close(slopes_along(result, a, b), along), (
            f"With random numbers, the edges of {name} give wrong slopes. How fast does 1 / b change with b?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_value_expression", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Everything together, with a used three times: f = (a b + 1) / (a - b) + 2 a. At a = 3, b = 1 it is 8, with slopes 1.5
# along a and 2.5 along b; try it on paper.
a, b = Value(3.0), Value(1.0)
f = made("f", lambda a, b: (a * b + 1) / (a - b) + 2 * a, a, b)
assert ask.close(f.data, 8.0), f"f has the data 8; got {f.data}. Which operation does not fit?"
assert ask.close(slopes_along(f, a, b), [1.5, 2.5]), (
    f"f has the slopes 1.5 along a and 2.5 along b; got {slopes_along(f, a, b)}. Do all edges lead to a and b "
    "themselves?"
)

# Hidden tests: longer expressions with random numbers; a, b and c are left as they were.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
expressions = [
    lambda a, b, c: (a * b - c) / (2 + a * a) - 3 * (1 - c),
    lambda a, b, c: a / (a + b) - (-c) * (b - 4) / (c + 0.5),
    lambda a, b, c: ((a + b) * (a + b) * c + a) / b - a * c,
    lambda a, b, c: 1 / (a + 0) + (0 - b) * (1 * c) - (c - a) / (b * b),
]
for number, expression in enumerate(expressions, start=1):
    start = [float(x) for x in rng.uniform(0.6, 2, size=3)]
    values = [Value(x) for x in start]
    result = made(f"Hidden expression {number}", expression, *values)
    assert ask.close(result.data, expression(*start)), (
        f"Hidden expression {number} has wrong data. Which operation does not fit when results are used again?"
    )
    exact = [expression(*(x + 1e-20j * (i == j) for j, x in enumerate(start))).imag / 1e-20 for i in range(3)]
    assert ask.close(slopes_along(result, *values), exact), (
        f"Hidden expression {number} has wrong slopes. Are all edges there when a result is used again?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: the order (3 points)
#
# The backward pass may pass a node only after all nodes that use it. For this it needs the nodes in **topological
# order**: every node once, and each after all of its inputs.
#
# Here a node can be anything that may be a key of a dictionary: a letter, a number, a `Value`. What its inputs are is
# told by a function: `inputs_of(node)` returns a list, which is empty for a node that nobody computed, and in which the
# same input may stand twice (as in $x \cdot x$). The list belongs to the caller: do not change it.
#
# There are often several right orders; any of them will do. A graph can have many more paths than nodes, so visit no
# node twice: `inputs_of` may be called at most twice as often as there are nodes.


# %% nbgrader={"grade": false, "grade_id": "t4_topological_order", "locked": false, "schema_version": 3, "solution": true, "task": false}
def topological_order(result, inputs_of):
    """Return a list of all nodes that result depends on, and result itself, each once and after all of its inputs.

    result: a node
    inputs_of: function; inputs_of(node) is the list of the nodes that node was computed from
    """
    ### BEGIN SOLUTION
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for source in inputs_of(node):
                visit(source)
            order.append(node)

    visit(result)
    return order
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t4_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def check_order(topological_order, result, graph):
    """Complain unless the order of all that result depends on is right; graph maps nodes to their inputs."""
    asked, lent, before = [], {}, {node: list(sources) for node, sources in graph.items()}

    def inputs_of(node):
        asked.append(node)
        assert len(asked) <= 2 * len(graph), (
            f"In a graph of {len(graph)} nodes inputs_of was called more than {2 * len(graph)} times. "
            "Is a node that was seen before visited again, with all that lies behind it?"
        )
        return lent.setdefault(node, list(before[node]))

    order = ask.result(topological_order, result, inputs_of)
    assert all(list(lent[node]) == before[node] for node in lent), (
        "A list that inputs_of returned was changed. It belongs to the caller; make your own if you need one to cut."
    )
    assert isinstance(order, (list, tuple)), (
        f"topological_order returns a list of nodes; yours is {ask.kind_of(order)}."
    )
    needed, new = {result}, {result}
    while new:
        new = {source for node in new for source in before[node]} - needed
        needed |= new
    assert all(node in before for node in order), "The order holds something that is no node. Does it hold nodes alone?"
    assert len(order) == len(set(order)), "A node stands in the order twice. Was it visited once for each of its users?"
    assert set(order) == needed, (
        f"The order should hold the {len(needed)} nodes that the result depends on, itself among them; it holds "
        f"{len(order)}. Are the inputs of inputs followed, and nothing else?"
    )
    place = {node: at for at, node in enumerate(order)}
    early = [(node, source) for node in order for source in before[node] if place[source] > place[node]]
    assert not early, (
        "A node stands before one of its inputs. "
        "Is it put on the list after all of its inputs, also when an input has another user nearer to the result?"
    )


# %% nbgrader={"grade": true, "grade_id": "t4_topological_order_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# L = s + w, s = e * e, e = u - y, u = w * x: w is used by u, far from L, and by L itself.
graph = {"L": ["s", "w"], "s": ["e", "e"], "e": ["u", "y"], "u": ["w", "x"], "w": [], "x": [], "y": []}
check_order(topological_order, "L", graph)
check_order(topological_order, "e", graph)

# Hidden tests: the same with the inputs listed in other orders.
### BEGIN HIDDEN TESTS
for turned in range(2 ** len(graph)):
    # All orders, not some at random: a mistake that shows only where L lists w first must not depend on luck.
    shuffled = {node: inputs[:: 1 - 2 * (turned >> place & 1)] for place, (node, inputs) in enumerate(graph.items())}
    check_order(topological_order, "L", shuffled)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_topological_order_edges", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a single node, a long chain, a node used many times, nodes that the result does not depend on.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
check_order(topological_order, 0, {0: []})
length = int(rng.integers(150, 200))
check_order(topological_order, 0, {i: [i + 1] for i in range(length)} | {length: []})
check_order(topological_order, length, {i: [i - 1] for i in range(1, length + 1)} | {0: []})
star = {"L": [f"a{i}" for i in range(20)]} | {f"a{i}": ["x", "x"] for i in range(20)} | {"x": []}
check_order(topological_order, "L", star)
check_order(topological_order, "L", {"L": ["x"], "x": [], "M": ["x", "z"], "z": []})
check_order(topological_order, (0, 1), {(0, 1): [(), (2,)], (): [], (2,): [()]})
check_order(topological_order, 2.5, {2.5: [1000003, "", 0], 1000003: [0, ""], "": [0], 0: []})
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_topological_order_random", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: ladders with far more paths than nodes, in which no node may be visited twice; random graphs in which
# most nodes are used several times.
### BEGIN HIDDEN TESTS
# First, because a walk along every path takes minutes in the graphs below.
for near, far in ((1, 2), (2, 1)):
    check_order(topological_order, 0, {i: [i + near, i + far] for i in range(30)} | {30: [31], 31: []})
rng = np.random.default_rng()
for _ in range(10):
    names = [int(name) for name in rng.permutation(30)]  # a node's name says nothing about its place
    graph = {names[0]: [], names[1]: []}
    for i in range(2, 30):
        graph[names[i]] = [names[j] for j in rng.permutation([i - 1, *rng.integers(0, i, size=2)])]
    check_order(topological_order, names[29], graph)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: the backward pass (3 points)
#
# Now the heart. You are given the nodes in topological order, the result last, and `edges_of(node)`, a list of pairs
# `(input, local derivative)`. Compute for every node $v$ the slope of the result along it,
#
# $$\bar v = \sum_{k \,\text{uses}\, v} \bar k \; \frac{\partial k}{\partial v}$$
#
# Start with slope 1 at the result. Walk the list in the direction in which every slope is complete before it is handed
# on. The same input may stand in a node's list twice, as in $x \cdot x$; both count. The order may also hold nodes that
# the result does not depend on: their slope is 0. Do not change the order that you are given.


# %% nbgrader={"grade": false, "grade_id": "t5_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward(order, edges_of):
    """Return a dictionary with the slope of the last node along every node of order.

    order: list of nodes, each after all of its inputs
    edges_of: function; edges_of(node) is a list of pairs (input, local derivative)
    """
    ### BEGIN SOLUTION
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] += local * slopes[node]
    return slopes
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t5_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def slopes_by(backward, order, edges):
    """Return the slopes that backward finds; complain unless there is a number for each node, and for no other."""

    def edges_of(node):
        return list(edges.get(node, []))

    slopes = ask.result(backward, order, edges_of)
    assert isinstance(slopes, dict), f"backward returns a dictionary of slopes; yours is {ask.kind_of(slopes)}."
    assert set(slopes) == set(order), (
        f"The dictionary needs a slope for each node of the order, and for no other; the order has {len(order)} nodes, "
        f"yours has {len(slopes)} entries."
    )
    return {node: ask.number(slope, f"The slope along {node!r}") for node, slope in slopes.items()}


# %% nbgrader={"grade": true, "grade_id": "t5_backward_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Lecture 8's neuron: L = s + r, s = e², e = z - y, z = u + b, u = w x, and r = 0.1 p, p = w², at w = 3, x = 2, b = 1
# and y = 5.
edges = {"u": [("w", 2.0), ("x", 3.0)], "z": [("u", 1.0), ("b", 1.0)], "e": [("z", 1.0), ("y", -1.0)]}
edges |= {"s": [("e", 4.0)], "p": [("w", 6.0)], "r": [("p", 0.1)], "L": [("s", 1.0), ("r", 1.0)]}
slopes = slopes_by(backward, list("wxbyuzesprL"), edges)
assert ask.close(slopes["L"], 1.0), f"The slope of L along itself is 1; got {slopes['L']}."
assert ask.close(slopes["e"], 4.0), (
    f"The slope along e is 1 * 4; got {slopes['e']}. Does the walk begin at the result, and does it multiply?"
)
for node, expected in [("b", 4.0), ("x", 12.0), ("y", -4.0)]:
    assert ask.close(slopes[node], expected), (
        f"The slope along {node} should be {expected}, but came out as {slopes[node]}. "
        "Are the local derivatives multiplied along the path, from the result on?"
    )
likely = {"That is the path through u alone.": 8.0, "That is the path through p alone.": 0.6}
assert ask.close(slopes["w"], 8.6), (
    f"The slope along w should be 8 through u and 0.6 through p, together 8.6, but came out as {slopes['w']}. "
    f"{ask.cause(slopes['w'], likely)} Are the paths added?"
)

# %% nbgrader={"grade": true, "grade_id": "t5_backward_twice", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: an input that stands twice in a list, nodes used by many others, nodes without any path to the result,
# a single node; the order is left as it was.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
x, k = float(rng.uniform(2, 3)), float(rng.uniform(0.5, 1.5))
for first, second in ((x, x), (x, -3 * x), (0.0, 250.5 * x)):
    slopes = slopes_by(backward, ["x", "y"], {"y": [("x", first), ("x", second)]})
    assert ask.close(slopes["x"], first + second), (
        "In y, x stands twice in the list of pairs; its slope is wrong. Does each of the pairs count, as in x times x?"
    )
order = ["x", "square", "double", "alone", "lost", "L"]
edges = {"square": [("x", 2 * x)], "double": [("square", 2.0)], "lost": [("square", 5.0), ("x", 7.0), ("alone", 3.0)]}
edges["L"] = [("square", -k), ("double", 2 * k), ("x", 1.0)]
slopes = slopes_by(backward, order, edges)
assert slopes["lost"] == 0 and slopes["alone"] == 0, (
    "A node that the result does not depend on has slope 0. Does every node start with 0, and only the last with 1?"
)
assert ask.close(slopes["square"], 3 * k), "A node with two users has a wrong slope. Do both count?"
assert ask.close(slopes["x"], 6 * x * k + 1), (
    "Behind a node with two users a slope is wrong. Does that node hand its own on before both have reported?"
)
alone = slopes_by(backward, ["x"], {})
assert ask.close(alone["x"], 1.0), "In a graph of one node, the slope along it is 1."
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t5_backward_random", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random graphs agree with adding up all paths; a result scaled by a number has all slopes scaled.
### BEGIN HIDDEN TESTS
def sums_over_paths(order, edges):
    sums = dict.fromkeys(order, 0.0)

    def walk(node, product):
        sums[node] += product
        for source, local in edges[node]:
            walk(source, product * local)

    walk(order[-1], 1.0)
    return sums


rng = np.random.default_rng()
for _ in range(5):
    order = [int(name) for name in rng.permutation(12)]
    edges = {order[0]: [], order[1]: []}
    for i in range(2, 12):
        sources = [i - 1, i - 2, rng.integers(0, i)]  # so that every node has a path to the result
        signs = rng.choice([-1, 1], size=3)
        edges[order[i]] = [(order[j], float(s * rng.uniform(0.5, 1.5))) for j, s in zip(sources, signs, strict=True)]
    slopes = slopes_by(backward, list(order), edges)
    expected = sums_over_paths(order, edges)
    wrong = [node for node in order if not ask.close(slopes[node], expected[node])]
    assert not wrong, (
        f"In a random graph of 12 nodes, {len(wrong)} slopes differ from the sum over all paths. "
        "Is every slope complete before it is handed on, and are all paths added?"
    )
    scaled = slopes_by(backward, [*order, "L"], edges | {"L": [(order[-1], -250.5)]})
    assert ask.near([scaled[node] for node in order], [-250.5 * expected[node] for node in order]), (
        "A result times -250.5 must have every slope times -250.5, but it has not. Where does the walk start?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: the gradient check (2 points)
#
# Never trust a gradient that was not checked. Move one number at a time, both ways, and leave all others alone, which is
# called (central) finite differences:
#
# $$\frac{\partial f}{\partial x_i} \approx \frac{f(\dots, x_i + h, \dots) - f(\dots, x_i - h, \dots)}{2h}$$
#
# `f` takes a list of numbers and returns a number. The list `x` that you are given may hold whole numbers or decimals, and
# it must come out as it went in, *to the last digit*: adding $h$ and taking it away again need not lead back.


# %% nbgrader={"grade": false, "grade_id": "t6_numerical_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def numerical_gradient(f, x, h=1e-5):
    """Return the slopes of f along each entry of x by central differences, a list of numbers.

    f: function; f(list of numbers) is a number
    x: list of numbers, whole ones or decimals; it is not modified
    h: how far to move
    """
    ### BEGIN SOLUTION
    slopes = []
    for i, number in enumerate(x):
        up, down = (f([*x[:i], moved, *x[i + 1 :]]) for moved in (number + h, number - h))
        slopes.append((up - down) / (2 * h))
    return slopes
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_numerical_gradient_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# f = x0² + 3 x1 at (2, 5) has the slopes 4 and 3. On a parabola the central difference is exact, however large h is.
# The second time the numbers are whole.
for x, options in (([2.0, 5.0], {}), ([2, 5], {"h": 0.5})):
    slopes = ask.numbers(numerical_gradient, lambda x: x[0] ** 2 + 3 * x[1], x, **options)
    assert slopes.shape == (2,), f"Two numbers have two slopes, a list of 2; yours has shape {slopes.shape}."
    h = options.get("h", 1e-5)
    likely = {
        "That is twice as much: is it divided by the whole distance between the two places?": np.array([8.0, 6.0]),
        "That is half of it: is it divided by the distance between the two places, once?": np.array([2.0, 1.5]),
        "Is each number moved alone, and the rest left in their places?": np.array([7.0, 7.0]),
        "Is it moved both ways?": np.array([4.0 + h, 3.0]),
    }
    assert ask.close(slopes, [4.0, 3.0]), (
        f"At {x} with h = {h} the slopes should be 4 and 3, but came out as {slopes.tolist()}. "
        f"{ask.cause(slopes, likely, 'Is h added to the number, also to a whole one, and then taken away from it?')}"
    )


# Hidden tests: other parabolas, at numbers of both signs and at 0; no numbers at all; the list is left as it was.
### BEGIN HIDDEN TESTS
def weighted_squares(factors, numbers):
    return sum(k * v**2 for k, v in zip(factors, numbers, strict=True))


rng = np.random.default_rng()
for n in (0, 1, 2, 5):
    x = [float(number) for number in rng.uniform(1, 5, size=n) * (-1.0) ** np.arange(n)]
    x[-2:-1] = [0.0] * len(x[-2:-1])
    factors = [float(number) for number in rng.uniform(1, 9, size=n)]
    for options in ((), (0.25,)):
        slopes = ask.numbers(numerical_gradient, partial(weighted_squares, factors), x, *options)
        assert slopes.shape == (n,), f"{n} numbers have {n} slopes; yours have shape {slopes.shape}."
        right = np.array([2 * k * v for k, v in zip(factors, x, strict=True)])
        rounded = " Are they rounded, or is h?" if np.all(np.abs(slopes - right) < 0.01) else ""
        assert ask.close(slopes, right), (
            f"On a random parabola the slopes are wrong. Is each number moved alone, both ways, and put back?{rounded}"
        )
# Adding h and taking it away again does not lead back to 0.1.
slopes = ask.numbers(numerical_gradient, lambda x: 2.3456 * x[0] - x[1] + 3 * x[2], [0.1, 0.7, -1.3])
assert slopes.shape == (3,) and ask.close(slopes, [2.3456, -1, 3]), (
    "On a plane the slopes are wrong. Are they rounded, or is h?"
)
slopes = ask.numbers(numerical_gradient, lambda x: x[0] + 2 * x[1] - 3 * x[2] * x[3], [1.5, 1.5, 1.5, -2.0])
assert slopes.shape == (4,) and ask.close(slopes, [1, 2, 6, -4.5]), (
    "Where some numbers are equal the slopes are wrong. Is each moved at its own place?"
)
slopes = ask.numbers(numerical_gradient, lambda x: x[0] * x[1], [3, -4])
assert slopes.shape == (2,) and ask.close(slopes, [-4, 3]), (
    "At whole numbers the slopes are wrong. Is h lost, as in an array of integers?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_numerical_gradient_mixed", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: functions in which the numbers are multiplied with each other; a cube, on which the central difference
# is off by exactly h²; only one number is away from its place in any call of f.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
# Beyond 1, where a step of h times the number is no step of h.
x = [float(number) for number in rng.uniform(1.2, 3, size=3) * [1, -1, 1]]
calls = []


def product(numbers):
    calls.append([float(number) for number in numbers])
    return numbers[0] * numbers[1] * numbers[2]


slopes = ask.numbers(numerical_gradient, product, x, h=0.125)
assert all(len(numbers) == 3 for numbers in calls), "f must be called with all numbers of x, one of them moved."
moved = [sum(abs(a - b) > 1e-9 for a, b in zip(numbers, x, strict=True)) for numbers in calls]
assert max(moved, default=0) <= 1, (
    f"In one call of f, {max(moved)} numbers were away from their places at once. Is each moved alone, and put back?"
)
assert slopes.shape == (3,) and ask.close(slopes, [x[1] * x[2], x[0] * x[2], x[0] * x[1]]), (
    "On a product of three numbers the slopes are wrong. Are the others left in their places?"
)
for h in (0.25, 0.5):
    slopes = ask.numbers(numerical_gradient, lambda numbers: numbers[0] ** 3, x[:1], h=h)
    assert slopes.shape == (1,) and ask.close(slopes[0], 3 * x[0] ** 2 + h**2), (
        f"On a cube with h = {h}, the central difference came out as {slopes}, which is not what the formula gives. "
        "Is h used as it is, both ways, and divided by 2 h?"
    )
slopes = ask.numbers(numerical_gradient, lambda numbers: 1000 * math.tanh(numbers[0]), [0.5])
assert ask.close(slopes / 1000, 1 - math.tanh(0.5) ** 2), (
    "On a steep tanh, without h being given, the slope is wrong. Is the step small, and both ways?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: a network (2 points)
#
# A neuron is a pair `(weights, bias)`, a layer is a list of neurons, a network is a list of layers. Every neuron of a
# layer takes all numbers that come in and gives one:
#
# $$z = w_1 x_1 + \dots + w_n x_n + b, \qquad a = \mathrm{activation}(z)$$
#
# The outputs of a layer are the inputs of the next. The **last** layer gives its $z$ as it is, without activation.
#
# Use only `+`, `*` and the given activation. Then the same code runs on numbers, on complex numbers, and, at the end of
# this notebook, on your `Value`.


# %% nbgrader={"grade": false, "grade_id": "t7_network", "locked": false, "schema_version": 3, "solution": true, "task": false}
def network(layers, inputs, activation):
    """Return the outputs of a network, a list with one entry for each neuron of the last layer.

    layers: list of layers, each a list of neurons, each a pair (weights, bias); weights is a list
    inputs: list of numbers, or of anything that can be added and multiplied
    activation: function of one such number, used after every layer but the last
    """
    ### BEGIN SOLUTION

    def sums(layer):
        return [sum((weights[i] * inputs[i] for i in range(len(inputs))), bias) for weights, bias in layer]

    *hidden, last = layers
    for layer in hidden:
        inputs = [activation(z) for z in sums(layer)]
    return sums(last)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_network_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two inputs, two hidden neurons, one output; the activation doubles. Hidden: 1 + 2 + 0 = 3 and 1 - 2 + 1 = 0.
hidden = [([1.0, 1.0], 0.0), ([1.0, -1.0], 1.0)]
output = [([10.0, 100.0], 7.0)]
z = ask.numbers(network, [hidden, output], [1.0, 2.0], lambda z: 2 * z)
assert z.shape == (1,), f"One neuron in the last layer gives a list of one number; yours has shape {z.shape}."
likely = {
    "Is the last layer activated too?": [134.0],
    "Is the hidden layer not activated?": [37.0],
    "Is the bias of the output missing?": [60.0],
    "Are the biases missing, in every layer?": [-140.0],
    "Is the bias added after the activation?": [-33.0],
    "Are the biases of the hidden layer missing?": [-133.0],
}
assert ask.close(z, [67.0]), (
    f"The output should be 10 * 6 + 100 * 0 + 7 = 67, but came out as {z[0]}. "
    f"{ask.cause(z, likely, 'Does every neuron see all numbers that come in, once each?')}"
)
z = ask.numbers(network, [hidden], [1.0, 2.0], lambda z: 2 * z)
assert z.shape == (2,) and ask.close(z, [3.0, 0.0]), (
    f"With one layer, which is then the last, the outputs are 3 and 0, without activation; got {z.tolist()}."
)

# Hidden tests: random networks of several layers, square ones too, agree with matrix products; large numbers; the
# arguments are left as they were.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for sizes in ([3, 4, 2], [2, 3, 3, 1], [3, 3, 3, 3], [1, 5], [4, 1, 2, 3]):
    for activation, formula, scale in (
        (math.tanh, np.tanh, 1.0),
        (lambda z: 1 - 0.5 * z, lambda Z: 1 - 0.5 * Z, 300.0),
    ):
        A = scale * rng.normal(size=sizes[0])
        inputs, layers = A.tolist(), []
        for n_in, n_out in pairwise(sizes):
            W, b = rng.normal(size=(n_out, n_in)), rng.uniform(1, 2, size=n_out) * rng.choice([-1, 1], size=n_out)
            layers.append([(row, bias) for row, bias in zip(W.tolist(), b.tolist(), strict=True)])
            Z = W @ A + b
            A = formula(Z)
        z = ask.numbers(network, layers, inputs, activation)
        assert z.shape == (sizes[-1],), f"{sizes[-1]} neurons in the last layer give {sizes[-1]} outputs; got {len(z)}."
        assert np.all(np.abs(z - Z) <= 1e-4 * max(1, np.abs(Z).max())), (
            f"A random network of sizes {sizes} has wrong outputs. Does every neuron see all outputs of the layer before, "
            "once each, and is only the last layer left without activation?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_network_generic", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: complex numbers; the activation is called once for each hidden neuron, with what that neuron computed.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
shapes = ((3, 2), (3,), (2, 3), (2,), (2,))
W, b, V, c, x = (rng.normal(size=shape) + 1j * rng.normal(size=shape) for shape in shapes)
layers = [[(row, bias) for row, bias in zip(M.tolist(), v.tolist(), strict=True)] for M, v in ((W, b), (V, c))]
seen = []


def activation(z):
    seen.append(complex(z))
    return z * z


try:
    z = ask.numbers(network, layers, x.tolist(), activation)
except AssertionError as error:
    hint = " Is anything used besides +, * and the activation?" if error.__cause__ else ""
    raise AssertionError(f"On complex numbers: {error}{hint}") from error
assert len(seen) == 3, (
    f"With 3 hidden neurons, activation is called 3 times; it was called {len(seen)} times. Once for each, and never "
    "for the last layer?"
)
gaps = np.abs(np.subtract.outer(W @ x + b, seen)).min(axis=1)
assert np.all(gaps <= 1e-3), (
    "With complex numbers, activation is called with something other than the sums of the hidden neurons. "
    "Is the bias added before the activation?"
)
expected = V @ (W @ x + b) ** 2 + c
assert z.shape == (2,) and np.all(np.abs(z - expected) <= 1e-4 * max(1, np.abs(expected).max())), (
    "With complex numbers the outputs are wrong. Is anything used besides +, * and the activation?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Your engine at work
#
# Nothing to do here, and no points. The cell below puts your seven pieces together and lets them learn *exclusive or*,
# the function that no single neuron can compute. Run it when all tasks are solved. The largest difference between the
# backward pass and the gradient check should be below $10^{-8}$, the loss should fall below 0.1, and the four answers
# should have the signs −, +, +, −.


# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
def apply(function, value):
    """Apply one of the functions of task 2 to a Value."""
    data, slope = function(value.data)
    return Value(data, ((value, slope),))


def xor_loss(numbers):
    """Return the logistic loss of a network 2-4-1 on exclusive or, and its four outputs; numbers are its 17 parameters."""
    hidden = [(numbers[3 * i : 3 * i + 2], numbers[3 * i + 2]) for i in range(4)]
    layers = [hidden, [(numbers[12:16], numbers[16])]]
    outputs = [network(layers, [x1, x2], lambda z: apply(tanh, z))[0] for x1 in (-1, 1) for x2 in (-1, 1)]
    losses = [apply(softplus, sign * z) for sign, z in zip((1, -1, -1, 1), outputs, strict=True)]
    return sum(losses) / 4, outputs


def gradient(numbers):
    """Return the loss, the outputs, and the slopes of the loss along all numbers, by one backward pass."""
    parameters = [Value(number) for number in numbers]
    loss, outputs = xor_loss(parameters)
    order = topological_order(loss, lambda node: [source for source, _ in node.edges])
    slopes = backward(order, lambda node: node.edges)
    return loss.data, [z.data for z in outputs], [slopes[parameter] for parameter in parameters]


theta = np.random.default_rng(0).normal(size=17).tolist()
differences = numerical_gradient(lambda numbers: xor_loss([Value(number) for number in numbers])[0].data, theta)
print("largest difference:", max(abs(a - b) for a, b in zip(differences, gradient(theta)[2], strict=True)))
for _ in range(150):
    loss, outputs, slopes = gradient(theta)
    theta = [number - 1.0 * slope for number, slope in zip(theta, slopes, strict=True)]
print("loss:", round(loss, 4), " outputs:", [round(z, 2) for z in outputs])
