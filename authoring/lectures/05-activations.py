# %% [markdown]
# # Activations
#
# You will be able to explain why a network needs a bend in every layer, choose one, and predict from its slope
# whether a deep network will learn.
#
# **Reading** 50 min · **Running** under 30 s on two cores · **Prerequisites** the derivative of $e^x$, the chain rule;
# [lecture 04](04-one-neuron-four-models.ipynb) (one neuron, four models) helps · **Practice**
# [assignment a03](../release/a03-activations/activations.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/05-activations.ipynb)
#
# **Needs** [04](04-one-neuron-four-models.ipynb) · **Used by** [06](06-losses.ipynb), [08](08-backpropagation.ipynb),
# [09](09-multilayer-perceptrons.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **show** that layers without a bend between them are one layer, whatever their number;
# - **derive** and **implement** nine activations with their slopes, and **check** each slope by finite differences;
# - **predict** how fast the gradient shrinks from layer to layer, and **recognize** saturated and dead units;
# - **implement** a softmax that survives large inputs, with its Jacobian and a temperature;
# - **choose** an activation for a hidden layer and for an output.

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
from functools import partial
from itertools import pairwise

import torch.nn.functional as F
from torch import nn

# %% [markdown]
# ## Ten layers, one line
#
# Two interleaved half moons; which point belongs to which? One neuron can only draw a straight line between them. So
# we take ten layers of neurons, 32 wide, 8,577 parameters. And then the same ten layers with one extra operation
# between them: replace every negative number by zero.


# %%
def ten_layers(bend, width=32):
    """Return ten linear layers with `bend` between them; nn.Identity leaves them as they are."""
    torch.manual_seed(0)
    parts = []
    for inputs, outputs in pairwise([2] + [width] * 9 + [1]):
        parts += [nn.Linear(inputs, outputs, dtype=torch.float64), bend()]
    return nn.Sequential(*parts[:-1], nn.Flatten(0))  # (n, 2) -> (n,)


def as_double(split):
    return data.Split(split.X.double(), split.y.double())


moons = data.moons()
train, test = as_double(moons.train), as_double(moons.test)
trained = {"nothing": ten_layers(nn.Identity), "max(0, z)": ten_layers(nn.ReLU)}
for network in trained.values():
    adam = torch.optim.Adam(network.parameters(), lr=0.003)
    loss = F.binary_cross_entropy_with_logits
    training.fit(network, train, loss=loss, optimizer=adam, epochs=60, progress=False)

