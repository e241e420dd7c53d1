"""What JupyterHub is told, resolved without running it: profiles on one server and as jobs of Slurm."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("jupyterhub", reason="JupyterHub is not installed: make test installs it")

from tornado.web import HTTPError
from traitlets.config import Config

from deploy.jupyterhub import configuration, profiles
from deploy.jupyterhub.settings import Settings

CPU = {"name": "CPU", "memory_gb": 2, "threads": 2}
GPU = {"name": "GPU", "gpu": True, "memory_gb": 8, "threads": 4}
SLURM = {
    "slurm": {"hub_address": "10.0.0.1"},
    "profiles": [
        CPU | {"slurm": {"partition": "cpu", "time": "02:00:00"}},
        GPU | {"slurm": {"partition": "gpu", "gres": "gpu:1", "account": "teaching"}},
    ],
}


def settings(**changes) -> Settings:
    course = {
        "id": "deep",
        "roster": "roster.csv",
        "instructors": ["teacher"],
        "grader": "daemon",
    }  # one that every Linux has
    given = {"course": course, "server": {"folder": "/srv/deep"}, "profiles": [CPU, GPU], "students": [{"id": "ada"}]}
    return Settings.model_validate(given | changes)


def configured(**changes) -> Config:
    config = Config()
    configuration.apply(config, settings(**changes))
    return config


def started(chosen: dict, has_gpu: bool, monkeypatch, **changes) -> SimpleNamespace:
    monkeypatch.setattr(profiles, "machine_has_gpu", lambda: has_gpu)
    spawner = SimpleNamespace(user_options=chosen)
    configuration.start_with(settings(**changes), spawner)
    return spawner


def test_only_this_machine_hears_a_hub_without_a_certificate():
    config = configured()
    assert config.JupyterHub.bind_url == "http://127.0.0.1:8000"
    assert config.JupyterHub.hub_ip == "127.0.0.1"
    assert config.ConfigurableHTTPProxy.api_url == "http://127.0.0.1:8002"


def test_with_a_certificate_the_hub_speaks_tls():
    server = {"folder": "/srv/deep", "address": "0.0.0.0", "port": 8443, "certificate": "/c.pem", "key": "/k.pem"}
    config = configured(server=server)
    assert config.JupyterHub.bind_url == "https://0.0.0.0:8443"
    assert config.JupyterHub.ssl_cert == "/c.pem"
    assert config.JupyterHub.hub_ip == "127.0.0.1"


def test_who_is_in_the_roster_logs_in_and_nobody_else():
    config = configured()
    assert config.Authenticator.allowed_users == {"teacher", "ada"}
    assert config.Authenticator.allow_existing_users is False
    assert config.Authenticator.admin_users == set()


def test_groups_and_roles_follow_nbgraders_names():
    config = configured()
    assert config.JupyterHub.load_groups["formgrade-deep"] == {"users": ["teacher"]}
    assert config.JupyterHub.load_groups["nbgrader-deep"] == {"users": ["teacher", "ada"]}
    role = next(role for role in config.JupyterHub.load_roles if role["name"] == "formgrade-deep")
    assert "access:services!service=deep" in role["scopes"]
    assert [service["name"] for service in config.JupyterHub.services] == ["deep", "idle-culler"]


def test_no_service_runs_as_root_and_idle_servers_are_stopped():
    formgrader, culler = configured(server={"folder": "/srv/deep", "idle_minutes": 30}).JupyterHub.services
    assert (formgrader["user"], culler["user"]) == ("daemon", "nobody")
    assert "--timeout=1800" in culler["command"]


def test_the_form_says_that_there_is_no_gpu():
    form = profiles.form(settings().profiles, has_gpu=False)
    assert '<option value="GPU" disabled>GPU: 4 threads, 8 GB (this server has no GPU)</option>' in form
    assert "disabled" not in profiles.form(settings().profiles, has_gpu=True)


@pytest.mark.parametrize(
    ("name", "words"), [("GPU", "GPU: this server has no GPU"), ("TPU", "There is no profile 'TPU'")]
)
def test_a_choice_that_cannot_be_had_is_refused_with_the_reason(monkeypatch, name, words):
    with pytest.raises(HTTPError, match=words):
        started({"profile": name}, False, monkeypatch)


def test_a_cpu_server_is_held_to_its_limits_and_sees_no_gpu(monkeypatch):
    spawner = started({"profile": "CPU", "cmd": "more"}, True, monkeypatch)
    assert spawner.cmd[:4] == ["prlimit", f"--data={2 * 2**30}", "--nproc=400", "--core=0"]
    assert spawner.environment["CUDA_VISIBLE_DEVICES"] == ""
    assert spawner.environment["OMP_NUM_THREADS"] == "2"
    assert spawner.user_options == {"profile": "CPU"}


def test_a_gpu_server_sees_the_gpu(monkeypatch):
    spawner = started({"profile": "GPU"}, True, monkeypatch)
    assert "CUDA_VISIBLE_DEVICES" not in spawner.environment


def test_a_program_that_names_no_profile_gets_the_first(monkeypatch):
    assert started({}, False, monkeypatch).user_options == {"profile": "CPU"}


@pytest.mark.parametrize(("device", "has"), [("nvidia0", True), ("kfd", True), ("nvidiactl", False)])
def test_a_gpu_is_found_by_its_device(tmp_path, device, has):
    (tmp_path / device).touch()
    assert profiles.machine_has_gpu(tmp_path) == has


def script(profile: str, monkeypatch) -> str:
    """Return the job that batchspawner would hand to sbatch, without a cluster."""
    jobs = pytest.importorskip("deploy.jupyterhub.jobs", reason="batchspawner is not installed: make test installs it")
    monkeypatch.setattr(profiles, "machine_has_gpu", lambda: False)
    config = configured(**SLURM)
    spawner = jobs.TellingSlurmSpawner(config=config)
    spawner.user_options = {"profile": profile, "partition": "somebody-elses"}
    configuration.start_with(settings(**SLURM), spawner)
    spawner.req_username, spawner.req_homedir, spawner.req_keepvars = "ada", "/home/ada", "PATH"
    variables = spawner.get_req_subvars() | {"cmd": " ".join(spawner.cmd)} | spawner.user_options
    return asyncio.run(spawner._get_batch_script(**variables))


def test_a_cpu_profile_becomes_a_job_that_asks_for_no_gpu(monkeypatch):
    lines = script("CPU", monkeypatch).splitlines()
    for line in ("--partition=cpu", "--time=02:00:00", "--mem=2048M", "--cpus-per-task=2", "--chdir=/home/ada"):
        assert f"#SBATCH {line}" in lines
    assert not any("gres" in line for line in lines)


def test_a_gpu_profile_becomes_a_job_that_asks_for_one_wherever_the_hub_runs(monkeypatch):
    lines = script("GPU", monkeypatch).splitlines()
    for line in ("--partition=gpu", "--gres=gpu:1", "--mem=8192M", "--cpus-per-task=4", "--account=teaching"):
        assert f"#SBATCH {line}" in lines


def test_with_slurm_the_compute_nodes_reach_the_hub():
    config = configured(**SLURM)
    assert config.JupyterHub.spawner_class == "deploy.jupyterhub.jobs.TellingSlurmSpawner"
    assert config.JupyterHub.hub_ip == "10.0.0.1"


def test_slurms_commands_are_found_wherever_the_cluster_keeps_them(monkeypatch):
    """What batchspawner runs has a student's search path, in which /usr/sbin and a cluster's own folders are not."""
    monkeypatch.setattr("shutil.which", lambda name: f"/opt/slurm/bin/{name}")
    config = configured(**SLURM)
    assert config.BatchSpawnerBase.exec_prefix == "/opt/slurm/bin/runuser --user {username} --"
    assert config.SlurmSpawner.batch_submit_cmd == "/opt/slurm/bin/sbatch --parsable"
    assert config.SlurmSpawner.batch_query_cmd.startswith("/opt/slurm/bin/squeue ")
    assert config.SlurmSpawner.batch_cancel_cmd == "/opt/slurm/bin/scancel {job_id}"
    assert "SLURM_CONF" in config.SlurmSpawner.env_keep


def test_a_job_runs_scripts_as_batchspawners_wrapper_wants_and_a_cpu_job_sees_no_gpu(monkeypatch):
    commands = {name: started({"profile": name}, False, monkeypatch, **SLURM) for name in ("CPU", "GPU")}
    for spawner in commands.values():
        assert [Path(part).name for part in spawner.cmd] == ["jupyterhub-singleuser"]
    assert commands["CPU"].batchspawner_singleuser_cmd.startswith("env CUDA_VISIBLE_DEVICES= /")
    assert commands["GPU"].batchspawner_singleuser_cmd.startswith("/")
