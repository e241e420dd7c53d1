"""What only a browser can tell of interactive figures, in a real JupyterLab, on one lecture of each part.

That every move of every control draws a new picture is shown without a browser, in test_run.py. Screenshots of what was
seen stay in artifacts/.
"""

import io
import re
from pathlib import Path

import nbformat
import pytest
from PIL import Image, ImageDraw
from running import LOOKED_AT, PARTS

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make test installs it").expect

ROOT = Path(__file__).resolve().parents[2]
NUMBERED = "# A cell with a number: a folded one shows none."
# A cold kernel that imports torch on a busy machine takes a minute; nothing waits this long when all is well.
PATIENCE = 300_000
EXPLORES = re.compile(r"^widgets\.explore\(", re.MULTILINE)


def test_every_part_that_has_an_interactive_figure_has_a_lecture_here():
    numbers = sorted(int(path.name[:2]) for path in (ROOT / "course").glob("*.ipynb") if EXPLORES.search(text(path)))
    parts = {max(first for first in PARTS if first <= number) for number in numbers}
    assert {first for first, name in PARTS.items() if name} == parts, "name a lecture in PARTS of running.py"


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
    wait_for_kernel(page)

    def cell(number: int):
        found = page.locator(f".jp-NotebookPanel .jp-Cell[data-windowed-list-index='{number}']")
        found.scroll_into_view_if_needed()
        return found

    return cell


def sessions(page, lab) -> list[dict]:
    """Return what the server knows of the notebooks that have a kernel."""
    return page.request.get(f"{lab.base}api/sessions?token={lab.token}").json()


def wait_for_kernel(page) -> None:
    """Wait until the kernel has answered the page: before, JupyterLab calls it idle and can drop cells that run."""
    page.wait_for_function(
        """async () => {
            const session = window.jupyterapp.shell.currentWidget?.context?.sessionContext;
            await session?.ready;
            const kernel = session?.session?.kernel;
            await kernel?.info;
            return kernel?.connectionStatus == "connected" && kernel.status == "idle";
        }""",
        polling=250,  # ms between two looks
    )


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_lecture_shows_its_picture_and_the_keyboard_moves_it(page, lab, name, artifacts):
    """The lecture up to its first interactive figure, looked at and then run from the top as a student does."""
    notebook = nbformat.read(ROOT / "course" / f"{name}.ipynb", as_version=4)
    number = exploring(notebook)[0]
    notebook.cells = [*notebook.cells[: number + 1], nbformat.v4.new_code_cell(NUMBERED)]
    nbformat.write(notebook, lab.root / f"{name}-figure.ipynb")
    cell = open_notebook(page, lab, f"{name}-figure")
    shows_a_picture_and_how_to_move_it(cell(number))
    assert "Error displaying widget" not in page.inner_text("body")
    page.screenshot(path=artifacts / f"{name}-opened.png")

    run_all(page, len(notebook.cells))
    move_every_control(page, cell(number), artifacts / name)
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0


def run_all(page, count: int) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    wait_until_run(page, count)


def shows_a_picture_and_how_to_move_it(figure) -> None:
    picture = figure.locator(".jp-OutputArea img")
    picture.wait_for()
    assert picture.get_attribute("src").startswith("data:image/png;base64,")
    # JupyterLab takes cells out of view while it scrolls, so the words are waited for.
    expect(figure).to_contain_text("Interactive figure")


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


PLAYED = """
import matplotlib.pyplot as plt
from helpers import plots, widgets

def draw(k):
    figure, axes = plt.subplots(figsize=(2, 1))
    axes.plot([0, k])
    return plots.describe(figure, f"a line to {k}.")

widgets.explore(draw, k=widgets.steps("step", 0, 10_000, 5))
"""


@pytest.fixture
def folded(page, lab):
    """A notebook whose first cell is folded and makes a figure that can be played, run from the top."""
    code = nbformat.v4.new_code_cell(PLAYED.strip(), metadata={"jupyter": {"source_hidden": True}})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [code, nbformat.v4.new_code_cell(NUMBERED)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), lab.root / "folded.ipynb")
    cell = open_notebook(page, lab, "folded")
    run_all(page, len(cells))
    return cell(0)


def test_play_moves_a_figure_until_it_is_stopped(folded, page, artifacts):
    words, play = folded.locator(".widget-html-content"), folded.locator(".widget-play button")
    expect(words).to_have_text("a line to 5.")
    pixels = folded.locator(".jp-OutputArea img").get_attribute("src")
    play.first.click()
    expect(words).not_to_have_text("a line to 5.")
    expect(words).not_to_have_text(words.inner_text())  # it goes on by itself
    page.screenshot(path=artifacts / "played.png")
    assert folded.locator(".jp-OutputArea img").get_attribute("src") != pixels
    play.nth(1).click()  # stop, which goes back to the first step
    expect(play.first.locator(".fa-play")).to_be_visible()
    expect(words).to_have_text("a line to 0.")


