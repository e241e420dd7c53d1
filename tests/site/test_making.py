"""What becomes of a notebook's texts, pictures and figures on a page."""

import json

import nbformat
import pytest

from authoring.glossary import Term
from authoring.pairs import AuthoringError
from authoring.site import badges, build, frames, pages, vendor, words
from authoring.site.player import player

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def term(name):
    return Term(name, "What it means.", 1)


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("[4](04-one.ipynb)", "[4](04-one.html)"),
        ("[4](04-one.ipynb#A-part,-so)", "[4](04-one.html#A-part,-so)"),
        ("[4](../../course/04-one.ipynb)", "[4](../course/04-one.html)"),
        ("[s](README.md#the-board)", "[s](README.html#the-board)"),
        ("[a](../release/a05-x/y.ipynb)", "[a](../assignments/a05-x.html)"),
        ("[c](https://example.org/x.ipynb)", "[c](https://example.org/x.ipynb)"),
    ],
)
def test_links_to_notebooks_lead_to_their_pages(link, page):
    assert pages.linked(link) == page


def test_a_heading_has_the_anchor_of_jupyterlab_unless_the_page_gives_it_the_same():
    text = pages.anchored("# From slope, on\n\n```\n# No heading\n```\n## same")
    assert text.splitlines()[0] == '<span id="From-slope,-on"></span>'
    assert text.count("<span") == 1


def test_the_first_use_of_a_word_leads_to_the_glossary():
    text, left = words.explained("A gradient, two gradients.", [term("gradient")])
    assert text == "A [gradient](glossary.html#gradient), two gradients."
    assert left == []


def test_a_word_is_found_in_the_plural_at_the_end_of_a_line_and_the_longer_word_first():
    text, left = words.explained(
        "Learning\nrates and categories, rates.", [term("rate"), term("learning rate"), term("category"), term("loss")]
    )
    assert text == (
        "[Learning\nrates](glossary.html#learning-rate) and [categories](glossary.html#category), "
        "[rates](glossary.html#rate)."
    )
    assert [one.term for one in left] == ["loss"]


@pytest.mark.parametrize(
    "text",
    [
        "## You will be able to\n\n- compute a loss",
        "# The loss",
        "| loss | 3 |",
        "`loss` and $loss$ and [loss](x.html)",
        "<summary>The loss</summary>",
        "```\nloss\n```",
        "lossless and my-loss",
    ],
)
def test_a_word_is_not_linked_in(text):
    assert words.explained(text, [term("loss")]) == (text, [term("loss")])


def test_a_page_has_number_badges_words_and_a_folded_setup_cell(tmp_path):
    notebook = nbformat.v4.new_notebook()
    output = nbformat.v4.new_output("display_data", {"image/png": PNG}, metadata={"image/png": {"alt": 'A "dot" < 2'}})
    notebook.cells = [
        nbformat.v4.new_markdown_cell("# Losses\n\nA loss."),
        nbformat.v4.new_code_cell("import numpy"),
        nbformat.v4.new_code_cell("plot()", outputs=[output]),
    ]
    page = pages.page(notebook, pages.Place("06-losses", tmp_path), [term("loss")], "BADGES")
    assert "# 06 Losses\n\nBADGES\n" in page.cells[0].source
    assert "[loss](glossary.html#loss)" in page.cells[0].source
    assert page.cells[1].metadata.tags == ["hide-input"]
    shown = page.cells[2].outputs[0].data["text/html"]
    assert 'alt="A &quot;dot&quot; &lt; 2"' in shown
    assert (tmp_path / "pictures" / "06-losses" / "2-0.png").exists()


def test_a_player_has_real_controls_with_labels_and_shows_the_start(tmp_path):
    axes = [
        {"label": "rate", "kind": "slider", "values": ["0.1", "1"], "start": 1, "plays": True},
        {"label": "kind <b>", "kind": "choice", "values": ["</script>", "b"], "start": 0, "plays": False},
        {"label": "prompt", "kind": "examples", "values": ["", "red"], "start": 0, "plays": False},
        {"label": "grid", "kind": "toggle", "values": ["False", "True"], "start": 1, "plays": False},
    ]
    told = {"axes": axes, "all": False, "frames": {"1,0,0,1": ["000.webp", "Alt & so", 70, 40]}}
    drawn = tmp_path / "drawn"
    drawn.mkdir()
    (drawn / "figure.json").write_text(json.dumps(told))
    (drawn / "000.webp").write_bytes(b"picture")
    text = player(drawn, "07-3", pages.Place("07", tmp_path / "static"))
    assert '<label for="07-3-0">rate</label> <input type="range" id="07-3-0"' in text
    assert 'aria-valuetext="1"' in text
    assert 'aria-label="Play rate"' in text
    assert "<option selected>&lt;/script&gt;</option>" in text
    assert 'type="checkbox" id="07-3-3" data-start="1" checked>' in text
    assert 'alt="Alt &amp; so" width="70" height="40"' in text
    assert "<option selected>(nothing)</option>" in text
    assert "others where they began" in text
    assert "type texts of your own" in text
    assert text.count("</script>") == 1
    assert (tmp_path / "static" / "frames" / "07-3" / "000.webp").read_bytes() == b"picture"
    assert not (tmp_path / "static" / "frames" / "07-3" / "figure.json").exists()


def test_frames_are_made_anew_where_what_they_depend_on_changed(tmp_path):
    (tmp_path / "helpers").mkdir()
    (tmp_path / "constraints.txt").write_text("numpy==1")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("a = 1")])
    keys = [frames.key(notebook, tmp_path, 160), frames.key(notebook, tmp_path, 8)]
    (tmp_path / "helpers" / "new.py").write_text("")
    (tmp_path / "helpers" / "new.py").write_text("b = 1")
    keys.append(frames.key(notebook, tmp_path, 160))
    notebook.cells[0].source = "a = 2"
    keys.append(frames.key(notebook, tmp_path, 160))
    (tmp_path / "constraints.txt").write_text("numpy==2")
    keys.append(frames.key(notebook, tmp_path, 160))
    assert len(set(keys)) == len(keys)


def test_a_cell_that_fails_is_named(tmp_path, repository):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("widgets.explore(1 / 0)")])
    nbformat.write(notebook, tmp_path / "01-broken.ipynb")
    with pytest.raises(AuthoringError, match=r"01-broken: no frames, since cell 1 fails: .*widgets"):
        frames.frames(tmp_path / "01-broken.ipynb", tmp_path / "cache", repository)


def test_a_name_that_fits_nothing_is_refused(repository, tmp_path):
    with pytest.raises(AuthoringError, match="99: no such lecture or assignment; there are 01-history"):
        build.build(repository, tmp_path / "site", ["99"])


def test_a_folder_with_something_else_is_left_alone(repository, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(AuthoringError, match="holds something else than pages"):
        build.build(repository, tmp_path, ["07"])
    assert (tmp_path / "mine.txt").exists()


def test_without_npm_one_line_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(AuthoringError, match=r"^Pages need Node.js's npm \(Debian, Ubuntu: apt install npm\)$"):
        vendor.packages(tmp_path / "npm", vendor.MATHJAX)


def test_the_line_below_the_title_leads_to_colab_the_notebook_and_its_source(repository):
    line = badges.line(repository, repository / "course" / "07-gradient-descent.ipynb", "07-gradient-descent.ipynb")
    assert 'href="https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/07-' in line
    assert '<a href="07-gradient-descent.ipynb" download>' in line
    assert 'href="https://github.com/one-neuron-up/one-neuron-up/blob/main/course/07-gradient-descent.ipynb"' in line
