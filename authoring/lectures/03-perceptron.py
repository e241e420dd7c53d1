# %% [markdown]
# # The perceptron
#
# You will be able to let one neuron find its own weights, bound the number of mistakes that this can cost, and show
# which problems it will never solve.
#
# **Reading** 50 min · **Running** under 30 s on two cores · **Prerequisites** the threshold neuron
# ([lecture 02](02-threshold-neurons.ipynb)), the dot product of two vectors · **Practice**
# [assignment a01](../release/a01-threshold-neurons/threshold-neurons.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/03-perceptron.ipynb)
#
# **Needs** [02](02-threshold-neurons.ipynb) · **Used by** [04](04-one-neuron-four-models.ipynb),
# [09](09-multilayer-perceptrons.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **apply** the perceptron rule by hand, and **implement** it;
# - **prove** that it stops when a boundary exists, and **bound** its mistakes;
# - **show** in two ways that one neuron cannot compute XOR, and **build** two layers that do;
# - **diagnose** a run that never stops, crawls, or mixes up its labels;
# - **explain** why the first winter had more than one cause.

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
from itertools import product

from sklearn.linear_model import Perceptron

# %% [markdown]
# ## Two mistakes, or mistakes forever
#
# The neurons of lecture 02 had their weights set by hand. From 1957 on, Frank Rosenblatt let neurons set their own. Of
# the rules he tried, one lasted: **when you are wrong, and only then, move.** Here is all of it. Read the three lines
# in the middle: guess, compare, correct. The rest keeps a diary.


# %%
def step(z):
    """Return 1 where z is at least 0, else 0."""
    return np.where(z >= 0, 1, 0)


def train(X, y, epochs, eta=1.0, w=None):
    """Return the weights before and after each correction, (m + 1, p), and when the m corrections came, (m,)."""
    w = np.zeros(X.shape[1]) if w is None else w  # (p,)
    path, when = [w], []
    for epoch in range(epochs):
        for i in range(len(X)):
            y_hat = step(w @ X[i])  # (p,) @ (p,) -> ()
            if y_hat != y[i]:
                w = w + eta * (y[i] - y_hat) * X[i]  # (p,), the rule
                path.append(w)
                when.append(epoch * len(X) + i)
        if not when or when[-1] < epoch * len(X):
            break  # a whole epoch without a mistake
    return np.stack(path), np.array(when, dtype=int)


# %% [markdown]
# We give it three tasks. Tell two species of iris apart by the length and width of their petals: setosa from
# versicolor, then versicolor from virginica. And compute XOR, "one or the other but not both". Each task's examples
# are shown one at a time, over and over, and we count the mistakes.

# %%
SEPALS, PETALS = [0, 1], [2, 3]  # the columns of iris that hold length and width


def two_species(negative, positive, columns, seed=0):
    """Return iris with two species only, as classes 0 and 1, and two of the four measurements."""
    flowers = data.iris(seed=seed)
    zero, one = flowers.class_names.index(negative), flowers.class_names.index(positive)

    def keep(split):
        chosen = (split.y == zero) | (split.y == one)  # (n,)
        return data.Split(split.X[chosen][:, columns], (split.y[chosen] == one).long())

    names = tuple(flowers.feature_names[column] for column in columns), (negative, positive)
    return data.Dataset("iris", keep(flowers.train), keep(flowers.test), *names, flowers.description)


def with_one(X):
    return np.column_stack([X, np.ones(len(X))])  # (n, d) -> (n, d + 1)


def arrays(split):
    return with_one(split.X.double().numpy()), split.y.numpy()  # (n, d + 1), (n,)


# %%
easy = data.standardize(two_species("setosa", "versicolor", PETALS))
hard = data.standardize(two_species("versicolor", "virginica", PETALS))
corners = np.array(list(product([0, 1], repeat=2)))  # (4, 2): 00, 01, 10, 11
xor = np.array([0, 1, 1, 0])  # (4,)

