"""What each architecture of the course costs and reaches: python -m benchmarks.architectures [LECTURE ...] [--seeds N].

Prints the rows of benchmarks/architectures.md: everything is built, trained and judged by the functions of the lecture
that teaches it, taken from its text twin.
"""

import argparse
import statistics
from collections.abc import Iterator

import torch

from authoring.definitions import lecture
from benchmarks.architectures.acting import CONTESTS as ACTING
from benchmarks.architectures.contest import Contest, Result, run
from benchmarks.architectures.generating import CONTESTS as GENERATING
from benchmarks.architectures.graphs import CONTESTS as GRAPHS
from benchmarks.architectures.images import CONTESTS as IMAGES
from benchmarks.architectures.sequences import CONTESTS as SEQUENCES

CONTESTS = (*IMAGES, *SEQUENCES, *GENERATING, *GRAPHS, *ACTING)
HEAD = ("lecture", "architecture", "parameters", "CPU seconds", "score", "five seeds: lowest to highest", "mean")


def rows(contest: Contest, seeds: int) -> Iterator[str]:
    """Yield a row of the table for each contender; the architecture itself, which is the last, in bold."""
    names = lecture(contest.lecture, contest.needs)
    *_, champion = contest.contenders
    for name, contender in contest.contenders.items():
        shown = f"**{name}**" if name == champion else name
        yield row(contest.lecture, shown, contest.score, run(contender, names, seeds))


def row(name: str, contender: str, score: str, result: Result) -> str:
    spread = f"{min(result.scores):.3f} to {max(result.scores):.3f}"
    seconds, mean = statistics.median(result.seconds), statistics.mean(result.scores)
    return f"| {name} | {contender} | {result.parameters:,} | {seconds:.1f} | {score} | {spread} | {mean:.3f} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.architectures", description=__doc__)
    parser.add_argument("lectures", nargs="*", help="numbers of lectures, such as 17; all where none is named")
    parser.add_argument("--seeds", type=int, default=5, help="how many random starts each has (default 5)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(f"| {' | '.join(HEAD)} |")
    print("| --- | --- | ---: | ---: | --- | --- | ---: |")
    for contest in CONTESTS:
        if not arguments.lectures or contest.lecture[:2] in arguments.lectures:
            for line in rows(contest, arguments.seeds):
                print(line, flush=True)


if __name__ == "__main__":
    main()
