"""What a lecture asks of its reader: the words, code lines and checkpoints of its core, and the minutes they take.

The core is what stands under no heading that begins with "Deeper:".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from authoring.pairs import FOLDED

WORDS_A_MINUTE, LINES_A_MINUTE, MINUTES_A_CHECKPOINT = 180, 12, 2
DEEPER = "Deeper:"

_DETAILS = re.compile(r"<details\b.*?</details>", re.DOTALL)
_FENCE = re.compile(r"```.*?```", re.DOTALL)
_NO_WORDS = re.compile(r"</?[a-zA-Z][^<>]*>|\]\([^)]*\)|\$\$.*?\$\$", re.DOTALL)  # tags, addresses, displayed formulas
_NO_PROSE = re.compile(r"^(#{1,6} .*|\|.*|\s*\$\$.*)$", re.MULTILINE)  # headings and tables
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[\"'(]*[A-Z0-9$`])")
_SHORT = 5  # words of a sentence that a reader takes for a fragment


@dataclass(frozen=True)
class Size:
    """How much a lecture's core is: words, code lines that are not folded, and checkpoints, commitments included."""

    words: int
    lines: int
    checkpoints: int

    @property
    def minutes(self) -> int:
        """The reading time, rounded to five minutes."""
        exact = self.words / WORDS_A_MINUTE + self.lines / LINES_A_MINUTE + MINUTES_A_CHECKPOINT * self.checkpoints
        return max(5, 5 * int(exact / 5 + 0.5))


@dataclass(frozen=True)
class Sentences:
    """Mean words of a sentence, and the share of sentences of at most five words, 0 to 1."""

    mean: float
    short: float


def visible_text(source: str) -> str:
    """Return Markdown without what is folded away and without fenced code."""
    return _FENCE.sub("", _DETAILS.sub("", source))


def count_words(markdown: str) -> int:
    """Return the number of words outside <details>, code blocks and displayed formulas."""
    return sum(bool(re.search(r"\w", word)) for word in _NO_WORDS.sub(" ", visible_text(markdown)).split())


def core(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    """Return (number, cell) of the core's cells, numbers counted over all from 1; Markdown is cut to its core part."""
    kept, below = [], 0  # below: the level of the heading "Deeper:" that we are under, 0 if none
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            text, below = _core_text(cell.source, below)
            if text.strip():
                kept.append((number, NotebookNode({**cell, "source": text})))
        elif not below:
            kept.append((number, cell))
    return kept


def _core_text(source: str, below: int) -> tuple[str, int]:
    lines, fenced = [], False
    for line in source.splitlines():
        fenced ^= line.lstrip().startswith("```")
        if not fenced and (heading := re.match(r"(#{1,6}) +(.*)", line)):
            level = len(heading[1])
            if not below or level <= below:
                below = level if heading[2].startswith(DEEPER) else 0
        if not below:
            lines.append(line)
    return "\n".join(lines), below


def size(notebook: NotebookNode) -> Size:
    """Return how much there is to read in the core; title, facts and the setup cell are the same work everywhere."""
    text = "\n\n".join(cell.source for number, cell in core(notebook) if cell.cell_type == "markdown" and number > 1)
    code = [cell for _, cell in core(notebook) if cell.cell_type == "code"]
    seen = [cell for cell in code if FOLDED not in cell.metadata.get("tags", []) and "find_spec(" not in cell.source]
    lines = sum(bool(line.strip()) for cell in seen for line in cell.source.splitlines())
    checkpoints = len(re.findall(r"\*\*(?:Checkpoint|Choose|Guess)\b", visible_text(text)))
    return Size(count_words(text), lines, checkpoints)


def sentences(markdown: str) -> Iterator[str]:
    """Yield the sentences of running text and lists, without emphasis; headings, tables and formulas are none."""
    text = _NO_PROSE.sub("\n", visible_text(markdown))
    text = re.sub(r"\$\$.*?\$\$", " ", text, flags=re.DOTALL)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)|</?[a-zA-Z][^<>]*>|[*_]{1,2}(?=\S)|(?<=\S)[*_]{1,2}", r"\1", text)
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )", text):
        flat = " ".join(re.sub(r"^\s*(?:[-*]|\d+\.) ", "", paragraph.strip()).split())
        yield from (sentence for sentence in _SENTENCE_END.split(flat) if re.search(r"\w", sentence))


def sentence_statistics(notebook: NotebookNode) -> Sentences:
    """Return how long the core's sentences are."""
    texts = [cell.source for number, cell in core(notebook) if cell.cell_type == "markdown" and number > 1]
    lengths: Sequence[int] = [len(sentence.split()) for text in texts for sentence in sentences(text)] or [0]
    return Sentences(sum(lengths) / len(lengths), sum(n <= _SHORT for n in lengths) / len(lengths))
