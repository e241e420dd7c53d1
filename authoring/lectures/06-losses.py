# %% [markdown]
# # Losses
#
# You will be able to choose the number that a network makes small from what you believe about its labels, and work out
# the derivative that does the teaching.
#
# **Reading** 30 min · **Running** under 30 s on two cores · **Prerequisites** the derivative of a logarithm, sigmoid
# and softmax ([lecture 05](05-activations.ipynb)); [lecture 04](04-one-neuron-four-models.ipynb) (one neuron, four
# models) helps · **Practice** [assignment a04](../release/a04-losses/losses.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/06-losses.ipynb)
#
# **Needs** [04](04-one-neuron-four-models.ipynb), [05](05-activations.ipynb) · **Used by**
# [07](07-gradient-descent.ipynb), [08](08-backpropagation.ipynb), [14](14-evaluation-metrics.ipynb),
# [27](27-seq2seq-and-attention.ipynb), [30](30-gpt-and-llms.ipynb), [36](36-boltzmann-machines.ipynb),
# [37](37-vae.ipynb), [38](38-gan.ipynb), [39](39-flows-and-pixel-models.ipynb), [44](44-reinforcement-learning.ipynb),
# [45](45-game-playing.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **derive** a loss from a distribution with one recipe;
# - **implement** losses with their derivatives, and **check** them;
# - **predict** which loss an outlier or a confident mistake spoils;
# - **diagnose** mixed-up labels and logits;
# - **explain** cross-entropy as an exam (deeper).

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

# %% [markdown]
# ## Wrong, sure, and stuck
#
# A neuron with a sigmoid answers $\hat{y}=0.0003$, but the truth is $y=1$. We let it learn twice, with the same start
# and the same learning rate: one time it minimizes the squared error $(\hat{y}-1)^2$, and the other time $-\ln\hat{y}$.
# Both are zero for the right answer and fall all the way there.

# %%
answers = {}  # of 300 each: the neuron's answer at every step
for name, loss in {"(ŷ − 1)²": lambda y_hat: (y_hat - 1) ** 2, "−ln ŷ": lambda y_hat: -y_hat.log()}.items():
    z, answers[name] = torch.tensor(-8.0, requires_grad=True), []
    for _ in range(300):
        y_hat = torch.sigmoid(z)  # ()
        answers[name].append(y_hat.item())
        (derivative,) = torch.autograd.grad(loss(y_hat), z)
        z = (z - 1.0 * derivative).detach().requires_grad_()

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(6.5, 2.8))
for letter, style, curve in zip("AB", ("-", "--"), sorted(answers.values(), key=max, reverse=True), strict=True):
    axis.plot(curve, style, color="dimgray", label=letter)
axis.axhline(1, label="the truth", **plots.line("truth") | {"linewidth": 1})
axis.set(title="One loss mends the mistake, the other does not", xlabel="step", ylabel="the neuron's answer ŷ")
axis.legend(loc="center right")
plots.show(
    figure,
    alt="The neuron's answer against step, for two losses called A and B. Curve A rises from 0 to nearly 1 within "
    "about 20 steps. Curve B stays at 0 for all 300 steps.",
)

# %% [markdown]
# One curve jumps to the truth within twenty steps, whereas the other lies on the axis.
#
# **Choose.** Which of them belongs to the squared error?
#
# <details><summary>A, because it takes the distance from the truth and so notices a large mistake most</summary>
#
# Its value does notice: it is 0.999, as large as it can get. But a neuron does not feel the value. It feels how much
# the value changes when $z$ moves, and where the sigmoid is flat, that is next to nothing. It is B.
# </details>
#
# <details><summary>B, because near 0 its value hardly changes when the answer moves a little</summary>
#
# Right. From $\hat{y}=0.0003$ to $0.0006$ the squared error falls from 0.9994 to 0.9988, while $-\ln\hat{y}$ falls from
# 8.1 to 7.4.
# </details>
#
# <details><summary>It cannot be told: both losses point in the same direction, so both must arrive</summary>
#
# They point in the same direction with very different strength. Both would arrive in the end, but B would need more
# than a thousand steps to leave the axis.
# </details>

# %% [markdown]
# So a loss is more than a grade: what teaches is its slope (**derivative**) with respect to $z$. We shall therefore ask
# of each loss where it comes from, and how hard it pulls.
#
# ## One recipe for every loss
#
# Most losses come from one recipe: **choose a distribution** that the label might come from, let the network **predict
# its parameter**, and **take the negative log-likelihood**.

# %% tags=["hide-input"]
COLORS = {
    "squared": plots.GREEN,
    "absolute": plots.SKY,
    "cross-entropy": plots.BLUE,
    "Poisson": plots.YELLOW,
    "perceptron": plots.PURPLE,
    "hinge": plots.ORANGE,
    "squared, through a sigmoid": plots.RED,
}
plots.show(
    plots.layers(
        [
            ("$x$", "(n, d)"),
            ("$w^T x + b$", "z (n,)"),
            ("output\nfunction $g$", "ŷ (n,)"),
            ("− ln Pr(y)", "L (n,)"),
            ("mean", "J"),
        ]
    )
)

# %% [markdown]
# A neuron computes its pre-activation $z$, and an output function $g$ turns it into a number $\hat{y}$ that is allowed
# as the parameter, such as a probability. The last two boxes grade it.
#
# The **likelihood** of the parameters $\theta$ is the probability that the model gives to all the labels that were
# seen. For independent samples it is a product, which the logarithm turns into a sum, and with a minus sign that is
# something to minimize, the **negative log-likelihood**:
#
# $$-\ln \prod_{i=1}^n \Pr(y_i \mid x_i) = \sum_{i=1}^n \underbrace{-\ln \Pr(y_i \mid x_i)}_{\text{loss } L_i}
# \qquad\qquad J(\theta) = \frac1n \sum_{i=1}^n L_i$$
#
# The **loss** grades one sample, the **cost** $J$ is its mean, and five distributions give five losses:
#
# | label | distribution | parameter | loss $L$, constants left out | $\partial L/\partial z$ |
# | --- | --- | --- | --- | --- |
# | number | Gaussian, variance 1 | $\hat{y}=z$ | **squared error** $\frac12(y-\hat{y})^2$ | $\hat{y}-y$ |
# | number | Laplace, width 1 | $\hat{y}=z$ | **absolute error** $\lvert y-\hat{y}\rvert$ | its sign |
# | yes, no | Bernoulli | $\hat{y}=\sigma(z)$ | **cross-entropy** $-y\ln\hat{y}-(1-y)\ln(1-\hat{y})$ | $\hat{y}-y$ |
# | one of $K$ | categorical | $p=\mathrm{softmax}(z)$ | **cross-entropy** $-\ln p_y$ | $p$ − one-hot $y$ |
# | count | Poisson | $\hat{y}=e^z$ | **Poisson loss** $\hat{y}-y\ln\hat{y}$ | $\hat{y}-y$ |
#
# In four of five rows the derivative is **answer minus truth**, because each of these output functions is the partner
# (canonical link) of its distribution. (A **one-hot encoding** of class $y$ is a vector with a 1 in place $y$ and 0
# elsewhere.) In code each function returns loss and derivative, the squared error goes without its half, and
# `logaddexp(a, b)` is $\ln(e^a+e^b)$ without overflow.


# %%
import torch.nn.functional as F
from scipy import stats
from sklearn.metrics import hinge_loss, log_loss
from torch import distributions


def squared(y, z):
    return (z - y) ** 2, 2 * (z - y)  # (n,) each, as in all of these


def absolute(y, z):
    return (z - y).abs(), torch.sign(z - y)


def sigmoid_cross_entropy(y, z):
    return torch.logaddexp(torch.zeros_like(z), z) - y * z, torch.sigmoid(z) - y


def poisson(y, z):
    return torch.exp(z) - y * z, torch.exp(z) - y


def softmax_cross_entropy(y, z):  # class numbers (n,), logits (n, K): losses (n,), derivatives (n, K)
    loss = z.logsumexp(dim=1) - z.gather(1, y[:, None]).squeeze(1)  # (n,)
    return loss, torch.softmax(z, dim=1) - F.one_hot(y, z.shape[1])


# %% [markdown]
# The library can carry out the recipe and autograd can find the derivative, so we can check each row of the table:

# %%
generator = torch.Generator().manual_seed(0)
z = (2 * torch.randn(200, generator=generator, dtype=torch.float64)).requires_grad_()  # (200,)
logits = torch.randn(200, 4, generator=generator, dtype=torch.float64).requires_grad_()  # (n, K)
y = torch.randint(2, (200,), generator=generator).double()  # (200,) yes or no
numbers = torch.randn(200, generator=generator, dtype=torch.float64)  # (200,)
counts = torch.randint(9, (200,), generator=generator).double()  # (200,)
classes = torch.randint(4, (200,), generator=generator)  # (200,)
rows = {  # loss: labels, logits, distribution, how many times the loss it is, and what was left out
    squared: (numbers, z, distributions.Normal(z, 1.0), 0.5, 0.5 * np.log(2 * np.pi)),
    absolute: (numbers, z, distributions.Laplace(z, 1.0), 1, np.log(2)),
    sigmoid_cross_entropy: (y, z, distributions.Bernoulli(logits=z), 1, 0),
    softmax_cross_entropy: (classes, logits, distributions.Categorical(logits=logits), 1, 0),
    poisson: (counts, z, distributions.Poisson(z.exp()), 1, torch.lgamma(counts + 1)),
}
for loss, (label, inputs, distribution, factor, constant) in rows.items():
    nll = -distribution.log_prob(label)  # (200,)
    value, derivative = loss(label, inputs)  # (200,), like inputs
    (autograd,) = torch.autograd.grad(nll.sum(), inputs)  # like inputs
    print(f"{loss.__name__:22} mean {value.mean():.4f}, negative log-likelihood {nll.mean():.4f}")
    assert torch.allclose(nll, factor * value + constant) and torch.allclose(autograd, factor * derivative)

# %% [markdown]
# Since only the loss changes from row to row, one training loop serves all. We try it on labels of three kinds:
# readings of a sensor that failed eight times and reported −10, labels yes or no, and counts.


# %%
def with_ones(X):
    return torch.cat([X.double(), torch.ones(len(X), 1).double()], dim=1)  # (n, d) -> (n, d + 1)


def descend(loss, label, X, theta, eta, steps):
    """Return the path of gradient descent on the mean loss, (steps + 1, d); label is what the loss wants."""
    path = [theta]  # of (d,)
    for _ in range(steps):
        _, derivative = loss(label, X @ theta)  # (n,)
        theta = theta - eta * X.T @ derivative / len(X)  # (d, n) @ (n,) -> (d,)
        path.append(theta)
    return torch.stack(path)  # (steps + 1, d)


# %%
x = torch.linspace(-2, 2, 120).double()  # (120,)
X, two = with_ones(x[:, None]), torch.zeros(2).double()  # (120, 2), (2,)
readings = 1 + 2 * x + 0.5 * torch.randn(120, generator=generator, dtype=torch.float64)  # (120,)
readings[-16::2] = -10  # eight failures of the sensor
decisions = torch.bernoulli(torch.sigmoid(2 * x - 0.5), generator=generator)  # (120,)
visits = torch.poisson(torch.exp(0.5 + x), generator=generator)  # (120,)
fits = {
    "squared": descend(squared, readings, X, two, 0.1, 1000)[-1],
    "absolute": descend(absolute, readings, X, two, 0.05, 1000)[-1],
    "cross-entropy": descend(sigmoid_cross_entropy, decisions, X, two, 0.5, 1000)[-1],
    "Poisson": descend(poisson, visits, X, two, 0.05, 1000)[-1],
    "squared, on counts": descend(squared, visits, X, two, 0.1, 1000)[-1],
}  # (2,) each: slope and bias
rate = torch.exp(X @ fits["Poisson"])  # (120,)
for name, theta in fits.items():
    print(f"{name:18} w = {theta[0]:+.2f}, b = {theta[1]:+.2f}")
assert abs(fits["absolute"] - torch.tensor([2, 1])).max() < 0.25 < 0.7 < abs(fits["squared"][0] - 2)
assert (X @ fits["squared, on counts"]).min() < 0, "a Gaussian's line predicts a negative number of visits"

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(9.6, 3.1))
titles = (
    "Broken readings drag\nthe squared error's line",
    "Yes or no needs\na probability",
    "A count needs\na positive rate",
)
for axis, labels, title in zip(axes, (readings, decisions, visits), titles, strict=True):
    axis.scatter(x, labels, s=9, color="darkgray", linewidth=0)
    axis.set(title=title, xlabel="x")
for name, style in (("squared", "-"), ("absolute", "--")):
    axes[0].plot(x, X @ fits[name], style, color=COLORS[name], label=f"{name} error")
axes[1].plot(x, torch.sigmoid(X @ fits["cross-entropy"]), color=COLORS["cross-entropy"], label="cross-entropy")
low, high = stats.poisson.interval(0.9, rate)  # (120,) each
axes[2].fill_between(x, low, high, color=COLORS["Poisson"], alpha=0.6, linewidth=0, label="Poisson: 90 % of counts")
axes[2].plot(x, rate, color="black", linewidth=1.2, label="its rate")
axes[2].plot(x, X @ fits["squared, on counts"], color=COLORS["squared"], label="squared error")
axes[2].axhline(0, color="gray", linewidth=0.8)
for axis, where in zip(axes, ("lower left", "center left", "upper left"), strict=True):
    axis.legend(loc=where, fontsize=8)
plots.show(
    figure,
    alt="Three scatter plots with fitted curves. Left: the line of the absolute error ignores eight readings at -10, "
    "that of the squared error is flatter. Middle: an S-shaped curve through labels 0 and 1. Right: the Poisson's band "
    "grows with the counts; the straight line of the squared error goes below zero on the left.",
)

# %% [markdown]
# On the left both lines saw the same eight failures, but only that of the squared error follows them, because to a
# Gaussian a point ten widths away is all but impossible, whereas a Laplace distribution has longer tails. On the right
# the squared error predicts fewer than zero visits. **Choosing a loss is choosing what you believe about the labels.**
#
# How far can one label drag an answer? Take five yearly incomes of 20, 25, 30, 35 and 1,000 thousand, and predict one
# constant $c$ for all.
#
# **Guess.** Which $c$ has the smallest mean *absolute* error? Put your number in place of `None`.

# %%
guess_income = None  # thousands a year
incomes, constants = torch.tensor([20.0, 25, 30, 35, 1000]), torch.arange(10.0, 1001)  # (5,), (991,)
columns = incomes[:, None]  # (5, 1), against which (991,) becomes (5, 991)
costs = {"squared": squared(columns, constants)[0].mean(dim=0), "absolute": absolute(columns, constants)[0].mean(dim=0)}
best = {name: constants[cost.argmin()].item() for name, cost in costs.items()}
assert best == {"squared": incomes.mean().item(), "absolute": incomes.median().item()}

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(8.6, 2.9))
for axis, (name, cost) in zip(axes, costs.items(), strict=True):
    axis.plot(constants, cost / cost.min(), color=COLORS[name])
    axis.plot(best[name], 1, **plots.points("truth"), markersize=9, markeredgewidth=2, linestyle="none")
    axis.annotate(f"{best[name]:.0f}", (best[name], 1), (0, 12), textcoords="offset points", ha="center")
    axis.scatter(incomes, [0.82] * 5, s=25, color="gray", marker="|", label="the incomes")
    if guess_income is not None and name == "absolute":
        axis.axvline(guess_income, label="your guess", **plots.line("guess"))
    axis.set(xscale="log", xlabel="c (thousands a year)", ylim=(0.75, 2.6))
    axis.legend(loc="upper center")
axes[0].set(title="Squared error: the mean", ylabel="mean loss / its smallest value")
axes[1].set_title("Absolute error: the median")
plots.show(
    figure,
    alt="Mean loss against the constant c, on a logarithmic axis. The squared error is lowest at 222, the absolute "
    "error at 30, in the middle of the four ordinary incomes.",
)

