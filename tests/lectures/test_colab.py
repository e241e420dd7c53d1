"""The Colab way: only the notebook file in an empty folder, `helpers` from a built wheel, Colab's versions.

What `make colab` has recorded in authoring/colab.json is not run again until its code, `helpers` or a version changes.
"""

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from authoring import colab
from authoring.colab import run
from authoring.setup_cell import bootstrap_cell

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.colab
def test_what_has_changed_since_the_record_runs_with_colabs_versions():
    stale = colab.stale(colab.trials(), colab.recorded())
    found = {name: lines for name, lines in colab.problems(stale).items() if lines}
    assert found == {}, "mend these; then make colab, and commit authoring/colab.json"


@pytest.fixture
def tried(tmp_path) -> tuple[dict[str, colab.Trial], Path]:
    """Two notebooks to try, and the helpers that they use."""
    notebooks = {name: nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")]) for name in ("one", "two")}
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "glyphs.py").write_text("SIZE = 28\n", encoding="utf-8")
    return {name: colab.Trial(notebook, colab.lecture_problems) for name, notebook in notebooks.items()}, tmp_path


def test_a_changed_helper_is_noticed_and_a_compiled_one_is_not(tried):
    trial, helpers = tried[0]["one"], tried[1]
    before = colab.digest(trial, helpers)
    (helpers / "data" / "glyphs.pyc").write_text("compiled", encoding="utf-8")
    assert colab.digest(trial, helpers) == before
    (helpers / "data" / "glyphs.py").write_text("SIZE = 29\n", encoding="utf-8")
    changed = colab.digest(trial, helpers)
    (helpers / "data" / "glyphs.py").rename(helpers / "glyphs.py")
    assert len({before, changed, colab.digest(trial, helpers)}) == 3


def test_a_changed_version_is_noticed(tried):
    trial, helpers = tried[0]["one"], tried[1]
    assert colab.digest(trial, helpers, ("numpy==2.1.3",)) != colab.digest(trial, helpers, ("numpy==2.1.4",))


def test_only_what_has_changed_code_is_stale_and_text_or_outputs_are_no_code(tried):
    trials = tried[0]
    record = {name: colab.digest(trial) for name, trial in trials.items()}
    trials["one"].notebook.cells.append(nbformat.v4.new_markdown_cell("more text"))
    trials["one"].notebook.cells[0].execution_count = 7
    assert colab.stale(trials, record) == {}
    trials["two"].notebook.cells[0].source = "1 + 2"
    assert set(colab.stale(trials, record)) == {"two"}
    assert set(colab.stale(trials, {})) == {"one", "two"}


def test_what_failed_is_not_recorded_and_what_is_gone_is_forgotten(tried, tmp_path, monkeypatch, capsys):
    trials = tried[0]
    trials["one"] = replace(trials["one"], problems=lambda notebook: [])
    trials["two"] = replace(trials["two"], problems=lambda notebook: ["a cell raises"])
    monkeypatch.setattr(colab, "RECORD", tmp_path / "colab.json")
    colab.RECORD.write_text('{"gone": "0"}', encoding="utf-8")
    monkeypatch.setattr(colab, "trials", lambda: trials)
    monkeypatch.setattr(colab, "executed", dict)
    assert colab.main() == 1
    assert colab.recorded() == {"one": colab.digest(trials["one"])}
    assert "two: a cell raises" in capsys.readouterr().err


@pytest.mark.course
def test_where_the_package_is_missing_the_first_cell_installs_it(tmp_path):
    """All but the network: git takes the repository from this disk; pip builds it and installs it, into a folder."""
    origin, target = tmp_path / "source", tmp_path / "installed"
    origin.mkdir()
    colab.wheel(origin)
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", origin)
    run(*git, "init", "--quiet")
    run(*git, "add", "helpers", "grader", "pyproject.toml", "README.md", "LICENSE")
    run(*git, "commit", "--quiet", "--message=The course")
    script = f"""
import sys
from IPython.core.interactiveshell import InteractiveShell
sys.modules["helpers"] = None  # as if it were not there
InteractiveShell.instance().run_cell({bootstrap_cell("a-school/dl")!r}).raise_error()
"""
    pip = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_TARGET": str(target)}
    elsewhere = {"KEY_0": f"url.{origin.as_uri()}.insteadOf", "VALUE_0": "https://github.com/a-school/dl", "COUNT": "1"}
    settings = pip | {f"GIT_CONFIG_{name}": value for name, value in elsewhere.items()}
    run(sys.executable, "-c", script, env=os.environ | settings, cwd=tmp_path)
    assert {path.name for path in target.iterdir() if path.suffix != ".dist-info"} == {"helpers", "grader"}


@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_everything_compiles_on_newer_pythons(version, tmp_path):
    """Where no CPU wheel of torch exists for these, lectures cannot run; that every file compiles can be shown."""
    python = _python(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine (pyenv install {version})")
    folders = [
        ROOT / name for name in ("helpers", "grader", "authoring", "tests", "benchmarks") if (ROOT / name).is_dir()
    ]
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(tmp_path)}
    run(python, "-W", "error", "-m", "compileall", "-q", *folders, env=environment)


def _python(version: str) -> Path | None:
    """Return an interpreter of this minor version, from PATH or pyenv."""
    pyenv = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python{version}"))
    on_path = shutil.which(f"python{version}")
    return pyenv[-1] if pyenv else (Path(on_path) if on_path else None)
