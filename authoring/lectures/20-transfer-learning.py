# %% [markdown]
# # Transfer learning
#
# You will be able to teach a machine with ten pictures, by asking a network that was trained on something else not for
# its answers but for its description of them, and tell by measuring when that beats training and when it fails.
#
# **Reading** 35 min · **Running** under 60 s on two cores · **Prerequisites**
# [10 (training in PyTorch)](10-training-in-pytorch.ipynb), [17 (LeNet)](17-lenet.ipynb) · **Practice** with the panel
# in this lecture ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/20-transfer-learning.ipynb)
#
# **Needs** [10](10-training-in-pytorch.ipynb), [17](17-lenet.ipynb) · **Used by** [29](29-bert.ipynb),
# [31](31-vision-transformer.ipynb), [41](41-self-supervised-learning.ipynb), [46](46-trust-and-foundation-models.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **construct** a classifier from one picture a class, without a training step;
# - **implement** a linear probe, fine-tuning, and both in turn;
# - **design** the controls that tell transfer from look-alikes and from "having been trained";
# - **derive** why a random head spoils the network below it;
# - **diagnose** a frozen layer that moves, and an input prepared in another way.

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

import torch.nn.functional as F
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestCentroid
from torch import nn

from helpers import sketch

# %% [markdown]
# ## Ten pictures
#
# So far every network of this course had hundreds of examples of each class. Now it gets these ten pictures, and is
# then asked to read 600 digits in other fonts.

# %%
letters, digits = data.glyph_letters(4000), data.glyph_digits(2400)


def few(split, k, draw=0):
    """Return ``k`` examples of each class, chosen at random by the number ``draw``."""
    order = torch.randperm(len(split), generator=torch.Generator().manual_seed(draw))  # (n,)
    rows = torch.cat([order[split.y[order] == c][:k] for c in range(10)])  # (10 k,)
    return data.Split(split.X[rows], split.y[rows])


ten = few(digits.train, 1)

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 10, figsize=(8, 1.3))
for axis, image in zip(axes, ten.X, strict=True):
    axis.imshow(1 - image[0], cmap="gray")
    axis.axis("off")
figure.suptitle("The whole training set")
plots.show(figure, alt="Ten small pictures in a row: the printed digits 0 to 9, each in some font and slightly turned.")

# %% [markdown]
# A convolutional network that is trained on them gets about three in ten of the 600 right. Suppose instead that we
# have another one, which has learned the 26 capital letters and *never seen a digit*. We take its last layer off, and
# ask which of our ten pictures its other layers find most similar to a new one, without training anything.
#
# **Guess.** What percent of the 600 does that get right, where guessing blindly gives 10?

# %%
guess = None  # percent, such as 30

# %% [markdown]
# ## One body, two heads
#
# Letters could help because, to tell them apart, a network has to find strokes, corners and closed loops, which digits
# are made of too. So let us cut the network in two: a **body** φ, which turns an image into 64 numbers, and a **head**,
# one linear layer that makes scores of them. Reusing a body for another task is called **transfer learning**, from a
# *source* to a *target*.

# %% tags=["hide-input", "drawing"]
COLORS = {"letters": plots.BLUE, "untrained": plots.ORANGE, "pixels": plots.GRAY, "probe": plots.PURPLE,
    "tuned": plots.RED, "scratch": plots.BLACK, "probe first": plots.GREEN, "digits": plots.PALETTE[:7]}  # fmt: skip
figure, axis = plt.subplots(figsize=(8.6, 2.5))
arrow = {"arrowstyle": "-|>", "color": "black", "linewidth": 1.5}
box = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": COLORS["letters"]}
names = ["$x$", "conv, pool\n1 → 8", "conv, pool\n8 → 16", "conv, pool\n16 → 32", "linear\n288 → 64"]
shapes = ["(B, 1, 28, 28)", "(B, 8, 14, 14)", "(B, 16, 7, 7)", "(B, 32, 3, 3)"]
for n, name in enumerate(names):
    axis.text(2.3 * n, 0, name, ha="center", va="center", bbox=box if n else None, fontsize=10)
for n, shape in enumerate(shapes):
    axis.annotate("", (2.3 * n + 1.65, 0), (2.3 * n + (0.7 if n else 0.25), 0), arrowprops=arrow)
    axis.text(2.3 * n + (0.95 if n == 0 else 1.17), -0.75, shape, ha="center", fontsize=9)
