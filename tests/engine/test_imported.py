"""What the source's solutions import, as the tests' process has it."""

import math
import os.path
from pathlib import Path

import numpy as np
import pytest

from grader.engine.names import Target
from grader.engine.trusted.imported import NOTHING, find


@pytest.mark.parametrize(
    ("module", "attribute", "found"),
    [
        ("numpy", "", np),
        ("math", "sqrt", math.sqrt),
        ("math", "", math),
        ("os.path", "", os.path),
        ("os", "path", os.path),
        ("numpy", "linalg", np.linalg),
        ("numpy.random", "randn", np.random.randn),
        ("no_such_module", "", NOTHING),
        ("math", "no_such_function", NOTHING),
    ],
)
def test_modules_and_what_is_in_them_are_found(module: str, attribute: str, found: object) -> None:
    assert find(Target(module, attribute)) is found


def test_what_lies_beside_the_notebook_stays_in_the_students_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "beside_me.py").write_text("state = {}")
    (tmp_path / "beside_too").mkdir()
    (tmp_path / "beside_too" / "__init__.py").write_text("state = {}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert find(Target("beside_me", "state")) is NOTHING
    assert find(Target("beside_too", "")) is NOTHING
    assert find(Target("numpy", "")) is np
