"""`fit` and `evaluate` against a loop written by hand, and the promises of their docstrings."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from helpers import data, metrics, training
from helpers.data import Split


def blobs(count: int = 90, classes: int = 3) -> Split:
    """Well separated Gaussian blobs in three dimensions."""
    generator = torch.Generator().manual_seed(1)
    y = torch.arange(count) % classes
    return Split(torch.randn(count, 3, generator=generator) + 4 * F.one_hot(y, 3), y)


def network(*extra: nn.Module, inputs: int = 3, outputs: int = 3) -> nn.Sequential:
    torch.manual_seed(5)
    return nn.Sequential(nn.Linear(inputs, 8), nn.ReLU(), *extra, nn.Linear(8, outputs))


def weights(model: nn.Module) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in model.state_dict().items()}


def assert_same_weights(first: nn.Module, second: nn.Module) -> None:
    for name, value in first.state_dict().items():
        assert torch.equal(value, second.state_dict()[name]), name


def test_fit_gives_the_weights_of_the_loop_written_by_hand():
    train, by_fit, by_hand = blobs(), network(nn.Dropout(0.5)), network(nn.Dropout(0.5))
    training.fit(by_fit, train, optimizer=torch.optim.SGD(by_fit.parameters(), lr=0.1), epochs=3, batch_size=32, seed=7)

    generator = training.seed_everything(7)
    optimizer = torch.optim.SGD(by_hand.parameters(), lr=0.1)
    for _ in range(3):
        order = torch.randperm(len(train), generator=generator)
        for start in range(0, len(train), 32):
            batch = order[start : start + 32]
            optimizer.zero_grad()
            F.cross_entropy(by_hand(train.X[batch]), train.y[batch]).backward()
            optimizer.step()
    assert_same_weights(by_fit, by_hand)


def test_the_default_optimizer_is_adamw_at_one_thousandth():
    by_default, by_name = network(), network()
    training.fit(by_default, blobs(), epochs=2)
    training.fit(by_name, blobs(), epochs=2, optimizer=torch.optim.AdamW(by_name.parameters(), lr=1e-3, fused=True))
    assert_same_weights(by_default, by_name)


def test_validation_metrics_and_the_global_seed_change_nothing_in_the_training():
    alone, watched = network(nn.Dropout(0.5)), network(nn.Dropout(0.5))
    torch.manual_seed(0)
    training.fit(alone, blobs(), epochs=2)
    torch.manual_seed(99)
    before = torch.get_rng_state()
    training.fit(watched, blobs(), blobs(30), epochs=2, metrics={"accuracy": metrics.accuracy})
    assert torch.equal(torch.get_rng_state(), before)
    assert_same_weights(alone, watched)


def test_another_seed_is_another_order():
    first, second = network(), network()
    training.fit(first, blobs(), epochs=1, seed=0)
    training.fit(second, blobs(), epochs=1, seed=1)
    assert not torch.equal(first[0].weight, second[0].weight)


def test_fit_learns_and_the_history_has_a_row_for_every_epoch():
    model, split = network(), blobs()
    adam = torch.optim.Adam(model.parameters(), lr=0.01)
    history = training.fit(
        model, split, split, optimizer=adam, epochs=40, batch_size=16, metrics={"accuracy": metrics.accuracy}
    )
    assert [row["epoch"] for row in history.epochs] == list(range(1, 41))
    assert set(history.epochs[0]) == {"epoch", "loss", "accuracy", "validation_loss", "validation_accuracy"}
    assert history["loss"][-1] < history["loss"][0]
    assert history["validation_accuracy"][-1] > 0.9
    assert history.best_epoch == 1 + int(np.argmin(history["validation_loss"]))
    assert all(isinstance(value, float) for value in history["accuracy"])
    with pytest.raises(KeyError, match="no column 'acuracy'; it has epoch, loss"):
        history["acuracy"]


def test_a_history_without_epochs_is_empty():
    assert training.History().best_epoch is None
    assert training.History()["loss"] == []


@settings(max_examples=25, deadline=None)
@given(count=st.integers(1, 70), batch_size=st.integers(1, 80))
def test_evaluation_does_not_depend_on_how_the_split_is_cut(count: int, batch_size: int):
    model, split = network(), blobs(70)
    split = Split(split.X[:count], split.y[:count])
    scores = training.evaluate(model, split, metrics={"accuracy": metrics.accuracy}, batch_size=batch_size)
    with torch.no_grad():
        logits = model(split.X)
    assert scores["loss"] == pytest.approx(float(F.cross_entropy(logits, split.y)), rel=1e-5)
    assert scores["accuracy"] == pytest.approx((logits.argmax(1) == split.y).double().mean().item(), rel=1e-6)


def test_training_figures_weigh_the_small_last_batch_by_its_size():
    model, split = network(), blobs(10)
    frozen = torch.optim.SGD(model.parameters(), lr=0.0)
    history = training.fit(model, split, optimizer=frozen, epochs=1, batch_size=8, metrics={"two": lambda *_: 2})
    assert history.epochs[0]["loss"] == pytest.approx(training.evaluate(model, split)["loss"], rel=1e-5)
    assert history.epochs[0]["two"] == 2.0


class Spy(nn.Module):
    """Remember how the model was called."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(3, 3)
        self.calls: list[tuple[bool, bool, int]] = []

    def forward(self, X: Tensor) -> Tensor:
        self.calls.append((self.training, torch.is_grad_enabled(), len(X)))
        return self.layer(X)


