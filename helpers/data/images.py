"""The real MNIST, Fashion-MNIST and CIFAR-10, for those who are online: no lecture needs them."""

import gzip
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from helpers.data.containers import Dataset, Split
from helpers.data.downloads import fetch, verify

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Source:
    """Where a data set is published: address of the folder, and the SHA-256 checksum of each file in it."""

    name: str
    address: str
    files: dict[str, str]
    substitute: str


# Checksums: TensorFlow Datasets, url_checksums/{mnist,fashion_mnist,cifar10}.txt, whose sizes and addresses these are
# too; Fashion-MNIST's are served over HTTPS by its authors' repository instead of the plain HTTP listed there.
MNIST = Source(
    name="mnist",
    address="https://storage.googleapis.com/cvdf-datasets/mnist/",
    files={
        "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    },
    substitute="data.glyph_digits() (printed digits of the same size)",
)
FASHION_MNIST = Source(
    name="fashion_mnist",
    address="https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    files={
        "train-images-idx3-ubyte.gz": "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        "train-labels-idx1-ubyte.gz": "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        "t10k-images-idx3-ubyte.gz": "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        "t10k-labels-idx1-ubyte.gz": "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    },
    substitute="data.glyph_digits() (printed digits of the same size)",
)
CIFAR10 = Source(
    name="cifar10",
    address="https://www.cs.toronto.edu/~kriz/",
    # The binary version, not the Python one: that is a pickle, and unpickling runs whatever code it holds.
    files={"cifar-10-binary.tar.gz": "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"},
    substitute="data.glyph_digits() (gray images of 28x28 pixels)",
)


def mnist(folder: str | Path | None = None, download: bool = False) -> Dataset:
    """Return MNIST, 60,000 + 10,000 handwritten digits: X (n, 1, 28, 28) in [0, 1]; y the digit.

    ``folder`` holds the four files (default: ~/.cache/one-neuron-up/mnist); with ``download=True`` missing ones (11 MB
    in all) are fetched into it.

    Source: LeCun, Bottou, Bengio and Haffner (1998), Gradient-Based Learning Applied to Document Recognition.

    Raises:
        FileNotFoundError: if a file is missing and ``download`` is False.
        ConnectionError: if the download fails; calling again continues it.
        ValueError: if a file's checksum is wrong (it is removed) or its format is not IDX.
    """
    train, test = _idx_splits(_paths(MNIST, folder, download))
    about = "Handwritten digits as 28x28 gray images, 0 = paper and 1 = ink. Source: LeCun et al. (1998)."
    return Dataset("mnist", train, test, (), tuple("0123456789"), about)


def fashion_mnist(folder: str | Path | None = None, download: bool = False) -> Dataset:
    """Return Fashion-MNIST, 60,000 + 10,000 photographs of clothing: X (n, 1, 28, 28) in [0, 1]; y the kind.

    ``folder`` and ``download`` (30 MB) as in `mnist`, and so are the errors raised.

    Source: Xiao, Rasul and Vollgraf (2017), Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
    Algorithms.
    """
    train, test = _idx_splits(_paths(FASHION_MNIST, folder, download))
    names = ("T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")
    about = "Pieces of clothing as 28x28 gray images, 0 = background. Source: Xiao, Rasul and Vollgraf (2017)."
    return Dataset("fashion_mnist", train, test, (), names, about)


def cifar10(folder: str | Path | None = None, download: bool = False) -> Dataset:
    """Return CIFAR-10, 50,000 + 10,000 color photographs: X (n, 3, 32, 32) in [0, 1], red, green, blue; y the class.

    ``folder`` and ``download`` (170 MB) as in `mnist`, and so are the errors raised.

    Source: Krizhevsky (2009), Learning Multiple Layers of Features from Tiny Images.
    """
    (archive,) = _paths(CIFAR10, folder, download)
    with tarfile.open(archive, "r:gz") as tar:  # members are read in memory, nothing is extracted
        # In the order of the archive, because seeking backwards in a gzip stream starts it from the beginning.
        parts = {Path(m.name).name: _member(tar, m) for m in tar if m.name.endswith(".bin")}
    train = _cifar_split(b"".join(parts[f"data_batch_{k}.bin"] for k in range(1, 6)))
    names = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
    about = "Color photographs of 32x32 pixels, channels red, green, blue. Source: Krizhevsky (2009)."
    return Dataset("cifar10", train, _cifar_split(parts["test_batch.bin"]), (), names, about)


def _paths(source: Source, folder: str | Path | None, download: bool) -> list[Path]:
    """Return the verified local files of ``source``, fetched first if they are missing and that is wanted."""
    place = Path(folder) if folder else Path.home() / ".cache" / "one-neuron-up" / source.name
    paths = [place / file for file in source.files]
    for path, sha256 in zip(paths, source.files.values(), strict=True):
        if path.exists():
            verify(path, sha256)
        elif download:
            _fetch_or_name_substitute(source, path, sha256)
        else:
            raise FileNotFoundError(
                f"{path.name} is not in {place}: call data.{source.name}(download=True) while online, "
                f"or use {source.substitute}, which needs no network"
            )
    return paths


def _fetch_or_name_substitute(source: Source, path: Path, sha256: str) -> None:
    try:
        fetch(source.address + path.name, path, sha256)
    except ConnectionError as error:
        raise ConnectionError(f"{error}; offline, use {source.substitute}") from error


def _idx_splits(paths: list[Path]) -> tuple[Split, Split]:
    train_X, train_y, test_X, test_y = (_read_idx(path) for path in paths)
    return _image_split(train_X[:, None], train_y), _image_split(test_X[:, None], test_y)


def _read_idx(path: Path) -> Bytes:
    """Return the array in a gzipped IDX file of unsigned bytes.

    The format (LeCun's MNIST page): two zero bytes, the type (8 = unsigned byte), the number of dimensions, each
    dimension as a big-endian 32-bit integer, then the values.
    """
    content = gzip.decompress(path.read_bytes())
    dimensions = content[3] if content[:3] == b"\0\0\x08" else 0
    shape = tuple(np.frombuffer(content, ">u4", dimensions, offset=4).tolist()) if dimensions else ()
    values = np.frombuffer(content, np.uint8, offset=4 * (1 + dimensions)) if dimensions else np.empty(0, np.uint8)
    if not dimensions or values.size != np.prod(shape):
        raise ValueError(f"{path.name} is not a whole IDX file of unsigned bytes: remove it and download it again")
    return values.reshape(shape)


def _member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    return (tar.extractfile(member) or io.BytesIO()).read()


def _cifar_split(content: bytes) -> Split:
    """Read records of 3,073 bytes: the class, then 32 x 32 bytes each of red, green and blue, row by row."""
    records = np.frombuffer(content, np.uint8).reshape(-1, 1 + 3 * 32 * 32)
    return _image_split(records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0])


def _image_split(X: Bytes, y: Bytes) -> Split:
    pixels = torch.from_numpy(X.astype(np.float32)).div_(255)  # in place: CIFAR-10 takes 0.6 GB as float32
    return Split(pixels, torch.from_numpy(y.astype(np.int64)))
