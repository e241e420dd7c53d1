# %% [markdown]
# # Game playing
#
# You will be able to build a program that teaches itself a game, and to prove by machine that it never loses.
#
# **Reading** 35 min · **Running** under 60 s on two cores · **Prerequisites**
# [06 (losses)](06-losses.ipynb), [10 (training in PyTorch)](10-training-in-pytorch.ipynb) and
# [44 (policies)](44-reinforcement-learning.ipynb) · **Practice** the exercises below ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/45-game-playing.ipynb)
#
# **Needs** [06](06-losses.ipynb), [10](10-training-in-pytorch.ipynb), [44](44-reinforcement-learning.ipynb) · **Used
# by** [46](46-trust-and-foundation-models.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **solve** a small game by minimax, and **predict** what alpha-beta pruning saves;
# - **implement** Monte Carlo tree search, with the sign where it belongs;
# - **build** AlphaZero's loop: search teaches the network, the network guides the search;
# - **prove** that a player never loses, instead of watching it win;
# - **diagnose** a flipped sign and games that repeat themselves.

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
# ## Never lost, or never loses?
#
# Below, a network that is told nothing but the rules of tic-tac-toe plays against itself until, so we claim, it *never*
# loses. How could anybody check that?
#
# **Choose.** A player has exactly one weakness: as second player it loses one line of play, in which its opponent makes
# four moves. It plays 1,000 games against somebody who moves at random. How likely is it that it loses none?
#
# <details><summary>Practically impossible: in 1,000 games each weakness shows</summary>
#
# The opponent has to find the right one of 9 moves, then of 7, of 5 and of 3, so it walks this line once in 945 games.
# </details>
#
# <details><summary>About one in three</summary>
#
# Yes. A game goes well with probability $1-1/945$, and $(1-1/945)^{1000}\approx.35$.
# </details>
#
# <details><summary>Nearly certain</summary>
#
# That would be so in chess, where nobody meets the same line by luck. Here there are only 945 ways.
# </details>
#
# So "never lost" says little, and we shall try every line instead, that is, every game an opponent can choose. We write
# each board as it looks to the player whose turn it is: 1 is a stone of that player, -1 one of the other, and 0 a free
# square.

# %%
import functools
import math

import torch.nn.functional as F
from torch import nn

EMPTY = (0,) * 9
LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


# %%
@functools.cache
def play(board, square):
    """Return the board after a move, as the other player sees it: all signs change."""
    after = [-stone for stone in board]
    after[square] = -1
    return tuple(after)


@functools.cache
def result(board):
    """Return -1 if the other player has three in a row, 0 if the board is full, and None while the game goes on."""
    if any(board[i] == board[j] == board[k] == -1 for i, j, k in LINES):
        return -1
    return None if 0 in board else 0


@functools.cache
def moves(board):
    """Return the free squares; none if the game is over."""
    return () if result(board) is not None else tuple(square for square in range(9) if board[square] == 0)


# %% tags=["hide-input"]
COLORS = {
    "X": plots.BLACK,
    "O": plots.RED,
    "network": plots.ORANGE,
    "network + search": plots.BLUE,
    "random games": plots.GRAY,
    "no search": plots.PURPLE,
    "greedy": plots.BLACK,
    "epsilon-greedy": plots.SKY,
    "UCB1": plots.GREEN,
}


