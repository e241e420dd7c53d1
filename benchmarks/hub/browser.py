"""What a browser asks of the hub: log in, load a page, press a button."""

import time
from typing import Any
from urllib.parse import urlsplit

import requests

PATIENCE_SECONDS = 300


def log_in(base: str, name: str, password: str) -> requests.Session:
    """Return a session in which ``name`` is logged in to the hub at ``base``. Raises requests.RequestException."""
    session = requests.Session()
    session.get(f"{base}/hub/login", timeout=PATIENCE_SECONDS).raise_for_status()
    form = {"username": name, "password": password, "_xsrf": session.cookies.get("_xsrf", path="/hub/")}
    answer = session.post(f"{base}/hub/login", data=form, allow_redirects=False, timeout=PATIENCE_SECONDS)
    if answer.status_code != requests.codes.found:
        raise requests.HTTPError(f"{name} cannot log in: {answer.status_code}")
    return session


def load(session: requests.Session, address: str) -> requests.Response:
    """Load a page and all it is redirected to, which logs the session in to servers and services."""
    answer = session.get(address, timeout=PATIENCE_SECONDS)
    answer.raise_for_status()
    return answer


def press(session: requests.Session, base: str, prefix: str, path: str, body: dict[str, str] | None = None) -> Any:  # noqa: ANN401
    """Post JSON to the server or service at ``prefix``, as its pages do, and return what it answers.

    Raises requests.RequestException, and RuntimeError with nbgrader's own words where it did not succeed.
    """
    address = f"{base}{prefix}{path}"
    answer = session.post(address, json=body, headers=_proof(session, prefix), timeout=PATIENCE_SECONDS)
    answer.raise_for_status()
    said = answer.json()
    if not said.get("success", True):
        raise RuntimeError(f"{prefix}{path}: {said.get('error') or said.get('value') or said}")
    return said


def save(session: requests.Session, base: str, prefix: str, path: str, notebook: dict[str, Any]) -> None:
    """Save a notebook as JupyterLab does. Raises requests.RequestException."""
    model: dict[str, Any] = {"type": "notebook", "format": "json", "content": notebook}
    address = f"{base}{prefix}api/contents/{path}"
    answer = session.put(address, json=model, headers=_proof(session, prefix), timeout=PATIENCE_SECONDS)
    answer.raise_for_status()


def token(session: requests.Session, base: str, name: str) -> str:
    """Return a token for what a student's own server asks the hub: which courses they are in."""
    wanted: dict[str, Any] = {"expires_in": 3600, "scopes": ["read:users:groups!user"]}
    address = f"{base}/hub/api/users/{name}/tokens"
    answer = session.post(address, json=wanted, headers=_proof(session, "/hub/"), timeout=PATIENCE_SECONDS)
    answer.raise_for_status()
    return str(answer.json()["token"])


def start_server(session: requests.Session, base: str, name: str) -> None:
    """Start a server with the CPU profile and wait until JupyterLab's page comes. Raises requests.RequestException."""
    page = load(session, f"{base}/hub/spawn")
    form = {"profile": "CPU", "_xsrf": session.cookies.get("_xsrf", path="/hub/")}
    session.post(page.url, data=form, timeout=PATIENCE_SECONDS).raise_for_status()
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if urlsplit(load(session, f"{base}/hub/spawn-pending/{name}").url).path.startswith(f"/user/{name}/"):
            return
        time.sleep(0.5)
    raise requests.Timeout(f"the server of {name} did not start in {PATIENCE_SECONDS} s")


def _proof(session: requests.Session, prefix: str) -> dict[str, str]:
    """Return the header by which a server knows that its own page asks: its cookie, which no other page can read."""
    return {"X-XSRFToken": session.cookies.get("_xsrf", path=prefix) or ""}
