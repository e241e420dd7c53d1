"""Boxes: IoU against counted pixels, suppression against its characterization, mAP against a brute force."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from helpers import vision
from helpers.vision import Detections

SEEDS = st.integers(0, 2**32 - 1)


def whole_boxes(rng, count, side=12):
    """Boxes with whole corners; some have no area, some touch, some coincide."""
    corners = np.sort(rng.integers(0, side + 1, (count, 2, 2)), axis=1)
    return torch.from_numpy(corners.reshape(count, 4)).double()


def pixels(box, side=12):
    mask = np.zeros((side, side), bool)
    x1, y1, x2, y2 = box.int().tolist()
    mask[y1:y2, x1:x2] = True
    return mask


@given(seed=SEEDS, n=st.integers(0, 6), m=st.integers(0, 6))
@settings(deadline=None)
def test_iou_counts_pixels(seed, n, m):
    rng = np.random.default_rng(seed)
    a, b = whole_boxes(rng, n), whole_boxes(rng, m)
    matrix = vision.iou(a, b)
    assert matrix.shape == (n, m)
    for i, one in enumerate(map(pixels, a)):
        for j, other in enumerate(map(pixels, b)):
            union = (one | other).sum()
            assert matrix[i, j].item() == pytest.approx((one & other).sum() / union if union else 0.0, abs=1e-15)


@given(seed=SEEDS, scale=st.floats(0.1, 10), shift=st.floats(-100, 100))
@settings(deadline=None)
def test_iou_is_symmetric_and_knows_neither_place_nor_scale(seed, scale, shift):
    boxes = whole_boxes(np.random.default_rng(seed), 6)
    matrix = vision.iou(boxes, boxes)
    torch.testing.assert_close(matrix, matrix.T, rtol=0, atol=0)
    torch.testing.assert_close(vision.iou(boxes * scale + shift, boxes * scale + shift), matrix, rtol=1e-6, atol=1e-9)
    area = (boxes[:, 2:] - boxes[:, :2]).prod(1)
    assert torch.equal(matrix.diagonal(), (area > 0).double())


def test_two_boxes_apart_in_both_directions_have_no_intersection():
    assert vision.iou(torch.tensor([[0.0, 0, 1, 1]]), torch.tensor([[5.0, 5, 6, 6]])).item() == 0


@given(seed=SEEDS, count=st.integers(0, 12), threshold=st.sampled_from([0.0, 0.2, 0.5, 0.8, 1.0]))
@settings(deadline=None)
def test_suppression_is_what_its_definition_says(seed, count, threshold):
    """A set is the answer if and only if kept boxes spare each other and each dropped one has a kept, better rival."""
    rng = np.random.default_rng(seed)
    boxes, scores = whole_boxes(rng, count, side=5), torch.from_numpy(rng.integers(0, 4, count) / 4)
    kept = vision.nms(boxes, scores, threshold).tolist()
    better = sorted(range(count), key=lambda i: (-scores[i].item(), i))
    assert kept == [i for i in better if i in set(kept)], "best first"
    overlap = vision.iou(boxes, boxes) > threshold
    assert not any(overlap[i, j] for i in kept for j in kept if i != j)
    for dropped in set(range(count)) - set(kept):
        assert any(overlap[k, dropped] for k in kept if better.index(k) < better.index(dropped))


@given(hits=st.lists(st.booleans(), min_size=1, max_size=12), missed=st.integers(0, 4))
@settings(deadline=None)
def test_average_precision_is_scikit_learns(hits, missed):
    truths = sum(hits) + missed
    ours = vision.average_precision(torch.tensor(hits), truths)
    if not truths:
        assert np.isnan(ours)
    elif not sum(hits):
        assert ours == 0
    else:
        # Scikit-learn knows no object without a score, so the recall is scaled by hand.
        theirs = average_precision_score(hits, -np.arange(len(hits))) * sum(hits) / truths
        assert ours == pytest.approx(theirs, abs=1e-12)


def brute_force(found, boxes, labels, least):
    """One class after the other, one detection after the other, all pictures at once, with sets."""
    scores = []
    for k in {int(label) for of_one in labels for label in of_one}:
        objects = [(i, j) for i, of_one in enumerate(labels) for j, label in enumerate(of_one) if label == k]
        rows = [(-float(d.scores[r]), i, r) for i, d in enumerate(found) for r in range(len(d)) if d.labels[r] == k]
        free, hits, area = set(objects), 0, 0.0
        for rank, (_, i, r) in enumerate(sorted(rows), start=1):
            rivals = [(float(vision.iou(found[i].boxes[[r]], boxes[i][[j]])), j) for o, j in sorted(free) if o == i]
            overlap, j = max(rivals, key=lambda pair: (pair[0], -pair[1]), default=(-1.0, 0))
            if overlap >= least:
                free.remove((i, j))
                hits += 1
                area += hits / rank
        scores.append(area / len(objects))
    return sum(scores) / len(scores)


@given(seed=SEEDS, least=st.sampled_from([0.25, 0.5, 0.9]))
@settings(max_examples=50, deadline=None)
def test_mean_average_precision_against_a_brute_force(seed, least):
    rng = np.random.default_rng(seed)
    boxes = [whole_boxes(rng, n, 4) for n in (1, 0, 3, 2)]
    labels = [torch.from_numpy(rng.integers(0, 2, len(box))) for box in boxes]
    found = []
    for truth in boxes:
        guesses = torch.cat([truth, whole_boxes(rng, 4, 4)])
        # Scores that all differ, because the order of equal ones between pictures is nobody's promise.
        found.append(
            Detections(
                guesses, torch.from_numpy(rng.random(len(guesses))), torch.from_numpy(rng.integers(0, 3, len(guesses)))
            )
        )
    ours = vision.mean_average_precision(found, boxes, labels, least)
    assert ours == pytest.approx(brute_force(found, boxes, labels, least), abs=1e-12)


def test_a_perfect_detector_scores_one_and_a_doubled_answer_is_a_false_alarm_behind():
    boxes, labels = [torch.tensor([[0.0, 0, 4, 4]])], [torch.tensor([1])]
    perfect = Detections(boxes[0], torch.tensor([0.3]), labels[0])
    assert vision.mean_average_precision([perfect], boxes, labels) == 1
    twice = Detections(boxes[0].repeat(2, 1), torch.tensor([0.3, 0.9]), labels[0].repeat(2))
    assert vision.mean_average_precision([twice], boxes, labels) == 1
    wrong_class = Detections(boxes[0], torch.tensor([0.3]), torch.tensor([0]))
    assert vision.mean_average_precision([wrong_class], boxes, labels) == 0


def test_wrong_input_is_refused_with_the_remedy():
    box, empty = torch.zeros(1, 4), torch.zeros(0, 4)
    with pytest.raises(ValueError, match=r"a has shape \(4,\): give one row"):
        vision.iou(torch.zeros(4), box)
    with pytest.raises(ValueError, match="1 boxes, 2 scores and 1 labels"):
        Detections(box, torch.zeros(2), torch.zeros(1))
    with pytest.raises(ValueError, match="one each per picture"):
        vision.mean_average_precision([], [box], [torch.zeros(1)])
    with pytest.raises(ValueError, match="no picture has an object"):
        vision.mean_average_precision([Detections(box, torch.zeros(1), torch.zeros(1))], [empty], [torch.zeros(0)])
