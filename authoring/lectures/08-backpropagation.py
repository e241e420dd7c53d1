# %% [markdown]
# # Backpropagation
#
# You will be able to explain how one sweep backward through a network finds every slope at once, and to build the
# engine that does it in about a hundred lines.
#
# **Reading** 60 min · **Running** under 30 s on two cores · **Prerequisites**
# [gradient descent](07-gradient-descent.ipynb) ([lecture 07](07-gradient-descent.ipynb)), the chain rule for two
# functions; lectures [05](05-activations.ipynb) (activations) and [06](06-losses.ipynb) (losses) help · **Practice**
# [assignment a06](../release/a06-autograd/autograd.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/08-backpropagation.ipynb)
#
# **Needs** [05](05-activations.ipynb), [06](06-losses.ipynb), [07](07-gradient-descent.ipynb) · **Used by**
# [09](09-multilayer-perceptrons.ipynb), [10](10-training-in-pytorch.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **compute** all slopes of a small graph by hand, forward and backward;
# - **implement** an autograd engine, and **check** it against torch;
# - **derive** the backward step of a linear layer, $dW = dZ^\top X$, and of broadcasting;
# - **count** what a gradient costs, by nudging and by backpropagation;
# - **diagnose** stale, overwritten, cut-off and vanishing gradients.

# %%
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

import matplotlib.pyplot as plt
import numpy as np
import torch

from helpers import data, metrics, plots, training, widgets

plots.use_style()
training.seed_everything(0)
torch.set_num_threads(1)

# %% [markdown]
# ## 674 runs for one step
#
# Gradient descent needs the slope of the loss along every parameter. Lecture 07 had an honest way to get one: nudge
# that parameter up, run, nudge it down, run, divide. Here is a small network with 337 weights and biases.

# %%
import math
from functools import partial
from itertools import pairwise

import torch.nn.functional as F


def network_loss(theta, X, y):
    """Return the logistic loss of a network 2-16-16-1 whose weights and biases are the 337 entries of theta."""
    A, start = X, 0  # (n, 2)
    for n_in, n_out in [(2, 16), (16, 16), (16, 1)]:
        W = theta[start : start + n_in * n_out].reshape(n_out, n_in)  # (n_out, n_in)
        start += n_in * n_out
        Z = A @ W.T + theta[start : start + n_out]  # (n, n_in) @ (n_in, n_out) + (n_out,) -> (n, n_out)
        start += n_out
        A = torch.tanh(Z)  # (n, n_out)
    return F.binary_cross_entropy_with_logits(Z[:, 0], y)  # (n,), (n,) -> ()


# %%
moons = data.standardize(data.moons())
X, y = moons.train.X.double(), moons.train.y.double()  # (300, 2), (300,)
theta = torch.randn(337, dtype=torch.float64)  # (337,)
nudged, runs, h = torch.zeros(337, dtype=torch.float64), 0, 1e-5  # (337,)
for i in range(337):
    nudge = torch.zeros_like(theta)  # (337,)
    nudge[i] = h
    nudged[i] = (network_loss(theta + nudge, X, y) - network_loss(theta - nudge, X, y)) / (2 * h)
    runs += 2

theta.requires_grad_()
network_loss(theta, X, y).backward()  # one run, one sweep
print(f"{runs} runs against 1; largest difference between the slopes {(nudged - theta.grad).abs().max():.0e}")
assert torch.allclose(nudged, theta.grad, atol=1e-8)

# %%
figure, axis = plt.subplots(figsize=(5, 4))
axis.plot([-0.8, 0.7], [-0.8, 0.7], color="gray", linewidth=1)
axis.plot(nudged, theta.grad, "o", color=plots.BLUE, markersize=4, alpha=0.6)
axis.set(title="One sweep knows what 674 runs know", aspect="equal")
axis.set(xlabel="slope by nudging", ylabel="slope by loss.backward()", xticks=[-0.5, 0, 0.5], yticks=[-0.5, 0, 0.5])
plots.show(
    figure,
    alt="Scatter plot with one point for each of 337 parameters: its slope found by nudging against its slope from "
    "backward. All points lie on the diagonal.",
)

# %% [markdown]
# 337 slopes from *one* run and one call. By nudging, a network with 25 million parameters would need 50 million runs
# for a single step. With `backward()` it needs one. How can a single sweep know them all? Nothing in it is deep: it is
# the chain rule, plus the decision never to compute anything twice. Forget torch for a while; we build it from nothing.

