# %% [markdown]
# # Gradient descent
#
# You will be able to explain, predict and build the method that trains every network in this course: measure the
# slope, take a step downhill, repeat.
#
# **Reading** 35 min · **Running** under 30 s on two cores · **Prerequisites** the derivative of $x^2$, a matrix times
# a vector; lectures [04](04-one-neuron-four-models.ipynb) (one neuron, four models) and [06](06-losses.ipynb) (losses)
# help · **Practice** [assignment a05](../release/a05-gradient-descent/gradient-descent.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/07-gradient-descent.ipynb)
#
# **Needs** [04](04-one-neuron-four-models.ipynb), [06](06-losses.ipynb) · **Used by** [08](08-backpropagation.ipynb),
# [09](09-multilayer-perceptrons.ipynb), [10](10-training-in-pytorch.ipynb), [11](11-optimizers.ipynb),
# [36](36-boltzmann-machines.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **compute** steps of gradient descent by hand, and **check** any gradient;
# - **predict** from the curvature whether a learning rate converges, wiggles or diverges;
# - **implement** batch, stochastic and mini-batch gradient descent, and **count** their steps and epochs;
# - **decide** when to solve instead;
# - **diagnose** a run that explodes, crawls or hovers.

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
# Here is one line of code, repeated 20 times from $\theta = 9$, whose fate depends on the number `eta`.


# %%
def walk(eta, theta=9.0, steps=20):
    """Return the positions visited when one line of code is repeated."""
    path = [theta]
    for _ in range(steps):
        theta = theta - eta * 2 * theta
        path.append(theta)
    return path


# %% [markdown]
# **Choose.** We run it with `eta` at 0.1, at 0.95 and at 1.05. Which runs end close to 0?
#
# <details><summary>Only 0.1, since the other two overshoot</summary>
#
# Both do jump over 0 at each step. But 0.95 lands a little closer to it each time, and that is enough.
# </details>
#
# <details><summary>0.1 and 0.95</summary>
#
# Right. The line says $\theta \leftarrow (1 - 2 \cdot 0.95)\,\theta = -0.9\,\theta$: the side flips, and the distance
# shrinks. With 1.05 the factor is $-1.1$, so the distance grows.
# </details>
#
# <details><summary>All three, since 0.95 and 1.05 are nearly the same</summary>
#
# Their factors are $-0.9$ and $-1.1$. They differ little in one step, but after 20 steps the powers are 0.12 and 6.7.
# </details>

# %% tags=["hide-input"]
COLORS = {
    "slides": plots.BLUE,
    "wiggles": plots.GREEN,
    "diverges": plots.RED,
    "loss": plots.SKY,
    "raw units": plots.PURPLE,
    "standardized": plots.BLACK,
    "batch": plots.BLUE,
    "mini-batch": plots.GREEN,
    "stochastic": plots.RED,
}
figure, axis = plt.subplots()
for eta, name, marker in [(0.1, "slides", "o"), (0.95, "wiggles", "s"), (1.05, "diverges", "^")]:
    axis.plot(walk(eta), color=COLORS[name], marker=marker, markersize=4, linewidth=1.2, label=f"eta = {eta}")
axis.set(title="The same line settles, wiggles or explodes", xlabel="step", ylabel=r"position $\theta$")
axis.set_xticks(range(0, 21, 4))
axis.legend(loc="upper left")
plots.show(
    figure,
    alt="Position against step for three learning rates, all from 9. With eta 0.1, in blue, it falls smoothly to 0. "
    "With 0.95, in green, it jumps from side to side of 0 by less each time. With 1.05, in red, it jumps by more each "
    "time, past 50 after 20 steps.",
)
assert abs(walk(0.1)[-1]) < 2 and abs(walk(0.95)[-1]) < 2 and walk(1.05)[-1] > 50

# %% [markdown]
# The blue and the green run settle, while the red one is ruined, and the difference is a number that *you* choose. Soon
# you will know which is which before running anything.
#
# ## From slope to gradient
#
# That line moves a single number downhill, while a network has many, its **parameters** $\theta$, and training looks
# for values that make a loss $L(\theta)$ small. To learn which way is down, we take the slope (partial derivative)
# along one parameter while the others stand still, and do so for each. The vector of these slopes is the **gradient**:
#
# $$\nabla L(\theta) = \left(\frac{\partial L}{\partial \theta_1}, \dots, \frac{\partial L}{\partial \theta_p}\right)$$
#
# It has the shape of $\theta$ and points where $L$ rises fastest, so $-\nabla L$ is the steepest way down. Nudging
# (finite differences), which moves one parameter at a time a little both ways, checks any gradient.


# %%
def numerical_gradient(loss, theta, h=1e-5):
    """Return the partial derivatives of the loss at theta, by central differences."""
    axes = torch.eye(len(theta), dtype=theta.dtype)  # (p, p), row i is the direction of parameter i
    return torch.stack([(loss(theta + h * e) - loss(theta - h * e)) / (2 * h) for e in axes])  # (p,)


# %% [markdown]
# Try it on a long bowl, $L(\theta) = \frac{1}{10}\theta_1^2 + \theta_2^2$, whose gradient is
# $(\frac{2}{10}\theta_1,\; 2\theta_2)$.


# %%
def bowl(theta, kappa=10.0):
    return theta[0] ** 2 / kappa + theta[1] ** 2  # theta: (2,) -> ()


def bowl_gradient(theta, kappa=10.0):
    return torch.stack([2 * theta[0] / kappa, 2 * theta[1]])  # (2,)


