# %% [markdown]
# # Reinforcement learning
#
# You will be able to build programs that learn what to do when nobody says what is right, and to doubt their curves.
#
# **Reading** 35 min · **Running** under 60 s on two cores · **Prerequisites**
# [06 (losses)](06-losses.ipynb) and [10 (training in PyTorch)](10-training-in-pytorch.ipynb) · **Practice** assignment
# a23 ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/44-reinforcement-learning.ipynb)
#
# **Needs** [06](06-losses.ipynb), [10](10-training-in-pytorch.ipynb) · **Used by** [45](45-game-playing.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **compute** returns, and the best values by the Bellman equation;
# - **implement** Q-learning, SARSA, a small DQN and REINFORCE;
# - **derive** the policy gradient;
# - **diagnose** values that run away and a time limit taken for an end;
# - **judge** a learning curve by its runs and last values.

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
# ## A walk along a cliff
#
# In most lectures so far the data said what was right, but now one only learns, later, how it went. A walker has to get
# from S to G, where each step costs 1, and a step off the cliff costs 100 and leads back to S.

# %%
import copy
import math
from itertools import pairwise

import torch.nn.functional as F
from torch import nn

MOVES = [(-1, 0), (0, 1), (1, 0), (0, -1)]  # up, right, down, left


def step(s, a, living=-1):
    """Return the next state, the reward, and whether the walk is over; state s is 12 * row + column."""
    row = min(max(s // 12 + MOVES[a][0], 0), 3)  # a step against the wall leads nowhere
    column = min(max(s % 12 + MOVES[a][1], 0), 11)
    if row == 3 and 0 < column < 11:
        return 36, -100, False  # over the cliff, and back to S
    return 12 * row + column, living, (row, column) == (3, 11)


# %% tags=["hide-input"]
COLORS = {
    "Q-learning": plots.BLUE,
    "SARSA": plots.ORANGE,
    "target network": plots.GREEN,
    "no target network": plots.RED,
    "whole return": plots.GRAY,
    "reward to go": plots.SKY,
    "normalized": plots.PURPLE,
    "both": plots.BLACK,
    "cart": plots.BLUE,
    "pole": plots.ORANGE,
}
ARROW = {"arrowstyle": "-|>", "linewidth": 1.3, "color": "black"}


def draw_field(axis):
    """Draw the field of 4 × 12 squares with start, goal and cliff; a square's center is at its column and row."""
    axis.add_patch(plt.Rectangle((0.5, 2.5), 10, 1, facecolor="0.75"))
    axis.vlines(np.arange(13) - 0.5, -0.5, 3.5, color="0.6", linewidth=0.7)
    axis.hlines(np.arange(5) - 0.5, -0.5, 11.5, color="0.6", linewidth=0.7)
    for column, words, ground in [(0, "S", "1"), (11, "G", "1"), (5.5, "cliff: \u2212100, back to S", "0.75")]:
        box = {"facecolor": ground, "edgecolor": "none", "pad": 3}  # no line runs through the words
        axis.text(column, 3, words, ha="center", va="center", fontsize=11, bbox=box)
    axis.set(xlim=(-0.6, 11.6), ylim=(3.6, -0.6), aspect="equal")
    axis.axis("off")


# %% tags=["hide-input", "drawing"]
figure, axis = plt.subplots(figsize=(7.2, 2.6))
draw_field(axis)
axis.plot(4, 1, "o", color="black", markersize=9)
for down, right in MOVES:
    axis.annotate("", (4 + 0.85 * right, 1 + 0.85 * down), (4 + 0.2 * right, 1 + 0.2 * down), arrowprops=ARROW)
box = {"facecolor": "white", "edgecolor": "none", "pad": 2}
axis.text(5.6, 1, "four actions, \u22121 each", va="center", fontsize=9, bbox=box)
axis.set_title("The field: where nobody says which way to go")
plots.show(
    figure,
    alt="A field of 4 rows and 12 columns. S is in the lower left corner, G in the lower right one, and the ten "
    "squares between them are the cliff: minus 100, back to S. A walker in the second row can go up, right, down or "
    "left, for minus 1 each.",
)

# %% [markdown]
# Of two methods that differ in one expression, Q-learning finds the shortest path and SARSA a detour,
# yet *while they learn*, SARSA earns much more: which has learned better?
#
# ## Returns and values
#
# First we need to say what is learned. At time $t$ an **agent** in **state** $s_t$ chooses an **action** $a_t$, and the
# world (the **environment**) answers with a **reward** $r_t$ and the next state; if that answer depends on $s_t$ and
# $a_t$ alone, this is a **Markov decision process**. The agent's rule for choosing, often at random, is its **policy**
# $\pi(a\mid s)$.

# %% tags=["hide-input", "drawing"]
figure, axis = plt.subplots(figsize=(6.2, 2.6))
box = {"boxstyle": "round,pad=0.6", "facecolor": "white", "edgecolor": "black", "linewidth": 1.8}
axis.text(0, 0, "agent: policy $\\pi(a\\mid s)$", ha="center", va="center", bbox=box)
axis.text(5, 0, "world", ha="center", va="center", bbox=box)
for start, end, curve in [((0, 0.35), (5, 0.35), -0.25), ((5, -0.35), (0, -0.35), -0.25)]:
    axis.annotate("", end, start, arrowprops={**ARROW, "connectionstyle": f"arc3,rad={curve}"})
axis.text(2.5, 1.3, "action $a_t$", ha="center")
axis.text(2.5, -1.5, "reward $r_t$ and next state $s_{t+1}$", ha="center", va="center")
axis.set(xlim=(-1.8, 6), ylim=(-1.9, 1.8), title="What the agent does changes what it sees next")
axis.axis("off")
plots.show(
    figure,
    alt="Two boxes in a loop. The agent, with its policy pi of a given s, sends the action a t to the world; the world "
    "sends back the reward r t and the next state.",
)

# %% [markdown]
# The agent wants a large **return**, the sum of all rewards to come, in which those that are $k$ steps ahead count
# $\gamma^k$ times, with a **discount** $\gamma\le1$:
#
# $$G_t=r_t+\gamma r_{t+1}+\gamma^2r_{t+2}+\dots=r_t+\gamma G_{t+1}$$
#
# **Checkpoint.** Why is a return, such as that of $-1,-1,-1$ with $\gamma=.5$, best computed from the last reward
# backward?
#
# <details><summary>Answer</summary>
#
# Each $G_t$ needs only the one after it: $-1$, then $-1-.5=-1.5$, then $-1-.75=-1.75$. Forward, every return would be a
# sum of its own.
# </details>
#
# The **value** $Q(s,a)$ is the best return that one can expect after action $a$ in state $s$. Neighbors in time must
# agree, because the best return is the reward plus the best of what follows; in a world without chance this is the
# **Bellman equation**
#
# $$Q(s,a)=r+\gamma\max_{a'}Q(s',a')$$
#
# Whoever knows the world can solve it by **value iteration**: begin with zeros, and set the left side to the right one,
# again and again. Our walker may also stumble, with probability $\varepsilon$, into a random step; then the maximum
# counts $1-\varepsilon$ times, and the mean of $Q(s',\cdot)$ counts $\varepsilon$ times.


# %%
def sweep(Q, stumble=0.0, gamma=1.0, living=-1):
    """Return the right side of the Bellman equation for Q (48, 4)."""
    following = (1 - stumble) * Q.max(1) + stumble * Q.mean(1)  # (48,): the value of arriving in each state
    new = np.zeros_like(Q)  # (48, 4)
    for s in range(47):  # nothing follows state 47, the goal
        for a in range(4):
            to, reward, over = step(s, a, living)
            new[s, a] = reward + (0 if over else gamma * following[to])
    return new


def path(Q):
    """Return the states of a walk that always takes the action of highest value; at most 100 steps."""
    states, over = [36], False
    while not over and len(states) <= 100:
        to, _, over = step(states[-1], int(np.argmax(Q[states[-1]])))
        states.append(to)
    return states


# %% [markdown]
# **Guess.** How many steps has the best path if one step in ten is random? Along the edge it is 13, one row up 15, and
# through the top row 17.

# %%
guess = None  # steps, such as 13

# %%
best = {}
for stumble in (0.0, 0.01, 0.05, 0.1, 0.2):
    Q = np.zeros((48, 4))
    for _ in range(200):
        Q = sweep(Q, stumble)  # (48, 4)
    best[stumble], value = path(Q), (1 - stumble) * Q[36].max() + stumble * Q[36].mean()  # the first step stumbles too
    print(f"stumbling {stumble:4.0%}: path of {len(best[stumble]) - 1} steps, value of the start {value:.1f}")
    assert np.abs(sweep(Q, stumble) - Q).max() < 1e-6  # the Bellman equation holds
assert [len(states) - 1 for states in best.values()] == [13, 15, 15, 15, 17]

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(6, 2.8))
axis.plot(
    [100 * s for s in best], [len(states) - 1 for states in best.values()], "o:", color="black", label="best path"
)
if guess is not None:
    axis.plot(10, guess, markersize=11, linestyle="none", **plots.points("guess"), label="your guess")
axis.legend(loc="upper left")
axis.set(title="Who may stumble keeps off the edge", xlabel="random steps, in percent", ylabel="steps to G")
axis.set(ylim=(12, 19), yticks=[13, 15, 17], xticks=[0, 1, 5, 10, 20])
plots.show(
    figure,
    alt="Steps of the best path against the percentage of random steps: 13 without stumbling, 15 from 1 to 10 percent, "
    "and 17 at 20 percent.",
)

# %% [markdown]
# So the best path depends on who walks it.
#
# ## Learning from walks
#
# An agent that does not know the world learns from what it meets: after each step it moves the value of what it did
# toward a **target**, the reward plus what it believes of $s'$, by a part $\alpha$ (the learning rate) of the
# **temporal difference error** in brackets:
#
# $$Q(s,a)\leftarrow Q(s,a)+\alpha\,\big[\,r+\gamma\,(\text{value of }s')-Q(s,a)\,\big]$$
#
# For the value of $s'$, **Q-learning** takes $\max_{a'}Q(s',a')$, whereas **SARSA** takes $Q(s',a')$ for the action
# $a'$ that it really does next. Both are **ε-greedy**: with probability $\varepsilon=.1$ they act at random
# (**exploration**), or they would never find out more.


# %%
def walk_and_learn(method, seed, walks=500, alpha=0.5, epsilon=0.1):
    """Return the values (48, 4) after that many walks, and the return of each walk (walks,)."""
    rng, Q, returns = np.random.default_rng(seed), [[0.0] * 4 for _ in range(48)], []

    def choose(s):
        return int(rng.integers(4)) if rng.random() < epsilon else max(range(4), key=Q[s].__getitem__)

    for _ in range(walks):
        s, a, over, total = 36, choose(36), False, 0
        while not over:
            to, reward, over = step(s, a)
            following = choose(to)
            value = max(Q[to]) if method == "Q-learning" else Q[to][following]  # the one difference
            Q[s][a] += alpha * (reward + (0 if over else value) - Q[s][a])
            s, a, total = to, following, total + reward
        returns.append(total)
    return np.array(Q), np.array(returns)


# %% [markdown]
# **Choose.** Which of the two may learn from the walks of somebody who acts at random?
#
# <details><summary>Q-learning</summary>
#
# Yes. Its target asks what would be best from $s'$ on, whoever walks, so it may learn from others' walks and from old
# ones (**off-policy**).
# </details>
#
# <details><summary>SARSA</summary>
#
# It would learn the values for the one who walks there, and these are the values of acting at random (**on-policy**).
# </details>
#
# <details><summary>Both alike</summary>
#
# The update looks nearly the same, but the two targets agree only if the next action is the best one.
# </details>

# %%
online, steps_taken, walked = {}, {}, {}
for method in ("Q-learning", "SARSA"):
    learned = [walk_and_learn(method, seed) for seed in range(20)]
    walked[method] = np.stack([returns for _, returns in learned])  # (20 walkers, 500 walks)
    online[method] = walked[method][:, -100:].mean(1)  # (20,)
    steps_taken[method] = [len(path(Q)) - 1 for Q, _ in learned]
    print(f"{method:10} last 100 walks {online[method].mean():.0f}, steps to G {sorted(steps_taken[method])}")
assert set(steps_taken["Q-learning"]) == {13} and min(steps_taken["SARSA"]) >= 15
assert online["SARSA"].mean() > online["Q-learning"].mean() + 8

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.2))
for method, look in [("Q-learning", "--"), ("SARSA", "-")]:
    smooth = walked[method].reshape(20, 25, 20).mean(2)  # (20 walkers, 25): means of 20 walks
    low, middle, high = np.quantile(smooth, [0.1, 0.5, 0.9], axis=0)
    axis.plot(range(10, 500, 20), middle, look, color=COLORS[method], label=method)
    axis.fill_between(range(10, 500, 20), low, high, color=COLORS[method], alpha=0.2)
