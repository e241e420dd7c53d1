"""In lecture 45's kernel: what its network answers in each position that can come up in a game against it.

A game has too many positions for a picture of each, so a page draws the board itself, and looks up the answers.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import ipywidgets

from helpers import widgets


def watch(folder: str) -> None:
    """Let `widgets.explore` write the answers of a figure with a board into a folder of its own in ``folder``."""
    explore = widgets.explore

    def played(draw: widgets.Draw, **given: Any) -> None:
        if any(widgets.PRESSED in getattr(control, "_dom_classes", ()) for control in given.values()):
            keep(draw.__globals__, given, Path(folder) / str(sum(path.is_dir() for path in Path(folder).iterdir())))
        else:
            explore(draw, **given)

    widgets.explore = played


def keep(lecture: Mapping[str, Any], controls: Mapping[str, ipywidgets.Widget], folder: Path) -> None:
    """Write figure.json: how the game starts, and the network's answers after each number of rounds.

    Args:
        lecture: what the lecture defines: its ``tables`` of priors and values, its ``search``, and the rules.
        controls: the figure's, of which ``n`` goes from the prior alone to what it starts with.
        folder: where to write.
    """
    few = [controls["n"].min, controls["n"].value]
    told = {
        "label": controls["squares"].description,
        "start": controls["squares"].value,
        "rounds": [str(rounds) for rounds in controls["rounds"].options],
        "simulations": few,
        "most": controls["n"].max,
        "answers": {f"{k},{n}": dict(answers(lecture, k, n)) for k in controls["rounds"].options for n in few},
        "chosen": [controls["rounds"].index, len(few) - 1],
    }
    folder.mkdir(parents=True)
    (folder / "figure.json").write_text(json.dumps({"game": told}), encoding="utf-8")


def answers(lecture: Mapping[str, Any], rounds: int, n: int) -> Iterator[tuple[str, list[list[int]]]]:
    """Yield each position in which the network is to move, and for its free squares priors in percent and visits.

    These are the positions to which anybody comes against it, whoever begins; it takes the square of most visits.
    """
    table, play, moves = lecture["tables"][rounds], lecture["play"], lecture["moves"]
    waiting, met = [lecture["EMPTY"], *(play(lecture["EMPTY"], square) for square in range(9))], set()
    while waiting:
        board = waiting.pop()
        if board in met or not moves(board):
            continue
        met.add(board)
        priors, visits = table[board][0], lecture["search"](board, table.get, n)
        yield marks(board), [[round(100 * priors[k]) for k in moves(board)], [visits[k] for k in moves(board)]]
        after = play(board, visits.index(max(visits)))
        waiting += [play(after, square) for square in moves(after)]


def marks(board: Sequence[int]) -> str:
    """Return a board of the lecture, whose signs are those of the player to move, as nine of "XO."."""
    own, other = "XO" if list(board).count(0) % 2 else "OX"
    return "".join("." if stone == 0 else own if stone == 1 else other for stone in board)
