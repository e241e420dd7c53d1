"""Data sets that need no network: bundled with scikit-learn, drawn from fonts, or generated from a seed.

MNIST, Fashion-MNIST and CIFAR-10 can be downloaded on request. Each function returns a `Dataset`: a training and a
test `Split` of PyTorch tensors, the names of features and classes, and a description. ``print(dataset)`` shows its
shapes and ranges.
"""

from helpers.data.bundled import breast_cancer, diabetes, digits, iris
from helpers.data.containers import Dataset, Split, standardize
from helpers.data.glyphs import glyph_digits
from helpers.data.images import cifar10, fashion_mnist, mnist
from helpers.data.toys import blobs, circles, moons, spirals, xor

__all__ = [
    "Dataset",
    "Split",
    "blobs",
    "breast_cancer",
    "cifar10",
    "circles",
    "diabetes",
    "digits",
    "fashion_mnist",
    "glyph_digits",
    "iris",
    "mnist",
    "moons",
    "spirals",
    "standardize",
    "xor",
]
