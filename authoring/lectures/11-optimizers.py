# %% [markdown]
# # Optimizers
#
# You will be able to say what momentum, Adam and a schedule each remember, write every one of them as a line of code,
# and tell from the shape of a problem which memory will help.
#
# **Reading** 35 min · **Running** under 30 s on two cores · **Prerequisites**
# [07 (gradient descent)](07-gradient-descent.ipynb) and [10 (training in PyTorch)](10-training-in-pytorch.ipynb) ·
# **Practice** [assignment a08](../release/a08-optimizers/optimizers.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/11-optimizers.ipynb)
#
# **Needs** [07](07-gradient-descent.ipynb), [10](10-training-in-pytorch.ipynb) · **Used by**
# [12](12-initialization-and-normalization.ipynb), [13](13-regularization.ipynb), [25](25-rnn.ipynb),
# [26](26-lstm-gru.ipynb), [43](43-neural-odes-and-physics.ipynb), [46](46-trust-and-foundation-models.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **implement** momentum, AdaGrad, RMSProp, Adam and AdamW in one loop;
# - **predict** from a valley's shape and direction how much momentum and Adam will save;
# - **derive** Adam's bias correction and its three laws;
# - **compare** optimizers fairly, and **schedule** a learning rate;
# - **diagnose** the three mistakes that ruin most runs.

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
from functools import partial

import torch.nn.functional as F
from torch import nn

# %% [markdown]
# ## A map that somebody turned
#
# [Lecture 07](07-gradient-descent.ipynb) ended in a valley that no learning rate crosses quickly,
# $\theta_1^2/\kappa+\theta_2^2$, whose condition number κ says how much flatter it is along than across. Here three
# optimizers walk in it from (9, 3) until they are within 0.001 of the minimum. Take them as black boxes for now.


# %%
def turn(degrees):
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return torch.tensor([[c, -s], [s, c]], dtype=torch.float64)  # (2, 2)


def valley(kappa, degrees):
    """Return the Hessian of the valley on a map turned by so many degrees, and the start on that map."""
    Q, curvatures = turn(degrees), torch.tensor([2 / kappa, 2.0], dtype=torch.float64)  # (2, 2), (2,)
    return Q @ torch.diag(curvatures) @ Q.T, Q @ torch.tensor([9.0, 3.0], dtype=torch.float64)  # (2, 2), (2,)


def steps_needed(make, kappa, degrees):
    """Count the steps that one of PyTorch's optimizers takes to the minimum."""
    H, start = valley(kappa, degrees)
    theta, steps = nn.Parameter(start), 0  # (2,)
    optimizer = make([theta])
    while theta.detach().norm() >= 1e-3:
        theta.grad = H @ theta.detach()  # (2, 2) @ (2,) -> (2,), the gradient of theta' H theta / 2
        optimizer.step()
        steps += 1
    return steps


# %%
def black_boxes(kappa):
    root = math.sqrt(kappa)  # the first two get their best settings, which "Deeper" derives
    return {
        "gradient descent": partial(torch.optim.SGD, lr=kappa / (kappa + 1)),
        "momentum": partial(torch.optim.SGD, lr=2 * kappa / (root + 1) ** 2, momentum=((root - 1) / (root + 1)) ** 2),
        "Adam": partial(torch.optim.Adam, lr=0.1),
    }


def count_all(degrees):
    counts = {k: {n: steps_needed(make, k, degrees) for n, make in black_boxes(k).items()} for k in (10, 100, 1000)}
    for kappa, row in counts.items():
        print(f"kappa {kappa:4d}: ", row)
    return counts


upright = count_all(degrees=0)
assert upright[10]["Adam"] == upright[1000]["Adam"] > upright[1000]["momentum"]

# %% [markdown]
# For ten times the κ, gradient descent needs ten times the steps and momentum about three times, while Adam does not
# notice κ at all. Now turn the sheet of paper on which all this is drawn:

# %% tags=["hide-input"]
COLORS = {"gradient descent": plots.BLUE, "momentum": plots.ORANGE, "Nesterov": plots.YELLOW, "Adam": plots.GREEN} | {
    "AdaGrad": plots.PURPLE, "RMSProp": plots.SKY, "AdamW": plots.BLACK, "map": plots.SKY
}  # fmt: skip

figure, axes = plt.subplots(1, 2, figsize=(9, 3.6))
for axis, degrees in zip(axes, (0, 45), strict=True):
    H, start = valley(10, degrees)
    across, up = np.meshgrid(np.linspace(-12, 12, 120), np.linspace(-10.5, 10.5, 120))  # (120, 120) each
    points = np.stack([across, up], axis=-1)  # (120, 120, 2)
    height = np.einsum("abi,ij,abj->ab", points, H.numpy(), points) / 2  # (120, 120)
    axis.contour(across, up, height, levels=[0.5, 2, 5, 10, 20, 40, 70], colors=COLORS["map"], linewidths=1)
    axis.plot(*start, "o", color="black", markersize=7)
    axis.plot(0, 0, "*", color="black", markersize=12)
    axis.annotate("start", start, (-8, 7), textcoords="offset points", ha="right")
    axis.set(title=f"The valley, turned by {degrees}°", xlabel=r"$\theta_1$", ylabel=r"$\theta_2$", aspect="equal")
    axis.grid(False)
plots.show(
    figure,
    alt="Contours of the same long valley twice, with a dot for the start and a star for the minimum. On the left the "
    "valley runs along the first axis; on the right valley, start and star are turned together by 45 degrees.",
)

# %% [markdown]
# **Choose.** Whose number of steps changes?
#
# <details><summary>Nobody's: it is the same valley</summary>
#
# It is the same valley, but an optimizer does not see valleys. It sees a list of two numbers, and what those numbers
# are depends on how the axes lie. Whether that matters depends on what is done with each number *separately*.
# </details>
#
# <details><summary>Everybody's: all numbers are different now</summary>
#
# The numbers change, but for some rules all of them turn together: a step that is a multiple of the gradient turns with
# the map, and so does a sum of such steps.
# </details>
#
# <details><summary>Only Adam's</summary>
#
# Right, and the reason is the second half of this lecture: of the three, only Adam treats every coordinate by itself.
# </details>

# %%
turned = count_all(degrees=45)
for kappa, row in turned.items():
    assert {n for n in row if row[n] != upright[kappa][n]} == {"Adam"} and row["Adam"] > row["gradient descent"]
assert turned[1000]["Adam"] > 15 * upright[1000]["Adam"]

# %% [markdown]
# Gradient descent and momentum take the same steps, to the last one. Adam, which had ignored κ, now falls behind even
# plain gradient descent. Why did it not notice κ, and why does it notice a turned sheet of paper?
#
# ## One loop and its memory
#
# Every optimizer of this lecture is gradient descent with a memory. For each parameter on its own, a gradient comes in,
# two memories may change, and a step leaves:

# %% tags=["hide-input", "drawing"]
figure, axis = plt.subplots(figsize=(9, 3.5))
box, arrow = {"boxstyle": "round,pad=0.5", "facecolor": "white"}, {"arrowstyle": "-|>", "color": "black"}
parts = "gradient $g_t$", r"divide: $\hat m_t\,/\sqrt{\hat v_t}$", r"times $-\eta$", r"$\theta_t$"
for x, words in zip((0.1, 6.1, 8.1, 9.6), parts, strict=True):
    axis.text(x, 2, words, ha="center", va="center", bbox=box, fontsize=12)
for y, name, words, users, fading in [
    (3.1, "momentum", "memory of the direction $m$", "momentum, Nesterov, Adam", 0.9 ** np.arange(24)),
    (0.9, "Adam", "memory of the size $v$", "AdaGrad, RMSProp, Adam", 0.99 ** np.arange(24)),
]:
    axis.bar(2.1 + 0.09 * np.arange(24), 0.55 * fading, 0.06, bottom=y - 0.55, color=COLORS[name])
    axis.text(3.15, y + 0.25, f"{words}\nused by {users}", ha="center", va="center", fontsize=8)
    axis.text(2.05, y - 0.7, "now" + " " * 42 + "past", va="center", fontsize=8)
    axis.add_patch(plt.Rectangle((1.85, y - 0.82), 2.6, 1.5, facecolor="none", edgecolor="black"))
    axis.annotate("", (1.85, y), (0.85, 2 + 0.3 * np.sign(y - 2)), arrowprops=arrow)
    axis.annotate("", (5.45, 2 + 0.25 * np.sign(y - 2)), (4.45, y), arrowprops=arrow)
for x in (7.1, 8.75):
    axis.annotate("", (x + 0.42, 2), (x, 2), arrowprops=arrow)
axis.set(xlim=(-0.85, 9.95), ylim=(-0.1, 4.1), title="One parameter: its gradient, two memories, one step")
axis.axis("off")
plots.show(
    figure,
    alt="A gradient goes into two boxes. The upper one remembers the direction m, in bars that fade quickly into the "
    "past; the lower one the size v, in bars that fade slowly. Both meet in a box that divides m by the square root of "
    "v; the quotient times minus the learning rate changes theta.",
)

# %% [markdown]
# Gradient descent uses neither box. As code, a *rule* takes gradient, memory and number of the step, and returns the
# direction to step against:


# %%
def descend(gradient, theta, rule, eta, steps, decay=0.0):
    """Return the path theta_0, ..., theta_steps of an optimizer, one row for each."""
    path, memory = [theta], {}
    for t in range(1, steps + 1):
        theta = theta - eta * (rule(gradient(theta), memory, t) + decay * theta)  # (p,)
        path.append(theta)
    return torch.stack(path)  # (steps + 1, p)


def plain(g, memory, t):
    return g


# %% [markdown]
# ## Remember the direction
#
# Along the valley the gradients agree from step to step, while across it they change sign. A sum makes the first kind
# grow and lets the second kind cancel. **Momentum** steps along a sum in which the past fades:
#
# $$m_t = \beta\, m_{t-1} + g_t \qquad \theta_t = \theta_{t-1} - \eta\, m_t$$
#
# The part $\beta<1$ of the memory $m$ survives each step. Nesterov's variant steps along $g_t+\beta m_t$, as if the
# next step had been taken already.


# %%
def momentum(g, memory, t, beta=0.9):
    memory["m"] = beta * memory.get("m", 0) + g  # (p,)
    return memory["m"]


def nesterov(g, memory, t, beta=0.9):
    return g + beta * momentum(g, memory, t, beta)  # (p,)


# %% [markdown]
# With the best η and β, each step multiplies the distance by $(\sqrt\kappa-1)/(\sqrt\kappa+1)$, where gradient
# descent has $(\kappa-1)/(\kappa+1)$: momentum turns κ into $\sqrt\kappa$, as the slopes on the right show.

# %% tags=["hide-input"]
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.9), width_ratios=[3, 2])
H, start = valley(100, 0)
across, up = np.meshgrid(np.linspace(-4, 10, 120), np.linspace(-4, 4, 120))  # (120, 120) each
left.contour(across, up, across**2 / 100 + up**2, levels=[0.1, 0.5, 1.5, 4, 8], colors=COLORS["map"], linewidths=1)
for name, rule, eta in [("gradient descent", plain, 100 / 101), ("momentum", momentum, 0.4)]:
    path = descend(H.mv, start, rule, eta, 40)  # (41, 2)
    left.plot(*path.T, "o-", color=COLORS[name], markersize=3, linewidth=1)
left.plot(0, 0, "*", color="black", markersize=12)
left.set(title="40 steps, κ = 100", xlabel=r"$\theta_1$", ylabel=r"$\theta_2$", ylim=(-4, 4))
for kappa, line in [(100, "-"), (1000, "--")]:
    H, start = valley(kappa, 0)
    root = math.sqrt(kappa)
    best = partial(momentum, beta=((root - 1) / (root + 1)) ** 2), 2 * kappa / (root + 1) ** 2
    for name, (rule, eta) in {"gradient descent": (plain, kappa / (kappa + 1)), "momentum": best}.items():
        distance = descend(H.mv, start, rule, eta, 300).norm(dim=1)  # (301,)
        right.plot(distance, line, color=COLORS[name], label=f"{name}, κ = {kappa}")
right.set(title="Momentum feels √κ", xlabel="step", ylabel="distance to the minimum", yscale="log", ylim=(1e-4, 30))
figure.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=4, fontsize=9)
plots.show(
    figure,
    alt="Left: in a long valley gradient descent at its best rate zigzags across and has come half of the way after 40 "
    "steps; momentum swings a few times about the floor of the valley and is near the minimum. Right: distance against "
    "step on a logarithmic axis; momentum falls steeply for a condition number of 100 and less steeply for 1,000, "
    "gradient descent less steeply for 100 than momentum for 1,000.",
)

