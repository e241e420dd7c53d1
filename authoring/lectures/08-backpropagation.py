# %% [markdown]
# # Backpropagation
#
# You will be able to explain how one pass backward through a network finds its whole gradient, and to build the engine
# that does it in about sixty lines.
#
# **Reading** 45 min · **Running** under 30 s on two cores · **Prerequisites**
# [lecture 07](07-gradient-descent.ipynb) (gradient descent) and the chain rule for two functions;
# [05](05-activations.ipynb) and [06](06-losses.ipynb) help · **Practice**
# [assignment a06](../release/a06-autograd/autograd.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/08-backpropagation.ipynb)
#
# **Needs** [05](05-activations.ipynb), [06](06-losses.ipynb), [07](07-gradient-descent.ipynb) · **Used by**
# [09](09-multilayer-perceptrons.ipynb), [10](10-training-in-pytorch.ipynb),
# [12](12-initialization-and-normalization.ipynb), [24](24-robustness-and-saliency.ipynb), [25](25-rnn.ipynb),
# [43](43-neural-odes-and-physics.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **compute** the gradient of a small computational graph by hand;
# - **implement** automatic differentiation, and **check** it;
# - **derive** the backward pass of a linear layer;
# - **count** what a gradient costs;
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
# Gradient descent needs the derivative of the loss with respect to every parameter. Lecture 07 got each one by nudging
# (finite differences): move the parameter up a little and run the network, move it down and run it again, subtract,
# divide. Here is a network of 337 parameters.

# %% tags=["hide-input"]
COLORS = {
    "value": plots.BLUE,
    "gradient": plots.RED,
    "backpropagation": plots.GREEN,
    "finite differences": plots.ORANGE,
    "no zero_grad": plots.PURPLE,
    "overwrite": plots.SKY,
}
plots.show(plots.network([2, 16, 16, 1]))

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
        Z = A @ W.T + theta[start + n_in * n_out :][:n_out]  # (n, n_in) @ (n_in, n_out) + (n_out,) -> (n, n_out)
        A, start = torch.tanh(Z), start + (n_in + 1) * n_out  # (n, n_out)
    return F.binary_cross_entropy_with_logits(Z[:, 0], y)  # (n,), (n,) -> (); the last layer's tanh goes unused


# %% [markdown]
# One run from the inputs to the loss is a forward sweep (**forward pass**), and each parameter needs two, but torch has
# a method `backward()`.

# %%
moons = data.standardize(data.moons())
X, y = moons.train.X.double(), moons.train.y.double()  # (300, 2), (300,)
theta, h = torch.randn(337, dtype=torch.float64), 1e-5  # (337,)
differences = []
for nudge in h * torch.eye(337).double():  # (337,), zero but for one parameter
    differences.append((network_loss(theta + nudge, X, y) - network_loss(theta - nudge, X, y)) / (2 * h))
theta.requires_grad_()
network_loss(theta, X, y).backward()  # one run, and one call
print(f"2 * 337 runs against 1; largest difference: {(torch.stack(differences) - theta.grad).abs().max():.0e}")
assert torch.allclose(torch.stack(differences), theta.grad, atol=1e-8)

# %% [markdown]
# One run and one call find what 674 runs find. For 25 million parameters, finite differences would need 50
# million runs for a single step. The call is one backward sweep (**backward pass**), a method called
# **backpropagation**.
#
# **Guess.** By count of operations, what do both passes cost together, if a forward pass costs 1, for these 337
# parameters and for 25 million? A figure further down draws your number.

# %%
guess_cost = None  # the cost of the whole gradient, counted in forward passes

# %% [markdown]
# ## The chain rule on a graph
#
# To see how one pass can do it, we take a loss that fits on paper: one neuron with a ReLU, a squared error, and a
# penalty on the weight.
#
# $$L = (\mathrm{relu}(wx + b) - y)^2 + 0.1\,w^2, \qquad w = 3,\; x = 2,\; b = 1,\; y = 5$$
#
# Every loss is made of small operations. If we draw each as a box, with an arrow from everything it uses, we get the
# **computational graph**. The forward pass fills in its values from top to bottom.

# %% tags=["hide-input"]
PLACES = {"x": (0, 0), "w": (2, 0), "b": (0, 1), "u": (1, 1), "z": (1, 2), "y": (0, 3), "a": (1, 3), "p": (2, 3)}
PLACES |= {"e": (1, 4), "s": (1, 5), "r": (2, 5), "L": (1, 6)}  # (column, row)
FORMULAS = {"u": "w x", "z": "u + b", "a": "relu(z)", "e": "a − y", "s": "e²", "p": "w²", "r": "0.1 p", "L": "s + r"}


def draw_box(axis, name, lines, light):
    """Draw one node with its formula, value and gradient under each other; light is its frame's color, or None."""
    x, y = 1.5 * PLACES[name][0], -1.1 * PLACES[name][1]
    look = {"edgecolor": light or "gray", "linewidth": 3 if light else 1, "facecolor": "white", "zorder": 2}
    axis.add_patch(plt.Rectangle((x - 0.6, y - 0.31), 1.2, 0.62, **look))
    for text, up, color in zip(lines, (0.18, 0, -0.19), ("black", COLORS["value"], COLORS["gradient"]), strict=True):
        axis.text(x, y + up, text, ha="center", va="center", color=color, fontsize=10, zorder=3)


def draw_edge(axis, source, target, local, light, back):
    """Draw one edge with its local derivative; it lights up in a color, and points to the source if back."""
    (x0, y0), (x1, y1) = PLACES[source], PLACES[target]
    style = {"arrowstyle": "<|-" if back else "-|>", "color": light or "gray", "lw": 2.5 if light else 1}
    start = 1.5 * x0 + 0.35 * (x1 - x0), -1.1 * y0 - 0.32
    end = 1.5 * x1 - 0.35 * (x1 - x0), -1.1 * y1 + 0.32
    axis.annotate("", end, start, arrowprops=style)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    at = 0.75 * (x0 + x1), -0.55 * (y0 + y1)
    axis.text(*at, local, fontsize=9, ha="center", va="center", color=light or "dimgray", bbox=box)