# %% tags=["hide-input"]
def draw_board(axis, board, x=0.0, y=0.0, size=1.0):
    """Draw a board with its middle at (x, y); its squares have sides of size / 3. Return what it shows in words."""
    first = 1 if board.count(0) % 2 else -1  # X began: it is to move when an odd number of squares is free
    for k in (-1 / 6, 1 / 6):
        axis.plot([x + k * size] * 2, [y - size / 2, y + size / 2], color="0.6", linewidth=1)
        axis.plot([x - size / 2, x + size / 2], [y + k * size] * 2, color="0.6", linewidth=1)
    for square, stone in enumerate(board):
        if stone:
            mark = "X" if stone == first else "O"
            at = (x + (square % 3 - 1) * size / 3, y - (square // 3 - 1) * size / 3)
            axis.text(*at, mark, color=COLORS[mark], fontsize=11 * size, ha="center", va="center", weight="bold")
    names = ["free" if not stone else ("X" if stone == first else "O") for stone in board]
    return "; ".join(f"row {k + 1}: {', '.join(names[3 * k : 3 * k + 3])}" for k in range(3))


# %% [markdown]
# ## Minimax: the whole game at once
#
# A game that is over has a value for the player to move: $-1$ if the other has just won, and 0 if the board is full.
# Every other position is worth what its best move leads to. Since what is good for the one is bad for the other,
#
# $$v(s)=\max_a\,-v(s_a)$$
#
# where $s_a$ is the position after move $a$, seen by the other player. This is **minimax**, my maximum over your
# minimum, and since one minus sign takes care of both, keep an eye on it.


# %%
@functools.cache
def minimax(board):
    """Return what best play by both is worth to the player to move: 1, 0 or -1."""
    return max((-minimax(play(board, square)) for square in moves(board)), default=result(board))


@functools.cache
def games(board):
    return sum(games(play(board, square)) for square in moves(board)) if moves(board) else 1


def reachable(board, found):
    """Add to the dictionary ``found`` all positions that can follow, each once."""
    if board not in found:
        found[board] = len(found)
        for square in moves(board):
            reachable(play(board, square), found)
    return found


everything = reachable(EMPTY, {})
BOARDS = [board for board in everything if moves(board)]  # where somebody has to move
print(f"{games(EMPTY):,} games, {len(everything):,} positions, {len(BOARDS):,} not over; value {minimax(EMPTY)}")
assert (games(EMPTY), len(everything), len(BOARDS), minimax(EMPTY)) == (255_168, 5_478, 4_520, 0)

# %% tags=["hide-input", "drawing"]
figure, axis = plt.subplots(figsize=(9, 4.6))
top = (1, -1, 1, -1, -1, 1, 0, 0, 0)
draw_board(axis, top, 0, 0, 1.1)
axis.text(0.8, 0, f"value {minimax(top)} for X", va="center", fontsize=10)
for column, square in enumerate(moves(top)):
    child, x = play(top, square), 4.2 * (column - 1)
    axis.plot([0, x], [-0.6, -1.35], color="0.6", linewidth=1)
    draw_board(axis, child, x, -2, 1.1)
    axis.text(x + 0.75, -2, f"{minimax(child)} for O,\n{-minimax(child)} for X", va="center", fontsize=10)
    for n, reply in enumerate(moves(child)):
        leaf, below = play(child, reply), x + 2 * n - 1
        axis.plot([x, below], [-2.6, -3.35], color="0.6", linewidth=1)
        draw_board(axis, leaf, below, -4, 1.1)
        axis.text(below, -4.9, f"{minimax(leaf)} for X", ha="center", fontsize=10)
axis.set(title="Values rise from the leaves, changing sides at every level", xlim=(-6, 6.5), ylim=(-5.2, 0.8))
axis.set_aspect("equal")
axis.axis("off")
plots.show(
    figure,
    alt="A tree of positions. At the top X is to move, with the three squares of the bottom row free, and the value is "
    "plus 1. The left square loses, since O then fills the middle column; the middle one draws; the right one wins at "
    "once. Below each move stand O's replies and their values for X.",
)

# %% [markdown]
# X has three moves: the left one loses, the middle one draws, and the right one wins, so the position is worth 1.
#
# Without the memory of `functools.cache`, minimax visits all 549,946 nodes of the whole game's tree. Many of them
# cannot matter, because once a reply shows that a move is no better than another that I have, its other replies need no
# look. This is **alpha-beta pruning**, where $\alpha$ is what I have for certain, and $\beta$ what the other would
# allow me.


# %%
def alpha_beta(board, alpha=-math.inf, beta=math.inf, order=moves):
    """Return the value, or a bound on it if it is not between alpha and beta, and the number of nodes visited."""
    if not moves(board):
        return result(board), 1
    visited = 1
    for square in order(board):
        value, count = alpha_beta(play(board, square), -beta, -alpha, order)
        visited, alpha = visited + count, max(alpha, -value)
        if alpha >= beta:
            break  # the other player will not let it come to this
    return alpha, visited


# %% [markdown]
# **Guess.** How many of the 549,946 nodes does it visit if it tries squares from the first to the last, and does the
# order matter?

# %%
guess = None  # nodes, such as 250_000

# %%
orders = {
    "best first": lambda board: sorted(moves(board), key=lambda square: minimax(play(board, square))),
    "as numbered": moves,
    "worst first": lambda board: sorted(moves(board), key=lambda square: -minimax(play(board, square))),
}
solved = {name: alpha_beta(EMPTY, order=order) for name, order in orders.items()}
visited = {name: nodes for name, (_, nodes) in solved.items()}
assert all(value == minimax(EMPTY) for value, _ in solved.values())
assert visited["best first"] < 3_000 and visited["as numbered"] == 18_297 and visited["worst first"] > 150_000

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 2.7))
bars = {"all (minimax)": 549_946, **dict(reversed(visited.items()))}
axis.barh(list(bars), list(bars.values()), color=plots.ROLES["prediction"].color)
for row, count in enumerate(bars.values()):
    axis.text(count * 1.1, row, f"{count:,}", va="center", fontsize=9)
if guess is not None:
    axis.plot(guess, 2, markersize=11, linestyle="none", **plots.points("guess"), label="your guess")
    axis.legend(loc="lower right")
axis.set(title="Good moves first: the same value from far fewer nodes", xlabel="nodes visited", xscale="log")
axis.set(xlim=(1_000, 4_000_000))
axis.invert_yaxis()
plots.show(
    figure,
    alt="Nodes visited, on a logarithmic axis: all 549,946 by minimax; by alpha-beta 198,837 with the worst moves "
    "first, 18,297 as numbered, and 2,312 with the best moves first.",
)

# %% [markdown]
# The better the first guess, the less is left to prove, and good first guesses are what a network can learn.
#
# ## Every line of play
#
# To prove that a player never loses, we need a judge. A player is a function from boards to squares, so we know what it
# does everywhere, while for the opponent we try *all* replies and count how the games end.


# %%
def all_lines(player, board=EMPTY, mine=True):
    """Return how many lines of play the player wins, draws and loses, (3,), over all moves of the opponent."""
    if not moves(board):
        worth = result(board) if mine else -result(board)
        return np.array([worth == 1, worth == 0, worth == -1], dtype=int)
    if mine:
        return all_lines(player, play(board, player(board)), False)
    return sum(all_lines(player, play(board, square), True) for square in moves(board))


def losing(player):
    """Return the losing lines as first and as second player."""
    return int(all_lines(player)[2]), int(all_lines(player, mine=False)[2])


perfect = losing(lambda board: min(moves(board), key=lambda square: minimax(play(board, square))))
lowest = losing(lambda board: moves(board)[0])  # a player that never thinks
print(f"losing lines, as first and as second player: minimax {perfect}, lowest free square {lowest}")
assert perfect == (0, 0) and min(lowest) > 0

