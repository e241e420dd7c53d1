"""The students' edition of the course: lectures, assignments, helpers and an environment of their own, nothing else.

It is made from what is committed, by git's plumbing with an index of its own, so that neither the working tree nor the
index is touched. Its package holds `helpers` alone: what Colab's first cell installs, and what a student installs.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbgrader.utils import compute_checksum

from grader.course import GraderError
from grader.repository import is_repository, repository_in

FOLDERS = ("course", "helpers", "release")
AS_THEY_ARE = ("LICENSE", "LICENSE-TEXT.md", "constraints.txt")
MADE_FROM = ("environment.yml", "pyproject.toml")
# Of what an instructor installs on top of the lectures' packages, what a student uses too.
STUDENT_TOOLS = ("jupyterlab", "nbgrader")
BRANCH = "student"
ARCHIVE = Path("dist") / "one-neuron-up-student.zip"
FOLDER = "one-neuron-up"
PAGES = "site"  # what `make site` has made, if it has
# Where a page's copy of a notebook comes from, so that the edition has it in one form only.
NOTEBOOKS = {f"{PAGES}/course/": "course/", f"{PAGES}/assignments/": "release/"}
TEMPLATES = Path(__file__).parent / "templates" / "student"
SECRET = re.compile(rb"### *(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")


def contents(root: Path, publish_at: str = "") -> dict[str, bytes]:
    """Return the edition's files by name, as committed in the course's git repository.

    Args:
        root: the course.
        publish_at: where the edition will be published on GitHub, as ORGANIZATION/NAME, which its links to Colab then
            name; empty leaves them as they are.

    Raises:
        GraderError: if something of it is not committed, or a file holds a solution or a hidden test.
    """
    places = (*FOLDERS, *AS_THEY_ARE, *MADE_FROM)
    if changed := _git(root, "status", "--porcelain", "--", *places).decode().splitlines():
        raise GraderError(f"{changed[0][3:]} is not committed as it is: commit it, then make the students' edition.")
    files = _committed(root, places)
    for name, content in files.items():
        if SECRET.search(content):
            raise GraderError(f"{name} holds the mark of a solution or hidden test, which students must not get.")
    settings = files.pop("pyproject.toml").decode()
    project = tomllib.loads(settings)["project"]
    files["pyproject.toml"] = _pyproject(project).encode()
    files["environment.yml"] = _environment(files["environment.yml"].decode(), project).encode()
    files["README.md"] = (TEMPLATES / "README.md").read_bytes()
    return _moved(files, repository_in(settings), publish_at)


def pages(root: Path, files: Mapping[str, bytes], publish_at: str = "") -> dict[str, bytes]:
    """Return the web pages that `make site` made, by name, empty if there are none; git has them in no branch.

    ``files`` are the edition's own, whose notebooks the pages offer; ``publish_at`` is as in `contents`. Raises
    GraderError if a page holds a solution or a hidden test.
    """
    made = {path.relative_to(root).as_posix(): path for path in sorted((root / PAGES).rglob("*")) if path.is_file()}
    found = {}
    old = repository_in((root / "pyproject.toml").read_text(encoding="utf-8"))
    for name, path in made.items():
        found[name] = files.get(_notebook(name), b"") or path.read_bytes()
        if SECRET.search(found[name]):
            raise GraderError(f"{name} holds the mark of a solution or hidden test, which students must not get.")
        if publish_at and name.endswith(".html"):
            found[name] = found[name].replace(old.encode(), publish_at.encode())
    return found


def _notebook(name: str) -> str:
    """Return the name of the edition's own notebook that the site's file ``name`` is a copy of, or nothing."""
    own = [of + name.removeprefix(place) for place, of in NOTEBOOKS.items() if name.startswith(place)]
    return own[0] if own and name.endswith(".ipynb") else ""


def write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a zip of one folder. The same files make the same bytes: names are sorted, and times left out."""
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(f"{FOLDER}/{name}")
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED, 9)