@pytest.mark.parametrize("before", [True, False])
def test_fit_trains_in_training_mode_evaluates_without_gradients_and_restores_the_mode(before: bool):
    model = Spy().train(before)
    training.fit(model, blobs(10), blobs(4), epochs=1, batch_size=8)
    assert model.calls == [(True, True, 8), (True, True, 2), (False, False, 4)]
    assert model.training is before
    assert model.layer.training is before


def test_frozen_modules_keep_their_weights_their_batch_norm_and_their_mode():
    frozen = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.Dropout(0.5)).requires_grad_(False)
    model = nn.Sequential(frozen, nn.Linear(8, 3))
    before = weights(frozen)
    head = model[1].weight.detach().clone()
    training.fit(model, blobs(), epochs=2)
    for name, value in before.items():
        assert torch.equal(value, frozen.state_dict()[name]), name
    assert not torch.equal(head, model[1].weight)
    assert all(module.training for module in model.modules())


def test_batch_norm_that_is_not_frozen_learns_its_statistics():
    model = network(nn.BatchNorm1d(8))
    training.fit(model, blobs(), epochs=2, batch_size=30)
    assert model[2].num_batches_tracked == 6


def worsening(validation_losses: list[float]) -> training.Loss:
    """A loss that trains as usual, and in evaluation says what the test wants."""
    remaining = iter(validation_losses)
    return lambda y_hat, y: F.cross_entropy(y_hat, y) if y_hat.requires_grad else torch.tensor(next(remaining))


def test_patience_counts_epochs_without_a_lower_validation_loss_and_the_best_weights_come_back():
    model, seen = network(), []
    history = training.fit(
        model,
        blobs(),
        blobs(9),
        loss=worsening([3.0, 2.0, 2.5, 2.0, 1.0]),
        epochs=5,
        patience=2,
        restore_best=True,
        callback=lambda history: seen.append(weights(model)),
    )
    assert history["validation_loss"] == [3.0, 2.0, 2.5, 2.0]
    assert history.best_epoch == 2
    assert all(torch.equal(value, model.state_dict()[name]) for name, value in seen[1].items())


@pytest.mark.parametrize("worthless", [math.nan, math.inf, -math.inf])
def test_a_validation_loss_that_is_no_number_is_never_the_best(worthless: float):
    model, seen = network(), []
    training.fit(
        model,
        blobs(),
        blobs(9),
        loss=worsening([worthless, 2.0, worthless, 1.0, 3.0, worthless]),
        epochs=6,
        patience=2,
        restore_best=True,
        callback=lambda history: seen.append((history.best_epoch, weights(model))),
    )
    assert [best for best, _ in seen] == [None, 2, 2, 4, 4, 4]
    assert all(torch.equal(value, model.state_dict()[name]) for name, value in seen[3][1].items())


