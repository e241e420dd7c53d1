"""Scenes: masks, boxes and labels that agree pixel by pixel, and a box whose foot and height say two distances."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from helpers import data


@given(
    count=st.integers(1, 12),
    seed=st.integers(0, 2**32 - 1),
    fewest=st.integers(1, 4),
    more=st.integers(0, 4),
    smallest=st.floats(1.5, 9),
    larger=st.floats(0, 6),
)
@settings(max_examples=25, deadline=None)
def test_masks_boxes_and_labels_tell_of_the_same_objects(count, seed, fewest, more, smallest, larger):
    most, largest = fewest + more, smallest + larger
    scenes = data.shapes(count, seed, (fewest, most), (smallest, largest))
    assert scenes.images.shape == (count, 1, 48, 48)
    assert (scenes.images.dtype, scenes.masks.dtype) == (torch.float32, torch.int64)
    assert 0 <= scenes.images.min() <= scenes.images.max() <= 1
    for mask, boxes, labels in zip(scenes.masks, scenes.boxes, scenes.labels, strict=True):
        assert 1 <= len(boxes) == len(labels) <= most
        islands, number = ndimage.label(mask.numpy() > 0, np.ones((3, 3)))
        assert number == len(boxes)
        oracle = {}
        for island, (y, x) in enumerate(ndimage.find_objects(islands), start=1):
            (value,) = np.unique(mask.numpy()[islands == island])
            oracle[x.start, y.start, x.stop, y.stop] = value - 1
        assert dict(zip((tuple(box) for box in boxes.int().tolist()), labels.tolist(), strict=True)) == oracle
        for x1, y1, x2, y2 in boxes.tolist():
            assert max(x2 - x1, y2 - y1) <= 2 * largest + 1


def test_each_kind_has_its_shape():
    """How much of its box a large object fills: pi / 4 a disc, all a square, half a triangle."""
    scenes = data.shapes(200, seed=1, objects=(1, 1), radius=(12, 15))
    expected = torch.tensor([np.pi / 4, 1.0, 0.5])
    for mask, boxes, labels in zip(scenes.masks, scenes.boxes, scenes.labels, strict=True):
        width, height = (boxes[0, 2:] - boxes[0, :2]).tolist()
        assert (mask > 0).sum() / (width * height) == pytest.approx(expected[labels[0]].item(), abs=0.08)


def test_objects_are_brighter_than_what_is_behind_them():
    scenes = data.shapes(100, seed=2)
    inside = scenes.masks > 0
    for image, object_ in zip(scenes.images[:, 0], inside, strict=True):
        assert image[object_].mean() > image[~object_].mean() + 0.1


def test_same_seed_same_scenes_and_another_seed_others():
    one, again, other = data.shapes(5, 0), data.shapes(5, 0), data.shapes(5, 1)
    assert torch.equal(one.images, again.images)
    assert all(map(torch.equal, one.boxes, again.boxes))
    assert not torch.equal(one.images, other.images)


def test_scenes_can_be_cut_and_printed():
    scenes = data.shapes(10, 0)
    part = scenes[2:5]
    assert len(part) == len(part.boxes) == len(part.labels) == len(part.masks) == 3
    assert torch.equal(part.boxes[0], scenes.boxes[2])
    assert repr(part).startswith("3 pictures (1, 48, 48) with ")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"count": 0}, "count is 0"),
        ({"objects": (0, 3)}, "objects is"),
        ({"objects": (3, 1)}, "objects is"),
        ({"radius": (1, 3)}, "radius is"),
        ({"radius": (5, 24)}, "radius is"),
    ],
)
def test_wrong_shapes_are_refused_with_the_remedy(wrong, message):
    with pytest.raises(ValueError, match=message):
        data.shapes(**wrong)


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_a_box_on_the_ground_says_both_distances(seed):
    """The oracle measures: rows and columns that are brighter than any ground, weighed by how bright they are."""
    rng = np.random.default_rng(seed)
    position, size = rng.uniform(1.6, 6, (2, 50))
    images = data.ground_boxes(position, size, seed)[:, 0].numpy()
    for image, by_position, by_size in zip(images, position, size, strict=True):
        top = np.sort(image, axis=None)[-9:].mean()
        rows = np.flatnonzero((image > (0.45 + top) / 2).sum(1) > 1)
        assert rows.max() + 1 == pytest.approx(14 + 40 / by_position, abs=1.6)
        assert np.ptp(rows) + 1 == pytest.approx(min(32 / by_size, 14 + 40 / by_position), abs=2.1)


def test_boxes_on_the_ground_are_pictures_and_repeat_with_their_seed():
    one, again, other = (data.ground_boxes([2.0, 5.0], [2.0, 3.0], seed) for seed in (0, 0, 1))
    assert one.shape == (2, 1, 48, 48)
    assert one.dtype == torch.float32
    assert 0 <= one.min() <= one.max() <= 1
    assert torch.equal(one, again)
    assert not torch.equal(one, other)
    assert data.ground_boxes([], []).shape == (0, 1, 48, 48)


def test_distances_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="one of each per picture"):
        data.ground_boxes([2.0, 3.0], [2.0])
    with pytest.raises(ValueError, match="choose positions of 40/34 or more"):
        data.ground_boxes([1.0], [2.0])
    with pytest.raises(ValueError, match="choose positions"):
        data.ground_boxes([-2.0], [2.0])
