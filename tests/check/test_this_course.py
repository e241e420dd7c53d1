"""Every assignment of this course proves itself: reference, corpora, mutants, seeds, secrecy, form (`make check`)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(folder.name for folder in (ROOT / "source").glob("a*"))


@pytest.fixture(scope="module")
def verdicts() -> dict[str, dict[str, Any]]:
    """What `make check` says of each assignment; one process checks all, as an author's does."""
    command = [sys.executable, "-m", "grader", "check", "--format", "json", "--workers", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return {verdict["assignment"]: verdict for verdict in json.loads(done.stdout)}


@pytest.mark.parametrize("name", NAMES)
def test_an_assignment_proves_itself(name: str, verdicts: dict[str, dict[str, Any]]) -> None:
    verdict = verdicts[name]
    assert [finding for proof in verdict["proofs"] for finding in proof["findings"]] == []
    mutants = next(proof["tasks"] for proof in verdict["proofs"] if proof["name"] == "mutants")
    for task, (killed, made) in mutants.items():
        assert killed >= 0.9 * made > 0, f"{task}: {killed} of {made} mutants lose points"
    assert sum(killed for killed, _ in mutants.values()) >= 0.95 * sum(made for _, made in mutants.values())
