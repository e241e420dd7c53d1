"""The index leads where it says: each entry's section is there, teaches what the entry names, and has that anchor."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from nbconvert.filters import markdown2html

from authoring import build, index, pairs

LECTURE = """\
# %% [markdown]
# # Counting
#
# [Open in Colab](https://colab.research.google.com/github/owner/name/blob/main/course/01-counting.ipynb)
#
# ## One, two, three
#
# Counting is taught here.
#
# ## Where it came from
#
# - A. B. Abacus and others, 1901, Sums 2: beads, and
#   wires; C. van Finger, 1900, Hands: ten of them.
# - The data: Counter, 1899, Shops: *prices*.
#
# **Next**: nothing.
"""
PLAN = """\
seeds = { S0 = "How to count" }

[[architecture]]
name = "Abacus"
year = 1901
by = "Abacus"
lecture = 1
section = "One, two, three"
assignment = 1

[[topic]]
topic = "Numbers"
seeds = ["S0"]
lecture = 1
section = "One, two, three"
says = "counting is  taught"
"""


@pytest.fixture
def indexed(course):
    (course / "authoring/lectures/01-counting.py").write_text(LECTURE)
    (course / index.PLAN).write_text(PLAN.replace("is  taught", "is taught"))
    return course


def test_architectures_papers_and_topics_lead_to_their_sections(indexed):
    text = "\n\n".join(cell.source for cell in index.index(indexed).cells)
    place = "[01 One, two, three](01-counting.ipynb#One,-two,-three)"
    assert f"| Abacus | 1901 | Abacus | {place} | [a01](../release/a01-count/count.ipynb) |" in text
    assert f"| Numbers | S0 | {place} |" in text
    sources = "([01](01-counting.ipynb#Where-it-came-from))"
    papers = text.partition("## Papers")[2].partition("## Topics")[0]
    assert re.findall(r"^(?:###|-) .*", papers, re.MULTILINE) == [
        "### A",
        f"- A. B. Abacus and others, 1901, Sums 2: beads, and wires {sources}",
        "### C",
        f"- Counter, 1899, Shops: *prices* {sources}",
        "### V",
        f"- C. van Finger, 1900, Hands: ten of them {sources}",
    ]


def test_it_is_built_and_found_out_of_date(indexed, capsys):
    assert build.main([], indexed) == 0
    assert "course/index.ipynb: built" in capsys.readouterr().out
    assert build.main(["--check"], indexed) == 0
    (indexed / index.PLAN).write_text((indexed / index.PLAN).read_text().replace("Numbers", "Figures"))
    assert build.main(["--check", "a01"], indexed) == 1
    assert "course/index.ipynb is not what authoring/index.toml and the lectures say" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("One, two, three", "Four", '"Abacus" leads to the section "Four" of lecture 1, which is not there'),
        ("lecture = 1", "lecture = 2", 'section "One, two, three" of lecture 2, which is not there'),
        ("is taught", "is fun", '"Numbers" leads to "One, two, three" of lecture 1, which does not say "counting is'),
    ],
)
def test_an_entry_that_leads_nowhere_is_named(indexed, capsys, old, new, message):
    (indexed / index.PLAN).write_text((indexed / index.PLAN).read_text().replace(old, new))
    assert build.main(["a01"], indexed) == 1
    assert message in capsys.readouterr().err


def test_every_link_of_the_index_in_the_repository_has_its_anchor(repository):
    """A browser looks for an anchor as the link has it, and then unquoted, as JupyterLab does at once."""
    anchors = {
        pair.notebook.name: {
            unescape(found)
            for section in index.sections(pair)
            for found in re.findall(r'<h2 id="([^"]*)"', markdown2html(f"## {section}"))
        }
        for pair in pairs.all_pairs(repository)
        if pair.executed
    }
    text = "\n".join(cell.source for cell in index.index(repository).cells)
    links = re.findall(r"\]\(([^()]+\.ipynb)#([^()]+)\)", text)
    assert len(links) > 400
    assert [link for link in links if not {link[1], unquote(link[1])} & anchors[link[0]]] == []


def test_every_lecture_and_every_seed_is_in_the_index(repository):
    written = index.lectures(repository)
    plan = index.load(repository, {number: index.sections(pair) for number, pair in written.items()})
    assert written.keys() == {entry["lecture"] for entry in (*plan["topic"], *plan["architecture"])}
    assert {seed for topic in plan["topic"] for seed in topic["seeds"]} == set(plan["seeds"])
