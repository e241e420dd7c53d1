"""Lint rules for figures: their colors, what is folded, the thing drawn early, and the filmstrip."""

import ast
import re
from collections.abc import Iterator
from typing import TypeGuard

from matplotlib.colors import is_color_like
from nbformat import NotebookNode

from authoring.pairs import FOLDED
from authoring.rules.lecture import Lecture, place, syntax_tree

DRAWING = "drawing"
FRAMES = (3, 4)
TABLE = "COLORS"
_NEUTRAL = {"none", "white", "black", "gray", "lightgray", "darkgray", "dimgray"}
_NAMES = {"ORANGE", "SKY", "GREEN", "YELLOW", "BLUE", "RED", "PURPLE", "PALETTE"}
_COLOR_WORD = re.compile(r"colou?rs?$|^(c|ec|fc|mfc|mec)$", re.IGNORECASE)
_HEX = re.compile(r"#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$")
_FORMAT = re.compile(r"(?=.)([bgrcmy]?)([-.:]{0,2}|[o^v<>s*+xXDdphH.,|_1-4]?)([-.:]{0,2})([bgrcmy]?)$")
_AXES = re.compile(r"(plt|plots|fig(ure)?s?|ax|axis|axes|panels?|twin|inset)(\d|_\w+)?$")
_HELPER_LINES = 4  # a folded function without any plotting may have fewer
_TRAINING = {"backward", "step", "fit", "zero_grad"}


def raw_colors(lecture: Lecture) -> Iterator[str]:
    """Colors come from plots.ROLES, and a lecture's own concepts have theirs from one table at the top."""
    tables = []
    for number, cell in list(lecture.cells("code"))[1:]:
        tree = syntax_tree(cell)
        declared = [node for node in tree.body if _assigns(node, TABLE)]
        tables += [number for _ in declared]
        inside = {id(child) for node in declared for child in ast.walk(node)}
        named = {f"plots.{node.attr}" for node in ast.walk(tree) if id(node) not in inside and _names_color(node)}
        if raw := sorted({*map(repr, _literals(tree)), *named}):
            yield (
                f"{place(number, cell)} has the raw colors {', '.join(raw)}; take plots.ROLES[...], or declare what is "
                f"this lecture's own once, in {TABLE} = {{...}}"
            )
    if len(tables) > 1 or any(number > len(lecture.notebook.cells) / 3 for number in tables):
        yield f"{TABLE} is assigned in cells {tables}; declare one table, in the first third"


def _assigns(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)


def _names_color(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "plots"
        and node.attr in _NAMES
    )


def _literals(tree: ast.AST) -> Iterator[str]:
    """Yield hex colors wherever they stand, and named ones where a color is meant."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _HEX.match(node.value):
            yield node.value
        for value in _color_values(node):
            for child in ast.walk(value):
                if isinstance(child, ast.Constant) and isinstance(child.value, str) and _is_raw(child.value):
                    yield child.value
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("plot", "errorbar")
        ):
            for argument in node.args[1:]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    match = _FORMAT.match(argument.value)
                    if match and (match[1] or match[4]):
                        yield argument.value


def _color_values(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the expressions in ``node`` that give a color: a keyword, a variable or a default that is called so."""
    if isinstance(node, ast.keyword) and node.arg and _COLOR_WORD.search(node.arg):
        yield node.value
    if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and _COLOR_WORD.search(t.id) for t in node.targets):
        yield node.value
    if isinstance(node, ast.arguments):
        arguments = [*node.posonlyargs, *node.args][-len(node.defaults) or None :] if node.defaults else []
        pairs = [*zip(arguments, node.defaults, strict=True), *zip(node.kwonlyargs, node.kw_defaults, strict=True)]
        yield from (value for argument, value in pairs if value is not None and _COLOR_WORD.search(argument.arg))


def _is_raw(text: str) -> bool:
    gray = re.fullmatch(r"[01]?\.?\d*", text)
    return bool(is_color_like(text)) and not gray and text.lower().replace("grey", "gray") not in _NEUTRAL


