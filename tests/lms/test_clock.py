"""A time is read as it is meant, or refused: nbgrader takes +0100 for 100 seconds and PST for UTC."""

import datetime

import pytest

from grader.clock import parse_utc
from tests.support.tiny_course import ASSIGNMENT, nbgrader

NOON = datetime.datetime(2026, 3, 1, 12)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-03-01 12:00 UTC\n", "2026-03-01 12:00", "2026-03-01 12:00:00.000000 UTC", "2026-03-01T12:00:00Z"),
        *("2026-03-01 13:00 Europe/Berlin", "2026-03-01 13:00 CET", "2026-03-01T13:00:00 +0100"),
        *("2026-03-01 13:00+01:00", "2026-03-01 07:00 Etc/GMT+5"),
    ],
)
def test_a_time_is_read_as_it_is_meant(text):
    assert parse_utc(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        *("2026-03-01 13:00 +0100", "2026-03-01 13:00 PST", "2026-03-01 13:00 +01:00", "2026-03-01 13:00 UTC+1"),
        *("2026-03-01 1:00 PM PST", "1 March 2026", "2026-03-01 13:00 Europe/Nowhere"),
    ],
)
def test_a_time_that_would_be_misread_is_refused(text):
    with pytest.raises(ValueError, match="has a time zone that is not known: write it in UTC"):
        parse_utc(text)


def test_nbgraders_command_refuses_it_too(course):
    done = nbgrader(course, "db", "assignment", "add", ASSIGNMENT, "--duedate=2026-03-01 13:00 +0100")
    assert done.returncode != 0
    assert "has a time zone that is not known" in done.stderr
