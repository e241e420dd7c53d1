"""A lecture finds in a warm kernel what it finds in a new one, and the kernel ends with the tests."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client.manager import AsyncKernelManager
from running import KERNEL
from warm_kernel import INLINE, WARM, WarmKernelManager

from authoring.execute import execute_cells, refuse_stderr, started
from authoring.setup_cell import setup_cell
from tests.waiting import until

OPTIMIZER = "torch.optim.SGD([torch.zeros(1)])"
MODULES = "import json, sys\nprint(json.dumps(sorted(sys.modules)))"
# What a lecture can know of its kernel. IPython's folder is one that is made for each kernel.
SHOWS = """
import json, os, signal, sys, threading
print(json.dumps({
    "environment": {name: value for name, value in os.environ.items() if name != "IPYTHONDIR"},
    "folder": [os.getcwd(), os.listdir(), os.umask(0)],
    "path": sys.path,
    "flags": list(sys.flags),
    "streams": [str(type(each)) for each in (sys.stdin, sys.stdout, sys.stderr)],
    "signals": [str(signal.getsignal(number)) for number in sorted(signal.valid_signals())],
    "threads": sorted(thread.name for thread in threading.enumerate()),
    "asking": [name for name in sys.modules if name.startswith(("helpers.", "ipywidgets", "tqdm.auto"))],
    "names": sorted(globals()),
    "main": [__name__, sys.modules["__main__"].__dict__ is globals()],
}, sort_keys=True))
"""
DRAWS = """
%matplotlib --list
import matplotlib, matplotlib.pyplot as plt
print(matplotlib.get_backend(), plt.get_fignums(), dict(matplotlib.rcParams), torch.rand(2), np.random.rand(2))
plt.plot([1, 2]);
"""
ORPHAN = """
import os, signal, sys, tempfile
from pathlib import Path
import nbformat
from authoring.execute import started
import warm_kernel
warm_kernel.WARM = ("ipykernel.kernelapp",)
with started(nbformat.v4.new_notebook(), Path(sys.argv[1]), manager=warm_kernel.WarmKernelManager) as client:
    print(client.km.provisioner.process.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def said(manager: type, folder: Path, *sources: str) -> list[nbformat.NotebookNode]:
    """Return cells with these sources after a run in a kernel of this kind."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    with started(notebook, folder, KERNEL, manager) as client:
        execute_cells(client)
    return notebook.cells


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> tuple[list[nbformat.NotebookNode], list[nbformat.NotebookNode]]:
    """The same cells after a run in a warm kernel and in a new one."""
    folder = tmp_path_factory.mktemp("lecture")
    sources = (SHOWS, f"{setup_cell('owner/name')}\n{OPTIMIZER};", MODULES, DRAWS)
    return said(WarmKernelManager, folder, *sources), said(AsyncKernelManager, folder, *sources)


def test_it_finds_the_same_around_it(both):
    warm, new = (json.loads(cells[0].outputs[0].text) for cells in both)
    assert warm == new
    assert warm["asking"] == []


def test_after_the_setup_cell_nothing_is_there_that_a_lecture_would_have_to_import(both):
    warm, new = (json.loads(cells[2].outputs[0].text) for cells in both)
    assert warm == new
    assert {*WARM} < {*warm}


def test_the_setup_cell_is_silent_in_a_new_kernel_too(both):
    for cells in both:
        refuse_stderr(cells)


def test_it_draws_the_same(both):
    warm, new = ([output.get("text") or output.data for output in cells[3].outputs] for cells in both)
    assert INLINE["MPLBACKEND"].rpartition(":")[2].partition(".")[0] in str(warm)
    assert warm == new


def test_a_kernel_ends_with_the_tests_however_they_end(tmp_path):
    path = os.pathsep.join(str(folder) for folder in (Path(__file__).parent, Path(__file__).parents[2]))
    done = subprocess.run(
        [sys.executable, "-c", ORPHAN, tmp_path],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -9, done.stderr
    until(lambda: not psutil.pid_exists(int(done.stdout)))
