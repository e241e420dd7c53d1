# %% [markdown]
# # Multilayer perceptrons
#
# You will be able to build, count, train and take apart a network with hidden layers, and say what its width and its
# depth can do for you.
#
# **Reading** 40 min · **Running** under 30 s on two cores · **Prerequisites** lectures [03](03-perceptron.ipynb)
# (perceptron), [05](05-activations.ipynb) (activations), [07 (gradient descent)](07-gradient-descent.ipynb) and
# [08](08-backpropagation.ipynb) (backpropagation) · **Practice**
# [assignment a07](../release/a07-mlp-backprop/mlp-backprop.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/09-multilayer-perceptrons.ipynb)
#
# **Needs** [03](03-perceptron.ipynb), [05](05-activations.ipynb), [07](07-gradient-descent.ipynb),
# [08](08-backpropagation.ipynb) · **Used by** [10](10-training-in-pytorch.ipynb),
# [12](12-initialization-and-normalization.ipynb), [16](16-convolution.ipynb),
# [33](33-efficient-attention-and-moe.ipynb), [35](35-dictionary-learning-and-autoencoders.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **write** the equations of a network with the shape of every term, and **implement** them;
# - **count** the parameters of any multilayer perceptron;
# - **construct**, without training, a network that follows a curve, and **predict** its error;
# - **explain** what depth buys, and what it does not promise;
# - **diagnose** twin neurons and guesses outside the data.

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
# ## Thirteen numbers
#
# Points lie on two rings, and no straight line divides them well. The network below holds thirteen numbers, which
# nobody trained: they were chosen by hand.

# %%
import functools
import itertools
import math

import torch.nn.functional as F
from matplotlib.collections import LineCollection
from sklearn.linear_model import LogisticRegression

COLORS = {"neuron 1": plots.GREEN, "neuron 2": plots.ORANGE, "neuron 3": plots.PURPLE}

ring = data.circles(1000)
line = LogisticRegression().fit(ring.train.X, ring.train.y)  # one neuron
W1 = torch.tensor([[0.0, -2.0], [-1.8, 1.0], [1.8, 1.0]])  # (3, 2)
b1 = torch.tensor([1.0, 1.0, 1.0])  # (3,)
W2, b2 = torch.tensor([[1.0, 1.0, 1.0]]), torch.tensor([-1.5])  # (1, 3), (1,)


def thirteen(X):
    A = torch.tanh(X @ W1.T + b1)  # (n, 2) @ (2, 3) + (3,) -> (n, 3)
    return A @ W2.T + b2  # (n, 3) @ (3, 1) + (1,) -> (n, 1), positive means "inner ring"


# %% tags=["hide-input"]
def draw_points(axis, X, y, **look):
    """Scatter the points (n, 2) of two classes y in their roles."""
    for k in (0, 1):
        axis.scatter(
            *X[y == k].T,
            **{"s": 16, "edgecolors": "white", "linewidths": 0.4, "label": f"class {k}"} | look,
            **plots.points(f"class {k}"),
        )


