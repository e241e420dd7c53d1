"""The line to the student's process, as far as proxies, modules and graphs know it, and how it can fail."""

from __future__ import annotations

from typing import Any, NoReturn, Protocol


class StudentGoneError(BaseException):
    """The student's process died or was killed; a `BaseException`, so that no test catches it by accident."""


class OpaqueValueError(TypeError):
    """A student's object where the test needs plain data."""


class Line(Protocol):
    """What a proxy needs of the conversation with the student's process."""

    def request(self, name: str, *payload: Any) -> Any:
        """Ask for something in `kinds.Request` and return the answer, or raise what student code raised."""

    def release(self, number: int) -> None:
        """Let go of a proxy of the student's object `number`."""

    def opaque(self, what: str) -> OpaqueValueError:
        """Note that a test met an object where it needs data, and return the error to raise."""

    def distrust(self, why: str) -> NoReturn:
        """End a student's process that does not keep to the protocol."""
