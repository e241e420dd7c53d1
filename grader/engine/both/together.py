"""What the two ends say to each other where tests run with the student's code, beside `kinds.Request`.

A request is `(number, name, payload)`, its answer `(number, value)`. The number is drawn at random for each, so that an
answer that was sent before its question is none.
"""

from __future__ import annotations

from typing import Final

BEGIN: Final = "begin"  # attributes of modules that the course itself rebinds, packages that it imports
GIVEN: Final = "given"  # source of a cell of the course's, bytes of room for its outputs, names to keep
TEST: Final = "test"  # marshalled code of a test, key of its draws, its name, names to keep
# What may come before an answer: `(number, COMMAND, text)`, and is answered with what that system command wrote. It is
# also the way of a process that runs one.
COMMAND: Final = "command"
# Likewise `(number, PROGRAM, text)`, for a program that a cell of the course's starts through Python: JSON, which the
# trusted end does not look into, and neither into its answer.
PROGRAM: Final = "program"
# What a test's report holds.
PRINTED: Final = "printed"  # what it printed
VALUE: Final = "value"  # the number that it ended with, or None
ERROR: Final = "error"  # None, or name and message of the exception, line of the test, lines of the student's cells
