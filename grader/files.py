"""Files of other people's, opened with care, and files of ours, written whole."""

import os
from collections.abc import Mapping
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
