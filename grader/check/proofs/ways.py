"""Which way the tests run: apart from the student's code where that changes no mark, together with it elsewhere.

It comes before all other proofs, which then grade that way. Apart, a test has only plain values and proxies of what the
student wrote. The reference and the release are graded both ways; answers of the corpus and mutants apart, since the
bench, like stock nbgrader, is one process for everything: what loses points there has to lose them apart too.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from grader import ways
from grader.check.assignment import Cell
from grader.check.context import Context, heard, lost, rights, rounds
from grader.check.corpus import Answer
from grader.check.findings import Finding, Proof
from grader.check.proofs import mutants
from grader.check.trying import judge
from grader.check.trying.workbench import Marks
from grader.engine.job import APART, TOGETHER
from grader.grading.settings import TestRuns

NAME = "ways"
GENERAL = "Call the student's function with plain values, arrays or tensors, and look at what it returns."
INSIDE = ("__globals__", "__closure__", "__dict__")
FILES = ("open", "Path", "loadtxt", "read_csv", "read_text", "write_text", "exists", "isfile")
ENDED = "NotRun: "  # how the bench begins to say that a variant ended its process, or never ended


@dataclass(frozen=True)
class Solved:
    """An answer as a trial: what a finding calls it, the cells that it replaces, and its task."""

    name: str
    solutions: Mapping[str, str]
    task: str


def prove(context: Context) -> Proof:
    """Settle the way; a difference is a finding only where the author insists on apart.

    Where they have said the way, answers of the corpus are `corpora`'s to grade in it.
    """
    assignment = context.assignment
    said = ways.said(assignment.source, assignment.name, TestRuns(config=assignment.config).ways)
    forcing = [*of_both(context), *of_asking(context)]
    if not forcing and not said:
        forcing = [*of_right(context), *of_wrong(context), *of_mutants(context)]
    way = said or (TOGETHER if forcing else APART)
    context.judge.way = way
    tests, names = len(assignment.tests), {finding.where for finding in forcing}
    able = f"{sum(test.name not in names for test in assignment.tests)} of {tests} tests can run apart"
    who = " as the author says" if said else ""
    summary = f"tests run {'apart from' if way == APART else 'together with'} the student's code{who}; {able}"
    if way == APART:
        return Proof(NAME, tuple(forcing), summary)
    return Proof(NAME, (), summary, notes=tuple(forcing))


def of_both(context: Context) -> Iterator[Finding]:
    """Yield the tests that give the reference or the release other points apart than together."""
    done = context.step("Apart and together", 4)
    found: set[str] = set()
    for kind, solutions in (("the reference solution", {}), ("the untouched release", context.assignment.blank)):
        together = context.judge.marks(solutions, TOGETHER)
        done()
        apart = context.judge.marks(solutions, APART)
        done()
        for test in context.assignment.tests:
            whole, alone = together[test.name], apart[test.name]
            if test.name not in found and alone.points != whole.points:
                found.add(test.name)
                said = f"{kind} gets {alone.points:g} points apart and {whole.points:g} together"
                yield difference(context, test, said, (alone if alone.lost else whole).message)


def of_asking(context: Context) -> Iterator[Finding]:
    """Yield the tests that ask the student's process so often that they would not end in time on a slow machine."""
    asked: Mapping[str, int] = context.judge.graded({}, APART)["asked"]
    for test in context.assignment.tests:
        if (times := asked.get(test.name, 0)) > judge.PATIENT.requests:
            what = (
                f"This test needs the student's own process: it asks for something of the student's {times:,} times, "
                f"of at most {judge.PATIENT.requests:,}. Apart, each is a message there and back, half a millisecond "
                "on a slow machine: call less often, or with an array in place of many numbers."
            )
            yield context.finding(NAME, test.name, 0, what)


def of_right(context: Context) -> Iterator[Finding]:
    """Yield the tests that take points from a right answer apart alone."""
    answers = context.corpus.right
    plain = context.all_marks("Right answers", rights(context))
    done = context.step("Right answers apart", len(answers))
    for answer, marks in zip(answers, plain, strict=True):
        apart = lost(context.judge.marks(answer.solutions, APART)) if known(context, answer) else {}
        done()
        for test in context.assignment.tests:
            if test.name in apart and not marks[test.name].lost:
                yield difference(context, test, f"{answer.name} loses points apart alone", apart[test.name])


def of_wrong(context: Context) -> Iterator[Finding]:
    """Yield the wrong answers that lose points in one process alone."""
    answers = [answer for answer in context.corpus.wrong if known(context, answer)]
    plain = context.all_marks("Wrong answers", heard(context, answers))
    solved = [
        Solved(answer.name, answer.solutions, answer.task)
        for answer, marks in zip(answers, plain, strict=True)
        if loses(context, marks, answer.task)
    ]
    for answer in passing(context, "Wrong answers apart", solved):
        test = next(test for test in context.assignment.tests if test.task == answer.task)
        yield difference(context, test, f"{answer.name} loses points together, and none apart", "")


