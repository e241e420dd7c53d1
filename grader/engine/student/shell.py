"""The IPython shell of the student's process, with everything it shows recorded as notebook outputs.

Magics, `display`, rich representations and figures behave as in a notebook. What cannot work while grading says so in
one clear line: `input()`, shell commands, installing packages.

Threat: output without end. A cell keeps at most `output_bytes`; the rest is dropped as it is written, and so that no
copy of it stays, IPython's own record of what a cell shows is not kept. A figure that has been drawn keeps more than a
megabyte until it is closed, so of many open figures a hundred are drawn, and none once an output was too long.
"""

from __future__ import annotations

import base64
import builtins
import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import matplotlib.figure
import matplotlib.pyplot
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from matplotlib_inline import backend_inline
from matplotlib_inline.backend_inline import configure_inline_support
from traitlets.config import Config

Output = dict[str, Any]
OVERHEAD = 200  # what an output costs beside what it shows, in bytes: many empty ones fill memory too
MOST_ERRORS = 20
MOST_FIGURES = 100  # that are open and drawn, in one cell
INLINE = "module://matplotlib_inline.backend_inline"


class Recorder:
    """Collects nbformat outputs of one cell, up to a number of bytes."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self.pieces: list[str] = []  # of the stream that is the last of the outputs; joined once
        self.room = 0
        self.full = True  # from then on nothing is kept, and this has been said
        self.left_out = False  # whether something was too long for what room there was
        self.drawn = 0  # figures
        self.listener: Callable[[str, str], None] | None = None

    def start(self, room: int) -> None:
        self.outputs, self.pieces, self.room, self.full = [], [], room, room <= 0
        self.left_out, self.drawn = False, 0

    def finish(self) -> list[Output]:
        self.join()
        outputs, self.outputs = self.outputs, []
        return outputs

    def stream(self, name: str, text: str) -> None:
        if self.listener is not None:
            self.listener(name, text)
            return
        if self.full or not text:
            return
        kept = text[: max(0, self.room)]
        self.room -= len(kept.encode("utf-8", "replace"))
        if len(kept) < len(text) or self.room <= 0:
            kept += "\n[The rest of this cell's output was left out: it is too long.]\n"
            self.full = True
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") != "stream" or last["name"] != name:
            self.append({"output_type": "stream", "name": name, "text": ""})
        self.pieces.append(kept)

    def append(self, output: Output) -> None:
        self.join()
        self.outputs.append(output)
        self.room -= OVERHEAD

    def join(self) -> None:
        """Give the stream that is the last of the outputs its text."""
        if self.pieces:
            self.outputs[-1]["text"] += "".join(self.pieces)
            self.pieces = []

    def clear(self) -> None:
        self.outputs, self.pieces = [], []

    def rich(self, kind: str, data: dict[str, Any]) -> None:
        if self.full:
            return
        bundle = {mime: portable(value) for mime, value in data.items()}
        size = sum(len(mime) + len(str(value)) for mime, value in bundle.items())
        if size > self.room:
            self.leave_out()
            return
        self.room -= size
        output: Output = {"output_type": kind, "data": bundle, "metadata": {}}
        if kind == "execute_result":
            output["execution_count"] = None
        self.append(output)

    def leave_out(self) -> None:
        self.left_out = True
        self.stream("stdout", "[An output was left out: it is too long.]\n")

    def error(self, name: str, message: str, traceback: list[str]) -> None:
        text = "\n".join(traceback)[-20_000:]
        earlier = [output for output in self.outputs if output["output_type"] == "error"]
        if len(earlier) >= MOST_ERRORS:  # the last one is why the cell ended
            self.join()
            self.outputs.remove(earlier[-1])
        self.append({"output_type": "error", "ename": name, "evalue": message[:2000], "traceback": text.split("\n")})


def portable(value: Any) -> Any:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


RECORDER = Recorder()


class RecordedStream(io.TextIOBase):
    """A standard stream that hands its text to the recorder."""

    encoding = "utf-8"

    def __init__(self, name: str) -> None:
        self.name = name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        RECORDER.stream(self.name, text)
        return len(text)


class RecordedResult(DisplayHook):
    """Records the value of a cell's last expression."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        RECORDER.rich("execute_result", format_dict)

    def log_output(self, format_dict: dict[str, Any]) -> None:
        """Keep no second copy."""

    def finish_displayhook(self) -> None:
        pass


