"""A class on a real hub, in a browser: released, fetched, solved, validated, submitted, graded, handed back.

One test is one step, in the order of a class; each needs the ones before it. Screenshots stay in artifacts/.
"""

import hashlib
import re
import shutil
import stat
import subprocess
from pathlib import Path

import nbformat
import pytest
from hostile import DOORS, FEEDBACK, FORGED, text
from hub_pages import (
    ASSIGNMENT,
    COURSE,
    NOTEBOOK,
    ask_for_server,
    fetch,
    formgrader,
    open_notebook,
    press,
    replace_cell,
    row,
    save,
    settle,
    submit,
    validate,
    wait_for_lab,
)

from grader.check import corpus

# Makes an administrator, which this hub has none of, and prints a token of theirs.
ADMIN_TOKEN = """
from jupyterhub import orm
session = orm.new_session_factory("sqlite:///{database}")()
administrator = orm.User(name="control", admin=True)
session.add(administrator)
administrator.roles.append(orm.Role.find(session, "admin"))
session.commit()
print(administrator.new_api_token(scopes=["inherit"]))
session.commit()
"""
PUT_BACK = """
os.rename(f"{exchange}/taken", place)
os.rename(f"{place}/taken", inbound)
ask(f"/groups/formgrade-{course}/users", "DELETE", json.dumps(dict(users=[f"{prefix}mallory"])).encode())
ask(f"/users/{prefix}mallory", "PATCH", b'{"admin": false}')
"""
HALF = ("t1_gd_step", "t2_mse_gradient", "t3_gradient_descent")


def mode(path: Path) -> str:
    """Return the permission bits of a file, as chmod writes them."""
    return oct(stat.S_IMODE(path.lstat().st_mode))[2:]


def answers(repository: Path, wanted=None) -> dict[str, str]:
    """Return right answers by cell, all of them with one in words, or those that are ``wanted``."""
    loops = next(answer for answer in corpus.read(repository, ASSIGNMENT).right if answer.file == "right/loops.py")
    found = dict(loops.solutions)
    found["t7_written"] = "Smaller batches take more and noisier steps in the same time."
    return {name: found[name] for name in wanted or found}


def names(tries: str) -> list[str]:
    """Return what the tries of a hostile student are called."""
    return re.findall(r"^    (\w+)=lambda", tries, re.MULTILINE)


def named(hub) -> dict[str, str]:
    """Return what a hostile student knows of the places on the hub."""
    known = {"prefix": hub.prefix, "folder": str(hub.folder), "course": COURSE}
    return known | {"assignment": ASSIGNMENT, "notebook": NOTEBOOK}


