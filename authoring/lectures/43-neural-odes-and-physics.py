# %% [markdown]
# # Neural ODEs and physics-informed learning
#
# You will be able to read a residual network as a differential equation, to send gradients through a solver in two
# ways, and to decide from four fits of one pendulum whether physics belongs in the loss or in the model.
#
# **Reading** 35 min · **Running** under 60 s on two cores · **Prerequisites**
# [8 (backpropagation)](08-backpropagation.ipynb), [10 (training in PyTorch)](10-training-in-pytorch.ipynb) and
# [19 (residual networks)](19-resnet.ipynb) · **Practice** the exercises below, later assignment a22 ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/43-neural-odes-and-physics.ipynb)
#
# **Needs** [08](08-backpropagation.ipynb), [10](10-training-in-pytorch.ipynb), [11](11-optimizers.ipynb),
# [19](19-resnet.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **explain** in which sense a residual block is one step of a solver;
# - **derive** the adjoint equation from the chain rule, and **check** it against backpropagation;
# - **implement** a physics-informed loss whose derivatives are exact;
# - **predict** where such a loss fails, and **diagnose** it by more than the size of the loss;
# - **choose** among fitting a curve, a field, a loss term and an equation.

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
from itertools import pairwise

import torch.nn.functional as F
from scipy.integrate import solve_ivp
from torch import nn

# %% [markdown]
# ## Twenty angles
#
# A pendulum swings, and an observer has noted its angle $u$ twenty times in three seconds, each time a little wrong.
# What will it do in the *next* three seconds? We may look ahead by SciPy's solver, since we know that it obeys
# $u''+c\,u'+k\sin u=0$ with damping $c=0.2$ and stiffness $k=4$, but whoever predicts knows neither number. So that
# luck does not decide, there are five such observers, and each method is fitted to all five.

# %%
C, K, START = 0.2, 4.0, (1.5, 0.0)  # what nobody tells the methods: damping, stiffness, angle and speed at the start
H, SEEN = 0.15, 20  # seconds between angles, and how many of them are seen
t = H * torch.arange(41)  # (41,): from 0 to 6 s


def exact(t, c=C, k=K):
    """Return the angles (n,) of the pendulum at rising times t (n,), good to eight digits."""

    def right_hand_side(_, y):
        return [y[1], -c * y[1] - k * np.sin(y[0])]

    times = np.asarray(t, dtype=np.float64)
    return torch.tensor(solve_ivp(right_hand_side, (0, times[-1]), START, t_eval=times, rtol=1e-9, atol=1e-9).y[0])


truth = exact(t).float()  # (41,)
angles = truth[:SEEN] + 0.05 * torch.randn(5, SEEN)  # (5, 20): five observers

# %% [markdown]
# The first attempt knows nothing of pendulums: it is a network from time to angle, built so that five of them are
# trained at once, with a weight matrix for each in one tensor:


# %%
class Curve(nn.Module):
    """Five networks (1, h, h, 1) from time in [0, T] to an angle."""

    def __init__(self, T, h=32):
        super().__init__()
        self.T, sizes = T, [(1, h), (h, h), (h, 1)]
        self.W = nn.ParameterList(torch.randn(5, n, m) * (2 if n == 1 else (2 / (n + m)) ** 0.5) for n, m in sizes)
        self.b = nn.ParameterList(torch.zeros(5, 1, m) for _, m in sizes)
        nn.init.uniform_(self.b[0], -2, 2)  # so that the first layer's bends lie all over the interval

    def scale(self, t):
        return (2 * t / self.T - 1).expand(5, -1)[..., None]  # (5, n, 1), in [-1, 1]

    def forward(self, t):
        a = self.scale(t)
        for W, b in zip(self.W[:-1], self.b[:-1], strict=True):
            a = torch.tanh(a @ W + b)  # (5, n, h)
        return (a @ self.W[-1] + self.b[-1])[..., 0]  # (5, n)


