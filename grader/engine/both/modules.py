"""Which modules tests use unasked, for whoever has to leave or put them as they were."""

from __future__ import annotations

# What tests use of Python itself without being asked, by themselves or by what they call.
USUAL = frozenset(
    (
        *("builtins", "collections", "contextlib", "copy", "dataclasses", "functools", "inspect", "io", "itertools"),
        *("json", "math", "numbers", "operator", "os", "random", "re", "statistics", "sys", "time", "types"),
        "unittest",
    )
)
