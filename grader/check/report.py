"""What is shown of a verdict: a table of tasks, the proofs, and every finding with the line to mend; or all as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from grader.check.findings import Finding
from grader.check.trial import Verdict

# What costs students points comes first, and what is only about form last.
COSTLY = ("reference", "corpora", "flakiness", "ways")
REMARKS = ("form",)


def show(verdict: Verdict, console: Console) -> None:
    """Print a verdict: the table, the proofs, and what they found, what costs points first."""
    console.print(tasks(verdict))
    for proof in verdict.proofs:
        state = (
            Text("fine", style="green") if not proof.findings else Text(f"{len(proof.findings)} to mend", style="red")
        )
        console.print(Text.assemble("  ", (f"{proof.name:<14}", "bold"), state, f"  {proof.summary}"))
    console.print()
    for title, findings in parts(verdict):
        if findings:
            console.print(Text(title, style="bold underline"))
        for alike in grouped(findings):
            show_findings(alike, console)


def parts(verdict: Verdict) -> list[tuple[str, list[Finding]]]:
    """Return the findings under their titles."""
    costly = [finding for finding in verdict.findings if finding.proof in COSTLY]
    remarks = [finding for finding in verdict.findings if finding.proof in REMARKS]
    rest = [finding for finding in verdict.findings if finding.proof not in (*COSTLY, *REMARKS)]
    notes = [note for proof in verdict.proofs for note in proof.notes]
    return [
        ("What costs students points", costly),
        ("What tests let pass, and what gives answers away", rest),
        ("Remarks on form", remarks),
        ("Why these tests run together with the students' code, which needs no mending", notes),
    ]


def grouped(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Return findings that say the same of several places together, in their order."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.proof, finding.what), []).append(finding)
    return list(groups.values())


def tasks(verdict: Verdict) -> Table:
    """Return a row for each task: points, wrong answers, mutants that lose points, CPU seconds, findings."""
    name = verdict.assignment.name
    drawn = Table(title=name, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("task", "points", "wrong answers", "mutants", "killed", "CPU seconds", "to mend"):
        drawn.add_column(column, justify="left" if column == "task" else "right", no_wrap=True)
    figures = {proof.name: proof.tasks for proof in verdict.proofs}
    for task in verdict.assignment.tasks:
        killed, total = figures["mutants"].get(task, (0, 0))
        count = sum(finding.task == task for finding in verdict.findings)
        drawn.add_row(
            task,
            f"{figures['reference'].get(task, 0):g}",
            str(figures["corpora"].get(task, 0)),
            str(total),
            f"{100 * killed / total:.0f} %" if total else "",
            f"{figures['flakiness'].get(task, 0):.2f}",
            Text(str(count), style="red") if count else "",
        )
    return drawn


def show_findings(alike: Sequence[Finding], console: Console) -> None:
    """Print what is said of one place or of several, with the detail of the first."""
    first, *others = alike
    places = [f"{finding.where}{f', line {finding.line}' if finding.line else ''}" for finding in alike]
    console.print(Text.assemble(("; ".join(dict.fromkeys(places)), "bold"), f"  [{first.proof}] {first.what}"))
    if first.detail:
        console.print(Padding(Syntax(first.detail, "diff", background_color="default"), (0, 0, 1, 4)))
    if others and first.detail:
        console.print(Padding(f"and {len(others)} more like it", (0, 0, 1, 4)))


def as_json(verdicts: Sequence[Verdict]) -> str:
    """Return verdicts for a program to read."""
    made = [
        {
            "assignment": verdict.assignment.name,
            "way": verdict.way,
            "proofs": [asdict(proof) for proof in verdict.proofs],
            "findings": len(verdict.findings),
        }
        for verdict in verdicts
    ]
    return json.dumps(made, indent=1, ensure_ascii=False)
