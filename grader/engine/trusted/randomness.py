# ruff: noqa: ANN401 -- generator states have different types
"""Random numbers across the line.

A seed that a test sets holds in the student's process: before a request, the states of `random`, NumPy and torch that
changed since the last one are sent along, and so are generators passed as arguments. Nothing comes back but the news
that numbers were drawn; the trusted generator then jumps to a place of its own. A student's process can therefore
never choose the random inputs of a test, and a test never draws the same numbers that a student just drew.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

STATES: dict[str, tuple[Callable[[], Any], Callable[[int], Any]]] = {
    "random": (random.getstate, random.seed),
    "numpy": (np.random.get_state, lambda seed: np.random.seed(seed % 2**32)),
    "torch": (torch.get_rng_state, torch.manual_seed),
}


def same_state(a: Any, b: Any) -> bool:
    """Return whether two states of one generator are equal; NumPy's hold arrays, for which `==` does not say."""
    if isinstance(a, torch.Tensor) and isinstance(b, torch.Tensor):
        return torch.equal(a, b)
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b) == 5:  # NumPy's legacy generator
        return bool(a[2:] == b[2:] and np.array_equal(a[1], b[1]))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same_state(a[name], b[name]) for name in a)
    return bool(np.array_equal(a, b)) if isinstance(a, np.ndarray) else bool(a == b)


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
        self.generators: dict[int, tuple[Any, Any]] = {}

    def news(self) -> dict[str, Any]:
        """Return the global states that changed since the student's process last knew."""
        news = {}
        for flavor, (get_state, _) in STATES.items():
            state = get_state()
            if flavor not in self.known or not same_state(self.known[flavor], state):
                self.known[flavor] = news[flavor] = state
        return news

    def jump(self, drawn: Any) -> None:
        """Move the trusted generators named in `drawn` to a place that only this side knows."""
        for flavor in drawn:
            if flavor in STATES:
                get_state, seed = STATES[flavor]
                seed(int.from_bytes(fingerprint(get_state())[:7], "little"))
                self.known[flavor] = get_state()

    def describe(self, generator: Any) -> tuple[Any, ...] | None:
        """Return the description of a generator that a test passes on, or None when `generator` is none."""
        state: Any
        if isinstance(generator, torch.Generator):
            flavor, state = "torch", generator.get_state()
        elif isinstance(generator, random.Random):
            flavor, state = "random", generator.getstate()
        elif isinstance(generator, np.random.Generator):
            flavor, state = type(generator.bit_generator).__name__, generator.bit_generator.state
        else:
            return None
        known = self.generators.get(id(generator))
        self.generators[id(generator)] = (generator, state)
        return ("generator", id(generator), flavor, None if known and same_state(known[1], state) else state)
