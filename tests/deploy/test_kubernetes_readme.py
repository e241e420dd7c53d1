"""Commands and names in deploy/kubernetes/README.md: those that can be run here are, and the rest is said not to be."""

import re
import tomllib

import pytest

NOT_RUN = ("docker", "helm", "kubectl")
EXERCISED = {
    "python -m pip install pydantic pyyaml tornado": "as packages of pyproject.toml, in every run of the tests",
    "python -m deploy.kubernetes my-class.toml my-class": "test_kubernetes_settings.py",
}


@pytest.fixture(scope="module")
def readme(repository) -> str:
    return (repository / "deploy" / "kubernetes" / "README.md").read_text(encoding="utf-8")


def test_every_command_is_exercised_or_said_not_to_be(readme):
    blocks = re.findall(r"^```console\n(.*?)^```", readme, flags=re.MULTILINE | re.DOTALL)
    commands = {line for block in blocks for line in block.splitlines()}
    assert {command for command in commands if not command.startswith(NOT_RUN)} == set(EXERCISED)
    assert f"Not run: {', '.join(f'`{name}`' for name in NOT_RUN[:-1])} and `{NOT_RUN[-1]}`" in readme


def test_the_names_are_those_of_the_class_and_of_the_files(repository, readme):
    given = tomllib.loads((repository / "deploy" / "kubernetes" / "class.toml").read_text(encoding="utf-8"))
    assert f"{given['image']['name']}:{given['image']['tag']}" in readme
    assert f"/home/{given['course']['grader']}/{given['course']['id']}/source" in readme
    fixed = (repository / "deploy" / "kubernetes" / "values.yaml").read_text(encoding="utf-8")
    (chart,) = re.findall(r"version (\d+\.\d+\.\d+)", fixed)
    assert set(re.findall(r"--version (\S+)", readme)) == {chart}
    for name in re.findall(r"`((?:deploy|grader|tests)/[\w./]+)`", readme):
        assert (repository / name).exists(), name


def test_the_image_has_what_it_needs_and_no_solution(repository):
    folder = repository / "deploy" / "kubernetes"
    lines = (folder / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [name for line in lines if line.startswith("COPY") for name in line.split()[1:-1]]
    assert copied
    allowed = (folder / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for name in copied:
        assert (repository / name).exists(), name
        assert f"!{name}" in allowed, name
        assert not name.startswith(("source", "tests", "authoring", "release")), name
