"""The pages in a browser without network: figures move by keyboard, guesses fold and mark, and everybody can read."""

import json
import re

import matplotlib.pyplot as plt
import pytest
from reading import GRAVE, RUN_AXE, STILL, look

from authoring.site.kernel import drawing, game
from authoring.site.pages import Place
from authoring.site.player import player
from helpers import plots, widgets

LECTURE = "course/07-gradient-descent.html"
PAGES = {
    "front": "index.html",
    "course": "course/README.html",
    "glossary": "course/glossary.html",
    "search": "search.html?q=gradient",
    "assignment": "assignments/a05-gradient-descent.html",
    "07": LECTURE,
}


# Each figure has a frame for each place of each control, else the page complains.
MOVE_EVERYTHING = """() => {
    for (const control of document.querySelectorAll(".moving input, .moving select")) {
        const most = control.type === "checkbox" ? 1 : Number(control.max);
        const places = control.options?.length ?? most + 1;
        for (let at = 0; at < places; at += 1) {
            put(control, at);
            control.dispatchEvent(new Event("input"));
        }
    }
    return document.querySelectorAll(".moving").length;
}"""


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_kept_from_reading_nothing_complains_and_nothing_comes_from_elsewhere(name, reader, axe, artifacts):
    one = reader()
    found = look(one, PAGES[name], axe, artifacts / f"site-{name}", ["mjx-container"])
    assert [one for one in found if one[0] in GRAVE] == []
    if name == "07":
        assert one.tab.locator("mjx-assistive-mml math").count() > 20, "formulas cannot be heard"
        assert one.tab.evaluate(MOVE_EVERYTHING) == 1
    assert one.elsewhere == []


@pytest.mark.parametrize("name", STILL)
def test_nobody_is_kept_from_reading_a_lecture_of_each_part(name, reader, axe, built):
    (page,) = (built / "course").glob(f"{name}-*.html")
    one = reader()
    tab = one.open_without_formulas(f"course/{page.name}")
    tab.evaluate(axe)
    assert [one for one in tab.evaluate(RUN_AXE, [[], []]) if one[0] in GRAVE] == []
    assert one.said == []
    assert one.elsewhere == []


def test_a_slider_moves_the_figure_by_keyboard_and_says_what_it_shows(reader):
    tab = reader().open_without_formulas(LECTURE)
    figure = tab.locator(".moving").first
    image, slider = figure.locator("img"), figure.locator("input[type=range]").first
    first, words = image.get_attribute("src"), image.get_attribute("alt")
    slider.focus()
    tab.keyboard.press("End")
    assert image.get_attribute("src") != first
    assert image.get_attribute("alt") != words
    assert figure.locator(".said").inner_text() == image.get_attribute("alt").strip()
    assert slider.get_attribute("aria-valuetext") == slider.locator("xpath=following-sibling::output").inner_text()
    tab.wait_for_function("document.querySelector('.moving img').complete")
    assert image.evaluate("image => image.naturalWidth") > 0


def test_where_each_control_moves_alone_the_others_go_back(reader):
    tab = reader().open_without_formulas(LECTURE)
    figure = tab.locator(".moving").first
    sliders = figure.locator("input[type=range]")
    start = sliders.nth(0).input_value()
    sliders.nth(0).press("Home")
    sliders.nth(1).press("End")
    assert sliders.nth(0).input_value() == start
    assert "where they began" in figure.locator(".figure-note").inner_text()


def test_play_goes_to_the_end_and_can_be_stopped(reader):
    tab = reader().open_without_formulas(LECTURE)
    button = tab.locator(".moving .play").first
    slider = button.locator("xpath=preceding-sibling::input")
    slider.evaluate("slider => { slider.value = slider.max; }")
    button.focus()
    tab.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert button.locator("xpath=ancestor::*[@class='moving']").locator(".said").get_attribute("aria-live") == "off"
    assert slider.input_value() == "0"
    tab.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "false"
    tab.keyboard.press("Enter")
    tab.wait_for_function("document.querySelector('.play').getAttribute('aria-pressed') === 'false'")
    assert slider.input_value() == slider.get_attribute("max")


