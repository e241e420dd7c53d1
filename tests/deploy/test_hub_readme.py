"""Every command in deploy/README.md is known here, with how it is run, and every file it names exists."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

DRY_RUN = "make --dry-run shows that it reaches its work; "
EXERCISED = {
    "sudo make hub": DRY_RUN + "benchmarks/hub/scratch.py starts a hub by the same command",
    "sudo make hub-stop": DRY_RUN + "benchmarks/hub/scratch.py ends the hub by the same command",
    "sudo make hub CLASS=my-class.toml": DRY_RUN + "as make hub",
    "sudo --user=demo-grader --set-home sh -c 'cd ~/one-neuron-up && /opt/one-neuron-up/bin/python -m nbgrader "
    "autograde a05-gradient-descent'": "test_hub_browser.py runs it without sudo",
    "sudo apt-get install --no-install-recommends slurm-wlm munge": "test_hub_slurm.py runs with what it installs",
    "make cluster": "as in test_front_door_readme.py",
    ".venv/bin/python -m grader grade --on slurm:cluster.toml --dry-run": "tests/cluster/test_where.py",
    ".venv/bin/python -m grader grade --on slurm:cluster.toml": "tests/cluster/test_slurm.py",
    ".venv/bin/python -m grader grade a05-gradient-descent --on slurm:cluster.toml": "tests/cluster/test_slurm.py",
    ".venv/bin/python -m grader move-gradebook gradebook.db postgresql+psycopg://teacher@db.example.org/deep": (
        "tests/cluster/test_postgresql.py"
    ),
    "/opt/one-neuron-up/bin/python -m deploy.jupyterhub check my-class.toml": "test_a_class_is_checked",
}


@pytest.fixture(scope="module")
def readme(repository) -> str:
    return (repository / "deploy" / "README.md").read_text(encoding="utf-8")


def blocks(readme: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", readme, flags=re.MULTILINE | re.DOTALL)


def test_every_command_is_exercised(readme):
    commands = {line for block in blocks(readme, "console") for line in block.splitlines() if line}
    assert commands == set(EXERCISED)


@pytest.mark.parametrize("command", [command for command, how in EXERCISED.items() if how.startswith(DRY_RUN)])
@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_the_target_can_be_made(repository, command):
    _, _, *arguments = command.split()
    plan = subprocess.run(["make", "--dry-run", *arguments], cwd=repository, text=True, capture_output=True, check=True)
    assert re.search(r"/opt/one-neuron-up/bin/python -m deploy\.jupyterhub (start|stop) \S+\.toml", plan.stdout)


def test_a_class_is_checked(repository, capsys):
    pytest.importorskip("jupyterhub", reason="JupyterHub is not installed: make test installs it")
    from deploy.jupyterhub.__main__ import main

    assert main(["check", str(repository / "deploy" / "jupyterhub" / "demo.toml")]) == 0
    assert "is right: course one-neuron-up, 1 to teach, 3 to learn, 2 profiles" in capsys.readouterr().out
    assert main(["check", "nowhere.toml"]) == 1
    assert capsys.readouterr().err == "nowhere.toml cannot be read: No such file or directory\n"


def test_the_example_for_slurm_is_right(readme):
    pytest.importorskip("jupyterhub", reason="JupyterHub is not installed: make test installs it")
    from deploy.jupyterhub.settings import Settings

    (example,) = [block for block in blocks(readme, "toml") if "[slurm]" in block]
    course = {"id": "deep", "roster": Path("roster.csv"), "instructors": ["teacher"], "grader": "grader"}
    given = tomllib.loads(example) | {"course": course, "server": {"folder": Path("/srv/deep")}}
    profile = Settings.model_validate(given).profiles[0]
    assert profile.slurm is not None
    assert profile.slurm.gres == "gpu:1"


def test_every_picture_exists_says_what_it_shows_and_is_small(repository, readme):
    pictures = re.findall(r"!\[(.*?)\]\((.*?)\)", readme)
    assert len(pictures) >= 6
    for words, name in pictures:
        assert len(words) > 20, name
        assert (repository / "deploy" / name).stat().st_size < 150_000


def test_every_file_it_names_exists(repository, readme):
    for name in re.findall(r"`((?:jupyterhub|grader|tests)/[\w./]+)`", readme):
        assert (repository / name).exists() or (repository / "deploy" / name).exists(), name