class RecordedDisplay(DisplayPublisher):
    """Records what `display` is given."""

    def publish(self, data: Any, metadata: Any = None, *arguments: Any, **options: Any) -> None:  # noqa: ARG002
        RECORDER.rich("display_data", dict(data))

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002
        RECORDER.clear()


class RecordedFormatter(DisplayFormatter):
    """Makes what the recorder gets, but draws no figure that it would hardly have room for."""

    def format(self, obj: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        if isinstance(obj, matplotlib.figure.Figure):
            many = RECORDER.drawn >= MOST_FIGURES < len(matplotlib.pyplot.get_fignums())
            if RECORDER.left_out or many:
                RECORDER.leave_out()
                return {}, {}
            RECORDER.drawn += 1
        made: tuple[dict[str, Any], dict[str, Any]] = super().format(obj, include, exclude)  # type: ignore[no-untyped-call]
        return made


class StudentShell(InteractiveShell):
    """An IPython shell without terminal, history file or system commands."""

    displayhook_class = RecordedResult
    display_pub_class = RecordedDisplay
    commands: Callable[[str], str | None] | None = None

    def init_display_formatter(self) -> None:
        self.display_formatter = RecordedFormatter(parent=self)
        self.configurables.append(self.display_formatter)  # type: ignore[arg-type]  # as in IPython

    @contextlib.contextmanager
    def _tee(self, channel: str) -> Iterator[None]:  # noqa: ARG002
        """Keep no second copy of a stream, as IPython 9 does in its history."""
        yield

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        RECORDER.error(getattr(etype, "__name__", str(etype)), str(evalue), stb)

    def system(self, cmd: str) -> None:
        print(self.written(cmd) or "", end="")  # noqa: T201

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:  # noqa: ARG002
        return SList((self.written(cmd) or "").splitlines())

    def written(self, cmd: str) -> str | None:
        """Return what a command of the course's own wrote; None, and say so, for what is not run."""
        found = self.commands(str(cmd)) if self.commands else None
        if found is None:
            print(f"[System commands are not run while grading: {str(cmd)[:80]}]")  # noqa: T201
        return found

    def enable_gui(self, gui: Any = None) -> None:
        pass


def no_input(prompt: object = "") -> NoReturn:  # noqa: ARG001
    raise StdinNotImplementedError(
        "input() cannot be answered while grading: nobody is at the keyboard. Write the value into the cell instead."
    )


def not_installed(line: str) -> None:
    print(f"[Packages are not installed while grading: {line[:80]}]")  # noqa: T201


def warm_up() -> StudentShell:
    """Make the shell, before the fork: no history database, no thread, figures inline as PNG."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    config.InteractiveShell.xmode = "Context"
    config.InteractiveShell.cache_size = 0
    shell = StudentShell.instance(config=config)
    for name in ("pip", "conda", "mamba", "uv"):
        shell.register_magic_function(not_installed, "line", name)  # type: ignore[arg-type]
    matplotlib.use(INLINE)
    matplotlib.interactive(True)  # so that a figure is shown where its cell ends, without `show`
    configure_inline_support(shell, INLINE)
    shell.run_cell("import matplotlib.pyplot", store_history=False)  # type: ignore[no-untyped-call]
    return shell


def open_shell() -> StudentShell:
    """Connect the warm shell to the recorder, after the fork."""
    shell: StudentShell = StudentShell.instance()
    sys.stdout = RecordedStream("stdout")
    sys.stderr = RecordedStream("stderr")
    builtins.input = no_input
    return shell


def close_figures_of_tests() -> None:
    """Close what calls of tests drew since the last cell, which would be shown below the next."""
    show: Any = backend_inline.show
    if show._draw_called:
        matplotlib.pyplot.close("all")
        show._draw_called, show._to_draw = False, []


def run_cell(shell: StudentShell, source: str, room: int) -> dict[str, Any]:
    """Run one cell as a notebook would; return its outputs and whether it ended without an exception."""
    close_figures_of_tests()
    RECORDER.start(room)
    result = shell.run_cell(source, store_history=False)  # type: ignore[no-untyped-call]
    error = result.error_before_exec or result.error_in_exec
    return {
        "outputs": RECORDER.finish(),
        "ok": error is None,
        "error": "" if error is None else f"{type(error).__name__}: {str(error)[:300]}",
    }