def test_a_guess_unfolds_what_follows_and_the_figure_marks_it(reader, artifacts):
    tab = reader().open_without_formulas(LECTURE)
    form = tab.locator("form.guess").first
    after = tab.locator(f".{form.get_attribute('data-after')}")
    assert after.count() >= 1
    assert not any(cell.is_visible() for cell in after.all())
    answer = tab.get_by_text("Raw inputs need more than thirty million steps")
    assert not answer.is_visible(), "the text below the figure gives the answer away"
    form.locator("input").fill("1,000")
    form.locator("input").press("Enter")
    assert all(cell.is_visible() for cell in after.all())
    assert answer.is_visible()
    assert tab.locator(".guessed").inner_text() == "You guessed 1,000. The figure marks it."
    mark = tab.locator(".guess-line")
    assert mark.inner_text() == "your guess: 1,000"
    picture = tab.locator(".marked img").bounding_box()
    left = (mark.bounding_box()["x"] - picture["x"]) / picture["width"]
    told = tab.locator(".marked").evaluate("figure => JSON.parse(figure.dataset.marks)[0]")
    assert told["box"][0] < left < told["box"][0] + told["box"][2]
    mark.scroll_into_view_if_needed()
    tab.screenshot(path=artifacts / "site-guess.jpeg", type="jpeg")


def test_without_a_guess_the_rest_unfolds_too(reader):
    tab = reader().open_without_formulas(LECTURE)
    form = tab.locator("form.guess").first
    after = tab.locator(f".{form.get_attribute('data-after')}").first
    form.locator("button").press("Enter")
    assert after.is_visible()
    assert tab.locator(".guessed").inner_text() == "You made no guess."
    assert tab.locator(".guess-line").count() == 0


def test_answers_and_code_unfold_by_keyboard(reader):
    tab = reader().open_without_formulas(LECTURE)
    for details in (tab.locator("details.hide").first, tab.locator("details:not(.hide)").first):
        summary = details.locator("summary").first
        assert not details.evaluate("one => one.open")
        summary.focus()
        tab.keyboard.press("Enter")
        assert details.evaluate("one => one.open")


def test_the_search_finds_a_lecture(reader):
    tab = reader().open_without_formulas(PAGES["search"])
    tab.wait_for_selector("#search-results a")
    assert "07 Gradient descent" in tab.locator("#search-results").inner_text()


def show(tab, text):
    """Let the page show a figure alone."""
    tab.evaluate(
        """text => {
            document.body.innerHTML = text;
            document.querySelectorAll(".moving").forEach(setUp);
            document.querySelectorAll(".game").forEach(playable);
        }""",
        text,
    )


def sketch(height, color, grid):
    figure, axes = plt.subplots(figsize=(1, 1))
    axes.grid(grid)
    return plots.describe(figure, f"{height} in {color}, grid {grid}")


def test_every_kind_of_control_moves_a_figure(reader, tmp_path):
    controls = {
        "height": widgets.steps("height", 1, 3, 2),
        "color": widgets.text("color", "red", ["blue"]),
        "grid": widgets.toggle("grid", False),
    }
    axes = [drawing.axis(name, control) for name, control in controls.items()]
    drawing.keep(sketch, axes, tmp_path / "drawn", 160)
    one = reader()
    tab = one.open_without_formulas("search.html")
    show(tab, player(tmp_path / "drawn", "99-1", Place("99", tmp_path)))
    said = tab.locator(".said")
    tab.get_by_label("height", exact=True).press("End")
    assert said.inner_text() == "3 in red, grid False"
    tab.get_by_label("color").select_option("blue")
    assert said.inner_text() == "3 in blue, grid False"
    tab.get_by_label("grid").press("Space")
    assert said.inner_text() == "3 in blue, grid True"
    assert "type texts of your own" in tab.locator(".figure-note").inner_text()


GAME = {
    "label": "your squares",
    "start": "1",
    "rounds": ["0", "50"],
    "simulations": [1, 4],
    "most": 100,
    "chosen": [1, 1],
}


def test_a_board_is_played_by_keyboard_and_says_what_happens(reader, noughts, tmp_path):
    answers = dict(game.answers(noughts, 5, 4))
    told = GAME | {"answers": dict.fromkeys(("0,1", "0,4", "50,1", "50,4"), answers)}
    (tmp_path / "figure.json").write_text(json.dumps({"game": told}))
    one = reader()
    tab = one.open_without_formulas("search.html")
    show(tab, player(tmp_path, "45-1", None))
    board = tab.locator(".board")
    assert board.get_by_role("button", name="square 1: X, yours").get_attribute("aria-disabled") == "true"
    said = tab.locator(".said")
    assert re.fullmatch(r"The network took square \d\. Your move\.", said.inner_text())
    assert tab.locator(".thought td").count() == 3 * 8
    board.get_by_role("button", name=re.compile("free")).first.press("Enter")
    assert board.get_by_role("button", name=re.compile("yours")).count() == 2
    tab.locator(".back").press("Enter")
    assert board.get_by_role("button", name=re.compile("yours")).count() == 1
    tab.get_by_label("who begins").select_option("the network")
    assert said.inner_text().startswith("A new game. You are O. The network took square")
    for _ in range(4):
        board.get_by_role("button", name=re.compile("free")).first.press("Enter")
    assert not said.inner_text().endswith("Your move.")
    assert one.said == []