# %%
def learn(groups, loss, steps):
    """Minimize loss(), which returns five numbers, one for each fit, by Adam with rates that fall to 0."""
    optimizer = torch.optim.Adam(groups, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        optimizer.zero_grad()
        loss().sum().backward()  # the five do not share weights, so the gradient of the sum is each one's own
        optimizer.step()
        schedule.step()


# %%
torch.manual_seed(0)
curve = Curve(T=6)
learn([{"params": curve.parameters(), "lr": 5e-3}], lambda: (curve(t[:SEEN]) - angles).square().mean(1), 1000)


def errors(u):
    """Return the root mean squared error of angles u (5, 41) on what was seen and on what comes next, (5,) each."""
    off = (u - truth).square()  # (5, 41)
    return off[:, :SEEN].mean(1).sqrt(), off[:, SEEN:].mean(1).sqrt()


predicted = {"always 0": torch.zeros(5, 41), "curve fit": curve(t).detach()}  # (5, 41) each
inside, outside = errors(predicted["curve fit"])
print(f"off by {inside.min():.2f} to {inside.max():.2f} where seen, {outside.min():.1f} to {outside.max():.1f} beyond")
assert inside.max() < 0.1 and outside.mean() > 0.5

# %% tags=["hide-input"]
COLORS = {
    "curve fit": plots.RED,
    "neural ODE": plots.ORANGE,
    "PINN": plots.BLUE,
    "shooting": plots.GREEN,
    "Euler": plots.PURPLE,
    "RK4": plots.SKY,
}
figure, axis = plt.subplots(figsize=(7.6, 3.2))
axis.plot(t, truth, **plots.line("truth"), label="what it will do")
axis.plot(t, predicted["curve fit"].T, color=COLORS["curve fit"], linewidth=1)
axis.plot([], [], color=COLORS["curve fit"], label="five curve fits")
axis.scatter(t[:SEEN], angles[0], s=18, **plots.points("train"), zorder=3, label="first observer")
axis.axvspan(3, 6, color=plots.ROLES["baseline"].color, alpha=0.08)
axis.set(title="Twenty angles fix the curve only where they are", xlabel="time (s)", ylabel="angle (rad)")
axis.set(xlim=(0, 6), ylim=(-2, 2.5))
axis.legend(loc="lower left", fontsize=9)
plots.show(
    figure,
    alt="Angle against time. Twenty points between 0 and 2.85 seconds lie on one swing of a damped pendulum, and five "
    "red curves run through them. After 3 seconds the black truth swings back and forth, while the red curves "
    "rise to between 1.0 and 1.7 and sink only a little.",
)

# %% [markdown]
# Each of the five curves is fine for three seconds and then forgets to swing, because nobody asked it for anything
# there. Three things will help, each told more than the one before: a network for the *law* of motion, physics
# as a term of the loss, and the equation itself. We begin with laws.
#
# ## A residual block takes a step
#
# A [residual network](19-resnet.ipynb) adds to its state, which we call $y$, what a block computes, and we put a small
# factor $h$ in front:
#
# $$y_{n+1}=y_n+h\,f(y_n)$$

# %% tags=["hide-input"]
plots.show(
    plots.layers(
        [("$y_0$", "(batch, d)"), ("$h\\,f$", ""), ("+", "(batch, d)"), ("$h\\,f$", ""), ("+", "(batch, d)")],
        skips=[(0, 2), (2, 4)],
    )
)

# %% [markdown]
# This is **Euler's method**, which follows the direction $f(y)$ for a time $h$ and then looks again. The more and
# thinner the blocks are, the closer the states come to the solution of a differential equation, $y'=f(y)$. Since $f$
# gives an arrow at each point, it is called a **vector field**. An equation with $u''$ takes that form if the state
# also holds the speed, so for our pendulum $y=(u,u')$ and $f(y)=(u',-c\,u'-k\sin u)$.
#
# Where Euler looks once a step, the method of Runge and Kutta (**RK4**) looks four times, at the start, twice in the
# middle and at the end, and mixes what it saw:


# %%
def euler(f, y, h):
    return y + h * f(y)  # y of any shape, here and below


def rk4(f, y, h):
    k1 = f(y)
    k2 = f(y + h / 2 * k1)
    k3 = f(y + h / 2 * k2)
    k4 = f(y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def solve(f, y, h, steps, step=rk4):
    """Return the states at times 0, h, ..., h * steps, as (steps + 1, *y.shape)."""
    states = [y]
    for _ in range(steps):
        states.append(step(f, states[-1], h))
    return torch.stack(states)


# %%
def pendulum(c, k):
    """Return the field of a pendulum: y (..., 2), angle and speed, to its derivative (..., 2)."""
    return lambda y: torch.stack([y[..., 1], -c * y[..., 1] - k * y[..., 0].sin()], -1)


y0 = torch.tensor(START, dtype=torch.float64)  # (2,)
ours = solve(pendulum(C, K), y0, 0.01, 600)[:, 0]  # (601,)
assert (ours - exact(0.01 * np.arange(601))).abs().max() < 1e-6

# %% [markdown]
# **Guess.** On the oscillator $u''=-u$, whose solution is a cosine, Euler's state after one second is off by 0.051 with
# 10 steps and by 0.025 with 20. By how much is RK4 off with 20 steps?

# %%
guess_error = None  # such as 0.01

# %%
counts = [5, 10, 20, 40, 80]
one, ends = torch.tensor(1.0, dtype=torch.float64), {}
for name, step, order in [("Euler", euler, 1), ("RK4", rk4, 4)]:
    states = [solve(lambda y: torch.stack([y[1], -y[0]]), torch.stack([one, 0 * one]), 1 / n, n, step) for n in counts]
    ends[name] = [(y[-1] - torch.stack([one.cos(), -one.sin()])).norm().item() for y in states]
    ratios = [a / b for a, b in pairwise(ends[name])]
    print(f"{name:5}: {', '.join(f'{e:.1e}' for e in ends[name])}; ratios {', '.join(f'{r:.1f}' for r in ratios)}")
    assert abs(np.log2(ratios[-1]) - order) < 0.1

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(6.4, 3.2))
for name, marker in [("Euler", "o"), ("RK4", "s")]:
    axis.loglog(counts, ends[name], color=COLORS[name], marker=marker, label=name)
if guess_error is not None:
    axis.loglog([20], [guess_error], **plots.points("guess"), markersize=10, label="your guess")
axis.set(
    title="Half the step: half the error, or a sixteenth", xlabel="steps in one second", ylabel="error of the state"
)
axis.set(xticks=counts, xticklabels=counts)
axis.minorticks_off()
axis.legend()
plots.show(
    figure,
    alt="Error against the number of steps, both on logarithmic axes. Euler's line falls by a factor of 2 from point "
    "to point, RK4's by 16, and lies hundreds of thousands of times lower at 20 steps.",
)

# %% [markdown]
# A step of RK4 costs four looks, so compare its 5 steps with Euler's 20: they are over a thousand times nearer. What a
# coarse step does to the *physics* is best seen without damping, where the energy $u'^2/2+k(1-\cos u)$ should never
# change:


# %% tags=["hide-input"]
def draw_motion(damping, stiffness, h, method):
    """Draw the field with ten seconds of a trajectory, and its energy against time."""
    f, steps = pendulum(damping, stiffness), round(10 / h)
    y = solve(f, y0, h, steps, {"Euler": euler, "RK4": rk4}[method])  # (steps + 1, 2)
    fine = solve(f, y0, 0.02, 500)  # (501, 2), by RK4 and as good as exact
    energy, truth = (s[:, 1].square() / 2 + stiffness * (1 - s[:, 0].cos()) for s in (y, fine))
    grid = torch.cartesian_prod(torch.linspace(-4, 4, 15), torch.linspace(-6, 6, 13))  # (195, 2)
    arrows = F.normalize(f(grid), dim=1)
    figure, axes = plt.subplots(2, 1, figsize=(3.8, 4.4), height_ratios=[1.5, 1])
    axes[0].quiver(*grid.T, *arrows.T, color=plots.ROLES["baseline"].color, alpha=0.6, width=0.004)
    axes[0].plot(*y.T, color=COLORS[method], linewidth=1.2, marker=".", markersize=4)
    axes[0].set(title=f"{method}, h = {h:g}", xlabel="angle (rad)", ylabel="speed (rad/s)", xlim=(-4, 4), ylim=(-6, 6))
    axes[1].plot(0.02 * torch.arange(501), truth, **plots.line("truth"))
    axes[1].plot(h * torch.arange(steps + 1), energy, color=COLORS[method])
    axes[1].set(title=f"Energy {energy[0]:.2f} becomes {energy[-1]:.2f}", xlabel="time (s)", ylabel="energy")
    axes[1].set(xlim=(0, 10), ylim=(0, 3.5 * float(energy[0])))
    return plots.describe(
        figure,
        f"Above, arrows of a pendulum's field, damping {damping:.2f} and stiffness {stiffness:.1f}, in the plane of "
        f"angle and speed, with a path of {steps} {method} steps of {h:g} seconds from angle 1.5 at rest to angle "
        f"{y[-1, 0]:.2f} and speed {y[-1, 1]:.2f}. Below, the energy against time, {energy[0]:.3f} at first and "
        f"{energy[-1]:.3f} after ten seconds; a black line shows the true one, {truth[-1]:.3f} at the end.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_motion,
    frames=[
        ("Euler gains energy", {}),
        ("less with a finer step", {"h": 0.02}),
        ("RK4 keeps it", {"method": "RK4"}),
        ("until its step is coarse", {"method": "RK4", "h": 0.5}),
    ],
    damping=widgets.slider("damping", 0.0, 1.0, 0.05, 0.0),
    stiffness=widgets.slider("stiffness", 1.0, 8.0, 0.5, 4.0),
    h=widgets.slider("step h (s)", 0.02, 0.8, 0.02, 0.1),
    method=widgets.choice("method", ["Euler", "RK4"], "Euler"),
)

# %% [markdown]
# **Try** to keep the energy with Euler's method, and **notice** that without damping it gains some even at the finest
# step, and at $h=0.1$ so much that the pendulum goes over the top. RK4 does not keep it either once its step is coarse.
#
# ## The law as a network
#
# If a residual network follows arrows, why not learn the arrows themselves? A **neural ordinary differential equation**
# (neural ODE) is $y'=f_\theta(y)$ with a network $f_\theta$, and its output is where a solver arrives. Unlike a
# residual network, it uses the same weights at each step. Ours is told that speed is the derivative of the angle, and
# has to learn the acceleration:


# %%
class Field(nn.Module):
    """Five fields y (5, 2) -> (5, 2): the angle changes by the speed, the speed by what a network (2, h, 1) says."""

    def __init__(self, h=32):
        super().__init__()
        self.W1, self.b1 = nn.Parameter(torch.randn(5, 2, h) / 2), nn.Parameter(torch.zeros(5, 1, h))
        self.W2 = nn.Parameter(torch.randn(5, h, 1) / 10)

    def forward(self, y):
        a = torch.tanh(y[:, None] @ self.W1 + self.b1)  # (5, 1, h)
        return torch.stack([y[:, 1], (a @ self.W2)[:, 0, 0]], 1)  # (5, 2)


# %% [markdown]
# **Checkpoint.** Why can no equation $y'=f(y)$ with a one-dimensional state carry 1 to −1 and −1 to 1 in the same time,
# whatever the network?
#
# <details><summary>Answer</summary>
#
# The two paths would have to be at the same point at the same time. If $f$ is smooth, as a network of $\tanh$ is, both
# follow the same arrows from there, so they would stay together, also backward in time, and never have been apart.
# Paths cannot cross, so on a line their order stays, but in a second dimension they can go around each other (exercise
# 2).
# </details>
#
# ## Gradients: back through the steps, or back in time
#
# To train $f_\theta$ we need the gradient of a loss $L$ of the final state, and there are two ways to it. The first
# needs nothing new, because a solver is a deep residual network: we keep all states and backpropagate. The second
# starts from the same chain rule, which for one Euler step and $\bar y_n=\partial L/\partial y_n$ gives
#
# $$\bar y_n=\bar y_{n+1}+h\Big(\frac{\partial f}{\partial y}\Big)^{\!\top}\bar y_{n+1}$$
#
# $$\frac{\partial L}{\partial\theta}=\sum_n h\Big(\frac{\partial f}{\partial\theta}\Big)^{\!\top}\bar y_{n+1}$$
#
# which become a differential equation and an integral if $h$ goes to 0:
#
# $$\bar y'=-\Big(\frac{\partial f}{\partial y}\Big)^{\!\top}\bar y$$
#
# $$\frac{\partial L}{\partial\theta}=\int_0^T\Big(\frac{\partial f}{\partial\theta}\Big)^{\!\top}\bar y\,dt$$
#
# So we keep no states, but solve for $y$, $\bar y$ and the integral together, backward from time $T$. This is
# the **adjoint method**, $\bar y$ is the adjoint, and in code all three stand in one long vector:


# %%
def adjoint_field(f, d):
    """Return the field of s, which holds y (d,), its adjoint (d,) and the integral from here to T (parameters,)."""

    def field(s):
        with torch.enable_grad():
            y = s[:d].detach().requires_grad_()
            dy = f(y)  # (d,)
            slopes = torch.autograd.grad(dy, [y, *f.parameters()], s[d : 2 * d])  # each transposed Jacobian times y_bar
        return torch.cat([dy.detach(), *(-slope.flatten() for slope in slopes)])

    return field


def adjoint(f, y, y_bar, h, steps):
    """From y (d,) and dL/dy (d,) at the end, return y and dL/dy (d,) at the start and dL/dtheta (parameters,)."""
    s = torch.cat([y, y_bar, *(torch.zeros_like(p).flatten() for p in f.parameters())]).detach()
    for _ in range(steps):
        s = rk4(adjoint_field(f, len(y)), s, -h)  # and the state before is forgotten
    return s.split([len(y), len(y), len(s) - 2 * len(y)])


# %% [markdown]
# **Checkpoint.** Before you run it: will both ways give the same gradient, up to rounding?
#
# <details><summary>Answer</summary>
#
# No, because backpropagation differentiates what the solver *did*, while the adjoint solves the equation of the exact
# gradient, with errors of its own. Both approach the same limit, so with RK4 the gap should shrink by 16 for each
# halving of $h$.
# </details>

# %%
torch.manual_seed(0)
f = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 2)).double()