# %% tags=["hide-input"]
def draw_graph(formulas, values, gradients, edges, lit=(None, None), back=False):
    """Draw the graph: texts by name for values and gradients, by (source, target) for edges; lit is (name, color)."""
    figure, axis = plt.subplots(figsize=(4.5, 7.6))
    for (source, target), local in edges.items():
        draw_edge(axis, source, target, local, lit[1] if target == lit[0] else None, back and target == lit[0])
    for name in PLACES:
        formula = f"{name} = {formulas[name]}" if name in formulas else name
        light = lit[1] if name == lit[0] else None
        draw_box(axis, name, (formula, values.get(name, ""), gradients.get(name, "")), light)
    axis.set(xlim=(-0.65, 3.65), ylim=(-6.95, 0.35))
    axis.axis("off")
    return figure


# %% tags=["hide-input", "drawing"]
values = {"x": "2", "w": "3", "b": "1", "y": "5", "u": "6", "z": "7", "a": "7", "e": "2", "s": "4", "p": "9"}
values |= {"r": "0.9", "L": "4.9"}
edges = {("x", "u"): "×3", ("w", "u"): "×2", ("u", "z"): "×1", ("b", "z"): "×1", ("z", "a"): "×1", ("a", "e"): "×1"}
edges |= {("y", "e"): "×−1", ("e", "s"): "×4", ("w", "p"): "×6", ("p", "r"): "×0.1", ("s", "L"): "×1", ("r", "L"): "×1"}
figure = draw_graph(FORMULAS, values, dict.fromkeys(PLACES, "?"), edges)
figure.axes[0].set_title("Values known, gradients not yet", fontsize=11)
plots.show(
    figure,
    alt="Computational graph of L. From x = 2, w = 3, b = 1 and y = 5 come u = w x = 6, z = u + b = 7, a = relu(z) = "
    "7, e = a - y = 2 and s = e squared = 4; from w also p = w squared = 9 and r = 0.1 p = 0.9; L = s + r = 4.9. The "
    "local derivative stands on each arrow, a question mark for the gradient in each box.",
)

# %% [markdown]
# Values are blue, and the question marks, in vermilion red, wait for the gradients. On each arrow stands a local slope
# (**local derivative**), which is how fast the box at its head changes with the one at its tail. For the product
# $u = wx$ this is the other factor, for $s = e^2$ it is $2e = 4$, and for ReLU it is 1, because $z > 0$.
#
# The **chain rule** for two functions in a row says that derivatives multiply. For a graph it becomes: **multiply along
# a path, and add over the paths.**
#
# **Choose.** How fast does $L$ change with $w$? Work it out from the picture first.
#
# <details><summary>8, from the path through u to the error</summary>
#
# That path gives $2 \cdot 1 \cdot 1 \cdot 1 \cdot 4 \cdot 1 = 8$, which is right for the error alone. But $w$ is also
# used by the penalty, and moving $w$ moves both.
# </details>
#
# <details><summary>4.8, the product of 8 and 0.6</summary>
#
# Factors are multiplied along *one* path. The two paths are two separate effects on $L$, and effects add up.
# </details>
#
# <details><summary>8.6, the sum of 8 and 0.6</summary>
#
# Right: $2 \cdot 4 = 8$ through the error and $6 \cdot 0.1 = 0.6$ through the penalty are added, because $L$ feels a
# change of $w$ twice.
# </details>

# %% [markdown]
# The paths to $b$ and $x$ begin with the same factors, so we compute these once. We start at $L$ with 1, and give each
# node $v$ its **gradient** from the gradients of all $k$ that use it:
#
# $$\bar v = \frac{\partial L}{\partial v} = \sum_{k \,\text{uses}\, v} \bar k \; \frac{\partial k}{\partial v}$$
#
# This is the backward pass: fill in the question marks from the bottom up with a pencil, and compare.

# %%
L_bar = 1.0
s_bar, r_bar = L_bar * 1, L_bar * 1
e_bar = s_bar * 4
a_bar = e_bar * 1
z_bar = a_bar * 1
u_bar, b_bar = z_bar * 1, z_bar * 1
p_bar = r_bar * 0.1
w_bar = u_bar * 2 + p_bar * 6  # two paths meet
x_bar = u_bar * 3

up, down = ((max(w * 2 + 1, 0) - 5) ** 2 + 0.1 * w**2 for w in (3 + h, 3 - h))
print(f"w {w_bar:.4f}, by finite differences {(up - down) / (2 * h):.4f}; b {b_bar}, x {x_bar}")
assert math.isclose(w_bar, 8.6) and math.isclose(w_bar, (up - down) / (2 * h), rel_tol=1e-8)

# %% [markdown]
# The answer 7 is above the target 5, and both gradients are positive, so gradient descent lowers $b$ and $w$.
#
# **Checkpoint.** Why from the loss backward? Multiplying from the inputs forward would be just as right.
#
# <details><summary>Answer</summary>
#
# There is one loss and there are many parameters. A backward pass starts at the loss, and its products serve all
# parameters. A pass in the other direction starts at *one* parameter, so each needs its own. Exercise 3 builds that.
# </details>

# %% [markdown]
# ## The engine
#
# A program can do what we did by hand, which is called **automatic differentiation**; going from the loss backward is
# its **reverse mode**. Each operation writes down its local derivatives while it has the numbers in hand.