figure, axis = plt.subplots()
tasks = [("XOR", (with_one(corners), xor)), ("versicolor or virginica", arrays(hard.train))]
for name, (X, y) in [*tasks, ("setosa or versicolor", arrays(easy.train))]:
    _, when = train(X, y, 1500 // len(X))
    axis.step([*when + 1, 1500], [*range(1, len(when) + 1), len(when)], where="post", label=name)
    print(f"{name}: {len(when)} mistakes in 1,500 examples")
axis.set(title="One counter stops at 2; the others never stop", xlabel="examples shown", ylabel="mistakes so far")
axis.set(xscale="log", yscale="log", xlim=(1, 1500), ylim=(0.8, 2000))
axis.legend(loc="upper left")
plots.show(
    figure,
    alt="Mistakes so far against examples shown, both on logarithmic axes. XOR climbs along the diagonal, one mistake "
    "per example. Versicolor or virginica climbs beside it to 161. Setosa or versicolor is flat at two mistakes.",
)

# %% [markdown]
# Look at the flat line. The neuron makes two mistakes, and from then on it is right about every flower. On XOR it is
# wrong practically *every single time* it is asked, which a coin would not manage. By the end you will know why the
# first line must go flat, and why the other two cannot.
#
# **Checkpoint.** Why can the flat line never rise again, however long we go on showing the same flowers?
#
# <details><summary>Answer</summary>
#
# Without a mistake nothing changes. So after one clean pass the next pass meets the same weights and the same
# flowers, and gives the same right answers. A clean pass is not luck, it is the end; `train` stops there.
# </details>

# %% [markdown]
# ## The rule
#
# In words: guess. If the guess is right, do nothing. If you said 0 and the truth is 1, add the input to the weights.
# If you said 1 and the truth is 0, subtract it. As a formula:
#
# $$z = \mathbf{w}^\top \mathbf{x} \qquad \hat y = \begin{cases} 1 & z \ge 0 \\ 0 & z < 0 \end{cases} \qquad
# \mathbf{w} \leftarrow \mathbf{w} + \eta\,(y - \hat y)\,\mathbf{x}$$
#
# | symbol | meaning |
# | --- | --- |
# | $\mathbf{x}$ | one example; its last entry is always 1, so that the last weight is the **bias** $b$ |
# | $\mathbf{w}$ | the weights, $b$ among them; they start at 0 |
# | $z$, $\hat y$ | the pre-activation and the answer, 0 or 1 |
# | $y$ | the truth, 0 or 1 |
# | $\eta$ (`eta`) | the learning rate; how far one correction goes |
#
# The bias is minus the threshold of lecture 02: $\mathbf{w}^\top\mathbf{x}$ reaches 0 where the rest of the sum
# reaches $-b$. The factor $y - \hat y$ is $+1$, $-1$ or, when the answer is right, $0$. Put the new weights back into
# $z$ to see what a correction does:
#
# $$z_{\text{new}} = z + \eta\,(y - \hat y)\,\lVert \mathbf{x} \rVert^2$$
#
# It pushes the answer *to this example* the right way. It may not push far enough, and it may spoil another example.
# That is why it takes several rounds, and why it is not obvious that they ever end. Follow OR by hand:

# %% tags=["check-output"]
X, either = with_one(corners), np.array([0, 1, 1, 1])  # (4, 3), (4,)
path, when = train(X, either, epochs=10)  # (6, 3), (5,)
print("epoch  x1 x2   z  said  truth   new w1 w2  b")
for k, t in enumerate(when):
    x, truth, w_new = X[t % 4], either[t % 4], path[k + 1]  # (3,), (), (3,)
    z = x @ path[k]
    print(
        f"{t // 4 + 1:5d}  {x[0]:2.0f} {x[1]:2.0f}  {z:2.0f}  {step(z):4d}  {truth:5d}  ", *(f"{v:4.0f}" for v in w_new)
    )
    assert np.isclose(x @ w_new, z + (truth - step(z)) * (x @ x))
assert (step(X @ path[-1]) == either).all()

# %% [markdown]
# Five corrections, and the neuron computes OR with $w_1 = w_2 = 1$ and threshold 1: the very gate of lecture 02, but
# nobody wrote it down. scikit-learn has the same rule. We give it the same start, order and rate, and compare after 20
# epochs on both pairs of flowers. (The start is random. From zero, $z$ is exactly 0 at the first example, and there
# the library counts *any* answer as a mistake.)

# %%
for name, flowers in [("setosa or versicolor", easy), ("versicolor or virginica", hard)]:
    X, y = arrays(flowers.train)  # (n, 3), (n,)
    start = np.random.default_rng(0).normal(size=3)  # (3,)
    path, when = train(X, y, epochs=20, eta=0.3, w=start)
    library = Perceptron(eta0=0.3, shuffle=False, max_iter=20, tol=None)
    library.fit(X[:, :2], y, coef_init=start[None, :2], intercept_init=start[2:])
    theirs = np.append(library.coef_, library.intercept_)  # (3,)
    print(f"{name}: largest difference {np.abs(path[-1] - theirs).max():.0e}, corrections {len(when)}")
    assert np.allclose(path[-1], theirs)

# %% [markdown]
# ### Play with it
#
# The **decision boundary** is where $z = 0$: with two features, a straight line. On its shaded side the neuron says 1.
# Step through the corrections.


# %%
def draw_plane(axis, X, y, names, w):
    """Draw the two classes, and shade the side of the line where the neuron says 1."""
    for label, (name, color, marker) in enumerate(zip(names, (plots.BLUE, plots.ORANGE), "os", strict=True)):
        axis.plot(*X[y == label, :2].T, marker, color=color, markersize=6, markeredgecolor="white", label=name)
    axis.margins(0.2)
    left, right, low, high = axis.axis()
    across, up = np.meshgrid(np.linspace(left, right, 200), np.linspace(low, high, 200))  # (200, 200) each
    side = step(w[0] * across + w[1] * up + w[2])  # (200, 200)
    axis.contourf(across, up, side, levels=[0.5, 1.5], colors=[plots.ORANGE], alpha=0.15)
    axis.set(xlim=(left, right), ylim=(low, high), xlabel="$x_1$", ylabel="$x_2$")
    axis.grid(False)


def draw_line(axis, w, **style):
    """Draw where w[0] x1 + w[1] x2 + w[2] = 0, if that is a line."""
    if np.hypot(w[0], w[1]) > 0:
        foot = -w[2] * w[:2] / (w[:2] @ w[:2])  # (2,), the line's nearest point to the origin
        axis.axline(foot, foot + [-w[1], w[0]], **style)


# %%
sepals = data.standardize(two_species("setosa", "versicolor", SEPALS))
PLAY = {  # task -> X, y, the names of classes 0 and 1
    "setosa or versicolor, petals": (*arrays(easy.train), ["setosa", "versicolor"]),
    "setosa or versicolor, sepals": (*arrays(sepals.train), ["setosa", "versicolor"]),
    "versicolor or virginica, petals": (*arrays(hard.train), ["versicolor", "virginica"]),
    "XOR": (with_one(corners), xor, ["0", "1"]),
}


def event(k, corrections, name):
    """Say what happened at step k."""
    if k == 0:
        return f"Before the first correction all are {name}"
    if k > corrections:
        return f"No correction {k}: settled after {corrections}"
    return f"Correction {k}: it had said {name}"


# %%
def draw_corrections(task, k):
    """Draw the boundary after k corrections, and the share of right answers after each."""
    X, y, names = PLAY[task]
    path, when = train(X, y, epochs=60)  # (m + 1, p), (m,)
    now = min(k, len(when))
    i = when[now - 1] % len(X)
    right = (step(X @ path[: now + 1].T) == y[:, None]).mean(axis=0)  # (n, p) @ (p, now + 1) -> (now + 1,)
    said = event(k, len(when), names[1 - y[i]] if k else names[1])
    figure, (plane, curve) = plt.subplots(1, 2, figsize=(9, 3.8), width_ratios=[3, 2])
    draw_plane(plane, X, y, names, path[now])
    if task != "XOR":
        plane.set(xlabel="length (standardized)", ylabel="width (standardized)")
    draw_line(plane, path[now], color=plots.BLACK)
    if 0 < k == now:
        draw_line(plane, path[now - 1], color="gray", linestyle="--", linewidth=1.2)
        plane.plot(*X[i, :2], "o", markersize=16, markerfacecolor="none", markeredgecolor=plots.RED, markeredgewidth=2)
    plane.set_title(said, fontsize=11)
    figure.legend(loc="outside lower left", ncols=2)
    curve.plot(100 * right, "o-", color=plots.BLUE, markersize=4, linewidth=1)
    curve.set(xlabel="correction", ylabel="right answers (%)", xlim=(-1, 41), ylim=(-4, 104))
    curve.set_title(f"Right now {right[-1]:.0%}, best {right.max():.0%}", fontsize=11)
    marks = " The line before it is dashed; a ring marks the example that moved it." if 0 < k == now else ""
    result = f"The line now gets {right[-1]:.0%} of the examples right; the best so far was {right.max():.0%}."
    return plots.describe(figure, f"{task}. {said}. {result}{marks}")


# %%
widgets.explore(
    draw_corrections,
    task=widgets.choice("task", list(PLAY), "setosa or versicolor, sepals"),
    k=widgets.slider("corrections", 0, 40, 1, 5),
)

# %% [markdown]
# **Try** all four tasks, one correction at a time. **Notice** that the line moves so that the ringed example comes
# closer to its own side, and that the share of right answers often *falls*: the rule looks at one example, not at the
# total. By sepals it settles after 11 corrections. Between versicolor and virginica it is nearly right many times, and
# walks away each time. On XOR it goes around in a circle of four corrections and never gets more than half right.
#
# **Checkpoint.** Why does a correction by an example far from the origin turn the line more than one by an example
# close to it?
#
# <details><summary>Answer</summary>
#
# A correction adds or subtracts $\eta\,\mathbf{x}$: the larger the input, the larger the change. One flower
# measured in the wrong unit can throw the whole line around. Remember this under "What goes wrong".
# </details>

# %% [markdown]
# ## Which part of the rule matters?
#
# An honest experiment takes parts away. Two versions of the rule: without a bias; and without "only when you are
# wrong", so that *every* example moves the weights, which is what Hebb's rule from lecture 02 does. Two versions of the
# inputs: raw centimeters, and standardized. Five splits of the flowers; the baseline gives everybody the same answer.


# %%
def rosenblatt(X, y):
    return train(X, y, epochs=200)[0][-1]  # (p,)


def no_bias(X, y):
    return np.append(rosenblatt(X[:, :-1], y), 0)  # (p,)


def every_example(X, y):
    return (2 * y - 1) @ X / 2  # (n,) @ (n, p) -> (p,): plus x / 2 for class 1, minus x / 2 for class 0


def accuracy(w, X, y):
    return (step(X @ w) == y).mean()  # (n, p) @ (p,) -> (n,) -> ()


worst = {}
for seed in range(5):
    raw = two_species("setosa", "versicolor", PETALS, seed)
    for unit, flowers in [("raw", raw), ("standardized", data.standardize(raw))]:
        for learn in (rosenblatt, no_bias, every_example):
            found = accuracy(learn(*arrays(flowers.train)), *arrays(flowers.test))
            worst[unit, learn.__name__] = min(found, worst.get((unit, learn.__name__), 1))
baseline = max(raw.test.y.float().mean().item(), 1 - raw.test.y.float().mean().item())

# %%
print(f"right on new flowers, worst of five splits (baseline {baseline:.0%})")
for learn in ("rosenblatt", "no_bias", "every_example"):
    print(f"  {learn:14s} raw {worst['raw', learn]:4.0%}   standardized {worst['standardized', learn]:4.0%}")
assert worst["raw", "rosenblatt"] == worst["standardized", "rosenblatt"] == 1
assert worst["raw", "no_bias"] < 0.9
assert worst["raw", "every_example"] <= baseline

# %% [markdown]
# In raw centimeters only the full rule works, and it is right about every new flower in all five splits. Without a
# bias the line must pass through the origin. Hebb's rule ends up with the difference of two sums, dominated by the
# longer petals: one answer for all. Standardizing rescues both here, because it moves the origin between two species
# of equal number. Do not count on that luck.
#
# And the pair that never settled? Bad luck, too few epochs? This can be decided:

# %%
for seed in range(5):
    flowers = two_species("versicolor", "virginica", PETALS, seed)
    X, y = arrays(flowers.train)  # (n, 3), (n,)
    _, when = train(*arrays(data.standardize(flowers).train), epochs=200)
    mistakes = np.bincount(when // len(X), minlength=200)  # (200,), in each epoch
    twins = {tuple(x[:2].round(1)) for x in X[y == 0]} & {tuple(x[:2].round(1)) for x in X[y == 1]}
    petal = " x ".join(map(str, min(twins)))
    print(f"seed {seed}: {mistakes.min()} to {mistakes.max()} mistakes in every epoch; both have a petal of {petal} cm")
    assert mistakes.min() > 0 and twins

# %% [markdown]
# Two flowers of different species have the very same petals. No line, in fact no function of the petals, can be right
# about both, so there can be no clean epoch.
#
# **Checkpoint.** Why is "it has not settled after 200 epochs" alone no proof that no line exists?
#
# <details><summary>Answer</summary>
#
# It might settle in epoch 201. The rule stops if a line exists, but it cannot tell you that none does: you would have
# to know in advance how long to wait. The next section says how long, if you know how wide the gap is.
# </details>

# %% [markdown]
# ## Why it must stop
#
# Call a set **separable with margin** $\gamma$ if some unit vector $\mathbf{u}$ puts every example on its side with
# room to spare: $\mathbf{u}^\top\mathbf{x} \ge \gamma$ for class 1, $\le -\gamma$ for class 0. Let $R$ be the
# length of the longest $\mathbf{x}$. (Each $\mathbf{x}$ still ends with its constant 1.) Then (Novikoff, 1962) the
# rule, started at $\mathbf{w} = 0$, makes at most
#
# $$k \le \left(\frac{R}{\gamma}\right)^2$$
#
# mistakes, **ever**: in any order, however many examples there are, in any number of dimensions. It need not know
# $\mathbf{u}$. Shown every example again and again, it must come to a pass without a mistake.
#
# The proof is a race. Each mistake moves $\mathbf{w}$ forward along $\mathbf{u}$ by at least $\gamma$, so its length
# grows at least like $k$. But mistakes happen only where $\mathbf{w}$ points the wrong way, so its length grows at
# most like $\sqrt{k}$. The two collide.
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
# We attack it: sets whose margin we know, in 3, 10 and 100 dimensions (through the origin, so they need no constant 1),
# and one built to hurt, $n$ examples at right angles to each other, all of class 0.


# %%
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


runs = []  # of (dimensions, bound, mistakes)
for seed, d, gamma in product(range(5), (3, 10, 100), (0.02, 0.05, 0.1, 0.2, 0.4)):
    X, y, u = random_task(d, gamma, 200, np.random.default_rng(seed))
    path, when = train(X, y, epochs=5000)
    assert accuracy(path[-1], X, y) == 1, "it stops, and everything is right"
    runs.append((d, 1 / min((2 * y - 1) * (X @ u)) ** 2, len(when)))  # R = 1
    assert len(when) <= runs[-1][1], "it never makes more mistakes than the bound allows"
for n in (4, 16, 64, 256, 1024):
    _, when = train(np.eye(n), np.zeros(n, dtype=int), epochs=5)
    runs.append((0, n, len(when)))  # u = -(1, ..., 1) / sqrt(n), so gamma = 1 / sqrt(n)
    assert len(when) == n

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8))
X, y, u = random_task(10, 0.05, 200, np.random.default_rng(0))
path, when = train(X, y, epochs=5000)
k = np.arange(len(path))  # (m + 1,)
bound = 1 / min((2 * y - 1) * (X @ u)) ** 2
long = np.arange(bound + 40)
left.plot(long, np.sqrt(long), color=plots.RED, label=r"at most $\sqrt{k}\,R$")
left.plot(long, long / np.sqrt(bound), color=plots.GREEN, label=r"at least $k\,\gamma$")
left.plot(k, np.linalg.norm(path, axis=1), "o", color=plots.BLACK, markersize=2.5, label="measured")
left.set(title="The length is caught in a wedge", xlabel="mistakes k", ylabel=r"length of $\mathbf{w}_k$")
left.legend(loc="lower right")
names = {3: "3 dimensions", 10: "10", 100: "100", 0: "right angles"}
for (d, name), marker in zip(names.items(), "osD*", strict=True):
    _, bounds, counts = np.array([run for run in runs if run[0] == d]).T
    right.plot(bounds, counts, marker, markersize=9 if d == 0 else 4.5, label=name)
