"""What the student's process claims of its objects and errors is checked before anything is made of it."""

from typing import Any

import pytest

from grader.engine.both.kinds import Theirs
from grader.engine.both.operators import OPERATORS, ORDER, SPECIAL
from grader.engine.trusted.effects import MisfitError, exception_of
from grader.engine.trusted.line import OpaqueValueError
from grader.engine.trusted.proxies import special_methods
from grader.engine.trusted.references import References
from grader.engine.wire.codec import CodecError


class Recorded:
    """A line that answers with what it was asked."""

    def request(self, name: str, *payload: Any) -> Any:
        return (name, *payload[:1])

    def release(self, number: int) -> None:
        pass

    def opaque(self, what: str) -> OpaqueValueError:
        return OpaqueValueError(what)

    def distrust(self, why: str):
        raise AssertionError(why)


def class_with(*special: Any) -> tuple[Any, ...]:
    return (Theirs.CLASS, 1, "Claimed", (), ("object", ""), special)


@pytest.mark.parametrize("special", ["__getattribute__", "__class__", "__del__", "__array_ufunc__", "add", 3, ()])
def test_a_class_may_claim_only_the_special_methods_that_both_ends_know(special: Any) -> None:
    with pytest.raises(CodecError):
        References(Recorded(), frozenset(), {}.get).resolve(class_with("__add__", special))


def test_each_special_method_asks_for_an_operator_that_the_student_has() -> None:
    references = References(Recorded(), frozenset(), {}.get)
    proxy = references.resolve((Theirs.OBJECT, 2, class_with(*SPECIAL)))
    alone = ("__bool__", "__iter__", *(f"__{name}__" for name in ORDER))
    asked = {name: method(proxy, proxy)[1] for name, method in special_methods(SPECIAL).items() if name not in alone}
    assert asked.pop("__call__") is proxy
    assert set(asked.values()) <= set(OPERATORS)
    assert asked["__and__"] == "and_"
    assert asked["__rsub__"] == "sub"
    assert asked["__rshift__"] == "rshift"
    assert asked["__round__"] == "round"


@pytest.mark.parametrize(
    "error",
    [
        (),
        None,
        ("test", 1),
        ("test", []),
        ("student", ("ValueError",), "no", ""),
        ("student", 3, "no", "", None),
        ("student", (), "no", "", "a class"),
        ("student", (), "no", "", bool),
        ("student", (), "no", "", object),
    ],
)
def test_an_answer_that_tells_of_no_exception_does_not_fit(error: Any) -> None:
    with pytest.raises(MisfitError):
        exception_of(error, {})


def test_an_exception_of_the_tests_own_comes_back_as_itself() -> None:
    own = KeyError("mine")
    assert exception_of(("test", 5), {5: own}) is own
    assert type(exception_of(("student", ("ValueError", "Exception"), "no", "", None), {})) is ValueError
