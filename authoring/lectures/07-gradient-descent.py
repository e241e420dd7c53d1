# %% [markdown]
# # Gradient descent
#
# You will be able to explain, predict and build the method that trains every network in this course: measure the
# slope, take a step downhill, repeat.
#
# **Reading** 50 min · **Running** under 30 s on two cores · **Prerequisites** the derivative of $x^2$, a matrix times
# a vector; lectures [04](04-one-neuron-four-models.ipynb) (one neuron, four models) and [06](06-losses.ipynb) (losses)
# help · **Practice** [assignment a05](../release/a05-gradient-descent/gradient-descent.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/07-gradient-descent.ipynb)
#
# **Needs** [04](04-one-neuron-four-models.ipynb), [06](06-losses.ipynb) · **Used by** [08](08-backpropagation.ipynb),
# [09](09-multilayer-perceptrons.ipynb), [10](10-training-in-pytorch.ipynb), [11](11-optimizers.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **compute** steps of gradient descent by hand, and **check** any gradient with finite differences;
# - **predict** from the curvature whether a learning rate converges, wiggles or diverges;
# - **implement** batch, stochastic and mini-batch gradient descent, and **count** their steps and epochs;
# - **decide** when to set the gradient to zero and solve instead;
# - **diagnose** a run that explodes, crawls or hovers from its loss.

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
# ## One line, three fates
#
# Here is one line of code, repeated 20 times from $x = 9$. Only the number `eta` differs between the three runs.


# %%
def walk(eta, x=9.0, steps=20):
    """Return the positions visited when one line of code is repeated."""
    path = [x]
    for _ in range(steps):
        x = x - eta * 2 * x
        path.append(x)
    return path


# %%
figure, axis = plt.subplots()
for eta, marker in [(0.1, "o"), (0.95, "s"), (1.05, "^")]:
    axis.plot(walk(eta), marker=marker, markersize=4, linewidth=1.2, label=f"eta = {eta}")
axis.set(title="The same line settles, wiggles or explodes", xlabel="step", ylabel="position x")
axis.set_xticks(range(0, 21, 4))
axis.legend(loc="upper left")
plots.show(
    figure,
    alt="Position against step for three learning rates, all from x = 9. With eta 0.1 it falls smoothly to 0. "
    "With 0.95 it jumps from side to side of 0 by less each time. With 1.05 it jumps by more each "
    "time, past 50 after 20 steps.",
)

# %% [markdown]
# That line is all of gradient descent. Two of the three runs work, one is ruined, and the difference is a number that
# *you* choose. By the end you will know which is which before running anything, for one number and for millions.
#
# **Checkpoint.** Why does the middle run land on the other side of zero at every step?
#
# <details><summary>Answer</summary>
#
# The line says $x \leftarrow x - 0.95 \cdot 2x = -0.9\,x$. The minus sign flips the side, and 0.9 is smaller than 1,
# so the distance from zero shrinks. With 0.1 the factor is $+0.8$, with 1.05 it is $-1.1$.
# </details>

# %% [markdown]
# ## From slope to gradient
#
# Training means choosing parameters $\theta = (\theta_1, \dots, \theta_p)$ that make a **cost** $J(\theta)$ small.
# With one parameter, the derivative is the slope of the tangent line: how much the cost rises per unit of $x$. With
# many, freeze all but one, take the slope along that one, and stack the $p$ slopes into a vector. That is the
# **gradient**, the derivative's generalization:
#
# $$\nabla J(\theta) = \left(\frac{\partial J}{\partial \theta_1}, \dots, \frac{\partial J}{\partial \theta_p}\right)$$
#
# It has the shape of $\theta$ and points where $J$ rises fastest, so $-\nabla J$ is the steepest way down. The
# definition also gives a test that every gradient in this course has to pass: nudge each parameter a little both ways
# and measure the slope.


# %%
def numerical_gradient(J, theta, h=1e-5):
    """Return the slope of J along each axis at theta, by central differences."""
    axes = torch.eye(len(theta), dtype=theta.dtype)  # (p, p), row i is the direction of parameter i
    return torch.stack([(J(theta + h * e) - J(theta - h * e)) / (2 * h) for e in axes])  # (p,)


# %% [markdown]
# Try it on a long bowl, $J(\theta) = \tfrac{1}{10}\theta_1^2 + \theta_2^2$, whose gradient we can write down:
# $\nabla J(\theta) = (\tfrac{2}{10}\theta_1,\; 2\theta_2)$.


# %%
def bowl(theta, kappa=10.0):
    return theta[0] ** 2 / kappa + theta[1] ** 2  # theta: (2,) -> ()


def bowl_gradient(theta, kappa=10.0):
    return torch.stack([2 * theta[0] / kappa, 2 * theta[1]])  # (2,)


theta = torch.tensor([9.0, 3.0], dtype=torch.float64)  # (2,)
print("by formula     ", bowl_gradient(theta).tolist())
print("by measurement ", numerical_gradient(bowl, theta).tolist())
assert torch.allclose(bowl_gradient(theta), numerical_gradient(bowl, theta), atol=1e-8)


# %%
def draw_contours(axis, kappa=10.0):
    """Draw the bowl as a map: each line joins points of equal cost."""
    across, up = np.meshgrid(np.linspace(-11, 11, 200), np.linspace(-5, 5, 200))  # (200, 200) each
    levels = [0.1, 0.5, 1.5, 4, 8, 15, 25, 40, 70, 120]
    axis.contour(across, up, across**2 / kappa + up**2, levels=levels, colors=plots.SKY, linewidths=1)
    axis.plot(0, 0, "*", color=plots.BLACK, markersize=12)
    axis.set(xlabel=r"$\theta_1$", ylabel=r"$\theta_2$", ylim=(-5, 5), aspect="equal")
    axis.grid(False)


# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), width_ratios=[2, 3])
x = np.linspace(-10, 10, 100)
left.plot(x, x**2, color=plots.BLUE)
left.plot([4.6, 10], [81 + 18 * (4.6 - 9), 99], color=plots.RED, label="slope 18 at x = 9")
left.plot(9, 81, "o", color=plots.RED)
left.set(title="One parameter: a slope", xlabel="x", ylabel="f(x) = x²")
left.legend(loc="upper center")
draw_contours(right)
for point in torch.tensor([[9.0, 3.0], [-9.0, 2.0], [4.0, -3.5], [-4.0, -2.5]]):  # (4, 2)
    step = -0.35 * bowl_gradient(point)  # (2,)
    right.annotate("", point + step, point, arrowprops={"arrowstyle": "-|>", "color": plots.RED, "lw": 2})
right.set_title("Two parameters: an arrow")
plots.show(
    figure,
    alt="Left: the parabola x squared with its tangent of slope 18 at x = 9. Right: contours of a bowl that is long in "
    "theta_1; red arrows along the negative gradient cross the contours at right angles and miss the minimum.",
)

# %% [markdown]
# **Checkpoint.** Why do the arrows on the right not point at the star?
#
# <details><summary>Answer</summary>
#
# The gradient knows the slope *here*, not where the minimum is. Here the steep direction is mostly across the valley,
# so the arrow points across it. Only on the axes of the ellipses, or in a round bowl, does steepest descent aim at
# the minimum.
# </details>

# %% [markdown]
# ## The update rule
#
# In words: stand somewhere, measure the gradient, step against it, repeat. As a formula:
#
# $$\theta_{t+1} = \theta_t - \eta \, \nabla J(\theta_t)$$
#
# | symbol | meaning |
# | --- | --- |
# | $\theta_t$ | the parameters after $t$ steps; $\theta_0$ is the **initial value** |
# | $\eta$ (`eta`) | the **learning rate**, how far to go per unit of slope; $\eta > 0$ |
# | $\nabla J(\theta_t)$ | the gradient where we stand |
#
# The minus sign makes it descent. As code, one line for the formula and one to remember the path:


# %%
def gradient_descent(gradient, theta, eta, steps):
    """Return the path theta_0, ..., theta_steps, one row for each."""
    path = [theta]  # of (p,)
    for _ in range(steps):
        theta = theta - eta * gradient(theta)  # (p,)
        path.append(theta)
    return torch.stack(path)  # (steps + 1, p)


# %% [markdown]
# ### Exercise 5.1, worked
#
# Three updates for $f(x) = x^2$, so $\nabla f(x) = 2x$, from $x_0 = 9$ with $\eta = 0.1$. By hand, the first is
# $x_1 = 9 - 0.1 \cdot 18 = 7.2$. All three:

# %%
x0 = torch.tensor([9.0], dtype=torch.float64)  # (1,)
path = gradient_descent(lambda x: 2 * x, x0, eta=0.1, steps=3)  # (4, 1)

print(" t      x_t    slope    step")
for t, x in enumerate(path[:, 0].tolist()):
    print(f"{t:2d} {x:8.3f} {2 * x:8.3f} {-0.1 * 2 * x:7.3f}")
assert torch.allclose(path[:, 0], torch.tensor([9, 7.2, 5.76, 4.608], dtype=torch.float64))

# %% [markdown]
# Read the last column: the steps get smaller although $\eta$ never changed, because the slope does. Near a smooth
# minimum gradient descent slows down by itself.
#
# Nobody writes this loop twice. `torch.optim.SGD` is the same rule, and autograd supplies the gradient (lecture 08
# builds it):

# %%
x = torch.tensor([9.0], dtype=torch.float64, requires_grad=True)  # (1,)
optimizer = torch.optim.SGD([x], lr=0.1)
for _ in range(3):
    optimizer.zero_grad()  # gradients add up unless cleared
    (x**2).sum().backward()  # fills x.grad with 2x
    optimizer.step()  # x <- x - lr * x.grad
print("from scratch:", path[-1].item(), "  torch.optim.SGD:", x.item())
assert torch.allclose(x.detach(), path[-1])

# %% [markdown]
# **Checkpoint.** Before you run it, what is $x_{10}$? Look for the factor that every row of the table shares.
#
# <details><summary>Answer</summary>
#
# Every step multiplies $x$ by $1 - 2\eta = 0.8$, so $x_t = 0.8^t \cdot 9$ and $x_{10} \approx 0.966$. It never
# reaches 0 exactly: gradient descent stops when we are satisfied, not when it is finished.
# </details>

# %% [markdown]
# ## How large a step?
#
# For $f(x) = x^2$ the whole future follows from that factor: $x_t = (1 - 2\eta)^t \, x_0$.
#
# | learning rate | factor $1 - 2\eta$ | what you see |
# | --- | --- | --- |
# | $0 < \eta < 0.5$ | between 0 and 1 | slides down one side |
# | $\eta = 0.5$ | 0 | arrives in one step |
# | $0.5 < \eta < 1$ | between −1 and 0 | wiggles across, and still converges |
# | $\eta = 1$ | −1 | jumps between 9 and −9 forever |
# | $\eta > 1$ | below −1 | diverges |

# %%
for eta in (0.1, 0.5, 0.9, 1.0, 1.1):
    path = gradient_descent(lambda x: 2 * x, x0, eta, steps=20)[:, 0]  # (21,)
    predicted = (1 - 2 * eta) ** torch.arange(21, dtype=torch.float64) * 9.0  # (21,)
    print(f"eta {eta}: factor {1 - 2 * eta:4.1f}, after 20 steps x = {path[-1].item():9.3f}")
    assert torch.allclose(path, predicted, atol=1e-9)