def draw_plane(axis, probability, split, reach=1.5):
    """Color the plane by probability((n, 2) points), from class 0 over white to class 1; draw the data on it."""
    side = torch.linspace(-reach, reach, 120)  # (120,)
    image = probability(torch.cartesian_prod(side, side)).reshape(120, 120).T  # (120, 120), rows go up
    axis.contourf(side, side, image, levels=np.linspace(0, 1, 11), cmap=plots.CLASS_MAP, alpha=0.7)
    draw_points(axis, split.X, split.y)
    axis.set(xlabel="x1", ylabel="x2", xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    axis.grid(False)


plots.show(plots.network([2, 3, 1]))


# %% tags=["hide-input"]
def draw_border(axis, w, b, color):
    axis.plot([-1.5, 1.5], [-(w[0] * x1 + b) / w[1] for x1 in (-1.5, 1.5)], "--", color=color, linewidth=1.8)


shares = line.score(ring.test.X, ring.test.y), float(metrics.accuracy(thirteen(ring.test.X), ring.test.y))
figure, (left, right) = plt.subplots(1, 2, figsize=(6.6, 3.1))
draw_plane(left, lambda X: torch.tensor(line.predict_proba(X.numpy())[:, 1]), ring.test)
draw_border(left, line.coef_[0], line.intercept_[0], "black")
left.set_title(f"One neuron: {shares[0]:.0%} right")
draw_plane(right, lambda X: torch.sigmoid(4 * thirteen(X)), ring.test)  # 4: stronger colors, same border
for m in range(3):
    draw_border(right, W1[m], b1[m], COLORS[f"neuron {m + 1}"])
right.set_title(f"13 numbers: {shares[1]:.0%} right")
plots.show(
    figure,
    alt="Left: the dashed line of one neuron runs through both rings. Right: three dashed lines, green, orange and "
    "pink, form a triangle about the inner ring; a round red region covers it, and all around it is blue.",
)
assert shares[0] < 0.55 and shares[1] > 0.98

# %% [markdown]
# One neuron halves both rings (left), but three lines fence in the inner one (right; class 1, red). You can read them
# off the numbers: the first row of $W_1$ and the first bias make $-2x_2 + 1$, which is zero on the green line and
# positive below it. The last neuron adds up how far inside each line a point lies, and asks for 1.5.
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
# ## Real data that no line divides
#
# What the rings show is common, because a linear model can only say "the more of this, the more of that". Fever and
# hypothermia are both bad for you, so the risk is lowest in between. And no single pixel tells what an image shows,
# since ink on paper and chalk on a blackboard carry the same digit.
#
# So we give a linear model every digit of this course together with its negative, which is $-x$ for a picture $x$ with
# gray values from $-1$ to 1.


# %%
def with_negatives(part):
    X = 2 * part.X.flatten(1) - 1  # (n, 1, 8, 8) -> (n, 64), gray values from -1 to 1
    return data.Split(torch.cat([X, -X]), torch.cat([part.y, part.y]))  # (2n, 64), (2n,)


digits = data.digits()
train_part, test_part = with_negatives(digits.train), with_negatives(digits.test)
chalk, n = LogisticRegression(max_iter=2000), len(digits.test)
chalk.fit(train_part.X[: len(digits.train)], train_part.y[: len(digits.train)])  # white on black alone
both = LogisticRegression(max_iter=2000).fit(train_part.X, train_part.y)
print(f"trained and tested without negatives: {chalk.score(test_part.X[:n], test_part.y[:n]):.0%} right")

# %% [markdown]
# **Guess.** What share does the model `both` get right, which was trained on pictures *and* negatives and is tested on
# both? Blind guessing gets 0.10.

# %%
guess = None  # the share of pictures and negatives that a linear model gets right, 0 to 1

# %% tags=["hide-input"]
shares = {
    "both,\nlearned from both": both.score(test_part.X, test_part.y),
    "negatives, learned\nfrom white ink": chalk.score(test_part.X[n:], test_part.y[n:]),
    "white ink, learned\nfrom white ink": chalk.score(test_part.X[:n], test_part.y[:n]),
}
figure, axis = plt.subplots(figsize=(6.4, 2.6))
bars = axis.barh(list(shares), list(shares.values()), color=plots.ROLES["test"].color)
axis.axvline(0.1, **plots.line("baseline"), label="blind guessing")
if guess is not None:
    axis.axvline(guess, **plots.line("guess"), label="your guess")
box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
axis.bar_label(bars, [f"{share:.1%}" for share in shares.values()], padding=8, bbox=box)
axis.set(title="A linear model reads no negatives", xlabel="share of test pictures right", xlim=(0, 1.15))
axis.legend(loc="lower right", fontsize=9)
plots.show(
    figure,
    alt="Bars: "
    + "; ".join(f"{name}: {share:.1%} right".replace("\n", " ") for name, share in shares.items())
    + ". A dotted line marks blind guessing, at 0.1."
    + ("" if guess is None else f" Your guess is {guess}."),
)
on_both, on_negatives, on_chalk = shares.values()
assert on_chalk > 0.95 and on_negatives < 0.01 and on_both < 0.15

# %% [markdown]
# A model that reads nearly every white digit gets *no* negative right, and from both kinds together it learns nothing.
# The reason is one line, since its scores are $z = Wx + b$:
#
# $$z(-x) = -Wx + b = 2b - z(x)$$
#
# What raises a score for a picture lowers it for the negative by as much, so the best compromise is $W = 0$. It is the
# *form* of the model that forbids more, and no training can mend that.

# %% [markdown]
# ## One layer feeds the next
#
# The form that we need is neurons in rows. In a **multilayer perceptron** (MLP), each neuron sees all numbers of the
# row before it; such a row is a **fully connected layer**. Rows between input and output are **hidden layers**. For
# $p$ inputs, $M$ hidden neurons and $K$ outputs:
#
# $$a_m = f\Big(b^{(1)}_m + \sum_{j=1}^{p} W^{(1)}_{mj}\, x_j\Big), \quad m = 1, \dots, M$$
#
# $$z_k = b^{(2)}_k + \sum_{m=1}^{M} W^{(2)}_{km}\, a_m, \quad k = 1, \dots, K \qquad \hat{y} = g(z)$$
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | $x$ | $(p,)$ | the inputs |
# | $W^{(1)}, b^{(1)}$ | $(M, p)$, $(M,)$ | weights and biases of the hidden layer |
# | $f$ | | the activation function |
# | $a$ | $(M,)$ | activations of the hidden neurons |
# | $W^{(2)}, b^{(2)}$ | $(K, M)$, $(K,)$ | weights and biases of the output layer |
# | $z$ | $(K,)$ | pre-activations of the output |
# | $g$ | | the output function: identity, sigmoid or softmax |
#
# Without a nonlinearity in $f$, the layers would multiply out to one ([lecture 05](05-activations.ipynb)). With all
# $n$ examples as rows of $X$, one loop serves any number of layers:


# %%
def every_layer(parameters, X, f=torch.tanh):
    """Return the inputs, the activations of every hidden layer, and the output's pre-activations."""
    values = [X]  # (n, p)
    for W, b in parameters[:-1]:  # (M, p), (M,)
        values.append(f(values[-1] @ W.T + b))  # (n, p) @ (p, M) + (M,) -> (n, M)
    W, b = parameters[-1]  # (K, M), (K,)
    return [*values, values[-1] @ W.T + b]  # (n, M) @ (M, K) + (K,) -> (n, K)


def forward(parameters, X, f=torch.tanh):
    return every_layer(parameters, X, f)[-1]  # (n, K)


by_hand, x = [(W1, b1), (W2, b2)], ring.test.X[0]  # (2,)
a = [math.tanh(b1[m] + sum(W1[m, j] * x[j] for j in range(2))) for m in range(3)]
z = b2[0] + sum(W2[0, m] * a[m] for m in range(3))
assert torch.allclose(forward(by_hand, x[None])[0, 0], z), "sum by sum as in the formulas"

layers = [torch.nn.Linear(2, 5), torch.nn.ReLU(), torch.nn.Linear(5, 4), torch.nn.ReLU(), torch.nn.Linear(4, 3)]
copied = [(layer.weight, layer.bias) for layer in layers[::2]]
theirs, ours = torch.nn.Sequential(*layers)(ring.test.X), forward(copied, ring.test.X, torch.relu)  # (250, 3) each
print(f"PyTorch's layers: shape {tuple(ours.shape)}, largest difference {(ours - theirs).abs().max():.0e}")
assert torch.allclose(ours, theirs, atol=1e-6)

# %% [markdown]
# ## Count before you build
#
# Since each neuron sees the whole row before it, we know the number of parameters in advance:
#
# $$\underbrace{M(p + 1)}_{\text{hidden layer}} + \underbrace{K(M + 1)}_{\text{output layer}}$$
#
# The neurons of a layer are its **width** and the layers with weights the network's **depth**; each further layer adds
# a term of the same form.


# %% tags=["check-output"]
def count(widths):
    return sum(M * (p + 1) for p, M in itertools.pairwise(widths))


def initial(widths, seed):
    """Return random weights, smaller the more inputs a neuron has (lecture 12 says why), and zero biases."""
    generator = torch.Generator().manual_seed(seed)
    pairs = itertools.pairwise(widths)
    return [(torch.randn(M, p, generator=generator) / math.sqrt(p), torch.zeros(M)) for p, M in pairs]  # (M, p), (M,)


for widths in ([2, 3, 1], [64, 32, 10], [784, 30, 10], [64, 32, 32, 10]):
    print(f"{'-'.join(map(str, widths)):>11s}: {count(widths):6,d} parameters")
    assert count(widths) == sum(tensor.numel() for layer in initial(widths, 0) for tensor in layer)

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
# ## How hidden neurons add up
#
# We know what a network computes, but not what it *draws*. One input and three ReLU neurons are enough to see that:

# %%
three = [
    (torch.tensor([[1.0], [1.0], [-1.0]]), torch.tensor([-0.2, -0.5, 0.8])),  # (3, 1), (3,)
    (torch.tensor([[4.0, -9.0, -2.0]]), torch.tensor([0.5])),  # (1, 3), (1,)
]
line_x = torch.linspace(0, 1, 401)[:, None]  # (401, 1)
Z = line_x @ three[0][0].T + three[0][1]  # (401, 1) @ (1, 3) + (3,) -> (401, 3)
A = torch.relu(Z)  # (401, 3)
weighted = A * three[1][0]  # (401, 3) * (1, 3) -> (401, 3)
total = weighted.sum(dim=1) + three[1][1]  # (401,) + (1,) -> (401,)
assert torch.allclose(total, forward(three, line_x, torch.relu)[:, 0], atol=1e-6)

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 4, figsize=(8.6, 2.1), sharex=True)
titles = ["1. Three lines", "2. Cut off below 0", "3. Weighted", "4. Added up"]
symbols = ["$z_m$", "$a_m = f(z_m)$", r"$W^{(2)}_{1m} a_m$", r"$\hat{y}$"]
for axis, title, symbol, curves in zip(axes, titles, symbols, (Z, A, weighted, total[:, None]), strict=True):
    for m, curve in enumerate(curves.T, start=1):
        axis.plot(line_x, curve, color=COLORS[f"neuron {m}"] if len(curves.T) > 1 else "black")
    for m, kink in enumerate((0.2, 0.5, 0.8), start=1):
        axis.axvline(kink, color=COLORS[f"neuron {m}"], linestyle=":", linewidth=1.2)
    axis.set(title=title, xlabel="x", ylabel=symbol, xticks=[0, 0.5, 1])
