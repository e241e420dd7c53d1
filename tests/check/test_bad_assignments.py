"""Assignments with one thing wrong each: it is caught, at the right cell, with a message that says how to mend it."""

import dataclasses
import itertools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from courses import HIDDEN, SOLUTION, VISIBLE, check, context, given, good, role, solution, text, write
from nbformat.v4 import new_output

from grader.check import assignment, corpus
from grader.check.context import draws_of, heard, lost, rights, seconds_of
from grader.check.findings import Finding
from grader.check.proofs import corpora, fairness, flakiness, form, mutants, reference, secrecy, ways
from grader.check.trial import check as check_all
from grader.check.trying import bench, judge, stock
from grader.check.trying.threads import ONE_THREAD
from grader.check.trying.workbench import Mark, Program, as_json
from grader.course import GraderError
from grader.engine.trusted.warm import WarmParent

SECOND = "def twice(x):\n    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION"
RIGHT = "def line(x, slope):\n    return slope * (x - 1)\n"
SHORT = "def line(x, slope):\n    ### BEGIN SOLUTION\n    return slope * x\n    ### END SOLUTION"
HEADER = '# %% grade_id="t1_line" mistake="misses the shift" message="slope multiplied"\n'
LOST_SHIFT = f"{HEADER}def line(x, slope):\n    return slope * x\n"


def only(findings: tuple[Finding, ...] | list[Finding]) -> Finding:
    (finding,) = findings
    return finding


# -- what is wrong with a test ------------------------------------------------------------------------------------


def test_a_test_that_accepts_everything_lets_mutants_live(tmp_path: Path, parent: WarmParent) -> None:
    cells = [solution(SHORT), check("y = line(3, 5)", "t1_line_visible")]
    with context(write(tmp_path, cells), parent) as trial:
        proof = mutants.prove(trial)
    killed, total = proof.tasks["t1"]
    assert killed < total
    assert "+    return slope / x" in "\n".join(finding.detail for finding in proof.findings)
    assert {(finding.where, finding.line) for finding in proof.findings[:-1]} == {("t1_line", 3)}
    assert "No test notices this mistake" in proof.findings[0].what
    assert "95% is the goal" in proof.findings[-1].what


def test_a_task_has_the_texts_above_it(tmp_path: Path) -> None:
    cells = [*good(), text("## Task 2\n\nRight for 10,000.", "t2_text"), solution(SECOND, "t2_twice")]
    (found,) = assignment.find(write(tmp_path, [*cells, check("twice(1)", "t2_twice_visible")]), "")
    assert "Right for 10,000" in found.text_of("t2")
    assert "10,000" not in found.text_of("t1")
    assert "Go through (1, 0)" in found.text_of("t1")


def test_a_test_that_looks_at_nothing_gives_points_to_the_untouched_release(tmp_path: Path) -> None:
    cells = [solution(), check('assert 1 + 1 == 2, "Is this still arithmetic?"', "t1_line_visible")]
    with context(write(tmp_path, cells)) as trial:
        ways = {"plain Python": trial.bench.marks(Program(trial.assignment.blank))}
        finding = only(list(reference.empty(trial, ways)))
    assert finding.where == "t1_line_visible"
    assert "untouched release gets 1 points" in finding.what


def test_a_test_that_the_reference_fails(tmp_path: Path) -> None:
    cells = [solution(), check('\nassert line(3, 5) == 11, "At x = 3 the line is at 11."', "t1_line_visible")]
    with context(write(tmp_path, cells)) as trial:
        finding = only(list(reference.full(trial, {"plain Python": trial.bench.marks(Program({}))})))
    assert (finding.where, finding.line) == ("t1_line_visible", 2)
    assert "loses points here with plain Python: AssertionError: At x = 3" in finding.what


def test_a_warning_that_costs_points_with_stock_nbgrader_alone(tmp_path: Path) -> None:
    noisy = f"import sys\n\nprint('careful', file=sys.stderr)\n{VISIBLE}"
    cells = [solution(), check(noisy, "t1_line_visible"), check(HIDDEN, "t1_line_random")]
    with context(write(tmp_path, cells)) as trial:
        (marks,) = stock.marks(trial.assignment, [{}], trial.store, trial.bench.environment)
        finding = only(list(reference.full(trial, {"stock nbgrader": marks})))
    assert (finding.where, marks["t1_line_random"].points) == ("t1_line_visible", 1)
    assert "loses points here with stock nbgrader: standard error: careful" in finding.what


def test_a_test_that_depends_on_a_test_before_it(tmp_path: Path) -> None:
    cells = [
        *good(),
        solution(SECOND, "t2_twice"),
        check('assert twice(slope) == 2 * slope, "Is it doubled?"', "t2_twice_visible"),
    ]
    with context(write(tmp_path, cells)) as trial:
        finding = only(list(form.dependent(trial)))
    assert (finding.task, finding.where, finding.line) == ("t2", "t2_twice_visible", 1)
    assert "With all other tasks blank this test fails: NameError" in finding.what


def test_a_task_that_needs_another(tmp_path: Path) -> None:
    cells = [
        *good(),
        solution("def twice(x):\n    ### BEGIN SOLUTION\n    return line(x + 1, 2)\n    ### END SOLUTION", "t2_twice"),
        check('assert twice(4) == 8, "Is it doubled?"', "t2_twice_visible"),
    ]
    with context(write(tmp_path, cells)) as trial:
        finding = only(list(form.dependent(trial)))
        tried = mutants.trials_of(trial)
    assert (finding.where, "NotImplementedError" in finding.what) == ("t2_twice_visible", True)
    assert {trial.program.leave_out for trial in tried if trial.cell.task == "t2"} == {frozenset()}


def test_a_flaky_test(tmp_path: Path) -> None:
    lucky = f'import random\n\n{VISIBLE}\nassert random.random() < 0.5, "Was it luck?"'
    with context(write(tmp_path, [solution(), check(lucky, "t1_line_visible")])) as trial:
        finding = only(flakiness.prove(trial).findings)
    assert (finding.where, finding.line) == ("t1_line_visible", 4)
    assert "Luck decides about the reference solution" in finding.what
    assert "AssertionError: Was it luck?" in finding.what


def test_what_a_run_leaves_behind_is_not_taken_for_luck(tmp_path: Path) -> None:
    once = f'import math\n\n{VISIBLE}\nassert not hasattr(math, "seen"), "Was it run before?"\nmath.seen = True'
    with context(write(tmp_path, [solution(), check(once, "t1_line_visible")])) as trial:
        together = next(trial.bench.all_runs([Program({}, seeds=(0, 1))]))
        assert [run["t1_line_visible"].lost for run in together] == [False, True]
        assert flakiness.prove(trial).findings == ()


def test_what_comes_after_the_last_test_is_not_run(tmp_path: Path) -> None:
    cells = [*good(), given("while True:\n    pass", "t1_show")]
    with context(write(tmp_path, cells)) as trial:
        marks = trial.bench.marks(Program({}, cpu_seconds=2))
        assert [mark.points for mark in marks.values()] == [1, 1]


