# %% [markdown]
# # Dictionary learning and autoencoders
#
# You will be able to describe an image by a few numbers in three ways, by principal components, sparse codes and the
# codes of a network, to explain which can beat which, and to see what a code does not promise.
#
# **Reading** 35 min · **Running** under 60 s on two cores · **Prerequisites**
# [9 (multilayer perceptrons)](09-multilayer-perceptrons.ipynb) and [13 (regularization)](13-regularization.ipynb) ·
# **Practice** [assignment a20](../release/a20-latent-variables/latent-variables.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/35-dictionary-learning-and-autoencoders.ipynb)
#
# **Needs** [09](09-multilayer-perceptrons.ipynb), [13](13-regularization.ipynb) · **Used by**
# [36](36-boltzmann-machines.ipynb), [37](37-vae.ipynb), [40](40-diffusion.ipynb),
# [41](41-self-supervised-learning.ipynb), [46](46-trust-and-foundation-models.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **compute** principal components, and **state** what exactly they are best at;
# - **implement** sparse coding and dictionary learning, and **separate** what each of the two contributes;
# - **explain** why an encoder is a network, and what a linear one finds;
# - **train** an autoencoder, and **read** the map of its codes;
# - **diagnose** errors that look good because they are compared with the wrong thing.

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

import torch.nn.functional as F
from matplotlib.patches import Rectangle
from sklearn.datasets import load_sample_image
from sklearn.decomposition import PCA, MiniBatchDictionaryLearning
from sklearn.linear_model import Lasso, orthogonal_mp
from sklearn.neighbors import KNeighborsClassifier
from torch import nn

# %% [markdown]
# ## Five numbers for a patch
#
# In this lecture nobody gives us labels. All we ask of a description is that the picture can be rebuilt from it, so we
# cut a photograph into patches of 8 × 8 pixels and allow five numbers for each, beside its mean gray. Every second
# strip is for learning, the others for the test, so that no pixel is in both, and the error is the share of the sum of
# squares (**energy**) that is left.


# %%
photo = torch.tensor(load_sample_image("china.jpg")).float().mean(2) / 255  # (427, 640), 0 = black, 1 = white
strips = photo.unfold(1, 40, 40).movedim(1, 0)  # (16, 427, 40)


def draw_patches(strips, n, seed):
    """Return n random patches (n, 64) of the strips, each minus its mean gray."""
    windows = strips.unfold(1, 8, 1).unfold(2, 8, 1).flatten(0, 2).flatten(1)  # (all places, 64)
    places = torch.randperm(len(windows), generator=torch.Generator().manual_seed(seed))[:n]
    return windows[places] - windows[places].mean(1, keepdim=True)


def error(X, X_hat):
    """What is left unexplained, as a share of the sum of squares."""
    return ((X - X_hat).square().sum() / X.square().sum()).item()


X, X_new = draw_patches(strips[::2], 10_000, seed=0), draw_patches(strips[1::2], 2_000, seed=0)  # (n, 64)

# %% [markdown]
# The classical answer, **principal component analysis** (PCA), looks for the $k$ directions, rows of a matrix $V$,
# along which the patches vary most, and describes a patch $x$ by its product with each of them:
#
# $$c=xV^\top,\qquad \hat x=cV,\qquad VV^\top=I$$
#
# The singular value decomposition (SVD) lists these directions in the order of the energy that they carry.


# %%
def pca(X, k):
    """Return the k directions (k, d) that keep most energy of X (n, d): most variance, if its columns have mean 0."""
    return torch.linalg.svd(X, full_matrices=False).Vh[:k]


centered = X - X.mean(0)
cosines = (pca(centered, 20) * torch.tensor(PCA(20).fit(X.numpy()).components_)).sum(1)  # (20,)
assert torch.allclose(cosines.abs(), torch.ones(20), atol=1e-3)  # scikit-learn's, up to sign
assert error(X, centered) < 0.01  # the mean patch carries next to nothing, so from here on it stays in
left_by_pca = {}
for k in (1, 5, 10, 20):
    V = pca(X, k)  # (k, 64)
    left_by_pca[k] = error(X_new, X_new @ V.T @ V)
    print(f"{k:2} numbers a patch: {left_by_pca[k]:.0%} of the new patches is left unexplained")
assert left_by_pca[5] > 0.55

# %% tags=["hide-input"]
COLORS = {"fixed": plots.GRAY, "chosen": plots.GREEN, "learned": plots.BLUE, "code": plots.SKY} | dict(
    zip("0123456789", [*plots.PALETTE[:7], plots.BLACK, plots.GRAY, plots.GREEN], strict=True)
)
lively = X_new[X_new.norm(dim=1) > X_new.norm(dim=1).median()][:10]  # (10, 64): random, of those with more contrast
LOOK = {"cmap": "gray", "vmin": -0.4, "vmax": 0.4}


def draw_patch(axis, x, **look):
    """Draw one patch or atom (64,) without ticks."""
    axis.imshow(x.view(8, 8), **LOOK | look)
    axis.set(xticks=[], yticks=[])
    axis.grid(visible=False)


# %% tags=["hide-input"]
figure, axes = plt.subplots(3, 6, figsize=(6, 5), height_ratios=[3.4, 1, 1])
for axis in axes[0]:
    axis.remove()
axis = figure.add_subplot(axes[0, 0].get_gridspec()[0, :])
coarse = F.avg_pool2d(photo[None], 2)[0].mul(24).round()  # (213, 320), in few grays: a small file
axis.imshow(coarse, cmap="gray", extent=(0, 640, 427, 0), interpolation="nearest")
for left in range(0, 640, 80):
    axis.add_patch(Rectangle((left, 0), 40, 427, color=COLORS["learned"], alpha=0.2, linewidth=0))
axis.set(xticks=[], yticks=[])
axis.grid(visible=False)
axis.set_title("strips to learn from (tinted) and to test on", fontsize=9, fontweight="normal")
V = pca(X, 5)
for above, below, x in zip(axes[1], axes[2], lively, strict=False):
    draw_patch(above, x)
    draw_patch(below, x @ V.T @ V)
axes[1, 0].set_ylabel("new", fontsize=9)
axes[2, 0].set_ylabel("rebuilt", fontsize=9)
figure.suptitle("Five numbers keep the shading and lose the edges", fontweight="bold", fontsize=11)
plots.show(
    figure,
    alt="A gray photograph of a Chinese temple with sky, trees and water, every second vertical strip tinted. Below, "
    "six new patches of 8 by 8 pixels, and the same rebuilt from five numbers: coarse light and dark areas are right, "
    "fine edges and stripes are gone.",
)