# %% [markdown]
# ## The chain rule on a graph
#
# However long a loss is, it is made of small operations. Take one neuron with a ReLU, a squared error, and a penalty on
# the weight,
#
# $$L = (\mathrm{relu}(wx + b) - y)^2 + 0.1\,w^2, \qquad w = 3,\; x = 2,\; b = 1,\; y = 5,$$
#
# and write every operation on its own line. That is the **forward sweep**. Beside each result stand its **local
# slopes**: how fast it changes with each of its own inputs, all else held still.
#
# | operation | value | local slopes |
# | --- | --- | --- |
# | $u = wx$ | 6 | $\partial u/\partial w = x = 2$, $\;\partial u/\partial x = w = 3$ |
# | $z = u + b$ | 7 | 1, 1 |
# | $a = \mathrm{relu}(z)$ | 7 | 1, since $z > 0$ |
# | $e = a - y$ | 2 | $\partial e/\partial a = 1$, $\;\partial e/\partial y = -1$ |
# | $s = e^2$ | 4 | $2e = 4$ |
# | $p = w^2$ | 9 | $2w = 6$ |
# | $r = 0.1\,p$ | 0.9 | 0.1 |
# | $L = s + r$ | 4.9 | 1, 1 |
#
# The chain rule for two functions in a row says that slopes multiply:
#
# $$\frac{\partial g(f(\theta))}{\partial \theta}
# = \frac{\partial g}{\partial f} \cdot \frac{\partial f}{\partial \theta}$$
#
# For a graph it becomes: **multiply along a path, add over paths.** From $w$ to $L$ there are two paths, one through
# the neuron and one through the penalty:
#
# $$\frac{\partial L}{\partial w}
# = \underbrace{1 \cdot 4 \cdot 1 \cdot 1 \cdot 1 \cdot 2}_{L \leftarrow s \leftarrow e \leftarrow a \leftarrow z
# \leftarrow u \leftarrow w} + \underbrace{1 \cdot 0.1 \cdot 6}_{L \leftarrow r \leftarrow p \leftarrow w} = 8.6$$
#
# The paths to $b$ and $x$ begin with the same factors, $1 \cdot 4 \cdot 1 \cdot 1$. Work them out once: start at $L$
# with slope 1 and walk back, giving each node its slope $\bar v = \partial L / \partial v$:
#
# $$\bar v = \sum_{k \,\text{uses}\, v} \bar k \; \frac{\partial k}{\partial v}$$
#
# | symbol | meaning | in the code |
# | --- | --- | --- |
# | $v$ | any number in the computation: input, weight or result | a node |
# | $\bar v$ | its slope, $\partial L/\partial v$ | `node.grad` |
# | $k$ | an operation that uses $v$ as an input | |
# | $\partial k/\partial v$ | the local slope | stored on the edge from $v$ to $k$ |
#
# This is the **backward sweep**: $\bar s = \bar r = 1$, $\bar e = 4$, $\bar a = \bar z = \bar u = 4$, and so
# $\bar b = 4$, $\bar x = 3 \cdot 4 = 12$, $\bar w = 2 \cdot 4 + 6 \cdot 0.1 = 8.6$. Read the signs: the neuron's answer
# 7 is above the target 5 and all slopes on its path are positive, so a step of descent lowers both $b$ and $w$, and $w$
# more. The backward sweep tells every parameter which way to go, and how much it matters.
#
# **Checkpoint.** Why walk from the loss backward? Multiplying the same local slopes from the inputs forward would
# also be right.
#
# <details><summary>Answer</summary>
#
# There is one loss and there are many parameters. Backward, one sweep starts at the loss and its products serve all
# parameters. Forward, a sweep starts at *one* parameter, so each needs its own. Exercise 3 builds that.
# </details>

# %% [markdown]
# ## The engine
#
# A node needs a number, a place for its slope, and its edges. Nothing else:


# %%
class Value:
    """A number that remembers what it was computed from."""

    def __init__(self, data, edges=()):
        self.data = data  # the number, set by the forward sweep
        self.grad = 0.0  # the slope of the loss along it, filled by the backward sweep
        self.edges = edges  # pairs (input, local slope)

    def __repr__(self):
        return f"Value(data={self.data:.4g}, grad={self.grad:.4g})"


# %% [markdown]
# Two helpers: one lets us mix nodes with plain numbers, the other makes a function the method behind a sign. Python
# calls `__add__` for `a + 2`, and `__radd__` for `2 + a` when a plain 2 does not know what to do with a node.


# %%
def lift(number):
    """Return a node for a plain number, and a node as it is."""
    return number if isinstance(number, Value) else Value(number)


def operator(*names):
    """Make the function below a method of Value, under these names."""

    def install(function):
        for name in names:
            setattr(Value, name, function)
        return function

    return install


# %% [markdown]
# The forward sweep is ordinary arithmetic. Each operation computes its value and, while it has the numbers in hand,
# writes down its local slopes, as in the table above:


# %%
@operator("__add__", "__radd__")
def add(a, b):
    b = lift(b)
    return Value(a.data + b.data, ((a, 1.0), (b, 1.0)))


@operator("__sub__")
def subtract(a, b):
    b = lift(b)
    return Value(a.data - b.data, ((a, 1.0), (b, -1.0)))


@operator("__mul__", "__rmul__")
def multiply(a, b):
    b = lift(b)
    return Value(a.data * b.data, ((a, b.data), (b, a.data)))


@operator("__pow__")
def power(a, n):  # n is a plain number
    return Value(a.data**n, ((a, n * a.data ** (n - 1)),))


# %%
@operator("__truediv__")
def divide(a, b):
    return a * lift(b) ** -1


@operator("__rsub__")
def subtract_from(a, b):
    return lift(b) - a


@operator("__rtruediv__")
def divide_into(a, b):
    return lift(b) / a


@operator("__neg__")
def negate(a):
    return a * -1.0


# %%
@operator("exp")
def exp(a):
    result = math.exp(a.data)
    return Value(result, ((a, result),))


@operator("log")
def log(a):
    return Value(math.log(a.data), ((a, 1 / a.data),))


# %%
@operator("tanh")
def tanh(a):
    result = math.tanh(a.data)
    return Value(result, ((a, 1 - result**2),))


@operator("sigmoid")
def sigmoid(a):
    result = 1 / (1 + math.exp(-a.data))
    return Value(result, ((a, result * (1 - result)),))


@operator("relu")
def relu(a):
    return Value(max(a.data, 0.0), ((a, float(a.data > 0)),))


# %% [markdown]
# Division needs no derivative of its own: it is built from operations that have one. Now the backward sweep. A node may
# hand its slope on only when the slope is complete, that is, after every node that uses it. So we first list the nodes
# in **topological order**, inputs before results, and then walk the list in reverse:


# %%
def topological_order(result):
    """Return every node that result depends on, each once and after all of its inputs."""
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for source, _ in node.edges:
                visit(source)
            order.append(node)

    visit(result)
    return order


# %%
@operator("backward")
def backward(result):
    """Add the slope of result along every node to that node's grad."""
    order = topological_order(result)
    for node in order:
        if node.edges:
            node.grad = 0.0  # results start afresh; inputs and parameters keep what they have, and add
    result.grad += 1.0
    for node in reversed(order):
        for source, slope in node.edges:
            source.grad += slope * node.grad  # multiply along the path, add over paths


# %% [markdown]
# The last line is the formula, and its `+=` is the sum over $k$. That is the whole engine. Does it find the numbers
# that we found by hand?

# %%
w, x, b, y_true = Value(3.0), Value(2.0), Value(1.0), Value(5.0)
L = ((w * x + b).relu() - y_true) ** 2 + 0.1 * w**2
L.backward()
print("L =", L)
print("w =", w, "\nb =", b, "\nx =", x)
assert math.isclose(L.data, 4.9)
assert all(map(math.isclose, (w.grad, b.grad, x.grad, y_true.grad), (8.6, 4.0, 12.0, -4.0)))

