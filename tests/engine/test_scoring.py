"""What a test cell gives: one home for the grade and for the check of an assignment."""

import numpy as np
import pytest
import torch

from grader.engine.scoring import NoShell, run_to_last, score_of

HALF = [0.5, np.float32(0.5), np.float64(0.5), np.array(0.5), torch.tensor(0.5)]


@pytest.mark.parametrize("value", HALF, ids=lambda value: type(value).__name__)
def test_a_number_at_the_end_is_a_part_of_the_points(value: object) -> None:
    score = score_of(value, 2)
    assert (score.points, type(score.points), score.reason) == (0.5, float, "partial")


@pytest.mark.parametrize("value", [None, True, np.True_, "0.5", [0.5], np.array([0.5]), torch.tensor([0.5]), 0.5j])
def test_anything_else_at_the_end_gives_all_of_them(value: object) -> None:
    assert (score_of(value, 2).points, score_of(value, 2).reason) == (2.0, "passed")


@pytest.mark.parametrize("value", [-1, 3, float("nan"), float("inf"), np.int64(3), torch.tensor(-0.1)])
def test_a_number_that_is_no_part_of_the_points_is_invalid(value: object) -> None:
    score = score_of(value, 2)
    assert (score.points, score.reason) == (0.0, "invalid")
    assert score.message.startswith("InvalidScore: the test gave ")


def test_ipythons_shell_is_there_and_does_nothing() -> None:
    code = (
        "get_ipython().events.register('post_run_cell', print)\nget_ipython().run_line_magic('time', '1')\ndisplay(1)"
    )
    assert run_to_last(code, "<cell>", {"get_ipython": NoShell, "display": NoShell()}) is None


@pytest.mark.parametrize(("code", "value"), [("x = 1", None), ("x = 1\nx + 1", 2), ("", None), ("x", 5)])
def test_a_cell_gives_the_value_of_its_last_expression(code: str, value: object) -> None:
    assert run_to_last(code, "<cell>", {"x": 5}) == value
