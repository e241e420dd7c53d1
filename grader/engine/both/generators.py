"""Random generators: the three global ones, those that a test passes as arguments, and when two states are equal.

A generator passed as an argument is called by a flavor: `torch`, `random`, or the class of NumPy's bit generator.
"""

from __future__ import annotations

import ctypes
import random
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch


class GlobalGenerator(NamedTuple):
    """How the state of a library's global generator is read and set, and how it is seeded with a 56-bit number.

    `mark` returns what differs whenever the state does, a hundred times as fast as that: every request compares it.
    """

    get_state: Callable[[], Any]
    set_state: Callable[[Any], Any]
    seed: Callable[[int], Any]
    mark: Callable[[], Any]


def body(thing: Any) -> bytes:
    """Return the memory of a C object, without its header."""
    head = object.__basicsize__
    return ctypes.string_at(id(thing) + head, type(thing).__basicsize__ - head)


PLAIN: Any = random._inst
LEGACY: Any = np.random.mtrand._rand


def random_mark() -> Any:
    return body(PLAIN), PLAIN.gauss_next


def numpy_mark() -> Any:
    bits = LEGACY._bit_generator
    if type(bits) is not np.random.MT19937:  # whose state is 624 words and a position
        return repr(np.random.get_state(legacy=False))
    return body(LEGACY), ctypes.string_at(bits.ctypes.state_address, 4 * 625)


def torch_mark() -> Any:
    return torch.default_generator.get_state().numpy().tobytes()


SEED_NUMPY = np.random.seed  # as it is now: while `Draws` is entered, to call it counts as the course's own seed

GLOBAL: dict[str, GlobalGenerator] = {
    "random": GlobalGenerator(random.getstate, random.setstate, random.seed, random_mark),
    "numpy": GlobalGenerator(
        np.random.get_state, np.random.set_state, lambda seed: SEED_NUMPY(seed % 2**32), numpy_mark
    ),
    "torch": GlobalGenerator(torch.get_rng_state, torch.set_rng_state, torch.manual_seed, torch_mark),
}


def marks() -> dict[str, Any]:
    """Return the mark of each global generator."""
    return {flavor: generator.mark() for flavor, generator in GLOBAL.items()}


def same_state(a: Any, b: Any) -> bool:
    """Return whether two states of one generator are equal; NumPy's hold arrays, for which `==` does not say."""
    if isinstance(a, torch.Tensor) and isinstance(b, torch.Tensor):
        return torch.equal(a, b)
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b) == 5:  # NumPy's legacy generator
        return bool(a[2:] == b[2:] and np.array_equal(a[1], b[1]))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same_state(a[name], b[name]) for name in a)
    return bool(np.array_equal(a, b)) if isinstance(a, np.ndarray) else bool(a == b)


def flavor_and_state(generator: Any) -> tuple[str, Any] | None:
    """Return what a generator is called and the state it is in, or None when `generator` is none."""
    if isinstance(generator, torch.Generator):
        return "torch", generator.get_state()
    if isinstance(generator, random.Random):
        return "random", generator.getstate()
    if isinstance(generator, np.random.RandomState):
        return "RandomState", generator.get_state(legacy=False)
    if isinstance(generator, np.random.Generator):
        return type(generator.bit_generator).__name__, generator.bit_generator.state
    return None


def make(flavor: str) -> Any:
    """Return a new generator of a flavor."""
    if flavor == "torch":
        return torch.Generator()
    if flavor == "RandomState":
        return np.random.RandomState()
    return random.Random() if flavor == "random" else np.random.Generator(getattr(np.random, flavor)())  # noqa: S311


def set_state(generator: Any, state: Any) -> None:
    """Put a generator that `make` returned into a state."""
    if isinstance(generator, torch.Generator):
        generator.set_state(state)
    elif isinstance(generator, random.Random):
        generator.setstate(state)
    elif isinstance(generator, np.random.RandomState):
        generator.set_state(state)
    else:
        generator.bit_generator.state = state