# %% [markdown]
# Five numbers keep the shading and lose the edges, and it is a theorem that no other five directions leave less error
# of the patches they were made for (proof under "Deeper"). Yet from five numbers of another kind, and a list of 100
# vectors for all patches, we shall rebuild these new patches with about *half* of that error.
#
# **Choose.** How can anything beat the best five directions?
#
# <details><summary>Only by having seen the test patches</summary>
#
# It has not. The theorem says something narrower than it seems to.
# </details>
#
# <details><summary>The theorem is about the same five directions for all patches</summary>
#
# Yes. If each patch may choose its own five, the theorem does not apply.
# </details>
#
# <details><summary>Only by bending, as networks do</summary>
#
# Networks come later. Here a patch is still rebuilt as a weighted sum of five vectors.
# </details>

# %% [markdown]
# ## Three ways to a code
#
# All methods of this lecture have one form, drawn below: an encoder turns the input $x$ into a **code** $c$, and a
# decoder rebuilds $\hat x$ from the code alone. So the code stands for what nobody observed, such as "an edge runs from
# here to there": a hidden cause (latent variable) of the pixels.

# %% tags=["hide-input"]
ARROW = {"arrowstyle": "-|>", "linewidth": 1.2, "color": "black", "shrinkA": 0, "shrinkB": 0}


def draw_row(axis, y, encoder, used, width, decoder, shape):
    """Draw x, encoder, a code of so many cells of which some are used, decoder and x hat at height y."""
    words = {"ha": "center", "va": "center", "fontsize": 9}
    for x, symbol in [(0.75, "$x$"), (8.55, r"$\hat{x}$")]:
        axis.text(x, y, symbol, **words | {"fontsize": 13})
        axis.text(x, y - 0.34, "(n, 64)", **words)
    for x, text in [(2.2, encoder), (6.95, decoder)]:
        axis.add_patch(Rectangle((x - 0.85, y - 0.24), 1.7, 0.48, facecolor="white", edgecolor="black"))
        axis.text(x, y, text, **words)
    start = 4.58 - 0.07 * width
    for i in range(width):
        color = COLORS["code"] if i in used else "white"
        axis.add_patch(Rectangle((start + 0.14 * i, y - 0.1), 0.14, 0.2, facecolor=color, edgecolor="black"))
    axis.text(4.58, y - 0.34, f"$c$   {shape}", **words)
    for left, right in [(0.95, 1.35), (3.05, start), (start + 0.14 * width, 6.1), (7.8, 8.35)]:
        axis.annotate("", (right, y), (left, y), arrowprops=ARROW)


# %% tags=["hide-input", "drawing"]
figure, axis = plt.subplots(figsize=(9.5, 3.7))
for y, name, row in [
    (2, "PCA", ("product with the\nsame 5 directions", range(5), 5, "weighted sum\nof directions, $cV$", "(n, 5)")),
    (1, "sparse coding", ("choose 5 of\n100 atoms", [2, 5, 6, 11, 14], 16, "weighted sum\nof atoms, $cD$", "(n, 100)")),
    (0, "autoencoder", ("network", range(2), 2, "network", "(n, 2)")),
]:
    axis.text(-1.1, y, name, ha="left", va="center", fontweight="bold")
    draw_row(axis, y, *row)
for x, words in [(2.2, "encoder"), (4.58, "code"), (6.95, "decoder")]:
    axis.text(x, 2.5, words, ha="center", color=COLORS["fixed"])
axis.set(xlim=(-1.15, 8.9), ylim=(-0.5, 2.7))
axis.axis("off")
plots.show(
    figure,
    alt="Three rows, each from x of shape (n, 64) through an encoder to a code c, and through a decoder to x hat. PCA: "
    "product with the same 5 directions, a code (n, 5), a weighted sum of directions. Sparse coding: choose 5 of 100 "
    "atoms, a code (n, 100) in which few cells are filled, a weighted sum of atoms. Autoencoder: network, a code "
    "(n, 2), network.",
)

# %% [markdown]
# ## Choose for each patch
#
# Let each patch choose its own five from a longer list. The list is a **dictionary** $D$, its $K$ rows are **atoms** of
# length 1, and to write an example as a sum of few of them is **sparse coding**:
#
# $$\min_c\ \lVert x-cD\rVert^2\qquad\text{with at most } k \text{ of the } K \text{ numbers in } c \text{ not } 0$$
#
# Five of 100 atoms can be chosen in 75 million ways, so one goes step by step. **Orthogonal matching pursuit** (OMP)
# takes the atom with the largest product, of either sign, with the residual, which is what the atoms so far leave
# unexplained, fits all atoms taken by least squares, and repeats.


# %%
def omp(X, D, k):
    """Return codes C (n, K) of X (n, d) with at most k numbers not 0, for atoms D (K, d) of length 1."""
    residual, chosen = X, torch.empty(len(X), 0, dtype=torch.long)
    for _ in range(k):
        products = (residual @ D.T).abs().scatter(1, chosen, -1.0)  # (n, K): no atom twice
        chosen = torch.cat([chosen, products.argmax(1, keepdim=True)], dim=1)  # (n, taken)
        atoms = D[chosen]  # (n, taken, d)
        G = atoms @ atoms.mT + 1e-6 * torch.eye(chosen.shape[1])  # (n, taken, taken); a trace of ridge, for twins
        c = torch.linalg.solve(G, atoms @ X[..., None])  # (n, taken, 1): least squares
        residual = X - (atoms.mT @ c)[..., 0]  # (n, d)
    return X.new_zeros(len(X), len(D)).scatter(1, chosen, c[..., 0])


atoms = F.normalize(torch.randn(100, 64))  # (K, d)
C = omp(lively, atoms, 5)  # (10, 100)
theirs = orthogonal_mp(atoms.T.double().numpy(), lively.T.double().numpy(), n_nonzero_coefs=5)  # (100, 10)
assert torch.allclose(C, torch.tensor(theirs.T).float(), atol=1e-4) and (C.count_nonzero(1) == 5).all()
assert math.comb(100, 5) == 75_287_520

# %% [markdown]
# **Checkpoint.** Before you run it: the 64 cosine waves that JPEG uses are orthogonal to each other. What does OMP
# choose from them, and what does fitting anew change?
#
# <details><summary>Answer</summary>
#
# The five waves with the largest products. To subtract one wave changes no product with the others, so nothing is
# reordered and nothing has to be fitted anew.
# </details>


# %%
def cosine_waves():
    """Return the 64 products of 8 vertical and 8 horizontal cosine waves as atoms (64, 64)."""
    place, frequency = torch.arange(8.0), torch.arange(8.0)[:, None]
    waves = F.normalize(torch.cos(math.pi * frequency * (2 * place + 1) / 16))  # (frequencies, places)
    return torch.einsum("ai,bj->abij", waves, waves).reshape(64, 64)


products = lively @ cosine_waves().T  # (10, 64)
largest = products.abs().topk(5, dim=1).indices  # (10, 5)
assert torch.allclose(omp(lively, cosine_waves(), 5).gather(1, largest), products.gather(1, largest), atol=1e-4)

# %% [markdown]
# ## Learn the atoms
#
# The atoms that serve the data best can be found by taking turns (**dictionary learning**): with the atoms held fixed,
# OMP finds codes, and with the codes held fixed, the best atoms are a problem of least squares. We begin with random
# patches.


