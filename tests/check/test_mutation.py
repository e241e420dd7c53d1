"""Mutants: every operator makes the mistakes that it is named for, and nothing else is changed."""

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.check.text.mutation import mutants_of
from grader.check.text.operators import OPERATORS

EXAMPLES = [
    ("arithmetic", "a + b", "a - b"),
    ("arithmetic", "X @ w", "X * w"),
    ("arithmetic", "s += v", "s -= v"),
    ("lost term", "X @ w + b", "X @ w"),
    ("lost term", "a - b", "-b"),
    ("swapped operands", "a @ b", "b @ a"),
    ("comparison", "a < b", "a <= b"),
    ("comparison", "a == b", "a != b"),
    ("condition", "a and b", "a or b"),
    ("condition", "a and b", "b"),
    ("condition", "not a", "a"),
    ("constant", "x[0]", "x[1]"),
    ("constant", "np.sum(x, keepdims=True)", "np.sum(x, keepdims=False)"),
    ("constant", "r == 'up'", "r == 'up_'"),
    ("off by one", "range(n)", "range(n - 1)"),
    ("off by one", "range(n)", "range(1, n)"),
    ("off by one", "x[:-1]", "x[:]"),
    ("off by one", "s / len(x)", "s / (len(x) - 1)"),
    ("axis", "np.mean(x, axis=0)", "np.mean(x, axis=1)"),
    ("axis", "torch.softmax(x, dim=-1)", "torch.softmax(x, dim=0)"),
    ("axis", "np.sum(x, axis=0, keepdims=True)", "np.sum(x, axis=0)"),
    ("reduction", "x.mean()", "x.sum()"),
    ("reduction", "max(a, b)", "min(a, b)"),
    ("bias", "np.var(x)", "np.var(x, ddof=1)"),
    ("bias", "torch.std(x)", "torch.std(x, correction=0)"),
    ("transpose", "x.T @ y", "x @ y"),
    ("lost call", "y = x.detach()", "y = x"),
    ("lost call", "y = np.sqrt(v)", "y = v"),
    ("swapped arguments", "f(a, b)", "f(b, a)"),
    ("branches", "a if c else b", "b if c else a"),
    ("branches", "if c:\n    x = 1\nelse:\n    x = 2", "if c:\n    x = 2\nelse:\n    x = 1"),
    ("branches", "[a for a in b if a]", "[a for a in b]"),
    ("dropped statement", "optimizer.zero_grad()", "pass"),
    ("dropped statement", "with torch.no_grad():\n    w -= g", "w -= g"),
    ("in place", "w = w - g", "w -= g"),
]


def changed(code: str, operator: str) -> list[str]:
    return [mutant.code for mutant in mutants_of(code, "cell") if mutant.operator == operator]


@pytest.mark.parametrize(("operator", "before", "after"), EXAMPLES)
def test_an_operator_makes_its_mistake(operator: str, before: str, after: str) -> None:
    assert ast.unparse(ast.parse(after)) in changed(before, operator)


def test_every_operator_has_an_example() -> None:
    assert {operator for operator, _, _ in EXAMPLES} == set(OPERATORS)


EXPRESSIONS = st.recursive(
    st.sampled_from(["x", "y", "1", "0.5", "True", "'a'"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/@&"), inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
        st.tuples(inner, inner).map(lambda parts: f"f({parts[0]}, axis={parts[1]})"),
        inner.map(lambda part: f"np.mean({part}, axis=0)[1:]"),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[0]})"),
    ),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(EXPRESSIONS)
def test_mutants_are_valid_code_differ_and_come_once(expression: str) -> None:
    code = f"def f(x, y):\n    z = {expression}\n    return z"
    mutants = list(mutants_of(code, "cell"))
    texts = [mutant.code for mutant in mutants]
    assert len(set(texts)) == len(texts)
    assert ast.unparse(ast.parse(code)) not in texts
    for mutant in mutants:
        compile(mutant.code, "<mutant>", "exec")
        assert mutant.line in (2, 3)
    assert texts == [mutant.code for mutant in mutants_of(code, "cell")]


def test_only_the_solution_is_changed() -> None:
    code = "def f(n=3):\n    '''About 2 things.'''\n    ### BEGIN SOLUTION\n    return n + 1\n    ### END SOLUTION"
    mutants = list(mutants_of(code, "cell"))
    assert mutants
    for mutant in mutants:
        assert mutant.line == 4
        assert "def f(n=3):" in mutant.code
        assert "About 2 things." in mutant.code


def test_texts_for_people_are_left_alone() -> None:
    code = "def f(n: int) -> int:\n    if n < 0:\n        raise ValueError('negative')\n    return n"
    assert all("negative_" not in mutant.code for mutant in mutants_of(code, "cell"))


def test_a_mutant_is_named_by_the_lines_that_differ() -> None:
    code = "def f(a, b):\n    # a comment\n    return a + b"
    mutant = next(mutant for mutant in mutants_of(code, "t1_sum") if mutant.operator == "arithmetic")
    assert (mutant.removed, mutant.added, mutant.line) == ("return a + b", "return a - b", 3)
    assert "-    return a + b\n+    return a - b" in mutant.diff
    assert mutant.diff.startswith("--- t1_sum\n")