def test_what_a_variant_imports_is_there_for_the_next_one(tmp_path: Path) -> None:
    test = (
        'import sys\n\nfound = "colorsys" in sys.modules\nassert line(2, 1) == 1\n__import__("colorsys")\nfloat(found)'
    )
    with context(write(tmp_path, [solution(), check(test, "t1_line_visible")])) as trial:
        runs = [trial.bench.marks(Program({}, seeds=(seed,)))["t1_line_visible"].points for seed in range(2)]
    assert runs == [0, 1]


def test_a_large_package_that_only_an_answer_imports_is_not_kept() -> None:
    answers = ["colorsys", *(f"enormous.part{number}" for number in range(200)), "json.tool"]
    assert bench.worth_having(answers) == ["colorsys", "json.tool"]
    assert bench.worth_having(f"json.part{number}" for number in range(200))


def test_a_fresh_generator_is_repeatable_under_a_seed(tmp_path: Path) -> None:
    lucky = "import numpy as np\n\nfloat(np.random.default_rng().uniform() * line(2, 1))"
    with context(write(tmp_path, [solution(), check(lucky, "t1_line_visible")])) as trial:
        runs = [trial.bench.marks(Program({}, seeds=(seed,)))["t1_line_visible"].points for seed in range(5)]
        trial.store.used.clear()
        trial.store.known.clear()
        again = [trial.bench.marks(Program({}, seeds=(seed,)))["t1_line_visible"].points for seed in range(5)]
    assert runs == again
    assert len(set(runs)) == 5


def test_a_wrong_answer_that_is_found_by_luck(tmp_path: Path) -> None:
    lucky = "import random\n\nx = random.randint(0, 1)\n" + 'assert line(1, x) == 0, "Is the slope multiplied?"'
    root = write(tmp_path, [solution(), check(lucky, "t1_line_visible")], wrong__t1=LOST_SHIFT)
    with context(root) as trial:
        found = [finding.what for finding in flakiness.prove(trial).findings]
    assert any("Luck decides about wrong/t1.py, t1_line (misses the shift)" in what for what in found)


def test_a_mutant_that_is_found_by_luck(tmp_path: Path) -> None:
    lucky = "import random\n\nx = random.randint(0, 1)\n" + 'assert line(3, x) == 2 * x, "Is the slope multiplied?"'
    with context(write(tmp_path, [solution(), check(lucky, "t1_line_visible")])) as trial:
        found = flakiness.prove(trial).findings
    lost = next(finding for finding in found if "+    return slope * x\n" in f"{finding.detail}\n")
    assert (lost.where, lost.line) == ("t1_line", 3)
    assert "Luck decides about this mistake (lost term)" in lost.what
    assert "no test notices it" in lost.what


def test_a_mutant_that_another_test_notices_whenever_luck_hides_it(tmp_path: Path) -> None:
    lucky = "import random\n\nx = random.randint(0, 1)\n" + 'assert line(3, x) == 2 * x, "Is the slope multiplied?"'
    cells = [solution(), check(lucky, "t1_line_random"), check(VISIBLE, "t1_line_visible")]
    with context(write(tmp_path, cells)) as trial:
        assert "lost term" not in str(flakiness.prove(trial).findings)


def test_luck_has_a_hand_in_a_test_by_what_it_draws_and_reads(tmp_path: Path) -> None:
    cells = [
        given("import random\n\n\ndef some():\n    return random.random()"),
        solution(),
        check(f"{VISIBLE}\nx = y = some()", "t1_line_visible"),
        check("assert line(3, 1) == 2", "t1_line_fixed"),
        check("assert [line(3, 1) + x]", "t1_line_reads"),
        check("x = 3\nassert line(x, 1) == 2", "t1_line_binds"),
        check("import random\nassert (lambda: line(3, 1) + y)()", "t1_line_inside"),
        check("import numpy as np\nrng = np.random.default_rng(3)\nassert line(rng.random(), 2)", "t1_line_seeded"),
        check("assert line(np.random.default_rng().random(), 2)", "t1_line_fresh"),
    ]
    early = '# %% grade_id="t1_line" mistake="nothing" message="is at 10"\ndef line(x, slope):\n    return 0'
    with context(write(tmp_path, cells, wrong__t1=early)) as trial:
        marks = trial.bench.marks(Program({}))
        failed = trial.bench.marks(Program(trial.corpus.wrong[0].solutions))
    lucky = [test.removeprefix("t1_line_") for test, mark in marks.items() if mark.lucky]
    assert lucky == ["visible", "reads", "inside", "fresh"]
    assert not failed["t1_line_visible"].lucky, "it failed before the test drew"


def test_an_attribute_is_no_name_that_a_function_reads() -> None:
    code = "class Line:\n    start = low\n\n    def at(self, x, slope):\n        return self.slope.x + high"
    assert bench.names_read(code, "<line>") - {"__name__"} == {"low", "high"}


def test_what_a_given_cell_draws_is_luck_for_every_test_that_reads_it(tmp_path: Path) -> None:
    drawing = given("import random\n\nshift = random.random()\n\n\ndef moved(x):\n    return x + shift")
    with context(write(tmp_path, [drawing, *good(), check("assert moved(3)", "t1_line_moved")])) as trial:
        marks = trial.bench.marks(Program({}))
    assert [mark.lucky for mark in marks.values()] == [False, True, True]


def test_only_tests_in_which_luck_has_a_hand_are_run_with_every_seed(tmp_path: Path) -> None:
    with context(write(tmp_path, good(), wrong__t1=LOST_SHIFT)) as trial:
        programs = [Program({})]
        runs = flakiness.runs_of(trial, programs, trial.all_marks("Answers", programs))
        runs += flakiness.runs_of_wrong(trial)
        asked = [dict(trial.store.used)]
        never = [Program({}, frozenset(["t1_line_visible"]))]
        assert [len(each) for each in flakiness.runs_of(trial, never, trial.all_marks("Answers", never))] == [1]
    assert [len(each) for each in runs] == [trial.seeds, trial.seeds]
    seeded = [answer["marks"] for answer in asked[0].values() if len(answer["marks"]) > 2]
    seeded += [answer["drawn"] for answer in asked[0].values() if answer["drawn"]]
    assert [len(marks) for marks in seeded] == [trial.seeds, trial.seeds]
    assert {mark[1] for marks in seeded for mark in marks} == {"t1_line_random"}


def test_a_test_that_needs_what_another_left_runs_with_it_at_every_seed(tmp_path: Path) -> None:
    lucky = "import random\n\nassert line(random.randint(0, 1), slope) < slope"
    cells = [solution(), check(f"slope = 5\n{VISIBLE}", "t1_line_visible"), check(lucky, "t1_line_random")]
    with context(write(tmp_path, cells, wrong__t1=LOST_SHIFT)) as trial:
        found = [finding.what for finding in flakiness.prove(trial).findings]
    assert any("Luck decides about wrong/t1.py, t1_line (misses the shift)" in what for what in found)


