"""Files written whole: whoever finds one under its name has all of it."""

import os
from collections.abc import Mapping
from pathlib import Path


def write_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files, given by their relative names, into a folder. Raises OSError at the first that cannot be written."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.part")
        beside.write_bytes(content)
        os.replace(beside, path)  # noqa: PTH105  (replaces what is there, on every system)
