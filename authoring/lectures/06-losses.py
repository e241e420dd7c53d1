# %% [markdown]
# # Losses
#
# You will be able to choose the number that a network makes small, say what belief it rewards, and derive the slope
# that does the teaching.
#
# **Reading** 50 min · **Running** under 30 s on two cores · **Prerequisites** the derivative of a logarithm, sigmoid
# and softmax ([lecture 05](05-activations.ipynb)); [lecture 04](04-one-neuron-four-models.ipynb) (one neuron, four
# models) helps · **Practice** [assignment a04](../release/a04-losses/losses.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/06-losses.ipynb)
#
# **Needs** [04](04-one-neuron-four-models.ipynb), [05](05-activations.ipynb) · **Used by**
# [07](07-gradient-descent.ipynb), [08](08-backpropagation.ipynb), [14](14-evaluation-metrics.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **implement** squared, perceptron, hinge, logistic and cross-entropy losses with their slopes, and **check** them;
# - **explain** entropy, cross-entropy and KL divergence as an exam with a teacher and a student;
# - **derive** squared error and cross-entropy from maximum likelihood, and $\hat y - y$ from sigmoid and
#   cross-entropy;
# - **predict** which loss an outlier or a confident mistake will spoil;
# - **compute** losses that survive logits of ten thousand, and **diagnose** the usual mix-ups.

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
import torch.nn.functional as F
from scipy import stats
from sklearn.metrics import hinge_loss, log_loss
from torch import distributions

# %% [markdown]
# ## Wrong, sure, and stuck
#
# A neuron with a sigmoid says $\hat y = 0.0003$; the truth is $y = 1$. It could not be more wrong. We let it learn by
# gradient descent, twice, with the same start and the same learning rate. The first time it minimizes the squared
# error $(\hat y - y)^2$, the second time $-\ln \hat y$. Both are zero for the right answer, and both are smooth.
# Which one would you bet on?

# %%
figure, axis = plt.subplots()
for label, loss in {"(ŷ − 1)²": lambda y_hat: (y_hat - 1) ** 2, "−ln ŷ": lambda y_hat: -y_hat.log()}.items():
    z, belief = torch.tensor(-8.0, requires_grad=True), []
    for _ in range(300):
        y_hat = torch.sigmoid(z)  # ()
        belief.append(y_hat.item())
        (slope,) = torch.autograd.grad(loss(y_hat), z)
        z = (z - 1.0 * slope).detach().requires_grad_()
    axis.plot(belief, label=f"minimizing {label}: {belief[-1]:.4f} at the end")
axis.set(title="One loss mends the mistake, the other does not notice it")
axis.set(xlabel="step", ylabel="the neuron's answer ŷ")
axis.axhline(1, color=plots.BLACK, linestyle=":", linewidth=1)
axis.legend(loc="center right")
plots.show(
    figure,
    alt="The neuron's answer against step. With minus log y-hat it rises from 0 to nearly 1 within about 20 steps. "
    "With the squared error it stays at 0 for all 300 steps.",
)

# %% [markdown]
# The squared error is close to its largest possible value, and yet nothing moves. So a loss is not only a grade. What
# teaches is its **slope**, and the whole lecture is about slopes.

# %% [markdown]
# ## Grades and slopes
#
# A **loss** $L(y, \hat y)$ says how bad the answer $\hat y$ is when the truth is $y$, for one sample. The **cost**
# $J(\theta)$ is its mean over the $n$ training samples. Training moves the parameters along
#
# $$\frac{\partial L}{\partial \theta} = \frac{\partial L}{\partial z} \cdot \frac{\partial z}{\partial \theta}
# \qquad\text{with the pre-activation } z = w^\top x + b,$$
#
# so all a loss ever says to a neuron is the one number $\partial L / \partial z$.
#
# **Two ways to write a yes.** Books write the two classes as $y \in \{0, 1\}$ or as $\{-1, 1\}$, some of them in one
# breath. We keep them apart: $y \in \{0, 1\}$ and the **sign** $s = 2y - 1 \in \{-1, 1\}$. With signs, the **margin**
# $m = s z$ says it all: positive if the neuron is on the right side, and the larger the surer.
#
# | loss | formula | labels | slope $\partial L/\partial z$ | makes of the neuron |
# | --- | --- | --- | --- | --- |
# | **squared** | $(y - z)^2$ | any number | $2(z - y)$ | linear regression |
# | **perceptron criterion** | $\max(0, -m)$ | $s$ | $-s$ if $m \lt 0$, else $0$ | perceptron |
# | **hinge** | $\max(0, 1 - m)$ | $s$ | $-s$ if $m \lt 1$, else $0$ | support vector machine |
# | **logistic** | $\ln(1 + e^{-m})$ | $s$ | $-s\,\sigma(-m)$ | logistic regression |
# | **cross-entropy**, binary | $-y \ln \hat y - (1 - y) \ln(1 - \hat y)$ | $y$ | $\hat y - y$ | logistic regression |
# | **cross-entropy**, $K$ classes | $-\ln p_y$ | class $y$ | $p_k - 1$ if $k = y$, else $p_k$ | softmax regression |
#
# Here $\hat y = \sigma(z)$ and $p = \mathrm{softmax}(z)$. Half the squared error, $\tfrac12(y - z)^2$, is common too:
# the 2 of the slope cancels. Each function below returns the pair $(L, \partial L / \partial z)$. (`logaddexp(a, b)`
# is $\ln(e^a + e^b)$; why we use it comes later.)


# %%
def squared(y, z):
    return (z - y) ** 2, 2 * (z - y)  # (n,) each, as in all of these


def perceptron(s, z):
    return (-s * z).clamp(min=0), torch.where(s * z < 0, -s, torch.zeros_like(z))


def hinge(s, z):
    return (1 - s * z).clamp(min=0), torch.where(s * z < 1, -s, torch.zeros_like(z))


def logistic(s, z):
    return torch.logaddexp(torch.zeros_like(z), -s * z), -s * torch.sigmoid(-s * z)


