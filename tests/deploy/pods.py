"""The pod that a person's choice becomes, made by KubeSpawner itself from the class's values, without a cluster."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("kubespawner", reason="KubeSpawner is not installed: make test installs it")

import kubespawner
import yaml
from jupyterhub.objects import Hub, Server
from traitlets.config import Config

from deploy.kubernetes import manifests
from deploy.kubernetes.settings import load

# Where the chart puts its values into KubeSpawner; its jupyterhub_config.py has the whole list.
CHART = {
    "image.name": "image",
    "profileList": "profile_list",
    "storage.extraVolumes": "volumes",
    "storage.extraVolumeMounts": "volume_mounts",
    "memory.guarantee": "mem_guarantee",
    "cpu.guarantee": "cpu_guarantee",
    "startTimeout": "start_timeout",
    "defaultUrl": "default_url",
}


def helm_values(repository: Path) -> dict[str, Any]:
    """Return what Helm makes of the two files of values."""
    folder = repository / "deploy" / "kubernetes"
    fixed = yaml.safe_load((folder / "values.yaml").read_text(encoding="utf-8"))
    return merged(fixed, manifests.values(load(folder / "class.toml")))


def merged(base: dict, more: dict) -> dict:
    both = {key: merged(base[key], more[key]) for key in base.keys() & more.keys() if isinstance(base[key], dict)}
    return base | more | both


def at(values: dict, place: str) -> Any:
    for key in place.split("."):
        values = values[key]
    return values


def spawner(values: dict, person: str, profile: str = ""):
    """Return KubeSpawner as the chart and hub_configuration.py configure it, about to start somebody's server."""
    config = Config()
    for place, trait in CHART.items():
        config.KubeSpawner[trait] = at(values["singleuser"], place)
    config.KubeSpawner.image += f":{values['singleuser']['image']['tag']}"
    config.KubeSpawner.uid, config.KubeSpawner.fs_gid = 1000, 100  # the chart's own, where nobody changed them
    config.KubeSpawner.cmd = "jupyterhub-singleuser"
    code = at(values, "hub.extraFiles.one_neuron_up.stringData")
    exec(code, {"c": config, "get_config": lambda place: at(values, place)})  # noqa: S102  (as the chart does)
    user = SimpleNamespace(name=person, id=1, url=f"/user/{person}/", server=Server(), settings={})
    with pytest.MonkeyPatch.context() as no_cluster:
        no_cluster.setattr("kubespawner.spawner.load_config", lambda **_: None)
        no_cluster.setattr("kubespawner.spawner.shared_client", lambda _name: None)
        made = kubespawner.KubeSpawner(
            hub=Hub(), user=user, config=config, api_token="x", oauth_client_id="x", orm_spawner=None
        )
    made.user_options = {"profile": profile} if profile else {}
    return made


def pod(values: dict, person: str, profile: str = "") -> dict[str, Any]:
    """Return the pod that a person's choice becomes, in Kubernetes' own words."""

    async def resolved() -> dict[str, Any]:
        from kubernetes_asyncio.client import ApiClient

        made = spawner(values, person, profile)
        made.run_pre_spawn_hook()
        await made.load_user_options()
        manifest = await made.get_pod_manifest()
        async with ApiClient() as client:
            return client.sanitize_for_serialization(manifest)

    return asyncio.run(resolved())


def container(manifest: dict) -> dict[str, Any]:
    (only,) = manifest["spec"]["containers"]
    return only


def environment(manifest: dict) -> dict[str, str]:
    return {each["name"]: each.get("value", "") for each in container(manifest)["env"]}