# %% [markdown]
# **Checkpoint.** Before you run it: the gradient is 1 at every step and β is 0.9. How long does momentum's step become,
# measured in steps of gradient descent?
#
# <details><summary>Answer</summary>
#
# $1+0.9+0.81+\dots=1/(1-0.9)=10$. Momentum with 0.9 is up to ten times as bold as gradient descent at the
# same η, which is why the rate has to be lowered when momentum is switched on ("What goes wrong").
# </details>
#
# ## Forget the unit
#
# A gradient has a unit. Measure one input in grams instead of kilograms, and the gradient of its weight becomes a
# thousand times as large. The second memory $v$ measures how large each coordinate usually is, so that dividing by its
# root takes the unit away:
#
# | rule | memory of the size | direction |
# | --- | --- | --- |
# | AdaGrad | $v_t=v_{t-1}+g_t^2$, a sum | $g_t/\sqrt{v_t}$ |
# | RMSProp | $v_t=\beta_2 v_{t-1}+(1-\beta_2) g_t^2$, a fading mean | $g_t/\sqrt{v_t}$ |
# | **Adam** | the same $v_t$, and $m_t=\beta_1 m_{t-1}+(1-\beta_1) g_t$ | $\hat m_t/\sqrt{\hat v_t}$ |
#
# The hats are the **bias correction**. Both memories start at 0 and are too small at first: if $g$ stays the same,
# $m_t=(1-\beta_1)(1+\beta_1+\dots+\beta_1^{t-1})\,g=(1-\beta_1^t)\,g$. So
# $\hat m_t=m_t/(1-\beta_1^t)$, and likewise $\hat v_t=v_t/(1-\beta_2^t)$. A tiny ε keeps us from dividing by 0.


# %%
def adagrad(g, memory, t, eps=1e-10):
    memory["v"] = memory.get("v", 0) + g**2  # (p,)
    return g / (memory["v"].sqrt() + eps)


def rmsprop(g, memory, t, beta2=0.99, eps=1e-8):
    memory["v"] = beta2 * memory.get("v", 0) + (1 - beta2) * g**2  # (p,)
    return g / (memory["v"].sqrt() + eps)


def adam(g, memory, t, beta1=0.9, beta2=0.999, eps=1e-8):
    memory["m"] = beta1 * memory.get("m", 0) + (1 - beta1) * g  # (p,), direction
    memory["v"] = beta2 * memory.get("v", 0) + (1 - beta2) * g**2  # (p,), size
    m_hat = memory["m"] / (1 - beta1**t)
    v_hat = memory["v"] / (1 - beta2**t)
    return m_hat / (v_hat.sqrt() + eps)


# %% [markdown]
# **Checkpoint.** Why is Adam's first step ±η in every coordinate, however large the gradient?
#
# <details><summary>Answer</summary>
#
# After one step $\hat m_1=g$ and $\hat v_1=g^2$, so the quotient is $g/|g|$, the sign of $g$.
# </details>
#
# Twenty steps on a random bowl, ours against PyTorch's:

# %%
LIBRARY = {
    "gradient descent": (plain, 0.0, torch.optim.SGD),
    "momentum": (momentum, 0.0, partial(torch.optim.SGD, momentum=0.9)),
    "Nesterov": (nesterov, 0.0, partial(torch.optim.SGD, momentum=0.9, nesterov=True)),
    "AdaGrad": (adagrad, 0.0, torch.optim.Adagrad),
    "RMSProp": (rmsprop, 0.0, torch.optim.RMSprop),
    "Adam": (adam, 0.0, torch.optim.Adam),
    "AdamW": (adam, 0.01, torch.optim.AdamW),
}
A, start = torch.randn(8, 5, dtype=torch.float64), torch.randn(5, dtype=torch.float64)  # (8, 5), (5,)
H = A.T @ A  # (5, 5)
for name, (rule, decay, make) in LIBRARY.items():
    ours = descend(H.mv, start, rule, 0.01, 20, decay)[-1]  # (5,)
    theta = nn.Parameter(start.clone())  # (5,)
    optimizer = make([theta], lr=0.01)
    for _ in range(20):
        theta.grad = H @ theta.detach()
        optimizer.step()
    print(f"{name:16s} largest difference {(ours - theta).abs().max():.0e}")
    assert torch.allclose(ours, theta, rtol=0, atol=1e-12)

# %% [markdown]
# ## The puzzle solved: three laws
#
# 1. **Multiply the loss by 1,000**, and Adam's path stays the same (but for ε): $m$ and $\sqrt v$ grow alike.
# 2. **Adam's first step is** $\pm\eta$.
# 3. **Turn the map**, and the paths of gradient descent and momentum turn with it. Adam's does not, because it squares
#    and divides coordinate by coordinate.

# %%
for name, rule in {"gradient descent": plain, "momentum": momentum, "Adam": adam}.items():
    (H, start), (H_turned, start_turned) = valley(100, 0), valley(100, 45)
    path = descend(H.mv, start, rule, 0.1, 50)  # (51, 2)
    loud = descend(lambda theta, H=H: 1000 * H @ theta, start, rule, 0.1, 50)  # (51, 2)
    on_turned = descend(H_turned.mv, start_turned, rule, 0.1, 50)  # (51, 2)
    unit, map_ = torch.allclose(loud, path, atol=1e-5), torch.allclose(on_turned, path @ turn(45).T, atol=1e-9)
    print(f"{name:16s} same path for 1,000 times the loss: {unit!s:5}   path turns with the map: {map_}")
    assert (unit, map_) == ((True, False) if name == "Adam" else (False, True))
assert torch.allclose(path[1], start - 0.1 * (H @ start).sign())

# %% [markdown]
# The first law is why Adam did not notice κ: as long as the valley runs along an axis, κ is nothing but another unit
# for each coordinate. The third law is why it noticed the turn: in a valley that lies askew both coordinates of the
# gradient are equally large, so there is nothing left to equalize.
#
# ### Play with it


# %% tags=["hide-input"]
def draw_race(name, eta, beta, kappa, degrees, steps):
    """Draw an optimizer's path on the turned valley, and its distance to the minimum by step."""
    memory = {"momentum": "beta", "Nesterov": "beta", "Adam": "beta1"}
    rule = partial(LIBRARY[name][0], **{memory[name]: beta} if name in memory else {})
    H, start = valley(kappa, degrees)
    path = descend(H.mv, start, rule, eta, steps).clamp(-1e6, 1e6)  # (steps + 1, 2)
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.8, 3.7))
    across, up = np.meshgrid(np.linspace(-11, 11, 120), np.linspace(-11, 11, 120))  # (120, 120) each
    points = np.stack([across, up], axis=-1)  # (120, 120, 2)
    height = np.einsum("abi,ij,abj->ab", points, H.numpy(), points) / 2  # (120, 120)
    left.contour(across, up, height, levels=[0.1, 0.5, 2, 5, 10, 20, 40, 70], colors=COLORS["map"], linewidths=0.8)
    left.plot(*path.T, "o-", color=COLORS[name], markersize=3, linewidth=1)
    left.plot(0, 0, "*", color="black", markersize=12)
    left.set(xlabel=r"$\theta_1$", ylabel=r"$\theta_2$", xlim=(-11, 11), ylim=(-11, 11), aspect="equal")
    left.set_title(f"{name}, η = {eta:.2g}")
    right.plot(path.norm(dim=1), color=COLORS[name])
    right.set(xlabel="step", ylabel="distance to the minimum", yscale="log", ylim=(1e-3, 1e3))
    right.set_title(f"κ = {kappa:.0f}, turned {degrees}°")
    end = path[-1].norm().item()
    return plots.describe(
        figure,
        f"{name} with learning rate {eta:.2g} and beta {beta:.2f} in a valley of condition number {kappa:.0f}, turned "
        f"by {degrees} degrees: after {steps} steps it is {end:.2g} away from the minimum, from {start.norm():.2g}.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_race,
    frames=[
        ("Gradient descent", {"name": "gradient descent", "eta": 0.9}),
        ("Gradient descent, map turned: the picture turns", {"name": "gradient descent", "eta": 0.9, "degrees": 45}),
        ("Adam: straight through both coordinates", {}),
        ("Adam, map turned: stuck in the valley", {"degrees": 45}),
    ],
    name=widgets.choice("optimizer", list(LIBRARY)[:-1], "Adam"),
    eta=widgets.log_slider("learning rate", -3, 0.5, 0.3),
    beta=widgets.slider("beta", 0.0, 0.99, 0.01, 0.9),
    kappa=widgets.log_slider("condition number", 0, 3, 100),
    degrees=widgets.slider("map turned by", 0, 90, 5, 0),
    steps=widgets.steps("steps", 1, 200, 60),
)

