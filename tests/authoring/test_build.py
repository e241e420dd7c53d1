"""Twins become notebooks: executed only when needed, the same every time, and refused with a clear message."""

import json
from pathlib import Path

import nbformat
import pytest

from authoring import build, pairs


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_outputs_are_kept_the_result_is_stable_and_only_changed_code_runs_again(course, capsys):
    twin, notebook = course / "authoring/lectures/01-counting.py", course / "course/01-counting.ipynb"

    assert build.main(["01"], course) == 0
    first = notebook.read_text()
    cells = nbformat.reads(first, as_version=4).cells
    assert [cell.get("execution_count") for cell in cells] == [None, 1, 2]
    assert cells[1].outputs[0].text == "2\n"
    assert cells[2].outputs[0].ename == "ZeroDivisionError"
    assert "iopub" not in first  # no time stamps

    assert build.main(["01"], course) == 0
    assert "unchanged" in capsys.readouterr().out

    edit(twin, "# # Counting", "# # Counting things")
    assert build.main(["01"], course) == 0
    assert "text taken over" in capsys.readouterr().out
    after = nbformat.read(notebook, as_version=4).cells
    assert after[0].source.startswith("# Counting things")
    assert after[1:] == cells[1:]

    edit(twin, "[1, 2]", "[1, 2, 3]")
    assert build.main(["01"], course) == 0
    assert "executed" in capsys.readouterr().out
    assert nbformat.read(notebook, as_version=4).cells[1].outputs[0].text == "3\n"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("raise ValueError('too hot')", "too hot"),
        ("warnings.warn('deprecated thing')", "deprecated thing"),
        ("import sys; print('alarm', file=sys.stderr)", "alarm"),
        ("import urllib.request as r; r.urlopen('http://192.0.2.1/')", "no network while lectures run"),
        ("print(('x' * 69 + '\\n') * 10_000)", "700 are allowed"),
    ],
)
def test_a_cell_that_should_not_pass_is_named_with_its_message(course, capsys, code, message):
    edit(course / "authoring/lectures/01-counting.py", "print(len(seen))", code)

    assert build.main(["01"], course) == 1
    error = capsys.readouterr().err
    assert "01-counting: " in error
    assert "cell 2" in error
    assert message in error
    assert not (course / "course/01-counting.ipynb").exists()


def test_a_widget_leaves_its_words_and_nothing_that_needs_a_kernel(course):
    show = (
        "view = {'version_major': 2, 'version_minor': 0, 'model_id': 'abc'}\n"
        "display({'application/vnd.jupyter.widget-view+json': view, 'text/plain': 'Run this cell'}, raw=True)"
    )
    edit(course / "authoring/lectures/01-counting.py", "print(len(seen))", show)

    assert build.main(["01"], course) == 0
    cells = nbformat.read(course / "course/01-counting.ipynb", as_version=4).cells
    (output,) = cells[1].outputs
    assert output.data == {"text/plain": "Run this cell"}


def test_a_picture_that_a_filmstrip_stands_for_is_not_stored(course):
    show = (
        "display({'image/png': 'AAAA'}, metadata={'image/png': {'alt': 'now', 'live': True}}, raw=True)\n"
        "display({'image/png': 'BBBB'}, metadata={'image/png': {'alt': 'always'}}, raw=True)"
    )
    edit(course / "authoring/lectures/01-counting.py", "print(len(seen))", show)

    assert build.main(["01"], course) == 0
    cells = nbformat.read(course / "course/01-counting.ipynb", as_version=4).cells
    assert [output.data["image/png"].strip() for output in cells[1].outputs] == ["BBBB"]


