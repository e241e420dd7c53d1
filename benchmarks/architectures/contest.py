"""One architecture of a lecture beside its baselines, each trained from several random starts."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import torch
from torch import nn

Judged = tuple[nn.Module, float]  # a trained model and its score
# From the names of a lecture, as attributes, and a seed.
Contender = Callable[[SimpleNamespace, int], Judged]


@dataclass(frozen=True)
class Contest:
    """An architecture beside what it is compared with in its lecture.

    Attributes:
        lecture: the lecture whose own functions build, train and judge, such as ``"17-lenet"``.
        needs: the names of the lecture's data, whose assignments are run.
        score: what is measured, in words.
        contenders: by name; the last is the architecture, those before it are its baselines.
    """

    lecture: str
    needs: tuple[str, ...]
    score: str
    contenders: Mapping[str, Contender]


@dataclass(frozen=True)
class Result:
    """What a contender has and reaches: its parameters, and for each seed the seconds and the score."""

    parameters: int
    seconds: tuple[float, ...]
    scores: tuple[float, ...]


def run(contender: Contender, names: Mapping[str, Any], seeds: int) -> Result:
    """Train and judge a contender with the seeds from 0.

    Seconds are those of the process's CPU time, which other work on the machine disturbs little, making the data of
    the contender and judging it included.
    """
    parameters, seconds, scores = 0, [], []
    for seed in range(seeds):
        torch.manual_seed(seed)
        begin = time.process_time()
        model, score = contender(SimpleNamespace(**names), seed)
        seconds.append(time.process_time() - begin)
        scores.append(score)
        parameters = sum(parameter.numel() for parameter in model.parameters())
    return Result(parameters, tuple(seconds), tuple(scores))
