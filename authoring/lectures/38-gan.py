# %% [markdown]
# # Generative adversarial networks
#
# You will be able to train a network to draw new pictures against a second one that learns to tell them from real ones,
# to explain why this game goes in circles and what calms it, and to judge the pictures without being fooled.
#
# **Reading** 35 min · **Running** under 60 s on two cores · **Prerequisites**
# [6 (losses)](06-losses.ipynb), [10 (training in PyTorch)](10-training-in-pytorch.ipynb) and
# [16 (convolution)](16-convolution.ipynb) · **Practice** the exercises below; the nearest assignment is a21 ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/38-gan.ipynb)
#
# **Needs** [06](06-losses.ipynb), [10](10-training-in-pytorch.ipynb), [12](12-initialization-and-normalization.ipynb),
# [16](16-convolution.ipynb), [33](33-efficient-attention-and-moe.ipynb) · **Used by** [40](40-diffusion.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **derive** the best discriminator, and what the generator then minimizes;
# - **implement** both losses, and **explain** the one `detach`;
# - **predict** when such a game spirals out, circles, or settles;
# - **diagnose** mode collapse, which the losses do not show;
# - **judge** pictures by three measures, and **fool** each of them.

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
import copy
import math
from itertools import pairwise

import torch.nn.functional as F
from torch import nn

from helpers.judge import judge

# %% [markdown]
# ## Eight heaps, and no loss
#
# On the left are real points, in eight heaps (modes) on a ring. On the right, a network that has learned nothing yet
# has turned noise into points; we would like it to make new points of all heaps.

# %%
CENTERS = torch.tensor([(math.cos(k * math.pi / 4), math.sin(k * math.pi / 4)) for k in range(8)])  # (8, 2)


def ring(*shape):
    """Real points (*shape, 2): a random center each, and a little noise around it."""
    return CENTERS[torch.randint(8, shape)] + 0.05 * torch.randn(*shape, 2)


# %% tags=["hide-input"]
COLORS = {"real": plots.BLUE, "generated": plots.ORANGE, "ReLU": plots.RED, "leaky": plots.GREEN, "field": plots.BLACK}
figure, axes = plt.subplots(1, 2, figsize=(6.6, 3.4), sharex=True, sharey=True)
untrained = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
with torch.no_grad():
    axes[0].scatter(*ring(400).T, s=6, color=COLORS["real"])
    axes[1].scatter(*untrained(torch.randn(400, 8)).T, s=6, color=COLORS["generated"])
