# %% [markdown]
# # Flows and pixel models
#
# You will be able to build two kinds of networks that state the exact probability of what you show them, one that bends
# space and one that predicts pixel after pixel, and to catch the leaks that make such a number meaningless.
#
# **Reading** 35 min · **Running** under 60 s on two cores · **Prerequisites**
# [6 (losses and likelihood)](06-losses.ipynb), [16 (convolution)](16-convolution.ipynb) and
# [26 (the LSTM)](26-lstm-gru.ipynb) · **Practice** the exercises below; the nearest assignment is a20 ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/39-flows-and-pixel-models.ipynb)
#
# **Needs** [06](06-losses.ipynb), [16](16-convolution.ipynb), [26](26-lstm-gru.ipynb), [37](37-vae.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **derive** the density of bent data, with the right sign;
# - **implement** RealNVP and PixelCNN, and check both against the Jacobian;
# - **prove** by an integral or a sum that a model is a distribution;
# - **diagnose** a leak by one line of autograd;
# - **compare** models of the same pictures in nats.

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
import math
from functools import partial

import torch.nn.functional as F
from matplotlib.collections import LineCollection
from sklearn.mixture import GaussianMixture
from torch import nn
from torch.autograd.functional import jacobian

# %% [markdown]
# ## A number too good
#
# Here are handwritten digits as a printer sees them, 64 pixels of ink or paper. A model of them is good if unseen ones
# do not surprise it, which means that $-\log p(x)$, counted in nats, is small. The simplest one learns only how often
# each pixel is inked:

# %%
digits = data.digits()
X, X_new = ((split.X > 0.5).float() for split in (digits.train, digits.test))  # (1347, 1, 8, 8) and (450, 1, 8, 8)
ink = (X.sum(0) + 1) / (len(X) + 2)  # (1, 8, 8), never quite 0 or 1
independent = F.binary_cross_entropy(ink.expand_as(X_new), X_new, reduction="none").sum((1, 2, 3))  # (450,)
print(f"fair coins {64 * math.log(2):.1f} nats a picture, independent pixels {independent.mean():.1f}")

# %% tags=["hide-input"]
COLORS = {"flow": plots.BLUE, "pixel model": plots.GREEN, "leak": plots.RED, "kept": plots.SKY, "baseline": plots.GRAY}


def draw_pictures(rows, names, title):
    """Draw rows of pictures (n, 1, 8, 8), ink black, each row with its name."""
    figure, axes = plt.subplots(len(rows), len(rows[0]), figsize=(0.62 * len(rows[0]) + 1.6, 0.72 * len(rows) + 0.35))
    for row, name, line in zip(rows, names, axes, strict=True):
        for picture, axis in zip(row, line, strict=True):
            axis.imshow(picture[0], cmap="gray_r", vmin=0, vmax=1)
            axis.set(xticks=[], yticks=[])
            axis.spines[:].set_visible(True)
        line[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=10)
    figure.suptitle(title, weight="bold", fontsize=12)
    return figure


plots.show(
    draw_pictures(
        [X_new[:12], torch.bernoulli(ink.expand(12, 1, 8, 8))],
        ["real", "drawn"],
        "Independent pixels know where ink is, not what it is",
    ),
    alt="Two rows of twelve pictures of 8 by 8 pixels. Above, the first twelve test digits in black and white; below, "
    "twelve random draws from independent pixels: ragged blots where digits have ink, hardly one of them a digit.",
)

# %% [markdown]
# All samples in this lecture are random draws, never chosen.
#
# Now a colleague trains a network that predicts each pixel from those before, and after four epochs it needs less than
# half a nat on *unseen* pictures. We shall train it below.
#
# **Choose.** How would you find out whether to believe it?
#
# <details><summary>By more test pictures: it must have learned them by heart</summary>
#
# They would cost as little, and so would a picture of noise.
# </details>
#
# <details><summary>By asking autograd on which pixels each prediction depends</summary>
#
# Yes, that is one line, and it finds the leak at once. We shall also *count*, which needs no idea of the cause: 0 nats
# means probability 1, and only one picture can have that.
# </details>
#
# <details><summary>By looking at what it draws</summary>
#
# That can mislead. Whatever canvas it begins on, hers draws nearly that canvas, and on real digits it looks perfect.
# </details>
#
# ## Two triangles
#
# Exact probabilities need a constraint, and both kinds of networks here have the same one, a triangle:

# %% tags=["hide-input"]
ARROW = {"arrowstyle": "-|>", "linewidth": 1.2, "color": "black", "shrinkA": 0, "shrinkB": 0}
BOXES = [(0, 2, "$x_a$", "kept"), (0, 0, "$x_b$", "flow"), (5.7, 2, "$z_a$", "kept"), (5.7, 0, "$z_b$", "flow")]
BOXES += [(2, 1, "network", ""), (3.35, 0, "×", ""), (4.35, 0, "+", "")]
ARROWS = [(0.3, 2, 5.35, 2), (0.3, 0, 3.1, 0), (3.6, 0, 4.1, 0), (4.6, 0, 5.35, 0), (0.25, 1.85, 1.4, 1.15)]
ARROWS += [(2.65, 0.85, 3.3, 0.32), (2.7, 1, 4.3, 0.32)]


def draw_coupling(axis):
    """Draw how one half of the coordinates scales and shifts the other."""
    for x, y, words, concept in BOXES:
        edge = COLORS.get(concept, "black")
        look = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": edge, "linewidth": 1.8}
        axis.text(x, y, words, ha="center", va="center", fontsize=12, bbox=look, zorder=3)
    for x, y, to_x, to_y in ARROWS:
        axis.annotate("", (to_x, to_y), (x, y), arrowprops=ARROW)
    for x, y, words in [(2.72, 0.42, "$e^s$"), (3.75, 0.85, "$t$"), (0, 1.45, "(n, d/2)"), (0, -0.55, "(n, d/2)")]:
        axis.text(x, y, words, ha="center", va="center", fontsize=10)
    axis.set(title="Coupling: $z_b$ bends, $z_a$ stays", xlim=(-0.7, 6.2), ylim=(-0.8, 2.5))
    axis.axis("off")


