"""What people click on a hub, for the tests of this folder: each function is one thing that a person does."""

import re

COURSE = "one-neuron-up"
ASSIGNMENT, NOTEBOOK = "a05-gradient-descent", "gradient-descent"
PATIENCE = 240_000


def log_in(page, hub, person: str) -> None:
    page.goto(f"{hub.base}/hub/login")
    page.fill("#username_input", hub.name(person))
    page.fill("#password_input", hub.passwords[hub.name(person)])
    page.click("#login_submit")
    page.wait_for_url(re.compile("/hub/(home|spawn)|/user/"))


def start_server(page, hub, person: str) -> None:
    """Start a person's server, if it does not run, and wait for its JupyterLab."""
    ask_for_server(page, hub)
    wait_for_lab(page, hub, person)


def ask_for_server(page, hub) -> None:
    page.goto(f"{hub.base}/hub/spawn")
    if page.locator("#profile").count():
        page.select_option("#profile", "CPU")
        page.locator("#spawn_form [type=submit]").click()


def wait_for_lab(page, hub, person: str) -> None:
    page.wait_for_url(re.compile(f"/user/{hub.name(person)}/lab"))
    page.locator(".lm-MenuBar-item", has_text="Nbgrader").wait_for()


def choose(page, entry: str) -> None:
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name=entry).click()


def formgrader(page, hub, path: str) -> None:
    page.goto(f"{hub.base}/services/{COURSE}/formgrader/{path}")
    page.locator("table.dataTable tbody tr").first.wait_for()  # the list is complete, and its buttons work


def press(page, button, answer: str) -> None:
    """Press a button of the formgrader and close the dialog that says what was done."""
    button.click()
    dialog = page.locator(".modal-dialog", has_text=answer)
    dialog.wait_for()
    dialog.get_by_role("button", name="OK").click()
    dialog.wait_for(state="hidden")
    page.locator(".modal-backdrop").wait_for(state="hidden")


def settle(page) -> None:
    """Wait until nothing on the page moves and all fonts are there, for a picture of it."""
    page.wait_for_function("document.fonts.status == 'loaded' && !document.getAnimations().length")


def row(page, text: str):
    return page.locator("tbody tr", has_text=text)


def fetch(page) -> None:
    choose(page, "Assignment List")
    page.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
    page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").wait_for()


def open_notebook(page) -> None:
    """Open the assignment's notebook in the JupyterLab that is there: loading the page anew takes seconds.

    The notebook's own sign says idle from the start, and cells that run before the kernel has answered can be lost.
    The status bar knows that it has.
    """
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_role("menuitem", name="Open from Path").click()
    dialog = page.locator(".jp-Dialog")
    dialog.locator("input").fill(f"{COURSE}/{ASSIGNMENT}/{NOTEBOOK}.ipynb")
    dialog.get_by_role("button", name="Open").click()
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()


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
    page.locator("#submitted_assignments_list").get_by_text(ASSIGNMENT).first.wait_for()
