"""A class on a real hub, in a browser: released, fetched, solved, validated, submitted, graded, handed back.

One test is one step, in the order of a class; each needs the ones before it. Screenshots stay in artifacts/.
"""

import re
import stat
from pathlib import Path

import jupytext
import nbformat
import pytest

ASSIGNMENT, NOTEBOOK = "a05-gradient-descent", "gradient-descent"
COURSE = "one-neuron-up"
PATIENCE = 240_000
HALF = ("t1_gd_step", "t2_mse_gradient", "t3_gradient_descent")

# What a hostile student tries in their own server. Whatever does not fail is printed.
HOSTILE = """
import glob, json, os, pathlib, sqlite3, urllib.request
exchange, name = os.environ["ONE_NEURON_UP_EXCHANGE"], "{assignment}"
course, inbound = f"{{exchange}}/{course}", f"{{exchange}}/{course}/inbound"
token, api = os.environ["JUPYTERHUB_API_TOKEN"], os.environ["JUPYTERHUB_API_URL"]
def ask(path, method="GET", data=None):
    request = urllib.request.Request(api + path, data, dict(Authorization=f"token {{token}}"), method=method)
    return json.load(urllib.request.urlopen(request))
def fail_unless(answer):
    if not answer:
        raise PermissionError
tries = dict(
    reads_solutions=lambda: os.listdir(f"/home/{prefix}grader"),
    reads_gradebook=lambda: open(f"/home/{prefix}grader/{course}/gradebook.db").read(1),
    reads_home=lambda: os.listdir("/home/{prefix}ada"),
    lists_inbound=lambda: os.listdir(inbound),
    removes_inbound=lambda: os.rename(inbound, f"{{course}}/taken"),
    renames_course=lambda: os.rename(course, f"{{exchange}}/taken"),
    writes_release=lambda: open(f"{{course}}/outbound/{{name}}/{notebook}.ipynb", "a"),
    lists_feedback=lambda: os.listdir(f"{{course}}/feedback"),
    reads_hub=lambda: os.listdir("{folder}/hub"),
    reads_cookie_secret=lambda: open("{folder}/hub/cookie_secret").read(),
    changes_settings=lambda: open("{folder}/etc/student/nbgrader_config.py", "a"),
    lists_users=lambda: fail_unless(len(ask("/users")) > 1),
    reads_others=lambda: ask("/users/{prefix}ada"),
    joins_instructors=lambda: ask("/groups/formgrade-{course}/users", "POST", b'{{"users": ["{prefix}mallory"]}}'),
    makes_admin=lambda: ask("/users/{prefix}mallory", "PATCH", b'{{"admin": true}}'),
    stops_others=lambda: ask("/users/{prefix}ada/server", "DELETE"),
    takes_memory=lambda: bytearray(6 * 2**30),
)
gained = []
for what, attempt in tries.items():
    try:
        attempt()
        gained.append(what)
    except Exception:
        pass
# As another student, later than that one; and a link to the solution for an answer.
source = f"/home/{prefix}grader/{course}/source/{{name}}/{notebook}.ipynb"
for who in ("{prefix}ada", "{prefix}mallory", "{prefix}nobody"):
    forged = pathlib.Path(inbound, f"{{who}}+{{name}}+2099-01-01 00:00:00.000000 UTC+x")
    forged.mkdir()
    (forged / "timestamp.txt").write_text("2099-01-01 00:00:00.000000 UTC")
    (forged / "{notebook}.ipynb").symlink_to(source)
pathlib.Path(inbound, f"{prefix}x+{{name}}+no time+x").mkdir()
print("gained:", gained, "end")
"""


@pytest.fixture(scope="module")
def people(hub, chromium):
    """A window for each person, logged in."""
    contexts = {}

    def page(person: str):
        if person not in contexts:
            context = chromium.new_context(viewport={"width": 1400, "height": 1000})
            context.set_default_timeout(PATIENCE)
            contexts[person] = context.new_page()
            log_in(contexts[person], hub, person)
        return contexts[person]

    yield page
    for window in contexts.values():
        window.context.close()


def mode(path: Path) -> str:
    """Return the permission bits of a file, as chmod writes them."""
    return oct(stat.S_IMODE(path.lstat().st_mode))[2:]


def log_in(page, hub, person: str) -> None:
    page.goto(f"{hub.base}/hub/login")
    page.fill("#username_input", hub.name(person))
    page.fill("#password_input", hub.passwords[hub.name(person)])
    page.click("#login_submit")
    page.wait_for_url(re.compile("/hub/(home|spawn)"))


