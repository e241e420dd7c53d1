"""What a cell of the course's does with names, read off its text: binds, imports, uses, and changes in place.

A call of a function that is not known may change anything, and whether a method changes its object is said by no text.
So what counts as a change is what the reference solution visibly does: it stores into an object, calls one of the
methods and functions listed below, calls a method for its effect alone, or hands the object to a function whose own
text does so. A name that is missed stays the tests' own, as it was before the cell.
"""

from __future__ import annotations

import ast
import functools
import itertools
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

COMPREHENSIONS = ("listcomp", "setcomp", "dictcomp", "genexpr")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# Methods that change the object they are called on.
CHANGING_METHODS = frozenset(
    (
        *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "add", "discard"),
        *("setdefault", "popitem", "difference_update", "intersection_update", "symmetric_difference_update"),
        *("appendleft", "extendleft", "popleft", "rotate", "subtract", "move_to_end", "fill", "resize", "partition"),
        *("itemset", "setflags", "byteswap", "fit", "partial_fit", "fit_transform", "fit_predict", "compile", "train"),
        *("eval", "step", "backward", "zero_grad", "load_state_dict", "write", "writelines", "push", "put", "send"),
        *("__setitem__", "__delitem__", "__setattr__", "__iadd__", "__next__"),
    )
)
# Functions that change what they are given.
CHANGING_FUNCTIONS = frozenset(
    (
        *("shuffle", "heappush", "heappop", "heapify", "heapreplace", "heappushpop", "insort", "insort_left"),
        *("insort_right", "fill_diagonal", "put", "place", "copyto", "putmask", "put_along_axis", "setattr", "delattr"),
        *("next", "setitem", "delitem", "iadd", "at", "clip_grad_norm_", "exec"),
    )
)
# Classes that make something of its own of what they are given; what others make, such as optimizers, may change it.
COPYING = frozenset(
    ("Counter", "OrderedDict", "Decimal", "Fraction", "Path", "DataFrame", "Series", "Tensor", "Parameter")
)
# Methods that, as a statement of their own, only show something.
SHOWING = frozenset(
    (
        *("head", "tail", "info", "describe", "sample", "plot", "hist", "boxplot", "show", "savefig", "summary"),
        *("print", "display", "close", "flush", "seek"),
    )
)


class Target(NamedTuple):
    """What an import binds a name to: a module, or an attribute of it."""

    module: str
    attribute: str


@dataclass(frozen=True)
class Names:
    """What one cell does with names of the notebook.

    Attributes:
        bound: those it binds, imports included, and those that its functions declare global and bind.
        imported: those it imports at its top level, with what they are bound to.
        used: those it reads at once.
        later: by function or class that it defines, those read or bound when that is called.
        changed: those whose objects it changes in place, or its functions do.
        passed: pairs of a function and a name that is handed to it.
        called: those of whose objects it calls some method.
        changing: functions that it defines which change what they are given.
        effects: by function or class that it defines, the names that are bound or changed when that is called.
        made: names bound to a call, with what is called.
        classes: those it defines as classes.
    """

    bound: frozenset[str]
    imported: dict[str, Target]
    used: frozenset[str]
    later: dict[str, frozenset[str]]
    changed: frozenset[str]
    passed: frozenset[tuple[str, str]]
    called: frozenset[str]
    changing: frozenset[str]
    effects: dict[str, frozenset[str]]
    made: dict[str, str]
    classes: frozenset[str]


@functools.lru_cache(maxsize=1000)
def names_of(code: str) -> Names:
    """Return what a cell does with names.

    Args:
        code: plain Python.

    Raises:
        SyntaxError: when it is no valid code.
    """
    tree = ast.parse(code)
    if tree.body and isinstance(last := tree.body[-1], ast.Expr):  # shown by the notebook, not called for its effect
        tree.body[-1] = ast.Assign([ast.Name("_", ast.Store())], last.value)
    table = symtable.symtable(code, "<cell>", "exec")
    symbols = table.get_symbols()
    bound = {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}
    bound |= {symbol.get_name() for symbol in symbols if symbol.is_namespace()} | set(declared(table))
    used = {symbol.get_name() for symbol in symbols if symbol.is_referenced()}
    later: dict[str, frozenset[str]] = {}
    for child in table.get_children():
        if child.get_type() == "class" or child.get_name() in COMPREHENSIONS:
            used |= set(globals_of(child, deferred=False))
        reached = frozenset(globals_of(child, deferred=True))
        later[child.get_name()] = later.get(child.get_name(), frozenset()) | reached
        if child.get_name() == "lambda":  # whatever name it has got
            later |= {name: later.get(name, frozenset()) | reached for name in bound}
    scope = Scope(tree)
    return Names(
        bound=frozenset(bound),
        imported=dict(imports(tree.body)),
        used=frozenset(used),
        later=later,
        changed=frozenset(scope.changed),
        passed=frozenset(scope.passed),
        called=frozenset(scope.called),
        changing=frozenset(changing_functions(tree)),
        effects=dict(effects(tree, table)),
        made=dict(made(tree.body)),
        classes=frozenset(node.name for node in tree.body if isinstance(node, ast.ClassDef)),
    )


