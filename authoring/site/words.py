"""Words of the glossary on a page: the first use of each leads to its entry."""

import re
from collections.abc import Sequence

from authoring.glossary import Term, use_of

# What is no prose, or already does something when it is clicked, so that no word is looked for in it.
_NO_PROSE = re.compile(
    r"(```.*?```|\$\$.*?\$\$|\$[^$\n]+\$|`[^`\n]+`|!?\[[^\]]*\]\([^)]*\)"
    r"|<summary>.*?</summary>|<[^>]*>|^#+ .*?$|^\|.*?$)",
    re.DOTALL | re.MULTILINE,
)
_GOALS = "## You will be able to"  # what a lecture promises; its words are explained further down


def explained(text: str, terms: Sequence[Term]) -> tuple[str, list[Term]]:
    """Link the first use of each term in ``text`` to the glossary; return the text and the terms not used in it."""
    if text.startswith(_GOALS):
        return text, list(terms)
    left = []
    for term in sorted(terms, key=lambda term: -len(term.term)):  # "gradient descent" before "gradient"
        fresh = _linked(text, term)
        if fresh is None:
            left.append(term)
        else:
            text = fresh
    return text, left


def _linked(text: str, term: Term) -> str | None:
    use = use_of(term.term)
    parts = _NO_PROSE.split(text)
    for at in range(0, len(parts), 2):  # every second one is no prose
        if use.search(parts[at]):
            parts[at] = use.sub(rf"[\1](glossary.html#{term.anchor})", parts[at], count=1)
            return "".join(parts)
    return None
