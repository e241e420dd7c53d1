# %% [markdown]
# # Initialization and normalization
#
# You will be able to say, before training, whether a deep network can learn at all, choose weights with which it can,
# and explain what batch and layer normalization repair, what they do not, and what they cost.
#
# **Reading** 30 min · **Running** under 40 s on two cores · **Prerequisites**
# [08](08-backpropagation.ipynb) (backpropagation), [10 (training in PyTorch)](10-training-in-pytorch.ipynb) and
# [11 (optimizers)](11-optimizers.ipynb) ·
# **Practice** [assignment a09](../release/a09-initialization-and-batchnorm/initialization-and-batchnorm.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/12-initialization-and-normalization.ipynb)
#
# **Needs** [08](08-backpropagation.ipynb), [09](09-multilayer-perceptrons.ipynb), [10](10-training-in-pytorch.ipynb),
# [11](11-optimizers.ipynb) · **Used by** [18](18-alexnet-vgg-googlenet.ipynb), [19](19-resnet.ipynb),
# [25](25-rnn.ipynb), [26](26-lstm-gru.ipynb), [28](28-transformer.ipynb), [38](38-gan.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **derive** the weight variances of He and Xavier from one factor per layer;
# - **predict** what twenty layers do to a signal and to a gradient;
# - **implement** batch and layer normalization, equal to PyTorch's in training and in evaluation;
# - **explain** why normalization forgives bad weights, and where it hurts;
# - **diagnose** a network that starts dead, a wrong mode, and a batch that is too small.

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
from torch import nn

# %% [markdown]
# ## Twenty layers that do not learn
#
# [Lecture 09](09-multilayer-perceptrons.ipynb) said that depth is powerful. So let us be generous with it: twenty
# hidden layers of 64 ReLU neurons for the 64 pixels of a digit, trained with Adam and a cosine schedule. The only thing
# that differs between three networks is the numbers that they start with. Five seeds of each train side by side in one
# tensor:

# %%
splits = [data.digits(seed=seed) for seed in range(5)]
X, X_test = (torch.stack([getattr(split, part).X.flatten(1) for split in splits]) for part in ("train", "test"))
y, y_test = (torch.stack([getattr(split, part).y for split in splits]) for part in ("train", "test"))  # (5, n)


def begin(kind, depth, gain=1.0):
    """Return W (depth, 5, 64, 64) and b (depth, 5, 1, 64) of the hidden layers of five networks."""
    W, b = torch.empty(depth, 5, 64, 64), torch.zeros(depth, 5, 1, 64)
    if kind == "as shipped":  # what nn.Linear(64, 64) does
        return W.uniform_(-1 / 8, 1 / 8), b.uniform_(-1 / 8, 1 / 8)
    return W.normal_(0, gain * {"Xavier": 1 / 64, "He": 2 / 64}[kind] ** 0.5), b


# %%
def no_norm(z, layer, training):
    return z


def outputs(X, W, b, head, norm, training):
    a = X  # (5, B, 64)
    for layer, (weight, bias) in enumerate(zip(W, b, strict=True)):
        z = a @ weight + bias  # (5, B, 64) @ (5, 64, 64) + (5, 1, 64) -> (5, B, 64)
        a = torch.relu(norm(z, layer, training))
    return a @ head  # (5, B, 64) @ (5, 64, 10) -> (5, B, 10)


# %%
def train(W, b, make, norm=no_norm, more=(), batch_size=32, rows=1344, epochs=8):
    """Train five networks at once; return a function that gives their test accuracies (5,) in either mode."""
    theta = [tensor.clone().requires_grad_() for tensor in (W, b, torch.empty(5, 64, 10).uniform_(-1 / 8, 1 / 8))]
    optimizer = make([*theta, *more])
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * math.ceil(rows / batch_size))
    for _ in range(epochs):
        for batch in torch.randperm(1347)[:rows].split(batch_size):
            y_hat = outputs(X[:, batch], *theta, norm, training=True)  # (5, B, 10)
            loss = F.cross_entropy(y_hat.flatten(0, 1), y[:, batch].flatten(), reduction="sum") / len(batch)
            optimizer.zero_grad()
            loss.backward()  # each network's own gradient: the others' losses do not depend on it
            optimizer.step()
            schedule.step()

    def accuracies(training=False):
        with torch.no_grad():
            parts = [outputs(part, *theta, norm, training) for part in X_test.split(batch_size, dim=1)]
        return (torch.cat(parts, dim=1).argmax(-1) == y_test).float().mean(dim=1).numpy()

    return accuracies


