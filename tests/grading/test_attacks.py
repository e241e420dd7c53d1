"""Every known attack, on this course's engine and, to show that it is one, on stock nbgrader.

A class in which each student tries one attack is graded twice. With the engine nobody gets more than they deserve,
nobody else is harmed, and nothing is left behind. With stock nbgrader the attacks work: a control that did not would
mean that the test beside it proves nothing. The controls take minutes, and only `make controls` runs them.
"""

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader.course import LOG, open_course, quietly
from grader.handout.release import STAMPS, release
from tests.grading.attacks import (
    ASSIGNMENT,
    ATTACKS,
    ELSEWHERE,
    FULL,
    HONEST,
    LAST,
    NOTEBOOK,
    RIGHT,
    ROWS,
    TOKEN,
    source,
    submission,
)
from tests.support.tiny_course import REPOSITORY, STOCK_SETTINGS, entries, environment_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the lock-down is Linux's, and /proc too")
KNOWN_TO_STOCK = {name: attack for name, attack in ATTACKS.items() if attack.stock is not None}


def make_class(root, gradebook, settings, attacks):
    """Write a course in which every attacker had full marks before, by some earlier attempt."""
    (root / "source" / ASSIGNMENT).mkdir(parents=True)
    write(root / "source" / ASSIGNMENT / NOTEBOOK, source())
    (root / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    shutil.copy(gradebook, root)
    with quietly(root / LOG):
        release(open_course(root), ASSIGNMENT)
    for name, attack in attacks.items():
        folder = root / "submitted" / name / ASSIGNMENT
        folder.mkdir(parents=True)
        write(folder / NOTEBOOK, attack.notebook)
        for file, content in attack.files.items():
            (folder / file).write_bytes(content)
        for link, target in attack.links.items():
            (folder / link).symlink_to(target)
    for name in HONEST:
        (root / "submitted" / name / ASSIGNMENT).mkdir(parents=True)
        write(root / "submitted" / name / ASSIGNMENT / NOTEBOOK, submission(RIGHT))
    with quietly(root / LOG), Gradebook(f"sqlite:///{root / 'gradebook.db'}", "one-neuron-up") as gradebook:
        for name in attacks:
            gradebook.add_student(name)
            for notebook in gradebook.add_submission(ASSIGNMENT, name).notebooks:
                for row in notebook.grades:
                    row.auto_score, row.needs_manual_grade = row.max_score, False
        gradebook.db.commit()
    return root


def write(path: Path, notebook: dict) -> None:
    path.write_text(json.dumps(notebook), encoding="utf-8")


def autograde(root):
    """Run nbgrader's own command, with a secret in its environment, and return it when it has ended."""
    command = [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT]
    environment = environment_of(root) | {TOKEN: "a token"}
    return subprocess.run(command, cwd=root, env=environment, text=True, capture_output=True, check=False)


def points(root, student):
    marks = [entry.auto if entry.manual is None else entry.manual for entry in entries(root, student)]
    return sum(mark or 0 for mark in marks)


def folder(root, student):
    return root / "autograded" / student / ASSIGNMENT


@pytest.fixture(scope="module")
def engine(empty_gradebook, tmp_path_factory):
    """The class after the engine has graded it: its folder, and what the command said."""
    settings = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    settings += "\nc.Workers.count = 1\nc.SubmissionLimits.call_seconds = 3\n"
    root = make_class(tmp_path_factory.mktemp("attacked") / "course", empty_gradebook, settings, ATTACKS | LAST)
    yield root, autograde(root)
    shutil.rmtree(root.parent)


@pytest.fixture(scope="module")
def together(empty_gradebook, tmp_path_factory):
    """The same class where the tests run together with the students' code."""
    settings = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    settings += "\nc.Workers.count = 1\nc.SubmissionLimits.cell_seconds = 5\nc.SubmissionLimits.call_seconds = 3\n"
    settings += 'c.TestRuns.ways = {"*": "together"}\n'
    root = make_class(tmp_path_factory.mktemp("together") / "course", empty_gradebook, settings, ATTACKS | LAST)
    yield root, autograde(root)
    shutil.rmtree(root.parent)


@pytest.fixture(scope="module")
def stock(empty_gradebook, tmp_path_factory):
    """The control: those of the class that stock nbgrader is known to fail on, after it has graded them."""
    root = make_class(
        tmp_path_factory.mktemp("control") / "course", empty_gradebook, STOCK_SETTINGS, KNOWN_TO_STOCK | LAST
    )
    yield root, autograde(root)
    shutil.rmtree(root.parent)


@pytest.mark.parametrize("name", [*ATTACKS, *LAST])
def test_an_attack_gains_nothing_with_the_engine(engine, name):
    root, done = engine
    assert done.returncode == 0, done.stderr[-3000:]
    assert points(root, name) == (ATTACKS | LAST)[name].deserved


@pytest.mark.parametrize("name", [*ATTACKS, *LAST])
def test_together_with_the_students_code_an_attack_gains_no_more_than_is_listed_and_waits_for_a_person(together, name):
    root, done = together
    assert done.returncode == 0, done.stderr[-3000:]
    attack = (ATTACKS | LAST)[name]
    if attack.together is None:
        assert points(root, name) == attack.deserved
    elif name != "thread":  # which races with the tests
        assert points(root, name) == attack.together
    assert points(root, name) <= max(attack.deserved, attack.together or 0)
    assert any(entry.waits for entry in entries(root, name)) == (points(root, name) > attack.deserved)


def test_nothing_that_works_together_gains_more_than_with_stock_nbgrader():
    working = {name: attack for name, attack in ATTACKS.items() if attack.together is not None}
    assert all(attack.together <= attack.stock for attack in working.values() if attack.stock is not None)
    # The same against stock nbgrader, where the attacker needs to know its kernel instead: everything.
    assert all(attack.together <= ATTACKS["kernel-replaced"].stock for attack in working.values())


@pytest.mark.controls
@pytest.mark.parametrize("name", KNOWN_TO_STOCK)
def test_the_same_attack_is_one_for_stock_nbgrader(stock, name):
    root, done = stock
    assert points(root, name) == ATTACKS[name].stock, done.stderr[-3000:]


@pytest.mark.parametrize("name", HONEST)
def test_the_others_get_what_they_deserve(engine, together, name):
    for root, _ in (engine, together):
        assert points(root, name) == FULL
        assert not any(entry.waits for entry in entries(root, name))


@pytest.mark.controls
def test_stock_nbgrader_forgets_who_comes_after_a_damaged_cell(stock):
    root, done = stock
    assert done.returncode != 0
    assert points(root, "honest-1") == FULL
    assert not folder(root, "zz-honest").exists()


@pytest.mark.parametrize("way", ["engine", "together"])
def test_every_test_cell_is_in_the_graded_notebook(request, way):
    root, _ = request.getfixturevalue(way)
    for name in ATTACKS:
        graded = nbformat.read(folder(root, name) / NOTEBOOK, as_version=4)
        found = [
            cell.metadata.nbgrader.grade_id for cell in graded.cells if cell.metadata.get("nbgrader", {}).get("grade")
        ]
        assert found == ["t1_double_visible", "t1_double_hidden", "t2_squares_as_numpy", "t3_cube_in_part"], name


@pytest.mark.parametrize("way", ["engine", "together"])
def test_nothing_is_left_outside_the_students_folders(request, way):
    root, _ = request.getfixturevalue(way)
    known = {
        "source",
        "release",
        "submitted",
        "autograded",
        "nbgrader_config.py",
        "gradebook.db",
        LOG,
        STAMPS,
        ".jupyter",
    }
    assert {path.name for path in root.iterdir()} <= known
    for name in ATTACKS:
        assert {path.name for path in folder(root, name).iterdir()} <= {NOTEBOOK, "numpy.py"}, name


@pytest.mark.controls
def test_stock_nbgrader_leaves_all_of_it(stock):
    root, _ = stock
    assert (root / "left_here.txt").exists()
    assert (folder(root, "page-left-behind") / "leak.html").exists()
    assert (folder(root, "link-to-gradebook") / "leak.txt").read_bytes().startswith(b"SQLite format 3")
    while not (root / "survivor.txt").exists():  # it waits until everything else has ended
        time.sleep(0.1)


@pytest.mark.parametrize("name", ["one-long-line", "large-display", "display-without-limit"])
def test_output_without_measure_is_cut(engine, together, name):
    for root, _ in (engine, together):
        assert (folder(root, name) / NOTEBOOK).stat().st_size < 2_000_000


@pytest.mark.controls
def test_stock_nbgrader_keeps_what_is_displayed_whole(stock):
    assert (folder(stock[0], "display-without-limit") / NOTEBOOK).stat().st_size > 3_000_000


@pytest.mark.controls
def test_stock_nbgrader_keeps_a_long_line(stock):
    root, _ = stock
    assert (folder(root, "one-long-line") / NOTEBOOK).stat().st_size > 25_000_000


def test_every_row_of_the_list_has_its_proof():
    here = {row for attack in (ATTACKS | LAST).values() for row in attack.rows}
    assert here | ELSEWHERE.keys() == set(ROWS)
    assert not here & ELSEWHERE.keys()
    for proof in ELSEWHERE.values():
        for file, function in re.findall(r"(\S+\.py)::(\w+)", proof):
            assert f"def {function}(" in (REPOSITORY / "tests" / file).read_text(encoding="utf-8"), proof
        for file in re.findall(r"grader/\S+\.py", proof):
            assert (REPOSITORY / file).exists(), proof
