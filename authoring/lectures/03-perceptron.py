# %% [markdown]
# # The perceptron
#
# You will be able to let one neuron find its own weights, bound the number of mistakes that this can cost, and show
# which problems it will never solve.
#
# **Reading** 35 min · **Running** under 30 s on two cores · **Prerequisites** the threshold neuron
# ([lecture 02](02-threshold-neurons.ipynb)), the dot product of two vectors · **Practice**
# [assignment a01](../release/a01-threshold-neurons/threshold-neurons.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/03-perceptron.ipynb)
#
# **Needs** [02](02-threshold-neurons.ipynb) · **Used by** [04](04-one-neuron-four-models.ipynb),
# [05](05-activations.ipynb), [09](09-multilayer-perceptrons.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **apply** the perceptron rule by hand, and **implement** it;
# - **prove** that it stops when a line exists, and **bound** its mistakes;
# - **show** that one neuron cannot compute XOR, and **build** two layers that do;
# - **diagnose** a run that never stops, crawls, or mixes up its labels.

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
# ## Three tasks for a neuron that knows nothing
#
# In [lecture 02](02-threshold-neurons.ipynb) you set every weight by hand. From 1957 on, Frank Rosenblatt let neurons
# find their own, by the rule of the **perceptron**: *when you are wrong, and only then, move*. Here are three tasks for
# it: two pairs of iris species, told apart by their petals, and XOR, "one or the other, but not both".

# %%
from itertools import product

SETOSA, VERSICOLOR, VIRGINICA = 0, 1, 2
SEPALS, PETALS = [0, 1], [2, 3]  # the columns of iris: a length and a width, in centimeters


def two_species(split, zero, one, columns):
    """Return two measurements of the flowers of two species, (n, 2), and their classes 0 and 1, (n,)."""
    chosen = (split.y == zero) | (split.y == one)  # (flowers,)
    return split.X[chosen][:, columns].double().numpy(), (split.y[chosen] == one).long().numpy()


def standardize(X, like):
    """Move and scale the columns of X, (n, d), as those of `like` need it to have mean 0 and standard deviation 1."""
    return (X - like.mean(axis=0)) / like.std(axis=0)  # (n, d)


flowers = data.iris().train
corners, xor = np.array(list(product([0, 1], repeat=2))), np.array([0, 1, 1, 0])  # (4, 2), (4,)
easy, easy_y = two_species(flowers, SETOSA, VERSICOLOR, PETALS)  # (74, 2), (74,)
hard, hard_y = two_species(flowers, VERSICOLOR, VIRGINICA, PETALS)  # (75, 2), (75,)

# %% tags=["hide-input"]
CLASSES = plots.ROLES["class 0"], plots.ROLES["class 1"]
COLORS = {"setosa or versicolor": plots.GREEN, "versicolor or virginica": plots.SKY, "XOR": plots.BLACK}


def draw_classes(axis, X, y, names, size=6):
    """Draw the examples X, (n, 2), each in the look of its class, half transparent, since some lie on others."""
    for label, (name, look) in enumerate(zip(names, CLASSES, strict=True)):
        fill = {"markerfacecolor": (look.color, 0.25), "markeredgecolor": look.color}
        axis.plot(*X[y == label].T, look.marker, markersize=size, label=name, **fill)
    axis.margins(0.2)
    axis.grid(False)


# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(10, 3.8))
draw_classes(axes[0], easy, easy_y, ["setosa", "versicolor"])
draw_classes(axes[1], hard, hard_y, ["versicolor", "virginica"])
draw_classes(axes[2], corners, xor, ["0", "1"], size=12)
for axis, name in zip(axes, COLORS, strict=True):
    axis.set(title=name, xlabel="length of a petal (cm)", ylabel="width of a petal (cm)")
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
axes[2].set(xlabel="$x_1$", ylabel="$x_2$", xticks=[0, 1], yticks=[0, 1])
plots.show(
    figure,
    alt="Three scatter plots, class 0 as blue circles and class 1 as red triangles. Setosa has much smaller petals "
    "than versicolor. Versicolor and virginica touch, and some flowers lie among the other species. XOR has four "
    "points, the corners of a square, with equal classes at opposite corners.",
)

# %% [markdown]
# Blue circles are class 0 and red triangles class 1; on the left the species lie far apart,
# while in the middle some flowers have strayed among the others.
#
# **Guess.** The neuron starts with all weights 0, sees the examples of a task again and again, 1,500 in all, and
# corrects itself after each mistake. How many mistakes will it make in each task, if a coin would make 750?

# %%
guess = None  # your three numbers, such as [10, 100, 1000], in the order of the panels

# %% [markdown]
# ## The rule
#
# What does "move" mean? A loop leads from the answer back to the weights:

# %% tags=["hide-input"]
figure = plots.neuron(("x_1", "x_2"), output=r"\hat{y}")
axes, loop = figure.axes[0], plots.ROLES["highlight"].color
axes.set_ylim(-2.2, axes.get_ylim()[1])
axes.plot([6.0, 6.0, 3.5], [-0.25, -1.7, -1.7], color=loop)
axes.annotate("", (1.35, -0.4), (1.9, -1.4), arrowprops={"color": loop, "arrowstyle": "-|>", "linewidth": 2})
box = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": loop, "linewidth": 1.5}
axes.text(2.6, -1.7, "if $\\hat{y} \\neq y$, add the input\nor subtract it", ha="center", va="center", bbox=box)
axes.text(6.1, -1.0, "compare with\nthe label $y$", va="center")
plots.show(
    figure,
    alt="One neuron. The inputs x1 and x2 are multiplied by the weights w1 and w2 and summed, and the bias b is added. "
    "The sum z goes through the activation function f, and the answer is y hat. A pink loop leads from the answer back "
    "to the weights: compare with the label y, and if they differ, add the input to the weights or subtract it.",
)

# %% [markdown]
# Compare the answer with the **label**, the right answer that comes with the example. If they agree, do nothing; if the
# neuron said 0 and the label is 1, add the input to the weights, because that makes the sum larger; and in the opposite
# case subtract it:
#
# $$z = \mathbf{w}^\top \mathbf{x} \qquad \hat y = f(z) = \begin{cases} 1 & z \ge 0 \\ 0 & z < 0 \end{cases} \qquad
# \mathbf{w} \leftarrow \mathbf{w} + \eta\,(y - \hat y)\,\mathbf{x}$$
#
# | symbol | meaning |
# | --- | --- |
# | $\mathbf{x}$ | one example, with a 1 at its end, which the bias multiplies |
# | $\mathbf{w}$ | the weights, with the bias $b$ at their end; they start at 0 |
# | $z$, $\hat y$ | the pre-activation and the answer, 0 or 1 |
# | $y$ | the label, 0 or 1 |
# | $\eta$ (`eta`) | the learning rate: how far one correction goes |
#
# The factor $y - \hat y$ is $+1$, $-1$ or, when the answer is right, $0$. One pass over all examples is an **epoch**.


