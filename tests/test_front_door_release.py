"""release/ as it lies in the repository is what source/ gives, and gives nothing away."""

import shutil

import nbformat
import pytest
from nbgrader.preprocessors import LockCells
from sqlalchemy import event
from sqlalchemy.engine import Engine

from grader.course import GraderError, open_course, quietly
from grader.handout.release import release

SOURCES = "*/*.ipynb"
A05 = "release/a05-gradient-descent/gradient-descent.ipynb"


@pytest.fixture(scope="module")
def unsynced():
    """Gradebooks that need not outlive a power cut: nbgrader commits for each cell, and each time awaits the disk."""

    def hurry(connection, _record):
        connection.execute("PRAGMA synchronous = OFF")

    event.listen(Engine, "connect", hurry)
    yield
    event.remove(Engine, "connect", hurry)


@pytest.fixture(scope="module")
def generated(unsynced, repository, tmp_path_factory):
    """A course with the repository's source/ and a release/ made from it just now."""
    root = tmp_path_factory.mktemp("release") / "course"
    shutil.copytree(repository / "source", root / "source")
    shutil.copy(repository / "nbgrader_config.py", root)
    with quietly(root / "log"):
        api = open_course(root)
        for path in sorted((root / "source").iterdir()):
            release(api, path.name)
    return root


def interrupt(*_):
    """What Ctrl-C does in the middle of making a release."""
    raise KeyboardInterrupt


@pytest.mark.parametrize("how", ["interrupted", "broken source"])
def test_the_old_release_stays_until_the_new_one_is_whole(generated, tmp_path, monkeypatch, how):
    root = tmp_path / "course"
    shutil.copytree(generated, root)
    before = (root / A05).read_text(encoding="utf-8")
    source = root / "source" / "a05-gradient-descent" / "gradient-descent.ipynb"
    if how == "interrupted":
        source.write_text(source.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        monkeypatch.setattr(LockCells, "preprocess", interrupt)
    else:
        source.write_text("{", encoding="utf-8")
    with quietly(root / "log"), pytest.raises(GraderError, match="source/a05-gradient-descent could not be released"):
        release(open_course(root), "a05-gradient-descent")
    assert (root / A05).read_text(encoding="utf-8") == before


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.glob(SOURCES))


def test_every_source_is_released(repository):
    assert names(repository / "release") == names(repository / "source")


def test_the_release_agrees_with_its_source(repository, generated):
    for name in names(generated / "release"):
        ours = (repository / "release" / name).read_text(encoding="utf-8")
        assert ours == (generated / "release" / name).read_text(encoding="utf-8"), f"release/{name}: run make release"


def test_no_release_holds_a_solution_a_hidden_test_or_an_output(repository):
    for path in (repository / "release").glob(SOURCES):
        for cell in nbformat.read(path, as_version=4).cells:
            assert "### BEGIN" not in cell.source, path
            assert "### END" not in cell.source, path
            assert not cell.get("outputs"), path
            assert cell.get("execution_count") is None, path
            if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "code":
                assert "raise NotImplementedError" in cell.source, path