plots.show(
    figure,
    alt="Four panels over x from 0 to 1. First, three straight lines in green, orange and pink that cross zero at 0.2, "
    "0.5 and 0.8; the pink one falls. Second, the same lines cut off below zero. Third, each multiplied by its output "
    "weight: green rises from 0.2, orange falls steeply from 0.5, pink rises to zero at 0.8. Fourth, their sum with "
    "the bias in black: four straight pieces whose kinks lie where the neurons switch.",
)

# %% [markdown]
# Each neuron draws a line (1), the ReLU cuts it off below 0 (2), the output weight stretches or flips it (3), and the
# sum bends wherever a neuron switches (4). Between two kinks the network is linear, so we call that stretch a **linear
# region**. Three neurons make four, and $M$ neurons at most $M + 1$.
#
# In the plane, the output neuron still draws a single straight border. What changes is *where the points are*:

# %% tags=["hide-input"]
hidden = every_layer(by_hand, ring.test.X)[1]  # (250, 3)
figure, (left, right) = plt.subplots(1, 2, figsize=(7, 2.9))
draw_points(left, ring.test.X, ring.test.y)
left.set(title="Inputs: no line divides them", xlabel="x1", ylabel="x2", aspect="equal")
moved = torch.stack([hidden[:, 0], hidden[:, 1] + hidden[:, 2]], dim=1)  # (250, 2)
draw_points(right, moved, ring.test.y)
right.plot([-0.6, 1.2], [2.1, 0.3], color="black", linewidth=1.5)
right.set(title="Hidden layer: one line does", xlabel="a1", ylabel="a2 + a3")
right.annotate("a1 + a2 + a3 = 1.5", (-0.3, 1.8), (-0.25, 1.95), fontsize=10)
figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=2, markerscale=1.5)
plots.show(
    figure,
    alt="Left: the two rings in the plane of the inputs. Right: the same points in the plane of the hidden activations "
    "a1 and a2 + a3; the red triangles of class 1 lie above a slanted straight line but for two or three, and the "
    "blue circles of class 0 lie below it.",
)

# %% [markdown]
# The hidden layer has moved the rings (left) so that one straight line cuts off the inner one (right). It does the
# same to XOR, which no single neuron computes ([lecture 03](03-perceptron.ipynb)).
#
# **Checkpoint.** Why could the perceptron rule of lecture 03 not find such weights?
#
# <details><summary>Answer</summary>
#
# The rule needs a target for every neuron that it trains. The data say what the output should be, but not which line
# each hidden neuron should draw. And a step has derivative zero, so no gradient passes through it to say so. Smooth
# activation functions and backpropagation (lecture 08) solve both.
# </details>

# %% [markdown]
# ## Let the gradient find the numbers
#
# Nobody can choose the weights of a digit reader by hand, so backpropagation has to find them. Adam sizes the step of
# each parameter by itself (lecture 11).


# %%
def train(parameters, loss, eta, steps, watch=None):
    """Lower loss(parameters) in place by `steps` Adam steps; call watch(t), if given, before each and at the end."""
    flat = [tensor.requires_grad_() for layer in parameters for tensor in layer]
    optimizer = torch.optim.Adam(flat, lr=eta, fused=True)
    for t in range(steps + 1):
        if watch is not None:
            watch(t)
        if t < steps:
            optimizer.zero_grad()
            loss(parameters).backward()
            optimizer.step()


def train_classifier(widths, split, f, seed, eta=0.1, steps=300):
    """Return parameters trained on a Split: of two classes with one output, of several with one for each class."""

    def loss(parameters):
        logits = forward(parameters, split.X, f)  # (n, K)
        if widths[-1] == 1:
            return F.binary_cross_entropy_with_logits(logits[:, 0], split.y.float())  # (n,), (n,) -> ()
        return F.cross_entropy(logits, split.y)  # (n, K), (n,) -> ()

    parameters = initial(widths, seed)
    train(parameters, loss, eta, steps)
    return parameters


# %% [markdown]
# The baseline is the linear model, and the ablation has 32 hidden neurons with the identity as activation function.
#
# **Choose.** A network 64-4-10 sends 64 pixels through only *four* tanh neurons. What share of pictures and negatives
# does it get right after 100 steps?
#
# <details><summary>About 10 %: blind guessing, like the linear model.</summary>
# Four neurons are few, but each of them bends. The form that forbade everything is broken by the first of them.
# </details>
#
# <details><summary>At most 25 %: four neurons can tell few digits apart.</summary>
# That counts neurons as if each stood for one class. Four activations are coordinates of a point, and a space of four
# dimensions has room for ten groups of points and more.
# </details>
#
# <details><summary>Around 50 %: far from good, and far from guessing.</summary>
# Yes. Four coordinates hold ten groups of points, if crowded ones, and the groups that overlap are confused.
# </details>
#
# <details><summary>More than 90 %: nearly as many as without negatives.</summary>
# It takes more neurons to come close to that: with four, the groups lie too close to each other.
# </details>


# %% tags=["main-result"]
def share_right(widths, f, train_part, test_part, seed, **how):
    parameters = train_classifier(widths, train_part, f, seed, **how)
    return metrics.accuracy(forward(parameters, test_part.X, f), test_part.y).item()


readers = {"linear": [64, 10], "32 identity": [64, 32, 10], "4 tanh": [64, 4, 10], "32 tanh": [64, 32, 10]}
results = {name: [] for name in readers}
for seed in range(5):
    pictures = data.digits(seed=seed)
    parts = with_negatives(pictures.train), with_negatives(pictures.test)
    for name, widths in readers.items():
        f = torch.tanh if "tanh" in name else lambda z: z
        results[name].append(share_right(widths, f, *parts, seed, eta=0.03, steps=100))
for name, shares in results.items():
    print(f"{name:>12s}: " + "  ".join(f"{share:.1%}" for share in shares))
assert max(results["linear"] + results["32 identity"]) < 0.2 and min(results["32 tanh"]) > 0.93
assert min(results["4 tanh"]) > 0.3 and max(results["4 tanh"]) < 0.65

# %% [markdown]
# The ablation does no better than the baseline. What made the difference was not how many neurons there were, but that
# each of them bends: four get about half of the pictures right, and 32 read nearly all.
#
# ### Deeper: the rings, with one, two and three neurons
#
# The same experiment in the plane shows what each neuron adds. The ablation has eight hidden neurons with the
# identity:

# %%
settings = {f"{M} tanh": ([2, M, 1], torch.tanh) for M in (1, 2, 3)} | {"8 identity": ([2, 8, 1], lambda z: z)}
print("seed   logistic " + "".join(f"{name:>12s}" for name in settings))
for seed in range(5):
    rings = data.circles(1000, seed=seed)
    straight = LogisticRegression().fit(rings.train.X, rings.train.y).score(rings.test.X, rings.test.y)
    shares = [share_right(widths, f, rings.train, rings.test, seed) for widths, f in settings.values()]
    print(f"{seed:4d} {straight:10.1%} " + "".join(f"{share:12.1%}" for share in shares))
    assert straight < 0.55 and shares[3] < 0.55, "one line is close to guessing, as are eight neurons without a bend"
    assert shares[0] < 0.7 < shares[1] < 0.85, "one neuron: one line; two: a strip or a wedge"
    assert shares[2] >= 0.98, "one neuron more closes the fence"

