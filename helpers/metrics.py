"""Measures of a classifier shared by several lectures: tensors in, tensors out, over scikit-learn where it has them."""

import torch
from sklearn import metrics as sklearn_metrics
from torch import Tensor


def predicted_classes(logits: Tensor) -> Tensor:
    """Return the class numbers, (n,) int64, that a model's outputs stand for.

    ``logits`` is (n, classes): the largest wins. With one output for two classes, (n,) or (n, 1), it is class 1 where
    the logit is positive, which is where its sigmoid exceeds one half.
    """
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    if logits.ndim <= 2:
        return (logits.flatten() > 0).long()
    raise ValueError(f"logits has shape {tuple(logits.shape)}; it must be (n, classes), (n, 1) or (n,)")


def accuracy(logits: Tensor, y: Tensor) -> Tensor:
    """Return the fraction of samples classified right, a tensor () on the device of ``logits``.

    ``logits`` is as in `predicted_classes`, ``y`` holds (n,) class numbers. It stays a tensor, and is computed by
    PyTorch rather than scikit-learn, so that measuring every batch does not make a GPU wait; ``float(...)`` reads it.
    Raises ValueError if the number of rows differs: comparing (n, 1) with (n,) would silently give (n, n).
    """
    return _paired(predicted_classes(logits), y).eq(y).float().mean()


def confusion_matrix(logits: Tensor, y: Tensor) -> Tensor:
    """Return the (classes, classes) int64 matrix that counts samples of true class (row) predicted as (column).

    ``logits`` and ``y`` are as in `accuracy`. The counts sum to n. Raises ValueError if the number of rows differs, or
    if ``y`` holds what is no class number: such a sample would be counted nowhere.
    """
    predicted = _paired(predicted_classes(logits), y)
    classes = max(2, logits.shape[1] if logits.ndim == 2 else 2)
    strange = y[(y != y.long()) | (y < 0) | (y >= classes)]
    if len(strange):
        raise ValueError(
            f"y holds {strange[0].item()}, but the class numbers of these logits run from 0 to {classes - 1}"
        )
    counts = sklearn_metrics.confusion_matrix(y.long().cpu().numpy(), predicted.cpu().numpy(), labels=range(classes))
    return torch.from_numpy(counts)


def _paired(predicted: Tensor, y: Tensor) -> Tensor:
    if predicted.shape != y.shape:
        raise ValueError(
            f"{len(predicted)} predictions cannot be compared with y of shape {tuple(y.shape)}; make it (n,)"
        )
    return predicted
