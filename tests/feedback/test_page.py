"""The feedback page: what a student reads, what nobody may read, and that nothing of a student's work can act."""

import itertools
import re
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from traitlets.config import Config

from grader.feedback import harmless, plugin
from grader.feedback.harmless import clean, formula, markdown

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
ATTACKS = (
    "<script>document.title = 'run'</script>",
    "<img src=x onerror=\"document.title = 'run'\">",
    "<svg onload=\"document.title = 'run'\"><script>document.title = 'run'</script></svg>",
    "<iframe srcdoc=\"<script>parent.document.title = 'run'</script>\"></iframe>",
    '<a href="javascript:document.title = \'run\'">a</a><a href="data:text/html,<script>1</script>">b</a>',
    "<math><mtext><table><mglyph><style><img src=x onerror=\"document.title = 'run'\">",
    "<form action=https://outside.example><input name=q><button>send</button></form>",
    "<img src=https://outside.example/a.png><link rel=stylesheet href=https://outside.example/a.css>",
    "<style>@import 'https://outside.example/b.css'; .score { display: none }</style>",
    "<div style=\"background: url(https://outside.example/c.png)\" class='navbar-fixed-top' id='top'>x</div>",
    "<meta http-equiv=refresh content='0; url=https://outside.example'><base href=https://outside.example>",
    "$\\href{javascript:document.title='run'}{x}$ and $\\text{<img src=x onerror=alert(1)>}$",
    "<details open ontoggle=\"document.title = 'run'\"><summary>s</summary></details>",
)


def role(grade_id: str, **values) -> dict[str, object]:
    plain = {"grade_id": grade_id, "grade": False, "solution": False, "locked": True, "schema_version": 3}
    return {"nbgrader": plain | values}


def graded_test(grade_id: str, source: str, points: float, score: float, *outputs) -> nbformat.NotebookNode:
    about = role(grade_id, grade=True, points=points, score=score)
    return new_code_cell(source, metadata=about, outputs=list(outputs))


