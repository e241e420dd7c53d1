"""course/README.md: what to read in which order, a map and two plans, made from the twins and from syllabus.toml.

Its last section is the scoreboard of the digits, made from scoreboard.toml.

What is written is described by its own first cell, so that this page cannot say something else; what is not written
yet is named in plain text from the plan.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authoring import facts, pairs
from authoring.pairs import AuthoringError, Pair

PAGE = Path("course") / "README.md"
PLAN = Path("authoring") / "syllabus.toml"
SCORES = Path("authoring") / "scoreboard.toml"
# How the first cells of lectures begin their promise; a table has that once, in its head.
_PROMISE = re.compile(r"(?:You will be able to|After this lecture you can) ")
_TO_LECTURE = re.compile(r"\]\((?:\.\./\.\./course/)?(\d\d)-[\w-]+\.ipynb\)")

INTRODUCTION = """\
# The course

One page to find your way. Read the lectures in the order of their numbers, or follow one of the two plans below: a
semester of 14 weeks, or five days. A lecture is a notebook: read it, and run each cell with Shift and Enter after you
have said what you expect. Its sliders move its figures, and its exercises have their solutions folded away. An
assignment is a notebook in which you build the idea yourself, and tests tell you how far you are."""


@dataclass(frozen=True)
class Entry:
    """A lecture or an assignment: written, and then with ``link``, or still to come, and then without.

    Attributes:
        number: 7 for lecture 07 and for assignment a07.
        label: "07 Gradient descent", or "a05 Gradient descent".
        about: what a lecture promises or will cover, or what an assignment has its readers build.
        time: how long reading or solving takes; empty while unknown.
        lectures: numbers of the lectures that a lecture needs (`facts.links`) or an assignment practices, in order.
        link: where its notebook is, as seen from `course/`.
    """

    number: int
    label: str
    about: str
    time: str
    lectures: tuple[int, ...]
    link: str = ""

    def __str__(self) -> str:
        return f"[{self.label}]({self.link})" if self.link else self.label


def write(root: Path) -> bool:
    """Write the page where there is a plan of the course; return whether that changed it. Raises as `page` does."""
    if not outdated(root):
        return False
    path = root / PAGE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(root), encoding="utf-8")
    return True


def outdated(root: Path) -> bool:
    """Whether the page is not what twins and plan give, where there is a plan. Raises AuthoringError as `page` does."""
    if not (root / PLAN).exists():
        return False
    text, path = page(root), root / PAGE
    return not path.exists() or path.read_text(encoding="utf-8") != text


def page(root: Path) -> str:
    """Return the text of course/README.md. Raises AuthoringError where a twin or the plan cannot be read so."""
    plan = tomllib.loads((root / PLAN).read_text(encoding="utf-8"))
    written = {pair.name: pair for pair in pairs.all_pairs(root)}
    if unknown := written.keys() - plan["lectures"].keys() - plan["assignments"].keys():
        raise AuthoringError(f"{PLAN} does not know {min(unknown)}: give it a line there, and a place in the plans")
    linked = facts.links(root)
    lectures = _entries(plan["lectures"], written, lambda pair: _lecture(pair, linked))
    assignments = _entries(plan["assignments"], written, _assignment)
    sections = [
        INTRODUCTION,
        *([line] if (line := _ways_in(root)) else []),
        "## What to read, in which order",
        *(_part(part, lectures, assignments) for part in plan["parts"]),
        _map(lectures),
        _practice(lectures, assignments),
        _weeks(plan["weeks"], lectures, assignments),
        _days(plan["days"], lectures, assignments),
        *([_scoreboard(root, lectures)] if (root / SCORES).exists() else []),
    ]
    return "\n\n".join(sections) + "\n"


def _ways_in(root: Path) -> str:
    ways = {
        "glossary": "Words are explained in the [glossary](glossary.ipynb).",
        "index": "Architectures, papers and topics have their places in the [index](index.ipynb).",
    }
    return " ".join(line for name, line in ways.items() if (root / "course" / f"{name}.ipynb").exists())


def _entries(
    planned: dict[str, dict[str, Any]], written: dict[str, Pair], read: Callable[[Pair], Entry]
) -> dict[int, Entry]:
    """Return every entry by number, from its twin where there is one, otherwise from its line in the plan."""
    entries = {}
    for name, line in planned.items():
        number = int(name.lstrip("a").partition("-")[0])
        label = f"{name.partition('-')[0]} {line['title']}"
        after = (line["after"],) if "after" in line else ()
        coming = Entry(number, label, line.get("covers", ""), "", after)
        entries[number] = read(written[name]) if name in written else coming
    return entries


def _lecture(pair: Pair, linked: facts.Links) -> Entry:
    title, promise, about = _first_cell(pair)
    number, label = int(pair.name[:2]), f"{pair.name[:2]} {title.partition(':')[0]}"
    reading = re.search(r"\*\*Reading\*\* (\d+ min)", about)
    if reading is None:
        raise AuthoringError(f"{pair.name}: the first cell lacks **Reading**, with a number of min")
    needs = tuple(sorted(int(name[:2]) for name in linked[pair.name]))
    return Entry(number, label, _PROMISE.sub("", promise, count=1), reading[1], needs, pair.notebook.name)


def _assignment(pair: Pair) -> Entry:
    title, promise, about = _first_cell(pair)
    label = f"{pair.name[:3]} {title.partition(': ')[2] or title}"
    practiced = re.search(r"\*\*Practices\*\* (.*?)\.? \*\*Time\*\* (.*?)\.(?: |$)", about)
    if practiced is None:
        raise AuthoringError(
            f"{pair.name}: the first cell lacks **Practices** and **Time**, each ending in a full stop"
        )
    lectures = tuple(sorted({int(number) for number in _TO_LECTURE.findall(practiced[1])}))
    if not lectures:
        raise AuthoringError(f"{pair.name}: **Practices** links to no lecture, so it has no place in course/README.md")
    link = f"../release/{pair.name}/{pair.notebook.name}"
    return Entry(int(pair.name[1:3]), label, promise.removeprefix("You will "), practiced[2], lectures, link)


def _first_cell(pair: Pair) -> tuple[str, str, str]:
    """Return the title, the paragraph of promise and the other paragraphs of a twin's first cell, each on one line."""
    paragraphs = [" ".join(text.split()) for text in pairs.read_twin(pair).cells[0].source.split("\n\n")]
    if len(paragraphs) < 3:
        raise AuthoringError(f"{pair.name}: the first cell needs a title, a promise, and a paragraph of facts")
    return paragraphs[0].removeprefix("# "), paragraphs[1], " ".join(paragraphs[2:])


