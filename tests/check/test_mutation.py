"""Mutants: every operator makes the mistakes that it is named for, and nothing else is changed."""

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.check.text.mutation import mutants_of
from grader.check.text.operators import OPERATORS, PROMISED

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
    ("first for largest", "np.max(z)", "np.ravel(z)[0]"),
    ("first for largest", "z.max(axis=1, keepdims=True)", "np.take(z, [0], axis=1)"),
    ("first for largest", "max(rates)", "next(iter(rates))"),
    ("naive formula", "np.logaddexp(0, z)", "np.log(np.exp(0) + np.exp(z))"),
    ("naive formula", "np.expm1(z)", "np.exp(z) - 1"),
    ("guarded logarithm", "np.log(p[i])", "np.log(np.maximum(p[i], 0.01))"),
    ("guarded logarithm", "np.log2(q)", "np.log2(q + 1e-12)"),
    ("product of small numbers", "np.sum(np.log(p), axis=1)", "np.log(np.prod(p, axis=1))"),
    ("mean of some", "np.mean(s)", "np.sum(s) / max(np.count_nonzero(s), 1)"),
    ("whole-number trick", "X @ w >= t", "np.trunc(X @ w) >= t"),
    ("whole-number trick", "X @ w >= t", "X @ w > t - 1"),
    ("identity", "a == b", "a is b"),
    ("identity", "for i, x in enumerate(xs):\n    f(i)", "for x in xs:\n    i = list(xs).index(x)\n    f(i)"),
    ("swapped coordinates", "p[i, k]", "p[k, i]"),
    (
        "stopped when flat",
        "for _ in r:\n    w = w - g(w)\n    path.append(w)",
        "for _ in r:\n    kept = w\n    w = w - g(w)\n    path.append(w)\n    if np.all(kept == w):\n        break",
    ),
    *(
        (operator, f"def f(z):\n    '{doc}'\n    return z + 1", f"def f(z):\n    '{doc}'\n    {after}")
        for operator, doc, after in (
            ("coerced argument", "z: array (n,)", "z = abs(z)\n    return z + 1"),
            ("coerced argument", "z: array (n,)", "z = z.round(decimals=1)\n    return z + 1"),
            ("coerced argument", "z: a number", "z = round(z, 1)\n    return z + 1"),
            ("changed argument", "z: array (n,)", "given, z = z, z + 0\n    given += 1\n    return z + 1"),
            ("changed argument", "z: list of arrays", "given, z = z, [*z]\n    given.clear()\n    return z + 1"),
            ("reordered argument", "z: array (n, d)", "z = np.unique(z, axis=0)\n    return z + 1"),
            ("reordered argument", "z: array (n, n)", "z = z.T\n    return z + 1"),
            (
                "finite argument",
                "z: array (n,)",
                "given, z = z, z + 0\n    given[abs(given) == np.inf] = -1000000.0\n    return z + 1",
            ),
            ("finite result", "z: array (n,)", "return np.nan_to_num(z + 1)"),
            ("reshaped result", "Return an array of the shape of z, an array (n, d).", "return np.ravel(z + 1)"),
        )
    ),
    *(
        (
            "clipped argument",
            "def f(z):\n    'z: array (n,)'\n    return np.exp(z)",
            f"def f(z):\n    'z: array (n,)'\n    {mistake}\n    return np.exp(z)",
        )
        for mistake in ("z = z.clip(-60, 60)", "given, z = z, z + 0\n    given[abs(given) > 500] = 500")
    ),
    (
        "reshaped result",
        "def f():\n    'Returns an array and a number.'\n    return w, b",
        "def f():\n    'Returns an array and a number.'\n    return np.squeeze(w), np.squeeze(b)",
    ),
]
PROMISE = "Logits of 10,000 and of $-\\infty$ are allowed; for nothing return `np.inf`."


def changed(code: str, operator: str) -> list[str]:
    return [mutant.code for mutant in mutants_of(code, "cell", PROMISE) if mutant.operator == operator]


@pytest.mark.parametrize(("operator", "before", "after"), EXAMPLES)
def test_an_operator_makes_its_mistake(operator: str, before: str, after: str) -> None:
    assert ast.unparse(ast.parse(after)) in changed(before, operator)


def test_every_operator_has_an_example() -> None:
    assert {operator for operator, _, _ in EXAMPLES} == {*OPERATORS, *PROMISED}


def test_what_the_text_does_not_promise_is_not_tried() -> None:
    code = "def f(z):\n    'z: array (n,)'\n    return z + 1"
    assert not {mutant.operator for mutant in mutants_of(code, "cell", "Any numbers.")} & set(PROMISED)


def test_what_the_docstring_says_of_an_argument_decides_what_is_tried() -> None:
    def coerced(doc: str) -> set[str]:
        return {*changed(f"def f(z):\n    '{doc}'\n    return z + 1", "coerced argument")}

    assert len(coerced("z: array (n,)")) == 2
    assert len(coerced("z: array (n,), probabilities")) == 1
    assert coerced("z: array (n,) of integers") == coerced("z: function; z(w) is an array") == coerced("") == set()


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


def test_a_mistake_at_the_beginning_of_a_function_is_told_for_the_first_line_of_the_solution() -> None:
    code = "def f(z):\n    'z: array (n,)'\n    ### BEGIN SOLUTION\n    return z + 1\n    ### END SOLUTION"
    assert {mutant.line for mutant in mutants_of(code, "cell") if mutant.operator == "changed argument"} == {4}


def test_texts_for_people_are_left_alone() -> None:
    code = "def f(n: int) -> int:\n    if n < 0:\n        raise ValueError('negative')\n    return n"
    assert all("negative_" not in mutant.code for mutant in mutants_of(code, "cell"))


def test_a_mutant_is_named_by_the_lines_that_differ() -> None:
    code = "def f(a, b):\n    # a comment\n    return a + b"
    mutant = next(mutant for mutant in mutants_of(code, "t1_sum") if mutant.operator == "arithmetic")
    assert (mutant.removed, mutant.added, mutant.line) == ("return a + b", "return a - b", 3)
    assert "-    return a + b\n+    return a - b" in mutant.diff
    assert mutant.diff.startswith("--- t1_sum\n")
