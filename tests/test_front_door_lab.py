"""`make lab` in a browser: nbgrader's tools are there and see the course."""

import shutil

import nbformat
import pytest

from grader.handout import lab


@pytest.fixture(scope="module")
def course(repository, tmp_path_factory):
    """A copy of what `make lab` needs, with a lecture that costs nothing to open."""
    root = tmp_path_factory.mktemp("front-door") / "course-root"
    shutil.copytree(repository / "source", root / "source")
    shutil.copy(repository / "nbgrader_config.py", root)
    (root / "course").mkdir()
    cells = [nbformat.v4.new_markdown_cell("# Hello")]
    # Without a kernel's name JupyterLab would ask for one, in a dialog over everything else.
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, root / "course" / "hello.ipynb")
    (root / "course" / "README.md").write_text("# Where to begin\n\nWith [hello](hello.ipynb).\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def opened(course, run_lab):
    """JupyterLab started by the same command as `make lab`."""
    with run_lab(course, "-m", "grader", "lab", "--") as server:
        yield server


@pytest.fixture(scope="module")
def page(chromium, opened):
    """JupyterLab in a browser window, with the lecture open, where one tool after the other is opened."""
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(120_000)
    page.goto(opened.url("lab/tree/course/hello.ipynb"))
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    yield page
    page.close()


def test_the_first_page_leads_to_the_lectures(chromium, opened):
    """It is shown as it reads, and its links open notebooks."""
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(120_000)
    page.goto(opened.url(""))
    page.locator(".jp-MarkdownViewer").get_by_role("heading", name="Where to begin").wait_for()
    page.locator(".jp-MarkdownViewer").get_by_role("link", name="hello").click()
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    page.close()


def test_without_that_page_the_lectures_folder_opens(tmp_path):
    assert "--LabApp.default_url=/lab/tree/course" in lab.command(tmp_path, [])


def choose(page, entry):
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name=entry).click()


def test_a_notebook_can_be_validated(page):
    page.locator(".jp-NotebookPanel").get_by_text("Validate").first.wait_for()


def test_cells_can_be_made_into_an_assignment(page):
    """Before the other tools, since the notebook has to be in front."""
    choose(page, "Create Assignment")
    page.locator(".nbgrader-CreateAssignmentWidget").first.wait_for()


def test_the_assignment_list_offers_every_assignment(page, course):
    choose(page, "Assignment List")
    for source in (course / "source").iterdir():
        page.get_by_text(source.name).first.wait_for()


def test_the_formgrader_manages_every_assignment(page, course):
    choose(page, "Formgrader")
    frame = page.frame_locator("iframe[src*=formgrader]")
    for source in (course / "source").iterdir():
        frame.get_by_text(source.name).first.wait_for()
