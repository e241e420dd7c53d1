"""What the build computes: sizes and reading times, the facts of a first cell, the map of lectures, the glossary."""

import re

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from authoring import build, core, facts, glossary, pairs

FACTS = """\
# %% [markdown]
# # {title}
#
# **Reading** 10 min · **Running** 1 s ·
# [Open in Colab](https://colab.research.google.com/github/owner/name/blob/main/course/{name}.ipynb)

# %%
print({name!r})

# %% [markdown]
# {text}
"""


@pytest.fixture
def three(course):
    """The course with two more lectures, which link to the first."""
    for name, text in [
        ("02-adding", "See [01](01-counting.ipynb#start), and later [03](03-comparing.ipynb)."),
        ("03-comparing", "See [02](02-adding.ipynb).\n#\n# ## Deeper: more\n#\n# See [01](01-counting.ipynb)."),
    ]:
        twin = FACTS.format(title=name[3:].title(), name=name, text=text)
        (course / f"authoring/lectures/{name}.py").write_text(twin)
    return course


def built(root, name):
    (pair,) = pairs.select(pairs.all_pairs(root), [name])
    return pairs.read_notebook(pair.notebook)


def test_reading_time_counts_words_visible_lines_and_checkpoints_of_the_core():
    hidden = new_code_cell("x = 1\n" * 500, metadata={"tags": ["hide-input"]})
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Title\n\nfacts " * 500),
            new_code_cell('find_spec("helpers")\n' * 100),
            new_markdown_cell("word " * 900 + "<details>" + "folded " * 900 + "</details>\n\n**Checkpoint.** Why?"),
            hidden,
            new_code_cell("x = 1\n\n" * 120),
            new_markdown_cell(
                "**Guess.** Now?\n\n### Deeper: proof\n\n" + "deep " * 900 + "\n\n#### Step\n\nstill deep"
            ),
            new_code_cell("deep = 1\n" * 500),
            new_markdown_cell("```\n### not a heading\n```\n\n### Back\n\n**Choose.** Which?"),
        ]
    )
    assert core.size(notebook) == core.Size(words=900 + 2 + 2 + 1 + 2, lines=120, checkpoints=3)
    assert core.size(notebook).minutes == 20  # 5.04 + 10 + 6
    assert core.Size(0, 0, 0).minutes == 5
    assert [number for number, _ in core.core(notebook)] == [1, 2, 3, 4, 5, 6, 8]


def test_sentences_are_joined_over_lines_and_ended_by_lists():
    text = "## Head\n\nOne *two*\nthree. Is [it](a.md) so? `x` is 1.5.\n- item one\n- item **two**\n\n| no |\n\n$$x$$"
    assert list(core.sentences(text)) == ["One two three.", "Is it so?", "`x` is 1.5.", "item one", "item two"]


def test_the_build_writes_reading_time_needs_and_used_by(three, capsys):
    assert build.main([], three) == 0
    assert built(three, "01").cells[0].source.endswith("\n\n**Used by** [02](02-adding.ipynb)")  # 03 only deeper
    second = built(three, "02").cells[0].source
    assert "**Reading** 5 min" in second
    assert second.endswith("\n\n**Needs** [01](01-counting.ipynb) · **Used by** [03](03-comparing.ipynb)")
    assert "**Needs** [01](01-counting.ipynb)" in (three / "authoring/lectures/02-adding.py").read_text()
    assert build.main(["--check"], three) == 0

    capsys.readouterr()
    assert build.main([], three) == 0
    assert capsys.readouterr().out.count("unchanged") == 5


def test_check_finds_facts_that_no_longer_hold(three, capsys):
    build.main([], three)
    twin = three / "authoring/lectures/03-comparing.py"
    twin.write_text(twin.read_text().replace("See [02](02-adding.ipynb).", "See nothing. " + "word " * 2000))
    capsys.readouterr()
    assert build.main(["--check"], three) == 1
    error = capsys.readouterr().err
    assert "02-adding: reading time or the line below the facts is out of date; run make notebooks" in error
    assert "03-comparing: reading time or the line below the facts is out of date" in error
    assert "01-counting: reading" not in error


def test_a_long_line_of_lectures_is_broken_between_links():
    linked = {f"{number:02}-a-rather-long-name": frozenset({"01-first"}) for number in range(2, 12)}
    notebook = new_notebook(cells=[new_markdown_cell("# T\n\n[Open in Colab](x)\n\n**Needs** old\n\nmore")])
    source = facts.first_cell(notebook, "01-first", linked)
    head, line, end = source.split("\n\n")[1:]
    assert (head, end) == ("[Open in Colab](x)", "more")
    assert max(map(len, line.splitlines())) <= 118
    assert len(re.findall(r"\[\d\d\]\(\d\d-a-rather-long-name\.ipynb\)", line)) == 10


def test_the_glossary_is_built_found_out_of_date_and_leaves_no_twin(course, capsys):
    assert build.main(["a01"], course) == 0
    assert "glossary: built" in capsys.readouterr().out
    made = pairs.read_notebook(course / "course/glossary.ipynb")
    assert made.metadata.jupytext.formats == "ipynb"
    text = "\n".join(cell.source for cell in made.cells)
    assert "| $n$ | [number](#number) | [01](01-counting.ipynb) |" in text
    assert "### number\n\n*symbol $n$; in plain words how many; also count*\n\nWhat counting gives." in text

    terms = course / "authoring/terms.toml"
    terms.write_text(terms.read_text().replace("What counting gives.", "What a count gives."))
    assert build.main(["--check", "a01"], course) == 1
    assert "glossary: course/glossary.ipynb is not what authoring/terms.toml says" in capsys.readouterr().err
    assert build.main(["a01"], course) == 0
    assert build.main(["--check", "a01"], course) == 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("lecture = 1", "lecture = 47", '"number" names lecture 47; there are 1 to 46'),
        ("lecture = 1", "", '"number" has no lecture'),
        ("lecture", "chapter", '"number" has the unknown key chapter'),
        ('"never"', '"rarely"', '"number" has a wrong "then"'),
        ('plain = "how many"', "", '"number" has a wrong "then"'),
        ("gives.", "gives. And more.", '"number" is not explained in one sentence'),
        ('"number"', '"number (n)"', '"number (n)" cannot be linked to'),
        ("[[term]]", "[[term", "not a list of [[term]]"),
        (
            "[[term]]",
            '[[term]]\nterm = "Number"\nlecture = 2\nmeaning = "A."\n[[term]]',
            "stands there twice; keep one",
        ),
    ],
)
def test_a_term_that_is_not_right_is_named(course, capsys, old, new, message):
    terms = course / "authoring/terms.toml"
    terms.write_text(terms.read_text().replace(old, new, 1))
    assert build.main(["a01"], course) == 1
    assert message in capsys.readouterr().err
    assert build.main(["--check", "a01"], course) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("phrase", "text", "count"),
    [
        ("backward pass", "Backward passes, a backward-pass, one backward\npass", 3),
        ("batch", "a mini-batch of batches", 1),
        ("entropy", "entropies and entropy", 2),
        ("norm", "the normal norm", 1),
    ],
)
def test_phrases_are_counted_as_whole_words_in_both_numbers(phrase, text, count):
    assert glossary.count_phrase(phrase, text) == count


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_term_of_this_course_has_its_anchor_in_the_exported_page(repository):
    page, _ = HTMLExporter().from_notebook_node(nbformat.from_dict(glossary.glossary(repository)))
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert {term.anchor for term in glossary.load(repository)} <= anchors
