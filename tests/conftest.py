"""What several test files share: a scratch copy of the course, a browser, and a real JupyterLab.

A test that needs a browser asks for `chromium`; one that needs a notebook server asks for `lab`::

    def test_the_slider_moves_the_picture(chromium, lab):
        page = chromium.new_page()
        page.goto(lab.url("lab/tree/07-gradient-descent.ipynb"))
"""

import os
import queue
import re
import secrets
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.waiting import until

pytest_plugins = ["tests.support.fixtures", "tests.support.one_node_slurm", "tests.clock"]

# Two workers share two cores. Where each computes in two threads, or a kernel of its does, these wait for each other,
# and waiting takes CPU time like computing. Read when NumPy or torch is imported, so nothing here imports them before.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Long enough for a cold start on a busy machine; nothing waits this long when all is well.
START_SECONDS = 600
STOP_SECONDS = 15


# Files whose tests share what takes long: one running hub; the web pages; one graded class, and workers for more of it.
TOGETHER = (
    ("tests/deploy/test_hub_browser.py", "tests/deploy/test_hub_moves.py"),
    ("tests/site/test_built.py", "tests/site/test_moving.py"),
    (
        *("tests/grading/test_grade.py", "tests/grading/test_names.py", "tests/grading/test_nbgrader.py"),
        *("tests/grading/test_trouble.py", "tests/cluster/test_dask.py", "tests/cluster/test_killed_nodes.py"),
        *("tests/cluster/test_postgresql.py", "tests/cluster/test_slurm.py"),
        *("tests/feedback/test_write.py", "tests/lms/test_export.py"),
    ),
)
# Files whose tests stand for one lecture or assignment each, and are handed out by it; other files go whole.
SPLIT = ("tests/check/test_this_course.py", "tests/lectures/test_run.py")
# What a test is, by the fixtures it asks for or the file it stands in; pyproject.toml says what each mark means.
MARKS = {
    "browser": ("chromium", "lab"),
    "hub": ("hub", "slurm", "cluster", "usable"),
    "lecture": ("lecture", "test_web_pages.py", "built"),
    "proof": ("test_this_course.py",),
    "course": (
        *(
            "test_attacks.py",
            "test_collect.py",
            "test_export.py",
            "test_grade.py",
            "test_nbgrader.py",
            "test_trouble.py",
        ),
        *("test_write.py", "test_sample_class.py", "test_student_edition.py", "test_front_door_release.py"),
        *("test_bad_assignments.py", "test_command.py", "test_faults.py", "test_nbgrader_examples.py", "test_pool.py"),
        *("test_running.py", "test_ways.py"),
        *("test_corpora.py", "test_dask.py", "test_killed_nodes.py", "test_postgresql.py"),
    ),
}


# What mostly waits (hubs, browsers) begins, beside what computes. What is handed out one by one comes last, so that two
# workers end together, and so that where the time is up that is what is left out (`--until`).
FIRST = ("tests/deploy/", "tests/benchmarks/test_hub_benchmark.py")


