"""A filter of system calls, by libseccomp; see seccomp_rule_add(3). Its bindings for Python are no longer kept up."""

from __future__ import annotations

import ctypes
import errno
import functools
import os

ALLOW = 0x7FFF0000
NOT_EQUAL, EQUAL, MASKED_EQUAL = 1, 4, 7


class Argument(ctypes.Structure):
    """A condition on an argument of a system call (`struct scmp_arg_cmp`).

    Args:
        position: of the argument, from 0.
        comparison: one of the constants above.
        value: what it is compared with; for `MASKED_EQUAL` the mask.
        masked: for `MASKED_EQUAL` what is left under the mask.
    """

    _fields_ = (
        ("position", ctypes.c_uint),
        ("comparison", ctypes.c_int),
        ("value", ctypes.c_uint64),
        ("masked", ctypes.c_uint64),
    )


def failing_with(code: int) -> int:
    """Return the action by which a system call fails with an error number."""
    return 0x00050000 | code


@functools.cache
def library() -> ctypes.CDLL:
    """Return libseccomp; raises `OSError` where it is missing."""
    found = ctypes.CDLL("libseccomp.so.2")
    found.seccomp_init.argtypes, found.seccomp_init.restype = (ctypes.c_uint32,), ctypes.c_void_p
    found.seccomp_syscall_resolve_name.argtypes = (ctypes.c_char_p,)
    rule = (ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(Argument))
    found.seccomp_rule_add_array.argtypes = (ctypes.c_void_p, *rule)
    found.seccomp_load.argtypes = (ctypes.c_void_p,)
    return found


class Filter:
    """Rules for system calls; what no rule names is allowed. They lie in memory that a fork has, too.

    Raises:
        OSError: where libseccomp or the kernel refuses.
    """

    def __init__(self) -> None:
        self.rules = library().seccomp_init(ALLOW)
        if not self.rules:
            raise OSError(errno.ENOMEM, "seccomp_init")

    def add(self, action: int, name: str, *conditions: Argument) -> None:
        """Add a rule; a system call that this architecture does not have needs none."""
        number = library().seccomp_syscall_resolve_name(name.encode())
        if number >= 0:
            array = (Argument * len(conditions))(*conditions)
            checked(library().seccomp_rule_add_array(self.rules, action, number, len(conditions), array), name)

    def load(self) -> None:
        """Make the rules hold for this process, for good."""
        checked(library().seccomp_load(self.rules), "seccomp_load")


def checked(result: int, what: str) -> None:
    if result < 0:
        raise OSError(-result, f"{what}: {os.strerror(-result)}")
