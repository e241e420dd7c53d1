"""The Colab way: only the notebook file in an empty folder, `helpers` from a built wheel, Colab's versions.

The environment lives in .venv-colab and is made once; a changed list of versions makes it anew. Leave these tests out
with `-m "not colab"`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from authoring.execute import OFFLINE

pytestmark = [
    pytest.mark.colab,
]
ROOT = Path(__file__).resolve().parents[1]
LECTURES = sorted((ROOT / "course").glob("*.ipynb"))
# What Google Colab ships (its image of August 2026), also the lower bounds in pyproject.toml. Colab has torch 2.11;
# 2.13 is the nearest with a CPU wheel.
VERSIONS = (
    "ipykernel==6.17.1",
    "ipython==7.34.0",
    "ipywidgets==7.7.1",
    "jupyter_client==7.4.9",
    "matplotlib==3.10.0",
    "nbclient==0.10.4",
    "nbconvert==7.17.1",
    "numpy==2.1.3",
    "scikit-learn==1.6.1",
    "torch==2.13.0",
    "tqdm",
)


def run(*command: str | Path, **keywords) -> str:
    """Run a command and return what it prints; fail with all of it."""
    result = subprocess.run(
        [*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **keywords
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """This repository's wheel, built from a copy so that nothing is left in it."""
    source = tmp_path_factory.mktemp("source")
    for name in ("helpers", "grader"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", source / "dist", source]
    run(sys.executable, "-m", *build)
    (built,) = (source / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def colab_python(wheel) -> Path:
    """A Python with Colab's versions and the wheel, and nothing else of this repository."""
    folder = ROOT / ".venv-colab"
    python, stamp = folder / "bin" / "python", folder / "versions"
    wanted = hashlib.sha256("\n".join([sys.version, *VERSIONS]).encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.create(folder, clear=True, with_pip=True)
        lend_torch(folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages")
        run(python, "-m", "pip", "install", "--quiet", *VERSIONS)
        stamp.write_text(wanted)
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", wheel)
    return python


def lend_torch(site_packages: Path) -> None:
    """Link this environment's torch and what it needs into another: a second copy takes minutes and a gigabyte."""
    wanted = ["torch"]
    for name in wanted:  # which grows
        found = distribution(name)
        needed = [each for each in map(Requirement, found.requires or []) if not each.marker or each.marker.evaluate()]
        wanted += [each.name for each in needed if each.name not in wanted]
        for top in {file.parts[0] for file in found.files or [] if file.parts[0] not in ("..", "__pycache__")}:
            if not (site_packages / top).exists():  # a new environment of Python 3.11 brings its own setuptools
                (site_packages / top).symlink_to(found.locate_file(top))


@pytest.mark.parametrize("lecture", LECTURES, ids=lambda path: path.stem)
def test_a_lecture_runs_with_nothing_but_its_file(lecture, colab_python, tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    shutil.copy(lecture, folder)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "VIRTUAL_ENV"))}
    environment |= {"PYTHONPATH": str(OFFLINE), "IPYTHONDIR": str(tmp_path / "ipython"), "HOME": str(tmp_path)}
    run(
        *(colab_python, "-m", "nbconvert", "--to", "notebook", "--execute", "--output", "executed.ipynb"),
        *("--ExecutePreprocessor.kernel_name=python3", lecture.name),
        cwd=folder,
        env=environment,
    )
    assert (folder / "executed.ipynb").exists()


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