right.plot([4, 3000], [4, 3000], color="gray", linestyle=":", linewidth=1.5)
right.set(title="80 runs, none above the bound", xscale="log", yscale="log")
right.set(xlabel=r"bound $(R/\gamma)^2$", ylabel="mistakes made")
right.legend(loc="upper left")
plots.show(
    figure,
    alt="Left: the length of w against mistakes lies between a straight line below and a square root above, which meet "
    "at the bound of about 400; the run stops near 100. Right: mistakes against the bound, both logarithmic. All runs "
    "in 3, 10 and 100 dimensions lie below the diagonal; the sets at right angles lie exactly on it.",
)

# %% [markdown]
# On the left, look where the two curves meet: past that point $\mathbf{w}$ has nowhere to be. On the right, a narrower
# gap costs more mistakes, but 100 dimensions cost no more than 10. Usually the bound is generous, and yet nobody can
# improve it: the stars reach it exactly.
#
# **Checkpoint.** Why does the bound not get worse when every flower is shown a thousand times?
#
# <details><summary>Answer</summary>
#
# It counts mistakes, not examples. $R$ and $\gamma$ are the same for one copy of each flower and for a thousand.
# </details>

# %% [markdown]
# ## XOR: no line will do
#
# The theorem has one condition, and XOR breaks it. First by search: try 15,625 settings of two weights and a bias.