# %%
across, up = torch.meshgrid(torch.linspace(-1.6, 2.6, 150), torch.linspace(-1.2, 1.7, 120), indexing="xy")  # (120, 150)
grid = torch.stack([across, up], dim=2).reshape(-1, 2).double()  # (18000, 2)
figure, axes = plt.subplots(1, 2, figsize=(9, 3.6))
for axis, (bend, network) in zip(axes, trained.items(), strict=True):
    with torch.no_grad():
        above = (network(grid) > 0).reshape(across.shape)  # (120, 150)
        right = metrics.accuracy(network(test.X), test.y)
    axis.contourf(across, up, above, levels=[-0.5, 0.5, 1.5], colors=[plots.SKY, plots.ORANGE], alpha=0.25)
    for k, color, marker in ((0, plots.BLUE, "o"), (1, plots.RED, "^")):
        axis.scatter(*train.X[train.y == k].T, s=12, color=color, marker=marker)
    axis.set(title=f"{bend} in between: {right:.0%} right", xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    axis.grid(False)
plots.show(
    figure,
    alt="The two moons and the regions of two networks of ten layers. With nothing between the layers the border is a "
    "straight line that cuts both moons. With max(0, z) between them it bends along the gap.",
)

# %% [markdown]
# The left network has 8,577 numbers to tune and draws a straight line. This is no accident of training. Multiply its
# ten weight matrices together and look at what remains:


# %%
def collapse(network):
    """Return the one W (1, 2) and b (1,) that do what all the linear layers do."""
    W, b = torch.eye(2, dtype=torch.float64), torch.zeros(2, dtype=torch.float64)  # (2, 2), (2,)
    for layer in network:
        if isinstance(layer, nn.Linear):
            W, b = layer.weight @ W, layer.weight @ b + layer.bias  # (outputs, 2), (outputs,)
    return W.detach(), b.detach()


W, b = collapse(trained["nothing"])
print(f"{sum(p.numel() for p in trained['nothing'].parameters()):,} parameters do the work of {W.numel() + b.numel()}:")
print(f"z = {W[0, 0]:.3f} x1 + {W[0, 1]:.3f} x2 + {b[0]:.3f}")
assert torch.allclose(trained["nothing"](test.X), test.X @ W[0] + b, atol=1e-9)
bent = trained["max(0, z)"]
assert not torch.allclose(bent(test.X), test.X @ collapse(bent)[0][0] + collapse(bent)[1], atol=0.1)

# %% [markdown]
# In symbols, two linear layers with weights $W_1, W_2$ and biases $b_1, b_2$ are one:
#
# $$W_2 (W_1 x + b_1) + b_2 = \underbrace{(W_2 W_1)}_{W} x + \underbrace{(W_2 b_1 + b_2)}_{b}$$
#
# and so are ten, by repetition. An **activation** is a function $f$ with a bend in it, put between them and applied
# to each neuron alone: $z = Wx + b$ is the **pre-activation**, $a = f(z)$ the activation. Now nothing multiplies out.
#
# **Checkpoint.** Why does $f(z) = 3z + 1$ not help?
#
# <details><summary>Answer</summary>
#
# It is itself a linear layer, with weight 3 and bias 1, so it is swallowed like the others. What helps is a *change*
# of slope.
# </details>

# %% [markdown]
# ## The family
#
# A good bend is cheap, and it has a slope worth following: training moves a weight by the slope of the loss, and
# every bend on the way multiplies its own slope into that (the chain rule). So each activation is two functions.
#
# | name | $a = f(z)$ | slope $f'(z)$ | range | flat for |
# | --- | --- | --- | --- | --- |
# | **step** | $1$ if $z \gt 0$, else $0$ | $0$ | $\{0, 1\}$ | all $z$ |
# | **sigmoid** σ | $1/(1 + e^{-z})$ | $a(1 - a)$, at most $\tfrac14$ | $(0, 1)$ | large $\lvert z\rvert$ |
# | **tanh** | $(e^z - e^{-z})/(e^z + e^{-z})$ | $1 - a^2$, at most $1$ | $(-1, 1)$ | large $\lvert z\rvert$ |
# | **arctan** | $\arctan z$ | $1/(1 + z^2)$, at most $1$ | $(-\tfrac\pi2, \tfrac\pi2)$ | very large $\lvert z\rvert$ |
# | **ReLU** | $\max(0, z)$ | $0$ or $1$ | $[0, \infty)$ | $z \lt 0$ |
# | **leaky ReLU** | $z$ if $z \gt 0$, else $\alpha z$ | $1$ or $\alpha$ | all numbers | nowhere |
# | **ELU** | $z$ if $z \gt 0$, else $\alpha(e^z - 1)$ | $1$ or $a + \alpha$ | $(-\alpha, \infty)$ | very negative $z$ |
# | **softplus** | $\ln(1 + e^z)$ | $\sigma(z)$ | $(0, \infty)$ | very negative $z$ |
# | **GELU** | $z\,\Phi(z)$ | $\Phi(z) + z\,\varphi(z)$ | $[-0.17, \infty)$ | very negative $z$ |
#
# ReLU is short for rectified linear unit, ELU for exponential and GELU for Gaussian error linear unit;
# $\alpha \gt 0$ is a constant you choose. $\Phi$ is the share of a standard normal distribution that lies
# below $z$, and $\varphi(z) = e^{-z^2/2}/\sqrt{2\pi}$ its density. Two of the slopes deserve their derivation.
# With $a = (1 + e^{-z})^{-1}$,
#
# $$f'(z) = \frac{e^{-z}}{(1 + e^{-z})^2} = \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}} = a(1 - a),$$
#
# and for softplus the chain rule gives $e^z/(1 + e^z)$, which is $\sigma(z)$. As code, each function returns the pair
# $(a, f'(z))$. Note how many slopes are cheap once $a$ is known:


# %%
def step(z):
    return (z > 0).to(z), torch.zeros_like(z)


def sigmoid(z):
    a = 1 / (1 + torch.exp(-z))
    return a, a * (1 - a)


def tanh(z):
    a = 2 * sigmoid(2 * z)[0] - 1  # a sigmoid, stretched: see "One family, few ideas"
    return a, 1 - a**2


def arctan(z):
    return torch.atan(z), 1 / (1 + z**2)


def relu(z):
    return z.clamp(min=0), (z > 0).to(z)


# %%
def leaky_relu(z, alpha=0.01):
    slope = torch.where(z > 0, torch.ones_like(z), alpha)
    return slope * z, slope


def elu(z, alpha=1.0):
    below = alpha * torch.expm1(z.clamp(max=0))  # expm1(z) = e^z - 1, exact near 0; the clamp keeps e^z small
    return torch.where(z > 0, z, below), torch.where(z > 0, torch.ones_like(z), below + alpha)


def softplus(z):
    a = z.clamp(min=0) + torch.log1p(torch.exp(-z.abs()))  # ln(1 + e^z), with no large exponent
    return a, sigmoid(z)[0]


def gelu(z):
    below = (1 + torch.erf(z / 2**0.5)) / 2  # Phi: the normal distribution's share below z
    density = torch.exp(-(z**2) / 2) / (2 * torch.pi) ** 0.5
    return z * below, below + z * density


# %% [markdown]
# Do not believe the table. Measure every slope with finite differences, $\bigl(f(z + h) - f(z - h)\bigr) / 2h$, and
# compare values and slopes with PyTorch's own (autograd, which lecture 08 builds, gives its slopes):

# %%
FAMILY = {"step": step, "sigmoid": sigmoid, "tanh": tanh, "arctan": arctan, "ReLU": relu, "leaky ReLU": leaky_relu}
FAMILY |= {"ELU": elu, "softplus": softplus, "GELU": gelu}
LIBRARY = {"step": lambda z: (z > 0).to(z), "sigmoid": torch.sigmoid, "tanh": torch.tanh, "arctan": torch.atan}
LIBRARY |= {"ReLU": F.relu, "leaky ReLU": F.leaky_relu, "ELU": F.elu, "softplus": F.softplus, "GELU": F.gelu}


def measured_slope(f, z, h=1e-6):
    return (f(z + h) - f(z - h)) / (2 * h)


z, worst = torch.linspace(-6, 6, 240, dtype=torch.float64, requires_grad=True), {}  # (240,), without 0
for name, f in FAMILY.items():
    a, slope = f(z)  # (240,), (240,)
    measured = measured_slope(lambda z, f=f: f(z)[0], z).detach()  # (240,)
    theirs = LIBRARY[name](z)  # (240,)
    autograd = torch.autograd.grad(theirs.sum(), z)[0] if theirs.requires_grad else torch.zeros_like(z)  # (240,)
    worst[name] = [(x - y).abs().max().item() for x, y in ((slope, measured), (a, theirs), (slope, autograd))]
    print(f"{name:11} slope - measured {worst[name][0]:.0e}   value - torch {worst[name][1]:.0e}", end="")
    print(f"   slope - autograd {worst[name][2]:.0e}")
assert max(max(errors) for errors in worst.values()) < 1e-8

# %% [markdown]
# We left out $z = 0$, where step, ReLU and leaky ReLU have a corner. There the measurement averages two slopes, and
# every library picks one:

# %%
corner = torch.zeros(1, dtype=torch.float64, requires_grad=True)  # (1,)
print(
    "ReLU at 0: measured", measured_slope(lambda z: relu(z)[0], corner).item(), " ours", relu(corner)[1].item(), end=""
)
print("  torch's", torch.autograd.grad(F.relu(corner).sum(), corner)[0].item())

# %% [markdown]
# The choice does no harm: among real numbers, $z$ is hardly ever exactly 0. Now the portraits. **Look at the shaded
# parts**: there the slope is below 5 % of its largest value. We say the unit is **saturated**; hardly anything that
# comes later can tell it to change. (Leaky ReLU is drawn with $\alpha = 0.1$; with the usual 0.01 its left half would
# be shaded, too.)

# %%
z = torch.linspace(-5, 5, 401, dtype=torch.float64)  # (401,)
portraits = FAMILY | {"leaky ReLU": partial(leaky_relu, alpha=0.1)}
figure, axes = plt.subplots(3, 3, figsize=(9, 7.4), sharex=True)
for axis, (name, f) in zip(axes.flat, portraits.items(), strict=True):
    a, slope = f(z)  # (401,), (401,)
    saturated = slope.abs() <= 0.05 * slope.max()  # (401,)
    axis.fill_between(z, -1.8, 3.2, where=saturated, color="lightgray", alpha=0.6, linewidth=0)
    axis.plot(z, a, color=plots.BLUE, label="a = f(z)")
    axis.plot(z, slope, "--", color=plots.RED, label="slope f'(z)")
    axis.set(title=name if name != "leaky ReLU" else "leaky ReLU, alpha = 0.1", ylim=(-1.8, 3.2), xlim=(-5, 5))
for axis in axes[2]:
    axis.set_xlabel("pre-activation z")
axes[0, 1].legend(loc="upper left", fontsize=9)
figure.suptitle("Squashers go flat on both sides, most rectifiers on one", fontweight="bold")
plots.show(
    figure,
    alt="Nine small plots of activation and slope. Step is shaded everywhere; tanh on both sides from about 2, sigmoid "
    "and arctan only beyond 4; ReLU on the whole left; ELU and softplus below -3, GELU below -2.3 and in a sliver near "
    "-0.75, where its dip has its bottom; leaky ReLU nowhere.",
)

# %% [markdown]
# The step was the first activation (lecture 02): like a nerve cell, it fires or it does not. It is also the only one
# here that cannot be trained, for its slope says nothing anywhere. The sigmoid is the step made smooth, so that there
# is a slope to follow.
#
# **Checkpoint.** Why is ReLU not simply a straight line, as it consists of two straight pieces?
#
# <details><summary>Answer</summary>
#
# Its slope changes at 0, and each neuron puts its 0 elsewhere. A sum of many such corners can follow any curve as
# closely as you like; a sum of lines stays a line. (Exercise 4 builds a tent out of three.)
# </details>
#
# ### Play with it


# %%
def draw_tangent(name, z, alpha):
    """Draw one activation with its tangent at z, and its slope."""
    uses_alpha = name in ("leaky ReLU", "ELU")
    f = partial(FAMILY[name], alpha=alpha) if uses_alpha else FAMILY[name]
    line = torch.linspace(-6, 6, 401, dtype=torch.float64)  # (401,)
    a, slope = (value.item() + 0.0 for value in f(torch.tensor(z, dtype=torch.float64)))  # + 0.0 turns -0 into 0
    largest = f(line)[1].max().item()
    share = slope / largest if largest else 0.0
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
    left.plot(line, f(line)[0], color=plots.BLUE)
    left.axline((z, a), slope=slope, color=plots.RED, linewidth=1.5)
    left.plot(z, a, "o", color=plots.RED, markersize=9)
    title = f"{name}, alpha = {alpha:.2f}" if uses_alpha else name
    left.set(title=f"{title}: f({z:.1f}) = {a:.3f}", xlabel="z", ylabel="a = f(z)", xlim=(-6.3, 6.3))
    left.set_ylim((-1.8, 1.8) if name in ("step", "sigmoid", "tanh", "arctan") else (-1.8, 6))
    right.plot(line, f(line)[1], "--", color=plots.RED)
    right.plot(z, slope, "o", color=plots.RED, markersize=9)
    right.set(title=f"slope {slope:.3f}, {share:.0%} of its largest", xlabel="z", ylabel="f'(z)", ylim=(-0.25, 1.25))
    words = f"{title} at z = {z:.1f}: value {a:.3f}; the tangent there has slope {slope:.3f}"
    words += f", {share:.0%} of the largest slope." if largest else ", as everywhere."
    return plots.describe(figure, words if uses_alpha else f"{words} (alpha plays no part in {name}.)")


# %%
widgets.explore(
    draw_tangent,
    name=widgets.choice("activation", list(FAMILY), "ELU"),
    z=widgets.slider("z", -6.0, 6.0, 0.1, -1.5),
    alpha=widgets.slider("alpha", 0.0, 1.0, 0.05, 0.5),
)

# %% [markdown]
# **Try** ELU first, and find the $\alpha$ at which its corner disappears. With leaky ReLU, what are $\alpha = 0$ and
# $\alpha = 1$? Then take the sigmoid and drag $z$ out until the slope falls below 5 % of its largest, and switch to
# tanh and arctan. **Notice** that tanh is flat by $z = 2.2$, the sigmoid by 4.4 and arctan, just, by 4.4 too, and that
# GELU's slope is negative for a while and above 1 for another.

# %% [markdown]
# ## One family, few ideas
#
# Most of these are each other in disguise. A claim of equality is easy to test on ten thousand points:

# %%
z = torch.linspace(-8, 8, 10_001, dtype=torch.float64)  # (10001,)
by_formula = (z.exp() - (-z).exp()) / (z.exp() + (-z).exp())  # (10001,)
assert torch.allclose(by_formula, 2 * torch.sigmoid(2 * z) - 1), "tanh is a stretched and shifted sigmoid"
assert torch.allclose(measured_slope(lambda z: softplus(z)[0], z), torch.sigmoid(z), atol=1e-8), "softplus' = sigmoid"
assert torch.allclose(softplus(z)[0] - softplus(-z)[0], z), "softplus(z) - softplus(-z) = z"
assert torch.equal(leaky_relu(z, 0.0)[0], relu(z)[0]) and torch.equal(leaky_relu(z, 1.0)[0], z)

exact = gelu(z)[0]  # (10001,)
cubic = z / 2 * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (z + 0.044715 * z**3)))  # (10001,)
errors = {"the tanh form": (cubic - exact).abs(), "z sigmoid(1.702 z)": (z * torch.sigmoid(1.702 * z) - exact).abs()}
for name, error in errors.items():
    print(f"GELU by {name}: off by at most {error.max():.5f}, at |z| = {z[error.argmax()].abs():.2f}")
