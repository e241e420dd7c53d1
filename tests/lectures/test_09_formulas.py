"""Lecture 09's formulas against oracles from outside the notebook."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal
from torch import nn
from twins import lecture

lecture = partial(lecture, "09-multilayer-perceptrons")
widths = st.lists(st.integers(1, 12), min_size=2, max_size=5)
ACTIVATIONS = {nn.Tanh: torch.tanh, nn.ReLU: torch.relu, nn.Sigmoid: torch.sigmoid, nn.Identity: lambda z: z}


def sequential(sizes: list[int], activation: type[nn.Module]) -> nn.Sequential:
    layers = [part for p, m in pairwise(sizes) for part in (nn.Linear(p, m), activation())]
    return nn.Sequential(*layers[:-1]).double()


@settings(deadline=None, max_examples=40)
@given(sizes=widths, activation=st.sampled_from(list(ACTIVATIONS)), seed=st.integers(0, 1000))
def test_the_forward_pass_is_that_of_torch(sizes: list[int], activation: type[nn.Module], seed: int) -> None:
    torch.manual_seed(seed)
    network, X = sequential(sizes, activation), torch.randn(7, sizes[0], dtype=torch.float64)
    copied = [(layer.weight, layer.bias) for layer in network if isinstance(layer, nn.Linear)]
    assert torch.allclose(lecture()["forward"](copied, X, ACTIVATIONS[activation]), network(X), atol=1e-12)


@settings(deadline=None, max_examples=40)
@given(sizes=widths)
def test_the_count_is_the_number_of_parameters(sizes: list[int]) -> None:
    held = sum(parameter.numel() for parameter in sequential(sizes, nn.ReLU).parameters())
    assert lecture()["count"](sizes) == held
    assert held == sum(tensor.numel() for layer in lecture()["initial"](sizes, 0) for tensor in layer)
    if len(sizes) == 3:
        p, M, K = sizes
        assert held == M * (p + 1) + K * (M + 1)


@pytest.mark.parametrize("n", [3, 8, 50, 200])
@pytest.mark.parametrize(("f", "slope"), [(torch.cos, 0.85), (lambda x: (x - 0.3).abs(), 1.0), (torch.exp, 2.72)])
def test_bumps_keep_the_promised_error(n: int, f, slope: float) -> None:
    x = torch.linspace(0, 1, 5001)[:, None]
    error = (lecture()["forward"](lecture()["bumps"](f, n), x, torch.sigmoid) - f(x)).abs().max()
    assert error <= 1.02 * slope / (2 * n)


@pytest.mark.parametrize("k", range(1, 9))
def test_both_sawtooths_are_the_triangle_wave(k: int) -> None:
    x = np.arange(1025) / 1024
    wave = (1 + signal.sawtooth(2 * np.pi * 2 ** (k - 1) * x, width=0.5)) / 2
    for name in ("sawtooth", "sawtooth_in_one_layer"):
        output = lecture()["forward"](lecture()[name](k), torch.tensor(x, dtype=torch.float32)[:, None], torch.relu)
        assert np.allclose(output[:, 0], wave, atol=1e-4), name
        assert lecture()["pieces"](lecture()[name](k)) == 2**k


@settings(deadline=None, max_examples=40)
@given(M=st.integers(1, 30), seed=st.integers(0, 1000))
def test_one_layer_of_relu_bends_at_most_once_for_each_neuron(M: int, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    (W1, b1), last = lecture()["initial"]([1, M, 1], seed)
    kinked = [(W1, torch.randn(b1.shape, generator=generator)), last]
    assert lecture()["pieces"](kinked, low=-10, high=10) <= M + 1


def test_training_takes_the_steps_of_torch_adam() -> None:
    parameters, X = lecture()["initial"]([2, 4, 1], 0), torch.randn(20, 2)
    model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
    with torch.no_grad():
        for layer, (W, b) in zip((model[0], model[2]), parameters, strict=True):
            layer.weight.copy_(W)
            layer.bias.copy_(b)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    for _ in range(10):
        optimizer.zero_grad()
        (model(X) - 1).square().mean().backward()
        optimizer.step()
    seen: list[int] = []
    lecture()["train"](parameters, lambda p: (lecture()["forward"](p, X) - 1).square().mean(), 0.05, 10, seen.append)
    assert seen == list(range(11))
    assert torch.allclose(parameters[0][0], model[0].weight, atol=1e-5)
