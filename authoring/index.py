"""The index of the course, course/index.ipynb, made from authoring/index.toml and the lectures' lists of papers.

Three ways in: by architecture, by paper, and by what five introductory lectures teach. An entry leads to a section of
a lecture, as `19-resnet.ipynb#A-sum-over-paths`: spaces become hyphens, in JupyterLab and in exported HTML alike.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nbformat import NotebookNode

from authoring import pairs
from authoring.pairs import AuthoringError

PLAN = Path("authoring") / "index.toml"
PAGE = Path("course") / "index.ipynb"
SOURCES = "Where it came from"
_INTRODUCTION = """\
# Index

Where to find what: by [architecture](#Architectures), by [paper](#Papers) or by [topic](#Topics). This page is made
from `authoring/index.toml` and from the last section of each lecture; how a claim was checked stands in
`authoring/sources/`."""
_TOPICS = """\
## Topics

What five introductory lectures on deep learning teach, all of which this course was to contain, and where it is here:

{seeds}"""
# "A. Gu, K. Goel and C. Ré, 2022, ICLR: S4": a paper begins with its authors, their initials first.
_INITIALS = r"(?:[A-ZÀ-Ž]\.(?:[ -]|(?=[A-Z])))+"
_AUTHOR = re.compile(rf"(?:{_INITIALS})?(?P<surname>[^,;:(]+?)(?= and |,|;|:|\(|$)")
# "...: MoCo; T. Chen and others, 2020, ICML: SimCLR" is two papers.
_NEXT_PAPER = re.compile(rf"(?<!\b[A-ZÀ-Ž])[.;] (?={_INITIALS}[^,;:(]+?(?: and |,)[^:]*\d{{4}})")


Texts = Mapping[int, Mapping[str, str]]  # a lecture's number -> the title of each of its sections -> what stands there


def sections(pair: pairs.Pair) -> dict[str, str]:
    """Return the text and code below each heading of a lecture's twin, up to the next heading of any level."""
    found: dict[str, str] = {}
    heading = ""
    for cell in pairs.read_twin(pair).cells:
        for line in cell.source.splitlines():
            if cell.cell_type == "markdown" and (match := re.match(r"#+ (.*)", line)):
                heading = match[1]
            found[heading] = found.get(heading, "") + line + "\n"
    return found


def anchor(section: str) -> str:
    """Return what stands after "#" in a link to the section of that title.

    It is quoted as nbconvert quotes the anchor itself, since a browser compares the two as they are first; only
    parentheses, which would end a link in Markdown, are left to its second try.
    """
    return quote(section.replace(" ", "-"), safe="?/:@!$&'*+,;=")


def load(root: Path, texts: Texts) -> dict[str, Any]:
    """Return authoring/index.toml of ``root``; ``texts`` are its lectures'.

    Raises AuthoringError if an entry leads to no section of a lecture, or to one that does not say what it should.
    """
    plan = tomllib.loads((root / PLAN).read_text(encoding="utf-8"))
    for entry in (*plan["architecture"], *plan["topic"]):
        name = entry.get("name") or entry.get("topic")
        text = texts.get(entry["lecture"], {}).get(entry["section"])
        if text is None:
            raise AuthoringError(
                f'{PLAN}: "{name}" leads to the section "{entry["section"]}" of lecture {entry["lecture"]}, '
                "which is not there; give it the title of one that is"
            )
        if _plain(entry.get("says", "")) not in _plain(text):
            raise AuthoringError(
                f'{PLAN}: "{name}" leads to "{entry["section"]}" of lecture {entry["lecture"]}, which does not say '
                f'"{entry["says"]}"; lead to where it is taught'
            )
    return plan


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


def lectures(root: Path = pairs.ROOT) -> dict[int, pairs.Pair]:
    """Return the lectures of ``root`` by their numbers."""
    return {int(pair.name[:2]): pair for pair in pairs.all_pairs(root) if pair.executed}


def papers(texts: Texts) -> list[tuple[str, int]]:
    """Return what the lectures' last sections say of each paper, with the lecture, sorted by its first author."""
    found: dict[tuple[str, int], None] = {}
    for number, parts in texts.items():
        listed, on = "", False
        for heading, text in parts.items():
            on = heading == SOURCES or (on and heading.startswith("Deeper: "))
            listed += text if on else ""
        for item in re.findall(r"^- (.*(?:\n  .*)*)", listed, re.MULTILINE):
            text = " ".join(item.split()).removeprefix("The data: ")
            found |= {(paper, number): None for paper in _NEXT_PAPER.split(text)}
    return sorted(found, key=lambda entry: (_surname(entry[0]).lower(), entry))


def _surname(paper: str) -> str:
    match = _AUTHOR.match(paper)
    return match["surname"] if match else paper.strip("*[")


def index(root: Path = pairs.ROOT) -> NotebookNode:
    """Return the notebook of the index. Raises AuthoringError as `load` does."""
    written = lectures(root)
    texts, names = {n: sections(pair) for n, pair in written.items()}, {n: pair.name for n, pair in written.items()}
    plan = load(root, texts)
    assignments = {int(pair.name[1:3]): pair for pair in pairs.all_pairs(root) if not pair.executed}
    seeds = "\n".join(f"- **{name}** {title}" for name, title in plan["seeds"].items())
    shown = [
        _INTRODUCTION,
        _architectures(plan["architecture"], names, assignments),
        "## Papers",
        *_letters(papers(texts), names),
        _TOPICS.format(seeds=seeds),
        _topics(plan["topic"], names),
    ]
    return pairs.text_notebook("index", shown)


def _architectures(entries: Sequence[dict[str, Any]], names: dict[int, str], assignments: dict[int, pairs.Pair]) -> str:
    rows = ["## Architectures", "", "| architecture | year | by | lecture | you build it in |", "| --- " * 5 + "|"]
    for entry in sorted(entries, key=lambda entry: entry["year"]):
        built = assignments.get(entry.get("assignment", 0))
        practice = f"[{built.name[:3]}](../release/{built.name}/{built.notebook.name})" if built else ""
        rows.append(f"| {entry['name']} | {entry['year']} | {entry['by']} | {_link(entry, names)} | {practice} |")
    return "\n".join(rows)


def _topics(entries: Sequence[dict[str, Any]], names: dict[int, str]) -> str:
    rows = ["| topic | taught in | lecture |", "| --- | --- | --- |"]
    rows += [f"| {entry['topic']} | {' '.join(entry['seeds'])} | {_link(entry, names)} |" for entry in entries]
    return "\n".join(rows)


def _letters(entries: Sequence[tuple[str, int]], names: dict[int, str]) -> list[str]:
    groups = defaultdict(list)
    for paper, number in entries:
        link = f"[{number:02}]({names[number]}.ipynb#{anchor(SOURCES)})"
        groups[_surname(paper)[0].upper()].append(f"- {paper.rstrip('.')} ({link})")
    return ["\n".join([f"### {letter}", "", *lines]) for letter, lines in sorted(groups.items())]


def _link(entry: dict[str, Any], names: dict[int, str]) -> str:
    number, section = entry["lecture"], entry["section"]
    return f"[{number:02} {section.replace('|', '&#124;')}]({names[number]}.ipynb#{anchor(section)})"


def write(root: Path = pairs.ROOT) -> bool:
    """Write the index if its text changed; return whether it did. Raises AuthoringError as `load` does."""
    return pairs.write_notebook(index(root), root / PAGE)


def outdated(root: Path = pairs.ROOT) -> bool:
    """Whether there is a plan and the index is not what `write` would write. Raises AuthoringError as `load` does."""
    if not (root / PLAN).exists():
        return False
    page = root / PAGE
    return not page.exists() or page.read_text(encoding="utf-8") != pairs.to_text(index(root))
