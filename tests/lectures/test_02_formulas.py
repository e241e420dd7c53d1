"""Lecture 02's formulas against oracles from outside the notebook."""

from functools import partial
from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from authoring.definitions import lecture

lecture = partial(lecture, "02-threshold-neurons")
weights = st.lists(st.integers(-4, 4), min_size=1, max_size=4)


@settings(deadline=None)
@given(w=weights, t=st.integers(-9, 9))
def test_the_neuron_agrees_with_integer_arithmetic(w: list[int], t: int) -> None:
    mine = lecture()["neuron"](lecture()["truth_rows"](len(w)), torch.tensor(w, dtype=torch.float32), t - 0.5)
    rows = product((0, 1), repeat=len(w))
    assert mine.tolist() == [float(sum(a * b for a, b in zip(w, x, strict=True)) >= t) for x in rows]


def test_linear_programming_separates_exactly_the_functions_of_three_inputs_that_are_made() -> None:
    x = np.array(list(product((0, 1), repeat=3)))
    made, refuted = lecture()["tables_made"](3, 2), lecture()["tables_refuted"](3)
    for code in range(256):
        sign = np.array([1 if digit == "1" else -1 for digit in f"{code:08b}"])
        constraints = -sign[:, None] * np.column_stack([x, -np.ones(8)])
        solution = optimize.linprog(np.zeros(4), A_ub=constraints, b_ub=-np.ones(8), bounds=[(None, None)] * 4)
        assert (solution.status == 0) == (code in made) == (code not in refuted)


@settings(deadline=None)
@given(w=weights, t=st.integers(-9, 9))
def test_the_safe_drift_is_where_the_worst_errors_break_the_gate(w: list[int], t: int) -> None:
    tensor, t = torch.tensor(w, dtype=torch.float64), t - 0.5
    safe, x = lecture()["safe_drift"](tensor.float(), t), lecture()["truth_rows"](len(w)).double()

    def survives(drift: float) -> bool:
        errors = drift * torch.tensor(list(product((-1.0, 1.0), repeat=len(w) + 1)), dtype=torch.float64)
        moved = lecture()["neuron"](x, tensor + errors[:, :-1], t + errors[:, -1])
        return bool((moved == lecture()["neuron"](x, tensor, t)[:, None]).all())

    assert survives(0.999 * safe)
    assert not survives(1.001 * safe)


@settings(deadline=None)
@given(table=st.lists(st.integers(0, 1), min_size=8, max_size=8))
def test_the_network_makes_every_table_with_one_hidden_neuron_for_each_one(table: list[int]) -> None:
    network, hidden = lecture()["row_by_row"](torch.tensor(table))
    assert network(lecture()["truth_rows"](3)).tolist() == table
    assert hidden == sum(table)


@pytest.mark.parametrize("seed", range(5))
def test_one_memory_comes_back_from_less_than_half_damage_and_as_its_negative_from_more(seed: int) -> None:
    rng = np.random.default_rng(seed)
    s = torch.tensor(rng.choice([-1.0, 1.0], 60), dtype=torch.float32)
    W = lecture()["hebb"](s[None])
    assert np.allclose(W, np.outer(s, s) / 60 - np.eye(60) / 60, atol=1e-7)
    for wrong in (29, 31):
        x = s.clone()
        x[rng.permutation(60)[:wrong]] *= -1
        assert torch.equal(lecture()["recall"](W, x[None])[0], s if wrong < 30 else -s)


def test_the_theory_is_the_normal_distribution_function() -> None:
    for P, damage in [(2, 0.1), (30, 0.2), (100, 0.3)]:
        assert lecture()["theory"](P, damage) == pytest.approx(
            stats.norm.cdf((1 - 2 * damage) / np.sqrt((P - 1) / 200)), abs=1e-6
        )
