"""A GPU that is pretended, since its driver is only files to the lock-down: who sees it, and that all limits hold."""

from dataclasses import replace
from pathlib import Path

import pytest
from engine_notebooks import QUICK, job, only, reasons

from grader.engine import devices
from grader.engine.execute import execute
from grader.engine.job import APART, TOGETHER, Limits
from grader.engine.trusted.warm import WarmParent

VISIBLE = "import os\nvisible = os.environ['CUDA_VISIBLE_DEVICES']"
USE = "with open({path!r}, 'r+b', buffering=0) as file:\n    before = file.read()\n    file.write(b'!')"


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The driver's files, as a pattern, beside another file; this process has the second of two GPUs."""
    for name in ("nvidiactl", "nvidia0", "nvidia1", "other"):
        (tmp_path / name).write_bytes(b"held")
    monkeypatch.setenv(devices.VARIABLE, "1")
    return f"{tmp_path}/nvidia*"


@pytest.mark.parametrize(
    ("named", "expected"),
    [(None, ["0", "1"]), ("1", ["1"]), ("0,1", ["0", "1"]), ("", []), ("-1", []), ("GPU-8932f937", ["GPU-8932f937"])],
)
def test_the_gpus_are_those_of_the_driver_that_the_environment_leaves(driver, monkeypatch, named, expected) -> None:
    if named is None:
        monkeypatch.delenv(devices.VARIABLE)
    else:
        monkeypatch.setenv(devices.VARIABLE, named)
    assert devices.given([driver]) == expected
    assert devices.given([f"{driver}.none"]) == []


@pytest.mark.parametrize("way", [APART, TOGETHER])
def test_who_asks_sees_the_device_and_others_do_not(parent: WarmParent, driver: str, way: str) -> None:
    test = "assert visible == '1', visible"
    wanting = replace(job(VISIBLE, VISIBLE, test), gpu=(driver,), way=way)
    assert only(execute(wanting, QUICK, parent)).points == 1
    assert only(execute(replace(wanting, gpu=()), QUICK, parent)).points == 0


@pytest.mark.parametrize("way", [APART, TOGETHER])
def test_the_lock_lets_the_drivers_files_through_and_nothing_else(parent: WarmParent, driver: str, way: str) -> None:
    def reached(name: str, gpu: tuple[str, ...]) -> bool:
        use = USE.format(path=str(Path(driver).with_name(name)))
        tried = replace(job("before = b'held'", use, "assert before == b'held'"), gpu=gpu, way=way)
        return only(execute(tried, QUICK, parent)).points == 1

    assert reached("nvidiactl", (driver,))
    assert Path(driver).with_name("nvidiactl").read_bytes().startswith(b"held!")
    assert not reached("other", (driver,))
    assert not reached("nvidia0", ())


def test_cuda_has_not_begun_before_the_fork(parent: WarmParent, driver: str) -> None:
    code = "import os, torch\nbegun = torch.cuda.is_initialized()\nasked = os.environ['PYTORCH_NVML_BASED_CUDA_CHECK']"
    attempt = replace(job(code, code, "assert not begun and asked == '1'"), gpu=(driver,))
    assert only(execute(attempt, QUICK, parent)).points == 1


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("while True: pass", "did not end in time"),
        ("x = []\nwhile True: x.append(bytearray(1 << 24))", "more than 512 MiB of memory"),
    ],
)
def test_time_and_memory_hold_with_a_device_too(parent: WarmParent, driver: str, code: str, told: str) -> None:
    limits = Limits(cell_seconds=3, call_seconds=3, submission_seconds=90, memory_bytes=1 << 29)
    attempt = replace(job("y = 1", f"y = 1\n{code}", "assert y == 1", "assert 1"), gpu=(driver,))
    outcome = execute(attempt, limits, parent)
    assert reasons(outcome)[1] == "passed", outcome.log
    assert told in str(outcome.notebook["cells"][1]["outputs"])