# %% [markdown]
# **Guess.** What test accuracy, in percent, does the network reach that starts with the weights PyTorch ships?

# %%
guess = None  # percent, such as 90

# %%
adam = partial(torch.optim.Adam, lr=1e-3, fused=True)
deep = {kind: train(*begin(kind, depth=20), adam)() for kind in ("as shipped", "Xavier", "He")}
for kind, right in deep.items():
    print(f"{kind:10s}  " + "  ".join(f"{share:.1%}" for share in right))
assert deep["as shipped"].max() < 0.15 and deep["He"].min() > 0.8
assert (deep["Xavier"] < deep["He"]).all()

# %% [markdown]
# The library's own weights leave the network at the guessing rate on every seed, and nothing in the program is wrong.
# Later we shall add batch normalization to the best of the three, as everybody does "so that deep networks train", and
# most of what it can will be gone. Both have the same reason, and it is a multiplication.

# %% tags=["hide-input"]
COLORS = {"as shipped": plots.RED, "Xavier": plots.ORANGE, "He": plots.BLUE} | {
    "batch": plots.GREEN, "layer": plots.PURPLE
}  # fmt: skip

blocks = [
    ("images", "(B, 64)"),
    ("$W, b$", "$z$"),
    ("norm", ""),
    ("ReLU", "$a$"),
    ("19 more\nsuch layers", ""),
    ("head", "(B, 10)"),
]
plots.show(plots.layers(blocks))

# %% [markdown]
# ## One factor a layer
#
# A neuron with $p$ inputs computes $z=\sum_j w_j a_j$. Draw the weights independently with mean 0 and variance $v$.
# Then the products are uncorrelated, their squares add up, and the mean square grows by the factor $pv$. ReLU sets the
# negative half of $z$ to 0, which keeps half of the mean square. So each layer multiplies the mean square of the signal
# by
#
# $$q = \frac{p\,v}{2}$$
#
# and twenty layers multiply it by $q^{20}$. On the way back the gradient goes through the same weights, with the $M$
# outputs of the layer in the place of its $p$ inputs, so it is multiplied by $Mv/2$.
#
# | start | variance $v$ | $q$ for $p=M$ | size after 20 layers, $q^{10}$ |
# | --- | --- | --- | --- |
# | **He**: keep the signal through ReLU | $2/p$ | 1 | 1 |
# | **Xavier**: forward and back, no ReLU | $2/(p+M)$ | 1/2 | 0.001 |
# | `nn.Linear` as shipped | $1/(3p)$ | 1/6 | 0.00000002 |
#
# **Initialization** is the art of choosing $q=1$. Xavier is right for tanh, which near 0 keeps all of $z$; with ReLU it
# is off by 2. The shipped weights are uniform between $\pm1/\sqrt p$; exercise 1 shows from
# which formula.


# %%
def he_normal(p, M):
    return torch.empty(M, p).normal_(0, math.sqrt(2 / p))  # (M, p), as nn.Linear has it


def xavier_uniform(p, M):
    bound = math.sqrt(6 / (p + M))  # a uniform number between -bound and bound has the variance bound² / 3
    return torch.empty(M, p).uniform_(-bound, bound)


for ours, theirs in [
    (he_normal, partial(nn.init.kaiming_normal_, nonlinearity="relu")),
    (xavier_uniform, nn.init.xavier_uniform_),
]:
    torch.manual_seed(0)
    mine = ours(64, 32)
    torch.manual_seed(0)
    assert torch.allclose(mine, theirs(torch.empty(32, 64)))
shipped = nn.Linear(512, 512).weight
print(f"as shipped: 3p times the variance is {3 * 512 * shipped.var():.3f}, the largest weight {shipped.max():.4f}")
assert abs(3 * 512 * shipped.var() - 1) < 0.02 and shipped.max() <= 512**-0.5

# %% [markdown]
# So much for the prediction. To measure it, we send 64 images through an untrained network and a random gradient back,
# and take the root mean square of both as their size. We
# also ask how similar two images have become, by the cosine of the angle between their activations:


# %%
IMAGES = data.digits().test.X.flatten(1)[:64].double()  # (64, 64)


def measure(W, b, norm=lambda z: z, bend=torch.relu):
    """Return the size of signal and gradient and the images' mean cosine after each layer, (depth,) each."""
    a, layers = IMAGES, []
    for weight, bias in zip(W.double(), b.double(), strict=True):  # (64, 64), (1, 64)
        a = bend(norm(a @ weight + bias)).requires_grad_()  # (64 images, 64)
        layers.append(a)
    gradients = torch.autograd.grad((a * torch.randn_like(a)).sum(), layers)  # like layers
    root_mean_square = [[t.detach().square().mean().sqrt() for t in tensors] for tensors in (layers, gradients)]
    directions = [a.detach() / a.detach().norm(dim=1, keepdim=True).clamp(min=1e-300) for a in layers]
    cosines = [(u.sum(dim=0).square().sum() - 64) / (64 * 63) for u in directions]  # mean over pairs of images
    return torch.tensor(root_mean_square[0]), torch.tensor(root_mean_square[1]), torch.tensor(cosines)


