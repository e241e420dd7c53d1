"""The frozen text: its checksum, its letters, and that the script that made it makes it again."""

import hashlib
import platform
from pathlib import Path

import pytest

from authoring import freeze_docstrings
from helpers import data
from helpers.data.docstrings import FILE, PYTHON, SHA256


def test_text_is_plain_and_long_and_says_nothing_twice():
    text = data.docstrings()
    assert len(text) == 392_800
    assert set(text) == {"\n", *map(chr, range(32, 127))}
    assert hashlib.sha256(text.encode()).hexdigest() == SHA256
    assert ">>>" not in text


def test_a_changed_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    changed = tmp_path / "docstrings.txt"
    changed.write_bytes(FILE.read_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setitem(data.docstrings.__globals__, "FILE", changed)  # the function hides its module's name
    with pytest.raises(ValueError, match=r"docstrings\.txt was changed: restore it"):
        data.docstrings()


def test_the_license_lies_beside_the_text():
    words = FILE.with_name("docstrings-LICENSE.txt").read_text()
    assert words.startswith("PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2")
    assert "Copyright (c) 2001" in words


def test_docstrings_are_taken_from_modules_classes_and_functions_alone():
    source = '"""A module"""\nclass A:\n    """A class."""\n    async def f(self):\n        """Of A."""\n        "no"\n'
    assert list(freeze_docstrings.docstrings(source)) == ["A module", "A class.", "Of A."]
    assert list(freeze_docstrings.docstrings('"""Word"""\ndef f():\n    """As in >>> f()."""')) == []
    assert list(freeze_docstrings.docstrings('"""Not ASCII: caf\u00e9."""')) == []


def test_modules_come_in_order_and_repetitions_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "b").mkdir()
    (tmp_path / "a.py").write_text('"""First of all."""')
    (tmp_path / "b" / "c.py").write_text('"""Second one."""\ndef f():\n    """First of all."""')
    monkeypatch.setattr(freeze_docstrings, "MODULES", "a b.c")
    assert freeze_docstrings.frozen(tmp_path) == "First of all.\n\nSecond one.\n"


@pytest.mark.skipif(platform.python_version() != PYTHON, reason="another Python has other docstrings")
def test_the_script_makes_the_same_text_again():
    assert freeze_docstrings.frozen(freeze_docstrings.LIBRARY) == data.docstrings()
