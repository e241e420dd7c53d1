"""What `helpers.training` refuses, and the one line that says what it is, where it is and how to mend it."""

import contextlib
import inspect
import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

from helpers.data import Split

Loss = Callable[[Any, Tensor], Tensor]
Metric = Callable[[Any, Tensor], Tensor | float]


class ExplainedError(Exception):
    """An error of a batch whose message says all there is to say; people see it as a ValueError (`explained`)."""


@dataclass
class Batches:
    """The samples of a split in the order they lie, in pieces; it remembers ``latest``, which an error is about.

    Iterating gives pairs X (batch, ...) and y (batch, ...), the last possibly smaller: views, no copies.
    """

    X: Tensor
    y: Tensor
    size: int
    latest: tuple[Tensor, Tensor] | None = None

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        for pair in zip(self.X.split(self.size), self.y.split(self.size), strict=True):
            self.latest = pair
            yield pair


def check_settings(epochs: int, batch_size: int, patience: int | None, restore_best: bool, validated: bool) -> None:
    """Raise ValueError if a number is below 1, or what watches the validation loss has none to watch."""
    for name, value in {"epochs": epochs, "batch_size": batch_size, "patience": patience}.items():
        if value is not None and value < 1:
            raise ValueError(f"{name} is {value}; it must be at least 1")
    if not validated and (restore_best or patience is not None):
        raise ValueError("patience and restore_best watch the validation loss: pass a validation split to fit")


def checked_metrics(metrics: Mapping[str, Metric] | None) -> Mapping[str, Metric]:
    """Return ``metrics``, none of them for None; raise TypeError or ValueError if the history could not name them."""
    if metrics is None:
        return {}
    if not isinstance(metrics, Mapping):
        raise TypeError('metrics have names in the history: write metrics={"accuracy": metrics.accuracy}')
    for name in ("epoch", "loss"):
        if name in metrics:
            raise ValueError(f"a metric cannot be called {name!r}, which is a column of the history already")
    return metrics


def check_split(name: str, split: Split, loss: Loss) -> None:
    """Raise TypeError if ``split`` is something else, or not of tensors; ValueError if ``loss`` has no use for it."""
    if not isinstance(split, Split):
        mend = "its part .train or .test" if hasattr(split, "train") and hasattr(split, "test") else "Split(X, y)"
        raise TypeError(
            f"the {name} data are of type {type(split).__name__}, but batches are cut here from two tensors, a "
            f"helpers.data.Split: pass {mend}, and batch_size where it matters"
        )
    for part, value, whole in [("X", split.X, "torch.as_tensor(X)"), ("y", split.y, "torch.as_tensor(y)")]:
        if not isinstance(value, Tensor):
            raise TypeError(
                f"the {name} split's {part} is of type {type(value).__name__}, not a tensor: write {whole}, with "
                ".float() for inputs and for targets of a regression, with .long() for class numbers"
            )
    if len(split) == 0:
        raise ValueError(f"the {name} split is empty: it has no sample to compute a loss on")
    class_numbers_expected = loss is F.cross_entropy or isinstance(loss, nn.CrossEntropyLoss)
    if class_numbers_expected and split.y.ndim == 1 and split.y.dtype != torch.int64:
        raise ValueError(
            f"the {name} split's y is {_kind(split.y)}, but cross-entropy takes class numbers: "
            "write y.long() for classes, or pass loss=F.mse_loss for regression"
        )