# %% [markdown]
# Each neuron up to the third adds a line, and the third one closes the fence. (One tanh neuron draws one line too, and
# yet it beats logistic regression, because its output is bounded and it can afford to give some points up.)

# %% [markdown]
# ## One hidden layer is enough, in principle
#
# How far does this go? Take any continuous function on $[0, 1]$ as the target. We build, without training, a network
# that follows it as closely as we like.
#
# 1. A sigmoid with a large weight $s$ is nearly a step: $\sigma(s\,(x - c))$ jumps from 0 to 1 at $c$.
# 2. A step up minus a later one is a **bump**, which takes two hidden neurons.
# 3. Cut $[0, 1]$ into $n$ intervals and put a bump on each, as high as the target in its middle.
#
# Let the target change by at most $C$ times the distance between two points (its Lipschitz constant). No point of an
# interval is further than $1/(2n)$ from the middle, so the error is at most about $C/(2n)$.


# %%
def bumps(target, n):
    """Return a network of 2n sigmoid neurons: n bumps side by side, each as high as the target in its middle."""
    edges = torch.linspace(0, 1, n + 1)  # (n + 1,)
    edges[0], edges[-1] = -1, 2  # the outer bumps reach past the interval, so its ends are not cut
    heights = target((torch.arange(n) + 0.5) / n)  # (n,)
    steepness = 100.0 * n
    W1, b1 = torch.full((2 * n, 1), steepness), -steepness * torch.cat([edges[:-1], edges[1:]])  # (2n, 1), (2n,)
    W2, b2 = torch.cat([heights, -heights])[None], torch.zeros(1)  # (1, 2n), (1,)
    return [(W1, b1), (W2, b2)]


def wiggle(x):
    return x * torch.sin(12 * x) + (x - 0.5).abs()  # any shape, elementwise; it has a corner at 0.5


fine = torch.linspace(0, 1, 4001)[:, None]  # (4001, 1)
C = ((wiggle(fine).diff(dim=0) * 4000).abs().max()).item()
errors = {}
for n in (5, 10, 20, 40, 80, 160):
    errors[n] = (forward(bumps(wiggle, n), fine, torch.sigmoid) - wiggle(fine)).abs().max().item()
    print(f"{n:3d} bumps, {2 * n:3d} neurons: largest error {errors[n]:.3f}, at most C / (2n) = {C / (2 * n):.3f}")
    assert errors[n] <= 1.05 * C / (2 * n)

# %% tags=["hide-input"]
look = {"color": plots.ROLES["prediction"].color}
figure, (left, right) = plt.subplots(1, 2, figsize=(7.4, 2.7))
left.plot(fine, wiggle(fine), **plots.line("truth") | {"linewidth": 1.2}, label="the target")
left.plot(fine, forward(bumps(wiggle, 10), fine, torch.sigmoid), **look, label="10 bumps")
left.set(title="20 neurons follow a curve", xlabel="x", ylabel="output", ylim=(-1.0, 1.5))
left.legend(loc="upper left", fontsize=9)
neurons = [2 * n for n in errors]
right.plot(neurons, errors.values(), "o-", **look, label="largest error")
right.plot(neurons, [C / m for m in neurons], **plots.line("baseline"), label="the bound C/(2n)")
right.set(title="The error keeps halving", xlabel="hidden neurons", ylabel="largest error", yscale="log")
right.set_xscale("log", base=2)
right.set_xticks(neurons, [str(m) for m in neurons])
right.legend(fontsize=9)
plots.show(
    figure,
    alt="Left: a wiggly function in black and a blue staircase of ten steps that follows it. Right: the largest error "
    "against the number of neurons on logarithmic axes; it falls along a straight line just below the dotted bound.",
)

# %% [markdown]
# The staircase meets the target in the middle of each step (left), and twice the bumps make half the error (right).
# The same holds for any number of inputs and nearly any activation function. This **universal approximation** theorem
# (Cybenko 1989) says that good weights *exist*, but not that training finds them, how many neurons it takes, or what
# happens beyond your data.
#
# **Checkpoint.** Why does the same recipe become hopeless for 784 pixels?
#
# <details><summary>Answer</summary>
#
# One bump for each cell of a grid: with 10 intervals for each of $p$ inputs there are $10^p$ cells. For $p = 784$ that
# is $10^{784}$ bumps. Real networks work because real functions are not arbitrary, and because training places
# neurons where the data are.
# </details>
#
# ### Deeper: a trained network of the same size, inside and outside its data
#
# Hornik, Stinchcombe and White (1989) proved the theorem independently. A continuous target without a Lipschitz
# constant works too, only the formula for $n$ is lost. The activation functions that will do are, among all piecewise
# continuous ones, exactly those that are no polynomials (Leshno and others 1993).
#
# The construction is wasteful, because its steps stand where we put them and not where the target needs them. So train
# a network with the same 20 neurons, from five random starts. (It uses tanh, which is a stretched sigmoid: $\tanh z =
# 2\sigma(2z) - 1$.)


# %%
def fit_curve(target, neurons, seed, eta=0.05, steps=2000):
    """Train a 1-neurons-1 tanh network to follow a target on 201 points of [0, 1]; return a function of x."""
    x = torch.linspace(0, 1, 201)[:, None]  # (201, 1)
    parameters = initial([1, neurons, 1], seed)
    # The inputs are stretched to [-5, 5], so that random neurons differ from each other on them.
    train(parameters, lambda parameters: F.mse_loss(forward(parameters, 10 * (x - 0.5)), target(x)), eta, steps)
    return lambda x: forward(parameters, 10 * (x - 0.5)).detach()  # (n, 1) -> (n, 1)


fitted = [fit_curve(wiggle, 20, seed) for seed in range(5)]
trained = [(curve(fine) - wiggle(fine)).abs().max().item() for curve in fitted]
print(f"20 neurons: constructed {errors[10]:.3f}, trained " + ", ".join(f"{error:.3f}" for error in trained))
assert max(trained) < 0.5 * errors[10]

# %% tags=["hide-input"]
wide = torch.linspace(-1, 2, 600)[:, None]  # (600, 1)
answers = torch.stack([curve(wide)[:, 0] for curve in fitted])  # (5, 600)
figure, axis = plt.subplots(figsize=(6, 2.6))
axis.axvspan(0, 1, color="lightgray", alpha=0.5, label="where it saw data")
axis.plot(wide, answers.T, linewidth=1.5, color=plots.ROLES["prediction"].color, alpha=0.8)
axis.plot([], [], color=plots.ROLES["prediction"].color, label="five trained networks")
axis.plot(wide, wiggle(wide), **plots.line("truth") | {"linestyle": ":", "linewidth": 1.5}, label="the target")
axis.set(title="Equally good inside, five opinions outside", xlabel="x", ylabel="output", ylim=(-2.0, 4.5))
axis.legend(loc="upper left", fontsize=9, ncols=3)
plots.show(
    figure,
    alt="Five trained networks lie on top of each other between 0 and 1 and spread to very different constants to the "
    "left and right of it. None of them follows the target there.",
)
spread = answers.amax(dim=0) - answers.amin(dim=0)  # (600,)
inside = ((wide > 0) & (wide < 1))[:, 0]  # (600,)
print(f"largest disagreement inside {spread[inside].max():.2f}, outside {spread[~inside].max():.2f}")
assert spread[~inside].max() > 5 * spread[inside].max()

