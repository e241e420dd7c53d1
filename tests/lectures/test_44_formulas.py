"""Lecture 44: values against a linear program, the cart against gymnasium, gradients against lists of all episodes."""

import math
from functools import partial
from itertools import product
from typing import Any

import gymnasium
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog
from torch import Tensor, nn

from authoring.definitions import lecture

lecture = partial(lecture, "44-reinforcement-learning", also=("MOVES",))


def solved(stumble: float, gamma: float = 1.0, living: int = -1) -> NDArray[np.float64]:
    """Return the fixed point of the sweeps, (48, 4)."""
    Q = np.zeros((48, 4))
    for _ in range(3000):
        Q = lecture()["sweep"](Q, stumble, gamma, living)
    return Q


def test_steps_stop_at_walls_and_end_at_the_goal() -> None:
    step = lecture()["step"]
    assert step(36, 0) == (24, -1, False)
    assert step(36, 3) == (36, -1, False)
    assert step(0, 0) == (0, -1, False)
    assert step(36, 1) == (36, -100, False)
    assert step(35, 2) == (47, -1, True)
    assert step(35, 2, living=1) == (47, 1, True)
    assert all(step(s, 2) == (36, -100, False) for s in range(25, 35))


@pytest.mark.parametrize(("stumble", "steps"), [(0.0, 13), (0.01, 15), (0.05, 15), (0.1, 15), (0.2, 17)])
def test_the_best_path_of_a_walker_who_stumbles(stumble: float, steps: int) -> None:
    assert len(lecture()["path"](solved(stumble))) - 1 == steps


@pytest.mark.parametrize("stumble", [0.0, 0.1])
def test_value_iteration_solves_the_linear_program(stumble: float) -> None:
    step, gamma = lecture()["step"], 0.95
    reachable = [s for s in range(47) if not 36 < s < 47]
    # Smallest v with v(s) >= (1 - stumble) q(s, a) + stumble * mean q(s, .) for each a: what choosing in s is worth.
    rows, bounds = [], []
    for s in reachable:
        q = np.zeros((4, 48))
        paid = np.zeros(4)
        for a in range(4):
            to, paid[a], over = step(s, a)
            q[a, to] += 0.0 if over else gamma
        mixed, earned = (1 - stumble) * q + stumble * q.mean(0), (1 - stumble) * paid + stumble * paid.mean()
        rows += list(mixed - np.eye(48)[s])
        bounds += list(-earned)
    found = linprog(np.ones(48), A_ub=np.array(rows), b_ub=np.array(bounds), bounds=[(-2000, None)] * 48)
    Q = solved(stumble, gamma)
    value = (1 - stumble) * Q.max(1) + stumble * Q.mean(1)
    assert np.allclose(found.x[reachable], value[reachable], atol=1e-5)


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 1000), gamma=st.floats(0.1, 1.0), stumble=st.floats(0.0, 1.0))
def test_a_sweep_is_a_contraction(seed: int, gamma: float, stumble: float) -> None:
    first, second = np.random.default_rng(seed).normal(0, 50, (2, 48, 4))
    first[47] = second[47] = 0
    sweep = lecture()["sweep"]
    after = np.abs(sweep(first, stumble, gamma) - sweep(second, stumble, gamma)).max()
    assert after <= gamma * np.abs(first - second).max() + 1e-9


def test_the_best_that_a_walker_can_do_who_stumbles_once_in_ten_steps() -> None:
    Q = solved(0.1)
    assert 0.9 * Q[36].max() + 0.1 * Q[36].mean() == pytest.approx(-20.71, abs=0.01)


def test_pay_for_being_alive_and_nobody_arrives() -> None:
    Q = solved(0.0, gamma=0.99, living=1)
    assert lecture()["path"](Q)[-1] != 47
    assert Q[36].max() == pytest.approx(100, abs=1e-6)


def test_q_learning_finds_the_best_values_where_it_walks_and_sarsa_its_own() -> None:
    Q, returns = lecture()["walk_and_learn"]("Q-learning", 0, walks=3000)
    best = solved(0.0)
    for s in lecture()["path"](Q)[:-1]:
        assert Q[s].max() == pytest.approx(best[s].max(), abs=1e-6)
    assert returns.shape == (3000,)
    own, _ = lecture()["walk_and_learn"]("SARSA", 0, walks=10_000, alpha=0.02)
    stumbling = solved(0.1)
    assert len(lecture()["path"](own)) - 1 == 15
    assert own[36].max() == pytest.approx(stumbling[36].max(), abs=4)