# %% [markdown]
# The squared error settles at the mean, 222, whereas the absolute error stops at the median, 30, because its derivative
# has size 1 for every label, so that it only counts how many lie on each side.
#
# ## Losses of the margin
#
# Not every loss comes from the recipe, since some losses for yes and no were made to count mistakes. For these we write
# the classes as a **sign** $s=2y-1$, which is $-1$ or $1$. (Some books label the two classes 0 and 1, others −1 and 1,
# and a few switch between the two without saying so.) The **signed margin** $m=sz$ is positive on the right side, and
# the larger the surer.
#
# | loss | formula | $\partial L/\partial z$ |
# | --- | --- | --- |
# | **perceptron criterion** | $\max(0,-m)$ | $-s$ if $m\le0$, else $0$ |
# | **hinge loss** | $\max(0,1-m)$ | $-s$ if $m\lt1$, else $0$ |
# | **logistic loss** | $\ln(1+e^{-m})$ | $-s\,\sigma(-m)$ |
# | **squared error** of signs | $(s-z)^2=(1-m)^2$ | $2(z-s)$ |
#
# The perceptron counts $m=0$ as a mistake, as in lecture 04, because a neuron with zero weights has $z=0$ for every
# sample and would never start to learn otherwise. We add the loss that got stuck, the squared error of the sigmoid's
# output.


# %%
def perceptron(s, z):
    return (-s * z).clamp(min=0), torch.where(s * z <= 0, -s, torch.zeros_like(z))


def hinge(s, z):
    return (1 - s * z).clamp(min=0), torch.where(s * z < 1, -s, torch.zeros_like(z))


def logistic(s, z):
    return torch.logaddexp(torch.zeros_like(z), -s * z), -s * torch.sigmoid(-s * z)


def sigmoid_squared(y, z):
    y_hat = torch.sigmoid(z)  # (n,)
    return (y_hat - y) ** 2, 2 * (y_hat - y) * y_hat * (1 - y_hat)


# %%
z, s, h = 3 * torch.randn(200, generator=generator, dtype=torch.float64), 2 * y - 1, 1e-6  # (200,), (200,)
library = {
    perceptron: (s, F.margin_ranking_loss(z, torch.zeros_like(z), s)),  # the same loss under another name
    hinge: (s, hinge_loss(s.numpy(), z.numpy())),
    logistic: (s, F.soft_margin_loss(z, s)),
    sigmoid_cross_entropy: (y, F.binary_cross_entropy_with_logits(z, y)),
    sigmoid_squared: (y, F.mse_loss(z.sigmoid(), y)),
    poisson: (counts, F.poisson_nll_loss(z, counts)),
}
for loss, (label, theirs) in library.items():
    value, derivative = loss(label, z)  # (200,), (200,)
    measured = (loss(label, z + h)[0] - loss(label, z - h)[0]) / (2 * h)  # (200,)
    print(f"{loss.__name__:22} mean {value.mean():10.4f}, derivative off by {(derivative - measured).abs().max():.0e}")
    assert np.isclose(value.mean(), theirs) and torch.allclose(derivative, measured, rtol=1e-6, atol=1e-7)
assert torch.allclose(logistic(s, z)[0], sigmoid_cross_entropy(y, z)[0]), "one loss, two ways to write the label"
assert (perceptron(s, 0 * z)[1] == -s).all(), "from zero weights every sample pulls, so learning can start"

# %% [markdown]
# Values agree with the library's and derivatives with finite differences, and the logistic loss *is* the cross-entropy
# of two classes, because $1-\sigma(z)=\sigma(-z)$.
#
# **Checkpoint.** Why does the squared error of signs punish a neuron for being *too* right?
#
# <details><summary>Answer</summary>
#
# $(1-m)^2$ is 0 at margin 1 and grows again beyond. A margin of 5, surely right, costs 16, which is four times as much
# as $m=-1$, which is wrong.
# </details>

# %% [markdown]
# ### Deeper: which of them bound the number of mistakes?
#
# What we really want is few mistakes, that is, a small **0-1 loss**, which is 1 if $m\le0$ and else 0. It cannot be
# trained, since its derivative is 0. So we train a stand-in (**surrogate loss**), and would like a guarantee: if the
# surrogate, perhaps times a constant, is nowhere below the 0-1 loss, then a small mean surrogate means few mistakes.
# (Divided by $\lVert w\rVert$ the signed margin is the distance from the decision boundary, with a sign; the smallest
# of these distances is the margin of lecture 03.)
#
# **Choose.** One of these gives no such guarantee, whatever the constant. Which one?
#
# <details><summary>The squared error through a sigmoid, since it gets stuck</summary>
#
# It gets stuck because of its derivative, but its value is honest. At $m=0$ it is $\tfrac14$ and it grows to the left,
# so four times the loss bounds the 0-1 loss: the share of mistakes is at most $4\times$ the mean loss.
# </details>
#
# <details><summary>The perceptron criterion, since it is 0 at margin 0</summary>
#
# Right. At $m=0$ the 0-1 loss is 1 and the criterion is 0, and no constant mends that. A neuron with zero weights
# reaches the smallest possible value without having learned anything.
# </details>
#
# <details><summary>The logistic loss, since it lies below 1 at margin 0</summary>
#
# It does, at $\ln2=0.693$. But divided by $\ln2$ it is 1 there, and it bounds the 0-1 loss.
# </details>

# %%
m = torch.linspace(-6, 3, 901, dtype=torch.float64)  # (901,)
one, zero_one = torch.ones_like(m), (m <= 0).double()  # (901,) each; with s = 1 the margin is z
curves = {
    "squared": ("squared, of signs", squared(one, m)[0]),
    "hinge": ("hinge", hinge(one, m)[0]),
    "cross-entropy": ("logistic / ln 2", logistic(one, m)[0] / np.log(2)),
    "squared, through a sigmoid": ("4 × squared through a sigmoid", 4 * sigmoid_squared(one, m)[0]),
    "perceptron": ("perceptron criterion", perceptron(one, m)[0]),
}
bounds = {name for name, (_, curve) in curves.items() if (curve >= zero_one - 1e-12).all()}
print("nowhere below the 0-1 loss:", ", ".join(sorted(bounds)))
assert bounds == {"squared", "hinge", "cross-entropy", "squared, through a sigmoid"}
assert (s * z <= 0).double().mean() <= 4 * sigmoid_squared(y, z)[0].mean(), "mistakes against four times the mean loss"
far = torch.tensor([-20.0]).double()  # (1,)
pulls = [loss(torch.ones(1).double(), far)[1].item() for loss in (hinge, logistic, sigmoid_squared)]
assert np.allclose(pulls, [-1, -1, 0], atol=1e-8)

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.8))
axis.plot(m, zero_one, label="0-1 loss", **plots.line("truth") | {"linewidth": 3})
for (name, (label, curve)), style in zip(curves.items(), ("-", "-", "-", "--", "--"), strict=True):
    axis.plot(m, curve, style, color=COLORS[name], label=label)
axis.set(title="Only the perceptron criterion dips below the 0-1 loss", xlabel="signed margin m (right if positive)")
axis.set(ylabel="loss", ylim=(-0.1, 7))
axis.legend(loc="upper right", fontsize=9)
plots.show(
    figure,
    alt="Losses against the signed margin. Squared is a parabola, lowest at 1; hinge falls in a line to 0 at 1. Both, "
    "logistic over ln 2, and four times the squared error through a sigmoid pass through 1 at margin 0 and are nowhere "
    "below the 0-1 step. The perceptron criterion is below it near 0. On the far left four times the squared error "
    "through a sigmoid levels off at 4, whereas the others go on rising.",
)

# %% [markdown]
# Four curves stay above the black steps, or on them, and only the perceptron criterion comes down to 0 too early. Far
# to the left, hinge and (unscaled) logistic loss have the derivative −1, so every mistake pulls with the same strength.
# The parabola pulls harder the farther away a point is, on *both* sides. And the squared error through a sigmoid levels
# off: what is wrong with it is not the bound but the derivative.

# %% [markdown]
# ## Why the sigmoid and the cross-entropy belong together
#
# Now we can explain the stuck neuron, because with $\hat{y}=\sigma(z)$, $y=1$ and $\sigma'=\hat{y}(1-\hat{y})$ the
# chain rule gives
#
# $$\frac{\partial}{\partial z} (\hat y - 1)^2 = 2(\hat y - 1)\,\hat y (1 - \hat y)
# \qquad\quad
# \frac{\partial}{\partial z} \bigl(-\ln \hat y\bigr) = -\frac{1}{\hat y} \, \hat y (1 - \hat y) = \hat y - 1$$
#
# On the left the factor $\hat{y}(1-\hat{y})$ stays, and it is nearly 0 whenever the neuron is *sure*, right or wrong.
# On the right the logarithm brings a $1/\hat{y}$ that cancels it, which leaves answer minus truth, and softmax and
# cross-entropy cancel in the same way.

