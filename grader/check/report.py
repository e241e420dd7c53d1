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


def show(verdict: Verdict, console: Console) -> None:
    """Print a verdict."""
    console.print(tasks(verdict))
    for proof in verdict.proofs:
        state = (
            Text("fine", style="green") if not proof.findings else Text(f"{len(proof.findings)} to mend", style="red")
        )
        console.print(Text.assemble("  ", (f"{proof.name:<14}", "bold"), state, f"  {proof.summary}"))
    console.print()
    for finding in verdict.findings:
        show_finding(finding, console)


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


def show_finding(finding: Finding, console: Console) -> None:
    line = f", line {finding.line}" if finding.line else ""
    console.print(Text.assemble((f"{finding.where}{line}", "bold"), f"  [{finding.proof}] {finding.what}"))
    if finding.detail:
        console.print(Padding(Syntax(finding.detail, "diff", background_color="default"), (0, 0, 1, 4)))


def as_json(verdicts: Sequence[Verdict]) -> str:
    """Return verdicts for a program to read."""
    made = [
        {
            "assignment": verdict.assignment.name,
            "proofs": [asdict(proof) for proof in verdict.proofs],
            "findings": len(verdict.findings),
        }
        for verdict in verdicts
    ]
    return json.dumps(made, indent=1, ensure_ascii=False)