# %%
class Value:
    """A number that remembers what it was computed from."""

    def __init__(self, data, edges=()):
        self.data = data  # the number, set by the forward pass
        self.grad = 0.0  # the derivative of the loss with respect to it, filled by the backward pass
        self.edges = edges  # pairs (input, local derivative)

    def __add__(self, other):  # Python calls this for self + other
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data - other.data, ((self, 1.0), (other, -1.0)))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __pow__(self, n):  # n is a plain number
        return Value(self.data**n, ((self, n * self.data ** (n - 1)),))

    def exp(self):
        a = math.exp(self.data)
        return Value(a, ((self, a),))

    def log(self):
        return Value(math.log(self.data), ((self, 1 / self.data),))

    def tanh(self):
        a = math.tanh(self.data)
        return Value(a, ((self, 1 - a**2),))

    def relu(self):
        return Value(max(self.data, 0.0), ((self, float(self.data > 0)),))

    def __neg__(self):  # from here on, no derivative is needed
        return self * -1.0

    def __rsub__(self, other):
        return Value(other) - self

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    __radd__, __rmul__ = __add__, __mul__  # for 2 + a and 2 * a, with a plain number on the left


# %% [markdown]
# A node may hand its gradient on only when every node that uses it has reported. So the backward pass lists the nodes
# in **topological order**, inputs before results (nodes with edges), and walks it in reverse.


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
def backward(result):
    """Add the derivative of result with respect to every node to that node's grad."""
    order = topological_order(result)
    for node in order:
        if node.edges:
            node.grad = 0.0  # results start afresh; inputs and parameters keep what they have, and add
    result.grad = 1.0
    for node in reversed(order):
        for source, local in node.edges:
            source.grad += node.grad * local  # multiply along the path, add over paths


# %% [markdown]
# The last line is the formula, and its `+=` is the sum over $k$. The engine should find what we found by hand.


# %%
def penalized_neuron(w, activation):
    """Return every node of L = (activation(w x + b) - y)² + 0.1 w² by name, in the order of computation."""
    n = {"x": Value(2.0), "w": Value(w), "b": Value(1.0), "y": Value(5.0)}
    n["u"] = n["w"] * n["x"]
    n["z"] = n["u"] + n["b"]
    n["a"] = n["z"].relu() if activation == "relu" else n["z"].tanh()
    n["e"] = n["a"] - n["y"]
    n["s"], n["p"] = n["e"] ** 2, n["w"] ** 2
    n["r"] = 0.1 * n["p"]
    n["L"] = n["s"] + n["r"]
    return n


nodes = penalized_neuron(3.0, "relu")
backward(nodes["L"])  # printed below in topological order
print({name: round(v.grad, 4) for v in topological_order(nodes["L"]) for name in nodes if nodes[name] is v})
assert np.allclose([nodes[name].grad for name in "wbxeL"], [w_bar, b_bar, x_bar, e_bar, L_bar], rtol=1e-12)

# %% [markdown]
# **Checkpoint.** Why does `backward` clear the gradients of results, but not those of parameters?
#
# <details><summary>Answer</summary>
#
# A result belongs to one computation, and its gradient must be complete for that one alone. A parameter outlives it.
# Torch makes the same choice: gradients of parameters add up over calls, so that a large batch can be fed in pieces.
# The price is that *you* must clear them before the next step, with `zero_grad`.
# </details>
#
# ### Play with it: both passes, step by step
#
# The figure runs the engine; the node at work has a thick frame.


# %% tags=["hide-input"]
def show(number):
    return f"{number:.{1 if abs(number) < 1e-3 else 3}g}".replace("-", "−")


def draw_pass(step, w, activation):
    """Draw the graph after so many steps: 8 forward, then 8 backward."""
    nodes = penalized_neuron(w, activation)
    names, inner = {node: name for name, node in nodes.items()}, [name for name in nodes if nodes[name].edges]
    done, back = inner[:step], inner[::-1][: max(0, step - 8)]
    total = {"L": 1.0} if back else {}
    local = {(names[v], k): factor for k in inner for v, factor in nodes[k].edges if v in names}
    for (v, k), factor in sorted(local.items(), key=lambda edge: -inner.index(edge[0][1])):
        total |= {v: total.get(v, 0.0) + total[k] * factor} if k in back else {}
    waiting = {v for v, k in local if k not in back}
    gradient = {v: show(number) + (" + …" if v in waiting else "") for v, number in total.items()}
    at = (back or done or [None])[-1]
    formulas = FORMULAS | {"a": f"{activation}(z)"}
    doing = f"backward, {at} hands on {gradient[at]}" if back else f"forward, {at} = {formulas[at]}" if at else "inputs"
    value = {name: show(node.data) for name, node in nodes.items() if name not in inner[step:]}
    texts = {edge: f"×{show(factor)}" if edge[1] in done else "?" for edge, factor in local.items()}
    figure = draw_graph(formulas, value, gradient, texts, (at, COLORS["gradient" if back else "value"]), bool(back))
    figure.axes[0].set_title(f"Step {step} of 16: {doing}", fontsize=10)
    words = ", ".join(f"{name} {text}" for name, text in gradient.items()) or "none yet"
    alt = f"Graph of one neuron with {activation} and w = {show(w)}, step {step} of 16: {doing}. L is "
    return plots.describe(figure, f"{alt}{value.get('L', 'unknown')}; gradients: {words}.")


# %% tags=["hide-input"]
widgets.explore(
    draw_pass,
    frames=[
        ("After the forward pass: all values", {"step": 8}),
        ("Half of the way back: w waits", {"step": 13}),
        ("After the way back: all gradients", {"step": 16}),
    ],
    step=widgets.steps("step", 0, 16, 16),
    w=widgets.slider("w", -2.0, 4.0, 0.5, 3.0),
    activation=widgets.choice("activation", ["relu", "tanh"], "relu"),
)

# %% [markdown]
# **Try** the steps from 0 to 16. **Notice** that forward, a box needs its inputs, while backward it needs everything
# that uses it: `0.6 + …` at $w$ waits for the second path. **Then** set $w$ to −1: the ReLU's local derivative becomes
# 0, and only the penalty still moves $w$.
#
# **Checkpoint.** Before you run it: with tanh and $w = -0.5$, what is $\bar w$?
#
# <details><summary>Answer</summary>
#
# $z = -0.5 \cdot 2 + 1 = 0$, where tanh is 0 and has derivative 1. So $e = -5$, $\bar u = 2e = -10$, and
# $\bar w = 2 \cdot (-10) + 0.1 \cdot 2 \cdot (-0.5) = -20.1$.
# </details>

