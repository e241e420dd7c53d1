"""Lecture 09's formulas against oracles from outside the notebook."""

from functools import partial
from itertools import pairwise

import jupytext
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal
from torch import nn

from authoring.definitions import LECTURES, lecture
from helpers import data, plots

lecture = partial(lecture, "09-multilayer-perceptrons")
TWIN = LECTURES / "09-multilayer-perceptrons.py"
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
@pytest.mark.parametrize(
    ("target", "constant"), [(torch.cos, 0.85), (lambda x: (x - 0.3).abs(), 1.0), (torch.exp, 2.72)]
)
def test_bumps_keep_the_promised_error(n: int, target, constant: float) -> None:
    x = torch.linspace(0, 1, 5001)[:, None]
    error = (lecture()["forward"](lecture()["bumps"](target, n), x, torch.sigmoid) - target(x)).abs().max()
    assert error <= 1.02 * constant / (2 * n)


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


def test_a_linear_model_orders_the_digits_of_a_negative_the_other_way_round() -> None:
    W, bias, X = torch.randn(10, 64), torch.randn(1), torch.randn(50, 64)
    (Z, negative) = (lecture()["forward"]([(W, bias.expand(10))], inputs) for inputs in (X, -X))
    assert torch.allclose(negative, 2 * bias - Z, atol=1e-5)
    assert torch.equal(Z.argmax(dim=1), negative.argmin(dim=1))


def test_negatives_share_the_labels_of_their_pictures() -> None:
    part = data.digits().test
    both = lecture()["with_negatives"](part)
    assert torch.equal(both.X[: len(part)], -both.X[len(part) :])
    assert torch.equal(both.y, part.y.repeat(2))
    assert both.X.min() == -1
    assert both.X.max() == 1


@pytest.mark.parametrize("k", range(1, 4))
def test_folds_add_two_sawtooths_and_make_four_regions_of_one(k: int) -> None:
    X = torch.rand(500, 2)
    sawtooth = lecture()["sawtooth"](k)
    wave = sum(lecture()["forward"](sawtooth, X[:, [j]], torch.relu) for j in (0, 1))
    assert torch.allclose(lecture()["forward"](lecture()["folds"](k), X, torch.relu), wave, atol=1e-4)
    assert len(lecture()["plane_patterns"](lecture()["folds"](k), 0, 1).unique()) == 4**k


@pytest.mark.parametrize("M", [1, 2, 5, 12])
def test_lines_in_the_plane_make_no_more_regions_than_promised(M: int) -> None:
    for seed in range(5):
        network = lecture()["random_network"]([2, M, 1], seed)
        assert len(lecture()["plane_patterns"](network, -50, 50).unique()) <= 1 + M + M * (M - 1) // 2


def test_sigma_is_the_sigmoid_and_the_loss_keeps_its_letter() -> None:
    text = TWIN.read_text(encoding="utf-8")
    assert all(after.startswith((r"(s\,(x - c))", "(2z)")) for after in text.split(r"\sigma")[1:])
    assert "L / 2n" not in text
    assert "n_L" not in text


START = {
    "data_set": "circle",
    "noise": 0.1,
    "features": "x1, x2",
    "hidden": "4-2",
    "activation": "tanh",
    "eta": 0.03,
    "penalty": "none",
    "seed": 0,
    "test": False,
    "step": 100,
}
ENDS = {
    "data_set": ["circle", "moons"],
    "noise": [0.0, 0.3],
    "features": ["x1, x2", "x1, x2, x1², x2², x1 x2, sin x1, sin x2"],
    "hidden": ["none", "8-8-8-8"],
    "activation": ["tanh", "identity"],
    "eta": [0.001, 3],
    "penalty": ["none", "L2 0.01"],
    "seed": [0, 9],
    "test": [False, True],
    "step": [0, 500],
}


@pytest.mark.parametrize("control", ENDS)
def test_the_ends_of_each_control_of_the_playground_differ_in_picture_and_words(playground, control: str) -> None:
    """That the middle differs from both is seen where every control is swept, in test_run.py."""
    figures = [playground(**START | {control: value}) for value in ENDS[control]]
    assert len({plots.alt_text(figure) for figure in figures}) == 2
    assert len({plots.to_png(figure) for figure in figures}) == 2


@pytest.fixture(scope="module")
def playground():
    """The lecture's drawing function, with the tables that its cells assign."""
    names = dict(lecture())
    for cell in jupytext.read(TWIN, fmt="py:percent").cells:
        if cell.cell_type == "code" and cell.source.startswith(
            ("DATA = ", "GRID, ", "@functools", "def draw_map", "def draw_playground")
        ):
            exec(cell.source, names)  # noqa: S102
    return names["draw_playground"]
