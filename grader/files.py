"""Files of other people's, opened with care, and files of ours, written whole."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path


def open_unfollowed(path: Path | str, folder: int | None = None) -> int:
    """Open a file to be read and return its descriptor; a link is not followed, and a pipe does not block.

    Args:
        path: the file, relative to ``folder`` if that is given, the descriptor of an open folder.
        folder: where names cannot change before they are opened.

    Raises:
        OSError: if it is a link, or cannot be opened.
    """
    # Windows has neither flag.
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    return os.open(path, os.O_RDONLY | careful, dir_fd=folder)


def write_files(folder: Path, contents: Mapping[str, bytes], modified: float | None = None) -> None:
    """Write files, given by their relative names; whoever finds one under its name has all of it.

    Args:
        folder: where they go; it and folders in it are made.
        contents: by name.
        modified: the time that the files are to bear, in seconds since 1970, instead of now.

    Raises:
        OSError: at the first that cannot be written.
    """
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.part")
        beside.write_bytes(content)
        if modified is not None:
            os.utime(beside, (modified, modified))
        os.replace(beside, path)  # noqa: PTH105  (replaces what is there, on every system)


@contextlib.contextmanager
def working_beside(files: Mapping[str, bytes]) -> Iterator[None]:
    """Work in a new folder with these files, from which tests can also import; afterwards nothing of it is left."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="tests-", ignore_cleanup_errors=True) as name:
        write_files(Path(name), files)
        os.chdir(name)
        sys.path.insert(0, name)
        try:
            yield
        finally:
            sys.path.remove(name)
            os.chdir(before)
            forget_modules(lambda path: path.startswith(name))


def forget_modules(belongs: Callable[[str], bool]) -> None:
    """Remove the modules that were imported from certain files, so that the next assignment imports its own."""
    for module, loaded in list(sys.modules.items()):
        if belongs(getattr(loaded, "__file__", None) or ""):
            del sys.modules[module]
