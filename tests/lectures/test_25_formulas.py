"""Lecture 25's formulas against oracles from outside the notebook."""

import math
from functools import partial

import pytest
import torch
from torch import nn

from authoring.definitions import lecture
from helpers import data

lecture = partial(lecture, "25-rnn")


@pytest.mark.parametrize(("batch", "time", "features", "states"), [(1, 1, 1, 1), (3, 1, 4, 2), (2, 9, 5, 7)])
@pytest.mark.parametrize("bend", ["tanh", "relu"])
def test_the_network_is_the_librarys_at_every_step(
    batch: int, time: int, features: int, states: int, bend: str
) -> None:
    torch.manual_seed(0)
    library = nn.RNN(features, states, nonlinearity=bend, batch_first=True, dtype=torch.float64)
    X, h = torch.randn(batch, time, features).double(), torch.randn(batch, states).double()
    weights = library.weight_ih_l0, library.weight_hh_l0, library.bias_ih_l0 + library.bias_hh_l0
    assert torch.allclose(lecture()["rnn"](X, *weights, bend=getattr(torch, bend)), library(X)[0], atol=1e-12)
    continued = lecture()["rnn"](X, *weights, h, getattr(torch, bend))
    assert torch.allclose(continued, library(X, h[None])[0], atol=1e-12)


def test_a_stack_of_networks_is_each_of_them_alone() -> None:
    torch.manual_seed(0)
    names = lecture()
    theta, X = names["begin"]("as shipped", networks=3, n=6), torch.randn(5, 4, 8)
    together = names["scores"](X, *theta)
    for n in range(3):
        alone = names["scores"](X, *[tensor[n] for tensor in theta])
        assert torch.allclose(together[n], alone, atol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_backpropagation_through_time_agrees_with_autograd_at_any_length(seed: int) -> None:
    torch.manual_seed(seed)
    for time in (1, 2, 17):
        X = torch.randn(3, time, 4, dtype=torch.float64)
        shapes = (6, 4), (6, 6), (1, 6)
        theta = [torch.randn(shape, dtype=torch.float64).div(2).requires_grad_() for shape in shapes]
        H, g = lecture()["rnn"](X, *theta), torch.randn(3, 6, dtype=torch.float64)
        *ours, sizes = lecture()["bptt"](X, H.detach(), g, theta[1].detach())
        for mine, theirs in zip(ours, torch.autograd.grad(H[:, -1], theta, g), strict=True):
            assert torch.allclose(mine, theirs, atol=1e-10)
        assert sizes.shape == (time,)
        assert sizes[-1] == pytest.approx(g.norm(dim=1).mean().item())


def test_starts_are_what_their_names_say() -> None:
    torch.manual_seed(0)
    begin = lecture()["begin"]
    library = torch.cat([nn.RNN(8, 32).weight_hh_l0.flatten() for _ in range(40)])
    shipped, scaled, orthogonal = (begin(kind, networks=40)[1] for kind in ("as shipped", "scaled", "orthogonal"))
    assert shipped.std().item() == pytest.approx(library.std().item(), rel=0.02)
    assert shipped.abs().max() <= library.abs().max() * 1.001
    assert scaled.std().item() == pytest.approx(32**-0.5, rel=0.02)
    assert torch.allclose(orthogonal.mT @ orthogonal, torch.eye(32).expand(40, -1, -1), atol=1e-5)
    two = torch.cat([net.bias_ih_l0 + net.bias_hh_l0 for net in (nn.RNN(8, 32) for _ in range(40))])
    assert begin("as shipped", networks=40)[2].std().item() == pytest.approx(two.std().item(), rel=0.1)
    assert begin("scaled")[2].abs().max() == begin("orthogonal")[2].abs().max() == 0


@pytest.mark.parametrize("bound", [0.1, 1.0, 1000.0, math.inf])
def test_each_network_is_clipped_by_itself_as_the_library_does_it(bound: float) -> None:
    torch.manual_seed(0)
    gradients = [torch.randn(3, *shape) * torch.tensor([1.0, 20.0, 0.01])[:, None, None] for shape in ((4, 2), (1, 5))]
    clipped, norms = lecture()["clip"](gradients, bound)
    for n in range(3):
        parameters = [nn.Parameter(torch.zeros_like(gradient[n])) for gradient in gradients]
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient[n].clone()
        norm = nn.utils.clip_grad_norm_(parameters, bound)
        assert norms[n].item() == pytest.approx(norm.item(), rel=1e-5)
        for parameter, gradient in zip(parameters, clipped, strict=True):
            assert torch.allclose(parameter.grad, gradient[n], atol=1e-6)


@pytest.mark.parametrize("back", [1, 4, 10])
def test_a_cut_changes_the_gradient_and_not_the_answer(back: int) -> None:
    torch.manual_seed(0)
    names = lecture()
    theta = [tensor.requires_grad_() for tensor in names["begin"]("orthogonal", networks=2)]
    X = data.recall(6, lag=12).X.requires_grad_()
    whole, cut = names["scores"](X, *theta), names["cut_scores"](X, *theta, back=back)
    assert torch.allclose(whole, cut, atol=1e-6)
    reach = torch.autograd.grad(cut.sum(), X)[0].abs().sum(dim=(0, 2))
    assert reach.gt(0).tolist() == [False] * (13 - back) + [True] * back


@pytest.mark.parametrize("activation", ["tanh", "ReLU", "identity"])
def test_the_interactive_figures_gradient_is_autograds(activation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = lecture()
    bends = {"tanh": torch.tanh, "ReLU": torch.relu, "identity": lambda z: z}
    slopes = {"tanh": lambda H: 1 - H**2, "ReLU": lambda H: (H > 0).to(H), "identity": torch.ones_like}
    monkeypatch.setitem(names, "BENDS", bends)
    monkeypatch.setitem(names, "SLOPES", slopes)
    W_h, sizes = names["travel"](1.3, 7, activation)
    assert sizes.shape == (8, 10)
    generator = torch.Generator().manual_seed(0)
    W_x, again = (torch.randn(10, 32, n, generator=generator).double() / 32**0.5 for n in (8, 32))
    assert torch.allclose(W_h, 1.3 * again)
    g, X = torch.randn(10, 8, 32, generator=generator).double(), data.recall(8, 7).X.double()
    h, states = torch.zeros(10, 8, 32, dtype=torch.float64), []
    for x in X.unbind(1):
        h = bends[activation](x @ W_x.mT + h @ W_h.mT).requires_grad_()
        states.append(h)
    there = torch.stack([each.norm(dim=-1).mean(-1) for each in torch.autograd.grad(h, states, g)])
    assert torch.allclose(sizes, (there / there[-1]).flip(0))
