# ruff: noqa: E501 -- small programs as text
"""Submissions that try to get points, files or harm they have no right to, one for each way.

Every answer in them is wrong, except where an attack hands the right one over: points in a task come from the attack.
Several do nothing but try one forbidden thing, and answer rightly if and only if it worked.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import nbformat

from tests.support.tiny_course import role

ASSIGNMENT, NOTEBOOK = "a00-attacked", "attacked.ipynb"
TOKEN = "JUPYTERHUB_API_TOKEN"
SETUP = "import numpy as np\n\n\ndef close(a, b):\n    return abs(a - b) < 1e-9"
RIGHT = {
    "t1_double": "def double(x):\n    return 2 * x",
    "t2_squares": "def squares(x):\n    return x**2",
    "t3_cube": "def cube(x):\n    return x**3",
}
WRONG = {
    "t1_double": "def double(x):\n    return 7",
    "t2_squares": "def squares(x):\n    return x + 7.0",
    "t3_cube": "def cube(x):\n    return 7",
}
TESTS = {
    "t1_double_visible": ("t1_double", 1, 'assert double(3) == 6, "two times 3 is 6"'),
    "t1_double_hidden": ("t1_double", 2, "### BEGIN HIDDEN TESTS\nassert close(double(-0.5), -1), 'SECRET'\n"
                         "### END HIDDEN TESTS"),
    "t2_squares_as_numpy": ("t2_squares", 3, 'assert np.allclose(squares(np.arange(4)), [0, 1, 4, 9]), "0, 1, 4, 9"'),
    "t3_cube_in_part": ("t3_cube", 4, "4.0 * (cube(2) == 8)"),
}  # fmt: skip
FULL = 10

Notebook = dict
Change = Callable[[Notebook], None]


@dataclass(frozen=True)
class Attack:
    """One submission.

    Attributes:
        rows: the numbers of the rows of the list of attacks that it stands for.
        notebook: what is handed in.
        stock: the points that stock nbgrader gives it, or None where that is not looked at.
        files: other files of the submission.
        links: links in the submission, by name.
        deserved: the points it deserves.
        together: the points it gets where the tests run together with the student's code, if these are more; they then
            wait for a person. Of what an attacker could do there this is a sample: tests and student code share all.
    """

    rows: tuple[int, ...]
    notebook: Notebook
    stock: float | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    deserved: float = 0
    together: float | None = None


def source() -> Notebook:
    """Return the instructor's notebook."""
    cells = [_cell(SETUP, "setup", 0, solution=False)]
    for grade_id, code in RIGHT.items():
        head, body = code.split("\n", 1)
        marked = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        cells.append(_cell(marked, grade_id, 0, solution=True))
        cells += [_cell(code, name, points, solution=False) for name, (of, points, code) in TESTS.items()
                  if of == grade_id]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    return json.loads(json.dumps(notebook))


def submission(answers: Mapping[str, str], first: str = "") -> Notebook:
    """Return a notebook with these answers and, where there is one, an own cell of code before everything else."""
    notebook = source()
    for cell in notebook["cells"]:
        cell["source"] = answers.get(grade_id(cell), cell["source"])
        cell["source"] = cell["source"].replace("### BEGIN HIDDEN TESTS", "").replace("### END HIDDEN TESTS", "")
    return with_cell(notebook, first, 0) if first else notebook


def with_cell(notebook: Notebook, code: str, place: int, kind: str = "code") -> Notebook:
    cell = nbformat.v4.new_code_cell(code) if kind == "code" else nbformat.v4.new_markdown_cell(code)
    notebook["cells"].insert(place, json.loads(json.dumps(cell)))
    return notebook


def wrong(first: str = "", **answers: str) -> Notebook:
    """Return wrong answers, some of them replaced, after a cell of the attacker's own."""
    return submission(WRONG | answers, first)


def reached(attempt: str) -> Notebook:
    """Return answers that are right if and only if ``attempt`` raises nothing."""
    tried = "\n".join(f"    {line}" for line in attempt.splitlines())
    answers = {
        "t1_double": "def double(x):\n    return 2 * x if reached else 7",
        "t2_squares": "def squares(x):\n    return x**2 if reached else x + 7.0",
        "t3_cube": "def cube(x):\n    return x**3 if reached else 7",
    }
    return submission(answers, f"try:\n{tried}\n    reached = True\nexcept BaseException:\n    reached = False")