@pytest.mark.parametrize(
    ("seeds", "draws"), [(40, [40, 40, 20, 10, 5]), (400, [400, 400, 200, 100, 50]), (8, [8, 8, 4, 2, 2])]
)
def test_mistakes_are_tried_with_fewer_draws_where_they_are_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seeds: int, draws: list[int]
) -> None:
    """Each of the draws takes so many seconds of a clock that the test turns."""
    with context(write(tmp_path, good())) as trial:
        asked = as_json(draws_of(dataclasses.replace(trial, seeds=seeds), "t1"))
    assert asked is not None
    for seconds, number in zip((0.0, 0.001, 0.00501, 0.04, 0.06), draws, strict=True):
        clock = itertools.chain([0.0], itertools.count(0.0, seconds))
        monkeypatch.setattr(bench.time, "process_time", lambda clock=clock: next(clock))
        assert len(list(bench.afforded(asked, limit=60))) == number, seconds


def test_no_draw_begins_when_half_of_the_time_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count(3.0, 3.0)
    monkeypatch.setattr(bench.time, "process_time", lambda: next(clock))
    assert list(bench.afforded({"few": 10, "most": 40, "seconds": 0.1}, limit=10)) == [0, 1]


def test_a_mistake_is_drawn_for_by_the_process_that_first_ran_it(tmp_path: Path) -> None:
    """Every draw has other numbers, and the same ones as a process of its own with its seed."""
    told = 'import random\n\nx = random.random()\nassert line(3, 5) == 10, f"{x} is told. Is the slope multiplied?"'
    cells = [solution(), check(VISIBLE, "t1_line_visible"), check(told, "t1_line_random")]
    with context(write(tmp_path, cells, wrong__t1=LOST_SHIFT)) as trial:
        first, *drawn = next(trial.bench.all_runs(program := heard(trial, trial.corpus.wrong)))
        assert len(trial.store.used) == 2, "the reference alone, and one process for this answer"
        seeds = range(len(drawn))
        apart = [trial.bench.marks(Program(program[0].solutions, seeds=(seed,))) for seed in seeds]
    assert [mark.lost for mark in first.values()] == [True, True]
    assert [run.keys() for run in drawn] == [{"t1_line_random"}] * trial.seeds
    said = [run["t1_line_random"].message for run in drawn]
    assert said == [run["t1_line_random"].message for run in apart]
    assert len(set(said)) == trial.seeds


def test_a_draw_that_never_ends_costs_its_seed_alone(tmp_path: Path) -> None:
    endless = "import random\n\nif random.random() < 0.3 and line(1, 1):\n    while True:\n        pass"
    cells = [solution(), check(endless, "t1_line_random")]
    with context(write(tmp_path, cells, wrong__t1=LOST_SHIFT)) as trial:
        program = dataclasses.replace(heard(trial, trial.corpus.wrong)[0], cpu_seconds=1)
        first, *drawn = next(trial.bench.all_runs([program]))
    assert not first["t1_line_random"].lost
    assert [run["t1_line_random"].lost for run in drawn] == [False] * (len(drawn) - 1) + [True]
    assert 1 < len(drawn) < trial.seeds
    assert drawn[-1]["t1_line_random"].message == "NotRun: it did not end in time"


def test_the_time_of_a_test_is_not_that_of_what_it_imports_first(tmp_path: Path) -> None:
    slow = (
        f"import sys, time\n\n{VISIBLE}\nbegun = time.process_time()\n"
        'while not hasattr(sys, "loaded") and time.process_time() < begun + 0.3:\n    pass\nsys.loaded = True'
    )
    with context(write(tmp_path, [solution(), check(slow, "t1_line_visible")])) as trial:
        assert trial.bench.marks(Program({}))["t1_line_visible"].seconds > 0.3
        assert seconds_of(trial)["t1_line_visible"] < 0.3


def test_slow_tasks_of_whole_answers_are_tried_with_fewer_draws(tmp_path: Path) -> None:
    """The reference as long as three seconds last; a task's tests stay together, since one may need another's."""
    seconds = {"t1_line_visible": 0.001, "t1_line_random": 0.001, "t2_twice_early": 0.05, "t2_twice_late": 0.1}
    lucky = "import random\n\nassert twice(x := random.random()) == 2 * x"
    second = [solution(SECOND, "t2_twice"), check(lucky, "t2_twice_early"), check(lucky, "t2_twice_late")]
    with context(write(tmp_path, [*good(), *second], right__other='# %% grade_id="t1_line"\n' + RIGHT)) as trial:
        programs = [Program({}), Program(trial.corpus.right[0].solutions)]
        marks = trial.bench.marks(programs[0])
        known = {test: dataclasses.replace(mark, seconds=seconds[test]) for test, mark in marks.items()}
        parts = [
            [(sorted(part.tests or ()), len(part.seeds)) for part in flakiness.drawing(trial, program, known)]
            for program in programs
        ]
        _, runs = flakiness.runs_of(trial, programs, [known, known])
    assert parts == [
        [(["t1_line_random"], 40), (["t2_twice_early", "t2_twice_late"], 20)],
        [(["t1_line_random"], 40), (["t2_twice_early", "t2_twice_late"], 10)],
    ]
    assert [len(run) for run in runs] == [4] + [3] * 9 + [1] * 30


def test_luck_is_told_by_the_draws_of_the_test_alone(tmp_path: Path) -> None:
    fine, lost = Mark(1, 1), Mark(0, 1, "too far")
    with context(write(tmp_path, good())) as trial:
        runs = [{"t1_line_visible": fine, "t1_line_random": fine}, {"t1_line_random": lost}, {"t1_line_random": fine}]
        finding = only(list(flakiness.unsteady(trial, "right/other.py", runs)))
    assert finding.where == "t1_line_random"
    assert "1 of 3 draws fail (seeds 1), with too far" in finding.what


def test_right_answers_share_the_seeds(tmp_path: Path) -> None:
    """Each has as many draws as a mistake has at least, and between them they meet all: here seed 25 is unlucky."""
    lucky = f'import random\n\n{VISIBLE}\nx = random.random()\nassert not 0.30 < x < 0.35, "Was it luck?"'
    answers = {f"right__{name}": f'# %% grade_id="t1_line"\n{RIGHT}' for name in "abcde"}
    with context(write(tmp_path, [solution(), check(lucky, "t1_line_random")], **answers)) as trial:
        programs = rights(trial)
        known = zip(programs, trial.all_marks("Answers", programs), strict=True)
        drawn = [part.seeds for program, marks in known for part in flakiness.drawing(trial, program, marks)]
        reference, answer = flakiness.prove(trial).findings
    assert drawn == [tuple(range(first, first + 10)) for first in (0, 10, 20, 30, 0)]
    assert "Luck decides about the reference solution: 1 of 40 draws fail (seeds 25)" in reference.what
    assert "Luck decides about right/c.py: 1 of 10 draws fail (seeds 25)" in answer.what


