"""A checksum tells one content of a tensor from another, however it lies in memory, and whatever its dtype is."""

import pytest
import torch

from grader.engine.both.tensors import checksum

ROWS = torch.arange(12.0).reshape(3, 4)
VIEWS = {
    "whole": lambda: ROWS.clone(),
    "one number": lambda: torch.tensor(2.0),
    "turned": lambda: ROWS.clone().T,
    "a column": lambda: ROWS.clone()[:, -1],
    "a part of a row": lambda: ROWS.clone()[:1, 1:3],
    "every second": lambda: torch.arange(6)[::2],
    "truth values": lambda: torch.tensor([True, False]),
    "a dtype that NumPy has not": lambda: torch.tensor([1.5, 2.0], dtype=torch.bfloat16),
    "conjugate": lambda: torch.tensor([1 + 2j, 3 - 1j]).conj(),
}


@pytest.mark.parametrize("kind", VIEWS)
def test_equal_numbers_have_equal_checksums_and_a_changed_one_another(kind: str) -> None:
    tensor, copy = VIEWS[kind](), VIEWS[kind]()
    dense = tensor.resolve_conj().contiguous().clone()
    assert checksum(tensor) == checksum(copy) == checksum(dense) != 0
    copy.view(-1)[-1:].logical_not_() if copy.is_contiguous() else copy[..., -1:].logical_not_()
    assert checksum(copy) != checksum(tensor)


def test_what_is_learned_or_large_has_none() -> None:
    assert checksum(torch.ones(3, requires_grad=True)) == checksum(torch.ones(1 << 15)) == checksum(torch.ones(0)) == 0
