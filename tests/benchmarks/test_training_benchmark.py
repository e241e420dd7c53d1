"""The training benchmark still runs, and its loops really do the same work."""

import copy
import importlib.util

import pytest
import torch

from benchmarks import training as benchmark
from helpers.data import Split


def small_task() -> tuple[torch.nn.Module, Split]:
    torch.manual_seed(0)
    return benchmark.digits_mlp(), Split(torch.rand(96, 1, 8, 8), torch.arange(96) % 10)


def trained(method: benchmark.Method) -> torch.Tensor:
    model, split = small_task()
    method(model, split, 2, 64)
    return torch.nn.utils.parameters_to_vector(model.parameters()).detach()


def test_fit_with_and_without_its_bar_gives_the_weights_of_the_bare_loop():
    expected = trained(benchmark.bare_loop_fused)
    assert torch.equal(trained(benchmark.with_fit), expected)
    assert torch.equal(trained(benchmark.with_fit_and_bar), expected)


@pytest.mark.filterwarnings("default")  # the peers' own warnings are theirs
@pytest.mark.parametrize("name", ["DataLoader loop", "skorch", "lightning"])
def test_every_other_loop_trains_too(name: str):
    if name in benchmark.PEERS and importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is a peer that only `make bench` installs")
    model, split = small_task()
    before = copy.deepcopy(model)
    benchmark.methods()[name](model, split, 1, 64)
    assert not torch.equal(before[1].weight, model[1].weight)


def test_the_table_has_a_row_for_every_method_and_compares_round_by_round():
    results = {"tiny": benchmark.measure(benchmark.OWN, *small_task(), epochs=1, rounds=2)}
    rows = benchmark.table(results).splitlines()
    assert rows[0] == "| method | tiny, samples/s | fit is |"
    assert [row.split("|")[1].strip() for row in rows[2:]] == list(benchmark.OWN)
    assert rows[2].endswith("| 1.00x |")
    assert benchmark.ratio_to({"fit": [2.0, 9.0, 4.0], "other": [1.0, 3.0, 1.0]}, "other") == 3.0


def test_batch_sizes_stand_side_by_side():
    rates = {"fit": [6.0], "DataLoader loop": [2.0]}
    rows = benchmark.batch_size_table({16: rates, 64: rates | {"fit": [5.0]}}).splitlines()
    assert rows[0] == "| batch size | 16 | 64 |"
    assert rows[2:] == ["| fit, beside the DataLoader loop | 3.00x | 2.50x |"]


@pytest.mark.parametrize("name", benchmark.OWN)
def test_a_loop_takes_batches_of_the_size_it_is_given(name: str):
    """Twice as many samples in a batch, half as many steps: other weights."""
    after = []
    for batch_size in (8, 16):
        model, split = small_task()
        benchmark.OWN[name](model, split, 1, batch_size)
        after.append(torch.nn.utils.parameters_to_vector(model.parameters()).detach())
    assert not torch.equal(*after)


def test_lenet_takes_28_by_28_images():
    assert benchmark.lenet5()(torch.zeros(2, 1, 28, 28)).shape == (2, 10)
