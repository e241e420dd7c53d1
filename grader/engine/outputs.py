"""Notebook outputs: those of the student's process checked and cut to size, those of test cells made here.

Threat: outputs that are not what nbformat says, or too large; and a score that travels as display text. Only what is
rebuilt here, key by key, reaches the notebook. A test cell's outputs say its score in nbgrader's own way: nothing for
full points, a number for part of them, an error for none.
"""

from __future__ import annotations

import json
from typing import Any

from grader.engine.job import Score

Output = dict[str, Any]
MOST_OUTPUTS = 1000


def checked(outputs: Any, room: int, execution_count: int) -> list[Output]:
    """Return the well-formed ones among the reported outputs, as long as they fit into `room` bytes."""
    kept: list[Output] = []
    for output in outputs[:MOST_OUTPUTS] if type(outputs) is list else ():
        rebuilt = rebuild(output, execution_count) if type(output) is dict else None
        if rebuilt is None:
            continue
        room -= len(json.dumps(rebuilt))
        if room < 0:
            kept.append(stream("[The rest of this notebook's output was left out: it is too long.]\n"))
            break
        kept.append(rebuilt)
    return kept


def rebuild(output: dict[Any, Any], execution_count: int) -> Output | None:
    kind = output.get("output_type")
    if kind == "stream":
        return stream(text(output.get("text")), "stderr" if output.get("name") == "stderr" else "stdout")
    if kind == "error":
        lines = output.get("traceback")
        trace = [text(line) for line in lines] if type(lines) is list else []
        return error(text(output.get("ename")), text(output.get("evalue")), trace)
    if kind in ("display_data", "execute_result"):
        data = output.get("data")
        bundle = {text(mime): value for mime, value in data.items() if is_json(value)} if type(data) is dict else {}
        result: Output = {"output_type": kind, "data": bundle, "metadata": {}}
        return result | ({"execution_count": execution_count} if kind == "execute_result" else {})
    return None


def text(value: Any) -> str:
    """Return text that can be written as UTF-8; lone surrogates become question marks."""
    return value.encode("utf-8", "replace").decode("utf-8") if type(value) is str else ""


def is_json(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False).encode("utf-8")
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def stream(content: str, name: str = "stdout") -> Output:
    return {"output_type": "stream", "name": name, "text": content}


def error(name: str, message: str, trace: list[str] | None = None) -> Output:
    return {
        "output_type": "error",
        "ename": name,
        "evalue": message,
        "traceback": trace if trace else [f"{name}: {message}"],
    }


def of_test(score: Score, printed: str, details: str, execution_count: int) -> list[Output]:
    """Return a test cell's outputs, from which nbgrader's `determine_grade` reads exactly `score.points`."""
    made = [stream(text(printed))] if printed else []
    if score.reason == "passed":
        return made
    if score.reason == "partial":
        number = {"text/plain": repr(score.points)}
        result = {"output_type": "execute_result", "data": number, "metadata": {}, "execution_count": execution_count}
        return [*made, result]
    name, _, message = score.message.partition(": ")
    lines = [text(score.message), *(text(line) for line in details.splitlines())]
    return [*made, error(text(name), text(message), lines)]
