"""JupyterHub's configuration, from the settings of a class."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from deploy.jupyterhub import profiles
from deploy.jupyterhub.settings import Settings

SETTINGS_VARIABLE = "ONE_NEURON_UP_HUB"
PYTHON = (sys.executable, "-m")
SINGLE_USER = (*PYTHON, "jupyterhub.singleuser")
SCRIPTS = Path(sys.executable).parent
SLURM_SPAWNER = "deploy.jupyterhub.jobs.TellingSlurmSpawner"
SLURM_COMMANDS = ("sbatch", "squeue", "scancel")
# A cold start on a busy machine takes a minute; nothing waits this long when all is well.
START_SECONDS = 300


def private_folder(settings: Settings) -> Path:
    """Return where the hub keeps what only root may read: cookie secret, database, log."""
    return settings.server.folder / "hub"


def exchange(settings: Settings) -> Path:
    """Return the folder through which assignments, submissions and feedback pass."""
    return settings.server.folder / "exchange"


def lectures(settings: Settings) -> Path:
    """Return the folder that students' servers copy the lectures from."""
    return settings.server.folder / "lectures"


def course_folder(settings: Settings) -> Path:
    """Return where solutions, gradebook and submissions are."""
    return Path(f"~{settings.course.grader}").expanduser() / settings.course.id


def apply(c: Any, settings: Settings) -> None:  # noqa: ANN401  (traitlets' Config)
    """Configure JupyterHub: ``c`` is what a configuration file gets from ``get_config()``."""
    _network(c, settings)
    _people(c, settings)
    _servers(c, settings)
    c.JupyterHub.services = [_formgrader(settings), _culler(settings)]
    c.JupyterHub.load_roles = roles(settings.course.id)


def server_environment(settings: Settings, kind: str) -> dict[str, str]:
    """Return the environment of a student's server (``kind`` "student") or the formgrader ("grader")."""
    search = [str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]
    return {
        "PATH": os.pathsep.join(search),
        "JUPYTER_CONFIG_PATH": str(settings.server.folder / "etc" / kind),
        "ONE_NEURON_UP_COURSE": settings.course.id,
        "ONE_NEURON_UP_EXCHANGE": str(exchange(settings)),
        "ONE_NEURON_UP_LECTURES": str(lectures(settings)),
    }


def grader_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of everything that runs under the grader's account."""
    found = server_environment(settings, "grader")
    course = course_folder(settings)
    return found | {
        # The course's own nbgrader_config.py plugs the grading engine in.
        "JUPYTER_CONFIG_PATH": os.pathsep.join([found["JUPYTER_CONFIG_PATH"], str(course)]),
        "HOME": str(course.parent),
        "USER": settings.course.grader,
    }


