"""Draw the pictures of README.md: `make pictures` grades the sample class and opens a lecture in JupyterLab."""

import io
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from rich.console import Console

from grader.__main__ import grade_class, with_feedback
from grader.table import table

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
ASSIGNMENT = "a05-gradient-descent"
LECTURE = "07-gradient-descent"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def table_as_svg(root: Path, assignment: str) -> str:
    """Grade ``assignment`` and return its table as SVG."""
    results = with_feedback(root, grade_class(root, [assignment], Console()), Console())
    paper = Console(record=True, width=130, file=io.StringIO())
    paper.print(table(assignment, results))
    return paper.export_svg(title="make grade")


def photograph(svg: str, path: Path) -> None:
    """Render ``svg`` in Chromium and save what it shows as PNG, at twice the size for sharp screens."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(device_scale_factor=2)
        page.set_content(svg)
        page.locator("svg").first.screenshot(path=path)
        browser.close()


def photograph_lecture(path: Path) -> None:
    """Save what the browser test of the interactive figures saw of `LECTURE` in JupyterLab, in 256 colors."""
    tests = ROOT / "tests" / "lectures" / "test_browser.py"
    subprocess.run([sys.executable, "-m", "pytest", "-q", str(tests), "-k", f"keyboard and {LECTURE}"], check=True)  # noqa: S603
    with Image.open(ROOT / "artifacts" / f"{LECTURE}-moved.png") as seen:
        seen.convert("RGB").quantize(256).save(path, optimize=True)


def main() -> int:
    """Write docs/images/table.png and docs/images/lecture.png."""
    if shutil.which("chromium") is None:
        print("The pictures are drawn by Chromium, which is not installed.", file=sys.stderr)  # noqa: T201
        return 1
    IMAGES.mkdir(exist_ok=True)
    photograph(table_as_svg(ROOT, ASSIGNMENT), IMAGES / "table.png")
    photograph_lecture(IMAGES / "lecture.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