# %% [markdown]
# Inside the gray band, where they were trained, all five have less than half of the staircase's error, and they lie on
# each other. Outside, each goes its own way.

# %% [markdown]
# ## What depth buys
#
# If one hidden layer can do everything, why stack them? Because each layer works on what the one before has made. Two
# ReLU neurons make a tent: $T(x) = 2\,\mathrm{relu}(x) - 4\,\mathrm{relu}(x - \tfrac12)$. A tent of a tent goes up and
# down *twice*, so each further layer of two doubles the linear regions:


# %%
def sawtooth(k):
    """Return a network of k hidden layers with two ReLU neurons each: the tent applied k times."""
    first = (torch.ones(2, 1), torch.tensor([0.0, -0.5]))  # (2, 1), (2,): x and x - 1/2
    again = (torch.tensor([[2.0, -4.0], [2.0, -4.0]]), torch.tensor([0.0, -0.5]))  # (2, 2), (2,): T and T - 1/2
    return [first, *[again] * (k - 1), (torch.tensor([[2.0, -4.0]]), torch.zeros(1))]  # (1, 2), (1,): T


def sawtooth_in_one_layer(k):
    n = 2**k
    signs = torch.tensor([1.0, *[-2.0, 2.0] * (n // 2 - 1), -2.0])  # (n,): slope 2^k, then turn round at each kink
    return [(torch.ones(n, 1), -torch.arange(n) / n), (n * signs[None], torch.zeros(1))]  # (n, 1), (n,), (1, n), (1,)


def pieces(parameters, low=0.0, high=1.0, points=2**14):
    """Count the linear regions of a ReLU network of one input: a new one begins where a neuron switches on or off."""
    x = low + (high - low) * (torch.arange(points)[:, None] + 0.5) / points  # (points, 1), midpoints miss the kinks
    on = torch.cat([a > 0 for a in every_layer(parameters, x, torch.relu)[1:-1]], dim=1)  # (points, neurons)
    return 1 + int((on[1:] != on[:-1]).any(dim=1).sum())


for k in (1, 2, 4, 8):
    deep, flat = count([1, *[2] * k, 1]), count([1, 2**k, 1])
    print(f"{k} layers of 2: {pieces(sawtooth(k)):3d} regions, {deep:2d} parameters; from one layer {flat:3d}")
    assert pieces(sawtooth(k)) == pieces(sawtooth_in_one_layer(k)) == 2**k

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 4, figsize=(8, 1.6), sharey=True)
for k, axis in enumerate(axes, start=1):
    axis.plot(fine, forward(sawtooth(k), fine, torch.relu), color=plots.ROLES["prediction"].color, linewidth=1.5)
    axis.set(title=f"{2**k} regions", xlabel="x", xticks=[0, 0.5, 1])
axes[0].set_ylabel("output")
plots.show(
    figure,
    alt="Four panels: one, two, three and four layers of two neurons draw one, two, four and eight teeth on the "
    "interval from 0 to 1.",
)

# %% [markdown]
# From panel to panel a layer is added and the teeth double. For 20 layers that takes 121 parameters, for one layer
# three million (Telgarsky 2015, 2016). But this is what depth *can* do, with weights that we chose.
#
# What does it do when nobody chooses them?
#
# **Guess.** The sawtooth of 8 layers of 2 neurons has 256 linear regions, and one layer of 16 could have 17. How many
# has a network of 8 layers of 2 with *random* weights and biases, on average?

# %%
guess_regions = None  # the mean number of linear regions of 200 random networks


# %%
def random_network(widths, seed):
    generator = torch.Generator().manual_seed(seed)
    return [(W, torch.randn(len(b), generator=generator)) for W, b in initial(widths, seed)]


found = [pieces(random_network([1, *[2] * 8, 1], seed), low=-5, high=5) for seed in range(200)]
print(f"{np.mean(found):.1f} linear regions on average, at most {max(found)}")
assert np.mean(found) < 6 and max(found) <= 17

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(6.4, 2.6))
axis.hist(found, bins=np.arange(1.5, 18.5), color=plots.ROLES["prediction"].color, alpha=0.7, rwidth=0.9)
axis.axvline(17, **plots.line("baseline"), label="most for one layer of 16")
axis.axvline(256, **plots.line("truth"), label="the sawtooth of this shape")
if guess_regions is not None:
    axis.axvline(guess_regions, **plots.line("guess"), label="your guess")
axis.set_xscale("log", base=2)
axis.set_xticks([2, 4, 8, 16, 32, 64, 128, 256], ["2", "4", "8", "16", "32", "64", "128", "256"])
axis.set(title="Random deep networks have few regions", xlabel="linear regions", ylabel="networks of 200")
axis.legend(fontsize=9, loc="center", bbox_to_anchor=(0.76, 0.6))
plots.show(
    figure,
    alt=f"A histogram on a logarithmic axis: of 200 random networks of 8 layers most have 2 to 6 linear regions, and "
    f"the largest number is {max(found)}. A dotted line at 17 marks the most that one layer of 16 neurons can have, a "
    "black one at 256 the sawtooth." + ("" if guess_regions is None else f" Your guess is {guess_regions}."),
)

# %% [markdown]
# Most have a handful, fewer than one layer of as many neurons *could* have. Hanin and Rolnick (2019) proved that this
# is the rule: along a line, random ReLU networks have on average regions in proportion to their neurons, however these
# are arranged. Depth pays where the task is made of steps that build on each other: edges, shapes, objects.
#
# **Checkpoint.** Why does a tent of a tent have twice the regions?
#
# <details><summary>Answer</summary>
#
# On the left half the inner tent runs from 0 to 1, so the outer one sees its whole interval and goes up and down. On
# the right half the inner tent runs back from 1 to 0, and the outer one does it all again in reverse.
# </details>
#
# ### Deeper: regions in the plane
#
# In the plane, $M$ lines in general position make $1 + M + M(M - 1)/2$ regions: the line number $m$ crosses the $m -
# 1$ before it and adds $m$ regions. A deep network can fold both axes with four neurons in each layer, one tent for
# each axis, and so has $4^k$ regions after $k$ layers. We count what random networks with as many neurons have:


# %%
def folds(k):
    """Return k hidden layers of four ReLU neurons that fold both axes of the unit square: two sawtooths, added."""
    parts = [[torch.block_diag(W, W) for W, _ in sawtooth(k)], [torch.cat([b, b]) for _, b in sawtooth(k)]]
    *hidden, (W, b) = zip(*parts, strict=True)
    return [*hidden, (W.sum(dim=0, keepdim=True), b[:1])]


def plane_patterns(parameters, low, high, side=400):
    """Return (side, side) numbers of linear regions on a grid of a square: which neurons are on, read as bits."""
    x = low + (high - low) * (torch.arange(side) + 0.5) / side  # (side,)
    layers = every_layer(parameters, torch.cartesian_prod(x, x), torch.relu)[1:-1]
    on = torch.cat([a > 0 for a in layers], dim=1).double()  # (side², neurons)
    return (on @ 2.0 ** torch.arange(on.shape[1]).double()).reshape(side, side)


print(" k  neurons   folded   one layer can   random one layer   random deep")
for k in range(1, 6):
    shapes = [2, 4 * k, 1], [2, *[4] * k, 1]
    maps = [[plane_patterns(random_network(shape, seed), -3, 3) for seed in range(10)] for shape in shapes]
    flat, deep = (np.mean([len(pattern.unique()) for pattern in each]) for each in maps)
    folded, most = len(plane_patterns(folds(k), 0, 1).unique()), 1 + 4 * k + 4 * k * (4 * k - 1) // 2
    print(f"{k:2d} {4 * k:8d} {folded:8d} {most:15d} {flat:18.1f} {deep:13.1f}")
    assert folded == 4**k and flat <= most and (k < 2 or deep < flat)

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(6.6, 2.5))
shown = {
    "1 layer of 20": (random_network([2, 20, 1], 0), -3, 3),
    "5 layers of 4": (random_network([2, 4, 4, 4, 4, 4, 1], 0), -3, 3),
    "3 folding layers": (folds(3), 0, 1),
}
for axis, (title, (parameters, low, high)) in zip(axes, shown.items(), strict=True):
    numbers = plane_patterns(parameters, low, high).unique(return_inverse=True)[1]  # (400, 400)
    regions = int(numbers.max()) + 1
    shades = np.random.default_rng(0).permutation(regions)[numbers]  # (400, 400), neighbors in different shades
    axis.imshow(shades.T, origin="lower", extent=(low, high, low, high), cmap="Blues", vmin=-regions)
    axis.set(title=title, xlabel="x1", ylabel="x2", xticks=[low, high], yticks=[low, high])
    axis.grid(False)
    label = {"facecolor": "white", "edgecolor": "none", "pad": 2}
    axis.text(0.03, 0.04, f"{regions} regions", transform=axis.transAxes, fontsize=10, bbox=label)
