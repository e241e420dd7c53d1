"""Lecture 10's loop and its dictionary to scikit-learn against the two libraries."""

from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from sklearn.neural_network import MLPClassifier

from authoring.definitions import lecture
from helpers import data, training

lecture = partial(lecture, "10-training-in-pytorch")


def network(seed: int, **sizes: int) -> torch.nn.Module:
    torch.manual_seed(seed)
    return lecture()["MLP"](**sizes)


def close(left: torch.nn.Module, right: torch.nn.Module, atol: float) -> bool:
    pairs = zip(left.parameters(), right.parameters(), strict=True)
    return all(torch.allclose(p, q, atol=atol) for p, q in pairs)


def test_the_class_computes_the_formula_and_has_its_parameters() -> None:
    model, X = network(0, inputs=6, hidden=5, classes=3), torch.randn(4, 2, 3)
    W1, b1, W2, b2 = model.parameters()
    assert torch.allclose(model(X), torch.relu(X.flatten(1) @ W1.T + b1) @ W2.T + b2, atol=1e-6)
    assert sum(p.numel() for p in model.parameters()) == 5 * (6 + 1) + 3 * (5 + 1)


@pytest.mark.parametrize(("seed", "batch_size"), [(0, 32), (1, 7), (2, 1347), (3, 450)])
def test_the_loop_by_hand_is_that_of_fit(seed: int, batch_size: int) -> None:
    train, mine, theirs = data.digits().train, network(seed, hidden=8), network(seed, hidden=8)
    losses = lecture()["train_by_hand"](mine, train, eta=0.1, batch_size=batch_size, epochs=2, seed=seed)
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.1)
    settings = {"optimizer": optimizer, "batch_size": batch_size, "epochs": 2, "seed": seed, "progress": False}
    assert np.allclose(losses, training.fit(theirs, train, **settings)["loss"], atol=1e-6)
    assert close(mine, theirs, atol=1e-6)


@pytest.mark.parametrize("alpha", [0.0, 0.01, 1.0])
@pytest.mark.parametrize("rows", [64, 67])  # the second leaves a last batch of 3
def test_alpha_of_scikit_learn_is_divided_by_twice_the_batch(alpha: float, rows: int) -> None:
    train = data.digits().train
    X, y = train.X[:rows].flatten(1).double(), train.y[:rows]
    theirs = MLPClassifier(
        (5,), solver="sgd", momentum=0, learning_rate_init=0.2, alpha=alpha, batch_size=32, shuffle=False
    )
    theirs.partial_fit(X.numpy(), y.numpy(), classes=range(10))
    mine = network(0, hidden=5).double()
    layers = [mine.hidden, mine.output]
    with torch.no_grad():
        for W, b, layer in zip(theirs.coefs_, theirs.intercepts_, layers, strict=True):
            layer.weight.copy_(torch.from_numpy(W.T))
            layer.bias.copy_(torch.from_numpy(b))
    theirs.partial_fit(X.numpy(), y.numpy())
    optimizer = torch.optim.SGD(mine.parameters(), lr=0.2)
    for batch in torch.arange(rows).split(32):
        penalty = alpha / (2 * len(batch)) * sum(layer.weight.square().sum() for layer in layers)
        optimizer.zero_grad()
        (F.cross_entropy(mine(X[batch]), y[batch]) + penalty).backward()
        optimizer.step()
    for W, b, layer in zip(theirs.coefs_, theirs.intercepts_, layers, strict=True):
        assert np.allclose(W, layer.weight.detach().T, atol=1e-12)
        assert np.allclose(b, layer.bias.detach(), atol=1e-12)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_adam_agrees_too_once_its_epsilon_is_negligible() -> None:
    train = data.digits().train
    X, y = train.X[:96].flatten(1).double(), train.y[:96]
    gaps = {}
    for epsilon in (1e-30, 1e-3):
        theirs = MLPClassifier((5,), alpha=0.01, epsilon=epsilon, batch_size=32, shuffle=False, warm_start=True)
        theirs.set_params(max_iter=5).partial_fit(X.numpy(), y.numpy(), classes=range(10))
        mine = network(0, hidden=5).double()
        layers = [mine.hidden, mine.output]
        for W, b, layer in zip(theirs.coefs_, theirs.intercepts_, layers, strict=True):
            W[:], b[:] = layer.weight.detach().T, layer.bias.detach()
        theirs.fit(X.numpy(), y.numpy())  # a warm start keeps the weights and makes a new optimizer
        optimizer = torch.optim.Adam(mine.parameters(), lr=0.001, eps=epsilon)
        for batch in [*torch.arange(96).split(32)] * 5:
            penalty = 0.01 / (2 * 32) * sum(layer.weight.square().sum() for layer in layers)
            optimizer.zero_grad()
            (F.cross_entropy(mine(X[batch]), y[batch]) + penalty).backward()
            optimizer.step()
        gaps[epsilon] = np.abs(theirs.coefs_[0] - layers[0].weight.detach().numpy().T).max()
    assert gaps[1e-30] < 1e-9 < 1e-6 < gaps[1e-3]


