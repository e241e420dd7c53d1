"""Values of the standard library and of NumPy that travel as themselves: their parts, and rebuilt of them there.

Threat: parts that make something else, or something without end. Each maker gets plain values, checks them, and calls a
class of this process's own; a factory, as `defaultdict` has one, is a built-in type.
"""

from __future__ import annotations

import datetime
import importlib
import io
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import PosixPath, PurePosixPath
from typing import Any, NamedTuple

import numpy as np

from grader.engine.wire.codec import BUILTIN_TYPES, CodecError

LARGEST_EXPONENT = 10_000
LARGEST_BITS = 1 << 20
FACTORIES = (None, *BUILTIN_TYPES.values())


class Kind(NamedTuple):
    """How a class travels: a value's parts, which are plain, what makes it of them, and whether it changes in place."""

    parts: Callable[[Any], tuple[Any, ...]]
    make: Callable[..., Any]
    is_mutable: bool = False


def decimal(text: str) -> Decimal:
    made = Decimal(expect(text, str)[:LARGEST_EXPONENT])
    if made.is_finite() and abs(made.adjusted()) > LARGEST_EXPONENT:
        raise CodecError("a Decimal too large")
    return made


def fraction(numerator: int, denominator: int) -> Fraction:
    if max(expect(numerator, int).bit_length(), expect(denominator, int).bit_length()) > LARGEST_BITS:
        raise CodecError("a Fraction too large")
    return Fraction(numerator, denominator)


def expect(value: Any, *kinds: type) -> Any:
    """Return a part; raises `CodecError` where it is of another type."""
    if type(value) not in kinds:
        raise CodecError("parts of the wrong type")
    return value


def numbers(kind: type) -> Callable[..., Any]:
    return lambda *parts: kind(*(expect(part, int) for part in parts))


def grouped(factory: Any, content: dict[Any, Any]) -> Any:
    if factory not in FACTORIES:
        raise CodecError("a factory that may not travel")
    return defaultdict(factory, expect(content, dict))


def stream(kind: type, content: type) -> Kind:
    def make(text: Any, position: int) -> Any:
        made = kind(expect(text, content))
        made.seek(max(0, min(expect(position, int), len(text))))
        return made

    return Kind(lambda value: (value.getvalue(), value.tell()), make, True)


def mapping(kind: type) -> Kind:
    return Kind(lambda value: (dict(value),), lambda content: kind(expect(content, dict)), True)


def mapping_of(module: str, name: str) -> Kind:
    """Return how a library's own dictionary travels; the library is imported where one arrives."""

    def make(content: dict[Any, Any]) -> Any:
        expect(content, dict)
        try:
            return getattr(importlib.import_module(module), name)(content)
        except (ImportError, AttributeError):
            return content

    return Kind(lambda value: (dict(value),), make, True)


def masked(data: Any, mask: Any, fill: Any) -> Any:
    return np.ma.MaskedArray(expect(data, np.ndarray), expect(mask, np.ndarray), fill_value=fill)


def plain_factory(value: Any) -> Any:
    return value.default_factory if value.default_factory in FACTORIES else None


def names_of(kind: type, names: tuple[str, ...]) -> Kind:
    def parts(value: Any) -> tuple[Any, ...]:
        if getattr(value, "tzinfo", None) is not None:
            raise TypeError("a time with a time zone does not travel between student code and tests")
        return tuple(getattr(value, name) for name in names)

    return Kind(parts, numbers(kind))


DATE, TIME = ("year", "month", "day"), ("hour", "minute", "second", "microsecond")
KINDS: dict[type, Kind] = {
    Decimal: Kind(lambda value: (str(value),), decimal),
    Fraction: Kind(lambda value: (value.numerator, value.denominator), fraction),
    datetime.date: names_of(datetime.date, DATE),
    datetime.time: names_of(datetime.time, TIME),
    datetime.datetime: names_of(datetime.datetime, (*DATE, *TIME)),
    datetime.timedelta: names_of(datetime.timedelta, ("days", "seconds", "microseconds")),
    PosixPath: Kind(lambda value: (str(value),), lambda text: PosixPath(expect(text, str))),
    PurePosixPath: Kind(lambda value: (str(value),), lambda text: PurePosixPath(expect(text, str))),
    type({}.keys()): Kind(lambda value: (list(value),), lambda keys: dict.fromkeys(expect(keys, list)).keys()),
    type({}.values()): Kind(
        lambda value: (list(value),), lambda values: dict(enumerate(expect(values, list))).values()
    ),
    type({}.items()): Kind(lambda value: (dict(value),), lambda content: expect(content, dict).items()),
    bytearray: Kind(lambda value: (bytes(value),), lambda content: bytearray(expect(content, bytes)), True),
    deque: Kind(
        lambda value: (list(value), value.maxlen),
        lambda items, longest: deque(expect(items, list), expect(longest, int, type(None))),
        True,
    ),
    io.StringIO: stream(io.StringIO, str),
    io.BytesIO: stream(io.BytesIO, bytes),
    Counter: mapping(Counter),
    OrderedDict: mapping(OrderedDict),
    defaultdict: Kind(lambda value: (plain_factory(value), dict(value)), grouped, True),
    np.matrix: Kind(
        lambda value: (np.asarray(value),), lambda content: expect(content, np.ndarray).view(np.matrix), True
    ),
    np.ma.MaskedArray: Kind(
        lambda value: (np.asarray(value.data), np.ma.getmaskarray(value), value.fill_value), masked
    ),
}
NAMED: dict[str, Kind] = {
    "scipy.optimize._optimize.OptimizeResult": mapping_of("scipy.optimize", "OptimizeResult"),
    "sklearn.utils._bunch.Bunch": mapping_of("sklearn.utils", "Bunch"),
}
BY_NAME: dict[str, Kind] = {f"{kind.__module__}.{kind.__name__}": how for kind, how in KINDS.items()} | NAMED


def name_of(kind: type) -> str | None:
    """Return the name under which values of exactly this class travel as themselves, or None."""
    if kind in KINDS:
        return f"{kind.__module__}.{kind.__name__}"
    name = f"{kind.__module__}.{kind.__qualname__}"
    return name if name in NAMED else None


def make(name: Any, parts: Any) -> Any:
    """Return the value that arrived; raises `CodecError` for one that does not fit."""
    try:
        return BY_NAME[name].make(*parts)
    except CodecError:
        raise
    except Exception as error:
        raise CodecError(f"a malformed {name if name in BY_NAME else 'value of the library'}: {error}") from None
