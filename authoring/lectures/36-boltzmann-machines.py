# %% [markdown]
# # Boltzmann machines
#
# You will be able to give every picture an energy, to learn from examples what pictures are like, and to prove by an
# exact sum that the usual training made a model worse while everything that people watch got better.
#
# **Reading** 30 min · **Running** under 60 s on two cores · **Prerequisites**
# [6 (cross-entropy)](06-losses.ipynb) and [7 (gradient descent)](07-gradient-descent.ipynb) · **Practice** the
# exercises below; the nearest assignment is a20 ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/36-boltzmann-machines.ipynb)
#
# **Needs** [06](06-losses.ipynb), [07](07-gradient-descent.ipynb), [35](35-dictionary-learning-and-autoencoders.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **compute** a partition function, with half of its sum done on paper;
# - **derive** the gradient of the likelihood, data minus model, and **check** it;
# - **implement** Gibbs sampling, and **measure** when it is stuck;
# - **diagnose** a model that rebuilds everything and has forgotten a third of it;
# - **decide** which of contrastive divergence's forms to trust.

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
import itertools
import math
from typing import NamedTuple

import torch.nn.functional as F
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import BernoulliRBM

# %% [markdown]
# ## Everything improves
#
# Of the 65,536 black and white pictures of 4 × 4 pixels, only thirty consist of whole rows or of whole columns. A model
# shall learn to draw these **bars and stripes**, each equally often.

# %%
LINES = torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * 4)  # (16, 4): which lines are on
STRIPES = LINES[:, :, None].expand(16, 4, 4).flatten(1)  # (16, 16), by rows
PATTERNS = torch.cat([STRIPES, STRIPES.view(16, 4, 4).mT.flatten(1)]).unique(dim=0)  # (30, 16)
assert len(PATTERNS) == 16 + 16 - 2  # all black and all white are rows and columns at once

# %% tags=["hide-input"]
COLORS = {
    "CD-1": plots.BLUE,
    "CD-10": plots.GREEN,
    "persistent, 30 chains": plots.RED,
    "persistent, 300 chains": plots.ORANGE,
    "exact": plots.PURPLE,
    "perfect": plots.BLACK,
    "units": plots.SKY,
    "two islands": plots.SKY,
}

# %% tags=["hide-input", "drawing"]
figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6), width_ratios=[1.15, 1])
sheet = F.pad(PATTERNS.view(5, 6, 4, 4), (1, 1, 1, 1), value=0.4).transpose(1, 2).reshape(30, 36)
left.imshow(sheet, cmap="gray_r", vmin=0, vmax=1)
left.set(title="All thirty patterns")
for i, j in itertools.product(range(5), range(4)):
    right.plot([i, j + 0.5], [0, 1.5], color="gray", linewidth=0.8, zorder=1)
for name, y, xs in [("v", 0, np.arange(5)), ("h", 1.5, np.arange(4) + 0.5)]:
    right.scatter(xs, [y] * len(xs), s=620, color=COLORS["units"] if name == "h" else "white", edgecolor="black")
    for n, x in enumerate(xs, start=1):
        last = 16 if n == len(xs) else n
        right.text(x, y, r"$\dots$" if n == len(xs) - 1 else f"${name}_{{{last}}}$", ha="center", va="center")
right.text(2.2, 2.05, "hidden units $h$, shape (batch, 16), each with a bias $c_j$", ha="center")
right.text(2.2, -0.65, "visible units $v$, the pixels, shape (batch, 16), biases $b_i$", ha="center")
right.text(4.35, 0.75, "$W$ (16, 16)", ha="center")
right.set(title="A machine to learn them", xlim=(-0.6, 5.1), ylim=(-0.9, 2.3))
for axis in (left, right):
    axis.axis("off")
plots.show(
    figure,
    alt="Left, thirty pictures of 4 by 4 pixels: all that consist of whole rows or of whole columns. Right, a row of "
    "circles v 1 to v 16, the pixels, and above it a row h 1 to h 16. A line without arrowhead joins each circle "
    "below to each circle above; no two circles of the same row are joined.",
)

# %% [markdown]
# The machine on the right is a **restricted Boltzmann machine** (RBM), trained by the recipe that restarted deep
# learning in 2006. In the end nine of ten pictures that it draws will be right patterns, it will rebuild each without
# a mistake, as an [autoencoder](35-dictionary-learning-and-autoencoders.ipynb) should, and both will improve the
# longer we train. Yet most of the time it will be getting *worse*, and how can one know?
#
# ## Energy becomes probability
#
# Let $v$ be the pixels and $h$ some hidden units, all of them 0 or 1. Each joint state gets an **energy**, and the less
# energy it has, the more probable it is:
#
# $$E(v,h)=-b^\top v-c^\top h-v^\top W h\qquad\qquad p(v,h)=\frac{e^{-E(v,h)}}{Z},\qquad Z=\sum_{v,h}e^{-E(v,h)}$$
#
# A large weight $W_{ij}$ makes states with $v_i=h_j=1$ probable. The lines have no direction, because nothing is
# computed *from* the pixels: both sides agree on a state. The sum $Z$ over all states, the **partition function**,
# makes the probabilities add up to 1 and is the trouble with all that follows. For 4 pixels and 3 hidden units it has
# 128 terms:


# %%
class RBM(NamedTuple):
    """Weights W (V, H), biases b (1, V) of visible and c (1, H) of hidden units; several machines: (runs, V, H), ..."""

    W: torch.Tensor
    b: torch.Tensor
    c: torch.Tensor


def all_states(n):
    return torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * n).view(-1, n)  # (2^n, n)


def energy(m, v, h):
    return -(v * m.b).sum(-1) - (h * m.c).sum(-1) - ((v @ m.W) * h).sum(-1)  # (batch,)


tiny = RBM(torch.randn(4, 3), torch.randn(1, 4), torch.randn(1, 3))
states = all_states(4 + 3)  # (128, 7)
E = energy(tiny, states[:, :4], states[:, 4:])  # (128,)
Z = (-E).exp().sum()
p = ((-E).exp() / Z).view(16, 8)  # (pictures, hidden states)
print(f"Z = {Z:.2f}; the most probable of the 128 states has probability {p.max():.2f}")
assert torch.isclose(p.sum(), torch.tensor(1.0))

# %% [markdown]
# For 16 pixels and 16 hidden units there would be $2^{32}$ terms, more than four billion.
#
# ## Half of the sum on paper
#
# Here the missing lines pay off, because without them $e^{-E}$ is a product with one factor for each $h_j$, and so is
# its sum over all $h$, in which each factor becomes "off plus on":
#
# $$\sum_h e^{-E(v,h)}=e^{b^\top v}\prod_j\bigl(1+e^{\,c_j+(v^\top W)_j}\bigr)=e^{-F(v)},\qquad
# F(v)=-b^\top v-\sum_j\mathrm{softplus}\bigl(c_j+(v^\top W)_j\bigr)$$
#
# So $p(v)=e^{-F(v)}/Z$, with $\mathrm{softplus}(z)=\log(1+e^z)$ and the **free energy** $F$ of a picture. The share of
# "on" in a factor is a sigmoid, $p(h_j=1\mid v)=\sigma\bigl(c_j+(v^\top W)_j\bigr)$, which means that given the
# picture, hidden units are ordinary neurons and independent of each other. The same holds for pixels given $h$.


