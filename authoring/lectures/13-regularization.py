# %% [markdown]
# # Regularization
#
# You will be able to explain how a model with twenty times more weights than examples can be right, choose among
# penalties, noise and stopping early, and say when changed copies of the data help and when they hurt.
#
# **Reading** 35 min · **Running** under 60 s on two cores · **Prerequisites**
# [10 (training in PyTorch)](10-training-in-pytorch.ipynb) and [11 (optimizers)](11-optimizers.ipynb) · **Practice**
# [assignment a10](../release/a10-regularization/regularization.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/13-regularization.ipynb)
#
# **Needs** [10](10-training-in-pytorch.ipynb), [11](11-optimizers.ipynb) · **Used by** [16](16-convolution.ipynb),
# [35](35-dictionary-learning-and-autoencoders.ipynb), [41](41-self-supervised-learning.ipynb),
# [42](42-graph-networks.ipynb), [46](46-trust-and-foundation-models.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **explain** double descent by the size of the weights;
# - **implement** ridge, lasso, elastic net and dropout, equal to the libraries';
# - **predict** which of them helps against wrong labels, and which when labels are right;
# - **check** what an augmentation claims before you use it;
# - **diagnose** dropout left on, penalized biases, and a λ that depends on n.

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
from sklearn import linear_model
from torch import nn

# %% [markdown]
# ## One weight too many
#
# Here is a network with any number of weights: $p$ ReLU neurons with random weights that are never
# trained, and a linear layer on top, fitted by least squares. It learns from 200 handwritten digits, so at $p=200$ each
# of its ten outputs has exactly as many weights as there are images.


# %%
def random_features(seed):
    """Return features of 200 training and 450 test digits, (200, 4000) and (450, 4000), with their digits."""
    digits = data.digits(seed=seed)
    X, X_test = digits.train.X[:200].flatten(1).double(), digits.test.X.flatten(1).double()  # (200, 64), (450, 64)
    generator = torch.Generator().manual_seed(seed)
    W = torch.randn(64, 4000, generator=generator, dtype=torch.float64)  # (64, 4000)
    center = X.mean(dim=0)  # (64,)
    return torch.relu((X - center) @ W), torch.relu((X_test - center) @ W), digits.train.y[:200], digits.test.y


def minimum_norm(Z, Y):
    """Return the least-squares weights; if many fit equally well, the smallest of them."""
    return torch.linalg.pinv(Z) @ Y  # (p, n) @ (n, 10) -> (p, 10)


# %%
SIZES = (20, 50, 100, 150, 180, 200, 220, 250, 300, 400, 1000, 4000)
problems = [random_features(seed) for seed in range(5)]


def errors(fit):
    """Return test error and norm of the weights for each size and seed, (12, 5) each."""
    table = np.empty((2, len(SIZES), len(problems)))
    for column, (Z, Z_test, y, y_test) in enumerate(problems):
        for row, p in enumerate(SIZES):
            theta = fit(Z[:, :p], F.one_hot(y, 10).double())  # (p, 10)
            wrong = (Z_test[:, :p] @ theta).argmax(dim=1) != y_test  # (450,)
            table[:, row, column] = wrong.double().mean(), theta.norm()
    return table


error, size = errors(minimum_norm)
for row, p in enumerate(SIZES[:6]):
    print(f"p = {p:3d}: wrong on {error[row].min():.0%} to {error[row].max():.0%} of the test digits")
assert (error[5] > 0.6).all() and (error[2] < 0.2).all()

# %% [markdown]
# At 200 neurons, where the model can just fit all of its training digits, most of its answers are wrong, which is
# overfitting as bad as it gets. The largest model has 4,000 neurons.
#
# **Guess.** On what percentage of the test digits is it wrong?

# %%
guess = None  # percent, such as 50

# %% tags=["hide-input"]
COLORS = {"no penalty": plots.BLACK, "ridge": plots.BLUE, "lasso": plots.ORANGE, "elastic net": plots.PURPLE} | {
    "decay": plots.BLUE, "L1": plots.ORANGE, "dropout": plots.GREEN, "early stopping": plots.RED, "fan": plots.SKY
}  # fmt: skip

figure, (left, right) = plt.subplots(1, 2, figsize=(8.5, 3.3))
for axis, values in ((left, 100 * error), (right, size)):
    axis.plot(SIZES, values.mean(axis=1), ".-", color=COLORS["no penalty"])
    axis.fill_between(SIZES, values.min(axis=1), values.max(axis=1), color=COLORS["no penalty"], alpha=0.15)
    axis.axvline(200, label="as many weights as images", **plots.line("baseline"))
    axis.set(xscale="log", xlabel="number p of neurons")
if guess is not None:
    left.plot(4000, guess, label="your guess", linestyle="none", **plots.points("guess"))
left.set(title="The error falls twice", ylabel="test error (%)", ylim=(0, 100))
right.set(title="The norm peaks there too", ylabel="norm of the weights", yscale="log")
left.legend(loc="upper right", fontsize=8, handlelength=1.2)
plots.show(
    figure,
    alt="Two panels over the number of neurons, mean and range of five seeds. The test error falls to 12 percent at "
    "100 neurons, rises to about 80 at 200, and falls again to about 4 percent at 4,000. The norm of the weights rises "
    "by a factor of more than ten up to 200 neurons and falls below its first value beyond.",
)
print(f"p = 4000: wrong on {error[-1].min():.1%} to {error[-1].max():.1%}")
assert (error[-1] < 0.08).all() and (error[-1] < error[:6].min(axis=0)).all()
assert (np.diff(size[5:], axis=0) < 0).all() and (size[5] > 30 * size[-1]).all()

# %% [markdown]
# The model with twenty times more weights than images is the best of all. This is **double descent**, and the right
# panel explains it. Up to 200 weights there is one best fit. At 200 it has to go through every training digit, noise
# included, and there is only one way of doing so, however large the weights that it takes. Beyond 200
# there are many ways, and `pinv` takes the one with the smallest norm. Each neuron more is one choice more, so the
# smallest norm can only fall, and small weights mean that a small change of the image changes the answer little.
#
# So it is not the number of weights that counts, but *which* of the fits is chosen. Choosing on purpose is called
# **regularization**. Six points and 25 weights show what there is to choose from:

# %% tags=["hide-input"]
x, across = np.array([-0.9, -0.5, -0.1, 0.25, 0.6, 0.8]), np.linspace(-1, 1, 300)  # (6,), (300,)


def draw_fan(axis, seen):
    k, y = np.arange(1, 13), np.cos(2.5 * seen)  # (12,), (n,)
    waves = [
        np.concatenate([np.ones((len(at), 1)), np.cos(2.2 * at[:, None] * k) / k, np.sin(2.2 * at[:, None] * k) / k], 1)
        for at in (seen, across)
    ]  # (n, 25), (300, 25)
    theta, free = np.linalg.pinv(waves[0]) @ y, np.linalg.svd(waves[0])[2][len(seen) :]  # (25,), (25 - n, 25)
    others = theta + 0.5 * np.random.default_rng(0).normal(size=(12, len(free))) @ free  # (12, 25)
    axis.plot(across, waves[1] @ others.T, color=COLORS["fan"], linewidth=0.6)
    axis.plot(across, waves[1] @ theta, color=COLORS["ridge"], label="smallest weights")
    axis.plot(x, np.cos(2.5 * x), "o", color="black", label="training points", markersize=7)


# %% tags=["hide-input", "drawing"]
figure, axes = plt.subplots(1, 2, figsize=(8.2, 3.2), sharey=True)
for axis, seen in zip(axes, (x, np.concatenate([x, -x])), strict=True):
    draw_fan(axis, seen)
    if len(seen) > 6:
        axis.plot(-x, np.cos(2.5 * x), "o", color="black", markerfacecolor="white", label="mirrored copies")
    axis.set(xlabel="x", ylim=(-2.6, 2.2))
hands = "choose one: small weights, few weights,\na short walk, or one that bears noise"
axes[0].text(0, -2.4, hands, ha="center", fontsize=9, bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85})
axes[0].set(title="All of these curves fit", ylabel="y")
axes[1].set(title="Augmentation adds points")
figure.legend(*axes[1].get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=9)
plots.show(
    figure,
    alt="Left: six points and twelve wavy curves that all go through every point; the one with the smallest weights, "
    "drawn thick, is smooth. A caption names four ways of choosing one: small weights, few weights, a short walk, or "
    "one that bears noise. Right: each point has a mirrored copy, and the twelve curves through all twelve points lie "
    "closer together.",
)

# %% [markdown]
# The data cannot tell the curves on the left apart; a penalty, noise or an early stop picks one that we would have
# believed beforehand. On the right mirrored copies *say* that the curve is symmetric, which no penalty knows.
#
# ## Small weights (ridge)
#
# The first way puts the size of the weights into the loss. **Ridge** minimizes
#
# $$L(\theta)=\frac1{2n}\lVert y-X\theta\rVert^2+\frac\lambda2\lVert\theta\rVert^2
# \qquad\Rightarrow\qquad \theta=(X^\top X+n\lambda I)^{-1}X^\top y$$
#
# with the strength λ ≥ 0. The square matters. The gradient of the second term is $\lambda\theta$, so gradient descent
# shrinks every weight by the same share in each step, which is weight decay ([11](11-optimizers.ipynb)). In the
# direction of a singular value $d$ of $X$ ridge keeps the share $d^2/(d^2+n\lambda)$ of the least-squares solution: it
# cuts the directions about which the data say little, and just those explode at $p=n$.


# %%
def ridge(X, y, lam):
    n = len(X)
    if X.shape[1] > n:  # the same weights from a smaller system
        return X.T @ torch.linalg.solve(X @ X.T + n * lam * torch.eye(n, dtype=X.dtype), y)
    return torch.linalg.solve(X.T @ X + n * lam * torch.eye(X.shape[1], dtype=X.dtype), X.T @ y)  # (p, ...)


Z, _, y, _ = problems[0]
library = linear_model.Ridge(alpha=200 * 0.1, fit_intercept=False)  # it penalizes the sum, not the mean
for p in (100, 400):
    theirs = library.fit(Z[:, :p].numpy(), F.one_hot(y, 10).numpy()).coef_.T  # (p, 10)
    assert np.allclose(ridge(Z[:, :p], F.one_hot(y, 10).double(), 0.1), theirs)
ridge_error, _ = errors(partial(ridge, lam=0.1))
print(f"with lambda = 0.1, p = 200: wrong on {ridge_error[5].min():.1%} to {ridge_error[5].max():.1%}")
assert (ridge_error[2:] < 0.12).all() and (ridge_error[5] < 0.1).all()

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.4))
for name, values in {"no penalty": error, "ridge": ridge_error}.items():
    axis.plot(SIZES, 100 * values.mean(axis=1), ".-", color=COLORS[name], label=name)
    axis.fill_between(SIZES, 100 * values.min(axis=1), 100 * values.max(axis=1), color=COLORS[name], alpha=0.15)
axis.set(xscale="log", xlabel="number p of neurons", ylabel="test error (%)", title="One term removes the peak")
axis.legend(loc="upper right")
plots.show(
    figure,
    alt="Test error against number of neurons. Without penalty it has its peak of about 80 percent at 200 neurons. "
    "With ridge it falls from 26 percent at 20 neurons to 4 at 4,000 and has no peak.",
)

# %% [markdown]
# So double descent is what least squares does without regularization, not a law about large networks.
#
# **Checkpoint.** Why would the penalty $\lambda\lVert\theta\rVert$ without the square be a different method?
#
# <details><summary>Answer</summary>
#
# Its gradient is $\lambda\theta/\lVert\theta\rVert$, of the same length λ however small θ is. A large λ therefore sets
# *all* weights to exactly 0 together, while ridge only ever shrinks them.
# </details>
#
# ## Few weights (lasso)
#
# Ridge makes all weights small, but none of them zero. The **lasso** takes the sum of their sizes instead,
# $\lambda\lVert\theta\rVert_1=\lambda\sum_j\lvert\theta_j\rvert$. Its derivative is λ times the sign, which is as
# strong for a tiny weight as for a large one, and at 0 it can be any number between −λ and λ. So a weight stays at 0
# until the loss pulls at it by more than λ. A step of gradient descent with rate η is followed by a **soft threshold**:
# move by ηλ toward 0, and stop there. The **elastic net** mixes both, $\lambda\big(\alpha\lVert\theta\rVert_1+
# \tfrac{1-\alpha}2\lVert\theta\rVert^2\big)$, and only divides once more.


