# %% [markdown]
# # Activations
#
# You will be able to explain what a network needs an activation function for, choose one, and recognize the units in
# which it has stopped working.
#
# **Reading** 35 min · **Running** under 30 s on two cores · **Prerequisites** the derivative of $e^x$, the chain rule;
# [lecture 04](04-one-neuron-four-models.ipynb) (one neuron, four models) helps · **Practice**
# [assignment a03](../release/a03-activations/activations.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/05-activations.ipynb)
#
# **Needs** [02](02-threshold-neurons.ipynb), [03](03-perceptron.ipynb), [04](04-one-neuron-four-models.ipynb) · **Used
# by** [06](06-losses.ipynb), [08](08-backpropagation.ipynb), [09](09-multilayer-perceptrons.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **show** what layers can draw when nothing stands between them;
# - **derive**, **implement** and **check** nine activation functions with their derivatives;
# - **recognize** saturated and dead units;
# - **implement** a softmax that survives large inputs, with a temperature;
# - **choose** an activation function for a hidden layer, and an output function.

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

COLORS = {
    "a": plots.BLACK,  # a = f(z), and below it f'(z)
    "derivative": plots.PURPLE,
    "sigmoid": plots.SKY,
    "tanh": plots.ORANGE,
    "ReLU": plots.GREEN,
    "GELU": plots.BLUE,
}

# %% [markdown]
# ## Ten layers and two moons
#
# Two half moons are interleaved, and a network has to say which point belongs to which. One neuron can only draw a
# straight line between them ([lecture 03](03-perceptron.ipynb)), so we take ten layers of neurons, 32 wide, with 8,577
# parameters. In one network nothing stands between the layers, while in the other a function $f$ replaces each negative
# number by zero.

# %% tags=["hide-input"]
pairs = [("Linear", "(batch, 32)"), ("f", "(batch, 32)"), ("8 more\npairs", "(batch, 32)")]
plots.show(plots.layers([("x", "(batch, 2)"), *pairs, ("Linear", "(batch, 1)")]))


# %%
def ten_layers(activation, width=32):
    """Return ten linear layers with `activation` between them; nn.Identity leaves them as they are."""
    torch.manual_seed(0)
    parts = []
    for inputs, outputs in pairwise([2] + [width] * 9 + [1]):
        parts += [nn.Linear(inputs, outputs, dtype=torch.float64), activation()]
    return nn.Sequential(*parts[:-1], nn.Flatten(0))  # (n, 2) -> (n,)


moons = data.moons()
train, test = (data.Split(split.X.double(), split.y.double()) for split in (moons.train, moons.test))
trained = {"nothing": ten_layers(nn.Identity), "max(0, z)": ten_layers(nn.ReLU)}
for network in trained.values():
    adam = torch.optim.Adam(network.parameters(), lr=0.003)
    loss = F.binary_cross_entropy_with_logits
    training.fit(network, train, loss=loss, optimizer=adam, epochs=60, progress=False)

# %% [markdown]
# **Choose.** What border will the network draw that has nothing between its ten layers?
#
# <details><summary>A smooth curve along the gap between the moons: 8,577 parameters are plenty for 300 points</summary>
#
# Parameters count only if they can do different things. Look at the picture, then at the product of the matrices.
# </details>
# <details><summary>A broken line of up to ten pieces, one for each layer</summary>
#
# A piece would need a place where one layer's line ends and another's begins. What in a sum of products could end it?
# </details>
# <details><summary>A straight line, as one neuron would</summary>
#
# So it is, and not because training failed: no setting of the 8,577 parameters gives anything else.
# </details>

