"""Lint rules for a lecture's text. Each rule yields what is wrong, where, and how to mend it."""

import re
from collections.abc import Iterator

from authoring.core import visible_text
from authoring.glossary import load
from authoring.rules.lecture import Lecture, place
from authoring.setup_cell import colab_link

_EFFORT = re.compile(r"★|\d+ (minutes|min)\b|\b(easy|medium|hard)\b", re.IGNORECASE)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_FACTS = {
    "reading time": r"\breading\b.*\d+ ?min",
    "running time": r"\brunning\b.*\d+ ?s",
    "prerequisites": r"\bprerequisites?\b",
    "the assignment that practises it": r"\b(assignment|practice)\b",
}
# The British forms that turn up most, each with its American counterpart.
_BRITISH = {
    r"\b(col|behavi|neighb|fav|hon|lab|rum)our(?!s?que)\w*": "-or",
    r"\b(normal|optim|general|minim|maxim|regular|summar|recogn)is(e|ing|ation)\w*": "-iz-",
    r"\b(visual|initial|real|organ|penal|quant|standard|random|vector|factor)is(e|ing|ation)\w*": "-iz-",
    r"\b(model|label|travel|cancel|signal)l(ed|ing)\b": "a single l",
    r"\b(cent|met)(re|red|res)\b": "-er",
    r"\bgrey(?!danus\b)\w*\b": "gray",
    r"\b(analys|catalys)(e|es|ed|ing)\b(?<!analyses)": "-yz-",
    r"\b(catalogue|defence|licence|programme)s?\b": "catalog, defense, license, program",
    r"\b(whilst|towards|learnt|spelt)\b": "while, toward, learned, spelled",
}


def title_and_facts(lecture: Lecture) -> Iterator[str]:
    """The first cell has the title, one sentence of promise, and the line of facts with the link to Colab."""
    first = lecture.notebook.cells[0]
    paragraphs = [part.strip() for part in first.source.split("\n\n") if part.strip()]
    if first.cell_type != "markdown" or not paragraphs or not re.match(r"# \S", paragraphs[0]):
        yield "the first cell does not begin with a title; begin it with `# Title`, the promise, and the line of facts"
        return
    facts = next((part for part in paragraphs if "Open in Colab" in part), "")
    if len(paragraphs) < 2 or paragraphs[1] == facts or not _is_one_sentence(paragraphs[1]):
        yield "the title is not followed by one sentence that promises what the reader will be able to explain or build"
    for what, pattern in _FACTS.items():
        if not re.search(pattern, facts, re.IGNORECASE | re.DOTALL):
            yield f"the line of facts in cell 1 does not give {what}; see the top of authoring/lint.py for its form"
    link = colab_link(lecture.repository, f"course/{lecture.name}.ipynb")
    if f"[Open in Colab]({link})" not in facts:
        yield f"the line of facts in cell 1 has no right link to Colab; write [Open in Colab]({link})"


def objectives(lecture: Lecture) -> Iterator[str]:
    """Three to five things the reader will be able to do."""
    text = lecture.section("You will be able to")
    count = len(_items(text or ""))
    if not 3 <= count <= 5:
        yield f"`## You will be able to` has {count} list items; give three to five verbs that can be checked"


def sections_in_order(lecture: Lecture) -> Iterator[str]:
    """The closing sections are there, and in the style guide's order."""
    wanted = ("You will be able to", "What goes wrong", "Exercises", "Summary", "Where it came from")
    titles = [heading.text for heading in lecture.headings() if heading.level == 2]
    positions = [next((i for i, title in enumerate(titles) if title.startswith(want)), None) for want in wanted]
    for want, position in zip(wanted, positions, strict=True):
        if position is None:
            yield f"there is no section `## {want}`; add it"
    present = [position for position in positions if position is not None]
    if present != sorted(present):
        yield f"sections are out of order; the order is {', '.join(wanted)}"


def checkpoints(lecture: Lecture) -> Iterator[str]:
    """Questions on the way, each with its answer folded away."""
    exercises = next(
        (h.cell for h in lecture.headings() if h.text.startswith("Exercises")), len(lecture.notebook.cells)
    )
    good = 0
    for number, cell in lecture.cells("markdown"):
        if number >= exercises:
            continue
        good += len(re.findall(r"\*\*(?:Choose|Guess)\.\*\*", cell.source))  # a commitment is a checkpoint too
        if "Checkpoint" not in cell.source:
            continue
        good += 1
        question = visible_text(cell.source.partition("Checkpoint")[2]).lstrip("*:._ \n")
        if not question.startswith(("Before you run it", "Why")):
            yield f"{place(number, cell)}: a checkpoint begins with 'Before you run it' or 'Why', not {question[:30]!r}"
        if "<details>" not in cell.source.partition("Checkpoint")[2]:
            yield f"{place(number, cell)}: fold the checkpoint's answer in <details>, in the same cell"
    if good < 3:
        yield f"there are {good} checkpoints; ask one after each section, as `**Checkpoint.** Before you run it, ...`"