# %%
def step(z):
    """Return 1 where z is at least 0, else 0."""
    return np.where(z >= 0, 1, 0)


def with_one(X):
    return np.column_stack([X, np.ones(len(X))])  # (n, d) -> (n, d + 1)


def train(X, y, epochs, eta=1.0, w=None):
    """Return the weights before and after each correction, (m + 1, p), and when the m corrections came, (m,)."""
    w = np.zeros(X.shape[1]) if w is None else w  # (p,)
    path, when = [w], []
    for epoch in range(epochs):
        for i in range(len(X)):
            y_hat = step(w @ X[i])  # (p,) @ (p,) -> ()
            if y_hat != y[i]:
                w = w + eta * (y[i] - y_hat) * X[i]  # (p,), the rule
                path.append(w)  # from here on a diary
                when.append(epoch * len(X) + i)
        if not when or when[-1] < epoch * len(X):
            break  # a whole epoch without a mistake
    return np.stack(path), np.array(when, dtype=int)


# %%
def accuracy(w, X, y):
    return (step(X @ w) == y).mean()  # (n, p) @ (p,) -> (n,) -> ()


TASKS = {  # name: X, (n, 3), flowers moved and scaled (standardized); y, (n,); what the classes are called
    "setosa or versicolor": (with_one(standardize(easy, easy)), easy_y, ["setosa", "versicolor"]),
    "versicolor or virginica": (with_one(standardize(hard, hard)), hard_y, ["versicolor", "virginica"]),
    "XOR": (with_one(corners), xor, ["0", "1"]),
}
SHOWN = 1500
diaries = {name: train(X, y, SHOWN // len(X))[1] for name, (X, y, _) in TASKS.items()}  # of (mistakes,)

# %% tags=["hide-input"]
figure, axis = plt.subplots()
for (name, when), line in zip(diaries.items(), ("-", "--", "-."), strict=True):
    counts = [*range(1, len(when) + 1), len(when)]
    axis.plot([*when + 1, SHOWN], counts, line, drawstyle="steps-post", color=COLORS[name], label=name)
axis.plot([9, SHOWN], [1, SHOWN / 9], ":", color="gray", label="one mistake in nine examples")
for number, name in zip(guess or [], COLORS, strict=False):
    axis.plot(SHOWN, max(number, 0.8), plots.ROLES["guess"].marker, color=COLORS[name], markersize=12)
if guess:
    axis.plot([], [], plots.ROLES["guess"].marker, color=plots.GRAY, label="your guess, in its task's color")
axis.set(title="One counter stops at 2, the two others go on", xlabel="examples shown", ylabel="mistakes so far")
axis.set(xscale="log", yscale="log", xlim=(1, 2000), ylim=(0.7, 2500))
axis.legend(loc="upper left")
plots.show(
    figure,
    alt="Mistakes so far against examples shown, both on logarithmic axes. The black line of XOR climbs along the "
    "diagonal, about one mistake for each example. The sky-blue line of versicolor or virginica climbs more slowly, "
    "along the dotted line of one mistake in nine examples, and does not end. The green line of setosa or versicolor "
    "is flat from the second mistake on.",
)
for name, when in diaries.items():
    print(f"{name}: {len(when)} mistakes in {SHOWN:,} examples, one in {SHOWN / len(when):.0f}")
assert len(diaries["setosa or versicolor"]) == 2 and len(diaries["XOR"]) > 0.99 * SHOWN
assert all(when[-1] > 0.97 * SHOWN for name, when in diaries.items() if name != "setosa or versicolor")

# %% [markdown]
# The green line goes flat after two mistakes, while the sky-blue one climbs. On XOR the neuron is wrong almost every
# time we ask, because each correction spoils the answer that is asked next.
#
# **Checkpoint.** Why can the green line never rise again, however long we go on showing the same flowers?
#
# <details><summary>Answer</summary>
#
# Without a mistake nothing changes. So after one epoch without a mistake, the next epoch meets the same weights and
# the same flowers, and gives the same right answers. A clean epoch is not luck, it is the end, and `train` stops there.
# </details>

# %% [markdown]
# ## What one correction does
#
# How can two mistakes be enough? Put the new weights back into $z$:
#
# $$z_{\text{new}} = z + \eta\,(y - \hat y)\,\lVert \mathbf{x} \rVert^2$$
#
# So a correction pushes the answer *to this example* the right way. But it may not push far enough, and it may spoil
# another answer, so it is not obvious that corrections ever end. Follow OR by hand; right answers are left out:

# %% tags=["check-output"]
X, either = with_one(corners), np.array([0, 1, 1, 1])  # (4, 3), (4,)
path, when = train(X, either, epochs=10)  # (6, 3), (5,)
print("epoch  x1 x2   z  said  label   new w1 w2  b")
for k, t in enumerate(when):
    x, label, w_new = X[t % 4], either[t % 4], path[k + 1]  # (3,), (), (3,)
    z = x @ path[k]
    numbers = "".join(f"{v:5.0f}" for v in w_new)
    print(f"{t // 4 + 1:5d}  {x[0]:2.0f} {x[1]:2.0f}  {z:2.0f}  {step(z):4d}  {label:5d}  {numbers}")
    assert np.isclose(x @ w_new, z + (label - step(z)) * (x @ x))
assert (step(X @ path[-1]) == either).all() and path[-1].tolist() == [1, 1, -1]

# %% [markdown]
# After five corrections the neuron computes OR.
#
# scikit-learn has the same rule and agrees to the last digit. Both start at random weights and stop after 20 epochs, so
# the counts need not be those above.

# %%
from sklearn.linear_model import Perceptron

for name, (X, y, _) in TASKS.items():
    start = np.random.default_rng(0).normal(size=3)  # (3,), not 0: at z = 0 the library calls any answer a mistake
    path, when = train(X, y, epochs=20, eta=0.3, w=start)
    library = Perceptron(eta0=0.3, shuffle=False, max_iter=20, tol=None)
    library.fit(X[:, :2], y, coef_init=start[None, :2], intercept_init=start[2:])
    theirs = np.append(library.coef_, library.intercept_)  # (3,)
    print(f"{name}: largest difference {np.abs(path[-1] - theirs).max():.0e}, corrections {len(when)}")
    assert np.allclose(path[-1], theirs)

# %% [markdown]
# ### Play with it
#
# The **decision boundary** is where $z = 0$: with two inputs a straight line, with more a **hyperplane**. On it and on
# its red side the neuron says 1. The flowers are **standardized**: moved and scaled to mean 0 and standard deviation 1.
# A fourth task has sepals, which are harder to tell apart.

# %%
sepals, sepals_y = two_species(flowers, SETOSA, VERSICOLOR, SEPALS)  # (74, 2), (74,)
PLAY = {**TASKS, "by sepals": (with_one(standardize(sepals, sepals)), sepals_y, ["setosa", "versicolor"])}
paths = {name: train(X, y, epochs=60) for name, (X, y, _) in PLAY.items()}  # of (m + 1, 3) and (m,)


# %% tags=["hide-input"]
def draw_line(axis, w, **style):
    """Draw where w[0] x1 + w[1] x2 + w[2] = 0, if that is a line."""
    if np.hypot(w[0], w[1]) > 0:
        foot = -w[2] * w[:2] / (w[:2] @ w[:2])  # (2,), the line's nearest point to the origin
        axis.axline(foot, foot + [-w[1], w[0]], **style)


def draw_side(axis, w):
    """Shade the side of the line where the neuron says 1."""
    left, right, low, high = axis.axis()
    across, up = np.meshgrid(np.linspace(left, right, 200), np.linspace(low, high, 200))  # (200, 200) each
    side = step(w[0] * across + w[1] * up + w[2])  # (200, 200)
    axis.set(xlim=(left, right), ylim=(low, high))
    axis.contourf(across, up, side, levels=[0.5, 1.5], colors=[CLASSES[1].color], alpha=0.15)


# %% tags=["hide-input"]
def draw_corrections(task, k):
    """Draw the boundary after k corrections, and the share of right answers after each."""
    (X, y, names), (path, when) = PLAY[task], paths[task]
    now, look = min(k, len(when)), plots.ROLES["highlight"]
    i = when[now - 1] % len(X)
    right = 100 * (step(X @ path[: now + 1].T) == y[:, None]).mean(axis=0)  # (n, p) @ (p, now + 1) -> (now + 1,)
    figure, (plane, curve) = plt.subplots(2, 1, figsize=(4.8, 5.2), height_ratios=[3, 1])
    draw_classes(plane, X[:, :2], y, names, size=12 if task == "XOR" else 6)
    draw_side(plane, path[now])
    draw_line(plane, path[now], color=plots.BLACK)
    said = f"Correction {k}: it had said {names[1 - y[i]]}" if k else f"At first all are {names[1]}"
    moved = " A ring is around the example that moved it; the line before, if any, is dashed." if 0 < k == now else ""
    if moved:
        before = {"color": plots.GRAY, "linestyle": "--", "linewidth": 1.2, "label": "the line before, if in sight"}
        draw_line(plane, path[now - 1], **before)
        ring = {"markersize": 16, "markerfacecolor": "none", "markeredgecolor": look.color, "markeredgewidth": 2}
        plane.plot(*X[i, :2], "o", label="the example that moved it", **ring)
    said = f"No correction {k}: settled after {now}" if k > now else said
    words = ("$x_1$", "$x_2$") if task == "XOR" else ("length (standardized)", "width (standardized)")
    plane.set(xlabel=words[0], ylabel=words[1], title=said)
    figure.legend(loc="outside lower center", ncols=2)
    curve.plot(right, "o-", color=plots.BLACK, markersize=3, linewidth=1)
    curve.set(xlabel="correction", ylabel="right of\nthese (%)", xlim=(-1, 41), ylim=(-8, 108))
    result = f"The line gets {right[-1]:.0f} % of the examples right; the best so far was {right.max():.0f} %."
    return plots.describe(figure, f"{task}. {said}. {result}{moved}")


# %%
widgets.explore(
    draw_corrections,
    frames=[
        ("Sepals, 9 corrections: one flower is wrong", {"k": 9}),
        ("The tenth spoils the answers to others", {"k": 10}),
        ("The eleventh is the last: all are right", {"k": 11}),
        ("XOR never settles", {"task": "XOR", "k": 40}),
    ],
    task=widgets.choice("task", list(PLAY), "by sepals"),
    k=widgets.steps("corrections", 0, 40, 5),
)

# %% [markdown]
# **Try** all tasks with the Play button. **Notice** how each line brings the ringed example closer to its own side, and
# how the share of right answers often *falls*, because the rule looks at one example.
#
# **Checkpoint.** Why does an example far from the origin turn the line more than one close to it?
#
# <details><summary>Answer</summary>
#
# A correction adds or subtracts $\eta\,\mathbf{x}$: the larger the input, the larger the change. One flower
# measured in the wrong unit can throw the whole line around. Remember this under "What goes wrong".
# </details>

# %% [markdown]
# ## Deeper: which part of the rule matters?
#
# The rule looks so simple that one wonders whether all of it is needed. An honest experiment takes parts away. One
# version has no bias; another learns from *every* example, right or wrong, which is what Hebb's rule from lecture 02
# does. We let them tell setosa from versicolor by petals, where the full rule is right about all new flowers.
#
# **Choose.** The petals are in raw centimeters, so all numbers are positive. What do you expect of the two versions?
#
# <details><summary>Both stay above 90 %, since the species are so far apart.</summary>
#
# The gap between the species is real, but neither version can use it. One can only draw lines through the origin, and
# both species lie in the same direction from there. The other one never looks at its mistakes.
# </details>
# <details><summary>Only the one without a bias suffers.</summary>
#
# It does suffer. But learning from right answers hurts more: it adds up all flowers of a species, and since versicolor
# has the longer petals, the sum of all is on its side.
# </details>
# <details><summary>Only the one that learns from every example suffers.</summary>
#
# It suffers most. But do not forget the bias: without it the line has to go through the origin, and from there setosa
# and versicolor lie in nearly the same direction.
# </details>
# <details><summary>Both suffer, and one is no better than giving everybody the same answer.</summary>
#
# So it is, as the next table shows.
# </details>


# %%
def rosenblatt(X, y):
    return train(X, y, epochs=200)[0][-1]  # (p,)


def no_bias(X, y):
    return np.append(rosenblatt(X[:, :-1], y), 0)  # (p,)


def every_example(X, y):
    return (2 * y - 1) @ X  # (n,) @ (n, p) -> (p,): plus x for class 1, minus x for class 0


# %%
worst, baseline = {}, 0  # over five splits of the flowers
for seed in range(5):
    iris = data.iris(seed=seed)
    raw, y = two_species(iris.train, SETOSA, VERSICOLOR, PETALS)
    new, y_new = two_species(iris.test, SETOSA, VERSICOLOR, PETALS)
    baseline = max(baseline, y_new.mean(), 1 - y_new.mean())  # the same answer for everybody
    for unit, X, X_new in [("raw", raw, new), ("standardized", standardize(raw, raw), standardize(new, raw))]:
        for learn in (rosenblatt, no_bias, every_example):
            right = accuracy(learn(with_one(X), y), with_one(X_new), y_new)
            worst[unit, learn.__name__] = min(right, worst.get((unit, learn.__name__), 1))

# %%
print(f"right on new flowers, worst of five splits (baseline at most {baseline:.0%})")
for learn in ("rosenblatt", "no_bias", "every_example"):
    print(f"  {learn:14s} raw {worst['raw', learn]:4.0%}   standardized {worst['standardized', learn]:4.0%}")
assert worst["raw", "rosenblatt"] == worst["standardized", "rosenblatt"] == 1
assert worst["raw", "no_bias"] < 0.9
assert worst["raw", "every_example"] <= baseline

# %% [markdown]
# In raw centimeters only the full rule works, and it is right about every new flower in all five splits. Without a
# bias the line must pass through the origin. Learning from every example ends with the difference of two sums, in
# which the longer petals win, so that all flowers get the same answer. Standardizing rescues both versions here,
# because it moves the origin between two species of equal number. Do not count on that luck.

# %% [markdown]
# ## Why it must stop
#
# Call a set **separable** with **margin** $\gamma$ if some unit vector $\mathbf{u}$ puts every example on its side with
# room to spare: $\mathbf{u}^\top\mathbf{x} \ge \gamma$ for class 1, $\le -\gamma$ for class 0. Like $\mathbf{w}$,
# $\mathbf{u}$ has an entry for the 1 at the end of $\mathbf{x}$, so $\gamma$ and $R$, the length of the longest
# $\mathbf{x}$, are measured with that 1. Then the rule, started at $\mathbf{w} = 0$, makes at most
#
# $$k \le \left(\frac{R}{\gamma}\right)^2$$
#
# mistakes, **ever** (Novikoff, 1962). The proof is a race, because each mistake moves $\mathbf{w}$ forward along
# $\mathbf{u}$ by at least $\gamma$, so its length grows at least like $k$. But mistakes happen only where $\mathbf{w}$
# points the wrong way, so it grows at most like $\sqrt{k}$. In the end the two collide.
#
# <details><summary>The proof, in four lines</summary>
#
# Take $\eta = 1$ (from $\mathbf{w} = 0$ another rate only scales $\mathbf{w}$) and write $s = +1$ for class 1,
# $s = -1$ for class 0. When the answer is wrong, $y - \hat y = s$ and $s\,\mathbf{w}^\top\mathbf{x} \le 0$. Let
# $\mathbf{w}_k$ be the weights after the $k$-th mistake.
#
# 1. Forward: $\mathbf{u}^\top\mathbf{w}_k = \mathbf{u}^\top\mathbf{w}_{k-1} + s\,\mathbf{u}^\top\mathbf{x} \ge
#    \mathbf{u}^\top\mathbf{w}_{k-1} + \gamma$, hence $\mathbf{u}^\top\mathbf{w}_k \ge k\gamma$.
# 2. Not long: $\lVert\mathbf{w}_k\rVert^2 = \lVert\mathbf{w}_{k-1}\rVert^2 + 2s\,\mathbf{w}_{k-1}^\top\mathbf{x} +
#    \lVert\mathbf{x}\rVert^2 \le \lVert\mathbf{w}_{k-1}\rVert^2 + R^2$, hence $\lVert\mathbf{w}_k\rVert^2 \le kR^2$.
# 3. A unit vector sees no more of $\mathbf{w}_k$ than its length (Cauchy and Schwarz):
#    $k\gamma \le \mathbf{u}^\top\mathbf{w}_k \le \lVert\mathbf{w}_k\rVert \le \sqrt{k}\,R$.
# 4. Divide by $\gamma\sqrt{k}$ and square: $k \le (R/\gamma)^2$. ∎
# </details>
#
# We attack it with random sets in 3, 10 and 100 dimensions, with the flowers, and with sets built to hurt: $n$ examples
# of class 0 at right angles.
#
# **Choose.** Which of these changes raises the bound?
#
# <details><summary>100 inputs instead of 3</summary>
#
# More weights have to be found, so this is a good guess. But the number of dimensions does not occur in $(R/\gamma)^2$,
# and the proof never uses it.
# </details>
# <details><summary>a thousand copies of each example</summary>
#
# It takes longer to show them all, but the bound counts mistakes and not examples. $R$ and $\gamma$ are the same for
# one copy and for a thousand.
# </details>
# <details><summary>the worst possible order of the examples</summary>
#
# The order does change how many mistakes are made. But the proof holds for every order, so it does not change how many
# there can be.
# </details>
# <details><summary>raw centimeters instead of standardized sepals</summary>
#
# Yes. Far from the origin the examples are longer, so $R$ grows, and the constant 1 at their end counts for less, so
# $\gamma$ shrinks. Both enter squared.
# </details>

# %%
from scipy import optimize


def random_task(d, gamma, n, rng):
    """Return n examples of length 1 whose margin along a random unit vector u is gamma or slightly more; y; u."""
    u = rng.normal(size=d)  # (d,)
    u /= np.linalg.norm(u)
    y = rng.integers(0, 2, n)  # (n,)
    along = (2 * y - 1) * rng.uniform(gamma, 2 * gamma, n)  # (n,)
    across = rng.normal(size=(n, d))  # (n, d)
    across -= np.outer(across @ u, u)
    across *= np.sqrt(1 - along**2)[:, None] / np.linalg.norm(across, axis=1, keepdims=True)
    return across + np.outer(along, u), y, u


def widest(X, y):
    """Return the unit vector with the largest margin: the direction of the shortest w with all s w'x >= 1."""
    signed = (2 * y - 1)[:, None] * X  # (n, p)
    room = {"type": "ineq", "fun": lambda w: signed @ w - 1, "jac": lambda w: signed}
    w = optimize.minimize(lambda w: w @ w, train(X, y, 5000)[0][-1], jac=lambda w: 2 * w, constraints=room).x  # (p,)
    return w / np.linalg.norm(w)


# %%
runs = []  # of (what, (bound, mistakes))


def attack(what, X, y, u):
    """Let the rule learn until it stops, and hold its number of mistakes against the bound."""
    path, when = train(X, y, epochs=5000)
    R, gamma = np.linalg.norm(X, axis=1).max(), min((2 * y - 1) * (X @ u))
    runs.append((what, ((R / gamma) ** 2, len(when))))
    assert accuracy(path[-1], X, y) == 1, "it stops, and everything is right"
    assert len(when) <= (R / gamma) ** 2 + 1e-9, "it never makes more mistakes than the bound allows"
    return f"R {R:4.2f}, margin {gamma:.3f}, bound {(R / gamma) ** 2:8,.0f}, mistakes {len(when):5,}"


# %%
for seed, d, gamma in product(range(5), (3, 10, 100), (0.02, 0.05, 0.1, 0.2, 0.4)):
    attack(f"{d} dimensions", *random_task(d, gamma, 200, np.random.default_rng(seed)))
for n in (4, 16, 64, 256, 1024):
    attack("right angles", np.eye(n), np.zeros(n, dtype=int), -np.ones(n) / np.sqrt(n))
for (name, columns), seed in product([("petals", PETALS), ("sepals", SEPALS)], range(5)):
    raw, y = two_species(data.iris(seed=seed).train, SETOSA, VERSICOLOR, columns)  # (n, 2), (n,)
    for unit, X in [("raw", with_one(raw)), ("standardized", with_one(standardize(raw, raw)))]:
        report = attack("flowers", X, y, widest(X, y))
        if name == "sepals":
            print(f"seed {seed}, {unit:12s}: {report}")

X, y, u = random_task(10, 0.05, 200, np.random.default_rng(0))  # one run in detail
path, bound = train(X, y, epochs=5000)[0], 1 / min((2 * y - 1) * (X @ u)) ** 2  # (m + 1, 10), ()

# %% tags=["hide-input", "main-result"]
figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4))
theorem = plots.ROLES["highlight"].color
k = np.arange(bound + 40)
left.plot(k, np.sqrt(k), color=theorem, label=r"at most $\sqrt{k}\,R$")
left.plot(k, k / np.sqrt(bound), "--", color=theorem, label=r"at least $k\,\gamma$")
left.fill_between(k, k / np.sqrt(bound), np.sqrt(k), where=k < bound, color=theorem, alpha=0.15)
left.plot(np.linalg.norm(path, axis=1), "o", color=plots.BLACK, markersize=2.5, label="measured")
left.set(title="The length is caught in a wedge", xlabel="mistakes k", ylabel=r"length of $\mathbf{w}_k$")
left.legend(loc="lower right")
for what, marker in zip(dict(runs), "osD*P", strict=True):
    color = {"*": plots.BLACK, "P": COLORS["setosa or versicolor"]}.get(marker, plots.GRAY)
    size = 9 if marker in "*P" else 4
    made = np.array([run[1] for run in runs if run[0] == what])  # (runs, 2), bound and mistakes
    right.plot(*made.T, marker, color=color, markersize=size, label=what)
