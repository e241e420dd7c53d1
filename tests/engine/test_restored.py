"""What given code and tests change in modules and libraries lasts no longer than the submission."""

import os
import re
import sys
import warnings

import matplotlib as mpl
import numpy as np
import pytest
import torch
from engine_notebooks import QUICK, check, given, notebook, only, solution

from grader.engine.execute import execute
from grader.engine.job import APART, Job
from grader.engine.trusted.restored import restored
from grader.engine.trusted.warm import WarmParent
from helpers import vision

CHANGES = {
    "taken away": ("from helpers import vision", "vars(vision).pop('iou')", lambda: vision.iou),
    "taken away by statement": ("from helpers import vision", "del vision.iou", lambda: vision.iou),
    "rebound": ("import numpy as np", "np.linalg.norm = len", lambda: np.linalg.norm),
    "rebound inside": ("import torch", "torch.nn.functional.relu = abs", lambda: torch.nn.functional.relu),
    "built-in": ("import builtins", "builtins.sorted = list", lambda: sorted),
    "errors": ("import numpy as np", "np.seterr(all='raise')", np.geterr),
    "how arrays print": ("import numpy as np", "np.set_printoptions(precision=2)", np.get_printoptions),
    "dtype": ("import torch", "torch.set_default_dtype(torch.float64)", torch.get_default_dtype),
    "gradients": ("import torch", "torch.set_grad_enabled(False)", torch.is_grad_enabled),
    "warnings": ("import warnings", "warnings.simplefilter('ignore')", lambda: list(warnings.filters)),
    "environment": ("import os", "os.environ['A'] = 'b'; del os.environ['PATH']", lambda: dict(os.environ)),
    "path": ("import sys", "sys.path.insert(0, 'elsewhere')", lambda: list(sys.path)),
    "recursion": ("import sys", "sys.setrecursionlimit(5000)", sys.getrecursionlimit),
    "figures": (
        "import matplotlib as mpl",
        "mpl.rcParams['lines.linewidth'] = 9",
        lambda: mpl.rcParams["lines.linewidth"],
    ),
}


def job(*cells: dict[str, object]) -> Job:
    return Job(notebook(*cells), notebook(*cells), way=APART)


@pytest.mark.parametrize("place", ["given", "test"])
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_gone_after_the_submission(parent: WarmParent, name: str, place: str) -> None:
    imported, change, look = CHANGES[name]
    before = look()
    cells = {"given": (f"{imported}\n{change}", "assert x == 1"), "test": ("", f"{imported}\n{change}\nassert x == 1")}
    setup, test = cells[place]
    outcome = execute(job(given(setup), solution("x = 1"), check(test)), QUICK, parent)
    assert only(outcome).reason == "passed"
    assert look() == before


def test_the_next_assignment_finds_the_library_whole(parent: WarmParent) -> None:
    taking = given("from helpers import vision\nvars(vision).pop('iou', None)")
    execute(job(taking, solution("x = 1"), check("assert x == 1")), QUICK, parent)
    using = check("from helpers import vision\nassert vision.iou(box, box).item() == 1")
    outcome = execute(
        job(given("import torch"), solution("box = torch.tensor([[0.0, 0, 1, 1]])"), using), QUICK, parent
    )
    assert only(outcome).reason == "passed"


def test_a_module_that_nobody_imported_yet_is_known_before_it_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with restored({"colorsys", "colorsys.rgb_to_hls"}):
        import colorsys

        del colorsys.rgb_to_hls
    assert callable(colorsys.rgb_to_hls)


def test_what_a_module_gained_or_counted_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vision, "counted", 1, raising=False)
    with restored({"helpers.vision"}):
        vision.counted = 2
    assert vision.counted == 2


def test_an_assignments_own_module_is_left_to_its_code(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "own_tools.py").write_text("raise RuntimeError('imported too early')", encoding="utf-8")
    with restored({"own_tools"}):
        assert "own_tools" not in sys.modules
    with pytest.raises(RuntimeError, match=re.escape("imported too early")):
        __import__("own_tools")
