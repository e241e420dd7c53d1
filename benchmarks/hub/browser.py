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


def press(session: requests.Session, base: str, prefix: str, path: str, form: dict[str, str] | None = None) -> Any:  # noqa: ANN401
    """Post a form to the server or service at ``prefix`` and return the JSON that it answers with.

    Raises requests.RequestException, and RuntimeError with nbgrader's own words where it did not succeed.
    """
    headers = {"X-XSRFToken": session.cookies.get("_xsrf", path=prefix)}
    answer = session.post(f"{base}{prefix}{path}", data=form, headers=headers, timeout=PATIENCE_SECONDS)
    answer.raise_for_status()
    said = answer.json()
    if not said.get("success", True):
        raise RuntimeError(f"{prefix}{path}: {said.get('error') or said.get('value') or said}")
    return said


def save(session: requests.Session, base: str, prefix: str, path: str, notebook: dict[str, Any]) -> None:
    """Save a notebook as JupyterLab does. Raises requests.RequestException."""
    headers = {"X-XSRFToken": session.cookies.get("_xsrf", path=prefix)}
    model = {"type": "notebook", "format": "json", "content": notebook}
    address = f"{base}{prefix}api/contents/{path}"
    session.put(address, json=model, headers=headers, timeout=PATIENCE_SECONDS).raise_for_status()


def token(session: requests.Session, base: str, name: str) -> str:
    """Return a token for what a student's own server asks the hub: which courses they are in."""
    headers = {"X-XSRFToken": session.cookies.get("_xsrf", path="/hub/")}
    wanted = {"expires_in": 3600, "scopes": ["read:users:groups!user"]}
    address = f"{base}/hub/api/users/{name}/tokens"
    answer = session.post(address, json=wanted, headers=headers, timeout=PATIENCE_SECONDS)
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
