"""What the bench has imported lies in large pages where the system has such, and is as it was."""

import mmap

from grader.check.trying import pages

MAPS = """55bf84364000-55bf8c9d7000 rw-p 00000000 00:00 0                          [heap]
7fcbb8e00000-7fcbb9000000 rw-p 00000000 00:00 0
7fcbb9000000-7fcbb9200000 r--p 00000000 00:00 0
7fcbb9200000-7fcbb9400000 rw-p 00001000 fe:00 1234                       /usr/lib/a library of ours.so
7ffc0f000000-7ffc0f021000 rw-p 00000000 00:00 0                          [stack]
"""


def test_memory_of_files_and_the_stack_is_left_alone() -> None:
    assert list(pages.private(MAPS)) == [(0x55BF84364000, 0x55BF8C9D7000), (0x7FCBB8E00000, 0x7FCBB9000000)]


def test_what_lies_in_memory_stays() -> None:
    with mmap.mmap(-1, 3 * pages.LARGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory[pages.LARGE : pages.LARGE + 4] = b"kept"
        pages.enlarge()
        assert (memory[pages.LARGE : pages.LARGE + 4], memory[0]) == (b"kept", 0)


def test_a_system_without_large_pages_does_without(monkeypatch) -> None:
    monkeypatch.setattr(pages.sys, "platform", "darwin")
    monkeypatch.setattr(pages, "maps", None)
    pages.enlarge()
