"""Dates as people write them, each with its ISO 8601 form: sequences in, sequences out, and every answer known."""

from datetime import date, timedelta

import numpy as np

DATE_FORMATS = (
    "the {ordinal} of {month} {year}",
    "{wday} {ordinal} {mon} {year}",
    "{wday}, {day2} {mon} {year}",
    "{MONTH} {ordinal} {year}",
    "{day} {month} {year}",
    "{mon} {day}, {year}",
    "{day}-{mon}-{year2}",
    "{day}.{month2}.{year}",
    "{day2}/{month2}/{year2}",
)
_FIRST, _LAST = date(1950, 1, 1), date(2049, 12, 31)  # a hundred years, so that two digits name a year
_DAYS = (_LAST - _FIRST).days + 1
# Written out because those of the calendar module follow the computer's language.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def dates(count: int = 9000, seed: int = 0, formats: tuple[str, ...] = DATE_FORMATS) -> list[tuple[str, str]]:
    """Return ``count`` pairs such as ("the 5th of March 2041", "2041-03-05"), all of different days.

    The days lie between 1950-01-01 and 2049-12-31, in random order, so a slice of the list shares no day with another.
    Each is written in one of ``formats``, which are templates of {day}, {day2} (two digits), {ordinal}, {weekday},
    {wday}, {month}, {MONTH}, {mon}, {month2}, {year} and {year2}. In the given formats, of 8 to 26 characters, a month
    in digits always stands behind the day, so no date is ambiguous; of years in two digits, 50 and later are of the
    20th century.

    Raises:
        ValueError: if there are not so many days, no formats, or a format names an unknown part.
    """
    if not 1 <= count <= _DAYS:
        raise ValueError(f"count is {count}: choose from 1 to {_DAYS:,}, the days from {_FIRST} to {_LAST}")
    if not formats:
        raise ValueError("no formats: give at least one, such as '{day} {month} {year}'")
    rng = np.random.default_rng(seed)
    days = [_FIRST + timedelta(days=int(number)) for number in rng.permutation(_DAYS)[:count]]
    chosen = rng.integers(len(formats), size=count)
    return [(_written(day, formats[number]), day.isoformat()) for day, number in zip(days, chosen, strict=True)]


def _written(day: date, template: str) -> str:
    weekday, month = _WEEKDAYS[day.weekday()], _MONTHS[day.month - 1]
    parts = {
        "day": f"{day.day}",
        "day2": f"{day.day:02}",
        "ordinal": _ordinal(day.day),
        "weekday": weekday,
        "wday": weekday[:3],
        "month": month,
        "MONTH": month.upper(),
        "mon": month[:3],
        "month2": f"{day.month:02}",
        "year": f"{day.year}",
        "year2": f"{day.year % 100:02}",
    }
    try:
        return template.format_map(parts)
    except (KeyError, ValueError, IndexError) as error:
        known = ", ".join(f"{{{name}}}" for name in parts)
        raise ValueError(f"format {template!r} cannot be filled in; its parts are {known}") from error


def _ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, ..., and 11th, 12th, 13th."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number in (11, 12, 13) else endings.get(number % 10, 'th')}"
