"""The IPython shell of the student's process, with everything it shows recorded as notebook outputs.

Magics, `display`, rich representations and figures behave as in a notebook. What cannot work while grading says so in
one clear line: `input()`, shell commands, installing packages.

Threat: output without end. A cell keeps at most `output_bytes`; the rest is dropped as it is written.
"""

from __future__ import annotations

import base64
import builtins
import io
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import matplotlib
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from matplotlib_inline.backend_inline import configure_inline_support
from traitlets.config import Config

Output = dict[str, Any]
INLINE = "module://matplotlib_inline.backend_inline"


class Recorder:
    """Collects nbformat outputs of one cell, up to a number of bytes."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self.room = 0
        self.listener: Callable[[str, str], None] | None = None

    def start(self, room: int) -> None:
        self.outputs, self.room = [], room

    def finish(self) -> list[Output]:
        outputs, self.outputs = self.outputs, []
        return outputs

    def stream(self, name: str, text: str) -> None:
        if self.listener is not None:
            self.listener(name, text)
            return
        if self.room <= 0 or not text:
            return
        kept = text[: self.room]
        self.room -= len(kept.encode("utf-8", "replace"))
        if len(kept) < len(text) or self.room <= 0:
            kept += "\n[The rest of this cell's output was left out: it is too long.]\n"
            self.room = 0
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += kept
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": kept})

    def rich(self, kind: str, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        bundle = {mime: portable(value) for mime, value in data.items()}
        size = sum(len(str(value)) for value in bundle.values())
        if size > self.room:
            self.stream("stdout", "[An output was left out: it is too long.]\n")
            return
        self.room -= size
        output: Output = {"output_type": kind, "data": bundle, "metadata": metadata}
        if kind == "execute_result":
            output["execution_count"] = None
        self.outputs.append(output)

    def error(self, name: str, message: str, traceback: list[str]) -> None:
        text = "\n".join(traceback)[-20_000:]
        self.outputs.append(
            {"output_type": "error", "ename": name, "evalue": message[:2000], "traceback": text.split("\n")}
        )


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

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        RECORDER.rich("execute_result", format_dict, md_dict or {})

    def finish_displayhook(self) -> None:
        pass


class RecordedDisplay(DisplayPublisher):
    """Records what `display` is given."""

    def publish(self, data: Any, metadata: Any = None, *arguments: Any, **options: Any) -> None:  # noqa: ARG002
        RECORDER.rich("display_data", dict(data), dict(metadata or {}))

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002
        RECORDER.outputs.clear()


class StudentShell(InteractiveShell):
    """An IPython shell without terminal, history file or system commands."""

    displayhook_class = RecordedResult
    display_pub_class = RecordedDisplay

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        RECORDER.error(getattr(etype, "__name__", str(etype)), str(evalue), stb)

    def system(self, cmd: str) -> None:
        print(f"[System commands are not run while grading: {str(cmd)[:80]}]")  # noqa: T201

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:  # noqa: ARG002
        self.system(cmd)
        return []

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


def run_cell(shell: StudentShell, source: str, room: int) -> dict[str, Any]:
    """Run one cell as a notebook would; return its outputs and whether it ended without an exception."""
    RECORDER.start(room)
    result = shell.run_cell(source, store_history=False)  # type: ignore[no-untyped-call]
    error = result.error_before_exec or result.error_in_exec
    return {
        "outputs": RECORDER.finish(),
        "ok": error is None,
        "error": "" if error is None else f"{type(error).__name__}: {str(error)[:300]}",
    }