# %%
def learn(X, D, k=5, rounds=8):
    """Return atoms (K, d) that have been fitted to X (n, d), beginning with D (K, d)."""
    for _ in range(rounds):
        C = omp(X, D, k)  # (n, K)
        D = torch.linalg.solve(C.T @ C + 1e-6 * torch.eye(len(D)), C.T @ X)  # (K, d): the best atoms for these codes
        unused = C.count_nonzero(0) == 0  # (K,)
        worst = (X - C @ D).square().sum(1).topk(int(unused.sum())).indices
        D[unused] = X[worst]  # what nobody chose makes room for what is explained worst
        D = F.normalize(D)
    return D


# %% [markdown]
# **Checkpoint.** Why can the least-squares line never make the error of the training patches larger, while the line
# before it can?
#
# <details><summary>Answer</summary>
#
# The old atoms are among all atoms that the least squares compares, so the best can only be as good or better. OMP is
# greedy: for new atoms it may take a choice that is worse than the one it took before.
# </details>
#
# ## Is it the learning, or the choosing?
#
# We changed two things at once, choosing and the atoms, so we vary each alone: random vectors and PCA's directions are
# used the same for all and chosen from. As the cosine waves are only 64, we also learn 64 atoms, and as a choice has to
# be written down too, we grant PCA *ten* numbers.
#
# **Guess.** PCA's same five directions leave some 60% of the energy. What do five atoms leave that each patch chooses
# from 100 *random vectors*?

# %%
guess = None  # a number from 0 to 100, in percent

# %% tags=["main-result"]
KINDS = {
    "random vectors, the same five": "fixed",
    "PCA, the same five": "fixed",
    "PCA, the same ten": "fixed",
    "five of 100 random vectors": "chosen",
    "five of 64 PCA directions": "chosen",
    "five of 64 cosine waves": "chosen",
    "five of 100 random patches": "chosen",
    "five of 64 learned atoms": "learned",
    "five of 100 learned atoms": "learned",
}
left = {name: [] for name in KINDS}
for seed in range(5):  # other patches to learn from, other patches to test on, another start
    X, X_new = draw_patches(strips[::2], 10_000, seed), draw_patches(strips[1::2], 2_000, seed)
    V, patches = pca(X, 64), F.normalize(X[:100])
    torch.manual_seed(seed)
    random, learned_64, learned = F.normalize(torch.randn(100, 64)), learn(X, patches[:64]), learn(X, patches)
    results = [error(X_new, X_new @ B.T @ B) for B in (pca(random[:5], 5), V[:5], V[:10])]  # pca: at right angles
    lists = (random, V, cosine_waves(), patches, learned_64, learned)
    results += [error(X_new, omp(X_new, D, 5) @ D) for D in lists]
    for name, result in zip(KINDS, results, strict=True):
        left[name].append(result)
for name, values in left.items():
    print(f"{name:29} {np.mean(values):.0%} left ({min(values):.1%} to {max(values):.1%})")

# %%
by_draw = np.array(list(left.values()))  # (9 methods, 5 draws)
random_same, same, ten, at_random, *unlearned, learned_64_left, learned_left = by_draw  # each (5,)
for fixed, chosen in [(random_same, at_random), (same, unlearned[0])]:
    assert (chosen < 0.75 * fixed).all()  # choosing takes away a third, of bad atoms and of good ones;
for bad, good in [(random_same, same), (at_random, unlearned[0])]:
    assert (good < 0.75 * bad).all()  # good atoms take away a third, with a choice and without;
assert (abs(at_random / same - 1) < 0.1).all()
best_unlearned = np.min(unlearned, axis=0)
assert (learned_64_left < 0.97 * best_unlearned).all() and (learned_left < 0.97 * learned_64_left).all()
assert (learned_left < 0.92 * best_unlearned).all() and (learned_left < 0.6 * same).all()
assert (learned_left < 0.8 * ten).all()

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(8, 4))
for row, kind in enumerate(KINDS.values()):
    axis.scatter(100 * by_draw[row], row + np.linspace(-0.2, 0.2, 5), s=26, color=COLORS[kind])
    axis.plot([100 * by_draw[row].mean()] * 2, [row - 0.36, row + 0.36], color=COLORS[kind], linewidth=1.5)
if guess is not None:
    axis.plot(guess, 3, linestyle="none", **plots.points("guess"), label="your guess")
    axis.legend(loc="lower right")
axis.set(title="Choosing and good atoms help alike", xlabel="energy left, % of that of the new patches", xlim=(0, 100))
axis.set(yticks=range(9), yticklabels=list(KINDS))
axis.invert_yaxis()
plots.show(
    figure,
    alt="Nine rows, a dot for each of five draws of patches, which lie close together. The same five random vectors "
    "leave somewhat above 90 percent; PCA with the same five directions and five of 100 random vectors somewhat above "
    "60, PCA with ten between 45 and 50. Five chosen of PCA directions, cosine waves or random patches leave about 40, "
    "five of 64 learned atoms about 34, five of 100 somewhat above 30.",
)

# %% [markdown]
# Choosing takes away a third of the error, of random vectors as of PCA's directions. Better vectors do so too, which is
# why a choice of random ones only draws level with PCA's same five. Learning adds a last, smaller step, half of which a
# longer list brings, and then five numbers beat PCA's ten.
#
# Whether we begin with patches or with random vectors, many atoms become edges, bars and stripes, which neurons in the
# first visual area of the brain prefer too. (PCA's black square is even gray, which these patches do not contain.)

# %% tags=["hide-input"]
shown = {"64 PCA directions": V, "64 cosine waves": cosine_waves(), "100 random patches": patches}
from_random = learn(X, random)
shown |= {"100 learned atoms": learned, "learned from random vectors": from_random}
assert error(X_new, omp(X_new, from_random, 5) @ from_random) < 1.15 * left["five of 100 learned atoms"][-1]
BASES = {"PCA, the same for all": pca(X, 10), "cosine waves": cosine_waves(), "random patches": patches}
BASES["learned atoms"] = learned
figure, axes = plt.subplots(1, 5, figsize=(12, 2.9))
for axis, (name, D) in zip(axes, shown.items(), strict=True):
    side = math.isqrt(len(D))
    scaled = D / D.abs().amax(1, keepdim=True).clamp(min=1e-9)  # (K, 64), each atom to its own full contrast
    framed = F.pad(scaled.view(side, side, 8, 8), (0, 1, 0, 1), value=1.0)  # (side, side, 9, 9)
    axis.imshow(framed.transpose(1, 2).flatten(0, 1).flatten(1), cmap="gray", vmin=-1, vmax=1)
    axis.set(xticks=[], yticks=[])
    axis.set_title(name, fontsize=9, fontweight="normal")
    axis.grid(visible=False)
