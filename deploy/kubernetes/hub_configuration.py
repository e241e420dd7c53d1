"""What the hub is told beyond values: whose number a server runs under, and which rights it has.

Zero to JupyterHub runs this file inside its own configuration, where ``c`` and ``get_config`` are defined. The hub's
image has neither this repository nor its packages.
"""

from typing import Any

from tornado.web import HTTPError

CLASS: dict[str, Any] = get_config("custom.class")  # type: ignore[name-defined]  # noqa: F821
# Where the image has them.
SETTINGS, LECTURES = "/opt/one-neuron-up/etc", "/opt/one-neuron-up/lectures"


def number(spawner: Any) -> int:  # noqa: ANN401  (KubeSpawner has no types)
    """Return whose number a server runs under. Raises HTTPError (403) for a name that is not in the class."""
    found = CLASS["uids"].get(spawner.user.name)
    if found is None:
        raise HTTPError(403, f"{spawner.user.name} is not in the roster of {CLASS['course']}. Ask your instructor.")
    return int(found)


def start_with(spawner: Any) -> None:  # noqa: ANN401
    """Give a server that is about to start its person's folder, and the settings of a student or of the formgrader."""
    name, course = spawner.user.name, CLASS["course"]
    number(spawner)
    home = f"/home/{name}"
    grades = name == CLASS["grader"]
    spawner.working_dir = f"{home}/{course}" if grades else home
    spawner.environment = spawner.environment | {
        "HOME": home,
        "USER": name,
        "ONE_NEURON_UP_COURSE": course,
        "ONE_NEURON_UP_EXCHANGE": "/srv/exchange",
        "ONE_NEURON_UP_LECTURES": LECTURES,
        # The course's own nbgrader_config.py plugs the grading engine in.
        "JUPYTER_CONFIG_PATH": f"{SETTINGS}/grader:{home}/{course}" if grades else f"{SETTINGS}/student",
    }


def configure(c: Any) -> None:  # noqa: ANN401
    """Give each person a number and a group: with the chart's one for all, every student owns every submission."""
    c.KubeSpawner.uid = c.KubeSpawner.gid = number
    c.KubeSpawner.fs_gid = None
    c.KubeSpawner.supplemental_gids = []
    c.KubeSpawner.pre_spawn_hook = start_with
    c.KubeSpawner.allow_privilege_escalation = False
    c.KubeSpawner.container_security_context = {
        "runAsNonRoot": True,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    }


configure(c)  # type: ignore[name-defined]  # noqa: F821
