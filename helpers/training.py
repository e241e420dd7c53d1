"""Train a PyTorch model and watch it: the loop of lecture 10 with the safety rails that every later lecture wants.

Read `_train_epoch` first: it is the loop itself. `fit` repeats it, watches, and decides when to stop; `evaluate` is
the same loop without learning. What they refuse, and in which words, stands apart in `helpers/_checks.py`.
"""

import contextlib
import math
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.lr_scheduler import LRScheduler

from helpers import _checks
from helpers._checks import Batches, Loss, Metric
from helpers._progress import Bar, progress_bar
from helpers.data import Split


@dataclass
class History:
    """What `fit` saw: ``epochs`` holds one row for each finished epoch, ``interrupted`` tells whether Ctrl-C ended it.

    A row is a dictionary such as ``{"epoch": 1, "loss": 2.1, "accuracy": 0.3, "validation_loss": 1.9}``.
    """

    epochs: list[dict[str, float]] = field(default_factory=list)
    interrupted: bool = False

    def __getitem__(self, name: str) -> list[float]:
        """Return the column ``name``, one number for each epoch; raises KeyError that lists the columns there are."""
        if self.epochs and name not in self.epochs[0]:
            raise KeyError(f"the history has no column {name!r}; it has {', '.join(self.epochs[0])}")
        return [row[name] for row in self.epochs]

    @property
    def best_epoch(self) -> int | None:
        """The epoch (from 1) of the lowest validation loss, or training loss without validation; None before any.

        A loss that is NaN or infinite is never the lowest.
        """
        finite = [row for row in self.epochs if math.isfinite(_monitored(row))]
        return int(min(finite, key=_monitored)["epoch"]) if finite else None


def seed_everything(seed: int) -> torch.Generator:
    """Seed Python's, NumPy's and PyTorch's global generators and return a fresh CPU generator with the same seed.

    Results repeat exactly on one machine with one set of versions; PyTorch promises no more than that.
    """
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    return torch.Generator().manual_seed(seed)


def pick_device(prefer: str | None = None) -> torch.device:
    """Return the device ``prefer``, or without it the fastest one here: CUDA, then Apple's MPS, then the CPU.

    Raises ValueError if ``prefer`` asks for a GPU that PyTorch cannot see.
    """
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if prefer is None:
        return torch.device(next(kind for kind, usable in available.items() if usable))
    device = torch.device(prefer)
    if not available.get(device.type, True):
        raise ValueError(f"PyTorch sees no {device.type} device here; use pick_device() or pick_device('cpu')")
    return device


