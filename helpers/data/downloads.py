"""Fetching a file once: resumed where it broke off, checked, and never half there under its final name."""

import hashlib
import http.client
import urllib.error
import urllib.request
from pathlib import Path

from tqdm.auto import tqdm

_CHUNK = 1 << 16
_TIMEOUT = 30  # seconds without a single byte
_RANGE_NOT_SATISFIABLE = 416


def fetch(url: str, path: Path, sha256: str) -> None:
    """Download ``url`` to ``path``; what an earlier attempt left beside it (``.part``) is continued.

    Raises:
        ConnectionError: if the server cannot be reached or breaks off; what arrived is kept for the next call.
        ValueError: if the file arrived whole but its SHA-256 checksum is not ``sha256``; the file is removed.
    """
    partial = path.with_name(path.name + ".part")
    partial.parent.mkdir(parents=True, exist_ok=True)
    try:
        _receive(url, partial)
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionError(
            f"downloading {url} failed ({error}): call again when online, it continues where it stopped"
        ) from error
    verify(partial, sha256)
    partial.replace(path)


def verify(path: Path, sha256: str) -> None:
    """Raise ValueError, and remove the file, unless its SHA-256 checksum is ``sha256`` (in hexadecimal)."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        path.unlink()
        raise ValueError(
            f"{path.name} is damaged or was changed (SHA-256 {found[:12]}..., expected {sha256[:12]}...): "
            "it has been removed, download it again"
        )


def _receive(url: str, partial: Path) -> None:
    start = partial.stat().st_size if partial.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={start}-"} if start else {})  # noqa: S310
    try:
        response = urllib.request.urlopen(request, timeout=_TIMEOUT)  # noqa: S310 (addresses are constants of this package)
    except urllib.error.HTTPError as error:
        error.close()
        if start and error.code == _RANGE_NOT_SATISFIABLE:
            return  # nothing is left to send: the checksum decides whether the file is whole
        raise
    with response:
        _append(response, partial, start if response.status == http.HTTPStatus.PARTIAL_CONTENT else 0)


def _append(response: http.client.HTTPResponse, partial: Path, start: int) -> None:
    """Write the body of ``response`` behind the first ``start`` bytes of ``partial``."""
    rest = response.headers["Content-Length"]
    total = start + int(rest) if rest else None
    with (
        partial.open("ab" if start else "wb") as file,
        tqdm(total=total, initial=start, unit="B", unit_scale=True, desc=partial.stem) as bar,
    ):
        while chunk := response.read(_CHUNK):
            file.write(chunk)
            bar.update(len(chunk))
    # http.client reports a connection that closed early as an ordinary end of file.
    if total is not None and partial.stat().st_size < total:
        raise ConnectionError(f"the connection broke off after {partial.stat().st_size} of {total} bytes")
