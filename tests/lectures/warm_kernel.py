"""Kernels of lectures that need not wait for their imports: forks of a process that has imported some packages.

The setup cell, which is the same in every lecture, imports them all, or PyTorch does when the first optimizer is made,
so from there on a lecture finds what it finds in a new kernel: a test compares the two. `helpers`, ipywidgets and
`tqdm.auto`, some of which ask at their import whether they are in a notebook, are left to the cell.
"""

import os
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager

from tests import warm_command

WARM = (
    "ipykernel.kernelapp",
    "matplotlib.pyplot",
    "torch._dynamo",
    "sklearn.datasets",
    "sklearn.metrics",
    "sklearn.model_selection",
)
# What a kernel lets Matplotlib find in its environment, where it is read at the first import.
INLINE = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}


class WarmKernelManager(AsyncKernelManager):
    """Starts a kernel of this Python as a fork, and ends it as any other."""

    async def _async_launch_kernel(self, kernel_cmd: list[str], *, cwd: str, env: dict[str, str], **_: Any) -> None:
        environment = {**env, **INLINE, "JPY_PARENT_PID": str(os.getpid())}
        starter = warm_command.starter(WARM, environment)
        command = kernel_cmd[kernel_cmd.index("-m") + 1 :]
        # It ends by itself when the process that it was forked from is gone.
        command.append(f"--IPKernelApp.parent_handle={starter.process.pid}")
        self.provisioner.process = starter.start(command, Path(cwd), environment, os.devnull, os.devnull)
