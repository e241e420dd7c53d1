"""Random numbers across the line.

A seed that a test sets holds in the student's process: before a request, the states of `random`, NumPy and torch that
changed since the last one are sent along, and so are generators passed as arguments. Nothing comes back but the news
that numbers were drawn; the trusted generator then jumps to a place of its own. A student's process can therefore
never choose the random inputs of a test, and a test never draws the same numbers that a student just drew.
"""

from __future__ import annotations

import hashlib
from typing import Any

import torch

from grader.engine.both.generators import GLOBAL, flavor_and_state, same_state
from grader.engine.both.kinds import Ours


def fingerprint(state: Any) -> bytes:
    """Return a short digest of a generator's state."""
    if isinstance(state, torch.Tensor):
        raw = state.numpy().tobytes()
    elif isinstance(state, tuple) and len(state) == 5:  # NumPy's legacy generator
        raw = state[1].tobytes() + repr(state[2:]).encode()
    else:
        raw = repr(state).encode()
    return hashlib.blake2b(raw, digest_size=16).digest()


class Mirror:
    """What the student's process knows of the trusted random generators."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}
        self.marks: dict[str, Any] = {}
        self.generators: dict[int, tuple[Any, Any]] = {}

    def news(self) -> dict[str, Any]:
        """Return the global states that changed since the student's process last knew."""
        news = {}
        for flavor, generator in GLOBAL.items():
            mark = generator.mark()
            if flavor in self.marks and self.marks[flavor] == mark:
                continue
            self.marks[flavor], state = mark, generator.get_state()
            if flavor not in self.known or not same_state(self.known[flavor], state):
                self.known[flavor] = news[flavor] = state
        return news

    def jump(self, drawn: Any) -> None:
        """Move the trusted generators named in `drawn` to a place that only this side knows."""
        for flavor in drawn:
            if flavor in GLOBAL:
                generator = GLOBAL[flavor]
                generator.seed(int.from_bytes(fingerprint(generator.get_state())[:7], "little"))
                self.known[flavor], self.marks[flavor] = generator.get_state(), generator.mark()

    def describe(self, value: Any) -> tuple[Any, ...] | None:
        """Return the description of a generator that a test passes on, or None when `value` is none."""
        found = flavor_and_state(value)
        if found is None:
            return None
        flavor, state = found
        known = self.generators.get(id(value))
        self.generators[id(value)] = (value, state)
        return (Ours.GENERATOR, id(value), flavor, None if known and same_state(known[1], state) else state)