# %%
measured = {}
for kind, q in [("as shipped", 1 / 6), ("Xavier", 1 / 2), ("He", 1.0)]:
    W, b = begin(kind, depth=20)  # five networks
    runs = [measure(W[:, seed], b[:, seed]) for seed in range(5)]
    measured[kind] = signal, gradient, cosine = [torch.stack(part) for part in zip(*runs, strict=True)]  # (5, 20) each
    factor = (gradient[:, 0] / gradient[:, -1]) ** (2 / 19)  # (5,), of the mean square, per layer
    print(f"{kind:10s} q = {q:.3f}, measured on the way back {factor.min():.3f} to {factor.max():.3f}, ", end="")
    print(f"cosine of two images in the end {cosine[:, -1].min():.7f} to {cosine[:, -1].max():.7f}")
    assert ((factor / q).log().abs() < 0.15).all()
assert (1 - measured["as shipped"][2][:, -1] < 1e-6).all() and (measured["as shipped"][0][:, -1] > 0.03).all()

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(10, 3.6))
names = ["size of the signal", "size of the gradient", "1 − cosine of two images"]
for (kind, parts), q in zip(measured.items(), (1 / 6, 1 / 2, 1.0), strict=True):
    signal, gradient, cosine = parts  # (5, 20) each
    layers, powers = np.arange(1, 21), q ** (np.arange(20) / 2)  # (20,), (20,)
    shown = signal, gradient / gradient[:, -1:], (1 - cosine).clamp(min=1e-17)
    guides = signal[:, 0].mean().item() * powers, powers[::-1], None
    for axis, runs, guide in zip(axes, shown, guides, strict=True):
        axis.plot(layers, runs.log().mean(dim=0).exp(), color=COLORS[kind], label=kind)
        axis.fill_between(layers, runs.amin(dim=0), runs.amax(dim=0), color=COLORS[kind], alpha=0.2)
        if guide is not None:
            axis.plot(layers, guide, ":", color="black", linewidth=1)
for axis, name in zip(axes, names, strict=True):
    axis.set(title=name, xlabel="layer", yscale="log", xticks=[1, 5, 10, 15, 20])
figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
plots.show(
    figure,
    alt="Three panels over the layers 1 to 20, dotted lines for the prediction. He keeps signal and gradient. Xavier "
    "loses a factor of 1,000 on both ways. As shipped, the gradient loses eight orders of magnitude on its way back "
    "to layer 1, as predicted; the signal stops falling at 0.06, but one minus the cosine of two images falls to "
    "1e-15, while it is 0.02 for the other two.",
)

# %% [markdown]
# The dotted lines are the prediction: with $q<1$ the gradient vanishes, and with $q>1$ it would be an
# **exploding gradient**. One curve leaves its line, because the biases hold the signal of the shipped network up. The
# right panel shows that this is no rescue: any two images arrive as the same vector, up to less than one part in ten
# million, so there is nothing left to learn from.
#
# **Checkpoint.** Why does Adam, which forgets the size of a gradient (lecture 11), not save the shipped network?
#
# <details><summary>Answer</summary>
#
# It does make the steps large again. But what it steps along is no use: the last layers see the same vector for every
# image, so all they can learn is how frequent each digit is, and the first layers get a gradient in which the
# differences between images have drowned.
# </details>
#
# ### Play with it


# %% tags=["hide-input"]
NORMS = {
    "none": lambda z: z,
    "batch": lambda z: F.batch_norm(z, None, None, training=True),
    "layer": lambda z: F.layer_norm(z, z.shape[-1:]),
}
BENDS = {"ReLU": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}
VARIANCES = {"as shipped": 1 / 192, "Xavier": 1 / 64, "He": 2 / 64}