def fit(
    model: nn.Module,
    train: Split,
    validation: Split | None = None,
    *,
    loss: Loss = F.cross_entropy,
    optimizer: torch.optim.Optimizer | None = None,
    epochs: int = 10,
    batch_size: int = 64,
    metrics: Mapping[str, Metric] | None = None,
    schedule: Callable[[torch.optim.Optimizer], LRScheduler] | None = None,
    clip_norm: float | None = None,
    patience: int | None = None,
    restore_best: bool = False,
    mixed_precision: bool = False,
    device: str | torch.device | None = None,
    seed: int = 0,
    progress: bool = True,
    callback: Callable[[History], None] | None = None,
) -> History:
    """Train ``model`` in place on shuffled mini-batches of ``train`` and return its history.

    - ``loss(model(X), y)`` is a tensor holding one number, the mean over the batch. For an autoencoder, ``y`` is ``X``.
    - ``optimizer`` defaults to AdamW (Loshchilov and Hutter, 2019) with a learning rate of 0.001, all
      parameters updated in one call (``fused=True``), which on a small network takes a third off the time of a step.
    - ``metrics`` maps names to functions of ``(model(X), y)`` that are means over the batch, such as
      ``metrics.accuracy``. Training figures average the batches while the model was still learning; validation
      figures come from `evaluate` after the epoch.
    - ``schedule(optimizer)`` makes a learning-rate scheduler. It is stepped after every batch, not every epoch, so
      that warm-up is possible: count in batches, ``epochs * math.ceil(len(train) / batch_size)`` in all.
    - ``clip_norm`` scales the gradient down to this L2 norm where it is longer (Pascanu, Mikolov and Bengio, 2013).
    - ``patience`` stops after so many epochs in a row without a lower validation loss; ``restore_best`` ends with the
      weights of the best epoch.
    - ``mixed_precision`` runs the forward pass in bfloat16 (faster on CUDA GPUs from 2020 on). It has the range of
      float32, so gradients need no scaling as they would in float16.
    - ``device`` is where model and data are moved; by default the data go where the model already is.
    - ``seed`` fixes the order of the samples and the noise of dropout, and leaves the global generators untouched.
    - ``callback(history)`` is called after every epoch.

    Modules whose parameters are all frozen (``requires_grad=False``) stay in evaluation mode, so their batch norm and
    dropout are frozen too. The mode of every module is as before when `fit` returns. Ctrl-C ends the training and
    returns the history of the finished epochs.

    A validation loss that is NaN or infinite never counts as lower, let alone as the best.

    Raises TypeError for data that are no `Split` of tensors, ValueError for other input that cannot be trained on (a
    batch whose outputs would silently be broadcast against float targets included), FloatingPointError if the
    training loss becomes NaN or infinite.
    """
    _checks.check_settings(epochs, batch_size, patience, restore_best, validated=validation is not None)
    device = _place(model, device)
    train = _ready("train", train, loss, device)
    validation = None if validation is None else _ready("validation", validation, loss, device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True) if optimizer is None else optimizer
    _checks.check_optimizer(optimizer, model)
    scheduler = _checks.made_scheduler(schedule, optimizer)
    precision = _precision(device, mixed_precision)
    metrics = _checks.checked_metrics(metrics)
    recipe = _Recipe(model, _checks.shapes_compared(loss), optimizer, scheduler, clip_norm, precision, metrics)
    history, best_weights = History(), None
    with (
        _modes_restored(model),
        _seeded(seed, device) as generator,
        progress_bar(progress, epochs * math.ceil(len(train) / batch_size)) as bar,
        _ended_by_ctrl_c(history),
    ):
        for epoch in range(1, epochs + 1):
            order = torch.randperm(len(train), generator=generator).to(device)  # (n,), another one every epoch
            tally = _train_epoch(recipe, Batches(train.X[order], train.y[order], batch_size), bar)
            row: dict[str, float] = {"epoch": epoch, **tally.means()}
            if not math.isfinite(row["loss"]):
                raise FloatingPointError(_checks.not_finite(tally.columns["loss"], epoch))
            if validation is not None:
                scores = evaluate(model, validation, loss=loss, metrics=metrics)
                row |= {f"validation_{name}": value for name, value in scores.items()}
            history.epochs.append(row)
            if restore_best and history.best_epoch == epoch:
                best_weights = {name: value.clone() for name, value in model.state_dict().items()}
            bar.set_postfix_str(_in_words(row, epochs), refresh=False)
            if callback is not None:
                callback(history)
            if patience is not None and epoch - (history.best_epoch or 0) >= patience:
                break
    if best_weights is not None:
        model.load_state_dict(best_weights)
    elif restore_best and history.epochs:
        print(_checks.NO_BEST_EPOCH)  # noqa: T201
    return history


@dataclass(frozen=True)
class _Recipe:
    """How a batch is learned from: what `fit` was asked for, in one hand."""

    model: nn.Module
    loss: Loss
    optimizer: torch.optim.Optimizer
    scheduler: LRScheduler | None
    clip_norm: float | None
    precision: contextlib.AbstractContextManager[Any]
    metrics: Mapping[str, Metric]


def _train_epoch(recipe: _Recipe, batches: Batches, bar: Bar) -> "_Tally":
    """Go once through the batches and learn from every one; return what was measured on the way."""
    model, optimizer = recipe.model, recipe.optimizer
    tally = _Tally(recipe.metrics)
    _train_mode(model)
    with _checks.explained(batches):
        for X, y in batches:  # (batch, ...), (batch, ...)
            optimizer.zero_grad()  # gradients add up otherwise
            with recipe.precision:
                y_hat = model(X)  # (batch, ...)
                loss = recipe.loss(y_hat, y)  # (), the mean over the batch
            loss.backward()  # gives every parameter a gradient of its own shape
            if recipe.clip_norm is not None:
                nn.utils.clip_grad_norm_(model.parameters(), recipe.clip_norm)
            optimizer.step()
            if recipe.scheduler is not None:
                recipe.scheduler.step()
            tally.add(loss, y_hat, y)
            bar.update()
    return tally