axes[0].set(title="real", xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
axes[1].set(title="from noise", xlabel="$x_1$", aspect="equal")
plots.show(
    figure,
    alt="Two panels. Left, real points in eight tight heaps, evenly on a circle of radius 1. Right, the points of an "
    "untrained network: a single small cloud near the middle.",
)

# %% [markdown]
# A network needs a loss to learn, but no noise belongs to any real point, so there is no $y$ to compare with.
#
# **Choose.** Which loss would do?
#
# <details><summary>The squared distance to a real point drawn at random</summary>
#
# Its minimum is the mean of the data, the middle of the ring, where no real point ever is.
# </details>
#
# <details><summary>The squared distance to the nearest real point</summary>
#
# Then a network that always makes the same real point is perfect, and seven heaps are lost.
# </details>
#
# <details><summary>None that we write down: one that is learned as well</summary>
#
# Yes. What tells real points from made ones is learned by a second network, and its answer is the loss of the first.
# </details>

# %%
real, losses = ring(500), {}  # (500, 2)
made = {"the middle": torch.zeros(500, 2), "one point": CENTERS[:1].expand(500, 2), "all heaps": ring(500)}
for name, points in made.items():
    squared = torch.cdist(points, real).square()  # (500, 500): each made point to each real one
    losses[name] = squared.mean().item(), squared.amin(1).mean().item()
    print(f"{name:10}: to a random point {losses[name][0]:.2f}, to the nearest {losses[name][1]:.4f}")
assert losses["the middle"][0] < 0.7 * losses["all heaps"][0] and losses["one point"][1] < losses["all heaps"][1] + 1e-3

# %% [markdown]
# So it is: the first prefers the middle, and the second is content with one point.
#
# ## A game of two networks
#
# So we learn the loss. A **generator** $G$ turns noise $z$ into a sample, and a **discriminator** $D$ says with which
# probability a sample is real. $D$ is trained to be right, and $G$ to make $D$ wrong, and the pair is called a
# **generative adversarial network** (GAN):


# %% tags=["hide-input"]
def draw_box(axis, x, y, words, color="black"):
    """Draw a box around words."""
    look = {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": color, "linewidth": 1.5}
    axis.text(x, y, words, ha="center", va="center", bbox=look, zorder=3)


def draw_words(axis, places, size):
    """Draw texts, each given as (x, y, words)."""
    for x, y, words in places:
        axis.text(x, y, words, ha="center", va="center", fontsize=size)


# %% tags=["hide-input", "drawing"]
figure, axis = plt.subplots(figsize=(8.4, 2.9))
draw_box(axis, 1.9, 0, "generator $G$", COLORS["generated"])
draw_box(axis, 1.9, 1.5, "real data", COLORS["real"])
draw_box(axis, 5.2, 0.75, "discriminator $D$")
arrow = {"arrowstyle": "-|>", "linewidth": 1.2, "color": "black", "shrinkA": 0, "shrinkB": 0}
for start, end in [
    ((0.25, 0), (1.05, 0)),
    ((2.75, 0), (4.3, 0.6)),
    ((2.5, 1.5), (4.3, 0.9)),
    ((6.2, 0.75), (7.2, 0.75)),
]:
    axis.annotate("", end, start, arrowprops=arrow)
back = arrow | {"linestyle": ":", "color": COLORS["generated"], "connectionstyle": "arc3,rad=-0.35"}
axis.annotate("", (2.1, -0.25), (5.2, 0.42), arrowprops=back)
draw_words(axis, [(0, 0, "$z$"), (3.45, 0.02, r"$\hat{x}$"), (3.4, 1.45, "$x$"), (7.4, 0.75, "$d$")], 12)
draw_words(axis, [(0, -0.35, "(batch, 8)"), (7.4, 0.4, "(batch, 1)"), (3.3, 0.75, "both (batch, 2)")], 9)
draw_words(axis, [(4.6, -0.62, "gradient for $G$, through $D$")], 9)
axis.set(xlim=(-0.5, 8), ylim=(-0.8, 1.9))
axis.axis("off")
plots.show(
    figure,
    alt="Noise z, of shape (batch, 8), goes into the generator G, which gives x hat, (batch, 2). Real data give x of "
    "the same shape. Both go into the discriminator D, which gives a logit d, (batch, 1). A dotted arrow leads from D "
    "back to G: the gradient.",
)

# %% [markdown]
# With $p$ for the density of the data, and $q$ for that of what $G$ makes, the game of 2014 is
#
# $$\min_G\max_D\;V,\qquad V=\mathbb E_{x\sim p}\log D(x)+\mathbb E_{z}\log\bigl(1-D(G(z))\bigr)
# =\sum_x\;p(x)\log D(x)+q(x)\log(1-D(x))$$
#
# The sum (or integral) can be maximized at each $x$ by itself, where its derivative $p/D-q/(1-D)$ is 0:
#
# $$D^*(x)=\frac{p(x)}{p(x)+q(x)},\qquad\text{and then}\qquad V=2\,\mathrm{JS}(p,q)-2\log2$$
#
# where $\mathrm{JS}=\frac12\mathrm{KL}(p\,\|\,m)+\frac12\mathrm{KL}(q\,\|\,m)$ with $m=\frac12(p+q)$, the
# Jensen-Shannon divergence, is 0 only for $p=q$. So a perfect $D$ *is* a measure of how far the samples are from the
# data. Let gradient descent find that out, with one logit $d$ for each of six values, and $D=\sigma(d)$:

# %%
p = torch.tensor([0.30, 0.30, 0.20, 0.10, 0.05, 0.05])
q = torch.tensor([0.05, 0.10, 0.10, 0.15, 0.20, 0.40])
d = torch.zeros(6, requires_grad=True)  # a discriminator that is a table
optimizer = torch.optim.Adam([d], 0.1)
for _ in range(300):
    V = (p * F.logsigmoid(d) + q * F.logsigmoid(-d)).sum()
    optimizer.zero_grad()
    (-V).backward()
    optimizer.step()
m = (p + q) / 2
JS = ((p * (p / m).log()).sum() + (q * (q / m).log()).sum()) / 2
print(f"V {V.item():.4f}, 2 JS - 2 log 2 = {2 * JS - 2 * math.log(2):.4f}")
assert torch.allclose(d.sigmoid(), p / (p + q), atol=1e-3) and abs(V.item() - (2 * JS - 2 * math.log(2))) < 1e-3


# %% [markdown]
# **Checkpoint.** Why is $-V$, the loss of $D$, exactly $2\log2=1.386$ if $G$ is perfect and $D$ at its best? And the
# other way round?
#
# <details><summary>Answer</summary>
#
# Then $p=q$, so that $D^*=\frac12$ everywhere, and each of the two terms is $\log\frac12$. The other way round, a loss
# of 1.386 does not say that $G$ is perfect: it is as high for a blind $D$ that always says $\frac12$, and can be so for
# one that is sure of itself and often wrong.
# </details>
#
# ## Who still gets a gradient
#
# In the beginning $D$ sees through every fake, and just then $G$ needs help most. But the derivative of
# $\log(1-\sigma(d))$ with respect to the logit $d$ is $-D$, next to nothing for a fake that is recognized, so this loss
# is called saturating. The game's authors therefore let $G$ minimize $-\log D$ instead, with derivative $-(1-D)$: the
# same direction, and large where it matters.


# %%
def d_loss(real, fake):
    """For logits of any shape: -log D(real) - log(1 - D(fake)), of each pair."""
    return F.softplus(-real) + F.softplus(fake)


def g_loss(fake):
    """The non-saturating loss: -log D(fake)."""
    return F.softplus(-fake)


def saturating(fake):
    return -F.softplus(fake)  # log(1 - D(fake))


bce, fake = F.binary_cross_entropy_with_logits, torch.tensor(-9.0, requires_grad=True)  # D is sure of this one
assert torch.isclose(
    d_loss(torch.tensor(3.0), fake), bce(torch.tensor(3.0), torch.ones(())) + bce(fake, torch.zeros(()))
)
assert torch.isclose(g_loss(fake), bce(fake, torch.ones(())))
slopes = [torch.autograd.grad(loss(fake), fake)[0].item() for loss in (saturating, g_loss)]
print(f"derivative at d = -9: saturating {slopes[0]:.5f}, non-saturating {slopes[1]:.5f}")
assert math.isclose(slopes[0], -fake.sigmoid().item(), rel_tol=1e-4) and slopes[1] < -0.999

# %% [markdown]
# The price is that $G$ then no longer minimizes JS, for which $D$ would have to be perfect anyway.
#
# ## A game can go round
#
# So far a step mostly went down *one* surface, but now each player changes that of the other. The smallest such game is
# $\min_x\max_y\,xy$. Read $x$ as the only sample, 0 as the only real point, and $d(x)=-yx$ as a linear discriminator:
# then $xy=d(0)-d(x)$ is by how much it prefers the real one, and the solution is $(0,0)$. Both follow their own
# gradient with learning rate $\eta$, and a damping $\gamma$, at first 0:
#
# $$x\leftarrow x-\eta y,\qquad y\leftarrow y+\eta\,(x-\gamma y)$$


# %%
def play(eta=0.2, gamma=0.0, alternate=False, steps=100):
    x, y, path = 1.0, 0.0, [(1.0, 0.0)]
    for _ in range(steps):
        x_new = x - eta * y
        y = y + eta * ((x_new if alternate else x) - gamma * y)
        x = x_new
        path.append((x, y))
    return torch.tensor(path)  # (steps + 1, 2)


paths = {
    "at the same time": play(),
    "in turns": play(alternate=True),
    "in turns, damped": play(gamma=0.5, alternate=True),
}

# %% tags=["hide-input"]
growth = paths["at the same time"].norm(dim=1)  # (steps + 1,)
assert torch.allclose(growth[1:] / growth[:-1], torch.tensor(math.sqrt(1 + 0.2**2)))
assert paths["in turns"].norm(dim=1).min() > 0.9 and paths["in turns"].norm(dim=1).max() < 1.15
assert paths["in turns, damped"][-1].norm() < 0.05
figure, axes = plt.subplots(1, 3, figsize=(9.2, 3.3))
findings = ("outward", "round and round", "inward")
for axis, (name, path), finding in zip(axes, paths.items(), findings, strict=True):
    axis.plot(*path.T, color=COLORS["field"], linewidth=1, marker=".", markersize=3)
    axis.plot(*path[0], **plots.points("highlight"), markersize=13, linestyle="none")
    axis.set_title(f"{name}: {finding}", fontsize=11)
    axis.set(xlabel="$x$", aspect="equal")
    if name != "at the same time":
        axis.set(xlim=(-1.4, 1.4), ylim=(-1.4, 1.4))
axes[0].set_ylabel("$y$")
plots.show(
    figure,
    alt="Three paths that begin at (1, 0), marked by a star. At the same time: a spiral that grows to about seven. In "
    "turns: a closed, slightly oval ring. In turns with damping: a spiral into the middle.",
)

# %% [markdown]
# If both move at the same time, the distance from the solution grows by exactly $\sqrt{1+\eta^2}$ a step, however
# small the learning rate. In turns they go round forever, and only the damping ends it.
#
# The damping comes from a price $\frac\gamma2y^2$, where $-y$ is the gradient of $d$ with respect to $x$. So **R1**
# asks that price of any discriminator, at real samples only:
#
# $$L_D=-V+\frac\gamma2\,\mathbb E_{x\sim p}\bigl\|\nabla_xd(x)\bigr\|^2$$
#
# Once $q=p$, any gradient at the data could only drive $G$ away, and R1 makes it vanish there.
#
# ## The loop, with one detach
#
# As in [lecture 33](33-efficient-attention-and-moe.ipynb), we train five starts (runs) side by side, with two hidden
# layers of 64 units and ReLU or, with `leak=0.2`, leaky ReLU.


# %%
RUNS = 5


def weights(widths):
    """Weights of RUNS networks, begun as nn.Linear does; the first row of each matrix is its bias."""
    shapes = [(RUNS, i + 1, o) for i, o in pairwise(widths)]
    return [((2 * torch.rand(shape) - 1) / math.sqrt(shape[1] - 1)).requires_grad_() for shape in shapes]


def mlp(x, layers, leak):
    """x (runs, batch, in) -> (runs, batch, out)."""
    *hidden, last = layers
    for W in hidden:
        x = F.leaky_relu(x @ W[:, 1:] + W[:, :1], leak)  # (runs, batch, width)
    return x @ last[:, 1:] + last[:, :1]


# %%
def d_step(G, D, optimizer, leak, gamma):
    real = ring(RUNS, 128).requires_grad_()  # (runs, batch, 2)
    fake = mlp(torch.randn(RUNS, 128, 8), G, leak).detach()  # (runs, batch, 2), here only numbers
    d_real, d_fake = mlp(real, D, leak), mlp(fake, D, leak)  # (runs, batch, 1)
    loss = d_loss(d_real, d_fake).mean((1, 2))  # (runs,)
    price = torch.zeros(RUNS)
    if gamma:
        # Each logit depends on one point, so the sum's gradient holds each; create_graph, to differentiate it again.
        (gradient,) = torch.autograd.grad(d_real.sum(), real, create_graph=True)  # (runs, batch, 2)
        price = gamma / 2 * gradient.square().sum(2).mean(1)  # (runs,)
    optimizer.zero_grad()
    (loss + price).sum().backward()  # runs share no weights, so each gets its own gradient
    optimizer.step()
    return loss.detach()


def g_step(G, D, optimizer, leak):
    fake = mlp(torch.randn(RUNS, 128, 8), G, leak)  # (runs, batch, 2)
    loss = g_loss(mlp(fake, D, leak)).mean((1, 2))  # (runs,): the gradient comes through D
    optimizer.zero_grad()
    loss.sum().backward()
    optimizer.step()


# %% [markdown]
# The generator never sees a real point: all that it learns of the data is the gradient that comes through $D$.
#
# **Checkpoint.** Why does `d_step` detach the fake, while `g_step` must not?
#
# <details><summary>Answer</summary>
#
# `d_step` changes only $D$, so a gradient in $G$ would be computed for nothing; if it were left there and not zeroed,
# it would push $G$ the wrong way, toward being recognized. In `g_step` the fake is the only way to $G$: detached, there
# would be no gradient at all. It passes through $D$, whose weights do not move, since they are not in this optimizer.
# </details>


# %%
def players(seed=0):
    torch.manual_seed(seed)
    G, D = weights([8, 64, 64, 2]), weights([2, 64, 64, 1])
    return G, D, *(torch.optim.Adam(layers, 1e-3, (0.5, 0.9), fused=True) for layers in (G, D))


G, D, g_optimizer, d_optimizer = players()
d_step(G, D, d_optimizer, leak=0.2, gamma=2.0)
assert all(W.grad is None for W in G) and all(W.grad is not None for W in D)
g_step(G, D, g_optimizer, leak=0.2)
assert all(W.grad.abs().sum() > 0 for W in G)

# %% [markdown]
# ## Eight heaps, four ways
#
# We train with and without R1 and, as an ablation, with and without a leak. A heap counts as reached if
# more than 2% of 2,000 samples lie within 0.2 of its center, and samples so near to any center are good.


# %%
def train(leak, gamma, steps=600, seed=0):
    """Return the networks every 25 steps, as (G, D), and the losses of D, (steps, runs)."""
    G, D, g_optimizer, d_optimizer = players(seed)
    seen, losses = [copy.deepcopy((G, D))], []
    for step in range(1, steps + 1):
        losses.append(d_step(G, D, d_optimizer, leak, gamma))
        g_step(G, D, g_optimizer, leak)
        if step % 25 == 0:
            seen.append(copy.deepcopy((G, D)))
    return seen, torch.stack(losses)


@torch.no_grad()
def reached(G, leak):
    """Return of each run how many heaps it reaches, and its share of good samples: (runs,) each."""
    noise = torch.randn(RUNS, 2000, 8, generator=torch.Generator().manual_seed(1))
    distance, nearest = torch.cdist(mlp(noise, G, leak), CENTERS.expand(RUNS, 8, 2)).min(2)  # (runs, 2000)
    hits = F.one_hot(nearest, 8) * (distance < 0.2)[..., None]  # (runs, 2000, 8)
    return (hits.float().mean(1) > 0.02).sum(1), hits.sum(2).float().mean(1)


# %% [markdown]
# **Guess.** How many of the eight heaps does the plain GAN (ReLU, no R1) reach after 600 steps, on average over five
# starts?

# %%
guess = None  # a number from 0 to 8

# %% tags=["main-result"]
VARIANTS = {"ReLU": (0.0, 0.0), "ReLU, R1": (0.0, 2.0), "leaky": (0.2, 0.0), "leaky, R1": (0.2, 2.0)}
trained, d_losses, heaps = {}, {}, {}
for name, (leak, gamma) in VARIANTS.items():
    trained[name], d_losses[name] = train(leak, gamma)
    heaps[name] = torch.stack([reached(G, leak)[0] for G, _ in trained[name]])  # (snapshots, runs)
    good = reached(trained[name][-1][0], leak)[1]  # (runs,)
    last = d_losses[name][-200:].mean(0)  # (runs,)
    print(f"{name:9}: heaps {heaps[name][-1].tolist()}, good {good.min():.2f} to {good.max():.2f}", end="")
    print(f", loss of D {last.min():.2f} to {last.max():.2f}")

# %% tags=["hide-input"]
late = {name: counts[-12:].float().mean() for name, counts in heaps.items()}
assert late["ReLU"] + 1 < late["leaky"] and late["ReLU"] < 2.5 and min(late["ReLU, R1"], late["leaky, R1"]) > 6.5
gap = {name: (losses[-200:].mean() - 2 * math.log(2)).abs() for name, losses in d_losses.items()}
assert max(gap.values()) < 0.25 and max(gap["ReLU, R1"], gap["leaky, R1"]) < 0.02
figure, axes = plt.subplots(1, 2, figsize=(9.6, 3.6))
looks = {"ReLU": "-", "ReLU, R1": "--", "leaky": "-", "leaky, R1": "--"}
for name, line in looks.items():
    look = {"color": COLORS[name.split(",")[0]], "linestyle": line, "label": name}
    axes[0].plot(range(0, 601, 25), heaps[name].float().mean(1), **look)
    axes[1].plot(range(12, 601, 25), d_losses[name].mean(1).unfold(0, 25, 25).mean(1), **look)
if guess is not None:
    axes[0].plot(600, guess, linestyle="none", **plots.points("guess"), label="your guess")
axes[0].set(
    title="One of four reaches next to nothing ...", xlabel="step", ylabel="heaps reached, of 8", ylim=(-0.3, 8.5)
)
axes[1].set(title="... and its loss does not say so", xlabel="step", ylabel="loss of $D$", ylim=(1.15, 1.5))
axes[1].axhline(2 * math.log(2), **plots.line("baseline"), zorder=0)
axes[1].text(530, 1.395, "2 log 2", fontsize=9)
axes[0].legend(loc="center right", fontsize=9)
plots.show(
    figure,
    alt="Two panels over 600 steps, means of five starts. Left, heaps reached: ReLU stays near one, the other three "
    "rise to about eight. Right, the loss of D: with R1 it comes to lie on the line 2 log 2, for ReLU near "
    "it, and for leaky clearly below.",
)

# %% [markdown]
# The plain GAN hardly ever holds more than a heap or two, which is called **mode collapse**. Yet its loss is mostly
# *nearer* to the perfect $2\log2$ than that of the leaky network, which reaches far more. So look at samples, not only
# losses.
#
# R1 cures it, and so does the leak, more slowly, and with other seeds not in every start; with leaky networks alone, R1
# would have seemed unneeded. But even with R1 half of the samples lie between heaps, and a $D$ that the price keeps
# flat hardly notices: its loss ends near 1.386.
#
# ### Play with it
#
# In blue places $D$ believes in real points, in orange ones it does not, and arrows show what the generator feels.


# %% tags=["hide-input"]
from matplotlib.colors import LinearSegmentedColormap

side = torch.linspace(-1.6, 1.6, 60)
grid = torch.stack(torch.meshgrid(side, side, indexing="xy"), dim=-1).flatten(0, 1)  # (3600, 2)
noise = torch.randn(200, 8, generator=torch.Generator().manual_seed(2))  # (200, 8), the same for every picture
shown = ring(200)  # (200, 2)
assert max(reached(trained[name][-1][0], VARIANTS[name][0])[1].mean() for name in ("ReLU, R1", "leaky, R1")) < 0.75


def draw_belief(axis, belief):
    """Color the plane from what D takes for generated, over white, to what it takes for real; belief (60, 60)."""
    colors = LinearSegmentedColormap.from_list("", [COLORS["generated"], "white", COLORS["real"]])
    axis.contourf(side, side, belief, levels=np.linspace(0, 1, 21), cmap=colors, alpha=0.75)
    axis.set(xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), aspect="equal", xlabel="$x_1$", ylabel="$x_2$")


# %% tags=["hide-input"]
def draw_field(name, step, start):
    """Draw D over the plane, samples of G, and the gradient that reaches them."""
    (leak, _), (G, D) = VARIANTS[name], ([W[start - 1 : start] for W in ws] for ws in trained[name][step // 25])
    samples = mlp(noise[None], G, leak).requires_grad_()  # (1, 200, 2)
    push = -torch.autograd.grad(g_loss(mlp(samples, D, leak)).sum(), samples)[0][0]  # (200, 2)
    strength, samples = push.norm(dim=1).mean().item(), samples.detach()[0]
    belief = mlp(grid[None], D, leak).sigmoid().view(60, 60).detach()
    figure, axis = plt.subplots(figsize=(3.7, 3.9))
    draw_belief(axis, belief)
    axis.scatter(*shown.T, s=4, color=COLORS["real"])
    axis.scatter(*samples.T, s=9, color=COLORS["generated"], edgecolor="black", linewidth=0.4)
    axis.quiver(
        *samples[:40].T, *push[:40].T, angles="xy", scale_units="xy", scale=2.5, width=0.007, color=COLORS["field"]
    )
    count, good = (values[start - 1].item() for values in reached(trained[name][step // 25][0], leak))
    axis.set_title(f"step {step}: {count} of 8 heaps")
    return plots.describe(
        figure,
        f"{name}, start {start}, step {step}: the samples reach {count} of 8 heaps, {good:.1%} of them are good. D "
        f"gives the plane between {belief.min():.3f} and {belief.max():.3f}, and the mean length of the gradient at "
        f"the samples is {strength:.4f}.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_field,
    frames=[
        ("ReLU: all samples in one place", {"step": 500}),
        ("... and 50 steps later in another", {"step": 550}),
        ("ReLU with R1, early", {"name": "ReLU, R1", "step": 100}),
        ("with R1, at the end: flat", {"name": "ReLU, R1"}),
    ],
    name=widgets.choice("variant", list(VARIANTS), "ReLU"),
    step=widgets.steps("step", 0, 600, 600, 25),
    start=widgets.slider("start", 1, 5, 1, 1),
)

# %% [markdown]
# **Try** Play with ReLU alone. **Notice** that all samples sit together and are pushed to where they are not:
# $D$ learns that a place is full of fakes, $G$ moves all of them away at once, and $D$ follows. With R1 the field ends
# nearly white, and the arrows short.
#
# ## Digits
#
# For pictures DCGAN (2016) gave a recipe: convolutions throughout, batch norm ([lecture
# 12](12-initialization-and-normalization.ipynb)), ReLU in $G$ and leaky ReLU in $D$. Its generator *enlarges* by
# **transposed convolutions**, in which each input pixel stamps a kernel, times its value, into the output, and stamps
# that overlap add up. With kernel $k$, stride $s$ and padding $p$, a side of $n$ becomes $(n-1)s-2p+k$, here 1, 2, 4,
# 8.


# %%
def generator():
    return nn.Sequential(
        nn.Unflatten(1, (32, 1, 1)),  # noise (batch, 32) -> (batch, 32, 1, 1)
        *(nn.ConvTranspose2d(32, 64, 2, bias=False), nn.BatchNorm2d(64), nn.ReLU()),  # (batch, 64, 2, 2)
        *(nn.ConvTranspose2d(64, 32, 4, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU()),  # (batch, 32, 4, 4)
        *(nn.ConvTranspose2d(32, 1, 4, 2, 1), nn.Sigmoid()),  # (batch, 1, 8, 8), ink from 0 to 1
    )


def discriminator():  # without batch norm, which mixes pictures, while R1 takes the gradient at each alone
    return nn.Sequential(
        *(nn.Conv2d(1, 32, 4, 2, 1), nn.LeakyReLU(0.2)),  # (batch, 32, 4, 4)
        *(nn.Conv2d(32, 64, 4, 2, 1), nn.LeakyReLU(0.2)),  # (batch, 64, 2, 2)
        *(nn.Flatten(), nn.Linear(256, 1)),  # (batch, 1)
    )


# %%
def train_pictures(X, epochs, gamma=1.0, seed=0):
    """Return G, D and the last loss of D, trained on pictures X (n, 1, 8, 8)."""
    torch.manual_seed(seed)
    G, D = generator(), discriminator()
    g_optimizer, d_optimizer = (torch.optim.Adam(net.parameters(), 2e-3, (0.5, 0.9), fused=True) for net in (G, D))
    for _ in range(epochs):
        for rows in torch.randperm(len(X)).split(64)[:-1]:  # without the last, short batch
            real, fake = X[rows].requires_grad_(), G(torch.randn(64, 32))  # (batch, 1, 8, 8)
            d_real = D(real)  # (batch, 1)
            (gradient,) = torch.autograd.grad(d_real.sum(), real, create_graph=True)  # (batch, 1, 8, 8)
            loss = d_loss(d_real, D(fake.detach())).mean()
            d_optimizer.zero_grad()
            (loss + gamma / 2 * gradient.square().sum((1, 2, 3)).mean()).backward()
            d_optimizer.step()
            g_optimizer.zero_grad()
            g_loss(D(fake)).mean().backward()
            g_optimizer.step()
    return G, D, loss.item()


digits = data.digits()
G, D, _ = train_pictures(digits.train.X, epochs=30)
G.eval()  # batch norm now uses the statistics it has gathered
with torch.no_grad():
    samples = G(torch.randn(450, 32, generator=torch.Generator().manual_seed(0)))  # (450, 1, 8, 8)


# %% tags=["hide-input"]
def draw_row(axis, pictures, title):
    """Draw the first 20 of pictures (n, 1, 8, 8) in two rows."""
    rows = F.pad(pictures[:20, 0], (1, 1, 1, 1)).view(2, 10, 10, 10).transpose(1, 2).reshape(20, 100)
    axis.imshow(rows, cmap="gray_r", vmin=0, vmax=1)
    axis.set_title(title, fontsize=10)
    axis.axis("off")


figure, axes = plt.subplots(2, 1, figsize=(6.4, 3.1))
draw_row(axes[0], digits.test.X, "real")
draw_row(axes[1], samples, "generated from the first 20 noises of seed 0, none chosen")
plots.show(
    figure,
    alt="Above, 20 real handwritten digits of 8 by 8 pixels. Below, 20 generated ones: about half can be read at "
    "once, the others are blots between two digits.",
)

# %% [markdown]
# ## Judging without a likelihood
#
# A GAN gives no probability of a test picture, so its samples have to be judged as they are. For that we take the
# course's own classifier, trained on these training digits and on printed ones, and three common measures:
#
# - The **inception score** is $\exp\,\mathbb E_x\,\mathrm{KL}\bigl(p(y\mid x)\,\|\,p(y)\bigr)$, where $p(y)$ is
#   the mean of $p(y\mid x)$: high if the classifier is sure of each picture, and finds all classes.
# - The **Fréchet distance** compares mean $\mu$ and covariance $C$ of its last hidden layer, for real pictures and for
#   samples: $\|\mu_1-\mu_2\|^2+\mathrm{tr}\bigl(C_1+C_2-2(C_1C_2)^{1/2}\bigr)$. With the network Inception-v3 it is
#   known as FID.
# - The distance to the **nearest neighbor** among training pictures is 0 for copies; compare it with that of fresh
#   ones.
#
# **Choose.** To fool them, a "generator" stores the training pictures and hands them out. Which measure objects?
#
# <details><summary>The inception score</summary>
#
# It looks at samples alone, and never at the data. Real digits get nearly the most there is, and so do their copies.
# </details>
#
# <details><summary>The Fréchet distance</summary>
#
# It compares with the data, and copies agree with the data at least as well as fresh real digits do.
# </details>
#
# <details><summary>The nearest neighbor</summary>
#
# Yes, that is what it is for. But move each copy by one pixel, and it no longer objects.
# </details>

# %%
X = digits.train.X  # (1347, 1, 8, 8)
real_features = judge(X)[1]  # (1347, 32)
noisy = torch.randn(450, 1, 8, 8, requires_grad=True)  # pictures that are trained themselves, against the judge
optimizer = torch.optim.Adam([noisy], 0.3)
for _ in range(120):
    loss = (judge(noisy.sigmoid())[1] - real_features[:450]).square().sum(1).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
some = X[torch.randperm(len(X), generator=torch.Generator().manual_seed(0))[:450]]  # (450, 1, 8, 8)
ten = torch.stack([digits.test.X[digits.test.y == digit][0] for digit in range(10)])  # (10, 1, 8, 8)
suspects = {
    "fresh real digits": digits.test.X,
    "our GAN": samples,
    "ten real digits, repeated": ten.repeat(45, 1, 1, 1),
    "copies of training": some,
    "copies, one pixel right": F.pad(some, (1, -1)),
    "noise made for the judge": noisy.detach().sigmoid(),
}

# %%
table = {}
for name, pictures in suspects.items():
    logits, features = judge(pictures)
    score, distance = metrics.inception_score(logits), metrics.frechet_distance(features, real_features)
    near = metrics.nearest_distances(pictures, X)  # (450,)
    table[name] = score[0], distance[0], near.mean().item()
    print(f"{name:26} score {score[0]:5.2f} ± {score[1]:.2f}, Fréchet {distance[0]:5.1f} ± {distance[1]:4.1f}", end="")
    print(f", nearest {near.mean():.2f} ± {near.std() / len(near) ** 0.5:.2f}")

# %% tags=["hide-input"]
real, ours = table["fresh real digits"], table["our GAN"]
assert 4 < ours[0] < real[0] and ours[1] > 3 * real[1] and ours[2] > 1.1 * real[2]
assert table["ten real digits, repeated"][0] > real[0] and table["ten real digits, repeated"][1] > ours[1] / 3
assert table["copies of training"][1] < 1.5 * real[1] and table["copies of training"][2] == 0
shifted, noise_row = table["copies, one pixel right"], table["noise made for the judge"]
assert shifted[2] > 1.5 * real[2] and shifted[1] > 3 * table["copies of training"][1]
assert noise_row[0] > 9 and noise_row[1] < 0.6 * ours[1] and noise_row[2] > 1.5 * real[2]
assert max(table, key=lambda name: table[name][0]) == "ten real digits, repeated"
figure, axes = plt.subplots(2, 1, figsize=(6.4, 3.1))
draw_row(axes[0], suspects["copies, one pixel right"], "no copies, says the nearest neighbor")
draw_row(axes[1], suspects["noise made for the judge"], "excellent digits, say score and Fréchet distance")
plots.show(
    figure,
    alt="Above, 20 training digits moved to the right by one pixel, so that some are cut. Below, 20 gray, noisy "
    "pictures in which hardly any digit can be read.",
)

# %% [markdown]
# Each is fooled by some row. Ten pictures get the best score, because it sees nothing inside a class. Copies get as
# good a distance as new real digits, and one pixel hides them from the nearest neighbor. But noise that was trained
# against the judge passes all three: it beats our GAN in score and distance, and is no copy. So report all three with
# their errors, beside as many fresh real pictures, and look at samples that nobody chose.
#
# ## Deeper: score and distance from scratch
#
# Both are a few lines. The trace of a matrix's root is the sum of the roots of its eigenvalues, so no root of a matrix
# is needed:


# %%
def inception_score(logits):
    p = logits.softmax(1)  # (n, 10): p(y | x)
    return (p * (p / p.mean(0)).log()).sum(1).mean().exp()


def frechet_distance(a, b):
    """Of features a (n, 32) and b (m, 32)."""
    A, B = a.T.cov(), b.T.cov()  # (32, 32)
    root = torch.linalg.eigvals(A @ B).real.clamp(min=0).sqrt().sum()  # the trace of the root of A B
    return (a.mean(0) - b.mean(0)).square().sum() + A.trace() + B.trace() - 2 * root


logits, features = (answer.double() for answer in judge(samples))  # (450, 10), (450, 32)
assert math.isclose(inception_score(logits), metrics.inception_score(logits)[0], rel_tol=1e-4)
distance = frechet_distance(features, real_features.double()).item()
assert math.isclose(distance, metrics.frechet_distance(features, real_features)[0], rel_tol=1e-4)

# %% [markdown]
# ## Deeper: a transposed convolution is the transpose
#
# A convolution is linear, so it is a matrix $A$, with a row for each output pixel. `ConvTranspose2d` multiplies by
# $A^\top$ (it does not invert). Stamps of 3 with stride 2 overlap in every second pixel, which shows as a checkerboard;
# if the stride divides the kernel, as 2 divides our 4, each pixel gets equally many:

# %%
kernel = torch.randn(1, 1, 4, 4)
eye = torch.eye(64).view(64, 1, 8, 8)
A = F.conv2d(eye, kernel, stride=2, padding=1).flatten(1).T  # (16, 64): column i is the answer to pixel i alone
small = torch.randn(1, 1, 4, 4)
picture = torch.randn(1, 1, 8, 8)
assert torch.allclose(A @ picture.flatten(), F.conv2d(picture, kernel, stride=2, padding=1).flatten(), atol=1e-5)
enlarged = F.conv_transpose2d(small, kernel, stride=2, padding=1)  # (1, 1, 8, 8)
assert torch.allclose(enlarged.flatten(), A.T @ small.flatten(), atol=1e-5)
counts = {k: F.conv_transpose2d(torch.ones(1, 1, 1, 6), torch.ones(1, 1, 1, k), stride=2)[0, 0, 0] for k in (3, 4)}
print("stamps on each pixel, kernel 3:", counts[3].int().tolist())
print("stamps on each pixel, kernel 4:", counts[4].int().tolist())
assert counts[3][2:-2].unique().tolist() == [1, 2] and counts[4][2:-2].unique().tolist() == [2]

# %% [markdown]
# ## Deeper: afterwards, and a duty
#
# WGAN (2017) replaced JS by another distance, how far mass has to be moved. It has a gradient even if data and samples
# do not overlap, while JS is $\log2$ then, however far they are apart. The critic, as $D$ is called there, must not be
# steeper than a fixed bound: WGAN clipped its weights, and WGAN-GP (I. Gulrajani and others, 2017) asks a price for
# each gradient whose length is not 1. StyleGAN (T. Karras and others, 2019) made portraits of people who do not exist.
# Later, diffusion models (lecture 40) took over, since they train by plain regression and leave out less. Adversarial
# losses stay where a single step has to look sharp: in super-resolution, in the decoder of latent diffusion, and in
# vocoders.
#
# The same tools put a real person's face and voice into what they never did or said (deepfakes), often without their
# consent. A discriminator is no cure, since the next generator trains against it. What helps more is to mark pictures
# at the source (watermarks, signed origin), to ask before using a likeness or training on it, and laws that bite. So
# label what you generate.
#
# ## What goes wrong
#
# **The loss of $D$ is 0.** $D$ sees through every fake, often by a give-away such as a border or another range of
# values, and $G$ starves. Here someone forgot to divide the real pixels by 16:

# %%
starved, winner, loss = train_pictures(16 * digits.train.X, epochs=2, gamma=0.0)
norms = {}
for objective in (saturating, g_loss):
    value = objective(winner(starved(torch.randn(64, 32, generator=torch.Generator().manual_seed(0))))).mean()
    gradient = torch.autograd.grad(value, list(starved.parameters()))
    norms[objective.__name__] = torch.cat([g.flatten() for g in gradient]).norm().item()
print(f"loss of D {loss:.4f}; gradient norm of G: saturating {norms['saturating']:.4f}, other {norms['g_loss']:.4f}")
assert loss < 0.1 and norms["saturating"] < 0.1 * norms["g_loss"]

# %% [markdown]
# The symptom is a loss near 0 and, with the saturating loss, hardly any gradient. The other loss has one, but a sigmoid
# never reaches 16. Remedy: print the range, shape and borders of both batches.
#
# **Kinds are rare or missing**, which no single sample shows. Remedy: let a classifier count.

# %%
counted = torch.bincount(judge(samples)[0].argmax(1), minlength=10)
print("of 450 samples, each digit:", counted.tolist())
assert counted.min() < 0.7 * counted.max()  # real digits are equally frequent

# %% [markdown]
# ### Deeper: a loss of 1.386
#
# It is the loss of a $D$ that always says $\frac12$, either because $G$ is perfect or because $D$ is blind, for
# instance under too strong a penalty (and the plain GAN came near it with a $D$ that was far from blind, but a step
# behind). So try $D$ alone on an easy task, such as real points against a single one in the middle of the ring:


# %%
def alone(gamma):
    """Return the loss of D after 150 steps against points that never change their distribution."""
    _, D, _, d_optimizer = players()
    easy = torch.zeros(RUNS, 9, 2)  # a generator without hidden layers whose points are all (0, 0)
    return torch.stack([d_step([easy], D, d_optimizer, 0.2, gamma) for _ in range(150)])[-30:].mean().item()


too_strong = train(0.2, 1000.0, steps=150)[1][-50:].mean().item()
print(f"in the game: {d_losses['leaky, R1'][-50:].mean():.3f} with gamma 2, {too_strong:.3f} with gamma 1000")
checks = {gamma: alone(gamma) for gamma in (2.0, 1000.0)}
print(f"D alone: {checks[2.0]:.3f} with gamma 2, {checks[1000.0]:.3f} with gamma 1000")
assert abs(too_strong - 1.386) < 0.02 and checks[1000.0] > 1.3 and checks[2.0] < 1.2

# %% [markdown]
# In the game both look alike, but alone only the blind one stays where it is.
#
# ## Exercises
#
# ### 1. Two coins (★, 10 minutes)
#
# Data are heads with probability 1, a generator tosses a fair coin. What are the best $D$ and the value of the game?
#
# <details><summary>Solution</summary>
#
# $D^*=1/1.5=\frac23$ for heads and 0 for tails. $V=\log\frac23+\frac12\log\frac13+\frac12\log1\approx-0.955$, above
# $-2\log2=-1.386$.
#
# ```python
# assert abs(math.log(2 / 3) + 0.5 * math.log(1 / 3) + 0.9548) < 1e-4
# ```
# </details>
#
# ### 2. The spiral (★★, 15 minutes)
#
# Prove the factor $\sqrt{1+\eta^2}$. Then show that playing in turns stays bounded for $\eta<2$.
#
# <details><summary>Solution</summary>
#
# At the same time: $(x-\eta y)^2+(y+\eta x)^2=(1+\eta^2)(x^2+y^2)$. In turns, the step is a matrix with determinant 1
# and trace $2-\eta^2$; for a trace strictly between $-2$ and 2 its eigenvalues are a complex pair of size 1.
#
# ```python
# for eta in (0.1, 0.5, 1.9):
#     in_turns = torch.tensor([[1.0, -eta], [eta, 1 - eta**2]])
#     assert torch.allclose(torch.linalg.eigvals(in_turns).abs(), torch.ones(2), atol=1e-5)
# assert play(2.1, alternate=True).norm(dim=1)[-1] > 100
# ```
# </details>
#
# ### 3. Where the leak matters (★★, 20 minutes)
#
# Without R1, let only $G$ be leaky, and then only $D$. Which of the two reaches the heaps?
#
# <details><summary>Solution</summary>
#
# The generator's leak does. One might suspect dead units, but the last lines show that hardly any unit of $G$ is 0 for
# all noise. So we know what helps, and not why: a good place for an experiment of your own.
#
# ```python
# def mixed(leak_G, leak_D, steps=600):
#     G, D, g_optimizer, d_optimizer = players()
#     for _ in range(steps):
#         fake = mlp(torch.randn(RUNS, 128, 8), G, leak_G)
#         pair = mlp(ring(RUNS, 128), D, leak_D), mlp(fake.detach(), D, leak_D)
#         d_optimizer.zero_grad()
#         d_loss(*pair).mean((1, 2)).sum().backward()
#         d_optimizer.step()
#         g_optimizer.zero_grad()
#         g_loss(mlp(fake, D, leak_D)).mean((1, 2)).sum().backward()
#         g_optimizer.step()
#     return reached(G, leak_G)[0]
#
#
# only_G, only_D = mixed(0.2, 0.0), mixed(0.0, 0.2)
# print(only_G, only_D)
# assert only_G.float().mean() > only_D.float().mean() + 2
#
# x = torch.randn(RUNS, 2000, 8)
# for W in trained["ReLU"][-1][0][:-1]:
#     x = F.relu(x @ W[:, 1:] + W[:, :1])  # (runs, 2000, 64)
#     print("units of G that are 0 for all noise:", (x.amax(1) == 0).sum(1).tolist())
#     assert (x.amax(1) == 0).float().mean() < 0.1
# ```
# </details>
#
# ### 4. A wider ring (★★★, 40 minutes, open)
#
# Double the radius (`CENTERS`), take leaky networks, and train for 2,500 steps with and without R1. What would
# you have concluded after 500?
#
# <details><summary>Solution</summary>
#
# Ours, over ten starts: after 500 steps few heaps are reached, so that the whole method seems to fail. After 1,000 the
# networks *without* R1 are ahead, and after 2,500 those with it, by less than one heap; some starts have *lost* heaps
# again. That is less than between two starts, so five of them decide nothing. Plain to see is only that the loss of $D$
# is near 1.06 without R1, and 1.38 with it. The code below only begins it.
#
# ```python
# CENTERS = 2 * CENTERS
# for gamma in (0.0, 2.0):
#     seen, _ = train(0.2, gamma, steps=300)  # take 2500
#     print(gamma, [reached(G, 0.2)[0].tolist() for G, _ in seen[::2]])
# CENTERS = CENTERS / 2
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - A discriminator is a learned loss; at its best it is $p/(p+q)$, and makes $G$ minimize a Jensen-Shannon divergence.
# - $G$ minimizes $-\log D$ in practice, because the other loss has no gradient when it is needed.
# - A game can circle; R1 damps it with a price on the gradients of $D$ at real data.
# - Mode collapse does not show in the losses: look at samples, and count kinds.
# - Score, Fréchet distance and nearest neighbor are easily fooled, even together: look at the samples as well.
#
# ## Where it came from
#
# - I. Goodfellow and others, 2014, NIPS: the game, its optimum, and the non-saturating loss.
# - A. Radford, L. Metz and S. Chintala, 2016, ICLR: DCGAN.
# - T. Salimans and others, 2016, NIPS: the inception score; M. Heusel and others, 2017, NIPS: FID.
# - M. Arjovsky, S. Chintala and L. Bottou, 2017, ICML: WGAN.
# - L. Mescheder, A. Geiger and S. Nowozin, 2018, ICML: circles in GANs, and R1.
#
# **Next**: [39, flows and pixel models](39-flows-and-pixel-models.ipynb): generators that do know probabilities.
