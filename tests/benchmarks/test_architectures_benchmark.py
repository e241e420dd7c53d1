"""Each contest of the architectures finds its lecture, what it needs there, and how its contenders are judged."""

from types import SimpleNamespace

import pytest
import torch
from torch import nn

from authoring.definitions import lecture
from benchmarks.architectures.__main__ import CONTESTS, row
from benchmarks.architectures.contest import run


def test_every_seed_starts_anew_and_is_counted():
    def contender(_: SimpleNamespace, seed: int) -> tuple[nn.Module, float]:
        return nn.Linear(3, 2), seed + torch.rand(()).item()

    result, again = run(contender, {}, 3), run(contender, {}, 3)
    assert result.parameters == 8
    assert result.scores == again.scores
    assert [int(score) for score in result.scores] == [0, 1, 2]
    assert "| 8 |" in row("01", "linear", "accuracy", result)


@pytest.mark.parametrize("contest", CONTESTS, ids=lambda contest: f"{contest.lecture} {contest.score}")
def test_a_contest_finds_the_data_of_its_lecture(contest):
    assert set(contest.needs) <= set(lecture(contest.lecture, contest.needs))


def test_a_name_that_a_lecture_does_not_bind_is_named():
    with pytest.raises(KeyError, match="nonsense"):
        lecture("17-lenet", ("nonsense",))
