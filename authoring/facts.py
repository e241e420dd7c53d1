"""What the build writes below a lecture's title: its reading time, which lectures it needs, and which use it."""

import re
from collections.abc import Mapping
from pathlib import Path

from nbformat import NotebookNode

from authoring import core, pairs
from authoring.pairs import Pair

READING = re.compile(r"(\*\*Reading\*\*\s+)\d+ min")
_LECTURE = re.compile(r"\]\((\d\d-[\w-]+)\.ipynb")
_MAP = re.compile(r"\*\*(Needs|Used by)\*\* ")

Links = Mapping[str, frozenset[str]]  # a lecture's name -> the names of the earlier lectures that its core links to


def links(root: Path) -> Links:
    """Return, for each lecture in ``root``, which earlier lectures its core links to."""
    return {pair.name: _needs(pair) for pair in pairs.all_pairs(root) if pair.executed}


def _needs(pair: Pair) -> frozenset[str]:
    texts = [cell.source for _, cell in core.core(pairs.read_twin(pair)) if cell.cell_type == "markdown"]
    written = [part for text in texts for part in text.split("\n\n") if not _MAP.match(part)]
    return frozenset(name for part in written for name in _LECTURE.findall(part) if name < pair.name)


def first_cell(notebook: NotebookNode, name: str, linked: Links) -> str:
    """Return the source that the first cell of lecture ``name`` should have, its facts up to date.

    A cell without a line of facts, which the lint finds, stays as it is.
    """
    source = str(notebook.cells[0].source)
    parts = [part for part in source.split("\n\n") if not _MAP.match(part)]
    place = next((i for i, part in enumerate(parts) if "Open in Colab" in part), None)
    if place is None:
        return source
    parts[place] = READING.sub(rf"\g<1>{core.size(notebook).minutes} min", parts[place])
    used_by = [other for other, needs in linked.items() if name in needs]
    lines = [("Needs", sorted(linked.get(name, ()))), ("Used by", sorted(used_by))]
    line = " · ".join(f"**{word}** {', '.join(map(_link, names))}" for word, names in lines if names)
    return "\n\n".join([*parts[: place + 1], *([_wrap(line)] if line else []), *parts[place + 1 :]])


def _link(name: str) -> str:
    return f"[{name[:2]}]({name}.ipynb)"


def _wrap(line: str, width: int = 118) -> str:
    """Break ``line`` between words so that the twin's lines keep to 120 characters, its comment sign included."""
    rows = [""]
    for word in line.split(" "):
        if len(rows[-1]) + 1 + len(word) > width:
            rows.append(word)
        else:
            rows[-1] = f"{rows[-1]} {word}".strip()
    return "\n".join(rows)


def update(pair: Pair, linked: Links) -> bool:
    """Bring the facts in the twin of a lecture up to date; return whether that changed it."""
    notebook = pairs.read_twin(pair)
    old, new = str(notebook.cells[0].source), first_cell(notebook, pair.name, linked)
    if old == new:
        return False
    text = pair.twin.read_text(encoding="utf-8")
    pair.twin.write_text(text.replace(_commented(old), _commented(new), 1), encoding="utf-8")
    return True


def outdated(pair: Pair, linked: Links) -> bool:
    """Whether the facts in the twin of a lecture are not what `update` would write."""
    notebook = pairs.read_twin(pair)
    return str(notebook.cells[0].source) != first_cell(notebook, pair.name, linked)


def _commented(source: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in source.splitlines())