theta = torch.tensor([9.0, 3.0], dtype=torch.float64)  # (2,)
print("by formula            ", bowl_gradient(theta).tolist())
print("by finite differences ", numerical_gradient(bowl, theta).tolist())
assert torch.allclose(bowl_gradient(theta), numerical_gradient(bowl, theta), atol=1e-8)


# %% tags=["hide-input"]
def draw_contours(axis, kappa=10.0):
    """Draw the bowl as a map: each line joins points of equal loss."""
    across, up = np.meshgrid(np.linspace(-11, 11, 200), np.linspace(-5, 5, 200))  # (200, 200) each
    levels = [0.1, 0.5, 1.5, 4, 8, 15, 25, 40, 70, 120]
    axis.contour(across, up, across**2 / kappa + up**2, levels=levels, colors=COLORS["loss"], linewidths=1)
    axis.plot(0, 0, "*", color="black", markersize=12)
    axis.set(xlabel=r"$\theta_1$", ylabel=r"$\theta_2$", xlim=(-11, 11), ylim=(-5, 5), aspect="equal")
    axis.grid(False)


figure, axis = plt.subplots(figsize=(6, 3.2))
draw_contours(axis)
for point in torch.tensor([[9.0, 3.0], [-9.0, 2.0], [4.0, -3.5], [-4.0, -2.5]]):  # (4, 2)
    step = -0.35 * bowl_gradient(point)  # (2,)
    axis.annotate("", point + step, point, arrowprops={"arrowstyle": "-|>", "color": COLORS["slides"], "lw": 2})
axis.set_title("Steepest descent points across the valley")
plots.show(
    figure,
    alt="Contours of a bowl that is long in theta_1, with a star at its minimum. Blue arrows along the negative "
    "gradient cross the contours at right angles and miss the star.",
)

# %% [markdown]
# Each contour joins points of equal loss. The arrows cross them at right angles, yet none points at
# the star.
#
# **Checkpoint.** Why not?
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
# Because the gradient is only valid close by, we take a small step against it and measure again: this is **gradient
# descent**.

# %% tags=["hide-input"]
plots.show(
    plots.layers(
        [("old θ", "(p,)"), ("gradient ∇L", "(p,)"), ("times −η", "(p,)"), ("+", "new θ (p,)")], skips=[(0, 3)]
    )
)

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.8))
side = np.linspace(-1, 10.4, 100)  # (100,)
axis.plot(side, side**2, color=COLORS["loss"], label=r"$L(\theta) = \theta^2$")
for t, (old, new) in enumerate(zip(walk(0.1, steps=3), walk(0.1, steps=3)[1:], strict=False)):
    near = np.array([old - 3.4, old + 0.9])  # (2,)
    axis.plot(near, old**2 + 2 * old * (near - old), "--", color="gray", lw=1.2, label=None if t else "tangents")
    arrow = {"arrowstyle": "-|>", "color": COLORS["slides"], "lw": 2, "shrinkA": 0, "shrinkB": 0}
    axis.annotate("", (new, old**2), (old, old**2), arrowprops=arrow)
    axis.plot([new, new], [new**2, old**2], ":", color="gray")
    axis.plot(old, old**2, "o", color=COLORS["slides"])
    axis.text(new - 0.15, old**2, rf"$-\eta \cdot {2 * old:.4g} = {new - old:.4g}$", ha="right", va="center")
    axis.text(old - 0.1, old**2 + 2, rf"$\theta_{t}$", ha="right", va="bottom")
axis.set(title="A step is the slope times −η", xlabel=r"$\theta$", ylabel="loss", xlim=(-1, 11), ylim=(-4, 105))
axis.legend(loc="upper left")
plots.show(
    figure,
    alt="The parabola theta squared with three steps from theta_0 = 9 at eta 0.1. At each point a dashed tangent; a "
    "horizontal blue arrow to the left is as long as eta times its slope: 1.8, then 1.44, then 1.152.",
)

# %% [markdown]
# The boxes show that the gradient enters as a correction, which is added to the old parameters. On the parabola
# $L(\theta) = \theta^2$ the blue arrows get shorter although $\eta$ stays the same, since the tangents get flatter.
#
# $$\theta_{t+1} = \theta_t - \eta \, \nabla L(\theta_t)$$
#
# The **learning rate** $\eta > 0$ says how far to go per unit of slope. In code this takes one line, and another to
# remember the path.


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
# Take three steps on $L(\theta) = \theta^2$ from 9 with $\eta = 0.1$. By hand, the first is $9 - 0.1 \cdot 18 = 7.2$.

# %%
theta0 = torch.tensor([9.0], dtype=torch.float64)  # (1,)
path = gradient_descent(lambda theta: 2 * theta, theta0, eta=0.1, steps=3)  # (4, 1)
print(" t  theta_t  gradient    step")
for t, theta in enumerate(path[:, 0].tolist()):
    print(f"{t:2d} {theta:8.3f} {2 * theta:9.3f} {-0.1 * 2 * theta:7.3f}")
assert torch.allclose(path[:, 0], torch.tensor([9, 7.2, 5.76, 4.608], dtype=torch.float64))

# %% [markdown]
# Nobody writes this loop twice, because `torch.optim.SGD` is the same rule, and torch finds the gradient itself.

# %%
theta = torch.tensor([9.0], dtype=torch.float64, requires_grad=True)  # (1,)
optimizer = torch.optim.SGD([theta], lr=0.1)
for _ in range(3):
    optimizer.zero_grad()  # gradients add up unless cleared
    (theta**2).sum().backward()  # fills theta.grad with 2 theta
    optimizer.step()  # theta <- theta - lr * theta.grad
print("from scratch:", path[-1].item(), "  torch.optim.SGD:", theta.item())
assert torch.allclose(theta.detach(), path[-1])