assert torch.allclose(cubic, F.gelu(z, approximate="tanh"))
assert errors["the tanh form"].max() < 5e-4 and 0.02 < errors["z sigmoid(1.702 z)"].max() < 0.021

# %% [markdown]
# So tanh is the sigmoid's symmetric form, and softplus, ELU and GELU are ReLUs with a soft corner. GELU's two
# approximations come from its paper; weights trained with one of the three should be run with the same one.

# %% [markdown]
# ## What depth does to a slope
#
# Take a chain of single neurons, $a_l = f(z_l)$ with $z_l = w_l\,a_{l-1}$, for $l = 1, \dots, L$. How does the loss
# $J$ at the end depend on the first pre-activation? The chain rule multiplies along the way:
#
# $$\frac{\partial J}{\partial z_1} = f'(z_1)\; w_2 f'(z_2) \;\cdots\; w_L f'(z_L) \; \frac{\partial J}{\partial a_L}$$
#
# One factor $f'$ for each layer. For a sigmoid each is at most $\tfrac14$, so ten layers leave at most
# $4^{-10} \approx 10^{-6}$, unless the weights make up for it. In a wide layer of $n$ inputs and random weights of
# variance $1/n$, $n$ terms of size $1/n$ add up to 1: on average the weights neither help nor hurt, and we can
# predict: **from layer to layer the gradient shrinks by the root mean square (RMS) of the slopes.** Let us try to
# refute that, on digits, ten layers of 128 units, nothing trained yet.


