"""Feedback of a class is written side by side, and is what one process writes."""

import os
import shutil

import nbgrader.apps.api
import pytest

from grader.course import LOG, GraderError, open_course, quietly
from grader.feedback import plugin, write
from grader.feedback.write import write_feedback
from grader.grading.results import Result
from tests.support.tiny_course import ASSIGNMENT


@pytest.fixture
def class_of_two(graded, tmp_path):
    """A graded course whose feedback of two students is still to be written, and what it has to be."""
    root = tmp_path / "course"
    shutil.copytree(graded[0], root)
    results = [Result(ASSIGNMENT, student, {}) for student in ("student-01", "student-03")]
    pages = [root / "feedback" / result.student / ASSIGNMENT / "tiny.html" for result in results]
    before = {page: page.read_text(encoding="utf-8") for page in pages}
    shutil.rmtree(root / "feedback")
    return root, results, before


def test_two_processes_write_what_one_writes(class_of_two, monkeypatch):
    root, results, before = class_of_two
    monkeypatch.setattr(write, "FEW", 1)
    known = Result(ASSIGNMENT, "student-02", {}, failure="the grader failed on it")
    with quietly(root / LOG):
        told = [*write_feedback(open_course(root), [*results, known])]
    assert {result.student for result in told} == {"student-01", "student-02", "student-03"}
    assert {page: page.read_text(encoding="utf-8") for page in before} == before
    assert not (root / "feedback" / "student-02").exists()


def test_pages_are_written_without_nbgraders_patch(class_of_two, monkeypatch):
    root, results, before = class_of_two
    monkeypatch.setattr(plugin, "install", lambda config: None)
    monkeypatch.setattr(nbgrader.apps.api, "GenerateFeedback", None)
    with quietly(root / LOG):
        assert len([*write_feedback(open_course(root), results)]) == 2
    assert {page: page.read_text(encoding="utf-8") for page in before} == before


@pytest.mark.parametrize("few", [1, 20])
def test_a_page_that_cannot_be_written_is_that_students_reason_and_the_others_get_theirs(
    class_of_two, monkeypatch, few
):
    root, results, before = class_of_two
    monkeypatch.setattr(write, "FEW", few)
    first, second = before
    first.parent.mkdir(parents=True)
    first.write_text("a page of an earlier attempt", encoding="utf-8")
    graded = root / "autograded" / results[0].student / ASSIGNMENT / "tiny.ipynb"
    graded.chmod(0o644)
    graded.write_text('{"cells": [', encoding="utf-8")
    with quietly(root / LOG):
        told = {result.student: result for result in write_feedback(open_course(root), results)}
    assert told[results[1].student] == results[1]
    assert second.read_text(encoding="utf-8") == before[second]
    failed = told[results[0].student]
    assert failed.failure.startswith("no feedback: NotJSONError: ")
    assert failed.failure in failed.reason
    assert not first.exists(), "an old page would be taken for a new one"


def test_a_place_that_cannot_be_written_to_is_told(class_of_two):
    root, results, _ = class_of_two
    (root / "feedback").write_text("in the way", encoding="utf-8")
    with quietly(root / LOG):
        told = [*write_feedback(open_course(root), results)]
    assert all("no feedback: NotADirectoryError" in result.failure for result in told)


def end(*_: object) -> None:
    os._exit(1)


def test_a_process_that_is_ended_is_told_and_the_next_run_goes_on(class_of_two, monkeypatch):
    root, results, before = class_of_two
    with monkeypatch.context() as patch, quietly(root / LOG):
        patch.setattr(write, "FEW", 1)
        patch.setattr(write, "_write_in", end)
        with pytest.raises(GraderError, match="Run this again"):
            [*write_feedback(open_course(root), results)]
    with quietly(root / LOG):
        assert len([*write_feedback(open_course(root), results)]) == 2
    assert {page: page.read_text(encoding="utf-8") for page in before} == before