axis.set(title="While exploring, SARSA earns more", xlabel="walk", ylabel="return of a walk", ylim=(-120, 0))
axis.legend(loc="lower right")
plots.show(
    figure,
    alt="Return of a walk against its number, median and middle 80 percent of 20 walkers. Both rise steeply at first; "
    "then SARSA stays above Q-learning, with bands that overlap a little.",
)

# %% [markdown]
# So both are right, about different walkers: Q-learning has the values for one who never stumbles, and falls off the
# edge as long as it does, whereas SARSA has those for the walker that it is. Its detour is longer than the best for
# that walker, because with so large an $\alpha$ the values keep jumping (exercise 2), and a run may even end in a
# circle.
#
# ## A network for the values
#
# A table needs a row for each state, but the state of a pole on a cart is four real numbers. The agent
# pushes left or right, 50 times a second, and each step earns 1. An **episode** ends when the pole leans by more than
# 12 degrees or the cart is 2.4 m from the middle, and we stop after 500 steps; the equations are those of Barto and
# others, without friction:


# %%
def move(s, a, gust=0.0):
    """Return carts' states s (..., 4) after pushes a (...) of 0 or 1, left or right, and which have failed (...)."""
    _, speed, angle, spin = s.unbind(-1)  # place in meters, m/s, radians, radians/s
    sin, cos = angle.sin(), angle.cos()
    push = 20 / 1.1 * a - (10 - gust) / 1.1 + 0.05 / 1.1 * spin**2 * sin
    turn = (9.8 * sin - cos * push) / (0.5 * 4 / 3 - 0.05 / 1.1 * cos**2)
    pull = push - 0.05 / 1.1 * turn * cos
    s = s + 0.02 * torch.stack([speed, pull, spin, turn], dim=-1)  # a step of 0.02 s
    return s, (s[..., 0].abs() > 2.4) | (s[..., 2].abs() > math.radians(12))


