"""Check lectures and assignments against the style guide: `python -m authoring.lint [NAME ...]`.

The shape of a lecture, in order (text in <...> is yours):

    # <Title>                     first cell; with it one sentence of promise and one line of facts:
    <What the reader will be able to explain or build.>
    **Reading** 25 min · **Running** 12 s on two cores · **Prerequisites** <links> · **Practice** <link> ·
    [Open in Colab](<link>)
    ## You will be able to        three to five list items
    <the setup cell>              first code cell, exactly authoring/setup_cell.py
    ## <Sections>                 with checkpoints: **Checkpoint.** Before you run it, ... / Why ...? and <details>
    widgets.explore(...)          exactly once
    ## What goes wrong
    ## Exercises                  three to five `### <Exercise> (10 minutes)`, each with its solution in <details>
    ## Summary                    at most five lines
    ## Where it came from
    **Next**: <link to the next lecture, or its name while it is unwritten>

A lecture has 1,200 to 2,500 words (Markdown outside <details>, code blocks and displayed formulas) and 15 to 35 code
cells of at most 25 lines. Two cells at least assert: that scratch and library agree, and the claim of the experiment.
Its facts have rows in authoring/sources/, which say how they were checked.

Of an assignment, `make check` looks at tasks and tests. Here it is checked that it works on Google Colab: the first
cell has the link that opens the release and says how to hand in, the first code cell is the bootstrap cell, read-only.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from authoring import pairs
from authoring.pairs import AuthoringError
from authoring.rules import assignment, code, outputs, text
from authoring.rules.lecture import Lecture, load

Rule = Callable[[Lecture], Iterator[str]]
RULES: tuple[Rule, ...] = (*text.RULES, *code.RULES, *outputs.RULES)
ASSIGNMENT_RULES: tuple[Rule, ...] = assignment.RULES


def lint(lecture: Lecture, rules: Sequence[Rule] = RULES) -> list[str]:
    """Return one line for each finding: lecture, rule, what is wrong, where, and how to mend it."""
    return [f"{lecture.name}: {rule.__name__}: {finding}" for rule in rules for finding in rule(lecture)]


def main(argv: Sequence[str] | None = None, root: Path = pairs.ROOT) -> int:
    """Lint the lectures and assignments named on the command line, or all; return 1 if anything was found."""
    parser = argparse.ArgumentParser(
        prog="python -m authoring.lint", description="Check lectures and assignments against the style guide."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="the beginning of a name, or a path")
    try:
        chosen = pairs.select(pairs.all_pairs(root), parser.parse_args(argv).names)
        rules = {True: RULES, False: ASSIGNMENT_RULES}
        findings = [finding for pair in chosen for finding in lint(load(pair, root), rules[pair.executed])]
    except AuthoringError as error:
        findings = [str(error)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