# %% [markdown]
# ## When the end is out of reach
#
# Chess and Go have far too many positions for minimax, so **Monte Carlo tree search** (MCTS) looks at a few lines only,
# and lets what it finds decide where to look next. Each **simulation** does four things:
#
# 1. *select*: walk down the tree of known positions by the rule below;
# 2. *expand*: add the first unknown position;
# 3. *evaluate* it: ask somebody for a value $v$, and for a probability $P(a)$ of each move (the **prior**);
# 4. *back up*: add the value to all moves on the way, **changing its sign at every level**.
#
# Let $N(a)$ count how often move $a$ was tried here, and let $Q(a)$ be the mean of its values, or 0 before the first.
# The rule takes the move with the largest
#
# $$Q(a)+c\,P(a)\,\frac{\sqrt{1+\sum_b N(b)}}{1+N(a)}$$
#
# which is what is known to be good, plus a bonus for what is likely and has hardly been tried (**PUCT**), where $c$
# says how much the bonus weighs.


# %%
def most_promising(board, P, N, W, c=1.5):
    """Return the move of largest mean value plus bonus; priors P, visits N and sums of values W are (9,) each."""
    bonus = c * math.sqrt(1 + sum(N))
    return max(moves(board), key=lambda a: W[a] / max(N[a], 1) + bonus * P[a] / (1 + N[a]))


def search(root, evaluate, n, sign=-1):
    """Return how often each square was tried, (9,), in n simulations; ``evaluate`` gives priors (9,) and a value."""
    tree = {root: (evaluate(root)[0], [0] * 9, [0.0] * 9)}  # P, N, W of each known position
    for _ in range(n):
        board, path = root, []
        while board in tree:  # select
            a = most_promising(board, *tree[board])
            path.append((board, a))
            board = play(board, a)
        value = result(board)
        if value is None:  # expand and evaluate
            P, value = evaluate(board)
            tree[board] = P, [0] * 9, [0.0] * 9
        for board, a in reversed(path):  # back up
            value = sign * value  # what is good for the player to move is bad for the one who moved there
            _, N, W = tree[board]
            N[a], W[a] = N[a] + 1, W[a] + value
    return tree[root][1]


# %%
def player(evaluate, n, **options):
    """Return a player that takes the square tried most often; it remembers its answer to each board."""

    @functools.cache
    def choose(board):
        N = search(board, evaluate, n, **options)
        return N.index(max(N))

    return choose


# %% [markdown]
# **Checkpoint.** Why does a single simulation choose by priors alone?
#
# <details><summary>Answer</summary>
#
# All $Q$ and $N$ are 0, so the rule takes the square of highest prior: with one simulation, the search is the bare
# policy.
# </details>
#
# If minimax evaluates, nine simulations should be enough to choose perfectly everywhere, which is a test of the search.
# Before networks, one finished the game at random instead, and took the result of this **rollout** for the value. Its
# baseline is an evaluator that always says 0.


# %%
chance = np.random.default_rng(0)


def exactly(board):
    return [1 / 9] * 9, minimax(board)


def rollout(board):
    """Return equal priors, and the result of one game that both finish at random."""
    sign = 1
    while free := moves(board):
        board, sign = play(board, free[int(chance.random() * len(free))]), -sign
    return [1 / 9] * 9, sign * result(board)


nine = player(exactly, 9)
assert all(-minimax(play(board, nine(board))) == minimax(board) for board in BOARDS)
by_rollouts = {n: losing(player(rollout, n)) for n in (5, 25, 100, 400)}
by_nothing = {n: losing(player(lambda board: ([1 / 9] * 9, 0.0), n)) for n in by_rollouts}
print(f"losing lines by simulations: with rollouts {by_rollouts}, with always 0 {by_nothing}")
assert by_rollouts[400][1] < by_rollouts[25][1] and 2 * sum(by_rollouts[25]) > sum(by_nothing[25]) > 50

# %% [markdown]
# More simulations help, but slowly, and rollouts add surprisingly little: who knows nothing loses about as many lines,
# because a random game rarely finds the one reply that matters.
#
# ## A network instead of luck
#
# So let a network evaluate, which sees two planes, my stones and yours, and answers with a logit for each square and
# with a value between $-1$ and $1$. Logits of taken squares are pushed to nearly minus infinity *before* the softmax.


# %%
class Net(nn.Module):
    def __init__(self, h=96):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(18, h), nn.ReLU(), nn.Linear(h, h), nn.ReLU())
        self.policy, self.value = nn.Linear(h, 9), nn.Linear(h, 1)

    def forward(self, boards):  # (B, 9), of 1, -1 and 0
        h = self.body(torch.cat([boards == 1, boards == -1], 1).float())  # (B, 18) -> (B, h)
        logits = self.policy(h).masked_fill(boards != 0, -1e9)  # (B, 9)
        return logits, self.value(h)[:, 0].tanh()  # (B, 9), (B,)


@torch.no_grad()
def ask_all(net):
    """Return priors (9,) and value of every position, from one batch."""
    logits, values = net(torch.tensor(BOARDS))
    return dict(zip(BOARDS, zip(logits.softmax(1).tolist(), values.tolist(), strict=True), strict=True))


# %% [markdown]
# Since all positions fit into one batch, a search afterwards only looks up.
#
# But who teaches the network? AlphaZero's idea is that the search, guided by the network, chooses better than the
# network alone, so let the *visits* of the search be the target of the policy, and the *result* of the game the target
# of the value. The better network makes the search better, whose visits are a better teacher, and so on: **self-play**.

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(8.4, 2.9))
box = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": "black", "linewidth": 1.6}
places = {"network\n96, 96": (0, 0), "search,\n40 simulations": (4, 0), "40 games\nagainst itself": (8, 0)}
for words, at in places.items():
    axis.text(*at, words, ha="center", va="center", bbox=box)
arrow = {"arrowstyle": "-|>", "linewidth": 1.4, "color": "black"}
for start, end in [((0.5, 0), (3.2, 0)), ((4.8, 0), (7.25, 0))]:
    axis.annotate("", end, start, arrowprops=arrow)
