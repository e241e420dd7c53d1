"""The feedback page inside nbgrader, and the formgrader's pages made harmless."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import nbgrader.apps.api
import nbgrader.apps.generatefeedbackapp
import nbgrader.converters
import nbgrader.server_extensions.formgrader.formgrader
from jinja2 import BytecodeCache, FileSystemLoader
from jinja2.bccache import Bucket
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import GetGrades
from traitlets import List, Type, Unicode
from traitlets.config import Config

from grader.course import folders, matches

TEMPLATES = Path(__file__).resolve().parent / "templates"
HARMLESS_OUTPUTS = ["grader.feedback.harmless.HarmlessOutputs"]
HARMLESS_FILTERS = {
    "markdown2html": "grader.feedback.harmless.markdown_filter",
    "clean_html": "grader.feedback.harmless.clean",
}
WORDLESS = re.compile(r"<img\b(?![^>]*\balt=)", re.IGNORECASE)


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

    def from_notebook_node(  # type: ignore[override]  # as HTMLExporter's
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: object
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and nbconvert's resources.

        HTMLExporter would also read the page and write it anew, to give words to images that have none, which takes
        twice as long as to make the page; so that is left to the pages that hold such an image.
        """
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        self.register_filter("highlight_code", functools.partial(highlighted, lexer))  # type: ignore[no-untyped-call]
        made: tuple[str, dict[str, Any]] = TemplateExporter.from_notebook_node(self, nb, resources, **options)
        if WORDLESS.search(made[0]):
            made = super().from_notebook_node(nb, resources, **options)
        return made


@functools.lru_cache(maxsize=1000)
def highlighted(lexer: str | None, code: str) -> str:
    """Return code as HTML; a class has the same given code and tests on every page."""
    made: str = Highlight2HTML(pygments_lexer=lexer)(code)  # type: ignore[no-untyped-call]
    return made


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

    def init_notebooks(self) -> None:
        """Find the graded notebooks, by names that are no patterns."""
        self.notebooks: list[str] = []
        wanted = self.coursedir.assignment_id, self.coursedir.student_id
        found = {
            str(folder): sorted(str(path) for path in folder.glob("*.ipynb") if self._is_wanted(path))
            for folder in folders(self.coursedir, self._input_directory, *wanted)
        }
        self.assignments = {folder: paths for folder, paths in found.items() if paths}
        if not self.assignments:
            super().init_notebooks()

    def _is_wanted(self, path: Path) -> bool:
        return matches(path.stem, self.coursedir.notebook_id)

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy only what is declared: a file that a student's code left behind could be a page of its own."""
        source = Path(self._format_source(assignment_id, student_id))
        folder = Path(self._format_dest(assignment_id, student_id))
        for name in self.artifacts:
            if (file := source / name).is_file() and not file.is_symlink():
                folder.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(file.read_bytes())