# %%
def free_energy(m, v):
    return -(v * m.b).sum(-1) - F.softplus(m.c + v @ m.W).sum(-1)  # (batch,)


def hidden(m, v):
    return torch.sigmoid(m.c + v @ m.W)  # (batch, H), probabilities


def visible(m, h):
    return torch.sigmoid(m.b + h @ m.W.mT)  # (batch, V)


def log_Z(m):
    """Sum over the smaller side's states one by one; the other side is summed on paper."""
    V, H = m.W.shape[-2:]
    if H < V:
        return log_Z(RBM(m.W.mT, m.c, m.b))
    return (-free_energy(m, all_states(V))).logsumexp(-1)


# %%
v = all_states(4)  # (16, 4)
assert torch.allclose((-free_energy(tiny, v)).exp(), (-E).exp().view(16, 8).sum(1), rtol=1e-4)
assert torch.isclose(log_Z(tiny), Z.log()) and torch.isclose(log_Z(RBM(tiny.W.mT, tiny.c, tiny.b)), Z.log())
on = (p @ all_states(3)) / p.sum(1, keepdim=True)  # (16, 3), from the 128 probabilities
assert torch.allclose(hidden(tiny, v), on, atol=1e-5)
theirs = BernoulliRBM()
theirs.components_ = tiny.W.T.numpy()
theirs.intercept_hidden_, theirs.intercept_visible_ = tiny.c[0].numpy(), tiny.b[0].numpy()
assert np.allclose(theirs.transform(v.numpy()), hidden(tiny, v), atol=1e-5)

# %% [markdown]
# The 128 states, the product and scikit-learn agree. For the 16-16 machine 65,536 terms remain, which take
# milliseconds, so likelihoods here are no guesses.
#
# **Choose.** If all hidden units were joined too, as in a Boltzmann machine that is *not* restricted, what would become
# of the sum over $h$?
#
# <details><summary>It stays a product, with more factors</summary>
#
# It has more factors, but some of them hold two hidden units, so that the sum over one depends on the state of the
# other.
# </details>
#
# <details><summary>It no longer splits, and all $2^H$ states have to be visited</summary>
#
# Yes. That is what "restricted" saves, and why hardly anybody trains the unrestricted form.
# </details>
#
# ## Data minus model
#
# To learn, we raise $\log p(v)=-F(v)-\log Z$ of the data. The derivative of $-F$ by $W_{ij}$ is $v_i\,p(h_j=1\mid v)$,
# and that of $\log Z$ is the mean of the same thing over pictures that the *model* draws:
#
# $$\frac{\partial\bigl\langle\log p(v)\bigr\rangle_{\text{data}}}{\partial W_{ij}}=\bigl\langle v_ih_j
# \bigr\rangle_{\text{data}}-\bigl\langle v_ih_j\bigr\rangle_{\text{model}}$$
#
# For the biases, $v_i$ or $h_j$ stands alone. The first term lowers the energy of the data, and the second raises it
# wherever the model itself likes to be.


# %%
def statistics(m, v):
    """Return the means of v_i h_j, v_i and h_j over pictures v (batch, V), with the hidden units summed on paper."""
    h = hidden(m, v)  # (batch, H)
    return RBM(v.mT @ h / v.shape[-2], v.mean(-2, keepdim=True), h.mean(-2, keepdim=True))


def exact_statistics(m):
    """Return the same means over all pictures, each as often as the model draws it."""
    v = all_states(m.W.shape[-2])  # (2^V, V)
    p = (-free_energy(m, v)).softmax(-1)[:, None]  # (2^V, 1)
    h = hidden(m, v)  # (2^V, H)
    return RBM(v.mT @ (p * h), (p * v).sum(0, keepdim=True), (p * h).sum(0, keepdim=True))


examples = v[[3, 5, 12]]  # (3, 4)
leaves = RBM(*(part.clone().requires_grad_() for part in tiny))
likelihood = -free_energy(leaves, examples).mean() - log_Z(leaves)
by_autograd = torch.autograd.grad(likelihood, leaves)
for plus, minus, theirs in zip(statistics(tiny, examples), exact_statistics(tiny), by_autograd, strict=True):
    assert torch.allclose(plus - minus, theirs, atol=1e-5)

# %% [markdown]
# ## Drawing from the machine
#
# With more units the model's mean has to be estimated from samples. **Gibbs sampling**
# draws all hidden units given the pixels, then all pixels given the hidden units, again and again. Each such pair is a
# step of a chain, which in the long run visits every picture as often as $p(v)$ says.


# %%
def gibbs(m, v, k):
    for _ in range(k):
        h = torch.bernoulli(hidden(m, v))  # (batch, H)
        v = torch.bernoulli(visible(m, h))  # (batch, V)
    return v


def two_islands(a):
    """All lines have weight a, and the biases make "all on" and "all off" equally probable."""
    return RBM(torch.full((4, 3), a), torch.full((1, 4), -1.5 * a), torch.full((1, 3), -2 * a))


def distances(m, at):
    """Return half the sum of |share of visits - p(v)| (total variation) after numbers of steps; means of 20 chains."""
    p = (-free_energy(m, all_states(4))).softmax(-1)  # (16,)
    v, visits, found = torch.zeros(20, 4), torch.zeros(20, 16), []  # 20 chains
    for t in range(1, max(at) + 1):
        v = gibbs(m, v, 1)
        visits += F.one_hot((v @ torch.tensor([8.0, 4, 2, 1])).long(), 16)
        if t in at:
            found.append(((visits / t - p).abs().sum(1) / 2).mean().item())
    return found


# %% [markdown]
# **Choose.** In `two_islands(a)` all weights are $a$, and a fair chain spends half of its time near "all on". What do
# larger weights do to a chain that starts at "all off"?
#
# <details><summary>The chain settles faster, since the machine knows better what it wants</summary>
#
# It knows better, and that is the trouble. Given "all off", hidden units are nearly surely off, and given those, so are
# the pixels.
# </details>
#
# <details><summary>Nothing, because Gibbs sampling is right for all weights</summary>
#
# In the long run it is, which says nothing about how long that is.
# </details>
#
# <details><summary>The chain is caught on its island</summary>
#
# Yes. It has to pass through states of high energy to reach the other one, and with larger weights it does so rarely.
# </details>

# %%
CHECKED = [3, 10, 30, 100, 300, 1000, 3000]
mixing = {a: distances(two_islands(a), CHECKED) for a in (0.5, 2.0, 4.0)}
for a, found in mixing.items():
    print(f"weights {a}: distance " + ", ".join(f"{d:.3f}" for d in found))
