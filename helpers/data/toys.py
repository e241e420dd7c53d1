"""Points in the plane, generated from a seed: small enough to see what a model does with them."""

import numpy as np
from numpy.typing import NDArray
from sklearn import datasets

from helpers.data.containers import Dataset, split_rows

_TEST_FRACTION = 0.25
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def blobs(count: int = 400, noise: float = 0.8, seed: int = 0, classes: int = 2) -> Dataset:
    """Return round clouds of points, one per class, whose centers sit evenly on a circle of radius 2.

    X is (n, 2), y in 0 ... classes - 1. ``noise`` is the standard deviation of each cloud.

    Raises:
        ValueError: if ``count`` is below 4 per class, ``noise`` is negative, or ``classes`` is below 2.
    """
    _check(count, noise, classes)
    angles = np.pi + 2 * np.pi * np.arange(classes) / classes
    centers = 2 * np.column_stack([np.cos(angles), np.sin(angles)])
    X, y = datasets.make_blobs(count, centers=centers, cluster_std=noise, random_state=seed)
    return _dataset("blobs", X, y, seed, f"{classes} Gaussian clouds with standard deviation {noise:g}.")


def moons(count: int = 400, noise: float = 0.15, seed: int = 0) -> Dataset:
    """Return two interleaved half circles of radius 1: X (n, 2), y in {0, 1}.

    ``noise`` is the standard deviation of the Gaussian noise on both coordinates.

    Raises:
        ValueError: if ``count`` is below 8 or ``noise`` is negative.
    """
    _check(count, noise)
    X, y = datasets.make_moons(count, noise=noise, random_state=seed)
    return _dataset("moons", X, y, seed, f"Two interleaved half circles with noise {noise:g}.")


def circles(count: int = 400, noise: float = 0.08, seed: int = 0) -> Dataset:
    """Return a circle of radius 1 (class 0) around one of radius 0.5 (class 1): X (n, 2).

    ``noise`` is the standard deviation of the Gaussian noise on both coordinates.

    Raises:
        ValueError: if ``count`` is below 8 or ``noise`` is negative.
    """
    _check(count, noise)
    X, y = datasets.make_circles(count, noise=noise, factor=0.5, random_state=seed)
    return _dataset("circles", X, y, seed, f"A circle of radius 0.5 inside one of radius 1, noise {noise:g}.")


def spirals(count: int = 400, noise: float = 0.03, seed: int = 0, classes: int = 2) -> Dataset:
    """Return Archimedean spirals, one per class, that wind once and a half around the origin to radius 1.

    X is (n, 2), y in 0 ... classes - 1. ``noise`` is the standard deviation of the noise on both coordinates.

    Raises:
        ValueError: if ``count`` is below 4 per class, ``noise`` is negative, or ``classes`` is below 2.
    """
    _check(count, noise, classes)
    rng = np.random.default_rng(seed)
    y = np.arange(count) % classes
    # The square root spreads the points evenly along the arm instead of crowding them at the center.
    radius = np.sqrt(rng.uniform(0.01, 1.0, count))
    angle = 3 * np.pi * radius + 2 * np.pi * y / classes
    X = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    X += noise * rng.standard_normal(X.shape)
    return _dataset("spirals", X, y, seed, f"{classes} interleaved spirals with noise {noise:g}.")


def xor(count: int = 400, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Return points in the square [-1, 1] x [-1, 1] whose class is 1 where the coordinates differ in sign.

    X is (n, 2), y in {0, 1}; the four quadrants hold equally many points. ``noise`` is the standard deviation of the
    Gaussian noise added after the class is set, so with noise some points cross into the neighboring quadrant.

    Raises:
        ValueError: if ``count`` is below 8 or ``noise`` is negative.
    """
    _check(count, noise)
    rng = np.random.default_rng(seed)
    # In this order of quadrants the classes alternate, which keeps them balanced for every count.
    quadrants = np.array([[1, 1], [1, -1], [-1, -1], [-1, 1]])[np.arange(count) % 4]
    X = quadrants * rng.uniform(0, 1, (count, 2)) + noise * rng.standard_normal((count, 2))
    y = np.arange(count) % 2
    return _dataset("xor", X, y, seed, f"Class 1 where the two coordinates differ in sign, noise {noise:g}.")


def _check(count: int, noise: float, classes: int = 2) -> None:
    if classes < 2:
        raise ValueError(f"classes is {classes}: choose at least 2")
    if count < 4 * classes:
        raise ValueError(f"count is {count}: choose at least {4 * classes}, four points for each of {classes} classes")
    if noise < 0:
        raise ValueError(f"noise is {noise}: it is a standard deviation, choose 0 or more")


def _dataset(name: str, X: Floats, y: Integers, seed: int, description: str) -> Dataset:
    train, test = split_rows(X, y, _TEST_FRACTION, seed)
    return Dataset(
        name=name,
        train=train,
        test=test,
        feature_names=("x1", "x2"),
        class_names=tuple(str(k) for k in range(int(y.max()) + 1)),
        description=f"{description} Generated with seed {seed}.",
    )