def evaluate(
    model: nn.Module,
    split: Split,
    *,
    loss: Loss = F.cross_entropy,
    metrics: Mapping[str, Metric] | None = None,
    batch_size: int = 1024,
    device: str | torch.device | None = None,
) -> dict[str, float]:
    """Return ``{"loss": ...}`` and the ``metrics`` of ``model`` on ``split``, without gradients, in evaluation mode.

    Each is the mean over batches weighted by their size: exact for a loss or metric that is itself a mean over
    samples. Compute others (area under a curve, F1) from the predictions for the whole split at once. ``loss``,
    ``metrics`` and ``device`` are as in `fit`; the mode of every module is as before afterwards.

    Raises TypeError and ValueError as `fit` does.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}; a batch needs at least 1 sample")
    split = _ready("evaluated", split, loss, _place(model, device))
    loss = _checks.shapes_compared(loss)
    tally = _Tally(_checks.checked_metrics(metrics))
    batches = Batches(split.X, split.y, batch_size)
    with _modes_restored(model), torch.no_grad(), _checks.explained(batches):
        model.eval()
        for X, y in batches:  # (batch, ...), (batch, ...)
            y_hat = model(X)  # (batch, ...)
            tally.add(loss(y_hat, y), y_hat, y)
    return tally.means()


class _Tally:
    """The loss and the metrics of every batch of an epoch, which stay on the device: reading one makes a GPU wait."""

    def __init__(self, metrics: Mapping[str, Metric]) -> None:
        self.metrics = metrics
        self.sizes: list[int] = []
        self.measured: dict[str, list[Tensor]] = {name: [] for name in ("loss", *metrics)}

    def add(self, loss: Tensor, y_hat: object, y: Tensor) -> None:
        self.sizes.append(len(y))
        self.measured["loss"].append(_checks.one_number("loss", loss))
        if self.metrics:
            with torch.no_grad():
                for name, metric in self.metrics.items():
                    self.measured[name].append(_checks.one_number(f"metric {name!r}", metric(y_hat, y)))

    @property
    def columns(self) -> dict[str, list[float]]:
        """Each name's numbers, read at once: one wait for a GPU instead of one for each batch."""
        return {name: torch.stack(values).tolist() for name, values in self.measured.items()}

    def means(self) -> dict[str, float]:
        """Average each column over samples, so that a small last batch counts by its size."""
        return {
            name: math.fsum(size * value for size, value in zip(self.sizes, column, strict=True)) / sum(self.sizes)
            for name, column in self.columns.items()
        }


def _monitored(row: Mapping[str, float]) -> float:
    return row.get("validation_loss", row["loss"])


def _in_words(row: Mapping[str, float], epochs: int) -> str:
    figures = ", ".join(f"{name} {value:.4g}" for name, value in row.items() if name != "epoch")
    return f"epoch {row['epoch']:.0f} of {epochs}: {figures}"


@contextlib.contextmanager
def _ended_by_ctrl_c(history: History) -> Iterator[None]:
    """Let Ctrl-C end the block and not the program, and write it into the history."""
    try:
        yield
    except KeyboardInterrupt:
        history.interrupted = True
        print(f"Interrupted: the history holds the {len(history.epochs)} epochs that were finished.")  # noqa: T201


def _precision(device: torch.device, mixed: bool) -> contextlib.AbstractContextManager[Any]:
    return torch.autocast(device.type, torch.bfloat16) if mixed else contextlib.nullcontext()


def _train_mode(model: nn.Module) -> None:
    """Put ``model`` in training mode, except for modules that are frozen as a whole."""
    model.train()
    for module in model.modules():
        parameters = list(module.parameters())
        if parameters and not any(parameter.requires_grad for parameter in parameters):
            module.eval()


@contextlib.contextmanager
def _modes_restored(model: nn.Module) -> Iterator[None]:
    modes = [(module, module.training) for module in model.modules()]
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training


@contextlib.contextmanager
def _seeded(seed: int, device: torch.device) -> Iterator[torch.Generator]:
    """Seed PyTorch inside the block only, and yield a CPU generator with the same seed for the order of samples."""
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(seed)
        yield torch.Generator().manual_seed(seed)


def _place(model: nn.Module, device: str | torch.device | None) -> torch.device:
    """Move ``model`` to ``device`` and return it; without one, return where the model is."""
    if device is None:
        return next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
    model.to(device)
    return torch.device(device)


def _ready(name: str, split: Split, loss: Loss, device: torch.device) -> Split:
    """Return ``split`` on ``device`` if ``loss`` can be computed on it."""
    _checks.check_split(name, split, loss)
    return split.to(device)
