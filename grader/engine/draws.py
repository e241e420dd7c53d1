"""Seeds for what nobody seeded: equal files get equal marks, whatever their tests draw.

A test that makes a generator without a seed, or draws from a library's global one, would draw something else for every
student, and one mistake would cost points here and none there. While `Draws` is entered, all of that comes from one key
and from the place where it is asked for: the same for a whole class and for every regrade, and known to nobody who does
not know the key. A generator that the course seeds itself is left alone from then on.

Covered are `random`, NumPy's generators of both kinds, torch's global one, and hypothesis; `os.urandom` and `uuid` are
not. Of the libraries nothing is imported that is not there.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Self


class Seeder(NamedTuple):
    """The function that seeds a library's global generator, and how large its numbers may be."""

    module: str
    function: str
    limit: int


SEEDERS = {
    "random": Seeder("random", "seed", 2**64),
    "numpy": Seeder("numpy.random", "seed", 2**32),
    "torch": Seeder("torch", "manual_seed", 2**63),
}

STATES: dict[str, Callable[[Any], object]] = {
    "random": lambda module: module.getstate(),
    "numpy": lambda module: [getattr(part, "tobytes", lambda part=part: part)() for part in module.get_state()],
    "torch": lambda module: module.get_rng_state().numpy().tobytes(),
}


class Draws:
    """What unseeded generators draw from; a context manager, and one of them at a time."""

    def __init__(self, key: str) -> None:
        self.key, self.place, self.asked = key, "", 0
        self.original: dict[str, Callable[..., Any]] = {}
        self.seeded: dict[str, object] = {}  # libraries whose global generator the course has seeded, as it was before
        self.undo = contextlib.ExitStack()

    def __enter__(self) -> Self:
        # SystemRandom asks this name, and NumPy asks SystemRandom, for every generator that is given no seed.
        self._replace(random, "_urandom", self._urandom)
        self._replace(random.Random, "seed", self._instance_seed(random.Random.seed))
        self.begin("")
        return self

    def __exit__(self, *error: object) -> None:
        self.undo.close()

    def begin(self, place: str) -> None:
        """Start anew at a place, such as the name of a test, whatever was drawn before it."""
        if "numpy" in sys.modules and "numpy.random" not in sys.modules:
            importlib.import_module("numpy.random")  # NumPy does so when it is first used, and draws as it does
        self.place, self.asked = place, 0
        for library, seeder in SEEDERS.items():
            module = sys.modules.get(seeder.module)
            if module is not None and library not in self.original:
                self.original[library] = getattr(module, seeder.function)
                self._replace(module, seeder.function, self._noticed(library))
                if library == "torch":
                    self._replace(module, "seed", self._torch_seed)
            if module is not None and library not in self.seeded:
                self._seed(library, self._number(library) % seeder.limit)
        if "hypothesis.core" in sys.modules:
            self._replace(sys.modules["hypothesis.core"], "global_force_seed", self._number("hypothesis"))

    def states(self) -> dict[str, Any]:
        """Return what the global generators that nobody seeded would draw next, to compare with after a draw or none.

        Of hypothesis nobody can tell whether it drew, so no two of its states are equal.
        """
        states = {
            library: STATES[library](sys.modules[seeder.module])
            for library, seeder in SEEDERS.items()
            if seeder.module in sys.modules and library not in self.seeded
        }
        return states | ({"hypothesis": object()} if "hypothesis.core" in sys.modules else {})

    def drew(self, before: dict[str, Any]) -> bool:
        """Return whether something drew from what nobody seeded since `begin`, after which ``before`` were the states.

        Of a library that was seeded since, what its generator was by then tells it.
        """
        seeded = {library: self.seeded[library] for library in before if library in self.seeded}
        return self.asked > 0 or self.states() | seeded != before

    @contextlib.contextmanager
    def borrowed(self, key: str, place: str) -> Iterator[None]:
        """Draw from another key, from the beginning of a place; `begin` afterwards."""
        own, self.key = self.key, key
        try:
            self.begin(place)
            yield
        finally:
            self.key = own

    def _replace(self, owner: Any, name: str, new: Any) -> None:
        self.undo.callback(setattr, owner, name, getattr(owner, name))
        setattr(owner, name, new)

    def _seed(self, library: str, number: int) -> None:
        """Seed a library's global generator; torch's own way takes milliseconds to remember it for a GPU in no use."""
        torch = sys.modules.get("torch")
        if library == "torch" and torch and not torch.cuda.is_initialized() and not torch.backends.mps.is_available():
            torch.default_generator.manual_seed(number)
        else:
            self.original[library](number)

    def _noticed(self, library: str) -> Callable[..., Any]:
        """Return a library's seeding function, which notices that it was called with a seed."""
        plain = self.original[library]

        @functools.wraps(plain)
        def seed(*given: Any, **named: Any) -> Any:
            if any(each is not None for each in (*given, *named.values())):
                if library not in self.seeded:
                    self.seeded[library] = STATES[library](sys.modules[SEEDERS[library].module])
                return plain(*given, **named)
            return plain(self._fresh() % SEEDERS[library].limit)

        return seed

    def _torch_seed(self) -> int:
        """Seed torch's global generator with a number of ours and return that, as `torch.seed` does with one of its."""
        seed = self._fresh() % SEEDERS["torch"].limit
        self.original["torch"](seed)
        return seed

    def _instance_seed(self, plain: Callable[..., None]) -> Callable[..., None]:
        """Return what seeds a `random.Random`, with a number of ours where it is given none."""

        @functools.wraps(plain)
        def seed(instance: random.Random, a: Any = None, version: int = 2) -> None:
            plain(instance, self._fresh() if a is None else a, version)

        return seed

    def _urandom(self, size: int) -> bytes:
        self.asked += 1
        return self._bytes(str(self.asked), size)

    def _fresh(self) -> int:
        return int.from_bytes(self._urandom(8), "little")

    def _number(self, name: str) -> int:
        return int.from_bytes(self._bytes(name, 8), "little")

    def _bytes(self, name: str, size: int) -> bytes:
        return hashlib.shake_256(f"{self.key}\n{self.place}\n{name}".encode()).digest(size)


def derived(*parts: str) -> str:
    """Return a key that is made of others and gives none of them away."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