# %%
digits = data.standardize(data.digits())
images, labels = digits.train.X[:500].flatten(1).double(), digits.train.y[:500]  # (500, 64), (500,)


def layer_by_layer(f, seed, gain=1.0, layers=10, width=128):
    """Return, for each layer, its slopes and the gradient of the loss with respect to its z, (500, width) each."""
    generator = torch.Generator().manual_seed(seed)
    a, z, slopes = images, [], []
    for outputs in [width] * layers + [10]:
        W = torch.randn(outputs, a.shape[1], generator=generator, dtype=a.dtype)  # (outputs, inputs)
        z.append((a @ (gain * W / a.shape[1] ** 0.5).T).requires_grad_())  # (500, outputs)
        a, slope = f(z[-1])  # (500, outputs) each
        slopes.append(slope.detach())
    loss = F.cross_entropy(z.pop(), labels)  # lecture 06; the last z are the outputs
    return slopes[:-1], torch.autograd.grad(loss, z)


# %%
CONTENDERS = {"sigmoid": ("o", plots.BLUE), "tanh": ("s", plots.RED), "ReLU": ("^", plots.GREEN)}
CONTENDERS |= {"GELU": ("D", plots.ORANGE)}
gradients = {name: [] for name in CONTENDERS}  # of (layers,): each layer's gradient, as a share of the last one's
for name in CONTENDERS:
    for seed in range(5):
        slopes, gradient = layer_by_layer(FAMILY[name], seed)
        size = np.array([g.norm().item() for g in gradient])  # (10,)
        rms = np.array([slope.square().mean().sqrt().item() for slope in slopes])  # (10,)
        gradients[name].append(size / size[-1])
        assert np.allclose(size[:-1] / size[1:], rms[:-1], rtol=0.15), "the factor is the RMS slope"
    print(f"{name:8} RMS slope {rms[:-1].mean():.2f} a layer; first layer's gradient / last layer's:", end="")
    print("".join(f" {g[0]:.0e}" for g in gradients[name]))
assert all(g[0] < 1e-5 for g in gradients["sigmoid"]) and all(g[0] > 0.1 for g in gradients["tanh"])

# %% [markdown]
# The prediction holds at each of nine layers, for four activations and five seeds, within 15 %. Next, the same
# networks with larger weights: how many units are saturated?

# %%
gains = [0.5, 1, 2, 4, 8]
shares = {name: np.zeros((5, len(gains))) for name in CONTENDERS}  # (seeds, gains)
for name, share in shares.items():
    largest = FAMILY[name](torch.linspace(-6, 6, 1001))[1].max()
    for seed, column in np.ndindex(share.shape):
        slopes, _ = layer_by_layer(FAMILY[name], seed, gains[column])
        share[seed, column] = torch.cat(slopes).abs().le(0.05 * largest).double().mean()

figure, (left, right) = plt.subplots(1, 2, figsize=(9.4, 3.9))
for name, (marker, color) in CONTENDERS.items():
    left.plot(range(1, 11), np.mean(gradients[name], axis=0), marker=marker, color=color, label=name)
    right.plot(gains, shares[name].mean(axis=0), marker=marker, color=color, label=name)
left.set(title="Sigmoids: two millionths arrive", yscale="log", xlabel="layer", ylabel="gradient (last layer = 1)")
left.set_xticks([1, 4, 7, 10])
left.legend()
right.set(title="Large weights saturate squashers", xscale="log", ylim=(-0.03, 1), xlabel="weights multiplied by")
right.set(ylabel="share of saturated units")
right.set_xticks(gains, labels=gains)
right.minorticks_off()
plots.show(
    figure,
    alt="Left: from layer 10 back to layer 1 the gradient falls to 0.3 of itself for tanh, 0.04 for ReLU, 0.004 for "
    "GELU and two millionths for sigmoid. Right: as the weights grow from half to eight times their size, the share of "
    "saturated units rises from 0 to 77 percent for tanh, 42 for sigmoid and 49 for GELU; ReLU stays at 50 percent.",
)

