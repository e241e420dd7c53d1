"""Lint rules for words: the field's word and the plain word together at first use, then the field's."""

import re
from collections.abc import Iterator

from authoring import core
from authoring.glossary import Term, count_phrase, load
from authoring.rules.lecture import Lecture

FREE = 5  # uses of an ordinary word that nobody need count


def terms_at_first_use(lecture: Lecture) -> Iterator[str]:
    """The lecture that introduces a term says the field's word, and where it first does so the plain word too."""
    terms, sentences = load(lecture.root), _sentences(lecture)
    for term in terms:
        if term.lecture != lecture.number:
            continue
        longer = _longer(term, terms)
        first = next((said for said in sentences if term.count(longer.sub("", said))), None)
        if first is None:
            yield f'"{term.term}" is said nowhere, but authoring/terms.toml lets it be introduced here; say it'
        elif term.plain and not count_phrase(term.plain, first):
            yield f'"{term.term}" first stands without "{term.plain}" in its sentence: "{first[:80]}"'


def terms_afterwards(lecture: Lecture) -> Iterator[str]:
    """After the first use, what was coined for it is gone, and the field's word prevails."""
    known = [term for term in load(lecture.root) if term.lecture <= lecture.number and term.then]
    sentences = _sentences(lecture)
    for plain in sorted({term.plain for term in known}):
        terms = [term for term in known if term.plain == plain]
        names = " or ".join(f'"{term.term}"' for term in terms)
        said = [(text, count_phrase(plain, text), sum(t.count(text) for t in terms)) for text in sentences]
        uses, field = sum(count for _, count, _ in said), sum(count for _, _, count in said)
        alone = [text for text, count, named in said if count and not named]
        if terms[0].then == "never" and alone:
            yield f'"{plain}" is used {len(alone)} times where the field says {names}: "{alone[0][:80]}"'
        if terms[0].then == "seldom" and uses > max(field, FREE):
            yield f'"{plain}" stands {uses} times, {names} only {field}; use the field\'s word'


def _longer(term: Term, terms: list[Term]) -> re.Pattern[str]:
    """Find the terms that hold ``term``: who says "gradient descent" has not yet said "gradient"."""
    names = [other.term for other in terms if other.term != term.term and count_phrase(term.term, other.term)]
    # The longest first, or a part of it would be found; where there is none, what nothing matches.
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)", re.IGNORECASE)


def _sentences(lecture: Lecture) -> list[str]:
    """Return the sentences after the setup cell, which ends title and objectives."""
    setup = next((number for number, _ in lecture.cells("code")), 0)
    texts = [cell.source for number, cell in lecture.cells("markdown") if number > setup]
    # A row of a table says something too: it counts as a sentence.
    lines = [re.sub(r"^\|(.*)\|\s*$", r"\n\1\n", text, flags=re.MULTILINE) for text in texts]
    return [sentence for text in lines for sentence in core.sentences(text)]


RULES = (terms_at_first_use, terms_afterwards)
