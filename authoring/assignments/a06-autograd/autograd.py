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
    penalty: number, the factor lambda of the squared weight

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
loss, slope_w, slope_x, slope_b = neuron_slopes(2.0, 0.5, -1.0, 1.0, 0.5)
assert math.isclose(loss, 3.0, rel_tol=1e-4), (
    f"The loss should be 3: squared error 1, penalty 0.5 * 4. It came out as {loss}. Are both terms there?"
)
assert math.isclose(slope_b, -2.0, rel_tol=1e-4), (
    f"The slope along b should be -2, but came out as {slope_b}. "
    "Half of it: the 2 from the square? Opposite sign: answer minus target?"
)
assert math.isclose(slope_x, -4.0, rel_tol=1e-4), (
    f"The slope along x should be -4, but came out as {slope_x}. Which number does the product w x hand on to x?"
)
assert math.isclose(slope_w, 1.0, rel_tol=1e-4), (
    f"The slope along w should be 1, but came out as {slope_w}. "
    "Two paths lead from w to the loss. Are both there, each with its own factors, and added?"
)

# %% nbgrader={"grade": true, "grade_id": "t1_neuron_slopes_nudged", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random numbers, where tanh is bent; every slope agrees with finite differences.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def loss_of(w, x, b, y, penalty):
    return (math.tanh(w * x + b) - y) ** 2 + penalty * w**2


