"""Lecture 39's densities against Jacobians and integrals, its pixel models against enumeration, and both samplers."""

import math
from functools import partial
from itertools import product

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.autograd.functional import jacobian

from authoring.definitions import lecture

lecture = partial(lecture, "39-flows-and-pixel-models")


def bent(d: int, layers: int, seed: int) -> nn.ModuleList:
    """Return a flow whose couplings are far from the identity, in double precision."""
    torch.manual_seed(seed)
    flow = nn.ModuleList(lecture()["Coupling"](d, swapped=i % 2 == 1) for i in range(layers))
    for layer in flow:
        layer.net[-1].reset_parameters()
    return flow.double()


@settings(deadline=None, max_examples=20)
@given(half=st.integers(1, 3), layers=st.integers(1, 6), seed=st.integers(0, 1000))
def test_the_log_determinant_is_that_of_the_jacobian(half: int, layers: int, seed: int) -> None:
    flow = bent(2 * half, layers, seed)
    x = torch.randn(3, 2 * half, dtype=torch.float64)
    z, logdet = lecture()["to_noise"](flow, x)
    for i in range(3):
        J = jacobian(lambda row: lecture()["to_noise"](flow, row[None])[0][0], x[i])
        assert torch.linalg.slogdet(J).logabsdet.item() == pytest.approx(logdet[i].item(), abs=1e-10)
    assert torch.allclose(lecture()["to_data"](flow, z), x, atol=1e-8)


@pytest.mark.parametrize("swapped", [False, True])
def test_a_coupling_leaves_one_half_and_undoes_what_it_did(swapped: bool) -> None:
    layer = bent(4, 2, 0)[int(swapped)]
    x = torch.randn(5, 4, dtype=torch.float64)
    z, logdet = layer(x)
    kept = slice(2, 4) if swapped else slice(0, 2)
    moved = slice(0, 2) if swapped else slice(2, 4)
    assert torch.equal(z[:, kept], x[:, kept])
    assert not torch.isclose(z[:, moved], x[:, moved]).any()
    back, reverse = layer.inverse(z)
    assert torch.allclose(back, x)
    assert torch.allclose(reverse, -logdet)


def test_a_fresh_flow_is_the_identity_and_its_density_the_normal_one() -> None:
    flow = lecture()["make"]([0, 1, 0])
    x = torch.randn(50, 2)
    expected = torch.distributions.MultivariateNormal(torch.zeros(2), torch.eye(2)).log_prob(x)
    assert torch.allclose(lecture()["log_density"](flow, x), expected, atol=1e-5)


def test_any_flows_density_integrates_to_one_and_the_wrong_sign_does_not() -> None:
    flow = bent(2, 4, 1)
    side = torch.linspace(-20, 20, 800, dtype=torch.float64)
    grid = torch.cartesian_prod(side, side)
    with torch.no_grad():
        total = lecture()["log_density"](flow, grid).exp().sum().item() * (40 / 799) ** 2
        wrong = lecture()["wrong_sign"](flow, grid).exp().sum().item() * (40 / 799) ** 2
    assert total == pytest.approx(1, abs=1e-3)
    assert abs(wrong - 1) > 0.05


def test_the_moons_truth_is_the_density_of_the_generators_points() -> None:
    names = lecture(also=("NOISE", "moons", "center", "spread"))
    moons = names["data"].moons(8000, noise=0.05)
    names["center"], names["spread"] = moons.train.X.mean(0), moons.train.X.std(0)
    side = torch.linspace(-3, 3, 301)
    box = 6 / 300
    middle = side[1:] - box / 2
    density = names["truth"](torch.cartesian_prod(middle, middle)).exp().view(300, 300)
    assert density.sum().item() * box**2 == pytest.approx(1, abs=1e-3)
    points = (moons.train.X - names["center"]) / names["spread"]
    coarse = density.view(15, 20, 15, 20).sum((1, 3)) * box**2  # the share of each of 15 × 15 boxes
    edges = side[::20].contiguous()
    counted = torch.histogramdd(points, [edges, edges]).hist / len(points)
    assert (counted - coarse).abs().max() < 0.012


@pytest.mark.parametrize("count", [1, 3])
def test_a_flow_trained_on_a_few_places_draws_them(count: int) -> None:
    torch.manual_seed(0)
    places = torch.tensor([[1.2, 0.0], [-0.8, 1.0], [-0.4, -1.1]])[:count]
    points = places[torch.arange(3000) % count] + 0.1 * torch.randn(3000, 2)
    flow = lecture()["learn"](lecture()["make"]([0, 1] * 4), points, steps=300)
    with torch.no_grad():
        drawn = lecture()["to_data"](flow, torch.randn(2000, 2))
    distance, nearest = torch.cdist(drawn, places).min(1)
    assert (distance < 0.4).float().mean() > 0.85
    shares = torch.bincount(nearest[distance < 0.4], minlength=count) / 2000
    assert shares.min() > 0.6 / count


def all_pictures(height: int, width: int) -> Tensor:
    cells = list(product([0.0, 1.0], repeat=height * width))
    return torch.tensor(cells).view(-1, 1, height, width)