# %% tags=["hide-input"]
def draw_tower(start, depth, activation, normalization):
    """Draw what an untrained network of 64 neurons a layer does to signal, gradient and angle, layer by layer."""
    deviation = VARIANCES[start] ** 0.5 if start in VARIANCES else float(start.split()[-1])
    generator = torch.Generator().manual_seed(0)
    W = deviation * torch.randn(depth, 64, 64, generator=generator)  # (depth, 64, 64)
    b = W[:, :1] if start == "as shipped" else torch.zeros(depth, 1, 64)  # (depth, 1, 64)
    signal, gradient, cosine = measure(W, b, NORMS[normalization], BENDS[activation])  # (depth,) each
    figure, axes = plt.subplots(1, 3, figsize=(8, 3))
    for axis, values in zip(axes, (signal, gradient / gradient[-1], cosine), strict=True):
        axis.plot(range(1, depth + 1), values, color="black")
    axes[0].set(title="signal", yscale="log", ylim=(1e-9, 1e9), xlabel="layer")
    axes[1].set(title="gradient, last = 1", yscale="log", ylim=(1e-9, 1e9), xlabel="layer")
    axes[2].set(title="cosine of two images", ylim=(0, 1.03), xlabel="layer")
    return plots.describe(
        figure,
        f"{depth} layers of {activation}, start {start}, normalization {normalization}. The signal goes from "
        f"{signal[0]:.2g} to {signal[-1]:.2g}; the gradient at layer 1 is {gradient[0] / gradient[-1]:.2g} times that "
        f"at the last; the cosine between two images goes from {cosine[0]:.2f} to {cosine[-1]:.2f}.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_tower,
    frames=[
        ("deviation 0.1: signal and gradient vanish", {"start": "deviation 0.1"}),
        ("He: both stay, but the images grow alike", {}),
        ("deviation 0.3: both explode", {"start": "deviation 0.3"}),
        ("He and batch norm: the images stay apart, the gradient explodes", {"normalization": "batch"}),
    ],
    start=widgets.choice("start", [*VARIANCES, *(f"deviation {d}" for d in (0.05, 0.1, 0.2, 0.3, 0.5))], "He"),
    depth=widgets.steps("layers", 2, 50, 20),
    activation=widgets.choice("activation", list(BENDS), "ReLU"),
    normalization=widgets.choice("normalization", list(NORMS), "none"),
)

# %% [markdown]
# **Try** each start with 50 layers, then tanh with Xavier, then both normalizations with every start.
# **Notice** that only one deviation keeps signal and gradient, that a normalization makes the first panel flat for
# *every* start, and that no setting flattens all three.
#
# ## Enforce what you cannot choose
#
# A start is right once; training moves the weights. **Batch normalization** (batch norm) therefore enforces the size at
# every step. It standardizes each feature over the batch, then lets the network choose mean and deviation by learned
# numbers $\gamma$ and $\beta$ (the field's letter; no momentum is meant):
#
# $$\mu_j=\frac1B\sum_i z_{ij} \qquad s_j^2=\frac1B\sum_i (z_{ij}-\mu_j)^2 \qquad
# y_{ij}=\gamma_j\,\frac{z_{ij}-\mu_j}{\sqrt{s_j^2+\varepsilon}}+\beta_j$$
#
# A single image has no batch. So training also keeps running means of $\mu$ and $s^2$, and evaluation uses those.
# **Layer normalization** (layer norm) takes the same means over the features of one example instead. It has no batch,
# no running means, and only one mode. (Group norm takes them over groups of features; RMSNorm divides by the root mean
# square and leaves the mean alone.)


# %%
def batch_norm(z, gamma, beta, running, training, momentum=0.1, eps=1e-5):
    if training:
        B = z.shape[-2]
        mean, var = z.mean(dim=-2, keepdim=True), z.var(dim=-2, keepdim=True, correction=0)  # (..., 1, features)
        running["mean"] += momentum * (mean.detach() - running["mean"])
        running["var"] += momentum * (
            var.detach() * B / (B - 1) - running["var"]
        )  # of the population, not of the batch
    else:
        mean, var = running["mean"], running["var"]
    return gamma * (z - mean) / (var + eps).sqrt() + beta


def layer_norm(z, gamma, beta, eps=1e-5):
    mean, var = z.mean(dim=-1, keepdim=True), z.var(dim=-1, keepdim=True, correction=0)  # (..., B, 1)
    return gamma * (z - mean) / (var + eps).sqrt() + beta


# %%
z, gamma, beta = 3 * torch.randn(32, 8) + 1, torch.rand(8), torch.randn(8)  # (32, 8), (8,), (8,)
ours = {"mean": torch.zeros(1, 8), "var": torch.ones(1, 8)}
mean, var = torch.zeros(8), torch.ones(8)
for mode in (True, True, False):
    mine, theirs = batch_norm(z, gamma, beta, ours, mode), F.batch_norm(z, mean, var, gamma, beta, mode)
    print(f"training {mode!s:5}: largest difference {(mine - theirs).abs().max():.0e}")
    assert torch.allclose(mine, theirs, atol=1e-5) and torch.allclose(ours["var"][0], var, atol=1e-5)