# %%
def soft_threshold(theta, by):
    return theta.sign() * (theta.abs() - by).clamp(min=0)


def ista(X, y, lam, alpha=1.0, steps=2000):
    """Return the elastic net's weights (p, k) for each of k strengths lam (k,); alpha = 1 is the lasso."""
    eta = 1 / torch.linalg.eigvalsh(X.T @ X / len(X))[-1]
    theta = torch.zeros(X.shape[1], len(lam), dtype=X.dtype)  # (p, k)
    for _ in range(steps):
        gradient = X.T @ (X @ theta - y[:, None]) / len(X)  # (p, n) @ (n, k) -> (p, k)
        theta = soft_threshold(theta - eta * gradient, eta * lam * alpha) / (1 + eta * lam * (1 - alpha))
    return theta


patients = data.standardize(data.diabetes())
X_d, y_d = patients.train.X.double(), patients.train.y.double() - patients.train.y.double().mean()  # (332, 10), (332,)
for alpha in (1.0, 0.5):
    ours = ista(X_d, y_d, torch.tensor([3.0]), alpha)[:, 0]  # (10,)
    theirs = linear_model.ElasticNet(alpha=3.0, l1_ratio=alpha, fit_intercept=False, tol=1e-10).fit(X_d, y_d).coef_
    print(f"alpha = {alpha}: largest difference {np.abs(ours.numpy() - theirs).max():.0e}, {(ours == 0).sum()} zeros")
    assert np.allclose(ours, theirs, atol=1e-4)

# %% [markdown]
# ### Play with it

# %% tags=["hide-input"]
METHODS = {"ridge": 0.0, "elastic net": 0.5, "lasso": 1.0}
STRENGTHS = torch.logspace(-2, 2, 41, dtype=torch.float64)  # (41,)
PAIR = X_d[:, [2, 3]]  # (332, 2): body mass index and blood pressure


def draw_touch(axis, method, spot):
    """Draw the loss of two weights, and the ball of the penalty that it touches at the solution (2,)."""
    grid = np.stack(np.meshgrid(np.linspace(-12, 48, 160), np.linspace(-12, 48, 160)))  # (2, 160, 160)
    H, pull = (PAIR.T @ PAIR / len(PAIR)).numpy(), (PAIR.T @ y_d / len(PAIR)).numpy()  # (2, 2), (2,)
    best, alpha = np.linalg.solve(H, pull), METHODS[method]  # (2,), number
    loss, penalty = (
        lambda t: np.einsum("i...,ij,j...->...", t, H, t) / 2 - np.einsum("i...,i->...", t, pull),
        lambda t: alpha * abs(t).sum(axis=0) + (1 - alpha) / 2 * (t**2).sum(axis=0),
    )
    levels = loss(best) + (loss(spot) - loss(best)) * np.array([0.3, 1.0, 2.0]) + 1e-6 * np.arange(1, 4)
    axis.contour(*grid, loss(grid), levels=levels, colors="black", linewidths=0.8, linestyles="solid")
    if penalty(spot) > 0:
        axis.contour(*grid, penalty(grid), levels=[penalty(spot)], colors=[COLORS[method]], linewidths=2)
    axis.plot(*best, "x", color="black")
    axis.plot(*spot, "o", color=COLORS[method], markersize=7)
    axis.set(aspect="equal", xlabel="weight of BMI", ylabel="of blood pressure", title="two weights")


