"""The formgrader in a browser: an instructor autogrades, reads a submission, gives points by hand, makes feedback."""

import contextlib
import re
import sqlite3

import nbformat
import pytest

from grader.course import LOG, open_course, quietly
from grader.handout.release import release
from tests.support.tiny_course import ASSIGNMENT, make_notebook

STUDENT = "student-01"
ANSWER = "The area grows with the side squared. <img src=x onerror='document.title = \"taken over\"'>"


@pytest.fixture(scope="module")
def course(new_course, tmp_path_factory):
    """A small course to which one student handed in right code and an answer in words, with an attempt in it."""
    root = new_course(tmp_path_factory.mktemp("formgrader") / "course")
    with quietly(root / LOG):
        release(open_course(root), ASSIGNMENT)
    notebook = make_notebook()
    notebook.cells[-1].source = ANSWER
    (root / "submitted" / STUDENT / ASSIGNMENT).mkdir(parents=True)
    nbformat.write(notebook, root / "submitted" / STUDENT / ASSIGNMENT / "tiny.ipynb")
    return root


@pytest.fixture
def page(chromium):
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.set_default_timeout(120_000)
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())  # a room without network
    yield page
    page.close()
    assert failures == []


def test_an_instructor_autogrades_reads_gives_points_and_makes_feedback(course, run_lab, page, artifacts):
    with run_lab(course, "-m", "grader", "lab", "--") as server:
        page.goto(server.url())  # where the token in the address becomes a cookie
        submissions = server.url(f"formgrader/manage_submissions/{ASSIGNMENT}")
        page.goto(submissions)
        press(page, ".autograde a", "Successfully autograded")
        assert page.locator(".status").inner_text() == "needs manual grading"
        assert page.locator("td.score").inner_text() == "6 / 8"

        page.goto(server.url(f"formgrader/gradebook/{ASSIGNMENT}/tiny"))
        with page.expect_response(lambda response: "/api/grades" in response.url):
            page.get_by_role("link", name="Submission #1").click()
        written = page.locator(".nbgrader_cell", has=page.locator("#t3_why"))
        assert "The area grows with the side squared" in written.inner_text()
        written.locator("input.score").fill("1.5")
        with page.expect_response(lambda response: "/api/grade/" in response.url and response.ok):
            written.locator("input.score").press("Tab")
        page.screenshot(path=artifacts / "formgrader-submission.png", full_page=True)
        assert page.title() != "taken over"

        page.goto(submissions)
        assert page.locator("td.score").inner_text() == "7.5 / 8"
        press(page, ".generate-feedback a", "Successfully generated feedback")
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as database:
        assert database.execute("SELECT SUM(manual_score) FROM grade").fetchone() == (1.5,)
    page.goto((course / "feedback" / STUDENT / ASSIGNMENT / "tiny.html").as_uri())
    assert "7.5" in page.inner_text("body")
    page.screenshot(path=artifacts / "formgrader-feedback.png", full_page=True)


def press(page, button: str, answer: str) -> None:
    """Press a button of the only submission and close the dialog that says what was done."""
    page.locator(button).click()
    dialog = page.locator(".modal-dialog", has_text=answer)
    dialog.wait_for()
    dialog.get_by_role("button", name="OK").click()
    dialog.wait_for(state="hidden")