def unrolled(steps):
    """Return the end, dL/dy(0) and dL/dtheta of L = |y(2)|^2 / 2, by backpropagation through the steps."""
    y = torch.tensor([1.0, -0.5], dtype=torch.float64, requires_grad=True)
    end = solve(f, y, 2 / steps, steps)[-1]
    slopes = torch.autograd.grad(end.square().sum() / 2, [y, *f.parameters()])
    return end.detach(), torch.cat([slope.flatten() for slope in slopes])


gaps = []
for steps in (5, 10, 20, 40):
    end, gradient = unrolled(steps)
    back, *slopes = adjoint(f, end, end, 2 / steps, steps)  # dL/dy(2) is y(2) itself
    gaps.append(((torch.cat(slopes) - gradient).norm() / gradient.norm()).item())
    print(f"{steps:2} steps: gradients differ by {gaps[-1]:.1e}, the start is recovered to {abs(back[0] - 1):.1e}")
assert all(8 < a / b < 32 for a, b in pairwise(gaps)) and gaps[-1] < 1e-7

# %% [markdown]
# Our paths have few steps, so from here on we backpropagate. To fit a field or an equation by solving it, and by moving
# whatever is unknown until the path meets the data, is called **shooting**. One function does it for both, the unknown
# start included, by [L-BFGS](11-optimizers.ipynb), an optimizer that remembers curvature:


