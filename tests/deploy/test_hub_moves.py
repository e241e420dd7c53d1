"""Bad moves on a real hub, and a hub that is killed: clear words in the browser, nothing lost, and the class goes on.

One test is one step, in the order they stand in; each needs the ones before it.
"""

import pwd
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from hub_pages import COURSE, choose, formgrader, log_in, press, row, settle, start_server

from tests.waiting import until

ASSIGNMENT, NOTEBOOK = "a11-metrics", "metrics"


@pytest.fixture(scope="module")
def released(hub, people):
    """A second assignment, due long ago, which the instructor releases."""
    page = people("instructor")
    formgrader(page, hub, "manage_assignments")
    press(page, row(page, ASSIGNMENT).locator(".assign a"), "Successfully created")
    row(page, ASSIGNMENT).locator(".edit a").click()
    page.locator(".modal .modal-duedate").fill("2020-01-01T12:00")
    page.locator(".modal .save").click()
    row(page, ASSIGNMENT).locator(".duedate", has_text="2020").wait_for()
    press(page, row(page, ASSIGNMENT).locator(".release a"), "Successfully released")


@pytest.fixture(scope="module")
def outsider(hub):
    """An account of this machine, with a password, that is not in the class."""
    name = hub.name("outsider")
    subprocess.run(["useradd", "--create-home", name], check=True)
    subprocess.run(["chpasswd"], input=f"{name}:outside", text=True, check=True)
    hub.passwords[name] = "outside"
    yield name
    subprocess.run(["userdel", "--remove", name], check=True, capture_output=True)


def listed(page, status: str):
    """Return the row of the assignment among those that are released, fetched or submitted."""
    return page.locator(f"#{status}_assignments_list .list_item", has_text=ASSIGNMENT)


def refused(page) -> str:
    """Press Submit, and return what the dialog says when it did not work."""
    listed(page, "fetched").get_by_role("button", name="Submit").click()
    dialog = page.locator(".jp-Dialog", has_text="Invalid Submission")
    return " ".join(dialog.locator("pre").inner_text().split())


def close(page) -> None:
    page.locator(".jp-Dialog").get_by_role("button", name="OK").click()
    page.locator(".jp-Dialog").wait_for(state="hidden")


def submit_again(page, times: int) -> None:
    with page.expect_response(lambda answer: "/assignments/submit" in answer.url):
        listed(page, "fetched").get_by_role("button", name="Submit").click()
    page.wait_for_function(
        "([name, times]) => [...document.querySelectorAll('#submitted_assignments_list > .list_item')]"
        ".some(row => row.innerText.includes(name) && row.querySelectorAll('.nested_list_item').length == times)",
        arg=[ASSIGNMENT, times],
    )


def test_who_is_not_in_the_class_is_told_so(hub, chromium, outsider):
    page = chromium.new_page()
    page.goto(f"{hub.base}/hub/login")
    page.fill("#username_input", outsider)
    page.fill("#password_input", hub.passwords[outsider])
    page.click("#login_submit")
    said = page.locator(".login_error").inner_text()
    assert said == f"{outsider} is not in this course. If you should be, ask your instructor to add you."
    page.fill("#password_input", "wrong")
    page.click("#login_submit")
    page.locator(".login_error", has_text="Invalid username or password").wait_for()
    page.close()


def test_a_student_reads_why_nothing_was_submitted_which_of_two_counts_and_that_it_is_late(
    hub, people, released, artifacts
):
    page = people("grace")
    start_server(page, hub, "grace")
    choose(page, "Assignment List")
    listed(page, "released").get_by_role("button", name="Fetch").click()
    listed(page, "fetched").get_by_role("button", name="Submit").wait_for()
    folder = Path(f"/home/{hub.name('grace')}/{COURSE}/{ASSIGNMENT}")
    notebook = folder / f"{NOTEBOOK}.ipynb"
    notebook.rename(folder / "mine.ipynb")
    said = refused(page)
    assert said == f"{NOTEBOOK}.ipynb is not in {folder}. It holds mine.ipynb: give that its name back."
    page.screenshot(path=artifacts / "hub-refused.png")
    close(page)
    (folder / "mine.ipynb").rename(notebook)
    for times in (1, 2):
        submit_again(page, times)
    times = listed(page, "submitted").locator(".nested_list_item").all_inner_texts()
    for said, which in zip(times, ("an earlier one", "the latest: this one counts"), strict=True):
        assert re.fullmatch(rf"\S+ \S+ UTC \({which}; \d+ d \d+ h late\)", said.strip())
    page.screenshot(path=artifacts / "hub-submitted-twice.png")


def test_a_full_exchange_is_said_and_nothing_is_lost(hub, people, artifacts):
    page, inbound = people("grace"), hub.folder / "exchange" / COURSE / "inbound"
    grader = pwd.getpwnam(hub.name("grader"))
    options = f"size=16k,mode=3733,uid={grader.pw_uid},gid={grader.pw_gid}"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", inbound], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"a full disk needs a file system of its own, and none can be mounted: {mounted.stderr!r}")
    try:
        said = refused(page)
        page.screenshot(path=artifacts / "hub-full.png")
        assert [*inbound.iterdir()] == []
    finally:
        subprocess.run(["umount", "--lazy", inbound], check=True)
    assert said.startswith("There is no space left where the course takes submissions: tell your instructor.")
    close(page)
    submit_again(page, 3)
    assert len([*inbound.glob(f"{hub.name('grace')}+{ASSIGNMENT}+*")]) == 3