# %%
grid = np.array(list(product(np.arange(-3, 3.25, 0.25), repeat=3)))  # (15625, 3)
answers = step(grid @ with_one(corners).T)  # (15625, 3) @ (3, 4) -> (15625, 4)
print("right answers on XOR, of 4:", np.unique((answers == xor).sum(axis=1), return_counts=True)[0].tolist())
print("different truth tables found:", len(np.unique(answers, axis=0)), "of 16")
assert (answers == xor).mean(axis=1).max() == 0.75

path, when = train(with_one(corners), xor, epochs=12)
ends = np.array([path[np.searchsorted(when, 4 * epoch)] for epoch in range(1, 13)])  # (12, 3), after each epoch
print("weights after epochs 1 to 4:", ends[:4].tolist())
assert (ends[1:] == ends[1]).all()

# %% [markdown]
# No setting gets more than 3 of 4: **75 %** (and the rule does not even find those). But a grid is not a proof. Here is
# one. XOR asks for
#
# $$\underbrace{b < 0}_{00 \to 0} \qquad \underbrace{w_2 + b \ge 0}_{01 \to 1} \qquad
# \underbrace{w_1 + b \ge 0}_{10 \to 1} \qquad \underbrace{w_1 + w_2 + b < 0}_{11 \to 0}$$
#
# Add the two in the middle: $w_1 + w_2 + 2b \ge 0$. Subtract the last: $b > 0$. That contradicts the first. The four
# cannot all hold, so at least one answer is wrong, whatever the weights.
#
# The last printed line proves something too. After epoch 3 the weights are where they were after epoch 2: it will go
# around this circle forever.
#
# Is XOR an odd exception? Of the 16 functions of two inputs, a neuron computes 14. Count for more inputs:

# %%
for n in (1, 2, 3, 4):
    inputs = np.array(list(product([0, 1], repeat=n)))  # (2**n, n)
    weights = np.array(list(product(range(-3, 4), repeat=n)))  # (7**n, n); these suffice up to n = 4
    z = (weights @ inputs.T)[:, None] + np.arange(-12.5, 13)[:, None]  # (7**n, 26, 2**n), 26 values of b
    tables = step(z) @ 2 ** np.arange(2**n)  # (7**n, 26), each truth table as one whole number
    found = len(np.unique(tables))
    print(f"{n} inputs: {found:5,} of {2**2**n:6,} functions ({found / 2**2**n:.1%})")
assert found == 1882

# %% [markdown]
# With four inputs 97 % of all functions are out of reach. XOR is no exception, only the smallest example.
#
# **Checkpoint.** Why can one neuron compute AND and OR, but not the difference between them?
#
# <details><summary>Answer</summary>
#
# AND and OR each cut off one corner (11, or 00), which a line can do. "OR but not AND" *is* XOR: it needs the two
# opposite corners on one side, and the line that takes both also takes a third.
# </details>

# %% [markdown]
# ## Two layers, set by hand
#
# That answer is also the cure: XOR = OR **and not** AND. Two hidden neurons compute OR and AND; an output neuron takes
# the first minus the second.

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

