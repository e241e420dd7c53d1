"""What a student chooses when a server starts, and what that choice gives it."""

import html
from collections.abc import Mapping, Sequence
from pathlib import Path

from tornado.web import HTTPError

from deploy.jupyterhub.settings import Profile

NO_GPU = "this server has no GPU"


def machine_has_gpu(devices: Path = Path("/dev")) -> bool:
    """Return whether this machine has a GPU that CUDA (NVIDIA) or ROCm (AMD) can use."""
    return any(devices.glob("nvidia[0-9]*")) or (devices / "kfd").exists()


def is_missing(profile: Profile, *, has_gpu: bool) -> bool:
    """Return whether the profile cannot be had here; with Slurm its scheduler finds the GPU."""
    return profile.gpu and profile.slurm is None and not has_gpu


def form(profiles: Sequence[Profile], *, has_gpu: bool) -> str:
    """Return the choice as HTML; a profile that cannot be had here is shown and says why."""
    options = []
    for profile in profiles:
        missing = is_missing(profile, has_gpu=has_gpu)
        label = f"{profile.name}: {profile.threads} threads, {profile.memory_gb:g} GB" + f" ({NO_GPU})" * missing
        name = html.escape(profile.name)
        options.append(f'<option value="{name}"{" disabled" * missing}>{html.escape(label)}</option>')
    menu = f'<select class="form-control" id="profile" name="profile">{"".join(options)}</select>'
    return f'<label for="profile">What your server may use</label>{menu}'


def chosen(profiles: Sequence[Profile], answers: Mapping[str, Sequence[str]], *, has_gpu: bool) -> dict[str, str]:
    """Return the user options for what the form sent. Raises HTTPError (400) for what it does not offer."""
    name = next(iter(answers.get("profile", ())), profiles[0].name)
    found = [profile for profile in profiles if profile.name == name]
    if not found:
        raise HTTPError(400, f"There is no profile {name!r}. Choose one of the list.")
    if is_missing(found[0], has_gpu=has_gpu):
        raise HTTPError(400, f"{name}: {NO_GPU}. Choose a profile without.")
    return {"profile": name}


def limits(profile: Profile) -> list[str]:
    """Return the command that holds a server and all it starts to the profile.

    Memory is what a process may write to (RLIMIT_DATA), since CUDA reserves address space without end.
    """
    size = int(profile.memory_gb * 2**30)
    return ["prlimit", f"--data={size}", f"--nproc={profile.processes}", "--core=0", "--"]


def environment(profile: Profile) -> dict[str, str]:
    """Return the variables that tell libraries what they may use."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return dict.fromkeys(names, str(profile.threads)) | ({} if profile.gpu else {"CUDA_VISIBLE_DEVICES": ""})


def slurm_request(profile: Profile, scripts: Path) -> dict[str, str]:
    """Return batchspawner's settings for the job; empty without Slurm, which then holds it to nothing.

    ``scripts`` is the folder with batchspawner's wrapper. Slurm takes CUDA_VISIBLE_DEVICES away from a job that asks
    for no GPU, and not every cluster closes the devices to it, so that the job itself sets the variable again.
    """
    job = profile.slurm
    if job is None:
        return {}
    hidden = "" if profile.gpu else "env CUDA_VISIBLE_DEVICES= "
    return {
        "batchspawner_singleuser_cmd": f"{hidden}{scripts / 'batchspawner-singleuser'}",
        "req_partition": job.partition,
        "req_runtime": job.time,
        "req_memory": f"{max(1, round(profile.memory_gb * 1024))}M",
        "req_nprocs": str(profile.threads),
        "req_gres": job.gres or "",
        "req_options": f"--account={job.account}" if job.account else "",
    }