assert mixing[0.5][-1] < 0.06 and mixing[4.0][-1] > 0.2

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.6))
for (a, found), style in zip(mixing.items(), ("-", "--", ":"), strict=True):
    axis.loglog(CHECKED, found, style, marker="o", markersize=4, color=COLORS["two islands"], label=f"weights {a}")
axis.loglog(CHECKED, [0.9 / t**0.5 for t in CHECKED], color=COLORS["perfect"], linewidth=1, label="falls as 1/√steps")
axis.set(title="With large weights the chain does not get there", xlabel="steps of Gibbs sampling")
axis.set_ylabel("distance of visits\nfrom the exact p(v)")
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plots.show(
    figure,
    alt="Distance of visits from exact probabilities against Gibbs steps, both on log scales. With weights 0.5 it "
    "falls like one over the root of the steps, to about 0.03. With weights 2 it does so too, later. "
    f"With weights 4 it is still {mixing[4.0][-1]:.2f} after 3,000 steps; a chain that never left its half has 0.5.",
)

# %% [markdown]
# Ten visits cannot match sixteen probabilities, so all start high. Small weights then give the usual
# $1/\sqrt{\text{steps}}$, but with weights of 4 a chain rarely leaves its island, and misses half of the probability.
#
# ## Learn from one step
#
# A long chain for each update is dear. **Contrastive divergence** (CD-$k$) takes only $k$ steps from the data, mostly
# one, to *fantasies*, because what the chain changes at once is on the whole what the model likes better.
# **Persistent** chains (PCD) start where those of the last update ended, since the model hardly changed. We train five
# machines at once:


# %%
def train(m, batches, steps, rate, k=1, chains=None, watch=None):
    """Train m on batches (number, batch, V) by CD-k, or with persistent chains (runs, n, V); the rate falls to 0."""
    for t in range(steps):
        v = batches[t % len(batches)]  # (batch, V)
        fantasies = gibbs(m, v if chains is None else chains, k)  # (runs, n, V)
        chains = None if chains is None else fantasies
        changes = zip(m, statistics(m, v), statistics(m, fantasies), strict=True)
        m = RBM(*(part + rate * (1 - t / steps) * (plus - minus) for part, plus, minus in changes))
        if watch is not None:
            watch(t + 1, m)
    return m


def new_machines(V, H, runs=5, scale=0.1):
    return RBM(scale * torch.randn(runs, V, H), torch.zeros(runs, 1, V), torch.zeros(runs, 1, H))


def log_probabilities(m):
    return -free_energy(m, PATTERNS) - log_Z(m)[:, None]  # (runs, 30), exact


def rebuilding_error(m):
    return (PATTERNS - visible(m, hidden(m, PATTERNS))).square().mean((1, 2))  # (runs,)


# %% [markdown]
# The judge is the mean of $-\log p$ over the thirty patterns, in nats. A machine that draws each of them equally often
# and nothing else has $\log 30=3.40$, and one that tosses a coin for each pixel $16\log2=11.09$.
#
# **Guess.** How many nats does a machine have after 8,000 updates with 30 persistent chains, when nine of ten pictures
# that it draws are right patterns?

# %%
guess_nats = None  # such as 3.5

# %% tags=["main-result"]
WAYS = {
    "CD-1": {},
    "CD-10": {"k": 10},
    "persistent, 30 chains": {"chains": torch.zeros(5, 30, 16)},
    "persistent, 300 chains": {"chains": torch.zeros(5, 300, 16)},
}
WATCHED = (300, 500, 800, 1200, 1800, 2700, 4000, 6000, 8000)
machines, nats, mass, rebuilt = {}, {}, {}, {}
for name, way in WAYS.items():
    torch.manual_seed(0)
    log = []

    def watch(t, m, log=log):
        if t in WATCHED:
            log_p = log_probabilities(m)  # (5, 30)
            log.append(torch.stack([-log_p.mean(1), log_p.exp().sum(1), rebuilding_error(m)]))

    machines[name] = train(new_machines(16, 16), PATTERNS[None], 8000, 0.2, watch=watch, **way)
    nats[name], mass[name], rebuilt[name] = torch.stack(log).unbind(1)  # (9, 5) each
    print(f"{name:22s} nats at best {nats[name].min(0).values.mean():5.2f}, at last ", end="")
    print(", ".join(f"{n:5.2f}" for n in nats[name][-1]), f"; right {mass[name][-1].mean():.0%}")

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(10, 4.2), sharex=True)
looks = dict(zip(WAYS, ("-", "--", "-.", ":"), strict=True))
for name in WAYS:
    for axis, found in zip(axes, (rebuilt, mass, nats), strict=True):
        look = {"color": COLORS[name], "linestyle": looks[name]}
        axis.plot(WATCHED, found[name].mean(1), **look, label=name)
        axis.fill_between(WATCHED, *found[name].aminmax(dim=1), color=COLORS[name], alpha=0.15, linewidth=0)
axes[2].axhline(math.log(30), color=COLORS["perfect"], linewidth=1, label="perfect, log 30")
if guess_nats is not None:
    axes[2].plot(8000, guess_nats, linestyle="none", **plots.points("guess"), label="your guess")
axes[0].set(title="Rebuilds better", ylabel="mean squared error", yscale="log", xscale="log")
axes[1].set(title="Draws right patterns", ylabel="share of its probability", xlabel="updates", ylim=(0, 1.02))
axes[2].set(title="Is it a better model?", ylabel="nats per pattern (less is better)")
axes[0].set_xticks([300, 1000, 3000, 8000], ["300", "1,000", "3,000", "8,000"])
axes[0].minorticks_off()
figure.legend(*axes[2].get_legend_handles_labels(), loc="outside lower center", ncols=3)
plots.show(
    figure,
    alt="Three plots over 8,000 updates, mean and range of five machines. The error of rebuilding falls to nearly "
    "zero with every method, with a halt on the way for 30 persistent chains. The share of probability on right "
    "patterns rises with every method, to more than nine tenths. But nats per pattern fall and stay low with CD-10 "
    "only; CD-1 falls to about 4.8 and creeps up; 30 persistent chains rise far above it, 300 chains later and less, "
    "and both come down at the end. A line marks the perfect 3.40.",
)

# %% [markdown]
# What one usually watches, on the left, says in the end that all is well and cannot tell the four apart. The exact
# likelihood can: CD-1 is at its best early and then loses ground in each of the five runs. Thirty persistent chains,
# often praised as the cure, do far worse at this rate, and less so as it falls; with 300 the trouble is smaller and
# comes later. An update of CD-10 costs ten times as much, but after 800, the price of CD-1's 8,000, it is already
# better than CD-1 at the end.
#
# ## Islands
#
# How can a machine that draws nearly only right patterns be bad? The thirty probabilities tell.

# %%
first = {name: RBM(*(part[0] for part in m)) for name, m in machines.items()}  # the first of the five
each = {name: log_probabilities(m)[0].exp() for name, m in machines.items()}  # (30,)
for name, one in each.items():
    print(f"{name:22s} {(one < 1 / 300).sum():2} of 30 patterns have less than a tenth of their due")