# %%
for name, share in shares.items():
    means = zip(gains, share.mean(axis=0), strict=True)
    print(f"{name:8}" + "".join(f"  x{gain}: {mean:4.0%}" for gain, mean in means))
assert (shares["sigmoid"][:, 1] < 0.01).all(), "at the usual size no sigmoid is saturated"
assert (shares["tanh"][:, 4] > 0.7).all() and (shares["tanh"][:, 1] < 0.02).all()
assert (abs(shares["ReLU"] - 0.5) < 0.05).all(), "half of the ReLUs are off, at every size"

# %% [markdown]
# Two different ills. The left one needs no saturation: at the usual size *no* sigmoid is saturated, and still only
# two millionths arrive, because its slope is never above $\tfrac14$: the **vanishing gradient**. (GELU sinks toward
# ½ a layer, since its signal shrinks too, and at 0 its slope is ½.) The right one is saturation proper. ReLU has
# neither in that form: half of its units are off for a given image, whatever the size of the weights, but the other
# half passes the gradient on untouched. Lecture 12 scales the weights so that its factor, $\sqrt{1/2}$, goes to 1
# as well.
#
# **Checkpoint.** Why does multiplying all weights by 4 leave ReLU's share exactly where it was?
#
# <details><summary>Answer</summary>
#
# $\max(0, 4z) = 4\max(0, z)$: no sign changes, so the same units are on. There is no scale at which ReLU "begins" to
# bend. Sigmoid and tanh have one, about $\lvert z\rvert = 2$.
# </details>

# %% [markdown]
# ## Softmax: a whole layer at once
#
# To choose one of $K$ classes, an output layer turns $K$ numbers $z_1, \dots, z_K$ (the **logits**) into
# probabilities. In words: make them positive with $e^z$, then divide by their sum.
#
# $$p_k = \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}} \qquad\qquad
# \frac{\partial p_k}{\partial z_j} = p_k\,(\delta_{kj} - p_j)$$
#
# where $\delta_{kj}$ is 1 if $k = j$ and 0 otherwise. Every output depends on every input, so its slope is a matrix,
# the **Jacobian**: $\mathrm{diag}(p) - p\,p^\top$. Adding a constant $c$ to all logits multiplies above and below by
# $e^c$ and changes nothing. We use that freedom to subtract the largest, so that no exponent is above 0:


# %%
def softmax(z, temperature=1.0):
    z = z / temperature  # (..., K)
    e = torch.exp(z - z.amax(dim=-1, keepdim=True))  # (..., K), the largest is e^0 = 1
    return e / e.sum(dim=-1, keepdim=True)  # (..., K)


def softmax_jacobian(z):
    p = softmax(z)  # (K,)
    return torch.diag(p) - torch.outer(p, p)  # (K, K), row k holds the slopes of p_k


z = torch.tensor([2.0, 1.0, 0.0, -1.0], dtype=torch.float64)  # (4,)
h = 1e-6
columns = [(softmax(z + h * e) - softmax(z - h * e)) / (2 * h) for e in torch.eye(4).double()]  # one (4,) for each z_j
print("p =", [round(p, 3) for p in softmax(z).tolist()], " sum", softmax(z).sum().item())
print(softmax_jacobian(z).numpy().round(3))
assert torch.allclose(softmax_jacobian(z), torch.stack(columns, dim=1), atol=1e-9)
assert torch.allclose(softmax_jacobian(z), torch.autograd.functional.jacobian(lambda z: torch.softmax(z, 0), z))

# %%
assert torch.allclose(softmax(z), torch.softmax(z, dim=0))
assert torch.allclose(softmax(z), softmax(z + 123.0)), "a shift changes nothing"
assert torch.allclose(softmax_jacobian(z).sum(dim=1), torch.zeros(4).double()), (
    "hence the rows of the Jacobian sum to 0"
)
assert torch.allclose(softmax(1e4 * z), torch.tensor([1.0, 0, 0, 0]).double()), "no overflow at logits of 20,000"
two = torch.stack([z, torch.zeros(4).double()], dim=1)  # (4, 2)
assert torch.allclose(softmax(two)[:, 0], sigmoid(z)[0]), "softmax of (z, 0) is the sigmoid of z"

# %% [markdown]
# The last line closes the circle: for two classes, softmax *is* the sigmoid of the difference of the logits. And what
# does the scale of the logits do? Dividing them by a **temperature** $T$ shows it:

# %%
figure, axes = plt.subplots(1, 4, figsize=(9, 2.7), sharey=True)
for axis, T in zip(axes, (0.25, 1.0, 4.0, 100.0), strict=True):
    p = softmax(z, T)  # (4,)
    bars = axis.bar(["2", "1", "0", "−1"], p, color=plots.BLUE)
    axis.bar_label(bars, [f"{share:.2f}" for share in p.tolist()], fontsize=9)
    axis.set(title=f"T = {T:g}", ylim=(0, 1.12), xlabel="logit")
    axis.grid(False)
axes[0].set_ylabel("probability")
figure.suptitle("Cold softmax picks a winner, hot softmax forgets who won", fontweight="bold")
plots.show(
    figure,
    alt="Softmax of the logits 2, 1, 0, -1 at four temperatures. At 0.25 the first class has 0.98; at 1 the four "
    "have 0.64, 0.24, 0.09 and 0.03; at 4 they are closer; at 100 all have 0.25.",
)
assert torch.allclose(softmax(z, 1e6), torch.full((4,), 0.25).double(), atol=1e-5) and softmax(z, 0.01)[0] > 0.999