def _part(part: dict[str, Any], lectures: dict[int, Entry], assignments: dict[int, Entry]) -> str:
    first, last = part["lectures"]
    rows = []
    for number in range(first, last + 1):
        lecture = lectures[number]
        practiced = [entry for entry in assignments.values() if max(entry.lectures) == number]
        rows.append([str(lecture), lecture.about.rstrip("."), lecture.time, _listed(practiced)])
    head = ["lecture", "what you will be able to do", "reading", "then the assignment"]
    return f"### {part['title']}\n\n{_table(head, rows)}"


def _map(lectures: dict[int, Entry]) -> str:
    written = [entry for entry in lectures.values() if entry.link]
    rows = []
    for entry in written:
        needs = [lectures[number] for number in entry.lectures]
        rows.append([str(entry), _listed(needs), _listed(e for e in written if entry.number in e.lectures)])
    return (
        "## The map\n\nEach lecture with those that its text leads back to, and those that lead back to it. To read "
        f"one out of order, go back along the second column.\n\n{_table(['lecture', 'needs', 'is needed by'], rows)}"
    )


def _practice(lectures: dict[int, Entry], assignments: dict[int, Entry]) -> str:
    rows = [
        [str(entry), str(lectures[max(entry.lectures)]), entry.about.rstrip("."), entry.time]
        for entry in assignments.values()
    ]
    head = ["assignment", "after lecture", "you will", "time"]
    return f"## Which assignment belongs where\n\n{_table(head, rows)}"


def _weeks(weeks: Sequence[dict[str, Any]], lectures: dict[int, Entry], assignments: dict[int, Entry]) -> str:
    return (
        f"## One semester: {len(weeks)} weeks\n\nThree or four lectures a week, and one or two assignments. Hours are "
        "those of reading, with the checkpoints, and of the assignments, from quick to slow; what you try out on the "
        "way, and the exercises, come on top.\n\n" + _schedule("week", weeks, lectures, assignments)
    )


def _days(days: Sequence[dict[str, Any]], lectures: dict[int, Entry], assignments: dict[int, Entry]) -> str:
    return (
        f"## A compact course: {len(days)} days\n\nFull days: five or six lectures each, and an assignment. "
        f"Who has an evening to spare before it starts reads {lectures[1]}.\n\n"
        + _schedule("day", days, lectures, assignments)
    )


def _scoreboard(root: Path, lectures: dict[int, Entry]) -> str:
    rows = []
    for score in tomllib.loads((root / SCORES).read_text(encoding="utf-8"))["score"]:
        if not lectures[score["lecture"]].link:
            raise AuthoringError(f"{SCORES}: {score['model']!r} is of lecture {score['lecture']}, which is not written")
        percent = [f"{score[name]:.1f} %" if name in score else "" for name in ("digits", "glyphs")]
        rows.append([score["model"], str(lectures[score["lecture"]]), *percent])
    return (
        "## The scoreboard of the digits\n\nHow many test images each lecture's model gets right: of the handwritten "
        "digits, 8 × 8 pixels, the mean of five splits and random starts, and of printed ones in fonts never seen, "
        "28 × 28 pixels, one split. Another machine may print another last digit.\n\n"
        + _table(["model", "lecture", "handwritten", "printed"], rows)
    )


def _schedule(
    unit: str, plan: Sequence[dict[str, Any]], lectures: dict[int, Entry], assignments: dict[int, Entry]
) -> str:
    rows = [
        [
            str(number),
            step["about"],
            _listed(lectures[one] for one in step["lectures"]),
            _listed(assignments[one] for one in step["assignments"]),
            _hours([lectures[one] for one in step["lectures"]] + [assignments[one] for one in step["assignments"]]),
        ]
        for number, step in enumerate(plan, start=1)
    ]
    return _table([unit, "about", "lectures", "assignments", "hours"], rows)


def _hours(entries: Sequence[Entry]) -> str:
    """Return the hours that all of ``entries`` take, from quick to slow; empty while that of one is unknown."""
    minutes = [[int(number) for number in re.findall(r"\d+", entry.time)] for entry in entries]
    if not all(minutes):
        return ""
    quick, slow = (f"{sum(ends) / 60:.1f}" for ends in (map(min, minutes), map(max, minutes)))
    return quick if quick == slow else f"{quick} to {slow}"


def _listed(entries: Iterator[Entry] | Sequence[Entry]) -> str:
    return " · ".join(map(str, entries))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)
