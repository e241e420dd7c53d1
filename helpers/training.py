"""Train a PyTorch model and watch it: the loop of lecture 10 with the safety rails that every later lecture wants.

Read `_train_epoch` first: it is the loop itself. `fit` repeats it and decides when to stop; `evaluate` is the same
loop without learning.
"""

import contextlib
import math
import random
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.lr_scheduler import LRScheduler

from helpers._progress import Bar, progress_bar
from helpers.data import Split

Loss = Callable[[Any, Tensor], Tensor]
Metric = Callable[[Any, Tensor], Tensor | float]
Measured = tuple[int, list[Tensor | float]]  # a batch's size; its loss and metrics


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
        """The epoch (from 1) of the lowest validation loss, or training loss without validation; None before any."""
        best = min(self.epochs, key=_monitored, default=None)
        return None if best is None else int(best["epoch"])


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

    Raises ValueError for input that cannot be trained on, FloatingPointError if the loss becomes NaN or infinite.
    """
    _check_settings(epochs, batch_size, patience, restore_best, validated=validation is not None)
    device = _place(model, device)
    train = _ready("train", train, loss, device)
    validation = None if validation is None else _ready("validation", validation, loss, device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True) if optimizer is None else optimizer
    _check_optimizer(optimizer, model)
    scheduler = None if schedule is None else schedule(optimizer)
    precision: contextlib.AbstractContextManager[Any] = (
        torch.autocast(device.type, torch.bfloat16) if mixed_precision else contextlib.nullcontext()
    )
    batches = math.ceil(len(train) / batch_size)
    with _modes_restored(model), _seeded(seed, device) as generator, progress_bar(progress, epochs * batches) as bar:

        def one_epoch(epoch: int) -> dict[str, float]:
            order = torch.randperm(len(train), generator=generator).to(device)
            tally = _train_epoch(
                model, train, order, loss, optimizer, batch_size, metrics or {}, scheduler, clip_norm, precision, bar
            )
            row = _weighted_means(tally, metrics or {})
            if not math.isfinite(row["loss"]):
                raise FloatingPointError(_not_finite(tally, epoch))
            if validation is not None:
                scores = evaluate(model, validation, loss=loss, metrics=metrics)
                row |= {f"validation_{name}": value for name, value in scores.items()}
            return row

        def report(history: History) -> None:
            bar.set_postfix_str(_in_words(history.epochs[-1], epochs), refresh=False)
            if callback is not None:
                callback(history)

        return _repeat(one_epoch, model, epochs, patience, restore_best, report)


def _train_epoch(
    model: nn.Module,
    train: Split,
    order: Tensor,
    loss: Loss,
    optimizer: torch.optim.Optimizer,
    batch_size: int,
    metrics: Mapping[str, Metric],
    scheduler: LRScheduler | None,
    clip_norm: float | None,
    precision: contextlib.AbstractContextManager[Any],
    bar: Bar,
) -> list[Measured]:
    """Go once through ``train`` in the given ``order`` and learn from every batch; return each batch's figures."""
    _train_mode(model)
    tally = []
    with _explained(train, batch_size):
        for X, y in _batches(train.X[order], train.y[order], batch_size):
            tally.append(_step(model, X, y, loss, optimizer, metrics, clip_norm, precision))
            if scheduler is not None:
                scheduler.step()
            bar.update()
    return tally


def _step(
    model: nn.Module,
    X: Tensor,
    y: Tensor,
    loss: Loss,
    optimizer: torch.optim.Optimizer,
    metrics: Mapping[str, Metric],
    clip_norm: float | None,
    precision: contextlib.AbstractContextManager[Any],
) -> Measured:
    """Learn from one batch and return its figures. Its graph is freed before the next batch needs the memory."""
    optimizer.zero_grad()
    with precision:
        y_hat = model(X)  # (batch, ...)
        batch_loss = loss(y_hat, y)  # ()
    batch_loss.backward()
    if clip_norm is not None:
        nn.utils.clip_grad_norm_(model.parameters(), clip_norm)
    optimizer.step()
    return _measure(batch_loss, y_hat, y, metrics)


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

    Raises ValueError for a split that cannot be evaluated.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}; a batch needs at least 1 sample")
    device = _place(model, device)
    split = _ready("evaluated", split, loss, device)
    with _modes_restored(model), torch.no_grad(), _explained(split, batch_size):
        model.eval()
        tally = []
        for X, y in _batches(split.X, split.y, batch_size):
            y_hat = model(X)  # (batch, ...)
            tally.append(_measure(loss(y_hat, y), y_hat, y, metrics or {}))
    return _weighted_means(tally, metrics or {})


