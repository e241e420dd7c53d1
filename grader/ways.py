"""Which way the tests of a notebook run: what its author says, or what `grader check` found out and kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.course import GraderError, matches
from grader.engine.cells import text_of
from grader.engine.job import APART, TOGETHER, Notebook

FILE = Path(".check_cache") / "ways.json"
SETTING = "tests"


def way_of(source: Notebook, name: str, root: Path, settings: Mapping[str, str]) -> str:
    """Return the way that somebody settled; empty where nobody has, and the engine tries.

    The notebook's own metadata go before the course's settings, and these before what was found out.

    Args:
        source: the instructor's notebook.
        name: of the assignment, and of the notebook where there are several: "ps1/problem1".
        root: the folder of the course.
        settings: `TestRuns.ways`.

    Raises:
        GraderError: if the metadata name no way.
    """
    return said(source, name, settings) or found(root, name, source)


def said(source: Notebook, name: str, settings: Mapping[str, str]) -> str:
    """Return what the author says; empty where they do not. Raises as `way_of` does."""
    own = source["metadata"].get("grading", {}).get(SETTING, "")
    if own not in ("", APART, TOGETHER):
        raise GraderError(f'{name}: its metadata say "grading": {{"{SETTING}": "{own}"}}; write apart or together.')
    names = (name, name.partition("/")[0])
    return str(own or next((way for pattern, way in settings.items() if any(matches(n, pattern) for n in names)), ""))


def found(root: Path, name: str, source: Notebook) -> str:
    """Return the way that was found for the notebook as it is now; empty where none was."""
    digest, way = _kept(root).get(name, ("", ""))
    return str(way) if digest == _digest(source) else ""


def keep(root: Path, name: str, source: Notebook, way: str) -> None:
    """Keep the way that was found for a notebook."""
    kept = _kept(root) | {name: (_digest(source), way)}
    path = root / FILE
    path.parent.mkdir(exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(kept, indent=1, sort_keys=True), encoding="utf-8")
    fresh.replace(path)


def _kept(root: Path) -> dict[str, Any]:
    try:
        kept = json.loads((root / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _digest(source: Notebook) -> str:
    cells = [[text_of(cell), cell["metadata"].get("nbgrader")] for cell in source["cells"]]
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()