# %%
def sigmoid_squared(y, z):
    """The squared error of the sigmoid's output: the loss that got stuck."""
    y_hat = torch.sigmoid(z)  # (n,)
    return (y_hat - y) ** 2, 2 * (y_hat - y) * y_hat * (1 - y_hat)


def sigmoid_cross_entropy(y, z):
    return torch.logaddexp(torch.zeros_like(z), z) - y * z, torch.sigmoid(z) - y


def softmax_cross_entropy(y, z):
    """For y (n,) of class numbers and logits z (n, K): losses (n,) and slopes (n, K)."""
    loss = z.logsumexp(dim=1) - z.gather(1, y[:, None]).squeeze(1)  # (n,)
    return loss, torch.softmax(z, dim=1) - torch.nn.functional.one_hot(y, z.shape[1])


# %% [markdown]
# Every value against a library, every slope against finite differences and against autograd:

# %%
generator = torch.Generator().manual_seed(0)
z = 3 * torch.randn(200, generator=generator, dtype=torch.float64)  # (200,)
y = torch.randint(2, (200,), generator=generator).double()  # (200,)
s, h = 2 * y - 1, 1e-6  # (200,)
library = {
    squared: F.mse_loss(z, y),
    perceptron: F.margin_ranking_loss(z, torch.zeros_like(z), s),  # the same loss under another name
    hinge: hinge_loss(s.numpy(), z.numpy()),
    logistic: F.soft_margin_loss(z, s),
    sigmoid_squared: F.mse_loss(z.sigmoid(), y),
    sigmoid_cross_entropy: F.binary_cross_entropy_with_logits(z, y),
}
for loss, theirs in library.items():
    label = s if loss in (perceptron, hinge, logistic) else y  # (200,)
    value, slope = loss(label, z)  # (200,), (200,)
    measured = (loss(label, z + h)[0] - loss(label, z - h)[0]) / (2 * h)  # (200,)
    leaf = z.clone().requires_grad_()  # (200,)
    (autograd,) = torch.autograd.grad(loss(label, leaf)[0].sum(), leaf)  # (200,)
    print(f"{loss.__name__:22} mean {value.mean():.4f}, slope off by at most {(slope - measured).abs().max():.0e}")
    assert np.isclose(value.mean(), theirs) and torch.allclose(slope, autograd)
    assert torch.allclose(slope, measured, atol=1e-7)
assert torch.allclose(logistic(s, z)[0], sigmoid_cross_entropy(y, z)[0]), "one loss, two ways to write the label"

# %% [markdown]
# The last line matters: the logistic loss *is* the cross-entropy of two classes, since $1 - \sigma(z) = \sigma(-z)$.
# The same for $K$ classes, where the slope has $K$ entries:

# %%
logits = torch.randn(5, 4, generator=generator, dtype=torch.float64)  # (n, K)
classes = torch.tensor([0, 3, 1, 1, 2])  # (n,)
value, slope = softmax_cross_entropy(classes, logits)  # (5,), (5, 4)
moves = h * torch.eye(4).double()  # (K, K), row k moves logit k
above, below = ([softmax_cross_entropy(classes, logits + sign * move)[0] for move in moves] for sign in (1, -1))
measured = torch.stack([(a - b) / (2 * h) for a, b in zip(above, below, strict=True)], dim=1)  # (5, 4)
assert torch.allclose(slope, measured, atol=1e-8)
assert torch.allclose(value.mean(), F.cross_entropy(logits, classes))
assert torch.allclose(slope.sum(dim=1), torch.zeros(5).double()), "what the right class gains, the others lose"

# %% [markdown]
# **Sums with names.** Statistics adds instead of averaging. The **residual sum of squares** of predictions $f(x_i)$
# and the **deviance** of predicted probabilities $p_k(x_i)$ are
#
# $$\mathrm{RSS} = \sum_{i=1}^n \bigl(y_i - f(x_i)\bigr)^2 \qquad\qquad
# D = -2 \sum_{i=1}^n \ln p_{y_i}(x_i)$$
#
# so RSS is $n$ times the mean squared error, and deviance $2n$ times the cross-entropy (some books leave the 2 out).
# For a network with one hidden layer of $M$ units,
# $f(x) = \beta_0 + \sum_{m=1}^{M} \beta_m\,\sigma(\alpha_m^\top x)$; mind that every unit has its own $\beta_m$, the
# last one too.

# %%
p = torch.softmax(logits, dim=1)  # (n, K)
deviance = 2 * softmax_cross_entropy(classes, logits)[0].sum()  # ()
assert torch.isclose(deviance, -2 * distributions.Categorical(p).log_prob(classes).sum())
assert np.isclose(deviance, 2 * log_loss(classes.numpy(), p.numpy(), normalize=False))
print(f"deviance of the five samples {deviance:.3f} = 2 x 5 x mean cross-entropy {value.mean():.4f}")

# %% [markdown]
# **Checkpoint.** Why does the squared error, used on signs with $\hat y = z$, punish a neuron for being *too* right?
#
# <details><summary>Answer</summary>
#
# $(s - z)^2 = (1 - sz)^2 = (1 - m)^2$ since $s^2 = 1$. It is 0 at margin 1 and grows again beyond. A margin of 5,
# surely right, costs 16, four times as much as $m = -1$, which is wrong.
# </details>

# %% [markdown]
# ## One picture
#
# What we really want is few mistakes: the **0-1 loss**, 1 if $m \le 0$ and else 0. It cannot be trained, since its
# slope is 0. All other losses are stand-ins for it, **surrogates**. **Look at two things**: which curves stay above
# the 0-1 steps, so that a small loss guarantees few mistakes, and how fast they rise to the left.

# %%
m = torch.linspace(-3, 3, 601, dtype=torch.float64)  # (601,)
one = torch.ones_like(m)  # (601,), s = 1, so that the margin is z
zero_one = (m <= 0).double()  # (601,)
curves = {"squared": squared(one, m)[0], "hinge": hinge(one, m)[0], "logistic / ln 2": logistic(one, m)[0] / np.log(2)}
curves |= {"perceptron criterion": perceptron(one, m)[0], "squared, through a sigmoid": sigmoid_squared(one, m)[0]}
figure, axis = plt.subplots(figsize=(7.5, 4.4))
axis.plot(m, zero_one, color=plots.BLACK, linewidth=3, label="0-1 loss")
for (label, curve), style in zip(curves.items(), ("-", "-", "-", "--", "--"), strict=True):
    axis.plot(m, curve, style, label=label)
    print(f"{label:27} above the 0-1 loss everywhere: {bool((curve >= zero_one - 1e-12).all())}")