# %% [markdown]
# **Checkpoint.** Why does `backward` clear the slopes of results, but not those of inputs and parameters?
#
# <details><summary>Answer</summary>
#
# A result belongs to one computation, and its slope must be complete for that one alone. A parameter outlives it. Torch
# makes the same choice: slopes of parameters add up over calls, so that a large batch can be summed in pieces. The
# price is that *you* must clear them before the next step, with `zero_grad`.
# </details>
#
# ### Play with it: two sweeps, step by step
#
# Each box holds a formula, its value in blue and its slope $\partial L/\partial v$ in orange. The local slopes stand
# on the edges. A box's column is its longest distance from $L$. The next four cells only draw; skip them if you like.


# %%
def penalized_neuron(w, activation):
    """Return every node of L = (activation(w x + b) - y)² + 0.1 w² by name, in the order of computation."""
    n = {name: Value(number) for name, number in {"x": 2.0, "w": w, "b": 1.0, "y": 5.0}.items()}
    n["u"] = n["w"] * n["x"]
    n["z"] = n["u"] + n["b"]
    n["a"] = getattr(n["z"], activation)()
    n["e"] = n["a"] - n["y"]
    n["s"] = n["e"] ** 2
    n["p"] = n["w"] ** 2
    n["r"] = 0.1 * n["p"]
    n["L"] = n["s"] + n["r"]
    return n


def run_partly(nodes, step):
    """Return the names with a value, those with a complete slope, and the one at work, after so many steps."""
    inner = [name for name, node in nodes.items() if node.edges]
    forward, back = inner[:step], inner[::-1][: max(0, step - len(inner))]
    nodes["L"].grad = float(len(back) > 0)
    for name in back:
        for source, slope in nodes[name].edges:
            source.grad += slope * nodes[name].grad
    waiting = {source for name in inner if name not in back for source, _ in nodes[name].edges}
    known = {name for name, node in nodes.items() if not node.edges} | set(forward)
    return known, {name for name in nodes if back and nodes[name] not in waiting}, (back or forward or [None])[-1]


# %%
def places(nodes):
    """Return (x, y) by name: a node's column is its longest distance from the result."""
    far = dict.fromkeys(nodes.values(), 0)
    for node in reversed(nodes.values()):
        for source, _ in node.edges:
            far[source] = max(far.get(source, 0), far[node] + 1)
    rows = {"x": 2, "b": 2, "y": 2, "w": 0, "p": 0, "r": 0}
    return {name: (1.5 * (max(far.values()) - far[node]), rows.get(name, 1)) for name, node in nodes.items()}


def show(number):
    """Return a number as short text."""
    return f"{number:.{1 if abs(number) < 1e-3 else 3}g}".replace("-", "−")


def labels(activation):
    """Return the formula of each box by name."""
    sign = {"sigmoid": "σ"}.get(activation, activation)
    right = {"u": "w x", "z": "u + b", "a": f"{sign}(z)", "e": "a − y", "s": "e²", "p": "w²", "r": "0.1 p"}
    right["L"] = "s + r"
    return {name: name for name in "xwby"} | {name: f"{name} = {text}" for name, text in right.items()}


# %%
def draw_box(axis, place, lines, edge):
    """Draw one node: formula, value and slope under each other."""
    x, y = place
    style = {"edgecolor": edge, "linewidth": 3} if edge else {"edgecolor": "gray", "linewidth": 1}
    axis.add_patch(plt.Rectangle((x - 0.47, y - 0.3), 0.94, 0.6, facecolor="white", zorder=2, **style))
    for text, down, color in zip(lines, (0.17, 0, -0.18), (plots.BLACK, plots.BLUE, plots.RED), strict=True):
        axis.text(x, y + down, text.replace("-", "−"), ha="center", va="center", color=color, fontsize=10, zorder=3)


def draw_edge(axis, start, end, slope, color, backward):
    """Draw one edge with its local slope; it lights up in color, and points back in the backward sweep."""
    (x0, y0), (x1, y1) = start, end
    look = {"arrowstyle": "<|-" if color and backward else "-|>", "color": color or "gray", "lw": 2.5 if color else 1}
    axis.annotate("", (x1 - 0.47, y1 + 0.2 * (y0 - y1)), (x0 + 0.47, y0 + 0.2 * (y1 - y0)), arrowprops=look)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    middle, text_color = ((x0 + x1) / 2, (y0 + y1) / 2), color or "gray"
    axis.text(*middle, slope, fontsize=8, ha="center", va="center", color=text_color, bbox=box)


# %%
def draw_sweep(step, w, activation):
    """Draw the graph after so many steps: 8 forward, then 8 backward."""
    nodes = penalized_neuron(w, activation)
    known, complete, active = run_partly(nodes, step)
    names, place, label = {node: name for name, node in nodes.items()}, places(nodes), labels(activation)
    color = plots.RED if step > 8 else plots.BLUE
    figure, axis = plt.subplots(figsize=(9.5, 3.7))
    for name, node in nodes.items():
        light = color if name == active else None
        for source, slope in node.edges:
            if source in names:  # the constant 0.1 is not drawn
                text = f"×{show(slope)}" if name in known else "?"
                draw_edge(axis, place[names[source]], place[name], text, light, step > 8)
        grad = show(node.grad) + ("" if name in complete else " + …") if name in complete or node.grad else ""
        draw_box(axis, place[name], (label[name], show(node.data) if name in known else "", grad), light)
    hands_on = f"backward, {active} hands on its slope {show(nodes[active].grad)}" if active else ""
    doing = hands_on if step > 8 else f"forward, {label[active]}" if step else "only the inputs are known"
    axis.set(xlim=(-0.55, 9.55), ylim=(-0.4, 2.4), title=f"Step {step} of 16: {doing}")
    axis.text(3, -0.2, "blue: value, orange: slope of L", ha="center", va="center", fontsize=9)
    axis.axis("off")
    slopes = ", ".join(f"{name} {show(nodes[name].grad)}" for name in nodes if name in complete) or "none yet"
    alt = f"Graph of one neuron with {activation} and w = {show(w)}, step {step} of 16: {doing}. "
    return plots.describe(figure, f"{alt}L is {show(nodes['L'].data) if step > 7 else 'unknown'}; slopes: {slopes}.")


