# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 23: Reinforcement learning
#
# You will build the parts that programs learn from trial and error with: the returns, the Bellman equation and its
# solution for a known world, the choice between what seems best and what is new, Q-learning and SARSA, the policy
# gradient, the advantages that make it calmer, and the targets of a deep Q-network. In the last cells your walkers
# learn the way along a cliff, and your policy balances a pole, which you can watch.
#
# **Practices** [lecture 44, Reinforcement learning](../../course/44-reinforcement-learning.ipynb). **Time** 100
# minutes. **You need** NumPy, and for tasks 6 and 8 PyTorch ([lecture 10](../../course/10-training-in-pytorch.ipynb)).
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | returns | 3 |
# | t2 | the Bellman equation and value iteration | 3 |
# | t3 | epsilon-greedy choices | 2 |
# | t4 | one update of Q-learning | 2 |
# | t5 | whole walks of Q-learning and of SARSA | 3 |
# | t6 | the loss of the policy gradient | 3 |
# | t7 | generalized advantage estimation | 3 |
# | t8 | the targets of a deep Q-network | 1 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cells below it: no output
# means that the visible tests pass. Test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back.
#
# **Rules.** Functions return new arrays or tensors, and **leave what they were given as it was**. Arrays of numbers
# and tensors of numbers come in as float64, and go out as floats; states and actions are integers from 0 on, and
# *terminated* is always a Boolean, or an array or tensor of them. Rewards and values may have any sign and may be 0.
# Discounts $\gamma$ go from 0 to 1, both included. There may be a single action, a single state, or a single step.
#
# **Two ways to stop.** An episode is *terminated* when the world ends it: nothing follows, and nothing may be added.
# It is *truncated* when somebody stops looking, say at a time limit: it would have gone on, and a value stands for the
# rest. Nearly every task asks for this difference, since many programs get it wrong (lecture 44, *What goes wrong*).
#
# **How exact.** Your numbers may be off by 0.0001, or, in an array with numbers above 1, by one part in 10,000 of the
# largest. So float32 is exact enough, except where a task says more.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a23-reinforcement-learning/reinforcement-learning.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code you submit must be your own, you must
# be able to explain every line, and a comment in the cell names the tool and what it helped with.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import itertools
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from helpers import ask


# %% nbgrader={"grade": false, "grade_id": "worlds", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Nothing to write here: the worlds.
def chain(n):
    """Return P (n, 2, n) and R (n, 2) of a chain of n states: action 0 goes left, 1 goes right; right of the end pays 1.

    Who goes right from the last state is done; who goes left from the first one stays there.
    """
    P, R = np.zeros((n, 2, n)), np.zeros((n, 2))
    for s in range(n):
        P[s, 0, max(s - 1, 0)] = 1
        if s < n - 1:
            P[s, 1, s + 1] = 1
    R[n - 1, 1] = 1
    return P, R