# %%
def shoot(f, parameters, steps):
    """Fit y' = f(y) and its start to the five observers' angles; return the angles at all times, (5, 41)."""
    start = torch.stack([angles[:, 0], torch.zeros(5)], 1).requires_grad_()  # (5, 2)
    optimizer = torch.optim.LBFGS([start, *parameters], max_iter=steps, history_size=20, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        total = (solve(f, start, H, SEEN - 1)[..., 0].T - angles).square().mean(1).sum()
        total.backward()
        return total

    optimizer.step(loss)
    with torch.no_grad():
        return solve(f, start, H, len(t) - 1)[..., 0].T


# %% [markdown]
# ## Physics in the loss
#
# The other way to use an equation needs no solver, because we keep the curve $u_\theta(t)$ from above and ask at $m$
# random times, the **collocation points**, how badly it violates the equation. With the square of that residual $r$
# added to its loss, it is a **physics-informed neural network** (PINN):
#
# $$L=10\cdot\frac1{20}\sum_i\big(u_\theta(t_i)-u_i\big)^2+\frac1m\sum_j r(t_j)^2$$
#
# $$r=u''+c\,u'+k\sin u$$
#
# Here $c$ and $k$ may be parameters to be learned, too, and the derivatives are exact, but with respect to the *input*
# instead of the weights. Autograd would find them in two calls, but since time is a single number, the chain rule can
# also carry $u$, $u'$ and $u''$ through the layers together:


# %%
def derivatives(net, t):
    """Return u, u' and u'' of a Curve at times t (n,), each (5, n)."""
    z = net.scale(t)  # (5, n, 1)
    d, dd = torch.full_like(z, 2 / net.T), torch.zeros_like(z)
    for W, b in zip(net.W[:-1], net.b[:-1], strict=True):
        a, d, dd = torch.tanh(z @ W + b), d @ W, dd @ W  # (5, n, h) each
        z, d, dd = a, (slope := 1 - a**2) * d, slope * (dd - 2 * a * d**2)  # the slope of tanh is 1 - a**2
    return (z @ net.W[-1] + net.b[-1])[..., 0], (d @ net.W[-1])[..., 0], (dd @ net.W[-1])[..., 0]


def residual(net, t, c=C, k=K):
    """Return u, u' and the residual r of a Curve at times t (n,), each (5, n)."""
    u, du, ddu = derivatives(net, t)
    return u, du, ddu + c * du + k * u.sin()


times = torch.rand(7, requires_grad=True)
u, du, ddu = derivatives(curve, times)
(first,) = torch.autograd.grad(curve(times)[0].sum(), times, create_graph=True)  # (7,): of the first curve
(second,) = torch.autograd.grad(first.sum(), times)
assert torch.allclose(first, du[0], atol=1e-4) and torch.allclose(second, ddu[0], rtol=1e-3, atol=1e-3)

# %% [markdown]
# First we take the data away, because with $c$, $k$ and the start known, the residual alone should find the motion:


# %%
def by_physics(T, start, steps):
    """Train five curves on [0, T] to obey the equation from start (5, 2), without any data."""
    net = Curve(T)

    def loss():
        u, du, r = residual(net, torch.cat([torch.zeros(1), T * torch.rand(100)]))  # (5, 101) each
        begin = (u[:, 0] - start[:, 0]).square() + (du[:, 0] - start[:, 1]).square()  # (5,)
        return 10 * begin + r[:, 1:].square().mean(1)

    learn([{"params": net.parameters(), "lr": 5e-3}], loss, steps)
    return net


start = torch.tensor(START).expand(5, 2)
torch.manual_seed(0)
short = by_physics(2.5, start, 1000)

# %% [markdown]
# **Choose.** On 2.5 seconds that works, as we shall see, so what happens on 10 seconds, with twice the training?
#
# <details><summary>The same: the loss asks for the same thing at every time</summary>
#
# It asks for an average, and there are many ways to make an average small, so look for other curves without a residual.
# </details>
#
# <details><summary>The curve dies out: it begins right, and soon rests at 0</summary>
#
# Yes, because a pendulum at rest obeys the equation perfectly, so that a curve which sins for a while and then rests
# has a rather small loss. Training finds such curves first, and leaves them only slowly. (From another start a curve
# may even come to rest upside down, at −π, which obeys the equation as well.)
# </details>
#
# <details><summary>It is right at first, and drifts off in phase, like a solver with coarse steps</summary>
#
# A solver's errors add up in that way, but this loss knows no direction of time, so it has no reason to care more for
# early errors than for late ones.
# </details>

# %%
long = by_physics(10, start, 2000)
fine = torch.linspace(0, 2.5, 51)[:-1]  # (50,)
off = {}
for T, net in [(2.5, short), (10, long)]:
    times = fine * T / 2.5
    u, _, r = residual(net, times)
    off[T], left = (x.detach().square().mean(1).sqrt() for x in (u - exact(times).float(), r))  # (5,) each
    print(f"{T:4} s: off by {off[T].min():.4f} to {off[T].max():.4f}, residual {left.min():.2f} to {left.max():.2f}")
assert off[2.5].max() < 0.05 and off[10].min() > 0.15 and left.max() < 1


# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(9.2, 3), sharey=True)
for axis, T, net, title in [(axes[0], 2.5, short, "2.5 s: all are right"), (axes[1], 10, long, "10 s: it dies out")]:
    times = torch.linspace(0, T, 201)
    axis.plot(times, exact(times), **plots.line("truth"), label="truth")
    axis.plot(times, net(times).detach().T, color=COLORS["PINN"], linewidth=1, linestyle="--")
    axis.plot([], [], color=COLORS["PINN"], linestyle="--", label="five networks")
    axis.set(title=title, xlabel="time (s)", xlim=(0, T))
axes[0].set_ylabel("angle (rad)")
axes[1].legend(loc="upper right")
plots.show(
    figure,
    alt="Two panels of angle against time. Left, over 2.5 seconds, five dashed blue curves lie on the black truth. "
    "Right, over ten seconds, they start with the truth, swing less and less, and soon rest near zero.",
)

# %% [markdown]
# The residual looks small beside $k=4$, and yet the motion is wrong. Only beside that of the short interval does it
# look large. More training helps slowly (exercise 3), so if the equation is known, a solver is the better choice.
#
# ## Four ways to know
#
# Physics in the loss has to prove itself where something is *unknown*, so back to the twenty angles and what follows:


# %%
def informed(T, steps=2500):
    """Fit five curves on [0, T] to the angles and the equation; return them with their c and k, (5, 2)."""
    net, raw = Curve(T), nn.Parameter(torch.full((5, 2), 0.54))  # softplus makes 1 of 0.54, and keeps c and k above 0

    def loss():
        c, k = F.softplus(raw)[..., None].unbind(1)  # (5, 1) each
        u, _, r = residual(net, torch.cat([t[:SEEN], T * torch.rand(100)]), c, k)  # (5, 120) each
        return 10 * (u[:, :SEEN] - angles).square().mean(1) + r[:, SEEN:].square().mean(1)

    learn([{"params": net.parameters(), "lr": 5e-3}, {"params": [raw], "lr": 2e-2}], loss, steps)
    return net, F.softplus(raw).detach()


# %% [markdown]
# **Choose.** The curve fit knows nothing, the neural ODE that *some* law holds, PINN and shooting know the equation but
# not $c$ and $k$, and all see the same twenty angles. Who predicts best?
#
# <details><summary>The PINN: it has a flexible curve and the physics</summary>
#
# It does well, but the equation leaves only four numbers open, so one may ask what a flexible curve is good for.
# </details>
#
# <details><summary>Shooting, by far</summary>
#
# It is the one to beat, but twenty noisy angles hold only so much, and whoever uses all of it gets no further.
# </details>
#
# <details><summary>PINN and shooting alike, then the neural ODE, then the curve</summary>
#
# Yes, and what separates the first two is not the error.
# </details>

# %% tags=["main-result"]
torch.manual_seed(0)
field = Field()
predicted["neural ODE"] = shoot(field, field.parameters(), 100)
pinn, found = informed(6)
raw = nn.Parameter(torch.full((5, 2), 0.54))
predicted["shooting"] = shoot(lambda y: pendulum(*F.softplus(raw).unbind(1))(y), [raw], 60)
predicted["PINN"] = pinn(t).detach()
estimates = {"PINN": found, "shooting": F.softplus(raw).detach()}  # (5, 2)
beyond = {name: errors(u)[1] for name, u in predicted.items()}  # (5,) each
for name, off_by in beyond.items():
    print(f"{name:10}: off by {off_by.min():.3f} to {off_by.max():.3f} in the three seconds that nobody saw")
for name, numbers in estimates.items():
    low, high = numbers.min(0).values, numbers.max(0).values
    print(f"{name:10}: c from {low[0]:.2f} to {high[0]:.2f}, k from {low[1]:.2f} to {high[1]:.2f} (truth {C}, {K})")
    assert (numbers[:, 0] - C).abs().max() < 0.2 and (numbers[:, 1] - K).abs().max() < 0.7
assert max(beyond["PINN"].max(), beyond["shooting"].max()) < 0.25 < beyond["always 0"][0] < beyond["curve fit"].mean()
assert (estimates["PINN"] - estimates["shooting"])[:, 0].abs().mean() < 0.05  # the same damping, observer by observer
assert beyond["PINN"].mean() < beyond["neural ODE"].mean() < 0.6 * beyond["curve fit"].mean()

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 4, figsize=(10, 2.7), sharey=True)
for axis, name in zip(axes, ["curve fit", "neural ODE", "PINN", "shooting"], strict=True):
    axis.plot(t, truth, **plots.line("truth"), label="truth")
    axis.plot(t, predicted[name].T, color=COLORS[name], linewidth=1)
    axis.axvspan(3, 6, color=plots.ROLES["baseline"].color, alpha=0.08)
    axis.set(title=name, xlabel="time (s)", xlim=(0, 6), ylim=(-2.5, 2.5))