# %%
widgets.explore(
    draw_sweep,
    step=widgets.slider("step", 0, 16, 1, 16),
    w=widgets.slider("w", -2.0, 4.0, 0.5, 3.0),
    activation=widgets.choice("activation", ["relu", "tanh", "sigmoid"], "relu"),
)

# %% [markdown]
# **Try** the step slider from 0 to 16. **Notice** that forward, a box needs its inputs; backward, it needs everything
# that uses it: `0.6 + …` at $w$ waits for the second path. **Then** set $w$ to −1: the ReLU's local slope is 0, all
# that lies before it gets 0, and only the penalty still moves $w$. With the sigmoid at $w = 3$ nearly the same
# happens, since it is saturated at $z = 7$.
#
# **Checkpoint.** Before you run it: with tanh and $w = -0.5$, what is $\bar w$? You need no table.
#
# <details><summary>Answer</summary>
#
# $z = -0.5 \cdot 2 + 1 = 0$, where tanh is 0 and has slope 1. So $e = -5$, $\bar u = 2e = -10$, and
# $\bar w = 2 \cdot (-10) + 0.1 \cdot 2 \cdot (-0.5) = -20.1$.
# </details>

# %% [markdown]
# ## Against torch
#
# One expression proves little. So draw random ones: start from four numbers, apply 30 operations to random earlier
# results, reuse at will, and add everything up. Because torch overloads the same signs, the same program runs on both.

# %%
MENU = [
    lambda a, b: a + b,
    lambda a, b: a * b.tanh(),
    lambda a, b: a - b / 2,
    lambda a, b: 1 / (1 + b * b) - a,
    lambda a, b: a / (2 + b.sigmoid()),
    lambda a, b: (1 + a**2).log() * b,
    lambda a, b: (-(a**2)).exp() + b.relu(),
    lambda a, b: (b**2 + a**2 + 1) ** -0.5,
]


def random_expression(leaves, seed, length=30):
    """Return the value of a random expression in the leaves, which may be of any class that knows the operations."""
    rng, numbers = np.random.default_rng(seed), list(leaves)
    for _ in range(length):
        operation, i, j = rng.integers(len(MENU)), rng.integers(len(numbers)), rng.integers(len(numbers))
        numbers.append(MENU[operation](numbers[i], numbers[j]))
    return sum(numbers)


# %%
for seed in range(5):
    start = np.random.default_rng(seed).uniform(-2, 2, size=4).tolist()
    mine = [Value(number) for number in start]
    theirs = [torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in start]  # each ()
    ours = random_expression(mine, seed)
    ours.backward()
    random_expression(theirs, seed).backward()
    errors = [abs(m.grad - t.grad.item()) / max(1, abs(m.grad)) for m, t in zip(mine, theirs, strict=True)]
    print(f"seed {seed}: {len(topological_order(ours))} nodes, slopes {[round(m.grad, 3) for m in mine]}, ", end="")
    print(f"largest difference {max(errors):.0e}")
    assert max(errors) < 1e-6

# %% [markdown]
# The same program, the same slopes, to the last digit or nearly so. On plain numbers, torch does nothing else.
#
# ## What does it cost?
#
# Count, do not time. The forward sweep does one operation for each inner node. The backward sweep does one
# multiplication and one addition for each edge. An operation has at most two edges, so the backward sweep costs at
# most four times as much as the forward one. The number of parameters does not appear.


# %%
def make_network(sizes, seed):
    """Return layers of (weights, bias) pairs, one for each neuron, with random weights and biases 0."""
    rng = np.random.default_rng(seed)
    return [
        [([Value(rng.normal(0, n_in**-0.5)) for _ in range(n_in)], Value(0.0)) for _ in range(n_out)]
        for n_in, n_out in pairwise(sizes)
    ]


def run_network(layers, numbers):
    """Return z, the one output, with tanh in all layers but the last."""
    for layer in layers:
        last = layer is layers[-1]
        sums = [sum((w * v for w, v in zip(weights, numbers, strict=True)), bias) for weights, bias in layer]
        numbers = sums if last else [z.tanh() for z in sums]
    return numbers[0]


def parameters(layers):
    return [parameter for layer in layers for weights, bias in layer for parameter in (*weights, bias)]


# %%
counts = []
for width in (2, 4, 8, 16, 32):
    layers = make_network((2, width, width, 1), seed=0)
    nodes = topological_order(run_network(layers, [0.5, -1.0]))
    forward = sum(1 for node in nodes if node.edges)
    back = sum(2 * len(node.edges) for node in nodes)
    counts.append((len(parameters(layers)), forward, back))
counts = np.array(counts)  # (5, 3)
p, forward, back = counts.T  # (5,) each
by_nudging, by_backpropagation = 2 * p * forward, forward + back  # (5,), (5,)
print("parameters  forward  backward  backward/forward  nudging all")
for row in zip(p, forward, back, back / forward, by_nudging, strict=True):
    print("{:10,d} {:8,d} {:9,d} {:17.2f} {:12,d}".format(*row))
assert (back <= 4 * forward).all()
assert (by_nudging / by_backpropagation > 0.4 * p).all(), "the saving grows with the number of parameters"

# %%
figure, axis = plt.subplots()
axis.loglog(p, by_nudging, "s-", color=plots.RED, label="nudging: 2p runs forward")
axis.loglog(p, by_backpropagation, "o-", color=plots.BLUE, label="backpropagation: forward + backward")
axis.loglog(p, forward, "^--", color=plots.BLACK, linewidth=1, label="the loss alone: one run forward")
axis.set(title="All slopes for the price of a few runs", xlabel="parameters p", ylabel="operations for one example")
axis.legend()
plots.show(
    figure,
    alt="Operations against number of parameters on logarithmic axes. Nudging rises with slope two, from 700 to five "
    "million at 1,185 parameters. Backpropagation runs parallel to a single forward run, less than five times above.",
)