# %% tags=["hide-input"]
across, up = torch.meshgrid(torch.linspace(-1.6, 2.6, 150), torch.linspace(-1.2, 1.7, 120), indexing="xy")  # (120, 150)
grid = torch.stack([across, up], dim=2).reshape(-1, 2).double()  # (18000, 2)
figure, axes = plt.subplots(1, 2, figsize=(9, 3.95))
for axis, (between, network) in zip(axes, trained.items(), strict=True):
    with torch.no_grad():
        one = (network(grid) >= 0).reshape(across.shape)  # (120, 150), where the answer is class 1
        right = metrics.accuracy(network(test.X), test.y)
    axis.contourf(across, up, one, levels=[-0.5, 0.5, 1.5], cmap=plots.CLASS_MAP, alpha=0.25)
    for k in (0, 1):
        axis.scatter(*train.X[train.y == k].T, s=14, **plots.points(f"class {k}"), label=f"class {k}")
    axis.set(title=f"{between} in between: {right:.0%} right", xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    axis.grid(False)
figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
plots.show(
    figure,
    alt="The two moons and the regions of two networks of ten layers. With nothing between the layers the border is a "
    "straight line that cuts both moons. With max(0, z) between them it bends along the gap.",
)

# %% [markdown]
# On the left, ten layers draw one straight line, which cuts off the tips of both moons, while on the right they follow
# the gap. To see why, multiply the left network's weight matrices together:


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
# In symbols, two linear layers with weights $W_1, W_2$ and biases $b_1, b_2$ are one linear layer, and so, by
# repetition, are ten:
#
# $$W_2 (W_1 x + b_1) + b_2 = \underbrace{(W_2 W_1)}_{W} x + \underbrace{(W_2 b_1 + b_2)}_{b}$$
#
# That is why something has to stand between layers that does not multiply out: an **activation function** $f$ with a
# bend in it (a nonlinearity). It is applied to each neuron alone and turns the **pre-activation** $z$ into the
# activation $a = f(z)$:

# %% tags=["hide-input"]
plots.show(plots.neuron(("x_1", "x_2", "...", "x_d"), bias="b", total="z", activation="f", output="a"))

# %% [markdown]
# **Checkpoint.** Why does $f(z) = 3z + 1$ not help?
#
# <details><summary>Answer</summary>
#
# It is itself a linear layer, with weight 3 and bias 1, so it is swallowed like the others. What helps is a *change*
# of the derivative.
# </details>

# %% [markdown]
# ## The family
#
# Almost any bend would do, so we can ask for one that is cheap and lets the network learn. Training moves a weight
# against the derivative (slope) of the loss, and every activation function on the way multiplies its own derivative
# into that. So each comes as a pair, $f$ and $f'$:
#
# | name | $a = f(z)$ | derivative $f'(z)$ | range |
# | --- | --- | --- | --- |
# | **step** | $1$ if $z \ge 0$, else $0$ | $0$ | $\{0, 1\}$ |
# | **sigmoid** $\sigma$ | $1/(1 + e^{-z})$ | $a(1 - a)$ | $(0, 1)$ |
# | **tanh** | $(e^z - e^{-z})/(e^z + e^{-z})$ | $1 - a^2$ | $(-1, 1)$ |
# | **arctan** | $\arctan z$ | $1/(1 + z^2)$ | $(-\tfrac\pi2, \tfrac\pi2)$ |
# | **ReLU** | $\max(0, z)$ | $0$ or $1$ | $[0, \infty)$ |
# | **leaky ReLU** | $z$ if $z \gt 0$, else $\alpha z$ | $1$ or $\alpha$ | all numbers |
# | **ELU** | $z$ if $z \gt 0$, else $\alpha(e^z - 1)$ | $1$ or $a + \alpha$ | $(-\alpha, \infty)$ |
# | **softplus** | $\ln(1 + e^z)$ | $\sigma(z)$ | $(0, \infty)$ |
# | **GELU** | $z\,\Phi(z)$ | $\Phi(z) + z\,\varphi(z)$ | $[-0.17, \infty)$ |
#
# ReLU is short for rectified linear unit, ELU for exponential and GELU for Gaussian error linear unit, and
# $\alpha \gt 0$ is a constant you choose. $\Phi$ is the share of a standard normal distribution below $z$, and
# $\varphi(z) = e^{-z^2/2}/\sqrt{2\pi}$ its density. The sigmoid's derivative deserves its derivation:
#
# $$\sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2} = \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}}
# = a(1 - a) \le \frac14$$
#
# In code each function returns the pair $(a, f'(z))$, and many derivatives cost next to nothing once $a$ is known:


# %%
def step(z):
    return (z >= 0).to(z), torch.zeros_like(z)


def sigmoid(z):
    a = 1 / (1 + torch.exp(-z))
    return a, a * (1 - a)


def tanh(z):
    a = 2 * sigmoid(2 * z)[0] - 1  # tanh is a sigmoid, stretched and shifted
    return a, 1 - a**2


def arctan(z):
    return torch.atan(z), 1 / (1 + z**2)


def relu(z):
    return z.clamp(min=0), (z > 0).to(z)


# %%
def leaky_relu(z, alpha=0.01):
    derivative = torch.where(z > 0, torch.ones_like(z), alpha)
    return derivative * z, derivative


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
# Do not believe the table: measure every derivative by nudging $z$ (finite differences),
# $\bigl(f(z + h) - f(z - h)\bigr) / 2h$, and compare values and derivatives with PyTorch's own:

# %%
FAMILY = {"step": step, "sigmoid": sigmoid, "tanh": tanh, "arctan": arctan, "ReLU": relu, "leaky ReLU": leaky_relu}
FAMILY |= {"ELU": elu, "softplus": softplus, "GELU": gelu}
LIBRARY = {"step": lambda z: (z >= 0).to(z), "sigmoid": torch.sigmoid, "tanh": torch.tanh, "arctan": torch.atan}
LIBRARY |= {"ReLU": F.relu, "leaky ReLU": F.leaky_relu, "ELU": F.elu, "softplus": F.softplus, "GELU": F.gelu}


def measured_derivative(f, z, h=1e-6):
    return (f(z + h) - f(z - h)) / (2 * h)


z, worst = torch.linspace(-6, 6, 240, dtype=torch.float64, requires_grad=True), {}  # (240,), without 0
for name, f in FAMILY.items():
    a, derivative = f(z)  # (240,), (240,)
    measured = measured_derivative(lambda z, f=f: f(z)[0], z).detach()  # (240,)
    theirs = LIBRARY[name](z)  # (240,)
    autograd = torch.autograd.grad(theirs.sum(), z)[0] if theirs.requires_grad else torch.zeros_like(z)  # (240,)
    worst[name] = [(x - y).abs().max().item() for x, y in ((derivative, measured), (a, theirs), (derivative, autograd))]
    print("{:11} f' - measured {:.0e}   f - torch {:.0e}   f' - torch {:.0e}".format(name, *worst[name]))
assert max(max(errors) for errors in worst.values()) < 1e-8
corner = torch.zeros(1, requires_grad=True)  # (1,)
assert torch.autograd.grad(F.relu(corner).sum(), corner)[0] == relu(corner)[1] == 0, "at the corner both choose 0"

# %% [markdown]
# Now that the pairs are right, look at their portraits. The shaded parts show where the derivative is below 5 % of its
# largest value. A unit there is **saturated**: hardly anything that comes later can tell it to change.

# %% tags=["hide-input"]
z = torch.linspace(-5, 5, 401, dtype=torch.float64)  # (401,)
portraits = FAMILY | {"leaky ReLU": partial(leaky_relu, alpha=0.1)}  # the usual 0.01 would count as flat
shaded = {}  # name -> the z at which it is saturated
figure, axes = plt.subplots(3, 3, figsize=(9, 7.4), sharex=True)
for axis, (name, f) in zip(axes.flat, portraits.items(), strict=True):
    a, derivative = f(z)  # (401,), (401,)
    saturated = derivative.abs() <= 0.05 * derivative.max()  # (401,)
    shaded[name] = z[saturated]
    axis.fill_between(z, -1.8, 3.2, where=saturated, color="lightgray", alpha=0.6, linewidth=0)
    axis.plot(z, a, color=COLORS["a"], label="a = f(z)")
    axis.plot(z, derivative, "--", color=COLORS["derivative"], label="derivative f'(z)")
    axis.set(title=name if name != "leaky ReLU" else "leaky ReLU, alpha = 0.1", ylim=(-1.8, 3.2), xlim=(-5, 5))
for axis in axes[2]:
    axis.set_xlabel("pre-activation z")
figure.legend(*axes[0, 1].get_legend_handles_labels(), loc="outside lower center", ncols=2)
figure.suptitle("Squashers go flat on both sides, most rectifiers on one", fontweight="bold")
plots.show(
    figure,
    alt="Nine small plots of activation and derivative. Step is shaded everywhere; tanh on both sides from about 2, "
    "sigmoid and arctan only beyond 4; ReLU on the whole left; ELU and softplus below -3, GELU below -2.3 and in a "
    "sliver near -0.75, where its dip has its bottom; leaky ReLU nowhere.",
)

# %%
assert all(shaded[name].min() == -5 and shaded[name].max() == 5 for name in ("sigmoid", "tanh", "arctan"))
assert all(shaded[name].max() <= 0 for name in ("ReLU", "ELU", "softplus", "GELU")) and len(shaded["leaky ReLU"]) == 0

# %% [markdown]
# The first four squash their input into an interval, so they are shaded at both ends, while ReLU and its relatives are
# shaded on the left at most. The step ([lecture 02](02-threshold-neurons.ipynb)) is shaded everywhere, which is why
# nobody can train through it. The sigmoid is the step made smooth, so that there is a derivative to follow.
#
# **Checkpoint.** Why is ReLU not simply a straight line, as it consists of two straight pieces?
#
# <details><summary>Answer</summary>
#
# Its derivative changes at 0, and each neuron puts its 0 elsewhere. A sum of many such corners can follow any curve as
# closely as you like, while a sum of lines stays a line. (Exercise 4 builds a tent out of three.)
# </details>
#
# ### Play with it


# %% tags=["hide-input"]
def draw_tangent(name, z, alpha):
    """Draw one activation function with its tangent at z, and its derivative."""
    uses_alpha = name in ("leaky ReLU", "ELU")
    f = partial(FAMILY[name], alpha=alpha) if uses_alpha else FAMILY[name]
    line = torch.linspace(-6, 6, 401, dtype=torch.float64)  # (401,)
    a, here = (value.item() + 0.0 for value in f(torch.tensor(z, dtype=torch.float64)))  # + 0.0 turns -0 into 0
    largest = f(line)[1].max().item()
    share = here / largest if largest else 0.0
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(3.1, 4.6), sharex=True, height_ratios=[3, 2])
    top.plot(line, f(line)[0], color=COLORS["a"])
    top.axline((z, a), slope=here, color=COLORS["derivative"], linewidth=1.5)
    top.plot(z, a, "o", color=COLORS["derivative"], markersize=9)
    title = f"{name}, alpha = {alpha:.2f}" if uses_alpha else name
    top.set_title(f"{title}\nf({z:.1f}) = {a:.3f}", fontsize=11)
    top.set(ylabel="a = f(z)", xlim=(-6.3, 6.3))
    top.set_ylim((-1.8, 1.8) if name in ("step", "sigmoid", "tanh", "arctan") else (-1.8, 6))
    bottom.plot(line, f(line)[1], "--", color=COLORS["derivative"])
    bottom.plot(z, here, "o", color=COLORS["derivative"], markersize=9)
    bottom.set_title(f"f' = {here:.3f}, {share:.0%} of its largest", fontsize=11)
    bottom.set(xlabel="z", ylabel="f'(z)", ylim=(-0.25, 1.25))
    words = f"{title} at z = {z:.1f}: value {a:.3f}; the tangent there has the derivative {here:.3f}"
    words += f", {share:.0%} of the largest." if largest else ", as everywhere."
    return plots.describe(figure, words if uses_alpha else f"{words} (alpha plays no part in {name}.)")


