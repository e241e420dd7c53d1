"""Feedback: what a student gets to read about a graded notebook.

For each test the points, what was asked, the author's message and the visible part of its code; never the source or
the traceback of a hidden test. The page runs no script, loads nothing, and prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

import nbgrader.apps.api
import nbgrader.apps.generatefeedbackapp
import nbgrader.converters
import nbgrader.server_extensions.formgrader.formgrader
from jinja2 import BytecodeCache, FileSystemLoader
from jinja2.bccache import Bucket
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, GetGrades
from traitlets import List, Type, Unicode
from traitlets.config import Config

from grader.course import task_of
from grader.engine.cells import is_test
from grader.feedback.harmless import markdown
from grader.grading.report import Report, report_of

TEMPLATES = Path(__file__).resolve().parent / "templates"
NOTE = "grading-note"  # the cell in which grader.grading.report says to everyone what this page says on top
HARMLESS_OUTPUTS = ["grader.feedback.harmless.HarmlessOutputs"]
HARMLESS_FILTERS = {
    "markdown2html": "grader.feedback.harmless.markdown_filter",
    "clean_html": "grader.feedback.harmless.clean",
}
HEADING = re.compile(r"<(/?)h([1-6])\b")


def install(config: Config) -> None:
    """Make this the feedback of `nbgrader generate_feedback`, its API and the formgrader, and their pages harmless."""
    for module in (nbgrader.converters, nbgrader.apps.api, nbgrader.apps.generatefeedbackapp):
        module.GenerateFeedback = Feedback
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.preprocessors = HARMLESS_OUTPUTS
    config.HTMLExporter.filters = HARMLESS_FILTERS
    nbgrader.server_extensions.formgrader.formgrader.HTMLExporter = FormgraderExporter


class Grades(GetGrades):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's GetGrades, which leaves out whether a person still has to look at an answer."""

    def _get_score(self, cell: NotebookNode, resources: object) -> None:
        super()._get_score(cell, resources)
        where = (cell.metadata.nbgrader["grade_id"], self.notebook_id, self.assignment_id, self.student_id)
        cell.metadata.nbgrader["waits"] = bool(self.gradebook.find_grade(*where).needs_manual_grade)


class CompiledTemplates(BytecodeCache):
    """Keeps templates compiled: nbgrader makes a new exporter for each page, and compiling was a third of the time.

    In memory alone: a file that student code could write to would be run.
    """

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


class FeedbackExporter(HTMLExporter):
    """Makes the feedback page of one graded notebook."""

    def __init__(self, config: Config | None = None, **options: object) -> None:
        own = {
            "template_name": "one_neuron_up",
            "extra_template_basedirs": [str(TEMPLATES)],
            "preprocessors": HARMLESS_OUTPUTS,
            "filters": HARMLESS_FILTERS | {"feedback_page": "grader.feedback.page.page"},
        }
        # nbconvert looks for the template while it is made, so these have to be there before.
        settings = Config(config or {})
        settings.merge(Config({"FeedbackExporter": own}))
        super().__init__(config=settings, **options)  # type: ignore[no-untyped-call]
        self.environment.bytecode_cache = COMPILED


class FormgraderExporter(HTMLExporter):
    """Makes the formgrader's view of a submission, which would load MathJax from elsewhere and stop without it."""

    def __init__(self, config: Config | None = None) -> None:
        loader = FileSystemLoader(TEMPLATES / "without_network")
        super().__init__(config=config, extra_loaders=[loader])  # type: ignore[no-untyped-call]


class Feedback(GenerateFeedback):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's GenerateFeedback with this course's page, and nothing else of the student's beside it."""

    exporter_class = Type(FeedbackExporter, klass=HTMLExporter).tag(config=True)
    preprocessors = List([Grades, CSSHTMLHeaderPreprocessor]).tag(config=True)
    artifacts = List(
        Unicode(),
        ["timestamp.txt", "submission_secret.txt"],
        help="Files of the graded submission that nbgrader needs beside the page to release it.",
    ).tag(config=True)

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy only what is declared: a file that a student's code left behind could be a page of its own."""
        source = Path(self._format_source(assignment_id, student_id))
        folder = Path(self._format_dest(assignment_id, student_id))
        for name in self.artifacts:
            if (file := source / name).is_file() and not file.is_symlink():
                folder.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(file.read_bytes())


@dataclass(frozen=True)
class Mark:
    """One graded cell.

    Attributes:
        anchor: where it is on the page.
        task: the task it belongs to, as its heading says it.
        asked: what it asks for.
        points, possible: reached and reachable.
        status: in words: "passed", "partly", "failed", "waits for a person".
        comment: what a person wrote about it.
        messages: what the author says about what went wrong.
        printed: what the test printed.
        code: the part of a test that students may see; for an answer, nothing.
    """

    anchor: str
    task: str
    asked: str
    points: float
    possible: float
    status: str
    comment: Markup
    messages: tuple[str, ...] = ()
    printed: str = ""
    code: str = ""


