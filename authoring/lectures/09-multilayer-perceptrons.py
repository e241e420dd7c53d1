# %% [markdown]
# # Multilayer perceptrons
#
# You will be able to build, count, train and take apart a network with hidden layers, and say what its width and its
# depth can do for you.
#
# **Reading** 60 min · **Running** under 30 s on two cores · **Prerequisites** lectures [03](03-perceptron.ipynb)
# (perceptron), [05](05-activations.ipynb) (activations), [07 (gradient descent)](07-gradient-descent.ipynb) and
# [08](08-backpropagation.ipynb) (backpropagation) · **Practice**
# [assignment a07](../release/a07-mlp-backprop/mlp-backprop.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/09-multilayer-perceptrons.ipynb)
#
# **Needs** [03](03-perceptron.ipynb), [05](05-activations.ipynb), [07](07-gradient-descent.ipynb),
# [08](08-backpropagation.ipynb) · **Used by** [10](10-training-in-pytorch.ipynb),
# [12](12-initialization-and-normalization.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **write** the feedforward equations with the shape of every term, and **implement** them in five lines;
# - **count** the parameters of any multilayer perceptron before you build it;
# - **construct**, without training, a network that follows any continuous function on an interval, and **predict** its
#   error;
# - **explain** what depth buys on the sawtooth, and what it does not promise;
# - **diagnose** twin neurons, unlucky starts and guesses outside the data.

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

# %%
import functools
import itertools
import math

import torch.nn.functional as F
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from sklearn.linear_model import LogisticRegression

COLORS = LinearSegmentedColormap.from_list("orange to blue", [plots.ORANGE, "white", plots.BLUE])

# %% [markdown]
# ## Thirteen numbers
#
# A ring inside a ring. One neuron draws one straight line, and no straight line helps much. Now look at these thirteen
# numbers. No training made them; they were chosen by hand:

# %%
W1 = torch.tensor([[0.0, -2.0], [-1.8, 1.0], [1.8, 1.0]])  # (3, 2)
b1 = torch.tensor([1.0, 1.0, 1.0])  # (3,)
W2 = torch.tensor([[1.0, 1.0, 1.0]])  # (1, 3)
b2 = torch.tensor([-1.5])  # (1,)


def thirteen(X):
    A = torch.tanh(X @ W1.T + b1)  # (n, 2) @ (2, 3) + (3,) -> (n, 3)
    return A @ W2.T + b2  # (n, 3) @ (3, 1) + (1,) -> (n, 1), positive means "inner ring"


# %%
def draw_plane(axis, probability, split, reach=1.5):
    """Color the plane by probability((n, 2) points) from orange (0) over white to blue (1); draw the data on it."""
    side = torch.linspace(-reach, reach, 120)  # (120,)
    plane = torch.cartesian_prod(side, side)  # (14400, 2)
    image = probability(plane).reshape(120, 120).T  # (120, 120), rows go up
    axis.contourf(side, side, image, levels=np.linspace(0, 1, 11), cmap=COLORS, alpha=0.7)
    for k, color, marker in [(0, plots.ORANGE, "o"), (1, plots.BLUE, "s")]:
        X = split.X[split.y == k]  # (n_k, 2)
        axis.scatter(*X.T, s=14, c=color, marker=marker, edgecolors="white", linewidths=0.4, label=f"class {k}")
    axis.set(xlabel="x1", ylabel="x2", xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    axis.grid(False)


# %%
ring = data.circles(1000)
line = LogisticRegression().fit(ring.train.X, ring.train.y)
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.2))
draw_plane(left, lambda X: torch.tensor(line.predict_proba(X.numpy())[:, 1]), ring.test)
side = np.array([-1.5, 1.5])  # (2,)
(w1, w2), b = line.coef_[0], line.intercept_[0]
left.plot(side, -(w1 * side + b) / w2, "--", color=plots.BLACK, linewidth=1)
left.set_title(f"One neuron: {line.score(ring.test.X, ring.test.y):.1%} right")
draw_plane(right, lambda X: torch.sigmoid(4 * thirteen(X)), ring.test)  # 4: stronger colors, same border
share = metrics.accuracy(thirteen(ring.test.X), ring.test.y)
right.set_title(f"Thirteen numbers: {share:.1%} right")
right.axhline(0.5, color=plots.BLACK, linestyle="--", linewidth=1)
for w, b in zip(W1[1:].numpy(), b1[1:].numpy(), strict=True):  # (2,), ()
    right.plot(side, -(w[0] * side + b) / w[1], color=plots.BLACK, linestyle="--", linewidth=1)
plots.show(
    figure,
    alt="Left: the dashed line of one neuron runs through both rings, and about half of the points are right. Right: "
    "three dashed lines form a triangle about the inner ring; a round blue region covers the inner ring, and all "
    "around it the plane is orange.",
)
assert share > 0.98

# %% [markdown]
# You can read them. The first row of $W_1$ with the first bias is the neuron $-2x_2 + 1$: zero on the level dashed
# line at $x_2 = 0.5$, positive below it. The next two draw the slanted lines, positive on the side of the center. The
# last neuron adds up how far inside each line a point lies, and asks for 1.5.
#
# Why thirteen numbers? What else can such a network draw, and with how many neurons? And who finds the numbers when we
# cannot?
#
# **Checkpoint.** Why can no single line get much more than two thirds of these points right?
#
# <details><summary>Answer</summary>
#
# The best a line can do is to leave the inner ring on one side and cut off as much of the outer ring as possible. The
# inner radius is 0.5 and the outer 1, so a line at distance 0.5 from the center cuts off the part of the outer ring
# within 60° of one direction: a third. All of the inner half and a third of the outer half are right: 2/3 in all.
# </details>

# %% [markdown]
# ## One layer feeds the next
#
# A **multilayer perceptron** (MLP) is neurons in rows. Each neuron of the first row sees all inputs and gives one
# number. The next row sees only those numbers. Signals run forward, never back and never within a row: that is all that
# **feedforward** means. Rows between input and output are **hidden layers**; two or more make the network **deep**.
#
# For $p$ inputs, $M$ hidden neurons and $K$ outputs:
#
# $$a_m = \sigma\Big(b^{(1)}_m + \sum_{j=1}^{p} W^{(1)}_{mj}\, x_j\Big), \quad m = 1, \dots, M$$
#
# $$z_k = b^{(2)}_k + \sum_{m=1}^{M} W^{(2)}_{km}\, a_m, \quad k = 1, \dots, K \qquad \hat{y} = g(z)$$
#
# | symbol | shape | meaning | in Hastie, Tibshirani and Friedman |
# | --- | --- | --- | --- |
# | $x$ | $(p,)$ | the inputs, or **features** | $X$ |
# | $W^{(1)}, b^{(1)}$ | $(M, p)$, $(M,)$ | weights and biases of the hidden layer | $\alpha_m$, $\alpha_{0m}$ |
# | $\sigma$ | | the **activation**, applied to each number | $\sigma$ |
# | $a$ | $(M,)$ | activations of the hidden neurons | $Z$ |
# | $W^{(2)}, b^{(2)}$ | $(K, M)$, $(K,)$ | weights and biases of the output layer | $\beta_k$, $\beta_{0k}$ |
# | $z$ | $(K,)$ | pre-activations of the output | $T$ |
# | $g$ | | the output function: identity for regression, sigmoid or softmax for classes | $g$ |
#
# With all $n$ examples as rows of $X$, both sums become matrix products, and one loop serves any number of layers:


# %%
def every_layer(parameters, X, activation=torch.tanh):
    """Return the inputs, the activations of every hidden layer, and the output's pre-activations."""
    values = [X]  # (n, p)
    for W, b in parameters[:-1]:  # (M, p), (M,)
        values.append(activation(values[-1] @ W.T + b))  # (n, p) @ (p, M) + (M,) -> (n, M)
    W, b = parameters[-1]  # (K, M), (K,)
    return [*values, values[-1] @ W.T + b]  # (n, M) @ (M, K) + (K,) -> (n, K)


def forward(parameters, X, activation=torch.tanh):
    return every_layer(parameters, X, activation)[-1]  # (n, K)


by_hand = [(W1, b1), (W2, b2)]
x = ring.test.X[0]  # (2,)
a = [math.tanh(b1[m] + sum(W1[m, j] * x[j] for j in range(2))) for m in range(3)]
z = b2[0] + sum(W2[0, m] * a[m] for m in range(3))
print(f"sum by sum {z:.6f}, as matrices {forward(by_hand, x[None]).item():.6f}")
assert torch.allclose(forward(by_hand, x[None])[0, 0], z)

# %% [markdown]
# In PyTorch the same network is a list of parts. Two hidden layers, random weights, and ours must agree:

# %%
network = torch.nn.Sequential(
    torch.nn.Linear(2, 5), torch.nn.ReLU(), torch.nn.Linear(5, 4), torch.nn.ReLU(), torch.nn.Linear(4, 3)
)
copied = [(layer.weight, layer.bias) for layer in network if isinstance(layer, torch.nn.Linear)]
theirs, ours = network(ring.test.X), forward(copied, ring.test.X, torch.relu)  # (250, 3) each
print(f"shape {tuple(ours.shape)}, largest difference {(ours - theirs).abs().max():.0e}")
assert torch.allclose(ours, theirs, atol=1e-6)

# %% [markdown]
# **Checkpoint.** Why does $\sigma$ have to be something other than the identity?
#
# <details><summary>Answer</summary>
#
# Without it, two layers are one: $W^{(2)}(W^{(1)}x + b^{(1)}) + b^{(2)} = (W^{(2)}W^{(1)})\,x + (W^{(2)}b^{(1)} +
# b^{(2)})$, again a matrix times $x$ plus a vector. However many layers, the network still draws one straight line.
# </details>

# %% [markdown]
# ## Count before you build
#
# A hidden neuron has $p$ weights and one bias, an output neuron $M$ weights and one bias:
#
# $$\underbrace{M(p + 1)}_{\text{hidden layer}} + \underbrace{K(M + 1)}_{\text{output layer}}$$
#
# For the ring, $3 \cdot (2 + 1) + 1 \cdot (3 + 1) = 13$. More layers add more terms of the same form. We will call
# the list of the layers' sizes the network's **widths**:


# %% tags=["check-output"]
def count(widths):
    return sum(M * (p + 1) for p, M in itertools.pairwise(widths))


def initial(widths, seed):
    """Return random weights, smaller the more inputs a neuron has (lecture 12 says why), and zero biases."""
    generator = torch.Generator().manual_seed(seed)
    pairs = itertools.pairwise(widths)
    return [(torch.randn(M, p, generator=generator) / math.sqrt(p), torch.zeros(M)) for p, M in pairs]  # (M, p), (M,)


networks = {"the ring": [2, 3, 1], "8x8 digits": [64, 32, 10], "28x28 digits": [784, 30, 10], "deep": [64, 32, 32, 10]}
for name, widths in networks.items():
    held = sum(tensor.numel() for layer in initial(widths, 0) for tensor in layer)
    print(f"{name:12s} {'-'.join(map(str, widths)):>11s}: {count(widths):6,d} parameters")
    assert held == count(widths)

# %% [markdown]
# **Checkpoint.** Before you run it, which layer of the 784-30-10 network holds most of the parameters, and how many do
# you save by halving $M$?
#
# <details><summary>Answer</summary>
#
# The first: $30 \cdot 785 = 23{,}550$ of 23,860. The count is $M(p + 1 + K) + K$, so halving $M$ saves nearly half:
# $15 \cdot 795 = 11{,}925$.
# </details>

# %% [markdown]
# ## What a hidden layer does: it moves the points
#
# In lecture 03 no perceptron got XOR right. Give it two hidden neurons that it could learn, OR and NAND, and let the
# output be their AND. The step function is 1 where its input is positive:

# %%
corners = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])  # (4, 2)
xor = torch.tensor([0, 1, 1, 0])  # (4,)
gates = [
    (torch.tensor([[1.0, 1.0], [-1.0, -1.0]]), torch.tensor([-0.5, 1.5])),  # (2, 2), (2,): OR, NAND
    (torch.tensor([[1.0, 1.0]]), torch.tensor([-1.5])),  # (1, 2), (1,): AND
]
_, hidden, z = every_layer(gates, corners, lambda z: (z > 0).float())  # (4, 2), (4, 1)
for x, a, answer in zip(corners, hidden, z[:, 0] > 0, strict=True):
    print(f"x = {x.int().tolist()}   OR, NAND = {a.int().tolist()}   XOR = {int(answer)}")
assert ((z[:, 0] > 0) == xor.bool()).all()

# %%
figure, axes = plt.subplots(1, 2, figsize=(9, 3.8))
panels = [("Inputs: no line separates them", corners), ("Hidden layer: now one line does", hidden)]
for axis, (title, points) in zip(axes, panels, strict=True):
    axis.scatter(*points[xor == 0].T, s=130, c=plots.ORANGE, marker="o", label="XOR = 0", zorder=3)
    axis.scatter(*points[xor == 1].T, s=130, c=plots.BLUE, marker="s", label="XOR = 1", zorder=3)
    axis.set(title=title, xlim=(-0.4, 1.7), ylim=(-0.4, 1.5), aspect="equal", xticks=[0, 1], yticks=[0, 1])