def write_branch(root: Path, files: Mapping[str, bytes]) -> str:
    """Commit the files to the branch, whose history they continue; return the commit, the old one if nothing changed.

    Raises:
        GraderError: if git refuses, for one because the branch is checked out.
    """
    tree = _tree(root, files)
    # Says nothing, and nothing else, where the branch does not exist yet.
    parent = _git(root, "for-each-ref", "--format=%(objectname)", f"refs/heads/{BRANCH}").decode().strip()
    if parent and _git(root, "rev-parse", f"{parent}^{{tree}}").decode().strip() == tree:
        return parent
    source = _git(root, "rev-parse", "--short", "HEAD").decode().strip()
    onto = ["-p", parent] if parent else []
    commit = _git(root, "commit-tree", tree, *onto, "-m", f"Students' edition of {source}").decode().strip()
    _git(root, "branch", "--force", BRANCH, commit)
    return commit


def _tree(root: Path, files: Mapping[str, bytes]) -> str:
    """Store the files in git's database and return the id of their tree."""
    entries = []
    for name, content in sorted(files.items()):
        blob = _git(root, "hash-object", "-w", "--stdin", stdin=content).decode().strip()
        entries.append(f"100644 {blob}\t{name}\0".encode())
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        _git(root, "update-index", "-z", "--index-info", stdin=b"".join(entries), index=index)
        return _git(root, "write-tree", index=index).decode().strip()


def _committed(root: Path, places: tuple[str, ...]) -> dict[str, bytes]:
    files = {}
    with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", "--format=tar", "HEAD", "--", *places))) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isreg() else None
            if content is not None:
                files[member.name] = content.read()
            elif not member.isdir():
                raise GraderError(f"{member.name} is a link, which a zip cannot hold: put the file itself there.")
    return files


def _pyproject(project: Mapping[str, object]) -> str:
    """Return the edition's pyproject.toml; a list of strings is written in TOML as in JSON."""
    values = {name.replace("-", "_"): json.dumps(value, indent=4) for name, value in project.items()}
    values["repository"] = json.dumps(project["urls"]["Repository"])  # type: ignore[index]
    values["lab"] = json.dumps([line for line in _tools(project) if _name(line) in STUDENT_TOOLS], indent=4)
    return (TEMPLATES / "pyproject.in").read_text(encoding="utf-8").format(**values)


def _environment(text: str, project: Mapping[str, object]) -> str:
    """Return environment.yml without what only an instructor needs, and without remarks about our own files."""
    dropped = {_name(line) for line in _tools(project)} - set(STUDENT_TOOLS)
    kept = [line for line in text.splitlines() if _name(line.strip(" -")) not in dropped]
    return "\n".join(line for line in kept if not re.match(r"# (tests/|The environment of)", line)) + "\n"


def _tools(project: Mapping[str, object]) -> list[str]:
    return list(project["optional-dependencies"]["course"])  # type: ignore[index]


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0]


def _moved(files: Mapping[str, bytes], old: str, new: str) -> dict[str, bytes]:
    """Return the files with links to the one repository pointing to the other."""
    if not new:
        return dict(files)
    if not is_repository(new):
        raise GraderError(f"{new!r} is not the name of a repository on GitHub, such as {old}")
    moved = dict(files)
    for name, content in files.items():
        if name.endswith((".ipynb", ".md", ".toml")) and old.encode() in content:
            fresh = content.replace(old.encode(), new.encode())
            moved[name] = _sealed(fresh) if name.startswith("release/") else fresh
    return moved


def _sealed(notebook: bytes) -> bytes:
    """Return a released notebook with checksums that fit its cells; by them Validate tells what students changed."""
    read = nbformat.reads(notebook.decode(), as_version=4)
    for cell in read.cells:
        if "checksum" in cell.metadata.get("nbgrader", {}):
            cell.metadata.nbgrader.checksum = compute_checksum(cell)
    return (str(nbformat.writes(read)) + "\n").encode()


def _git(root: Path, *arguments: str, stdin: bytes = b"", index: str = "") -> bytes:
    """Run git and return what it prints. Raises GraderError with the last line of what it says if it fails."""
    environment = os.environ | ({"GIT_INDEX_FILE": index} if index else {})
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "--no-optional-locks", "-C", str(root), *arguments],  # noqa: S607
            input=stdin,
            capture_output=True,
            check=True,
            env=environment,
        )
    except FileNotFoundError as error:
        raise GraderError("The students' edition is made with git, which is not installed.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GraderError(f"git {arguments[0]} failed: {said[-1] if said else error.returncode}") from error
    return done.stdout