def grid():
    """Return P (16, 4, 16) and R (16, 4) of a grid of 4 by 4; actions are up, right, down, left, and each step costs 1.

    State s is in row s // 4 and column s % 4. A step against the wall leads nowhere, and one to state 15 is the last.
    """
    P, R = np.zeros((16, 4, 16)), np.full((16, 4), -1.0)
    R[15] = 0
    for s, (a, (down, right)) in itertools.product(range(15), enumerate([(-1, 0), (0, 1), (1, 0), (0, -1)])):
        to = 4 * min(max(s // 4 + down, 0), 3) + min(max(s % 4 + right, 0), 3)
        P[s, a, to] = to != 15
    return P, R


def cliff(s, a):
    """Return the reward, the next state and whether the walk is over; state s is 12 * row + column, of 4 rows.

    The walk begins in state 36 and is over in state 47, which are the ends of the last row; between them is the cliff.
    """
    down, right = [(-1, 0), (0, 1), (1, 0), (0, -1)][a]
    row, column = min(max(s // 12 + down, 0), 3), min(max(s % 12 + right, 0), 11)
    if row == 3 and 0 < column < 11:
        return -100.0, 36, False
    return -1.0, 12 * row + column, (row, column) == (3, 11)


def pushed(carts, right):
    """Return the states (n, 4) of carts 0.02 s after a push to the right (n,), or else to the left.

    A state is the place in meters, the speed in m/s, the pole's angle in radians, and how fast that changes.
    """
    _, speed, angle, spin = carts.T
    push = (np.where(right, 10, -10) + 0.05 * spin**2 * np.sin(angle)) / 1.1
    turn = (9.8 * np.sin(angle) - np.cos(angle) * push) / (2 / 3 - 0.05 * np.cos(angle) ** 2 / 1.1)
    pull = push - 0.05 * turn * np.cos(angle) / 1.1
    return carts + 0.02 * np.stack([speed, pull, spin, turn], axis=1)


# %% nbgrader={"grade": false, "grade_id": "tools", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Nothing to write here: what the tests ask with.
def doubles(numbers):
    """Return numbers as a float64 array."""
    return np.array(numbers, dtype=float)


def tensor(numbers):
    """Return numbers as a float64 tensor."""
    return torch.tensor(np.array(numbers, dtype=float))


def shown(numbers):
    """Return an array as a message shows it."""
    return np.round(np.asarray(numbers, dtype=float), 4).tolist()


def each(function, n, *arguments, **named):
    """Return the student's array or tensor with one number for each of n things."""
    found = ask.result(function, *arguments, **named)
    return ask.array(found, (n,), f"The result of {ask.name_of(function)}", "There is one number for each.")


def table_of(function, Q, *arguments, **named):
    """Return the student's new table, which has the shape of Q."""
    found = ask.result(function, Q, *arguments, **named)
    return ask.array(found, Q.shape, f"The result of {ask.name_of(function)}", "It is a whole table, as large as Q.")


def actions_of(epsilon_greedy, Q, epsilon, generator):
    """Return the student's actions, one for each row of Q, after a look at their form."""
    found = each(epsilon_greedy, len(Q), Q, epsilon, generator)
    assert found.dtype.kind in "iu", f"Actions should be integers, but yours have the type {found.dtype}."
    assert np.all((found >= 0) & (found < Q.shape[1])), (
        f"With {Q.shape[1]} actions, epsilon_greedy should return numbers from 0 to {Q.shape[1] - 1}, but some lie elsewhere."
    )
    return found


def instead_of_refusing(function, *arguments):
    """Return what came where a ValueError should come, in words, and an empty text where it did."""
    try:
        given = function(*arguments)
    except ValueError:
        return ""
    except (AssertionError, TypeError, LookupError, ArithmeticError, RuntimeError) as error:
        if isinstance(error, NotImplementedError):
            raise
        return f"{type(error).__name__} came"
    return f"it returned {ask.kind_of(given)}"


def world(seed, S, A):
    """Return a list for what happens in a random world, with the world and a policy that write into it.

    The world is step(s, a), and over in state S - 1. The policy is choose(Q, s), mostly the best action.
    """
    rng, told = np.random.default_rng(seed), []
    to, pays = rng.integers(0, S, size=(S, A)), rng.normal(size=(S, A)) * 5 - 1
    explores, own = rng.random(60) < 0.4, rng.integers(0, A, size=60)

    def step(s, a):
        told.append(("step", int(s), int(a)))
        assert len(told) < 100, "The walk goes on after limit steps. Is there a way out of the loop?"
        return float(pays[s, a]), int(to[s, a]), bool(to[s, a] == S - 1)

    def choose(Q, s):
        number = sum(what == "choose" for what, *_ in told)
        assert number < 60, "choose is called again and again. Is there a way out of the loop?"
        table = ask.as_numbers(Q, "As its table, choose was handed").astype(float)
        told.append(("choose", int(s), table))
        return int(own[number]) if explores[number] else int(np.argmax(table[s]))

    return told, step, choose


def check_walk(name, told, right):
    """Look whether what happened on a student's walk, up to the last table, is what should have happened."""
    for number, ((what, s, given), (what_right, s_right, given_right)) in enumerate(zip(told, right, strict=False)):
        where = f"In call number {number + 1} of a walk, {name}"
        assert what == what_right, (
            f"{where} calls {what}, but it is {what_right}'s turn. Is each called once where the text says so?"
        )
        assert s == s_right, f"{where} hands {what} state {s}, but the walk has come to another state."
        if what == "choose":
            assert given.shape == given_right.shape, f"{where} hands choose a table of another shape than Q has."
            assert ask.near(given, given_right), (
                f"{where} hands choose a table that is not the one of that moment. Is the update made, and at the right time: "
                "before the choice in Q-learning, after it in SARSA?"
            )
        else:
            assert given == given_right, f"{where} hands step another action than choose had returned."
    assert len(told) <= len(right), (
        f"{name} calls {told[min(len(right), len(told) - 1)][0]} once more, where the walk is over. It has limit steps at most, and each calls step once."
    )
    assert len(told) == len(right), (
        f"In {name} a call of {right[min(len(told), len(right) - 1)][0]} is missing at the end of a walk. Where a time limit "
        "cuts it, the last update is like all others."
    )


def loss_of(policy_gradient_loss, *arguments, **named):
    """Return the student's loss as a number."""
    found = ask.result(policy_gradient_loss, *arguments, **named)
    return ask.number(found, "The result of policy_gradient_loss", "It is a single number, the mean over all steps.")


def slope_of(policy_gradient_loss, logits, actions, advantages):
    """Return the gradient of the student's loss at the logits, as an array."""
    leaf = tensor(logits).requires_grad_()
    loss = ask.result(policy_gradient_loss, leaf, torch.tensor(actions), tensor(advantages))
    assert torch.is_tensor(loss) and loss.requires_grad, (
        "No gradient goes back to the logits. Is there an item(), a detach() or NumPy inside?"
    )
    assert loss.numel() == 1, f"The loss should be a single number, but yours has the shape {tuple(loss.shape)}."
    (slope,) = torch.autograd.grad(loss.sum(), leaf, allow_unused=True)
    assert slope is not None, "No gradient goes back to the logits. Does the loss use them?"
    return slope.numpy()


# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: returns (3 points)
#
# An episode of $T$ steps has paid the rewards $r_0,\dots,r_{T-1}$. The return of a step adds to its own reward
# everything that came later, discounted once more with each step (lecture 44, *Returns and values*):
#
# $$G_t=r_t+\gamma\,G_{t+1}$$
#
# What stands behind the last reward, $G_T$, depends on how the episode stopped. If it was terminated, $G_T=0$. If it was
# truncated, $G_T$ is `last_value`, the value of the state that came last, in which no action was taken any more.
#
# Write `returns`, for one episode of 1 to 500 steps. `last_value` may be any number, also where it does not count.


# %% nbgrader={"grade": false, "grade_id": "t1_returns", "locked": false, "schema_version": 3, "solution": true, "task": false}
def returns(rewards, gamma, terminated, last_value):
    """Return the return of each step of an episode.

    rewards: array (T,), what the steps paid
    gamma: number from 0 to 1, the discount
    terminated: Boolean, whether the world ended the episode; else it was truncated
    last_value: number, the value of the state after the last step, which counts if the episode was truncated

    Returns an array (T,).
    """
    ### BEGIN SOLUTION
    G = 0.0 if terminated else last_value
    found = np.empty(len(rewards))
    for t in reversed(range(len(rewards))):
        G = rewards[t] + gamma * G
        found[t] = G
    return found
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_returns_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Four rewards, which end with termination.
found = each(returns, 4, doubles([2, -1, 0.5, 4]), 0.5, True, 6)
likely = {
    "Is last_value added? Nothing follows an end.": [2.5, 1, 4, 7],
    "Is each reward discounted from the start of the episode? Step t counts from t on.": [2.125, 0.125, 0.625, 0.5],
    "Is it discounted at all?": [5.5, 3.5, 4.5, 4],
    "Do rewards count that came before? Only those from t on do.": [2, 0, 0.5, 4.25],
    "Does the result come from the last to the first?": [4, 2.5, 0.25, 2.125],
    "Is the step's own reward left out?": [0.25, 2.5, 4, 0],
    "Has every step the return of the whole episode?": [2.125, 2.125, 2.125, 2.125],
    "Is the step's own reward discounted, too?": [1.0625, 0.125, 1.25, 2],
}
assert ask.near(found, [2.125, 0.25, 2.5, 4]), (
    "With gamma 0.5 the returns of the rewards 2, -1, 0.5, 4 should be 2.125, 0.25, 2.5, 4, but yours are "
    f"{shown(found)}. {ask.cause(found, likely, 'Begin with the last reward, and go back.')}"
)

# Hidden tests: the recursion, in episodes of 1 to 500 steps; gamma = 0 and gamma = 1; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2301)
for T, gamma in [(1, 0.7), (2, 0.35), (5, 0.93), (8, 0.0), (7, 1.0), (500, 0.1), (500, 0.995), (500, 1.0)]:
    rewards = rng.normal(size=T) * 2.7 - 0.4
    found = each(returns, T, rewards, gamma, True, -41.5)
    assert ask.near(found[-1], rewards[-1]), (
        f"In a terminated episode of {T} steps, the last return should be the last reward, and nothing else."
    )
    after = rewards[:-1] + gamma * found[1:]
    assert ask.near(found[:-1], after), (
        f"In an episode of {T} steps with gamma {gamma}, a return is not its reward plus gamma times the return after it: they "
        f"are off by up to {np.abs(found[:-1] - after).max():.4g}. Is something divided by a power of gamma that is 0 in a computer?"
    )
    named = each(returns, T, last_value=3.25, terminated=True, gamma=gamma, rewards=rewards)
    assert ask.near(named, found), (
        "With its arguments by name, or with another last_value, returns gives something else."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_returns_truncated", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The same rewards, which a time limit cut off.
found = each(returns, 4, doubles([2, -1, 0.5, 4]), 0.5, False, 6)
likely = {
    "Is a time limit taken for an end? See lecture 44, What goes wrong.": [2.125, 0.25, 2.5, 4],
    "Is last_value discounted? It comes one step after the last reward.": [2.875, 1.75, 5.5, 10],
    "Does last_value take the place of the last reward? It comes after it.": [2.375, 0.75, 3.5, 6],
    "Does last_value count for the last step alone?": [2.125, 0.25, 2.5, 7],
    "Is last_value added to every return as it is?": [8.125, 6.25, 8.5, 10],
    "Is last_value, discounted once, added to every return?": [5.125, 3.25, 5.5, 7],
}
assert ask.near(found, [2.5, 1, 4, 7]), (
    "With gamma 0.5, cut off in front of a state of value 6, the returns of 2, -1, 0.5, 4 should be 2.5, 1, 4, 7, but yours "
    f"are {shown(found)}. {ask.cause(found, likely, 'What stands behind the last reward?')}"
)

# Hidden tests: the recursion behind the last reward as well; cutting an episode in two changes nothing.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2302)
for T, gamma, last_value in [
    (1, 0.45, -3.7),
    (4, 0.8, 1234.5),
    (6, 1.0, -0.3),
    (3, 0.0, 70.5),
    (400, 0.99, 35.25),
    (5, 0.9, 0.0),
]:
    rewards = rng.normal(size=T) * 1.9 + 0.3
    found = each(returns, T, rewards, gamma, False, last_value)
    ahead = rewards + gamma * np.append(found[1:], last_value)
    assert ask.near(found, ahead), (
        f"In a truncated episode of {T} steps, with gamma {gamma} and last_value {last_value}, your returns do not obey the "
        f"recursion: they are off by up to {np.abs(found - ahead).max():.4g}. "
        f"{'Does last_value stand behind the last reward?' if last_value else 'Is a last_value of 0 taken for none?'}"
    )
    ended = each(returns, T, rewards, gamma, True, last_value)
    assert ask.near(found - ended, gamma ** np.arange(T, 0, -1) * last_value, slack=1e-3), (
        "What last_value adds to a return should shrink by gamma with each step that lies between, but does not."
    )
    if T > 1:
        cut = T // 2
        first = each(returns, cut, rewards[:cut], gamma, False, found[cut])
        assert ask.near(first, found[:cut]), (
            f"An episode of {T} steps is cut after {cut}, and the return of the rest is the last_value; the returns before the "
            "cut should stay as they were."
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_returns_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: gamma = 0 gives the rewards, gamma = 1 sums; returns are linear in the rewards; rewards that are all 0;
# large ones; a reward changes no return after it.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2303)
for T in (1, 3, 6):
    one, two = rng.normal(size=(2, T)) * 3.1
    for terminated in (True, False):
        found = each(returns, T, one, 0.0, terminated, 5.5)
        assert ask.near(found, one), "With gamma = 0 the returns should be the rewards themselves, but are not."
        sums = np.array([one[t:].sum() for t in range(T)]) + (0 if terminated else -2.75)
        found = each(returns, T, one, 1.0, terminated, -2.75)
        assert ask.near(found, sums), (
            "With gamma = 1 the returns should be sums of the rewards from then on, and of last_value after a time limit; yours "
            f"are off by up to {np.abs(found - sums).max():.4g}."
        )
        parts = [each(returns, T, r, 0.85, terminated, v) for r, v in [(one, 1.5), (two, -4.0)]]
        both = each(returns, T, 2.5 * one - 0.5 * two, 0.85, terminated, 2.5 * 1.5 + 0.5 * 4.0)
        assert ask.near(both, 2.5 * parts[0] - 0.5 * parts[1]), (
            "Twice the rewards should give twice the returns, and sums of rewards sums of returns, but do not. Is something cut "
            "off, rounded or normalized?"
        )
    nothing = each(returns, T, np.zeros(T), 0.9, True, 8.0)
    assert not nothing.any(), "Where all rewards are 0 and the episode is terminated, all returns should be 0."
    large = each(returns, T, 1e6 * one, 0.9, True, 0.5)
    assert ask.near(large / 1e6, each(returns, T, one, 0.9, True, 0.5)), "Rewards a million times as large are cut off."
    if T > 1:
        late = one.copy()
        late[:-1] = 7.25
        assert ask.near(each(returns, T, late, 0.9, True, 0.5)[-1], one[-1]), "A return depends on rewards before it."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: the Bellman equation and value iteration (3 points)
#
# Here the world is known. In state $s$ action $a$ pays $R(s,a)$ on average, and leads to state $s'$ with probability
# $P(s'\mid s,a)$, which is `P[s, a, s_next]`. These probabilities add up to 1 or to less: what is missing is the
# probability that the episode is terminated by this step. The best value $V(s)$ that one can expect from state $s$ on obeys
#
# $$V(s)=\max_a\Big[R(s,a)+\gamma\sum_{s'}P(s'\mid s,a)\,V(s')\Big]$$
#
# 1. `bellman_sweep` returns the right side for all states at once, computed from the values that it is given. So a
#    state sees its neighbors as they were before the sweep.
# 2. `value_iteration` begins with zeros and sweeps, until the values solve the equation: the largest difference between
#    its left side, with the values that you return, and its right side has to be **below `tol`**, which may be as small
#    as 0.000000001, so that float64 is needed. With $\gamma=1$ the values may grow forever; so if 1,000 sweeps are not
#    enough, it raises `ValueError`.
#
# (Lecture 44, *Why the sweeps arrive*.)


# %% nbgrader={"grade": false, "grade_id": "t2_bellman_sweep", "locked": false, "schema_version": 3, "solution": true, "task": false}
def bellman_sweep(P, R, V, gamma):
    """Return the right side of the Bellman equation for every state.

    P: array (S, A, S), P[s, a, s_next], probabilities; what is missing to 1 is the probability of the end
    R: array (S, A), the expected reward of each action in each state
    V: array (S,), the values before the sweep
    gamma: number from 0 to 1, the discount

    Returns an array (S,).
    """
    ### BEGIN SOLUTION
    return np.max(R + gamma * P @ V, axis=1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_bellman_sweep_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two states and two actions. In state 1, the second action ends the episode with probability 1/4.
P = doubles([[[0.5, 0.5], [0, 1]], [[1, 0], [0.25, 0.5]]])
R, V = doubles([[1, -2], [0.5, 4]]), doubles([3, 8])
found = each(bellman_sweep, 2, P, R, V, 0.5)
likely = {
    "Is it the smallest over the actions?": [2, 2],
    "Is it the mean over the actions?": [2.875, 4.1875],
    "Is it the first action's value? The best counts.": [3.75, 2],
    "Is V(s') discounted?": [6.5, 8.75],
    "Is the reward left out?": [4, 2.375],
    "Is the reward discounted, too?": [3.25, 4.375],
    "Does state 1 see the new value of state 0? All states see V as it was given.": [3.75, 6.46875],
    "Is P read as P[s_next, a, s]? It is P[s, a, s_next].": [5.75, 7.5],
    "Are the best reward and the best future taken apart? One action has to have both.": [5, 6.375],
    "Is that the best over all states? Each has its own.": [6.375, 6.375],
    "Is it the best next state that counts? Chance decides, so that the mean does.": [5, 8],
    "Are the probabilities made to add up to 1? What is missing is the end.": [3.75, 7.1667],
    "Is V(s) added? The right side takes its place.": [6.75, 14.375],
}
assert ask.near(found, [3.75, 6.375]), (
    f"The values (3, 8) should become (3.75, 6.375), but yours are {shown(found)}. "
    f"{ask.cause(found, likely, 'For each action: reward plus discounted expected value; then the best of them.')}"
)

# Hidden tests: worlds of 1 to 6 states and 1 to 4 actions, with and without ends, against loops; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2304)
for S, A, gamma, keeps in [
    (1, 1, 0.4, 1),
    (4, 3, 0.9, 1),
    (3, 4, 1.0, 0.7),
    (6, 1, 0.75, 1),
    (1, 3, 0.5, 0.2),
    (4, 4, 0, 1),
]:
    P = rng.dirichlet(np.full(S, 0.6), size=(S, A)) * (1 if keeps == 1 else rng.uniform(0, keeps, size=(S, A, 1)))
    R, V = rng.normal(size=(S, A)) * 2.3 - 1.1, rng.normal(size=S) * 5.7 - 2
    found = each(bellman_sweep, S, P, R, V, gamma)
    worth = [[R[s, a] + gamma * sum(P[s, a, k] * V[k] for k in range(S)) for a in range(A)] for s in range(S)]
    seen = V.copy()
    for s in range(S):
        seen[s] = max(R[s] + gamma * P[s] @ seen)
    likely = {
        "Does a state see values of the same sweep?": seen,
        "Is that the mean over the actions?": np.mean(worth, axis=1),
        "Is that the smallest over the actions?": np.min(worth, axis=1),
    }
    right = np.max(worth, axis=1)
    assert ask.near(found, right), (
        f"In a world of {S} states and {A} actions, with gamma {gamma}, values are off by up to {np.abs(found - right).max():.4g}. "
        f"{ask.cause(found, likely, 'Does each state see the values that were given, weighted by its own probabilities, and may the best be below 0?')}"
    )
    named = each(bellman_sweep, S, gamma=gamma, V=V, R=R, P=P)
    assert ask.near(named, found), "With its arguments by name, bellman_sweep gives something else."
    large = each(bellman_sweep, S, P, 1e6 * R, 1e6 * V, gamma) / 1e6
    assert ask.near(large, found), (
        "Rewards and values a million times as large should give values a million times as large."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_bellman_sweep_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a sweep brings any two guesses closer by gamma or more; a constant on all values moves them by gamma times it;
# larger values give no smaller ones; other names for states and actions change nothing; states from which nothing follows.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2305)
for S, A, gamma in [(5, 3, 0.8), (3, 2, 0.35), (4, 1, 0.95), (2, 5, 1.0)]:
    P, R = rng.dirichlet(np.full(S, 0.5), size=(S, A)), rng.normal(size=(S, A)) * 1.7
    one, two = rng.normal(size=(2, S)) * 8.5
    first, second = each(bellman_sweep, S, P, R, one, gamma), each(bellman_sweep, S, P, R, two, gamma)
    apart, before = np.abs(first - second).max(), np.abs(one - two).max()
    assert apart < gamma * before * 1.0001, (
        f"Two guesses that differ by up to {before:.4f} differ by up to {apart:.4f} after a sweep with gamma {gamma}, but a sweep "
        "should bring them closer by gamma at least. Is V discounted?"
    )
    moved = each(bellman_sweep, S, P, R, one + 3.5, gamma)
    assert ask.near(moved, first + gamma * 3.5), (
        "Where all values grow by 3.5 and nothing ends, the new ones should grow by gamma times that, but do not."
    )
    larger = each(bellman_sweep, S, P, R, np.maximum(one, two), gamma)
    assert ask.near(np.minimum(larger - np.maximum(first, second), 0), np.zeros(S)), (
        "With larger values in all states no new value should be smaller, but some are."
    )
    paid = each(bellman_sweep, S, P, R - 40.25, one, gamma)
    assert ask.near(paid, first - 40.25), (
        "Where every step pays 40.25 less, each value should be 40.25 lower after a sweep."
    )
    order, swap = rng.permutation(S), rng.permutation(A)
    renamed = each(bellman_sweep, S, P[order][:, :, order][:, swap], R[order][:, swap], one[order], gamma)
    assert ask.near(renamed, first[order]), (
        "Where states and actions get other numbers, values should move along with their states, but do not."
    )
    P[0], R[0] = 0, -2.5
    ended = each(bellman_sweep, S, P, R, one, gamma)
    assert ask.near(ended[0], -2.5), "Where every action ends the episode and pays -2.5, the value should be just that."
    R[0] = 0
    ended = each(bellman_sweep, S, P, R, one, gamma)
    assert ask.near(ended[0], 0), "Where every action ends the episode and pays nothing, the value should be 0."
### END HIDDEN TESTS


# %% nbgrader={"grade": false, "grade_id": "t2_value_iteration", "locked": false, "schema_version": 3, "solution": true, "task": false}
def value_iteration(P, R, gamma, tol):
    """Return the values that solve the Bellman equation.

    P: array (S, A, S), P[s, a, s_next], probabilities; what is missing to 1 is the probability of the end
    R: array (S, A), the expected reward of each action in each state
    gamma: number from 0 to 1, the discount
    tol: positive number; the two sides of the equation have to differ by less, in every state

    Returns an array (S,). Raises ValueError if 1,000 sweeps are not enough.
    """
    ### BEGIN SOLUTION
    V = np.zeros(len(P))
    for _ in range(1000):
        swept = np.max(R + gamma * P @ V, axis=1)
        if np.abs(swept - V).max() < tol:
            return swept
        V = swept
    raise ValueError("The values have not settled after 1,000 sweeps.")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_value_iteration_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A chain of three states, of which the last one pays 1 to whoever goes on; and the grid, where each value is minus the
# number of steps that are left.
found = each(value_iteration, 3, *chain(3), 0.5, 1e-9)
likely = {
    "Is that only the first sweep?": [0, 0, 1],
    "Are those only two sweeps?": [0, 0.5, 1],
    "Is it discounted?": [1, 1, 1],
    "Is that the value of walking at random?": [0.0667, 0.2, 0.5333],
    "Is the smallest taken in place of the largest?": [0, 0, 0],
}
assert ask.near(found, [0.25, 0.5, 1]), (
    "With gamma 0.5 the chain of three states should have the values 0.25, 0.5, 1, but yours are "
    f"{shown(found)}. {ask.cause(found, likely, 'Sweep until nothing changes by tol or more.')}"
)
found = each(value_iteration, 16, *grid(), 1.0, 1e-9)
assert ask.near(found.reshape(4, 4), [[-6, -5, -4, -3], [-5, -4, -3, -2], [-4, -3, -2, -1], [-3, -2, -1, 0]]), (
    "With gamma 1 the values of the grid should be minus the number of steps that are left, but yours are "
    f"{shown(found.reshape(4, 4))}. "
    f"{ask.cause(found, {'Is that only the first sweep? A change below 0 is one, too.': [-1] * 15 + [0]}, 'Is every sweep made?')}"
)

# Hidden tests: what is left between the two sides is below tol; values are those of the best of all policies; a constant on
# all rewards; other names for the states; values that never settle, or too late; gamma = 1 where they do; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2306)
for S, A, gamma, tol, keeps in [
    (3, 2, 0.9, 1e-9, 1),
    (4, 2, 0.6, 1e-5, 1),
    (2, 3, 1.0, 1e-9, 0.8),
    (1, 1, 0, 0.3, 1),
    (3, 3, 0.8, 0.05, 1),
]:
    P = rng.dirichlet(np.full(S, 0.6), size=(S, A)) * (1 if keeps == 1 else rng.uniform(0.2, keeps, size=(S, A, 1)))
    R = rng.normal(size=(S, A)) * 3.7 - 1.3
    found = each(value_iteration, S, P, R, gamma, tol)
    left = np.abs(np.max(R + gamma * np.einsum("ijk,k->ij", P, found), axis=1) - found).max()
    assert left < tol, (
        f"In a world of {S} states and {A} actions, with gamma {gamma}, the two sides still differ by {left:.3g}, which is not below tol. Is it "
        "the change of all values that is compared with tol, in float64 and without further slack, and not the change of the best actions?"
    )
    if tol < 1e-6:
        policies = [list(choice) for choice in itertools.product(range(A), repeat=S)]
        rows = np.arange(S)
        every = [np.linalg.solve(np.eye(S) - gamma * P[rows, a], R[rows, a]) for a in policies]
        assert ask.near(found, np.max(every, axis=0)), (
            "In each state the value should be that of the best of all policies, but is not. Is a reward left out or counted twice?"
        )
        order = rng.permutation(S)
        renamed = each(value_iteration, S, P[order][:, :, order], R[order], gamma, tol)
        assert ask.near(renamed, found[order]), "Where states get other numbers, values should move along, but do not."
        named = each(value_iteration, S, tol=tol, gamma=gamma, R=R, P=P)
        assert ask.near(named, found), "With its arguments by name, value_iteration gives something else."
    if gamma == 0.9:
        paid = each(value_iteration, S, P, R + 2.25, gamma, tol)
        assert ask.near(paid - found, np.full(S, 2.25 / (1 - gamma))), (
            "Where every step of an endless world pays 2.25 more, the values should grow by the discounted sum of that, but do not."
        )
fine = 1e-9
slow = each(value_iteration, 2, doubles([[[0, 1]], [[1, 0]]]), doubles([[1.5], [-2.5]]), 0.96, fine)
left = np.abs([1.5 + 0.96 * slow[1] - slow[0], -2.5 + 0.96 * slow[0] - slow[1]]).max()
assert left < fine, (
    f"After some hundred sweeps the two sides should differ by less than tol, but differ by {left:.3g}. Is it the largest change "
    "that is compared with tol?"
)
turns = doubles([[[0, 1]], [[1, 0]]]), doubles([[1.5], [-2.5]])
rough = each(value_iteration, 2, *turns, 0.99, 0.1)
left = np.abs([1.5 + 0.99 * rough[1] - rough[0], -2.5 + 0.99 * rough[0] - rough[1]]).max()
assert left < 0.1, f"With tol = 0.1 the two sides should differ by less, but differ by {left:.3g}."
why = instead_of_refusing(value_iteration, *turns, 0.995, 1e-9)
assert not why, f"Where some 4,000 sweeps would be needed, value_iteration should raise ValueError, but {why}."
# State 0 pays nothing and is never left, so that with gamma 1 nothing ends, and the values settle nevertheless.
stays = (
    doubles([[[1, 0, 0], [1, 0, 0]], [[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [1, 0, 0]]]),
    doubles([[0, 0], [-2, -1], [1.5, -3]]),
)
found = each(value_iteration, 3, *stays, 1.0, 1e-9)
assert ask.near(found, [0, -2, -0.5]), (
    f"Where state 0 pays nothing and is never left, the values with gamma 1 should be 0, -2, -0.5, but yours are {shown(found)}. "
    "Do the sweeps begin with zeros?"
)
why = instead_of_refusing(value_iteration, doubles([[[1]]]), doubles([[-0.7]]), 1.0, 1e-9)
assert not why, f"Where the values fall forever, value_iteration should raise ValueError, but {why}."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: epsilon-greedy choices (2 points)
#
# Who always does what seems best never finds out more. So with probability $\varepsilon$ a walker does *any* of its $A$
# actions, each as likely as the next, **the best one included**; else it does the best one, whose value is the very
# largest in its row. Where several actions have exactly the largest value, each of them is as likely as the next; values
# that differ, however little, are not the same. (Lecture 44, *Learning from walks*.)
#
# Write `epsilon_greedy` for $n$ walkers, each with its own row of values and its own luck. All luck comes from the
# generator: the same seed gives the same actions, and each call goes on where the last one left the generator. The
# generator is the only argument that may change. $\varepsilon$ goes from 0 to 1, both included.


# %% nbgrader={"grade": false, "grade_id": "t3_epsilon_greedy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def epsilon_greedy(Q, epsilon, generator):
    """Return an action for each row of values.

    Q: array (n, A), the values of A actions for each of n walkers
    epsilon: number from 0 to 1, the probability of any action at all
    generator: a NumPy Generator, as np.random.default_rng makes one

    Returns an integer array (n,), with numbers from 0 to A - 1.
    """
    ### BEGIN SOLUTION
    explores = generator.random((len(Q), 1)) < epsilon
    best = Q.max(axis=1, keepdims=True)
    allowed = explores | (best == Q)
    return np.argmax(np.where(allowed, generator.random(Q.shape), -np.inf), axis=1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_epsilon_greedy_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Without exploration: the best action of each row, and one of the best where there are several.
Q = doubles([[1, 3, -2], [0.5, -1, 0.25], [-4, -3.5, -3], [2, 2.5, 2.5]])
for seed in range(4):
    found = actions_of(epsilon_greedy, Q, 0, np.random.default_rng(seed))
    likely = {
        "Are those the smallest values?": [2, 1, 0, 0],
        "Is it the largest absolute value? A value below 0 is a bad one.": [1, 1, 0, found[3]],
    }
    assert found[:3].tolist() == [1, 0, 2] and found[3] in (1, 2), (
        "With epsilon 0 the first three walkers should do 1, 0 and 2, and the fourth 1 or 2, but yours do "
        f"{found.tolist()}. {ask.cause(found, likely, 'Which action has the largest value in its row?')}"
    )
# The same seed gives the same actions, whatever NumPy's global luck; another one gives others.
level = np.zeros((40, 5))
np.random.seed(1)
first = actions_of(epsilon_greedy, level, 0.5, np.random.default_rng(7))
np.random.seed(2)
again = actions_of(epsilon_greedy, level, 0.5, np.random.default_rng(7))
assert np.array_equal(first, again), "With the same seed other actions came. Does all luck come from the generator?"
other = actions_of(epsilon_greedy, level, 0.5, np.random.default_rng(8))
assert not np.array_equal(first, other), "With another seed the same actions came. Is the generator used?"
one = np.random.default_rng(7)
both = [actions_of(epsilon_greedy, level, 0.5, one) for _ in range(2)]
assert not np.array_equal(*both), "Two calls with one generator gave the same actions. Does the generator move on?"

# Hidden tests: the best action for values of all signs and sizes, also where they differ by very little; one action; one row.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2307)
for gap in (1e-16, 1e-9):
    close = np.full((60, 4), -0.25)
    close[np.arange(60), np.arange(60) % 4] += gap
    found = actions_of(epsilon_greedy, close, 0.0, np.random.default_rng(5))
    assert np.array_equal(found, np.arange(60) % 4), (
        f"With epsilon 0, a value that is larger by {gap} should be chosen every time, but is not. Is something rounded, or noise added?"
    )
for n, A, scale in [(6, 4, 1.0), (1, 3, 250.5), (9, 2, 0.3), (5, 7, 1e6), (4, 4, 1e-6)]:
    values = rng.normal(size=(n, A)) * scale - scale
    found = actions_of(epsilon_greedy, values, 0, np.random.default_rng(n))
    assert np.array_equal(found, [max(range(A), key=list(row).__getitem__) for row in values]), (
        f"With epsilon 0, {n} rows of {A} values between {values.min():.3g} and {values.max():.3g} do not all get their best action."
    )
found = actions_of(epsilon_greedy, rng.normal(size=(5, 1)), 0.6, np.random.default_rng(6))
assert not found.any(), "With a single action, every walker should do action 0."
for epsilon in (0.0, 1.0, 0.4):
    one, two = np.random.default_rng(9), np.random.default_rng(9)
    named = each(epsilon_greedy, 30, generator=two, epsilon=epsilon, Q=close[:30])
    assert np.array_equal(actions_of(epsilon_greedy, close[:30], epsilon, one), named), (
        "With its arguments by name, and the same seed, epsilon_greedy gives something else."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_epsilon_greedy_frequencies", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: how often each action comes is within five standard deviations of what it should be, with and without ties, from
# epsilon = 0 to 1; walkers do not hang together.
### BEGIN HIDDEN TESTS
n = 4000
for number, (row, epsilon) in enumerate(
    [
        ([0.5, -1.5, 2.0, 0.25], 0.4),
        ([3.0, 3.0, -1.0, 3.0, 2.5], 0.3),
        ([0.0, 0.0, 0.0], 0.0),
        ([-2.5, -2.5, -7.0, -2.5], 0.0),
        ([1.5, -0.5, 1.0], 1.0),
        ([-1.0, -0.2], 0.15),
    ]
):
    values = np.array(row)
    found = actions_of(epsilon_greedy, np.tile(values, (n, 1)), epsilon, np.random.default_rng([2308, number]))
    best = values == values.max()
    chances = epsilon / len(row) + (1 - epsilon) * best / best.sum()
    shares = np.bincount(found, minlength=len(row)) / n
    uneven, even = np.ptp(shares[best]), chances[best][0]
    assert uneven < 6 * math.sqrt(2 * even / n), (
        f"Where {best.sum()} actions are best, with epsilon {epsilon}, one of them comes more often than another, by {uneven:.1%} of "
        "the draws. Does the first or last win a tie? Or do all walkers break it alike?"
    )
    for a, (share, chance) in enumerate(zip(shares, chances, strict=True)):
        assert share == 0 or chance > 0, (
            "With epsilon 0 an action came that is not the best. Is a draw compared with <= ?"
        )
        why = "Where the action is random, is each as likely as the next, the best one included?"
        if share < chance and not best[a]:
            why = "Has each walker luck of its own, and is every action among the random ones?"
        assert chance in (0, 1) or abs(share - chance) < 5 * math.sqrt(chance * (1 - chance) / n), (
            f"With epsilon {epsilon}, {len(row)} actions and {best.sum()} of them best, {'a best action' if best[a] else 'another action'} "
            f"comes in {share:.1%} of the draws, which is too {'often' if share > chance else 'seldom'}. {why}"
        )
    same = np.sum(shares**2)
    hang = np.mean(found[1:] == found[:-1])
    assert abs(hang - same) < 5 * math.sqrt(2 / n), (
        "What one walker does should say nothing of the next one, but does. Has each its own luck?"
    )
mixed = np.tile([[0.0, 1.0, 1.0], [2.0, -1.0, 0.5]], (n // 2, 1))
found = actions_of(epsilon_greedy, mixed, 0.0, np.random.default_rng(2309))
assert not found[1::2].any() and found[::2].all(), "With epsilon 0, a walker does what is best in another row."
assert abs(np.mean(found[::2] == 1) - 0.5) < 5 * math.sqrt(0.25 / (n // 2)), "A tie in one row is not broken evenly."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: one update of Q-learning (2 points)
#
# Who does not know the world learns from a single step: in state $s$ action $a$ paid $r$ and led to $s'$. Q-learning
# moves the value of what was done, by a part $\alpha$ from 0 to 1, toward what it now believes, and leaves all other
# values alone. If the step terminated the episode, nothing follows: $s'$ does not count then, whatever stands in its row.
#
# $$Q(s,a)\leftarrow Q(s,a)+\alpha\Big[r+\gamma\max_{a'}Q(s',a')-Q(s,a)\Big]$$
#
# Write `q_update`, which returns a **new** table.


# %% nbgrader={"grade": false, "grade_id": "t4_q_update", "locked": false, "schema_version": 3, "solution": true, "task": false}
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    """Return the table of values after an update of Q-learning.

    Q: array (S, A), the values before it
    s: integer, the state in which the step began
    a: integer, the action that was taken
    r: number, the reward
    s_next: integer, the state in which the step ended, which may be s
    terminated: Boolean, whether the step ended the episode
    alpha: number from 0 to 1, the learning rate
    gamma: number from 0 to 1, the discount

    Returns an array (S, A).
    """
    ### BEGIN SOLUTION
    updated = Q.copy()
    target = r if terminated else r + gamma * Q[s_next].max()
    updated[s, a] += alpha * (target - Q[s, a])
    return updated
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_q_update_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# From state 0, action 1 pays -2 and leads to state 2.
Q = doubles([[2, -1], [0.5, 4], [6, -8]])
found = table_of(q_update, Q, 0, 1, -2, 2, False, 0.25, 0.75)
rest = np.abs(found - Q)
rest[0, 1] = 0
assert not rest.any(), (
    f"Only Q[0, 1] should change, but Q[{', '.join(map(str, np.argwhere(rest)[0]))}] is another than before."
)
likely = {
    "Did nothing change?": -1,
    "Is it the value of the same action in the next state? The best one counts.": -2.75,
    "Is it the mean over the next actions? The best one counts.": -1.4375,
    "Is the next value discounted?": 0.25,
    "Is the reward discounted, too?": 0,
    "Is the next value left out?": -1.25,
    "Does the target take the place of the old value? The old one is moved by a part alpha.": 2.5,
    "Is the old value taken away from the target?": -0.375,
    "Is the sign of the temporal difference turned?": -1.875,
    "Are alpha and 1 - alpha exchanged?": 1.625,
    "Are alpha and gamma exchanged?": -0.625,
    "Is the next value taken away? Of Python's own Booleans, ~ makes -1 and -2; not turns them round.": -2.375,
    "Is it the best value of the state where the step began? The one where it ended counts.": -0.875,
}
assert ask.near(found[0, 1], -0.125), (
    f"Q[0, 1] should become -0.125, but yours is {found[0, 1]:.4f}. "
    f"{ask.cause(found[0, 1], likely, 'Old value, plus alpha times the temporal difference error.')}"
)
# The same step, but it ended the episode.
found = table_of(q_update, Q, 0, 1, -2, 2, True, 0.25, 0.75)
likely = {
    "Does the next state count, although the episode is over?": -0.125,
    "Did nothing change?": -1,
    "Is the reward left out? The step that ends the episode is paid, too.": -0.75,
}
assert ask.near(found[0, 1], -1.25), (
    f"Where the step ended the episode, Q[0, 1] should become -1.25, but yours is {found[0, 1]:.4f}. "
    f"{ask.cause(found[0, 1], likely, 'What follows an end?')}"
)

# Hidden tests: random tables, also with one action, and with s_next = s; terminated steps; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2310)
for S, A, ends in [
    (4, 3, False),
    (4, 3, True),
    (2, 5, False),
    (3, 1, False),
    (1, 1, True),
    (5, 2, False),
    (1, 4, False),
]:
    Q, r, alpha, gamma = (
        rng.normal(size=(S, A)) * 4.3 - 1,
        rng.normal() * 6.1,
        rng.uniform(0.1, 0.9),
        rng.uniform(0.1, 0.95),
    )
    s, a, s_next = int(rng.integers(S)), int(rng.integers(A)), int(rng.integers(S))
    found = table_of(q_update, Q, s, a, r, s_next, ends, alpha, gamma)
    rest = np.abs(found - Q)
    rest[s, a] = 0
    assert rest.max() < 1e-6 * np.abs(Q).max(), (
        f"In a table of {S} states and {A} actions an entry changed that does not belong to the step. Only Q[s, a] should."
    )
    following = 0 if ends else gamma * max(Q[s_next])
    right = (1 - alpha) * Q[s, a] + alpha * (r + following)
    likely = {
        "Does what follows the end count?": right + alpha * gamma * max(Q[s_next]) * ends,
        "Is the next value left out, or cut off at 0?": (1 - alpha) * Q[s, a] + alpha * r,
    }
    assert ask.near(found[s, a], right), (
        f"With {S} states and {A} actions, {'at an end' if ends else 'in the middle'}, Q[s, a] is off by "
        f"{abs(found[s, a] - right):.4g}. {ask.cause(found[s, a], likely, 'Does the table as it was given make the target?')}"
    )
    step = {"gamma": gamma, "alpha": alpha, "terminated": ends, "s_next": s_next, "r": r, "a": a, "s": s, "Q": Q}
    assert ask.near(ask.numbers(q_update, **step), found), "With its arguments by name, q_update gives something else."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_q_update_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: alpha = 0 changes nothing; with alpha = 1, a chain swept backward has its exact values; an end does not see
# the next state; values of a million; rewards that are 0.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2311)
for n, gamma in [(2, 0.5), (6, 0.8), (4, 1.0)]:
    pays = rng.normal(size=n) * 3.3
    Q = np.column_stack([np.full(n, -900.5), rng.normal(size=n) - 4, np.full(n, -1000.25)])
    exact = pays[-1]
    for s in reversed(range(n)):
        Q = table_of(q_update, Q, s, 1, pays[s], (s + 1) % n, s == n - 1, 1.0, gamma)
        exact = pays[s] + (0 if s == n - 1 else gamma * exact)
        assert ask.near(Q[s, 1], exact), (
            f"With alpha = 1, a chain of {n} states is swept from its end backward, but in state {s} the value is off by "
            f"{abs(Q[s, 1] - exact):.4g}. Does it end at the last state, and does the best next action count?"
        )
Q = rng.normal(size=(3, 4)) * 2.2
assert ask.near(table_of(q_update, Q, 2, 3, 17.5, 0, False, 0.0, 0.9), Q, slack=1e-6), (
    "With alpha = 0 nothing should change, but something does."
)
other = Q.copy()
other[1] = [1e6, -50, 3, 12.5]
for alpha in (0.3, 1.0):
    ends = [table_of(q_update, given, 0, 2, -0.75, 1, True, alpha, 0.9)[0, 2] for given in (Q, other)]
    assert ask.near(*ends), "Where a step ended the episode, the row of the next state should not count, but does."
    goes_on = [table_of(q_update, given, 0, 2, 0.0, 1, False, alpha, 0.9)[0, 2] for given in (Q, other)]
    wanted = [(1 - alpha) * Q[0, 2] + alpha * 0.9 * max(given[1]) for given in (Q, other)]
    assert ask.close(goes_on, wanted), (
        "With a reward of 0, or with a value of a million in the next state, Q[s, a] is off."
    )
high = doubles([[-3.5, -7.25], [-2.5, -6.0]])
below = table_of(q_update, high, 1, 0, -1.5, 0, False, 0.5, 1.0)[1, 0]
assert ask.near(below, 0.5 * -2.5 + 0.5 * (-1.5 - 3.5)), (
    "Where all values are below 0, Q[s, a] is off. Is 0 among them?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: whole walks of Q-learning and of SARSA (3 points)
#
# Both methods update the table after each step of a walk. Q-learning asks for the best next action, whereas SARSA asks
# for the action $a'$ that is really done next; so they differ in their target, and in *when* they choose.
#
# **Q-learning** repeats: choose $a$ in $s$ by the present table; take the step; update $Q(s,a)$ toward
# $r+\gamma\max_{a'}Q(s',a')$; go on from $s'$. So the next action is chosen *after* the update.
#
# **SARSA** chooses the first $a$. Then it repeats: take the step; choose $a'$ in $s'$ by the table *before* the update;
# update $Q(s,a)$ toward $r+\gamma Q(s',a')$; go on from $s'$ with $a'$, which is not chosen again.
#
# If a step terminates the walk, the target is $r$ alone, and no more action is chosen. Otherwise a walk is truncated
# after `limit` steps; its last update is like all others, for which SARSA chooses an $a'$ that is not taken any more.
#
# The world is a function `step` and the policy a function `choose`. Call each once where the method says so, in that
# order, since both may draw at random. `choose` gets the whole present table. (Lecture 44, *Learning from walks*, where
# for brevity both choose before the update.)


# %% nbgrader={"grade": false, "grade_id": "t5_q_learning", "locked": false, "schema_version": 3, "solution": true, "task": false}
def q_learning(Q, s, step, choose, alpha, gamma, limit):
    """Return the table of values after a walk of Q-learning.

    Q: array (S, A), the values before the walk
    s: integer, the state in which it begins
    step: function; step(s, a) takes a step and returns (r, s_next, terminated): a number, an integer, a Boolean
    choose: function; choose(Q, s) returns the action, an integer
    alpha: number from 0 to 1, the learning rate
    gamma: number from 0 to 1, the discount
    limit: integer, 1 or more, how many steps there are at most

    Returns an array (S, A).
    """
    ### BEGIN SOLUTION
    table = Q.copy()
    for _ in range(limit):
        action = choose(table, s)
        r, s_next, terminated = step(s, action)
        target = r if terminated else r + gamma * table[s_next].max()
        table[s, action] += alpha * (target - table[s, action])
        if terminated:
            break
        s = s_next
    return table
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_q_learning_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A walk from state 0 through 1 and 2, where it ends. The policy does 1, 0, 1, whatever the values.
def three_steps(s, a):
    """Return reward, next state and end of the one walk that there is here."""
    walk = {(0, 1): (-1, 1, False), (1, 0): (-2, 2, False), (2, 1): (5, 3, True)}
    assert (s, a) in walk, f"step was called with s={s} and a={a}. The walk goes from 0 by 1, from 1 by 0, from 2 by 1."
    return walk[s, a]


def zigzag(Q, s):
    """Return the action of a policy that needs no values."""
    assert s in (0, 1, 2), f"choose was asked in state {s}, where the walk is over."
    return [1, 0, 1][s]


Q = doubles([[0, 2], [4, -6], [3, -1], [9, 8]])
found = table_of(q_learning, Q, 0, three_steps, zigzag, 0.5, 0.5, 10)
likely = {
    "Is the target SARSA's, with the action that is done next?": [[0, 1.5], [0.75, -6], [3, 2], [9, 8]],
    "Is the target the mean over the next actions?": [[0, 0.25], [1.25, -6], [3, 2], [9, 8]],
    "Does what follows the end count?": [[0, 1.5], [1.75, -6], [3, 4.25], [9, 8]],
    "Is the next value left out?": [[0, 0.5], [1, -6], [3, 2], [9, 8]],
    "Is the next value discounted?": [[0, 2.5], [2.5, -6], [3, 2], [9, 8]],
    "Is that the first step alone?": [[0, 1.5], [4, -6], [3, -1], [9, 8]],
    "Is the last step left out?": [[0, 1.5], [1.75, -6], [3, -1], [9, 8]],
    "Does nothing change?": Q,
}
assert ask.near(found, [[0, 1.5], [1.75, -6], [3, 2], [9, 8]]), (
    "The table should become (0, 1.5), (1.75, -6), (3, 2), (9, 8), but yours is "
    f"{shown(found)}. {ask.cause(found, likely, 'Is each step of the walk followed by one update?')}"
)


# Hidden tests: walks in random worlds, with an end and with a limit, call by call; arguments by name.
### BEGIN HIDDEN TESTS
def off_policy(told, step, choose, Q, s, alpha, gamma, limit, early=False, ends=True, least=-math.inf):
    """Return the last table of a walk, with the choice before the update or after it."""
    Q, a = Q.copy(), choose(Q, s)
    for k in range(1, limit + 1):
        reward, to, over = step(s, a)
        a_next = choose(Q, to) if early and not over else 0
        Q[s, a] += alpha * (reward + (0 if over and ends else gamma * max(least, *Q[to])) - Q[s, a])
        if over or k == limit:
            break
        s, a = to, a_next if early else choose(Q, to)
    return Q


rng = np.random.default_rng(2312)
for seed, S, A, limit in [(1, 4, 2, 8), (2, 5, 3, 10), (3, 2, 4, 3), (4, 6, 1, 4), (5, 3, 3, 1), (6, 9, 2, 12)]:
    Q, alpha, gamma, s = (
        rng.normal(size=(S, A)) * 3.7,
        rng.uniform(0.3, 0.9),
        rng.uniform(0.4, 1),
        int(rng.integers(S - 1)),
    )
    right, *mine = world(seed, S, A)
    wanted = off_policy(right, *mine, Q, s, alpha, gamma, limit)
    told, step, choose = world(seed, S, A)
    found = table_of(q_learning, Q, s, step, choose, alpha, gamma, limit)
    for why, habit in [
        ("Is the next action chosen before the update?", {"early": True}),
        ("Does what follows an end count?", {"ends": False}),
        ("Is 0 among the values of which the largest counts?", {"least": 0}),
    ]:
        wrong = off_policy(*world(seed, S, A), Q, s, alpha, gamma, limit, **habit)
        assert ask.near(wrong, wanted) or not ask.near(found, wrong), (
            f"After a walk of at most {limit} steps the table of q_learning is wrong. {why}"
        )
    check_walk("q_learning", told, right)
    assert ask.near(found, wanted), (
        f"After a walk of at most {limit} steps in a world of {S} states and {A} actions, the table of q_learning is off by up to "
        f"{np.abs(found - wanted).max():.4g}, though each call was right. Is the last step, also where a time limit cuts, followed by an update like all others?"
    )
### END HIDDEN TESTS


# %% nbgrader={"grade": false, "grade_id": "t5_sarsa", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sarsa(Q, s, step, choose, alpha, gamma, limit):
    """Return the table of values after a walk of SARSA.

    Q: array (S, A), the values before the walk
    s: integer, the state in which it begins
    step: function; step(s, a) takes a step and returns (r, s_next, terminated): a number, an integer, a Boolean
    choose: function; choose(Q, s) returns the action, an integer
    alpha: number from 0 to 1, the learning rate
    gamma: number from 0 to 1, the discount
    limit: integer, 1 or more, how many steps there are at most

    Returns an array (S, A).
    """
    ### BEGIN SOLUTION
    table = Q.copy()
    action = choose(table, s)
    for _ in range(limit):
        r, s_next, terminated = step(s, action)
        if terminated:
            table[s, action] += alpha * (r - table[s, action])
            break
        next_action = choose(table, s_next)
        table[s, action] += alpha * (r + gamma * table[s_next, next_action] - table[s, action])
        s, action = s_next, next_action
    return table
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_sarsa_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The same walk again: from state 0 through 1 and 2, by the actions 1, 0, 1.
def same_walk(s, a):
    """Return reward, next state and end of the one walk that there is here."""
    walk = {(0, 1): (-1, 1, False), (1, 0): (-2, 2, False), (2, 1): (5, 3, True)}
    assert (s, a) in walk, f"step was called with s={s} and a={a}. The walk goes from 0 by 1, from 1 by 0, from 2 by 1."
    return walk[s, a]


def same_policy(Q, s):
    """Return the action of a policy that needs no values."""
    assert s in (0, 1, 2), f"choose was asked in state {s}, where the walk is over."
    return [1, 0, 1][s]


Q = doubles([[0, 2], [4, -6], [3, -1], [9, 8]])
found = table_of(sarsa, Q, 0, same_walk, same_policy, 0.5, 0.5, 10)
likely = {
    "Is the target Q-learning's, with the best next action?": [[0, 1.5], [1.75, -6], [3, 2], [9, 8]],
    "Is the target the mean over the next actions?": [[0, 0.25], [1.25, -6], [3, 2], [9, 8]],
    "Is the next value left out?": [[0, 0.5], [1, -6], [3, 2], [9, 8]],
    "Is the next value discounted?": [[0, 2.5], [0.5, -6], [3, 2], [9, 8]],
    "Is that the first step alone?": [[0, 1.5], [4, -6], [3, -1], [9, 8]],
    "Is the last step left out?": [[0, 1.5], [0.75, -6], [3, -1], [9, 8]],
    "Does nothing change?": Q,
}
assert ask.near(found, [[0, 1.5], [0.75, -6], [3, 2], [9, 8]]), (
    "The table should become (0, 1.5), (0.75, -6), (3, 2), (9, 8), but yours is "
    f"{shown(found)}. {ask.cause(found, likely, 'Does the value of the action that is done next make the target?')}"
)


# Hidden tests: walks in random worlds, with an end and with a limit, call by call.
### BEGIN HIDDEN TESTS
def on_policy(told, step, choose, Q, s, alpha, gamma, limit, best=False):
    """Return the last table of a walk in which each choice comes before the update."""
    Q, a = Q.copy(), choose(Q, s)
    for _ in range(limit):
        reward, to, over = step(s, a)
        if over:
            Q[s, a] = (1 - alpha) * Q[s, a] + alpha * reward
            break
        following = choose(Q, to)
        value = max(Q[to]) if best else Q[to, following]
        Q[s, a] = (1 - alpha) * Q[s, a] + alpha * (reward + gamma * value)
        s, a = to, following
    return Q


rng = np.random.default_rng(2313)
for seed, S, A, limit in [(1, 4, 2, 8), (7, 5, 3, 10), (3, 2, 4, 3), (4, 6, 1, 4), (8, 3, 3, 1), (6, 9, 2, 12)]:
    Q, alpha, gamma, s = (
        rng.normal(size=(S, A)) * 3.7,
        rng.uniform(0.3, 0.9),
        rng.uniform(0.4, 1),
        int(rng.integers(S - 1)),
    )
    right, *mine = world(seed, S, A)
    wanted = on_policy(right, *mine, Q, s, alpha, gamma, limit)
    told, step, choose = world(seed, S, A)
    found = table_of(sarsa, Q, s, step, choose, alpha, gamma, limit)
    best = on_policy(*world(seed, S, A), Q, s, alpha, gamma, limit, best=True)
    assert ask.near(best, wanted) or not ask.near(found, best), (
        f"After a walk of at most {limit} steps the table of sarsa is wrong. Is the target Q-learning's?"
    )
    check_walk("sarsa", told, right)
    assert ask.near(found, wanted), (
        f"After a walk of at most {limit} steps in a world of {S} states and {A} actions, the table of sarsa is off by up to "
        f"{np.abs(found - wanted).max():.4g}, though each call was right. Is the last step, also where a time limit cuts, followed by an update like all others?"
    )
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t5_policies", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: after one step, Q-learning does not depend on what is done next, and SARSA does; where nobody explores, both
# are the same; an end; a walk in two parts; arguments by name.
### BEGIN HIDDEN TESTS
def scripted(*actions):
    """Return a policy that does these actions, one after the other."""
    left = list(actions)

    def choose(Q, s):
        assert left, (
            f"choose is called {len(actions) + 1} times in a walk of a single step. Does the walk stop after limit steps?"
        )
        return left.pop(0)

    return choose


def always(r, s_next, terminated):
    """Return a world with a single transition."""
    return lambda s, a: (r, s_next, terminated)


def ring(pays, told):
    """Return a world on a ring, in which steps go on by one or more, are never over, and are noted."""

    def step(s, a):
        told.append((s + 1 + a) % len(pays))
        return float(pays[s, a]), told[-1], False

    return step


def greedy(Q, s):
    """Return the best action."""
    return int(np.argmax(ask.as_numbers(Q, "As its table, choose was handed")[s]))


rng = np.random.default_rng(2314)
for A, over, s_next in [(4, False, 0), (3, False, 2), (2, True, 0)]:
    Q, a, r = rng.normal(size=(3, A)) * 4.1, int(rng.integers(A)), rng.normal() * 2.9
    tables = {q_learning: [], sarsa: []}
    for second, function in itertools.product(range(A), tables):
        named = {"gamma": 0.7, "limit": 1, "alpha": 0.6, "choose": scripted(a, second), "step": always(r, s_next, over)}
        tables[function].append(ask.array(ask.result(function, s=2, Q=Q, **named), Q.shape, "What is returned by name"))
    for which, found in tables.items():
        rest = np.abs(found - Q)
        rest[:, 2, a] = 0
        assert rest.max() < 1e-5, (
            f"After a single step {ask.name_of(which)} changed an entry that does not belong to the step."
        )
    off, on = (np.array(found)[:, 2, a] for found in tables.values())
    what = "into an end" if over else "that a time limit cuts"
    assert ask.near(off, np.full(A, off[0])), "The target of q_learning depends on what is done next."
    right = 0.4 * Q[2, a] + 0.6 * r + (np.zeros(A) if over else 0.42 * Q[s_next])
    assert ask.near(on, right), (
        f"After a single step {what}, the value that sarsa gives does not go with the action that is done next as it should. Is a "
        "time limit taken for an end, or an end for none?"
    )
    assert ask.near(off[0], np.max(right)), (
        f"After a single step {what}, the value of q_learning should be the largest that sarsa can get, but is not."
    )
for seed, n, A in [(1, 5, 2), (2, 4, 3)]:
    luck, told = np.random.default_rng(seed), []
    pays, Q = luck.normal(size=(n, A)) * 2.4, luck.normal(size=(n, A)) * 3.2
    off, on = (table_of(which, Q, 1, ring(pays, told), greedy, 0.55, 0.8, 9) for which in (q_learning, sarsa))
    assert ask.near(off, on), (
        "Where the policy always does what is best, and no step leads back to its own state, both methods should learn the same, "
        "but do not. Is the action that was chosen really taken?"
    )
    half = table_of(q_learning, Q, 1, ring(pays, told), greedy, 0.55, 0.8, 4)
    assert ask.near(table_of(q_learning, half, told[-1], ring(pays, told), greedy, 0.55, 0.8, 5), off), (
        "A walk of q_learning in two parts, of 4 and of 5 steps, should lead to the same table as one of 9 steps, but does not."
    )
    still = table_of(sarsa, Q, 1, ring(pays, told), greedy, 0.0, 0.8, 5)
    assert ask.near(still, Q, slack=1e-6), "With alpha = 0 nothing should change, but with sarsa something does."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: the loss of the policy gradient (3 points)
#
# The second way needs no values: change the policy itself. A network turns each state into logits, of which softmax makes
# the probabilities $\pi(\cdot\mid s)$; one action was drawn for each of $n$ steps, and an advantage $A_i$ says how much better
# than expected it went. The loss is the **mean** over the steps, with natural logarithms (lecture 44, *Learning the
# behavior itself*):
#
# $$L=-\frac1n\sum_{i=1}^nA_i\,\log\pi(a_i\mid s_i)$$
#
# The advantages count as constants, also where they were computed by the same network: **no gradient flows back through
# them.** They are used as they come, without normalization. Logits may be as large as 1,000 on both sides.


# %% nbgrader={"grade": false, "grade_id": "t6_policy_gradient_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def policy_gradient_loss(logits, actions, advantages):
    """Return the loss whose gradient is minus the policy gradient, as a tensor without axes.

    logits: tensor (n, A), from which gradients go back
    actions: integer tensor (n,), the actions that were drawn, from 0 to A - 1
    advantages: tensor (n,), how much better than expected each of them went; may ask for gradients, but gets none

    Returns a tensor ().
    """
    ### BEGIN SOLUTION
    surprise = F.cross_entropy(logits, actions, reduction="none")
    return torch.mean(surprise * advantages.detach())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_policy_gradient_loss_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two steps. The probabilities are 3/4, 1/4 and 1/5, 4/5, and the rarer action was drawn both times.
logits = tensor([[math.log(3), 0], [0, math.log(4)]])
found = loss_of(policy_gradient_loss, logits, torch.tensor([1, 0]), tensor([2, -3]))
likely = {
    "Is the sign turned? An optimizer goes down, and what went well should become likelier.": 1.0279,
    "Is it the sum over the steps? The mean is asked for.": -2.0557,
    "Is it the mean over all entries of a table? There is one term for each step.": -0.5139,
    "Does each step meet every advantage? So it is with a column times a row, or a mean times a mean.": -0.7489,
    "Are the advantages left out?": 1.4979,
    "Is it the probability, without the logarithm?": 0.05,
    "Is it the logit, without softmax?": 0,
    "Are the advantages normalized? They are used as they come.": -0.1116,
    "Are the advantages divided by their standard deviation, or by the sum of their sizes?": -0.4111,
    "Is the mean taken away from the advantages? They are used as they come.": -0.2789,
    "Are the actions exchanged, or the likeliest ones taken?": -0.047,
    "Does softmax run over the steps? It runs over the actions of each.": -0.47,
    "Is softmax taken twice? log_softmax and cross_entropy have it inside.": -0.5822,
    "Is the size of the advantages taken, without their sign?": 3.8005,
}
assert ask.near(found, -1.0279), (
    f"The loss should be -1.0279, but yours is {found:.4f}. "
    f"{ask.cause(found, likely, 'For each step: minus the advantage times the logarithm of the probability of its action.')}"
)

# Hidden tests: the value for 1 to 6 steps and 1 to 5 actions; logits of 1,000 on both sides; advantages that are 0; by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2315)
for n, A, scale in [(1, 3, 1.2), (4, 4, 2.1), (6, 2, 0.7), (3, 1, 1.5), (1, 1, 1.0), (5, 5, 3.0)]:
    numbers, which, weight = rng.normal(size=(n, A)) * scale, rng.integers(0, A, size=n), rng.normal(size=n) * 2.6 - 0.7
    found = loss_of(policy_gradient_loss, tensor(numbers), torch.tensor(which), tensor(weight))
    terms = [w * (np.logaddexp.reduce(row) - row[a]) for w, row, a in zip(weight, numbers, which, strict=True)]
    assert ask.near(found, np.mean(terms)), (
        f"With {n} steps and {A} actions the loss is off by {abs(found - np.mean(terms)):.4g}. Is it one term for each step, with the "
        "advantage of that step and the probability of its action, and the mean of them?"
    )
    moved = loss_of(policy_gradient_loss, tensor(numbers + 17.5), torch.tensor(which), tensor(weight))
    assert ask.near(moved, found, slack=1e-3), "Where all logits grow alike, the loss should stay, but does not."
    named = {"advantages": tensor(weight), "actions": torch.tensor(which), "logits": tensor(numbers)}
    assert ask.near(loss_of(policy_gradient_loss, **named), found), "With its arguments by name, the loss is another."
    none = loss_of(policy_gradient_loss, tensor(numbers), torch.tensor(which), tensor(np.zeros(n)))
    assert abs(none) < 1e-6, "Where all advantages are 0 the loss should be 0, but is not."
far = tensor([[1000, -1000, 998], [-1000, 0, 999.5]])
found = loss_of(policy_gradient_loss, far, torch.tensor([1, 0]), tensor([0.5, -0.25]))
wanted = (0.5 * (2000 + math.log1p(math.exp(-2))) - 0.25 * 1999.5) / 2
assert ask.close(found, wanted), (
    f"With logits of 1,000 on both sides the loss is off by {abs(found - wanted):.4g}. Is a probability 0 in a computer before its "
    "logarithm is taken?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_policy_gradient_loss_gradient", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the gradient at the logits; nothing flows back through advantages, also where they were made of the logits.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2316)
for n, A, scale in [(1, 3, 1.4), (5, 4, 1.1), (3, 2, 2.5), (7, 5, 0.6), (2, 1, 1.0)]:
    numbers, which, weight = rng.normal(size=(n, A)) * scale, rng.integers(0, A, size=n), rng.normal(size=n) * 2.2 - 0.9
    found = slope_of(policy_gradient_loss, numbers, which, weight)
    p = np.exp(numbers) / np.exp(numbers).sum(axis=1, keepdims=True)
    right = (p - np.eye(A)[which]) * weight[:, None] / n
    likely = {"Is the sign turned?": -right, "Is it the sum over the steps?": n * right}
    assert ask.near(found, right), (
        f"With {n} steps and {A} actions the gradient at the logits is off by up to {np.abs(found - right).max():.4g}. "
        f"{ask.cause(found, likely, 'Does it go through softmax, the logarithm and the mean?')}"
    )
    leaf, asking = tensor(numbers).requires_grad_(), tensor(weight).requires_grad_()
    loss = ask.result(policy_gradient_loss, leaf, torch.tensor(which), asking)
    slopes = torch.autograd.grad(loss.sum(), [leaf, asking], allow_unused=True)
    assert slopes[1] is None or not slopes[1].any(), (
        "A gradient flows back to the advantages, which count as constants. Are they cut off from their graph?"
    )
    assert slopes[0] is not None and ask.near(slopes[0].numpy(), right), (
        "Where the advantages ask for gradients, the gradient at the logits is another, but should not be."
    )
    made = leaf.pow(2).sum(1) - 1.5
    loss = ask.result(policy_gradient_loss, leaf, torch.tensor(which), made)
    (slope,) = torch.autograd.grad(loss.sum(), leaf)
    right = (p - np.eye(A)[which]) * made.detach().numpy()[:, None] / n
    assert ask.near(slope.numpy(), right), (
        "Where the advantages were computed from the logits, the gradient at the logits is off. Does a gradient flow through them?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_policy_gradient_loss_expectation", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: on average over all actions, the gradient is that of minus the expected reward, by finite differences; a constant
# advantage has no gradient on average; an action that went well becomes likelier.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2317)
for A in (2, 3, 5, 1):
    numbers, pays = rng.normal(size=A) * 1.3, rng.normal(size=A) * 3.4 + 2

    def expected(z, pays=pays):
        """Return the expected reward of logits z."""
        return np.exp(z - z.max()) @ pays / np.exp(z - z.max()).sum()

    p = np.exp(numbers) / np.exp(numbers).sum()
    rows, which = np.tile(numbers, (A, 1)), np.arange(A)
    # Row a stands for all draws of action a, so that it counts p[a] times.
    average = slope_of(policy_gradient_loss, rows, which, A * p * pays).sum(axis=0)
    nudges = np.eye(A) * 1e-5
    right = -np.array([(expected(numbers + e) - expected(numbers - e)) / 2e-5 for e in nudges])
    assert ask.near(average, right), (
        f"With {A} actions, the gradient on average over all of them should be that of minus the expected reward, but is off by up to "
        f"{np.abs(average - right).max():.4g}. {ask.cause(average, {'Is the sign turned?': -right}, 'Does each action meet its own advantage?')}"
    )
    for constant in (1.0, -3.25):
        idle = slope_of(policy_gradient_loss, rows, which, A * p * constant).sum(axis=0)
        assert ask.near(idle, np.zeros(A)), (
            "An advantage that is the same for all actions should have no gradient on average, but has one."
        )
        shifted = slope_of(policy_gradient_loss, rows, which, A * p * (pays - constant)).sum(axis=0)
        assert ask.near(shifted, average), "A baseline should change no gradient on average, but does."
    if A > 1:
        for a, weight in [(0, 1.5), (A - 1, -0.75)]:
            slope = slope_of(policy_gradient_loss, numbers[None], np.array([a]), np.array([weight]))[0]
            after = numbers - 0.01 * slope
            change = np.exp(after[a]) / np.exp(after).sum() - p[a]
            assert change * weight > 0, (
                "After a step down the gradient, an action that went well should be likelier, and one that went badly less so."
            )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: generalized advantage estimation (3 points)
#
# A critic knows a value $V(s_t)$ for each of $T$ steps. How much better than that did a step go? One can trust the next
# value, or wait for all rewards, and $\lambda$ between 0 and 1 goes from the first to the second (lecture 44, *A critic*):
#
# $$\delta_t=r_t+\gamma V(s_{t+1})-V(s_t),\qquad A_t=\delta_t+\gamma\lambda A_{t+1}$$
#
# The steps come from **several episodes, one after the other, in one array**. Step $t$ ended its episode if
# `terminated[t]` is true, and step $t+1$ then begins another one: neither its value nor its advantage says anything about
# step $t$. There are no other cuts, except that the array itself stops somewhere: if its last step is not terminated, then
# $V(s_T)$ is `last_value`, and $A_T=0$.


# %% nbgrader={"grade": false, "grade_id": "t7_gae", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gae(rewards, values, last_value, terminated, gamma, lam):
    """Return the generalized advantage estimate of each step.

    rewards: array (T,), what the steps paid
    values: array (T,), the critic's values of the states in which the steps began
    last_value: number, the critic's value of the state after the last step, which counts if that is not terminated
    terminated: Boolean array (T,), whether a step ended its episode
    gamma: number from 0 to 1, the discount
    lam: number from 0 to 1, the weight of later steps

    Returns an array (T,).
    """
    ### BEGIN SOLUTION
    goes_on = np.where(terminated, 0.0, gamma)
    deltas = rewards + goes_on * np.append(values[1:], last_value) - values
    advantages, A = np.empty(len(deltas)), 0.0
    for t in reversed(range(len(deltas))):
        A = deltas[t] + goes_on[t] * lam * A
        advantages[t] = A
    return advantages
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_gae_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Three steps of one episode that goes on. The errors delta are -1.5, -0.75, 4.5.
rewards, values = doubles([1, -2, 3]), doubles([2, -1, 0.5])
found = each(gae, 3, rewards, values, 4, np.array([False, False, False]), 0.5, 0.8)
likely = {
    "Are those the errors alone? Later ones count, too.": [-1.5, -0.75, 4.5],
    "Is lambda left out?": [-0.75, 1.5, 4.5],
    "Is gamma left out where later advantages count?": [0.78, 2.85, 4.5],
    "Is last_value left out?": [-1.4, 0.25, 2.5],
    "Is the next value discounted?": [-1.16, 2.1, 6.5],
    "Is each step's own value taken for the next one's?": [-0.16, -0.4, 2.75],
    "Are those the returns? The values are still to be taken away.": [0.92, 0.05, 5],
    "Do errors count that came before? Later ones do.": [-1.5, -1.35, 3.96],
    "Does the result come from the last to the first?": [4.5, 1.05, -1.08],
    "Is the sign turned?": [1.08, -1.05, -4.5],
    "Does the array's end count as the end of the episode? It goes on.": [-1.4, 0.25, 2.5],
    "Is the first value taken for the one behind the last step? That is last_value.": [-1.24, 0.65, 3.5],
    "Are the advantages normalized? They are used as they come.": [-1.1178, -0.1914, 1.3092],
    "Is the last step left out of those before it?": [-1.8, -0.75, 4.5],
}
assert ask.near(found, [-1.08, 1.05, 4.5]), (
    "With gamma 0.5 and lambda 0.8 the advantages should be -1.08, 1.05, 4.5, but yours are "
    f"{shown(found)}. {ask.cause(found, likely, 'Begin with the last step, and go back.')}"
)
# The same, but the second step ended an episode, and the third begins another one.
found = each(gae, 3, rewards, values, 4, np.array([False, True, False]), 0.5, 0.8)
likely = {
    "Is terminated used?": [-1.08, 1.05, 4.5],
    "Does the advantage of the next episode count?": [-1.18, 0.8, 4.5],
    "Does the value of the next episode count?": [-1.8, -0.75, 4.5],
    "Is the cut one step too early? Step 1 ended its episode, and step 0 leads on to it.": [-1, 1.05, 4.5],
    "Is the cut one step too late? Step 1 ended its episode, and step 2 begins another.": [-1.4, 0.25, 2.5],
}
assert ask.near(found, [-1.9, -1, 4.5]), (
    "Where the second step ended its episode, the advantages should be -1.9, -1, 4.5, but yours are "
    f"{shown(found)}. {ask.cause(found, likely, 'What may the second step know of the third?')}"
)

# Hidden tests: the recursion, in arrays of 1 to 300 steps with ends in any place, or none; values that are 0; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2318)
for T, gamma, lam in [
    (1, 0.9, 0.7),
    (6, 0.8, 0.95),
    (9, 1.0, 0.6),
    (5, 0.45, 1.0),
    (300, 0.99, 0.95),
    (300, 0.3, 0.2),
    (4, 0.9, 0),
    (299, 0.3, 0.2),
    (8, 0.7, 0.5),
]:
    rewards, values, last = rng.normal(size=T) * 2.9 - 0.5, rng.normal(size=T) * 4.4 + 1, rng.normal() * 7.3
    ends = rng.random(T) < (0 if T == 299 else 0.3)
    if T == 8:
        values[1:-1:2], last = 0, 0.0
    ends[-1] = T in (6, 300) and lam < 1 and gamma < 0.9
    found = each(gae, T, rewards, values, last, ends, gamma, lam)
    later, following = np.append(found[1:], 0) * ~ends, np.append(values[1:], last) * ~ends
    right = rewards + gamma * following - values + gamma * lam * later
    assert ask.near(found, right), (
        f"In {T} steps with {ends.sum()} ends, gamma {gamma} and lambda {lam}, an advantage is not its error plus gamma lambda times "
        f"the advantage after it: they are off by up to {np.abs(found - right).max():.4g}."
        f"{' Does last_value count after an end?' if ends[-1] and not ask.close(found[-1], right[-1]) else ''}"
        f"{' Is a value of 0 taken for none?' if last == 0 else ''}"
    )
    named = each(gae, T, lam=lam, gamma=gamma, terminated=ends, last_value=last, values=values, rewards=rewards)
    assert ask.near(named, found), "With its arguments by name, gae gives something else."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_gae_episodes", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: episodes in one array are as if each came alone; what comes after an end changes nothing before it; last_value counts
# if the last step is not terminated, and else does not; ends in every step.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2319)
for lengths in [(3, 4, 2), (1, 1, 5), (2, 1, 3), (4,), (1,)]:
    T, gamma, lam = sum(lengths), 0.85, 0.7
    rewards, values, ends = rng.normal(size=T) * 3.2, rng.normal(size=T) * 2.8 - 0.6, np.zeros(T, dtype=bool)
    ends[np.cumsum(lengths)[:-1] - 1] = True
    for closed in (False, True):
        ends[-1] = closed
        found = each(gae, T, rewards, values, -5.75, ends, gamma, lam)
        begin = 0
        for length in lengths:
            part = slice(begin, begin + length)
            alone = each(gae, length, rewards[part], values[part], -5.75, ends[part], gamma, lam)
            assert ask.near(found[part], alone), (
                f"An episode of {length} steps has other advantages among {len(lengths)} episodes in one array than alone. Is "
                "everything cut at an end?"
            )
            begin += length
        other = each(gae, T, rewards, values, 60.25, ends, gamma, lam)
        if closed:
            assert ask.near(other, found), "Where the last step is terminated, last_value should not count, but does."
        else:
            open_end = np.arange(T) >= T - lengths[-1]
            powers = gamma * (gamma * lam) ** np.arange(T - 1, -1, -1) * 66.0 * open_end
            assert ask.near(other - found, powers), (
                "Where the last step is not terminated, last_value should count in the last episode, and in no other one."
            )
    if len(lengths) > 1:
        changed = rewards.copy()
        changed[lengths[0] :] = 1e4
        found = each(gae, T, changed, np.append(values[: lengths[0]], changed[lengths[0] :]), 1e4, ends, gamma, lam)
        assert np.abs(found[: lengths[0]] - other[: lengths[0]]).max() < 1e-3, (
            "What comes after an end changes advantages before it."
        )
single = each(gae, 3, doubles([2.5, -1, 4]), doubles([0.75, 3, -2]), 9.5, np.array([True] * 3), 0.9, 0.6)
assert ask.near(single, [1.75, -4, 6]), "Where every step ends an episode, an advantage is the reward minus the value."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_gae_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: lambda = 0 gives the errors, lambda = 1 the returns minus the values; with right values all is 0; advantages are
# linear; rewards and values that are 0, and large.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2320)
for T, gamma in [(5, 0.9), (1, 0.6), (7, 1.0), (4, 0.0)]:
    rewards, values, last = rng.normal(size=T) * 2.1 + 0.4, rng.normal(size=T) * 3.6, -2.35
    ends = np.arange(T) % 3 == 1
    back = np.zeros(T + 1)
    back[T] = last
    for t in range(T - 1, -1, -1):
        back[t] = rewards[t] + (0 if ends[t] else gamma * back[t + 1])
    found = each(gae, T, rewards, values, last, ends, gamma, 1)
    assert ask.near(found, back[:T] - values), (
        f"With lambda = 1 and gamma {gamma}, advantages should be the returns minus the values, with last_value behind the last step; "
        f"yours are off by up to {np.abs(found - back[:T] + values).max():.4g}."
    )
    following = [0 if end else v for end, v in zip(ends, [*values[1:], last], strict=True)]
    found = each(gae, T, rewards, values, last, ends, gamma, 0)
    right = rewards + gamma * np.array(following) - values
    assert ask.near(found, right), (
        f"With lambda = 0 and gamma {gamma}, advantages should be the errors of single steps, but are off by up to "
        f"{np.abs(found - right).max():.4g}."
    )
    for lam in (0, 0.55, 1):
        perfect = each(gae, T, rewards, back[:T], last, ends, gamma, lam)
        assert ask.near(perfect, np.zeros(T)), (
            "Where the values are the returns themselves, nothing goes better than expected, but some advantages are not 0."
        )
        one, two = rng.normal(size=(2, 2, T)) * 1.8
        parts = [each(gae, T, *pair, v, ends, gamma, lam) for pair, v in [(one, 3.5), (two, -1.25)]]
        mixed = each(gae, T, *(2 * one - 3 * two), 2 * 3.5 + 3 * 1.25, ends, gamma, lam)
        assert ask.near(mixed, 2 * parts[0] - 3 * parts[1]), (
            "Advantages should be linear in rewards and values, but are not. Is something cut off, rounded or normalized?"
        )
        large = each(gae, T, 1e6 * rewards, 1e6 * values, 1e6 * last, ends, gamma, lam) / 1e6
        assert ask.near(large, each(gae, T, rewards, values, last, ends, gamma, lam)), "Large rewards are cut off."
    nothing = each(gae, T, np.zeros(T), np.zeros(T), 0.0, ends, gamma, 0.8)
    assert not nothing.any(), "Where all rewards and values are 0, all advantages should be 0."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t8_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 8: the targets of a deep Q-network (1 point)
#
# A network computes values for a batch of $n$ steps, and a copy of it, the *target network*, which changes seldom, computes
# the targets (lecture 44, *A network for the values*). The maximum of noisy values is too large on average, since it picks
# the luckiest (exercise 3); *double* DQN lets one network choose, and asks the other one what that is worth:
#
# $$y=r+\gamma\max_aQ_{\text{target}}(s',a)\qquad\text{or, double,}\qquad
# y=r+\gamma\,Q_{\text{target}}\big(s',\operatorname*{argmax}_aQ_{\text{online}}(s',a)\big)$$
#
# Where a step ended its episode, $y=r$. Targets are constants: what you return carries no graph (its `requires_grad` is
# False), also where what comes in has one. No two values in a row are equal.


# %% nbgrader={"grade": false, "grade_id": "t8_dqn_target", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    """Return the targets of a deep Q-network for a batch of steps.

    q_online_next: tensor (n, A), the network's values in the states where the steps ended
    q_target_next: tensor (n, A), the target network's values there
    r: tensor (n,), the rewards
    terminated: Boolean tensor (n,), whether a step ended its episode
    gamma: number from 0 to 1, the discount
    double: Boolean, whether the target is that of double DQN

    Returns a tensor (n,) without a graph.
    """
    ### BEGIN SOLUTION
    chooser = q_online_next if double else q_target_next
    picked = chooser.argmax(dim=1, keepdim=True)
    worth = q_target_next.gather(1, picked)[:, 0]
    return (r + gamma * worth * ~terminated).detach()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t8_dqn_target_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Three steps with three actions, of which the second step ended its episode.
online, target = tensor([[1, 3, 2], [5, -1, 0], [-3, -2, -5]]), tensor([[4, 0.5, 7], [-2, 6, 1], [-4, -8, -6]])
r, terminated = tensor([1, -2, 0.5]), torch.tensor([False, True, False])
found = each(dqn_target, 3, online, target, r, terminated, 0.5, False)
likely = {
    "Are those the targets of double DQN?": [1.25, -2, -3.5],
    "Is it the network's own maximum? The target network's counts.": [2.5, -2, -0.5],
    "Does what follows an end count?": [4.5, 1, -1.5],
    "Is the next value discounted?": [8, -2, -3.5],
    "Is terminated turned round?": [1, 1, 0.5],
    "Is the reward of the step that ends the episode left out?": [4.5, 0, -1.5],
    "Is it the largest over the steps? Each step has its own.": [3, -2, 4],
}
assert ask.near(found, [4.5, -2, -1.5]), (
    "The targets should be 4.5, -2, -1.5, but yours are "
    f"{shown(found)}. {ask.cause(found, likely, 'Reward, plus the discounted maximum of the target network where it goes on.')}"
)
found = each(dqn_target, 3, online, target, r, terminated, 0.5, True)
likely = {
    "Are those the targets without double?": [4.5, -2, -1.5],
    "Are the roles exchanged? The network chooses, and the target network says what that is worth.": [2, -2, -1],
    "Does the network say what its own choice is worth?": [2.5, -2, -0.5],
    "Does what follows an end count?": [1.25, -3, -3.5],
}
assert ask.near(found, [1.25, -2, -3.5]), (
    "With double the targets should be 1.25, -2, -3.5, but yours are "
    f"{shown(found)}. {ask.cause(found, likely, 'Which network chooses, and which one says what that is worth?')}"
)

# Hidden tests: batches of 1 to 7 and 1 to 5 actions; equal networks; no graph; noise raises the maximum, and double does not;
# gamma = 0 and 1; large values; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2321)
for n, A, gamma, scale in [
    (5, 4, 0.9, 1.0),
    (1, 3, 0.7, 2.5),
    (7, 2, 1.0, 1e5),
    (3, 1, 0.45, 1.0),
    (4, 5, 0.0, 3.0),
    (6, 4, 0.8, 0.01),
]:
    online, target = rng.normal(size=(2, n, A)) * 3.4 * scale - 1
    r, ends = rng.normal(size=n) * 2.3 * scale, np.arange(n) % 3 == 2
    asking = [tensor(one).requires_grad_() for one in (online, target)]
    for double in (False, True):
        given = tensor(online), tensor(target), tensor(r), torch.tensor(ends), gamma, double
        found = each(dqn_target, n, *given)
        rows = zip(online, target, strict=True)
        worth = np.array([there[int(np.argmax(here if double else there))] for here, there in rows])
        right = r + gamma * np.where(ends, 0, worth)
        assert ask.near(found, right), (
            f"With {n} steps, {A} actions, gamma {gamma} and double={double}, targets are off by up to {np.abs(found - right).max():.4g}."
        )
        kept = ask.result(dqn_target, *asking, *given[2:])
        assert isinstance(kept, torch.Tensor) and not kept.requires_grad, (
            "Targets should carry no graph, but where the networks' values have one, yours do."
        )
        paid = ask.result(dqn_target, *given[:2], tensor(r).requires_grad_(), *given[3:])
        assert isinstance(paid, torch.Tensor) and not paid.requires_grad, (
            "Targets should carry no graph, but where the rewards have one, yours do."
        )
        names = ("double", "gamma", "terminated", "r", "q_target_next", "q_online_next")
        named = dict(zip(names, reversed(given), strict=True))
        assert ask.near(each(dqn_target, n, **named), found), (
            "With its arguments by name, dqn_target gives something else."
        )
    same = [each(dqn_target, n, tensor(target), *given[1:5], double) for double in (False, True)]
    assert ask.near(*same), "Where both networks say the same, double should change nothing, but does."
n, A = 1500, 8
noise, other, zero, on = *rng.normal(size=(2, n, A)), np.zeros(n), torch.zeros(n, dtype=torch.bool)
single = each(dqn_target, n, tensor(noise), tensor(other), tensor(zero), on, 1.0, False)
double = each(dqn_target, n, tensor(noise), tensor(other), tensor(zero), on, 1.0, True)
assert abs(double.mean()) < 5 / math.sqrt(n), (
    "Where the values are noise of two networks that know nothing of each other, the double targets should be 0 on average, but are not."
)
assert single.mean() > double.mean() + 1, (
    "With values that are noise, the targets without double should be larger on average."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# No points: run the cells. First, your two methods learn the way along the cliff of lecture 44. Which of them earns more
# while it learns?


# %% nbgrader={"grade": false, "grade_id": "together_cliff", "locked": true, "schema_version": 3, "solution": false, "task": false}
def along_cliff(method, walks):
    """Return the mean reward of so many walks along the cliff, with a random action in one of ten steps."""
    luck, Q, paid = np.random.default_rng(0), np.zeros((48, 4)), []

    def take(s, a):
        came = cliff(s, a)
        paid.append(came[0])
        return came

    def explore(Q, s):
        return int(epsilon_greedy(np.asarray(Q)[[s]], 0.1, luck)[0])

    for _ in range(walks):
        Q = np.asarray(method(Q, 36, take, explore, 0.5, 1.0, 200))
    return sum(paid) / walks


try:
    for method in (q_learning, sarsa):
        print(f"{ask.name_of(method)} earned {along_cliff(method, 150):.0f} a walk; the shortest path earns -13.")
except NotImplementedError:
    print("Tasks 3 and 5 are needed here. Come back when they are done.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "watch_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# And now your returns and your loss teach a small network to keep a pole on a cart upright. Each episode stops after 200
# steps, and a fallen pole ends it. The second cell shows what the policy has learned, from above to below: one line for
# every fourth step, and the cart where it is, with the way the pole leans.

# %% nbgrader={"grade": false, "grade_id": "together_pole", "locked": true, "schema_version": 3, "solution": false, "task": false}
try:
    torch.manual_seed(0)
    luck, net = np.random.default_rng(0), nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 2)).double()
    optimizer = torch.optim.Adam(net.parameters(), 2e-2)
    for round_number in range(28):
        carts, up, told = luck.uniform(-0.05, 0.05, size=(8, 4)), np.full(8, True), []
        while up.any() and len(told) < 200:
            p = net(tensor(carts)).detach().softmax(dim=1)[:, 1].numpy()
            right = luck.random(8) < p
            told.append((carts, right, up))
            carts = pushed(carts, right)
            up = up & (np.abs(carts[:, 0]) < 2.4) & (np.abs(carts[:, 2]) < 0.2095)
        states, pushes, played = (np.stack(parts, axis=1) for parts in zip(*told, strict=True))
        weights = np.concatenate([np.asarray(returns(np.ones(n), 0.99, n < 200, 0.0)) for n in played.sum(axis=1)])
        weights = (weights - weights.mean()) / (weights.std() + 1e-6)
        optimizer.zero_grad()
        logits = net(tensor(states[played]))
        policy_gradient_loss(logits, torch.tensor(pushes[played].astype(int)), tensor(weights)).backward()
        optimizer.step()
        if round_number % 9 == 0:
            print(f"round {round_number:2}: the pole stays up for {played.sum(axis=1).mean():.0f} of 200 steps")
except NotImplementedError:
    print("Tasks 1 and 6 are needed here. Come back when they are done.")

# %% nbgrader={"grade": false, "grade_id": "watch", "locked": true, "schema_version": 3, "solution": false, "task": false}
if "net" in globals():
    for x, _, angle, _ in states[0][:80:4]:
        print(" " * int(10 * x + 24) + ("\\" if angle < -0.02 else "/" if angle > 0.02 else "|"))
