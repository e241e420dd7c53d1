"""Who may reach the formgrader: a real hub with the class's groups and roles, and its users' own tokens."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from pods import helm_values

from benchmarks.hub import scratch
from tests.waiting import until

GRADER = "demo-grader"
CONFIGURATION = """
import json
given = json.load(open("given.json"))
c = get_config()
for name, table in given["config"].items():
    c[name].update(table)
c.JupyterHub.load_roles = [{"name": name, **role} for name, role in given["loadRoles"].items()]
# What stands in for Kubernetes and for the login of a university, and who makes the tokens of this test.
c.JupyterHub.load_roles.append({"name": "tests", "services": ["tests"], "scopes": ["tokens", "list:users"]})
c.JupyterHub.services = [{"name": "tests", "api_token": given["token"]}]
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}
c.Spawner.cmd = ["sleep", "60"]
c.SimpleLocalProcessSpawner.home_dir_template = given["folder"] + "/{username}"
c.JupyterHub.bind_url = f"http://127.0.0.1:{given['port']}"
c.JupyterHub.hub_port = given["port"] + 1
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{given['port'] + 2}"
c.JupyterHub.db_url = "sqlite://"
"""


@dataclass(frozen=True)
class Hub:
    """A running hub's interface for programs, and the token of the one who makes tokens."""

    api: str
    token: str

    def ask(self, path: str, method: str = "GET", token: str = "") -> tuple[int, dict]:
        headers = {"Authorization": f"token {token or self.token}"}
        answer = requests.request(method, self.api + path, headers=headers, json={}, timeout=60)
        return answer.status_code, answer.json() if answer.content else {}

    def token_of(self, person: str) -> str:
        return self.ask(f"/users/{person}/tokens", "POST")[1]["token"]


@pytest.fixture(scope="module")
def hub(repository, tmp_path_factory) -> Iterator[Hub]:
    for missing, reason in scratch.obstacles():
        if missing and "configurable-http-proxy" in reason:
            pytest.skip(reason)
    folder, port, token = tmp_path_factory.mktemp("hub"), scratch.free_ports(), secrets.token_hex()
    given = helm_values(repository)["hub"] | {"port": port, "token": token, "folder": str(folder)}
    (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
    (folder / "configuration.py").write_text(CONFIGURATION, encoding="utf-8")
    search = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "--config", "configuration.py"],
            cwd=folder,
            env=os.environ | {"PATH": search},
            stdout=log,
            stderr=log,
        )
    try:
        until(lambda: process.poll() is not None or b"JupyterHub is now running" in (folder / "log").read_bytes())
        assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")
        yield Hub(f"http://127.0.0.1:{port}/hub/api", token)
    finally:
        process.terminate()
        process.wait()


def test_an_instructor_starts_and_opens_the_graders_server(hub):
    token = hub.token_of("demo-instructor")
    _, me = hub.ask("/user", token=token)
    assert f"access:servers!user={GRADER}" in me["scopes"]
    assert hub.ask(f"/users/{GRADER}/server", "POST", token)[0] in (201, 202)
    assert hub.ask(f"/users/{GRADER}", token=token)[0] == 200


def test_a_student_does_not_reach_it(hub):
    token = hub.token_of("demo-mallory")
    _, me = hub.ask("/user", token=token)
    assert not any(GRADER in scope for scope in me["scopes"])
    assert me["groups"] == ["nbgrader-one-neuron-up"]
    for method, path in (
        ("POST", f"/users/{GRADER}/server"),
        ("DELETE", f"/users/{GRADER}/server"),
        ("GET", f"/users/{GRADER}"),
        ("POST", f"/users/{GRADER}/tokens"),
        ("POST", "/users/demo-ada/server"),
        ("POST", "/groups/formgrade-one-neuron-up/users"),
    ):
        assert hub.ask(path, method, token)[0] in (403, 404), path


def test_nobody_administers_the_hub(hub):
    _, people = hub.ask("/users")
    assert {person["name"] for person in people} >= {GRADER, "demo-instructor", "demo-ada"}
    for person in people:
        _, me = hub.ask("/user", token=hub.token_of(person["name"]))
        assert not any(scope.startswith("admin") for scope in me["scopes"]), person["name"]