# %% [markdown]
# **Checkpoint.** Why are the entries on the Jacobian's diagonal never negative, and all the others never positive?
#
# <details><summary>Answer</summary>
#
# On the diagonal stands $p_k(1 - p_k) \ge 0$: raising a class's own logit raises its share. Off it, $-p_k p_j \le 0$:
# the probabilities share one cake, so what one wins the others lose.
# </details>

# %% [markdown]
# ## An experiment that could have failed
#
# Theory says that a bend beats none, and that with depth the size of the slope decides. So: same two moons, same 16
# units a layer, same starting weights, optimizer and number of steps; only $f$ changes. Once with one hidden layer,
# once with fifteen, on five seeds for weights and data. The **baseline** is a single linear neuron, the **ablation**
# is $f(z) = z$. To be quick, the five networks train side by side in one stack of matrices.


# %%
def networks(depth, gain=1.0, width=16):
    """Return weights (5, outputs, inputs) and biases (5, 1, outputs) of five networks, one for each seed."""
    generators = [torch.Generator().manual_seed(seed) for seed in range(5)]
    parameters = []
    for inputs, outputs in pairwise([2] + [width] * depth + [1]):
        W = torch.stack([torch.randn(outputs, inputs, generator=g) for g in generators])  # (5, outputs, inputs)
        parameters += [gain * W / inputs**0.5, torch.zeros(5, 1, outputs)]
    return [p.requires_grad_() for p in parameters]


def forward(parameters, a, f):
    *hidden, (W_last, b_last) = zip(parameters[::2], parameters[1::2], strict=True)
    for W, b in hidden:
        a = f(torch.baddbmm(b, a, W.mT))  # f(a Wᵀ + b): (5, n, inputs) -> (5, n, width)
    return torch.baddbmm(b_last, a, W_last.mT).squeeze(2)  # (5, n)


def learn(parameters, f, eta, steps):
    optimizer = torch.optim.Adam(parameters, lr=eta)
    for _ in range(steps):
        loss = F.binary_cross_entropy_with_logits(forward(parameters, X, f), y, reduction="sum") / X.shape[1]
        optimizer.zero_grad()
        loss.backward()  # the networks share no weight, so each gets its own gradient
        optimizer.step()
    return parameters


# %%
five = [data.moons(seed=seed) for seed in range(5)]
X, X_test = (torch.stack([getattr(d, part).X for d in five]) for part in ("train", "test"))  # (5, 300, 2), (5, 100, 2)
y, y_test = (
    torch.stack([getattr(d, part).y for d in five]).float() for part in ("train", "test")
)  # (5, 300), (5, 100)


def accuracies(parameters, f):
    return ((forward(parameters, X_test, f) > 0) == y_test).float().mean(dim=1).detach().numpy()  # (5,)


def nothing(z):
    return z


line = accuracies(learn(networks(0), nothing, 0.05, 300), nothing)  # (5,)
found = {}  # (depth, name) -> (5,)
for depth, eta in ((1, 0.05), (15, 0.001)):
    for name, f in ({"nothing": nothing} | LIBRARY).items():
        found[depth, name] = accuracies(learn(networks(depth), f, eta, 300), f)

# %%
print(f"{'':12} one hidden layer: lowest, mean     fifteen: lowest, mean")
print(f"{'linear':12} {line.min():24.2f} {line.mean():7.3f}")
for name in ("nothing", *LIBRARY):
    low, deep = found[1, name], found[15, name]
    print(f"{name:12} {low.min():24.2f} {low.mean():7.3f} {deep.min():18.2f} {deep.mean():7.3f}")
for name in set(LIBRARY) - {"step"}:
    assert (found[1, name] > line + 0.03).all(), f"one layer: {name} beats the line on every seed"
for name in ("tanh", "arctan", "ReLU", "leaky ReLU", "ELU", "GELU"):
    assert (found[15, name] > line + 0.03).all(), f"fifteen layers: {name} still does"
assert all((abs(found[depth, "nothing"] - line) < 0.03).all() for depth in (1, 15)), "no bend: only a line"
assert (found[15, "sigmoid"] < line - 0.2).all(), "fifteen sigmoid layers learn nothing"

# %%
names = ["nothing", *LIBRARY]
figure, axes = plt.subplots(1, 2, figsize=(9.4, 4.2), sharey=True)
for axis, depth in zip(axes, (1, 15), strict=True):
    for row, name in enumerate(names):
        axis.plot(found[depth, name], [row] * 5, "o", color=plots.BLUE, alpha=0.4, markeredgewidth=0)
        axis.plot(found[depth, name].mean(), row, "|", color=plots.RED, markersize=18, markeredgewidth=3)
    axis.axvline(line.mean(), color=plots.BLACK, linestyle=":", label=f"a single line: {line.mean():.2f}")
    axis.set(xlim=(0.45, 1.02), xlabel="accuracy on new points")
    axis.legend(loc="lower left", bbox_to_anchor=(0, 0.08))
axes[0].set(title="One hidden layer: any smooth bend will do", yticks=range(len(names)), yticklabels=names)
axes[1].set_title("Fifteen: the slope decides")
axes[0].invert_yaxis()
plots.show(
    figure,
    alt="Accuracy on five seeds by activation. With one hidden layer, nothing and step stay near the line's 0.89 or "
    "below, all others reach about 0.99. With fifteen, sigmoid is at 0.5 on all seeds, step between 0.4 and 0.8, "
    "softplus near the line; tanh, arctan, ReLU, leaky ReLU, ELU and GELU stay near 0.98.",
)

# %% [markdown]
# **Look at sigmoid**: among the best on the left, a coin toss on the right, since fifteen factors below $\tfrac14$
# leave a billionth of the gradient. The step learns in its output layer only; its hidden weights stay as they were
# drawn, and fifteen random layers scramble the moons. Softplus, with slopes near ½, gets no further than a line in
# this time. How much of this is the formula, and how much the size of the weights? Exercise 5 tries a rescue.
#
# **Checkpoint.** Before you run it again with 3,000 steps instead of 300, what do you expect of "nothing" and of
# "sigmoid" with fifteen layers?
#
# <details><summary>Answer</summary>
#
# "Nothing" cannot change: the best line is the best line. For sigmoid one may hope, as a small gradient is not none
# and Adam (lecture 11) rescales small gradients. We tried: still 0.50. The first layer's gradient is near $10^{-11}$,
# less than the $10^{-8}$ that Adam adds to avoid dividing by zero.
# </details>