def test_without_any_finite_validation_loss_patience_ends_the_training_and_says_so(capsys):
    model, validation = network(), blobs(9)
    validation.X[3] = math.nan
    history = training.fit(model, blobs(), validation, epochs=6, patience=3, restore_best=True)
    assert len(history.epochs) == 3
    assert history.best_epoch is None
    assert "no best one to restore, and the last weights stay" in capsys.readouterr().out


def test_without_restore_best_the_last_weights_stay():
    model, seen = network(), []
    training.fit(
        model,
        blobs(),
        blobs(9),
        loss=worsening([1.0, 2.0]),
        epochs=2,
        callback=lambda history: seen.append(weights(model)),
    )
    assert torch.equal(model[0].weight, seen[1]["0.weight"])


def test_the_schedule_steps_after_every_batch():
    model, rates = network(), []
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    training.fit(
        model,
        blobs(10),
        optimizer=optimizer,
        epochs=2,
        batch_size=4,
        schedule=lambda optimizer: torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5),
        callback=lambda history: rates.append(optimizer.param_groups[0]["lr"]),
    )
    assert rates == [0.5**3, 0.5**6]


def test_clipping_bounds_the_step():
    model = network()
    before = nn.utils.parameters_to_vector(model.parameters()).detach().clone()
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    training.fit(model, blobs(), optimizer=optimizer, epochs=1, batch_size=90, clip_norm=0.01)
    step = nn.utils.parameters_to_vector(model.parameters()).detach() - before
    assert step.norm().item() == pytest.approx(0.01, rel=1e-3)


def test_mixed_precision_computes_in_bfloat16_and_keeps_float32_weights():
    seen = []

    def loss(y_hat: Tensor, y: Tensor) -> Tensor:
        seen.append(y_hat.dtype)
        return F.cross_entropy(y_hat.float(), y)

    model = network()
    training.fit(model, blobs(), blobs(9), loss=loss, epochs=1, batch_size=90, mixed_precision=True)
    assert seen == [torch.bfloat16, torch.float32]
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
def test_training_on_a_gpu_agrees_with_the_cpu():
    on_cpu, on_gpu = network(), network()
    first = training.fit(on_cpu, blobs(), blobs(9), epochs=3)
    second = training.fit(on_gpu, blobs(), blobs(9), epochs=3, device="cuda")
    assert next(on_gpu.parameters()).is_cuda
    assert first["validation_loss"] == pytest.approx(second["validation_loss"], rel=1e-3)


def test_an_autoencoder_reconstructs_its_input():
    X = blobs().X
    model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 3))
    history = training.fit(model, Split(X, X), Split(X, X), loss=F.mse_loss, epochs=20)
    assert history["validation_loss"][-1] < history["validation_loss"][0]


def test_a_model_may_return_several_tensors():
    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(3, 3)

        def forward(self, X: Tensor) -> tuple[Tensor, Tensor]:
            return self.layer(X), X

    history = training.fit(
        Two(),
        blobs(),
        loss=lambda outputs, y: F.cross_entropy(outputs[0], y),
        metrics={"accuracy": lambda outputs, y: metrics.accuracy(outputs[0], y)},
        epochs=1,
    )
    assert 0 <= history.epochs[0]["accuracy"] <= 1


def test_ctrl_c_returns_the_history_so_far(capsys):
    def interrupt(history: training.History) -> None:
        if len(history.epochs) == 2:
            raise KeyboardInterrupt

    model = network().eval()
    history = training.fit(model, blobs(), epochs=5, callback=interrupt)
    assert history.interrupted
    assert len(history.epochs) == 2
    assert not model.training
    assert "Interrupted: the history holds the 2 epochs that were finished." in capsys.readouterr().out


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_stops_with_the_place_and_the_usual_causes(value: float):
    split = blobs(10)
    split.X[3] = value
    with pytest.raises(FloatingPointError, match=r"in epoch 1, batch \d of 5\. .*learning rate.*not scaled.*log\(0\)"):
        training.fit(network(), split, batch_size=2)


def test_the_batch_named_is_the_first_that_was_not_finite():
    calls = []

    def loss(y_hat: Tensor, y: Tensor) -> Tensor:
        calls.append(None)
        return F.cross_entropy(y_hat, y) * (math.nan if len(calls) == 7 else 1.0)

    with pytest.raises(FloatingPointError, match=r"became nan in epoch 2, batch 3 of 4\."):
        training.fit(network(), blobs(8), loss=loss, batch_size=2, epochs=3)


