"""Lint rules for an assignment: that it can be solved on Google Colab and handed in from there."""

from collections.abc import Iterator

from authoring.rules.lecture import Lecture
from authoring.setup_cell import bootstrap_cell, colab_link

_READ_ONLY = {"grade": False, "locked": True, "solution": False}
_DOWNLOAD = "*File > Download > Download .ipynb*"


def opens_in_colab(assignment: Lecture) -> Iterator[str]:
    """The first cell has the link that opens the release, and says how to hand in from there."""
    first = assignment.notebook.cells[0]
    place = assignment.path.relative_to(assignment.root / "source")
    link = colab_link(assignment.repository, f"release/{place.as_posix()}")
    if first.cell_type != "markdown" or f"[Open in Colab]({link})" not in first.source:
        yield f"the first cell has no right link to Colab; write [Open in Colab]({link})"
    if first.cell_type != "markdown" or _DOWNLOAD not in " ".join(first.source.split()) or "Canvas" not in first.source:
        yield f"the first cell does not say how to hand in from Colab; write: choose {_DOWNLOAD}, upload it to Canvas"


def bootstrap(assignment: Lecture) -> Iterator[str]:
    """The first code cell is the bootstrap cell, exactly, students cannot edit it, and there is no second."""
    wanted = bootstrap_cell(assignment.repository)
    code = [cell for _, cell in assignment.cells("code")]
    if not code or code[0].source != wanted:
        yield f"the first code cell is not the bootstrap cell; put this cell before it, without any change:\n{wanted}"
    elif not _READ_ONLY.items() <= code[0].metadata.get("nbgrader", {}).items():
        yield "students can edit the bootstrap cell; lock it in its nbgrader metadata, with neither grade nor solution"
    if sum('find_spec("helpers")' in cell.source for cell in code) > 1:
        yield "there is more than one bootstrap cell; keep the first"


RULES = (opens_in_colab, bootstrap)
