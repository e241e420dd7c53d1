"""The setup cell, the same in every lecture. This is its one place: the lint compares every lecture with it.

IPython's ``%pip`` would leave the ``if`` of a text twin without a body (jupytext turns magics into comments), so the
magic is called by its function; the twin is then ordinary Python for ruff, and both forms are the same text.
"""

_TEMPLATE = """\
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/{repository}")

import matplotlib.pyplot as plt
import numpy as np
import torch

from helpers import data, metrics, plots, training, widgets

plots.use_style()
training.seed_everything(0)
torch.set_num_threads(1)"""


def setup_cell(repository: str) -> str:
    """Return the setup cell that installs from ``repository`` ("owner/name") where `helpers` is missing."""
    return _TEMPLATE.format(repository=repository)


def colab_link(repository: str, name: str) -> str:
    """Return the address that opens lecture ``name`` of ``repository`` in Google Colab."""
    return f"https://colab.research.google.com/github/{repository}/blob/main/course/{name}.ipynb"
