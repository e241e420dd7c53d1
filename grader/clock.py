"""Times as nbgrader reads them, but for those whose time zone it misreads without a word.

It takes ``+0100`` for 100 seconds, and a zone that it does not know, such as ``PST``, for UTC.
"""

from __future__ import annotations

import datetime
import re

import dateutil.parser
import dateutil.tz
import nbgrader.utils

nbgraders_own = nbgrader.utils.parse_utc


def install() -> None:
    """Let nbgrader's gradebook, which keeps due dates, refuse what it would misread."""
    nbgrader.utils.parse_utc = parse_utc


def parse_utc(time: datetime.datetime | str | None) -> datetime.datetime | None:
    """Return a time in UTC, without a zone. Raises ValueError for one that cannot be read, or would be misread."""
    if isinstance(time, str):
        time = time.strip()  # of a file's last line end
        parts = time.split(" ")
        if len(parts) == 3:
            _known(parts[2], None, time)
        else:
            dateutil.parser.parse(time, tzinfos=lambda name, offset, time=time: _known(name, offset, time))
    read: datetime.datetime | None = nbgraders_own(time)
    return read


def _known(name: str | None, offset: int | None, time: str) -> datetime.tzinfo | None:
    """Return the zone of a name or offset, None where there is neither. Raises ValueError where it is not known."""
    if name is None:
        return None if offset is None else dateutil.tz.tzoffset(None, offset)
    # A name such as Etc/GMT+5 has a sign of its own.
    by_offset = "/" not in name and re.search(r"\d", name)
    zone: datetime.tzinfo | None = None if by_offset else dateutil.tz.gettz(name)
    if zone is None:
        raise ValueError(
            f"{time!r} has a time zone that is not known: write it in UTC, as in '2026-03-01 12:00 UTC', "
            "or name the place, as in '2026-03-01 13:00 Europe/Berlin'"
        )
    return zone