def test_without_exploration_both_methods_do_the_same() -> None:
    both = [lecture()["walk_and_learn"](method, 0, walks=500, epsilon=0.0) for method in ("Q-learning", "SARSA")]
    assert both[0][1][-1] == both[1][1][-1] == -13


def test_the_cart_agrees_with_gymnasium_step_by_step() -> None:
    world: Any = gymnasium.make("CartPole-v1").unwrapped
    rng = np.random.default_rng(0)
    failures = 0
    for episode in range(20):
        world.reset(seed=episode)
        s = torch.tensor(np.array(world.state), dtype=torch.float64)
        assert s.abs().max() <= 0.05
        for _ in range(500):
            # Every other episode goes by the hand-written rule with some noise, so that it is long and meets the edge.
            right = lecture()["by_hand"](s)[0] > 0 if episode % 2 else rng.random() < 0.5
            a = int(right) if rng.random() < 0.8 else int(rng.integers(2))
            s, failed = lecture()["move"](s, torch.tensor(float(a), dtype=torch.float64))
            _, reward, terminated, _, _ = world.step(a)
            assert np.allclose(s.numpy(), world.state, rtol=0, atol=1e-12)
            assert reward == 1
            assert bool(failed) == terminated
            if terminated:
                failures += 1
                break
            s = torch.tensor(np.array(world.state), dtype=torch.float64)  # or rounding grows, as all leaning does
    assert failures >= 10


def test_carts_move_together_as_they_do_alone() -> None:
    torch.manual_seed(0)
    s, a = torch.randn(3, 5, 4), torch.randint(2, (3, 5)).float()
    together, failed = lecture()["move"](s, a)
    for i, j in product(range(3), range(5)):
        alone, one = lecture()["move"](s[i, j], a[i, j])
        assert torch.allclose(alone, together[i, j])
        assert one == failed[i, j]


def test_a_gust_of_ten_newtons_makes_up_for_a_push_to_the_left() -> None:
    s = torch.tensor([0.1, 0.2, 0.05, -0.3])
    left, _ = lecture()["move"](s, torch.tensor(0.0), gust=20.0)
    right, _ = lecture()["move"](s, torch.tensor(1.0))
    assert torch.allclose(left, right)


def test_networks_side_by_side_are_ordinary_ones() -> None:
    torch.manual_seed(0)
    nets = lecture()["Networks"](3, 4, 6, 2)
    x = torch.randn(3, 7, 4)
    for run in range(3):
        linear = nn.Linear(4, 6), nn.Linear(6, 2)
        alone = nn.Sequential(linear[0], nn.Tanh(), linear[1])
        with torch.no_grad():
            for layer, W, b in zip(linear, nets.weights, nets.biases, strict=True):
                layer.weight.copy_(W[run].T)
                b[run, 0] = layer.bias
        assert torch.allclose(nets(x)[run], alone(x[run]), atol=1e-6)


def test_a_run_learns_from_itself_alone() -> None:
    nets = lecture()["Networks"](3, 4, 6, 2)
    nets(torch.randn(3, 7, 4))[1].square().sum().backward()
    for parameter in nets.parameters():
        assert parameter.grad[1].abs().max() > 0
        assert not parameter.grad[0].any()
        assert not parameter.grad[2].any()


def test_playing_tells_how_long_each_cart_was_up() -> None:
    torch.manual_seed(0)
    s, a, up = lecture()["play"](lambda s: 0 * s[..., :1], 2, 6)
    assert s.shape == (*up.shape, 4)
    assert a.shape == up.shape
    assert set(up.unique().tolist()) <= {0.0, 1.0}
    assert (up.diff(dim=1) <= 0).all()  # who has failed stays failed
    for i, j in product(range(2), range(6)):
        steps = int(up[i, :, j].sum())
        assert not lecture()["move"](s[i, : steps - 1, j], a[i, : steps - 1, j])[1].any()
        assert lecture()["move"](s[i, steps - 1, j], a[i, steps - 1, j])[1]
        assert torch.allclose(lecture()["move"](s[i, 0, j], a[i, 0, j])[0], s[i, 1, j])


def test_the_rule_by_hand_balances_to_the_end() -> None:
    torch.manual_seed(0)
    assert lecture()["play"](lecture()["by_hand"], 1, 50, greedy=True)[2].sum(1).min() == 500


