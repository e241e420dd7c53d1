"""An interactive figure on a page without a kernel: real controls that choose one of its frames, or a board."""

import html
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authoring.site.pages import Place


def player(frames: Path, name: str, place: "Place") -> str:
    """Return the HTML of the figure whose ``frames`` were drawn; its pictures go to the site's own folder."""
    told = json.loads((frames / "figure.json").read_text(encoding="utf-8"))
    if "game" in told:
        return _board(told["game"], name)
    folder = place.static / "frames" / name
    shutil.copytree(frames, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.json"))
    start = ",".join(str(axis["start"]) for axis in told["axes"])
    file, alt, width, height = told["frames"][start]
    source = f"../_static/frames/{name}"
    kept = {"values": [axis["values"] for axis in told["axes"]], "all": told["all"], "frames": told["frames"]}
    return (
        f'<div class="moving" data-frames="{source}">'
        f'<div class="controls">{"".join(_control(axis, f"{name}-{i}") for i, axis in enumerate(told["axes"]))}</div>'
        f'<img class="picture dark-light" alt="{html.escape(alt, quote=True)}" width="{width}" height="{height}" '
        f'loading="lazy" src="{source}/{file}"><p class="said" aria-live="polite"></p>{_note(told)}'
        f"{_embedded(kept)}</div>"
    )


def _note(told: dict[str, Any]) -> str:
    """Return what a notebook can do beyond the page."""
    words = []
    if not told["all"]:
        words += ["Each control moves the figure with the others where they began. In a notebook all move together."]
    if any(axis["kind"] == "examples" for axis in told["axes"]):
        words += ["In a notebook you can type texts of your own."]
    return f'<p class="figure-note">{" ".join(words)}</p>' if words else ""


def _control(axis: dict[str, Any], name: str) -> str:
    label, values, start = html.escape(axis["label"]), axis["values"], axis["start"]
    data = f'id="{name}" data-start="{start}"'
    if axis["kind"] == "toggle":
        checked = " checked" if start else ""
        return f'<div class="control"><input type="checkbox" {data}{checked}> <label for="{name}">{label}</label></div>'
    if axis["kind"] in ("choice", "examples"):
        options = _options(["(nothing)" if value == "" else value for value in values], start)
        return f'<div class="control"><label for="{name}">{label}</label> <select {data}>{options}</select></div>'
    play = (
        f'<button type="button" class="play" aria-label="Play {label}" aria-pressed="false">▶</button>'
        if axis["plays"]
        else ""
    )
    return (
        f'<div class="control"><label for="{name}">{label}</label> <input type="range" {data} min="0" '
        f'max="{len(values) - 1}" step="1" value="{start}" aria-valuetext="{html.escape(values[start])}"> '
        f"<output>{html.escape(values[start])}</output>{play}</div>"
    )


def _options(values: Sequence[str], chosen: int) -> str:
    return "".join(
        f"<option{' selected' if i == chosen else ''}>{html.escape(value)}</option>" for i, value in enumerate(values)
    )


def _embedded(told: dict[str, Any]) -> str:
    """Return JSON in a page's script."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json">{text}</script>'


def _board(told: dict[str, Any], name: str) -> str:
    """Return the HTML of a game against the network, whose answers are known."""
    rounds, simulations = told["chosen"]
    choices = [
        ("who begins", ["you", "the network"], 0),
        ("rounds trained", told["rounds"], rounds),
        ("simulations", [str(n) for n in told["simulations"]], simulations),
    ]
    controls = "".join(
        f'<div class="control"><label for="{name}-{i}">{label}</label> '
        f'<select id="{name}-{i}">{_options(values, start)}</select></div>'
        for i, (label, values, start) in enumerate(choices)
    )
    squares = "".join(f'<button type="button" class="square" data-square="{k}"></button>' for k in range(9))
    return (
        f'<div class="game" data-start="{html.escape(told["start"])}"><div class="controls">{controls}</div>'
        f'<div class="board" role="group" aria-label="{html.escape(told["label"])}">{squares}</div>'
        '<div class="control"><button type="button" class="back">take back</button> '
        '<button type="button" class="anew">begin anew</button></div>'
        '<p class="said" aria-live="polite"></p><div class="thought"></div>'
        '<p class="figure-note">In a notebook squares can be typed too, and the network can use any number of '
        f"simulations from {told['simulations'][0]} to {told['most']}.</p>"
        f"{_embedded({'answers': told['answers']})}</div>"
    )