for _ in range(5):
    w, x, z = rng.uniform(0.5, 1.5), rng.uniform(1.6, 2.5), rng.uniform(0.4, 1.0) * rng.choice([-1, 1])
    point = [float(number) for number in (w, x, z - w * x, rng.uniform(-3, -2), rng.uniform(0.2, 0.9))]
    loss, *slopes = neuron_slopes(*point)
    assert math.isclose(loss, loss_of(*point), rel_tol=1e-4), (
        f"With random numbers the loss came out as {loss}, which is not right. Is every argument used, the penalty too?"
    )
    for name, i, slope in zip("wxb", range(3), slopes, strict=True):
        up, down = (loss_of(*(number + h * (i == j) for j, number in enumerate(point))) for h in (1e-5, -1e-5))
        assert math.isclose(slope, (up - down) / 2e-5, rel_tol=1e-3, abs_tol=1e-4), (
            f"With random numbers the slope along {name} disagrees with finite differences. "
            "Is the slope of tanh taken where the neuron stands? Is every factor of the path there, on each path?"
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
# | `power(x, n)` | $x^n$, for a fixed number $n$ | the power rule; $n$ may be negative or a fraction |
# | `exp(x)` | $e^x$ | |
# | `tanh(x)` | $\tanh x$ | can be had from the value |
# | `softplus(x)` | $\log(1 + e^x)$ | the sigmoid of $x$ |
#
# The last two have to be right for every $x$ from −1000 to 1000. At $x = 1000$, $e^x$ is too large for a float, though
# softplus is just 1000. At $x = -40$ softplus is tiny, about $4 \cdot 10^{-18}$, but not 0; `math.log(1 + tiny)` would
# lose it, and `math.log1p(tiny)` keeps it. A formula that only ever uses $e^{-|x|}$ solves both.


# %% nbgrader={"grade": false, "grade_id": "t2_power", "locked": false, "schema_version": 3, "solution": true, "task": false}
def power(x, n):
    """Return x to the power n, and the slope of that along x. n is a plain number; it may be negative."""
    ### BEGIN SOLUTION
    return x**n, n * x ** (n - 1)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_exp", "locked": false, "schema_version": 3, "solution": true, "task": false}
def exp(x):
    """Return e to the power x, and its slope."""
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


# %% nbgrader={"grade": true, "grade_id": "t2_power_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# 3 squared is 9, with slope 6. One over 2 is 0.5, with slope -1/4.
for x, n, expected in [(3.0, 2, (9.0, 6.0)), (2.0, -1, (0.5, -0.25)), (4.0, 0.5, (2.0, 0.25))]:
    value, slope = power(x, n)
    assert math.isclose(value, expected[0], rel_tol=1e-4), f"power({x}, {n}) has the value {expected[0]}; got {value}."
    assert math.isclose(slope, expected[1], rel_tol=1e-4), (
        f"power({x}, {n}) has the slope {expected[1]}; got {slope}. "
        "By which power is n multiplied, one less or one more?"
    )

# Hidden tests: random numbers and powers, x = 0, negative x; the slope agrees with finite differences.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n in (3, 1, -2, 1.5, -0.5):
    x = float(rng.uniform(1.2, 3))
    value, slope = power(x, n)
    assert math.isclose(value, x**n, rel_tol=1e-4), f"At a random x, power(x, {n}) has a wrong value, {value}."
    measured = ((x + 1e-5) ** n - (x - 1e-5) ** n) / 2e-5
    assert math.isclose(slope, measured, rel_tol=1e-3), (
        f"At a random x, the slope of power(x, {n}) disagrees with finite differences. What happens to n, and to the exponent?"
    )
value, slope = power(-2.0, 3)
assert math.isclose(value, -8.0, rel_tol=1e-4) and math.isclose(slope, 12.0, rel_tol=1e-4), (
    f"At x = -2 the cube and its slope came out as {value} and {slope}. Does a logarithm or an absolute value creep in?"
)
value, slope = power(0.0, 2)
assert abs(value) < 1e-9 and abs(slope) < 1e-9, (
    f"At x = 0 the square and its slope came out as {value} and {slope}. Do you divide by x?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_exp_tanh_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# At 0: e to the 0 is 1, with slope 1; tanh is 0, with slope 1.
value, slope = exp(0.0)
assert math.isclose(value, 1.0, rel_tol=1e-4) and math.isclose(slope, 1.0, rel_tol=1e-4), (
    f"exp(0.0) has the value 1 and the slope 1; got {value} and {slope}. Which function is its own slope?"
)
value, slope = tanh(0.0)
assert abs(value) < 1e-6 and math.isclose(slope, 1.0, rel_tol=1e-4), (
    f"tanh(0.0) has the value 0 and the slope 1; got {value} and {slope}. The slope is made of the value."
)
value, slope = tanh(1.0)
assert math.isclose(value, 0.761594, rel_tol=1e-4) and math.isclose(slope, 0.419974, rel_tol=1e-4), (
    f"tanh(1.0) has the value 0.7616 and the slope 0.4200; got {value} and {slope}. The slope is made of the value."
)

# Hidden tests: random x of both signs; the slopes agree with finite differences; tanh far out.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for name, function, exact in [("exp", exp, math.exp), ("tanh", tanh, math.tanh)]:
    for sign in (-1, 1):
        x = float(sign * rng.uniform(0.4, 1.5))
        value, slope = function(x)
        assert math.isclose(value, exact(x), rel_tol=1e-4), f"At a random x, {name}(x) has a wrong value, {value}."
        assert math.isclose(slope, (exact(x + 1e-5) - exact(x - 1e-5)) / 2e-5, rel_tol=1e-3), (
            f"At a random x, the slope of {name} disagrees with finite differences. Is it the slope at x?"
        )
for x in (-1000.0, 1000.0):
    try:
        value, slope = tanh(x)
    except OverflowError as error:
        raise AssertionError(f"tanh({x}) overflows. Is it made of exponentials that grow too large?") from error
    assert math.isclose(value, math.copysign(1, x), rel_tol=1e-4) and abs(slope) < 1e-6, (
        f"Far out, at x = {x}, tanh is flat; value and slope came out as {value} and {slope}. "
        "Is it made of exponentials that grow too large?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_softplus_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# At 0 the value is log 2 = 0.6931 and the slope one half. Far to the right softplus is x itself, with slope 1.
value, slope = softplus(0.0)
assert math.isclose(value, 0.693147, rel_tol=1e-4) and math.isclose(slope, 0.5, rel_tol=1e-4), (
    f"softplus(0.0) has the value 0.6931 and the slope 0.5; got {value} and {slope}. Is the slope the sigmoid?"
)
try:
    value, slope = softplus(1000.0)
except OverflowError as error:
    raise AssertionError(
        "softplus(1000.0) overflows, because e to the power 1000 is too large for a float. Which exponent is never large?"
    ) from error
assert math.isclose(value, 1000.0, rel_tol=1e-4), (
    f"softplus(1000.0) has the value 1000; got {value}. Is the larger of 0 and x added?"
)
assert math.isclose(slope, 1.0, rel_tol=1e-4), (
    f"softplus(1000.0) has the slope 1; got {slope}. Does the formula of the slope hold on both sides of 0?"
)

# Hidden tests: random x of both signs; the slope agrees with finite differences; far to the left, tiny but not 0.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for sign in (-1, 1):
    x = float(sign * rng.uniform(0.5, 3))
    value, slope = softplus(x)
    assert math.isclose(value, math.log(1 + math.exp(x)), rel_tol=1e-4), (
        f"At a random x of sign {sign:+d}, softplus(x) has a wrong value, {value}. Does the formula hold on both sides?"
    )
    measured = (math.log(1 + math.exp(x + 1e-5)) - math.log(1 + math.exp(x - 1e-5))) / 2e-5
    assert math.isclose(slope, measured, rel_tol=1e-3), (
        f"At a random x of sign {sign:+d}, the slope of softplus disagrees with finite differences. Is it the sigmoid of x, on "
        "both sides?"
    )
try:
    value, slope = softplus(-1000.0)
except OverflowError as error:
    raise AssertionError("softplus(-1000.0) overflows. Which exponent is never large, on either side?") from error
assert abs(value) < 1e-9 and abs(slope) < 1e-9, (
    f"softplus(-1000.0) and its slope are as good as 0; got {value} and {slope}. Which sign has the exponent?"
)
x = -float(rng.uniform(38, 42))
value, slope = softplus(x)
assert math.isclose(value, math.exp(x), rel_tol=1e-3), (
    f"At x = {x:.1f} softplus is tiny, but not 0; got {value}. Was a tiny number lost when it was added to 1?"
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
# Give it arithmetic. Every method returns a **new** `Value` with the right `data` and the right `edges`, and changes
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
def slopes_along(result, *inputs):
    """Return the slope of result along each of the inputs: multiply along every path of edges, add over the paths."""
    for number, node in enumerate(inputs, start=1):
        node.grad = float(number)  # a mark to know the input by
    totals = dict.fromkeys(range(1, len(inputs) + 1), 0.0)

    def walk(node, product):
        if node.grad in totals:
            totals[node.grad] += product
        for source, local in node.edges:
            assert isinstance(local, (int, float, np.number)), (
                f"A local derivative is a plain number; an edge holds an object of type {type(local).__name__}. "
                "Is it the data of a Value that belongs there?"
            )
            walk(source, product * local)

    walk(result, 1.0)
    for node in inputs:
        node.grad = 0.0
    return list(totals.values())


# %% nbgrader={"grade": true, "grade_id": "t3_value_add", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# 2 + 3 is 5, and grows as fast as either of them. Plain numbers may stand on both sides.
a, b = Value(2.0), Value(3.0)
c = a + b
assert isinstance(c, Value), f"a + b is a Value; got an object of type {type(c).__name__}."
assert c.data == 5.0, f"2 + 3 has the data 5; got {c.data}."
assert len(c.edges) == 2, f"a + b was computed from two values, so it has two edges; got {len(c.edges)}."
assert slopes_along(c, a, b) == [1.0, 1.0], (
    f"a + b has slope 1 along a and along b; got {slopes_along(c, a, b)}. Do the edges lead to a and b themselves?"
)
assert (a + 1).data == 3.0, f"With a = 2, a + 1 has the data 3; got {(a + 1).data}."
try:
    total = sum([a, b, 4])
except TypeError as error:
    raise AssertionError(
        "sum([a, b, 4]) does not work. It begins with 0 + a; which method does Python call?"
    ) from error
assert total.data == 9.0, f"sum([a, b, 4]) has the data 9; got {total.data}."

# Hidden tests: random numbers; a value added to itself; nothing else is changed.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
x, y = (float(number) for number in rng.uniform(1, 9, size=2))
a, b = Value(x), Value(-y)
for name, result, expected in [("a + b", a + b, x - y), ("a + 2.5", a + 2.5, x + 2.5), ("2.5 + a", 2.5 + a, x + 2.5)]:
    assert isinstance(result, Value), f"{name} is a Value; got an object of type {type(result).__name__}."
    assert math.isclose(result.data, expected, rel_tol=1e-4, abs_tol=1e-4), f"With random numbers, {name} is wrong."
    assert result.grad == 0, f"{name} is a new value, whose grad is still 0."
    along_a = slopes_along(result, a)[0]
    assert math.isclose(along_a, 1.0, rel_tol=1e-4), f"{name} grows exactly as fast as a, but its edges say otherwise."
assert math.isclose(slopes_along(a + a, a)[0], 2.0, rel_tol=1e-4), (
    "a + a grows twice as fast as a, but its edges say otherwise. Is there an edge for each of the two?"
)
assert (
    math.isclose(a.data, x, rel_tol=1e-4)
    and math.isclose(b.data, -y, rel_tol=1e-4)
    and len(a.edges) == len(b.edges) == 0
), "After a + b, the data or the edges of a or b are no longer what they were. Return a new value instead."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_value_multiply", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# 2 * 3 is 6. It grows 3 times as fast as the 2, and twice as fast as the 3.
a, b = Value(2.0), Value(3.0)
c = a * b
assert isinstance(c, Value), f"a * b is a Value; got an object of type {type(c).__name__}."
assert c.data == 6.0, f"2 * 3 has the data 6; got {c.data}."
assert slopes_along(c, a, b) == [3.0, 2.0], (
    f"With a = 2 and b = 3, a * b has slope 3 along a and 2 along b; got {slopes_along(c, a, b)}. "
    "Which number stands on which edge, and are the slopes numbers?"
)
assert (a * 4).data == 8.0, f"With a = 2, a * 4 has the data 8; got {(a * 4).data}."
try:
    product = 4 * a
except TypeError as error:
    raise AssertionError(
        "4 * a does not work. Which method does Python call when a number stands on the left?"
    ) from error
assert product.data == 8.0, f"With a = 2, 4 * a has the data 8; got {product.data}."

# Hidden tests: random numbers; a value times itself; nothing else is changed.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
x, y = float(rng.uniform(1.5, 3)), float(rng.uniform(4, 9))
a, b = Value(x), Value(-y)
for name, result, value, along in [
    ("a * b", a * b, -x * y, -y),
    ("a * 2.5", a * 2.5, 2.5 * x, 2.5),
    ("2.5 * a", 2.5 * a, 2.5 * x, 2.5),
    ("a * a", a * a, x * x, 2 * x),
    ("a * a * b", a * a * b, -x * x * y, -2 * x * y),
]:
    assert isinstance(result, Value), f"{name} is a Value; got an object of type {type(result).__name__}."
    assert math.isclose(result.data, value, rel_tol=1e-4), f"With random numbers, {name} has wrong data."
    assert result.grad == 0, f"{name} is a new value, whose grad is still 0."
    assert math.isclose(slopes_along(result, a)[0], along, rel_tol=1e-4), (
        f"With random numbers, the edges of {name} give a wrong slope along a. Which factor is left when a moves?"
    )
assert (
    math.isclose(a.data, x, rel_tol=1e-4)
    and math.isclose(b.data, -y, rel_tol=1e-4)
    and len(a.edges) == len(b.edges) == 0
), "After a * b, the data or the edges of a or b are no longer what they were. Return a new value instead."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_value_minus", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# With a = 2 and b = 3: -a is -2, a - b is -1, 10 - a is 8 and falls when a grows.
a, b = Value(2.0), Value(3.0)
assert (-a).data == -2.0, f"-a has the data -2; got {(-a).data}."
assert (a - b).data == -1.0, f"a - b has the data -1; got {(a - b).data}. In which order?"
assert slopes_along(a - b, a, b) == [1.0, -1.0], (
    f"a - b has slope 1 along a and -1 along b; got {slopes_along(a - b, a, b)}. What happens to it when b grows?"
)
try:
    difference = 10 - a
except TypeError as error:
    raise AssertionError("10 - a does not work. Which method does Python call when a number is on the left?") from error
assert difference.data == 8.0, f"10 - a has the data 8; got {difference.data}. In which order does __rsub__ subtract?"

# Hidden tests: random numbers; plain numbers on both sides.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
x, y = float(rng.uniform(1.5, 3)), float(rng.uniform(4, 9))
a, b = Value(x), Value(y)
for name, result, value, along in [
    ("-a", -a, -x, [-1.0, 0.0]),
    ("a - b", a - b, x - y, [1.0, -1.0]),
    ("a - 2.5", a - 2.5, x - 2.5, [1.0, 0.0]),
    ("2.5 - a", 2.5 - a, 2.5 - x, [-1.0, 0.0]),
    ("-(a - b)", -(a - b), y - x, [-1.0, 1.0]),
    ("a - a", a - a, 0.0, [0.0, 0.0]),
]:
    assert isinstance(result, Value), f"{name} is a Value; got an object of type {type(result).__name__}."
    assert math.isclose(result.data, value, rel_tol=1e-4, abs_tol=1e-5), f"With random numbers, {name} has wrong data."
    assert np.allclose(slopes_along(result, a, b), along, rtol=1e-4, atol=1e-5), (
        f"With random numbers, the edges of {name} give wrong slopes. Does it rise or fall when a grows, or b?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_value_divide", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# With a = 6 and b = 2: a / b is 3. It grows half as fast as a, and falls by 6 / 4 when b grows.
a, b = Value(6.0), Value(2.0)
quotient = a / b
assert isinstance(quotient, Value), f"a / b is a Value; got an object of type {type(quotient).__name__}."
assert math.isclose(quotient.data, 3.0, rel_tol=1e-4), f"6 / 2 has the data 3; got {quotient.data}. In which order?"
assert np.allclose(slopes_along(quotient, a, b), [0.5, -1.5], rtol=1e-4), (
    f"With a = 6 and b = 2, a / b has slope 0.5 along a and -1.5 along b; got {slopes_along(quotient, a, b)}. "
    "How fast does 1 / b change with b?"
)
try:
    quotient = 12 / a
except TypeError as error:
    raise AssertionError("12 / a does not work. Which method does Python call when a number is on the left?") from error
assert math.isclose(quotient.data, 2.0, rel_tol=1e-4), (
    f"With a = 6, 12 / a has the data 2; got {quotient.data}. In which order does __rtruediv__ divide?"
)

# Hidden tests: random numbers, negative ones too; plain numbers on both sides.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
x, y = float(rng.uniform(1.5, 3)), float(rng.uniform(4, 9))
a, b = Value(x), Value(-y)
for name, result, value, along in [
    ("a / b", a / b, -x / y, [-1 / y, -x / y**2]),
    ("b / a", b / a, -y / x, [y / x**2, 1 / x]),
    ("a / 2.5", a / 2.5, x / 2.5, [0.4, 0.0]),
    ("2.5 / a", 2.5 / a, 2.5 / x, [-2.5 / x**2, 0.0]),
    ("a / a", a / a, 1.0, [0.0, 0.0]),
]:
    assert isinstance(result, Value), f"{name} is a Value; got an object of type {type(result).__name__}."
    assert math.isclose(result.data, value, rel_tol=1e-4), f"With random numbers, {name} has wrong data."
    assert np.allclose(slopes_along(result, a, b), along, rtol=1e-4, atol=1e-5), (
        f"With random numbers, the edges of {name} give wrong slopes. How fast does 1 / b change with b?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_value_expression", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Everything together, with a used three times: f = (a b + 1) / (a - b) + 2 a. At a = 3, b = 1 it is 8, with slopes 1.5
# along a and 2.5 along b; try it on paper.
a, b = Value(3.0), Value(1.0)
f = (a * b + 1) / (a - b) + 2 * a
assert math.isclose(f.data, 8.0, rel_tol=1e-4), f"f has the data 8; got {f.data}. Which operation does not fit?"
assert np.allclose(slopes_along(f, a, b), [1.5, 2.5], rtol=1e-4), (
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
]
for number, expression in enumerate(expressions, start=1):
    start = [float(x) for x in rng.uniform(0.6, 2, size=3)]
    values = [Value(x) for x in start]
    result = expression(*values)
    assert math.isclose(result.data, expression(*start), rel_tol=1e-4, abs_tol=1e-4), (
        f"Hidden expression {number} has wrong data. Which operation does not fit when results are used again?"
    )
    same_data = [math.isclose(v.data, x, rel_tol=1e-4) for v, x in zip(values, start, strict=True)]
    assert all(same_data) and all(v.grad == 0 and len(v.edges) == 0 for v in values), (
        "The inputs of an expression are no longer what they were. Return a new value, and leave grad alone."
    )
    exact = [expression(*(x + 1e-20j * (i == j) for j, x in enumerate(start))).imag / 1e-20 for i in range(3)]
    assert np.allclose(slopes_along(result, *values), exact, rtol=1e-3, atol=1e-3), (
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
# node twice.


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
def check_order(order, result, graph):
    """Complain unless order is a topological order of all that result depends on; graph maps nodes to their inputs."""
    assert isinstance(order, list), f"Return a list of nodes; got an object of type {type(order).__name__}."
    needed, new = {result}, {result}
    while new:
        new = {source for node in new for source in graph[node]} - needed
        needed |= new
    assert len(order) == len(set(order)), "A node stands in the order twice. Was it visited once for each of its users?"
    assert set(order) == needed, (
        f"The order should hold the {len(needed)} nodes that the result depends on, itself among them; it holds "
        f"{len(order)}. Are the inputs of inputs followed, and nothing else?"
    )
    place = {node: at for at, node in enumerate(order)}
    early = [(node, source) for node in order for source in graph[node] if place[source] > place[node]]
    assert not early, (
        "A node stands before one of its inputs. "
        "Is it put on the list after all of its inputs, also when an input has another user nearer to the result?"
    )


# %% nbgrader={"grade": true, "grade_id": "t4_topological_order_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# L = s + w, s = e * e, e = u - y, u = w * x: w is used by u, far from L, and by L itself.
graph = {"L": ["s", "w"], "s": ["e", "e"], "e": ["u", "y"], "u": ["w", "x"], "w": [], "x": [], "y": []}
check_order(topological_order("L", lambda node: list(graph[node])), "L", graph)
check_order(topological_order("e", lambda node: list(graph[node])), "e", graph)

# Hidden tests: the same with the inputs listed in other orders; the lists are left as they were.
### BEGIN HIDDEN TESTS
for turned in range(2 ** len(graph)):
    # All orders, not some at random: a mistake that shows only where L lists w first must not depend on luck.
    shuffled = {node: inputs[:: 1 - 2 * (turned >> place & 1)] for place, (node, inputs) in enumerate(graph.items())}
    before = {node: list(inputs) for node, inputs in shuffled.items()}
    order = topological_order("L", shuffled.get)
    assert shuffled == before, (
        "A list that inputs_of returned was changed. It belongs to the caller; make your own if you need one to cut."
    )
    check_order(order, "L", before)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_topological_order_edges", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a single node, a long chain, a node used many times, nodes that the result does not depend on.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
check_order(topological_order(0, lambda node: []), 0, {0: []})
length = int(rng.integers(150, 200))
chain = {i: [i + 1] for i in range(length)} | {length: []}
check_order(topological_order(0, chain.get), 0, chain)
star = {"L": [f"a{i}" for i in range(20)]} | {f"a{i}": ["x", "x"] for i in range(20)} | {"x": []}
check_order(topological_order("L", star.get), "L", star)
apart = {"L": ["x"], "x": [], "M": ["x", "z"], "z": []}
check_order(topological_order("L", apart.get), "L", apart)
pair = {(0, 1): [(), (2,)], (): [], (2,): [()]}
check_order(topological_order((0, 1), pair.get), (0, 1), pair)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_topological_order_random", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a ladder with far more paths than nodes, in which no node may be visited twice; random graphs in which
# most nodes are used several times.
### BEGIN HIDDEN TESTS
# First, because a walk along every path takes minutes in the graphs below.
ladder = {i: [i + 1, i + 2] for i in range(14)} | {14: [15], 15: []}
asked = []


def inputs_of(node):
    asked.append(node)
    return ladder[node]


check_order(topological_order(0, inputs_of), 0, ladder)
assert len(asked) <= 2 * len(ladder) ** 2, (
    f"In a ladder of {len(ladder)} nodes inputs_of was called {len(asked)} times. "
    "Is a node that was seen before visited again, with all that lies behind it?"
)
rng = np.random.default_rng()
for _ in range(10):
    names = [int(name) for name in rng.permutation(30)]  # a node's name says nothing about its place
    graph = {names[0]: [], names[1]: []}
    for i in range(2, 30):
        graph[names[i]] = [names[j] for j in [i - 1, *rng.integers(0, i, size=2)]]
    check_order(topological_order(names[29], graph.get), names[29], graph)
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


# %% nbgrader={"grade": true, "grade_id": "t5_backward_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Lecture 8's neuron: L = s + r, s = e², e = z - y, z = u + b, u = w x, and r = 0.1 p, p = w², at w = 3, x = 2, b = 1
# and y = 5.
edges = {"u": [("w", 2.0), ("x", 3.0)], "z": [("u", 1.0), ("b", 1.0)], "e": [("z", 1.0), ("y", -1.0)]}
edges |= {"s": [("e", 4.0)], "p": [("w", 6.0)], "r": [("p", 0.1)], "L": [("s", 1.0), ("r", 1.0)]}
slopes = backward(list("wxbyuzesprL"), lambda node: edges.get(node, []))
assert isinstance(slopes, dict) and set(slopes) == set("wxbyuzesprL"), (
    f"The result is a dictionary with one slope for each of the 11 nodes; got {slopes}."
)
assert slopes["L"] == 1.0, f"The slope of L along itself is 1; got {slopes['L']}."
assert math.isclose(slopes["e"], 4.0, rel_tol=1e-4), (
    f"The slope along e is 1 * 4; got {slopes['e']}. Does the walk begin at the result, and does it multiply?"
)
for node, expected in [("b", 4.0), ("x", 12.0), ("y", -4.0)]:
    assert math.isclose(slopes[node], expected, rel_tol=1e-4), (
        f"The slope along {node} should be {expected}, but came out as {slopes[node]}. "
        "Are the local derivatives multiplied along the path, from the result on?"
    )
assert math.isclose(slopes["w"], 8.6, rel_tol=1e-4), (
    f"The slope along w should be 8 through u and 0.6 through p, together 8.6, but came out as {slopes['w']}. "
    "Are the paths added?"
)

# %% nbgrader={"grade": true, "grade_id": "t5_backward_twice", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: an input that stands twice in a list, nodes used by many others, nodes without any path to the result,
# a single node; the order is left as it was.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
x, k = float(rng.uniform(2, 3)), float(rng.uniform(0.5, 1.5))
slopes = backward(["x", "square"], {"x": [], "square": [("x", x), ("x", x)]}.get)
assert math.isclose(slopes["x"], 2 * x, rel_tol=1e-4), (
    "In the square of x, x stands twice in the list of pairs; its slope is wrong. Does each of the pairs count?"
)
order = ["x", "square", "double", "lost", "L"]
edges = {"x": [], "square": [("x", 2 * x)], "double": [("square", 2.0)], "lost": [("square", 5.0), ("x", 7.0)]}
edges["L"] = [("square", -k), ("double", 2 * k), ("x", 1.0)]
slopes = backward(order, edges.get)
assert order == ["x", "square", "double", "lost", "L"], (
    "The order that was given is no longer what it was. Was it reversed in place?"
)
assert set(slopes) == set(order), "The dictionary needs a slope for each node of the order, and for no other."
assert slopes["lost"] == 0, (
    "A node that the result does not depend on has slope 0. Does every node start with 0, and only the last with 1?"
)
assert math.isclose(slopes["square"], 3 * k, rel_tol=1e-4), "A node with two users has a wrong slope. Do both count?"
assert math.isclose(slopes["x"], 6 * x * k + 1, rel_tol=1e-4), (
    "Behind a node with two users a slope is wrong. Does that node hand its own on before both have reported?"
)
alone = backward(["x"], lambda node: [])
assert alone == {"x": 1.0}, "In a graph of one node, the slope along it is 1, and there is nothing else."
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
    slopes = backward(list(order), edges.get)
    expected = sums_over_paths(order, edges)
    assert set(slopes) == set(order), "The dictionary needs a slope for each node of the order, and for no other."
    wrong = [node for node in order if not math.isclose(slopes[node], expected[node], rel_tol=1e-3, abs_tol=1e-3)]
    assert not wrong, (
        f"In a random graph of 12 nodes, {len(wrong)} slopes differ from the sum over all paths. "
        "Is every slope complete before it is handed on, and are all paths added?"
    )
    scaled = backward([*order, "L"], (edges | {"L": [(order[-1], -2.5)]}).get)
    agrees = [math.isclose(scaled[node], -2.5 * expected[node], rel_tol=1e-3, abs_tol=1e-3) for node in order]
    assert all(agrees), (
        "A result times -2.5 must have every slope times -2.5, but it has not. Where does the walk start?"
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
# `f` takes a list of numbers and returns a number. The list `x` that you are given must come out as it went in.


# %% nbgrader={"grade": false, "grade_id": "t6_numerical_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def numerical_gradient(f, x, h=1e-5):
    """Return the slopes of f along each entry of x by central differences, a list of numbers.

    f: function; f(list of numbers) is a number
    x: list of numbers; it is not modified
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
slopes = numerical_gradient(lambda x: x[0] ** 2 + 3 * x[1], [2.0, 5.0])
assert len(slopes) == 2, f"Two numbers have two slopes; got {len(slopes)}."
assert np.allclose(slopes, [4.0, 3.0], rtol=1e-4), (
    f"The slopes should be 4 and 3, but came out as {slopes}. Is each number moved alone, and the rest put back?"
)
slopes = numerical_gradient(lambda x: x[0] ** 2 + 3 * x[1], [2.0, 5.0], h=0.5)
assert np.allclose(slopes, [4.0, 3.0], rtol=1e-4), (
    f"With h = 0.5 the slopes should still be 4 and 3, but came out as {slopes}. "
    "Is it moved both ways, and divided by the whole distance between the two?"
)


# Hidden tests: other parabolas; no numbers at all; the list is left as it was.
### BEGIN HIDDEN TESTS
def weighted_squares(factors, numbers):
    return sum(k * v**2 for k, v in zip(factors, numbers, strict=True))


rng = np.random.default_rng()
for n in (0, 1, 2, 5):
    x = [float(number) / 8 for number in rng.integers(8, 40, size=n)]
    before = list(x)
    factors = [float(number) for number in rng.integers(1, 9, size=n)]
    slopes = numerical_gradient(partial(weighted_squares, factors), x, h=0.25)
    assert x == before, "The list x is no longer what it was. Put every number back, or work on a copy."
    assert len(slopes) == n, f"{n} numbers have {n} slopes; got {len(slopes)}."
    assert np.allclose(slopes, [2 * k * v for k, v in zip(factors, x, strict=True)], rtol=1e-4), (
        "On a random parabola the slopes are wrong. Is each number moved alone, both ways, and put back?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_numerical_gradient_mixed", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: functions in which the numbers are multiplied with each other; a cube, on which the central difference
# is off by exactly h²; only one number is away from its place in any call of f.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
# Above 1, where a step of h times the number is no step of h.
x = [float(number) / 8 for number in rng.integers(9, 24, size=3)]
calls = []


def product(numbers):
    calls.append(list(numbers))
    return numbers[0] * numbers[1] * numbers[2]


slopes = numerical_gradient(product, x, h=0.125)
moved = [sum(a != b for a, b in zip(numbers, x, strict=True)) for numbers in calls]
assert max(moved, default=0) <= 1, (
    f"In one call of f, {max(moved)} numbers were away from their places at once. Is each moved alone, and put back?"
)
assert np.allclose(slopes, [x[1] * x[2], x[0] * x[2], x[0] * x[1]], rtol=1e-4), (
    "On a product of three numbers the slopes are wrong. Are the others left in their places?"
)
for h in (0.25, 0.5):
    slope = numerical_gradient(lambda numbers: numbers[0] ** 3, x[:1], h=h)[0]
    assert math.isclose(slope, 3 * x[0] ** 2 + h**2, rel_tol=1e-4), (
        f"On a cube with h = {h}, the central difference came out as {slope}, which is not what the formula gives. "
        "Is h used as it is, both ways, and divided by 2 h?"
    )
slope = numerical_gradient(lambda numbers: math.tanh(numbers[0]), [0.5])[0]
assert math.isclose(slope, 1 - math.tanh(0.5) ** 2, rel_tol=1e-6), (
    "On tanh, without h being given, the slope is not accurate to six digits. Is the step small, and both ways?"
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
z = network([hidden, output], [1.0, 2.0], lambda z: 2 * z)
assert len(z) == 1, f"One neuron in the last layer gives a list with one number; got {len(z)}."
assert np.isclose(z[0], 67.0, rtol=1e-4), (
    f"The output should be 10 * 6 + 100 * 0 + 7 = 67, but came out as {z[0]}. "
    "134: is the last layer activated too? 37: is the hidden layer not? 60: is the bias missing?"
)
z = network([hidden], [1.0, 2.0], lambda z: 2 * z)
assert np.allclose(z, [3.0, 0.0], rtol=1e-4), (
    f"With one layer, which is then the last, the outputs are 3 and 0, without activation; got {z}."
)

# Hidden tests: random networks of several layers agree with matrix products; the arguments are left as they were.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for sizes in ([3, 4, 2], [2, 3, 3, 1], [1, 5], [4, 1, 2, 3]):
    A = rng.uniform(0.5, 1.5, size=sizes[0])
    inputs, layers = A.tolist(), []
    for n_in, n_out in pairwise(sizes):
        W, b = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
        layers.append([(row, bias) for row, bias in zip(W.tolist(), b.tolist(), strict=True)])
        Z = W @ A + b
        A = np.tanh(Z)
    copies = [[(list(weights), bias) for weights, bias in layer] for layer in layers], list(inputs)
    z = network(layers, inputs, math.tanh)
    assert (layers, inputs) == copies, "network changed its layers or its inputs. Did you append to one of the lists?"
    assert len(z) == sizes[-1], f"{sizes[-1]} neurons in the last layer give {sizes[-1]} outputs; got {len(z)}."
    assert np.allclose(z, Z, rtol=1e-4, atol=1e-4), (
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
    seen.append(z)
    return z * z


try:
    z = network(layers, x.tolist(), activation)
except TypeError as error:
    raise AssertionError(f"On complex numbers: {error}. Is anything used besides +, * and the activation?") from error
assert len(seen) == 3, (
    f"With 3 hidden neurons, activation is called 3 times; it was called {len(seen)} times. Once for each, and never "
    "for the last layer?"
)
assert np.allclose(sorted(seen, key=abs), sorted(W @ x + b, key=abs), rtol=1e-4, atol=1e-4), (
    "With complex numbers, activation is called with something other than the sums of the hidden neurons. "
    "Is the bias added before the activation?"
)
assert np.shape(z) == (2,) and np.allclose(z, V @ (W @ x + b) ** 2 + c, rtol=1e-4, atol=1e-4), (
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
