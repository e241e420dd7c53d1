# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 8: Optimizers
#
# You will build the optimizers that train every network from here on: momentum and Nesterov's variant, AdaGrad,
# RMSProp, Adam and AdamW, then a learning rate schedule, gradient clipping and the loop that runs them all. In the
# last cell yours walk through the valley of lecture 11, once along the axes and once turned.
#
# **Practices** [lecture 11, Optimizers](../../course/11-optimizers.ipynb). **Time** 60 to 90 minutes. **You need**
# NumPy only.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | momentum and Nesterov's variant | 3 |
# | t2 | AdaGrad and RMSProp | 3 |
# | t3 | Adam | 4 |
# | t4 | AdamW | 2 |
# | t5 | a learning rate schedule | 3 |
# | t6 | gradient clipping | 3 |
# | t7 | the loop for any of them | 2 |
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
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a08-optimizers/optimizers.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code you submit must be your own, you must
# be able to explain every line, and a comment in the cell names the tool and what it helped with.
#
# **Rules for tasks 1 to 4.** Each function makes *one* step. What an optimizer remembers goes in and comes out: the
# caller keeps it and hands it to the next step. So every function returns new arrays and **leaves those that it was
# given as they were**. $\theta$, the gradient $g$ and the memories all have the same shape, which may be any, $()$ and
# $(0,)$ too, and all operations are entry by entry: $g^2$ squares every entry by itself. All memories are 0 before the
# first step. The learning rate $\eta$ may be another one at each step. Where $\varepsilon$ is 0, no entry
# of $g$ is 0.
#
# **How exact.** The tests use float64, and your numbers may be off by 0.0001, or, in an array of larger numbers than 1, by
# one part in 10,000 of the largest. So float32 is exact enough, unless a text asks for more. An array may be NumPy's or
# torch's; a list is none.

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
# ## Task 1: momentum and Nesterov's variant (3 points)
#
# Momentum steps along a sum of all gradients in which the past fades:
#
# $$m_t = \beta\, m_{t-1} + g_t \qquad \theta_t = \theta_{t-1} - \eta\, m_t$$
#
# This is PyTorch's convention: the gradient enters with weight 1 and $\eta$ stays outside the memory, so that the
# first step, from $m_0 = 0$, is the one of plain gradient descent.
#
# Nesterov's variant remembers the same $m_t$, but steps along $g_t + \beta\, m_t$ in place of $m_t$.


# %% nbgrader={"grade": false, "grade_id": "t1_momentum_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def momentum_step(theta, m, g, eta, beta, nesterov=False):
    """Make one step of gradient descent with momentum.

    theta: array of any shape, the parameters now
    m: array of the same shape, the memory of the direction before the step
    g: array of the same shape, the gradient at theta
    eta: positive number, the learning rate
    beta: number from 0 up to, but not including, 1: the part of m that survives
    nesterov: whether to step along Nesterov's direction

    Returns a pair of new arrays: theta and m after the step.
    """
    ### BEGIN SOLUTION
    m = beta * m + g
    direction = g + beta * m if nesterov else m
    return theta - eta * direction, m
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t1_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def stepped(names, step, arrays, *numbers, **named):
    """Return the new arrays of one step; complain unless there is one for each name, shaped like those that went in."""
    shape, wanted = np.shape(arrays[0]), names.split(", ")
    try:
        parts = ask.result(step, *arrays, *numbers, **named)
    except AssertionError as error:
        hint = " Arrays may have any shape, () and (0,) too." if error.__cause__ and shape in ((), (0,)) else ""
        raise AssertionError(f"{error}{hint}") from error
    assert isinstance(parts, (tuple, list)) and len(parts) == len(wanted), (
        f"{step.__name__} returns {len(wanted)} things: {names}; yours is {ask.kind_of(parts)}."
    )
    hint = "Is something summed on the way?"
    return [ask.array(part, shape, f"The new {name}", hint) for name, part in zip(wanted, parts, strict=True)]


# %% nbgrader={"grade": true, "grade_id": "t1_momentum_step_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A step in the middle of a run, with eta = 0.1 and beta = 0.5.
theta, m, g = np.array([1.0, -2.0]), np.array([0.5, 1.0]), np.array([2.0, -4.0])
new_theta, new_m = stepped("theta, m", momentum_step, (theta, m, g), 0.1, 0.5)
likely = {
    "That is a fading mean in place of the sum.": np.array([1.25, -1.5]),
    "That has the learning rate in the memory.": np.array([0.45, 0.1]),
    "Does the past fade?": np.array([2.5, -3.0]),
    "Is the gradient of this step in it?": np.array([0.25, 0.5]),
    "That is the direction of Nesterov's variant.": np.array([3.125, -5.75]),
}
assert ask.close(new_m, [2.25, -3.5]), (
    f"The new m should be 2.25 and -3.5, but is {new_m.tolist()}. "
    f"{ask.cause(new_m, likely, 'Is it beta times the old m, plus the gradient?')}"
)
likely = {
    "That comes from the memory before the step.": np.array([0.95, -2.1]),
    "That goes uphill.": np.array([1.225, -2.35]),
    "That follows the gradient alone: what is the memory for?": np.array([0.8, -1.6]),
    "That is Nesterov's variant, which was not asked for.": np.array([0.6875, -1.425]),
}
assert ask.close(new_theta, [0.775, -1.65]), (
    f"The new theta should be 0.775 and -1.65, but is {new_theta.tolist()}. "
    f"{ask.cause(new_theta, likely, 'Does the step follow the new memory, as far as eta says?')}"
)

