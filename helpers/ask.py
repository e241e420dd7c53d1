"""Asks a student's function for the tests of assignments, and turns what goes wrong with the asking into a sentence.

Every call gets fresh copies of the arrays, tensors, lists, dictionaries and sets among its arguments, and afterwards it
is looked for changes in them, before anybody looks at the values. A call that raises, returns None, changes an argument
or gives something that the test cannot compute with is an `AssertionError` that says so; a stub's `NotImplementedError`
and what the test's own functions assert stay as they are. What a student hands in runs unchanged without this module.
"""

import inspect
import math
import numbers as abstract
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Function = Callable[..., Any]
Array = NDArray[Any]
PLAIN = (bool, int, float, complex, str, bytes, type(None))
SHORT = 40
SLACK = 1e-4


def result(function: Function, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 -- whatever a student returns
    """Return what ``function`` returns for copies of the arguments, which is anything but None.

    A generator of random numbers, a function, an object and a tensor that takes part in autograd are handed over as
    they are. Raises AssertionError as the module says.
    """
    handed = fresh(arguments), fresh(named)
    try:
        given = function(*handed[0], **handed[1])
    except NotImplementedError:
        raise
    except Exception as error:
        check_unchanged(function, (arguments, named), handed)  # first, since an emptied list often is what raises
        if isinstance(error, AssertionError):
            raise
        raise told(error, function, arguments, named) from error
    check_unchanged(function, (arguments, named), handed)
    if given is None:
        raise AssertionError(f"{name_of(function)} returned None. Does it end with a return?")
    return given


def numbers(function: Function, *arguments: Any, **named: Any) -> Array:  # noqa: ANN401
    """Return what ``function`` returns as a NumPy array, () for a single number; see `result` and `as_numbers`."""
    return as_numbers(result(function, *arguments, **named), f"{name_of(function)} returned")


def results(names: str, function: Function, *arguments: Any, **named: Any) -> list[Any]:  # noqa: ANN401
    """Return the several things that ``function`` returns, of which ``names`` says what they are: "w, b".

    Raises AssertionError if there are more or fewer of them, or one is None; else see `result`.
    """
    given = result(function, *arguments, **named)
    wanted = names.split(", ")
    several = isinstance(given, (tuple, list)) or (is_array(given) and given.ndim > 0)
    if not several or len(given) != len(wanted):
        raise AssertionError(
            f"{name_of(function)} returned {kind_of(given)}, where {len(wanted)} things are needed: {names}."
        )
    parts = list(given)
    for name, part in zip(wanted, parts, strict=True):
        if part is None:
            raise AssertionError(f"{name_of(function)} returned None for {name}. Is it computed on every way?")
    return parts


def all_numbers(names: str, function: Function, *arguments: Any, **named: Any) -> list[Array]:  # noqa: ANN401
    """Return the several things that ``function`` returns, each as a NumPy array; see `results` and `as_numbers`."""
    parts = results(names, function, *arguments, **named)
    return [
        as_numbers(part, f"for {name}, {name_of(function)} returned")
        for name, part in zip(names.split(", "), parts, strict=True)
    ]


def as_numbers(value: object, who: str) -> Array:
    """Return a number, list, tuple, array or tensor as a NumPy array of its own, of whatever type its numbers have.

    ``who`` begins the sentence where it holds anything but numbers and Booleans: an AssertionError.
    """
    if is_tensor(value):
        value = value.detach().cpu().numpy()  # type: ignore[attr-defined]
    try:
        found = np.array(value)
    except (ValueError, TypeError, RuntimeError):
        raise AssertionError(f"{who} {kind_of(value)}, whose parts have different lengths or kinds.") from None
    if found.dtype == object and all(isinstance(one, abstract.Real) for one in found.flat):
        found = found.astype(float)
    if found.dtype.kind not in "biufc":
        what = kind_of(next((one for one in found.flat if not isinstance(one, abstract.Number)), value))
        among = f"{kind_of(value)} with " if found.ndim else ""
        raise AssertionError(f"{who} {among}{what}, where numbers are needed.")
    return found


def array(value: object, shape: tuple[int, ...], what: str, hint: str = "", finite: bool = True) -> Array:
    """Return an array or tensor of real numbers, which has to have a shape, as a NumPy array.

    Raises AssertionError, which begins with ``what``, as in "the new m", and ends with ``hint`` where the shape is
    wrong. Numbers have to be finite, unless ``finite`` is False. A list is no array; for shape () a number is one.
    """
    if not (is_array(value) or isinstance(value, np.generic) or (shape == () and isinstance(value, abstract.Real))):
        raise AssertionError(f"{what} should be an array; got {kind_of(value)}. np.array(...) makes one of a list.")
    found = as_numbers(value, f"{what} should be an array of numbers; got")
    if found.dtype.kind not in "biuf":
        raise AssertionError(f"{what} should hold real numbers; got {found.dtype}.")
    if found.shape != shape:
        raise AssertionError(f"{what} should have shape {shape}; got shape {found.shape}. {hint}".rstrip())
    if finite and not np.all(np.isfinite(found)):
        raise AssertionError(f"{what} holds nan or infinity. Is 0 divided by 0, or a number too large for a float?")
    return found


def number(value: object, what: str, hint: str = "", finite: bool = True) -> Any:  # noqa: ANN401 -- int, float or bool
    """Return a real number, be it NumPy's, torch's or in an array without axes, as Python's own; see `array`."""
    if not (is_array(value) or isinstance(value, (np.generic, abstract.Real))):
        raise AssertionError(f"{what} should be a number; got {kind_of(value)}. {hint}".rstrip())
    found = array(value, (), what, hint, finite=False)
    if finite and not np.isfinite(found):
        raise AssertionError(f"{what} is {found}. Is 0 divided by 0, or a number too large? {hint}".rstrip())
    return found.item()


def close(value: object, expected: object, slack: float = SLACK) -> bool:
    """Whether numbers differ by at most the slack, or by that part of what is expected where that is larger than 1."""
    found, right = np.asarray(value, dtype=float), np.asarray(expected, dtype=float)
    return bool(np.all(np.abs(found - right) <= slack * np.maximum(1, np.abs(right))))


def near(value: object, expected: object, slack: float = SLACK) -> bool:
    """Whether numbers differ by at most the slack, or by that part of the largest expected where it is above 1."""
    found, right = np.asarray(value, dtype=float), np.asarray(expected, dtype=float)
    largest = np.max(np.abs(right), initial=1)
    return bool(np.all(np.abs(found - right) <= slack * largest))


def cause(value: Any, mistakes: Mapping[str, Any], otherwise: str = "") -> str:  # noqa: ANN401
    """Return what the first of the mistakes says that gives these very numbers; ``otherwise`` where none does."""
    fits = (text for text, wrong in mistakes.items() if np.shape(value) == np.shape(wrong) and close(value, wrong))
    return next(fits, otherwise)


def fresh(value: Any) -> Any:  # noqa: ANN401
    """Return a copy of arrays, tensors and containers, all the way down; anything else as it is."""
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if is_tensor(value):
        return value if value.requires_grad else value.clone()
    if type(value) in (list, tuple, set):
        return type(value)(map(fresh, value))
    if type(value) is dict:
        return {key: fresh(one) for key, one in value.items()}
    return value


def same(before: Any, after: Any) -> bool:  # noqa: ANN401
    """Whether ``after`` holds what ``before`` does: the same shapes, types and numbers, nan included."""
    if is_tensor(before) and is_tensor(after):
        return same(before.detach().cpu().numpy(), after.detach().cpu().numpy())
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        alike = before.shape == after.shape and before.dtype == after.dtype
        return alike and np.array_equal(before, after, equal_nan=before.dtype.kind in "fc")
    if type(before) in (list, tuple) and type(after) is type(before):
        return len(before) == len(after) and all(map(same, before, after))
    if type(before) is dict and type(after) is dict:
        return list(before) == list(after) and all(map(same, before.values(), after.values()))
    if isinstance(before, PLAIN) and isinstance(after, PLAIN):
        both_nan = isinstance(before, float) and isinstance(after, float) and math.isnan(before) and math.isnan(after)
        return both_nan or (type(before) is type(after) and before == after)
    return before is after or (isinstance(before, set) and before == after)


def check_unchanged(function: Function, before: tuple[Any, Any], after: tuple[Any, Any]) -> None:
    """Raise AssertionError if the arguments of a call, those without and those with a name, are not what they were."""
    if not same(before, after):
        raise changed(function, together(function, *before), [*after[0], *after[1].values()])


def changed(function: Function, given: list[tuple[str, Any]], left: list[Any]) -> AssertionError:
    """Return the sentence about the first of the arguments ``given`` that is something else as it was ``left``."""
    name, value = next(
        (name, value) for (name, value), after in zip(given, left, strict=True) if not same(value, after)
    )
    return AssertionError(f"{name_of(function)} changed its argument {name}. {in_place(name, value)}")


def told(error: Exception, function: Function, arguments: tuple[Any, ...], named: dict[str, Any]) -> AssertionError:
    """Return the sentence about an exception that ``function`` raised, with the kind of each argument."""
    about = [described(name, value) for name, value in together(function, arguments, named)]
    when = f", when called with {', '.join(about)}" if about else ""
    reason = " ".join(str(error).split())[:300]
    sentence = AssertionError(f"{name_of(function)} raised {type(error).__name__} ({reason}){when}.")
    sentence.student_trace = getattr(error, "student_trace", "")  # type: ignore[attr-defined]  # the grader's, of lines
    return sentence


def together(function: Function, arguments: tuple[Any, ...], named: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the arguments of a call with the names that the function gives them, or their numbers."""
    try:
        parameters = list(inspect.signature(function).parameters)
    except (TypeError, ValueError, AttributeError):
        parameters = []
    names = [*parameters, *(f"number {at}" for at in range(len(parameters) + 1, len(arguments) + 1))]
    return [*zip(names, arguments, strict=False), *named.items()]


def in_place(name: str, value: object) -> str:
    """Return the question to ask whoever changed an argument of this kind."""
    if is_array(value):
        return f"Did you work in place, as {name} -= ..., {name}[...] = ... and out={name} do? Work with a new array."
    return f"Did you work in place, as pop(), append(), sort() and {name}[0] = ... do, or inside it? Work with a copy."


def described(name: str, value: object) -> str:
    """Return an argument in a few words: "z of shape (2, 3)", "n = 5"."""
    if is_array(value):
        return f"{name} of shape {tuple(value.shape)}"  # type: ignore[attr-defined]
    if isinstance(value, PLAIN) or (isinstance(value, (list, tuple, np.number)) and len(repr(value)) <= SHORT):
        return f"{name} = {repr(value)[:SHORT]}"
    return f"{name}, {kind_of(value)}"


def kind_of(value: object) -> str:
    """Return what something is: "a tuple of 3", "an array of shape (2,)", "a text ('up')"."""
    if value is None:
        return "None"
    if is_array(value):
        return f"an array of shape {tuple(value.shape)}"  # type: ignore[attr-defined]
    if isinstance(value, (list, tuple, dict, set)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, str):
        return f"a text ({value[:SHORT]!r})"
    if isinstance(value, (*PLAIN, np.generic)):
        return f"one thing, {str(value)[:SHORT]}"
    return f"a {type(value).__name__}"


def name_of(function: Function) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


def is_array(value: object) -> bool:
    return isinstance(value, np.ndarray) or is_tensor(value)


def is_tensor(value: object) -> bool:
    """Whether this is a tensor, without importing torch for a test that has none."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)
