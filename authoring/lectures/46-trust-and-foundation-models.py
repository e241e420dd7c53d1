# %% [markdown]
# # Trust and foundation models
#
# You will be able to measure what a model does not know, whom it fails and how it finds an answer, and to say of a
# claim about artificial intelligence what was tested and what was not.
#
# **Reading** 35 min · **Running** under 45 s on two cores · **Prerequisites**
# [14 (evaluation metrics)](14-evaluation-metrics.ipynb), [28 (the transformer)](28-transformer.ipynb) and
# [30 (GPT and large language models)](30-gpt-and-llms.ipynb) · **Practice**
# [assignment a24](../release/a24-representation-and-robustness/representation-and-robustness.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/46-trust-and-foundation-models.ipynb)
#
# **Needs** [01](01-history.ipynb), [11](11-optimizers.ipynb), [13](13-regularization.ipynb),
# [14](14-evaluation-metrics.ipynb), [15](15-validation-and-search.ipynb), [16](16-convolution.ipynb),
# [20](20-transfer-learning.ipynb), [24](24-robustness-and-saliency.ipynb), [25](25-rnn.ipynb),
# [28](28-transformer.ipynb), [29](29-bert.ipynb), [30](30-gpt-and-llms.ipynb),
# [35](35-dictionary-learning-and-autoencoders.ipynb), [41](41-self-supervised-learning.ipynb),
# [42](42-graph-networks.ipynb), [45](45-game-playing.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **prove** and **test** that sets of answers keep a promise;
# - **derive** why three measures of fairness cannot agree;
# - **find** a circuit in a transformer, knock it out, and replace it by hand;
# - **place** all 46 lectures on one map.

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
from fractions import Fraction

import torch.nn.functional as F
from scipy.stats import beta, binom
from sklearn.metrics import roc_auc_score
from torch import nn

# %% [markdown]
# ## Sure, and wrong
#
# This last lecture asks whether a model may be relied on, and begins with a plain one: two hidden layers, trained on
# 300 handwritten digits, on five splits with five networks each, all 25 in one tensor:

# %%
splits = [data.digits(seed=seed) for seed in range(5)]
X = torch.stack([torch.cat([split.train.X, split.test.X]).flatten(1) for split in splits])  # (5, 1797, 64)
y = torch.stack([torch.cat([split.train.y, split.test.y]) for split in splits])  # (5, 1797)
new, answers = X[:, 300:], y[:, 300:]  # (5, 1497, 64), (5, 1497): what no network is trained on


def begin():
    """Return W and b of three layers, each with the first axes (5 splits, 5 networks), as PyTorch starts them."""
    sizes = [((5, 5, p, M), p**-0.5) for p, M in ((64, 128), (128, 128), (128, 10))]
    return [torch.empty(s).uniform_(-bound, bound) for shape, bound in sizes for s in (shape, (5, 5, 1, shape[3]))]


def log_probabilities(X, theta):
    a = X[:, None]  # (5, 1, n, 64)
    for W, b in zip(theta[::2], theta[1::2], strict=True):
        z = a @ W + b  # (5, 5, n, width)
        a = torch.relu(z)
    return z.log_softmax(dim=-1)  # (5 splits, 5 networks, n, 10), as logarithms


