"""A real Slurm of one node, this machine, with a GPU that is pretended.

Needs Debian's packages slurm-wlm and munge; deploy/README.md says how to install them. Ports, keys and folders are its
own; nothing of a Slurm that is here is touched.
"""

import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.waiting import until

DAEMONS = ("munged", "slurmctld", "slurmd")
SLURM = """
ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthType=auth/munge
AuthInfo=socket={place}/munge.socket
SlurmUser=root
StateSaveLocation={place}/state
SlurmdSpoolDir={place}/spool
SlurmctldPidFile={place}/slurmctld.pid
SlurmdPidFile={place}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
ReturnToService=2
KillWait=5
GresTypes=gpu
NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 RealMemory=3000 Gres=gpu:1
PartitionName=cpu Nodes=localhost Default=YES
PartitionName=gpu Nodes=localhost
"""


@pytest.fixture(scope="module")
def slurm() -> Iterator[Path]:
    """A Slurm of one node; the value is its configuration."""
    for daemon in DAEMONS:
        if shutil.which(daemon) is None:
            pytest.skip(f"Slurm is not installed ({daemon}): deploy/README.md says how")
    place = Path(tempfile.mkdtemp(prefix="slurm-"))
    place.chmod(0o755)
    controller, node = ports(2)
    configuration = place / "slurm.conf"
    configuration.write_text(SLURM.format(place=place, controller=controller, node=node), encoding="utf-8")
    (place / "gres.conf").write_text("NodeName=localhost Name=gpu File=/dev/null\n", encoding="utf-8")
    (place / "munge.key-file").write_bytes(secrets.token_bytes(128))
    (place / "munge.key-file").chmod(0o600)
    munge = [
        f"--{option}={place}/munge.{option}" for option in ("socket", "key-file", "pid-file", "seed-file", "log-file")
    ]
    # Each daemon, and what shows that it is there, which the next one needs.
    daemons = [
        (["munged", "--foreground", *munge], (place / "munge.socket").exists),
        (["slurmctld", "-D", "-f", configuration], lambda: " is UP" in asked(configuration, "scontrol", "ping")),
        (
            ["slurmd", "-D", "-N", "localhost", "-f", configuration],
            lambda: "idle" in asked(configuration, "sinfo", "--noheader"),
        ),
    ]
    running = []
    try:
        for command, is_there in daemons:
            with (place / f"{command[0]}.out").open("wb") as output:
                running.append(subprocess.Popen(command, stdout=output, stderr=output))
            until(is_there, lambda: said_in(place))
        yield configuration
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()
        shutil.rmtree(place)


def ports(count: int) -> list[int]:
    found = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    numbers = [each.getsockname()[1] for each in found]
    for each in found:
        each.close()
    return numbers


def said_in(place: Path) -> str:
    """Return the end of what each daemon has said."""
    return "\n".join(f"{path}:\n{path.read_bytes()[-3000:].decode('utf-8', 'replace')}" for path in place.glob("*.out"))


def asked(slurm: Path, *command: str) -> str:
    return subprocess.run(
        command, env={"SLURM_CONF": str(slurm), "PATH": "/usr/bin:/bin"}, text=True, capture_output=True, check=False
    ).stdout
