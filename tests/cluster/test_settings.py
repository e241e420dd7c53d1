"""cluster.toml is read with a message for whatever is wrong in it, and nothing is guessed."""

import re

import pytest

from grader.cluster import settings
from grader.course import GraderError

RIGHT = """\
partition = "teaching"
cores = 16
memory = "32GB"
time = "02:00:00"
"""


def read(folder, text):
    path = folder / "cluster.toml"
    path.write_text(text, encoding="utf-8")
    return settings.read(path)


def test_what_is_left_out_has_its_default(tmp_path):
    assert read(tmp_path, RIGHT) == settings.Slurm("teaching", 16, "32GB", "02:00:00")


def test_lists_and_counts_are_read(tmp_path):
    asked = read(tmp_path, RIGHT + 'jobs = 4\nsetup = ["module load python"]\noptions = ["--qos=exam"]\n')
    assert (asked.jobs, asked.setup, asked.options) == (4, ("module load python",), ("--qos=exam",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("partition = ", "cluster.toml is not TOML"),
        ('partition = "a"', "cluster.toml lacks 'cores'; it needs partition, cores, memory, time"),
        (RIGHT + "nodes = 2", "cluster.toml has 'nodes', which is no setting; there are partition, cores"),
        (RIGHT.replace("16", '"16"'), "cores is '16'; it has to be a whole number above 0"),
        (RIGHT.replace("16", "0"), "cores is 0; it has to be a whole number above 0"),
        (RIGHT.replace("16", "true"), "cores is True; it has to be a whole number above 0"),
        (RIGHT.replace("32GB", "32"), "memory is '32'; it has to be such as \"16GB\""),
        (RIGHT.replace("02:00:00", "2h"), "time is '2h'; it has to be such as \"02:00:00\""),
        (RIGHT.replace('"teaching"', "3"), "partition is 3; it has to be a text"),
        (RIGHT.replace("teaching", "a b"), "partition is 'a b'; it has to be one of those that sinfo shows"),
        (RIGHT + 'setup = "module load python"', "setup is 'module load python'; it has to be a list of texts"),
        (RIGHT + 'account = "a\\nb"', "it has to be one line"),
    ],
)
def test_what_is_wrong_is_named_with_the_way_to_mend_it(tmp_path, text, message):
    with pytest.raises(GraderError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value) or "TOML" in message


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(GraderError, match=r"none\.toml cannot be read: No such file"):
        settings.read(tmp_path / "none.toml")


def test_the_example_in_the_guide_is_right(repository, tmp_path):
    guide = (repository / "deploy" / "README.md").read_text(encoding="utf-8")
    (example,) = [block for block in re.findall(r"```toml\n(.*?)```", guide, flags=re.DOTALL) if "cores = " in block]
    asked = read(tmp_path, example)
    assert (asked.partition, asked.jobs, asked.shared) == ("teaching", 4, "/home/teacher")