right.plot([3, 4e4], [3, 4e4], color=theorem, label="the bound")
right.set(title=f"{len(runs)} runs, none above the bound", xscale="log", yscale="log")
right.set(xlabel=r"bound $(R/\gamma)^2$", ylabel="mistakes made")
right.legend(loc="upper left", fontsize=9)
plots.show(
    figure,
    alt="Left: the length of w against mistakes lies between a straight line below and a square root above, which meet "
    "at the bound of about 400; the run stops near 100. Right: mistakes against the bound, both logarithmic. All runs "
    "in 3, 10 and 100 dimensions and all flowers lie below the diagonal; the sets at right angles lie exactly on it.",
)

# %%
reached = all(made == round(most) for what, (most, made) in runs if what == "right angles")
factor = min(most / made for what, (most, made) in runs if what == "flowers")
raw, scaled = (np.array([made for _, (_, made) in runs[-10:]])[k::2] for k in (0, 1))  # (5,) each, the sepals
print(f"right angles reach the bound: {reached}; flowers stay below it by a factor of at least {factor:.0f}")
assert reached and factor > 5 and len(runs) == 100 and (raw > 10 * scaled).all()
total = {d: sum(made for what, (_, made) in runs if what == f"{d} dimensions") for d in (10, 100)}
assert 0.8 < total[100] / total[10] < 1.1, "100 dimensions cost about as much as 10"