axis.set(title="Three curves never fall below the black one", xlabel="margin m = s z (right if positive)")
axis.set(ylabel="loss", ylim=(-0.1, 5))
axis.legend(loc="upper left", bbox_to_anchor=(0.46, 1.02), fontsize=9)
plots.show(
    figure,
    alt="Losses against the margin. Squared is a parabola with its bottom at 1; hinge falls in a line to 0 at 1; "
    "logistic falls smoothly and never reaches 0; all three lie above the 0-1 step. The perceptron criterion and "
    "squared error through a sigmoid pass below it, and the latter is flat on the left.",
)
bounds = {label for label, curve in curves.items() if (curve >= zero_one - 1e-12).all()}
assert bounds == {"squared", "hinge", "logistic / ln 2"}

# %% [markdown]
# On the far left hinge and logistic have slope −1: each mistake pulls with the same force, however gross. The
# parabola pulls harder the farther away a point is, on *both* sides. And the squared error through a sigmoid does not
# pull at all, where it matters most.

# %% [markdown]
# ## Exam, teacher, student
#
# Where does $-\ln p_y$ come from? Picture an exam. The **teacher** draws an animal from a hat: a cat half of the
# time, a dog a quarter, an owl or an eel an eighth each. The **student** finds out which by asking yes-or-no
# questions, and wants to need few. A student who knows the hat asks "a cat?" first, then "a dog?", then "an owl?":
# one question for a cat, two for a dog, three for the others. One who believes the opposite asks for the eel first.

# %%
teacher = torch.tensor([1 / 2, 1 / 4, 1 / 8, 1 / 8], dtype=torch.float64)  # (K,) cat, dog, owl, eel
students = {"knows the hat": teacher, "believes the opposite": teacher.flip(0)}  # (K,) each: what each believes
needed = {"knows the hat": torch.tensor([1, 2, 3, 3]), "believes the opposite": torch.tensor([3, 3, 2, 1])}  # (K,)
exam = torch.multinomial(teacher, 10_000, replacement=True)  # (10000,) what the teacher drew
for name, q in students.items():
    assert torch.equal(needed[name].double(), torch.log2(1 / q))
    print(f"{name:22} {needed[name][exam].double().mean():.3f} questions on average, in 10,000 rounds")

# %% [markdown]
# The assertion shows the pattern: an answer that the student believes in with probability $q_c$ takes $\log_2(1/q_c)$
# questions. The rarer you think it is, the greater the **surprise**. The teacher's $p$ says how often each surprise
# happens. Together:
#
# $$\underbrace{H(p, q)}_{\text{exam: cross-entropy}} = \sum_{c=1}^{K}
# \underbrace{p_c}_{\text{teacher}} \; \log_2 \underbrace{\frac{1}{q_c}}_{\text{student}}
# \qquad\quad H(p) = H(p, p) = \sum_{c=1}^{K} p_c \log_2 \frac{1}{p_c}$$
#
# The **entropy** $H(p)$ is what the exam costs a student who knows the truth; no belief does better. The rest,
# $\mathrm{KL}(p \,\|\, q) = H(p, q) - H(p) \ge 0$, the **Kullback-Leibler divergence**, is the price of a
# wrong belief.


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

# %%
figure, axes = plt.subplots(1, 2, figsize=(9, 3.9), sharey=True)
animals, colors = ("cat", "dog", "owl", "eel"), (plots.BLUE, plots.ORANGE, plots.GREEN, plots.PURPLE)
for axis, (name, q) in zip(axes, students.items(), strict=True):
    left = 0.0
    for animal, share, surprise, color in zip(animals, teacher, torch.log2(1 / q), colors, strict=True):
        axis.bar(left, surprise, width=share, align="edge", color=color, alpha=0.6, edgecolor="white", linewidth=1.5)
        axis.text(left + share / 2, surprise + 0.08, animal, ha="center")
        left += share.item()
    axis.axhline(cross_entropy(teacher, q), color=plots.RED, linestyle="--", linewidth=1.5)
    axis.set(title=f"{name}: {cross_entropy(teacher, q):.3f} bits", ylim=(0, 3.6), xlim=(0, 1))
    axis.set_xlabel("width: how often the teacher draws it")
    axis.grid(False)
axes[0].set_ylabel("height: questions it takes (bits)")
figure.suptitle("Cross-entropy is the area: width by the teacher, height by the student", fontweight="bold")
plots.show(
    figure,
    alt="Two bar charts with the teacher's shares 1/2, 1/4, 1/8, 1/8 as widths. Heights for the student who knows the "
    "hat are 1, 2, 3, 3, total area 1.75; for the one who believes the opposite 3, 3, 2, 1, total area 2.625.",
)

# %% [markdown]
# In a training set the teacher is sure: the label says *owl*, $p = (0, 0, 1, 0)$. Then $H(p) = 0$, and one term
# remains, $\log(1/q_{\text{owl}})$, the surprise at the right answer. That is the loss $-\ln p_y$ of the table, in
# **nats** instead of bits (1 bit = $\ln 2$ = 0.693 nats). Averaged over many similar inputs, of which some are owls
# and some eels, the best student believes in the true proportions.
#
# **Checkpoint.** Why is the price infinite for a student who calls a possible answer impossible?
#
# <details><summary>Answer</summary>
#
# With $q_c = 0$ and $p_c \gt 0$, that answer comes up one day, and no number of questions leads there:
# $\log(1/0) = \infty$. The other way round, believing in what never happens, costs a finite amount. So KL is
# not symmetric.
# </details>

