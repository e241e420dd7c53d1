"""The comparison with stock nbgrader: what is handed in, how differences are told, and the marks that kinds promise."""

import pytest

from benchmarks import parity
from benchmarks.kinds import kinds
from benchmarks.parity import Compared

SOLVED = {"a": "x = 1 + y[2]", "b": "%matplotlib inline", "c": "print(True, 'text 5')"}
BLANK = dict.fromkeys(SOLVED, "raise NotImplementedError")


def one(cell: str, stock: float | None, engine: float | None, why: str = "") -> Compared:
    return Compared("course", "ps1/problem", cell, "reference", stock, engine, "together", why)


def test_numbers_are_changed_and_nothing_else() -> None:
    assert parity.changed(SOLVED, BLANK) == SOLVED | {"a": "x = 2 + y[3]"}


def test_every_second_answer_is_blank() -> None:
    assert parity.half(SOLVED, BLANK) == {"a": BLANK["a"], "b": SOLVED["b"], "c": BLANK["c"]}


def test_every_difference_is_told_with_its_reason() -> None:
    text = parity.table(
        [one("same", 1, 1), one("none", None, 0), one("more", 0, 1, "stock: KeyError: 5; engine: passed")]
    )
    assert "| course | ps1/problem | together | 3 | 2 | 1 | 0 |" in text
    assert "2 of 3 marks are equal." in text
    assert text.endswith("more, reference: stock 0, engine 1 (together). stock: KeyError: 5; engine: passed")


@pytest.mark.parametrize(
    ("points", "said", "told"),
    [
        ({"stock": None, "engine": 1}, {"stock": "", "engine": ""}, "stock nbgrader did not grade it"),
        ({"stock": 0, "engine": 1}, {"stock": "stderr: old", "engine": ""}, "gives nothing to a test that warns"),
        ({"stock": 1, "engine": 0}, {"stock": "", "engine": "KeyError:\n5"}, "stock: passed; engine: KeyError: 5"),
    ],
)
def test_the_reason_is_read_off_the_graded_notebooks(points: dict, said: dict, told: str) -> None:
    assert told in parity.reason(points, said)


def test_every_kind_says_what_its_tests_give() -> None:
    for kind in kinds():
        assert kind.reference
        assert kind.reference.keys() == kind.empty.keys()


@pytest.mark.controls
def test_stock_nbgrader_and_the_engine_give_every_kind_what_it_says() -> None:
    expected = {
        (f"kinds/{kind.name}", cell, submission): points
        for kind in kinds()
        for submission, marks in (("reference", kind.reference), ("release", kind.empty))
        for cell, points in marks.items()
    }
    found = list(parity.compared("kinds", parity.write_kinds, ["reference", "release"]))
    for way in ("stock", "engine"):
        marks = {(one.notebook, one.cell, one.submission): getattr(one, way) or 0.0 for one in found}
        assert marks == expected, way
