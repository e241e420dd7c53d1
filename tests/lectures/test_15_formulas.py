"""Lecture 15's formulas against oracles from outside the notebook."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.model_selection import KFold, ParameterGrid, StratifiedKFold

from authoring.definitions import lecture

lecture = partial(lecture, "15-validation-and-search")

LOW, HIGH = np.array([-4, -6, 3, 0]), np.array([1, -1, 8, 0.6])


@settings(deadline=None)  # the first call reads the lecture
@given(n=st.integers(2, 60), k=st.integers(2, 10), seed=st.integers(0, 99))
def test_folds_are_those_of_scikit_learn(n: int, k: int, seed: int) -> None:
    k = min(n, k)
    ours = lecture()["folds"](n, k, np.random.RandomState(seed))
    theirs = KFold(k, shuffle=True, random_state=seed).split(np.empty((n, 1)))
    assert [(sorted(train), sorted(test)) for train, test in ours] == [(a.tolist(), b.tolist()) for a, b in theirs]


def test_the_majority_scores_nothing_when_one_patient_is_left_out() -> None:
    y = np.repeat([0, 1], 25)
    answers = [
        np.bincount(y[train]).argmax() == y[test[0]]
        for train, test in lecture()["folds"](50, 50, np.random.default_rng(0))
    ]
    assert sum(answers) == 0


@pytest.mark.parametrize("seed", range(5))
def test_stratified_folds_share_out_each_class_as_scikit_learn_does(seed: int) -> None:
    y = np.random.default_rng(seed).integers(0, 3, 80)
    ours = lecture()["stratified_folds"](y, 4, np.random.default_rng(seed))
    theirs = [test for _, test in StratifiedKFold(4).split(y[:, None], y)]
    for c in range(3):
        counts = [np.sum(y[ours == fold] == c) for fold in range(4)]
        assert sorted(counts) == sorted(np.sum(y[test] == c) for test in theirs)
    assert np.ptp(np.bincount(ours)) <= 1


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("k", [2, 3, 6])
def test_only_grouped_folds_keep_every_writer_on_one_side(k: int, ordered: bool) -> None:
    y, people = lecture()["written"](36, ordered)
    assert np.bincount(people * 3 + y).tolist() == [2] * 18
    sides = {
        scheme: max(len(set(lecture()["cut"](scheme, y, people, k)[people == who])) for who in range(6))
        for scheme in ("plain", "shuffled", "stratified", "grouped")
    }
    assert sides.pop("grouped") == 1
    assert min(sides.values()) > 1


@settings(deadline=None)  # the first call reads the lecture
@given(p=st.floats(0.001, 0.999), n=st.integers(1, 5000))
def test_the_standard_error_is_the_binomials(p: float, n: int) -> None:
    assert lecture()["standard_error"](p, n) == pytest.approx(stats.binom.std(n, p) / n, abs=1e-12)


def test_the_number_of_rows_in_exercise_1() -> None:
    error = math.hypot(lecture()["standard_error"](0.95, 3436), lecture()["standard_error"](0.96, 3436))
    assert 2 * error == pytest.approx(0.01)


@pytest.mark.parametrize(("p", "n"), [(0.8, 5), (0.3, 12)])
def test_the_best_of_two_by_going_through_all_pairs(p: float, n: int) -> None:
    chance = stats.binom.pmf(np.arange(n + 1), n, p)
    best = np.maximum.outer(np.arange(n + 1), np.arange(n + 1))
    assert lecture()["expected_best"](p, n, 2) == pytest.approx((np.outer(chance, chance) * best).sum() / n)
    assert lecture()["expected_best"](p, n, 1) == pytest.approx(p)


def test_a_grid_is_every_combination_and_tries_few_values_on_each_axis() -> None:
    points = lecture()["grid"](3, LOW, HIGH)
    axes = {str(a): np.linspace(low, high, 3) for a, (low, high) in enumerate(zip(LOW, HIGH, strict=True))}
    theirs = {tuple(point[str(a)] for a in range(4)) for point in ParameterGrid(axes)}
    assert set(map(tuple, points)) == theirs
    assert [len(set(column)) for column in points.T] == [3] * 4


def test_random_draws_stay_in_the_box_and_try_a_new_value_each_time() -> None:
    points = lecture()["random_search"](500, LOW, HIGH, np.random.default_rng(0))
    assert (points >= LOW).all()
    assert (points <= HIGH).all()
    assert [len(set(column)) for column in points.T] == [500] * 4
    for column, low, high in zip(points.T, LOW, HIGH, strict=True):
        assert stats.kstest(column, stats.uniform(low, high - low).cdf).pvalue > 0.01


def test_importance_is_found_on_the_axis_that_matters() -> None:
    points = lecture()["random_search"](4000, LOW, HIGH, np.random.default_rng(0))
    variance = lecture()["importance"](points, (points[:, 0] + 4) / 5, LOW, HIGH)
    # The means of eight equal bins of [0, 1] have the variance (1 - 1/64) / 12.
    assert variance[0] == pytest.approx((1 - 1 / 64) / 12, rel=0.05)
    assert max(variance[1:]) < 0.01