assert torch.allclose(layer_norm(z, gamma, beta), F.layer_norm(z, (8,), gamma, beta), atol=1e-5)

# %% [markdown]
# Two laws follow from the formula. Multiply all weights in front of a normalization by $c>0$, and the output stays the
# same, since the deviation grows alike. But then the loss cannot depend on $c$, so the gradient is **orthogonal to the
# weights**, and it is divided by $c$. A step that is $c$ times smaller on weights $c$ times larger turns them $c^2$
# times less: behind a normalization, **the size of the weights sets the learning rate**.

# %%
inputs, w = torch.randn(32, 16).double(), torch.randn(16, 8).double()  # (32, 16), (16, 8)
target = torch.randn(32, 8).double()
for c in (1.0, 4.0):
    scaled = (c * w).requires_grad_()
    y_hat = batch_norm(inputs @ scaled, 1.0, 0.0, {"mean": 0.0, "var": 1.0}, training=True, eps=0.0)  # (32, 8)
    loss = (y_hat - target).square().mean()
    slope = torch.autograd.grad(loss, scaled)[0]  # (16, 8)
    print(
        f"c = {c}: loss {loss:.6f}, gradient of norm {slope.norm():.6f}, times the weights {(scaled * slope).sum():.0e}"
    )
    assert abs((scaled * slope).sum()) < 1e-12

# %% [markdown]
# ## Back to the twenty layers

# %% [markdown]
# **Choose.** He weights brought twenty layers to about 90%. What does batch norm after each layer do to that?
#
# <details><summary>It helps: that is what it is for</summary>
#
# It was invented for deep networks, and it does keep the signal's size and the images apart. But the signal is only one
# of the two things that are multiplied.
# </details>
#
# <details><summary>Nothing: He has already made the factor 1</summary>
#
# For the size of the signal that is so. But batch norm also changes what the gradient meets on its way back.
# </details>
#
# <details><summary>It ruins most of it</summary>
#
# Yes: about 90% become less than 40. The gradient grows by a factor of 1.2 with each layer on its way back, as the
# filmstrip showed, so that the first layers jump about while the last ones learn.
# </details>


# %%
def batch_norms(depth):
    """Return PyTorch's batch norm for each layer of five networks, and its learned numbers."""
    gamma, beta = torch.ones(depth, 320).requires_grad_(), torch.zeros(depth, 320).requires_grad_()  # 5 networks of 64
    mean, var = torch.zeros(depth, 320), torch.ones(depth, 320)

    def norm(z, layer, training):
        columns = z.movedim(0, 1).flatten(1)  # (5, B, 64) -> (B, 320)
        columns = F.batch_norm(columns, mean[layer], var[layer], gamma[layer], beta[layer], training)
        return columns.unflatten(1, (5, 64)).movedim(1, 0)  # (5, B, 64)

    return norm, (gamma, beta)


def layer_norms(depth):
    gamma, beta = torch.ones(depth, 5, 1, 64).requires_grad_(), torch.zeros(depth, 5, 1, 64).requires_grad_()
    return (lambda z, layer, training: gamma[layer] * F.layer_norm(z, (64,)) + beta[layer]), (gamma, beta)


# %%
deep["He, batch norm"] = train(*begin("He", depth=20), adam, *batch_norms(20))()
deep["He, layer norm"] = train(*begin("He", depth=20), adam, *layer_norms(20))()
assert deep["He, batch norm"].max() < 0.4 and deep["He, layer norm"].min() > 0.8
assert deep["He, batch norm"].mean() < deep["Xavier"].mean()

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7.5, 3.2))
for row, (name, right) in enumerate(deep.items()):
    color = COLORS[name if name in COLORS else name.split()[1]]
    axis.barh(row, 100 * right.mean(), color=color, height=0.6)
    axis.plot(100 * right, [row] * 5, "o", color="black", markersize=4)
if guess is not None:
    axis.axvline(guess, label="your guess for the first", **plots.line("guess"))
    axis.legend(loc="lower right")
axis.set_yticks(range(len(deep)), labels=list(deep))
axis.set(
    title="The start decides, and batch norm does not help", xlabel="test accuracy (%) of five seeds", xlim=(0, 100)
)
axis.invert_yaxis()
axis.grid(axis="y", visible=False)
plots.show(
    figure,
    alt="Test accuracy of a network of 20 layers for five settings, five seeds each. As shipped stays at 10 percent, "
    "Xavier reaches about 50 with a wide spread, He and He with layer norm about 90, He with batch norm below 40.",
)

