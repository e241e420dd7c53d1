"""Servers that are jobs of Slurm's, and that say why one could not start."""

import re
from typing import Any

from batchspawner import SlurmSpawner
from tornado.web import HTTPError

REASON = re.compile(r"error: *(.+)$", re.MULTILINE)


class TellingSlurmSpawner(SlurmSpawner):  # type: ignore[misc]  # batchspawner has no types
    """batchspawner's, whose student otherwise reads "Internal Server Error" where Slurm refuses or ends a job."""

    async def start(self) -> Any:  # noqa: ANN401  (batchspawner's signature)
        """Start the server. Raises HTTPError (503) with what Slurm says where it does not."""
        try:
            return await super().start()
        except RuntimeError as error:
            refused = HTTPError(503, "%s", error)
            refused.jupyterhub_message = told(str(error))  # type: ignore[attr-defined]  # what the page shows
            raise refused from error


def told(said: str) -> str:
    """Return for the page what batchspawner or one of Slurm's commands said."""
    reason = [*REASON.findall(said), said.strip() or "it gave no reason"][0].removesuffix(".")
    return (
        f"The cluster did not start your server: {reason}. "
        "Try again in a few minutes or choose another profile, and tell your instructor if this stays."
    )
