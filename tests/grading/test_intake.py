"""What is handed in is found, read, or refused with a reason; nothing blocks, follows a link or fills the memory."""

import json
import os
import zipfile

import nbformat
import pytest

from grader.grading.intake import Caps, RefusedError, extra_files, find_notebook, read_notebook, timestamp
from tests.support.tiny_course import make_notebook

CAPS = Caps()
posix = pytest.mark.skipif(os.name != "posix", reason="links, pipes and devices as POSIX has them")


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "submitted" / "ada" / "a00-tiny"
    path.mkdir(parents=True)
    return path


def written(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path, caps=CAPS):
    with pytest.raises(RefusedError) as refused:
        read_notebook(path, caps)
    assert len(str(refused.value).splitlines()) == 1
    return str(refused.value)


def test_a_notebook_is_read_cell_by_cell(folder):
    cells = read_notebook(written(folder / "tiny.ipynb", nbformat.writes(make_notebook())), CAPS)
    assert [cell.grade_id for cell in cells[1:3]] == ["t1_double", "t1_double_visible"]
    assert cells[0].cell_type == "markdown"
    assert cells[0].grade_id == ""


def test_an_old_notebook_is_read_with_its_grade_ids(folder):
    old = nbformat.v3.new_notebook(
        worksheets=[
            nbformat.v3.new_worksheet(
                cells=[nbformat.v3.new_code_cell("x = 1", metadata={"nbgrader": {"grade_id": "t1_double"}})]
            )
        ]
    )
    (cell,) = read_notebook(written(folder / "tiny.ipynb", json.dumps(old)), CAPS)
    assert (cell.source, cell.grade_id) == ("x = 1", "t1_double")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ('{"cells": [', "cut off"),
        ("\x00\x01\x02", "no valid JSON"),
        ("[]", "no object"),
        ("{}", "no known notebook format"),
        ('{"nbformat": 4}', "no list of cells"),
        ('{"nbformat": 99, "cells": []}', "no known notebook format"),
        ('{"nbformat": true, "cells": []}', "no known notebook format"),
        ('{"nbformat": 3, "worksheets": 7}', "old notebook format"),
        ('{"nbformat": 4, "cells": ["x"]}', "cell 1 is neither code nor text"),
        ('{"nbformat": 4, "cells": [{"cell_type": "code"}]}', "cell 1 has no source"),
        ('{"nbformat": 4, "cells": [{"cell_type": "code", "source": [1]}]}', "cell 1 has no source"),
        ('{"nbformat": 4, "cells": NaN}', "no valid JSON"),
        ('{"nbformat": 4, "x": ' + "[" * 100_000 + "]" * 100_000 + ', "cells": []}', "no valid JSON"),
        ('{"nbformat": 4, "x": ' + "[" * 400_000, "too many lists"),
        ('{"nbformat": 4, "x": ' + "9" * 10_000 + ', "cells": []}', "no valid JSON"),
    ],
)
def test_what_is_no_notebook_is_refused_with_the_reason(folder, content, why):
    assert why in refusal(written(folder / "tiny.ipynb", content))


def test_too_large_and_too_many_cells_are_refused(folder):
    path = written(folder / "tiny.ipynb", nbformat.writes(make_notebook()))
    assert "too large" in refusal(path, Caps(notebook_bytes=100))
    assert "at most 3 are graded" in refusal(path, Caps(cells=3))


@posix
def test_a_link_a_pipe_a_folder_and_a_device_are_refused_without_being_read(folder):
    secret = written(folder.parent / "secret", nbformat.writes(make_notebook()))
    (folder / "tiny.ipynb").symlink_to(secret)
    assert "a link" in refusal(folder / "tiny.ipynb")
    os.mkfifo(folder / "pipe.ipynb")
    assert "regular file" in refusal(folder / "pipe.ipynb")
    (folder / "folder.ipynb").mkdir()
    assert "regular file" in refusal(folder / "folder.ipynb")
    (folder / "zero.ipynb").symlink_to("/dev/zero")
    assert "a link" in refusal(folder / "zero.ipynb")


@pytest.mark.parametrize(
    "name",
    [
        "gradient-descent (1).ipynb",
        "gradient descent.ipynb",
        "gradient_descent.ipynb",
        "Gradient-Descent.IPYNB",
        "gradient-descent-Copy1.ipynb",
        "gradient-descent (2) (1).ipynb",
        "gradient-descent copy.ipynb",
        "Copy of gradient-descent.ipynb",
    ],
)
def test_a_close_name_is_found_and_reported(folder, name):
    written(folder / name, "{}")
    path, (remark,) = find_notebook(folder, "gradient-descent.ipynb")
    assert path == folder / name
    assert name in remark
    assert "gradient-descent.ipynb" in remark


def test_two_spellings_of_the_same_letters_are_the_same_name(folder):
    written(folder / "u\u0308bung.ipynb", "{}")
    assert find_notebook(folder, "\u00fcbung.ipynb")[0].name == "u\u0308bung.ipynb"


