"""What a test can ask of the student's process; see `kinds.Request`."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from grader.engine.both.kinds import Request
from grader.engine.both.operators import OPERATORS
from grader.engine.draws import Draws
from grader.engine.student import shell
from grader.engine.student.graphs import StudentGraphs


class Workspace:
    """What requests act on: the shell with the student's names, the names that a test looked up, the graphs, draws."""

    def __init__(self, console: shell.StudentShell, graphs: StudentGraphs, draws: Draws) -> None:
        self.console, self.graphs, self.draws = console, graphs, draws
        self.looked_up: dict[str, Any] = {}

    def rebound(self) -> list[str]:
        """Return the names that no longer mean what the test was told, and forget them."""
        now = self.console.user_ns
        names = [name for name, value in self.looked_up.items() if now.get(name) is not value]
        for name in names:
            del self.looked_up[name]
        return names


def run(workspace: Workspace, source: str, room: int) -> dict[str, Any]:
    workspace.draws.begin(source)  # as the tests' process does where it runs the same given cell
    return shell.run_cell(workspace.console, source, room)


def get(workspace: Workspace, name: str) -> Any:
    try:
        value = workspace.looked_up[name] = workspace.console.user_ns[name]
    except KeyError:
        raise NameError(f"name '{name}' is not defined") from None
    return value


def names(workspace: Workspace) -> list[str]:
    """Return the names that cells have bound."""
    hidden = workspace.console.user_ns_hidden
    return [name for name, value in workspace.console.user_ns.items() if hidden.get(name, hidden) is not value]


def is_import(workspace: Workspace, name: str, module: str, attribute: str) -> bool:
    """Return whether a name is bound to what an import of that would bind it to."""
    value = get(workspace, name)
    found: Any = sys.modules.get(module)
    if attribute:
        found = getattr(found, attribute, sys.modules.get(f"{module}.{attribute}"))
    return found is not None and value is found


def assign(workspace: Workspace, name: str, value: Any) -> None:
    workspace.console.user_ns[name] = value


def delete(workspace: Workspace, name: str) -> None:
    get(workspace, name)
    del workspace.console.user_ns[name]


def backward(workspace: Workspace, number: int, gradient: torch.Tensor) -> tuple[Any, ...]:
    return workspace.graphs.backward(number, gradient)


def write_files(workspace: Workspace, files: dict[str, bytes]) -> None:
    put(files)


def put(files: dict[str, bytes]) -> None:
    """Write files into the work folder, by relative name."""
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    importlib.invalidate_caches()  # there may be modules among them


def call(workspace: Workspace, function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    return function(*arguments, **named)


def apply_operator(workspace: Workspace, name: str, *operands: Any) -> Any:
    function = OPERATORS[name]
    return function(*operands)


def signature(workspace: Workspace, function: Any) -> tuple[tuple[str, int, bool, Any], ...]:
    parameters = inspect.signature(function).parameters.values()
    empty = inspect.Parameter.empty
    return tuple(
        (item.name, int(item.kind), item.default is not empty, None if item.default is empty else item.default)
        for item in parameters
    )


def get_attribute(workspace: Workspace, owner: Any, name: str) -> Any:
    return getattr(owner, name)


def set_attribute(workspace: Workspace, owner: Any, name: str, value: Any) -> None:
    setattr(owner, name, value)


def delete_attribute(workspace: Workspace, owner: Any, name: str) -> None:
    delattr(owner, name)


OPERATIONS: dict[str, Callable[..., Any]] = {
    Request.RUN: run,
    Request.GET: get,
    Request.NAMES: names,
    Request.IS_IMPORT: is_import,
    Request.ASSIGN: assign,
    Request.DELETE: delete,
    Request.FILES: write_files,
    Request.CALL: call,
    Request.OPERATOR: apply_operator,
    Request.SIGNATURE: signature,
    Request.GETATTR: get_attribute,
    Request.SETATTR: set_attribute,
    Request.DELATTR: delete_attribute,
    Request.BACKWARD: backward,
}