figure.suptitle("Many learned atoms are edges, bars and stripes", fontweight="bold", fontsize=11)
plots.show(
    figure,
    alt="Five tables of small gray squares. PCA directions and cosine waves go from broad areas to fine checkerboards; "
    "the last PCA direction is one even square. Random patches look like pieces of a photograph, some of them even, "
    "some noise. In both tables of learned atoms many show edges, bars and stripes in many directions and places, and "
    "others look like noise.",
)

# %% [markdown]
# ### Play with it
#
# Which atoms is one patch rebuilt from?


# %% tags=["hide-input"]
def draw_code(atoms, k, patch):
    """Draw a patch, what k atoms make of it, and these atoms with their numbers."""
    x, D, fixed = lively[patch - 1], BASES[atoms], atoms.startswith("PCA")  # (64,), (K, 64)
    c = D @ x if fixed else omp(x[None], D, k)[0]  # (K,)
    words = [f"{round(value, 2) + 0.0:+.2f}" for value in c.tolist()]  # + 0.0 turns -0.00 into +0.00
    order = list(range(k)) if fixed else c.abs().argsort(descending=True)[:k].tolist()
    x_hat = c[order] @ D[order]  # (64,)
    rows = ["xxxx..yyyy"] * 2 + ["0011223344"] + ["5566778899"] * (k > 5)
    figure, axes = plt.subplot_mosaic([[*row] for row in rows], figsize=(4.4, 3.9), empty_sentinel=".")
    figure.get_layout_engine().set(w_pad=0.12, h_pad=0.02)
    draw_patch(axes["x"], x)
    draw_patch(axes["y"], x_hat)
    axes["x"].set_title(f"patch {patch}", fontsize=10)
    axes["y"].set_title(f"{error(x, x_hat):.0%} left", fontsize=10)
    for place in range(5 + 5 * (k > 5)):
        axis = axes[str(place)]
        axis.axis("off")
        if place < k:
            draw_patch(axis, D[order[place]])
            axis.set_title(words[order[place]], fontsize=9, fontweight="normal")
    return plots.describe(
        figure,
        f"Patch {patch} and the same rebuilt from {k} of these: {atoms}. Left is {error(x, x_hat):.1%} of its energy. "
        f"Below, the vectors with their numbers {', '.join(words[place] for place in order)}.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_code,
    frames=[
        ("PCA", {"atoms": "PCA, the same for all"}),
        ("PCA, another patch: the same five", {"atoms": "PCA, the same for all", "patch": 5}),
        ("learned atoms", {}),
        ("learned atoms, another patch: another five", {"patch": 5}),
    ],
    atoms=widgets.choice("atoms", list(BASES), "learned atoms"),
    k=widgets.steps("how many", 1, 10, 5),
    patch=widgets.slider("patch", 1, 10, 1, 1),
)

# %% [markdown]
# **Try** to go through the patches with PCA, then with learned atoms. **Notice** that PCA's directions stay and only
# their numbers change, while from the other lists each patch takes atoms of its own.
#
# ## A network as the encoder
#
# OMP searches anew for every patch, so let a network do the encoding. That is closer to sparse coding than it looks:
# steps of a search can be layers ("Deeper").
#
# An **autoencoder** is a network that is trained to give back its input through a code too narrow to simply copy it. We
# take the digits, and begin with two numbers and nothing bent (no ReLU):
#
# **Choose.** What do the two rows of the decoder's weights become, compared with PCA's two directions?
#
# <details><summary>The same two directions, up to sign</summary>
#
# They could be, but why should they? The loss sees only $\hat x$. Turn the code and turn the decoder back, and $\hat x$
# is the same.
# </details>
#
# <details><summary>Other vectors, which span the same plane</summary>
#
# Yes. The best plane is PCA's, and any two vectors that span it will do.
# </details>
#
# <details><summary>A better plane, since training can improve on a formula</summary>
#
# For this error there is none better; that is the theorem.
# </details>


# %%
digits = data.digits()
A, A_new = digits.train.X.flatten(1), digits.test.X.flatten(1)  # (1347, 64), (450, 64), 0 = paper, 1 = ink
mean = A.mean(0)  # (64,)


def fit(model, X, epochs=40, seed=0):
    """Train the model to give back X (n, 64)."""
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    steps = epochs * math.ceil(len(X) / 64)
    cycle = lambda adam: torch.optim.lr_scheduler.OneCycleLR(adam, 1e-2, steps)  # noqa: E731
    split = data.Split(X, X)
    settings = {"loss": F.mse_loss, "optimizer": optimizer, "schedule": cycle, "epochs": epochs, "seed": seed}
    training.fit(model, split, progress=False, **settings)
    return model.eval()


@torch.no_grad()
def mse(model, X):
    return (model(X) - X).square().mean().item()


# %%
def settle(model, X):
    """Train a small model on all of X (n, 64) at once, as far as it goes."""
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=300, line_search_fn="strong_wolfe", tolerance_change=0)

    def closure():
        optimizer.zero_grad()
        loss = (model(X) - X).square().mean()
        loss.backward()
        return loss

    optimizer.step(closure)


V, resemblance = pca(A - mean, 2), []  # (2, 64)
best = ((A - mean) - (A - mean) @ V.T @ V).square().mean().item()
for seed in range(5):
    torch.manual_seed(seed)
    linear = nn.Sequential(nn.Linear(64, 2), nn.Linear(2, 64))
    settle(linear, A - mean)
    W, ratio = linear[1].weight.detach().T, mse(linear, A - mean) / best  # (2, 64): the decoder's two vectors
    planes = torch.linalg.svdvals(V @ torch.linalg.qr(W.T).Q).min()  # the smaller cosine of the principal angles
    resemblance.append((F.normalize(W) @ V.T).abs().amax(1).min().item())
    print(f"error {ratio:.4f} of PCA's; cosine {planes:.4f} between planes, {resemblance[-1]:.2f} to the nearer axis")
    assert ratio < 1.002 and planes > 0.995
assert min(resemblance) < 0.9

# %% [markdown]
# It is the same plane with other axes, close to PCA's only by chance, so compare planes and not weights when you check
# such a network. Now we bend, with layers of 128 and 32 ReLU units on either side of the code, and the ablation is the
# same network without ReLUs. Since a description should be good for something, the five nearest training codes also
# vote on the class of a new digit.


# %%
def autoencoder(k, bend=nn.ReLU):
    encoder = nn.Sequential(nn.Linear(64, 128), bend(), nn.Linear(128, 32), bend(), nn.Linear(32, k))
    decoder = nn.Sequential(nn.Linear(k, 32), bend(), nn.Linear(32, 128), bend(), nn.Linear(128, 64))
    return nn.Sequential(encoder, decoder)  # (n, 64) -> (n, k) -> (n, 64)


def named(codes, codes_new):
    """Return the share of new digits that five neighbors among the training codes name rightly."""
    return KNeighborsClassifier(5).fit(codes, digits.train.y).score(codes_new, digits.test.y)