# %% tags=["hide-input"]
def draw_paths(method, lam):
    """Draw ten coefficients against the strength, and loss and penalty of two of them where they touch."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(4.6, 2.5))
    left.plot(STRENGTHS, ista(X_d, y_d, STRENGTHS, METHODS[method], steps=4000).T, linewidth=1.2)
    left.axvline(lam, color="black", linestyle=":")
    left.set(xscale="log", xlabel="λ", title="ten weights", ylim=(-45, 45))
    here = torch.tensor([lam], dtype=torch.float64)  # (1,)
    ten, two = (ista(X, y_d, here, METHODS[method], steps=4000)[:, 0] for X in (X_d, PAIR))  # (10,), (2,)
    draw_touch(right, method, two.numpy())
    return plots.describe(
        figure,
        f"{method}, λ = {lam:.3g}. Of ten weights {int((ten.abs() < 1e-9).sum())} are exactly zero; their norm is "
        f"{ten.norm():.2f}. With two weights only, the ball of the penalty touches the loss at ({two[0]:.2f}, "
        f"{two[1]:.2f}).",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_paths,
    frames=[
        ("ridge, λ = 1: a round ball, no zeros", {"method": "ridge", "lam": 1.0}),
        ("lasso, λ = 10: a ball with corners", {"lam": 10.0}),
        ("lasso, λ = 30: it touches in a corner", {"lam": 30.0}),
        ("elastic net, λ = 3: nearly round, yet zeros", {"method": "elastic net", "lam": 3.0}),
    ],
    method=widgets.choice("penalty", list(METHODS), "lasso"),
    lam=widgets.log_slider("strength λ", -2, 2, 1.0, steps=40),
)

# %% [markdown]
# **Try** to make exactly three weights survive with the lasso, then look for a λ at which ridge sets one to zero.
# **Notice** how the lasso's paths end at 0 one after another.
#
# ## Noise: dropout
#
# Penalties act on the weights. **Dropout** acts on the activations: in training it sets each to 0 with
# probability $p$ and divides the others by $1-p$, so that the mean stays the same; in evaluation it does nothing.
# A neuron cannot count on any single input, so it spreads its weights. For a linear model this is exactly a penalty
# like ridge's (exercise 2).


# %%
def dropout(a, p, training=True):
    if not training or p == 0:
        return a
    keep = torch.empty_like(a).bernoulli_(1 - p)  # 1 with probability 1 - p, else 0
    return a * keep / (1 - p)


a = torch.randn(200, 50)
ours, theirs = (torch.manual_seed(1) and drop(a, 0.3) for drop in (dropout, F.dropout))
print(f"zeros: {(ours == 0).float().mean():.1%}, largest difference from PyTorch {(ours - theirs).abs().max():.0e}")
assert torch.allclose(ours, theirs, atol=1e-5) and torch.equal(dropout(a, 0.3, training=False), a)

# %% [markdown]
# **Checkpoint.** Why are the activations that are left divided by $1-p$?
#
# <details><summary>Answer</summary>
#
# The next layer's sum would be smaller by the factor $1-p$ in training than in evaluation, where nothing is dropped.
# Dividing keeps its mean, so both modes agree on average.
# </details>
#
# ## When labels are wrong
#
# Now to real networks. Two hidden layers of 128 learn from 400 digits, 40% of whose labels were drawn anew at random.
# Another 200 such digits serve for **early stopping**: we keep the epoch whose validation loss is lowest.

# %% tags=["hide-input"]
plots.show(plots.network([64, 128, 128, 10]))


# %%
def load(sets, n, held_out, redrawn=0.0):
    """Return X, y of n training, held_out validation and all test images, stacked over the data sets (one a seed)."""
    parts = []
    for seed, dataset in enumerate(sets):
        generator, y = torch.Generator().manual_seed(seed), dataset.train.y[: n + held_out].clone()
        changed = torch.rand(len(y), generator=generator) < redrawn
        y[changed] = torch.randint(10, (int(changed.sum()),), generator=generator)
        X = dataset.train.X[: n + held_out]
        parts.append((X[:n], y[:n], X[n:], y[n:], dataset.test.X, dataset.test.y))
    return [torch.stack(part) for part in zip(*parts, strict=True)]  # (5, n, 1, H, W), (5, n), ...


# %%
def outputs(X, theta, p=0.0):
    *hidden, (W, b) = theta
    a = X.flatten(2)  # (5, B, H * W)
    for weight, bias in hidden:
        a = dropout(torch.relu(a @ weight + bias), p)  # (5, B, 128)
    return a @ W + b  # (5, B, 10)


def cross_entropies(y_hat, y):
    return F.cross_entropy(y_hat.transpose(1, 2), y, reduction="none").mean(dim=1)  # (5,)


def accuracy(X, y, theta):
    return (outputs(X, theta).argmax(dim=-1) == y).float().mean(dim=1)  # (5,)


def begin(pixels, networks):
    torch.manual_seed(0)
    theta = []
    for m, k in ((pixels, 128), (128, 128), (128, 10)):
        W = (2 / m) ** 0.5 * torch.randn(networks, m, k)  # He
        theta.append((W.requires_grad_(), torch.zeros(networks, 1, k, requires_grad=True)))
    return theta


# %%
def train(parts, decay=0.0, l1=0.0, p=0.0, augment=None, epochs=60):
    """Train five networks; return test accuracies and validation losses (30, 5) on the way, training accuracy (5,)."""
    X, y, X_held, y_held, X_test, y_test = parts
    theta, history = begin(X[0, 0].numel(), len(X)), []
    weights, biases = zip(*theta, strict=True)
    groups = [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, fused=True)
    for epoch in range(1, epochs + 1):
        for batch in torch.randperm(X.shape[1]).split(32):
            inputs = augment(X[:, batch]) if augment else X[:, batch]
            loss = cross_entropies(outputs(inputs, theta, p), y[:, batch]).sum()  # of independent networks
            loss = loss + l1 * sum(W.abs().sum() for W in weights)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if epoch % (epochs // 30) == 0:  # measure thirty times
            with torch.no_grad():
                held = cross_entropies(outputs(X_held, theta), y_held)  # (5,)
                history.append((accuracy(X_test, y_test, theta), held))
    test, held = (torch.stack(column).numpy() for column in zip(*history, strict=True))  # (30, 5) each
    return test, held, accuracy(X, y, theta).detach().numpy()


# %%
SETTINGS = {"nothing": {}, "decay": {"decay": 3.0}, "L1": {"l1": 1e-3}, "dropout": {"p": 0.5}}
digits = [data.digits(seed=seed) for seed in range(5)]


def compare(parts, settings, epochs):
    """Return for each setting the five test accuracies in the end, and all runs."""
    runs = {name: train(parts, epochs=epochs, **setting) for name, setting in settings.items()}
    ends = {name: test[-1] for name, (test, _, _) in runs.items()}
    test, held, _ = runs["nothing"]
    return ends | {"early stopping": test[held.argmin(axis=0), np.arange(test.shape[1])]}, runs


noisy, noisy_runs = compare(load(digits, 400, 200, redrawn=0.4), SETTINGS, epochs=60)
print(f"without anything, {noisy_runs['nothing'][2].mean():.0%} of the training labels, wrong ones too, are learned")
for name, right in noisy.items():
    print(f"{name:14s} " + "  ".join(f"{share:.1%}" for share in right))
assert all((right - noisy["nothing"] > 0.03).all() for name, right in noisy.items() if name != "nothing")
assert noisy_runs["nothing"][2].min() > 0.85

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7.5, 3.6))
for name, (test, _, _) in noisy_runs.items():
    look = plots.line("baseline") if name == "nothing" else {"color": COLORS[name]}
    axis.plot(range(2, 61, 2), 100 * test.mean(axis=1), label=name, **look)
stop = noisy_runs["nothing"][1].argmin(axis=0)  # (5,)
ends = 100 * noisy["early stopping"]  # (5,)
axis.plot(2 * (stop + 1), ends, "o", color=COLORS["early stopping"], label="early stopping, five seeds")
axis.set(title="Wrong labels are learned last", xlabel="epoch", ylabel="test accuracy (%)", ylim=(50, 100))
axis.legend(loc="lower right", ncols=2, fontsize=9)
plots.show(
    figure,
    alt="Test accuracy against epoch, mean of five seeds. Without anything it rises to nearly 90 percent within ten "
    "epochs and then falls to about 75. Weight decay stays near 88, dropout rises slowly to 89, L1 falls to 85. The "
    "points at which early stopping ends lie at the top of the first curve.",
)

# %% [markdown]
# The gray curve first learns what the images have in common and only then, one by one, the wrong labels, which need
# large weights. All four remedies resist that, each in its way and on every seed; in the mean they are worth about ten
# points, for the price of one line. Zhang and others (2017) trained networks on labels that were *all* random and saw
# them learned by heart, so it is not the architecture that protects a network.

# %% [markdown]
# **Choose.** Now 100 digits, all labels right. The network has far more weights than before for each image. Who gains
# at least two points over nothing?
#
# <details><summary>All of them: with fewer images there is more overfitting</summary>
#
# The gap between training and test accuracy is indeed large. But a gap says that something is missing, and not that a
# penalty can supply it.
# </details>
#
# <details><summary>Only dropout, the strongest</summary>
#
# Dropout slows the learning most. Where there is nothing wrong to be kept out, that is all it does.
# </details>
#
# <details><summary>Nobody</summary>
#
# Yes. The small weights that training starts from have chosen a dull function already; what is missing is knowledge
# about digits, which no penalty has.
# </details>

# %%
few = load(digits, 100, 100)
clean, clean_runs = compare(few, SETTINGS, epochs=240)
for name, right in clean.items():
    print(f"{name:14s} mean {right.mean():.1%}, gain {100 * (right - clean['nothing']).mean():+.1f} points")
    assert (right - clean["nothing"]).mean() < 0.02

# %% [markdown]
# What gained ten points before gains nothing now, because it protects against noise and there is hardly any here.
#
# ## Saying something about the world: augmentation
#
# What a penalty cannot know, we can say: a digit moved by a pixel is the same digit. **Data augmentation** trains on
# changed copies whose label stays true, drawn anew in each batch. A **policy** lists operations with probability and
# magnitude. Ours turn, scale, shift and mirror; all four are one matrix for the coordinates:


# %%
def affine(X, angle, factor, shift, flip):
    """Return images X (N, 1, H, W) turned counterclockwise by angle (N,), enlarged, moved (N, 2) pixels, mirrored."""
    c, s = angle.cos() / factor, angle.sin() / factor  # (N,) each: where each output pixel looks in the input
    side = 1 - 2 * flip.to(X.dtype)  # (N,), -1 for mirrored
    look = torch.stack([torch.stack([side * c, -side * s], 1), torch.stack([s, c], 1)], 1)  # (N, 2, 2)
    offset = -look @ (2 * shift / X.shape[-1])[:, :, None]  # (N, 2, 1), in halves of the picture
    grid = F.affine_grid(torch.cat([look, offset], 2), X.shape, align_corners=False)  # (N, H, W, 2)
    return F.grid_sample(X, grid, align_corners=False)


def policy(degrees=0.0, scale=0.0, pixels=0.0, mirror=0.0):
    """Return an augmentation of X (5, B, 1, H, W): uniform up to these sizes, mirrored with this probability."""

    def augment(X):
        flat = X.flatten(0, 1)  # (N, 1, H, W)
        turn, grow, dx, dy = 2 * torch.rand(4, len(flat)) - 1  # (N,) each
        flip = torch.rand(len(flat)) < mirror
        shift = pixels * torch.stack([dx, dy], dim=1)  # (N, 2)
        return affine(flat, math.radians(degrees) * turn, 1 + scale * grow, shift, flip).view_as(X)

    return augment


# %% [markdown]
# Our two sets of digits differ in one way that matters now. The glyphs were turned by up to 15°, scaled by 0.8 to 1.2
# and shifted by up to 2 pixels. The handwritten ones were centered and brought to one size.

# %% tags=["hide-input"]
POLICIES = {
    "turn, scale, shift": {"degrees": 15, "scale": 0.2, "pixels": 2},
    "mirror": {"mirror": 0.5},
    "turn to any side": {"degrees": 180},
}
glyphs = [data.glyph_digits(1600, seed=seed) for seed in range(5)]
torch.manual_seed(3)
figure, axes = plt.subplots(4, 10, figsize=(7.5, 3))
chosen = torch.stack([glyphs[0].train.X[glyphs[0].train.y == digit][0] for digit in range(10)])  # (10, 1, 28, 28)
rows = {"as it is": chosen[None]} | {name: policy(**p)(chosen[None]) for name, p in POLICIES.items()}
for row, (name, images) in enumerate(rows.items()):
    for axis, image in zip(axes[row], images[0], strict=True):
        axis.imshow(image[0].numpy(), cmap="gray_r", vmin=0, vmax=1)
        axis.set(xticks=[], yticks=[])
        axis.grid(False)
    axes[row, 0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=9)
figure.suptitle("Is each of these still its digit?", weight="bold")
plots.show(
    figure,
    alt="The printed digits 0 to 9 in four rows: as they are; slightly turned, scaled and shifted, all readable; "
    "mirrored at random, where a 2 or a 7 becomes a sign that is no digit; and turned to any side, where 6 and 9 can "
    "no longer be told apart.",
)

# %% [markdown]
# **Choose.** Turn, scale and shift by what the glyphs' generator does (half as many pixels for the small images), and
# train long enough. Where does that gain at least two points?
#
# <details><summary>On both: these changes keep every label true</summary>
#
# They do. But a copy also has to be one that could have been in the test set, and a hand-drawn digit that was centered
# and brought to one size never lies off center.
# </details>
#
# <details><summary>On the glyphs only</summary>
#
# Yes. For the glyphs it says what is true of the test set. For the others it spends effort on images that never come.
# </details>
#
# <details><summary>On the handwritten digits only; the glyphs have these changes already</summary>
#
# There are only 200 glyphs to learn from, that is 200 of very many positions. Drawing new ones in each epoch is just
# what is missing.
# </details>

# %% tags=["main-result"]
settings = {name: SETTINGS[name] for name in ("nothing", "decay", "dropout")}
settings |= {name: {"augment": policy(**sizes)} for name, sizes in POLICIES.items()}
printed, _ = compare(load(glyphs, 200, 200), settings, epochs=60)
true_claim, *false_claims = POLICIES
small_images = POLICIES | {true_claim: {"degrees": 15, "scale": 0.2, "pixels": 1}}
runs = {name: train(few, augment=policy(**sizes), epochs=240) for name, sizes in small_images.items()}
written = clean | {name: test[-1] for name, (test, _, _) in runs.items()}
for name, right in printed.items():
    gains = [100 * (table[name] - table["nothing"]).mean() for table in (printed, written)]
    print(f"{name:18s} glyphs {right.mean():.1%} ({gains[0]:+5.1f})   handwritten {gains[1]:+5.1f} points")
for name, (test, _, _) in {"dropout": clean_runs["dropout"], true_claim: runs[true_claim]}.items():
    late = [100 * (test[row] - clean_runs["nothing"][0][row]).mean() for row in (7, 29)]  # of 30 measurements
    print(f"{name:18s} on the handwritten {late[0]:+.1f} after 64 epochs, {late[1]:+.1f} after 240")
    assert late[0] < -2 and late[1] > late[0] + 2
assert (printed[true_claim] - printed["nothing"] > 0.08).all()
assert (written[true_claim] - written["nothing"]).mean() < 0.02
assert all((table[name] - table["nothing"]).mean() < -0.01 for table in (printed, written) for name in false_claims)
assert max((printed[name] - printed["nothing"]).mean() for name in ("decay", "dropout", "early stopping")) < 0.03

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(8.5, 3.3), sharey=True)
for axis, table, title in zip(axes, (printed, written), ("200 glyphs", "100 handwritten digits"), strict=True):
    for row, name in enumerate(list(printed)[1:]):
        gains = 100 * (table[name] - table["nothing"])  # (5,)
        role = "highlight" if name in POLICIES else "prediction"
        axis.barh(row, gains.mean(), color=plots.ROLES[role].color, height=0.6)
        axis.plot(gains, [row] * 5, ".", color="black")
    axis.axvline(0, color="black", linewidth=1)
    axis.set(title=title, xlabel="points gained over nothing")
    axis.grid(axis="y", visible=False)
axes[0].set_yticks(range(len(printed) - 1), labels=list(printed)[1:])
axes[0].invert_yaxis()
plots.show(
    figure,
    alt="Points gained over training without anything, for five seeds. On the glyphs, turning, scaling and shifting "
    "gains more than ten points, mirroring and turning to any side lose many, weight decay, dropout and early stopping "
    "do little. On the handwritten digits nothing gains, mirroring loses a few points and turning to any side many.",
)

# %% [markdown]
# The same code gains more than ten points on one set and nothing on the other, while false claims cost points on both.
# An augmentation is a claim about the test set: the mirror is false for a 2, and turning to any side makes 6 and 9 the
# same. So look at the copies, class by class, and measure on validation images that are *not* changed.
#
# The lines on 64 epochs explain "long enough": changed copies and dropout make learning slow.
#
# ## Deeper: stopping early is ridge in disguise
#
# On least squares, $t$ steps of gradient descent from 0 keep the share $1-(1-\eta\mu)^t$ of the solution in a direction
# of curvature μ (an eigenvalue of $X^\top X/n$), and ridge keeps $\mu/(\mu+\lambda)$. For $\lambda=1/(\eta t)$ the two
# are close to each other at both ends. We take 100 patients and add 50 columns of noise to their ten numbers.


# %%
def with_noise_columns(seed, n=100):
    """Return standardized X (n, 60), centered y (n,) of training, and both of test, in the same units."""
    patients = data.diabetes(seed=seed)
    generator = torch.Generator().manual_seed(seed)
    parts = []
    for split in (patients.train, patients.test):
        noise = torch.randn(len(split), 50, generator=generator, dtype=torch.float64)  # (N, 50)
        parts += [torch.cat([split.X.double(), noise], dim=1), split.y.double()]
    X, y, X_test, y_test = parts[0][:n], parts[1][:n], *parts[2:]
    mean, deviation = X.mean(dim=0), X.std(dim=0)
    return (X - mean) / deviation, y - y.mean(), (X_test - mean) / deviation, y_test - y.mean()


for seed in range(5):
    X, y, *_ = with_noise_columns(seed)
    mu, V = torch.linalg.eigh(X.T @ X / len(X))  # (60,), (60, 60)
    least_squares, eta = V.T @ X.T @ y / len(X) / mu, 1 / mu[-1]  # (60,), number
    apart = []
    for t in (3, 10, 30, 100, 300, 1000):
        walked, shrunk = (1 - (1 - eta * mu) ** t) * least_squares, mu / (mu + 1 / (eta * t)) * least_squares
        apart.append(((walked - shrunk).norm() / shrunk.norm()).item())
    print("t = 3 to 1000, differ by", "  ".join(f"{share:.0%}" for share in apart))
    assert min(apart) > 0.03 and max(apart) < 0.45

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.4))
curvature = np.geomspace(1e-4, 1, 200)  # (200,)
for t, width in ((10, 1.2), (100, 2.5)):
    axis.plot(curvature, 1 - (1 - curvature) ** t, color=COLORS["early stopping"], lw=width, label=f"{t} steps")
    axis.plot(curvature, curvature / (curvature + 1 / t), "--", color=COLORS["ridge"], lw=width, label=f"ridge 1/{t}")
axis.set(xscale="log", xlabel="curvature, in units of the largest", ylabel="share kept", title="Cousins, not twins")
axis.legend(loc="upper left")
plots.show(
    figure,
    alt="Share of the least-squares solution that is kept, against the curvature. For 10 and for 100 steps the curve "
    "of early stopping and that of ridge rise together from 0 to 1, early stopping more steeply.",
)

# %% [markdown]
# A long walk and a weak penalty both keep everything, a short walk and a strong penalty only the steep directions. Ali,
# Kolter and Tibshirani (2019) prove that the risk of the one is at most 1.69 times that of the other.
#
# ## Deeper: sparse or small?
#
# With the same 50 columns of noise we know which weights should be 0, so the lasso ought to shine.

# %%
scores = []
for seed in range(5):
    X, y, X_test, y_test = with_noise_columns(seed)
    fits = {"mean": torch.zeros(60).double(), "least squares": torch.linalg.lstsq(X, y[:, None]).solution[:, 0]}
    fits |= {"ridge": ridge(X, y, 1.0), "lasso": ista(X, y, torch.tensor([8.0]))[:, 0]}
    scores.append([(X_test @ theta - y_test).square().mean().sqrt().item() for theta in fits.values()])
    kept = fits["lasso"] != 0  # (60,)
    print(f"lasso keeps {int(kept[:10].sum())} of ten true columns and {int(kept[10:].sum())} of 50 of noise; ", end="")
    print("test RMSE", {name: round(score, 1) for name, score in zip(fits, scores[-1], strict=True)})
    assert 3 <= kept[:10].sum() <= 7 and 2 <= kept[10:].sum() <= 12
mean, least_squares, small, sparse = np.array(scores).T  # (5,) each
assert (least_squares > mean).all() and (small < mean - 5).all() and sparse.mean() < small.mean()

# %% [markdown]
# Least squares is worse than predicting the mean, and both penalties mend that. The lasso is a little better still, but
# it does not find the truth: with λ = 8 it keeps several columns of pure noise.
#
# ## Deeper: a policy of AutoAugment
#
# Cubuk and others (2019) *searched* for policies. A sub-policy is two operations, each with its probability and its
# magnitude from 0 to 10. These five are for house numbers, where the same digit comes dark on light and light
# on dark, which is why **Invert** is among them.

# %%
from PIL import Image, ImageOps

SUB_POLICIES = [
    [("ShearX", 0.9, 7), ("Invert", 0.2, 3)],
    [("ShearY", 0.7, 6), ("Solarize", 0.4, 8)],
    [("ShearX", 0.9, 4), ("AutoContrast", 0.8, 3)],
    [("Invert", 0.9, 3), ("Equalize", 0.6, 3)],
    [("ShearY", 0.8, 5), ("AutoContrast", 0.7, 3)],
]


def operate(image, name, magnitude):
    slope = 0.03 * magnitude
    if name in ("ShearX", "ShearY"):
        x, y, half = slope * (name == "ShearX"), slope * (name == "ShearY"), image.width / 2
        return image.transform(image.size, Image.Transform.AFFINE, (1, x, -x * half, y, 1, -y * half))
    if name == "Solarize":
        return ImageOps.solarize(image, 256 - 25.6 * magnitude)  # what is brighter is inverted
    return getattr(ImageOps, name.lower())(image)  # invert, autocontrast, equalize


def apply(image, sub_policy, rng):
    for name, probability, magnitude in sub_policy:
        image = operate(image, name, magnitude) if rng.random() < probability else image
    return image


# %% tags=["hide-input"]
rng = np.random.default_rng(0)
figure, axes = plt.subplots(3, 6, figsize=(7.5, 4.3))
for row, digit in enumerate((2, 6, 9)):
    picture = Image.fromarray((40 + 150 * chosen[digit, 0].numpy()).astype(np.uint8))  # a dull photograph
    for axis, sub_policy in zip(axes[row], [[], *SUB_POLICIES], strict=True):
        axis.imshow(apply(picture, sub_policy, rng), cmap="gray", vmin=0, vmax=255)
        axis.set(xticks=[], yticks=[])
        axis.grid(False)
        if row == 0:
            axis.set_title("\n".join(f"{n}, {p}, {m}" for n, p, m in sub_policy) or "original", fontsize=7)
plots.show(
    figure,
    alt="Three digits, gray on dark, in six columns: the original and five sub-policies. Shears slant the digit, "
    "Invert makes it dark on light, AutoContrast and Equalize stretch its grays, Solarize inverts its bright parts.",
)

# %% [markdown]
# Each row draws anew which operations happen, so a column can show its digit unchanged in part. Equalize acts harshly
# on an image with so few gray levels.
#
# ## What goes wrong
#
# **Dropout left on.** `F.dropout(a)` in `forward` does not know about `eval()` unless it is told.


# %%
class Careless(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(64, 10)

    def forward(self, X):
        return self.layer(F.dropout(X))  # mend: F.dropout(X, training=self.training), or nn.Dropout


model, X = Careless().eval(), torch.rand(8, 64)
same = torch.equal(model(X), model(X))
print("two calls in eval() agree:", same)
assert not same

# %% [markdown]
# Symptom: another answer at each call. Remedy: `nn.Dropout`, and `model.eval()`.
#
# **The bias penalized along with the weights.** The diabetes targets have a mean of about 150, and only the bias can
# say so.

# %%
X, y = patients.train.X.double(), patients.train.y.double()
X_test, y_test = patients.test.X.double(), patients.test.y.double()
ones, ones_test = torch.ones(len(X), 1).double(), torch.ones(len(X_test), 1).double()
wrong = torch.cat([X_test, ones_test], dim=1) @ ridge(torch.cat([X, ones], dim=1), y, 1.0)  # (110,)
right = X_test @ ridge(X, y - y.mean(), 1.0) + y.mean()  # (110,)
for name, y_hat in {"penalized": wrong, "free": right}.items():
    print(f"bias {name:9s} mean prediction {y_hat.mean():.0f}, RMSE {(y_hat - y_test).square().mean().sqrt():.0f}")
assert wrong.mean() < 0.6 * y_test.mean() < right.mean() and abs(right.mean() - y.mean()) < 20

# %% [markdown]
# Symptom: predictions pulled toward 0. Remedy: two parameter groups, as in `train` above.
#
# **A λ that silently depends on n.** scikit-learn's `Ridge(alpha)` adds to the *sum* over examples, `Lasso(alpha)` to
# half of the *mean*. So the same alpha is n times weaker in the one.

# %%
lam, n = 1.0, len(X_d)
copied, scaled = (linear_model.Ridge(alpha=a, fit_intercept=False).fit(X_d, y_d).coef_ for a in (lam, n * lam))
meant = ridge(X_d, y_d, lam)  # (10,)
print(f"norm meant {meant.norm():.1f}, alpha = λ {np.linalg.norm(copied):.1f}, alpha = nλ {np.linalg.norm(scaled):.1f}")
assert np.allclose(meant, scaled) and np.linalg.norm(copied) > 1.5 * meant.norm()

# %% [markdown]
# Symptom: a copied λ does nothing, or everything. Remedy: write the objective down, with its $1/n$.
#
# ## Exercises
#
# ### 1. One weight (★, 10 minutes)
#
# Minimize $\tfrac12(\theta-x)^2$ plus each of the penalties, for one number $x$.
#
# <details><summary>Solution</summary>
#
# Ridge: $\theta-x+\lambda\theta=0$, so $\theta=x/(1+\lambda)$, never 0 unless $x$ is. Lasso: for $\theta>0$ it is
# $\theta=x-\lambda$, which needs $x>\lambda$; likewise on the other side; between −λ and λ it is 0. That is the soft
# threshold.
#
# ```python
# x, lam = torch.linspace(-3, 3, 13), 1.0
# grid = torch.linspace(-4, 4, 8001)
# best = grid[(0.5 * (grid - x[:, None]) ** 2 + lam * grid.abs()).argmin(dim=1)]
# assert torch.allclose(best, soft_threshold(x, lam), atol=1e-3)
# ```
# </details>
#
# ### 2. Dropout is ridge (★★, 20 minutes)
#
# Show that for a linear neuron $\mathbb E\lVert y-(M\circ X)\theta\rVert^2=\lVert y-X\theta\rVert^2+
# \frac p{1-p}\sum_j\theta_j^2\lVert x_j\rVert^2$, where $M$ has entries 0 or $1/(1-p)$ and $x_j$ is column $j$.
#
# <details><summary>Solution</summary>
#
# A mean square is the square of the mean plus the variance. Each entry of $M$ has mean 1, so the mean of the prediction
# is $X\theta$. Its variance is $p(1-p)/(1-p)^2=p/(1-p)$, and the entries are independent, so the variances of
# $M_{ij}x_{ij}\theta_j$ add up. It is ridge with the scale of each feature taken out.
#
# ```python
# torch.manual_seed(0)
# A, t, theta, p = torch.randn(20, 5), torch.randn(20), torch.randn(5), 0.4
# masked = dropout(A.expand(20_000, 20, 5), p) @ theta  # (20000, 20)
# measured = (t - masked).square().sum(dim=1).mean()
# exact = (t - A @ theta).square().sum() + p / (1 - p) * (theta.square() * A.square().sum(dim=0)).sum()
# print(measured.item(), exact.item())
# assert abs(measured / exact - 1) < 0.03
# ```
# </details>
#
# ### 3. Which digits survive a mirror? (★★, 20 minutes)
#
# Mirror the glyphs of the test fonts and let the nearest average of the training glyphs decide. Which digits stay
# recognized about as well, and which policy follows?
#
# <details><summary>Solution</summary>
#
# 0, 1 and 8 look much the same in a mirror, and the other seven do not. A policy may mirror the first three and has to
# leave the others alone. What does that policy gain?
#
# ```python
# many = data.glyph_digits()
# X, y, X_t, y_t = many.train.X.flatten(1), many.train.y, many.test.X, many.test.y
# averages = torch.stack([X[y == digit].mean(dim=0) for digit in range(10)])
# kept = []
# for images in (X_t, X_t.flip(-1)):
#     said = torch.cdist(images.flatten(1), averages).argmin(dim=1)
#     kept.append([(said[y_t == digit] == digit).float().mean().item() for digit in range(10)])
# for digit in range(10):
#     print(digit, f"{kept[0][digit]:.0%} as it is, {kept[1][digit]:.0%} mirrored")
# survive = {digit for digit in range(10) if kept[1][digit] > 0.8 * kept[0][digit]}
# assert survive == {0, 1, 8}
# ```
# </details>
#
# ### 4. Is there ever a second descent left? (★★★, 40 minutes, open)
#
# Redraw 20% of the puzzle's labels. How good is $p=4000$ without λ, and with λ = 100? Then choose λ for each $p$ on
# validation images: does any peak remain?
#
# <details><summary>Solution</summary>
#
# Without λ the largest model fits the wrong labels too and errs about four times as often as before. A strong λ repairs
# more than half of that. For the second question, run `errors` with a λ for each size, and report what you find.
#
# ```python
# gaps = []
# for seed, (Z, Z_test, y, y_test) in enumerate(problems):
#     generator = torch.Generator().manual_seed(seed)
#     changed = torch.rand(200, generator=generator) < 0.2
#     labels = torch.where(changed, torch.randint(10, (200,), generator=generator), y)
#     Y = F.one_hot(labels, 10).double()
#     plain, strong = (
#         ((Z_test @ theta).argmax(dim=1) != y_test).double().mean().item()
#         for theta in (minimum_norm(Z, Y), ridge(Z, Y, 100.0))
#     )
#     print(f"without {plain:.1%}, with {strong:.1%}")
#     gaps.append(plain - strong)
# assert min(gaps) > 0
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - Many weights fit; regularization chooses which. Double descent is what happens when nobody chooses at $p=n$.
# - Ridge shrinks what the data say little about; the lasso sets weights to 0, but not only the wrong ones.
# - Penalties, dropout and early stopping protect against wrong labels; with right labels they bought nothing here.
# - Augmentation is a claim about the test set: ten points where it is true, a loss where it is false.
# - Leave biases alone, switch dropout off, know where the $1/n$ is.
#
# ## Where it came from
#
# - A. E. Hoerl and R. W. Kennard, 1970, Technometrics 12, 55–67: ridge.
# - R. Tibshirani, 1996, JRSS B 58, 267–288: the lasso; H. Zou and T. Hastie, 2005, JRSS B 67, 301–320: elastic net.
# - N. Srivastava and others, 2014, JMLR 15, 1929–1958: dropout; S. Wager and others, 2013, NIPS: that it is a penalty.
# - C. Zhang and others, 2017, ICLR: networks learn random labels.
# - M. Belkin and others, 2019, PNAS 116, 15849–15854: double descent; M. Loog and others, 2020, PNAS 117: it was seen
#   long before.
# - E. D. Cubuk and others, 2019, CVPR: AutoAugment; A. Ali and others, 2019, AISTATS: early stopping and ridge.
#
# **Next**: [14, evaluation metrics](14-evaluation-metrics.ipynb): how good is a model, really?
