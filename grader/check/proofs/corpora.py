"""Proofs 2 and 3: right answers get every point; wrong ones lose points of their task alone and are told why."""

from __future__ import annotations

from collections.abc import Iterator

from grader.check.context import Context, lost, rounds
from grader.check.corpus import Answer, solutions_of
from grader.check.findings import Finding, Proof
from grader.check.trying.workbench import Program

NAME = "corpora"


def prove(context: Context) -> Proof:
    """Grade every answer as plain Python and with the engine, where wrong ones of different tasks share a run."""
    corpus = context.corpus
    found = [finding for answer in (*corpus.right, *corpus.wrong) for finding in misfiled(context, answer)]
    if not found:
        found += right(context)
        found += wrong(context)
        found += wrong_in_engine(context)
    aimed = [answer.header.get("task") for answer in corpus.wrong]
    tasks = {task: aimed.count(task) for task in context.assignment.tasks}
    summary = f"{len(corpus.right)} right and {len(corpus.wrong)} wrong answers"
    if not corpus.right and not corpus.wrong:
        summary = "no corpus: nothing to try beside the reference"
    return Proof(NAME, tuple(found), summary, tasks)


def misfiled(context: Context, answer: Answer) -> Iterator[Finding]:
    """Yield what is wrong with a file of the corpus itself."""
    known = set(context.assignment.reference)
    if not answer.solutions or set(answer.solutions) - known:
        what = (
            f'It has to hold solution cells, each headed by # %% grade_id="..."; there are {", ".join(sorted(known))}.'
        )
        yield Finding(NAME, "", file_of(answer), 1, what)
    if answer.path.parent.name == "wrong":
        missing = [name for name in ("task", "mistake", "message") if name not in answer.header]
        if missing:
            what = f"Begin it with comments that name {', '.join(missing)}, such as # task: {first_task(context)}"
            yield Finding(NAME, "", file_of(answer), 1, what)
        elif answer.header["task"] not in context.assignment.tasks:
            what = f"There is no task {answer.header['task']}; there are {', '.join(context.assignment.tasks)}."
            yield Finding(NAME, "", file_of(answer), 1, what)


def right(context: Context) -> Iterator[Finding]:
    answers = context.corpus.right
    tried = context.all_marks("Right answers", [Program(answer.solutions) for answer in answers])
    done = context.step("Right answers in the engine", len(answers))
    for answer, marks in zip(answers, tried, strict=True):
        missed = lost(context.judge.marks(answer.solutions)) | lost(marks)
        done()
        for test, message in missed.items():
            what = f"The right answer {file_of(answer)} loses points here: {message}. Let the test accept it."
            yield context.finding(NAME, test, marks[test].line, what)


def wrong(context: Context) -> Iterator[Finding]:
    answers = context.corpus.wrong
    tried = context.all_marks("Wrong answers", [Program(answer.solutions) for answer in answers])
    for answer, marks in zip(answers, tried, strict=True):
        yield from judged(context, answer, lost(marks), "")


def wrong_in_engine(context: Context) -> Iterator[Finding]:
    tried = rounds(context.corpus.wrong, lambda answer: answer.header["task"])
    done = context.step("Wrong answers in the engine", len(tried))
    for answers in tried:
        messages = lost(context.judge.marks(solutions_of(answers)))
        done()
        for answer in answers:
            yield from judged(context, answer, of_task(context, messages, answer), " with the engine")


def judged(context: Context, answer: Answer, messages: dict[str, str], how: str) -> Iterator[Finding]:
    """Yield a finding unless the answer loses points of its task alone and a message names its mistake."""
    task, fragment = answer.header["task"], answer.header["message"]
    own = of_task(context, messages, answer)
    where = file_of(answer)
    if not own:
        what = f"{where} ({answer.header['mistake']}) loses no point{how}. Add a test that finds it."
        yield Finding(NAME, task, first_test(context, task), 0, what)
    elif not any(fragment in message for message in own.values()):
        (test, said), *_ = own.items()
        what = f"{where} is not told{how} what its mistake is, {fragment!r}; it is told: {said}"
        yield context.finding(NAME, test, 0, what)
    for test in messages.keys() - own.keys():
        what = f"{where}, a mistake in {task}, loses points here too{how}. Let the test bring its own input for that."
        yield context.finding(NAME, test, 0, what)


def of_task(context: Context, messages: dict[str, str], answer: Answer) -> dict[str, str]:
    """Return the messages of the task that an answer names."""
    task = answer.header["task"]
    return {test: message for test, message in messages.items() if context.assignment.task_of(test) == task}


def file_of(answer: Answer) -> str:
    return "/".join(answer.path.parts[-2:])


def first_test(context: Context, task: str) -> str:
    return next(cell.name for cell in context.assignment.tests if cell.task == task)


def first_task(context: Context) -> str:
    return next(iter(context.assignment.tasks), "")