# %% tags=["hide-input", "drawing"]
figure, axes = plt.subplots(1, 2, figsize=(9.6, 3.3), width_ratios=[1.45, 1])
draw_coupling(axes[0])
axis = axes[1]
for i in range(16):
    shade = COLORS["pixel model"] if i < 9 else "white"
    axis.add_patch(plt.Rectangle((i % 4, 3 - i // 4), 1, 1, facecolor=shade, edgecolor="black", alpha=0.65))
    axis.text(i % 4 + 0.5, 3.5 - i // 4, f"$x_{{{i + 1}}}$", ha="center", va="center", fontsize=11)
axis.add_patch(plt.Rectangle((1, 1), 1, 1, fill=False, edgecolor="black", linewidth=3))
axis.text(4.3, 1.5, r"$p(x_{10}=1\mid x_1,\dots,x_9)$", fontsize=12, va="center")
axis.set(title="Pixel model: only what came before", xlim=(-0.3, 8), ylim=(-0.4, 4.3), aspect="equal")
axis.axis("off")
plots.show(
    figure,
    alt="Two drawings. Left, a coupling: the half x a goes straight to z a and into a network; its outputs e to the s "
    "and t multiply and shift the other half x b, which gives z b; each half has the shape (n, d/2). Right, a "
    "picture of 16 pixels: the first nine are shaded, the tenth is framed, and its probability given those nine stands "
    "beside it.",
)

# %% [markdown]
# Left, what becomes of $x_b$ depends on $x_a$ and itself; right, a prediction depends on earlier pixels. In that order,
# the matrix of derivatives (the Jacobian) has nothing above its diagonal.
#
# ## Stretching a line
#
# The left kind bends noise, so we first ask what bending does to a density. Draw a million numbers $z$ from the
# standard normal distribution, and let $x=\sinh z$. Those between two values of $z$ are now between the two values of
# $x$, so where the line is stretched they stand thinner, in proportion:
#
# $$p(x)=p_z(z)\left|\frac{dz}{dx}\right|\qquad z=f(x)$$
#
# Here $z$ is noise of density $p_z$, no pre-activation, and from here on **$f$ leads from data $x$ to noise $z$**:
# density needs $f$ and its derivative, drawing needs the inverse. The formula is called the **change of variables**,
# and counting confirms it:

# %%
x = torch.randn(1_000_000).sinh()
edges = torch.linspace(-4, 4, 41)  # 40 boxes, each .2 wide
counted = torch.histogram(x, edges)[0] / len(x) / 0.2  # share of a box, over its width: a density
middle = (edges[1:] + edges[:-1]) / 2
z, dz_dx = middle.asinh(), 1 / (1 + middle.square()).sqrt()
formula = (-z.square() / 2).exp() / math.sqrt(2 * math.pi) * dz_dx
assert (counted - formula).abs().max() < 0.01

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(9.6, 3.2), width_ratios=[1, 1.3])
ticks = torch.linspace(-2, 2, 17)
for z_tick in ticks:
    axes[0].plot([z_tick, z_tick.sinh()], [1, 0], color=COLORS["flow"], linewidth=1)
axes[0].set(title="Bending spaces the ticks", xlabel="x below, z above", yticks=[0, 1], yticklabels=["x", "z"])
axes[0].grid(visible=False)
axes[1].stairs(counted, edges, fill=True, color=COLORS["baseline"], alpha=0.4, label="counted")
axes[1].plot(middle, formula, color=COLORS["flow"], label=r"$p_z(z)\,|dz/dx|$")
axes[1].plot(middle, (-middle.square() / 2).exp() / math.sqrt(2 * math.pi), **plots.line("baseline"), label="normal")
axes[1].set(title="The formula is what we count", xlabel="x", ylabel="density")
axes[1].legend()
plots.show(
    figure,
    alt="Left, seventeen equally spaced ticks of z above are joined to their places sinh z below, which lie ever wider "
    "apart outward. Right, the counted density of x as gray steps; the blue curve of the formula runs along them. It "
    "is lower than the normal density around 1 and higher beyond 2.",
)

# %% [markdown]
# In more dimensions lengths become volumes, and the derivative becomes the determinant of the Jacobian:
#
# $$\log p(x)=\log p_z\big(f(x)\big)+\log\left|\det\frac{\partial f}{\partial x}\right|$$
#
# A network that is trained to make this large for the data, with $f$ invertible, is a **normalizing flow**.
#
# ## A determinant for free
#
# In general a determinant costs some $d^3$ operations, and not every network can be inverted. So RealNVP makes the
# Jacobian *triangular*, because then its determinant is the product of the diagonal. The **affine coupling** leaves one
# half of the coordinates alone, and lets them say how the other half is scaled and shifted:
#
# $$z_a=x_a\qquad z_b=x_b\,e^{s(x_a)}+t(x_a)\qquad\log|\det|=\sum_i s_i(x_a)$$


# %%
class Coupling(nn.Module):
    """Scales and shifts one half of d coordinates as the other half says: the second, or the first if swapped."""

    def __init__(self, d=2, swapped=False, h=32):
        super().__init__()
        self.swapped = swapped
        self.net = nn.Sequential(nn.Linear(d // 2, h), nn.ReLU(), nn.Linear(h, h), nn.ReLU(), nn.Linear(h, d))
        for parameter in self.net[-1].parameters():
            nn.init.zeros_(parameter)  # so it begins as the identity

    def split(self, x):
        halves = x.chunk(2, dim=1)  # each (n, d/2)
        return halves[::-1] if self.swapped else halves

    def join(self, a, b):
        return torch.cat([b, a] if self.swapped else [a, b], dim=1)  # (n, d)

    def scale_and_shift(self, a):
        s, t = self.net(a).chunk(2, dim=1)  # each (n, d/2)
        return torch.tanh(s), t  # s is bounded, since e^s explodes

    def forward(self, x):
        """From data x (n, d) to z (n, d), and log |det| (n,)."""
        a, b = self.split(x)
        s, t = self.scale_and_shift(a)
        return self.join(a, b * s.exp() + t), s.sum(1)

    def inverse(self, z):
        a, b = self.split(z)
        s, t = self.scale_and_shift(a)  # a has not changed, so they are the same
        return self.join(a, (b - t) * (-s).exp()), -s.sum(1)


# %% [markdown]
# **Checkpoint.** Why may the network inside, which gives $s$ and $t$, be anything, even one that cannot be inverted?
#
# <details><summary>Answer</summary>
#
# Nobody inverts it. On the way back $z_a=x_a$ is known, so we compute the same $s$ and $t$ again, subtract $t$ and
# divide by $e^s$. The network's derivatives stand below the diagonal, so they do not enter the determinant.
# </details>
#
# RealNVP is a chain of couplings that take turns in which half moves, and their log-determinants add up. We check the
# sum against the whole Jacobian, in six dimensions:


# %%
def to_noise(flow, x):
    total = torch.zeros(len(x), dtype=x.dtype)
    for layer in flow:
        x, logdet = layer(x)
        total = total + logdet
    return x, total  # (n, d), (n,)


def to_data(flow, z):
    for layer in reversed(flow):
        z, _ = layer.inverse(z)
    return z


def normal(z):
    return -0.5 * z.square().sum(1) - 0.5 * z.shape[1] * math.log(2 * math.pi)  # (n,)


def log_density(flow, x):
    z, logdet = to_noise(flow, x)
    return normal(z) + logdet  # (n,)


def make(turns):
    return nn.ModuleList(Coupling(swapped=bool(turn)) for turn in turns)


# %%
flow = nn.ModuleList(Coupling(6, swapped=i % 2 == 1) for i in range(4)).double()
for layer in flow:
    layer.net[-1].reset_parameters()  # no longer the identity
x = torch.randn(5, 6, dtype=torch.float64)
z, logdet = to_noise(flow, x)
J = torch.stack([jacobian(lambda row: to_noise(flow, row[None])[0][0], row) for row in x])  # (5, 6, 6)
assert torch.allclose(torch.linalg.slogdet(J).logabsdet, logdet, atol=1e-10)
assert torch.allclose(to_data(flow, z), x, atol=1e-10)
one = jacobian(lambda row: flow[0](row[None])[0][0], x[0])
assert not one.triu(1).any() and torch.allclose(one.diag().log().sum(), flow[0](x[:1])[1])

# %% [markdown]
# ## RealNVP on two moons
#
# Two moons are a fair test because we know the truth: the generator adds normal noise to points on two half circles, so
# its density is an average over the arcs, and on average nobody can do better.

# %%
NOISE = 0.05
moons = data.moons(8000, noise=NOISE)
center, spread = moons.train.X.mean(0), moons.train.X.std(0)  # (2,) each
points, points_new = ((split.X - center) / spread for split in (moons.train, moons.test))  # (6000, 2) and (2000, 2)


def truth(x):
    t = torch.linspace(0, math.pi, 400)
    arcs = [torch.stack([t.cos(), t.sin()], 1), torch.stack([1 - t.cos(), 0.5 - t.sin()], 1)]  # (400, 2) each
    squared = torch.cdist(center + spread * x, torch.cat(arcs)).square()  # (n, 800)
    average = (-squared / (2 * NOISE**2)).logsumexp(1) - math.log(800 * 2 * math.pi * NOISE**2)
    return average + spread.log().sum()  # (n,): standardizing is a change of variables, too


def learn(flow, points, steps=800, score=log_density):
    optimizer = torch.optim.Adam(flow.parameters(), 5e-3, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        optimizer.zero_grad()
        (-score(flow, points[torch.randint(len(points), (256,))]).mean()).backward()
        optimizer.step()
        schedule.step()
    return flow


# %% [markdown]
# **Choose.** Eight couplings have some 9,500 weights, and a mixture of twenty Gaussians has 119 numbers and is fitted
# at once. Who wins on new points?
#
# <details><summary>The flow, since a network can take any shape</summary>
#
# It cannot take *any* shape, as we shall see, and what it can take has to be found by gradient descent.
# </details>
#
# <details><summary>The mixture, but not by much</summary>
#
# Yes. In two dimensions twenty blobs tile two thin arcs well, and both come close to the truth. But the number of blobs
# that such a tiling needs grows rapidly with the dimension.
# </details>
#
# <details><summary>The mixture by far, because the flow overfits</summary>
#
# With 6,000 points in the plane there is little to overfit.
# </details>

# %%
flows = {}
for name, halves in {"2 couplings": [0, 1], "8, the same half": [0] * 8, "8 couplings": [0, 1] * 4}.items():
    torch.manual_seed(0)
    flows[name] = learn(make(halves), points)
mixture = GaussianMixture(20, random_state=0).fit(points.numpy())
densities = {"truth": truth, "20 Gaussians": lambda x: torch.from_numpy(mixture.score_samples(x.numpy()))}
densities |= {name: partial(log_density, flow) for name, flow in flows.items()}
window = torch.cartesian_prod(torch.linspace(-3, 3, 200), torch.linspace(-3, 3, 200))  # (40000, 2)
needs, integrals = {}, {}
with torch.no_grad():
    for name, log_p in densities.items():
        needs[name] = -log_p(points_new).mean().item()
        integrals[name] = log_p(window).exp().sum().item() * (6 / 199) ** 2
        print(f"{name:16} {needs[name]:5.2f} nats a point, integral over the window {integrals[name]:.3f}")
assert needs["truth"] < needs["20 Gaussians"] < needs["8 couplings"] < needs["truth"] + 0.45
assert needs["8 couplings"] + 0.05 < min(needs["2 couplings"], needs["8, the same half"])
assert max(abs(integral - 1) for integral in integrals.values()) < 0.05

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 4, figsize=(10, 3.1), sharey=True)
for axis, name in zip(axes, ["truth", "20 Gaussians", "2 couplings", "8 couplings"], strict=True):
    with torch.no_grad():
        picture = densities[name](window).view(200, 200).T.clamp(min=-9)
    side = window.view(200, 200, 2)[:, 0, 0]
    axis.contourf(side, side, picture, levels=[-4, -3, -2, -1, 0, 1], cmap="Blues", extend="max")
    axis.set_title(name, fontsize=10)
    axis.set(xlabel="$x_1$", xlim=(-2.5, 2.5), ylim=(-2.5, 2.5), xticks=[-2, 0, 2], yticks=[-2, 0, 2])
    axis.grid(visible=False)
axes[0].set_ylabel("$x_2$")
figure.suptitle("Eight couplings find both moons, and cannot part them", weight="bold", fontsize=12)
plots.show(
    figure,
    alt="Four densities over the plane, darker where their logarithm is larger. The truth: two interleaved half "
    "circles, even and thin. 20 Gaussians: nearly the same. 2 couplings: one wide smear. 8 couplings: both arcs, and a "
    "bridge of little density that joins the end of one arc to the other.",
)

# %% [markdown]
# The nats are a claim, and the integral is its proof, because what does not integrate to 1 is no density (what is
# missing lies outside the window). Two couplings bend each axis only once, and for eight that always move the same half
# the other one stays normal forever.
#
# **Try** the steps: each dot is noise on its way back through the couplings, and the grid shows how the plane is pulled
# along.

# %%
trained = {"moons": flows["8 couplings"]}
for name, generator in [("circles", data.circles), ("spirals", data.spirals)]:
    raw = generator(8000).train.X  # (6000, 2)
    torch.manual_seed(0)
    trained[name] = learn(make([0, 1] * 4), (raw - raw.mean(0)) / raw.std(0))


# %% tags=["hide-input"]
@torch.no_grad()
def draw_warp(step, shape, grid):
    """Draw noise and a grid after some couplings on their way to the data."""
    noise = torch.randn(800, 2, generator=torch.Generator().manual_seed(0))
    lines = torch.cartesian_prod(torch.linspace(-2.4, 2.4, 11), torch.linspace(-2.4, 2.4, 121))  # (11 · 121, 2)
    x, stretch = torch.cat([noise, lines, lines.flip(1)]), torch.zeros(800 + 2 * len(lines))
    for layer in list(reversed(trained[shape]))[:step]:
        x, logdet = layer.inverse(x)
        stretch += logdet
    figure, axis = plt.subplots(figsize=(3.9, 3.4))
    if grid:
        curves, values = x[800:].view(-1, 121, 2), stretch[800:].view(-1, 121)[:, :-1].flatten().numpy()
        pieces = torch.stack([curves[:, :-1], curves[:, 1:]], 2).flatten(0, 1).numpy()  # (pieces, 2 ends, 2)
        bundle = LineCollection(pieces, cmap="viridis", clim=(-4, 2), linewidth=1.1, zorder=1, array=values)
        axis.add_collection(bundle)
        figure.colorbar(bundle, label="log of the stretching", shrink=0.8)
    axis.scatter(*x[:800].T, s=1.5, color="black", alpha=0.6, zorder=2)
    reach = max(3, x[:800].abs().quantile(0.98).item())
    axis.set(title=f"{shape}: {step} of 8 couplings", xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    return plots.describe(
        figure,
        f"{'A warped grid and 800 dots' if grid else '800 dots'} after {step} of 8 couplings toward the {shape}. "
        f"The dots have standard deviations {x[:800, 0].std():.2f} and {x[:800, 1].std():.2f}; where they are, areas "
        f"are on average multiplied by {stretch[:800].mean().exp():.2f}.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_warp,
    frames=[
        ("noise, and an even grid", {"step": 0}),
        ("half way", {"step": 4}),
        ("all eight: two moons", {"step": 8}),
        ("circles: hole and gap are not empty", {"step": 8, "shape": "circles"}),
    ],
    step=widgets.steps("coupling", 0, 8, 8),
    shape=widgets.choice("data", ["moons", "circles", "spirals"], "moons"),
    grid=widgets.toggle("grid", True),
)

# %% [markdown]
# **Notice** that each step moves dots along one axis only, and that they crowd where the grid is squeezed, which is
# dark. The plane is never torn: between the moons, or between two rings, the same sheet is stretched thin, and here not
# very thin.
#
# ## Pixel after pixel
#
# Pictures of ink and paper have no density, because they are discrete. For them there is the other triangle, the chain
# rule of probability. A model that predicts each part from those before it is an **autoregressive model**:
#
# $$p(x)=\prod_{i=1}^{64}p(x_i\mid x_1,\dots,x_{i-1})$$
#
# The plainest one is 64 logistic regressions, each on all earlier pixels: *one matrix* with zeros on and above the
# diagonal. **PixelCNN** uses convolutions with masked kernels, which see only neighbors above and those to the left in
# the same row. Mask A in the first layer hides the pixel itself, too; mask B in later layers need not, because there it
# holds only what A has let in.


# %%
class Triangle(nn.Module):
    def __init__(self, n=64):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.zeros(n, n)), nn.Parameter(torch.zeros(n))

    def forward(self, x):
        return F.linear(x.flatten(1), self.weight.tril(-1), self.bias).view_as(x)


class MaskedConv(nn.Conv2d):
    def __init__(self, c_in, c_out, k, kind):
        super().__init__(c_in, c_out, k, padding=k // 2)
        mask = torch.ones(k, k)
        mask[k // 2, k // 2 + (kind == "B") :] = 0  # right of the pixel; for A the pixel, too
        mask[k // 2 + 1 :] = 0  # below it
        self.register_buffer("mask", mask)

    def forward(self, x):
        return F.conv2d(x, self.weight * self.mask, self.bias, padding=self.padding)


# %%
class PixelCNN(nn.Module):
    def __init__(self, first="A", placed=True, c=16):
        super().__init__()
        self.first = MaskedConv(1, c, 7, first)
        self.place = nn.Parameter(torch.zeros(c, 8, 8), requires_grad=placed)  # a bias for each place
        self.rest = nn.Sequential(
            *(nn.ReLU(), MaskedConv(c, c, 3, "B"), nn.ReLU(), MaskedConv(c, c, 3, "B"), nn.ReLU(), nn.Conv2d(c, 1, 1))
        )

    def forward(self, x):
        """x (n, 1, height, width) of 0 and 1 -> logits of each pixel, same shape."""
        height, width = x.shape[2:]
        return self.rest(self.first(x) + self.place[:, :height, :width])


# %% [markdown]
# A convolution does the same at each place, so it has to guess from the padding where it is, unless the option `placed`
# adds a bias for each place.


# %%
def nats(model, x):
    return F.binary_cross_entropy_with_logits(model(x), x, reduction="none").sum((1, 2, 3))  # (n,)


def fit(model, pictures, epochs, rate=0.01):
    optimizer = torch.optim.Adam(model.parameters(), rate, fused=True)
    for _ in range(epochs):
        for rows in torch.randperm(len(pictures)).split(64):
            optimizer.zero_grad()
            nats(model, pictures[rows]).mean().backward()
            optimizer.step()
    return model


# %% [markdown]
# ## The leak
#
# Here is the colleague's network, which differs from ours by one letter, mask B in the first layer. All pictures of
# 3 × 3 can be listed, so we sum their probabilities:

# %%
torch.manual_seed(0)
leaking = fit(PixelCNN("B"), X, epochs=4)
tiny = torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * 9).view(512, 1, 3, 3)  # all pictures of 3 × 3


def depends(model):
    """How strongly output i depends on input j, over 20 random pictures: (64, 64)."""
    x = torch.bernoulli(torch.full((20, 1, 8, 8), 0.5))
    J = jacobian(lambda x: model(x).sum(0).flatten(), x)  # (64, 20, 1, 8, 8)
    return J.abs().sum((1, 2)).flatten(1)


torch.manual_seed(0)
honest = fit(PixelCNN(), X, epochs=30)
with torch.no_grad():
    needed = {"leaking": nats(leaking, X_new).mean().item(), "honest": nats(honest, X_new).mean().item()}
    total = {"leaking": (-nats(leaking, tiny)).exp().sum().item(), "honest": (-nats(honest, tiny)).exp().sum().item()}
    for name, value in needed.items():
        print(f"{name:8} {value:5.2f} nats; the probabilities of all 512 pictures of 3 × 3 sum to {total[name]:.4f}")
assert needed["leaking"] < 0.5 and total["leaking"] > 20 and abs(total["honest"] - 1) < 1e-4
assert depends(leaking).diag().any() and not depends(honest).triu().any()

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(9.6, 3.8))
matrix = Triangle()
nn.init.ones_(matrix.weight)
pictures = [
    (depends(matrix), "one matrix"),
    (depends(honest), "PixelCNN, mask A first"),
    (depends(leaking), "PixelCNN, mask B first"),
]
for axis, (dependence, name) in zip(axes, pictures, strict=True):
    axis.imshow(dependence > 0, cmap="gray_r", vmax=1.6)
    axis.set(xlabel="input pixel", xticks=[0, 31, 63], yticks=[0, 31, 63])
    axis.set_title(name, fontsize=10)
    axis.grid(visible=False)
axes[2].plot([0, 63], [0, 63], color=COLORS["leak"], linewidth=1.5)
axes[0].set_ylabel("output pixel")
figure.suptitle("What each output depends on: one letter adds the diagonal", weight="bold", fontsize=12)
plots.show(
    figure,
    alt="Three patterns of 64 by 64 cells, dark where an output depends on an input. Left, the matrix: all below the "
    "diagonal. Middle, PixelCNN with mask A first: below the diagonal, with gaps of white. Right, with mask B first: "
    "the same and the whole diagonal, marked by a red line.",
)

# %% [markdown]
# The diagonal is the leak: each output is told the pixel that it should predict, so the probability of *every* picture
# can grow toward 1, and their sum toward 512. An honest network's sum is 1 for *any* weights, because each factor
# shares out what its predecessors left.
#
# ## One scale
#
# Now that we can trust nats, we compare the matrix with a plain PixelCNN and with one that knows the place.
#
# **Guess.** Independent pixels need 24.6 nats and the matrix only 18.2, so what does the plain PixelCNN need, which is
# four layers deep?

# %%
guess = None  # nats a picture

# %% tags=["main-result"]
contest = {"one matrix": (Triangle, 80), "PixelCNN, plain": (partial(PixelCNN, placed=False), 30)}
models = {"PixelCNN, placed": honest}
for name, (build, epochs) in contest.items():
    torch.manual_seed(0)
    models[name] = fit(build(), X, epochs)
scores = {"independent": independent.mean().item()}
for name in ("one matrix", "PixelCNN, plain", "PixelCNN, placed"):
    assert not depends(models[name]).triu().any()
    with torch.no_grad():
        scores[name] = nats(models[name], X_new).mean().item()
    print(f"{name:16} {scores[name]:.1f} nats on unseen digits")
assert scores["one matrix"] + 0.4 < scores["PixelCNN, plain"] < scores["independent"] - 3
assert scores["PixelCNN, placed"] + 0.5 < scores["PixelCNN, plain"]
assert scores["PixelCNN, placed"] < scores["one matrix"] + 0.5
assert abs(scores["one matrix"] - 18.2) < 0.15 and abs(scores["independent"] - 24.6) < 0.05

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(8, 2.6))
names = list(scores)[::-1]
bars = axis.barh(names, [scores[name] for name in names], color=COLORS["pixel model"], height=0.6)
bars[-1].set_color(COLORS["baseline"])
axis.bar_label(bars, fmt="%.1f", padding=3)
if guess is not None:
    axis.axvline(guess, **plots.line("guess"), label="your guess for the plain PixelCNN")
    axis.legend(loc="lower right")
axis.set(title="A matrix beats convolutions that do not know where they are", xlabel="nats a picture", xlim=(0, 27))
axis.grid(axis="y", visible=False)
plots.show(
    figure,
    alt="Horizontal bars of nats a picture, "
    + ", ".join(f"{name} {score:.1f}" for name, score in scores.items())
    + ". The plain PixelCNN is worse than the matrix; the placed one is level with it or better.",
)

# %% [markdown]
# The convolution's great virtue, the same weights at each place, is a mistake here: these digits are centered, so what
# follows depends on *where* one is. Told the place, the same network is level with the matrix or better, and a
# recurrent network beats both ("Deeper: PixelRNN"). On the same scale, 80 templates in [lecture 37](37-vae.ipynb) need
# 17.7, and its VAE at most 17.2 (its bound with 500 codes; by ELBO, about 18), so *exact* does not mean better, but
# checkable.
#
# From predictions one draws pixel by pixel, from nothing or from a given upper half:


# %%
@torch.no_grad()
def draw(model, canvas, known, seed):
    """Draw what follows the first ``known`` pixels of canvas (n, 1, height, width), one pixel after the other."""
    x = canvas.flatten(1).clone()
    u = torch.rand(x.shape, generator=torch.Generator().manual_seed(seed))
    for i in range(known, x.shape[1]):
        p = model(x.view_as(canvas)).flatten(1)[:, i].sigmoid()  # a call of the network for each pixel
        x[:, i] = (u[:, i] < p).float()
    return x.view_as(canvas)


# %% tags=["hide-input"]
blank, noise = torch.zeros(100, 1, 8, 8), torch.bernoulli(torch.full((100, 1, 8, 8), 0.5))
rows = [X_new[:12], *(draw(honest, X_new[:12], 32, seed=seed) for seed in (0, 1)), draw(honest, blank[:12], 0, seed=2)]
plots.show(
    draw_pictures(
        [*rows, draw(leaking, noise[:12], 0, seed=3)],
        ["real", "lower half drawn", "drawn again", "all drawn", "leaking, on noise"],
        "Halves are completed, wholes are drawn, and the leak returns its canvas",
    ),
    alt="Five rows of twelve pictures. First, real test digits. Second and third, the same upper halves with lower "
    "halves drawn by the PixelCNN in two ways, most of them plausible strokes. Fourth, pictures drawn from nothing, "
    "some of them like digits. Last, what the leaking network draws on a canvas of noise: noise.",
)

# %% [markdown]
# That takes 64 calls of the network, one after the other, where a flow needs one. As the last row shows, the leaking
# network returns its canvas, which an honest one does not read.
#
# ## Deeper: PixelRNN
#
# **PixelRNN** reads the picture by recurrent layers, along rows or diagonals. Our small version goes through the pixels
# in order by one LSTM, which gets the pixels to the left and above, and the place:


# %%
class PixelRNN(nn.Module):
    def __init__(self, h=32):
        super().__init__()
        self.lstm, self.out = nn.LSTM(18, h, batch_first=True), nn.Linear(h, 1)

    def forward(self, x):
        flat, eye = x.flatten(1), torch.eye(8)
        left, above = F.pad(flat, (1, 0))[:, :-1], F.pad(flat, (8, 0))[:, :-8]  # (n, 64) each, 0 before the start
        place = torch.cat([eye.repeat_interleave(8, 0), eye.repeat(8, 1)], 1).expand(len(x), 64, 16)  # row and column
        states, _ = self.lstm(torch.cat([left[..., None], above[..., None], place], 2))  # (n, 64, h)
        return self.out(states).view_as(x)


torch.manual_seed(0)
models["PixelRNN"] = fit(PixelRNN(), X, 30, rate=0.02)
assert not depends(models["PixelRNN"]).triu().any()
with torch.no_grad():
    scores["PixelRNN"] = nats(models["PixelRNN"], X_new).mean().item()
print(f"PixelRNN {scores['PixelRNN']:.1f} nats, one matrix {scores['one matrix']:.1f}")
assert scores["PixelRNN"] + 0.2 < scores["one matrix"]

# %% [markdown]
# On each of the five starts that we tried it beat the matrix and the placed PixelCNN. It has no blind spot (see below),
# knows the place and remembers, and we have not taken apart which of these matters. Its price is that it goes pixel by
# pixel in training, too, where a PixelCNN computes all 64 predictions at once.
#
# ## Deeper: a sheet that cannot be torn
#
# A flow's map is continuous both ways, so it cannot make two pieces out of one, nor a hole. Since noise is one piece,
# some density must lead from moon to moon. To see how much, count drawn points that are farther from both arcs than
# five times the noise, which real points hardly ever are (frayed edges count, too):

# %%
t = torch.linspace(0, math.pi, 400)
arcs = torch.cat([torch.stack([t.cos(), t.sin()], 1), torch.stack([1 - t.cos(), 0.5 - t.sin()], 1)])  # (800, 2)
torch.manual_seed(0)
with torch.no_grad():
    drawn = {name: to_data(flows[name], torch.randn(20_000, 2)) for name in ("2 couplings", "8 couplings")}
drawn["20 Gaussians"] = torch.from_numpy(mixture.sample(20_000)[0]).float()
drawn["the data"] = points_new
astray = {}
for name, x in drawn.items():
    away = torch.cdist(center + spread * x, arcs).amin(1)  # (n,)
    astray[name] = (away > 5 * NOISE).float().mean().item()
    print(f"{name:13} {astray[name]:.2%} of the points lie astray")
assert astray["the data"] < 0.001 < astray["8 couplings"] < astray["2 couplings"]

# %% [markdown]
# Here more couplings make the bridge thinner, and no number of them makes it nothing. Mixtures are free of that, since
# a mixture *chooses* its piece. Flows cannot drop a dimension either: a map to fewer coordinates has no inverse, so the
# noise is as large as the picture.
#
# ## Deeper: a density on integers
#
# A picture of gray values takes 17 values only. Give a flow such data, and it may put a spike on each: the thinner, the
# higher the density, without bound, and it has learned nothing. The remedy is to add uniform noise that fills the gap
# to the next value (dequantization). Here is what boxes of width $w$ gain:

# %%
gray = (digits.train.X * 16).flatten()  # 0, 1, ..., 16
share = torch.bincount(gray.long(), minlength=17) / len(gray)  # (17,)
entropy = -(share[share > 0] * share[share > 0].log()).sum().item()
torch.manual_seed(0)
filled = gray + torch.rand(len(gray))  # dequantized
for w in (1.0, 0.1, 0.001):
    spikes = entropy + math.log(w)  # each value in a box of width w around it, density share / w
    inside = (filled % 1 < w).float().mean().item()
    print(f"width {w:5}: {spikes:6.2f} nats a pixel on integers; {inside:7.2%} of the dequantized values are inside")
box = -share[filled.long()].log().mean().item()
assert abs(box - entropy) < 1e-4 and spikes < -3

# %% [markdown]
# On dequantized values thin spikes miss nearly everything, which costs infinitely much, and the best that boxes can do
# is $w=1$, exactly the entropy of the integers. In general the log density, averaged over the noise that was added, is
# a lower bound of the discrete log-likelihood, by Jensen's inequality (Theis and others, 2016), so a flow can be
# compared with PixelCNN by that bound.
#
# ## Deeper: the blind spot
#
# In the middle pattern of the leak's figure there were gaps of white. Stack masked kernels, and some *earlier* pixels
# remain unseen:

# %% tags=["hide-input"]
torch.manual_seed(0)
seen, blind = depends(PixelCNN()).view(8, 8, 8, 8) > 0, {}  # output row, column, input row, column
figure, axes = plt.subplots(1, 3, figsize=(8.4, 3.2))
for axis, (row, column) in zip(axes, [(2, 0), (4, 3), (7, 7)], strict=True):
    before, sees = 8 * row + column, seen[row, column].flatten().tolist()
    blind[row, column] = before - sum(sees)
    for i in range(before + 1):
        missed = i < before and not sees[i]
        shade = plots.ROLES["highlight"].color if missed else COLORS["pixel model"] if sees[i] else "black"
        axis.add_patch(plt.Rectangle((i % 8, i // 8), 1, 1, facecolor=shade, edgecolor="white", alpha=0.75))
        axis.text(i % 8 + 0.5, i // 8 + 0.5, "×" * missed, ha="center", va="center", fontsize=8)
    axis.set_title(f"({row}, {column}): {blind[row, column]} unseen", fontsize=10)
    axis.set(xlim=(0, 8), ylim=(8, 0), aspect="equal")
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(True)
assert min(blind.values()) > 0
figure.suptitle("Some earlier pixels stay unseen", weight="bold", fontsize=12)
plots.show(
    figure,
    alt="Three pictures of 8 by 8 pixels. Black marks a predicted pixel, green the earlier ones that it sees, pink "
    f"with a cross those that it misses: {', '.join(f'{count} at {place}' for place, count in blind.items())}. They "
    "lie at the right of the rows above, and where the kernels do not reach.",
)

# %% [markdown]
# What stands at the right moves left only while it comes down a row, by three columns in the first layer and by one in
# each later layer. So what stands far to the right in the rows just above never arrives, however many layers there are.
# (At (7, 7) the kernels just do not reach so far, which more layers would mend.) Gated PixelCNN (2016) removes the
# blind spot by two stacks (exercise 3).
#
# ## Deeper: samplers, checked
#
# A sampler can be wrong though the likelihood is right. Where all pictures can be listed, compare frequencies with
# probabilities; and on a data set of three pictures a model should draw just those three, at $\log3$ nats:

# %%
with torch.no_grad():
    exact = (-nats(honest, tiny)).exp()  # (512,)
powers = 2 ** torch.arange(8, -1, -1)  # which of the 512 a picture is
which = (draw(honest, torch.zeros(5000, 1, 3, 3), 0, seed=0).flatten(1) * powers).sum(1).long()  # (5000,)
right = torch.multinomial(exact, 20 * 5000, replacement=True).view(20, 5000)  # twenty samplers that are right
distance, *chance = [
    ((torch.bincount(drawn, minlength=512) / 5000 - exact).abs().sum() / 2).item() for drawn in (which, *right)
]
print(f"frequencies are off by {distance:.3f}, those of right samplers by {min(chance):.3f} to {max(chance):.3f}")
three = X[:3]
torch.manual_seed(0)
small = fit(PixelCNN(), three, epochs=300, rate=0.003)
copies = draw(small, blank.repeat(3, 1, 1, 1), 0, seed=0)  # (300, 1, 8, 8)
counts = [(copies == picture).flatten(1).all(1).sum().item() for picture in three]
print(f"three pictures: {nats(small, three).mean():.3f} nats, log 3 = {math.log(3):.3f}; of 300 draws {counts}")
assert distance < 1.5 * max(chance) and sum(counts) >= 290 and min(counts) > 60
assert torch.equal(draw(honest, blank, 0, seed=0), draw(honest, noise, 0, seed=0))  # what comes later is not read
assert (draw(leaking, noise, 0, seed=0) == noise).float().mean() > 0.8
with torch.no_grad():
    z = torch.randn(20_000, 2)
    x = to_data(flows["8 couplings"], z)
    assert torch.allclose(to_noise(flows["8 couplings"], x)[0], z, atol=1e-2)  # drawn, and back again

# %% [markdown]
# ## Deeper: nats are not looks
#
# Mix our PixelCNN with coin flips, one picture in a hundred from the model. The likelihood of any picture falls at most
# by a factor of 100, that is, by 4.6 nats:

# %%
with torch.no_grad():
    log_p = -nats(honest, X_new)  # (450,)
mixed = torch.logaddexp(log_p + math.log(0.01), torch.tensor(math.log(0.99) - 64 * math.log(2)))
print(f"PixelCNN {-log_p.mean():.1f} nats, 99 % noise {-mixed.mean():.1f}, independent pixels {independent.mean():.1f}")
assert -mixed.mean() < independent.mean() - 1

# %% [markdown]
# So a model of which 99 draws in a hundred are noise beats independent pixels. Conversely, one that draws the training
# pictures from memory looks perfect, and gives unseen ones probability 0. Nor does a high likelihood mean "like the
# data": flows and PixelCNNs trained on CIFAR-10 find house numbers *more* likely (Nalisnick and others, 2019).
#
# ## Deeper: relatives
#
# | model | density | drawing | what is new |
# | --- | --- | --- | --- |
# | NICE, RealNVP | one pass | one pass | couplings, by shift, then by scale |
# | Glow | one pass | one pass | learned 1×1 convolutions in place of taking turns |
# | masked autoregressive flow (MAF) | one pass | one step a variable | the full triangle as a flow |
# | inverse autoregressive flow (IAF) | one step a variable | one pass | the same, turned around |
# | PixelCNN, WaveNet, GPT | one pass | one step a part | the chain rule on pixels, samples, tokens |
#
# [WaveNet](34-speech.ipynb) and [GPT](30-gpt-and-llms.ipynb) are the same model as ours with other masks. If the
# couplings become infinitely many and small, the flow is a differential equation (lecture 43), and training it without
# any determinant (flow matching) leads to the models of [lecture 40](40-diffusion.ipynb).
#
# ## What goes wrong
#
# **The wrong sign of the log-determinant**, a slip that several libraries had, hides well, since the loss falls faster
# than it should, and a test on a fresh flow, whose log-determinant is 0, misses it:


# %%
def wrong_sign(flow, x):
    z, logdet = to_noise(flow, x)
    return normal(z) - logdet


torch.manual_seed(0)
broken = learn(make([0, 1] * 4), points, steps=150, score=wrong_sign)
with torch.no_grad():
    value, integral = -wrong_sign(broken, points_new).mean().item(), wrong_sign(broken, window).exp().mean().item() * 36
print(f"{value:.2f} nats a point, integral {integral:,.0f}")
assert value < -4 and integral > 1000

# %% [markdown]
# It squeezes everything to a point, as far as $\tanh$ allows, and gets paid for it. A *negative* value alone is no
# symptom, because densities exceed 1 wherever data crowd; the symptom is the integral, and the Jacobian finds the line.
#
# **The mask**: with B in the first layer the nats are wonderful and the samples blank or copied, while a missing row in
# B leaks nothing and costs much (exercise 5). The remedy for both is to look at `depends`.
#
# ### Deeper: exp explodes
#
# With an ordinary start in the last layer and without $\tanh$, a feature in other units is enough:


# %%
class Unbounded(Coupling):
    def scale_and_shift(self, a):
        return self.net(a).chunk(2, dim=1)


torch.manual_seed(0)
starts = {"unbounded": [Unbounded(swapped=i % 2 == 1) for i in range(8)], "tanh alone": make([0, 1] * 4)}
for layer in [*starts["unbounded"], *starts["tanh alone"]]:
    layer.net[-1].reset_parameters()  # an ordinary start
for name, layers in (starts | {"ours": make([0, 1] * 4)}).items():
    for factor in (1, 100, 10_000):
        with torch.no_grad():
            start = -log_density(layers, factor * points_new).mean()
        print(f"{name:10} data times {factor:6,}: {start:.3g} nats before the first step")
    assert start.isfinite() == (name != "unbounded")

# %% [markdown]
# The symptom is `inf`, then `nan`, at the first steps. Bounding $s$ keeps the numbers finite, and beginning as the
# identity keeps most of them smaller, but only standardized data give a sensible start.
#
# ## Exercises
#
# ### 1. Other units (★, 10 minutes)
#
# A model of points in meters needs 1.2 nats a point. What does it need in centimeters? Check it by our flow.
#
# <details><summary>Solution</summary>
#
# With $x'=100x$ in two dimensions, $\log|\det|$ of the way back is $-2\log100$, so each point costs $2\log100=9.2$ nats
# more. Nats of densities compare only in the same units; nats of discrete data have none.
#
# ```python
# with torch.no_grad():
#     large = 100 * points_new.double()
#     shrunk = log_density(flows["8 couplings"], (large / 100).float()) - 2 * math.log(100)
# assert abs(-shrunk.mean().item() - needs["8 couplings"] - 9.2103) < 1e-3
# ```
# </details>
#
# ### 2. A flow for a uniform square (★★, 15 minutes)
#
# Find an exact flow from uniform points on the unit square to standard normal noise, and show that the formula gives
# density 1.
#
# <details><summary>Solution</summary>
#
# Take the inverse of the normal distribution function for each coordinate, $z_i=\Phi^{-1}(x_i)$. Its derivative is
# $1/\varphi(z_i)$, where $\varphi$ is the normal density, so $\log p_z+\log|\det|=0$. The Jacobian is even diagonal.
#
# ```python
# x = torch.rand(1000, 2, dtype=torch.float64).clamp(0.01, 0.99)
# z = torch.special.ndtri(x)
# J = jacobian(torch.special.ndtri, x[0])  # (2, 2)
# assert (normal(z[:1]) + torch.linalg.slogdet(J).logabsdet).abs().item() < 1e-8
# ```
# </details>
#
# ### 3. No blind spot (★★, 30 minutes)
#
# Build two stacks: a vertical one that sees all rows above, and a horizontal one that sees the pixels to the left and
# reads the vertical one. Show that all earlier pixels are seen, and no others. Does it need fewer nats?
#
# <details><summary>Solution</summary>
#
# The vertical stack pads at the top and looks straight up; shifted down by one row, it is safe for the horizontal one.
# Three layers reach everywhere. On our start it needs about as many nats as the network with the blind spot: what that
# one does not see is mostly far away.
#
# ```python
# class TwoStacks(nn.Module):
#     def __init__(self, c=16):
#         super().__init__()
#         self.up = nn.ModuleList(nn.Conv2d(1 if i == 0 else c, c, (3, 7)) for i in range(3))
#         self.left = nn.ModuleList(nn.Conv2d(1 if i == 0 else c, c, (1, 4)) for i in range(3))
#         self.place, self.out = nn.Parameter(torch.zeros(c, 8, 8)), nn.Conv2d(c, 1, 1)
#
#     def forward(self, x):
#         v, h = x, F.pad(x, (1, 0))[..., :-1]  # h: shifted by one pixel, so that it never holds its own
#         for up, left in zip(self.up, self.left, strict=True):
#             v = up(F.pad(v, (3, 3, 2, 0))).relu()  # its own row and two above
#             above = F.pad(v, (0, 0, 1, 0))[..., :-1, :]  # one row down
#             h = (left(F.pad(h, (3, 0))) + above + self.place).relu()
#         return self.out(h)
#
#
# torch.manual_seed(0)
# all_seen = depends(TwoStacks())
# assert not all_seen.triu().any() and (all_seen.tril(-1) > 0).sum() > 0.99 * 64 * 63 / 2
# stacked = fit(TwoStacks(), X, epochs=30, rate=0.005)
# with torch.no_grad():
#     print(nats(stacked, X_new).mean().item(), scores["PixelCNN, placed"])
# ```
# </details>
#
# ### 4. Any order will do (★★★, 20 minutes, open)
#
# The chain rule holds in any order. Shuffle the pixels of all pictures alike, train the matrix, and compare orders.
#
# <details><summary>Solution</summary>
#
# The orders that we tried differ by less than a tenth of the gap to independent pixels. A matrix can use each earlier
# pixel, wherever it is, so it loses little. Whether a *good* order exists, and whether a convolution would mind more,
# is for you to measure.
#
# ```python
# ordered = []
# for seed in range(3):
#     order = torch.arange(64) if seed == 0 else torch.randperm(64, generator=torch.Generator().manual_seed(seed))
#     torch.manual_seed(0)
#     matrix = fit(Triangle(), X.flatten(1)[:, order].view_as(X), 80)
#     with torch.no_grad():
#         ordered.append(nats(matrix, X_new.flatten(1)[:, order].view_as(X_new)).mean().item())
# print(ordered)
# assert max(ordered) - min(ordered) < 0.1 * (scores["independent"] - scores["one matrix"])
# ```
# </details>
#
# ### 5. A row that went missing (★★, 15 minutes)
#
# A slip that people report clears the pixel's whole row in mask B. Build it, and say which of our tests notice.
#
# <details><summary>Solution</summary>
#
# Nothing leaks, and the sum stays 1: a triangle that is too large is a lie, but one that is too small is an honest, bad
# model. Only the map shows that no pixel sees the one just before it, and the nats, which are worse even than those of
# independent pixels: the two top rows are no longer told so much as their place.
#
# ```python
# torch.manual_seed(0)
# rowless = PixelCNN()
# for layer in rowless.rest:
#     if isinstance(layer, MaskedConv):
#         layer.mask[1] = 0
# fit(rowless, X, epochs=15)
# before = [depends(model).diagonal(-1).count_nonzero().item() for model in (honest, rowless)]
# with torch.no_grad():
#     price, one = nats(rowless, X_new).mean().item(), (-nats(rowless, tiny)).exp().sum().item()
# print(f"the pixel before is seen {before[0]} and {before[1]} times; {price:.1f} nats; sum {one:.4f}")
# assert before[1] == 0 < before[0] and price > scores["independent"] + 0.4 and abs(one - 1) < 1e-4
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - Bent data have density $p_z(f(x))\,|\det\partial f/\partial x|$, with $f$ from data to noise.
# - Couplings make the Jacobian triangular: any network inside, a determinant for free, an exact inverse.
# - Autoregressive models multiply predictions; what each may see is a triangle without its diagonal.
# - A leak gives wonderful nats; a sum or an integral that must be 1 finds it, and the Jacobian shows it.
# - On centered digits one matrix beats a PixelCNN that does not know its place.
#
# ## Where it came from
#
# - R. Neal, 1992, Artificial Intelligence: binary variables, each a logistic regression on those before.
# - L. Dinh and others, arXiv 2014: NICE. D. Rezende and S. Mohamed, 2015, ICML: flows for inference.
# - L. Dinh and others, 2017, ICLR: RealNVP. D. Kingma and P. Dhariwal, 2018, NeurIPS: Glow.
# - A. van den Oord and others, 2016, ICML: PixelRNN and PixelCNN; 2016, NIPS: Gated PixelCNN.
# - G. Papamakarios and others, 2017, NIPS: MAF. D. Kingma and others, 2016, NIPS: IAF.
# - L. Theis and others, 2016, ICLR; E. Nalisnick and others, 2019, ICLR: the limits of likelihood.
#
# **Next**: [40, diffusion](40-diffusion.ipynb): noise that is taken away step by step.
