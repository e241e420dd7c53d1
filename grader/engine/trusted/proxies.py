"""What a test holds instead of a student's object.

Threat: an object that is equal to everything, larger than everything and true whenever asked. So proxies are strict:
a comparison of a student's object with plain data is an error that costs the test its points, wherever it is
caught; so is a comparison, or the truth value, of objects of a class that the assignment did not ask for, unless the
test made one of them through such a class. Everything else, attributes, calls, operators, iteration, goes to the
student's process, and what comes back is plain data again or another proxy.

A student's class becomes a class here, so that `isinstance`, `except` and `type(x).__name__` work as they read.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NoReturn

from grader.engine.both import operators
from grader.engine.both.kinds import Request
from grader.engine.trusted.line import Line

# What a test may ask of a function beside calling it, for what its text says.
ASKED = frozenset(("__annotations__", "__defaults__", "__kwdefaults__", "__code__", "__wrapped__"))


class StudentError(Exception):
    """An exception of a student's own making, or of a kind that is not built in."""

    __module__ = "student"


class StudentCallable:
    """A function or method of the student."""

    def __init__(self, line: Line, number: int, name: str, doc: str) -> None:
        self._line, self._number = line, number
        self.__name__ = self.__qualname__ = name
        self.__doc__ = doc or None

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._line.request(Request.CALL, self, arguments, named)

    def __getattr__(self, name: str) -> Any:
        if name == "__signature__":
            return build_signature(self._line.request(Request.SIGNATURE, self))
        if name.startswith("__") and name not in ASKED:
            raise AttributeError(name)
        return self._line.request(Request.GETATTR, self, name)

    def __repr__(self) -> str:
        return f"<student function {self.__name__}>"

    def __array__(self, *arguments: Any, **named: Any) -> NoReturn:
        raise self._line.opaque(f"the function {self.__name__} itself, where a value is needed; was it called?")

    def __eq__(self, other: object) -> bool:
        return self is other or (other is not None and not callable(other) and self.__array__())

    def __hash__(self) -> int:
        return hash(self._number)

    def __del__(self) -> None:
        self._line.release(self._number)


def build_signature(parameters: tuple[Any, ...]) -> inspect.Signature:
    kinds = list(inspect._ParameterKind)
    empty = inspect.Parameter.empty
    return inspect.Signature(
        [
            inspect.Parameter(name, kinds[kind], default=default if has_default else empty)
            for name, kind, has_default, default in parameters
        ]
    )


class StudentClass(type):
    """The class of student classes: calling one makes the object in the student's process."""

    _line: Line
    _number: int
    _asked_for: bool

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        if "_number" not in cls.__dict__:
            return super().__call__(*arguments, **named)
        made = cls._line.request(Request.CALL, cls, arguments, named)
        if isinstance(made, StudentObject) and cls._asked_for:
            made.__dict__["_made"] = True
        return made

    @property
    def __signature__(cls) -> inspect.Signature:
        if "_number" not in cls.__dict__:
            raise AttributeError("__signature__")
        return build_signature(cls._line.request(Request.SIGNATURE, cls))

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__") or "_number" not in cls.__dict__:
            raise AttributeError(f"type object '{cls.__name__}' has no attribute '{name}'")
        return cls._line.request(Request.GETATTR, cls, name)


