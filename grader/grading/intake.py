"""Takes a submission in: finds its notebook, reads it, and says in one line why it cannot be read.

Threat: everything in the folder was made by somebody else. A name may be a link to the gradebook, a pipe that never
ends, or a device; JSON may be nested a million deep; a notebook may have any shape. So files are opened without
following links and looked at before they are read, sizes are checked before anything is parsed, archives are never
unpacked, and what leaves here is text and numbers of known types.
"""

from __future__ import annotations

import base64
import binascii
import fnmatch
import json
import os
import re
import stat
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import nbformat

from grader.files import open_unfollowed
from grader.text import shown

TIMESTAMP = "timestamp.txt"
DEEPEST = 4
# What a browser shows as a picture and runs nothing of; the types that `feedback.harmless` lets into a page.
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")
# Each opening bracket becomes an object many times its size.
MOST_BRACKETS = 300_000
COPY_OF = re.compile(r"^(copy[ _-]+of[ _-]+)+")
COPY_MARKS = re.compile(r"([ _-]*(\(\d+\)|copy[ _-]*\d*|checkpoint))+$")


class RefusedError(Exception):
    """A submission that cannot be graded, with the reason in one line that its author can act on."""


@dataclass(frozen=True)
class Caps:
    """How much of a submission is taken in; sizes in bytes, `allowed` holds patterns of file names."""

    notebook_bytes: int = 20 << 20
    picture_bytes: int = 10 << 20
    cells: int = 1000
    file_bytes: int = 10 << 20
    files_bytes: int = 50 << 20
    files: int = 100
    allowed: tuple[str, ...] = (
        *("*.py", "*.txt", "*.csv", "*.tsv", "*.json"),
        *("*.npy", "*.npz", "*.png", "*.jpg", "*.jpeg"),
    )


@dataclass(frozen=True)
class SubmittedCell:
    """All that counts of a submitted cell.

    Attributes:
        cell_type: "code", "markdown" or "raw".
        source: its text.
        grade_id: its name in nbgrader; empty where nbgrader's metadata is missing or damaged.
        pictures: what is attached to a text, as nbformat has it: by name the base64 of one type.
        left_out: why other attachments are not in it, one line each.
    """

    cell_type: str
    source: str
    grade_id: str = ""
    pictures: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def find_notebook(folder: Path, name: str, others: Collection[str] = ()) -> tuple[Path, list[str]]:
    """Return the path of notebook ``name`` (with .ipynb), or of one with a close name, and remarks about that.

    Args:
        folder: the submission.
        name: the notebook's file name in the assignment.
        others: names of the assignment's other notebooks, which are not mistaken for this one.

    Raises:
        RefusedError: if there is none.
    """
    present = sorted(_names(folder))
    if name in present:
        return folder / name, []
    notebooks = [other for other in present if other.lower().endswith(".ipynb")]
    close = [other for other in notebooks if other not in others and plain_name(other) == plain_name(name)]
    if not close:
        handed_in = ", ".join(map(shown, notebooks or present)) or "nothing"
        raise RefusedError(f"{name} is missing; handed in: {shown(handed_in, 100)}")
    chosen = max(close, key=lambda other: (len(other), other))
    several = f", the last of {len(close)} such files" if len(close) > 1 else ""
    return folder / chosen, [f"handed in as {shown(chosen)}{several}; it was graded as {name}"]


def read_notebook(path: Path, caps: Caps) -> list[SubmittedCell]:
    """Return the cells of a submitted notebook.

    Raises:
        RefusedError: if it is no regular file, too large, no JSON, or no notebook.
    """
    name = shown(path.name)
    return cells_of(_content(path, name, caps.notebook_bytes), name, caps)


def cells_of(content: bytes, name: str, caps: Caps) -> list[SubmittedCell]:
    """Return the cells of a submitted notebook that has been read.

    Raises:
        RefusedError: if it is no notebook.
    """
    if not content.strip():
        raise RefusedError(f"{name} is empty")
    notebook = _version_4(_parsed(content, name), name)
    cells = notebook.get("cells")
    if type(cells) is not list:
        raise RefusedError(f"{name} is not a notebook: it has no list of cells")
    if len(cells) > caps.cells:
        raise RefusedError(f"{name} has {len(cells)} cells; at most {caps.cells} are graded: delete some")
    return [_cell(cell, number, name, caps) for number, cell in enumerate(cells, 1)]


def extra_files(folder: Path, caps: Caps) -> tuple[dict[str, bytes], list[str]]:
    """Return the other files of a submission that its code may read, by relative name, and remarks on those left out.

    Only regular files of modest size with an allowed name are taken; archives are not unpacked.
    """
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    room = caps.files_bytes
    for path, info in _walk(folder, DEEPEST):
        name = path.relative_to(folder).as_posix()
        if name == TIMESTAMP or name.lower().endswith(".ipynb"):
            continue
        why = _unwanted(name, info, caps) or ("there are too many files" if len(files) >= caps.files else "")
        try:
            content = b"" if why else _content(path, name, min(caps.file_bytes, room))
        except RefusedError:
            why = "it cannot be read or the files are too large together"
        if why:
            left_out.append(f"{shown(name)} was left out: {why}")
        else:
            files[unicodedata.normalize("NFC", name)] = content
            room -= len(content)
    more = [f"{len(left_out) - 10} more files were left out"] if len(left_out) > 10 else []
    return files, [*left_out[:10], *more]


def timestamp(folder: Path) -> str:
    """Return the text of timestamp.txt, which nbgrader writes when it collects; empty if there is none to be read."""
    try:
        return _content(folder / TIMESTAMP, TIMESTAMP, 200).decode("utf-8", "replace").strip()
    except RefusedError:
        return ""