# %% [markdown]
# **Try** the angle with each optimizer, β = 0.99 with momentum, and AdaGrad with 200 steps. **Notice** that the paths
# of gradient descent and momentum turn rigidly while Adam's bends, that too long a memory overshoots,
# and that AdaGrad's steps die out, because its sum of squares never forgets.
#
# The division has a second victim. **Weight decay** multiplies the weights by $1-\eta\lambda$ at each step. For plain
# gradient descent a penalty $\frac{\lambda}{2}\lVert\theta\rVert^2$ in the loss does the same, but Adam divides its
# gradient, too. **AdamW** therefore decays outside the division, as our loop does.
#
# ## Remember the time
#
# Single batches still pull at the minimum, so a constant rate hovers. A
# **learning rate schedule** starts small while the memories fill (**warm-up**), is bold in the middle, and ends small:


# %%
def warmup_cosine(part, warmup=0.15):
    """Return the factor of the learning rate when `part` of the training, from 0 to 1, is over."""
    if part < warmup:
        return part / warmup
    return 0.5 * (1 + math.cos(math.pi * (part - warmup) / (1 - warmup)))


optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
library = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=40)
for t in range(40):
    assert math.isclose(library.get_last_lr()[0], warmup_cosine(t / 40, warmup=0), abs_tol=1e-12)
    optimizer.step()
    library.step()

# %% [markdown]
# ## A fair race
#
# Which optimizer is best on digits? Each runs at five rates, and the best rate on 300 validation images is tested,
# because a race at one common rate would measure who likes that rate. All networks (64-64-10, five rates, five seeds)
# train side by side in one tensor:

# %%
splits = [data.digits(seed=seed) for seed in range(5)]
X, X_test = (torch.stack([getattr(split, part).X.flatten(1) for split in splits]) for part in ("train", "test"))
y, y_test = (torch.stack([getattr(split, part).y for split in splits]) for part in ("train", "test"))  # (5, n)
# Each weight and bias uniform in ±1/8, as nn.Linear(64, ...) starts them: (5, 64, 64), (5, 1, 64), ...
STARTS = [torch.empty(5, *shape).uniform_(-1 / 8, 1 / 8) for shape in [(64, 64), (1, 64), (64, 10), (1, 10)]]


def outputs(theta, X):
    W1, b1, W2, b2 = theta
    return torch.relu(X @ W1 + b1) @ W2 + b2  # (5, n, 64) -> (rates, 5, n, 10)


# %%
def race(rule, rates, units=1.0, schedule=None, decay=0.0, epochs=8):
    """Train 5 networks at each rate; return validation and test accuracy, (rates, 5) each."""
    eta, generator = torch.tensor(rates).reshape(-1, 1, 1, 1), torch.Generator().manual_seed(0)
    theta = [tensor.expand(len(rates), *tensor.shape).clone().requires_grad_() for tensor in STARTS]
    memories = [{} for _ in theta]
    batches = [rows for _ in range(epochs) for rows in torch.randperm(1047, generator=generator).split(32)]
    for t, rows in enumerate(batches, start=1):
        factor = 1.0 if schedule is None else schedule((t - 1) / len(batches))
        y_hat = outputs(theta, X[:, rows] * units)  # (rates, 5, B, 10)
        target = y[:, rows].expand(len(rates), -1, -1)  # (rates, 5, B)
        loss = F.cross_entropy(y_hat.flatten(0, 2), target.flatten(), reduction="sum") / len(rows)
        gradients = torch.autograd.grad(loss, theta)  # each network's own: the others' losses do not depend on it
        with torch.no_grad():
            for p, g, memory in zip(theta, gradients, memories, strict=True):
                p -= eta * factor * (rule(g, memory, t) + decay * p)
    with torch.no_grad():
        held_out = (X[:, 1047:], y[:, 1047:]), (X_test, y_test)
        return [(outputs(theta, X * units).argmax(-1) == y).float().mean(-1) for X, y in held_out]


def tuned(*settings, **more):
    """Return the test accuracies (5,) at the rate that is best on the validation images."""
    validation, test = race(*settings, **more)
    return test[validation.mean(dim=1).argmax()].numpy()


# %% [markdown]
# Then all of it again in **uneven units**: each pixel is multiplied by its own factor between 1/30 and 30.
#
# **Guess.** How many percentage points lie between the best and the worst of seven tuned optimizers on clean digits?

# %%
guess = None  # percentage points, such as 5

# %% tags=["main-result"]
RATES = {"gradient descent": (0.03, 0.1, 0.3, 1.0, 3.0)}
RATES |= dict.fromkeys(("momentum", "Nesterov", "AdaGrad"), (0.003, 0.01, 0.03, 0.1, 0.3))
RATES |= dict.fromkeys(("RMSProp", "Adam", "AdamW"), (0.0003, 0.001, 0.003, 0.01, 0.03))
units = 10 ** torch.empty(5, 1, 64).uniform_(-1.5, 1.5, generator=torch.Generator().manual_seed(0))  # (5, 1, 64)
clean, uneven = {}, {}
for name, (rule, decay, _) in LIBRARY.items():
    clean[name] = tuned(rule, RATES[name], decay=decay)  # (5,)
    uneven[name] = tuned(rule, RATES[name], units=units, decay=decay)  # (5,)
    print(f"{name:16s} clean {clean[name].mean():.1%}   uneven units {uneven[name].mean():.1%}")