missing = {name: (log_probabilities(m).exp() < 1 / 300).sum(1) for name, m in machines.items()}  # (5,)
assert (missing["CD-1"] >= 6).all() and (missing["CD-10"] <= 4).all()
# What the figure above shows, in each of the five runs; one wrong pixel would make an error of 0.25 / 480:
for name in ("CD-1", "persistent, 30 chains"):
    assert (mass[name][-1] > (0.85 if name == "CD-1" else 0.9)).all() and (rebuilt[name][-1] < 5e-4).all()
assert (mass["CD-1"].mean(1).diff() > 0).all() and (rebuilt["CD-1"].mean(1).diff() < 0).all()
assert (nats["CD-1"][-1] > nats["CD-1"].min(0).values + 0.05).all()  # each of the five got worse
assert (nats["persistent, 30 chains"][-1] > nats["CD-10"][-1].max() + 1).all()
assert (round(math.log(30), 2), round(16 * math.log(2), 2)) == (3.40, 11.09)
assert (nats["CD-10"][-1] < 4.2).all() and (nats["CD-10"][WATCHED.index(800)] < nats["CD-1"][-1].min() - 0.2).all()
peak = {name: nats[name].mean(1).max() for name in WAYS if "persistent" in name}
assert all(nats[name][-1].mean() < peak[name] - 0.5 for name in peak)  # less bad as the rate falls
assert nats["persistent, 30 chains"][-1].mean() > nats["CD-1"][-1].mean() > nats["CD-10"][-1].mean() + 0.7

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(10, 3.2), sharey=True)
for axis, name in zip(axes, ("CD-1", "persistent, 30 chains", "CD-10"), strict=True):
    axis.bar(range(1, 31), each[name].sort(descending=True).values, color=COLORS[name])
    axis.axhline(1 / 30, color=COLORS["perfect"], linewidth=1)
    axis.set(title=name, xlabel="patterns, sorted")
axes[0].set_ylabel("exact probability")
plots.show(
    figure,
    alt="Bars of the exact probability of each of the thirty patterns, sorted, for three machines; a line marks the "
    "fair share of one thirtieth. CD-1 gives a few patterns several times their share and about a third of them "
    "nothing. With 30 persistent chains a handful have nearly everything. With CD-10 the bars are nearer the line.",
)

# %% [markdown]
# CD-1's machine has forgotten about a third of the patterns, and $-\log p$ of a forgotten one is large.
# ([Lecture 38](38-gan.ipynb) will call such gaps *mode collapse*.) Where does one step from the data lead? Both halves
# of it can be summed:


# %%
def step_between_patterns(m):
    """Return the exact probability (30, 30) that one Gibbs step leads from a pattern to another."""
    h = all_states(16)  # (65536, 16)
    logit_h, logit_v = m.c + PATTERNS @ m.W, m.b + h @ m.W.T  # (30, 16), (65536, 16)
    to_h = logit_h @ h.T - F.softplus(logit_h).sum(1, keepdim=True)  # (30, 65536), log p(h | v)
    to_v = logit_v @ PATTERNS.T - F.softplus(logit_v).sum(1, keepdim=True)  # (65536, 30), log p(v | h)
    return to_h.exp() @ to_v.exp()


go = step_between_patterns(first["CD-1"])
stays, leaves = go.diag().mean(), (go.sum(1) - go.diag()).mean()
print(f"from a pattern: back to itself {stays:.3f}, to another pattern {leaves:.6f}")
assert stays > 0.85 and leaves < 1e-3

# %% [markdown]
# Each pattern sits on an island, to which the step nearly always returns, so data and fantasies cancel. CD-1 explores
# the shores and makes them steeper, but cannot notice that one island holds ten times as much probability as another.
# As weights grow, the chain travels less and the update gets worse, a vicious circle. Persistent chains *could* notice,
# but only as fast as they travel.
#
# So is the machine too weak, or the gradient wrong? We let the exact gradient go on from CD-1's forgetful machine.

# %%
m = first["CD-1"]
exact_nats = []
for t in range(200):
    if t % 50 == 0:
        exact_nats.append((free_energy(m, PATTERNS) + log_Z(m)).mean().item())
    changes = zip(m, statistics(m, PATTERNS), exact_statistics(m), strict=True)
    m = RBM(*(part + 0.1 * (plus - minus) for part, plus, minus in changes))
exact_nats.append((free_energy(m, PATTERNS) + log_Z(m)).mean().item())
first["exact, after CD-1"] = m
print("after 0, 50, ... 200 exact updates:", ", ".join(f"{n:.2f}" for n in exact_nats), "nats")
assert exact_nats[-1] < 3.8 < 4.4 < exact_nats[0]

# %% [markdown]
# In 200 updates the machine comes close to perfect, so nothing was wrong with the model, only with what it was told.
#
# ### Play with it
#
# **Temperature** $T$ divides all energies, so that $p\propto e^{-E/T}$.


# %%
def follow_chain(m, steps, start):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        path = [PATTERNS[start : start + 1]]
        for _ in range(steps):
            path.append(gibbs(m, path[-1], 1))
    return torch.cat(path)  # (steps + 1, 16)


# %% tags=["hide-input"]
CHOICES = ["CD-1", "CD-10", "persistent, 30 chains", "exact, after CD-1"]


def draw_chain(machine, temperature, steps, start):
    """Draw where a chain of ``steps`` Gibbs steps from pattern ``start`` has come, and the exact probabilities."""
    m = RBM(*(part / temperature for part in first[machine]))
    path = follow_chain(m, steps, start)  # (steps + 1, 16)
    p = (-free_energy(m, PATTERNS) - log_Z(m)).exp()  # (30,)
    found = (path[:, None] == PATTERNS).all(2)  # (steps + 1, 30)
    visited, color = found.any(0), COLORS.get(machine, COLORS["exact"])  # (30,)
    figure, axes = plt.subplots(1, 3, figsize=(9, 2.9), width_ratios=[1, 1.5, 2])
    axes[0].imshow(path[-1].view(4, 4), cmap="gray_r", vmin=0, vmax=1)
    axes[0].set(title=f"after {steps} steps", xticks=[], yticks=[])
    axes[0].spines[:].set_visible(True)
    axes[1].plot(free_energy(m, path), color=color, linewidth=1)
    axes[1].set(title="its free energy", xlabel="step", xlim=(-2, 202))
    axes[2].bar(range(30), p, color=["lightgray" if not seen else color for seen in visited])
    axes[2].axhline(1 / 30, color=COLORS["perfect"], linewidth=1)
    axes[2].set(title="exact probability of the 30", xlabel="pattern; colored: visited", yscale="log", ylim=(1e-7, 1))
    return plots.describe(
        figure,
        f"Machine {machine} at temperature {temperature:.2g}: a chain from pattern {start} after {steps} steps. "
        f"It was on a pattern for {found.any(1).float().mean():.0%} of the time and has visited {visited.sum()} of "
        f"the 30, which hold {p.sum():.0%} of the probability, the most probable of them {p.max():.0%}.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_chain,
    frames=[
        ("CD-1: 200 steps, and still on the first islands", {}),
        ("CD-10: hardly a pattern is forgotten, but the chain travels no better", {"machine": "CD-10"}),
        ("CD-1 at temperature 2: it travels, and is rarely on a pattern", {"temperature": 2.0}),
        ("30 persistent chains: many patterns have nearly nothing", {"machine": "persistent, 30 chains"}),
    ],
    machine=widgets.choice("machine", CHOICES, "CD-1"),
    temperature=widgets.slider("temperature", 0.5, 3.0, 0.25, 1.0),
    steps=widgets.steps("Gibbs steps", 0, 200, 200),
    start=widgets.slider("start pattern", 0, 29, 1, 5),
)

