"""What is installed: pyproject.toml, constraints.txt and environment.yml say the same."""

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

CONDA_NAMES = {"torch": "pytorch", "matplotlib": "matplotlib-base"}


@pytest.fixture(scope="module")
def project(repository):
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def locked(repository):
    lines = (repository / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pins}


def test_environment_yml_asks_for_the_same_as_pyproject(project, repository):
    wanted = [Requirement(line) for line in project["dependencies"] + project["optional-dependencies"]["course"]]
    given = yaml.safe_load((repository / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    conda = dict(line.split(" ", 1) for line in given if isinstance(line, str) and " " in line)
    assert SpecifierSet(conda.pop("python")) == SpecifierSet(project["requires-python"])
    everywhere = [line for line in wanted if line.marker is None]
    assert {name: SpecifierSet(versions) for name, versions in conda.items()} == {
        CONDA_NAMES.get(line.name, line.name): line.specifier for line in everywhere
    }


@pytest.mark.parametrize("extra", ["", "course", "dev", "hub", "site"])
def test_every_requirement_is_locked_to_a_version_it_allows(project, locked, extra):
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    for requirement in map(Requirement, lines):
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"constraints.txt does not lock {requirement.name}: run make lock"
        assert requirement.specifier.contains(version), f"{requirement} does not allow the locked {version}"


def test_the_lock_names_no_place_and_no_build(repository):
    text = (repository / "constraints.txt").read_text(encoding="utf-8")
    assert not re.search(r"://| @ |^[^#].*\+", text, flags=re.MULTILINE)