def floats(split: Split) -> Split:
    return Split(split.X, split.y.float())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"batch_size": 0}, "batch_size is 0; it must be at least 1"),
        ({"epochs": 0}, "epochs is 0; it must be at least 1"),
        ({"patience": 0, "validation": blobs()}, "patience is 0; it must be at least 1"),
        ({"patience": 2}, "pass a validation split"),
        ({"restore_best": True}, "pass a validation split"),
        ({"train": Split(torch.zeros(0, 3), torch.zeros(0))}, "the train split is empty"),
        ({"validation": Split(torch.zeros(0, 3), torch.zeros(0))}, "the validation split is empty"),
        ({"train": floats(blobs())}, r"the train split's y is \(90,\) float32.*write y\.long\(\)"),
        ({"train": Split(blobs().X, blobs().y + 1)}, "class numbers run from 0"),
        ({"train": Split(torch.zeros(5, 4), torch.zeros(5).long())}, r"X \(5, 4\) float32 and y \(5,\) int64 failed"),
        ({"loss": nn.CrossEntropyLoss(reduction="none")}, "the loss must be one number"),
        ({"loss": lambda y_hat, y: F.cross_entropy(y_hat.detach(), y)}, "no parameter that is trained"),
        ({"optimizer": torch.optim.SGD(nn.Linear(1, 1).parameters())}, "build it again, after the model"),
    ],
)
def test_bad_input_gets_one_clear_line(arguments: dict, message: str):
    with pytest.raises(ValueError, match=message) as caught:
        training.fit(**({"model": network(), "train": blobs()} | arguments))
    assert len(str(caught.value).splitlines()) == 1


def test_one_output_against_a_flat_target_is_an_error_instead_of_a_silent_broadcast():
    with pytest.raises(ValueError, match="give both the same shape"):
        training.fit(network(outputs=1), floats(blobs()), loss=F.mse_loss)


def squared_error(y_hat: Tensor, y: Tensor) -> Tensor:
    return ((y_hat - y) ** 2).mean()


def poisson(y_hat: Tensor, y: Tensor) -> Tensor:
    return F.poisson_nll_loss(y_hat, y)


def unit_gaussian(y_hat: Tensor, y: Tensor) -> Tensor:
    return F.gaussian_nll_loss(y_hat, y, torch.ones_like(y))


@pytest.mark.parametrize("loss", [squared_error, poisson, unit_gaussian, F.huber_loss, nn.MSELoss()])
@pytest.mark.parametrize(("outputs", "target"), [((1,), ()), ((), (1,)), ((3,), (1,)), ((1, 4), (4,))])
def test_float_targets_are_compared_in_shape_whatever_the_loss(loss, outputs, target):
    """Each pair broadcasts for a batch of any size, and none for the same reason."""
    model = nn.Sequential(nn.Linear(3, math.prod(outputs)), nn.Unflatten(1, outputs) if outputs else nn.Flatten(0))
    split = Split(torch.zeros(9, 3), torch.zeros(9, *target))
    for measure in (lambda: training.fit(model, split, loss=loss), lambda: training.evaluate(model, split, loss=loss)):
        with pytest.raises(ValueError, match=r"outputs \(9.*targets \(9.*give both the same shape") as caught:
            measure()
        assert type(caught.value) is ValueError
        assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("batch_size", [1, 2, 5])
def test_a_mean_and_a_variance_for_each_target_are_the_loss_s_own_affair(batch_size: int):
    def gaussian(y_hat: Tensor, y: Tensor) -> Tensor:
        return F.gaussian_nll_loss(y_hat[:, 0], y, y_hat[:, 1].exp())

    history = training.fit(network(outputs=2), floats(blobs(9)), loss=gaussian, batch_size=batch_size, epochs=2)
    assert len(history.epochs) == 2


class Doubling(torch.optim.SGD):
    """Like L-BFGS, it wants the loss computed anew."""

    def step(self, closure):
        closure()
        return super().step(closure)


