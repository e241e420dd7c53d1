"""What pages need from npm, MathJax, which draws the formulas: a page fetches nothing from elsewhere."""

import json
import shutil
import subprocess
from pathlib import Path

from authoring.pairs import AuthoringError

MATHJAX = ("mathjax@4", "@mathjax/mathjax-newcm-font@4")
# What Node.js needs, and the other way to draw.
_DROPPED = ("cjs", "mjs", "svg*", "*-svg*", "def", "examples", "node-main*", "*.md", "*.json", "*.mjs")
_SPOKEN = {"base.json", "en.json"}  # how formulas are read aloud


def mathjax(cache: Path, to: Path) -> None:
    """Copy MathJax and its font to ``to``, fetched once into ``cache``. Raises AuthoringError where npm cannot."""
    modules = packages(cache / "npm", MATHJAX)
    shutil.copytree(modules / "mathjax", to, ignore=_dropped)
    shutil.copytree(modules / "@mathjax", to / "fonts", ignore=_dropped)


def _dropped(folder: str, names: list[str]) -> set[str]:
    return shutil.ignore_patterns(*_DROPPED)(folder, names) - _SPOKEN


def packages(folder: Path, names: tuple[str, ...]) -> Path:
    """Return npm's folder of the packages ``names``, such as "mathjax@4", fetched once. Raises AuthoringError."""
    modules = folder / "node_modules"
    if not all((modules / name.rpartition("@")[0]).exists() for name in names):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(json.dumps({"private": True}))
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", *names]
        try:
            subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603
        except FileNotFoundError as error:
            raise AuthoringError("Pages need Node.js's npm (Debian, Ubuntu: apt install npm)") from error
        except subprocess.CalledProcessError as error:
            raise AuthoringError(f"npm cannot fetch {' and '.join(names)}: {error.stderr.strip()}") from error
    return modules
