"""What a cell shows is kept up to a size, and only once: memory stays flat, whatever is printed or displayed."""

import pytest
from engine_notebooks import IMPORTS, check, given, notebook, reasons, solution

from grader.engine.execute import execute
from grader.engine.job import APART, Job, Limits
from grader.engine.student.shell import MOST_ERRORS, MOST_FIGURES, OVERHEAD, Recorder
from grader.engine.trusted.watchdog import Watchdog

MOST = 700 << 20
LIMITS = Limits(cell_seconds=120, call_seconds=120, submission_seconds=400)


def shown_by(parent, source, test="assert True", after=""):
    """Return the outcome of a submission with this solution cell, and the cells that are not tests."""
    cells = notebook(given(IMPORTS), solution(source, "s"), check(test, "t"), solution(after, "after"))
    outcome = execute(Job(cells, cells, way=APART), LIMITS, parent)
    return outcome, [cell for cell in outcome.notebook["cells"] if cell["source"] in (source, after)]


def text_of(cell):
    return "".join(output.get("text", "") for output in cell["outputs"])


@pytest.fixture
def sizes(monkeypatch):
    """The memory of the student's process at each look of the watchdog's, in bytes."""
    seen, look = [], Watchdog._too_much

    def noted(self):
        seen.append(self.process.memory_info().rss)
        return look(self)

    monkeypatch.setattr(Watchdog, "_too_much", noted)
    return seen


# A gigabyte each, and then a word of how much the process has.
GIGABYTE = {
    "printed": "for _ in range(1000):\n    print('x' * 1_000_000)",
    "printed in turns": "import sys\n"
    "for n in range(1000):\n    print('x' * 1_000_000, file=(sys.stdout, sys.stderr)[n % 2])",
    "displayed": "from IPython.display import display, HTML\nfor _ in range(100):\n    display(HTML('x' * 10_000_000))",
    "results": "import sys\nfor n in range(100):\n    sys.displayhook('%03d' % n * 3_000_000)",
    "in a call": "def g():\n    for _ in range(1000):\n        print('x' * 1_000_000)\ng()",
}
OWN = "\nimport resource\nprint('', flush=True)\nmost = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024"


@pytest.mark.parametrize("source", GIGABYTE.values(), ids=GIGABYTE.keys())
def test_a_gigabyte_that_is_shown_is_not_kept(parent, sizes, source):
    outcome, (cell, _) = shown_by(parent, source + OWN, f"assert most < {MOST}, f'{{most >> 20}} MiB'")
    assert reasons(outcome) == ["passed"], outcome.log
    assert max(sizes) < MOST
    assert "left out" in text_of(cell)


@pytest.mark.parametrize("axes", ["plt.plot([n, 1])", "plt.axes([0, 0, 1, 1]).set_axis_off()"], ids=["plots", "empty"])
def test_three_hundred_open_figures_are_not_all_drawn(parent, sizes, axes):
    outcome, (cell, _) = shown_by(parent, f"for n in range(300):\n    plt.figure()\n    {axes}")
    assert reasons(outcome) == ["passed"], outcome.log
    assert max(sizes) < MOST
    drawn = sum("image/png" in output.get("data", {}) for output in cell["outputs"])
    assert 0 < drawn <= MOST_FIGURES
    assert "left out: it is too long" in text_of(cell)


def test_what_a_call_of_a_test_prints_is_not_kept(parent, sizes):
    source = "def g():\n    for _ in range(1000):\n        print('x' * 1_000_000)\n    return 1"
    outcome, _ = shown_by(parent, source, "assert g() == 1")
    assert reasons(outcome) == ["passed"], outcome.log
    assert max(sizes) < MOST


def test_many_outputs_of_nothing_are_too_much_as_well():
    recorder = Recorder()
    recorder.start(100 * OVERHEAD)
    for number in range(10_000):
        recorder.rich("display_data", {})
        recorder.stream(("stdout", "stderr")[number % 2], "")
    assert len(recorder.finish()) <= 102


def test_many_short_pieces_are_one_output():
    recorder = Recorder()
    recorder.start(100_000)
    for _ in range(10_000):
        recorder.stream("stdout", "ab")
    assert recorder.finish() == [{"output_type": "stream", "name": "stdout", "text": "ab" * 10_000}]


def test_of_many_errors_the_last_stays():
    recorder = Recorder()
    recorder.start(1000)
    for number in range(100):
        recorder.error("ValueError", str(number), ["x" * 50_000])
    kept = recorder.finish()
    assert len(kept) == MOST_ERRORS
    assert kept[-1]["evalue"] == "99"


def pictures(cell):
    return sum("image/png" in output.get("data", {}) for output in cell["outputs"])


@pytest.mark.parametrize("show", ["", "\nplt.show()", "\nNone"])
def test_a_figure_is_shown_once_where_its_cell_ends(parent, show):
    _, (cell, _) = shown_by(parent, f"import matplotlib.pyplot as plt\nplt.plot([1, 2, 3], [1, 4, 9]){show}")
    assert pictures(cell) == 1


def test_what_a_test_lets_draw_is_not_shown_below_the_next_cell(parent):
    source = "import matplotlib.pyplot as plt\ndef draw():\n    plt.plot([1, 2])\n    return len(plt.gca().lines)"
    outcome, (cell, after) = shown_by(parent, source, "assert draw() == 1\nassert draw() == 2", "plt.plot([3])")
    assert reasons(outcome) == ["passed"], outcome.log
    assert pictures(cell) == 0
    assert pictures(after) == 1