def start(*shape):
    return 0.1 * torch.rand(*shape, 4) - 0.05


# %% tags=["hide-input"]
def draw_cart(axis, x, angle):
    """Draw the cart at x meters and its pole of 1 m; the angle in radians, positive to the right."""
    axis.plot([-2.4, 2.4], [0, 0], color="black", linewidth=1)
    axis.add_patch(plt.Rectangle((x - 0.25, 0), 0.5, 0.25, facecolor=COLORS["cart"]))
    top = (x + math.sin(angle), 0.25 + math.cos(angle))
    axis.plot([x, top[0]], [0.25, top[1]], color=COLORS["pole"], linewidth=5, solid_capstyle="round")
    axis.set(xlim=(-2.6, 2.6), ylim=(-0.25, 1.45), aspect="equal", yticks=[], xlabel="place, in meters")
    axis.grid(visible=False)
    axis.spines["left"].set_visible(False)


figure, axis = plt.subplots(figsize=(6.4, 2.85))
draw_cart(axis, 0.6, 0.2)
axis.annotate("", (0.35, 0.12), (-0.45, 0.12), arrowprops=ARROW)
axis.text(-0.5, 0.12, "10 newtons", ha="right", va="center", fontsize=9)
axis.text(0.95, 0.9, "angle, here\n11.5 degrees", fontsize=9)
axis.set_title("The cart-pole: push so that the pole stays up")
plots.show(
    figure,
    alt="A cart on a rail from minus 2.4 to 2.4 meters, with a pole of one meter that leans to the right by 11.5 "
    "degrees; an arrow pushes the cart to the right with 10 newtons.",
)

# %% [markdown]
# One run proves little, so we train several networks side by side:


# %%
class Networks(nn.Module):
    """``runs`` networks of one shape and separate weights; run i's loss reaches run i's weights alone."""

    def __init__(self, runs, *sizes):
        super().__init__()
        self.weights = nn.ParameterList(torch.randn(runs, i, o) / i**0.5 for i, o in pairwise(sizes))
        self.biases = nn.ParameterList(torch.zeros(runs, 1, o) for o in sizes[1:])

    def forward(self, x):  # (runs, n, inputs) -> (runs, n, outputs)
        for layer, (W, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = torch.baddbmm(b, x.tanh() if layer else x, W)
        return x


# %%
@torch.no_grad()
def play(logit, runs, n, greedy=False):
    """Play n episodes of each run; return states (runs, T, n, 4), pushes and "still up" (runs, T, n), 1 or 0."""
    s, up, told = start(runs, n), torch.ones(runs, n), []
    while up.any() and len(told) < 500:
        z = logit(s)[..., 0]  # (runs, n)
        a = (z > 0).float() if greedy else torch.bernoulli(z.sigmoid())  # 1 is a push to the right
        told.append((s, a, up))
        s, failed = move(s, a)
        up = up * ~failed
    return [torch.stack(parts, dim=1) for parts in zip(*told, strict=True)]


def by_hand(s):
    return 200 * (s[..., 2:3] + 0.25 * s[..., 3:4])  # push to where the pole leans, or soon will


for name, logit in [("at random", lambda s: 0 * s[..., :1]), ("by hand", by_hand)]:
    lasted = play(logit, 1, 200)[2].sum(1)  # (1, 200): steps of each episode
    print(f"{name:9} {lasted.mean():.0f} steps of 500")
    assert abs(lasted.mean() - 22) < 6 if name == "at random" else lasted.min() > 400

# %% [markdown]
# A rule with one well-chosen number balances for as long as we watch: CartPole is *easy*.
#
# A **deep Q-network** (DQN) replaces the table by a network and the update by steps on the squared (or Huber) temporal
# difference error. Two things break: steps that follow each other are alike, so batches are drawn from a memory of all
# steps so far (**replay**); and each change of the network moves its own targets, so these come from a copy that is
# renewed now and then (**target network**).


# %%
def td_loss(net, old, batch, gamma=0.99):
    """Return the loss for steps (runs, B, 10) of state, next state, push and whether it failed."""
    s, to, a, failed = batch.split([4, 4, 1, 1], dim=-1)  # (runs, B, ...)
    with torch.no_grad():  # targets count as constants, and nothing follows a failure
        target = 1 + gamma * (1 - failed) * old(to).amax(-1, keepdim=True)  # (runs, B, 1)
    value = net(s).gather(-1, a.long())  # (runs, B, 1): of the action that was taken
    return F.smooth_l1_loss(value, target, reduction="none").mean((1, 2)).sum()


@torch.no_grad()
def explore(net, s, age, epsilon):
    """Take one step in each episode; return what to remember (runs, n, 10), and where to go on from."""
    a = torch.where(torch.rand(s.shape[:2]) < epsilon, torch.randint(2, s.shape[:2]), net(s).argmax(-1))  # (runs, n)
    to, failed = move(s, a.float())
    over = failed | (age >= 499)  # the time limit ends the episode, but is no failure: it is not remembered
    told = torch.cat([s, to, a[..., None], failed[..., None]], dim=-1)
    return told, torch.where(over[..., None], start(*a.shape), to), (age + 1) * ~over


# %%
def dqn(copy_every, runs=5, n=8, steps=2000, gamma=0.99):
    """Return the networks, the steps they balance (runs, 8) and their value of the upright cart (runs, 8), by time."""
    net = Networks(runs, 4, 64, 64, 2)
    old = copy.deepcopy(net) if copy_every else net
    optimizer = torch.optim.Adam(net.parameters(), 2e-3)
    memory, lasted, values = torch.zeros(runs, steps * n, 10), [], []
    s, age, run = start(runs, n), torch.zeros(runs, n), torch.arange(runs)[:, None]
    for k in range(1, steps + 1):
        memory[:, (k - 1) * n : k * n], s, age = explore(net, s, age, max(0.05, 1 - 4 * k / steps))
        optimizer.zero_grad()
        td_loss(net, old, memory[run, torch.randint(k * n, (runs, 64))], gamma).backward()
        optimizer.step()
        if copy_every and k % copy_every == 0:
            old.load_state_dict(net.state_dict())
        if k % (steps // 8) == 0:
            lasted.append(play(lambda s: net(s).diff(dim=-1), runs, 20, greedy=True)[2].sum(1).mean(1))
            values.append(net(torch.zeros(runs, 1, 4)).amax((1, 2)).detach())
    return net, torch.stack(lasted, dim=1), torch.stack(values, dim=1)


# %% [markdown]
# **Choose.** The upright cart could be worth at most $1+\gamma+\gamma^2+\dots=1/(1-.99)=100$, and a cart that falls
# after 9 steps is worth less than 9. What do the values do without the copy?
#
# <details><summary>They stay near 9 while the cart falls, and grow as it learns</summary>
#
# So it would be if values came from what happened, but they come from other values.
# </details>
#
# <details><summary>They run far ahead of what the cart can do</summary>
#
# Yes. Each state's value is raised toward that of its neighbor plus 1, and that raises the neighbor's too, since one
# network computes both.
# </details>
#
# <details><summary>They learn the same, only less smoothly</summary>
#
# Many descriptions of the copy sound so, but see what happens.
# </details>

# %%
balanced, believed = {}, {}
for name, copy_every in [("target network", 100), ("no target network", None)]:
    torch.manual_seed(0)
    _, steps, values = dqn(copy_every)
    for what, x in [("steps, best", steps.amax(1)), ("steps, last", steps[:, -1]), ("belief, last", values[:, -1])]:
        print(f"{name:17} | {what:12} of each run: {x.int().tolist()}")
    balanced[name], believed[name] = steps, values
second_half = {name: steps[:, 4:].mean() for name, steps in balanced.items()}
assert second_half["target network"] > second_half["no target network"] + 50
assert believed["no target network"][:, 0].min() > 25 and balanced["no target network"][:, 0].max() < 18
assert believed["no target network"].min() < 0 < believed["target network"].min()
assert (balanced["target network"].amax(1) / balanced["target network"][:, -1]).max() > 1.25

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(9.6, 3.3))
for name, look in [("target network", "-"), ("no target network", "--")]:
    for axis, curves in zip(axes, [balanced[name], believed[name]], strict=True):
        for number, curve in enumerate(curves):
            axis.plot(range(250, 2001, 250), curve, look, color=COLORS[name], label=name if number == 0 else None)
axes[0].set(title="The copy makes it learn ...", xlabel="updates", ylabel="steps balanced", ylim=(0, 510))
axes[1].set(title="... and holds its beliefs back", xlabel="updates", ylabel="believed value, upright")
axes[1].legend(loc="center left", bbox_to_anchor=(1, 0.5))
plots.show(
    figure,
    alt="Five runs with and five without a target network, by updates. Left, steps balanced: with it the runs rise and "
    "jump up and down, far apart from each other; without it most stay close to the bottom. Right, the believed "
    "value of the upright cart: with it the five lines lie on each other and rise evenly to about 20; without it all "
    "are above 40 after 250 updates, then go up and down, each in its own way, four of them below zero for a while.",
)

# %% [markdown]
# Without the copy the values feed on themselves: after 250 updates all five believe in more than 25, although their
# carts fall after nine steps or so, and later some fall below zero, which no return can (exercise 4 stops them in
# another way). With it, each copy begins a new problem with fixed answers, one sweep of value iteration, so that after
# 20 copies the belief looks about 20 steps ahead. But stable it is not: at least one run ends a fifth below its best.
#
# ## Learning the behavior itself
#
# What we want is behavior, so the second way changes the policy directly. Let $p_\theta(\tau)$ be the probability of an
# episode $\tau$ under parameters $\theta$, and $G(\tau)$ its return. We climb the expected return,
# $J=\sum_\tau p_\theta(\tau)\,G(\tau)$, and since $\nabla p_\theta=p_\theta\,\nabla\log p_\theta$,
#
# $$\nabla J=\sum_\tau p_\theta(\tau)\,\nabla\log p_\theta(\tau)\,G(\tau)
# =\mathbb E\Big[G(\tau)\sum_t\nabla\log\pi_\theta(a_t\mid s_t)\Big].$$
#
# The world's own probabilities have dropped out, since they do not depend on $\theta$. This is
# the **policy gradient**, and its plain use is REINFORCE, whose loss is the cross-entropy for the actions that were
# taken, weighted by how well it went: imitate yourself, the more the better it went.
#
# With one step and two actions (a bandit) we can list all that may happen:


# %%
pays = torch.tensor([10.0, 11.0])  # of action 0 and of action 1
theta = torch.tensor(0.4, requires_grad=True)


def sampled(a, baseline=0.0):
    """Return REINFORCE's gradient for theta if action a was drawn."""
    log_probability = -F.binary_cross_entropy_with_logits(theta, torch.tensor(float(a)))
    return torch.autograd.grad(log_probability, theta)[0] * (pays[a] - baseline)


p = theta.detach().sigmoid()  # of action 1
exact = p * (1 - p) * (pays[1] - pays[0])  # the derivative of (1 - p) * pays[0] + p * pays[1]
for baseline in (0.0, 10.5):
    drawn = torch.stack([sampled(a, baseline) for a in (0, 1)])  # (2,): all that may happen
    expected = (1 - p) * drawn[0] + p * drawn[1]
    spread = ((1 - p) * drawn[0] ** 2 + p * drawn[1] ** 2 - expected**2).sqrt()
    print(f"exact {exact:.3f}, expected {expected:.3f}; standard deviation {spread:.3f} with baseline {baseline}")
    assert torch.allclose(expected, exact, atol=1e-5)

# %% [markdown]
# On average it is right, but a single draw is far off, because both payments are positive, and praise whatever was
# done. Subtracting a number from the return, a **baseline**, leaves the average as it is (proof below) and takes most
# of the spread away. For episodes there are two remedies:
#
# - *reward to go*: an action cannot change the past, so it is weighted by the rewards from then on;
# - *normalized*: subtract the mean of a batch's weights and divide by their standard deviation.


# %%
def mean(x, up):  # (runs, T, n) -> (runs, 1, 1): over the steps that were played
    return (x * up).sum((1, 2), keepdim=True) / up.sum((1, 2), keepdim=True)


def weigh(up, to_go, normalize):
    """Return the weight of each step; ``up`` (runs, T, n) holds the rewards, 1 for each step."""
    weight = up.flip(1).cumsum(1).flip(1) if to_go else up.sum(1, keepdim=True).expand_as(up)  # (runs, T, n)
    centered = weight - mean(weight, up)
    return centered / (mean(centered**2, up).sqrt() + 1e-6) if normalize else weight


def reinforce(to_go, normalize, runs=10, n=4, rounds=50, sign=1):
    """Return the policies, and the steps that they balanced in each round (runs, rounds)."""
    net, lasted = Networks(runs, 4, 32, 1), []
    optimizer = torch.optim.Adam(net.parameters(), 2e-2)
    for _ in range(rounds):
        s, a, up = play(net, runs, n)  # (runs, T, n, 4), (runs, T, n), (runs, T, n)
        z = net(s.flatten(1, 2)).view_as(a)  # (runs, T, n)
        surprise = F.binary_cross_entropy_with_logits(z, a, reduction="none")  # -log pi(a | s)
        optimizer.zero_grad()
        (sign * mean(surprise * weigh(up, to_go, normalize), up).sum()).backward()
        optimizer.step()
        lasted.append(up.sum(1).mean(1))
    return net, torch.stack(lasted, dim=1)


# %% [markdown]
# **Choose.** Ten policies learn from 50 rounds of four episodes: which of the remedies does it take to balance?
#
# <details><summary>Only both together balance</summary>
#
# Each takes away a part of the noise, so this seems safe to say. The next figure is less polite.
# </details>
#
# <details><summary>Either is enough, and the second adds little</summary>
#
# Yes. Both make the weight of an action depend less on what it did not cause, and for so small a task one is enough.
# </details>
#
# <details><summary>Normalizing does nothing, since Adam divides by the gradient's size anyway</summary>
#
# For the division this is nearly right. But subtracting the mean is a baseline, and no optimizer does that.
# </details>

# %% tags=["main-result"]
LADDER = {"whole return": (0, 0), "reward to go": (1, 0), "normalized": (0, 1), "both": (1, 1)}  # to go, normalize
policies, rounds = {}, {}
for name, remedies in LADDER.items():
    torch.manual_seed(0)
    policies[name], rounds[name] = reinforce(*remedies)
    last = rounds[name][:, -10:].mean(1)  # (10 runs,): of the last ten rounds
    print(f"{name:13} mean {last.mean():.0f} steps, runs from {last.min():.0f} to {last.max():.0f}")
finals = {name: curve[:, -10:].mean().item() for name, curve in rounds.items()}
whole, *remedied = finals.values()
assert min(remedied) > 2 * whole
assert max(remedied) - min(remedied) < last.std()  # which is 2.2 standard errors of such a difference

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7.4, 3.6))
for (name, curve), look in zip(rounds.items(), [":", "--", "-.", "-"], strict=True):
    low, middle, high = np.quantile(curve, [0.1, 0.5, 0.9], axis=0)
    axis.plot(range(1, 51), middle, look, color=COLORS[name], label=name)
    axis.fill_between(range(1, 51), low, high, color=COLORS[name], alpha=0.12)
