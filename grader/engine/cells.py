"""Which cell runs where, decided from the instructor's source notebook alone.

Threat: a submission that passes off its own `np`, `abs` or checking function as the course's. What a name means in a
test is settled here, before anything of the submission runs, by the text of the *source* (`names`). A name that a
solution cell binds, imports, or whose object it changes is the student's from there on, whatever a given cell did
before, and so is what given cells compute from it; everything else, given imports and built-ins first, is the tests'.
"""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass, field
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from grader.engine.job import Notebook
from grader.engine.names import NOTHING, Names, Target, names_of

CODE_CELL = re.compile(r"\A(\s*)(%%(?:time|timeit|capture|prun)\b)")
CODE_LINE = re.compile(
    r"^([ \t]*(?:[\w, ]+=[ \t]*)?)%(?:time|timeit|prun)[ \t]+(?:-[a-zA-Z]+[ \t]*\d*[ \t]+)*(?=\S)", re.MULTILINE
)


@dataclass(frozen=True)
class Step:
    """What happens on the trusted side where the student's process runs a cell that is no test.

    Attributes:
        code: given code to run, the instructor's own.
        text: the whole cell that it is from, as the student's process runs it.
        students: names that are the student's from here on.
        imports: those of them that the source binds by an import, with what to.
    """

    code: str = ""
    text: str = ""
    students: frozenset[str] = frozenset()
    imports: dict[str, Target] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What the source settles.

    Attributes:
        before_test: for each test's grade_id the steps that the trusted side takes before it, once.
        shared: for each test's grade_id the names that hold in the student's process too where the test binds them.
        classes: names that the source's solutions define as classes.
        broken: for each given cell that is no valid code, perhaps on purpose, one line that says which and why.
    """

    before_test: dict[str, tuple[Step, ...]]
    shared: dict[str, frozenset[str]]
    classes: frozenset[str]
    broken: tuple[str, ...]


def is_test(cell: dict[str, Any]) -> bool:
    """Return whether the cell is graded automatically."""
    mark = cell.get("metadata", {}).get("nbgrader", {})
    return cell["cell_type"] == "code" and bool(mark.get("grade")) and not mark.get("solution")


def is_solution(cell: dict[str, Any]) -> bool:
    return bool(cell.get("metadata", {}).get("nbgrader", {}).get("solution"))


def text_of(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def region(code: str, kind: str) -> set[int]:
    """Return the numbers of the lines from each `BEGIN kind` to its `END kind`; one that never ends goes to the end.

    Args:
        code: the source of a cell of the course's.
        kind: of nbgrader's regions: "SOLUTION", "HIDDEN TESTS" or "MARK SCHEME".
    """
    lines, depth = set(), 0
    for number, line in enumerate(code.splitlines(), 1):
        depth += f"BEGIN {kind}" in line
        if depth:
            lines.add(number)
        depth -= bool(depth) and f"END {kind}" in line
    return lines


@functools.lru_cache(maxsize=1000)
def plain_python(source: str) -> str:
    """Return a cell's source, which is the course's own, with IPython's syntax rewritten as calls.

    Magics that run code, such as `%%time`, stand for that code.
    """
    source = CODE_CELL.sub(r"\1# \2", source)
    return str(TransformerManager().transform_cell(CODE_LINE.sub(r"\1", source)))


def plan(source: Notebook) -> Plan:
    """Settle whose each name is, and what the trusted side runs before each test."""
    cells = [Read(number, cell) for number, cell in enumerate(source["cells"], 1) if cell["cell_type"] == "code"]
    shared = shared_names(cells)
    planner = Planner(shared)
    for cell in cells:
        planner.take(cell)
    broken = tuple(cell.broken for cell in cells if cell.broken)
    return Plan(planner.before, shared, frozenset(planner.classes), broken)


class Read:
    """A code cell of the source, with what it does with names; one that is no valid code does nothing."""

    def __init__(self, number: int, cell: dict[str, Any]) -> None:
        self.text, self.is_test, self.is_solution = text_of(cell), is_test(cell), is_solution(cell)
        self.grade_id = str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))
        self.code, self.names, self.broken = "", NOTHING, ""
        try:
            self.code = plain_python(self.text)
            self.names = names_of(self.code)
        except SyntaxError as error:
            self.code = ""
            if not self.is_test and not self.is_solution:
                self.broken = f"cell {number} of the source{f' ({self.grade_id})' * bool(self.grade_id)}: {error}"


def shared_names(cells: list[Read]) -> dict[str, frozenset[str]]:
    """Return, for each test, the names it may bind that functions read, or a later cell of the student's process does.

    No other name that a test binds may be known there: it could be the number that the test expects.
    """
    deferred = frozenset().union(*(later for cell in cells if not cell.is_test for later in cell.names.later.values()))
    shared, live = {}, frozenset[str]()
    for cell in reversed(cells):
        if cell.is_test:
            shared[cell.grade_id] = live | deferred
        live = (live | (frozenset() if cell.is_test else cell.names.used)) - cell.names.bound
    return shared


class Planner:
    """Goes through the source once, from cell to cell, and knows whose each name is by then."""

    def __init__(self, shared: dict[str, frozenset[str]]) -> None:
        self.shared = shared
        self.students: set[str] = set()
        self.given: set[str] = set()  # names that given cells have bound, but for imports
        self.imported: dict[str, Target] = {}  # by given cells
        self.later: dict[str, frozenset[str]] = {}
        self.effects: dict[str, frozenset[str]] = {}
        self.changing: set[str] = set()
        self.made: dict[str, str] = {}
        self.classes: set[str] = set()
        self.waiting: list[Step] = []
        self.before: dict[str, tuple[Step, ...]] = {}

    def take(self, cell: Read) -> None:
        names = cell.names
        if cell.is_test:
            self._test(cell.grade_id, names)
            return
        self.later |= names.later
        self.effects |= names.effects
        self.made |= names.made
        self.changing |= names.changing
        if cell.is_solution:
            self._solution(names)
        elif self.reached(names.used) & self.students:
            self._demonstration(names, cell.code)
        else:
            self._given(names, Step(cell.code, cell.text))

    def _test(self, grade_id: str, names: Names) -> None:
        """Give the student the given objects that a test changes and that functions or later cells read."""
        self._lose(names.changed & self.given & self.shared[grade_id])
        self.before[grade_id] = tuple(self.waiting)
        self.waiting = []

    def _solution(self, names: Names) -> None:
        """Give the student what a solution cell binds, imports and changes; a given import, repeated, stays given."""
        imports = {name: target for name, target in names.imported.items() if self.imported.get(name) != target}
        self._lose(self.changed_by(names) | (names.bound - (names.imported.keys() - imports.keys())), imports)
        self.classes |= names.classes

    def _demonstration(self, names: Names, code: str) -> None:
        """Give the student what a given cell computes from the student's; it does not run on the trusted side."""
        self.waiting.append(Step(imports_of(code)))
        self._import(names)
        self._lose(self.changed_by(names) | (names.bound - names.imported.keys()))

    def _given(self, names: Names, step: Step) -> None:
        """Have a given cell run on the trusted side, to which belongs what it binds."""
        self.waiting.append(step)
        self._import(names)
        self.given |= names.bound - names.imported.keys()
        self.students -= names.bound

    def _import(self, names: Names) -> None:
        self.imported |= names.imported
        self.students -= names.imported.keys()

    def _lose(self, names: frozenset[str] | set[str], imports: dict[str, Target] | None = None) -> None:
        if names:
            self.waiting.append(Step(students=frozenset(names), imports=imports or {}))
            self.students |= names
            self.given -= names

    def changed_by(self, names: Names) -> set[str]:
        """Return the given names whose objects may be others after a cell of the student's process."""
        changed = set(names.changed)
        changed |= {name for function, name in names.passed if function in self.changing}
        changed |= {name for name in names.called if self.made.get(name) in self.given}
        for name in self.reached(names.used.union(*names.later.values())):
            changed |= self.effects.get(name, frozenset())
        return changed & self.given

    def reached(self, names: frozenset[str]) -> set[str]:
        """Return names with those that the functions among them read when they are called, and so on."""
        found, waiting = set(names), list(names)
        while waiting:
            new = self.later.get(waiting.pop(), frozenset()) - found
            found |= new
            waiting.extend(new)
        return found


def imports_of(code: str) -> str:
    """Return only the import statements at the top level of a cell."""
    tree = ast.parse(code)
    kept = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return "\n".join(ast.unparse(node) for node in kept)