axis.annotate("", (0, -0.55), (8, -0.55), arrowprops={**arrow, "connectionstyle": "arc3,rad=-0.25"})
axis.text(1.85, 0.25, "$P$ (9), $v$", ha="center")
axis.text(6, 0.25, "visits (9)", ha="center")
axis.text(4, -2.05, r"visits $\pi$ (9) teach the policy, results $z$ teach the value", ha="center")
axis.set(xlim=(-1.2, 9.3), ylim=(-2.3, 0.9))
axis.set_title("The loop: search improves the network, and the network the search")
axis.axis("off")
plots.show(
    figure,
    alt="Three boxes in a loop. The network of two layers of 96 gives priors and a value to the search of 40 "
    "simulations; the search gives visits to 40 games against itself; these go back to the network, where visits teach "
    "the policy and results teach the value.",
)

# %% [markdown]
# To see something new, games must differ, so for the first five moves the square is drawn in proportion to its visits,
# and at the root the priors are mixed with noise. Training shows each position turned or mirrored at random, and its
# loss adds a cross-entropy for the visits $\pi$ and a squared error for the result $z$:
# $L=-\sum_a\pi_a\log P(a)+(v-z)^2$.


# %%
def self_play(table, rng, n, noise, warm):
    """Play one game; return (board, visits as fractions (9,), result for who moved) of each move."""
    board, told = EMPTY, []
    while moves(board):
        P, value = table[board]
        free, mixed = list(moves(board)), np.array(P)
        mixed[free] = (1 - noise) * mixed[free] + noise * rng.dirichlet([0.6] * len(free))
        here = {board: (mixed.tolist(), value)}  # the noise is for the root alone
        pi = np.array(search(board, lambda b, here=here: here.get(b) or table[b], n)) / n
        told.append((board, pi))
        board = play(board, int(rng.choice(9, p=pi)) if len(told) <= warm else int(pi.argmax()))
    worth = result(board)  # to the one who would have to move now
    return [(board, pi, worth * (-1) ** (len(told) - k)) for k, (board, pi) in enumerate(told)]


# %%
grid = torch.arange(9).view(3, 3)
SYMMETRIES = torch.stack([torch.rot90(g, k).flatten() for g in (grid, grid.T) for k in range(4)])  # (8, 9)


def train(net, optimizer, memory, steps=80):
    boards, pi, z = (torch.tensor(np.array(part), dtype=torch.float32) for part in zip(*memory, strict=True))
    for _ in range(steps):
        drawn, turned = torch.randint(len(z), (256,)), SYMMETRIES[torch.randint(8, (256,))]  # (256,), (256, 9)
        logits, v = net(boards[drawn].gather(1, turned))  # (256, 9), (256,)
        loss = F.cross_entropy(logits, pi[drawn].gather(1, turned)) + F.mse_loss(v, z[drawn])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %%
def learn(rounds=50, n=40, noise=0.25, warm=5, seed=0):
    """Return the network's answers to all positions before the first and after each round, and what it remembers."""
    torch.manual_seed(seed)
    rng, net, memory = np.random.default_rng(seed), Net(), []
    optimizer, tables = torch.optim.AdamW(net.parameters(), 2e-3), [ask_all(net)]
    for k in range(rounds):
        optimizer.param_groups[0]["lr"] = 2e-3 * (1 - k / rounds)
        for _ in range(40):
            memory += self_play(tables[-1], rng, n, noise, warm)
        memory = memory[-8000:]
        train(net, optimizer, memory)
        tables.append(ask_all(net))
    return tables, memory


# %% [markdown]
# **Choose.** After 50 rounds, which is 2,000 games, we let the network play *alone*, taking the square of highest prior
# (one simulation does just that), and with 25 simulations. An ablation learns for 20 rounds from games with a single
# simulation a move, so without a teacher better than itself. Who loses a line?
#
# <details><summary>None of them: results alone suffice to learn so small a game</summary>
#
# The ablation learns values from results all right. But the target of its policy is the very move that it chose, so
# nobody tells it anything new. (A policy gradient, as in lecture 44, would let results teach it; here only search
# does.)
# </details>
#
# <details><summary>The network alone does, and with search it does not</summary>
#
# That is how it stands for a part of the training. The visits keep teaching, until there is nothing to repair.
# </details>
#
# <details><summary>Only the ablation does</summary>
#
# Yes. Search is the teacher, and its pupil needs it no longer in the end.
# </details>

# %% tags=["main-result"]
tables, memory = learn()
unsearched, _ = learn(rounds=20, n=1)


def alone_and_with_search(table):
    return losing(player(table.get, 1)), losing(player(table.get, 25))


found = {k: alone_and_with_search(tables[k]) for k in (0, 1, 2, 5, 10, 20, 30, 40, 50)}
ablated = {k: alone_and_with_search(unsearched[k]) for k in (0, 5, 10, 20)}
for name, results in [("self-play", found), ("without search", ablated)]:
    for k, (alone, with_search) in results.items():
        print(f"{name:14} {k:2} rounds: losing lines alone {alone}, with 25 simulations {with_search}")
assert found[50] == ((0, 0), (0, 0))  # every reply of the opponent was tried
assert sum(ablated[20][0]) > 100 and sum(ablated[20][1]) > 10

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7.6, 3.7))
for name, look, results, part, role in [
    ("network alone", "o--", found, 0, "network"),
    ("network + 25 simulations", "s-", found, 1, "network + search"),
    ("without search: alone", "^:", ablated, 0, "no search"),
    ("without search: + 25 simulations", "v-.", ablated, 1, "no search"),
]:
    axis.plot(list(results), [sum(each[part]) for each in results.values()], look, color=COLORS[role], label=name)