axis.set(title="Either remedy alone makes the policy learn", xlabel="round of four episodes", ylim=(0, 510))
axis.set(ylabel="steps balanced")
axis.legend(loc="upper left")
plots.show(
    figure,
    alt="Steps balanced against rounds, median and middle 80 percent of ten runs, for four weights. With the whole "
    "return the median stays below 100. Reward to go and both rise first, and normalized follows; all three end above "
    "300 steps, with wide bands that overlap.",
)

# %% [markdown]
# Either remedy is enough, and both do not end clearly higher: runs that differ only in their seed end further apart
# than these means.
#
# ## Reading a learning curve
#
# So ask of every report how many runs there are, how far apart they lie, how much they saw, and whether it shows the
# last value or the best of a run, which nobody knows in advance.
#
# ### Play with it
#
# Now choose who pushes, and in what gusts.


# %% tags=["hide-input"]
@torch.no_grad()
def draw_episode(policy, t, gust):
    """Draw the cart at step t of an episode, and below it the angle during the whole episode."""
    s, told, end = torch.tensor([0.0, 0.0, 0.03, 0.0]), [], None
    with torch.random.fork_rng():
        torch.manual_seed(1)
        for k in range(501):
            p = PLAYERS[policy](s[None, None])[0, 0, 0].sigmoid()  # of a push to the right
            told.append((s[0].item(), s[2].rad2deg().item(), p.item()))
            s, failed = move(s, torch.bernoulli(p), gust * torch.randn(()))
            if failed:
                end = k + 1
                break
    x, angle, p = told[min(t, len(told) - 1)]
    said = f"failed at step {end}" if end is not None and t >= end else f"pushes right with probability {p:.2f}"
    figure, axes = plt.subplots(2, 1, figsize=(4.4, 3.8), height_ratios=[1.1, 1])
    draw_cart(axes[0], x, math.radians(angle))
    axes[0].set_title(f"{policy}, step {t}:\n{said}", fontsize=9)
    axes[1].plot([angle for _, angle, _ in told], color=COLORS["pole"], linewidth=1)
    axes[1].axvline(t, color="black", linestyle=":")
    axes[1].set(xlim=(0, 500), ylim=(-13, 13), xlabel="step", ylabel="angle (degrees)")
    alt = f"A cart at {x:.2f} meters, its pole at {angle:.1f} degrees. Policy: {policy}, gusts of {gust:g} newtons, "
    alt += f"step {t}: {said}. Below, the angle during the whole episode of {end or 500} steps, which ends at "
    return plots.describe(figure, f"{alt}{told[-1][1]:.2f} degrees.")