# %% tags=["hide-input"]
z_line = torch.linspace(-10, 10, 401, dtype=torch.float64)  # (401,)
yes = torch.ones_like(z_line)  # (401,)
figure, axis = plt.subplots(figsize=(7, 3))
for name, loss, label in (
    ("cross-entropy", sigmoid_cross_entropy, "cross-entropy: 1 − ŷ"),
    ("squared, through a sigmoid", sigmoid_squared, "squared error: 2 (1 − ŷ) ŷ (1 − ŷ)"),
):
    axis.plot(z_line, -loss(yes, z_line)[1], color=COLORS[name], label=label)
axis.axvspan(-10, -4, color="lightgray", alpha=0.5, linewidth=0)
at = torch.tensor([-8.0]).double()  # (1,)
ratio = (sigmoid_cross_entropy(at / at, at)[1] / sigmoid_squared(at / at, at)[1]).item()
assert 1400 < ratio < 1600
axis.text(-7, 0.45, f"sure and wrong\n(at z = −8: {ratio:,.0f} : 1)", ha="center")
axis.set(title="The squared error lets go where the mistake is worst", xlabel="z (the truth is y = 1)")
axis.set(ylabel="pull toward the truth, −∂L/∂z", xticks=range(-10, 11, 5))
axis.legend()
plots.show(
    figure,
    alt="Pull toward y = 1 against z. Cross-entropy's is 1 for very negative z and fades to 0 as the answer becomes "
    "right. The squared error's pull is a bump of height 0.3 near z = -0.7 that is 0 for very negative z.",
)

# %% [markdown]
# The blue pull is strongest where the neuron is sure and wrong. The red one is a bump around doubt, and at $z=-8$ it is
# about 1,500 times weaker.
#
# **Checkpoint.** Why is the red pull strongest near $z=-0.7$, and not at $z=-10$?
#
# <details><summary>Answer</summary>
#
# Its size, $2(1-\hat{y})^2\,\hat{y}$, is largest at $\hat{y}=\tfrac13$, $z=-\ln2\approx-0.69$: a neuron in doubt. At
# $z=-10$ the answer hardly depends on $z$ any more, so a small step in $z$ changes the error by next to nothing.
# </details>

# %% [markdown]
# ### Play with it
#
# Rings mark five losses at $z$ (a triangle if one lies above the picture), and bars say how hard each pulls.


# %% tags=["hide-input"]
def draw_losses(y, z):
    """Draw five losses as functions of z for the label y, and how hard each pulls at z."""
    line, here, s = torch.linspace(-6, 6, 241).double(), torch.tensor([z]).double(), 2 * y - 1  # (241,), (1,)
    shown = {"cross-entropy": (sigmoid_cross_entropy, y), "hinge": (hinge, s), "perceptron": (perceptron, s)}
    shown |= {"squared, through a sigmoid": (sigmoid_squared, y), "squared": (squared, s)}
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(3.18, 4.6), height_ratios=(3, 2))
    pulls = {}
    for size, (name, (loss, label)) in zip((6, 8.5, 11, 6, 8.5), shown.items(), strict=True):
        top.plot(line, loss(torch.full_like(line, label), line)[0], color=COLORS[name], linewidth=1.6)
        value, derivative = (result.item() for result in loss(torch.full_like(here, label), here))
        mark = {"marker": "o" if value < 8 else "^", "markersize": size, "markeredgewidth": 2}
        top.plot(z, min(value, 7.9), **mark, markerfacecolor="none", color=COLORS[name], clip_on=False, zorder=4)
        pulls[name] = 0.0 - derivative  # 0.0, so that no pull is not shown as -0
    y_hat = torch.sigmoid(here).item()
    top.set_title(f"y = {y}, z = {z:.1f}, ŷ = {y_hat:.3f}", fontsize=10)
    top.set(xlabel="z", ylabel="loss", ylim=(-0.3, 8), xticks=range(-6, 7, 3))
    draw_pulls(bottom, pulls)
    words = ", ".join(f"{name} {pull:+.3g}" for name, pull in pulls.items())
    return plots.describe(figure, f"The label is {y}, z is {z:.1f}, the answer {y_hat:.3f}. Pull on z: {words}.")


# %% tags=["hide-input"]
def draw_pulls(axis, pulls):
    bars = axis.barh(list(pulls), list(pulls.values()), color=[COLORS[name] for name in pulls])
    axis.bar_label(bars, [f"{pull:+.2g}" for pull in pulls.values()], padding=2, fontsize=8)
    axis.set(xlim=(-400, 400), xscale="symlog")
    axis.set_xlabel("pull on z: down (−) or up (+)", fontsize=9)
    names = ["cross-entropy", "hinge", "perceptron", "squared of σ(z)", "squared of z"]
    axis.set_yticks(range(5), names, fontsize=8)
    axis.set_xticks([-10, 0, 10], labels=["−10", "0", "10"], fontsize=8)
    axis.invert_yaxis()


# %%
widgets.explore(
    draw_losses,
    frames=[
        ("sure and wrong: the sigmoid's square lets go", {"z": -6.0}),
        ("in doubt: all of them pull", {"z": 0.0}),
        ("sure and right: the square of signs pulls back", {"z": 4.0}),
    ],
    y=widgets.choice("label y", [1, 0], 1),
    z=widgets.slider("z", -6.0, 6.0, 0.1, -4.0),
)

# %% [markdown]
# **Try** moving $z$ from a confident mistake to a confident right answer. **Notice** that the perceptron still pulls at
# $z=0$ and lets go just beyond, that the hinge lets go at 1, that cross-entropy never quite does, and that the squared
# error of signs pulls *back* beyond 1.

# %% [markdown]
# ## An experiment that could have failed
#
# Is the stuck neuron a toy? In scikit-learn's breast cancer data 0 means *malignant*, and many people expect 1. Suppose
# somebody trained a neuron with the labels the wrong way round, and now they are put right and training goes on. The
# **baseline** answers "benign" to everybody, and the **ablation** starts fair, at $\theta = 0$, which tells whether the
# start matters.

# %%
contenders = {"cross-entropy": (sigmoid_cross_entropy, 1.0), "squared": (sigmoid_squared, 1.0)}
contenders |= {"squared, 3 x the rate": (sigmoid_squared, 3.0)}
runs = {(start, name): [] for start in ("wrong", "fair") for name in contenders}  # of (steps + 1,): test accuracy
majority, zero = [], torch.zeros(31, dtype=torch.float64)  # (31,)
for seed in range(5):
    tumors = data.standardize(data.breast_cancer(seed=seed))
    X, X_test = with_ones(tumors.train.X), with_ones(tumors.test.X)  # (426, 31), (143, 31)
    y, y_test = tumors.train.y.double(), tumors.test.y  # (426,), (143,)
    swapped = descend(sigmoid_cross_entropy, 1 - y, X, zero, 3.0, 3000)[-1]  # (31,)
    for (start, name), found in runs.items():
        loss, eta = contenders[name]
        path = descend(loss, y, X, swapped if start == "wrong" else zero, eta, 300)  # (301, 31)
        found.append((((path @ X_test.T) >= 0) == (y_test == 1)).double().mean(dim=1).numpy())  # (301,)
    majority.append((y_test == 0).double().mean().item())
runs = {key: np.array(found) for key, found in runs.items()}  # each (5, 301)
past = {key: (found > np.array(majority)[:, None]).argmax(axis=1) for key, found in runs.items()}  # (5,) steps

# %% [markdown]
# From the wrong start, cross-entropy passes the baseline after 2 to 5 steps.
#
# **Guess.** How many steps does the squared error need, at the same rate, on the slowest of five seeds?

# %%
guess_steps = None  # your number here; at most 300 steps were made

# %% tags=["main-result"]
print(f"always benign: {np.mean(majority):.2f}; lowest-highest test accuracy of five seeds; steps to pass the baseline")
for (start, name), found in runs.items():
    cells = "".join(f"  {found[:, t].min():.2f}-{found[:, t].max():.2f}" for t in (0, 20, 50, 300))
    print(f"{f'{start}, {name}':28}{cells}   {sorted(past[start, name].tolist())}")