def test_a_wrong_answer_meets_the_tests_that_can_hear_of_it(tmp_path: Path) -> None:
    """Those of its task, and of a task that needs others; all, where it does more than to define what is asked for."""
    needy = "def thrice(x):\n    ### BEGIN SOLUTION\n    return x + twice(x)\n    ### END SOLUTION"
    cells = [
        *(*good(), solution(SECOND, "t2_twice"), check("assert twice(3) == 6", "t2_twice_visible")),
        *(solution(needy, "t3_thrice"), check("assert thrice(3) == 9", "t3_thrice_visible")),
    ]
    mistakes = f"{LOST_SHIFT}\n{LOST_SHIFT}\n\nabs = round\n"
    with context(write(tmp_path, cells, wrong__t1=mistakes)) as trial:
        near, loud = heard(trial, trial.corpus.wrong)
    assert near.tests == {"t1_line_visible", "t1_line_random", "t3_thrice_visible"}
    assert loud.tests is None


def test_a_wrong_answer_to_no_task_or_cell_meets_all_tests(tmp_path: Path) -> None:
    """`corpora` tells of it; the proofs after it go on."""
    with context(
        write(tmp_path, good(), wrong__t9=LOST_SHIFT, wrong__t1=LOST_SHIFT.replace("t1_line", "t1_no"))
    ) as trial:
        assert [program.tests for program in heard(trial, trial.corpus.wrong)] == [None, None]


def test_the_engine_is_not_asked_for_what_comes_after_the_last_test(tmp_path: Path) -> None:
    second = [solution(SECOND, "t2_twice"), check("assert twice(3) == 6", "t2_twice_visible"), given("train()", "end")]
    (found,) = assignment.find(write(tmp_path, [*good(), *second]), "")
    last = {task: judge.with_tests_of(found, [task])["cells"][-1]["metadata"]["nbgrader"] for task in ("t1", "t2")}
    assert {task: mark["grade_id"] for task, mark in last.items()} == {
        "t1": "t1_line_random",
        "t2": "t2_twice_visible",
    }


