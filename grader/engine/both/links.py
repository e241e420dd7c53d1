"""Lists, dictionaries, sets, arrays and tensors that both ends hold, by number: what one end changes, the other gets.

In one process a list that a function keeps, or that an object gives away, is the same list for whoever holds it. Here
each end has its own; before a request, and with each answer, the content of those that changed goes to the other end.
The student's process says which ones it keeps (`student.kept`) and numbers them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import numpy as np
import torch

from grader.engine.both.changes import CHANGING, content, differs, put, snapshot

MOST = 1000
LARGEST = 10_000  # items; for arrays and tensors, hundreds of bytes


def is_small(value: Any) -> bool:
    """Return whether a value may be linked: each one is looked at with every message."""
    if isinstance(value, (np.ndarray, torch.Tensor)):
        return bool(value.nbytes <= 100 * LARGEST)
    return isinstance(value, CHANGING) and len(value) <= LARGEST


class Links:
    """One end's values that have a twin at the other end."""

    def __init__(self) -> None:
        self.values: dict[int, Any] = {}
        self.numbers: dict[int, int] = {}
        self.before: dict[int, Any] = {}

    def add(self, number: int, value: Any) -> None:
        """Link a value, whose content both ends have."""
        self.values[number], self.numbers[id(value)] = value, number
        self.before[number] = snapshot(value)

    def changes(self) -> tuple[tuple[int, Any], ...]:
        """Return number and content of what changed here since the other end last knew."""
        numbers = [number for number, value in self.values.items() if differs(value, self.before[number])]
        for number in numbers:
            self.before[number] = snapshot(self.values[number])
        return tuple((number, content(self.values[number])) for number in numbers)

    def apply(self, changes: Iterable[tuple[int, Any]]) -> None:
        """Take over what changed at the other end; raises `LookupError`, `TypeError` or `ValueError` for a misfit."""
        for number, (kind, new) in changes:
            if number in self.values:
                put(self.values[number], kind, new)
                self.before[number] = snapshot(self.values[number])

    def drop(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.numbers.pop(id(self.values.pop(number, None)), None)
            self.before.pop(number, None)

    def unused(self) -> tuple[int, ...]:
        """Return the numbers of values that nothing but this holds."""
        probe: dict[int, Any] = {0: []}
        alone = sys.getrefcount(probe[0])
        return tuple(number for number in self.values if sys.getrefcount(self.values[number]) <= alone)
