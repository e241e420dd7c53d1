"""The rooms of the grader and the doors between them: the trust boundary, and no module that needs itself.

Imports that only a type checker follows count too, as do those inside functions.
"""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in ROOT.glob("grader/**/*.py")
}
CLOSED = [
    ("grader.engine.student", ("grader.engine.trusted",)),
    ("grader.engine.trusted", ("grader.engine.student",)),
    ("grader.engine.wire", ("grader.engine.student", "grader.engine.trusted")),
    ("grader.engine.both", ("grader.engine.student", "grader.engine.trusted")),
    ("grader.engine", tuple({name for name in MODULES if name.count(".") == 1} - {"grader.engine"})),
]


def imports_of(module: str) -> Iterator[str]:
    """Yield the modules of the grader that a module names in its import statements."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports by dots"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def module_of(name: str) -> str:
    """Return the module in which an imported name is found; "" outside the grader."""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name


IMPORTS = {module: set(map(module_of, imports_of(module))) - {"", module} for module in MODULES}


def lies_in(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


@pytest.mark.parametrize(("room", "others"), CLOSED, ids=[room for room, _ in CLOSED])
def test_a_room_imports_nothing_of_those_that_are_closed_to_it(room: str, others: tuple[str, ...]) -> None:
    inside = [module for module in MODULES if lies_in(module, room)]
    assert inside
    through = [(one, other) for one in inside for other in IMPORTS[one] if any(lies_in(other, door) for door in others)]
    assert not through


def test_no_module_imports_itself_by_way_of_others() -> None:
    try:
        TopologicalSorter(IMPORTS).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' <- '.join(error.args[1])}")