def test_the_right_name_wins_and_another_notebook_of_the_assignment_is_not_taken_for_it(folder):
    for name in ("tiny.ipynb", "tiny (1).ipynb", "problem 2.ipynb"):
        written(folder / name, "{}")
    assert find_notebook(folder, "tiny.ipynb") == (folder / "tiny.ipynb", [])
    with pytest.raises(RefusedError, match=r"problem-2\.ipynb is missing; handed in"):
        find_notebook(folder, "problem-2.ipynb", others=["problem 2.ipynb"])


def test_a_missing_notebook_is_refused_with_what_was_handed_in_instead(folder):
    with pytest.raises(RefusedError, match=r"tiny\.ipynb is missing; handed in: nothing"):
        find_notebook(folder, "tiny.ipynb")
    written(folder / "homework.zip", "PK")
    with pytest.raises(RefusedError, match=r"handed in: homework\.zip"):
        find_notebook(folder, "tiny.ipynb")


def test_a_hostile_name_does_not_reach_the_reason_as_it_is(folder):
    written(folder / "a\n\x1b[31m\u202eb.ipynb", "{}")
    with pytest.raises(RefusedError) as refused:
        find_notebook(folder, "tiny.ipynb")
    assert str(refused.value).isprintable()


@posix
def test_of_other_files_only_small_regular_allowed_ones_are_taken(folder):
    written(folder / "data.csv", "1,2")
    written(folder / "page.html", "<script>")
    written(folder / "large.csv", b"x" * 2000)
    written(folder / "timestamp.txt", "2026-01-01 00:00:00 UTC")
    written(folder / "-rf.txt", "x")
    written(folder / ".hidden.txt", "x")
    (folder / "leak.txt").symlink_to(written(folder.parent / "gradebook.db", "secret"))
    os.mkfifo(folder / "pipe.txt")
    (folder / "up").symlink_to(folder.parent, target_is_directory=True)
    (folder / "parts").mkdir()
    written(folder / "parts" / "more.py", "y = 1")
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.txt", b"0" * 10_000_000)
    files, remarks = extra_files(folder, Caps(file_bytes=1000))
    assert files == {"data.csv": b"1,2", "parts/more.py": b"y = 1"}
    assert len(remarks) == 7
    assert not any("\n" in remark for remark in remarks)


def test_many_and_large_files_stop_at_the_caps(folder):
    for number in range(30):
        written(folder / f"{number:02}.txt", "0123456789")
    files, remarks = extra_files(folder, Caps(files=20))
    assert len(files) == 20
    assert len(remarks) == 10
    files, remarks = extra_files(folder, Caps(files_bytes=55))
    assert sum(map(len, files.values())) <= 55
    assert remarks[-1] == "15 more files were left out"


def test_the_time_of_handing_in_is_read_only_from_a_small_regular_file(folder):
    assert timestamp(folder) == ""
    written(folder / "timestamp.txt", "2026-01-01 00:00:00 UTC\n")
    assert timestamp(folder) == "2026-01-01 00:00:00 UTC"
    written(folder / "timestamp.txt", "x" * 1000)
    assert timestamp(folder) == ""


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def with_attachments(folder, attachments):
    notebook = make_notebook()
    notebook.cells[0]["attachments"] = attachments
    return written(folder / "tiny.ipynb", json.dumps(notebook))


def test_a_picture_in_a_text_is_kept(folder):
    path = with_attachments(
        folder, {"s.png": {"image/png": [PIXEL[:20] + "\n", PIXEL[20:]]}, "t.jpg": {"image/jpeg": PIXEL}}
    )
    first, *others = read_notebook(path, CAPS)
    assert first.pictures == {"s.png": {"image/png": PIXEL}, "t.jpg": {"image/jpeg": PIXEL}}
    assert not first.left_out
    assert not any(cell.pictures for cell in others)


@pytest.mark.parametrize(
    "bundle", [{"text/html": PIXEL}, {"image/png": "<script>"}, {"image/png": ""}, {}, [], "x", {"image/png": {"a": 1}}]
)
def test_an_attachment_that_is_no_picture_is_left_out_with_a_remark(folder, bundle):
    cell, *_ = read_notebook(with_attachments(folder, {"a\x1b.png": bundle}), CAPS)
    assert not cell.pictures
    assert cell.left_out == ("the attachment a?.png was left out: it is no PNG, JPEG, GIF, WebP or SVG picture",)


def test_a_picture_that_is_too_large_is_left_out_with_a_remark(folder):
    caps = Caps(picture_bytes=1 << 20)
    cell, *_ = read_notebook(with_attachments(folder, {"s.png": {"image/png": "AAAA" * (1 << 19)}}), caps)
    assert not cell.pictures
    assert cell.left_out == ("the picture s.png was left out: it is larger than 1 MiB",)


@pytest.mark.parametrize("attachments", [None, [], "x", 3])
def test_damaged_attachments_are_none(folder, attachments):
    assert not read_notebook(with_attachments(folder, attachments), CAPS)[0].pictures
