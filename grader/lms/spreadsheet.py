"""Writes tables for spreadsheets, in which nothing that somebody else typed is taken for a formula.

Threat: a name or a comment such as ``=HYPERLINK(...)``, which a spreadsheet runs for the person who opens the file, and
which can send the marks beside it elsewhere (CWE-1236). In a CSV file only an apostrophe before it helps; a file of
Excel's own says of each cell that it is text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from grader.course import GraderError

# The last four are East Asian forms of the first, which Excel takes for the same.
FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# Every text is written as text, whatever it looks like.
AS_TEXT = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
DATES = "yyyy-mm-dd hh:mm:ss"
AS_THEY_ARE = (int, float, datetime, type(None))


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; one that is harmless already stays as it is."""
    return f"'{text}" if FORMULA.match(text) else text


def write_csv(path: Path, rows: Iterable[Sequence[object]], encoding: str) -> None:
    """Write rows as they are, if all of them can be made. Raises GraderError if the file cannot be written."""
    made = list(rows)
    try:
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(made)
    except OSError as error:
        raise GraderError(f"{path} cannot be written: {error.strerror}") from error


def write_excel(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write a workbook with one sheet, whose first row is the header; numbers and dates are numbers and dates there.

    Raises:
        GraderError: if the file cannot be written.
    """
    book = xlsxwriter.Workbook(path, {**AS_TEXT, "default_date_format": DATES})
    sheet = book.add_worksheet("marks")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, [value if isinstance(value, AS_THEY_ARE) else str(value) for value in row])
    sheet.set_row(0, None, book.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    try:
        book.close()
    except (OSError, XlsxWriterException) as error:
        raise GraderError(f"{path} cannot be written: {error}") from error