# %% [markdown]
# **Checkpoint.** Before you run it, what is $\theta_{10}$? Look for the factor that every row of the table shares.
#
# <details><summary>Answer</summary>
#
# Every step multiplies $\theta$ by $1 - 2\eta = 0.8$, so $\theta_t = 0.8^t \cdot 9$ and $\theta_{10} \approx 0.966$.
# It never reaches 0 exactly: gradient descent stops when we are satisfied, not when it is finished.
# </details>

# %% [markdown]
# ## How large a step?
#
# On the parabola that factor decides everything, since $\theta_t = (1 - 2\eta)^t \, \theta_0$. At $\eta = 0.5$ the walk
# arrives in one step, at 1 it jumps forever.
#
# | learning rate | factor $1 - 2\eta$ | what you see |
# | --- | --- | --- |
# | $0 < \eta < 0.5$ | between 0 and 1 | slides down one side |
# | $0.5 < \eta < 1$ | between −1 and 0 | wiggles across and **converges** |
# | $\eta > 1$ | below −1 | **diverges** |

# %%
for eta in (0.1, 0.5, 0.9, 1.0, 1.1):
    path = gradient_descent(lambda theta: 2 * theta, theta0, eta, steps=20)[:, 0]  # (21,)
    predicted = (1 - 2 * eta) ** torch.arange(21, dtype=torch.float64) * 9.0  # (21,)
    print(f"eta {eta}: factor {1 - 2 * eta:4.1f}, after 20 steps theta = {path[-1].item():9.3f}")
    assert torch.allclose(path, predicted, atol=1e-9)

# %% [markdown]
# The 2 in that factor is the second derivative, the **curvature**. A bowl in $p$ dimensions has one in each of $p$
# perpendicular directions, the eigenvalues $\lambda_i > 0$ of the **Hessian** $H$, the matrix of second derivatives.
# Because each direction has its own factor, all of these must be smaller than 1 in size:
#
# $$|1 - \eta \lambda_i| < 1 \text{ for all } i \quad\Longleftrightarrow\quad 0 < \eta < \frac{2}{\lambda_{\max}}$$
#
# So the *steepest* direction limits the rate, and the *flattest* one then creeps. Their ratio, the **condition number**
# $\kappa = \lambda_{\max} / \lambda_{\min}$, tells how long that takes.
#
# **Choose.** On the bowl above $\lambda_{\max} = 2$, and we take $\eta = 0.9$, so $\theta_2$ changes its sign at every
# step. What does the loss do?
#
# <details><summary>It goes up and down too, but falls in the long run</summary>
#
# A wiggle of the parameters is no wiggle of the loss: the bowl is as high at $-\theta_2$ as at $\theta_2$, and only
# the distance counts.
# </details>
#
# <details><summary>It falls at every step</summary>
#
# Right. In each direction the loss is a half $\lambda_i$ times the squared distance, and the distance shrinks with
# every step. A loss that jumps must have another reason, and we shall meet one.
# </details>
#
# <details><summary>It rises, because 0.9 is too close to the bound</summary>
#
# The bound is sharp. Just below it the run converges, if slowly; the loss rises only beyond it.
# </details>

# %%
path = gradient_descent(bowl_gradient, torch.tensor([9.0, 3.0]), eta=0.9, steps=15)  # (16, 2)
losses = torch.stack([bowl(theta) for theta in path])  # (16,)
print("theta_2:", [round(theta, 2) for theta in path[:5, 1].tolist()], "...")
print("loss:   ", [round(loss, 2) for loss in losses[:5].tolist()], "...")
assert (losses.diff() < 0).all() and (path[1:, 1] * path[:-1, 1] < 0).all()

# %% [markdown]
# ### Deeper: the bound on random bowls
#
# The bound is a claim about every bowl, so we try to break it on five random ones in five dimensions.

# %%
for seed in range(5):
    generator = torch.Generator().manual_seed(seed)
    A = torch.randn(8, 5, generator=generator, dtype=torch.float64)  # (8, 5)
    H = A.T @ A  # (5, 5), the Hessian of the bowl 0.5 theta' H theta, whose gradient is H theta
    bound = 2 / torch.linalg.eigvalsh(H).max().item()
    start = torch.randn(5, generator=generator, dtype=torch.float64)  # (5,)
    size = {}
    for part in (0.98, 1.02):
        path = gradient_descent(H.mv, start, part * bound, 1500)  # (1501, 5), H.mv(theta) = H theta
        falls = ((path @ H * path).sum(dim=1).diff() <= 0).all().item()  # (1501,) -> (1500,) -> a bool
        size[part] = path[-1].norm().item()
        assert falls == (part < 1), "below the bound the loss never rises, above it does"
    print(f"seed {seed}: distance from the minimum at 0.98 of the bound {size[0.98]:.0e}, at 1.02 {size[1.02]:.0e}")
    assert size[0.98] < 1e-2 * start.norm() and size[1.02] > 1e3 * start.norm()

# %% [markdown]
# Two percent below the bound all five converge, and two percent above it all five diverge.
#
# ### Play with it
#
# The curve and the bowl have the same largest curvature, 2, and so the same bound.


# %% tags=["hide-input"]
FATES = [(0, "stays"), (0.49, "slides"), (0.5, "arrives at once"), (0.99, "wiggles"), (1, "jumps forever")]


def fate(eta):
    return next((word for limit, word in FATES if round(eta, 2) <= limit), "diverges")


