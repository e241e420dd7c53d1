"""Lecture 36's energies, sums, samplers, updates and bounds against enumeration, autograd and the library."""

import math
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neural_network import BernoulliRBM

from authoring.definitions import lecture

lecture = partial(lecture, "36-boltzmann-machines", ("LINES", "STRIPES", "PATTERNS"))


def machine(V: int, H: int, seed: int, scale: float = 1.0) -> Any:
    g = torch.Generator().manual_seed(seed)
    shapes = [(V, H), (1, V), (1, H)]
    return lecture()["RBM"](*(scale * torch.randn(shape, generator=g, dtype=torch.float64) for shape in shapes))


def states(n: int) -> torch.Tensor:
    found: torch.Tensor = lecture()["all_states"](n).double()
    return found


def joint(m: Any) -> torch.Tensor:
    """Return p(v, h) of all states as (2^V, 2^H), each from its own energy."""
    V, H = m.W.shape
    rows = [lecture()["energy"](m, v.expand(2**H, V), states(H)) for v in states(V)]
    return (-torch.stack(rows)).flatten().softmax(0).view(2**V, 2**H)


def gibbs_matrix(m: Any) -> torch.Tensor:
    """Return the probabilities (2^V, 2^V) of one Gibbs step, from the joint distribution alone."""
    p = joint(m)
    return p / p.sum(1, keepdim=True) @ (p / p.sum(0)).T


def exact(m: Any) -> torch.Tensor:
    p: torch.Tensor = (-lecture()["free_energy"](m, states(m.W.shape[0]))).softmax(0)
    return p


def shares(v: torch.Tensor) -> torch.Tensor:
    """Return how often each state occurs in the rows of v (n, V)."""
    number = (v @ 2.0 ** torch.arange(v.shape[1] - 1, -1, -1, dtype=v.dtype)).long()
    return torch.bincount(number, minlength=2 ** v.shape[1]).double() / len(v)


def test_states_are_all_and_each_once() -> None:
    for n in (1, 2, 5):
        assert len(lecture()["all_states"](n).unique(dim=0)) == 2**n == len(lecture()["all_states"](n))


def test_bars_and_stripes_are_the_pictures_of_equal_rows_or_equal_columns() -> None:
    grids = lecture()["all_states"](16).view(-1, 4, 4)
    rows = (grids == grids[:, :, :1]).all(2).all(1)
    columns = (grids == grids[:, :1]).all(2).all(1)
    wanted = grids[rows | columns].flatten(1).unique(dim=0)
    assert torch.equal(lecture()["PATTERNS"], wanted)
    assert len(wanted) == 30


@settings(deadline=None, max_examples=25)
@given(V=st.integers(1, 5), H=st.integers(1, 4), seed=st.integers(0, 10_000))
def test_half_of_the_sum_on_paper_is_the_whole_sum(V: int, H: int, seed: int) -> None:
    m = machine(V, H, seed)
    energies = torch.stack([lecture()["energy"](m, v.expand(2**H, V), states(H)) for v in states(V)])
    assert torch.allclose(lecture()["free_energy"](m, states(V)), -(-energies).logsumexp(1), atol=1e-10)
    enumerated = (-energies).flatten().logsumexp(0)
    single = lecture()["RBM"](*(part.float() for part in m))
    assert torch.isclose(lecture()["log_Z"](single).double(), enumerated, atol=1e-4)
    p = joint(m)
    assert torch.allclose(lecture()["hidden"](m, states(V)), p @ states(H) / p.sum(1, keepdim=True), atol=1e-10)
    assert torch.allclose(lecture()["visible"](m, states(H)), p.T @ states(V) / p.sum(0)[:, None], atol=1e-10)


