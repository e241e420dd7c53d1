"""What only a browser can tell of interactive figures, in a real JupyterLab, on one lecture of each part.

That every move of every control draws a new picture is shown without a browser, in test_run.py. Screenshots of what was
seen stay in artifacts/.
"""

import re
from pathlib import Path

import nbformat
import pytest

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make test installs it").expect

ROOT = Path(__file__).resolve().parents[2]
# The first number of each part of the course, and the lecture of it that is looked at.
PARTS = {1: "07-gradient-descent", 11: "14-evaluation-metrics", 16: "", 25: "", 35: "", 42: ""}
LECTURES = [name for name in PARTS.values() if name]
# A cold kernel that imports torch on a busy machine takes a minute; nothing waits this long when all is well.
PATIENCE = 300_000
EXPLORES = re.compile(r"^widgets\.explore\(", re.MULTILINE)


def test_every_part_that_has_an_interactive_figure_has_a_lecture_here():
    numbers = sorted(int(path.name[:2]) for path in (ROOT / "course").glob("*.ipynb") if EXPLORES.search(text(path)))
    parts = {max(first for first in PARTS if first <= number) for number in numbers}
    assert {first for first, name in PARTS.items() if name} == parts, "name a lecture in PARTS"


def text(path: Path) -> str:
    return "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")


def exploring(notebook: nbformat.NotebookNode) -> list[int]:
    """Return the positions of the cells that make an interactive figure."""
    return [n for n, cell in enumerate(notebook.cells) if cell.cell_type == "code" and EXPLORES.search(cell.source)]


@pytest.fixture
def page(chromium, lab):
    page = chromium.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(PATIENCE)
    yield page
    for session in sessions(page, lab):  # the kernels of all lectures together fill the memory, and end slowly
        page.request.delete(f"{lab.base}api/sessions/{session['id']}?token={lab.token}")
    page.close()


def open_notebook(page, lab, name: str):
    """Show a notebook in JupyterLab and return what finds its cell number n, which is scrolled into view."""
    page.goto(lab.url(f"lab/tree/{name}.ipynb"))
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for(state="attached")
    wait_for_kernel(page, lab, name)

    def cell(number: int):
        found = page.locator(f".jp-NotebookPanel .jp-Cell[data-windowed-list-index='{number}']")
        found.scroll_into_view_if_needed()
        return found

    return cell


def sessions(page, lab) -> list[dict]:
    """Return what the server knows of the notebooks that have a kernel."""
    return page.request.get(f"{lab.base}api/sessions?token={lab.token}").json()


def wait_for_kernel(page, lab, name: str) -> None:
    """Wait until the kernel has answered: cells run before that can be dropped, though JupyterLab calls it idle."""
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until:
        kernels = [each["kernel"] for each in sessions(page, lab) if each["path"].endswith(f"{name}.ipynb")]
        if any(kernel["execution_state"] == "idle" and kernel["connections"] for kernel in kernels):
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"the kernel of {name} did not start; the server's sessions: {sessions(page, lab)}")


@pytest.mark.parametrize("name", LECTURES)
def test_opened_it_shows_its_pictures_and_run_every_control_redraws_them(page, lab, name, artifacts):
    """The lecture up to its last interactive figure, looked at and then run from the top as a student does."""
    notebook = nbformat.read(ROOT / "course" / f"{name}.ipynb", as_version=4)
    numbers = exploring(notebook)
    notebook.cells = notebook.cells[: numbers[-1] + 1]
    nbformat.write(notebook, lab.root / f"{name}-figures.ipynb")
    cell = open_notebook(page, lab, f"{name}-figures")
    for number in numbers:
        shows_a_picture_and_how_to_move_it(cell(number))
    assert "Error displaying widget" not in page.inner_text("body")
    page.screenshot(path=artifacts / f"{name}-opened.png")

    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    wait_until_run(page, len(notebook.cells))
    for place, number in enumerate(numbers, start=1):
        move_every_control(page, cell(number), artifacts / f"{name}-{place}")
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0


def shows_a_picture_and_how_to_move_it(figure) -> None:
    picture = figure.locator(".jp-OutputArea img")
    picture.wait_for()
    assert picture.get_attribute("src").startswith("data:image/png;base64,")
    expect(figure).to_contain_text(
        "Run this cell to get controls for"
    )  # JupyterLab takes cells out of view while it scrolls


def wait_until_run(page, count: int) -> None:
    """Wait until the last cell has its number or any cell an error, which fails the test with its words."""
    prompt = f".jp-Cell[data-windowed-list-index='{count - 1}'] .jp-InputArea-prompt"
    error = "[data-mime-type='application/vnd.jupyter.error']"
    page.wait_for_function(
        """([prompt, error]) => document.querySelector(error)
            || (/\\[\\d+\\]/.test(document.querySelector(prompt)?.textContent)
                && document.querySelector(".jp-Notebook-ExecutionIndicator[data-status='idle']"))""",
        arg=[prompt, error],
        polling=250,  # ms; by default the page would draw a frame for each look
        timeout=3 * PATIENCE,
    )
    assert [text[-2000:] for text in page.locator(error).all_inner_texts()] == []


def move_every_control(page, cell, pictures: Path) -> None:
    # The first picture moves; below it may stand the filmstrip of other pages.
    picture, words = cell.locator(".jp-OutputArea img").first, cell.locator(".widget-html-content")
    sliders, choices = cell.locator(".noUi-handle"), cell.locator("select")
    sliders.or_(choices).first.wait_for()
    picture.evaluate("picture => picture.scrollIntoView({block: 'end'})")
    page.screenshot(path=f"{pictures}-run.png")
    for control in [*sliders.all(), *choices.all()]:
        pixels, text = picture.get_attribute("src"), words.inner_text()
        control.focus()
        for key in keys_that_move(control):
            control.press(key)
        expect(picture).not_to_have_attribute("src", pixels, timeout=PATIENCE)
        expect(words).not_to_have_text(text)  # a reader who cannot see the picture is told of the change too
        page.screenshot(path=f"{pictures}-moved.png")


def keys_that_move(control) -> tuple[str, ...]:
    """Return keys that leave a slider or a menu elsewhere than they found it, wherever it stood."""
    if control.evaluate("control => control.tagName") == "SELECT":
        return ("Home",) if control.evaluate("menu => menu.selectedIndex === menu.length - 1") else ("End",)
    return ("ArrowDown", "ArrowDown", "ArrowUp")  # at one end of its range one of the two directions moves nothing
