"""The progress bar: one closing line in a saved notebook, a bar in a terminal, silence in a log, never stderr."""

import io
import sys

import nbclient
import nbformat
import torch

from helpers import training
from helpers.data import Split

NOTEBOOK_CELL = """
import torch
from helpers import training
from helpers.data import Split
torch.manual_seed(0)
split = Split(torch.zeros(6, 2), torch.zeros(6).long())
history = training.fit(torch.nn.Linear(2, 2), split, epochs=3, batch_size=2)
"""


def fit_three_epochs() -> None:
    torch.manual_seed(0)  # as in the cell above: another start may well have a loss above 1
    split = Split(torch.zeros(6, 2), torch.zeros(6).long())
    training.fit(torch.nn.Linear(2, 2), split, epochs=3, batch_size=2)


def test_a_saved_notebook_holds_one_closing_line_and_no_stderr():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NOTEBOOK_CELL)])
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "display_data"
    assert output.data["text/plain"].startswith("epoch 3 of 3: loss 0.")


def test_a_log_file_stays_empty(capfd):
    fit_three_epochs()
    assert capfd.readouterr() == ("", "")


def test_a_terminal_shows_the_batches_done_and_the_latest_figures(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("COLUMNS", raising=False)  # as wide as it likes
    monkeypatch.setattr(sys, "stderr", Terminal())
    fit_three_epochs()
    last = sys.stderr.getvalue().split("\r")[-1]
    assert "9/9" in last
    assert "epoch 3 of 3: loss 0." in last