def draw_paths(eta, steps, kappa):
    """Draw gradient descent on theta² and on the bowl theta_1² / kappa + theta_2²."""
    on_curve = gradient_descent(lambda theta: 2 * theta, torch.tensor([9.0]), eta, steps)[:, 0]  # (steps + 1,)
    start = torch.tensor([9.0, 3.0])  # (2,)
    on_bowl = gradient_descent(lambda theta: bowl_gradient(theta, kappa), start, eta, steps)  # (steps + 1, 2)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.6, 4.8), height_ratios=[3, 2.6])
    side = np.linspace(-12, 12, 200)  # (200,)
    look = {"color": COLORS["slides" if eta <= 0.5 else "wiggles" if eta < 1 else "diverges"], "linewidth": 1}
    top.plot(side, side**2, color=COLORS["loss"])
    top.plot(on_curve, on_curve**2, "o-", **look, markersize=4)
    top.set(title=f"η = {eta:.2f}: {fate(eta)}", xlabel=r"$\theta$", xlim=(-12, 12), ylim=(-8, 144))
    top.set_ylabel(r"loss $\theta^2$")
    draw_contours(bottom, kappa)
    bottom.plot(on_bowl[:, 0], on_bowl[:, 1], "o-", **look, markersize=4)
    bottom.set_title(f"Same η, bowl with κ = {kappa}")
    where = f"({on_bowl[-1, 0]:.2g}, {on_bowl[-1, 1]:.2g}) after {steps} steps, at loss {bowl(on_bowl[-1], kappa):.2g}"
    alt = f"Gradient descent with learning rate {eta:.2f}. On the curve it {fate(eta)}. On the bowl with condition "
    return plots.describe(figure, f"{alt}number {kappa} it stands at {where}.")


# %% tags=["hide-input"]
widgets.explore(
    draw_paths,
    frames=[
        ("Small: both creep", {"eta": 0.05}),
        ("Half the bound: one arrives", {"eta": 0.5}),
        ("Near the bound: zigzag", {"eta": 0.9}),
        ("Past the bound: out of the picture", {"eta": 1.05}),
    ],
    eta=widgets.slider("learning rate", 0.0, 1.2, 0.05, 0.9),
    steps=widgets.steps("steps", 1, 40, 15),
    kappa=widgets.choice("condition number", [1, 10, 100], 10),
)

# %% [markdown]
# **Try** η = 0.5, 0.95 and 1.05, then set the condition number to 100. **Notice** that both pictures fail at the same
# η, and that with κ = 100 no choice is good, because below 1 the long direction hardly moves.
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
# Real losses are bowls too, at least for a linear neuron. From ten measurements of each of 442 patients it predicts how
# far the disease has progressed a year later; its output function $g$ is the identity.

# %% tags=["hide-input"]
plots.show(plots.neuron(("x_1", "x_2", "...", "x_{10}"), activation="g", output=r"\hat{y}"))

# %% [markdown]
# A column of ones in $X$ lets $\theta$ hold both $w$ and $b$. The loss, the mean squared error, and its gradient are
#
# $$L(\theta) = \frac{1}{n} \sum_{i=1}^{n} (\hat{y}_i - y_i)^2 = \frac{1}{n} \lVert X\theta - y \rVert^2$$
#
# $$\nabla L(\theta) = \frac{2}{n} X^\top (X\theta - y)$$


# %%
def with_ones(split):
    """Return X with a column of ones, and y, in double precision so that we can compare to many digits."""
    X = split.X.double()  # (n, 10)
    return torch.cat([X, torch.ones(len(X), 1, dtype=X.dtype)], dim=1), split.y.double()  # (n, 11), (n,)


def mse(X, y, theta):
    return (X @ theta - y).square().mean()  # (n, p) @ (p,) -> (n,) -> ()


def mse_gradient(X, y, theta):
    return 2 / len(X) * X.T @ (X @ theta - y)  # (p, n) @ (n,) -> (p,)


raw = data.diabetes()
X, y = with_ones(data.standardize(raw).train)  # (331, 11), (331,)
theta = torch.randn(11, dtype=torch.float64)  # (11,)
assert torch.allclose(mse_gradient(X, y, theta), numerical_gradient(lambda t: mse(X, y, t), theta), rtol=1e-6)
for name, column in zip(raw.feature_names, raw.train.X.T, strict=True):  # each (331,)
    print(f"  {name:3s} from {column.min():5.1f} to {column.max():5.1f}")

# %% [markdown]
# This loss even has an exact answer, because $\nabla L(\theta) = 0$ means $X^\top X \theta = X^\top y$. These are $p$
# linear equations, the **normal equations**, which a computer solves at once.


# %%
def solve(X, y):
    return torch.linalg.solve(X.T @ X, X.T @ y)  # (p, p), (p,) -> (p,)


from sklearn.linear_model import LinearRegression

theirs = LinearRegression(fit_intercept=False).fit(X.numpy(), y.numpy()).coef_  # (11,)
eta = 1.9 / torch.linalg.eigvalsh(2 / len(X) * X.T @ X)[-1].item()  # just below the bound; H = 2 X'X / n
walked = gradient_descent(lambda t: mse_gradient(X, y, t), torch.zeros_like(theta), eta, 6000)[-1]  # (11,)
print(f"normal equations against scikit-learn: {np.abs(solve(X, y).numpy() - theirs).max():.0e}")
print(f"gradient descent against scikit-learn: {np.abs(walked.numpy() - theirs).max():.0e}")
assert np.allclose(solve(X, y), theirs, atol=1e-8) and np.allclose(walked, theirs, atol=1e-6)

# %% [markdown]
# All three roads lead to the same place. The walk was easy because its inputs were *standardized*, to mean 0 and
# standard deviation 1. How much does that save? Since every direction has its own factor, we know the loss after a
# million steps without taking them: each direction adds $\frac{1}{2}\lambda_i$ times its squared distance to the
# minimum.