@pytest.mark.parametrize("classes", [2, 10, 100])
def test_the_floor_of_a_softmax_too_many(classes: int) -> None:
    perfect = F.one_hot(torch.arange(classes), classes).double()
    floor = F.cross_entropy(perfect, torch.arange(classes)).item()
    assert floor == pytest.approx(np.log(np.e + classes - 1) - 1, rel=1e-12)


def test_the_verdict_knows_a_run_that_learns_nothing_from_one_that_overfits() -> None:
    def judge(loss: list[float], held_out: list[float]) -> str:
        columns = zip(range(1, 31), loss, held_out, strict=True)
        rows = [{"epoch": epoch, "loss": a, "validation_loss": b} for epoch, a, b in columns]
        return lecture()["verdict"](training.History(rows))

    falling = list(np.geomspace(2.3, 0.1, 30))
    assert "too small" in judge([2.30] * 30, [2.31] * 30)
    assert "too large" in judge([9.0, *[2.4] * 29], [2.5] * 30)
    assert "falling" in judge(falling, falling)
    assert judge(falling, list(np.linspace(2, 0.5, 15)) + list(np.linspace(0.5, 0.8, 15))).startswith("overfits")
    assert judge(falling, [*falling[:10], *[0.5] * 20]) == "has settled"
    assert "jumps" in judge(falling, [2.0] * 11 + [1.0, 1.6, 1.0] * 6 + [1.0])


@pytest.mark.parametrize("seed", [1, 2])
def test_raw_pixels_train_alike_once_start_and_rate_of_the_first_layer_are_mended(seed: int) -> None:
    (first_raw, *others_raw), (first, *others) = (
        model.parameters() for model in lecture()["train_raw"](seed, epochs=2)
    )
    assert torch.equal(16 * first_raw, first)
    assert all(torch.equal(p, q) for p, q in zip(others_raw, others, strict=True))


@pytest.mark.parametrize("eta", [0.1, 0.5])
def test_the_training_loss_is_above_the_validation_loss_at_first_and_below_in_the_end(eta: float) -> None:
    train, names = data.digits().train, lecture()
    names["small"] = data.Split(train.X[:300], train.y[:300])
    names["validation"] = data.Split(train.X[847:], train.y[847:])
    history = names["run_curves"](eta, 64, 32)
    assert history["loss"][0] > history["validation_loss"][0]
    assert history["loss"][-1] < history["validation_loss"][-1]


@pytest.mark.parametrize("seed", [5, 6])
def test_a_softmax_too_many_leaves_the_loss_near_two_and_never_below_its_floor(seed: int) -> None:
    losses, accuracies = zip(*lecture()["train_with"]("one softmax too many", seed), strict=True)
    assert min(losses) > np.log(np.e + 9) - 1
    assert 1.9 < losses[-1] < 2.2
    assert accuracies[-1] > accuracies[0]
