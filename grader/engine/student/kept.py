"""What student code keeps of the lists, arrays and the like that a test handed over or got: counted by references.

Whatever has more of them after a request than its arguments, its answer and this process's own bookkeeping explain, is
kept by something of the student's, and so is all that is in it.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from grader.engine.both.links import MOST, Links, is_small

Extents = Sequence[tuple[int, int, int] | None]


def counts(values: Iterable[Any]) -> list[int]:
    """Return how many references each value has, from wherever; to be compared with an earlier count."""
    return [sys.getrefcount(value) for value in values]


# What a value in a list has when nothing else holds it.
ALONE = counts([[]])[0]


class Keeper:
    """Finds what is kept and links it."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self.numbers = itertools.count(1)

    def link(self, values: Sequence[Any], extents: Extents, kept: Iterable[int]) -> list[tuple[int, int]]:
        """Link the values at some positions, with those in them; return pairs of position and new number."""
        linked = []
        for position in sorted(self.inside(extents, kept)):
            value = values[position]
            if self.links.numbers.get(id(value)) is None and len(self.links.values) < MOST and is_small(value):
                number = next(self.numbers)
                self.links.add(number, value)
                linked.append((position, number))
        return linked

    def inside(self, extents: Extents, kept: Iterable[int]) -> set[int]:
        found: set[int] = set()
        for position in kept:
            extent = extents[position]
            found.update(range(position, extent[0] if extent is not None else position + 1))
        return found