def roles(course: str) -> list[dict[str, Any]]:
    """Return who may what. The names are nbgrader's conventions; nobody is an administrator of the hub."""
    read = ["list:services", f"read:services!service={course}"]
    return [
        {
            "name": f"formgrade-{course}",
            "groups": [f"formgrade-{course}"],
            "scopes": [f"access:services!service={course}", *read],
        },
        # What a person's own server may do in their name, at most what they may: find out which courses they are in.
        {
            "name": "server",
            "scopes": [
                "users:activity!user",
                "access:servers!server",
                "read:users:groups!user",
                "list:services",
                "read:services",
                "access:services",
            ],
        },
        {
            "name": "idle-culler",
            "services": ["idle-culler"],
            "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        },
    ]


def _network(c: Any, settings: Settings) -> None:  # noqa: ANN401
    server, private = settings.server, private_folder(settings)
    scheme = "https" if server.certificate else "http"
    c.JupyterHub.bind_url = f"{scheme}://{server.address}:{server.port}"
    if server.certificate and server.key:
        c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = str(server.certificate), str(server.key)
    # With Slurm, servers on the compute nodes report to the hub; otherwise only this machine talks to it.
    c.JupyterHub.hub_ip = settings.slurm.hub_address if settings.slurm else "127.0.0.1"
    c.JupyterHub.hub_port = server.port + 1
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{server.port + 2}"
    c.ConfigurableHTTPProxy.command = [shutil.which("configurable-http-proxy") or "configurable-http-proxy"]
    c.ConfigurableHTTPProxy.pid_file = str(private / "proxy.pid")
    c.JupyterHub.db_url = f"sqlite:///{private}/hub.sqlite"
    c.JupyterHub.cookie_secret_file = str(private / "cookie_secret")
    c.JupyterHub.pid_file = str(private / "hub.pid")


def _people(c: Any, settings: Settings) -> None:  # noqa: ANN401
    course = settings.course
    c.JupyterHub.authenticator_class = "deploy.jupyterhub.login.RosterAuthenticator"
    c.PAMAuthenticator.open_sessions = False
    c.Authenticator.allowed_users = set(settings.people)
    c.Authenticator.admin_users = set()
    # Otherwise whoever was ever in the roster could go on to log in.
    c.Authenticator.allow_existing_users = False
    c.JupyterHub.load_groups = {
        f"formgrade-{course.id}": {"users": list(course.instructors)},
        f"nbgrader-{course.id}": {"users": list(settings.people)},
    }


def _servers(c: Any, settings: Settings) -> None:  # noqa: ANN401
    # Real Unix users, since the exchange keeps people apart by the owners of files.
    c.JupyterHub.spawner_class = SLURM_SPAWNER if settings.slurm else "localprocess"
    c.Spawner.env_keep = ["LANG", "LC_ALL"]
    c.Spawner.default_url = "/lab"
    c.Spawner.http_timeout = c.Spawner.start_timeout = START_SECONDS
    _jobs(c)
    has_gpu = profiles.machine_has_gpu()
    c.Spawner.options_form = profiles.form(settings.profiles, has_gpu=has_gpu)
    c.Spawner.options_from_form = lambda answers: profiles.chosen(settings.profiles, answers, has_gpu=has_gpu)
    c.Spawner.pre_spawn_hook = lambda spawner: start_with(settings, spawner)


def _jobs(c: Any) -> None:  # noqa: ANN401
    """Say how jobs are handed to Slurm: by whole paths, since the search path is the one of a student's server.

    A cluster may keep Slurm's commands in a folder of its own, and its configuration too, which SLURM_CONF names.
    """
    runuser, sbatch, squeue, scancel = (shutil.which(name) or name for name in ("runuser", *SLURM_COMMANDS))
    c.BatchSpawnerBase.exec_prefix = f"{runuser} --user {{username}} --"
    c.SlurmSpawner.batch_submit_cmd = f"{sbatch} --parsable"
    c.SlurmSpawner.batch_query_cmd = f"{squeue} --noheader --jobs={{job_id}} --format='%T %B'"
    c.SlurmSpawner.batch_cancel_cmd = f"{scancel} {{job_id}}"
    c.SlurmSpawner.env_keep = ["LANG", "LC_ALL", "SLURM_CONF"]


def start_with(settings: Settings, spawner: Any) -> None:  # noqa: ANN401  (JupyterHub's Spawner)
    """Give a server that is about to start what its user chose, or the first profile, where a program starts it.

    Raises HTTPError (400) for a choice that cannot be had: programs do not pass the form.
    """
    wanted = [str(name) for name in [spawner.user_options.get("profile")] if name]
    answers = {"profile": wanted} if wanted else {}
    has_gpu = profiles.machine_has_gpu()
    # Nothing else of what a program sends goes on to the job's script.
    spawner.user_options = profiles.chosen(settings.profiles, answers, has_gpu=has_gpu)
    profile = next(profile for profile in settings.profiles if profile.name == spawner.user_options["profile"])
    spawner.environment = server_environment(settings, "student") | profiles.environment(profile)
    for name, value in profiles.slurm_request(profile, SCRIPTS).items():
        setattr(spawner, name, value)
    # batchspawner's wrapper runs the program it is given as Python code, so that it has to be the script.
    job = [str(SCRIPTS / "jupyterhub-singleuser")]
    spawner.cmd = job if profile.slurm else [*profiles.limits(profile), *SINGLE_USER]


def _formgrader(settings: Settings) -> dict[str, Any]:
    """Return the service in which instructors grade. Its name is the course's, by nbgrader's convention."""
    return {
        "name": settings.course.id,
        "url": f"http://127.0.0.1:{settings.server.port + 3}",
        "command": list(SINGLE_USER),
        "user": settings.course.grader,
        "cwd": str(course_folder(settings)),
        "oauth_no_confirm": True,
        "environment": grader_environment(settings) | {"JUPYTERHUB_DEFAULT_URL": "/lab"},
    }


def _culler(settings: Settings) -> dict[str, Any]:
    idle = f"--timeout={round(settings.server.idle_minutes * 60)}"
    return {
        "name": "idle-culler",
        "command": [*PYTHON, "jupyterhub_idle_culler", idle],
        "user": "nobody",
        "cwd": "/",
    }