for y, name in [(0.75, "head for letters\n64 → 26"), (-0.75, "head for digits\n64 → 10")]:
    axis.annotate("", (11.55, y), (9.9, 0), arrowprops=arrow)
    axis.text(12.6, y, name, ha="center", va="center", bbox=box | {"edgecolor": COLORS["tuned"]}, fontsize=10)
axis.plot([10.4, 10.4], [-1.2, 1.1], "--", color="gray")
axis.text(10.4, 1.2, "the cut: φ(x), (B, 64)", ha="center", fontsize=10)
axis.set(xlim=(-0.4, 13.9), ylim=(-1.4, 1.5))
axis.axis("off")
plots.show(
    figure,
    alt="An image goes through three blocks of convolution and pooling and a linear layer, which are the body. Behind "
    "it a dashed line marks the cut, where 64 numbers leave; two heads can follow, one for 26 letters, one for 10 "
    "digits.",
)


# %%
def make_body():
    def block(c_in, c_out):  # (B, c_in, H, W) -> (B, c_out, H/2, W/2)
        return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))

    last = nn.Sequential(nn.Flatten(), nn.Linear(288, 64), nn.ReLU())  # (B, 32, 3, 3) -> (B, 64)
    return nn.Sequential(block(1, 8), block(8, 16), block(16, 32), last)


