"""The rooms of the check stand in an order, which its docstring tells: each knows only what comes after it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import grader.check

FOLDER = Path(grader.check.__file__).parent
ORDER = ("command", "report", "trial", "proofs", "context", "findings", "trying", "text", "corpus", "assignment")


def rooms_known_to(file: Path) -> Iterator[str]:
    """Yield the rooms that a module imports from."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader.check"):
            _, _, *inner = (node.module or "").split(".")
            yield from inner[:1] or [name.name for name in node.names]


def test_every_room_has_its_place() -> None:
    assert {path.stem for path in FOLDER.iterdir() if not path.stem.startswith("__")} == set(ORDER)


@pytest.mark.parametrize("room", ORDER)
def test_a_room_knows_only_what_comes_after_it(room: str) -> None:
    place = FOLDER / room
    files = [*place.glob("*.py")] if place.is_dir() else [place.with_suffix(".py")]
    assert {name for file in files for name in rooms_known_to(file)} <= set(ORDER[ORDER.index(room) :])
    assert files