# %% [markdown]
# ## Deeper: random graphs against torch
#
# One expression proves little, so we draw random ones: start from four numbers, apply 30 operations to random earlier
# results, reuse them at will, and add everything up. Because torch overloads the same signs, the same program runs on
# both.

# %%
MENU = [
    lambda a, b: a + b,
    lambda a, b: a * b.tanh(),
    lambda a, b: a - b / 2,
    lambda a, b: 1 / (1 + b * b) - a,
    lambda a, b: a / (2 + b.tanh()),
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
largest = 0.0
for seed in range(5):
    start = np.random.default_rng(seed).uniform(-2, 2, size=4).tolist()
    mine = [Value(number) for number in start]
    theirs = [torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in start]  # each ()
    ours = random_expression(mine, seed)
    backward(ours)
    random_expression(theirs, seed).backward()
    errors = [abs(m.grad - t.grad.item()) / max(1, abs(m.grad)) for m, t in zip(mine, theirs, strict=True)]
    largest = max(largest, *errors)
print(f"five random graphs, the last of {len(topological_order(ours))} nodes: largest difference {largest:.0e}")
assert largest < 1e-6

# %% [markdown]
# The same program gives the same gradients, to the last digit or nearly so. On plain numbers, torch does nothing else.

# %% [markdown]
# ## What does it cost?
#
# Because the engine is ours, we can settle your guess by counting: forward one operation for each inner node, backward
# a multiplication and an addition for each edge.


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
        sums = [sum((w * v for w, v in zip(weights, numbers, strict=True)), bias) for weights, bias in layer]
        numbers = sums if layer is layers[-1] else [z.tanh() for z in sums]
    return numbers[0]


def parameters(layers):
    return [parameter for layer in layers for weights, bias in layer for parameter in (*weights, bias)]


# %% tags=["hide-input"]
p, forward, back = [], [], []
for width in (2, 4, 8, 16, 32):
    layers = make_network((2, width, width, 1), seed=0)
    nodes = topological_order(run_network(layers, [0.5, -1.0]))
    p.append(len(parameters(layers)))
    forward.append(sum(bool(node.edges) for node in nodes))
    back.append(sum(2 * len(node.edges) for node in nodes))
    print(f"{p[-1]:5d} parameters: {forward[-1]:5d} operations forward, {back[-1]:5d} backward")
cost = 1 + np.array(back) / np.array(forward)  # (5,), in forward passes
assert (cost <= 5).all() and (cost > 4).all()
figure, axis = plt.subplots()
axis.loglog(p, 2 * np.array(p), "s-.", color=COLORS["finite differences"], label="finite differences: two runs each")
axis.loglog(p, cost, "o-", color=COLORS["backpropagation"], label="backpropagation: forward and backward pass")
if guess_cost is not None:
    axis.axhline(guess_cost, **plots.line("guess"), label="your guess")
axis.set(title="In forward passes, the price of a gradient stays flat", ylim=(1, 10000))
axis.set(xlabel="parameters p", ylabel="cost of the gradient\nin forward passes")
axis.legend(loc="upper left")
plots.show(
    figure,
    alt="Cost of the gradient in forward passes against the number of parameters, both logarithmic. Finite differences "
    "rise in a straight line, from 30 at 15 parameters to 2,370 at 1,185. Backpropagation is flat, a little below 5.",
)

# %% [markdown]
# The backward pass of a larger network is longer, but so is its forward pass, so the green line is flat: by count of
# operations, the whole gradient costs less than five forward passes for any network, because an operation has at most
# two edges, with two operations backward for each.
#
# ## An experiment that could have failed
#
# The engine is right and cheap, but can it learn? We train a network 2-8-1 on the two moons by stochastic gradient
# descent. The **baseline** is one neuron, and two **ablations** damage one line each: *no zero_grad* never clears the
# gradients of earlier steps, and the backward pass of *overwrite* says `=` in place of `+=`.


# %%
def overwrite(result):
    """Do the backward pass wrongly: each path replaces what the paths before it brought."""
    result.grad = 1.0
    for node in reversed(topological_order(result)):
        for source, local in node.edges:
            source.grad = node.grad * local


# %%
def logistic_loss(layers, X, y):
    """Return the mean of log(1 + exp(-z)) for class 1 and log(1 + exp(z)) for class 0."""
    return sum((1 + ((1 - 2 * t) * run_network(layers, x)).exp()).log() for x, t in zip(X, y, strict=True)) / len(y)


def train(layers, X, y, backward=backward, zero_grad=True, eta=2.0, used=16):
    """Train in place for 200 steps and return the loss of each; of a batch of 16, the first `used` examples count."""
    rng, losses = np.random.default_rng(0), []
    for _ in range(200):
        rows = rng.choice(len(y), size=16, replace=False)[:used]  # (used,), of the same 16 in every run
        loss = logistic_loss(layers, [X[i] for i in rows], [y[i] for i in rows])
        backward(loss)
        for parameter in parameters(layers):
            parameter.data -= eta * parameter.grad
            parameter.grad = 0.0 if zero_grad else parameter.grad
        losses.append(loss.data)
    return losses


# %% [markdown]
# **Choose.** Without `zero_grad` the training loss will end above 1.5, more than twice the 0.69 of always answering
# "one half". If it answers class 1 from $z = 0$ on, what share of the test set will it get right?
#
# <details><summary>Below 45 %, since its loss is worse than that of guessing</summary>
#
# That would hold if the loss counted mistakes. But it also measures how *sure* each answer is, and a few mistakes made
# with great confidence are enough for such a loss. Run the cell.
# </details>
#
# <details><summary>45 to 70 %, since steps that overshoot leave it at random</summary>
#
# The steps do overshoot, but they still point the right way more often than not. Run the cell, and compare.
# </details>
#
# <details><summary>Above 70 %, although its loss is so bad</summary>
#
# So it is, on all five seeds. Accuracy looks only at the sign of $z$, the loss also at its size.
# </details>

# %% tags=["main-result"]
runners = {
    "backpropagation": ((2, 8, 1), {}),
    "one neuron": ((2, 1), {}),
    "no zero_grad": ((2, 8, 1), {"zero_grad": False}),
    "overwrite": ((2, 8, 1), {"backward": overwrite}),
}
results = {name: [] for name in runners}
for seed in range(5):
    moons = data.standardize(data.moons(seed=seed))
    (X, y), (X_test, y_test) = ((split.X.tolist(), split.y.tolist()) for split in (moons.train, moons.test))
    for name, (sizes, options) in runners.items():
        layers = make_network(sizes, seed)
        curve = train(layers, X, y, **options)
        z = np.array([run_network(layers, x).data for x in X_test])  # (n_test,)
        right = np.mean((z >= 0) == (np.array(y_test) == 1))
        results[name].append((logistic_loss(layers, X, y).data, right, np.abs(z).mean(), layers, curve))
for name, runs in results.items():
    loss, accuracy, size = np.array([run[:3] for run in runs]).T  # (5,) each
    print(f"{name:15s} loss {loss.min():5.2f} to {loss.max():5.2f}, ", end="")
    print(f"test accuracy {accuracy.min():.0%} to {accuracy.max():.0%}, mean |z| {size.mean():5.1f}")

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 4, figsize=(10, 3.9), sharey=True)
side = np.linspace(-2.4, 2.4, 41)  # (41,)
X0, y0 = (array.numpy() for array in (data.standardize(data.moons()).train.X, data.standardize(data.moons()).train.y))
for axis, name in zip(axes, runners, strict=True):
    z = np.array([[run_network(results[name][0][3], [u, v]).data for u in side] for v in side])  # (41, 41)
    probability = 1 / (1 + np.exp(-np.clip(z, -30, 30)))  # (41, 41)
    axis.contourf(side, side, probability, np.linspace(0, 1, 11), cmap=plots.CLASS_MAP, alpha=0.4)
    axis.contour(side, side, z, [0], colors="black")
    line = axis.plot([], [], color="black", label="decision boundary")
    dots = [axis.scatter(*X0[y0 == i].T, s=7, label=r, **plots.points(r)) for i, r in enumerate(("class 0", "class 1"))]
    axis.set(title=f"{name}\ntest accuracy {results[name][0][1]:.0%}", xlabel="$x_1$", aspect="equal")
