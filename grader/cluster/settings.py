"""cluster.toml: what is asked of Slurm for one job, which is one node's worth of workers."""

import re
import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from grader.course import GraderError

SHAPES = {
    "memory": (r"\d+ ?(?:MB|GB|MiB|GiB)", 'such as "16GB"'),
    "time": (r"(?:\d+-)?\d{1,2}:\d\d:\d\d", 'such as "02:00:00", or "1-00:00:00" for a day'),
    "interface": (r"[\w.-]*", 'a network interface such as "ib0"'),
    "partition": (r"[\w.,-]+", "one of those that sinfo shows"),
}


@dataclass(frozen=True)
class Slurm:
    """One job of a Slurm cluster, and how many of them.

    Attributes:
        partition: where jobs queue.
        jobs: how many are asked for; grading begins when the first one runs.
        cores: of one job, and so how many submissions it grades side by side.
        memory: of one job.
        time: after which Slurm ends a job.
        scratch: a folder on the nodes' own disks; nothing of a submission or a test is left there.
        gpus: of one job, for assignments that ask for one; each grades one submission at a time.
        account: who pays, where that is asked for.
        interface: the network between here and the nodes; the usual one where it is empty.
        python: the interpreter on the nodes, with this course and its packages; this one where it is empty.
        setup: lines of the job before the workers start, such as "module load python".
        options: further options of sbatch, such as "--qos=teaching", or "--output=FILE" to keep what a job says.
        shared: a folder that here and the nodes share, for the keys of the connection; they can be read by you alone.
    """

    partition: str
    cores: int
    memory: str
    time: str
    jobs: int = 1
    gpus: int = 0
    scratch: str = "/tmp"  # noqa: S108 -- on the nodes
    account: str = ""
    interface: str = ""
    python: str = ""
    setup: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    shared: str = ""


def read(path: Path) -> Slurm:
    """Return the settings in a file. Raises GraderError that says what in it is wrong and how to mend it."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GraderError(f"{path} cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise GraderError(f"{path} is not TOML: {error}") from error
    known = {field.name: field for field in fields(Slurm)}
    if unknown := sorted(given.keys() - known.keys()):
        raise GraderError(f"{path} has {unknown[0]!r}, which is no setting; there are {', '.join(known)}")
    needed = [name for name, field in known.items() if field.default is MISSING]
    if missing := [name for name in needed if name not in given]:
        raise GraderError(f"{path} lacks {missing[0]!r}; it needs {', '.join(needed)}")
    return Slurm(**{name: _checked(path, name, value, known[name].type) for name, value in given.items()})


def _checked(path: Path, name: str, value: object, kind: object) -> Any:  # noqa: ANN401 -- what the setting is
    if kind is int:
        if not isinstance(value, int) or isinstance(value, bool) or value < (name != "gpus"):
            raise GraderError(f"{path}: {name} is {value!r}; it has to be a whole number above 0")
        return value
    if kind is not str:
        if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
            raise GraderError(f'{path}: {name} is {value!r}; it has to be a list of texts, such as ["..."]')
        return tuple(value)
    if not isinstance(value, str):
        raise GraderError(f"{path}: {name} is {value!r}; it has to be a text")
    pattern, words = SHAPES.get(name, (r"[^\n]*", "one line"))
    if not re.fullmatch(pattern, value):
        raise GraderError(f"{path}: {name} is {value!r}; it has to be {words}")
    return value
