"""What CI takes, by room, and what it will take with the whole course: python -m benchmarks.ci [--write].

Reads what the last `make test` has written and prints the table of benchmarks/ci.md. A test that stands for one lecture
or assignment is multiplied by how many there will be; what is left stays as it is. Fails where that is over the limit.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parents[1]
LECTURES, ASSIGNMENTS = 46, 24
LIMIT_MINUTES = 35
# Before the first test: packages, lint and types, in seconds of the whole machine (`time make lint` in a fresh clone).
BEFORE = 90
MARK = "<!-- python -m benchmarks.ci --write puts here what the last run took -->"
LECTURE = re.compile(r"lectures/test_\d\d_|\[\d\d-[a-z]")
ASSIGNMENT = re.compile(r"\ba\d\d-[a-z]")


class Record(TypedDict):
    """What tests/clock.py writes: how many workers ran the tests, for how long, and the seconds of each test."""

    workers: int
    seconds: float
    tests: dict[str, float]


@dataclass(frozen=True)
class Seconds:
    """Seconds of a worker: for single lectures, for single assignments, and for what does not grow with them."""

    lectures: float = 0
    assignments: float = 0
    rest: float = 0

    @property
    def now(self) -> float:
        return self.lectures + self.assignments + self.rest

    def projected(self, lectures: int, assignments: int) -> float:
        """Return the seconds with the whole course, given how many lectures and assignments there are now."""
        return self.lectures * LECTURES / lectures + self.assignments * ASSIGNMENTS / assignments + self.rest


def kind(test: str) -> str:
    """Return what a test's seconds grow with."""
    if LECTURE.search(test):
        return "lectures"
    return "assignments" if ASSIGNMENT.search(test) else "rest"


def room(test: str) -> str:
    """Return the folder of a test."""
    return test.partition("::")[0].removeprefix("tests/").rpartition("/")[0] or "(the course as a whole)"


def by_room(tests: Mapping[str, float]) -> dict[str, Seconds]:
    """Return the seconds of each room, the largest first."""
    sums: defaultdict[tuple[str, str], float] = defaultdict(float)
    for test, took in tests.items():
        sums[room(test), kind(test)] += took
    rooms = {room(test): Seconds() for test in tests}
    rooms = {name: Seconds(*(sums[name, what] for what in Seconds.__annotations__)) for name in rooms}
    return dict(sorted(rooms.items(), key=lambda item: -item[1].now))


def report(record: Record, lectures: int, assignments: int) -> Iterator[str]:
    """Yield the lines of the table, and below it the minutes of the whole."""
    rooms = by_room(record["tests"])
    yield f"| room | now, s | of them for lectures | for assignments | with {LECTURES} and {ASSIGNMENTS}, s |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for name, took in rooms.items():
        then = took.projected(lectures, assignments)
        yield f"| {name} | {took.now:.0f} | {took.lectures:.0f} | {took.assignments:.0f} | {then:.0f} |"
    now = sum(took.now for took in rooms.values())
    then = sum(took.projected(lectures, assignments) for took in rooms.values())
    yield f"| all | {now:.0f} | | | {then:.0f} |"
    yield ""
    yield (
        f"{len(record['tests']):,} tests took {record['workers']} workers {record['seconds'] / 60:.0f} minutes, with "
        f"{lectures} lectures and {assignments} assignments. With {LECTURES} and {ASSIGNMENTS} the whole of CI takes "
        f"{minutes(record, then):.0f} of at most {LIMIT_MINUTES} minutes."
    )


def minutes(record: Record, seconds: float) -> float:
    """Return the minutes of a whole run whose workers spend ``seconds``, as busy as they were in the recorded one."""
    return (BEFORE + record["seconds"] * seconds / sum(record["tests"].values())) / 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if the projection is over the limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ci", description=__doc__)
    parser.add_argument("record", nargs="?", type=Path, default=ROOT / "artifacts" / "ci.json")
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/ci.md")
    given = parser.parse_args(arguments)
    record: Record = json.loads(given.record.read_text(encoding="utf-8"))
    lectures, assignments = (
        len([*(ROOT / folder).glob(files)]) for folder, files in (("course", "[0-9]*.ipynb"), ("release", "a*"))
    )
    table = "\n".join(report(record, lectures, assignments))
    print(table)
    if given.write:
        page = Path(__file__).with_name("ci.md")
        head, mark, _ = page.read_text(encoding="utf-8").partition(MARK)
        page.write_text(f"{head}{mark}\n\n{table}\n", encoding="utf-8")
    then = sum(took.projected(lectures, assignments) for took in by_room(record["tests"]).values())
    return int(minutes(record, then) > LIMIT_MINUTES)


if __name__ == "__main__":
    sys.exit(main())
