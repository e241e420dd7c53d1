"""The frames of each lecture's interactive figures, drawn in a kernel once and kept by what they depend on."""

import hashlib
import shutil
from pathlib import Path

import nbformat
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from authoring.execute import started
from authoring.pairs import AuthoringError
from authoring.site import guesses

KERNEL = Path(__file__).resolve().parent / "kernel"
MOVES = "widgets.explore("
MOST = 160  # combinations of a figure's controls up to which each is drawn


def interactive(notebook: NotebookNode) -> list[int]:
    """Return the places of the cells that make an interactive figure."""
    return [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code" and MOVES in cell.source]


def frames(lecture: Path, cache: Path, root: Path, most: int = MOST) -> Path | None:
    """Return the folder of a lecture's frames and marks, drawing them if ``cache`` lacks them; None without a figure.

    The folder has one folder for each interactive figure, by number, NAME.json for each guess that a figure marks, and
    faint.json with the words of figures that are hard to read. Only the cells up to the last of these figures run.
    Raises AuthoringError that names the cell if one fails.
    """
    notebook = nbformat.read(lecture, as_version=4)
    marking = guesses.marking(notebook)
    places = [*interactive(notebook), *marking]
    if not places:
        return None
    del notebook.cells[max(places) + 1 :]
    for number, names in marking.items():
        notebook.cells[number].source = guesses.with_guess(notebook.cells[number].source, names)
    kept = cache / lecture.stem / key(notebook, root, most)
    if not kept.exists():
        fresh = kept.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        _draw(notebook, lecture, fresh, most)
        for old in kept.parent.glob("*"):
            if old != fresh:
                shutil.rmtree(old)
        fresh.rename(kept)
    return kept


def key(notebook: NotebookNode, root: Path, most: int) -> str:
    """Return a hash of what the frames depend on: the cells, helpers, how frames are made, and the packages."""
    sources = [*sorted((root / "helpers").rglob("*.py")), *sorted(KERNEL.glob("*.py")), root / "constraints.txt"]
    digest = hashlib.sha256(str(most).encode())
    for text in (cell.source.encode() for cell in notebook.cells if cell.cell_type == "code"):
        digest.update(text + b"\0")
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _draw(notebook: NotebookNode, lecture: Path, folder: Path, most: int) -> None:
    watch = f"__import__('drawing').watch({str(folder)!r}, {most})\n"
    watch += "\n".join(f"__import__({name!r}).watch({str(folder)!r})" for name in ("game", "guessing", "contrast"))
    notebook.cells.insert(0, nbformat.v4.new_code_cell(watch))
    with started(notebook, lecture.parent, KERNEL) as client:
        client.timeout = None
        for number, cell in enumerate(notebook.cells):
            try:
                client.execute_cell(cell, number)
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                last = str(error).strip().splitlines()[-1]
                raise AuthoringError(f"{lecture.stem}: no frames, since cell {number} fails: {last}") from error