# %% [markdown]
# ## What goes wrong
#
# **A right value with a `nan` slope.** In single precision $e^{100}$ is `inf`. Some formulas survive that, their
# derivatives may not:

# %%
z = torch.tensor([-100.0, 0.0, 100.0], requires_grad=True)  # (3,), float32
for name, a in {"by hand": 1 / (1 + torch.exp(-z)), "torch.sigmoid": torch.sigmoid(z)}.items():
    (slope,) = torch.autograd.grad(a.sum(), z)  # (3,)
    print(f"sigmoid, {name:13}  a {a.tolist()}   slope {slope.tolist()}")
    assert a.isfinite().all() and slope.isnan().any() == (name == "by hand")
naive = torch.exp(z) / torch.exp(z).sum()  # (3,)
print(f"softmax, by hand        p {naive.tolist()}   ours {softmax(z).tolist()}")
assert naive.isnan().any() and torch.allclose(softmax(z), torch.softmax(z, 0))

# %% [markdown]
# Symptom: the loss is fine, and a step later all weights are `nan`. Cause: the chain rule meets $0 \cdot \infty$.
# Remedy: use the library's functions, or never let a positive number into an exponent.
#
# **Dead ReLUs.** If a unit's $z$ is negative for *every* training point, its slope is 0 for every point, and no
# gradient will ever move it again. A few bold steps do it:


# %%
def dead(parameters):
    """Return which hidden units have z <= 0 on all training points: (5, width), true or false."""
    return (torch.baddbmm(parameters[1], X, parameters[0].mT) <= 0).all(dim=1)  # (5, 300, width) -> (5, width)


for name in ("ReLU", "leaky ReLU"):
    parameters = learn(networks(1), LIBRARY[name], eta=2.0, steps=10)  # far too large a rate ...
    before = dead(parameters)  # (5, width)
    parameters = learn(parameters, LIBRARY[name], eta=0.05, steps=600)  # ... then a good one
    after, gradient = dead(parameters), parameters[0].grad.abs().sum(dim=2)  # (5, width), (5, width, 2) -> (5, width)
    back = (before & ~after).sum() / before.sum()
    accuracy = accuracies(parameters, LIBRARY[name]).mean()
    print(f"{name:10}: {before.float().mean():.0%} of the units below zero everywhere after 10 bold steps; ", end="")
    print(f"{back:.0%} of those came back in 600 good ones. Accuracy {accuracy:.3f}")
    if name == "ReLU":
        assert back == 0 and (gradient[before] == 0).all(), "a dead unit gets no gradient and stays dead"
assert (gradient[before] > 0).all() and back > 0.1, "leaky units keep a gradient, and some come back"

# %% [markdown]
# Symptom: units that are 0 on the whole training set, a capacity you pay for and do not have. Here the others are
# enough, in a narrow network they may not be. Remedy: a smaller rate, or a bend that is flat nowhere.
#
# **Softmax over the wrong axis.** A batch of logits is $(n, K)$. Normalize over the batch instead of the classes, and
# nothing complains; the numbers even look like probabilities:

# %%
logits = torch.tensor([[2.0, 1.0, 0.0], [2.0, 1.0, 0.0], [5.0, 4.0, 3.0]])  # (n, K) = (3, 3)
for dim, over in ((1, "over the classes"), (0, "over the batch")):
    print(f"{over}, dim={dim}: rows sum to", torch.softmax(logits, dim).sum(dim=1).numpy().round(3))
print(torch.softmax(logits, dim=0).numpy().round(3))
assert not torch.allclose(torch.softmax(logits, dim=0).sum(dim=1), torch.ones(3))

# %% [markdown]
# Symptom: a sample's answer depends on which others are in its batch. Remedy: assert that rows sum to 1.
#
# | where | take | because |
# | --- | --- | --- |
# | hidden layers | ReLU; GELU in transformers (lecture 28) | a slope of 1 where it is on |
# | output: any number | nothing | a squashed output cannot reach the target |
# | output: one yes or no, or several independent ones | sigmoid | each is a probability |
# | output: one of $K$ classes | softmax | the probabilities share 1 |
# | a gate, to let through a share (lecture 26) | sigmoid, tanh | between 0 and 1, or −1 and 1 |