# %%
figure, (before, after) = plt.subplots(1, 2, figsize=(8, 3.9))
for axis, points, lines in [
    (before, corners, [[*W1[0], b1[0]], [*W1[1], b1[1]]]),
    (after, H, [[*w2, b2]]),
]:
    for label, color, marker in [(0, plots.BLUE, "o"), (1, plots.ORANGE, "s")]:
        axis.plot(*points[xor == label].T, marker, color=color, markersize=12, label=f"XOR = {label}")
    for w, style in zip(lines, ("-", "--"), strict=False):
        draw_line(axis, np.array(w), color=plots.BLACK, linestyle=style)
    axis.set(xlim=(-0.4, 1.5), ylim=(-0.4, 1.5), xticks=[0, 1], yticks=[0, 1], aspect="equal")
before.set(title="Inputs: two lines needed", xlabel="$x_1$", ylabel="$x_2$")
before.text(0.34, 0.28, "OR", rotation=-45, ha="center", va="center")
before.text(0.58, 1.04, "AND", rotation=-45, ha="center", va="center")
after.set(title="Hidden layer: one line is enough", xlabel="$h_1$ (OR)", ylabel="$h_2$ (AND)")
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
# Look at the right picture. The hidden layer has *moved* the points: 01 and 10 now sit on top of each other, and one
# line is enough. That is what every hidden layer in this course does, with millions of weights: it moves the data until
# a line will do.
#
# So why not train both layers by Rosenblatt's rule? It needs $y - \hat y$ of the neuron that it corrects. For the
# output neuron we know $y$. Nobody tells us what a *hidden* neuron should have said. Nor can a slope guide us:


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
# A step is flat on both sides. A tiny change of a hidden weight changes no answer, so nothing says which way is down.
# Rosenblatt's own machines left the first layer random and trained only the last (exercise 4). The lasting answer is
# to make the step smooth and let the chain rule pass the blame backward: lecture 08.
#
# **Checkpoint.** Why must the hidden neurons be non-linear? Look at what two layers compute without the steps.
#
# <details><summary>Answer</summary>
#
# $(XW_1^\top + b_1)\,w_2 + b_2 = X(W_1^\top w_2) + (b_1^\top w_2 + b_2)$: again one neuron with one line. The step
# in between is what makes the corners meet.
# </details>