side = np.array([-0.4, 1.7])  # (2,)
axes[0].plot(side, 0.5 - side, "--", color=plots.BLACK, linewidth=1)
axes[0].plot(side, 1.5 - side, "--", color=plots.BLACK, linewidth=1)
axes[0].set(xlabel="x1", ylabel="x2")
axes[1].plot(side, 1.5 - side, color=plots.BLACK, linewidth=1.5)
axes[1].set(xlabel="a1 = OR", ylabel="a2 = NAND")
axes[1].annotate("two inputs\nland here", (1.03, 1.06), (1.2, 1.22), fontsize=10)
axes[0].text(-0.36, 0.45, "OR", fontsize=10)
axes[0].text(0.22, 1.35, "NAND", fontsize=10)
figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2, markerscale=0.7)
plots.show(
    figure,
    alt="Left: the four corners of a square, opposite corners of the same class, with the two dashed lines of OR and "
    "NAND. Right: in the plane of the hidden activations (0, 1) and (1, 0) are class 0, both points of class 1 "
    "coincide at (1, 1), and one line separates them.",
)

# %% [markdown]
# The output neuron is still a single neuron that draws a single line. What changed is *where the points are*. The
# hidden layer folded the square so that the two points of class 1 lie on each other. Every classifier in this course
# ends in such a neuron; everything before it moves the points until a line suffices.
#
# **Checkpoint.** Why could the perceptron rule of lecture 03 not find these weights by itself?
#
# <details><summary>Answer</summary>
#
# The rule needs a target for every neuron it trains. The data say what the output should be, not that one hidden
# neuron should be OR and the other NAND. And the step has slope zero, so no gradient passes through it to say so.
# Smooth activations and backpropagation (lecture 08) solve both.
# </details>

# %% [markdown]
# ## Let the gradient find the numbers
#
# Forward pass, cost, gradients by autograd, step. The step is Adam's, a relative of gradient descent that sizes the
# step of each parameter by itself (lecture 11). On the rings plain steps of rate 1 get there too, in more of them.


# %%
def train(parameters, cost, eta, steps, watch=None):
    """Lower cost(parameters) in place by `steps` Adam steps; call watch(t), if given, before each and at the end."""
    flat = [tensor.requires_grad_() for layer in parameters for tensor in layer]
    optimizer = torch.optim.Adam(flat, lr=eta, fused=True)
    for t in range(steps + 1):
        if watch is not None:
            watch(t)
        if t < steps:
            optimizer.zero_grad()
            cost(parameters).backward()
            optimizer.step()


def train_classifier(widths, split, activation, seed, eta=0.1, steps=300):
    """Return parameters trained on a Split of two classes."""
    parameters, y = initial(widths, seed), split.y.float()  # (n,)

    def cost(parameters):
        return F.binary_cross_entropy_with_logits(forward(parameters, split.X, activation)[:, 0], y)  # (n, 1) -> ()

    train(parameters, cost, eta, steps)
    return parameters


# %% [markdown]
# Five seeds, each with its own data and its own random start. The baseline is logistic regression. The ablation has
# eight hidden neurons, more than enough, but with the identity as activation.


# %%
def share_right(widths, activation, dataset, seed):
    parameters = train_classifier(widths, dataset.train, activation, seed)
    return metrics.accuracy(forward(parameters, dataset.test.X, activation), dataset.test.y).item()


settings = {f"{M} tanh": ([2, M, 1], torch.tanh) for M in (1, 2, 3)} | {"8 identity": ([2, 8, 1], lambda z: z)}
print("seed   logistic " + "".join(f"{name:>12s}" for name in settings))
for seed in range(5):
    rings = data.circles(1000, seed=seed)
    line = LogisticRegression().fit(rings.train.X, rings.train.y).score(rings.test.X, rings.test.y)
    shares = [share_right(widths, activation, rings, seed) for widths, activation in settings.values()]
    print(f"{seed:4d} {line:10.1%} " + "".join(f"{share:12.1%}" for share in shares))
    assert line < 0.55 and shares[3] < 0.55, "one line is close to guessing, and so are eight neurons without bend"
    assert shares[0] < 0.7 < shares[1] < 0.85, "one neuron: one line; two: a strip or a wedge"
    assert shares[2] >= 0.98, "one neuron more closes the fence"

# %% [markdown]
# Each neuron up to the third adds a line, and the third closes the fence. The ablation is as blind as the baseline:
# not the number of neurons made the difference but the bend in them. (One tanh neuron draws one line too, and yet beats
# logistic regression: its output is bounded, so it can afford to give some points up.)
#
# ## One hidden layer is enough, in principle
#
# How far does this go? Take any continuous function on $[0, 1]$. We now build, without training, a network that
# follows it as closely as we like.
#
# 1. A sigmoid with a large weight is a step: $\sigma(s\,(x - c))$ jumps from 0 to 1 at $c$.
# 2. A step up at $l$ minus a step up at $r$ is a **bump**: 1 between $l$ and $r$, 0 elsewhere. Two hidden neurons.
# 3. Cut $[0, 1]$ into $n$ intervals and put a bump of height $f(\text{midpoint})$ on each. The output layer adds up.
#
# The result is a staircase of $2n$ hidden neurons. Within an interval, $f$ moves away from its midpoint value by at
# most $L / 2n$ if its slope is at most $L$. So the error is about $L / 2n$, and any error you name can be had. (A
# continuous $f$ without a largest slope works too, only the formula for $n$ is lost.)


# %%
def bumps(f, n):
    """Return a network of 2n sigmoid neurons: n bumps side by side, each as high as f in its middle."""
    edges = torch.linspace(0, 1, n + 1)  # (n + 1,)
    edges[0], edges[-1] = -1, 2  # the outer bumps reach past the interval, so its ends are not cut
    heights = f((torch.arange(n) + 0.5) / n)  # (n,)
    steepness = 100.0 * n
    W1, b1 = torch.full((2 * n, 1), steepness), -steepness * torch.cat([edges[:-1], edges[1:]])  # (2n, 1), (2n,)
    W2, b2 = torch.cat([heights, -heights])[None], torch.zeros(1)  # (1, 2n), (1,)
    return [(W1, b1), (W2, b2)]


def wiggle(x):
    return x * torch.sin(12 * x) + (x - 0.5).abs()  # any shape, elementwise; it has a corner at 0.5


fine = torch.linspace(0, 1, 4001)[:, None]  # (4001, 1)
slope = (wiggle(fine).diff(dim=0) * 4000).abs().max()
errors = {}
for n in (5, 10, 20, 40, 80, 160):
    errors[n] = (forward(bumps(wiggle, n), fine, torch.sigmoid) - wiggle(fine)).abs().max().item()
    print(f"{n:3d} bumps, {2 * n:3d} neurons: largest error {errors[n]:.3f}, at most L / 2n = {slope / (2 * n):.3f}")
    assert errors[n] <= 1.05 * slope / (2 * n)

