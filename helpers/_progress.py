"""A progress bar that suits where it runs: redrawn in place in a terminal and in a notebook, silent in a log file.

Jupyter marks all that goes to stderr in red and keeps every redraw, so in a notebook the bar is a display that is
replaced in place. What is saved with the notebook is one closing line, the same on every machine.
"""

import sys
from typing import Any

from IPython import get_ipython
from IPython.display import display
from tqdm import tqdm


class _CellOutput:
    """The part of a text file that tqdm writes to, shown as one line of a notebook's output that changes."""

    encoding = "utf-8"  # so that tqdm draws with block characters

    def __init__(self) -> None:
        self.handle = display({"text/plain": ""}, raw=True, display_id=True)

    def write(self, text: str) -> None:
        if text.strip():
            self.handle.update({"text/plain": text.strip()}, raw=True)

    def flush(self) -> None:
        """Do nothing: an update is sent at once."""


class Bar(tqdm):  # type: ignore[type-arg]
    """tqdm without its watching thread, which would draw into whichever cell happens to run."""

    monitor_interval = 0
    cell: _CellOutput | None = None

    def close(self) -> None:
        """Close the bar; in a notebook, leave the latest figures instead of times and rates."""
        was_open = not self.disable
        super().close()
        if was_open and self.cell is not None:
            self.cell.write(str(self.postfix or "no epoch finished"))


def progress_bar(wanted: bool, total: int) -> Bar:
    """Return a bar over ``total`` steps: call ``update()`` after each, ``set_postfix_str(text)`` for the figures.

    It shows nothing if it is not ``wanted``, or if nobody watches: no notebook and stderr is not a terminal.
    """
    notebook = getattr(get_ipython(), "kernel", None) is not None
    visible = wanted and (notebook or sys.stderr.isatty())
    cell = _CellOutput() if visible and notebook else None
    file: Any = cell  # tqdm takes None as stderr
    bar = Bar(total=total, disable=not visible, file=file, unit=" batches", miniters=1, dynamic_ncols=not notebook)
    bar.cell = cell
    return bar