# %%
widgets.explore(
    draw_tangent,
    frames=[
        ("ELU, α = 0.5: a corner at 0", {}),
        ("ELU, α = 1: no corner", {"alpha": 1.0}),
        ("Sigmoid at 4.4: saturated", {"name": "sigmoid", "z": 4.4}),
    ],
    name=widgets.choice("activation", list(FAMILY), "ELU"),
    z=widgets.slider("z", -6.0, 6.0, 0.1, -1.5),
    alpha=widgets.slider("alpha", 0.0, 1.0, 0.05, 0.5),
)

# %% [markdown]
# **Try** to find the $\alpha$ at which ELU's corner disappears. What is leaky ReLU with $\alpha = 0$, and with 1? Then
# drag $z$ out until the derivative of tanh falls below 5 %. **Notice** that sigmoid and arctan need twice that $z$, and
# that GELU's derivative is negative for a while and above 1 for another.

# %% [markdown]
# ## Saturated units
#
# Whether a unit saturates depends on where its $z$ lies, and that depends on the weights. So we send 500 digits through
# ten untrained layers of 128 units with random weights of variance $1/n$ for $n$ inputs, and then through the same
# layers with larger weights.

# %%
digits = data.standardize(data.digits())
images, labels = digits.train.X[:500].flatten(1).double(), digits.train.y[:500]  # (500, 64), (500,)