axis.axhline(
    sum(by_rollouts[25]), color=COLORS["random games"], linestyle=(0, (6, 3)), label="rollouts, 25 simulations"
)
axis.set_yscale("symlog", linthresh=1)
axis.set(title="Self-play ends without a losing line", xlabel="rounds of 40 games", ylabel="losing lines, both sides")
axis.set(yticks=[0, 1, 10, 100], ylim=(-0.15, 900))
axis.set_yticklabels(["0", "1", "10", "100"])
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plots.show(
    figure,
    alt="Losing lines of both sides together against rounds. Alone, the network begins with several hundred; with 25 "
    "simulations it loses fewer in the first rounds. Both end at zero. The network that learns without search stays "
    "at hundreds alone, and loses fewer with simulations, but never none. Search with rollouts lies at dozens.",
)

# %% [markdown]
# That is a proof, not a sample: whatever the opponent plays, from either side, this network does not lose, and it needs
# no search for that, since more than half a million simulations went into its training. In the first rounds search
# repairs what the network does not know yet, whereas the network that learned without a search still loses hundreds of
# lines.
#
# ## What did it learn?
#
# Does a player that never loses understand the game? We compare its value of each position with minimax: where its last
# games have been, turns and mirrors included, and elsewhere.

# %%
values, truth = np.array([(tables[50][board][1], minimax(board)) for board in BOARDS]).T  # (4520,) each
seen = {tuple(board[k] for k in turned) for board, _, _ in memory for turned in SYMMETRIES.tolist()}
met = np.array([board in seen for board in BOARDS])
right, wins = np.abs(values - truth) < 0.5, truth == 1
for name, part in [("met", met), ("others", ~met)]:
    print(f"{part.sum()} {name}: right within .5 {right[part].mean():.0%}, by always saying 1 {wins[part].mean():.0%}")
assert right[met].mean() > right[~met].mean() + 0.1
assert right[met].mean() > wins[met].mean() + 0.2 and abs(right[~met].mean() - wins[~met].mean()) < 0.15

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(9, 3.2), sharey=True)
figure.suptitle('Mostly right where it has been; elsewhere hardly better than "I win"', weight="bold")
bins = np.linspace(-1, 1, 21)
for axis, chosen, words in [(axes[0], met, "positions met"), (axes[1], ~met, "all others")]:
    below = np.zeros(20)  # the bars stand on each other
    for value, look, hatch in [(-1, "class 1", "//"), (0, "class 2", ".."), (1, "class 0", "")]:
        share = np.histogram(values[chosen & (truth == value)], bins)[0] / chosen.sum()  # (20,)
        part = {"color": plots.ROLES[look].color, "hatch": hatch, "edgecolor": "white", "label": f"truth {value}"}
        axis.bar(bins[:-1], share, 0.1, bottom=below, align="edge", **part)
        below += share
    axis.set(xlabel=f"network's value, {words}")
axes[0].set_ylabel("share of positions")
axes[1].legend(loc="center left", bbox_to_anchor=(1, 0.5))
plots.show(
    figure,
    alt="Two histograms of the network's values, colored by minimax. Left, positions met in its games: losses lie "
    "far below 0, most draws around 0, wins near 1. Right, all others: nearly three of four are wins, most of them "
    "near 1, but the values of draws and losses are spread over most of the range.",
)

# %% [markdown]
# It knows what it met. Elsewhere most positions hold a blunder to punish, so somebody who always says "I win" is right
# about as often as the network, because positions that good play never reaches are never learned. *It never loses* and
# *it understands the game* are two claims, and only the first is proved.
#
# ### Play with it
#
# Now try to win: press squares, numbered row by row from 1 to 9, with the mouse or with Tab and Enter, or type them.


# %% tags=["hide-input"]
def draw_search(axis, board, table, n):
    """Draw the priors and visits of a search from ``board``, if there is one; return them in words."""
    axis.set(xticks=range(1, 10), xlim=(0.3, 9.7), ylim=(0, 1.4), yticks=[0, 0.5, 1])
    axis.set(xlabel="square", ylabel="share")
    if board is None:
        return "The network has not moved yet."
    share = np.array(search(board, table.get, n)) / n  # (9,)
    free, P = np.array(moves(board)), np.array(table[board][0])
    axis.bar(free + 1, share[free], color=COLORS["network + search"], label="visits")
    axis.plot(free + 1, P[free], "o", color=COLORS["network"], label="prior")
    axis.legend(loc="upper right", fontsize=8, ncols=2)
    spoken = ", ".join(f"{share[k]:.0%} on square {k + 1}" for k in free if share[k] > 0)
    return f"Its prior's favorite was square {P.argmax() + 1}, with {P.max():.0%}; visits of its search: {spoken}."


def draw_end(axis, board, mine):
    """Draw the board with the numbers of its free squares; return it in words, with whose turn it is or who won."""
    state = "your move" if moves(board) else ("draw" if result(board) == 0 else "you lose" if mine else "you win")
    words = draw_board(axis, board, size=2)
    for square in moves(board):
        at = ((square % 3 - 1) * 2 / 3, (1 - square // 3) * 2 / 3)
        axis.text(*at, square + 1, color="0.5", ha="center", va="center")
    axis.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), aspect="equal", title=state)
    axis.axis("off")
    return f"{state.capitalize()}. X begins; {words}."


