"""Lecture 24's attacks, corruptions and maps against their laws."""

from functools import partial

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "24-robustness-and-saliency")


def small(seed: int = 0) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 20), nn.ReLU(), nn.Linear(20, 10)).eval()


@settings(deadline=None, max_examples=30)
@given(eps=st.floats(0, 0.5), steps=st.integers(1, 5), seed=st.integers(0, 1000))
def test_an_attack_stays_in_its_ball_and_in_the_range_of_pixels(eps: float, steps: int, seed: int) -> None:
    torch.manual_seed(seed)
    X, y = torch.rand(4, 1, 8, 8), torch.randint(0, 10, (4,))
    model = small()
    for changed in (lecture()["fgsm"](model, X, y, eps), lecture()["pgd"](model, X, y, eps, steps)):
        assert (changed - X).abs().max() <= eps + 1e-6
        assert 0 <= changed.min() <= changed.max() <= 1
    assert all(parameter.grad is None for parameter in model.parameters())


def test_one_step_is_the_worst_corner_for_a_linear_loss() -> None:
    """With a loss that is linear in the image FGSM reaches eps times the sum of |w|, brute force over all corners."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(9, 2)).double()
    X, y = torch.full((1, 1, 3, 3), 0.5, dtype=torch.float64), torch.tensor([0])

    def linear_loss(z: torch.Tensor, y: torch.Tensor, reduction: str) -> torch.Tensor:
        return (z[:, 1] - z[:, 0]).sum()

    changed = lecture()["fgsm"](model, X, y, 0.1, linear_loss)
    corners = X.flatten() + 0.1 * torch.cartesian_prod(*[torch.tensor([-1.0, 1.0], dtype=torch.float64)] * 9)
    with torch.no_grad():
        worst = model(corners.view(-1, 1, 3, 3)).diff(dim=1).max()
        assert torch.isclose(model(changed).diff(dim=1)[0, 0], worst)


def test_the_margin_is_the_best_wrong_score_minus_the_right_one() -> None:
    z, y = torch.tensor([[1.0, 4.0, 2.0], [0.0, -1.0, 3.0]]), torch.tensor([1, 0])
    assert lecture()["margin"](z, y).item() == (2 - 4) + (3 - 0)


@pytest.mark.parametrize("severity", range(1, 6))
def test_corruptions_keep_shape_and_range_and_grow(severity: int) -> None:
    X = torch.rand(20, 1, 8, 8, generator=torch.Generator().manual_seed(0)).round(decimals=1)
    weak, strong = lecture()["corruptions"](X, 1), lecture()["corruptions"](X, severity)
    for name, images in strong.items():
        assert images.shape == X.shape
        assert 0 <= images.min() <= images.max() <= 1, name
        assert (images - X).abs().mean() >= (weak[name] - X).abs().mean() * (1 if severity > 1 else 0.999), name


def test_integrated_gradients_pay_the_bill_and_are_exact_for_a_linear_score() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10)).double()
    X, y = torch.rand(3, 1, 8, 8, dtype=torch.float64), torch.tensor([1, 5, 9])
    heat = lecture()["integrated"](model, X, y, steps=1)
    assert torch.allclose(heat.flatten(1), X.flatten(1) * model[1].weight[y])
    bent = small().double()
    change = (bent(X) - bent(torch.zeros_like(X))).gather(1, y[:, None])[:, 0]
    assert torch.allclose(lecture()["integrated"](bent, X, y, steps=2000).sum((1, 2)), change, atol=1e-3)


def test_behind_a_global_mean_both_weights_give_the_same_map() -> None:
    """The identity for which Grad-CAM was made: then the gradient is the same at all places of a map."""
    torch.manual_seed(0)
    body = [nn.Identity()] * 5 + [nn.Conv2d(1, 4, 3, padding=1), nn.ReLU()]
    model = nn.Sequential(*body, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 10))
    X, y = torch.rand(3, 1, 7, 7), torch.tensor([0, 1, 2])
    maps = [lecture()["cam"](model, X, y, weigh) for weigh in (lambda g: g.mean((2, 3), keepdim=True), lambda g: g)]
    assert torch.allclose(*maps, atol=1e-6)
    features = model[:7](X)
    class_map = torch.relu(torch.einsum("bkhw,bk->bhw", features, model[-1].weight[y]))[:, None] / 49
    assert torch.allclose(maps[0], F.interpolate(class_map, (28, 28), mode="bilinear")[:, 0], atol=1e-5)


def test_marks_stand_at_the_column_of_their_class() -> None:
    marked = lecture()["with_marks"](torch.zeros(10, 1, 28, 28), torch.arange(10))
    assert marked.sum((1, 2, 3)).tolist() == [4.0] * 10
    for k in range(10):
        assert marked[k, 0, 0:2, 4 + 2 * k : 6 + 2 * k].all()