# %% tags=["hide-input"]
torch.manual_seed(0)
half_trained, _ = reinforce(True, True, runs=1, rounds=15)
one = int(rounds["both"][:, -10:].mean(1).argmax())  # the run that did best, and is shown because it did
PLAYERS = {
    "random": lambda s: 0 * s[..., :1],
    "half-trained": half_trained,
    "trained": lambda s: policies["both"](s.expand(10, 1, 4))[one : one + 1],
    "by hand": by_hand,
}
widgets.explore(
    draw_episode,
    frames=[
        ("random: it falls soon", {"policy": "random", "t": 10}),
        ("half-trained: it leans, and falls", {"policy": "half-trained", "t": 25}),
        ("trained", {"t": 300}),
        ("by hand, in gusts: up, but rolling off", {"policy": "by hand", "t": 260, "gust": 10.0}),
    ],
    policy=widgets.choice("policy", list(PLAYERS), "trained"),
    t=widgets.steps("step", 0, 500, 100, 5),
    gust=widgets.slider("gusts (newtons)", 0.0, 20.0, 1.0, 0.0),
)

# %% [markdown]
# **Try** gusts of 10 newtons for the rule by hand, and **notice** that its pole stays up while the cart rolls off,
# because the rule ignores the place. In gusts of 20 newtons the pole falls.
#
# ## Deeper: where trial and error is used
#
# DQN learned 49 Atari games with the same settings, but each from about 38 days of play. Where so much trial and error
# can be afforded or simulated, such methods steer robots and practice driving, besides playing games. They tune
# language models by people's preferences ([lecture 30](30-gpt-and-llms.ipynb)), and they drive AlphaGo, which lecture
# 45 takes up.
#
# ## Deeper: why the sweeps arrive
#
# Value iteration ends at the same values wherever it starts, because a sweep brings any two tables closer: the largest
# difference between $\max_{a'}Q$ and $\max_{a'}Q'$ is at most that between $Q$ and $Q'$, and $\gamma$ shrinks it. So a
# sweep is a contraction by $\gamma$, and has exactly one fixed point:

# %%
rng = np.random.default_rng(0)
first, second = rng.normal(0, 50, (2, 48, 4))
first[47] = second[47] = 0.0  # nothing follows the goal
for k in range(5):
    before = np.abs(first - second).max()
    first, second = sweep(first, gamma=0.9), sweep(second, gamma=0.9)
    print(f"sweep {k + 1}: largest difference {before:6.1f} -> {np.abs(first - second).max():6.1f}")
    assert np.abs(first - second).max() <= 0.9 * before + 1e-9

# %% [markdown]
# Without discount ($\gamma=1$) this proof fails. On the cliff it works nevertheless, because each step costs something
# and the goal can be reached.
#
# ## Deeper: a baseline does not bias, and which is best
#
# Subtract from the return of an action any number $b(s)$ that does not depend on the action. What this adds to the
# expected gradient is
#
# $$-\sum_a\pi(a\mid s)\,\nabla\log\pi(a\mid s)\,b(s)=-b(s)\,\nabla\sum_a\pi(a\mid s)=-b(s)\,\nabla1=0.$$
#
# The same argument takes away rewards that came *before* the action, which is reward to go. (The mean of the batch
# depends on the action a little, since the action is in the batch, and so does the number of steps by which we divide;
# so our version is not exactly free of bias.)
#
# For the bandit the variance is smallest at a baseline that is not the expected payment but the two payments with
# *exchanged* probabilities:

# %%
choices = torch.linspace(8, 13, 501)  # (501,)
second_moment = p * (1 - p) ** 2 * (pays[1] - choices) ** 2 + (1 - p) * p**2 * (pays[0] - choices) ** 2  # (501,)
lowest, exchanged = choices[second_moment.argmin()], (1 - p) * pays[1] + p * pays[0]
print(f"lowest variance at {lowest:.2f}; exchanged {exchanged:.2f}, expected {(1 - p) * pays[0] + p * pays[1]:.2f}")
assert abs(lowest - exchanged) < 0.011

# %% [markdown]
# ## Deeper: three things that do not go together
#
# Why values run away shows in the smallest case. It takes three things: learning from one's own guesses, with shared
# weights, from steps that are not those of the policy. Sutton and Barto call them the deadly
# triad. Let two states have the values $w$ and $2w$, where the first leads to the second without any reward, so that
# $w=0$ is right. Who updates the first state alone moves $w$ by $\alpha(\gamma2w-w)$:

# %%
for gamma in (0.4, 0.9):
    w = 1.0
    for _ in range(100):
        w += 0.1 * (gamma * 2 * w - w)
    print(f"gamma {gamma}: w = {w:.3g} after 100 updates")
    assert w < 0.2 if gamma < 0.5 else w > 1000

# %% [markdown]
# Each update is right as far as it goes, but it raises the second state's value, on which it relies, by twice as much.
# In whole episodes the second state's own updates would pull it back.
#
# ## Deeper: a critic
#
# The best simple baseline for a state is what one expects there, so let a second network, the critic, learn that value:
# the two together are **actor-critic**. The critic's errors $\delta_t=r_t+\gamma V(s_{t+1})-V(s_t)$ say how much better
# than expected each step went. Adding them up, with less weight for later ones, gives **generalized advantage
# estimation** (GAE): $A_t=\delta_t+\gamma\lambda A_{t+1}$, which is $\delta_t$ for $\lambda=0$ and the return minus
# $V(s_t)$ for $\lambda=1$.


# %%
def advantages(rewards, values, last, gamma=0.99, lam=0.95):
    """Return GAE (T, ...) from rewards and values (T, ...) and the value ``last`` (...) of the state after them."""
    later, told = torch.zeros_like(last), []
    following = torch.cat([values[1:], last[None]])  # (T, ...)
    for delta in (rewards + gamma * following - values).flip(0):
        later = delta + gamma * lam * later
        told.append(later)
    return torch.stack(told[::-1])


rewards, values, last = torch.randn(6), torch.randn(6), torch.tensor(0.7)
assert torch.allclose(advantages(rewards, values, last, lam=0.0)[5], rewards[5] + 0.99 * last - values[5])
G = last
for t in reversed(range(6)):  # lambda = 1: the return, with the last value at its end, minus the value
    G = rewards[t] + 0.99 * G
    assert torch.allclose(advantages(rewards, values, last, lam=1.0)[t], G - values[t], atol=1e-5)