# %% tags=["hide-input"]
def draw_game(squares, begins, rounds, n):
    """Draw the game after the squares typed so far, and what the network thought of its last move."""
    board, last, remark, table = EMPTY, None, "", tables[rounds]
    answer = player(table.get, n)
    for word in squares.split() if begins == "you" else [None, *squares.split()]:
        if word is not None and word not in [str(square + 1) for square in moves(board)]:
            why = "is no free square" if moves(board) else "comes after the end"
            remark = f"Left out: '{word[:12]}' {why}."
            continue
        board = board if word is None else play(board, int(word) - 1)
        if moves(board):
            last, board = board, play(board, answer(board))
    figure, axes = plt.subplots(1, 2, figsize=(5.8, 2.9), width_ratios=[1, 1.3])
    words = draw_end(axes[0], board, mine=board.count(0) % 2 == (1 if begins == "you" else 0))
    thought = draw_search(axes[1], last, table, n)
    axes[1].set_title(f"{rounds} rounds, simulations: {n}", fontsize=10)
    figure.supxlabel(remark, fontsize=9)
    trained = f"The network was trained for {rounds} rounds and uses simulations: {n}."
    return plots.describe(figure, " ".join([f"{words} {remark}".strip(), trained, thought]))


# %% tags=["hide-input"]
widgets.explore(
    draw_game,
    frames=[
        ("untrained, alone", {"squares": "5 3 7", "rounds": 0, "n": 1}),
        ("5 rounds, alone", {"squares": "1 9 7 4", "rounds": 5, "n": 1}),
        ("5 rounds, with search", {"squares": "1 9", "rounds": 5, "n": 25}),
        ("50 rounds, alone", {"squares": "1 9", "n": 1}),
    ],
    squares=widgets.squares("your squares", "1", ["", "5", "1 9", "5 3 7", "1 9 3"]),
    begins=widgets.choice("who begins", ["you", "the network"], "you"),
    rounds=widgets.choice("rounds trained", [0, 1, 5, 10, 50], 50),
    n=widgets.slider("simulations", 1, 100, 1, 25),
)

# %% [markdown]
# **Try** opposite corners (1, then 9), after few rounds and after 50. **Notice** that one simulation takes the prior's
# favorite, and more of them can leave it: a third corner loses, whereas the center and an edge hold.
#
# ## Deeper: does search improve the policy?
#
# Of all positions that differ by more than a turn or a mirror, in how many does the chosen square keep what minimax
# says the position is worth?


# %%
def canonical(board):
    return min(tuple(board[square] for square in turned) for turned in SYMMETRIES.tolist())


DIFFERENT = sorted({canonical(board) for board in BOARDS})
assert len({canonical(board) for board in everything}) == 765
kept = {}
for k in (0, 5, 50):
    for n in (1, 25):
        choose = player(tables[k].get, n)
        kept[k, n] = np.mean([-minimax(play(board, choose(board))) == minimax(board) for board in DIFFERENT])
    print(f"{k:2} rounds: right in {kept[k, 1]:.1%} alone, in {kept[k, 25]:.1%} with 25 simulations")
    assert kept[k, 25] > kept[k, 1]

# %% [markdown]
# So it does, at each of these stages. Against a *fixed* opponent there is a theorem: whoever knows the values of a
# policy and takes, everywhere, the action of highest value is nowhere worse off than by this policy (policy
# improvement). In self-play the opponent changes too, and values are estimates, so nothing promises progress in each
# round. That is why we count.
#
# What do the visits aim at? With fixed values $Q$, each new visit goes where $Q(a)+\lambda P(a)/\hat\pi(a)$ is largest,
# where $\hat\pi(a)=(1+N(a))/(m+\sum_bN(b))$ for $m$ moves and $\lambda=c\sqrt{1+\sum_bN(b)}/(m+\sum_bN(b))$. So in the
# end this is equal for all moves: $\hat\pi(a)=\lambda P(a)/(\kappa-Q(a))$ with $\kappa$ such that the sum is 1. This is
# just where $\sum_a\pi_aQ(a)-\lambda\,\mathrm{KL}(P\,\|\,\pi)$ is largest (Grill and others, 2020): good values,
# without leaving the prior too far.

# %%
Q, P = torch.tensor([0.3, 0.5, -0.2, 0.1]), torch.tensor([0.4, 0.1, 0.3, 0.2])
N = torch.zeros(4)
for _ in range(1000):
    N[(Q + 1.5 * P * (1 + N.sum()).sqrt() / (1 + N)).argmax()] += 1
lam = 1.5 * (1 + N.sum()).sqrt() / (4 + N.sum())
low, high = Q.max(), Q.max() + lam
for _ in range(50):  # bisection: the sum falls as kappa grows
    kappa = (low + high) / 2
    low, high = (kappa, high) if (lam * P / (kappa - Q)).sum() > 1 else (low, kappa)
print("visits", (N / N.sum()).numpy().round(3), "formula", (lam * P / (kappa - Q)).numpy().round(3))
assert torch.allclose(N / N.sum(), lam * P / (kappa - Q), atol=0.01)

# %% [markdown]
# ## Deeper: where the bonus comes from
#
# Five machines pay 1 or 0, each with a probability of its own that nobody tells (a bandit). Playing the one of best
# mean so far may overlook a better one for ever. Be an optimist instead: add to each mean what it may reasonably be too
# low. By Hoeffding's inequality, the mean of $n$ payments is more than $\sqrt{2\ln t/n}$ too low with probability at
# most $t^{-4}$, so take the largest
#
# $$\text{mean}(a)+\sqrt{2\ln t/N(a)},$$
#
# an **upper confidence bound** (UCB1). A machine that is chosen wrongly gets known by that, and loses its bonus. What
# is lost against always playing the best one is the **regret**:


# %%
def regret(rule, pulls=5000, runs=200):
    """Return the mean regret after each pull (pulls,); ``rule`` gets visits, means (runs, 5), time and a generator."""
    rng, p, run, lost_so_far = np.random.default_rng(0), np.array([0.8, 0.5, 0.4, 0.3, 0.2]), np.arange(runs), []
    N, paid = np.ones((runs, 5)), (rng.random((runs, 5)) < p).astype(float)  # each once to begin with
    for t in range(6, pulls + 6):
        a = rule(N, paid / N, t, rng)  # (runs,)
        paid[run, a] += rng.random(runs) < p[a]
        N[run, a] += 1
        lost_so_far.append((p.max() - p[a]).mean())
    return np.cumsum(lost_so_far)


RULES = {
    "greedy": lambda N, mean, t, rng: mean.argmax(1),
    "epsilon-greedy": lambda N, mean, t, rng: np.where(
        rng.random(200) < 0.1, rng.integers(5, size=200), mean.argmax(1)
    ),
    "UCB1": lambda N, mean, t, rng: (mean + np.sqrt(2 * np.log(t) / N)).argmax(1),
}
regrets = {name: regret(rule) for name, rule in RULES.items()}
assert regrets["UCB1"][-1] < min(regrets["greedy"][-1], regrets["epsilon-greedy"][-1])
assert regrets["UCB1"][499] > regrets["epsilon-greedy"][499]

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(6.4, 3))
for (name, curve), look in zip(regrets.items(), [":", "--", "-"], strict=True):
    axis.plot(curve, look, color=COLORS[name], label=name)
axis.set(title="Optimism pays, later on", xlabel="pulls", ylabel="regret")
axis.legend()
plots.show(
    figure,
    alt="Regret against pulls for three rules, mean of 200 runs. Greedy and epsilon-greedy rise in straight lines. "
    "UCB1 is the highest at first, then flattens, and is the lowest after 5,000 pulls.",
)

# %% [markdown]
# Greedy stays for ever with a machine that was lucky at first, and $\epsilon$-greedy, which draws one of ten pulls at
# random, pays for this for ever. UCB1 explores *more* at first, but its regret grows only like $\ln t$. MCTS with this
# bonus at every node is UCT. PUCT weighs the bonus by the prior, lets it grow like the root of all visits instead of
# that of their logarithm, and shrink like $1/N(a)$ instead of $1/\sqrt{N(a)}$.
#
# ## Deeper: from checkers to Go
#
# Samuel's checkers program (1959) tuned its evaluation by playing against itself, and TD-Gammon (1992) did so with a
# network. Deep Blue (1997) beat Kasparov by search with an evaluation made by hand. AlphaGo (2016) joined networks,
# first taught by human games, with tree search, and won 4 to 1 against Lee Sedol; AlphaGo Zero (2017), which began from
# random play, beat it 100 to 0. AlphaZero (2018) is one algorithm for chess, shogi and Go, and MuZero (2020) learns a
# model of the rules that it searches with. AlphaStar (2019) left boards for StarCraft II, in real time and with much
# hidden from the player: taught first by human games, then by a league of its own copies, it ranked above 99.8% of
# active players.
#
# Three beliefs are worth a doubt. *"MCTS plays random games"*: AlphaZero has no rollouts. *"It wins since it looks at
# more positions"*: it looked at about a thousandth of what its opponent in chess, Stockfish, did. *"It needs no human
# knowledge"*: it needs the rules as an exact simulator, and an architecture that fits the board. That is also what does
# not carry over: outside games nobody hands out an exact simulator, and information is seldom complete. What does is
# the loop, in which search makes better answers than the model has, and the model learns to give them at once.
#
# ## What goes wrong
#
# **The sign is not changed on the way up**, or the value is the other player's. The search then shuns the very move
# that wins at once, and with training on top nobody knows what to suspect:

# %%
flipped = losing(player(rollout, 25, sign=1))
print(f"25 simulations with rollouts: losing lines {by_rollouts[25]}; without the minus {flipped}")
assert sum(flipped) > max(3 * sum(by_rollouts[25]), sum(lowest))
win = (1, 1, 0, -1, -1, 0, 0, 0, 0)  # three in a row by square 2, the third
assert player(exactly, 25)(win) == 2

# %% [markdown]
# Symptom: 25 simulations play worse than always the lowest free square. Remedy: before any network,
# a test with a win in one move and `exactly` as evaluator.
#
# **All games are the same game.** Without noise, and with the best square always, self-play repeats itself:

# %%
repeated, few = learn(rounds=10, noise=0.0, warm=0)
distinct = [len({board for board, _, _ in part}) for part in (few, memory)]
stuck = losing(player(repeated[10].get, 1))
print(f"different positions {distinct} of {[len(few), len(memory)]}; losing lines alone {stuck}, not {found[10][0]}")
assert distinct[0] < 200 < distinct[1] and sum(stuck) > 60

# %% [markdown]
# Symptom: the loss falls nicely, yet the player is helpless against anybody else. Remedy: noise, and a look at the
# number of different positions.
#
# ### Deeper: masking too late
#
# **Squares that are taken are set to zero after the softmax.** If the network is sure of one of them, nothing is left:

# %%
late = torch.tensor([200.0, 1.0, 2.0]).softmax(0) * torch.tensor([0.0, 1.0, 1.0])  # the first square is taken
early = torch.tensor([200.0, 1.0, 2.0]).masked_fill(torch.tensor([True, False, False]), -1e9).softmax(0)
print("after:", (late / late.sum()).tolist(), " before:", [round(p, 3) for p in early.tolist()])
assert (late / late.sum()).isnan().all() and abs(early.sum() - 1) < 1e-6