# %% [markdown]
# **Try** temperatures between 1 and 2, and **notice** that the heat which lets the chain travel also blurs what it
# draws. Even a good machine can be a bad sampler of itself.
#
# ## Deeper: two cheap cures
#
# Islands need large weights, so let each update of CD-1 shrink the weights a little, too
# ([weight decay](13-regularization.ipynb)). And were persistent chains treated fairly? The rate was the same for all,
# but chains that hardly travel need a model that hardly changes, so let both methods have a quarter of the rate, too:

# %%
torch.manual_seed(0)
m = new_machines(16, 16)
for t in range(8000):
    rate = 0.2 * (1 - t / 8000)
    m = train(m, PATTERNS[None], 1, rate)
    m = m._replace(W=(1 - 0.001 * rate) * m.W)
log_p = log_probabilities(m)  # (5, 30)
decayed, right = -log_p.mean(1), log_p.exp().sum(1)  # (5,) each
print(f"CD-1 with decay: {', '.join(f'{n:.2f}' for n in decayed)} nats, {right.mean():.0%} right patterns; ", end="")
print(f"without {nats['CD-1'][-1].mean():.2f} nats, {mass['CD-1'][-1].mean():.0%}")
assert (decayed < nats["CD-1"].min() - 0.2).all() and right.max() < mass["CD-1"][-1].min() - 0.03
assert ((log_p.exp() < 1 / 300).sum(1) <= 4).all()
torch.manual_seed(0)
slow = {}
for name, chains in [("CD-1", None), ("persistent, 30 chains", torch.zeros(5, 30, 16))]:
    log_p = log_probabilities(train(new_machines(16, 16), PATTERNS[None], 8000, 0.05, chains=chains))  # (5, 30)
    slow[name] = -log_p.mean(1)  # (5,)
    print(f"rate 0.05, {name:22s} {', '.join(f'{n:.2f}' for n in slow[name])} nats, ", end="")
    print(f"{log_p.exp().sum(1).mean():.0%} right patterns")
assert (slow["persistent, 30 chains"] < nats["CD-1"].min() - 0.2).all() and (slow["CD-1"] > 4.5).all()

# %% [markdown]
# The machines with decay draw *fewer* right patterns than the forgetful ones and are far better, since they forget
# hardly any. So the share of right pictures, which looks like a test of quality, can point the wrong way.
#
# At a quarter of the rate, thirty persistent chains are better than CD-1 ever was. So it was not persistence that
# failed, but persistence at a rate that outran the chains. Neither of the slow machines has finished, as their right
# patterns show. Train four times as long, and see how long the cure lasts.
#
# ## Deeper: the gradient of nothing
#
# For 4 pixels all of CD can be computed without any sampling, since a Gibbs step is a 16 × 16 matrix $T$: after $k$
# steps pictures are distributed as $q_0T^k$. So we can ask how CD-$k$'s *mean* update differs from the gradient.


# %%
def mean_update(theta, k):
    """Return the mean CD-k update (19,) of a 4-3 machine given as a vector, or the exact gradient for k=None."""
    m = RBM(theta[:12].view(4, 3), theta[12:16][None], theta[16:][None])
    v, h = all_states(4).double(), all_states(3).double()  # (16, 4), (8, 3)
    to_h = (hidden(m, v)[:, None] * h + (1 - hidden(m, v))[:, None] * (1 - h)).prod(-1)  # (16, 8)
    to_v = (visible(m, h)[:, None] * v + (1 - visible(m, h))[:, None] * (1 - v)).prod(-1)  # (8, 16)
    q = torch.zeros(16, dtype=torch.float64)
    q[[3, 5, 12]] = 1 / 3  # the data
    end = (-free_energy(m, v)).softmax(0) if k is None else q @ torch.linalg.matrix_power(to_h @ to_v, k)
    change = (q - end)[:, None]  # (16, 1)
    return torch.cat([(v.T @ (change * hidden(m, v))).flatten(), (change * v).sum(0), (change * hidden(m, v)).sum(0)])


theta = torch.cat([2 * part.flatten() for part in tiny]).double()  # (19,)
exact = mean_update(theta, None)
for k in (1, 2, 5, 20, None):
    update = mean_update(theta, k)
    J = torch.autograd.functional.jacobian(lambda theta, k=k: mean_update(theta, k), theta)  # (19, 19)
    twist = (J - J.T).abs().max() / J.abs().max()
    print(f"k = {k}: cosine with the gradient {F.cosine_similarity(update, exact, dim=0):.3f}, ", end="")
    print(f"length {update.norm() / exact.norm():.3f}, asymmetry of its Jacobian {twist:.1e}")
    assert twist > 0.01 if k == 1 else k is not None or twist < 1e-12
assert torch.allclose(mean_update(theta, 500), exact, atol=1e-6)
assert F.cosine_similarity(mean_update(theta / 4, 1), mean_update(theta / 4, None), dim=0) > 0.99  # small weights

# %% [markdown]
# The second derivatives of any function are symmetric. The Jacobian of CD-1's update is not, so there is *no* loss
# whose gradient it is (Sutskever and Tieleman, 2010). "CD-1 follows the likelihood" is a misconception, and so is
# "CD-1 follows the gradient of something else". Its direction is nearly right while weights are small, which is why it
# works at all.
#
# ## Deeper: two bounds
#
# **From above.** The free energy is the least of something: for *every* distribution $q$ over hidden states,
#
# $$F(v)\le\bigl\langle E(v,h)+\log q(h)\bigr\rangle_q,\qquad\text{with equality for } q(h)=p(h\mid v),$$
#
# which is mean energy minus entropy. The gap is the Kullback-Leibler divergence of $q$ from $p(h\mid v)$, hence never
# negative. An RBM does not need this, because its $F$ is known. The model of [lecture 37](37-vae.ipynb) does, and there
# the bound has a name.
#
# **On average.** For 64 pixels *and* 64 hidden units no side can be enumerated. **Annealed importance sampling** (AIS)
# goes in small steps from independent pixels ($\beta=0$) to the machine ($\beta=1$) and multiplies the ratios of
# $e^{-F}$ on the way to a weight $w$, whose mean is right: it is $Z$. The logarithm is concave, so
# $\langle\log w\rangle\le\log Z$, and the log of a mean of a few $w$ is too small on average as well. A likelihood from
# it is thus too *good*, the wrong side for a claim.


