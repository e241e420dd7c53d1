"""Lecture 31's patches, class token and positions against PyTorch's layers and against their laws."""

from functools import partial

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from authoring.definitions import lecture

lecture = partial(lecture, "31-vision-transformer", also=("ORDER",))


def vit(**settings: object) -> nn.Module:
    torch.manual_seed(0)
    model: nn.Module = lecture()["ViT"](**settings)
    return model


@settings(deadline=None, max_examples=30)
@given(c=st.integers(1, 3), rows=st.integers(1, 4), columns=st.integers(1, 4), p=st.integers(1, 4))
def test_patches_stand_row_by_row_and_fold_back(c: int, rows: int, columns: int, p: int) -> None:
    X = torch.arange(2.0 * c * rows * columns * p * p).view(2, c, rows * p, columns * p)
    patches = lecture()["patchify"](X, p)
    assert patches.shape == (2, rows * columns, c * p * p)
    assert torch.equal(patches[1, -1].view(c, p, p), X[1, :, -p:, -p:])
    assert torch.equal(F.fold(patches.transpose(1, 2), X.shape[2:], p, stride=p), X)


def test_the_patches_matrix_is_a_convolution_inside_the_model() -> None:
    model = vit(p=2)
    conv = nn.Conv2d(1, 32, 2, stride=2)
    conv.load_state_dict({"weight": model.embed.weight.view(32, 1, 2, 2), "bias": model.embed.bias})
    X = torch.rand(3, 1, 8, 8)
    expected = conv(X).flatten(2).transpose(1, 2)
    assert torch.allclose(model.embed(lecture()["patchify"](X, 2)), expected, atol=1e-6)


def test_shuffle_moves_whole_tiles() -> None:
    X = torch.rand(3, 1, 8, 8)
    patchify, shuffled = lecture()["patchify"], lecture()["shuffle"](X)
    assert torch.equal(patchify(shuffled, 2), patchify(X, 2)[:, lecture()["ORDER"]])
    assert not torch.equal(shuffled, X)
    assert sorted(lecture()["ORDER"].tolist()) == list(range(16))


def test_without_positions_any_order_of_the_tiles_is_the_same_image() -> None:
    X, shuffle = torch.rand(4, 1, 8, 8), lecture()["shuffle"]
    blind, seeing = vit(scale=0), vit()
    assert torch.allclose(blind(X), blind(shuffle(X)), atol=1e-5)
    assert not torch.allclose(seeing(X), seeing(shuffle(X)), atol=1e-2)
    assert not blind.positions.requires_grad
    assert seeing.positions.requires_grad


def test_relabeled_positions_undo_the_shuffle_in_outputs_and_gradients() -> None:
    X, y = torch.rand(6, 1, 8, 8, dtype=torch.float64), torch.arange(6)
    model = vit().double()
    moved = lecture()["relabel"](model)
    for one, images in [(model, X), (moved, lecture()["shuffle"](X))]:
        F.cross_entropy(one(images), y).backward()
    assert torch.allclose(model(X), moved(lecture()["shuffle"](X)))
    assert torch.allclose(model.positions.grad[1:][lecture()["ORDER"]], moved.positions.grad[1:])
    assert torch.allclose(model.embed.weight.grad, moved.embed.weight.grad)
    assert torch.equal(model.positions[:1], moved.positions[:1])  # the class token keeps its own


def test_the_answer_hangs_on_every_patch_and_attention_sums_to_one() -> None:
    model, X = vit(), torch.rand(2, 1, 8, 8, requires_grad=True)
    model(X).sum().backward()
    assert (X.grad != 0).all()
    for block in model.blocks:
        assert block.A.shape == (2, 4, 17, 17)
        assert torch.allclose(block.A.sum(-1), torch.ones(2, 4, 17))


@pytest.mark.parametrize("k", [0, 1, 3, 16])
def test_cover_makes_the_k_highest_patches_white_and_no_other(k: int) -> None:
    X, scores = torch.rand(2, 1, 8, 8) + 0.1, torch.stack([torch.arange(16.0), torch.arange(16.0).flip(0)])
    patches = lecture()["patchify"](lecture()["cover"](X, scores, k), 2)
    white = (patches == 0).all(-1)
    assert white[0].tolist() == [place >= 16 - k for place in range(16)]
    assert torch.equal(white[1], white[0].flip(0))
    assert torch.equal(patches[~white], lecture()["patchify"](X, 2)[~white])


def test_a_plain_reshape_makes_strips() -> None:
    X = torch.arange(64.0).view(1, 1, 8, 8)
    strips = lecture()["patchify"](lecture()["as_strips"](X), 2)
    assert strips[0, :2].tolist() == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert lecture()["patchify"](X, 2)[0, 0].tolist() == [0, 1, 8, 9]


@pytest.mark.parametrize(("p", "layers"), [(1, 1), (2, 3), (4, 2)])
def test_the_bill_is_the_counters(p: int, layers: int) -> None:
    with FlopCounterMode(display=False) as counter:
        vit(p=p, layers=layers)(torch.zeros(1, 1, 8, 8))
    assert counter.get_total_flops() == 2 * lecture()["multiplications"](p, layers=layers)
