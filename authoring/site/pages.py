"""A notebook made ready for its page: links, anchors, the glossary, pictures with their words, figures, and guesses."""

import base64
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from docutils.nodes import make_id
from nbformat import NotebookNode

from authoring.glossary import Term
from authoring.pairs import FOLDED
from authoring.site import guesses, words
from authoring.site.frames import interactive
from authoring.site.player import player


@dataclass(frozen=True)
class Place:
    """Where a page and what it shows are: ``static`` is the site's own folder, ``name`` the page's."""

    name: str
    static: Path
    frames: Path | None = None


def page(notebook: NotebookNode, place: Place, terms: Sequence[Term], badges: str = "") -> NotebookNode:
    """Return the notebook of a page. ``terms`` are those that it introduces; pictures and frames go to ``place``."""
    made: NotebookNode = nbformat.from_dict(notebook)
    figures, marking = interactive(made), guesses.marking(made)
    guesses.ask(made.cells)
    code = [cell for cell in made.cells if cell.cell_type == "code"]
    if code and FOLDED not in code[0].metadata.get("tags", []):
        code[0].metadata.tags = [*code[0].metadata.get("tags", []), FOLDED]  # the setup cell
    for number, cell in enumerate(made.cells):
        if cell.cell_type == "markdown":
            cell.source, terms = words.explained(cell.source, terms)
            cell.source = anchored(linked(cell.source))
        elif number in figures and place.frames is not None:
            cell.outputs = [_html(player(place.frames / str(figures.index(number)), f"{place.name}-{number}", place))]
        elif cell.cell_type == "code":
            marks = marking.get(number, [])
            cell.outputs = [_shown(out, place, f"{number}-{at}", marks) for at, out in enumerate(cell.outputs)]
    if made.cells:
        made.cells[0].source = _titled(made.cells[0].source, place.name, badges)
    return made


def _titled(text: str, name: str, badges: str) -> str:
    """Give the first heading its lecture's number, by which the list of all pages is read, and the line below it."""
    number = f"{name[:2]} " if name[:2].isdigit() else ""
    return re.sub(r"^# (.*)$", lambda title: f"# {number}{title[1]}\n\n{badges}".rstrip(), text, count=1, flags=re.M)


def linked(text: str) -> str:
    """Let links to notebooks lead to their pages."""
    text = re.sub(r"\]\((?:\.\./)*release/(a\d\d-[\w-]+)/[\w-]+\.ipynb", r"](../assignments/\1.html", text)
    text = re.sub(r"\]\((?:\.\./)*course/([\w-]+)\.(?:ipynb|md)", r"](../course/\1.html", text)
    return re.sub(r"\]\(((?!https?:)[\w./-]+)\.(?:ipynb|md)", r"](\1.html", text)


def anchored(text: str) -> str:
    """Give each heading the anchor that it has in JupyterLab, beside the site's own where that is another."""
    lines, code = [], False
    for line in text.splitlines():
        code ^= line.startswith("```")
        if not code and (match := re.match(r"#+ (.*)", line)) and make_id(match[1]) != (own := anchor(match[1])):
            lines += [f'<span id="{html.escape(own)}"></span>', ""]
        lines.append(line)
    return "\n".join(lines)


def anchor(title: str) -> str:
    """Return the anchor that JupyterLab gives a heading."""
    return title.replace(" ", "-")


def _shown(output: NotebookNode, place: Place, name: str, marks: Sequence[str]) -> NotebookNode:
    """Return an output whose picture lies in a file of its own, has its words, and can mark the guesses ``marks``."""
    png = output.get("data", {}).get("image/png")
    if png is None:
        return output
    told = output.metadata.get("image/png", {})
    file = place.static / "pictures" / place.name / f"{name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(base64.b64decode(png))
    size = f'width="{told["width"]}" height="{told["height"]}"' if "width" in told else ""
    source = f"../_static/pictures/{place.name}/{name}.png"
    alt = html.escape(str(told.get("alt", "")), quote=True)
    picture = f'<img class="picture dark-light" alt="{alt}" {size} loading="lazy" src="{source}">'
    return _html(guesses.marked(picture, marks, place.frames))


def _html(text: str) -> NotebookNode:
    made: NotebookNode = nbformat.v4.new_output("display_data", {"text/html": text, "text/plain": ""})
    return made