# %% [markdown]
# Batch norm keeps the images apart and pays with the gradient; layer norm keeps the gradient, and the images grow
# alike. A shortcut around each layer will give both (lecture 19). Until then twenty plain layers want He, and no batch
# norm.
#
# ## What normalization is good for
#
# In networks that are *not* that deep it forgives. Take four hidden layers, plain gradient descent with η = 0.1, and He
# weights multiplied by a gain between 1/16 and 16.
#
# **Choose.** At how many of the five gains does each kind of network learn, that is, get more than half of the digits
# right on all five seeds?
#
# <details><summary>Plain at one, batch norm at all five</summary>
#
# Yes. Without normalization the gain enters four times, so 4 means $4^4$: only He itself works.
# </details>
#
# <details><summary>Plain at three, batch norm at all five</summary>
#
# Four layers are few, but a gain of 4 multiplies signal and gradient by $4^4=256$ each, which no rate survives.
# </details>
#
# <details><summary>Both at about three</summary>
#
# The plain network is even more sensitive. With batch norm the loss does not depend on the gain at all, by the first
# law; only the effective rate does.
# </details>

# %% tags=["main-result"]
sgd = partial(torch.optim.SGD, lr=0.1, fused=True)
kinds = {"plain": lambda depth: (no_norm, ()), "batch norm": batch_norms, "layer norm": layer_norms}
GAINS = {"1/16": 1 / 16, "1/4": 1 / 4, "1": 1.0, "4": 4.0, "16": 16.0}
table = {}
for name, norms in kinds.items():
    table[name] = np.stack([train(*begin("He", 4, gain), sgd, *norms(4))() for gain in GAINS.values()])  # (5 gains, 5)
    print(
        f"{name:10s} "
        + "   ".join(f"{g}: {r.min():.2f}-{r.max():.2f}" for g, r in zip(GAINS, table[name], strict=True))
    )
assert [bool(right.min() > 0.5) for right in table["plain"]] == [False, False, True, False, False]
assert table["batch norm"].min() > 0.5 and table["layer norm"][1:].min() > 0.5
assert table["batch norm"][4].max() < table["batch norm"][1].min()

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.6))
for (name, runs), color, marker in zip(table.items(), ("He", "batch", "layer"), "osD", strict=True):
    axis.plot(range(5), runs.mean(axis=1), marker=marker, color=COLORS[color], label=name)
    axis.fill_between(range(5), runs.min(axis=1), runs.max(axis=1), color=COLORS[color], alpha=0.2)
axis.set_xticks(range(5), labels=list(GAINS))
axis.set(title="Normalization forgives the start", xlabel="gain on He weights", ylabel="test accuracy", ylim=(0, 1))
axis.legend(loc="lower center")
plots.show(
    figure,
    alt="Test accuracy against the gain, mean and range of five seeds. The plain network learns at gain 1 only, and "
    "reaches 96 percent. Batch norm has 98 percent at gains 1/16 and 1/4 and falls to about 82 at 16. Layer norm is as "
    "good from 1/4 to 1, falls likewise for large gains, and varies widely from seed to seed at 1/16.",
)

# %% [markdown]
# The best number of the table, 98%, stands where the plain network is dead: batch norm at gain 1/16. There the second
# law makes the rate 256 times as large, which batch norm bears and layer norm often does not. On the right the same law
# makes the rate 256 times as small, hence the slow fall. At gain 1 normalization is worth a point at most.
#
# ## Deeper: how the angle closes
#
# Two inputs of equal length with cosine $\rho$ leave a wide random ReLU layer with
# $\big(\sqrt{1-\rho^2}+\rho\,(\pi-\arccos\rho)\big)/\pi$ (Cho and Saul, 2009).
# The only fixed point is 1: whatever the angle was, depth closes it, slowly.


# %%
def next_cosine(rho):
    return (math.sqrt(1 - rho**2) + rho * (math.pi - math.acos(rho))) / math.pi


rho, a = 0.0, torch.eye(2, 512, dtype=torch.float64)  # (2, 512): two inputs at a right angle
for layer in range(1, 21):
    rho, a = next_cosine(rho), torch.relu(a @ he_normal(512, 512).double().T)  # (2, 512)
    found = F.cosine_similarity(a[0], a[1], dim=0).item()
    if layer in (1, 2, 5, 10, 20):
        print(f"after layer {layer:2d}: predicted {rho:.3f}, measured {found:.3f}")
    assert abs(found - rho) < 0.12