@pytest.mark.parametrize(("gust", "by_place"), [(10.0, True), (20.0, False)])
def test_in_gusts_the_rule_by_hand_rolls_off_and_in_strong_ones_it_falls(gust: float, by_place: bool) -> None:
    torch.manual_seed(0)
    s, up, rolled = torch.zeros(200, 4), torch.ones(200, dtype=torch.bool), torch.zeros(200, dtype=torch.bool)
    for _ in range(500):
        a = (lecture()["by_hand"](s)[..., 0] > 0).float()
        s, failed = lecture()["move"](s, a, gust * torch.randn(200))
        rolled |= up & failed & (s[:, 0].abs() > 2.4)
        up &= ~failed
        s = s * up[:, None]  # who has failed stays in the middle
    share = rolled.sum() / (~up).sum()
    assert share > 0.9 if by_place else share < 0.1


def table(values: list[float]) -> nn.Module:
    """Return a network of one run that gives the values (2) for each state."""

    class Fixed(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return torch.tensor(values).expand(*x.shape[:-1], 2)

    return Fixed()


def test_the_loss_of_a_dqn_by_hand() -> None:
    def step(a: float, failed: float) -> Tensor:
        return torch.cat([torch.zeros(8), torch.tensor([a, failed])])[None, None]

    loss, net, old = lecture()["td_loss"], table([3.0, 5.0]), table([2.0, 4.0])
    assert loss(net, old, step(1, 0)).item() == pytest.approx(0.5 * (5 - (1 + 0.99 * 4)) ** 2, abs=1e-5)
    assert loss(net, old, step(0, 1)).item() == pytest.approx(abs(3 - 1) - 0.5, abs=1e-5)  # Huber, beyond 1
    assert loss(net, old, step(1, 1), gamma=0.5).item() == pytest.approx(abs(5 - 1) - 0.5, abs=1e-5)


def test_targets_count_as_constants() -> None:
    torch.manual_seed(0)
    net = lecture()["Networks"](1, 4, 8, 2)
    batch = torch.cat([torch.randn(1, 5, 8), torch.ones(1, 5, 1), torch.zeros(1, 5, 1)], -1)
    old = lecture()["Networks"](1, 4, 8, 2)
    lecture()["td_loss"](net, old, batch).backward()
    assert all(parameter.grad is None for parameter in old.parameters())
    assert all(parameter.grad is not None for parameter in net.parameters())


def test_a_time_limit_is_remembered_as_no_failure_and_begins_anew() -> None:
    torch.manual_seed(0)
    net = lecture()["Networks"](1, 4, 8, 2)
    upright, fallen = torch.zeros(4), torch.tensor([0.0, 0.0, 0.3, 0.0])
    s, age = torch.stack([upright, upright, fallen])[None], torch.tensor([[499.0, 5.0, 5.0]])
    told, on, age = lecture()["explore"](net, s, age, 0.0)
    assert told.shape == (1, 3, 10)
    assert told[0, :, 9].tolist() == [0.0, 0.0, 1.0]
    assert age[0].tolist() == [0.0, 6.0, 0.0]
    assert torch.equal(on[0, 1], told[0, 1, 4:8])
    assert on[0, [0, 2]].abs().max() <= 0.05
    assert torch.equal(told[0, :, 8].long(), net(s).argmax(-1)[0])


def test_weights_of_steps_by_hand() -> None:
    up = torch.tensor([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0]]).T[None]  # (1, 3 steps, 2 episodes)
    weigh, mean = lecture()["weigh"], lecture()["mean"]
    assert weigh(up, False, False)[0].T.tolist() == [[3, 3, 3], [1, 1, 1]]
    assert weigh(up, True, False)[0].T.tolist() == [[3, 2, 1], [1, 0, 0]]
    for to_go in (False, True):
        weight = weigh(up, to_go, True)
        assert mean(weight, up).item() == pytest.approx(0, abs=1e-6)
        assert mean(weight**2, up).item() == pytest.approx(1, abs=1e-4)
    assert mean(torch.tensor([[1.0, 2.0, 3.0], [5.0, 99.0, 99.0]]).T[None], up).item() == pytest.approx(11 / 4)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 1000), baseline=st.floats(-5, 5))
