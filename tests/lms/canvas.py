"""What Canvas gives an instructor: the zip of all submissions, and the export of the gradebook.

Built as lib/content_zipper.rb of https://github.com/instructure/canvas-lms builds it: names like
``doejane_LATE_101_9001_tiny-1.ipynb``, a flag for UTF-8 only where it is needed, and the time of the download.
"""

import csv
import io
import json
import zipfile
from pathlib import Path

import nbformat

from grader.course import LOG, open_course, quietly
from grader.handout.release import release
from tests.support.tiny_course import ASSIGNMENT, make_notebook

DOWNLOAD = (2026, 3, 2, 10, 0, 0)
HEADER = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "a00-tiny (7001)", "Homework 2 (7002)"]
HEADER += ["Assignments Current Score", "Final Grade"]
POSSIBLE = ["    Points Possible", "", "", "", "", "8.00", "10.00", "(read only)", "(read only)"]
STUDENTS = [
    ["Lovelace, Ada", "101", "S101", "ada", "One", "", "9.00", "90.00", "A"],
    ["Babbage, Charles", "102", "S102", "babbage", "One", "5.00", "", "0.00", "F"],
    ["Čapek, Karel", "103", "S103", "capek", "Two", "", "", "", ""],
    ["Doe, Jane", "104", "S104", "doe", "Two", "", "3.00", "30.00", "F"],
    ["Student, Test", "199", "", "", "One", "", "", "", ""],
]


def answer(wrong: bool = False) -> str:
    """Return a notebook as a student hands it in: the source serves, the engine replaces its tests anyway."""
    text = nbformat.writes(make_notebook())
    return text.replace("return x * x", "return x + 6.5") if wrong else text


def from_colab(text: str) -> str:
    """Return a notebook as Colab saves it: in format 4.0, with its own ids among the metadata, and with what it ran."""
    notebook = json.loads(text)
    notebook |= {"nbformat": 4, "nbformat_minor": 0}
    notebook["metadata"] |= {"colab": {"provenance": []}, "accelerator": "GPU"}
    for number, cell in enumerate(notebook["cells"]):
        del cell["id"]
        cell["metadata"] |= {"id": f"kX3_{number}", "outputId": "0b7ad4c2", "colab": {"base_uri": "https://localhost/"}}
    return json.dumps(notebook)


def write_zip(path: Path, files: dict[str, str | bytes], when=DOWNLOAD) -> Path:
    """Write a zip whose entries have these names and contents."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, when)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


def write_roster(root: Path, students=STUDENTS, header=HEADER, separator=",", encoding="utf-8-sig") -> Path:
    """Write Canvas's export of the gradebook to where the course looks for it."""
    path = root / "downloaded" / "roster.csv"
    path.parent.mkdir(exist_ok=True)
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([header, POSSIBLE, *students])
    path.write_text(text.getvalue(), encoding=encoding, newline="")
    return path


def released(root: Path) -> Path:
    """Enter the small assignment into the gradebook of a course and return the course."""
    with quietly(root / LOG):
        release(open_course(root), ASSIGNMENT)
    return root
