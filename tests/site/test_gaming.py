"""The board that plays on a page: the network's answers are those of the lecture, and a page shows them."""

import random
import re

import matplotlib.pyplot as plt
import pytest

from authoring.site import pages
from authoring.site.kernel import game
from authoring.site.player import player
from helpers import plots, widgets

ROUNDS, SIMULATIONS = 5, 9


def words_of(lecture, squares, begins):
    """Return what the lecture's own figure says after these squares: the board, and what the network thought."""
    figure = lecture["draw_game"](" ".join(map(str, squares)), begins, ROUNDS, SIMULATIONS)
    plt.close(figure)
    return plots.alt_text(figure)


def played(answers, squares, begins):
    """Return the board after these squares and the answers to them, as a page plays it, and who won."""
    board, shares = ["."] * 9, {}

    def put(square):
        board[square] = "X" if board.count(".") % 2 else "O"

    def reply():
        found = answers.get("".join(board))
        if found is None:
            return
        free = [k for k in range(9) if board[k] == "."]
        shares.clear()
        shares.update({k + 1: visits / SIMULATIONS for k, visits in zip(free, found[1], strict=True) if visits})
        put(free[found[1].index(max(found[1]))])

    if begins != "you":
        reply()
    for square in squares:
        put(square - 1)
        reply()
    return board, dict(shares)


@pytest.mark.parametrize("begins", ["you", "the network"])
def test_the_answers_are_those_of_the_lecture(begins, noughts):
    answers = dict(game.answers(noughts, ROUNDS, SIMULATIONS))
    chance = random.Random(0)
    for _ in range(4):
        squares = []
        board, shares = played(answers, squares, begins)
        while free := [k + 1 for k in range(9) if board[k] == "."]:
            squares.append(chance.choice(free))
            board, shares = played(answers, squares, begins)
            words = words_of(noughts, squares, begins)
            marks = re.findall(r"\b(X|O|free)\b", words.partition("row 1")[2])[:9]
            assert ["." if mark == "free" else mark for mark in marks] == board
            told = {int(square): int(share) / 100 for share, square in re.findall(r"(\d+)% on square (\d)", words)}
            assert told == pytest.approx(shares, abs=0.006)
            if not words.startswith("Your move"):
                break


def test_a_figure_with_a_board_keeps_answers_and_others_keep_their_frames(noughts, tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(widgets, "explore", lambda draw, **_: drawn.append(draw))
    (tmp_path / "0").mkdir()  # an earlier figure's
    game.watch(str(tmp_path))
    widgets.explore(plots.show, k=widgets.slider("k", 1, 2, 1, 1))
    widgets.explore(
        noughts["draw_game"],
        squares=widgets.squares("your squares", "1", ["5"]),
        begins=widgets.choice("who begins", ["you", "the network"], "you"),
        rounds=widgets.choice("rounds trained", [ROUNDS], ROUNDS),
        n=widgets.slider("simulations", 1, 100, 1, 2),
    )
    assert drawn == [plots.show]
    text = player(tmp_path / "1", "45-1", pages.Place("45", tmp_path / "static"))
    assert text.count('class="square"') == 9
    assert "from 1 to 100" in text
    assert "<option selected>2</option>" in text
