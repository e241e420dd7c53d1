"""nbgrader's settings for this course: read by its command line, by JupyterLab's tools, and by `python -m grader`."""

import os
from pathlib import Path

from grader import clock, released
from grader.feedback import plugin as feedback
from grader.grading import plugin as grading
from grader.hub import validate

ROOT = Path(__file__).resolve().parent
c = get_config()  # noqa: F821  (whoever loads a settings file of Jupyter's defines this name)

c.CourseDirectory.course_id = os.environ.get("ONE_NEURON_UP_COURSE", "one-neuron-up")
c.CourseDirectory.root = str(ROOT)

# Where assignments are handed out and in. On a hub this is a folder that every user of the machine can write to;
# everywhere else a folder of this repository does.
c.Exchange.root = os.environ.get("ONE_NEURON_UP_EXCHANGE", str(ROOT / "exchange"))
c.Exchange.assignment_dir = str(ROOT / "homework")
c.Exchange.path_includes_course = False

# An unsolved task says so by raising, so that its tests fail instead of passing on None.
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError  # replace this line with your code"}
c.ClearSolutions.text_stub = "*Replace this line with your answer.*"

# Whatever autogrades, the command, the formgrader or Python, does it with the engine in grader/.
grading.install()
# A solution that is a picture stays behind too.
released.install()
# A due date in a time zone that would be misread is refused.
clock.install()
# What one submission may use; python -m grader settings lists these and more, with what they mean.
c.SubmissionLimits.cell_seconds = 30
c.SubmissionLimits.call_seconds = 10
c.SubmissionLimits.submission_seconds = 300
c.LimitOutput.max_lines = 1000
# The tests of this course are written to run apart from the students' code.
c.TestRuns.ways = {"*": "apart"}

# The kernel that is left runs a student's own check before they hand in, of whatever grading would take.
validate.install()
c.Execute.timeout = 30
c.Execute.iopub_timeout = 10
c.Execute.shutdown_kernel = "immediate"
# By default a cell with the tag "skip-execution" is not run and its test counts as passed.
c.Execute.skip_cells_with_tag = "no cell is ever skipped"

# The page a student gets, and the formgrader's view, in which nothing of a student's can act.
feedback.install(c)