# %%
models, scores = {}, {}
for k in (2, 8):
    V = pca(A - mean, k)  # (k, 64)
    flat = ((A_new - mean) - (A_new - mean) @ V.T @ V).square().mean().item()
    scores[k, "PCA"] = [(flat, named((A - mean) @ V.T, (A_new - mean) @ V.T))]
    for name, bend in [("without ReLU", nn.Identity), ("with ReLU", nn.ReLU)]:
        scores[k, name] = []
        for seed in range(3):
            torch.manual_seed(seed)
            model = models[k, name] = fit(autoencoder(k, bend), A, seed=seed)
            with torch.no_grad():
                codes, codes_new = model[0](A), model[0](A_new)  # (1347, k), (450, k)
            scores[k, name].append((mse(model, A_new), named(codes, codes_new)))
for (k, name), runs in scores.items():
    errors, shares = zip(*runs, strict=True)
    print(f"{k} numbers, {name:12} error {np.mean(errors):.4f}, class named by neighbors {np.mean(shares):.0%}")
    if name == "with ReLU":
        assert max(errors) < 0.9 * scores[k, "PCA"][0][0] and min(shares) > (0.7 if k == 2 else 0.9)
    if name == "without ReLU":
        assert min(errors) > 0.97 * scores[k, "PCA"][0][0]
print(f"all 64 pixels: class named by neighbors {named(A, A_new):.0%}")
mean_named = {key: np.mean([share for _, share in runs]) for key, runs in scores.items()}
assert mean_named[2, "with ReLU"] > 0.1 + mean_named[2, "PCA"]
assert abs(mean_named[8, "with ReLU"] - mean_named[8, "PCA"]) < 0.04 and mean_named[8, "PCA"] < named(A, A_new)

# %% tags=["hide-input"]
deep, V = models[2, "with ReLU"], pca(A - mean, 2)
with torch.no_grad():
    Z = deep[0](A)  # (1347, 2)
    low, high = Z.quantile(0.005, dim=0) - 0.1, Z.quantile(0.995, dim=0) + 0.1  # (2,)
    u, v = low[:, None] + (high - low)[:, None] * (torch.arange(14) + 0.5) / 14  # (14,) each: the tiles' centers
    grid = torch.stack(torch.meshgrid(u, v.flip(0), indexing="xy"), dim=-1)  # (14, 14, 2), rows from top to bottom
    decoded = deep[1](grid.flatten(0, 1)).view(14, 14, 8, 8)
figure, axes = plt.subplots(1, 3, figsize=(10, 3.5))
for axis, places, title in [(axes[0], (A - mean) @ V.T, "two numbers of PCA"), (axes[1], Z, "code of two numbers")]:
    for digit in range(10):
        here = places[digits.train.y == digit][:60]  # (60, 2)
        axis.scatter(*here.T, s=22, marker=f"${digit}$", color=COLORS[str(digit)], linewidth=0.3)
    axis.set(title=title, xlabel="first number", ylabel="second number")
axes[1].set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
tiles = F.pad(decoded, (0, 1, 0, 1)).transpose(1, 2).flatten(0, 1).flatten(1)  # (126, 126)
axes[2].imshow(tiles, cmap="gray_r", vmin=0, vmax=1, extent=[*axes[1].get_xlim(), *axes[1].get_ylim()], aspect="auto")
axes[2].set(title="the same plane, decoded", xlabel="first number")
axes[2].grid(visible=False)
figure.suptitle("A bent code gives most classes a region of their own", fontweight="bold", fontsize=13)
plots.show(
    figure,
    alt="Three panels. Left, digits placed by two PCA numbers, most classes overlapping. Middle, digits placed by the "
    "autoencoder's code, most classes in islands and arms of their own. Right, a table of 14 by 14 images decoded from "
    "places of the middle panel: digits that change into each other, with blurred mixtures between them.",
)

# %% [markdown]
# The network leaves far less error than the best plane, and without its ReLUs that advantage is gone. It was never told
# a class, yet neighbors in its plane name far more digits than in PCA's. With eight numbers PCA's neighbors are as
# good, though its error is larger, so what helps to rebuild need not help to name, and all 64 pixels still name most.
#
# ## Holes
#
# Can the decoder make *new* digits, if we give it codes that no digit has? Let an image count as clear if its 15
# nearest training digits all have the same class. We draw codes of eight numbers at random, with the mean, spread and
# correlations of the real ones.


# %%
def clear(images):
    """Return the share of images (n, 64) whose 15 nearest training digits are of one class."""
    nearest = torch.cdist(images, A).topk(15, largest=False).indices  # (n, 15)
    classes = digits.train.y[nearest]  # (n, 15)
    return (classes == classes[:, :1]).all(1).float().mean().item()


model = models[8, "with ReLU"]
torch.manual_seed(0)
with torch.no_grad():
    Z, Z_new = model[0](A), model[0](A_new)  # (1347, 8), (450, 8)
    at_random = Z.mean(0) + torch.randn(450, 8) @ torch.linalg.cholesky(torch.cov(Z.T)).T  # (450, 8)
    one, other = torch.randperm(len(Z))[:450], torch.randperm(len(Z))[:450]
    halfway = (Z[one] + Z[other]) / 2  # (450, 8)
    images = {"new digits": A_new, "rebuilt": model[1](Z_new), "random codes": model[1](at_random)}
    images["halfway codes"] = model[1](halfway)
sure = {name: clear(some) for name, some in images.items()}
akin = digits.train.y[one] == digits.train.y[other]  # (450,): pairs of one class
sure |= {"of one class": clear(images["halfway codes"][akin]), "halfway pixels": clear((A[one] + A[other]) / 2)}
print(", ".join(f"{name} {share:.0%}" for name, share in sure.items()))
assert sure["of one class"] > 2 * sure["halfway codes"] > 3 * sure["halfway pixels"]
assert abs(sure["rebuilt"] - sure["new digits"]) < 0.1
assert min(sure["new digits"], sure["rebuilt"]) > 1.5 * max(sure["random codes"], sure["halfway codes"])

# %% tags=["hide-input"]
figure, axes = plt.subplots(4, 12, figsize=(9, 3.4))
for row, (name, some) in zip(axes, images.items(), strict=True):
    for axis, image in zip(row, some, strict=False):
        axis.imshow(image.view(8, 8), cmap="gray_r", vmin=0, vmax=1)
        axis.set(xticks=[], yticks=[])
        axis.grid(visible=False)
    row[0].set_ylabel(name, rotation=0, ha="right", va="center")
figure.suptitle("Rebuilt digits are clear, many from other codes are mixtures", fontweight="bold", fontsize=11)
plots.show(
    figure,
    alt="Four rows of twelve images, the first of each kind. New digits and their rebuilt versions are easy to read. "
    "Among the images from random codes and from codes halfway between two digits some can be read, and many mix the "
    "strokes of several digits or are pale.",
)