# %% [markdown]
# ## The same losses from likelihood
#
# Another road to the same place. Let the network's output describe a *distribution* of the label, and choose the
# parameters under which the labels we saw were most probable: **maximum likelihood**. Probabilities of independent
# samples multiply, so we take minus the logarithm and add (twice this sum, constants aside, is the deviance; for the
# Gaussian it is the RSS):
#
# $$-\ln \prod_{i=1}^n \Pr(y_i \mid x_i) = \sum_{i=1}^n -\ln \Pr(y_i \mid x_i)$$
#
# | label | distribution | $-\ln \Pr(y \mid x)$ | loss |
# | --- | --- | --- | --- |
# | any number | Gaussian around $\hat y$, variance 1 | $\tfrac12 (y - \hat y)^2 + \tfrac12 \ln 2\pi$ | squared |
# | yes or no | Bernoulli, yes with $\hat y$ | $-y \ln \hat y - (1 - y) \ln (1 - \hat y)$ | cross-entropy |
# | one of $K$ | categorical, class $k$ with $p_k$ | $-\ln p_y$ | cross-entropy |

# %%
target = torch.randn(200, generator=generator, dtype=torch.float64)  # (200,) any numbers
gaussian = -distributions.Normal(z, 1.0).log_prob(target)  # (200,)
bernoulli = -distributions.Bernoulli(logits=z).log_prob(y)  # (200,)
categorical = -distributions.Categorical(logits=logits).log_prob(classes)  # (5,)
assert torch.allclose(gaussian, squared(target, z)[0] / 2 + 0.5 * np.log(2 * np.pi))
assert torch.allclose(bernoulli, sigmoid_cross_entropy(y, z)[0])
assert torch.allclose(categorical, softmax_cross_entropy(classes, logits)[0])

ten = torch.tensor([1.0] * 7 + [0.0] * 3).double()  # (10,) seven yes, three no, for the same input
beliefs = torch.linspace(0.01, 0.99, 99).double()  # (99,)
grades = sigmoid_cross_entropy(ten[:, None], beliefs.logit())[0].mean(dim=0)  # (10, 1), (99,) -> (99,)
print(f"seven of ten are yes: the best constant answer is {beliefs[grades.argmin()]:.2f}")
assert torch.isclose(beliefs[grades.argmin()], ten.mean())

# %% [markdown]
# So choosing a loss is choosing what the noise looks like. Squared error says "Gaussian, the same width everywhere",
# for which a point ten widths away is all but impossible; hence its fear of outliers.

# %% [markdown]
# ## Why the sigmoid and the cross-entropy belong together
#
# Back to the stuck neuron. With $\hat y = \sigma(z)$ the chain rule gives, since $\sigma' = \hat y (1 - \hat y)$:
#
# $$\frac{\partial}{\partial z} (\hat y - y)^2 = 2(\hat y - y)\,\hat y (1 - \hat y)
# \qquad\quad
# \frac{\partial}{\partial z} \bigl(-\ln \hat y\bigr) = -\frac{1}{\hat y} \, \hat y (1 - \hat y) = \hat y - 1
# \quad (y = 1)$$
#
# On the left the factor $\hat y(1 - \hat y)$ stays, and it is nearly 0 whenever the neuron is *sure*, right or wrong.
# On the right the logarithm brings a $1/\hat y$ that cancels it. What remains, for both labels, is the plainest slope
# there could be: **answer minus truth**, $\hat y - y$. Softmax and cross-entropy cancel in the same way to $p - y$,
# with $y$ as a one-hot vector.

# %%
z_line = torch.linspace(-10, 10, 401, dtype=torch.float64)  # (401,)
yes = torch.ones_like(z_line)  # (401,)
figure, axis = plt.subplots(figsize=(7.5, 3.8))
axis.plot(z_line, -sigmoid_cross_entropy(yes, z_line)[1], color=plots.BLUE, label="cross-entropy: 1 − ŷ")
axis.plot(z_line, -sigmoid_squared(yes, z_line)[1], color=plots.RED, label="squared error: 2 (1 − ŷ) ŷ (1 − ŷ)")
axis.axvspan(-10, -4, color="lightgray", alpha=0.5, linewidth=0)
axis.text(-7, 0.5, "sure and wrong", ha="center")
axis.set(title="The squared error lets go where the mistake is worst", xlabel="z (the truth is y = 1)")
axis.set(ylabel="pull toward the truth, −∂L/∂z", xticks=range(-10, 11, 5))
axis.legend()
plots.show(
    figure,
    alt="Pull toward y = 1 against z. Cross-entropy's is 1 for very negative z and fades to 0 as the answer becomes "
    "right. The squared error's pull is a bump of height 0.3 near z = -0.7 that is 0 for very negative z.",
)
at = torch.tensor([-8.0]).double()  # (1,)
pulls = [-loss(torch.ones(1).double(), at)[1].item() for loss in (sigmoid_cross_entropy, sigmoid_squared)]
print(f"at z = -8: cross-entropy pulls {pulls[0]:.4f}, squared error {pulls[1]:.5f}, {pulls[0] / pulls[1]:,.0f} x less")
assert pulls[0] > 1000 * pulls[1]

# %% [markdown]
# **Checkpoint.** Why is the squared error's pull strongest near $z = -0.7$, and not at $z = -10$?
#
# <details><summary>Answer</summary>
#
# Its size, $2(1 - \hat y)^2\,\hat y$, is largest at $\hat y = \tfrac13$, $z = -\ln 2 \approx -0.69$: a neuron in
# doubt. At $z = -10$ the answer hardly depends on $z$ any more, so a small step in $z$ changes the error by next
# to nothing.
# </details>

# %% [markdown]
# ### Play with it


# %%
def draw_pulls(axis, pulls):
    bars = axis.barh(list(pulls), list(pulls.values()), color=plots.PALETTE[:5])
    axis.bar_label(bars, [f"{pull:+.3g}" for pull in pulls.values()], padding=3, fontsize=9)
    axis.set(title="pull on z, up (+) or down", xlabel="−∂L/∂z", xlim=(-100, 100), xscale="symlog")
    axis.set_xticks([-10, -1, 0, 1, 10], labels=["−10", "−1", "0", "1", "10"])
    axis.invert_yaxis()