def test_a_stack_of_machines_is_each_machine_alone() -> None:
    torch.manual_seed(0)
    m = lecture()["new_machines"](16, 6, runs=3, scale=1.0)
    each = [lecture()["RBM"](*(part[run] for part in m)) for run in range(3)]
    X = lecture()["PATTERNS"]
    for run, one in enumerate(each):
        assert torch.allclose(lecture()["free_energy"](m, X)[run], lecture()["free_energy"](one, X), atol=1e-4)
        assert torch.allclose(lecture()["log_Z"](m)[run], lecture()["log_Z"](one), atol=1e-4)
        parts = zip(m, lecture()["statistics"](m, X), lecture()["statistics"](one, X), strict=True)
        for like, part, alone in parts:
            assert torch.allclose(part.expand_as(like)[run], alone, atol=1e-5)


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_data_minus_model_is_the_gradient_by_finite_differences(seed: int) -> None:
    m = lecture()["RBM"](*(part.float() for part in machine(3, 2, seed)))
    data = lecture()["all_states"](3)[[1, 6, 6]]
    ours = [a - z for a, z in zip(lecture()["statistics"](m, data), lecture()["exact_statistics"](m), strict=True)]
    double = [part.double() for part in m]

    def likelihood(parts: list[torch.Tensor]) -> torch.Tensor:
        nudged = lecture()["RBM"](*parts)
        free = lecture()["free_energy"]
        found: torch.Tensor = -free(nudged, data.double()).mean() - (-free(nudged, states(3))).logsumexp(0)
        return found

    for k, part in enumerate(double):
        for place in np.ndindex(tuple(part.shape)):
            up, down = ([p.clone() for p in double] for _ in range(2))
            up[k][place] += 1e-5
            down[k][place] -= 1e-5
            slope = (likelihood(up) - likelihood(down)) / 2e-5
            assert slope.item() == pytest.approx(ours[k][place].item(), abs=1e-4)


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 10_000))
def test_gibbs_steps_have_the_probabilities_that_the_joint_distribution_gives(seed: int) -> None:
    m, torch_seed = machine(3, 2, seed), seed
    torch.manual_seed(torch_seed)
    T = gibbs_matrix(m)
    assert torch.allclose(exact(m) @ T, exact(m), atol=1e-10)
    for start in (0, 5):
        drawn = lecture()["gibbs"](m, states(3)[start].expand(40_000, 3), 1)
        assert (shares(drawn) - T[start]).abs().max() < 0.02


@pytest.mark.parametrize("a", [0.5, 2.0, 20.0])
def test_two_islands_are_equally_probable_and_a_chain_that_stays_on_one_is_half_wrong(a: float) -> None:
    m = lecture()["two_islands"](a)
    p = exact(lecture()["RBM"](*(part.double() for part in m)))
    assert p.numpy() == pytest.approx(p.flip(0).numpy(), abs=1e-5)
    if a == 20:
        torch.manual_seed(0)
        assert lecture()["distances"](m, [1, 10, 100]) == pytest.approx([0.5] * 3, abs=1e-4)


@pytest.mark.parametrize("points", [[5], [1, 6, 11]])
def test_the_sampler_draws_a_learned_set_of_one_and_of_three_points(points: list[int]) -> None:
    torch.manual_seed(0)
    begin = lecture()["new_machines"](4, 4, runs=1)
    X = lecture()["all_states"](4)[points]
    m = begin
    for _ in range(1000):
        one = lecture()["RBM"](*(part[0] for part in m))
        changes = zip(m, lecture()["statistics"](one, X), lecture()["exact_statistics"](one), strict=True)
        m = lecture()["RBM"](*(part + 0.5 * (plus - minus)[None] for part, plus, minus in changes))
    one = lecture()["RBM"](*(part[0].double() for part in m))
    assert exact(one)[points].sum() > 0.9
    assert exact(one)[points] == pytest.approx([1 / len(points)] * len(points), abs=0.05)
    drawn = lecture()["gibbs"](one, torch.bernoulli(torch.full((4000, 4), 0.5, dtype=torch.float64)), 500)
    assert (shares(drawn) - exact(one)).abs().max() < 0.04


def test_training_with_chains_and_from_the_data_learns_one_pattern() -> None:
    X = lecture()["PATTERNS"][7:8]
    for way in ({"k": 1}, {"k": 3}, {"chains": torch.zeros(2, 50, 16)}):
        torch.manual_seed(0)
        m = lecture()["train"](lecture()["new_machines"](16, 4, runs=2), X[None], 800, 0.2, **way)
        assert (lecture()["log_probabilities"](m)[:, 7].exp() > 0.8).all()
        assert (lecture()["rebuilding_error"](m) > 0.1).all()  # of the other 29 it knows nothing


