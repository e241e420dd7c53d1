"""course/README.md says what the twins say, names the rest without a link, and its plans can be followed."""

import re
import tomllib
from itertools import chain

import pytest

from authoring import build, pairs, syllabus

PLAN = """\
parts = [{ title = "A. All of it", lectures = [1, 3] }]
weeks = [{ about = "counting", lectures = [1, 2, 3], assignments = [1, 2] }]
days = [{ about = "adding", lectures = [1, 2], assignments = [1] }]

[lectures]
"01-counting" = { title = "Old title", covers = "not read once there is a twin" }
"02-adding" = { title = "Adding", covers = "sums" }
"03-multiplying" = { title = "Multiplying", covers = "products" }

[assignments]
"a01-count" = { title = "Old title", after = 1 }
"a02-multiply" = { title = "Multiply", after = 3 }
"""
LECTURE = """\
# %% [markdown]
# # {title}
#
# You will be able to {promise},
# and to stop.
#
# **Reading** {minutes} min · **Running** 1 s · **Prerequisites** {needs} · **Practice** none ·
# [Open in Colab](https://example.org/course/{name}.ipynb)
"""
ASSIGNMENT = """\
# %% [markdown]
# # Assignment 1: Count things
#
# You will build a counter.
#
# **Practices** [lecture 2, Adding](../../course/02-adding.ipynb), after
# [lecture 1](../../course/01-counting.ipynb). **Time** 10 to
# 20 minutes. **You need** fingers.
"""


@pytest.fixture
def planned(course):
    """Two of three lectures and one of two assignments are written."""
    (course / "authoring/syllabus.toml").write_text(PLAN)
    write_lecture(course, "01-counting", "Counting: one, two", "none")
    write_lecture(course, "02-adding", "Adding", "[lecture 01](01-counting.ipynb), not [12](12-taxes.html)")
    (course / "authoring/assignments/a01-count/count.py").write_text(ASSIGNMENT)
    return course


def write_lecture(course, name, title, needs):
    text = LECTURE.format(title=title, promise="count", minutes=25, needs=needs, name=name)
    (course / f"authoring/lectures/{name}.py").write_text(text)


def section(page, title):
    return page.partition(f"## {title}")[2].partition("\n## ")[0]


def test_what_is_written_is_described_by_its_twin_and_the_rest_in_plain_text(planned):
    order = section(syllabus.page(planned), "What to read")
    counting, adding, multiplying = order.splitlines()[-3:]
    assert counting == "| [01 Counting](01-counting.ipynb) | count, and to stop | 25 min |  |"
    assert adding.endswith("| 25 min | [a01 Count things](../release/a01-count/count.ipynb) |")
    assert multiplying == "| 03 Multiplying | products |  | a02 Multiply |"


def test_the_map_shows_each_link_from_both_ends(planned):
    page = section(syllabus.page(planned), "The map")
    counting, adding = "[01 Counting](01-counting.ipynb)", "[02 Adding](02-adding.ipynb)"
    assert page.splitlines()[-2:] == [f"| {counting} |  | {adding} |", f"| {adding} | {counting} |  |"]


def test_an_assignment_stands_after_the_last_lecture_that_it_practices(planned):
    rows = section(syllabus.page(planned), "Which assignment").splitlines()
    assert rows[-2].split(" | ")[1:] == ["[02 Adding](02-adding.ipynb)", "build a counter", "10 to 20 minutes |"]
    assert rows[-1] == "| a02 Multiply | 03 Multiplying |  |  |"


def test_the_scoreboard_names_the_lecture_of_each_score(planned):
    scores = planned / syllabus.SCORES
    assert "scoreboard" not in syllabus.page(planned)
    scores.write_text('[[score]]\nlecture = 2\nmodel = "abacus"\ndigits = 91.25\n')
    rows = section(syllabus.page(planned), "The scoreboard of the digits").splitlines()
    assert rows[-1] == "| abacus | [02 Adding](02-adding.ipynb) | 91.2 % |  |"

    scores.write_text('[[score]]\nlecture = 3\nmodel = "abacus"\n')
    with pytest.raises(pairs.AuthoringError, match="'abacus' is of lecture 3, which is not written"):
        syllabus.page(planned)


def test_building_makes_the_page_and_checking_finds_it_out_of_date(planned, capsys):
    assert build.main([], planned) == 0
    assert "course/README.md: built" in capsys.readouterr().out
    assert build.main(["--check"], planned) == 0
    assert build.main([], planned) == 0
    assert "course/README.md: unchanged" in capsys.readouterr().out

    write_lecture(planned, "02-adding", "Subtracting", "none")
    assert build.main(["01"], planned) == 0  # any build makes it, whatever else was asked for
    assert "[02 Subtracting]" in (planned / syllabus.PAGE).read_text()

    write_lecture(planned, "01-counting", "Sheep", "none")
    assert build.main(["--check", "02"], planned) == 1
    assert "course/README.md is not what the twins say; run make notebooks" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("lectures/04-dividing.py", LECTURE, r"does not know 04-dividing: give it a line"),
        (
            "lectures/02-adding.py",
            "# %% [markdown]\n# # Adding\n",
            "02-adding: the first cell needs a title, a promise",
        ),
        ("assignments/a01-count/count.py", ASSIGNMENT.replace("Time", "Hours"), "lacks .*Practices.* and .*Time"),
        ("assignments/a01-count/count.py", re.sub(r"\]\(.*?\)", "]", ASSIGNMENT), "Practices.* links to no lecture"),
    ],
)
def test_a_twin_that_cannot_be_placed_is_named(planned, capsys, file, text, message):
    (planned / "authoring" / file).write_text(text)
    assert build.main(["--check"], planned) == 1
    assert re.search(message, capsys.readouterr().err)


def test_the_page_in_the_repository_is_what_its_twins_say(repository):
    assert not syllabus.outdated(repository), "make notebooks"


def test_every_link_of_the_page_leads_somewhere(repository):
    for link in re.findall(r"\]\((.*?)\)", syllabus.page(repository)):
        assert (repository / "course" / link).exists(), link


def test_the_plans_can_be_followed(repository):
    """A semester has every lecture in order; in both plans no assignment comes before its lecture."""
    plan = tomllib.loads((repository / syllabus.PLAN).read_text(encoding="utf-8"))
    numbers = [int(name[:2]) for name in plan["lectures"]]
    assert numbers == list(range(1, 47))
    assert [number for week in plan["weeks"] for number in week["lectures"]] == numbers
    assert [
        n for first, last in (part["lectures"] for part in plan["parts"]) for n in range(first, last + 1)
    ] == numbers
    assert sorted(chain.from_iterable(week["assignments"] for week in plan["weeks"])) == list(range(1, 25))
    after = {int(name[1:3]): line["after"] for name, line in plan["assignments"].items()}
    for steps in (plan["weeks"], plan["days"]):
        read = set()
        for step in steps:
            read |= set(step["lectures"])
            assert {after[number] for number in step["assignments"]} <= read
    assert len(plan["weeks"]) == 14
    assert len(plan["days"]) == 5


def test_the_plan_and_the_twins_place_an_assignment_alike(repository):
    plan = tomllib.loads((repository / syllabus.PLAN).read_text(encoding="utf-8"))
    for pair in pairs.all_pairs(repository):
        if not pair.executed:
            practiced = re.search(r"\*\*Practices\*\*(.*?)\*\*Time", pairs.read_twin(pair).cells[0].source, re.DOTALL)
            assert max(map(int, re.findall(r"course/(\d\d)-", practiced[1]))) == plan["assignments"][pair.name]["after"]