# %% [markdown]
# What is 2 in that factor? The second derivative, the **curvature**. A bowl in $p$ dimensions has a curvature in each
# of $p$ perpendicular directions: the eigenvalues $\lambda_i$ of the **Hessian** $H$, the matrix of second
# derivatives. Each direction has its own factor, and all must be smaller than 1 in size:
#
# $$|1 - \eta \lambda_i| < 1 \text{ for all } i \quad\Longleftrightarrow\quad 0 < \eta < \frac{2}{\lambda_{\max}}$$
#
# So the *steepest* direction limits the rate, and the *flattest* one then creeps at $1 - \eta\lambda_{\min}$. Their
# ratio, the
# **condition number** $\kappa = \lambda_{\max} / \lambda_{\min}$, tells how long that takes. This is a claim about
# every bowl, so try to break it:

# %%
for seed in range(5):
    generator = torch.Generator().manual_seed(seed)
    A = torch.randn(8, 5, generator=generator, dtype=torch.float64)  # (8, 5)
    H = A.T @ A  # (5, 5), the Hessian of the bowl 0.5 theta' H theta, whose gradient is H theta
    bound = 2 / torch.linalg.eigvalsh(H).max().item()
    start = torch.randn(5, generator=generator, dtype=torch.float64)  # (5,)
    size = {c: gradient_descent(H.mv, start, c * bound, 1500)[-1].norm() for c in (0.98, 1.02)}  # H.mv(theta) = H theta
    print(f"seed {seed}: distance from the minimum at 0.98 of the bound {size[0.98]:.0e}, at 1.02 {size[1.02]:.0e}")
    assert size[0.98] < 1e-2 * start.norm()
    assert size[1.02] > 1e3 * start.norm()

# %% [markdown]
# ### Play with it
#
# The curve and the bowl have the same largest curvature, 2, hence the same bound: $\eta < 1$.


# %%
def fate(eta):
    """Return what gradient descent does on x² with this learning rate."""
    eta = round(eta, 2)
    if eta == 0:
        return "eta = 0: stays where it is"
    if eta < 0.5:
        return f"eta = {eta:.2f}: slides down one side"
    if eta == 0.5:
        return "eta = 0.50: arrives in one step"
    verb = "wiggles in" if eta < 1 else "jumps forever" if eta == 1 else "diverges"
    return f"eta = {eta:.2f}: {verb}"


# %%
def draw_paths(eta, steps, kappa):
    """Draw gradient descent on x² and on the bowl theta_1² / kappa + theta_2²."""
    on_curve = gradient_descent(lambda x: 2 * x, torch.tensor([9.0]), eta, steps)[:, 0]  # (steps + 1,)
    start = torch.tensor([9.0, 3.0])  # (2,)
    on_bowl = gradient_descent(lambda theta: bowl_gradient(theta, kappa), start, eta, steps)  # (steps + 1, 2)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), width_ratios=[2, 3])
    x = np.linspace(-12, 12, 200)  # (200,)
    left.plot(x, x**2, color=plots.SKY)
    left.plot(on_curve, on_curve**2, "o-", color=plots.RED, linewidth=1, markersize=4)
    left.set(title=fate(eta), xlabel="x", ylabel="f(x) = x²", xlim=(-12, 12), ylim=(-8, 144))
    draw_contours(right, kappa)
    right.plot(on_bowl[:, 0], on_bowl[:, 1], "o-", color=plots.RED, linewidth=1, markersize=4)
    right.set(title=f"Same eta, bowl with condition number {kappa}", xlim=(-11, 11))
    cost = bowl(on_bowl[-1], kappa).item()
    return plots.describe(
        figure,
        f"Gradient descent with learning rate {eta:.2f}. On the curve it {fate(eta).split(': ')[1]}. On the bowl with "
        f"condition number {kappa} it stands at ({on_bowl[-1, 0]:.2g}, {on_bowl[-1, 1]:.2g}) after {steps} steps, "
        f"at cost {cost:.2g}.",
    )


# %%
widgets.explore(
    draw_paths,
    eta=widgets.slider("learning rate", 0.0, 1.2, 0.05, 0.9),
    steps=widgets.slider("steps", 1, 40, 1, 15),
    kappa=widgets.choice("condition number", [1, 10, 100], 10),
)

# %% [markdown]
# **Try** η = 0.1, 0.5, 0.9, 1.0 and 1.05 and watch both sides. Then set the condition number to 100.
# **Notice** three things. Both sides fail at the same η. Between 0.5 and 1 the path zigzags across the valley: a
# training loss that wiggles often means this. And with κ = 100 there is no good choice: below 1 the long direction
# hardly moves.
#
# **Checkpoint.** Why can no learning rate make the bowl with κ = 100 converge quickly?
#
# <details><summary>Answer</summary>
#
# The steep direction forbids $\eta \ge 1$. The flat one has curvature $2/100$, so each step multiplies its distance
# by at least $1 - 1 \cdot 0.02 = 0.98$: about 114 steps for each factor of ten. The cure is a rounder bowl.
# </details>

# %% [markdown]
# ## A real loss: diabetes
#
# 442 patients, ten measurements each, and how far the disease had progressed a year later. One linear neuron predicts
# $\hat{y} = Xw + b$. A column of ones lets $\theta$ hold both $w$ and $b$, so with $X$ of shape $(n, p)$ the cost,
# the mean squared error, and its gradient are
#
# $$J(\theta) = \frac{1}{n} \sum_{i=1}^{n} (\hat{y}_i - y_i)^2 = \frac{1}{n} \lVert X\theta - y \rVert^2
# \qquad \nabla J(\theta) = \frac{2}{n} X^\top (X\theta - y)$$
#
# Some books leave the sum undivided. Dividing by $n$ changes no minimum and lets $\eta$ mean the same for 331
# patients as for a million.

