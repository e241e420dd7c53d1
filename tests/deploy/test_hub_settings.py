"""The settings file of a hub: what is right is read, and each mistake is told in one line with its place."""

from pathlib import Path

import pytest

pytest.importorskip("pydantic", reason="pydantic is not installed: make test installs it with the hub")

from deploy.jupyterhub.settings import SettingsError, load

ROSTER = "id,first_name,last_name,email\ndemo-ada,Ada,Lovelace,ada@example.org\n"
FILE = """
[course]
id = "deep"
roster = "roster.csv"
instructors = ["demo-teacher"]
grader = "demo-grader"
[accounts]
create = true
[server]
folder = "/srv/deep"
[[profiles]]
name = "CPU"
"""
SLURM = '[slurm]\nhub_address = "10.0.0.1"\n'


def read(folder: Path, text: str = FILE, roster: str = ROSTER):
    (folder / "roster.csv").write_text(roster, encoding="utf-8")
    (folder / "hub.toml").write_text(text, encoding="utf-8")
    return load(folder / "hub.toml")


def mistakes(folder: Path, text: str = FILE, roster: str = ROSTER) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        read(folder, text, roster)
    return [line.replace(f"{folder}/", "") for line in str(raised.value).splitlines()]


def test_the_demo_class_is_right(repository):
    settings = load(repository / "deploy" / "jupyterhub" / "demo.toml")
    assert settings.people == ("demo-instructor", "demo-ada", "demo-grace", "demo-mallory")
    assert [profile.gpu for profile in settings.profiles] == [False, True]


def test_a_small_file_is_enough(tmp_path):
    settings = read(tmp_path)
    assert settings.students[0].first_name == "Ada"
    assert settings.server.address == "127.0.0.1"


def test_a_roster_as_spreadsheets_save_it_is_read(tmp_path):
    assert read(tmp_path, roster="\ufeff" + ROSTER.replace("\n", "\r\n")).students[0].id == "demo-ada"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('id = "deep"', 'id = "Deep Learning"', "hub.toml, course.id: String should match pattern"),
        ('id = "deep"\n', "", "hub.toml, course.id: Field required"),
        ('grader = "demo-grader"', 'grader = "demo-ada"', "hub.toml: the account demo-ada is given twice"),
        ('grader = "demo-grader"', 'grader = "root"', "hub.toml: accounts.create is true, so root has to begin"),
        ('["demo-teacher"]', "[]", "hub.toml: course.instructors names nobody"),
        ("create = true", "creat = true", "hub.toml, accounts.creat: there is no such setting"),
        ("create = true", 'create = true\nprefix = ""', "hub.toml, accounts.prefix: String should match pattern"),
        ('"/srv/deep"', '"srv"', "hub.toml, server: folder has to be an absolute path"),
        ('"/srv/deep"', '"/srv/deep"\nport = 80', "hub.toml, server.port: Input should be greater than or equal to"),
        ('"/srv/deep"', '"/srv/deep"\naddress = "0.0.0.0"', "hub.toml, server: address 0.0.0.0 is heard by other"),
        ('"/srv/deep"', '"/srv/deep"\nkey = "k.pem"', "hub.toml, server: certificate and key go together"),
        ('name = "CPU"', 'name = "CPU"\nmemory_gb = -1', "hub.toml, profiles.0.memory_gb: Input should be greater"),
        ('name = "CPU"', 'name = "CPU"\n[[profiles]]\nname = "CPU"', "hub.toml: the profile CPU is given twice"),
        ('name = "CPU"', 'name = "CPU"\n' + SLURM, "hub.toml: profile 'CPU' says no partition"),
        ('name = "CPU"', 'name = "CPU"\n[profiles.slurm]\npartition = "x"', "hub.toml: profile 'CPU' asks for Slurm"),
        ('[[profiles]]\nname = "CPU"\n', "", "hub.toml, profiles: Field required"),
        ("[course]", "[course", "hub.toml is not TOML:"),
        ("[course]", "students = []\n[course]", "hub.toml, students: the class is listed in the CSV file"),
        ('"roster.csv"', '"class.csv"', "class.csv cannot be read: No such file"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, old, new, line):
    assert old in FILE
    (told,) = mistakes(tmp_path, FILE.replace(old, new))
    assert told.startswith(line)


def test_every_mistake_is_told_at_once(tmp_path):
    wrong = FILE.replace('"deep"', '"D"').replace('folder = "/srv/deep"', "port = 1").replace('"CPU"', '"CPU"\nram = 3')
    places = [line.split(": ")[0] for line in mistakes(tmp_path, wrong)]
    assert places == [f"hub.toml, {p}" for p in ("course.id", "server.folder", "server.port", "profiles.0.ram")]


@pytest.mark.parametrize(
    ("roster", "line"),
    [
        ("name,mail\nAda,a@b\n", "roster.csv, line 1: the columns have to be id,first_name,last_name,email, not name"),
        (ROSTER + "Grace Hopper,,,\n", "roster.csv, line 3, id: String should match pattern"),
        (ROSTER + "demo-grace,Grace,Hopper,g@x,more\n", "roster.csv, line 3, more: there is no such setting"),
        (ROSTER + "demo-ada,Ada,Again,\n", "hub.toml: the account demo-ada is given twice"),
        ("id,first_name,last_name,email\n", "roster.csv lists nobody"),
        ("", "roster.csv, line 1: the columns have to be"),
    ],
)
def test_a_mistake_in_the_roster_is_told_with_its_line(tmp_path, roster, line):
    (told,) = mistakes(tmp_path, roster=roster)
    assert told.startswith(line)


def test_a_gpu_profile_on_slurm_asks_for_a_gpu(tmp_path):
    text = FILE + 'gpu = true\n[profiles.slurm]\npartition = "gpu"\n' + SLURM
    assert mistakes(tmp_path, text)[0].startswith("hub.toml: profile 'CPU' has a GPU, so that slurm.gres")
