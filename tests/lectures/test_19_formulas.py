"""Lecture 19's blocks against their definitions, published counts, and the library's functions."""

from functools import partial

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from authoring.definitions import lecture
from helpers import data

lecture = partial(lecture, "19-resnet")


def functional(block: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """The branch in functional calls: conv, norm, ReLU, conv, norm, with the block's own numbers."""
    for conv, norm, last in [(block.conv1, block.norm1, False), (block.conv2, block.norm2, True)]:
        x = F.conv2d(x, conv.weight, padding=1)
        x = F.batch_norm(x, None, None, norm.weight, norm.bias, training=True)
        x = x if last else F.relu(x)
    return x


@pytest.mark.parametrize("seed", range(3))
def test_blocks_are_what_their_definition_says(seed: int) -> None:
    torch.manual_seed(seed)
    for name, shortcut in [("PlainBlock", 0), ("ResidualBlock", 1)]:
        block, x = lecture()[name](6), torch.randn(4, 6, 5, 3)
        nn.init.normal_(block.norm1.weight)
        nn.init.normal_(block.norm2.bias)
        assert torch.allclose(block(x), F.relu(functional(block, x) + shortcut * x), atol=1e-6)


def test_a_residual_block_refuses_a_branch_of_another_shape() -> None:
    block = lecture()["ResidualBlock"](4)
    block.norm2 = nn.AdaptiveAvgPool2d(1)
    with pytest.raises(AssertionError):
        block(torch.randn(2, 4, 3, 3))


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), blocks=st.integers(0, 3))
def test_copying_blocks_change_nothing(seed: int, blocks: int) -> None:
    torch.manual_seed(seed)
    model = lecture()["network"](lecture()["PlainBlock"], 4).eval()
    X = torch.rand(3, 1, 8, 8)
    deepened = lecture()["deepen"](model, blocks)
    assert 2 * len(lecture()["blocks_of"](deepened)) + 2 == 4 + 2 * blocks
    assert torch.allclose(deepened(X), model(X), atol=1e-5)


@pytest.mark.parametrize("layers", [4, 8, 20, 44])
def test_layers_are_those_with_weights(layers: int) -> None:
    model = lecture()["network"](lecture()["ResidualBlock"], layers)
    assert sum(isinstance(layer, nn.Conv2d | nn.Linear) for layer in model.modules()) == layers


@pytest.mark.parametrize(
    ("counts", "published"), [((3, 4, 6, 3), 25_557_032), ((3, 4, 23, 3), 44_549_160), ((3, 8, 36, 3), 60_192_808)]
)
def test_weights_of_the_large_networks_are_the_published_ones(counts: tuple[int, ...], published: int) -> None:
    assert sum(p.numel() for p in lecture()["resnet"](counts).parameters()) == published


def test_shortcut_a_takes_every_second_pixel_and_appends_zeros() -> None:
    x = torch.randn(2, 3, 5, 7)
    y = lecture()["shortcut_a"](x, 8, 2)
    assert torch.equal(y[:, :3], x[:, :, ::2, ::2])
    assert not y[:, 3:].any()
    assert torch.equal(lecture()["shortcut_a"](x, 3, 1), x)


def test_the_gradient_along_the_line_is_the_derivative_of_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its mean over the line is the change of the sum of the outputs from one end to the other."""
    names = lecture()
    monkeypatch.setitem(names, "digits", data.digits())
    for normalize in (True, False):
        signal, gradient, slope = names["random_stack"](3, 1.0, normalize)
        assert len(signal) == len(gradient) == 4
        start, end = names["digits"].train.X[[0, 1]].flatten(1)
        x, others = torch.stack([start, start + 0.3 * (end - start)]), names["digits"].train.X[:256].flatten(1)
        generator = torch.Generator().manual_seed(1)
        for W in torch.randn(3, 64, 64, generator=generator) * (2 / 64) ** 0.5:
            mean, std = (others.mean(0), others.std(0) + 1e-5) if normalize else (0.0, 1.0)
            x, others = (one + torch.relu((one - mean) / std) @ W for one in (x, others))
        change = (x[1] - x[0]).sum().item()
        assert slope.mean().item() * 0.3 == pytest.approx(change, rel=0.02)
    sizes = names["random_stack"](40, 1.0, normalize=False)[0]
    assert sizes[-1] > 1000 * sizes[0]