axes[0].set_ylabel("angle (rad)")
axes[0].legend(loc="lower left", fontsize=9)
figure.suptitle("The more is known, the farther one sees", weight="bold")
plots.show(
    figure,
    alt="Four panels of angle against time, black the truth, colored five fits to the first three seconds. The curve "
    "fits rise and then hardly move after 3 seconds; the neural ODEs swing on, some of them too high; PINN and "
    "shooting both lie close to the truth until 6 seconds.",
)

# %% [markdown]
# The curve fits are worse than an answer of 0 at all times. The neural ODEs swing on, although nobody told them what a
# pendulum is, because all later swings are smaller and run between arrows that the first one showed. Knowing the
# equation helps again, but PINN and shooting come out alike, and even agree on each observer's damping, since what is
# left is the noise of the angles. What differs is the work: shooting takes at most 60 iterations and asks only where to
# begin, whereas the PINN takes 2,500 steps, a weight of 10 and a horizon of 6 seconds. What if we had chosen otherwise?
#
# ## What goes wrong
#
# The first thing that goes wrong needs no mistake, only **a longer horizon**: the same PINN is asked to obey the
# physics for 10 seconds instead of 6.

# %%
torch.manual_seed(0)
_, found_long = informed(10)
print("damping found on 6 s: ", [f"{c:.2f}" for c in found[:, 0]])
print("damping found on 10 s:", [f"{c:.2f}" for c in found_long[:, 0]])
assert (found_long > found)[:, 0].all() and found_long[:, 0].mean() > 0.28

