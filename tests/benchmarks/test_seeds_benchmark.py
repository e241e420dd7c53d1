"""The benchmark of seeds: what it changes in a lecture's code, and what it notes of its assertions."""

import pytest

from benchmarks import seeds

LECTURE = """\
# %%
import torch
import numpy as np
from helpers import training

training.seed_everything(0)
SEED = 2

# %%
def drawn(seed=SEED):
    return torch.rand(3, generator=torch.Generator().manual_seed(seed))

torch.manual_seed(SEED)
here, there, by_numpy = torch.rand(3), drawn(), np.random.default_rng(7).random()
print(here, there, by_numpy)

# %%
for number in range(3):
    assert number < 5 and number != LUCK

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# assert len(here) == 3
# ```
# </details>
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one lecture, whose luck is to be filled in."""
    monkeypatch.setattr(seeds, "LECTURES", tmp_path)

    def write(luck: str) -> None:
        (tmp_path / "07-luck.py").write_text(LECTURE.replace("LUCK", luck))

    return write


def test_each_run_draws_other_numbers_and_the_same_ones_again(course, capsys):
    course("9")
    seeds.main(["07"])
    first = capsys.readouterr().out
    draws = [line for line in first.splitlines() if line.startswith("tensor")]
    assert len(draws) == len(set(draws)) == 5
    assert first.endswith("| 07-luck | 3 | none |\n")
    seeds.main(["07"])
    assert capsys.readouterr().out == first


def test_a_clause_that_fails_is_named_with_its_seed_and_the_run_goes_on(course, capsys):
    course("(1 if torch.initial_seed() > 1000 else 9)")
    seeds.main(["07", "--seeds", "0", "1"])
    *_, heading, drawn, failure, row = capsys.readouterr().out.splitlines()
    assert (heading, drawn[:6]) == ("== 07-luck, seed 1", "tensor")
    assert failure.startswith("fails: number != (1 if torch")
    assert row == "| 07-luck | 3 | 1 |"


def test_an_error_ends_a_run_and_is_named(course, capsys):
    course("nonsense")
    seeds.main(["07", "--seeds", "0"])
    assert "fails: NameError: name 'nonsense' is not defined" in capsys.readouterr().out


def test_training_begins_elsewhere_and_pictures_are_left_out(monkeypatch):
    heard = []
    monkeypatch.setattr(seeds.training, "fit", lambda *_, seed=0, **__: heard.append(seed))
    code = "from helpers import plots, training, widgets\n" + "\n".join(
        ("training.fit(None)", "training.fit(None, seed=3)", "plots.show(None)", "widgets.explore(None)")
    )
    seeds.run([code], 1000, pytest.fail, pytest.fail)
    assert heard == [1000, 1003]