# %% tags=["hide-input"]
means, harder = ([runs.mean() for runs in table.values()] for table in (clean, uneven))
assert max(means) - min(means) < 0.02, "tuned, all seven are within two points"
assert min(harder[3:]) > max(harder[:3]), "in uneven units the four with a memory of the size lead"
assert all((uneven["Adam"] > uneven[name]).all() for name in list(LIBRARY)[:3]), "and Adam on every seed"
figure, axis = plt.subplots(figsize=(7.5, 3.8))
for row, name in enumerate(LIBRARY):
    for runs, marker, shift in [(clean[name], "o", 0.15), (uneven[name], "s", -0.15)]:
        axis.plot([runs.min(), runs.max()], [row + shift] * 2, color=COLORS[name], linewidth=1.5)
        axis.plot(runs.mean(), row + shift, marker, color=COLORS[name], markeredgecolor="black", markersize=8)
axis.plot([], [], "o", color="white", markeredgecolor="black", label="clean pixels")
axis.plot([], [], "s", color="white", markeredgecolor="black", label="each pixel in its own unit")
if guess is not None:
    axis.axvspan(max(means) - guess / 100, max(means), alpha=0.2, **plots.points("guess"), label="your guess")
axis.set(
    title="On clean pixels nobody wins",
    xlabel="test accuracy, mean and range of five seeds",
)
axis.set_yticks(range(len(LIBRARY)), labels=list(LIBRARY))
axis.legend(loc="upper left", fontsize=9)
plots.show(
    figure,
    alt="Test accuracy of seven optimizers. On clean pixels all lie near 96 percent, their ranges overlap. With each "
    "pixel in its own unit gradient descent falls below 80 percent, momentum and Nesterov to about 85; the four with a "
    "memory of the size stay above 90.",
)

# %% [markdown]
# On clean pixels the winner changes with the seed: neither "Adam is better" nor "Adam generalizes worse" is true of
# these digits. In uneven units the memory of the size wins. A schedule lets Adam go three times as fast:

# %%
scheduled = {
    f"{name} {rate}": race(adam, (rate,), schedule=schedule)[1][0]  # (5,)
    for name, rate, schedule in [("constant", 0.01, None), ("constant", 0.03, None), ("scheduled", 0.03, warmup_cosine)]
}
for name, runs in scheduled.items():
    print(f"Adam, {name:14s} mean {runs.mean():.1%}, worst {runs.min():.1%}")
constant, bold, warm = scheduled.values()
assert warm.mean() > max(constant.mean(), bold.mean()) and warm.min() > max(constant.min(), bold.min())

# %% [markdown]
# ## Why language models want Adam
#
# Where do uneven units come from when nobody made them? From words: the $k$-th most frequent word of a language appears
# about $1/k$ as often as the first (Zipf's law). Let row $k$ of a table $W$ hold the logits of what follows word $k$.
# Its gradient carries the word's frequency $f_k$, so the loss is a valley along the axes with a large κ.


# %%
def language(seed, words=128):
    """Return word frequencies (words,), what follows each word (words, words), and a random turn of the rows."""
    generator = torch.Generator().manual_seed(seed)
    zipf = F.normalize(1 / torch.arange(1, words + 1.0), p=1, dim=0)  # (words,), with sum 1
    own = (3 * torch.randn(words, words, generator=generator)).softmax(dim=1)  # each word has favorites of its own
    Q = torch.linalg.qr(torch.randn(words, words, generator=generator)).Q
    return zipf, 0.8 * own + 0.2 * zipf, Q  # (words,), (words, words), (words, words)


def divergences(rule, rates, f, P, Q=None, steps=100):
    """Return how far (KL) each row is from P after training its logits W, or Q V, at each rate: (rates, words)."""
    eta, memory = torch.tensor(rates).reshape(-1, 1, 1), {}
    V = torch.zeros(len(rates), *P.shape)  # (rates, words, words)
    for t in range(1, steps + 1):
        W = V if Q is None else Q @ V
        gradient = f[:, None] * (W.softmax(dim=-1) - P)  # (rates, words, words), in W
        V = V - eta * rule(gradient if Q is None else Q.T @ gradient, memory, t)
    return (P * (P.log() - (V if Q is None else Q @ V).log_softmax(dim=-1))).sum(dim=-1)


# %% [markdown]
# There are two ablations. If all words are equally frequent, the valley is round. If $W=QV$ with a random rotation $Q$,
# the sheet of paper is turned in 128 dimensions.
#
# **Choose.** Gradient descent and momentum will not notice $Q$. What remains of Adam's lead?
#
# <details><summary>All of it: Adam is simply better at rare words</summary>
#
# Adam does not know about words. It knows coordinates, and after the turn each coordinate mixes rare words with
# frequent ones.
# </details>
#
# <details><summary>Some of it</summary>
#
# That is what happens. The error grows about fiftyfold, since the rows' units can no longer be told apart, but
# the division still keeps the steps from shrinking as the gradient does, and that alone is worth something.
# </details>
#
# <details><summary>None: it becomes gradient descent with momentum</summary>
#
# The third law says that Adam loses what it got from the axes. It does not say that nothing else is left: even in the
# first table Adam reached the minimum on the turned map, with steps that did not shrink with the gradient.
# </details>

# %%
TABLE_RATES = {"gradient descent": (20.0, 40, 80, 160, 320, 640), "momentum": (8.0, 16, 32, 64, 128, 256, 512)}
TABLE_RATES |= {"AdaGrad": (0.25, 0.5, 1, 2), "RMSProp": (0.02, 0.04, 0.08, 0.16), "Adam": (0.1, 0.2, 0.4, 0.8)}
PROBLEMS = ("Zipf", "equally frequent", "Zipf, turned")
excess, by_rank = {(problem, name): [] for problem in PROBLEMS for name in TABLE_RATES}, {}
for seed in range(5):
    f, P, Q = language(seed)
    equal = torch.full_like(f, 1 / len(f))  # (128,)
    for problem, setting in zip(PROBLEMS, [(f, P), (equal, P), (f, P, Q)], strict=True):
        for name, rates in TABLE_RATES.items():
            rows = divergences(LIBRARY[name][0], rates, *setting)  # (rates, 128)
            best = (rows @ setting[0]).argmin()
            excess[problem, name].append((rows[best] @ setting[0]).item())
            by_rank[problem, name] = rows[best]
for problem in PROBLEMS:
    print(f"{problem:17s}" + "   ".join(f"{name} {np.mean(excess[problem, name]):.5f}" for name in TABLE_RATES))

