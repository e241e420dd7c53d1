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


# %% nbgrader={"grade": true, "grade_id": "t1_momentum_step_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A step in the middle of a run, with eta = 0.1 and beta = 0.5.
theta, m, g = np.array([1.0, -2.0]), np.array([0.5, 1.0]), np.array([2.0, -4.0])
returned = momentum_step(theta, m, g, 0.1, 0.5)
assert returned is not None, "momentum_step returned None. Does it end with a return?"
assert isinstance(returned, (tuple, list)) and len(returned) == 2, "momentum_step returns a pair, theta and m."
assert np.allclose(theta, [1, -2]) and np.allclose(m, [0.5, 1]) and np.allclose(g, [2, -4]), (
    "momentum_step changed an array that it was given. Did you use += or *= ? Make a new array instead."
)
new_theta, new_m = returned
assert np.shape(new_m) == (2,) and np.shape(new_theta) == (2,), (
    f"theta and m keep the shape (2,); got {np.shape(new_theta)} and {np.shape(new_m)}. Is something summed on the way?"
)
assert np.allclose(new_m, [2.25, -3.5]), (
    f"The new m should be 2.25 and -3.5, but is {np.array(new_m).tolist()}. 1.25 and -1.5 come from a fading mean in "
    "place of the sum; 0.45 and 0.1 have the learning rate in the memory."
)
assert np.allclose(new_theta, [0.775, -1.65]), (
    f"The new theta should be 0.775 and -1.65, but is {np.array(new_theta).tolist()}. 0.95 and -2.1 come from the "
    "memory before the step; 1.225 and -2.35 go uphill."
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
    returned = momentum_step(theta.copy(), m.copy(), g.copy(), eta, beta)
    assert isinstance(returned, (tuple, list)) and len(returned) == 2, "momentum_step returns a pair, theta and m."
    theta, m = (np.array(array) for array in returned)
    assert theta.shape == (3, 2) and m.shape == (3, 2), (
        f"Arrays of shape (3, 2) must stay so; got {theta.shape} for theta and {m.shape} for m."
    )
    buffer = optimizer.state[parameter]["momentum_buffer"].numpy()
    assert np.allclose(m, buffer, rtol=1e-4, atol=1e-4), (
        f"With random gradients and a changing learning rate, m disagrees with torch.optim.SGD at step {t}. "
        "How does the gradient enter? Is the learning rate outside the memory?"
    )
    assert np.allclose(theta, parameter.detach().numpy(), rtol=1e-4, atol=1e-4), (
        f"With random gradients and a changing learning rate, theta disagrees with torch.optim.SGD at step {t}. "
        "Does the step follow the new memory, with this step's learning rate?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_momentum_step_nesterov", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The same step in Nesterov's variant. Its memory is that of momentum, 2.25 and -3.5.
theta, m, g = np.array([1.0, -2.0]), np.array([0.5, 1.0]), np.array([2.0, -4.0])
returned = momentum_step(theta, m, g, 0.1, 0.5, nesterov=True)
assert isinstance(returned, (tuple, list)) and len(returned) == 2, "momentum_step returns a pair, theta and m."
assert np.allclose(theta, [1, -2]) and np.allclose(m, [0.5, 1]) and np.allclose(g, [2, -4]), (
    "With nesterov=True momentum_step changed an array that it was given. Did you use += or *= ?"
)
new_theta, new_m = returned
assert np.allclose(new_m, [2.25, -3.5]), (
    f"With nesterov=True the new m should still be 2.25 and -3.5, but is {np.array(new_m).tolist()}. "
    "Is Nesterov's direction kept as the memory?"
)
assert np.allclose(new_theta, [0.6875, -1.425]), (
    f"With nesterov=True the new theta should be 0.6875 and -1.425, but is {np.array(new_theta).tolist()}. "
    "0.775 and -1.65 are the step of momentum itself: is nesterov used, and with the memory after the step?"
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
    given = [theta, m, g]
    copies = [array.copy() for array in given]
    returned = momentum_step(g=g, m=m, theta=theta, beta=beta, eta=eta, nesterov=True)
    assert isinstance(returned, (tuple, list)) and len(returned) == 2, "momentum_step returns a pair, theta and m."
    assert all(np.array_equal(array, copy) for array, copy in zip(given, copies, strict=True)), (
        "With nesterov=True momentum_step changed an array that it was given. Did you use += or *= ?"
    )
    theta, m = (np.array(array) for array in returned)
    assert theta.shape == (5,) and m.shape == (5,), f"Shape (5,) must stay so; got {theta.shape} and {m.shape}."
    assert np.allclose(theta, parameter.detach().numpy(), rtol=1e-4, atol=1e-4), (
        f"With nesterov=True theta disagrees with torch.optim.SGD at step {t}. "
        "Which memory enters the direction, the one before the step or the one after it?"
    )
for nesterov in (False, True):
    theta, m, g = (rng.normal(size=4) for _ in range(3))
    expected = theta - 0.3 * g
    returned = momentum_step(theta, m, g, 0.3, 0.0, nesterov)
    assert np.allclose(returned[0], expected, rtol=1e-4, atol=1e-4), (
        f"With beta = 0 and nesterov={nesterov} nothing is remembered: the step must be that of gradient descent."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_momentum_step_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: any shape and size, the arguments are not modified; turning the map turns the path; twice the memory
# and twice the gradient make a step twice as long; a constant gradient.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(), (0,), (1,), (4, 3), (2, 3, 2)]:
    for scale in (0.0, 1.0, 1e6):
        given = [np.asarray(scale * rng.normal(size=shape[::-1])).T for _ in range(3)]
        copies = [array.copy() for array in given]
        returned = momentum_step(theta=given[0], g=given[2], m=given[1], eta=0.25, beta=0.75)
        assert all(np.array_equal(array, copy) for array, copy in zip(given, copies, strict=True)), (
            "momentum_step changed an array that it was given. Did you use an in-place operation such as += ?"
        )
        assert isinstance(returned, (tuple, list)) and len(returned) == 2, "momentum_step returns a pair, theta and m."
        assert np.shape(returned[0]) == shape and np.shape(returned[1]) == shape, (
            f"Arrays of shape {shape} must stay so; got {np.shape(returned[0])} for theta and {np.shape(returned[1])} "
            "for m."
        )
        remembered = 0.75 * copies[1] + copies[2]
        assert np.allclose(returned[1], remembered, rtol=1e-4, atol=1e-4) and np.allclose(
            returned[0], copies[0] - 0.25 * remembered, rtol=1e-4, atol=1e-4 * (scale + 1)
        ), f"With arrays of shape {shape} and entries of size {scale:g} the step is wrong. Is it taken entry by entry?"


def walk(slope_of, theta):
    """Return the path of momentum_step."""
    path, m = [theta], np.zeros(len(theta))
    for _ in range(15):
        theta, m = (np.array(array) for array in momentum_step(theta.copy(), m.copy(), slope_of(theta), 0.2, 0.8))
        path.append(theta)
    return np.array(path)


H = np.diag([0.2, 1.0, 2.0])
Q = np.linalg.qr(rng.normal(size=(3, 3)))[0]
start = rng.uniform(1, 2, size=3)
assert np.allclose(walk(lambda at: Q @ H @ Q.T @ at, Q @ start), walk(lambda at: H @ at, start) @ Q.T, atol=1e-3), (
    "When the valley and the start are turned, the path must turn with them, but yours does not. "
    "Is something taken coordinate by coordinate, a root or a sign?"
)
zero, m, g = np.zeros(4), rng.normal(size=(2, 4)), rng.normal(size=(2, 4))
first, second, mixed = (
    np.array(momentum_step(zero.copy(), weights @ m, weights @ g, 0.5, 0.7))
    for weights in (np.array([1, 0]), np.array([0, 1]), np.array([2, -3]))
)
assert np.allclose(mixed, 2 * first - 3 * second, rtol=1e-4, atol=1e-3), (
    "Twice one memory and gradient, minus three times another memory and gradient, must make twice the one step minus "
    "three times the other; yours do not. Is something squared, cut off or taken by its size?"
)
g = g[0]
m = np.zeros(4)
for t in range(1, 11):
    m = np.array(momentum_step(zero.copy(), m.copy(), g.copy(), 0.5, 0.7)[1])
    assert np.allclose(m, g * (1 - 0.7**t) / 0.3, rtol=1e-4, atol=1e-4), (
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
    v: array of the same shape, the sum of the squared gradients before the step
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
    v: array of the same shape, the fading mean of the squared gradients before the step
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
returned = adagrad_step(theta, v, g, 0.5)
assert returned is not None, "adagrad_step returned None. Does it end with a return?"
assert isinstance(returned, (tuple, list)) and len(returned) == 2, "adagrad_step returns a pair, theta and v."
assert np.allclose(theta, 1) and np.allclose(v, [9, 0]) and np.allclose(g, [4, -2]), (
    "adagrad_step changed an array that it was given. Did you use += ? Make a new array instead."
)
new_theta, new_v = returned
assert np.shape(new_v) == (2,) and np.shape(new_theta) == (2,), (
    f"theta and v keep the shape (2,); got {np.shape(new_theta)} and {np.shape(new_v)}. Is something summed on the way?"
)
assert np.allclose(new_v, [25, 4]), (
    f"The new v should be 25 and 4, but is {np.array(new_v).tolist()}. Is it a sum, not a mean, of squares, "
    "and does each entry keep its own?"
)
assert np.allclose(new_theta, [0.6, 1.5]), (
    f"The new theta should be 0.6 and 1.5, but is {np.array(new_theta).tolist()}. 0.92 and 1.25 divide by v, not by "
    "its root. Does v know this gradient before you divide by it?"
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
    returned = adagrad_step(theta.copy(), v.copy(), g.copy(), eta, 0.5)
    assert isinstance(returned, (tuple, list)) and len(returned) == 2, "adagrad_step returns a pair, theta and v."
    theta, v = (np.array(array) for array in returned)
    assert theta.shape == (3, 2) and v.shape == (3, 2), (
        f"Arrays of shape (3, 2) must stay so; got {theta.shape} for theta and {v.shape} for v."
    )
    assert np.allclose(v, optimizer.state[parameter]["sum"].numpy(), rtol=1e-4, atol=1e-4), (
        f"With random gradients v disagrees with torch.optim.Adagrad at step {t}. Is it the sum of all squares?"
    )
    assert np.allclose(theta, parameter.detach().numpy(), rtol=1e-4, atol=1e-4), (
        f"With random gradients and eps = 0.5, theta disagrees with torch.optim.Adagrad at step {t}. "
        "Is eps outside the root? Is this step's learning rate used, and the new v?"
    )
g, v = rng.uniform(0.5, 3, size=4) * [1, -1, 1, -1], np.zeros(4)
for k in range(1, 11):
    returned = adagrad_step(np.zeros(4), v.copy(), g.copy(), 0.8, 0.0)
    v = np.array(returned[1])
    assert np.allclose(returned[0], -0.8 / np.sqrt(k) * np.sign(g), rtol=1e-4, atol=1e-4), (
        f"If the gradient stays the same, AdaGrad's step number {k} has to be as long as the first one divided by the "
        f"root of {k}; yours is not."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_rmsprop_step_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A step in the middle of a run, with eta = 0.5 and beta2 = 0.75: the mean of squares was 4 and 0, the gradient is 4
# and -2.
theta, v, g = np.array([1.0, 1.0]), np.array([4.0, 0.0]), np.array([4.0, -2.0])
returned = rmsprop_step(theta, v, g, 0.5, beta2=0.75)
assert returned is not None, "rmsprop_step returned None. Does it end with a return?"
assert isinstance(returned, (tuple, list)) and len(returned) == 2, "rmsprop_step returns a pair, theta and v."
assert np.allclose(theta, 1) and np.allclose(v, [4, 0]) and np.allclose(g, [4, -2]), (
    "rmsprop_step changed an array that it was given. Did you use += or *= ? Make a new array instead."
)
new_theta, new_v = returned
assert np.shape(new_v) == (2,) and np.shape(new_theta) == (2,), (
    f"theta and v keep the shape (2,); got {np.shape(new_theta)} and {np.shape(new_v)}. Is something summed on the way?"
)
assert np.allclose(new_v, [7, 1]), (
    f"The new v should be 7 and 1, but is {np.array(new_v).tolist()}. 13 and 3 have the two weights swapped; "
    "19 and 4 are a sum. Does each entry keep its own?"
)
assert np.allclose(new_theta, [1 - 2 / np.sqrt(7), 2]), (
    f"The new theta should be 0.2441 and 2, but is {np.array(new_theta).tolist()}. 0.7143 and 2 divide by v, not by "
    "its root. Does v know this gradient before you divide by it?"
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
    returned = rmsprop_step(theta.copy(), v.copy(), g.copy(), eta, beta2, 0.5)
    assert isinstance(returned, (tuple, list)) and len(returned) == 2, "rmsprop_step returns a pair, theta and v."
    theta, v = (np.array(array) for array in returned)
    assert theta.shape == (3, 2) and v.shape == (3, 2), (
        f"Arrays of shape (3, 2) must stay so; got {theta.shape} for theta and {v.shape} for v."
    )
    assert np.allclose(v, optimizer.state[parameter]["square_avg"].numpy(), rtol=1e-4, atol=1e-4), (
        f"With random gradients v disagrees with torch.optim.RMSprop at step {t}. Are the two weights right?"
    )
    assert np.allclose(theta, parameter.detach().numpy(), rtol=1e-4, atol=1e-4), (
        f"With random gradients and eps = 0.5, theta disagrees with torch.optim.RMSprop at step {t}. "
        "Is eps outside the root? Is this step's learning rate used, and the new v?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_steps_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests, of both functions: any shape and size, the arguments are not modified, the values of eps and beta2 when
# they are left out; a thousand times the loss leaves the path as it is.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def check_step(name, step, settings, remembered):
    """Check a step with the given settings; remembered(v, g) is the v that it has to return."""
    for shape in [(), (0,), (1,), (4, 3), (2, 3, 2)]:
        for scale in (0.0, 1.0, 1e3):
            given = [np.asarray(scale * rng.normal(size=shape[::-1])).T for _ in range(3)]
            given[1] = np.asarray(given[1] ** 2)
            copies = [array.copy() for array in given]
            returned = step(g=given[2], v=given[1], theta=given[0], eta=0.25, **settings)
            assert all(np.array_equal(array, copy) for array, copy in zip(given, copies, strict=True)), (
                f"{name} changed an array that it was given. Did you use an in-place operation such as += ?"
            )
            assert isinstance(returned, (tuple, list)) and len(returned) == 2, f"{name} returns a pair, theta and v."
            assert np.shape(returned[0]) == shape and np.shape(returned[1]) == shape, (
                f"{name}: arrays of shape {shape} must stay so; got {np.shape(returned[0])} for theta and "
                f"{np.shape(returned[1])} for v."
            )
            v = remembered(copies[1], copies[2])
            moved = 0.25 * copies[2] / (np.sqrt(v) + settings.get("eps", 1e-8))
            assert np.allclose(returned[1], v, rtol=1e-4, atol=1e-4) and np.allclose(
                returned[0], copies[0] - moved, rtol=1e-4, atol=1e-4
            ), f"{name}: with arrays of shape {shape} and entries of size {scale:g} the step is wrong."


def walk(step, loss_factor):
    """Return the path on a bowl whose loss is multiplied by a number."""
    theta, v = np.array([2.0, -3.0, 1.0]), np.zeros(3)
    path = []
    for _ in range(12):
        g = loss_factor * np.array([0.5, 2.0, 1.0]) * (theta - 10)
        theta, v = (np.array(array) for array in step(theta.copy(), v.copy(), g, eta=0.3, eps=0.0))
        path.append(theta)
    return np.array(path)


check_step("adagrad_step", adagrad_step, {"eps": 0.3}, lambda v, g: v + g**2)
check_step("adagrad_step", adagrad_step, {}, lambda v, g: v + g**2)
check_step("rmsprop_step", rmsprop_step, {"eps": 0.3, "beta2": 0.7}, lambda v, g: 0.7 * v + 0.3 * g**2)
check_step("rmsprop_step", rmsprop_step, {}, lambda v, g: 0.99 * v + 0.01 * g**2)
for name, step, usual in [("adagrad_step", adagrad_step, 1e-10), ("rmsprop_step", rmsprop_step, 1e-8)]:
    assert np.allclose(walk(step, 1000.0), walk(step, 1.0), rtol=1e-4, atol=1e-4), (
        f"{name}: a thousand times the loss must leave the path as it is where eps is 0, but it changed. "
        "Is the gradient divided by something of its own unit?"
    )
    moved = np.array(step(np.zeros(1), np.zeros(1), np.array([usual]), 1.0)[0])
    size = 1.0 if name == "adagrad_step" else np.sqrt(0.01)
    assert np.allclose(moved, -1 / (size + 1), rtol=1e-4), (
        f"{name}: a gradient as tiny as the usual eps makes a wrong step. Is eps as the docstring says when left out?"
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
returned = adam_step(theta, m, v, g, 2, 1.0, beta1=0.5, beta2=0.75)
assert returned is not None, "adam_step returned None. Does it end with a return?"
assert isinstance(returned, (tuple, list)) and len(returned) == 3, "adam_step returns three arrays: theta, m and v."
assert np.allclose(theta, 3) and np.allclose(m, [0.5, 1]) and np.allclose(v, [2, 1]) and np.allclose(g, [1, -4]), (
    "adam_step changed an array that it was given. Did you use += or *= ? Make a new array instead."
)
shapes = [np.shape(array) for array in returned]
assert shapes == [(2,)] * 3, f"theta, m and v keep the shape (2,); got {shapes}. Is something summed on the way?"
new_theta, new_m, new_v = returned
assert np.allclose(new_m, [0.75, -1.5]), (
    f"The new m should be 0.75 and -1.5, but is {np.array(new_m).tolist()}. 1 and -2 are corrected already; "
    "1.25 and -3.5 are the sum of task 1."
)
assert np.allclose(new_v, [1.75, 4.75]), (
    f"The new v should be 1.75 and 4.75, but is {np.array(new_v).tolist()}. 4 and 10.857 are corrected already; "
    "1.5 and 8.5 use beta1. Is each entry squared by itself?"
)
assert np.allclose(new_theta, [2.5, 3 + 2 / np.sqrt(76 / 7)]), (
    f"The new theta should be 2.5 and 3.607, but is {np.array(new_theta).tolist()}. 2.4331 and 3.6882 have no "
    "correction, or one that stays at t = 1. Does each memory get its own? Is v's under the root?"
)

# %% nbgrader={"grade": true, "grade_id": "t3_adam_step_first", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The first step, from memories that are 0: about eta in each entry, however large its gradient.
theta, g = np.array([1.0, 1.0, 1.0]), np.array([0.5, -1000.0, 0.003])
returned = adam_step(theta, np.zeros(3), np.zeros(3), g, 1, 0.1)
assert isinstance(returned, (tuple, list)) and len(returned) == 3, "adam_step returns three arrays: theta, m and v."
assert np.allclose(returned[0], [0.9, 1.1, 0.9], atol=1e-4), (
    f"Adam's first step should take theta from 1, 1, 1 to 0.9, 1.1, 0.9, but made it "
    f"{np.array(returned[0]).tolist()}. A step of 0.316 has no correction, or those of m and v swapped or the same. "
    "Does the sign come from the gradient? Does t count from 1?"
)

# Hidden tests: gradients from a millionth to a million, other betas; the values of the settings when they are left out.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
g = 10.0 ** np.arange(-6, 7) * (-1.0) ** np.arange(13)
for settings in ({}, {"beta1": 0.4}, {"beta2": 0.6}, {"beta1": 0.0}, {"beta2": 0.0}, {"beta1": 0.8, "beta2": 0.3}):
    zeros = [np.zeros(13) for _ in range(3)]
    returned = adam_step(*zeros, g.copy(), 1, 0.5, eps=0.0, **settings)
    assert not np.any(zeros), "adam_step changed an array that it was given. Did you use += or *= ?"
    assert isinstance(returned, (tuple, list)) and len(returned) == 3, "adam_step returns three arrays: theta, m and v."
    assert np.allclose(returned[0], -0.5 * np.sign(g), rtol=1e-4, atol=1e-4), (
        f"With gradients from 0.000001 to 1,000,000 and {settings or 'the usual settings'} the first step must be eta "
        "in size, against the sign of the gradient; yours is not. Is each memory corrected with its own beta?"
    )
theta, m, v, g = rng.normal(size=3), 1e3 * rng.normal(size=3), 1e5 * rng.uniform(1, 2, size=3), np.zeros(3)
expected = theta - (0.9 * m / (1 - 0.9**5)) / np.sqrt(0.999 * v / (1 - 0.999**5))
returned = adam_step(theta.copy(), m.copy(), v.copy(), g, 5, 1.0)
assert np.allclose(returned[0], expected, rtol=1e-4, atol=1e-4), (
    "Where the gradient is 0, the memories alone must make the step, but step 5 with the usual settings is wrong. "
    "Are beta1 and beta2 as the docstring says when left out?"
)
moved = np.array(adam_step(np.zeros(1), np.zeros(1), np.zeros(1), np.array([1e-8]), 1, 1.0)[0])
assert np.allclose(moved, -0.5, rtol=1e-4), (
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
        returned = adam_step(theta.copy(), m.copy(), v.copy(), g.copy(), t, eta, beta1, beta2, 0.5)
        assert isinstance(returned, (tuple, list)) and len(returned) == 3, (
            "adam_step returns three arrays: theta, m and v."
        )
        theta, m, v = (np.array(array) for array in returned)
        assert theta.shape == m.shape == v.shape == (3, 2), (
            f"Arrays of shape (3, 2) must stay so; got {theta.shape}, {m.shape} and {v.shape} for theta, m and v."
        )
        state = optimizer.state[parameter]
        assert np.allclose(m, state["exp_avg"].numpy(), rtol=1e-4, atol=1e-4), (
            f"With random gradients m disagrees with torch.optim.Adam at step {t}. Is the corrected m remembered?"
        )
        assert np.allclose(v, state["exp_avg_sq"].numpy(), rtol=1e-4, atol=1e-4), (
            f"With random gradients v disagrees with torch.optim.Adam at step {t}. Is the corrected v remembered?"
        )
        assert np.allclose(theta, parameter.detach().numpy(), rtol=1e-4, atol=1e-4), (
            f"With random gradients and eps = 0.5, theta disagrees with torch.optim.Adam at step {t}. "
            "Is eps outside the root, and the correction made before it is added? Does the correction know t?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_adam_step_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: any shape and size, the arguments are not modified; entries in another order; a thousand times the loss.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(), (0,), (1,), (4, 3), (2, 3, 2)]:
    for scale in (0.0, 1.0, 1e3):
        given = [np.asarray(scale * rng.normal(size=shape[::-1])).T for _ in range(4)]
        given[2] = np.asarray(given[2] ** 2)
        copies = [array.copy() for array in given]
        returned = adam_step(
            g=given[3], v=given[2], m=given[1], theta=given[0], eta=0.25, t=3, eps=0.2, beta2=0.6, beta1=0.7
        )
        assert all(np.array_equal(array, copy) for array, copy in zip(given, copies, strict=True)), (
            "adam_step changed an array that it was given. Did you use an in-place operation such as += ?"
        )
        assert isinstance(returned, (tuple, list)) and len(returned) == 3, (
            "adam_step returns three arrays: theta, m and v."
        )
        shapes = [np.shape(array) for array in returned]
        assert shapes == [shape] * 3, f"Arrays of shape {shape} must stay so; got {shapes} for theta, m and v."
        direction = (0.7 * copies[1] + 0.3 * copies[3]) / (1 - 0.7**3)
        size = np.sqrt((0.6 * copies[2] + 0.4 * copies[3] ** 2) / (1 - 0.6**3))
        assert np.allclose(returned[0], copies[0] - 0.25 * direction / (size + 0.2), rtol=1e-4, atol=1e-4), (
            f"With arrays of shape {shape} and entries of size {scale:g} the step is wrong. Is it taken entry by entry?"
        )


def walk(start, curvatures, loss_factor):
    """Return the path of adam_step on a bowl along the axes, whose loss is multiplied by a number."""
    theta, m, v = start, np.zeros(4), np.zeros(4)
    path = [start]
    for t in range(1, 16):
        g = loss_factor * curvatures * (theta - 10)
        returned = adam_step(theta.copy(), m.copy(), v.copy(), g, t, 0.3, beta2=0.9, eps=0.0)
        theta, m, v = (np.array(array) for array in returned)
        path.append(theta)
    return np.array(path)


start, curvatures, order = rng.normal(size=4), np.array([0.1, 0.5, 1.0, 4.0]), np.array([2, 0, 3, 1])
path = walk(start, curvatures, 1.0)
assert np.allclose(walk(start[order], curvatures[order], 1.0), path[:, order], rtol=1e-4, atol=1e-4), (
    "With the entries in another order the path must be the same in that order, but yours is not. "
    "Does one entry get into the memory of another one?"
)
assert np.allclose(walk(start, curvatures, 1000.0), path, rtol=1e-4, atol=1e-4), (
    "A thousand times the loss must leave Adam's path as it is where eps is 0, but yours changed. "
    "Is the gradient divided by something of its own unit?"
)
alone = [walk(np.full(4, start[k]), np.full(4, curvatures[k]), 1.0)[:, 0] for k in range(4)]
assert np.allclose(np.array(alone).T, path, rtol=1e-4, atol=1e-4), (
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
m, v = np.zeros(2), np.zeros(2)
returned = adamw_step(theta, m, v, g, 1, 0.5, 0.4)
assert returned is not None, "adamw_step returned None. Does it end with a return?"
assert isinstance(returned, (tuple, list)) and len(returned) == 3, "adamw_step returns three arrays: theta, m and v."
assert np.allclose(theta, [2, -3]) and np.allclose(g, [7, 0]) and not np.any(m) and not np.any(v), (
    "adamw_step changed an array that it was given. Did you use += or *= ? Make a new array instead."
)
shapes = [np.shape(array) for array in returned]
assert shapes == [(2,)] * 3, f"theta, m and v keep the shape (2,); got {shapes}. Is something summed on the way?"
new_theta, new_m, new_v = returned
assert np.allclose(new_m, [0.7, 0]) and np.allclose(new_v, [0.049, 0]), (
    f"The new m should be 0.7 and 0, and v 0.049 and 0, but they are {np.array(new_m).tolist()} and "
    f"{np.array(new_v).tolist()}. Does the decay get into the memories?"
)
assert np.allclose(new_theta[1], -2.4), (
    f"A weight of -3 without a gradient should become -2.4, but became {new_theta[1]:.4f}. "
    "-2.5 comes from Adam's division; -1.8 forgets the learning rate; -3.6 grows."
)
assert np.allclose(new_theta[0], 1.1), (
    f"A weight of 2 with a positive gradient should become 1.1, but became {new_theta[0]:.4f}. "
    "1.2 comes from a decay of the new theta in place of the old one; 1.5 from no decay."
)

# Hidden tests: 30 steps with random gradients and a changing learning rate, against torch.optim.AdamW.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
beta1, beta2 = rng.uniform(0.5, 0.7), rng.uniform(0.8, 0.95)
theta, m, v = 3 * rng.normal(size=(3, 2)), np.zeros((3, 2)), np.zeros((3, 2))
parameter = torch.nn.Parameter(torch.tensor(theta))
optimizer = torch.optim.AdamW([parameter], lr=1.0, betas=(beta1, beta2), eps=0.5, weight_decay=0.3)
for t in range(1, 31):
    g, eta = rng.normal(size=(3, 2)), rng.uniform(0.2, 0.9)
    optimizer.param_groups[0]["lr"] = eta
    parameter.grad = torch.tensor(g)
    optimizer.step()
    returned = adamw_step(theta.copy(), m.copy(), v.copy(), g.copy(), t, eta, 0.3, beta1, beta2, 0.5)
    assert isinstance(returned, (tuple, list)) and len(returned) == 3, (
        "adamw_step returns three arrays: theta, m and v."
    )
    theta, m, v = (np.array(array) for array in returned)
    assert theta.shape == m.shape == v.shape == (3, 2), (
        f"Arrays of shape (3, 2) must stay so; got {theta.shape}, {m.shape} and {v.shape} for theta, m and v."
    )
    state = optimizer.state[parameter]
    assert np.allclose(m, state["exp_avg"].numpy(), rtol=1e-4, atol=1e-4) and np.allclose(
        v, state["exp_avg_sq"].numpy(), rtol=1e-4, atol=1e-4
    ), f"With random gradients m or v disagrees with torch.optim.AdamW at step {t}. Does the decay get into them?"
    assert np.allclose(theta, parameter.detach().numpy(), rtol=1e-4, atol=1e-4), (
        f"With random gradients and eps = 0.5, theta disagrees with torch.optim.AdamW at step {t}. "
        "Does the decay act on the old theta, with this step's learning rate? Is the rest Adam's step?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_adamw_step_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: without gradient and memories theta shrinks by a fixed factor; any shape and size, the arguments are
# not modified; no decay; how far the step is from Adam's; the values of the settings when they are left out.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(), (0,), (1,), (4, 3), (2, 3, 2)]:
    for scale, decay, settings in [
        (1.0, 0.0, {}),
        (0.0, 0.7, {}),
        (1e3, 0.7, {}),
        (1.0, 0.7, {"eps": 0.2, "beta1": 0.7}),
        (1.0, 0.7, {"beta2": 0.6}),
    ]:
        given = [np.asarray(scale * rng.normal(size=shape[::-1])).T for _ in range(4)]
        given[2] = np.asarray(given[2] ** 2)
        copies = [array.copy() for array in given]
        returned = adamw_step(
            g=given[3], v=given[2], m=given[1], theta=given[0], decay=decay, eta=0.25, t=3, **settings
        )
        assert all(np.array_equal(array, copy) for array, copy in zip(given, copies, strict=True)), (
            "adamw_step changed an array that it was given. Did you use an in-place operation such as += ?"
        )
        assert isinstance(returned, (tuple, list)) and len(returned) == 3, (
            "adamw_step returns three arrays: theta, m and v."
        )
        shapes = [np.shape(array) for array in returned]
        assert shapes == [shape] * 3, f"Arrays of shape {shape} must stay so; got {shapes} for theta, m and v."
        beta1, beta2, eps = settings.get("beta1", 0.9), settings.get("beta2", 0.999), settings.get("eps", 1e-8)
        direction = (beta1 * copies[1] + (1 - beta1) * copies[3]) / (1 - beta1**3)
        size = np.sqrt((beta2 * copies[2] + (1 - beta2) * copies[3] ** 2) / (1 - beta2**3))
        by_adam = copies[0] - 0.25 * direction / (size + eps)
        gap, expected = by_adam - np.array(returned[0]), 0.25 * decay * copies[0]
        assert np.allclose(gap, expected, rtol=1e-4, atol=3e-4 * (1 + scale) + 1e-4 * np.abs(by_adam)), (
            f"With arrays of shape {shape}, entries of size {scale:g} and decay {decay} the step differs from Adam's "
            "by a wrong amount. Does the decay act on the old theta, outside the division?"
        )
signs = np.array([1, -1, 1, -1])
theta, g = signs * rng.uniform(1, 3, size=4), signs * rng.uniform(1, 3, size=4)
zeros = [np.zeros(4), np.zeros(4)]
returned = adamw_step(theta.copy(), *zeros, g.copy(), 1, 0.5, 0.4, eps=0.0)
with_penalty = theta - 0.5 * np.sign(g + 0.4 * theta)  # Adam's first step if the decay is part of the gradient
assert np.allclose(with_penalty - np.array(returned[0]), 0.5 * 0.4 * theta, rtol=1e-4, atol=1e-4), (
    "At the first step AdamW and Adam with a penalty in the loss differ by eta times decay times theta, where gradient "
    "and theta have the same sign; yours do not. Does the decay go through the division?"
)
theta = 1e3 * rng.normal(size=4)
for eta, decay, t in [(0.5, 0.4, 1), (0.1, 0.4, 9), (0.5, 0.0, 2)]:
    returned = adamw_step(theta.copy(), np.zeros(4), np.zeros(4), np.zeros(4), t, eta, decay)
    assert np.allclose(returned[0], theta * (1 - eta * decay), rtol=1e-4, atol=1e-4), (
        f"With no gradient and empty memories, eta = {eta} and decay = {decay} must make theta shrink by a fixed "
        "factor, whatever t is; yours does not. Is the decay multiplied by the learning rate?"
    )
moved = np.array(adamw_step(np.zeros(1), np.zeros(1), np.zeros(1), np.array([1e-8]), 1, 1.0, 0.5)[0])
assert np.allclose(moved, -0.5, rtol=1e-4), (
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


# %% nbgrader={"grade": true, "grade_id": "t5_rate_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Ten steps, four of them warm-up, a peak of 0.8 and a floor of 0.2.
rates = [rate(t, 10, 4, 0.8, 0.2) for t in range(11)]
assert all(value is not None for value in rates), "rate returned None. Does it end with a return, for every t?"
assert all(np.shape(value) == () for value in rates), "rate returns a single number."
assert np.allclose(rates[:4], [0, 0.2, 0.4, 0.6]), (
    f"The rates of steps 0 to 3 should be 0, 0.2, 0.4, 0.6, but are {np.round(rates[:4], 4).tolist()}. "
    "0.2, 0.4, 0.6, 0.8 are one step early."
)
assert np.isclose(rates[4], 0.8), f"At the joint, step 4, the rate should be the peak, 0.8, but is {rates[4]:.4f}."
assert np.isclose(rates[7], 0.5), (
    f"Half-way down, at step 7, the rate should be 0.5, but is {rates[7]:.4f}. Is the cosine stretched over the steps "
    "after the warm-up, in radians, between peak and floor?"
)
assert np.isclose(rates[10], 0.2), f"At the end, step 10, the rate should be the floor, 0.2, but is {rates[10]:.4f}."

# %% nbgrader={"grade": true, "grade_id": "t5_rate_torch", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random schedules, the warm-up against a straight line and the rest against torch's CosineAnnealingLR.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
for _ in range(6):
    T, warmup = int(rng.integers(15, 40)), int(rng.integers(3, 12))
    peak, floor = rng.uniform(2, 5), rng.uniform(0.2, 1)
    got = [rate(T=T, t=t, warmup=warmup, floor=floor, peak=peak) for t in range(T + 1)]
    assert all(np.shape(value) == () and value is not None for value in got), "rate returns a number for every step."
    assert np.allclose(got[: warmup + 1], np.linspace(0, peak, warmup + 1), rtol=1e-4, atol=1e-4), (
        f"With T = {T}, the {warmup} steps of the warm-up are not on a straight line from 0 to the peak. "
        "Is one of them early or late?"
    )
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=peak)
    library = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=T - warmup, eta_min=floor)
    for t in range(warmup, T + 1):
        assert np.isclose(got[t], library.get_last_lr()[0], rtol=1e-4, atol=1e-4), (
            f"With T = {T} and {warmup} steps of warm-up, step {t} disagrees with torch's CosineAnnealingLR. Is the "
            "cosine stretched over the steps after the warm-up, in radians, between peak and floor?"
        )
        optimizer.step()
        library.step()
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_rate_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: no warm-up, nothing but warm-up, a single step; it rises, then falls, without a jump; a floor of 0, a
# floor as high as the peak.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def rates(T, warmup, peak, floor):
    """Return the rates of all steps; an error becomes a sentence."""
    values = []
    for t in range(T + 1):
        try:
            values.append(rate(t, T, warmup, peak, floor))
        except ZeroDivisionError as error:
            raise AssertionError(
                f"With T = {T} and {warmup} steps of warm-up, step {t} divides by 0. What does the text say of the joint?"
            ) from error
    assert all(value is not None and np.shape(value) == () for value in values), "rate returns a number for every step."
    return np.array(values, dtype=float)


peak = rng.uniform(2, 3)
for T in (1, 2, 9):
    got = rates(T, 0, peak, 0.5)
    assert np.isclose(got[0], peak, rtol=1e-4), f"Without warm-up the first of {T} steps must have the rate `peak`."
    assert np.isclose(got[-1], 0.5, rtol=1e-4), f"Without warm-up the rate must end at `floor` after {T} steps."
    got = rates(T, T, peak, 0.5)
    assert np.allclose(got, peak * np.arange(T + 1) / T, rtol=1e-4, atol=1e-4), (
        f"Where the warm-up is all of {T} steps, the rate must grow along a straight line up to the peak, at t = T too."
    )
for floor in (0.0, 0.3, peak):
    T, warmup = 60, int(rng.integers(10, 30))
    got = rates(T, warmup, peak, floor)
    assert np.all(np.diff(got[: warmup + 1]) > 0), "The rate must rise all through the warm-up; yours does not."
    assert np.all(np.diff(got[warmup:]) <= 1e-6 * peak), (
        "The rate must not rise after the warm-up; yours does. Is the angle in radians, and no more than half a turn?"
    )
    assert np.isclose(got[warmup], peak, rtol=1e-4), "At the joint the rate must be `peak`."
    assert np.abs(got[warmup + 1] - got[warmup]) < 0.01 * peak, (
        "After the joint the rate jumps. Does the cosine begin there?"
    )
    assert np.isclose(got[T], floor, rtol=1e-4, atol=1e-4), "The rate must end at `floor`, at t = T."
    assert np.allclose(got[warmup:] + got[warmup:][::-1], peak + floor, rtol=1e-4), (
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


# %% nbgrader={"grade": true, "grade_id": "t6_clip_by_norm_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two arrays. Their joint norm is 7, since 36 + 4 + 9 = 49; the bound is 3.5.
gradients = [np.array([6.0, -2.0]), np.array([[3.0]])]
clipped = clip_by_norm(gradients, 3.5)
assert clipped is not None, "clip_by_norm returned None. Does it end with a return?"
assert isinstance(clipped, (list, tuple)) and len(clipped) == 2, "clip_by_norm returns a list of as many arrays."
assert len(gradients) == 2 and np.allclose(gradients[0], [6, -2]) and np.allclose(gradients[1], 3), (
    "clip_by_norm changed the list or an array that it was given. Did you use *= or an assignment to the list?"
)
assert [np.shape(g) for g in clipped] == [(2,), (1, 1)], (
    f"The shapes (2,) and (1, 1) must stay; got {[np.shape(g) for g in clipped]}."
)
assert np.allclose(clipped[0], [3, -1]) and np.allclose(clipped[1], 1.5), (
    f"The clipped gradients should be 3, -1 and 1.5, but are {[np.array(g).tolist() for g in clipped]}. "
    "A 3 that stays in the second array: is each array clipped alone? 3.5: is each entry cut off?"
)
clipped = clip_by_norm([np.array([6.0, -2.0]), np.array([[3.0]])], 7.5)
assert np.allclose(clipped[0], [6, -2]) and np.allclose(clipped[1], 3), (
    f"Shorter than the bound, the gradients should stay 6, -2 and 3, but became {[np.array(g).tolist() for g in clipped]}. "
    "Are short gradients stretched?"
)

# %% nbgrader={"grade": true, "grade_id": "t6_clip_by_norm_joint", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random lists of arrays, against torch's clip_grad_norm_ and against one long vector; clipping twice.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()
for shapes in ([(5,)], [(3, 2), (4,)], [(2, 2, 3), (), (0,), (4, 1)], [(1,), (6,), (2, 3)]):
    gradients = [np.asarray(rng.normal(size=shape[::-1])).T for shape in shapes]
    joint = np.sqrt(np.sum([np.sum(g**2) for g in gradients]))
    for share in (0.05, 0.6, 0.95, 1.5):
        given = [g.copy() for g in gradients]
        clipped = clip_by_norm(bound=share * joint, gradients=given)
        assert len(given) == len(shapes) and all(
            np.array_equal(g, was) for g, was in zip(given, gradients, strict=True)
        ), "clip_by_norm changed the list or an array that it was given. Did you use *= or an assignment to the list?"
        assert isinstance(clipped, (list, tuple)) and len(clipped) == len(shapes), (
            "clip_by_norm returns a list of as many arrays as it was given."
        )
        assert [np.shape(g) for g in clipped] == shapes, (
            f"The shapes of the arrays must stay as they are; got {[np.shape(g) for g in clipped]}."
        )
        parameters = [torch.nn.Parameter(torch.zeros(shape, dtype=torch.float64)) for shape in shapes]
        for parameter, g in zip(parameters, gradients, strict=True):
            parameter.grad = torch.tensor(g)
        torch.nn.utils.clip_grad_norm_(parameters, share * joint)
        length = np.sqrt(np.sum([np.sum(np.square(g)) for g in clipped]))
        assert all(
            np.allclose(g, parameter.grad.numpy(), rtol=1e-4, atol=1e-4)
            for g, parameter in zip(clipped, parameters, strict=True)
        ), (
            f"With arrays of shapes {shapes}, a joint norm of {joint:.3f} and a bound of {share * joint:.3f} the result "
            f"disagrees with torch's clip_grad_norm_; its joint norm is {length:.3f}. "
            "Is the norm taken over all arrays together, with squares and a root?"
        )
        again = clip_by_norm([np.array(g) for g in clipped], share * joint)
        assert all(np.allclose(g, once, rtol=1e-4, atol=1e-4) for g, once in zip(again, clipped, strict=True)), (
            "Clipping what has been clipped must change nothing more, but it did."
        )
        whole = clip_by_norm([np.concatenate([np.ravel(g) for g in gradients])], share * joint)
        assert np.allclose(whole[0], np.concatenate([np.ravel(g) for g in clipped]), rtol=1e-4, atol=1e-4), (
            "Several arrays must be clipped as if they were one long vector, but they are not."
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_clip_by_norm_special", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: gradients that are 0; a bound of infinity; short gradients come back to the last digit; very uneven
# ones; nothing is modified.
### BEGIN HIDDEN TESTS
import math
import warnings

rng = np.random.default_rng()
for bound in (0.5, math.inf):
    zeros = [np.zeros((2, 3)), np.array(0.0), np.zeros(0)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        clipped = clip_by_norm(zeros, bound)
    assert isinstance(clipped, (list, tuple)) and len(clipped) == 3, "clip_by_norm returns a list of as many arrays."
    assert [np.shape(g) for g in clipped] == [(2, 3), (), (0,)], (
        f"The shapes (2, 3), () and (0,) must stay; got {[np.shape(g) for g in clipped]}."
    )
    assert all(np.all(np.equal(g, 0)) for g in clipped), (
        f"Gradients that are all 0 must stay 0 with a bound of {bound}, but became "
        f"{[np.array(g).tolist() for g in clipped]}. What is divided by what?"
    )
for scale in (1e-9, 1.0, 1e6):
    gradients = [np.asarray(scale * rng.normal(size=shape)) for shape in ((40, 30), (), (5,), (0,))]
    joint = np.sqrt(np.sum([np.sum(g**2) for g in gradients]))
    for bound in (1.5 * joint, 1e3 * joint + 1, math.inf):
        given = [g.copy() for g in gradients]
        clipped = clip_by_norm(given, bound)
        assert len(given) == 4 and all(np.array_equal(g, was) for g, was in zip(given, gradients, strict=True)), (
            "clip_by_norm changed the list or an array that it was given."
        )
        assert isinstance(clipped, (list, tuple)) and len(clipped) == 4, (
            "clip_by_norm returns a list of as many arrays as it was given."
        )
        assert all(np.array_equal(g, was) for g, was in zip(clipped, gradients, strict=True)), (
            f"With a joint norm of {joint:.3g} and a bound of {bound:.3g}, nothing is too long, and the numbers must come "
            "back to the last digit; yours do not. Are they multiplied, or rounded?"
        )
gradients = [np.array([-1e5, 3.0]), np.array([[2e5], [-40.0]])]
before = [g.copy() for g in gradients]
clipped = clip_by_norm(gradients, 1000.0)
assert all(np.array_equal(g, was) for g, was in zip(gradients, before, strict=True)), (
    "clip_by_norm changed an array that it was given, where an entry is large. Did you cut off in place?"
)
factor = 1000 / np.sqrt(np.sum([np.sum(g**2) for g in before]))
assert all(np.allclose(g, was * factor, rtol=1e-4) for g, was in zip(clipped, before, strict=True)), (
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


path = minimize(lambda theta: 2 * theta, start, lambda theta, memory, g, t: (theta - 0.25 * g, None), 3)
assert path is not None, "minimize returned None. Does it end with a return?"
assert np.allclose(start, [8, -4]), "minimize changed the start that it was given. Did you write into it?"
assert np.shape(path) == (4, 2), (
    f"Three steps and the start make a path of shape (4, 2); got {np.shape(path)}. Is the start kept, and every step?"
)
assert np.allclose(path, [[8, -4], [4, -2], [2, -1], [1, -0.5]]), (
    f"The path should go from 8, -4 to 4, -2 to 2, -1 to 1, -0.5, but is {np.array(path).tolist()}. "
    "Are all rows one array that was written over? Is the gradient taken at the current theta?"
)
path = minimize(lambda theta: 2 * theta - 2, start, fading, 2)
assert np.shape(path) == (3, 2) and np.allclose(path, [[8, -4], [1, 1], [1, 1]]), (
    f"With the rate 0.5 / t the path should go from 8, -4 to 1, 1, but is {np.array(path).tolist()}. "
    "Does t count from 1?"
)

# %% nbgrader={"grade": true, "grade_id": "t7_minimize_hidden", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: steppers with memories of different kinds; how often the gradient is asked for, and where; no steps.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
H, goal, start = rng.normal(size=(3, 3)) / 4 + np.eye(3), rng.normal(size=3), rng.normal(size=3)
kept = start.copy()
asked, seen = [], []


def slope(theta):
    asked.append(np.array(theta))
    return H @ (theta - goal)


def with_array(theta, memory, g, t):
    memory = g if memory is None else 0.6 * memory + g
    return theta - 0.2 / t * memory, memory


def with_pair(theta, memory, g, t):
    first, count = (g, 0) if memory is None else memory
    return theta - 0.1 * (g + first * (count + t)), (first, count + 1)


def with_dictionary(theta, memory, g, t):
    memory = {"sum": np.abs(g)} if memory is None else {"sum": memory["sum"] + np.abs(g)}
    return theta - 0.3 * g / memory["sum"] - 0.01 * t, memory


for stepper in (with_array, with_pair, with_dictionary):

    def recorded(theta, memory, g, t, stepper=stepper):
        seen.append((np.array(theta), memory is None, np.array(g), t))
        return stepper(theta, memory, g, t)

    for steps in (0, 1, 7):
        expected, memory = [kept], None
        for t in range(1, steps + 1):
            theta, memory = stepper(expected[-1], memory, H @ (expected[-1] - goal), t)
            expected.append(theta)
        asked.clear()
        seen.clear()
        path = minimize(gradient=slope, stepper=recorded, steps=steps, theta=start)
        assert np.array_equal(start, kept), "minimize changed the start that it was given. Did you write into it?"
        assert len(seen) == steps, f"{steps} steps call the stepper {steps} times; it was called {len(seen)} times."
        assert len(asked) == steps, (
            f"{steps} steps need {steps} gradients; gradient() was called {len(asked)} times. Is one asked for that no "
            "step uses, or twice?"
        )
        assert [t for *_, t in seen] == list(range(1, steps + 1)), (
            f"In {steps} steps the stepper was given wrong numbers t. Does t count the steps, from 1?"
        )
        assert [empty for _, empty, *_ in seen] == [t == 1 for t in range(1, steps + 1)], (
            "The memory must be None at the first step, and after that what the last step returned, but it was not."
        )
        assert np.shape(path) == (steps + 1, 3), (
            f"{steps} steps and the start make a path of shape ({steps + 1}, 3); got {np.shape(path)}."
        )
        wrong = [t for t in range(steps + 1) if not np.allclose(path[t], expected[t], rtol=1e-4, atol=1e-4)]
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