@pytest.hookimpl(tryfirst=True)  # before those that are left out are chosen by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test, and order the files: first FIRST, at the end SPLIT, the others between."""
    for item in items:
        known = {item.path.name, *getattr(item, "fixturenames", ())}
        for mark, tells in MARKS.items():
            if known.intersection(tells):
                item.add_marker(mark)

    def place(item: pytest.Item) -> int:
        first = next((at - len(FIRST) for at, path in enumerate(FIRST) if item.nodeid.startswith(path)), 0)
        return first or next((at for at, path in enumerate(SPLIT, 1) if item.nodeid.startswith(path)), 0)

    items.sort(key=place)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep together what shares fixtures. (pytest-xdist's own groups do nothing with pytest 9.2, without a word.)"""
    from xdist.scheduler import LoadScopeScheduling

    class ByFixture(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file, _, test = nodeid.partition("::")
            if file in SPLIT:
                return file + test[test.find("[") :]
            return next((files[0] for files in TOGETHER if file in files), file)

    return ByFixture(config, log)


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: ``base`` is ``http://127.0.0.1:PORT/``, ``root`` the folder it shows."""

    base: str
    token: str
    root: Path
    log: Path

    def url(self, path: str = "lab") -> str:
        """Return the address of ``path`` with the token, in a workspace that no other test has touched."""
        joiner = "&" if "?" in path else "?"
        return f"{self.base}{path}{joiner}token={self.token}&reset"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository under test."""
    return ROOT


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Where screenshots of what was seen stay, for people to look at."""
    folder = ROOT / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def chromium():
    """A headless Chromium driven by Playwright's sync API.

    One for each test file rather than one for the run: while it is open, its event loop counts as running in this
    thread, and nothing else here could call `asyncio.run`.
    """
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make test installs it")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: install it (Debian: apt-get install chromium) to run browser tests")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[Lab]:
    """A JupyterLab rooted at a copy of `course/`; what a test writes there never reaches the repository."""
    root = tmp_path_factory.mktemp("lab") / "course"
    ignore = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
    if (ROOT / "course").is_dir():
        shutil.copytree(ROOT / "course", root, ignore=ignore)
    root.mkdir(exist_ok=True)
    with lab_server(root) as server:
        yield server


@pytest.fixture(scope="session")
def run_lab():
    """`lab_server`, for tests that need a JupyterLab of their own."""
    return lab_server


@contextmanager
def lab_server(root: Path, *start: str) -> Iterator[Lab]:
    """Run JupyterLab in ``root`` on a free port of 127.0.0.1 until the block ends.

    ``start`` is what Python is given to start it, if that is not JupyterLab itself showing ``root``.
    The server reads and writes no configuration, data or kernel of the person who runs the tests.
    """
    state = root.parent / f".{root.name}-jupyter"
    state.mkdir(exist_ok=True)
    token = secrets.token_hex(16)
    command = [sys.executable, *(start or ("-m", "jupyterlab", f"--ServerApp.root_dir={root}"))]
    command += ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"]
    command += [f"--IdentityProvider.token={token}"]
    _decline_news(state / "settings")
    _configure_pages(state / "config")
    log = state / "server.log"
    process = subprocess.Popen(
        command, cwd=root, env=private_environment(state), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    announced: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_follow, args=(process.stdout, log, announced), daemon=True)
    reader.start()
    try:
        base = announced.get(timeout=START_SECONDS)
        assert base is not None, f"JupyterLab stopped before it served anything:\n{log.read_text()}"
        until(lambda: _listens(base), log.read_text)  # it says where it is before it listens there
        yield Lab(base, token, root, log)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:  # it waits for a kernel or a page that does not go away
            process.kill()
            process.wait()
        reader.join()


def _listens(base: str) -> bool:
    """Return whether something listens at an address such as ``http://127.0.0.1:8888/``."""
    host, port = base.removeprefix("http://").rstrip("/").split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def private_environment(state: Path) -> dict[str, str]:
    """Return this process's environment with every home of Jupyter, IPython and Matplotlib moved into ``state``."""
    places = {
        "HOME": "home",
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    for folder in places.values():
        (state / folder).mkdir(parents=True, exist_ok=True)
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return os.environ | {name: str(state / folder) for name, folder in places.items()} | {"PYTHONPATH": path}


def _decline_news(settings: Path) -> None:
    """Answer JupyterLab's question about news, which would cover part of the page until it is answered."""
    file = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{"fetchNews": "false", "checkForUpdates": false}')


def _configure_pages(configuration: Path) -> None:
    """Let no page ask whether JupyterLab has to be built, for which Node is started each time; let tests ask it."""
    file = configuration / "labconfig" / "page_config.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{"buildCheck": false, "exposeAppInBrowser": true}')


def _follow(stream, log: Path, announced: "queue.Queue[str | None]") -> None:
    """Copy the server's output to ``log``; put its base address, or None if it ends without one, into the queue."""
    address = re.compile(rb"(http://127\.0\.0\.1:[1-9]\d*/)(?:lab\S*)?\?token=")
    with stream, log.open("wb") as file:
        for line in stream:
            file.write(line)
            file.flush()
            if match := address.search(line):
                announced.put(match[1].decode())
    announced.put(None)