# %%
untrained = begin()
theta = [tensor.clone().requires_grad_() for tensor in untrained]
optimizer = torch.optim.Adam(theta, 2e-3, fused=True)
for _ in range(25):
    for batch in torch.randperm(300).split(32):
        log_p = log_probabilities(X[:, batch], theta)  # (5, 5, B, 10)
        loss = -log_p.gather(3, y[:, None, batch, None].expand(5, 5, -1, 1)).sum() / len(batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@torch.no_grad()
def p_of(X, theta):
    return log_probabilities(X, theta).exp()  # (5, 5, n, 10)


def turn(X):
    return X.unflatten(-1, (8, 8)).rot90(1, (-2, -1)).flatten(-2)  # (..., 64): each image on its side


# %% [markdown]
# For unseen digits, the largest probability (the confidence) is 94% on average.
#
# **Guess** what it is, in percent, if we lay them on their side.

# %%
guess = None  # percent, such as 60

# %%
p, p_turned = p_of(new, theta), p_of(turn(new), theta)  # (5, 5, 1497, 10) each
confidence = {"upright": p.amax(3).mean((1, 2)).numpy(), "turned": p_turned.amax(3).mean((1, 2)).numpy()}  # (5,) each
fours = (p_turned.argmax(3) == 4).float().mean((1, 2)).numpy()  # (5,)
for name, shown in [("upright", p), ("turned", p_turned)]:
    right = (shown.argmax(3) == answers[:, None]).float().mean((1, 2))  # (5,)
    print(f"{name:8} right {', '.join(f'{r:.0%}' for r in right)};", end=" ")
    print(f"confidence {', '.join(f'{c:.0%}' for c in confidence[name])}")
print(f"called a four when turned: {', '.join(f'{share:.0%}' for share in fours)}")
assert right.max() < 0.25 and confidence["turned"].min() > 0.7 and confidence["turned"].max() > 0.95
assert abs(confidence["upright"] - 0.94).max() < 0.02 and fours.min() > 0.6 and np.sort(fours)[3] > 0.9

# %% tags=["hide-input"]
COLORS = {"upright": plots.BLUE, "turned": plots.RED, "A": plots.SKY, "B": plots.ORANGE, "found": plots.PURPLE} | {
    "one layer": plots.GRAY, "two layers": plots.GREEN
}  # fmt: skip
figure = plt.figure(figsize=(8.6, 3.2))
grid = figure.add_gridspec(2, 6, width_ratios=[1, 1, 1, 1, 0.3, 4.2])
for n in range(8):
    axis = figure.add_subplot(grid[n // 4, n % 4])
    axis.imshow(turn(new)[0, n].view(8, 8), cmap="gray_r", vmin=0, vmax=1)
    best = p_turned[0, 0, n].argmax().item()
    axis.set_title(f"“{best}”, {p_turned[0, 0, n, best]:.0%}", fontsize=9)
    axis.axis("off")
axis = figure.add_subplot(grid[:, 5])
for shift, (name, values) in zip((-0.2, 0.2), confidence.items(), strict=True):
    axis.bar(np.arange(1, 6) + shift, 100 * values, 0.38, color=COLORS[name], label=name)
if guess is not None:
    axis.axhline(guess, **plots.line("guess"), label="your guess")
axis.set(title="Sure of digits on their side", xlabel="split", ylabel="mean confidence (%)", ylim=(0, 125))
axis.set_yticks(range(0, 101, 25))
axis.legend(loc="upper center", ncols=3)
plots.show(
    figure,
    alt="Left, the first eight unseen digits of the first split, each lying on its side, with the network's answer and "
    "its confidence, mostly four and often above 90 percent. Right, mean confidence for upright and turned digits on "
    "five splits: about 94 percent upright, and 80 to 100 percent turned.",
)

# %% [markdown]
# Few answers are right, on two splits nearly every digit is called a four, and the networks are sure of it, because
# softmax compares ten classes, and "none of these" is not among them.
#
# ## Four questions
#
# So a high probability alone earns no trust, and four questions should be put to a model *before* it is used, each with
# an experiment that can fail:

# %% tags=["hide-input", "drawing"]
figure, axes = plt.subplots(figsize=(9, 1.7))
BOX = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": "black", "linewidth": 1.5}
parts = [
    ("data", "4. What was it\ntested on?"),
    ("model", "3. Why does it\nanswer so?"),
    ("answer", "1. Does it know when\nit does not know?"),
    ("people", "2. Whom does\nit fail?"),
]
for n, (part, question) in enumerate(parts):
    axes.text(2.5 * n, 1, part, ha="center", va="center", fontsize=12, bbox=BOX)
    axes.text(2.5 * n, 0.35, question, ha="center", va="center", fontsize=10)
    if n < 3:
        look = {"arrowstyle": "-|>", "linewidth": 1.3, "color": "black"}
        axes.annotate("", (2.5 * n + 2.05, 1), (2.5 * n + 0.45, 1), arrowprops=look)
axes.set(xlim=(-1.1, 8.6), ylim=(0, 1.3))
axes.axis("off")
plots.show(
    figure,
    alt="Four boxes joined by arrows: data, model, answer, people. Under each stands its question: what was it tested "
    "on, why does it answer so, does it know when it does not know, and whom does it fail.",
)

# %% [markdown]
# ## 1. Does it know when it does not know?
#
# Disagreement of several networks (**deep ensemble**) helps and guarantees nothing (*Deeper*), whereas a set of answers
# can come with a promise (**conformal prediction**). Score $n$ labeled examples that were not trained on by
# $s=1-p(\text{right class})$, let $q$ be the $k$-th smallest score with $k=\lceil(n+1)(1-\alpha)\rceil$, and answer a
# new image with all classes whose score is at most $q$. Then
#
# $$P(\text{the set contains the right class})\ge\frac{k}{n+1}\ge1-\alpha .$$
#
# *Proof.* If all $n+1$ examples could as well have come in any other order (exchangeable), the new score is equally
# likely to take each rank from 1 to $n+1$. It is at most $q$ if its rank is at most $k$, and without ties only then, so
# the probability is exactly $k/(n+1)$. ∎


# %%
def threshold(scores, alpha=0.05):
    """Return the k-th smallest of n scores (n,), or infinity if k = n + 1: then only the set of all classes will do."""
    k = len(scores) + 1 - math.floor((len(scores) + 1) * alpha + 1e-9)  # in floating point 100 * 0.29 is below 29
    return scores.sort().values[k - 1].item() if k <= len(scores) else math.inf


def coverages(calibration, test, n, draws=300, rule=threshold):
    """Return thresholds and shares of ``test`` (N,) below them, for n random ones of ``calibration`` (N,): (draws,)."""
    rows = torch.rand(draws, len(calibration)).argsort(dim=1)  # (draws, N): random orders
    q = torch.tensor([rule(calibration[row[:n]]) for row in rows])  # (draws,)
    return q, (test[rows[:, n:]] <= q[:, None]).float().mean(dim=1)


def scores_of(p):
    return 1 - p.gather(2, answers[:, :, None])[:, :, 0]  # (5, n, 10) -> (5, n): 1 - p of the right class


# %% [markdown]
# **Choose.** The proof says nothing about the model, so what becomes of a promised 95% with *untrained* networks?
#
# <details><summary>The sets contain the right digit far less often</summary>
#
# A bad model has large scores on the calibration examples too, so the threshold goes up with them.
# </details>
#
# <details><summary>Still 95%, with sets of nearly all ten digits</summary>
#
# Yes. The promise holds for any scores; what a good model buys is small sets.
# </details>
#
# <details><summary>Still 95%, with sets as small as before</summary>
#
# Then random weights would read digits. Something has to pay for the promise.
# </details>

# %%
kinds = {"trained": p.mean(1), "untrained": p_of(new, untrained).mean(1), "turned": p_turned.mean(1)}  # (5, n, 10) each
covered, sizes = {}, {}
for name, shown in kinds.items():
    for n in (19, 99):
        before = scores_of(kinds["untrained" if name == "untrained" else "trained"])  # upright digits set the threshold
        runs = [coverages(*pair, n) for pair in zip(before, scores_of(shown), strict=True)]
        covered[name, n] = np.stack([share.numpy() for _, share in runs])  # (5, draws)
        sizes[name, n] = np.mean(
            [(1 - some <= t).sum() / len(some) for some, (q, _) in zip(shown, runs, strict=True) for t in q[:40]]
        )
        means = ", ".join(f"{mean:.3f}" for mean in covered[name, n].mean(axis=1))
        print(f"{name:9} n = {n}: covered {means}; mean set of {sizes[name, n]:.2f} digits")
for name, n in [(name, n) for name in ("trained", "untrained") for n in (19, 99)]:
    assert abs(covered[name, n].mean() - 0.95) < 0.01  # 0.95 = 19/20 = 95/100 = k/(n + 1), the theorem
    assert (sizes[name, n] < 2.5) == (name == "trained") and (sizes[name, n] > 8) == (name == "untrained")
assert covered["turned", 19].mean() < 0.3 and covered["turned", 99].mean(axis=1).max() < 0.3

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(8.6, 3.1), sharex=True)
place = np.linspace(0, 1, 501)
for axis, n in zip(axes, (19, 99), strict=True):
    bins = np.linspace(0, 1, 51)
    for name, label in [("trained", "upright"), ("turned", "turned")]:
        axis.hist(covered[name, n].ravel(), bins, density=True, color=COLORS[label], alpha=0.7, label=label)
    k = round(0.95 * (n + 1))
    axis.plot(place, beta.pdf(place, k, n + 1 - k), color="black", linewidth=1.2, label="theory")
    axis.axvline(0.95, color="black", linestyle=":", linewidth=1.2, label="promise")
    axis.set(xlabel=f"share covered ({n} calibration digits)", ylabel="density", xlim=(0, 1))
axes[0].legend(loc="upper center")
figure.suptitle("Upright digits are covered as promised, turned ones are not", fontweight="bold")
plots.show(
    figure,
    alt="Two histograms of the share of digits covered, over 300 draws on each of five splits, for 19 and for 99 "
    "calibration digits. Upright digits lie around 0.95, narrowly for 99 and widely for 19, along the theory's curve. "
    "Turned digits lie mostly between 0.1 and 0.3, and for 19 calibration digits a few draws reach higher.",
)

# %% [markdown]
# The theorem holds for good and useless networks alike, and speaks of the average: a single draw of 19 can be unlucky
# (*Deeper*). Turned digits are *not* exchangeable with the others, and 95% become less than 30%, because no theorem
# about data like yours protects you from other data.
#
# **Checkpoint.** Why may the calibration examples not be training examples?
#
# <details><summary>Answer</summary>
#
# The network has fitted the training examples, so their scores are lower than those of a new one, which therefore is
# not equally likely to take each rank. The threshold becomes too low, and sets too small.
# </details>
#
# ## 2. Whom does it fail?
#
# An average can be kept at the cost of a few, such as our eights (*Deeper*): commercial systems that told gender from
# faces erred on up to 34.7% of darker-skinned women and on at most .8% of lighter-skinned men. [Lecture
# 14](14-evaluation-metrics.ipynb) has three candidates for what ought to be equal for two groups (**fairness**):
#
# - **precision** (PPV): of those accused, the share that is guilty;
# - **miss rate** (FNR): of the guilty, the share that goes free;
# - **false alarm rate** (FPR): of the innocent, the share accused.
#
# In the dispute of 2016 about a program that foretells relapses into crime, one side had unequal misses and false
# alarms, the other equal precision, and both can be right. For if $\pi$ is the share of the guilty (prevalence), then
# $\mathrm{TP}=\pi(1-\mathrm{FNR})$ is the share rightly accused, and
# $\mathrm{PPV}=\mathrm{TP}/(\mathrm{TP}+\mathrm{FP})$ gives $\mathrm{FP}=\mathrm{TP}\,(1-\mathrm{PPV})/\mathrm{PPV}$.
# Divided by the innocent:
#
# $$\mathrm{FPR}=\frac{\pi}{1-\pi}\cdot\frac{1-\mathrm{PPV}}{\mathrm{PPV}}\cdot(1-\mathrm{FNR})$$
#
# **Choose.** If group A has 30 guilty of 100 and group B 60 of 100, can decisions make all three equal?
#
# <details><summary>Yes, with the right threshold for each group</summary>
#
# Two thresholds are two numbers to choose, and three equations have to hold.
# </details>
#
# <details><summary>No, never</summary>
#
# Nearly. But both products are 0 if one of their other factors is.
# </details>
#
# <details><summary>Only if nobody innocent is accused, or all the guilty go free</summary>
#
# Yes. Where PPV > 0 the first factor differs between the groups, so the products can only agree on 0, which takes
# PPV = 1, and then nobody innocent is accused. Where PPV = 0 the formula divides by 0; then nobody guilty is accused,
# both FNR are 1, and any FPR that both groups can have will do.
# </details>
#
# For 100 people we can try *all* tables of counts:


# %%
def reachable(guilty, innocent):
    """Return all (PPV, FNR, FPR) of groups in which tp guilty and fp innocent people are accused, at least one."""
    tables = [(tp, fp) for tp in range(guilty + 1) for fp in range(innocent + 1) if tp + fp]
    return {(Fraction(tp, tp + fp), Fraction(guilty - tp, guilty), Fraction(fp, innocent)) for tp, fp in tables}


a, b = reachable(30, 70), reachable(60, 40)
for pi, group in [(Fraction(3, 10), a), (Fraction(6, 10), b)]:  # the identity, wherever it does not divide by 0
    assert all(fpr == pi / (1 - pi) * (1 - ppv) / ppv * (1 - fnr) for ppv, fnr, fpr in group if ppv)
equal = a & b
perfect, useless = {m for m in equal if m[2] == 0}, {m for m in equal if m[1] == 1}
print(f"{len(a):,} and {len(b):,} possible triples, {len(equal)} in both:", end=" ")
print(f"{len(perfect)} accuse nobody innocent, {len(useless)} let all the guilty go")
assert equal == perfect | useless and a <= reachable(60, 140)  # with equal prevalence all are shared

# %% [markdown]
# Of more than two thousand triples each, they share none but the exceptions. Now try it with
# calibrated scores: of the people with score $s$, in either group, a share $s$ is guilty.


# %%
def measures(pi, t):
    """Return PPV, FNR and FPR if all with a score above t are accused; scores follow a beta law with mean pi."""
    a, b = 2 * pi, 2 * (1 - pi)
    fnr, accused = beta.cdf(t, a + 1, b), beta.sf(t, a, b)  # a guilty person's score follows beta(a + 1, b)
    return pi * (1 - fnr) / accused, fnr, beta.sf(t, a, b + 1)


in_a, in_b = (np.array(measures(pi, np.arange(5, 96) / 100)) for pi in (0.3, 0.6))  # (3, 91) each
gap = abs(in_a[:, :, None] - in_b[:, None]).max(0)  # (91, 91): the largest of three, for each pair of thresholds
assert gap[np.ix_(in_a[1] < 0.5, in_b[1] < 0.5)].min() > 0.1


# %% tags=["hide-input"]
def draw_groups(pi, t_a, t_b):
    """Draw the scores of both groups with their thresholds, and the three measures."""
    figure, axes = plt.subplots(2, 1, figsize=(4.6, 4.8))
    s = np.linspace(0.01, 0.99, 99)
    values = {"A": measures(0.3, t_a), "B": measures(pi, t_b)}
    for n, (name, rate, t) in enumerate([("A", 0.3, t_a), ("B", pi, t_b)]):
        look = {"color": COLORS[name], "linestyle": "-" if n == 0 else "--"}
        axes[0].plot(s, beta.pdf(s, 2 * rate, 2 - 2 * rate), label=f"{name}: {rate:.0%} guilty", **look)
        axes[0].axvline(t, ymax=0.6, linewidth=1.2, **look)
        bars = axes[1].bar(np.arange(3) + 0.4 * n - 0.2, values[name], 0.38, color=COLORS[name])
        axes[1].bar_label(bars, fmt="%.2f", fontsize=8)
    gap = max(abs(one - other) for one, other in zip(*values.values(), strict=True))
    axes[0].set(xlabel="score, with thresholds", ylabel="density", ylim=(0, 4))
    axes[0].legend(loc="upper center")
    axes[1].set(title=f"largest gap {gap:.2f}", ylim=(0, 1.08), xticks=range(3))
    axes[1].set_xticklabels(["precision", "miss rate", "false\nalarm rate"])
    (a, b), names = values.values(), "precision {:.2f}, miss rate {:.2f}, false alarm rate {:.2f}"
    return plots.describe(
        figure,
        f"Above, densities of two groups' scores, thresholds at {t_a:.2f} and {t_b:.2f}. Below, bars. A, 30% guilty: "
        f"{names.format(*a)}. B, {pi:.0%} guilty: {names.format(*b)}. The largest gap is {gap:.2f}.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_groups,
    frames=[
        ("one threshold for all: nothing is equal", {}),
        ("misses and false alarms equal: precision is not", {"t_b": 0.75}),
        ("precision equal: the others are not", {"t_b": 0.29}),
        ("equal prevalence: all are equal", {"pi": 0.3}),
    ],
    pi=widgets.slider("guilty in B", 0.1, 0.9, 0.05, 0.6),
    t_a=widgets.slider("threshold A", 0.05, 0.95, 0.01, 0.5),
    t_b=widgets.slider("threshold B", 0.05, 0.95, 0.01, 0.5),
)

# %% [markdown]
# **Try** to bring the largest gap below 0.1 with 60% guilty in B, while fewer than half of the guilty go free.
# **Notice** that no two thresholds do it: one measure can be made equal, sometimes two. Which of them is no question of
# statistics but of whose error weighs more, so somebody has to decide.
#
# ## 3. Why does it answer so?
#
# Saliency ([24](24-robustness-and-saliency.ipynb)) and attention ([28](28-transformer.ipynb)) gave pictures, which can
# mislead. Stronger evidence is to find the part that should do it (a circuit), take it out, and put your own in its
# place (**mechanistic interpretability**). Our small transformer, of attention only, reads up to 20
# different letters, and then the same letters over and over:

# %%
T = 40


def strings(count, low=8, high=20):
    """Return letters (count, T) as numbers below 24 that repeat with a random period, and the periods (count, 1)."""
    period = torch.randint(low, high + 1, (count, 1))
    order = torch.rand(count, 24).argsort(dim=1)  # (count, 24): the alphabet, shuffled
    return order.gather(1, torch.arange(T) % period), period


letters, period = strings(500)
for row, length in zip(letters[:2], period[:2, 0], strict=True):
    text = "".join("abcdefghijklmnopqrstuvwx"[number] for number in row)
    print(text[:length], text[length:], f"(period {length})")


# %%
class Head(nn.Module):
    """One attention head: where it looks depends on letters and places, what it copies on letters only."""

    def __init__(self, d, width):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(d, width, bias=False) for _ in range(3))
        self.o = nn.Linear(width, d, bias=False)

    def pattern(self, x, place):  # (B, T, d), (T, d) -> (B, T, T)
        scores = self.q(x + place) @ self.k(x + place).transpose(1, 2) / math.sqrt(self.q.out_features)
        return scores.masked_fill(torch.ones_like(scores[0]).triu(1).bool(), -math.inf).softmax(dim=-1)


head, x, place = Head(64, 64), torch.randn(2, 9, 64), torch.randn(9, 64)
library = F.scaled_dot_product_attention(head.q(x + place), head.k(x + place), head.v(x), is_causal=True)
assert torch.allclose(head.pattern(x, place) @ head.v(x), library, atol=1e-5)  # (2, 9, 64)


# %%
class AttentionOnly(nn.Module):
    def __init__(self, layers, heads=1, d=64):
        super().__init__()
        self.embed, self.place = nn.Embedding(24, d), nn.Parameter(torch.randn(T, d))
        self.layers = nn.ModuleList(nn.ModuleList(Head(d, d // heads) for _ in range(heads)) for _ in range(layers))
        self.unembed = nn.Linear(d, 24, bias=False)

    def forward(self, letters, instead=None):
        """letters (B, T) -> logits (B, T, 24), patterns; ``instead`` maps (layer, head) to a pattern to use there."""
        x, place, patterns = self.embed(letters), self.place[: letters.shape[1]], {}  # x (B, T, d)
        for layer, heads in enumerate(self.layers):
            copied = []
            for number, head in enumerate(heads):
                A = (instead or {}).get((layer, number))
                patterns[layer, number] = A = head.pattern(x, place) if A is None else A  # (B, T, T)
                copied.append(head.o(A @ head.v(x)))  # (B, T, d)
            x = x + sum(copied)
        return self.unembed(x), patterns


# %% [markdown]
# The loss counts only places whose next letter can be known from the first round.


# %%
def fit(model, steps=250, low=8, high=20):
    """Train on fresh strings; return the losses."""
    optimizer = torch.optim.AdamW(model.parameters(), 4e-3)
    schedule, losses = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, steps), []
    for _ in range(steps):
        letters, period = strings(48, low, high)
        known = torch.arange(T - 1) >= period  # (B, T - 1)
        loss = F.cross_entropy(model(letters[:, :-1])[0][known], letters[:, 1:][known])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses


@torch.no_grad()
def right(model, letters, period, instead=None):
    """Return the share of known letters that the model foretells."""
    known = torch.arange(T - 1) >= period  # (B, T - 1)
    return (model(letters[:, :-1], instead)[0].argmax(-1) == letters[:, 1:])[known].float().mean().item()


# %%
models, losses = {}, {}
for name, layers in [("one layer", 1), ("two layers", 2)]:
    torch.manual_seed(0)
    models[name] = AttentionOnly(layers)
    losses[name] = fit(models[name])
    print(f"{name:10} right {right(models[name], letters, period):.1%}, blind guessing {1 / 24:.1%}")
assert right(models["one layer"], letters, period) < 0.35 and right(models["two layers"], letters, period) > 0.98

# %% [markdown]
# One layer fails and two succeed, so the two must work together. Where do they look?

# %% tags=["hide-input"]
with torch.no_grad():
    patterns = models["two layers"](letters[:, :-1])[1]  # two of (500, T - 1, T - 1)
row = (period[:, 0] == 12).nonzero()[0, 0]
names = ["abcdefghijklmnopqrstuvwx"[number] for number in letters[row, :26]]
figure, axes = plt.subplots(1, 3, figsize=(10.4, 3.7), width_ratios=[1, 1, 0.9])
titles = "head of layer 1: one place back", "head of layer 2: what followed"
for axis, layer, title in zip(axes, (0, 1), titles, strict=False):
    axis.imshow(patterns[layer, 0][row, :26, :26], cmap="Purples", vmin=0, vmax=1)
    axis.set(title=title, xlabel="looked at", ylabel="from", xticks=range(26), yticks=range(26))
    axis.set_xticklabels(names, fontsize=7)
    axis.set_yticklabels(names, fontsize=7)
    axis.grid(visible=False)
for (name, values), look in zip(losses.items(), ("--", "-"), strict=True):
    axes[2].plot(values, look, color=COLORS[name], label=name)
axes[2].set(title="loss, with a sudden fall", xlabel="step", ylabel="nats", ylim=(0, 3.6))
axes[2].legend(loc="center right", bbox_to_anchor=(1, 0.4))
plots.show(
    figure,
    alt="Two attention maps of one string with period 12, from 26 letters to 26 letters, and a plot of losses. The "
    "head of layer 1 looks one place back, sharply in the first 20 places. The head of layer 2 looks, from each "
    "letter of the repetition, at the letter after its first occurrence. The loss of two layers falls suddenly, that "
    "of one layer slowly.",
)

# %%
t = torch.arange(1, T - 1)  # (38,)
back = patterns[0, 0][:, t, t - 1].mean(0)  # (38,): mean attention of the first head to the place before
print(f"one back: places 1 to 10 {back[:10].mean():.0%}, places 22 to 38 {back[21:].mean():.0%}")
rule_1 = F.one_hot((torch.arange(T - 1) - 1).clamp(min=0), T - 1).float()  # (T - 1, T - 1): look one place back
places = torch.arange(T - 1).expand(500, -1)  # (500, T - 1)
seen = letters[:, :-1]  # (500, T - 1)
stood = torch.cat([torch.full((500, 1), -1), seen[:, :-1]], dim=1)  # (500, T - 1): which letter stood before each place
matches = (seen[:, :, None] == stood[:, None]).tril().float()  # (500, T - 1, T - 1): "my letter stood before you"
rule_2 = matches / matches.sum(2, keepdim=True).clamp(min=1)  # look there, evenly
after = (patterns[1, 0] * matches).sum(2)[places >= period].mean()
print(f"the second head looks where its letter stood before: {after:.0%}")
assert back[:10].mean() > 0.9 and back[21:].mean() < 0.2 and after > 0.8

# %% [markdown]
# The first head writes into each place which letter stood before it, and the second looks for a place that says "your
# letter stood before me", where the answer stands, and copies it (**induction head**).
#
# **Checkpoint.** Why does the first head not look back in the late places?
#
# <details><summary>Answer</summary>
#
# Because nobody has to read what it writes there. The second head can find the answer in the first round of letters,
# and no string has a first round of more than 20 places, so training never asked for more. Below, a first head that
# looks back in 20 places only is as good as one that does so everywhere.
# </details>
#
# That is a story told from pictures, so we switch heads off, or replace them by rules.
#
# **Choose.** Without the first head, which only looks one place back, what remains of the 100%?
#
# <details><summary>About half: the second head still finds the right letter</summary>
#
# It finds a place by what the first head has written there. Nothing is written now.
# </details>
#
# <details><summary>About a fifth, as with one layer</summary>
#
# A network that was *trained* with one layer has made the best of it. This one was trained to rely on the first head.
# </details>
#
# <details><summary>About a tenth or less</summary>
#
# Yes. What remains is little more than guessing among the letters of the string.
# </details>

# %% tags=["main-result"]
both, off = models["two layers"], torch.zeros(T - 1, T - 1)
trials = {
    "as trained": {},
    "first head off": {(0, 0): off},
    "second head off": {(1, 0): off},
    "first head by hand": {(0, 0): rule_1},
    "in 20 places only": {(0, 0): rule_1 * (torch.arange(T - 1)[:, None] < 20)},
    "second head by hand": {(1, 0): rule_2},
    "both by hand": {(0, 0): rule_1, (1, 0): rule_2},
}
kept = {name: right(both, letters, period, instead) for name, instead in trials.items()}
for name, share in kept.items():
    print(f"{name:20} {share:.1%}")
assert max(kept["first head off"], kept["second head off"]) < 0.2
assert min(share for name, share in kept.items() if not name.endswith("off")) > 0.98
unseen = {n: right(both, *strings(300, n, n)) for n in (4, 6, 23)}  # training had periods of 8 to 20
print("periods never seen:", ", ".join(f"{n}: {share:.0%}" for n, share in unseen.items()))
assert min(unseen.values()) > 0.85

# %% [markdown]
# Each head is necessary, and the two rules are *sufficient*: with attention written by hand, from the letters alone,
# the network is as good as before. Such heads appear early in the training of large language models, too, and are a
# candidate for what makes in-context learning ([30](30-gpt-and-llms.ipynb)) possible, but there many share a job, and a
# knock-out may show nothing (*Deeper*).
#
# ## 4. What was it tested on?
#
# Many products rest on a model trained once on very much data and adapted to many tasks (**foundation model**), as you
# did with [images](20-transfer-learning.ipynb), [BERT](29-bert.ipynb), [GPT](30-gpt-and-llms.ipynb) (multitask), and
# [image and text](41-self-supervised-learning.ipynb) together (multimodal). A benchmark does not say
# whether its questions were new, because what stands on the web may stand in the training data
# ([15](15-validation-and-search.ipynb)'s leak, contamination), nor what an answer cost: reasoning models write long
# chains of thought and may try many times, which pays reliably only where a right answer is recognized (*Deeper*).
#
# ## A case study: AlphaFold
#
# The questions also serve for AlphaFold, which computes a protein's shape, the work of months or years by experiment,
# from its sequence of amino acids and those of its relatives, in which places that touch change together (*Deeper*).
#
# 1. An estimate of its own accuracy is an output (pLDDT).
# 2. It fails proteins with few relatives, and parts that move.
# 3. What physics its weights hold is not understood.
# 4. It was tested on structures that nobody had published (the contest CASP14, 2020): the median error along the
#    backbone was .96 Å, the next best 2.8 Å, and an atom of carbon is about 1.4 Å wide.
#
# It predicts where folding *ends*, not how a chain folds.
#
# ## Working with AI tools
#
# A language model can explain and write code, and be fluent and wrong. So in a course **acknowledge** for each problem
# what a tool did, **run** what it claims, because a test that can fail beats a fluent reason, and **do** the step
# yourself that you want to learn.
#
# ## What goes wrong
#
# **A circuit that is a distance.** Let the repetition always come after 13 letters:

# %%
torch.manual_seed(0)
fixed = AttentionOnly(1)
fit(fixed, 120, 13, 13)
by_period = {n: right(fixed, *strings(300, n, n)) for n in (12, 13, 14)}
print("one layer, trained at period 13:", ", ".join(f"period {n} {share:.0%}" for n, share in by_period.items()))
assert by_period[13] > 0.98 and max(by_period[12], by_period[14]) < 0.1

# %% [markdown]
# Now *one* layer is perfect, and useless at the next period up or down, since it looks 12 places back. The symptom is
# an ability that comes too easily, the remedy to vary what should not matter.
#
# ### Deeper: a quantile that is too low
#
# Libraries took the plain quantile of the scores, or, where $k=n+1$, the largest score.


# %%
def plain(scores):
    return scores.quantile(0.95).item()


def clamped(scores):
    return scores.sort().values[min(len(scores), math.ceil(0.95 * (len(scores) + 1))) - 1].item()


first = scores_of(kinds["trained"])[0]  # (1497,): the first split
short = {}
for n, rule in [(9, threshold), (9, clamped), (19, plain), (19, threshold)]:
    short[n, rule.__name__] = coverages(first, first, n, rule=rule)[1].mean().item()
    print(f"n = {n:2}, {rule.__name__:9} covers {short[n, rule.__name__]:.3f} of the promised 0.950")
assert short[9, "threshold"] == 1 and abs(short[9, "clamped"] - 0.9) < 0.02
assert short[19, "plain"] < 0.935 < short[19, "threshold"]

# %% [markdown]
# Symptom: coverage below the promise, most with few calibration examples. Remedy: the $k$-th score, infinity if there
# is none, and a test on random numbers, for which the exact value is $k/(n+1)$.
#
# ## Deeper: do five networks know what one does not?
#
# Uncertainty can be quantified in parts. The entropy of an ensemble's mean answer is the mean of the entropies, doubt
# that all of its networks share, plus the rest, how much they disagree (mutual information). Does one of these tell
# turned digits from upright ones? An AUC of 1 would mean always, and 0.5 is a coin:


# %%
def entropy(p):
    return -(p * p.clamp(min=1e-12).log()).sum(dim=-1)


doubts = {
    "entropy of one network": lambda p: entropy(p[:, 0]),  # (5, 5, n, 10) -> (5, n)
    "entropy of the mean": lambda p: entropy(p.mean(1)),
    "disagreement": lambda p: entropy(p.mean(1)) - entropy(p).mean(1),
}
found, is_turned = {}, np.repeat([0, 1], new.shape[1])  # (2994,)
for name, doubt in doubts.items():
    doubted = torch.cat([doubt(p), doubt(p_turned)], dim=1)  # (5, 2994)
    found[name] = np.array([roc_auc_score(is_turned, row) for row in doubted])
    print(f"{name:23} AUC on five splits: {', '.join(f'{auc:.2f}' for auc in found[name])}")
assert (found["disagreement"] > found["entropy of the mean"]).all()
assert all(auc.min() < 0.4 for auc in found.values()) and found["disagreement"].max() > 0.65

# %% [markdown]
# Disagreement is better than the entropy on each split, and on one split all three are far worse than a coin. Ensembles
# help where networks happen to differ, and nobody promises that they do.
#
# ## Deeper: how unlucky can a calibration set be?
#
# For given calibration scores the coverage is a number, and over draws of $n$ scores it follows the beta law with
# parameters $k$ and $n+1-k$, whatever the scores are. For it is the value of a distribution function at its own $k$-th
# smallest draw, and a distribution function turns any continuous draws into uniform ones:

# %%
uniform = torch.rand(20000, 99).sort(dim=1).values[:, 94].numpy()  # (20000,): coverage of the 95th of 99
law = beta(95, 5)
print(f"mean {uniform.mean():.3f} (theory {law.mean():.3f}), deviation {uniform.std():.4f} ({law.std():.4f})")
print(f"one draw in twenty covers less than {np.quantile(uniform, 0.05):.3f} ({law.ppf(0.05):.3f})")
assert abs(uniform.mean() - 0.95) < 0.001 and abs(np.quantile(uniform, 0.05) - law.ppf(0.05)) < 0.004
assert abs(covered["trained", 99].std() - law.std()) < 0.006

# %% [markdown]
# ## Deeper: a promise for each class
#
# One threshold gives 95% on average and less for some digits. A threshold for each class makes the theorem hold within
# each, as long as there are enough examples of each (here 39, of which the 38th smallest score counts):

# %%
by_class = {"one threshold": torch.zeros(5, 10), "one for each class": torch.zeros(5, 10)}
for split, scores in enumerate(scores_of(kinds["trained"])):  # (1497,)
    for c in range(10):
        own = scores[answers[split] == c]  # about 150
        by_class["one threshold"][split, c] = (own <= scores.quantile(0.95)).float().mean()
        by_class["one for each class"][split, c] = coverages(own, own, 39)[1].mean()
for name, table in by_class.items():
    print(f"{name:18} by class, mean of five splits: {', '.join(f'{share:.2f}' for share in table.mean(0))}")
assert by_class["one threshold"].mean(0).argmin() == 8 and by_class["one threshold"].mean(0).min() < 0.92
assert abs(by_class["one for each class"] - 0.95).max() < 0.02

# %% [markdown]
# The eights, worst before, get their 95%, because 8 now stands in more sets. It is fairness of one kind: equal miss
# rates.
#
# ## Deeper: take the group away
#
# "The model does not see the group" is a frequent defense. Let $x$ measure guilt, with noise, and let $z$, a
# postcode say, go with the group:

# %%
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(0)
group = rng.integers(0, 2, 20000)
guilty = rng.random(20000) < np.where(group == 1, 0.6, 0.3)
x, z = guilty + rng.normal(size=20000), group + 0.5 * rng.normal(size=20000)
by_inputs = {}
for name, inputs in {"x, z and group": [x, z, group], "x and z": [x, z], "x alone": [x]}.items():
    inputs = np.stack(inputs, axis=1)  # (20000, 3), (20000, 2), (20000, 1)
    accused = LogisticRegression().fit(inputs, guilty).predict(inputs)
    parts = [(guilty[accused & (group == g)].mean(), accused[(group == g) & ~guilty].mean()) for g in (0, 1)]
    (ppv_a, fpr_a), (ppv_b, fpr_b) = by_inputs[name] = parts
    print(f"{name:15} false alarms {fpr_a:.2f} and {fpr_b:.2f}, precision {ppv_a:.2f} and {ppv_b:.2f}")
gaps = {name: (b[1] - a[1], b[0] - a[0]) for name, (a, b) in by_inputs.items()}
assert gaps["x and z"][0] > 0.12 and abs(gaps["x alone"][0]) < 0.04 and gaps["x alone"][1] > 0.2

# %% [markdown]
# Without the group the gap in false alarms stays wide, since $z$ stands in for it (a *proxy*). Only without the proxy
# do false alarms become equal, and then, as the theorem says, precision is not.
#
# ## Deeper: four heads, and a knock-out that shows nothing
#
# The same network with four narrow heads in each layer:

# %%
torch.manual_seed(0)
four = AttentionOnly(2, heads=4)
fit(four)
one_off = {place: right(four, letters, period, {place: off}) for place in [(n, h) for n in (0, 1) for h in range(4)]}
all_off = {n: right(four, letters, period, {(n, h): off for h in range(4)}) for n in (0, 1)}
print(f"as trained {right(four, letters, period):.0%}; one head off:", end=" ")
print(", ".join(f"{share:.0%}" for share in one_off.values()), end="; ")
print(f"all four of a layer off: {all_off[0]:.0%}, {all_off[1]:.0%}")
assert np.median(list(one_off.values())) > 0.9 and max(all_off.values()) < 0.2

# %% [markdown]
# Most heads can be switched off without any loss, and one would conclude, of each in turn, that it does nothing. The
# layer as a whole is necessary all the same: its heads stand in for each other. In GPT-2 heads were even found that
# begin to work when others are switched off. So a knock-out that changes something is evidence, and one that changes
# nothing is not.
#
# ## Deeper: what do many tries buy?
#
# Let two models be right 60% of the time: one on every question alike, the other 90% on easy questions and 30% on hard
# ones, half each. We let them try $k$ times, and either take a majority vote, the wrong answers being all the same, or
# let a checker find the right answer:

# %%
tries = np.array([1, 3, 5, 9, 15, 25, 41, 101])  # odd, so that a vote decides; here wrong answers all agree
models_60 = {"every question alike": (0.6,), "easy and hard ones": (0.9, 0.3)}
vote = {name: np.mean([binom.sf(tries // 2, tries, c) for c in chances], axis=0) for name, chances in models_60.items()}
check = {name: np.mean([1 - (1 - c) ** tries for c in chances], axis=0) for name, chances in models_60.items()}
for name in models_60:
    print(f"{name:21} 1 try 60%; of 101, by vote {vote[name][-1]:.1%}, if one right try counts {check[name][-1]:.1%}")
assert vote["every question alike"][-1] > 0.97 and abs(vote["easy and hard ones"][-1] - 0.5) < 1e-4
assert (np.diff(vote["easy and hard ones"]) < 0).all() and min(c[-1] for c in check.values()) > 0.999

# %% [markdown]
# A majority vote makes one model nearly perfect and the other *worse*, down to 50%, because on hard questions most of
# its tries agree on what is wrong. With a checker that recognizes a right answer (a proof, a test that runs), both
# become nearly perfect, and such answers can even serve as rewards ([44](44-reinforcement-learning.ipynb)) by which
# reasoning models are trained. So a bare score without the number of tries says little.
#
# ## Deeper: how relatives betray a shape
#
# If two places of a protein touch, a mutation here is often made good by another there. A toy family of 500 sequences
# shows how much that tells:

# %%
contacts = [(1, 14), (2, 13), (3, 12), (4, 11), (7, 13)]  # pairs of places that touch


def family(count, rng, kept=0.7):
    """Return sequences (count, 16) over four letters in which a contact's letters fit with probability ``kept``."""
    sequences = rng.integers(4, size=(count, 16))
    for i, j in contacts[:4] + [(13, 7)]:
        fits = rng.random(count) < kept
        sequences[fits, j] = 3 - sequences[fits, i]  # 0 fits 3, 1 fits 2
    return sequences


one_hot = np.eye(4)[family(500, np.random.default_rng(0))]  # (500, 16, 4)
joint = np.einsum("nia,njb->ijab", one_hot, one_hot) / 500  # (16, 16, 4, 4): how often letters a, b meet at i, j
alone = one_hot.mean(axis=0)  # (16, 4)
apart = alone[:, None, :, None] * alone[None, :, None, :]  # (16, 16, 4, 4): if places were independent
information = (joint * np.log(np.maximum(joint, 1e-12) / apart)).sum(axis=(2, 3))  # (16, 16), in nats
pairs = [(i, j) for i in range(16) for j in range(i + 1, 16)]
best = sorted(pairs, key=lambda pair: -information[pair])
print("most information:", ", ".join(f"{pair} {information[pair]:.2f}" for pair in best[:7]))
assert set(best[:5]) == set(contacts) and best[5] == (2, 7) and information[best[5]] > 5 * information[best[6]]

# %% [markdown]
# All five contacts come first. The sixth pair, (2, 7), does not touch, but both of its places touch 13. To tell direct
# from indirect takes triples of places, so AlphaFold has attention over the table of relatives and a map of pairs that
# is updated along triangles, 48 blocks of both, before it places the chain in space; then the result is fed back a few
# times. Small partner molecules came with AlphaFold 3 (2024). Over 200 million predicted structures are free for all,
# and half of the Nobel Prize in Chemistry 2024 went to Demis Hassabis and John Jumper.
#
# ## Deeper: risks, and what is known
#
# - *Attacks.* Refusing is learned behavior, so it can be talked around (jailbreak), much as small noise flips labels
#   (lecture 24).
# - *Privacy and copyright.* Single training pictures could be drawn out of a model again (lecture 40).
# - *Deepfakes.* What a critic can tell, a generator can be trained against (lecture 38), so detectors age.
# - *Energy.* It grows with weights times tokens. It is seldom published, so ask.
# - *Jobs.* Lists such as that of 2023, of ten roles that ChatGPT may replace, are opinions of experts and no
#   measurements.
#
# ## Exercises
#
# ### 1. Eight patients (★, 10 minutes)
#
# You have eight calibration scores and want 90%. What is $k$, what set does each patient get, and how many scores does
# 99% take?
#
# <details><summary>Solution</summary>
#
# $k=\lceil9\cdot0.9\rceil=9$, and there is no ninth score, so every set has to be everything. For 99% one needs
# $k\le n$, that is $n\ge99$.
#
# ```python
# assert threshold(torch.rand(8), 0.1) == math.inf and threshold(torch.rand(9), 0.1) < 1
# assert threshold(torch.rand(98), 0.01) == math.inf and threshold(torch.rand(99), 0.01) < 1
# ```
# </details>
#
# ### Deeper: 2. Equal precision, equal misses (★★, 15 minutes)
#
# Both groups have PPV = .8 and FNR = .2, and prevalences of .3 and .6. Which false alarm rates are forced? Check with
# counts of 700 people in each group.
#
# <details><summary>Solution</summary>
#
# $\frac{.3}{.7}\cdot\frac{.2}{.8}\cdot.8\approx.086$ and $\frac{.6}{.4}\cdot\frac{.2}{.8}\cdot.8=.3$. Counts: 210
# guilty, 168 of them accused, and with a precision of .8 also 42 of 490 innocent; 420 guilty, 336 accused, with 84 of
# 280 innocent.
#
# ```python
# assert Fraction(42, 490) == Fraction(3, 7) * Fraction(1, 4) * Fraction(8, 10)
# assert Fraction(84, 280) == Fraction(6, 4) * Fraction(1, 4) * Fraction(8, 10) == Fraction(3, 10)
# assert Fraction(168, 168 + 42) == Fraction(336, 336 + 84) == Fraction(8, 10)
# ```
# </details>
#
# ### Deeper: 3. What does "off" mean? (★★, 15 minutes)
#
# We replaced attention by zeros. Let a head look at all earlier places evenly instead. Does the conclusion change?
#
# <details><summary>Solution</summary>
#
# No: both heads still turn out necessary. Zeros are a state that later layers have never met, so in other networks they
# can do damage that the head's absence would not. Try both before you believe either.
#
# ```python
# evenly = torch.ones(T - 1, T - 1).tril()
# evenly = evenly / evenly.sum(1, keepdim=True)  # (T - 1, T - 1)
# for layer in (0, 1):
#     share = right(both, letters, period, {(layer, 0): evenly})
#     print(f"layer {layer + 1}: zeros {right(both, letters, period, {(layer, 0): off}):.1%}, evenly {share:.1%}")
#     assert share < 0.3
# ```
# </details>
#
# ### Deeper: 4. A score for shapes (★★, 20 minutes)
#
# A chain of 40 points bends once too much in its middle. Compare the root mean square distance of all points with the
# share of neighboring distances (true ones below 15) that are right to 1 (lDDT looks at several such bounds). Which
# would you call fair to the prediction?
#
# <details><summary>Solution</summary>
#
# Most local distances are right (88%), while the root mean square is 12, because half of the points are far off. Both
# are true, and which one is asked for depends on the use, so it has to be said with the number. Distances also need no
# alignment of the two shapes.
#
# ```python
# steps = np.random.default_rng(0).normal(size=(40, 3))
# truth = np.cumsum(3.8 * steps / np.linalg.norm(steps, axis=1, keepdims=True), axis=0)  # (40, 3)
# bend = np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]])  # a quarter turn
# bent = np.concatenate([truth[:20], truth[20] + (truth[20:] - truth[20]) @ bend])  # (40, 3)
# apart = [np.linalg.norm(shape[:, None] - shape[None], axis=2) for shape in (truth, bent)]  # two of (40, 40)
# near = (apart[0] < 15) & ~np.eye(40, dtype=bool)
# local = (np.abs(apart[1] - apart[0]) < 1)[near].mean()
# print(f"root mean square {np.sqrt(((bent - truth) ** 2).sum(1).mean()):.1f}, local distances right {local:.0%}")
# turned = np.linalg.norm((truth @ bend)[:, None] - (truth @ bend)[None], axis=2)  # (40, 40)
# assert np.allclose(turned, apart[0]) and local > 0.5
# ```
# </details>
#
# ### Deeper: 5. Letters that recur (★★★, 30 minutes, open)
#
# Draw the first round with repetition, so that one letter has several successors. What is the best that a rule can do
# which looks at one letter, and does the network do better?
#
# <details><summary>Solution</summary>
#
# One way to look. A rule that copies what followed the *last* occurrence of the letter is wrong where another
# occurrence lies in between. The trained network is better than it on our seeds, so it must look at more than one
# letter or weigh places; find out which with `instead`.
#
# ```python
# def recurring(count, low=8, high=20):
#     period = torch.randint(low, high + 1, (count, 1))
#     return torch.randint(24, (count, 24)).gather(1, torch.arange(T) % period), period
#
#
# distinct, strings = strings, recurring
# torch.manual_seed(0)
# network = AttentionOnly(2)
# fit(network)
# text, length = strings(300)
# strings = distinct
# hits = [
#     text[n, max(j for j in range(i) if text[n, j] == text[n, i]) + 1] == text[n, i + 1]
#     for n in range(300)
#     for i in range(length[n, 0], T - 1)
# ]
# print(f"the last occurrence {np.mean(hits):.1%}, the network {right(network, text, length):.1%}")
# assert 0.4 < np.mean(hits) < 0.9
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - Confidence compares classes, and can be highest where it is worst.
# - A conformal set keeps its promise on average, for any model, on exchangeable data.
# - With unequal prevalence three measures of fairness are equal only at extremes: somebody has to choose.
# - A mechanism is known if its parts are necessary *and* hand-written rules can replace them.
# - Ask of every score which data, how many tries, and who checked.
#
# ## Where it came from
#
# - A. Chouldechova, 2017, Big Data 5, 153–163: the identity of fairness.
# - C. Olsson and others, 2022, Transformer Circuits Thread: induction heads.
#
# ### Deeper: more of the papers
#
# - V. Vovk, A. Gammerman and G. Shafer, 2005, *Algorithmic learning in a random world*: conformal prediction.
# - A. Angelopoulos and S. Bates, 2023, Foundations and Trends in Machine Learning 16: a tutorial on conformal
#   prediction. B. Lakshminarayanan, A. Pritzel and C. Blundell, 2017, NIPS: deep ensembles. M. Hein and others, 2019,
#   CVPR: ReLU networks are sure far away from their data.
# - J. Kleinberg, S. Mullainathan and M. Raghavan, 2017, ITCS: the impossibility for scores. J. Buolamwini and T. Gebru,
#   2018, FAT*: errors by skin and gender.
# - N. Elhage and others, 2021, Transformer Circuits Thread: transformers of attention only. K. Wang and others, 2023,
#   ICLR: a circuit in GPT-2, with heads that step in.
# - R. Bommasani and others, 2021, arXiv:2108.07258: foundation models. J. Wei and others, 2022, NeurIPS: chains of
#   thought. X. Wang and others, 2023, ICLR: voting over them. DeepSeek-AI, 2025, arXiv:2501.12948: rewards that can be
#   checked.
# - J. Jumper and others, 2021, Nature 596, 583–589: AlphaFold. J. Abramson and others, 2024, Nature 630, 493–500:
#   AlphaFold 3. M. Varadi and others, 2024, Nucleic Acids Research 52: the database.
# - M. Elad, 2017, SIAM News, *Deep, deep trouble*: how image processing felt when decades of theory were overtaken by
#   networks that nobody could explain.

# %% [markdown]
# ## The whole course, looked at from its end
#
# At the start there was one neuron, and every network on this map is made of it, from [its
# history](01-history.ipynb) through [training](11-optimizers.ipynb), [images](16-convolution.ipynb),
# [sequences](25-rnn.ipynb) and [data without labels](35-dictionary-learning-and-autoencoders.ipynb) to
# [graphs](42-graph-networks.ipynb) and [games](45-game-playing.ipynb):

# %% tags=["hide-input"]
MAP = {
    "A. One neuron up": "history|threshold neurons|perceptron|one neuron|activations|losses|gradient descent|"
    "back~propagation|multilayer perceptron|training in PyTorch",
    "B. Making it learn": "optimizers|initiali~zation|regulari~zation|metrics|validation",
    "C. Images": "convolution|LeNet|AlexNet to GoogLeNet|ResNet|transfer|YOLO|Faster R-CNN|U-Net, depth|robustness",
    "D. Sequences": "recurrent|LSTM, GRU|seq2seq, attention|transformer|BERT|GPT|vision transformer|state spaces|"
    "experts|speech",
    "E. No labels": "auto~encoders|Boltzmann machines|VAE|GAN|flows, pixels|diffusion|self- supervised",
    "F. The world": "graphs|dynamics|rewards|games|trust",
}

# %% tags=["hide-input"]
figure, axes = plt.subplots(figsize=(10, 5.4))
number, spoken = 1, []
for row, (title, names) in enumerate(MAP.items()):
    axes.text(-1.95, -row, title.replace(" ", "\n", 1), fontweight="bold", va="center", fontsize=9)
    spoken.append(f"{title}: {names.replace('~', '').replace('- ', '-').replace('|', ', ')}")
    for column, name in enumerate(names.split("|")):
        edge = COLORS["found"] if number == 46 else "black"
        axes.add_patch(plt.Rectangle((column - 0.46, -row - 0.36), 0.92, 0.72, facecolor="white", edgecolor=edge))
        axes.text(
            column,
            -row,
            f"{number:02}\n" + name.replace("~", "-\n").replace(" ", "\n"),
            ha="center",
            va="center",
            fontsize=7,
        )
        number += 1
axes.set(xlim=(-2, 9.6), ylim=(-5.5, 0.5))
axes.axis("off")
axes.set_title("Forty-six lectures, six parts")
assert number == 47
plots.show(figure, alt="A map of six rows of numbered boxes, 01 to 46. " + ". ".join(spoken) + ". Purple frame: here.")

# %% [markdown]
# **What you can now do** is build a network of any kind on this map, derive its gradient, find out why it does not
# learn, compare it with a baseline over five seeds, and run the experiment that would break a claim.
#
# **What nobody knows yet** is why networks with more weights than examples generalize
# ([13](13-regularization.ipynb)), where the lines of scaling end ([30](30-gpt-and-llms.ipynb)), whether a written chain
# of thought is how an answer was found, and how a child learns to speak from so little.
#
# **Where to go**: take a paper from the [index](index.ipynb#Papers), rebuild it small, and put the four questions to
# it. If you find a sentence of this course that is wrong, you have learned what it wanted to teach, so show us the cell
# that proves it.
#
# **Next**: yours. Look back at [the first lecture](01-history.ipynb): how plain it has become.