# %%
raw = data.diabetes()
print(raw)
for name, column in zip(raw.feature_names, raw.train.X.T, strict=True):  # each (331,)
    print(f"  {name:3s} from {column.min():5.1f} to {column.max():5.1f}")


# %%
def with_ones(split):
    """Return X with a column of ones, and y, in double precision so that we can compare to many digits."""
    X = split.X.double()  # (n, 10)
    return torch.cat([X, torch.ones(len(X), 1, dtype=X.dtype)], dim=1), split.y.double()  # (n, 11), (n,)


def mse(X, y, theta):
    return (X @ theta - y).square().mean()  # (n, p) @ (p,) -> (n,) -> ()


def mse_gradient(X, y, theta):
    return 2 / len(X) * X.T @ (X @ theta - y)  # (p, n) @ (n,) -> (p,)


X, y = with_ones(data.standardize(raw).train)  # (331, 11), (331,)
theta = torch.randn(11, dtype=torch.float64)  # (11,)
assert torch.allclose(mse_gradient(X, y, theta), numerical_gradient(lambda t: mse(X, y, t), theta), rtol=1e-6)

# %% [markdown]
# `standardize` gave every feature mean 0 and standard deviation 1. Is that worth a line of code? Train with and
# without, each at the safe rate $1/\lambda_{\max}$ of its own Hessian, $H = \tfrac{2}{n} X^\top X$, and compare with
# two anchors: the **baseline** that predicts the training mean for everybody, and the best that any $\theta$ can
# reach.
#
# **Checkpoint.** Before you run it, which of the two has the larger condition number? Look at the ranges printed
# above.
#
# <details><summary>Answer</summary>
#
# The raw one, by far. Its columns run from 1 or 2 (sex) to 300 (cholesterol) and most lie far from 0, so the bowl is
# immensely stretched: the condition number is about 51 million against 443.
# </details>


# %%
def curvature(X):
    """Return the smallest and the largest eigenvalue of the Hessian of the mean squared error."""
    eigenvalues = torch.linalg.eigvalsh(2 / len(X) * X.T @ X)  # (p,), ascending
    return eigenvalues[0].item(), eigenvalues[-1].item()


def descend(X, y, eta, steps):
    """Return the path of gradient descent on the mean squared error, from theta = 0."""
    return gradient_descent(lambda theta: mse_gradient(X, y, theta), torch.zeros_like(X[0]), eta, steps)


def train(X, y, steps):
    """Return the cost after each step of gradient descent at the rate 1 / lambda_max."""
    path = descend(X, y, 1 / curvature(X)[1], steps)  # (steps + 1, p)
    return (path @ X.T - y).square().mean(dim=1)  # (steps + 1, p) @ (p, n) -> (steps + 1, n) -> (steps + 1,)


def solve(X, y):
    return torch.linalg.solve(X.T @ X, X.T @ y)  # (p, p), (p,) -> (p,)


# %%
figure, axis = plt.subplots()
for label, dataset, color in [("raw units", raw, plots.RED), ("standardized", data.standardize(raw), plots.BLUE)]:
    X, y = with_ones(dataset.train)  # (331, 11), (331,)
    low, high = curvature(X)
    print(f"{label:13s} lambda_max {high:10.3g}, condition number {high / low:10.3g}, largest safe eta {2 / high:.2g}")
    axis.plot(train(X, y, 2000), color=color, label=label)
best, baseline = mse(X, y, solve(X, y)).item(), y.var(correction=0).item()
axis.axhline(baseline, color=plots.BLACK, linestyle=":", label="baseline: predict the mean")
axis.axhline(best, color=plots.BLACK, linestyle="--", label="least squares optimum")
axis.set(title="Standardizing turns a crawl into a sprint", xlabel="step", ylabel="training cost (progression²)")
axis.set(xscale="symlog", xlim=(0, 2000), yscale="log", ylim=(2500, 40000))
axis.set_yticks([3000, 5000, 10000, 20000], labels=["3,000", "5,000", "10,000", "20,000"])
axis.minorticks_off()
axis.legend()
plots.show(
    figure,
    alt="Training cost against step, both on logarithmic axes. Standardized inputs reach the least squares optimum, "
    "just under 3,000, within about 20 steps. Raw inputs are still well above it after 2,000 steps.",
)

# %% [markdown]
# A claim is worth what it survives. Five other splits of the patients, same question:

# %%
print("seed  steps to 1%   raw after 2000   test RMSE: mean    gradient descent   least squares")
for seed in range(5):
    split = data.diabetes(seed=seed)
    (X, y), (X_test, y_test) = with_ones(data.standardize(split).train), with_ones(data.standardize(split).test)
    best = mse(X, y, solve(X, y))
    costs = train(X, y, 100)  # (101,)
    raw_excess = train(*with_ones(split.train), 2000)[-1] / best - 1
    steps = int((costs < 1.01 * best).int().argmax())
    path = descend(X, y, 1 / curvature(X)[1], 100)  # (101, 11)
    rmse = [mse(X_test, y_test, t).sqrt().item() for t in (path[-1], solve(X, y))]
    mean_rmse = (y_test - y.mean()).square().mean().sqrt().item()
    print(f"{seed:4d} {steps:12d} {raw_excess:+15.0%} {mean_rmse:19.1f} {rmse[0]:19.1f} {rmse[1]:15.1f}")
    assert 0 < steps < 100, "standardized: within 1% of the optimum in fewer than 100 steps"
    assert raw_excess > 0.1, "raw: still more than 10% above it after 2,000"
    assert rmse[0] < 0.85 * mean_rmse and abs(rmse[0] - rmse[1]) < 1