# %% [markdown]
# All five now believe in far too much damping, because the curve that dies out is found first, and here it may bend the
# *law* to its convenience. The symptom is a parameter that moves with the horizon, so fit on two of them before you
# believe it. Users of such libraries call it the "trivial solution" (lululxvi/deepxde issue 321).
#
# ### Deeper: ReLU
#
# The second derivative of a network of ReLU is 0 wherever it exists, so $u''$ vanishes from the loss and nobody
# complains:

# %%
relu = nn.Sequential(nn.Linear(1, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))
times = torch.linspace(0, 1, 50).requires_grad_()  # (50,)
(first,) = torch.autograd.grad(relu(times[:, None]).sum(), times, create_graph=True)
(second,) = torch.autograd.grad(first.sum(), times, allow_unused=True)
assert second is None or not second.any()  # not small: exactly nothing

# %% [markdown]
# The remedy is a smooth activation, such as $\tanh$, as deepxde's users are told too (issue 80).
#
# ### Deeper: "underflow in dt"
#
# SciPy's solver chooses its own steps and takes more of them where a path bends faster, so a neural ODE in it spends
# more computation on a harder input (adaptive computation), such as a pendulum that is pushed over the top instead of
# one that swings. But a field can be too wild for that. On $y'=y^2$ from 1, which reaches infinity at time 1, the
# solver gives up, as torchdiffeq does with its well-known message (rtqichen/torchdiffeq issue 27):

# %%
swings, whirls = (
    solve_ivp(lambda _, y: [y[1], -K * np.sin(y[0])], (0, 10), begin, rtol=1e-6, atol=1e-6).nfev
    for begin in ([1.5, 0], [0, 10])
)
print(f"ten seconds of a pendulum: {swings} looks at the field if it swings, {whirls} if it whirls")
report = solve_ivp(lambda _, y: y**2, (0, 2), [1.0])
print(f"{report.message} It stopped at t = {report.t[-1]:.3f}.")
assert 1.3 * swings < whirls and not report.success and abs(report.t[-1] - 1) < 0.01

# %% [markdown]
# A learned field can become like that while it trains. The remedies that torchdiffeq's author names are weight decay,
# "nice" activation functions, or fixed steps, but a fixed step only hides what happens, so look at the size of $f$ as
# well.
#
# ## Deeper: window by window
#
# What cures the long horizon? Users are advised to shorten the interval and let it grow (deepxde issue 85), or to
# rescale time (NeuroDiffGym/neurodiffeq issue 90), but our time is scaled already, and growing does not help here
# (exercise 3). A loss that averages over time has no reason to mend an early error before a late one. Krishnapriyan and
# others (2021) give it one: train on a short window, then on the next, from where the first ended.

# %%
torch.manual_seed(0)
windows, at = [short], start
for _ in range(3):
    with torch.no_grad():
        u, du, _ = derivatives(windows[-1], torch.tensor([2.5]))  # (5, 1) each
    at = torch.cat([u, du], 1)  # (5, 2)
    windows.append(by_physics(2.5, at, 500))
late = torch.cat([fine + 2.5 * n for n in range(4)])  # (200,)
with torch.no_grad():
    parts = torch.cat([net(fine) for net in windows], 1)  # (5, 200)
off["windows"] = (parts - exact(late).float()).square().mean(1).sqrt()
print(f"10 s in four windows: off by {off['windows'].median():.4f} (median), at worst {off['windows'].max():.4f}")
assert off["windows"].median() < 0.05 and off[10].min() > 0.15

# %% [markdown]
# The direction of time is back. We compare the median because now and then a window goes astray, and all later ones
# with it. And look at what we have made: a slow solver with large steps.
#
# ## Deeper: a third opinion on the adjoint
#
# Both ways have the same limit, but is that limit right? SciPy's solver can run the very same backward equation, at a
# tolerance that forty steps do not reach:

# %%
field = adjoint_field(f, 2)
s = torch.cat([end, end, torch.zeros(len(gradient) - 2, dtype=torch.float64)]).numpy()  # (4 + parameters,)
scipy_says = solve_ivp(lambda _, s: field(torch.tensor(s)).numpy(), (2, 0), s, rtol=1e-10, atol=1e-12).y[2:, -1]
gap = np.linalg.norm(scipy_says - gradient.numpy()) / gradient.norm().item()
print(f"SciPy's adjoint and backpropagation through 40 RK4 steps differ by {gap:.1e}")
assert gap < 1e-6

# %% [markdown]
# ## Deeper: what the adjoint costs
#
# Our adjoint forgets each state once it has the one before, so its memory does not grow with the number of steps. We
# can count what autograd keeps for the other way:


# %%
def kept(steps):
    """Return how many numbers autograd keeps for going back through the steps."""
    sizes, weights = [], {p.data_ptr() for p in f.parameters()}

    def pack(tensor):
        sizes.append(tensor.numel() * (tensor.data_ptr() not in weights))
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        solve(f, torch.ones(2, dtype=torch.float64, requires_grad=True), 0.1, steps)
    return sum(sizes)