def globals_of(table: symtable.SymbolTable, deferred: bool) -> Iterator[str]:
    """Yield the global names a block uses, with or without those inside the functions it defines."""
    yield from (symbol.get_name() for symbol in table.get_symbols() if symbol.is_global())
    for child in table.get_children():
        if deferred or child.get_type() == "class" or child.get_name() in COMPREHENSIONS:
            yield from globals_of(child, deferred)


def declared(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield the names that functions in a block declare global and bind."""
    for child in table.get_children():
        yield from declared_here(child)
        yield from declared(child)


def declared_here(table: symtable.SymbolTable) -> Iterator[str]:
    for symbol in table.get_symbols():
        if symbol.is_declared_global() and (symbol.is_assigned() or symbol.is_imported()):
            yield symbol.get_name()


def effects(tree: ast.Module, table: symtable.SymbolTable) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield functions and classes with the names that are bound or changed when they are called."""
    bound = {child.get_name(): {*declared(child), *declared_here(child)} for child in table.get_children()}
    for node in tree.body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not isinstance(node, ast.Lambda):
            yield node.name, frozenset(Scope(node).changed | bound.get(node.name, set()))


def imports(body: Iterable[ast.stmt]) -> Iterator[tuple[str, Target]]:
    """Yield the names that statements import, outside functions, with what they are bound to."""
    for node in outside_functions(body):
        if isinstance(node, ast.Import):
            for alias in node.names:
                module = alias.name if alias.asname else alias.name.partition(".")[0]
                yield alias.asname or module, Target(module, "")
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                if alias.name != "*":
                    yield alias.asname or alias.name, Target(node.module or "", alias.name)


def outside_functions(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes that run when the statements do; functions too, but nothing in them."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, FUNCTIONS):
            waiting.extend([*node.args.defaults, *(default for default in node.args.kw_defaults if default)])
            waiting.extend(getattr(node, "decorator_list", ()))
        else:
            waiting.extend(ast.iter_child_nodes(node))


def made(body: Iterable[ast.stmt]) -> Iterator[tuple[str, str]]:
    for node in outside_functions(body):
        for target, value in pairs(node) if isinstance(node, ast.Assign) else ():
            if isinstance(target, ast.Name) and isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
                yield target.id, value.func.id


def pairs(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what is assigned to and what is assigned, each part of `a, b = c, d` by itself."""
    for target in node.targets:
        several = isinstance(target, (ast.Tuple, ast.List)) and isinstance(node.value, (ast.Tuple, ast.List))
        if several and len(target.elts) == len(node.value.elts):  # type: ignore[attr-defined]
            yield from zip(target.elts, node.value.elts, strict=True)  # type: ignore[attr-defined]
        else:
            yield target, node.value


def changing_functions(tree: ast.AST) -> Iterator[str]:
    """Yield the functions that change, in place, something that they are given."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            parameters = {name for name in parameters_of(node) if name not in ("self", "cls")}
            if parameters & set(Scope(node, whole=True).changed):
                yield node.name


def parameters_of(node: ast.AST) -> set[str]:
    arguments = getattr(node, "args", None)
    return {item.arg for item in ast.walk(arguments) if isinstance(item, ast.arg)} if arguments is not None else set()


def root(node: ast.AST) -> str:
    """Return the name that an expression such as `a.b[0].c()` begins with; empty where it begins with none."""
    while True:
        if isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
            node = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node = node.func
        else:
            return node.id if isinstance(node, ast.Name) else ""


def held_by(value: ast.AST) -> Iterator[str]:
    """Yield the names whose objects the value of an expression may hold."""
    if not isinstance(value, ast.Call):
        yield root(value)
        return
    name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    if name[:1].isupper() and name not in COPYING:
        yield from map(root, [*value.args, *(keyword.value for keyword in value.keywords)])


class Scope:
    """What a module, or a function with the functions in it, changes in place, hands over and calls.

    Args:
        node: the module or function.
        whole: whether to count the function's own names too, such as its parameters.
    """

    def __init__(self, node: ast.AST, whole: bool = False) -> None:
        self.changed: set[str] = set()
        self.passed: set[tuple[str, str]] = set()
        self.called: set[str] = set()
        self.added: set[str] = set()  # by `+=` and the like, which changes a list in place and no number
        self.aliases: dict[str, set[str]] = {}
        self.same: dict[str, set[str]] = {}  # the other name of the same object
        inner: list[ast.AST] = []
        body = [node.body] if isinstance(node, ast.Lambda) else getattr(node, "body", [])
        nodes = list(outside_functions(body))
        for each in nodes:
            self._look(each)
            if isinstance(each, FUNCTIONS):
                inner.append(each)
        self._follow_aliases()
        for function in inner:
            self._take_over(Scope(function))
        if isinstance(node, FUNCTIONS) and not whole:
            self._forget(own_names(node, nodes))

    def _take_over(self, other: Scope) -> None:
        self.changed |= other.changed
        self.passed |= other.passed
        self.called |= other.called

    def _forget(self, own: set[str]) -> None:
        self.changed -= own
        self.called -= own
        self.passed = {(function, name) for function, name in self.passed if name not in own}

    def _look(self, node: ast.AST) -> None:
        if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            self.changed.add(root(node))
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            self.added.add(node.target.id)
        elif isinstance(node, ast.Call):
            self._look_at_call(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            self._look_at_statement(node.value)
        elif isinstance(node, ast.Assign):
            for target, value in pairs(node):
                self._alias(target, [value])
                if isinstance(target, ast.Name) and isinstance(value, ast.Name):
                    self.same.setdefault(target.id, set()).add(value.id)
        elif isinstance(node, ast.NamedExpr):
            self._alias(node.target, [node.value])
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            self._alias(node.target, [name for name in ast.walk(node.iter) if isinstance(name, ast.Name)])

    def _look_at_call(self, node: ast.Call) -> None:
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        handed = {root(each) for each in given} - {""}
        if isinstance(node.func, ast.Attribute):
            name, owner = node.func.attr, root(node.func.value)
            self.called.add(owner)
            by_name = {keyword.arg for keyword in node.keywords}
            if name in CHANGING_METHODS or "inplace" in by_name or (name.endswith("_") and not name.endswith("__")):
                self.changed |= {owner, *handed} if owner in ("list", "dict", "set") else {owner}
            if name in CHANGING_FUNCTIONS:
                self.changed |= handed
        else:
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            self.passed |= {(name, one) for one in handed}
            if name in CHANGING_FUNCTIONS:
                self.changed |= handed
        self.changed |= {root(keyword.value) for keyword in node.keywords if keyword.arg == "out"}

    def _look_at_statement(self, call: ast.Call) -> None:
        """Take a method that is called for its effect as one that changes its object."""
        if isinstance(call.func, ast.Attribute) and call.func.attr not in SHOWING:
            self.changed.add(root(call.func.value))

    def _alias(self, target: ast.AST, values: Iterable[ast.AST]) -> None:
        roots = set(itertools.chain.from_iterable(map(held_by, values))) - {""}
        for name in ast.walk(target):
            if isinstance(name, ast.Name):
                self.aliases.setdefault(name.id, set()).update(roots)

    def _follow_aliases(self) -> None:
        self.changed |= self.added.union(*(self.same.get(name, set()) for name in self.added))
        waiting = list(self.changed - self.added)
        while waiting:
            new = self.aliases.get(waiting.pop(), set()) - self.changed
            self.changed |= new
            waiting.extend(new)


def own_names(function: ast.AST, nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that belong to a function: its parameters and what it binds, but for what it declares global."""
    nodes = list(nodes)
    outer = {name for node in nodes if isinstance(node, (ast.Global, ast.Nonlocal)) for name in node.names}
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    named = {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
    return (parameters_of(function) | stored | named) - outer


NOTHING = names_of("")
