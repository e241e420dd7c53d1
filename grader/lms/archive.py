"""Reads a zip whose entries were made by somebody else, one entry at a time, and never unpacks it.

Threat: an entry may be a bomb, a link or a device, encrypted, damaged, or named so that it would land elsewhere. So
nothing is written here: what leaves is a plain file name and at most as many bytes as the caller takes.
"""

from __future__ import annotations

import contextlib
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.grading.intake import RefusedError
from grader.text import shown

MOST_ENTRIES = 20_000
DRIVE = re.compile(r"[A-Za-z]:")
# Of the extra fields of an entry, the one with the exact time: https://libzip.org/specifications/extrafld.txt
EXACT_TIME = 0x5455


@dataclass(frozen=True)
class Entry:
    """One file in a zip: its name without folders, its time in UTC, and why it is not to be read (else empty)."""

    archive: Path
    info: zipfile.ZipInfo
    name: str
    time: datetime
    refusal: str


def entries(archive: Path) -> list[Entry]:
    """Return the files in a zip; folders, and what macOS adds on its own, are no files.

    Raises:
        RefusedError: if it is no zip, is damaged, or has too many entries.
    """
    with _opened(archive) as opened:
        infos = opened.infolist()
    if len(infos) > MOST_ENTRIES:
        raise RefusedError(f"{shown(archive.name)} has {len(infos)} files; at most {MOST_ENTRIES} are read")
    files = [info for info in infos if not info.is_dir() and not _is_of_macos(info.filename)]
    return [_entry(archive, info) for info in files]


def content(entry: Entry, most: int) -> bytes:
    """Return the bytes of an entry.

    Raises:
        RefusedError: if it is refused, damaged, or larger than ``most`` bytes.
    """
    if entry.refusal:
        raise RefusedError(entry.refusal)
    if entry.info.file_size > most:
        raise RefusedError(f"it is too large ({entry.info.file_size >> 20} MiB, at most {most >> 20})")
    try:
        with _opened(entry.archive) as opened, opened.open(entry.info) as file:
            return file.read(most)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError) as error:
        raise RefusedError("it is damaged in the zip: download it from Canvas again") from error


@contextlib.contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    try:
        try:
            opened = zipfile.ZipFile(archive, metadata_encoding="utf-8")
        except UnicodeDecodeError:
            opened = zipfile.ZipFile(archive)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        again = "download it from Canvas again; where the browser unpacks downloads, compress the folder again"
        raise RefusedError(f"{shown(archive.name)} is not a zip, or damaged: {again}") from error
    with opened:
        yield opened


def _entry(archive: Path, info: zipfile.ZipInfo) -> Entry:
    name = info.filename.replace("\\", "/")
    return Entry(archive, info, name.rpartition("/")[2], _time(info), _refusal(info, name))


def _refusal(info: zipfile.ZipInfo, name: str) -> str:
    if name.startswith("/") or DRIVE.match(name) or ".." in name.split("/"):
        return "its name points out of the zip's folder"
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "it is a link or a device, not a file"
    if info.flag_bits & 1:
        return "it is encrypted: hand in the file itself"
    return ""


def _is_of_macos(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] == ".DS_Store"


def _time(info: zipfile.ZipInfo) -> datetime:
    """Return when the entry was last changed; where the zip has no exact time, its clock is taken for UTC."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == EXACT_TIME and len(field) >= 5 and field[0] & 1:
            return datetime.fromtimestamp(struct.unpack("<I", field[1:5])[0], UTC).replace(tzinfo=None)
    try:
        return datetime(*info.date_time)
    except ValueError:  # the fields of a damaged entry can name the 31st of February
        return datetime(1980, 1, 1)