sure, stuck, faster = (past["wrong", name] for name in contenders)  # (5,) each
assert all((runs["wrong", name][:, 0] < 0.1).all() for name in contenders), "the start is wrong on every seed"
assert sure.min() >= 2 and sure.max() <= 5 and stuck.min() > 8 * sure.max() and faster.min() > 4 * sure.max()
assert np.allclose([stuck.min(), stuck.max(), faster.min(), faster.max()], [87, 281, 30, 95], atol=3)
assert all((runs["fair", name][:, 300] > 0.92).all() for name in contenders), "from a fair start all of them work"
rescued = descend(sigmoid_squared, y, X, swapped, 30.0, 100)[-1]  # (31,), the last seed
print(f"squared, 30 x the rate, 100 steps: {((X_test @ rescued >= 0) == (y_test == 1)).double().mean():.2f}")

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(9, 3.3), sharey=True)
looks = {"cross-entropy": ("cross-entropy", "-"), "squared": ("squared, through a sigmoid", "-")}
looks |= {"squared, 3 x the rate": ("squared, through a sigmoid", "--")}
for axis, start in zip(axes, ("wrong", "fair"), strict=True):
    for name, (loss, style) in looks.items():
        found = runs[start, name]  # (5, 301)
        axis.plot(found.mean(axis=0), style, color=COLORS[loss], label=name)
        axis.fill_between(range(301), found.min(axis=0), found.max(axis=0), color=COLORS[loss], alpha=0.12, linewidth=0)
    axis.axhline(np.mean(majority), label="always benign", **plots.line("baseline"))
    axis.set(xlabel="step", ylim=(0, 1.02))
if guess_steps is not None:
    axes[0].axvline(guess_steps, label="your guess", **plots.line("guess"))
axes[0].set(title="Wrong start: squared error sleeps on", ylabel="accuracy on new patients")
axes[1].set_title("Fair start: no difference")
(axes[1] if guess_steps is None else axes[0]).legend(loc="lower right")
plots.show(
    figure,
    alt="Test accuracy against step, mean and range of five seeds. From the wrong start cross-entropy jumps from 0.04 "
    "past the baseline at once; squared error stays near 0 for about 50 steps and passes the baseline late, at three "
    "times the rate earlier but still long after cross-entropy. From a fair start all are soon above 0.9.",
)

# %% [markdown]
# The claim survived: cross-entropy needs 2 to 5 steps to beat a baseline that never looks at a patient. The squared
# error needs 87 to 281 steps, and still 30 to 95 when we triple its learning rate. From a fair start all three are
# equally good, so it is the confident mistake that matters. (Thirty times the rate does get it out.)

# %% [markdown]
# ## Deeper: logits of ten thousand
#
# A loss can have the right formula and still fail as a program. Early in training, or with unscaled inputs, a logit $z$
# can be huge, and then the formula as one would type it breaks, although the answer is simple: at $z=-10^4$ and $y=1$
# the loss is 10,000. There are two causes: $e^{10000}$ is `inf`, and $\hat{y}$ rounds to exactly 0 or 1, whose
# logarithm is $-\infty$ on one side. So there are two cures.
#
# **Never let a large positive number into an exponent.** For any constant $c$ we may take $e^c$ out of each term:
#
# $$\ln \sum_k e^{z_k} = c + \ln \sum_k e^{z_k - c}, \qquad c = \max_k z_k$$
#
# Now the largest exponent is 0. This is **log-sum-exp**, and with two terms it is `logaddexp`.
#
# **Never compute the probability.** $-\ln p_y=\ln\sum_ke^{z_k}-z_y$ uses logits only, and with two classes
# $-y\ln\hat{y}-(1-y)\ln(1-\hat{y})=\ln(1+e^z)-yz$. Our functions did so all along, and it is the reason why PyTorch's
# losses want logits.


# %%
def naive_binary(y, z):
    y_hat = 1 / (1 + torch.exp(-z))  # (n,)
    return -y * torch.log(y_hat) - (1 - y) * torch.log(1 - y_hat)


def log_sum_exp(z):
    c = z.amax(dim=-1, keepdim=True)  # (..., 1)
    return (c + torch.log(torch.exp(z - c).sum(dim=-1, keepdim=True))).squeeze(-1)  # (..., K) -> (...)


huge, ones = torch.tensor([-1e4, -20.0, 20.0, 1e4]), torch.ones(4)  # (4,), (4,), float32
print("as typed:", naive_binary(ones, huge).tolist())
print("ours:    ", sigmoid_cross_entropy(ones, huge)[0].tolist())
assert naive_binary(ones, huge)[0].isinf() and naive_binary(ones, huge)[2].isnan()
theirs = F.binary_cross_entropy_with_logits(huge, ones, reduction="none")  # (4,)
assert torch.allclose(sigmoid_cross_entropy(ones, huge)[0], theirs)
many = torch.tensor([[1e4, 0.0, -1e4], [0.0, 1.0, 2.0]])  # (n, K)
print("log-sum-exp of (10000, 0, -10000):", log_sum_exp(many)[0].item())
assert torch.allclose(log_sum_exp(many), torch.logsumexp(many, dim=1)) and log_sum_exp(many)[0] == 1e4
for label in (torch.tensor([0, 1]), torch.tensor([2, 1])):  # (n,)
    assert torch.allclose(softmax_cross_entropy(label, many)[0], F.cross_entropy(many, label, reduction="none"))

# %% [markdown]
# **Checkpoint.** Why does it do no harm that $e^{z_k-c}$ underflows to 0 for $z_k=-10^4$?
#
# <details><summary>Answer</summary>
#
# It is added to a sum that is at least 1, since the largest term is $e^0$. A term below $10^{-8}$ would be lost in
# rounding anyway. An overflow loses everything, an underflow nothing.
# </details>

# %% [markdown]
# ## Deeper: predicting the doubt too
#
# The recipe said "predict its parameter", and nothing keeps us from predicting two. A Gaussian has a center $\mu$ and a
# width $\sigma_y$ (with an index, since $\sigma$ alone is the sigmoid). If the noise grows with $x$, which is called
# uneven noise (**heteroscedastic** noise), a second output can say so. Widths are positive, so the output function is
# $e^{\rho}$:
#
# $$L = \tfrac12 \Bigl(\frac{y - \mu}{\sigma_y}\Bigr)^2 + \ln \sigma_y, \qquad
# \frac{\partial L}{\partial \mu} = \frac{\mu - y}{\sigma_y^2}, \qquad
# \frac{\partial L}{\partial \rho} = 1 - \Bigl(\frac{y - \mu}{\sigma_y}\Bigr)^2 \qquad\text{with } \sigma_y = e^{\rho}$$
#
# The first term alone would make every width infinite, so that no error counts. The second one is the price of doubt,
# and it came out of the recipe by itself.


# %%
def gaussian(y, mu, rho):
    """Return losses (n,) of a Gaussian with the width exp(rho), and their derivatives for mu and rho, (n,) each."""
    error = (y - mu) * torch.exp(-rho)  # (n,) in widths
    return error**2 / 2 + rho, -error * torch.exp(-rho), 1 - error**2


def doubtful_data(seed):
    g = torch.Generator().manual_seed(seed)
    x = 4 * torch.rand(400, generator=g, dtype=torch.float64) - 2  # (400,)
    noise = torch.exp(0.7 * x - 0.5) * torch.randn(400, generator=g, dtype=torch.float64)  # (400,)
    return with_ones(x[:, None]), 1 + x + noise  # (400, 2), (400,)


for seed in range(5):
    (X, y), (X_test, y_test) = doubtful_data(seed), doubtful_data(100 + seed)  # (400, 2), (400,) twice
    center, width = torch.zeros(2).double(), torch.zeros(2).double()  # (2,), (2,)
    for _ in range(2000):
        _, along_mu, along_rho = gaussian(y, X @ center, X @ width)  # (400,), (400,)
        center, width = center - 0.03 * X.T @ along_mu / 400, width - 0.03 * X.T @ along_rho / 400  # (2,), (2,)
    same = torch.linalg.lstsq(X, y).solution  # (2,), the best line for one width
    even = ((y - X @ same) ** 2).mean().sqrt().log()  # ()
    nlls = gaussian(y_test, X_test @ center, X_test @ width)[0].mean(), gaussian(y_test, X_test @ same, even)[0].mean()
    print(f"seed {seed}: mean loss on new data {nlls[0]:.3f} with a predicted width, {nlls[1]:.3f} with one for all")
    assert nlls[0] < nlls[1] - 0.1 and abs(width - torch.tensor([0.7, -0.5])).max() < 0.15

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(6.5, 3))
order = X[:, 0].argsort()  # (400,)
where, middle, spread = X[order, 0], (X @ center)[order], torch.exp(X @ width)[order]  # (400,) each
axis.scatter(X[:, 0], y, s=8, color="darkgray", linewidth=0, label="labels")
axis.plot(where, middle, color=COLORS["squared"], label="predicted center")
axis.fill_between(where, middle - 2 * spread, middle + 2 * spread, color=COLORS["squared"], alpha=0.2, linewidth=0)
axis.set(title="The second output knows where the first is unsure", xlabel="x", ylabel="y")
axis.legend(loc="upper left")
plots.show(
    figure,
    alt="Points around a rising line, close to it on the left and far on the right. A band of two predicted widths on "
    "either side opens like a trumpet and holds nearly all points.",
)