def _batches(X: Tensor, y: Tensor, batch_size: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Cut ``X`` and ``y`` into pairs of ``batch_size`` samples, the last possibly smaller: views, no copies."""
    return zip(X.split(batch_size), y.split(batch_size), strict=True)


def _measure(loss: Tensor, y_hat: Tensor, y: Tensor, metrics: Mapping[str, Metric]) -> Measured:
    """Return the batch's size and its loss and metrics, left on the device: reading them would wait for a GPU."""
    if not metrics:
        return len(y), [loss.detach()]
    with torch.no_grad():
        return len(y), [loss.detach(), *(metric(y_hat, y) for metric in metrics.values())]


def _weighted_means(tally: Sequence[Measured], metrics: Mapping[str, Metric]) -> dict[str, float]:
    """Average each column of ``tally`` over samples, so that a small last batch counts by its size."""
    sizes = [size for size, _ in tally]
    columns = zip(*(values for _, values in tally), strict=True)
    names = ("loss", *metrics)
    return {
        name: math.fsum(size * value for size, value in zip(sizes, _numbers(column), strict=True)) / sum(sizes)
        for name, column in zip(names, columns, strict=True)
    }


def _numbers(values: Sequence[Tensor | float]) -> list[float]:
    """Read many tensors () at once: one wait for a GPU instead of one for each."""
    return torch.stack([torch.as_tensor(value) for value in values]).tolist()


def _repeat(
    one_epoch: Callable[[int], dict[str, float]],
    model: nn.Module,
    epochs: int,
    patience: int | None,
    restore_best: bool,
    report: Callable[[History], None],
) -> History:
    """Run ``one_epoch`` up to ``epochs`` times, until ``patience`` or the reader's (Ctrl-C) is at its end."""
    history = History()
    best_weights = None
    try:
        for epoch in range(1, epochs + 1):
            history.epochs.append({"epoch": epoch} | one_epoch(epoch))
            best_epoch = history.best_epoch or epoch
            if restore_best and best_epoch == epoch:
                best_weights = {name: value.clone() for name, value in model.state_dict().items()}
            report(history)
            if patience is not None and epoch - best_epoch >= patience:
                break
    except KeyboardInterrupt:
        history.interrupted = True
        print(f"Interrupted: the history holds the {len(history.epochs)} epochs that were finished.")  # noqa: T201
    if best_weights is not None:
        model.load_state_dict(best_weights)
    return history


def _monitored(row: Mapping[str, float]) -> float:
    return row.get("validation_loss", row["loss"])


def _in_words(row: Mapping[str, float], epochs: int) -> str:
    figures = ", ".join(f"{name} {value:.4g}" for name, value in row.items() if name != "epoch")
    return f"epoch {row['epoch']:.0f} of {epochs}: {figures}"


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


def _check_settings(epochs: int, batch_size: int, patience: int | None, restore_best: bool, validated: bool) -> None:
    for name, value in {"epochs": epochs, "batch_size": batch_size, "patience": patience}.items():
        if value is not None and value < 1:
            raise ValueError(f"{name} is {value}; it must be at least 1")
    if not validated and (restore_best or patience is not None):
        raise ValueError("patience and restore_best watch the validation loss: pass a validation split to fit")


def _ready(name: str, split: Split, loss: Loss, device: torch.device) -> Split:
    """Return ``split`` on ``device``; raise ValueError if ``loss`` cannot be computed on it."""
    if len(split) == 0:
        raise ValueError(f"the {name} split is empty: it has no sample to compute a loss on")
    class_numbers_expected = loss is F.cross_entropy or isinstance(loss, nn.CrossEntropyLoss)
    if class_numbers_expected and split.y.ndim == 1 and split.y.dtype != torch.int64:
        raise ValueError(
            f"the {name} split's y is {_kind(split.y)}, but cross-entropy takes class numbers: "
            "write y.long() for classes, or pass loss=F.mse_loss for regression"
        )
    return split.to(device)


def _check_optimizer(optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
    held = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    if not any(id(parameter) in held for parameter in model.parameters()):
        raise ValueError("the optimizer holds no parameter of this model: build it again, after the model")


def _not_finite(tally: Sequence[Measured], epoch: int) -> str:
    """Return in which batch the loss ceased to be finite, and what usually makes it so."""
    losses = _numbers([values[0] for _, values in tally])
    batch, loss = next((n, loss) for n, loss in enumerate(losses, start=1) if not math.isfinite(loss))
    return (
        f"the loss became {loss} in epoch {epoch}, batch {batch} of {len(tally)}. Usual causes: the "
        "learning rate is too large (divide it by 10, or pass clip_norm=1.0); inputs or targets are not "
        "scaled, or hold NaN themselves (data.standardize, X.isfinite()); the loss takes log(0) or 0/0."
    )


# Fragments of PyTorch's messages, and what to do about each.
_HINTS = {
    "Using a target size": "give both the same shape, for example with nn.Flatten(0) as the model's last layer",
    "only for scalar outputs": "the loss must be one number: average it over the batch",
    "does not require grad": "no parameter that is trained takes part in the loss: unfreeze one, and do not detach",
    "out of bounds": "class numbers run from 0 to one less than the model's number of outputs",
}


@contextlib.contextmanager
def _explained(split: Split, batch_size: int) -> Iterator[None]:
    """Turn what PyTorch says of a batch it cannot use into one line with the batch's shapes and a remedy.

    Broadcasting (n, 1) against (n,) to (n, n), which PyTorch only warns of, is an error: such a model learns nothing.
    """
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message="Using a target size", category=UserWarning)
            yield
    except (RuntimeError, IndexError, ValueError, UserWarning) as error:
        reason = str(error).strip().splitlines()[0]
        hint = next((f": {hint}" for fragment, hint in _HINTS.items() if fragment in reason), "")
        batch = f"X {_kind(split.X[:batch_size])} and y {_kind(split.y[:batch_size])}"
        raise ValueError(f"a batch of {batch} failed{hint}. PyTorch says: {reason}") from error


def _kind(tensor: Tensor) -> str:
    return f"{tuple(tensor.shape)} {str(tensor.dtype).removeprefix('torch.')}"
