"""Lint rules for what is stored with a lecture. Each rule yields what is wrong, where, and how to mend it."""

import re
from collections.abc import Iterator

from authoring.pairs import MAX_BYTES
from authoring.rules.lecture import Lecture, place

_IMAGES = ("image/png", "image/jpeg", "image/svg+xml")


def executed_in_order(lecture: Lecture) -> Iterator[str]:
    """Every code cell ran, from top to bottom, once."""
    counts = [cell.execution_count for _, cell in lecture.cells("code")]
    if counts != list(range(1, len(counts) + 1)):
        yield "the code cells were not executed in order; run `make notebooks`"


def alt_texts(lecture: Lecture) -> Iterator[str]:
    """Every picture and sound says in words what it holds, and the interactive figure leaves a still picture."""
    for number, cell, output in lecture.outputs():
        for kind in _IMAGES:
            alt = output.get("metadata", {}).get(kind, {}).get("alt", "")
            if kind in output.get("data", {}) and not alt.strip():
                yield f'{place(number, cell)}: a figure has no alt text; end with plots.show(figure, alt="...")'
        page = output.get("data", {}).get("text/html", "")
        if re.search(r"<img(?![^>]*\balt=\"[^\"]+)", page):
            yield f'{place(number, cell)}: an <img> has no alt text; give it alt="..."'
        if re.search(r"<audio(?![^>]*\baria-label=\"[^\"]+)", page):
            yield f"{place(number, cell)}: a sound has no transcript; play it with audio.play(wave, rate, transcript)"
    for number, cell in lecture.cells("code"):
        still = any(set(_IMAGES) & set(output.get("data", {})) for output in cell.outputs)
        if "widgets.explore(" in cell.source and not still:
            yield f"{place(number, cell)}: the interactive figure left no still picture; run `make notebooks`"


def no_alarms(lecture: Lecture) -> Iterator[str]:
    """No stderr, and no traceback that is not there on purpose."""
    for number, cell, output in lecture.outputs():
        if output.output_type == "stream" and output.name == "stderr":
            yield f"{place(number, cell)} writes to stderr: {output.text.strip()[:80]}; mend the cause"
        if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", []):
            yield f"{place(number, cell)} raises {output.ename}; mend it, or tag it raises-exception if meant"


def same_every_time(lecture: Lecture) -> Iterator[str]:
    """No memory addresses, which differ on every run."""
    for number, cell, output in lecture.outputs():
        if re.search(r" at 0x[0-9a-f]{6,}", str(output.get("data", {}).get("text/plain", "")) + output.get("text", "")):
            yield f"{place(number, cell)} shows a memory address; assign its last line's value"


def file_size(lecture: Lecture) -> Iterator[str]:
    """At most 700 KB."""
    size = lecture.path.stat().st_size
    if size > MAX_BYTES:
        yield f"the file has {size // 1000} KB, {MAX_BYTES // 1000} are allowed; draw fewer or smaller figures"


RULES = (executed_in_order, alt_texts, no_alarms, same_every_time, file_size)