plots.show(
    figure,
    alt="Three squares cut into linear regions in shades of blue. Left: 20 straight lines make many regions. Middle: "
    "five random layers of four make fewer, along lines that bend where they cross lines of earlier layers. Right: "
    "three layers that fold make a regular board of 8 times 8 squares.",
)

# %% [markdown]
# The left picture has straight lines only, in the middle the lines of later layers bend where they cross those of
# earlier ones, and the right one shows what folding can do. The table has the surprise: folding overtakes everything
# that one layer *can* do from $k = 4$ on, and yet a random deep network stays below a random shallow one.

# %% [markdown]
# ## A playground
#
# In this offline cousin of [playground.tensorflow.org](https://playground.tensorflow.org) you can watch every neuron
# learn. Each is a small map of the plane, red where it is high and blue where it is low; red weights are positive.

# %% tags=["hide-input"]
DATA = {  # each of noise: (data set, its center, what to stretch it by so that it lies between about -3 and 3)
    "circle": lambda noise: (data.circles(400, noise=noise), [0.0, 0.0], 2.5),
    "exclusive or": lambda noise: (data.xor(400, noise=noise / 4), [0.0, 0.0], 2.8),
    "Gauss": lambda noise: (data.blobs(400, noise=0.3 + 4 * noise), [0.0, 0.0], 1.0),
    "spiral": lambda noise: (data.spirals(400, noise=noise / 4), [0.0, 0.0], 3.0),
    "moons": lambda noise: (data.moons(400, noise=noise), [0.5, 0.25], 1.8),
}
FEATURES = {"x1": lambda X: X[:, 0], "x2": lambda X: X[:, 1], "x1²": lambda X: X[:, 0] ** 2}  # each (n, 2) -> (n,)
FEATURES |= {"x2²": lambda X: X[:, 1] ** 2, "x1 x2": lambda X: X[:, 0] * X[:, 1]}
FEATURES |= {"sin x1": lambda X: torch.sin(X[:, 0]), "sin x2": lambda X: torch.sin(X[:, 1])}
FEATURE_SETS = ["x1, x2", "x1, x2, x1 x2", "x1², x2²", "x1², x2², x1 x2", "x1, x2, sin x1, sin x2", ", ".join(FEATURES)]
SHAPES = ["none", "1", "2", "3", "4", "8", "2-2", "4-2", "4-4", "8-8", "4-4-4", "8-8-8", "8-8-8-8"]
ACTIVATIONS = {"tanh": torch.tanh, "ReLU": torch.relu, "sigmoid": torch.sigmoid, "identity": lambda z: z}
PENALTIES = {"none": lambda W: 0.0, "L1": lambda W: W.abs().sum(), "L2": lambda W: 0.5 * W.square().sum()}
STEPS, EVERY = 500, 10


def parts_of(data_set, noise):
    made, center, scale = DATA[data_set](noise)
    return [data.Split((part.X - torch.tensor(center)) * scale, part.y) for part in (made.train, made.test)]


def features_of(X, names):
    return torch.stack([FEATURES[name](X) for name in names.split(", ")], dim=1)  # (n, 2) -> (n, features)


# %%
@functools.lru_cache(maxsize=64)  # so that moving along the steps trains nothing again
def session(data_set, noise, features, widths, activation, eta, penalty, strength, seed):
    """Train one network for STEPS steps; return snapshots of its parameters and [training, test] losses."""
    parts = [(features_of(part.X, features), part.y.float()) for part in parts_of(data_set, noise)]
    parameters = initial([parts[0][0].shape[1], *widths, 1], seed)
    snapshots, losses = [], []

    def loss(X, y):
        return F.binary_cross_entropy_with_logits(forward(parameters, X, ACTIVATIONS[activation])[:, 0], y)  # ()

    def watch(t):
        if t % EVERY == 0:
            snapshots.append([(W.detach().clone(), b.detach().clone()) for W, b in parameters])
            losses.append([loss(*part).item() for part in parts])

    def penalized(parameters):
        return loss(*parts[0]) + strength * sum(PENALTIES[penalty](W) for W, _ in parameters)  # ()

    train(parameters, penalized, eta, STEPS, watch)
    return snapshots, losses


# %% tags=["hide-input"]
GRID, REACH = 50, 3.9  # points along each side of the plane; where it ends
PLANE = torch.cartesian_prod(*[torch.linspace(-REACH, REACH, GRID)] * 2)  # (GRID², 2)


def draw_network(axis, maps, parameters, names, labels):
    """Draw each neuron as a map of the plane and each weight as a line; maps has (GRID², neurons) for each layer."""
    across, pitch = np.linspace(0, 13.4, len(maps)), 8.0 / max(3.4, *(m.shape[1] for m in maps))
    half = min(0.45 * pitch, 4.2 / len(maps))
    rows = [pitch * ((m.shape[1] - 1) / 2 - np.arange(m.shape[1])) for m in maps]  # the heights of each column
    spots = [[(x, y) for y in column] for x, column in zip(across, rows, strict=True)]
    for layer, (W, _) in enumerate(parameters):  # (M, p)
        pairs = list(itertools.product(range(len(W)), range(W.shape[1])))
        ends = [(np.add(spots[layer][j], (half, 0)), np.subtract(spots[layer + 1][m], (half, 0))) for m, j in pairs]
        colors = [plots.ROLES["class 1" if W[pair] > 0 else "class 0"].color for pair in pairs]
        thick = [min(5.0, 0.3 + 1.5 * abs(W[pair].item())) for pair in pairs]
        axis.add_collection(LineCollection(ends, colors=colors, linewidths=thick))
        axis.text(across[layer + 1], 4.2, labels[layer], ha="center", fontsize=9)
    for column, values in zip(spots, maps, strict=True):
        for spot, value in zip(column, values.T, strict=True):  # (GRID²,)
            draw_map(axis, spot, half, value)
    for (x, y), name in zip(spots[0], names, strict=True):
        axis.text(x - half - 0.15, y, name, ha="right", va="center", fontsize=9)
    axis.set(xlim=(-half - 1.7, 13.5 + half), ylim=(-4.1, 4.7), aspect="equal")
    axis.axis("off")