def start_server(page, hub, person: str) -> None:
    page.goto(f"{hub.base}/hub/spawn")
    page.select_option("#profile", "CPU")
    page.locator("#spawn_form [type=submit]").click()
    page.wait_for_url(re.compile(f"/user/{hub.name(person)}/lab"))
    page.locator(".lm-MenuBar-item", has_text="Nbgrader").wait_for()


def choose(page, entry: str) -> None:
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name=entry).click()


def formgrader(page, hub, path: str) -> None:
    page.goto(f"{hub.base}/services/{COURSE}/formgrader/{path}")
    page.wait_for_load_state("networkidle")


def press(page, button, answer: str) -> None:
    """Press a button of the formgrader and close the dialog that says what was done."""
    button.click()
    dialog = page.locator(".modal-dialog", has_text=answer)
    dialog.wait_for()
    dialog.get_by_role("button", name="OK").click()
    dialog.wait_for(state="hidden")


def row(page, text: str):
    return page.locator("tbody tr", has_text=text)


def answers(repository: Path, wanted=None) -> dict[str, str]:
    """Return right answers by cell, all of them with one in words, or those that are ``wanted``."""
    corpus = jupytext.read(repository / "tests" / "assignments" / ASSIGNMENT / "right" / "loops.py")
    found = {cell.metadata["grade_id"]: cell.source for cell in corpus.cells if "grade_id" in cell.metadata}
    found["t7_written"] = "Smaller batches take more and noisier steps in the same time."
    return {name: found[name] for name in wanted or found}


def places(repository: Path) -> dict[str, int]:
    """Return where the cells are in the notebook, by name."""
    notebook = nbformat.read(repository / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", as_version=4)
    return {cell.metadata.nbgrader.grade_id: n for n, cell in enumerate(notebook.cells) if "nbgrader" in cell.metadata}


def fetch(page) -> None:
    choose(page, "Assignment List")
    page.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
    page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").wait_for()


def open_notebook(page, hub, person: str) -> None:
    base = f"{hub.base}/user/{hub.name(person)}"
    page.goto(f"{base}/lab/tree/{COURSE}/{ASSIGNMENT}/{NOTEBOOK}.ipynb?reset")
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for(state="attached")


def replace_cell(page, place: int, code: str):
    cell = page.locator(f".jp-NotebookPanel .jp-Cell[data-windowed-list-index='{place}']")
    cell.scroll_into_view_if_needed()
    if "jp-MarkdownCell" in cell.get_attribute("class"):
        cell.dblclick()  # a text is edited only then
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)
    return cell


def save(page) -> None:
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url):
        page.keyboard.press("Control+s")


def validate(page) -> str:
    page.locator(".jp-NotebookPanel-toolbar").get_by_text("Validate").click()
    dialog = page.locator(".jp-Dialog", has_text="Validation Results")
    dialog.wait_for()
    said = dialog.inner_text()
    dialog.locator("button").last.click()
    return said


def submit(page) -> None:
    choose(page, "Assignment List")
    page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").click()
    page.locator("#submitted_assignments_list").get_by_text(ASSIGNMENT).first.wait_for(timeout=15000)


def test_the_hub_keeps_its_secrets_and_opens_its_exchange(hub):
    private, inbound = hub.folder / "hub", hub.folder / "exchange" / COURSE / "inbound"
    assert mode(private) == "700"
    for secret in ("cookie_secret", "hub.sqlite", "hub.log"):
        assert mode(private / secret) == "600"
    assert mode(hub.folder / "exchange") == "1777"
    assert mode(inbound) == "3733"
    assert mode(Path(f"/home/{hub.name('grader')}")) == "700"
    assert mode(Path(f"/home/{hub.name('grader')}/{COURSE}")) == "700"


def test_the_instructor_generates_and_releases(hub, people, artifacts):
    page = people("instructor")
    page.goto(f"{hub.base}/services/{COURSE}/lab?formgrader=true")
    page.locator("iframe[src*=formgrader]").wait_for()
    formgrader(page, hub, "manage_assignments")
    press(page, row(page, ASSIGNMENT).locator(".assign a"), "Successfully created")
    press(page, row(page, ASSIGNMENT).locator(".release a"), "Successfully released")
    page.screenshot(path=artifacts / "hub-released.png")


def test_a_gpu_that_is_not_there_is_said(hub, people, artifacts):
    page = people("ada")
    page.goto(f"{hub.base}/hub/spawn")
    gpu = page.locator("#profile option[value=GPU]")
    if "no GPU" not in gpu.inner_text():
        pytest.skip("this machine has a GPU")
    assert gpu.is_disabled()
    page.screenshot(path=artifacts / "hub-profiles.png")


