"""How long a student waits for each lecture, and for all of them: python -m benchmarks.course [--write] [NAME ...].

Each notebook is executed whole by `jupyter nbconvert --execute`, as a student's Run All, two at a time and the longest
first, into a folder that is thrown away, and each with one thread, since two share two cores. Seconds are those of the
clock, the start of the kernel and of nbconvert included, so run it on two idle cores before quoting a figure. Fails
where the whole is over the limit.
"""

import argparse
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from authoring.execute import offline_environment

ROOT = Path(__file__).resolve().parents[1]
PAGE = Path(__file__).with_name("course.md")
WORKERS = 2
LIMIT_MINUTES = 15
MARK = "<!-- python -m benchmarks.course --write puts here what the last run took -->"


def run(notebook: Path) -> float:
    """Execute a copy of ``notebook`` in its own folder, without network; return the seconds it took.

    Raises subprocess.CalledProcessError where it fails.
    """
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", f"--output-dir={scratch}"]
        subprocess.run(
            [*command, "--log-level=ERROR", str(notebook)],
            cwd=notebook.parent,
            env=offline_environment(Path(scratch)),
            check=True,
        )
    return time.monotonic() - begun


def expected(table: str) -> dict[str, float]:
    """Return the seconds of each lecture by the last table, by which the longest goes first."""
    return {name: float(took) for name, took in re.findall(r"^\| (\d\d-[\w-]+) \| (\d+) \|$", table, re.MULTILINE)}


def report(seconds: Mapping[str, float], whole: float) -> Iterator[str]:
    """Yield the lines of the table, and below it the minutes of the whole."""
    yield "| lecture | seconds |"
    yield "| --- | ---: |"
    yield from (f"| {name} | {took:.0f} |" for name, took in sorted(seconds.items()))
    yield ""
    yield (
        f"{len(seconds)} lectures took {whole / 60:.1f} minutes with {WORKERS} at a time on {os.cpu_count()} cores, "
        f"of at most {LIMIT_MINUTES}; one alone takes {sum(seconds.values()) / len(seconds):.0f} seconds in the mean, "
        f"the longest {max(seconds.values()):.0f}."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the lectures and print the table; return 1 if all of them are over the limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.course", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="the beginning of a lecture's name, such as 07")
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/course.md")
    given = parser.parse_args(arguments)
    last = expected(PAGE.read_text(encoding="utf-8"))
    # A lecture that is new there may be a long one.
    lectures = sorted((ROOT / "course").glob("[0-9]*.ipynb"), key=lambda one: -last.get(one.stem, math.inf))
    chosen = [one for one in lectures if not given.names or one.name.startswith(tuple(given.names))]
    begun = time.monotonic()
    with ThreadPoolExecutor(WORKERS) as pool:
        took = dict(zip((one.stem for one in chosen), pool.map(run, chosen), strict=True))
    whole = time.monotonic() - begun
    table = "\n".join(report(took, whole))
    print(table)
    if given.write:
        head, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
        PAGE.write_text(f"{head}{mark}\n\n{table}\n", encoding="utf-8")
    return int(whole > 60 * LIMIT_MINUTES)


if __name__ == "__main__":
    sys.exit(main())
