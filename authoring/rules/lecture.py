"""A built notebook as the lint sees it: its cells, its headings, its code."""

import ast
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from authoring.pairs import Pair, first_line, read_notebook, repository

_FENCE = re.compile(r"```.*?```", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """A Markdown heading: its level, its text, and the number of its cell, counted from 1."""

    level: int
    text: str
    cell: int


@dataclass(frozen=True)
class Lecture:
    """An executed lecture or an assignment in source/, and the repository ("owner/name") its badge should name."""

    name: str
    path: Path
    root: Path
    repository: str
    notebook: NotebookNode

    @property
    def number(self) -> int:
        """The lecture's number, 1 to 46."""
        return int(self.name[:2])

    def cells(self, kind: str) -> Iterator[tuple[int, NotebookNode]]:
        """Yield (number, cell) of every cell of ``kind``, numbers counted over all cells from 1."""
        return ((n, cell) for n, cell in enumerate(self.notebook.cells, start=1) if cell.cell_type == kind)

    def outputs(self) -> Iterator[tuple[int, NotebookNode, NotebookNode]]:
        """Yield (number, cell, output) of every output."""
        return ((n, cell, output) for n, cell in self.cells("code") for output in cell.outputs)

    def headings(self) -> list[Heading]:
        """Return every Markdown heading in order."""
        found = []
        for number, cell in self.cells("markdown"):
            for line in _FENCE.sub("", cell.source).splitlines():
                if match := re.match(r"(#{1,6}) +(.+)", line):
                    found.append(Heading(len(match[1]), match[2].strip(), number))
        return found

    def section(self, title: str) -> str | None:
        """Return the Markdown under the second-level heading that begins with ``title``; None if there is none."""
        text = "\n\n".join(cell.source for _, cell in self.cells("markdown"))
        match = re.search(rf"^## +{re.escape(title)}.*?$(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
        return match[1].strip() if match else None


def load(pair: Pair, root: Path) -> Lecture:
    """Return the lecture or assignment built at ``pair.notebook``; raises AuthoringError if it cannot be read."""
    return Lecture(pair.name, pair.notebook, root, repository(root), read_notebook(pair.notebook))


def place(number: int, cell: NotebookNode) -> str:
    """Name a cell in a message."""
    return f'cell {number} ("{first_line(cell)}")'


def syntax_tree(cell: NotebookNode) -> ast.Module:
    """Return the syntax tree of a code cell, IPython's magics turned into the calls they stand for, to be read only."""
    return _parsed(cell.source)


@functools.lru_cache(100)  # the cells of a lecture, of which most rules ask for each
def _parsed(source: str) -> ast.Module:
    return ast.parse(TransformerManager().transform_cell(source))