# %% [markdown]
# At 1,185 parameters nudging already costs more than 400 times as much, and the factor grows in proportion to $p$.
#
# ## An experiment that could have failed
#
# Can a hundred lines of Python learn? The two moons, a network 2-8-1, stochastic gradient descent with batches of 16,
# everything through `Value`. The **baseline** is one neuron without a hidden layer. Two **ablations** each damage one
# line: without *zero_grad* the slopes of earlier steps are never cleared, and with *overwrite* the sweep says `=`
# instead of `+=`.


# %%
def overwrite(result):
    """Do the backward sweep wrongly: each path replaces what the paths before it brought."""
    result.grad = 1.0
    for node in reversed(topological_order(result)):
        for source, slope in node.edges:
            source.grad = slope * node.grad


def logistic_loss(layers, X, y):
    """Return the mean of log(1 + exp(-z)) for class 1 and log(1 + exp(z)) for class 0."""
    return sum((1 + ((1 - 2 * t) * run_network(layers, x)).exp()).log() for x, t in zip(X, y, strict=True)) / len(y)


# %%
def train(layers, X, y, sweep=backward, zero_grad=True, steps=200, eta=2.0):
    """Train in place and return the loss of each batch; X and y are lists."""
    rng, losses = np.random.default_rng(0), []
    for _ in range(steps):
        rows = rng.choice(len(y), size=16, replace=False)  # (16,)
        loss = logistic_loss(layers, [X[i] for i in rows], [y[i] for i in rows])
        for parameter in parameters(layers):
            parameter.grad = 0.0 if zero_grad else parameter.grad
        sweep(loss)
        for parameter in parameters(layers):
            parameter.data -= eta * parameter.grad
        losses.append(loss.data)
    return losses


# %%
runners = {
    "backpropagation": ((2, 8, 1), {}),
    "baseline: one neuron": ((2, 1), {}),
    "no zero_grad": ((2, 8, 1), {"zero_grad": False}),
    "overwrite": ((2, 8, 1), {"sweep": overwrite}),
}
results = {name: [] for name in runners}
curves = {name: [] for name in runners}
for seed in range(5):
    moons = data.standardize(data.moons(seed=seed))
    (X, y), (X_test, y_test) = ((split.X.tolist(), split.y.tolist()) for split in (moons.train, moons.test))
    for name, (sizes, options) in runners.items():
        layers = make_network(sizes, seed)
        curves[name].append(train(layers, X, y, **options))
        hits = [(run_network(layers, x).data > 0) == (t == 1) for x, t in zip(X_test, y_test, strict=True)]
        results[name].append((logistic_loss(layers, X, y).data, np.mean(hits)))
for name, runs in results.items():
    losses, accuracies = np.array(runs).T  # (5,), (5,)
    print(f"{name:21s} training loss {losses.min():6.3f} to {losses.max():6.3f}, ", end="")
    print(f"test accuracy {accuracies.min():.2f} to {accuracies.max():.2f}")

# %%
loss = {name: np.array(runs)[:, 0] for name, runs in results.items()}  # (5,) each
accuracy = {name: np.array(runs)[:, 1] for name, runs in results.items()}  # (5,) each
line = loss["baseline: one neuron"]
assert (loss["backpropagation"] < 0.5 * line).all() and (accuracy["backpropagation"] >= 0.95).all()
assert (loss["no zero_grad"] > 5 * line).all(), "it explodes"
assert (loss["overwrite"] > 0.9 * line).all(), "a hidden layer trained on one path is no better than a straight line"

figure, axis = plt.subplots()
for (name, runs), style in zip(curves.items(), ("-", "--", ":", "-."), strict=True):
    blocks = np.array(runs).reshape(5, 20, 10).mean(axis=(0, 2))  # (5, 200) -> (20,), means of ten steps
    axis.plot(np.arange(5, 200, 10), blocks, style, label=name)
axis.set(title="Every path counts, and old slopes must go", xlabel="step", ylabel="training loss", yscale="log")
axis.legend(loc="center right", fontsize=9)
plots.show(
    figure,
    alt="Training loss against step on a logarithmic axis, means over five seeds. Backpropagation falls below 0.1. "
    "Overwrite levels off with the single neuron near 0.3. Without zero_grad the loss swings above 1.",
)

# %% [markdown]
# Backpropagation bends the boundary around the moons on every seed. Without `zero_grad`, each step follows the sum of
# *all* slopes so far, most of them from places long left, and overshoots further and further. *Overwrite* fails more
# quietly: it trains, it looks reasonable, and the hidden layer is worth nothing.
#
# **Checkpoint.** Why is a hidden layer trained by *overwrite* worth nothing? Think of how often a batch of 16 examples
# uses each weight.
#
# <details><summary>Answer</summary>
#
# So 16 paths lead from the loss to each weight, and only the last one written survives: the slope of a single example,
# divided by 16. That is stochastic gradient descent with a sixteenth of the learning rate, and it does not get far in
# 200 steps. In a deeper network a neuron that feeds several others would lose paths within one example, too.
# </details>
#
# ## Arrays: the same rules, fewer nodes
#
# Our engine makes a node for every multiplication: more than a thousand for one batch of 16. Libraries make a node for
# every *array*. An edge then cannot store one local slope; it stores the function that takes the slope of the result,
# $dZ = \partial L/\partial Z$, and returns the slope of the input. For a layer $Z = XW^\top + b$, whose $W$ has a row
# of weights for each neuron as in torch, write out one entry, $Z_{im} = \sum_j X_{ij} W_{mj} + b_m$. The weight
# $W_{mj}$ is used by every row $i$ of $X$, with local slope $X_{ij}$. Add over paths:
#
# $$\bar W_{mj} = \sum_i dZ_{im}\, X_{ij} \;\Rightarrow\; dW = dZ^\top X, \qquad
# dX = dZ\, W, \qquad db = \sum_i dZ_{i\cdot}$$
#
# The bias is **broadcast**: one number used in every row. So its slopes are summed over the rows. Whatever forward
# copies, backward adds. The shapes leave no choice: $dW$ must look like $W$.