# %%
def excess(X, y, t):
    """Return how far above its minimum the loss is after t steps from 0 at eta = 1 / lambda_max (1 = 100 %)."""
    curvatures, directions = torch.linalg.eigh(2 / len(X) * X.T @ X)  # (p,), (p, p)
    distance = directions.T @ solve(X, y)  # (p,), still to go in each direction at step 0
    factors = 1 - curvatures / curvatures[-1]  # (p,)
    above = curvatures / 2 * (factors ** t[:, None] * distance) ** 2  # (len(t), p)
    return above.sum(dim=1) / mse(X, y, solve(X, y))  # (len(t),)


t = torch.logspace(0, 9, 1801, dtype=torch.float64).round()  # (1801,), from one step to a billion


def steps_needed(X, y):
    return int(t[(excess(X, y, t) < 0.01).int().argmax()])


# %% [markdown]
# **Guess.** Standardized inputs need 14 steps to within 1 % of the smallest loss. How many do the same patients need in
# raw units, with ages near 50 and cholesterol near 190? Put your number in place of `None`.

# %%
guess_steps = None  # steps that raw inputs need

# %% tags=["main-result"]
print("seed   steps, standardized   steps, raw   test RMSE: mean   after 100 steps   at the minimum")
for seed in range(5):
    split = data.diabetes(seed=seed)
    standard = data.standardize(split)
    (X, y), (X_test, y_test), (X_raw, _) = map(with_ones, (standard.train, standard.test, split.train))
    few, many = steps_needed(X, y), steps_needed(X_raw, y)
    eta = 1 / torch.linalg.eigvalsh(2 / len(X) * X.T @ X)[-1].item()
    path = gradient_descent(lambda t, X=X, y=y: mse_gradient(X, y, t), torch.zeros_like(X[0]), eta, 100)  # (101, 11)
    mean, walked, solved = (
        (guess - y_test).square().mean().sqrt().item()
        for guess in (y.mean(), X_test @ path[-1], X_test @ solve(X, y))  # (), (111,), (111,)
    )
    print(f"{seed:4d} {few:21d} {many:12,d} {mean:17.1f} {walked:17.1f} {solved:16.1f}")
    assert few < 100 and many > 30_000_000
    assert abs(mse(X, y, path[-1]) / mse(X, y, solve(X, y)) - 1 - excess(X, y, torch.tensor([100.0]))) < 1e-9
    assert walked < 0.85 * mean and abs(walked - solved) < 1

# %% tags=["hide-input"]
figure, axis = plt.subplots()
for name, dataset, style in [("raw units", raw, "--"), ("standardized", data.standardize(raw), "-")]:
    axis.loglog(t, excess(*with_ones(dataset.train), t), style, color=COLORS[name], label=name)
axis.axhline(0.01, **plots.line("baseline"), label="1 % above the minimum")
if guess_steps is not None:
    axis.axvline(guess_steps, **plots.line("guess"), label="your guess")
axis.set(title="Standardizing saves millions of steps", xlabel="steps", ylabel="training loss above its minimum")
axis.set(ylim=(1e-4, 20), yticks=[1e-4, 1e-3, 1e-2, 1e-1, 1, 10])
axis.set_yticklabels(["0.01 %", "0.1 %", "1 %", "10 %", "100 %", "1,000 %"])
axis.legend(loc="upper right")
plots.show(
    figure,
    alt="Training loss above its minimum against the number of steps, both logarithmic. Standardized inputs, a solid "
    "line, fall below 1 percent within 20 steps. Raw inputs, dashed, fall in stairs and pass 1 percent only after "
    "some 40 million.",
)

# %% [markdown]
# Raw inputs need more than thirty million steps, although model, data and algorithm are the same, because their
# condition number is about 50 million and not 450. The dashed line falls in stairs: on each tread one direction is
# done, while the next, much flatter one has hardly begun. The last two columns say that 100 steps predict new patients
# as well as the exact minimum.
#
# ## Why not always solve?
#
# Since the normal equations found the answer at once, why walk? A sigmoid behind the neuron already makes them
# unsolvable, and millions of parameters too expensive. Besides, a gradient of zero is not yet a minimum.


# %%
def hills(theta):
    return theta**4 / 4 - theta**2 + 0.3 * theta


flat = np.sort(np.roots([1, 0, -2, 0.3]))  # where its derivative, theta³ - 2 theta + 0.3, is zero: (3,)

# %% tags=["hide-input"]
side = np.linspace(-2.1, 2.1, 200)  # (200,)
figure, axis = plt.subplots()
axis.plot(side, hills(side), color=COLORS["loss"])
for begin, marker in [(-2.0, "o"), (0.1, "s"), (2.0, "^")]:
    path = gradient_descent(lambda theta: theta**3 - 2 * theta + 0.3, torch.tensor(begin), 0.1, 60)  # (61,)
    label = f"from {begin} to {path[-1]:.2f}"
    axis.plot(path, hills(path), marker, color=COLORS["slides"], markerfacecolor="white", markersize=6, label=label)
    assert abs(path[-1] - (flat[0] if begin < flat[1] else flat[2])) < 1e-3
axis.plot(flat, hills(flat), "x", color="black", markersize=10, markeredgewidth=2, label="gradient is zero")
axis.set(title="Where you start decides where you end", xlabel=r"$\theta$", ylabel="loss")
axis.legend(loc="upper center")
plots.show(
    figure,
    alt="A curve with two valleys and a hilltop between them, each marked because its gradient is zero. Starts at -2 "
    "and 0.1 end in the deep left valley at -1.48, a start at 2 ends in the shallower right one at 1.33.",
)

