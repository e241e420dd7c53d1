"""Whether what lectures assert holds from other random starts: python -m benchmarks.seeds LECTURE ... [--seeds ...].

Each lecture that is named runs five times, with the solutions of its exercises but without its pictures: once as it is,
and then with other numbers wherever it seeds a generator; only the data that `helpers.data` makes stay the same. What
it prints is shown each time, and below it what failed, since an assertion does not end a run. At the end comes a row of
benchmarks/seeds.md for each lecture.
"""

import argparse
import ast
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import jupytext
import matplotlib.pyplot as plt

from authoring.definitions import LECTURES
from helpers import plots, training, widgets

APART = 1000  # between the seeds of two runs, so that none meets those of another
SEEDERS = ("manual_seed", "seed_everything", "default_rng")
SOLUTION = re.compile(r"```python\n(.*?)```", re.DOTALL)


class OtherSeeds(ast.NodeTransformer):
    """Add a number to every seed in a lecture's code, and let each clause of an assertion tell whether it holds.

    Afterwards the code calls ``_held`` or ``_failed`` with the clause's own text, and no assertion stops it.
    """

    def __init__(self, shift: int) -> None:
        self.shift = shift

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if getattr(node.func, "attr", getattr(node.func, "id", None)) in SEEDERS:
            node.args = [self.moved(argument) for argument in node.args]
        for keyword in node.keywords:
            if keyword.arg == "random_state":
                keyword.value = self.moved(keyword.value)
        return node

    def moved(self, seed: ast.expr) -> ast.expr:
        return ast.BinOp(seed, ast.Add(), ast.Constant(self.shift))

    def visit_Assert(self, node: ast.Assert) -> list[ast.stmt]:
        return [ast.If(clause, [call("_held", clause)], [call("_failed", clause)]) for clause in clauses(node.test)]


def clauses(test: ast.expr) -> list[ast.expr]:
    """Return what ``test`` joins by "and", or itself."""
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]


def call(name: str, clause: ast.expr) -> ast.stmt:
    return ast.Expr(ast.Call(ast.Name(name, ast.Load()), [ast.Constant(ast.unparse(clause))], []))


def sources(name: str) -> Iterator[str]:
    """Yield the code of a lecture's cells, and after it that of the solutions, which stands in the text."""
    cells = jupytext.read(LECTURES / f"{name}.py", fmt="py:percent").cells
    yield from (cell.source for cell in cells if cell.cell_type == "code")
    for cell in cells:
        if cell.cell_type == "markdown":
            yield from SOLUTION.findall(cell.source)


@contextmanager
def without_pictures(shift: int) -> Iterator[None]:
    """Leave out what shows pictures, and let `training.fit` begin from other seeds."""
    fit: Callable[..., object] = training.fit

    def fit_from_elsewhere(*arguments: object, seed: int = 0, **settings: object) -> object:
        return fit(*arguments, seed=seed + shift, **settings)

    def nothing(*_: object, **__: object) -> None:
        plt.close("all")

    with ExitStack() as stack:
        for module, name, other in (
            (plots, "show", nothing),
            (widgets, "explore", nothing),
            (training, "fit", fit_from_elsewhere),
        ):
            stack.enter_context(mock.patch.object(module, name, other))
        yield


def run(codes: Sequence[str], shift: int, held: Callable[[str], None], failed: Callable[[str], None]) -> None:
    """Run a lecture's code with ``shift`` added to each seed, and tell of each clause whether it held."""
    names: dict[str, Any] = {"__name__": "lecture", "_held": held, "_failed": failed}
    with plt.rc_context(), without_pictures(shift):
        for code in codes:
            tree = ast.fix_missing_locations(OtherSeeds(shift).visit(ast.parse(code)))
            try:
                exec(compile(tree, "lecture", "exec"), names)  # noqa: S102
            except Exception as error:
                failed(f"{type(error).__name__}: {error}")
                return


def judged(name: str, seeds: Sequence[int]) -> str:
    """Run a lecture with each of ``seeds``, name what failed after each run, and return its row of the table.

    A clause that fails once in a run, in a loop say, has failed in it.
    """
    codes, asserted, unlucky = list(sources(name)), set[str](), []
    for seed in seeds:
        print(f"== {name}, seed {seed}", flush=True)
        failed: dict[str, None] = {}  # in their order
        run(codes, APART * seed, asserted.add, failed.setdefault)
        for clause in failed:
            print(f"fails: {clause}", flush=True)
        asserted |= failed.keys()
        unlucky += [str(seed)] if failed else []
    return f"| {name} | {len(asserted)} | {', '.join(unlucky) or 'none'} |"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.seeds", description=__doc__)
    parser.add_argument("lectures", nargs="+", metavar="LECTURE", help="the number of a lecture, such as 37")
    parser.add_argument("--seeds", nargs="+", type=int, default=range(5), help="which starts (default 0 1 2 3 4)")
    given = parser.parse_args(arguments)
    names = [path.stem for path in sorted(LECTURES.glob("*.py")) if path.stem[:2] in given.lectures]
    print("\n".join([judged(name, given.seeds) for name in names]))


if __name__ == "__main__":
    main()