# %%
def draw_losses(y, z):
    """Draw five losses as functions of z for the label y, and how hard each pulls at z."""
    line, here = torch.linspace(-6, 6, 241).double(), torch.tensor([z]).double()  # (241,), (1,)
    losses, s = (sigmoid_cross_entropy, hinge, perceptron, sigmoid_squared, squared), 2 * y - 1
    names = ("cross-entropy = logistic", "hinge", "perceptron criterion")
    names += ("squared, through a sigmoid", "squared, on signs")
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8))
    pulls = {}
    for name, loss, label, color in zip(names, losses, (y, s, s, y, s), plots.PALETTE, strict=False):
        left.plot(line, loss(torch.full_like(line, label), line)[0], color=color)
        value, slope = (result.item() for result in loss(torch.full_like(here, label), here))
        left.plot(z, value, "o", color=color, markersize=7)
        pulls[name] = 0.0 - slope  # 0.0, so that no pull is not shown as -0
    said = f"y = {y}, z = {z:.1f}: ŷ = {torch.sigmoid(here).item():.3f}"
    left.set(title=said, xlabel="z", ylabel="loss", ylim=(-0.2, 8), xlim=(-6.3, 6.3))
    draw_pulls(right, pulls)
    words = ", ".join(f"{name} {pull:+.3g}" for name, pull in pulls.items())
    return plots.describe(figure, f"The neuron at {said}. Pull on z: {words}.")


# %%
widgets.explore(
    draw_losses,
    y=widgets.choice("label y", [1, 0], 1),
    z=widgets.slider("z", -6.0, 6.0, 0.1, -4.0),
)

# %% [markdown]
# **Try** $z = -6$ with $y = 1$, a confident mistake, and compare the longest bar with the shortest. Then drag $z$ to
# the right. **Notice** that at $z = 0$ the perceptron has already stopped pulling, that hinge stops at 1, that
# cross-entropy never quite stops, and that the squared error on signs begins to pull *back*.

# %% [markdown]
# ## Logits of ten thousand
#
# Early in training, or with unscaled inputs, $z$ can be huge. The formulas of the table then fail, although the
# answers are simple: at $z = -10^4$ and $y = 1$ the loss is 10,000. Here are the formulas as one would type them;
# note that $z = 20$ is enough to break the first.


# %%
def naive_binary(y, z):
    y_hat = 1 / (1 + torch.exp(-z))  # (n,)
    return -y * torch.log(y_hat) - (1 - y) * torch.log(1 - y_hat)


def naive_classes(y, z):
    p = torch.exp(z) / torch.exp(z).sum(dim=1, keepdim=True)  # (n, K)
    return -torch.log(p.gather(1, y[:, None]).squeeze(1))  # (n,)


# %%
huge, ones = torch.tensor([-1e4, -20.0, 20.0, 1e4]), torch.ones(4)  # (4,), (4,), float32
many = torch.tensor([[1e4, 0.0, -1e4], [0.0, 1.0, 2.0]])  # (n, K)
right, wrong = torch.tensor([0, 1]), torch.tensor([2, 1])  # (n,), (n,)
print("two classes, y = 1:  naive", naive_binary(ones, huge).tolist())
print("                      ours", sigmoid_cross_entropy(ones, huge)[0].tolist())
for label in (right, wrong):
    print(f"K classes, y = {label.tolist()}: naive", naive_classes(label, many).tolist())
    print("                      ours", softmax_cross_entropy(label, many)[0].tolist())
assert naive_binary(ones, huge)[0].isinf() and naive_binary(ones, huge)[2].isnan()
assert naive_classes(wrong, many)[0].isinf() and naive_classes(right, many)[0].isnan()
theirs = F.binary_cross_entropy_with_logits(huge, ones, reduction="none")  # (4,)
assert torch.allclose(sigmoid_cross_entropy(ones, huge)[0], theirs)
for label in (right, wrong):
    ours, slope = softmax_cross_entropy(label, many)  # (n,), (n, K)
    assert torch.allclose(ours, F.cross_entropy(many, label, reduction="none")) and slope.isfinite().all()

# %% [markdown]
# Two causes: $e^{10000}$ is `inf`, and $\hat y$ rounds to exactly 0 or 1, whose logarithm is $-\infty$. Two cures.
#
# **Never let a positive number into an exponent.** For any constant $c$, taking it out of each term gives
#
# $$\ln \sum_k e^{z_k} = c + \ln \sum_k e^{z_k - c}, \qquad c = \max_k z_k,$$
#
# and now the largest exponent is 0. This is **log-sum-exp**; with two terms it is `logaddexp`.
#
# **Never compute the probability.** $-\ln p_y = \ln\sum_k e^{z_k} - z_y$ uses logits only, and with two classes
# $-y\ln\hat y - (1-y)\ln(1-\hat y) = \ln(1 + e^z) - y z$. That is what our functions did all along, and why PyTorch's
# losses want logits.


# %%
def log_sum_exp(z):
    c = z.amax(dim=-1, keepdim=True)  # (..., 1)
    return (c + torch.log(torch.exp(z - c).sum(dim=-1, keepdim=True))).squeeze(-1)  # (..., K) -> (...)


assert torch.allclose(log_sum_exp(many), torch.logsumexp(many, dim=1)) and log_sum_exp(many)[0] == 1e4
assert torch.allclose(log_sum_exp(torch.stack([torch.zeros(4), huge], dim=1)), torch.logaddexp(torch.zeros(4), huge))
print("log-sum-exp of (10000, 0, -10000):", log_sum_exp(many)[0].item())

# %% [markdown]
# **Checkpoint.** Why does it do no harm that $e^{z_k - c}$ underflows to 0 for $z_k = -10^4$?
#
# <details><summary>Answer</summary>
#
# It is added to a sum that is at least 1, since the largest term is $e^0$. A term below $10^{-8}$ would be lost in
# rounding anyway. An overflow loses everything, an underflow nothing.
# </details>

