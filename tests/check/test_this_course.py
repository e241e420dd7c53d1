"""Every assignment of this course proves itself: reference, corpora, mutants, seeds, secrecy, form (`make check`)."""

import json
from pathlib import Path

import pytest

from grader.check import report
from grader.check.trial import check
from grader.engine.trusted.warm import WarmParent

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(folder.name for folder in (ROOT / "source").glob("a*"))


@pytest.mark.parametrize("name", NAMES)
def test_an_assignment_proves_itself(name: str, parent: WarmParent) -> None:
    (said,) = check(ROOT, name, workers=1, parent=parent)
    (verdict,) = json.loads(report.as_json([said]))
    assert verdict["way"] == "apart", verdict["proofs"][0]["notes"]
    assert [finding for proof in verdict["proofs"] for finding in proof["findings"]] == []
    mutants = next(proof["tasks"] for proof in verdict["proofs"] if proof["name"] == "mutants")
    for task, (killed, made) in mutants.items():
        assert killed >= 0.9 * made > 0, f"{task}: {killed} of {made} mutants lose points"
    assert sum(killed for killed, _ in mutants.values()) >= 0.95 * sum(made for _, made in mutants.values())
