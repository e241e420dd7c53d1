"""Lecture 14's formulas against oracles from outside the notebook, and its claims on five splits."""

import re
from fractions import Fraction
from functools import cache, partial
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn import metrics
from sklearn.calibration import calibration_curve

from authoring.definitions import LECTURES, lecture
from helpers import data

NAME = "14-evaluation-metrics"
SEEDS = range(5)
MISS = 20
TWO = ("mean texture", "mean smoothness")
lecture = partial(lecture, NAME)
answers = st.lists(st.tuples(st.booleans(), st.integers(0, 8)), min_size=2, max_size=30).filter(
    lambda rows: len({positive for positive, _ in rows}) == 2
)


def arrays(rows: list[tuple[bool, int]]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return truths (n,) and scores (n,) with many ties."""
    return np.array([int(positive) for positive, _ in rows]), np.array([score / 8 for _, score in rows])


@settings(deadline=None)
@given(answers)
def test_measures(rows: list[tuple[bool, int]]) -> None:
    y, score = arrays(rows)
    y_hat = (score >= score[0]).astype(int)
    tp, fp, fn, tn = lecture()["counts"](y, y_hat)
    assert metrics.confusion_matrix(y, y_hat, labels=[0, 1]).ravel().tolist() == [tn, fp, fn, tp]
    found = lecture()["measures"](tp, fp, fn, tn)
    assert np.isclose(float(found["balanced accuracy"]), metrics.balanced_accuracy_score(y, y_hat))
    assert np.isclose(float(found["F1"]), metrics.f1_score(y, y_hat))


def test_a_test_that_never_looks_has_no_precision() -> None:
    with pytest.raises(ZeroDivisionError):
        lecture()["measures"](0, 0, 10, 990)


@settings(deadline=None)
@given(answers)
def test_curves_and_areas_with_ties(rows: list[tuple[bool, int]]) -> None:
    y, score = arrays(rows)
    names = lecture()
    assert np.isclose(names["auc"](*names["roc_curve"](y, score)), metrics.roc_auc_score(y, score))
    expected = metrics.average_precision_score(y, score)
    assert np.isclose(names["average_precision"](*names["pr_curve"](y, score)), expected)


@settings(deadline=None)
@given(answers)
def test_the_area_drawn_is_the_average_precision(rows: list[tuple[bool, int]]) -> None:
    y, score = arrays(rows)
    names = lecture()
    figure, axis = plt.subplots()
    try:
        line = names["draw_pr"](axis, *names["pr_curve"](y, score))
        assert line.get_drawstyle() == "steps-pre"
        assert np.isclose(names["drawn_area"](line), metrics.average_precision_score(y, score))
    finally:
        plt.close(figure)


def test_reliability_counts_every_sample_once() -> None:
    rng = np.random.default_rng(0)
    p = np.append(rng.random(200), [0, 1])
    y = (rng.random(202) < p).astype(int)
    n, mean_p, mean_y = lecture()["reliability"](y, p)
    assert n.sum() == len(y)
    np.testing.assert_allclose((mean_y, mean_p), calibration_curve(y, p, n_bins=10))


@cache
def split(seed: int) -> dict[str, Any]:
    """Return one split of the tumors: its parts, its two columns, its test labels (143,)."""
    tumors = data.standardize(data.breast_cancer(seed=seed))
    columns = [tumors.feature_names.index(name) for name in TWO]
    return {"train": tumors.train, "test": tumors.test, "columns": columns, "y": tumors.test.y.numpy()}


@pytest.mark.parametrize("seed", SEEDS)
def test_one_number_removes_most_of_the_overconfidence(seed: int) -> None:
    names, part = lecture(), split(seed)
    two = names["keep"](part["train"], part["columns"])
    few, rest = data.Split(two.X[:100], two.y[:100]), data.Split(two.X[100:], two.y[100:])
    network = names["memorizing_network"](few, seed)
    temperature = names["best_temperature"](network, rest)
    with torch.no_grad():
        z = network(part["test"].X[:, part["columns"]]).double()
    before, after = (torch.sigmoid(z / T).numpy() for T in (1, temperature))
    y, error = part["y"], names["expected_calibration_error"]
    constant = np.full(len(y), part["train"].y.double().mean())
    assert metrics.roc_auc_score(y, before) > 0.7
    assert error(y, after) < error(y, before) / 1.5
    assert metrics.log_loss(y, after) < metrics.log_loss(y, constant) < metrics.log_loss(y, before) / 2
    # What one number cannot mend: the answers, hence a lean toward one class.
    assert np.array_equal(before >= 0.5, after >= 0.5)
    assert np.mean((before < 0.1) | (before > 0.9)) > 0.7  # "most tumors lie in the outer two bins"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_lower_threshold_makes_more_errors_but_cheap_ones(seed: int) -> None:
    names, part = lecture(), split(seed)
    y, p = part["y"], names["probability"](names["one_neuron"](part["train"], seed), part["test"].X)
    wrong = [np.mean((p >= t) != y) for t in (0.5, 1 / 21)]
    assert wrong[0] < wrong[1]
    assert names["cost"](y, p, 1 / 21, MISS) < names["cost"](y, p, 0.5, MISS)


@pytest.mark.parametrize("seed", SEEDS)
def test_standard_error_and_bootstrap_agree(seed: int) -> None:
    names, part = lecture(), split(seed)
    two = names["keep"](part["train"], part["columns"])
    p = names["probability"](names["one_neuron"](two, seed), part["test"].X[:, part["columns"]])
    share = names["accuracy"](part["y"], p)
    again = names["bootstrap"](names["accuracy"], part["y"], p)
    assert abs(again.std() / np.sqrt(share * (1 - share) / len(p)) - 1) < 0.1


def voc(boxes: list[tuple[int, ...]], objects: list[tuple[int, ...]], least: Fraction = Fraction(1, 2)) -> list[int]:
    """PASCAL VOC's rule: the best object, free or taken; a taken one makes the box an error."""
    iou, taken, result = lecture()["iou"], set[int](), []
    for box in boxes:
        best = max(range(len(objects)), key=lambda i: iou(box, objects[i]))
        hit = iou(box, objects[best]) >= least and best not in taken
        taken |= {best} if hit else set()
        result.append(int(hit))
    return result


def test_the_rules_of_coco_and_voc_differ_only_where_objects_overlap() -> None:
    match = lecture()["match"]
    apart = [(1, 1, 5, 5), (7, 1, 11, 4), (13, 1, 16, 6)]
    boxes = [(1, 1, 5, 4), (2, 1, 6, 5), (7, 1, 10, 4), (13, 2, 16, 6)]
    assert match(boxes, apart) == voc(boxes, apart) == [1, 0, 1, 1]
    close = [(0, 0, 10, 10), (2, 0, 12, 10)]  # the second box lies best on the first object, which is taken
    assert match([(0, 0, 10, 10), (0, 0, 10, 10)], close) == [1, 1]
    assert voc([(0, 0, 10, 10), (0, 0, 10, 10)], close) == [1, 0]


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), min_size=8, max_size=8))
def test_iou_is_what_counting_pixels_gives(numbers: list[int]) -> None:
    a, b = (
        (min(x1, x2), min(y1, y2), max(x1, x2) + 1, max(y1, y2) + 1) for x1, y1, x2, y2 in (numbers[:4], numbers[4:])
    )
    inside = [{(x, y) for x in range(box[0], box[2]) for y in range(box[1], box[3])} for box in (a, b)]
    assert lecture()["iou"](a, b) == Fraction(len(inside[0] & inside[1]), len(inside[0] | inside[1]))


@pytest.mark.parametrize("threshold", [0.0, 0.05, 0.5, 1.0])
def test_the_widget_draws_at_its_ends_and_between(threshold: float, monkeypatch: pytest.MonkeyPatch) -> None:
    names = lecture()
    monkeypatch.setitem(names, "y", np.array([1, 1, 0, 0, 1, 0]))
    monkeypatch.setitem(names, "p", {"two": np.array([0.95, 0.8, 0.7, 0.55, 0.4, 0.1])})
    monkeypatch.setitem(names, "COLORS", {"threshold": "black"})
    figure = names["draw_threshold"](threshold=threshold, features="two")
    try:
        assert isinstance(figure, Figure)
        assert f"threshold {threshold:.2f}" in figure.get_label()
    finally:
        plt.close(figure)


def test_other_lectures_can_link_to_the_boxes() -> None:
    text = (LECTURES / f"{NAME}.py").read_text(encoding="utf-8")
    assert "# ## Deeper: average precision of boxes\n" in text
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) == {"Deeper:-average-precision-of-boxes"}