# %% [markdown]
# Not well, as the first twelve of each kind show. Rebuilt digits are as often clear as real ones, but images from codes
# at random or halfway between two digits are so far less often. Halfway codes still beat halfway *pixels*, and between
# digits of one class most are clear, so the holes lie between classes. Nothing in the loss says what should be there,
# which [lecture 37](37-vae.ipynb) sets out to mend.
#
# ## Deeper: PCA from two sides
#
# For a direction $v$ of length 1, Pythagoras splits each patch: $\lVert x\rVert^2=(xv^\top)^2+\lVert x-xv^\top
# v\rVert^2$. The left side is given, so *most variance along $v$* and *least error* are the same wish. Why are the
# first $k$ singular vectors the best $k$ together? Let $P$ project on any $k$ directions. With eigenvalues
# $s_1\ge s_2\ge\dots$ of $X^\top X$ and its eigenvectors $v_i$, the energy kept is $\sum_is_ip_i$ with
# $p_i=\lVert v_iP\rVert^2$. Each $p_i$ is between 0 and 1 and they sum to $k$, so the most one can keep is
# $s_1+\dots+s_k$, by spending all of it on the first $k$. That is the theorem of Eckart and Young for projections:

# %%
s = torch.linalg.svdvals(X).square()  # (64,)
for k in (1, 5, 20):
    V = pca(X, k)
    assert abs(error(X, X @ V.T @ V) - (s[k:].sum() / s.sum()).item()) < 1e-4  # what is left: the other eigenvalues
Q = torch.linalg.qr(torch.randn(64, 5)).Q  # five random directions, as columns
p = (pca(X, 64) @ Q).square().sum(1)  # (64,)
assert abs(p.sum().item() - 5) < 1e-3 and p.max() < 1 + 1e-5
assert abs(error(X, X @ Q @ Q.T) - (1 - (s * p).sum() / s.sum()).item()) < 1e-4
print(f"five random directions, the same for all, leave {error(X, X @ Q @ Q.T):.0%}")

# %% [markdown]
# ## Deeper: an encoder that was an algorithm
#
# OMP's choices are all or nothing. [Lecture 13](13-regularization.ipynb) has a softer way to make most numbers 0: do
# not count them, but charge $\lambda$ for their size. For a patch that is a lasso, $\frac12\lVert
# x-cD\rVert^2+\lambda\sum_j|c_j|$, and its steps are those of ISTA, with $\ell$ the largest eigenvalue of $DD^\top$ and
# a soft threshold that moves each number toward 0, but not past it:
#
# $$c\ \leftarrow\ \mathrm{soft}\Big(c+\tfrac1\ell(x-cD)D^\top,\ \tfrac\lambda\ell\Big)$$


# %%
def soft(C, by):
    return C.sign() * (C.abs() - by).clamp(min=0)


def ista(X, D, lam, steps):
    """Return codes C (n, K) of X (n, d) for atoms D (K, d) after so many steps."""
    ell = torch.linalg.matrix_norm(D, 2) ** 2  # the largest eigenvalue of D Dᵀ
    C = torch.zeros(len(X), len(D))
    for _ in range(steps):
        C = soft(C + (X - C @ D) @ D.T / ell, lam / ell)  # (n, K)
    return C


C = ista(lively, learned, 0.1, 3000)  # (10, 100)
for x, c in zip(lively, C, strict=True):  # scikit-learn divides the squares by n, here the 64 pixels
    lasso = Lasso(alpha=0.1 / 64, fit_intercept=False, tol=1e-8, max_iter=100_000).fit(
        learned.T.double().numpy(), x.double().numpy()
    )
    assert torch.allclose(c, torch.tensor(lasso.coef_).float(), atol=2e-3)
print(f"ISTA finds scikit-learn's codes, with {C.count_nonzero(1).float().mean():.0f} of 100 numbers not 0")

# %% [markdown]
# Now look at one step as lecture 9 would: products with a matrix, a bent function, and the same again. With
# $W=D^\top/\ell$, $S=I-DD^\top/\ell$ and $t=\lambda/\ell$ it is $\mathrm{soft}(xW+cS,\ t)$, so *a few steps of ISTA are
# a network*. Let us begin with exactly these weights, take three steps as three layers, and train $W$, $S$ and $t$ to
# make the lasso's loss small. (Learned ISTA, 2010, did so to come close to the codes themselves.) How many plain steps
# are these layers worth?


# %%
class UnrolledISTA(nn.Module):
    def __init__(self, D, lam, layers=3):
        super().__init__()
        ell = torch.linalg.matrix_norm(D, 2) ** 2
        self.W = nn.Parameter(D.T / ell)  # (d, K)
        self.S = nn.Parameter(torch.eye(len(D)) - D @ D.T / ell)  # (K, K)
        self.t = nn.Parameter((lam / ell).repeat(len(D)))  # (K,)
        self.layers = layers

    def forward(self, X):
        """X (n, d) -> C (n, K)."""
        C = soft(X @ self.W, self.t)
        for _ in range(self.layers - 1):
            C = soft(X @ self.W + C @ self.S, self.t)
        return C


def lasso_loss(X, C, D, lam):
    return (0.5 * (X - C @ D).square().sum(1) + lam * C.abs().sum(1)).mean()