def test_steps_between_patterns_are_those_of_the_chain() -> None:
    torch.manual_seed(0)
    m = lecture()["RBM"](*(part[0] for part in lecture()["new_machines"](16, 16, runs=1, scale=0.5)))
    X = lecture()["PATTERNS"]
    go = lecture()["step_between_patterns"](m)
    drawn = lecture()["gibbs"](m, X[:1].expand(200_000, 16), 1)
    hit = (drawn[:, None] == X[[0, 29]]).all(2).double().mean(0)
    assert hit.numpy() == pytest.approx(go[0, [0, 29]].numpy(), abs=2e-4)
    assert (go.sum(1) < 1 + 1e-5).all()


def test_the_mean_update_is_that_of_sampled_steps() -> None:
    torch.manual_seed(0)
    m = machine(4, 3, 1)
    theta = torch.cat([part.flatten() for part in m])
    data = states(4)[[3, 5, 12]]
    for k in (1, 3):
        ends = lecture()["gibbs"](m, data.repeat(50_000, 1), k)
        pairs = zip(lecture()["statistics"](m, data), lecture()["statistics"](m, ends), strict=True)
        sampled = torch.cat([(a - z).flatten() for a, z in pairs])
        assert torch.allclose(lecture()["mean_update"](theta, k), sampled, atol=0.01)


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_energy_minus_entropy_bounds_the_free_energy_from_above(seed: int) -> None:
    m, g = machine(4, 3, seed), torch.Generator().manual_seed(seed)
    v = states(4)[seed % 16]
    costs = lecture()["energy"](m, v.expand(8, 4), states(3))
    q = torch.randn(50, 8, generator=g, dtype=torch.float64).mul(2).softmax(1)
    bound = q @ costs + (q * q.log()).sum(1)
    truth = lecture()["free_energy"](m, v[None])
    posterior = (-costs).softmax(0)
    divergence = (q * (q / posterior).log()).sum(1)
    assert torch.allclose(bound - truth, divergence, atol=1e-10)
    assert (divergence > 0).all()


def test_annealed_weights_have_the_right_mean_and_too_small_logarithms() -> None:
    torch.manual_seed(0)
    m = lecture()["RBM"](*(part.float() for part in machine(6, 4, 3, scale=2.0)))
    truth = lecture()["log_Z"](m).item()
    log_w = lecture()["ais"](m, torch.full((1, 6), 0.3), 20, 20_000)
    error = log_w.exp().std() / log_w.exp().mean() / math.sqrt(20_000)
    assert abs(log_w.exp().mean().log().item() - truth) < 5 * error
    assert log_w.mean() < truth - 0.05
    assert lecture()["ais"](m, m.b, 2000, 500).mean() == pytest.approx(truth, abs=0.1)


def test_pseudo_likelihood_is_each_pixel_given_all_others() -> None:
    m = lecture()["RBM"](*(part.float() for part in machine(16, 5, 2, scale=0.5)))
    logs = []
    for v in lecture()["PATTERNS"].double():
        for i in range(16):
            both = v.expand(2, 16).clone()
            both[:, i] = torch.tensor([0.0, 1.0])
            free = lecture()["free_energy"](lecture()["RBM"](*(part.double() for part in m)), both)
            logs.append((-free).log_softmax(0)[int(v[i])])
    assert lecture()["pseudo_likelihood"](m) == pytest.approx(16 * torch.stack(logs).mean().item(), abs=1e-3)


def test_hidden_probabilities_are_the_librarys() -> None:
    m = machine(6, 3, 0)
    theirs = BernoulliRBM()
    theirs.components_, theirs.intercept_hidden_ = m.W.T.numpy(), m.c[0].numpy()
    theirs.intercept_visible_ = m.b[0].numpy()
    assert theirs.transform(states(6).numpy()) == pytest.approx(lecture()["hidden"](m, states(6)).numpy())


def test_a_hopfield_network_repairs_what_it_has_stored() -> None:
    torch.manual_seed(0)
    stored = torch.randint(2, (4, 80)) * 2.0 - 1
    start = stored.clone()
    start[:, :16] *= -1  # a fifth is wrong
    assert torch.equal(lecture()["recall"](stored, start), stored)
