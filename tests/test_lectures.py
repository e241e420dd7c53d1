"""Every lecture and its folded solutions run, offline, and say the same."""

import json
import re
import resource
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from authoring.execute import CELL_SECONDS, offline_environment

ROOT = Path(__file__).resolve().parents[1]
LECTURES = sorted((ROOT / "course").glob("*.ipynb"))
SOLUTION = re.compile(r"```python\n(.*?)```", re.DOTALL)


def children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def with_solutions(lecture: Path, folder: Path) -> Path:
    """Return a copy of a lecture that ends with the folded solutions of its exercises, each a cell."""
    notebook = nbformat.read(lecture, as_version=4)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    for number, code in enumerate((code for text in texts for code in SOLUTION.findall(text)), start=1):
        notebook.cells.append(nbformat.v4.new_code_cell(code, id=f"solution-{number}"))
    nbformat.write(notebook, folder / lecture.name)
    return folder / lecture.name


@pytest.mark.parametrize("lecture", LECTURES, ids=lambda path: path.stem)
def test_runs_again_and_checked_outputs_agree(lecture, tmp_path, artifacts):
    """nbval in its own process: every cell runs, and outputs tagged nbval-check-output are those stored."""
    copy, before = with_solutions(lecture, tmp_path), children_cpu()
    options = ["--nbval-lax", "--nbval-current-env", f"--nbval-cell-timeout={CELL_SECONDS}", "-p", "no:cacheprovider"]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-W", "default", "-o", "addopts=", *options, str(copy)],
        cwd=tmp_path,
        env=offline_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    record = {"lecture": lecture.stem, "cpu_seconds": round(children_cpu() - before, 1)}
    (artifacts / f"{lecture.stem}-cpu.json").write_text(json.dumps(record) + "\n")
    assert result.returncode == 0, (
        f"{lecture.stem} does not run as stored; mend its twin, then make notebooks\n{result.stdout}"
    )