def test_the_instructor_reads_who_is_late_who_submitted_twice_and_who_is_a_stranger(hub, people, outsider, artifacts):
    inbound = hub.folder / "exchange" / COURSE / "inbound"
    (sent,) = sorted(inbound.glob(f"{hub.name('grace')}+{ASSIGNMENT}+*"))[:1]
    foreign = shutil.copytree(sent, inbound / sent.name.replace(hub.name("grace"), outsider))
    for path in (foreign, *foreign.iterdir()):
        shutil.chown(path, outsider)
    page = people("instructor")
    formgrader(page, hub, "manage_assignments")
    row(page, ASSIGNMENT).locator(".collect a").click()
    dialog = page.locator(".modal-dialog", has_text="Successfully collected")
    dialog.wait_for()
    log = dialog.locator("pre").inner_text()
    settle(page)
    page.screenshot(path=artifacts / "hub-collected.png")
    assert f"{hub.name('grace')} submitted 3 times: what counts is that of" in log
    assert re.search(rf"{hub.name('grace')} submitted \d+ d \d+ h late", log)
    assert f"{outsider} is not in the class: not collected" in log
    submitted = Path(f"/home/{hub.name('grader')}/{COURSE}/submitted")
    assert [path.parent.name for path in submitted.glob(f"*/{ASSIGNMENT}")] == [hub.name("grace")]
    assert foreign.exists()
    dialog.get_by_role("button", name="OK").click()


def edit(page, hub, text: str) -> bool:
    """Save a file as the open page of grace's JupyterLab does, with its cookies, and return whether that worked."""
    base = f"{hub.base}/user/{hub.name('grace')}"
    script = """async ([address, text]) => {
        const token = document.cookie.match(/_xsrf=([^;]*)/)[1];
        const content = {type: "file", format: "text", content: text};
        const headers = {"Content-Type": "application/json", "X-XSRFToken": token};
        try { return (await fetch(address, {method: "PUT", headers, body: JSON.stringify(content)})).ok; }
        catch { return false; }
    }"""
    return page.evaluate(script, [f"{base}/api/contents/notes.txt", text])


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Let what is started in the block ignore Ctrl-C, as does all that a shell starts in the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def ignored(process: psutil.Process) -> set[int]:
    """Return the signals that a process ignores, by their numbers."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    bits = int(re.search(r"^SigIgn:\s*(\w+)$", status, re.MULTILINE)[1], 16)
    return {number for number in range(1, 65) if bits >> (number - 1) & 1}


def culler_of(hub) -> psutil.Process:
    """Return the hub's service that stops servers which nobody uses."""
    address = hub.server("grace").environ()["JUPYTERHUB_API_URL"]
    return next(
        process
        for process in psutil.process_iter(["cmdline", "environ"])
        if "jupyterhub_idle_culler" in (process.info["cmdline"] or ())
        and (process.info["environ"] or {}).get("JUPYTERHUB_API_URL") == address
    )


def test_a_killed_proxy_and_a_killed_hub_lose_nothing(hub, people, chromium):
    page = people("grace")
    server, notes = hub.server("grace"), Path(f"/home/{hub.name('grace')}/notes.txt")
    inbound = hub.folder / "exchange" / COURSE / "inbound"
    before = sorted(path.name for path in inbound.iterdir())
    # JupyterLab asks whether to restart a server that it cannot reach; it runs, so the answer, on the left, is no. And
    # while the new proxy has no way to it, JupyterLab says that the home folder is not found, once for each attempt.
    asked = page.locator(".jp-Dialog").filter(has_not_text="Invalid Submission")
    answer = asked.locator(".jp-Dialog-footer button").first
    page.add_locator_handler(asked, lambda: answer.click(), no_wait_after=True)
    assert edit(page, hub, "before")

    proxy = psutil.Process(int((hub.folder / "hub" / "proxy.pid").read_text()))
    proxy.send_signal(signal.SIGKILL)
    until(lambda: edit(page, hub, "after the proxy"))

    psutil.Process(int((hub.folder / "hub" / "hub.pid").read_text())).send_signal(signal.SIGKILL)
    assert edit(page, hub, "without a hub")
    assert refused(page).startswith("The hub does not answer. Your files are safe")
    close(page)
    (packages,) = hub.python.parents[1].glob("lib/python*/site-packages")
    (packages / "helpers").chmod(0o700)
    with pytest.raises(RuntimeError, match="python cannot be run by other accounts"):
        hub.start()
    (packages / "helpers").chmod(0o755)
    with deaf_to_ctrl_c():
        assert "with the password from before" in hub.start()
    assert signal.SIGINT not in ignored(culler_of(hub))

    until(lambda: edit(page, hub, "after both"))
    assert server.is_running()
    assert hub.server("grace") == server
    assert notes.read_text() == "after both"
    submit_again(page, 4)
    assert {*before} < {path.name for path in inbound.iterdir()}
    late = chromium.new_page()
    log_in(late, hub, "ada")
    late.close()
    formgrader(people("instructor"), hub, f"manage_submissions/{ASSIGNMENT}")
    row(people("instructor"), hub.name("grace")).wait_for()


def test_a_server_that_nobody_uses_is_stopped(hub, people):
    """By the hub's own culler, with its own rights, but after a second rather than an hour."""
    people("grace").goto("about:blank")
    culler = culler_of(hub)
    command = [part if not part.startswith("--timeout") else "--timeout=1" for part in culler.cmdline()]
    impatient = subprocess.Popen([*command, "--cull-every=1"], env=culler.environ(), user="nobody", cwd="/")
    try:
        until(lambda: not any(p.info["username"] == hub.name("grace") for p in psutil.process_iter(["username"])))
    finally:
        impatient.terminate()
        impatient.wait()
    assert people("grace").request.get(f"{hub.base}/hub/home").ok
