"""The one file that describes a class on Kubernetes: course, people, image, volume, address, login and profiles."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from deploy.jupyterhub.settings import People, SettingsError, Table, load_as, twice

__all__ = ["Settings", "SettingsError", "load", "uid"]

# Numbers below are those of systems, file servers and universities; runAsUser ends at 2**31 - 1.
FIRST_UID, UIDS = 2**20, 2**30

Label = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?$", max_length=253)]
ClassName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]*$")]


class Image(Table):
    """The image of everyone's server, as deploy/kubernetes/Dockerfile builds it."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._:/-]*$")]
    tag: Annotated[str, StringConstraints(pattern=r"^\w[\w.-]{0,127}$")]


class Volume(Table):
    """The file system that all servers share; many nodes write to it, and it keeps the owners of files."""

    storage_class: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")]
    size_gb: Annotated[int, Field(ge=1)]


class Server(Table):
    """Where people find the hub; the certificate for it comes from Let's Encrypt, which writes to ``contact``."""

    host: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
    contact: Annotated[str, StringConstraints(pattern=r"^\S+@\S+$")]


class Toleration(Table):
    """A taint of nodes that a profile's servers may run on; see Kubernetes' documentation."""

    key: Label
    operator: Literal["Exists", "Equal"] = "Exists"
    value: Label | None = None
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] = "NoSchedule"


class Profile(Table):
    """One choice of the page that starts a server, with what it may use.

    Attributes:
        memory_gb: limit of the whole server, in GiB.
        threads: limit, in cores.
        gpu_resource: what the cluster calls a GPU; one of it goes to a profile with ``gpu``.
        node_selector: labels of the nodes it runs on.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[\w .()-]{1,60}$")]
    memory_gb: Annotated[float, Field(gt=0)] = 4
    threads: Annotated[int, Field(ge=1)] = 2
    gpu: bool = False
    gpu_resource: Label = "nvidia.com/gpu"
    node_selector: dict[Label, Label] = Field(default_factory=dict)
    tolerations: tuple[Toleration, ...] = ()


class Settings(People):
    """The whole file; ``login`` is JupyterHub's own configuration of its authenticator, by class."""

    image: Image
    volume: Volume
    server: Server
    login: dict[ClassName, dict[str, Any]]
    profiles: Annotated[tuple[Profile, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if mistakes := [*_disagreements(self)]:
            raise ValueError("; ".join(mistakes))
        return self

    @property
    def uids(self) -> dict[str, int]:
        """The user number of everyone, the grader included."""
        return {name: uid(name) for name in (self.course.grader, *self.people)}


def uid(name: str) -> int:
    """Return the number that a person's processes run under and that owns their files.

    It follows from the name alone, so that nobody gets another's files when the roster is sorted or shortened.
    """
    return FIRST_UID + int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % UIDS


def load(path: Path) -> Settings:
    """Return the settings of the file ``path`` and of the roster that it names.

    Raises SettingsError, with a line for each mistake: the file, the place in it, and what is wrong there.
    """
    return load_as(Settings, path)


def _disagreements(settings: Settings) -> Iterator[str]:
    """Yield what each part of the file allows, but the whole does not."""
    everyone = (settings.course.grader, *settings.people)
    if not settings.course.instructors:
        yield "course.instructors names nobody: somebody has to grade"
    if "authenticator_class" not in settings.login.get("JupyterHub", {}):
        yield "login.JupyterHub says no authenticator_class: without it whoever comes gets in, by any name"
    yield from twice("the account", everyone)
    yield from twice("the profile", [profile.name for profile in settings.profiles])
    for name in everyone:
        # KubeSpawner takes such an end away from what it fills names into: ada- would get the folder of ada.
        if name.endswith("-"):
            yield f"the account {name} ends in a dash, which no server on Kubernetes keeps: rename it"
    names = defaultdict(list)
    for name in dict.fromkeys(everyone):
        names[uid(name)].append(name)
    for same in (same for same in names.values() if len(same) > 1):
        yield f"the accounts {' and '.join(same)} would get the same user number, by a rare chance: rename one"
