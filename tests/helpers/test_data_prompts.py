"""Colored shapes: the words tell the truth of every picture."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import data


@settings(deadline=None, max_examples=20)
@given(count=st.integers(1, 40), seed=st.integers(0, 2**32 - 1))
def test_shapes_types_and_ranges(count: int, seed: int) -> None:
    images, words = data.colored_shapes(count, seed)
    assert images.shape == (count, 3, 16, 16)
    assert words.shape == (count, 3)
    assert (images.dtype, words.dtype) == (torch.float32, torch.int64)
    assert 0 <= images.min() <= images.max() <= 1
    assert words.min() >= 1
    assert (words.amax(0) <= torch.tensor([len(kind) for kind in data.PROMPT_WORDS])).all()


def test_the_same_seed_gives_the_same_pictures_and_another_one_others() -> None:
    first, again, other = (data.colored_shapes(5, seed)[0] for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_the_color_is_the_strongest_channel_of_the_ink() -> None:
    images, words = data.colored_shapes(300, seed=0)
    ink = (images.amax((2, 3), keepdim=True) - images).sum((2, 3))  # (n, 3): how much of each channel is missing
    assert torch.equal(ink.argmin(1) + 1, words[:, 0])


def test_big_shapes_cover_more_than_twice_as_much_as_small_ones() -> None:
    images, words = data.colored_shapes(600, seed=0)
    covered = (images.amin(1) < 0.6).sum((1, 2)).float()
    for shape in (1, 2, 3):
        small, big = (covered[(words[:, 1] == shape) & (words[:, 2] == size)] for size in (1, 2))
        assert small.max() < big.min()
        assert big.mean() > 2 * small.mean()


def test_a_square_fills_its_box_a_circle_less_and_a_triangle_half() -> None:
    images, words = data.colored_shapes(600, seed=0)
    inked = images.amin(1) < 0.7  # (n, 16, 16)
    filled = torch.stack([picture.sum() / (picture.any(0).sum() * picture.any(1).sum()) for picture in inked])
    means = [filled[(words[:, 1] == shape) & (words[:, 2] == 2)].mean() for shape in (1, 2, 3)]
    circle, square, triangle = means
    assert square > 0.97
    assert 0.72 < circle < 0.9
    assert triangle < 0.65


def test_no_shape_leaves_the_picture() -> None:
    images, _ = data.colored_shapes(2000, seed=0)
    border = torch.cat([images[..., 0, :], images[..., -1, :], images[..., 0], images[..., -1]], dim=-1)  # (n, 3, 64)
    assert (border.amax(-1) - border.amin(-1)).amax() < 0.75


def test_a_count_below_1_is_refused() -> None:
    with pytest.raises(ValueError, match="count is 0: choose at least 1"):
        data.colored_shapes(0)