def folded_plots(lecture: Lecture) -> Iterator[str]:
    """A cell that mainly plots is folded, and no cell that teaches is."""
    for number, cell in list(lecture.cells("code"))[1:]:
        folded = FOLDED in cell.metadata.get("tags", [])
        if not folded and _mainly_plots(syntax_tree(cell)):
            yield f"{place(number, cell)} mainly plots; fold it with the tag {FOLDED}"
        if folded and (taught := _teaches(cell)):
            yield f"{place(number, cell)} is folded and holds {taught}; move that to a cell that the reader sees"


def _mainly_plots(tree: ast.Module) -> bool:
    axes = _axes(tree)
    plotting, other = _count(tree.body, axes)
    if plotting > other:
        return True
    rest = [node for node in tree.body if not sum(_count([node], axes)[:1])]
    shows = bool(tree.body) and "plots.show(" in ast.unparse(tree.body[-1])
    return shows and all(isinstance(node, ast.Import | ast.ImportFrom | ast.Assign) for node in rest)


def _count(body: list[ast.stmt], axes: set[str]) -> tuple[int, int]:
    """Return how many lines of statements plot, and how many do not."""
    plotting = other = 0
    for node in body:
        inner = [child for name in ("body", "orelse", "finalbody") for child in getattr(node, name, [])]
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if inner:
            drawn, rest = _count(inner, axes)
            header = inner[0].lineno - node.lineno
            plotting, other = plotting + drawn, other + rest
            plotting, other = (plotting + header, other) if drawn > rest else (plotting, other + header)
        elif _plots(node, axes):
            plotting += lines
        else:
            other += lines
    return plotting, other


def _plots(node: ast.AST, axes: set[str]) -> bool:
    """Whether ``node`` calls something of a figure, or hands one to a function."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            given = [a.id for a in [*call.args, *(k.value for k in call.keywords)] if isinstance(a, ast.Name)]
            if _root(call.func) in axes or axes & set(given):
                return True
    return False


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _axes(tree: ast.AST) -> set[str]:
    """Return the names of figures and axes in ``tree``: those called so, and those that come from plt or a figure."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and _AXES.match(node.id)}
    names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg) and _AXES.match(node.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _root(node.value) in names - {"plots"}:
            names |= {t.id for target in node.targets for t in ast.walk(target) if isinstance(t, ast.Name)}
    return names


def _teaches(cell: NotebookNode) -> str:
    tree = syntax_tree(cell)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines >= _HELPER_LINES and not _plots(node, _axes(tree)):
                return f"`{node.name}`, which does not plot"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _TRAINING:
            return f"training (`.{node.func.attr}(`)"
    return ""


def thing_drawn(lecture: Lecture) -> Iterator[str]:
    """The thing itself is drawn within the first third of the cells."""
    third = len(lecture.notebook.cells) / 3
    for number, cell in lecture.cells("code"):
        drawn = re.search(r"\bplots\.(neuron|layers|network)\(", cell.source) or DRAWING in cell.metadata.get(
            "tags", []
        )
        if drawn and number <= third:
            return
    yield (
        f"nothing is drawn in the first third ({third:.0f} cells): draw the thing itself with plots.neuron or "
        f"plots.layers, or tag the cell of another drawing {DRAWING}"
    )


def filmstrip(lecture: Lecture) -> Iterator[str]:
    """The interactive figure has three or four settings as its still form."""
    for number, cell in lecture.cells("code"):
        for call in ast.walk(syntax_tree(cell)):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "widgets.explore":
                frames = next((keyword.value for keyword in call.keywords if keyword.arg == "frames"), None)
                count = len(frames.elts) if isinstance(frames, ast.List | ast.Tuple) else FRAMES[0]
                if frames is None or not FRAMES[0] <= count <= FRAMES[1]:
                    yield f"{place(number, cell)}: give widgets.explore frames=[...], three or four of them"


RULES = (raw_colors, folded_plots, thing_drawn, filmstrip)
