"""From a source notebook to what students get: one way for the check, the release and what is graded."""

from __future__ import annotations

import contextlib
import copy
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import nbgrader.apps.api
import nbgrader.apps.generateassignmentapp
import nbgrader.converters
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    NbGraderPreprocessor,
)
from traitlets import List
from traitlets.config import Config


class ClearPictures(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Takes attached pictures away that nothing shows any more: nbgrader clears the text of a solution, not those."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], _index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Leave the pictures that the text of the cell shows."""
        hidden = unshown(cell)
        if hidden:
            shown = {name: bundle for name, bundle in cell.attachments.items() if name not in hidden}
            cell.attachments = NotebookNode(shown)
            if not shown:
                del cell["attachments"]
        return cell, resources


class PictureAwareRelease(GenerateAssignment):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's release, in which a solution that is a picture stays behind too."""

    preprocessors = List([*GenerateAssignment.preprocessors.default_args[0], ClearPictures]).tag(config=True)


def install() -> None:
    """Let every entrance of nbgrader release without the pictures of solutions."""
    for module in (nbgrader.converters, nbgrader.apps.api, nbgrader.apps.generateassignmentapp):
        module.GenerateAssignment = PictureAwareRelease


def unshown(cell: Mapping[str, Any]) -> list[str]:
    """Return the names of a cell's attachments that its text does not show."""
    return [name for name in cell.get("attachments", {}) if not _shows(cell["source"], name)]


def released(source: NotebookNode, config: Config) -> NotebookNode:
    """Return a source notebook as students get it.

    Raises:
        Exception: what nbgrader raises where its regions are not in order.
    """
    notebook = copy.deepcopy(source)
    with _quiet():
        for step in (ClearSolutions, ClearOutput, ClearHiddenTests, ClearMarkScheme, ClearPictures):
            notebook, _ = step(config=config).preprocess(notebook, {})
    return notebook


def complaint(source: NotebookNode, config: Config) -> str:
    """Return, in one sentence, why nbgrader would not release a source notebook; empty where it would."""
    try:
        with _quiet():
            CheckCellMetadata(config=config).preprocess(copy.deepcopy(source), {})
            released(source, config)
    except Exception as error:  # nbgrader raises all kinds for a notebook that is not in order
        return f"{type(error).__name__}: {' '.join(str(error).split())}"
    return ""


def _shows(text: str, name: str) -> bool:
    return any(re.search(rf"attachment:{re.escape(each)}(?![\w.-])", text) for each in (name, quote(name)))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep nbgrader's warnings out."""
    logger = logging.getLogger("traitlets")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before