def changed(change: Change, answers: Mapping[str, str] = WRONG) -> Notebook:
    notebook = submission(answers)
    change(notebook)
    return notebook


def grade_id(cell: Notebook) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def is_test(cell: Notebook) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade"))


def on_tests(change: Change) -> Change:
    def apply(notebook: Notebook) -> None:
        for cell in filter(is_test, notebook["cells"]):
            change(cell)

    return apply


def _cell(code: str, name: str, points: int, *, solution: bool) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(code, metadata={"nbgrader": role(name, points, solution=solution)})


def _without(*names: str) -> Change:
    def apply(notebook: Notebook) -> None:
        notebook["cells"] = [cell for cell in notebook["cells"] if grade_id(cell) not in names]

    return apply


def _helper_replaced(notebook: Notebook) -> None:
    notebook["cells"][0]["metadata"] = {}
    notebook["cells"][0]["source"] = "import numpy as np\ndef close(a, b):\n    return True"


def _helper_between(notebook: Notebook) -> None:
    with_cell(notebook, "def close(a, b):\n    return True", 3)


def _duplicated(notebook: Notebook) -> None:
    notebook["cells"].append(json.loads(json.dumps(notebook["cells"][2])))


def _role_changed(**values: object) -> Change:
    return on_tests(lambda cell: cell["metadata"]["nbgrader"].update(values))


def _edited_and_unlocked(cell: Notebook) -> None:
    cell["metadata"]["nbgrader"].update(locked=False)
    cell["metadata"]["nbgrader"].pop("checksum", None)
    cell["source"] = "pass"