# %% tags=["hide-input"]
lost = {key: np.array(values) for key, values in excess.items()}  # each (5,)
assert (lost["Zipf", "Adam"] < 0.001).all() and (lost["Zipf", "momentum"] > 100 * lost["Zipf", "Adam"]).all()
assert (lost["equally frequent", "momentum"] < 0.001).all()
assert np.allclose(lost["Zipf", "momentum"], lost["Zipf, turned", "momentum"], rtol=0.02)
assert (lost["Zipf, turned", "Adam"] > 10 * lost["Zipf", "Adam"]).all()
assert (lost["Zipf, turned", "Adam"] < lost["Zipf, turned", "momentum"] / 4).all()
figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.8))
for name, marker in zip(TABLE_RATES, "osDv^", strict=True):
    values = np.array([lost[problem, name].mean() for problem in PROBLEMS]).clip(1e-6)
    left.plot(values, range(3), marker, color=COLORS[name], markeredgecolor="black", markersize=9, label=name)
    if name in ("gradient descent", "momentum", "Adam"):
        right.plot(range(1, 129), by_rank["Zipf", name].clamp(min=1e-6), color=COLORS[name], label=name)
left.set(xscale="log", xlabel="loss above the best possible (nats)", title="The axes do it, not the words")
left.set_yticks(range(3), labels=PROBLEMS)
left.set(ylim=(2.5, -0.5))
right.set(xscale="log", yscale="log", xlabel="rank of the word (1 = most frequent)", ylabel="divergence of its row")
right.set_title("Rare words wait for their turn")
figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=5, fontsize=9)
plots.show(
    figure,
    alt="Left: loss above the best possible for five optimizers on three problems, logarithmic. With Zipf frequencies "
    "gradient descent and momentum are at 0.2 and 0.03, the three rules with a memory of the size below 0.0001. With "
    "equal frequencies momentum joins them. On the turned problem Adam is at 0.002, AdaGrad, RMSProp and momentum near "
    "0.02. Right: by rank of the word, the error of gradient descent and momentum grows toward rare words.",
)

# %% [markdown]
# Without a memory of the size, rare words have hardly been learned after 100 steps. Kunstner and others found the same
# in real language models.
#
# ## Deeper: why momentum turns κ into √κ
#
# Along one direction of curvature $c$ the gradient is $c\,\theta$, so a step multiplies the pair $(m, \theta)$ by a
# $2 \times 2$ matrix whose determinant is β. If its eigenvalues are complex, they are conjugate, so their product is
# the square of their size: both have size $\sqrt\beta$, *whatever the curvature is*. They are complex as long as
# $(1-\sqrt\beta)^2<\eta c<(1+\sqrt\beta)^2$. Choose η and β so that the flattest and the steepest direction sit on
# the two ends, and the ratio of the ends is κ: $(1+\sqrt\beta)/(1-\sqrt\beta)=\sqrt\kappa$, which is
# $\sqrt\beta=(\sqrt\kappa-1)/(\sqrt\kappa+1)$.

# %%
kappa = 100.0
beta, eta = ((math.sqrt(kappa) - 1) / (math.sqrt(kappa) + 1)) ** 2, 2 * kappa / (math.sqrt(kappa) + 1) ** 2
for c in np.geomspace(2 / kappa * 1.001, 2 / 1.001, 5):
    step = np.array([[beta, c], [-eta * beta, 1 - eta * c]])  # (2, 2): (m, theta) -> (m, theta)
    sizes = np.abs(np.linalg.eigvals(step))  # (2,)
    print(f"curvature {c:.3f}: both eigenvalues have size {sizes.max():.4f}, and the root of beta is {beta**0.5:.4f}")
    assert np.allclose(sizes, beta**0.5)

# %% [markdown]
# ## Deeper: a wall, and clipping
#
# A recurrent neuron applies the same two numbers fifty times, $h \leftarrow \sigma(wh+b)$, and should end at 0.7. Its
# loss is flat almost everywhere and has a wall on which the gradient reaches $10^{11}$ (lecture 25 meets it again).
# **Gradient clipping** keeps the direction and shortens what is longer than a bound: $g \leftarrow g \cdot
# \min(1, \text{bound}/\lVert g \rVert)$.


# %%
def ends_at(theta):
    h = torch.full_like(theta[0], 0.5)
    for _ in range(50):
        h = torch.sigmoid(theta[0] * h + theta[1])
    return h


def clip_by_norm(g, bound):
    return g * torch.clamp(bound / g.norm(), max=1.0)  # (p,)


def recurrent_gradient(theta, bound):
    return clip_by_norm(torch.func.grad(lambda theta: (ends_at(theta) - 0.7) ** 2)(theta), bound)  # (2,): w and b


start = torch.tensor([6.5, -3.3], dtype=torch.float64)  # (2,)
walks = {b: descend(partial(recurrent_gradient, bound=b), start, plain, 0.5, 200) for b in (math.inf, 0.5)}  # (201, 2)
for bound, walk in walks.items():
    longest, final = walk.diff(dim=0).norm(dim=1).max(), (ends_at(walk[-1]) - 0.7) ** 2
    print(f"clipped at {bound}: longest step {longest:5.2f}, ends at {walk[-1].tolist()} with loss {final:.5f}")
    assert (longest > 50 and final > 0.08) if bound == math.inf else (longest <= 0.2501 and final < 1e-3)
theta, g = nn.Parameter(torch.zeros(2)), torch.tensor([3.0, 4.0])  # (2,), (2,)
theta.grad = g.clone()
nn.utils.clip_grad_norm_([theta], 0.5)
assert torch.allclose(theta.grad, clip_by_norm(g, 0.5), atol=1e-6)

# %% tags=["hide-input"]
w, b = torch.meshgrid(torch.linspace(3.2, 7.0, 160), torch.linspace(-3.8, -0.8, 160), indexing="xy")  # (160, 160)
loss = (ends_at(torch.stack([w, b])) - 0.7) ** 2  # (160, 160)
figure, axis = plt.subplots(figsize=(7, 4.2))
filled = axis.contourf(w, b, loss, levels=12, cmap="Blues")
figure.colorbar(filled, label="loss")
axis.plot(*walks[0.5].T, ".-", color=COLORS["Adam"], linewidth=1, markersize=4, label="clipped at 0.5")
free = walks[math.inf]
last = int((free[:, 0] < 10).int().argmin())
axis.plot(*free[: last + 1].T, ".--", color=COLORS["momentum"], linewidth=1.2, markersize=5, label="not clipped")
axis.plot(*start, "o", color="black", label="start")
axis.set(xlim=(3.2, 7.0), ylim=(-3.8, -0.8), xlabel="w", ylabel="b", title="Without clipping, one step leaves the map")
axis.legend(loc="lower left", frameon=True)
plots.show(
    figure,
    alt="Loss of a recurrent neuron over its two parameters, two flat regions joined by a sharp wall. Both walks start "
    "in the lower right and follow the wall. The clipped one goes on along it to the minimum; the other one is thrown "
    "off the map in a single step.",
)