axes[0].set_ylabel("$x_2$")
figure.legend(handles=[*dots, *line], loc="outside lower center", ncols=3)
plots.show(
    figure,
    alt="Two moons of blue circles, class 0, and red triangles, class 1, with the decision boundary of four networks. "
    "That of backpropagation winds between the moons. That of one neuron is straight, and that of overwrite almost "
    "straight. Without zero_grad the boundary runs through the moons.",
)

# %% tags=["hide-input"]
figure, axis = plt.subplots()
for (name, runs), style in zip(results.items(), ("-", ":", "--", "-."), strict=True):
    blocks = (
        np.array([curve for *_, curve in runs]).reshape(5, 20, 10).mean(axis=(0, 2))
    )  # (5, 200) -> (20,), means of ten steps
    color = COLORS.get(name, plots.ROLES["baseline"].color)
    axis.plot(np.arange(5, 200, 10), blocks, style, color=color, label=name)
axis.set(title="Every path counts, and old gradients must go", xlabel="step", ylabel="training loss", yscale="log")
axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=4)
plots.show(
    figure,
    alt="Training loss against step on a logarithmic axis, means over five seeds. Backpropagation falls below 0.1. "
    "Overwrite levels off with the single neuron near 0.3. Without zero_grad the loss climbs above 1.",
)
loss, accuracy, size = np.array([[run[:3] for run in runs] for runs in results.values()]).transpose(2, 0, 1)  # (4, 5)
assert (loss[0] < 0.5 * loss[1]).all() and accuracy[0].min() >= 0.95
assert loss[2].min() > max(1.5, 5 * loss[1].max()) and accuracy[2].min() > 0.7, "a bad loss, and most answers right"
assert size[2].min() > 3 * size[0].max(), "it is far too sure"
assert (loss[3] > 0.9 * loss[1]).all(), "a hidden layer trained on one path is no better than a straight line"

# %% [markdown]
# Backpropagation at least halves the loss of the straight line. The most surprising row is *no zero_grad*. Its steps
# follow the sum of *all* gradients so far, so they overshoot and $|z|$ becomes huge. Most signs are still right, which
# is all that accuracy sees, but each mistake costs about $|z|$. *Overwrite* fails more quietly: it looks reasonable,
# and its hidden layer is worth nothing.
#
# **Checkpoint.** Why is that so? Think of how often a batch of 16 examples uses each weight.
#
# <details><summary>Answer</summary>
#
# It is used 16 times, so 16 paths lead from the loss to each weight, and only the last one written survives: the
# gradient of a single example, divided by 16. That is stochastic gradient descent on single examples with a sixteenth
# of the learning rate, which does not get far in 200 steps. The next section shows it to the last bit.
# </details>
#
# ## Deeper: overwriting is a sixteenth of a step
#
# The pass begins at the end of the sum, so the example that is written last is the first of the batch. If the answer
# above is right, then *overwrite* must follow exactly the path of correct backpropagation that looks only at this one
# example and steps with $\eta/16$. We compare all parameters after 200 steps.

# %%
for seed in range(3):
    damaged, single = make_network((2, 8, 1), seed), make_network((2, 8, 1), seed)
    train(damaged, X, y, backward=overwrite)
    train(single, X, y, used=1, eta=2.0 / 16)
    apart = max(abs(a.data - b.data) for a, b in zip(parameters(damaged), parameters(single), strict=True))
    assert apart == 0.0
print(f"largest difference between the two networks' parameters, on three seeds: {apart}")