# %%
def actor_critic(runs=5, n=4, rounds=50, gamma=0.99, lam=0.95):
    """Return the steps balanced in each round (runs, rounds): as `reinforce`, with GAE as the weight."""
    (actor, critic), lasted = (Networks(runs, 4, 32, 1) for _ in range(2)), []
    optimizer = torch.optim.Adam([*actor.parameters(), *critic.parameters()], 2e-2)
    for _ in range(rounds):
        s, a, up = play(actor, runs, n)  # (runs, T, n, 4), (runs, T, n), (runs, T, n)
        z, V = (net(s.flatten(1, 2)).view_as(a) for net in (actor, critic))
        held, (to, failed) = 30 * V.detach() * up, move(s[:, -1], a[:, -1])  # in units of 30 steps; 0 after a failure
        last = 30 * critic(to)[..., 0].detach() * up[:, -1] * ~failed  # of those who were stopped, not failed
        A = advantages(up.transpose(0, 1), held.transpose(0, 1), last, gamma, lam).transpose(0, 1)
        target, A = (A + held) / 30, A - mean(A, up)
        A = A / (mean(A**2, up).sqrt() + 1e-6)
        optimizer.zero_grad()
        mean(F.binary_cross_entropy_with_logits(z, a, reduction="none") * A + (V - target) ** 2, up).sum().backward()
        optimizer.step()
        lasted.append(up.sum(1).mean(1))
    return torch.stack(lasted, dim=1)


critics = {}
for lam in (0.95, 1.0):
    torch.manual_seed(0)
    critics[lam] = round(actor_critic(lam=lam)[:, -10:].mean().item())
print("mean steps by lambda:", critics)
assert finals["whole return"] < critics[0.95] < min(critics[1.0], finals["both"])

# %% [markdown]
# With the usual $\lambda=.95$ the weights rely on the critic for all that is more than some twenty steps ahead, and
# ours, which has to be learned first, costs more than it gives. With $\lambda=1$ they rely on what really happened, and
# then the critic is worth about as much as the mean of the batch. And a word on what is climbed here: with a discount,
# the usual update, which is ours too, leaves out the factor $\gamma^t$ for steps that come late, and is then not the
# gradient of the discounted return, nor of any other function (Nota and Thomas, 2020). It works well in practice, but
# one should not say more than that.
#
# ## Deeper: PPO, a limit to each step
#
# A batch of episodes is used once and thrown away, since after the step the policy is another one. **Proximal policy
# optimization** (PPO) uses it several times, with the ratio $\rho=\pi_{\text{new}}(a\mid s)/\pi_{\text{old}}(a\mid s)$,
# and stops pulling where the ratio has left an interval, such as that from .8 to 1.2, in the wanted direction:
# it maximizes the mean of $\min(\rho A,\ \mathrm{clip}(\rho,.8,1.2)A)$.

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(5.6, 3))
ratio = torch.linspace(0.5, 1.5, 201)
for A, look in [(1.0, "-"), (-1.0, "--")]:
    axis.plot(ratio, torch.minimum(ratio * A, ratio.clamp(0.8, 1.2) * A), look, color="black", label=f"$A={A:g}$")
for edge in (0.8, 1.2):
    axis.axvline(edge, color="0.6", linewidth=0.8)
axis.set(title="Flat where the ratio has moved enough", xlabel="ratio of probabilities", ylabel="objective")
axis.legend(loc="center left")
plots.show(
    figure,
    alt="PPO's objective against the ratio of probabilities, with the interval from 0.8 to 1.2. For an advantage of 1 "
    "it rises to 1.2 at the ratio 1.2 and is flat beyond. For minus 1 it is flat at minus 0.8 up to the ratio 0.8, "
    "then falls.",
)

# %% [markdown]
# Where the objective is flat there is no slope, so such a step pulls no further; where the policy has gone the wrong
# way it is not flat, and the step may be taken back.
#
# ## What goes wrong
#
# **A time limit is taken for an end.** Episodes are cut off after so many steps, and the code treats that as a failure.
# Suppose a state that pays 1 in every step, which is worth 100 at $\gamma=.99$, with a cut every 20 steps:

# %%
worth = {}
for name, cut_is_end in [("cut is an end", True), ("cut is no end", False)]:
    V = 0.0
    for t in range(20_000):
        cut = t % 20 == 19
        V += 0.1 * (1 + 0.99 * (0 if cut and cut_is_end else V) - V)
    worth[name] = V
    print(f"{name}: value {V:.1f}")
assert worth["cut is an end"] < 25 and abs(worth["cut is no end"] - 100) < 0.1

# %% [markdown]
# Symptom: values that stall far below what the agent earns. Remedy: let only real ends cut the target, as `explore`
# does, and tell `terminated` from `truncated`, as gymnasium does.
#
# ### Deeper: the sign of the loss
#
# An optimizer goes down, and the policy gradient goes up. Who forgets the minus learns to fail as fast as possible:

# %%
torch.manual_seed(0)
_, wrong = reinforce(True, True, rounds=30, sign=-1)
print(f"with the wrong sign: {wrong[:, 0].mean():.0f} steps at first, {wrong[:, -1].mean():.0f} at last")
assert wrong[:, -5:].mean() < 14

# %% [markdown]
# Symptom: episodes of about nine steps, which is what it takes to fall if one pushes to one side only. Remedy: the
# bandit above, where all that may happen can be listed, catches this in a second. The loss itself tells nothing: its
# data change with the policy, so it may rise while the agent gets better.
#
# ### Deeper: one gets what one pays for
#
# **The reward says something else than one meant.** Let us be kind and pay the walker 1 for each step, so that it stays
# alive, with a discount of .99:

# %%
Q = np.zeros((48, 4))
for _ in range(1000):
    Q = sweep(Q, gamma=0.99, living=1)
print(f"after 100 steps it is at the goal: {path(Q)[-1] == 47}; value of the start {Q[36].max():.1f}")
assert path(Q)[-1] != 47 and abs(Q[36].max() - 100) < 0.1

