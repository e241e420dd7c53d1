"""Measures shared by several lectures: of a classifier, over scikit-learn where it has them, and of generated pictures.

What judges a generator takes logits or features of `helpers.judge.judge`, and comes with a standard error, since it is
measured on a few samples of many: the jackknife that leaves out one of ``parts`` random parts at a time (Efron and
Stein, 1981, The Jackknife Estimate of Variance). It takes the samples as drawn independently, so that it is too small
for pictures that are repeated.
"""

import math
from collections.abc import Callable

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


def inception_score(logits: Tensor, parts: int = 10) -> tuple[float, float]:
    """Return the inception score of the pictures that gave ``logits`` (n, classes), and its standard error.

    It is exp(mean over x of KL(p(y|x) || p(y))), where p(y|x) is the classifier's softmax and p(y) its mean over all n
    pictures: 1 where all pictures look alike to the classifier, ``classes`` where it is sure of each and all classes
    are equally frequent. Salimans et al. (2016), Improved Techniques for Training GANs; they average the scores of ten
    parts instead, which for few samples is lower.

    It misses everything inside a class: one picture of each class, repeated, scores the most there is. It never looks
    at the data, so that copies of the training set score as well as new pictures, and any noise that the classifier is
    sure of counts as a picture.

    Raises:
        ValueError: if ``logits`` is not (n, classes) of finite numbers, or ``parts`` is not from 2 to n.
    """
    _check_rows("logits", logits, parts)
    log_p = logits.double().log_softmax(dim=1)  # (n, classes)
    return _jackknife(_score, log_p, parts)


def _score(log_p: Tensor) -> float:
    log_marginal = log_p.logsumexp(dim=0) - math.log(len(log_p))  # (classes,)
    return float((log_p.exp() * (log_p - log_marginal)).sum(dim=1).mean().exp())


def frechet_distance(features: Tensor, others: Tensor, parts: int = 10) -> tuple[float, float]:
    """Return the squared Frechet distance of two sets of features, (n, d) and (m, d), and its standard error.

    It is ||mu1 - mu2||^2 + trace(C1 + C2 - 2 (C1 C2)^(1/2)): the distance of the two normal distributions that have
    the sets' means and covariances (divided by n - 1 and m - 1). On Inception-v3's features it is called FID. Heusel et
    al. (2017), GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium.

    It misses all but means and covariances, so that sets of quite another shape can have a distance of 0, and what the
    features do not show. Copies of the training set score well. It is too large for few samples, the more so the fewer
    (Chong and Forsyth, 2020): compare at equal n only, and with the distance of two sets of real data.

    Raises:
        ValueError: if the two are not (n, d) and (m, d) of finite numbers with n and m at least 4, or ``parts`` is not
            from 2 to n and to m.
    """
    _check_rows("features", features, parts)
    _check_rows("others", others, parts)
    if min(len(features), len(others)) < 4:
        raise ValueError(
            f"{len(features)} features and {len(others)} others give no covariance: take four or more of each"
        )
    if features.shape[1] != others.shape[1]:
        raise ValueError(
            f"features have {features.shape[1]} columns and others {others.shape[1]}: take both of one judge"
        )
    a, b = features.double(), others.double()
    distance, error = _jackknife(lambda rows: _frechet(rows, b), a, parts)
    _, error_of_others = _jackknife(lambda rows: _frechet(a, rows), b, parts)
    return distance, math.hypot(error, error_of_others)


def _frechet(a: Tensor, b: Tensor) -> float:
    """Return the distance of (n, d) and (m, d); the root of C1 C2 has the trace of the root of C1^(1/2) C2 C1^(1/2)."""
    values, vectors = torch.linalg.eigh(_covariance(a))  # (d,), (d, d)
    root = vectors * values.clamp(min=0).sqrt() @ vectors.T  # (d, d), symmetric
    cross = torch.linalg.eigvalsh(root @ _covariance(b) @ root).clamp(min=0).sqrt().sum()
    means = (a.mean(dim=0) - b.mean(dim=0)).square().sum()
    return float(means + a.var(dim=0).sum() + b.var(dim=0).sum() - 2 * cross)


def _covariance(rows: Tensor) -> Tensor:
    """Return the (d, d) covariance of rows (n, d), also where d is 1."""
    return rows.T.cov().reshape(rows.shape[1], rows.shape[1])


def nearest_distances(samples: Tensor, data: Tensor) -> Tensor:
    """Return each sample's Euclidean distance to the nearest row of ``data``, (n,) float64: 0 is a copy.

    ``samples`` is (n, ...) and ``data`` (m, ...), pictures or features; what is behind the first axis is flattened. A
    generator copies if its samples lie nearer to the training data than fresh real data do, so compare with the
    distances of a test split.

    It misses all that moves pixels: a copy shifted by one pixel is far away. It says nothing of quality either: a gray
    mean of the data is near to many of them, and noise, near to none, passes for new.

    Raises:
        ValueError: if the shapes behind the first axis differ or are (), ``data`` has no row, or a number is NaN or
            infinite.
    """
    if samples.ndim < 2 or samples.shape[1:] != data.shape[1:] or not len(data):
        raise ValueError(
            f"samples of shape {tuple(samples.shape)} have no neighbors in data of shape {tuple(data.shape)}: give the "
            "same shape behind the first axis, and one row of data at least"
        )
    if not bool(samples.isfinite().all() and data.isfinite().all()):
        raise ValueError("samples or data hold NaN or infinity: look at the pictures they come from")
    # The faster way by way of matrix products rounds so that a copy is not at 0.
    exact = "donot_use_mm_for_euclid_dist"
    rows, others = samples.flatten(1).double(), data.flatten(1).double()
    pieces = [torch.cdist(piece, others, compute_mode=exact) for piece in rows.split(500)]
    return torch.cat([piece.amin(dim=1) for piece in pieces])


def _jackknife(measure: Callable[[Tensor], float], rows: Tensor, parts: int) -> tuple[float, float]:
    """Return ``measure(rows)`` and the jackknife's estimate of its standard error, from rows (n, ...) in any order."""
    shuffled = rows[torch.randperm(len(rows), generator=torch.Generator().manual_seed(0)).to(rows.device)]
    pieces = shuffled.tensor_split(parts)
    without = torch.tensor([measure(torch.cat(pieces[:i] + pieces[i + 1 :])) for i in range(parts)])
    return measure(rows), float(math.sqrt(parts - 1) * without.double().std(correction=0))


def _check_rows(name: str, rows: Tensor, parts: int) -> None:
    if rows.ndim != 2:
        raise ValueError(f"{name} has shape {tuple(rows.shape)}: give one row per picture, (n, columns)")
    if not 2 <= parts <= len(rows):
        raise ValueError(f"parts is {parts}: choose 2 to {len(rows)}, the number of rows of {name}")
    if not bool(rows.isfinite().all()):
        raise ValueError(f"{name} holds NaN or infinity: look at the pictures it comes from")


def _paired(predicted: Tensor, y: Tensor) -> Tensor:
    if predicted.shape != y.shape:
        raise ValueError(
            f"{len(predicted)} predictions cannot be compared with y of shape {tuple(y.shape)}; make it (n,)"
        )
    return predicted