def random_layers(f, seed, gain=1.0, layers=10, width=128):
    """Return the z of each hidden layer, (500, width) each, and of the outputs, (500, 10), with random weights."""
    generator = torch.Generator().manual_seed(seed)
    a, z = images, []
    for outputs in [width] * layers + [10]:
        W = torch.randn(outputs, a.shape[1], generator=generator, dtype=a.dtype)  # (outputs, inputs)
        z.append((a @ (gain * W / a.shape[1] ** 0.5).T).requires_grad_())  # (500, outputs)
        a, _ = f(z[-1])  # (500, outputs)
    return z[:-1], z[-1]


CONTENDERS = {"sigmoid": "o", "tanh": "s", "ReLU": "^", "GELU": "D"}  # and their markers
gains = [0.5, 1, 2, 4, 8]
shares = {name: np.zeros((5, len(gains))) for name in CONTENDERS}  # (seeds, gains)
for name, share in shares.items():
    largest = FAMILY[name](torch.linspace(-6, 6, 1001))[1].max()
    for seed, column in np.ndindex(share.shape):
        hidden, _ = random_layers(FAMILY[name], seed, gains[column])  # ten of (500, 128)
        share[seed, column] = FAMILY[name](torch.cat(hidden))[1].abs().le(0.05 * largest).double().mean()

# %% [markdown]
# **Guess.** At the usual size, fewer than two tanh units in a hundred are saturated. What percentage is, when all
# weights are eight times as large? And what percentage of the ReLUs?

# %%
guess_tanh = None  # a percentage, from 0 to 100
guess_relu = None

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.9))
for name, marker in CONTENDERS.items():
    axis.plot(gains, 100 * shares[name].mean(axis=0), marker=marker, color=COLORS[name], label=name)
for name, guess in (("tanh", guess_tanh), ("ReLU", guess_relu)):
    if guess is not None:
        axis.scatter(8, guess, s=90, zorder=5, **plots.points("guess"))
        axis.annotate(f"your guess: {name}", (8, guess), (-9, -4), textcoords="offset points", ha="right")
axis.set(title="Large weights saturate all but ReLU", xscale="log", ylim=(-3, 100), xlabel="weights multiplied by")
axis.set(ylabel="saturated units (%)")
axis.set_xticks(gains, labels=[f"{gain:g}" for gain in gains])
axis.minorticks_off()
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plots.show(
    figure,
    alt="Percentage of saturated units against the size of the weights, from half to eight times the usual. It rises "
    "from 0 to 77 for tanh, to 42 for sigmoid and to 49 for GELU; for ReLU it stays at 50.",
)

# %%
for name, share in shares.items():
    means = zip(gains, share.mean(axis=0), strict=True)
    print(f"{name:8}" + "".join(f"  x{gain}: {mean:4.0%}" for gain, mean in means))
assert (shares["sigmoid"][:, 1] < 0.01).all(), "at the usual size no sigmoid is saturated"
assert (shares["tanh"][:, 4] > 0.7).all() and (shares["tanh"][:, 1] < 0.02).all()
assert (abs(shares["ReLU"] - 0.5) < 0.05).all(), "half of the ReLUs are off, at every size"
assert (shares["GELU"][:, 2] > shares["tanh"][:, 2]).all() and (shares["GELU"] < 0.55).all()

# %% [markdown]
# Three curves climb as the weights grow. GELU's levels off at a half, because it is flat on one side only; tanh
# overtakes it, and the sigmoid comes last, since it is flat only beyond 4.4. ReLU's does not move: half of its units
# are off for a given image, and the other half passes the gradient on untouched. Lecture 12 will calculate how large
# weights should be.
#
# **Checkpoint.** Why does multiplying all weights by 4 leave ReLU's share exactly where it was?
#
# <details><summary>Answer</summary>
#
# $\max(0, 4z) = 4\max(0, z)$: no sign changes, so the same units are on. There is no scale at which ReLU "begins" to
# bend. Sigmoid and tanh have one, about $\lvert z\rvert = 4$ and $2$.
# </details>