few, many = kept(10), kept(40)
print(f"numbers kept: {few:,} for 10 steps, {many:,} for 40")
assert many == 4 * few

# %% [markdown]
# The price is a second solve, which carries one number for each parameter, and the way back. Where paths flow together
# they drift apart when run backward, so a stable equation becomes an unstable one. Take $y'=-\lambda y$, go forth and
# back by the same small steps, and add an error of $10^{-7}$ at the turn, as any solver with that absolute tolerance
# may make it:

# %%
for rate in (1, 5, 20):
    y = torch.ones(1)
    end = solve(lambda y, rate=rate: -rate * y, y, 0.01, 200)[-1]
    again = solve(lambda y, rate=rate: -rate * y, end + 1e-7, -0.01, 200)[-1]
    print(f"rate {rate:2}: forward to {end.item():.1e}, back to {again.item():.4g} instead of 1")
assert again > 100

# %% [markdown]
# The error grows by $e^{\lambda T}$. The remedies are to keep some states as checkpoints and restart from them (ANODE,
# 2019), or to backpropagate through the steps. A user whose loss fell with backpropagation and diverged with the
# adjoint of Euler's method (rtqichen/torchdiffeq issue 88) was told that such steps are no longer a differential
# equation, and another met the same late in training (issue 211).
#
# ## Deeper: the right inputs
#
# What is known can also go into the network's inputs. A spiral, as in torchdiffeq's demo, obeys $y'=A\,y^3$ with each
# number cubed. We fit fields to windows of ten RK4 steps of it, once on $y$ and once on its cubes, and then let each
# run for a thousand steps:

# %%
A = torch.tensor([[-0.1, 2.0], [-2.0, -0.1]])
path = solve(lambda y: y**3 @ A.T, torch.tensor([2.0, 0.0]), 0.025, 1000)  # (1001, 2)


def spiral(power):
    """Fit five fields of y**power; return the errors of windows, of a long path, and of its distance from 0."""
    W1, W2 = nn.Parameter(0.3 * torch.randn(5, 2, 50)), nn.Parameter(0.1 * torch.randn(5, 50, 2))
    b1 = nn.Parameter(torch.zeros(5, 1, 50))

    def f(y):
        return torch.tanh(y**power @ W1 + b1) @ W2  # (5, n, 2)

    def miss(first):
        wanted = path[first + torch.arange(11)[:, None, None]]  # (11, 5, n, 2)
        return (solve(f, path[first], 0.025, 10) - wanted).abs().mean((0, 2, 3))  # (5,)

    learn([{"params": [W1, b1, W2], "lr": 5e-3}], lambda: miss(torch.randint(990, (5, 32))), 300)
    with torch.no_grad():
        far = solve(f, path[0].expand(5, 1, 2), 0.025, 1000)[:, :, 0]  # (1001, 5, 2)
        size = (far.norm(dim=2) - path.norm(dim=1)[:, None]).abs().mean(0)
        return miss(torch.arange(990).expand(5, -1)), (far - path[:, None]).abs().mean((0, 2)), size


# %%
torch.manual_seed(0)
plain, cubes = spiral(1), spiral(3)
for what, one, three in zip(["ten steps", "a thousand", "distance from 0"], plain, cubes, strict=True):
    print(f"{what:15}: plain {one.min():.3f} to {one.max():.3f}, cubes {three.min():.3f} to {three.max():.3f}")
assert cubes[0].max() < plain[0].min() / 2 and cubes[2].max() < plain[2].min() / 2
assert cubes[1].mean() > 0.4 * plain[1].mean()

