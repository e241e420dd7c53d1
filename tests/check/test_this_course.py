"""The assignments of this course prove themselves in what needs neither the engine nor a kernel.

Those proofs, `make check` adds; on these assignments they are what tests/assignments and tests/engine test as well.
"""

from pathlib import Path

import pytest
from courses import silent

from grader.check import assignment, corpus, flakiness, form, mutants, secrecy
from grader.check.context import Context
from grader.check.judge import Judge
from grader.check.store import Store
from grader.check.workbench import Workbench

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(folder.name for folder in (ROOT / "source").glob("a*"))


@pytest.fixture(scope="module", params=NAMES)
def trial(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    (found,) = assignment.find(ROOT, request.param)
    store = Store(tmp_path_factory.mktemp("store"), found.name)
    with Workbench(found, store, 1) as bench, Judge(found, store, bench.environment) as judge:
        yield Context(found, corpus.read(found.corpus), bench, judge, store, silent)


def test_every_mutant_loses_points_or_is_declared_equivalent(trial: Context) -> None:
    proof = mutants.prove(trial)
    assert [finding.detail or finding.what for finding in proof.findings] == []
    assert {task: killed > 0 for task, (killed, _) in proof.tasks.items()} == dict.fromkeys(proof.tasks, True)


@pytest.mark.skip(reason="written, not yet seen to pass: it takes 800 short runs")
def test_luck_decides_nothing(trial: Context) -> None:
    assert [finding.what for finding in flakiness.prove(trial).findings] == []


def test_nothing_is_given_away(trial: Context) -> None:
    assert [*secrecy.in_release(trial), *secrecy.left_over(trial), *secrecy.in_files(trial)] == []


def test_the_form_is_right(trial: Context) -> None:
    assert form.prove(trial).findings == ()