# %% [markdown]
# The band of two widths opens to the right just as the data do. A single width, the best one for all, is too wide on
# the left and too narrow on the right, which costs it on new data of every seed.

# %% [markdown]
# ## Deeper: who fears an outlier?
#
# The first experiment showed a squared error that pulls too little. On signs and without a sigmoid it fails the other
# way and pulls too hard, because a point that is right by far counts as far off. Here are two clouds, a line between
# them, and then 20 more points that are *easy*, far out on the right side. A loss that cares about mistakes should not
# mind an outlier that is no mistake.

# %%
border = {name: [] for name in ("squared", "hinge", "logistic")}  # of (clean, with outliers): theta, (2, 3) each
for seed in range(5):
    clouds, g = data.blobs(seed=seed), torch.Generator().manual_seed(seed)
    X, s = with_ones(clouds.train.X), 2 * clouds.train.y.double() - 1  # (300, 3), (300,)
    easy = torch.tensor([20.0, 0.0]) + torch.randn(20, 2, generator=g)  # (20, 2), class 1, whose cloud is at (2, 0)
    X_far, s_far = torch.cat([X, with_ones(easy)]), torch.cat([s, torch.ones(20).double()])  # (320, 3), (320,)
    for loss in (squared, hinge, logistic):
        pairs = ((s, X), (s_far, X_far))
        ends = [descend(loss, *pair, torch.zeros(3).double(), 0.015, 2000)[-1] for pair in pairs]  # (3,) each
        border[loss.__name__].append(torch.stack(ends))
border = {name: torch.stack(found) for name, found in border.items()}  # each (5, 2, 3)
crossing = {name: -found[..., 2] / found[..., 0] for name, found in border.items()}  # each (5, 2): z = 0 where x2 = 0
for name, found in crossing.items():
    print(f"{name:9} border moves by {' '.join(f'{move:+.2f}' for move in found[:, 1] - found[:, 0])}")
moved = {name: found[:, 1] - found[:, 0] for name, found in crossing.items()}  # each (5,)
assert (moved["squared"] > 0.5).all(), "squared error is dragged toward easy points"
assert all((abs(moved[name]) < 0.05).all() for name in ("hinge", "logistic"))

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(8, 3))
for k, role in ((-1, "class 0"), (1, "class 1")):
    axis.scatter(*X_far[s_far == k, :2].T, s=12, linewidth=0, label=role, **plots.points(role))
for (name, found), style in zip(border.items(), ("-", "--", ":"), strict=True):
    (w1, w2, b), height = found[-1, 1].tolist(), np.array([-3.0, 3.0])  # the last seed, with outliers
    look = COLORS["cross-entropy" if name == "logistic" else name]
    axis.plot(-(w2 * height + b) / w1, height, style, color=look, label=f"border of {name}", linewidth=2.5)
axis.set(title="Easy points far away drag the border of the squared error only", xlabel="$x_1$", ylabel="$x_2$")
axis.legend(loc="upper center", fontsize=9)
plots.show(
    figure,
    alt="Two clouds around x1 = -2 and 2 and twenty points of class 1 near x1 = 20. The learned borders of hinge and "
    "logistic run between the clouds near x1 = 0; that of the squared error lies near 0.8, in the right cloud.",
)

# %% [markdown]
# The two borders in the gap are those of hinge and logistic loss, which have long stopped listening to points that are
# right by 18. The border of the squared error leans into the right cloud, because every easy point asks it for a margin
# of exactly 1.

# %% [markdown]
# ## Deeper: cross-entropy as an exam
#
# Where does the name come from? There is a second road to $-\ln p_y$, which does not begin with a distribution of
# labels but with questions. The **teacher** draws an animal from a hat: a cat half of the time, a dog a quarter, an owl
# or an eel an eighth each. The **student** finds out which by asking yes-or-no questions, and wants to need few. A
# student who knows the hat asks "a cat?" first, then "a dog?", then "an owl?", which takes one question for a cat, two
# for a dog and three for the others. One who believes the opposite asks for the eel first.

# %%
teacher = torch.tensor([1 / 2, 1 / 4, 1 / 8, 1 / 8], dtype=torch.float64)  # (K,) cat, dog, owl, eel
students = {"knows the hat": teacher, "believes the opposite": teacher.flip(0)}  # (K,) each: what each believes
needed = {"knows the hat": torch.tensor([1, 2, 3, 3]), "believes the opposite": torch.tensor([3, 3, 2, 1])}  # (K,)
exam = torch.multinomial(teacher, 10_000, replacement=True, generator=generator)  # (10000,) what the teacher drew
for name, q in students.items():
    assert torch.equal(needed[name].double(), torch.log2(1 / q))
    print(f"{name:22} {needed[name][exam].double().mean():.3f} questions on average, in 10,000 rounds")

# %% [markdown]
# The assertion shows the pattern: an answer that the student believes in with probability $q_c$ takes $\log_2(1/q_c)$
# questions. The rarer you think it is, the greater the **surprise**. The teacher's $p$ says how often each surprise
# happens. Together they make
#
# $$\underbrace{H(p, q)}_{\text{exam: cross-entropy}} = \sum_{c=1}^{K}
# \underbrace{p_c}_{\text{teacher}} \; \log_2 \underbrace{\frac{1}{q_c}}_{\text{student}}
# \qquad\quad H(p) = H(p, p) = \sum_{c=1}^{K} p_c \log_2 \frac{1}{p_c}$$
#
# The **entropy** $H(p)$ is what the exam costs a student who knows the truth, and no belief does better. The rest,
# $\mathrm{KL}(p\,\|\,q)=H(p,q)-H(p)\ge0$, is the price of a wrong belief, the **Kullback-Leibler divergence** (KL
# divergence).


# %%
def cross_entropy(p, q):
    """Return H(p, q) in bits; a class that never comes up (p = 0) costs nothing, whatever the student believes."""
    return torch.where(p > 0, -p * torch.log2(q), torch.zeros_like(p)).sum(dim=-1)  # (..., K) -> (...)


def entropy(p):
    return cross_entropy(p, p)


def kl_divergence(p, q):
    return cross_entropy(p, q) - entropy(p)


for name, q in students.items():
    cost, price = cross_entropy(teacher, q), kl_divergence(teacher, q)  # () each
    print(f"{name:22} H(p) {entropy(teacher):.3f} + KL {price:.3f} = H(p, q) {cost:.3f}")
    assert np.isclose(price, stats.entropy(teacher.numpy(), q.numpy(), base=2))
    assert torch.isclose(cost * np.log(2), F.cross_entropy(q.log(), teacher))  # torch answers in nats
    assert torch.isclose(price * np.log(2), F.kl_div(q.log(), teacher, reduction="sum"))
assert np.isclose(entropy(teacher), stats.entropy(teacher.numpy(), base=2))
pairs = distributions.Dirichlet(torch.ones(4).double()).sample((2, 1000))  # (2, 1000, K)
assert (kl_divergence(*pairs) > 0).all(), "any wrong belief costs something"

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(8.6, 3.3), sharey=True)
for axis, (name, q) in zip(axes, students.items(), strict=True):
    left = 0.0
    for animal, share, surprise in zip(("cat", "dog", "owl", "eel"), teacher, torch.log2(1 / q), strict=True):
        look = {"color": COLORS["cross-entropy"], "alpha": 0.35, "edgecolor": "white", "linewidth": 1.5}
        axis.bar(left, surprise, width=share, align="edge", **look)
        axis.text(left + share / 2, surprise + 0.08, animal, ha="center")
        left += share.item()
    axis.axhline(cross_entropy(teacher, q), color="black", linestyle="--", linewidth=1.5)
    axis.set(title=f"{name}: {cross_entropy(teacher, q):.3f} bits", ylim=(0, 3.6), xlim=(0, 1))
    axis.set_xlabel("width: how often the teacher draws it")
    axis.grid(False)
