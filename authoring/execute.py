"""Run a notebook the way a reader's Run All does, without network, and keep outputs that read well everywhere."""

import importlib
import os
import re
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager, KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from authoring.pairs import AuthoringError, first_line
from helpers.widgets import LIVE

OFFLINE = Path(__file__).resolve().parent / "offline"
WIDGET = "application/vnd.jupyter.widget-view+json"
# Models of teaching size: a second thread mostly waits for the first, and spins meanwhile (scikit-learn's fits in 41).
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
CELL_SECONDS = 600  # a shared machine can be several times slower than an idle one
START_SECONDS = 300  # a cold disk and a busy machine make the first import slow
_COLOR_CODE = re.compile(r"\x1b\[[0-9;]*m")


def offline_environment(scratch: Path) -> dict[str, str]:
    """Return the environment of a kernel with one thread, without network and the author's own IPython settings."""
    path = os.pathsep.join(part for part in (str(OFFLINE), os.environ.get("PYTHONPATH", "")) if part)
    return {**os.environ, **ONE_THREAD, "PYTHONPATH": path, "PYTHONHASHSEED": "0", "IPYTHONDIR": str(scratch)}


def execute(notebook: NotebookNode, folder: Path) -> float:
    """Execute ``notebook`` in place with ``folder`` as working directory; return the CPU seconds of its kernel.

    Raises AuthoringError that names the cell if one raises (unless tagged raises-exception), takes over ten minutes,
    or writes to stderr.
    """
    before = cpu_of_children()
    with started(notebook, folder) as client:
        execute_cells(client)
    refuse_stderr(notebook.cells)
    for cell in code_cells(notebook):
        cell.outputs = [kept for output in cell.outputs if (kept := _static(output)) is not None]
        cell.metadata.pop("execution", None)
    return cpu_of_children() - before


@contextmanager
def started(
    notebook: NotebookNode,
    folder: Path,
    modules: Path | None = None,
    manager: type[KernelManager] = AsyncKernelManager,
) -> Iterator[NotebookClient]:
    """Start a kernel for ``notebook`` in ``folder``, without network, and end it with the block.

    The kernel can also import what lies in the folder ``modules``. ``manager`` starts and ends it.
    """
    importlib.import_module(
        "matplotlib.font_manager"
    )  # builds its cache on a new machine, else the notebook would say so
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        startup_timeout=START_SECONDS,
        kernel_manager_class=manager,
        kernel_name="python3",
        shutdown_kernel="immediate",  # nothing in it is to be saved
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
    )
    with tempfile.TemporaryDirectory() as scratch:
        environment = offline_environment(Path(scratch))
        if modules is not None:
            environment["PYTHONPATH"] += os.pathsep + str(modules)
        with client.setup_kernel(env=environment):
            yield client


def execute_cells(client: NotebookClient) -> None:
    """Execute every cell of the client's notebook. Raises AuthoringError that names the cell if one fails."""
    try:
        for number, cell in enumerate(client.nb.cells):
            client.execute_cell(cell, number)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise AuthoringError(_COLOR_CODE.sub("", f"{_place_of_failure(client.nb)}: {error}")) from None


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the code cells of ``notebook`` in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def cpu_of_children() -> float:
    """Return the CPU seconds of all processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _place_of_failure(notebook: NotebookNode) -> str:
    """Name the last cell that was started: the one that failed."""
    numbered = [(n, cell) for n, cell in enumerate(notebook.cells, start=1) if cell.cell_type == "code"]
    started = [(n, cell) for n, cell in numbered if cell.execution_count is not None or cell.outputs]
    number, cell = started[-1] if started else numbered[0]
    return f'cell {number} ("{first_line(cell)}")'


def refuse_stderr(cells: list[NotebookNode]) -> None:
    """Raise AuthoringError that names the cell if one writes to stderr."""
    for number, cell in enumerate(cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                raise AuthoringError(
                    f'cell {number} ("{first_line(cell)}") writes to stderr, which a reader sees as an alarm; '
                    f"mend the cause of: {output.text.strip()}"
                )


def _static(output: NotebookNode) -> NotebookNode | None:
    """Return ``output`` without what needs a living kernel: a widget's own form, and a picture that its filmstrip
    stands for (`helpers.widgets.LIVE`).
    """
    if output.get("metadata", {}).get("image/png", {}).get(LIVE):
        return None
    if "data" in output and WIDGET in output.data:
        del output.data[WIDGET]
        if not output.data:
            return None
    return output