def of_mutants(context: Context) -> Iterator[Finding]:
    """Yield mutants that lose points in one process alone; one that never ends would not end apart either."""
    trials = mutants.trials_of(context)
    plain = context.all_marks("Mutants", [trial.program for trial in trials])
    killed = {
        str(number): trial
        for number, (trial, marks) in enumerate(zip(trials, plain, strict=True))
        if lost(marks) and not any(message.startswith(ENDED) for message in lost(marks).values())
    }
    # One of each kind in each task: the engine takes a thousand times as long as the bench.
    kinds = {(trial.cell.task, trial.mutant.operator): name for name, trial in reversed(killed.items())}
    solved = [
        Solved(name, {killed[name].cell.name: killed[name].mutant.code}, task) for (task, _), name in kinds.items()
    ]
    for answer in passing(context, "Mutants apart", solved):
        trial = killed[answer.name]
        what = f"Apart no test notices this mistake ({trial.mutant.operator}); together one does. {GENERAL}"
        yield context.finding(NAME, trial.cell.name, trial.mutant.line, what, trial.mutant.diff)


def passing(context: Context, title: str, answers: Iterable[Solved]) -> Iterator[Solved]:
    """Yield the answers whose task keeps all its points apart, and not together, where luck may have been otherwise.

    Apart, answers to different tasks are tried as one.
    """
    tried = rounds(answers, lambda answer: answer.task)
    done = context.step(title, len(tried))
    for together in tried:
        solutions = {name: code for answer in together for name, code in answer.solutions.items()}
        tasks = {answer.task for answer in together}
        losing = {context.assignment.task_of(test) for test in lost(context.judge.marks(solutions, APART, tasks))}
        done()
        for answer in together:
            if answer.task not in losing and loses(
                context, context.judge.marks(answer.solutions, TOGETHER), answer.task
            ):
                yield answer


def known(context: Context, answer: Answer) -> bool:
    """Return whether an answer is one to this assignment; `corpora` tells of what is not."""
    return set(answer.solutions) <= set(context.assignment.reference)


def loses(context: Context, marks: Marks, task: str) -> bool:
    return any(context.assignment.task_of(test) == task for test in lost(marks))


def difference(context: Context, test: Cell, what: str, message: str) -> Finding:
    line, construct = blamed(test, context.assignment.defined, given_classes(context))
    said = f" ({message})" if message else ""
    whole = f"This test needs the student's own process: {what}{said}. {construct}"
    return context.finding(NAME, test.name, line, whole)


def given_classes(context: Context) -> frozenset[str]:
    """Return the classes that given cells define."""
    found: set[str] = set()
    for cell in context.assignment.cells:
        if cell.role == "given":
            found |= {node.name for node in cell.statements if isinstance(node, ast.ClassDef)}
    return frozenset(found)


def blamed(test: Cell, students: set[str], classes: frozenset[str]) -> tuple[int, str]:
    """Return the line of the construct that is probably to blame, and how to rewrite it for a test that runs apart."""
    for node in (node for statement in test.statements for node in ast.walk(statement)):
        for finds, rewrite in CONSTRUCTS:
            if finds(node, students):
                return getattr(node, "lineno", 0), f"Apart, {ast.unparse(node)!r} does not work: {rewrite}"
        if isinstance(node, ast.Name) and node.id in classes:
            rewrite = "let the solution cell define what it makes objects of, or look at their attributes."
            return node.lineno, f"{node.id!r} is a class of a given cell, which there are two of apart: {rewrite}"
    return 0, f"To let it run apart: {GENERAL[0].lower()}{GENERAL[1:]}"


def looks_inside(node: ast.AST, students: set[str]) -> bool:  # noqa: ARG001
    return isinstance(node, ast.Attribute) and node.attr in INSIDE


def names_all(node: ast.AST, students: set[str]) -> bool:  # noqa: ARG001
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("globals", "locals", "vars", "eval", "exec")


def touches_files(node: ast.AST, students: set[str]) -> bool:  # noqa: ARG001
    return isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in FILES


def is_main(node: ast.AST, students: set[str]) -> bool:  # noqa: ARG001
    if isinstance(node, ast.ImportFrom):
        return node.module == "__main__"
    return isinstance(node, ast.Constant) and node.value == "__main__"


def asks_shell(node: ast.AST, students: set[str]) -> bool:  # noqa: ARG001
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "get_ipython"


def patches(node: ast.AST, students: set[str]) -> bool:  # noqa: ARG001
    name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
    return name in ("patch", "object", "setattr") and "patch" in ast.unparse(node)


def inspects(node: ast.AST, students: set[str]) -> bool:
    if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Name)):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return node.args[0].id in students and name in (
        "dis",
        "getclosurevars",
        "getmodule",
        "getfile",
        "dumps",
        "deepcopy",
    )


def sub_classes(node: ast.AST, students: set[str]) -> bool:
    return isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") in students for base in node.bases)


CONSTRUCTS: tuple[tuple[Callable[[ast.AST, set[str]], bool], str], ...] = (
    (looks_inside, "test what the function returns, or its text with inspect.getsource."),
    (names_all, "use the student's names as they are; a missing one raises NameError, which a test can catch."),
    (touches_files, "compare what a function returns; files of the one side are not there for the other."),
    (is_main, "use the student's names as they are, without importing them."),
    (asks_shell, "write the test without magics and without IPython's shell."),
    (patches, "hand the function that is to be called in as an argument, or test what is returned."),
    (inspects, "test what the function returns, or its text with inspect.getsource."),
    (sub_classes, "make an object of the student's class and test that."),
)
