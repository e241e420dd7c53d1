"""Lecture 45: rules and minimax against an independent solver, search against minimax, and what never to lose means."""

import functools
import re
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from authoring.definitions import lecture
from helpers import plots

ALSO = ("EMPTY", "LINES", "everything", "BOARDS", "chance", "grid", "SYMMETRIES", "DIFFERENT", "COLORS")
lecture = partial(lecture, "45-game-playing", also=ALSO)

Board = tuple[int, ...]
WAYS = ("012", "345", "678", "036", "147", "258", "048", "246")


def three(stones: str, mark: str) -> bool:
    return any(all(stones[int(square)] == mark for square in way) for way in WAYS)


@functools.cache
def solved(stones: str) -> int:
    """Return 1, 0 or -1 for X, from a string of nine of "XO."; written without the lecture's signs."""
    for mark, value in [("X", 1), ("O", -1)]:
        if three(stones, mark):
            return value
    if "." not in stones:
        return 0
    mark = "X" if stones.count(".") % 2 else "O"
    after = [solved(stones[:k] + mark + stones[k + 1 :]) for k in range(9) if stones[k] == "."]
    return max(after) if mark == "X" else min(after)


def as_text(board: Board) -> str:
    first = 1 if board.count(0) % 2 else -1
    return "".join("." if stone == 0 else ("X" if stone == first else "O") for stone in board)


def legal(stones: str) -> bool:
    """Return whether a board of marks can be reached: counts fit, and nobody moved after the end."""
    extra = stones.count("X") - stones.count("O")
    won = three(stones, "X"), three(stones, "O")
    return extra in (0, 1) and not (won[0] and extra == 0) and not (won[1] and extra == 1)


def test_the_positions_are_all_that_can_be_reached() -> None:
    every = {stones for stones in map("".join, product("XO.", repeat=9)) if legal(stones)}
    assert {as_text(board) for board in lecture()["everything"]} == every
    assert len(every) == len(lecture()["everything"]) == 5478
    assert len(lecture()["BOARDS"]) == 4520
    assert len(lecture()["DIFFERENT"]) == 627  # of 765 up to symmetry; 138 are over


def test_minimax_agrees_with_an_independent_solver_everywhere() -> None:
    for board in lecture()["everything"]:
        to_move = 1 if board.count(0) % 2 else -1
        assert lecture()["minimax"](board) == to_move * solved(as_text(board))


def test_a_move_turns_the_board_to_the_other_player() -> None:
    assert lecture()["play"]((1, -1, 0, 0, 0, 0, 0, 0, 0), 4) == (-1, 1, 0, 0, -1, 0, 0, 0, 0)
    assert lecture()["result"]((-1, -1, -1, 1, 1, 0, 0, 0, 0)) == -1
    assert lecture()["result"](lecture()["EMPTY"]) is None
    assert lecture()["moves"]((-1, -1, -1, 1, 1, 0, 0, 0, 0)) == ()


def test_the_number_of_games_by_listing_them() -> None:
    def endings(board: Board) -> int:
        free = lecture()["moves"](board)
        return sum(endings(lecture()["play"](board, square)) for square in free) if free else 1

    for board in [board for board in lecture()["BOARDS"] if board.count(0) <= 5]:
        assert lecture()["games"](board) == endings(board)


@settings(deadline=None, max_examples=50)
@given(number=st.integers(0, 4519), seed=st.integers(0, 1000))
def test_alpha_beta_gives_minimax_in_any_order(number: int, seed: int) -> None:
    rng, board = np.random.default_rng(seed), lecture()["BOARDS"][number]
    if board.count(0) > 7:
        board = lecture()["play"](lecture()["play"](lecture()["EMPTY"], seed % 9), (seed + 1) % 9)
    value, visited = lecture()["alpha_beta"](board, order=lambda b: rng.permutation(lecture()["moves"](b)).tolist())
    assert value == lecture()["minimax"](board)
    assert visited >= 1


