"""Lecture 22's anchors, offsets, examples, loss and scissors against oracles."""

from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import map_coordinates
from torch import Tensor

from authoring.definitions import lecture
from helpers import data, vision

yolo_lecture = partial(lecture, "21-detection-yolo")
lecture = partial(lecture, "22-detection-faster-rcnn")


@pytest.fixture(autouse=True)
def sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers that the lectures assign outside their functions."""
    monkeypatch.setitem(lecture(), "STRIDE", 4)
    for name, value in {"SIDE": 48, "CELLS": 6, "UNIT": 8}.items():
        monkeypatch.setitem(yolo_lecture(), name, value)


def random_boxes(*shape: int, seed: int, low: float = 0.0, side: float = 48.0) -> Tensor:
    """Boxes (*shape, 4) in float64 between ``low`` and ``low`` + ``side``, each at least one pixel wide and high."""
    generator = torch.Generator().manual_seed(seed)
    ends = low + (side - 1) * torch.rand(*shape, 2, 2, generator=generator, dtype=torch.float64).sort(dim=-2).values
    return torch.cat([ends[..., 0, :], ends[..., 1, :] + 1], dim=-1)


def test_anchors_stand_around_the_middles_of_cells_in_the_order_of_the_head() -> None:
    anchors = lecture()["grid_anchors"]((10, 14, 18)).view(12, 12, 3, 4)
    for row, column, k in [(0, 0, 0), (3, 7, 1), (11, 2, 2)]:
        x, y, half = 4 * column + 2, 4 * row + 2, (10, 14, 18)[k] / 2
        assert anchors[row, column, k].tolist() == [x - half, y - half, x + half, y + half]
    head = torch.nn.Conv2d(32, 18, 1)
    model = lecture()["Anchored"](anchors.view(-1, 4), head).eval()
    features, z = model(torch.rand(2, 1, 48, 48))
    assert z.shape == (2, 432, 6)
    assert head.bias is not None
    one = F.linear(features[1, :, 3, 7], head.weight[6:12, :, 0, 0], head.bias[6:12])
    assert torch.allclose(z[1].view(12, 12, 3, 6)[3, 7, 1], one, atol=1e-5)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_offsets_are_the_formula_and_lead_back(seed: int) -> None:
    boxes, anchors = random_boxes(20, seed=seed), random_boxes(20, seed=seed + 1)
    t = lecture()["encode"](boxes, anchors)
    assert torch.allclose(lecture()["decode"](t, anchors), boxes, atol=1e-9)
    (x1, y1, x2, y2), (a1, b1, a2, b2) = boxes[0].tolist(), anchors[0].tolist()
    expected = [((x1 + x2) - (a1 + a2)) / 2 / (a2 - a1), ((y1 + y2) - (b1 + b2)) / 2 / (b2 - b1)]
    expected += [np.log((x2 - x1) / (a2 - a1)), np.log((y2 - y1) / (b2 - b1))]
    assert t[0].tolist() == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(5))
def test_every_object_has_an_anchor_and_the_others_go_by_threshold(seed: int) -> None:
    scenes, anchors = data.shapes(10, seed=seed), lecture()["grid_anchors"]((10, 14, 18))
    for boxes, labels in zip(scenes.boxes, scenes.labels, strict=True):
        kind, t = lecture()["responsible"](anchors, boxes, labels)
        overlap = vision.iou(anchors, boxes)
        champions = overlap.argmax(dim=0).tolist()
        for n in range(len(anchors)):
            best = overlap[n].max()
            mine = champions.index(n) if n in champions else int(overlap[n].argmax())
            positive = n in champions or best >= 0.5
            assert kind[n] == (labels[mine] + 1 if positive else 0 if best < 0.3 else -1)
            if positive:
                assert torch.allclose(lecture()["decode"](t[n], anchors[n]), boxes[mine], atol=1e-4)


def test_sampling_keeps_all_positives_and_so_many_negatives() -> None:
    torch.manual_seed(0)
    kind = torch.randint(-1, 4, (5, 432)).where(torch.rand(5, 432) < 0.2, 0)
    asked = lecture()["sampled"](kind)
    assert torch.equal(asked[kind > 0], kind[kind > 0])
    assert (asked == 0).sum(dim=1).tolist() == [24] * 5
    assert (kind[asked == 0] == 0).all()
    assert not torch.equal(asked, lecture()["sampled"](kind))


def test_the_loss_is_its_formula_anchor_by_anchor() -> None:
    torch.manual_seed(0)
    z, kind, t = torch.randn(2, 9, 8), torch.randint(-1, 4, (2, 9)), torch.rand(2, 9, 4) / 5
    what = [-z[b, n, 4:].log_softmax(0)[kind[b, n]] for b in range(2) for n in range(9) if kind[b, n] >= 0]
    far = [(z[b, n, :4] - 10 * t[b, n]).abs() for b in range(2) for n in range(9) if kind[b, n] > 0]
    where = [torch.where(d < 1, d**2 / 2, d - 0.5).sum() for d in far]
    expected = torch.stack(what).mean() + 0.3 * torch.stack(where).mean()
    assert torch.isclose(lecture()["loss_of"](z, kind, t), expected)


def test_answers_without_offsets_are_the_anchors_in_the_picture() -> None:
    anchors = lecture()["grid_anchors"]((10, 14, 18))
    z = torch.zeros(1, 432, 8)
    z[0, :, 6] = 3.0
    boxes, scores, labels = lecture()["answered"](z, anchors)
    assert torch.allclose(boxes[0], anchors.clamp(0, 48), atol=1e-5)
    assert (labels == 1).all()
    assert torch.allclose(scores, torch.tensor(np.exp(3) / (np.exp(3) + 3)).float())


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, 5))
def test_roi_align_is_scipys_interpolation_also_beyond_the_edge(seed: int, size: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(2, 3, 12, 12, generator=generator, dtype=torch.float64)
    boxes = random_boxes(2, 4, seed=seed, low=-4, side=56)
    cut = lecture()["roi_align"](features, boxes, size)
    assert cut.shape == (2, 4, 3, size, size)
    for b in range(2):
        for n in range(4):
            x1, y1, x2, y2 = boxes[b, n].tolist()
            share = (np.arange(size) + 0.5) / size
            rows, columns = np.meshgrid(y1 + share * (y2 - y1), x1 + share * (x2 - x1), indexing="ij")
            for c in range(3):
                places = [rows / 4 - 0.5, columns / 4 - 0.5]  # cell i has its middle at pixel 4 i + 2
                expected = map_coordinates(features[b, c].numpy(), places, order=1, mode="nearest")
                assert np.allclose(cut[b, n, c].numpy(), expected, atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_rounded_scissors_take_whole_cells(seed: int) -> None:
    features = torch.arange(144, dtype=torch.float64).view(1, 1, 12, 12)
    box = random_boxes(1, 1, seed=seed, low=4, side=40)
    cut = lecture()["roi_round"](features, box)[0, 0, 0]
    first = (box[0, 0, :2] / 4).round()
    cells = torch.maximum((box[0, 0, 2:] / 4).round() - first, torch.ones(2))
    for row in range(4):
        for column in range(4):
            x, y = first + torch.tensor([column + 0.5, row + 0.5]) / 4 * cells
            assert cut[row, column] == 12 * int(y) + int(x)


def test_suppression_keeps_the_surest_of_sixty() -> None:
    boxes, scores = random_boxes(3, 100, seed=0).float(), torch.rand(3, 100, generator=torch.Generator().manual_seed(1))
    found = lecture()["suppressed"](boxes, scores, torch.arange(300).view(3, 100), 0.4, 10)
    for one, box, score in zip(found, boxes, scores, strict=True):
        top = score.argsort(descending=True)[:60]
        assert torch.equal(one.boxes, box[top][vision.nms(box[top], score[top], 0.4)][:10])


def test_the_network_with_cells_is_the_one_of_lecture_21() -> None:
    ours, theirs = lecture()["yolo"](6), yolo_lecture()["network"]("shared")
    assert [p.shape for p in ours.parameters()] == [p.shape for p in theirs.parameters()]
    ours.load_state_dict(dict(zip(ours.state_dict(), theirs.state_dict().values(), strict=True)))
    images = torch.rand(2, 1, 48, 48)
    assert torch.allclose(ours.eval()(images), theirs.eval()(images), atol=1e-5)
    assert lecture()["yolo"](12)(images).shape == (2, 8, 12, 12)
    scenes = data.shapes(20, seed=0)
    target = lecture()["cell_targets"](scenes, 6)
    assert torch.allclose(target, yolo_lecture()["targets"](scenes, yolo_lecture()["encode"]), atol=1e-6)
    z = torch.cat([target[:, :5].clamp(1e-4, 1 - 1e-4).logit(), 20 * target[:, 5:]], dim=1)
    for boxes, scores, labels, true, kinds in zip(
        *lecture()["cell_answers"](z), scenes.boxes, scenes.labels, strict=True
    ):
        nearest = vision.iou(true, boxes).argmax(dim=1)
        assert torch.allclose(boxes[nearest], true, atol=0.05)
        assert torch.equal(labels[nearest], kinds)
        assert (scores > 0.5).sum() == len(true)


@pytest.mark.parametrize(("moved", "expected"), [(2.2, 0.5), (0.89, 0.75), (0.32, 0.9)])
def test_how_far_a_box_of_twelve_pixels_may_be_off(moved: float, expected: float) -> None:
    box = torch.tensor([[10.0, 10, 22, 22]])
    assert vision.iou(box, box + moved).item() == pytest.approx(expected, abs=0.005)