def test_a_plotting_cell_is_folded_in_the_notebook_and_only_tagged_in_its_twin(course):
    twin, notebook = course / "authoring/assignments/a01-count/count.py", course / "source/a01-count/count.ipynb"
    twin.write_text(twin.read_text() + '\n\n# %% tags=["hide-input"]\nplotting = 1\n')
    before = twin.read_text()

    assert build.main(["a01"], course) == 0
    cell = nbformat.read(notebook, as_version=4).cells[-1]
    assert cell.metadata == {"cellView": "form", "jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
    assert build.main(["--sync", "a01"], course) == 0
    assert twin.read_text() == before


def test_an_assignment_is_built_unexecuted_with_its_metadata_and_without_checksums(course):
    edit(course / "authoring/assignments/a01-count/count.py", '"grade": false,', '"checksum": "abc", "grade": false,')

    assert build.main(["a01"], course) == 0
    notebook = json.loads((course / "source/a01-count/count.ipynb").read_text())
    cell = notebook["cells"][1]
    assert cell["outputs"] == []
    assert cell["execution_count"] is None
    assert cell["metadata"]["nbgrader"] == {
        "grade": False,
        "grade_id": "t1_count",
        "locked": False,
        "schema_version": 3,
        "solution": True,
    }


def test_check_names_the_difference_and_both_ways_to_mend_it(course, capsys):
    build.main(["a01"], course)
    assert build.main(["--check", "a01"], course) == 0

    edit(course / "source/a01-count/count.ipynb", "len(things)", "sum(things)")
    capsys.readouterr()
    assert build.main(["--check", "a01"], course) == 1
    error = capsys.readouterr().err
    assert "cell 2 differs" in error
    assert "make notebooks" in error
    assert "python -m authoring.build --sync a01-count" in error

    assert build.main(["--sync", "source/a01-count/count.ipynb"], course) == 1  # a path is meant from where one stands
    assert build.main(["--sync", str(course / "source/a01-count/count.ipynb")], course) == 0
    assert "sum(things)" in (course / "authoring/assignments/a01-count/count.py").read_text()
    assert build.main(["--check", "a01"], course) == 0


def test_a_name_that_fits_nothing_is_answered_with_the_names_there_are(course, capsys):
    assert build.main(["99"], course) == 1
    assert "99: no such lecture or assignment; there are 01-counting, a01-count" in capsys.readouterr().err


def test_the_repository_changes_everywhere_without_running_anything(course, capsys):
    pair = pairs.lecture_pair(course, course / "authoring/lectures/01-counting.py")
    before = pair.twin.read_text()
    notebook = pairs.read_twin(pair)
    for number, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), start=1):
        cell.execution_count = number
    pairs.write_notebook(notebook, pair.notebook)

    assert build.main(["--repository", "new-owner/new-name"], course) == 0
    assert "executed" not in capsys.readouterr().out
    assert pairs.repository(course) == "new-owner/new-name"
    assert pair.twin.read_text() == before.replace("owner/name", "new-owner/new-name")
    assert build.check(pairs.all_pairs(course), course) == []


@pytest.mark.parametrize(
    "name",
    ["", "name", "https://github.com/owner/name", "a/b/c", "a b/c", "-a/b", "a/..", "a/b.git", "owner/n\u00e4me"],
)
def test_a_repository_that_is_none_is_refused_and_nothing_changed(course, capsys, name):
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    assert build.main([f"--repository={name}"], course) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("is not the name of a repository on GitHub: write OWNER/NAME, as owner/name")
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before


def test_another_repository_whose_name_begins_alike_keeps_its_name(course):
    others = (
        "# See https://github.com/owner/name-2, https://github.com/owner/name.js and https://github.com/owner/name.git"
    )
    edit(course / "authoring/assignments/a01-count/count.py", "# # Count\n", f"# # Count\n#\n{others}\n")
    assert build.main(["a01", "--repository=owner/name-2"], course) == 0
    assert build.main(["a01", "--repository=a/b"], course) == 0
    text = (course / "authoring/assignments/a01-count/count.py").read_text()
    assert "https://github.com/a/b, https://github.com/owner/name.js and https://github.com/a/b.git" in text


def test_an_interrupted_change_of_repository_is_finished_by_the_same_command(course, monkeypatch):
    write = Path.write_text

    def written_then_stopped(path, *given, **more):
        write(path, *given, **more)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", written_then_stopped)
        with pytest.raises(KeyboardInterrupt):
            build.main(["a01", "--repository=a/b"], course)
    edit(course / "authoring/lectures/01-counting.py", "a/b/blob", "owner/name/blob")
    assert build.main(["a01", "--repository=a/b"], course) == 0
    assert "owner/name" not in (course / "authoring/lectures/01-counting.py").read_text()
    assert pairs.repository(course) == "a/b"


def test_every_twin_of_this_repository_agrees_with_its_notebook(repository):
    assert build.check(pairs.all_pairs(repository)) == []