axes[0].set_ylabel("height: questions it takes (bits)")
figure.suptitle("Cross-entropy is the area: width by the teacher, height by the student", fontweight="bold")
plots.show(
    figure,
    alt="Two bar charts with the teacher's shares 1/2, 1/4, 1/8, 1/8 as widths. Heights for the student who knows the "
    "hat are 1, 2, 3, 3, total area 1.75; for the one who believes the opposite 3, 3, 2, 1, total area 2.625. A dashed "
    "line marks the mean height.",
)

# %% [markdown]
# The widths are the same in both pictures, because both students take the exam of the same teacher. Only the heights
# differ, and the student who puts high bars over wide bases pays more.
#
# In a training set the teacher is sure: the label says *owl*, $p=(0,0,1,0)$. Then $H(p)=0$, and one term remains,
# $\log(1/q_{\text{owl}})$, the surprise at the right answer. That is the loss $-\ln p_y$ of the first table, in
# **nats** instead of bits (1 bit = $\ln2$ = 0.693 nats). Averaged over many similar inputs, of which some are owls and
# some eels, the best student believes in the true proportions.
#
# **Checkpoint.** Why is the price infinite for a student who calls a possible answer impossible?
#
# <details><summary>Answer</summary>
#
# With $q_c=0$ and $p_c\gt0$, that answer comes up one day, and no number of questions leads there: $\log(1/0)=\infty$.
# The other way round, believing in what never happens, costs a finite amount. So KL is not symmetric.
# </details>
#
# **Checkpoint.** Why does a fair die cost 0.350 bits more than it must, if somebody believes that it shows six half of
# the time and the others a tenth each?
#
# <details><summary>Answer</summary>
#
# $H(p)=\log_26=2.585$, and $H(p,q)=\tfrac16\cdot1+\tfrac56\log_210=2.935$. Six costs one question only, but the other
# five, which come up five times in six, cost 3.32 each.
#
# ```python
# p, q = torch.full((6,), 1 / 6).double(), torch.tensor([0.1] * 5 + [0.5]).double()  # (6,), (6,)
# assert np.isclose(entropy(p), np.log2(6)) and np.isclose(cross_entropy(p, q), 1 / 6 + 5 / 6 * np.log2(10))
# assert np.isclose(kl_divergence(p, q), 0.350, atol=5e-4)
# ```
# </details>

# %% [markdown]
# ## Deeper: sums with names
#
# Statistics has its own names for these costs, because it adds where we average. The **residual sum of squares** of
# predictions $f(x_i)$ and the **deviance** of predicted probabilities $p_k(x_i)$ are
#
# $$\mathrm{RSS} = \sum_{i=1}^n \bigl(y_i - f(x_i)\bigr)^2 \qquad\qquad
# D = -2 \sum_{i=1}^n \ln p_{y_i}(x_i)$$
#
# so RSS is $n$ times the mean squared error, and deviance $2n$ times the cross-entropy (some books leave the 2 out).
# Both are twice the negative log-likelihood, constants aside. For a network with one hidden layer of $M$ units the
# books write $f(x)=\beta_0+\sum_{m=1}^{M}\beta_m\,\sigma(\alpha_m^\top x)$, where each hidden unit $m$ has its own
# output weight $\beta_m$. The cell checks the deviance, and the derivative of the cross-entropy with respect to all $K$
# logits.

# %%
p, few, right = torch.softmax(logits[:5].detach(), dim=1), logits[:5].detach(), classes[:5]  # (5, K), (5, K), (5,)
value, derivative = softmax_cross_entropy(right, few)  # (5,), (5, K)
deviance = 2 * value.sum()  # ()
assert torch.isclose(deviance, -2 * distributions.Categorical(p).log_prob(right).sum())
assert np.isclose(deviance, 2 * log_loss(right.numpy(), p.numpy(), labels=range(4), normalize=False))
moves = h * torch.eye(4).double()  # (K, K), row k moves logit k
above, below = ([softmax_cross_entropy(right, few + sign * move)[0] for move in moves] for sign in (1, -1))
measured = torch.stack([(a - b) / (2 * h) for a, b in zip(above, below, strict=True)], dim=1)  # (5, K)
assert torch.allclose(derivative, measured, atol=1e-8)
assert torch.allclose(derivative.sum(dim=1), torch.zeros(5).double()), "what the right class gains, the others lose"
print(f"deviance of five samples {deviance:.3f} = 2 x 5 x mean cross-entropy {value.mean():.4f}")

# %% [markdown]
# ## What goes wrong
#
# The usual mistakes raise no error, so what you meet is a symptom.
#
# **Labels of the wrong kind.** Give signs to a loss that wants 0 and 1, or the reverse, and nothing complains:

# %%
z_three = torch.tensor([-5.0, 0.0, 5.0])  # (3,)
print("cross-entropy, label -1 for 0:", sigmoid_cross_entropy(-torch.ones(3), z_three)[0].numpy().round(3))
value, derivative = hinge(torch.zeros(3), z_three)  # (3,), (3,)
print("hinge, label 0 for -1: loss", value.tolist(), "derivative", derivative.abs().tolist())
assert sigmoid_cross_entropy(-torch.ones(3), z_three)[0].min() < 0 and (derivative == 0).all()

# %% [markdown]
# You will recognize it by a cross-entropy *below zero* that falls without end, or by a hinge loss that stays at 1 for
# half of the data. The remedy is `assert set(y.tolist()) <= {0, 1}`.
#
# **The logarithm of a rounded probability.** In single precision $\sigma(20)$ is exactly 1, although with $y=0$ the
# loss should be 20 and its derivative 1:

# %%
for precision in (torch.float32, torch.float64):
    sure, no = torch.tensor(20.0, dtype=precision, requires_grad=True), torch.tensor(0.0, dtype=precision)
    p = torch.sigmoid(sure)
    for name, loss in {
        "F.binary_cross_entropy": F.binary_cross_entropy(p, no),
        "... with_logits": F.binary_cross_entropy_with_logits(sure, no),
    }.items():
        (derivative,) = torch.autograd.grad(loss, sure, retain_graph=True)
        print(f"{precision}  {name:23} loss {loss:6.1f}, derivative {derivative:4.1f}")
        rounded = precision == torch.float32 and name == "F.binary_cross_entropy"
        assert torch.isclose(loss, torch.tensor(100.0 if rounded else 20.0, dtype=precision))
        assert torch.isclose(derivative, torch.tensor(0.0 if rounded else 1.0, dtype=precision))
one = torch.tensor(1.0, requires_grad=True)
assert torch.autograd.grad(F.binary_cross_entropy(one, torch.tensor(0.0)), one)[0] > 1e11, "the loss still pulls at p"
assert torch.sigmoid(torch.tensor(20.0)) == 1, "but the sigmoid's own derivative, p (1 - p), has rounded to 0"

# %% [markdown]
# PyTorch cuts the logarithm off at −100, so the loss is cut off at 100, and the gradient dies in the sigmoid, whose own
# derivative has rounded to 0. The symptom is `inf`, `nan`, or a loss of exactly 100, and the remedy is
# `..._with_logits`.
#
# **One softmax too many.** `F.cross_entropy` wants logits, and given probabilities it takes their softmax once more,
# which raises no error and trains badly ([lecture 10](10-training-in-pytorch.ipynb)).
#
# ### Deeper: mean or sum?
#
# The gradient of a sum over $n$ samples is $n$ times that of their mean, so the same learning rate means something
# else. And `mse_loss` averages over all *elements*, outputs included:

# %%
outputs, targets = torch.zeros(32, 10), torch.ones(32, 10)  # (n, K) each
for reduction in ("sum", "mean"):
    print(f"mse_loss, {reduction:4}: {F.mse_loss(outputs, targets, reduction=reduction).item():g}")
per_sample = ((outputs - targets) ** 2).sum(dim=1).mean()  # (n, K) -> (n,) -> ()
print("mean over samples of the squared distance:", per_sample.item())
assert per_sample == 10 * F.mse_loss(outputs, targets) and F.mse_loss(outputs, targets, reduction="sum") == 320

# %% [markdown]
# You will recognize it by a learning rate that suits one batch size and explodes at another.

