"""Lecture 01's formulas and tables against oracles from outside the notebook."""

from functools import partial
from itertools import product

import numpy as np
import pytest
import torch
from scipy import optimize
from sklearn.linear_model import Perceptron
from sklearn.neighbors import KNeighborsClassifier

from authoring.definitions import lecture
from helpers import data

lecture = partial(lecture, "01-history")


def test_the_perceptron_learns_what_scikit_learns_and_nothing_else() -> None:
    x = np.array(list(product((0, 1), repeat=3)))
    functions = np.array(list(product((0, 1), repeat=8)))
    mine = lecture()["perceptrons"](torch.tensor(x).float(), torch.tensor(functions).float())
    learned = (mine.numpy() == functions).all(axis=1)
    assert learned.sum() == 104
    for y, mark in list(zip(functions, learned, strict=True))[1:255:7]:  # scikit-learn wants both classes
        theirs = Perceptron(tol=None, max_iter=300, shuffle=False).fit(x, y).score(x, y)
        assert (theirs == 1) == mark


def test_a_neuron_whose_sum_is_zero_fires() -> None:
    """The course's convention for the step, z >= 0, here before any training, when all sums are 0."""
    x, y = torch.rand(5, 3), torch.zeros(2, 5)
    assert (lecture()["perceptrons"](x, y, epochs=0) == 1).all()


@pytest.mark.parametrize("seed", range(5))
def test_backpropagation_agrees_with_finite_differences(seed: int) -> None:
    x = torch.tensor(list(product((0.0, 1.0), repeat=2)), dtype=torch.float64)
    y = torch.tensor(np.random.default_rng(seed).integers(0, 2, (3, 4)), dtype=torch.float64)
    theta = [parameter.detach().double() for parameter in lecture()["start"](3, 4, seed)]
    sizes = [parameter.numel() for parameter in theta]

    def unpack(flat: np.ndarray) -> list[torch.Tensor]:
        parts = torch.tensor(flat).split(sizes)
        return [part.view(parameter.shape) for part, parameter in zip(parts, theta, strict=True)]

    def loss(flat: np.ndarray) -> float:
        y_hat, _ = lecture()["backpropagate"](x, y, *unpack(flat))
        return -(y * y_hat.log() + (1 - y) * (1 - y_hat).log()).sum().item()

    def slope(flat: np.ndarray) -> np.ndarray:
        _, gradients = lecture()["backpropagate"](x, y, *unpack(flat))
        return torch.cat([gradient.flatten() for gradient in gradients]).numpy()

    flat = torch.cat([parameter.flatten() for parameter in theta]).numpy()
    assert optimize.check_grad(loss, slope, flat) < 1e-5


def test_the_nearest_average_agrees_with_scikit_learn() -> None:
    digits = data.digits()
    mine = lecture()["nearest_average"](lecture()["pixels"], digits.train, digits.test)
    scaled = [split.X.flatten(1).numpy() for split in (digits.train, digits.test)]
    train, test = (X / np.linalg.norm(X, axis=1, keepdims=True) for X in scaled)
    averages = [train[digits.train.y == k].mean(axis=0) for k in range(10)]
    theirs = KNeighborsClassifier(1).fit(averages, range(10)).score(test, digits.test.y)
    assert mine == pytest.approx(theirs, abs=1e-6)


def test_a_ramp_has_all_its_edges_in_one_direction() -> None:
    """Ink that grows to the right has direction 0, downward a quarter turn; only the padded border differs."""
    ramp = torch.arange(28.0).expand(28, 28)[None, None] / 28
    for image, direction in ((ramp, 0), (ramp.mT, 2), (ramp.flip(3), 4)):
        inner = lecture()["edges"](image).view(8, 4, 4)[:, 1:3, 1:3]
        assert inner[direction].min() > 0
        assert inner.sum() == pytest.approx(inner[direction].sum().item())


def test_the_timeline_is_read_in_order() -> None:
    text = {"a": "1958 * two words | Someone, Somewhere 3 | 03\n", "b": "1943   one | Two & Three, Book | 02\n"}
    assert lecture()["read_timeline"](text) == [
        (1943, False, "one", "Two & Three, Book", 2, "b"),
        (1958, True, "two words", "Someone, Somewhere 3", 3, "a"),
    ]
