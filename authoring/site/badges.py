"""The line below a page's title: open it on Colab, download its notebook, see its source."""

import shutil
from pathlib import Path
from urllib.parse import quote

from authoring import pairs


def line(root: Path, notebook: Path, download: str) -> str:
    """Return the HTML of the line for ``notebook``, whose copy lies at ``download`` as seen from its page."""
    at = f"{pairs.repository(root)}/blob/main/{quote(str(notebook.relative_to(root)))}"
    links = [
        f'<a href="https://colab.research.google.com/github/{at}">Open in Colab</a>',
        f'<a href="{quote(download)}" download>Download the notebook</a>',
        f'<a href="https://github.com/{at}">Source on GitHub</a>',
    ]
    return f'<p class="badges">{" ".join(links)}</p>'


def beside(notebook: Path, to: Path) -> None:
    """Copy the notebook to where its page's line leads."""
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(notebook, to)
