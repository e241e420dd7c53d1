"""The graded notebook: what happened, as metadata for the feedback page and as a cell at the top for everyone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.engine import outputs
from grader.engine.cells import is_test
from grader.engine.job import APART, TOGETHER, Notebook, Outcome, Score
from grader.text import one_line, shown

KEY = "grading"
NOTE = "grading-note"  # the id of the cell in which everyone is told what the feedback page says on top
WAYS = {APART: "apart from", TOGETHER: "together with"}
MARKDOWN = re.compile(r"([^\w\s,.]|_)")


@dataclass(frozen=True)
class Report:
    """What is told about one graded notebook.

    Attributes:
        fingerprint: hash of everything the result depends on.
        reason: why it is not full marks, in one line; empty if nothing was wrong.
        refused: whether the notebook could not be graded at all.
        remarks: what was different in the submission.
        missing_layers: what of the lock-down this system could not provide.
        log: what happened while it was graded.
        way: how its tests ran; empty if they did not.
    """

    fingerprint: str
    reason: str = ""
    refused: bool = False
    remarks: tuple[str, ...] = ()
    missing_layers: tuple[str, ...] = ()
    log: tuple[str, ...] = ()
    way: str = ""

    @property
    def way_in_words(self) -> str:
        """The way, to be followed by whose code it is."""
        return WAYS.get(self.way, "")


def finished(
    outcome: Outcome, remarks: Sequence[str], fingerprint: str, cause: str = ""
) -> tuple[NotebookNode, Report]:
    """Return the notebook that the engine executed, ready for nbgrader, and what is to be told about it.

    A ``cause`` that explains all else comes first.
    """
    first = [cause] if cause else []
    missing = tuple(f"{layer}: {state}" for layer, state in outcome.layers.items() if state != "on")
    troubles = [*first, *_doubts(outcome), *_troubles(outcome.notebook, outcome.scores), *remarks]
    more = f" (and {len(troubles) - 1} more)" if len(troubles) > 1 else ""
    reason = troubles[0] + more if troubles else ""
    report = Report(
        fingerprint,
        reason,
        remarks=(*first, *remarks),
        missing_layers=missing,
        log=tuple(map(outputs.text, outcome.log)),
        way=outcome.way,
    )
    return _with_report(outcome.notebook, report), report


def refused(rebuilt: Notebook, reason: str, fingerprint: str) -> tuple[NotebookNode, Report]:
    """Return the assignment without an answer, each of its tests failed for ``reason``, and the report."""
    for cell in filter(is_test, rebuilt["cells"]):
        cell["outputs"] = [outputs.error("NotGraded", reason)]
    report = Report(fingerprint, reason, refused=True)
    return _with_report(rebuilt, report), report


def report_of(notebook: Mapping[str, Any]) -> Report | None:
    """Return the report in a graded notebook; None if this grader did not write it."""
    kept = notebook.get("metadata", {}).get(KEY)
    if not isinstance(kept, dict):
        return None
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    return Report(**values)


def text(notebook: NotebookNode) -> str:
    """Return the notebook as JSON, in the form in which Jupyter writes it."""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _with_report(notebook: Notebook, report: Report) -> NotebookNode:
    made: NotebookNode = nbformat.from_dict(notebook)
    made.metadata[KEY] = nbformat.from_dict({**asdict(report), "log": list(report.log)})
    lines = list(_note(report))
    if lines:
        made.cells.insert(0, nbformat.v4.new_markdown_cell("\n".join(lines), id=NOTE))
    return made


def _note(report: Report) -> Iterator[str]:
    if report.refused:
        yield f"**This notebook was not graded:** {_plain(report.reason)}.\n"
        yield "It counts 0 points for now. Mend the notebook and hand it in again."
    if report.remarks:
        yield "**In this submission:**\n"
        yield from (f"- {_plain(remark)}" for remark in report.remarks)
    if report.missing_layers:
        yield "\n**Graded without a part of the usual protection:**\n"
        yield from (f"- {_plain(layer)}" for layer in report.missing_layers)
    if report.way:
        yield f"\nThe tests ran {report.way_in_words} this code."


def _plain(line: str) -> str:
    """Return a line in which nothing is markup: it may hold names that the student chose."""
    return MARKDOWN.sub(r"\\\1", line.replace("$", "?").replace("\\", "?"))


def _troubles(notebook: Notebook, scores: Mapping[str, Score]) -> list[str]:
    """Return what went wrong: first the student's own cells, for one that broke explains the tests after it."""
    own = [trouble for cell in notebook["cells"] if not is_test(cell) for trouble in _errors(cell)]
    tests = [_line(f"{name}: {score.message}") for name, score in scores.items() if _lost(score)]
    return own + tests


def _doubts(outcome: Outcome) -> Iterator[str]:
    """Yield the marks that a person has to look at: tests that can run apart gave less there than together."""
    for name, apart in outcome.doubts.items():
        whole = outcome.scores[name].points
        yield f"{name}: look at this mark, the test gives {whole:g} points together with the code and {apart:g} apart"


def _line(text: str) -> str:
    """Return one line for a terminal; an exception without a message ends in the colon before it."""
    return shown(one_line(text), 110).rstrip(": ")


def _lost(score: Score) -> bool:
    return bool(score.message) and score.points < score.max_points


def _errors(cell: dict[str, Any]) -> Iterator[str]:
    name = cell["metadata"].get("nbgrader", {}).get("grade_id", "an extra cell")
    for output in cell.get("outputs", []):
        if output["output_type"] == "error" and "did not end in time" in output["evalue"]:
            yield f"{name} ran for too long and was stopped"
        elif output["output_type"] == "error":
            kind = "" if output["ename"] == "StudentProcessEnded" else f"{output['ename']}: "
            yield _line(f"{name}: {kind}{output['evalue']}")
