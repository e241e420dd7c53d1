"""What leads through the pages: the front page with the contents by part, and the course's own page with its plans."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from authoring import syllabus
from authoring.site import pages as made

FRONT = Path(__file__).resolve().parent / "front.md"
OWN = ("glossary", "index")  # notebooks in course/ that are no lectures
ROWS = '\n\n<div class="rows"></div>\n'  # on a phone, each row of the page's tables becomes a paragraph


def pages(root: Path, lectures: Sequence[Path], releases: Sequence[Path]) -> dict[str, str]:
    """Return the Markdown of the front page and of the course's own page, by the names of their files."""
    plan = tomllib.loads((root / syllabus.PLAN).read_text(encoding="utf-8"))
    course = (root / syllabus.PAGE).read_text(encoding="utf-8")
    trees = [_tree("Start", ["course/README"])]
    for part in plan["parts"]:
        first, last = part["lectures"]
        trees.append(_tree(part["title"], [f"course/{p.stem}" for p in lectures if first <= int(p.stem[:2]) <= last]))
    trees += [
        _tree("Assignments", [f"assignments/{path.parent.name}" for path in releases]),
        _tree("Words and places", [f"course/{name}" for name in OWN]),
    ]
    front = "\n\n".join([FRONT.read_text(encoding="utf-8").strip(), *filter(None, trees)])
    return {"index.md": front + "\n", "course/README.md": made.anchored(made.linked(course)) + ROWS}


def _tree(title: str, entries: Sequence[str]) -> str:
    if not entries:
        return ""
    return "\n".join(["```{toctree}", ":maxdepth: 1", ":titlesonly:", f":caption: {title}", "", *entries, "```"])