# %% [markdown]
# ## Exercises
#
# ### 1. Waiting times (★, 10 minutes)
#
# A waiting time $y\ge0$ has the density $\lambda e^{-\lambda y}$ with the rate $\lambda=e^z$. Follow the recipe to loss
# and derivative.
#
# <details><summary>Solution</summary>
#
# $L=-\ln\lambda+\lambda y=e^zy-z$, and $\partial L/\partial z=e^zy-1=\lambda y-1$, which is zero when the mean
# $1/\lambda$ is $y$.
#
# ```python
# z_wait, y_wait = torch.randn(9).double().requires_grad_(), torch.rand(9).double()  # (9,), (9,)
# nll = -distributions.Exponential(z_wait.exp()).log_prob(y_wait)  # (9,)
# assert torch.allclose(nll, z_wait.exp() * y_wait - z_wait)
# assert torch.allclose(torch.autograd.grad(nll.sum(), z_wait)[0], z_wait.exp() * y_wait - 1)
# ```
# </details>
#
# ### 2. Mean, median and in between (★★, 10 minutes)
#
# Derive why the squared error leads to the mean and the absolute error to the median. Where does $c$ stop if each
# income above it pulls with 0.9 and each one below with 0.1?
#
# <details><summary>Solution</summary>
#
# $\sum_i2(c-y_i)$ is 0 at the mean. The derivative of the absolute error counts: incomes below $c$ minus incomes above;
# it changes sign at the median. With the pulls 0.9 and 0.1 the two sides balance where nine times as many incomes lie
# below as above, at the 90 % quantile; of five incomes that is the largest, 1,000.
#
# ```python
# incomes, c = torch.tensor([20.0, 25, 30, 35, 1000]), torch.arange(0.0, 1001)  # (5,), (1001,)
# away = incomes - c[:, None]  # (1001, 5)
# pinball = torch.where(away > 0, 0.9 * away, -0.1 * away)  # (1001, 5)
# assert c[(away**2).sum(dim=1).argmin()] == incomes.mean() == 222
# assert c[away.abs().sum(dim=1).argmin()] == incomes.median() == 30
# assert c[pinball.sum(dim=1).argmin()] == 1000
# ```
# </details>
#
# ### 3. Answer minus truth, for K classes (★★, 15 minutes)
#
# The softmax has the Jacobian $\partial p_k/\partial z_j=p_k(\delta_{kj}-p_j)$ (lecture 05). Derive that $-\ln p_y$ has
# the derivative $p_j-\delta_{yj}$.
#
# <details><summary>Solution</summary>
#
# $\frac{\partial}{\partial z_j}(-\ln p_y)=-\frac{1}{p_y}\,p_y(\delta_{yj}-p_j)=p_j-\delta_{yj}$: once more the
# logarithm's $1/p_y$ cancels the factor that dies.
#
# ```python
# z_four, y_four = torch.tensor([0.5, -1.0, 2.0, 0.0]).double(), 1  # (4,)
# p = torch.softmax(z_four, dim=0)  # (4,)
# jacobian = torch.diag(p) - torch.outer(p, p)  # (4, 4)
# by_chain_rule = -jacobian[y_four] / p[y_four]  # (4,)
# assert torch.allclose(by_chain_rule, softmax_cross_entropy(torch.tensor([y_four]), z_four[None])[1][0])
# ```
# </details>
#
# ### Deeper: 4. A teacher in doubt (★★, 15 minutes, after the exam)
#
# **Label smoothing** gives the right one of ten classes the probability 0.91 and the others 0.01 each. What is the
# lowest possible cross-entropy, and which logits reach it?
#
# <details><summary>Solution</summary>
#
# The lowest is the teacher's entropy, $-0.91\ln0.91-9\cdot0.01\ln0.01=0.500$ nats, at $q=p$, that is, at logits
# $\ln p_k$ plus any constant: the right one $\ln91=4.51$ above the others. Surer is worse, whereas one-hot labels
# reward every increase, so that logits grow for ever.
#
# ```python
# p = torch.full((10,), 0.01).double()  # (K,)
# p[3] = 0.91
# lowest = F.cross_entropy(p.log()[None], torch.tensor([3]), label_smoothing=0.1)
# assert np.isclose(lowest, entropy(p) * np.log(2)) and np.isclose(lowest, 0.500, atol=5e-4)
# assert F.cross_entropy(2 * p.log()[None], torch.tensor([3]), label_smoothing=0.1) > lowest
# ```
# </details>
#
# ### Deeper: 5. Wrong labels (★★★, 30 minutes, open)
#
# In the clouds of `data.blobs`, give the training points of class 1 with $x_2\gt0.8$ the label 0, as a careless
# annotator might. Which loss suffers least? Try the squared error *through a sigmoid*, too.
#
# <details><summary>Solution</summary>
#
# ```python
# for loss in (squared, hinge, logistic, sigmoid_squared):
#     scores = []
#     for seed in range(5):
#         clouds = data.blobs(seed=seed)
#         X, X_test = with_ones(clouds.train.X), with_ones(clouds.test.X)  # (300, 3), (100, 3)
#         careless = (clouds.train.y == 1) & (clouds.train.X[:, 1] > 0.8)  # (300,)
#         y = torch.where(careless, 0, clouds.train.y).double()  # (300,)
#         label = y if loss is sigmoid_squared else 2 * y - 1  # (300,)
#         theta = descend(loss, label, X, torch.zeros(3).double(), 0.05, 3000)[-1]  # (3,)
#         scores.append(((X_test @ theta >= 0) == (clouds.test.y == 1)).double().mean().item())
#     print(f"{loss.__name__:16} {np.mean(scores):.3f} on five seeds, lowest {min(scores):.2f}")
# ```
#
# On our run the squared error on signs did best. It listens to all points, so a few wrong ones near the border are
# outvoted, whereas hinge and logistic listen mostly to points near the border or across it, and here these are the
# wrong ones. Through a sigmoid it is in between: a loss that cannot exceed 1 gives up on hopeless points, which is bad
# when the *network* is wrong and good when the *label* is. So no loss is best against every fault. Vary the share of
# wrong labels, where they are, and the start.
# </details>

# %% [markdown]
# ## Summary
#
# - Choose a distribution, predict its parameter, take the negative log-likelihood: so most losses are made.
# - Squared error belongs to the Gaussian and the mean, absolute error to Laplace and the median, cross-entropy to
#   classes.
# - A neuron hears one number from its loss, $\partial L/\partial z$; with the partner output function it is answer
#   minus truth.
# - Squared error through a sigmoid goes to sleep where it is sure and wrong.
# - Give a loss logits and the labels that it expects.
#
# ## Where it came from
#
# Least squares is from 1805, and the recipe from 1922.
#
# ### Deeper: the origin of each loss
#
# - A.-M. Legendre, 1805, *Nouvelles méthodes pour la détermination des orbites des comètes*, Paris: least squares; C.
#   F. Gauss, 1809, *Theoria motus corporum coelestium*, Hamburg: its derivation from the distribution now named after
#   him.
# - R. A. Fisher, 1922, *On the mathematical foundations of theoretical statistics*, Philosophical Transactions of the
#   Royal Society A 222, 309–368: maximum likelihood.
# - C. E. Shannon, 1948, *A mathematical theory of communication*, Bell System Technical Journal 27, 379–423 and
#   623–656: entropy.
# - S. Kullback and R. A. Leibler, 1951, *On information and sufficiency*, Annals of Mathematical Statistics 22, 79–86:
#   the divergence.
# - D. R. Cox, 1958, *The regression analysis of binary sequences*, Journal of the Royal Statistical Society B 20,
#   215–242: logistic regression.
# - F. Rosenblatt, 1962, *Principles of Neurodynamics*, Spartan Books: learning from mistakes only.
# - J. A. Nelder and R. W. M. Wedderburn, 1972, *Generalized linear models*, Journal of the Royal Statistical Society A
#   135, 370–384: one analysis, with log-likelihoods, for all these cases.
# - E. B. Baum and F. Wilczek, 1988, *Supervised learning of probability distributions by neural networks*, Neural
#   Information Processing Systems (the meeting of 1987), 52–61; S. A. Solla, E. Levin and M. Fleisher, 1988,
#   *Accelerated learning in layered neural networks*, Complex Systems 2, from page 625: cross-entropy instead of
#   squared error, in networks.
# - C. Cortes and V. Vapnik, 1995, *Support-vector networks*, Machine Learning 20, 273–297: soft margins, which the
#   hinge loss expresses.
#
# **Next**: [07, gradient descent](07-gradient-descent.ipynb): what to do with the derivative.