def train(model, split, steps, rate, head_rate, batch):
    body, head = model
    groups = [{"params": body.parameters(), "lr": rate}, {"params": head.parameters(), "lr": head_rate}]
    optimizer = torch.optim.Adam(groups, fused=True)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, total_iters=steps)
    for _ in range(steps):
        rows = torch.randperm(len(split))[:batch]
        loss = F.cross_entropy(model(split.X[rows]), split.y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return model


def accuracy(scores, y):
    return metrics.accuracy(scores.detach(), y).item()


# %%
def source(split):
    torch.manual_seed(0)
    return train(nn.Sequential(make_body(), nn.Linear(64, 26)), split, 400, 3e-3, 3e-3, 64)


reader = source(letters.train)
right = accuracy(reader(letters.test.X), letters.test.y)
print(f"letters in new fonts: {right:.1%}; weights of the body: {sum(p.numel() for p in reader[0].parameters()):,}")
assert right > 0.85

# %% [markdown]
# Let us see what the letters' body makes of digits, and look up the five nearest neighbors of test digits among the
# training digits under three descriptions: raw pixels, a body with random weights, and the body that has learned
# letters. The picture shows the digit that pixels find hardest.


# %%
def cosines(a, b):
    """Return the cosine of each row of ``a`` (n, d) with each of ``b`` (m, d): (n, m)."""
    return F.normalize(a, dim=1) @ F.normalize(b, dim=1).T


torch.manual_seed(0)
bodies = {"pixels": nn.Flatten(), "untrained": make_body(), "letters": reader[0]}
with torch.no_grad():
    described = {name: (body(digits.train.X), body(digits.test.X)) for name, body in bodies.items()}
five = {name: cosines(test, train).topk(5).indices for name, (train, test) in described.items()}  # (600, 5) each
same = {name: (digits.train.y[found] == digits.test.y[:, None]).float() for name, found in five.items()}  # (600, 5)
for name, hits in same.items():
    print(f"{name:9s} {hits.mean():.0%} of the five nearest neighbors are the same digit")
query = same["pixels"].sum(dim=1).argmin().item()
assert same["letters"].mean() - same["pixels"].mean() > 0.05

# %% tags=["hide-input"]
figure, axes = plt.subplots(3, 6, figsize=(6, 3.4))
for row, (name, found) in zip(axes, five.items(), strict=True):
    for axis, image in zip(row, [digits.test.X[query], *digits.train.X[found[query]]], strict=True):
        axis.imshow(1 - image[0], cmap="gray")
        axis.set(xticks=[], yticks=[], frame_on=False)
    row[0].set_ylabel(name, rotation=0, ha="right", va="center")
axes[0, 0].set_title("a digit", fontweight="normal", fontsize="medium")
axes[0, 3].set_title("its five nearest neighbors", fontweight="normal", fontsize="medium")
said = [f"{name}: {', '.join(map(str, digits.train.y[found[query]].tolist()))}" for name, found in five.items()]
plots.show(
    figure,
    alt=f"A {digits.test.y[query]} and its five nearest neighbors under three descriptions: {'; '.join(said)}.",
)

# %% [markdown]
# Pixels look for ink in the same places, so tilt and width count, while the letters' body looks past those, because
# no label rewarded them.
#
# ## A machine that is taught in a second
#
# If pictures of one class are neighbors, the simplest classifier compares a new picture with the mean of each class:
#
# $$m_c=\frac1{n_c}\sum_{i:\,y_i=c}\frac{\varphi(x_i)}{\lVert\varphi(x_i)\rVert},\qquad
# \hat y=\operatorname*{arg\,max}_c\;\cos\big(m_c,\varphi(x)\big)$$
#
# Here $n_c$ is the number of examples of class $c$, and the cosine compares directions only, not lengths.


# %%
def class_means(features, y, classes=10):
    units = F.normalize(features, dim=1)  # (n, 64)
    return torch.stack([units[y == c].mean(dim=0) for c in range(classes)])  # (classes, 64)


def nearest_mean(name, few_ones):
    """Return scores (600, 10) of the test digits, by the description ``name`` and a few examples."""
    with torch.no_grad():
        means = class_means(bodies[name](few_ones.X), few_ones.y)
    return cosines(described[name][1], means)


for name in bodies:
    print(f"{name:9s} one example a class: {accuracy(nearest_mean(name, ten), digits.test.y):.1%}")
features, y = torch.randn(30, 64), torch.arange(30) % 10
by_library = NearestCentroid().fit(F.normalize(features, dim=1).numpy(), y.numpy()).centroids_  # (10, 64)
assert np.allclose(class_means(features, y).numpy(), by_library, atol=1e-6)

# %% [markdown]
# More than half are right without one gradient step, and the same ten pictures say far less under a random body.
#
# A description also works for classes that nobody has named yet. This machine has three of them, gets one drawing of
# each, written as rows of `.` and `#`, and is shown another.


# %%
def answer(X, y, picture):
    """Return the share of each class for ``picture`` (1, 28, 28), from examples X (n, 1, 28, 28) and y (n,)."""
    with torch.no_grad():
        means = class_means(reader[0](X), y, classes=3)  # (3, 64)
        return torch.softmax(20 * cosines(reader[0](picture[None]), means)[0], dim=0)  # (3,)


drawings = {
    "arrow": ["..#.. .###. #.#.# ..#.. ..#..", "...#... ..###.. .#.#.#. ...#... ...#... ...#..."],
    "ladder": ["#..# #### #..# #### #..#", "#...# ##### #...# #...# ##### #...#"],
    "ring": [".##. #..# #..# .##.", "..###.. .#...#. #.....# .#...#. ..###.."],
}
machine = sketch.Panel(answer, list(drawings))
for name, (first, _) in drawings.items():
    machine.add(sketch.from_rows(first), name)
X, y = torch.stack(machine.pictures), torch.tensor(machine.labels)  # (3, 1, 28, 28), (3,)
for name, (_, second) in drawings.items():
    shares = answer(X, y, sketch.from_rows(second))
    print(f"{name:6s} is called {machine.names[shares.argmax()]} with {shares.max():.0%}")

# %% [markdown]
# Now teach it yourself: choose a class, draw with the mouse, type rows or upload pictures, and press *Teach*, until
# after about ten examples of each it knows your hand. Google's *Teachable Machine* works so too: a fixed network
# describes the image, and only a small head on it is trained in the browser.

# %%
machine.show()

# %% [markdown]
# ## Controls, or it is a story
#
# The letters' body won, but what about it won? A fair yardstick is the **linear probe**, logistic regression on the
# description, because it needs no luck and says how much a linear head can find there.


# %%
def probe(features, y):
    """Return W (10, d) and b (10,) of logistic regression on standardized ``features`` (n, d), for raw ones."""
    mean, std = features.mean(0), features.std(0, correction=0)  # (d,) each
    std = torch.where(std == 0, 1.0, std)
    found = LogisticRegression(max_iter=1000).fit(((features - mean) / std).numpy(), y.numpy())
    W = torch.from_numpy(found.coef_).float() / std  # (10, d)
    return W, torch.from_numpy(found.intercept_).float() - W @ mean


def probed(name, few_ones):
    with torch.no_grad():
        W, b = probe(bodies[name](few_ones.X), few_ones.y)
    return described[name][1] @ W.T + b  # (600, 10)


# %% [markdown]
# The controls are other bodies. One was trained just as long on the same letters, but with *shuffled* labels. Another
# never saw seven of the letters, because a skeptic objects that O is 0 and I is 1.
#
# **Choose.** What does the body without O, I, Z, S, B, Q and G make of ten digits?
#
# <details><summary>It falls to what pixels give: the letters had simply been digits</summary>
#
# Then four digits out of ten would fall, and the others would not. The table says how much is left.
# </details>
#
# <details><summary>It stays far above pixels, though it may lose something</summary>
#
# Yes. With one example a class, look-alikes made about a quarter of the gain over pixels in our runs, and in one of
# five runs nothing. The rest is strokes, which all letters have.
# </details>
#
# <details><summary>Nothing changes: it never saw a digit in either case</summary>
#
# It had seen rings under the name of O, and those are zeros in all but name. From three examples on it always loses.
# </details>

# %%
torch.manual_seed(0)
shuffled = data.Split(letters.train.X, letters.train.y[torch.randperm(len(letters.train))])
kept = torch.tensor(["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[c] not in "OIZSBQG" for c in letters.train.y])  # (3000,)
bodies["shuffled"] = source(shuffled)[0]
bodies["19 letters"] = source(data.Split(letters.train.X[kept], letters.train.y[kept]))[0]
with torch.no_grad():
    described |= {name: (None, bodies[name](digits.test.X)) for name in ("shuffled", "19 letters")}
DRAWS = {1: 3, 3: 3, 10: 1, 100: 1}  # how often the examples are drawn anew, since few of them are a lottery
drawn = {k: [few(digits.train, k, draw) for draw in range(DRAWS[k])] for k in DRAWS}
table = {}
for how in (nearest_mean, probed):
    for name in bodies:
        row = [np.mean([accuracy(how(name, few_ones), digits.test.y) for few_ones in drawn[k]]) for k in DRAWS]
        table[how.__name__, name] = row
        print(f"{how.__name__:12s} {name:10s} " + "  ".join(f"{100 * share:3.0f}%" for share in row))

# %%
means_1 = {name: table["nearest_mean", name][0] for name in bodies}
probes_10 = {name: table["probed", name][2] for name in bodies}
assert means_1["letters"] - means_1["untrained"] > 0.2 and means_1["19 letters"] - means_1["pixels"] > 0.15
assert probes_10["letters"] - probes_10["shuffled"] > 0.25 and probes_10["letters"] - probes_10["untrained"] > 0.25

# %% [markdown]
# The columns are 1, 3, 10 and 100 examples a class. Random and shuffled bodies are about as good as pixels or worse, so
# what transfers is not "having been trained" but what the labels meant. Without the look-alikes most of the gain stays.
#
# ## Be diligent: train it
#
# The usual next step is **fine-tuning**: put a head of random weights on the letters' body and train both on the few
# digits, the body more gently than the head. We compare it with the same network from a random start ("scratch"), and
# with a mixture, "probe first", which begins with the probe's head. All three get the same 120 steps.


# %%
def tune(few_ones, body, head=None, frozen=0):
    """Train a copy of ``body`` with a new head, or from ``head`` = (W, b); its first ``frozen`` blocks stay."""
    torch.manual_seed(0)
    model = nn.Sequential(copy.deepcopy(body), nn.Linear(64, 10))
    if head is not None:
        model[1].weight.data, model[1].bias.data = (tensor.clone() for tensor in head)
    for layer in model[0][:frozen]:
        layer.requires_grad_(False)  # the optimizer passes over what has no gradient
    return train(model, few_ones, steps=120, rate=1e-3, head_rate=3e-3 if head is None else 1e-3, batch=32)


def from_scratch(few_ones):
    torch.manual_seed(1)
    return train(nn.Sequential(make_body(), nn.Linear(64, 10)), few_ones, 120, 3e-3, 3e-3, 32)


def probe_then_tune(few_ones):
    with torch.no_grad():
        head = probe(reader[0](few_ones.X), few_ones.y)
    return tune(few_ones, reader[0], head)


# %% [markdown]
# **Choose.** With *one* example a class, which is best?
#
# <details><summary>Fine-tuning: it can do all that the others can, and more</summary>
#
# It can, but ten pictures cannot say which of 24,384 weights should move, and they move all the same.
# </details>
#
# <details><summary>The probe: a frozen body and a trained head</summary>
#
# Better than tuning, but a linear head also uses the *length* of φ, about which ten pictures say little.
# </details>
#
# <details><summary>The class mean, which trains nothing</summary>
#
# Yes, on all of our seeds. With a hundred a class it falls behind, since a mean cannot learn from mistakes.
# </details>

# %% tags=["main-result"]
tuned = {}
ways = {"scratch": from_scratch, "tuned": lambda few_ones: tune(few_ones, reader[0]), "probe first": probe_then_tune}
scores = {"nearest mean": table["nearest_mean", "letters"], "probe": table["probed", "letters"]}
for name, way in ways.items():
    tuned[name] = {k: [way(few_ones) for few_ones in drawn[k]] for k in DRAWS}
    scores[name] = [np.mean([accuracy(m(digits.test.X), digits.test.y) for m in tuned[name][k]]) for k in DRAWS]
for name, row in scores.items():
    print(f"{name:12s} " + "  ".join(f"{100 * share:3.0f}%" for share in row))
assert scores["nearest mean"][0] - scores["tuned"][0] > 0.08 and scores["nearest mean"][0] > scores["probe first"][0]
assert scores["tuned"][0] - scores["scratch"][0] > 0.08
assert all(scores["probe first"][n] - scores["tuned"][n] > 0.01 for n in range(4))
assert scores["probe first"][3] - scores["nearest mean"][3] > 0.02

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.8))
looks = {"scratch": "x:", "tuned": "s-", "probe first": "D-", "probe": "v--", "nearest mean": "o-"}
shades = COLORS | {"nearest mean": COLORS["letters"]}
for name, look in looks.items():
    axis.semilogx(list(DRAWS), 100 * np.array(scores[name]), look, color=shades[name], label=name)
if guess is not None:
    axis.axhline(guess, label="your guess", **plots.line("guess"))
axis.set_xticks(list(DRAWS), labels=map(str, DRAWS))
axis.set(title="Who wins depends on the number of labels", xlabel="examples per class", ylabel="test accuracy (%)")
axis.set(ylim=(0, 102))
axis.legend(loc="lower right")
plots.show(
    figure,
    alt="Test accuracy against 1, 3, 10 and 100 examples per class. With one example the class mean is far above "
    "fine-tuning and training from scratch is lowest; with a hundred, probe and probe first are at the top and "
    "all others behind.",
)

# %% [markdown]
# With one example a class the description is best left alone, while with a hundred the class mean is too simple, so
# which is best has no answer without the number of labels. At the right, tuning and scratch have merely not finished:
# in 600 steps all meet near the top (exercise 3). At the left more steps hardly help, but the probe's head does, for a
# reason: in $\hat y=W\varphi(x)$ the error $e$ reaches the body as $W^\top e$, and while $W$ is random, so is that
# direction, and the first steps write noise into the body. The rest of tuning's loss is the head itself, because the
# probe, which trains no body, stays behind the class mean too.
#
# **Checkpoint.** Why does the class mean not notice if φ(x) is doubled, while a probe may?
#
# <details><summary>Answer</summary>
#
# A cosine divides by the length, so the doubled vector has the same direction and the same scores relative to each
# other. A linear head's scores double together, except for its bias, so that the winner can change.
# </details>
#
# ## How much to freeze?
#
# Between touching nothing and tuning everything lies freezing the first blocks, of which much is promised, because
# early layers are general and late ones special. The next figure has all five depths.

# %%
FROZEN = {}
for k in (1, 10):
    for frozen in range(5):
        model = tune(drawn[k][0], reader[0], frozen=frozen)
        with torch.no_grad():
            phi = model[0](digits.test.X)  # (600, 64)
            FROZEN[k, frozen] = (accuracy(model[1](phi), digits.test.y), phi[:300])
assert max(abs(FROZEN[10, n][0] - FROZEN[10, 0][0]) for n in range(4)) < 0.06 and FROZEN[10, 4][0] < FROZEN[10, 0][0]


# %% tags=["hide-input"]
def draw(frozen, k):
    figure, (left, right) = plt.subplots(1, 2, figsize=(4.8, 2.4))
    for number, name in [(1, "tuned"), (10, "letters")]:
        row = [100 * FROZEN[number, depth][0] for depth in range(5)]
        left.plot(range(5), row, "o-", color=COLORS[name], alpha=1 if number == k else 0.3, label=f"{number} a class")
    left.plot(frozen, 100 * FROZEN[k, frozen][0], **plots.line("highlight"), marker="*", markersize=16)
    left.set(xlabel="frozen blocks", ylabel="test accuracy (%)", ylim=(0, 100), xticks=range(5))
    left.legend(loc="lower right", fontsize=8)
    phi = FROZEN[k, frozen][1] - FROZEN[k, frozen][1].mean(0)
    plane = phi @ torch.linalg.svd(phi, full_matrices=False).Vh[:2].T  # (300, 2)
    for c in range(10):
        for x, y in plane[digits.test.y[:300] == c]:
            right.text(x, y, str(c), fontsize=7, color=COLORS["digits"][c % 7], ha="center", va="center")
    right.set(xlim=(plane[:, 0].min(), plane[:, 0].max()), ylim=(plane[:, 1].min(), plane[:, 1].max()))
    right.set(title="φ in its widest plane", xticks=[], yticks=[])
    right.title.set_fontsize(9)
    share = FROZEN[k, frozen][0]
    words = (
        f"{frozen} of 4 blocks frozen, tuned on {k} a class: {share:.0%} right. Beside it, 300 test digits in a plane."
    )
    return plots.describe(figure, words)


# %% tags=["hide-input"]
widgets.explore(
    draw,
    frames=[
        ("one a class, all tuned", {"frozen": 0, "k": 1}),
        ("one a class, body frozen", {"frozen": 4, "k": 1}),
        ("ten a class, all tuned", {"frozen": 0, "k": 10}),
        ("ten a class, body frozen", {"frozen": 4, "k": 10}),
    ],
    frozen=widgets.slider("frozen blocks", 0, 4, 1, 0),
    k=widgets.choice("examples a class", [1, 10], 10),
)

# %% [markdown]
# Move the slider from 0 to 3: hardly anything happens, and that is the finding. Only freezing the body as a whole
# matters, which with one example a class mostly helps and with ten costs. In networks of many layers the depth of the
# cut does count (Yosinski and others, 2014), but in four it cannot be seen.
#
# ## When it fails
#
# Print is a kind target, while the digits of [lecture 10](10-training-in-pytorch.ipynb) were written by hand and
# scanned at 8×8; we enlarge them.
#
# **Guess.** A network that was tuned on 1,000 *printed* digits reads new fonts nearly perfectly. What percent of the
# handwritten ones does it read?

# %%
guess_pen = None  # percent, such as 70


# %%
def enlarged(split):
    return data.Split(F.pad(F.interpolate(split.X, size=(20, 20), mode="bilinear"), (4, 4, 4, 4)), split.y)


pen = data.digits()
pen_train, pen_test = enlarged(pen.train), enlarged(pen.test)  # X (1347, 1, 28, 28) and (450, 1, 28, 28)
with torch.no_grad():
    read = accuracy(tuned["probe first"][100][0](pen_test.X), pen_test.y)
    described = {name: (body(pen_train.X), body(pen_test.X)) for name, body in bodies.items()}
print(f"tuned on print, reads handwriting: {read:.1%}")
by_pen = {}
for name in ("pixels", "untrained", "letters"):
    by_pen[name] = []
    for k in (1, 3, 10):
        draws = [few(pen_train, k, draw) for draw in range(5)]
        by_pen[name].append(np.mean([accuracy(nearest_mean(name, each), pen_test.y) for each in draws]))
    print(f"nearest mean, {name:9s} " + "  ".join(f"{100 * share:3.0f}%" for share in by_pen[name]))
assert read < 0.75 and all(by_pen["pixels"][n] > by_pen["letters"][n] for n in (1, 2))

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.2))
for shift, (name, row) in zip((-0.25, 0, 0.25), by_pen.items(), strict=True):
    axis.bar(np.arange(3) + shift, 100 * np.array(row), width=0.23, color=COLORS[name], label=f"class mean, {name}")