# %% [markdown]
# ## The first winter
#
# In July 1958 the US Navy showed the press a perceptron, simulated on an IBM 704, that learned to tell cards marked on
# the left from cards marked on the right. The New York Times reported hopes for a machine that would walk, talk, see,
# write and be conscious of its existence. Eleven years later Minsky and Papert published *Perceptrons*, and the story
# goes that XOR killed neural networks. That is too simple.
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
# Work went on all the while: Ivakhnenko and Lapa trained deep networks layer by layer in 1965, Amari proposed
# training hidden units by gradient in 1967. Lecture 01 tells how the field froze a second time.

# %% [markdown]
# ## What goes wrong
#
# **No line exists, and the rule never stops.** Then the last weights are an accident of when you stopped. Two
# overlapping clouds, where the best possible rule is right about 91 % of the time. Two remedies: keep the best weights
# so far in your **pocket** (Gallant, 1990), or **average** the weights over all examples seen (Freund and Schapire,
# 1999).

# %%
print("right on test points: stopped at a random moment, mean and worst   pocket   averaged")
for seed in range(5):
    clouds = data.blobs(1200, noise=1.5, seed=seed)
    (X, y), (X_test, y_test) = arrays(clouds.train), arrays(clouds.test)  # (900, 3), (900,); (300, 3), (300,)
    path, when = train(X, y, epochs=10)
    W = path[np.searchsorted(when, np.arange(10 * len(X)), side="right")]  # (9000, 3), after every example
    stopped = (step(X_test @ W[len(W) // 2 :].T) == y_test[:, None]).mean(axis=0)  # (4500,), any time in epochs 6-10
    pocket = path[(step(X @ path.T) == y[:, None]).mean(axis=0).argmax()]  # (3,), best on the training points
    kept, averaged = accuracy(pocket, X_test, y_test), accuracy(W.mean(axis=0), X_test, y_test)
    print(f"{stopped.mean():57.1%} {stopped.min():6.1%} {kept:8.1%} {averaged:10.1%}")
    assert stopped.min() < 0.5 and min(kept, averaged) > stopped.mean() + 0.015

# %% [markdown]
# Symptom: mistakes per epoch level off above zero, and accuracy jumps from one evaluation to the next. Remedy: limit
# the epochs, and keep the pocket or the average, never the last weights.
#
# **The inputs are far from the origin.** Sepals in raw centimeters and standardized, the same flowers and rule:

# %%
for seed in range(5):
    flowers = two_species("setosa", "versicolor", SEPALS, seed)
    counts = [len(train(*arrays(f.train), epochs=2000)[1]) for f in (flowers, data.standardize(flowers))]
    print(f"seed {seed}: {counts[0]:5,} corrections in raw centimeters, {counts[1]:2d} standardized")
    assert counts[0] > 10 * counts[1]

# %% [markdown]
# Symptom: separable data, and still hundreds of epochs. The bound says why: raw sepals lie 5 to 8 cm from the origin,
# and the gap between the species is two *milli*meters wide, so $R/\gamma$ is large. Remedy: standardize.
#
# **The labels are −1 and 1, the answers 0 and 1.** Both conventions are common. Mixed, $y - \hat y$ is never 0 for
# class −1, and the neuron is punished for right answers:

# %%
X, y = arrays(easy.train)  # (n, 3), (n,)
for name, labels in [("0 and 1", y), ("-1 and 1", 2 * y - 1)]:
    path, when = train(X, labels, epochs=50)
    last = np.bincount(when // len(X), minlength=50)[-1]
    length, right = np.linalg.norm(path[-1]), accuracy(path[-1], X, y)
    print(f"labels {name:8s}: {last} corrections in epoch 50, length of w {length:6.1f}, {right:.1%} right")
assert last >= (y == 0).sum() and length > 1000 and right < 1

# %% [markdown]
# Symptom: easy data that never settle, at least one correction per example of one class in every epoch, weights that
# grow without end. With labels $s \in \{-1, 1\}$ write the rule as "if $s\,z \le 0$, then
# $\mathbf{w} \leftarrow \mathbf{w} + \eta\,s\,\mathbf{x}$".

# %% [markdown]
# ## Exercises
#
# ### 1. AND on paper (★, 10 minutes)
#
# Start at $\mathbf{w} = 0$ with $\eta = 1$ and show 00, 01, 10, 11 in this order. Find the first four corrections for
# AND by hand. How many does it take in all?
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
# Train on the sepals from $\mathbf{w} = 0$ with $\eta = 0.01$, 1 and 100. Compare when the corrections come. Then start
# from a random $\mathbf{w}$. Explain both.
#
# <details><summary>Solution</summary>
#
# From 0, $\mathbf{w}$ is always $\eta$ times a sum of examples, so $\eta$ scales $\mathbf{w}$ and changes no answer.
# From another start, $\eta$ sets how fast that start is forgotten.
#
# ```python
# X, y = arrays(sepals.train)  # (n, 3), (n,)
# runs = [train(X, y, 60, eta) for eta in (0.01, 1, 100)]
# assert all(np.array_equal(when, runs[0][1]) for _, when in runs)
# assert np.allclose(runs[2][0], 100 * runs[1][0])
#
# start = np.random.default_rng(0).normal(size=3)  # (3,)
# print([len(train(X, y, 5000, eta, w=start)[1]) for eta in (0.01, 1, 100)])
# ```
# </details>
#
# ### 3. The stars (★★, 15 minutes)
#
# In the figure of the bound the examples are the $n$ axes $\mathbf{e}_1, \dots, \mathbf{e}_n$, all of class 0, without
# a bias. Show that the margin of the best $\mathbf{u}$ is $1/\sqrt{n}$ and that the rule makes exactly $n$ mistakes.
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
# ### 4. Rosenblatt's first layer (★★★, 30 minutes, open)
#
# The Mark I perceptron, around 1960, fed 400 photocells through random, fixed wires into 512 **association units** and
# trained only what came after. Try this on the parity of four inputs (1 if an odd number is on), which no single neuron
# computes. How many random hidden neurons does it take? How does that grow with five inputs, or with other random
# weights?
#
# <details><summary>Solution</summary>
#
# One way to look; there is no single right answer.
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
# memorize rather than understand. With each further input the patterns double. By hand, four are enough: the $k$-th
# fires if at least $k$ inputs are on, and the output adds them with the signs $+$, $-$, $+$, $-$. That difference is
# what *learning* the first layer is worth.
# </details>

# %% [markdown]
# ## Summary
#
# - The rule: $\mathbf{w} \leftarrow \mathbf{w} + \eta\,(y - \hat y)\,\mathbf{x}$. Right answers change nothing.
# - If a line separates the classes with margin $\gamma$, it makes at most $(R/\gamma)^2$ mistakes, in any order.
# - If none does, it never stops: keep the pocket or the average. Standardize, and keep a bias.
# - One neuron gets at most 75 % of XOR; two layers solve it, but the rule cannot train the hidden one.
# - The first winter had many causes: stalled methods, broken promises, lost money, and a book.
#
# ## Where it came from
#
# - F. Rosenblatt, 1957, *The Perceptron: A Perceiving and Recognizing Automaton*, Cornell Aeronautical Laboratory,
#   Report 85-460-1; and 1958, *The perceptron: a probabilistic model for information storage and organization in the
#   brain*, Psychological Review 65, 386–408: a neuron that learns.
# - F. Rosenblatt, 1962, *Principles of Neurodynamics*, Spartan Books: error correction, and that it converges.
# - A. B. J. Novikoff, 1962, *On convergence proofs on perceptrons*, Proceedings of the Symposium on the Mathematical
#   Theory of Automata, 615–622: the short proof.
# - M. Minsky and S. Papert, 1969, *Perceptrons: An Introduction to Computational Geometry*, MIT Press: what local
#   features cannot see.
# - J. Lighthill, 1973, *Artificial Intelligence: A General Survey*, Science Research Council: the British winter.
# - S. I. Gallant, 1990, *Perceptron-based learning algorithms*, IEEE Transactions on Neural Networks 1, 179–191: the
#   pocket. Y. Freund and R. E. Schapire, 1999, *Large margin classification using the perceptron algorithm*, Machine
#   Learning 37, 277–296: voting and averaging.
# - M. Olazaran, 1996, *A sociological study of the official history of the perceptrons controversy*, Social Studies of
#   Science 26, 611–659: who said what, and when.
#
# **Next**: [04, one neuron, four models](04-one-neuron-four-models.ipynb): replace the step and the count of mistakes
# by something with a slope, and the same neuron becomes a regression, a support vector machine or a logistic
# regression.