# %% [markdown]
# Solving gives all three crosses, of which the middle one is the *worst* point around. Each walk ends in a **local
# minimum**, which its start decides.
#
# **Checkpoint.** Why would a start exactly on the hilltop be a problem, and why is it rarely one in practice?
#
# <details><summary>Answer</summary>
#
# The gradient there is zero, so no step is ever taken. But the point is unstable: the slightest offset, such as
# rounding or the noise of the next section, is multiplied by more than 1 at each step until the walk rolls off.
# </details>
#
# ### Deeper: a loss without a formula, and what solving costs
#
# Put a sigmoid behind the neuron (logistic regression), and
# $\nabla L(\theta) = \frac{1}{n} X^\top (\sigma(X\theta) - y) = 0$ has $\theta$ inside a sum of sigmoids: no algebra
# gets it out. The loop does not care.

# %%
from sklearn.linear_model import LogisticRegression

tumors = data.standardize(data.breast_cancer())
X, y = with_ones(tumors.train)  # (426, 31), (426,)
X = X[:, [0, 1, 30]]  # (426, 3): mean radius, mean texture, the ones
path = gradient_descent(lambda t: X.T @ (torch.sigmoid(X @ t) - y) / len(X), torch.zeros(3).double(), 2.0, 1500)
reference = LogisticRegression(C=np.inf, tol=1e-10, fit_intercept=False).fit(X.numpy(), y.numpy())
print("gradient descent:", path[-1].numpy().round(4), "  scikit-learn:", reference.coef_[0].round(4))
assert np.allclose(path[-1], reference.coef_[0], atol=1e-4)

# %% [markdown]
# (`C=np.inf` switches off scikit-learn's penalty. Inside, it iterates too.) As for the price: building $X^\top X$ takes
# about $np^2$ multiplications and solving $p^3/3$, while one gradient takes $2np$.

# %%
print("     parameters   solve: multiplications   memory for H    one gradient, n = 10,000")
for p in (11, 10_000, 25_000_000):
    print(f"{p:15,d} {10_000 * p**2 + p**3 / 3:24.0e} {4 * p**2 / 1e9:11.2g} GB {2 * 10_000 * p:26.0e}")

# %% [markdown]
# At 25 million parameters, a mid-sized network, the matrix alone would fill 2.5 million gigabytes.

# %% [markdown]
# ## Batch, stochastic, mini-batch
#
# If we have to walk, each step should be cheap. The loss is a mean over patients and its gradient therefore a mean of
# $n$ gradients, so a few patients $\mathcal{B}_t$ drawn at random give a noisy one that is right on average:
#
# $$\theta_{t+1} = \theta_t - \eta_t \, \frac{1}{B} \sum_{i \in \mathcal{B}_t} \nabla L_i(\theta_t)$$
#
# $$L_i(\theta) = (\hat{y}_i - y_i)^2$$
#
# $B = n$ is **batch** gradient descent, $B = 1$ **stochastic gradient descent** (SGD), and all between is
# **mini-batch**; "SGD" often means all three. A **step** is one update, and an **epoch** is one pass over the training
# set, which takes $\lceil n/B \rceil$ steps.
#
# ### Deeper: how bad is the noise?
#
# We draw many batches of each size at $\theta = 0$ and compare their gradients with the exact one.

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
# The error shrinks with the square root of $B$.
#
# ### The loop
#
# The error of a mean shrinks with $\sqrt{B}$, so sixteen times the work buys a gradient only four times as good, and
# many rough steps should beat one exact step. In the loop, the rate may change with the step $t$.


# %%
def sgd(X, y, rate, batch_size, epochs, generator):
    """Return theta and the loss before each epoch and after the last; theta starts at 0."""
    theta, t = torch.zeros_like(X[0]), 0  # (p,)
    losses = [mse(X, y, theta).item()]
    for _ in range(epochs):
        order = torch.randperm(len(X), generator=generator)  # (n,), a new shuffle each epoch
        for rows in order.split(batch_size):  # (B,), the last may be shorter
            theta = theta - rate(t) * mse_gradient(X[rows], y[rows], theta)  # (p,)
            t += 1
        losses.append(mse(X, y, theta).item())
    return theta, losses


# %% [markdown]
# ### Deeper: the library's loop
#
# Torch's loop on the same shuffles must end in the same place.

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
# ### The race, at equal work
#
# Every method gets five epochs, and batch, mini-batch and the first stochastic run use the best rate of a coarse grid.
# Two more stochastic runs start five times faster: one stays at 0.01, one decays.
#
# **Choose.** Is the run that stays at 0.01 ahead of batch?
#
# <details><summary>Ahead all the way, since it takes 331 steps for each one of batch</summary>
#
# This is how it begins: after one epoch it leads by far. But near the minimum single patients still pull in all
# directions, so at a constant rate it goes on jumping.
# </details>
#
# <details><summary>Ahead at first, but no longer at the end</summary>
#
# Right. It leads by far after one epoch and then hovers, while batch comes closer with each exact step.
# </details>
#
# <details><summary>Behind, since its gradients are off by so much</summary>
#
# Each step is off, but the errors of many steps cancel, and far from the minimum a rough direction is good enough.
# </details>

# %%
runners = {
    "batch, 5 steps": (331, lambda t: 0.2),
    "mini-batch, 55 steps": (32, lambda t: 0.05),
    "stochastic, eta = 0.002": (1, lambda t: 0.002),
    "stochastic, eta = 0.01": (1, lambda t: 0.01),
    "stochastic, decaying": (1, lambda t: 0.01 / (1 + t / 100)),
}
races = {name: [] for name in runners}
for seed in range(5):
    X, y = with_ones(data.standardize(data.diabetes(seed=seed)).train)  # (331, 11), (331,)
    best = mse(X, y, solve(X, y)).item()
    for name, (batch_size, rate) in runners.items():
        _, losses = sgd(X, y, rate, batch_size, 5, torch.Generator().manual_seed(seed))
        races[name].append([loss / best - 1 for loss in losses])
