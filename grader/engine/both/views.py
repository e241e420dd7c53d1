"""Views of an array that somebody holds: what shares its memory there shares it here."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from grader.engine.both.kinds import Theirs
from grader.engine.both.links import is_small


def holders(value: np.ndarray[Any, Any]) -> int:
    """Return how many references the array has that a view is of, to be compared with that of a view alone."""
    return sys.getrefcount(value.base)


ALONE = holders(np.zeros(2)[:1])


def describe(value: np.ndarray[Any, Any]) -> tuple[Any, ...] | None:
    """Return the description of a view of an array that something else holds too, else None."""
    base: Any = value.base
    if type(base) is not np.ndarray or holders(value) <= ALONE + 1 or not is_small(base):
        return None
    if value.dtype != base.dtype or not base.flags.c_contiguous or not value.itemsize:
        return None
    offset = value.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    places = (offset // value.itemsize, value.shape, tuple(stride // value.itemsize for stride in value.strides))
    return (Theirs.VIEW, base, *places, value.copy())


def view(base: Any, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], numbers: Any) -> Any:
    """Return the view of an array of this end that a description tells of, or its numbers where there can be none.

    Raises:
        ValueError: where it would lie outside the array.
    """
    if type(numbers) is not np.ndarray or numbers.shape != shape:
        raise ValueError("a view without its numbers")
    if type(base) is not np.ndarray or base.dtype != numbers.dtype or not base.flags.c_contiguous or not numbers.size:
        return numbers
    reach = [(extent - 1) * stride for extent, stride in zip(shape, strides, strict=True)]
    lowest, highest = (offset + sum(end for end in reach if (end > 0) is up) for up in (False, True))
    if lowest < 0 or highest >= base.size:
        raise ValueError("a view outside its array")
    flat = base.reshape(-1)
    made = np.lib.stride_tricks.as_strided(
        flat[offset:], shape, tuple(stride * base.itemsize for stride in strides), writeable=base.flags.writeable
    )
    return made
