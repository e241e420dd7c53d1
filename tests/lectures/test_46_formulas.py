"""Lecture 46's conformal sets, fairness measures, networks and circuits against enumeration, integrals and PyTorch."""

import math
from fractions import Fraction
from functools import partial

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "46-trust-and-foundation-models", ("T", "contacts"))


@settings(deadline=None, max_examples=60)
@given(n=st.integers(1, 40), percent=st.integers(1, 60), seed=st.integers(0, 1000))
def test_of_all_orders_the_promised_share_is_covered(n: int, percent: int, seed: int) -> None:
    scores = torch.rand(n + 1, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    threshold = lecture()["threshold"]
    covered = sum(scores[new] <= threshold(scores[torch.arange(n + 1) != new], percent / 100) for new in range(n + 1))
    k = math.ceil((n + 1) * (1 - Fraction(percent, 100)))
    assert covered == k  # each of the n + 1 examples was the new one once, so this is the probability times n + 1
    assert Fraction(k, n + 1) >= 1 - Fraction(percent, 100) > Fraction(k - 1, n + 1)


def test_ties_only_add_to_the_coverage() -> None:
    scores = torch.tensor([1.0, 1, 1, 2, 2, 3, 3, 3, 3, 3])
    covered = sum(scores[i] <= lecture()["threshold"](scores[torch.arange(10) != i], 0.5) for i in range(10))
    assert covered >= 5


@pytest.mark.parametrize(
    ("n", "alpha", "finite"), [(8, 0.1, False), (9, 0.1, True), (18, 0.05, False), (19, 0.05, True)]
)
def test_too_few_scores_make_the_threshold_infinite(n: int, alpha: float, finite: bool) -> None:
    assert math.isfinite(lecture()["threshold"](torch.rand(n), alpha)) == finite


@pytest.mark.parametrize(("n", "alpha", "k"), [(99, 0.29, 71), (49, 0.58, 21), (199, 0.29, 142), (99, 0.05, 95)])
def test_the_rank_is_the_formulas_although_alpha_is_rounded(n: int, alpha: float, k: int) -> None:
    assert lecture()["threshold"](torch.arange(1.0, n + 1), alpha) == k


def test_coverage_is_k_over_n_plus_1_for_any_scores() -> None:
    torch.manual_seed(0)
    scores = torch.randn(2000).exp()
    for n in (19, 39):
        assert lecture()["coverages"](scores, scores, n)[1].mean().item() == pytest.approx(0.95, abs=0.02)


def test_a_rank_that_is_cut_off_and_a_plain_quantile_cover_too_little() -> None:
    torch.manual_seed(0)
    scores, names = torch.rand(2000), lecture()
    assert names["coverages"](scores, scores, 9, rule=names["clamped"])[1].mean().item() == pytest.approx(0.9, abs=0.02)
    plain = names["coverages"](scores, scores, 19, rule=names["plain"])[1].mean().item()
    assert plain == pytest.approx(18.1 / 20, abs=0.02)  # linear between the 18th and 19th of 19


@settings(deadline=None, max_examples=25)
@given(data=st.data(), people=st.integers(3, 14))
def test_with_unequal_prevalence_only_degenerate_measures_agree(data: st.DataObject, people: int) -> None:
    one = data.draw(st.integers(1, people - 1))
    other = data.draw(st.integers(1, people - 1).filter(lambda guilty: guilty != one))
    reachable = lecture()["reachable"]
    a, b = reachable(one, people - one), reachable(other, people - other)
    assert all((ppv == 1 and fpr == 0) or (ppv == 0 and fnr == 1) for ppv, fnr, fpr in a & b)
    pi = Fraction(one, people)
    assert all(fpr == pi / (1 - pi) * (1 - ppv) / ppv * (1 - fnr) for ppv, fnr, fpr in a if ppv)


@pytest.mark.parametrize("pi", [0.1, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("t", [0.05, 0.5, 0.75])
def test_the_measures_of_calibrated_scores_are_the_integrals(pi: float, t: float) -> None:
    def share(weight: str, low: float) -> float:
        weights = {"all": lambda s: 1.0, "guilty": lambda s: s, "innocent": lambda s: 1 - s}
        density = beta(2 * pi, 2 - 2 * pi).pdf
        return float(quad(lambda s: weights[weight](s) * density(s), low, 1, limit=200, points=[0.999])[0])

    ppv, fnr, fpr = lecture()["measures"](pi, t)
    assert ppv == pytest.approx(share("guilty", t) / share("all", t), abs=1e-3)
    assert fnr == pytest.approx(1 - share("guilty", t) / pi, abs=1e-3)
    assert fpr == pytest.approx(share("innocent", t) / (1 - pi), abs=1e-3)
    assert fpr == pytest.approx(pi / (1 - pi) * (1 - ppv) / ppv * (1 - fnr))


def test_25_networks_side_by_side_are_25_networks() -> None:
    torch.manual_seed(0)
    names = lecture()
    theta, X = names["begin"](), torch.rand(5, 7, 64)
    log_p = names["log_probabilities"](X, theta)
    assert log_p.shape == (5, 5, 7, 10)
    for split, member in [(0, 0), (3, 4)]:
        parts: list[nn.Module] = []
        for W, b in zip(theta[::2], theta[1::2], strict=True):
            layer = nn.Linear(*W.shape[2:])
            layer.weight.data, layer.bias.data = W[split, member].T, b[split, member, 0]
            parts += [layer, nn.ReLU()]
        expected = nn.Sequential(*parts[:-1])(X[split]).log_softmax(-1)
        assert torch.allclose(log_p[split, member], expected, atol=1e-5)


def test_turned_four_times_an_image_is_itself() -> None:
    X, turn = torch.rand(2, 3, 64), lecture()["turn"]
    assert torch.equal(turn(turn(turn(turn(X)))), X)
    assert torch.equal(turn(X)[0, 0].view(8, 8), X[0, 0].view(8, 8).rot90())


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 1000), members=st.integers(1, 6))
def test_networks_disagree_by_no_less_than_nothing(seed: int, members: int) -> None:
    p = torch.randn(members, 20, 10, generator=torch.Generator().manual_seed(seed)).softmax(-1)
    entropy = lecture()["entropy"]
    shared, total = entropy(p).mean(0), entropy(p.mean(0))
    divergence = (p * (p / p.mean(0)).log()).sum(-1).mean(0)  # the mean divergence from the mean answer
    assert torch.allclose(total - shared, divergence, atol=1e-5)
    assert (divergence > -1e-6).all()


def test_strings_repeat_different_letters_with_their_period() -> None:
    letters, period = lecture()["strings"](200)
    assert letters.shape == (200, 40)
    assert set(period[:, 0].tolist()) == set(range(8, 21))
    for row, length in zip(letters, period[:, 0].tolist(), strict=True):
        assert len(set(row[:length].tolist())) == length
        assert torch.equal(row[length:], row[:-length])


@pytest.mark.parametrize("heads", [1, 4])
def test_heads_are_causal_and_equal_pytorchs_attention(heads: int) -> None:
    torch.manual_seed(0)
    model = lecture()["AttentionOnly"](2, heads)
    letters, _ = lecture()["strings"](3)
    logits, patterns = model(letters)
    x = model.embed(letters)
    for layer, group in enumerate(model.layers):
        copied = []
        for number, head in enumerate(group):
            pattern = patterns[layer, number]
            assert torch.allclose(pattern.sum(-1), torch.ones(3, 40), atol=1e-5)
            assert (pattern.triu(1) == 0).all()
            q, k, v = head.q(x + model.place), head.k(x + model.place), head.v(x)
            copied.append(head.o(F.scaled_dot_product_attention(q, k, v, is_causal=True)))
        x = x + torch.stack(copied).sum(0)
    assert torch.allclose(logits, model.unembed(x), atol=1e-4)


def test_a_pattern_put_in_place_of_a_computed_one_is_used() -> None:
    torch.manual_seed(0)
    model = lecture()["AttentionOnly"](2)
    letters, _ = lecture()["strings"](3)
    own, patterns = model(letters)
    assert torch.allclose(model(letters, patterns)[0], own, atol=1e-5)
    without = model(letters, {(0, 0): torch.zeros(40, 40), (1, 0): torch.zeros(40, 40)})[0]
    assert torch.allclose(without, model.unembed(model.embed(letters)), atol=1e-5)


def test_only_known_places_count_as_right() -> None:
    letters, period = lecture()["strings"](50)

    def oracle(seen: torch.Tensor, instead: object) -> tuple[torch.Tensor, None]:
        places = torch.arange(39).expand(50, -1)
        source = torch.where(places >= period, places - period + 1, torch.zeros_like(places))
        return F.one_hot(seen.gather(1, source), 24).float(), None

    assert lecture()["right"](oracle, letters, period) == 1


def test_a_familys_contacts_fit_as_often_as_asked() -> None:
    import numpy as np

    sequences = lecture()["family"](20000, np.random.default_rng(0))
    fits = [(sequences[:, i] + sequences[:, j] == 3).mean() for i, j in lecture()["contacts"]]
    assert fits == pytest.approx([0.7 + 0.3 / 4] * 5, abs=0.02)
    assert (sequences[:, 0] + sequences[:, 5] == 3).mean() == pytest.approx(0.25, abs=0.02)
