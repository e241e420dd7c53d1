"""What a test says of a student's function that returns None, changes an argument, raises, or gives the wrong kind."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from helpers import ask


def message(call: Callable[..., Any], *arguments: Any, **named: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        call(*arguments, **named)
    return str(caught.value)


def nothing(z: object) -> None:
    return None


def empties(slopes: list[float], largest: float) -> list[float]:
    return [slopes.pop(0) * largest for _ in range(len(slopes))]


def clips(z: Any) -> Any:
    return z.clip(-500, 500, out=z) if isinstance(z, np.ndarray) else z.clamp_(-500, 500)


def test_none_is_told_for_every_function() -> None:
    assert message(ask.numbers, nothing, 1) == "nothing returned None. Does it end with a return?"
    assert message(ask.all_numbers, "w, b", nothing, 1) == "nothing returned None. Does it end with a return?"


def test_a_part_that_is_none() -> None:
    def half(w: Any) -> Any:
        return w, None

    assert message(ask.results, "w, b", half, 1.0) == "half returned None for b. Is it computed on every way?"


@pytest.mark.parametrize("z", [np.array([1.0, 800.0]), torch.tensor([1.0, 800.0])])
def test_an_array_changed_at_its_extremes_is_found_before_values_are(z: Any) -> None:
    before = z.tolist()
    assert message(ask.numbers, clips, z).startswith("clips changed its argument z. Did you work in place, as z -= ")
    assert z.tolist() == before


def test_an_emptied_list_is_found() -> None:
    assert message(ask.numbers, empties, [1.0, 2.0], 0.25).startswith("empties changed its argument slopes.")


def test_a_changed_argument_is_the_cause_also_where_an_error_follows() -> None:
    def first(rows: list[float]) -> float:
        rows.clear()
        return rows[0]

    def complaining(rows: list[float], check: Callable[[list[float]], None]) -> None:
        rows.clear()
        check(rows)

    def check(rows: list[float]) -> None:
        assert rows, "no rows"

    assert "first changed its argument rows." in message(ask.result, first, [1.0])
    assert "complaining changed its argument rows." in message(ask.result, complaining, [1.0], check)


def test_what_is_inside_a_list_is_looked_at_too() -> None:
    def inside(layers: Any) -> Any:
        layers[1][0] += 1
        return 0

    layers = [np.zeros(2), np.zeros(3)]
    assert "inside changed its argument layers" in message(ask.result, inside, layers)
    assert not layers[1].any()


def test_a_number_in_a_list_that_comes_back_a_little_different() -> None:
    def nudged(x: list[float]) -> float:
        x[0] = x[0] + 0.2 - 0.2
        return 0.0

    assert "nudged changed its argument x" in message(ask.numbers, nudged, [0.1])


def test_keywords_are_handed_over_and_looked_at() -> None:
    assert "empties changed its argument slopes" in message(ask.numbers, empties, largest=2.0, slopes=[1.0])


def test_nan_that_stays_is_no_change() -> None:
    assert np.isnan(ask.numbers(lambda z: z + 1, np.array([np.nan]))).all()
    assert ask.result(len, [float("nan")]) == 1


def test_generators_functions_and_leaves_of_autograd_are_handed_over_as_they_are() -> None:
    rng, leaf = np.random.default_rng(0), torch.ones(2, requires_grad=True)
    assert ask.result(lambda given: given, rng) is rng
    assert ask.result(lambda given: given, leaf) is leaf


def test_the_layout_of_an_array_stays() -> None:
    columns = np.arange(6.0).reshape(2, 3).T
    assert ask.result(lambda X: X.flags.f_contiguous and not X.flags.c_contiguous, columns)


def test_an_error_becomes_a_sentence_with_what_was_handed_over() -> None:
    def power(x: float, n: int) -> float:
        return n * x**n / x

    told = message(ask.numbers, power, 0.0, 2)
    assert told == "power raised ZeroDivisionError (float division by zero), when called with x = 0.0, n = 2."
    told = message(ask.numbers, lambda z, y: z @ y, np.ones((2, 3)), np.ones(2))
    assert told.endswith("when called with z of shape (2, 3), y of shape (2,).")


def test_a_stub_and_what_the_test_itself_asserts_stay_as_they_are() -> None:
    def stub(x: float) -> float:
        raise NotImplementedError

    def asserting(slope: Callable[[float], float]) -> float:
        return slope(1.0)

    def slope(z: float) -> float:
        raise AssertionError("z is an array here")

    with pytest.raises(NotImplementedError):
        ask.numbers(stub, 1.0)
    assert message(ask.numbers, asserting, slope) == "z is an array here"


def test_numbers_come_as_an_array_whatever_they_came_in() -> None:
    for given in ([1, 2.5], (1, 2.5), np.array([1, 2.5], dtype=object), torch.tensor([1, 2.5], requires_grad=True)):
        found = ask.numbers(lambda _, given=given: given, 0)
        assert found.tolist() == [1, 2.5]
    assert ask.numbers(lambda _: True, 0).dtype == bool
    assert ask.numbers(lambda _: [], 0).shape == (0,)


def test_what_is_no_number_is_named() -> None:
    assert "returned a text ('up'), where numbers are needed" in message(ask.numbers, lambda _: "up", 0)
    assert "parts have different lengths" in message(ask.numbers, lambda _: [[1.0], [1.0, 2.0]], 0)
    assert "a list of 2 with None, where numbers" in message(ask.numbers, lambda _: [1.0, None], 0)
    assert "returned a generator, where numbers are needed" in message(ask.numbers, lambda _: (x for x in "a"), 0)
    assert "returned a dict of 1, where numbers are needed" in message(ask.numbers, lambda _: {"w": 1}, 0)


def test_the_number_of_things_is_told() -> None:
    def alone(w: Any) -> Any:
        return w

    assert message(ask.results, "w, b", alone, 1.5) == "alone returned one thing, 1.5, where 2 things are needed: w, b."
    assert "returned a tuple of 3, where 2 things" in message(ask.results, "w, b", lambda w: (w, w, w), 1)
    assert [part.tolist() for part in ask.all_numbers("w, b", lambda w: (w, 1), np.ones(2))] == [[1, 1], 1]


@pytest.mark.parametrize(
    "value", [np.zeros(2), np.zeros(2, dtype=np.float32), torch.zeros(2, requires_grad=True), np.zeros(2, dtype=int)]
)
def test_an_array_is_numpy_s_or_torch_s(value: Any) -> None:
    assert ask.array(value, (2,), "m").tolist() == [0, 0]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([0.0, 0.0], "m should be an array; got a list of 2"),
        (None, "got None"),
        (0.5, "got one thing, 0.5"),
        (np.zeros((2, 1)), "should have shape (2,); got shape (2, 1). Is it a column?"),
        (np.array(["a", "b"]), "should be an array of numbers"),
        (np.zeros(2, dtype=complex), "should hold real numbers"),
        (np.array([None, None]), "should be an array of numbers"),
        (np.array([0, np.inf]), "m holds nan or infinity"),
        (object(), "got a object"),
    ],
)
def test_what_is_no_such_array_gets_a_sentence(value: Any, said: str) -> None:
    assert said in message(ask.array, value, (2,), "m", "Is it a column?")


def test_infinity_may_be_allowed() -> None:
    assert ask.array(np.array([np.inf]), (1,), "m", finite=False)[0] == np.inf
    assert "m is inf." in message(ask.number, np.inf, "m")


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2), np.array(2), torch.tensor(2.0)])
def test_a_number_is_any_kind_of_number(value: Any) -> None:
    assert ask.number(value, "the rate") == 2


@pytest.mark.parametrize("value", [None, "2", [2], np.array([2.0]), np.nan, 2j])
def test_what_is_no_number_gets_a_sentence(value: Any) -> None:
    assert message(ask.number, value, "the rate").startswith("the rate ")


def test_close_means_within_the_slack_or_that_part_of_a_large_number() -> None:
    assert ask.close([0.00009, 20001.9], [0, 20000])
    assert not ask.close([0.00011], [0])
    assert not ask.close([20002.1], [20000])
    assert not ask.close([np.nan], [0])


def test_near_means_within_that_part_of_the_largest_number() -> None:
    assert ask.near([1.9, 20000], [0, 20000])
    assert not ask.near([2.1, 20000], [0, 20000])
    assert ask.near([0.00009], [0])
    assert not ask.near([0.00011, 0.5], [0, 0.5])
    assert ask.near([], [])


def test_the_cause_is_the_mistake_that_gives_the_same_numbers() -> None:
    mistakes = {"A sum?": np.array([4.0, 8.0]), "Uphill?": np.array([-1.0, -2.0])}
    assert ask.cause([-1.0, -2.0], mistakes, "Which axis?") == "Uphill?"
    assert ask.cause([0.0, 0.0], mistakes, "Which axis?") == "Which axis?"
    assert ask.cause(-1.0, mistakes) == ""