def _same_ids(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["id"] = "the-same"


def _kernel_changed(notebook: Notebook) -> None:
    notebook["metadata"]["kernelspec"] = {"display_name": "Other", "language": "bash", "name": "bash"}


def _reversed(notebook: Notebook) -> None:
    notebook["cells"].reverse()


def _widgets(notebook: Notebook) -> None:
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": [1, 2, 3]}}


IP = "ip = get_ipython()\n"
KERNEL = (
    IP
    + """
async def do_execute(*args, **kwargs):
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
ip.kernel.do_execute = do_execute"""
)
RUN_CELL = (
    IP
    + """
from IPython.core.interactiveshell import ExecutionResult
async def run_cell_async(*args, **kwargs):
    return ExecutionResult(None)
ip.run_cell_async = run_cell_async
ip.run_cell = lambda *args, **kwargs: ExecutionResult(None)"""
)
FORGET = (
    IP
    + """
from IPython.display import clear_output
def forget(result):
    if result.error_in_exec is not None:
        result.error_in_exec = None
        clear_output()
ip.events.register("post_run_cell", forget)"""
)
LISTEN = (
    IP
    + """
heard = []
ip.events.register("pre_run_cell", lambda info: heard.append("SECR" + "ET" in str(info.raw_cell)))"""
)
STRIP = (
    IP
    + """
import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
ip.ast_transformers.append(Strip())"""
)
REWRITE = IP + 'ip.input_transformers_post.append(lambda lines: ["pass\\n"] if "assert" in "".join(lines) else lines)'
FORMATTER = IP + "ip.display_formatter.formatters['text/plain'].for_type({kind}, lambda v, p, c: p.text('{shown}'))"
ALWAYS = """
class Always:
    def __eq__(self, other): return True
    def __sub__(self, other): return self
    def __abs__(self): return self
    def __lt__(self, other): return True
    def __bool__(self): return True
    def __array__(self, *args, **kwargs): raise TypeError
"""
LIAR = """
class Liar(np.ndarray):
    def __array_function__(self, function, types, args, kwargs): return True
    def __array_ufunc__(self, *args, **kwargs): return True
"""
FRAMES = """def double(x):
    import ast, linecache, sys
    frame = sys._getframe(1)
    line = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
    return eval(compile(ast.Expression(ast.parse(line.strip()).body[0].test.comparators[0]), "", "eval"))"""
FORGED = """def double(x):
    import sys
    frame = sys._getframe()
    while frame is not None and not {"number", "channel"} <= frame.f_locals.keys():
        frame = frame.f_back
    if frame is not None:
        from grader.engine.wire.encoder import encode
        report = {"printed": "", "value": None, "error": None}
        frame.f_locals["channel"].send(encode((frame.f_locals["number"], report)))
    return 7"""
EXCHANGED = """import numpy
numpy.allclose._implementation.__code__ = (lambda a, b, rtol=0, atol=0, equal_nan=False: True).__code__"""
DAEMON = """import os, subprocess, sys
code = "import time, pathlib; time.sleep(2); pathlib.Path('survivor.txt').write_text('here')"
subprocess.Popen([sys.executable, "-c", code], cwd="../../..", start_new_session=True)"""
DATABASE = """import sqlite3
database = sqlite3.connect("../../../gradebook.db", timeout=60)
with database:
    assert database.execute("UPDATE grade SET manual_score = NULL").rowcount > 0"""
LATE_IMPORT = """import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        return None
sys.meta_path.insert(0, Finder())
class Fake:
    def __getattr__(self, name): return lambda *args, **kwargs: True
sys.modules["numpy"] = Fake()"""
THREAD = """import builtins, threading, time
import numpy as np
def work():
    global close
    while True:
        close = lambda a, b: True
        builtins.abs = lambda x: 0
        np.allclose = lambda *args: True
        time.sleep(0.001)
threading.Thread(target=work, daemon=True).start()"""
PRETEND = """import builtins
class Quiet(Exception):
    pass
builtins.AssertionError = Quiet"""
SPOOF = """kernel = get_ipython().kernel
def reply(*args, **kwargs):
    content = {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
    return kernel.session.send(kernel.shell_stream, "execute_reply", content)
original = kernel.session.send
def send(stream, message, content=None, **kwargs):
    if message == "error": return None
    if isinstance(content, dict) and content.get("status") == "error": content = {"status": "ok", "execution_count": 1}
    return original(stream, message, content, **kwargs)
kernel.session.send = send"""
SHOWN = "from IPython.display import HTML, display\ndisplay(HTML({code!r} + 'x' * {size}))"
EXTRA = [f"x{n} = {n}" for n in range(300)]


def _many_cells(notebook: Notebook) -> None:
    for code in EXTRA:
        with_cell(notebook, code, 1)


ATTACKS = {
    # What is in the file.
    "skip-tag": Attack((1,), changed(on_tests(lambda cell: cell["metadata"].update(tags=["skip-execution"]))), 10),
    "helper-without-metadata": Attack((2,), changed(_helper_replaced), 2),
    "helper-deleted": Attack(
        (3,), with_cell(changed(_without("setup")), "import numpy as np\ndef close(a, b):\n    return True", 0), 2
    ),
    "helper-between": Attack((4,), changed(_helper_between), 2),
    "tests-deleted": Attack((5, 6), changed(_without(*TESTS)), 10),
    "crash": Attack((7, 56), wrong("import os\nos._exit(0)"), 10),
    "not-graded": Attack((8,), changed(_role_changed(grade=False, solution=True)), 10),
    "points": Attack((9,), changed(_role_changed(points=1000)), 0),
    "unlocked": Attack((10,), changed(on_tests(_edited_and_unlocked)), 0),
    "raw-tests": Attack((11,), changed(on_tests(lambda cell: cell.update(cell_type="raw", source="x"))), 0),
    "duplicate-test": Attack((12,), changed(_duplicated, RIGHT), None, deserved=FULL),
    "cell-ids": Attack((16,), changed(_same_ids, RIGHT), None, deserved=FULL),
    "other-kernel": Attack((18,), changed(_kernel_changed, RIGHT), FULL, deserved=FULL),
    "many-cells": Attack((19,), changed(_many_cells, RIGHT), None, deserved=FULL),
    "reversed": Attack((20,), changed(_reversed, RIGHT), None, deserved=FULL),
    "metadata": Attack((21, 22), changed(_widgets, RIGHT), None, deserved=FULL),
    # Inside the interpreter.
    "kernel-replaced": Attack((23,), wrong(KERNEL), 10),
    "run-cell-replaced": Attack((24,), wrong(RUN_CELL), 10),
    "no-traceback": Attack((25,), wrong(IP + "ip.showtraceback = lambda *args, **kwargs: None"), 0),
    "result-forgotten": Attack((26,), wrong(FORGET), 6),
    "tests-overheard": Attack((27,), wrong(LISTEN, t1_double="def double(x):\n    return 2 * x if any(heard) else 7"), 2),
    "asserts-stripped": Attack((28,), wrong(STRIP), 6),
    "tests-rewritten": Attack((29,), wrong(REWRITE), 6),
    "numpy-patched": Attack((31,), wrong("import numpy\nnumpy.allclose = lambda *args, **kwargs: True"), 3),
    "builtins-patched": Attack((32,), wrong("import builtins\nbuiltins.abs = lambda x: 0"), 5),
    "names-shadowed": Attack((33,), wrong("abs = lambda x: 0"), 2, together=2),
    "assertion-error": Attack((34,), wrong(PRETEND), 0),
    "excepthook": Attack((35,), wrong("import sys\nsys.excepthook = lambda *args: None"), 0),
    "callers-frame": Attack((37,), wrong(t1_double=FRAMES), 1),
    "history": Attack((39,), wrong(t1_double="def double(x):\n    return 2 * x if 'SECR' 'ET' in str(In) else 7"), 2),
    "formatter": Attack((40,), wrong(FORMATTER.format(kind="float", shown="4")), 4),
    "formatter-nan": Attack((41,), wrong(FORMATTER.format(kind="float", shown="nan")), 4),
    "formatter-word": Attack((41,), wrong(FORMATTER.format(kind="float", shown="great")), 4),
    "formatter-much": Attack((42,), wrong(FORMATTER.format(kind="float", shown="1e9")), None),
    "always-equal": Attack((43,), wrong(t1_double=f"{ALWAYS}\ndef double(x):\n    return Always()"), 3, together=3),
    "array-subclass": Attack(
        (44,), wrong(t2_squares=f"{LIAR}\ndef squares(x):\n    return np.zeros(4).view(Liar)"), 3, together=3
    ),
    "pickle": Attack(
        (49,),
        wrong(t1_double="class Evil:\n    def __reduce__(self):\n        return exec, ('raise SystemExit',)\n\n\n"
              "def double(x):\n    return Evil()"),
        0,
    ),
    "swallowed": Attack((54,), wrong(t1_double="def double(x):\n    try:\n        while True: pass\n"
                                     "    except BaseException: return 7"), None),
    "exit": Attack((55,), wrong("import sys\nsys.exit(0)"), 0),
    "import-hooks": Attack((59,), wrong(LATE_IMPORT), None),
    "shadow-module": Attack(
        (60,), wrong(), 3, {"numpy.py": b"arange = lambda n: 0\nallclose = lambda *args, **kwargs: True"}
    ),
    "thread": Attack((64,), wrong(THREAD), None, together=5),
    "report-forged": Attack((67,), wrong(t1_double=FORGED), None, together=1),
    "code-exchanged": Attack((31,), wrong(EXCHANGED), None, together=3),
    "spoofed-reply": Attack((67,), wrong(SPOOF)),
    # Files, database, secrets, the network.
    "reads-source": Attack((72,), reached(f"open('../../../source/{ASSIGNMENT}/{NOTEBOOK}').read()"), FULL),
    "reads-gradebook": Attack((73,), reached("open('../../../gradebook.db', 'rb').read()"), FULL),
    "reads-others": Attack((73,), reached(f"open('../../../submitted/honest-1/{ASSIGNMENT}/{NOTEBOOK}').read()"), FULL),
    "writes-gradebook": Attack((74, 75), reached(DATABASE), FULL),
    "writes-outside": Attack((61, 63, 76), reached("open('../../../left_here.txt', 'w').write('x')"), FULL),
    "daemon": Attack((65, 69, 75), reached(DAEMON), FULL),
    "environment": Attack((86,), reached(f"import os\nos.environ[{TOKEN!r}]"), FULL),
    "network": Attack((87, 88), reached("import socket\nsocket.create_server(('127.0.0.1', 0)).close()"), FULL),
    "processes": Attack((89,), reached("import os\nopen(f'/proc/{os.getppid()}/environ', 'rb').read()"), FULL),
    "temporary-files": Attack(
        (69, 91), reached("import os\nos.listdir('/tmp' if os.path.isdir('/tmp') else os.environ['TEMP'])"), FULL
    ),
    "fork": Attack((96,), reached("import os\nif os.fork() == 0: os._exit(0)"), FULL),
    "link-to-gradebook": Attack((78,), wrong(), 0, links={"leak.txt": "../../../gradebook.db"}),
    "page-left-behind": Attack((77,), reached("open('leak.html', 'w').write('<script>1</script>')"), FULL, deserved=FULL),
    # Much of something.
    "one-long-line": Attack((99, 100), wrong("print('x' * 30_000_000)"), 0),
    # On a slow machine stock nbgrader gives this up and keeps the old points; on a fast one it grades it.
    "large-display": Attack((101,), wrong(SHOWN.format(code="<b>large</b>", size=30_000_000))),
    "display-without-limit": Attack((101,), wrong(SHOWN.format(code="<b>large</b>", size=3_000_000)), 0),
    # Honest work that stock nbgrader does not like.
    "warns": Attack(
        (118,),
        submission(RIGHT | {"t1_double": "import warnings\ndef double(x):\n    warnings.warn('old')\n    return 2 * x"}),
        7,
        deserved=FULL,
    ),
    "stderr": Attack(
        (120,),
        submission(RIGHT | {"t3_cube": "import sys\ndef cube(x):\n    print('50%', file=sys.stderr)\n    return x**3"}),
        6,
        deserved=FULL,
    ),
}  # fmt: skip
HONEST = ("honest-1", "zz-honest")
# In the alphabet before the last honest one, whom stock nbgrader then forgets.
LAST = {"zy-schema": Attack((13,), changed(_role_changed(schema_version=99)))}

# The rows that are proven elsewhere, with the test that does it; or the reason why there is nothing to prove here.
ELSEWHERE = {
    14: "grading/test_intake.py::test_what_is_no_notebook_is_refused_with_the_reason",
    15: "grading/test_intake.py::test_an_old_notebook_is_read_with_its_grade_ids",
    17: "grading/test_nbgrader.py::test_a_close_name_is_graded_and_reported",
    45: "engine/test_codec.py::test_subclasses_are_rebuilt_as_the_base_type",
    48: "a matter of how tests are written: fresh random inputs, checked by each assignment's corpus",
    50: "otter's runner, which is not used here",
    51: "otter's results, which do not exist here",
    52: "otter's log socket, which does not exist here",
    53: "engine/test_limits.py::test_a_broken_cell_costs_its_own_task_only",
    71: "the grader is another process than the student's code",
    80: "archives are never unpacked: grading/test_intake.py::test_of_other_files_only_small_regular_allowed_ones_are_taken",
    81: "archives are never unpacked: grading/test_intake.py::test_of_other_files_only_small_regular_allowed_ones_are_taken",
    82: "grading/test_intake.py::test_a_hostile_name_does_not_reach_the_reason_as_it_is",
    83: "nbgrader's exchange names the folders; others are made by the instructor",
    90: "engine/test_secrets.py::test_the_environment_is_clean",
    92: "engine/test_secrets.py::test_every_layer_is_on_and_reported",
    93: "engine/test_limits.py::test_a_broken_cell_costs_its_own_task_only",
    94: "engine/test_limits.py::test_a_submission_that_uses_up_its_time_keeps_what_it_has",
    95: "engine/test_limits.py::test_a_broken_cell_costs_its_own_task_only",
    97: "engine/test_limits.py::test_a_broken_cell_costs_its_own_task_only",
    98: "engine/test_limits.py::test_output_without_end_is_cut",
    102: "engine/test_secrets.py::test_what_is_outside_is_out_of_reach",
    104: "grader/engine/trusted/warm.py hides every GPU from the student's process",
    105: "grader/engine/trusted/warm.py sets one thread for each numerical library",
    107: "feedback/test_page.py::test_in_a_browser_nothing_of_a_students_runs_and_nothing_is_asked_for",
    108: "feedback/test_page.py::test_in_a_browser_nothing_of_a_students_runs_and_nothing_is_asked_for",
    110: "feedback/test_page.py::test_in_a_browser_nothing_of_a_students_runs_and_nothing_is_asked_for",
    115: "no language model gives points here",
    116: "engine/test_secrets.py::test_feedback_tells_the_message_and_never_the_hidden_source",
    119: "a matter of how tests are written",
}
ROWS = (
    *(*range(1, 30), *range(31, 36), 37, *range(39, 46), *range(48, 57), 59, 60, 61, *range(63, 66), 67, 69),
    *(*range(71, 79), *range(80, 84), *range(86, 103), 104, 105, 107, 108, 110, 115, 116, 118, 119, 120),
)
