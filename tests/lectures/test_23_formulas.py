"""Lecture 23's masks, unpooling, networks and cues against sets of pixels, loops, the library and closed forms."""

from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from authoring.definitions import lecture
from helpers import data

lecture = partial(lecture, "23-segmentation-and-depth")


def masks(seed: int, shape: tuple[int, ...] = (2, 6, 5)) -> torch.Tensor:
    return torch.randint(0, 4, shape, generator=torch.Generator().manual_seed(seed))


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**32 - 1))
def test_iou_and_dice_are_those_of_sets_of_pixels(seed: int) -> None:
    names, answer, truth = lecture(), masks(seed), masks(seed + 1)
    found = names["class_iou"](answer, truth)
    for k in range(4):
        a, b = ({tuple(place) for place in (m == k).nonzero().tolist()} for m in (answer, truth))
        assert found[k].item() == pytest.approx(len(a & b) / len(a | b))
        assert names["dice"](found[k]).item() == pytest.approx(2 * len(a & b) / (len(a) + len(b)))
    assert names["confusion"](answer, truth)[2, 1] == ((truth == 2) & (answer == 1)).sum()


def test_a_class_that_is_nowhere_is_left_out_of_the_mean() -> None:
    half = torch.zeros(1, 4, 4, dtype=torch.int64)
    half[:, 2:] = 1
    assert lecture()["class_iou"](half, half)[2:].isnan().all()
    assert lecture()["mean_iou"](half, half) == 1.0


def test_unpooling_is_the_library_s_for_maps_that_are_not_square() -> None:
    x = torch.rand(2, 3, 6, 10)
    pooled, indices = F.max_pool2d(x, 2, return_indices=True)
    once = lecture()["unpool"](pooled, indices)
    assert torch.equal(once, F.max_unpool2d(pooled, indices, [2, 2]))
    assert torch.equal(once, x * (once != 0))


def test_the_edge_band_is_where_a_neighbor_has_another_class() -> None:
    m = masks(3, (1, 7, 8))
    band = lecture()["edge_band"](m)
    for v in range(7):
        for u in range(8):
            around = m[0, max(v - 1, 0) : v + 2, max(u - 1, 0) : u + 2]
            assert band[0, v, u] == bool((around != m[0, v, u]).any())


def test_enlarged_masks_keep_what_fits_the_grid() -> None:
    m = masks(4, (2, 12, 12)).repeat_interleave(4, dim=1).repeat_interleave(4, dim=2)
    assert torch.equal(lecture()["enlarged"](m, 4, "nearest"), m)


@pytest.mark.parametrize("way", ["nothing", "indices", "features"])
def test_a_segmenter_answers_for_each_pixel_of_any_size_that_halves_twice(way: str) -> None:
    model = lecture()["Segmenter"](way).eval()
    assert model(torch.rand(2, 1, 24, 36)).shape == (2, 4, 24, 36)
    assert model.encode(torch.rand(2, 1, 24, 36))[0].shape == (2, 16, 6, 9)


def test_only_what_is_handed_down_differs() -> None:
    sizes = [sum(p.numel() for p in lecture()["Segmenter"](way).parameters()) for way in ("nothing", "indices")]
    assert sizes[0] == sizes[1]
    model = lecture()["Segmenter"]("features")
    doubled = model.decode2[0].in_channels, model.decode1[0].in_channels
    assert doubled == (2 * 16, 2 * 8)


def test_a_code_that_holds_the_pixels_is_read_without_error(monkeypatch: pytest.MonkeyPatch) -> None:
    scenes = data.shapes(20, seed=5)
    names = lecture()
    monkeypatch.setitem(names, "test_set", scenes)
    inside = (scenes.masks > 0).float()[:, None]
    patches = F.unfold(inside, 4, stride=4).unflatten(2, (12, 12))  # (20, 16, 12, 12)
    mixed = torch.linalg.qr(torch.randn(16, 16))[0]
    code = torch.einsum("oc,nchw->nohw", mixed, patches)
    assert names["readable"](code) == 1.0
    assert names["readable"](torch.zeros(20, 1, 12, 12)) < 0.7


@pytest.mark.parametrize(("shift", "window"), [(0, 3), (3, 5), (6, 7)])
def test_matching_finds_the_shift_of_a_whole_picture(shift: int, window: int) -> None:
    left = torch.from_numpy(np.random.default_rng(0).integers(0, 2, (30, 60)).astype(np.float32))
    found = lecture()["block_match"](left, left.roll(-shift, dims=1), window)
    assert (found == shift).float().mean() > 0.99


@pytest.mark.parametrize("spreads", [(0.1, 0.3), (0.2, 0.5), (0.35, 0.35)])
def test_the_best_weights_are_the_precisions(spreads: tuple[float, float]) -> None:
    """Within the truth of a uniform range for a normal one."""
    log_Z, *told = lecture()["cues"](50_000, *spreads, seed=3)
    precisions = 1 / np.square(spreads)
    expected = precisions / (precisions.sum() + 12 / np.log(5) ** 2)
    assert np.allclose(lecture()["fitted"](told, log_Z), expected, atol=0.03)


def test_a_true_world_shows_one_distance_and_hides_it_from_the_column() -> None:
    boxes = lecture()["world"](400, 0.0, 0.0, seed=2)
    bright = boxes.X[:, 0] > 0.55
    columns = torch.arange(48.0)
    center = (bright.sum(1) * columns).sum(1) / bright.sum((1, 2))
    assert abs(np.corrcoef(center, boxes.y)[0, 1]) < 0.2
    assert np.corrcoef(bright.sum((1, 2)).float().log(), boxes.y)[0, 1] < -0.95
