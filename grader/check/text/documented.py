"""What a function's docstring says of its parameters, as far as it decides which mistakes are worth a try."""

from __future__ import annotations

import ast
import re

WHOLE = re.compile(
    r"\b(integers?|whole|bits?|bool\w*|labels?|class(es)?|counts?|0 (and|or) 1|number of|how many|order|indices)\b"
    r"|[-\N{MINUS SIGN}]1 (and|or) \+?1|\bint\b",
    re.IGNORECASE,
)
NOT_NEGATIVE = re.compile(
    r"\b(positive|probabilit\w+|shares?|[01] or more|from 0|0 (and|or) 1|size|variances?|standard deviations?)\b",
    re.IGNORECASE,
)
ARRAY = re.compile(r"\b(arrays?|ndarray|tensors?)\b", re.IGNORECASE)
LIST = re.compile(r"\blists?\b", re.IGNORECASE)
NUMBER = re.compile(r"\b(number|float)\b", re.IGNORECASE)
NO_DATA = re.compile(r"^\s*(a |the )?(function|callable|generator|object)\b|->", re.IGNORECASE)
SHAPE = re.compile(r"\(([^()]*)\)")


def parameters(function: ast.FunctionDef) -> dict[str, str]:
    """Return what the docstring says of each parameter: its entry, or the first paragraph where that mentions it."""
    doc = ast.get_docstring(function) or ""
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    if not names:
        return {}
    one = "|".join(map(re.escape, names))
    heads = list(re.finditer(rf"\b((?:{one})(?:, (?:{one}))*) ?:\s", doc))
    found: dict[str, str] = {}
    for at, head in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else len(doc)
        entry = re.split(r"\n\s*\n|\n\s*Returns?\b", doc[head.end() : end])[0]
        found |= dict.fromkeys(head[1].split(", "), entry)
    first = doc.split("\n\n")[0]
    mentioned = {name: first for name in names if re.search(rf"\b{re.escape(name)}\b", first)}
    return {name: (mentioned | found)[name] for name in names if name in (mentioned | found)}


def returned(function: ast.FunctionDef) -> str:
    """Return what the docstring says of the result: from "Returns" on, or its first paragraph."""
    doc = ast.get_docstring(function) or ""
    return doc[doc.rindex("Returns") :] if "Returns" in doc else doc.split("\n\n")[0]


def is_array(text: str) -> bool:
    return bool(ARRAY.search(text)) and not LIST.search(text) and not NO_DATA.search(text)


def is_list(text: str) -> bool:
    return bool(LIST.search(text)) and not NO_DATA.search(text)


def is_number(text: str) -> bool:
    return bool(NUMBER.search(text)) and not is_array(text) and not is_list(text) and not NO_DATA.search(text)


def is_whole(text: str) -> bool:
    return bool(WHOLE.search(text))


def can_be_negative(text: str) -> bool:
    return not NOT_NEGATIVE.search(text)


def shape(text: str) -> list[str]:
    """Return the sizes that a description gives an array, such as ["n", "d"]; none where it gives none."""
    inside = SHAPE.search(text)
    return [size.strip() for size in inside[1].split(",") if size.strip()] if inside else []


def has_rows(text: str) -> bool:
    """Whether the array has, or may have, two axes or more."""
    return len(shape(text)) > 1 or "..." in shape(text) or "any shape" in text


def is_square(text: str) -> bool:
    sizes = shape(text)
    return len(sizes) == 2 and sizes[0] == sizes[1]