# %%
def linear(X, W, b):
    edges = (
        (X, lambda dZ: dZ @ W.data),  # (B, n_out) @ (n_out, n_in) -> (B, n_in)
        (W, lambda dZ: dZ.T @ X.data),  # (n_out, B) @ (B, n_in) -> (n_out, n_in)
        (b, lambda dZ: dZ.sum(dim=0)),  # (B, n_out) -> (n_out,)
    )
    return Value(X.data @ W.data.T + b.data, edges)  # (B, n_in) @ (n_in, n_out) + (n_out,) -> (B, n_out)


def activate(Z, kind):
    A = getattr(torch, kind)(Z.data)  # (B, n)
    slope = {"sigmoid": A * (1 - A), "tanh": 1 - A**2, "relu": (A > 0).to(A.dtype)}[kind]  # (B, n)
    return Value(A, ((Z, lambda dA: dA * slope),))  # entry by entry


# %%
def mean_logistic(Z, y):
    sign = 1 - 2 * y[:, None]  # (B, 1)
    slope = sign * torch.sigmoid(sign * Z.data) / len(y)  # (B, 1)
    return Value(F.softplus(sign * Z.data).mean(), ((Z, lambda dL: dL * slope),))  # (B, 1) -> ()


def sweep_arrays(result):
    result.grad = torch.ones_like(result.data)  # ()
    for node in reversed(topological_order(result)):
        for source, pull in node.edges:
            source.grad = source.grad + pull(node.grad)  # the scalar engine's line, with a function for the slope


# %% [markdown]
# Three engines, one network, one batch: arrays, scalars, torch.


# %%
def as_arrays(layers, what):
    """Return W (n_out, n_in) and b (n_out,) of every layer of scalars; what is "data" or "grad"."""
    arrays = []
    for layer in layers:
        rows = [[getattr(w, what) for w in weights] for weights, _ in layer]
        arrays.append(torch.tensor(rows, dtype=torch.float64))  # (n_out, n_in)
        arrays.append(torch.tensor([getattr(bias, what) for _, bias in layer], dtype=torch.float64))  # (n_out,)
    return arrays


for seed in range(5):
    layers = make_network((2, 8, 1), seed)
    scalar_loss = logistic_loss(layers, X[:16], y[:16])
    scalar_loss.backward()
    inputs, targets = torch.tensor(X[:16]).double(), torch.tensor(y[:16]).double()  # (16, 2), (16,)
    W1, b1, W2, b2 = (Value(array) for array in as_arrays(layers, "data"))
    array_loss = mean_logistic(linear(activate(linear(Value(inputs), W1, b1), "tanh"), W2, b2), targets)
    sweep_arrays(array_loss)
    theirs = [array.requires_grad_() for array in as_arrays(layers, "data")]
    Z = torch.tanh(inputs @ theirs[0].T + theirs[1]) @ theirs[2].T + theirs[3]  # (16, 1)
    F.binary_cross_entropy_with_logits(Z[:, 0], targets).backward()
    for array, scalars, tensor in zip((W1, b1, W2, b2), as_arrays(layers, "grad"), theirs, strict=True):
        assert torch.allclose(array.grad, scalars, atol=1e-12) and torch.allclose(array.grad, tensor.grad, atol=1e-12)
nodes = [len(topological_order(loss)) for loss in (scalar_loss, array_loss)]
print(f"all slopes agree; nodes in the graph: {nodes[0]} scalars, {nodes[1]} arrays")

# %% [markdown]
# **Checkpoint.** Why is there an $X$ in $dW$, and what does that ask of the forward sweep?
#
# <details><summary>Answer</summary>
#
# The local slope of a product is the other factor. So the forward sweep has to keep $X$, every layer's input, until
# the backward sweep has passed. That is why training takes much more memory than predicting, and why
# `torch.no_grad()` saves it.
# </details>

# %% [markdown]
# ## The vanishing gradient, in numbers
#
# Put layers in a row. For one neuron in each of three layers, with a parameter $\theta$ in the first, the only path is
#
# $$\frac{\partial L}{\partial \theta} = \frac{\partial L}{\partial a^{(3)}} \cdot
# \frac{\partial a^{(3)}}{\partial z^{(3)}} \cdot \frac{\partial z^{(3)}}{\partial a^{(2)}} \cdot
# \frac{\partial a^{(2)}}{\partial z^{(2)}} \cdot \frac{\partial z^{(2)}}{\partial a^{(1)}} \cdot
# \frac{\partial a^{(1)}}{\partial z^{(1)}} \cdot \frac{\partial z^{(1)}}{\partial \theta}$$
#
# Every layer contributes a weight, $\partial z/\partial a$, and the slope of its activation, $\partial a/\partial z$.
# With whole layers, and $\delta^{(l)} = \partial L/\partial Z^{(l)}$, the two rules for arrays say the same:
#
# $$\delta^{(l)} = \left(\delta^{(l+1)}\, W^{(l+1)}\right) \odot a'\!\left(Z^{(l)}\right),$$
#
# where $\odot$ multiplies entry by entry and $a'$ is the slope of the activation. So the first layer's slope is a
# *product* with one factor $a'$ for every layer. The sigmoid's slope is $\sigma(1 - \sigma)$, at most $1/4$. That of
# tanh reaches 1, and that of ReLU is 1 wherever it is on.
#
# **Checkpoint.** Before you run it: with weights that keep lengths about the same, what is left of the slope after 19
# sigmoid layers, at best?
#
# <details><summary>Answer</summary>
#
# $(1/4)^{19} \approx 4 \cdot 10^{-12}$, about four trillionths.
# </details>


