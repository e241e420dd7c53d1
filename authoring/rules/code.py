"""Lint rules for a lecture's code cells. Each rule yields what is wrong, where, and how to mend it."""

import ast
import re
from collections.abc import Iterator

from authoring.rules.lecture import Lecture, place, syntax_tree
from authoring.setup_cell import setup_cell

CELLS = (15, 35)
LINES = 25
CLASS_LINES = 40  # of a cell that is one class, blank ones not counted: its methods are best read together
_NETWORK = {"aiohttp", "ftplib", "http", "httpx", "huggingface_hub", "requests", "socket", "urllib", "wget"}


def setup(lecture: Lecture) -> Iterator[str]:
    """The first code cell is the setup cell, exactly, and there is no second."""
    sources = [cell.source for _, cell in lecture.cells("code")]
    if not sources or sources[0] != setup_cell(lecture.repository):
        yield "the first code cell is not the setup cell; copy it from authoring/setup_cell.py without any change"
    if sum('find_spec("helpers")' in source for source in sources) > 1:
        yield "there is more than one setup cell; keep the first"


def cell_count_and_size(lecture: Lecture) -> Iterator[str]:
    """15 to 35 code cells of at most 25 lines; one class may have 40, blank ones not counted."""
    cells = list(lecture.cells("code"))
    if not CELLS[0] <= len(cells) <= CELLS[1]:
        yield f"{len(cells)} code cells; a lecture has {CELLS[0]} to {CELLS[1]}"
    for number, cell in cells:
        body = syntax_tree(cell).body
        one_class = len(body) == 1 and isinstance(body[0], ast.ClassDef)
        lines = [line for line in cell.source.splitlines() if line.strip() or not one_class]
        allowed = CLASS_LINES if one_class else LINES
        if len(lines) > allowed:
            mend = f"{allowed} are allowed; split it, or move parts to helpers"
            yield f"{place(number, cell)} has {len(lines)} lines, {mend}"


def claims_asserted(lecture: Lecture) -> Iterator[str]:
    """At least two cells assert: that scratch and library agree, and what the experiment found."""
    asserting = [
        n for n, cell in lecture.cells("code") if any(isinstance(x, ast.Assert) for x in ast.walk(syntax_tree(cell)))
    ]
    if len(asserting) < 2:
        yield (
            f"{len(asserting)} cells assert something; assert at least that scratch code agrees with the library "
            "and the claim of the experiment"
        )


def one_interactive_figure(lecture: Lecture) -> Iterator[str]:
    """Exactly one call of widgets.explore."""
    calls = sum(len(re.findall(r"\bwidgets\.explore\(", cell.source)) for _, cell in lecture.cells("code"))
    if calls != 1:
        yield f"widgets.explore is called {calls} times; a lecture has one interactive figure"


def no_network(lecture: Lecture) -> Iterator[str]:
    """Nothing is fetched: no network modules, shell commands, installations or downloads outside the setup cell."""
    for number, cell in list(lecture.cells("code"))[1:]:
        modules = {name.partition(".")[0] for node in ast.walk(syntax_tree(cell)) for name in _imported(node)}
        for module in sorted(modules & _NETWORK):
            yield f"{place(number, cell)} imports {module}; lectures run offline, use a data set of helpers.data"
        if re.search(r"^\s*(!|%pip|%conda|%%bash|%%sh)|download=True", cell.source, re.MULTILINE):
            yield f"{place(number, cell)} runs a shell command, an installation or a download; lectures run offline"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


RULES = (setup, cell_count_and_size, claims_asserted, one_interactive_figure, no_network)
