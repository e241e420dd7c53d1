"""What judges a generator: exact cases, SciPy as oracle, errors that are the spread of repeated measurements."""

import math

import numpy as np
import pytest
import torch
from scipy import linalg
from torch import Tensor

from helpers import metrics


def drawn(n: int, d: int, seed: int) -> Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed))


def sure(classes: Tensor) -> Tensor:
    return 1000 * torch.nn.functional.one_hot(classes, 10).float()


def test_one_perfect_picture_of_each_class_scores_ten():
    score, error = metrics.inception_score(sure(torch.arange(10).repeat_interleave(40)))
    assert score == pytest.approx(10)
    assert 0 < error < 0.1  # leaving out parts leaves the classes a little uneven


@pytest.mark.parametrize("logits", [torch.zeros(40, 10), sure(torch.zeros(40).long()), drawn(1, 10, 0).repeat(40, 1)])
def test_pictures_that_all_look_alike_score_one_without_error(logits: Tensor):
    assert metrics.inception_score(logits) == pytest.approx((1, 0), abs=1e-9)


def test_classes_in_other_shares_score_the_exponential_of_their_entropy():
    score, _ = metrics.inception_score(sure(torch.tensor([0] * 30 + [1] * 10)))
    assert score == pytest.approx(math.exp(-0.75 * math.log(0.75) - 0.25 * math.log(0.25)))


def test_the_score_is_the_papers_formula():
    p = torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]]).double()
    marginal = p.mean(dim=0)
    divergence = [sum(float(q * math.log(q / m)) for q, m in zip(row, marginal, strict=True)) for row in p]
    assert metrics.inception_score(p.log() + 5, parts=3)[0] == pytest.approx(math.exp(np.mean(divergence)))


def test_frechet_distance_has_scipys_matrix_root():
    a, b = drawn(300, 6, 0), drawn(200, 6, 1) @ drawn(6, 6, 2) + drawn(1, 6, 3)
    first, second = (np.cov(x.double().numpy(), rowvar=False) for x in (a, b))
    means = (a.double().mean(dim=0) - b.double().mean(dim=0)).square().sum()
    expected = float(means) + np.trace(first + second - 2 * linalg.sqrtm(first @ second).real)
    assert metrics.frechet_distance(a, b)[0] == pytest.approx(expected, rel=1e-9)
    assert metrics.frechet_distance(b, a)[0] == pytest.approx(expected, rel=1e-9)


def test_frechet_distance_of_two_lines_of_gaussians_in_closed_form():
    a, b = drawn(500, 1, 0).double(), 3 * drawn(500, 1, 1).double() + 2
    expected = (a.mean() - b.mean()) ** 2 + (a.std() - b.std()) ** 2
    assert metrics.frechet_distance(a, b)[0] == pytest.approx(float(expected))


def test_sets_are_at_zero_from_themselves_and_moved_sets_by_the_square_of_the_way():
    a = drawn(400, 5, 0)
    assert metrics.frechet_distance(a, a.flip(0))[0] == pytest.approx(0, abs=1e-6)
    assert metrics.frechet_distance(a, a + torch.tensor([3.0, 0, 4, 0, 0]))[0] == pytest.approx(25, rel=1e-5)


def test_features_without_spread_in_some_direction_have_a_distance():
    a = torch.cat([drawn(30, 3, 0), torch.zeros(30, 40)], dim=1)
    assert metrics.frechet_distance(a, a + 1)[0] == pytest.approx(43, rel=1e-5)


def test_errors_are_about_the_spread_of_repeated_measurements():
    scores = [metrics.inception_score(3 * drawn(300, 10, seed)) for seed in range(40)]
    distances = [metrics.frechet_distance(drawn(300, 8, seed), 1.3 * drawn(300, 8, 100 + seed)) for seed in range(40)]
    for measured in (scores, distances):
        values, errors = np.array(measured).T
        assert 0.7 < errors.mean() / values.std(ddof=1) < 1.5


def test_the_order_of_the_rows_says_nothing_of_the_error():
    pictures = sure(torch.arange(10).repeat_interleave(40))
    assert metrics.inception_score(pictures)[1] < 0.1  # parts in order of the classes would each lack one


def test_nearest_distances_find_a_copy_exactly_and_measure_straight_lines():
    pictures = torch.rand(1200, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    assert metrics.nearest_distances(pictures[:700], pictures).tolist() == [0.0] * 700
    found = metrics.nearest_distances(pictures[:5] + 0.25, pictures[:5])
    expected = [min(float((a + 0.25 - b).norm()) for b in pictures[:5]) for a in pictures[:5]]
    assert found.tolist() == pytest.approx(expected, rel=1e-5)
    assert metrics.nearest_distances(torch.zeros(1, 2), torch.tensor([[3.0, 4.0], [6.0, 8.0]])).tolist() == [5.0]


def test_what_cannot_be_measured_is_refused():
    with pytest.raises(ValueError, match=r"logits has shape \(5,\)"):
        metrics.inception_score(torch.zeros(5))
    with pytest.raises(ValueError, match="parts is 1: choose 2 to 5, the number of rows of logits"):
        metrics.inception_score(torch.zeros(5, 10), parts=1)
    with pytest.raises(ValueError, match="others holds NaN or infinity"):
        metrics.frechet_distance(torch.zeros(20, 2), torch.full((20, 2), float("nan")))
    with pytest.raises(ValueError, match="features have 2 columns and others 3"):
        metrics.frechet_distance(torch.zeros(20, 2), torch.zeros(20, 3))
    with pytest.raises(ValueError, match="2 features and 9 others give no covariance"):
        metrics.frechet_distance(torch.zeros(2, 2), torch.zeros(9, 2), parts=2)
    with pytest.raises(ValueError, match=r"\(2, 1, 8, 8\) have no neighbors in data of shape \(9, 64\)"):
        metrics.nearest_distances(torch.zeros(2, 1, 8, 8), torch.zeros(9, 64))
    with pytest.raises(ValueError, match="one row of data at least"):
        metrics.nearest_distances(torch.zeros(2, 3), torch.zeros(0, 3))
    with pytest.raises(ValueError, match=r"samples of shape \(3,\) have no neighbors in data of shape \(4,\)"):
        metrics.nearest_distances(torch.zeros(3), torch.zeros(4))
    for bad in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="samples or data hold NaN or infinity"):
            metrics.nearest_distances(torch.zeros(2, 3), torch.full((4, 3), bad))


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int64, torch.float32, torch.float64])
def test_distances_of_numbers_of_any_type_are_measured(dtype: torch.dtype) -> None:
    samples = torch.tensor([[3, 4], [0, 1]]).to(dtype)
    assert metrics.nearest_distances(samples, torch.zeros(1, 2)).tolist() == [5, 1]


@pytest.mark.parametrize("count", [2, 5, 40])
def test_the_error_of_a_mean_is_the_textbooks_where_each_part_is_one_row(count: int) -> None:
    rows = torch.randn(count, 1, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    mean, error = metrics._jackknife(lambda some: float(some.mean()), rows, parts=count)
    assert mean == pytest.approx(rows.mean().item())
    assert error == pytest.approx(rows.std().item() / count**0.5)
