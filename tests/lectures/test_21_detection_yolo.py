"""Lecture 21's boxes, encoding, suppression, loss and grading against oracles."""

from functools import partial

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from authoring.definitions import lecture
from helpers import data, vision

lecture = partial(lecture, "21-detection-yolo")


@pytest.fixture(autouse=True)
def sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers that the lecture assigns outside its functions."""
    for name, value in {"SIDE": 48, "CELLS": 6, "UNIT": 8}.items():
        monkeypatch.setitem(lecture(), name, value)


def random_boxes(count: int, generator: torch.Generator) -> torch.Tensor:
    low = 30 * torch.rand(count, 2, generator=generator)
    return torch.cat([low, low + 2 + 15 * torch.rand(count, 2, generator=generator)], dim=1)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), threshold=st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.9, 1.0]))
def test_boxes_and_suppression_agree_with_the_helpers(seed: int, threshold: float) -> None:
    generator = torch.Generator().manual_seed(seed)
    boxes, scores = random_boxes(12, generator), torch.rand(12, generator=generator).round(decimals=1)
    assert torch.allclose(lecture()["iou"](boxes, boxes[:5]), vision.iou(boxes, boxes[:5]))
    assert torch.equal(lecture()["nms"](boxes, scores, threshold), vision.nms(boxes, scores, threshold))


def test_iou_does_not_change_with_shift_and_scale_and_equals_counted_pixels() -> None:
    generator = torch.Generator().manual_seed(0)
    a, b = random_boxes(20, generator).round(), random_boxes(20, generator).round()
    moved = lecture()["iou"](3 * a + 7, 3 * b + 7)
    assert torch.allclose(lecture()["iou"](a, b), moved, atol=1e-6)
    first, second = lecture()["filled"](a)[:, None], lecture()["filled"](b)[None, :]
    counted = (first & second).sum(dim=(2, 3)) / (first | second).sum(dim=(2, 3))
    assert torch.allclose(lecture()["iou"](a, b), counted, atol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_decoding_undoes_encoding_for_grid_and_list(seed: int) -> None:
    scenes = data.shapes(40, seed=seed)
    for encode in (lecture()["encode"], lecture()["encode_list"]):
        targets = lecture()["targets"](scenes, encode)
        for found, boxes, labels in zip(lecture()["detections"](targets), scenes.boxes, scenes.labels, strict=True):
            nearest = vision.iou(boxes, found.boxes).argmax(dim=1)
            assert len(found) == len(boxes)
            assert torch.allclose(found.boxes[nearest], boxes, atol=1e-4)
            assert torch.equal(found.labels[nearest], labels)


def test_the_sorted_list_goes_from_left_to_right() -> None:
    scenes = data.shapes(40, seed=1)
    targets = lecture()["targets"](scenes, lecture()["encode_list"], sort=True)
    left = 48 * (targets[:, 1, 0] - targets[:, 3, 0] / 2)  # (40, 3)
    for row, boxes in zip(left, scenes.boxes, strict=True):
        assert torch.allclose(row[: len(boxes)], boxes[:, 0].sort().values, atol=1e-4)


def test_the_loss_is_its_formula_cell_by_cell() -> None:
    generator = torch.Generator().manual_seed(0)
    z, scenes = torch.randn(3, 8, 6, 6, generator=generator), data.shapes(3, seed=0)
    target = lecture()["targets"](scenes, lecture()["encode"])
    expected = torch.zeros(3)
    for b in range(3):
        for row in range(6):
            for column in range(6):
                said, wanted = z[b, :, row, column], target[b, :, row, column]
                p = said[0].sigmoid()
                expected[b] -= (p if wanted[0] else 1 - p).log()
                if wanted[0]:
                    expected[b] += 5 * (said[1:5].sigmoid() - wanted[1:5]).square().sum()
                    expected[b] -= said[5:].log_softmax(dim=0)[wanted[5:].argmax()]
    assert torch.allclose(lecture()["loss_of"](z, target), expected, rtol=1e-5)


def test_each_head_contains_the_next_one() -> None:
    torch.manual_seed(0)
    shared, own, dense = (lecture()["network"](head).eval() for head in ("shared", "own", "dense"))
    features = nn.Sequential(*list(shared)[:-1])
    own[-1].weight.data = shared[-1].weight.data.expand(8, 64, 6, 6)
    own[-1].bias.data = shared[-1].bias.data[:, None, None].expand(8, 6, 6)
    weight = torch.zeros(8, 6, 6, 64, 6, 6)
    for row in range(6):
        for column in range(6):
            weight[:, row, column, :, row, column] = own[-1].weight.data[:, :, row, column]
    a = features(torch.rand(2, 1, 48, 48))
    assert torch.allclose(own[-1](a), shared[-1](a), atol=1e-5)
    flat = F.linear(a.flatten(1), weight.reshape(288, 2304), own[-1].bias.data.flatten()).unflatten(1, (8, 6, 6))
    assert torch.allclose(flat, shared[-1](a), atol=1e-5)
    assert dense[-2].weight.shape == (288, 2304)


def test_a_cell_sees_51_pixels() -> None:
    torch.manual_seed(0)
    layers = [layer for layer in lecture()["network"]("shared") if not isinstance(layer, nn.BatchNorm2d | nn.ReLU)]
    x = torch.rand(1, 1, 144, 144, requires_grad=True)  # three times as wide, so that no edge cuts the window off
    smooth = nn.Sequential(*[nn.AvgPool2d(2) if isinstance(layer, nn.MaxPool2d) else layer for layer in layers])
    touched = torch.autograd.grad(smooth(x)[0, 0, 9, 9], x)[0][0, 0].ne(0)
    assert touched.any(dim=0).sum() == touched.any(dim=1).sum() == 51


@pytest.mark.parametrize("least", [0.5, 0.75])
def test_grading_gives_the_average_precision_of_the_helpers_where_there_is_one_class(least: float) -> None:
    generator, scenes = torch.Generator().manual_seed(0), data.shapes(30, seed=2)
    found, labels = [], [torch.zeros_like(label) for label in scenes.labels]
    for boxes in scenes.boxes:
        near = boxes.repeat(3, 1) + 1.5 * torch.randn(3 * len(boxes), 4, generator=generator)
        scores = torch.rand(len(near), generator=generator).sort(descending=True).values
        found.append(vision.Detections(near, scores, torch.zeros(len(near), dtype=torch.int64)))
    one_class = data.Scenes(scenes.images, scenes.masks, scenes.boxes, tuple(labels))
    scores, hits = lecture()["graded"](found, one_class, least)
    ap = vision.average_precision(torch.from_numpy(hits), sum(map(len, labels)))
    assert (scores[:-1] >= scores[1:]).all()
    assert ap == pytest.approx(vision.mean_average_precision(found, scenes.boxes, labels, least))


def test_spots_are_marked_at_their_places() -> None:
    torch.manual_seed(0)
    X, y = lecture()["two_spots"](50)
    assert torch.equal(X.sum(dim=1), torch.full((50,), 2.0))
    assert torch.equal(X.gather(1, y.long()), torch.ones(50, 2))