@pytest.mark.parametrize(("person", "solved"), [("ada", None), ("grace", HALF)])
def test_a_student_fetches_solves_validates_and_submits(hub, people, repository, artifacts, person, solved):
    page = people(person)
    start_server(page, hub, person)
    page.get_by_role("menuitem", name="Nbgrader").click()
    entries = page.locator(".lm-Menu-itemLabel").all_inner_texts()
    page.keyboard.press("Escape")
    assert "Assignment List" in entries
    assert not {"Formgrader", "Create Assignment"} & set(entries)
    fetch(page)
    open_notebook(page, hub, person)
    where = places(repository)
    for name, code in answers(repository, solved).items():
        replace_cell(page, where[name], code)
    save(page)
    said = validate(page)
    assert ("Success" in said) == (solved is None), said
    page.screenshot(path=artifacts / f"hub-{person}-solved.png")
    submit(page)
    page.screenshot(path=artifacts / f"hub-{person}-submitted.png")


def test_a_hostile_student_finds_every_door_closed(hub, people, repository, artifacts):
    page = people("mallory")
    start_server(page, hub, "mallory")
    fetch(page)
    open_notebook(page, hub, "mallory")
    code = HOSTILE.format(assignment=ASSIGNMENT, notebook=NOTEBOOK, course=COURSE, prefix=hub.prefix, folder=hub.folder)
    cell = replace_cell(page, places(repository)["t1_gd_step"], code)
    page.wait_for_timeout(3000)
    page.keyboard.press("Control+Enter")
    output = cell.locator(".jp-OutputArea-output", has_text="end")
    output.wait_for()
    page.screenshot(path=artifacts / "hub-mallory.png")
    assert output.inner_text().strip() == "gained: [] end"
    save(page)
    submit(page)
    assert page.goto(f"{hub.base}/services/{COURSE}/formgrader").status == 403
    assert page.goto(f"{hub.base}/user/{hub.name('ada')}/lab").status in (403, 404)


def test_the_instructor_collects_autogrades_and_gives_a_point(hub, people, artifacts):
    page = people("instructor")
    formgrader(page, hub, "manage_assignments")
    press(page, row(page, ASSIGNMENT).locator(".collect a"), "Successfully collected")
    formgrader(page, hub, f"manage_submissions/{ASSIGNMENT}")
    for person in ("ada", "grace", "mallory"):
        press(page, row(page, hub.name(person)).locator(".autograde a"), "Successfully autograded")
    page.screenshot(path=artifacts / "hub-autograded.png")
    scores = {
        person: row(page, hub.name(person)).locator(".score").inner_text() for person in ("ada", "grace", "mallory")
    }
    assert scores == {"ada": "18 / 20", "grace": "9 / 20", "mallory": "0 / 20"}
    formgrader(page, hub, f"manage_students/{hub.name('ada')}/{ASSIGNMENT}")
    with page.expect_response(lambda response: "/api/grades" in response.url):
        page.get_by_role("link", name=NOTEBOOK).click()
    written = page.locator(".nbgrader_cell", has=page.locator("#t7_written"))
    written.locator("input.score").fill("1")
    with page.expect_response(lambda response: "/api/grade/" in response.url and response.ok):
        written.locator("input.score").press("Tab")
    page.screenshot(path=artifacts / "hub-manual-point.png")


def test_the_instructor_hands_feedback_back(hub, people):
    page = people("instructor")
    formgrader(page, hub, "manage_assignments")
    press(page, row(page, ASSIGNMENT).locator(".generate-feedback a"), "Successfully generated feedback")
    press(page, row(page, ASSIGNMENT).locator(".release-feedback a"), "Successfully released feedback")


@pytest.mark.parametrize(("person", "points"), [("ada", 19), ("grace", 9)])
def test_a_student_fetches_their_own_feedback_and_no_other(hub, people, artifacts, person, points):
    page = people(person)
    page.goto(f"{hub.base}/user/{hub.name(person)}/lab?reset")
    page.locator(".lm-MenuBar-item", has_text="Nbgrader").wait_for()
    choose(page, "Assignment List")
    page.get_by_role("button", name="Fetch Feedback").click()
    page.get_by_text("View Feedback").first.wait_for(timeout=15000)
    page.screenshot(path=artifacts / f"hub-{person}-feedback.png")
    home = Path(f"/home/{hub.name(person)}/{COURSE}/{ASSIGNMENT}/feedback")
    (html,) = home.rglob("*.html")
    text = html.read_text(encoding="utf-8")
    assert f"<strong>{points}</strong> of 20 points" in text
    assert "HIDDEN" not in text
    others = {hub.name(other) for other in ("ada", "grace", "mallory")} - {hub.name(person)}
    assert not any(other in text for other in others)
