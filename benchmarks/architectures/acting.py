"""The contests of part F: each contender calls the functions of its lecture as the lecture does.

A lecture on acting trains several networks side by side; their mean is the score, and one of them counts as parameters.
"""

from collections.abc import Iterable
from functools import partial
from types import SimpleNamespace

from torch import Tensor, nn

from benchmarks.architectures.contest import Contest, Judged


def one_of(parameters: Iterable[Tensor]) -> nn.ParameterList:
    """Return the parameters of the first of the networks that stand side by side in ``parameters`` (runs, ...)."""
    return nn.ParameterList(parameter[0].detach() for parameter in parameters)


def policies(to_go: bool, normalize: bool, names: SimpleNamespace, _: int) -> Judged:
    net, lasted = names.reinforce(to_go, normalize)
    return one_of(net.parameters()), lasted[:, -10:].mean().item()


def with_a_critic(names: SimpleNamespace, _: int) -> Judged:
    """Train actors and critics; the lecture's function keeps them, so two of their shape count."""
    lasted = names.actor_critic()
    shapes = [names.Networks(1, 4, 32, 1) for _ in range(2)]
    return nn.ModuleList(shapes), lasted[:, -10:].mean().item()


def deep_q(copy_every: int | None, gamma: float, names: SimpleNamespace, _: int) -> Judged:
    net, steps, _ = names.dqn(copy_every, gamma=gamma)
    return one_of(net.parameters()), steps[:, 4:].mean().item()


CONTESTS = (
    Contest(
        "44-reinforcement-learning",
        ("MOVES",),
        "CartPole, steps of 500 in the last ten rounds",
        {
            "REINFORCE, whole return": partial(policies, False, False),
            "REINFORCE, reward to go": partial(policies, True, False),
            "REINFORCE, normalized": partial(policies, False, True),
            "actor-critic, GAE": with_a_critic,
            "REINFORCE, both": partial(policies, True, True),
        },
    ),
    Contest(
        "44-reinforcement-learning",
        ("MOVES",),
        "CartPole, steps of 500 in the last 1,000 updates",
        {
            "DQN without target network": partial(deep_q, None, 0.99),
            "DQN without target network, gamma .95": partial(deep_q, None, 0.95),
            "DQN": partial(deep_q, 100, 0.99),
        },
    ),
)