# Hidden tests: 20 steps with random gradients and a learning rate that changes, against torch.optim.SGD.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
beta = rng.uniform(0.5, 0.9)
theta, m = rng.normal(size=(3, 2)), np.zeros((3, 2))
parameter = torch.nn.Parameter(torch.tensor(theta))
optimizer = torch.optim.SGD([parameter], lr=1.0, momentum=beta)
for t in range(1, 21):
    g, eta = rng.normal(size=(3, 2)), rng.uniform(0.05, 0.5)
    optimizer.param_groups[0]["lr"] = eta
    parameter.grad = torch.tensor(g)
    optimizer.step()
    theta, m = stepped("theta, m", momentum_step, (theta, m, g), eta, beta)
    buffer = optimizer.state[parameter]["momentum_buffer"].numpy()
    assert ask.near(m, buffer), (
        f"With random gradients and a changing learning rate, m disagrees with torch.optim.SGD at step {t}. "
        "How does the gradient enter? Is the learning rate outside the memory?"
    )
    assert ask.near(theta, parameter.detach().numpy()), (
        f"With random gradients and a changing learning rate, theta disagrees with torch.optim.SGD at step {t}. "
        "Does the step follow the new memory, with this step's learning rate?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_momentum_step_nesterov", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The same step in Nesterov's variant. Its memory is that of momentum, 2.25 and -3.5.
theta, m, g = np.array([1.0, -2.0]), np.array([0.5, 1.0]), np.array([2.0, -4.0])
new_theta, new_m = stepped("theta, m", momentum_step, (theta, m, g), 0.1, 0.5, nesterov=True)
likely = {"Is Nesterov's direction kept as the memory?": np.array([3.125, -5.75])}
assert ask.close(new_m, [2.25, -3.5]), (
    f"With nesterov=True the new m should still be 2.25 and -3.5, but is {new_m.tolist()}. "
    f"{ask.cause(new_m, likely, 'Is it the memory of momentum?')}"
)
likely = {
    "That is the step of momentum itself: is nesterov used, and with the memory after the step?": np.array(
        [0.775, -1.65]
    ),
    "That goes uphill.": np.array([1.3125, -2.575]),
}
assert ask.close(new_theta, [0.6875, -1.425]), (
    f"With nesterov=True the new theta should be 0.6875 and -1.425, but is {new_theta.tolist()}. "
    f"{ask.cause(new_theta, likely, 'Is nesterov used, and with the memory after the step?')}"
)

# Hidden tests: 20 steps with random gradients, against torch.optim.SGD with nesterov=True; beta = 0.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
beta = rng.uniform(0.5, 0.9)
theta, m = rng.normal(size=5), np.zeros(5)
parameter = torch.nn.Parameter(torch.tensor(theta))
optimizer = torch.optim.SGD([parameter], lr=1.0, momentum=beta, nesterov=True)
for t in range(1, 21):
    g, eta = rng.normal(size=5), rng.uniform(0.05, 0.5)
    optimizer.param_groups[0]["lr"] = eta
    parameter.grad = torch.tensor(g)
    optimizer.step()
    theta, m = stepped("theta, m", momentum_step, (theta, m, g), eta, beta, nesterov=True)
    assert ask.near(theta, parameter.detach().numpy()), (
        f"With nesterov=True theta disagrees with torch.optim.SGD at step {t}. "
        "Which memory enters the direction, the one before the step or the one after it?"
    )
for nesterov in (False, True):
    theta, m, g = (rng.normal(size=4) for _ in range(3))
    new_theta, _ = stepped("theta, m", momentum_step, (theta, m, g), 0.3, 0.0, nesterov=nesterov)
    assert ask.near(new_theta, theta - 0.3 * g), (
        f"With beta = 0 and nesterov={nesterov} nothing is remembered: the step must be that of gradient descent."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_momentum_step_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: any size and shape; turning the map turns the path; twice the memory and twice the gradient make a step
# twice as long; a constant gradient.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(4, 3), (), (0,), (1,), (2, 3, 2)]:
    for scale in (1.0, 0.0, 1e6):
        theta, m, g = (np.asarray(scale * rng.normal(size=shape[::-1])).T for _ in range(3))
        new_theta, new_m = stepped("theta, m", momentum_step, (theta, m, g), 0.25, 0.75)
        what = f"With arrays of shape {shape}" if shape != (4, 3) else "With random arrays"
        assert ask.near(new_m, 0.75 * m + g), (
            f"{what} and entries of size {scale:g} the new m is wrong. Is it made entry by entry, of every size and sign?"
        )
        assert ask.near(new_theta, theta - 0.25 * (0.75 * m + g)), (
            f"{what} and entries of size {scale:g} the step is wrong. Is it taken entry by entry, of every size and sign?"
        )


def walk(gradient_at, theta):
    """Return the path of momentum_step."""
    path, m = [theta], np.zeros(len(theta))
    for _ in range(15):
        theta, m = stepped("theta, m", momentum_step, (theta, m, gradient_at(theta)), 0.2, 0.8)
        path.append(theta)
    return np.array(path)


H = np.diag([0.2, 1.0, 2.0])
Q = np.linalg.qr(rng.normal(size=(3, 3)))[0]
start = rng.uniform(1, 2, size=3)
assert ask.near(walk(lambda at: Q @ H @ Q.T @ at, Q @ start), walk(lambda at: H @ at, start) @ Q.T), (
    "When the valley and the start are turned, the path must turn with them, but yours does not. "
    "Is something taken coordinate by coordinate, a root or a sign?"
)
zero, m, g = np.zeros(4), rng.normal(size=(2, 4)), rng.normal(size=(2, 4))
first, second, mixed = (
    np.array(stepped("theta, m", momentum_step, (zero, weights @ m, weights @ g), 0.5, 0.7))
    for weights in (np.array([1, 0]), np.array([0, 1]), np.array([2, -3]))
)
assert ask.near(mixed, 2 * first - 3 * second), (
    "Twice one memory and gradient, minus three times another memory and gradient, must make twice the one step minus "
    "three times the other; yours do not. Is something squared, cut off or taken by its size?"
)
g, m = g[0], np.zeros(4)
for t in range(1, 11):
    _, m = stepped("theta, m", momentum_step, (zero, m, g), 0.5, 0.7)
    assert ask.near(m, g * (1 - 0.7**t) / 0.3), (
        f"If the gradient stays the same, m must grow as a geometric sum; after {t} steps yours has not. "
        "Does the gradient enter with weight 1?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: AdaGrad and RMSProp (3 points)
#
# Both remember how large each entry of the gradient usually is, and divide by it. AdaGrad keeps a sum of squares,
# RMSProp a mean of squares that fades:
#
# $$\text{AdaGrad:}\quad v_t = v_{t-1} + g_t^2 \qquad\qquad
# \text{RMSProp:}\quad v_t = \beta_2\, v_{t-1} + (1 - \beta_2)\, g_t^2$$
#
# $$\text{both:}\quad \theta_t = \theta_{t-1} - \eta\, \frac{g_t}{\sqrt{v_t} + \varepsilon}$$
#
# Mind where $\varepsilon$ stands: it is added to the root. The $v_t$ of the division is the one that knows this step's
# gradient already.


# %% nbgrader={"grade": false, "grade_id": "t2_adagrad_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def adagrad_step(theta, v, g, eta, eps=1e-10):
    """Make one step of AdaGrad.

    theta: array of any shape, the parameters now
    v: array of the same shape, 0 or more, the sum of the squared gradients before the step
    g: array of the same shape, the gradient at theta
    eta: positive number, the learning rate
    eps: number, 0 or more, which keeps from dividing by 0

    Returns a pair of new arrays: theta and v after the step.
    """
    ### BEGIN SOLUTION
    v = v + g**2
    return theta - eta * g / (np.sqrt(v) + eps), v
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_rmsprop_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    """Make one step of RMSProp.

    theta: array of any shape, the parameters now
    v: array of the same shape, 0 or more, the fading mean of the squared gradients before the step
    g: array of the same shape, the gradient at theta
    eta: positive number, the learning rate
    beta2: number from 0 up to, but not including, 1: the part of v that survives
    eps: number, 0 or more, which keeps from dividing by 0

    Returns a pair of new arrays: theta and v after the step.
    """
    ### BEGIN SOLUTION
    v = beta2 * v + (1 - beta2) * g**2
    return theta - eta * g / (np.sqrt(v) + eps), v
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_adagrad_step_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A step in the middle of a run, with eta = 0.5: the sum of squares was 9 and 0, the gradient is 4 and -2.
theta, v, g = np.array([1.0, 1.0]), np.array([9.0, 0.0]), np.array([4.0, -2.0])
new_theta, new_v = stepped("theta, v", adagrad_step, (theta, v, g), 0.5)
likely = {
    "Is it a sum, not a mean, of squares?": np.array([12.5, 2.0]),
    "Is the gradient squared, entry by entry?": np.array([13.0, -2.0]),
    "Does each entry keep its own sum?": np.array([29.0, 20.0]),
    "Is this gradient in it?": np.array([9.0, 0.0]),
}
assert ask.close(new_v, [25, 4]), (
    f"The new v should be 25 and 4, but is {new_v.tolist()}. "
    f"{ask.cause(new_v, likely, 'Is it a sum, not a mean, of squares, and does each entry keep its own?')}"
)
likely = {
    "That divides by v, not by its root.": np.array([0.92, 1.25]),
    "That goes uphill.": np.array([1.4, 0.5]),
    "Does v know this gradient before you divide by it?": np.array([1 - 2 / 3, 1 + 1e10]),
}
assert ask.close(new_theta, [0.6, 1.5]), (
    f"The new theta should be 0.6 and 1.5, but is {new_theta.tolist()}. "
    f"{ask.cause(new_theta, likely, 'Is the gradient divided by the root of the new v, and multiplied by eta?')}"
)

# Hidden tests: 20 steps with random gradients, a changing learning rate and a large eps, against torch.optim.Adagrad;
# a constant gradient.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
theta, v = rng.normal(size=(3, 2)), np.zeros((3, 2))
parameter = torch.nn.Parameter(torch.tensor(theta))
optimizer = torch.optim.Adagrad([parameter], lr=1.0, eps=0.5)
for t in range(1, 21):
    g, eta = rng.normal(size=(3, 2)), rng.uniform(0.2, 0.9)
    optimizer.param_groups[0]["lr"] = eta
    parameter.grad = torch.tensor(g)
    optimizer.step()
    before = theta, v
    theta, v = stepped("theta, v", adagrad_step, (theta, v, g), eta, 0.5)
    total = optimizer.state[parameter]["sum"].numpy()
    assert ask.near(v, total), (
        f"With random gradients v disagrees with torch.optim.Adagrad at step {t}. Is it the sum of all squares?"
    )
    likely = {
        "Is eps outside the root?": before[0] - eta * g / np.sqrt(total + 0.5),
        "Is eps used at all, and the value that was handed over?": before[0] - eta * g / np.sqrt(total),
        "Does v know this gradient before you divide by it?": before[0] - eta * g / (np.sqrt(before[1]) + 0.5),
    }
    assert ask.near(theta, parameter.detach().numpy()), (
        f"With random gradients and eps = 0.5, theta disagrees with torch.optim.Adagrad at step {t}. "
        f"{ask.cause(theta, likely, 'Is eps outside the root? Is the learning rate of this step used, and the new v?')}"
    )
g, v = rng.uniform(0.5, 3, size=4) * [1, -1, 1, -1], np.zeros(4)
for k in range(1, 11):
    theta, v = stepped("theta, v", adagrad_step, (np.zeros(4), v, g), 0.8, 0.0)
    assert ask.near(theta, -0.8 / np.sqrt(k) * np.sign(g)), (
        f"If the gradient stays the same, AdaGrad's step number {k} has to be as long as the first one divided by the "
        f"root of {k}; yours is not."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_rmsprop_step_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A step in the middle of a run, with eta = 0.5 and beta2 = 0.75: the mean of squares was 4 and 0, the gradient is 4
# and -2.
theta, v, g = np.array([1.0, 1.0]), np.array([4.0, 0.0]), np.array([4.0, -2.0])
new_theta, new_v = stepped("theta, v", rmsprop_step, (theta, v, g), 0.5, beta2=0.75)
likely = {
    "Those are the two weights swapped.": np.array([13.0, 3.0]),
    "That is a sum: does the gradient enter with the weight that v loses?": np.array([19.0, 4.0]),
    "Is the gradient squared, entry by entry?": np.array([4.0, -0.5]),
    "Does each entry keep its own mean? That adds all squares up.": np.array([8.0, 5.0]),
    "Does each entry keep its own mean? That averages over the entries.": np.array([5.5, 2.5]),
    "Is beta2 used as it was handed over?": np.array([4.12, 0.04]),
}
assert ask.close(new_v, [7, 1]), (
    f"The new v should be 7 and 1, but is {new_v.tolist()}. "
    f"{ask.cause(new_v, likely, 'Are the two weights right, and does each entry keep its own?')}"
)
likely = {
    "That divides by v, not by its root.": np.array([1 - 2 / 7, 2.0]),
    "That goes uphill.": np.array([1 + 2 / np.sqrt(7), 0.0]),
    "Does v know this gradient before you divide by it?": np.array([0.0, 1 + 1e8]),
}
assert ask.close(new_theta, [1 - 2 / np.sqrt(7), 2]), (
    f"The new theta should be 0.2441 and 2, but is {new_theta.tolist()}. "
    f"{ask.cause(new_theta, likely, 'Is the gradient divided by the root of the new v, and multiplied by eta?')}"
)

# Hidden tests: 20 steps with random gradients, a changing learning rate and a large eps, against torch.optim.RMSprop.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
beta2 = rng.uniform(0.6, 0.9)
theta, v = rng.normal(size=(3, 2)), np.zeros((3, 2))
parameter = torch.nn.Parameter(torch.tensor(theta))
optimizer = torch.optim.RMSprop([parameter], lr=1.0, alpha=beta2, eps=0.5)
for t in range(1, 21):
    g, eta = rng.normal(size=(3, 2)), rng.uniform(0.2, 0.9)
    optimizer.param_groups[0]["lr"] = eta
    parameter.grad = torch.tensor(g)
    optimizer.step()
    before = theta, v
    theta, v = stepped("theta, v", rmsprop_step, (theta, v, g), eta, beta2, 0.5)
    mean = optimizer.state[parameter]["square_avg"].numpy()
    assert ask.near(v, mean), (
        f"With random gradients v disagrees with torch.optim.RMSprop at step {t}. Are the two weights right?"
    )
    likely = {
        "Is eps outside the root?": before[0] - eta * g / np.sqrt(mean + 0.5),
        "Is eps used at all, and the value that was handed over?": before[0] - eta * g / np.sqrt(mean),
        "Does v know this gradient before you divide by it?": before[0] - eta * g / (np.sqrt(before[1]) + 0.5),
    }
    assert ask.near(theta, parameter.detach().numpy()), (
        f"With random gradients and eps = 0.5, theta disagrees with torch.optim.RMSprop at step {t}. "
        f"{ask.cause(theta, likely, 'Is eps outside the root? Is the learning rate of this step used, and the new v?')}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_steps_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests, of both functions: the values of eps and beta2, handed over and left out; any size and shape; a thousand
# times the loss leaves the path as it is.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def check_step(name, step, settings, usual_eps, remembered):
    """Check a step with the given settings; remembered(v, g) is the v that it has to return."""
    about_v = "Is it the sum of all squares?" if name == "adagrad_step" else "Is beta2 as handed over, or as usual?"
    eps = settings.get("eps", usual_eps)
    told = ", ".join(f"{key} = {value}" for key, value in settings.items()) or "the usual settings"
    for shape in [(4, 3), (), (0,), (1,), (2, 3, 2)]:
        for scale in (1.0, 0.0, 1e3):
            theta, v, g = (np.asarray(scale * rng.normal(size=shape[::-1])).T for _ in range(3))
            v = np.asarray(v**2)
            new_theta, new_v = stepped("theta, v", step, (theta, v, g), 0.25, **settings)
            case = f"{name}: with {told} and entries of size {scale:g}"
            case += f" in arrays of shape {shape}" if shape != (4, 3) else ""
            right = remembered(v, g)
            assert ask.near(new_v, right), f"{case} the new v is wrong. {about_v}"
            moved = np.divide(0.25 * g, np.sqrt(right + eps))
            likely = {
                "Is eps outside the root?": theta - moved,
                "Is eps used at all?": theta - 0.25 * g / np.sqrt(np.where(right > 0, right, 1)),
                "Is the root taken?": theta - 0.25 * g / (right + eps),
                "Is eps the usual one, whatever is handed over?": theta - 0.25 * g / (np.sqrt(right) + usual_eps),
            }
            assert ask.near(new_theta, theta - 0.25 * g / (np.sqrt(right) + eps)), (
                f"{case} the step is wrong. {ask.cause(new_theta, likely, 'Is it taken entry by entry?')}"
            )


def walk(step, loss_factor):
    """Return the path on a bowl whose loss is multiplied by a number."""
    theta, v = np.array([2.0, -3.0, 1.0]), np.zeros(3)
    path = []
    for _ in range(12):
        g = loss_factor * np.array([0.5, 2.0, 1.0]) * (theta - 10)
        theta, v = stepped("theta, v", step, (theta, v, g), 0.3, eps=0.0)
        path.append(theta)
    return np.array(path)


check_step("adagrad_step", adagrad_step, {"eps": 0.3}, 1e-10, lambda v, g: v + g**2)
check_step("adagrad_step", adagrad_step, {}, 1e-10, lambda v, g: v + g**2)
check_step("rmsprop_step", rmsprop_step, {"eps": 0.3, "beta2": 0.7}, 1e-8, lambda v, g: 0.7 * v + 0.3 * g**2)
check_step("rmsprop_step", rmsprop_step, {}, 1e-8, lambda v, g: 0.99 * v + 0.01 * g**2)
for name, step, usual in [("adagrad_step", adagrad_step, 1e-10), ("rmsprop_step", rmsprop_step, 1e-8)]:
    assert ask.near(walk(step, 1000.0), walk(step, 1.0)), (
        f"{name}: a thousand times the loss must leave the path as it is where eps is 0, but it changed. "
        "Is the gradient divided by something of its own unit?"
    )
    moved, _ = stepped("theta, v", step, (np.zeros(1), np.zeros(1), np.array([usual])), 1.0)
    size = 1.0 if name == "adagrad_step" else np.sqrt(0.01)
    assert ask.near(moved, [-1 / (size + 1)]), (
        f"{name}: a gradient as tiny as the usual eps makes a wrong step. Is eps as the docstring says when left out, "
        "and outside the root?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: Adam (4 points)
#
# Adam has both memories, each a fading mean, and corrects both for having started at 0:
#
# $$m_t = \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \qquad v_t = \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2$$
#
# $$\hat m_t = \frac{m_t}{1 - \beta_1^t} \qquad \hat v_t = \frac{v_t}{1 - \beta_2^t} \qquad
# \theta_t = \theta_{t-1} - \eta\, \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}$$
#
# The number of the step counts from $t = 1$. What is remembered is $m_t$ and $v_t$, without hats: the correction
# is made anew at every step. $\varepsilon$ is added to the root of the corrected $\hat v_t$.


# %% nbgrader={"grade": false, "grade_id": "t3_adam_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """Make one step of Adam.

    theta: array of any shape, the parameters now
    m: array of the same shape, the memory of the direction before the step
    v: array of the same shape, the memory of the size before the step
    g: array of the same shape, the gradient at theta
    t: number of the step, 1 for the first
    eta: positive number, the learning rate
    beta1: number from 0 up to, but not including, 1: the part of m that survives
    beta2: number from 0 up to, but not including, 1: the part of v that survives
    eps: number, 0 or more, which keeps from dividing by 0

    Returns three new arrays: theta, m and v after the step.
    """
    ### BEGIN SOLUTION
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_adam_step_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Step 2 of a run, with eta = 1, beta1 = 0.5 and beta2 = 0.75, which make round numbers.
theta, m, v, g = np.array([3.0, 3.0]), np.array([0.5, 1.0]), np.array([2.0, 1.0]), np.array([1.0, -4.0])
new_theta, new_m, new_v = stepped("theta, m, v", adam_step, (theta, m, v, g), 2, 1.0, beta1=0.5, beta2=0.75)
likely = {
    "That is corrected already: the memory has no hat.": np.array([1.0, -2.0]),
    "That is the sum of task 1.": np.array([1.25, -3.5]),
    "Is beta1 used as it was handed over?": np.array([0.55, 0.5]),
    "That uses beta2.": np.array([0.625, -0.25]),
}
assert ask.close(new_m, [0.75, -1.5]), (
    f"The new m should be 0.75 and -1.5, but is {new_m.tolist()}. "
    f"{ask.cause(new_m, likely, 'Is it a fading mean of the gradients?')}"
)
likely = {
    "That is corrected already: the memory has no hat.": np.array([4.0, 76 / 7]),
    "That uses beta1.": np.array([1.5, 8.5]),
    "Is the gradient squared, and not the memory m?": 0.75 * v + 0.25 * new_m**2,
    "Is each entry squared by itself? That is the square of the mean.": 0.75 * v + 0.25 * np.mean(g) ** 2,
    "Is each entry squared by itself? That is the mean of all squares.": 0.75 * v + 0.25 * np.mean(g**2),
    "Is beta2 used as it was handed over?": 0.999 * v + 0.001 * g**2,
}
assert ask.close(new_v, [1.75, 4.75]), (
    f"The new v should be 1.75 and 4.75, but is {new_v.tolist()}. "
    f"{ask.cause(new_v, likely, 'Is it a fading mean of the squares, each entry by itself?')}"
)
m_hat, v_hat = new_m / 0.75, new_v / 0.4375
likely = {
    "That has no correction, one that stays at t = 1, or one that counts t from 0.": 3 - new_m / np.sqrt(new_v),
    "Is v corrected too, with its own beta?": 3 - m_hat / np.sqrt(new_v),
    "Is m corrected too, with its own beta?": 3 - new_m / np.sqrt(v_hat),
    "Are the two corrections swapped?": 3 - new_m / 0.4375 / np.sqrt(new_v / 0.75),
    "Is each memory corrected with its own beta?": 3 - m_hat / np.sqrt(new_v / 0.75),
    "Is v's root taken after the correction?": 3 - m_hat / v_hat,
    "That goes uphill.": 3 + m_hat / np.sqrt(v_hat),
    "Is v the one that knows this gradient?": 3 - m_hat / np.sqrt(v / 0.4375),
    "Does t count from 1, as it is handed over? That is one step ahead.": 3
    - new_m / 0.875 / np.sqrt(new_v / (1 - 0.75**3)),
}
assert ask.close(new_theta, [2.5, 3 + 2 / np.sqrt(76 / 7)]), (
    f"The new theta should be 2.5 and 3.607, but is {new_theta.tolist()}. "
    + ask.cause(new_theta, likely, "Does each memory get its own correction, with its beta to the power t, t from 1?")
)

# %% nbgrader={"grade": true, "grade_id": "t3_adam_step_first", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The first step, from memories that are 0: about eta in each entry, however large its gradient.
theta, g = np.array([1.0, 1.0, 1.0]), np.array([0.5, -1000.0, 0.003])
new_theta, _, _ = stepped("theta, m, v", adam_step, (theta, np.zeros(3), np.zeros(3), g), 1, 0.1)
likely = {
    "Each step is 3.16 times too long: is there a correction, and does its t count from 1?": 1
    - 0.1 * np.sign(g) * np.sqrt(10),
    "That goes uphill.": np.array([1.1, 0.9, 1.1]),
}
assert ask.close(new_theta, [0.9, 1.1, 0.9]), (
    f"Adam's first step should take theta from 1, 1, 1 to 0.9, 1.1, 0.9, but made it {new_theta.tolist()}. "
    + ask.cause(new_theta, likely, "Is each memory made and corrected with its own beta? Does t count from 1?")
)

# Hidden tests: gradients from a millionth to a million, other betas; the values of the settings when they are left out.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
g = 10.0 ** np.arange(-6, 7) * (-1.0) ** np.arange(13)
for settings in ({}, {"beta1": 0.4}, {"beta2": 0.6}, {"beta1": 0.0}, {"beta2": 0.0}, {"beta1": 0.8, "beta2": 0.3}):
    zeros = [np.zeros(13) for _ in range(3)]
    moved, _, _ = stepped("theta, m, v", adam_step, (*zeros, g), 1, 0.5, eps=0.0, **settings)
    told = ", ".join(f"{key} = {value}" for key, value in settings.items()) or "the usual settings"
    assert ask.near(moved, -0.5 * np.sign(g)), (
        f"With gradients from 0.000001 to 1,000,000 and {told} the first step must be eta in size, against the sign of "
        "the gradient; yours is not. Is each memory corrected with its own beta? Is eps used as it was handed over?"
    )
theta, m, v, g = rng.normal(size=3), 1e3 * rng.normal(size=3), 1e5 * rng.uniform(1, 2, size=3), np.zeros(3)
moved, _, _ = stepped("theta, m, v", adam_step, (theta, m, v, g), 5, 1.0)
assert ask.near(moved, theta - (0.9 * m / (1 - 0.9**5)) / np.sqrt(0.999 * v / (1 - 0.999**5))), (
    "Where the gradient is 0, the memories alone must make the step, but step 5 with the usual settings is wrong. "
    "Are beta1 and beta2 as the docstring says when left out? Does the correction know t?"
)
moved, _, _ = stepped("theta, m, v", adam_step, (np.zeros(1), np.zeros(1), np.zeros(1), np.array([1e-8])), 1, 1.0)
assert ask.near(moved, [-0.5]), (
    "A gradient as tiny as the usual eps makes a wrong first step. Is eps added to the root, after the correction?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_adam_step_torch", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: 50 steps with random gradients, a changing learning rate and a large eps, against torch.optim.Adam.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
for _ in range(2):
    beta1, beta2 = rng.uniform(0.5, 0.7), rng.uniform(0.8, 0.95)
    theta, m, v = rng.normal(size=(3, 2)), np.zeros((3, 2)), np.zeros((3, 2))
    parameter = torch.nn.Parameter(torch.tensor(theta))
    optimizer = torch.optim.Adam([parameter], lr=1.0, betas=(beta1, beta2), eps=0.5)
    for t in range(1, 51):
        g, eta = rng.normal(size=(3, 2)), rng.uniform(0.2, 0.9)
        optimizer.param_groups[0]["lr"] = eta
        parameter.grad = torch.tensor(g)
        optimizer.step()
        before = theta
        theta, m, v = stepped("theta, m, v", adam_step, (theta, m, v, g), t, eta, beta1, beta2, 0.5)
        state = optimizer.state[parameter]
        right_m, right_v = state["exp_avg"].numpy(), state["exp_avg_sq"].numpy()
        assert ask.near(m, right_m), (
            f"With random gradients m disagrees with torch.optim.Adam at step {t}. Is the corrected m remembered?"
        )
        assert ask.near(v, right_v), (
            f"With random gradients v disagrees with torch.optim.Adam at step {t}. Is the corrected v remembered?"
        )
        ahead, size = eta * right_m / (1 - beta1**t), right_v / (1 - beta2**t)
        likely = {
            "Is eps outside the root?": before - ahead / np.sqrt(size + 0.5),
            "Is eps used at all, and the value that was handed over?": before - ahead / np.sqrt(size),
            "Is eps added after the correction?": before - ahead / ((np.sqrt(right_v) + 0.5) / np.sqrt(1 - beta2**t)),
        }
        assert ask.near(theta, parameter.detach().numpy()), (
            f"With random gradients and eps = 0.5, theta disagrees with torch.optim.Adam at step {t}. "
            + ask.cause(
                theta, likely, "Is the correction made with this step's t, and is this step's learning rate used?"
            )
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_adam_step_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: any size and shape; entries in another order; a thousand times the loss.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(4, 3), (), (0,), (1,), (2, 3, 2)]:
    for scale in (1.0, 0.0, 1e3):
        theta, m, v, g = (np.asarray(scale * rng.normal(size=shape[::-1])).T for _ in range(4))
        v = np.asarray(v**2)
        moved, _, _ = stepped("theta, m, v", adam_step, (theta, m, v, g), 3, 0.25, eps=0.2, beta2=0.6, beta1=0.7)
        new_m, new_v = 0.7 * m + 0.3 * g, 0.6 * v + 0.4 * g**2
        ahead, size = 0.25 * new_m / (1 - 0.7**3), np.sqrt(new_v / (1 - 0.6**3))
        likely = {
            "Is eps outside the root?": theta - ahead / np.sqrt(size**2 + 0.2),
            "Is eps used as it was handed over?": theta - ahead / (size + 1e-8),
            "Is eps added after the correction?": theta - ahead / (size + 0.2 / np.sqrt(1 - 0.6**3)),
            "Does the correction know t? That has the one of step 1.": theta
            - 0.25 * new_m / 0.3 / (np.sqrt(new_v / 0.4) + 0.2),
            "Is there a correction?": theta - 0.25 * new_m / (np.sqrt(new_v) + 0.2),
            "Does t count from 1? The correction is that of the step after.": theta
            - 0.25 * new_m / (1 - 0.7**4) / (np.sqrt(new_v / (1 - 0.6**4)) + 0.2),
            "Does t count from 1? The correction is that of the step before.": theta
            - 0.25 * new_m / (1 - 0.7**2) / (np.sqrt(new_v / (1 - 0.6**2)) + 0.2),
        }
        where = f" in arrays of shape {shape}" if shape != (4, 3) else ""
        assert ask.near(moved, theta - ahead / (size + 0.2)), (
            f"With entries of size {scale:g}{where} step 3 is wrong. "
            f"{ask.cause(moved, likely, 'Is it taken entry by entry, with the settings that were handed over?')}"
        )


def walk(start, curvatures, loss_factor):
    """Return the path of adam_step on a bowl along the axes, whose loss is multiplied by a number."""
    theta, m, v = start, np.zeros(4), np.zeros(4)
    path = [start]
    for t in range(1, 16):
        g = loss_factor * curvatures * (theta - 10)
        theta, m, v = stepped("theta, m, v", adam_step, (theta, m, v, g), t, 0.3, beta2=0.9, eps=0.0)
        path.append(theta)
    return np.array(path)


start, curvatures, order = rng.normal(size=4), np.array([0.1, 0.5, 1.0, 4.0]), np.array([2, 0, 3, 1])
path = walk(start, curvatures, 1.0)
assert ask.near(walk(start[order], curvatures[order], 1.0), path[:, order]), (
    "With the entries in another order the path must be the same in that order, but yours is not. "
    "Does one entry get into the memory of another one?"
)
assert ask.near(walk(start, curvatures, 1000.0), path), (
    "A thousand times the loss must leave Adam's path as it is where eps is 0, but yours changed. "
    "Is the gradient divided by something of its own unit?"
)
alone = [walk(np.full(4, start[k]), np.full(4, curvatures[k]), 1.0)[:, 0] for k in range(4)]
assert ask.near(np.array(alone).T, path), (
    "Each entry must go its way as if it were alone, but the others have an influence. Is something averaged over them?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: AdamW (2 points)
#
# Weight decay $\lambda$ makes the parameters shrink at each step. AdamW keeps it out of Adam's memories and out of the
# division. With $\hat m_t$ and $\hat v_t$ as in task 3, of the gradient $g_t$ alone,
#
# $$\theta_t = \theta_{t-1} - \eta \left( \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} + \lambda\, \theta_{t-1}
# \right)$$
#
# The decay acts on the *old* $\theta_{t-1}$, and it is multiplied by the learning rate of this step. (You may copy
# your lines of task 3. Calling `adam_step` is allowed, too, but then its mistakes cost points here as well.)


# %% nbgrader={"grade": false, "grade_id": "t4_adamw_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    """Make one step of AdamW.

    theta: array of any shape, the parameters now
    m: array of the same shape, the memory of the direction before the step
    v: array of the same shape, the memory of the size before the step
    g: array of the same shape, the gradient at theta
    t: number of the step, 1 for the first
    eta: positive number, the learning rate
    decay: number, 0 or more, the strength lambda of the weight decay
    beta1: number from 0 up to, but not including, 1: the part of m that survives
    beta2: number from 0 up to, but not including, 1: the part of v that survives
    eps: number, 0 or more, which keeps from dividing by 0

    Returns three new arrays: theta, m and v after the step.
    """
    ### BEGIN SOLUTION
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * (m_hat / (np.sqrt(v_hat) + eps) + decay * theta), m, v
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_adamw_step_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The first step with eta = 0.5 and decay = 0.4. The second weight has no gradient, like that of a blank pixel.
theta, g = np.array([2.0, -3.0]), np.array([7.0, 0.0])
arrays = theta, np.zeros(2), np.zeros(2), g
new_theta, new_m, new_v = stepped("theta, m, v", adamw_step, arrays, 1, 0.5, 0.4)
assert ask.close(new_m, [0.7, 0]) and ask.close(new_v, [0.049, 0]), (
    f"The new m should be 0.7 and 0, and v 0.049 and 0, but they are {new_m.tolist()} and {new_v.tolist()}. "
    "Does the decay get into the memories? Are they fading means, without hats?"
)
likely = {
    "That comes from Adam's division.": -2.5,
    "That forgets the learning rate.": -1.8,
    "That grows.": -3.6,
    "That has no decay.": -3.0,
    "Does the decay act on theta itself, not on its sign?": -2.8,
}
assert ask.close(new_theta[1], -2.4), (
    f"A weight of -3 without a gradient should become -2.4, but became {new_theta[1]:.4f}. "
    f"{ask.cause(new_theta[1], likely, 'Is it made smaller by eta times decay times itself?')}"
)
likely = {
    "That comes from a decay of the new theta in place of the old one.": 1.2,
    "That has no decay.": 1.5,
    "Are both memories corrected?": 1.6 - 0.5 * 0.7 / np.sqrt(0.049),
    "Does the step go against the gradient?": 2.1,
}
assert ask.close(new_theta[0], 1.1), (
    f"A weight of 2 with a positive gradient should become 1.1, but became {new_theta[0]:.4f}. "
    f"{ask.cause(new_theta[0], likely, 'Is it the step of Adam, and the decay of the old theta?')}"
)

# Hidden tests: 30 steps with random gradients and a changing learning rate, against torch.optim.AdamW.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
beta1, beta2 = rng.uniform(0.5, 0.7), rng.uniform(0.8, 0.95)
theta, m, v = 3 * rng.normal(size=(3, 2)), np.zeros((3, 2)), np.zeros((3, 2))
parameter = torch.nn.Parameter(torch.tensor(theta))
optimizer = torch.optim.AdamW([parameter], lr=1.0, betas=(beta1, beta2), eps=0.5, weight_decay=0.35)
for t in range(1, 31):
    g, eta = rng.normal(size=(3, 2)), rng.uniform(0.2, 0.9)
    optimizer.param_groups[0]["lr"] = eta
    parameter.grad = torch.tensor(g)
    optimizer.step()
    before = theta
    theta, m, v = stepped("theta, m, v", adamw_step, (theta, m, v, g), t, eta, 0.35, beta1, beta2, 0.5)
    state = optimizer.state[parameter]
    right_m, right_v = state["exp_avg"].numpy(), state["exp_avg_sq"].numpy()
    assert ask.near(m, right_m) and ask.near(v, right_v), (
        f"With random gradients m or v disagrees with torch.optim.AdamW at step {t}. Does the decay get into them?"
    )
    kept, ahead, size = before * (1 - 0.35 * eta), eta * right_m / (1 - beta1**t), right_v / (1 - beta2**t)
    likely = {
        "Is eps outside the root?": kept - ahead / np.sqrt(size + 0.5),
        "Is eps used at all, and the value that was handed over?": kept - ahead / np.sqrt(size),
        "Is eps added after the correction?": kept - ahead / ((np.sqrt(right_v) + 0.5) / np.sqrt(1 - beta2**t)),
        "Is the correction made with this step's t?": kept
        - eta * right_m / (1 - beta1) / (np.sqrt(right_v / (1 - beta2)) + 0.5),
    }
    assert ask.near(theta, parameter.detach().numpy()), (
        f"With random gradients and eps = 0.5, theta disagrees with torch.optim.AdamW at step {t}. "
        + ask.cause(
            theta, likely, "Does the decay act on the old theta, with this step's learning rate? Is the rest Adam's?"
        )
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_adamw_step_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: any size and shape, the values of the settings, handed over and left out; no decay; without gradient and
# memories theta shrinks by a fixed factor; how far the step is from Adam's.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(4, 3), (), (0,), (1,), (2, 3, 2)]:
    for scale, decay, settings in [
        (1.0, 0.65, {"eps": 5.0, "beta1": 0.7}),
        (1.0, 0.65, {"beta2": 0.6}),
        (1.0, 0.0, {}),
        (1e3, 0.65, {}),
        (0.0, 0.65, {}),
    ]:
        theta, m, v, g = (np.asarray(scale * rng.normal(size=shape[::-1])).T for _ in range(4))
        v = np.asarray(v**2 + scale)
        moved, _, _ = stepped("theta, m, v", adamw_step, (theta, m, v, g), 3, 0.25, decay, **settings)
        beta1, beta2, eps = settings.get("beta1", 0.9), settings.get("beta2", 0.999), settings.get("eps", 1e-8)
        kept, ahead = theta * (1 - 0.25 * decay), 0.25 * (beta1 * m + (1 - beta1) * g) / (1 - beta1**3)
        size = np.sqrt((beta2 * v + (1 - beta2) * g**2) / (1 - beta2**3))
        likely = {
            "Is eps outside the root?": kept - ahead / np.sqrt(size**2 + eps),
            "Is eps used as it was handed over?": kept - ahead / (size + 1e-8),
            "Is eps added after the correction?": kept - ahead / (size + eps / np.sqrt(1 - beta2**3)),
            "Is there a decay?": theta - ahead / (size + eps),
            "Does the decay act on the old theta?": (theta - ahead / (size + eps)) * (1 - 0.25 * decay),
        }
        told = ", ".join(f"{key} = {value}" for key, value in settings.items()) or "the usual settings"
        where = f" in arrays of shape {shape}" if shape != (4, 3) else ""
        assert ask.near(moved, kept - ahead / (size + eps)), (
            f"With entries of size {scale:g}{where}, decay = {decay} and {told} step 3 is wrong. "
            + ask.cause(
                moved, likely, "Does the decay act on the old theta, outside the division? Is the rest Adam's step?"
            )
        )
signs = np.array([1, -1, 1, -1])
theta, g = signs * rng.uniform(1, 3, size=4), signs * rng.uniform(1, 3, size=4)
arrays = theta, np.zeros(4), np.zeros(4), g
moved, _, _ = stepped("theta, m, v", adamw_step, arrays, 1, 0.5, 0.4, eps=0.0)
with_penalty = theta - 0.5 * np.sign(g + 0.4 * theta)  # Adam's first step if the decay is part of the gradient
assert ask.near(with_penalty - moved, 0.5 * 0.4 * theta), (
    "At the first step AdamW and Adam with a penalty in the loss differ by eta times decay times theta, where gradient "
    "and theta have the same sign; yours do not. Does the decay go through the division?"
)
theta = 1e3 * rng.normal(size=4)
for eta, decay, t in [(0.5, 0.4, 1), (0.1, 0.4, 9), (0.5, 0.0, 2)]:
    arrays = theta, np.zeros(4), np.zeros(4), np.zeros(4)
    moved, _, _ = stepped("theta, m, v", adamw_step, arrays, t, eta, decay)
    assert ask.near(moved, theta * (1 - eta * decay)), (
        f"With no gradient and empty memories, eta = {eta} and decay = {decay} must make theta shrink by a fixed "
        "factor, whatever t is; yours does not. Is the decay multiplied by the learning rate?"
    )
arrays = np.zeros(1), np.zeros(1), np.zeros(1), np.array([1e-8])
moved, _, _ = stepped("theta, m, v", adamw_step, arrays, 1, 1.0, 0.5)
assert ask.near(moved, [-0.5]), (
    "A gradient as tiny as the usual eps makes a wrong first step. Is eps added to the root, after the correction?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: a learning rate schedule (3 points)
#
# A training has $T$ steps. In the first $W$ of them, the **warm-up**, the learning rate grows along a straight line from
# 0 at $t = 0$ to its `peak` at $t = W$. From there it falls along half a cosine to its `floor` at $t = T$:
#
# $$\eta(t) = \text{peak} \cdot \frac{t}{W} \quad \text{for } t < W \qquad
# \eta(t) = \text{floor} + \frac{\text{peak} - \text{floor}}{2}
# \left(1 + \cos\left(\pi\, \frac{t - W}{T - W}\right)\right) \quad \text{for } t > W$$
#
# At the joint, $t = W$, the rate is `peak`, always: for $W = 0$, where there is no warm-up and the first rate is the
# peak, and for $W = T$, where nothing follows. In both cases one of the formulas would divide by 0.


# %% nbgrader={"grade": false, "grade_id": "t5_rate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rate(t, T, warmup, peak, floor):
    """Return the learning rate of a step, a number.

    t: integer from 0 to T, both included, the step
    T: positive integer, the number of steps
    warmup: integer from 0 to T, both included, the steps of the warm-up
    peak: positive number, the largest rate
    floor: number from 0 up to peak, the rate at the end
    """
    ### BEGIN SOLUTION
    if t < warmup:
        return peak * t / warmup
    if t == warmup:
        return peak
    return floor + (peak - floor) * (1 + np.cos(np.pi * (t - warmup) / (T - warmup))) / 2
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t5_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def rates_of(rate, T, warmup, peak, floor):
    """Return the rates of all steps from 0 to T; complain unless each is a number."""
    rates = []
    for t in range(T + 1):
        hint = f"With T = {T} and {warmup} steps of warm-up, at t = {t}: what does the text say of the joint?"
        try:
            rates.append(ask.number(ask.result(rate, t, T, warmup, peak, floor), "The rate"))
        except AssertionError as error:
            raise AssertionError(f"{error} {hint}") from error
    return np.array(rates)


# %% nbgrader={"grade": true, "grade_id": "t5_rate_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Ten steps, four of them warm-up, a peak of 0.8 and a floor of 0.2.
rates = rates_of(rate, 10, 4, 0.8, 0.2)
likely = {
    "Those are one step early.": np.array([0.2, 0.4, 0.6, 0.8]),
    "That begins at the floor.": np.array([0.2, 0.35, 0.5, 0.65]),
    "Is there a warm-up?": np.full(4, 0.8),
    "Is it divided by the steps of the warm-up?": np.array([0, 0.08, 0.16, 0.24]),
}
assert ask.close(rates[:4], [0, 0.2, 0.4, 0.6]), (
    f"The rates of steps 0 to 3 should be 0, 0.2, 0.4, 0.6, but are {np.round(rates[:4], 4).tolist()}. "
    f"{ask.cause(rates[:4], likely, 'Does the rate grow along a straight line from 0, at t = 0, to the peak?')}"
)
assert ask.close(rates[4], 0.8), f"At the joint, step 4, the rate should be the peak, 0.8, but is {rates[4]:.4f}."
likely = {
    "Is the cosine stretched over the steps after the warm-up, in place of all steps?": 0.5 + 0.3 * np.cos(0.7 * np.pi),
    "Is the number of steps after the warm-up divided by?": 0.5 + 0.3 * np.cos(0.3 * np.pi),
    "Does it fall to the floor, in place of 0?": 0.4,
    "Does it end at t = T, not one step before?": 0.5 + 0.3 * np.cos(0.6 * np.pi),
    "Is it half a turn, in place of a whole one?": 0.2,
    "Is the angle in radians?": 0.5 + 0.3 * np.cos(np.radians(np.pi / 2)),
    "Is the half of the formula there?": 0.8,
}
assert ask.close(rates[7], 0.5), (
    f"Half-way down, at step 7, the rate should be 0.5, but is {rates[7]:.4f}. "
    f"{ask.cause(rates[7], likely)} Is the cosine stretched over the steps after the warm-up, in radians, between peak "
    "and floor?"
)
assert ask.close(rates[10], 0.2), (
    f"At the end, step 10, the rate should be the floor, 0.2, but is {rates[10]:.4f}. Does it fall to the floor, between "
    "peak and floor?"
)

# %% nbgrader={"grade": true, "grade_id": "t5_rate_torch", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random schedules, the warm-up against a straight line and the rest against torch's CosineAnnealingLR.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
for _ in range(6):
    T, warmup = int(rng.integers(15, 40)), int(rng.integers(3, 12))
    peak, floor = rng.uniform(2, 5), rng.uniform(0.2, 1)
    got = rates_of(rate, T, warmup, peak, floor)
    line = np.linspace(0, peak, warmup + 1)
    rounded = " Is the rate rounded?" if np.max(np.abs(got[: warmup + 1] - line)) < 0.1 else ""
    assert ask.close(got[: warmup + 1], line), (
        f"With T = {T}, the {warmup} steps of the warm-up are not on a straight line from 0 to the peak. "
        f"Is one of them early or late?{rounded}"
    )
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=peak)
    library = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=T - warmup, eta_min=floor)
    for t in range(warmup, T + 1):
        right = library.get_last_lr()[0]
        rounded = " Is the rate rounded?" if np.abs(got[t] - right) < 0.01 else ""
        assert ask.close(got[t], right), (
            f"With T = {T} and {warmup} steps of warm-up, step {t} disagrees with torch's CosineAnnealingLR. Is the "
            f"cosine stretched over the steps after the warm-up, in radians, between peak and floor?{rounded}"
        )
        optimizer.step()
        library.step()
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_rate_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: no warm-up, nothing but warm-up, a single step; it rises, then falls, without a jump; a floor of 0, a
# floor as high as the peak.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
peak = rng.uniform(2, 3)
for T in (1, 2, 9, 300):
    got = rates_of(rate, T, 0, peak, 0.5)
    assert ask.close(got[0], peak), f"Without warm-up the first of {T} steps must have the rate `peak`."
    assert ask.close(got[-1], 0.5), f"Without warm-up the rate must end at `floor` after {T} steps."
    got = rates_of(rate, T, T, peak, 0.5)
    assert ask.close(got, peak * np.arange(T + 1) / T), (
        f"Where the warm-up is all of {T} steps, the rate must grow along a straight line up to the peak, at t = T too."
    )
for floor in (0.0, 0.3, peak):
    T, warmup = 60, int(rng.integers(10, 30))
    got = rates_of(rate, T, warmup, peak, floor)
    assert np.all(np.diff(got[: warmup + 1]) > 0), "The rate must rise all through the warm-up; yours does not."
    assert np.all(got[warmup + 1 :] <= got[warmup:-1] * 1.0001), (
        "The rate must not rise after the warm-up; yours does. Is the angle in radians, and no more than half a turn?"
    )
    assert ask.close(got[warmup], peak), "At the joint the rate must be `peak`."
    assert np.abs(got[warmup + 1] - got[warmup]) < 0.01 * peak, (
        "After the joint the rate jumps. Does the cosine begin there?"
    )
    assert ask.close(got[T], floor), "The rate must end at `floor`, at t = T."
    assert ask.close(got[warmup:] + got[warmup:][::-1], np.full(T - warmup + 1, peak + floor)), (
        "Half a cosine is as far below the peak at the start as above the floor at the end; your rates are not."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: gradient clipping (3 points)
#
# A network has one gradient array for each of its parameter arrays. Clipping takes them as one long vector: if its
# length, the joint norm $\lVert g \rVert = \sqrt{\sum g^2}$ over all entries of all arrays, exceeds a bound, every
# entry is multiplied by the same factor, so that the direction stays and the length becomes the bound:
#
# $$g \leftarrow g \cdot \min\left(1, \frac{\text{bound}}{\lVert g \rVert}\right)$$
#
# If the joint norm is not larger than the bound, the numbers come back exactly as they were, to the last digit (no
# rounding to float32 here). Two cases need care: gradients that are all 0 stay 0, and a bound of infinity
# (`math.inf`) changes nothing. Leave the list and its arrays as they were.


# %% nbgrader={"grade": false, "grade_id": "t6_clip_by_norm", "locked": false, "schema_version": 3, "solution": true, "task": false}
def clip_by_norm(gradients, bound):
    """Return gradients shortened to a joint norm of at most the bound.

    gradients: list of at least one array, of any shapes, () and (0,) too
    bound: positive number or infinity

    Returns a new list of arrays of the same shapes.
    """
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = bound / norm if norm > bound else 1.0
    return [g * factor for g in gradients]
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t6_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def clipped_by(clip_by_norm, gradients, bound):
    """Return the clipped arrays; complain unless they are as many as went in, and shaped like them."""
    shapes = [np.shape(g) for g in gradients]
    try:
        clipped = ask.result(clip_by_norm, gradients, bound)
    except AssertionError as error:
        hint = f" The arrays had the shapes {shapes}; any are allowed." if error.__cause__ else ""
        raise AssertionError(f"{error}{hint}") from error
    assert isinstance(clipped, (list, tuple)) and len(clipped) == len(gradients), (
        f"clip_by_norm returns a list of as many arrays as it was given, {len(gradients)}; yours is {ask.kind_of(clipped)}."
    )
    return [
        ask.array(g, shape, f"Array {k} of the result (0 is the first)", "The shapes must stay.")
        for k, (g, shape) in enumerate(zip(clipped, shapes, strict=True))
    ]


# %% nbgrader={"grade": true, "grade_id": "t6_clip_by_norm_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two arrays. Their joint norm is 7, since 36 + 4 + 9 = 49; the bound is 3.5.
gradients = [np.array([6.0, -2.0]), np.array([[3.0]])]
first, second = clipped_by(clip_by_norm, gradients, 3.5)
got = np.append(first, second)
likely = {
    "Does every array get the factor, the short ones too?": np.array([3, -1, 3]),
    "Is each array clipped alone?": np.array([6, -2, 0]) * 3.5 / np.sqrt(40) + np.array([0, 0, 3]),
    "Is each entry cut off?": np.array([3.5, -2, 3]),
    "Is the root taken of the sum of squares?": np.array([6, -2, 3]) * 3.5 / 49,
    "Are the norms of the arrays added up?": np.array([6, -2, 3]) * 3.5 / (np.sqrt(40) + 3),
    "Are absolute values added up, in place of squares?": np.array([6, -2, 3]) * 3.5 / 11,
    "Is the largest norm taken, in place of the joint one?": np.array([6, -2, 3]) * 3.5 / np.sqrt(40),
    "Is the largest entry taken for the norm?": np.array([6, -2, 3]) * 3.5 / 6,
    "Does the length become the bound, in place of 1?": np.array([6, -2, 3]) / 7,
    "Is it clipped at all?": np.array([6, -2, 3]),
    "Are they shortened, in place of thrown away?": np.zeros(3),
}
assert ask.close(got, [3, -1, 1.5]), (
    f"The clipped gradients should be 3, -1 and 1.5, but are {got.tolist()}. "
    f"{ask.cause(got, likely, 'Does every entry get the same factor, made of the joint norm?')}"
)
first, second = clipped_by(clip_by_norm, gradients, 7.5)
assert ask.close(first, [6, -2]) and ask.close(second, [[3]]), (
    f"Shorter than the bound, the gradients should stay 6, -2 and 3, but became {np.append(first, second).tolist()}. "
    "Are short gradients stretched?"
)

# %% nbgrader={"grade": true, "grade_id": "t6_clip_by_norm_joint", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random lists of arrays, against torch's clip_grad_norm_ and against one long vector; clipping twice.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
for shapes in ([(5,)], [(3, 2), (4,)], [(2, 2, 3), (), (0,), (4, 1)], [(1,), (6,), (2, 3)], [(), ()], [(0,), (3,)]):
    for size in (1.0, 1e4):
        gradients = [np.asarray(size * rng.normal(size=shape[::-1])).T for shape in shapes]
        joint = np.sqrt(np.sum([np.sum(g**2) for g in gradients]))
        for share in (0.05, 0.6, 0.95, 1.5):
            clipped = clipped_by(clip_by_norm, gradients, share * joint)
            parameters = [torch.nn.Parameter(torch.zeros(shape, dtype=torch.float64)) for shape in shapes]
            for parameter, g in zip(parameters, gradients, strict=True):
                parameter.grad = torch.tensor(g)
            torch.nn.utils.clip_grad_norm_(parameters, share * joint)
            length = np.sqrt(np.sum([np.sum(np.square(g)) for g in clipped]))
            got = np.concatenate([np.ravel(g) for g in clipped])
            right = np.concatenate([parameter.grad.numpy().ravel() for parameter in parameters])
            assert ask.near(got, right), (
                f"With arrays of shapes {shapes}, a joint norm of {joint:.3f} and a bound of {share * joint:.3f} the "
                f"result disagrees with torch's clip_grad_norm_; its joint norm is {length:.3f}. "
                "Is the norm taken over all arrays together, with squares and a root?"
            )
            again = clipped_by(clip_by_norm, clipped, share * joint)
            assert ask.near(np.concatenate([np.ravel(g) for g in again]), got), (
                "Clipping what has been clipped must change nothing more, but it did."
            )
            whole = clipped_by(clip_by_norm, [np.concatenate([np.ravel(g) for g in gradients])], share * joint)
            assert ask.near(whole[0], got), (
                "Several arrays must be clipped as if they were one long vector, but they are not."
            )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_clip_by_norm_special", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: gradients that are 0; a bound of infinity; short gradients come back to the last digit; very uneven
# ones.
### BEGIN HIDDEN TESTS
import math

rng = np.random.default_rng()
for bound in (0.5, math.inf):
    try:
        clipped = clipped_by(clip_by_norm, [np.zeros((2, 3)), np.array(0.0), np.zeros(0)], bound)
    except AssertionError as error:
        hint = f" Gradients that are all 0 must stay 0, with a bound of {bound}." if "nan" in str(error) else ""
        raise AssertionError(f"{error}{hint}") from error
    assert all(np.all(np.equal(g, 0)) for g in clipped), (
        f"Gradients that are all 0 must stay 0 with a bound of {bound}, but became {[g.tolist() for g in clipped]}. "
        "What is divided by what?"
    )
for scale in (1e-9, 1.0, 1e6):
    gradients = [np.asarray(scale * rng.normal(size=shape)) for shape in ((40, 30), (), (5,), (0,))]
    joint = np.sqrt(np.sum([np.sum(g**2) for g in gradients]))
    for bound in (1.5 * joint, 1e3 * joint + 1, math.inf):
        clipped = clipped_by(clip_by_norm, gradients, bound)
        assert all(np.array_equal(g, was) for g, was in zip(clipped, gradients, strict=True)), (
            f"With a joint norm of {joint:.3g} and a bound of {bound:.3g}, nothing is too long, and the numbers must come "
            "back to the last digit; yours do not. Are they multiplied, or rounded?"
        )
gradients = [np.array([-1e5, 3.0]), np.array([[2e5], [-40.0]])]
clipped = clipped_by(clip_by_norm, gradients, 1000.0)
factor = 1000 / np.sqrt(np.sum([np.sum(g**2) for g in gradients]))
assert all(ask.close(g, was * factor) for g, was in zip(clipped, gradients, strict=True)), (
    "With very uneven entries the direction changes: not every entry gets the same factor."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: the loop for any of them (2 points)
#
# All these optimizers fit one loop. A **stepper** is a function that makes one step:
#
# `theta, memory = stepper(theta, memory, g, t)`
#
# It gets the parameters, what it remembers, the gradient at these parameters and the number $t$ of the step, which
# counts from 1, and returns the new parameters and its new memory. What a memory is, is the stepper's own business, an
# array, a pair, a dictionary: you pass on what you got. Before the first step it is `None`.
#
# Write the loop. It keeps the whole path, so row 0 is the start and row $t$ what came after step $t$. Ask for the
# gradient once for each step, no more: it is what takes the time. Steppers change no array, and neither may you.


# %% nbgrader={"grade": false, "grade_id": "t7_minimize", "locked": false, "schema_version": 3, "solution": true, "task": false}
def minimize(gradient, theta, stepper, steps):
    """Run an optimizer and return its path.

    gradient: function; gradient(theta) is the gradient at theta, an array (p,)
    theta: array (p,), the start
    stepper: function; stepper(theta, memory, g, t) returns a pair, the new theta and the new memory
    steps: number of steps, 0 or more

    Returns an array (steps + 1, p).
    """
    ### BEGIN SOLUTION
    path, memory = [theta], None
    for t in range(1, steps + 1):
        theta, memory = stepper(theta, memory, gradient(theta), t)
        path.append(theta)
    return np.stack(path)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t7_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def path_of(minimize, gradient, theta, stepper, steps):
    """Return the path that minimize makes; complain unless it has a row for the start and one for each step."""
    path = ask.result(minimize, gradient, theta, stepper, steps)
    hint = "Is the start kept, and every step, also where it is flat?"
    return ask.array(path, (steps + 1, len(theta)), f"The path of {steps} steps, the start included,", hint)


# %% nbgrader={"grade": true, "grade_id": "t7_minimize_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Three steps on the parabola theta², whose gradient is 2 theta, with a stepper whose rate is 0.5 / t.
start = np.array([8.0, -4.0])


def fading(theta, memory, g, t):
    """Step against the gradient, less at every step, and remember the gradients."""
    assert t >= 1, f"The stepper was called with t = {t}. Does t count from 1?"
    assert memory is None or isinstance(memory, list), (
        f"The stepper was given a memory of type {type(memory).__name__}. It is None before the first step, and then "
        "what the stepper returned."
    )
    return theta - 0.5 / t * g, [*(memory or []), g]


path = path_of(minimize, lambda theta: 2 * theta, start, lambda theta, memory, g, t: (theta - 0.25 * g, None), 3)
right = np.array([[8, -4], [4, -2], [2, -1], [1, -0.5]])
likely = {
    "Are all rows one array that was written over?": np.tile(path[-1], (4, 1)),
    "Is the gradient taken at the current theta?": np.array([[8, -4], [4, -2], [0, 0], [-4, 2]]),
    "Does each step begin where the last one ended?": np.array([[8, -4], [4, -2], [4, -2], [4, -2]]),
    "Is what the stepper returns the new theta, not a step to it?": np.array(
        [[8, -4], [12, -6], [18, -9], [27, -13.5]]
    ),
}
assert ask.close(path, right), (
    f"The path should go from 8, -4 to 4, -2 to 2, -1 to 1, -0.5, but is {path.tolist()}. "
    f"{ask.cause(path, likely, 'Is the gradient taken at the current theta?')}"
)
path = path_of(minimize, lambda theta: 2 * theta - 2, start, fading, 2)
assert ask.close(path, [[8, -4], [1, 1], [1, 1]]), (
    f"With the rate 0.5 / t the path should go from 8, -4 to 1, 1, but is {path.tolist()}. Does t count from 1?"
)

# %% nbgrader={"grade": true, "grade_id": "t7_minimize_hidden", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: steppers with memories of different kinds; how often the gradient is asked for, and where; no steps; a
# start at the minimum; a single parameter.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
asked, seen = [], []


def with_array(theta, memory, g, t):
    memory = np.array(g) if memory is None else 0.6 * memory + g
    return theta - 0.2 / t * memory, memory


def with_pair(theta, memory, g, t):
    first, count = (np.array(g), 0) if memory is None else memory
    return theta - 0.1 * (g + first * (count + t)), (first, count + 1)


def with_dictionary(theta, memory, g, t):
    memory = {"sum": 0.1 + np.abs(g)} if memory is None else {"sum": memory["sum"] + np.abs(g)}
    return theta - 0.3 * g / memory["sum"] - 0.01 * t, memory


def with_count(theta, memory, g, t):
    memory = 0 if memory is None else memory - 1  # at first a memory that is 0, and yet a memory
    return theta - 0.1 * g + 0.01 * memory, memory


for p, at_minimum in ((3, False), (1, False), (3, True)):
    H, goal = rng.normal(size=(p, p)) / 4 + np.eye(p), rng.normal(size=p)
    start = goal.copy() if at_minimum else rng.normal(size=p)

    def slope(theta, H=H, goal=goal):
        asked.append(np.array(theta))
        return H @ (theta - goal)

    for stepper in (with_array, with_pair, with_dictionary, with_count):

        def recorded(theta, memory, g, t, stepper=stepper):
            seen.append((np.array(theta), memory is None, np.array(g), t))
            return stepper(theta, memory, g, t)

        for steps in (0, 1, 7):
            expected, memory = [start], None
            for t in range(1, steps + 1):
                theta, memory = stepper(expected[-1], memory, H @ (expected[-1] - goal), t)
                expected.append(theta)
            asked.clear()
            seen.clear()
            path = path_of(minimize, slope, start, recorded, steps)
            assert len(seen) == steps, f"{steps} steps call the stepper {steps} times; it was called {len(seen)} times."
            assert len(asked) == steps, (
                f"{steps} steps need {steps} gradients; gradient() was called {len(asked)} times. Is one asked for that "
                "no step uses, or twice?"
            )
            assert [t for *_, t in seen] == list(range(1, steps + 1)), (
                f"In {steps} steps the stepper was given wrong numbers t. Does t count the steps, from 1?"
            )
            assert [empty for _, empty, *_ in seen] == [t == 1 for t in range(1, steps + 1)], (
                "The memory must be None at the first step, and after that what the last step returned, also where that "
                "is 0 or empty, but it was not."
            )
            wrong = [t for t in range(steps + 1) if not ask.near(path[t], expected[t])]
            assert not wrong, (
                f"These rows of the path are wrong: {wrong} (row 0 is the start). Is the gradient taken at the current "
                "theta, and the memory passed on as it came? Are all rows one array that was written over?"
            )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# Nothing to write here, and no points: run the cell. Your optimizers walk through the valley of lecture 11 with κ = 100,
# first along the axes, then turned by 45°. Whose path notices the turn? The last line trains with all you built at
# once: AdamW, your schedule, and gradients clipped at 1.


# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
def with_momentum(theta, memory, g, t):
    """Step with momentum at the best settings for κ = 100."""
    return momentum_step(theta, np.zeros_like(theta) if memory is None else memory, g, 1.65, 0.67)


def with_adam(theta, memory, g, t):
    """Step with Adam."""
    m, v = (np.zeros_like(theta), np.zeros_like(theta)) if memory is None else memory
    theta, m, v = adam_step(theta, m, v, g, t, 0.3)
    return theta, (m, v)


def with_everything(theta, memory, g, t):
    """Step with AdamW, a schedule and clipped gradients."""
    m, v = (np.zeros_like(theta), np.zeros_like(theta)) if memory is None else memory
    theta, m, v = adamw_step(theta, m, v, clip_by_norm([g], 1.0)[0], t, rate(t, 60, 6, 0.6, 0.01), 0.0001)
    return theta, (m, v)


try:
    for degrees in (0, 45):
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        Q = np.array([[c, -s], [s, c]])
        H = Q @ np.diag([2 / 100, 2.0]) @ Q.T
        for name, stepper in [
            ("momentum", with_momentum),
            ("Adam", with_adam),
            ("AdamW, scheduled and clipped", with_everything),
        ]:
            path = minimize(lambda theta, H=H: H @ theta, Q @ np.array([9.0, 3.0]), stepper, 60)
            print(f"turned by {degrees:2d}°, {name}: {np.linalg.norm(path[-1]):.4f} from the minimum after 60 steps")
except NotImplementedError:
    print("Some tasks are still open. Come back when all are done.")