def normed() -> nn.Module:
    return network(nn.BatchNorm1d(8))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"model": normed(), "train": blobs(65)}, r"X \(1, 3\) .*batch norm .* one sample: choose a batch_size"),
        ({"train": Split(blobs().X.numpy(), blobs().y)}, r"train split's X is of type ndarray.*torch\.as_tensor\(X\)"),
        ({"validation": Split(blobs().X, blobs().y.numpy())}, r"validation split's y is of type ndarray.*\.long\(\)"),
        ({"train": Split(blobs().X.tolist(), blobs().y)}, "train split's X is of type list"),
        (
            {"train": torch.utils.data.DataLoader(blobs().X)},
            r"are of type DataLoader, .* pass Split\(X, y\), and batch_size",
        ),
        ({"train": (blobs().X, blobs().y)}, r"are of type tuple, .* pass Split\(X, y\)"),
        ({"train": data.iris()}, r"are of type Dataset, .* pass its part \.train or \.test"),
        ({"schedule": torch.optim.lr_scheduler.ReduceLROnPlateau}, "ReduceLROnPlateau waits for a validation loss"),
        ({"schedule": lambda optimizer: optimizer}, "returned an object of type AdamW, not a scheduler"),
        ({"schedule": 3}, "schedule is of type int, not a function"),
        ({"optimizer": torch.optim.LBFGS}, r"the class LBFGS, .* write LBFGS\(model\.parameters\(\)\)"),
        (
            {"metrics": {"right": lambda y_hat, y: (y_hat.argmax(1) == y).float()}},
            r"'right' gives \(64,\) numbers.*mean",
        ),
        ({"metrics": {"right": lambda y_hat, y: None}}, "'right' gives nothing: does it end with return"),
        ({"metrics": {"right": lambda y_hat, y: "all"}}, "'right' gives an object of type str, not a number"),
        ({"metrics": {"loss": metrics.accuracy}}, "cannot be called 'loss'"),
        ({"metrics": metrics.accuracy}, "metrics have names"),
        ({"loss": lambda y_hat, y: None}, "the loss gives an object of type NoneType, not a tensor"),
        ({"train": Split(blobs().X.double(), blobs().y)}, r"one type: write X\.float\(\)"),
    ],
)
def test_ordinary_mistakes_get_one_true_line(arguments: dict, message: str):
    with pytest.raises((ValueError, TypeError), match=message) as caught:
        training.fit(**({"model": network(), "train": blobs()} | arguments))
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("kind", [torch.optim.LBFGS, Doubling])
def test_an_optimizer_that_computes_the_loss_itself_is_refused(kind):
    model = network()
    with pytest.raises(ValueError, match=rf"{kind.__name__} computes the loss several times a step"):
        training.fit(model, blobs(), optimizer=kind(model.parameters()))


def test_evaluate_refuses_a_loss_for_each_sample():
    with pytest.raises(ValueError, match=r"the loss gives \(90,\) numbers for a batch"):
        training.evaluate(network(), blobs(), loss=nn.CrossEntropyLoss(reduction="none"))


def test_evaluate_refuses_what_it_cannot_measure():
    with pytest.raises(ValueError, match="batch_size is 0"):
        training.evaluate(network(), blobs(), batch_size=0)
    with pytest.raises(ValueError, match="the evaluated split is empty"):
        training.evaluate(network(), Split(torch.zeros(0, 3), torch.zeros(0).long()))


def test_seed_everything_repeats_every_generator():
    def draw() -> list[float]:
        import random

        generator = training.seed_everything(3)
        return [random.random(), np.random.rand(), torch.rand(()).item(), torch.rand((), generator=generator).item()]

    assert draw() == draw()


@pytest.mark.parametrize(
    ("cuda", "mps", "expected"), [(True, True, "cuda"), (False, True, "mps"), (False, False, "cpu")]
)
def test_pick_device_prefers_cuda_then_mps_then_cpu(monkeypatch, cuda: bool, mps: bool, expected: str):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert training.pick_device() == torch.device(expected)
    assert training.pick_device("cpu") == torch.device("cpu")


def test_pick_device_says_when_a_gpu_is_missing(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match="PyTorch sees no cuda device here"):
        training.pick_device("cuda")