# %% [markdown]
# Twice the bumps, half the error. That is a proof you can run, though a wasteful one: the steps stand where we put
# them, not where the function needs them. So train a network with the same 20 neurons, from five random starts. (It
# uses tanh, which is a stretched sigmoid: $\tanh z = 2\sigma(2z) - 1$.)


# %%
def fit_curve(f, neurons, seed, eta=0.05, steps=2000):
    """Train a 1-neurons-1 tanh network to follow f on 201 points of [0, 1]; return a function of x."""
    x = torch.linspace(0, 1, 201)[:, None]  # (201, 1)
    parameters = initial([1, neurons, 1], seed)
    # The inputs are stretched to [-5, 5], so that random neurons differ from each other on them.
    train(parameters, lambda parameters: F.mse_loss(forward(parameters, 10 * (x - 0.5)), f(x)), eta, steps)
    return lambda x: forward(parameters, 10 * (x - 0.5)).detach()  # (n, 1) -> (n, 1)


curves = [fit_curve(wiggle, 20, seed) for seed in range(5)]
trained = [(curve(fine) - wiggle(fine)).abs().max().item() for curve in curves]
print(f"20 neurons: constructed {errors[10]:.3f}, trained " + ", ".join(f"{error:.3f}" for error in trained))
assert max(trained) < 0.5 * errors[10]

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8))
left.plot(fine, wiggle(fine), color=plots.BLACK, linewidth=1.2, label="the function")
left.plot(fine, forward(bumps(wiggle, 10), fine, torch.sigmoid), color=plots.BLUE, label="10 bumps, by hand")
left.plot(fine, curves[0](fine), color=plots.RED, linestyle="--", label="same size, trained")
left.set(title="20 neurons follow a curve", xlabel="x", ylabel="f(x)", ylim=(-1.0, 1.5))
left.legend(loc="upper left", fontsize=9)
neurons = [2 * n for n in errors]
right.plot(neurons, errors.values(), "o-", color=plots.BLUE, label="constructed")
right.plot(neurons, [slope / m for m in neurons], color=plots.BLACK, linestyle=":", label="the bound L / 2n")
right.plot([20] * 5, trained, "x", color=plots.RED, markersize=8, markeredgewidth=2, label="trained, five starts")
right.set(title="Twice the neurons, half the error", xlabel="hidden neurons", ylabel="largest error", yscale="log")
right.set_xscale("log", base=2)
right.set_xticks(neurons, [str(m) for m in neurons])
right.legend(fontsize=9)
plots.show(
    figure,
    alt="Left: a wiggly function, a staircase of ten steps that follows it, and a trained network of the same size "
    "that lies almost on it. Right: the largest error against the number of neurons on logarithmic axes; the "
    "constructed networks fall along a straight line just below the bound, five trained ones lie well below it.",
)

# %% [markdown]
# The same holds for any number of inputs on a bounded region, and for nearly any activation: the **universal
# approximation theorem** (Cybenko 1989; Hornik, Stinchcombe and White 1989; for every piecewise continuous activation
# that is not a polynomial, Leshno and others 1993). Read it closely. It says that good weights *exist*. It does not
# say how many neurons you need, that training finds the weights, or what happens between and beyond your data.
#
# **Checkpoint.** Why does the same recipe become hopeless for an image of 784 pixels?
#
# <details><summary>Answer</summary>
#
# One bump for each cell of a grid: with 10 intervals for each of $p$ inputs there are $10^p$ cells. For $p = 784$ that
# is $10^{784}$ bumps. Real networks work because real functions are not arbitrary, and because training places
# neurons where the data are.
# </details>

# %% [markdown]
# ## What depth buys
#
# If one hidden layer can do everything, why stack them? Because of what *composition* does. Take the tent: up from 0
# to 1, down again. Two ReLU neurons make it: $T(x) = 2\,\mathrm{relu}(x) - 4\,\mathrm{relu}(x - \tfrac12)$. Feed its
# output to another tent, and the second one goes up and down *twice*. Each further layer of two neurons folds the
# interval once more and doubles the number of straight pieces:


# %%
def sawtooth(k):
    """Return a network of k hidden layers with two ReLU neurons each: the tent applied k times."""
    first = (torch.ones(2, 1), torch.tensor([0.0, -0.5]))  # (2, 1), (2,): x and x - 1/2
    again = (torch.tensor([[2.0, -4.0], [2.0, -4.0]]), torch.tensor([0.0, -0.5]))  # (2, 2), (2,): T and T - 1/2
    last = (torch.tensor([[2.0, -4.0]]), torch.zeros(1))  # (1, 2), (1,): T
    return [first, *[again] * (k - 1), last]