above = {name: np.array(runs) for name, runs in races.items()}  # each (5 seeds, 6)
for name, runs in above.items():
    print(f"{name:27s} after epoch 1: {runs[:, 1].mean():6.1%}   after epoch 5: {runs[:, 5].mean():6.1%}")

# %% tags=["hide-input"]
figure, axis = plt.subplots()
for (name, runs), marker, style in zip(above.items(), "os^vD", ("-", "-", "-.", ":", "-"), strict=True):
    color = COLORS[name.partition(",")[0]]
    axis.plot(331 * np.arange(6), runs.mean(axis=0), style, color=color, marker=marker, label=name)
    axis.fill_between(331 * np.arange(6), runs.min(axis=0), runs.max(axis=0), color=color, alpha=0.12)
axis.set(title="Rough steps lead early; their rate decides the end", yscale="log")
axis.set(xlabel="per-patient gradients computed", ylabel="training loss above its minimum")
axis.set_xticks(331 * np.arange(6))
axis.set_yticks([0.01, 0.1, 1, 10], labels=["1 %", "10 %", "100 %", "1,000 %"])
axis.legend(fontsize=9, loc="upper right")
plots.show(
    figure,
    alt="Training loss above its minimum on a logarithmic axis against gradients computed, mean and range of five "
    "seeds. The two fast stochastic runs drop first; at a constant rate one then hovers near 10 percent, the decaying "
    "one goes on to about 1 percent. The slow stochastic run and mini-batch reach 1 to 2 percent, batch only 7.",
)
batch, mini, slow, fast, decaying = above.values()
assert (fast[:, 1] < 0.1 * batch[:, 1]).all(), "after one epoch the fast run is ten times closer than batch"
assert fast[:, 1:].mean(axis=0).min() > 0.05 and fast[:, 5].mean() > batch[:, 5].mean(), "then it hovers"
assert (np.diff(batch) < 0).all(), "the loss of exact steps falls all the way"
for runs in (mini, slow, decaying):
    assert (runs[:, 5] < 0.6 * batch[:, 5]).all(), "the other three end well ahead of batch"

# %% [markdown]
# The red dotted run leads early and then hovers, because near the minimum a noisy gradient no longer shrinks the steps:
# the *rate* has to. That is the other reason why a loss may jump. But why not always $B = 1$? One patient at a time
# leaves a processor's parallel units idle, while 32 go through one matrix product.

# %% [markdown]
# ## What goes wrong
#
# **The rate is too large.** The rate 0.1 suits standardized inputs; we try it on raw ones.

# %%
X, y = with_ones(raw.train)  # (331, 11), (331,)
path = gradient_descent(lambda t: mse_gradient(X, y, t), torch.zeros_like(X[0]), eta=0.1, steps=120)  # (121, 11)
print([f"step {t}: {mse(X, y, path[t]):.2g}" for t in (0, 1, 2, 10, 60, 120)])
assert not torch.isfinite(path[-1]).any()

# %% [markdown]
# Symptom: the loss grows by a constant factor, then to `inf` and `nan`. Remedy: divide $\eta$ by ten until it stops,
# and look at the scale of the inputs.
#
# **The data are sorted and nobody shuffled.** This is the same loop with the patients in order of $y$.

# %%
X, y = with_ones(data.standardize(raw).train)  # (331, 11), (331,)
best, theta = mse(X, y, solve(X, y)).item(), torch.zeros(11, dtype=torch.float64)  # (11,)
for _ in range(20):
    for rows in y.argsort().split(32):  # (B,): no shuffle
        theta = theta - 0.05 * mse_gradient(X[rows], y[rows], theta)  # (11,)
_, shuffled = sgd(X, y, lambda t: 0.05, 32, 20, torch.Generator().manual_seed(0))
unshuffled = mse(X, y, theta).item()
print(f"above the minimum after 20 epochs: shuffled {shuffled[-1] / best - 1:.1%}, sorted {unshuffled / best - 1:.1%}")
assert unshuffled / best - 1 > 5 * (shuffled[-1] / best - 1) and (X @ theta).mean() > y.mean() + 20

# %% [markdown]
# Symptom: the loss falls, then sticks, and predictions lean toward what came last. Remedy: a fresh shuffle each epoch.
#
# ### Deeper: a sum for a mean, and a table of symptoms
#
# **The batch gradient is a sum, not a mean.** Then η silently means η·B, and changing the batch size breaks a run that
# worked. Dividing by $B$ changes no minimum, and it lets η mean the same for 32 patients as for a million.

# %%
for B in (1, 32):
    theta = torch.zeros(11, dtype=torch.float64)  # (11,)
    for rows in torch.randperm(331, generator=torch.Generator().manual_seed(0)).split(B):  # (B,)
        theta = theta - 0.01 * len(rows) * mse_gradient(X[rows], y[rows], theta)  # (11,), len(rows) undoes the mean
    print(f"B = {B:2d}, eta = 0.01: loss after one epoch {mse(X, y, theta):.3g}")
assert mse(X, y, theta) > y.var(correction=0)  # worse than the baseline, which predicts the mean

# %% [markdown]
# | what you see | likely cause | first remedy |
# | --- | --- | --- |
# | `inf`, `nan` | rate above $2/\lambda_{\max}$; a missing minus sign | divide η by 10; check the gradient |
# | loss jumps but falls | noise of small batches | decay η |
# | loss falls, then crawls | a large condition number | standardize the inputs |
# | loss sticks, predictions follow the last examples | data in order | shuffle each epoch |

