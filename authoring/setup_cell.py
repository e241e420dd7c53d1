"""The cells that make a notebook work on Google Colab, the same everywhere. The lint compares every notebook with them.

IPython's ``%pip`` would leave the ``if`` of a text twin without a body (jupytext turns magics into comments), so the
magic is called by its function; the twin is then ordinary Python for ruff, and both forms are the same text.
"""

_BOOTSTRAP = """\
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/{repository}")"""
_IMPORTS = """

import matplotlib.pyplot as plt
import numpy as np
import torch

from helpers import data, metrics, plots, training, widgets

plots.use_style()
training.seed_everything(0)
torch.set_num_threads(1)"""


def bootstrap_cell(repository: str) -> str:
    """Return the cell that installs from ``repository`` ("owner/name") where `helpers` is missing."""
    return _BOOTSTRAP.format(repository=repository)


def setup_cell(repository: str) -> str:
    """Return the first code cell of every lecture: the bootstrap cell's lines, then what lectures import."""
    return bootstrap_cell(repository) + _IMPORTS


def colab_link(repository: str, path: str) -> str:
    """Return the address that opens the notebook at ``path`` in ``repository`` in Google Colab."""
    return f"https://colab.research.google.com/github/{repository}/blob/main/{path}"