# %% [markdown]
# ## Deeper: batch norm's way back
#
# With $\hat z=(z-\mu)/s$, every output depends on every input of its column through μ and $s$. The chain rule collects
# three terms, $\frac{\partial L}{\partial z}=\frac{\gamma}{s}\big(g-\overline{g}-\hat z\,\overline{g\hat z}\big)$, with
# $g=\partial L/\partial y$ and a bar for the mean over the batch. So the gradient loses two directions of every column:
# its mean, and its component along $\hat z$. What is left is multiplied by $1/s$, and behind a ReLU $s$ is less than
# the root mean square, since batch norm subtracts the mean first. That makes the factor on the way back
# $\sqrt{\pi/(\pi-1)}=1.21$ a layer (Yang and others, 2019).


# %%
def batch_norm_backward(g, z, gamma, eps=1e-5):
    s = (z.var(dim=0, correction=0) + eps).sqrt()  # (features,)
    z_hat = (z - z.mean(dim=0)) / s  # (B, features)
    return gamma / s * (g - g.mean(dim=0) - z_hat * (g * z_hat).mean(dim=0))  # (B, features)


z, g = torch.randn(32, 8).double().requires_grad_(), torch.randn(32, 8).double()  # (32, 8) each
normalized = F.batch_norm(z, None, None, gamma.double(), beta.double(), training=True)  # (32, 8)
assert torch.allclose(
    batch_norm_backward(g, z.detach(), gamma.double()), torch.autograd.grad(normalized, z, g)[0], atol=1e-10
)

W, b = begin("He", depth=20)
runs = [measure(W[:, seed], b[:, seed], NORMS["batch"])[1] for seed in range(5)]
print("gradient, first layer over last, to the power 1/19:", [f"{(r[0] / r[-1]) ** (1 / 19):.3f}" for r in runs])
assert all(1.15 < (r[0] / r[-1]) ** (1 / 19) < 1.27 for r in runs)

# %% [markdown]
# ## What goes wrong
#
# **The wrong mode, and batches that are too small.** With $B=2$ every normalized number is $+1$ or $-1$, so that only
# the order of the two survives. We test in both modes, `eval()` and, wrongly, `train()`:

# %%
for B in (2, 4, 32):
    tested = train(*begin("He", 3), sgd, *batch_norms(3), batch_size=B, epochs=3)
    right, wrong = tested(), tested(training=True)  # (5,) each
    print(f"batches of {B:2d}: eval() {right.min():.2f}-{right.max():.2f}, train() {wrong.min():.2f}-{wrong.max():.2f}")
    assert right.max() < 0.7 if B == 2 else right.min() > 0.8
    assert B == 32 or (wrong < right).all()

# %% [markdown]
# Symptom: the answer for an image depends on the images beside it, and is worse. Remedy: `model.eval()`; larger
# batches; else layer norm, which has neither trouble.
#
# **The last batch is tiny.** 1,347 images make 42 batches of 32 and one of three, which we have left out so far. With
# it:

# %%
with_three = train(*begin("He", depth=20), adam, *batch_norms(20), rows=1347)()
print(f"20 layers, batch norm: {deep['He, batch norm'].mean():.1%}, with a last batch of three {with_three.mean():.1%}")
assert with_three.max() < 0.22 < deep["He, batch norm"].mean()
try:
    nn.BatchNorm1d(8)(torch.randn(1, 8))
except ValueError as error:
    print("and with a last batch of one:", error)