# %%
def ais(m, base, steps, n):
    """Return log w (n,), whose mean of exp is Z of one machine m; base (1, V) are logits of independent pixels."""
    v = torch.bernoulli(torch.sigmoid(base).expand(n, -1))  # (n, V)
    log_w = F.softplus(base).sum() + m.W.shape[1] * math.log(2) + torch.zeros(n)  # the base machine's own Z
    at = lambda beta: RBM(beta * m.W, (1 - beta) * base + beta * m.b, beta * m.c)  # noqa: E731
    for before, after in itertools.pairwise(torch.linspace(0, 1, steps + 1)):
        log_w = log_w + free_energy(at(before), v) - free_energy(at(after), v)
        v = gibbs(at(after), v, 1)
    return log_w


# %%
q = torch.rand(1000, 8).softmax(1)  # a thousand distributions over the hidden states of the tiny machine
costs = energy(tiny, v[5].expand(8, 4), all_states(3))  # (8,)
bound = q @ costs + (q * q.log()).sum(1)  # (1000,), energy minus entropy
posterior = (-costs).softmax(0)  # p(h | v)
assert (bound >= free_energy(tiny, v[5:6])).all()
assert torch.isclose(posterior @ costs + (posterior * posterior.log()).sum(), free_energy(tiny, v[5:6])[0], atol=1e-5)
torch.manual_seed(0)
log_w = {steps: ais(first["CD-1"], torch.zeros(1, 16), steps, 200) for steps in (10, 100, 1000)}
truth = log_Z(first["CD-1"]).item()
for steps, found in log_w.items():
    print(f"{steps:4} temperatures: mean log w {found.mean():.2f}, log mean w {found.exp().mean().log():.2f}")
print(f"exact: {truth:.2f}")
assert log_w[10].mean() < log_w[100].mean() < truth and abs(log_w[1000].exp().mean().log() - truth) < 0.5

# %% [markdown]
# ## Deeper: digits
#
# Eight by eight digits, black and white, take the sum from the other side: with 16 hidden units, $Z$ is a sum over
# $2^{16}$ hidden states, with the 64 pixels done on paper. So this likelihood is exact as well, on digits that the
# machine has not seen.

# %%
digits = data.digits()
X, X_new = ((split.X.flatten(1) > 0.5).float() for split in (digits.train, digits.test))  # (1347, 64), (450, 64)
share = (X.sum(0, keepdim=True) + 1) / (len(X) + 2)  # (1, 64), of black in each pixel
base = share.logit()
alone = RBM(torch.zeros(64, 1), base, torch.zeros(1, 1))  # independent pixels: a machine without weights
baseline = (free_energy(alone, X_new).mean() + log_Z(alone)).item()
print(f"independent pixels: {baseline:.2f} nats for a new digit")
torch.manual_seed(0)
batches = X[torch.randperm(len(X))[:1300]].view(26, 50, 64)
scores = {}
for H, (name, chains) in itertools.product((16, 64), [("CD-1", None), ("persistent", torch.zeros(5, 100, 64))]):
    begin = new_machines(64, H, scale=0.01)._replace(b=base.expand(5, 1, 64))
    machines[f"digits, {H}, {name}"] = m = train(begin, batches, 2000, 0.1, chains=chains)
    if H == 16:
        scores[name] = free_energy(m, X_new).mean(1) + log_Z(m)  # (5,)
        print(f"{H} hidden units, {name:10s}: {', '.join(f'{s:.2f}' for s in scores[name])} nats, exact")
moved = (gibbs(machines["digits, 16, CD-1"], X_new, 1) != X_new).float().mean()  # share of pixels
print(f"one step changes {moved:.0%} of the pixels of a new digit, but of a pattern ", end="")
print(f"{(gibbs(machines['CD-1'], PATTERNS, 1) != PATTERNS).float().mean():.1%} in the machine of the islands")
assert moved > 0.08 and machines["digits, 16, CD-1"].W.abs().mean() < 0.6 * machines["CD-1"].W.abs().mean()
assert max(scores["CD-1"].max(), scores["persistent"].max()) < baseline - 2
assert (scores["CD-1"] - scores["persistent"]).abs().max() < 0.6

# %% [markdown]
# Now CD-1 is about as good as the persistent chains. Digits are not thirty islands far apart, in 2,000 updates the
# weights stay small, and the chain travels. So islands need not form, but what people watch does not tell which case is
# theirs.
# With 64 hidden units there is only AIS:

# %%
m = RBM(*(part[0] for part in machines["digits, 64, persistent"]))
log_w = ais(m, base, 1000, 200)
estimate = (free_energy(m, X_new).mean() + log_w.exp().mean().log()).item()
print(f"64 hidden units, persistent: {estimate:.2f} nats, estimated")
assert estimate < scores["persistent"].max()
torch.manual_seed(0)
drawn = gibbs(m, torch.bernoulli(share.expand(20, 64)), 2000)  # (20, 64), from noise
probes = []
for run in range(5):
    one = RBM(*(part[run] for part in machines["digits, 64, CD-1"]))
    for few, (old, new) in itertools.product((100, len(X)), [(X, X_new), (hidden(one, X), hidden(one, X_new))]):
        probe = LogisticRegression(max_iter=3000).fit(old[:few], digits.train.y[:few])
        probes.append(probe.score(new, digits.test.y))
probes = np.reshape(probes, (5, 2, 2))  # (runs, few or all labels, pixels or hidden units)
for labels, (pixels, units) in zip(("100 labels", "all labels"), probes.mean(0), strict=True):
    print(f"logistic regression, {labels}: {pixels:.0%} right on pixels, {units:.0%} on 64 hidden units")
assert (probes[:, :, 1] < probes[:, :, 0]).all()

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(10, 3.1))
shown = {"real test digits": X_new[:20], "drawn by the machine": drawn, "weights of 20 hidden units": m.W.T[:20]}
for axis, (title, pictures) in zip(axes, shown.items(), strict=True):
    limits = (-1, 1) if "weights" in title else (0, 1)
    padded = F.pad(pictures.view(4, 5, 8, 8), (1, 1, 1, 1), value=float(np.mean(limits))).transpose(1, 2)
    axis.imshow(padded.reshape(40, 50), cmap="gray_r", vmin=limits[0], vmax=limits[1])
    axis.set_title(title)
    axis.axis("off")
plots.show(
    figure,
    alt="Twenty real black and white digits of 8 by 8 pixels, the first of the test set; twenty pictures drawn by the "
    "machine, not chosen, of which many look like digits and some like none; and the weights of its first twenty "
    "hidden units, dark and light blobs and strokes on gray.",
)