def test_reward_to_go_minus_a_baseline_has_the_true_gradient_as_its_mean(seed: int, baseline: float) -> None:
    """Two steps, two actions, all four episodes listed; the reward of step t depends on both actions so far."""
    rng = torch.Generator().manual_seed(seed)
    first, second = torch.randn(2, generator=rng), torch.randn(2, 2, 2, generator=rng)  # rewards
    theta = torch.randn(3, generator=rng, requires_grad=True)  # logits of step 0, and of step 1 after each action

    def log_pi(step: int, a: int, before: int = 0) -> Tensor:
        z = theta[0] if step == 0 else theta[1 + before]
        return -nn.functional.binary_cross_entropy_with_logits(z, torch.tensor(float(a)))

    expected, weighted = torch.zeros(()), {"whole": torch.zeros(3), "to go": torch.zeros(3)}
    for a, b in product(range(2), range(2)):
        logs = [log_pi(0, a), log_pi(1, b, a)]
        probability = (logs[0] + logs[1]).exp()
        rewards = [first[a], second[a, b, 0]]
        expected = expected + probability * (rewards[0] + rewards[1])
        gradients = [torch.autograd.grad(log, theta, retain_graph=True)[0] for log in logs]
        whole = rewards[0] + rewards[1]
        weights = {"whole": [whole, whole], "to go": [whole - baseline, rewards[1] - baseline]}
        for name, pair in weights.items():
            weighted[name] += probability.detach() * (pair[0] * gradients[0] + pair[1] * gradients[1])
    exact = torch.autograd.grad(expected, theta)[0]
    assert torch.allclose(weighted["whole"], exact, atol=1e-4)
    assert torch.allclose(weighted["to go"], exact, atol=1e-4)


def test_the_loss_of_reinforce_is_the_policy_gradient_of_its_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """One round from a known batch: the first step of Adam goes against the sign of the gradient that we compute."""
    names = lecture()
    torch.manual_seed(0)
    s, a = torch.randn(1, 3, 2, 4), torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])[None]
    up = torch.tensor([[1.0, 1.0], [1.0, 1.0], [1.0, 0.0]])[None]
    monkeypatch.setitem(names, "play", lambda *_: (s, a, up))
    torch.manual_seed(1)
    before = names["Networks"](1, 4, 32, 1)
    torch.manual_seed(1)
    after, lasted = names["reinforce"](True, True, runs=1, n=2, rounds=1)
    logits = before(s.flatten(1, 2)).view_as(a)
    log_pi = torch.where(a == 1, logits.sigmoid().log(), (1 - logits.sigmoid()).log())
    objective = (log_pi * names["weigh"](up, True, True) * up).sum()
    objective.backward()
    assert lasted.tolist() == [[2.5]]
    for old, new in zip(before.parameters(), after.parameters(), strict=True):
        large = old.grad.abs() > 1e-4
        assert torch.equal((new - old).sign()[large], old.grad.sign()[large])  # uphill


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 1000), lam=st.floats(0, 1), gamma=st.floats(0, 1), steps=st.integers(1, 6))
def test_advantages_are_the_sum_of_later_errors(seed: int, lam: float, gamma: float, steps: int) -> None:
    rng = torch.Generator().manual_seed(seed)
    rewards, values = (torch.randn(steps, 2, generator=rng) for _ in range(2))
    last = torch.randn(2, generator=rng)
    A = lecture()["advantages"](rewards, values, last, gamma, lam)
    following = torch.cat([values[1:], last[None]])
    errors = rewards + gamma * following - values
    for t in range(steps):
        expected = torch.stack([(gamma * lam) ** (k - t) * errors[k] for k in range(t, steps)]).sum(0)
        assert torch.allclose(A[t], expected, atol=1e-4)


def test_the_wrong_sign_learns_to_fail() -> None:
    torch.manual_seed(0)
    _, lasted = lecture()["reinforce"](True, True, runs=3, rounds=25, sign=-1)
    assert lasted[:, -3:].mean() < 14


def test_no_cart_falls_before_its_eighth_step() -> None:
    """Pushed to one side only, from any start; so about nine steps are the fewest."""
    corners = torch.tensor(list(product([-0.05, 0.05], repeat=4)))
    for push in (0.0, 1.0):
        s, up = corners, torch.ones(len(corners))
        lasted = torch.zeros(len(corners))
        for _ in range(15):
            lasted += up
            s, failed = lecture()["move"](s, torch.full((len(corners),), push))
            up = up * ~failed
        assert lasted.min() >= 8
        assert lasted.max() <= 12
    assert math.isclose((1 - 0.99**9) / 0.01, 8.65, abs_tol=0.01)  # what nine steps are worth
