"""Check lectures and assignments against the style guide: `python -m authoring.lint [NAME ...]`.

The shape of a lecture, in order (text in <...> is yours):

    # <Title>                     first cell; with it one sentence of promise and one line of facts:
    <What the reader will be able to explain or build.>
    **Reading** 25 min · **Running** 12 s on two cores · **Prerequisites** <links> · **Practice** <link> ·
    [Open in Colab](<link>)
    **Needs** ... · **Used by** ...     written by the build, as is the number after **Reading**: leave both to it
    ## You will be able to        three to five list items
    <the setup cell>              first code cell, exactly authoring/setup_cell.py
    ## <Sections>                 with checkpoints: **Checkpoint.** Before you run it, ... / Why ...? and <details>
    plots.neuron, .layers, .network     in the first third of the cells; tag a drawing by other means `drawing`
    widgets.explore(..., frames=[...])  exactly once; three or four frames, each with its caption
    ## Deeper: <what>             what the core never needs, up to the next heading of this level; any level will do
    ## What goes wrong
    ## Exercises                  three to five `### <Exercise> (10 minutes)`, each with its solution in <details>
    ## Summary                    at most five lines
    ## Where it came from
    **Next**: <link to the next lecture, or its name while it is unwritten>

The core is all that is under no "Deeper:". It has at most 1,500 words (Markdown outside <details>, code blocks,
formulas and the first cell) and 200 code lines that the reader sees (neither blank, nor folded, nor of the setup cell),
and takes at most 60 minutes: words / 180 + lines / 12 + 2 for each checkpoint, rounded to five. Its code uses no name
that is made only deeper. A lecture has 15 to 35 code cells of at most 25 lines; a cell that is one class may have 40,
blank ones not counted. Two cells at least assert: that scratch and library agree, and the claim of the experiment. Its
facts have rows in authoring/sources/, which say how they were checked.

Commitments: the reader decides before the notebook tells, three times at least. They count as checkpoints.

    **Choose.** <question>        one Markdown cell, with two to four options and no other <details>:
    <details><summary><an option></summary><what it gets right or overlooks></details>

    **Guess.** <question>         a Markdown cell; the next cell is code with `guess = None` (or `guess_<what> = None`);
                                  a later cell that shows a figure uses that name: `if guess is not None: ...`

The one code cell of the main result has the tag `main-result`, and the last Markdown before it is a commitment.

Tags stand in the twin's cell header, as `# %% tags=["hide-input"]`. A cell that mainly plots has `hide-input`: more
than half of its lines draw, or it ends with plots.show and otherwise only imports and assigns. A folded cell trains
nothing, and defines nothing of four lines or more that does not draw. With the tag `check-output` the tests hold what a
cell prints against what is stored: for counts and names, not for numbers whose last digits differ between machines.

Colors come from plots.ROLES (plots.points, plots.line and plots.CLASS_MAP use it). What else needs one is declared
once, in the first third, as `COLORS = {"Adam": plots.GREEN, ...}`, and taken from there. White, black, grays and "none"
are free.

Words are in authoring/terms.toml, whose head explains it. The lecture that introduces a term says it together with its
plain word, in one sentence, where the term first stands after the setup cell: "nudging (finite differences)". From then
on, a plain word marked "never" stands only in a sentence with the term, and one marked "seldom" no more than five times
or as often as the term. Link to one as [gradient](glossary.ipynb#gradient), [the rate](glossary.ipynb#learning-rate).

`python -m authoring.lint --prose [NAME ...]` prints how long sentences are and how large the core is, no more.

Of an assignment, `make check` looks at tasks and tests. Here it is checked that it works on Google Colab: the first
cell has the link that opens the release and says how to hand in, the first code cell is the bootstrap cell, read-only.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from authoring import core, pairs
from authoring.pairs import AuthoringError, Pair
from authoring.rules import assignment, code, figures, outputs, terms, text
from authoring.rules import core as lanes
from authoring.rules.lecture import Lecture, load

Rule = Callable[[Lecture], Iterator[str]]
RULES: tuple[Rule, ...] = (
    *text.RULES,
    *code.RULES,
    *outputs.RULES,
    *lanes.RULES,
    *figures.RULES,
    *terms.RULES,
)
ASSIGNMENT_RULES: tuple[Rule, ...] = assignment.RULES


def lint(lecture: Lecture, rules: Sequence[Rule] = RULES) -> list[str]:
    """Return one line for each finding: lecture, rule, what is wrong, where, and how to mend it."""
    return [f"{lecture.name}: {rule.__name__}: {finding}" for rule in rules for finding in rule(lecture)]


def rules_for(pair: Pair) -> tuple[Rule, ...]:
    """Return the rules that hold for a lecture or an assignment."""
    return RULES if pair.executed else ASSIGNMENT_RULES


def prose(lecture: Lecture) -> str:
    """Return one line on the sentences and the size of a lecture's core."""
    size, said = core.size(lecture.notebook), core.sentence_statistics(lecture.notebook)
    return (
        f"{lecture.name:28} {said.mean:4.1f} words a sentence, {said.short:4.0%} of them five or fewer; core: "
        f"{size.words:5,} words, {size.lines:3} code lines, {size.checkpoints:2} checkpoints, {size.minutes:3} min"
    )


def main(argv: Sequence[str] | None = None, root: Path = pairs.ROOT) -> int:
    """Lint the lectures and assignments named on the command line, or all; return 1 if anything was found."""
    parser = argparse.ArgumentParser(
        prog="python -m authoring.lint", description="Check lectures and assignments against the style guide."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="the beginning of a name, or a path")
    parser.add_argument("--prose", action="store_true", help="print sentence lengths and sizes of lectures instead")
    arguments = parser.parse_args(argv)
    try:
        chosen = pairs.select(pairs.all_pairs(root), arguments.names)
        if arguments.prose:
            print("\n".join(prose(load(pair, root)) for pair in chosen if pair.executed))
            return 0
        findings = [finding for pair in chosen for finding in lint(load(pair, root), rules_for(pair))]
    except AuthoringError as error:
        findings = [str(error)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