# %% [markdown]
# The pictures in the middle are random draws by the seed in the code, 2,000 steps away from noise. On the right, where
# dark is a positive weight, some hidden units look for strokes. Now the probe: a logistic regression on these hidden
# units is *worse* than one on the plain pixels, with few labels too. A good feature and a good density are two claims,
# and neither proves the other.
#
# ## Deeper: Hopfield, the cold limit
#
# Without hidden units, with lines between all pixels, $s_i=\pm1$ and $E=-\tfrac12s^\top Ws$, this is Hopfield's network
# of 1982. At temperature zero one unit after another takes whichever state has less energy, so the energy never rises
# and the state comes to rest in a valley. Hebb's rule of [lecture 2](02-threshold-neurons.ipynb) digs the valleys.


# %%
def recall(S, start, sweeps=5):
    """Store patterns S (n, d) of ±1 by Hebb's rule; return where states ``start`` (m, d) come to rest."""
    W = S.T @ S / S.shape[1]  # (d, d)
    W.fill_diagonal_(0)
    s, energies = start.clone(), []
    for _, i in itertools.product(range(sweeps), range(S.shape[1])):
        s[:, i] = torch.where(s @ W[:, i] >= 0, 1.0, -1.0)
        energies.append(-((s @ W) * s).sum(1) / 2)
    assert (torch.stack(energies).diff(dim=0) < 1e-4).all()  # never uphill
    return s


stored = 2 * X[[int((digits.train.y == digit).nonzero()[0]) for digit in (0, 1, 7)]] - 1  # (3, 64)
halves = stored.clone()
halves[:, 32:] = 0  # the lower half is unknown
recalled = recall(stored, halves)
before, after = ((s == stored).sum(1).tolist() for s in (halves, recalled))
print(f"pixels right of 64, before {before}, after {after}")
assert before == [32] * 3 and after == [64] * 3

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(8.5, 1.35))
shown = {"stored": stored, "lower half unknown": halves, "recalled": recalled}
for axis, (title, pictures) in zip(axes, shown.items(), strict=True):
    padded = F.pad(pictures.view(3, 8, 8), (1, 1, 1, 1)).transpose(0, 1).reshape(10, 30)
    axis.imshow(padded, cmap="gray_r", vmin=-1, vmax=1)
    axis.set_title(title)
    axis.axis("off")
plots.show(
    figure,
    alt="Three stored digits 0, 1 and 7 of 8 by 8 pixels; the same with a gray lower half; and what the network "
    "recalls from that: the three stored digits again.",
)

# %% [markdown]
# Three digits come back whole from their upper halves. There is a limit to that, which exercise 3 measures. A
# Boltzmann machine (1985) is this network warm, with hidden units, and with weights that are learned instead of summed
# up.
#
# ## Deeper: what came of it
#
# Smolensky drew the restricted form in 1986 (a common timeline says 2005). Hinton trained it fast in 2002. In 2006
# stacks of RBMs, trained layer by layer, gave deep networks a start from which backpropagation could go on, and that
# made depth respectable again. A few years later ReLU, better random starts and more data made the stacks unnecessary;
# "the RBM made deep learning work, so it is needed" is a misconception. What stayed is the energy. Diffusion models
# (lecture 40) learn its *slope* at a picture, in which the constant $\log Z$ drops out. In 2024 Hopfield and Hinton
# received the Nobel prize in physics, and the committee's account names both of their machines.
#
# ## What goes wrong
#
# **Watching a number that is no loss.** Libraries print the error of rebuilding, the *pseudo-likelihood* (how well each
# pixel is predicted from all others) or the gap of free energies between data and fantasies, and people ask why this
# "loss" is negative.


# %%
def pseudo_likelihood(m):
    flipped = PATTERNS[:, None] + torch.eye(16) * (1 - 2 * PATTERNS[:, None])  # (30, 16, 16): pixel i turned over
    return F.logsigmoid(free_energy(m, flipped) - free_energy(m, PATTERNS)[:, None]).sum(1).mean().item()


for name in ("CD-1", "persistent, 30 chains", "CD-10"):
    m = first[name]
    many = PATTERNS.repeat(200, 1)  # (6000, 16), because thirty fantasies are too few for a mean
    gap = (free_energy(m, many) - free_energy(m, gibbs(m, many, 1))).mean()
    print(f"{name:22s} nats {nats[name][-1, 0]:5.2f}, pseudo-likelihood {pseudo_likelihood(m):.2f}, gap {gap:.2f}")
    assert pseudo_likelihood(m) > -0.3 and abs(gap) < 0.8

# %% [markdown]
# Symptom: all are fine in the forgetful machines, since on an island a pixel *is* well predicted by the others. Remedy:
# an exact sum on a small version of the problem, an estimate (AIS above) on a large one, and a look at what long
# chains draw.
#
# **Probabilities where a sample belongs.** Driving the other layer by *probabilities* is tempting, but a unit that
# passes on 0.37 tells more than one bit, so the machine is trained for a sampler that nobody runs.


# %%
dice, smooth = torch.bernoulli, lambda p: p


def short_run(draw_h, draw_v):
    torch.manual_seed(0)
    m = new_machines(16, 16)
    for _ in range(2500):
        fantasies = draw_v(visible(m, draw_h(hidden(m, PATTERNS))))
        changes = zip(m, statistics(m, PATTERNS), statistics(m, fantasies), strict=True)
        m = RBM(*(part + 0.1 * (plus - minus) for part, plus, minus in changes))
    return m


WHO = {"neither": (dice, dice), "hidden units": (smooth, dice), "pixels": (dice, smooth), "both": (smooth, smooth)}
found = {}
for name, draws in WHO.items():
    m = short_run(*draws)
    found[name] = -log_probabilities(m).mean(1)  # (5,)
    print(
        f"smooth: {name:12s} error {rebuilding_error(m).mean():.4f}, nats {', '.join(f'{n:.2f}' for n in found[name])}"
    )
assert all((found[name] > found["neither"] + 0.2).all() for name in ("hidden units", "pixels"))
assert (found["both"] > found["neither"] + 1.5).all()

# %% [markdown]
# Symptom: rebuilding is as good, the likelihood worse with either, and far worse with both. Remedy: sample what drives
# the other layer. In the *statistics* $p(h_j=1\mid v)$ is right, and less noisy.
#
# ### Deeper: pixels that are no probabilities
#
# The mean of a binary unit lies between 0 and 1. Feed it numbers from 0 to 16, or data of mean 0 and spread 1, and the
# data's mean can never be met, so that the update never ends:

# %%
raw = (data.digits().train.X.flatten(1) * 16)[:1300].view(26, 50, 64)  # gray levels from 0 to 16
for name, pixels in [("0 to 16", raw), ("0 to 1", raw / 16)]:
    torch.manual_seed(0)
    sizes = [train(new_machines(64, 16), pixels, steps, 0.1).W.abs().max().item() for steps in (250, 1000)]
    print(f"{name}: largest weight after 250 updates {sizes[0]:.0f}, after 1,000 {sizes[1]:.0f}")
    assert (sizes[1] > 100) == (name == "0 to 16")