# %% [markdown]
# Symptom: NaN, or a division by zero. Remedy: mask the logits, as `Net` does, and never ask about a game that is over.
#
# ## Exercises
#
# ### 1. A tree by hand (★, 10 minutes)
#
# I have two moves. After the first you choose between positions worth 3 and 5 to me, after the second between 2 and 9.
# What is the tree worth? Which of the four need not be looked at, from left to right?
#
# <details><summary>Solution</summary>
#
# You choose the smaller one, so my moves are worth 3 and 2, and the tree 3. After the 2, the 9 does not matter: the
# second move is worth at most 2, and I have 3.
#
# ```python
# tree, alpha, seen = [[3, 5], [2, 9]], -math.inf, []
# for replies in tree:
#     beta = math.inf
#     for worth in replies:
#         seen.append(worth)
#         beta = min(beta, worth)
#         if beta <= alpha:
#             break
#     alpha = max(alpha, beta)
# print(alpha, seen)
# assert alpha == 3 and seen == [3, 5, 2]
# ```
# </details>
#
# ### 2. The order, once more (★★, 15 minutes)
#
# Let alpha-beta try squares by the priors of the network, after 0, 5 and 50 rounds. How many nodes does it visit?
#
# <details><summary>Solution</summary>
#
# Once the network has learned, it visits far fewer than in the order of numbers, and even fewer than the 2,312 of "best
# first". For minimax all winning moves are equal, whereas the network prefers some, among them those that win at once.
# The untrained network's order is one like any other.
#
# ```python
# nodes = {}
# for k in (0, 5, 50):
#     by_prior = lambda board, P=tables[k]: sorted(moves(board), key=lambda square: -P[board][0][square])
#     nodes[k] = alpha_beta(EMPTY, order=by_prior)[1]
# print(nodes)
# assert nodes[50] < visited["best first"] and nodes[50] < nodes[0] / 3
# ```
# </details>
#
# ### 3. UCB1 in the tree (★★, 20 minutes)
#
# Give `search` the bonus of UCB1 instead of PUCT's, for rollouts. Does it lose fewer lines with 100 simulations?
#
# <details><summary>Solution</summary>
#
# Both lose some, and which one loses fewer depends on $c$ and on luck. Take several seeds before you answer.
#
# ```python
# def uct(root, n, c=1.0):
#     N, W = {root: [0] * 9}, {root: [0.0] * 9}
#     for _ in range(n):
#         board, path = root, []
#         while board in N and moves(board):
#             seen, paid = N[board], W[board]
#             logarithm = math.log(1 + sum(seen))
#             bound = {a: math.inf for a in moves(board) if not seen[a]}
#             bound |= {a: paid[a] / seen[a] + c * math.sqrt(logarithm / seen[a]) for a in moves(board) if seen[a]}
#             a = max(bound, key=bound.get)
#             path.append((board, a))
#             board = play(board, a)
#         N.setdefault(board, [0] * 9), W.setdefault(board, [0.0] * 9)
#         value = rollout(board)[1]
#         for board, a in reversed(path):
#             value = -value
#             N[board][a] += 1
#             W[board][a] += value
#     return N[root].index(max(N[root]))
#
#
# chance = np.random.default_rng(0)
# for name, choose in [("UCB1", functools.cache(lambda board: uct(board, 100))), ("PUCT", player(rollout, 100))]:
#     print(name, losing(choose))
# assert uct(win, 100) == 2
# ```
# </details>
#
# ### 4. The other way round (★★★, 30 minutes, open)
#
# Change one rule: whoever has three in a row *loses*. What is this game worth? Does the same loop learn it without a
# losing line, and in how many rounds?
#
# <details><summary>Solution</summary>
#
# It is a draw too: the first player takes the center and mirrors each move. Nothing but `result` changes, because the
# loop knows the game through its rules alone. How many lines it loses after 12 rounds you have to count; take several
# seeds before you say how many rounds are enough.
#
# ```python
# standard = result
#
#
# def result(board):
#     return None if standard(board) is None else -standard(board)
#
#
# minimax.cache_clear()
# other, _ = learn(rounds=12)
# print(f"value {minimax(EMPTY)}, of the center {-minimax(play(EMPTY, 4))};", end=" ")
# print(f"losing lines alone {losing(player(other[12].get, 1))}, with 25 {losing(player(other[12].get, 25))}")
# assert minimax(EMPTY) == 0 and [-minimax(play(EMPTY, square)) for square in (0, 1, 4)] == [-1, -1, 0]
# result = standard
# minimax.cache_clear()
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - Minimax: a position is worth what its best move leads to, with the sign changed.
# - Pruning and search live on good first guesses, and a network learns these.
# - MCTS: select, expand, evaluate, back up; its visits are a better policy than the prior.
# - AlphaZero: the search teaches the network, the network guides the search.
# - "Never lost" is a sample, "never loses" a proof; and a perfect player may know little off its path.
#
# ## Where it came from
#
# Shannon proposed in 1950 what stood for decades: a search with an evaluation at its end.
#
# ### Deeper: the papers
#
# - C. Shannon, 1950, Philosophical Magazine 41: a computer for playing chess.
# - A. Samuel, 1959, IBM Journal 3: checkers.
# - D. Knuth and R. Moore, 1975, Artificial Intelligence 6: an analysis of alpha-beta pruning.
# - G. Tesauro, 1995, Communications of the ACM 38: TD-Gammon.
# - P. Auer, N. Cesa-Bianchi and P. Fischer, 2002, Machine Learning 47: UCB1.
# - R. Coulom, 2006, Computers and Games: MCTS.
# - L. Kocsis and C. Szepesvári, 2006, ECML: UCT.
# - D. Silver and others, 2016, Nature 529: AlphaGo; 2017, Nature 550: AlphaGo Zero; 2018, Science 362: AlphaZero.
# - O. Vinyals and others, 2019, Nature 575: AlphaStar.
# - J. Schrittwieser and others, 2020, Nature 588: MuZero.
# - J.-B. Grill and others, 2020, ICML: what visits maximize.
#
# **Next**: [46 (trust and foundation models)](46-trust-and-foundation-models.ipynb).
