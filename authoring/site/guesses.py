"""Guesses on a page without a kernel: a form asks, what comes after stays folded, and a figure may mark the answer."""

import html
import json
import re
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

_GUESS = re.compile(r"^(guess\w*) = None(?:[ ]*#[ ]*(.*))?$", re.MULTILINE)
_MARK = re.compile(r"\bax[hv]line\(\s*(guess\w*)\s*[,)]")
AFTER = "after-guess"  # the tag of the cells that a page keeps folded until its reader has guessed


def marking(notebook: NotebookNode) -> dict[int, list[str]]:
    """Return which cells draw a line at a guess, and the names of the guesses."""
    asked = {name for cell in notebook.cells if cell.cell_type == "code" for name, _ in _GUESS.findall(cell.source)}
    found = {
        number: [name for name in dict.fromkeys(_MARK.findall(cell.source)) if name in asked]
        for number, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
    }
    return {number: names for number, names in found.items() if names}


def with_guess(source: str, names: Sequence[str]) -> str:
    """Return a cell's code that runs as if its reader had guessed, and forgets the guesses afterwards."""
    before = [f"{name} = __import__('guessing').Guess({name!r})" for name in names]
    return "\n".join([*before, source, *(f"{name} = None" for name in names)])


def ask(cells: Sequence[NotebookNode]) -> None:
    """Make a form of each cell that asks for a guess, and tag what its page folds until it is given."""
    for number, cell in enumerate(cells):
        if cell.cell_type != "code" or not (asked := _GUESS.findall(cell.source)):
            continue
        tag = f"{AFTER}-{number}"
        for other in _after(cells, number, [name for name, _ in asked]):
            other.metadata.tags = [*other.metadata.get("tags", []), tag]
        form = f'<form class="guess" data-after="tag_{tag}">{"".join(_input(*one) for one in asked)}'
        form += '<button type="submit">I have guessed: show what comes</button></form>'
        cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": form, "text/plain": ""})]
        cell.execution_count = None
        cell.metadata.tags = ["remove-input"]


def _input(name: str, words: str) -> str:
    label = f"Your guess ({words})" if words else "Your guess"
    return f'<label>{html.escape(label)} <input type="text" name="{name}" autocomplete="off"></label>'


def _after(cells: Sequence[NotebookNode], number: int, names: Sequence[str]) -> list[NotebookNode]:
    """Return the code cells to fold: up to the last that uses the guess, or, beyond the next heading, those alone."""
    uses = [i for i, cell in enumerate(cells) if i > number and _uses(cell, names)]
    last = uses[-1] if uses else number
    between = cells[number + 1 : last + 1]
    if any(cell.cell_type == "markdown" and re.search(r"^#+ ", cell.source, re.MULTILINE) for cell in between):
        between = [cells[i] for i in uses]
    return [cell for cell in between if cell.cell_type == "code"]


def _uses(cell: NotebookNode, names: Sequence[str]) -> bool:
    used = r"|".join(map(re.escape, names))
    return cell.cell_type == "code" and bool(re.search(rf"\b(?:{used})\b(?! = None)", cell.source))


def marked(picture: str, names: Sequence[str], folder: Path | None) -> str:
    """Return the HTML of a picture over which a page can draw a line at each guess whose axis was recorded."""
    files = [folder / f"{name}.json" for name in names] if folder is not None else []
    marks = [mark for file in files if file.exists() for mark in json.loads(file.read_text(encoding="utf-8"))]
    if not marks:
        return picture
    return f'<div class="marked" data-marks="{html.escape(json.dumps(marks), quote=True)}">{picture}</div>'
