"""What was found out before, by a hash of everything that it depends on: an edit costs what it touches."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

FOLDER = ".check_cache"
GRADER = Path(__file__).resolve().parents[2]
ASKING = GRADER.parent / "helpers" / "ask.py"  # the one helper that decides what a test says


class Store:
    """Results of one assignment on disk; what was not asked for since it was opened is forgotten when it is saved."""

    def __init__(self, root: Path, name: str) -> None:
        self.file = root / FOLDER / f"{name.replace('/', '_')}.json"
        self.known: dict[str, Any] = {}
        self.used: dict[str, Any] = {}
        try:
            self.known = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.known = {}

    def get(self, key: str) -> Any:  # noqa: ANN401 -- JSON
        """Return the result for a key; None if there is none."""
        if key in self.known:
            self.used[key] = self.known[key]
        return self.used.get(key)

    def put(self, key: str, result: Any) -> None:  # noqa: ANN401 -- JSON
        self.used[key] = result

    def save(self) -> None:
        """Write everything that was used; a folder that cannot be written to costs time at the next run only."""
        try:
            self.file.parent.mkdir(exist_ok=True)
            (self.file.parent / ".gitignore").write_text("*\n", encoding="utf-8")
            fresh = self.file.with_suffix(".new")
            fresh.write_text(json.dumps(self.used), encoding="utf-8")
            fresh.replace(self.file)
        except OSError:
            return


def key(*parts: Any) -> str:  # noqa: ANN401 -- anything JSON can write
    """Return the hash of some data."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def environment(modules: Iterable[str]) -> dict[str, str]:
    """Return the versions of Python and of the packages that the modules belong to, and a hash of our own code."""
    top = {module.partition(".")[0] for module in modules}
    names = sorted({name for module in top for name in packages().get(module, ())})
    versions = {name: importlib.metadata.version(name) for name in names}
    code = [*sorted(GRADER.rglob("*.py")), *([ASKING] if ASKING.is_file() else [])]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in code)).hexdigest()
    return versions | {"python": platform.python_version(), "grader": digest}


@functools.cache
def packages() -> Mapping[str, list[str]]:
    """Return the distributions that each top-level module comes from; to find out takes half a second."""
    return importlib.metadata.packages_distributions()
