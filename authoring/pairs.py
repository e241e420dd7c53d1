"""Which text twin belongs to which notebook, and how each is read and written."""

import copy
import functools
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

from grader.repository import is_repository, repository_in

ROOT = Path(__file__).resolve().parents[1]
MAX_BYTES = 700_000  # of a notebook: what GitHub still renders quickly

# What a cell may carry from one form to the other; the rest is an editor's bookkeeping.
CELL_METADATA = ("nbgrader", "tags")

# A plotting cell has this tag in its twin. What it means to each reader's program is added to the notebook: JupyterLab
# and Colab fold the cell, the template of authoring/page folds it on a web page.
FOLDED = "hide-input"
_FOLDED_METADATA = {"cellView": "form", "jupyter": {"source_hidden": True}}
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class AuthoringError(Exception):
    """A twin or notebook is not as it should be; the message says what, where and how to mend it."""


@dataclass(frozen=True)
class Pair:
    """A text twin and the notebook built from it."""

    name: str
    twin: Path
    notebook: Path
    executed: bool
    formats: str = ""  # jupytext's pairing, where jupytext.toml cannot say it for a whole folder


def lecture_pair(root: Path, twin: Path) -> Pair:
    """Return the pair of the lecture whose twin is ``twin``."""
    return Pair(twin.stem, twin, root / "course" / f"{twin.stem}.ipynb", executed=True)


def assignment_pair(root: Path, twin: Path) -> Pair:
    """Return the pair of the assignment whose twin is ``twin``: aNN-slug/slug.py belongs to aNN-slug/slug.ipynb."""
    name = twin.parent.name
    notebook = root / "source" / name / f"{twin.stem}.ipynb"
    formats = f"source/{name}//ipynb,authoring/assignments/{name}//py:percent"
    return Pair(name, twin, notebook, executed=False, formats=formats)


def all_pairs(root: Path = ROOT) -> list[Pair]:
    """Return every lecture's pair, then every assignment's, by number."""
    lectures = [lecture_pair(root, twin) for twin in sorted((root / "authoring" / "lectures").glob("*.py"))]
    assignments = [assignment_pair(root, twin) for twin in sorted((root / "authoring" / "assignments").glob("*/*.py"))]
    return lectures + assignments


def select(pairs: Sequence[Pair], names: Sequence[str]) -> list[Pair]:
    """Return the pairs that ``names`` ask for, all of them if it is empty.

    A name is the beginning of the lecture's or assignment's name ("07", "a05"), or the path of either file. Raises
    AuthoringError if one fits none.
    """
    chosen: list[Pair] = []
    for name in names:
        path = Path(name).resolve()
        found = [p for p in pairs if p.name.startswith(name) or path in (p.twin.resolve(), p.notebook.resolve())]
        if not found:
            raise AuthoringError(f"{name}: no such lecture or assignment; there are {', '.join(p.name for p in pairs)}")
        chosen += [pair for pair in found if pair not in chosen]
    return chosen if names else list(pairs)


def repository(root: Path = ROOT) -> str:
    """Return "owner/name" of the repository, from [project.urls] in pyproject.toml."""
    return repository_in((root / "pyproject.toml").read_text(encoding="utf-8"))


def repository_name(text: str, root: Path = ROOT) -> str:
    """Return ``text`` if it can be "owner/name" of a repository on GitHub; raises AuthoringError if not."""
    if not is_repository(text):
        given = repr(text) if text else "nothing"
        raise AuthoringError(
            f"{given} is not the name of a repository on GitHub: write OWNER/NAME, as {repository(root)}"
        )
    return text


def read_twin(pair: Pair) -> NotebookNode:
    """Return the notebook that the twin says, without outputs."""
    return normalize(copy.deepcopy(_parsed(pair.twin.read_text(encoding="utf-8"))), pair)


@functools.cache
def _parsed(text: str) -> NotebookNode:
    """Return what jupytext reads in a twin's text, for all who ask: nothing else that a check does takes as long."""
    notebook: NotebookNode = jupytext.reads(text, fmt="py:percent")
    return notebook


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook at ``path`` in today's format; raises AuthoringError if it is not a notebook."""
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
    except Exception as error:
        raise AuthoringError(f"{path}: not a readable notebook ({error})") from error
    return notebook


def text_notebook(name: str, texts: Sequence[str]) -> NotebookNode:
    """Return a notebook that has a Markdown cell for each of ``texts``, with ids that begin with ``name``."""
    cells = [
        {"cell_type": "markdown", "id": f"{name}-{number}", "metadata": {}, "source": text}
        for number, text in enumerate(texts)
    ]
    # Without this JupyterLab, which pairs everything in course/, would make a twin on saving.
    metadata = {**NOTEBOOK_METADATA, "jupytext": {"formats": "ipynb"}}
    made: NotebookNode = nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    return made


def to_text(notebook: NotebookNode) -> str:
    """Return the file's text for ``notebook``."""
    return str(nbformat.writes(notebook)) + "\n"


def write_notebook(notebook: NotebookNode, path: Path) -> bool:
    """Write ``notebook`` to ``path`` if that changes the file; return whether it did."""
    text = to_text(notebook)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def normalize(notebook: NotebookNode, pair: Pair) -> NotebookNode:
    """Return a copy with only what the two forms share, and cell ids that depend on nothing but the cells' text."""
    seen: Counter[str] = Counter()
    cells = []
    for cell in notebook.cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[digest] += 1
        cells.append(_normalize_cell(cell, digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"))
    metadata = {**NOTEBOOK_METADATA, **({"jupytext": {"formats": pair.formats}} if pair.formats else {})}
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    normalized: NotebookNode = nbformat.from_dict(content)
    return normalized


def _normalize_cell(cell: NotebookNode, identity: str) -> dict[str, Any]:
    metadata = {key: cell.metadata[key] for key in CELL_METADATA if key in cell.metadata}
    if "nbgrader" in metadata:  # nbgrader writes checksums into what it generates; in a source they would be stale
        metadata["nbgrader"] = {key: value for key, value in metadata["nbgrader"].items() if key != "checksum"}
    if cell.cell_type == "code" and FOLDED in metadata.get("tags", []):
        metadata |= _FOLDED_METADATA
    fresh = {"cell_type": cell.cell_type, "id": identity, "metadata": metadata, "source": cell.source}
    return {**fresh, "execution_count": None, "outputs": []} if cell.cell_type == "code" else fresh


def differences(pair: Pair) -> str | None:
    """Return None if twin and notebook say the same, else one line that says where they part."""
    if not pair.notebook.exists():
        return f"{pair.notebook.name} does not exist"
    if pair.twin.read_text(encoding="utf-8").startswith("# ---"):
        return "the twin begins with a header, which JupyterLab would take for a difference; delete the header"
    mine, other = read_twin(pair), normalize(read_notebook(pair.notebook), pair)
    for number, (left, right) in enumerate(zip(mine.cells, other.cells, strict=False), start=1):
        if (left.cell_type, left.source, left.metadata) != (right.cell_type, right.source, right.metadata):
            return f'cell {number} differs, in the twin it begins "{first_line(left)}"'
    if len(mine.cells) != len(other.cells):
        return f"the twin has {len(mine.cells)} cells, the notebook {len(other.cells)}"
    return None


def first_line(cell: NotebookNode) -> str:
    """Return the first line of a cell's text, to name the cell in a message."""
    return str(cell.source).partition("\n")[0][:60]
