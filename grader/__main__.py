"""The instructor's command line: python -m grader file | grade | check | release | student | lab | move-gradebook."""

import argparse
import sys
from collections import Counter
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
from grader.cluster import move, where
from grader.course import LOG, GraderError, assignments, course_root, open_course, quietly
from grader.feedback.write import write_feedback
from grader.gradebook import where_is
from grader.grading.pool import TaskPool
from grader.grading.results import Result, grade_all, students
from grader.grading.settings import Gpu, Intake, SubmissionLimits, TestRuns, Workers
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
    if options.dry_run:
        console.print(where.job_script(options.on), markup=False, highlight=False, soft_wrap=True)
        return 0
    root = options.course.resolve()
    names = assignments(root, options.assignment)
    with where.workers(options.on) as workers:
        results = grade_class(root, names, console, force=options.force, workers=workers)
        sent_away = workers.sent_away if workers else {}
    results = with_feedback(root, results, console)  # for which no node of a cluster has to wait
    graded = [result for result in results if not result.waits]
    waiting = [result for result in results if result.waits]
    for name in names:
        shown = [result for result in graded if result.assignment == name]
        if shown or not any(result.assignment == name for result in waiting):
            console.print(table(name, shown))
    _say_where(console, root, names, where_is(open_course(root).coursedir))
    _say_what_was_missing(console, graded)
    _say_what_waits(console, waiting)
    for reason, count in sent_away.items():
        console.print(f"Sent away: {count} of the cluster's nodes, since {reason}", markup=False, highlight=False)
    return 1 if any(result.failure for result in results) else 0


def grade_class(
    root: Path, names: Sequence[str], console: Console, *, force: bool = False, workers: TaskPool | None = None
) -> list[Result]:
    """Release what changed, fill an empty class with the sample, and grade every submission of ``names``.

    ``workers`` execute them; this machine's processes when None.

    Raises GraderError where grading itself, not a submission, fails.
    """
    results: list[Result] = []
    with _progress(console) as progress, quietly(root / LOG):
        api = open_course(root)
        _fill_class(api, assignments(root), progress)
        work = [(name, student) for name in names for student in students(root, name)]
        bar = progress.add_task("Grading", total=len(work))
        for result in grade_all(api, work, force=force, workers=workers):
            results.append(result)
            progress.advance(bar)
            if not console.is_terminal and not result.waits:
                place = f"{len(results)}/{len(work)} {result.assignment} {result.student}"
                console.print(f"{place}: {result.total.points:g} points")
    return results


def with_feedback(root: Path, results: Sequence[Result], console: Console) -> list[Result]:
    """Write the pages that are new, and return the results in order, also of pages that could not be made."""
    with _progress(console) as progress, quietly(root / LOG):
        bar = progress.add_task("Writing feedback", total=len(results))
        told = []
        for result in write_feedback(open_course(root), results):
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
    for settings in (SubmissionLimits, Intake, TestRuns, Gpu, Workers, roster.Roster):
        console.print(settings.class_get_help(), markup=False, highlight=False)
        console.print()
    return 0


def make_student_edition(options: argparse.Namespace, console: Console) -> int:
    """Bring release/ up to date, then write the students' edition as a zip and a branch."""
    root = options.course.resolve()
    release_all(argparse.Namespace(course=root, assignment=""), console)
    files = edition.contents(root, options.repository)
    pages = edition.pages(root, files, options.repository)
    edition.write_zip(root / edition.ARCHIVE, files | pages)
    commit = edition.write_branch(root, files)
    with_pages = f", {len(pages)} of them web pages and their pictures" if pages else ", no web pages: make site"
    console.print(f"Zip:    {edition.ARCHIVE} ({len(files | pages)} files{with_pages})", highlight=False)
    console.print(f"Branch: {edition.BRANCH} ({commit[:10]})", highlight=False)
    return 0


def move_gradebook(options: argparse.Namespace, console: Console) -> int:
    """Copy a gradebook into an empty database, and prove both equal."""
    tables = move.copy(options.source, options.target)
    console.print(f"Copied {sum(tables.values())} rows of {len(tables)} tables; both gradebooks are equal, row by row.")
    console.print("To use it, set c.CourseDirectory.db_url in nbgrader_config.py.")
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


def _say_where(console: Console, root: Path, names: Sequence[str], gradebook: str) -> None:
    if (root / "submitted" / sample_class.DESERVED).exists():
        console.print("This is the sample class; what each student deserves is in submitted/deserved.csv.")
    console.print(f"Feedback:  feedback/STUDENT/{names[0] if len(names) == 1 else 'ASSIGNMENT'}/")
    console.print(f"Gradebook: {gradebook}", markup=False, highlight=False)
    console.print(f"Log:       {LOG}")


def _say_what_was_missing(console: Console, results: Sequence[Result]) -> None:
    missing = dict.fromkeys(layer for result in results for layer in result.missing_layers)
    if missing:
        console.print("Graded without a part of the lock-down, which this system does not provide:")
        for layer in missing:
            console.print(f"  {layer}", markup=False)


def _say_what_waits(console: Console, waiting: Sequence[Result]) -> None:
    for failure, count in Counter(result.failure for result in waiting).items():
        console.print(f"{failure}. Not graded, and as they were: {count} submissions.", markup=False, highlight=False)


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
            command.add_argument("--on", default="", metavar="PLACE", help=where.HELP)
            command.add_argument("--dry-run", action="store_true", help="only show the job that Slurm would be given")
    command = commands.add_parser("check", help="let assignments prove themselves before a student sees them")
    checking.add_to(command)
    command.set_defaults(run=check)
    command = commands.add_parser("settings", help="list the limits and other settings of grading")
    command.set_defaults(run=show_settings)
    command = commands.add_parser("student", help="make the students' edition of the course: a zip and a git branch")
    published = "where it will be published on GitHub, as ORGANIZATION/NAME, for its links to Colab"
    command.add_argument("--repository", default="", help=published)
    command.set_defaults(run=make_student_edition)
    command = commands.add_parser("move-gradebook", help="copy the gradebook into another database, row by row")
    command.add_argument("source", metavar="FROM", help="a file such as gradebook.db, or a database's URL")
    command.add_argument("target", metavar="TO", help="an empty database: postgresql+psycopg://USER:PASSWORD@HOST/NAME")
    command.set_defaults(run=move_gradebook)
    command = commands.add_parser("lab", help="open JupyterLab on the lectures, with nbgrader's tools")
    command.add_argument("arguments", nargs=argparse.REMAINDER, help="passed on to JupyterLab, after --")
    command.set_defaults(run=open_lab)
    return parser


if __name__ == "__main__":
    sys.exit(main())