def plain_name(name: str) -> str:
    """Return what is left of a file name when case, spelling of letters, separators and marks of a copy are taken away.

    Every such mark is one that a browser, JupyterLab or Google Colab puts there by itself.
    """
    stem = unicodedata.normalize("NFKC", name).casefold().removesuffix(".ipynb").strip()
    return re.sub(r"[ _-]+", "-", COPY_MARKS.sub("", COPY_OF.sub("", stem)))


def unwanted(name: str, size: int, caps: Caps) -> str:
    """Return why a file that is no notebook stays behind, or an empty string."""
    if not all(part.isprintable() and not part.startswith("-") and len(part) <= 100 for part in name.split("/")):
        return "its name has unusual characters"
    if not any(fnmatch.fnmatch(name.rpartition("/")[2].lower(), pattern) for pattern in caps.allowed):
        return "files of its kind are not used in grading"
    if size > caps.file_bytes:
        return f"it is larger than {caps.file_bytes >> 20} MiB"
    return ""


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208  (names, not paths)
    except OSError as error:
        raise RefusedError(f"the submission cannot be opened: {error.strerror}") from error


def _content(path: Path, name: str, most: int) -> bytes:
    """Read a regular file of at most ``most`` bytes; a link is not followed, and nothing that could block is opened."""
    try:
        descriptor = open_unfollowed(path)
    except OSError as error:
        linked = " (a link, not a file)" if path.is_symlink() else ""
        raise RefusedError(f"{name} cannot be read{linked}: hand in the file itself") from error
    try:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            raise RefusedError(f"{name} is not a regular file: hand in the file itself")
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read(most + 1) if info.st_size <= most else None
    except OSError as error:
        raise RefusedError(f"{name} cannot be read: {error.strerror}") from error
    finally:
        os.close(descriptor)
    if content is None or len(content) > most:
        size = f"{info.st_size >> 20} MiB, at most {most >> 20}"
        raise RefusedError(f"{name} is too large ({size}): clear its outputs, and attach smaller pictures")
    return content


def _parsed(content: bytes, name: str) -> dict[str, Any]:
    if content.count(b"[") + content.count(b"{") > MOST_BRACKETS:
        raise RefusedError(f"{name} is not a notebook: it holds too many lists and objects")
    try:
        notebook = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise RefusedError(f"{name} is not a notebook: it is damaged or cut off (no valid JSON{where})") from error
    if type(notebook) is not dict:
        raise RefusedError(f"{name} is not a notebook: its JSON is no object")
    return notebook


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _version_4(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    version = notebook.get("nbformat")
    if version == 4 and type(version) is int:
        return notebook
    if version != 3 or type(version) is not int:
        raise RefusedError(f"{name} is in no known notebook format: open it in JupyterLab and save it again")
    try:
        return dict(nbformat.convert(nbformat.from_dict(notebook), 4))
    except Exception as error:  # nbformat lets through whatever its parts raise
        raise RefusedError(f"{name} is in the old notebook format 3 and damaged: save it in JupyterLab") from error


def _cell(cell: Any, number: int, name: str, caps: Caps) -> SubmittedCell:  # noqa: ANN401  (as JSON gives it)
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        raise RefusedError(f"{name} is not a notebook: cell {number} is neither code nor text")
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise RefusedError(f"{name} is not a notebook: cell {number} has no source")
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = mark.get("grade_id") if isinstance(mark, dict) else None
    # JSON can spell half a character, which no file and no database takes.
    text = source.encode("utf-8", "replace").decode("utf-8")
    pictures, left_out = _pictures(cell, caps) if cell["cell_type"] == "markdown" else ({}, [])
    return SubmittedCell(
        cell["cell_type"], text, grade_id if isinstance(grade_id, str) else "", pictures, tuple(left_out)
    )


def _pictures(cell: dict[str, Any], caps: Caps) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Return the pictures that are attached to a text, and remarks on attachments that are left out."""
    attached = cell.get("attachments")
    pictures: dict[str, dict[str, str]] = {}
    left_out = []
    for name, bundle in attached.items() if isinstance(attached, dict) else ():
        mime, content = _picture(bundle)
        if not mime:
            left_out.append(f"the attachment {shown(name)} was left out: it is no PNG, JPEG, GIF, WebP or SVG picture")
        elif len(content) * 3 // 4 > caps.picture_bytes:
            most = caps.picture_bytes >> 20
            left_out.append(f"the picture {shown(name)} was left out: it is larger than {most} MiB")
        else:
            pictures[name.encode("utf-8", "replace").decode("utf-8")] = {mime: content}
    return pictures, left_out


def _picture(bundle: Any) -> tuple[str, str]:  # noqa: ANN401  (as JSON gives it)
    """Return type and base64 of a picture; empty if it is none."""
    for mime in PICTURES if isinstance(bundle, dict) else ():
        content = bundle.get(mime)
        if isinstance(content, list) and all(isinstance(line, str) for line in content):
            content = "".join(content)
        if isinstance(content, str) and _is_base64(compact := "".join(content.split())):
            return mime, compact
    return "", ""


def _is_base64(text: str) -> bool:
    try:
        return bool(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return False


def _walk(folder: Path, depth: int) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield everything in a folder that is not a folder, with what it is itself, not what it links to."""
    if not depth:
        return
    for entry in sorted(_entries(folder), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        info = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(info.st_mode):
            yield from _walk(folder / entry.name, depth - 1)
        else:
            yield folder / entry.name, info


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for _, entry in zip(range(1000), entries, strict=False)]
    except OSError:
        return []


def _unwanted(name: str, info: os.stat_result, caps: Caps) -> str:
    regular = stat.S_ISREG(info.st_mode)
    return unwanted(name, info.st_size, caps) if regular else "it is a link or a device, not a file"