# %% [markdown]
# Symptom: weights that grow as long as you train. Remedy: scale to [0, 1], or make the pixels black and white; for real
# numbers there are visible units with a Gaussian, which want a much smaller rate.
#
# ## Exercises
#
# ### 1. A partition function by hand (★, 10 minutes)
#
# Two pixels, two hidden units, no biases, $W=\begin{pmatrix}1&-1\\0&2\end{pmatrix}$. What is $Z$, and which picture is
# the most probable?
#
# <details><summary>Solution</summary>
#
# Four pictures, each with a product of two factors: $2\cdot2$ for (0, 0), $2(1+e^2)$ for (0, 1),
# $(1+e)(1+e^{-1})$ for (1, 0) and $(1+e)(1+e)$ for (1, 1). The sum is 39.7, and (0, 1) is the most probable.
#
# ```python
# m = RBM(torch.tensor([[1.0, -1.0], [0.0, 2.0]]), torch.zeros(1, 2), torch.zeros(1, 2))
# e = math.e
# by_hand = [4, 2 * (1 + e**2), (1 + e) * (1 + 1 / e), (1 + e) ** 2]
# assert np.allclose((-free_energy(m, all_states(2))).exp(), by_hand)
# assert math.isclose(sum(by_hand), log_Z(m).exp(), rel_tol=1e-5)
# assert round(sum(by_hand), 1) == 39.7 and int(np.argmax(by_hand)) == 1
# ```
# </details>
#
# ### 2. Many steps are exact (★★, 20 minutes)
#
# Show that CD-$k$'s mean update tends to the gradient as $k$ grows, for every machine with finite weights, and how
# fast.
#
# <details><summary>Solution</summary>
#
# All entries of $T$ are positive, because no sigmoid of a finite number is 0 or 1. So $q_0T^k$ tends to the only
# distribution that $T$ leaves unchanged (Perron and Frobenius). That is $p(v)$: drawing $h$ from $p(h\mid v)$ and then
# $v$ from $p(v\mid h)$ does not change the joint distribution. The error falls like $|\lambda_2|^k$, with the second
# eigenvalue of $T$. In the two islands it comes close to 1 as weights grow:
#
# ```python
# for a in (0.5, 1.5, 3.0):
#     m, v, h = two_islands(a), all_states(4), all_states(3)
#     to_h = (hidden(m, v)[:, None] * h + (1 - hidden(m, v))[:, None] * (1 - h)).prod(-1)
#     to_v = (visible(m, h)[:, None] * v + (1 - visible(m, h))[:, None] * (1 - v)).prod(-1)
#     p, T = (-free_energy(m, v)).softmax(0), to_h @ to_v
#     assert torch.allclose(p @ T, p, atol=1e-6)
#     print(a, f"second eigenvalue {torch.linalg.eigvals(T).abs().sort().values[-2]:.4f}")
# ```
# </details>
#
# ### 3. How much does a Hopfield network remember? (★★, 20 minutes)
#
# Store random patterns in 200 units and start `recall` at each. How many can there be until they no longer stay?
#
# <details><summary>Solution</summary>
#
# Up to about a tenth of the number of units hardly a pixel flips; beyond about 0.14 the mistakes feed on each other.
#
# ```python
# torch.manual_seed(0)
# wrong = {}
# for load in (0.05, 0.1, 0.15, 0.25):
#     S = torch.randint(2, (int(load * 200), 200)) * 2.0 - 1
#     wrong[load] = (recall(S, S) != S).float().mean().item()
#     print(f"{load:.2f} patterns a unit: {wrong[load]:.2%} of the pixels wrong")
# assert wrong[0.05] < 0.01 < wrong[0.25]
# ```
# </details>
#
# ### 4. Let the chains travel (★★★, 30 minutes, open)
#
# Give each persistent chain brothers at higher temperatures, and now and then exchange the states of neighbors
# (parallel tempering). Does that save thirty persistent chains?
#
# <details><summary>Solution</summary>
#
# An exchange of two temperatures is accepted with the probability that leaves the joint distribution unchanged. With
# five temperatures, hence five times the work an update, thirty chains came closer to perfect on average of five runs
# than any run in this lecture but the exact gradient's.
#
# ```python
# BETAS = torch.linspace(1, 0.3, 5).view(5, 1, 1, 1)  # 1 over the temperatures
# torch.manual_seed(0)
# m, v = new_machines(16, 16), torch.bernoulli(torch.full((5, 5, 30, 16), 0.5))  # (betas, runs, chains, V)
# for t in range(4000):
#     heated = RBM(*(BETAS * part for part in m))
#     v = gibbs(heated, v, 1)
#     i = t % 4
#     f = lambda j, x: free_energy(RBM(*(part[j] for part in heated)), x)
#     gain = f(i, v[i]) + f(i + 1, v[i + 1]) - f(i, v[i + 1]) - f(i + 1, v[i])  # (runs, chains)
#     swap = (torch.rand_like(gain).log() < gain)[..., None]
#     v = torch.stack([*v[:i], torch.where(swap, v[i + 1], v[i]), torch.where(swap, v[i], v[i + 1]), *v[i + 2 :]])
#     changes = zip(m, statistics(m, PATTERNS), statistics(m, v[0]), strict=True)
#     m = RBM(*(part + 0.2 * (1 - t / 4000) * (plus - minus) for part, plus, minus in changes))
# tempered = -log_probabilities(m).mean(1)  # (5,)
# print("nats", ", ".join(f"{n:.2f}" for n in tempered))
# assert (tempered < 3.8).all() and tempered.mean() < min(n.min() for n in [*nats.values(), decayed, *slow.values()])
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - Energy gives probability up to $Z$; in an RBM half of $Z$ is done on paper.
# - The gradient is data minus model, and only the model's half needs samples.
# - Gibbs sampling is right in the long run, which large weights make long.
# - CD-1 sees no further than one step: it perfects islands and forgets patterns, unnoticed by what people watch.
# - More steps help, as do chains that travel or a rate that waits for them.
#
# ## Where it came from
#
# - Hopfield, 1982, PNAS 79: memories as valleys of an energy.
# - Ackley, Hinton and Sejnowski, 1985, Cognitive Science 9: the Boltzmann machine.
# - Smolensky, 1986, in *Parallel Distributed Processing* 1: no lines within a layer.
# - Hinton, 2002, Neural Computation 14: contrastive divergence.
# - Hinton, Osindero and Teh, 2006, Neural Computation 18: deep belief nets.
# - Tieleman, 2008, ICML: persistent chains; Salakhutdinov and Murray, 2008, ICML: AIS.
# - Fischer and Igel, 2010, ICANN: likelihoods that fall during training.
# - Sutskever and Tieleman, 2010, AISTATS: CD follows no gradient.
#
# **Next**: [37, the variational autoencoder](37-vae.ipynb): hidden causes with a bound instead of a sum.
