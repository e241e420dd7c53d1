"""Words for people: what nbgrader or a student said, in one line that can stand in a table, a log or a page."""

import re
from collections.abc import Mapping

# Of a log, of another traceback, or of another error; what follows a blank line may still be the error's own words.
OTHER_LINE = r"\[|Traceback |During handling |The above exception |\s*File \"| *(?:\w+\.)*\w+(?:Error|Exception): "
LONGEST_ERROR = 400
# As a traceback ends, or as a log has it in a line: what is raised and what it says, until another line.
ERROR = re.compile(
    r"^ *(?:\w+\.)*(?P<name>\w+(?:Error|Exception|Entry|Notebook|Interrupt)):(?P<said>.*(?:\n(?!"
    + OTHER_LINE
    + r").*)*)",
    re.MULTILINE,
)


def told(done: Mapping[str, str]) -> str:
    """Return all that nbgrader's API says about a call that failed: its log, then the traceback."""
    return f"{done.get('log', '')}\n{done['error']}"


def last_error(text: str) -> str:
    """Return the last error in a log or traceback that says more than that there was one, all its lines in one."""
    named = [(match["name"], " ".join(match["said"].split())) for match in ERROR.finditer(text)]
    useful = [f"{name}: {said}".rstrip(": ") for name, said in named if name != "NbGraderException"]
    return one_line(useful[-1] if useful else text.strip().splitlines()[-1], LONGEST_ERROR)


def one_line(text: str, longest: int = 110) -> str:
    """Return the first line, without the colors of a terminal, shortened."""
    first = next(iter(re.sub(r"\x1b\[[0-9;]*m", "", text).strip().splitlines()), "")
    return first if len(first) <= longest else first[: longest - 3] + "..."


def lateness(seconds: float) -> str:
    """Return a time as people say it, in its two largest units: ``2 d 3 h``, ``1 h 5 min``, ``40 s``."""
    minutes, hours, days = (int(seconds) // unit for unit in (60, 3600, 86400))
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"


def shown(name: str, longest: int = 60) -> str:
    """Return a name that somebody else chose so that it can stand in a line of text: printable, and not too long."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    return plain if len(plain) <= longest else plain[: longest - 3] + "..."
