"""Lecture 18's ledger against the models' own numbers and published counts, and its modules against the library."""

from functools import partial

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "18-alexnet-vgg-googlenet")


@settings(deadline=None)
@given(n=st.integers(1, 40), k=st.integers(1, 11), s=st.integers(1, 4), p=st.integers(0, 3))
def test_size_counts_the_places(n: int, k: int, s: int, p: int) -> None:
    places = len(range(0, n + 2 * p - k + 1, s))
    if places:
        assert lecture()["size"](n, k, s, p) == places


@pytest.mark.parametrize(
    ("name", "pixels", "parameters", "gigas"),
    [
        ("alexnet", 227, 60_965_224, 0.724),
        ("vgg16", 224, 138_357_544, 15.470),
    ],
)
def test_the_ledger_has_the_published_counts(name: str, pixels: int, parameters: int, gigas: float) -> None:
    with torch.device("meta"):
        model = lecture()[name]()
        rows = lecture()["ledger"](model, (3, pixels, pixels))
    assert sum(row[2] for row in rows) == parameters == sum(p.numel() for p in model.parameters())
    assert sum(row[3] for row in rows) / 1e9 == pytest.approx(gigas, abs=5e-4)
    assert rows[-1][1] == (1000,)
    assert not any(layer._forward_hooks for layer in model.modules()), "the ledger leaves no hook behind"


def test_module_3a_has_the_papers_weights() -> None:
    module = lecture()["Inception"](192, 64, 96, 128, 16, 32, 32)
    assert sum(p.numel() for p in module.parameters() if p.ndim == 4) == 163_328
    kernels = lecture()["Naive"](192, 64, 128, 32)
    assert sum(p.numel() for p in kernels.parameters() if p.ndim == 4) == 387_072


def test_branches_stand_behind_each_other_in_order() -> None:
    torch.manual_seed(0)
    module, x = lecture()["Inception"](6, 2, 3, 4, 2, 3, 1), torch.randn(2, 6, 5, 7)
    y = module(x)
    assert y.shape == (2, 2 + 4 + 3 + 1, 5, 7)
    first = F.relu(F.conv2d(x, module.one[0].weight, module.one[0].bias))
    pooled = F.relu(F.conv2d(F.max_pool2d(x, 3, 1, 1), module.pool[1].weight, module.pool[1].bias))
    assert torch.allclose(y[:, :2], first)
    assert torch.allclose(y[:, -1:], pooled)


def test_norms_follow_each_convolution_and_nothing_else_changes() -> None:
    plain, normed = lecture()["squeezed"](), lecture()["norm_after_convs"](lecture()["squeezed"]())
    convs = [layer for layer in plain.modules() if isinstance(layer, nn.Conv2d)]
    norms = [layer for layer in normed.modules() if isinstance(layer, nn.BatchNorm2d)]
    assert [norm.num_features for norm in norms] == [conv.out_channels for conv in convs]
    assert normed(torch.randn(3, 1, 28, 28)).shape == (3, 10)