axis.axhline(100 * read, color=COLORS["tuned"], linestyle="--", label="tuned on print, no handwriting")
if guess_pen is not None:
    axis.axhline(guess_pen, label="your guess", **plots.line("guess"))
axis.set_xticks(range(3), labels=["1", "3", "10"])
axis.set(title="On handwriting, means of plain pixels win", xlabel="handwritten examples per class", ylim=(0, 100))
axis.set_ylabel("test accuracy (%)")
axis.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize=9)
plots.show(
    figure,
    alt="Bars of the accuracy on handwriting of the class mean by pixels, by an untrained body and by the letters' "
    "body, for 1, 3 and 10 examples per class. Pixels are highest with three and ten. A dashed line, the network tuned "
    "on print, lies below all three bars for ten examples.",
)

# %% [markdown]
# A network that reads print misses a large part of what pens wrote, because it has learned clean strokes of one width.
# And the class means that beat pixels so clearly now lose to them, with three and ten examples in all of our runs: this
# handwriting is centered and has few pixels, which say nearly everything, and what the letters taught the body to
# overlook is not what pens vary in. Transfer saves labels where two tasks are near, and since nobody tells you
# beforehand that they are, keep the pixels in your table.
#
# ## Deeper: what a random head writes into the body
#
# Take two linear layers, $\hat y=WVx$, with squared loss $L=\tfrac12\lVert\hat y-y\rVert^2$ and error $e=\hat y-y$.
# Then $\partial L/\partial V=W^\top e\,x^\top$ and $\partial L/\partial W=e\,(Vx)^\top$. A step on $V$ is of rank one:
# it changes what $V$ does along $x$ and nothing that is orthogonal to all training inputs. So features of the training
# pictures move, those of other directions stay, and both no longer fit one head (Kumar and others, 2022).

