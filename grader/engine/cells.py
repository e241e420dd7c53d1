"""Which cell runs where, decided from the instructor's source notebook alone.

Threat: a submission that passes off its own `np`, `abs` or checking function as the course's. What a name means in a
test is settled here, before anything of the submission runs, by Python's own symbol tables of the *source*: names that
solution cells define belong to the student, and so does what given cells compute from them; everything else,
imports and built-ins first, belongs to the tests.
"""

from __future__ import annotations

import ast
import functools
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from grader.engine.job import Notebook

COMPREHENSIONS = ("listcomp", "setcomp", "dictcomp", "genexpr")


@dataclass(frozen=True)
class Plan:
    """What the source settles.

    Attributes:
        before_test: for each test's grade_id the given code that the trusted side runs before it, once.
        student_names: names that a test looks up in the student's process.
        classes: those of them that the source's solutions define as classes.
    """

    before_test: dict[str, tuple[str, ...]]
    student_names: frozenset[str]
    classes: frozenset[str]


@dataclass(frozen=True)
class Names:
    """What one cell binds, uses at once, and uses later, inside the functions and classes it defines."""

    bound: frozenset[str]
    imported: frozenset[str]
    used: frozenset[str]
    later: dict[str, frozenset[str]]


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
    """Return a cell's source, which is the course's own, with IPython's syntax rewritten as calls."""
    return str(TransformerManager().transform_cell(source))


def plan(source: Notebook) -> Plan:
    """Settle which names are the student's and what the trusted side runs before each test.

    Raises:
        SyntaxError: when a cell of the source is no valid code; the instructor has to mend it.
    """
    students: set[str] = set()
    classes: set[str] = set()
    tainted: set[str] = set()
    waiting: list[str] = []
    before: dict[str, tuple[str, ...]] = {}
    for cell in source["cells"]:
        if cell["cell_type"] != "code":
            continue
        code = plain_python(text_of(cell))
        if is_test(cell):
            before[cell["metadata"]["nbgrader"]["grade_id"]] = tuple(waiting)
            waiting = []
            continue
        names = names_of(code)
        if is_solution(cell):
            students |= names.bound - names.imported
            classes |= set(defined_classes(code))
            waiting.append(imports_of(code))
        elif names.used & (students | tainted):
            students |= names.bound - names.imported
            waiting.append(imports_of(code))
        else:
            tainted |= {name for name, later in names.later.items() if later & (students | tainted)}
            waiting.append(code)
    return Plan(before, frozenset(students), frozenset(classes))


def names_of(code: str) -> Names:
    table = symtable.symtable(code, "<cell>", "exec")
    symbols = table.get_symbols()
    bound = {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}
    bound |= {symbol.get_name() for symbol in symbols if symbol.is_namespace()}
    imported = {symbol.get_name() for symbol in symbols if symbol.is_imported()}
    used = {symbol.get_name() for symbol in symbols if symbol.is_referenced()}
    later: dict[str, frozenset[str]] = {}
    for child in table.get_children():
        if child.get_type() == "class" or child.get_name() in COMPREHENSIONS:
            used |= set(globals_of(child, deferred=False))
        later[child.get_name()] = frozenset(globals_of(child, deferred=True))
    return Names(frozenset(bound), frozenset(imported), frozenset(used), later)


def globals_of(table: symtable.SymbolTable, deferred: bool) -> Iterator[str]:
    """Yield the global names a block uses, with or without those inside the functions it defines."""
    yield from (symbol.get_name() for symbol in table.get_symbols() if symbol.is_global())
    for child in table.get_children():
        if deferred or child.get_type() == "class" or child.get_name() in COMPREHENSIONS:
            yield from globals_of(child, deferred)


def imports_of(code: str) -> str:
    """Return only the import statements at the top level of a cell."""
    tree = ast.parse(code)
    kept = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return "\n".join(ast.unparse(node) for node in kept)


def defined_classes(code: str) -> Iterator[str]:
    return (node.name for node in ast.parse(code).body if isinstance(node, ast.ClassDef))