# %% [markdown]
# ## Softmax: a whole layer at once
#
# So far $f$ looked at one neuron at a time, but the last layer of a classifier has to compare its neurons. Its **output
# function** $g$ turns the layer's $K$ numbers $z_1, \dots, z_K$ (the **logits**) into probabilities of $K$ classes, by
# making them positive with $e^z$ and then dividing by their sum:
#
# $$p_k = \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}}$$
#
# A constant $c$ added to all logits multiplies above and below by $e^c$ and changes nothing. So we may subtract the
# largest logit, and nothing can overflow:


# %%
def softmax(z, temperature=1.0):
    z = z / temperature  # (..., K)
    e = torch.exp(z - z.amax(dim=-1, keepdim=True))  # (..., K), the largest is e^0 = 1
    return e / e.sum(dim=-1, keepdim=True)  # (..., K)


z = torch.tensor([2.0, 1.0, 0.0, -1.0], dtype=torch.float64)  # (4,)
print("p =", [round(p, 3) for p in softmax(z).tolist()], " sum", round(softmax(z).sum().item(), 12))
assert torch.allclose(softmax(z), torch.softmax(z, dim=0))
assert torch.allclose(softmax(z), softmax(z + 123.0)), "a shift changes nothing"
assert torch.allclose(softmax(1e4 * z), torch.tensor([1.0, 0, 0, 0]).double()), "no overflow at logits of 20,000"
two = torch.stack([z, torch.zeros(4).double()], dim=1)  # (4, 2)
assert torch.allclose(softmax(two)[:, 0], sigmoid(z)[0]), "softmax of (z, 0) is the sigmoid of z"

# %% [markdown]
# The last line closes the circle, because for two classes softmax *is* the sigmoid of the difference of the logits. How
# sure the answer is depends on their scale, as dividing them by a **temperature** $T$ shows:

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 4, figsize=(9, 2.7), sharey=True)
for axis, T in zip(axes, (0.25, 1.0, 4.0, 100.0), strict=True):
    p = softmax(z, T)  # (4,)
    bars = axis.bar(["2", "1", "0", "−1"], p, color=COLORS["a"], alpha=0.7)
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
# At $T = \tfrac14$ nearly everything goes to the largest logit. At $T = 100$ the four bars are equal to two digits,
# although their order has not changed.

# %% [markdown]
# ## An experiment that could have failed
#
# We saw one bend beat none, on one seed. Now all nine compete on the two moons, with one hidden layer of 16 units and
# five seeds for weights and data. The **baseline** is a single linear neuron, and the **ablation** is $f(z) = z$.


# %%
def networks(depth, gain=1.0, width=16):
    """Return weights (5, outputs, inputs) and biases (5, 1, outputs) of five networks, to be trained side by side."""
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
y, y_test = (torch.stack([getattr(d, part).y for d in five]).float() for part in ("train", "test"))  # (5, n)


def accuracies(parameters, f):
    return ((forward(parameters, X_test, f) >= 0) == y_test).float().mean(dim=1).detach().numpy()  # (5,)


ACTIVATIONS = {"nothing": lambda z: z} | LIBRARY
line = accuracies(learn(networks(0), ACTIVATIONS["nothing"], 0.05, 300), ACTIVATIONS["nothing"])  # (5,)
found = {name: accuracies(learn(networks(1), f, 0.05, 300), f) for name, f in ACTIVATIONS.items()}  # (5,) each

# %% [markdown]
# **Guess.** A single straight line is right on 89 % of the new points, on average, and eight of the nine activation
# functions on 98 % or more. What percentage does the step reach, whose derivative is 0 everywhere?

# %%
guess_step = None  # a percentage, from 0 to 100

# %% tags=["hide-input", "main-result"]
names = list(ACTIVATIONS)
figure, axis = plt.subplots(figsize=(7.4, 4.2))
for row, name in enumerate(names):
    axis.plot(found[name], [row] * 5, "o", color=plots.ROLES["test"].color, alpha=0.5, markeredgewidth=0)
    axis.plot(found[name].mean(), row, "|", color="black", markersize=18, markeredgewidth=3)
axis.axvline(line.mean(), **plots.line("baseline"), label=f"a single line: {line.mean():.2f}")
if guess_step is not None:
    axis.scatter(guess_step / 100, names.index("step"), s=90, zorder=5, **plots.points("guess"), label="your guess")
axis.set(
    xlabel="accuracy on new points (a dot: one seed, a bar: their mean)", yticks=range(len(names)), yticklabels=names
)
axis.set_title("Every bend that can be trained beats the line")
axis.invert_yaxis()
axis.legend(loc="lower left")
plots.show(
    figure,
    alt="Accuracy on five seeds by activation function, with a bar at the mean. Nothing lies on the line's 0.89 and "
    "step a little below it, scattered from 0.80 to 0.93; all others lie between 0.97 and 1.",
)

# %%
print(f"{'':12} lowest   mean\n{'single line':12} {line.min():6.2f} {line.mean():6.3f}")
for name, each in found.items():
    print(f"{name:12} {each.min():6.2f} {each.mean():6.3f}")
for name in set(LIBRARY) - {"step"}:
    assert (found[name] > line + 0.03).all(), f"{name} beats the line on every seed"
