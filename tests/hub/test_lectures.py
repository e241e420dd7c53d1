"""A student's copies of the lectures: there from the start, and theirs from then on."""

import pytest

from grader.hub.lectures import copy_missing


@pytest.fixture
def lectures(tmp_path):
    folder = tmp_path / "lectures"
    folder.mkdir()
    for name in ("01-first", "02-second"):
        (folder / f"{name}.ipynb").write_text(name)
    return folder


def test_what_a_student_changed_stays_and_what_is_missing_comes(lectures, tmp_path):
    copy_missing(lectures, tmp_path / "course")
    (tmp_path / "course" / "01-first.ipynb").write_text("my notes")
    (tmp_path / "course" / "02-second.ipynb").unlink()
    (lectures / "03-third.ipynb").write_text("new this week")
    copy_missing(lectures, tmp_path / "course")
    found = {path.name: path.read_text() for path in (tmp_path / "course").iterdir()}
    assert found == {"01-first.ipynb": "my notes", "02-second.ipynb": "02-second", "03-third.ipynb": "new this week"}


def test_the_page_that_leads_through_the_course_comes_with_them(lectures, tmp_path):
    (lectures / "README.md").write_text("what to read in which order")
    (lectures / "draft.txt").write_text("nobody's business")
    copy_missing(lectures, tmp_path / "course")
    assert (tmp_path / "course" / "README.md").read_text() == "what to read in which order"
    assert not (tmp_path / "course" / "draft.txt").exists()


def test_a_lecture_that_cannot_be_copied_leaves_no_half_of_it(lectures, tmp_path, monkeypatch):
    def full(_source, target):
        target.write_text("ha")
        raise OSError("No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(OSError, match="No space"):
        copy_missing(lectures, tmp_path / "course")
    assert [*(tmp_path / "course").iterdir()] == []