def check_optimizer(optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
    """Raise TypeError if ``optimizer`` is a class, ValueError if it cannot train ``model`` by one gradient a batch."""
    if isinstance(optimizer, type):
        raise TypeError(
            f"optimizer is the class {optimizer.__name__}, not one made for this model: write "
            f"{optimizer.__name__}(model.parameters())"
        )
    held = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    if not any(id(parameter) in held for parameter in model.parameters()):
        raise ValueError("the optimizer holds no parameter of this model: build it again, after the model")
    closure = inspect.signature(type(optimizer).step).parameters.get("closure")
    if closure is not None and closure.default is inspect.Parameter.empty:
        raise ValueError(
            f"{type(optimizer).__name__} computes the loss several times a step, and fit computes it once a batch: "
            "write the loop by hand, with optimizer.step(closure), or use SGD or Adam here"
        )


def made_scheduler(
    schedule: Callable[[torch.optim.Optimizer], LRScheduler] | None, optimizer: torch.optim.Optimizer
) -> LRScheduler | None:
    """Return ``schedule(optimizer)``; raise ValueError if that cannot be stepped after every batch."""
    if schedule is None:
        return None
    if not callable(schedule):
        kind = type(schedule).__name__
        raise ValueError(
            f"schedule is of type {kind}, not a function that makes one: write lambda optimizer: {kind}(...)"
        )
    scheduler = schedule(optimizer)
    if isinstance(scheduler, ReduceLROnPlateau):
        raise ValueError(
            "ReduceLROnPlateau waits for a validation loss, and fit steps its schedule after every batch: use one "
            "that only counts, such as CosineAnnealingLR or OneCycleLR, or stop on a plateau with patience"
        )
    if not isinstance(scheduler, LRScheduler):
        kind = type(scheduler).__name__
        raise ValueError(
            f"schedule(optimizer) returned an object of type {kind}, not a scheduler of torch.optim.lr_scheduler"
        )
    return scheduler


def shapes_compared(loss: Loss) -> Loss:
    """Return ``loss``, but refusing a batch on which it would compare every output with every target.

    Broadcasting stretches outputs (n, 1) and float targets (n,) to (n, n) without a word, and a model trained on that
    learns nothing but the mean of its targets. Outputs that no elementwise loss could take, such as a mean and a
    variance (n, 2) for each target (n,), are the loss's own affair.
    """

    def compared(y_hat: object, y: Tensor) -> Tensor:
        if isinstance(y_hat, Tensor) and y.is_floating_point() and y_hat.shape != y.shape and _stretches(y_hat, y):
            raise ExplainedError(
                f"the model's outputs {tuple(y_hat.shape)} and the targets {tuple(y.shape)} of a batch differ in "
                "shape, and an elementwise loss would compare each with all: give both the same shape, for example "
                "with nn.Flatten(0) as the model's last layer"
            )
        value = loss(y_hat, y)
        if not isinstance(value, Tensor):
            raise ExplainedError(
                f"the loss gives an object of type {type(value).__name__}, not a tensor that holds one number"
            )
        return value

    return compared


def _stretches(y_hat: Tensor, y: Tensor) -> bool:
    """Whether broadcasting makes the shapes one for a batch of any size, not only where sizes happen to agree."""
    batch = -1  # like no other size
    output, target = (
        (batch, *tensor.shape[1:]) if tensor.shape[:1] == y.shape[:1] else tensor.shape for tensor in (y_hat, y)
    )
    return all(m == n or 1 in (m, n) for m, n in zip(reversed(output), reversed(target), strict=False))


def one_number(name: str, value: object) -> Tensor:
    """Return what the loss or a metric gave for a batch as a tensor (); raise ExplainedError if it is not one number.

    It stays on its device: reading it would make a GPU wait.
    """
    try:
        number = value.detach() if isinstance(value, Tensor) else torch.as_tensor(value)
    except (TypeError, ValueError, RuntimeError):
        kind = (
            "nothing: does it end with return?"
            if value is None
            else f"an object of type {type(value).__name__}, not a number"
        )
        raise ExplainedError(f"the {name} gives {kind}") from None
    if number.numel() != 1:
        raise ExplainedError(
            f"the {name} gives {tuple(number.shape)} numbers for a batch, but it must be one number, the mean over the "
            "batch: append .mean()"
        )
    return number.reshape(()) if number.ndim else number


NO_BEST_EPOCH = (
    "No epoch had a finite validation loss, so there was no best one to restore, and the last weights stay. Usual "
    "cause: the validation split holds NaN (X.isfinite().all() tells)."
)


def not_finite(losses: Sequence[float], epoch: int) -> str:
    """Return in which batch the loss ceased to be finite, and what usually makes it so."""
    batch, loss = next((n, loss) for n, loss in enumerate(losses, start=1) if not math.isfinite(loss))
    return (
        f"the loss became {loss} in epoch {epoch}, batch {batch} of {len(losses)}. Usual causes: the "
        "learning rate is too large (divide it by 10, or pass clip_norm=1.0); inputs or targets are not "
        "scaled, or hold NaN themselves (data.standardize, X.isfinite()); the loss takes log(0) or 0/0."
    )


# Fragments of PyTorch's messages, and what to do about each.
_HINTS = {
    "Using a target size": "give both the same shape, for example with nn.Flatten(0) as the model's last layer",
    "only for scalar outputs": "the loss must be one number: average it over the batch",
    "does not require grad": "no parameter that is trained takes part in the loss: unfreeze one, and do not detach",
    "out of bounds": "class numbers run from 0 to one less than the model's number of outputs",
    "more than 1 value per channel": "batch norm has no spread to learn from in a batch of one sample: choose a "
    "batch_size that leaves no single sample at the end",
    "must have the same dtype": "inputs and weights must have one type: write X.float()",
}


@contextlib.contextmanager
def explained(batches: Batches) -> Iterator[None]:
    """Turn what PyTorch says of a batch it cannot use into one line with that batch's shapes and a remedy.

    Where PyTorch only warns that it broadcasts (n, 1) against (n,) to (n, n), this is an error too.
    """
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message="Using a target size", category=UserWarning)
            yield
    except ExplainedError as error:
        raise ValueError(str(error)) from error.__cause__
    except (RuntimeError, IndexError, ValueError, UserWarning) as error:
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        hint = next((f": {hint}" for fragment, hint in _HINTS.items() if fragment in reason), "")
        X, y = batches.latest or (batches.X, batches.y)
        raise ValueError(f"a batch of X {_kind(X)} and y {_kind(y)} failed{hint}. PyTorch says: {reason}") from error


def _kind(tensor: Tensor) -> str:
    return f"{tuple(tensor.shape)} {str(tensor.dtype).removeprefix('torch.')}"