def test_stock_nbgrader_is_not_asked_for_what_comes_after_the_last_test(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    with context(write(tmp_path, [*good(), given(f"open({str(ran)!r}, 'w').close()", "end")])) as trial:
        (marks,) = stock.marks(trial.assignment, [{}], trial.store, trial.bench.environment)
    assert [mark.points for mark in marks.values()] == [1, 1]
    assert not ran.exists()


@pytest.fixture
def two_threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """What a machine with two cores has where nobody says otherwise: two threads. Return what counts torch's."""
    for name in ONE_THREAD:
        monkeypatch.setenv(name, "2")
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield torch.get_num_threads
    torch.set_num_threads(before)


def test_everything_is_tried_in_one_thread(tmp_path: Path, parent: WarmParent, two_threads: Callable[[], int]) -> None:
    test = (
        "import os\nimport torch\n\n"
        'found = (os.environ["OMP_NUM_THREADS"], torch.get_num_threads())\n'
        f"{VISIBLE}\n"
        'assert found == ("1", 1), f"{found} threads"'
    )
    (verdict,) = check_all(write(tmp_path, [solution(), check(test, "t1_line_visible")]), "", workers=1, parent=parent)
    assert [finding for finding in verdict.findings if finding.proof in ("ways", "reference")] == []
    assert (os.environ["OMP_NUM_THREADS"], two_threads()) == ("2", 2)


def test_a_slow_test() -> None:
    finding = only(list(flakiness.slow({"t1": 9.9, "t2": 31.0})))
    assert finding.task == "t2"
    assert "31.0 CPU seconds; 10 is the budget" in finding.what


INSIDE = f'{VISIBLE}\nassert line.__globals__["line"] is line, "Is it a function?"'


def test_a_test_that_cannot_run_apart_runs_together_and_says_why(tmp_path: Path, parent: WarmParent) -> None:
    with context(write(tmp_path, [*good()[:2], check(INSIDE, "t1_line_inside")]), parent) as trial:
        proof = ways.prove(trial)
        assert trial.judge.way == "together"
        assert not lost(trial.judge.marks({}))
    assert not proof.findings
    note = only(proof.notes)
    assert (note.where, note.line) == ("t1_line_inside", 2)
    assert "'line.__globals__' does not work: test what the function returns" in note.what
    assert "the reference solution gets 0 points apart and 1 together" in note.what
    assert "together with the student's code; 0 of 1 tests can run apart" in proof.summary


def test_a_test_that_cannot_run_apart_is_to_be_mended_where_the_author_insists(
    tmp_path: Path, parent: WarmParent
) -> None:
    root = write(tmp_path, [*good()[:2], check(INSIDE, "t1_line_inside")])
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.TestRuns.ways = {'*': 'apart'}\n", encoding="utf-8")
    with context(root, parent) as trial:
        finding = only(ways.prove(trial).findings)
        assert trial.judge.way == "apart"
    assert finding.where == "t1_line_inside"


@pytest.mark.parametrize(("most", "way"), [(200, "together"), (201, "apart")])
def test_a_test_that_calls_too_often_runs_together_and_says_so(
    most: int, way: str, tmp_path: Path, parent: WarmParent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks once for the name."""
    monkeypatch.setattr(judge, "PATIENT", dataclasses.replace(judge.PATIENT, requests=most))
    often = "for x in range(200):\n    assert line(x, 3) == 3 * x - 3, 'The line is wrong at some x. Is it multiplied?'"
    with context(write(tmp_path, [*good()[:2], check(often, "t1_line_often")]), parent) as trial:
        notes = ways.prove(trial).notes
        assert trial.judge.way == way
    assert [(note.where, "of the student's 201 times, of at most 200" in note.what) for note in notes] == (
        [("t1_line_often", True)] if way == "together" else []
    )


def test_a_mistake_that_passes_apart_alone_lets_the_tests_run_together(
    tmp_path: Path, parent: WarmParent, monkeypatch: pytest.MonkeyPatch
) -> None:
    with context(write(tmp_path, good(), wrong__t1=LOST_SHIFT), parent) as trial:
        full, marks = trial.judge.marks({}), trial.judge.marks
        monkeypatch.setattr(
            trial.judge, "marks", lambda solutions, way, tasks=(): full if way == "apart" else marks(solutions, way)
        )
        monkeypatch.setattr(ways, "of_both", lambda context: [])
        proof = ways.prove(trial)
        assert trial.judge.way == "together"
    said = " ".join(note.what for note in proof.notes)
    assert "misses the shift) loses points together, and none apart" in said
    assert "Apart no test notices this mistake" in said


def test_stock_nbgrader_forgets_the_reference_before_the_release(tmp_path: Path) -> None:
    """A release that kept the names of the reference would get its points; what a given cell left is gone as well."""
    seen = f'{VISIBLE}\nassert "left" not in dir(), "Is it new?"\nleft = 1'
    with context(write(tmp_path, [solution(), check(seen, "t1_line_visible")])) as trial:
        answers = [{}, {"t1_line": "pass"}, {}]
        found = stock.marks(trial.assignment, answers, trial.store, trial.bench.environment)
    assert [marks["t1_line_visible"].points for marks in found] == [1, 0, 1]
    assert found[1]["t1_line_visible"].message.startswith("NameError")


def test_a_release_that_lives_on_what_the_reference_left_is_graded_apart(tmp_path: Path) -> None:
    test = 'from pathlib import Path\n\nfound = Path("left").exists()\nPath("left").touch()\nfloat(found)'
    with context(write(tmp_path, [solution(), check(test, "t1_line_visible")])) as trial:
        answers, more = [{}, trial.assignment.blank], (trial.store, trial.bench.environment)
        together = stock.marks(trial.assignment, answers, *more)
        apart = reference.with_stock(trial)
    assert [marks["t1_line_visible"].points for marks in together] == [0, 1]
    assert [marks["t1_line_visible"].points for marks in apart] == [0, 0]


def test_files_beside_the_notebook_are_there_for_the_check(tmp_path: Path, parent: WarmParent) -> None:
    size = "def size(path):\n    ### BEGIN SOLUTION\n    return len(Path(path).read_text())\n    ### END SOLUTION"
    test = 'wanted = len(Path("numbers.txt").read_text())\nassert size("numbers.txt") == wanted, f"{wanted} letters"'
    root = write(tmp_path, [given("from pathlib import Path"), solution(size), check(test, "t1_line_visible")])
    (root / "source" / "a00-line" / "numbers.txt").write_text("1 2 3", encoding="utf-8")
    with context(root, parent) as trial:
        proof = ways.prove(trial)
        assert not lost(trial.judge.marks({}, "apart"))
    assert not proof.findings
    assert not proof.notes


def test_a_given_cell_that_is_no_valid_code(tmp_path: Path, parent: WarmParent) -> None:
    cells = [given("if True:\nprint('look at the error')"), *good()]
    with context(write(tmp_path, cells), parent) as trial:
        ways.prove(trial)
        finding = only(list(form.broken(trial)))
    assert (finding.where, finding.line) == ("setup", 2)
    assert "no valid code (expected an indented block" in finding.what


WALK = """def walk(step, w):
    '''step: function; step(w) is a list of moves'''
    ### BEGIN SOLUTION
    return w + sum(step(w))
    ### END SOLUTION"""


def test_what_a_test_lends_has_to_be_a_copy_for_every_call(tmp_path: Path) -> None:
    lending = "moves = [1, 2]\nfor _ in range(2):\n    assert walk(lambda w: moves, 4) == 7, 'Is every move made?'"
    with context(write(tmp_path, [solution(WALK, "t1_walk"), check(lending, "t1_walk_visible")])) as trial:
        finding = only(fairness.prove(trial).findings)
    assert (finding.where, finding.line) == ("t1_walk_visible", 3)
    assert "changes the lists and arrays that a function of the test returned" in finding.what


def test_what_a_text_says_is_not_to_be_changed_may_be_lent_itself(tmp_path: Path) -> None:
    lending = "moves = [1, 2]\nfor _ in range(2):\n    assert walk(lambda w: moves, 4) == 7, 'Is every move made?'"
    told = text("## Task 1\n\nThe list of moves belongs to the caller: do not\nchange it.", "t1_text")
    with context(write(tmp_path, [told, solution(WALK, "t1_walk"), check(lending, "t1_walk_visible")])) as trial:
        assert list(fairness.prove(trial).findings) == []


def test_an_object_that_a_test_lends_is_left_as_it_is(tmp_path: Path) -> None:
    model = "from collections import namedtuple\n\nMoves = namedtuple('Moves', 'first second')"
    lending = f"{model}\nassert walk(lambda w: Moves(1, 2), 4) == 7, 'Is every move made?'"
    using = WALK.replace("sum(step(w))", "step(w).first + 2")
    with context(write(tmp_path, [solution(using, "t1_walk"), check(lending, "t1_walk_visible")])) as trial:
        assert "changes the lists" not in str(fairness.prove(trial).findings)


def test_a_function_of_the_test_takes_the_names_that_the_docstring_shows(tmp_path: Path) -> None:
    lending = "assert walk(lambda at: [1, 2], 4) == 7, 'Is every move made?'"
    with context(write(tmp_path, [solution(WALK, "t1_walk"), check(lending, "t1_walk_visible")])) as trial:
        finding = only(fairness.prove(trial).findings)
    assert "calls a function of the test with the names that the docstring shows" in finding.what
    assert "unexpected keyword argument 'w'" in finding.what


def test_a_limit_that_no_text_names(tmp_path: Path) -> None:
    moved = f'{VISIBLE}\nassert line(3, 5) >= 10 - 1e-6, "Is it lower?"'
    cells = [solution(), check(moved, "t1_line_visible")]
    with context(write(tmp_path, cells)) as trial:
        finding = only(list(fairness.slack(trial)))
    assert (finding.where, finding.line) == ("t1_line_visible", 2)
    assert "moved by 1e-06 here, and no text says so" in finding.what
    cells.insert(0, text("## Task 1\n\nA line may be lower by $10^{-6}$.", "t1_text"))
    with context(write(tmp_path, cells)) as trial:
        assert list(fairness.slack(trial)) == []


# -- what is given away -------------------------------------------------------------------------------------------


def leaks(root: Path) -> list[Finding]:
    with context(root) as trial:
        return [*secrecy.in_release(trial), *secrecy.left_over(trial), *secrecy.in_files(trial)]


def test_a_heading_that_gives_the_answer(tmp_path: Path) -> None:
    cells = good()
    cells[0].source += "\n\nHint: `slope*x - slope`."
    finding = only(leaks(write(tmp_path, cells)))
    assert (finding.where, finding.line) == ("t1_text", 5)
    assert "what line 3 of the solution t1_line computes" in finding.what


def test_a_mark_with_a_typing_error(tmp_path: Path) -> None:
    cells = good()
    cells[3].source = (
        cells[3].source.replace("### BEGIN HIDDEN TESTS", "### BEGIN HIDEN TESTS").replace("### END HIDDEN TESTS", "")
    )
    finding = only(leaks(write(tmp_path, cells)))
    assert (finding.where, finding.line) == ("t1_line_random", 4)
    assert "nbgrader does not know the mark" in finding.what


def test_a_file_beside_the_notebook(tmp_path: Path) -> None:
    root = write(tmp_path, good())
    (root / "source" / "a00-line" / "answers.py").write_text("# mine\nprint(slope * x - slope)\n", encoding="utf-8")
    finding = only(leaks(root))
    assert (finding.where, finding.line) == ("answers.py", 2)
    assert "goes to the students and holds code of t1_line" in finding.what


def test_outputs_that_the_release_keeps(tmp_path: Path) -> None:
    cells = good()
    cells[1].outputs = [new_output("stream", text="10")]
    root = write(tmp_path, cells)
    with context(root) as trial:
        trial.assignment.release["cells"][1]["outputs"] = [{"output_type": "stream", "text": "10"}]
        finding = only(list(secrecy.left_over(trial)))
    assert "keeps the outputs" in finding.what


@pytest.mark.parametrize(
    ("hidden", "line", "said"),
    [
        ('assert line(9, 7) == 56, "Return slope * x - slope."', 2, "This message holds a line of the solution"),
        ('assert line(2, 12345) == 12345, f"It should be {12345}, but is {line(2, 12345)}."', 2, "expected value"),
        (
            'x = 7\nright = 3 * (x - 1)\nassert line(x, 3) == right, f"At {x} it is {right:.1f}."',
            4,
            "prints the answer",
        ),
    ],
)
def test_a_message_that_gives_the_answer(tmp_path: Path, hidden: str, line: int, said: str) -> None:
    secret = f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    cells = [solution(), check(secret, "t1_line_hidden")]
    root = write(tmp_path, cells, wrong__t1=LOST_SHIFT)
    with context(root) as trial:
        finding = only(list(secrecy.in_messages(trial, "")))
    assert (finding.where, finding.line) == ("t1_line_hidden", line)
    assert said in finding.what


@pytest.mark.parametrize(
    "hidden",
    [
        'x = 7\ny = line(x, 3)\nassert y == 3 * (x - 1), f"At x = {x} yours is {y}, off by {y - 3 * (x - 1)}."',
        'points = [line(x, 3) for x in range(9)]\nassert len(points) == 9, f"There are {len(points)}, not 9."',
        'n = 5\nassert line(n, 1) + 1 == n, f"With {n} it is not {n}, which was given."',
    ],
)
def test_a_message_that_tells_the_question_only(tmp_path: Path, hidden: str) -> None:
    secret = f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    with context(write(tmp_path, [solution(), check(secret, "t1_line_hidden")], wrong__t1=LOST_SHIFT)) as trial:
        assert list(secrecy.in_messages(trial, "")) == []


def test_feedback_that_shows_a_hidden_test(tmp_path: Path, parent: WarmParent) -> None:
    telling = (
        "### BEGIN HIDDEN TESTS\n"
        "shown = 'sum(range(40, 50)) == 445'\nprint(shown)\nassert line(2, 1) == 1 and sum(range(40, 50)) == 445, 'No.'"
        "\n### END HIDDEN TESTS"
    )
    with context(write(tmp_path, [solution(), check(telling, "t1_line_hidden")]), parent) as trial:
        found = list(secrecy.in_feedback(trial, ""))
    assert {finding.where for finding in found} <= {"t1_line_hidden"}
    assert all("feedback page shows" in finding.what for finding in found)
    assert found


def test_feedback_may_show_what_the_student_wrote(tmp_path: Path, parent: WarmParent) -> None:
    hidden = "right = sum(range(40, 50))\nassert line(2, 1) == 1 and right, 'No.'"
    secret = f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    own = LOST_SHIFT + "right = sum(range(40, 50))\n"
    with context(write(tmp_path, [solution(), check(secret, "t1_line_hidden")], wrong__t1=own), parent) as trial:
        assert list(secrecy.in_feedback(trial, "")) == []


def test_feedback_of_a_wrong_answer_that_shows_a_hidden_test(tmp_path: Path, parent: WarmParent) -> None:
    telling = (
        "### BEGIN HIDDEN TESTS\n"
        "shown = 'sum(range(40, 50)) == 445'\nif line(2, 1) == 2:\n    print(shown)\n"
        "assert line(2, 1) == 1 and sum(range(40, 50)) == 445, 'No.'\n### END HIDDEN TESTS"
    )
    cells = [solution(), check(telling, "t1_line_hidden")]
    with context(write(tmp_path, cells, wrong__t1=LOST_SHIFT), parent) as trial:
        assert {finding.where for finding in secrecy.in_feedback(trial, "")} == {"t1_line_hidden"}


def test_feedback_that_shows_a_hidden_test_again_after_one_who_wrote_the_same(
    tmp_path: Path, parent: WarmParent
) -> None:
    """The first wrong answer holds what its page shows, so nothing is said; the second one's has the same cell."""
    telling = (
        "### BEGIN HIDDEN TESTS\n"
        "shown = 'sum(range(40, 50)) == 445'\nif line(2, 1) == 2:\n    print(shown)\n"
        "assert line(2, 1) == 1 and sum(range(40, 50)) == 445, 'No.'\n### END HIDDEN TESTS"
    )
    cells = [solution(), check(telling, "t1_line_hidden")]
    own = LOST_SHIFT + "same = sum(range(40, 50)) == 445\n"
    course = write(tmp_path, cells, wrong__t1=f"{own}\n\n{LOST_SHIFT}")
    with context(course, parent) as trial:
        assert {finding.where for finding in secrecy.in_feedback(trial, "")} == {"t1_line_hidden"}


# -- what is wrong with the form ----------------------------------------------------------------------------------


def test_points_that_do_not_add_up(tmp_path: Path) -> None:
    cells = good()
    cells[0].source = "# Lines\n\n| task | what | points |\n| --- | --- | --- |\n| t1 | a line | 3 |"
    table = text("## Task 1: a line (5 points)", "t1_heading")
    with context(write(tmp_path, [*cells, table])) as trial:
        found = list(form.points(trial))
    assert [(finding.where, finding.line) for finding in found] == [("t1_text", 5), ("t1_heading", 1)]
    assert "The table says 3 points, the cells give 2." in found[0].what
    assert "The heading promises 5 points" in found[1].what


def test_a_test_without_points(tmp_path: Path) -> None:
    with context(write(tmp_path, [solution(), check(VISIBLE, "t1_line_visible", points=0)])) as trial:
        assert "It gives no points" in only(list(form.points(trial))).what


def test_locks_that_are_the_wrong_way_round(tmp_path: Path) -> None:
    cells = good()
    cells[1].metadata["nbgrader"]["locked"] = True
    cells[2].metadata["nbgrader"]["locked"] = False
    with context(write(tmp_path, cells)) as trial:
        answer, test = form.unlocked(trial)
    assert (answer.where, "cannot write" in answer.what) == ("t1_line", True)
    assert (test.where, "can edit this test" in test.what) == ("t1_line_visible", True)


def test_names_that_say_nothing(tmp_path: Path) -> None:
    cells = [solution(), check(VISIBLE, "cell-1a2b3c4d5e6f"), given("x = 1", "twin"), given("y = 1", "twin")]
    with context(write(tmp_path, cells)) as trial:
        twins, unnamed = form.identities(trial)
    assert (twins.where, "2 cells have this name" in twins.what) == ("twin", True)
    assert (unnamed.where, "a name that says what it asks" in unnamed.what) == ("cell-1a2b3c4d5e6f", True)


def test_a_stub_that_does_not_raise(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text(
        "c = get_config()\nc.ClearSolutions.code_stub = {'python': 'pass'}\n", encoding="utf-8"
    )
    with context(write(tmp_path, good())) as trial:
        finding = only(list(form.stubs(trial)))
    assert (finding.where, "does not raise" in finding.what) == ("t1_line", True)


def test_an_assertion_without_a_message(tmp_path: Path) -> None:
    with context(write(tmp_path, [solution(), check("\nassert line(3, 5) == 10", "t1_line_visible")])) as trial:
        finding = only(list(form.assertions(trial)))
    assert (finding.where, finding.line) == ("t1_line_visible", 2)


def test_tests_that_nbgrader_writes_at_release(tmp_path: Path) -> None:
    with context(write(tmp_path, [solution(), check("### AUTOTEST line(1, 2)", "t1_line_visible")])) as trial:
        assert "nbgrader writes these tests" in only(list(form.unsupported(trial))).what


# -- what is wrong with the corpus --------------------------------------------------------------------------------


def test_a_right_answer_that_loses_points(tmp_path: Path, parent: WarmParent) -> None:
    strict = f'{VISIBLE}\nassert type(line(3, 5)) is int, "Is it a whole number?"'
    right = '# %% grade_id="t1_line"\ndef line(x, slope):\n    return slope * float(x - 1)\n'
    with context(write(tmp_path, [solution(), check(strict, "t1_line_visible")], right__float=right), parent) as trial:
        finding = only(corpora.prove(trial).findings)
    assert (finding.where, finding.line) == ("t1_line_visible", 2)
    assert "The right answer right/float.py loses points here: AssertionError: Is it a whole number?" in finding.what


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("def line(x, slope):\n    return slope * (x - 1)", "loses no point"),
        ("def line(x, slope):\n    raise KeyError", "is not told what its mistake is"),
    ],
)
def test_a_wrong_answer_that_is_not_caught_or_not_told(tmp_path: Path, wrong: str, said: str) -> None:
    root = write(tmp_path, good(), wrong__t1=f"{HEADER}{wrong}\n")
    with context(root) as trial:
        finding = only(list(corpora.wrong(trial)))
    assert f"wrong/t1.py, t1_line (misses the shift) {said}" in finding.what


def test_a_wrong_answer_that_costs_another_task(tmp_path: Path) -> None:
    cells = [
        *good(),
        solution(SECOND, "t2_twice"),
        check('assert twice(line(3, 5)) == 20, "Is it doubled?"', "t2_twice_visible"),
    ]
    with context(write(tmp_path, cells, wrong__t1=LOST_SHIFT)) as trial:
        finding = only(list(corpora.wrong(trial)))
    assert finding.where == "t2_twice_visible"
    assert "a mistake in t1, loses points here too" in finding.what


def test_files_that_are_no_answers(tmp_path: Path) -> None:
    bare = '# %% grade_id="t1_line"\nx = 1\n'
    wrong = {"wrong__t1": LOST_SHIFT + bare, "wrong__t9": LOST_SHIFT}
    root = write(tmp_path, good(), right__other='# %% grade_id="t9"\nx = 1\n', **wrong)
    with context(root) as trial:
        other, headless, misplaced = corpora.prove(trial).findings
    assert (other.where, "there are t1_line" in other.what) == ("right/other.py", True)
    assert headless.where == "wrong/t1.py, t1_line"
    assert headless.what.startswith('Head it with # %% grade_id="t1_line" mistake=')
    assert misplaced.where == "wrong/t9.py"
    assert misplaced.what == "There is no task t9. Name the file after one of t1."


def test_a_header_with_a_typing_error_is_no_part_of_the_mistake_above_it(tmp_path: Path) -> None:
    root = write(tmp_path, good(), wrong__t1=f'{LOST_SHIFT}# %% gradeid="t1_line"\nx = 1\n')
    with context(root) as trial:
        assert "It has to hold solution cells" in only(corpora.prove(trial).findings).what


def test_a_mistake_may_take_several_cells_and_a_file_holds_several_mistakes(tmp_path: Path) -> None:
    file = tmp_path / "authoring" / "assignments" / "a00-line" / "wrong" / "t1.py"
    file.parent.mkdir(parents=True)
    more = '# %% grade_id="t1_more"\ny = 2\n'
    other = '# %% grade_id="t1_line" mistake="says \\"10\\", x = 1" message="[i]"\nx = 2\n'
    file.write_text(f"# a note on the file\n\n{LOST_SHIFT}\n{more}\n{other}\n{LOST_SHIFT}", encoding="utf-8")
    first, second, third = corpus.read(tmp_path, "a00-line").wrong
    assert first.solutions == {"t1_line": "def line(x, slope):\n    return slope * x", "t1_more": "y = 2"}
    assert (first.task, first.mistake, first.message) == ("t1", "misses the shift", "slope multiplied")
    assert (second.solutions, second.mistake, second.message) == ({"t1_line": "x = 2"}, 'says "10", x = 1', "[i]")
    assert [*third.solutions] == ["t1_line"]


# -- mutants ------------------------------------------------------------------------------------------------------

LOOP = (
    "def line(x, slope):\n    ### BEGIN SOLUTION\n    total = -slope\n    while x > 0:\n        total += slope\n"
    "        x -= 1\n    return total\n    ### END SOLUTION"
)


def test_a_declared_mutant_is_no_finding_and_a_stale_declaration_is_one(tmp_path: Path, parent: WarmParent) -> None:
    cells = [solution("def line(x, slope):\n    return abs(slope) * (x - 1)"), check(VISIBLE, "t1_line_visible")]
    with context(write(tmp_path / "first", cells), parent) as trial:
        survivor = only([finding for finding in mutants.prove(trial).findings if finding.line])
    removed, added = (
        next(row[1:].strip() for row in survivor.detail.splitlines()[2:] if row.startswith(sign)) for sign in "-+"
    )
    entry = '[[equivalent]]\ncell = "t1_line"\nremoved = {}\nadded = {}\nreason = "a sample"\n'
    toml = entry.format(*map(json.dumps, (removed, added))) + entry.format('"gone = 1"', '"gone = 2"')
    toml += entry.format('"return abs(slope) * (x - 1)"', '"pass"')
    with context(write(tmp_path / "second", cells, equivalent=toml)) as trial:
        proof = mutants.prove(trial)
    stale, contradicted = (finding for finding in proof.findings if "equivalent.toml" in finding.what)
    assert "'gone = 2' for 'gone = 1', but no mutant does" in stale.what
    assert "but it loses points" in contradicted.what
    assert "1 are declared equivalent" in proof.summary


def test_a_declaration_needs_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "equivalent.toml"
    file.write_text('[[equivalent]]\ncell = "a"\nremoved = "b"\nadded = "c"\nreason = ""\n', encoding="utf-8")
    with pytest.raises(GraderError, match="entry 1: it needs added, cell, reason, removed"):
        corpus.declared(file)
    file.write_text("[[", encoding="utf-8")
    with pytest.raises(GraderError, match="is no TOML"):
        corpus.declared(file)


def test_a_mutant_that_never_ends_is_killed(tmp_path: Path) -> None:
    endless = LOOP.replace("        x -= 1\n", "        pass\n")
    with context(write(tmp_path, [solution(LOOP), check(VISIBLE, "t1_line_visible")])) as trial:
        marks = trial.bench.marks(Program({"t1_line": endless}, cpu_seconds=1))
    assert marks == {"t1_line_visible": Mark(0.0, 1.0, "NotRun: it did not end in time")}


def test_a_mutant_that_ends_its_process_costs_no_other(tmp_path: Path) -> None:
    leaving = "import os\nos._exit(0)"
    with context(write(tmp_path, good())) as trial:
        ended = [trial.bench.marks(Program({"t1_line": code})) for code in (leaving, SOLUTION)]
    assert set(lost(ended[0])) == {"t1_line_visible", "t1_line_random"}
    assert lost(ended[1]) == {}


def test_a_mutant_has_no_power_over_anything_but_its_folder(tmp_path: Path) -> None:
    """What it may do is listed in the test's message."""
    powers = f"""import os, pathlib, socket
steps = {{
    "fork": lambda: os.fork() or os._exit(0),
    "start a program": lambda: os.execv("/bin/true", ["true"]),
    "signal": lambda: os.kill(os.getppid(), 0),
    "connect": socket.socket,
    "write elsewhere": lambda: pathlib.Path({str(tmp_path)!r}, "mine").write_text("x"),
    "read files": lambda: pathlib.Path({str(tmp_path)!r}, "source", "a00-line", "line.ipynb").read_text(),
    "write here": lambda: pathlib.Path("mine").write_text("x"),
    "signal itself": lambda: os.kill(os.getpid(), 0),
}}
def done(step):
    try:
        step()
    except OSError:
        return False
    return True
"""
    told = "raise ValueError([name for name in steps if done(steps[name])])"
    with context(write(tmp_path, [solution(), check(told, "t1_line_visible")])) as trial:
        marks = trial.bench.marks(Program({"t1_line": powers}))
    assert marks["t1_line_visible"].message == "ValueError: ['write here', 'signal itself']"


def test_a_mutant_finds_nothing_of_those_before_it(tmp_path: Path) -> None:
    told = "from pathlib import Path\n\nfound = [*map(str, Path().iterdir())]\nPath('mine').mkdir(0)\nraise ValueError"
    told += "(found)"
    with context(write(tmp_path, [solution(), check(told, "t1_line_visible")])) as trial:
        runs = [trial.bench.marks(Program({}, seeds=(seed,))) for seed in range(2)]
    assert {marks["t1_line_visible"].message for marks in runs} == {"ValueError: []"}


def test_a_module_that_makes_a_folder_for_itself_is_there_for_each_variant(tmp_path: Path) -> None:
    """What a variant imports, the bench imports for those after it, half of PyTorch too, which writes to its folder."""
    compiling = {"t1_line": "import torch._dynamo\n\nline = torch.relu"}
    seen = check("raise ValueError(line.__name__)", "t1_line_visible")
    with context(write(tmp_path, [given("import torch"), solution(), seen])) as trial:
        runs = [trial.bench.marks(Program(compiling, seeds=(seed,))) for seed in range(2)]
    assert {marks["t1_line_visible"].message for marks in runs} == {"ValueError: relu"}


def test_a_result_is_known_again_whatever_time_it_was_allowed(tmp_path: Path) -> None:
    with context(write(tmp_path, good())) as trial:
        first, second = (trial.bench.key(Program({}, cpu_seconds=seconds)) for seconds in (3, 4))
    assert first == second


def test_a_rerun_runs_only_what_an_edit_touched(tmp_path: Path) -> None:
    cells = [
        *good(),
        solution(SECOND, "t2_twice"),
        check('assert twice(4) == 8, "Is it doubled?"', "t2_twice_visible"),
    ]
    root = write(tmp_path, cells)
    with context(root) as trial:
        first = [trial.bench.marks(tried.program) for tried in mutants.trials_of(trial)]
        before = set(trial.store.used)
    with context(root) as trial:
        assert [trial.bench.marks(tried.program) for tried in mutants.trials_of(trial)] == first
        assert not trial.bench.running
    cells[-1].source = 'assert twice(5) == 10, "Is it doubled?"'
    with context(write(tmp_path, cells)) as trial:
        edited = {tried.cell.task for tried in mutants.trials_of(trial) if trial.bench.key(tried.program) not in before}
    assert edited == {"t2"}


PICTURE = {"key.png": {"image/png": "AAAA"}, "axes.png": {"image/png": "BBBB"}}


def drawn(source: str, **flags) -> nbformat.NotebookNode:
    cell = text(source, "t2_draw")
    cell.metadata = role("t2_draw", **flags)
    cell.attachments = PICTURE
    return cell


def test_a_solution_that_is_a_picture_is_found_and_not_released(tmp_path: Path) -> None:
    source = "Draw into ![axes](attachment:axes.png)\n### BEGIN SOLUTION\n![key](attachment:key.png)\n### END SOLUTION"
    with context(write(tmp_path, [*good(), drawn(source, grade=True, solution=True, points=2)])) as trial:
        finding = only(list(secrecy.in_pictures(trial)))
        assert trial.assignment.release["cells"][-1]["attachments"] == {"axes.png": PICTURE["axes.png"]}
    assert (finding.where, finding.line) == ("t2_draw", 3)
    assert "The picture key.png is attached and only an answer shows it." in finding.what


def test_what_nbgrader_would_not_release_is_said_in_one_sentence(tmp_path: Path) -> None:
    cells = [*good(), text("twice", "t1_text")]
    with context(write(tmp_path, cells)) as trial:
        finding = only(list(form.unreleasable(trial)))
    assert finding.what.startswith("nbgrader does not release this notebook: ")
    assert "\n" not in finding.what


def test_a_picture_in_a_mark_scheme_is_refused_in_one_sentence(tmp_path: Path) -> None:
    source = "=== BEGIN MARK SCHEME ===\n![key](attachment:key.png)\n=== END MARK SCHEME ==="
    write(tmp_path, [*good(), drawn(source, task=True, points=2)])
    with pytest.raises(GraderError, match="Encountered an attachment in a marking scheme") as refused:
        assignment.find(tmp_path, "")
    assert "\n" not in str(refused.value)