# %%
torch.manual_seed(0)
unrolled = UnrolledISTA(learned, 0.1)
assert torch.allclose(unrolled(X_new), ista(X_new, learned, 0.1, 3), atol=1e-5)
optimizer = torch.optim.Adam(unrolled.parameters(), 2e-3, fused=True)
decay = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0, total_iters=10 * 79)
for _ in range(10):
    for rows in torch.randperm(len(X)).split(128):
        loss = lasso_loss(X[rows], unrolled(X[rows]), learned, 0.1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        decay.step()
best = lasso_loss(X_new, ista(X_new, learned, 0.1, 1000), learned, 0.1)
excess = {
    steps: lasso_loss(X_new, ista(X_new, learned, 0.1, steps), learned, 0.1) / best - 1 for steps in (3, 10, 20, 50)
}
with torch.no_grad():
    trained_excess = lasso_loss(X_new, unrolled(X_new), learned, 0.1) / best - 1
print(", ".join(f"{steps} steps {value:.1%}" for steps, value in excess.items()), "above the smallest loss;")
print(f"three trained layers {trained_excess:.1%}")
assert trained_excess < excess[20]  # three trained layers are worth more than twenty steps

# %% [markdown]
# Did the layers only learn what patches look like, and what if they are repeated?

# %%
noise = F.normalize(torch.randn_like(X_new)) * X_new.norm(dim=1, keepdim=True)  # (2000, 64): as long, but no patches
with torch.no_grad():
    plain, trained = (lasso_loss(noise, C, learned, 0.1) for C in (ista(noise, learned, 0.1, 3), unrolled(noise)))
best = lasso_loss(noise, ista(noise, learned, 0.1, 1000), learned, 0.1)
print(f"on noise: three steps {plain / best - 1:.1%} above, three trained layers {trained / best - 1:.1%}")
assert trained / best - 1 < 0.5 * (plain / best - 1)
unrolled.layers = 10
with torch.no_grad():
    repeated = lasso_loss(X_new, unrolled(X_new), learned, 0.1)
repeated = repeated / lasso_loss(X_new, ista(X_new, learned, 0.1, 3), learned, 0.1)
print(f"the trained layer applied ten times: {repeated:.1f} times the loss of three plain steps")
assert repeated > 1.3

# %% [markdown]
# They keep their lead on noise of the same length, so it is not only patches that they learned. What they lost is the
# promise of the algorithm: ISTA's steps can be repeated and never raise the loss, while the trained layer, made to be
# applied three times, leads far off if it is applied ten times.
#
# ## Deeper: noise in, clean out
#
# Is a narrow code the only way to keep a network from copying? A layer of 256 units can copy 64 pixels without learning
# a thing. But show it a *noisy* digit and ask for the clean one, and copying no longer pays (denoising autoencoder).
# The baselines are the best linear denoiser, a formula of the covariance $\Sigma$ and the noise's variance, and what
# perfect knowledge of the *training* digits would answer: their mean, weighed by how likely each would have become this
# noisy image.


# %%
class Noisy(nn.Module):
    def forward(self, X):
        return X + 0.3 * torch.randn_like(X) if self.training else X


torch.manual_seed(0)
noisy = A_new + 0.3 * torch.randn_like(A_new)  # (450, 64)
far = {"left noisy": noisy}
Sigma = torch.cov(A.T)  # (64, 64)
far["best linear"] = mean + (noisy - mean) @ torch.linalg.solve(Sigma + 0.09 * torch.eye(64), Sigma)
weights = (-torch.cdist(noisy, A).square() / (2 * 0.09)).softmax(1)  # (450, 1347)
far["weighed mean of the training digits"] = weights @ A
for name, first in [("copying network", nn.Identity()), ("denoising network", Noisy())]:
    model = fit(nn.Sequential(first, nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 64)), A)
    with torch.no_grad():
        far[name] = model(noisy)
    print(f"{name} on clean new digits: error {mse(model, A_new):.4f}")
far = {name: (some - A_new).square().mean().item() for name, some in far.items()}
print("on noisy ones:", ", ".join(f"{name} {value:.4f}" for name, value in far.items()))
assert far["copying network"] > 2 * far["denoising network"] and far["denoising network"] < 0.95 * far["best linear"]
assert abs(far["denoising network"] / far["weighed mean of the training digits"] - 1) < 0.25

# %% [markdown]
# The copying network is nearly perfect on clean digits and leaves most of the noise. The denoising network beats the
# best linear denoiser and is about as good as the weighed mean. That is no accident: the squared error is smallest if
# the answer is the *mean of all clean images that this noisy one may have come from*, and if only the training digits
# existed, the weighed mean would be exactly this. So a denoiser points from a noisy image toward the data, which is the
# way that [lecture 40](40-diffusion.ipynb) walks.
#
# ## What goes wrong
#
# **The mean is left in.** A patch of bright sky is mostly its mean gray. If we forget to subtract it, every method
# looks wonderful, even one that knows nothing but the mean:

# %%
windows = photo.unfold(0, 8, 8).unfold(1, 8, 8).flatten(0, 1).flatten(1)  # (4240, 64), means left in
constant = windows.mean(1, keepdim=True).expand_as(windows)
print(f"rebuilt as an even gray, a patch has {error(windows, constant):.1%} of its energy left")
assert error(windows, constant) < 0.05

# %% [markdown]
# Remedy: compare with the constant answer, and for digits with the mean image.
#
# ### Deeper: accuracy for images
#
# Some report an "accuracy" of autoencoders, near 80% on MNIST, and wonder what it means.
# Keras' `binary_accuracy` counts the pixels that *equal* the rounded output, and a gray pixel never does, not even in a
# perfect copy:

# %%
for name, output in [("perfect copy", A_new), ("mean digit", mean.expand_as(A_new)), ("white paper", 0 * A_new)]:
    accuracy = (A_new == (output > 0.5)).float().mean().item()
    print(f"{name:12} accuracy {accuracy:.0%}, squared error {(output - A_new).square().mean():.3f}")
    assert abs(accuracy - {"perfect copy": 0.58, "mean digit": 0.52, "white paper": 0.49}[name]) < 0.01

# %% [markdown]
# Remedy: the squared error, beside that of the mean image.
#
# ### Deeper: all codes are 0
#
# What a penalty $\lambda$ means depends on the scale of the data. If it is larger than every product $|xd_j|$, the best
# code is exactly 0, and nothing complains. A library for spectra gave its users nothing but zeros by default, and
# scikit-learn's default of 1 suits data of larger values than ours:

# %%
library = MiniBatchDictionaryLearning(100, transform_algorithm="lasso_lars", max_iter=3, random_state=0)
C = torch.tensor(library.fit(X[:2000].numpy()).transform(X_new[:300].numpy()))  # (300, 100)
empty = (C == 0).all(1)  # (300,)
print(f"codes that are entirely 0: {empty.float().mean():.0%}")
assert empty.float().mean() > 0.6
largest = (X_new[:300] @ torch.tensor(library.components_).float().T).abs().amax(1)  # (300,)
assert torch.equal(empty, largest <= 1)

# %% [markdown]
# Remedy: print how many numbers of a code are not 0, and set $\lambda$ to a share of the largest product.
#
# ### Deeper: an atom of nothing, and outputs out of reach
#
# Two more. A patch of even sky minus its mean is 0, and *divided by its length* it is not a number; a single such atom
# ruins all codes. (`F.normalize` makes it 0, so it never gets a number, and our `learn` replaces it.) And a network
# that ends in a sigmoid cannot give back standardized data, more than half of which are here below 0; a library for
# finding outliers had this by default.

# %%
flat = torch.zeros(64)  # a patch of even gray, minus its mean
assert (flat / flat.norm()).isnan().all() and (F.normalize(flat, dim=0) == 0).all()
start = F.normalize(X[:100]).clone()
start[:20] = 0
assert (omp(X[:2000], start, 5).count_nonzero(0)[:20] == 0).all() and learn(X[:2000], start, rounds=2).norm(
    dim=1
).min() > 0.99
ends = {}
for name, end in [("sigmoid", nn.Sigmoid()), ("nothing", nn.Identity())]:
    scaled = (A - mean) / A.std(0).clamp(min=0.05)  # (1347, 64)
    torch.manual_seed(0)
    ends[name] = mse(
        fit(nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 64), end), scaled, epochs=30), scaled
    )
print(", ".join(f"ending in {name} {value:.2f}" for name, value in ends.items()), end=", ")
print(f"the mean image {scaled.square().mean():.2f}")
assert ends["sigmoid"] > 2 * ends["nothing"] and (scaled < 0).float().mean() > 0.5