# %% [markdown]
# On the left, look where the two pink lines meet: beyond that point $\mathbf{w}$ has nowhere to be. On the right, 100
# dimensions cost about as much as 10. For raw sepals the bound is generous, but it explains why they are slow, since
# standardizing shrinks $R$ and widens $\gamma$. The starred sets reach it, so no better bound in $R$ and $\gamma$
# exists.

# %% [markdown]
# ## XOR: no line will do
#
# The theorem has one condition, and two of our tasks do not meet it. The middle one never settled because two flowers
# of different species have the very same petals (the triangle on a circle in the first figure). What about XOR?
#
# **Choose.** How many of XOR's four rows can one neuron get right, with the best weights there are?
#
# <details><summary>two, as a coin does</summary>
#
# The rule on its way never gets more, as you will see. But OR's weights do: they are wrong about 11 only.
# </details>
# <details><summary>three</summary>
#
# Yes. OR's weights show that three are possible, and four lines below show that four are not.
# </details>
# <details><summary>all four, with weights that the rule does not find</summary>
#
# One should not rule this out because a rule fails. It takes a proof, and that comes next.
# </details>

# %% [markdown]
# Four lines decide it, because XOR asks for
#
# $$\underbrace{b < 0}_{00 \to 0} \qquad \underbrace{w_2 + b \ge 0}_{01 \to 1} \qquad
# \underbrace{w_1 + b \ge 0}_{10 \to 1} \qquad \underbrace{w_1 + w_2 + b < 0}_{11 \to 0}$$
#
# Add the two in the middle, which gives $w_1 + w_2 + 2b \ge 0$, and subtract the last, which gives $b > 0$ and
# contradicts the first. So one
# neuron gets at most 75 % of XOR, whatever its weights, and the rule does not even find those:

# %%
X, y, _ = TASKS["XOR"]
path, when = train(X, y, epochs=12)
ends = np.array([path[np.searchsorted(when, 4 * epoch)] for epoch in range(1, 13)])  # (12, 3), after each epoch
print("weights after epochs 1 to 4:", ends[:4].tolist())
print(f"right with OR's weights: {accuracy(np.array([1, 1, -1]), X, y):.0%}")
frozen = [accuracy(w, X, y) for w in path]  # each ()
print(f"right on the rule's way, with the weights frozen: {min(frozen):.0%} to {max(frozen):.0%}")
assert (ends[1:] == ends[1]).all() and (min(frozen), max(frozen)) == (0.25, 0.5)

# %% [markdown]
# After epoch 3 the weights are where they were after epoch 2, so the neuron goes around this circle forever. Frozen
# anywhere on it, the weights get one or two rows right; but while it learns, the neuron is asked just the row that its
# last correction spoiled, hence the 1,498 mistakes in 1,500. Of all functions of four inputs, lecture 02 finds 97 % out
# of reach.
#
# **Checkpoint.** Why can one neuron compute AND and OR, but not the difference between them?
#
# <details><summary>Answer</summary>
#
# AND and OR each cut off one corner (11, or 00), which a line can do. "OR but not AND" *is* XOR: it needs the two
# opposite corners on one side, and the line that takes both also takes a third.
# </details>