# %% [markdown]
# Same model, same data, same algorithm; only the shape of the bowl differs. Note also the last two columns: 100 steps
# predict new patients as well as the exact optimum does.
#
# ## Why not set the gradient to zero and solve?
#
# For *this* cost you can. $\nabla J(\theta) = 0$ means $X^\top X \theta = X^\top y$, the **normal equations**, $p$
# linear equations. Three roads, one answer:

# %%
from sklearn.linear_model import LinearRegression, LogisticRegression

X, y = with_ones(data.standardize(raw).train)  # (331, 11), (331,)
solved = solve(X, y)  # (11,)
theirs = LinearRegression(fit_intercept=False).fit(X.numpy(), y.numpy()).coef_  # (11,)
walked = descend(X, y, 1.9 / curvature(X)[1], 6000)[-1]  # (11,)
print(f"normal equations against scikit-learn: {np.abs(solved.numpy() - theirs).max():.0e}")
print(f"gradient descent against scikit-learn: {np.abs(walked.numpy() - theirs).max():.0e}")
assert np.allclose(solved, theirs, atol=1e-8)
assert np.allclose(walked, theirs, atol=1e-6)

# %% [markdown]
# Three things end the luck.
#
# **1. Most gradients cannot be solved for θ.** Put a sigmoid behind the neuron (logistic regression) and
# $\nabla J(\theta) = \frac{1}{n} X^\top (\sigma(X\theta) - y) = 0$ has $\theta$ inside a sum of sigmoids: no algebra
# gets it out. The loop does not care:

# %%
tumors = data.standardize(data.breast_cancer())
X, y = with_ones(tumors.train)  # (426, 31), (426,)
X = X[:, [0, 1, 30]]  # (426, 3): mean radius, mean texture, the ones
path = gradient_descent(lambda t: X.T @ (torch.sigmoid(X @ t) - y) / len(X), torch.zeros(3).double(), 2.0, 1500)
reference = LogisticRegression(C=np.inf, tol=1e-10, fit_intercept=False).fit(X.numpy(), y.numpy())
print("gradient descent:", path[-1].numpy().round(4), "  scikit-learn:", reference.coef_[0].round(4))
assert np.allclose(path[-1], reference.coef_[0], atol=1e-4)

# %% [markdown]
# (`C=np.inf` switches off scikit-learn's penalty. Inside, it iterates too.)
#
# **2. Solving is expensive.** Building $X^\top X$ takes about $np^2$ multiplications and solving $p^3/3$; one
# gradient takes $2np$.

# %%
print("     parameters   solve: multiplications   memory for H    one gradient, n = 10,000")
for p in (11, 10_000, 25_000_000):
    print(f"{p:15,d} {10_000 * p**2 + p**3 / 3:24.0e} {4 * p**2 / 1e9:11.2g} GB {2 * 10_000 * p:26.0e}")

# %% [markdown]
# At 25 million parameters, a mid-sized network, the matrix alone would fill 2.5 million gigabytes.
#
# **3. A zero slope is not yet a minimum.** A network's cost has many valleys, and hilltops and saddles are flat too:


# %%
def hills(x):
    return x**4 / 4 - x**2 + 0.3 * x


flat = np.sort(np.roots([1, 0, -2, 0.3]))  # where the slope x³ - 2x + 0.3 is zero: (3,)
x = np.linspace(-2.1, 2.1, 200)  # (200,)
figure, axis = plt.subplots()
axis.plot(x, hills(x), color=plots.SKY)
for start, color, marker in [(-2.0, plots.BLUE, "o"), (0.1, plots.GREEN, "s"), (2.0, plots.RED, "^")]:
    path = gradient_descent(lambda x: x**3 - 2 * x + 0.3, torch.tensor(start), 0.1, 60)  # (61,)
    axis.plot(path, hills(path), marker, color=color, markersize=5, label=f"from {start} to {path[-1]:.2f}")
    assert abs(path[-1] - (flat[0] if start < flat[1] else flat[2])) < 1e-3
axis.plot(flat, hills(flat), "x", color=plots.BLACK, markersize=10, markeredgewidth=2, label="slope is zero")
axis.set(title="Where you start decides where you end", xlabel="x", ylabel="cost f(x)")
axis.legend(loc="upper center")
plots.show(
    figure,
    alt="A curve with two valleys and a hilltop between them, each marked because its slope is zero. Starts at -2 and "
    "0.1 end in the deep left valley at -1.48, a start at 2 ends in the shallower right one at 1.33.",
)

# %% [markdown]
# Solving $f'(x) = 0$ gives all three crosses, one of them the *worst* point around. Gradient descent ends in a
# **local minimum**: the global one if the cost is convex (one bowl), else the one its initial value leads to.
#
# **Checkpoint.** Why would a start exactly on the hilltop be a problem, and why is it rarely one in practice?
#
# <details><summary>Answer</summary>
#
# The gradient there is zero, so no step is ever taken. But the point is unstable: the slightest offset, such as
# rounding or the noise of the next section, is multiplied by more than 1 at each step until the walk rolls off.
# </details>