assert (abs(found["nothing"] - line) < 0.03).all(), "no bend: only a line"
assert all(each.mean() >= 0.98 for name, each in found.items() if name not in ("nothing", "step"))
assert found["step"].mean() < line.mean(), "and the step does worse than no hidden layer at all"

# %% [markdown]
# The ablation does no better than the baseline, so what made the difference
# was not how many neurons there were, but that each of them bends. The surprise is the step, which *has* a bend and
# still ends below the straight line: its derivative is 0, so its hidden weights stay as they were drawn, and the output
# layer has to make do with 16 random cuts.
#
# The other eight do about equally well, until depth tells them apart. Every layer multiplies its derivatives into the
# gradient, so fifteen sigmoid layers learn nothing: that is the vanishing gradient, the subject of [lecture
# 08](08-backpropagation.ipynb).

# %% [markdown]
# ## Deeper: what depth does to a derivative
#
# Take a chain of ten single neurons, $a_l = f(z_l)$ with $z_l = w_l\,a_{l-1}$. The chain rule multiplies along the way
# from the loss $L$ to the first pre-activation:
#
# $$\frac{\partial L}{\partial z_1} = f'(z_1)\; w_2 f'(z_2) \;\cdots\; w_{10} f'(z_{10}) \;
# \frac{\partial L}{\partial a_{10}}$$
#
# There is one factor $f'$ for each layer. For a sigmoid each is at most $\tfrac14$, so ten layers leave at most
# $4^{-10} \approx 10^{-6}$, unless the weights make up for it. In a wide layer of $n$ inputs and random weights of
# variance $1/n$, $n$ terms of size $1/n$ add up to 1: on average the weights neither help nor hurt, and we can
# predict: **from layer to layer the gradient shrinks by the root mean square (RMS) of the derivatives.** Let us try to
# refute that on the digits, with the ten layers from above.

# %%
gradients = {name: [] for name in CONTENDERS}  # of (layers,): each layer's gradient, as a share of the last one's
for name in CONTENDERS:
    for seed in range(5):
        hidden, outputs = random_layers(FAMILY[name], seed)  # ten of (500, 128), and (500, 10)
        loss = F.cross_entropy(outputs, labels)  # lecture 06
        size = np.array([g.norm().item() for g in torch.autograd.grad(loss, hidden)])  # (10,)
        rms = np.array([FAMILY[name](z)[1].square().mean().sqrt().item() for z in hidden])  # (10,)
        gradients[name].append(size / size[-1])
        assert np.allclose(size[:-1] / size[1:], rms[:-1], rtol=0.15), "the factor is the RMS derivative"
    print(f"{name:8} RMS derivative {rms[:-1].mean():.2f} a layer; first layer's gradient / last layer's:", end="")
    print("".join(f" {g[0]:.0e}" for g in gradients[name]))
assert all(1e-6 < g[0] < 3e-6 for g in gradients["sigmoid"]) and all(g[0] > 0.1 for g in gradients["tanh"])

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.9))
for name, marker in CONTENDERS.items():
    axis.plot(range(1, 11), np.mean(gradients[name], axis=0), marker=marker, color=COLORS[name], label=name)
axis.set(
    title="Two millionths arrive through sigmoids", yscale="log", xlabel="layer", ylabel="gradient (last layer = 1)"
)
axis.set_xticks(range(1, 11))
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plots.show(
    figure,
    alt="From layer 10 back to layer 1 the gradient falls to 0.3 of itself for tanh, 0.04 for ReLU, 0.004 for GELU and "
    "two millionths for sigmoid.",
)

# %% [markdown]
# The prediction holds at each of nine layers, for four activation functions and five seeds, within 15 %. This ill is
# another one than saturation: at the usual size *no* sigmoid is saturated, and still only two millionths arrive. GELU
# sinks toward ½ a layer, because its signal shrinks too, and at 0 its derivative is ½. ReLU's factor is $\sqrt{1/2}$,
# since half of its units are off. What does that mean for training? We repeat the experiment with fifteen hidden
# layers.

# %%
deep = {name: accuracies(learn(networks(15), f, 0.001, 300), f) for name, f in ACTIVATIONS.items()}  # (5,) each
for name, each in deep.items():
    print(f"{name:12} one hidden layer: mean {found[name].mean():.3f}   fifteen: {each.min():.2f}, {each.mean():.3f}")
for name in ("tanh", "arctan", "ReLU", "leaky ReLU", "ELU", "GELU"):
    assert (deep[name] > line + 0.03).all(), f"fifteen layers: {name} still beats the line"
assert (abs(deep["nothing"] - line) < 0.03).all() and (deep["sigmoid"] < line - 0.2).all()

# %% [markdown]
# Look at sigmoid: it is among the best with one hidden layer and a coin toss with fifteen, because fifteen factors
# below $\tfrac14$ leave at most a billionth of the gradient. Softplus, with derivatives near ½, gets no further than
# about the line in this time, and fifteen layers of random steps scramble the moons. How much of this is the formula,
# and how much the size of the weights? Exercise 5 tries a rescue.
#
# **Checkpoint.** Before you run it again with 3,000 steps instead of 300, what do you expect of "nothing" and of
# "sigmoid" with fifteen layers?
#
# <details><summary>Answer</summary>
#
# "Nothing" cannot change: the best line is the best line. For sigmoid one may hope, as a small gradient is not none
# and Adam (lecture 11) rescales small gradients. We tried: still 0.50. The first layer's gradient is far below the
# $10^{-8}$ that Adam adds to avoid dividing by zero.
# </details>