class StudentObject(metaclass=StudentClass):
    """An instance of a student's class, or any other object without plain form."""

    __array_ufunc__ = None  # `array + proxy` then asks the proxy

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__array") or name in ("__torch_function__", "__len__", "__deepcopy__", "__iter__"):
            raise AttributeError(name)
        return self._line.request(Request.GETATTR, self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._line.request(Request.SETATTR, self, name, value)

    def __delattr__(self, name: str) -> None:
        self._line.request(Request.DELATTR, self, name)

    def __array__(self, *arguments: Any, **named: Any) -> NoReturn:
        raise self._line.opaque(f"an object of class {type(self).__name__}, where numbers are needed")

    def __eq__(self, other: object) -> Any:
        return compare("eq", self, other)

    def __ne__(self, other: object) -> Any:
        return compare("ne", self, other)

    def __hash__(self) -> int:
        if "__hash__" in type(self)._special:
            return int(self._line.request(Request.OPERATOR, "hash", self))
        return hash(self.__dict__["_number"])

    def __repr__(self) -> str:
        return text_of(self, "repr")

    def __str__(self) -> str:
        return text_of(self, "str")

    def __format__(self, spec: str) -> str:
        return text_of(self, "format", spec)

    def __copy__(self) -> Any:
        return self._line.request(Request.OPERATOR, "copy", self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self._line.request(Request.OPERATOR, "deepcopy", self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a student's object cannot be pickled by a test")

    def __del__(self) -> None:
        line = self.__dict__.get("_line")
        if line is not None:
            line.release(self.__dict__["_number"])


StudentObject._special = frozenset()  # type: ignore[attr-defined]
StudentObject._asked_for = False


def text_of(proxy: StudentObject, operation: str, *arguments: Any) -> str:
    text = proxy._line.request(Request.OPERATOR, operation, proxy, *arguments)
    if type(text) is not str:
        raise TypeError(f"__{operation}__ returned non-string")
    return text


def compare(operation: str, left: Any, right: Any) -> Any:
    """Compare two student objects; anything else is refused.

    An object is asked whether it equals itself too: that can cost it points and win it none.
    """
    if right is None and operation in ("eq", "ne"):
        return operation == "ne"
    if not isinstance(right, StudentObject):
        raise left._line.opaque(f"an object of class {type(left).__name__}, compared with {type(right).__name__} data")
    same = left is right
    if operation in ("eq", "ne") and not {"__eq__"} & (type(left)._special | type(right)._special):
        return (operation == "eq") == same
    if not (is_made(left) or is_made(right) or (is_asked_for(left) and is_asked_for(right))):
        if same and operation == "ne":
            return False
        if not (same and operation == "eq"):
            raise left._line.opaque(f"objects of class {type(left).__name__} where the test compares results")
    answer = left._line.request(Request.OPERATOR, operation, left, right)
    if type(answer) is not bool:
        raise left._line.opaque(f"a comparison that is neither True nor False: {type(answer).__name__}")
    return answer


def is_made(proxy: StudentObject) -> bool:
    """Return whether the test made this object through a class that the assignment asks for."""
    return bool(proxy.__dict__.get("_made"))


def is_asked_for(proxy: StudentObject) -> bool:
    """Return whether the object's class is one that the assignment asks for, whoever made the object."""
    return type(proxy)._asked_for


def comparison(operation: str) -> Callable[[Any, Any], Any]:
    return lambda self, other: compare(operation, self, other)


def operation(name: str) -> Callable[..., Any]:
    def apply(self: Any, *others: Any) -> Any:
        result = self._line.request(Request.OPERATOR, name, self, *others)
        return inherit(result, self, *others)

    return apply


def reflected(name: str) -> Callable[[Any, Any], Any]:
    def apply(self: Any, other: Any) -> Any:
        return inherit(self._line.request(Request.OPERATOR, name, other, self), self)

    return apply


def inherit(result: Any, *operands: Any) -> Any:
    """What operators make of objects that the test made counts as made by the test."""
    if isinstance(result, StudentObject) and any(isinstance(one, StudentObject) and is_made(one) for one in operands):
        result.__dict__["_made"] = True
    return result


def truth(self: Any) -> bool:
    if not (is_made(self) or is_asked_for(self)):
        raise self._line.opaque(f"an object of class {type(self).__name__}, where True or False is needed")
    return bool(self._line.request(Request.OPERATOR, "bool", self))


def call(self: Any, *arguments: Any, **named: Any) -> Any:
    return self._line.request(Request.CALL, self, arguments, named)


def iterate(self: Any) -> Any:
    result = self._line.request(Request.OPERATOR, "iter", self)
    return iter(result) if isinstance(result, (list, tuple)) else result


# Equality and hash are there already, on every proxy.
METHODS: dict[str, Callable[..., Any]] = {
    **{f"__{name}__": operation(name) for name in operators.SAME_NAME},
    **{f"__r{name}__": reflected(name) for name in operators.REFLECTED},
    **{f"__{name}__": comparison(name) for name in operators.ORDER},
    "__and__": operation("and_"),
    "__or__": operation("or_"),
    "__len__": operation("len"),
    "__bool__": truth,
    "__call__": call,
    "__iter__": iterate,
}


def special_methods(names: tuple[str, ...]) -> dict[str, Callable[..., Any]]:
    """Return the methods of a proxy class for those special methods that the student's class has.

    Raises:
        KeyError: for a name that is not in `operators.SPECIAL`.
    """
    table = {name: METHODS[name] for name in names if name not in ("__eq__", "__hash__")}
    return table | {"__bool__": truth} if "__len__" in table else table