# %% tags=["hide-input"]
def draw_map(axis, spot, half, value):
    """Draw what one neuron says over the plane, value (GRID²,), as a square around its spot, in nine steps."""
    image = (4 * value / value.abs().max().clamp(min=1e-6)).round().reshape(GRID, GRID).T / 4  # (GRID, GRID)
    box = (spot[0] - half, spot[0] + half, spot[1] - half, spot[1] + half)
    look = {"cmap": plots.CLASS_MAP, "vmin": -1, "vmax": 1, "interpolation": "nearest"}
    axis.imshow(image.numpy(), origin="lower", extent=box, zorder=2, **look)
    axis.add_patch(plt.Rectangle((box[0], box[2]), 2 * half, 2 * half, fill=False, linewidth=0.5, zorder=3))


def draw_losses(axis, losses, step):
    for role, values in zip(("train", "test"), zip(*losses, strict=True), strict=True):
        axis.plot(range(0, STEPS + 1, EVERY), values, **plots.line(role) | {"linewidth": 1.5}, label=role)
    axis.axvline(step, color="gray", linewidth=1)
    axis.set(xlabel="step", ylabel="loss", ylim=(0, 1), title=f"test loss {losses[step // EVERY][1]:.3f}")
    axis.legend(fontsize=8, loc="best")


def draw_answer(axis, logits, parts, share):
    image = torch.sigmoid(logits).reshape(GRID, GRID).T  # (GRID, GRID)
    side = np.linspace(-REACH, REACH, GRID)  # (GRID,)
    axis.contourf(side, side, image, levels=np.linspace(0, 1, 11), cmap=plots.CLASS_MAP, alpha=0.7)
    for part, edge in zip(parts, ("none", "black"), strict=False):
        draw_points(axis, part.X, part.y, s=8, edgecolors=edge, linewidths=0.3)
    axis.set(title=f"{share:.0%} right", xticks=[-3, 0, 3], yticks=[-3, 0, 3], aspect="equal")
    axis.grid(False)


