"""Equal files get equal marks: what nobody seeded is drawn from the job's seed, in both processes."""

import random
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from engine_notebooks import QUICK, job, reasons

from grader.engine.draws import Draws
from grader.engine.execute import execute

FRESH = {
    "random": "random.random()",
    "random.Random": "random.Random().random()",
    "random.SystemRandom": "random.SystemRandom().random()",
    "random, seeded anew": "(random.seed(), random.random())[1]",
    "numpy": "np.random.rand()",
    "numpy, seeded anew": "(np.random.seed(), np.random.rand())[1]",
    "default_rng": "np.random.default_rng().random()",
    "a bit generator": "np.random.Generator(np.random.PCG64()).random()",
    "RandomState": "np.random.RandomState().rand()",
    "torch": "float(torch.rand(()))",
    "torch, seeded anew": "(torch.seed(), float(torch.rand(())))[1]",
}
ONE_TRY = """
import random
from hypothesis import given, strategies as st
import hypothesis
drawn = []
@hypothesis.settings(max_examples=20, derandomize=False, database=None, phases=[hypothesis.Phase.generate])
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def look(a, b):
    drawn.append((a, b))
look()
"""
# One mistake that shows for about every second draw, in the test and in the student's own numbers.
COIN = "np.random.default_rng().random() < 0.5"
TESTS = (
    f"assert {COIN}",
    f"values = [{COIN} for _ in range(8)]\nassert sum(values) % 2 == 0",
    "import random\nassert random.random() < 0.5",
    "assert np.random.rand() < 0.5",
    "assert torch.rand(()) < 0.5",
    "assert own() < 0.5",
    "assert own() < 0.5",
)
OWN = "def own():\n    return np.random.default_rng().random()"


def drawn(key, *places):
    with Draws(key) as draws:
        found = []
        for place in places:
            draws.begin(place)
            found += [eval(code, {"random": random, "np": np, "torch": torch}) for code in FRESH.values()]  # noqa: S307
        return found


def test_every_source_that_is_not_seeded_depends_on_key_and_place_alone():
    first = drawn("a key", "t1", "t2")
    random.seed(5), np.random.seed(5), torch.manual_seed(5)
    assert drawn("a key", "t1", "t2") == first
    assert len(set(first)) == len(first), "no source repeats another"
    assert not set(drawn("another key", "t1", "t2")) & set(first)


def test_a_generator_that_the_course_seeds_is_left_alone():
    with Draws("a key") as draws:
        np.random.seed(3)
        wanted = np.random.RandomState(3).rand(2)
        assert np.random.rand() == wanted[0]
        draws.begin("t2")
        assert np.random.rand() == wanted[1]
        assert np.random.default_rng(1).random() == np.random.Generator(np.random.PCG64(1)).random()
        assert random.Random(4).random() == random.Random(4).random()


def test_afterwards_everything_is_as_it_was():
    before = (random.seed, random.Random.seed, random._urandom, np.random.seed, torch.manual_seed, torch.seed)
    drawn("a key", "t1")
    assert before == (random.seed, random.Random.seed, random._urandom, np.random.seed, torch.manual_seed, torch.seed)
    assert np.random.default_rng().random() != np.random.default_rng().random()


def test_hypothesis_tries_the_same_examples():
    runs = []
    for key in ("first", "a key", "a key", "another key"):
        with Draws(key) as draws:
            names = {}
            exec(ONE_TRY.partition("look()\n")[0], names)  # noqa: S102
            draws.begin("t1")
            names["look"]()
            runs.append(names["drawn"])
    assert runs[1] == runs[2] != runs[3]


def test_one_file_gets_one_result_each_time_and_the_seed_decides_which(parent):
    def results(seed):
        return tuple(reasons(execute(replace(job(OWN, OWN, *TESTS), seed=seed), QUICK, parent)))

    once = results("a course")
    assert [results("a course") for _ in range(4)] == [once] * 4
    assert len({results(f"course {number}") for number in range(6)}) > 1, "the seed does not reach the tests"


def test_what_earlier_cells_drew_changes_nothing_in_later_tests(parent):
    tests = ("for _ in range(count()):\n    np.random.rand(), np.random.default_rng()", *TESTS[:5])
    results = [
        reasons(execute(job("def count(): return 0", f"def count(): return {count}", *tests), QUICK, parent))
        for count in (0, 3)
    ]
    assert results[0] == results[1]


def test_whether_something_was_drawn_is_told_of_every_source(monkeypatch):
    monkeypatch.delitem(sys.modules, "hypothesis.core", raising=False)
    for name, code in FRESH.items():
        with Draws("a key") as draws:
            draws.begin("a place")
            before = draws.states()
            assert not draws.drew(before)
            eval(code, {"random": random, "np": np, "torch": torch})  # noqa: S307
            assert draws.drew(before), name
            draws.begin("another place")
            assert not draws.drew(draws.states()), name


def test_a_generator_with_a_seed_of_its_own_is_no_draw(monkeypatch):
    monkeypatch.delitem(sys.modules, "hypothesis.core", raising=False)
    with Draws("a key") as draws:
        np.random.seed(1)
        draws.begin("a place")
        before = draws.states()
        np.random.default_rng(3).random()
        random.Random(3).random()
        torch.rand((), generator=torch.Generator().manual_seed(3))
        np.random.rand()
        assert not draws.drew(before)


@pytest.mark.parametrize(
    ("draw", "seed"),
    [
        ("random.random()", "random.seed(3)"),
        ("np.random.rand()", "np.random.seed(3)"),
        ("torch.rand(1)", "torch.manual_seed(3)"),
    ],
)
def test_what_is_drawn_after_a_seed_is_no_luck_and_what_came_before_it_is(monkeypatch, draw, seed):
    monkeypatch.delitem(sys.modules, "hypothesis.core", raising=False)
    for early in (False, True):
        with Draws("a key") as draws:
            draws.begin("a place")
            before = draws.states()
            exec("\n".join([*[draw] * early, seed, draw, seed]), {"random": random, "np": np, "torch": torch})  # noqa: S102
            assert draws.drew(before) == early