# %% [markdown]
# Symptom: worse than it should be, or that error at the end of the first epoch. Remedy: `drop_last=True` in the
# `DataLoader`.
#
# **A deep plain network left as shipped.** The start of this lecture. Symptom: the loss stays at $\ln 10=2.30$ and all
# images get the same scores. Remedy: `nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")`, biases 0.
#
# ## Exercises
#
# ### 1. Leaky ReLU (★, 10 minutes)
#
# Which $v$ is right for leaky ReLU, which multiplies negative numbers by $c$? What does PyTorch's `a=sqrt(5)` then
# mean?
#
# <details><summary>Solution</summary>
#
# Half of the mean square is kept, and $c^2$ of the other half: $q=pv(1+c^2)/2$, so $v=2/((1+c^2)p)$. With
# $c=\sqrt5$ that is $1/(3p)$, the shipped variance, for an activation that nobody uses.
#
# ```python
# assert math.isclose(nn.init.calculate_gain("leaky_relu", math.sqrt(5)) ** 2, 2 / (1 + 5))
# ```
# </details>
#
# ### 2. All weights equal (★, 10 minutes)
#
# Let all hidden weights start at 1/64, without any chance. What happens, and why does no optimizer help?
#
# <details><summary>Solution</summary>
#
# All neurons of a layer compute the same and get the same gradient but for the head's weights, which differ; in every
# layer but the last the neurons stay equal for ever. The signal also shrinks at each layer to its mean.
#
# ```python
# W = torch.full((4, 5, 64, 64), 1 / 64)
# print(train(W, torch.zeros(4, 5, 1, 64), sgd, epochs=3)())
# ```
# </details>
#
# ### 3. A bias in front of batch norm (★★, 10 minutes)
#
# What is the gradient of a bias right in front of batch norm? And in front of layer norm?
#
# <details><summary>Solution</summary>
#
# Batch norm subtracts the mean over the batch, and a bias is the same for all rows: exactly 0, which is why such layers
# are written `bias=False`. Layer norm subtracts the mean over features, and biases differ between features: not 0.
#
# ```python
# bias = torch.zeros(8, dtype=torch.float64, requires_grad=True)
# rows, wanted = torch.randn(32, 8).double(), torch.randn(32, 8).double()  # (32, 8) each
# for norm in (NORMS["batch"], NORMS["layer"]):
#     print(torch.autograd.grad((norm(rows + bias) * wanted).sum(), bias)[0].abs().max().item())
# assert torch.autograd.grad((NORMS["batch"](rows + bias) * wanted).sum(), bias)[0].abs().max() < 1e-12
# ```
# </details>
#
# ### 4. Measure once and divide (★★, 20 minutes)
#
# Instead of a formula, send one batch through and divide each layer's weights by the size that you find (LSUV). Does
# the shipped start then train at 20 layers?
#
# <details><summary>Solution</summary>
#
# Yes: sizes become 1 whatever the distribution was. It is batch norm done once, before training.
#
# ```python
# W, b = begin("as shipped", 20)
# W, b, a = W.clone(), torch.zeros_like(b), X[:, :256]  # (20, 5, 64, 64), (20, 5, 1, 64), (5, 256, 64)
# for layer in range(20):
#     W[layer] *= math.sqrt(2) / (a @ W[layer]).square().mean(dim=(1, 2), keepdim=True).sqrt()
#     a = torch.relu(a @ W[layer])
# right = train(W, b, adam)()
# print(right)
# assert right.min() > 0.7
# ```
# </details>
#
# ### 5. Fifty layers (★★★, 40 minutes, open)
#
# What trains fifty plain layers on digits? Candidates: He; orthogonal weights with tanh; a shortcut scaled by
# $1/\sqrt{50}$.
#
# <details><summary>Solution</summary>
#
# One way to look; measure before you train. Orthogonal weights keep every length exactly and tanh is nearly linear near
# 0, so angles survive; the scaled shortcut adds only little per layer.
#
# ```python
# generator = torch.Generator().manual_seed(0)
# random = torch.randn(50, 64, 64, generator=generator)  # (50, 64, 64)
# for W, bend in [(random * (2 / 64) ** 0.5, torch.relu), (torch.linalg.qr(random).Q, torch.tanh)]:
#     signal, gradient, cosine = measure(W, torch.zeros(50, 1, 64), bend=bend)
#     print(f"signal {signal[-1]:.2g}, gradient first/last {gradient[0] / gradient[-1]:.2g}, cosine {cosine[-1]:.3f}")
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - Each layer multiplies the mean square of signal and gradient by $q=pv/2$; depth takes powers, so $q$ must be 1 (He).
# - PyTorch's `nn.Linear` starts with $q=1/6$: fine for a few layers, dead for twenty.
# - Batch norm standardizes each feature over the batch, layer norm each example over its features.
# - Behind a normalization the size of the weights sets only the learning rate, so bad starts are forgiven.
# - In plain deep networks batch norm lets the gradient grow, layer norm and He let images grow alike.
#
# ## Where it came from
#
# - X. Glorot and Y. Bengio, 2010, AISTATS, 249–256: one factor for each way, and their compromise.
# - K. He, X. Zhang, S. Ren and J. Sun, 2015, ICCV, 1026–1034: the 2 that ReLU needs.
# - S. Ioffe and C. Szegedy, 2015, ICML, 448–456: batch normalization.
# - J. L. Ba, J. R. Kiros and G. E. Hinton, 2016, arXiv:1607.06450: layer normalization.
# - S. Santurkar and others, 2018, NeurIPS: that batch norm's first explanation ("internal covariate shift") was not it.
# - G. Yang and others, 2019, ICLR: the gradient that batch norm makes grow.
#
# **Next**: [13, regularization](13-regularization.ipynb): what to do when the network has learned too well.