def sawtooth_in_one_layer(k):
    """Return the same function from one hidden layer: a neuron for each kink."""
    n = 2**k
    signs = torch.tensor([1.0, *[-2.0, 2.0] * (n // 2 - 1), -2.0])  # (n,): slope 2^k, then turn round at each kink
    return [(torch.ones(n, 1), -torch.arange(n) / n), (n * signs[None], torch.zeros(1))]  # (n, 1), (n,), (1, n), (1,)


def pieces(parameters, low=0.0, high=1.0, points=2**14):
    """Count straight pieces of a ReLU network of one input: a new one begins where a neuron switches on or off."""
    x = low + (high - low) * (torch.arange(points)[:, None] + 0.5) / points  # (points, 1), midpoints miss the kinks
    on = torch.cat([a > 0 for a in every_layer(parameters, x, torch.relu)[1:-1]], dim=1)  # (points, neurons)
    return 1 + int((on[1:] != on[:-1]).any(dim=1).sum())


# %%
print(" k   pieces   deep: neurons  parameters   one layer: neurons  parameters")
for k in range(1, 9):
    deep, shallow = sawtooth(k), sawtooth_in_one_layer(k)
    x = torch.arange(1025)[:, None] / 1024  # (1025, 1)
    assert torch.allclose(forward(deep, x, torch.relu), forward(shallow, x, torch.relu), atol=1e-3)
    assert pieces(deep) == pieces(shallow) == 2**k
    sizes = 2 * k, count([1, *[2] * k, 1]), 2**k, count([1, 2**k, 1])
    print(f"{k:2d} {pieces(deep):8d} {sizes[0]:15d} {sizes[1]:11d} {sizes[2]:20d} {sizes[3]:11d}")

# %%
figure, axes = plt.subplots(1, 4, figsize=(9, 2.6), sharey=True)
for k, axis in enumerate(axes, start=1):
    axis.plot(fine, forward(sawtooth(k), fine, torch.relu), color=plots.BLUE, linewidth=1.5)
    axis.set(title=f"{k} layer{'s' * (k > 1)}: {2**k} pieces", xlabel="x", xticks=[0, 0.5, 1])
axes[0].set_ylabel("output")
figure.suptitle("Each layer of two neurons doubles the teeth", fontweight="bold")
plots.show(
    figure,
    alt="Four panels: one, two, three and four layers of two neurons draw one, two, four and eight teeth on the "
    "interval from 0 to 1.",
)

# %% [markdown]
# One hidden layer cannot keep up. Each of its ReLU neurons bends the output at one place, so $M$ neurons make at most
# $M + 1$ pieces, and $2^k$ pieces need at least $2^k - 1$ neurons. At $k = 20$ that is 121 parameters against three
# million. Telgarsky (2015, 2016) turned this sawtooth into theorems: there are functions that a deep network of modest
# size computes, and that a much shallower one cannot even approximate without exponentially many neurons.
#
# **Checkpoint.** Why does a tent of a tent have twice the pieces?
#
# <details><summary>Answer</summary>
#
# On the left half the inner tent runs from 0 to 1, so the outer one sees its whole interval and goes up and down. On
# the right half the inner tent runs back from 1 to 0, and the outer one does it all again in reverse.
# </details>
#
# So much for what depth *can* do. What does it do when nobody chooses the weights?

# %%
found = []
for seed in range(200):
    generator = torch.Generator().manual_seed(seed)
    random = [(W, torch.randn(len(b), generator=generator)) for W, b in initial([1, *[2] * 8, 1], seed)]
    found.append(pieces(random, low=-5, high=5))
print(f"8 layers of 2 neurons, 200 random starts: {np.mean(found):.1f} pieces on average, at most {max(found)}")
print(f"the sawtooth of this shape has {pieces(sawtooth(8))}; one layer of 16 neurons can have 17")
assert max(found) <= 17

# %% [markdown]
# Random deep networks are no more wrinkled than a shallow one of as many neurons could be. Depth pays where the task
# itself is made of steps that build on each other: edges, then shapes, then objects. Parts C and D of this course build
# on that.

# %% [markdown]
# ## A playground
#
# If you know [playground.tensorflow.org](https://playground.tensorflow.org), this is its offline cousin: choose data,
# features, layers, activation, rate and penalty, and watch every neuron. It opens on the network you know from there,
# 4-2 with tanh at rate 0.03. What differs: a step here looks at all 300 training points and is Adam's; there it looks
# at ten and is plain, so it takes many more of them.


# %%
def stretched(make, center, scale):
    """Return a function of noise that gives a data set moved and stretched to lie between about -3 and 3."""

    def dataset(noise):
        made = make(400, noise=noise)
        return [data.Split((part.X - torch.tensor(center)) * scale, part.y) for part in (made.train, made.test)]

    return dataset


DATA = {
    "circle": stretched(data.circles, [0.0, 0.0], 2.5),
    "exclusive or": stretched(lambda count, noise: data.xor(count, noise=noise / 4), [0.0, 0.0], 2.8),
    "Gauss": stretched(lambda count, noise: data.blobs(count, noise=0.3 + 4 * noise), [0.0, 0.0], 1.0),
    "spiral": stretched(lambda count, noise: data.spirals(count, noise=noise / 4), [0.0, 0.0], 3.0),
    "moons": stretched(data.moons, [0.5, 0.25], 1.8),
}

# %%
FEATURES = {
    "x1": lambda X: X[:, 0],
    "x2": lambda X: X[:, 1],
    "x1²": lambda X: X[:, 0] ** 2,
    "x2²": lambda X: X[:, 1] ** 2,
    "x1 x2": lambda X: X[:, 0] * X[:, 1],
    "sin x1": lambda X: torch.sin(X[:, 0]),
    "sin x2": lambda X: torch.sin(X[:, 1]),
}  # each (n, 2) -> (n,)
FEATURE_SETS = ["x1, x2", "x1, x2, x1 x2", "x1², x2²", "x1², x2², x1 x2", "x1, x2, sin x1, sin x2", ", ".join(FEATURES)]
ACTIVATIONS = {"tanh": torch.tanh, "ReLU": torch.relu, "sigmoid": torch.sigmoid, "identity": lambda z: z}
PENALTIES = {"none": lambda W: 0.0, "L1": lambda W: W.abs().sum(), "L2": lambda W: 0.5 * W.square().sum()}
SHAPES = ["none", "1", "2", "3", "4", "8", "2-2", "4-2", "4-4", "8-8", "4-4-4", "8-8-8", "8-8-8-8"]
STEPS, EVERY = 500, 10


def features_of(X, names):
    return torch.stack([FEATURES[name](X) for name in names.split(", ")], dim=1)  # (n, 2) -> (n, features)


# %%
def session(data_set, noise, features, widths, activation, eta, penalty, strength, seed):
    """Train one network for STEPS steps; return snapshots of its parameters and [training, test] losses."""
    parts = [(features_of(part.X, features), part.y.float()) for part in DATA[data_set](noise)]  # (n, features), (n,)
    parameters = initial([parts[0][0].shape[1], *widths, 1], seed)
    snapshots, losses = [], []

    def loss(X, y):
        return F.binary_cross_entropy_with_logits(forward(parameters, X, ACTIVATIONS[activation])[:, 0], y)  # ()

    def watch(t):
        if t % EVERY == 0:
            snapshots.append([(W.detach().clone(), b.detach().clone()) for W, b in parameters])
            losses.append([loss(*part).item() for part in parts])

    def cost(parameters):
        return loss(*parts[0]) + strength * sum(PENALTIES[penalty](W) for W, _ in parameters)  # ()

    train(parameters, cost, eta, STEPS, watch)
    return snapshots, losses


session = functools.lru_cache(maxsize=64)(session)  # so that moving along the steps trains nothing again


# %% [markdown]
# The network is drawn as there: a column for each layer and a small map of the plane for each neuron, blue where it is
# high and orange where it is low. Lines are weights, blue if positive, orange if negative, and as thick as they are
# large.


# %%
REACH, GRID, HALF = 3.9, 50, 0.41  # of the plane; points along each side; half the side of a small map
SIDE = torch.linspace(-REACH, REACH, GRID)  # (GRID,)
PLANE = torch.cartesian_prod(SIDE, SIDE)  # (GRID², 2)


def draw_network(axis, maps, parameters, names, labels):
    """Draw each neuron as a map of the plane and each weight as a line; maps has (GRID², neurons) for each layer."""
    across = np.linspace(0, 8.6, len(maps))
    spots = [[(x, (m.shape[1] - 1) / 2 - row) for row in range(m.shape[1])] for x, m in zip(across, maps, strict=True)]
    for layer, (W, _) in enumerate(parameters):  # (M, p)
        pairs = list(itertools.product(range(len(W)), range(W.shape[1])))
        ends = [(np.add(spots[layer][j], (HALF, 0)), np.subtract(spots[layer + 1][m], (HALF, 0))) for m, j in pairs]
        colors = [plots.BLUE if W[pair] > 0 else plots.ORANGE for pair in pairs]
        thick = [min(5.0, 0.3 + 1.5 * abs(W[pair].item())) for pair in pairs]
        axis.add_collection(LineCollection(ends, colors=colors, linewidths=thick, alpha=0.8))
    for layer, values in enumerate(maps):  # (GRID², neurons)
        axis.text(across[layer], 4.35, labels[layer], ha="center", fontsize=9)
        for (x, y), value in zip(spots[layer], values.T, strict=True):  # (GRID²,)
            image = (value / value.abs().max().clamp(min=1e-6)).reshape(GRID, GRID).T  # (GRID, GRID)
            box = (x - HALF, x + HALF, y - HALF, y + HALF)
            axis.imshow(image.numpy(), origin="lower", extent=box, cmap=COLORS, vmin=-1, vmax=1, zorder=2)
            axis.add_patch(plt.Rectangle((box[0], box[2]), 2 * HALF, 2 * HALF, fill=False, linewidth=0.5, zorder=3))
    for (x, y), name in zip(spots[0], names, strict=True):
        axis.text(x - HALF - 0.1, y, name, ha="right", va="center", fontsize=9)
    axis.set(xlim=(-1.5, 9.1), ylim=(-4.1, 4.7), aspect="equal")


# %%
def draw_losses(axis, losses, step):
    train_loss, test_loss = zip(*losses, strict=True)
    when = range(0, STEPS + 1, EVERY)
    axis.plot(when, test_loss, color=plots.RED, linewidth=1.5, label="test")
    axis.plot(when, train_loss, color=plots.BLACK, linewidth=1.5, linestyle="--", label="training")
    axis.axvline(step, color="gray", linewidth=1)
    axis.set(xlabel="step", ylabel="loss", ylim=(0, 1), title=f"step {step}: test loss {test_loss[step // EVERY]:.3f}")
    axis.legend(fontsize=9, loc="best")


def draw_answer(axis, logits, parts, share):
    image = torch.sigmoid(logits).reshape(GRID, GRID).T  # (GRID, GRID)
    axis.contourf(SIDE, SIDE, image, levels=np.linspace(0, 1, 11), cmap=COLORS, alpha=0.7)
    for part, edge in zip(parts, ("white", "black"), strict=False):
        for k, color, marker in [(0, plots.ORANGE, "o"), (1, plots.BLUE, "s")]:
            X = part.X[part.y == k]  # (n_k, 2)
            axis.scatter(*X.T, s=16, c=color, marker=marker, edgecolors=edge, linewidths=0.6)
    axis.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=[-3, 0, 3], yticks=[-3, 0, 3], aspect="equal")
    axis.set_title(f"{share:.0%} of test points right")
    axis.grid(False)


# %%
def draw_playground(data_set, noise, features, hidden, activation, eta, penalty, seed, test, step):
    """Train a small network from a fixed seed; draw its neurons, its answer and its losses at one step."""
    widths = () if hidden == "none" else tuple(map(int, hidden.split("-")))
    kind, _, strength = penalty.partition(" ")  # such as "L2 0.01"
    snapshots, losses = session(data_set, noise, features, widths, activation, eta, kind, float(strength or 0), seed)
    parameters, (train_part, test_part) = snapshots[step // EVERY], DATA[data_set](noise)
    bend = ACTIVATIONS[activation]
    maps = every_layer(parameters, features_of(PLANE, features), bend)  # a list of (GRID², neurons)
    score = metrics.accuracy(forward(parameters, features_of(test_part.X, features), bend), test_part.y).item()
    figure = plt.figure(figsize=(10, 5))
    grid = figure.add_gridspec(2, 2, width_ratios=[2.1, 1], height_ratios=[2, 1])
    network = figure.add_subplot(grid[:, 0])
    network.axis("off")
    labels = ["features", *[f"{M} {activation}" for M in widths], "output"]
    draw_network(network, maps, parameters, features.split(", "), labels)
    draw_answer(figure.add_subplot(grid[0, 1]), maps[-1], [train_part, test_part][: 1 + test], score)
    draw_losses(figure.add_subplot(grid[1, 1]), losses, step)
    return plots.describe(
        figure,
        f"Playground: {data_set} data, noise {noise:.2f}, features {features}, hidden layers {hidden}, {activation}, "
        f"rate {eta:g}, penalty {penalty}. After {step} steps {score:.0%} of the test points are right; the test loss "
        f"is {losses[step // EVERY][1]:.3f}, training loss {losses[step // EVERY][0]:.3f}; "
        f"{(maps[-1] > 0).float().mean():.0%} of the plane is blue.{' Test points are shown.' if test else ''}",
    )


# %%
widgets.explore(
    draw_playground,
    data_set=widgets.choice("data", list(DATA), "circle"),
    noise=widgets.slider("noise", 0.0, 0.3, 0.02, 0.1),
    features=widgets.choice("features", FEATURE_SETS, "x1, x2"),
    hidden=widgets.choice("hidden layers", SHAPES, "4-2"),
    activation=widgets.choice("activation", list(ACTIVATIONS), "tanh"),
    eta=widgets.choice("learning rate", [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3], 0.03),
    penalty=widgets.choice("regularization", ["none", "L1 0.001", "L1 0.003", "L2 0.001", "L2 0.01"], "none"),
    seed=widgets.slider("random start", 0, 9, 1, 0),
    test=widgets.toggle("show test points, with black edges", False),
    step=widgets.slider("step", 0, STEPS, EVERY, 100),
)

# %% [markdown]
# **Try**, each time dragging the step from 0 to the end:
#
# 1. *Circle*, no hidden layers: hopeless. Now the features x1², x2²: solved, by one neuron. A good feature is worth a
#    hidden layer; hidden layers save you from having to think of it.
# 2. *Exclusive or*, one hidden layer of 1, 2, 3, then 4 neurons. Which lines do the neurons draw?
# 3. *Circle*, hidden layers 8-8-8, activation *identity*. Every map is a plain slope.
# 4. *Spiral* with x1, x2: hidden layers 4, then 8-8.
# 5. *Gauss*, noise 0.3, hidden layers 8-8-8-8, without and with L2 0.01. Watch the red curve.
# 6. *Circle* with all features and L1 0.003: most lines fade. Which remain?
# 7. Learning rate 3. What does the loss say, and what do the maps?
#
# **Notice** that maps grow more intricate from left to right: the first hidden layer knows only straight edges, each
# later one combines what it was given. Five of these, for five random starts each, so that you need not take our word:

# %%
recipes = {
    "1 circle, no hidden layer, x1, x2": ("circle", 0.1, "x1, x2", (), "tanh", 0.03, "none", 0),
    "1 circle, no hidden layer, squares": ("circle", 0.1, "x1², x2²", (), "tanh", 0.03, "none", 0),
    "3 circle, 8-8-8, identity": ("circle", 0.1, "x1, x2", (8, 8, 8), "identity", 0.03, "none", 0),
    "4 spiral, 8-8": ("spiral", 0.1, "x1, x2", (8, 8), "tanh", 0.03, "none", 0),
    "5 Gauss, 8-8-8-8": ("Gauss", 0.3, "x1, x2", (8,) * 4, "tanh", 0.03, "none", 0),
    "5 Gauss, 8-8-8-8, L2": ("Gauss", 0.3, "x1, x2", (8,) * 4, "tanh", 0.03, "L2", 0.01),
}
final = {name: [session(*recipe, seed)[1][-1][1] for seed in range(5)] for name, recipe in recipes.items()}
for name, losses in final.items():
    print(f"{name:36s} test loss after 500 steps: " + "  ".join(f"{loss:.3f}" for loss in losses))
line, squares, flat, spiral, free, held = final.values()
assert min(line + flat) > 0.65 and max(squares + spiral) < 0.15, "0.69 is guessing"
assert min(free) > 1.5 * max(held), "too many neurons for noisy data fit the noise; a penalty holds them back"

# %% [markdown]
#
# **Checkpoint.** Why do the features x1², x2² solve the circle without a hidden layer, but not the spiral?
#
# <details><summary>Answer</summary>
#
# A neuron on them draws $w_1 x_1^2 + w_2 x_2^2 + b = 0$: an ellipse around the origin. The circle is just that. No
# ellipse unwinds a spiral, which also distinguishes $x$ from $-x$ while squares do not.
# </details>

# %% [markdown]
# ## What goes wrong
#
# **All weights start equal.** It looks tidy, and it is fatal: neurons with the same weights get the same gradient, so
# they remain twins. Eight of them draw one line:


# %%
def cost_on_ring(parameters):
    logits = forward(parameters, ring.train.X)[:, 0]  # (750,)
    return F.binary_cross_entropy_with_logits(logits, ring.train.y.float())  # ()


for start in (0.0, 0.5):
    twins = [(torch.full((8, 2), start), torch.full((8,), start)), (torch.full((1, 8), start), torch.zeros(1))]
    train(twins, cost_on_ring, 0.1, 300)
    share, different = metrics.accuracy(forward(twins, ring.test.X), ring.test.y), len(twins[0][0].unique(dim=0))
    print(f"all weights start at {start}: {share:.1%} right, hidden neurons that differ: {different}")
    assert share < 0.7 and different == 1

# %% [markdown]
# Symptom: a wide network that is no better than one neuron; identical maps. Remedy: random starts. (Biases may start at
# zero: the weights already differ.)
#
# **An unlucky start in a network with nothing to spare.** Three neurons suffice. That does not mean that three are
# always found, least of all with ReLU, where a neuron that starts on the wrong side of all points has slope zero:

# %%
stuck = {}
for M in (3, 8):
    shares = [share_right([2, M, 1], torch.relu, ring, seed) for seed in range(12)]
    stuck[M] = sum(share < 0.9 for share in shares)
    print(f"{M} ReLU neurons: {stuck[M]:2d} of 12 starts stay below 90%: " + " ".join(f"{s:.0%}" for s in shares))
assert stuck[3] >= 3 and stuck[8] == 0

# %% [markdown]
# Symptom: the same code, another seed, a very different result. Remedy: more neurons than the problem needs, several
# seeds, and never a conclusion from one run.
#
# **Asked outside the data.** Five networks that agree on the interval they were trained on:

# %%
wide = torch.linspace(-1, 2, 600)[:, None]  # (600, 1)
answers = torch.stack([curve(wide)[:, 0] for curve in curves])  # (5, 600)
figure, axis = plt.subplots()
axis.axvspan(0, 1, color=plots.SKY, alpha=0.2, label="where it saw data")
for seed, answer in enumerate(answers):
    axis.plot(wide, answer, linewidth=1.5, color=plots.PALETTE[seed])
axis.plot(wide, wiggle(wide), color=plots.BLACK, linestyle=":", linewidth=1.5, label="the function")
axis.set(title="Equally good inside, five opinions outside", xlabel="x", ylabel="output", ylim=(-1.5, 3.5))
axis.legend(loc="upper left")
plots.show(
    figure,
    alt="Five trained networks lie on top of each other between 0 and 1 and spread to very different constants to the "
    "left and right of it. None of them follows the function there.",
)
spread = answers.amax(dim=0) - answers.amin(dim=0)  # (600,)
inside = ((wide > 0) & (wide < 1))[:, 0]  # (600,)
print(f"largest disagreement inside {spread[inside].max():.2f}, outside {spread[~inside].max():.2f}")
assert spread[~inside].max() > 5 * spread[inside].max()

# %% [markdown]
# Symptom: none at all, which is the danger; one network alone looks equally sure everywhere. Remedy: know the range of
# your data; ask several networks and distrust them where they differ.

# %% [markdown]
# ## Exercises
#
# ### 1. Same budget, other shape (★, 5 minutes)
#
# How many parameters has 64-32-32-10? Which $M$ gives 64-$M$-10 as nearly as many? What is the general formula?
#
# <details><summary>Solution</summary>
#
# $32 \cdot 65 + 32 \cdot 33 + 10 \cdot 33 = 3{,}466$. One hidden layer has $65M + 10(M + 1) = 75M + 10$, so $M = 46$
# with 3,460. In general, with widths $n_0, \dots, n_L$: $\sum_{l=1}^{L} n_l\,(n_{l-1} + 1)$.
#
# ```python
# assert count([64, 32, 32, 10]) == 3466 and count([64, 46, 10]) == 3460
# ```
# </details>
#
# ### 2. How many networks are the same network? (★★, 10 minutes)
#
# Reorder the hidden neurons of the thirteen-number network, or flip the signs of everything that goes into and out of
# one of them. What happens to its output? How many different lists of thirteen numbers give the same function? What
# does that say about "the" minimum of the cost?
#
# <details><summary>Solution</summary>
#
# Nothing happens: a sum has no order, and $\tanh(-z) = -\tanh z$. That makes $3! \cdot 2^3 = 48$ lists, in general
# $M!\,2^M$. Every minimum has at least that many copies, so "the" minimum does not exist; runs may differ in all
# weights and yet agree.
#
# ```python
# before, same = forward(by_hand, ring.test.X), 0  # (250, 1)
# for order in itertools.permutations(range(3)):
#     for signs in itertools.product((1.0, -1.0), repeat=3):
#         rows, s = list(order), torch.tensor(signs)  # (3,)
#         copy = [(s[:, None] * W1[rows], s * b1[rows]), (W2[:, rows] * s, b2)]
#         same += int(torch.allclose(forward(copy, ring.test.X), before, atol=1e-5))
# assert same == math.factorial(3) * 2**3
# ```
# </details>
#
# ### 3. Slopes instead of steps (★★, 15 minutes)
#
# Build `polyline(f, n)`: one hidden layer of $n$ ReLU neurons on $[0, 1]$ that joins the points $(k/n, f(k/n))$ by
# straight lines. How does the error fall when $n$ doubles? Why faster than for bumps?
#
# <details><summary>Solution</summary>
#
# Neuron $k$ bends at $k/n$, and its weight is the *change* of slope there. On an interval of width $h$ a straight line
# misses a smooth function by at most $h^2/8$ times its largest curvature, so twice the neurons give a quarter of the
# error. (The corner of `wiggle` is no trouble: 0.5 is one of the points.)
#
# ```python
# def polyline(f, n):
#     knots = torch.arange(n + 1) / n  # (n + 1,)
#     slopes = f(knots).diff() * n  # (n,)
#     bends = torch.cat([slopes[:1], slopes.diff()])  # (n,)
#     return [(torch.ones(n, 1), -knots[:-1]), (bends[None], f(knots[:1]))]
#
# gaps = [(forward(polyline(wiggle, n), fine, torch.relu) - wiggle(fine)).abs().max() for n in (10, 20, 40, 80)]
# print([f"{gap:.4f}" for gap in gaps])
# assert all(3.5 < a / b < 4.5 for a, b in itertools.pairwise(gaps[1:]))
# ```
# </details>
#
# ### 4. A tower (★★, 15 minutes)
#
# In the plane, build a network of two hidden layers that is 1 on the rectangle $[0.2, 0.6] \times [0.3, 0.9]$ and 0
# elsewhere. How many neurons does it take? Why was one hidden layer enough on the line?
#
# <details><summary>Solution</summary>
#
# Four steps, one for each side, each 1 on the inner side; a fifth neuron asks whether all four are. Their plain sum is
# 4 inside but 3 in the strips beside the rectangle, so a second threshold is needed. On the line the two steps
# cancel outside without it.
#
# ```python
# s = 200.0
# sides = (torch.tensor([[s, 0], [-s, 0], [0, s], [0, -s]]), torch.tensor([-0.2 * s, 0.6 * s, -0.3 * s, 0.9 * s]))
# tower = [sides, (torch.full((1, 4), s), torch.tensor([-3.5 * s])), (torch.ones(1, 1), torch.zeros(1))]
# asked = torch.tensor([[0.4, 0.6], [0.1, 0.6], [0.7, 0.6], [0.4, 0.2], [0.4, 1.0], [0.0, 0.0]])  # (6, 2)
# assert forward(tower, asked, torch.sigmoid)[:, 0].round().tolist() == [1, 0, 0, 0, 0, 0]
# ```
# </details>
#
# ### 5. Can training find the sawtooth? (★★★, 40 minutes, open)
#
# Train networks on the sawtooth with $k = 3$: one of exactly its shape, a roomier deep one, and wide shallow ones. How
# much of the variance is left unexplained? Does starting near the right weights help?
#
# <details><summary>Solution</summary>
#
# One way to look; try more steps, other rates, other starts.
#
# ```python
# x = torch.linspace(0, 1, 513)[:, None]  # (513, 1)
# teeth = forward(sawtooth(3), x, torch.relu)  # (513, 1)
# left = {}
# for widths in ([1, 2, 2, 2, 1], [1, 8, 8, 8, 1], [1, 8, 1], [1, 56, 1]):
#     left[tuple(widths)] = []
#     for seed in range(3):
#         generator = torch.Generator().manual_seed(seed)
#         start = [(1.4 * W, 0.5 * torch.randn(len(b), generator=generator)) for W, b in initial(widths, seed)]
#         train(start, lambda p: F.mse_loss(forward(p, 4 * x - 2, torch.relu), teeth), 0.01, 1000)
#         error = F.mse_loss(forward(start, 4 * x - 2, torch.relu), teeth) / teeth.var(correction=0)
#         left[tuple(widths)].append(error.item())
#     print(f"{widths}, {count(widths)} parameters: unexplained " + ", ".join(f"{e:.0%}" for e in left[tuple(widths)]))
# assert min(left[1, 2, 2, 2, 1]) > 0.5
# ```
#
# A network of exactly the right shape finds nothing, though perfect weights exist. The roomier deep one gets some of
# the way, more than a shallow one with as many parameters. To *express* and to *learn* are different things.
# </details>

# %% [markdown]
# ## Summary
#
# - A layer computes $\sigma(XW^\top + b)$; with $p$ inputs, $M$ hidden neurons and $K$ outputs a network has
#   $M(p+1) + K(M+1)$ parameters.
# - The hidden layer moves the points until one line separates them; without a bend in $\sigma$ it cannot.
# - One hidden layer follows any continuous function: bumps prove it, with an error in proportion to $1/n$.
# - Depth composes: $k$ layers of two neurons make $2^k$ pieces, one layer needs about $2^k$ neurons for that.
# - That weights exist does not mean that training finds them: start at random, with room to spare, from several seeds.

# %% [markdown]
# ## Where it came from
#
# - G. Cybenko, 1989, *Approximation by superpositions of a sigmoidal function*, Mathematics of Control, Signals and
#   Systems 2, 303–314: one hidden layer of sigmoids comes as close as you like to any continuous function on a cube.
# - K. Hornik, M. Stinchcombe and H. White, 1989, *Multilayer feedforward networks are universal approximators*, Neural
#   Networks 2, 359–366: the same, independently, for any squashing activation.
# - M. Leshno, V. Lin, A. Pinkus and S. Schocken, 1993, *Multilayer feedforward networks with a nonpolynomial activation
#   function can approximate any function*, Neural Networks 6, 861–867: of a piecewise continuous activation, not being
#   a polynomial is exactly what it takes.
# - M. Telgarsky, 2015, *Representation benefits of deep feedforward networks*, arXiv:1509.08101: the sawtooth, from two
#   ReLU neurons in each layer; 2016, *Benefits of depth in neural networks*, COLT, 1517–1539: the same for
#   approximation, and for many other kinds of neurons.
# - T. Hastie, R. Tibshirani and J. Friedman, 2009, *The Elements of Statistical Learning*, 2nd edition, chapter 11: the
#   notation with $\alpha$ and $\beta$.
# - D. Smilkov, S. Carter, D. Sculley, F. Viégas and M. Wattenberg, 2017, *Direct-manipulation visualization of deep
#   networks*, arXiv:1708.03788: the playground whose cousin you just used.
#
# **Next**: [10, training in PyTorch](10-training-in-pytorch.ipynb): the same networks with the library's parts, and
# the errors everybody makes with them.