# %% [markdown]
# ### Deeper: does the middle task settle later?
#
# Twins with the same petals mean that no function of the petals is right about both, so every epoch has a mistake.
# We look for twins on five splits, and count:

# %%
for seed in range(5):
    X, y = two_species(data.iris(seed=seed).train, VERSICOLOR, VIRGINICA, PETALS)  # (n, 2), (n,)
    _, when = train(with_one(standardize(X, X)), y, epochs=200)
    mistakes = np.bincount(when // len(X), minlength=200)  # (200,), in each epoch
    twins = {tuple(x) for x in X[y == 0].round(1)} & {tuple(x) for x in X[y == 1].round(1)}
    petal = " x ".join(map(str, min(twins)))
    print(f"seed {seed}: {mistakes.min()} to {mistakes.max()} mistakes in every epoch; both have a petal of {petal} cm")
    assert mistakes.min() > 0 and twins

# %% [markdown]
# The first task settled after one epoch, and this one has not after 200, on any split.
#
# **Checkpoint.** Why is "it has not settled after 200 epochs" alone no proof that no line exists?
#
# <details><summary>Answer</summary>
#
# It might settle in epoch 201. The rule stops if a line exists, but it cannot tell you that none does: you would have
# to know in advance how long to wait, and the bound says so only if you know how wide the gap is.
# </details>

# %% [markdown]
# ## Two layers, set by hand
#
# That answer is also the cure, because XOR is OR **and not** AND. Two hidden neurons compute OR and AND, and an output
# neuron takes their difference:

# %% tags=["hide-input"]
plots.show(plots.network((2, 2, 1), names=("inputs", "hidden: OR, AND", "output: XOR")))

# %%
W1 = np.array([[1, 1], [1, 1]])  # (hidden, inputs): row 0 for OR, row 1 for AND
b1 = np.array([-0.5, -1.5])  # (hidden,): fire from one input on, fire from two on
w2, b2 = np.array([1, -1]), -0.5  # (hidden,), (): OR and not AND


def two_layers(X, W1, b1, w2, b2):
    """Return the hidden neurons' answers, (n, hidden), and the output neuron's, (n,)."""
    H = step(X @ W1.T + b1)  # (n, d) @ (d, hidden) -> (n, hidden)
    return H, step(H @ w2 + b2)  # (n, hidden) @ (hidden,) -> (n,)


H, y_hat = two_layers(corners, W1, b1, w2, b2)  # (4, 2), (4,)
print("x1 x2   OR AND   answer")
for x, h, answer in zip(corners, H, y_hat, strict=True):
    print(f" {x[0]}  {x[1]}    {h[0]}   {h[1]}      {answer}")
assert (y_hat == xor).all()

# %% tags=["hide-input"]
figure, (before, after) = plt.subplots(1, 2, figsize=(8, 4.1))
for axis, points, lines in [
    (before, corners, [[*W1[0], b1[0]], [*W1[1], b1[1]]]),
    (after, H, [[*w2, b2]]),
]:
    draw_classes(axis, points, xor, ["XOR = 0", "XOR = 1"], size=13)
    for w, style in zip(lines, ("-", "--"), strict=False):
        draw_line(axis, np.array(w), color=plots.BLACK, linestyle=style)
    axis.set(xlim=(-0.4, 1.5), ylim=(-0.4, 1.5), xticks=[0, 1], yticks=[0, 1], aspect="equal")
before.set(title="Inputs: two lines needed", xlabel="$x_1$", ylabel="$x_2$")
before.text(0.34, 0.28, "OR", rotation=-45, ha="center", va="center")
before.text(0.58, 1.04, "AND", rotation=-45, ha="center", va="center")
after.set(title="Hidden layer: one line is enough", xlabel="$a_1$ (OR)", ylabel="$a_2$ (AND)")
after.annotate("01 and 10", (1, 0), xytext=(0.72, -0.27))
after.text(0.06, 0.08, "00")
after.text(1.06, 1.08, "11")
figure.legend(*before.get_legend_handles_labels(), loc="outside lower center", ncols=2)
plots.show(
    figure,
    alt="Left: the four corners of the square; the OR line and the AND line enclose the two corners where XOR is 1. "
    "Right: the hidden layer maps those two corners to one point, (1, 0), and one line separates it from (0, 0) and "
    "(1, 1).",
)

# %% [markdown]
# On the left, class 1 lies between two lines; on the right, the hidden layer has *moved* 01 and 10 onto each other.
# Every hidden layer does this: it moves the data until a line will do.
#
# **Checkpoint.** Why must the hidden neurons be non-linear? Look at what two layers compute without the steps.
#
# <details><summary>Answer</summary>
#
# $(XW_1^\top + b_1)\,w_2 + b_2 = X(W_1^\top w_2) + (b_1^\top w_2 + b_2)$: again one neuron with one line. The step
# in between is what makes the corners meet. [Lecture 05](05-activations.ipynb) shows it for any number of layers.
# </details>

# %% [markdown]
# ## Deeper: why not train both layers?
#
# Why not train both layers by this rule? Because it needs the label of the neuron that it corrects, and nobody tells us
# what a *hidden* neuron should have said. One might still try each weight a little larger and a little smaller, and
# keep what makes fewer mistakes. We measure what that would tell us, for all nine weights of 300 random networks:


# %%
def errors(theta):
    """Return the wrong answers on XOR of the two-layer network with the nine weights theta."""
    W1, b1, w2, b2 = theta[:4].reshape(2, 2), theta[4:6], theta[6:8], theta[8]  # (2, 2), (2,), (2,), ()
    return (two_layers(corners, W1, b1, w2, b2)[1] != xor).sum()


rng = np.random.default_rng(0)
slopes = []
for _ in range(300):
    theta = rng.normal(size=9)  # (9,)
    slopes += [errors(theta + h) - errors(theta - h) for h in 1e-6 * np.eye(9)]
print(f"{len(slopes):,} slopes measured, {np.count_nonzero(slopes)} of them different from zero")
assert not np.any(slopes)

# %% [markdown]
# A step is flat on both sides. So a tiny change of a hidden weight changes no answer, and nothing says which way is
# down. The lasting answer is to make the step smooth and let the chain rule pass the blame backward, in lecture 08.
# Rosenblatt's own machines avoided the question: they left the first layer random and trained only the last (exercise
# 4).

# %% [markdown]
# ## Deeper: the first winter
#
# In July 1958 the US Navy showed the press a perceptron, simulated on an IBM 704, that learned to tell cards marked on
# the left from cards marked on the right. The New York Times reported hopes for a machine that would walk, talk, see,
# write and be conscious of its existence. Eleven years later Minsky and Papert published *Perceptrons*, and the story
# goes that XOR killed neural networks. That is too simple, as a table of what happened shows.
#
# | year | what happened | what it did |
# | --- | --- | --- |
# | 1960s | no rule for hidden layers becomes widely known; computers are tiny | progress stalls before the book |
# | 1966 | ALPAC report: machine translation disappoints | US money for that field dries up |
# | 1969 | *Perceptrons* | a strong argument for those who had turned to symbolic AI |
# | 1969 | Mansfield Amendment | the US military may fund only research with a direct military use |
# | 1971 | Rosenblatt dies in a boating accident, at 43 | the field loses its advocate |
# | 1973 | Lighthill report: AI's methods drown in combinations | British AI, mostly *not* neural, loses most support |
#
# And the book? Its theorems are about perceptrons whose hidden units each see only a part of the picture: such a
# machine cannot tell whether a figure is connected. About *training* more layers it proved nothing, and guessed that
# the extension would be sterile. It took until 1986 to show widely that the guess was wrong.
#
# Work went on all the while. Ivakhnenko and Lapa trained deep networks layer by layer in 1965, and Amari proposed
# training hidden units by gradient in 1967. [Lecture 01](01-history.ipynb) tells how the field froze a second time.
#
# To read on:
#
# - M. Minsky and S. Papert, 1969, *Perceptrons: An Introduction to Computational Geometry*, MIT Press: what local
#   features cannot see.
# - J. Lighthill, 1973, *Artificial Intelligence: A General Survey*, Science Research Council: the British winter.
# - M. Olazaran, 1996, *A sociological study of the official history of the perceptrons controversy*, Social Studies of
#   Science 26, 611–659: who said what, and when.

# %% [markdown]
# ## What goes wrong
#
# **No line exists, and the rule never stops.** Accuracy jumps, and the last weights are an accident of when you
# stopped. Keep the best so far in your **pocket**, or **average** the weights over all examples seen.
#
# **The inputs are far from the origin.** On every split, raw sepals took more than ten times as
# many corrections as standardized ones, so standardize.
#
# **The labels are −1 and 1, the answers 0 and 1.** Then $y - \hat y$ is never 0 for class −1:

# %%
X, y, _ = TASKS["setosa or versicolor"]  # (n, 3), (n,)
for name, labels in [("0 and 1", y), ("-1 and 1", 2 * y - 1)]:
    path, when = train(X, labels, epochs=50)
    last = np.bincount(when // len(X), minlength=50)[-1]
    length, right = np.linalg.norm(path[-1]), accuracy(path[-1], X, y)
    print(f"labels {name:8s}: {last} corrections in epoch 50, length of w {length:6.1f}, {right:.1%} of these right")
assert last >= (y == 0).sum() and length > 1000 and right < 1

# %% [markdown]
# The data are easy, but the rule never settles, because right answers are punished,
# and the weights grow without end. With labels $s \in \{-1, 1\}$ write "if $s\,z \le 0$, then
# $\mathbf{w} \leftarrow \mathbf{w} + \eta\,s\,\mathbf{x}$", as lecture 04 does.
#
# <details><summary>And at z = 0?</summary>
#
# That form counts $z = 0$ as a mistake for both classes, ours only for class 0. The theorem holds for both, because its
# proof asks only for $s\,z \le 0$.
# </details>
#
# ### Deeper: how good are the pocket and the average?
#
# The pocket is Gallant's (1990), averaging was studied by Freund and Schapire (1999). On two overlapping clouds we
# compare both with the best rule there is, which knows where the clouds come from:

# %%
print("right on 300 new points")
print("stopped at a random moment: mean  worst   pocket   averaged   best rule")
for seed in range(5):
    clouds = data.blobs(1200, noise=1.5, seed=seed)
    X, X_new = (with_one(part.X.double().numpy()) for part in (clouds.train, clouds.test))  # (900, 3), (300, 3)
    y, y_new = clouds.train.y.numpy(), clouds.test.y.numpy()  # (900,), (300,)
    path, when = train(X, y, epochs=10)
    W = path[np.searchsorted(when, np.arange(10 * len(X)), side="right")]  # (9000, 3), after every example
    stopped = (step(X_new @ W[len(W) // 2 :].T) == y_new[:, None]).mean(axis=0)  # (4500,), any time in epochs 6-10
    pocket = path[(step(X @ path.T) == y[:, None]).mean(axis=0).argmax()]  # (3,), best on the training points
    kept, averaged = accuracy(pocket, X_new, y_new), accuracy(W.mean(axis=0), X_new, y_new)
    best = accuracy(np.array([1, 0, 0]), X_new, y_new)  # the clouds' centers are (-2, 0) and (2, 0)
    print(f"{stopped.mean():32.1%} {stopped.min():6.1%} {kept:8.1%} {averaged:10.1%} {best:11.1%}")
    assert stopped.min() < 0.5 and min(kept, averaged) > stopped.mean() + 0.015
    assert abs(kept - best) < 0.03 and abs(averaged - best) < 0.03

# %% [markdown]
# Whoever stops at a random moment may be wrong about nearly all points. The pocket and the average come as close to the
# best rule as 300 points can tell. That rule is right about 91 % of the time, and on 300 points a score is easily 3
# points off, which is why some scores above lie beyond 91 %.
#
# - S. I. Gallant, 1990, *Perceptron-based learning algorithms*, IEEE Transactions on Neural Networks 1, 179–191.
# - Y. Freund and R. E. Schapire, 1999, *Large margin classification using the perceptron algorithm*, Machine Learning
#   37, 277–296: voting and averaging.

# %% [markdown]
# ## Exercises
#
# ### 1. AND on paper (★, 10 minutes)
#
# Start at 0 with $\eta = 1$ and show 00, 01, 10, 11 in this order. Find the first four corrections for AND by hand. How
# many does it take in all?
#
# <details><summary>Solution</summary>
#
# At $\mathbf{w} = 0$ every $z$ is 0, so the first answer is 1, wrong for 00: subtract $(0, 0, 1)$. Then 01 and 10 give
# $-1$, answer 0, right. 11 gives $-1$, answer 0, wrong: add $(1, 1, 1)$. In the second epoch 00 gives 0, wrong; then 01
# gives 0, wrong.
#
# ```python
# path, when = train(with_one(corners), np.array([0, 0, 0, 1]), epochs=20)
# print(path.tolist())
# assert path[1:5].tolist() == [[0, 0, -1], [1, 1, 0], [1, 1, -1], [1, 0, -2]]
# assert len(when) == 11 and path[-1].tolist() == [2, 1, -3]
# ```
# </details>
#
# ### 2. Does the learning rate matter? (★★, 10 minutes)
#
# Train on the sepals with $\eta$ = 0.01, 1 and 100, and compare when the corrections come, first from 0 and then from a
# random start. Explain both.
#
# <details><summary>Solution</summary>
#
# From 0, $\mathbf{w}$ is always $\eta$ times a sum of examples, so $\eta$ scales $\mathbf{w}$ and changes no answer.
# From another start, $\eta$ sets how fast that start is forgotten.
#
# ```python
# X, y, _ = PLAY["by sepals"]  # (n, 3), (n,)
# rated = [train(X, y, 60, eta) for eta in (0.01, 1, 100)]
# assert all(np.array_equal(when, rated[0][1]) for _, when in rated)
# assert np.allclose(rated[2][0], 100 * rated[1][0])
#
# start = np.random.default_rng(0).normal(size=3)  # (3,)
# print([len(train(X, y, 5000, eta, w=start)[1]) for eta in (0.01, 1, 100)])
# ```
# </details>
#
# ### 3. The stars (★★, 15 minutes)
#
# The starred examples are the axes $\mathbf{e}_1, \dots, \mathbf{e}_n$, all of class 0, without a bias. Show that the
# best margin is $1/\sqrt{n}$ and that the rule makes exactly $n$ mistakes.
#
# <details><summary>Solution</summary>
#
# $\mathbf{u}^\top\mathbf{e}_i = u_i$ must be at most $-\gamma$ for all $i$. The squares of the $u_i$ add up to 1, so
# the best is to share: $u_i = -1/\sqrt{n}$. The bound is then $(1/(1/\sqrt{n}))^2 = n$. Each $\mathbf{e}_i$ meets a
# weight that no other example has touched, $w_i = 0$, so $z = 0$ and the answer is 1: wrong, once each.
#
# ```python
# path, when = train(np.eye(9), np.zeros(9, dtype=int), epochs=3)
# assert when.tolist() == list(range(9)) and (path[-1] == -1).all()
# ```
# </details>
#
# ### Deeper: 4. Rosenblatt's first layer (★★★, 30 minutes, open)
#
# Rosenblatt's machine left its first layer random and trained only what came after. Try this on the parity of four
# inputs (1 if an odd number is on). How many random hidden neurons does it take?
#
# <details><summary>Solution</summary>
#
# One way to look; there is no single right answer. (The Mark I perceptron, around 1960, fed 400 photocells through
# random, fixed wires into 512 **association units**.)
#
# ```python
# inputs = np.array(list(product([0, 1], repeat=4)))  # (16, 4)
# parity = inputs.sum(axis=1) % 2  # (16,)
# solved = {}
# for hidden in (4, 8, 16, 32, 64):
#     solved[hidden] = 0
#     for seed in range(20):
#         rng = np.random.default_rng(seed)
#         W1, b1 = rng.normal(size=(hidden, 4)), rng.normal(size=hidden)  # (hidden, inputs), (hidden,)
#         H = with_one(step(inputs @ W1.T + b1))  # (16, 4) @ (4, hidden) -> (16, hidden + 1)
#         w = train(H, parity, epochs=300)[0][-1]  # (hidden + 1,)
#         solved[hidden] += accuracy(w, H, parity) == 1
#     print(f"{hidden:2d} random hidden neurons: parity solved in {solved[hidden]:2d} of 20 draws")
# assert solved[4] == 0 and solved[64] >= 18
# ```
#
# Around 16 to 32 random neurons begin to be enough for 16 input patterns: about as many neurons as patterns, so they
# memorize rather than understand. With each further input the patterns double (try five). By hand, four are enough: the
# $k$-th fires if at least $k$ inputs are on, and the output adds them with the signs $+$, $-$, $+$, $-$. That
# difference is what *learning* the first layer is worth.
# </details>

# %% [markdown]
# ## Summary
#
# - The rule is $\mathbf{w} \leftarrow \mathbf{w} + \eta\,(y - \hat y)\,\mathbf{x}$, so right answers change nothing.
# - If a line separates the classes with margin $\gamma$, it makes at most $(R/\gamma)^2$ mistakes; else it never stops.
# - One neuron gets at most 75 % of XOR. Two layers solve it, but the rule cannot train the hidden one.
#
# ## Where it came from
#
# - F. Rosenblatt, 1957, *The Perceptron: A Perceiving and Recognizing Automaton*, Cornell Aeronautical Laboratory,
#   Report 85-460-1; and 1958, *The perceptron: a probabilistic model for information storage and organization in the
#   brain*, Psychological Review 65, 386–408: a neuron that learns.
# - F. Rosenblatt, 1962, *Principles of Neurodynamics*, Spartan Books: error correction, and that it ends.
# - A. B. J. Novikoff, 1962, *On convergence proofs on perceptrons*, Proceedings of the Symposium on the Mathematical
#   Theory of Automata, 615–622: the short proof.
#
# **Next**: [04, one neuron, four models](04-one-neuron-four-models.ipynb): give the neuron a loss with a slope, and it
# becomes a regression, a support vector machine or a logistic regression.