# %% [markdown]
# ## An experiment that could have failed
#
# Is the stuck neuron only a toy? In scikit-learn's breast cancer data 0 means *malignant*; many people expect 1 (and
# our loader makes it so). Suppose somebody trained a neuron with the labels the wrong way round: it is sure, and
# nearly always wrong. Now the labels are put right and training goes on. The **baseline** answers "benign" to all.
# The **ablation** starts fair, at $\theta = 0$, and so tells whether it is the start that matters.
#
# One loop for any loss, since $\partial L/\partial\theta = \partial L / \partial z \cdot x$:


# %%
def with_ones(X):
    return torch.cat([X.double(), torch.ones(len(X), 1).double()], dim=1)  # (n, p) -> (n, p + 1)


def descend(loss, label, X, theta, eta, steps):
    """Return the path of gradient descent on the mean loss, (steps + 1, p); label is y or s, as the loss wants it."""
    path = [theta]  # of (p,)
    for _ in range(steps):
        _, slope = loss(label, X @ theta)  # (n,)
        theta = theta - eta * X.T @ slope / len(X)  # (p, n) @ (n,) -> (p,)
        path.append(theta)
    return torch.stack(path)  # (steps + 1, p)


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
        found.append((((path @ X_test.T) > 0) == (y_test == 1)).double().mean(dim=1).numpy())  # (301, 143) -> (301,)
    majority.append((y_test == 0).double().mean().item())
runs = {key: np.array(found) for key, found in runs.items()}  # each (5, 301)

# %%
print(
    f"always benign: {np.mean(majority):.2f}; lowest-highest test accuracy of five seeds; steps to pass the baseline:"
)
print(f"{'':28}" + "".join(f"{f'step {t}':>11}" for t in (0, 20, 50, 300)))
past = {key: (found > np.array(majority)[:, None]).argmax(axis=1) for key, found in runs.items()}  # (5,) steps
for (start, name), found in runs.items():
    cells = "".join(f"  {found[:, t].min():.2f}-{found[:, t].max():.2f}" for t in (0, 20, 50, 300))
    print(f"{f'{start}, {name}':28}{cells}   {sorted(past[start, name].tolist())}")
sure, stuck, faster = (past["wrong", name] for name in contenders)  # (5,) each
assert all((runs["wrong", name][:, 0] < 0.1).all() for name in contenders), "the start is wrong on every seed"
assert (sure <= 10).all() and (stuck > 8 * sure).all() and (faster > 4 * sure).all()
assert (runs["wrong", "squared"][:, 50] < 0.3).all() and (runs["wrong", "cross-entropy"][:, 50] > 0.85).all()
assert all((runs["fair", name][:, 300] > 0.92).all() for name in contenders), "from a fair start all of them work"
rescued = descend(sigmoid_squared, y, X, swapped, 30.0, 100)[-1]  # (31,), the last seed
print(f"squared, 30 x the rate, 100 steps: {((X_test @ rescued > 0) == (y_test == 1)).double().mean():.2f}")

# %%
figure, axes = plt.subplots(1, 2, figsize=(9.4, 3.9), sharey=True)
for axis, start in zip(axes, ("wrong", "fair"), strict=True):
    for name, color, style in zip(contenders, (plots.BLUE, plots.RED, plots.ORANGE), ("-", "-", "--"), strict=True):
        found = runs[start, name]  # (5, 301)
        axis.plot(found.mean(axis=0), style, color=color, label=name)
        axis.fill_between(range(301), found.min(axis=0), found.max(axis=0), color=color, alpha=0.15, linewidth=0)
    axis.axhline(np.mean(majority), color=plots.BLACK, linestyle=":", label="always benign")
    axis.set(xlabel="step", ylim=(0, 1.02))
axes[0].set(title="From a wrong start, squared error sleeps on", ylabel="accuracy on new patients")
axes[1].set_title("From a fair start, no difference")
axes[1].legend(loc="lower right")
plots.show(
    figure,
    alt="Test accuracy against step, mean and range of five seeds. From the wrong start cross-entropy jumps from 0.04 "
    "past the baseline at once; squared error stays near 0 for 50 steps and passes the baseline between steps 87 and "
    "281, at three times the rate between 30 and 95. From a fair start all are above 0.9 within a few steps.",
)

# %% [markdown]
# The claim survived: cross-entropy passes the baseline, which never looks at a patient, after 2 to 5 steps, the
# squared error after 87 to 281, and at three times the rate after 30 to 95. In fairness: thirty times the rate gets
# it out, in this network of one neuron. But that rate is tuned to this mistake.

# %% [markdown]
# ### Second experiment: who fears an outlier?
#
# On signs and without a sigmoid, the squared error fails the other way: it pulls too hard. Two clouds, a line between
# them, and then 20 more points that are *easy*: far out on the right side. A loss that cares about mistakes should
# not mind.

# %%
border = {name: [] for name in ("squared", "hinge", "logistic")}  # of (clean, with outliers): where z = 0 on the axis
for seed in range(5):
    clouds, g = data.blobs(seed=seed), torch.Generator().manual_seed(seed)
    X, s = with_ones(clouds.train.X), 2 * clouds.train.y.double() - 1  # (300, 3), (300,)
    easy = torch.tensor([20.0, 0.0]) + torch.randn(20, 2, generator=g)  # (20, 2), class 1, whose cloud is at (2, 0)
    X_far, s_far = torch.cat([X, with_ones(easy)]), torch.cat([s, torch.ones(20).double()])  # (320, 3), (320,)
    for loss in (squared, hinge, logistic):
        pairs = ((s, X), (s_far, X_far))
        ends = [descend(loss, *pair, torch.zeros(3).double(), 0.015, 2000)[-1] for pair in pairs]  # (3,) each
        border[loss.__name__].append([(-theta[2] / theta[0]).item() for theta in ends])
border = {name: np.array(found) for name, found in border.items()}  # each (5, 2)
for name, found in border.items():
    moved = found[:, 1] - found[:, 0]  # (5,)
    print(f"{name:9} border moves by {' '.join(f'{move:+.2f}' for move in moved)}")