# %% [markdown]
# ## Deeper: one family, few ideas
#
# Most of these functions are each other in disguise. A claim of equality is easy to test on ten thousand points:

# %%
points = torch.linspace(-8, 8, 10_001, dtype=torch.float64)  # (10001,)
by_formula = (points.exp() - (-points).exp()) / (points.exp() + (-points).exp())  # (10001,)
assert torch.allclose(by_formula, 2 * torch.sigmoid(2 * points) - 1), "tanh is a stretched and shifted sigmoid"
rising = measured_derivative(lambda z: softplus(z)[0], points)  # (10001,)
assert torch.allclose(rising, torch.sigmoid(points), atol=1e-8), "softplus' = sigmoid"
assert torch.allclose(softplus(points)[0] - softplus(-points)[0], points), "softplus(z) - softplus(-z) = z"
assert torch.equal(leaky_relu(points, 0.0)[0], relu(points)[0]) and torch.equal(leaky_relu(points, 1.0)[0], points)

exact = gelu(points)[0]  # (10001,)
cubic = points / 2 * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (points + 0.044715 * points**3)))  # (10001,)
by_sigmoid = points * torch.sigmoid(1.702 * points)  # (10001,)
for name, other in {"the tanh form": cubic, "z sigmoid(1.702 z)": by_sigmoid}.items():
    error = (other - exact).abs()  # (10001,)
    print(f"GELU by {name}: off by at most {error.max():.5f}, at |z| = {points[error.argmax()].abs():.2f}")
assert torch.allclose(cubic, F.gelu(points, approximate="tanh"))
assert (cubic - exact).abs().max() < 5e-4 and 0.02 < (by_sigmoid - exact).abs().max() < 0.021

# %% [markdown]
# So tanh is the sigmoid's symmetric form, and softplus, ELU and GELU are ReLUs with a soft corner. GELU's two
# approximations come from its paper, and weights trained with one of the three should be run with the same one.

# %% [markdown]
# ## Deeper: the derivative of softmax is a matrix
#
# Every output of softmax depends on every input, so its derivative is a matrix, the **Jacobian**:
#
# $$\frac{\partial p_k}{\partial z_j} = p_k\,(\delta_{kj} - p_j), \qquad \text{as a matrix} \quad
# \mathrm{diag}(p) - p\,p^\top$$
#
# where $\delta_{kj}$ is 1 if $k = j$ and 0 otherwise. Again we measure before we believe:


# %%
def softmax_jacobian(z):
    p = softmax(z)  # (K,)
    return torch.diag(p) - torch.outer(p, p)  # (K, K), row k holds the derivatives of p_k


h = 1e-6
columns = [(softmax(z + h * e) - softmax(z - h * e)) / (2 * h) for e in torch.eye(4).double()]  # one (4,) for each z_j
print(softmax_jacobian(z).numpy().round(3))
assert torch.allclose(softmax_jacobian(z), torch.stack(columns, dim=1), atol=1e-9)
assert torch.allclose(softmax_jacobian(z), torch.autograd.functional.jacobian(lambda z: torch.softmax(z, 0), z))
assert torch.allclose(softmax_jacobian(z).sum(dim=1), torch.zeros(4).double()), "a shift changes nothing: rows sum to 0"

# %% [markdown]
# **Checkpoint.** Why are the entries on the Jacobian's diagonal never negative, and all the others never positive?
#
# <details><summary>Answer</summary>
#
# On the diagonal stands $p_k(1 - p_k) \ge 0$: raising a class's own logit raises its share. Off it, $-p_k p_j \le 0$:
# the probabilities share one cake, so what one wins the others lose.
# </details>

# %% [markdown]
# ## What goes wrong
#
# Activation functions fail quietly, because their values look right. Here are two failures.
#
# **A right value with a `nan` derivative.** In single precision $e^{100}$ is `inf`. Some formulas survive that, but
# their derivatives may not:

# %%
logits = torch.tensor([-100.0, 0.0, 100.0], requires_grad=True)  # (3,), float32
for name, a in {"by hand": 1 / (1 + torch.exp(-logits)), "torch.sigmoid": torch.sigmoid(logits)}.items():
    (derivative,) = torch.autograd.grad(a.sum(), logits)  # (3,)
    print(f"sigmoid, {name:13}  a {a.tolist()}   derivative {derivative.tolist()}")
    assert a.isfinite().all() and derivative.isnan().any() == (name == "by hand")
naive = torch.exp(logits) / torch.exp(logits).sum()  # (3,)
print(f"softmax, by hand        p {naive.tolist()}   ours {softmax(logits).tolist()}")
assert naive.isnan().any() and torch.allclose(softmax(logits), torch.softmax(logits, 0))

# %% [markdown]
# You will recognize it because the loss is fine, and one step later all weights are `nan`. The cause is that the chain
# rule meets $0 \cdot \infty$, and the remedy is to use the library's functions.
#
# **Dead ReLUs.** If a unit's $z$ is negative for *every* training point, its derivative is 0 for every point, and no
# gradient will ever move it again. A few steps that are far too large do it:


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
    print(f"{name:10}: {before.float().mean():.0%} of the units below zero everywhere after 10 large steps; ", end="")
    print(f"{back:.0%} of those came back in 600 good ones. Accuracy {accuracy:.3f}")
    if name == "ReLU":
        assert back == 0 and (gradient[before] == 0).all(), "a dead unit gets no gradient and stays dead"