def lines(player: Callable[[Board], Any], first: bool) -> list[int]:
    """Return wins, draws and losses by listing the opponent's choices as numbers, without recursion over boards."""
    counts, waiting = [0, 0, 0], [(lecture()["EMPTY"], first)]
    while waiting:
        board, mine = waiting.pop()
        if not lecture()["moves"](board):
            drawn = not any(three(as_text(board), mark) for mark in "XO")
            counts[1 if drawn else (2 if mine else 0)] += 1
            continue
        squares = [player(board)] if mine else lecture()["moves"](board)
        waiting += [(lecture()["play"](board, square), not mine) for square in squares]
    return counts


@pytest.mark.parametrize("first", [True, False])
def test_all_lines_are_counted(first: bool) -> None:
    def lowest(board: Board) -> int:
        return min(square for square in range(9) if board[square] == 0)

    assert lecture()["all_lines"](lowest, mine=first).tolist() == lines(lowest, first)


def test_the_puzzle_of_one_losing_line() -> None:
    missed = (1 - 1 / (9 * 7 * 5 * 3)) ** 1000
    assert missed == pytest.approx(0.35, abs=0.005)


def test_the_search_counts_every_simulation_and_takes_a_win() -> None:
    win = (1, 1, 0, -1, -1, 0, 0, 0, 0)
    for n in (1, 2, 7, 30):
        visits = lecture()["search"](win, lecture()["exactly"], n)
        assert sum(visits) == n
        assert all(visits[square] == 0 for square in range(9) if win[square])
    assert lecture()["player"](lecture()["exactly"], 30)(win) == 2


def test_one_simulation_is_the_prior_s_favorite() -> None:
    rng = np.random.default_rng(0)
    for board in lecture()["BOARDS"][::97]:
        prior = rng.dirichlet([1.0] * 9).tolist()
        favorite = max(lecture()["moves"](board), key=prior.__getitem__)
        assert lecture()["player"](lambda _, prior=prior: (prior, 0.0), 1)(board) == favorite


def test_many_simulations_find_minimax_without_any_evaluator() -> None:
    nothing = lambda _: ([1 / 9] * 9, 0.0)  # noqa: E731 # it knows the rules alone
    for board in [board for board in lecture()["DIFFERENT"] if board.count(0) <= 4]:
        square = lecture()["player"](nothing, 400)(board)
        assert -lecture()["minimax"](lecture()["play"](board, square)) == lecture()["minimax"](board)


def test_a_rollout_is_a_fair_game_to_its_end() -> None:
    one_left = (1, -1, 1, 1, -1, -1, -1, 1, 0)
    assert lecture()["rollout"](one_left)[1] == lecture()["minimax"](one_left)
    board = (1, 1, 0, -1, -1, 0, 0, 0, 0)  # two free squares decide; X wins with square 2 at once
    mean = np.mean([lecture()["rollout"](board)[1] for _ in range(4000)])

    @functools.cache
    def expected(board: Board) -> float:
        free = lecture()["moves"](board)
        worth = lecture()["result"](board)
        return worth if not free else float(np.mean([-expected(lecture()["play"](board, s)) for s in free]))

    assert mean == pytest.approx(expected(board), abs=0.06)


def test_taken_squares_get_no_probability() -> None:
    torch.manual_seed(0)
    table = lecture()["ask_all"](lecture()["Net"]())
    for board, (prior, value) in table.items():
        assert sum(prior) == pytest.approx(1, abs=1e-5)
        assert all(prior[square] == 0 for square in range(9) if board[square])
        assert -1 <= value <= 1


def test_the_eight_symmetries_keep_the_rules() -> None:
    turned = lecture()["SYMMETRIES"].tolist()
    assert len({tuple(each) for each in turned}) == 8
    rows = {frozenset(line) for line in lecture()["LINES"]}
    assert all({frozenset(each[square] for square in line) for line in rows} == rows for each in turned)