assert (border["squared"][:, 1] - border["squared"][:, 0] > 0.5).all(), "squared error is dragged toward easy points"
assert all((abs(border[name][:, 1] - border[name][:, 0]) < 0.05).all() for name in ("hinge", "logistic"))

# %%
figure, axis = plt.subplots(figsize=(8.5, 3.4))
for k, color, marker in ((-1, plots.BLUE, "o"), (1, plots.RED, "^")):
    axis.scatter(*X_far[s_far == k, :2].T, s=12, color=color, marker=marker, alpha=0.6, linewidth=0)
looks = ((plots.BLACK, "-"), (plots.GREEN, "--"), (plots.ORANGE, ":"))
for (name, found), (color, style) in zip(border.items(), looks, strict=True):
    axis.axvline(found[-1, 1], color=color, linestyle=style, label=f"{name}: border at {found[-1, 1]:+.2f}")
axis.set(title="Easy points far away drag the border of the squared error only", xlabel="$x_1$", ylabel="$x_2$")
axis.legend(loc="upper center")
plots.show(
    figure,
    alt="Two clouds around x1 = -2 and 2 and twenty points of the right class near x1 = 20. Vertical lines mark where "
    "each border crosses the axis: hinge and logistic stay near 0, squared error lies at 0.8, in the right cloud.",
)

# %% [markdown]
# ## What goes wrong
#
# **Labels of the wrong kind.** Give signs to a loss that wants 0 and 1, or the reverse, and nothing complains:

# %%
z_three = torch.tensor([-5.0, 0.0, 5.0])  # (3,)
print("cross-entropy, label -1 for 0:", sigmoid_cross_entropy(-torch.ones(3), z_three)[0].numpy().round(3))
value, slope = hinge(torch.zeros(3), z_three)  # (3,), (3,)
print("hinge, label 0 for -1: loss", value.tolist(), "slope", slope.abs().tolist())
assert sigmoid_cross_entropy(-torch.ones(3), z_three)[0].min() < 0 and (slope == 0).all()

# %% [markdown]
# Symptoms: a cross-entropy *below zero* that falls without end; a hinge loss that stays at 1 for half of the data,
# which teach nothing. Remedy: `assert set(y.tolist()) <= {0, 1}`.
#
# **Softmax applied twice.** `F.cross_entropy` takes logits. Give it probabilities, and it takes their softmax. These
# lie between 0 and 1, so the loss of ten classes cannot fall below $\ln(e + 9) - 1 = 1.461$:

# %%
digits, scores = data.digits(), []
X, X_test = digits.train.X.flatten(1), digits.test.X.flatten(1)  # (1347, 64), (450, 64)
for twice in (False, True):
    W = torch.zeros(10, 64, requires_grad=True)  # (K, 64)
    for _ in range(300):
        outputs = torch.softmax(X @ W.T, dim=1) if twice else X @ W.T  # (1347, K)
        loss = F.cross_entropy(outputs, digits.train.y)
        W = (W - 0.5 * torch.autograd.grad(loss, W)[0]).detach().requires_grad_()  # (K, 64)
    scores.append(metrics.accuracy(X_test @ W.T, digits.test.y).item())
    print(f"softmax {'twice' if twice else 'once '}: loss {loss:.3f}, test accuracy {scores[-1]:.3f}")
assert loss > np.log(np.e + 9) - 1 and scores[1] < scores[0] - 0.05
assert np.isclose(F.cross_entropy(torch.eye(10)[:1], torch.tensor([0])), np.log(np.e + 9) - 1)

# %% [markdown]
# Symptom: a loss that stalls above 1.46, and a merely poor accuracy. Remedy: a model returns logits; softmax is for
# reading them.
#
# **The logarithm of a rounded probability.** In single precision $\sigma(20)$ is exactly 1. With $y = 0$ the loss
# should be 20 and its slope 1:

# %%
z_sure, no = torch.tensor(20.0, requires_grad=True), torch.tensor(0.0)
for name, loss in {
    "by hand": naive_binary(no, z_sure),
    "F.binary_cross_entropy": F.binary_cross_entropy(torch.sigmoid(z_sure), no),
    "... with_logits": F.binary_cross_entropy_with_logits(z_sure, no),
}.items():
    (slope,) = torch.autograd.grad(loss, z_sure)
    print(f"{name:23} loss {loss:6.1f}, slope {slope:4.1f}")
assert loss == 20 and slope == 1

# %% [markdown]
# The version on probabilities does not crash, it cuts logarithms off at −100, and then has slope 0: the neuron is
# stuck again. Symptom: `inf`, `nan`, or a loss of exactly 100. Remedy: `..._with_logits`.
#
# **Mean or sum?** The slope of a sum over $n$ samples is $n$ times that of their mean, so the same learning rate
# means something else; and PyTorch's `mse_loss` averages over all *elements*, outputs included:

# %%
outputs, targets = torch.zeros(32, 10), torch.ones(32, 10)  # (n, K) each
for reduction in ("sum", "mean"):
    print(f"mse_loss, {reduction:4}: {F.mse_loss(outputs, targets, reduction=reduction).item():g}")
per_sample = ((outputs - targets) ** 2).sum(dim=1).mean()  # (n, K) -> (n,) -> ()
print("mean over samples of the squared distance:", per_sample.item())
assert per_sample == 10 * F.mse_loss(outputs, targets) and F.mse_loss(outputs, targets, reduction="sum") == 320

# %% [markdown]
# Symptom: a rate that suits one batch size explodes or crawls at another. Remedy: say which mean you mean.

