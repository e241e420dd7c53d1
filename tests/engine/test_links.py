"""What both ends hold: hostile use of it ends the student's process, and its numbers stay few."""

import numpy as np
import pytest
from engine_notebooks import IMPORTS, QUICK, check, given, notebook, reasons, solution

from grader.engine.both import views
from grader.engine.both.links import MOST, Links
from grader.engine.execute import execute
from grader.engine.job import APART, Job
from grader.engine.trusted.effects import MisfitError, check_extent
from grader.engine.trusted.warm import WarmParent


def test_lists_that_hold_each_other_too_often_are_found_out() -> None:
    value: list = [1]
    for _ in range(12):
        value = [value] * 10
    with pytest.raises(MisfitError):
        check_extent([value], 2_000_000)
    value.append(value)
    with pytest.raises(MisfitError):
        check_extent([value], 10**15)
    with pytest.raises(MisfitError):
        check_extent([[np.zeros(10**5)] * 1000], 2_000_000)
    check_extent([[1, (2, {3: [4]})], np.zeros(10**5)], 2_000_000)


BOMB = """
rows = [[] for _ in range(12)]
def f(i): return rows[i]
def g():
    for inner, outer in zip(rows, rows[1:]): outer[:] = [inner] * 1000
    return 1
"""
TEST = "kept = [f(i) for i in range(12)]\ng()\nprint(kept)\nassert len(kept) == 12"


def test_a_students_lists_cannot_fill_the_memory_of_the_tests(parent: WarmParent) -> None:
    source = notebook(solution("def f(i): return []\ndef g(): return 1"), check(TEST, "t1"), check("assert 1", "t2"))
    submitted = notebook(solution(BOMB), *source["cells"][1:])
    outcome = execute(Job(submitted, source, way=APART), QUICK, parent)
    assert reasons(outcome) == ["failed", "passed"]
    assert "too often" in outcome.scores["t1"].message


def test_a_list_that_is_made_anew_is_not_kept(parent: WarmParent) -> None:
    code = "def f(n): return [n, [n]]\ndef g(v): return len(v)\ndef size():\n    import gc\n"
    code += "    from grader.engine.both.links import Links\n"
    code += "    return max(len(one.values) for one in gc.get_objects() if isinstance(one, Links))"
    test = "for n in range(50):\n    f(n)\n    g([n, {n: [n]}])\n    f(np.zeros(3))\nassert size() == 0, size()"
    cells = notebook(given(IMPORTS), solution(code), check(test))
    assert reasons(execute(Job(cells, cells, way=APART), QUICK, parent)) == ["passed"]


def test_what_is_kept_has_an_end(parent: WarmParent) -> None:
    code = "kept = []\ndef f(v):\n    kept.append(v)\n    return len(kept)"
    more = 100  # each call looks at all that is kept
    first = f"for n in range({MOST + more}):\n    f([n])\nassert f([0]) == {MOST + more + 1}"
    then = f"for n in range({more}):\n    f([n])\nassert f([0]) == {MOST + 2 * more + 2}"
    cells = notebook(solution(code), check(first, "t1"), check(then, "t2"))
    assert reasons(execute(Job(cells, cells, way=APART), QUICK, parent)) == ["passed", "passed"]


def test_links_tell_what_changed_and_forget_what_nobody_holds() -> None:
    here, there = Links(), Links()
    mine, yours = [1, {"k": 2}], [1, {"k": 2}]
    here.add(1, mine)
    there.add(1, yours)
    assert here.changes() == ()
    mine.append(3)
    there.apply(here.changes())
    assert yours == [1, {"k": 2}, 3]
    assert there.changes() == here.changes() == ()
    assert here.unused() == ()
    del mine
    assert here.unused() == (1,)
    here.drop(here.unused())
    assert not here.numbers


@pytest.mark.parametrize(
    "make",
    [
        lambda x: x[1:3],
        lambda x: x[::-1],
        lambda x: x.T,
        lambda x: x[:, 1],
        lambda x: x.reshape(-1)[4:2:-1],
        lambda x: x[2:2],
        lambda x: np.broadcast_to(x[0], (3, 4)),
    ],
)
def test_views_of_an_array_are_views_of_its_twin(make) -> None:
    there = np.arange(16.0).reshape(4, 4).copy()
    here = there.copy()
    described = views.describe(make(there))
    made = views.view(here, *described[2:])
    assert described[1] is there
    assert np.array_equal(made, make(here))
    assert np.shares_memory(made, here) == (made.size > 0)


def test_a_view_of_what_nobody_else_holds_is_an_array_like_any_other() -> None:
    alone = np.arange(6.0).reshape(2, 3).copy().T
    described = views.describe(alone)  # not within `assert`, which would hold parts of the line
    assert described is None
    assert views.describe(np.arange(6.0)) is None


@pytest.mark.parametrize(
    ("offset", "shape", "strides"),
    [(-1, (2,), (1,)), (15, (2,), (1,)), (0, (3,), (-1,)), (0, (2, 2), (8, 8)), (16, (1,), (1,)), (0, (2,), (10**9,))],
)
def test_a_view_outside_its_array_is_refused(offset: int, shape: tuple, strides: tuple) -> None:
    with pytest.raises(ValueError, match="outside"):
        views.view(np.arange(16.0), offset, shape, strides, np.zeros(shape))