# %%
def slope_lengths(kind, seed, depth=20, width=32):
    """Return the length of dL/dZ in each layer of a random network, first layer first."""
    normal = partial(torch.randn, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    scale = (2 / width) ** 0.5 if kind == "relu" else (1 / width) ** 0.5  # ReLU stops half of it: lecture 12
    A, b, sums = Value(normal(64, width)), Value(torch.zeros(width).double()), []  # (64, width), (width,)
    for _ in range(depth):
        sums.append(linear(A, Value(scale * normal(width, width)), b))  # (64, width)
        A = activate(sums[-1], kind)  # (64, width)
    Z = linear(A, Value(normal(1, width)), Value(torch.zeros(1).double()))  # (64, 1)
    sweep_arrays(mean_logistic(Z, (normal(64) > 0).double()))
    return [Z.grad.norm().item() for Z in sums]


# %%
figure, axis = plt.subplots()
for kind, marker in [("relu", "^"), ("tanh", "s"), ("sigmoid", "o")]:
    lengths = np.array([slope_lengths(kind, seed) for seed in range(5)])[:, ::-1]  # (5, 20), last layer first
    left = lengths / lengths[:, :1]  # (5, 20)
    axis.semilogy(np.arange(20), np.median(left, axis=0), marker=marker, markersize=4, label=kind)
    axis.fill_between(np.arange(20), left.min(axis=0), left.max(axis=0), alpha=0.2)
    print(f"{kind:7s} left in the first layer, five seeds:", *(f"{value:.1e}" for value in left[:, -1]))
    least, most = {"relu": (0.1, 10), "tanh": (0.01, 1), "sigmoid": (0, 1e-11)}[kind]
    assert (left[:, -1] > least).all() and (left[:, -1] < most).all()
axis.semilogy(np.arange(20), 0.25 ** np.arange(20), ":", color=plots.BLACK, label="$(1/4)^k$")
axis.set(title="Twenty sigmoid layers leave a trillionth of the slope", xticks=range(0, 20, 2))
axis.set(xlabel="layers back from the last, k", ylabel="length of the slope, last layer = 1")
axis.legend()
plots.show(
    figure,
    alt="Length of the slope against layers back from the last, on a logarithmic axis. After 19 layers ReLU has kept "
    "about a third and tanh a sixth; the sigmoid falls just below the dotted line of powers of one quarter, to less "
    "than a trillionth.",
)

# %% [markdown]
# The first sigmoid layer hears a trillionth of what the last one hears. In single precision a step would not even
# change its weights. For many years this was a main reason why networks stayed shallow. The remedies have lectures of
# their own: activations with slope 1 (05), initial weights and normalization (12), shortcuts (19).

# %% [markdown]
# ## What goes wrong
#
# **A slope is handed on before it is complete.** Here $c$ is used by $L = c + d$ and by $d = 2c$. A sweep that simply
# walks outward from $L$ meets $c$ before $d$ has reported to it:

# %%
x = Value(3.0)
c = x * x
d = 2 * c
L = c + d
queue, seen = [L], {L}
L.grad = 1.0
for node in queue:  # breadth first, instead of the reversed topological order
    for source, slope in node.edges:
        source.grad += slope * node.grad
        if source not in seen:
            seen.add(source)
            queue.append(source)
early, x.grad = x.grad, 0.0
L.backward()
print(f"breadth first {early}, in topological order {x.grad}, right is 3 · 2x = 18")
assert x.grad == 18 and early != 18

# %% [markdown]
# Symptom: simple chains come out right, and graphs in which a result is used twice do not. Remedy: the order, always.
#
# **The graph is cut.** Turn a node into a plain number, and what came before it is forgotten. No error, only a missing
# path. For $L = 2w \cdot w$ at $w = 3$:

# %%
w, t = Value(3.0), torch.tensor(3.0, requires_grad=True)  # t: ()
L = (w * 2).data * w  # should be (w * 2) * w
L.backward()
((t * 2).item() * t).backward()
print(f"our engine {w.grad}, torch {t.grad.item()}, right is 4w = 12")
assert w.grad == t.grad.item() == 6

# %% [markdown]
# Symptom: a slope that is 0, `None`, or misses a path. Suspects: `.item()`, `.detach()`, `.data`, NumPy in the middle.
#
# **A number is changed between the sweeps.** The local slopes were written down in the forward sweep. Torch watches
# and refuses; our engine uses the old ones in silence:

# %%
weight = torch.tensor(3.0, requires_grad=True)  # ()
activation = weight * 2  # ()
L = activation**2
activation += 1
try:
    L.backward()
    refused = False
except RuntimeError as error:
    refused = "inplace" in str(error)
    print("torch:", str(error).partition(":")[0][:100])
assert refused

# %% [markdown]
# | what you see | likely cause | first remedy |
# | --- | --- | --- |
# | loss swings wider and wider | old slopes never cleared | `optimizer.zero_grad()` at every step |
# | as good as one neuron, never better | paths overwritten, `=` for `+=` | check against nudging |
# | a slope is `None` or 0 | the graph is cut | look for `.item()`, `.detach()`, NumPy |
# | first layers do not move | small factors multiply | activation, initial weights, shortcuts |
#
# And the one test for all of them, the **gradient check**: nudge a handful of parameters, in double precision, and
# compare. Every layer you write by hand deserves it.

# %% [markdown]
# ## Exercises
#
# ### 1. By hand (★, 10 minutes)
#
# For $L = (w_1 x + w_2)\, w_1$ with $w_1 = 3$, $x = 2$, $w_2 = 1$: draw the graph and run both sweeps on paper. Then
# check with the engine.
#
# <details><summary>Solution</summary>
#
# $u = w_1 x = 6$, $z = u + w_2 = 7$, $L = z w_1 = 21$. Backward: $\bar z = w_1 = 3$, so $\bar u = \bar w_2 = 3$ and
# $\bar x = 3 w_1 = 9$. Two paths end at $w_1$: $z = 7$ directly and $3x = 6$ through $u$, together 13.
#
# ```python
# w1, x, w2 = Value(3.0), Value(2.0), Value(1.0)
# ((w1 * x + w2) * w1).backward()
# assert (w1.grad, x.grad, w2.grad) == (13, 9, 3)
# ```
# </details>
#
# ### 2. Two more operations (★★, 15 minutes)
#
# Teach `Value` the method `softplus`, $\log(1 + e^a)$, so that it survives $a = 1000$, and `maximum(a, b)`. Where they
# are equal, split the slope evenly, as torch does. Check both against torch.
#
# <details><summary>Solution</summary>
#
# Pull the larger of 0 and $a$ out of the logarithm. The slope is the sigmoid, written so that nothing overflows.
#
# ```python
# @operator("softplus")
# def softplus(a):
#     small = math.exp(-abs(a.data))
#     slope = 1 / (1 + small) if a.data > 0 else small / (1 + small)
#     return Value(max(a.data, 0.0) + math.log1p(small), ((a, slope),))
#
#
# @operator("maximum")
# def maximum(a, b):
#     b = lift(b)
#     share = 0.5 if a.data == b.data else float(a.data > b.data)
#     return Value(max(a.data, b.data), ((a, share), (b, 1 - share)))
#
#
# for number in (-1000.0, -2.0, 0.5, 1000.0):
#     mine, theirs = Value(number), torch.tensor(number, dtype=torch.float64, requires_grad=True)
#     (mine.softplus() + mine.maximum(0.5)).backward()
#     (F.softplus(theirs) + torch.maximum(theirs, torch.tensor(0.5).double())).backward()
#     assert math.isclose(mine.grad, theirs.grad.item(), abs_tol=1e-12)
# ```
# </details>
#
# ### 3. Forward mode (★★, 20 minutes)
#
# Walk the list in the other direction: start with slope 1 at *one* input and carry
# $\dot k = \sum_v \dot v\, \partial k/\partial v$ forward. How many sweeps do you need for all parameters? When would
# you prefer this direction?
#
# <details><summary>Solution</summary>
#
# ```python
# def forward_mode(result, start):
#     """Return the slope of result along start, carried from inputs to results."""
#     dot = {}
#     for node in topological_order(result):
#         dot[node] = sum(dot[source] * slope for source, slope in node.edges) + float(node is start)
#     return dot[result]
#
#
# layers = make_network((2, 4, 1), seed=0)
# z = run_network(layers, [0.5, -1.0])
# z.backward()
# for parameter in parameters(layers):
#     assert math.isclose(forward_mode(z, parameter), parameter.grad, abs_tol=1e-12)
# print(len(parameters(layers)), "sweeps forward against 1 backward")
# ```
#
# One sweep for each parameter, so $p$ sweeps. With few inputs and many outputs it is the other way round: forward
# mode needs a sweep per input, backward mode a sweep per output. Forward mode also has nothing to keep in memory.
# </details>
#
# ### 4. Can the sigmoid be saved? (★★★, 30 minutes, open)
#
# Change the sigmoid network of `slope_lengths` so that more of the slope reaches the first layer: larger weights? A
# shortcut, $A + \sigma(AW^\top + b)$ in place of $\sigma(AW^\top + b)$? Measure over five seeds.
#
# <details><summary>Solution</summary>
#
# One way to look; the width, the depth and the data are yours to vary.
#
# ```python
# def what_is_left(seed, size=1.0, shortcut=False, depth=20, width=32):
#     generator = torch.Generator().manual_seed(seed)
#     A, sums = Value(torch.randn(64, width, generator=generator).double()), []  # (64, width)
#     for _ in range(depth):
#         W = Value(size * width**-0.5 * torch.randn(width, width, generator=generator).double())
#         sums.append(linear(A, W, Value(torch.zeros(width).double())))  # (64, width)
#         new = activate(sums[-1], "sigmoid")  # (64, width)
#         same = lambda dA: dA
#         A = Value(A.data + new.data, ((A, same), (new, same))) if shortcut else new  # (64, width)
#     total = Value(A.data.mean(), ((A, lambda dL: dL * torch.ones_like(A.data) / A.data.numel()),))  # ()
#     sweep_arrays(total)
#     return (sums[0].grad.norm() / sums[-1].grad.norm()).item()
#
#
# for size in (1, 4, 8, 16, 64, 256):
#     print(f"weights times {size:3d}:", *(f"{what_is_left(seed, size):.0e}" for seed in range(5)))
# print("with shortcuts:   ", *(f"{what_is_left(seed, shortcut=True):.0e}" for seed in range(5)))
# for seed in range(5):
#     assert what_is_left(seed, shortcut=True) > 1e6 * what_is_left(seed)
#     assert what_is_left(seed, 8) < 1 < what_is_left(seed, 16) and what_is_left(seed, 256) < 1e-3
# ```
#
# There is a size that keeps the slope, between 8 and 16 times, but it has to be met: larger weights make the slope
# grow from layer to layer, and 256 times saturates the sigmoids, so that it vanishes again. The shortcut adds a path
# whose every factor is 1, and paths add: that idea is lecture 19.
# </details>

# %% [markdown]
# ## Summary
#
# - Slopes multiply along a path and add over paths; $\bar v = \sum_k \bar k\, \partial k/\partial v$.
# - Forward: compute values and note local slopes. Backward, in reversed topological order: hand each complete slope on.
# - One backward sweep gives all $p$ slopes for at most four times a forward run; nudging needs $2p$ runs.
# - For arrays: $dW = dZ^\top X$, $dX = dZ\,W$, and what was copied forward is added backward.
# - A product of small slopes vanishes: at most $(1/4)^k$ through $k$ sigmoids.
#
# ## Where it came from
#
# - S. Linnainmaa, 1970, master's thesis (in Finnish), University of Helsinki; 1976, *Taylor expansion of the
#   accumulated rounding error*, BIT 16, 146–160: the backward sweep for any computation, to follow rounding errors.
# - P. J. Werbos, 1974, *Beyond Regression: New Tools for Prediction and Analysis in the Behavioral Sciences*, PhD
#   thesis, Harvard: the backward sweep to fit models. Courses that say "backpropagation, 1974" mean this.
# - W. Baur and V. Strassen, 1983, *The complexity of partial derivatives*, Theoretical Computer Science 22, 317–330:
#   all slopes cost only a constant times the function.
# - D. E. Rumelhart, G. E. Hinton and R. J. Williams, 1986, *Learning representations by back-propagating errors*,
#   Nature 323, 533–536: hidden layers learn useful features; the paper that made it the way to train networks.
# - S. Hochreiter, 1991, diploma thesis (in German), TU Munich; Y. Bengio, P. Simard and P. Frasconi, 1994, *Learning
#   long-term dependencies with gradient descent is difficult*, IEEE Transactions on Neural Networks 5, 157–166: the
#   vanishing gradient.
# - A. Griewank, 2012, *Who invented the reverse mode of differentiation?*, Documenta Mathematica, extra volume ISMP,
#   389–400: the history, with more names than fit here.
#
# **Next**: [09, multilayer perceptrons](09-multilayer-perceptrons.ipynb): what networks can represent, now that we can
# train them.