# %% [markdown]
# It stays off the cliff, and walks for ever, because arriving would end its income. Nothing is wrong with the learning.
# A high return means that the agent does what was rewarded, and whether that was what we wanted, only looking can tell.
#
# ## Exercises
#
# ### 1. Returns by hand (★, 10 minutes)
#
# Compute the returns of the rewards 0, 0, 4, 8 for $\gamma=.5$, then again if a time limit cut the episode in front of
# a state of value 16.
#
# <details><summary>Solution</summary>
#
# Backward: 8, $4+4=8$, $0+4=4$, $0+2=2$. With the cut: $8+8=16$, $4+8=12$, $6$, $3$.
#
# ```python
# for G, expected in [(0.0, [8.0, 8.0, 4.0, 2.0]), (16.0, [16.0, 12.0, 6.0, 3.0])]:
#     returns = []
#     for reward in (8, 4, 0, 0):
#         G = reward + 0.5 * G
#         returns.append(G)
#     print(returns)
#     assert returns == expected
# ```
# </details>
#
# ### 2. Smaller steps (★★, 15 minutes)
#
# Let SARSA take 10,000 walks with $\alpha=.02$, and as many with $\alpha=.5$: which paths does it find?
#
# <details><summary>Solution</summary>
#
# With the small steps it finds the path of 15 steps, the best one, and earns about $-21$ a walk; $-20.7$ is the best
# that a walker can do who stumbles as often. With the large ones more walks do not help: one walker makes a detour of
# 17 steps, which is usually shown as SARSA's, and the other one would walk in a circle, because with $\alpha=.5$ a
# single fall changes a value by about 50.
#
# ```python
# for alpha in (0.02, 0.5):
#     learned = [walk_and_learn("SARSA", seed, walks=10_000, alpha=alpha) for seed in range(2)]
#     earned = np.mean([returns[-500:].mean() for _, returns in learned])
#     steps = [len(path(Q)) - 1 for Q, _ in learned]
#     print(f"alpha {alpha}: return {earned:.1f}, steps {steps}")
#     assert (steps == [15, 15] and earned > -23.5) if alpha < 0.1 else (min(steps) > 15 and earned < -25)
# ```
# </details>
#
# ### 3. The best of many guesses (★★, 20 minutes)
#
# Ten actions are worth 0, and we know ten noisy payments of each (standard deviation 1). How large is the highest mean,
# and what if half of the payments choose, and the others say the value?
#
# <details><summary>Solution</summary>
#
# The highest mean is about .5, since the maximum picks the luckiest. The other half does not know who was lucky, so its
# answer is 0 on average. Double Q-learning and double DQN use this: one network chooses, another one says the value.
#
# ```python
# payments = np.random.default_rng(0).normal(size=(10_000, 10, 10))  # repetitions, actions, payments
# single = payments.mean(2).max(1)
# chosen = payments[:, :, :5].mean(2).argmax(1)
# double = payments[:, :, 5:].mean(2)[np.arange(10_000), chosen]
# print(f"single {single.mean():.2f}, double {double.mean():.2f}")
# assert abs(single.mean() - 0.487) < 0.02 and abs(double.mean()) < 0.02
# ```
# </details>
#
# ### 4. A shorter view (★★, 15 minutes)
#
# Train the DQN without the copy, but with $\gamma=.95$: does it learn?
#
# <details><summary>Solution</summary>
#
# Nothing is worth more than $1/(1-.95)=20$. The values have run up to this after 250 updates and stay there, and over
# five seeds the network balances about four fifths as long as with the copy. So what it needs here is not the copy as
# such, but something that stops its beliefs, and then time to learn the small differences between the two pushes. Some
# beliefs even exceed 20, as the maximum of many guesses does (exercise 3).
#
# ```python
# torch.manual_seed(0)
# _, steps, values = dqn(None, gamma=0.95)
# print(f"without the copy {steps[:, 4:].mean():.0f} steps, beliefs up to {values.max():.1f}")
# assert steps[:, 4:].mean() > second_half["no target network"] + 50 and 20 < values.max() < 30
# ```
# </details>
#
# ### 5. A reward with an opinion (★★★, 30 minutes, open)
#
# Pay $1-|\text{angle}|/.2$ for each step: does the policy learn faster, or another behavior?
#
# <details><summary>Solution</summary>
#
# Compare steps balanced, not the new reward, and look at the mean angle and the place of the cart too. In our runs
# neither shows: with another seed the other reward is ahead, and the means of ten policies differ by less than the
# policies do among themselves. That the new reward says nothing of the place does no harm, since a cart that rolls too
# far loses all later rewards. An opinion that agrees with the goal need not help.
#
# ```python
# torch.manual_seed(0)
# net, lasted = Networks(10, 4, 32, 1), []
# optimizer = torch.optim.Adam(net.parameters(), 2e-2)
# for _ in range(50):
#     s, a, up = play(net, 10, 4)
#     rewards = up * (1 - s[..., 2].abs() / 0.2)  # (10, T, 4)
#     weight = rewards.flip(1).cumsum(1).flip(1)
#     weight = weight - mean(weight, up)
#     weight = weight / (mean(weight**2, up).sqrt() + 1e-6)
#     z = net(s.flatten(1, 2)).view_as(a)
#     surprise = F.binary_cross_entropy_with_logits(z, a, reduction="none")
#     optimizer.zero_grad()
#     mean(surprise * weight, up).sum().backward()
#     optimizer.step()
#     lasted.append(up.sum(1).mean(1))
# steps, spread = torch.stack(lasted)[-10:].mean(), rounds["both"][:, -10:].mean(1).std()
# print(f"steps {steps:.0f}, with a reward of 1 {finals['both']:.0f}; runs spread by {spread:.0f}")
# assert abs(steps - finals["both"]) < spread
# for name, policy in [("angle paid", net), ("a reward of 1", policies["both"])]:
#     s, _, up = play(policy, 10, 4)
#     angle, place = (mean(s[..., i].abs(), up).mean() for i in (2, 0))
#     print(f"{name:13} mean angle {angle.rad2deg():.1f} degrees, {place:.2f} m from the middle")
#     assert 1 < angle.rad2deg() < 6 and place < 1.2
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - An agent learns from how it went, out of data that it makes itself.
# - By values: neighbors in time must agree, for a walker of a certain kind.
# - By behavior: imitate yourself, weighted by how well it went, minus a baseline.
# - Values learned from values can run away; a copy holds them back.
# - One run proves nothing, and a return measures what was rewarded, not what was meant.
#
# ## Where it came from
#
# The equation is from the 1950s, and an actor and a critic balanced the cart-pole in 1983, three decades before a
# network learned Atari games from pixels.
#
# ### Deeper: the papers
#
# - R. Bellman, 1957, Dynamic Programming: the equation, which he had published in papers from 1952 on.
# - A. Barto, R. Sutton and C. Anderson, 1983, IEEE Transactions on Systems, Man, and Cybernetics 13: the cart-pole.
# - R. Sutton, 1988, Machine Learning 3: temporal differences.
# - C. Watkins, 1989, thesis, Cambridge: Q-learning.
# - R. Williams, 1992, Machine Learning 8: REINFORCE.
# - G. Rummery and M. Niranjan, 1994, technical report, Cambridge: SARSA.
# - V. Mnih and others, 2015, Nature 518: DQN.
# - H. van Hasselt, A. Guez and D. Silver, 2016, AAAI: double DQN.
# - J. Schulman and others, 2016, ICLR: GAE.
# - J. Schulman and others, 2017, arXiv:1707.06347: PPO.
# - P. Henderson and others, 2018, AAAI: what seeds do to reports.
# - F. Pardo and others, 2018, ICML: time limits.
# - R. Sutton and A. Barto, 2018, Reinforcement Learning, second edition: the cliff, and the three things that do not go
#   together.
# - C. Nota and P. Thomas, 2020, AAMAS: what the usual policy gradient is not.
#
# **Next**: [45, game playing](45-game-playing.ipynb).
