"""Which GPUs there are, by the files of their driver and by what the environment of this process leaves of them.

Nothing here starts CUDA: a process that has started it cannot fork others that use it.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Sequence

VARIABLE = "CUDA_VISIBLE_DEVICES"  # as Slurm sets it for a job, and PyTorch reads it
NUMBERED = re.compile(r"\D(\d+)$")


def files(patterns: Sequence[str]) -> list[str]:
    """Return the files of a driver that are there, given patterns such as "/dev/nvidia*"."""
    return sorted({path for pattern in patterns for path in glob.glob(pattern)})  # noqa: PTH207 -- absolute patterns


def given(patterns: Sequence[str]) -> list[str]:
    """Return the GPUs that this process may use, named as `VARIABLE` names them; none without a driver."""
    found = files(patterns)
    if not found:
        return []
    if (named := os.environ.get(VARIABLE)) is not None:
        return [name for name in named.split(",") if name and name != "-1"]
    return [match[1] for path in found if (match := NUMBERED.search(path))]