def hostile_outputs() -> list[nbformat.NotebookNode]:
    """Return what a student's cell can put below itself."""
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>parent.document.title = 'run'</script></svg>"
    bundles = [{"text/html": attack} for attack in ATTACKS]
    bundles += [{"image/svg+xml": svg}, {"application/javascript": "document.title = 'run'"}]
    bundles += [
        {"text/latex": ATTACKS[0]},
        {"text/markdown": "\n\n".join(ATTACKS)},
        {"image/png": f'{PIXEL}" onload="'},
    ]
    bundles += [{"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "<b>a widget</b>"}]
    made = [new_output("display_data", data=data) for data in bundles]
    width = {"image/png": {"width": "1 onload=document.title='run'"}, "text/html": {"isolated": True}}
    made.append(new_output("display_data", data={"image/png": PIXEL}, metadata=width))
    made += [new_output("stream", name="stdout", text=attack) for attack in ATTACKS]
    return [*made, new_output("error", ename="<b>E</b>", evalue=ATTACKS[0], traceback=[*ATTACKS])]


def hostile_notebook() -> nbformat.NotebookNode:
    cells = [new_markdown_cell(attack) for attack in ATTACKS]
    cells += [new_raw_cell(attack, metadata={"raw_mimetype": "text/html"}) for attack in ATTACKS]
    cells.append(
        new_code_cell("\n".join(ATTACKS), metadata={"tags": ['"><script>1</script>']}, outputs=hostile_outputs())
    )
    return new_notebook(cells=cells)


def resources(**more) -> dict[str, object]:
    about = {"notebook": "two-tasks", "assignment": "a00-tiny", "student": "student-01"}
    return {"nbgrader": about | {"score": 3, "max_score": 6, "late_penalty": 0} | more}


def exported(notebook: nbformat.NotebookNode, **more) -> str:
    return plugin.FeedbackExporter(config=Config()).from_notebook_node(notebook, resources=resources(**more))[0]


@pytest.fixture(scope="module")
def small() -> str:
    """The page of a notebook with a test of each kind."""
    failed = new_output("error", ename="AssertionError", evalue="two times 3 is 6", traceback=["assert SECRET == 1"])
    kinded = new_output("error", ename="ValueError", evalue="x is too small", traceback=["SECRET"])
    hidden = "### BEGIN HIDDEN TESTS\nassert SECRET\n### END HIDDEN TESTS"
    cells = [
        new_markdown_cell("# The whole", metadata=role("header")),
        new_markdown_cell("## Task 1: double it (3 points)\n\nWith $x^2$.", metadata=role("t1_text")),
        new_code_cell("def double(x): return x", metadata=role("t1_double", solution=True)),
        graded_test("t1_visible", "# Doubles three.\nassert double(3) == 6", 1, 0, failed),
        graded_test("t1_hidden", f"# Hidden tests: halves.\n{hidden}", 2, 1, kinded),
        graded_test("t1_endless", "# Fine.\n### BEGIN HIDDEN TESTS\nSECRET", 1, 1),
        graded_test("t1_nested", f"# Good.\n### BEGIN HIDDEN TESTS\n{hidden}\nSECRET\n### END HIDDEN TESTS", 1, 1),
        new_markdown_cell(
            "Because.", metadata=role("t2_why", grade=True, solution=True, points=2, score=0, waits=True)
        ),
    ]
    return exported(new_notebook(cells=cells))


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<style.*?</style>", "", page)))


def test_each_test_has_its_points_what_was_asked_and_what_was_wrong(small):
    text = text_of(small)
    assert "Task 1: double it: 3 of 5" in text
    assert "Doubles three. failed 0 of 1 points two times 3 is 6" in text
    assert "Hidden tests: halves. partly passed 1 of 2 points ValueError: x is too small" in text
    assert "waits for a person 0 of 2" in text


def test_no_source_and_no_traceback_of_a_hidden_test(small):
    assert "SECRET" not in small
    assert "HIDDEN TESTS" not in small
    assert "double" in re.search(r"(?s)The visible part of this test.*?</details>", small)[0]


def test_the_page_can_be_read_by_everyone(small):
    assert '<html lang="en">' in small
    assert 'name="viewport"' in small
    levels = [int(level) for level in re.findall(r"<h([1-6])", small)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert "<math" in small


def test_what_happened_to_the_submission_is_said_first():
    report = {"fingerprint": "f", "reason": "too <b>large</b>", "refused": True, "remarks": ["a link"], "log": []}
    metadata = {"grading": {**report, "missing_layers": ["landlock: this kernel has none"]}}
    note = new_markdown_cell("NOTE", id="grading-note")
    page = exported(new_notebook(cells=[note], metadata=metadata))
    assert "too &lt;b&gt;large&lt;/b&gt;" in page
    assert "landlock: this kernel has none" in page
    assert "a link" in page
    assert "NOTE" not in page


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_acts_survives(attack):
    for cleaned in (str(clean(attack)), str(markdown(attack))):
        tags = re.findall(r"<[^>]*>", cleaned)
        assert not [tag for tag in tags if re.search(r"script|\bon\w+=|style|iframe|form|link|meta|base|outside", tag)]


def test_half_a_character_becomes_a_question_mark():
    assert clean("<b>half \ud800</b>") == "<b>half ?</b>"
    assert markdown("half \ud800") == "<p>half ?</p>\n"


def test_what_teaching_needs_survives():
    page = markdown(f"# T\n\n| a | b |\n|---|---|\n| **1** | `x < 2` |\n\n![p](data:image/png;base64,{PIXEL})")
    assert page.count("<td>") == 2
    assert "x &lt; 2" in page
    assert f'src="data:image/png;base64,{PIXEL}"' in page
    assert 'class="k"' in markdown("```python\nfor x in y: pass\n```")
    assert '<a href="https://docs.python.org"' in markdown("[docs](https://docs.python.org)")


@pytest.mark.parametrize(
    "source",
    [
        "![a sketch](attachment:my%20s.png)",
        '<img alt="a sketch" src="attachment:my s.png">',
        "![a sketch][s]\n\n[s]: attachment:my%20s.png",
    ],
)
def test_a_picture_that_is_attached_stands_in_the_page(source):
    page = markdown(source, {"my s.png": {"image/png": PIXEL}})
    assert f'src="data:image/png;base64,{PIXEL}"' in page
    assert 'alt="a sketch"' in page


@pytest.mark.parametrize(("alt", "said"), [("", "No description has been provided"), (' alt="a sketch"', "a sketch")])
def test_a_picture_without_words_gets_some(alt, said):
    picture = new_markdown_cell(f'<img{alt} src="data:image/png;base64,{PIXEL}">')
    assert re.findall(r'<img[^>]*alt="([^"]*)"', exported(new_notebook(cells=[picture])))[0].startswith(said)


def test_a_picture_that_is_missing_is_said_and_costs_no_page():
    assert "[The picture &lt;b&gt;s.png is not in the notebook.]" in markdown("My sketch: ![s](attachment:<b>s.png)")


def test_an_attachment_that_is_no_picture_is_not_shown():
    assert "src" not in markdown("![s](attachment:s.png)", {"s.png": {"text/html": PIXEL}})


def test_formulas_become_mathml_or_stay_what_they_were():
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in formula("x^2")
    assert formula("<b>" * 1000) == f"<code>{'&lt;b&gt;' * 1000}</code>"
    assert "&lt;b&gt;" in formula(r"\def\x{\x\x}\x <b>")
    assert markdown("one \ue0000\ue001 mark") == "<p>one \ufffd0\ufffd mark</p>\n"


def test_of_an_output_only_the_richest_harmless_form_is_left():
    data = {
        "application/javascript": "1",
        "text/html": "<script>1</script>",
        "image/png": PIXEL,
        "text/plain": "Figure: a dot",
    }
    assert harmless.richest(data) == {"data": {"image/png": PIXEL}, "metadata": {"image/png": {"alt": "a dot"}}}
    assert harmless.richest({"image/png": "no base64!", "text/plain": "words"})["data"] == {"text/plain": "words"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    """The hostile notebook as feedback, and as the formgrader's exporter shows it with this course's settings."""
    settings = Config()
    plugin.install(settings)
    folder = tmp_path_factory.mktemp("hostile")
    settings.HTMLExporter.template_name = "formgrade"
    templates = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
    settings.HTMLExporter.extra_template_basedirs = [str(templates)]
    about = {"notebook_id": "two-tasks", "index": 0, "total": 1, "base_url": "https://formgrader.invalid"}
    made = {
        "feedback": exported(hostile_notebook()),
        "formgrader": plugin.FormgraderExporter(settings).from_notebook_node(hostile_notebook(), resources=about)[0],
    }
    for name, html in made.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize("name", ["feedback", "formgrader"])
def test_in_a_browser_nothing_of_a_students_runs_and_nothing_is_asked_for(name, pages, chromium):
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.set_default_timeout(300_000)
    asked, dialogs = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.route(re.compile(r"^https?://"), lambda route: route.abort())
    page.goto(pages[name].as_uri())
    for link in page.locator("a").all():
        assert not (link.get_attribute("href") or "").startswith(("javascript", "data"))
    page.locator("body").press("Tab")
    title = page.title()
    known = ("file:", "data:", "https://formgrader.invalid/")  # the formgrader's own scripts, from its own server
    outside = [url for url in asked if not url.startswith(known if name == "formgrader" else ("file:", "data:"))]
    scripts = page.locator("script", has_text="run").count()
    page.close()
    assert title != "run"
    assert (outside, dialogs, scripts) == ([], [], 0)


def test_on_a_phone_nothing_has_to_be_scrolled_sideways(small, tmp_path, chromium):
    (tmp_path / "page.html").write_text(small, encoding="utf-8")
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.set_default_timeout(300_000)
    page.goto((tmp_path / "page.html").as_uri())
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert width <= 360


def test_only_declared_files_go_to_the_student(tmp_path):
    made, sent = tmp_path / "autograded", tmp_path / "feedback"
    made.mkdir()
    for name in ("leak.html", "timestamp.txt", "big.bin"):
        (made / name).write_text("2026-11-20")
    converter = plugin.Feedback.__new__(plugin.Feedback)
    converter._format_source = lambda *_: str(made)
    converter._format_dest = lambda *_: str(sent)
    converter.init_assignment("a00-tiny", "student-01")
    assert [path.name for path in sent.iterdir()] == ["timestamp.txt"]