# %% [markdown]
# ## Deeper: remember the curvature (L-BFGS)
#
# What scikit-learn's `MLPClassifier` calls `lbfgs` remembers the last few pairs of a step $s$ and the change of the
# gradient $y$ that came with it. Since $y \approx Hs$, the pairs describe the curvature along the steps taken, and two
# loops over them multiply the gradient by an approximate inverse of $H$ that is never written down.


# %%
def lbfgs(g, pairs):
    """Return about H⁻¹ g from the last (step, change of gradient) pairs."""
    q, used = g, []
    for s, y in reversed(pairs):
        a = (s @ q) / (y @ s)
        q = q - a * y  # (p,)
        used.append((s, y, a))
    if pairs:
        s, y = pairs[-1]
        q = q * (s @ y) / (y @ y)
    for s, y, a in reversed(used):
        q = q + s * (a - (y @ q) / (y @ s))
    return q


def descend_lbfgs(gradient, theta, steps, remember=10):
    g, pairs = gradient(theta), []
    for t in range(steps):
        step = -(min(1.0, 1 / g.abs().sum()) if t == 0 else 1.0) * lbfgs(g, pairs)  # (p,)
        theta, old = theta + step, g
        g = gradient(theta)  # (p,)
        if step @ (g - old) > 1e-10:  # else the pair says nothing about the curvature any more
            pairs = [*pairs, (step, g - old)][-remember:]
    return theta


# %%
tumors = data.standardize(data.breast_cancer()).train
inputs = torch.cat([tumors.X, torch.ones(len(tumors), 1)], dim=1).double()  # (426, 31)


def ridge_loss(theta):  # logistic regression with a penalty of 0.01
    return F.binary_cross_entropy_with_logits(inputs @ theta, tumors.y.double()) + 0.005 * theta.square().sum()


def ridge_gradient(theta):
    return inputs.T @ (torch.sigmoid(inputs @ theta) - tumors.y) / len(inputs) + 0.01 * theta  # (31,)


def closure():  # PyTorch's L-BFGS calls it whenever it wants a gradient
    theta.grad = ridge_gradient(theta.detach())
    return ridge_loss(theta)


start = torch.zeros(31, dtype=torch.float64)
theta = nn.Parameter(start.clone())
torch.optim.LBFGS([theta], max_iter=15, history_size=10, tolerance_grad=0, tolerance_change=0).step(closure)
ours = descend_lbfgs(ridge_gradient, start, 15)  # (31,)
print(f"largest difference after 15 steps: {(ours - theta).abs().max():.0e}")
assert torch.allclose(ours, theta, rtol=0, atol=1e-8)

# %%
optimum = ridge_loss(descend_lbfgs(ridge_gradient, start, 200))
safe = 1 / (0.25 * torch.linalg.eigvalsh(inputs.T @ inputs / len(inputs))[-1].item() + 0.01)
needed = {"L-BFGS": next(n for n in range(200) if ridge_loss(descend_lbfgs(ridge_gradient, start, n)) < optimum + 1e-9)}
for name, rule, eta in [("Adam", adam, 0.1), ("momentum", momentum, safe), ("gradient descent", plain, safe)]:
    path = descend(ridge_gradient, start, rule, eta, 3000)  # (3001, 31)
    needed[name] = next(t for t, point in enumerate(path) if ridge_loss(point) < optimum + 1e-9)
print("steps to within 1e-9 of the optimum:", needed)
assert 3 * needed["L-BFGS"] < needed["Adam"] < needed["gradient descent"] / 5

# %% [markdown]
# It needs the exact gradient: with noisy batches the change of the gradient is mostly noise, and so is the curvature
# read off it. That is why L-BFGS is for small problems and full batches.

# %% [markdown]
# ## What goes wrong
#
# **Momentum switched on, rate kept.** Gradient descent likes η = 1 on digits. With β = 0.9 that acts like a rate of 10:

# %%
kept = {name: race(LIBRARY[name][0], (1.0, 0.1))[1].numpy() for name in ("gradient descent", "momentum")}  # (2, 5)
for name, (bold, tenth) in kept.items():
    print(f"{name:16s} eta = 1: {bold.mean():.1%}   eta = 0.1: {tenth.mean():.1%}")
assert kept["gradient descent"][0].min() > 0.9 and kept["momentum"][0].max() < 0.5 and kept["momentum"][1].min() > 0.9

# %% [markdown]
# Symptom: a run that worked falls to guessing. Remedy: multiply η by $1-\beta$.
#
# **`Adam(weight_decay=...)` taken for AdamW.** One step of a weight without a gradient, such as that of a blank pixel:

# %%
for strength, make in itertools.product((0.01, 1.0), (torch.optim.Adam, torch.optim.AdamW)):
    theta = nn.Parameter(torch.tensor([2.0]))  # (1,)
    theta.grad = torch.zeros(1)
    make([theta], lr=0.1, weight_decay=strength).step()
    print(f"{make.__name__:5s} lambda = {strength:4}: 2 becomes {theta.item():.3f}")
    assert abs(theta.item() - (2 - 0.1 if make is torch.optim.Adam else 2 * (1 - 0.1 * strength))) < 1e-4

# %% [markdown]
# Symptom: the weight moves by η whatever λ is. Remedy: `torch.optim.AdamW`.
#
# **A schedule counted in batches, but stepped once an epoch.** Nothing fails, but the training ends during the warm-up:


# %%
def stepped(part):
    return warmup_cosine(int(part * 8) / 264)  # 8 epochs of 33 batches: the value that belongs to batch 0, 1, ..., 7


late, right = (race(adam, (0.01,), schedule=schedule)[1][0] for schedule in (stepped, warmup_cosine))  # (5,)
print(f"stepped each batch {right.mean():.1%}, stepped each epoch {late.mean():.1%}")
assert (late < right).all() and right.mean() - late.mean() > 0.02

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.2))
parts = np.arange(264) / 264  # (264,)
axis.plot([0.01 * warmup_cosine(part) for part in parts], label="stepped after each batch", **plots.line("truth"))
axis.plot([0.01 * stepped(part) for part in parts], label="stepped after each epoch", **plots.line("baseline"))
axis.set(title="Plot the rate before you train", xlabel="batch", ylabel="learning rate")
axis.legend(loc="upper right")
plots.show(
    figure,
    alt="Learning rate against batch. Stepped after each batch it rises to 0.01 within 40 batches and falls along a "
    "cosine to zero at batch 264. Stepped after each epoch it is a low staircase that never exceeds 0.002.",
)