# %% [markdown]
# ## Exercises
#
# ### 1. The exam with a die (★, 10 minutes)
#
# The teacher throws a fair die. A superstitious student believes that six comes half of the time and the others a
# tenth each. Compute entropy, cross-entropy and the price of the superstition in bits.
#
# <details><summary>Solution</summary>
#
# $H(p) = \log_2 6 = 2.585$; $H(p, q) = \tfrac16 \cdot 1 + \tfrac56 \log_2 10 = 2.935$; the difference is 0.350 bits.
#
# ```python
# p, q = torch.full((6,), 1 / 6).double(), torch.tensor([0.1] * 5 + [0.5]).double()  # (6,), (6,)
# assert np.isclose(entropy(p), np.log2(6)) and np.isclose(cross_entropy(p, q), 1 / 6 + 5 / 6 * np.log2(10))
# assert np.isclose(kl_divergence(p, q), 0.350, atol=5e-4)
# ```
# </details>
#
# ### 2. Mean or median? (★★, 10 minutes)
#
# Predict one constant $c$ for the incomes 20, 25, 30, 35 and 1,000. Which $c$ minimizes the squared error
# $\sum_i (y_i - c)^2$, which the absolute error $\sum_i \lvert y_i - c\rvert$? Derive both from the slopes.
#
# <details><summary>Solution</summary>
#
# The slope of the first, $\sum_i 2(c - y_i)$, is 0 at the mean, 222. That of the second counts: incomes below $c$
# minus incomes above; it changes sign at the median, 30. A pull that does not grow with the distance ignores how rich
# the richest is.
#
# ```python
# incomes, c = torch.tensor([20.0, 25, 30, 35, 1000]), torch.arange(0.0, 1001)  # (5,), (1001,)
# away = c[:, None] - incomes  # (1001, 5)
# assert c[(away**2).sum(dim=1).argmin()] == incomes.mean() == 222
# assert c[away.abs().sum(dim=1).argmin()] == incomes.median() == 30
# ```
# </details>
#
# ### 3. Answer minus truth, for K classes (★★, 15 minutes)
#
# The Jacobian of the softmax is $\partial p_k/\partial z_j = p_k(\delta_{kj} - p_j)$ (lecture 05). Derive that
# $-\ln p_y$ has the slope $p_j - \delta_{yj}$, and check it.
#
# <details><summary>Solution</summary>
#
# $\frac{\partial}{\partial z_j}(-\ln p_y) = -\frac{1}{p_y}\,p_y(\delta_{yj} - p_j) = p_j - \delta_{yj}$: once more
# the logarithm's $1/p_y$ cancels the factor that dies.
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
# ### 4. A teacher in doubt (★★, 15 minutes)
#
# **Label smoothing** gives the right one of $K = 10$ classes the probability 0.91 and the others 0.01 each. What
# is the lowest possible cross-entropy, and which logits reach it? Why can they not grow for ever, as with
# one-hot labels?
#
# <details><summary>Solution</summary>
#
# The lowest is the teacher's entropy, $-0.91 \ln 0.91 - 9 \cdot 0.01 \ln 0.01 = 0.500$ nats, at $q = p$, that is, at
# logits $\ln p_k$ plus any constant: the right one $\ln 91 = 4.51$ above the others. Surer is worse, whereas one-hot
# labels reward every increase.
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
# ### 5. Wrong labels (★★★, 30 minutes, open)
#
# In the two clouds, turn the labels of the training points with $x_2 \gt 0.8$ in class 1 into class 0, as a careless
# annotator might. Which loss suffers least? Try the squared error *through a sigmoid*, which the first experiment
# made look so bad.
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
#         scores.append(((X_test @ theta > 0) == (clouds.test.y == 1)).double().mean().item())
#     print(f"{loss.__name__:16} {np.mean(scores):.3f} on five seeds, lowest {min(scores):.2f}")
# ```
#
# On our run the squared error on signs did best. It listens to all points, so a few wrong ones near the border are
# outvoted, whereas hinge and logistic listen mostly to points near the border or across it, and here these are the
# wrong ones. Through a sigmoid it is in between: a loss that cannot exceed 1 gives up on hopeless points, which is
# bad when the *network* is wrong and good when the *label* is. So no loss is best against every fault. Vary the share
# of wrong labels, where they are, and the start.
# </details>

# %% [markdown]
# ## Summary
#
# - A neuron hears one number from its loss: $\partial L/\partial z$. Look at the slope before the value.
# - Cross-entropy is an exam: the teacher's $p$ says how often, the student's $q$ how surprised; KL is the price of a
#   wrong belief.
# - Likelihood gives squared error for Gaussian noise, cross-entropy for classes.
# - Sigmoid or softmax with cross-entropy has the slope answer minus truth; with squared error it dies when sure.
# - Use logits, log-sum-exp, the labels that the loss expects, and know whether it is a mean or a sum.
#
# ## Where it came from
#
# - A.-M. Legendre, 1805, *Nouvelles méthodes pour la détermination des orbites des comètes*, Paris: least squares;
#   C. F. Gauss, 1809, *Theoria motus corporum coelestium*, Hamburg: its derivation from the distribution now named
#   after him.
# - R. A. Fisher, 1922, *On the mathematical foundations of theoretical statistics*, Philosophical Transactions of the
#   Royal Society A 222, 309–368: maximum likelihood.
# - C. E. Shannon, 1948, *A mathematical theory of communication*, Bell System Technical Journal 27, 379–423 and
#   623–656: entropy.
# - S. Kullback and R. A. Leibler, 1951, *On information and sufficiency*, Annals of Mathematical Statistics 22, 79–86:
#   the divergence.
# - D. R. Cox, 1958, *The regression analysis of binary sequences*, Journal of the Royal Statistical Society B 20,
#   215–242: logistic regression.
# - F. Rosenblatt, 1962, *Principles of Neurodynamics*, Spartan Books: learning from mistakes only.
# - J. A. Nelder and R. W. M. Wedderburn, 1972, *Generalized linear models*, Journal of the Royal Statistical Society
#   A 135, 370–384: the analysis of variance, with log-likelihoods for all these cases.
# - E. B. Baum and F. Wilczek, 1988, *Supervised learning of probability distributions by neural networks*, Neural
#   Information Processing Systems (the meeting of 1987), 52–61; S. A. Solla, E. Levin and M. Fleisher, 1988,
#   *Accelerated learning in layered neural networks*, Complex Systems 2, from page 625: cross-entropy instead of
#   squared error, in networks.
# - C. Cortes and V. Vapnik, 1995, *Support-vector networks*, Machine Learning 20, 273–297: soft margins, which the
#   hinge loss expresses.
#
# **Next**: [07, gradient descent](07-gradient-descent.ipynb): what to do with the slope.
