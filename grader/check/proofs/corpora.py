"""Proofs 2 and 3: right answers get every point; wrong ones lose points of their task alone and are told why."""

from __future__ import annotations

from collections.abc import Iterator

from grader.check.context import Context, heard, lost, rights, rounds
from grader.check.corpus import Answer, Wrong, solutions_of
from grader.check.findings import Finding, Proof

NAME = "corpora"


def prove(context: Context) -> Proof:
    """Grade every answer as plain Python and with the engine, where wrong ones of different tasks share a run."""
    corpus = context.corpus
    found = [finding for answer in (*corpus.right, *corpus.wrong) for finding in misnamed(context, answer)]
    found += [finding for answer in corpus.wrong for finding in misfiled(context, answer)]
    if not found:
        found += right(context)
        found += wrong(context)
        found += wrong_in_engine(context)
    aimed = [answer.task for answer in corpus.wrong]
    tasks = {task: aimed.count(task) for task in context.assignment.tasks}
    summary = f"{len(corpus.right)} right and {len(corpus.wrong)} wrong answers"
    if not corpus.right and not corpus.wrong:
        summary = "no corpus: nothing to try beside the reference"
    return Proof(NAME, tuple(found), summary, tasks)


def misnamed(context: Context, answer: Answer) -> Iterator[Finding]:
    """Yield what is wrong with an answer whose cells are no solution cells of the assignment."""
    known = set(context.assignment.reference)
    if not answer.solutions or set(answer.solutions) - known:
        what = (
            f'It has to hold solution cells, each headed by # %% grade_id="..."; there are {", ".join(sorted(known))}.'
        )
        yield Finding(NAME, "", answer.file, 0, what)


def misfiled(context: Context, answer: Wrong) -> Iterator[Finding]:
    """Yield what is wrong with the header and the file of a wrong answer."""
    cell, *_ = answer.solutions
    if not answer.mistake or not answer.message:
        what = f'Head it with # %% grade_id="{cell}" mistake="what is wrong" message="what the test has to say of it".'
        yield Finding(NAME, "", f"{answer.file}, {cell}", 0, what)
    if answer.task not in context.assignment.tasks:
        what = f"There is no task {answer.task}. Name the file after one of {', '.join(context.assignment.tasks)}."
        yield Finding(NAME, "", answer.file, 0, what)


def right(context: Context) -> Iterator[Finding]:
    answers = context.corpus.right
    tried = context.all_marks("Right answers", rights(context))
    done = context.step("Right answers in the engine", len(answers))
    for answer, marks in zip(answers, tried, strict=True):
        missed = lost(context.judge.marks(answer.solutions)) | lost(marks)
        done()
        for test, message in missed.items():
            what = f"The right answer {answer.name} loses points here: {message}. Let the test accept it."
            yield context.finding(NAME, test, marks[test].line, what)


def wrong(context: Context) -> Iterator[Finding]:
    answers = context.corpus.wrong
    tried = context.all_marks("Wrong answers", heard(context, answers))
    for answer, marks in zip(answers, tried, strict=True):
        yield from judged(context, answer, lost(marks), "")


def wrong_in_engine(context: Context) -> Iterator[Finding]:
    tried = rounds(context.corpus.wrong, lambda answer: answer.task)
    done = context.step("Wrong answers in the engine", len(tried))
    for answers in tried:
        messages = lost(context.judge.marks(solutions_of(answers), tasks={answer.task for answer in answers}))
        done()
        for answer in answers:
            yield from judged(context, answer, of_task(context, messages, answer.task), " with the engine")


def judged(context: Context, answer: Wrong, messages: dict[str, str], how: str) -> Iterator[Finding]:
    """Yield a finding unless the answer loses points of its task alone and a message names its mistake."""
    own = of_task(context, messages, answer.task)
    if not own:
        what = f"{answer.name} loses no point{how}. Add a test that finds it."
        yield Finding(NAME, answer.task, first_test(context, answer.task), 0, what)
    elif not any(answer.message in message for message in own.values()):
        (test, said), *_ = own.items()
        what = f"{answer.name} is not told{how} what its mistake is, {answer.message!r}; it is told: {said}"
        yield context.finding(NAME, test, 0, what)
    for test in messages.keys() - own.keys():
        what = (
            f"{answer.name}, a mistake in {answer.task}, loses points here too{how}. "
            "Let the test bring its own input for that."
        )
        yield context.finding(NAME, test, 0, what)


def of_task(context: Context, messages: dict[str, str], task: str) -> dict[str, str]:
    """Return the messages of the tests of a task."""
    return {test: message for test, message in messages.items() if context.assignment.task_of(test) == task}


def first_test(context: Context, task: str) -> str:
    return next(cell.name for cell in context.assignment.tests if cell.task == task)