# %% [markdown]
# ## Exercises
#
# ### 1. Greedy is not best (★, 10 minutes)
#
# Let $d_1=(1,0,0)$, $d_2=(0,1,0)$, $d_3=(.6,.6,\sqrt{.28})$ and $x=(1,1,0)$. Which two atoms does OMP take, and which
# two are best?
#
# <details><summary>Solution</summary>
#
# The products of $x$ are 1, 1 and 1.2, so OMP takes $d_3$ first and, whatever it takes next, something is left, because
# the third number of $d_3$ has to be paid for. $d_1+d_2$ is exactly $x$. Greedy choices cannot be taken back.
#
# ```python
# D = torch.tensor([[1, 0, 0], [0, 1, 0], [0.6, 0.6, 0.28**0.5]])  # (3, 3)
# x = torch.tensor([[1.0, 1.0, 0.0]])
# c = omp(x, D, 2)
# print(c, error(x, c @ D))
# assert c[0, 2] != 0 and error(x, c @ D) > 0.05 and error(x, D[:1] + D[1:2]) == 0
# ```
# </details>
#
# ### 2. With momentum (★★, 20 minutes)
#
# FISTA takes each ISTA step not from $c$ but from $c$ plus a share of the last move, $\frac{t_i-1}{t_{i+1}}$, where
# $t_1=1$ and $t_{i+1}=\frac12\big(1+\sqrt{1+4t_i^2}\big)$. How many steps does it need to come within 1% of the
# smallest loss, and how many does ISTA?
#
# <details><summary>Solution</summary>
#
# FISTA needs a fraction of the steps, for one more line and nothing else:
#
# ```python
# def fista(X, D, lam, steps):
#     ell = torch.linalg.matrix_norm(D, 2) ** 2
#     C = ahead = torch.zeros(len(X), len(D))
#     t = 1.0
#     for _ in range(steps):
#         new = soft(ahead + (X - ahead @ D) @ D.T / ell, lam / ell)
#         t, before = (1 + math.sqrt(1 + 4 * t * t)) / 2, t
#         C, ahead = new, new + (before - 1) / t * (new - C)
#     return C
#
#
# few = X_new[:500]
# goal = 1.01 * lasso_loss(few, ista(few, learned, 0.1, 2000), learned, 0.1)
# need = {}
# for name, method in [("ista", ista), ("fista", fista)]:
#     losses = {n: lasso_loss(few, method(few, learned, 0.1, n), learned, 0.1) for n in range(5, 200, 5)}
#     need[name] = min(n for n, loss in losses.items() if loss < goal)
# print(need)
# assert need["fista"] < 0.6 * need["ista"]
# ```
# </details>
#
# ### 3. Half of the pixels (★★, 25 minutes)
#
# Hide a random half of the pixels of each new patch. Find a code from the other half, by OMP with the atoms cut to the
# pixels seen, and rebuild all. Compare the error *on the hidden pixels* with that of answering 0.
#
# <details><summary>Solution</summary>
#
# The cut atoms no longer have length 1, so they are normalized, and the numbers divided by what that changed. Each
# patch has its own mask, so a loop goes through the patches. Two atoms leave less than the answer 0 does, which is the
# patch's mean gray, if not much less. (We are generous: this mean was taken over all pixels, hidden ones included.)
# With 20 the code fits what it sees nearly exactly and invents the rest, which comes out worse than the mean.
#
# ```python
# torch.manual_seed(0)
# some = X_new[X_new.norm(dim=1) > 0.2][:300]  # (300, 64)
# hidden_error = {}
# for k in (2, 20):
#     off = norm = 0.0
#     for x in some:
#         seen = torch.randperm(64)[:32]
#         hidden = torch.ones(64, dtype=torch.bool)
#         hidden[seen] = False
#         lengths = learned[:, seen].norm(dim=1).clamp(min=1e-3)
#         c = omp(x[None, seen], learned[:, seen] / lengths[:, None], k)[0] / lengths
#         off += (x - c @ learned)[hidden].square().sum().item()
#         norm += x[hidden].square().sum().item()
#     hidden_error[k] = off / norm
#     print(f"{k} atoms: {off / norm:.0%} of the hidden pixels is left")
# assert hidden_error[2] < 0.95 and hidden_error[20] > 1.2
# ```
# </details>
#
# ### 4. Other pictures (★★★, 30 minutes, open)
#
# Do the atoms learned on the temple serve another photograph, `flower.jpg`, and handwritten digits? Compare with the
# cosine waves, with PCA's directions of the temple, and with a dictionary learned on digits.
#
# <details><summary>Solution</summary>
#
# On the flower the temple's atoms beat the cosine waves, as they did at home: edges are edges, and photographs share
# their statistics. On digits, which are whole images of 8 × 8 pixels and no windows into a larger one, the temple's
# atoms leave a lot, and atoms learned on digits are far better. So "natural" images are a family, and not every picture
# belongs to it. What about drawings, text, X-rays?
#
# ```python
# flower = torch.tensor(load_sample_image("flower.jpg")).float().mean(2) / 255  # (427, 640)
# others = {"flower": draw_patches(flower[None], 2000, 0), "digits": A_new - A_new.mean(1, keepdim=True)}
# own = learn(A - A.mean(1, keepdim=True), F.normalize((A - A.mean(1, keepdim=True))[:100]))
# table = {}
# for name, pictures in others.items():
#     V = pca(X, 5)
#     table[name, "PCA of the temple"] = error(pictures, pictures @ V.T @ V)
#     for kind, D in [("cosine waves", cosine_waves()), ("temple's atoms", learned), ("digits' atoms", own)]:
#         table[name, kind] = error(pictures, omp(pictures, D, 5) @ D)
# print({key: f"{value:.0%}" for key, value in table.items()})
# assert table["flower", "temple's atoms"] < table["flower", "cosine waves"]
# assert table["digits", "digits' atoms"] < 0.8 * table["digits", "temple's atoms"]
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - PCA is best among descriptions that use the same directions for all; choosing for each example can beat it.
# - Choosing and good atoms help alike, and learning the atoms by turns adds the last step.
# - An encoder can be a network; a linear autoencoder finds PCA's plane, with other axes.
# - A bent autoencoder leaves less error than any plane of its size, and groups the classes without labels.
# - Nothing asks for sense between the codes: the plane has holes.
#
# ## Where it came from
#
# - K. Pearson, 1901; H. Hotelling, 1933: principal components; C. Eckart and G. Young, 1936: no matrix of the same rank
#   is nearer.
# - B. Olshausen and D. Field, 1996, Nature 381, 607–609: sparse codes of natural images learn edges.
# - K. Engan and others, 1999: dictionaries by turns; K. Gregor and Y. LeCun, 2010, ICML: ISTA, trained as an encoder.
# - P. Baldi and K. Hornik, 1989, Neural Networks 2, 53–58: a linear autoencoder has no minimum but PCA's plane.
# - G. Hinton and R. Salakhutdinov, 2006, Science 313, 504–507: deep autoencoders; P. Vincent and others, 2008, ICML:
#   denoising.
#
# **Next**: [36, Boltzmann machines](36-boltzmann-machines.ipynb): a model that says how likely an image is.