# %% tags=["hide-input"]
def draw_playground(data_set, noise, features, hidden, activation, eta, penalty, seed, test, step):
    """Train a small network from a fixed seed; draw its neurons, its answer and its losses at one step."""
    widths = () if hidden == "none" else tuple(map(int, hidden.split("-")))
    kind, _, strength = penalty.partition(" ")  # such as "L2 0.01"
    snapshots, losses = session(data_set, noise, features, widths, activation, eta, kind, float(strength or 0), seed)
    parameters, (train_part, test_part) = snapshots[step // EVERY], parts_of(data_set, noise)
    f = ACTIVATIONS[activation]
    maps = every_layer(parameters, features_of(PLANE, features), f)  # a list of (GRID², neurons)
    score = metrics.accuracy(forward(parameters, features_of(test_part.X, features), f), test_part.y).item()
    figure = plt.figure(figsize=(4, 3.7))
    grid = figure.add_gridspec(2, 2, height_ratios=[1.45, 1])
    labels = [f"{M} {activation}" for M in widths] + ["output"]
    draw_network(figure.add_subplot(grid[0, :]), maps, parameters, features.split(", "), labels)
    draw_answer(figure.add_subplot(grid[1, 0]), maps[-1], [train_part, test_part][: 1 + test], score)
    draw_losses(figure.add_subplot(grid[1, 1]), losses, step)
    return plots.describe(
        figure,
        f"Playground: {data_set} data, noise {noise:.2f}, features {features}, hidden layers {hidden}, {activation}, "
        f"rate {eta:g}, penalty {penalty}, start {seed}. After {step} steps {score:.0%} of the test points are right; "
        f"the test loss is {losses[step // EVERY][1]:.3f}, training loss {losses[step // EVERY][0]:.3f}; "
        f"{(maps[-1] > 0).float().mean():.0%} of the plane is red.{' Test points are shown.' if test else ''}",
    )


# %%
widgets.explore(
    draw_playground,
    frames=[
        ("at the start: random maps", {"step": 0}),
        ("after 500 steps: a fence", {"step": 500}),
        ("no hidden layer: one straight border", {"hidden": "none", "step": 500}),
        ("exclusive or: four lines, added up", {"data_set": "exclusive or", "hidden": "4", "step": 500}),
    ],
    data_set=widgets.choice("data", list(DATA), "circle"),
    noise=widgets.slider("noise", 0.0, 0.3, 0.02, 0.1),
    features=widgets.choice("features", FEATURE_SETS, "x1, x2"),
    hidden=widgets.choice("hidden layers", SHAPES, "4-2"),
    activation=widgets.choice("activation", list(ACTIVATIONS), "tanh"),
    eta=widgets.choice("learning rate", [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3], 0.03),
    penalty=widgets.choice("penalty", ["none", "L1 0.001", "L1 0.003", "L2 0.001", "L2 0.01"], "none"),
    seed=widgets.slider("random start", 0, 9, 1, 0),
    test=widgets.toggle("show test points, with black edges", False),
    step=widgets.steps("step", 0, STEPS, 100, step=EVERY),
)

# %% [markdown]
# **Try** the *spiral* with hidden layers 4, then 8-8. **Notice** that the maps grow more intricate from left to right,
# since the first hidden layer knows only straight edges and each later one combines what it was given.
#
# **Checkpoint.** Why do the features x1², x2² solve the circle without a hidden layer?
#
# <details><summary>Answer</summary>
#
# A neuron on them draws $w_1 x_1^2 + w_2 x_2^2 + b = 0$: an ellipse around the origin. The circle is just that. No
# ellipse unwinds the spiral, which also distinguishes $x$ from $-x$ while squares do not.
# </details>
#
# ### Deeper: more to try, and four of them measured
#
# 1. *Circle*, no hidden layers, which is hopeless, and then the features x1², x2². A good feature is worth a hidden
#    layer; hidden layers save you from having to think of it.
# 2. *Circle*, hidden layers 8-8-8, activation *identity*: every map is a plain slope.
# 3. *Spiral*, hidden layers 8-8.
# 4. *Gauss*, noise 0.3, hidden layers 8-8-8-8, without and with L2 0.01: watch the test loss.
# 5. *Exclusive or*, one hidden layer of 1, 2, 3, then 4 neurons. Which lines do the neurons draw?
# 6. *Circle* with all features and L1 0.003: most lines fade. Which remain?
# 7. Learning rate 3. What does the loss say, and what do the maps?
#
# The first four, from five random starts each, so that you need not take our word:

# %%
recipes = {
    "1 circle, no hidden layer, x1, x2": ("circle", 0.1, "x1, x2", (), "tanh", 0.03, "none", 0),
    "1 circle, no hidden layer, squares": ("circle", 0.1, "x1², x2²", (), "tanh", 0.03, "none", 0),
    "2 circle, 8-8-8, identity": ("circle", 0.1, "x1, x2", (8, 8, 8), "identity", 0.03, "none", 0),
    "3 spiral, 8-8": ("spiral", 0.1, "x1, x2", (8, 8), "tanh", 0.03, "none", 0),
    "4 Gauss, 8-8-8-8": ("Gauss", 0.3, "x1, x2", (8,) * 4, "tanh", 0.03, "none", 0),
    "4 Gauss, 8-8-8-8, L2": ("Gauss", 0.3, "x1, x2", (8,) * 4, "tanh", 0.03, "L2", 0.01),
}
final = {name: [session(*recipe, seed)[1][-1][1] for seed in range(5)] for name, recipe in recipes.items()}
for name, losses in final.items():
    print(f"{name:36s} test loss after 500 steps: " + "  ".join(f"{loss:.3f}" for loss in losses))
straight, squares, flat, spiral, free, held = final.values()
assert min(straight + flat) > 0.65 and max(squares + spiral) < 0.15, "0.69 is guessing"
assert min(free) > 1.5 * max(held), "too many neurons for noisy data fit the noise; a penalty holds them back"

# %% [markdown]
# Without a nonlinearity or a good feature, the loss stays at that of guessing, about 0.7. The last two rows differ by
# the penalty alone, which keeps a network that is too large from fitting the noise.

# %% [markdown]
# ## What goes wrong
#
# **All weights start equal.** Neurons with the same weights get the same gradient, so they stay copies of each other,
# and eight of them draw one line:


# %%
def loss_on_ring(parameters):
    logits = forward(parameters, ring.train.X)[:, 0]  # (750,)
    return F.binary_cross_entropy_with_logits(logits, ring.train.y.float())  # ()


for start in (0.0, 0.5):
    twins = [(torch.full((8, 2), start), torch.full((8,), start)), (torch.full((1, 8), start), torch.zeros(1))]
    train(twins, loss_on_ring, 0.1, 300)
    share, different = metrics.accuracy(forward(twins, ring.test.X), ring.test.y), len(twins[0][0].unique(dim=0))
    print(f"all weights start at {start}: {share:.1%} right, hidden neurons that differ: {different}")
    assert share < 0.7 and different == 1

# %% [markdown]
# Such a wide network is no better than one neuron. The remedy is **symmetry breaking**: start the weights at random.
#
# **Asked outside the data.** Networks that agree where they were trained contradict each other elsewhere, and each
# looks equally sure, so know the range of your data.
#
# ### Deeper: an unlucky start
#
# Three neurons suffice for the ring, but they are not always found, least of all with ReLU,
# where a neuron that starts on the wrong side of all points has gradient zero:

# %%
stuck = {}
for M in (3, 8):
    shares = [share_right([2, M, 1], torch.relu, ring.train, ring.test, seed) for seed in range(12)]
    stuck[M] = sum(share < 0.9 for share in shares)
    print(f"{M} ReLU neurons: {stuck[M]:2d} of 12 starts stay below 90%: " + " ".join(f"{s:.0%}" for s in shares))
assert stuck[3] >= 3 and stuck[8] == 0

# %% [markdown]
# You recognize it when another seed gives a very different result. The remedy is more neurons, and several seeds.

# %% [markdown]
# ## Exercises
#
# ### Deeper: 1. Same budget, other shape (★, 5 minutes)
#
# How many parameters has 64-32-32-10? Which $M$ gives 64-$M$-10 as nearly as many? What is the general formula?
#
# <details><summary>Solution</summary>
#
# $32 \cdot 65 + 32 \cdot 33 + 10 \cdot 33 = 3{,}466$. One hidden layer has $65M + 10(M + 1) = 75M + 10$, so $M = 46$
# with 3,460. In general, each layer adds (its width) times (the width before
# it + 1), and the terms add up over all layers.
#
# ```python
# assert count([64, 32, 32, 10]) == 3466 and count([64, 46, 10]) == 3460
# ```
# </details>
#
# ### Deeper: 2. How many networks are the same network? (★★, 10 minutes)
#
# Reorder the hidden neurons of the thirteen-number network, or flip the signs of everything that goes into and out of
# one of them. What happens to its output? How many different lists of thirteen numbers give the same function? What
# does that say about "the" minimum of the loss?
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
# ### Deeper: 3. Lines instead of steps (★★, 15 minutes)
#
# Build `polyline(target, n)`: one hidden layer of $n$ ReLU neurons on $[0, 1]$ that joins the points of the target at
# $0, 1/n, 2/n, \dots, 1$ by straight lines. How does the error fall when $n$ doubles? Why faster than for bumps?
#
# <details><summary>Solution</summary>
#
# Neuron $k$ bends at $k/n$, and its weight is the *change* of slope there. On an interval of width $h$ a straight line
# misses a smooth target by at most $h^2/8$ times its largest curvature, so twice the neurons give a quarter of the
# error. (The corner of `wiggle` is no trouble: 0.5 is one of the points.)
#
# ```python
# def polyline(target, n):
#     knots = torch.arange(n + 1) / n  # (n + 1,)
#     slopes = target(knots).diff() * n  # (n,)
#     bends = torch.cat([slopes[:1], slopes.diff()])  # (n,)
#     return [(torch.ones(n, 1), -knots[:-1]), (bends[None], target(knots[:1]))]
#
# gaps = [(forward(polyline(wiggle, n), fine, torch.relu) - wiggle(fine)).abs().max() for n in (10, 20, 40, 80)]
# print([f"{gap:.4f}" for gap in gaps])
# assert all(3.5 < a / b < 4.5 for a, b in itertools.pairwise(gaps[1:]))
# ```
# </details>
#
# ### Deeper: 4. A tower (★★, 15 minutes)
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
# ### Deeper: 5. Can training find the sawtooth? (★★★, 40 minutes, open)
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
# - A layer computes $f(XW^\top + b)$; one hidden layer makes $M(p+1) + K(M+1)$ parameters.
# - The hidden layer moves the points until a straight border suffices, which takes a nonlinear $f$.
# - One hidden layer follows any continuous function, with an error in proportion to $1/n$.
# - $k$ layers of two neurons *can* make $2^k$ linear regions; random networks have few.
# - That weights exist does not mean that training finds them.

# %% [markdown]
# ## Where it came from
#
# That one hidden layer suffices was proved in 1989, and what depth adds from 2015 on.
#
# ### Deeper: the papers
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
# - B. Hanin and D. Rolnick, 2019, *Complexity of linear regions in deep networks*, ICML, PMLR 97, 2596–2604: along a
#   line, random ReLU networks have on average regions in proportion to their neurons, whatever their depth.
# - T. Hastie, R. Tibshirani and J. Friedman, 2009, *The Elements of Statistical Learning*, 2nd edition, chapter 11: the
#   same network with $\alpha$ and $\beta$ for our $W^{(1)}$ and $W^{(2)}$, $Z$ for our $a$ and $T$ for our $z$.
# - D. Smilkov, S. Carter, D. Sculley, F. Viégas and M. Wattenberg, 2017, *Direct-manipulation visualization of deep
#   networks*, arXiv:1708.03788: the playground whose cousin you just used.
#
# **Next**: [10, training in PyTorch](10-training-in-pytorch.ipynb): the same networks with the library's parts, and
# the errors everybody makes with them.