def loud(model: nn.Module) -> nn.Module:
    """Make the weights large, so that probabilities are far from even."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(3 * torch.randn_like(parameter) / max(1, parameter[0].numel()) ** 0.5)
    return model


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("size", [(3, 3), (2, 4), (1, 5)])
def test_the_probabilities_of_all_pictures_sum_to_one(size: tuple[int, int], seed: int) -> None:
    torch.manual_seed(seed)
    pictures = all_pictures(*size)
    models = [loud(lecture()["PixelCNN"]()), loud(lecture()["Triangle"](size[0] * size[1]))]
    for model in models:
        total = (-lecture()["nats"](model, pictures)).exp().sum().item()
        assert total == pytest.approx(1, abs=1e-4)


def test_the_sum_finds_a_leak_that_favors_what_it_is_told() -> None:
    torch.manual_seed(0)
    sums = {}
    for first in "AB":
        model = lecture()["PixelCNN"](first)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.copy_(parameter.abs() if parameter.dim() == 4 else torch.zeros_like(parameter))
        sums[first] = (-lecture()["nats"](model, all_pictures(3, 3))).exp().sum().item()
    assert sums["A"] == pytest.approx(1, abs=1e-4)
    assert sums["B"] > 1.05


@pytest.mark.parametrize("name", ["Triangle", "PixelCNN", "PixelRNN"])
def test_the_last_nine_pixels_sum_to_one_given_the_others(name: str) -> None:
    torch.manual_seed(0)
    model = loud(lecture()[name]())
    x = torch.bernoulli(torch.full((64,), 0.5)).repeat(512, 1)
    x[:, 55:] = all_pictures(3, 3).flatten(1)
    x = x.view(512, 1, 8, 8)
    with torch.no_grad():
        each = F.binary_cross_entropy_with_logits(model(x), x, reduction="none").flatten(1)[:, 55:].sum(1)
    assert (-each).exp().sum().item() == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("name", ["Triangle", "PixelCNN", "PixelRNN"])
def test_what_comes_later_is_not_read(name: str) -> None:
    torch.manual_seed(0)
    model = loud(lecture()[name]())
    x = torch.bernoulli(torch.full((10, 1, 8, 8), 0.5))
    with torch.no_grad():
        logits = model(x).flatten(1)
        for i in (0, 9, 37, 63):
            changed = x.flatten(1).clone()
            changed[:, i:] = 1 - changed[:, i:]
            assert torch.allclose(model(changed.view_as(x)).flatten(1)[:, : i + 1], logits[:, : i + 1], atol=1e-5)
    assert not lecture()["depends"](model).triu().any()


def test_masks_hide_the_pixel_itself_in_a_only() -> None:
    a, b = (lecture()["MaskedConv"](1, 1, 3, kind).mask.int().tolist() for kind in "AB")
    assert a == [[1, 1, 1], [1, 0, 0], [0, 0, 0]]
    assert b == [[1, 1, 1], [1, 1, 0], [0, 0, 0]]


def test_a_triangles_logits_are_logistic_regressions_on_earlier_pixels() -> None:
    torch.manual_seed(0)
    model = loud(lecture()["Triangle"](4))
    x = torch.tensor([[1.0, 0.0, 1.0, 1.0]])
    logits = model(x.view(1, 1, 2, 2)).flatten()
    for i in range(4):
        expected = model.bias[i] + sum(model.weight[i, j] * x[0, j] for j in range(i))
        assert logits[i].item() == pytest.approx(expected.item(), abs=1e-6)


def test_the_pixel_sampler_draws_pictures_as_often_as_their_probability_says() -> None:
    torch.manual_seed(0)
    model = loud(lecture()["PixelCNN"]())
    with torch.no_grad():
        exact = (-lecture()["nats"](model, all_pictures(2, 3))).exp()  # (64,)
    drawn = lecture()["draw"](model, torch.zeros(20_000, 1, 2, 3), 0, seed=0)
    which = (drawn.flatten(1) * 2 ** torch.arange(5, -1, -1)).sum(1).long()
    counts = torch.bincount(which, minlength=64)
    common = exact * 20_000 > 5
    chi = ((counts - exact * 20_000).square() / (exact * 20_000))[common].sum().item()
    assert common.sum() > 10
    assert chi < common.sum().item() + 5 * math.sqrt(2 * common.sum().item())


def test_drawing_keeps_what_is_given_and_reads_no_canvas() -> None:
    torch.manual_seed(0)
    model = loud(lecture()["PixelCNN"]())
    canvas = torch.bernoulli(torch.full((20, 1, 8, 8), 0.5))
    other = canvas.clone().flatten(1)
    other[:, 32:] = 1 - other[:, 32:]
    drawn = [lecture()["draw"](model, x, 32, seed=0) for x in (canvas, other.view_as(canvas))]
    assert torch.equal(*drawn)
    assert torch.equal(drawn[0][:, :, :4], canvas[:, :, :4])


def test_a_model_of_one_picture_needs_no_nats_and_draws_it() -> None:
    torch.manual_seed(0)
    picture = torch.bernoulli(torch.full((1, 1, 8, 8), 0.5))
    model = lecture()["fit"](lecture()["Triangle"](), picture, 500, rate=0.05)
    assert lecture()["nats"](model, picture).item() < 0.1
    drawn = lecture()["draw"](model, torch.zeros(200, 1, 8, 8), 0, seed=0)
    assert (drawn == picture).flatten(1).all(1).float().mean() > 0.85