def test_a_game_tells_each_mover_how_it_ended() -> None:
    torch.manual_seed(0)
    table, rng = lecture()["ask_all"](lecture()["Net"]()), np.random.default_rng(0)
    ends = set()
    for _ in range(12):
        told = lecture()["self_play"](table, rng, 8, 0.25, 5)
        for k, (board, pi, z) in enumerate(told):
            assert board.count(0) == 9 - k
            assert pi.sum() == pytest.approx(1)
            assert all(pi[square] == 0 for square in range(9) if board[square])
            assert z == told[-1][2] * (-1) ** (len(told) - 1 - k)
        assert told[-1][2] in (0, 1)  # who moves last wins or draws
        ends.add(abs(told[-1][2]))
    assert ends == {0, 1} or ends == {1}


def test_self_play_ends_in_a_player_that_hardly_an_opponent_beats() -> None:
    """At another seed than the notebook's, against every reply, by a count of our own.

    That its own player never loses is proven in the notebook. Processors round differently, and training carries that
    on: on one of them this seed loses 2 of 505 lines, where five others lose none.
    """
    tables, memory = lecture()["learn"](seed=1)
    assert len(tables) == 51
    assert len(memory) == 8000
    for n in (1, 25):
        player = lecture()["player"](tables[-1].get, n)
        wins, draws, losses = np.sum([lines(player, first) for first in (True, False)], axis=0)
        assert wins + draws > 100
        assert 50 * losses <= wins + draws
    met: list[Board] = []

    def watched(board: Board) -> Any:
        met.append(board)
        return player(board)

    lines(watched, False)
    lost = [board for board in met if lecture()["minimax"](board) < 0]
    assert 50 * len(lost) <= len(met)  # it hardly stands in a lost position


def test_the_value_of_a_bandit_rule_is_its_regret() -> None:
    names: dict[str, Any] = lecture()
    always_best = names["regret"](lambda N, mean, t, rng: np.zeros(len(N), dtype=int), pulls=50)
    always_worst = names["regret"](lambda N, mean, t, rng: np.full(len(N), 4), pulls=50)
    assert np.allclose(always_best, 0)
    assert np.allclose(always_worst, 0.6 * np.arange(1, 51))


def told(names: dict[str, Any], squares: str, begins: str = "you") -> str:
    figure = names["draw_game"](squares, begins, rounds=50, n=9)
    plt.close(figure)
    return plots.alt_text(figure)


def test_the_board_says_whose_turn_it_is_and_why_a_square_was_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    names = lecture()
    monkeypatch.setitem(names, "tables", {50: {board: names["exactly"](board) for board in names["BOARDS"]}})
    assert told(names, "").startswith("Your move. X begins; row 1: free, free, free;")
    assert "The network has not moved yet." in told(names, "")
    assert "row 1: X," in told(names, "1")
    assert "Left out: '1' is no free square." in told(names, "1 1")
    assert "Left out: 'seven' is no free square." in told(names, "seven")
    lost = "2 3 4 5 6 7 8 9"  # whoever takes the first free squares loses to minimax
    assert told(names, lost, "the network").startswith("You lose.")
    assert "comes after the end." in told(names, lost, "the network")
    assert "is no free square" not in told(names, "9 8 7 6 5 4 3 2 1 9").split("Left out")[-1]


def test_the_words_of_the_search_name_squares_and_shares() -> None:
    names, (figure, axis) = lecture(), plt.subplots()
    words = names["draw_search"](
        axis, (1, 1, 0, -1, -1, 0, 0, 0, 0), {b: names["exactly"](b) for b in names["BOARDS"]}, 4
    )
    plt.close(figure)
    shares = re.findall(r"(\d+)% on square (\d)", words)
    assert sum(int(share) for share, _ in shares) == 100
    assert {int(square) for _, square in shares} <= {3, 6, 7, 8, 9}  # the free ones
    assert np.size(axis.lines[0].get_xdata()) == 5  # a taken square has no prior to show
    low, high = axis.get_xlim()
    assert low < 1 < 9 < high  # but its place on the axis
