"""What nbgrader said, in one line."""

from grader.text import last_error

LOG = """[INFO] Converting notebook cubes.ipynb
[ERROR] Traceback (most recent call last):
      File "base.py", line 390, in convert_notebooks
        self.convert_single_notebook(notebook_filename)
    RuntimeError:{said}
[ERROR] There was an error processing assignment 'a01-cubes' for student '.'
 Traceback (most recent call last):
  File "utils.py", line 542, in capture_log
    app.start()
nbgrader.converters.base.NbGraderException: Please see the the above traceback for details.
"""


def test_an_error_of_several_lines_is_told_whole_in_one():
    said = """ \n        Encountered an attachment.\n        This can leak: see https://a.example.\n\n    """
    assert (
        last_error(LOG.format(said=said))
        == "RuntimeError: Encountered an attachment. This can leak: see https://a.example."
    )


def test_an_error_of_one_line_is_told_without_what_comes_after_it():
    assert last_error(LOG.format(said=" no such cell")) == "RuntimeError: no such cell"


def test_an_error_without_words_has_its_name():
    assert last_error(LOG.format(said="")) == "RuntimeError"


def test_of_two_errors_the_last_is_told():
    assert last_error("KeyError: 'a'\n\nDuring handling of it:\n\nnbgrader.api.MissingEntry: no b\nand no c") == (
        "MissingEntry: no b and no c"
    )
