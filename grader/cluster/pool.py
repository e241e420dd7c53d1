"""Nodes of a cluster in the place of this machine's workers, with the same way in and out: `pool.Pool.run`.

Dask schedules and moves what a task needs over TLS; here is only what grading adds: each result goes to the one process
that owns the gradebook as it comes, a node with other packages is sent away with its reason, and a submission on which
nodes die is told from one that a node died beside.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from typing import TypeVar

from distributed import Client, wait
from distributed.client import Future
from distributed.comm.core import CommClosedError
from distributed.scheduler import KilledWorker

from grader.cluster import node
from grader.course import GraderError
from grader.engine.job import Outcome
from grader.grading.pool import Task, WorkerFailedError

Key = TypeVar("Key")
RETRIES = 3  # after an error on a node; how many may die on one submission is Dask's allowed-failures
LOOK = 10.0  # seconds without a result after which it is asked whether there are nodes
COUNTED = 1.0  # seconds for which the nodes that there are need not be counted again
AHEAD = 2  # submissions on their way for each core, so that none waits for the wire


class ClusterPool:
    """What hands submissions to a cluster's nodes.

    Args:
        client: connected to a scheduler.
        patience: seconds to wait for the first node.
        end: ends what was started for this.
    """

    def __init__(self, client: Client, patience: float, end: Callable[[], None]) -> None:
        self.client, self.patience, self.end = client, patience, end
        self.expected = node.versions()
        self.shared: dict[int, tuple[object, Future]] = {}
        self.sent_away: Counter[str] = Counter()  # for which reason how many nodes
        self.room, self.counted = 1, -COUNTED

    def run(self, tasks: Iterable[Task[Key]]) -> Generator[tuple[Task[Key], Outcome | WorkerFailedError], None, None]:
        """Yield each task with its outcome, as they are done. Raises GraderError where no node can grade."""
        waiting = iter(tasks)
        running: dict[Future, Task[Key]] = {}
        try:
            self._first_node()
            self._sift()
            while True:
                while len(running) < self._room() and (task := next(waiting, None)) is not None:
                    running[self._submit(task)] = task
                if not running:
                    return
                for future in self._done(running):
                    task = running.pop(future)
                    result = self._judged(self._result(future), task)
                    if result is None:
                        running[self._submit(task)] = task
                    else:
                        yield task, result
        except (CommClosedError, CancelledError) as error:
            raise GraderError(
                "The scheduler has ended. What was graded until now is in the gradebook; run this again to go on."
            ) from error
        finally:
            if running and self.client.status == "running":
                self.client.cancel(list(running), force=True)

    def close(self) -> None:
        """Leave the cluster; what was started for this ends."""
        self.client.close()
        self.end()

    def _first_node(self) -> None:
        try:
            self.client.wait_for_workers(1, timeout=self.patience)
        except TimeoutError as error:
            raise GraderError(
                f"No node of the cluster has come within {self.patience:g} seconds: look at the queue (squeue) and ask "
                'for less, or keep what a job says (options = ["--output=FILE"] in its settings)'
            ) from error

    def has_gpu(self, files: Sequence[str]) -> bool:  # noqa: ARG002 -- a node looks for its own
        """Return whether a node has a GPU, as its worker was told when it was started."""
        workers = self.client.scheduler_info(n_workers=-1)["workers"].values()
        return any(worker["resources"].get(node.GPU) for worker in workers)

    def _done(self, running: Mapping[Future, Task[Key]]) -> Iterable[Future]:
        """Return what is done, when something is. Raises GraderError where all nodes have gone and none comes."""
        while True:
            try:
                done: Iterable[Future] = wait(list(running), timeout=LOOK, return_when="FIRST_COMPLETED").done
                return done
            except TimeoutError:
                self._first_node()
                if any(task.job.gpu for task in running.values()) and not self.has_gpu(()):
                    raise GraderError(
                        "The last node with a GPU has gone. What was graded until now is in the gradebook; run this "
                        "again to go on."
                    ) from None

    def _room(self) -> int:
        """Return how many submissions may be on their way; nodes that came or went are seen within a second."""
        if time.monotonic() > self.counted + COUNTED:
            cores = sum(self.client.nthreads().values())
            self.room, self.counted = max(AHEAD * cores, 1), time.monotonic()
        return self.room

    def _submit(self, task: Task[Key]) -> Future:
        job = task.job
        own = {name: content for name, content in job.files.items() if task.files.get(name) != content}
        small = replace(job, source={}, files=own)
        return self.client.submit(
            node.grade,
            self.expected,
            self._shared(task),
            small,
            task.limits,
            pure=False,  # a name of its own for each: others may grade on the same cluster
            retries=RETRIES,
            resources={node.GPU: 1} if job.gpu else None,
        )

    def _shared(self, task: Task[Key]) -> Future:
        """Return what all submissions of a notebook share, sent once: a node asks for it when it first needs it."""
        key = id(task.job.source)
        if key not in self.shared:
            # As a result, which is made again where its node dies. The source is kept, so that its id stays its own.
            sent = self.client.submit(node.share, task.job.source, dict(task.files), pure=False)
            self.shared[key] = (task.job.source, sent)
        return self.shared[key][1]

    def _result(self, future: Future) -> Outcome | WorkerFailedError | node.Refused:
        try:
            result: Outcome | WorkerFailedError | node.Refused = future.result()
            return result
        except KilledWorker as error:
            deaths = error.allowed_failures + 1
            return WorkerFailedError(f"{deaths} nodes died while they graded this submission: {error}")
        except (CommClosedError, CancelledError):
            raise
        except Exception as error:  # whatever it is, the class goes on
            return WorkerFailedError(f"{type(error).__name__}: {error}")

    def _judged(
        self, result: Outcome | WorkerFailedError | node.Refused, task: Task[Key]
    ) -> Outcome | WorkerFailedError | None:
        """Return what came of a submission; None where it was the node, and another has to grade it.

        What fails for no reason that is known may have been a node that differs: it cannot even read what it is sent.
        """
        if isinstance(result, Outcome):
            return result
        room, gpu = task.limits.folder_bytes, task.job.gpu
        if isinstance(result, node.Refused):
            self._sift(room, gpu, result.reason)
            return None
        return None if self._sift(room, gpu) else result

    def _sift(self, room: int = 0, gpu: Sequence[str] = (), reason: str = "") -> bool:
        """Let nodes go that cannot grade, and return whether there were any.

        Args:
            room: bytes that one submission may write.
            gpu: patterns of the files of a GPU's driver, where one is wanted.
            reason: why one refused, which may be gone by now.

        Raises:
            GraderError: if none is left.
        """
        answers = self.client.run(node.objection, self.expected, room, gpu, on_error="return")
        # An error is a reason, but for that of a node which has just died.
        found = {at: answer for at, answer in answers.items() if answer and not isinstance(answer, OSError)}
        reasons = {at: " ".join(str(answer).split()) for at, answer in found.items()}
        self.sent_away.update(reasons.values())
        for worker in reasons:
            # To retire one would ask for another that takes what it holds, and do nothing where there is none.
            ask = self.client.scheduler.unregister
            self.client.sync(ask, address=worker, expected=True, close=True, stimulus_id="it-differs")
        if (told := next(iter(reasons.values()), reason)) and not self.client.nthreads():
            raise GraderError(f"No node of the cluster can grade as this machine does: {told}")
        return bool(reasons)
