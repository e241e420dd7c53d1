"""What a class is on Kubernetes: values for the chart on top of values.yaml, and the volume with its folders."""

import hashlib
import json
from pathlib import Path
from typing import Any

from deploy.jupyterhub.configuration import roles
from deploy.kubernetes.settings import Profile, Settings

Yaml = dict[str, Any]

HERE = Path(__file__).resolve().parent
CLAIM = "one-neuron-up"
HUB_FILE = "/usr/local/etc/jupyterhub/jupyterhub_config.d/one_neuron_up.py"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# What the Job that makes the folders keeps of root's rights: to give folders away, and to set their modes after that.
CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID"]


def values(settings: Settings) -> Yaml:
    """Return the class's values for the chart."""
    hub_file = (HERE / "hub_configuration.py").read_text(encoding="utf-8")
    host = settings.server.host
    return {
        "custom": {"class": _class(settings)},
        "hub": {
            "config": _hub_config(settings),
            "loadRoles": {role.pop("name"): role for role in _roles(settings)},
            "extraFiles": {"one_neuron_up": {"mountPath": HUB_FILE, "stringData": hub_file}},
        },
        "proxy": {
            "https": {
                "enabled": True,
                "type": "letsencrypt",
                "hosts": [host],
                "letsencrypt": {"contactEmail": settings.server.contact},
            }
        },
        "singleuser": {
            "image": {"name": settings.image.name, "tag": settings.image.tag},
            "profileList": [_profile(profile, default=not n) for n, profile in enumerate(settings.profiles)],
        },
    }


def volume(settings: Settings) -> list[Yaml]:
    """Return the claim of the volume, and the Job that makes its folders, named by what it is given.

    A Job cannot be changed: one for another roster has another name, and one that is there already runs no second time.
    """
    data = {
        "class.json": json.dumps(_class(settings), indent=1),
        "folders.py": (HERE / "folders.py").read_text(encoding="utf-8"),
    }
    image = f"{settings.image.name}:{settings.image.tag}"
    name = f"{CLAIM}-{hashlib.sha256(repr((data, image)).encode()).hexdigest()[:10]}"
    claim = {
        "accessModes": ["ReadWriteMany"],
        "storageClassName": settings.volume.storage_class,
        "resources": {"requests": {"storage": f"{settings.volume.size_gb}Gi"}},
    }
    return [
        {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": CLAIM}, "spec": claim},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data},
        {
            "apiVersion": "batch/v1",
            "kind": "Job",
            "metadata": {"name": name},
            "spec": {"backoffLimit": 2, "template": {"spec": _folders_pod(name, image)}},
        },
    ]


def _folders_pod(given: str, image: str) -> Yaml:
    rights = {"drop": ["ALL"], "add": CAPABILITIES}
    return {
        "restartPolicy": "Never",
        "automountServiceAccountToken": False,
        "containers": [
            {
                "name": "folders",
                "image": image,
                "command": ["python", "/given/folders.py", "/given/class.json", "/volume"],
                "securityContext": {
                    "runAsUser": 0,
                    "runAsGroup": 0,
                    "allowPrivilegeEscalation": False,
                    "capabilities": rights,
                    "seccompProfile": {"type": "RuntimeDefault"},
                },
                "volumeMounts": [
                    {"name": "class", "mountPath": "/volume"},
                    {"name": "given", "mountPath": "/given", "readOnly": True},
                ],
            }
        ],
        "volumes": [
            {"name": "class", "persistentVolumeClaim": {"claimName": CLAIM}},
            {"name": "given", "configMap": {"name": given}},
        ],
    }


def _class(settings: Settings) -> Yaml:
    return {"course": settings.course.id, "grader": settings.course.grader, "uids": settings.uids}


def _hub_config(settings: Settings) -> Yaml:
    """Return JupyterHub's configuration: the login that was given, and who may use it."""
    course = settings.course
    ours: dict[str, Yaml] = {
        "JupyterHub": {
            "load_groups": {
                f"formgrade-{course.id}": {"users": list(course.instructors)},
                f"nbgrader-{course.id}": {"users": list(settings.people)},
                # Makes the account, which nobody logs in to.
                f"grader-{course.id}": {"users": [course.grader]},
            },
        },
        "Authenticator": {
            "allowed_users": list(settings.people),
            "blocked_users": [course.grader],
            "admin_users": [],
            "allow_all": False,
            # Otherwise whoever was ever in the roster could go on to log in.
            "allow_existing_users": False,
        },
    }
    return settings.login | {name: settings.login.get(name, {}) | table for name, table in ours.items()}


def _roles(settings: Settings) -> list[Yaml]:
    """Return who may what: instructors open the grader's server, which has the formgrader, and start and stop it."""
    course, grader = settings.course.id, settings.course.grader
    servers = [role for role in roles(course) if role["name"] == "server"]
    scopes = ["servers", "access:servers", "read:users:name", "read:users:activity"]
    return [
        {
            "name": f"formgrade-{course}",
            "groups": [f"formgrade-{course}"],
            "scopes": [f"{scope}!user={grader}" for scope in scopes],
        },
        *servers,
    ]


def _profile(profile: Profile, *, default: bool) -> Yaml:
    """Return an entry of KubeSpawner's profile_list."""
    override: Yaml = {
        "mem_limit": f"{profile.memory_gb:g}G",
        "cpu_limit": profile.threads,
        "environment": dict.fromkeys(THREADS, str(profile.threads)),
    }
    if profile.gpu:
        override["extra_resource_limits"] = {profile.gpu_resource: "1"}
    if profile.node_selector:
        override["node_selector"] = dict(profile.node_selector)
    if profile.tolerations:
        override["tolerations"] = [taint.model_dump(exclude_none=True) for taint in profile.tolerations]
    return {
        "display_name": profile.name,
        "description": f"{profile.threads} cores, {profile.memory_gb:g} GB{', one GPU' * profile.gpu}",
        "default": default,
        "kubespawner_override": override,
    }