BOARD = """
import matplotlib.pyplot as plt
from helpers import plots, widgets

def draw(squares):
    figure, axes = plt.subplots(figsize=(2, 1))
    axes.set_title(squares)
    return plots.describe(figure, f"pressed: {squares}.")

widgets.explore(draw, squares=widgets.squares("your squares", "5", ["5"]))
"""


def test_a_board_is_played_by_mouse_by_keyboard_and_by_typing(page, lab, artifacts):
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [nbformat.v4.new_code_cell(code) for code in (BOARD.strip(), NUMBERED)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), lab.root / "board.ipynb")
    cell = open_notebook(page, lab, "board")
    run_all(page, len(cells))
    panel = cell(0)
    words, typed = panel.locator(".widget-html-content"), panel.locator("input")
    expect(words).to_have_text("pressed: 5.")
    panel.get_by_role("button", name="9", exact=True).click()
    expect(words).to_have_text("pressed: 5 9.")
    page.keyboard.press("Shift+Tab")  # from 9 to 8
    page.keyboard.press("Enter")
    expect(words).to_have_text("pressed: 5 9 8.")
    panel.get_by_role("button", name="take back").press("Enter")
    expect(words).to_have_text("pressed: 5 9.")
    page.screenshot(path=artifacts / "board.png")
    typed.fill("1 2")
    typed.press("Enter")
    expect(words).to_have_text("pressed: 1 2.")
    panel.get_by_role("button", name="begin anew").press("Space")
    expect(words).to_have_text("pressed: .")


TAUGHT = """
import torch
from helpers import sketch

def answer(X, y, picture):
    means = torch.stack([X[y == c].mean(dim=0) for c in range(3)])  # (3, 1, 28, 28)
    return torch.softmax(-((means - picture) ** 2).sum(dim=(1, 2, 3)), dim=0)

sketch.Panel(answer, ["ring", "bar", "cross"]).show()
"""
BAR = ".....##.......\n" * 12


def drawn(kind: str, number: int) -> bytes:
    """Return the file of a picture of 60 by 60 pixels, a little different for each number."""
    image, wide = Image.new("L", (60, 60), "white"), 3 + number % 5
    pen, box = ImageDraw.Draw(image), (10 + number, 10, 40 + number, 50)
    if kind == "ring":
        pen.ellipse(box, outline="black", width=wide)
    elif kind == "bar":
        pen.line((30 + number, 10, 30 + number, 50), fill="black", width=wide)
    else:
        pen.line(box, fill="black", width=wide)
        pen.line((box[2], box[1], box[0], box[3]), fill="black", width=wide)
    file = io.BytesIO()
    image.save(file, format="png")
    return file.getvalue()


def test_a_machine_is_taught_by_files_and_answers_what_mouse_and_keyboard_draw(page, lab, artifacts):
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [nbformat.v4.new_code_cell(code) for code in (TAUGHT, NUMBERED)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), lab.root / "taught.ipynb")
    cell = open_notebook(page, lab, "taught")
    run_all(page, len(cells))
    panel = cell(0)
    words, pad, rows = panel.locator("[role=status]"), panel.locator("canvas"), panel.locator("textarea")
    expect(words).to_contain_text("Teach every class at least once")
    for kind in ("ring", "bar", "cross"):
        panel.locator("select").select_option(kind)
        with page.expect_file_chooser() as chooser:
            panel.get_by_role("button", name="Teach files").click()
        names = range(10)
        chooser.value.set_files(
            [{"name": f"{kind}{n}.png", "mimeType": "image/png", "buffer": drawn(kind, n)} for n in names]
        )
        expect(words).to_contain_text(f"{kind} 10")
    expect(words).to_contain_text("ring 10, bar 10, cross 10")

    stroke(page, pad, [(0.2, 0.2), (0.8, 0.8)])
    stroke(page, pad, [(0.8, 0.2), (0.2, 0.8)])  # goes on from the first
    expect(words).to_contain_text(re.compile(r"cross: (9\d|100)%"))
    assert rows.input_value().splitlines()[7][7] == "#"
    page.screenshot(path=artifacts / "taught.png")
    panel.get_by_role("button", name="Teach this drawing").click()
    expect(words).to_contain_text("cross 11")
    expect(rows).to_have_value("")

    rows.fill(BAR)
    expect(words).to_contain_text(re.compile(r"bar: (9\d|100)%"))
    rows.fill("..x")
    expect(words).to_contain_text("row 1 has 'x'")
    panel.get_by_role("button", name="Clear the pad").press("Enter")
    expect(rows).to_have_value("")
    assert pad.evaluate("pad => pad.getContext('2d').getImageData(0, 0, 14, 14).data.every(value => value === 0)")


def stroke(page, pad, corners: list[tuple[float, float]]) -> None:
    """Draw a line through ``corners``, fractions of the pad's sides, with the mouse."""
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()


def test_a_folded_cell_unfolds(folded):
    code = folded.get_by_text("figure, axes = plt.subplots")
    expect(code).to_be_hidden()
    folded.locator(".jp-InputPlaceholder").click()
    expect(code).to_be_visible()
