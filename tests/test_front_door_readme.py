"""Every command in README.md and CONTRIBUTING.md is known here, with how it is run; everything they name exists."""

import re
import shutil
import subprocess
import sys

import pytest

DRY_RUN = "make --dry-run shows that it reaches its work; "
# How each command is exercised. A new one in either page fails until it is entered here.
EXERCISED = {
    "make lab": DRY_RUN + "test_front_door_lab.py drives the same command in a browser",
    "make grade": DRY_RUN + "grading/test_grade.py runs the same command on a small class",
    "make grade ASSIGNMENT=a05-gradient-descent": DRY_RUN + "as make grade",
    "make cluster": "make --dry-run shows that it would install",
    ".venv/bin/python -m grader grade --on slurm:cluster.toml --dry-run": "cluster/test_where.py",
    ".venv/bin/python -m grader grade --on slurm:cluster.toml": "cluster/test_slurm.py",
    "make file ASSIGNMENT=a05-gradient-descent": DRY_RUN + "lms/test_filing.py runs the same command",
    "make check ASSIGNMENT=a05-gradient-descent": DRY_RUN + "check/test_command.py runs the same command",
    "make test": "this very run",
    "make notebooks": DRY_RUN + "the tests of authoring/ build notebooks",
    "make release": DRY_RUN + "test_front_door_release.py releases every assignment",
    "make badges REPO=organization/name": DRY_RUN + "test_badges.py runs the same command on a copy",
    "make site": DRY_RUN + "the tests of site/ build some of the pages",
    ".venv/bin/python -m pytest -m slow tests/site/test_whole.py": "itself a test, which make slow runs",
    "make student REPO=organization/name": DRY_RUN + "test_student_edition.py runs the same command",
    "make lock": DRY_RUN + "test_front_door_packages.py checks what it wrote",
    "conda env create --file environment.yml": "test_front_door_packages.py holds the file against pyproject.toml",
    "conda activate one-neuron-up": "the name is compared below",
    "jupyter nbconvert --to html --template authoring/page course/07-gradient-descent.ipynb": "test_web_pages.py",
    "nbgrader export --exporter=grader.lms.export.CanvasExporter --to=canvas.csv": "lms/test_export.py",
    "nbgrader export --exporter=grader.lms.export.MoodleExporter --to=moodle.csv --assignment=a05-gradient-descent": (
        "lms/test_export.py"
    ),
    "nbgrader export --exporter=grader.lms.export.MarksExporter --to=marks.xlsx": "lms/test_export.py",
    "python -m grader lab": "test_front_door_lab.py",
    "python -m grader grade": "grading/test_grade.py",
}


PAGES = ("README.md", "CONTRIBUTING.md")


def commands(text):
    blocks = re.findall(r"^```console\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def test_every_command_is_exercised_and_every_exercise_is_for_a_command(repository):
    texts = [(repository / page).read_text(encoding="utf-8") for page in PAGES]
    assert {command for text in texts for command in commands(text)} == set(EXERCISED)


def test_the_readme_fits_a_first_visit(repository):
    text = (repository / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 160
    for user in ("Student", "Instructor", "Contributor"):
        assert f"**{user}.**" in text


@pytest.mark.parametrize("command", [command for command, how in EXERCISED.items() if how.startswith(DRY_RUN)])
def test_the_target_can_be_made(repository, command):
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    _, *arguments = command.split()
    plan = subprocess.run(["make", "--dry-run", *arguments], cwd=repository, text=True, capture_output=True, check=True)
    assert "bin/python -m " in plan.stdout


def test_the_settings_of_grading_are_listed(repository):
    command = [sys.executable, "-m", "grader", "settings"]
    done = subprocess.run(command, cwd=repository, text=True, capture_output=True, check=True)
    assert "--SubmissionLimits.cell_seconds=<Float>\n    Seconds of wall-clock time for one cell." in done.stdout
    assert "--Intake.max_cells=<Int>" in done.stdout
    assert "--Workers.count=<Int>" in done.stdout


def test_the_conda_environment_has_the_name_that_is_activated(repository):
    assert "\nname: one-neuron-up\n" in (repository / "environment.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [*PAGES, "SECURITY.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md", "docs/architecture.md"])
def test_everything_named_in_tables_and_in_links_exists(repository, page):
    text = (repository / page).read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!http)([^)#]+)[^)]*\)", text)
    mapped = [
        name for row in re.findall(r"^\| (`.*?) \|", text, flags=re.MULTILINE) for name in re.findall("`(.+?)`", row)
    ]
    edited = re.findall(r"`(authoring/\w+/\d\d-[\w-]+\.py|authoring/\w+/a\d\d-[\w-]+\.py)`", text)
    for name in [*mapped, *edited]:
        assert (repository / name).exists(), f"{page} names {name}, which is not there"
    for name in linked:
        assert ((repository / page).parent / name).exists(), f"{page} links to {name}, which is not there"


@pytest.mark.parametrize("page", PAGES)
def test_links_into_a_page_lead_to_a_heading(repository, page):
    text = (repository / page).read_text(encoding="utf-8")
    for file, anchor in re.findall(r"\]\(((?!http)[^)#]*)#([^)]+)\)", text):
        headings = re.findall(r"^#+ (.+)$", (repository / (file or page)).read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