def places(repository: Path) -> dict[str, int]:
    """Return where the cells are in the notebook, by name."""
    notebook = nbformat.read(repository / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", as_version=4)
    return {cell.metadata.nbgrader.grade_id: n for n, cell in enumerate(notebook.cells) if "nbgrader" in cell.metadata}


def test_the_hub_keeps_its_secrets_and_opens_its_exchange(hub):
    private, inbound = hub.folder / "hub", hub.folder / "exchange" / COURSE / "inbound"
    assert mode(private) == "700"
    for secret in ("cookie_secret", "hub.sqlite", "hub.log"):
        assert mode(private / secret) == "600"
    assert mode(hub.folder / "exchange") == "1777"
    assert mode(inbound) == "3733"
    assert mode(Path(f"/home/{hub.name('grader')}")) == "700"
    assert mode(Path(f"/home/{hub.name('grader')}/{COURSE}")) == "700"


def test_a_gpu_that_is_not_there_is_said(hub, people, artifacts):
    page = people("ada")
    page.goto(f"{hub.base}/hub/spawn")
    gpu = page.locator("#profile option[value=GPU]")
    if "no GPU" not in gpu.inner_text():
        pytest.skip("this machine has a GPU")
    assert gpu.is_disabled()
    page.screenshot(path=artifacts / "hub-profiles.png")


@pytest.fixture(scope="module")
def servers(hub, people) -> None:
    """The students' servers, which start while the instructor is at work."""
    for person in ("ada", "grace", "mallory"):
        ask_for_server(people(person), hub)


def test_the_instructor_generates_and_releases(hub, people, servers, artifacts):
    page = people("instructor")
    page.goto(f"{hub.base}/services/{COURSE}/lab?formgrader=true")
    page.locator("iframe[src*=formgrader]").wait_for()
    formgrader(page, hub, "manage_assignments")
    press(page, row(page, ASSIGNMENT).locator(".assign a"), "Successfully created")
    press(page, row(page, ASSIGNMENT).locator(".release a"), "Successfully released")
    page.screenshot(path=artifacts / "hub-released.png")


@pytest.mark.parametrize(("person", "solved"), [("ada", None), ("grace", HALF)])
def test_a_student_fetches_solves_validates_and_submits(hub, people, servers, repository, artifacts, person, solved):
    page = people(person)
    wait_for_lab(page, hub, person)
    lectures = {path.name for path in (repository / "course").glob("*.ipynb")} | {"README.md"}
    assert {path.name for path in Path(f"/home/{hub.name(person)}/course").iterdir()} == lectures
    page.get_by_role("menuitem", name="Nbgrader").click()
    entries = page.locator(".lm-Menu-itemLabel").all_inner_texts()
    page.keyboard.press("Escape")
    assert "Assignment List" in entries
    assert not {"Formgrader", "Create Assignment"} & set(entries)
    fetch(page)
    open_notebook(page)
    where = places(repository)
    for name, code in answers(repository, solved).items():
        replace_cell(page, where[name], code)
    save(page)
    said = validate(page)
    assert ("Success" in said) == (solved is None), said
    page.screenshot(path=artifacts / f"hub-{person}-solved.png")
    submit(page)
    page.screenshot(path=artifacts / f"hub-{person}-submitted.png")


def test_a_hostile_student_finds_every_door_closed(hub, people, servers, repository, artifacts):
    page = people("mallory")
    wait_for_lab(page, hub, "mallory")
    fetch(page)
    open_notebook(page)
    code = text(DOORS + FORGED, **named(hub))
    cell = replace_cell(page, places(repository)["t1_gd_step"], code)
    page.keyboard.press("Control+Enter")
    output = cell.locator(".jp-OutputArea-output", has_text="end")
    output.wait_for()
    page.screenshot(path=artifacts / "hub-mallory.png")
    assert output.inner_text().strip() == f"gained: [] of {len(names(DOORS))} end"
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
    written.scroll_into_view_if_needed()
    settle(page)
    page.screenshot(path=artifacts / "hub-manual-point.png")


def test_the_command_that_grades_a_whole_class_keeps_points_given_by_hand(repository, hub, people):
    """As deploy/README.md has it, with sudo's own environment."""
    readme = (repository / "deploy" / "README.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^sudo --user=demo-grader --set-home sh -c '(.*)'$", readme, re.MULTILINE)
    line = line.replace("/opt/one-neuron-up/bin/python", str(hub.python)) + " --force"
    grader = hub.name("grader")
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        env={"HOME": f"/home/{grader}", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        cwd="/",
        user=grader,
        group=grader,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = people("instructor")
    formgrader(page, hub, f"manage_submissions/{ASSIGNMENT}")
    score = {person: row(page, hub.name(person)).locator(".score").inner_text() for person in ("ada", "grace")}
    assert score == {"ada": "19 / 20", "grace": "9 / 20"}


def test_the_instructor_hands_feedback_back(hub, people):
    page = people("instructor")
    formgrader(page, hub, "manage_assignments")
    press(page, row(page, ASSIGNMENT).locator(".generate-feedback a"), "Successfully generated feedback")
    press(page, row(page, ASSIGNMENT).locator(".release-feedback a"), "Successfully released feedback")


@pytest.mark.parametrize(("person", "points"), [("ada", 19), ("grace", 9)])
def test_a_student_fetches_their_own_feedback_and_no_other(hub, people, artifacts, person, points):
    page = people(person)
    page.locator("#refresh_assignments_list").click()
    page.get_by_role("button", name="Fetch Feedback").click()
    page.get_by_text("View Feedback").first.wait_for()
    page.screenshot(path=artifacts / f"hub-{person}-feedback.png")
    home = Path(f"/home/{hub.name(person)}/{COURSE}/{ASSIGNMENT}/feedback")
    (html,) = home.rglob("*.html")
    text = html.read_text(encoding="utf-8")
    assert f"<strong>{points}</strong> of 20 points" in text
    assert "HIDDEN" not in text
    others = {hub.name(other) for other in ("ada", "grace", "mallory")} - {hub.name(person)}
    assert not any(other in text for other in others)


def test_another_students_feedback_is_out_of_reach_until_every_door_is_opened(hub):
    (hers,) = Path(f"/home/{hub.name('ada')}/{COURSE}/{ASSIGNMENT}/feedback").iterdir()
    program = text(FEEDBACK, **named(hub), time=hers.name)
    assert hub.run_as("mallory", program) == f"gained: [] of {len(names(FEEDBACK))} end\n"
    # The same as root, with her page also under the names that are tried.
    mine = Path(f"/home/{hub.name('mallory')}/{COURSE}/{ASSIGNMENT}/{NOTEBOOK}.ipynb")
    key = "+".join([COURSE, ASSIGNMENT, NOTEBOOK, hub.name("ada"), hers.name]).encode()
    guessed = [mine.read_bytes() + key, mine.read_bytes()]
    guessed += [f"{secret}{NOTEBOOK}".encode() for secret in (hers.name, "0" * 128)]
    for name in (hashlib.md5(each, usedforsecurity=False).hexdigest() for each in guessed):
        shutil.copy(hers / f"{NOTEBOOK}.html", hub.folder / "exchange" / COURSE / "feedback" / f"{name}.html")
    opened = hub.run_as("mallory", program, user="root")
    assert opened == f"gained: {names(FEEDBACK)} of {len(names(FEEDBACK))} end\n"


def test_the_hostile_students_tries_succeed_where_every_door_is_open(hub):
    """Last, since the whole course is taken away by it, and put back."""
    token = hub.run_as("mallory", ADMIN_TOKEN.format(database=hub.folder / "hub" / "hub.sqlite"), user="root").strip()
    program = text(DOORS + PUT_BACK, **named(hub))
    opened = hub.run_as("mallory", program, user="root", JUPYTERHUB_API_TOKEN=token)
    assert opened == f"gained: {names(DOORS)} of {len(names(DOORS))} end\n"