# %% [markdown]
# The difference is 0, not merely small, since 16 is a power of two and dividing by it rounds nothing away. In a deeper
# network a neuron that feeds several others would lose paths within one example, too.

# %% [markdown]
# ## Arrays: the same rules, fewer nodes
#
# Our engine makes more than a thousand nodes for a batch of 16, while libraries make one for every *array*. Its local
# derivative is a **Jacobian**, the matrix of all partial derivatives, which would be huge and is never built: the edge
# stores a *function* from the gradient of the result to that of the input.
#
# For arrays we write $dZ$ for $\bar Z$, as code does. In a linear layer each weight is used by every row $i$ of $X$,
# with local derivative $X_{ij}$, and each $X_{ij}$ by every output $m$, with $W_{mj}$. We add over these paths:
#
# $$Z_{im} = \sum_j X_{ij} W_{mj} + b_m \;\Rightarrow\; dW_{mj} = \sum_i dZ_{im}\, X_{ij}, \quad
# dX_{ij} = \sum_m dZ_{im}\, W_{mj}$$
#
# $$dW = dZ^\top X, \qquad dX = dZ\, W, \qquad db_m = \sum_i dZ_{im}$$
#
# The bias is **broadcast**, one number used in every row, so its gradient is summed over the rows: what forward copies,
# backward adds.


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
    local = {"sigmoid": A * (1 - A), "tanh": 1 - A**2, "relu": (A > 0).to(A.dtype)}[kind]  # (B, n)
    return Value(A, ((Z, lambda dA: dA * local),))  # entry by entry


def backward_arrays(result):
    result.grad = torch.ones_like(result.data)  # the loss is the sum of the result's entries
    for node in reversed(topological_order(result)):
        for source, pull in node.edges:
            source.grad = source.grad + pull(node.grad)  # the same line, with a function for the derivative


# %% [markdown]
# **Checkpoint.** Why is there an $X$ in $dW$, and what does that ask of the forward pass?
#
# <details><summary>Answer</summary>
#
# The local derivative of a product is the other factor. So the forward pass has to keep $X$, every layer's input, until
# the backward pass is over. That is why training takes much more memory than predicting, and why `torch.no_grad()`
# saves it.
# </details>
#
# ## Deeper: three engines, one network
#
# Scalars, arrays and torch should give the same gradients for the network of the experiment. For that the engine of
# arrays needs the loss as one more operation.


# %%
def mean_logistic(Z, y):
    sign = 1 - 2 * y[:, None]  # (B, 1)
    local = sign * torch.sigmoid(sign * Z.data) / len(y)  # (B, 1)
    return Value(F.softplus(sign * Z.data).mean(), ((Z, lambda dL: dL * local),))  # (B, 1) -> ()


def as_arrays(layers, read):
    """Return W (n_out, n_in) and b (n_out,) of every layer of scalars; read takes a Value and returns a number."""
    arrays = []
    for layer in layers:
        arrays.append(torch.tensor([[read(w) for w in weights] for weights, _ in layer], dtype=torch.float64))
        arrays.append(torch.tensor([read(bias) for _, bias in layer], dtype=torch.float64))
    return arrays


# %%
inputs, targets = torch.tensor(X[:16], dtype=torch.float64), torch.tensor(y[:16], dtype=torch.float64)  # (16, 2), (16,)
for seed in range(5):
    layers = make_network((2, 8, 1), seed)
    scalar_loss = logistic_loss(layers, X[:16], y[:16])
    backward(scalar_loss)
    W1, b1, W2, b2 = ours = [Value(array) for array in as_arrays(layers, lambda node: node.data)]
    array_loss = mean_logistic(linear(activate(linear(Value(inputs), W1, b1), "tanh"), W2, b2), targets)
    backward_arrays(array_loss)
    theirs = [array.data.clone().requires_grad_() for array in ours]
    Z = F.linear(torch.tanh(F.linear(inputs, *theirs[:2])), *theirs[2:])  # (16, 1)
    F.binary_cross_entropy_with_logits(Z[:, 0], targets).backward()
    for array, scalars, tensor in zip(ours, as_arrays(layers, lambda node: node.grad), theirs, strict=True):
        assert torch.allclose(array.grad, scalars, atol=1e-12) and torch.allclose(array.grad, tensor.grad, atol=1e-12)
nodes = [len(topological_order(loss)) for loss in (scalar_loss, array_loss)]
print(f"all gradients agree; nodes in the graph: {nodes[0]} scalars, {nodes[1]} arrays")

# %% [markdown]
# ## The vanishing gradient, in numbers
#
# The chain rule has a price when many layers stand in a row. With one neuron in each of three layers and a parameter
# $\theta$ in the first, the only path is
#
# $$\frac{\partial L}{\partial \theta} = \frac{\partial L}{\partial a^{(3)}} \cdot
# \frac{\partial a^{(3)}}{\partial z^{(3)}} \cdot \frac{\partial z^{(3)}}{\partial a^{(2)}} \cdot
# \frac{\partial a^{(2)}}{\partial z^{(2)}} \cdot \frac{\partial z^{(2)}}{\partial a^{(1)}} \cdot
# \frac{\partial a^{(1)}}{\partial z^{(1)}} \cdot \frac{\partial z^{(1)}}{\partial \theta}$$
#
# Every layer contributes a weight and the derivative of its activation function. For whole layers, with $\odot$ for
# entry by entry,
#
# $$dZ^{(l)} = \left(dZ^{(l+1)}\, W^{(l+1)}\right) \odot f'\!\left(Z^{(l)}\right)$$
#
# For the sigmoid $f'$ is at most $1/4$, for tanh it reaches 1, and for ReLU it is 1 wherever the neuron is on.
#
# **Guess.** We build 20 layers of 32 neurons and compare the length (**norm**) of $dZ$ in the first layer with that in
# the last. What is left with sigmoids, as a power of ten, such as −2 for a hundredth?

# %%
guess_left = None  # a power of ten, such as -2