def folds(lecture: Lecture) -> Iterator[str]:
    """Each <details> is closed before the next one opens; whatever follows an open one is folded away with it."""
    for number, cell in lecture.cells("markdown"):
        tags = re.findall(r"<(/?)details\b", cell.source)
        if tags != ["", "/"] * (len(tags) // 2):
            yield f"{place(number, cell)}: close each <details> by </details> before the next one opens"


def exercises(lecture: Lecture) -> Iterator[str]:
    """Three to five exercises, each with its effort and a folded solution."""
    parts = re.split(r"^### +", lecture.section("Exercises") or "", flags=re.MULTILINE)[1:]
    if not 3 <= len(parts) <= 5:
        yield f"there are {len(parts)} exercises (`### ...` under `## Exercises`); give three to five"
    for part in parts:
        title = part.partition("\n")[0]
        if not _EFFORT.search(title):
            yield f'exercise "{title}" does not say its effort; write it into the heading, such as (10 minutes)'
        if "<details>" not in part:
            yield f'exercise "{title}" has no solution; fold a full one in <details>'


def summary_and_end(lecture: Lecture) -> Iterator[str]:
    """A summary of at most five lines, then origins, then the next lecture."""
    text = lecture.section("Summary") or ""
    lines = _items(text) or [line for line in text.splitlines() if line.strip()]
    if len(lines) > 5:
        yield f"the summary has {len(lines)} lines; keep the five that matter"
    markdown = [cell.source for _, cell in lecture.cells("markdown")]
    if not markdown or not re.search(r"\*\*Next\b|^#+ Next\b", markdown[-1], re.MULTILINE):
        yield "the last text does not lead on; end with `**Next**:` and the link to the next lecture"


def links(lecture: Lecture) -> Iterator[str]:
    """Every relative link leads to a file of the repository; release/ counts as made from source/."""
    for number, cell in lecture.cells("markdown"):
        for target in _LINK.findall(cell.source):
            if target.startswith(("https://", "http://", "#", "mailto:")):
                continue
            path = (lecture.root / "course" / target.partition("#")[0]).resolve()
            if path.is_relative_to(lecture.root / "release"):
                path = lecture.root / "source" / path.relative_to(lecture.root / "release")
            if not path.exists():
                yield f"{place(number, cell)}: the link to {target} leads nowhere; until that exists, write plain text"


def glossary_links(lecture: Lecture) -> Iterator[str]:
    """Every link into the glossary names a term of authoring/terms.toml."""
    anchors = {term.anchor for term in load(lecture.root)}
    for number, cell in lecture.cells("markdown"):
        for anchor in re.findall(r"\]\(glossary\.ipynb#([^)\s]*)\)", cell.source):
            if anchor not in anchors:
                yield f"{place(number, cell)}: the glossary has no {anchor!r}; add the term to authoring/terms.toml"


def sources(lecture: Lecture) -> Iterator[str]:
    """The record of how facts were checked has rows for this lecture."""
    number = lecture.name.partition("-")[0]
    tables = sorted((lecture.root / "authoring" / "sources").glob("*.md"))
    rows = [line for table in tables for line in table.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    if not any(re.search(rf"\b{number}\b", row.split("|")[1]) for row in rows):
        yield (
            f"no row for {number} in authoring/sources/; check each name, year and number that no cell computes, and "
            "add a row that says against what and how (its README.md has the words)"
        )


def spelling(lecture: Lecture) -> Iterator[str]:
    """American spelling, in text and code."""
    for number, cell in enumerate(lecture.notebook.cells, start=1):
        for pattern, american in _BRITISH.items():
            for match in re.finditer(pattern, cell.source, re.IGNORECASE):
                yield f'{place(number, cell)}: "{match[0]}" is British; the course spells American ({american})'


def _is_one_sentence(text: str) -> bool:
    return text.rstrip("*_").endswith((".", "!", "?")) and not re.search(r"[.!?]\s+[A-Z]", text)


def _items(text: str) -> list[str]:
    return re.findall(r"^(?:[-*]|\d+\.) +\S.*", text, re.MULTILINE)


RULES = (
    title_and_facts,
    objectives,
    sections_in_order,
    checkpoints,
    folds,
    exercises,
    summary_and_end,
    links,
    glossary_links,
    sources,
    spelling,
)