# %% [markdown]
# Remedy: count in the unit in which you step.
#
# ## Exercises
#
# ### 1. Without the correction (★, 10 minutes)
#
# If $g$ stays the same, how many times too long are Adam's steps 1, 2, 5 and 10 without bias correction?
#
# <details><summary>Solution</summary>
#
# The quotient is $(1-\beta_1^t)/\sqrt{1-\beta_2^t}$: 3.2, 4.2, 5.8 and 6.5. Both memories start too
# small, but the second fills a hundred times more slowly, so for a while the division is by far too little.
#
# ```python
# too_long = {t: (1 - 0.9**t) / math.sqrt(1 - 0.999**t) for t in (1, 2, 5, 10)}
# print({t: round(factor, 2) for t, factor in too_long.items()})
# assert 3.1 < too_long[1] < 3.2 and 6.5 < too_long[10] < 6.6
# ```
# </details>
#
# ### 2. Other settings (★★, 15 minutes)
#
# For κ = 100 the best β is 0.669. How many more steps does the usual 0.9 take? And is Adam's pattern the same at η = 1?
#
# <details><summary>Solution</summary>
#
# With 0.9 the distance shrinks by $\sqrt{0.9}=0.949$ a step instead of $0.818$, which takes almost three times as
# long. For κ = 1,000 the best β is 0.88, so 0.9 is a good guess when κ is not known and not small. Adam is faster at
# η = 1, but the pattern stays: no κ on the left, and more steps for more κ on the right.
#
# ```python
# H, start = valley(100, 0)
# for beta in (0.669, 0.9):
#     path = descend(H.mv, start, partial(momentum, beta=beta), 1.65, 400)  # (401, 2)
#     print(beta, next(t for t, point in enumerate(path) if point.norm() < 1e-3))
# bold = {a: [steps_needed(partial(torch.optim.Adam, lr=1.0), k, a) for k in (10, 100, 1000)] for a in (0, 45)}
# print(bold)
# assert len(set(bold[0])) == 1 and bold[45][2] > 5 * bold[45][0]
# ```
# </details>
#
# ### 3. Signs are enough (★★, 20 minutes)
#
# Step along $\operatorname{sign}(g)$ on the Zipf table. How close does that come to Adam, and what follows?
#
# <details><summary>Solution</summary>
#
# Signs alone come fifty times closer than momentum, without any memory, so it is the equal size of all steps that helps
# rare words. What is left is that Adam's steps can shrink at the end.
#
# ```python
# f, P, Q = language(0)
# signs = divergences(lambda g, memory, t: g.sign(), (0.03, 0.06, 0.12), f, P) @ f  # (3,)
# print(signs.tolist(), lost["Zipf", "momentum"][0], lost["Zipf", "Adam"][0])
# assert lost["Zipf", "Adam"][0] < signs.min() < lost["Zipf", "momentum"][0] / 10
# ```
# </details>
#
# ### 4. Adam walks the wrong way (★★, 20 minutes)
#
# On [−1, 1], let the gradient be 1010 at every 101st step and −10 otherwise. Which end is better on average, and where
# does Adam go with $\beta_2=0.99$?
#
# <details><summary>Solution</summary>
#
# The sum over 101 steps is $1010-1000=10>0$, so $-1$ is best. Adam goes to $+1$: the one large gradient enters
# $v$ together with its own step and shortens just that step, while the many small ones come when $v$ has faded.
#
# ```python
# x, memory = 0.0, {}
# for t in range(1, 20_001):
#     g = torch.tensor(1010.0 if t % 101 == 1 else -10.0, dtype=torch.float64)
#     x = min(1.0, max(-1.0, x - 0.5 / math.sqrt(t) * adam(g, memory, t, beta2=0.99).item()))
# print(x)
# assert x > 0.9
# ```
# </details>
#
# ### 5. Buy the rotation back (★★★, 40 minutes, open)
#
# Step along $M_t^{-1/2}G$ with a full matrix $M_t=M_{t-1}+GG^\top$ on the turned Zipf table, from $M_0=10^{-8}I$. Is
# the edge back, and what does it cost?
#
# <details><summary>Solution</summary>
#
# Both tables give the same number: a matrix knows directions, so the turn is forgotten, and the result is several times
# better than momentum's. Adam on the *upright* table is still better, since it also equalizes the columns; Shampoo
# proper has a second matrix for those. The price is the square of the number of rows in memory and an eigenvalue
# problem a step, which is why it is solved rarely and in blocks. What do two matrices reach?
#
# Why not $M_0=0$? Every row of $G$ sums to 0, so one eigenvalue stays 0, and single precision makes it a few
# $\pm10^{-12}$: a step then divides rounding errors by nearly nothing. Whether that ruins the run depends on the seed
# and the processor: the same code ended at 0.006 on one and at 18 on another. The $\varepsilon I$ of Shampoo's paper is
# no ornament.
#
# ```python
# def one_sided(g, memory, t):
#     memory["M"] = memory.get("M", 1e-8 * torch.eye(len(g[0]))) + g @ g.mT  # (rates, words, words)
#     values, U = torch.linalg.eigh(memory["M"])
#     return U @ ((U.mT @ g) / values.clamp(min=1e-8).sqrt()[..., None])
#
# f, P, Q = language(0)
# upright_table, turned_table = ((divergences(one_sided, (4.0, 8.0), f, P, by) @ f).min() for by in (None, Q))
# print(upright_table.item(), turned_table.item())
# assert abs(turned_table / upright_table - 1) < 0.01 and turned_table < lost["Zipf", "momentum"][0] / 2
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - Every optimizer is gradient descent with a memory: of the direction, of the size, or of the time.
# - Momentum turns κ into √κ; its steps are up to $1/(1-\beta)$ times as long.
# - Adam forgets each coordinate's unit, so κ disappears, but only if the valley runs along the axes.
# - On well-scaled inputs nobody wins; with uneven units or rare words the memory of the size does.
# - Keep weight decay outside the division (AdamW), warm up, end small.
#
# ## Where it came from
#
# - B. T. Polyak, 1964, USSR Computational Mathematics and Mathematical Physics 4(5), 1–17: momentum and √κ.
# - Y. Nesterov, 1983, Soviet Mathematics Doklady 27, 372–376: his variant.
# - D. C. Liu and J. Nocedal, 1989, Mathematical Programming 45, 503–528: L-BFGS.
# - J. Duchi, E. Hazan and Y. Singer, 2011, Journal of Machine Learning Research 12, 2121–2159: AdaGrad.
# - T. Tieleman and G. Hinton, 2012, Coursera, lecture 6.5: RMSProp, never a paper.
# - R. Pascanu, T. Mikolov and Y. Bengio, 2013, ICML, 1310–1318: the wall, and clipping by norm.
# - D. P. Kingma and J. Ba, 2015, ICLR: Adam; S. J. Reddi and others, 2018, ICLR: where it goes wrong.
# - I. Loshchilov and F. Hutter, 2017, ICLR: cosine schedules; 2019, ICLR: AdamW.
# - F. Kunstner and others, 2024, NeurIPS: rare words.
#
# **Next**: [12, initialization and normalization](12-initialization-and-normalization.ipynb): where a deep network has
# to start for any optimizer to get going.