# %% [markdown]
# ## Batch, stochastic, mini-batch
#
# The cost is a mean over patients, so its gradient is a mean of $n$ per-patient gradients. With a million examples,
# must we really compute a million of them to take *one* step? A random few give a noisy gradient that is right on
# average:
#
# $$\theta_{t+1} = \theta_t - \eta_t \, \frac{1}{B} \sum_{i \in \mathcal{B}_t} \nabla L_i(\theta_t)
# \qquad L_i(\theta) = (\hat{y}_i - y_i)^2$$
#
# | word | meaning | here, with n = 331 |
# | --- | --- | --- |
# | **batch size** $B$ | examples $\mathcal{B}_t$ that go into one step | 331, 32 or 1 |
# | **step** | one update of $\theta$ | |
# | **epoch** | one pass over the training set, $\lceil n/B \rceil$ steps | 1, 11 or 331 steps |
#
# $B = n$ is **batch** gradient descent, $B = 1$ **stochastic** gradient descent (SGD), all between is **mini-batch**;
# "SGD" often means all three. An epoch is not a number of steps: it is the same amount of *data*, however it is cut.
# How bad is the noise?

# %%
X, y = with_ones(data.standardize(raw).train)  # (331, 11), (331,)
theta = torch.zeros(11, dtype=torch.float64)  # (11,)
each = 2 * X * (X @ theta - y)[:, None]  # (331, 11), row i is the gradient of patient i
assert torch.allclose(each.mean(dim=0), mse_gradient(X, y, theta))
for B in (1, 4, 16, 64):
    picks = torch.randint(331, (4000, B))  # (4000, B)
    error = (each[picks].mean(dim=1) - each.mean(dim=0)).square().sum(dim=1).mean().sqrt()  # (4000, 11) -> ()
    print(f"B = {B:2d}: typical error of the gradient {error:6.1f}, times the square root of B {error * B**0.5:6.1f}")
    assert abs(error * B**0.5 / each.var(dim=0, correction=0).sum().sqrt() - 1) < 0.1

# %% [markdown]
# Sixteen times the work buys a gradient only four times as good. So several cheap, rough steps should beat one costly
# exact one. Here is the loop; `rate(t)` may change with the step $t$:


# %%
def sgd(X, y, rate, batch_size, epochs, generator):
    """Return theta and the cost before each epoch and after the last; theta starts at 0."""
    theta, t = torch.zeros_like(X[0]), 0  # (p,)
    costs = [mse(X, y, theta).item()]
    for _ in range(epochs):
        order = torch.randperm(len(X), generator=generator)  # (n,), a new shuffle each epoch
        for rows in order.split(batch_size):  # (B,), the last may be shorter
            theta = theta - rate(t) * mse_gradient(X[rows], y[rows], theta)  # (p,)
            t += 1
        costs.append(mse(X, y, theta).item())
    return theta, costs


# %% [markdown]
# The library's loop on the same shuffles must end in the same place:

# %%
neuron = torch.nn.Linear(10, 1, dtype=torch.float64)
torch.nn.init.zeros_(neuron.weight)
torch.nn.init.zeros_(neuron.bias)
optimizer = torch.optim.SGD(neuron.parameters(), lr=0.05)
generator = torch.Generator().manual_seed(0)
for _ in range(3):
    for rows in torch.randperm(331, generator=generator).split(32):  # (B,)
        y_hat = neuron(X[rows, :10]).squeeze(1)  # (B, 1) -> (B,)
        loss = torch.nn.functional.mse_loss(y_hat, y[rows])  # ()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

theta, _ = sgd(X, y, lambda t: 0.05, 32, 3, torch.Generator().manual_seed(0))  # (11,)
library = torch.cat([neuron.weight[0], neuron.bias]).detach()  # (11,)
print(f"largest difference after 33 steps: {(theta - library).abs().max():.0e}")
assert torch.allclose(theta, library, atol=1e-9)

# %% [markdown]
# ### The race, at equal cost
#
# Every method gets the same budget: five epochs, 5 × 331 = 1,655 per-patient gradients. Batch, mini-batch and the
# first stochastic run use the rate that ended lowest on a coarse grid (exercise 4 repeats that search). Two more
# stochastic runs start five times faster: one stays at 0.01, the other **decays**, $\eta_t = 0.01 / (1 + t / 100)$.
#
# **Checkpoint.** Before you run it, who leads after one epoch, and who at the end?
#
# <details><summary>Answer</summary>
#
# After one epoch the fast stochastic runs: they have taken 331 bold steps, batch only one. At the end the constant
# 0.01 still jumps about, since single-patient gradients do not vanish at the minimum. The decaying rate, the small
# rate and mini-batch have gone lower.
# </details>

# %%
runners = {
    "batch, 5 steps": (331, lambda t: 0.2),
    "mini-batch of 32, 55 steps": (32, lambda t: 0.05),
    "stochastic, eta = 0.002": (1, lambda t: 0.002),
    "stochastic, eta = 0.01": (1, lambda t: 0.01),
    "stochastic, decaying": (1, lambda t: 0.01 / (1 + t / 100)),
}
races = {name: [] for name in runners}
for seed in range(5):
    X, y = with_ones(data.standardize(data.diabetes(seed=seed)).train)  # (331, 11), (331,)
    best = mse(X, y, solve(X, y)).item()
    for name, (batch_size, rate) in runners.items():
        _, costs = sgd(X, y, rate, batch_size, 5, torch.Generator().manual_seed(seed))
        races[name].append([cost / best - 1 for cost in costs])
excess = {name: np.array(runs) for name, runs in races.items()}  # each (5 seeds, 6)

# %%
figure, axis = plt.subplots()
for (name, runs), marker in zip(excess.items(), "os^vD", strict=True):
    axis.plot(331 * np.arange(6), runs.mean(axis=0), marker=marker, label=name)
    axis.fill_between(331 * np.arange(6), runs.min(axis=0), runs.max(axis=0), alpha=0.15)
