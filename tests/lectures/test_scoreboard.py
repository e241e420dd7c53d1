"""The scoreboard of the digits says what the lectures have printed."""

import re
import tomllib
from pathlib import Path

import nbformat
import pytest

from authoring.syllabus import SCORES

ROOT = Path(__file__).resolve().parents[2]
FORMS = {"digits": r"mean +([\d.]+)%", "glyphs": r"([\d.]+)% of the glyphs"}
ROWS = tomllib.loads((ROOT / SCORES).read_text(encoding="utf-8"))["score"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['lecture']:02}-{row['model']}")
def test_each_score_was_printed_by_its_lecture(row) -> None:
    (path,) = (ROOT / "course").glob(f"{row['lecture']:02}-*.ipynb")
    outputs = [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", [])]
    lines = [line for output in outputs for line in output.get("text", "").splitlines()]
    said = "\n".join(line for line in lines if line.startswith(f"{row['model']} "))
    for name in FORMS.keys() & row.keys():
        assert [float(value) for value in re.findall(FORMS[name], said)] == [pytest.approx(row[name], abs=0.3)]