# %%
torch.manual_seed(0)
V, W = torch.randn(5, 8, requires_grad=True), torch.randn(3, 5, requires_grad=True)
x, y = torch.randn(8), torch.randn(3)
e = W @ V @ x - y  # (3,)
(e.square().sum() / 2).backward()
assert torch.allclose(V.grad, torch.outer(W.T @ e, x).detach(), atol=1e-4)
assert torch.allclose(W.grad, torch.outer(e, V @ x).detach(), atol=1e-4)
away = torch.randn(8)
away -= (away @ x) / (x @ x) * x  # orthogonal to the only training input
print(f"the step changes V x by {(V.grad @ x).norm():.1f}, and V at right angles by {(V.grad @ away).norm():.1g}")

# %% [markdown]
# ## Deeper: what tuning costs
#
# The letters' head is still there. We put it back on the tuned bodies:

# %%
print(f"{right:.0%} of the letters before")
kept_letters = []
for k in DRAWS:
    model = nn.Sequential(tuned["tuned"][k][0][0], reader[1])
    kept_letters.append(accuracy(model(letters.test.X), letters.test.y))
    print(f"{kept_letters[-1]:.0%} after tuning on {10 * k} digits")
assert max(kept_letters) < right - 0.02

# %% [markdown]
# Learning digits has overwritten letters, although nothing about letters had become wrong. This is called catastrophic
# forgetting (McCloskey and Cohen, 1989), and a frozen body is its simplest cure: one body can serve many heads.
#
# ## What goes wrong
#
# **A frozen batch norm that is not frozen.** `requires_grad = False` stops weights, but the running mean and variance
# of a batch norm are none, so in training mode they follow whatever passes through:

# %%
norm = nn.BatchNorm1d(64, affine=False, momentum=None)
with torch.no_grad():
    norm(reader[0](letters.train.X))  # a norm that fits letters
    W, b = reader[1].weight, reader[1].bias  # (26, 64), (26,)
    undo = nn.Linear(64, 26)  # the head for normalized features, which gives the same scores
    undo.weight.data = W * (norm.running_var + norm.eps).sqrt()
    undo.bias.data = b + W @ norm.running_mean
    model = nn.Sequential(reader[0], norm, undo).requires_grad_(False)
    print(f"letters before: {accuracy(model.eval()(letters.test.X), letters.test.y):.1%}")
    norm.momentum = 0.1
    model.train()
    for batch in pen_train.X.split(64):
        model(batch)  # forward passes only, nothing trained
    after = accuracy(model.eval()(letters.test.X), letters.test.y)
print(f"letters after all handwriting has passed through once: {after:.1%}")
assert after < right - 0.01

# %% [markdown]
# Symptom: a "frozen" source task that gets worse. Remedy: `.eval()` on the frozen part *after* each
# `model.train()`, and an assertion that its `state_dict` has not changed.
#
# **Another preparation than the source's.** Ink and paper exchanged, pixels from 0 to 255, another crop: all of these
# are the same picture to you and may be another world to φ.

