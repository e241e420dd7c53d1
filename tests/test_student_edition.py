"""The students' edition holds what students need, works without the rest, and gives nothing away."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml
from nbgrader.validator import Validator
from packaging.requirements import Requirement

from grader.course import GraderError
from grader.handout import edition

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
PLACES = (
    "authoring",
    "course",
    "helpers",
    "release",
    "source",
    "LICENSE",
    "LICENSE-TEXT.md",
    "README.md",
    "constraints.txt",
)
PLACES += ("environment.yml", "pyproject.toml", "nbgrader_config.py")
REPOSITORY = "some-school/deep.learning"
# Lines of a solution or a hidden test that a lecture or the helpers have too, because they teach or use just that.
TAUGHT = {
    "return np.sum(np.diff(recall, prepend=0) * precision)",  # lecture 14 gives this formula, a11 has it built
    "return cross_entropy(p, q) - entropy(p)",  # lecture 06 defines the divergence so, a04 has it built
    # Lecture 08 shows the engine that a06 has built, in its own names.
    "other = other if isinstance(other, Value) else Value(other)",
    "return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))",
    "return Value(self.data * other.data, ((self, other.data), (other, self.data)))",
    "rng = np.random.default_rng(seed)",
    "with warnings.catch_warnings():",
}
# What two people write alike: a loop, an end of a bracket.
SHORTEST = 30


def git(root, *arguments):
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments], cwd=root, check=True, text=True, capture_output=True
    )
    return done.stdout


def make(root, *arguments):
    """Run the command of README.md as a person would."""
    path = os.pathsep.join(filter(None, [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "grader", "student", *arguments]
    environment = os.environ | {"PYTHONPATH": path}
    return subprocess.run(command, cwd=root, env=environment, text=True, capture_output=True, check=False)


def clone_of(root, place):
    """Return a clone in which a person with a name works."""
    git(root, "clone", "--quiet", str(root), str(place))
    return named(place)


def named(root):
    git(root, "config", "user.name", "Ada")
    git(root, "config", "user.email", "ada@example.org")
    return root


@pytest.fixture(scope="module")
def made(repository, tmp_path_factory):
    """This course in a git repository of its own, with something staged and something half done, and its edition."""
    root = tmp_path_factory.mktemp("made") / "course"
    root.mkdir()
    for name in PLACES:
        copy = shutil.copytree if (repository / name).is_dir() else shutil.copy
        copy(repository / name, root / name)
    shutil.copy(repository / ".gitignore", root)
    git(root, "init", "--quiet")
    named(root)
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message=The course")
    (root / "staged.txt").write_text("staged")
    git(root, "add", "staged.txt")
    (root / "half-done.txt").write_text("half done")
    before = git(root, "status", "--porcelain"), git(root, "ls-files", "--stage")
    done = make(root, f"--repository={REPOSITORY}")
    assert done.returncode == 0, done.stderr
    assert (git(root, "status", "--porcelain"), git(root, "ls-files", "--stage")) == before
    return root


@pytest.fixture(scope="module")
def unpacked(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(made / edition.ARCHIVE) as archive:
        archive.extractall(folder)
    return folder / edition.FOLDER


def names_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_it_holds_what_students_need_and_nothing_else(made, unpacked):
    wanted = git(made, "ls-files", "course", "helpers", "release").splitlines()
    wanted += ["LICENSE", "LICENSE-TEXT.md", "README.md", "constraints.txt", "environment.yml", "pyproject.toml"]
    assert names_in(unpacked) == sorted(wanted)


def test_zip_and_branch_hold_the_same(made, unpacked):
    assert git(made, "ls-tree", "-r", "--name-only", edition.BRANCH).splitlines() == names_in(unpacked)
    for name in names_in(unpacked):
        stored = subprocess.run(["git", "show", f"student:{name}"], cwd=made, capture_output=True, check=True).stdout
        assert stored == (unpacked / name).read_bytes(), name


def secrets(path):
    """Return the lines of solutions and hidden tests of a notebook in source/, and its public lines."""
    hidden, public = set(), set()
    for cell in nbformat.read(path, as_version=4).cells:
        lines = public
        for line in map(str.strip, cell.source.splitlines()):
            if mark := re.match(r"### (BEGIN|END) ", line):
                lines = hidden if mark[1] == "BEGIN" else public
            elif line:
                lines.add(line)
    return hidden - public


def lines_of(path):
    """Return the lines of a file; of a notebook, those of its cells and of its outputs."""
    text = path.read_text(encoding="utf-8", errors="replace")  # judge.npz is no text
    if path.suffix == ".ipynb":
        strings = []
        json.loads(text, object_hook=lambda found: strings.extend(flat(found.values())))
        text = "\n".join(strings)
    return {line.strip() for line in text.splitlines()}


def flat(values):
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield "".join(part for part in value if isinstance(part, str))


def test_no_line_of_a_solution_or_hidden_test_is_in_it(repository, unpacked):
    sources = sorted((repository / "source").glob("*/*.ipynb"))
    hidden = {path: secrets(path) for path in sources}
    assert all(len(lines) > 50 for lines in hidden.values()), "the search would find nothing"
    everything = set().union(*hidden.values())
    for name in names_in(unpacked):
        ours = repository / "source" / name.removeprefix("release/")
        # In an assignment any line of its own secrets counts, however short; elsewhere those that say something.
        wanted = {line for line in hidden.get(ours, ()) if re.search(r"\w", line)}
        wanted |= {line for line in everything if len(line) >= SHORTEST} - TAUGHT
        assert not wanted & lines_of(unpacked / name), name


def test_the_search_finds_what_it_looks_for(repository):
    """Every secret is found in source/, so that finding none in the edition means something."""
    for path in (repository / "source").glob("*/*.ipynb"):
        assert secrets(path) <= lines_of(path)


def test_the_same_course_makes_the_same_bytes_and_no_second_commit(made, tmp_path):
    commit = git(made, "rev-parse", edition.BRANCH)
    digest = hashlib.sha256((made / edition.ARCHIVE).read_bytes()).hexdigest()
    assert edition.write_branch(made, edition.contents(made, REPOSITORY)) == commit.strip()
    clone = clone_of(made, tmp_path / "clone")
    edition.write_zip(clone / edition.ARCHIVE, edition.contents(clone, REPOSITORY))
    assert hashlib.sha256((clone / edition.ARCHIVE).read_bytes()).hexdigest() == digest


def test_a_change_continues_the_branch(made, tmp_path):
    clone = clone_of(made, tmp_path / "clone")
    git(clone, "branch", "--quiet", edition.BRANCH, "origin/student")
    files = edition.contents(clone, REPOSITORY)
    commit = edition.write_branch(clone, files | {"README.md": b"new"})
    assert git(clone, "rev-parse", f"{commit}^") == git(made, "rev-parse", edition.BRANCH)
    git(clone, "checkout", "--quiet", edition.BRANCH)
    with pytest.raises(GraderError, match=r"git branch failed: .*student"):
        edition.write_branch(clone, files)


def test_the_zip_has_the_web_pages_where_they_were_made_and_the_branch_has_not(made, repository):
    name = "07-gradient-descent.ipynb"
    lecture = (repository / "course" / name).read_bytes()
    files = {f"course/{name}": b"moved", "README.md": b"read"}
    (made / "site" / "course").mkdir(parents=True)
    try:
        (made / "site" / "course" / name).write_bytes(lecture)
        (made / "site" / "index.html").write_text("github.com/one-neuron-up/one-neuron-up/blob")
        pages = edition.pages(made, files, REPOSITORY)
        assert pages == {
            f"site/course/{name}": b"moved",
            "site/index.html": f"github.com/{REPOSITORY}/blob".encode(),
        }
        assert not any(kept.startswith("site/") for kept in edition.contents(made))
        (made / "site" / "index.html").write_text("### BEGIN SOLUTION")
        with pytest.raises(GraderError, match=r"site/index\.html holds the mark of a solution"):
            edition.pages(made, files)
    finally:
        shutil.rmtree(made / "site")
    assert edition.pages(made, files) == {}


def test_what_is_not_committed_is_refused(made, tmp_path):
    clone = clone_of(made, tmp_path / "clone")
    (clone / "course" / "draft.ipynb").write_text("{}")
    with pytest.raises(GraderError, match=r"course/draft\.ipynb is not committed"):
        edition.contents(clone)


def test_a_solution_in_the_release_is_refused(made, tmp_path):
    clone = clone_of(made, tmp_path / "clone")
    notebook = "release/a05-gradient-descent/gradient-descent.ipynb"
    shutil.copy(clone / notebook.replace("release", "source"), clone / notebook)
    git(clone, "commit", "--quiet", "--all", "--message=Oops")
    with pytest.raises(GraderError, match=f"{notebook} holds the mark of a solution"):
        edition.contents(clone)


def test_a_folder_without_git_is_refused_in_one_line(tmp_path):
    with pytest.raises(GraderError, match="not a git repository"):
        edition.contents(tmp_path)


@pytest.mark.parametrize("name", ["https://github.com/a/b", "a", "a/b/c", "a b/c"])
def test_a_repository_that_is_none_is_refused(made, name):
    with pytest.raises(GraderError, match="is not the name of a repository on GitHub"):
        edition.contents(made, name)


def test_links_stay_in_the_edition_and_colab_goes_to_the_students_repository(repository, unpacked):
    for path in unpacked.rglob("*.ipynb"):
        text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
        assert "one-neuron-up/one-neuron-up" not in text, path
        place = path.relative_to(unpacked).as_posix()
        if place not in ("course/glossary.ipynb", "course/index.ipynb"):  # nothing runs there
            assert f"[Open in Colab](https://colab.research.google.com/github/{REPOSITORY}/blob/main/{place})" in text
            assert f'"install --quiet git+https://github.com/{REPOSITORY}"' in text, path
        for link in re.findall(r"\]\((\.\.?/[^)#\s]+)\)", text):
            assert (path.parent / link).resolve().is_file(), f"{path.name} links to {link}"
    for page in (unpacked / "README.md", unpacked / "course" / "README.md"):
        for link in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page} links to {link}"


def test_validate_finds_nothing_changed_in_an_assignment_that_was_moved(unpacked):
    for path in sorted((unpacked / "release").rglob("*.ipynb")):
        given = nbformat.read(path, as_version=4)
        assert list(Validator()._get_changed_cells(given)) == [], path
        given.cells[1].source += "\n"
        assert Validator()._get_changed_cells(given) == [given.cells[1]]


def test_its_environment_is_the_courses_without_the_instructors_part(repository, unpacked):
    ours, theirs = (
        tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        for root in (repository, unpacked)
    )
    course, lab = ours["optional-dependencies"]["course"], theirs["optional-dependencies"]["lab"]
    assert theirs["dependencies"] == ours["dependencies"]
    assert [Requirement(line).name for line in lab] == ["jupyterlab", "nbgrader"]
    assert set(lab) < set(course)
    ours_conda, theirs_conda = (
        yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8")) for root in (repository, unpacked)
    )
    dropped = {Requirement(line).name for line in set(course) - set(lab)}
    kept = [line for line in ours_conda["dependencies"] if isinstance(line, dict) or line.split()[0] not in dropped]
    assert kept[-1]["pip"][-1] == "--editable . --no-deps"
    kept[-1]["pip"] = kept[-1]["pip"][-1:]
    assert theirs_conda == ours_conda | {"dependencies": kept}


def test_its_package_is_helpers_alone_and_works_without_the_grader(unpacked, tmp_path):
    """What Colab's first cell does, and the install command of its README.md, short of fetching other packages."""
    source, target = shutil.copytree(unpacked, tmp_path / "source"), tmp_path / "target"
    install = [
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-compile",
        "--no-build-isolation",
        "--target",
        target,
        source,
    ]
    done = subprocess.run([sys.executable, "-m", *install], text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in target.iterdir() if not path.name.endswith(".dist-info")} == {"helpers"}
    assert names_in(target / "helpers") == names_in(unpacked / "helpers")
    script = (
        "import sys; sys.modules['grader'] = None\n"
        "import helpers; from helpers import data, metrics, plots, training, widgets\n"
        "print(helpers.__file__)"
    )
    path = os.pathsep.join([str(target), *filter(None, sys.path)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()) == target / "helpers" / "__init__.py"
