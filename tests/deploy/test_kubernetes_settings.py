"""The settings file of a class on Kubernetes: what is right becomes values, and each mistake is told in one line."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pydantic", reason="pydantic is not installed: make test installs it with the hub")

import yaml

from deploy.kubernetes import settings as kubernetes
from deploy.kubernetes.__main__ import main

# Every key of the chart's values that is used here, and what may stand there, as values.schema.yaml of Zero to
# JupyterHub has it: `object` is a table whose content is Kubernetes' or JupyterHub's own. Helm refuses other keys.
CHART = {
    "custom.class": object,
    "hub.config": object,
    "hub.extraFiles.one_neuron_up.mountPath": str,
    "hub.extraFiles.one_neuron_up.stringData": str,
    "hub.loadRoles": object,
    "proxy.https.enabled": bool,
    "proxy.https.type": str,
    "proxy.https.hosts": list,
    "proxy.https.letsencrypt.contactEmail": str,
    "singleuser.image.name": str,
    "singleuser.image.tag": str,
    "singleuser.profileList": list,
    "singleuser.uid": type(None),
    "singleuser.fsGid": type(None),
    "singleuser.defaultUrl": str,
    "singleuser.startTimeout": int,
    "singleuser.memory.guarantee": str,
    "singleuser.cpu.guarantee": float,
    "singleuser.storage.type": str,
    "singleuser.storage.extraVolumes": list,
    "singleuser.storage.extraVolumeMounts": list,
    "singleuser.networkPolicy.enabled": bool,
    "cull.enabled": bool,
    "cull.timeout": int,
}


@pytest.fixture
def folder(repository, tmp_path) -> Path:
    """A place with the file and the roster of the demo class."""
    text = (repository / "deploy" / "kubernetes" / "class.toml").read_text(encoding="utf-8")
    (tmp_path / "class.toml").write_text(text.replace("../jupyterhub/", ""), encoding="utf-8")
    (tmp_path / "roster.csv").write_bytes((repository / "deploy" / "jupyterhub" / "roster.csv").read_bytes())
    return tmp_path


def mistakes(folder: Path, old: str, new: str) -> list[str]:
    text = (folder / "class.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "class.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(kubernetes.SettingsError) as raised:
        kubernetes.load(folder / "class.toml")
    return [line.replace(f"{folder}/", "") for line in str(raised.value).splitlines()]


def leaves(values, place=""):
    """Yield every place of the values that the table above has to know, with what stands there."""
    if isinstance(values, dict) and CHART.get(place) is not object:
        for key, value in values.items():
            yield from leaves(value, f"{place}.{key}".lstrip("."))
    else:
        yield place, values


def test_every_value_is_one_of_the_charts(repository, folder, capsys):
    assert main([str(folder / "class.toml"), str(folder / "out")]) == 0
    assert "for one-neuron-up: 1 to teach, 3 to learn" in capsys.readouterr().out
    found = {}
    for file in (repository / "deploy" / "kubernetes" / "values.yaml", folder / "out" / "values.yaml"):
        found |= dict(leaves(yaml.safe_load(file.read_text(encoding="utf-8"))))
    assert found.keys() == CHART.keys()
    for place, value in found.items():
        assert isinstance(value, CHART[place]), place
    assert (folder / "out").stat().st_mode & 0o777 == 0o700


def test_a_secret_that_looks_like_a_number_stays_a_text(folder):
    text = (folder / "class.toml").read_text(encoding="utf-8").replace("from github.com;", "1e5")
    (folder / "class.toml").write_text(text.replace("1e5 keep this file to yourself", "1e5"), encoding="utf-8")
    assert main([str(folder / "class.toml"), str(folder / "out")]) == 0
    written = (folder / "out" / "values.yaml").read_text(encoding="utf-8")
    assert '"client_secret": "1e5"' in written
    # What is not in quotes is a number, true, false or null to every reader of YAML, as to those of JSON.
    bare = [token.value for token in yaml.scan(written) if isinstance(token, yaml.ScalarToken) and token.style is None]
    assert all(json.loads(value) is not None for value in bare)


def test_only_people_of_the_class_log_in_and_nobody_as_the_grader(folder):
    settings = kubernetes.load(folder / "class.toml")
    assert main([str(folder / "class.toml"), str(folder / "out")]) == 0
    hub = yaml.safe_load((folder / "out" / "values.yaml").read_text(encoding="utf-8"))["hub"]
    allowed = hub["config"]["Authenticator"]
    assert tuple(allowed["allowed_users"]) == settings.people
    assert allowed["blocked_users"] == ["demo-grader"]
    assert not any((allowed["allow_all"], allowed["allow_existing_users"], allowed["admin_users"]))
    assert hub["config"]["JupyterHub"]["authenticator_class"] == "github"


def test_a_login_cannot_open_the_hub_to_everyone(folder):
    text = (folder / "class.toml").read_text(encoding="utf-8") + "\n[login.Authenticator]\nallow_all = true\n"
    (folder / "class.toml").write_text(text, encoding="utf-8")
    assert main([str(folder / "class.toml"), str(folder / "out")]) == 0
    config = yaml.safe_load((folder / "out" / "values.yaml").read_text(encoding="utf-8"))["hub"]["config"]
    assert config["Authenticator"]["allow_all"] is False


def test_a_number_follows_from_the_name_whatever_the_roster_does(folder):
    before = kubernetes.load(folder / "class.toml").uids
    header, *lines = (folder / "roster.csv").read_text(encoding="utf-8").splitlines()
    random.Random(0).shuffle(lines)
    (folder / "roster.csv").write_text("\n".join([header, *lines[1:], "zoe,Zoe,,"]), encoding="utf-8")
    after = kubernetes.load(folder / "class.toml").uids
    assert len(after) == len(before)
    assert all(before[name] == after[name] for name in before.keys() & after.keys())
    assert all(2**20 <= number < 2**31 for number in after.values())
    # Another Python run gives the same, which a built-in hash would not.
    code = "from deploy.kubernetes.settings import uid; print(uid('demo-ada'))"
    again = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True)
    assert int(again.stdout) == before["demo-ada"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('storage_class = "nfs"', "", "class.toml, volume.storage_class: Field required"),
        ('host = "hub', 'hots = "hub', "class.toml, server.host: Field required"),
        ('authenticator_class = "github"', "", "class.toml: login.JupyterHub says no authenticator_class"),
        ("[login.GitHub", "[login.gitHub", "class.toml, login.gitHubOAuthenticator.[key]: String should match"),
        ("memory_gb = 4", 'memory_gb = "much"', "class.toml, profiles.0.memory_gb: Input should be a valid number"),
        ('{ key = "nvidia.com/gpu" }', '{ key = "a b" }', "class.toml, profiles.1.tolerations.0.key: String should"),
        ('"demo-grader"', '"demo-ada"', "class.toml: the account demo-ada is given twice"),
        ('"demo-grader"', '"demo-"', "class.toml: the account demo- ends in a dash"),
        ('["demo-instructor"]', "[]", "class.toml: course.instructors names nobody"),
        ('"GPU"', '"CPU"', "class.toml: the profile CPU is given twice"),
        ('"roster.csv"', '"class.csv"', "class.csv cannot be read: No such file"),
    ],
)
def test_a_mistake_is_told_with_its_place(folder, old, new, line):
    assert mistakes(folder, old, new)[0].startswith(line)


def test_two_names_with_one_number_are_told(folder, monkeypatch):
    monkeypatch.setattr(kubernetes, "uid", lambda name: len(name))
    (told,) = mistakes(folder, '"demo-grader"', '"demo-bob"')
    assert told.startswith("class.toml: the accounts demo-bob and demo-ada would get the same user number")


def test_nothing_is_written_where_something_is_wrong(folder, capsys):
    (folder / "roster.csv").write_text("name\nAda\n", encoding="utf-8")
    assert main([str(folder / "class.toml"), str(folder / "out")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not (folder / "out").exists()