@dataclass(frozen=True)
class Part:
    """One cell as the page shows it: a mark, text, or code with outputs; ``mine`` is what the student wrote."""

    mark: Mark | None
    text: Markup
    code: str
    outputs: tuple[NotebookNode, ...]
    mine: bool


@dataclass(frozen=True)
class Page:
    """All that the template needs."""

    report: Report
    parts: tuple[Part, ...]

    @property
    def marks(self) -> list[Mark]:
        return [part.mark for part in self.parts if part.mark and part.mark.possible]

    @property
    def tasks(self) -> dict[str, list[Mark]]:
        """The marks of each task, in the order of the notebook."""
        found: dict[str, list[Mark]] = {}
        for mark in self.marks:
            found.setdefault(mark.task, []).append(mark)
        return found


def page(notebook: NotebookNode) -> Page:
    """Return the feedback page of a graded notebook in which GetGrades has written the points."""
    titles = task_titles(notebook)
    cells = [cell for cell in notebook.cells if cell.get("id") != NOTE]
    return Page(report_of(notebook) or Report(""), tuple(_part(cell, titles) for cell in cells))


def task_titles(notebook: NotebookNode) -> dict[str, str]:
    """Return the heading of each task, without the points that nbgrader counts anyway."""
    titles: dict[str, str] = {}
    for cell in notebook.cells:
        heading = re.match(r"#+\s+(.*)", cell.source) if cell.cell_type == "markdown" else None
        if heading and (name := _nbgrader(cell).get("grade_id")) and not _nbgrader(cell).get("solution"):
            titles.setdefault(task_of(name), re.sub(r"\s*\([^()]*points?\)\s*$", "", heading[1]))
    return titles


def _part(cell: NotebookNode, titles: dict[str, str]) -> Part:
    about = _nbgrader(cell)
    mine = not about or bool(about.get("solution"))
    if is_test(cell):
        return Part(_test(cell, titles), Markup(), "", (), mine=False)
    marked = about.get("grade") or about.get("task") or about.get("comment")
    mark = _mark(about, titles, "Your answer") if marked else None
    if cell.cell_type == "markdown":
        return Part(mark, _lower_headings(markdown(cell.source, cell.get("attachments"))), "", (), mine)
    return Part(mark, Markup(), cell.source, tuple(cell.outputs), mine)


def _test(cell: NotebookNode, titles: dict[str, str]) -> Mark:
    code = visible(cell)
    comment = takewhile(lambda line: line.startswith("#"), code.splitlines())
    asked = " ".join(line.lstrip("# ").rstrip() for line in comment)
    printed = "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stdout")
    more_than_words = any(line.strip() and not line.startswith("#") for line in code.splitlines())
    mark = _mark(_nbgrader(cell), titles, asked or _nbgrader(cell).grade_id)
    return replace(mark, messages=tuple(_messages(cell)), printed=printed, code=code if more_than_words else "")


def _mark(about: NotebookNode, titles: dict[str, str], asked: str) -> Mark:
    points, possible = float(about.get("score") or 0), float(about.get("points") or 0)
    status = "passed" if points >= possible else "partly passed" if points > 0 else "failed"
    if about.get("waits"):
        status = "waits for a person"
    comment = _lower_headings(markdown(about.get("comment") or ""))
    task = titles.get(task_of(about.grade_id), task_of(about.grade_id))
    return Mark(f"mark-{about.grade_id}", task, asked, points, possible, status, comment)


def _messages(cell: NotebookNode) -> Iterator[str]:
    """Yield what the author's checks say. An assertion's kind says nothing; that of another error is half of it."""
    for output in cell.outputs:
        if output.output_type == "error":
            kind = "" if output.ename in ("AssertionError", "") else output.ename
            yield ": ".join(filter(None, [kind, output.evalue])) or "A check of this test failed; it has no message."


def visible(cell: NotebookNode) -> str:
    """Return the part of a test that was released to students; nothing where the marks of it are not in order."""
    copy = NotebookNode(cell_type="code", source=cell.source, metadata=cell.metadata)
    try:
        ClearHiddenTests()._remove_hidden_test_region(copy)
        ClearMarkScheme()._remove_mark_scheme_region(copy)
    except RuntimeError:
        return ""
    return str(copy.source).strip()


def _nbgrader(cell: NotebookNode) -> NotebookNode:
    mark: NotebookNode = cell.metadata.get("nbgrader", NotebookNode())
    return mark


def _lower_headings(text: Markup) -> Markup:
    """Return text whose headings come below those of the page."""
    return Markup(HEADING.sub(lambda found: f"<{found[1]}h{min(6, int(found[2]) + 2)}", text))  # noqa: S704