axis.set(title="Equal work: many rough steps beat a few exact ones", yscale="log")
axis.set(xlabel="per-patient gradients computed", ylabel="cost above the optimum (1 = 100%)")
axis.set_xticks(331 * np.arange(6))
axis.legend(fontsize=9)
plots.show(
    figure,
    alt="Cost above the optimum on a logarithmic axis against gradients computed, mean and range of five seeds. The "
    "fast stochastic runs drop first; at a constant rate one then hovers near 10 percent, the decaying one goes on "
    "below 1 percent. The slow stochastic run and mini-batch reach 1 and 2 percent, batch only 7 percent.",
)

# %%
for name, runs in excess.items():
    print(f"{name:27s} after epoch 1: {runs[:, 1].mean():6.1%}   after epoch 5: {runs[:, 5].mean():6.1%}")
batch, mini, slow, fast, decaying = excess.values()
assert (fast[:, 1] < 0.1 * batch[:, 1]).all(), "after one epoch stochastic is ten times closer than batch"
assert (mini[:, 5] < 0.6 * batch[:, 5]).all(), "after five, mini-batch is clearly closer than batch"
assert (slow[:, 5] < 0.6 * batch[:, 5]).all(), "and so is stochastic with a small rate"
assert (decaying[:, 5] < fast[:, 5]).all(), "a decaying rate ends below the constant one it started as"

# %% [markdown]
# Two reasons for "take smaller steps" have now met. With exact gradients the *slope* shrinks the steps for you. With
# noisy ones it does not, since single patients still pull at the minimum, so the *rate* has to shrink. And why
# mini-batches, if $B = 1$ does so well? One patient at a time leaves a processor's parallel units idle; 32 rows go
# through one matrix product. Mini-batches also let the data be larger than the memory.

# %% [markdown]
# ## What goes wrong
#
# **The rate is too large.** The rate 0.1 that suits standardized inputs, on raw ones:

# %%
X, y = with_ones(raw.train)  # (331, 11), (331,)
path = descend(X, y, eta=0.1, steps=120)  # (121, 11)
for t in (0, 1, 2, 10, 30, 60, 120):
    print(f"step {t:3d}: cost {mse(X, y, path[t]):.3g}")
assert not torch.isfinite(path[-1]).any()

# %% [markdown]
# Symptom: the cost grows by a constant factor, then `inf`, then `nan`, and `nan` never goes away. Remedy: divide
# $\eta$ by ten until it stops; look at the scale of the inputs.
#
# **The data are sorted and nobody shuffled.** Same loop, patients in order of $y$, as when a file lists one class
# after the other:

# %%
X, y = with_ones(data.standardize(raw).train)  # (331, 11), (331,)
best, order = mse(X, y, solve(X, y)).item(), y.argsort()  # (331,)
theta = torch.zeros(11, dtype=torch.float64)  # (11,)
for _ in range(20):
    for rows in order.split(32):  # (B,): no shuffle
        theta = theta - 0.05 * mse_gradient(X[rows], y[rows], theta)  # (11,)
_, shuffled = sgd(X, y, lambda t: 0.05, 32, 20, torch.Generator().manual_seed(0))
unshuffled = mse(X, y, theta).item()
print(f"above the optimum after 20 epochs: shuffled {shuffled[-1] / best - 1:.1%}, sorted {unshuffled / best - 1:.1%}")
print(f"mean prediction {(X @ theta).mean():.0f}, mean of y {y.mean():.0f}")
assert unshuffled / best - 1 > 5 * (shuffled[-1] / best - 1)

# %% [markdown]
# Symptom: the loss falls, then sticks at a bad value, and predictions lean toward whatever came last. Remedy: a fresh
# shuffle each epoch.
#
# **The batch gradient is a sum, not a mean.** Then η silently means η·B, and changing the batch size breaks a run
# that worked:

# %%
for B in (1, 32):
    theta = torch.zeros(11, dtype=torch.float64)  # (11,)
    for rows in torch.randperm(331, generator=torch.Generator().manual_seed(0)).split(B):  # (B,)
        theta = theta - 0.01 * len(rows) * mse_gradient(X[rows], y[rows], theta)  # (11,), len(rows) undoes the mean
    print(f"B = {B:2d}, eta = 0.01: cost after one epoch {mse(X, y, theta):.3g}")
assert mse(X, y, theta) > baseline

# %% [markdown]
# | what you see | likely cause | first remedy |
# | --- | --- | --- |
# | `inf`, `nan` | rate above $2/\lambda_{\max}$; a missing minus sign | divide η by 10; check the gradient |
# | loss jumps up and down but falls | rate past half the bound, or noise of small batches | halve η; decay it |
# | loss falls, then crawls | a large condition number | standardize the inputs |
# | loss sticks, predictions follow the last examples | data in order | shuffle each epoch |

