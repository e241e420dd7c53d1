"""MNIST, Fashion-MNIST and CIFAR-10 against a server on this machine that serves small files in the real formats."""

import dataclasses
import functools
import gzip
import hashlib
import http.server
import io
import socket
import struct
import tarfile
import threading

import numpy as np
import pytest
import torch

from helpers import data
from helpers.data import images


def idx(array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(header + array.tobytes(), mtime=0)


def cifar_archive(records):
    """Pack a list of six record blocks as the five training files and the test file of the binary version."""
    buffer = io.BytesIO()
    names = [f"data_batch_{k}.bin" for k in range(1, 6)] + ["test_batch.bin"]
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        # The real archive has the files out of order and a web page among them.
        for name, content in [("readme.html", b"<html>"), *reversed(list(zip(names, records, strict=True)))]:
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


RNG = np.random.default_rng(0)
TRAIN_X, TEST_X = (RNG.integers(0, 256, (n, 28, 28), dtype=np.uint8) for n in (30, 10))
TRAIN_Y, TEST_Y = (RNG.integers(0, 10, n, dtype=np.uint8) for n in (30, 10))
COLOR_X = RNG.integers(0, 256, (12, 3, 32, 32), dtype=np.uint8)
COLOR_Y = RNG.integers(0, 10, 12, dtype=np.uint8)
RECORDS = [
    b"".join(bytes([COLOR_Y[i]]) + COLOR_X[i].tobytes() for i in range(start, start + 2)) for start in range(0, 12, 2)
]
FILES = {
    "train-images-idx3-ubyte.gz": idx(TRAIN_X),
    "train-labels-idx1-ubyte.gz": idx(TRAIN_Y),
    "t10k-images-idx3-ubyte.gz": idx(TEST_X),
    "t10k-labels-idx1-ubyte.gz": idx(TEST_Y),
    "cifar-10-binary.tar.gz": cifar_archive(RECORDS),
}
FIRST = "train-images-idx3-ubyte.gz"
LOADERS = [("MNIST", data.mnist), ("FASHION_MNIST", data.fashion_mnist), ("CIFAR10", data.cifar10)]


class Handler(http.server.BaseHTTPRequestHandler):
    """Serve FILES; ``server`` says where to break off, whether to honor Range, and keeps the requests."""

    def do_GET(self):
        name = self.path.strip("/")
        content, start = self.server.files.get(name), 0
        wanted = self.headers["Range"]
        self.server.requests.append((name, wanted))
        if content is None:
            self.send_error(404)
            return
        if wanted and self.server.ranges:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        if start >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.wfile.write(content[start : self.server.break_after])

    def log_message(self, *_):
        """Keep standard error clean."""


@pytest.fixture
def server(monkeypatch):
    """Point the loaders at a server on this machine and give them its checksums."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.files, server.requests, server.ranges, server.break_after = dict(FILES), [], True, None
        publish_at(monkeypatch, f"http://127.0.0.1:{server.server_port}/")
        thread = threading.Thread(target=functools.partial(server.serve_forever, poll_interval=0.01))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def publish_at(monkeypatch, address):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    for constant, _ in LOADERS:
        source = getattr(images, constant)
        sums = {name: hashlib.sha256(FILES[name]).hexdigest() for name in source.files}
        monkeypatch.setattr(images, constant, dataclasses.replace(source, address=address, files=sums))


@pytest.mark.parametrize("load", [data.mnist, data.fashion_mnist])
def test_whole_download_gives_the_images(server, tmp_path, load):
    dataset = load(tmp_path, download=True)
    assert torch.equal(dataset.train.X, torch.from_numpy(TRAIN_X[:, None].astype(np.float32)) / 255)
    assert torch.equal(dataset.test.X, torch.from_numpy(TEST_X[:, None].astype(np.float32)) / 255)
    assert dataset.train.y.tolist() == TRAIN_Y.tolist()
    assert dataset.test.y.tolist() == TEST_Y.tolist()
    assert len(dataset.class_names) == 10
    assert {path.name for path in tmp_path.iterdir()} == {name for name in FILES if name.endswith("ubyte.gz")}


def test_cifar_is_read_in_order_with_its_three_channels(server, tmp_path):
    dataset = data.cifar10(tmp_path, download=True)
    X = torch.from_numpy(COLOR_X.astype(np.float32)) / 255
    assert torch.equal(dataset.train.X, X[:10])
    assert torch.equal(dataset.test.X, X[10:])
    assert torch.cat([dataset.train.y, dataset.test.y]).tolist() == COLOR_Y.tolist()
    assert [path.name for path in tmp_path.iterdir()] == ["cifar-10-binary.tar.gz"]


def test_files_already_there_need_no_server(server, tmp_path):
    first = data.mnist(tmp_path, download=True)
    server.requests.clear()
    second = data.mnist(tmp_path)
    third = data.mnist(str(tmp_path), download=True)
    assert server.requests == []
    assert torch.equal(first.train.X, second.train.X)
    assert torch.equal(first.train.X, third.train.X)


def test_default_folder_is_in_the_users_cache(server, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    data.mnist(download=True)
    assert (tmp_path / ".cache" / "one-neuron-up" / "mnist" / FIRST).exists()


def test_broken_connection_is_resumed_by_the_next_call(server, tmp_path):
    server.break_after = 1000
    with pytest.raises(ConnectionError, match=r"broke off after 1000 of \d+ bytes.*continues where it stopped.*glyph_"):
        data.mnist(tmp_path, download=True)
    assert [path.name for path in tmp_path.iterdir()] == [FIRST + ".part"]
    server.break_after = None
    dataset = data.mnist(tmp_path, download=True)
    assert (FIRST, "bytes=1000-") in server.requests
    assert dataset.train.y.tolist() == TRAIN_Y.tolist()
    assert not list(tmp_path.glob("*.part"))


def test_server_that_ignores_ranges_starts_over(server, tmp_path):
    server.ranges = False
    (tmp_path / f"{FIRST}.part").write_bytes(FILES[FIRST][:500])
    data.mnist(tmp_path, download=True)
    assert (tmp_path / FIRST).read_bytes() == FILES[FIRST]


def test_partial_file_that_is_already_whole_is_used(server, tmp_path):
    (tmp_path / f"{FIRST}.part").write_bytes(FILES[FIRST])
    data.mnist(tmp_path, download=True)
    assert (tmp_path / FIRST).read_bytes() == FILES[FIRST]


@pytest.mark.parametrize(("constant", "load"), LOADERS)
def test_wrong_checksum_removes_the_file_and_says_so(server, tmp_path, constant, load):
    name = next(iter(getattr(images, constant).files))
    server.files[name] = FILES[name][:-1] + b"!"
    with pytest.raises(ValueError, match=r"damaged or was changed.*removed, download it again"):
        load(tmp_path, download=True)
    assert list(tmp_path.iterdir()) == []
    server.files[name] = FILES[name]
    assert len(load(tmp_path, download=True).test) in (2, 10)


def test_damaged_local_file_is_found_and_removed(server, tmp_path):
    data.mnist(tmp_path, download=True)
    (tmp_path / FIRST).write_bytes(b"not a gzip file")
    with pytest.raises(ValueError, match=rf"{FIRST} is damaged"):
        data.mnist(tmp_path)
    assert not (tmp_path / FIRST).exists()


@pytest.mark.parametrize(("constant", "load"), LOADERS)
def test_without_local_files_the_substitute_is_named(tmp_path, constant, load):
    with pytest.raises(FileNotFoundError, match=r"download=True\) while online, or use data\.glyph_digits\(\)"):
        load(tmp_path)


@pytest.mark.parametrize(("constant", "load"), LOADERS)
def test_offline_the_substitute_is_named(tmp_path, monkeypatch, constant, load):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    publish_at(monkeypatch, f"http://127.0.0.1:{port}/")
    with pytest.raises(ConnectionError, match=r"call again when online.*offline, use data\.glyph_digits\(\)"):
        load(tmp_path, download=True)


def test_missing_file_on_the_server_is_reported_with_its_address(server, tmp_path, monkeypatch):
    publish_at(monkeypatch, f"http://127.0.0.1:{server.server_port}/moved/")
    with pytest.raises(ConnectionError, match=rf"/moved/{FIRST} failed \(HTTP Error 404"):
        data.mnist(tmp_path, download=True)


@pytest.mark.parametrize("content", [b"", b"\0\0\x0d\x01" + bytes(8), struct.pack(">II", 2049, 5)])
def test_other_formats_are_refused_in_one_line(tmp_path, content):
    path = tmp_path / "labels.gz"
    path.write_bytes(gzip.compress(content))
    with pytest.raises(ValueError, match=r"labels\.gz is not a whole IDX file"):
        images._read_idx(path)