# %% [markdown]
# ## Exercises
#
# ### 1. A steeper parabola (★, 5 minutes)
#
# For $L(\theta) = 3\theta^2$, $\theta_0 = 9$ and $\eta = 0.1$, compute $\theta_1, \theta_2, \theta_3$ on paper. Which
# rates converge? Which one arrives in a single step?
#
# <details><summary>Solution</summary>
#
# $\nabla L(\theta) = 6\theta$, so the factor is $1 - 6\eta = 0.4$: 3.6, 1.44, 0.576. The curvature is 6, so rates below
# $2/6 = 1/3$ converge, and $\eta = 1/6$ makes the factor 0.
#
# ```python
# path = gradient_descent(lambda theta: 6 * theta, torch.tensor([9.0]), 0.1, 3)[:, 0]  # (4,)
# assert torch.allclose(path, torch.tensor([9.0, 3.6, 1.44, 0.576]))
# assert abs(gradient_descent(lambda theta: 6 * theta, torch.tensor([9.0]), 1 / 6, 1)[-1]) < 1e-5
# ```
# </details>
#
# ### 2. Count (★, 5 minutes)
#
# 60,000 images, batch size 128, 10 epochs: how many steps, how many per-image gradients, how large is the last batch?
# What changes with batch size 256?
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
# ### Deeper: 3. The best constant rate (★★, 15 minutes)
#
# Show that at $\eta = 2/(\lambda_{\min} + \lambda_{\max})$ the steepest and the flattest direction have factors of the
# same size, $(\kappa - 1)/(\kappa + 1)$, and count the steps this saves on our bowl against $1/\lambda_{\max}$.
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
# def steps_on_bowl(eta):
#     path = gradient_descent(bowl_gradient, torch.tensor([9.0, 3.0]), eta, 300)  # (301, 2)
#     return int((path.norm(dim=1) < 1e-3).int().argmax())
#
# print(steps_on_bowl(1 / 2.0), steps_on_bowl(2 / (0.2 + 2.0)))
# assert steps_on_bowl(2 / (0.2 + 2.0)) < 0.6 * steps_on_bowl(1 / 2.0)
# ```
# </details>
#
# ### Deeper: 4. Does the best rate grow with the batch? (★★★, 30 minutes, open)
#
# For batch sizes 1, 4, 16 and 64, find the rate with the lowest loss after five epochs. Does four times the batch allow
# four times the rate? Where must that stop?
#
# <details><summary>Solution</summary>
#
# One way to look. There is no single right answer: try other seeds, more epochs and a finer grid.
#
# ```python
# X, y = with_ones(data.standardize(raw).train)  # (331, 11), (331,)
# lowest = mse(X, y, solve(X, y)).item()
# rates = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2]
# best_rate = {}
# for B in (1, 4, 16, 64):
#     found = {}
#     for eta in rates:
#         runs = [sgd(X, y, lambda t: eta, B, 5, torch.Generator().manual_seed(seed))[1][-1] for seed in range(3)]
#         found[eta] = np.mean(runs) / lowest - 1
#     best_rate[B] = min(found, key=found.get)
#     print(f"B = {B:2d}: best rate {best_rate[B]}, loss above its minimum {found[best_rate[B]]:.1%}")
# assert best_rate[64] > best_rate[1]
# ```
#
# The best rate grows with $B$, but not in proportion all the way: noise limits it at small batches, the curvature
# bound $2/\lambda_{\max} \approx 0.24$ at large ones.
# </details>

# %% [markdown]
# ## Summary
#
# - $\theta \leftarrow \theta - \eta \nabla L(\theta)$: step against the gradient, the slopes along all parameters.
# - On a bowl it converges exactly when $\eta < 2/\lambda_{\max}$, wiggles past half of that, and takes steps in
#   proportion to $\kappa$.
# - Standardizing makes the bowl rounder: on diabetes, tens of steps instead of tens of millions.
# - Solving $\nabla L = 0$ works for least squares, and for hardly any network.
# - Mini-batches trade exact gradients for many more steps; shuffle each epoch, decay the rate.
#
# ## Where it came from
#
# Augustin Cauchy stepped against a gradient in 1847. In 1951 Herbert Robbins and Sutton Monro showed that noise does no
# harm if the rates shrink, but not too fast.
#
# ### Deeper: the papers
#
# - A. Cauchy, 1847, *Méthode générale pour la résolution des systèmes d'équations simultanées*, Comptes Rendus 25,
#   536–538: solve equations by stepping down a function that vanishes at the solution, against its partial
#   derivatives.
# - H. B. Curry, 1944, *The method of steepest descent for non-linear minimization problems*, Quarterly of Applied
#   Mathematics 2, 258–261: when it converges on a nonlinear loss.
# - H. Robbins and S. Monro, 1951, *A Stochastic Approximation Method*, Annals of Mathematical Statistics 22, 400–407:
#   noisy measurements suffice if the rates shrink, but not too fast ($\sum \eta_t = \infty$,
#   $\sum \eta_t^2 < \infty$).
# - B. Widrow and M. E. Hoff, 1960, *Adaptive Switching Circuits*, IRE WESCON Convention Record, part 4, 96–104: a
#   linear neuron trained one example at a time, the LMS rule, which is stochastic gradient descent on the squared
#   error.
# - The data: B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, 2004, *Least Angle Regression*, Annals of
#   Statistics 32, 407–499.
#
# **Next**: [08, backpropagation](08-backpropagation.ipynb): how to get $\nabla L$ for any network.