assert (gradient[before] > 0).all() and back > 0.1, "leaky units keep a gradient, and some come back"

# %% [markdown]
# The symptom is units that are 0 on the whole training set, which a narrow network cannot afford. The remedy is a
# smaller learning rate, or an activation function that is flat nowhere. To choose well in the first place:
#
# | where | take | because |
# | --- | --- | --- |
# | hidden layers | ReLU; GELU in transformers (lecture 28) | derivative 1 where it is on |
# | output: any number | nothing | a squashed output cannot reach the target |
# | output: independent yes or no | sigmoid | each is a probability |
# | output: one of $K$ classes | softmax | the probabilities share 1 |
# | a gate (lecture 26) | sigmoid | it lets through a share |
#
# ### Deeper: softmax over the wrong axis
#
# A batch of logits has the shape $(n, K)$. If you normalize over the batch instead of
# the classes, nothing complains, and the numbers even look like probabilities:

# %%
batch = torch.tensor([[2.0, 1.0, 0.0], [2.0, 1.0, 0.0], [5.0, 4.0, 3.0]])  # (n, K) = (3, 3)
for dim, over in ((1, "over the classes"), (0, "over the batch")):
    print(f"{over}, dim={dim}: rows sum to", torch.softmax(batch, dim).sum(dim=1).numpy().round(3))
assert not torch.allclose(torch.softmax(batch, dim=0).sum(dim=1), torch.ones(3))

# %% [markdown]
# The symptom is that the answer for one example depends on which others are in its batch. The remedy is to assert that
# rows sum to 1.

# %% [markdown]
# ## Exercises
#
# ### 1. Which output? (★, 5 minutes)
#
# Which output function should the last layer have to predict (a) tomorrow's temperature in °C, (b) the rent of a flat,
# (c) which of five species a flower is, (d) which of twenty objects appear in a photo?
#
# <details><summary>Solution</summary>
#
# (a) None: any number may come. (b) Softplus, or $e^z$: rents are positive. A ReLU would do, too, but it is dead
# wherever it says 0. (c) Softmax over five. (d) Twenty sigmoids: the objects do not exclude one another.
# </details>
#
# ### 2. SiLU (★, 10 minutes)
#
# Many vision and language models use $f(z) = z\,\sigma(z)$. Derive its derivative, check it, and find its lowest point.
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
# a, derivative = silu(z)  # (10001,), (10001,)
# assert torch.allclose(derivative, measured_derivative(lambda z: silu(z)[0], z), atol=1e-8)
# assert torch.allclose(a, F.silu(z))
# print(f"lowest: {a.min():.4f} at z = {z[a.argmin()]:.3f}")  # -0.2785 at -1.278
# ```
# </details>
#
# ### Deeper: 3. How soft is softplus? (★★, 15 minutes)
#
# $f_\beta(z) = \ln(1 + e^{\beta z})/\beta$ has a sharper corner the larger $\beta$ is. Where is it farthest from
# ReLU, and how far? What is its derivative?
#
# <details><summary>Solution</summary>
#
# For $z \gt 0$ the distance is $\ln(1 + e^{\beta z})/\beta - z = \ln(1 + e^{-\beta z})/\beta$, for
# $z \lt 0$ it is $\ln(1 + e^{\beta z})/\beta$; both fall away from $z = 0$, where it is $\ln 2/\beta$. The
# derivative is $\sigma(\beta z)$.
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
# ### Deeper: 4. A tent of three ReLUs (★★, 15 minutes)
#
# Find weights and biases such that a sum of three ReLUs is 0 outside $[0, 2]$, rises to 1 at $z = 1$ and falls again.
# Why does that mean that one hidden layer can follow any continuous curve on an interval?
#
# <details><summary>Solution</summary>
#
# The derivative has to change by $+1$, $-2$ and $+1$ at 0, 1 and 2:
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
# ### Deeper: 5. Can the sigmoid be rescued? (★★★, 30 minutes, open)
#
# The sigmoid's derivative is near $\tfrac14$ (see "Deeper: what depth does to a derivative"). If that is all that is
# wrong, weights four times as large should mend it. Train fifteen layers with `networks(15, gain)` for several gains.
# Do the same to tanh. What happens, and where would you stop?
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
# With larger weights the sigmoid learns, and tanh, whose derivative was right to begin with, gets worse: it saturates.
# So the formula alone decides little; formula and weight scale together decide. There is more to try: longer training,
# a sigmoid shifted to $\sigma(z) - \tfrac12$, gains between. Lecture 12 chooses the scale by calculation.
# </details>

# %% [markdown]
# ## Summary
#
# - Without a nonlinearity between them, layers multiply out to one; any bend ends that.
# - A derivative comes cheap with its value: $a(1 - a)$, $1 - a^2$, 0 or 1. That of the step cannot train anything.
# - Squashers saturate on both sides, the more the larger the weights; ReLUs can die on one.
# - Softmax: positive, sums to 1, blind to shifts; its temperature sets how sure it is.
#
# ## Where it came from
#
# ### Deeper: the papers
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
