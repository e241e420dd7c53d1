"""What Kubernetes is asked for when somebody starts a server: KubeSpawner's own manifest, made without a cluster."""

import asyncio
from typing import Any

import pytest
from pods import container, environment, helm_values, pod, spawner
from tornado.web import HTTPError

from deploy.kubernetes import manifests
from deploy.kubernetes.settings import load, uid

GRADER, STUDENT = "demo-grader", "demo-ada"


@pytest.fixture(scope="module")
def values(repository) -> dict[str, Any]:
    return helm_values(repository)


def mounts(manifest: dict) -> dict[str, tuple]:
    """Return, by its place in the server, what is mounted there: volume, folder of it, and whether to read only."""
    return {
        each["mountPath"]: (each["name"], each.get("subPath"), each.get("readOnly", False))
        for each in container(manifest)["volumeMounts"]
    }


def test_a_cpu_server_is_held_to_its_limits_and_gets_no_gpu(values):
    for choice in ("", "cpu"):  # whoever chooses nothing gets the first profile
        server = pod(values, STUDENT, choice)
        limits = container(server)["resources"]["limits"]
        assert limits == {"cpu": 2.0, "memory": 4 * 2**30}
        assert container(server)["resources"]["requests"] == {"cpu": 0.2, "memory": 2**30}
        assert environment(server)["OMP_NUM_THREADS"] == "2"
        assert not server["spec"].get("tolerations")


def test_a_gpu_server_asks_for_one_gpu_on_the_nodes_that_have_them(values):
    server = pod(values, STUDENT, "gpu")
    limits = container(server)["resources"]["limits"]
    assert limits == {"cpu": 4.0, "memory": 16 * 2**30, "nvidia.com/gpu": "1"}
    assert server["spec"]["tolerations"] == [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}]
    assert environment(server)["OMP_NUM_THREADS"] == "4"


def test_a_profile_can_choose_its_nodes(repository):
    settings = load(repository / "deploy" / "kubernetes" / "class.toml")
    given = settings.model_dump()
    given["profiles"][1].update(node_selector={"accelerator": "a100"}, gpu_resource="nvidia.com/mig-1g.10gb")
    profile = manifests.values(type(settings).model_validate(given))["singleuser"]["profileList"][1]
    assert profile["kubespawner_override"]["node_selector"] == {"accelerator": "a100"}
    assert profile["kubespawner_override"]["extra_resource_limits"] == {"nvidia.com/mig-1g.10gb": "1"}


def test_a_profile_that_is_not_offered_is_refused(values):
    with pytest.raises(ValueError, match="No such profile: tpu"):
        pod(values, STUDENT, "tpu")


@pytest.mark.parametrize("person", [STUDENT, "demo-grace", GRADER])
def test_everyone_runs_under_a_number_of_their_own_without_rights(values, person):
    server = pod(values, person)
    assert container(server)["securityContext"] == {
        "runAsUser": uid(person),
        "runAsGroup": uid(person),
        "runAsNonRoot": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    # With a group for files, Kubernetes would open the shared volume to it.
    assert "securityContext" not in server["spec"] or not server["spec"]["securityContext"]
    assert server["spec"]["automountServiceAccountToken"] is False
    for key in ("hostNetwork", "hostPID", "hostIPC", "initContainers"):
        assert not server["spec"].get(key)


def test_a_student_sees_their_own_folder_and_the_exchange_of_the_volume(values):
    server = pod(values, STUDENT)
    assert mounts(server) == {
        "/home/demo-ada": ("class", "homes/demo-ada", False),
        "/srv/exchange": ("class", "exchange", False),
        "/etc/passwd": ("class", "passwd/demo-ada", True),
        "/dev/shm": ("shm", None, False),
    }
    assert server["spec"]["volumes"] == [
        {"name": "class", "persistentVolumeClaim": {"claimName": "one-neuron-up"}},
        {"name": "shm", "emptyDir": {"medium": "Memory"}},
    ]
    assert environment(server)["JUPYTER_CONFIG_PATH"] == "/opt/one-neuron-up/etc/student"
    assert environment(server)["HOME"] == container(server)["workingDir"] == "/home/demo-ada"


def test_the_graders_server_has_the_course_and_everyones_names(values):
    server = pod(values, GRADER)
    assert mounts(server)["/home/demo-grader"] == ("class", "homes/demo-grader", False)
    assert mounts(server)["/etc/passwd"] == ("class", "passwd/demo-grader", True)
    assert container(server)["workingDir"] == "/home/demo-grader/one-neuron-up"
    folders = environment(server)["JUPYTER_CONFIG_PATH"]
    assert folders == "/opt/one-neuron-up/etc/grader:/home/demo-grader/one-neuron-up"


def test_who_is_not_in_the_class_gets_no_server(values):
    with pytest.raises(HTTPError, match="demo-eve is not in the roster of one-neuron-up"):
        pod(values, "demo-eve")


def test_without_the_hook_a_server_still_has_its_number(values):
    """Somebody's own hub.extraConfig may replace the hook; the number does not hang on it."""
    made = spawner(values, "demo-eve")
    with pytest.raises(HTTPError, match="not in the roster"):
        asyncio.run(made.get_pod_manifest())


def test_the_volume_and_its_job_are_what_kubernetes_knows(repository):
    """A key that Kubernetes does not know would be lost on the way through its own client's classes."""
    from kubernetes_asyncio.client import ApiClient

    async def through_the_client(document: dict) -> dict:
        async with ApiClient() as client:
            kind = {"Job": "V1Job", "ConfigMap": "V1ConfigMap"}.get(document["kind"], f"V1{document['kind']}")
            return client.sanitize_for_serialization(client._ApiClient__deserialize(document, kind))

    claim, given, job = manifests.volume(load(repository / "deploy" / "kubernetes" / "class.toml"))
    for document in (claim, given, job):
        assert asyncio.run(through_the_client(document)) == document
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    (folders,) = job["spec"]["template"]["spec"]["containers"]
    assert folders["securityContext"]["capabilities"]["drop"] == ["ALL"]
    assert "securityContext" not in job["spec"]["template"]["spec"]


def test_a_changed_roster_makes_another_job(repository):
    settings = load(repository / "deploy" / "kubernetes" / "class.toml")
    fewer = settings.model_copy(update={"students": settings.students[1:]})
    names = [[each["metadata"]["name"] for each in manifests.volume(given)] for given in (settings, settings, fewer)]
    assert names[0] == names[1]
    assert names[0][0] == names[2][0]  # the claim, with everyone's work in it
    assert not set(names[0][1:]) & set(names[2][1:])
