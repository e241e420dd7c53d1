"""Large pages for what the bench has imported, since each of its forks copies, and then drops, the table of its pages.

With torch that is a quarter of a gigabyte, whose 70,000 entries take a third of the CPU time of a short variant; in
pages of 2 MB there are 512 times fewer.
"""

from __future__ import annotations

import ctypes
import functools
import os
import sys
from collections.abc import Iterator

LARGE = 2 << 20
MADV_COLLAPSE = 25  # Linux 6.1 or later


def enlarge() -> None:
    """Put private memory into large pages, where the system can and has some left; elsewhere do nothing."""
    if sys.platform != "linux":
        return
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int)
    with open(maps(), encoding="utf-8", closefd=False) as memory:
        memory.seek(0)
        regions = list(private(memory.read()))
    for first, last in regions:
        for start in range(-(-first // LARGE) * LARGE, last - LARGE + 1, LARGE):
            advise(start, LARGE, MADV_COLLAPSE)


@functools.cache
def maps() -> int:
    """Return the list of this process's memory, opened once: who has given up powers cannot open it any more."""
    return os.open("/proc/self/maps", os.O_RDONLY | os.O_CLOEXEC)


def private(maps: str) -> Iterator[tuple[int, int]]:
    """Yield where each region of writable memory begins and ends that belongs to no file; see proc_pid_maps(5)."""
    for line in maps.splitlines():
        place, rights, _, _, _, *name = line.split(maxsplit=5)
        if "w" in rights and name in ([], ["[heap]"]):
            first, last = place.split("-")
            yield int(first, 16), int(last, 16)
