"""The one file that describes a class: course, accounts, server, profiles, and Slurm if there is one."""

import csv
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

COLUMNS = ["id", "first_name", "last_name", "email"]
LOOPBACK = ("127.0.0.1", "::1", "localhost")

# What useradd takes, without dots and capitals: nbgrader makes folder names of it, JupyterHub lowers its case.
Account = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_-]{0,31}$")]
CourseId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Word = Annotated[str, StringConstraints(pattern=r"^[\w.,:=/@-]+$")]
Port = Annotated[int, Field(ge=1024, le=65532)]


Kind = TypeVar("Kind", bound="People")


class SettingsError(Exception):
    """What is wrong with a settings file or a roster: one line for each mistake."""


class Table(BaseModel):
    """A table of the file, in which a misspelled key is a mistake rather than ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Course(Table):
    """Who learns, who teaches, and under which account the grading is done."""

    id: CourseId
    roster: Path
    instructors: tuple[Account, ...]
    grader: Account


class Accounts(Table):
    """Whether the accounts are made for this class and removed after it, or are the machine's own."""

    create: bool = False
    prefix: Annotated[str, StringConstraints(pattern=r"^demo-[a-z0-9-]*$")] = "demo-"


class Server(Table):
    """Where the hub keeps its files and listens; more than this machine hears it only with a certificate."""

    folder: Path
    address: str = "127.0.0.1"
    port: Port = 8000
    certificate: Path | None = None
    key: Path | None = None
    idle_minutes: Annotated[float, Field(gt=0)] = 60

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if not self.folder.is_absolute():
            raise ValueError("folder has to be an absolute path, such as /srv/one-neuron-up")
        if (self.certificate is None) != (self.key is None):
            raise ValueError("certificate and key go together: give both or neither")
        if self.address not in LOOPBACK and self.certificate is None:
            raise ValueError(
                f"address {self.address} is heard by other machines, which would read passwords on their way: "
                "give certificate and key, or keep 127.0.0.1 and put a web server with a certificate in front"
            )
        return self


class SlurmJob(Table):
    """What a profile asks Slurm for."""

    partition: Word
    time: Annotated[str, StringConstraints(pattern=r"^(\d+-)?\d{1,2}:\d{2}:\d{2}$")] = "04:00:00"
    gres: Word | None = None
    account: Word | None = None


class Profile(Table):
    """One choice of the page that starts a student's server, with what it may use."""

    name: Annotated[str, StringConstraints(pattern=r"^[\w .()-]{1,60}$")]
    gpu: bool = False
    memory_gb: Annotated[float, Field(gt=0)] = 4
    threads: Annotated[int, Field(ge=1)] = 2
    processes: Annotated[int, Field(ge=64)] = 400
    slurm: SlurmJob | None = None


class Slurm(Table):
    """Present where servers run as jobs of a cluster that shares /home and the hub's folder.

    Attributes:
        hub_address: this machine's address as the compute nodes see it.
    """

    hub_address: Word


class Student(Table):
    """One line of the roster."""

    id: Account
    first_name: str = ""
    last_name: str = ""
    email: str = ""


class People(Table):
    """What every kind of settings file says: the course, and with the roster who learns in it."""

    course: Course
    students: tuple[Student, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Who can log in."""
        return (*self.course.instructors, *(student.id for student in self.students))


class Settings(People):
    """The whole file."""

    accounts: Accounts = Accounts()
    server: Server
    profiles: tuple[Profile, ...]
    slurm: Slurm | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if mistakes := [*_disagreements(self)]:
            raise ValueError("; ".join(mistakes))
        return self


def load(path: Path) -> Settings:
    """Return the settings of the file ``path`` and of the roster that it names.

    Raises SettingsError, with a line for each mistake: the file, the place in it, and what is wrong there.
    """
    return load_as(Settings, path)


def load_as(kind: type[Kind], path: Path) -> Kind:
    """Return what ``load`` does, for a file of another ``kind``."""
    try:
        given: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}") from error
    if "students" in given:
        raise SettingsError(f"{path}, students: the class is listed in the CSV file that course.roster names")
    roster = given.get("course", {}).get("roster") if isinstance(given.get("course"), dict) else None
    if isinstance(roster, str):
        given["course"]["roster"] = path.parent / roster
        given["students"] = read_roster(path.parent / roster)
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise SettingsError("\n".join(_told(path, error))) from error


def read_roster(path: Path) -> list[Student]:
    """Return the students of a CSV file. Raises SettingsError, with a line for each mistake."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="more")
            header, rows = reader.fieldnames or [], [(reader.line_num, row) for row in reader]
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(f"{path} is not a CSV file in UTF-8: {error}") from error
    if list(header) != COLUMNS:
        raise SettingsError(f"{path}, line 1: the columns have to be {','.join(COLUMNS)}, not {','.join(header)}")
    students: list[Student] = []
    mistakes: list[str] = []
    for line, row in rows:
        try:
            students.append(Student.model_validate(row))
        except ValidationError as error:
            mistakes += _told(Path(f"{path}, line {line}"), error)
    if mistakes or not students:
        raise SettingsError("\n".join(mistakes) or f"{path} lists nobody: add a line for each student")
    return students


def _told(path: Path, error: ValidationError) -> Iterator[str]:
    """Yield each mistake in one line: where it is, what is wrong, and what stood there."""
    for mistake in error.errors(include_url=False):
        place = ".".join(str(part) for part in mistake["loc"])
        what = mistake["msg"].removeprefix("Value error, ")
        if mistake["type"] == "extra_forbidden":
            what = "there is no such setting"
        stood = f" (it is {mistake['input']!r})" if isinstance(mistake["input"], str | int | float) else ""
        yield f"{path}{', ' + place if place else ''}: {what}{stood}"


def _disagreements(settings: Settings) -> Iterator[str]:
    """Yield what each part of the file allows, but the whole does not."""
    everyone = [*settings.people, settings.course.grader]
    if not settings.course.instructors:
        yield "course.instructors names nobody: somebody has to grade"
    if not settings.profiles:
        yield "there is no profile: a student chooses one of [[profiles]], so give at least one"
    yield from twice("the account", everyone)
    yield from twice("the profile", [profile.name for profile in settings.profiles])
    if settings.accounts.create:
        prefix = settings.accounts.prefix
        for name in (name for name in everyone if not name.startswith(prefix)):
            yield f"accounts.create is true, so {name} has to begin with {prefix}; rename it, or use accounts there are"
    for profile in settings.profiles:
        if settings.slurm and profile.slurm is None:
            yield f"profile {profile.name!r} says no partition: with [slurm] each profile has a [profiles.slurm]"
        if profile.slurm and not settings.slurm:
            yield f"profile {profile.name!r} asks for Slurm, but there is no [slurm] with the hub_address"
        if profile.slurm and profile.gpu and not profile.slurm.gres:
            yield f"profile {profile.name!r} has a GPU, so that slurm.gres has to ask for one, such as gpu:1"


def twice(what: str, names: Sequence[str]) -> Iterator[str]:
    """Yield a line for each name that is there more than once."""
    for name in sorted(name for name, count in Counter(names).items() if count > 1):
        yield f"{what} {name} is given twice"
