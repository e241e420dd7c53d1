"""`python -m grader check`: exit codes, the report for people and the one for programs, and any nbgrader course."""

import functools
import json
from pathlib import Path

import nbformat
import nbgrader
import pytest
from courses import check, good, solution, write
from nbformat.v4 import new_notebook

from grader.__main__ import main
from grader.check import command, trial
from grader.engine.trusted.warm import WarmParent

ANSWER = '# %% grade_id="t1_line"\ndef line(x, slope):\n    return '
CORPUS = {
    "right__factored": f"{ANSWER}slope * (x - 1)\n",
    "wrong__t1": (
        '# %% grade_id="t1_line" mistake="loses the shift" message="slope multiplied"\n'
        "def line(x, slope):\n    return slope * x\n"
    ),
}
DOCUMENTATION = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"


@pytest.fixture
def checked(parent: WarmParent, monkeypatch: pytest.MonkeyPatch):
    """The command, with the one warm parent of these tests."""
    monkeypatch.setattr(command, "check", functools.partial(trial.check, parent=parent))
    return main


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("good"), good(), **CORPUS)


def test_a_good_assignment_passes_every_proof(checked, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = checked(["--course", str(course), "check"])
    shown = capsys.readouterr().out
    assert code == 0, shown
    assert "a00-line" in shown
    assert shown.count("fine") == len(trial.PROOFS)
    assert "1 right and 1 wrong answers" in shown
    assert "8 of 8 mutants lose points (100.0 %)" in shown


def test_more_seeds_find_rarer_luck(checked, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the draws with seeds 0 to 9 no number lies below 0.02; of those up to 99 one does."""
    lucky = 'import random\n\nassert line(2, 1) == 1\nassert random.random() > 0.02, "Was it luck?"'
    write(tmp_path, [solution(), check(lucky, "t1_line_visible")])
    luck = "Luck decides about the reference solution"
    for seeds, found in (("10", False), ("100", True)):
        checked(["--course", str(tmp_path), "check", "--format", "json", "--seeds", seeds])
        assert (luck in capsys.readouterr().out) == found


def test_a_number_of_seeds_that_compares_nothing_is_refused(checked, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        checked(["check", "--seeds", "1"])
    assert "1 is no number of draws that can be compared: give 2 or more" in capsys.readouterr().err


def test_a_notebook_by_its_path_is_checked_with_the_corpus_of_its_assignment(checked, course: Path, capsys) -> None:
    assert checked(["check", str(course / "source" / "a00-line" / "line.ipynb"), "--format", "json"]) == 0
    (verdict,) = json.loads(capsys.readouterr().out)
    assert verdict["assignment"] == "a00-line"
    assert verdict["proofs"][2]["summary"] == "1 right and 1 wrong answers"


def test_the_json_says_the_same(checked, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(["--course", str(course), "check", "a00-line", "--format", "json"]) == 0
    (verdict,) = json.loads(capsys.readouterr().out)
    assert (verdict["assignment"], verdict["findings"]) == ("a00-line", 0)
    assert [proof["name"] for proof in verdict["proofs"]] == [proof.NAME for proof in trial.PROOFS]


def test_findings_are_shown_with_their_line_and_end_in_1(
    checked, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "loose.ipynb"
    nbformat.write(new_notebook(cells=[solution(), check("\nassert line(3, 5) > 0", "t1_line_visible")]), path)
    assert checked(["check", str(path)]) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "t1_line_visible, line 2 [form] This assertion has no message." in shown
    assert "t1_line, line 3 [mutants] No test notices this mistake" in shown
    assert "+ return slope / x - slope" in shown or "+ return slope * x + slope" in shown
    assert "no corpus: nothing to try beside the reference" in shown


def test_several_assignments_are_checked_side_by_side_and_told_in_their_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a00-line", "a01-line"):
        write(tmp_path, good(), name)
    assert main(["--course", str(tmp_path), "check", "--workers", "2", "--format", "json"]) == 0
    verdicts = json.loads(capsys.readouterr().out)
    assert [(verdict["assignment"], verdict["findings"]) for verdict in verdicts] == [("a00-line", 0), ("a01-line", 0)]


def test_what_cannot_be_read_side_by_side_ends_in_2_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, good(), "a00-line", equivalent="[[")
    write(tmp_path, good(), "a01-line", equivalent="[[")
    assert main(["--course", str(tmp_path), "check", "--workers", "2"]) == 2
    assert "a00-line/equivalent.toml is no TOML" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wanted", "said"),
    [("a99-nothing", "There is no assignment 'a99-nothing'"), ("plain.ipynb", "has no cell of nbgrader's")],
)
def test_what_cannot_be_checked_ends_in_2(
    course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, wanted: str, said: str
) -> None:
    monkeypatch.chdir(course)
    nbformat.write(new_notebook(), course / "plain.ipynb")
    assert main(["check", wanted]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.skipif(not DOCUMENTATION.is_dir(), reason="this nbgrader came without its documentation")
def test_nbgraders_own_course(parent: WarmParent, tmp_path: Path) -> None:
    source = DOCUMENTATION / "source" / "ps1" / "problem1.ipynb"
    notebook = tmp_path / "source" / "ps1" / "problem1.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_bytes(source.read_bytes())
    (verdict,) = trial.check(tmp_path, "ps1", workers=1, parent=parent)
    found = {(finding.proof, finding.where) for finding in verdict.findings}
    assert ("form", "correct_squares") in found  # no assertion has a message
    assert ("form", "correct_sum_of_squares") in found  # nor does this one, which needs the task before it too
    assert verdict.proofs[1].tasks == {"squares": 2, "sum_of_squares": 1}
    assert not [finding for finding in verdict.findings if finding.proof in ("reference", "ways", "secrecy")]