# %% [markdown]
# Over ten steps the cubes are several times better, and yet the long path is not reliably nearer. The third row says
# why: with cubes the spiral has the right shape but runs a little too fast or too slow, and two points on opposite
# sides of one circle are as far apart as can be. A one-step error and a long forecast are different claims, so state
# both.
#
# ## Deeper: relatives
#
# | model | what is known | what is learned |
# | --- | --- | --- |
# | augmented neural ODE | nothing | a field in more dimensions than the data have |
# | Hamiltonian network | that energy is kept | one number, the energy, whose slopes are the field |
# | continuous flow ([39](39-flows-and-pixel-models.ipynb)) | that densities move with paths | a field |
# | diffusion without noise ([40](40-diffusion.ipynb)) | how noise was added | the same, by regression |
# | [state-space model](32-state-space-models.ipynb) | that the field is linear | its matrices |
# | operator learning | many solved cases | the map from start or forcing to solution |
# | PINN | an equation | one solution, and the numbers in it |
#
# PINNs are meant for problems where solvers do not come easily: many dimensions, odd shapes, data inside the domain and
# none at its edge. For one forward problem in one dimension they are a detour, as our windows are. And to send
# gradients through a program that holds a solver, or any simulator, is called differentiable programming, of which
# shooting was a small example. The place to read on is P. Kidger's thesis, *On Neural Differential Equations* (arXiv
# 2022).
#
# ## Exercises
#
# ### 1. Euler's factor (★, 10 minutes)
#
# For the oscillator $u''=-u$, show that each Euler step multiplies $u^2+u'^2$ by $1+h^2$, whatever the state, and say
# what follows for "a fine enough step".
#
# <details><summary>Solution</summary>
#
# $(u+hu')^2+(u'-hu)^2=(1+h^2)(u^2+u'^2)$, since the mixed terms cancel. Over a time $T$ there are $T/h$ steps, so the
# energy grows by $(1+h^2)^{T/h}\approx e^{hT}$: for a fixed time a fine step brings that as near to 1 as you like,
# but with any fixed step it grows without bound.
#
# ```python
# y = torch.tensor([0.3, -1.2], dtype=torch.float64)
# new = euler(lambda y: torch.stack([y[1], -y[0]]), y, 0.1)
# assert torch.isclose(new.square().sum() / y.square().sum(), torch.tensor(1.01, dtype=torch.float64))
# ```
# </details>
#
# ### 2. Around each other (★★, 20 minutes)
#
# Train a neural ODE with a one-dimensional state to map $x$ to $-x$ on $[-1,1]$, and one whose state has a second
# number that starts at 0. What does the first one answer?
#
# <details><summary>Solution</summary>
#
# The first keeps the order, so the best it can do is to send everything near 0, with a mean squared error of about
# $\tfrac13$. The second turns the plane by half a turn. (With so few steps a wild field could make the solver jump
# across, but this one does not become so wild.)
#
# ```python
# def mirror(extra):
#     torch.manual_seed(0)
#     g = nn.Sequential(nn.Linear(1 + extra, 16), nn.Tanh(), nn.Linear(16, 1 + extra))
#     x = torch.linspace(-1, 1, 21)[:, None]  # (21, 1)
#     optimizer = torch.optim.Adam(g.parameters(), 0.02)
#     for _ in range(300):
#         optimizer.zero_grad()
#         y = solve(g, F.pad(x, (0, extra)), 0.2, 5)[-1]  # (21, 1 + extra)
#         off = (y[:, :1] + x).square().mean()
#         off.backward()
#         optimizer.step()
#     return off.item()
#
#
# alone, augmented = mirror(0), mirror(1)
# print(f"error {alone:.2f} alone, {augmented:.4f} with one more dimension")
# assert alone > 0.2 and augmented < 0.05
# ```
# </details>
#
# ### 3. Other remedies (★★, 25 minutes)
#
# Build the start into the curve, $u=u_0+v_0t+t^2N(t)/T$, and let the interval of the collocation points grow from 1 to
# 10 seconds. Does that cure the long horizon? If not, how many steps does patience alone take?
#
# <details><summary>Solution</summary>
#
# The remedies do not cure it here: the start is now exact, but the curves still die out, because they have no reason to
# correct an early error before a late one. Windows give it by force, causal weights (Wang and others, 2024) by counting
# a late residual only once the early ones are small.
#
# ```python
# torch.manual_seed(0)
# hard, T, done = Curve(10), 10, 0
#
#
# def hard_curve(t):
#     u, du, ddu = derivatives(hard, t)
#     return 1.5 + t**2 * u / T, (2 * t * u + t**2 * du) / T, (2 * u + 4 * t * du + t**2 * ddu) / T
#
#
# def loss():
#     global done
#     done += 1
#     u, du, ddu = hard_curve(min(T, 1 + 9 * done / 1600) * torch.rand(100))
#     return (ddu + C * du + K * u.sin()).square().mean(1)
#
#
# learn([{"params": hard.parameters(), "lr": 5e-3}], loss, 2000)
# times = torch.linspace(0, 10, 201)
# with torch.no_grad():
#     grown = (hard_curve(times)[0] - exact(times).float()).square().mean(1).sqrt()
# print(grown)
# assert grown.median() > 0.1
# ```
#
# For the second question try `by_physics(10, start, 6000)`, and more, which takes half a minute and up. Patience brings
# most curves nearer, which shows that the trouble is the training and not what the network can represent. But the
# errors of the single curves differ much, and now and then one goes over the top and comes to rest there.
# </details>
#
# ### 4. Which fails first? (★★★, 30 minutes, open)
#
# Make the angles fewer or the noise larger until predictions fail, and find out who fails first, PINN or shooting.
#
# <details><summary>Solution</summary>
#
# A beginning, with four times the noise, and PINNs of 1,500 steps, which are not quite done. Before you compare, train
# them longer, and choose their weight of 10 anew, because a noisy point should count less. Shooting has a weakness of
# its own: start it at $k=30$.
#
# ```python
# torch.manual_seed(1)
# angles = truth[:SEEN] + 0.2 * torch.randn(5, SEEN)
# raw = nn.Parameter(torch.full((5, 2), 0.54))
# shot = shoot(lambda y: pendulum(*F.softplus(raw).unbind(1))(y), [raw], 60)
# net, _ = informed(6, steps=1500)
# with torch.no_grad():
#     for name, u in [("shooting", shot), ("PINN", net(t))]:
#         print(f"{name}: off by {errors(u)[1].mean():.2f}")
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - A residual block is an Euler step; thin blocks make a differential equation, and a network can be its field.
# - Backpropagation differentiates what the solver did, the adjoint the equation; they differ by the solver's error.
# - A physics-informed loss punishes a residual, which other curves than the truth can make small.
# - Known law, unknown numbers: shooting and PINN predict alike, and shooting has less to choose.
# - A loss that looks small proves little, but a parameter that moves with the horizon gives a bad fit away.
#
# ## Where it came from
#
# The adjoint comes from optimal control (1962), and networks solved differential equations as early as 1998. Automatic
# differentiation made both easy: a layer may be a solver, and a loss may be an equation.
#
# ### Deeper: the papers
#
# - C. Runge, 1895, and W. Kutta, 1901: several looks a step, and the four of RK4.
# - L. Pontryagin and others, 1962: the adjoint in optimal control.
# - I. Lagaris, A. Likas and D. Fotiadis, 1998, IEEE Transactions on Neural Networks 9, 987–1000: networks that solve
#   differential equations.
# - W. E, 2017, Communications in Mathematics and Statistics: deep networks as dynamical systems.
# - R. T. Q. Chen and others, 2018, NeurIPS: neural ODEs.
# - E. Dupont, A. Doucet and Y. W. Teh, 2019, NeurIPS: more dimensions.
# - A. Gholami, K. Keutzer and G. Biros, 2019, arXiv:1902.10298: checkpoints for the adjoint.
# - M. Raissi, P. Perdikaris and G. Karniadakis, 2019, Journal of Computational Physics 378, 686–707: PINNs.
# - S. Greydanus, M. Dzamba and J. Yosinski, 2019, NeurIPS: Hamiltonian networks.
# - A. Krishnapriyan and others, 2021, NeurIPS: how PINNs fail, and windows.
# - S. Wang, S. Sankaran and P. Perdikaris, 2024, Computer Methods in Applied Mechanics and Engineering 421: causality.
#
# **Next**: [44, reinforcement learning](44-reinforcement-learning.ipynb): learning from rewards.
