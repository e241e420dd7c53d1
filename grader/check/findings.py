"""What a proof found: which cell, which line, what is wrong and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing to mend.

    Attributes:
        proof: the kind of proof that found it, such as "mutants".
        task: the task it belongs to; empty where it concerns the whole notebook.
        where: the cell's grade_id or the file.
        line: the line in that cell or file, counted from 1; 0 where no line is to blame.
        what: what is wrong and how to mend it, in one sentence or two.
        detail: more lines to look at, such as a diff.
    """

    proof: str
    task: str
    where: str
    line: int
    what: str
    detail: str = ""


@dataclass(frozen=True)
class Proof:
    """One kind of proof: what it found, what it can say in a line, its figures by task, and what needs no mending."""

    name: str
    findings: tuple[Finding, ...]
    summary: str
    tasks: dict[str, Any] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()