# %%
def gradient_norms(kind, seed, depth=20, width=32):
    """Return the norm of dZ in each layer of a random network, first layer first."""
    normal = partial(torch.randn, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    scale = (2 / width) ** 0.5 if kind == "relu" else (1 / width) ** 0.5  # ReLU stops half of it: lecture 12
    A, b, sums = Value(normal(64, width)), Value(torch.zeros(width).double()), []  # (64, width), (width,)
    for _ in range(depth):
        sums.append(linear(A, Value(scale * normal(width, width)), b))  # (64, width)
        A = activate(sums[-1], kind)  # (64, width)
    backward_arrays(linear(A, Value(normal(1, width)), Value(torch.zeros(1).double())))  # (64, 1)
    return [Z.grad.norm().item() for Z in sums]


# %% tags=["hide-input"]
figure, axis = plt.subplots()
lines = {"relu": ("black", "^", "-"), "tanh": ("gray", "s", "--"), "sigmoid": (COLORS["gradient"], "o", "-")}
for kind, (color, marker, style) in lines.items():
    norms = np.array([gradient_norms(kind, seed) for seed in range(5)])[:, ::-1]  # (5, 20), last layer first
    left = norms / norms[:, :1]  # (5, 20)
    middle = np.median(left, axis=0)  # (20,)
    axis.semilogy(range(20), middle, style, color=color, marker=marker, markersize=4, label=kind)
    axis.fill_between(range(20), left.min(axis=0), left.max(axis=0), color=color, alpha=0.2)
    print(f"{kind:7s} left in the first layer, five seeds:", *(f"{value:.1e}" for value in left[:, -1]))
    least, most = {"relu": (0.1, 10), "tanh": (0.01, 1), "sigmoid": (0, 1e-11)}[kind]
    assert (left[:, -1] > least).all() and (left[:, -1] < most).all()
axis.semilogy(range(20), 0.25 ** np.arange(20), ":", color="dimgray", label="$(1/4)^k$")
if guess_left is not None:
    axis.axhline(10.0**guess_left, **plots.line("guess"), label="your guess")
axis.set(title="Twenty sigmoid layers leave a trillionth of the gradient", xticks=range(0, 20, 2))
axis.set(xlabel="layers back from the last, k", ylabel="norm of dZ, last layer = 1")
axis.legend(loc="lower left")
plots.show(
    figure,
    alt="Norm of the gradient against layers back from the last, on a logarithmic axis. After 19 layers ReLU has kept "
    "about a third and tanh a sixth; the sigmoid falls just below the dotted line of powers of one quarter, to less "
    "than a trillionth.",
)

# %% [markdown]
# The red line of the sigmoid follows the powers of $1/4$ down to a trillionth, while ReLU and tanh lose little. This
# vanishing helped to keep networks shallow. Remedies are other activation functions (05), initial weights and
# normalization (12), and shortcuts (19).

# %% [markdown]
# ## What goes wrong
#
# Most failures of backpropagation are silent, since a wrong gradient is still a number. The test for them is the
# **gradient check**: compare a few derivatives with finite differences.
#
# **The graph is cut.** If you turn a node into a plain number, what came before it is forgotten, and a path is missing:

# %%
w, t = Value(3.0), torch.tensor(3.0, requires_grad=True)  # t: ()
backward((w * 2).data * w)  # should be (w * 2) * w
((t * 2).item() * t).backward()
print(f"our engine {w.grad}, torch {t.grad.item()}, right is 4w = 12")
assert w.grad == t.grad.item() == 6

# %% [markdown]
# You will recognize it by a gradient that is 0, `None`, or too small, and find it by looking for `.item()`,
# `.detach()`, and NumPy.
#
# **The graph is too deep.** A sum of thousands of terms is a chain of as many nodes, and `visit` calls itself for each,
# so a whole training set in one loss ends like this:

# %%
try:
    backward(sum(Value(1.0) for _ in range(5000)))
except RecursionError as error:
    message = f"RecursionError: {str(error)[:32]}"
print(message)

# %% [markdown]
# Mini-batches avoid it, and exercise 4 removes it.
#
# ## Deeper: what you see, and two failures of order
#
# | what you see | likely cause | first remedy |
# | --- | --- | --- |
# | loss climbs, with a large $\lvert z\rvert$ | old gradients never cleared | `optimizer.zero_grad()` at every step |
# | as good as one neuron, never better | paths overwritten, `=` for `+=` | gradient check |
# | a gradient is `None` or 0 | the graph is cut | look for `.item()`, `.detach()`, NumPy |
# | "modified by an inplace operation" | a value changed between the passes | `a = a + 1` for `a += 1` |
# | first layers do not move | small factors multiply | activation function, initial weights, shortcuts |
#
# **A gradient is handed on before it is complete.** Here $c$ is used by $L = c + d$ and by $d = 2c$. A pass that simply
# walks outward from $L$ meets $c$ before $d$ has reported to it:

# %%
x = Value(3.0)
c = x * x
d = 2 * c
L = c + d
queue, seen = [L], {L}
L.grad = 1.0
for node in queue:  # breadth first, instead of the reversed topological order
    for source, local in node.edges:
        source.grad += node.grad * local
        if source not in seen:
            seen.add(source)
            queue.append(source)
early, x.grad = x.grad, 0.0
backward(L)
print(f"breadth first {early}, in topological order {x.grad}, right is 3 * 2x = 18")
assert x.grad == 18 and early != 18

# %% [markdown]
# Simple chains come out right in this way, and graphs in which a result is used twice do not.
#
# **A number is changed between the passes.** The local derivatives were written down in the forward pass. Torch watches
# its numbers and refuses, while our engine would use the old ones in silence:

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
# ## Exercises
#
# ### 1. By hand (★, 10 minutes)
#
# For $L = (w_1 x + w_2)\, w_1$ with $w_1 = 3$, $x = 2$, $w_2 = 1$: draw the graph and do both passes on paper.
#
# <details><summary>Solution</summary>
#
# $u = w_1 x = 6$, $z = u + w_2 = 7$, $L = z w_1 = 21$. Backward: $\bar z = w_1 = 3$, so $\bar u = \bar w_2 = 3$ and
# $\bar x = 3 w_1 = 9$. Two paths end at $w_1$: $z = 7$ directly and $3x = 6$ through $u$, together 13.
#
# ```python
# w1, x, w2 = Value(3.0), Value(2.0), Value(1.0)
# backward((w1 * x + w2) * w1)
# assert (w1.grad, x.grad, w2.grad) == (13, 9, 3)
# ```
# </details>
#
# ### 2. Two more operations (★★, 15 minutes)
#
# Write `softplus(a)`, which is $\log(1 + e^a)$ and has to survive $a = 1000$, and `maximum(a, b)`, which splits the
# gradient evenly if $a = b$, as torch does.
#
# <details><summary>Solution</summary>
#
# Pull the larger of 0 and $a$ out of the logarithm. The local derivative is the sigmoid, written so that nothing
# overflows.
#
# ```python
# def softplus(a):
#     small = math.exp(-abs(a.data))
#     local = 1 / (1 + small) if a.data > 0 else small / (1 + small)
#     return Value(max(a.data, 0.0) + math.log1p(small), ((a, local),))
#
#
# def maximum(a, b):
#     share = 0.5 if a.data == b.data else float(a.data > b.data)
#     return Value(max(a.data, b.data), ((a, share), (b, 1 - share)))
#
#
# for number in (-1000.0, -2.0, 0.5, 1000.0):
#     mine, theirs = Value(number), torch.tensor(number, dtype=torch.float64, requires_grad=True)
#     backward(softplus(mine) + maximum(mine, Value(0.5)))
#     (F.softplus(theirs) + torch.maximum(theirs, torch.tensor(0.5).double())).backward()
#     assert math.isclose(mine.grad, theirs.grad.item(), abs_tol=1e-12)
# ```
# </details>
#
# ### Deeper: 3. Forward mode (★★, 20 minutes)
#
# Walk the list forward: start with derivative 1 at *one* input, and carry
#
# $$\dot k = \sum_v \dot v\, \frac{\partial k}{\partial v}$$
#
# How many passes do you need for all parameters? When would you prefer this direction?
#
# <details><summary>Solution</summary>
#
# ```python
# def forward_mode(result, start):
#     """Return the derivative of result with respect to start, carried from inputs to results."""
#     dot = {}
#     for node in topological_order(result):
#         dot[node] = sum(dot[source] * local for source, local in node.edges) + float(node is start)
#     return dot[result]
#
#
# layers = make_network((2, 4, 1), seed=0)
# z = run_network(layers, [0.5, -1.0])
# backward(z)
# for parameter in parameters(layers):
#     assert math.isclose(forward_mode(z, parameter), parameter.grad, abs_tol=1e-12)
# print(len(parameters(layers)), "passes forward against 1 backward")
# ```
#
# One pass for each parameter, so $p$ passes. With few inputs and many outputs it is the other way round: forward mode
# needs a pass for each input, reverse mode a pass for each output. Forward mode also has nothing to keep in memory.
# </details>
#
# ### Deeper: 4. Without recursion (★★, 15 minutes)
#
# Write `topological_order` with a list of your own in place of the recursion. A node is looked at twice: once to put
# its inputs on the list, and once, after them, to enter the order.
#
# <details><summary>Solution</summary>
#
# ```python
# def flat_order(result):
#     """Return every node that result depends on, each once and after all of its inputs, without recursion."""
#     order, seen, stack = [], set(), [(result, False)]
#     while stack:
#         node, inputs_done = stack.pop()
#         if inputs_done:
#             order.append(node)
#         elif node not in seen:
#             seen.add(node)
#             stack.append((node, True))
#             stack.extend((source, False) for source, _ in reversed(node.edges))
#     return order
#
#
# z = run_network(make_network((2, 4, 1), seed=0), [0.5, -1.0])
# assert flat_order(z) == topological_order(z)
# print(len(flat_order(sum(Value(1.0) for _ in range(5000)))), "nodes")
# ```
# </details>
#
# ### Deeper: 5. Can the sigmoid be saved? (★★★, 30 minutes, open)
#
# Let more of the gradient reach the first layer of the sigmoid network: larger weights? A shortcut, which adds a
# layer's input to its output? Measure over five seeds.
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
#     backward_arrays(total)
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
# There is a size that keeps the gradient, between 8 and 16 times, but it has to be met: larger weights make the
# gradient grow from layer to layer, and 256 times saturates the sigmoids, so that it vanishes again. The shortcut
# adds a path whose every factor is 1, and paths add: that idea is lecture 19.
# </details>

# %% [markdown]
# ## Summary
#
# - Derivatives multiply along a path and add over the paths.
# - The forward pass notes local derivatives; the backward pass hands on complete gradients, in reversed topological
#   order.
# - By count of operations, the whole gradient costs less than five forward passes; finite differences need two for
#   each parameter.
# - For arrays, $dW = dZ^\top X$, and what was copied forward is added backward.
# - A product of small derivatives vanishes.
#
# ## Where it came from
#
# Found in 1970 for rounding errors, it became the way to train networks in 1986.
#
# ### Deeper: the papers
#
# - S. Linnainmaa, 1970, master's thesis (in Finnish), University of Helsinki; 1976, *Taylor expansion of the
#   accumulated rounding error*, BIT 16, 146–160: the backward pass for any computation, to follow rounding errors.
# - P. J. Werbos, 1974, *Beyond Regression: New Tools for Prediction and Analysis in the Behavioral Sciences*, PhD
#   thesis, Harvard: the backward pass to fit models. Courses that say "backpropagation, 1974" mean this.
# - W. Baur and V. Strassen, 1983, *The complexity of partial derivatives*, Theoretical Computer Science 22, 317–330:
#   a whole gradient costs only a constant times the function.
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
