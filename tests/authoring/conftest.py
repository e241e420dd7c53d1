"""A course of one small lecture and one small assignment, for tests that build, edit and break it."""

from pathlib import Path

import pytest

LECTURE = """\
# %% [markdown]
# # Counting
#
# [Open in Colab](https://colab.research.google.com/github/owner/name/blob/main/course/01-counting.ipynb)

# %%
import warnings

seen = [1, 2]
print(len(seen))

# %% tags=["raises-exception"]
1 / 0
"""

ASSIGNMENT = """\
# %% [markdown]
# # Count

# %% nbgrader={"grade": false, "grade_id": "t1_count", "locked": false, "schema_version": 3, "solution": true}
def count(things):
    ### BEGIN SOLUTION
    return len(things)
    ### END SOLUTION
"""

TERMS = """\
[[term]]
term = "number"
lecture = 1
symbol = "$n$"
plain = "how many"
then = "never"
also = ["count"]
meaning = "What counting gives."
"""


@pytest.fixture
def course(tmp_path: Path, repository: Path) -> Path:
    """The root of a small course that belongs to the repository owner/name."""
    for folder in ("authoring/lectures", "authoring/assignments/a01-count"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "authoring/lectures/01-counting.py").write_text(LECTURE)
    (tmp_path / "authoring/assignments/a01-count/count.py").write_text(ASSIGNMENT)
    (tmp_path / "authoring/terms.toml").write_text(TERMS)
    (tmp_path / "pyproject.toml").write_text('[project]\nurls.Repository = "https://github.com/owner/name"\n')
    (tmp_path / "jupytext.toml").write_text((repository / "jupytext.toml").read_text())
    return tmp_path
