"""JupyterLab with jupytext keeps twins and notebooks in step by itself."""

import os

import pytest
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from jupytext.sync_contentsmanager import build_sync_jupytext_contents_manager_class

from authoring import build, pairs

# pytest turns the deprecations inside Jupyter's own packages into errors; they are not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
ContentsManager = build_sync_jupytext_contents_manager_class(LargeFileManager)


def save_with_jupyter(root, path: str, first_cell: str) -> None:
    """Open a notebook and save it with a new first cell, as JupyterLab with jupytext does."""
    manager = ContentsManager(root_dir=str(root))
    model = manager.get(path)
    model["content"]["cells"][0]["source"] = first_cell
    model["content"]["cells"][0]["metadata"]["collapsed"] = True
    manager.save(model, path)


@pytest.mark.parametrize(
    ("twin", "notebook"),
    [
        ("authoring/lectures/01-counting.py", "course/01-counting.ipynb"),
        ("authoring/assignments/a01-count/count.py", "source/a01-count/count.ipynb"),
    ],
)
def test_saving_the_notebook_writes_the_same_twin_as_sync(course, twin, notebook):
    for pair in pairs.all_pairs(course):
        pairs.write_notebook(pairs.read_twin(pair), pair.notebook)
        pair.twin.write_text(build.twin_text(pairs.read_notebook(pair.notebook), pair))
    os.utime(course / notebook)

    save_with_jupyter(course, notebook, "# A better title")

    saved = (course / twin).read_text()
    assert "# # A better title" in saved
    assert "collapsed" not in saved
    (pair,) = pairs.select(pairs.all_pairs(course), [str(course / notebook)])
    assert pairs.differences(pair) is None
    assert build.twin_text(pairs.normalize(pairs.read_notebook(pair.notebook), pair), pair) == saved


def test_a_students_copy_is_saved_without_a_twin(course):
    """In release/ and in a student's folder the pairing fits no path, and saving still works."""
    (pair,) = pairs.select(pairs.all_pairs(course), ["a01"])
    copy = course / "release/a01-count/count.ipynb"
    pairs.write_notebook(pairs.read_twin(pair), copy)
    before = pair.twin.read_text()

    save_with_jupyter(course, "release/a01-count/count.ipynb", "my work")

    assert "my work" in copy.read_text()
    assert pair.twin.read_text() == before
    assert [path.name for path in copy.parent.iterdir() if path.is_file()] == ["count.ipynb"]
