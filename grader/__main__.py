"""The instructor's command line: python -m grader file | grade | check | release | student | lab."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from rich.console import Console
from rich.progress import (
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from grader.check import command as checking
from grader.course import LOG, GraderError, assignments, course_root, open_course, quietly
from grader.feedback.write import write_feedback
from grader.grading.results import Result, grade_all, students
from grader.grading.settings import Intake, SubmissionLimits, Workers
from grader.handout import edition, lab, sample_class
from grader.handout.release import release
from grader.lms import filing, roster
from grader.table import filed_table, table


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 also where submissions were broken, 1 where the grader was."""
    options = _parser().parse_args(arguments)
    # A table in a file or a pipe has no width of its own, and 80 columns would break every line.
    console = Console() if sys.stdout.isatty() else Console(width=160)
    try:
        return int(options.run(options, console))
    except GraderError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        again = "Stopped. What was graded until now is in the gradebook; run this again to go on."
        print(again, file=sys.stderr)  # noqa: T201
        return 130


def grade(options: argparse.Namespace, console: Console) -> int:
    """Grade everyone, then show the tables and where the rest is."""
    root = options.course.resolve()
    names = assignments(root, options.assignment)
    results = grade_class(root, names, console, force=options.force)
    for name in names:
        console.print(table(name, [result for result in results if result.assignment == name]))
    _say_where(console, root, names)
    _say_what_was_missing(console, results)
    return 1 if any(result.failure for result in results) else 0


def grade_class(root: Path, names: Sequence[str], console: Console, *, force: bool = False) -> list[Result]:
    """Release what changed, fill an empty class with the sample, and grade every submission of ``names``.

    Raises GraderError where grading itself, not a submission, fails.
    """
    results: list[Result] = []
    with _progress(console) as progress, quietly(root / LOG):
        api = open_course(root)
        _fill_class(api, assignments(root), progress)
        work = [(name, student) for name in names for student in students(root, name)]
        bar = progress.add_task("Grading", total=len(work))
        for result in grade_all(api, work, force=force):
            results.append(result)
            progress.advance(bar)
            if not console.is_terminal:
                place = f"{len(results)}/{len(work)} {result.assignment} {result.student}"
                console.print(f"{place}: {result.total.points:g} points")
        bar = progress.add_task("Writing feedback", total=len(results))
        told = []
        for result in write_feedback(api, results):
            told.append(result)
            progress.advance(bar)
    return sorted(told, key=lambda result: (result.assignment, result.student))


def release_all(options: argparse.Namespace, console: Console) -> int:
    """Generate every release/ whose source/ changed."""
    root = options.course.resolve()
    names = assignments(root, options.assignment)
    with quietly(root / LOG):
        api = open_course(root)
        changed = [name for name in names if release(api, name)]
    console.print(f"released: {', '.join(changed)}" if changed else "Nothing has changed.")
    return 0


def file_all(options: argparse.Namespace, console: Console) -> int:
    """File what was downloaded from Canvas, then show what became of each file."""
    root = options.course.resolve()
    names = [name for name in assignments(root, options.assignment) if filing.archives(root, name)]
    if not names:
        name = options.assignment or "ASSIGNMENT"
        raise GraderError(f"There is nothing to file: put Canvas's zip of {name} into downloaded/{name}/.")
    with quietly(root / LOG):
        api = open_course(root)
        canvas = roster.read(api)
        files = [file for name in names for file in filing.file_assignment(api, name, canvas)]
    _show_filed(console, root, canvas, files)
    return 1 if any(not file.file for file in files) else 0


def check(options: argparse.Namespace, console: Console) -> int:
    """Let assignments prove themselves before a student sees them."""
    return checking.run(options, console, _progress(console))


def show_settings(_given: argparse.Namespace, console: Console) -> int:
    """Show what can be set about grading in nbgrader_config.py, or for once on nbgrader's command line."""
    for settings in (SubmissionLimits, Intake, Workers, roster.Roster):
        console.print(settings.class_get_help(), markup=False, highlight=False)
        console.print()
    return 0


def make_student_edition(options: argparse.Namespace, console: Console) -> int:
    """Bring release/ up to date, then write the students' edition as a zip and a branch."""
    root = options.course.resolve()
    release_all(argparse.Namespace(course=root, assignment=""), console)
    files = edition.contents(root, options.repository)
    edition.write_zip(root / edition.ARCHIVE, files)
    commit = edition.write_branch(root, files)
    console.print(f"Zip:    {edition.ARCHIVE} ({len(files)} files)", highlight=False)
    console.print(f"Branch: {edition.BRANCH} ({commit[:10]})", highlight=False)
    return 0


