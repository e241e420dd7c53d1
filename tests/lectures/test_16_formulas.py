"""Lecture 16's formulas against oracles from outside the notebook."""

import itertools
from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate2d
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "16-convolution")


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_the_convolution_is_a_sum_over_the_formulas_six_indices(stride: int, dilation: int, k: int) -> None:
    rng = np.random.default_rng(0)
    X, W, b = (rng.standard_normal(shape) for shape in ((2, 3, 11, 10), (4, 3, k, k), (4,)))
    padding = 2
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    ours = lecture()["conv2d"](*map(torch.tensor, (X, W, b)), stride, padding, dilation).numpy()
    for o, u, v in itertools.product(*map(range, ours.shape[1:])):
        rows = [stride * u + dilation * i for i in range(k)]
        columns = [stride * v + dilation * j for j in range(k)]
        expected = b[o] + (W[o] * padded[:, :, rows][:, :, :, columns]).sum(axis=(1, 2, 3))
        assert np.allclose(ours[:, o, u, v], expected)


def test_the_convolution_by_loops_is_scipys_correlation() -> None:
    X, W = torch.randn(1, 2, 7, 9), torch.randn(3, 2, 3, 3)
    ours = lecture()["conv2d_by_loops"](X, W, torch.zeros(3))
    for o in range(3):
        theirs = sum(correlate2d(X[0, c].numpy(), W[o, c].numpy(), mode="valid") for c in range(2))
        assert np.allclose(ours[0, o], theirs, atol=1e-5)


@given(
    n=st.integers(1, 40),
    k=st.integers(1, 7),
    stride=st.integers(1, 5),
    padding=st.integers(0, 4),
    dilation=st.integers(1, 3),
)
def test_the_size_counts_the_places_of_the_window(n: int, k: int, stride: int, padding: int, dilation: int) -> None:
    last = n + 2 * padding - 1  # of the padded row
    counted = sum(start + dilation * (k - 1) <= last for start in range(0, last + 1, stride))
    assert max(lecture()["size"](n, k, stride, padding, dilation), 0) == counted


@given(layers=st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3)), min_size=1, max_size=4))
def test_the_receptive_field_is_the_input_that_gives_a_single_output(layers: list[tuple[int, int]]) -> None:
    needed = 1
    for k, stride in reversed(layers):
        needed = (needed - 1) * stride + k
    assert lecture()["receptive_field"](layers) == needed


def test_max_pooling_is_the_librarys() -> None:
    X = torch.randn(2, 3, 8, 6)
    assert torch.equal(lecture()["max_pool"](X), F.max_pool2d(X, 2))


def test_sobel_turns_with_its_angle_and_gabor_sees_no_brightness() -> None:
    sobel, gabor = lecture()["sobel"], lecture()["gabor"]
    falling = -torch.arange(5.0).expand(5, 5)  # brightness falls to the right
    answers = [F.conv2d(falling[None, None], sobel(angle)[None, None])[0, 0, 1, 1].item() for angle in (0, 90, 180)]
    assert answers == pytest.approx([-8, 0, 8], abs=1e-5)
    assert abs(gabor(30).sum().item()) < 1e-5
    assert torch.allclose(gabor(0), gabor(90).T, atol=1e-6)


def test_pasting_changes_nothing_but_the_place() -> None:
    images = torch.rand(3, 1, 8, 8)
    pages = lecture()["paste"](images, torch.tensor([0, 5, 12]), torch.tensor([12, 0, 7]))
    assert pages.shape == (3, 1, 20, 20)
    assert pages.sum().item() == pytest.approx(images.sum().item(), rel=1e-5)
    assert torch.equal(pages[1, :, 5:13, 0:8], images[1])


@pytest.mark.parametrize("name", ["mean", "maximum"])
def test_an_end_that_forgets_the_place_reads_both_corners_alike(name: str) -> None:
    torch.manual_seed(0)
    model, images = lecture()[name](), torch.rand(5, 1, 8, 8)
    places = [torch.full((5,), place) for place in (0, 12)]  # by an even number, which the pooling can follow
    with torch.no_grad():
        one, other = (model(lecture()["paste"](images, place, place)) for place in places)
    assert torch.allclose(one, other, atol=1e-5)


def test_the_flattened_network_does_not() -> None:
    torch.manual_seed(0)
    model, images = lecture()["flatten"](), torch.rand(5, 1, 8, 8)
    one, other = (model(lecture()["paste"](images, place, place)) for place in torch.tensor([[4] * 5, [8] * 5]))
    assert not torch.allclose(one, other, atol=1e-2)


def test_a_missing_batch_axis_is_accepted_and_flatten_takes_channels_for_a_batch() -> None:
    assert nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten())(torch.zeros(3, 8, 8)).shape == (4, 36)