# %% [markdown]
# ## Exercises
#
# ### 1. Which output? (★, 5 minutes)
#
# Which activation should the last layer have to predict (a) tomorrow's temperature in °C, (b) the rent of a flat, (c)
# which of five species a flower is, (d) which of twenty objects appear in a photo?
#
# <details><summary>Solution</summary>
#
# (a) None: any number may come. (b) Softplus, or $e^z$: rents are positive. A ReLU would do, too, but it is dead
# wherever it says 0. (c) Softmax over five. (d) Twenty sigmoids: the objects do not exclude one another.
# </details>
#
# ### 2. SiLU (★, 10 minutes)
#
# Many vision and language models use $f(z) = z\,\sigma(z)$. Derive its slope, check it, and find its lowest point.
#
# <details><summary>Solution</summary>
#
# By the product rule, with $s = \sigma(z)$: $f'(z) = s + z\,s(1 - s)$.
#
# ```python
# def silu(z):
#     s = torch.sigmoid(z)
#     return z * s, s + z * s * (1 - s)
#
# z = torch.linspace(-8, 8, 10_001, dtype=torch.float64)  # (10001,)
# a, slope = silu(z)  # (10001,), (10001,)
# assert torch.allclose(slope, measured_slope(lambda z: silu(z)[0], z), atol=1e-8)
# assert torch.allclose(a, F.silu(z))
# print(f"lowest: {a.min():.4f} at z = {z[a.argmin()]:.3f}")  # -0.2785 at -1.278
# ```
# </details>
#
# ### 3. How soft is softplus? (★★, 15 minutes)
#
# $f_\beta(z) = \ln(1 + e^{\beta z})/\beta$ has a sharper corner the larger $\beta$ is. Where is it farthest from
# ReLU, and how far? What is its slope?
#
# <details><summary>Solution</summary>
#
# For $z \gt 0$ the distance is $\ln(1 + e^{\beta z})/\beta - z = \ln(1 + e^{-\beta z})/\beta$, for
# $z \lt 0$ it is $\ln(1 + e^{\beta z})/\beta$; both fall away from $z = 0$, where it is $\ln 2/\beta$. The
# slope is $\sigma(\beta z)$.
#
# ```python
# z = torch.linspace(-8, 8, 10_001, dtype=torch.float64)  # (10001,)
# for beta in (1, 2, 10):
#     gap = softplus(beta * z)[0] / beta - relu(z)[0]  # (10001,)
#     assert torch.isclose(gap.max(), torch.tensor(2.0).double().log() / beta) and abs(z[gap.argmax()]) < 1e-9
#     assert torch.allclose(softplus(beta * z)[0] / beta, F.softplus(z, beta=beta), atol=1e-8)
# ```
# </details>
#
# ### 4. A tent of three ReLUs (★★, 15 minutes)
#
# Find weights and biases such that a sum of three ReLUs is 0 outside $[0, 2]$, rises to 1 at $z = 1$ and falls again.
# Why does that mean that one hidden layer can follow any continuous curve on an interval?
#
# <details><summary>Solution</summary>
#
# The slope has to change by $+1$, $-2$ and $+1$ at 0, 1 and 2:
#
# ```python
# def tent(z):
#     return relu(z)[0] - 2 * relu(z - 1)[0] + relu(z - 2)[0]
#
# points = torch.tensor([-3.0, 0.0, 0.5, 1.0, 1.5, 2.0, 7.0])  # (7,)
# assert torch.equal(tent(points), torch.tensor([0, 0, 0.5, 1, 0.5, 0, 0]))
# ```
#
# Put narrow tents side by side, each as high as the curve there: their sum joins the points by straight lines, and
# narrower tents come as close as you like. Lecture 09 goes on from here.
# </details>
#
# ### 5. Can the sigmoid be rescued? (★★★, 30 minutes, open)
#
# The sigmoid's slope is near $\tfrac14$. If that is all that is wrong, weights four times as large should mend it.
# Train fifteen layers with `networks(15, gain)` for several gains. Do the same to tanh. What happens, and where would
# you stop?
#
# <details><summary>Solution</summary>
#
# ```python
# for name in ("sigmoid", "tanh"):
#     for gain in (1, 2, 4, 8):
#         rescued = accuracies(learn(networks(15, gain), LIBRARY[name], 0.001, 300), LIBRARY[name])  # (5,)
#         print(f"{name}, weights x{gain}: lowest {rescued.min():.2f}, mean {rescued.mean():.3f}")
#         if (name, gain) == ("sigmoid", 8):
#             assert rescued.mean() > 0.9
# assert rescued.mean() < 0.9
# ```
#
# With larger weights the sigmoid learns, and tanh, whose slope was right to begin with, gets worse: it saturates. So
# the formula alone decides little; formula and weight scale together decide. There is more to try: longer training, a
# sigmoid shifted to $\sigma(z) - \tfrac12$, gains between. Lecture 12 chooses the scale by calculation.
# </details>

# %% [markdown]
# ## Summary
#
# - Without a bend between them, layers multiply out to one; any smooth bend ends that.
# - Each slope comes cheap with its value: $a(1 - a)$, $1 - a^2$, 0 or 1.
# - Per layer the gradient shrinks by about the RMS slope: at most $\tfrac14$ for sigmoid, $\sqrt{1/2}$ for ReLU.
# - Squashers saturate on both sides, ReLUs can die on one; library functions do not overflow.
# - Softmax: positive, sums to 1, blind to shifts; its temperature sets how sure it is.
#
# ## Where it came from
#
# - P.-F. Verhulst, 1845, *Recherches mathématiques sur la loi d'accroissement de la population*: the sigmoid, as the
#   growth of a population, under the name logistic.
# - W. McCulloch and W. Pitts, 1943, *A logical calculus of the ideas immanent in nervous activity*: the step.
# - K. Fukushima, 1969, *Visual feature extraction by a multilayered network of analog threshold elements*:
#   rectification in a layered network.
# - J. Bridle, 1990, *Probabilistic interpretation of feedforward classification network outputs, with relationships
#   to statistical pattern recognition*: the name softmax, for what physics knew as the Boltzmann distribution.
# - C. Dugas, Y. Bengio, F. Bélisle, C. Nadeau and R. Garcia, 2001, *Incorporating second-order functional knowledge
#   for better option pricing*: softplus.
# - V. Nair and G. Hinton, 2010, *Rectified linear units improve restricted Boltzmann machines*; X. Glorot, A. Bordes
#   and Y. Bengio, 2011, *Deep sparse rectifier neural networks*: ReLUs, and deep networks that train with them
#   without pretraining.
# - X. Glorot and Y. Bengio, 2010, *Understanding the difficulty of training deep feedforward neural networks*:
#   saturation and gradients, measured layer by layer.
# - A. Maas, A. Hannun and A. Ng, 2013, *Rectifier nonlinearities improve neural network acoustic models*: leaky ReLU.
# - D.-A. Clevert, T. Unterthiner and S. Hochreiter, 2016, *Fast and accurate deep network learning by exponential
#   linear units (ELUs)*, and D. Hendrycks and K. Gimpel, 2016, *Gaussian error linear units (GELUs)*.
#
# **Next**: [06, losses](06-losses.ipynb): what the output is compared with, and why the sigmoid has a partner.
