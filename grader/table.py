"""The tables that grading and filing end with."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from grader.grading.marks import TaskScore
from grader.grading.report import WAYS
from grader.grading.results import Result
from grader.lms.filing import Filed


def table(assignment: str, results: Sequence[Result]) -> Table:
    """Return one row for each student: points by task, total, and the reason where something was wrong."""
    drawn = Table(title=assignment, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    drawn.add_column("student", no_wrap=True)
    tasks = results[0].scores if results else {}
    for task, score in tasks.items():
        drawn.add_column(f"{task}\n/{score.possible:g}", justify="right", no_wrap=True)
    possible = f"/{results[0].total.possible:g}" if results else ""
    drawn.add_column(f"total\n{possible}", justify="right", style="bold", no_wrap=True)
    drawn.add_column("what was wrong", overflow="fold")
    for result in results:
        points = [_points(result.scores[task]) for task in tasks]
        drawn.add_row(result.student, *points, _points(result.total), Text(result.reason))
    captions = [*_ways(results)]
    if any(result.total.by_hand for result in results):
        captions.append("+ answers still to be graded by hand, in the formgrader (make lab)")
    drawn.caption, drawn.caption_justify = "\n".join(captions), "left"
    return drawn


def _ways(results: Sequence[Result]) -> Iterator[str]:
    """Yield how the tests of each notebook ran, in one line where it is the same for all."""
    found = {notebook: way for result in results for notebook, way in result.ways.items()}
    for way in dict.fromkeys(found.values()):
        named = ", ".join(sorted(name for name in found if found[name] == way))
        which = f" of {named}" if len(set(found.values())) > 1 else ""
        yield f"The tests{which} ran {WAYS[way]} the students' code (SECURITY.md)."


def filed_table(assignment: str, files: Sequence[Filed]) -> Table:
    """Return one row for each file that was downloaded: whose it is, and where it went or why not."""
    drawn = Table(title=assignment, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    drawn.add_column("student", no_wrap=True)
    drawn.add_column("file", overflow="fold", ratio=2)
    drawn.add_column("filed as", overflow="fold", ratio=2)
    drawn.add_column("remark, or why not", overflow="fold", ratio=2)
    for file in sorted(files, key=lambda file: (file.student, file.file)):
        place = Text(file.place) if file.place else Text("not filed", style="red")
        drawn.add_row(Text(file.student), Text(file.file or file.archive), place, Text(file.remark))
    return drawn


def _points(score: TaskScore) -> Text:
    text = f"{score.points:g}{'+' if score.by_hand else ''}"
    if score.points == score.possible or score.by_hand:
        return Text(text)
    return Text(text, style="red" if score.points == 0 else "yellow")