# %% [markdown]
# ## Exercises
#
# ### 1. A steeper parabola (★, 5 minutes)
#
# For $f(x) = 3x^2$, $x_0 = 9$ and $\eta = 0.1$, compute $x_1, x_2, x_3$ on paper. Which rates converge? Which one
# arrives in a single step?
#
# <details><summary>Solution</summary>
#
# $\nabla f(x) = 6x$, so the factor is $1 - 6\eta = 0.4$: 3.6, 1.44, 0.576. The curvature is 6, so rates below
# $2/6 = 1/3$ converge, and $\eta = 1/6$ makes the factor 0.
#
# ```python
# path = gradient_descent(lambda x: 6 * x, torch.tensor([9.0]), 0.1, 3)[:, 0]  # (4,)
# assert torch.allclose(path, torch.tensor([9.0, 3.6, 1.44, 0.576]))
# assert abs(gradient_descent(lambda x: 6 * x, torch.tensor([9.0]), 1 / 6, 1)[-1]) < 1e-5
# ```
# </details>
#
# ### 2. Count (★, 5 minutes)
#
# 60,000 images, batch size 128, 10 epochs. How many steps, how many per-image gradients, how large is the last batch
# of an epoch? What changes with batch size 256?
#
# <details><summary>Solution</summary>
#
# An epoch has $\lceil 60000 / 128 \rceil = 469$ steps, the last of $60000 - 468 \cdot 128 = 96$ images; ten have
# 4,690 steps and 600,000 gradients. With 256: 235 steps an epoch, 2,350 in all, and the same 600,000 gradients.
#
# ```python
# batches = torch.arange(60_000).split(128)
# assert len(batches) == 469 and len(batches[-1]) == 96
# assert len(torch.arange(60_000).split(256)) == 235
# ```
# </details>
#
# ### 3. The best constant rate (★★, 15 minutes)
#
# On a quadratic bowl, the rate that serves the steepest and the flattest direction equally well is
# $2/(\lambda_{\min} + \lambda_{\max})$. Show that the two factors then have the same size,
# $(\kappa - 1)/(\kappa + 1)$, and count the steps it saves on the bowl of this lecture against $1/\lambda_{\max}$.
#
# <details><summary>Solution</summary>
#
# With $\eta = 2/(\lambda_{\min} + \lambda_{\max})$ the flattest direction has the factor
#
# $$1 - \eta\lambda_{\min} = \frac{\lambda_{\max} - \lambda_{\min}}{\lambda_{\max} + \lambda_{\min}}$$
#
# and the steepest the same with a minus sign; divide above and below by $\lambda_{\min}$ to get $\kappa$. On the bowl,
# $\lambda = 0.2$ and $2$: factor $9/11$ instead of $0.9$, so about half the steps.
#
# ```python
# def steps_needed(eta):
#     path = gradient_descent(bowl_gradient, torch.tensor([9.0, 3.0]), eta, 300)  # (301, 2)
#     return int((path.norm(dim=1) < 1e-3).int().argmax())
#
# print(steps_needed(1 / 2.0), steps_needed(2 / (0.2 + 2.0)))
# assert steps_needed(2 / (0.2 + 2.0)) < 0.6 * steps_needed(1 / 2.0)
# ```
# </details>
#
# ### 4. Does the best rate grow with the batch? (★★★, 30 minutes, open)
#
# For batch sizes 1, 4, 16 and 64, find the rate with the lowest cost after five epochs. Does four times the batch
# allow four times the rate? Where must that stop, whatever the noise?
#
# <details><summary>Solution</summary>
#
# One way to look. There is no single right answer: try other seeds, more epochs and a finer grid.
#
# ```python
# X, y = with_ones(data.standardize(raw).train)  # (331, 11), (331,)
# optimum = mse(X, y, solve(X, y)).item()
# rates = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2]
# best_rate = {}
# for B in (1, 4, 16, 64):
#     found = {}
#     for eta in rates:
#         runs = [sgd(X, y, lambda t: eta, B, 5, torch.Generator().manual_seed(seed))[1][-1] for seed in range(3)]
#         found[eta] = np.mean(runs) / optimum - 1
#     best_rate[B] = min(found, key=found.get)
#     print(f"B = {B:2d}: best rate {best_rate[B]}, cost above the optimum {found[best_rate[B]]:.1%}")
# assert best_rate[64] > best_rate[1]
# ```
#
# The best rate grows with $B$, but not in proportion all the way: noise limits it at small batches, the curvature
# bound $2/\lambda_{\max} \approx 0.24$ at large ones.
# </details>

# %% [markdown]
# ## Summary
#
# - $\theta \leftarrow \theta - \eta \nabla J(\theta)$: step against the gradient, the slope along every parameter at
#   once.
# - On a quadratic it converges exactly when $\eta < 2/\lambda_{\max}$, wiggles when past half of that, and takes a
#   number of steps in proportion to $\kappa$.
# - Standardizing the inputs makes the bowl rounder; on diabetes, tens of steps do what 2,000 on raw inputs do not.
# - Solving $\nabla J = 0$ works for least squares; networks have no closed form, too many parameters and many
#   valleys.
# - Mini-batches trade exact gradients for many more steps per epoch; shuffle each epoch, decay the rate.
#
# ## Where it came from
#
# - A. Cauchy, 1847, *Méthode générale pour la résolution des systèmes d'équations simultanées*, Comptes Rendus 25,
#   536–538: solve equations by stepping down a function that vanishes at the solution, against its partial
#   derivatives.
# - H. B. Curry, 1944, *The method of steepest descent for non-linear minimization problems*, Quarterly of Applied
#   Mathematics 2, 258–261: when it converges on a nonlinear cost.
# - H. Robbins and S. Monro, 1951, *A Stochastic Approximation Method*, Annals of Mathematical Statistics 22, 400–407:
#   noisy measurements suffice if the rates shrink, but not too fast ($\sum \eta_t = \infty$,
#   $\sum \eta_t^2 < \infty$).
# - B. Widrow and M. E. Hoff, 1960, *Adaptive Switching Circuits*, IRE WESCON Convention Record, part 4, 96–104: a
#   linear neuron trained one example at a time, the LMS rule, which is stochastic gradient descent on the squared
#   error.
# - The data: B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, 2004, *Least Angle Regression*, Annals of
#   Statistics 32, 407–499.
#
# **Next**: [08, backpropagation](08-backpropagation.ipynb): how to get $\nabla J$ for a network of any depth without
# writing a single derivative by hand.
