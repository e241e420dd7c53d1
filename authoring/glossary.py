"""The course's words: authoring/terms.toml, read and checked, and the glossary made from it.

The glossary is a notebook, course/glossary.ipynb, since JupyterLab shows a linked notebook but opens Markdown as text.
Each term is a heading, so `glossary.ipynb#learning-rate` leads to "learning rate" (spaces become hyphens) in
JupyterLab and in exported HTML.
"""

import functools
import itertools
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from authoring import pairs
from authoring.pairs import AuthoringError

LECTURES = 46
_INTRODUCTION = """\
# Glossary

This page is made from `authoring/terms.toml`. Each entry has the field's word, the symbol, a plain word where the
course uses one at first, what it means, and the lecture that introduces it."""


@dataclass(frozen=True)
class Term:
    """One entry of authoring/terms.toml.

    ``then`` says what becomes of the plain word after the first use: "never" is for the course's own coinages,
    "seldom" for ordinary words, which the field's word must then outnumber, and "" lets it be used freely.
    """

    term: str
    meaning: str
    lecture: int
    plain: str = ""
    symbol: str = ""
    also: tuple[str, ...] = ()
    then: str = ""

    @property
    def anchor(self) -> str:
        """The part of the glossary's address after "#"."""
        return self.term.replace(" ", "-")

    def count(self, text: str) -> int:
        """Return how often ``text`` has the field's word or one of its other forms."""
        return sum(count_phrase(phrase, text) for phrase in (self.term, *self.also))


def count_phrase(phrase: str, text: str) -> int:
    """Return how often ``text`` has ``phrase`` as whole words, in the singular or a regular plural, however broken."""
    return len(use_of(phrase).findall(text))


@functools.cache
def use_of(phrase: str) -> re.Pattern[str]:
    """Return what finds ``phrase`` as whole words, in the singular or a regular plural, however broken into lines."""
    words = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", phrase)))
    ending = f"{words[:-1]}(?:y|ies)" if words.endswith("y") else f"{words}(?:s|es)?"
    return re.compile(rf"(?<![\w-])({ending})(?![\w-])", re.IGNORECASE)


def load(root: Path = pairs.ROOT) -> list[Term]:
    """Return the terms of authoring/terms.toml in ``root``, sorted; raises AuthoringError if one is not right."""
    path = root / "authoring" / "terms.toml"
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["term"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise AuthoringError(f"authoring/terms.toml: not a list of [[term]] ({error})") from error
    terms = sorted((_term(entry) for entry in entries), key=lambda term: term.term.lower())
    for one, other in itertools.pairwise(terms):
        if one.term.lower() == other.term.lower():
            raise AuthoringError(f'authoring/terms.toml: "{one.term}" stands there twice; keep one')
    return terms


def _term(entry: dict[str, Any]) -> Term:
    def refuse(why: str) -> AuthoringError:
        return AuthoringError(f'authoring/terms.toml: "{entry.get("term", entry)}" {why}')

    if unknown := set(entry) - {field.name for field in fields(Term)}:
        raise refuse(f"has the unknown key {sorted(unknown)[0]}")
    if missing := {"term", "meaning", "lecture"} - set(entry):
        raise refuse(f"has no {sorted(missing)[0]}")
    term = Term(**{**entry, "also": tuple(entry.get("also", ()))})
    if not re.fullmatch(r"[\w -]+", term.term):
        raise refuse("cannot be linked to; write it with letters, digits, spaces and hyphens")
    if not term.meaning.endswith(".") or re.search(r"[.!?]\s+[A-Z]", term.meaning):
        raise refuse("is not explained in one sentence")
    if not 1 <= term.lecture <= LECTURES:
        raise refuse(f"names lecture {term.lecture}; there are 1 to {LECTURES}")
    if term.then not in ("", "seldom", "never") or (term.then and not term.plain):
        raise refuse('has a wrong "then"; it is "seldom" or "never", and says what becomes of the plain word')
    return term


def glossary(root: Path = pairs.ROOT) -> NotebookNode:
    """Return the glossary's notebook: the table of symbols, then the terms by their first letter."""
    terms = load(root)
    lectures = {int(pair.name[:2]): pair.name for pair in pairs.all_pairs(root) if pair.executed}
    symbols = [f"| {t.symbol} | [{t.term}](#{t.anchor}) | {_where(t, lectures)} |" for t in terms if t.symbol]
    table = ["## Symbols", "", "| symbol | what it is | lecture |", "| --- | --- | --- |", *symbols]
    texts = [_INTRODUCTION, "\n".join(table), "## Terms"]
    texts += ["\n\n".join(_entry(term, lectures) for term in group) for group in _by_letter(terms)]
    return pairs.text_notebook("glossary", texts)


def _by_letter(terms: list[Term]) -> list[list[Term]]:
    letters = sorted({term.term[0].lower() for term in terms})
    return [[term for term in terms if term.term[0].lower() == letter] for letter in letters]


def _entry(term: Term, lectures: dict[int, str]) -> str:
    names = [
        f"symbol {term.symbol}" if term.symbol else "",
        f"in plain words {term.plain}" if term.plain else "",
        f"also {', '.join(term.also)}" if term.also else "",
    ]
    said = "; ".join(name for name in names if name)
    parts = [f"### {term.term}", f"*{said}*" if said else "", f"{term.meaning} Lecture {_where(term, lectures)}."]
    return "\n\n".join(part for part in parts if part)


def _where(term: Term, lectures: dict[int, str]) -> str:
    number = f"{term.lecture:02}"
    return f"[{number}]({lectures[term.lecture]}.ipynb)" if term.lecture in lectures else number


def path(root: Path) -> Path:
    """Return where the glossary lies."""
    return root / "course" / "glossary.ipynb"


def write(root: Path = pairs.ROOT) -> bool:
    """Write the glossary if its text changed; return whether it did."""
    return pairs.write_notebook(glossary(root), path(root))


def outdated(root: Path = pairs.ROOT) -> bool:
    """Whether the glossary is not what `write` would write."""
    there, text = path(root), pairs.to_text(glossary(root))
    return not there.exists() or there.read_text(encoding="utf-8") != text
