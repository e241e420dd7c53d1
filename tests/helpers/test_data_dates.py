"""Dates: every written form is read back by the standard library, and no two are of one day."""

import re
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import data

# What strptime reads each of DATE_FORMATS with, once the endings of 1st, 2nd, 3rd, ... are gone.
READ_BY = (
    "the %d of %B %Y",
    "%a %d %b %Y",
    "%a, %d %b %Y",
    "%B %d %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%d-%b-%Y",
    "%d.%m.%Y",
    "%d/%m/%Y",
)


def read(written: str, pattern: str) -> date:
    bare = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", written)
    if short := re.fullmatch(r"(.*[-/])(\d\d)", bare):  # strptime's own century begins in 1969
        bare = f"{short[1]}{19 if int(short[2]) >= 50 else 20}{short[2]}"
    return datetime.strptime(bare, pattern).date()


@pytest.mark.parametrize(("template", "pattern"), [*zip(data.DATE_FORMATS, READ_BY, strict=True)])
def test_each_form_names_its_day(template, pattern):
    for written, iso in data.dates(400, seed=1, formats=(template,)):
        assert read(written, pattern).isoformat() == iso
        if pattern.startswith("%a"):
            assert written[:3] == f"{date.fromisoformat(iso):%a}"


def test_all_the_days_there_are_come_once():
    pairs = data.dates(36_525)
    assert {iso for _, iso in pairs} == {
        date.fromordinal(day).isoformat()
        for day in range(date(1950, 1, 1).toordinal(), date(2049, 12, 31).toordinal() + 1)
    }
    assert {len(iso) for _, iso in pairs} == {10}
    assert (min(len(w) for w, _ in pairs), max(len(w) for w, _ in pairs)) == (8, 26)


def test_endings_of_the_days():
    endings = {written for written, _ in data.dates(2000, formats=("{ordinal}",))}
    assert {"1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "30th", "31st"} <= endings
    assert len(endings) == 31


@given(count=st.integers(1, 50), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_same_seed_same_dates_and_another_seed_others(count, seed):
    assert data.dates(count, seed) == data.dates(count, seed)
    assert data.dates(50, seed) != data.dates(50, seed + 1)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"count": 0}, "count is 0: choose from 1 to 36,525"),
        ({"count": 36_526}, "count is 36526"),
        ({"formats": ()}, "no formats: give at least one"),
        ({"formats": ("{day} {moon}",)}, r"format '\{day\} \{moon\}' cannot be filled in; its parts are \{day\}"),
        ({"formats": ("{day",)}, "cannot be filled in"),
        ({"formats": ("{} {}",)}, "cannot be filled in"),
    ],
)
def test_wrong_dates_are_refused_with_the_remedy(wrong, message):
    with pytest.raises(ValueError, match=message):
        data.dates(**wrong)
