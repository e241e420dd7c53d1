"""The files that a project is judged by before its code is read: they agree with each other and with what there is."""

import re
import tomllib

import pytest
import yaml


@pytest.fixture(scope="module")
def project(repository):
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


def test_one_version_everywhere(repository, project):
    version = project["project"]["version"]
    changes = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    latest, date = re.search(r"^## \[(\d.*?)\] - (\d{4}-\d\d-\d\d)$", changes, re.MULTILINE).groups()
    citation = yaml.safe_load((repository / "CITATION.cff").read_text(encoding="utf-8"))
    assert version == latest == citation["version"]
    assert date == citation["date-released"].isoformat()


def test_the_citation_names_the_repository_and_both_licenses(repository, project):
    citation = yaml.safe_load((repository / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["repository-code"] == project["project"]["urls"]["Repository"]
    assert project["project"]["license"] in citation["license"]


@pytest.mark.parametrize("package", ["helpers", "grader"])
def test_a_package_says_that_it_is_typed_and_takes_that_along(repository, project, package):
    assert (repository / package / "py.typed").read_bytes() == b""
    assert "py.typed" in project["tool"]["setuptools"]["package-data"][package]


def test_the_workflow_runs_what_contributors_run(repository):
    workflow = yaml.safe_load((repository / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["test"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == [".ci/run"]
    assert workflow[True].keys() == {"push", "pull_request"}  # YAML reads the key "on" as true
    assert workflow["permissions"] == {"contents": "read"}


def test_the_pages_are_published_as_a_person_makes_them_and_only_from_main(repository):
    workflow = yaml.safe_load((repository / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
    build, deploy = workflow["jobs"]["build"], workflow["jobs"]["deploy"]
    assert [step["run"] for step in build["steps"] if "run" in step] == ["make site"]
    assert workflow[True]["push"] == {"branches": ["main"]}
    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in build
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}


def test_the_hooks_are_what_make_lint_runs_and_install_nothing(repository):
    repositories = yaml.safe_load((repository / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    hooks = [hook for one in repositories for hook in one["hooks"]]
    assert {one["repo"] for one in repositories} == {"local"}
    assert {hook["language"] for hook in hooks} == {"system"}
    linted = re.search(r"^lint:.*\n((?:\t.*\n)+)", (repository / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[
        1
    ]
    entries = [hook["entry"] for hook in hooks]
    for command in re.findall(r"\$\(RUN\) -m (.+)", linted):
        assert any(entry.startswith(f".venv/bin/python -m {command}") for entry in entries), command


def test_templates_of_issues_say_what_they_are_for(repository):
    for path in (repository / ".github/ISSUE_TEMPLATE").glob("*.md"):
        header = yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1])
        assert header.keys() >= {"name", "about"}, path.name