def open_lab(options: argparse.Namespace, _console: Console) -> int:
    """Hand out the assignments, then run JupyterLab."""
    root = options.course.resolve()
    if any((root / "source").glob("*/*.ipynb")):
        with quietly(root / LOG):
            lab.prepare(open_course(root), assignments(root))
    return lab.run(root, [argument for argument in options.arguments if argument != "--"])


def _fill_class(api: NbGraderAPI, names: Sequence[str], progress: Progress) -> None:
    """Release every assignment, and write the sample class where it is missing or made from an older release."""
    root = course_root(api)
    wanted = sample_class.is_wanted(root)
    bar = progress.add_task("Releasing", total=len(names))
    for name in names:
        progress.update(bar, description=f"Releasing {name}")
        changed = release(api, name)
        if wanted and (changed or not students(root, name)):
            sample_class.fill(root, name)
        progress.advance(bar)


def _progress(console: Console) -> Progress:
    left = (TimeElapsedColumn(), TextColumn("left:"), TimeRemainingColumn())
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), *left)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _show_filed(console: Console, root: Path, canvas: roster.CanvasTable, files: Sequence[filing.Filed]) -> None:
    for name in dict.fromkeys(file.assignment for file in files):
        theirs = [file for file in files if file.assignment == name]
        console.print(filed_table(name, theirs))
        nothing = sorted(set(roster.students(canvas)) - {file.student for file in theirs if file.place})
        console.print(f"Filed: {sum(bool(file.place) for file in theirs)} of {len(theirs)} files")
        console.print(f"Nothing from: {', '.join(nothing) or 'nobody'}", markup=False, highlight=False)
    if (root / "submitted" / sample_class.DESERVED).exists():
        console.print("submitted/ also holds the sample class: delete student-01 to student-13 and deserved.csv.")
    for stray in filing.strays(root, assignments(root)):
        console.print(f"{stray} belongs to no assignment: put it into downloaded/ASSIGNMENT/", markup=False)


def _say_where(console: Console, root: Path, names: Sequence[str]) -> None:
    if (root / "submitted" / sample_class.DESERVED).exists():
        console.print("This is the sample class; what each student deserves is in submitted/deserved.csv.")
    console.print(f"Feedback:  feedback/STUDENT/{names[0] if len(names) == 1 else 'ASSIGNMENT'}/")
    console.print("Gradebook: gradebook.db")
    console.print(f"Log:       {LOG}")


def _say_what_was_missing(console: Console, results: Sequence[Result]) -> None:
    missing = dict.fromkeys(layer for result in results for layer in result.missing_layers)
    if missing:
        console.print("Graded without a part of the lock-down, which this system does not provide:")
        for layer in missing:
            console.print(f"  {layer}", markup=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m grader", description="Release, hand out, file and grade assignments."
    )
    parser.add_argument("--course", type=Path, default=Path(), help="the course's folder (default: this one)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, text in (
        ("file", file_all, "file what was downloaded from Canvas into submitted/"),
        ("grade", grade, "grade what is new or changed and show the table"),
        ("release", release_all, "make the students' version of what changed"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("assignment", nargs="?", default="", help="only this one, such as a05-gradient-descent")
        command.set_defaults(run=run)
        if name == "grade":
            command.add_argument("--force", action="store_true", help="grade also what is graded and unchanged")
    command = commands.add_parser("check", help="let assignments prove themselves before a student sees them")
    checking.add_to(command)
    command.set_defaults(run=check)
    command = commands.add_parser("settings", help="list the limits and other settings of grading")
    command.set_defaults(run=show_settings)
    command = commands.add_parser("student", help="make the students' edition of the course: a zip and a git branch")
    where = "where it will be published on GitHub, as ORGANIZATION/NAME, for its links to Colab"
    command.add_argument("--repository", default="", help=where)
    command.set_defaults(run=make_student_edition)
    command = commands.add_parser("lab", help="open JupyterLab on the lectures, with nbgrader's tools")
    command.add_argument("arguments", nargs=argparse.REMAINDER, help="passed on to JupyterLab, after --")
    command.set_defaults(run=open_lab)
    return parser


if __name__ == "__main__":
    sys.exit(main())
