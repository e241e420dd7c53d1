"""What every data set is made of: two splits of tensors and the names that go with them."""

import dataclasses
import textwrap
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike
from sklearn.model_selection import train_test_split
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Split:
    """Inputs and targets of one part of a data set, row by row.

    Attributes:
        X: inputs, shape (n, ...), float32. Images are (n, channels, height, width).
        y: targets, shape (n,): int64 class numbers from 0, or float32 values in regression.

    Raises:
        ValueError: if X and y differ in their number of rows.
    """

    X: Tensor
    y: Tensor

    def __post_init__(self) -> None:
        if len(self.X) != len(self.y):
            raise ValueError(f"X has {len(self.X)} rows but y has {len(self.y)}: give one target per row of X")

    def __len__(self) -> int:
        return len(self.y)

    def __repr__(self) -> str:
        return f"X {_summary(self.X)}, y {_summary(self.y)}"

    def to(self, device: torch.device | str) -> "Split":
        """Return the same split with both tensors on ``device``."""
        return Split(self.X.to(device), self.y.to(device))


@dataclass(frozen=True, eq=False)
class Dataset:
    """A named data set, split into training and test rows.

    Attributes:
        name: the name of the function that made it.
        train: the rows to learn from.
        test: the rows to judge by, none of them among the training rows.
        feature_names: one name per input feature; empty for large images.
        class_names: one name per class number; empty for regression.
        description: what one row is, the units, and where the data come from.
    """

    name: str
    train: Split
    test: Split
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    description: str

    def __repr__(self) -> str:
        kind = f"{len(self.class_names)} classes: {', '.join(self.class_names)}" if self.class_names else "regression"
        heading = textwrap.fill(f"{self.name} ({kind})", 100, subsequent_indent="  ")
        about = textwrap.fill(self.description, 100, initial_indent="  ", subsequent_indent="  ")
        return f"{heading}\n  train: {self.train}\n  test:  {self.test}\n{about}"

    def to(self, device: torch.device | str) -> "Dataset":
        """Return the same data set with all tensors on ``device``."""
        return dataclasses.replace(self, train=self.train.to(device), test=self.test.to(device))


def standardize(dataset: Dataset) -> Dataset:
    """Shift and scale every input feature to mean 0 and standard deviation 1 on the training rows.

    Each feature (for images: each pixel) becomes (x - mean) / std. Mean and standard deviation (divided by n, as in
    scikit-learn's StandardScaler) come from the training rows only and serve both splits: using the test rows would
    leak what the test is about. A feature that is constant in training is only shifted. Targets stay as they are.
    """
    X = dataset.train.X
    mean = X.cpu().double().mean(dim=0).to(X)
    std = X.cpu().double().std(dim=0, correction=0).to(X)
    # Compared by value because the rounded standard deviation of a constant need not come out as exactly 0.
    std[X.amax(dim=0) == X.amin(dim=0)] = 1.0
    train, test = (Split((split.X - mean) / std, split.y) for split in (dataset.train, dataset.test))
    return dataclasses.replace(dataset, train=train, test=test)


def split_rows(X: ArrayLike, y: ArrayLike, test_fraction: float, seed: int) -> tuple[Split, Split]:
    """Shuffle the rows with ``seed`` and return a training and a test split.

    Whole-numbered targets are classes: they become int64, and each class keeps its share in both splits (stratified).
    Other targets become float32.

    Raises:
        ValueError: if ``test_fraction`` is not between 0 and 1, or leaves a split with fewer rows than classes.
    """
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}: choose a number between 0 and 1, such as 0.25")
    X, y = np.asarray(X, dtype=np.float32), np.asarray(y)
    classes = np.issubdtype(y.dtype, np.integer)
    rows = train_test_split(
        np.arange(len(y)), test_size=test_fraction, random_state=seed, stratify=y if classes else None
    )
    y = y.astype(np.int64 if classes else np.float32)
    train, test = (Split(torch.from_numpy(X[part]), torch.from_numpy(y[part])) for part in rows)
    return train, test


def _summary(tensor: Tensor) -> str:
    shape = f"({len(tensor)},)" if tensor.ndim == 1 else str(tuple(tensor.shape))
    kind = str(tensor.dtype).removeprefix("torch.")
    if tensor.numel() == 0:
        return f"{shape} {kind}"
    return f"{shape} {kind} from {tensor.min().item():.4g} to {tensor.max().item():.4g}"
