"""Lecture 17's layers against the library's, and its bill against the paper's numbers."""

from functools import partial

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "17-lenet")


@pytest.mark.parametrize("seed", range(3))
def test_the_network_is_the_librarys_layers_in_order(seed: int) -> None:
    torch.manual_seed(seed)
    model, x = lecture()["LeNet"](), torch.randn(4, 1, 28, 28)
    stack = nn.Sequential(
        model.C1, nn.ReLU(), nn.MaxPool2d(2), model.C3, nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        model.C5, nn.ReLU(), model.F6, nn.ReLU(), model.output,
    )  # fmt: skip
    assert torch.allclose(model(x), stack(x), atol=1e-6)
    assert sum(parameter.numel() for parameter in model.parameters()) == 61_706


def test_nearby_weights_that_are_equal_make_a_convolution() -> None:
    torch.manual_seed(0)
    conv, local = nn.Conv2d(3, 5, 3), lecture()["LocallyConnected"](3, 5, 3, 8)
    with torch.no_grad():
        local.weight[:], local.bias[:] = conv.weight.flatten(1), conv.bias
    x = torch.randn(2, 3, 8, 8)
    assert torch.allclose(local(x), conv(x), atol=1e-6)
    with torch.no_grad():
        local.weight[0] += 1  # another weight at one place changes only that place
    changed = (local(x) - conv(x)).abs().amax(dim=(0, 1)) > 1e-5
    assert changed.nonzero().tolist() == [[0, 0]]


def test_locally_connected_weights_are_counted_by_formula() -> None:
    count = sum(parameter.numel() for parameter in lecture()["unshared"]().parameters())
    assert count == 784 * 6 * 26 + 100 * 16 * 151 + 48_120 + 10_164 + 850


def test_subsampling_is_four_times_the_mean() -> None:
    x, factor, bias = torch.randn(2, 6, 4, 4), torch.randn(6, 1, 1), torch.randn(6, 1, 1)
    sums = F.conv2d(x, torch.ones(6, 1, 2, 2), stride=2, groups=6)
    assert torch.allclose(lecture()["subsample"](x, factor, bias), factor * sums + bias, atol=1e-5)


def test_a_shift_moves_to_the_right_and_a_turn_by_90_degrees_is_exact() -> None:
    x = torch.zeros(1, 1, 28, 28)
    x[0, 0, 10, 5:9] = 1
    assert torch.allclose(lecture()["moved"](x, 0, 3), x.roll(3, dims=3), atol=1e-5)
    turned = lecture()["moved"](x, 90, 0)
    assert any(torch.allclose(turned, x.rot90(k, dims=(2, 3)), atol=1e-4) for k in (1, 3))