# %%
best = tuned["probe first"][100][0]
for name, X in [
    ("as trained", digits.test.X),
    ("white on black", 1 - digits.test.X),
    ("0 to 255", 255 * digits.test.X),
]:
    print(f"{name:14s} {accuracy(best(X), digits.test.y):.1%}")
assert accuracy(best(1 - digits.test.X), digits.test.y) < 0.5

# %% [markdown]
# Symptom: an exported network that always gives the same answer. A large factor is half forgiven here, since layers of
# ReLU scale with their input. Remedy: one function that prepares pictures, for training and use alike.
#
# ### Deeper: unfrozen, and nothing changes
#
# An optimizer holds the parameters that it was given when it was made, and no others:

# %%
model = nn.Sequential(copy.deepcopy(reader[0]).requires_grad_(False), nn.Linear(64, 10))
optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad])
model.requires_grad_(True)  # "unfreeze"
held = sum(p.numel() for group in optimizer.param_groups for p in group["params"])
print(f"{sum(p.requires_grad * p.numel() for p in model.parameters()):,} trainable, {held:,} in the optimizer")
assert held == 650

# %% [markdown]
# Symptom: a loss curve that is identical to the frozen one. Remedy: make the optimizer anew, or `add_param_group`.
#
# ## Exercises
#
# ### 1. Count what moves (★, 10 minutes)
#
# How many weights are trained with 0, 1, 2, 3 and 4 frozen blocks, the head of ten classes included?
#
# <details><summary>Solution</summary>
#
# Nearly all of them are in the last block, which is why freezing the first three changes so little.
#
# ```python
# sizes = [sum(p.numel() for p in layer.parameters()) for layer in make_body()]
# moving = [sum(sizes[frozen:]) + 64 * 10 + 10 for frozen in range(5)]
# print(sizes, moving)
# assert sizes == [80, 1168, 4640, 18496] and moving[-1] == 650
# ```
# </details>
#
# ### 2. A gentler body (★★, 15 minutes)
#
# Give the body a rate ten times smaller than its head's. Does that close the gap to "probe first" with ten a class?
#
# <details><summary>Solution</summary>
#
# No. In three runs of ours it was even a little worse, between the frozen and the tuned body: in 120 steps such a body
# hardly moves, and the head has still begun at random.
#
# ```python
# torch.manual_seed(0)
# gentle = nn.Sequential(copy.deepcopy(reader[0]), nn.Linear(64, 10))
# train(gentle, drawn[10][0], steps=120, rate=3e-4, head_rate=3e-3, batch=32)
# print(f"{accuracy(gentle(digits.test.X), digits.test.y):.1%} against {scores['probe first'][2]:.1%}")
# ```
# </details>
#
# ### 3. Patience (★★, 10 minutes)
#
# With a hundred a class, 120 steps are few for a network from scratch. What does it reach with 600?
#
# <details><summary>Solution</summary>
#
# It arrives where "probe first" is, and so does tuning with 600 steps: what transfer saved at a hundred a class was
# time. On photographs, too, scratch arrives where a tuned network is, if data and time suffice (He, Girshick and
# Dollár, 2019). With one example a class, 600 steps of tuning gained no more than five points in three runs of ours.
#
# ```python
# torch.manual_seed(1)
# patient = train(nn.Sequential(make_body(), nn.Linear(64, 10)), drawn[100][0], 600, 3e-3, 3e-3, 32)
# print(f"{accuracy(patient(digits.test.X), digits.test.y):.1%} after 600 steps, {scores['scratch'][3]:.1%} after 120")
# ```
# </details>
#
# ### 4. The other direction (★★★, 40 minutes, open)
#
# Is a source of ten digits as good for letters as letters are for digits, with as many pictures?
#
# <details><summary>Solution</summary>
#
# Train a body on digits, and probe it with letters; compare with an untrained body as above, and draw the pictures five
# times before you believe a difference.
#
# ```python
# torch.manual_seed(0)
# digit_reader = train(nn.Sequential(make_body(), nn.Linear(64, 10)), digits.train, 200, 3e-3, 3e-3, 64)
# order = torch.randperm(len(letters.train))
# rows = torch.cat([order[letters.train.y[order] == c][:3] for c in range(26)])
# for name, body in [("digits", digit_reader[0]), ("untrained", bodies["untrained"])]:
#     with torch.no_grad():
#         means = class_means(body(letters.train.X[rows]), letters.train.y[rows], classes=26)
#         share = accuracy(cosines(body(letters.test.X), means), letters.test.y)
#     print(f"three letters a class, described by {name}: {share:.1%}")
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - Cut before its last layer, a network is a description of its input that other tasks can use.
# - With one example a class, compare with class means; with many, probe first, then tune, to save steps.
# - What transfers is not having been trained, but what the labels of the source rewarded.
# - A random head sends random directions into the body, which is why the probe comes first.
# - Far from the source, plain pixels can win, so keep them as a baseline.
#
# ## Where it came from
#
# - L. Y. Pratt, 1993, NIPS 5: transfer between networks, weights reused where they discriminate.
# - J. Donahue and others, 2014, ICML: DeCAF, features of an ImageNet network for other tasks.
# - J. Yosinski, J. Clune, Y. Bengio and H. Lipson, 2014, NIPS, 3320–3328: how transferable each layer is.
# - K. He, R. Girshick and P. Dollár, 2019, ICCV: with enough data and time, from scratch gets as far.
# - A. Kumar and others, 2022, ICLR: fine-tuning can distort features; probe first.
# - M. Carney and others, 2020, CHI extended abstracts: Teachable Machine.
# - M. McCloskey and N. J. Cohen, 1989, Psychology of Learning and Motivation 24, 109–165: catastrophic interference.
#
# **Next**: [21, detection](21-detection-yolo.ipynb): not only what is in a picture, but where.
