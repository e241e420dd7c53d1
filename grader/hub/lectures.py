"""The lectures in a student's server: copies of their own, to run and to change."""

import os
import shutil
from pathlib import Path
from typing import Any

VARIABLE = "ONE_NEURON_UP_LECTURES"
FOLDER = "course"


def copy_missing(source: Path, target: Path) -> None:
    """Copy notebooks, and the page that leads through them, that ``target`` lacks; what it holds stays, changed or not.

    Raises OSError where one cannot be copied; nothing is left by half.
    """
    target.mkdir(exist_ok=True)
    for lecture in sorted([*source.glob("*.ipynb"), *source.glob("README.md")]):
        final = target / lecture.name
        if final.exists():
            continue
        hidden = target / f".{lecture.name}.part"
        try:
            shutil.copyfile(lecture, hidden)
            hidden.rename(final)
        finally:
            hidden.unlink(missing_ok=True)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:  # noqa: ANN401  (Jupyter's ServerApp)
    """Copy the lectures before the first page is served; a server without them is better than none."""
    try:
        copy_missing(Path(os.environ[VARIABLE]), Path(app.root_dir) / FOLDER)
    except OSError as error:
        app.log.warning("The lectures could not be copied: %s", error)
